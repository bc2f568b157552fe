"""Maxima (≤48小时之内): the largest value that the rest of the year may bring.

It rests on the single largest values so far, not on the largest of each month: above a threshold that half of the
values pass, they follow a generalised Pareto distribution, whose scale and tail are integrated over. The target tells
the order of magnitude, as it does for counts; last year's largest values count in part. A largest value that came up
again and again to the digit (a ceiling in a price list) may be a ceiling indeed, or one of a few prices the highest of
which has not come up yet: a new one comes as a new record does among exchangeable values. A minimum is the maximum of
the negatives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jixiao.monitor.counts import SCALE_FAR, SCALE_NEAR
from jixiao.monitor.shapes import SEED
from jixiao.monitor.special import Array, chosen, softmax

if TYPE_CHECKING:
    from numpy.random import Generator

PARTICLES = 400
LEAST = 2
"""Values from which an extreme can be forecast at all."""
ABOVE, AT_LEAST, AT_MOST = 0.5, 10, 40
"""Which part of the values stands above the threshold, and how many at least (where there are so many) and at most."""
TAIL, BOUNDED = (0.12, 0.21), 0.2
"""The tail beforehand, heavier than exponential as durations are, and how often values have a firm end."""
USUAL = (0.35, 1.5)
"""How far values go beyond the threshold beforehand, in parts of it, and how uncertain that is, as a logarithm."""
LAST_YEAR = 0.35
"""What one of last year's values tells of this year's, in such values."""
NEAR = 0.65
"""How often a target is near what the year comes to."""
CEILING = 0.8
"""Chance that a largest value met several times to the digit is one of a list of few, for each time but the first."""
CLOSED, SET = 0.4, 0.6
"""How often nothing stands above the largest of such a list, and how often if it is the target itself."""
NEW = 1.0
"""How readily such a list shows values not met before, as the strength of a Dirichlet process."""
_GRID = np.linspace(-4.0, 4.0, 25)


class Largest(NamedTuple):
    """The largest values so far, the largest first, out of how many; ``target`` and last year's if known."""

    values: Array
    many: int
    target: float | None = None
    previous: Array | None = None


def later_maximum(seen: Largest, later: Array, seed: int = SEED) -> Array:
    """Draws of the largest value among those to come in each later period; −inf where none comes, or none so large.

    Args:
        seen: the largest values so far, at least two; what stays below them all is not told apart.
        later: draws by periods of how many values will come.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    many = max(seen.many, len(seen.values))
    above = min(len(seen.values) - 1, AT_MOST, max(int(ABOVE * many), min(AT_LEAST, many - 1)))
    threshold = float(seen.values[above])
    beyond = seen.values[:above] - threshold
    rows = np.maximum(later, 0.0)
    # a share of all values passes the threshold; as many as come fall on the tail like a Poisson process
    share = rng.beta(above + 0.5, many - above + 0.5, (len(later), 1))
    scale, tail = _posterior(seen, threshold, beyond, (above + 0.5) / (many + 1) * (many + float(rows.sum(1).mean())), len(later), rng)  # fmt: skip
    with np.errstate(divide="ignore"):
        reached = np.log(rows * share / rng.exponential(1.0, rows.shape))
    found = np.where(reached > 0, threshold + scale[:, None] * _bent(np.maximum(reached, 0.0), tail[:, None]), -np.inf)
    ties = int((seen.values == seen.values[0]).sum())
    listed = rng.random(len(later)) < 1 - (1 - CEILING) ** (ties - 1)
    if listed.any():
        found[listed] = _of_list(seen, many, rows[listed], rng)
    return found


def _posterior(
    seen: Largest, threshold: float, beyond: Array, passing: float, draws: int, rng: Generator
) -> tuple[Array, Array]:
    """Draws of scale and tail. ``passing`` is how many values of the whole year are expected above the threshold."""
    tail = rng.normal(*TAIL, PARTICLES)
    tail = np.where(rng.random(PARTICLES) < BOUNDED, rng.uniform(-1.0, -0.3, PARTICLES), tail)[:, None]
    size = max(float(beyond.mean()), 1e-3 * abs(threshold), 1e-9)
    usual = USUAL[0] * abs(threshold) or size
    told, before = float(len(beyond)), USUAL[1] ** -2
    centre = (told * np.log(size) + before * np.log(usual)) / (told + before)
    spread = 1.3 / np.sqrt(told + before)
    scale = np.exp(centre + spread * _GRID)[None, :]
    logs = _log_density(beyond[:, None, None], scale, tail).sum(axis=0)
    logs -= 0.5 * (np.log(scale / usual) / USUAL[1]) ** 2
    if seen.previous is not None and len(seen.previous) > 1:
        # of last year only the largest values are known too: what they say is how they fall above the last of them
        least = max(threshold, float(seen.previous[-1]))
        held = seen.previous[seen.previous > least] - threshold
        start = _passed(least - threshold, scale, tail)
        told_there = _log_density(held[:, None, None], scale, tail).sum(axis=0)
        logs += LAST_YEAR * np.where(np.isfinite(start), told_there + len(held) * np.where(np.isfinite(start), start, 0.0), -700.0)  # fmt: skip
    if seen.target:
        # the year's largest value has its median where one half is expected to pass
        median = threshold + scale * _bent(np.full((1, 1), np.log(max(passing / np.log(2.0), 1.01))), tail)
        with np.errstate(over="ignore"):  # a target next to nothing
            ratio = median / seen.target
        away = np.log(np.where(ratio > 0, ratio, np.exp(2 * SCALE_FAR)))
        near, far = (np.exp(-0.5 * (away / width) ** 2) / width for width in (SCALE_NEAR, SCALE_FAR))
        logs += np.log(NEAR * near + (1 - NEAR) * far + 1e-12)
    row, column = np.divmod(chosen(softmax(logs.ravel()), draws, rng), len(_GRID))
    step = spread * (_GRID[1] - _GRID[0])
    return scale[0, column] * np.exp(step * (rng.random(draws) - 0.5)), tail[row, 0]


def _of_list(seen: Largest, many: int, rows: Array, rng: Generator) -> Array:
    """Draws where values are taken from a list of few: the largest again, or one above it that was not met before."""
    top = float(seen.values[0])
    known = np.unique(seen.values)
    different = len(known) + (many > len(seen.values) and len(known) == 1)
    is_target = seen.target is not None and abs(seen.target - top) <= 1e-9 * abs(top)
    open_above = rng.random((len(rows), 1)) >= (SET if is_target else CLOSED)
    after = many + np.cumsum(rows, axis=1)
    # new values come more and more rarely, and stand above all others as often as each other one does
    news = NEW * np.log(after / (after - rows)) / (different + 1)
    step = (top - float(known[0])) / (len(known) - 1) if len(known) > 1 else 0.2 * abs(top)
    higher = open_above & (rng.random(rows.shape) < -np.expm1(-news))
    found: Array = np.where(higher, top + step * rng.exponential(1.0, rows.shape), top)
    return np.where(rows > 0, found, -np.inf)


def _bent(reached: Array, tail: Array) -> Array:
    """A standard exponential value turned into one of a generalised Pareto with a tail."""
    flat = np.abs(tail) < 1e-3
    found: Array = np.where(flat, reached, np.expm1(np.clip(tail * reached, -60, 60)) / np.where(flat, 1.0, tail))
    return found


def _passed(beyond: Array | float, scale: Array, tail: Array) -> Array:
    """Of a generalised Pareto, minus the logarithm of the share that goes beyond; infinite past its end."""
    z = beyond / scale
    flat = np.abs(tail) < 1e-3
    inside = 1 + tail * z
    found = np.where(flat, z, np.log(np.maximum(inside, 1e-300)) / np.where(flat, 1.0, tail))
    return np.where(flat | (inside > 0), found, np.inf)


def _log_density(beyond: Array, scale: Array, tail: Array) -> Array:
    passed = _passed(beyond, scale, tail)
    return np.where(
        np.isfinite(passed), -np.log(scale) - np.where(np.isfinite(passed), passed, 0.0) * (1 + tail), -700.0
    )
