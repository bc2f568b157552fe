"""Cells of a page without ruling lines: pieces of text apart in a line, lines close under one another."""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.headerwords import goal_word, head_word, money_name
from jixiao.forms.read.pdfbreaks import SIGNS
from jixiao.forms.read.pdftext import PAGE_NUMBER, cell_text, joined
from jixiao.forms.read.vocabulary import column_role, is_level1, is_level2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.pdfgrid import Box
    from jixiao.forms.read.pdfpage import Char, Page

APART = 0.7
"""Ems of space between two cells of a line; within a text there is less."""
_FIGURES_APART, _AFTER_FIGURE = 0.2, 0.3
"""Ems between two figures, and between a figure and a word: nobody types blanks there, programs add 0.25."""
_CLOSING = frozenset("）。，、；：》”】")
"""Their ink fills half of their width: a gap behind them is wider than it measures."""
_ALIGNED = 0.6
"""Ems by which the lines of one cell may be out of line: an opening bracket hangs out."""
_WORD = 4
"""Letters of a label that is no part of a longer one."""
_GOES_ON = frozenset("及和与、（(")
_SAME_PITCH, _STEP, _MOST = 1.05, 1.05, 1.2
_UNDER_TITLE = re.compile(r"\s*[（(](?:19|20)\d\d年度?[)）]\s*")
"""A line of its own below the title, however close the table stands."""
_LINE_END = re.compile(r"^(?:[≥≤＝=><≧≦]\s*[\d,.]+|[\d,]+(?:\.\d+)?%?)$")


class Block(NamedTuple):
    """The text of one cell: its box and its characters."""

    left: float
    top: float
    right: float
    bottom: float
    chars: list[Char]

    @property
    def middle(self) -> float:
        """Half way down, in points."""
        return (self.top + self.bottom) / 2

    @property
    def centre(self) -> float:
        """Half way across, in points."""
        return (self.left + self.right) / 2

    @property
    def box(self) -> Box:
        """As a location has it."""
        return round(self.left, 1), round(self.top, 1), round(self.right, 1), round(self.bottom, 1)

    def text(self) -> str:
        """Its lines."""
        return cell_text(self.chars)


def em_of(pages: Sequence[Page]) -> float:
    """The width of a Chinese character, in points."""
    widths = [char[3] - char[1] for page in pages for char in page.chars if "\u4e00" <= char[0] <= "\u9fff"]
    return median(widths) if widths else 10.0


def segments_of(page: Page, em: float) -> list[list[Block]]:
    """Lines of pieces of text; a wide gap parts two pieces."""
    lines: list[list[Char]] = []
    for char in sorted(page.chars, key=lambda char: (char[4], char[1])):
        if lines and char[4] - lines[-1][0][4] < 0.2 * em:
            lines[-1].append(char)
        else:
            lines.append([char])
    found: list[list[Block]] = []
    for number, line in enumerate(lines):
        line.sort(key=lambda char: char[1])
        if number in {0, len(lines) - 1} and PAGE_NUMBER.fullmatch(joined(line)):
            continue
        parts: list[list[Char]] = [[line[0]]]
        for before, char in pairwise(line):
            room = _AFTER_FIGURE if char[0] in SIGNS or before[0] in _CLOSING else APART
            if before[0].isdigit():
                room = _FIGURES_APART if char[0].isdigit() else _AFTER_FIGURE
            if char[1] - before[3] > room * em:
                parts.append([])
            parts[-1].append(char)
        found.append([block_of(part) for part in parts])
    return found


def block_of(chars: list[Char]) -> Block:
    """Characters as one block."""
    return Block(
        min(char[1] for char in chars),
        min(char[2] for char in chars),
        max(char[3] for char in chars),
        max(char[4] for char in chars),
        chars,
    )


def _aligned(one: Block, other: Block, em: float) -> bool:
    near = _ALIGNED * em
    return abs(one.left - other.left) < near or abs(one.centre - other.centre) < near


def _below(lines: list[list[Block]], number: int, block: Block, em: float) -> tuple[float, Block] | None:
    """The next text aligned under a piece of text, and how much lower it stands."""
    for line in lines[number + 1 :]:
        if line[0].bottom - block.bottom > 4 * em:
            return None
        for other in line:
            fall = other.bottom - block.bottom
            if other.left < block.right and block.left < other.right:
                return (fall, other) if _aligned(block, other, em) else None
    return None


def wrap_pitch(pages: list[list[list[Block]]], em: float, slack: float = 0.0) -> float:
    """How far the lines of one cell stand apart, 0 if that cannot be told from the rows.

    The smallest distance in the document, unless texts so near one another are clearly cells of their own.
    ``slack`` is by how many points a distance is known no better, as on a scan.
    """
    falls: list[tuple[float, str, str]] = []
    for lines in pages:
        for number, line in enumerate(lines):
            for block in line:
                found = _below(lines, number, block, em)
                if found is not None and found[0] > 0.5 * em:
                    falls.append((found[0], block.text(), found[1].text()))
    if not falls:
        return 0.0
    falls.sort()
    least = reach = falls[0][0]
    for fall, _, _ in falls:  # letters of several fonts stand a little higher or lower
        if fall > min(reach * _STEP, least * _MOST) + slack:
            break
        reach = fall
    for limit in (reach * 1.02 + slack, least * _SAME_PITCH + slack):
        near = [(one, other) for fall, one, other in falls if fall <= limit]
        if sum(_own_cell(one) and _own_cell(other) for one, other in near) <= 0.1 * len(near):
            return limit
    return 0.0


def _own_cell(text: str) -> bool:
    """Whether a text is surely the whole of a cell."""
    if _LINE_END.match(text) or is_level2(text) or (is_level1(text) and text.endswith("指标")):
        return True
    if len(text) < _WORD or text[0] in _GOES_ON:
        return False
    return (
        column_role(text) is not None
        or head_word(text) not in {None, "narrative"}
        or goal_word(text)
        or money_name(text) is not None
    )


def blocks_of(lines: list[list[Block]], pitch: float, em: float) -> list[Block]:
    """Pieces of text close under one another as one cell."""
    found: list[Block] = []
    open_: list[Block] = []
    for line in lines:
        again: list[Block] = []
        for piece in line:
            over = next(
                (
                    held
                    for held in open_
                    if held.left < piece.right
                    and piece.left < held.right
                    and 0 < piece.bottom - held.bottom <= pitch
                    and _aligned(held, piece, em)
                    and not _UNDER_TITLE.fullmatch(held.text())
                    and sum(held.left < other.right and other.left < held.right for other in line) == 1
                ),
                None,
            )
            if over is None:
                again.append(piece)
                continue
            open_.remove(over)
            again.append(block_of(over.chars + piece.chars))
        at = min(piece.bottom for piece in line)
        found += [held for held in open_ if at - held.bottom > pitch]
        open_ = [held for held in open_ if at - held.bottom <= pitch] + again
    return sorted(found + open_, key=lambda block: (block.middle, block.left))


def rows_of(blocks: list[Block], em: float) -> list[list[Block]]:
    """Cells that stand beside one another, top row first: of one middle or of one top."""
    rows: list[list[Block]] = []
    for block in blocks:
        home = next(
            (
                row
                for row in rows[-4:]
                if any(
                    abs(held.middle - block.middle) < 0.3 * em or abs(held.top - block.top) < 0.15 * em for held in row
                )
                and all(held.right <= block.left or block.right <= held.left for held in row)
            ),
            None,
        )
        if home is None:
            rows.append([block])
        else:
            home.append(block)
    for row in rows:
        row.sort(key=lambda block: block.left)
    return sorted(rows, key=lambda row: min(block.middle for block in row))


def hanging(pages: list[list[list[Block]]], em: float) -> bool | None:
    """Whether texts hang from the top of their cells (True) or stand in their middle, None if no row tells.

    A row tells by two cells of unlike height.
    """
    top = middle = 0
    for rows in pages:
        for row in rows:
            for one, other in pairwise(sorted(row, key=lambda block: block.bottom - block.top)):
                if (other.bottom - other.top) - (one.bottom - one.top) > 0.5 * em:
                    top += abs(one.top - other.top) < 0.15 * em
                    middle += abs(one.middle - other.middle) < 0.2 * em
    return None if top == middle else top > middle
