"""Values of months or of subordinate units (下属单位) rolled up into one, by how the indicator accumulates.

Counts and money add up. A rate or mean is the quotient of the sums of its parts, never a mean of quotients. Of extremes the
extreme holds, of states the latest over time and the sum over units. What cannot be rolled up is refused, not guessed.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - the field `date` would shadow the type
from decimal import Context, Decimal
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from jixiao.errors import JixiaoError
from jixiao.plan.figures import tidy
from jixiao.plan.units import kind_of
from jixiao.plan.values import Actual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.plan.values import Accumulation, Indicator

Over = Literal["time", "units"]
_EXACT = Context(prec=50)
_UNFINISHED = "未完成"


def rolled_up(row: Indicator, parts: Sequence[Actual], over: Over) -> Actual:
    """One indicator's value of the whole, from its values of the parts; parts without a value do not count.

    How they make one is told by the values themselves, else by the indicator (``accumulates``), by its target
    (dates, months), or by the parts of a rate.

    Raises:
        JixiaoError: nothing tells how they make one, or a rate or mean lacks its parts; the message names the indicator.
    """
    made = Actual(
        row.id,
        as_of=max((part.as_of for part in parts if part.as_of is not None), default=None),
        origin=parts[0].origin if len({part.origin for part in parts}) == 1 else "reported",
        evidence=tuple(dict.fromkeys(name for part in parts for name in part.evidence)),
        synthetic=any(part.synthetic for part in parts),
        accumulates=next((part.accumulates for part in parts if part.accumulates is not None), row.accumulates),
    )
    kind = row.target.kind if row.target is not None else "number"
    if kind == "date":
        return _dates(made, parts, over)
    if kind == "period":
        return _months(made, row, parts, over)
    if kind == "qualitative":
        raise _refused(row, "定性指标要由人评定，不能汇总", "a qualitative indicator is rated, not rolled up")
    return _numbers(made, row, parts, over)


def _numbers(made: Actual, row: Indicator, parts: Sequence[Actual], over: Over) -> Actual:
    held = [part for part in parts if part.value is not None]
    how = made.accumulates or ("rate" if held and all(part.denominator is not None for part in held) else None)
    unit = row.target.unit if row.target is not None else None
    if how is None:
        raise _refused(row, "没有说明怎样累计（accumulates：sum、rate、mean、maximum、minimum、latest）",
                       "nothing tells how it accumulates (sum, rate, mean, maximum, minimum, latest)")  # fmt: skip
    if not held:
        return replace(made, note="各部分都没有值。")
    if how in {"rate", "mean"}:
        return _quotient(made, row, parts, unit)
    if how == "latest" and over == "time":
        last = max(held, key=lambda part: part.as_of or Date.min)
        return replace(last, evidence=made.evidence, lineage=None, sample=None)
    if how == "latest" and kind_of(unit) == "percent":
        return _quotient(made, row, parts, unit)
    if over == "units" and how == "sum" and any(part.lineage is not None and "distinct" in part.lineage.measure.lower() for part in held):  # fmt: skip
        made = replace(made, note="各单位按去重计数相加，单位之间重复的没有剔除。")
    return _valued(made, _joined(how, [part.value for part in held if part.value is not None]), unit)


def _joined(how: Accumulation, values: list[Decimal]) -> Decimal:
    if how == "maximum":
        return max(values)
    if how == "minimum":
        return min(values)
    total = Decimal(0)
    for value in values:
        total = _EXACT.add(total, value)
    return total


def _quotient(made: Actual, row: Indicator, parts: Sequence[Actual], unit: str | None) -> Actual:
    """The sums of the parts of a rate or mean; a part of which nothing was counted adds nothing."""
    held = [part for part in parts if part.denominator is not None]
    if any(part.value is not None and part.denominator is None for part in parts) or not held:
        raise _refused(row, "比率和均值不能相加，要有分子和分母", "rates and means do not add up: their numerators and denominators are needed")  # fmt: skip
    top = _joined("sum", [part.numerator for part in held if part.numerator is not None])
    bottom = _joined("sum", [part.denominator for part in held if part.denominator is not None])
    made = replace(made, numerator=top, denominator=bottom)
    if bottom == 0:
        return replace(made, note="分母为0，无法计算。")
    share = _EXACT.divide(top, bottom)
    return _valued(made, tidy(share * 100 if kind_of(unit) == "percent" else share), unit)


def _valued(made: Actual, value: Decimal, unit: str | None) -> Actual:
    return replace(made, value=value, text=f"{tidy(value):f}{unit or ''}")


def _dates(made: Actual, parts: Sequence[Actual], over: Over) -> Actual:
    """Over units done when the last is done, and only if all are; over time as it stood last."""
    if over == "time":
        last_part = max(parts, key=lambda part: part.as_of or Date.min)
        return replace(last_part, evidence=made.evidence, lineage=None)
    days = [part.date for part in parts if part.date is not None]
    if any(part.date is None and (part.text or part.level == "not_achieved") for part in parts) or not days:
        return (
            replace(made, text=_UNFINISHED, level="not_achieved") if days or any(part.text for part in parts) else made
        )
    last = max(days)
    return replace(made, text=f"{last.year}年{last.month}月{last.day}日", date=last)


def _months(made: Actual, row: Indicator, parts: Sequence[Actual], over: Over) -> Actual:
    """Months done add up over time; over units nobody knows which months they were."""
    if over == "units" and len(parts) > 1:
        raise _refused(row, "各单位做到的是哪几个月无从知道，不能汇总", "which months the units did is not known")
    done = _joined("sum", [part.numerator for part in parts if part.numerator is not None])
    whole = next((part.denominator for part in parts if part.denominator is not None), None)
    if whole is None:
        return made
    return replace(made, text=f"{tidy(done):f}个月/{whole:f}个月", numerator=done, denominator=whole)


def _refused(row: Indicator, zh: str, en: str) -> JixiaoError:
    return JixiaoError("not-rolled-up", f"“{row.name}”不能汇总：{zh}。", f"“{row.name}” cannot be rolled up: {en}.")
