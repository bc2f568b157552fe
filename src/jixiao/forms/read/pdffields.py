"""What is filled into a PDF without being part of its pages: the fields of an interactive form, texts typed over a page.

Their values are printed where their boxes are, so they are set there as characters, line by line from the left.
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jixiao.forms.read.pdfpage import Char
    from jixiao.forms.read.pdfrules import Matrix

_WIDGET, _FREE_TEXT = 20, 3
_CHECKBOX, _RADIO, _CHOICE, _LIST, _TEXT = 2, 3, 4, 5, 6
_HIDDEN = 0x02 | 0x20
"""Flags of annotations that are not shown (PDF 32000-1, table 165): hidden, no view."""
_SIZE = (4.0, 10.0)
"""Points: letters in fields, where their size is not told."""
_INSET = 2.0
_MOST = 5_000
"""Fields of one page."""


def fields_of(document: Any, page: Any, shown: Matrix) -> list[Char]:
    """The values of an open page's fields as characters; ``shown`` turns the page's space into the page as shown."""
    import pypdfium2.raw as pdfium

    found: list[Char] = []
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            text = _value(document, annotation)
            box = pdfium.FS_RECTF()
            if text.strip() and pdfium.FPDFAnnot_GetRect(annotation, box):
                a, b, c, d, e, f = shown
                x0, y0 = a * box.left + c * box.top + e, b * box.left + d * box.top + f
                x1, y1 = a * box.right + c * box.bottom + e, b * box.right + d * box.bottom + f
                found += _set(text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return found


def _value(document: Any, annotation: Any) -> str:
    import pypdfium2.raw as pdfium

    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind not in {_WIDGET, _FREE_TEXT} or pdfium.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return ""
    if kind == _FREE_TEXT:
        return _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    form = document.formenv
    if form is None:
        return ""
    field = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if field in {_CHECKBOX, _RADIO}:
        return "☑" if pdfium.FPDFAnnot_IsChecked(form, annotation) else "☐"
    if field in {_CHOICE, _LIST, _TEXT}:
        return _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))
    return ""


def _string(get: Any) -> str:
    """A string of PDFium in UTF-16; ``get`` fills a buffer and tells how many bytes it needs."""
    import pypdfium2.raw as pdfium

    size = get(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    get(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", errors="replace")


def _set(text: str, left: float, top: float, right: float, bottom: float) -> list[Char]:
    """Characters of a text in a box: as large as its lines allow, wrapped at its right edge."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    size = min(max((bottom - top - 1) / len(lines), _SIZE[0]), _SIZE[1])
    while size > _SIZE[0] and 1.1 * size * sum(_rows(line, right - left, size) for line in lines) > bottom - top:
        size -= 0.5
    found: list[Char] = []
    y = (top + bottom) / 2 - 0.55 * size * sum(_rows(line, right - left, size) for line in lines)
    for line in lines:
        x = left + _INSET
        for char in line:
            width = size * (0.5 if char.isascii() else 1.0)
            if x + width > right and x > left + _INSET:
                x, y = left + _INSET, y + 1.1 * size
            if char > " " and char not in "\u00a0\u3000":
                found.append((char, x, y, x + width, y + size))
            x += width
        y += 1.1 * size
    return found


def _rows(line: str, width: float, size: float) -> int:
    ems = sum(0.5 if char.isascii() else 1.0 for char in line)
    return max(1, -(-int(2 * ems * size) // max(1, int(2 * (width - _INSET)))))
