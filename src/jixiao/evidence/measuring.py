"""From evidence to actual values: every measure of a ledger in one scan, each value with its lineage."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from sqlglot import exp

from jixiao.errors import JixiaoError
from jixiao.evidence.engines import Engines
from jixiao.evidence.expression import rate_of, value_of
from jixiao.evidence.growth import accumulation_of
from jixiao.evidence.pack import FundMeasure, Measure, factor, indicator_for, unfit
from jixiao.evidence.survey import deciding, verdict, wilson
from jixiao.plan.codec import to_pretty_json
from jixiao.plan.figures import tidy
from jixiao.plan.money import tidy as money
from jixiao.plan.units import kind_of
from jixiao.plan.values import Actual, Lineage, Quality, Sample

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.evidence.engine import Engine, Value
    from jixiao.evidence.ledger import Ledger
    from jixiao.evidence.pack import Pack, Rating, Report, Taken
    from jixiao.plan.values import Indicator, Plan

SYNTHETIC = "合成数据：仅用于演示，不是真实的完成情况。Synthetic data for demonstration only."
_EXACT_PLACES = 16
"""More decimals than a sum of ledgers' numbers has in any unit of money."""
_LEVELS = {"achieved": "达成", "partly": "部分达成", "not_achieved": "未达成"}


class Outcome(NamedTuple):
    """What the evidence says: actual values, executed money by fund name in the plan's money unit, whether it is made up."""

    actuals: tuple[Actual, ...]
    executed: dict[str, Decimal]
    synthetic: bool


def actuals_json(outcome: Outcome) -> bytes:
    """The file of actual values, as ``jixiao score --actuals`` takes it; equal evidence gives equal bytes."""
    note = {"note": SYNTHETIC} if outcome.synthetic else {}
    held = {**note, "synthetic": outcome.synthetic, "executed": outcome.executed, "actuals": outcome.actuals}
    return to_pretty_json(held) + b"\n"


class Measured(NamedTuple):
    """A measure's aggregates as an engine gave them."""

    taken: Taken
    values: tuple[Value, ...]
    seen: int
    counted: int
    complete: Decimal | None
    squares: Decimal | None = None


def measure(plan: Plan, pack: Pack, as_of: Date, *, known: Date | None = None, spark: str | None = None) -> Outcome:
    """The actual values of a plan's indicators as the evidence has them, in the plan's order, and the executed money.

    Args:
        plan: the plan whose indicators are measured.
        pack: the evidence pack; it must fit the plan.
        as_of: rows that happened later do not count.
        known: rows that were recorded later do not count; all count by default.
        spark: compute file ledgers on this Spark master; on DuckDB by default.

    Raises:
        JixiaoError: the pack does not fit the plan, or a measure cannot be computed.
    """
    wrong = unfit(pack, plan)
    if wrong:
        raise wrong[0]
    found: dict[str, Actual] = {}
    executed: dict[str, Decimal] = {}
    with Engines(pack.folder, pack.ledgers, known, spark=spark) as engines:
        for measured in evaluate(pack, engines, as_of):
            declared = measured.taken.measure
            if isinstance(declared, FundMeasure):
                value = value_of(measured.taken.parts.arithmetic, [number(held) for held in measured.values])
                if value is not None:
                    executed[declared.fund] = money(value * factor(declared.unit, plan.money_unit or "万元"))
                continue
            row = indicator_for(plan, declared)
            assert row is not None  # the pack fits
            found[row.id] = actual_of(row, measured, engines.of(measured.taken.ledger), as_of, synthetic=pack.synthetic)
    told: tuple[Rating | Report, ...] = (*pack.ratings, *pack.reports)
    for entry in told:
        row = indicator_for(plan, entry)
        assert row is not None
        found[row.id] = _told(row, entry, as_of, synthetic=pack.synthetic)
    return Outcome(tuple(found[row.id] for row in plan.indicators if row.id in found), executed, pack.synthetic)


def evaluate(pack: Pack, engines: Engines, as_of: Date | None) -> list[Measured]:
    """All measures of a pack, one scan a ledger."""
    found: list[Measured] = []
    for name, ledger in pack.ledgers.items():
        taken = [one for one in (*pack.taken, *pack.funds) if one.ledger.name == name]
        if not taken:
            continue
        wanted = wanted_of(taken)
        values, seen = engines.of(ledger).aggregates(ledger, wanted, as_of)
        found += [measured_of(one, wanted, values, seen) for one in taken]
    return found


def measured_of(taken: Taken, wanted: Sequence[exp.Expr], values: Sequence[Value], seen: int) -> Measured:
    """One measure's aggregates, out of the values of all that were asked of its ledger."""
    by_node = dict(zip(wanted, values, strict=True))
    counted = by_node[counter(taken)]
    share = None
    if taken.complete is not None:
        share = value_of(taken.complete.arithmetic, [number(by_node[node]) for node in taken.complete.aggregates])
    held = tuple(by_node[node] for node in taken.parts.aggregates)
    squares = number(by_node[taken.squares]) if taken.squares is not None else None
    return Measured(taken, held, seen, int(counted) if isinstance(counted, Decimal) else 0, share, squares)


def wanted_of(taken: Sequence[Taken]) -> list[exp.Expr]:
    """The aggregates of several measures, each once."""
    found: dict[exp.Expr, None] = {}
    for one in taken:
        found.update(dict.fromkeys((*one.parts.aggregates, counter(one))))
        if one.complete is not None:
            found.update(dict.fromkeys(one.complete.aggregates))
        if one.squares is not None:
            found[one.squares] = None
    return list(found)


def condition(taken: Taken) -> exp.Expr | None:
    """Which rows go into a measure's value: those that any of its aggregates takes; None where one takes all."""
    conditions: list[exp.Expr] = []
    for node in taken.parts.aggregates:
        held = node.this if isinstance(node, exp.Filter) else node
        parts = [node.expression.this.copy()] if isinstance(node, exp.Filter) else []
        inner = held.this.expressions[0] if isinstance(held.this, exp.Distinct) else held.this
        if not isinstance(inner, exp.Star):
            # a required column is never empty: nothing to ask of it
            empty = [column.name for column in inner.find_all(exp.Column) if not _required(taken.ledger, column.name)]
            parts += [exp.Not(this=exp.Is(this=exp.column(name), expression=exp.Null())) for name in empty]
        if not parts:
            return None
        conditions.append(exp.and_(*parts))
    return exp.or_(*dict.fromkeys(conditions)) if conditions else None


def _required(ledger: Ledger, name: str) -> bool:
    field = ledger.field(name)
    return ledger.source is None and field is not None and (field.constraints.required or name in ledger.key)


def counter(taken: Taken) -> exp.Expr:
    """The aggregate that counts the rows that go into a measure's value."""
    count = exp.Count(this=exp.Star(), big_int=True)
    where = condition(taken)
    return count if where is None else exp.Filter(this=count, expression=exp.Where(this=where))


def number(value: Value) -> Decimal | None:
    """A value if it is a number, None if it is a day or nothing."""
    return value if isinstance(value, Decimal) else None


# -- values ---------------------------------------------------------------------------------


def actual_of(row: Indicator, measured: Measured, engine: Engine, as_of: Date, *, synthetic: bool) -> Actual:
    """One indicator's actual value with its lineage."""
    one = measured.taken
    declared = one.measure
    assert isinstance(declared, Measure)
    lineage = Lineage(
        declared.value,
        declared.digest,
        engine.batches(one.ledger),
        measured.seen,
        measured.counted,
        engine.name,
    )
    made = Actual(
        indicator=row.id,
        as_of=as_of,
        origin="survey" if declared.survey is not None else "computed",
        evidence=(one.ledger.name,),
        reason=declared.reason,
        cause=declared.cause,
        synthetic=synthetic or one.ledger.synthetic,
        lineage=lineage,
        quality=quality_of(measured),
        accumulates=accumulation_of(row, one),
    )
    return valued(made, row, measured)


def valued(made: Actual, row: Indicator, measured: Measured) -> Actual:
    """An actual with the value that a measure's aggregates come to: in the target's unit, with the parts of a rate."""
    from msgspec.structs import replace

    one = measured.taken
    only = measured.values[0] if len(measured.values) == 1 else None
    if measured.complete is not None and measured.complete < 1:
        share = percent(measured.complete)
        return replace(made, text=f"未完成（完成{share}）", note=f"应完成的尚未全部完成，完成{share}。")
    if only is not None and not isinstance(only, Decimal):
        return replace(made, text=f"{only.year}年{only.month}月{only.day}日", date=only)
    value = value_of(one.parts.arithmetic, [number(held) for held in measured.values])
    if value is None:
        return replace(made, note=_nothing(measured))
    if (
        row.target is not None
        and row.target.kind == "period"
        and row.target.start is not None
        and row.target.date is not None
    ):
        whole = (row.target.date.year - row.target.start.year) * 12 + row.target.date.month - row.target.start.month + 1
        return replace(made, text=f"{tidy(value):f}个月/{whole}个月", numerator=value, denominator=Decimal(whole))
    unit, times = _unit(row, one)
    shown, exact = tidy(value * times), tidy(value * times, _EXACT_PLACES)
    # only what a division made is rounded in the value too: sums of parts must give the whole
    rounded = one.parts.arithmetic.find(exp.Div) is not None or exact != value * times
    made = replace(made, text=f"{shown:f}{unit or ''}", value=shown if rounded else exact)
    top, bottom, scale = rate_parts(row, one, [number(held) for held in measured.values])
    if top is not None and bottom is not None:
        # engines write 286 with different numbers of zeros behind the point
        made = replace(made, numerator=tidy(top * scale, _EXACT_PLACES), denominator=tidy(bottom, _EXACT_PLACES))
    if isinstance(one.measure, Measure) and one.measure.survey is not None and top is not None and bottom is not None:
        sample = sample_of(row, measured, top, bottom)
        return replace(made, sample=sample, note=sample_sentence(row, sample))
    return made


def _unit(row: Indicator, one: Taken) -> tuple[str | None, Decimal]:
    """The unit in which a value is shown, and by what the measure's is multiplied to be in it."""
    unit = row.target.unit if row.target is not None and row.target.kind == "number" else one.measure.unit
    times: Decimal | None = factor(one.measure.unit, unit)
    return unit, Decimal(1) if times is None else times


def rate_parts(
    row: Indicator, one: Taken, numbers: Sequence[Decimal | None]
) -> tuple[Decimal | None, Decimal | None, Decimal]:
    """Numerator and denominator of a rate or mean, and a scale; (None, None, 1) of what is none.

    Numerator times scale over denominator is the value itself, or for % its share.
    """
    rate = rate_of(one.parts.arithmetic)
    if rate is None:
        return None, None, Decimal(1)
    unit, times = _unit(row, one)
    scale = rate[2] * times / (100 if kind_of(unit) == "percent" else 1)
    return value_of(rate[0], numbers), value_of(rate[1], numbers), scale


def _nothing(measured: Measured) -> str:
    """Why there is no value."""
    if not measured.seen:
        return "台账里没有截至这一天的记录。"
    return "分母为0，无法计算。" if measured.counted else "截至这一天还没有计入的记录。"


def sample_of(row: Indicator, measured: Measured, satisfied: Decimal, answers: Decimal) -> Sample:
    """What the sample of a satisfaction measure says of its target."""
    survey = measured.taken.measure.survey if isinstance(measured.taken.measure, Measure) else None
    effective = answers
    if measured.squares:
        effective = answers * answers / measured.squares
    interval = wilson(float(satisfied / answers) * float(effective), float(effective))
    target, shown, more = row.target, None, None
    if target is not None and target.value is not None and target.unit in {"%", "％"} and target.comparator is not None:
        bar = float(target.value) / 100
        at_least = target.comparator not in {"≤", "<"}
        shown = verdict(interval, bar, at_least=at_least)
        more = deciding(interval.share, bar) if shown is None else None
    low, high = (Decimal(str(round(100 * bound, 2))) for bound in (interval.low, interval.high))
    asked = survey.asked if survey is not None else None
    return Sample(measured.counted, tidy(effective), low, high, asked, shown, more)


def sample_sentence(row: Indicator, sample: Sample) -> str:
    """A sample in words: its size, response, interval, and whether it decides about the target."""
    parts = [f"有效答卷{sample.answers}份"]
    if sample.asked:
        parts.append(f"发出{sample.asked}份，回收率{percent(Decimal(sample.answers) / sample.asked)}")
    if sample.effective != sample.answers:
        parts.append(f"加权后相当于{sample.effective:f}份")
    parts.append(f"95%置信区间{sample.low:f}%—{sample.high:f}%")
    target = row.target.text if row.target is not None else ""
    if sample.shown is None:
        more = (
            f"，按现有比例约需{sample.deciding}份答卷才能判定" if sample.deciding else "，按现有比例多少答卷也判定不了"
        )
        parts.append(f"区间跨过指标值，这份样本不能判定是否达到{target}{more}")
    else:
        parts.append(f"样本表明{'达到' if sample.shown else '未达到'}{target}")
    return "；".join(parts) + "。"


def percent(share: Decimal) -> str:
    """A share (0 to 1) as a percentage of at most two decimals."""
    return f"{tidy(share * 100, 2):f}%"


def quality_of(measured: Measured) -> Quality:
    """The five facts about a computed value's data; what is declared goes before what follows from the computation."""
    one = measured.taken
    own = (one.measure.quality if isinstance(one.measure, Measure) else None) or one.ledger.quality
    if own is not None:
        return own
    ledger = one.ledger
    checked = sum(
        bool(field.constraints.required or field.constraints.enum or field.constraints.minimum is not None)
        for field in ledger.fields
    )
    return Quality(
        verified=f"由台账“{ledger.shown}”逐行计算，载入时逐格核对{len(ledger.fields)}个字段（{checked}项约束），可随时重算。",
        source=f"台账“{ledger.shown}”，截至当日{measured.seen}行，计入{measured.counted}行。",
        accuracy="计数和金额精确；除法保留4位小数，分子、分母另存。",
        limits="只反映已载入的记录；"
        + ("没有发生日期，不能按时点回溯。" if ledger.event is None else f"按“{ledger.event}”归入时点。"),
        remedy="更正以后来的批次按主键替换，旧状态保留。" if ledger.key else "台账没有主键，更正须重新载入整个文件。",
    )


def _told(row: Indicator, entry: Rating | Report, as_of: Date, *, synthetic: bool) -> Actual:
    """A rating or a reported value as what it is."""
    from jixiao.evidence.pack import Rating
    from jixiao.plan.target import parse_target

    if isinstance(entry, Rating):
        try:
            ratio = Decimal(str(entry.ratio))
        except ArithmeticError:
            raise JixiaoError(
                "bad-ratio",
                f"“{entry.ratio}”应是0到1之间的数。",
                f"“{entry.ratio}” must be a number from 0 to 1.",
                entry.indicator,
            ) from None
        text = f"{_LEVELS[entry.level]}：{entry.statement}"
        return Actual(
            row.id,
            text=text,
            level=entry.level,
            ratio=ratio,
            reason=entry.reason,
            as_of=as_of,
            evidence=entry.evidence,
            synthetic=synthetic,
        )
    read = parse_target(entry.text, as_of.year)
    return Actual(row.id, text=entry.text, value=read.value if read.kind == "number" else None, date=read.date, reason=entry.reason,
                  as_of=as_of, evidence=entry.evidence, synthetic=synthetic)  # fmt: skip
