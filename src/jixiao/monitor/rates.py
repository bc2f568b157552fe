"""Rates (比率): so many out of so many; the rest of the year's parts are forecast, never the quotients averaged.

Each month's numerator is beta-binomial about a rate that may drift over the year; a rate that never failed so far may
also be one that cannot fail.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from jixiao.monitor.shapes import SEED
from jixiao.monitor.special import Array, chosen, log_beta_binomial, softmax

PARTICLES = 160
SURE = 0.3
"""Chance beforehand that a rate is one that cannot fail (a formality), or cannot succeed."""
TURNS = 0.35
"""How often the rest of the year goes at another rate than all months so far."""
_GRID = np.linspace(-4.5, 4.5, 25)


class _Family(NamedTuple):
    strength: Array
    drift: Array


@lru_cache(maxsize=1)
def _family() -> _Family:
    """How close months keep to the rate (as a number of cases), and how the rate drifts, in logits a year."""
    rng = np.random.default_rng(SEED + 2)
    strength = np.where(rng.random(PARTICLES) < 0.3, 1e6, np.exp(rng.uniform(np.log(4), np.log(2000), PARTICLES)))
    drift = np.where(rng.random(PARTICLES) < 0.45, 0.0, rng.normal(0, 1.0, PARTICLES))
    return _Family(strength, drift)


def successes(top: Array, bottom: Array, edges: Array, later: Array, ends: Array, seed: int = SEED) -> Array:
    """Draws of the numerators of the later periods, given draws of their denominators (``later``: draws by periods).

    Args:
        top: numerators of the periods so far, each at most its denominator.
        bottom: denominators so far.
        edges: bounds of the periods so far, in months, one more than periods.
        later: draws of the later denominators.
        ends: ends of the later periods in months.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    draws = len(later)
    family = _family()
    all_top, all_bottom = float(top.sum()), float(bottom.sum())
    middle = (edges[:-1] + edges[1:]) / 2
    centre = np.log((all_top + 0.5) / (all_bottom - all_top + 0.5))
    rate = (all_top + 0.5) / (all_bottom + 1)
    informed = max(all_bottom * rate * (1 - rate), 0.25)
    spread = np.sqrt(1 / informed + 1 / np.maximum(family.strength * len(top) * rate * (1 - rate), 0.5) + 0.02)
    centres = centre - family.drift * (np.average(middle, weights=bottom + 1e-9) - 6) / 12
    level = centres[:, None] + spread[:, None] * _GRID[None, :]
    logit = level[:, :, None] + family.drift[:, None, None] * (middle - 6)[None, None, :] / 12
    share = _logistic(logit)
    a, b = family.strength[:, None, None] * share, family.strength[:, None, None] * (1 - share)
    logs = log_beta_binomial(top[None, None, :], bottom[None, None, :], a, b).sum(axis=2)
    middling = _logistic(level)
    logs += np.log(spread)[:, None] + 0.5 * np.log(middling * (1 - middling)) - np.log(PARTICLES)
    # the prior's mass: the beta(½, ½) density over logits integrates to π
    step = _GRID[1] - _GRID[0]
    logs += np.log(step / np.pi)
    sure = _sure(logs, all_top, all_bottom)
    taken = chosen(softmax(logs.ravel()), draws, rng)
    row, column = np.divmod(taken, len(_GRID))
    drawn = level[row, column] + spread[row] * step * (rng.random(draws) - 0.5)
    starts = np.concatenate([edges[-1:], ends[:-1]])
    ahead = drawn[:, None] + family.drift[row, None] * ((starts + ends) / 2 - 6)[None, :] / 12
    turned = np.where(rng.random(draws) < TURNS, rng.normal(0, 0.7, draws), 0.0)
    shares = np.clip(_logistic(ahead + turned[:, None]), 1e-12, 1 - 1e-12)
    strength = family.strength[row, None]
    own = np.clip(rng.beta(strength * shares, strength * (1 - shares)), 0.0, 1.0)
    found = rng.binomial(np.minimum(later, 2**62).astype(np.int64), own).astype(float)
    always = rng.random(draws) < sure
    found[always] = later[always] if all_top == all_bottom else 0.0
    return found


def _sure(logs: Array, top: float, bottom: float) -> float:
    """How probable it is that the rate cannot fail, where it never did (or never succeeded)."""
    if bottom == 0 or top not in {0.0, bottom}:
        return 0.0
    # the spike explains the data with certainty; the rest with its marginal likelihood (choose terms are 1 at the ends)
    peak = logs.max()
    marginal = float(np.exp(peak) * np.exp(logs - peak).sum())
    return SURE / (SURE + (1 - SURE) * min(marginal, 1.0))


def _logistic(x: Array) -> Array:
    found: Array = 1.0 / (1.0 + np.exp(-np.clip(x, -40, 40)))
    return np.clip(found, 1e-12, 1 - 1e-12)
