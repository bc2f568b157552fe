"""PDFs whose fonts are not embedded, made of those whose fonts are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pypdf

if TYPE_CHECKING:
    from collections.abc import Iterable

_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def font_programs(data: bytes) -> int:
    """How many fonts of a PDF's pages hold a font program: none if they are not embedded."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return sum(any(name in held for name in _FILES) for held in _descriptors(pages))


def without_fonts(data: bytes) -> bytes:
    """A copy of a PDF whose fonts are only named; what its codes mean is still told by their maps."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for held in _descriptors(writer.pages):
        for name in _FILES:
            held.pop(name, None)
    writer.compress_identical_objects(remove_unreferenced=True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _descriptors(pages: Iterable[pypdf.PageObject]) -> list[pypdf.generic.DictionaryObject]:
    """What tells of each font: its widths, and its program if it is embedded."""
    found: list[pypdf.generic.DictionaryObject] = []
    for page in pages:
        for font in page["/Resources"].get("/Font", {}).values():
            held = font.get_object()
            parts = [part.get_object() for part in (held, *held.get("/DescendantFonts", ()))]
            found += [part["/FontDescriptor"] for part in parts if "/FontDescriptor" in part]
    return found


def letter_by_letter(data: bytes) -> bytes:
    """A copy of a PDF whose strings of two-byte codes are drawn one letter at a time, as some programs do."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        stream = pypdf.generic.ContentStream(page["/Contents"], writer)
        drawn: list[tuple[list[object], bytes]] = []
        for operands, operator in stream.operations:
            parts = operands[0] if operator == b"TJ" else operands if operator == b"Tj" else None
            if parts is None:
                drawn.append((operands, operator))
                continue
            for part in parts:
                if isinstance(part, (pypdf.generic.TextStringObject, pypdf.generic.ByteStringObject)):
                    codes = part.original_bytes
                    drawn += [
                        ([pypdf.generic.ByteStringObject(codes[at : at + 2])], b"Tj") for at in range(0, len(codes), 2)
                    ]
                else:
                    drawn.append(([pypdf.generic.ArrayObject([part])], b"TJ"))
        stream.operations = drawn
        page.replace_contents(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
