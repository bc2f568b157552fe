"""Where the rows of an indicator table begin, in a sequence of cells without line ends to tell.

All rows of a table are found at once: a text after a row's score is its reason or the next row's name, and
only what follows tells which.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.streamcells import Cell, is_label
from jixiao.forms.read.streamrows import (
    Placement,
    constants,
    is_outcome,
    is_phrase,
    looks_like_value,
    placed_on,
    placements,
)
from jixiao.forms.read.vocabulary import bare, is_empty, is_level1, is_level2

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.vocabulary import Role

POINTS_ONLY = re.compile(r"[（(]?\d+(?:[-—~]\d+)?[)）]?分[)）]?")
OBJECTIVE = re.compile(r"(?:绩效)?目标\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[:：]?")
_GROUP = re.compile(r"项目|部门|履职|实施|投入|过程|产出|效[益果]|管理|决策")
_MAX_CELLS = 20_000
_LATE, _VAGUE, _NAMED, _LABEL, _SENTENCE, _BARE, _STRAY = 3, 3, 1, 15, 4, 2, 30
"""Prices: a row without its value, a label that is not known as one, a name that could be a label and one
that hardly is none, a sentence or 持续提升 as a name, a label without a row, a cell that belongs to no row."""
_VALUES: frozenset[Role] = frozenset({"value", "sign", "actual"})
_ANSWERS = frozenset(
    {"是", "否", "有", "无", "已完成", "未完成", "完成", "达标", "未达标", "合格", "优", "良", "中", "差"}
)
"""What stands in a column and names no indicator."""
OWN_BLOCK = re.compile(r"年度(?:绩效)?目标(\d{1,2}|[一二三四五六七八九十]{1,3})")
"""年度目标1：（40分）, heading the indicators of one objective."""


class PlannedRow(NamedTuple):
    """One row: its labels, its name and its cells; ``end`` is the index behind them."""

    labels: tuple[Cell, ...]
    name: Cell | None
    placement: Placement | None
    end: int


def planned(cells: Sequence[Cell], roles: Sequence[Role], levels: int, *, objective: bool) -> dict[int, PlannedRow]:
    """The cheapest way to part ``cells`` into rows, each by the index of its first cell.

    ``levels`` is the number of label columns (0, 1 or 2), ``objective`` whether 目标1 stands before them.
    """
    if len(cells) > _MAX_CELLS:
        return {}
    far = float("inf")
    same = constants(cells)
    best: list[float] = [far] * len(cells) + [0.0]
    way: list[PlannedRow | None] = [None] * len(cells)
    for start in range(len(cells) - 1, -1, -1):
        for price, row in _rows(cells, start, roles, levels, same, objective=objective):
            if best[row.end] + price < best[start]:
                best[start], way[start] = best[row.end] + price, row
    found: dict[int, PlannedRow] = {}
    index = 0
    while index < len(cells):
        chosen = way[index]
        if chosen is None:
            return {}
        found[index] = chosen
        index = chosen.end
    return found


def _rows(
    cells: Sequence[Cell], start: int, roles: Sequence[Role], levels: int, same: frozenset[str], *, objective: bool
) -> Iterator[tuple[float, PlannedRow]]:
    """Every row that may begin at a cell, with its price."""
    yield 0 if _says_nothing(cells[start].text) else _STRAY, PlannedRow((), None, None, start + 1)
    labels: list[Cell] = []
    price, index = 0.0, start
    if objective and OBJECTIVE.fullmatch(cells[start].text):
        labels.append(cells[start])
        index += 1
    yield from _with_name(cells, index, labels, price, roles, same)
    for _ in range(levels):
        if index >= len(cells):
            return
        odd = _oddness(cells, index)
        if odd is None:
            return
        price += odd
        if labels and all(is_level2(c.text) and not is_level1(c.text) for c in (labels[-1], cells[index])):
            price += _BARE + 1  # 经济效益指标, empty, above 社会效益指标
        labels.append(cells[index])
        index += 1
        yield from _with_name(cells, index, labels, price, roles, same)


def _oddness(cells: Sequence[Cell], index: int) -> float | None:
    """How unlikely a cell is as a label, None if it is none."""
    text = cells[index].text
    if is_label(text):
        return 0.0 if is_level1(text) or is_level2(text) else 1.0
    if index + 1 < len(cells) and is_level2(cells[index + 1].text) and len(text) <= 10 and _GROUP.match(text):
        return _VAGUE
    return None


def _with_name(
    cells: Sequence[Cell],
    index: int,
    labels: list[Cell],
    price: float,
    roles: Sequence[Role],
    same: frozenset[str],
) -> Iterator[tuple[float, PlannedRow]]:
    """Rows of these labels: with a name and values, or empty."""
    held = tuple(labels)
    if labels:
        end = index
        while end < len(cells) and not cells[end].text and end - index <= len(roles):
            end += 1
        yield price + (_BARE if end == index else 0), PlannedRow(held, None, None, end)
    if index >= len(cells) or is_empty(cells[index].text) or looks_like_value(cells[index].text):
        return
    name = cells[index]
    if is_label(name.text):
        outcome = index + 1 < len(cells) and is_outcome(cells[index + 1].text, roles)
        price += _NAMED if outcome and not name.text.endswith("指标") else _LABEL
    price += _SENTENCE if name.text.endswith(("。", "；")) or is_phrase(name.text) else 0
    price += _LABEL if name.text in _ANSWERS or name.text in same else 0
    rest = cells[index + 1 : index + 1 + len(roles)]
    for cost, used, chosen in placements(rest, roles, whole=False, same=same):
        valued = any(at >= 0 and rest[at].text and roles[j] in _VALUES for j, at in enumerate(chosen))
        own = price + cost + (0 if valued else _LATE)
        yield own, PlannedRow(held, name, placed_on(rest, roles, chosen, used, cost), index + 1 + used)


def _says_nothing(text: str) -> bool:
    """Whether a cell is empty, a filler or a weight that belongs to a label."""
    return is_empty(text) or text == "指标" or POINTS_ONLY.fullmatch(text) is not None


def with_part(roles: list[Role], text: str) -> list[Role]:
    """A header's columns with a part of 偏差原因分析 or 完成目标可能性, in the place of the one it hangs below."""
    part: Role = "reason" if bare(text) == "原因说明" else "more"
    likely = bare(text) in {"确定能", "有可能", "不可能", "完全不可能"}
    upper: Role = "more" if likely else "reason"
    found = list(roles)
    if upper in found[-2:] and part != upper:
        found.remove(upper)
    return [*found, part]


def runs_on(lines: list[str]) -> bool:
    """Whether lines with pipes end anywhere in a row: others then begin with a value, or have a label inside."""
    full = [cells for line in lines if len(cells := [cell.strip() for cell in line.split("|") if cell.strip()]) > 1]
    broken = sum(
        looks_like_value(cells[0])
        or any(
            is_label(cell) and cell.endswith("指标") and not is_label(before) for before, cell in pairwise(cells[1:])
        )
        for cells in full
    )
    return broken * 10 > len(full)
