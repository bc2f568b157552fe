"""Which rows a label stands for that is printed beside several of them, where no line tells."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from jixiao.plan.taxonomy import PARENT_OF, level1_type, level2_type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from jixiao.forms.read.spacecells import Block

_UNLABELLED = 0.3
"""What it costs, in rows, to leave the first or last rows of a page without a label."""
CUT = 1.0
"""What it costs, in rows, that a first-level label ends inside a second-level one."""


def edges_of(bands: Sequence[tuple[float, float]]) -> list[float]:
    """Where rows begin and end: midway between them."""
    if not bands:
        return []
    between = [(above[1] + below[0]) / 2 for above, below in pairwise(bands)]
    margin = min((b - a[1] for a, b in zip(bands, between, strict=False)), default=3.0)
    return [bands[0][0] - margin, *between, bands[-1][1] + margin]


def spans_of(
    labels: Sequence[Block],
    edges: Sequence[float],
    tops: Sequence[float],
    cuts: Collection[int],
    level2: Sequence[str],
    *,
    hang: bool | None,
) -> tuple[list[tuple[int, int]], float]:
    """The rows (first, behind the last) of each label of a column, and how badly they fit.

    All ways of giving rows to the labels in order are weighed: a label stands in the middle of its
    rows, or at their top if texts ``hang`` from the top of their cells (None: not known). The first
    and the last rows of a page may have no label. A label ends where those inside it end (``cuts``), and a
    first-level label does not stand for second-level ones (``level2``, one a row) of another kind.
    """
    count = len(tops)
    if len(labels) > count:
        nearest = [min(range(count), key=lambda n, b=block: abs(tops[n] - b.top)) for block in labels]  # type: ignore[misc]
        return [(n, n + 1) for n in nearest], float("inf")
    if not labels:
        return [], 0.0
    pitch = max(median(below - above for above, below in pairwise(edges)), 1.0)

    def cost(block: Block, start: int, end: int, *, top: bool) -> float:
        middle = (edges[start] + edges[end]) / 2
        off = abs(block.top - tops[start]) if top else abs(block.middle - middle)
        inside = bool(cuts) and start > 0 and start not in cuts
        return off / pitch + (CUT if inside else 0.0) + _other_kind(block.text(), level2[start:end])

    found = [_cheapest(labels, count, partial(cost, top=top)) for top in ((False, True) if hang is None else (hang,))]
    return min(found, key=lambda spans: round(spans[1], 2))


def _other_kind(label: str, level2: Sequence[str]) -> int:
    """How many second-level labels do not belong under a first-level one."""
    kind = level1_type(label)
    if kind is None:
        return 0
    kinds = (level2_type(text.replace("\n", "")) for text in level2)
    return sum(found is not None and kind not in PARENT_OF[found] for found in kinds)


def _cheapest(
    labels: Sequence[Block], count: int, cost: Callable[[Block, int, int], float]
) -> tuple[list[tuple[int, int]], float]:
    """The cheapest way to part ``count`` rows among labels, in order."""
    never = float("inf")
    # so_far[e]: the labels up to now have the rows before e
    so_far = [_UNLABELLED if end else 0.0 for end in range(count + 1)]
    ways: list[list[int]] = []
    for block in labels:
        before, so_far, way = so_far, [never] * (count + 1), [0] * (count + 1)
        for end in range(1, count + 1):
            for start in range(end):
                if before[start] < never and (price := before[start] + cost(block, start, end)) < so_far[end]:
                    so_far[end], way[end] = price, start
        ways.append(way)
    whole = [price + (0.0 if end == count else _UNLABELLED) for end, price in enumerate(so_far)]
    end = min(range(count + 1), key=whole.__getitem__)
    value, spans = whole[end], list[tuple[int, int]]()
    for way in reversed(ways):
        spans.append((way[end], end))
        end = way[end]
    return spans[::-1], value
