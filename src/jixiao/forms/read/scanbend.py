"""Pages that did not lie flat: the bend of their ruling lines is measured and taken out of the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from jixiao.forms.read.scanpage import Picture

_STEEPEST = 0.03
"""How much a bent line rises or falls along itself, at most."""
_PART, _FEW = 0.3, 4
"""The part of the page's width along which a line is followed, at least; so many lines tell how the page is bent."""
_DEPTH = 0.02
"""The part of the page's width by which a line is bent, at most."""
_EVERY = 8
"""Pixels between the points of a line that are looked at."""
_STRAIGHT = 1.2
"""Pixels: a page whose lines are bent by less is flat."""
_LEFT = 0.5
"""How much of the bend is left, at most, where it was understood."""
_FAINT = 205
"""Grey level (paper is near 255) of the faintest line."""


class _Lines(NamedTuple):
    """Points of lines: across and down in pixels, and the number of the line that each is on."""

    x: Any
    y: Any
    line: Any


def unbent(clear: Picture, picture: Picture) -> Picture:
    """A picture whose level lines are bent, with straight ones; ``clear`` is the same in even light. Flat ones as they are.

    What stands at a place is moved up or down by a few pixels only, so that its place is told as if it had not been.
    """
    import cv2
    import numpy as np

    height, width = picture.shape
    found = _lines(clear)
    if found is None:
        return picture
    x, y = _scaled(found.x, width), _scaled(found.y, height)
    number = int(found.line.max()) + 1
    offsets = np.zeros((len(x), number))
    offsets[np.arange(len(x)), found.line] = 1.0
    terms = np.hstack([offsets, _terms(x, y)])
    held = np.ones(len(x), dtype=bool)
    for _ in range(2):  # once more without points where something else touches a line
        solved = np.linalg.lstsq(terms[held], found.y[held], rcond=None)[0]
        off = np.abs(terms @ solved - found.y)
        held = off <= max(3 * float(np.median(off)), 1.0)
    bend = _terms(x, y) @ solved[number:]
    straight = np.linalg.lstsq(offsets, found.y, rcond=None)[0]
    before = float(np.sqrt(np.mean((offsets @ straight - found.y)[held] ** 2)))
    after = float(np.sqrt(np.mean((terms @ solved - found.y)[held] ** 2)))
    if np.ptp(bend) < 2 * _STRAIGHT or np.ptp(bend) > 2 * _DEPTH * width or after > _LEFT * before:
        return picture
    rows, columns = np.meshgrid(_scaled(np.arange(height), height), _scaled(np.arange(width), width), indexing="ij")
    shift = (_terms(columns.ravel(), rows.ravel()) @ solved[number:]).reshape(height, width)
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    moved = cv2.remap(
        picture, across, (down + shift).astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, dtype=np.uint8)


def _scaled(place: Any, size: int) -> Any:
    """Pixels as -1 to 1."""
    return 2.0 * place / size - 1.0


def _terms(x: Any, y: Any) -> Any:
    """What a bend is made of: powers across, each changing evenly from the top of the page to its bottom."""
    import numpy as np

    return np.stack([x**power * y**other for power in range(1, 5) for other in (0, 1)], axis=1)


def _lines(clear: Picture) -> _Lines | None:
    """Points along the long level lines of a page, None if there are few."""
    import cv2
    import numpy as np

    width = clear.shape[1]
    run = max(20, round(0.6 / _STEEPEST))
    dark = np.where(cv2.blur(clear, (9, 1)) < _FAINT, 255, 0).astype(np.uint8)
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    # a step down to the next row is a part of the same line
    tied = cv2.morphologyEx(runs, cv2.MORPH_CLOSE, np.ones((3, 7), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(tied)
    xs: list[Any] = []
    ys: list[Any] = []
    numbers: list[Any] = []
    for index, (left, top, wide, high, area) in enumerate(stats.tolist()):
        if index == 0 or wide < _PART * width or high > _DEPTH * 2 * width + 8 or area > 8 * wide:
            continue
        spot = labels[top : top + high, left : left + wide : _EVERY] == index
        held = spot.any(axis=0)
        middle = (spot * np.arange(high)[:, None]).sum(axis=0)[held] / spot.sum(axis=0)[held]
        thin = spot.sum(axis=0)[held] <= 8
        if thin.sum() < _PART * width / _EVERY / 2:
            continue
        columns = left + np.flatnonzero(held) * _EVERY
        xs.append(columns[thin])
        ys.append(top + middle[thin])
        numbers.append(np.full(int(thin.sum()), len(numbers)))
    if len(xs) < _FEW:
        return None
    return _Lines(np.concatenate(xs).astype(float), np.concatenate(ys).astype(float), np.concatenate(numbers))
