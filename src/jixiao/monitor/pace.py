"""Pace: how a value compares with a plan curve on a day, the right way round for every comparator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.monitor.meeting import meets, sense
from jixiao.monitor.outlook import position
from jixiao.plan.progress import Pace

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is
    from decimal import Decimal

    from jixiao.plan.progress import Curve, Growth, Series
    from jixiao.plan.values import Target

MOST = 9.99
"""As far ahead as is told: nothing spent of a ceiling is no infinity."""
_PARTS = frozenset({"sum", "months", "date"})


def shares_of(previous: Series | None, declared: Sequence[float] | None) -> tuple[Curve, tuple[float, ...]]:
    """The plan curve of what adds up: declared, else last year's shape, else an even year; as twelve monthly shares."""
    if declared is not None:
        return "declared", tuple(declared)
    if previous is not None and len(previous.periods) == 12:
        own = [max(float(period.own or 0), 0.0) for period in previous.periods]
        if sum(own) > 0:
            return "previous", tuple(part / sum(own) for part in own)
    return "even", (1 / 12,) * 12


def share_at(shares: Sequence[float], day: Date, first: float = 0.0, last: float = 12.0) -> float:
    """What share of a course is due by the end of a day; an even course may begin late and end early (in months)."""
    at = position(day)
    if len(set(shares)) == 1:
        return min(max((at - first) / (last - first), 0.0), 1.0) if last > first else 1.0
    whole = int(at)
    due = sum(shares[:whole]) + (at - whole) * (shares[whole] if whole < 12 else 0.0)
    return min(due / sum(shares), 1.0)


def pace(
    target: Target, value: Decimal, growth: Growth, curve: tuple[Curve, float], *, cost: bool = False, tolerance: float
) -> Pace:
    """How a value compares with a numeric target's plan curve, of which ``curve`` gives the share due by now."""
    from decimal import Decimal

    assert target.value is not None
    if growth not in _PARTS:
        return Pace("standing", target.value, None, _standing(target, value, growth, cost=cost, tolerance=tolerance))
    name, share = curve
    planned = (target.value * Decimal(repr(share))).quantize(Decimal("0.0001")).normalize()
    if sense(target, growth, cost=cost) == "within":
        ahead = _near(float(value), float(planned))
    elif sense(target, growth, cost=cost) == "less":
        ahead = _below(float(value), float(planned))
    else:
        ahead = _above(float(value), float(planned))
    return Pace(name, planned, share, ahead)


def _standing(target: Target, value: Decimal, growth: Growth, *, cost: bool, tolerance: float) -> float:
    bound = target.value
    assert bound is not None
    way = sense(target, growth, cost=cost)
    if bound <= 0 or value < 0:
        return 1.0 if meets(target, value, growth, cost=cost) else 0.0
    if way == "within":
        return (
            1.0 if meets(target, value, growth, cost=cost, tolerance=tolerance) else _near(float(value), float(bound))
        )
    return _below(float(value), float(bound)) if way == "less" else _above(float(value), float(bound))


def _above(value: float, planned: float) -> float:
    if planned <= 0:
        return 1.0 if value >= planned else 0.0
    return min(max(value / planned, 0.0), MOST)


def _below(value: float, planned: float) -> float:
    if value <= 0:
        return MOST if planned > 0 else 1.0
    return min(max(planned / value, 0.0), MOST)


def _near(value: float, planned: float) -> float:
    if value == planned:
        return 1.0
    if value <= 0 or planned <= 0:
        return 0.0
    return min(value / planned, planned / value)
