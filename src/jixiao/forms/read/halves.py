"""Money and indicators of several years (中期资金总额, 长期绩效指标) are taken out of a form's grid and told.

Objectives for several years stay: they are objectives as good as the year's. Where no line tells which half an amount
stands in, the halves are told by where their labels are printed, and money that may be of either half is doubted.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.fundsacross import is_figure
from jixiao.forms.read.headerwords import money_name, money_side
from jixiao.forms.read.vocabulary import LONG_TERM, bare, column_role, goal_label, long_term_goal
from jixiao.plan.money import parse_amount
from jixiao.plan.normal import normal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.vocabulary import Role
    from jixiao.plan.values import Location

_OF_PROJECT = re.compile(r"^(?:项目|部门)")
_YEARS = re.compile(r"中\s*期|长\s*期|实\s*施\s*期|项\s*目\s*期|周\s*期")


Told = tuple[str, str, "Location"]
"""Code of a problem, its text and its place."""


class _Line(NamedTuple):
    """A text printed on a line of its own kind, no line drawn round it: where it stands."""

    text: str
    column: int
    left: float
    right: float

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2


class _Block(NamedTuple):
    """One block in two halves as far as it has been taken."""

    first: int
    second: int
    border: float | None
    """Where the year's half begins on the page, for lines without a table; None in a table."""
    several: list[tuple[Decimal, Location]]
    year: list[tuple[Decimal, Location]]
    """The amounts of both halves in printed order."""


class SeveralYears:
    """Takes the half on several years out of the grids of a form, page after page."""

    def __init__(self, grids: Sequence[Grid]) -> None:
        self.grids = grids
        self.open = False
        """Whether the table above was one of several years, so that rows without a header go on with it."""

        self.block: _Block | None = None
        """The block of two halves that ended with the last row of the table above, or with the line above."""
        self.blocks: list[_Block] = []

    @cached_property
    def year(self) -> bool:
        """Whether the form has a block of the year at all; a form of several years alone stays whole."""
        rows = ((grid, row) for grid in self.grids for row in range(len(grid.rows)))
        return any(_tells_year(cells[0][0]) for grid, row in rows if (cells := grid.distinct(row)))

    def take_out(self, grid: Grid) -> list[Told]:
        """Blank the half on several years of a form in two halves (中期 | 年度); its texts, one for each block.

        Source: 项目支出绩效目标申报表, 财预〔2015〕88号附件, whose money, objectives and indicators stand in two
        halves. A plan is of one year.
        """
        goes_on, self.open = self.open and not grid.separate, False
        block, self.block = self.block, None
        if block is not None and block.border is not None and _is_line(grid):
            found = self._line(grid, block, block.border)
            if found is not None:
                return found
        over = block is not None and block.border is None and not grid.separate
        if not goes_on and not over and not _may_have_halves(grid):
            return []
        stacked = self._stacked(grid, goes_on=goes_on)
        row = 0
        told: list[Told] = [("several-years", text, where) for where, text in stacked]
        if over and block is not None and grid.rows and _goes_on(grid, 0, block.first, block.second):
            row, text = self._take(grid, 0, block)
            told.append(text)
        while row < len(grid.rows):
            cells = grid.distinct(row)
            span = _halves(cells)
            if span is None:
                row += 1
                continue
            block = _Block(*span, _border(grid, span) if _is_line(grid) else None, [], [])
            self.blocks.append(block)
            row, text = self._take(grid, row, block)
            told.append(text)
        return told

    def _take(self, grid: Grid, row: int, block: _Block) -> tuple[int, Told]:
        """Take the first half out of a row and those that go on with it; the row behind them, and what was taken."""
        first, second, last = block.first, block.second, row
        while last + 1 < len(grid.rows) and _goes_on(grid, last + 1, first, second):
            last += 1
        texts = [text for y in range(row, last + 1) for text, x in grid.distinct(y) if first <= x < second]
        where = grid.at(row, first)
        for y in range(row, last + 1):
            _weigh(grid, y, block, second)
            for x in range(first, min(second, len(grid.rows[y]))):
                grid.rows[y][x] = ""
        if last + 1 == len(grid.rows):
            self.block = block
        return last + 1, ("several-years", " ".join(tidy_text(text) for text in texts), where)

    def _line(self, grid: Grid, block: _Block, border: float) -> list[Told] | None:
        """Take the first half out of a line that goes on with the halves of a line above; None if it does not."""
        held = _line_of(grid)
        if held and len(held) == 1 and money_side(held[0].text, beside=True):
            self.block = block  # 项目资金（万元）, printed in the middle of the rows it stands beside
            return []
        if not held or money_name(held[0].text) is None or _halves(grid.distinct(0)) is not None:
            return None
        second = next((n for n, cell in enumerate(held) if cell.centre > border and not is_figure(cell.text)), None)
        if second is None or not second:
            if bare(held[0].text).startswith(("年度", "当年", "本年")):
                return None
            # the parts of one half alone: which half they belong to is not certain
            self.block = block
            return [("sum-doubtful", " ".join(tidy_text(cell.text) for cell in held), grid.at(0, held[0].column))]
        column = held[second].column
        _weigh(grid, 0, block, column)
        where, text = grid.at(0, held[0].column), " ".join(tidy_text(cell.text) for cell in held[:second])
        for x in range(column):
            grid.rows[0][x] = ""
        self.block = block
        return [("several-years", text, where)]

    def unlike(self) -> list[Told]:
        """Doubts about blocks of money whose one half adds up and whose other does not; forgets the blocks."""
        blocks, self.blocks = self.blocks, []
        return [
            ("sum-doubtful", f"{block.year[0][0]:f}", block.year[0][1])
            for block in blocks
            if block.year and _adds_up(block.several) and not _adds_up(block.year)
        ]

    def _stacked(self, grid: Grid, *, goes_on: bool) -> list[tuple[Location, str]]:
        """长期绩效指标 above 年度绩效指标, each beside rows of its own, perhaps over a page's end."""
        if not self.year:
            return []
        found: list[tuple[Location, str]] = []
        inside = grid.at(0, 0) if goes_on else None
        for row in range(len(grid.rows)):
            cells = grid.distinct(row)
            if not cells:
                continue
            text, column = cells[0]
            if _labels_several_years(text) and len(cells) > 1 and _halves(cells) is None:
                inside = where = grid.at(row, column)
            elif inside is not None and goes_on and row < _rows_that_go_on(grid):
                where = inside
            else:
                inside = None
                continue
            found.append((where, " ".join(tidy_text(held) for held, _ in cells)))
            grid.rows[row] = [""] * len(grid.rows[row])
        self.open = inside is not None
        return [
            (where, " ".join(text for at, text in found if at == where))
            for where in dict.fromkeys(at for at, _ in found)
        ]


def _is_line(grid: Grid) -> bool:
    """Whether a grid is one line of a page without ruling lines, whose columns say nothing about other lines."""
    return grid.table is None and len(grid.rows) == 1 and grid.at(0, 0).box is not None


def _line_of(grid: Grid) -> list[_Line]:
    """The texts of a line with where they stand; nothing if that is not known of all."""
    held = []
    for text, column in grid.distinct(0):
        box = grid.at(0, column).box
        if box is None:
            return []
        held.append(_Line(text, column, box[0], box[2]))
    return held


def _border(grid: Grid, span: tuple[int, int]) -> float | None:
    """Midway between the last text of the half on several years and the label of the year's half, for money."""
    held = _line_of(grid)
    before, year = [cell for cell in held if cell.column < span[1]], [cell for cell in held if cell.column == span[1]]
    if not before or not year or money_name(year[0].text) is None:
        return None
    return (before[-1].right + year[0].left) / 2


def _weigh(grid: Grid, row: int, block: _Block, second: int) -> None:
    """Note the amounts of both halves of a row."""
    for text, column in grid.distinct(row):
        if is_figure(text) and (amount := parse_amount(tidy_text(text))) is not None:
            (block.year if column >= second else block.several).append((amount, grid.at(row, column)))


def _adds_up(amounts: list[tuple[Decimal, Location]]) -> bool:
    """Whether amounts are a whole and its parts."""
    return len(amounts) > 1 and amounts[0][0] == sum(amount for amount, _ in amounts[1:])


def _labels_several_years(text: str) -> bool:
    return len(text) <= 24 and not long_term_goal(text) and LONG_TERM.match(bare(text)) is not None


def _tells_year(text: str) -> bool:
    """Whether a first cell is the label of the year's objectives or indicators."""
    plain = _OF_PROJECT.sub("", bare(text))
    return (
        plain.startswith(("年度", "当年"))
        and (goal_label(text) or "指标" in plain or plain.endswith("目标"))
        and len(plain) <= 16
    )


def _rows_that_go_on(grid: Grid) -> int:
    """How many rows at the top of a page belong to the table above: up to a header or a label of its own."""
    for row in range(len(grid.rows)):
        cells = grid.distinct(row)
        if {"name", "value"} <= {column_role(text) for text, _ in cells} or any(
            _tells_year(text) or goal_label(text) for text, _ in cells[:1]
        ):
            return row
    return len(grid.rows)


def _may_have_halves(grid: Grid) -> bool:
    """Whether a label of several years stands anywhere, or a row names a column twice; most forms end here."""
    for row, cells in enumerate(grid.rows):
        text = "".join(cells)
        if "期" not in text and text.count("标") <= 3:  # as in nearly every row
            continue
        text = normal(text)
        if _YEARS.search(text) or (text.count("指标") > 3 and _halves(grid.distinct(row)) is not None):
            return True
    return False


def _halves(cells: list[tuple[str, int]]) -> tuple[int, int] | None:
    """First column of the half on several years and of the year's half, if a row begins such a block."""
    if any(long_term_goal(text) for text, _ in cells):
        return None
    years = [column for text, column in cells if len(text) <= 24 and LONG_TERM.match(bare(text))]
    if years:
        year = [
            column for text, column in cells if column > years[0] and bare(text).startswith(("年度", "当年", "本年"))
        ]
        return (years[0], year[0]) if year else None
    seen: dict[Role, int] = {}
    for text, column in cells:
        role = column_role(text)
        if role in {"level1", "level2", "name", "value"}:
            if role in seen:
                # the second half begins; it must hold a name and a value of its own
                roles = [column_role(t) for t, c in cells if c >= column]
                first = seen[role]
                return (first, column) if "name" in roles and "value" in roles and "name" in seen else None
            seen[role] = column
    return None


def _goes_on(grid: Grid, row: int, first: int, second: int) -> bool:
    """Whether a row still has cells in both halves and begins no other block."""
    cells = grid.distinct(row)
    if _halves(cells) is not None or not cells:
        return False
    if any(long_term_goal(text) for text, _ in cells):
        return False  # objectives of several years stay
    if {"name", "value"} <= {column_role(text) for text, _ in cells}:
        return False  # indicators of the year alone, under objectives in two halves
    left = [text for text, column in cells if first <= column < second]
    right = [text for text, column in cells if column >= second]
    across = any(
        column < first and grid.origin.get((row, second)) == grid.origin.get((row, column), (-1, -1))
        for _, column in cells
    )
    return (
        not across and bool(left) and (bool(right) or grid.origin.get((row, first)) != grid.origin.get((row, second)))
    )
