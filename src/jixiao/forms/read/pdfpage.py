"""What a PDF page shows: its characters with their boxes and its ruling lines, straight from PDFium.

Coordinates are points from the top left corner of the page as it is shown, rotation applied.
"""

from __future__ import annotations

import ctypes
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

THIN = 3.0
"""Points: a filled shape not thicker than this is a line."""
_MAX_OBJECTS = 200_000
_MAX_DEPTH = 6
_MAX_CLIPS = 64
_LOOKED = 64
"""Characters of a page, evenly spread, whose font is asked whether it knows them."""
_BLANKS = frozenset("\u00a0\u3000\ufffe\uffff\ufeff\u200b")
_SURROGATE, _PRIVATE, _LAST_CODE = 0xD800, 0xE000, 0x110000
_MOVE, _LINE = 2, 0
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5


def _address(pointer: Any) -> int:
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


@lru_cache(maxsize=1)
def _calls() -> SimpleNamespace:
    """PDFium's small functions on plain addresses: tens of thousands of calls a document, each a third cheaper so."""
    import pypdfium2.raw as pdfium

    handle, number, index = ctypes.c_void_p, ctypes.c_int, ctypes.c_int
    shapes: dict[str, tuple[Any, ...]] = {
        "FPDFPage_CountObjects": (number, handle),
        "FPDFPage_GetObject": (handle, handle, index),
        "FPDFPageObj_GetType": (number, handle),
        "FPDFPageObj_GetMatrix": (number, handle, handle),
        "FPDFPageObj_GetBounds": (number, handle, handle, handle, handle, handle),
        "FPDFPageObj_GetClipPath": (handle, handle),
        "FPDFClipPath_CountPaths": (number, handle),
        "FPDFClipPath_CountPathSegments": (number, handle, index),
        "FPDFClipPath_GetPathSegment": (handle, handle, index, index),
        "FPDFFormObj_CountObjects": (number, handle),
        "FPDFFormObj_GetObject": (handle, handle, ctypes.c_ulong),
        "FPDFPath_GetDrawMode": (number, handle, handle, handle),
        "FPDFPath_CountSegments": (number, handle),
        "FPDFPath_GetPathSegment": (handle, handle, index),
        "FPDFPathSegment_GetPoint": (number, handle, handle, handle),
        "FPDFPathSegment_GetType": (number, handle),
        "FPDFPathSegment_GetClose": (number, handle),
        "FPDFText_CountChars": (number, handle),
        "FPDFText_GetLooseCharBox": (number, handle, index, handle),
        "FPDFText_GetText": (number, handle, index, index, handle),
        "FPDFText_GetUnicode": (ctypes.c_uint, handle, index),
        "FPDFText_GetTextObject": (handle, handle, index),
        "FPDFText_HasUnicodeMapError": (number, handle, index),
    }
    return SimpleNamespace(
        **{name: ctypes.PYFUNCTYPE(*shape)(_address(getattr(pdfium, name))) for name, shape in shapes.items()}
    )


Matrix = tuple[float, float, float, float, float, float]
_UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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
    unmapped: float = 0.0
    """The share of characters whose font does not say which they are."""


def read_page(document: Any, index: int) -> Page:
    """Characters and lines of one page of an open document (``pypdfium2.PdfDocument``)."""
    import pypdfium2.raw as pdfium

    page = document[index]
    try:
        turn = pdfium.FPDFPage_GetRotation(page)
        left, bottom, right, top = page.get_cropbox()
        show = _turned(turn, left, bottom, right, top)
        width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
        rules = _Rules(show)
        rules.collect(_address(page.raw))
        chars, unmapped = _chars(page, (left, top) if turn == 0 else show, rules.hidden)
        return Page(
            index + 1,
            width,
            height,
            chars,
            rules.horizontal,
            rules.vertical,
            rules.images,
            unmapped,
        )
    finally:
        page.close()


def page_text(document: Any, index: int) -> str:
    """The characters of a page in the file's order, without their places: a fraction of the work of ``read_page``."""
    import pypdfium2.raw as pdfium

    page = document[index]
    try:
        opened = pdfium.FPDFText_LoadPage(page)
        if not opened:
            return ""
        try:
            calls = _calls()
            count = calls.FPDFText_CountChars(_address(opened))
            return _codes(calls, _address(opened), count) if count > 0 else ""
        finally:
            pdfium.FPDFText_ClosePage(opened)
    finally:
        page.close()


def _turned(turn: int, left: float, bottom: float, right: float, top: float) -> Any:
    """From PDF space to points from the top left of the page as shown."""

    def plain(x: float, y: float) -> tuple[float, float]:
        return x - left, top - y

    def quarter(x: float, y: float) -> tuple[float, float]:
        return y - bottom, x - left

    def half(x: float, y: float) -> tuple[float, float]:
        return right - x, y - bottom

    def three(x: float, y: float) -> tuple[float, float]:
        return top - y, right - x

    return (plain, quarter, half, three)[turn % 4]


def _chars(page: Any, show: Any, hidden: set[int]) -> tuple[list[Char], float]:
    """The printed characters, and the share of unknown ones; those of ``hidden`` text objects (by address) are not printed.

    ``show`` turns points of the file into those shown, or is the top left corner of a page that is not
    turned. Every character of a document goes through here, so codes and boxes are fetched in bulk.
    """
    import pypdfium2.raw as pdfium

    opened = pdfium.FPDFText_LoadPage(page)
    if not opened:
        return [], 0.0
    try:
        calls, textpage = _calls(), _address(opened)
        count = calls.FPDFText_CountChars(textpage)
        if count <= 0:
            return [], 0.0
        boxes = (ctypes.c_float * (4 * count))()
        get_box, start = calls.FPDFText_GetLooseCharBox, ctypes.addressof(boxes)
        known = [get_box(textpage, index, start + 16 * index) for index in range(count)]
        edges = memoryview(boxes).cast("B").cast("f").tolist()
        text = _codes(calls, textpage, count)
        if hidden or not all(known):
            get_object = calls.FPDFText_GetTextObject
            text = "".join(
                char if known[index] and get_object(textpage, index) not in hidden else " "
                for index, char in enumerate(text)
            )
        wrong = calls.FPDFText_HasUnicodeMapError
        looked = range(0, count, max(1, count // _LOOKED))
        unmapped = sum(wrong(textpage, index) == 1 for index in looked) / len(looked)
        rows = zip(text, edges[::4], edges[1::4], edges[2::4], edges[3::4], strict=True)
        if isinstance(show, tuple):
            left, top = show
            return [
                (char, x0 - left, top - y0, x1 - left, top - y1)
                for char, x0, y0, x1, y1 in rows
                if char > " " and char not in _BLANKS
            ], unmapped
        found: list[Char] = []
        for char, left, top, right, bottom in rows:
            if char <= " " or char in _BLANKS:
                continue
            x0, y0 = show(left, top)
            x1, y1 = show(right, bottom)
            found.append((char, x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else _upright(char, x0, y0, x1, y1))
        return found, unmapped
    finally:
        pdfium.FPDFText_ClosePage(opened)


def _upright(char: str, x0: float, y0: float, x1: float, y1: float) -> Char:
    return char, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _codes(calls: SimpleNamespace, textpage: int, count: int) -> str:
    """One character for each index; a character without a code is blank."""
    buffer = (ctypes.c_ushort * (count + 1))()
    if calls.FPDFText_GetText(textpage, 0, count, buffer) == count + 1:
        text = bytes(buffer)[: 2 * count].decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    codes = (calls.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join(chr(code) if 0 < code < _LAST_CODE and not _SURROGATE <= code < _PRIVATE else " " for code in codes)


class _Rules:
    """Collects ruling lines from path objects, also inside form objects, and texts that are clipped away."""

    def __init__(self, show: Any) -> None:
        self.calls, self.show = _calls(), show
        self.horizontal: list[Line] = []
        self.vertical: list[Line] = []
        self.images = 0
        self.seen = 0
        self.hidden: set[int] = set()

    def collect(self, page: int) -> None:
        calls = self.calls
        get, kind = calls.FPDFPage_GetObject, calls.FPDFPageObj_GetType
        clip, paths = calls.FPDFPageObj_GetClipPath, calls.FPDFClipPath_CountPaths
        for index in range(min(calls.FPDFPage_CountObjects(page), _MAX_OBJECTS)):
            item = get(page, index)
            if kind(item) != _TEXT:
                self._object(item, _UNIT, 0)
            elif (held := clip(item)) and paths(held) > 0 and self._clipped_away(item, held, paths(held)):
                self.hidden.add(item)

    def _object(self, item: Any, outer: Matrix, depth: int) -> None:
        self.seen += 1
        if self.seen > _MAX_OBJECTS:
            return
        kind = self.calls.FPDFPageObj_GetType(item)
        if kind == _PATH:
            self._path(item, outer)
        elif kind == _FORM and depth < _MAX_DEPTH:
            inner = _times(self._matrix(item), outer)
            for index in range(self.calls.FPDFFormObj_CountObjects(item)):
                self._object(self.calls.FPDFFormObj_GetObject(item, index), inner, depth + 1)
        elif kind == _IMAGE:
            self.images += 1

    def _clipped_away(self, item: Any, clip: Any, paths: int) -> bool:
        """Whether a text's middle lies outside its clip: office programs draw a cut cell's label on both pages."""
        calls = self.calls
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not calls.FPDFPageObj_GetBounds(item, *map(ctypes.byref, (left, bottom, right, top))):
            return False
        across, up = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        x, y = ctypes.c_float(), ctypes.c_float()
        for path in range(min(paths, _MAX_CLIPS)):
            xs: list[float] = []
            ys: list[float] = []
            for index in range(min(calls.FPDFClipPath_CountPathSegments(clip, path), _MAX_CLIPS)):
                segment = calls.FPDFClipPath_GetPathSegment(clip, path, index)
                if calls.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                    xs.append(x.value)
                    ys.append(y.value)
            if xs and not (min(xs) <= across <= max(xs) and min(ys) <= up <= max(ys)):
                return True
        return False

    def _matrix(self, item: Any) -> Matrix:
        found = (ctypes.c_float * 6)()
        if not self.calls.FPDFPageObj_GetMatrix(item, found):
            return _UNIT
        a, b, c, d, e, f = found
        return a, b, c, d, e, f

    def _path(self, item: Any, outer: Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        self.calls.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
        if not fill.value and not stroke.value:
            return
        matrix = _times(self._matrix(item), outer)
        pieces = list(self._pieces(item, matrix))
        if not pieces:
            return
        if stroke.value:
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

    def _pieces(self, item: Any, matrix: Matrix) -> Iterator[tuple[float, float, float, float]]:
        """Straight pieces of a path, as shown."""
        calls = self.calls
        x, y = ctypes.c_float(), ctypes.c_float()
        at_x, at_y = ctypes.byref(x), ctypes.byref(y)
        a, b, c, d, e, f = matrix
        start = last = None
        for index in range(min(calls.FPDFPath_CountSegments(item), _MAX_OBJECTS)):
            segment = calls.FPDFPath_GetPathSegment(item, index)
            if not calls.FPDFPathSegment_GetPoint(segment, at_x, at_y):
                continue
            point = self.show(a * x.value + c * y.value + e, b * x.value + d * y.value + f)
            kind = calls.FPDFPathSegment_GetType(segment)
            if kind == _MOVE:
                start = point
            elif kind == _LINE and last is not None:
                yield (*last, *point)
            last = point
            if calls.FPDFPathSegment_GetClose(segment) and start is not None and start != point:
                yield (*point, *start)

    def _line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if abs(y1 - y0) <= 1.0 and abs(x1 - x0) > 1.0:
            self.horizontal.append(Line((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= 1.0 and abs(y1 - y0) > 1.0:
            self.vertical.append(Line((x0 + x1) / 2, min(y0, y1), max(y0, y1)))


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
