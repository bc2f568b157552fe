"""The self-evaluation (自评): actual values, printed scores and their reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.plan.arithmetic import ROUNDED, execution_rate, rate_of, total_score
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.plan.values import Actual, PrintedScore
    from jixiao.review.context import Context, Row

TOLERANCE = Decimal("0.01")
FULL_FROM = Decimal("0.95")
"""Rate of execution from which full points are let pass: local rules may grant them (待核)."""


@rule(
    "R30",
    "warning",
    source="cz-2020-10",
    zh="自评数据有疑问",
    en="The self-evaluation raises questions",
    why="实际完成值不是数、得分超过分值或与公式不符、未完成或大幅超额没有说明原因。没有实际完成值的行是评分时的错误，空着不等于零。",
    fires=(
        {"rows": ["数量指标|培训人数|≥100人|10"], "actuals": ["已完成"]},
        {"rows": ["数量指标|培训人数|≥100人|10"], "actuals": ["80人#天气原因"], "scores": ["12"]},
        {"rows": ["数量指标|培训人数|≥100人|10"], "actuals": ["80人"]},
        {"rows": ["数量指标|培训人数|≥100人|10"], "actuals": ["200人"]},
        {"rows": ["数量指标|培训人数|≥100人|10"], "actuals": ["100人"], "scores": ["9"]},
    ),
    silent=(
        {"rows": ["数量指标|培训人数|≥100人|10"], "actuals": ["110人"], "scores": ["10"]},
        {"rows": ["数量指标|培训人数|≥100人|10"], "actuals": ["80人#天气原因"], "scores": ["8"]},
    ),
    needs="actuals",
)
def selfevaluation_questionable(context: Context) -> Iterator[Hit]:
    """An actual that is no number, a score above its weight or unlike the formula, a miss or excess without reason.

    Why: published self-evaluations give full marks for anything. Leaves out: rows without an actual; that
    is an error of scoring, and empty is not zero.
    """
    full = 0
    for row in context.rows:
        actual, score = context.actuals.get(row.indicator.id), context.printed.get(row.indicator.id)
        if actual is not None:
            yield from _actual(context, row, actual, score)
        if score is not None and score.score is not None and score.points is not None:
            full += score.score == score.points
            if score.score > score.points:
                yield Hit(
                    row.at,
                    f"得分{score.score:f}高于分值{score.points:f}。",
                    f"The score {score.score:f} is above the weight {score.points:f}.",
                    "请改正得分。",
                    "Correct the score.",
                    "error",
                )
    scored = sum(key not in {"execution", "total"} for key in context.printed)
    if full == scored and scored > 4:
        yield Hit(
            "/indicators",
            f"{scored}项指标全部得满分，请复核佐证材料。",
            f"All {scored} indicators have full marks; check the evidence.",
            "请逐项核对实际完成值的来源。",
            "Check where each actual value comes from.",
        )


@rule(
    "R34",
    "error",
    source="cz-2020-10",
    zh="自评表的执行率、执行率得分或总分算错",
    en="The printed rate of execution, its points or the total are miscalculated",
    why="执行率＝全年执行数÷预算数，预算执行率得分按执行率计算，总分是各项得分之和；印在表上的数应当与表上别的数一致。四舍五入的差不算。",
    fires=(
        {
            "rows": ["数量指标|培训人数|≥100人|10"],
            "total": (100, "", "", ""),
            "executed": "80",
            "execution": "10|9|90%",
        },
        {
            "rows": ["数量指标|培训人数|≥100人|10"],
            "total": (100, "", "", ""),
            "executed": "80",
            "execution": "10|9|80%",
        },
        {"rows": ["数量指标|培训人数|≥100人|90"], "scores": ["90"], "execution": "10|9|90%", "total_score": "98"},
    ),
    silent=(
        {
            "rows": ["数量指标|培训人数|≥100人|10"],
            "total": (90, "", "", ""),
            "executed": "80",
            "execution": "10|8.89|88.9%",
        },
        {"rows": ["数量指标|培训人数|≥100人|90"], "scores": ["90"], "execution": "10|9|90%", "total_score": "99"},
        {
            "rows": ["数量指标|培训人数|≥100人|90"],
            "total": (100, "", "", ""),
            "executed": "120",
            "execution": "10|10|120%",
        },
    ),
)
def printed_arithmetic_wrong(context: Context) -> Iterator[Hit]:
    """执行率, its points and 总分 that the other figures of the form do not make.

    Why: they are worked out by hand, and the public adds them up. Leaves out: what rounding explains; full points
    from 95 % on, which local rules may grant (待核).
    """
    execution = context.printed.get("execution")
    if execution is not None:
        yield from _execution(context, execution)
    total = total_score(context.plan, tuple(context.printed.values()))
    if total is not None and not total.agrees:
        yield Hit(
            "/indicators",
            f"总分印作{total.printed:f}，各项得分相加是{total.made:f}。",
            f"The total is printed as {total.printed:f}; the scores add up to {total.made:f}.",
            "请重新加总。",
            "Add them up again.",
        )


def _execution(context: Context, execution: PrintedScore) -> Iterator[Hit]:
    rate = execution_rate(context.plan, execution.rate)
    if rate is not None and not rate.agrees:
        made = f"{rate.made.quantize(TOLERANCE):f}%"
        yield Hit(
            "/funds/0",
            f"执行率印作{execution.rate}，按执行数÷预算数算是{made}。",
            f"The rate of execution is printed as {execution.rate}; spending over budget makes {made}.",
            "请改正执行率，并按它重算得分。",
            "Correct the rate and its points.",
        )
    rate = rate or rate_of(execution.rate)
    if rate is None or execution.score is None or not execution.points:
        return
    share = min(rate.made, Decimal(100)) / 100
    due, room = share * execution.points, ROUNDED + rate.room / 100 * execution.points
    full = execution.score == execution.points and share >= FULL_FROM
    if not full and abs(due - execution.score) > room:
        yield Hit(
            "/funds/0",
            f"预算执行率得分印作{execution.score:f}，按执行率计算是{due.quantize(TOLERANCE):f}（分值{execution.points:f}）。",
            f"The points for execution are printed as {execution.score:f}; the rate makes {due.quantize(TOLERANCE):f} of {execution.points:f}.",
            "请按公式计分；当地另有计分办法的请注明。",
            "Score by the formula, or name the local rule that differs.",
            "warning",
        )


def _actual(context: Context, row: Row, actual: Actual, score: PrintedScore | None) -> Iterator[Hit]:
    if row.target.kind != "number" or row.target.value is None:
        return
    if actual.value is None:
        yield Hit(
            row.at,
            f"定量指标的实际完成值“{actual.text}”不是数字。",
            f"The actual “{actual.text}” of a quantitative row is no number.",
            "请填写实际数值。",
            "Fill in the figure.",
            "error",
        )
        return
    ratio = _ratio(row, actual.value)
    if ratio is None:
        return
    reason = actual.reason or (score.reason if score else None)
    if ratio < 1 and not reason:
        yield Hit(
            row.at,
            f"实际完成{actual.text}，未达到{row.target.text}，没有说明偏差原因。",
            f"The actual {actual.text} misses {row.target.text}, and no reason is given.",
            "请填写偏差原因及改进措施。",
            "Give the reason and what will be done.",
        )
    elif ratio > context.profile.over_explain and row.target.unit != "%" and not reason:
        yield Hit(
            row.at,
            f"实际完成{actual.text}，超出{row.target.text}较多，没有说明原因，可能指标值偏低。",
            f"The actual {actual.text} is far beyond {row.target.text} without a reason; the target may have been too low.",
            "请说明超额原因，并据此调整下年指标值。",
            "Give the reason, and set next year's target by it.",
        )
    if score is not None and score.score is not None and score.points:
        computed = min(ratio, Decimal(1)) * score.points
        if abs(computed - score.score) > TOLERANCE and not reason and row.target.comparator in {"≥", "≤"}:
            yield Hit(
                row.at,
                f"得分{score.score:f}与按比例计算的{computed.quantize(TOLERANCE)}不符，没有说明原因。",
                f"The score {score.score:f} differs from the formula's {computed.quantize(TOLERANCE)} without a reason.",
                "请按公式计分，或写明扣分理由。",
                "Score by the formula, or give the reason.",
            )


def _ratio(row: Row, value: Decimal) -> Decimal | None:
    """Actual against target, above 1 where it is better; None where no ratio makes sense."""
    target = row.target.value
    if target is None or target <= 0 or value < 0:
        return None
    if row.target.comparator in {"≥", ">", "=", None}:
        return value / target
    if row.target.comparator in {"≤", "<"}:
        return target / value if value else None
    return None
