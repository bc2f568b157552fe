"""A place of a PDF page or picture as a small picture, for people who compare it with what was read."""

from __future__ import annotations

import io
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL import Image

    from jixiao.forms.read.pdfview import Box
    from jixiao.plan.values import Location

_SCALE = 2.0
"""Pixels a point."""
_BESIDE, _AROUND = 110.0, 8.0
"""Points shown left and right of the place, and above and below it."""
_OUTLINE = (232, 119, 34)
_LARGEST = 1500.0
"""Points: no cell is wider or higher."""


def pictures(data: bytes) -> Callable[[Location], bytes | None] | None:
    """A function from a place to PNG; None if the file is no PDF or picture, or pictures cannot be made here (needs Pillow)."""
    from jixiao.errors import JixiaoError
    from jixiao.forms.read.kinds import kind_of

    if find_spec("PIL") is None:
        return None
    try:
        kind = kind_of(data, "")
    except JixiaoError:
        return None
    if kind == "picture":
        return _of_picture(data)
    return _of_pdf(data) if kind == "pdf" else None


def _of_picture(data: bytes) -> Callable[[Location], bytes | None] | None:
    from jixiao.forms.read import ocr

    if not ocr.installed():
        return None
    from PIL import Image

    picture, points = Image.fromarray(ocr.picture_of(data, "")), 72 / ocr.DPI

    def show(where: Location) -> bytes | None:
        if where.box is None:
            return None
        part = _part(where.box, picture.width * points, picture.height * points)
        if part is None:
            return None
        left, top, right, bottom = (edge / points for edge in part)
        shown = picture.crop((round(left), round(top), round(right), round(bottom)))
        size = round((part[2] - part[0]) * _SCALE), round((part[3] - part[1]) * _SCALE)
        return _outlined(shown.resize(size), where.box, part)

    return show


def _of_pdf(data: bytes) -> Callable[[Location], bytes | None]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)

    def show(where: Location) -> bytes | None:
        if where.page is None or where.box is None or not 0 < where.page <= len(document):
            return None
        page = document[where.page - 1]
        width, height = page.get_size()
        part = _part(where.box, width, height)
        if part is None:
            return None
        left, top, right, bottom = part
        shown = page.render(scale=_SCALE, crop=(left, height - bottom, width - right, top)).to_pil()
        page.close()
        return _outlined(shown, where.box, part)

    return show


def _part(box: Box, width: float, height: float) -> Box | None:
    """What is shown of a page of that size round a place, in points; None if the place is not on it."""
    left, top = max(box[0] - _BESIDE, 0.0), max(box[1] - _AROUND, 0.0)
    right, bottom = min(box[2] + _BESIDE, width, left + _LARGEST), min(box[3] + _AROUND, height, top + _LARGEST)
    return (left, top, right, bottom) if right - left >= 1 and bottom - top >= 1 else None


def _outlined(shown: Image.Image, box: Box, part: Box) -> bytes:
    """A picture of a part of a page with a place on it outlined, as PNG."""
    from PIL import ImageDraw

    x0, y0, x1, y1 = box[0] - part[0], box[1] - part[1], box[2] - part[0], box[3] - part[1]
    edge = [_SCALE * (x0 - 1), _SCALE * (y0 - 1), _SCALE * max(x1 + 1, x0), _SCALE * max(y1 + 1, y0)]
    ImageDraw.Draw(shown).rectangle(edge, outline=_OUTLINE, width=3)
    out = io.BytesIO()
    shown.save(out, "PNG")
    return out.getvalue()
