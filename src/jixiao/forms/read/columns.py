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
    states: dict[tuple[int, ...], tuple[int, tuple[Placement, ...]]] = {(0,) * columns: (1, ())}
    for row in rows:
        cents = [int(amount * 100) for amount in row]
        following: dict[tuple[int, ...], tuple[int, tuple[Placement, ...]]] = {}
        for placement in combinations(range(columns), len(cents)):
            for sums, (ways, path) in states.items():
                new = list(sums)
                for column, amount in zip(placement, cents, strict=True):
                    new[column] += amount
                if any(value > limit for value, limit in zip(new, goal, strict=True)):
                    continue
                key = tuple(new)
                known = following.get(key)
                following[key] = (ways + known[0] if known else ways, known[1] if known else (*path, placement))
        if not following or len(following) > MAX_STATES:
            return None
        states = following
    found = states.get(goal)
    return list(found[1]) if found is not None and found[0] == 1 else None
