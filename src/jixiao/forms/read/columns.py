"""Money columns of extracted text: which column an amount stands in when blanks got lost.

In text taken from a PDF an empty cell leaves no trace: ``250.48 250.48`` is a total and one
part, but which part? The row's own sum and the printed 合计 of every column decide; if
more than one placement fits, none is taken.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

Placement = tuple[int, ...]
"""The column index of each part of one row."""

MAX_STATES = 200_000


def place_parts(
    rows: Sequence[Sequence[Decimal]], totals: Sequence[Decimal | None], columns: int
) -> list[Placement] | None:
    """Give every part of every row its column, or None if that is not certain.

    ``rows`` are the amounts after the row's 总额, in printed order; ``totals`` the printed
    column sums (None: not printed, taken as empty). Order within a row is kept.
    """
    goal = tuple(int((amount or 0) * 100) for amount in totals)
    cents = [[int(amount * 100) for amount in row] for row in rows]
    # Large rows first: they fit in few places, so few states stay open.
    order = sorted(range(len(rows)), key=lambda index: (len(cents[index]) < columns, -max(cents[index], default=0)))
    states: dict[tuple[int, ...], tuple[int, tuple[Placement, ...]]] = {goal: (1, ())}
    for index in order:
        row = cents[index]
        following: dict[tuple[int, ...], tuple[int, tuple[Placement, ...]]] = {}
        for placement in combinations(range(columns), len(row)):
            for left, (ways, path) in states.items():
                rest = list(left)
                for column, amount in zip(placement, row, strict=True):
                    rest[column] -= amount
                    if rest[column] < 0:
                        break
                else:
                    key = tuple(rest)
                    known = following.get(key)
                    following[key] = (ways + known[0], known[1]) if known else (ways, (*path, placement))
        if not following or len(following) > MAX_STATES:
            return None
        states = following
    found = states.get((0,) * columns)
    if found is None or found[0] != 1:
        return None
    placed: list[Placement] = [()] * len(rows)
    for index, placement in zip(order, found[1], strict=True):
        placed[index] = placement
    return placed
