"""Scanned pages: the page is set upright, its ruling lines found, each cell's lines recognised one by one.

What comes out is the same as from a page with text: characters and lines, and for each line of text
how sure the recognition is. Needs the extra ``ocr`` (rapidocr with its bundled models, OpenCV).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.forms.read import budget
from jixiao.forms.read.pdfgrid import PageGrid, areas_of, tables_of
from jixiao.forms.read.pdfpage import Line, Page
from jixiao.forms.read.problems import problem
from jixiao.forms.read.vocabulary import is_empty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.pdfpage import Char
    from jixiao.plan.values import Problem

    Picture = NDArray[np.uint8]

DPI = 200
"""Pictures are brought to this resolution; more makes recognition slower, not better."""
MAX_PIXELS = 40_000_000
MAX_UNPACKED_PIXELS = 150_000_000
"""A picture in a PDF: A3 at 900 dpi; a scanner that makes more is not known."""
MAX_SCANNED = 20
"""Pages of one document; each takes seconds."""
_FORMATS = ("PNG", "JPEG", "GIF", "TIFF", "BMP")
_SURE, _GUESSED = 0.9, 0.5
_SURE_FIGURES = 0.97
"""Below these a recognised text is a doubt; with figures in it sooner."""
_A4, _A4_LONG = 595.0, 842.0
_SKEW = 4.0
"""Degrees that a page may lie askew."""
_COARSE, _FINE = 0.25, 0.03
_THICK = 9
"""Pixels: what is thicker is no ruling line."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_EQUALS = re.compile(r"^(?:[=＝二]{1,2}|一一)(?=\d|$)")
_AT_LEAST = re.compile(r"^[VWvw](?=\d|$)")
_DUST = re.compile(r"[.·,，、。'`:：;~_|]+")
_BRACKETS = str.maketrans("()", "（）")
_FULL_WIDTH = {",": "，", ":": "：", ";": "；"}
_HALF_WIDTH = re.compile(r"(?<!\d)[,:;]|[,:;](?!\d)")
_LEAST = 12
"""Pixels: the least height of a line of text."""
_THIN = 175
"""Grey level of thin strokes: 三 in small letters."""
_MEETS = 6
"""Pixels between the end of a line and the line it ends at."""
_FAINT, _ALONG = 205, 9
"""Grey level (paper is near 255) of the faintest line, and over how many of its pixels that is the mean."""
_WHOLE, _BROKEN = 0.97, 0.86
"""The part of a line's length that must be dark: anywhere, and where paper is beside it. Upright lines have
paper beside them but where they are crossed; what has ink on both sides is a stroke of a letter."""
_CROSSED = 7
"""Pixels on either side of a crossing."""
_INK, _BESIDE, _BESIDE_UPRIGHT = 150, 0.45, 0.15
"""Grey level of ink, and the part of a line's length (both sides together) that may have some beside it."""
_SPECK = 6
"""Pixels of ink: what has less is dust."""


class Text(NamedTuple):
    """A recognised line: its text, how sure it is (0 to 1), its box in points."""

    text: str
    confidence: float
    box: tuple[float, float, float, float]


class Scan(NamedTuple):
    """A scanned page as if it had text, and what was recognised."""

    page: Page
    texts: list[Text]


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


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def read_scan(picture: Picture, number: int, scale: float) -> Scan:
    """The page on a grey picture of ``scale`` pixels a point."""
    upright = _upright(picture)
    even = _even(upright)
    across, down = _lines(even)
    ink = _ink(even)
    height, width = upright.shape
    empty = Page(
        number,
        width / scale,
        height / scale,
        [],
        [Line(line.at / scale, line.start / scale, line.end / scale) for line in across],
        [Line(line.at / scale, line.start / scale, line.end / scale) for line in down],
        1,
    )
    places = list(_places(_without_lines(ink, across, down), empty, scale))
    found = _recognised([_piece(upright, box) for box, _ in places])
    chars: list[Char] = []
    texts: list[Text] = []
    for ((x0, y0, x1, y1), cut), (words, score) in zip(places, found, strict=True):
        text = as_printed("".join(words.split()))
        if not text or _DUST.fullmatch(text):
            continue
        if at_least := _AT_LEAST.match(text):  # no target begins with a letter; that it is ≥ is likely, not sure
            text = "≥" + text[1:]
        box = (x0 / scale, y0 / scale, x1 / scale, y1 / scale)
        texts.append(Text(text, min(score, _GUESSED) if at_least or cut else score, box))
        chars += _spread(text, box)
    return Scan(empty._replace(chars=chars), texts)


def read_picture(data: bytes, name: str) -> Scan:
    """A photograph or scan as an image file; it is taken for one upright A4 page.

    Raises:
        JixiaoError: no picture, too large, or the extra ``ocr`` is not installed.
    """
    require(name)
    import io
    import warnings

    import numpy as np
    from PIL import Image, UnidentifiedImageError

    budget.scans(1)
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise too_large(width * height, name)
            grey = np.asarray(opened.convert("L"), dtype=np.uint8)
    except Image.DecompressionBombError as error:  # raised on opening, before the size is known here
        raise too_large(int("".join(re.findall(r"(\d+) pixels", str(error))[:1]) or 0), name) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise JixiaoError(
            "damaged-picture",
            "图片打不开，可能已损坏或没有下载完整。请重新取得文件。",
            "The picture cannot be opened; it may be damaged or incomplete. Get it again.",
            name,
        ) from None
    return read_scan(grey, 1, max(width, 1) / (_A4 if height >= width else _A4_LONG))


def too_large(pixels: int, name: str) -> JixiaoError:
    """The error of a picture with more pixels than are unpacked."""
    return JixiaoError(
        "picture-too-large",
        f"图片有{pixels // 10_000}万像素，太大了。请缩小到{MAX_PIXELS // 10_000}万像素以内再读。",
        f"The picture has {pixels // 1_000_000} million pixels, too many. Make it smaller than {MAX_PIXELS // 1_000_000} million.",
        name,
    )


def doubts(grids: Sequence[Grid], scans: Sequence[Scan], lang: str) -> list[Problem]:
    """What was recognised with too little certainty, told; each cell learns how sure it is."""
    by_page = {scan.page.number: scan for scan in scans}
    found: list[Problem] = []
    for grid in grids:
        scan = by_page.get(grid.page) if isinstance(grid, PageGrid) else None
        if scan is None or not isinstance(grid, PageGrid):
            continue
        grid.sure = {}
        for place, (left, top, right, bottom) in grid.boxes.items():
            held = [
                text
                for text in scan.texts
                if left <= (text.box[0] + text.box[2]) / 2 <= right and top <= (text.box[1] + text.box[3]) / 2 <= bottom
            ]
            if not held:
                continue
            sure = grid.sure[place] = round(min(text.confidence for text in held), 3)
            if any(
                text.confidence < (_SURE_FIGURES if any(c.isdigit() for c in text.text) else _SURE) for text in held
            ):
                words = "".join(text.text for text in held)
                if is_empty(words):
                    continue
                found.append(problem("ocr-doubtful", words, grid.at(*place), lang, percent=int(100 * sure)))
    return found


# -- the picture ----------------------------------------------------------------------------


def _even(picture: Picture) -> Picture:
    """The same light everywhere: paper is near white."""
    import cv2
    import numpy as np

    ground = cv2.morphologyEx(
        cv2.resize(cv2.medianBlur(picture, 3), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA),
        cv2.MORPH_CLOSE,
        np.ones((15, 15), np.uint8),
    )
    light = cv2.resize(ground, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, light, scale=255), dtype=np.uint8)


def _ink(even: Picture) -> Picture:
    """White ink on black ground."""
    import cv2
    import numpy as np

    smooth = cv2.GaussianBlur(even, (3, 3), 0)
    found, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.where(smooth < max(found, _THIN), 255, 0).astype(np.uint8)


def _upright(picture: Picture) -> Picture:
    """Turned by the small angle at which its lines lie level."""
    import cv2
    import numpy as np

    small = cv2.resize(picture, None, fx=(r := min(1.0, 1000 / picture.shape[1])), fy=r, interpolation=cv2.INTER_AREA)
    ink = _ink(_even(np.asarray(small, dtype=np.uint8)))

    def level(angle: float) -> float:
        turned = cv2.warpAffine(ink, _turn(ink, angle), (ink.shape[1], ink.shape[0]), flags=cv2.INTER_NEAREST)
        rows = turned.sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-_SKEW, _SKEW + _COARSE, _COARSE), key=level)
    best = max(np.arange(best - _COARSE, best + _COARSE, _FINE), key=level)
    if abs(best) < _FINE:
        return picture
    turned = cv2.warpAffine(
        picture, _turn(picture, best), (picture.shape[1], picture.shape[0]), flags=cv2.INTER_CUBIC, borderValue=(255,)
    )
    return np.asarray(turned, dtype=np.uint8)


def _turn(picture: Picture, angle: float) -> Any:
    import cv2

    return cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), angle, 1.0)


def _lines(even: Picture) -> tuple[list[Line], list[Line]]:
    """Level and upright ruling lines, in pixels."""
    import cv2
    import numpy as np

    found: list[list[Line]] = []
    for turned in (False, True):
        picture = np.ascontiguousarray(even.T if turned else even)
        length = max(30, picture.shape[1] // 45)
        # noise goes and hairlines stay where the picture is smoothed along them
        dark = np.where(cv2.blur(picture, (_ALONG, 1)) < _FAINT, 255, 0).astype(np.uint8)
        bridged = cv2.dilate(dark, np.ones((3, 1), np.uint8))
        runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
        levels = [int(line.at) for line in found[0] if line.end - line.start > even.shape[1] / 4] if turned else []
        lines = (_line(labels, index, place, picture, levels) for index, place in enumerate(stats) if index)
        found.append([line for line in lines if line is not None])
    # strokes of letters are no lines: a line is long, or it goes from one line to another
    height, width = even.shape
    across = [line for line in found[0] if line.end - line.start > width / 4]
    down = [line for line in found[1] if line.end - line.start > height / 8 or _from_line_to_line(line, across)]
    across = [line for line in found[0] if line in across or _from_line_to_line(line, down)]
    down = [line for line in found[1] if line in down or _from_line_to_line(line, across)]
    return across, [_trimmed(line, across) for line in down]


def _line(labels: Any, index: int, place: Sequence[int], picture: Picture, levels: Sequence[int]) -> Line | None:
    """The line in a dark spot, whatever strokes of letters hang on it; ``levels`` are where it is crossed."""
    import numpy as np

    x, y, w, h, _ = map(int, place)
    spot = labels[y : y + h, x : x + w] == index
    band = np.flatnonzero(spot.mean(axis=1) > 0.5)
    if not len(band) or band[-1] - band[0] >= _THICK + 2:
        return None
    columns = np.flatnonzero(spot[band[0] : band[-1] + 1].any(axis=0))
    start, end = x + int(columns[0]), x + int(columns[-1]) + 1
    top, bottom = y + int(band[0]), y + int(band[-1]) + 1
    if end - start <= 3 * (bottom - top):
        return None
    free = np.ones(end - start, dtype=bool)
    for at in levels:
        free[max(0, at - start - _CROSSED) : max(0, at - start + _CROSSED + 1)] = False
    if free.sum() < _THICK:
        free[:] = True
    beside = [picture[max(0, top - 6) : max(0, top - 2), start:end], picture[bottom + 2 : bottom + 6, start:end]]
    dark = float((picture[top:bottom, start:end][:, free].min(axis=0) < _FAINT).mean())
    ink = sum(float((piece[:, free].min(axis=0) < _INK).mean()) for piece in beside if piece.size)
    # letters under one another in a narrow column seldom go through several rows
    several = end - start > picture.shape[1] / 14
    lone = ink < (_BESIDE if several or not levels else _BESIDE_UPRIGHT) or (not levels and dark > _WHOLE)
    if dark <= _BROKEN or not lone:
        return None
    return Line((top + bottom) / 2, float(start), float(end))


def _trimmed(line: Line, across: Sequence[Line]) -> Line:
    """A line without the strokes of letters that go on with it: it begins and ends at lines that cross it."""
    crossing = [
        other.at
        for other in across
        if other.start - _THICK <= line.at <= other.end + _THICK
        and line.start - _THICK <= other.at <= line.end + _THICK
    ]
    return Line(line.at, min(crossing), max(crossing)) if len(crossing) > 1 else line


def _from_line_to_line(line: Line, others: Sequence[Line]) -> bool:
    """Whether both ends of a line lie on lines that cross it."""

    def meets(place: float) -> bool:
        return any(
            abs(other.at - place) <= _MEETS and other.start - _THICK <= line.at <= other.end + _THICK
            for other in others
        )

    return meets(line.start) and meets(line.end)


def _without_lines(ink: Picture, across: Sequence[Line], down: Sequence[Line]) -> Picture:
    """The ink of texts alone, without dust."""
    import cv2
    import numpy as np

    text = ink.copy()
    for line in across:
        text[max(0, int(line.at) - 3) : int(line.at) + 4, max(0, int(line.start) - 2) : int(line.end) + 3] = 0
    for line in down:
        text[max(0, int(line.start) - 2) : int(line.end) + 3, max(0, int(line.at) - 3) : int(line.at) + 4] = 0
    count, labels, stats, _ = cv2.connectedComponentsWithStats(text)
    dust = stats[:, cv2.CC_STAT_AREA] < _SPECK
    dust[0] = True
    del count
    return np.where(dust[labels], 0, 255).astype(np.uint8)


# -- lines of text --------------------------------------------------------------------------


def _places(text: Picture, page: Page, scale: float) -> Iterator[tuple[tuple[int, int, int, int], bool]]:
    """Boxes in pixels of the lines of text, cell by cell, then outside the tables; and whether a ruling line cuts it."""
    rest = text.copy()
    boxes: list[tuple[int, int, int, int]] = []
    for table in tables_of(page):
        xs, ys = [int(x * scale) for x in table.xs], [int(y * scale) for y in table.ys]
        for place, (above, before, below, after) in areas_of(table).items():
            if place == (above, before):
                boxes.append((xs[before] + 2, ys[above] + 2, xs[after + 1] - 1, ys[below + 1] - 1))
        rest[ys[0] - 3 : ys[-1] + 4, max(0, xs[0] - 3) : xs[-1] + 4] = 0
    found = [_text_lines(text, box) for box in boxes]
    heights = sorted(y1 - y0 for lines in found for _, y0, _, y1 in lines if y1 - y0 >= _LEAST)
    usual = heights[len(heights) // 2] if heights else 0
    for (left, _, right, _), lines in zip(boxes, found, strict=True):
        for line in lines:
            cut = line[0] <= left + 3 or line[2] >= right - 3
            yield from ((part, cut) for part in _one_by_one(text, line, usual))
    height, width = text.shape
    for x0, y0, x1, y1 in _text_lines(rest, (0, 0, width, height)):
        yield from ((part, False) for part in _parts(rest, x0, y0, x1, y1))


def _one_by_one(text: Picture, box: tuple[int, int, int, int], usual: int) -> Iterator[tuple[int, int, int, int]]:
    """Lines that touch one another, parted where there is least ink."""
    x0, y0, x1, y1 = box
    count = round((y1 - y0) / (1.1 * usual)) if usual else 1
    if count < 2 or y1 - y0 < 1.6 * usual:
        yield box
        return
    ink = text[y0:y1, x0:x1].sum(axis=1, dtype=float)
    each, cuts = (y1 - y0) / count, [0]
    for n in range(1, count):
        low, high = int(n * each - 0.25 * each), int(n * each + 0.25 * each) + 1
        cuts.append(low + int(ink[low:high].argmin()))
    for start, end in pairwise([*cuts, y1 - y0]):
        yield x0, y0 + start, x1, y0 + end


def _text_lines(text: Picture, box: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """The lines of text inside a box, from the top down."""
    import numpy as np

    x0, y0, x1, y1 = box
    if x1 - x0 < 4 or y1 - y0 < 4:
        return []
    part = text[y0:y1, x0:x1]
    rows = part.any(axis=1)
    runs: list[list[int]] = []
    for y in np.flatnonzero(rows):
        if runs and y - runs[-1][1] <= 2:
            runs[-1][1] = int(y)
        else:
            runs.append([int(y), int(y)])
    merged: list[list[int]] = []
    tallest = max((end - start for start, end in runs), default=0)
    for run in runs:  # 二, ＝, ： are apart in themselves
        if (
            merged
            and run[1] - merged[-1][0] <= 1.25 * max(tallest, 12)
            and (run[1] - run[0] < 0.5 * tallest or merged[-1][1] - merged[-1][0] < 0.5 * tallest)
        ):
            merged[-1][1] = run[1]
        else:
            merged.append(run)
    found: list[tuple[int, int, int, int]] = []
    for start, end in merged:
        columns = np.flatnonzero(part[start : end + 1].any(axis=0))
        found.append((x0 + int(columns[0]), y0 + start, x0 + int(columns[-1]) + 1, y0 + end + 1))
    return found


def _parts(text: Picture, x0: int, y0: int, x1: int, y1: int) -> Iterator[tuple[int, int, int, int]]:
    """A line outside tables taken apart at wide gaps."""
    import numpy as np

    columns = np.flatnonzero(text[y0:y1, x0:x1].any(axis=0))
    start = last = int(columns[0])
    for column in [*columns[1:].tolist(), None]:
        if column is None or column - last > 2.5 * max(y1 - y0, 16):
            yield x0 + start, y0, x0 + last + 1, y1
            if column is not None:
                start = column
        if column is not None:
            last = column


def _piece(picture: Picture, box: tuple[int, int, int, int]) -> Picture:
    """A line of text with some room around it, in three equal colours as the models want it."""
    import cv2
    import numpy as np

    x0, y0, x1, y1 = box
    least = 22
    extra = max(3, (least - (y1 - y0)) // 2)
    height, width = picture.shape
    part = picture[max(0, y0 - extra) : min(height, y1 + extra), max(0, x0 - 4) : min(width, x1 + 4)]
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def _recognised(pieces: Sequence[Picture]) -> list[tuple[str, float]]:
    if not pieces:
        return []
    found = _engine().recognize_txt(list(pieces))
    return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def as_printed(text: str) -> str:
    """Full-width signs among Chinese characters, where recognition gives half-width ones; 二 before figures is ＝.

    >>> as_printed("(万元)"), as_printed("二100%"), as_printed("14,516.85")
    ('（万元）', '＝100%', '14,516.85')
    """
    text = _EQUALS.sub("＝", text)
    if not _CHINESE.search(text):
        return text
    text = text.translate(_BRACKETS)
    return _HALF_WIDTH.sub(lambda match: _FULL_WIDTH[match[0]], text)


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
