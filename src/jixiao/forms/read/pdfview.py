"""What is read on its own of a page: a page that lies on its side is set upright, tables side by side are taken apart.

A part of a page knows its ``view``, by which its places are told as places of the page that is shown.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from jixiao.forms.read.pdfrules import UNIT, Line, Matrix

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.pdfpage import Char, Page

Box = tuple[float, float, float, float]
Perspective = tuple[float, float, float, float, float, float, float, float, float]
"""The rows of a 3 × 3 matrix, of a page that was not photographed from straight above."""
View = Matrix | Perspective
"""From places in a part of a page to those of the page as it is shown."""
_SAMPLE = 80
"""Characters of a page by which it is told which way its lines run."""
_APART = 2.0
"""Points of space between two tables side by side."""
_SAME_WIDTH = 6.0
"""Points by which pages imposed on one sheet differ."""
_SCALED = 0.012
"""Part of a table's width by which a column is out of place when it is drawn in another width."""


def shown(box: Box, view: View) -> Box:
    """A box of a part of a page as a box of the page.

    Of a part that lies askew it holds the middles of all sides: it is as high as a row, and rows stay apart.
    """
    if len(view) == 6:
        a, b, c, d, e, f = view
        x0, y0 = a * box[0] + c * box[1] + e, b * box[0] + d * box[1] + f
        x1, y1 = a * box[2] + c * box[3] + e, b * box[2] + d * box[3] + f
    else:
        across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        sides = [placed(view, *p) for p in ((box[0], down), (box[2], down), (across, box[1]), (across, box[3]))]
        x0, x1 = min(x for x, _ in sides), max(x for x, _ in sides)
        y0, y1 = min(y for _, y in sides), max(y for _, y in sides)
    return (
        round(min(x0, x1), 1),
        round(min(y0, y1), 1),
        round(max(x0, x1), 1),
        round(max(y0, y1), 1),
    )


def placed(view: View | None, x: float, y: float) -> tuple[float, float]:
    """Where a point of a part of a page stands on the page."""
    if view is None:
        return x, y
    if len(view) == 6:
        a, b, c, d, e, f = view
        return a * x + c * y + e, b * x + d * y + f
    a, b, c, d, e, f, g, h, i = view
    depth = g * x + h * y + i
    return (a * x + b * y + c) / depth, (d * x + e * y + f) / depth


def moved(view: View, across: float, down: float = 0.0) -> View:
    """The view of a part whose places are those of another less ``across`` and ``down``."""
    if len(view) == 6:
        a, b, c, d, e, f = view
        return a, b, c, d, e + a * across + c * down, f + b * across + d * down
    a, b, c, d, e, f, g, h, i = view
    return a, b, c + a * across + b * down, d, e, f + d * across + e * down, g, h, i + g * across + h * down


def onto(view: View, across: float, down: float) -> View:
    """The view of a part of a page that is itself a part, ``across`` and ``down`` from the corner of a larger one."""
    if len(view) == 6:
        a, b, c, d, e, f = view
        return a, b, c, d, e + across, f + down
    a, b, c, d, e, f, g, h, i = view
    return a + across * g, b + across * h, c + across * i, d + down * g, e + down * h, f + down * i, g, h, i


def taken_back(view: View | None, x: float, y: float) -> tuple[float, float]:
    """Where a point of a page stands in a part of it: the inverse of ``placed``."""
    if view is None:
        return x, y
    if len(view) == 6:
        a, b, c, d, e, f = view
        view = (a, c, e, b, d, f, 0.0, 0.0, 1.0)
    a, b, c, d, e, f, g, h, i = view
    # the adjugate: an inverse but for a factor, which does not matter
    return placed(
        (e * i - f * h, c * h - b * i, b * f - c * e,
         f * g - d * i, a * i - c * g, c * d - a * f,
         d * h - e * g, b * g - a * h, a * e - b * d), x, y,
    )  # fmt: skip


def beyond(page: Page, chars: Sequence[Char]) -> list[Char]:
    """Those characters that stand beyond the page's edges, where nobody sees them."""
    if page.view is not None:
        return []
    width, height = 2 * page.width, 2 * page.height
    return [char for char in chars if not (0 <= char[1] + char[3] <= width and 0 <= char[2] + char[4] <= height)]


def upright(page: Page) -> Page:
    """The page turned so that its lines of text run from left to right, as most pages are already."""
    if page.view is not None:
        return page
    steps = [0, 0, 0, 0]  # right, down, left, up
    for (_, x0, y0, _, foot), (_, x1, y1, _, foot_after) in pairwise(page.chars[:_SAMPLE]):
        size, after = foot - y0, foot_after - y1
        size = min(size, after)
        across, down = x1 - x0, y1 - y0
        if abs(down) < 0.3 * size < abs(across) < 2.5 * size:
            steps[0 if across > 0 else 2] += 1
            if steps[0] > _SAMPLE // 2:
                return page
        elif abs(across) < 0.3 * size < abs(down) < 2.5 * size:
            steps[1 if down > 0 else 3] += 1
    way = max(range(4), key=steps.__getitem__)
    if way == 0 or steps[way] < 10 or steps[way] < 0.6 * sum(steps):
        return page
    width, height = page.width, page.height
    view: Matrix
    if way == 1:  # lines run down: the page lies on its right side
        view, size_ = (0.0, 1.0, -1.0, 0.0, width, 0.0), (height, width)
    elif way == 2:
        view, size_ = (-1.0, 0.0, 0.0, -1.0, width, height), (width, height)
    else:
        view, size_ = (0.0, -1.0, 1.0, 0.0, 0.0, height), (height, width)
    turn = _inverse(view)
    chars = [(char[0], *_turned(char[1:], turn)) for char in page.chars]
    lines = [_turned((h.start, h.at, h.end, h.at), turn) for h in page.horizontal]
    lines += [_turned((v.at, v.start, v.at, v.end), turn) for v in page.vertical]
    return page._replace(
        width=size_[0],
        height=size_[1],
        chars=chars,
        horizontal=[Line(y0, x0, x1) for x0, y0, x1, y1 in lines if x1 - x0 > y1 - y0],
        vertical=[Line(x0, y0, y1) for x0, y0, x1, y1 in lines if x1 - x0 <= y1 - y0],
        view=view,
    )


def sideways(chars: Sequence[Char]) -> str:
    """The text of a cell whose lines run up, or down in several columns; nothing if they do not."""
    up = down = 0
    for before, after in pairwise(chars):
        if abs(after[1] - before[1]) < 0.3 * (before[3] - before[1]):
            up += after[2] < before[2]
            down += after[2] > before[2]
    if max(up, down) < 0.6 * (len(chars) - 1):
        return ""
    columns: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: char[1]):
        if columns and char[1] - columns[-1][0][1] < 0.5 * (char[3] - char[1]):
            columns[-1].append(char)
        else:
            columns.append([char])
    if up < down and len(columns) == 1:
        return ""
    ordered = columns if up >= down else reversed(columns)
    return "".join(char[0] for column in ordered for char in sorted(column, key=lambda c: c[2], reverse=up >= down))


def fitted(xs: Sequence[float], frame: tuple[float, float], onto: tuple[float, float]) -> list[float]:
    """Places within a frame as places within another, drawn wider or narrower."""
    scale = (onto[1] - onto[0]) / (frame[1] - frame[0])
    return [round(onto[0] + (x - frame[0]) * scale, 1) for x in xs]


def same_columns(before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether the columns of a table are those of another drawn wider or narrower."""
    width = before[-1] - before[0]
    inner = fitted(after, (after[0], after[-1]), (before[0], before[-1]))[1:-1]
    return len(inner) > 1 and all(any(abs(x - y) <= _SCALED * width for y in before) for x in inner)


def _inverse(view: Matrix) -> Matrix:
    """Of a turn by quarters."""
    a, b, c, d, e, f = view
    return a, c, b, d, -(a * e + b * f), -(c * e + d * f)


def _turned(box: Box, turn: Matrix) -> Box:
    a, b, c, d, e, f = turn
    x0, y0 = a * box[0] + c * box[1] + e, b * box[0] + d * box[1] + f
    x1, y1 = a * box[2] + c * box[3] + e, b * box[2] + d * box[3] + f
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


# -- tables side by side --------------------------------------------------------------------


def beside(frames: Sequence[Box]) -> tuple[int, int] | None:
    """Two frames (left, top, right, bottom) of one page that stand side by side, left and right; None if none do."""
    for left, one in enumerate(frames):
        for right, other in enumerate(frames):
            lower = min(one[3], other[3]) - max(one[1], other[1])
            if one[2] + _APART <= other[0] and lower > 0.5 * min(one[3] - one[1], other[3] - other[1]):
                return left, right
    return None


def taken_apart(page: Page, frames: Sequence[Box], shift: float | None = None) -> list[Page]:
    """What stands above two tables side by side, the left one and what belongs to it, the right one, what stands below.

    ``frames`` are those of the page's tables; without two side by side it is the page itself. The right part is moved
    by ``shift`` to the left: by default onto the left one if both are as wide, as two pages on one sheet are.
    """
    pair = beside(frames)
    if pair is None:
        return [page]
    left, right = frames[pair[0]], frames[pair[1]]
    gutter = (left[2] + right[0]) / 2
    spanning = [frame for frame in frames if frame[0] < gutter < frame[2]]
    first, last = min(left[1], right[1]), max(left[3], right[3])
    top = _free(page, gutter, first, max((f[3] for f in spanning if f[3] <= first), default=0.0), up=True)
    bottom = _free(page, gutter, last, min((f[1] for f in spanning if f[1] >= last), default=page.height), up=False)
    same = abs((left[2] - left[0]) - (right[2] - right[0])) < _SAME_WIDTH
    if shift is None:
        shift = right[0] - left[0] if same else 0.0
    found = [
        part(page, (0.0, 0.0, page.width, top)),
        part(page, (0.0, top, gutter, bottom)),
        part(page, (gutter, top, page.width, bottom), shift),
        part(page, (0.0, bottom, page.width, page.height)),
    ]
    return [held for held in found if held.chars or held.horizontal]


def _free(page: Page, gutter: float, start: float, end: float, *, up: bool) -> float:
    """How far the space between two tables goes on up or down without a text across it."""
    low, high = (end, start) if up else (start, end)
    across = [
        char
        for char in page.chars
        if low < (char[2] + char[4]) / 2 < high and char[1] - _em(char) < gutter < char[3] + _em(char)
    ]
    if not across:
        return end
    return max(char[4] for char in across) if up else min(char[2] for char in across)


def _em(char: Char) -> float:
    return char[4] - char[2]


def part(page: Page, box: Box, shift: float = 0.0) -> Page:
    """The part of a page within a box, moved to the left."""
    x0, y0, x1, y1 = box
    edge = 1.0
    return page._replace(
        chars=[
            (text, left - shift, top, right - shift, bottom)
            for text, left, top, right, bottom in page.chars
            if x0 <= (left + right) / 2 < x1 and y0 <= (top + bottom) / 2 < y1
        ],
        horizontal=[
            Line(at, start - shift, end - shift)
            for at, start, end in _parted(page.horizontal, x0, x1)
            if y0 - edge <= at <= y1 + edge
        ],
        vertical=[
            Line(at - shift, start, end)
            for at, start, end in _parted(page.vertical, y0, y1)
            if x0 - edge <= at <= x1 + edge
        ],
        view=moved(page.view or UNIT, shift),
    )


def _parted(lines: Sequence[Line], low: float, high: float) -> Iterator[Line]:
    for line in lines:
        if line.start < high and line.end > low:
            yield Line(line.at, max(line.start, low), min(line.end, high))
