"""Which line breaks of extracted text are wraps of one cell, and which end a cell.

A table cell wraps because the next character did not fit. So a break inside a cell is
justified only if the line is about as wide as the column gets anywhere in the document.
Every break is tested against that; the partition of loose lines into cells that needs the
fewest exceptions is taken, and if two are equally good the reader says so.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CLOSING = frozenset("，。、；：？！”’）》】」』％%,.;:?!)]}…")
_OPENING = frozenset("“‘（《【「『([{")
_PHRASE = re.compile(
    r"(?:持续|有效|稳定|稳步|进一步|不断|全面|大力|深化|优化|做优|逐步|明显|显著|全方位|保持|良好|较好|健全|完善|规范|切实|充分|基本|长期|"
    r"按时|按期|及时|达标|合格|平稳|积极|加快|增强|提升|提高|促进|推进|改善)[\u4e00-\u9fff]{0,8}"
)
_WORD = re.compile(r"[A-Za-z0-9.]+|.", re.DOTALL)


@lru_cache(maxsize=4096)
def width(text: str) -> float:
    """Width in full-width characters: Latin letters and digits count half."""
    half = sum(1 for char in text if char < "\u1100" or unicodedata.east_asian_width(char) in "NaH")
    return len(text) - half / 2


@lru_cache(maxsize=4096)
def first_word(text: str) -> str:
    """What would have to fit on the line before: a character or Latin word with its closing marks."""
    match = _WORD.match(text)
    if match is None:
        return ""
    end = match.end()
    while end < len(text) and (text[end] in _CLOSING or text[end - 1] in _OPENING):
        end += 1
    return text[:end]


def is_wrap(line: str, following: str, column: float) -> bool:
    """Whether breaking after ``line`` was necessary in a column of that width."""
    return width(line) + width(first_word(following)) > column


NUMBER, PHRASE, TEXT = 2, 1, 0
ODD = 4
"""The price of a cell that looks wrong; a cell that ends where it could have wrapped costs 1."""


def likeness(text: str, *, is_value: bool) -> int:
    """How much a loose line looks like a whole target: a NUMBER surely, a PHRASE (持续提升) probably."""
    return NUMBER if is_value else PHRASE if _PHRASE.fullmatch(text) else TEXT


Split = tuple[tuple[int, int, int], ...]
"""Rows as (start, first value line, end) over the list of loose lines."""


def split_rows(
    lines: list[str], likenesses: list[int], name_width: float, value_width: float, limit: int = 40
) -> tuple[Split | None, int, int]:
    """Cut loose lines into rows of a name and a value cell.

    ``likenesses[i]`` tells how much line i alone looks like a target (``likeness``): a
    number never belongs to a name, a phrase seldom. Returns the best split, its penalty
    (cell ends that look like wraps, phrases inside names) and how many splits are as good;
    (None, 0, 0) if the lines cannot be rows at all.
    """
    count = len(lines)
    if count > limit:
        return None, 0, 0
    # best[i] = (penalty, ways, split) for lines[i:]
    best: list[tuple[int, int, Split] | None] = [None] * count
    best.append((0, 1, ()))
    for start in range(count - 1, -1, -1):
        if likenesses[start] == NUMBER:
            continue
        options: list[tuple[int, int, Split]] = []
        inside = likenesses[start]  # a phrase as the beginning of a name is odd
        middle = start + 1
        while middle < count:
            wraps = likenesses[middle] != NUMBER and is_wrap(lines[middle - 1], lines[middle], name_width)
            options += _ends(lines, likenesses, best, (start, middle), inside + wraps, value_width)
            if not wraps:
                break
            inside += ODD * likenesses[middle]
            middle += 1
        if options:
            least = min(option[0] for option in options)
            ties = [option for option in options if option[0] == least]
            best[start] = (least, sum(option[1] for option in ties), ties[0][2])
    found = best[0]
    return (None, 0, 0) if found is None else (found[2], found[0], found[1])


def _ends(
    lines: list[str],
    likenesses: list[int],
    best: list[tuple[int, int, Split] | None],
    cell: tuple[int, int],
    penalty: int,
    value_width: float,
) -> list[tuple[int, int, Split]]:
    """Every way to end the value cell that begins at ``cell[1]``."""
    start, middle = cell
    options: list[tuple[int, int, Split]] = []
    end = middle + 1
    while True:
        penalty += ODD * (width(lines[end - 1]) > value_width + 1)  # wider than any value seen
        more = end < len(lines) and NUMBER not in (likenesses[middle], likenesses[end])
        wraps = more and is_wrap(lines[end - 1], lines[end], value_width)
        rest = best[end]
        if rest is not None:
            options.append((penalty + wraps + rest[0], rest[1], ((start, middle, end), *rest[2])))
        if not wraps:
            return options
        end += 1
