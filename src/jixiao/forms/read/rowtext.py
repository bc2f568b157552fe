"""Text with one row of a table a line, its cells parted by tabs or pipes, taken apart into rows of cells.

This is what a copy out of Excel, Word or a browser leaves, and what converters write as markdown.
``rowgrid`` finds the columns.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from jixiao.forms.read.vocabulary import column_role

_RULE = re.compile(r"^[\s|:+-]*-{2,}[\s|:+-]*$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = re.compile(r"^(\*\*|__)(.*)\1$", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+")
_LONGEST_QUOTED = 4000
"""Characters; a quotation mark that is closed later than this does not hold a cell."""


class Line(NamedTuple):
    """The cells of one line of text; one cell and not ``table`` if nothing parts it."""

    number: int
    cells: list[str]
    table: bool


def rows_of_text(text: str) -> list[Line] | None:
    """The lines as rows of cells, None if the text does not hold a row a line."""
    found = None
    if "\t" in text:
        found = _tabbed(text)
    elif "|" in text:
        found = _piped(text.split("\n"))
    if found is None or not any(_is_header(line.cells) for line in found):
        return None
    return found


def _is_header(cells: list[str]) -> bool:
    words = [cell for cell in cells if cell]
    roles = {column_role(cell) for cell in words}
    return len(words) >= 3 and "name" in roles and bool(roles & {"value", "sign", "actual", "level2"})


# -- tabs -----------------------------------------------------------------------------------


def _tabbed(text: str) -> list[Line]:
    found: list[Line] = []
    number, at = 1, 0
    while at <= len(text):
        cells, end = _tabbed_row(text, at)
        if any(cells):
            found.append(Line(number, cells, len(cells) > 1))
        number += text.count("\n", at, end)
        at = end
        if end >= len(text):
            break
    return found


def _tabbed_row(text: str, at: int) -> tuple[list[str], int]:
    """The cells of the row that begins at ``at``, and where the next one begins."""
    cells: list[str] = []
    while True:
        if text.startswith('"', at) and (quoted := _quoted(text, at)) is not None:
            cell, end = quoted
        else:
            end = next((n for n in range(at, len(text)) if text[n] in "\t\n"), len(text))
            cell = text[at:end]
        cells.append(cell.strip())
        if end < len(text) and text[end] == "\t":
            at = end + 1
            continue
        return cells, end + 1


def _quoted(text: str, at: int) -> tuple[str, int] | None:
    """A cell in quotation marks and where it ends; None if the mark belongs to the text."""
    end = at + 1
    limit = min(len(text), at + _LONGEST_QUOTED)
    while end < limit:
        if text[end] == '"':
            if text.startswith('"', end + 1):
                end += 1
            elif end + 1 == len(text) or text[end + 1] in "\t\n":
                return text[at + 1 : end].replace('""', '"'), end + 1
            else:
                return None
        end += 1
    return None


# -- pipes ----------------------------------------------------------------------------------


def _piped(lines: list[str]) -> list[Line]:
    full = [line.strip() for line in lines if "|" in line and not _RULE.match(line)]
    begun = sum(line.startswith("|") for line in full)
    ended = sum(line.endswith("|") for line in full)
    opened = begun * 10 >= len(full) * 9
    closed = ended * 10 >= len(full) * 9 if opened else ended == len(full)  # else an empty last cell
    found: list[Line] = []
    for number, line in enumerate(lines, 1):
        plain = line.strip()
        if not plain or _RULE.match(plain):
            continue
        if "|" not in plain:
            found.append(Line(number, [_cell(_HEADING.sub("", plain))], table=False))
            continue
        inner = plain[1:] if opened and plain.startswith("|") else plain
        inner = inner[:-1] if closed and inner.endswith("|") and not inner.endswith("\\|") else inner
        cells = [_cell(part.replace("\\|", "|")) for part in re.split(r"(?<!\\)\|", inner)]
        if any(cells):
            found.append(Line(number, cells, table=True))
    return found


def _cell(text: str) -> str:
    """A cell without the marks of markdown and of web pages."""
    text = text.strip()
    if "<" in text:
        text = _BREAK.sub("\n", text)
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
    return _MARKS.sub(r"\2", text)
