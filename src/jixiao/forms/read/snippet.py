"""A place of a PDF page or picture as a small picture, for people who compare it with what was read."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.plan.values import Location

_SCALE = 2.0
"""Pixels a point."""
_ROOM = 6.0
"""Points shown around the place."""
_LARGEST = 1500.0
"""Points: no cell is wider or higher."""


def pictures(data: bytes) -> Callable[[Location], bytes | None] | None:
    """A function from a place to PNG; None if the file is no PDF or pictures cannot be made here (needs Pillow)."""
    try:
        import PIL  # noqa: F401
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
        left, top = max(left - _ROOM, 0.0), max(top - _ROOM, 0.0)
        right, bottom = min(right + _ROOM, width, left + _LARGEST), min(bottom + _ROOM, height, top + _LARGEST)
        if right - left < 1 or bottom - top < 1:
            return None
        shown = page.render(scale=_SCALE, crop=(left, height - bottom, width - right, top)).to_pil()
        page.close()
        out = io.BytesIO()
        shown.save(out, "PNG")
        return out.getvalue()

    return show
