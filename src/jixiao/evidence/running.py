"""Aggregates as of several dates in one pass: what each period adds, run on from period to period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from jixiao.evidence.store import identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.evidence.duck import Value
    from jixiao.evidence.ledger import Ledger

Fetch = "Callable[[str, Ledger], list[tuple[Any, ...]]]"


def running_series(
    fetch: Callable[[str, Ledger], list[tuple[Any, ...]]],
    ledger: Ledger,
    wanted: Sequence[exp.Expr],
    ends: Sequence[Date],
) -> list[list[Value]]:
    """The aggregates' values as of each of the dates, which are in order; see ``DuckEngine.series``."""
    return run_on(wanted, period_parts(fetch, ledger, wanted, ends))


def run_on(wanted: Sequence[exp.Expr], parts: Sequence[Sequence[Value]]) -> list[list[Value]]:
    """The aggregates as of each end, from what each period alone comes to."""
    columns = [_run(node, [row[number] for row in parts]) for number, node in enumerate(wanted)]
    return [[column[period] for column in columns] for period in range(len(parts))]


def period_parts(
    fetch: Callable[[str, Ledger], list[tuple[Any, ...]]],
    ledger: Ledger,
    wanted: Sequence[exp.Expr],
    ends: Sequence[Date],
) -> list[list[Value]]:
    """What each period alone comes to; a value that is counted once only is counted where it first occurs.

    Rows of a ledger without days belong to the first period.
    """
    from jixiao.evidence.duck import exact

    table = identifier(ledger.name)
    if ledger.event is None:
        selected = ", ".join(node.sql("duckdb") for node in wanted)
        row = [exact(value) for value in fetch(f"select {selected} from {table}", ledger)[0]]
        nothing: list[Value] = [exact_zero() if _counts(node) else None for node in wanted]
        return [row, *(list(nothing) for _ in ends[1:])]
    day = f"cast({identifier(ledger.event)} as date)"
    cases = " ".join(f"when {day} <= date '{end.isoformat()}' then {number}" for number, end in enumerate(ends))
    happened = f"{day} <= date '{ends[-1].isoformat()}'"
    plain = [number for number, node in enumerate(wanted) if _distinct(node) is None]
    selected = "".join(f", {wanted[number].sql('duckdb')}" for number in plain)
    found: list[list[Value]] = [[None] * len(wanted) for _ in ends]
    rows = {
        int(row[0]): row[1:]
        for row in fetch(f"select case {cases} end as p{selected} from {table} where {happened} group by p", ledger)
    }
    for place, number in enumerate(plain):
        for period in range(len(ends)):
            found[period][number] = exact(rows[period][place]) if period in rows else None
    for number, node in enumerate(wanted):
        inner = _distinct(node)
        if inner is None:
            continue
        column = inner.sql("duckdb")
        where = f" and ({node.expression.this.sql('duckdb')})" if isinstance(node, exp.Filter) else ""
        first = f"select min(case {cases} end) as p from {table} where {happened} and {column} is not null{where} group by {column}"
        counts = {int(row[0]): row[1] for row in fetch(f"select p, count(*) from ({first}) group by p", ledger)}
        for period in range(len(ends)):
            found[period][number] = exact(int(counts.get(period, 0)))
    return found


def _counts(node: exp.Expr) -> bool:
    return isinstance(node.this if isinstance(node, exp.Filter) else node, exp.Count)


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
    so_far: Value = exact_zero() if isinstance(held, exp.Count) else None
    for part in parts:
        if part is not None:
            so_far = part if so_far is None else join(so_far, part)
        found.append(so_far)
    return found


def exact_zero() -> Value:
    """A count of nothing."""
    from decimal import Decimal

    return Decimal(0)
