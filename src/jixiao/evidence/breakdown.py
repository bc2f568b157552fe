"""Values by month, quarter or subordinate unit, with what they come to together: the parts always give the whole."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace
from sqlglot import exp

from jixiao.errors import JixiaoError
from jixiao.evidence.engines import Engines
from jixiao.evidence.growth import accumulation_of, growth_of, is_kind
from jixiao.evidence.measuring import actual_of, measured_of, number, rate_parts, valued, wanted_of
from jixiao.evidence.pack import Measure, indicator_for, unfit
from jixiao.evidence.running import run_on
from jixiao.plan.values import Actual, Indicator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.evidence.engine import Engine, Value
    from jixiao.evidence.ledger import Ledger
    from jixiao.evidence.pack import Pack, Taken
    from jixiao.plan.values import Plan

MONTH, QUARTER = "month", "quarter"
_WORDS = {MONTH: MONTH, QUARTER: QUARTER, "月": MONTH, "月份": MONTH, "季度": QUARTER}
UNTOLD = "（未填）"


class Part(Struct, frozen=True):
    """A month, quarter or unit, and the value of its rows alone; of a state or a date, how it was at the period's end."""

    label: str
    actual: Actual


class Breakdown(Struct, frozen=True):
    """An indicator's value by parts. ``whole`` is counted over all rows, not added up.

    ``shared`` is what several units count each (a vehicle that two of them paid for): the parts less this are the
    whole. ``note`` says why there are no parts.
    """

    indicator: Indicator
    whole: Actual
    parts: tuple[Part, ...] = ()
    shared: Decimal | None = None
    note: str = ""


class _Group(NamedTuple):
    """The aggregates of a part alone, and (of a period) of everything up to its end."""

    label: str
    values: Sequence[Value]
    seen: int
    until: Sequence[Value] = ()
    end: Date | None = None


def broken_down(
    plan: Plan, pack: Pack, as_of: Date, by: str, *, known: Date | None = None, spark: str | None = None
) -> list[Breakdown]:
    """The measured indicators of a plan by parts, in the plan's order.

    Args:
        plan: the plan; the pack must fit it.
        pack: the evidence pack.
        as_of: rows that happened later do not count.
        by: ``month``, ``quarter``, or the name or title of a column that tells the unit. A value that a month counts
            but an earlier one had counted already (``count(distinct …)``) belongs to the earlier.
        known: rows that were recorded later do not count.
        spark: as for ``measure``.

    Raises:
        JixiaoError: the pack does not fit the plan, no ledger has the column, or a measure cannot be computed.
    """
    wrong = unfit(pack, plan)
    if wrong:
        raise wrong[0]
    found: dict[str, Breakdown] = {}
    told = False
    with Engines(pack.folder, pack.ledgers, known, spark=spark) as engines:
        for name, ledger in pack.ledgers.items():
            taken = [one for one in pack.taken if one.ledger.name == name and isinstance(one.measure, Measure)]
            if not taken:
                continue
            engine, wanted = engines.of(ledger), wanted_of(taken)
            values, seen = engine.aggregates(ledger, wanted, as_of)
            groups, note = _groups(engine, ledger, wanted, by, as_of)
            told = told or groups is not None
            for one in taken:
                row = indicator_for(plan, one.measure)  # type: ignore[arg-type]
                assert row is not None  # the pack fits
                whole = actual_of(row, measured_of(one, wanted, values, seen), engine, as_of, synthetic=pack.synthetic)
                found[row.id] = (
                    _of(row, one, whole, groups, wanted) if groups is not None else Breakdown(row, whole, note=note)
                )
    if not told and by not in _WORDS:
        columns = "、".join(dict.fromkeys(field.title or field.name for held in pack.ledgers.values() for field in held.fields if field.type == "string"))  # fmt: skip
        raise JixiaoError("no-such-column", f"没有一个台账有“{by}”这一列。可按 month、quarter 或这些列分：{columns}。",
                          f"No ledger has a column “{by}”. There are month, quarter, and {columns}.")  # fmt: skip
    return [found[row.id] for row in plan.indicators if row.id in found]


def _groups(
    engine: Engine, ledger: Ledger, wanted: Sequence[exp.Expr], by: str, as_of: Date
) -> tuple[list[_Group] | None, str]:
    """The parts of a ledger, or why there are none."""
    period = _WORDS.get(by)
    if period is None:
        field = ledger.field(by) or next((held for held in ledger.fields if held.title == by), None)
        if field is None:
            return None, f"台账“{ledger.shown}”没有“{by}”这一列。"
        rows = engine.groups(ledger, wanted, field.name, as_of)
        return [_Group(UNTOLD if key is None else str(key), values, seen) for key, values, seen in rows], ""
    if ledger.event is None:
        return None, f"台账“{ledger.shown}”没有发生日期，不能按时间分。"
    count = exp.Count(this=exp.Star(), big_int=True)
    first = engine.aggregates(ledger, [exp.Min(this=engine.day(ledger))], as_of)[0][0]
    ends = _ends(first if isinstance(first, Date) else as_of, as_of, 3 if period == QUARTER else 1)
    own = [_counted([*wanted, count], row) for row in engine.periods(ledger, [*wanted, count], ends)]
    until = run_on([*wanted, count], own)
    return [
        _Group(_label(end, period), alone[:-1], _whole(alone[-1]), so_far[:-1], end)
        for end, alone, so_far in zip(ends, own, until, strict=True)
    ], ""


def _counted(nodes: Sequence[exp.Expr], row: Sequence[Value]) -> list[Value]:
    """A period without rows has none of everything that is counted."""
    return [Decimal(0) if value is None and is_kind(node, exp.Count) else value for node, value in zip(nodes, row, strict=True)]  # fmt: skip


def _label(end: Date, period: str) -> str:
    return f"{end.year}年{(end.month + 2) // 3}季度" if period == QUARTER else f"{end.year}年{end.month}月"


def _ends(start: Date, last: Date, months: int) -> list[Date]:
    """The last days of the months or quarters from that of ``start``; the one of ``last`` ends with it."""
    import calendar

    found: list[Date] = []
    year, month = start.year, (start.month + months - 1) // months * months
    while True:
        end = Date(year, month, calendar.monthrange(year, month)[1])
        if end >= last:
            return [*found, last]
        found.append(end)
        year, month = (year + 1, months) if month == 12 else (year, month + months)


def _whole(value: Value) -> int:
    return int(value) if isinstance(value, Decimal) else 0


def _of(row: Indicator, one: Taken, whole: Actual, groups: list[_Group], wanted: Sequence[exp.Expr]) -> Breakdown:
    blank = Actual(row.id, origin=whole.origin, synthetic=whole.synthetic, accumulates=accumulation_of(row, one))
    state = growth_of(row, one) in {"latest", "date"}
    parts = tuple(Part(group.label, _actual(blank, row, one, group, wanted, state=state)) for group in groups)
    once = any(node.find(exp.Distinct) is not None for node in one.parts.aggregates)
    if not once or not groups or groups[0].end is not None:
        return Breakdown(row, whole, parts)
    if blank.accumulates != "sum" or whole.value is None:
        return Breakdown(row, whole, parts, note="去重计数，各部分之间可能重复，不能相加。")
    more = sum((part.actual.value for part in parts if part.actual.value is not None), Decimal(0)) - whole.value
    return Breakdown(row, whole, parts, more or None)


def _actual(blank: Actual, row: Indicator, one: Taken, group: _Group, wanted: Sequence[exp.Expr], *, state: bool) -> Actual:  # fmt: skip
    """The value of one part. Of a rate the parts are kept also where it has no value: they count in the whole."""
    values = group.until if state and group.end is not None else group.values
    measured = measured_of(one, wanted, values, group.seen)
    made = valued(replace(blank, as_of=group.end), row, measured)
    if made.value is None and made.date is None:
        top, bottom, scale = rate_parts(row, one, [number(held) or Decimal(0) for held in measured.values])
        made = made if bottom is None else replace(made, numerator=(top or Decimal(0)) * scale, denominator=bottom)
    return made
