"""States, means and quotients of sums (存量、均值、增长率): where a level goes from here.

Several simple models are weighed by how well they explain the months so far: a walk without aim, a walk with drift,
and a return to a mean of various strength. Their parameters are integrated out (normal-inverse-gamma), so that few
months mean wide intervals.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jixiao.monitor.shapes import SEED
from jixiao.monitor.special import Array, chosen, lgamma, softmax

LEAST = 2
"""Months from which a level can be forecast at all."""
_KEEPS = (1.0, 0.85, 0.6, 0.3, 0.0)
"""How much of a month's distance from the mean is left in the next; 1: a walk."""
_TRENDS = (0.5, 0.85)
"""How much of a month's movement is left in the next: seasons and momentum."""
_DRIFTS = (False, True)
TAIL = 4.0
"""Degrees of freedom of a month's own movement: now and then it is large."""
_FREE = 3.2
"""Degrees of freedom that the prior of the scatter is worth."""
STATE, QUOTIENT = 1.2, 0.4
"""The variance of a month's own movement beforehand, in terms of what the series shows: of a state, which may jump,
and of a quotient of sums, which is a mean of many rows; more by one part in n−1 for n months."""
_FEW = 1.8
"""How soon that is reached: of few months the larger of two measures of size is larger than it should be."""


class _Fit(NamedTuple):
    keep: float
    mean: Array
    cov: Array
    free: float
    rate: float
    log_evidence: float
    trended: bool
    last: float


def paths(values: Array, many: int, draws: int, seed: int = SEED, weights: Array | None = None, usual: float = STATE) -> Array:  # fmt: skip
    """Draws of the next ``many`` values after a series of monthly ones: an array of draws by months.

    ``weights`` are how exact each month is, relative to the average; ``usual`` is ``STATE`` or ``QUOTIENT``.

    Raises:
        ValueError: fewer than two values.
    """
    if len(values) < LEAST:
        raise ValueError("a level needs two months")
    rng = np.random.default_rng(seed)
    steps = np.diff(values)
    size = float(np.sqrt(np.mean(steps**2)))
    near = float(np.std(values))
    typical = max(size, near, 0.004 * usual * float(np.abs(values).max()), 1e-9)
    # what so many months show is smaller than the scatter by the first factor
    usual = min(usual * len(values) / (len(values) - 1), _FEW * (1 - 1 / len(values)))
    shift = float(values[-1])
    x = (values - shift) / typical
    exact = np.ones(len(values)) if weights is None else np.clip(weights / weights.mean(), 0.05, 20.0)
    fits = [_fit(x, keep, exact, drift=drift, usual=usual) for keep in _KEEPS for drift in _DRIFTS]
    if len(x) > LEAST:
        fits += [_fit(np.diff(x), keep, exact[1:], drift=False, trended=True, usual=usual) for keep in _TRENDS]
    share = softmax(np.array([fit.log_evidence for fit in fits]))
    taken = chosen(share, draws, rng)
    found = np.zeros((draws, many))
    for number, fit in enumerate(fits):
        mine = np.flatnonzero(taken == number)
        if len(mine):
            found[mine] = _walk(fit, many, len(mine), rng)
    # where a month is as it was, drawn from many models, the scale of the data returns
    return found * typical + shift


def _design(first: int, many: int) -> Array:
    """Level and trend at each of several months; the trend is counted from the last known one."""
    at = np.arange(first, first + many, dtype=float)
    return np.stack([np.ones(many), at], axis=1)


def _fit(x: Array, keep: float, exact: Array, *, drift: bool, usual: float, trended: bool = False) -> _Fit:
    """A regression of what the series keeps on level and trend, conjugate, with its evidence."""
    many = len(x)
    if keep == 1.0:
        y, design, weight = np.diff(x), np.zeros((many - 1, 2)), np.minimum(exact[1:], exact[:-1])
        design[:, 1] = 1.0
    else:
        full = _design(1 - many, many)
        y, design = x[1:] - keep * x[:-1], full[1:] - keep * full[:-1]
        start = np.sqrt(1 - keep**2)
        y, design, weight = np.concatenate([[x[0] * start], y]), np.concatenate([full[:1] * start, design]), exact
    prior = np.array([1 / 9.0, 1 / 0.5]) if drift else np.array([1 / 9.0, 1e6])
    precision = np.diag(prior) + (design * weight[:, None]).T @ design
    cov: Array = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    mean = cov @ ((design * weight[:, None]).T @ y)
    free = _FREE + len(y)
    rate = 0.5 * _FREE * usual + 0.5 * float((weight * y * y).sum() - mean @ precision @ mean)
    rate = max(rate, 1e-12)
    evidence = (
        0.5 * float(np.log(prior).sum())
        - 0.5 * float(np.linalg.slogdet(precision)[1])
        + 0.5 * float(np.log(weight).sum())
        + 0.5 * _FREE * float(np.log(0.5 * _FREE * usual))
        - 0.5 * free * float(np.log(rate))
        + float(lgamma(np.array([free / 2]))[0] - lgamma(np.array([_FREE / 2]))[0])
        - 0.5 * len(y) * float(np.log(2 * np.pi))
    )
    if keep == 1.0 or trended:  # the first value is free in a walk, but must be explained by the others
        evidence -= 0.5 * float(np.log(2 * np.pi * 9.0)) - 0.5 * float(np.log(free / (2 * rate)))
    return _Fit(keep, mean, cov, free, rate, evidence, trended, float(x[-1]))


def _walk(fit: _Fit, many: int, draws: int, rng: np.random.Generator) -> Array:
    """Draws of the months to come; the last known value is 0."""
    variance = fit.rate / rng.gamma(fit.free / 2, 1.0, draws)
    root = np.linalg.cholesky(fit.cov)
    chosen_mean = fit.mean + (rng.normal(0, 1, (draws, 2)) @ root.T) * np.sqrt(variance)[:, None]
    noise = rng.standard_t(TAIL, (draws, many)) * np.sqrt(variance * (TAIL - 2) / TAIL)[:, None]
    if fit.keep == 1.0:
        return np.cumsum(chosen_mean[:, 1:2] + noise, axis=1)
    trend = chosen_mean @ _design(0, many + 1).T
    found = np.zeros((draws, many))
    away = fit.last - trend[:, 0]
    for month in range(many):
        away = fit.keep * away + noise[:, month]
        found[:, month] = trend[:, month + 1] + away
    return np.cumsum(found, axis=1) if fit.trended else found
