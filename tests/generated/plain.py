"""Labelled forms as the plainest tables: one for the head, one for money, one for objectives, one for indicators.

Nothing is merged; so are forms printed that a program made.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from jixiao.forms.layout import Block, Cell, FormTable, Row, Sheet, label
from tests.generated.rebuilt import Fields, Layout, groups, shown

if TYPE_CHECKING:
    import random

_MONEY = {
    "budget": "年初预算数", "full_year": "全年预算数", "executed": "全年执行数", "points": "分值", "rate": "执行率", "score": "得分",
}  # fmt: skip


def _wide(cells: list[str], width: int, *, head: bool = False) -> Row:
    """Cells over the whole width; the last takes what is left."""
    spans = [1] * (len(cells) - 1) + [width - len(cells) + 1]
    return tuple(Cell(text, 1, span, label=head) for text, span in zip(cells, spans, strict=True))


def _head(form: Fields, rng: random.Random, width: int) -> list[Row]:
    names = (("project", "项目名称"), ("department", rng.choice(("主管部门", "部门名称", "预算主管部门"))))
    rows = [_wide([word, form[key]], width) for key, word in names if form[key]]
    if form["money_unit"]:
        rows.append(_wide([rng.choice(("金额单位", "单位", "货币单位")), form["money_unit"]], width))
    return rows


def _money(form: Fields, rng: random.Random, width: int) -> list[Row]:
    funds = form["funds"]
    if not funds:
        return []
    keys = [key for key in _MONEY if any(key in fund for fund in funds)]
    words = [("预算数" if k == "budget" and "full_year" not in keys else _MONEY[k]) for k in keys]
    rows = [_wide([rng.choice(("资金名称", "项目资金", "资金来源", "资金构成", "")), *words], width, head=True)]
    rows += [
        _wide([("其中：" if n else "") + fund["label"], *(fund.get(k, "") for k in keys)], width)
        for n, fund in enumerate(funds)
    ]
    return rows


def _goals(form: Fields, rng: random.Random, width: int) -> list[Row]:
    goals = form["objectives"]
    if not goals:
        return []
    done = any(goal["result"] for goal in goals)
    style = rng.choice(("numbered", "listed", "beside"))
    if style == "beside" and not done:
        return [_wide([rng.choice(("年度绩效目标", "总体目标")), goal["text"]], width) for goal in goals]
    heads = [rng.choice(("年度绩效目标", "预期目标", "年度总体目标")), *(["实际完成情况"] if done else [])]
    numbers = style == "numbered" or not done
    rows = [_wide([*(["序号"] if numbers else []), *heads], width, head=True)]
    for n, goal in enumerate(goals, 1):
        rows.append(
            _wide([*([str(n)] if numbers else []), goal["text"], *([goal["result"] or ""] if done else [])], width)
        )
    return rows


def _indicators(form: Fields, layout: Layout, rng: random.Random) -> list[Row]:
    numbers = rng.random() < 0.5
    words = [word for _, word in layout.columns]
    rows = [tuple(label(word) for word in ((["序号"] if numbers else []) + words))]
    above: tuple[object, ...] = ()
    for n, row in enumerate(form["indicators"], 1):
        cells = [str(n)] if numbers else []
        for held, _ in layout.columns:
            if held in {"level1", "level2"}:
                key = (held, row["level1"], row["level2"] if held == "level2" else None)
                again = layout.levels == "blank" and key in above
                cells.append("" if again else row[held] or "")
            else:
                cells.append(shown(row, held, layout))
        above = (("level1", row["level1"], None), ("level2", row["level1"], row["level2"]))
        rows.append(tuple(Cell(text) for text in cells))
    return rows


def plain(truth: Fields, layout: Layout, rng: random.Random, *, apart: bool) -> FormTable:
    """The document; ``apart`` puts each table on a sheet (page, table) of its own."""
    layout = replace(layout, levels="repeated" if layout.levels == "merged" else layout.levels)
    sections: list[tuple[int, list[Row]]] = []
    for number, form in enumerate(groups(truth)):
        table = _indicators(form, layout, rng) if form["indicators"] else []
        width = max(8, len(table[0]) if table else 0)
        if number and layout.again:
            sections.append((1, [(Cell(layout.again),)]))
        lost = number == 0 and form["project"] is None and len(groups(truth)) > 1
        parts = [] if lost else [_head(form, rng, width), _money(form, rng, width), _goals(form, rng, width)]
        sections += [(width, part) for part in parts if part]
        if table:
            if len(table[0]) < width:
                table = [(*row[:-1], replace_span(row[-1], width - len(row) + 1)) for row in table]
            sections.append((width, table))
    if apart:
        sheets = [
            Sheet(f"表{n}", (1.0,) * width, (Block((), tuple(rows)),)) for n, (width, rows) in enumerate(sections, 1)
        ]
        return FormTable(layout.title, layout.subtitle, tuple(sheets), landscape=True)
    width = max(width for width, _ in sections)
    blocks = [
        Block((), tuple((*row[:-1], replace_span(row[-1], row[-1].columns + width - held)) for row in rows))
        for held, rows in sections
    ]
    return FormTable(layout.title, layout.subtitle, (Sheet("表1", (1.0,) * width, tuple(blocks)),), landscape=True)


def replace_span(cell: Cell, columns: int) -> Cell:
    """The same cell over so many columns."""
    return Cell(cell.text, cell.rows, columns, cell.align, cell.label)
