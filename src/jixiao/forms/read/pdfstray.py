"""Lines of a table that end in the middle of nothing.

The lines of a form begin and end on other lines, or at the edge of the table. One that does not was drawn by
mistake, strikes something out, or shows that another one is missing: the cells it makes are read, and told.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.pdfrules import Line

_NEAR = 6.0
"""Points: an end so near to another line was meant to touch it."""


def loose_ends(lines: Sequence[Line], across: Sequence[Line], edges: tuple[float, float]) -> Iterator[Line]:
    """The lines that have an end, inside the edges of their table, which no line across it meets."""
    ordered = sorted(across)
    places = [line.at for line in ordered]

    def met(end: float, at: float) -> bool:
        if end <= edges[0] + _NEAR or end >= edges[1] - _NEAR:
            return True
        for line in ordered[bisect_left(places, end - _NEAR) :]:
            if line.at > end + _NEAR:
                return False
            if line.start - _NEAR <= at <= line.end + _NEAR:
                return True
        return False

    for line in lines:
        if not (met(line.start, line.at) and met(line.end, line.at)):
            yield line
