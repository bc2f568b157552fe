"""One checked expression as SQL of each engine, with one meaning.

What engines understand differently is written out for each: the days, hours and minutes between two moments
(whole ones that have passed, toward zero), ``filter`` where an engine has none, ``date`` of a stored text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sqlglot import exp

if TYPE_CHECKING:
    from collections.abc import Callable

Dialect = Literal["duckdb", "postgres", "spark", "mysql", "sqlite"]
_SECONDS = {"HOUR": 3600, "MINUTE": 60, "SECOND": 1}


def sql_of(node: exp.Expr, dialect: Dialect) -> str:
    """A checked aggregate or condition in the SQL of an engine."""
    return str(_inside_out(node.copy(), dialect).sql(dialect, identify=True, comments=False))


def _inside_out(node: exp.Expr, dialect: Dialect) -> exp.Expr:
    """Each part rewritten after the parts in it (sqlglot's own ``transform`` leaves those of a replaced part alone)."""
    for name, value in list(node.args.items()):
        if isinstance(value, exp.Expr):
            node.set(name, _inside_out(value, dialect))
        elif isinstance(value, list):
            node.set(name, [_inside_out(item, dialect) if isinstance(item, exp.Expr) else item for item in value])
    return _rewritten(node, dialect)


def _rewritten(part: exp.Expr, dialect: Dialect) -> exp.Expr:
    if isinstance(part, exp.DateDiff):
        return _PASSED[dialect](part.expression, part.this, part.args["unit"].name.upper())
    if isinstance(part, exp.Filter) and dialect == "mysql":
        return _cased(part)
    if dialect == "sqlite":
        return _of_sqlite(part)
    if isinstance(part, exp.Quarter) and dialect == "postgres":
        return exp.Extract(this=exp.var("quarter"), expression=part.this)
    if isinstance(part, exp.Sum) and dialect == "spark":  # a sum of whole numbers may outgrow 64 bits
        return exp.Sum(this=exp.Cast(this=part.this, to=exp.DataType.build("decimal(38, 8)")))
    return part


def _cased(part: exp.Filter) -> exp.Expr:
    """``filter`` as a case: what does not meet the condition is null, which no aggregate counts."""
    held: exp.Expr = part.this.copy()
    condition = part.expression.this
    inner = held.this
    if isinstance(inner, exp.Distinct):
        inner.set("expressions", [exp.Case().when(condition.copy(), inner.expressions[0].copy())])
    else:
        value = exp.Literal.number(1) if isinstance(inner, exp.Star) else inner.copy()
        held.set("this", exp.Case().when(condition.copy(), value))
    return held


def _of_sqlite(part: exp.Expr) -> exp.Expr:
    """SQLite keeps dates as texts and sums as binary fractions: our own functions do both exactly."""
    if isinstance(part, exp.Sum):
        return exp.Anonymous(this="exact_sum", expressions=[part.this])
    if isinstance(part, exp.Year | exp.Month | exp.Quarter | exp.Day):
        return exp.Anonymous(this=f"date_{type(part).__name__.lower()}", expressions=[part.this])
    if isinstance(part, exp.Cast):
        name = "as_date" if part.to.this == exp.DataType.Type.DATE else "as_text"
        return (
            exp.Anonymous(this=name, expressions=[part.this])
            if part.to.this != exp.DataType.Type.DECIMAL
            else part.this
        )
    return part


def _passed_duckdb(start: exp.Expr, end: exp.Expr, unit: str) -> exp.Expr:
    if unit == "DAY":
        return exp.Paren(this=exp.Sub(this=_date(end), expression=_date(start)))
    return exp.Anonymous(this="date_sub", expressions=[exp.Literal.string(unit.lower()), _moment(start), _moment(end)])


def _passed_postgres(start: exp.Expr, end: exp.Expr, unit: str) -> exp.Expr:
    if unit == "DAY":
        return exp.Paren(this=exp.Sub(this=_date(end), expression=_date(start)))
    between = exp.Paren(this=exp.Sub(this=_moment(end), expression=_moment(start)))
    seconds = exp.Extract(this=exp.var("epoch"), expression=between)
    return exp.Anonymous(this="div", expressions=[seconds, exp.Literal.number(_SECONDS[unit])])


def _passed_spark(start: exp.Expr, end: exp.Expr, unit: str) -> exp.Expr:
    if unit == "DAY":
        return exp.Anonymous(this="datediff", expressions=[_date(end), _date(start)])
    return exp.Anonymous(this="timestampdiff", expressions=[exp.var(unit), _moment(start), _moment(end)])


def _passed_sqlite(start: exp.Expr, end: exp.Expr, unit: str) -> exp.Expr:
    return exp.Anonymous(this="time_passed", expressions=[exp.Literal.string(unit.lower()), start.copy(), end.copy()])


_PASSED: dict[Dialect, Callable[[exp.Expr, exp.Expr, str], exp.Expr]] = {
    "duckdb": _passed_duckdb,
    "postgres": _passed_postgres,
    "spark": _passed_spark,
    "mysql": _passed_spark,
    "sqlite": _passed_sqlite,
}


def _date(node: exp.Expr) -> exp.Expr:
    return exp.Cast(this=node.copy(), to=exp.DataType.build("date"))


def _moment(node: exp.Expr) -> exp.Expr:
    return exp.Cast(this=node.copy(), to=exp.DataType.build("timestamp"))
