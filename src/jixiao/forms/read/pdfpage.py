"""What a PDF page shows: its characters with their boxes and its ruling lines, straight from PDFium.

Coordinates are points from the top left corner of the page as it is shown, rotation applied.
"""

from __future__ import annotations

import ctypes
import re
import struct
from collections import deque
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.forms.read.pdfcalls import ROOM, address, calls, handle, handles
from jixiao.forms.read.pdfrules import MAX_OBJECTS, TEXT, UNIT, Line, Matrix, Rules
from jixiao.plan.normal import has_private

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.pdfview import View

_LOOKED = 64
"""Characters of a page, evenly spread, whose font is asked whether it knows them."""
_BLANKS = frozenset(map(chr, range(33))) | frozenset("\u00a0\u3000\ufffe\uffff\ufeff\u200b")
_SURROGATE, _AFTER, _LAST_CODE = 0xD800, 0xE000, 0x110000
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_STROKED = 1
_NO_BODY = 0.01
"""Points: what is narrower or lower than this has no body."""
_FIRST = 20
"""Among so many objects of a page there is a text as a rule, if there is any."""

Char = tuple[str, float, float, float, float]
"""One printed character: text, left, top, right, bottom (the height of its font, not of its ink)."""


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
    view: View | None = None
    """From the places here to those of the page as it is shown, if this is a part of it or was turned."""
    unmapped: float = 0.0
    """The share of characters whose font does not say which they are."""
    private: float = 0.0
    """The share of characters without a meaning of their own: of the private use area, or the mark for what has no code."""
    scanned: bool = False
    """Recognised from a picture: each page lay on the glass in its own place."""


class _Printed(NamedTuple):
    """What a page says of its characters, as ``Page`` has it."""

    chars: list[Char]
    apart: tuple[tuple[str, str], ...] = ()
    unmapped: float = 0.0
    private: float = 0.0


def read_page(document: Any, index: int) -> Page:
    """Characters and lines of one page of an open document (``pypdfium2.PdfDocument``)."""
    page = document[index]
    try:
        return _looked_at(document, page, index + 1)
    finally:
        page.close()


def page_text(document: Any, index: int) -> tuple[str, Page | None]:
    """The characters of a page in the file's order, without their places: a fraction of the work of ``read_page``.

    A page without any (a picture) is looked at while it is open, and returned as well.
    """
    page = document[index]
    try:
        text = _text(page)
        return text, None if text.strip() else _looked_at(document, page, index + 1)
    finally:
        page.close()


def _text(page: Any) -> str:
    import pypdfium2.raw as pdfium

    _embody_page(handle(address(page.raw)))
    opened = pdfium.FPDFText_LoadPage(page)
    if not opened:
        return ""
    try:
        textpage = handle(address(opened))
        count = calls().FPDFText_CountChars(textpage)
        return _codes(textpage, count) if count > 0 else ""
    finally:
        pdfium.FPDFText_ClosePage(opened)


def _looked_at(document: Any, page: Any, number: int) -> Page:
    import pypdfium2.raw as pdfium

    turn = pdfium.FPDFPage_GetRotation(page)
    left, bottom, right, top = page.get_cropbox()
    shown = _shown(turn, left, bottom, right, top)
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    rules = Rules()
    rules.collect(handle(address(page.raw)), shown)
    from jixiao.forms.read.pdfmarks import set_apart

    marks = set_apart(address(page.raw), rules)
    _embody(rules.handles)  # after their looks were judged: it changes how letters are drawn
    printed = _chars(page, shown, marks | dict.fromkeys(rules.hidden, ""))
    if pdfium.FPDFPage_GetAnnotCount(page) > 0:
        from jixiao.forms.read.pdffields import fields_of

        printed.chars.extend(fields_of(document, page, shown))
    return Page(
        number,
        width,
        height,
        printed.chars,
        rules.horizontal,
        rules.vertical,
        rules.images,
        printed.apart,
        unmapped=printed.unmapped,
        private=printed.private,
    )


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
        quick, textpage = calls(), handle(address(opened))
        count = quick.FPDFText_CountChars(textpage)
        if count <= 0:
            return _Printed([])
        text = _codes(textpage, count)
        if has_private(text):
            from jixiao.forms.read.pdfmarks import known_symbols

            text = known_symbols(text, address(opened))
        inked = [char not in _BLANKS for char in text]
        numbers, letters = list(compress(range(count), inked)), compress(text, inked)
        every, places = repeat(textpage), ROOM.boxes.reserve(len(numbers), 0)[0]
        deque(map(quick.FPDFText_GetLooseCharBox, every, numbers, places), 0)  # fails for no number below the count
        edges = struct.unpack_from(f"{4 * len(numbers)}f", ROOM.boxes.buffer)
        a, b, c, d, e, f = shown
        level, upright = (edges[::4], edges[2::4]), (edges[3::4], edges[1::4])
        left, right = _moved(*(level if a else upright), a or c, e)
        top, bottom = _moved(*(upright if a else level), b or d, f)
        chars = list(zip(letters, left, top, right, bottom, strict=True))
        apart: dict[int, str] = {}
        if hidden:
            owners = list(map(quick.FPDFText_GetTextObject, every, numbers))
            for (char, *_), owner in zip(chars, owners, strict=True) if any(hidden.values()) else ():
                if hidden.get(owner):
                    apart[owner] = apart.get(owner, "") + char
            chars = [char for char, owner in zip(chars, owners, strict=True) if owner not in hidden]
        looked = range(0, count, max(1, count // _LOOKED))
        wrong = list(map(quick.FPDFText_HasUnicodeMapError, every, looked)).count(1)
        told = tuple((hidden[owner], letters) for owner, letters in apart.items())
        private = sum(1 for char in chars if _PRIVATE.match(char[0])) if _PRIVATE.search(text) else 0
        return _Printed(chars, told, wrong / len(looked), private / max(len(chars), 1))
    finally:
        pdfium.FPDFText_ClosePage(opened)


def _moved(
    low: Sequence[float], high: Sequence[float], scale: float, shift: float
) -> tuple[Sequence[float], Sequence[float]]:
    """Lower and upper edges along one axis as shown; ``scale`` is 1, or -1 where the axis is turned round."""
    if scale < 0:
        return [shift - edge for edge in high], [shift - edge for edge in low]
    return ([edge + shift for edge in low], [edge + shift for edge in high]) if shift else (low, high)


def _codes(textpage: Any, count: int) -> str:
    """One character for each index; a character without a code is blank."""
    quick, room = calls(), ROOM.codes
    room.reserve(count + 1)
    if quick.FPDFText_GetText(textpage, 0, count, room.buffer) == count + 1:
        text = ctypes.string_at(room.buffer, 2 * count).decode("utf-16-le", errors="replace")
        if len(text) == count:
            return text
    codes = (quick.FPDFText_GetUnicode(textpage, index) for index in range(count))
    return "".join(chr(code) if 0 < code < _LAST_CODE and not _SURROGATE <= code < _AFTER else " " for code in codes)


def _embody(texts: list[Any]) -> None:
    """Give a body to letters that have none, or PDFium leaves them out of the text of the page, without a word.

    Where a font is neither embedded nor installed its letters may have no outlines; PDFium passes over a text
    object of one such letter, because it is empty. Stroked, it has the width of the stroke. Nothing is drawn
    from these pages, so nothing else changes.
    """
    quick = calls()
    fonts = set(map(quick.FPDFTextObj_GetFont, texts))
    if all(quick.FPDFFont_GetIsEmbedded(handle(font)) == 1 for font in fonts if font):
        return
    known = list(map(quick.FPDFPageObj_GetBounds, texts, *ROOM.boxes.reserve(len(texts), 0, 1, 2, 3)))
    edges = struct.unpack_from(f"{4 * len(texts)}f", ROOM.boxes.buffer)
    unit = [ctypes.c_double(value) for value in UNIT]
    for item, has_edges, left, bottom, right, top in zip(
        texts, known, edges[::4], edges[1::4], edges[2::4], edges[3::4], strict=True
    ):
        if has_edges and (right - left < _NO_BODY or top - bottom < _NO_BODY):
            quick.FPDFTextObj_SetTextRenderMode(item, _STROKED)
            quick.FPDFPageObj_Transform(item, *unit)  # PDFium measures it again


def _embody_page(page: Any) -> None:
    """``_embody`` for a page whose first text is of a font that is only named."""
    quick = calls()
    count = min(quick.FPDFPage_CountObjects(page), MAX_OBJECTS)
    for index in range(min(count, _FIRST)):
        item = handle(quick.FPDFPage_GetObject(page, index))
        if quick.FPDFPageObj_GetType(item) == TEXT:
            if quick.FPDFFont_GetIsEmbedded(handle(quick.FPDFTextObj_GetFont(item))) != 1:
                items = handles(map(quick.FPDFPage_GetObject, repeat(page), range(count)))
                _embody([held for held in items if quick.FPDFPageObj_GetType(held) == TEXT])
            return
