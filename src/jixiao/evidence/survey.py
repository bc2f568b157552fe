"""Satisfaction surveys: what a sample shows, what it leaves open, and how many answers would decide.

The interval is Wilson's score interval (E. B. Wilson, 1927). A target is shown only where the whole interval meets
it: "≥95%" with an interval around 95 is undecided by the sample, whatever the share in it.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVEL = 0.95
POWER = 0.8
MOST = 2_000_000
"""More answers than any survey of an office gathers."""


class Interval(NamedTuple):
    """A share and its interval, 0 to 1."""

    share: float
    low: float
    high: float


def wilson(satisfied: float, answers: float, level: float = LEVEL) -> Interval:
    """Wilson's interval of a share. ``answers`` may be an effective number, where answers are weighted.

    >>> [round(value, 4) for value in wilson(195, 214)]
    [0.9112, 0.8655, 0.9424]

    Raises:
        ValueError: no answers, or more satisfied than answers.
    """
    if answers <= 0 or not 0 <= satisfied <= answers:
        raise ValueError("satisfied must be from 0 to answers, answers above 0")
    share = satisfied / answers
    z = NormalDist().inv_cdf(0.5 + level / 2)
    middle = (share + z * z / (2 * answers)) / (1 + z * z / answers)
    half = z / (1 + z * z / answers) * math.sqrt(share * (1 - share) / answers + z * z / (4 * answers * answers))
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def verdict(found: Interval, target: float, *, at_least: bool = True) -> bool | None:
    """Whether a sample shows that its population meets a target (0 to 1); None where it does not decide."""
    if at_least:
        return True if found.low >= target else False if found.high < target else None
    return True if found.high <= target else False if found.low > target else None


def deciding(share: float, target: float, level: float = LEVEL) -> int | None:
    """How many answers with this share would decide about a target; None if no sample of that share ever could.

    >>> deciding(0.9112, 0.90), deciding(0.95, 0.95) is None
    (2757, True)
    """
    if math.isclose(share, target):
        return None

    def decides(answers: int) -> bool:
        return verdict(wilson(share * answers, answers, level), target) is not None

    low, high = 0, 1
    while not decides(high):
        low, high = high, high * 2
        if high > 64 * MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if decides(middle) else (middle, high)
    return high


def needed(expected: float, target: float, power: float = POWER, level: float = LEVEL) -> int | None:
    """How many answers a survey needs so that "≥ target" is shown with this probability if the true share is ``expected``.

    From this number on every larger survey of up to a tenth more has the power too: the power of a count goes in
    small steps up and down. None if the expected share does not exceed the target, or no survey is large enough.

    >>> needed(0.97, 0.95), needed(0.95, 0.95) is None
    (849, True)
    """
    if expected <= target:
        return None
    low, high = 1, 2
    while power_of(high, expected, target, level) < power:
        low, high = high, high * 2
        if high > MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if power_of(middle, expected, target, level) >= power else (middle, high)
    answers = low
    while True:  # to the end of the last dip
        dip = next((n for n in _ahead(answers) if power_of(n, expected, target, level) < power), None)
        if dip is None:
            return answers
        answers = dip + 1


def _ahead(answers: int) -> Iterator[int]:
    """The numbers among which a dip is looked for: all of a small survey's, the ends of steps of a large one's."""
    yield from range(answers, answers + max(50, answers // 10), max(1, answers // 400))


def power_of(answers: int, expected: float, target: float, level: float = LEVEL) -> float:
    """The probability that a survey of so many answers shows "≥ target" if the true share is ``expected``; exact."""
    least = _least(answers, target, level)
    return 0.0 if least is None else _above(least, answers, expected)


def _least(answers: int, target: float, level: float) -> int | None:
    """The least number of satisfied answers whose interval lies wholly at or above the target."""
    low, high = math.floor(answers * target), answers
    if wilson(answers, answers, level).low < target:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if wilson(middle, answers, level).low >= target else (middle, high)
    return high


def _above(least: int, answers: int, share: float) -> float:
    """P(X ≥ least) of a binomial count, by adding up from the larger side's terms."""
    if least <= 0:
        return 1.0
    if share >= 1.0:
        return 1.0
    logs = math.lgamma(answers + 1)
    term = math.exp(
        logs
        - math.lgamma(least + 1)
        - math.lgamma(answers - least + 1)
        + least * math.log(share)
        + (answers - least) * math.log1p(-share)
    )
    if least > answers * share:  # the smaller tail is the upper one
        total, k = 0.0, least
        while k <= answers and (term > 1e-18 or k == least):
            total += term
            term *= (answers - k) / (k + 1) * share / (1 - share)
            k += 1
        return min(1.0, total)
    total, k = 0.0, least
    while k > 0:
        term *= k / (answers - k + 1) * (1 - share) / share
        k -= 1
        total += term
        if term < 1e-18:
            break
    return max(0.0, 1.0 - total)
