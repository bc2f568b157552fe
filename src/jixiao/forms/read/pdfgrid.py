"""Grids from the geometry of PDF pages: ruling lines make cells, characters fall into them.

Lines may be drawn in pieces, doubled or as thin rectangles; a missing piece of line merges two cells.
Tables of the same width that follow one another over pages share their columns, so that a page
without its header is read with the columns of the page before.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.grid import Grid
from jixiao.forms.read.pdfbreaks import NUMBER, over_the_break
from jixiao.forms.read.pdfrules import UNIT, Line
from jixiao.forms.read.pdfstray import loose_ends
from jixiao.forms.read.pdfview import beside, beyond, fitted, same_columns, shown, sideways, taken_apart
from jixiao.forms.read.vocabulary import TITLE
from jixiao.plan.normal import ideographs
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.pdfpage import Char, Page
    from jixiao.forms.read.pdfview import View

_NEAR = 2.5
"""Points: lines nearer than this are one line; ends nearer than this touch."""
PAGE_NUMBER = re.compile(r"(?:第\d{1,4}页(?:[,，/]?共\d{1,4}页)?|[-—–]\d{1,4}[-—–]|\d{1,4}(?:/\d{1,4})?)")
_WORDS = ("三级指标", "绩效指标", "指标值", "年度绩效目标", "年度总体目标", "主要工作任务", "目标值")
_NAMES = ("项目名称", "部门名称", "单位名称", "部门（单位）名称", "主管部门", "实施单位", "填报单位")
_SCALED = 0.03
"""Part of a table's width by which it differs from one scan to another."""
_BESIDE = 18.0
"""Points: space beside a text in its cell, left and right together, at most."""
_TEXT, _LEFT, _BOTTOM = itemgetter(0), itemgetter(1), itemgetter(4)
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


class _Table(NamedTuple):
    page: Page
    xs: list[float]
    ys: list[float]
    horizontal: list[Line]
    vertical: list[Line]


def page_grids(pages: Sequence[Page], file: str | None) -> list[Grid]:
    """Everything printed on the pages in reading order: lines of text as one-row grids, tables as grids."""
    tables = _apart(_with_forms(pages))
    groups = _share_columns([table for _, found in tables for table in found])
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
        parts += [(line[0][0][2], _text_row(line, page, file)) for line in _loose_lines(rest)]
        grids += [grid for _, grid in sorted(parts, key=lambda part: part[0])]
    for group in groups:
        drawn[id(group[0])].separate = True
        for below, above in pairwise(reversed([drawn[id(table)] for table in group])):
            over_the_break(above, below)
    return grids


def _unseen(chars: list[Char], page: Page, file: str | None) -> PageGrid:
    """Texts beyond the edges of a page: not read, but told."""
    grid = _text_row([chars], page, file)
    grid.rows = [[""]]
    text = "".join(map(_TEXT, chars))
    grid.doubts = (("hidden-text", text, Location(file=file, page=page.number)),)
    return grid


def has_form_words(pages: Sequence[Page]) -> bool:
    """Whether any of the pages holds header words of a form."""
    return any(holds_form_words("".join(map(_TEXT, page.chars))) for page in pages)


def holds_form_words(text: str) -> bool:
    """Whether a text without blanks holds header words of a form."""
    text = ideographs(text)
    return any(word in text for word in _WORDS)


def holds_head_words(text: str) -> bool:
    """Whether a text without blanks holds the title and the names of a form, as a page does whose tables begin overleaf."""
    return "绩效" in text and any(word in text for word in _NAMES) and TITLE.search(ideographs(text)) is not None


def printed_order(pages: Sequence[Page]) -> str:
    """The page numbers printed at the foot of the pages if they do not follow one another, else nothing."""
    numbers: list[tuple[int, int]] = []
    for page in pages if len(pages) > 1 else ():
        foot = max(map(_BOTTOM, page.chars), default=0.0) - 4.0
        line = sorted([char for char in page.chars if char[4] > foot], key=_LEFT)
        text = "".join(map(_TEXT, line))
        if PAGE_NUMBER.fullmatch(text) and (found := re.search(r"\d+", text)):
            numbers.append((page.number, int(found[0])))
    if all(after[1] - before[1] == after[0] - before[0] for before, after in pairwise(numbers)):
        return ""
    return "、".join(str(number) for _, number in numbers)


def is_page_number(text: str) -> bool:
    """Whether a text without blanks is nothing, or the number of a page."""
    return not text or PAGE_NUMBER.fullmatch(text) is not None


def _with_forms(pages: Sequence[Page]) -> list[tuple[Page, list[_Table]]]:
    """The pages a form stands on with their tables: of a long report only those; all if there are none.

    A form may end on pages without any of its header words: they begin with a table whose rules go on
    with those of the page before.
    """
    words = [has_form_words([page]) for page in pages]
    if not any(words) or len(pages) <= _SHORT:
        return [(page, tables_of(page)) for page in pages]
    found: list[tuple[Page, list[_Table]]] = []
    for index, (page, has_form) in enumerate(zip(pages, words, strict=True)):
        going_on = bool(found) and found[-1][0].number in {page.number, page.number - 1} and bool(found[-1][1])
        if not has_form and not going_on:
            continue
        tables = tables_of(page)
        if has_form and index and not words[index - 1] and (not found or found[-1][0] is not pages[index - 1]):
            head = tables_of(pages[index - 1])  # a page that holds the head only
            text = "".join(map(_TEXT, pages[index - 1].chars))
            if head and tables and holds_head_words(text) and _heads(head[-1], tables[0]):
                found.append((pages[index - 1], head))
        if has_form or (tables and _goes_on(found[-1][1][-1], tables[0])):
            found.append((page, tables))
    return found


def _apart(tables: list[tuple[Page, list[_Table]]], depth: int = 4) -> list[tuple[Page, list[_Table]]]:
    """Pages with tables side by side in parts of their own."""
    frames = [[(t.xs[0], t.ys[0], t.xs[-1], t.ys[-1]) for t in found] for _, found in tables]
    if depth == 0 or not any(len(held) > 1 and beside(held) for held in frames):
        return tables
    parts = [part for (page, _), held in zip(tables, frames, strict=True) for part in taken_apart(page, held)]
    return _column_by_column(_apart([(part, tables_of(part)) for part in parts], depth - 1))


def _column_by_column(parts: list[tuple[Page, list[_Table]]]) -> list[tuple[Page, list[_Table]]]:
    """Tables side by side that go on overleaf: each follows its own part of the page before."""
    ordered: list[tuple[Page, list[_Table]]] = []
    for page, found in parts:
        held = [index for index, (_, tables) in enumerate(ordered) if tables]
        place = len(ordered)
        if found and held and not _goes_on(ordered[held[-1]][1][-1], found[0]):
            for index in held[:-1]:
                above, tables = ordered[index]
                if above.number == page.number - 1 and _goes_on(tables[-1], found[0]):
                    place = index + 1
        ordered.insert(place, (page, found))
    return ordered


def goes_on_overleaf(before: Page, after: Page) -> bool:
    """Whether the form on one page may go on on the next: with a table of the same columns, or without any lines."""
    above = tables_of(before)
    if not above:
        return True
    below = tables_of(after)
    return bool(below) and _goes_on(above[-1], below[0])


def head_overleaf(before: Page, after: Page) -> bool:
    """Whether the form on a page has its head on the page before: a table of the same edges."""
    above, below = tables_of(before), tables_of(after)
    return bool(above and below) and _heads(above[-1], below[0])


def _heads(before: _Table, after: _Table) -> bool:
    """Whether a table goes on with the one before, or has the columns of that and more: a head has few."""
    return _goes_on(before, after) or (not _wider(before, after) and _goes_on(after, before))


def _goes_on(before: _Table, after: _Table) -> bool:
    """Whether a table has the edges of the one before and most of its columns, or all of them in another width."""
    near = 2 * _NEAR
    if _wider(before, after):
        return same_columns(before.xs, after.xs)
    places = _onto(after, before, after.xs)
    if abs(before.xs[0] - places[0]) > near or abs(before.xs[-1] - places[-1]) > near:
        return False
    inner = places[1:-1]
    shared = sum(any(abs(x - y) <= near for y in before.xs) for x in inner)
    return 2 * shared >= len(inner)


# -- lines ----------------------------------------------------------------------------------


def _joined(lines: list[Line]) -> list[Line]:
    """Pieces of one line joined, doubled lines made one."""
    found: list[Line] = []
    group: list[Line] = []

    def close() -> None:
        if len(group) < 2:
            found.extend(group)
            return
        at = sum(line.at * (line.end - line.start) for line in group) / sum(line.end - line.start for line in group)
        start, end = None, 0.0
        for line in sorted(group, key=lambda line: line.start):
            if start is None:
                start, end = line.start, line.end
            elif line.start <= end + _NEAR:
                end = max(end, line.end)
            else:
                found.append(Line(at, start, end))
                start, end = line.start, line.end
        if start is not None:
            found.append(Line(at, start, end))

    for line in sorted(lines):
        if group and line.at - group[0].at > _NEAR:
            close()
            group = []
        group.append(line)
    close()
    return found


def tables_of(page: Page) -> list[_Table]:
    """Sets of lines that cross one another, from the top of the page down."""
    across, down = _joined(page.horizontal), _joined(page.vertical)
    owner = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    upright = [(index, x, top - _NEAR, bottom + _NEAR) for index, (x, top, bottom) in enumerate(down, len(across))]
    apart = len(owner)
    for i, (y, start, end) in enumerate(across):
        left, right = start - _NEAR, end + _NEAR
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
    found: list[_Table] = []
    for horizontal, vertical in groups.values():
        xs = _framed(_places([line.at for line in vertical]), horizontal)
        ys = _framed(_places([line.at for line in horizontal]), vertical)
        if len(ys) >= 2 and len(xs) >= 2:
            found.append(_Table(page, xs, ys, horizontal, vertical))
    return sorted(found, key=lambda table: (table.ys[0], table.xs[0]))


def _framed(places: list[float], across: list[Line]) -> list[float]:
    """The places of lines, and the edge of the table where its frame is not drawn but the lines across go on."""
    if not places or not across:
        return places
    start, end = min(line.start for line in across), max(line.end for line in across)
    before = [round(start, 1)] if start < places[0] - 2 * _NEAR else []
    after = [round(end, 1)] if end > places[-1] + 2 * _NEAR else []
    return [*before, *places, *after]


def _places(lines: list[float]) -> list[float]:
    found: list[float] = []
    for at in sorted(lines):
        if not found or at - found[-1] > _NEAR:
            found.append(round(at, 1))
    return found


def _wider(before: _Table, after: _Table) -> bool:
    """Whether the page was turned between two tables: portrait and landscape."""
    return (before.page.width > before.page.height) != (after.page.width > after.page.height)


def _laid_anew(one: _Table, other: _Table) -> bool:
    """Whether two tables of one width stand on pages that were laid on a scanner one after the other."""
    if one.page.number == other.page.number or not (one.page.scanned or other.page.scanned):
        return False
    wide, wide_too = one.xs[-1] - one.xs[0], other.xs[-1] - other.xs[0]
    return abs(wide - wide_too) < _SCALED * max(wide, wide_too)


def _onto(table: _Table, other: _Table, xs: list[float]) -> list[float]:
    """Places across in one table as places in another one that it goes on with."""
    if not _wider(table, other) and not _laid_anew(table, other):
        return xs
    places = fitted(xs, (table.xs[0], table.xs[-1]), (other.xs[0], other.xs[-1]))
    if _wider(table, other):
        return places
    near = {x: min(other.xs, key=lambda known: abs(known - x)) for x in places}
    return [known if abs(known - x) <= 2 * _NEAR else x for x, known in near.items()]


def _share_columns(tables: list[_Table]) -> list[list[_Table]]:
    """Tables under one another with the same edges get the same columns; the groups of them."""
    groups: list[list[_Table]] = []
    group: list[_Table] = []
    for table in [*tables, None]:
        if table is not None and (not group or _goes_on(group[-1], table)):
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


# -- cells ----------------------------------------------------------------------------------


def _grid(table: _Table, chars: list[Char], file: str | None, number: int) -> tuple[PageGrid, list[Char]]:
    """A table's cells with their texts, and the characters that stand outside it."""
    xs, ys = table.xs, table.ys
    height, width = len(ys) - 1, len(xs) - 1
    area = areas_of(table)
    held: dict[tuple[int, int], list[Char]] = {}
    rest: list[Char] = []
    first, last, upper, lower = xs[0] - _NEAR, xs[-1] + _NEAR, ys[0] - _NEAR, ys[-1] + _NEAR
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


def _stray(table: _Table, file: str | None, number: int) -> Iterator[Location]:
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


def _touch(before: Char, after: Char) -> bool:
    """Whether a figure stands directly after another in one line, as those of one number do."""
    size = after[4] - after[2]
    return before[0] in _FIGURES and abs(after[1] - before[3]) < 0.02 * size and abs(after[4] - before[4]) < 0.02 * size


def _whole_number(
    chars: list[Char],
    index: int,
    table: _Table,
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
    text = "".join(map(_TEXT, run))
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


def _place(char: Char, table: _Table, file: str | None, number: int) -> Location:
    box = shown(char[1:], table.page.view or UNIT)
    return Location(file=file, page=table.page.number, table=number, box=box)


def areas_of(table: _Table) -> dict[tuple[int, int], tuple[int, int, int, int]]:
    """For each elementary cell the rectangle (top, left, bottom, right) it belongs to."""
    height, width = len(table.ys) - 1, len(table.xs) - 1
    upright = _cover(table.vertical, table.xs, table.ys)  # [line][row]
    level = _cover(table.horizontal, table.ys, table.xs)  # [line][column]
    found: dict[tuple[int, int], tuple[int, int, int, int]] = {}
    for row in range(height):
        closed, line = level[row + 1], [drawn[row] for drawn in upright]
        for column in range(width):
            if (row, column) in found:
                continue
            if line[column + 1] and closed[column]:  # as most cells are
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


# -- text -----------------------------------------------------------------------------------


def _text_lines(chars: list[Char]) -> list[list[Char]]:
    """Characters in lines from top to bottom, each from left to right."""
    lines = _in_order(chars)
    if lines:
        return lines
    middle = reach = 0.0
    for char in sorted(chars, key=_height_then_left):
        at = (char[2] + char[4]) / 2
        if lines and at - middle <= reach:
            lines[-1].append(char)
            continue
        lines.append([char])
        middle, reach = at, 0.5 * max(char[4] - char[2], 4.0)
    for line in lines:
        line.sort(key=_LEFT)
    return lines


def _in_order(chars: list[Char]) -> list[list[Char]]:
    """The lines of characters that come line by line and from left to right, as most do; nothing if they do not."""
    lines: list[list[Char]] = []
    middle = size = last = 0.0
    for char in chars:
        _, left, top, _, bottom = char
        down = (top + bottom) / 2 - middle
        if lines and -0.1 * size < down < 0.1 * size:
            if left < last:
                return []
            lines[-1].append(char)
        elif not lines or down > 0.8 * size:
            lines.append([char])
            middle, size = (top + bottom) / 2, max(bottom - top, 4.0)
        else:
            return []
        last = left
    return lines


def _height_then_left(char: Char) -> tuple[float, float]:
    return char[2] + char[4], char[1]


def cell_text(chars: list[Char]) -> str:
    """The text of one cell; its printed lines stay lines."""
    _, left, top, right, bottom = chars[0]
    least, most = bottom - 0.5 * (bottom - top), bottom + 0.5 * (bottom - top)
    room, even = 0.3 * max(4.0, bottom - top), True
    last = left - 2 * room
    for _, start, _, end, low in chars:
        if not least <= low <= most or start < last:
            if len(chars) > 1 and abs(chars[1][1] - chars[0][1]) < room and (text := sideways(chars)):
                return text
            return "\n".join([_line_text(line) for line in _text_lines(chars)])
        if start - last < room or start - right > room:
            even = False
        last, right = start, end
    # one line, in its order: without gaps as a rule
    return "".join(map(_TEXT, chars)) if even else _line_text(chars)


def _line_text(line: list[Char]) -> str:
    out: list[str] = []
    last, last_left, last_right = "", 0.0, 0.0
    for text, left, top, right, bottom in line:
        if last:
            size = max(4.0, bottom - top)
            # —— set as one glyph has one wide box; bold may be made by printing twice
            if text == last and left - last_left < 0.15 * size and right - left < 1.5 * size:
                continue
            if left - last_right > 0.3 * size:
                out.append(" ")
        out.append(text)
        last, last_left, last_right = text, left, right
    return "".join(out)


def _loose_lines(chars: list[Char]) -> list[list[list[Char]]]:
    """Lines of text outside tables, each taken apart where a wide gap stands; page numbers left out."""
    found: list[list[list[Char]]] = []
    for line in _text_lines(chars):
        if PAGE_NUMBER.fullmatch("".join(map(_TEXT, line))):
            continue
        parts: list[list[Char]] = [[line[0]]]
        for before, char in pairwise(line):
            if char[1] - before[3] > 2.0 * (before[4] - before[2]):
                parts.append([])
            parts[-1].append(char)
        found.append(parts)
    return found


def _text_row(parts: list[list[Char]], page: Page, file: str | None) -> PageGrid:
    grid = PageGrid([[_line_text(part) for part in parts]], file=file)
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
