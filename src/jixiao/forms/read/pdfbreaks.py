"""What the end of a page cut in two: a row is one row again, a label beside several rows stands on both parts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.vocabulary import HEADER_WORDS, SIDE_LABELS, bare, column_role, goal_label, is_level1, is_level2

if TYPE_CHECKING:
    from jixiao.forms.read.pdfgrid import PageGrid

SIGNS = frozenset("≥≤＝=><≧≦＞＜﹥﹤﹦⩾⩽")
NUMBER = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")
_OBJECTIVE = re.compile(r"(?:绩效)?目标(?:\d{1,3}|[一二三四五六七八九十]{1,3})")


def over_the_break(above: PageGrid, below: PageGrid) -> None:
    """Join what the end of a page cut: a row, the labels beside several rows."""
    _row_over_the_break(above, below)
    _labels_over_the_break(above, below)


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
    return bool(cells) and all(
        column_role(text) or bare(text) in SIDE_LABELS or bare(text) in HEADER_WORDS for text, _ in cells
    )


def _labels_over_the_break(above: PageGrid, below: PageGrid) -> None:
    """A label cell that a page end cut in two is printed once: the empty part above gets the text below."""
    last = len(above.rows) - 1
    for column in range(len(above.rows[last])):
        origin = above.origin.get((last, column), (last, column))
        if origin[1] != column or above.rows[last][column]:
            continue
        text = next(
            (
                row[column]
                for row in below.rows
                if column < len(row) and column_role(row[column]) is None and bare(row[column]) not in SIDE_LABELS
            ),
            "",
        )
        if is_level1(text) or is_level2(text) or _OBJECTIVE.fullmatch(bare(text)):
            for row in range(origin[0], last + 1):
                for step in range(column, len(above.rows[row])):
                    if above.origin.get((row, step), (row, step)) == origin:
                        above.rows[row][step] = text
