"""Pictures of pages made ready to be read: the same light everywhere, upright and level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]

_SKEW = 4.0
"""Degrees that a page may lie askew."""
_COARSE, _FINE = 0.25, 0.03
_THIN = 175
"""Grey level of thin strokes: 三 in small letters."""


def even(picture: Picture) -> Picture:
    """The same light everywhere: paper is near white."""
    import cv2
    import numpy as np

    ground = cv2.morphologyEx(
        cv2.resize(cv2.medianBlur(picture, 3), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA),
        cv2.MORPH_CLOSE,
        np.ones((15, 15), np.uint8),
    )
    light = cv2.resize(ground, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, light, scale=255), dtype=np.uint8)


def ink_of(even: Picture) -> Picture:
    """White ink on black ground."""
    import cv2
    import numpy as np

    smooth = cv2.GaussianBlur(even, (3, 3), 0)
    found, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.where(smooth < max(found, _THIN), 255, 0).astype(np.uint8)


def upright(picture: Picture) -> Picture:
    """Turned by the small angle at which its lines lie level."""
    import cv2
    import numpy as np

    small = cv2.resize(picture, None, fx=(r := min(1.0, 1000 / picture.shape[1])), fy=r, interpolation=cv2.INTER_AREA)
    ink = ink_of(even(np.asarray(small, dtype=np.uint8)))

    def level(angle: float) -> float:
        turned = cv2.warpAffine(ink, _turn(ink, angle), (ink.shape[1], ink.shape[0]), flags=cv2.INTER_NEAREST)
        rows = turned.sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-_SKEW, _SKEW + _COARSE, _COARSE), key=level)
    best = max(np.arange(best - _COARSE, best + _COARSE, _FINE), key=level)
    if abs(best) < _FINE:
        return picture
    turned = cv2.warpAffine(
        picture, _turn(picture, best), (picture.shape[1], picture.shape[0]), flags=cv2.INTER_CUBIC, borderValue=(255,)
    )
    return np.asarray(turned, dtype=np.uint8)


def _turn(picture: Picture, angle: float) -> Any:
    import cv2

    return cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), angle, 1.0)
