"""How a year may go: many shapes of the twelve months' shares, drawn once.

Offices work evenly, in seasons, slowly about the Spring Festival, with a rush before the year's end or before the
middle of the year, early while the money lasts, or in a few batches. Which of these a series follows is not known
beforehand: the forecast weighs all of them by how well they explain the months so far.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from jixiao.monitor.special import Array

SEED = 20250101
OWN = 448
"""Shapes drawn without knowledge of the series."""
GIVEN = 448
"""Further shapes about last year's or the declared one."""
_TINY = 1e-4


class Shapes(NamedTuple):
    """Shares of the months (rows add up to 1), and for each shape how the counts scatter about it.

    Of a month with mean m the variance is m·(1 + ``clump``) + (``noise``·m)²: batches, and months that go their own way.
    """

    shares: Array
    clump: Array
    noise: Array
    log_prior: Array


@lru_cache(maxsize=1)
def own() -> Shapes:
    """The shapes that are tried for every series."""
    rng = np.random.default_rng(SEED)
    month = np.arange(12.0)
    logs = np.zeros((OWN, 12))
    seasonal = rng.random(OWN) < 0.7
    for wave in (1, 2, 3):
        size = rng.normal(0, 0.2 / wave, (OWN, 2)) * seasonal[:, None]
        angle = 2 * np.pi * wave * month / 12
        logs += size[:, :1] * np.cos(angle) + size[:, 1:] * np.sin(angle)
    logs += rng.normal(0.05, 0.4, (OWN, 1)) * (rng.random((OWN, 1)) < 0.5) * (month - 5.5) / 5.5
    early = (rng.random(OWN) < 0.12) * rng.exponential(0.15, OWN)
    logs -= early[:, None] * month
    festival = (rng.random(OWN) < 0.4) * rng.exponential(0.4, OWN)
    logs -= festival[:, None] * np.where(month == 1, 1.0, np.where(month == 0, 0.5, 0.0))
    last = rng.integers(1, 4, OWN)
    rush = (rng.random(OWN) < 0.4) * rng.exponential(0.7, OWN)
    logs += rush[:, None] * (month >= 12 - last[:, None])
    half = (rng.random(OWN) < 0.15) * rng.exponential(0.6, OWN)
    logs += half[:, None] * ((month == 5) | (month == 4))
    shares = np.exp(logs)
    power = np.exp(rng.normal(0.08, 0.2, OWN))
    edges = (np.arange(13) / 12)[None, :] ** power[:, None]
    bent = rng.random(OWN) < 0.15
    shares = np.where(bent[:, None], np.diff(edges) * np.exp(0.3 * logs), shares)
    # work that comes in few batches, or stops for a while
    batches = rng.random(OWN) < 0.14
    few = rng.gamma(np.exp(rng.uniform(np.log(0.25), np.log(1.5), (OWN, 1))), 1.0, (OWN, 12)) + _TINY
    shares = np.where(batches[:, None], few * shares, shares)
    breaks = rng.random(OWN) < 0.1
    at = rng.integers(3, 11, OWN)
    level = np.exp(rng.normal(0, 0.8, OWN))
    shares = np.where(breaks[:, None] & (month >= at[:, None]), shares * level[:, None], shares)
    shares = shares / shares.sum(axis=1, keepdims=True)
    clump, noise = _scatter(rng, OWN)
    return Shapes(shares, clump, noise, np.zeros(OWN))


def about(known: Array, spread: tuple[float, float]) -> Shapes:
    """Shapes about a known one, from very like it to hardly. ``known`` are twelve shares, some may be 0.

    ``spread`` bounds how far a month may go its own way, as a logarithm.
    """
    rng = np.random.default_rng(SEED + 1)
    close = np.exp(rng.uniform(np.log(spread[0]), np.log(spread[1]), (GIVEN, 1)))
    base = known / known.sum()
    smooth = np.exp(rng.uniform(np.log(0.005), np.log(0.2), (GIVEN, 1)))
    mixed = (1 - smooth) * base + smooth / 12
    shares = mixed * np.exp(close * rng.normal(0, 1, (GIVEN, 12)))
    month = np.arange(12.0)
    shares *= np.exp(rng.normal(0, 0.18, (GIVEN, 1)) * (month - 5.5) / 5.5)
    shares = shares / shares.sum(axis=1, keepdims=True)
    clump, noise = _scatter(rng, GIVEN)
    return Shapes(shares, clump, noise, np.zeros(GIVEN))


def _scatter(rng: np.random.Generator, many: int) -> tuple[Array, Array]:
    clump = np.where(rng.random(many) < 0.45, 0.0, np.exp(rng.uniform(np.log(0.2), np.log(6.0), many)))
    noise = np.exp(rng.uniform(np.log(0.03), np.log(0.4), many))
    return clump, noise


def joined(*parts: Shapes, chances: tuple[float, ...]) -> Shapes:
    """Several families, each with its chance beforehand."""
    return Shapes(
        np.concatenate([part.shares for part in parts]),
        np.concatenate([part.clump for part in parts]),
        np.concatenate([part.noise for part in parts]),
        np.concatenate([np.full(len(part.clump), np.log(chance / len(part.clump))) for part, chance in zip(parts, chances, strict=True)]),
    )  # fmt: skip


def between(shares: Array, edges: Array) -> Array:
    """What share of the year falls between each two of the moments (in months, 0 to 12), for every shape."""
    cumulative = np.concatenate([np.zeros((len(shares), 1)), np.cumsum(shares, axis=1)], axis=1)
    whole = np.clip(np.floor(edges).astype(int), 0, 11)
    part = edges - whole
    at = cumulative[:, whole] + part[None, :] * (cumulative[:, whole + 1] - cumulative[:, whole])
    found: Array = np.diff(at, axis=1)
    return np.maximum(found, 1e-12)
