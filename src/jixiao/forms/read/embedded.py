"""Forms that are pictures in a Word document, workbook or web page: a scanned table put in as a picture.

Those with a ruled table on them are recognised one after another, as the pages of one scan. Their places are told by the
number of the picture, in points of it as wide as an A4 page.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.forms.read import budget
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator, Sequence

    from jixiao.forms.read.ocr import Scan
    from jixiao.plan.values import Reading

_MEDIA = re.compile(r"(?:word|xl)/media/[^/]+\.(?:png|jpe?g|gif|bmp|tiff?)", re.IGNORECASE)
_USED = re.compile(rb'(?:r:embed|r:id|o:relid)="([^"]{1,60})"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]{0,2000}>")
_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|bmp|tiff?);base64,([A-Za-z0-9+/=\s]{4000,})", re.IGNORECASE)
_LEAST_BYTES = 4_000
"""A picture of less is an ornament."""
_LEAST = (400, 150)
"""Pixels: the least width and height of a picture that a form can be read from."""
_MOST_LOOKED, _MOST_BYTES = 100, 30_000_000
_NOTHING = frozenset({"not-a-form", "no-indicators", "damaged-page"})
"""What is said of a document that holds no form in its text."""


def with_pictures(
    read: Callable[[], tuple[Reading, ...]], pictures: Sequence[bytes], shown: str, lang: str
) -> tuple[Reading, ...]:
    """The forms in a document's text, which ``read`` gives, and those that are pictures in it.

    Raises:
        JixiaoError: as ``read``, if no picture holds a form either.
    """
    if not pictures:
        return read()
    failure: JixiaoError | None = None
    readings: tuple[Reading, ...] = ()
    try:
        readings = read()
    except JixiaoError as error:
        if error.code not in _NOTHING:
            raise
        failure = error
    found, unread = _recognised(pictures, shown, lang)
    if failure is not None and not found:
        raise _with_unread(failure, unread)
    if unread and found:
        from jixiao.forms.read import with_problems

        note = problem("embedded-unread", "", Location(file=shown or None), lang, count=unread)
        found = (with_problems(found[0], [note]), *found[1:])
    return (*readings, *found)


def _with_unread(error: JixiaoError, unread: int) -> JixiaoError:
    """The error of a document without a form, with a word on the pictures in it that were not recognised."""
    if not unread:
        return error
    from jixiao.forms.read.ocr import installed

    zh, en = error.zh, error.en
    if installed():
        zh += f"另有{unread}张图片太大或太多，没有识别；表如在其中，请把图片单独存为文件再读。"
        en += f" {unread} pictures in it, too large or too many, were not recognised; if the form is one, save it as a file of its own."
    else:
        zh += f"里面有{unread}张图片没有识别；表如在其中，请安装文字识别：pip install 'jixiao[ocr]'。"
        en += f" {unread} pictures in it were not recognised; if the form is one, install text recognition: pip install 'jixiao[ocr]'."
    return JixiaoError(error.code, zh, en, error.place, error.kind)


def _recognised(pictures: Sequence[bytes], shown: str, lang: str) -> tuple[tuple[Reading, ...], int]:
    """The forms on pictures, and how many pictures that may hold one were not recognised."""
    from jixiao.forms.read.ocr import DPI, MAX_SCANNED, installed, picture_of, read_scan

    if not installed():
        return (), len(pictures)
    from jixiao.forms.read import readings_of
    from jixiao.forms.read.ocrdoubts import doubts
    from jixiao.forms.read.pdf import grids_of

    scans: list[Scan] = []
    unread = max(0, len(pictures) - _MOST_LOOKED)
    budget.looks(len(pictures[:_MOST_LOOKED]))
    for number, data in enumerate(pictures[:_MOST_LOOKED], 1):
        try:
            picture = picture_of(data, shown) if _large(data) else None
        except JixiaoError:
            unread += 1
            continue
        if picture is None or not _ruled(picture):
            continue
        if len(scans) == MAX_SCANNED:
            unread += 1
            continue
        budget.scans(1)
        scans.append(read_scan(picture, number, DPI / 72))
    if not scans:
        return (), unread
    name = (f"{shown} 图片" if lang == "zh" else f"{shown} pictures").strip()
    grids = grids_of([scan.page for scan in scans], name)
    try:
        return readings_of(grids, doubts(grids, scans, lang), name, lang), unread
    except JixiaoError:
        return (), unread  # tables of something else


def _large(data: bytes) -> bool:
    """Whether a picture has as many pixels as a form needs; what is no picture has none."""
    import warnings

    from PIL import Image

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as opened:
            return opened.width >= _LEAST[0] and opened.height >= _LEAST[1]
    except Image.DecompressionBombError:
        return True  # told as too large
    except (OSError, ValueError, SyntaxError):
        return False


def _ruled(picture: object) -> bool:
    import cv2
    import numpy as np

    from jixiao.forms.read.ocr import DPI
    from jixiao.forms.read.scanlook import LOOK_DPI, holds_table

    grey = cv2.cvtColor(np.asarray(picture, dtype=np.uint8), cv2.COLOR_RGB2GRAY)
    part = LOOK_DPI / DPI
    return holds_table(
        np.asarray(cv2.resize(grey, None, fx=part, fy=part, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    )


# -- where pictures are ---------------------------------------------------------------------


def in_office(data: bytes) -> list[bytes]:
    """The pictures in a Word document or workbook (a zip), in the order of the document; nothing if it is damaged."""
    import zipfile

    from jixiao.forms.read.archive import FAULTS

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {part.filename: part.file_size for part in archive.infolist() if _MEDIA.fullmatch(part.filename)}
            names = [name for name, size in sizes.items() if _LEAST_BYTES <= size <= _MOST_BYTES]
            order = {name: number for number, name in enumerate(_order(archive))} if names else {}
            names.sort(key=lambda name: (order.get(name, len(order)), len(name), name))
            return [archive.read(name) for name in names]
    except (KeyError, *FAULTS):
        return []


def _order(archive: zipfile.ZipFile) -> Iterator[str]:
    """The pictures of a Word document as they follow one another in it."""
    part, links = "word/document.xml", "word/_rels/document.xml.rels"
    names = archive.namelist()
    if part not in names or links not in names:
        return
    targets: dict[bytes, str] = {}
    for relation in _RELATION.findall(archive.read(links)):
        key, target = re.search(rb'\bId="([^"]+)"', relation), re.search(rb'\bTarget="([^"]+)"', relation)
        if key and target:
            targets[key[1]] = "word/" + target[1].decode("utf-8", "replace")
    for key in dict.fromkeys(_USED.findall(archive.read(part))):
        if key in targets:
            yield targets[key]


def in_page(text: str) -> list[bytes]:
    """The pictures that are written into a web page itself."""
    found: list[bytes] = []
    for held in _DATA.findall(text) if "data:image/" in text else ():
        try:
            found.append(base64.b64decode(held))
        except binascii.Error:
            continue
    return found


def in_saved_page(data: bytes) -> list[bytes]:
    """The pictures in a web page saved whole (MIME, .mht)."""
    import email
    import email.policy

    found: list[bytes] = []
    for part in email.message_from_bytes(data, policy=email.policy.compat32).walk():
        if part.get_content_maintype() == "image":
            held = part.get_payload(decode=True)
            if isinstance(held, bytes) and len(held) >= _LEAST_BYTES:
                found.append(held)
    return found
