"""PDFium's small functions at half the usual cost, and room for what they write: tens of thousands of calls a document."""

from __future__ import annotations

import ctypes
from functools import lru_cache
from itertools import repeat
from threading import local
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_KEPT = 10_000
"""Things for which room is kept."""


_ZERO = ctypes.c_char.from_address(0)
"""Nothing is read here: addresses are counted from it."""


def address(pointer: Any) -> int:
    """The address of a document's page or text, of which pypdfium2 holds a pointer."""
    return ctypes.addressof(pointer.contents)


def handle(address: int) -> Any:
    """An address as an argument that is ready for calls; a ``c_void_p`` would be converted at each of them."""
    return ctypes.byref(_ZERO, address)


def handles(addresses: Iterable[int]) -> list[Any]:
    """``handle`` of many."""
    return list(map(ctypes.byref, repeat(_ZERO), addresses))


class Places:
    """Room for ``size`` numbers of one kind for each of many things, kept so that it is not made again for every page."""

    def __init__(self, kind: Any, size: int) -> None:
        self.kind, self.size, self.count = kind, size, 0
        self.buffer: Any = (kind * 0)()
        self.at: dict[int, list[Any]] = {}

    def reserve(self, count: int, *numbers: int) -> list[list[Any]]:
        """Where to write these of the numbers, for so many things at least; what was written before is gone."""
        if not count <= self.count <= max(4 * count, _KEPT):  # too small, or left over from a page without measure
            self.count, self.at = max(count, min(2 * self.count, _KEPT)), {}
            self.buffer = (self.kind * (self.size * self.count))()
        return [self.at.get(number) or self._places(number) for number in numbers]

    def _places(self, number: int) -> list[Any]:
        width = ctypes.sizeof(self.kind)
        offsets = range(width * number, width * self.size * self.count, width * self.size)
        self.at[number] = list(map(ctypes.byref, repeat(self.buffer), offsets))
        return self.at[number]


class Room(local):
    """What PDFium writes to: one for each thread, kept from document to document."""

    def __init__(self) -> None:
        self.boxes, self.matrices = Places(ctypes.c_float, 4), Places(ctypes.c_float, 6)
        self.colors, self.codes = Places(ctypes.c_uint, 4), Places(ctypes.c_ushort, 1)


ROOM = Room()


@lru_cache(maxsize=1)
def calls() -> SimpleNamespace:
    """PDFium's small functions without conversion of arguments.

    Pages, texts and objects must be given by ``handle`` and are returned as addresses (0 for none), places to write to
    are given by ``ctypes.byref``; a Python number becomes a C ``int``.
    """
    import pypdfium2.raw as pdfium

    addresses = ("FPDFPage_GetObject", "FPDFPageObj_GetClipPath", "FPDFClipPath_GetPathSegment", "FPDFFormObj_GetObject",
                 "FPDFPath_GetPathSegment", "FPDFText_GetTextObject", "FPDFTextObj_GetFont")  # fmt: skip
    numbers = ("FPDFPage_CountObjects", "FPDFPageObj_GetType", "FPDFPageObj_GetMatrix", "FPDFPageObj_GetBounds",
               "FPDFClipPath_CountPaths", "FPDFClipPath_CountPathSegments", "FPDFFormObj_CountObjects", "FPDFPath_GetDrawMode",
               "FPDFPath_CountSegments", "FPDFPathSegment_GetPoint", "FPDFPathSegment_GetType", "FPDFPathSegment_GetClose",
               "FPDFText_CountChars", "FPDFText_GetText", "FPDFText_GetUnicode", "FPDFFont_GetIsEmbedded",
               "FPDFPageObj_Transform", "FPDFTextObj_SetTextRenderMode", "FPDFTextObj_GetTextRenderMode", "FPDFPageObj_GetFillColor",
               "FPDFText_HasUnicodeMapError")  # fmt: skip
    silent = ("FPDFText_GetLooseCharBox",)
    kinds: dict[str, Any] = {
        **dict.fromkeys(silent),
        **dict.fromkeys(addresses, ctypes.c_size_t),
        **dict.fromkeys(numbers, ctypes.c_int),
    }
    return SimpleNamespace(
        **{
            name: ctypes.PYFUNCTYPE(kind)(ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value or 0)
            for name, kind in kinds.items()
        }
    )
