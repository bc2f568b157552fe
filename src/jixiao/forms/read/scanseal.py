"""Seals (公章) over a scanned page, taken off: their ink lets black through, so what is printed under them stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jixiao.forms.read.scanpage import Picture

_RED, _PINK, _GLASS = 50, 20, 25
"""Levels by which red ink and its paler edges are redder than green or blue; the percentile of a seal's light from
which on it is paper, for its light varies."""
_A4_MM, _A4_LONG_MM = 210.0, 297.0
_SEAL, _SEAL_GAPS, _SEAL_SHAPE = (8.0, 70.0), 3.0, 1.8
"""Millimetres: the least and greatest size of a seal, and of the gaps in it; how much wider than high one is."""
_RING, _ROUND = (28.0, 62.0), 1.2
"""Millimetres: the diameter of an official seal; how far it may be from round."""
_THICK = 5
"""Pixels: the ring and the star of a seal are thicker than strokes of letters and rules."""
_HOLLOW = 0.35
"""The part of its box that a ring fills at most."""
_BAND = (0.84, 1.04)
"""Radii between which a ring lies, and so does most of its ink (``_ON_RING``)."""
_ON_RING, _AROUND = 0.85, 0.8
"""How much of the ink lies there, and of the circle is drawn."""
_SHADES = 25
"""Grey levels by which a seal is lighter than print, at least; otherwise the two cannot be told apart."""
_DARKER, _PALE = 0.6, 0.8
"""Against the light of a seal: thick ink that is darker is print, and so is thin ink that is darker than the second."""
_STAR, _LETTER = 5.0, 7.5
"""Millimetres: the least size of a seal's star, the greatest of its letters."""
_MIDDLE = 0.6
"""The part of a seal's radius within which its star is."""
_SPECK = 8
"""Pixels of a piece of ink, at least."""


def without_seals(picture: Picture) -> tuple[Picture, Picture | None]:
    """A picture in colour (red, green, blue) as a grey one without red seals; where their ink was (white on black).

    A seal's ink lets black through, so what is printed under it stays. Red letters are letters: a seal is larger.
    """
    import cv2
    import numpy as np

    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red, green, blue = cv2.split(picture)
    # as far as a colour is red: black and grey have none, however dark or light
    tint = cv2.GaussianBlur(cv2.subtract(red, cv2.max(green, blue)), (3, 3), 0)
    if int(tint.max()) < _RED:
        return grey, None
    ink = np.where(tint >= _RED, 255, 0).astype(np.uint8)
    mm = picture.shape[1] / (_A4_MM if picture.shape[0] >= picture.shape[1] else _A4_LONG_MM)
    bridge = max(3, round(_SEAL_GAPS * mm))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, np.ones((bridge, bridge), np.uint8)))
    wide, high = stats[:, cv2.CC_STAT_WIDTH] / mm - _SEAL_GAPS, stats[:, cv2.CC_STAT_HEIGHT] / mm - _SEAL_GAPS
    seal = (high >= _SEAL[0]) & (high <= _SEAL[1]) & (wide <= _SEAL[1]) & (wide <= _SEAL_SHAPE * high)
    seal[0] = False
    if not seal.any():
        return grey, None
    pale = cv2.dilate(np.where(tint >= _PINK, 255, 0).astype(np.uint8), np.ones((3, 3)))
    under = np.where(seal[labels], pale, 0).astype(np.uint8)
    # what is as light as the seal or lighter is paper, what is darker is print. By light, not by the red that black
    # lacks: JPEG keeps colour for two pixels at a time, and a thin black line under a seal is red there
    light = max(float(np.percentile(grey[(under > 0) & (ink > 0)], _GLASS)), 1.0)
    paper = float(np.median(grey))
    return np.where(under > 0, np.clip(grey * (paper / light), 0, paper), grey).astype(np.uint8), under


def without_grey_seals(grey: Picture) -> tuple[Picture, Picture | None]:
    """A page scanned without colour: round seals, which are grey there, taken off; where their ink was (white on black).

    A seal is known by its ring, which is thicker than strokes of letters, and by being lighter than print.
    """
    import cv2
    import numpy as np

    mm = grey.shape[1] / (_A4_MM if grey.shape[0] >= grey.shape[1] else _A4_LONG_MM)
    paper = float(np.median(grey))
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    dark = np.where(smooth < 0.75 * paper, 255, 0).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_THICK, _THICK))
    thick = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), dtype=np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(thick)
    found, covered = grey.copy(), np.zeros_like(grey)
    for index, (x, y, wide, high, area) in enumerate(stats.tolist()):
        if index == 0 or not _is_ring_size(wide / mm, high / mm) or area > _HOLLOW * wide * high:
            continue
        circle = (x + wide / 2, y + high / 2, (wide + high) / 4)
        ring = labels[y : y + high, x : x + wide] == index
        if not _is_ring(ring, circle[0] - x, circle[1] - y, circle[2]):
            continue
        part = np.s_[max(0, y - 4) : y + high + 4, max(0, x - 4) : x + wide + 4]
        light = float(np.percentile(grey[y : y + high, x : x + wide][ring], 60))
        black = float(np.percentile(grey[dark > 0], 5))
        if not black + _SHADES <= light <= 0.85 * paper:
            continue
        own = np.where(labels[part] == index, 255, 0).astype(np.uint8)
        under = _ink_of_seal(np.asarray(smooth[part], dtype=np.uint8), dark[part], own, thick[part], light, mm)
        # as much lighter as paper is than the seal: print under it stays dark
        found[part] = np.where(under > 0, np.clip(grey[part] * (paper / light), 0, paper), found[part])
        covered[part] |= under
    return (found, covered) if covered.any() else (grey, None)


def _is_ring_size(wide: float, high: float) -> bool:
    """Whether something so many millimetres wide and high may be an official seal's ring."""
    return min(wide, high) >= _RING[0] and max(wide, high) <= _RING[1] and max(wide, high) <= _ROUND * min(wide, high)


def _is_ring(ink: Any, across: float, down: float, radius: float) -> bool:
    """Whether ink lies on a circle, and all round it."""
    import numpy as np

    rows, columns = np.nonzero(ink)
    away = np.hypot(columns - across, rows - down) / radius
    near = (away > _BAND[0]) & (away < _BAND[1])
    angles = np.degrees(np.arctan2(rows - down, columns - across))[near].astype(int) // 6
    return bool(near.mean() >= _ON_RING and len(np.unique(angles)) >= _AROUND * 60)


def _ink_of_seal(smooth: Picture, dark: Picture, ring: Picture, thick: Picture, light: float, mm: float) -> Picture:
    """Where a seal's ink is within its box: its ring and star, and those of its letters that are nowhere as dark as print is."""
    import cv2
    import numpy as np

    high, wide = smooth.shape
    away = np.hypot(*np.ogrid[-high / 2 : high / 2, -wide / 2 : wide / 2]) / (min(high, wide) / 2)
    star = np.where(away < _MIDDLE, thick, 0).astype(np.uint8)
    solid = cv2.dilate(
        ring | _pieces(star, smooth, (_STAR * mm, np.inf), (50, _DARKER * light)), np.ones((5, 5), np.uint8)
    )
    # the edges of print are as light as a seal, but thin
    flat = (smooth > _PALE * light) & (smooth < light / _PALE) & (away < _BAND[0]) & (solid == 0) & (dark > 0)
    plain = cv2.morphologyEx(np.where(flat, 255, 0).astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    letters = _pieces(np.asarray(plain, dtype=np.uint8), smooth, (0.0, _LETTER * mm), (10, 0.0))
    return np.maximum(solid, cv2.dilate(letters, np.ones((5, 5), np.uint8))).astype(np.uint8)


def _pieces(ink: Picture, smooth: Picture, size: tuple[float, float], light: tuple[int, float]) -> Picture:
    """The pieces of ink of a size (the longer side, in pixels), and lighter than a level in a percentile of their pixels."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    chosen = np.zeros(len(stats), dtype=bool)
    for index, (x, y, wide, high, area) in enumerate(stats.tolist()):
        if index and area >= _SPECK and size[0] <= max(wide, high) <= size[1]:
            held = smooth[y : y + high, x : x + wide][labels[y : y + high, x : x + wide] == index]
            chosen[index] = float(np.percentile(held, light[0])) > light[1]
    return np.where(chosen[labels], 255, 0).astype(np.uint8)
