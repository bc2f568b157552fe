"""What a PDF page shows: its characters with their boxes and its ruling lines, straight from PDFium.

Coordinates are points from the top left corner of the page as it is shown, rotation applied.
"""

from __future__ import annotations

import ctypes
import struct
from functools import lru_cache
from itertools import repeat
from types import SimpleNamespace
from typing import Any, NamedTuple

from jixiao.plan.normal import has_private

THIN = 3.0
"""Points: a filled shape not thicker than this is a line."""
_MAX_OBJECTS = 200_000
_MAX_DEPTH = 6
_MAX_CLIPS = 64
_LOOKED = 64
"""Characters of a page, evenly spread, whose font is asked whether it knows them."""
_BLANKS = frozenset(map(chr, range(33))) | frozenset("\u00a0\u3000\ufffe\uffff\ufeff\u200b")
_SURROGATE, _PRIVATE, _LAST_CODE = 0xD800, 0xE000, 0x110000
_MOVE, _LINE = 2, 0
_STROKED = 1
_NO_BODY = 0.01
"""Points: what is narrower or lower than this has no body."""
_FIRST = 20
"""Among so many objects of a page there is a text as a rule, if there is any."""
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5


class _Handle(ctypes.c_void_p):
    """A page, text or object of PDFium; unlike ``c_void_p`` it stays itself when a function returns it."""


def _handle(pointer: Any) -> _Handle:
    return _Handle(ctypes.cast(pointer, ctypes.c_void_p).value)


@lru_cache(maxsize=1)
def _calls() -> SimpleNamespace:
    """PDFium's small functions without conversion of arguments: tens of thousands of calls a document, at half the cost.

    Handles must be given as ``_Handle``, places to write to by ``ctypes.byref``; a Python number becomes a C ``int``.
    """
    import pypdfium2.raw as pdfium

    handles = ("FPDFPage_GetObject", "FPDFPageObj_GetClipPath", "FPDFClipPath_GetPathSegment", "FPDFFormObj_GetObject",
               "FPDFPath_GetPathSegment")  # fmt: skip
    numbers = ("FPDFPage_CountObjects", "FPDFPageObj_GetType", "FPDFPageObj_GetMatrix", "FPDFPageObj_GetBounds",
               "FPDFClipPath_CountPaths", "FPDFClipPath_CountPathSegments", "FPDFFormObj_CountObjects", "FPDFPath_GetDrawMode",
               "FPDFPath_CountSegments", "FPDFPathSegment_GetPoint", "FPDFPathSegment_GetType", "FPDFPathSegment_GetClose",
               "FPDFText_CountChars", "FPDFText_GetLooseCharBox", "FPDFText_GetText", "FPDFText_GetUnicode", "FPDFFont_GetIsEmbedded",
               "FPDFPageObj_Transform", "FPDFTextObj_SetTextRenderMode", "FPDFText_HasUnicodeMapError")  # fmt: skip
    addresses = ("FPDFText_GetTextObject", "FPDFTextObj_GetFont")
    kinds: dict[str, Any] = {**dict.fromkeys(handles, _Handle), **dict.fromkeys(numbers, ctypes.c_int)}
    kinds |= dict.fromkeys(addresses, ctypes.c_void_p)
    return SimpleNamespace(
        **{
            name: ctypes.PYFUNCTYPE(kind)(ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0)
            for name, kind in kinds.items()
        }
    )


Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


Char = tuple[str, float, float, float, float]
"""One printed character: text, left, top, right, bottom (the height of its font, not of its ink)."""


class Line(NamedTuple):
    """A ruling line: its place across, and where it begins and ends along."""

    at: float
    start: float
    end: float


class Page(NamedTuple):
    """One page: size, characters in the file's order, horizontal and vertical lines."""

    number: int
    width: float
    height: float
    chars: list[Char]
    horizontal: list[Line]
    vertical: list[Line]
    images: int
    apart: tuple[tuple[str, str], ...] = ()
    """Texts that are no part of what is printed to be read (hidden, watermarks, seals): code of the problem, text."""
    view: Matrix | None = None
    """From the places here to those of the page as it is shown, if this is a part of it or was turned."""
    unmapped: float = 0.0
    """The share of characters whose font does not say which they are."""
    scanned: bool = False
    """Recognised from a picture: each page lay on the glass in its own place."""


class _Printed(NamedTuple):
    """The characters of a page, the texts set apart with their codes, and the share of characters without a code."""

    chars: list[Char]
    apart: tuple[tuple[str, str], ...] = ()
    unmapped: float = 0.0


def read_page(document: Any, index: int) -> Page:
    """Characters and lines of one page of an open document (``pypdfium2.PdfDocument``)."""
    import pypdfium2.raw as pdfium

    page = document[index]
    try:
        turn = pdfium.FPDFPage_GetRotation(page)
        left, bottom, right, top = page.get_cropbox()
        shown = _shown(turn, left, bottom, right, top)
        width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
        rules = _Rules()
        rules.collect(_handle(page.raw), shown)
        from jixiao.forms.read.pdfmarks import set_apart

        marks = set_apart(_handle(page.raw).value or 0, rules.texts)
        _embody(rules.calls, rules.items)  # after their looks were judged: it changes how letters are drawn
        printed = _chars(page, shown, marks | dict.fromkeys(rules.hidden, ""))
        if pdfium.FPDFPage_GetAnnotCount(page) > 0:
            from jixiao.forms.read.pdffields import fields_of

            printed.chars.extend(fields_of(document, page, shown))
        return Page(
            index + 1,
            width,
            height,
            printed.chars,
            rules.horizontal,
            rules.vertical,
            rules.images,
            printed.apart,
            unmapped=printed.unmapped,
        )
    finally:
        page.close()


def page_text(document: Any, index: int) -> str:
    """The characters of a page in the file's order, without their places: a fraction of the work of ``read_page``."""
    import pypdfium2.raw as pdfium

    page = document[index]
    try:
        _embody_page(_handle(page.raw))
        opened = pdfium.FPDFText_LoadPage(page)
        if not opened:
            return ""
        try:
            calls = _calls()
            count = calls.FPDFText_CountChars(_handle(opened))
            return _codes(calls, _handle(opened), count) if count > 0 else ""
        finally:
            pdfium.FPDFText_ClosePage(opened)
    finally:
        page.close()


def _shown(turn: int, left: float, bottom: float, right: float, top: float) -> Matrix:
    """From PDF space to points from the top left of the page as shown, after ``turn`` quarter turns."""
    plain, quarter = (1.0, 0.0, 0.0, -1.0, -left, top), (0.0, 1.0, 1.0, 0.0, -bottom, -left)
    half, three = (-1.0, 0.0, 0.0, 1.0, right, -bottom), (0.0, -1.0, -1.0, 0.0, top, right)
    return (plain, quarter, half, three)[turn % 4]


def _chars(page: Any, shown: Matrix, hidden: dict[int, str]) -> _Printed:
    """The printed characters; those of ``hidden`` text objects (by address, with the code to tell them by) are not.

    Every character of a document goes through here, so codes and boxes are fetched in bulk.
    """
    import pypdfium2.raw as pdfium

    opened = pdfium.FPDFText_LoadPage(page)
    if not opened:
        return _Printed([])
    try:
        calls, textpage = _calls(), _handle(opened)
        count = calls.FPDFText_CountChars(textpage)
        if count <= 0:
            return _Printed([])
        boxes = (ctypes.c_float * (4 * count))()
        places = map(ctypes.byref, repeat(boxes), range(0, 16 * count, 16))
        known = list(map(calls.FPDFText_GetLooseCharBox, repeat(textpage), range(count), places))
        edges = list(struct.unpack(f"{4 * count}f", boxes))
        text = _codes(calls, textpage, count)
        if has_private(text):
            from jixiao.forms.read.pdfmarks import known_symbols

            text = known_symbols(text, textpage.value or 0)
        apart: dict[int, str] = {}
        if hidden or not all(known):
            owners = list(map(calls.FPDFText_GetTextObject, repeat(textpage), range(count)))
            for char, owner in zip(text, owners, strict=True) if any(hidden.values()) else ():
                if char > " " and hidden.get(owner):
                    apart[owner] = apart.get(owner, "") + char
            held = zip(text, known, owners, strict=True)
            text = "".join([char if box and owner not in hidden else " " for char, box, owner in held])
        looked = range(0, count, max(1, count // _LOOKED))
        wrong = list(map(calls.FPDFText_HasUnicodeMapError, repeat(textpage), looked)).count(1)
        a, b, c, d, e, f = shown
        level, upright = (edges[::4], edges[2::4]), (edges[3::4], edges[1::4])
        left, right = _moved(*(level if a else upright), a or c, e)
        top, bottom = _moved(*(upright if a else level), b or d, f)
        printed = zip(text, left, top, right, bottom, strict=True)
        chars = [char for char in printed if char[0] not in _BLANKS]
        return _Printed(chars, tuple((hidden[owner], text) for owner, text in apart.items()), wrong / len(looked))
    finally:
        pdfium.FPDFText_ClosePage(opened)


def _moved(low: list[float], high: list[float], scale: float, shift: float) -> tuple[list[float], list[float]]:
    """Lower and upper edges along one axis as shown; ``scale`` is 1, or -1 where the axis is turned round."""
    if scale < 0:
        return [shift - edge for edge in high], [shift - edge for edge in low]
    return ([edge + shift for edge in low], [edge + shift for edge in high]) if shift else (low, high)


def _codes(calls: SimpleNamespace, textpage: _Handle, count: int) -> str:
    """One character for each index; a character without a code is blank."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if calls.FPDFText_GetText(textpage, 0, count, buffer) == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    codes = (calls.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join(chr(code) if 0 < code < _LAST_CODE and not _SURROGATE <= code < _PRIVATE else " " for code in codes)


def _embody(calls: SimpleNamespace, texts: list[_Handle]) -> None:
    """Give a body to letters that have none, or PDFium leaves them out of the text of the page, without a word.

    Where a font is neither embedded nor installed its letters may have no outlines; PDFium passes over a text
    object of one such letter, because it is empty. Stroked, it has the width of the stroke. Nothing is drawn
    from these pages, so nothing else changes.
    """
    fonts = set(map(calls.FPDFTextObj_GetFont, texts))
    if all(calls.FPDFFont_GetIsEmbedded(_Handle(font)) == 1 for font in fonts if font):
        return
    bounds = (ctypes.c_float * 4)()
    places = [ctypes.byref(bounds, 4 * index) for index in range(4)]
    unit = [ctypes.c_double(value) for value in UNIT]
    for item in texts:
        if calls.FPDFPageObj_GetBounds(item, *places):
            left, bottom, right, top = bounds
            if right - left < _NO_BODY or top - bottom < _NO_BODY:
                calls.FPDFTextObj_SetTextRenderMode(item, _STROKED)
                calls.FPDFPageObj_Transform(item, *unit)  # PDFium measures it again


def _embody_page(page: _Handle) -> None:
    """``_embody`` for a page whose first text is of a font that is only named."""
    calls = _calls()
    count = min(calls.FPDFPage_CountObjects(page), _MAX_OBJECTS)
    for index in range(min(count, _FIRST)):
        item = calls.FPDFPage_GetObject(page, index)
        if calls.FPDFPageObj_GetType(item) == _TEXT:
            if calls.FPDFFont_GetIsEmbedded(_Handle(calls.FPDFTextObj_GetFont(item))) != 1:
                items = list(map(calls.FPDFPage_GetObject, repeat(page), range(count)))
                _embody(calls, [held for held in items if calls.FPDFPageObj_GetType(held) == _TEXT])
            return


class _Rules:
    """Collects ruling lines from path objects, also inside form objects, and texts that are clipped away."""

    def __init__(self) -> None:
        self.calls = _calls()
        self.horizontal: list[Line] = []
        self.vertical: list[Line] = []
        self.images = 0
        self.seen = 0
        self.hidden: set[int] = set()
        self.nested: list[_Handle] = []
        self.items: list[_Handle] = []
        """All text objects, also those inside form objects."""
        self.texts: list[tuple[int, Matrix, int]] = []
        """Text objects by address, with the matrix and the opacity (0 to 255) of the forms around them."""
        self.last, self.matrix = (UNIT, UNIT), UNIT
        # one place for what PDFium writes, used again for every object
        self.floats, self.numbers = (ctypes.c_float * 6)(), (ctypes.c_int * 2)()
        self.at_floats = [ctypes.byref(self.floats, 4 * index) for index in range(4)]
        self.at_numbers = [ctypes.byref(self.numbers, 4 * index) for index in range(2)]

    def collect(self, page: _Handle, shown: Matrix) -> None:
        """Look at all objects of a page; ``shown`` turns its space into the page as shown."""
        calls = self.calls
        count = min(calls.FPDFPage_CountObjects(page), _MAX_OBJECTS)
        items = list(map(calls.FPDFPage_GetObject, repeat(page), range(count)))
        texts: list[_Handle] = []
        for item, kind in zip(items, map(calls.FPDFPageObj_GetType, items), strict=True):
            if kind == _TEXT:
                texts.append(item)
            else:
                self._object(item, kind, (shown, UNIT, 255), 0)
        self.texts += [(item.value or 0, UNIT, 255) for item in texts]
        texts += self.nested
        self.items = texts
        clips = list(map(calls.FPDFPageObj_GetClipPath, texts))
        for item, clip, paths in zip(texts, clips, map(calls.FPDFClipPath_CountPaths, clips), strict=True):
            if paths > 0 and self._clipped_away(item, clip, paths):
                self.hidden.add(item.value or 0)

    def _object(self, item: _Handle, kind: int, around: tuple[Matrix, Matrix, int], depth: int) -> None:
        """``around`` are the forms around an object: their matrix to the page as shown and to the page's own space, their opacity."""
        self.seen += 1
        if self.seen > _MAX_OBJECTS:
            return
        if kind == _PATH:
            self._path(item, around[0])
        elif kind == _FORM and depth < _MAX_DEPTH:
            from jixiao.forms.read.pdfmarks import opacity_of

            calls, own = self.calls, self._matrix(item)
            inner = _times(own, around[0]), _times(own, around[1]), around[2] * opacity_of(item.value or 0) // 255
            for index in range(calls.FPDFFormObj_CountObjects(item)):
                held = calls.FPDFFormObj_GetObject(item, ctypes.c_ulong(index))
                self._object(held, calls.FPDFPageObj_GetType(held), inner, depth + 1)
        elif kind == _IMAGE:
            self.images += 1
        elif kind == _TEXT:
            self.nested.append(item)
            self.texts.append((item.value or 0, *around[1:]))

    def _clipped_away(self, item: _Handle, clip: _Handle, paths: int) -> bool:
        """Whether a text's middle lies outside its clip: office programs draw a cut cell's label on both pages."""
        calls, floats = self.calls, self.floats
        if not calls.FPDFPageObj_GetBounds(item, *self.at_floats):
            return False
        left, bottom, right, top = floats[:4]
        across, up = (left + right) / 2, (bottom + top) / 2
        for path in range(min(paths, _MAX_CLIPS)):
            xs: list[float] = []
            ys: list[float] = []
            for index in range(min(calls.FPDFClipPath_CountPathSegments(clip, path), _MAX_CLIPS)):
                segment = calls.FPDFClipPath_GetPathSegment(clip, path, index)
                if calls.FPDFPathSegment_GetPoint(segment, *self.at_floats[:2]):
                    xs.append(floats[0])
                    ys.append(floats[1])
            if xs and not (min(xs) <= across <= max(xs) and min(ys) <= up <= max(ys)):
                return True
        return False

    def _matrix(self, item: _Handle) -> Matrix:
        if not self.calls.FPDFPageObj_GetMatrix(item, self.floats):
            return UNIT
        a, b, c, d, e, f = self.floats[:]
        return a, b, c, d, e, f

    def _path(self, item: _Handle, outer: Matrix) -> None:
        self.calls.FPDFPath_GetDrawMode(item, *self.at_numbers)
        fill, stroke = self.numbers[:]
        if not fill and not stroke:
            return
        inner = self._matrix(item)
        if (inner, outer) != self.last:  # paths of one program as a rule share their matrix
            self.last, self.matrix = (inner, outer), _times(inner, outer)
        pieces = self._pieces(item, self.matrix)
        if not pieces:
            return
        if stroke:
            for piece in pieces:
                self._line(*piece)
            return
        xs = [x for x0, _, x1, _ in pieces for x in (x0, x1)]
        ys = [y for _, y0, _, y1 in pieces for y in (y0, y1)]
        left, right, top, bottom = min(xs), max(xs), min(ys), max(ys)
        if right - left <= THIN or bottom - top <= THIN:  # a line drawn as a filled rectangle
            if right - left >= bottom - top:
                middle = (top + bottom) / 2
                self._line(left, middle, right, middle)
            else:
                middle = (left + right) / 2
                self._line(middle, top, middle, bottom)

    def _pieces(self, item: _Handle, matrix: Matrix) -> list[tuple[float, float, float, float]]:
        """Straight pieces of a path, as shown."""
        calls, floats, (at_x, at_y) = self.calls, self.floats, self.at_floats[:2]
        get, get_point, get_kind = (
            calls.FPDFPath_GetPathSegment,
            calls.FPDFPathSegment_GetPoint,
            calls.FPDFPathSegment_GetType,
        )
        a, b, c, d, e, f = matrix
        found: list[tuple[float, float, float, float]] = []
        start = last = None
        for index in range(min(calls.FPDFPath_CountSegments(item), _MAX_OBJECTS)):
            segment = get(item, index)
            if not get_point(segment, at_x, at_y):
                continue
            x, y = floats[0], floats[1]
            point = a * x + c * y + e, b * x + d * y + f
            kind = get_kind(segment)
            if kind == _MOVE:
                start = last = point
                continue
            if kind == _LINE and last is not None:
                found.append(last + point)
            last = point
            if calls.FPDFPathSegment_GetClose(segment) and start is not None and start != point:
                found.append(point + start)
        return found

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        left, right = (x0, x1) if x0 < x1 else (x1, x0)
        top, bottom = (y0, y1) if y0 < y1 else (y1, y0)
        if bottom - top <= 1.0:
            if right - left > 1.0:
                self.horizontal.append(Line((top + bottom) / 2, left, right))
        elif right - left <= 1.0:
            self.vertical.append(Line((left + right) / 2, top, bottom))


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return (
        a * g + b * i,
        a * h + b * j,
        c * g + d * i,
        c * h + d * j,
        e * g + f * i + k,
        e * h + f * j + m,
    )
