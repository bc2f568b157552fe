"""What the end of a page cut in two: a row is one row again, a label beside several rows stands on both parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.headerwords import header_role, money_name, money_role
from jixiao.forms.read.vocabulary import SIDE_LABELS, TOTAL, bare, goal_label, is_header_word, is_level1, is_level2

if TYPE_CHECKING:
    from jixiao.forms.read.pdfgrid import PageGrid

SIGNS = frozenset("≥≤＝=><≧≦＞＜﹥﹤﹦⩾⩽")
NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,10}指标")
_OPEN, _SHUT = re.compile(r"[（(]\s*[\d.]*\s*分?\s*$"), re.compile(r"\s*[\d.]*\s*分?\s*[)）]\s*$")
"""Points of a label up to where a page ends, and from there on."""
_OBJECTIVE = re.compile(r"(?:绩效)?目标(?:\d{1,3}|[一二三四五六七八九十]{1,3})")


def over_the_break(above: PageGrid, below: PageGrid) -> None:
    """Join what the end of a page cut: a row, the labels beside several rows."""
    _row_over_the_break(above, below)
    _labels_over_the_break(above, below)
    _names_over_the_break(above, below)


def _row_over_the_break(above: PageGrid, below: PageGrid) -> None:
    """A row that a page end cut in two is one row again.

    It is told by what is missing: one part lacks cells that the other has, and each text that both
    have fills its last line above.
    """
    last = len(above.rows) - 1
    first = next((row for row in range(len(below.rows)) if not _is_header(below, row)), None)
    if first is None or _is_header(above, last):
        return
    width = min(len(above.rows[last]), len(below.rows[first]))
    upper, lower = above.rows[last], below.rows[first]
    cells = [
        column
        for column in range(width)
        if not _is_part(above, last, column) and not _is_part(below, first, column) and not _is_label(upper[column])
        and not _is_label(lower[column])
    ]  # fmt: skip
    both = [column for column in cells if upper[column] and lower[column]]
    over = [column for column in cells if upper[column] and not lower[column]]
    under = [column for column in cells if lower[column] and not upper[column]]
    if any(NUMBER.fullmatch(lower[column]) or lower[column][0] in SIGNS for column in both):
        return  # a value of its own
    if any(money_name(lower[column]) and money_name(upper[column]) for column in both):
        return  # two names of money, each of its own row
    if not both or bool(over) == bool(under) or not above.full.issuperset(both):
        return
    for column in both:
        upper[column] += "\n" + lower[column]
    for column in under:
        upper[column] = lower[column]
    for row, cell in ((above, last), (below, first)):
        for column in range(width):
            origin = row.origin.get((cell, column))
            if origin is not None and origin[1] in cells:
                row.rows[cell][column] = row.rows[origin[0]][origin[1]]
    for column in range(width):
        if below.origin.get((first, column), (first, column))[1] in cells:
            lower[column] = ""


def _is_part(grid: PageGrid, row: int, column: int) -> bool:
    """Whether a cell spans several rows, or is not the first of its columns."""
    origin = grid.origin.get((row, column), (row, column))
    return origin != (row, column) or any(grid.origin.get((y, column)) == origin for y in (row - 1, row + 1))


def _is_label(text: str) -> bool:
    return bare(text) in SIDE_LABELS or is_level1(text) or is_level2(text) or goal_label(text)


def _is_header(grid: PageGrid, row: int) -> bool:
    """Whether a row holds header words only."""
    cells = grid.distinct(row)
    return bool(cells) and all(is_header_word(text) or header_role(text) or money_role(text) for text, _ in cells)


def _labels_over_the_break(above: PageGrid, below: PageGrid) -> None:
    """A label cell that a page end cut in two is printed once: the empty part above gets the text below.

    It is the cell of the first row below; labels of other columns must not say that another block begins there.
    In a column whose labels are not merged, an empty cell goes on with the label above it instead.
    """
    last = len(above.rows) - 1
    first = next((row for row in range(len(below.rows)) if not _is_header(below, row)), None)
    if first is None:
        return
    for column in range(min(len(above.rows[last]), len(below.rows[first]))):
        origin = above.origin.get((last, column), (last, column))
        text = below.rows[first][column]
        if origin[1] != column or (above.rows[last][column] and not _cut_label(above.rows[last][column], text)):
            continue
        joined = _cut_label(above.rows[last][column], text)
        if joined is None and not (_is_level(text) and not _new_block(above, below, last, first, column)):
            continue
        if joined is None and _blank_goes_on(above, column, last):
            continue
        _fill(above, last, column, joined or text)
        if joined is not None:
            _fill(below, first, column, joined)


def _names_over_the_break(above: PageGrid, below: PageGrid) -> None:
    """The unit, the project or the objective beside many rows, whose one cell a page end cut, is whole on both parts.

    Its text is printed in the middle of the cell: in one part, or some lines in each. That the cell goes on is told by
    the first-level label, of which the part below has none, or by a name of which the part above has none.
    """
    last = len(above.rows) - 1
    first = next((row for row in range(len(below.rows)) if not _is_header(below, row)), None)
    if first is None:
        return
    upper, lower = above.rows[last], below.rows[first]
    width = min(len(upper), len(lower))
    level = next((column for column in range(width) if _is_level(upper[column]) or _is_level(lower[column])), 0)
    cut = [
        column
        for column in range(level)
        if above.origin.get((last, column), (last, column))[1] == column
        and below.origin.get((first, column), (first, column)) == (first, column)
        and (_is_part(above, last, column) or _is_part(below, first, column))
        and lower[column]
        and lower[column] != upper[column]
        and not lower[column].isdigit()
        and not SIDE_LABELS & {bare(lower[column]), bare(upper[column])}
        and TOTAL.match(bare(lower[column])) is None
    ]
    if not any(lower[level + 1 : level + 3]):
        return  # no row of indicators
    if lower[level] and all(upper[column] for column in cut):
        return
    for column in cut:
        whole = f"{upper[column]}\n{lower[column]}".strip()
        _fill(above, last, column, whole)
        _fill(below, first, column, whole)


def _fill(grid: PageGrid, row: int, column: int, text: str) -> None:
    """Give a cell, perhaps merged, its text."""
    origin = grid.origin.get((row, column), (row, column))
    for cells in range(len(grid.rows)):
        for step in range(len(grid.rows[cells])):
            if grid.origin.get((cells, step), (cells, step)) == origin:
                grid.rows[cells][step] = text


def _is_level(text: str) -> bool:
    return is_level1(text) or is_level2(text) or _OBJECTIVE.fullmatch(bare(text)) is not None


def _cut_label(upper: str, lower: str) -> str | None:
    """A label whose own text the page end cut in two: 社会效益 above, 指标 below; None if it is none.

    What is above may be a label by itself (社会效益), what is below is not; nor is the end of its points, 分）.
    """
    if not upper or not lower or bare(lower) in SIDE_LABELS - {"指标"} or _is_level(lower):
        return None
    if _OPEN.search(upper) and _SHUT.match(lower) and _is_level(_OPEN.sub("", upper)):
        return upper + lower
    joined = bare(upper) + bare(lower)
    return joined if _LABEL.fullmatch(joined) and _is_level(joined) else None


def _new_block(above: PageGrid, below: PageGrid, last: int, first: int, column: int) -> bool:
    """Whether a label left of a column is another one on the two sides of the break."""
    for left in range(column):
        upper, lower = above.rows[last][left], below.rows[first][left]
        if _is_level(upper) and _is_level(lower) and bare(upper) != bare(lower):
            return True
    return False


def _blank_goes_on(grid: PageGrid, column: int, last: int) -> bool:
    """Whether a column's labels stand in single cells with empty ones below them: the last empty one is such a cell."""
    if _is_part(grid, last, column):
        return False
    single = blank = merged = 0
    for row in range(last):
        if grid.origin.get((row, column), (row, column))[1] != column:
            continue
        if _is_part(grid, row, column):
            merged += _is_level(grid.rows[row][column])
        elif _is_level(grid.rows[row][column]):
            single += 1
        elif single and not grid.rows[row][column]:
            blank += 1
    return blank > 0 and not merged
