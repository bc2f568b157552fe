"""Measures' expressions: aggregates over declared columns, checked before anything runs, and parted from their arithmetic.

``100.0 * count(*) filter (where 已处理) / count(*)`` is two aggregates, which an engine computes exactly, and
the arithmetic ``100.0 * a0 / a1``, which is done here in ``Decimal``: engines disagree on division, zero and
rounding. What is not on the lists below does not run: no sub-queries, no other tables, no files, no settings.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING, NamedTuple

import sqlglot
from sqlglot import exp

from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.evidence.ledger import Ledger

DIALECT = "duckdb"
LONGEST = 4_000
DEEPEST = 60
_CONTEXT = Context(prec=50)
_AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max, exp.Avg)
_ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Paren, exp.Literal, exp.Nullif, exp.Coalesce)
_OF_ROWS: tuple[type[exp.Expr], ...] = (
    exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren, exp.Star, exp.Distinct, exp.Where,
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Is, exp.Like,
    exp.NullSafeEQ, exp.NullSafeNEQ,
    exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Abs, exp.Case, exp.If, exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least,
    exp.Cast, exp.DataType, exp.DataTypeParam,
    exp.Year, exp.Month, exp.Quarter, exp.Day, exp.Var, exp.DateDiff,
    exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Substring, exp.DPipe,
)  # fmt: skip
"""Nodes that may stand inside an aggregate: what every engine understands alike, or ``dialect`` writes out for each.

Division may not: it is done outside, in ``Decimal``.
"""
_TYPE = exp.DataType.Type
_CASTS = frozenset({_TYPE.DATE, _TYPE.TIMESTAMP, _TYPE.DECIMAL, _TYPE.VARCHAR, _TYPE.TEXT})
_UNITS = frozenset({"DAY", "HOUR", "MINUTE", "SECOND"})
_ORDERED = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Greatest, exp.Least)


class Parts(NamedTuple):
    """An expression taken apart: ``aggregates`` for an engine, and the arithmetic with ``a0``, ``a1`` … in their places."""

    aggregates: tuple[exp.Expr, ...]
    arithmetic: exp.Expr


def parts_of(text: str, ledger: Ledger, place: str = "") -> Parts:
    """The aggregates of a measure's expression and the arithmetic around them.

    Raises:
        JixiaoError: it is no expression, or holds what a measure may not; the message names it.
    """
    tree = _parsed(text, place)
    aggregates: list[exp.Expr] = []

    def part(node: exp.Expr, depth: int) -> exp.Expr:
        if depth > DEEPEST:
            raise _refused(text, "嵌套太深", "it is nested too deeply", place)
        held = node.this if isinstance(node, exp.Filter) else node
        if isinstance(held, _AGGREGATES):
            _check_aggregate(node, ledger, text, place)
            return _named(aggregates, node)
        if not isinstance(node, _ARITHMETIC):
            raise _refused(text, f"“{_sql(node)}”不能用在这里：度量是汇总函数（count、sum、min、max、avg）的四则运算",
                           f"“{_sql(node)}” may not stand here: a measure is arithmetic over count, sum, min, max, avg", place)  # fmt: skip
        if isinstance(node, exp.Literal):
            if node.is_string:
                raise _refused(text, f"文字“{node.this}”不能参加运算", f"the text “{node.this}” is no number", place)
            return node.copy()
        made = node.copy()
        for name, value in node.args.items():
            if isinstance(value, exp.Expr):
                made.set(name, part(value, depth + 1))
            elif isinstance(value, list):
                made.set(name, [part(item, depth + 1) if isinstance(item, exp.Expr) else item for item in value])
        return made

    arithmetic = part(tree, 0)
    if not aggregates:
        raise _refused(text, "没有汇总函数，数不出东西", "it has no aggregate and counts nothing", place)
    return Parts(tuple(aggregates), arithmetic)


def condition_of(text: str, ledger: Ledger, place: str = "") -> exp.Expr:
    """A condition on the rows of a ledger, checked like a measure.

    Raises:
        JixiaoError: as ``parts_of``.
    """
    tree = _parsed(text, place)
    _check_rows(tree, ledger, text, place)
    return tree


def _named(aggregates: list[exp.Expr], node: exp.Expr) -> exp.Expr:
    """The name of an aggregate; ``avg`` is a sum and a count, and equal aggregates are computed once."""

    def known(aggregate: exp.Expr) -> exp.Expr:
        if aggregate not in aggregates:
            aggregates.append(aggregate)
        return exp.column(f"a{aggregates.index(aggregate)}")

    held = node.this if isinstance(node, exp.Filter) else node
    if not isinstance(held, exp.Avg):
        return known(node)

    def under(inner: exp.Expr) -> exp.Expr:
        return exp.Filter(this=inner, expression=node.expression.copy()) if isinstance(node, exp.Filter) else inner

    total = under(exp.Sum(this=held.this.copy()))
    count = under(exp.Count(this=held.this.copy(), big_int=True))
    return exp.Paren(this=exp.Div(this=known(total), expression=known(count)))


def _parsed(text: str, place: str) -> exp.Expr:
    if len(text) > LONGEST:
        raise _refused(text[:60] + "…", f"超过{LONGEST}个字符", f"it is longer than {LONGEST} characters", place)
    try:
        found = sqlglot.parse(text, dialect=DIALECT)
    except (sqlglot.errors.SqlglotError, RecursionError) as error:
        first = str(error).split("\n", 1)[0]
        raise _refused(text, f"不是完整的表达式（{first}）", f"it is no whole expression ({first})", place) from None
    if len(found) != 1 or found[0] is None:
        raise _refused(text, "应当是一个表达式", "it must be one expression", place)
    return found[0]


def _check_aggregate(node: exp.Expr, ledger: Ledger, text: str, place: str) -> None:
    held = node.this if isinstance(node, exp.Filter) else node
    if isinstance(node, exp.Filter):
        _check_rows(node.expression, ledger, text, place)
    inner = held.this
    if isinstance(inner, exp.Star):
        if not isinstance(held, exp.Count):
            raise _refused(text, f"“{_sql(held)}”里要写列名", f"“{_sql(held)}” needs a column", place)
        return
    if isinstance(inner, exp.Distinct):
        if not isinstance(held, exp.Count) or len(inner.expressions) != 1 or inner.args.get("on"):
            raise _refused(
                text, "distinct 只能用在 count(distinct 列) 里", "distinct stands in count(distinct column) only", place
            )
        inner = inner.expressions[0]
    for name, value in held.args.items():
        if value and name not in {"this", "big_int"}:
            raise _refused(
                text,
                f"“{_sql(held)}”里有不能用的部分（{name}）",
                f"“{_sql(held)}” has a part that may not be used ({name})",
                place,
            )
    if inner is None:
        raise _refused(text, f"“{_sql(held)}”里要写列名", f"“{_sql(held)}” needs a column", place)
    if isinstance(held, exp.Min | exp.Max) and isinstance(inner, exp.Column):
        field = ledger.field(inner.name)
        if field is not None and field.type in {"string", "boolean"}:
            raise _refused(
                text, f"“{inner.name}”不是数字或日期，没有最大最小", f"“{inner.name}” is no number or date", place
            )
    _check_rows(inner, ledger, text, place)


def _check_rows(tree: exp.Expr, ledger: Ledger, text: str, place: str) -> None:
    """Refuse whatever a row's expression may not hold."""
    for node in _walk(tree, text, place):
        if type(node) not in _OF_ROWS:
            said = (
                "除法请写在汇总函数外面，例如 sum(甲) / sum(乙)"
                if isinstance(node, exp.Div | exp.IntDiv)
                else f"“{_sql(node)}”不在允许的写法之内"
            )
            raise _refused(text, said, f"“{_sql(node)}” may not be used inside an aggregate", place)
        if isinstance(node, exp.Column):
            _check_column(node, ledger, text, place)
        elif isinstance(node, exp.Star):
            raise _refused(text, "* 只能写成 count(*)", "* stands in count(*) only", place)
        elif isinstance(node, exp.Cast) and (node.to.this not in _CASTS or type(node) is not exp.Cast):
            raise _refused(text, f"不能转换成 {node.to.sql(DIALECT)}", f"no cast to {node.to.sql(DIALECT)}", place)
        elif isinstance(node, exp.In) and (node.args.get("query") or node.args.get("unnest") or node.args.get("field")):
            raise _refused(
                text, "in 后面请写出值，例如 in ('甲', '乙')", "write the values after in: in ('a', 'b')", place
            )
        elif isinstance(node, exp.Var) and node.name.upper() not in _UNITS:
            units = "day、hour、minute、second"
            raise _refused(
                text, f"“{node.name}”不能用，可用 {units}", f"“{node.name}” may not be used; use {units}", place
            )
        else:
            _check_meaning(node, ledger, text, place)


def _check_meaning(node: exp.Expr, ledger: Ledger, text: str, place: str) -> None:
    """Refuse what engines understand differently: the order of texts, bare decimals, escapes in patterns."""
    if isinstance(node, _ORDERED):
        for column in (child for child in node.iter_expressions() if isinstance(child, exp.Column)):
            field = ledger.field(column.name)
            if field is not None and field.type == "string":
                raise _refused(
                    text, f"“{field.name}”是文字，不能比较大小", f"“{field.name}” is a text and has no order", place
                )
    if isinstance(node, exp.DataType) and node.this == _TYPE.DECIMAL and len(node.expressions) != 2:
        raise _refused(
            text, "decimal 要写明位数，例如 decimal(18, 2)", "write the places of a decimal: decimal(18, 2)", place
        )
    if isinstance(node, exp.Like) and "\\" in _sql(node):
        raise _refused(text, "like 的式样里不能用反斜杠", "no backslash in a pattern of like", place)


def _check_column(node: exp.Column, ledger: Ledger, text: str, place: str) -> None:
    if node.table or ledger.field(node.name) is None:
        names = "、".join(field.name for field in ledger.fields)
        raise _refused(text, f"台账“{ledger.shown}”没有“{_sql(node)}”这一列，有：{names}",
                       f"the ledger “{ledger.name}” has no column “{_sql(node)}”; it has {names}", place)  # fmt: skip


def _walk(tree: exp.Expr, text: str, place: str) -> Iterator[exp.Expr]:
    pending = [(tree, 0)]
    while pending:
        node, depth = pending.pop()
        if depth > DEEPEST:
            raise _refused(text, "嵌套太深", "it is nested too deeply", place)
        yield node
        pending += [(child, depth + 1) for child in node.iter_expressions()]


def _sql(node: exp.Expr) -> str:
    try:
        return node.sql(DIALECT)
    except (sqlglot.errors.SqlglotError, ValueError):
        return type(node).__name__


def _refused(text: str, zh: str, en: str, place: str) -> JixiaoError:
    return JixiaoError(
        "bad-measure", f"度量“{text}”不能用：{zh}。", f"The measure “{text}” cannot be used: {en}.", place
    )


# -- arithmetic -----------------------------------------------------------------------------


class Undefined(Exception):  # noqa: N818 - no error of anybody's: the value does not exist
    """A value that does not exist: a zero denominator, or no rows at all."""


def value_of(arithmetic: exp.Expr, values: Sequence[Decimal | None]) -> Decimal | None:
    """The arithmetic's value for these aggregates, exactly (50 digits where division never ends); None where it has none."""
    try:
        return _value(arithmetic, values)
    except Undefined:
        return None


def _value(node: exp.Expr, values: Sequence[Decimal | None]) -> Decimal:
    if isinstance(node, exp.Column):
        found = values[int(node.name[1:])]
        if found is None:
            raise Undefined
        return found
    if isinstance(node, exp.Literal):
        return Decimal(node.this)
    if isinstance(node, exp.Paren):
        return _value(node.this, values)
    if isinstance(node, exp.Neg):
        return -_value(node.this, values)
    if isinstance(node, exp.Coalesce):
        return _first(node, values)
    left = _value(node.this, values)
    if isinstance(node, exp.Nullif):
        if left == _value(node.expression, values):
            raise Undefined
        return left
    right = _value(node.expression, values)
    if isinstance(node, exp.Add):
        return _CONTEXT.add(left, right)
    if isinstance(node, exp.Sub):
        return _CONTEXT.subtract(left, right)
    if isinstance(node, exp.Mul):
        return _CONTEXT.multiply(left, right)
    if right == 0:
        raise Undefined
    return _CONTEXT.divide(left, right)


def _first(node: exp.Coalesce, values: Sequence[Decimal | None]) -> Decimal:
    for choice in (node.this, *node.expressions):
        try:
            return _value(choice, values)
        except Undefined:
            continue
    raise Undefined


def rate_of(arithmetic: exp.Expr) -> tuple[exp.Expr, exp.Expr, Decimal] | None:
    """Numerator, denominator and factor of a rate (``100 * a / b``, ``a / b * 100``); None if it is no rate."""
    factor, node = Decimal(1), _bare(arithmetic)
    while isinstance(node, exp.Mul):
        left, right = _bare(node.this), _bare(node.expression)
        if isinstance(left, exp.Literal):
            factor, node = factor * Decimal(left.this), right
        elif isinstance(right, exp.Literal):
            factor, node = factor * Decimal(right.this), left
        else:
            return None
    if not isinstance(node, exp.Div):
        return None
    top, bottom = _bare(node.this), _bare(node.expression)
    if isinstance(top, exp.Mul):
        left, right = _bare(top.this), _bare(top.expression)
        if isinstance(left, exp.Literal):
            factor, top = factor * Decimal(left.this), right
        elif isinstance(right, exp.Literal):
            factor, top = factor * Decimal(right.this), left
    if isinstance(bottom, exp.Literal) or isinstance(top, exp.Literal):
        return None
    return top, bottom, factor


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node
