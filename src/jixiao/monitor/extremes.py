"""Maxima (≤48小时之内): the largest value that the rest of the year may bring.

The largest of a month's values follows a generalised extreme value distribution whose place goes up with the number
of values; place, width and tail are integrated over. A largest value that came up again and again to the digit (a
ceiling in a price list) may be a ceiling indeed. A minimum is the maximum of the negatives.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from jixiao.monitor.shapes import SEED
from jixiao.monitor.special import Array, chosen, softmax

PARTICLES = 400
CEILING = 0.8
"""Chance that a largest value met several times to the digit is a ceiling."""
_GRID = np.linspace(-3.5, 3.5, 15)


BOUNDED = 0.3
"""How often values have a firm end (all is answered within two days), which takes some months to be seen."""
USUAL_SCATTER = 0.3
"""How much monthly maxima scatter in parts of the largest, before any are seen; worth one month."""


@lru_cache(maxsize=16)
def _family(months: int) -> tuple[Array, Array]:
    """Widths (relative to the scatter of so many monthly maxima) and tails."""
    rng = np.random.default_rng(SEED + 3)
    width = np.exp(rng.normal(np.log(0.95), np.sqrt(0.3 + 1.3 / months), PARTICLES))
    tail = rng.normal(0.14, 0.24, PARTICLES)
    bounded = rng.random(PARTICLES) < BOUNDED * max(0.0, 1 - 2.5 / months)
    return width, np.where(bounded, rng.uniform(-1.2, -0.4, PARTICLES), tail)


def later_maximum(maxima: Array, counts: Array, later: Array, seed: int = SEED) -> Array:
    """Draws of the largest value among those to come in each later period; −inf where none comes.

    Args:
        maxima: the largest value of each period so far that had any, at least two periods.
        counts: how many values these periods had.
        later: draws by periods of how many values will come.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    draws = len(later)
    top = float(maxima.max())
    many_months = len(maxima)
    before = (USUAL_SCATTER * max(abs(top), 1e-9)) ** 2
    scatter = float(np.sqrt((float(((maxima - maxima.mean()) ** 2).sum()) + before) / many_months))
    usual = float(np.exp(np.mean(np.log(np.maximum(counts, 1.0)))))
    width, tail = _family(many_months)
    scale = (width * scatter)[:, None]
    centre = float(np.mean(maxima))
    place = centre + scatter * 1.2 * _GRID[None, :] / np.sqrt(len(maxima)) * 1.6 - 0.5 * scale
    more = np.log(np.maximum(counts, 1.0) / usual)
    logs = _log_density(maxima[None, None, :], place[:, :, None], scale[:, :, None], tail[:, None, None], more)
    chosen_at = chosen(softmax(logs.sum(axis=2).ravel()), draws, rng)
    row, column = np.divmod(chosen_at, len(_GRID))
    step = (_GRID[1] - _GRID[0]) * scatter * 1.2 * 1.6 / np.sqrt(len(maxima))
    at = place[row, column] + step * (rng.random(draws) - 0.5)
    s, t = scale[row, 0], tail[row]
    many = np.maximum(later, 0.0)
    uniform = rng.random(later.shape)
    with np.errstate(divide="ignore"):
        # of n values: the usual number's distribution to the power n / usual
        reduced = -np.log(-np.log(uniform)) + np.log(many / usual)
    found = at[:, None] + s[:, None] * _bent(reduced, t[:, None])
    found = np.where(many > 0, found, -np.inf)
    ties = int((maxima == top).sum())
    if ties > 1:
        ceiling = rng.random(draws) < 1 - (1 - CEILING) ** (ties - 1)
        found[ceiling] = np.minimum(found[ceiling], top)
    return found


def _bent(reduced: Array, tail: Array) -> Array:
    """A standard Gumbel value turned into one with a tail."""
    flat = np.abs(tail) < 1e-3
    safe = np.where(flat, 1.0, tail)
    with np.errstate(over="ignore", invalid="ignore"):
        bent = np.expm1(np.clip(safe * reduced, -60, 60)) / safe
    found: Array = np.where(flat, reduced, bent)
    return found


def _log_density(x: Array, place: Array, scale: Array, tail: Array, more: Array) -> np.ndarray[Any, Any]:
    """Log density of a generalised extreme value whose number of values is ``exp(more)`` times the usual one."""
    z = (x - place) / scale
    inside = 1 + tail * z
    flat = np.abs(tail) < 1e-3
    safe = np.where(flat, 1.0, tail)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(flat, z, np.log(np.maximum(inside, 1e-300)) / safe)
    found = -np.log(scale) - y * (1 + np.where(flat, 0.0, tail)) + more - np.exp(np.clip(more - y, -50, 50))
    return np.where(inside > 0, found, -700.0)
