"""Recognition of lines of text by rapidocr with its bundled models."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.scanpage import Picture

_LEAST = 22
"""Pixels: the height that a line of text is given at least."""
_BESIDE, _ABOVE = 4, 3
"""Pixels of room around a line."""
_LARGER, _SHARPER = 2.0, 0.6


@lru_cache(maxsize=1)
def _engine() -> Any:
    from rapidocr import RapidOCR

    return RapidOCR(params={"Global.log_level": "error"})


def piece(picture: Picture, box: tuple[int, int, int, int]) -> Picture:
    """A line of text with some room around it, in three equal colours as the models want it."""
    import cv2
    import numpy as np

    x0, y0, x1, y1 = box
    extra = max(_ABOVE, (_LEAST - (y1 - y0)) // 2)
    height, width = picture.shape
    part = picture[max(0, y0 - extra) : min(height, y1 + extra), max(0, x0 - _BESIDE) : min(width, x1 + _BESIDE)]
    return np.asarray(cv2.cvtColor(part, cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def clearer(part: Picture) -> Picture:
    """A line of text larger, without its noise, its strokes sharp and black: another picture of the same."""
    import cv2
    import numpy as np

    grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
    large = cv2.resize(cv2.GaussianBlur(grey, (3, 3), 0), None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC)
    sharp = cv2.addWeighted(large, 1 + _SHARPER, cv2.GaussianBlur(large, (0, 0), 3), -_SHARPER, 0)
    low, high = np.percentile(sharp, (2, 80))
    stretched = np.clip((sharp.astype(np.float32) - low) * (255 / max(float(high - low), 1.0)), 0, 255)
    return np.asarray(cv2.cvtColor(stretched.astype(np.uint8), cv2.COLOR_GRAY2BGR), dtype=np.uint8)


def recognised(pieces: Sequence[Picture]) -> list[tuple[str, float]]:
    """The text of each line and how sure it is, 0 to 1."""
    if not pieces:
        return []
    found = _engine().recognize_txt(list(pieces))
    return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]
