"""Tables drawn on a page: ruling lines that cross one another, the columns they share over pages, the areas of their cells.

Lines may be drawn in pieces, doubled or as thin rectangles; a missing piece of line merges two cells.
Tables of the same width that follow one another over pages share their columns, so that a page
without its header is read with the columns of the page before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.pdfrules import Line
from jixiao.forms.read.pdfview import fitted, same_columns

if TYPE_CHECKING:
    from jixiao.forms.read.pdfpage import Page

NEAR = 2.5
"""Points: lines nearer than this are one line; ends nearer than this touch."""
_SCALED = 0.03
"""Part of a table's width by which it differs from one scan to another."""


class Table(NamedTuple):
    """Ruling lines that cross one another, and the places of its columns and rows, left to right and top to bottom."""

    page: Page
    xs: list[float]
    ys: list[float]
    horizontal: list[Line]
    vertical: list[Line]


def tables_of(page: Page) -> list[Table]:
    """Sets of lines that cross one another, from the top of the page down."""
    across, down = _merged(page.horizontal), _merged(page.vertical)
    owner = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    upright = [(index, x, top - NEAR, bottom + NEAR) for index, (x, top, bottom) in enumerate(down, len(across))]
    apart = len(owner)
    for i, (y, start, end) in enumerate(across):
        left, right = start - NEAR, end + NEAR
        for j, x, top, bottom in upright if apart > 1 else ():  # as a rule all soon are one table
            if left <= x <= right and top <= y <= bottom and owner[i] != owner[j]:
                one, other = root(i), root(j)
                if one != other:
                    owner[one] = other
                    apart -= 1
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for index in range(len(owner)):
        held = groups.setdefault(root(index), ([], []))
        if index < len(across):
            held[0].append(across[index])
        else:
            held[1].append(down[index - len(across)])
    found: list[Table] = []
    for horizontal, vertical in groups.values():
        xs = _framed(_places([line.at for line in vertical]), horizontal)
        ys = _framed(_places([line.at for line in horizontal]), vertical)
        if len(ys) >= 2 and len(xs) >= 2:
            found.append(Table(page, xs, ys, horizontal, vertical))
    return sorted(found, key=lambda table: (table.ys[0], table.xs[0]))


def _merged(lines: list[Line]) -> list[Line]:
    """Pieces of one line joined, doubled lines made one."""
    found: list[Line] = []
    group: list[Line] = []
    for line in sorted(lines):
        if group and line.at - group[0].at > NEAR:
            found += _as_one(group)
            group = []
        group.append(line)
    return found + _as_one(group)


def _as_one(group: list[Line]) -> list[Line]:
    """Lines at nearly the same place as parts of one, which stands where most of their length does."""
    if len(group) < 2:
        return group
    length = weighed = 0.0
    spans: list[list[float]] = []
    for at, start, end in group:
        length += end - start
        weighed += at * (end - start)
    for start, end in sorted([(start, end) for _, start, end in group]):
        if spans and start <= spans[-1][1] + NEAR:
            spans[-1][1] = max(spans[-1][1], end)
        else:
            spans.append([start, end])
    return [Line(weighed / length, start, end) for start, end in spans]


def _framed(places: list[float], across: list[Line]) -> list[float]:
    """The places of lines, and the edge of the table where its frame is not drawn but the lines across go on."""
    if not places or not across:
        return places
    start, end = min(line.start for line in across), max(line.end for line in across)
    before = [round(start, 1)] if start < places[0] - 2 * NEAR else []
    after = [round(end, 1)] if end > places[-1] + 2 * NEAR else []
    return [*before, *places, *after]


def _places(lines: list[float]) -> list[float]:
    found: list[float] = []
    for at in sorted(lines):
        if not found or at - found[-1] > NEAR:
            found.append(round(at, 1))
    return found


def goes_on_overleaf(before: Page, after: Page) -> bool:
    """Whether the form on one page may go on on the next: with a table of the same columns, or without any lines."""
    above = tables_of(before)
    if not above:
        return True
    below = tables_of(after)
    return bool(below) and goes_on(above[-1], below[0])


def head_overleaf(before: Page, after: Page) -> bool:
    """Whether the form on a page has its head on the page before: a table of the same edges."""
    above, below = tables_of(before), tables_of(after)
    return bool(above and below) and heads(above[-1], below[0])


def heads(before: Table, after: Table) -> bool:
    """Whether a table goes on with the one before, or has the columns of that and more: a head has few."""
    return goes_on(before, after) or (not _wider(before, after) and goes_on(after, before))


def goes_on(before: Table, after: Table) -> bool:
    """Whether a table has the edges of the one before and most of its columns, or all of them in another width."""
    near = 2 * NEAR
    if _wider(before, after):
        return same_columns(before.xs, after.xs)
    places = _onto(after, before, after.xs)
    if abs(before.xs[0] - places[0]) > near or abs(before.xs[-1] - places[-1]) > near:
        return False
    inner = places[1:-1]
    shared = sum(any(abs(x - y) <= near for y in before.xs) for x in inner)
    return 2 * shared >= len(inner)


def _wider(before: Table, after: Table) -> bool:
    """Whether the page was turned between two tables: portrait and landscape."""
    return (before.page.width > before.page.height) != (after.page.width > after.page.height)


def _laid_anew(one: Table, other: Table) -> bool:
    """Whether two tables of one width stand on pages that were laid on a scanner one after the other."""
    if one.page.number == other.page.number or not (one.page.scanned or other.page.scanned):
        return False
    wide, wide_too = one.xs[-1] - one.xs[0], other.xs[-1] - other.xs[0]
    return abs(wide - wide_too) < _SCALED * max(wide, wide_too)


def _onto(table: Table, other: Table, xs: list[float]) -> list[float]:
    """Places across in one table as places in another one that it goes on with."""
    if not _wider(table, other) and not _laid_anew(table, other):
        return xs
    places = fitted(xs, (table.xs[0], table.xs[-1]), (other.xs[0], other.xs[-1]))
    if _wider(table, other):
        return places
    near = {x: min(other.xs, key=lambda known: abs(known - x)) for x in places}
    return [known if abs(known - x) <= 2 * NEAR else x for x, known in near.items()]


def share_columns(tables: list[Table]) -> list[list[Table]]:
    """Tables under one another with the same edges get the same columns; the groups of them."""
    groups: list[list[Table]] = []
    group: list[Table] = []
    for table in [*tables, None]:
        if table is not None and (not group or goes_on(group[-1], table)):
            group.append(table)
            continue
        shared = _places([x for held in group for x in _onto(held, group[0], held.xs)])
        places = [_onto(group[0], held, shared) for held in group]
        for held, xs in zip(group, places, strict=True):
            held.xs[:] = xs
        if group:
            groups.append(group)
        group = [] if table is None else [table]
    return groups


def areas_of(table: Table) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """For each elementary cell the rectangle (top, left, bottom, right) it belongs to."""
    height, width = len(table.ys) - 1, len(table.xs) - 1
    upright = _cover(table.vertical, table.xs, table.ys)  # [line][row]
    level = _cover(table.horizontal, table.ys, table.xs)  # [line][column]
    found: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(height):
        shut_below, shut_right = level[row + 1], [drawn[row] for drawn in upright[1:]]
        for column in range(width):
            if (row, column) in found:
                continue
            if shut_right[column] and shut_below[column]:  # as most cells are
                found[row, column] = row, column, row, column
                continue
            right = column
            while right + 1 < width and not upright[right + 1][row] and (row, right + 1) not in found:
                right += 1
            bottom = row
            while bottom + 1 < height and _open_below(level, upright, bottom + 1, column, right, found):
                bottom += 1
            area = (row, column, bottom, right)
            for r in range(row, bottom + 1):
                for c in range(column, right + 1):
                    found[r, c] = area
    return found


def _open_below(
    level: list[list[bool]],
    upright: list[list[bool]],
    row: int,
    left: int,
    right: int,
    found: dict[tuple[int, int], tuple[int, int, int, int]],
) -> bool:
    """Whether a row's columns ``left`` to ``right`` belong to the cell above them: no line over or between them."""
    if True in level[row][left : right + 1] or (row, left) in found:
        return False
    return not any(upright[column][row] or (row, column) in found for column in range(left + 1, right + 1))


def _cover(lines: list[Line], places: list[float], steps: list[float]) -> list[list[bool]]:
    """Which pieces of the grid lines are drawn, by number of the line and of the step along it."""
    found = [[False] * (len(steps) - 1) for _ in places]
    for across, start, end in lines:
        at = bisect_right(places, across)
        if at == len(places) or (at > 0 and across - places[at - 1] < places[at] - across):
            at -= 1
        drawn, first, last = (
            found[at],
            max(bisect_right(steps, start) - 1, 0),
            bisect_left(steps, end, 0, len(steps) - 1) - 1,
        )
        if last > first:
            drawn[first + 1 : last] = [True] * (last - first - 1)
        for step in {first, last} if last >= first else ():
            low, high = steps[step], steps[step + 1]
            if min(high, end) - max(low, start) >= 0.5 * (high - low):
                drawn[step] = True
    return found
