"""Grids from the geometry of PDF pages: characters fall into the cells of tables; what stands outside is lines of text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

from jixiao.forms.read.grid import Grid
from jixiao.forms.read.pdfbreaks import NUMBER, over_the_break
from jixiao.forms.read.pdfrules import UNIT
from jixiao.forms.read.pdfstray import loose_ends
from jixiao.forms.read.pdftables import NEAR, Table, areas_of, goes_on, heads, share_columns, tables_of
from jixiao.forms.read.pdftext import cell_text, has_form_words, holds_head_words, joined, line_text, loose_lines
from jixiao.forms.read.pdfview import beside, beyond, shown, taken_apart
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.pdfpage import Char, Page
    from jixiao.forms.read.pdfview import View

_BESIDE = 18.0
"""Points: space beside a text in its cell, left and right together, at most."""
_FIGURES = frozenset("0123456789.,")
_SHORT = 4
"""A file of so few pages is the form, all of it."""

Box = tuple[float, float, float, float]


class PageGrid(Grid):
    """A grid whose cells have boxes on a page."""

    page: int
    view: View | None = None
    boxes: dict[tuple[int, int], Box]
    places: dict[tuple[int, int], Location]
    separate = False
    """It does not go on with the table before: a line of text, or a table of other columns."""
    full: frozenset[int] = frozenset()
    """Columns whose last row's text ends in a line as wide as its cell: it may go on overleaf."""
    doubts: tuple[tuple[str, str, Location], ...] = ()
    """Code, text and place of what cannot be told from the geometry."""
    sure: dict[tuple[int, int], float] | None = None
    """How sure the recognition of each cell of a scanned page is, 0 to 1."""
    others: dict[tuple[int, int], str] | None = None
    """What the figures of its cells were taken for at a second look, where that was something else."""

    def at(self, row: int, column: int) -> Location:
        """Page and box (left, top, right, bottom in points from the top left) of a cell."""
        place = self.origin.get((row, column), (row, column))
        known = self.places.get(place)
        if known is None:
            box = self.boxes.get(place)
            if box is not None and self.view is not None:
                box = shown(box, self.view)
            sure = self.sure.get(place) if self.sure else None
            known = self.places[place] = Location(
                self.file, self.page, box, None, None, self.table, place[0] + 1, None, sure
            )
        return known


def page_grids(pages: Sequence[Page], file: str | None) -> list[Grid]:
    """Everything printed on the pages in reading order: lines of text as one-row grids, tables as grids."""
    tables = _apart(_with_forms(pages))
    groups = share_columns([table for _, found in tables for table in found])
    grids: list[Grid] = []
    drawn: dict[int, PageGrid] = {}
    number = 0
    for page, found in tables:
        parts: list[tuple[float, Grid]] = []
        rest = page.chars
        for table in found:
            number += 1
            drawn[id(table)], rest = _grid(table, rest, file, number)
            parts.append((table.ys[0], drawn[id(table)]))
        if unseen := beyond(page, rest):
            rest = [char for char in rest if char not in unseen]
            parts.append((0.0, _unseen(unseen, page, file)))
        parts += [(line[0][0][2], _text_row(line, page, file)) for line in loose_lines(rest)]
        grids += [grid for _, grid in sorted(parts, key=lambda part: part[0])]
    for group in groups:
        drawn[id(group[0])].separate = True
        for below, above in pairwise(reversed([drawn[id(table)] for table in group])):
            over_the_break(above, below)
    return grids


def _with_forms(pages: Sequence[Page]) -> list[tuple[Page, list[Table]]]:
    """The pages a form stands on with their tables: of a long report only those; all if there are none.

    A form may end on pages without any of its header words: they begin with a table whose rules go on
    with those of the page before.
    """
    words = [has_form_words([page]) for page in pages]
    if not any(words) or len(pages) <= _SHORT:
        return [(page, tables_of(page)) for page in pages]
    found: list[tuple[Page, list[Table]]] = []
    for index, (page, has_form) in enumerate(zip(pages, words, strict=True)):
        going_on = bool(found) and found[-1][0].number in {page.number, page.number - 1} and bool(found[-1][1])
        if not has_form and not going_on:
            continue
        tables = tables_of(page)
        if has_form and index and not words[index - 1] and (not found or found[-1][0] is not pages[index - 1]):
            head = tables_of(pages[index - 1])  # a page that holds the head only
            text = joined(pages[index - 1].chars)
            if head and tables and holds_head_words(text) and heads(head[-1], tables[0]):
                found.append((pages[index - 1], head))
        if has_form or (tables and goes_on(found[-1][1][-1], tables[0])):
            found.append((page, tables))
    return found


def _apart(tables: list[tuple[Page, list[Table]]], depth: int = 4) -> list[tuple[Page, list[Table]]]:
    """Pages with tables side by side in parts of their own."""
    frames = [[(t.xs[0], t.ys[0], t.xs[-1], t.ys[-1]) for t in found] for _, found in tables]
    if depth == 0 or not any(len(held) > 1 and beside(held) for held in frames):
        return tables
    parts = [part for (page, _), held in zip(tables, frames, strict=True) for part in taken_apart(page, held)]
    return _column_by_column(_apart([(part, tables_of(part)) for part in parts], depth - 1))


def _column_by_column(parts: list[tuple[Page, list[Table]]]) -> list[tuple[Page, list[Table]]]:
    """Tables side by side that go on overleaf: each follows its own part of the page before."""
    ordered: list[tuple[Page, list[Table]]] = []
    for page, found in parts:
        held = [index for index, (_, tables) in enumerate(ordered) if tables]
        place = len(ordered)
        if found and held and not goes_on(ordered[held[-1]][1][-1], found[0]):
            for index in held[:-1]:
                above, tables = ordered[index]
                if above.number == page.number - 1 and goes_on(tables[-1], found[0]):
                    place = index + 1
        ordered.insert(place, (page, found))
    return ordered


def _grid(table: Table, chars: list[Char], file: str | None, number: int) -> tuple[PageGrid, list[Char]]:
    """A table's cells with their texts, and the characters that stand outside it."""
    xs, ys = table.xs, table.ys
    height, width = len(ys) - 1, len(xs) - 1
    area = areas_of(table)
    held: dict[tuple[int, int], list[Char]] = {}
    rest: list[Char] = []
    first, last, upper, lower = xs[0] - NEAR, xs[-1] + NEAR, ys[0] - NEAR, ys[-1] + NEAR
    x0 = x1 = y0 = y1 = 0.0
    cell: list[Char] = []
    over: list[Char] = []
    for char in chars:
        text, left, top, right, bottom = char
        if x0 < left and right < x1 and y0 < top + bottom < y1:  # most characters stand in the cell of the one before
            cell.append(char)
            continue
        x, y = (left + right) / 2, (top + bottom) / 2
        if text in _FIGURES and ((cell and _touch(cell[-1], char)) or (rest and _touch(rest[-1], char))):
            over.append(char)
        if not (first < x < last and upper < y < lower):
            rest.append(char)
            continue
        above, before, below, after = area[bisect_right(ys, y, 1, height) - 1, bisect_right(xs, x, 1, width) - 1]
        x0, y0, x1, y1 = xs[before], 2 * ys[above], xs[after + 1], 2 * ys[below + 1]
        cell = held.setdefault((above, before), [])
        cell.append(char)
    doubts: list[tuple[str, str, Location]] = []
    for char in over:
        run = _whole_number(chars, chars.index(char), table, area, held, rest)
        if run:
            doubts.append(("overflow", run, _place(char, table, file, number)))
    doubts += [("stray-line", "", place) for place in _stray(table, file, number)]
    rows = [[""] * width for _ in range(height)]
    merged: set[tuple[int, int, int, int]] = set()
    boxes: dict[tuple[int, int], Box] = {}
    for place, (above, before, below, after) in area.items():
        if place != (above, before):
            continue
        if held.get(place):
            rows[above][before] = cell_text(held[place])
        boxes[place] = (xs[before], ys[above], xs[after + 1], ys[below + 1])
        if (above, before) != (below, after):
            merged.add((above, before, below, after))
    grid = PageGrid(rows, sorted(merged), file=file, table=number)
    grid.page, grid.boxes, grid.places, grid.view = table.page.number, boxes, {}, table.page.view
    grid.full = frozenset(
        place[1] for place, cell in held.items() if cell and area[place][2] == height - 1 and _fills(cell, boxes[place])
    )
    grid.doubts = tuple(doubts)
    return grid, rest


def _whole_number(
    chars: list[Char],
    index: int,
    table: Table,
    area: dict[tuple[int, int], tuple[int, int, int, int]],
    held: dict[tuple[int, int], list[Char]],
    rest: list[Char],
) -> str:
    """A number wider than its cell is printed over the line beside it: all of it belongs where its middle stands.

    Returns the figures that cannot be told apart, if numbers run into one another.
    """
    start = end = index
    while start > 0 and _touch(chars[start - 1], chars[start]):
        start -= 1
    while end + 1 < len(chars) and _touch(chars[end], chars[end + 1]):
        end += 1
    run = chars[start : end + 1]
    text = joined(run)
    if all(char in rest for char in run):
        return ""
    if not NUMBER.fullmatch(text):
        return text
    x, y = (run[0][1] + run[-1][3]) / 2, (run[0][2] + run[0][4]) / 2
    place = bisect_right(table.ys, y) - 1, bisect_right(table.xs, x) - 1
    if place not in area:
        return text
    mine = held.setdefault(area[place][:2], [])
    for cell in (*held.values(), rest):
        if cell is not mine:
            cell[:] = [char for char in cell if char not in run]
    mine += [char for char in run if char not in mine]
    return ""


def _touch(before: Char, after: Char) -> bool:
    """Whether a figure stands directly after another in one line, as those of one number do."""
    size = after[4] - after[2]
    return before[0] in _FIGURES and abs(after[1] - before[3]) < 0.02 * size and abs(after[4] - before[4]) < 0.02 * size


def _place(char: Char, table: Table, file: str | None, number: int) -> Location:
    box = shown(char[1:], table.page.view or UNIT)
    return Location(file=file, page=table.page.number, table=number, box=box)


def _stray(table: Table, file: str | None, number: int) -> Iterator[Location]:
    """Where lines end that no other line meets."""
    xs, ys, view = table.xs, table.ys, table.page.view or UNIT
    level = loose_ends(table.horizontal, table.vertical, (xs[0], xs[-1]))
    upright = loose_ends(table.vertical, table.horizontal, (ys[0], ys[-1]))
    boxes = [(line.start, line.at, line.end, line.at) for line in level]
    boxes += [(line.at, line.start, line.at, line.end) for line in upright]
    for box in boxes:
        yield Location(file=file, page=table.page.number, table=number, box=shown(box, view))


def _fills(cell: list[Char], box: Box) -> bool:
    """Whether the last line of a cell leaves no room for another character beside the usual space."""
    bottom = max(char[4] for char in cell)
    line = [char for char in cell if char[4] > bottom - 0.5 * (char[4] - char[2])] or cell  # characters without height
    left, right = min(char[1] for char in line), max(char[3] for char in line)
    return (box[2] - box[0]) - (right - left) < (line[0][4] - line[0][2]) + _BESIDE


def _text_row(parts: list[list[Char]], page: Page, file: str | None) -> PageGrid:
    grid = PageGrid([[line_text(part) for part in parts]], file=file)
    grid.page, grid.places, grid.separate, grid.view = page.number, {}, True, page.view
    grid.boxes = {
        (0, column): (
            round(part[0][1], 1),
            round(min(char[2] for char in part), 1),
            round(part[-1][3], 1),
            round(max(char[4] for char in part), 1),
        )
        for column, part in enumerate(parts)
    }
    return grid


def _unseen(chars: list[Char], page: Page, file: str | None) -> PageGrid:
    """Texts beyond the edges of a page: not read, but told."""
    grid = _text_row([chars], page, file)
    grid.rows = [[""]]
    text = joined(chars)
    grid.doubts = (("hidden-text", text, Location(file=file, page=page.number)),)
    return grid
