"""The official forms (官方表样), each declared once.

整体支出绩效目标表 is the layout published in Tianjin in 2025; the others follow the annexes of
财预〔2015〕88号, 财预〔2019〕136号 and 财预〔2020〕10号 (待核 where marked in ``jixiao.law``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.forms.layout import Block, Cell, FormTable, Row, Sheet, label, merged_runs
from jixiao.plan.build import part
from jixiao.plan.money import format_amount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from jixiao.plan.evaluation import SelfEvaluation
    from jixiao.plan.review_sheet import ReviewSheet
    from jixiao.plan.values import FundLine, Indicator, Plan

SYNTHETIC = "合成数据，仅供演示，不是任何部门的真实数据 / synthetic data for demonstration"
_EXTRA = (("definition", "指标解释"), ("standard", "绩效标准"), ("basis", "设定依据"), ("note", "备注"))


def text(value: str | None, pointer: str = "", columns: int = 1) -> Cell:
    """A running text, left-aligned."""
    return Cell(value or "", columns=columns, align="left", pointer=pointer)


def money(value: Decimal | None, pointer: str = "", columns: int = 1) -> Cell:
    """An amount; empty for None."""
    return Cell(format_amount(value), columns=columns, align="center", money=True, pointer=pointer)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def targets(plan: Plan) -> FormTable:
    """绩效目标表 of the plan's scope: 整体支出 or 项目支出."""
    return project_targets(plan) if plan.scope == "项目支出" else overall_targets(plan)


def year_of(plan: Plan) -> str:
    """The year as a subtitle; empty where it is unknown."""
    return f"（{plan.year}年度）" if plan.year else ""


def overall_targets(plan: Plan) -> FormTable:
    """整体支出绩效目标表: tasks with money, annual objectives, indicators."""
    unit = plan.money_unit or "万元"
    head = Block((), ((label("部门\n名称"), Cell(plan.department or "", columns=6, pointer="/department")),))
    content = any(task.content for task in plan.tasks)
    fiscal = (
        "财政拨款"
        if any(_named(line, "财政拨款") for line in (*plan.funds, *(f for t in plan.tasks for f in t.funds)))
        else "财政资金"
    )
    split = fiscal == "财政资金"
    task_header: tuple[Row, ...] = (
        (
            label("序号", 3),
            label("主要工作任务", 3, 1 if content else 2),
            *((label("主要内容", 3),) if content else ()),
            label(f"预算资金（{unit}）", columns=4),
        ),
        (label("总额", 2), label(fiscal, 1 if split else 2, 2), label("其他资金", 2)),
        (label("基本支出"), label("项目支出")) if split else (),
    )
    rows: list[Row] = []
    if plan.funds:
        rows.append((label("合  计", columns=3), *_amounts(plan.funds[0], "/funds/0", split=split)))
    for index, task in enumerate(plan.tasks):
        at = f"/tasks/{index}"
        name = (
            (text(task.name, f"{at}/name"), text(task.content, f"{at}/content"))
            if content
            else (text(task.name, f"{at}/name", 2),)
        )
        root = task.funds[0] if task.funds else None
        rows.append(
            (Cell(str(task.number), pointer=f"{at}/number"), *name, *_amounts(root, f"{at}/funds/0", split=split))
        )
    blocks = [head]
    if rows:
        blocks.append(Block(task_header, tuple(rows)))
    if plan.objectives:
        blocks.append(_objectives(plan))
    sheets = [Sheet("资金和目标", (7, 20, 16.5, 12.5, 12.5, 12.5, 12.5), tuple(blocks))]
    if plan.indicators:
        sheets.append(_indicators(plan))
    return FormTable("整体支出绩效目标表", year_of(plan), tuple(sheets))


def _named(line: FundLine, name: str) -> bool:
    return line.name == name or any(_named(child, name) for child in line.children)


def _amounts(root: FundLine | None, at: str, *, split: bool) -> tuple[Cell, ...]:
    if root is None:
        return (
            (money(None), money(None), money(None), money(None))
            if split
            else (money(None), money(None, columns=2), money(None))
        )
    total = money(root.amount, at)
    other = money(part(root, "其他资金"), at)
    if split:
        return total, money(part(root, "基本支出"), at), money(part(root, "项目支出"), at), other
    return total, money(part(root, "财政拨款"), at, 2), other


def _objectives(plan: Plan) -> Block:
    linked = any(objective.tasks for objective in plan.objectives)
    header: Row = (
        label("序号"),
        label("年度绩效目标", columns=5 if linked else 6),
        *((label("对应工\n作任务"),) if linked else ()),
    )
    rows: list[Row] = []
    for index, objective in enumerate(plan.objectives):
        at = f"/objectives/{index}"
        link = (Cell("、".join(map(str, objective.tasks)), pointer=f"{at}/tasks"),) if linked else ()
        rows.append(
            (
                Cell(str(objective.number), pointer=f"{at}/number"),
                text(objective.text, f"{at}/text", 5 if linked else 6),
                *link,
            )
        )
    return Block((header,), tuple(rows))


def _indicators(plan: Plan) -> Sheet:
    """The table of indicators with merged objective and level cells."""
    indicators = plan.indicators
    extra = [(field, name) for field, name in _EXTRA if any(getattr(i, field) for i in indicators)]
    weighted = any(i.weight is not None for i in indicators)
    grouped = any(i.objective is not None for i in indicators)
    columns = [
        *(["绩效\n目标"] if grouped else []),
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        *(["分值"] if weighted else []),
        *(n for _, n in extra),
    ]
    widths = (
        *((8.0,) if grouped else ()),
        12.0,
        15.0,
        36.0,
        20.0,
        *((7.0,) if weighted else ()),
        *(14.0 for _ in extra),
    )
    span = len(columns) - grouped
    header: tuple[Row, ...] = (
        (*((label("绩效\n目标", 2),) if grouped else ()), label("年度绩效指标", columns=span)),
        tuple(label(name) for name in columns[1 if grouped else 0 :]),
    )
    body = level_rows(indicators, grouped=grouped)
    rows: list[Row] = []
    for index, (indicator, levels) in enumerate(zip(indicators, body, strict=True)):
        at = f"/indicators/{index}"
        cells = [
            *levels,
            Cell(indicator.name, pointer=f"{at}/name"),
            Cell(indicator.target.text if indicator.target else "", pointer=f"{at}/target"),
        ]
        if weighted:
            cells.append(Cell(_number(indicator.weight), pointer=f"{at}/weight"))
        cells += [text(getattr(indicator, field), f"{at}/{field}") for field, _ in extra]
        rows.append(tuple(cells))
    return Sheet("绩效指标", widths, (Block(header, tuple(rows)),))


def level_rows(indicators: Sequence[Indicator], *, grouped: bool) -> list[list[Cell]]:
    """The merged label cells that begin in each row."""
    objective = [i.objective for i in indicators]
    first = [(i.objective, i.level1) for i in indicators]
    second = [(i.objective, i.level1, i.level2) for i in indicators]
    found: list[list[Cell]] = [[] for _ in indicators]
    for index, (o, f, s) in enumerate(
        zip(merged_runs(objective), merged_runs(first), merged_runs(second), strict=True)
    ):
        indicator, at = indicators[index], f"/indicators/{index}"
        if grouped and o:
            found[index].append(
                Cell(
                    f"目标{indicator.objective}" if indicator.objective is not None else "",
                    o,
                    label=True,
                    pointer=f"{at}/objective",
                )
            )
        if f:
            found[index].append(Cell(indicator.level1 or "", f, label=True, pointer=f"{at}/level1"))
        if s:
            found[index].append(Cell(indicator.level2 or "", s, label=True, pointer=f"{at}/level2"))
    return found


def project_targets(plan: Plan) -> FormTable:
    """项目支出绩效目标表: head, project money, annual objectives, indicators."""
    unit = plan.money_unit or "万元"
    head: list[Row] = [
        (label("项目名称"), Cell(plan.project or "", columns=5, pointer="/project")),
        (label("主管部门"), Cell(plan.department or "", columns=5, pointer="/department")),
    ]
    lines = [(line, f"/funds/{i}", False) for i, line in enumerate(plan.funds)]
    flat = [
        entry
        for line, at, _ in lines
        for entry in ((line, at, False), *((c, f"{at}/children/{j}", True) for j, c in enumerate(line.children)))
    ]
    for index, (line, at, child) in enumerate(flat):
        first = (label(f"项目资金\n（{unit}）", len(flat)),) if index == 0 else ()
        head.append((*first, label(f"{'其中：' if child else ''}{line.name}", columns=2), money(line.amount, at, 3)))
    blocks = [Block((), tuple(head))]
    if plan.objectives:
        rows = tuple(
            (Cell(str(o.number), pointer=f"/objectives/{i}/number"), text(o.text, f"/objectives/{i}/text", 5))
            for i, o in enumerate(plan.objectives)
        )
        blocks.append(Block(((label("序号"), label("年度绩效目标", columns=5)),), rows))
    sheets = [Sheet("资金和目标", (14, 16, 16, 18, 18, 18), tuple(blocks))]
    if plan.indicators:
        sheets.append(_indicators(plan))
    return FormTable("项目支出绩效目标表", year_of(plan), tuple(sheets))


def review_form(sheet: ReviewSheet) -> FormTable:
    """绩效目标审核表 (财预〔2015〕88号附件): eight items with rating, points and reasons."""
    head: list[Row] = [
        (label("项目（部门）名称", columns=2), Cell(sheet.subject, columns=3), label("资金"), Cell(sheet.money)),
        (
            label("审核单位", columns=2),
            Cell(sheet.reviewing_unit, columns=2),
            label("审核人"),
            Cell(sheet.reviewer),
            Cell(sheet.date),
        ),
    ]
    runs = merged_runs([item.group for item in sheet.items])
    rows: list[Row] = []
    for item, run in zip(sheet.items, runs, strict=True):
        note = item.explanation
        if item.overridden:
            note += f"（程序建议{item.computed} {item.computed_score}分；审核人改为{item.rating}：{item.reason}）"
        rows.append(
            (
                *((label(f"{item.group}\n（{item.group_points}分）", run),) if run else ()),
                label(f"{item.item}\n（{item.points}分）"),
                text(item.question, columns=2),
                Cell(item.rating),
                Cell(f"{item.score}"),
                text(note),
            )
        )
    tail: list[Row] = [
        (
            label("总分", columns=2),
            Cell(f"{sheet.score}", columns=2),
            label("综合评定等级"),
            Cell(sheet.grade),
            Cell(sheet.consequence, align="left"),
        ),
        (label("总体意见", columns=2), text(sheet.opinion, columns=5)),
    ]
    header: Row = (
        label("审核内容", columns=2),
        label("审核要点", columns=2),
        label("评级"),
        label("得分"),
        label("审核意见（程序建议及理由）"),
    )
    widths = (10, 14, 14, 12, 12, 9, 30)
    blocks = (Block((), tuple(head)), Block((header,), tuple(rows)), Block((), tuple(tail)))
    return FormTable(
        "绩效目标审核表", f"（{sheet.year}年度）" if sheet.year else "", (Sheet("审核表", widths, blocks),)
    )


def leaves(line: FundLine) -> list[FundLine]:
    """The lines of a fund tree that have no parts, without the root."""
    return [leaf for child in line.children for leaf in ([child] if not child.children else leaves(child))]


def selfevaluation(value: SelfEvaluation) -> FormTable:
    """绩效自评表 of the plan's scope."""
    return project_selfevaluation(value) if value.plan.scope == "项目支出" else overall_selfevaluation(value)


def project_selfevaluation(value: SelfEvaluation) -> FormTable:
    """项目支出绩效自评表 (财预〔2020〕10号附件, 待核)."""
    return _selfevaluation(
        value, "项目支出绩效自评表", (("项目名称", value.plan.project or ""), ("主管部门", value.plan.department or ""))
    )


def overall_selfevaluation(value: SelfEvaluation) -> FormTable:
    """部门整体支出绩效自评表: as the project form, by objective."""
    return _selfevaluation(value, "部门整体支出绩效自评表", (("部门名称", value.plan.department or ""),))


def _selfevaluation(value: SelfEvaluation, title: str, head: tuple[tuple[str, str], ...]) -> FormTable:
    plan, evaluation = value.plan, value.evaluation
    unit = plan.money_unit or "万元"
    rows: list[Row] = [(label(name, columns=2), Cell(content, columns=7)) for name, content in head]
    blocks = [Block((), tuple(rows)), _self_funds(value, unit)]
    results = {a.objective: a.text for a in value.actuals if a.objective is not None}
    if plan.objectives:
        goals = tuple(
            (
                Cell(str(o.number)),
                text(o.text, f"/objectives/{i}/text", 5),
                text(results.get(o.number) or attained(value, o.number), columns=3),
            )
            for i, o in enumerate(plan.objectives)
        )
        blocks.append(
            Block(((label("序号"), label("年度绩效目标", columns=5), label("实际完成情况", columns=3)),), goals)
        )
    grouped = any(i.objective is not None for i in plan.indicators)
    names = [
        *(["绩效\n目标"] if grouped else []),
        "一级指标",
        "二级指标",
        "三级指标",
        "年度\n指标值",
        "实际\n完成值",
        "分值",
        "得分",
        "偏差原因分析及\n改进措施",
    ]
    actuals = {a.indicator: a for a in value.actuals if a.indicator is not None}
    scores = {s.indicator: s for s in evaluation.scores}
    lines: list[Row] = []
    for index, (i, levels) in enumerate(
        zip(plan.indicators, level_rows(plan.indicators, grouped=grouped), strict=True)
    ):
        actual, score = actuals.get(i.id), scores.get(i.id)
        lines.append(
            (
                *levels,
                Cell(i.name, pointer=f"/indicators/{index}/name"),
                Cell(i.target.text if i.target else "", pointer=f"/indicators/{index}/target"),
                Cell((actual.text or "") if actual else ""),
                Cell(f"{score.weight}" if score else "", pointer=f"/indicators/{index}/weight"),
                Cell(f"{score.score}" if score else ""),
                text((actual.reason or "") if actual else ""),
            )
        )
    width = len(names)
    lines.append(
        (
            label("总分", columns=width - 3),
            Cell(f"{evaluation.full}"),
            Cell(f"{evaluation.total}"),
            Cell(f"等级：{evaluation.grade}", align="left"),
        )
    )
    widths = (*((8.0,) if grouped else ()), 10.0, 12.0, 26.0, 14.0, 13.0, 8.0, 8.0, 26.0)
    sheets = (
        Sheet("资金和目标", (8, 12, 12, 13, 13, 13, 9, 10, 10), tuple(blocks)),
        Sheet("绩效指标", widths, (Block((tuple(label(name) for name in names),), tuple(lines)),)),
    )
    return FormTable(title, year_of(plan), sheets, landscape=True, note=SYNTHETIC if value.synthetic else "")


def attained(value: SelfEvaluation, objective: int) -> str:
    """What an objective's indicators came to, in words, for a 实际完成情况 that nobody has written.

    Counts and printed values only, nothing is judged anew: an indicator counts as reached (达成) if it lost no points
    or was rated so. Indicators of no objective belong to the only one; empty if none of its indicators is scored.
    """
    alone = len(value.plan.objectives) == 1
    actuals = {a.indicator: a for a in value.actuals if a.indicator is not None}
    held = reached = 0
    missed: list[str] = []
    for row in value.plan.indicators:
        score, actual = value.evaluation.of(row.id), actuals.get(row.id)
        if score is None or not (row.objective == objective or (alone and row.objective is None)):
            continue
        held += 1
        if not score.lost or (actual is not None and actual.level == "achieved"):
            reached += 1
        else:
            printed = row.target.text if row.target else ""
            missed.append(f"{row.name}{printed}（实际{(actual.text if actual else None) or '—'}）")
    if not held:
        return ""
    rest = "；未全部达成：" + "、".join(missed) if missed else ""
    return f"{held}项指标，{reached}项达成{rest}。"


def _self_funds(value: SelfEvaluation, unit: str) -> Block:
    execution = value.evaluation.execution
    header: Row = (
        label(f"资金（{unit}）", columns=3), label("年初预算数"), label("全年预算数"), label("全年执行数"), label("分值"), label("执行率"), label("得分"),
    )  # fmt: skip
    rows: list[Row] = []
    for root in value.plan.funds[:1]:
        for line in (root, *leaves(root)):
            whole = line is root
            executed = line.executed if line.executed is not None else value.executed.get(line.name)
            if whole and executed is None and execution is not None:
                executed = execution.executed
            rate = f"{(executed * 100 / line.amount):.2f}%" if executed is not None and line.amount else ""
            points = f"{execution.weight}" if whole and execution is not None else "—"
            score = f"{execution.score}" if whole and execution is not None and execution.score is not None else "—"
            name = "年度资金总额" if whole else f"其中：{line.name}"
            rows.append(
                (
                    label(name, columns=3),
                    money(line.initial),
                    money(line.amount),
                    money(executed),
                    Cell(points),
                    Cell(rate),
                    Cell(score),
                )
            )
    return Block((header,), tuple(rows))
