"""What the printed figures of a self-evaluation must make: the rate of execution, its points, the total."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from jixiao.plan.normal import normal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.plan.values import Plan, PrintedScore

_RATE = re.compile(r"(\d+(?:\.\d+)?)\s*(%?)")
_HUNDRED = Decimal(100)
ROUNDED = Decimal("0.005")
"""How far a figure of two decimals may be from what it was rounded from."""


class Sum(NamedTuple):
    """A printed total and what its parts make; they agree if they differ by no more than ``room``."""

    printed: Decimal
    made: Decimal
    room: Decimal

    @property
    def agrees(self) -> bool:
        """Whether rounding explains the difference."""
        return abs(self.printed - self.made) <= self.room


def total_score(plan: Plan, scores: Sequence[PrintedScore]) -> Sum | None:
    """总分 against the sum of the scores printed above it.

    None where no total is printed or a row has no score. Where the points of budget execution (预算执行率) are not
    printed, up to 20 may be theirs: then the sum is the least the total can be, and ``made`` is that total if it can be.
    """
    held = {score.subject: score.score for score in scores}
    total, execution = held.pop("total", None), held.pop("execution", None)
    own = [held.get(row.id) for row in plan.indicators]
    if total is None or not own or any(score is None for score in own):
        return None
    parts = [score for score in (*own, execution) if score is not None]
    made = sum(parts, Decimal(0))
    # scores with two decimals may be shown rounded; their sum then differs by chance
    room = min(Decimal("0.05"), ROUNDED * sum(-int(part.as_tuple().exponent) > 1 for part in parts))
    if execution is None and made - room <= total <= made + 20:
        made = total
    return Sum(total, made, room)


def rate_of(text: str | None) -> Sum | None:
    """A printed rate in percent, ``made`` the same, with the room its decimals leave: 98.6%, 0.986 and 98.6 are one.

    >>> rate_of("98.6%").printed, rate_of("0.986").printed, rate_of("—")
    (Decimal('98.6'), Decimal('98.600'), None)
    """
    match = _RATE.fullmatch(normal(text or "").strip())
    if match is None:
        return None
    value = Decimal(match[1])
    room = Decimal(1).scaleb(int(value.as_tuple().exponent))
    if not match[2] and value <= Decimal("1.5") and "." in match[1]:
        value, room = value * _HUNDRED, room * _HUNDRED
    return Sum(value, value, room)


def execution_rate(plan: Plan, printed: str | None) -> Sum | None:
    """The printed rate of execution (执行率) against 执行数 over 预算数, in percent.

    None where one of them is not printed. Forms compute with the year's adjusted budget (全年预算数) as a rule; where
    the printed rate is that of the initial one (年初预算数), it is taken as right.
    """
    rate = rate_of(printed)
    root = plan.funds[0] if plan.funds else None
    if rate is None or root is None or root.executed is None:
        return None
    made = [
        _HUNDRED * root.executed / budget for budget in (root.amount, root.initial) if budget is not None and budget > 0
    ]
    if not made:
        return None
    best = min(made, key=lambda value: abs(value - rate.printed))
    return Sum(rate.printed, best if abs(best - rate.printed) <= rate.room else made[0], rate.room)
