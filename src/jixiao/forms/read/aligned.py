"""Text that keeps the columns of a page by blanks, as ``pdftotext -layout`` prints it: read as a page without lines.

A character's place is its line and its column. Full-width characters count one or two columns, depending on
the program; a reading that leaves no doubt tells.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from jixiao.forms.read.pdfpage import Page
from jixiao.forms.read.vocabulary import column_role

if TYPE_CHECKING:
    from jixiao.forms.read.pdfpage import Char

_COLUMN, _LINE, _HEIGHT = 5.0, 12.0, 10.0
"""Points: the width of a half-width character, the distance of lines, the height of letters."""
_APART = re.compile(r"\s{2,}")
_ALIGNED = 0.3
"""Share of lines with a wide gap inside, from which a text is thought to be aligned."""


def is_aligned(lines: list[str]) -> bool:
    """Whether a text keeps columns by blanks: its header does, and many of its lines have wide gaps."""
    said = [line for line in lines if line.strip()]
    gaps = sum(len(_APART.split(line.strip())) > 1 for line in said)
    return gaps > _ALIGNED * len(said) and any(_is_header(line) for line in said)


def _is_header(line: str) -> bool:
    roles = {column_role(part) for part in _APART.split(line.strip())}
    return "name" in roles and bool(roles & {"value", "actual", "sign"})


def pages_of(text: str, wide: int) -> list[Page]:
    """The pages of a text; a full-width character takes ``wide`` columns."""
    found: list[Page] = []
    width = 1.0
    for number, part in enumerate(text.split("\f"), 1):
        chars: list[Char] = []
        lines = part.split("\n")
        for at, line in enumerate(lines):
            column = 0
            for char in line.expandtabs():
                size = wide if unicodedata.east_asian_width(char) in "WFA" else 1
                if not char.isspace():
                    left = column * _COLUMN * (2 // wide)
                    right = left + size * _COLUMN * (2 // wide)
                    width = max(width, right)
                    chars.append((char, left, at * _LINE, right, at * _LINE + _HEIGHT))
                column += size
        if chars:
            found.append(Page(number, width, len(lines) * _LINE, chars, [], [], 0))
    return found
