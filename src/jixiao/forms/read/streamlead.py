"""Many projects in one table of a cell stream: 单位名称 | 项目名称 | 预算数 | 年度目标 before the levels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.streamcells import Cell, head_label, is_label
from jixiao.forms.read.vocabulary import GOAL_LABELS, bare, column_role
from jixiao.plan.values import FundLine, Objective

if TYPE_CHECKING:
    from jixiao.forms.read.stream import StreamReader
    from jixiao.forms.read.streamtable import StreamTable

_AMOUNT = re.compile(r"[\d,]+(?:\.\d+)?")
_LEAD = {"预算数", "年度目标", "项目金额", "金额"}


def leading_columns(reader: StreamReader) -> list[str]:
    """单位名称 | 项目名称 | 预算数 | 年度目标 before 一级指标: many projects in one table."""
    found: list[str] = []
    for offset in range(6):
        text = reader.text(offset)
        if column_role(text) == "level1":
            return found if len(found) >= 2 else []
        if head_label(text) is None and bare(text) not in _LEAD | GOAL_LABELS:
            return []
        found.append(bare(text))
    return []


def new_project(table: StreamTable) -> bool:
    """The first cells of a project's block; False if they lead to no indicator row."""
    reader = table.reader
    found: list[Cell] = []
    start = reader.index
    while (
        reader.index < len(reader.cells)
        and reader.text()
        and not is_label(reader.text())
        and not (table.by_line and reader.index > start and reader.cells[reader.index].first)
    ):
        found.append(reader.cells[reader.index])
        reader.index += 1
    if table.by_line and len(found) != len(table.lead):
        reader.index -= len(found)
        return True  # a row whose labels stand above it
    money = next((cell for cell in found if _AMOUNT.fullmatch(cell.text)), None)
    if not is_label(reader.text()) or money is None:
        for cell in found:
            reader.loose(cell)
        return False
    position = found.index(money)
    if reader.out.indicators:
        lead, roles = table.lead, table.roles
        reader.next_form()
        reader.same_heading()
        fresh = reader.table
        fresh.lead, fresh.roles, fresh.has_level1, fresh.has_levels, fresh.active = lead, roles, True, True, True
        reader.index -= len(found)
        fresh.by_line = table.by_line
        new_project(fresh)  # the same block, under its own form
        fresh.row()
        return False
    out = reader.out
    reader.flush()
    if len(found) == len(table.lead):
        for label, cell in zip(table.lead, found, strict=True):
            field = head_label(label)
            if field is not None:
                out.named(field, cell.text, reader.at(cell))
    else:
        if position >= 2:
            out.named("department", found[position - 2].text, reader.at(found[position - 2]))
        if position >= 1:
            out.named("project", found[position - 1].text, reader.at(found[position - 1]))
    out.fund(FundLine("预算数", out.amount(money.text, reader.at(money))), reader.at(money), child=False)
    for cell in found[position + 1 :]:
        place = reader.at(cell)
        out.objective(Objective(len(out.objectives) + 1, cell.text), {"": place, "text": place})
    return True
