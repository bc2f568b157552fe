"""Lines of text on the picture of a page: cell by cell where it has tables, by space where it has none."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.pdftables import areas_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.pdfpage import Page
    from jixiao.forms.read.scanpage import Picture

_LEAST = 12
"""Pixels: the least height of a line of text."""
_FLAT = 6
"""Pixels: what is lower is a stroke of a letter, not a line of text."""
_ALONG = 9
"""Pixels between strokes of one character, at most."""
_WITHIN_TEXT = 0.6
"""Ems of space within a text of a page without tables; between two texts there is more."""
_TOUCHING = 0.4
"""Ink where two lines touch, against the mean of their rows."""
_LARGE = 100
"""Pixels: what is higher is no character."""
_LONE, _ALONE = 0.28, 0.4
"""Ems: the size of a speck, and half the space round it in which nothing is printed."""
_STROKE, _TALL_STROKE, _PAGE_EDGE = 1.8, 2.6, 4.0
"""Ems: what is larger both ways, or that much taller, is a stroke of a pen or of a seal over the text; what is taller
still outside tables is the edge of the paper."""
_NEXT = 0.4
"""Ems between characters of a line, where a stroke of a pen touches one of them."""


Box = tuple[int, int, int, int]


class Place(NamedTuple):
    """Where a line of text stands (left, top, right, bottom in pixels), and why it may not be all of it or not alone."""

    box: Box
    cut: bool = False
    """A ruling line goes through it."""
    crossed: bool = False
    """Strokes of a pen or a seal go over it."""


def text_places(text: Picture, page: Page, scale: float, reach: float) -> Iterator[Place]:
    """The lines of text, cell by cell, then outside the tables.

    What stands within ``reach`` pixels of the middle of an upright line may go on beyond it.
    """
    text = _without_specks(text)
    tables = tables_of(page)
    if not tables:
        yield from map(Place, _segments(text))
        return
    rest = text.copy()
    boxes: list[Box] = []
    for table in tables:
        xs, ys = [int(x * scale) for x in table.xs], [int(y * scale) for y in table.ys]
        for place, (above, before, below, after) in areas_of(table).items():
            if place == (above, before):
                boxes.append((xs[before] + 2, ys[above] + 2, xs[after + 1] - 1, ys[below + 1] - 1))
        rest[ys[0] - 3 : ys[-1] + 4, max(0, xs[0] - 3) : xs[-1] + 4] = 0
    found = [_text_lines(text, box) for box in boxes]
    usual = _usual([y1 - y0 for lines in found for _, y0, _, y1 in lines])
    strokes = _strokes(text, _STROKE * usual, _TALL_STROKE * usual) if usual else None
    for box, lines in zip(boxes, found, strict=True):
        yield from _of_cell(text, strokes, box, lines, usual, reach)
    if usual and (edges := _strokes(rest, rest.size, _PAGE_EDGE * usual)) is not None:
        rest[edges > 0] = 0
    height, width = text.shape
    for x0, y0, x1, y1 in _text_lines(rest, (0, 0, width, height)):
        yield from map(Place, _parts(rest, x0, y0, x1, y1))


def _of_cell(
    text: Picture, strokes: Picture | None, box: Box, lines: list[Box], usual: int, reach: float
) -> Iterator[Place]:
    import numpy as np

    left, top, right, bottom = box
    if strokes is not None and strokes[top:bottom, left:right].any():
        # a stroke over several lines would make them one; a character it touches is a part of it
        plain = np.where(strokes[top:bottom, left:right] > 0, 0, text[top:bottom, left:right]).astype(np.uint8)
        apart = _text_lines(plain, (0, 0, right - left, bottom - top))
        if not apart:  # it touches every character: as one line it may be read, in slices it cannot
            yield from (Place(line, crossed=True) for line in lines)
            return
        lines = [_grown(text, (x0 + left, y0 + top, x1 + left, y1 + top), box, usual) for x0, y0, x1, y1 in apart]
    for line in lines:
        cut = line[0] <= left - 2 + reach or line[2] >= right + 1 - reach
        crossed = strokes is not None and bool(strokes[line[1] : line[3], line[0] : line[2]].any())
        yield from (Place(part, cut, crossed) for part in _one_by_one(text, line, usual))


def _grown(text: Picture, line: Box, cell: Box, usual: int) -> Box:
    """A line with what stands next to it to the left and to the right."""
    import numpy as np

    x0, y0, x1, y1 = line
    columns = np.flatnonzero(text[y0:y1, cell[0] : cell[2]].any(axis=0)) + cell[0]
    for column in columns[columns >= x1].tolist():
        if column - x1 > _NEXT * usual:
            break
        x1 = column + 1
    for column in columns[columns < x0][::-1].tolist():
        if x0 - column > _NEXT * usual:
            break
        x0 = column
    return x0, y0, x1, y1


def _usual(heights: list[int]) -> int:
    """The usual height of a line of text, 0 if there are none."""
    held = sorted(height for height in heights if height >= _LEAST)
    return held[len(held) // 2] if held else 0


def _strokes(text: Picture, both: float, tall: float) -> Picture | None:
    """Ink that is no character: larger than ``both`` pixels in both ways or ``tall`` pixels high."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(text)
    wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    large = ((wide > both) & (high > both)) | (high > tall)
    large[0] = False
    return np.where(large[labels], 255, 0).astype(np.uint8) if large.any() else None


def _without_specks(text: Picture) -> Picture:
    """Ink without specks that stand alone: as small as a dot, and nothing printed near them."""
    import cv2
    import numpy as np

    _, _, stats, _ = cv2.connectedComponentsWithStats(text)
    high = stats[1:, cv2.CC_STAT_HEIGHT]
    em = _usual(high[high <= _LARGE].tolist())
    if not em:
        return text
    x, y = round(_ALONE * em), round(_ALONE * em / 2)
    near = cv2.dilate(text, np.ones((2 * y + 1, 2 * x + 1), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(near)
    wide, high = stats[:, cv2.CC_STAT_WIDTH] - 2 * x, stats[:, cv2.CC_STAT_HEIGHT] - 2 * y
    lone = (wide <= _LONE * em) & (high <= _LONE * em)
    lone[0] = False
    return np.where(lone[labels], 0, text).astype(np.uint8)


def _segments(text: Picture) -> list[Box]:
    """Pieces of text of a page without tables, which stand side by side at any height; a wide gap parts two pieces."""
    import cv2
    import numpy as np

    def pieces(gap: int) -> list[list[int]]:
        closed = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
        stats = cv2.connectedComponentsWithStats(closed)[2][1:]
        return [[x, y, x + w, y + h] for x, y, w, h, _ in stats.tolist()]

    heights = sorted(y1 - y0 for _, y0, _, y1 in pieces(_ALONG) if y1 - y0 >= _LEAST)
    if not heights:
        return []
    em = heights[len(heights) // 2]
    found: list[list[int]] = []
    flat: list[list[int]] = []
    for piece in pieces(max(_ALONG, round(_WITHIN_TEXT * em))):
        (found if piece[3] - piece[1] >= em / 2 else flat).append(piece)
    for piece in flat:  # 二, ＝ and the dots of ： are apart in themselves; 一 and — stand alone
        x0, y0, x1, y1 = piece
        home = next(
            (
                other
                for other in found
                if min(x1, other[2]) - max(x0, other[0]) > 0 and max(y1, other[3]) - min(y0, other[1]) <= 1.15 * em
            ),
            None,
        )
        if home is None:
            found.append(piece)
        else:
            home[:] = [min(x0, home[0]), min(y0, home[1]), max(x1, home[2]), max(y1, home[3])]
    return [part for x0, y0, x1, y1 in found for part in _one_by_one(text, (x0, y0, x1, y1), em, least=_TOUCHING)]


def _one_by_one(text: Picture, box: Box, usual: int, least: float = 9.0) -> Iterator[Box]:
    """Lines that touch one another, parted where there is least ink: at most the part ``least`` of what others have."""
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
        if ink[cuts[-1]] > least * ink.mean():  # one line of larger letters
            yield box
            return
    for start, end in pairwise([*cuts, y1 - y0]):
        yield x0, y0 + start, x1, y0 + end


def _text_lines(text: Picture, box: Box) -> list[Box]:
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
        flat = bool(merged) and max(run[1] - run[0], merged[-1][1] - merged[-1][0]) < _FLAT
        if merged and (
            (flat and run[1] - merged[-1][0] <= 2 * _LEAST)
            or (
                run[1] - merged[-1][0] <= 1.25 * max(tallest, _LEAST)
                and min(run[1] - run[0], merged[-1][1] - merged[-1][0]) < 0.5 * tallest
            )
        ):
            merged[-1][1] = run[1]
        else:
            merged.append(run)
    found: list[Box] = []
    for start, end in merged:
        columns = np.flatnonzero(part[start : end + 1].any(axis=0))
        found.append((x0 + int(columns[0]), y0 + start, x0 + int(columns[-1]) + 1, y0 + end + 1))
    return found


def _parts(text: Picture, x0: int, y0: int, x1: int, y1: int) -> Iterator[Box]:
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
