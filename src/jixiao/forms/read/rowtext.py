"""Text with one row of a table a line, its cells parted by tabs or pipes, taken apart into rows of cells.

This is what a copy out of Excel, Word or a browser leaves, and what converters write as markdown.
``rowgrid`` finds the columns.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import NamedTuple

from jixiao.forms.read.gridcolumns import is_indicator_header
from jixiao.forms.read.headerwords import goal_word, head_word
from jixiao.forms.read.streamcells import is_label
from jixiao.forms.read.vocabulary import is_level2

_RULE = re.compile(r"^[\s|:+-]*-{2,}[\s|:+-]*$")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = re.compile(r"^(\*\*|__)(.*)\1$", re.DOTALL)
_HEADING = re.compile(r"^#{1,6}\s+")
_ROW_END = re.compile(r"\|\s*\|[\s|]*$")
_LEAST_LINES, _LEAST_ROWS, _LEAST_COLUMNS = 8, 3, 2
_LONGEST_QUOTED = 4000
"""Characters; a quotation mark that is closed later than this does not hold a cell."""


class Line(NamedTuple):
    """The cells of one line of text; one cell and not ``table`` if nothing parts it.

    ``cut`` tells that the text breaks off inside its last cell: only there no pipe closes it.
    """

    number: int
    cells: list[str]
    table: bool
    cut: bool = False


def rows_of_text(text: str) -> list[Line] | None:
    """The lines as rows of cells, None if the text does not hold a row a line."""
    found = None
    if "\t" in text:
        found = _tabbed(text)
    elif "|" in text:
        lines = text.split("\n")
        found = _joined(lines) or _piped(lines)
    if found is None:
        return None
    if any(names_columns(line.cells) for line in found) or _is_head(found):
        return found
    return _with_usual_header(found)


_USUAL = ("一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值", "得分")
_COUNTS = (4, 5, 7)
"""Columns of the usual forms: targets, targets and what became of them, with points and scores."""


def _with_usual_header(lines: list[Line]) -> list[Line] | None:
    """Rows of a text that begins inside a table, below the header that such rows usually have; None if they tell none.

    Every row has both its labels and as many cells as the others. The header has no cell of its own: its line is 0.
    """
    rows: list[Line] = []
    for line in lines:
        cells = [cell for cell in line.cells if cell]
        if line.table and len(cells) >= _COUNTS[0] and is_label(cells[0]) and is_label(cells[1]):
            rows.append(line._replace(cells=cells))
    counts = {len(line.cells) for line in rows}
    if len(rows) < _LEAST_ROWS or len(counts) > 1 or not counts <= set(_COUNTS):
        return None
    if len(rows) < sum(line.table for line in lines):
        return None
    first = lines.index(next(line for line in lines if line.number == rows[0].number))
    plain = [line for line in lines if not line.table]
    header = Line(0, list(_USUAL[: counts.pop()]), table=True)
    before = [line for line in plain if line.number < lines[first].number]
    return [*before, header, *rows, *(line for line in plain if line not in before)]


def _is_head(lines: list[Line]) -> bool:
    """Whether rows without a header of indicators are those of a form all the same: labels of its head, money, objectives."""
    first = [line.cells[0] for line in lines if line.table and line.cells[0]]
    named = {head_word(text) for text in first} & {"project", "department", "unit_name"}
    return bool(named) and any(goal_word(text) for text in first) and not any(map(is_level2, first))


def names_columns(cells: list[str]) -> bool:
    """Whether a row is a header of indicators."""
    words = [(cell, place) for place, cell in enumerate(cells) if cell]
    return len(words) >= _LEAST_COLUMNS and is_indicator_header(words)


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
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    cut = len(full) > 1 and last == full[-1] and not last.endswith("|") and all(one.endswith("|") for one in full[:-1])
    full = full[:-1] if cut else full
    # whether rows begin with a pipe of their own
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
    if cut and found and found[-1].table:
        found[-1] = found[-1]._replace(cut=True)
    return found


def _joined(lines: list[str]) -> list[Line] | None:
    """Rows of a text with a cell a line, closed by a pipe; None if runs of pipes do not tell where rows end.

    What merged cells left out stands as further pipes behind a row's last cell; a row that lacks nothing may end
    with one pipe. A row may also begin with a pipe of its own.
    """
    piped = [line for line in lines if "|" in line]
    single = sum(sum(bool(cell.strip()) for cell in line.split("|")) <= 1 for line in piped)
    closed = sum(_ROW_END.search(line) is not None for line in piped)
    if len(piped) < _LEAST_LINES or single * 10 < len(piped) * 8 or closed < _LEAST_ROWS:
        return None
    printed = [line.strip() for line in lines if line.strip()]
    firsts = [after for line, after in pairwise(printed) if _ROW_END.search(line)]
    # whether rows begin with a pipe of their own
    begun = sum(line.startswith("|") for line in firsts) * 10 >= len(firsts) * 6
    rows: list[tuple[int, list[tuple[str, int]]]] = []
    alone: list[Line] = []
    open_: list[tuple[str, int]] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        after = next((text.strip() for text in lines[number:] if text.strip()), "")
        if not open_ and "|" not in line and (begun or not re.match(r"\|\s*[^\s|]", after)):
            alone.append(Line(number, [_cell(line)], table=False))
            continue
        open_.append((line, number))
        if _ROW_END.search(line):
            rows.append((open_[0][1], _tokens(open_)))
            open_ = []
    widest = max(sum(bool(text) for text, _ in cells) for _, cells in rows)
    ended = [n for n, (line, _) in enumerate(open_, 1) if "|" in line]
    if ended and sum(line.count("|") for line, _ in open_) >= widest:
        # a row that lacks nothing; what follows its last pipe stands below the table
        alone += [Line(number, [_cell(line)], table=False) for line, number in open_[ended[-1] :]]
        open_ = open_[: ended[-1]]
    if open_:
        rows.append((open_[0][1], _tokens(open_)))
    opened = sum(not cells[0][0] for _, cells in rows) * 10 >= len(rows) * 9
    if opened:
        rows = [(number, cells if cells[0][0] else cells[1:]) for number, cells in rows]
    width = Counter(len(cells) for _, cells in rows).most_common(1)[0][0]
    found: list[Line] = []
    for _, whole in rows:
        cells = whole
        while len(cells) * 2 > width * 3 and any(text for text, _ in cells[width:]):
            found.append(Line(_first_line(cells[:width]), [_cell(text) for text, _ in cells[:width]], table=True))
            cells = cells[width + (opened and not cells[width][0]) :]
        if any(text for text, _ in cells):
            found.append(Line(_first_line(cells), [_cell(text) for text, _ in cells], table=True))
    if open_ and found and "|" not in open_[-1][0].rstrip()[-1:]:
        found[-1] = found[-1]._replace(cut=True)
    return sorted([*found, *alone], key=lambda line: line.number)


def _tokens(lines: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The cells of a row that stands on several lines, each with the line it ends in."""
    found: list[tuple[str, int]] = []
    text: list[str] = []
    for line, number in lines:
        *ended, rest = line.split("|")
        for part in ended:
            text.append(part.strip())
            found.append(("\n".join(piece for piece in text if piece), number))
            text = []
        text.append(rest.strip())
    if any(text):
        found.append(("\n".join(piece for piece in text if piece), lines[-1][1]))
    return found


def _first_line(cells: list[tuple[str, int]]) -> int:
    return next((number for text, number in cells if text), cells[0][1])


def _cell(text: str) -> str:
    """A cell without the marks of markdown and of web pages."""
    text = text.strip()
    if "<" in text:
        text = _BREAK.sub("\n", text)
    if "&" in text:
        text = text.replace("&nbsp;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").strip()
    return _MARKS.sub(r"\2", text)
