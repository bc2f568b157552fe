"""Grids of text that holds a row of a table a line, also where merged cells left no trace.

A header names the columns. A row with fewer cells lacks those that a merged cell covers: they stand at
its left, so its cells belong to the last columns, if each of them may stand there.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.grid import Grid, column_letters
from jixiao.forms.read.gridcolumns import chosen_roles
from jixiao.forms.read.headerwords import goal_word, header_role, is_header_cell, money_role, money_side, result_word
from jixiao.forms.read.rowtext import Line, names_columns, rows_of_text
from jixiao.forms.read.streamcells import is_label
from jixiao.forms.read.streamplan import runs_on
from jixiao.forms.read.streamrows import is_like_name, looks_like_value, misfit
from jixiao.forms.read.vocabulary import (
    GOAL_LABELS,
    PARTS_OF_REASON,
    SIDE_LABELS,
    TAIL,
    TASK_HEADS,
    bare,
    fund_head,
    fund_name,
    goal_label,
    head_field,
    is_empty,
    is_header_word,
    is_level1,
    is_level2,
    long_term_goal,
)
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from jixiao.forms.read.vocabulary import Role

_MONEY = frozenset(
    ("总额", "财政资金", "财政拨款", "其他资金", "单位资金", "基本支出", "项目支出", "合计", "人员经费", "公用经费")
)
_LIKELY = frozenset(("确定能", "有可能", "不可能", "完全不可能"))
_TOTALS = frozenset(("总分", "合计", "总计", "金额合计"))
_UNNAMED = re.compile(r"原因|说明|备注")
"""In a header of money: a column that no field holds."""
_FEW = 2
"""Cells of a line below the table: a label and a text."""
_ODD, _BAD = 2, 20
_RAGGED = 8
"""Where the number of cells changes more often than once in so many rows, merged cells left places out."""
_MANY = 3
"""So many equal neighbours are one merged cell: a target and its actual value are two."""
_MISFITS = 0.3
"""Share of rows with cells that cannot stand in their columns, above which the lines are no rows."""


class TextGrid(Grid):
    """Rows of a text: a cell's place is its line."""

    separate = True

    def __init__(
        self,
        rows: list[list[str]],
        merged: list[tuple[int, int, int, int]],
        lines: list[int],
        file: str | None,
        table: int | None,
    ) -> None:
        """``lines`` holds the number of each row's line."""
        super().__init__(rows, merged, file=file, table=table)
        self.lines = lines

    def at(self, row: int, column: int) -> Location:
        """The line of a cell, and its column as worksheets count."""
        row, column = self.origin.get((row, column), (row, column))
        number = self.lines[row]
        return Location(file=self.file, line=number, row=number, cell=column_letters(column))


class Doubt(NamedTuple):
    """A row whose cells were given columns that are not certain."""

    text: str
    line: int
    code: str = "row-doubtful"


def row_grids(text: str, file: str | None) -> tuple[list[Grid], list[Doubt], bool] | None:
    """The grids of a text with a row a line, the rows that are doubtful, and whether all rows fit their columns.

    None if it is no such text.
    """
    lines = rows_of_text(text)
    if lines is None:
        return None
    grids: list[Grid] = []
    doubts: list[Doubt] = [
        Doubt(" | ".join(lines[n + 1].cells), lines[n + 1].number, "no-header")
        for n, line in enumerate(lines)
        if line.number == 0
    ]
    assumed = bool(doubts)
    rows = fitted = table = 0
    run: list[Line] = []
    for line in (*lines, None):
        if line is not None and line.table:
            run.append(line)
            continue
        if run:
            table += 1
            part = _Table(run, table, file)
            drawn = part.grids()
            if part.even and (
                part.misfits or part.slid * 2 > part.rows
            ):  # its rows are filled up to one width at their ends
                filled = _Table(run, table, file, even=False)
                again = filled.grids()
                part, drawn = (filled, again) if filled.certain else (part, drawn)
            grids += drawn
            doubts += part.doubts
            rows, fitted = rows + part.rows, fitted + part.fitted
            run = []
        if line is not None:
            grids.append(TextGrid([line.cells], [], [line.number], file, None))
    if (rows - fitted > _MISFITS * rows and not assumed) or (
        not rows and any(names_columns(line.cells) for line in lines)
    ):
        return None
    sure = rows == fitted > 0 and all(doubt.code != "row-doubtful" for doubt in doubts)
    return grids, doubts, sure and not ("|" in text and runs_on(text.split("\n")))


class _Head(NamedTuple):
    """A header's rows: for each column its cells from the top, as (row, position, text)."""

    kind: str
    columns: list[list[tuple[int, int, str]]]
    height: int

    @property
    def roles(self) -> list[Role | None]:
        words = [
            next((text for _, _, text in reversed(chain) if header_role(text)), chain[-1][2]) for chain in self.columns
        ]
        return chosen_roles(words)


class _Table:
    """Neighbouring lines with cells."""

    def __init__(self, lines: list[Line], number: int, file: str | None, *, even: bool = True) -> None:
        self.lines, self.number, self.file = lines, number, file
        self.doubts: list[Doubt] = []
        self.rows = self.fitted = self.slid = 0
        """Rows in all, those that may stand in their columns, those that would stand better further right."""
        self.filled: list[set[Role]] = []
        """The columns that each row with a name and more has a cell in."""
        changes = sum(len(one.cells) != len(other.cells) for one, other in pairwise(lines))
        self.even = even and changes * _RAGGED <= len(lines) + _RAGGED
        self.repeated = self.even and _repeats(lines)

    @property
    def misfits(self) -> bool:
        """Whether too many rows cannot stand in their columns."""
        return self.rows - self.fitted > _MISFITS * self.rows

    @property
    def certain(self) -> bool:
        """Whether every row fits its columns and fills what the others do: none lacks a cell inside."""
        points = [filled & {"weight", "score"} for filled in self.filled]
        return (
            self.rows == self.fitted
            and not any(d.code == "row-doubtful" for d in self.doubts)
            and len(set(map(frozenset, points))) <= 1
        )

    def grids(self) -> list[Grid]:
        rows: list[list[str]] = []
        merged: list[tuple[int, int, int, int]] = []
        head: _Head | None = None
        index = 0
        while index < len(self.lines):
            found = self._head(index)
            if found is not None:
                head = found
                texts, areas = _drawn(found)
                merged += [(top + len(rows), left, bottom + len(rows), right) for top, left, bottom, right in areas]
                rows += texts
                index += found.height
                continue
            line = self.lines[index]
            if line.cut:
                line = self._without_cut(line)
            cells = line.cells
            if head is not None and _leaves(cells, head):
                head = None
            if head is None:
                if self.repeated:
                    merged += _same_beside(cells, len(rows))
            elif self.even and len(cells) == len(head.columns):
                self._check(cells, head)
                lead = _lead(cells, head)
                if lead and not self.repeated and cells[1] and not any(cells[-lead:]):
                    cells = [""] * lead + cells[:-lead]  # filled up to one width at its end
                if self.repeated:
                    alone = len(set(cells)) == 1
                    merged += _same_beside(cells, len(rows)) if alone else _same_under(cells, head, len(rows))
            else:
                cells = self._aligned(line, head)
            rows.append(list(cells))
            index += 1
        return [TextGrid(rows, merged, [line.number for line in self.lines], self.file, self.number)]

    # -- headers --------------------------------------------------------------------------

    def _head(self, index: int) -> _Head | None:
        """The header that begins with this row, None if none does."""
        first = self.lines[index].cells
        if not _all_words(first):
            return None
        if not self.even:  # pipes behind a row's last cell are what merged cells left out
            first = first[: max(place + 1 for place, text in enumerate(first) if text)]
        columns: list[list[tuple[int, int, str]]] = []
        for place, text in enumerate(first):
            again = self.repeated and place and text and text == first[place - 1]
            columns.append([columns[place - 1][-1]] if again else [(0, place, text)] if text or not self.even else [])
        count = 1
        while index + count < len(self.lines):
            below = self.lines[index + count].cells
            grown = _below(columns, below, count) if _all_words(below) else None
            if grown is None:
                break
            columns = grown
            count += 1
        kind = header_kind([chain[-1][2] for chain in columns if chain] + [text for text in first if text])
        if kind is None:
            return None
        for place, chain in enumerate(columns):
            if not chain and place and not fund_head(columns[place - 1][0][2]) and kind != "goals":
                columns[place] = columns[place - 1]
            elif not chain:
                columns[place] = [(0, place, "")]
        return _Head(kind, columns, count)

    # -- rows -----------------------------------------------------------------------------

    def _without_cut(self, line: Line) -> Line:
        """A row without the cell that the text breaks off in."""
        place = max(place for place, text in enumerate(line.cells) if text)
        self.doubts.append(Doubt(" | ".join(text for text in line.cells if text), line.number, "cut-off"))
        return line._replace(cells=[*line.cells[:place], *[""] * (len(line.cells) - place)])

    def _check(self, cells: list[str], head: _Head) -> None:
        if head.kind == "indicators" and bare(cells[0]) not in _TOTALS:
            price = _price(cells, head.roles)
            self.rows += 1
            self.fitted += price < _BAD
            filled = max((place + 1 for place, text in enumerate(cells) if text), default=0)
            ahead = range(1, len(cells) - filled + 1)
            self.slid += any(_price([""] * n + cells[:filled], head.roles) < price for n in ahead)

    def _aligned(self, line: Line, head: _Head) -> list[str]:
        """The cells of a row under their columns."""
        cells, width = list(line.cells), len(head.columns)
        if len(cells) > 1 and bare(cells[0]) in SIDE_LABELS and is_label(cells[1]) and head.roles[0] == "level1":
            del cells[0]  # the label beside the rows begins below the header
        padded = len(cells) >= width
        bare_labels = all(not text or is_label(text) for text in cells)
        while len(cells) > (0 if head.kind == "indicators" and (padded or bare_labels) else width) and not cells[-1]:
            cells.pop()
        lead = _lead(cells, head)
        while lead and len(cells) > width - lead and not cells[-1]:
            cells.pop()  # its empty places stand behind the row, not before it
        if len(cells) >= width:
            self._check(cells, head)
            return cells
        room = width - len(cells)
        start = room
        if lead is not None:
            start = min(lead, room)
        elif head.kind == "indicators" and cells and bare(cells[0]) not in _TOTALS:
            roles = head.roles
            prices = [_price(cells, roles[n : n + len(cells)]) for n in range(room + 1)]
            least = min(prices)
            fitting = [n for n, price in enumerate(prices) if price == least]
            if len(fitting) > 1 and fitting[0] == 0 and roles[0] is None:
                del fitting[0]  # the label beside the table stands once
            start = fitting[0] if padded else fitting[-1]
            self.rows += 1
            self.fitted += least < _BAD
            held = {role for role, text in zip(roles[start:], cells, strict=False) if role and not is_empty(text)}
            if "name" in held and held & {"value", "sign", "actual"}:
                self.filled.append(held)
            if least and prices.count(least) > 1 and not all(is_empty(cell) or is_label(cell) for cell in cells):
                self.doubts.append(Doubt(" ".join(cell for cell in cells if cell), line.number))
        return [""] * start + cells + [""] * (room - start)


def _repeats(lines: list[Line]) -> bool:
    """Whether a merged cell's text stands in every place that it covers: 项目名称 | 项目名称 | …."""
    return any(
        (end - start > 0 and (head_field(text) or is_header_word(text) or is_label(text)))
        or (end - start + 1 >= _MANY and not looks_like_value(text) and len(text) > _MANY)
        for line in lines
        for _, start, _, end in _same_beside(line.cells, 0)
        for text in (line.cells[start],)
    )


def _all_words(cells: list[str]) -> bool:
    words = [cell for cell in cells if cell]
    if len(words) > 1 and all(is_header_word(cell) or fund_head(cell) or goal_label(cell) for cell in words):
        return True
    money = [cell for cell in words if money_role(cell)]
    if len(words) > 1 and all(goal_word(cell) or result_word(cell) for cell in words):
        return True
    return names_columns(words) or (
        len(money) > 1
        and all(is_header_cell(cell) or money_side(cell, beside=True) or _UNNAMED.search(cell) for cell in words)
    )


def header_kind(texts: list[str]) -> str | None:
    """What a row of these header words opens."""
    words = {bare(text) for text in texts}
    roles = set(chosen_roles(texts))
    if "name" in roles and roles & {"value", "level2", "actual", "sign"}:
        return "indicators"
    if words & TASK_HEADS:
        return "tasks"
    if words & GOAL_LABELS and "序号" in words:
        return "objectives"
    if sum(money_role(word) in {"initial", "amount", "executed", "ignored"} for word in words) >= 2:
        return "funds"
    if any(map(goal_word, texts)) and any(map(result_word, texts)):
        return "goals"
    return None


def part_of(upper: str, word: str) -> bool:
    """Whether a header word is a part of the one above it."""
    upper, word = bare(upper), bare(word)
    if word in PARTS_OF_REASON:
        return upper.startswith("完成目标可能性") if word in _LIKELY else "原因" in upper
    if upper == "财政资金":
        return word in {"基本支出", "项目支出"}
    if upper.startswith(("预算资金", "预算金额", "资金")):
        return word in _MONEY
    if upper == "年度指标值":
        return header_role(word) in {"sign", "value", "unit"}
    return upper in {"年度绩效指标", "绩效指标", "指标"} and header_role(word) not in {None, "objective"}


def _below(
    columns: list[list[tuple[int, int, str]]], row: list[str], number: int
) -> list[list[tuple[int, int, str]]] | None:
    """The columns under one more header row; None if it does not hang below them."""
    if len(row) == len(columns) and any(not chain for chain in columns):
        found = [list(chain) for chain in columns]
        taken = False
        for place, text in enumerate(row):
            if not text:
                continue
            upper = next((columns[n] for n in range(place, -1, -1) if columns[n]), None)
            if upper is None or not part_of(upper[-1][2], text):
                return None
            taken = True
            found[place] = [*upper, (number, place, text)]
        return found if taken else None
    if len(row) == len(columns) and all(
        not text or text == chain[-1][2] or part_of(chain[-1][2], text)
        for chain, text in zip(columns, row, strict=True)
        if chain
    ):
        return [
            chain if not text or text == chain[-1][2] else [*chain, (number, place, text)]
            for place, (chain, text) in enumerate(zip(columns, row, strict=True))
        ]  # every place that a merged header covers holds its text
    found, place = [], 0
    for chain in columns:
        parts: list[list[tuple[int, int, str]]] = []
        while place < len(row) and chain and part_of(chain[-1][2], row[place]):
            parts.append([*chain, (number, place, row[place])])
            place += 1
        if not parts and place < len(row) and not row[place]:
            place += 1
        found += parts or [chain]
    return found if place == len(row) and len(found) > len(columns) else None


def _drawn(head: _Head) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """A header's texts by row and column, and its merged areas."""
    areas: dict[tuple[int, int], list[tuple[int, int]]] = {}
    rows = [[""] * len(head.columns) for _ in range(head.height)]
    for column, chain in enumerate(head.columns):
        for row in range(head.height):
            cell = next(held for held in reversed(chain) if held[0] <= row)
            rows[row][column] = cell[2]
            areas.setdefault(cell[:2], []).append((row, column))
    return rows, [
        (min(y for y, _ in places), min(x for _, x in places), max(y for y, _ in places), max(x for _, x in places))
        for places in areas.values()
        if len(places) > 1
    ]


# -- rows -----------------------------------------------------------------------------------


def _lead(cells: list[str], head: _Head) -> int | None:
    """How many columns stand before the first cell of a row of money or objectives, None if nothing tells.

    The name of money belongs before its first amount; the label beside objectives stands once.
    """
    words = [chain[-1][2] for chain in head.columns]
    if head.kind == "goals":
        words = [word for word in words if word]
        beside = len(words) > _FEW and goal_word(words[0]) and result_word(words[-1]) and not goal_word(cells[0])
        return 1 if beside and cells[0] else None
    if head.kind != "funds":
        return None
    first = next((n for n, word in enumerate(words) if money_role(word) and not money_side(word, beside=False)), 1)
    own = next((n for n, text in enumerate(cells) if fund_name(text)), None)
    return None if own is None else max(first - 1 - own, 0)


def _leaves(cells: list[str], head: _Head) -> bool:
    """Whether a row belongs no more under the header."""
    words = [cell for cell in cells if cell]
    if not words:
        return False
    first = words[0]
    if head.kind in {"funds", "goals"} and (goal_label(first) or long_term_goal(first)):
        return True
    if head.kind == "tasks" and goal_label(first):
        return True
    if head.kind == "indicators" and len(words) <= _FEW and bare(first) not in _TOTALS and TAIL.match(first):
        return True
    return head_field(first.partition("：")[0].partition(":")[0]) is not None and len(words) <= 4


def _price(cells: list[str], roles: list[Role | None]) -> int:
    """How badly the cells of a row fit these columns."""
    found = 0
    for text, role in zip(cells, roles, strict=False):
        if is_empty(text):
            found += _ODD if role == "name" else 0
        elif role in {"level1", "level2"}:
            one, two = is_level1(text), is_level2(text)
            other = (two and not one) if role == "level1" else (one and not two)
            found += other if is_label(text) else _BAD if looks_like_value(text) else _ODD
        elif role == "objective":
            found += _BAD if looks_like_value(text) or is_label(text) else 0
        elif role == "name":
            found += _BAD if looks_like_value(text) else 1 if is_label(text) else 0
        elif role is None:
            found += is_label(text)
        else:
            # a name is a worse target than a target is a result
            found += min(misfit(role, text), _BAD) + (role in {"value", "actual"} and is_like_name(text))
    return found


def _same_beside(cells: list[str], row: int) -> list[tuple[int, int, int, int]]:
    """Neighbours with one text outside a table: one merged cell, repeated."""
    found: list[tuple[int, int, int, int]] = []
    start = 0
    for place in range(1, len(cells) + 1):
        if place == len(cells) or cells[place] != cells[start] or not cells[start]:
            if place - start > 1:
                found.append((row, start, row, place - 1))
            start = place
    return found


def _same_under(cells: list[str], head: _Head, row: int) -> list[tuple[int, int, int, int]]:
    """Neighbours with one text under one merged header."""
    found: list[tuple[int, int, int, int]] = []
    start = 0
    for place in range(1, len(cells) + 1):
        one = (
            place < len(cells)
            and cells[place] == cells[start]
            and place < len(head.columns)
            and head.columns[place][-1][:2] == head.columns[start][-1][:2]
        )
        if not one:
            if place - start > 1 and cells[start]:
                found.append((row, start, row, place - 1))
            start = place
    return found
