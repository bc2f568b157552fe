"""Counts and sums (数量、金额): what the rest of the year will add.

Each month's count is gamma-Poisson about the year's rate times the month's share; the share follows one of many
shapes of a year (``shapes``), weighed by how well they explain the months so far. Sums are counted in units of their
typical row. All of it is drawn with a fixed seed: the same months give the same forecast.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from jixiao.monitor import shapes
from jixiao.monitor.special import Array, chosen, lgamma, log_beta, log_negative_binomial, softmax

DRAWS = 2000
_GRID = np.linspace(-4.0, 4.0, 17)
SCALE_NEAR, SCALE_FAR = 0.3, 1.6
"""How far (as a logarithm) a year's total may be from the target: most targets are near, some far off."""
LEAST_REGULAR = 3
"""Months from which a rhythm can be seen."""
KEPT_BEFORE = 0.7
"""Which part of last year's later months must have had the same rhythm, where last year is known."""
KEEPS = (6.0, 0.5)
"""How surely a rhythm is kept, as a beta distribution's two numbers."""
ROWS_DIFFER = 0.5
"""How far the typical size of a row may be from the one met so far, as a logarithm."""
SUM_CLUMP = 0.25
"""How much less sums come in batches than counts: their unit is a large row already."""
REGULAR = 0.1
"""Chance beforehand that something happens as often in every month (a monthly meeting)."""

TRUST = 0.5
"""How far the fit of a shape is believed: with hundreds of shapes for thousands of possible years, the best one fits too well."""
CLOSING = 0.29
"""How much the last quarter goes its own way, as a logarithm."""
TURNS = 0.12
"""How often the rest of a year goes a way of its own."""


class Past(NamedTuple):
    """The months so far. ``edges`` are their bounds in months from the year's beginning, one more than ``added``.

    ``unit`` is the typical size of a row: 1 for counts. ``whole`` says that only whole numbers come.
    ``scale`` is the order of magnitude of the year's total where it is known (a target); ``previous`` last year's
    twelve months; ``declared`` twelve shares of a declared plan.
    """

    added: Array
    edges: Array
    unit: float = 1.0
    whole: bool = True
    scale: float | None = None
    previous: Array | None = None
    declared: Array | None = None


def rest(past: Past, ends: Array, draws: int = DRAWS, seed: int = shapes.SEED) -> Array:
    """Draws of what each later period adds: an array of draws by periods. ``ends`` are the later period ends in months."""
    rng = np.random.default_rng(seed)
    family = _family(past)
    if not past.whole:
        family = family._replace(clump=SUM_CLUMP * family.clump)
    added = np.maximum(past.added, 0.0) / past.unit
    total = float(added.sum())
    share = shapes.between(family.shares, past.edges)
    gone = share.sum(axis=1)
    spread = np.sqrt((1 + family.clump) / (total + 0.5) + family.noise**2 / np.maximum(len(added), 1) + 0.01)
    centre = np.log((total + 0.5) / np.maximum(gone, 1e-6))
    level = centre[:, None] + spread[:, None] * _GRID[None, :]
    mean = np.exp(level)[:, :, None] * share[:, None, :]
    size = mean / (family.clump[:, None, None] + 1e-9 + mean * (family.noise**2)[:, None, None])
    logs = log_negative_binomial(added[None, None, :], mean, size).sum(axis=2)
    logs += family.log_prior[:, None] + np.log(spread)[:, None] + _prior(past, level)
    evidence = _log_sum(logs)
    tempered = logs + (TRUST - 1) * (evidence - evidence.max())[:, None] + (1 - TRUST) * family.log_prior[:, None]
    taken = chosen(softmax(tempered.ravel()), draws, rng)
    row, column = np.divmod(taken, len(_GRID))
    step = _GRID[1] - _GRID[0]
    drawn = np.exp(level[row, column] + spread[row] * step * (rng.random(draws) - 0.5))
    later = shapes.between(family.shares[row], np.concatenate([past.edges[-1:], ends]))
    means = drawn[:, None] * later * turn(draws, ends, rng)
    sizes = means / (family.clump[row, None] + 1e-9 + means * (family.noise[row] ** 2)[:, None])
    rates = rng.gamma(sizes, means / sizes)
    if past.whole:
        found = rng.poisson(np.minimum(rates, 1e15)).astype(float)
        step_size = float(_GRID[1] - _GRID[0])
        return _regular(past, found, ends, float(logs.max() + np.log(np.exp(logs - logs.max()).sum() * step_size)), rng)
    # rows of very different size: the typical size is known only roughly
    size_of_row = np.exp(rng.normal(0, ROWS_DIFFER, (draws, 1)))
    amounts: Array = rng.gamma(np.maximum(rates / size_of_row, 1e-9), past.unit * size_of_row)
    return amounts


def _log_sum(logs: Array) -> Array:
    """Logarithm of the sum over the grid, for each shape."""
    top = logs.max(axis=1)
    found: Array = top + np.log(np.exp(logs - top[:, None]).sum(axis=1))
    return found


def _regular(past: Past, found: Array, ends: Array, evidence: float, rng: np.random.Generator) -> Array:
    """Some draws replaced by regular months, as probable as it is that the months so far are no accident.

    ``evidence`` is the log probability of the months so far under all other models.
    """
    bounds = past.edges[1:]
    months = past.added[np.isclose(bounds, np.round(bounds))]
    usual = float(np.median(months)) if len(months) else 0.0
    if len(months) < len(past.added) or usual <= 0 or usual % 1 or len(months) < LEAST_REGULAR:
        return found
    if past.previous is not None and (past.previous[len(months) :] == usual).mean() < KEPT_BEFORE:
        return found  # last year had another rhythm, or none
    kept = int((months == usual).sum())
    broken = len(months) - kept
    evidence -= float(lgamma(past.added + 1.0).sum())
    # each month keeps the rhythm with a chance that is likely high; which rhythm it is was not known
    mine = log_beta(kept + KEEPS[0], broken + KEEPS[1]) - log_beta(*KEEPS) - (1 + broken) * np.log(2.0 * usual + 1)
    odds = np.log(REGULAR / (1 - REGULAR)) + mine - evidence
    regular = rng.random(len(found)) < 1 / (1 + np.exp(-np.clip(odds, -50, 50)))
    chance = rng.beta(kept + KEEPS[0], broken + KEEPS[1], (len(found), 1))
    rhythm = np.where(rng.random(found.shape) < chance, usual, 0.0)
    if not np.isclose(past.edges[-1], round(past.edges[-1])):
        return found
    del ends
    return np.where(regular[:, None], rhythm, found)


def turn(draws: int, ends: Array, rng: np.random.Generator) -> Array:
    """By what each later period is multiplied because something turns that no month so far could show.

    A policy stops, money runs out: mostly next to nothing, now and then much, and from any later period on. The last
    quarter goes its own way: before the books are closed offices hurry, or are done.
    """
    much = np.where(rng.random(draws) < TURNS, rng.normal(0.0, 1.2, draws), 0.0)
    begins = rng.integers(0, len(ends), draws)
    after = np.arange(len(ends))[None, :] >= begins[:, None]
    closing = 0.05 + CLOSING * rng.standard_t(5, draws)
    found: Array = np.exp(np.where(after, much[:, None], 0.0) + np.where(ends > 9, closing[:, None], 0.0))
    return found


def _family(past: Past) -> shapes.Shapes:
    own = shapes.own()
    parts, chances = [own], [1.0]
    if past.previous is not None and past.previous.sum() > 0:
        parts.append(shapes.about(np.maximum(past.previous, 0.0), (0.07, 0.5)))
        chances = [0.2, 0.8]
    if past.declared is not None and past.declared.sum() > 0:
        parts.append(shapes.about(past.declared, (0.1, 0.8)))
        chances = [*(0.5 * chance for chance in chances), 0.5]
    return shapes.joined(*parts, chances=tuple(chances))


def _prior(past: Past, level: Array) -> Array:
    """Log prior of the year's total: wide about a known order of magnitude; nearer about last year's total, if there is one."""
    found = np.zeros_like(level)
    if past.scale is not None and past.scale > 0:
        away = level - np.log(past.scale / past.unit)
        near, far = (np.exp(-0.5 * (away / width) ** 2) / width for width in (SCALE_NEAR, SCALE_FAR))
        found += np.log(0.65 * near + 0.35 * far + 1e-12) - 0.5 * np.log(2 * np.pi)
    else:
        found -= 0.5 * level
    before = 0.0 if past.previous is None else float(past.previous.sum())
    if before > 0:
        away = level - np.log(before / past.unit)
        found += np.log(
            0.6 * np.exp(-0.5 * (away / 0.13) ** 2) / 0.13 + 0.4 * np.exp(-0.5 * (away / 0.35) ** 2) / 0.35 + 1e-4
        )
    return found
