"""Money whose names stand above its figures: 资金总额 | 财政拨款 | 其他资金, and 12.00 | 10.00 | 2.00 below."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.headerwords import money_name, money_role, money_share, money_side
from jixiao.forms.read.vocabulary import WHOLE_FUND, fund_label, is_empty
from jixiao.plan.normal import normal
from jixiao.plan.values import FundLine

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.forms.read.builder import ReadingBuilder
    from jixiao.forms.read.grid import Grid

_FIGURE = re.compile(r"[-−+]?[\d,.]+(?:[eE][-+]?\d+)?\s*(?:万元?|元)?")
_YEAR = re.compile(r"(?:19|20)\d\d年?度?")
_WRAPPED = re.compile(
    r"(?<=\d)\s*\n\s*(?=\.\d)|(?<=\d\.)\s*\n\s*(?=\d)|(\d\.(?:\d|\d{3,}))\s*\n\s*(?=\d+\s*(?:万元?|元)?\s*$)"
)
"""A line break inside an amount in a narrow cell: at its point, or behind it where no amount ends.

Elsewhere the lines may be two amounts.
"""
SUMS = frozenset(("小计", "合计", "总计", "总额", "金额"))
_STOREYS = 3


@lru_cache(maxsize=8192)
def is_figure(text: str) -> bool:
    r"""Whether a cell is an amount, with or without its unit, on one line or wrapped in a narrow cell.

    >>> is_figure("98448.1\n2"), is_figure("98448.12\n2"), is_figure("98448\n2"), is_figure("12万元")
    (True, False, False, True)
    """
    return _FIGURE.fullmatch(_WRAPPED.sub(r"\1", normal(text)).strip()) is not None


def own(grid: Grid, row: int) -> list[tuple[str, int]]:
    """The non-empty cells of a row that do not hang down from a row above."""
    return [
        (text, column) for text, column in grid.distinct(row) if grid.origin.get((row, column), (row, column))[0] == row
    ]


class NamesAcross(NamedTuple):
    """Columns of money under their names."""

    leaves: dict[int, tuple[str, ...]]
    """The names above each column, the highest first."""
    whole: str | None
    """What the label beside them all calls the money: 年初预算总额（万元）."""
    storeys: int

    def fits(self, grid: Grid, row: int) -> bool:
        """Whether a row holds figures under the names, and nothing else but a name of its own before them."""
        cells = own(grid, row)
        first = min(self.leaves)
        figures = [text for text, column in cells if column in self.leaves]
        return (
            any(is_figure(text) for text in figures)
            and all(is_figure(text) or is_empty(text) for text in figures)
            and all(column in self.leaves or column < first for _, column in cells)
            and sum(column < first for _, column in cells) <= 1
        )

    def take(self, out: ReadingBuilder, grid: Grid, row: int) -> None:
        """Add the money of one row of figures."""
        texts = grid.rows[row]
        named = [(t, c) for t, c in own(grid, row) if c < min(self.leaves) and not _YEAR.fullmatch(normal(t).strip())]
        amounts = {
            column: out.amount(texts[column], grid.at(row, column)) if column < len(texts) else None
            for column in self.leaves
        }
        lines = _lines([(path, amounts[column]) for column, path in self.leaves.items()])
        places = {path[0]: grid.at(row, column) for column, path in reversed(self.leaves.items())}
        whole = next((line for line in lines if WHOLE_FUND.search(line.name) or line.name in SUMS), None)
        parts = [line for line in lines if line is not whole]
        if named:
            name = money_name(named[0][0]) or fund_label(named[0][0])
            child = bool(out.funds) and not (WHOLE_FUND.search(name) or name in SUMS)
            line = FundLine(name, whole.amount if whole else None, children=tuple(parts))
            pointer = out.fund(line, grid.at(row, named[0][1]), child=child)
            for number, held in enumerate(parts):
                out.locations[f"{pointer}/children/{number}"] = places[held.name]
            return
        if whole is not None:
            name = self.whole if whole.name in SUMS and self.whole else whole.name
            out.fund(FundLine(name, whole.amount, children=whole.children), places[whole.name], child=False)
        for line in parts:
            out.fund(line, places[line.name], child=bool(out.funds))


def names_across(grid: Grid, row: int, cells: list[tuple[str, int]]) -> NamesAcross | None:
    """The columns of money whose names begin at this row, or None."""
    below = next(
        (y for y in range(row + 1, min(row + 1 + _STOREYS, len(grid.rows))) if any(is_figure(t) for t, _ in own(grid, y))),
        None,
    )  # fmt: skip
    if below is None:
        return None
    sides = [
        (text, column)
        for text, column in cells
        if grid.origin.get((below, column)) == grid.origin.get((row, column), ())
    ]
    first = max((column for _, column in sides), default=-1)
    leaves: dict[int, tuple[str, ...]] = {}
    heading: list[str] = []
    for column in range(first + 1, max(len(grid.rows[y]) for y in range(row, below))):
        if grid.origin.get((below - 1, column), (0, column))[1] != column:
            continue
        path: dict[tuple[int, int], str] = {}
        for y in range(row, below):
            if column < len(grid.rows[y]) and grid.rows[y][column]:
                path[grid.origin.get((y, column), (y, column))] = grid.rows[y][column]
        names = list(path.values())
        if not names:
            continue
        if all(money_name(name) or fund_label(name) in SUMS for name in names[-1:]) and all(
            money_share(name) or money_name(name) or fund_label(name) in SUMS for name in names
        ) and (not all(money_role(name) for name in names) or _whole(grid, below, column, names[-1])):  # fmt: skip
            leaves[column] = tuple(money_share(name) or money_name(name) or fund_label(name) for name in names)
        elif (
            not leaves
            and not heading
            and len(names) == 1
            # whatever the names of the rows are called, if the first of them is one of money
            and (money_side(names[0], beside=True) or _names_money(grid, below, column))
        ):
            heading.append(names[0])
        else:
            return None
    start = min(leaves, default=0)
    text = grid.rows[below][start] if start < len(grid.rows[below]) else ""
    if leaves and text and not (is_figure(text) or is_empty(text)):
        del leaves[start]  # the heading of the names of the rows
    if len(leaves) < 2 or (len(set(leaves.values())) < len(leaves)):
        return None
    whole = next((name for text, _ in reversed(sides) if (name := money_name(text)) and WHOLE_FUND.search(name)), None)
    found = NamesAcross(leaves, whole, below - row)
    return found if found.fits(grid, below) else None


def _whole(grid: Grid, row: int, column: int, name: str) -> bool:
    """Whether 预算总额 stands above its figure, among the names of its parts."""
    text = grid.rows[row][column] if column < len(grid.rows[row]) else ""
    return WHOLE_FUND.search(name) is not None and is_figure(text)


def _names_money(grid: Grid, row: int, column: int) -> bool:
    text = grid.rows[row][column] if column < len(grid.rows[row]) else ""
    return money_name(text) is not None or money_role(text) is not None


def _lines(leaves: list[tuple[tuple[str, ...], Decimal | None]]) -> list[FundLine]:
    """Lines of money from paths of names, in order; 小计 under a name is the amount of that name."""
    heads = dict.fromkeys(path[0] for path, _ in leaves)
    found = []
    for head in heads:
        mine = [(path[1:], amount) for path, amount in leaves if path[0] == head]
        amount = next((a for path, a in mine if not path or (len(path) == 1 and path[0] in SUMS)), None)
        rest = [(path, a) for path, a in mine if path and path[0] not in SUMS]
        found.append(FundLine(head, amount, children=tuple(_lines(rest))))
    return found
