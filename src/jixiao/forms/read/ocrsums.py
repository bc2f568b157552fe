"""Recognised figures held against the form's own sums.

Where parts do not add up to their total, a figure may be wrong: each one involved is told. A digit is changed
only if it was doubtful anyway and exactly one change makes all sums true: of one digit for a similar one, or to
what the figure was recognised as at a second look.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.gridreader import read_grids
from jixiao.forms.read.ocrdoubts import SURE_FIGURES, put, untaken
from jixiao.forms.read.pdfgrid import PageGrid
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.plan.values import FundLine, Location, Problem

_SIMILAR = (
    "08",
    "06",
    "09",
    "17",
    "14",
    "27",
    "23",
    "38",
    "35",
    "39",
    "49",
    "56",
    "58",
    "68",
    "69",
    "89",
    "12",
    "25",
    "57",
)
"""Pairs of digits that are taken for one another in small or broken print."""
_WHOLE = (Decimal(100), Decimal(90), Decimal(80))
"""What the points of all indicators come to: with 预算执行率 apart, 10 or 20 fewer."""
_HUNDREDTH = Decimal("0.01")
_MOST_TRIED = 60
_RATE = re.compile(r"(?:率|满意度|满意程度)(?:[（(].*)?$")
_YEARS = 10
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?")

Place = tuple[int, tuple[int, int]]
"""Which grid, and which of its cells."""


class _Term(NamedTuple):
    value: Decimal
    where: Location | None


class _Sum(NamedTuple):
    """Parts that should come to one of some totals."""

    what: str
    parts: list[_Term]
    totals: tuple[_Term, ...]
    rounded: bool = False
    """Each figure was rounded by itself: 执行数 and 得分 may be off by a hundredth for each part."""

    @property
    def holds(self) -> bool:
        found = sum((part.value for part in self.parts), Decimal())
        slack = _HUNDREDTH * len(self.parts) if self.rounded else 0
        return any(abs(found - total.value) <= slack for total in self.totals)

    def shown(self) -> str:
        """``12+30≠43``."""
        return f"{self.what}：{'+'.join(str(part.value) for part in self.parts)}≠{self.totals[0].value}"


def read_proved(grids: Sequence[Grid], lang: str) -> list[Reading]:
    """The forms in grids of which some were recognised, with what their sums prove or make doubtful."""
    printed = [[row[:] for row in grid.rows] for grid in grids]
    readings = read_grids(grids, lang)
    wrong = [held for reading in readings for held in _sums(reading) if not held.holds]
    if not wrong:
        return _closed(grids, readings, lang)
    right: list[tuple[Place, str, str]] = []
    for place, old, new in _candidates(grids, wrong):
        _restore(grids, printed)
        put(_page_grid(grids[place[0]]), place[1], new)
        if all(held.holds for reading in read_grids(grids, lang) for held in _sums(reading)):
            right.append((place, old, new))
    _restore(grids, printed)
    told: list[Problem] = []
    if len(right) == 1:
        (number, cell), old, new = right[0]
        grid = _page_grid(grids[number])
        put(grid, cell, new)
        proof = "；".join(held.shown() for held in wrong)
        told.append(problem("digit-corrected", new, grid.at(*cell), lang, old=old, new=new, proof=proof))
    else:
        told += _told(grids, wrong, lang)
    readings = read_grids(grids, lang)
    readings[0] = _with(readings[0], told)
    return _closed(grids, readings, lang)


def _closed(grids: Sequence[Grid], readings: Sequence[Reading], lang: str) -> list[Reading]:
    """The readings with what cannot be in them, and what of the pages is in none."""
    found = [_with(reading, _implausible(reading, lang)) for reading in readings]
    found[0] = _with(found[0], untaken(grids, found, lang))
    return found


def _with(reading: Reading, told: Sequence[Problem]) -> Reading:
    if not told:
        return reading
    return Reading(reading.plan, reading.actuals, reading.printed_scores, reading.locations, (*reading.problems, *told))


def _restore(grids: Sequence[Grid], printed: Sequence[Sequence[Sequence[str]]]) -> None:
    for grid, rows in zip(grids, printed, strict=True):
        grid.rows[:] = [list(row) for row in rows]


def _page_grid(grid: Grid) -> PageGrid:
    if not isinstance(grid, PageGrid):
        raise TypeError(grid)
    return grid


def _told(grids: Sequence[Grid], wrong: Sequence[_Sum], lang: str) -> Iterator[Problem]:
    """Every recognised figure of the sums that are not true."""
    seen: set[Place] = set()
    for held in wrong:
        for term in (*held.parts, *(held.totals if len(held.totals) == 1 else ())):
            for number, cell in _cells(grids, term):
                grid = _page_grid(grids[number])
                if (number, cell) not in seen and grid.sure and cell in grid.sure:
                    seen.add((number, cell))
                    text = grid.rows[cell[0]][cell[1]]
                    yield problem("ocr-sum", text, grid.at(*cell), lang, proof=held.shown())


# -- sums -----------------------------------------------------------------------------------


def _sums(reading: Reading) -> Iterator[_Sum]:
    """What of a form should add up, as far as all of it was read."""
    plan, places = reading.plan, reading.locations
    for number, line in enumerate(plan.funds):
        yield from _fund_sums(line, f"/funds/{number}", reading)
    for number, task in enumerate(plan.tasks):
        for n, line in enumerate(task.funds):
            yield from _fund_sums(line, f"/tasks/{number}/funds/{n}", reading)
    whole = plan.funds[0].amount if plan.funds else None
    rows = [task.funds[0].amount for task in plan.tasks if task.funds]
    if whole is not None and len(rows) == len(plan.tasks) > 1:
        held = [(amount, places.get(f"/tasks/{n}")) for n, amount in enumerate(rows)]
        parts = [_Term(amount, where) for amount, where in held if amount is not None]
        if len(parts) == len(rows):
            yield _Sum("各项任务", parts, (_Term(whole, places.get("/funds/0")),))
    yield from _point_sums(reading)


def _fund_sums(line: FundLine, at: str, reading: Reading) -> Iterator[_Sum]:
    for field in ("amount", "executed", "initial"):
        whole = getattr(line, field)
        parts = [
            _Term(value, reading.locations.get(f"{at}/children/{n}", reading.locations.get(at.partition("/funds")[0])))
            for n, child in enumerate(line.children)
            if (value := getattr(child, field)) is not None
        ]
        if whole is not None and parts and len(parts) == len(line.children):
            where = reading.locations.get(at, reading.locations.get(at.partition("/funds")[0]))
            yield _Sum(line.name, parts, (_Term(whole, where),), rounded=field == "executed")
    for n, child in enumerate(line.children):
        yield from _fund_sums(child, f"{at}/children/{n}", reading)


def _point_sums(reading: Reading) -> Iterator[_Sum]:
    plan, places = reading.plan, reading.locations
    rows = [(n, row) for n, row in enumerate(plan.indicators) if row.parent is None]
    points = [_Term(row.weight, places.get(f"/indicators/{n}/weight")) for n, row in rows if row.weight is not None]
    scores = {score.subject: score for score in reading.printed_scores}
    execution, total = scores.get("execution"), scores.get("total")
    if len(points) == len(rows) > 1:
        apart = execution.points if execution is not None and execution.points is not None else None
        wholes = _WHOLE if apart is None else (Decimal(100) - apart,)
        yield _Sum("分值", points, tuple(_Term(whole, None) for whole in wholes))
    got = [(n, scores[row.id].score) for n, row in rows if row.id in scores]
    parts = [_Term(score, places.get(f"/indicators/{n}")) for n, score in got if score is not None]
    if total is not None and total.score is not None and len(parts) == len(rows) > 1:
        if execution is not None and execution.score is not None:
            parts.append(_Term(execution.score, None))
        yield _Sum("得分", parts, (_Term(total.score, None),), rounded=True)


# -- digits ---------------------------------------------------------------------------------


def _candidates(grids: Sequence[Grid], wrong: Sequence[_Sum]) -> list[tuple[Place, str, str]]:
    """Changes of one digit of a doubtful figure that would make the first wrong sum true."""
    held = wrong[0]
    found: list[tuple[Place, str, str]] = []
    parts = sum((part.value for part in held.parts), Decimal())
    for total in held.totals:
        off = total.value - parts
        terms = [(part, part.value + off) for part in held.parts] + [(total, parts)] * (len(held.totals) == 1)
        for term, value in terms:
            for number, cell in _cells(grids, term):
                grid = _page_grid(grids[number])
                if not grid.sure or grid.sure.get(cell, 1.0) >= SURE_FIGURES:
                    continue
                old = grid.rows[cell[0]][cell[1]]
                ways = [*_changed(old), *([other] if (other := (grid.others or {}).get(cell)) else [])]
                found += [((number, cell), old, new) for new in dict.fromkeys(ways) if _value(new) == value]
    return found[:_MOST_TRIED]


def _changed(text: str) -> Iterator[str]:
    """A figure with one digit changed for one that looks like it."""
    for index, char in enumerate(text):
        for pair in _SIMILAR:
            if char in pair and char.isdigit():
                yield text[:index] + pair.replace(char, "") + text[index + 1 :]


def _value(text: str) -> Decimal | None:
    text = re.sub(r"[\s,，]", "", text)
    return Decimal(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None


def _cells(grids: Sequence[Grid], term: _Term) -> list[Place]:
    """The cells of a term's row that hold its figure; several where the row has it twice."""
    where = term.where
    if where is None or where.row is None:
        return []
    return [
        (number, (where.row - 1, column))
        for number, grid in enumerate(grids)
        if isinstance(grid, PageGrid) and (grid.page, grid.table) == (where.page, where.table)
        for text, column in (grid.distinct(where.row - 1) if where.row <= len(grid.rows) else ())
        if _value(text) == term.value
    ]


# -- what cannot be -------------------------------------------------------------------------


def _implausible(reading: Reading, lang: str) -> list[Problem]:
    """Recognised rates above 100 %, days that no calendar has, years far from the form's."""
    found: list[Problem] = []
    for number, row in enumerate(reading.plan.indicators):
        where = reading.locations.get(f"/indicators/{number}/target")
        if row.target is None or where is None or where.confidence is None:
            continue
        target = row.target
        too_much = target.value is not None and target.value > 100 and target.unit in {"%", "％", None}
        if (too_much and _RATE.search(row.name)) or not _is_day(target.text, reading.plan.year):
            found.append(problem("ocr-implausible", target.text, where, lang))
    return found


def _is_day(text: str, year: int | None) -> bool:
    for printed, month, day in _DAY.findall("".join(text.split())):
        if not 1 <= int(month) <= 12 or (day and not 1 <= int(day) <= 31):
            return False
        if printed and year is not None and abs(int(printed) - year) > _YEARS:
            return False
    return True
