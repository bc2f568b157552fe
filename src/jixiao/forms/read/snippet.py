"""A place of a PDF page or picture as a small picture, for people who compare it with what was read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.plan.values import Location

_SCALE = 2.0
"""Pixels a point."""
_BESIDE, _AROUND = 110.0, 8.0
"""Points shown left and right of the place, and above and below it."""
_OUTLINE = (232, 119, 34)
_LARGEST = 1500.0
"""Points: no cell is wider or higher."""


def pictures(data: bytes) -> Callable[[Location], bytes | None] | None:
    """A function from a place to PNG; None if the file is no PDF or pictures cannot be made here (needs Pillow)."""
    try:
        from PIL import ImageDraw
    except ImportError:
        return None
    if not data[:2048].lstrip().startswith(b"%PDF"):
        return None
    import pypdfium2

    document = pypdfium2.PdfDocument(data)

    def show(where: Location) -> bytes | None:
        if where.page is None or where.box is None or not 0 < where.page <= len(document):
            return None
        page = document[where.page - 1]
        width, height = page.get_size()
        left, top, right, bottom = where.box
        place = where.box
        left, top = max(left - _BESIDE, 0.0), max(top - _AROUND, 0.0)
        right, bottom = min(right + _BESIDE, width, left + _LARGEST), min(bottom + _AROUND, height, top + _LARGEST)
        if right - left < 1 or bottom - top < 1:
            return None
        shown = page.render(scale=_SCALE, crop=(left, height - bottom, width - right, top)).to_pil()
        page.close()
        x0, y0, x1, y1 = place[0] - left, place[1] - top, place[2] - left, place[3] - top
        box = [_SCALE * (x0 - 1), _SCALE * (y0 - 1), _SCALE * max(x1 + 1, x0), _SCALE * max(y1 + 1, y0)]
        ImageDraw.Draw(shown).rectangle(box, outline=_OUTLINE, width=3)
        out = io.BytesIO()
        shown.save(out, "PNG")
        return out.getvalue()

    return show
