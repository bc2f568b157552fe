"""Texts of a PDF page that are no part of what a table says: hidden ones, watermarks, the letters of seals.

They are told by how they are drawn (render mode, colour, transparency, slant) and what stands under them, never by
their words. What is set apart is told as a problem with its text.
"""

from __future__ import annotations

import ctypes
import struct
from functools import lru_cache
from math import atan2, degrees, hypot
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.forms.read.pdfcalls import ROOM, calls
from jixiao.forms.read.pdfrules import FORM, IMAGE, MAX_DEPTH, MAX_OBJECTS, PATH, THIN, UNIT, Matrix, times
from jixiao.plan.normal import has_private, symbol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.pdfrules import Rules

HIDDEN, OVERPRINT = "hidden-text", "overprint"
_INVISIBLE = frozenset((3, 7))
_STROKED = frozenset((1, 5))
"""Render modes (PDF 32000-1, table 106) that draw nothing, and whose fill colour says nothing."""
_BEZIER = 1
_SLANT = 8.0
"""Degrees: scans and their texts are askew by less, watermarks and the letters round a seal by more."""
_FAINT = 128
"""Of 255: text more transparent than half is not what a table says."""
_WHITE, _LIGHT, _GREY = 250, 190, 150
"""Of 255: the darkest part of a colour that does not show on paper, that no content is printed in, that only letters
of the size of a watermark are printed in."""
_OPAQUE = 255
_BLACK = struct.pack("=4I", 0, 0, 0, _OPAQUE)
_LARGE = 24.0
"""Points."""
_SEAL = (50.0, 220.0)
"""Points, 18 to 78 mm: seals of offices are 38 to 60 mm across."""

Box = tuple[float, float, float, float]


Text = tuple[int, "Matrix", int]
"""A text object by its address, the matrix and opacity (0 to 255) of the forms around it."""


class _Look(NamedTuple):
    text: Text
    color: tuple[int, int, int]
    slanted: bool
    opacity: int


@lru_cache(maxsize=1)
def _calls() -> SimpleNamespace:
    import pypdfium2.raw as pdfium

    handle, number = ctypes.c_void_p, ctypes.c_int
    shapes: dict[str, tuple[Any, ...]] = {
        "FPDFTextObj_GetFontSize": (number, handle, handle),
        "FPDFText_GetFontInfo": (ctypes.c_ulong, handle, number, handle, ctypes.c_ulong, handle),
        "FPDFPageObj_GetFillColor": (number, handle, handle, handle, handle, handle),
        "FPDFPageObj_GetStrokeColor": (number, handle, handle, handle, handle, handle),
        "FPDFPage_CountObjects": (number, handle),
        "FPDFPage_GetObject": (handle, handle, number),
        "FPDFPageObj_GetType": (number, handle),
        "FPDFPageObj_GetMatrix": (number, handle, handle),
        "FPDFPageObj_GetBounds": (number, handle, handle, handle, handle, handle),
        "FPDFFormObj_CountObjects": (number, handle),
        "FPDFFormObj_GetObject": (handle, handle, ctypes.c_ulong),
        "FPDFPath_GetDrawMode": (number, handle, handle, handle),
        "FPDFPath_CountSegments": (number, handle),
        "FPDFPath_GetPathSegment": (handle, handle, number),
        "FPDFPathSegment_GetType": (number, handle),
    }
    return SimpleNamespace(
        **{
            name: ctypes.PYFUNCTYPE(*shape)(ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0)
            for name, shape in shapes.items()
        }
    )


def known_symbols(text: str, textpage: int) -> str:
    """A page's characters, those of the fonts Symbol and Wingdings (≥, ☑) by what they are; others stay private."""
    shown = list(text)
    name = ctypes.create_string_buffer(128)
    for index, char in enumerate(text):
        if has_private(char):
            held = _calls().FPDFText_GetFontInfo(textpage, index, ctypes.addressof(name), len(name), None)
            font = name.value.decode("utf-8", errors="replace") if 0 < held <= len(name) else ""
            shown[index] = symbol(font, ord(char)) or char
    return "".join(shown)


def opacity_of(item: int) -> int:
    """How opaque an object is drawn, 0 to 255."""
    color = (ctypes.c_uint * 4)()
    at = ctypes.addressof(color)
    known = _calls().FPDFPageObj_GetFillColor(item, at, at + 4, at + 8, at + 12)
    return color[3] if known else 255


def set_apart(page: int, objects: Rules) -> dict[int, str]:
    """The text objects of a page that are no part of its content, with the code of the problem that tells of them.

    Pages and texts are given by their addresses.
    """
    found, looks = _looks(objects)
    most = 0.5 * len(objects.texts)
    if len(found) > most:
        found = {}  # the letters under a scan, recognised by another program: nothing else is there to be read
    if sum(look.slanted for look in looks) > most:
        looks = [look for look in looks if not look.slanted]  # all of the page lies askew
    if not looks:
        return found
    shapes = list(_shapes(page))
    slanted = [look for look in looks if look.slanted]
    seals = [shape.box for shape in shapes if shape.seal] + _ring([look for look in slanted if _is_red(look.color)])
    for look in looks:
        box = _box(*look.text[:2])
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        darkest = min(look.color)
        if look.slanted or look.opacity < _FAINT or (_is_red(look.color) and any(_holds(seal, x, y) for seal in seals)):
            found[look.text[0]] = OVERPRINT
        elif (darkest >= _LIGHT or (darkest >= _GREY and _size(look.text) >= _LARGE)) and not any(
            shape.dark and _holds(shape.box, x, y) for shape in shapes
        ):
            found[look.text[0]] = HIDDEN if darkest >= _WHITE else OVERPRINT
    return found


def _looks(objects: Rules) -> tuple[dict[int, str], list[_Look]]:
    """Invisible texts, and those not plainly black and upright."""
    invisible: dict[int, str] = {}
    odd: list[_Look] = []
    quick, texts, modes, around = calls(), objects.handles, objects.modes, objects.around
    count = len(texts)
    colored = list(map(quick.FPDFPageObj_GetFillColor, texts, *ROOM.colors.reserve(count, 0, 1, 2, 3)))
    colors = memoryview(ROOM.colors.buffer).cast("B")[: 16 * count]
    list(map(quick.FPDFPageObj_GetMatrix, texts, ROOM.matrices.reserve(count, 0)[0]))
    matrices = struct.unpack_from(f"{6 * count}f", ROOM.matrices.buffer)
    if not any(modes) and not any(matrices[1::6]) and not around and colors == _BLACK * count:
        return invisible, odd  # as on most pages
    shades = struct.iter_unpack("=4I", colors)
    drawn = zip(objects.texts, modes, colored, shades, matrices[::6], matrices[1::6], strict=True)
    for address, mode, known, color, across, up in drawn:
        if mode in _INVISIBLE:
            invisible[address] = HIDDEN
            continue
        outer, opacity = around.get(address, (UNIT, _OPAQUE))
        red, green, blue, alpha = color if known and mode not in _STROKED else (0, 0, 0, _OPAQUE)
        a, b = across * outer[0] + up * outer[2], across * outer[1] + up * outer[3]
        slanted = b != 0 and a != 0 and abs((degrees(atan2(b, a)) + 45) % 90 - 45) > _SLANT
        shown = alpha * opacity // _OPAQUE
        if slanted or shown < _FAINT or red > _GREY:
            odd.append(_Look((address, outer, opacity), (red, green, blue), slanted, shown))
    return invisible, odd


def _is_red(color: tuple[int, int, int]) -> bool:
    red, green, blue = color
    return red >= _GREY and green <= 100 and blue <= 100


def _size(text: Text) -> float:
    size, matrix = ctypes.c_float(), (ctypes.c_float * 6)()
    _calls().FPDFTextObj_GetFontSize(text[0], ctypes.addressof(size))
    _calls().FPDFPageObj_GetMatrix(text[0], ctypes.addressof(matrix))
    a, b, *_ = times(tuple(matrix), text[1])
    return size.value * hypot(a, b)


def _ring(letters: Sequence[_Look]) -> list[Box]:
    """The round that slanted red letters stand on, as those of a seal do."""
    boxes = [_box(*look.text[:2]) for look in letters]
    if len(boxes) < 3:
        return []
    round_ = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return [round_] if max(round_[2] - round_[0], round_[3] - round_[1]) <= _SEAL[1] else []


class _Shape(NamedTuple):
    box: Box
    dark: bool
    """Light letters on it can be read."""
    seal: bool


def _shapes(page: int) -> Iterator[_Shape]:
    """Pictures, filled areas and red rounds of a page."""
    shared = _calls()

    def walk(item: int, outer: Matrix, depth: int) -> Iterator[_Shape]:
        kind = shared.FPDFPageObj_GetType(item)
        if kind == IMAGE:
            yield _Shape(_box(item, outer), dark=True, seal=False)
        elif kind == PATH:
            yield from _painted(item, outer)
        elif kind == FORM and depth < MAX_DEPTH:
            inner = times(_matrix(item), outer)
            for index in range(shared.FPDFFormObj_CountObjects(item)):
                yield from walk(shared.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    for index in range(min(shared.FPDFPage_CountObjects(page), MAX_OBJECTS)):
        yield from walk(shared.FPDFPage_GetObject(page, index), UNIT, 0)


def _painted(item: int, outer: Matrix) -> Iterator[_Shape]:
    own = shared = _calls()
    box = _box(item, outer)
    across, down = box[2] - box[0], box[3] - box[1]
    if min(across, down) <= THIN:
        return
    fill, stroke, color = ctypes.c_int(), ctypes.c_int(), (ctypes.c_uint * 4)()
    shared.FPDFPath_GetDrawMode(item, ctypes.addressof(fill), ctypes.addressof(stroke))
    at = ctypes.addressof(color)
    own.FPDFPageObj_GetFillColor(item, at, at + 4, at + 8, at + 12)
    filled = tuple(color)[:3]
    dark = bool(fill.value) and color[3] >= _FAINT and min(filled) < _LIGHT
    if stroke.value:
        own.FPDFPageObj_GetStrokeColor(item, at, at + 4, at + 8, at + 12)
    red = _is_red((color[0], color[1], color[2])) if stroke.value else _is_red((filled[0], filled[1], filled[2]))
    seal = red and _SEAL[0] <= min(across, down) and max(across, down) <= _SEAL[1] and _curved(item)
    if dark or seal:
        yield _Shape(box, dark and not seal, seal)


def _curved(item: int) -> bool:
    shared = _calls()
    return any(
        shared.FPDFPathSegment_GetType(shared.FPDFPath_GetPathSegment(item, index)) == _BEZIER
        for index in range(min(shared.FPDFPath_CountSegments(item), 16))
    )


def _matrix(item: int) -> Matrix:
    found = (ctypes.c_float * 6)()
    if not _calls().FPDFPageObj_GetMatrix(item, ctypes.addressof(found)):
        return UNIT
    a, b, c, d, e, f = found
    return a, b, c, d, e, f


def _box(item: int, outer: Matrix) -> Box:
    """Left, bottom, right, top in the space of the page."""
    edges = (ctypes.c_float * 4)()
    at = ctypes.addressof(edges)
    _calls().FPDFPageObj_GetBounds(item, at, at + 4, at + 8, at + 12)
    left, bottom, right, top = edges
    if outer == UNIT:
        return left, bottom, right, top
    a, b, c, d, e, f = outer
    xs = [a * x + c * y + e for x in (left, right) for y in (bottom, top)]
    ys = [b * x + d * y + f for x in (left, right) for y in (bottom, top)]
    return min(xs), min(ys), max(xs), max(ys)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
