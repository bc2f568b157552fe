"""A quick look at a picture of a page: whether a ruled table is on it. A few hundredths of a second, nothing is recognised."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.forms.read.scanpage import Picture

LOOK_DPI = 100
"""The resolution at which the constants here hold; a hairline is a pixel wide."""
_RUN = 40
"""Pixels along which a line goes on; strokes of letters are shorter."""
_THICKEST = 7
"""Pixels: what is thicker is a picture's dark part or a bar of a chart."""
_DARKER = 0.88
"""A line against the paper round it."""
_INKED = 0.4
"""The part of a page that print covers at most; a photograph has more of what is darker than the lightest near it."""
_LEVEL, _UPRIGHT = 4, 3
"""Lines one above the other and side by side that make a table of a form: a head and two rows, two columns."""
_PART = 0.25
"""The part of the picture's width and of its height where the lines run that cross so many."""


def holds_table(grey: Picture) -> bool:
    """Whether a picture at ``LOOK_DPI``, which may lie on its side, holds a table with ruling lines."""
    import cv2
    import numpy as np

    if min(grey.shape) < 2 * _RUN:
        return False
    around = cv2.blur(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), (15, 15))
    dark = np.where(grey < around * _DARKER, 255, 0).astype(np.uint8)
    if (dark > 0).mean() > _INKED:
        return False
    # a line askew goes on a row lower
    across = _lines(np.asarray(cv2.dilate(dark, np.ones((2, 1), np.uint8)), dtype=np.uint8))
    down = _lines(np.ascontiguousarray(cv2.dilate(dark, np.ones((1, 2), np.uint8)).T)).T
    level, upright = _crossed(across), _crossed(np.ascontiguousarray(down.T))
    return bool(
        (_most(level) >= _LEVEL and _most(upright) >= _UPRIGHT)
        or (_most(level) >= _UPRIGHT and _most(upright) >= _LEVEL)
    )


def _lines(dark: Picture) -> Picture:
    """Dark runs along the rows that are long and thin."""
    import cv2
    import numpy as np

    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _RUN), np.uint8))
    thick = cv2.morphologyEx(runs, cv2.MORPH_OPEN, np.ones((_THICKEST, 1), np.uint8))
    return np.where(cv2.dilate(thick, np.ones((3, 3), np.uint8)) > 0, 0, runs).astype(np.uint8)


def _crossed(lines: Picture) -> list[int]:
    """How many level lines are met in each column, going down."""
    import numpy as np

    begun = (lines[1:] > 0) & (lines[:-1] == 0)
    counts: list[int] = np.sort(begun.sum(axis=0) + (lines[0] > 0)).tolist()
    return counts


def _most(counts: list[int]) -> int:
    """What at least ``_PART`` of the counts reach; they are sorted."""
    return counts[-max(1, round(_PART * len(counts)))]
