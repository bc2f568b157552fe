"""What it means to meet a target, for one exact value and for many possible ones: comparators turn everything round."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from typing import Any

    from jixiao.monitor.special import Array
    from jixiao.plan.progress import Growth
    from jixiao.plan.values import Target

Sense = Literal["more", "less", "within"]
"""Whether more is better, less is better, or a value within bounds."""
_STATES = frozenset({"latest", "maximum", "minimum"})
_TINY = 1e-9


def sense(target: Target, growth: Growth, *, cost: bool = False) -> Sense:
    """Which way is better. ＝ is reached from below where parts add up; for states it is a value to be kept.

    Where no sign is printed, less is better for costs and more for all else, as in scoring.
    """
    if target.comparator == "between":
        return "within"
    if target.comparator == "=":
        return "within" if growth in _STATES else "more"
    if target.comparator is None:
        return "less" if cost else "more"
    return "less" if target.comparator in {"≤", "<"} else "more"


def bounds(target: Target, growth: Growth, *, cost: bool = False, tolerance: float = 0.0) -> tuple[Decimal | None, Decimal | None]:  # fmt: skip
    """The least and the largest value that meets a numeric target; None where there is no bound."""
    value = target.value
    if value is None:
        return None, None
    way = sense(target, growth, cost=cost)
    if way == "more":
        return value, None
    if way == "less":
        return None, value
    if target.comparator == "between":
        return value, target.upper if target.upper is not None else value
    room = abs(value) * Decimal(str(tolerance))
    return value - room, value + room


def meets(target: Target, value: Decimal, growth: Growth, *, cost: bool = False, tolerance: float = 0.0) -> bool:
    """Whether an exact value meets a numeric target. Exactly at a bound counts for > and < as in scoring."""
    low, high = bounds(target, growth, cost=cost, tolerance=tolerance)
    return (low is None or value >= low) and (high is None or value <= high)


def share_meeting(
    target: Target, values: Array, growth: Growth, *, cost: bool = False, tolerance: float = 0.0
) -> float:
    """Which share of equally likely values meets a numeric target."""
    low, high = bounds(target, growth, cost=cost, tolerance=tolerance)
    good: np.ndarray[Any, np.dtype[np.bool_]] = np.ones(len(values), dtype=bool)
    if low is not None:
        good &= values >= float(low) - _TINY * max(1.0, abs(float(low)))
    if high is not None:
        good &= values <= float(high) + _TINY * max(1.0, abs(float(high)))
    return float(good.mean())
