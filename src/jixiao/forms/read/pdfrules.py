"""What stands on a PDF page besides its letters: ruling lines, pictures, forms, and which texts are clipped away."""

from __future__ import annotations

import ctypes
from itertools import compress, repeat
from typing import Any, NamedTuple

from jixiao.forms.read.pdfcalls import calls, handle, handles

THIN = 3.0
"""Points: a filled shape not thicker than this is a line."""
MAX_OBJECTS = 200_000
MAX_DEPTH = 6
_MAX_CLIPS = 64
_MAX_SEGMENTS = 20_000
"""Of one path; no table has so many rules on a page."""
_MOVE, _LINE = 2, 0
TEXT, PATH, IMAGE, FORM = 1, 2, 3, 5
_NO_TEXT = -1
"""The render mode of what is no text."""

Matrix = tuple[float, float, float, float, float, float]
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Line(NamedTuple):
    """A ruling line: its place across, and where it begins and ends along."""

    at: float
    start: float
    end: float


class Rules:
    """Collects ruling lines from path objects, also inside form objects, and texts that are clipped away."""

    def __init__(self) -> None:
        self.calls = calls()
        self.horizontal: list[Line] = []
        self.vertical: list[Line] = []
        self.images = 0
        self.seen = 0
        self.hidden: set[int] = set()
        self.texts: list[int] = []
        """The addresses of all text objects, also of those inside form objects, which come last."""
        self.modes: list[int] = []
        """Their render modes (PDF 32000-1, table 106)."""
        self.handles: list[Any] = []
        """The same objects as arguments of calls."""
        self.around: dict[int, tuple[Matrix, int]] = {}
        """Of text objects inside form objects, by address: matrix and opacity (0 to 255) of the forms around them."""
        self.inner = self.outer = self.matrix = UNIT
        # one place for what PDFium writes, used again for every object
        self.floats, self.numbers = (ctypes.c_float * 6)(), (ctypes.c_int * 2)()
        self.at_floats = [ctypes.byref(self.floats, 4 * index) for index in range(4)]
        self.at_numbers = [ctypes.byref(self.numbers, 4 * index) for index in range(2)]

    def collect(self, page: Any, shown: Matrix) -> None:
        """Look at all objects of a page; ``shown`` turns its space into the page as shown."""
        calls = self.calls
        count = min(calls.FPDFPage_CountObjects(page), MAX_OBJECTS)
        objects = list(map(calls.FPDFPage_GetObject, repeat(page), range(count)))
        items = handles(objects)
        modes = list(map(calls.FPDFTextObj_GetTextRenderMode, items))  # which tells of most what they are as well
        texts = [mode != _NO_TEXT for mode in modes]
        self.texts, self.handles, self.modes = (list(compress(each, texts)) for each in (objects, items, modes))
        for address, item, mode in zip(objects, items, modes, strict=True):
            if mode == _NO_TEXT:
                self._object(address, item, (shown, UNIT, 255), 0)
        clips = handles(map(calls.FPDFPageObj_GetClipPath, self.handles))
        for number, paths in enumerate(map(calls.FPDFClipPath_CountPaths, clips)):
            if paths > 0 and self._clipped_away(self.handles[number], clips[number], paths):
                self.hidden.add(self.texts[number])

    def _object(self, address: int, item: Any, around: tuple[Matrix, Matrix, int], depth: int) -> None:
        """``around`` are the forms around an object: their matrix to the page as shown and to the page's own space, their opacity."""
        self.seen += 1
        if self.seen > MAX_OBJECTS:
            return
        kind = self.calls.FPDFPageObj_GetType(item)
        if kind == PATH:
            self._path(item, around[0])
        elif kind == FORM and depth < MAX_DEPTH:
            from jixiao.forms.read.pdfmarks import opacity_of

            calls, own = self.calls, self._matrix(item)
            inner = times(own, around[0]), times(own, around[1]), around[2] * opacity_of(address) // 255
            for index in range(calls.FPDFFormObj_CountObjects(item)):
                held = calls.FPDFFormObj_GetObject(item, ctypes.c_ulong(index))
                self._object(held, handle(held), inner, depth + 1)
        elif kind == IMAGE:
            self.images += 1
        elif kind == TEXT:
            self.texts.append(address)
            self.handles.append(item)
            self.modes.append(self.calls.FPDFTextObj_GetTextRenderMode(item))
            self.around[address] = around[1:]

    def _clipped_away(self, item: Any, clip: Any, paths: int) -> bool:
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
                segment = handle(calls.FPDFClipPath_GetPathSegment(clip, path, index))
                if calls.FPDFPathSegment_GetPoint(segment, *self.at_floats[:2]):
                    xs.append(floats[0])
                    ys.append(floats[1])
            if xs and not (min(xs) <= across <= max(xs) and min(ys) <= up <= max(ys)):
                return True
        return False

    def _matrix(self, item: Any) -> Matrix:
        if not self.calls.FPDFPageObj_GetMatrix(item, self.floats):
            return UNIT
        a, b, c, d, e, f = self.floats[:]
        return a, b, c, d, e, f

    def _path(self, item: Any, outer: Matrix) -> None:
        self.calls.FPDFPath_GetDrawMode(item, *self.at_numbers)
        fill, stroke = self.numbers[:]
        if not fill and not stroke:
            return
        inner = self._matrix(item)
        if inner != self.inner or outer is not self.outer:  # paths of one program as a rule share their matrix
            self.inner, self.outer, self.matrix = inner, outer, times(inner, outer)
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

    def _pieces(self, item: Any, matrix: Matrix) -> list[tuple[float, float, float, float]]:
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
        for index in range(min(calls.FPDFPath_CountSegments(item), _MAX_SEGMENTS)):
            segment = handle(get(item, index))
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


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """One matrix after another."""
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
