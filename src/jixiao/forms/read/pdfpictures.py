"""Forms that are pictures on pages with text: a scanned table under a heading, put into Word and printed as PDF.

They are found by the ruled table on the picture, recognised as scanned pages are, and become a part of their page, whose
places are those of the page.
"""

from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.forms.read import budget
from jixiao.forms.read.pdf import is_picture
from jixiao.forms.read.pdfpage import read_page
from jixiao.forms.read.pdftables import tables_of
from jixiao.forms.read.pdftext import has_form_words
from jixiao.forms.read.pdfview import beyond, part
from jixiao.forms.read.scanlook import LOOK_DPI

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pypdfium2 import PdfDocument, PdfObject, PdfPage

    from jixiao.forms.read.ocr import Scan
    from jixiao.forms.read.pdfpage import Page
    from jixiao.forms.read.pdfview import Box
    from jixiao.forms.read.scanpage import Picture

_LEAST = (180.0, 80.0)
"""Points: the least width and height of a picture that a form can be read from."""
_LARGE = 0.25
"""The part of a page that a picture takes which is large."""
_JOIN = 1.5
"""Points between the strips that one picture was cut into."""
_OVER = 60
"""Characters printed over a picture, at most; with more it is the ground of the page, or its text is there already."""
_FURTHER = 20
"""Pages that name a form in a heading and hold no other word of it, at most."""
_GLANCE = 1800.0
"""Pixels of the longer side of a page that is looked at in small."""
_MOST_PICTURES = 200
"""Pictures of a page; a page of more is a drawing."""
_A4 = 595.0


class Pasted(NamedTuple):
    """A picture on a page with text: the page's number, its place in points, how many pixels a point it has."""

    page: int
    box: Box
    fine: float
    large: bool


def pasted(shown: PdfPage, page: Page) -> list[Pasted]:
    """The pictures on a page that are large enough for a form and are not overprinted, from the top down."""
    import pypdfium2.raw as pdfium

    turn = pdfium.FPDFPage_GetRotation(shown)
    boxes: list[tuple[Box, float]] = []
    for held in shown.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        box = _place(shown, held, turn)
        if box[2] - box[0] < _LEAST[0] / 4 or box[3] - box[1] < 2:
            continue
        fine = max(held.get_px_size()) / max(box[2] - box[0], box[3] - box[1])
        boxes.append((_within(box, page), fine))
        if len(boxes) > _MOST_PICTURES:
            return []
    found: list[Pasted] = []
    for box, fine in _joined(boxes):
        over = sum(_holds(box, char) for char in page.chars)
        wide, high = box[2] - box[0], box[3] - box[1]
        if wide >= _LEAST[0] and high >= _LEAST[1] and over <= _OVER:
            found.append(Pasted(page.number, box, fine, wide * high >= _LARGE * page.width * page.height))
    return sorted(found, key=lambda picture: picture.box[1])


def _place(shown: PdfPage, held: PdfObject, turn: int) -> Box:
    """The place of an object, also inside form objects, in points from the top left of the page as it is shown."""
    matrix = held.get_matrix()
    around = getattr(held, "container", None)  # from pypdfium2 5 on
    while around is not None:
        matrix = matrix.multiply(around.get_matrix())
        around = around.container
    corners = [matrix.on_point(x, y) for x in (0, 1) for y in (0, 1)]
    left, bottom, right, top = shown.get_cropbox()
    if turn == 0:
        corners = [(x - left, top - y) for x, y in corners]
    elif turn == 1:
        corners = [(y - bottom, x - left) for x, y in corners]
    elif turn == 2:
        corners = [(right - x, y - bottom) for x, y in corners]
    else:
        corners = [(top - y, right - x) for x, y in corners]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _within(box: Box, page: Page) -> Box:
    return max(box[0], 0.0), max(box[1], 0.0), min(box[2], page.width), min(box[3], page.height)


def _holds(box: Box, char: tuple[str, float, float, float, float]) -> bool:
    return box[0] < (char[1] + char[3]) / 2 < box[2] and box[1] < (char[2] + char[4]) / 2 < box[3]


def _joined(boxes: Sequence[tuple[Box, float]]) -> list[tuple[Box, float]]:
    """Strips and tiles that touch one another as one picture."""
    found: list[tuple[Box, float]] = []
    for strip in boxes:
        whole = strip
        while (near := next((other for other in found if _touch(whole[0], other[0])), None)) is not None:
            found.remove(near)
            (x0, y0, x1, y1), (left, top, right, bottom) = whole[0], near[0]
            whole = (min(x0, left), min(y0, top), max(x1, right), max(y1, bottom)), max(whole[1], near[1])
        found.append(whole)
    return found


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + _JOIN
        and other[0] <= one[2] + _JOIN
        and one[1] <= other[3] + _JOIN
        and other[1] <= one[3] + _JOIN
    )


# -- drawing a page -------------------------------------------------------------------------


@contextmanager
def opened(data: bytes) -> Iterator[PdfDocument]:
    """A PDF that was opened before without a fault."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


def usual_scale(shown: PdfPage) -> float:
    """Pixels a point at which a page is recognised."""
    from jixiao.forms.read.ocr import DPI, MAX_PIXELS

    width, height = shown.get_size()
    return float(min(DPI / 72, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5))


def rendered(shown: PdfPage, scale: float, box: Box | None = None) -> Picture:
    """A page, or a part of it, in colour, with ``scale`` pixels a point."""
    width, height = shown.get_size()
    crop = (0.0, 0.0, 0.0, 0.0) if box is None else (box[0], height - box[3], width - box[2], box[1])
    picture: Picture = shown.render(scale=scale, crop=crop, rev_byteorder=True).to_numpy()
    return picture[:, :, :3].copy()


def glanced(shown: PdfPage, box: Box | None = None) -> Picture:
    """A page, or a part of it, small and grey."""
    width, height = shown.get_size()
    crop = (0.0, 0.0, 0.0, 0.0) if box is None else (box[0], height - box[3], width - box[2], box[1])
    scale = min(LOOK_DPI / 72, _GLANCE / max(width, height, 1.0))
    picture: Picture = shown.render(scale=scale, crop=crop, grayscale=True).to_numpy()
    return picture.reshape(picture.shape[:2]).copy()


def check_pictures(page: PdfPage, number: int, name: str) -> None:
    """PDFium unpacks a picture whole before it draws it.

    Raises:
        JixiaoError: a picture has more pixels than any scanner makes.
    """
    import pypdfium2.raw as pdfium

    from jixiao.forms.read.ocr import MAX_UNPACKED_PIXELS, too_large

    for held in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        width, height = held.get_px_size()
        if width * height > MAX_UNPACKED_PIXELS:
            raise too_large(width * height, f"{name} 第{number}页" if name else "")


# -- pictures on pages with text ------------------------------------------------------------


class OnPages(NamedTuple):
    """What came of the pictures on pages with text."""

    scans: list[Scan]
    parts: dict[int, list[Page]]
    """By their numbers the pages that hold a form as a picture, taken apart."""
    unread: list[int]
    """Pages with a picture that may hold a form and was not recognised."""


def on_text_pages(data: bytes, pages: Sequence[Page], named: Collection[int], most: int, name: str) -> OnPages:
    """The forms that are pictures on pages with text; at most so many pictures are recognised.

    ``named`` are the numbers of pages of a long document that name a form in a heading; they need not be among ``pages``.
    """
    known = {page.number for page in pages}
    looked = [page for page in pages if page.images and not is_picture(page)]
    further = sorted(set(named) - known)
    found = OnPages([], {}, [])
    if not looked and not further:
        return found
    with opened(data) as document:
        looked += [page for page in (read_page(document, number - 1) for number in further[:_FURTHER]) if page.images]
        for page in sorted(looked, key=lambda page: page.number):
            shown = document[page.number - 1]
            try:
                _look(shown, page, page.number in named or "绩效" in _words(page), most, found, name)
            finally:
                shown.close()
    return found


def _look(shown: PdfPage, page: Page, told: bool, most: int, found: OnPages, name: str) -> None:
    """Add what is on one page; ``told`` is whether its text speaks of performance."""
    from jixiao.forms.read.ocr import installed, read_scan

    boxes = pasted(shown, page)
    if not boxes:
        return
    if not installed():
        if told and any(picture.large for picture in boxes):
            found.unread.append(page.number)
        return
    try:
        check_pictures(shown, page.number, name)
    except JixiaoError:
        found.unread.append(page.number)
        return
    from jixiao.forms.read.scanlook import holds_table

    budget.looks(1)
    ruled = [picture for picture in boxes if holds_table(glanced(shown, picture.box))]
    boxes = [picture for picture in boxes if picture in ruled or (told and picture.large)]
    if len(found.scans) + len(boxes) > most:
        found.unread.append(page.number)
        return
    budget.scans(len(boxes))
    held: list[tuple[Scan, Box]] = []
    for picture in boxes:
        scale = scale_of(picture, usual_scale(shown))
        scan = read_scan(rendered(shown, scale, picture.box), page.number, scale, picture.box[:2])
        if has_form_words([scan.page]) or _goes_on(found, held, scan.page):
            held.append((scan, picture.box))
    if told and any(picture.box not in [box for _, box in held] for picture in ruled):
        found.unread.append(page.number)  # a table in which no word of a form was recognised
    if held:
        found.scans.extend(scan for scan, _ in held)
        found.parts[page.number] = with_parts(page, held)


def _goes_on(found: OnPages, held: Sequence[tuple[Scan, Box]], page: Page) -> bool:
    """Whether a picture follows the one of a form and holds a table."""
    before = held[-1][0].page if held else (found.scans[-1].page if found.scans else None)
    return before is not None and page.number - before.number in {0, 1} and bool(tables_of(page))


def _words(page: Page) -> str:
    return "".join([char[0] for char in page.chars])


def scale_of(picture: Pasted, usual: float) -> float:
    """Pixels a point at which a picture is recognised: as fine as it is, but no wider than a page at the usual scale."""
    return max(usual, min(picture.fine, usual * _A4 / (picture.box[2] - picture.box[0])))


def with_parts(page: Page, held: Sequence[tuple[Scan, Box]]) -> list[Page]:
    """A page taken apart into what is printed on it and the pictures on it that were recognised, from the top down."""
    unseen = beyond(page, page.chars)
    apart = [*page.apart, ("hidden-text", "".join(char[0] for char in unseen))] if unseen else page.apart
    boxes = [box for _, box in held]
    # what is printed over a picture was recognised with it
    chars = [char for char in page.chars if char not in unseen and not any(_holds(box, char) for box in boxes)]
    page = page._replace(chars=chars)
    edges = [0.0, *((box[1] + box[3]) / 2 for box in boxes), page.height]
    rest = [
        part(page, (0.0, top, page.width, bottom))._replace(apart=(), unmapped=0.0) for top, bottom in pairwise(edges)
    ]
    rest[0] = rest[0]._replace(apart=tuple(apart), unmapped=page.unmapped)
    found = [rest[0]]
    for (scan, _), below in zip(held, rest[1:], strict=True):
        found += [scan.page, below]
    return [held for n, held in enumerate(found) if n == 0 or held.chars or held.horizontal]
