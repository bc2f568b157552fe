"""Weights (分值): totals and shares."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.review.context import Context


@rule(
    "R13",
    "error",
    source="cz-2020-10",
    zh="分值不合规则",
    en="Weights break the rule set",
    why="没有分值的不计分，一项超过一半则其余形同虚设；合计应等于规则总分，不得缺、不得为零。全表都没有分值时只提示，口径允许以后设定的不提示。其中项本身没有分值。",
    fires=(
        {"rows": ["数量指标|甲次数|≥1次|40", "质量指标|乙率|≥90%|30"]},
        {"rows": ["数量指标|甲次数|≥1次|60", "质量指标|乙率|≥90%|30"]},
        {"rows": ["数量指标|甲次数|≥1次|45", "质量指标|乙率|≥90%|45", "质量指标|丙率|≥90%|0"]},
        {"rows": ["数量指标|甲次数|≥1次|45", "质量指标|乙率|≥90%|45", "质量指标|丙率|≥90%"]},
    ),
    silent=(
        {"rows": ["数量指标|甲次数|≥1次|40", "质量指标|乙率|≥90%|30", "社会效益指标|丙率|≥90%|20"]},
        {"rows": ["数量指标|甲人数|≥9人|45", "数量指标|其中：乙人数|≥3人", "质量指标|丙率|≥90%|45"]},
    ),
)
def weights_break_the_rule_set(context: Context) -> Iterator[Hit]:
    """The weights do not add up to the rule set's total, are missing in part, zero, or too heavy.

    Why: what is not weighted is not scored; more than half on one row makes the rest decoration.
    Where a table has no weights at all this is only noted, and not in profiles that set them later.
    Leaves out: 其中 sub-rows, which carry none of their own.
    """
    own = [row for row in context.rows if row.indicator.parent is None]
    weighted = [row for row in own if row.indicator.weight is not None]
    if not own:
        return
    if not weighted:
        if context.profile.asks_for_weights:
            yield Hit(
                "/indicators",
                "全表没有分值，自评时须先设定。",
                "The table has no weights; they must be set before self-evaluation.",
                "可用评分规则的默认分值（见 jixiao score）。",
                "The rule set's default weights may be used (see jixiao score).",
                "info",
            )
        return
    for row in own:
        if row.indicator.weight is None:
            yield Hit(
                row.at,
                "其他指标有分值，这一行没有。",
                "Other rows have weights, this one has none.",
                "请补上分值。",
                "Give it a weight.",
                "warning",
            )
        elif row.indicator.weight == 0:
            yield Hit(
                f"{row.at}/weight",
                "分值为0，完成与否都不计分。",
                "Its weight is 0: it never counts.",
                "请设分值，或删去这一行。",
                "Give it a weight, or delete the row.",
                "warning",
            )
    total = sum((row.indicator.weight or Decimal(0) for row in weighted), Decimal(0))
    execution = context.printed.get("execution")
    with_execution = total + (execution.points if execution is not None and execution.points is not None else 0)
    allowed = context.profile.weight_totals
    if len(weighted) == len(own) and total not in allowed and with_execution != Decimal(100):
        wanted = "、".join(f"{a:f}" for a in allowed)
        yield Hit(
            "/indicators",
            f"指标分值合计{total:f}，应为{wanted}之一（另加预算执行率分值后为100）。",
            f"The weights add up to {total:f}; expected one of {wanted} (100 with budget execution).",
            "请调整分值，使合计正好。",
            "Adjust the weights so that the total is exact.",
        )
    if len(weighted) > 1 and total > 0:
        for row in weighted:
            weight = row.indicator.weight or Decimal(0)
            if weight * 2 > total:
                yield Hit(
                    f"{row.at}/weight",
                    f"这一行占{weight:f}分，超过全部{total:f}分的一半。",
                    f"This row has {weight:f} of {total:f} points, more than half.",
                    "请把分值分散到主要指标。",
                    "Spread the points over the main indicators.",
                    "warning",
                )
