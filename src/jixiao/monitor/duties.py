"""What is due every month (每月至少一次): in which of the months to come it will be done.

An office keeps such a duty as a matter of course, or with some chance, or less and less as the year goes on; and one
month of the year may fall out (the Spring Festival, a summer break). Which of these it is, the months so far tell.
"""

from __future__ import annotations

import numpy as np

from jixiao.monitor.shapes import SEED
from jixiao.monitor.special import Array, chosen, softmax

PARTICLES = 4000
KEPT, ANY = 0.45, 0.02
"""How often a duty is kept as a matter of course, and how often nothing is known of the chance that a month keeps it."""
CHANCE = (9.0, 1.2)
"""Else that chance, as a beta distribution's two numbers."""
TIRES, LEFT = 0.15, (0.5, 1.0)
"""How often it is kept less and less, and which part of the chance is left in December, evenly between the two."""
FALLS_OUT = 0.2
"""How often one month of the year is unlike the others."""


def kept(done: Array, months: Array, later: Array, draws: int, seed: int = SEED) -> Array:
    """Draws of whether each later month keeps the duty, 1 or 0: an array of draws by months.

    Args:
        done: 1 or 0 for each month so far in which it was due.
        months: which months of the year these were, 1 to 12.
        later: which months of the year are to come.
        draws: how many.
        seed: of the random numbers.
    """
    rng = np.random.default_rng(seed)
    kind = rng.random(PARTICLES)
    chance = np.where(kind < KEPT, 0.995, rng.beta(*CHANCE, PARTICLES))
    chance = np.where(kind > 1 - ANY, rng.random(PARTICLES), chance)[:, None]
    end = np.where(rng.random(PARTICLES) < TIRES, rng.uniform(*LEFT, PARTICLES), 1.0)[:, None]
    month = np.arange(1, 13)
    every = chance * (1 - (1 - end) * (month - 1) / 11)
    out = (rng.random(PARTICLES) < FALLS_OUT)[:, None] & (month == rng.integers(1, 13, PARTICLES)[:, None])
    every = np.clip(np.where(out, every * rng.random((PARTICLES, 1)), every), 1e-6, 1 - 1e-6)
    so_far = every[:, months.astype(int) - 1]
    logs = np.where(done > 0, np.log(so_far), np.log1p(-so_far)).sum(axis=1)
    taken = every[chosen(softmax(logs), draws, rng)]
    found: Array = (rng.random((draws, len(later))) < taken[:, later.astype(int) - 1]).astype(float)
    return found
