"""Aggregates as of several dates in one pass: what each period adds, run on from period to period."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from jixiao.evidence.engine import by, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.evidence.engine import Engine, Value
    from jixiao.evidence.ledger import Ledger


def running_series(
    engine: Engine, ledger: Ledger, wanted: Sequence[exp.Expr], ends: Sequence[Date]
) -> list[list[Value]]:
    """The aggregates' values as of each of the dates, which are in order; see ``Engine.series``."""
    return run_on(wanted, period_parts(engine, ledger, wanted, ends))


def run_on(wanted: Sequence[exp.Expr], parts: Sequence[Sequence[Value]]) -> list[list[Value]]:
    """The aggregates as of each end, from what each period alone comes to."""
    columns = [_run(node, [row[number] for row in parts]) for number, node in enumerate(wanted)]
    return [[column[period] for column in columns] for period in range(len(parts))]


def period_parts(engine: Engine, ledger: Ledger, wanted: Sequence[exp.Expr], ends: Sequence[Date]) -> list[list[Value]]:
    """What each period alone comes to; a value that is counted once only is counted where it first occurs.

    Rows of a ledger without days belong to the first period.
    """
    table = engine.table(ledger)
    if ledger.event is None:
        selected = ", ".join(engine.sql(node) for node in wanted)
        row = [exact(value) for value in engine.fetch(f"select {selected} from {table}", ledger)[0]]
        nothing: list[Value] = [None] * len(wanted)
        return [row, *(list(nothing) for _ in ends[1:])]
    period = exp.Case()
    for number, end in enumerate(ends):
        period = period.when(by(engine.day(ledger), end), exp.Literal.number(number))
    case, happened = engine.sql(period), engine.happened(ledger, ends[-1])
    plain = [number for number, node in enumerate(wanted) if _distinct(node) is None]
    selected = "".join(f", {engine.sql(wanted[number])}" for number in plain)
    found: list[list[Value]] = [[None] * len(wanted) for _ in ends]
    query = f"select {case} as p{selected} from {table}{happened} group by {case}"
    rows = {int(row[0]): row[1:] for row in engine.fetch(query, ledger)}
    for place, number in enumerate(plain):
        for at in range(len(ends)):
            found[at][number] = exact(rows[at][place]) if at in rows else None
    for number, node in enumerate(wanted):
        column = _distinct(node)
        if column is None:
            continue
        what = engine.sql(column)
        where = f" and ({engine.sql(node.expression.this)})" if isinstance(node, exp.Filter) else ""
        first = f"select min({case}) as p from {table}{happened} and {what} is not null{where} group by {what}"
        counts = {
            int(row[0]): int(row[1])
            for row in engine.fetch(f"select p, count(*) from ({first}) as f group by p", ledger)
        }
        for at in range(len(ends)):
            found[at][number] = Decimal(counts.get(at, 0))
    return found


def _distinct(node: exp.Expr) -> exp.Expr | None:
    """The column of ``count(distinct column)``, or None."""
    held = node.this if isinstance(node, exp.Filter) else node
    inner = held.this
    if isinstance(held, exp.Count) and isinstance(inner, exp.Distinct):
        column: exp.Expr = inner.expressions[0]
        return column
    return None


def _run(node: exp.Expr, parts: list[Value]) -> list[Value]:
    """What the parts of the periods come to, period by period."""
    held = node.this if isinstance(node, exp.Filter) else node
    join: Callable[[Any, Any], Any] = (
        max if isinstance(held, exp.Max) else min if isinstance(held, exp.Min) else lambda one, other: one + other
    )
    found: list[Value] = []
    so_far: Value = Decimal(0) if isinstance(held, exp.Count) else None
    for part in parts:
        if part is not None:
            so_far = part if so_far is None else join(so_far, part)
        found.append(so_far)
    return found
