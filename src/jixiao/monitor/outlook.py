"""From a series to the values that the year may end with: the model for each way in which an indicator grows."""

from __future__ import annotations

import calendar
from datetime import date as Date  # noqa: N812 - reads as the type it is
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jixiao.monitor import counts, duties, extremes, levels, rates
from jixiao.monitor.shapes import SEED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from jixiao.monitor.special import Array
    from jixiao.plan.progress import Period, Series
    from jixiao.plan.values import Target

DRAWS = counts.DRAWS


class Outlook(NamedTuple):
    """Possible courses: ``values`` are draws of the value as of each later period end (``ends``)."""

    ends: tuple[Date, ...]
    values: Array
    method: str
    basis: str


class Silence(NamedTuple):
    """Why nothing is forecast."""

    zh: str
    en: str


class Known(NamedTuple):
    """What else is known of a series: last year's twelve months, and twelve shares of a declared plan."""

    previous: Series | None = None
    declared: tuple[float, ...] | None = None


LEVELS = (0.025, 0.1, 0.5, 0.9, 0.975)
"""Of a forecast: the ends of its 95 % and 80 % intervals, and the median."""
NOTHING_ELSE = Known()
_CLOSED = (1.0, 2.0)
"""Which part of the steps that are left over is closed at the deadline."""


def position(day: Date) -> float:
    """The end of a day in months from the year's beginning: 31 January is 1, 31 December 12."""
    return day.month - 1 + day.day / calendar.monthrange(day.year, day.month)[1]


def month_ends(after: Date, until: Date) -> tuple[Date, ...]:
    """The ends of months after a day up to another, and that other day itself."""
    found: list[Date] = []
    for month in range(after.month, 13):
        end = Date(after.year, month, calendar.monthrange(after.year, month)[1])
        if after < end < until:
            found.append(end)
    return (*found, until) if after < until else ()


def outlook(series: Series, target: Target | None, as_of: Date, until: Date, known: Known = NOTHING_ELSE) -> Outlook | Silence:  # fmt: skip
    """Where a series may stand at the later period ends, the last of which is ``until``."""
    ends = month_ends(as_of, until)
    if not ends:
        return Silence("期间已经结束，不再预测。", "The period is over; nothing is left to forecast.")
    model = _MODELS.get(series.growth)
    if model is None or not series.periods:
        return Silence("没有可以推算的数字序列。", "There is no series of numbers.")
    return model(series, target, ends, known)


def _edges(periods: Sequence[Period]) -> Array:
    return np.array([0.0, *(position(period.end) for period in periods)])


def _positions(ends: Sequence[Date]) -> Array:
    return np.array([position(end) for end in ends])


def _float(value: Decimal | None) -> float:
    return 0.0 if value is None else float(value)


def _scale(target: Target | None) -> float | None:
    """The order of magnitude that a target tells; its value is no forecast."""
    value = None if target is None or target.value is None else float(target.value)
    return value if value is not None and value > 0 else None


def _monthly(periods: Sequence[Period], part: str) -> Array | None:
    """Last year's twelve months of a part, or None if they are not all there."""
    if len(periods) != 12:
        return None
    return np.array([_float(getattr(period, part)) for period in periods])


def _events(periods: Sequence[Period], part: str) -> float:
    """The typical size of a row: 1 where the rows are unknown and the parts whole."""
    rows = sum(period.events for period in periods if _float(getattr(period, part)) != 0)
    total = sum(abs(_float(getattr(period, part))) for period in periods)
    if rows and total:
        return 2.0 * total / rows
    return max((abs(_float(getattr(period, part))) for period in periods), default=0.0) / 4 or 1.0


def _sum(series: Series, target: Target | None, ends: tuple[Date, ...], known: Known) -> Outlook:
    added = np.array([_float(period.own) for period in series.periods])
    previous = _monthly(known.previous.periods, "own") if known.previous is not None else None
    declared = np.array(known.declared) if known.declared is not None else None
    scale = _scale(target)
    unit = 1.0 if series.whole else _events(series.periods, "own")
    if unit == 1.0 and not series.whole and not added.any():
        unit = (scale or 1.0) / 10
    past = counts.Past(added, _edges(series.periods), unit, series.whole, scale, previous, declared)
    later = counts.rest(past, _positions(ends), DRAWS)
    so_far = _float(series.periods[-1].value)
    return Outlook(ends, so_far + np.cumsum(later, axis=1), "counts" if series.whole else "sums", _basis(series, known))


def _later_bottoms(series: Series, ends: tuple[Date, ...], known: Known, *, whole: bool) -> Array:
    added = np.array([_float(period.bottom) for period in series.periods])
    previous = _monthly(known.previous.periods, "bottom") if known.previous is not None else None
    unit = 1.0 if whole else _events(series.periods, "bottom")
    past = counts.Past(added, _edges(series.periods), unit, whole, None, previous)
    return counts.rest(past, _positions(ends), DRAWS)


def _rate(series: Series, target: Target | None, ends: tuple[Date, ...], known: Known) -> Outlook | Silence:
    top = np.array([_float(period.top) for period in series.periods])
    bottom = np.array([_float(period.bottom) for period in series.periods])
    if bottom.sum() == 0:
        return Silence("分母为0：还没有应计入的事项，无法预测。", "The denominator is 0: nothing to forecast from yet.")
    if ((top < 0) | (top > bottom)).any() or (bottom % 1).any() or (top % 1).any():
        return _ratio(series, target, ends, known)
    factor = _factor(series, top.sum() / bottom.sum())
    later = _later_bottoms(series, ends, known, whole=True)
    found = rates.successes(top, bottom, _edges(series.periods), later, _positions(ends))
    tops, bottoms = top.sum() + np.cumsum(found, axis=1), bottom.sum() + np.cumsum(later, axis=1)
    return Outlook(ends, factor * tops / bottoms, "rate", _basis(series, known))


def _factor(series: Series, quotient: float) -> float:
    """By what the quotient is multiplied to be in the target's unit (100 for %)."""
    value = _float(series.periods[-1].value)
    if quotient and value:
        return value / quotient
    return 100.0


def _ratio(series: Series, target: Target | None, ends: tuple[Date, ...], known: Known) -> Outlook | Silence:
    del target
    top = np.array([_float(period.top) for period in series.periods])
    bottom = np.array([_float(period.bottom) for period in series.periods])
    if bottom.sum() == 0:
        return Silence("分母为0，无法预测。", "The denominator is 0: nothing to forecast from.")
    held = bottom > 0
    if (top >= 0).all() and (top <= bottom).all() and not ((bottom % 1).any() or (top % 1).any()):
        return _rate(series, None, ends, known)  # heads out of heads: a rate, though its rows are sums
    if held.sum() < levels.LEAST:
        return Silence("只有一期数据，看不出变化，无法预测。", "One period of data shows no movement: no forecast.")
    factor = _factor(series, top.sum() / bottom.sum())
    later = _later_bottoms(series, ends, known, whole=False)
    quotients = levels.paths(top[held] / bottom[held], len(ends), DRAWS, weights=bottom[held], usual=levels.QUOTIENT)
    if (top <= bottom).all() and top.sum() > 0.5 * bottom.sum():
        quotients = np.minimum(quotients, 1.0)  # parts of a whole
    tops = top.sum() + np.cumsum(later * quotients, axis=1)
    bottoms = bottom.sum() + np.cumsum(later, axis=1)
    return Outlook(ends, factor * tops / bottoms, "ratio", _basis(series, known))


def _extreme(series: Series, target: Target | None, ends: tuple[Date, ...], known: Known) -> Outlook | Silence:
    own = [period.own for period in series.periods if period.own is not None]
    if len(own) < extremes.LEAST:
        return Silence(
            "只有不到两期有数据，无法预测最值。", "Fewer than two periods have data: no forecast of the extreme."
        )
    sign = 1.0 if series.growth == "maximum" else -1.0
    every = np.array([float(period.events) for period in series.periods])
    counted = len(series.largest) >= extremes.LEAST and every.any()
    if counted:
        previous = _monthly(known.previous.periods, "events") if known.previous is not None else None
        later = counts.rest(counts.Past(every, _edges(series.periods), previous=previous), _positions(ends), DRAWS)
    else:  # nobody counted the rows: the extreme of a period is one value, and so is that of each to come
        later = np.ones((DRAWS, len(ends)))
    before = known.previous.largest if known.previous is not None else ()
    seen = extremes.Largest(
        _descending(series.largest if counted else own, sign),
        int(every.sum()) if counted else len(own),
        sign * float(target.value) if target is not None and target.value is not None else None,
        _descending(before, sign) if counted and before else None,
    )
    found = extremes.later_maximum(seen, later)
    best = max(float(seen.values[0]), *(sign * float(value) for value in own))
    standing = np.maximum.accumulate(np.maximum(found, best), axis=1)
    return Outlook(ends, sign * standing, series.growth, _basis(series, known))


def _descending(values: Iterable[Decimal], sign: float) -> Array:
    return np.sort(np.array([sign * float(value) for value in values]))[::-1]


def _latest(series: Series, target: Target | None, ends: tuple[Date, ...], known: Known) -> Outlook | Silence:
    del target
    values = np.array([float(period.value) for period in series.periods if period.value is not None])
    if len(values) < levels.LEAST:
        return Silence("只有一期数据，看不出变化，无法预测。", "One period of data shows no movement: no forecast.")
    return Outlook(ends, levels.paths(values, len(ends), DRAWS), "level", _basis(series, known))


def _months(series: Series, target: Target | None, ends: tuple[Date, ...], known: Known) -> Outlook:
    """In how many months something happens."""
    start = target.start.month if target is not None and target.start is not None else 1
    whole = [p for p in series.periods if p.end.month >= start and position(p.end) == int(position(p.end))]
    done = np.array([float(_float(period.own) > 0) for period in whole])
    comes = duties.kept(
        done, np.array([period.end.month for period in whole]), np.array([end.month for end in ends]), DRAWS
    )
    # a month that has begun and has its meeting already is counted in the value
    begun = series.periods[-1]
    if _float(begun.own) > 0 and position(begun.end) != int(position(begun.end)):
        comes[:, 0] = 0.0
    value = _float(series.periods[-1].value)
    return Outlook(ends, value + np.cumsum(comes, axis=1), "months", _basis(series, known))


def _steps(series: Series, target: Target | None, ends: tuple[Date, ...], known: Known) -> Outlook | Silence:
    """What share of the planned steps will be done by each end, in percent."""
    del target
    planned = sum(_float(period.bottom) for period in series.periods)
    if planned <= 0:
        return Silence(
            "这个日期指标没有登记应完成的事项，只能到期判定，无法预测。",
            "No steps are declared for this date: it can be judged when due, not forecast.",
        )
    done = np.array([_float(period.top) for period in series.periods])
    declared = np.array(known.declared) if known.declared is not None else None
    past = counts.Past(done, _edges(series.periods), scale=planned, declared=declared)
    later = counts.rest(past, _positions(ends), DRAWS)
    reached = np.minimum(done.sum() + np.cumsum(later, axis=1), planned)
    # at the deadline what is left over is closed, more or less, whatever the pace was before
    rng = np.random.default_rng(SEED)
    left = np.floor(planned - reached[:, -1] + 0.5).astype(int)
    reached[:, -1] = np.minimum(reached[:, -1] + rng.binomial(left, rng.beta(*_CLOSED, DRAWS)), planned)
    return Outlook(ends, 100.0 * reached / planned, "steps", _basis(series, known))


def _basis(series: Series, known: Known) -> str:
    rows = sum(period.events for period in series.periods)
    parts = [f"{len(series.periods)}期"]
    if rows:
        parts.append(f"{rows}行")
    if known.previous is not None and len(known.previous.periods) == 12:
        parts.append("参考上年逐月数据")
    if known.declared is not None:
        parts.append("参考申报的进度计划")
    return "，".join(parts)


_MODELS = {
    "sum": _sum,
    "rate": _rate,
    "ratio": _ratio,
    "maximum": _extreme,
    "minimum": _extreme,
    "latest": _latest,
    "months": _months,
    "date": _steps,
}
