"""Tables inside cells of tables: the inner rows and columns become rows and columns of the outer table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.forms.read.vocabulary import TASK_HEADS, bare, column_role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Area = tuple[int, int, int, int]
MAX_SPAN = 200
"""More rows or columns than one cell of a form spans; larger claims are cut."""
MOST_CELLS = 1_000_000
"""Cells of all rows of one table with all that they span."""


class Cells(NamedTuple):
    """A table: its texts by row and column, and its merged areas (top, left, bottom, right)."""

    rows: list[list[str]]
    merged: list[Area]


def table_too_large() -> JixiaoError:
    """The refusal of a table with its merged cells beyond any form's."""
    return JixiaoError(
        "table-too-large",
        f"一张表格连同合并单元格超过{MOST_CELLS}格，不是绩效表。请只保留绩效表所在的表格。",
        f"A table with its merged cells has more than {MOST_CELLS} cells; that is no form. Keep only the table of the form.",
    )


def is_form(texts: Iterable[str]) -> bool:
    """Whether cells hold the header of a table of indicators or tasks."""
    held = [text for text in texts if text]
    roles = {column_role(text) for text in held}
    return ("name" in roles and bool(roles & {"value", "level2", "actual"})) or any(bare(t) in TASK_HEADS for t in held)


def expanded(outer: Cells, inner: Mapping[tuple[int, int], Cells]) -> Cells:
    """The outer table with inner ones, by the cell they stand in, in its rows and columns.

    An outer cell beside an inner table spans its rows; one above or below it spans its columns.
    """
    width = max((len(row) for row in outer.rows), default=0)
    areas = {(top, left): (top, left, bottom, right) for top, left, bottom, right in outer.merged}
    tall, wide = [1] * len(outer.rows), [1] * width
    for (row, column), cells in inner.items():
        top, left, bottom, right = areas.get((row, column), (row, column, row, column))
        height, across = len(cells.rows), max((len(line) for line in cells.rows), default=1)
        tall[top] = max(tall[top], height - (bottom - top))
        wide[min(right, width - 1)] = max(wide[min(right, width - 1)], across - (right - left))
    down = [sum(tall[:n]) for n in range(len(tall) + 1)]
    over = [sum(wide[:n]) for n in range(width + 1)]
    rows = [[""] * over[-1] for _ in range(down[-1])]
    merged: list[Area] = []
    covered: set[tuple[int, int]] = set()
    for row, line in enumerate(outer.rows):
        for column, text in enumerate(line):
            if (row, column) in covered:
                continue
            top, left, bottom, right = areas.get((row, column), (row, column, row, column))
            covered |= {(y, x) for y in range(top, bottom + 1) for x in range(left, right + 1)}
            bottom, right = min(bottom, len(tall) - 1), min(right, width - 1)
            place = (down[row], over[column], down[bottom + 1] - 1, over[right + 1] - 1)
            if (row, column) in inner:
                _put(rows, merged, inner[row, column], place)
                continue
            rows[place[0]][place[1]] = text
            if place[0] < place[2] or place[1] < place[3]:
                merged.append(place)
    return Cells(rows, merged)


def _put(rows: list[list[str]], merged: list[Area], cells: Cells, place: Area) -> None:
    """An inner table in its area: its last column and last row fill what is left."""
    top, left, bottom, right = place
    height, across = len(cells.rows), max((len(line) for line in cells.rows), default=0)
    known = {(area[0], area[1]): area for area in cells.merged}
    inside = {(y, x) for a in cells.merged for y in range(a[0], a[2] + 1) for x in range(a[1], a[3] + 1)} - known.keys()
    for y, line in enumerate(cells.rows):
        for x in range(across):
            if (y, x) in inside:
                continue
            _, _, y1, x1 = known.get((y, x), (y, x, y, x))
            to_row = bottom if y1 >= height - 1 else top + y1
            to_column = right if x1 >= across - 1 else left + x1
            rows[top + y][left + x] = line[x] if x < len(line) else ""
            if to_row > top + y or to_column > left + x:
                merged.append((top + y, left + x, to_row, to_column))
