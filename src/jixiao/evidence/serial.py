"""Every measure as of each of several period ends, in one pass over each ledger: what monitoring looks at."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace
from sqlglot import exp

from jixiao.evidence.engines import Engines
from jixiao.evidence.expression import rate_of, value_of
from jixiao.evidence.growth import growth_of, is_kind
from jixiao.evidence.measuring import counter, measure, number, wanted_of
from jixiao.evidence.pack import FundMeasure, Measure, factor, indicator_for
from jixiao.evidence.running import run_on
from jixiao.plan.progress import Period, Series

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.evidence.engine import Engine, Value
    from jixiao.evidence.pack import Pack, Taken
    from jixiao.plan.progress import Growth
    from jixiao.plan.values import Indicator, Plan

LARGEST = 41
"""How many of the best single values of an extreme are fetched: forty, and the one that they stand above."""


class Course(NamedTuple):
    """A year so far: each indicator's series by id, executed money by fund line, and whether it is made up."""

    indicators: dict[str, Series]
    funds: dict[str, Series]
    synthetic: bool


def course(
    plan: Plan, pack: Pack, ends: Sequence[Date], *, known: Date | None = None, spark: str | None = None
) -> Course:
    """The series of all measures, ratings and reports of a pack, as of ``ends``, which are in order.

    Raises:
        JixiaoError: the pack does not fit the plan, or a measure cannot be computed.
    """
    outcome = measure(plan, pack, ends[-1], known=known, spark=spark)
    actuals = {actual.indicator: actual for actual in outcome.actuals}
    found: dict[str, Series] = {
        identifier: Series(identifier, "text", (), actual, synthetic=actual.synthetic)
        for identifier, actual in actuals.items()
        if identifier is not None
    }
    funds: dict[str, Series] = {}
    with Engines(pack.folder, pack.ledgers, known, spark=spark) as engines:
        for name, ledger in pack.ledgers.items():
            taken = [one for one in (*pack.taken, *pack.funds) if one.ledger.name == name]
            if not taken:
                continue
            wanted = wanted_of(taken)
            own = engines.of(ledger).periods(ledger, wanted, ends)
            table = _Table(wanted, own, run_on(wanted, own), ends)
            for one in taken:
                if isinstance(one.measure, FundMeasure):
                    times = factor(one.measure.unit, plan.money_unit or "万元") or Decimal(1)
                    funds[one.measure.fund] = Series(one.measure.fund, "sum", table.periods(one, "sum", times), synthetic=pack.synthetic)  # fmt: skip
                    continue
                row = indicator_for(plan, one.measure)
                assert row is not None  # the pack fits
                made = _series(row, one, table, engines.of(ledger))
                found[row.id] = replace(made, actual=actuals.get(row.id), synthetic=pack.synthetic or ledger.synthetic)
    return Course(found, funds, outcome.synthetic)


class _Table(NamedTuple):
    """The aggregates of a ledger: of each period alone, and as of its end."""

    wanted: Sequence[exp.Expr]
    own: Sequence[Sequence[Value]]
    running: Sequence[Sequence[Value]]
    ends: Sequence[Date]

    def of(self, rows: Sequence[Value], nodes: Sequence[exp.Expr]) -> list[Value]:
        """The values of some aggregates out of a row of all."""
        return [rows[self.wanted.index(node)] for node in nodes]

    def periods(self, taken: Taken, growth: Growth, times: Decimal) -> tuple[Period, ...]:
        """The periods of one measure, in the target's unit."""
        counted = counter(taken)
        found = []
        before: Decimal | None = Decimal(0)
        for end, own, running in zip(self.ends, self.own, self.running, strict=True):
            events = own[self.wanted.index(counted)]
            made = Period(end, events=int(events) if isinstance(events, Decimal) else 0)
            if growth == "date":
                found.append(self._step(taken, made, own, running))
                continue
            value = _scaled(value_of(taken.parts.arithmetic, self._numbers(taken, running)), times)
            if growth == "sum":
                # a sum of nothing is nothing so far, not unknown
                value = Decimal(0) if value is None else value
                mine = value - (before or Decimal(0))
                before = value
                found.append(replace(made, value=value, own=mine))
                continue
            mine_alone = _scaled(value_of(taken.parts.arithmetic, self._numbers(taken, own)), times)
            top = bottom = None
            if growth in {"rate", "ratio"} and (rate := rate_of(taken.parts.arithmetic)) is not None:
                numbers = [Decimal(0) if held is None else held for held in self._numbers(taken, own)]
                top, bottom = value_of(rate[0], numbers), value_of(rate[1], numbers)
            found.append(replace(made, value=value, own=mine_alone, top=top, bottom=bottom))
        return tuple(found)

    def _numbers(self, taken: Taken, rows: Sequence[Value]) -> list[Decimal | None]:
        return [number(held) for held in self.of(rows, taken.parts.aggregates)]

    def _step(self, taken: Taken, made: Period, own: Sequence[Value], running: Sequence[Value]) -> Period:
        """A date: the day so far, the share done in percent, and what the period did of what is planned."""
        days = [held for held in self.of(running, taken.parts.aggregates) if held is not None and not isinstance(held, Decimal)]  # fmt: skip
        made = replace(made, date=max(days) if days else None)
        if taken.complete is None or (rate := rate_of(_times(taken.complete.arithmetic))) is None:
            return made
        alone = [number(held) or Decimal(0) for held in self.of(own, taken.complete.aggregates)]
        so_far = [number(held) for held in self.of(running, taken.complete.aggregates)]
        share = _scaled(value_of(taken.complete.arithmetic, so_far), Decimal(100))
        return replace(made, value=share, own=share, top=value_of(rate[0], alone), bottom=value_of(rate[1], alone))


def _times(arithmetic: exp.Expr) -> exp.Expr:
    return exp.Paren(this=arithmetic.copy())


def _scaled(value: Decimal | None, times: Decimal) -> Decimal | None:
    return None if value is None else value * times


def _series(row: Indicator, taken: Taken, table: _Table, engine: Engine) -> Series:
    declared = taken.measure
    assert isinstance(declared, Measure)
    growth = growth_of(row, taken)
    unit = row.target.unit if row.target is not None and row.target.kind == "number" else declared.unit
    times = factor(declared.unit, unit) or Decimal(1)
    whole = (
        growth in {"sum", "months"} and all(is_kind(node, exp.Count) for node in taken.parts.aggregates) and times == 1
    )
    if growth == "months":
        return Series(row.id, growth, table.periods(taken, "sum", Decimal(1)), whole=True)
    periods = table.periods(taken, growth, times)
    if growth == "latest" and taken.ledger.event is None:
        periods = periods[-1:]  # rows without days say how it is, not how it was
    largest = _largest(taken, growth, times, engine, table.ends[-1]) if growth in {"maximum", "minimum"} else ()
    return Series(row.id, growth, periods, whole=whole, largest=largest)


def _largest(taken: Taken, growth: Growth, times: Decimal, engine: Engine, as_of: Date) -> tuple[Decimal, ...]:
    """The best single values of an extreme; none where it is not that of single rows."""
    nodes = taken.parts.aggregates
    if len(nodes) != 1 or not is_kind(nodes[0], exp.Max if growth == "maximum" else exp.Min):
        return ()
    rows = [number(value) for value in engine.largest(taken.ledger, nodes[0], as_of, LARGEST)]
    values = (_scaled(value_of(taken.parts.arithmetic, [row]), times) for row in rows)
    found = tuple(value for value in values if value is not None)
    # arithmetic that turns the order round (a maximum taken from 100) makes the best the worst
    return found if found == tuple(sorted(found, reverse=growth == "maximum")) else ()
