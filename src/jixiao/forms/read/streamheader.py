"""Headers of indicators in a cell stream whose words are not all known: where they end, and what they name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.gridcolumns import chosen_roles, is_indicator_header
from jixiao.forms.read.headerwords import header_role, second_choice
from jixiao.forms.read.streamcells import Cell, is_label
from jixiao.forms.read.streamrows import DIRECTIONS
from jixiao.forms.read.vocabulary import PARTS_OF_REASON, SIDE_LABELS, bare, column_role
from jixiao.plan.target import comparator_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.stream import StreamReader
    from jixiao.forms.read.vocabulary import Role

_WIDEST, _LONGEST_WORD = 24, 14
"""Cells of a header, and characters of a word in it, at most."""
_NO_WORDS = 3
"""So many cells that are no header words are a row."""
_OFTEN: frozenset[Role | None] = frozenset({None, "more", "ignored"})
_AHEAD = 40
"""Cells below a header that are looked at to know its columns."""


def header_run(reader: StreamReader) -> list[Cell] | None:
    """The cells from here to the first row, if they are a header in words that are not all known.

    The first row begins on the next line, with a label of a level, or where no header words follow.
    None as well where words of two storeys stand in it, or every word is known: ``StreamTable.header`` takes those.
    """
    cells, start = reader.cells, reader.index
    if header_role(reader.text()) not in {"level1", "level2", "name"} and not second_choice(reader.text(), "name"):
        return None
    end = start + 1
    while end < len(cells) and end - start < _WIDEST and not _begins(reader, start, end):
        end += 1
    run = cells[start:end]
    while run and not run[-1].text:
        run.pop()
    if end >= len(cells) or end - start >= _WIDEST:
        return None
    run = _before_again(run)
    words = [cell.text for cell in run if cell.text]
    if not words or all(column_role(word) for word in words) or any(bare(word) in PARTS_OF_REASON for word in words):
        return None
    roles = chosen_roles(words)
    if roles[0] is None and bare(words[0]) in SIDE_LABELS:
        return None  # the label beside the table; the header begins behind it
    named = [role for role in roles if role not in _OFTEN]
    if len(set(named)) < len(named):
        return None
    odd = [word for word, role in zip(words, roles, strict=True) if role is None]
    if any(len(word) > _LONGEST_WORD or re.search(r"[\d。，；]", word) for word in odd):
        return None
    return run if is_indicator_header([(word, n) for n, word in enumerate(words)]) else None


def _before_again(run: list[Cell]) -> list[Cell]:
    """A header without the first row's cells that may be header words as well: 计划标准 under 评价标准."""
    seen: set[Role] = set()
    for place, cell in enumerate(run):
        role = header_role(cell.text) if cell.text else None
        if role in seen and role not in _OFTEN:
            end = place
            while (
                end
                and (not run[end - 1].text or header_role(run[end - 1].text) is None)
                and not any(second_choice(run[end - 1].text, text) for text in ("value", "actual"))
            ):
                end -= 1
            return run[:end]
        if role is not None:
            seen.add(role)
    return run


def _begins(reader: StreamReader, start: int, index: int) -> bool:
    """Whether the first row below the header that begins at ``start`` begins here."""
    cell = reader.cells[index]
    if reader.mode == "lines":
        return cell.first
    if is_label(cell.text) and not _may_head(cell.text) and bare(cell.text) not in SIDE_LABELS:
        return True
    ahead = [held.text for held in reader.cells[index : index + _NO_WORDS] if held.text]
    before = [(held.text, n) for n, held in enumerate(reader.cells[start:index]) if held.text]
    return (
        bool(cell.text) and not any(_may_head(text) or is_label(text) for text in ahead) and is_indicator_header(before)
    )


def _may_head(text: str) -> bool:
    return header_role(text) is not None or any(second_choice(text, role) for role in ("name", "value", "actual"))


def directed(roles: Sequence[Role], below: Sequence[Cell]) -> list[Role]:
    """The columns, where 指标性质 | 指标方向 hold 正向 | 大于等于: the sign stands in the second of them.

    ``below`` are the cells under the header.
    """
    found = list(roles)
    if {"sign", "more"} <= set(found):
        texts = [cell.text for cell in below[:_AHEAD]]
        at = next((n for n, text in enumerate(texts) if text in DIRECTIONS), len(texts))
        if any(comparator_of(text) is not None for text in texts[at + 1 : at + 2]):
            first, second = sorted((found.index("sign"), found.index("more")))
            found[first], found[second] = "kind", "sign"
    return found
