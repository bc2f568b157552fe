"""Whether a row stands on the right shelf and is a matter of performance at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.plan.money import format_amount
from jixiao.plan.taxonomy import LEVEL2_NAMES, Level2Type
from jixiao.review.lexicon import has
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.review.context import Context, Row


@rule(
    "R06",
    "warning",
    source="review-form:指标科学性",
    zh="指标疑似归错类",
    en="The row looks filed under the wrong type",
    why="效益类里放产出数量，效益就没有衡量；名称说的是另一类指标时提示。名称看不出类别的、以受益人数计的不算。",
    fires=(
        {"rows": ["社会效益指标|频率使用许可数|≥30个"]},
        {"rows": ["质量指标|困难解决及时率|≥95%"]},
        {"rows": ["成本指标|补助标准符合政策要求比例|＝100%"]},
        {"rows": ["数量指标|资金使用合规率|＝100%"]},
    ),
    silent=(
        {
            "rows": [
                "数量指标|频率使用许可数|≥30个",
                "时效指标|资金拨付及时率|＝100%",
                "质量指标|资金使用合规率|＝100%",
                "社会效益指标|受益群众人次|≥300人次",
                "服务对象满意度指标|学员满意度|≥90%",
            ]
        },
    ),
    suspects=True,
)
def filed_under_wrong_type(context: Context) -> Iterator[Hit]:
    """The name speaks of another type: an output under benefit, timeliness under quality, compliance under cost.

    Why: benefit rows that count outputs leave the benefit unmeasured. Leaves out: rows whose name says
    nothing clear, and counts of people who benefit.
    """
    for row in context.rows:
        expected = _expected(row)
        if expected is not None:
            here, there = row.indicator.level2 or row.indicator.level1 or "", LEVEL2_NAMES[expected]
            yield Hit(
                row.at,
                f"“{row.name}”疑似属于{there}，却列在“{here}”下。",
                f"“{row.name}” looks like {there}, but stands under {here}.",
                f"请移到{there}，并在“{here}”下另设合适的指标。",
                f"Move it to {there}, and measure {here} by something else.",
            )


def _expected(row: Row) -> Level2Type | None:
    kind, name = row.kind, row.name
    if kind is None:
        return None
    if kind == "BENEFICIARY":
        return None
    if "满意度" in name or "满意率" in name:
        return "BENEFICIARY"
    if kind == "QUALITY":
        return "TIMELINESS" if has("timely", name) else None
    if row.is_cost:
        return (
            "QUALITY"
            if row.unit == "percent"
            and has("quality", name)
            and not has("money_name", name.replace("补助标准", "").replace("补贴标准", ""))
            else None
        )
    if kind == "QUANTITY":
        if row.unit == "percent" and has("timely", name):
            return "TIMELINESS"
        if row.unit == "percent" and has("quality", name):
            return "QUALITY"
        return "COST" if row.unit == "money" and has("money_name", name) else None
    if kind == "TIMELINESS":
        return "QUALITY" if row.unit == "percent" and has("quality", name) and not has("timely", name) else None
    if row.is_benefit and row.unit == "count" and has("output", name) and not has("benefited", name):
        return "QUANTITY"
    return None


@rule(
    "R26",
    "warning",
    source="review-form:资金匹配性",
    zh="宏观指标与资金不匹配",
    en="The money cannot cause this macro figure",
    why="增加值、GDP、保有量这类全市指标放在小额任务或者只有人员经费的任务下，完成与否都与这笔钱无关。资金大时只作提示。本部门服务对象的数字不算。",
    fires=({"money": [("250.48", "250.48", None, None)], "rows": ["经济效益指标|全市规模以上工业增加值增长|≥5%"]},),
    silent=({"money": [("250.48", "250.48", None, None)], "rows": ["经济效益指标|帮扶企业产值增长|≥5%"]},),
    suspects=True,
)
def macro_figure_from_small_money(context: Context) -> Iterator[Hit]:
    """A city-wide figure (增加值, GDP, 保有量) under a small or purely staff-cost task.

    Why: it will be met or missed whatever the department does with this money. A hint only where the
    money is large. Leaves out: figures of the department's own clients.
    """
    for row in context.rows:
        if not row.is_benefit or not has("macro", row.name):
            continue
        budget = context.budgets.get(row.objective)
        if budget is None:
            continue
        in_wan = budget if (context.plan.money_unit or "万元") == "万元" else budget / 10000
        staff_only = context.spent_on(row.objective, "基本支出") == budget
        small = in_wan < context.profile.macro_budget or staff_only
        zh = "（全部是基本支出）" if staff_only else ""
        yield Hit(
            row.at,
            f"“{row.name}”是宏观指标，疑似难以由{format_amount(budget)}{context.plan.money_unit or '万元'}{zh}的支出带来。",
            f"“{row.name}” is a macro figure; {format_amount(budget)} {context.plan.money_unit or '万元'} can hardly cause it.",
            "请改用本项资金直接影响的结果指标，或说明贡献的测算办法。",
            "Measure what this money changes directly, or say how its share is computed.",
            "warning" if small else "info",
        )


@rule(
    "R27",
    "warning",
    source="review-form:指标科学性",
    zh="把投入或日常事务当作绩效",
    en="Input or routine is filed as performance",
    why="租房、出席、花钱不是成果。放在成本指标下的同样写法是对的，不算。",
    fires=({"rows": ["数量指标|租赁办公用房面积|≥8000平方米"]}, {"rows": ["质量指标|例会出席率|＝100%"]}),
    silent=({"rows": ["数量指标|培训人数|≥300人", "成本指标|房屋租赁单价|≤2元/平方米"]},),
)
def input_filed_as_performance(context: Context) -> Iterator[Hit]:
    """Rent, attendance or money spent stands as an output.

    Why: spending and attending are no results. Leaves out: the same words under 成本指标, where they belong.
    """
    for row in context.rows:
        if row.kind in {"QUANTITY", "QUALITY"} and has("routine", row.name):
            yield Hit(
                row.name_at,
                f"“{row.name}”是投入或日常事务，不反映产出和效果。",
                f"“{row.name}” is input or routine, no output or effect.",
                "请换成这项投入带来的产出或效果。",
                "Measure what it produces or changes.",
            )
