"""Scanned pages: the page is set upright, its ruling lines found, each cell's lines recognised one by one.

What comes out is the same as from a page with text: characters and lines, and for each line of text
how sure the recognition is. Needs the extra ``ocr`` (rapidocr with its bundled models, OpenCV).
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.forms.read import budget
from jixiao.forms.read.ocrengine import clearer, piece, recognised
from jixiao.forms.read.ocrwords import GUESSED, as_printed, figures, settled, without_dashes
from jixiao.forms.read.pdfpage import Page
from jixiao.forms.read.pdfrules import UNIT, Line
from jixiao.forms.read.pdfview import onto
from jixiao.forms.read.scanbend import unbent
from jixiao.forms.read.scanlines import ruling_lines, without_lines
from jixiao.forms.read.scanpage import (
    Set,
    cut_out,
    even,
    flattened,
    ink_of,
    moved,
    quarters,
    unmoved,
    upright,
)
from jixiao.forms.read.scanseal import without_grey_seals, without_seals
from jixiao.forms.read.scantext import text_places
from jixiao.forms.read.vocabulary import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PIL import Image

    from jixiao.forms.read.pdfpage import Char
    from jixiao.forms.read.pdfview import View
    from jixiao.forms.read.scanpage import Picture, Turn
    from jixiao.forms.read.scantext import Place

DPI = 200
"""Pictures are brought to this resolution; more makes recognition slower, not better."""
MAX_PIXELS = 40_000_000
MAX_UNPACKED_PIXELS = 150_000_000
"""A picture in a PDF: A3 at 900 dpi; a scanner that makes more is not known."""
MAX_SCANNED = 20
"""Pages of one document; each takes seconds."""
_ORIENTATION = 0x0112
"""The note in a photograph (EXIF) of how the telephone was held."""
_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP")
_FEW, _LEGIBLE, _BETTER = 8, 0.93, 0.1
"""So many lines tell whether a page is upright: by their mean certainty, and how much better it is another way round."""
_HEAD, _HEAD_TEXTS = 0.3, 14
"""The part of a page's height that its title and the header of its table stand in, and so many texts tell what they are."""
_WORDY = 2.5
"""Letters of a text on the average, where lines of text run from left to right."""
_MANY, _ROUGH = 20, 0.998
"""Texts that tell how clear a page is, and the certainty that three fifths of them must reach."""
_COLOURS = 3
_SEALED = 0.95
"""How sure at most a text under a seal is: of figures that is a doubt, of words not."""
_FIGURE = 12
"""Pixels: what is as high may be a figure, what is lower is a dot, a dash or a speck."""
_BEYOND_DOUBT = 0.998
"""Figures recognised with less certainty are recognised a second time."""
_ONE_LINE, _TALL = 0.1, 1.3
"""Ems between the middles of texts on one line, and the height of those that are of another font or several lines."""
_OPENING, _CLOSING, _BLANK = frozenset("（《“【"), frozenset("，。、；：）》”】"), 0.6
_A4, _A4_LONG = 595.0, 842.0
_SAME_SIZE = 0.1
_DUST = re.compile(r"[.·,，、。'`:：;~_|]+")


class Text(NamedTuple):
    """A recognised line: its text, how sure it is (0 to 1), its box in points, and what was changed in it."""

    text: str
    confidence: float
    box: tuple[float, float, float, float]
    read: str | None = None
    other: str | None = None
    """What its figures were taken for the second time, if that was something else."""


class Scan(NamedTuple):
    """A scanned page as if it had text, and what was recognised."""

    page: Page
    texts: list[Text]
    turned: int = 0
    """Degrees clockwise by which the page had to be turned; all boxes are those of the turned page, as its ``view`` tells."""
    unread: tuple[tuple[float, float, float, float], ...] = ()
    """Boxes in points of ink as high as a figure that is read as nothing."""
    rough: bool = False
    """It is printed or scanned so badly that any figure may be wrong, however sure its recognition."""


def is_rough(scores: Sequence[float]) -> bool:
    """Whether the certainties of a page's texts are those of bad print: two fifths of all are less than sure.

    Of scans at 150 dpi three fifths are above 0.9995; of faxes at 100 dpi, where 5 and 6 look alike, above 0.993.
    """
    return len(scores) >= _MANY and sorted(scores)[2 * len(scores) // 5] < _ROUGH


def installed() -> bool:
    """Whether the extra ``ocr`` is there."""
    from importlib.util import find_spec

    return all(find_spec(name) for name in ("cv2", "numpy", "onnxruntime", "rapidocr"))


def require(name: str) -> None:
    """Raise if pages that are pictures cannot be read here."""
    if not installed():
        raise JixiaoError(
            "scanned",
            "这是扫描件或照片，只有图片（或字体没有文字编码），取不出文字。请取得文字版 PDF、xlsx 或 docx；或安装文字识别：pip install 'jixiao[ocr]'。",
            "This is a scan or a photograph: pictures without text (or fonts that do not tell their characters). "
            "Get it with text, or as xlsx or docx, or install text recognition: "
            "pip install 'jixiao[ocr]'.",
            name,
        )


def read_scan(picture: Picture, number: int, scale: float, corner: tuple[float, float] = (0.0, 0.0)) -> Scan:
    """The page on a picture of ``scale`` pixels a point, grey or in colour, which may lie on its side or upside down.

    ``corner`` is where its top left corner stands, in points of the page whose number it has.
    """
    picture, covered = _unsealed(picture)
    paper = cut_out(picture)
    if paper.picture is not picture:
        paper = _then(paper, _as_a4(paper.picture, scale))
    seen = _seen(paper, number, scale, covered)
    known = _sample(seen)
    turned = 0
    if _mean(known) < _LEGIBLE or _narrow(seen):
        best = _mean(known) + _BETTER
        for quarter in (1, 3, 2):
            other = _seen(_then(paper, quarters(paper.picture, quarter)), number, scale, covered)
            found = _sample(other)
            if _mean(found) > best:
                best, seen, known, turned = _mean(found), other, found, 90 * quarter
    rest = [index for index in range(len(seen.places)) if index not in known]
    pieces = recognised([piece(seen.picture, seen.places[index].box) for index in rest])
    found = known | dict(zip(rest, pieces, strict=True))
    twice = _again(seen, found)
    rough = is_rough([score for text, score in found.values() if len(text) > 1])
    chars: list[Char] = []
    texts: list[Text] = []
    unread: list[tuple[float, float, float, float]] = []
    heights = {} if seen.page.vertical else _evened([place.box for place in seen.places])
    for index, place in enumerate(seen.places):
        x0, y0, x1, y1 = place.box
        words, score = found[index]
        printed = as_printed("".join(words.split()))
        if place.crossed:
            printed = without_dashes(printed)
        if not printed or _DUST.fullmatch(printed):
            if y1 - y0 >= _FIGURE:
                unread.append((x0 / scale, y0 / scale, x1 / scale, y1 / scale))
            continue
        text, sure, read = settled(printed, score, seen.ink[y0:y1, x0:x1])
        again = None
        if index in twice:
            sure, again = _compared(text, sure, *twice[index])
        top, bottom = heights.get(index, (y0, y1))
        box = (x0 / scale, top / scale, x1 / scale, bottom / scale)
        if place.cut or place.crossed:
            sure = min(sure, GUESSED)
        elif seen.under is not None and seen.under[y0:y1, x0:x1].any():
            sure = min(sure, _SEALED)
        if rough and any(char.isdigit() for char in text):
            sure = min(sure, _SEALED)
        texts.append(Text(text, sure, box, read, again))
        chars += _spread(text, _with_blanks(text, box) if index in heights else box)
    page = seen.page._replace(chars=chars, view=onto(seen.page.view or UNIT, *corner))
    return Scan(page, texts, turned, tuple(unread), rough)


def _unsealed(picture: Picture) -> tuple[Picture, Picture | None]:
    """A picture in grey without seals, and where their ink was."""
    covered = None
    if picture.ndim == _COLOURS:
        picture, covered = without_seals(picture)
    return (picture, covered) if covered is not None else without_grey_seals(picture)


def head_of(picture: Picture, number: int, scale: float) -> tuple[list[str], str]:
    """What is printed at the top of a page, whichever way it lies: the lines above its table, and all without blanks."""
    import cv2
    import numpy as np

    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    best: tuple[float, list[str], str] = (-1.0, [], "")
    for quarter in (0, 1, 3, 2):
        whole = quarters(grey, quarter).picture
        seen = _seen(unmoved(whole[: round(_HEAD * whole.shape[0])].copy()), number, scale, None)
        places = sorted(seen.places, key=lambda place: place.box[1])[:_HEAD_TEXTS]
        texts = recognised([piece(seen.picture, place.box) for place in places])
        # of a page on its side single letters are recognised, and well
        letters = sum(score * len(text) for text, score in texts)
        if letters > best[0]:
            table = min((line.start for line in seen.page.vertical), default=seen.page.height) * scale
            plain = ["".join(text.split()) for text, _ in texts]
            above = [text for text, place in zip(plain, places, strict=True) if place.box[3] < table]
            best = (letters, above, "".join(plain))
        if sum(score for _, score in texts) >= _LEGIBLE * len(texts) and letters >= _WORDY * len(texts) > 0:
            break
    return best[1], best[2]


def _again(seen: _Seen, found: dict[int, tuple[str, float]]) -> dict[int, tuple[str, float]]:
    """The texts with figures that are not beyond doubt, recognised once more on a clearer picture."""
    chosen = [
        index
        for index, (text, score) in found.items()
        if score < _BEYOND_DOUBT and not seen.places[index].cut and any(char.isdigit() for char in text)
    ]
    return dict(
        zip(chosen, recognised([clearer(piece(seen.picture, seen.places[n].box)) for n in chosen]), strict=True)
    )


def _compared(text: str, sure: float, again: str, score: float) -> tuple[float, str | None]:
    """How sure a text with figures is after a second look, and what else its figures may be."""
    other = as_printed("".join(again.split()))
    if figures(other) != figures(text):
        return min(sure, GUESSED), other
    if bare(other) != bare(text) or sure <= GUESSED:
        return sure, None  # other letters, or a text that was changed: its figures alone are confirmed
    return 1 - (1 - sure) * (1 - score), None


class _Seen(NamedTuple):
    """What stands where on a picture, before anything is recognised."""

    picture: Picture
    ink: Picture
    page: Page
    places: list[Place]
    under: Picture | None
    """Where a seal's ink was."""


def _then(first: Set, second: Set) -> Set:
    """Two steps as one."""
    return Set(second.picture, second.turn @ first.turn)


def _seen(sheet: Set, number: int, scale: float, covered: Picture | None) -> _Seen:
    sheet = _then(sheet, flattened(sheet.picture))
    level, turn = _then(sheet, upright(sheet.picture))
    clear = even(level)
    if (flat := unbent(clear, level)) is not level:
        level, clear = flat, even(flat)
    under = None if covered is None else moved(covered, turn, level)
    across, down = ruling_lines(clear, under)
    height, width = level.shape
    page = Page(
        number,
        width / scale,
        height / scale,
        [],
        [Line(line.at / scale, line.start / scale, line.end / scale) for line in across],
        [Line(line.at / scale, line.start / scale, line.end / scale) for line in down],
        1,
        view=_view(turn, scale),
        scanned=True,
    )
    reach = max((line.half for line in down), default=0.0) + 3
    ink = without_lines(ink_of(clear), across, down)
    return _Seen(level, ink, page, list(text_places(ink, page, scale, reach)), under)


def _view(turn: Turn, scale: float) -> View:
    """From points of a page set upright to points of the picture it was, ``turn`` being of pixels from this to that."""
    import numpy as np

    points = np.diag([1 / scale, 1 / scale, 1.0]) @ np.linalg.inv(turn) @ np.diag([scale, scale, 1.0])
    a, b, c, d, e, f, g, h, i = (points / points[2, 2]).ravel().tolist()
    return a, b, c, d, e, f, g, h, i


def _sample(seen: _Seen) -> dict[int, tuple[str, float]]:
    """A few lines of text, recognised: those of the shape of some words."""

    def off(index: int) -> float:
        x0, y0, x1, y1 = seen.places[index].box
        return abs((x1 - x0) / max(y1 - y0, 1) - 5.0)

    chosen = sorted(range(len(seen.places)), key=off)[:_FEW]
    return dict(zip(chosen, recognised([piece(seen.picture, seen.places[n].box) for n in chosen]), strict=True))


def _evened(boxes: Sequence[tuple[int, int, int, int]]) -> dict[int, tuple[float, float]]:
    """Top and bottom of the lines of text of a page without tables as a font has them.

    Ink is lower in figures than in characters; texts on one line have one height all the same.
    """
    heights = sorted(y1 - y0 for x0, y0, x1, y1 in boxes if x1 - x0 > 2 * (y1 - y0))
    if not heights:
        return {}
    em = heights[len(heights) // 2]
    found: dict[int, tuple[float, float]] = {}
    line: list[int] = []
    middle = [(y0 + y1) / 2 for _, y0, _, y1 in boxes]
    for index in [*sorted(range(len(boxes)), key=middle.__getitem__), None]:
        if line and (index is None or middle[index] - middle[line[0]] > _ONE_LINE * em):
            at = middle[line[len(line) // 2]]
            found |= {n: (at - em / 2, at + em / 2) for n in line if boxes[n][3] - boxes[n][1] < _TALL * em}
            line = []
        if index is not None:
            line.append(index)
    return found


def _mean(found: dict[int, tuple[str, float]]) -> float:
    return sum(score for _, score in found.values()) / len(found) if found else 0.0


def _narrow(seen: _Seen) -> bool:
    """Whether most of what is printed is narrow, as lines of text are on a page that lies on its side."""
    sizes = [(x1 - x0, y1 - y0) for x0, y0, x1, y1 in (place.box for place in seen.places)]
    return sum(w * h for w, h in sizes if w > 2 * h) < 0.5 * sum(w * h for w, h in sizes)


def read_picture(data: bytes, name: str) -> Scan:
    """A photograph or scan as an image file; it is taken for one A4 page.

    Raises:
        JixiaoError: no picture, too large, or the extra ``ocr`` is not installed.
    """
    require(name)
    budget.scans(1)
    return read_scan(picture_of(data, name), 1, DPI / 72)


def picture_of(data: bytes, name: str) -> Picture:
    """An image file as it is shown, as wide as an A4 page at ``DPI``: the places of its texts are those on this.

    Raises:
        JixiaoError: no picture, or too large.
    """
    return _as_a4(_opened(data, name), DPI / 72).picture


def _opened(data: bytes, name: str) -> Picture:
    """An image file in colour, not much larger than it is read at; nothing else of it is kept in memory."""
    import io
    import warnings

    import numpy as np
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise too_large(width * height, name)
            # large pictures in colour are made smaller before they are unpacked once more
            plain = opened if opened.mode in {"L", "RGB"} else opened.convert("L" if opened.mode == "1" else "RGB")
            wanted = (_A4 if height >= width else _A4_LONG) * DPI / 72
            seen = plain.reduce(max(1, int(width / wanted)))
            noted = _noted(opened)
            return np.asarray((seen if noted is None else seen.transpose(noted)).convert("RGB"), dtype=np.uint8)
    except Image.DecompressionBombError as error:  # raised on opening, before the size is known here
        raise too_large(int("".join(re.findall(r"(\d+) pixels", str(error))[:1]) or 0), name) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise JixiaoError(
            "damaged-picture",
            "图片打不开，可能已损坏或没有下载完整。请重新取得文件。",
            "The picture cannot be opened; it may be damaged or incomplete. Get it again.",
            name,
        ) from None


def _noted(opened: Image.Image) -> Image.Transpose | None:
    """How a picture is to be turned before it is shown: telephones note that instead of turning it."""
    import struct

    from PIL import Image

    ways = Image.Transpose
    turns = (ways.FLIP_LEFT_RIGHT, ways.ROTATE_180, ways.FLIP_TOP_BOTTOM, ways.TRANSPOSE,
             ways.ROTATE_270, ways.TRANSVERSE, ways.ROTATE_90)  # fmt: skip
    with suppress(OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error):  # a note may be damaged
        return dict(enumerate(turns, 2)).get(opened.getexif().get(_ORIENTATION, 1))
    return None


def too_large(pixels: int, name: str) -> JixiaoError:
    """The error of a picture with more pixels than are unpacked."""
    return JixiaoError(
        "picture-too-large",
        f"图片有{pixels // 10_000}万像素，太大了。请缩小到{MAX_PIXELS // 10_000}万像素以内再读。",
        f"The picture has {pixels // 1_000_000} million pixels, too many. Make it smaller than {MAX_PIXELS // 1_000_000} million.",
        name,
    )


def _as_a4(picture: Picture, scale: float) -> Set:
    """A picture of one page brought to ``scale`` pixels a point."""
    import cv2
    import numpy as np

    height, width = picture.shape[:2]
    wanted = (_A4 if height >= width else _A4_LONG) * scale / width
    if abs(wanted - 1) <= _SAME_SIZE:
        return unmoved(picture)
    way = cv2.INTER_AREA if wanted < 1 else cv2.INTER_CUBIC
    resized = cv2.resize(picture, None, fx=wanted, fy=wanted, interpolation=way)
    return Set(np.asarray(resized, dtype=np.uint8), np.diag([wanted, wanted, 1.0]))


# -- characters ----------------------------------------------------------------------------


def _with_blanks(text: str, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """The box of a text with the blank half of punctuation at its ends, which has no ink."""
    x0, y0, x1, y1 = box
    half = _BLANK * (y1 - y0)
    return (x0 - half if text[0] in _OPENING else x0), y0, (x1 + half if text[-1] in _CLOSING else x1), y1


def _spread(text: str, box: tuple[float, float, float, float]) -> list[Char]:
    """Characters side by side over the width of their line."""
    x0, y0, x1, y1 = box
    widths = [1.0 if unicodedata.east_asian_width(char) in "WF" else 0.55 for char in text]
    each = (x1 - x0) / sum(widths)
    found: list[Char] = []
    for char, width in zip(text, widths, strict=True):
        found.append((char, x0, y0, x0 + width * each, y1))
        x0 += width * each
    return found
