"""Seals (公章) over a scanned page, taken off: their ink lets black through, so what is printed under them stays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.scanpage import Picture

_RED, _PINK, _GLASS = 50, 20, 25
"""Levels by which red ink and its paler edges are redder than green or blue; the percentile of a seal's light from
which on it is paper, for its light varies."""
_A4_MM, _A4_LONG_MM = 210.0, 297.0
_SEAL, _SEAL_GAPS, _SEAL_SHAPE = (8.0, 70.0), 3.0, 1.8
"""Millimetres: the least and greatest size of a seal, and of the gaps in it; how much wider than high one is."""
_RING = (28.0, 62.0)
"""Millimetres: the diameter of an official seal."""
_THICK = 5
"""Pixels: the ring and the star of a seal are thicker than strokes of letters and rules."""
_FEW = 100
"""Pixels by which a circle is put right, at least."""
_SMALLER, _VOTES, _CIRCLES = 4, 30, 6
"""Rings are looked for on a picture so many times smaller; what makes a circle there; so many are looked at."""
_BAND = (0.88, 1.08)
"""Radii between which a ring lies."""
_AROUND, _BESIDE, _EMPTY = 0.78, (0.86, 1.14), 0.4
"""How much of the circle is drawn; the circles inside and outside it on which there is no more ink than of letters."""
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
    smooth = np.asarray(cv2.GaussianBlur(grey, (3, 3), 0), dtype=np.uint8)
    dark = np.where(smooth < 0.75 * paper, 255, 0).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (_THICK, _THICK))
    thick = np.asarray(cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel), dtype=np.uint8)
    found, covered = grey.copy(), np.zeros_like(grey)
    for x, y, radius in _rings(thick, mm):
        away = (
            np.hypot(*np.ogrid[-y : grey.shape[0] - y, -x : grey.shape[1] - x])[: grey.shape[0], : grey.shape[1]]
            / radius
        )
        ring = np.where((away > _BAND[0]) & (away < _BAND[1]), thick, 0).astype(np.uint8)
        edge = 1.1 * radius
        part = np.s_[max(0, int(y - edge)) : int(y + edge), max(0, int(x - edge)) : int(x + edge)]
        light = float(np.percentile(grey[ring > 0], 60))
        black = float(np.percentile(grey[dark > 0], 5))
        if not black + _SHADES <= light <= 0.85 * paper:
            continue
        under = _ink_of_seal(smooth[part], dark[part], ring[part], thick[part], away[part], (light, mm))
        # as much lighter as paper is than the seal: print under it stays dark
        found[part] = np.where(under > 0, np.clip(grey[part] * (paper / light), 0, paper), found[part])
        covered[part] |= under
    return (found, covered) if covered.any() else (grey, None)


def _rings(thick: Picture, mm: float) -> Iterator[tuple[float, float, float]]:
    """Middle and radius in pixels of the rings of seals among thick ink, whatever rules and letters go over them."""
    import cv2
    import numpy as np

    small = cv2.resize(thick, None, fx=1 / _SMALLER, fy=1 / _SMALLER, interpolation=cv2.INTER_AREA)
    low, high = (round(edge * mm / 2 / _SMALLER) for edge in _RING)
    circles = cv2.HoughCircles(
        cv2.GaussianBlur(small, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        1,
        low,
        param1=100,
        param2=_VOTES,
        minRadius=low,
        maxRadius=high,
    )
    ink = np.asarray(cv2.dilate(thick, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    for seen in [] if circles is None else (circles.reshape(-1, 3)[:_CIRCLES] * _SMALLER).tolist():
        x, y, radius = _fitted(thick, seen)
        if (
            _RING[0] <= 2 * radius / mm <= _RING[1]
            and _share(ink, x, y, radius) >= _AROUND
            and max(_share(ink, x, y, radius * part) for part in _BESIDE) <= _EMPTY
        ):
            yield x, y, radius


def _fitted(thick: Picture, circle: tuple[float, float, float]) -> tuple[float, float, float]:
    """A circle put right by the ink near it."""
    import numpy as np

    rows, columns = np.nonzero(thick)
    x, y, radius = circle
    for slack in (0.12, 0.06, 0.04):
        near = np.abs(np.hypot(columns - x, rows - y) - radius) < slack * radius
        if near.sum() < _FEW:
            break
        across, down = columns[near].astype(float), rows[near].astype(float)
        terms = np.stack([across, down, np.ones(len(across))], axis=1)
        a, b, c = np.linalg.lstsq(terms, across**2 + down**2, rcond=None)[0].tolist()
        x, y = a / 2, b / 2
        radius = max(c + x**2 + y**2, 1.0) ** 0.5
    return x, y, radius


def _share(ink: Picture, x: float, y: float, radius: float) -> float:
    """The part of a circle on which there is ink; beyond the page there is none."""
    import numpy as np

    angles = np.radians(np.arange(0, 360, 2))
    across, down = np.rint(x + radius * np.cos(angles)).astype(int), np.rint(y + radius * np.sin(angles)).astype(int)
    held = (across >= 0) & (across < ink.shape[1]) & (down >= 0) & (down < ink.shape[0])
    return float((ink[down[held], across[held]] > 0).sum() / len(angles))


def _ink_of_seal(
    smooth: Picture, dark: Picture, ring: Picture, thick: Picture, away: Any, look: tuple[float, float]
) -> Picture:
    """Where a seal's ink is: its ring and star, and its letters.

    ``away`` is how far a place is from its middle, in radii; ``look`` its light, and how many pixels a millimetre has.
    """
    import cv2
    import numpy as np

    light, mm = look
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
