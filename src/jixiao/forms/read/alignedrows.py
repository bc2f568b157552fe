"""The rows of a table whose lines keep columns by blanks: lines that wrap make one row, the middle or the top tells which."""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.spacecells import Block
from jixiao.forms.read.spacelabels import edges_of, spans_of
from jixiao.forms.read.streamrows import looks_like_value
from jixiao.forms.read.wrapping import first_word, width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.alignedcells import Piece
    from jixiao.forms.read.vocabulary import Role

_MOST_WORK = 200_000
"""Ways to give rows to labels that are weighed."""
_TALLEST = 12
"""Lines of one row at most."""


_EACH = 0.1


_FILLERS = frozenset(("……", "…", "...", "—", "-"))


_FAR, _UNWRAPPED, _TWO, _NAMELESS, _TORN, DOUBT = 1.0, 6.0, 20.0, 10.0, 20.0, 2.0
"""Prices of a row: for each line off its middle, for a line that need not have ended, for two values in a cell,
for no name, for a blank line inside; and from which price a row is told as doubtful."""


_HANGING: dict[bool | None, tuple[tuple[bool, float], ...]] = {
    None: ((False, 0.0), (False, 0.25), (True, 0.0)),
    False: ((False, 0.0), (False, 0.25)),
    True: ((True, 0.0),),
}
"""How labels may stand beside their rows: in the middle, half a line above it where that is no line, or at the top."""


_OFF, _NEAR = 0.35, 0.3
"""Rows by which labels may stand off theirs on the average, and by which another way must be worse."""


def is_odd(row: Row, key: int) -> bool:
    """Whether a row's cells cannot be whole cells: a bracket that is open, two texts on one line of a value."""
    for n, pieces in row.cells.items():
        text = "".join(piece.text for piece in pieces)
        if text.count("（") != text.count("）") or text.count("(") != text.count(")") or text[0] in "，。、）":
            return True
        beside = any(one.line == other.line for one, other in pairwise(pieces))
        if beside and (n != key or any(looks_like_value(piece.text) or piece.text in _FILLERS for piece in pieces)):
            return True
        if n != key and sum(looks_like_value(piece.text) for piece in pieces) > 1:
            return True
    return False


class Row(NamedTuple):
    """Lines of one row, its texts by column, how badly they fit, and whether they hang from its top (None: no row tells)."""

    start: int
    end: int
    cells: dict[int, list[Piece]]
    price: float
    top: bool | None


def rows_of_lines(columns: dict[int, list[Piece]], key: int, blank: list[bool], first: int, end: int) -> list[Row]:
    """The cheapest way to part lines into rows."""
    middle, top = (_partition(columns, key, blank, (first, end), top=top) for top in (False, True))
    one, other = (sum(row.price for row in way) for way in (middle, top))
    if abs(one - other) < _FAR / 2:
        return [row._replace(top=None) for row in middle]  # no row tells
    return middle if one < other else top


def _block(piece: Piece, shift: float) -> Block:
    top = piece.line + shift
    return Block(0.0, top, 1.0, top + 1, [(char, float(x), top, x + 1.0, top + 1) for x, char in enumerate(piece.text)])


def label_rows(
    held: list[tuple[int, Piece]], rows: list[Row], roles: dict[int, Role | None]
) -> Iterator[tuple[int, Piece, int, int, bool]]:
    """The rows (first, behind the last) that each label stands beside, from the innermost column on."""
    if not rows:
        return
    edges = edges_of([(float(row.start), float(row.end)) for row in rows])
    cuts: set[int] = set()
    starts = [row.start for row in rows]
    level2 = [""] * len(rows)
    for n in sorted(roles, reverse=True):
        pieces = sorted((piece for column, piece in held if column == n), key=lambda piece: piece.line)
        if len(pieces) * len(rows) ** 2 > _MOST_WORK:  # no form is so long; its labels stay beside their own lines
            for piece in pieces:
                at = min(bisect_left(starts, piece.line), len(rows) - 1)
                yield n, piece, at, at + 1, False
            continue
        kinds = level2 if roles[n] == "level1" else []
        tops = [float(row.start) for row in rows]
        ways = [
            spans_of([_block(piece, shift) for piece in pieces], edges, tops, cuts, kinds, hang=hang)
            for hang, shift in _HANGING[rows[0].top]
        ]
        ways.sort(key=lambda way: round(way[1], 2))
        spans, cost = ways[0]
        sure = cost <= _OFF * len(spans) and all(
            spans == other or round(price - cost, 2) > _NEAR for other, price in ways[1:]
        )
        for piece, (start, end) in zip(pieces, spans, strict=True):
            yield n, piece, start, end, sure
            cuts |= {start, end}
            if roles[n] == "level2":
                level2[start] = piece.text


def _partition(
    columns: dict[int, list[Piece]], key: int, blank: list[bool], span: tuple[int, int], *, top: bool
) -> list[Row]:
    first, end = span
    by_line: dict[int, list[tuple[int, Piece]]] = {}
    widest = {n: max((width(piece.text) for piece in pieces), default=0.0) for n, pieces in columns.items()}
    for n, pieces in columns.items():
        for piece in pieces:
            by_line.setdefault(int(piece.line), []).append((n, piece))
    best: list[tuple[float, Row | None]] = [(0.0, None)] * (end - first + 1)
    for start in range(end - 1, first - 1, -1):
        if start not in by_line:
            best[start - first] = (best[start + 1 - first][0], None)
            continue
        options: list[tuple[float, Row]] = []
        for stop in range(start + 1, min(end, start + _TALLEST) + 1):
            if stop - 1 not in by_line:
                if blank[stop - 1]:
                    break
                continue
            row = _row(by_line, key, widest, (start, stop), top=top)
            options.append((row.price + best[stop - first][0], row))
        best[start - first] = min(options, key=lambda option: option[0])
    found: list[Row] = []
    at = first
    while at < end:
        chosen = best[at - first][1]
        if chosen is None:
            at += 1
        else:
            found.append(chosen)
            at = chosen.end
    return found


def _row(
    by_line: dict[int, list[tuple[int, Piece]]], key: int, widest: dict[int, float], span: tuple[int, int], *, top: bool
) -> Row:
    start, stop = span
    cells: dict[int, list[Piece]] = {}
    for line in range(start, stop):
        for n, piece in by_line.get(line, ()):
            cells.setdefault(n, []).append(piece)
    price = _EACH + (0.0 if key in cells else _NAMELESS)
    if len(widest) > 1 and set(cells) <= {key}:
        price += _NAMELESS  # a name alone
    price += _TORN * sum(line not in by_line for line in range(start, stop))
    middle = (start + stop - 1) / 2
    for n, pieces in cells.items():
        if top:
            price += _FAR * abs(pieces[0].line - start)
        else:
            price += _FAR * max(0.0, abs((pieces[0].line + pieces[-1].line) / 2 - middle) - 0.25)
        for one, other in pairwise(pieces):
            if one.line == other.line:
                continue
            if other.line - one.line > 2:
                price += _TORN
            if width(one.text) + width(first_word(other.text)) <= widest[n] - 0.5:
                price += _UNWRAPPED
            if looks_like_value(one.text) and looks_like_value(other.text):
                price += _TWO
    return Row(start, stop, cells, price, top)
