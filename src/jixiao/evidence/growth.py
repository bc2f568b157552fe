"""How an indicator's value comes about over a year and over subordinate units: declared, or shown by its measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from jixiao.evidence.expression import rate_of
from jixiao.evidence.pack import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.evidence.pack import Taken
    from jixiao.plan.progress import Growth
    from jixiao.plan.values import Accumulation, Indicator

_DECLARED: dict[str, Growth] = {
    "sum": "sum",
    "latest": "latest",
    "mean": "ratio",
    "maximum": "maximum",
    "minimum": "minimum",
    "rate": "rate",
}
_ACCUMULATES: dict[Growth, Accumulation] = {
    "sum": "sum",
    "rate": "rate",
    "ratio": "rate",
    "maximum": "maximum",
    "minimum": "minimum",
    "latest": "latest",
}


def accumulation_of(row: Indicator, taken: Taken) -> Accumulation | None:
    """How the value makes one with those of other months or units.

    None for dates and months, whose targets tell, and for a difference of extremes or the like, which does not.
    """
    growth = growth_of(row, taken)
    if growth == "latest" and not all(is_kind(node, exp.Count) or is_kind(node, exp.Sum) for node in taken.parts.aggregates):  # fmt: skip
        return None
    return _ACCUMULATES.get(growth)


def growth_of(row: Indicator, taken: Taken) -> Growth:
    """How an indicator's value comes about: as declared, or as its target and its measure's expression show."""
    measured = taken.measure
    kind = row.target.kind if row.target is not None else None
    if kind in {"date", "period"}:
        return "date" if kind == "date" else "months"
    declared = (measured.accumulates if isinstance(measured, Measure) else None) or row.accumulates
    rate = rate_of(taken.parts.arithmetic)
    nodes = taken.parts.aggregates
    if declared is not None and not (declared in {"mean", "rate"} and rate is None):
        growth = _DECLARED[declared]
        return growth if growth != "rate" or all(is_kind(node, exp.Count) for node in nodes) else "ratio"
    if taken.ledger.event is None:
        return "latest"
    if rate is not None:
        return "rate" if all(is_kind(node, exp.Count) for node in nodes) and not _distinct(nodes) else "ratio"
    if all(is_kind(node, exp.Count) or is_kind(node, exp.Sum) for node in nodes):
        return "latest" if taken.parts.arithmetic.find(exp.Div) is not None else "sum"
    if len(nodes) == 1:
        return "maximum" if is_kind(nodes[0], exp.Max) else "minimum"
    return "latest"


def is_kind(node: exp.Expr, kind: type[exp.Expr]) -> bool:
    """Whether an aggregate, filtered or not, is of a kind."""
    return isinstance(node.this if isinstance(node, exp.Filter) else node, kind)


def _distinct(nodes: Sequence[exp.Expr]) -> bool:
    return any(node.find(exp.Distinct) is not None for node in nodes)
