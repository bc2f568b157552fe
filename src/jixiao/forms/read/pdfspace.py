"""Grids of PDF pages without ruling lines: cells told by the space between texts alone.

Texts that stand close above one another are one cell. The columns of a table are those of its header
row, moved to where the texts below leave room; its rows are those of the names and values. Labels that
stand beside several rows are given the rows in whose middle (or at whose top) they are printed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.fundsacross import is_figure
from jixiao.forms.read.headerwords import (
    header_role,
)
from jixiao.forms.read.pdfbreaks import over_the_break
from jixiao.forms.read.pdfgrid import PageGrid
from jixiao.forms.read.pdfrules import UNIT
from jixiao.forms.read.pdfview import shown
from jixiao.forms.read.spacecells import APART, Block, blocks_of, em_of, hanging, rows_of, segments_of, wrap_pitch
from jixiao.forms.read.spaceheader import SpaceColumns, header_of, is_side, tells_project
from jixiao.forms.read.spacelabels import CUT, edges_of, spans_of
from jixiao.forms.read.vocabulary import (
    SIDE_LABELS,
    TITLE,
    TOTAL,
    bare,
    goal_label,
    head_field,
    is_empty,
)
from jixiao.plan.normal import normal
from jixiao.plan.taxonomy import PARENT_OF, level1_type, level2_type
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.pdfgrid import Box
    from jixiao.forms.read.pdfpage import Page
    from jixiao.forms.read.vocabulary import Role
    from jixiao.plan.taxonomy import Level1Type, Level2Type

_TAIL = re.compile(
    r"(?:注[:：\d]|说明[:：]|填报说明|填表说明|备注[:：]|填表人|填报人|审核人|联系人|联系电话|单位负责人|自评结论|自评等级|其他需?要?说明|偏差大|目标未完成|审核意见|评价结论|存在问题|结果应用)"
)
_LABEL_ROLES = frozenset({None, "objective", "level1", "level2"})
"""Columns of labels beside several rows; 年度指标值 stands over values, though elsewhere it is a label at the side."""
_LEAD = 2
"""Columns before those of the header: a label beside the table, and texts without a header."""
_TWO = 2
_LONGEST_TOTAL = 10
_SCAN_SLACK = 0.6
"""Points by which the lines of a scanned page stand higher or lower than they were printed."""
_CROWDED, _OUTSIDE = 400.0, 1000.0
"""Points that it counts against a column to hold two texts of a line, or one that does not fit between its borders."""


def space_grids(pages: Sequence[Page], file: str | None) -> list[Grid]:
    """Everything printed on pages without ruling lines, in reading order."""
    em = em_of(pages)
    lined = [segments_of(page, em) for page in pages]
    pitch = wrap_pitch(lined, em, _SCAN_SLACK if any(page.scanned for page in pages) else 0.0)
    found_rows = [rows_of(blocks_of(segments, pitch, em), em) for segments in lined]
    hang = hanging(found_rows, em)
    grids: list[Grid] = []
    columns: SpaceColumns | None = None
    above: PageGrid | None = None
    number = 0
    for index_of, (page, rows) in enumerate(zip(pages, found_rows, strict=True)):
        index = 0
        if index_of and _another(pages[index_of - 1], page):
            columns = above = None
        while index < len(rows):
            found = header_of(rows, index)
            taken = 0
            if found is not None:
                (columns, taken), above = found, None
            end = index + taken
            body: list[list[Block]] = []
            if columns is not None:
                while end < len(rows) and header_of(rows, end) is None and _fits(columns, rows[end], em):
                    if _is_head(rows[end]) or (body and _is_total(body[-1]) and _after_total(columns, rows[end])):
                        break
                    body.append(rows[end])
                    end += 1
            if columns is None or (not taken and not body):
                grids.append(_line(rows[index], page, file))
                if columns is not None and not _is_title(rows[index]):
                    columns = above = None
                index += 1
                continue
            number += 1
            leaves, labels = _leaves(columns, body, em)
            drawing = _Drawing(columns, leaves, header=bool(taken))
            drawing.labels(labels, hang=hang)
            grid = drawing.grid(page, file, number, em)
            if above is not None:
                over_the_break(above, grid)
            grids.append(grid)
            above, index = grid, end
            if end < len(rows) and body and _is_total(body[-1]) and _after_total(columns, rows[end]):
                columns = above = None
    return grids


def _another(before: Page, page: Page) -> bool:
    """Whether a part of a page stands beside the one before, with another table."""
    if before.number != page.number or before.view != page.view or not before.chars or not page.chars:
        return False
    return min(char[1] for char in page.chars) > max(char[3] for char in before.chars)


def _is_head(row: list[Block]) -> bool:
    """部门名称 and a name beside it: another form begins, whatever stands above."""
    return len(row) > 1 and head_field(row[0].text()) in {"project", "department"}


def _is_title(row: list[Block]) -> bool:
    """A line that may stand between two pages of a table: a title, a year."""
    text = bare(row[0].text())
    return len(row) == 1 and len(text) < 40 and bool(TITLE.search(text) or re.fullmatch(r"(?:19|20)\d\d年度?", text))


# -- tables ---------------------------------------------------------------------------------


def _columns_of(columns: SpaceColumns, row: Sequence[Block], em: float) -> list[int]:
    """The column of each text of a row, from left to right: the ones whose headers they are best aligned with.

    Left of all headers it is -1, or -2 for a label beside them. Texts clearly apart have columns of their own.
    """
    first = columns.heads[0]
    lead = [-2 if is_side(block) else -1 for block in row if block.right < first.left]
    rest = row[len(lead) :]
    count = len(columns.heads)
    if count == len([place for place in lead if place == -1]) + len(rest) == 2:
        return [*(place for place in lead if place == -2), 0, 1]  # goals and results, whose texts may begin anywhere
    # cost[c]: the texts so far, the last of them in column c
    cost = [0.0] * count
    ways: list[list[int]] = [[] for _ in range(count)]
    for n, block in enumerate(rest):
        near = bool(n) and block.left - rest[n - 1].right < APART * em
        before, held = cost, ways
        cost, ways = [], []
        for c in range(count):
            options = [(before[d] + (0.0 if d < c or near else _CROWDED), d) for d in range(c + 1)] if n else [(0.0, 0)]
            least, d = min(options)
            cost.append(least + _apart(columns, c, block))
            ways.append([*(held[d] if n else []), c])
    best = min(range(count), key=cost.__getitem__) if rest else 0
    return lead + (ways[best] if rest else [])


def _apart(columns: SpaceColumns, number: int, block: Block) -> float:
    """How badly a text is aligned with a header, in points."""
    head = columns.heads[number]
    off = min(abs(block.left - head.left), abs(block.centre - head.centre), abs(block.right - head.right))
    return off + (0.0 if _overlap(columns, number, block) else _OUTSIDE)


def _overlap(columns: SpaceColumns, number: int, block: Block) -> bool:
    """Whether a text stands between the borders of a column as far as they are known."""
    left = columns.low[number - 1] if number else float("-inf")
    right = columns.high[number] if number < len(columns.high) else float("inf")
    return left <= block.left + 0.1 and block.right - 0.1 <= right


def _fits(columns: SpaceColumns, row: list[Block], em: float) -> bool:
    """Whether a row belongs to the table; if so the borders move to leave room for it."""
    if _TAIL.match(normal(row[0].text()).strip()) or _is_title(row):
        return False
    held = row[1:] if columns.goals and row[0].right < columns.heads[0].left else row
    if any(goal_label(block.text()) for block in held):
        return False
    if columns.across and not _holds_figures(columns, row):
        return False
    if _is_total(row):
        row = row[1:]
    places = _columns_of(columns, row, em)
    if not all(place < 0 or _overlap(columns, place, block) for place, block in zip(places, row, strict=True)):
        return False
    if len(row) == 1 and places[0] >= 0 and row[0].right - row[0].left > 30 * em:
        return False
    for place, block in zip(places, row, strict=True):
        if place > 0:
            columns.high[place - 1] = min(columns.high[place - 1], block.left)
        if 0 <= place < len(columns.low):
            columns.low[place] = max(columns.low[place], block.right)
    return True


def _holds_figures(columns: SpaceColumns, row: list[Block]) -> bool:
    """Whether a row below names of money holds figures alone, a label beside them and the row's own name aside."""
    held = [block for block in row if not is_side(block) or (columns.headed and block.right >= columns.heads[0].left)]
    if columns.headed and held:
        held = held[1:]
        if not held:
            return False
    return all(is_figure(block.text()) or is_empty(block.text()) for block in held)


def _after_total(columns: SpaceColumns, row: list[Block]) -> bool:
    """Whether what stands below the sum of a table of indicators is no row of it: 自评等级 | 优, 填报人：…"""
    return any(header_role(name) == "name" for name in columns.names) and len(row) <= _TWO


def _is_total(row: list[Block]) -> bool:
    return len(row) > 1 and _names_total(row[0].text())


def _names_total(text: str) -> bool:
    return len(text) <= _LONGEST_TOTAL and TOTAL.match(bare(text).removeprefix("金额")) is not None


class _Drawing:
    """Header and rows of a table as cells; columns 0 and 1 hold what stands left of the header."""

    def __init__(self, columns: SpaceColumns, leaves: list[list[tuple[int, Block]]], *, header: bool) -> None:
        self.columns, self.leaves = columns, leaves
        self.first = max(len(chain) for chain in columns.chains) if header else 0
        """The first row below the header."""
        self.beside = [n for n, leaf in enumerate(leaves) if not _names_total(leaf[0][1].text())]
        """The rows that labels may stand beside: not those of totals."""
        self.rows = [[""] * (len(columns.heads) + _LEAD) for _ in range(self.first + len(leaves))]
        self.boxes: dict[tuple[int, int], Box] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.doubtful: list[Block] = []
        if header:
            self._header()
        for row, leaf in enumerate(leaves, self.first):
            for column, block in leaf:
                self._put(row, column + _LEAD, block)

    def _put(self, row: int, column: int, block: Block) -> None:
        self.rows[row][column] = f"{self.rows[row][column]} {block.text()}".strip()
        self.boxes[row, column] = block.box

    def _header(self) -> None:
        chains = self.columns.chains
        for row in range(self.first):
            column = 0
            while column < len(chains):
                chain, end = chains[column], column + 1
                spanning = row < len(chain) - 1
                while spanning and end < len(chains) and chains[end][row : row + 1] == chain[row : row + 1]:
                    end += 1
                if row < len(chain):
                    self._put(row, column + _LEAD, chain[row])
                    bottom = row if spanning else self.first - 1
                    self.merged.append((row, column + _LEAD, bottom, end - 1 + _LEAD))
                column = end

    def labels(self, held: dict[int, list[Block]], *, hang: bool | None) -> None:
        """Give the labels of each column, from the innermost on, the rows that they stand beside."""
        pairs = _level_columns([header_role(name) for name in self.columns.names])
        bands = [
            (min(block.top for _, block in self.leaves[n]), max(block.bottom for _, block in self.leaves[n]))
            for n in self.beside
        ]
        edges, cuts = edges_of(bands), set[int]()
        heads = [block for chain in self.columns.chains for block in chain] if self.first else []
        if heads and self.columns.side is not None:
            # a label beside the table, or the heading of the names that stand behind such a label
            column, bottom = (1, self.first - 1) if -2 in held else (0, self.first + max(self.beside, default=-1))
            self._put(0, column, self.columns.side)
            self.merged.append((0, column, bottom, column))
        if heads and -2 in held:  # what stands beside the rows stands beside the header too
            header = (min(block.top for block in heads), max(block.bottom for block in heads))
            self._put_beside(held.pop(-2), [header, *bands], hang=hang)
        for column in sorted(held, reverse=True):
            level2: list[str] = []
            if (second := next((two for two, one in pairs.items() if one == column), None)) is not None:
                level2 = [self.rows[self.first + n][second + _LEAD] for n in self.beside]
            spans, cost = spans_of(held[column], edges, [top for top, _ in bands], cuts, level2, hang=hang)
            for block, (start, end) in zip(held[column], spans, strict=True):
                top, bottom = self.first + self.beside[start], self.first + self.beside[end - 1]
                self._put(top, column + _LEAD, block)
                self.merged.append((top, column + _LEAD, bottom, column + _LEAD))
                cuts |= {start, end}
            if column >= 0 and cost > CUT * len(spans):
                self.doubtful += held[column]
        for two, one in pairs.items():
            self._end_with_the_first_level(one + _LEAD, two + _LEAD)

    def _end_with_the_first_level(self, first: int, second: int) -> None:
        """A second-level label ends where a first-level one begins that it does not belong under.

        Such rows have no second-level label on this page: it is printed overleaf.
        """
        kinds: dict[int, Level1Type | None] = {}
        for top, left, bottom, _ in self.merged:
            if left == first and top >= self.first:
                kinds |= dict.fromkeys(range(top, bottom + 1), level1_type(self.rows[top][first]))
        for number, (top, left, bottom, right) in enumerate(self.merged):
            kind = (
                level2_type(self.rows[top][second].replace("\n", "")) if left == second and top >= self.first else None
            )
            other = next((y for y in range(top + 1, bottom + 1) if kind and not _under(kinds.get(y), kind)), bottom + 1)
            self.merged[number] = (top, left, other - 1, right)

    def _put_beside(self, held: list[Block], bands: list[tuple[float, float]], *, hang: bool | None) -> None:
        """Labels beside header and rows: the first band is that of the header."""
        rows = [0, *(self.first + n for n in self.beside)]
        spans, _ = spans_of(held, edges_of(bands), [above for above, _ in bands], (), [], hang=hang)
        for block, (start, end) in zip(held, spans, strict=True):
            self._put(rows[start], 0, block)
            self.merged.append((rows[start], 0, self.first - 1 if end == 1 else rows[end - 1], 0))

    def grid(self, page: Page, file: str | None, number: int, em: float) -> PageGrid:
        """The table, with what may go on overleaf."""
        merged = [area for area in self.merged if area[0] < area[2] or area[1] < area[3]]
        grid = PageGrid(self.rows, merged, file=file, table=number)
        grid.page, grid.boxes, grid.places, grid.view = page.number, self.boxes, {}, page.view
        grid.doubts = tuple(
            (
                "label-doubtful",
                block.text(),
                Location(file=file, page=page.number, table=number, box=shown(block.box, page.view or UNIT)),
            )
            for block in self.doubtful
        )
        grid.separate = self.first > 0
        widest: dict[int, float] = {}
        for leaf in self.leaves:
            for column, block in leaf:
                widest[column] = max(widest.get(column, 0.0), block.right - block.left)
        grid.full = frozenset(
            column + _LEAD
            for column, block in (self.leaves[-1] if self.leaves else ())
            if block.right - block.left > widest[column] - 1.5 * em
        )
        return grid


def _level_columns(roles: Sequence[Role | None]) -> dict[int, int]:
    """For each column of second-level labels the one of first-level ones before it; two halves may share one."""
    return {
        column: max(before)
        for column, role in enumerate(roles)
        if role == "level2" and (before := [n for n in range(column) if roles[n] == "level1"])
    }


def _under(level1: Level1Type | None, level2: Level2Type) -> bool:
    """Whether a second-level kind may stand under a first-level one, as far as both are known."""
    return level1 is None or level1 in PARENT_OF[level2]


def _leaves(
    columns: SpaceColumns, body: list[list[Block]], em: float
) -> tuple[list[list[tuple[int, Block]]], dict[int, list[Block]]]:
    """The rows made by names and values with their columns, and the labels of each label column."""
    roles = [header_role(name) for name in columns.names]
    first = next((n for n, role in enumerate(roles) if role in {"level1", "level2", "name"}), 0)
    labels = {
        n
        for n, name in enumerate(columns.names)
        if (roles[n] in _LABEL_ROLES and (name in SIDE_LABELS or roles[n] is not None))
        or (n < first and "name" in roles and tells_project(name))
    }
    held: dict[int, list[Block]] = {}
    cells: list[tuple[int, Block]] = []
    totals: list[list[tuple[int, Block]]] = []
    for row in body:
        if _is_total(row):
            totals.append([(0, row[0]), *zip(_columns_of(columns, row[1:], em), row[1:], strict=True)])
            continue
        for column, block in zip(_columns_of(columns, row, em), row, strict=True):
            if column < -1 or column in labels:
                held.setdefault(column, []).append(block)
            else:
                cells.append((column, block))
    for found in held.values():
        found.sort(key=lambda block: block.middle)
    leaves: list[list[tuple[int, Block]]] = []
    for column, block in sorted(cells, key=lambda cell: cell[1].middle):
        home = next(
            (
                leaf
                for leaf in leaves[-3:]
                if any(abs(b.middle - block.middle) < 0.3 * em or abs(b.top - block.top) < 0.15 * em for _, b in leaf)
                and all(c != column or abs(b.bottom - block.bottom) < 0.2 * em for c, b in leaf)
            ),
            None,
        )
        if home is None:
            leaves.append([(column, block)])
        else:
            home.append((column, block))
    if not leaves:  # labels alone: the rest of their rows stands on the next page
        leaves, held = [[(max(column, -1), block)] for column, found in held.items() for block in found], {}
    leaves += totals
    for leaf in leaves:
        leaf.sort(key=lambda cell: (cell[0], cell[1].left))
    leaves.sort(key=lambda leaf: min(block.middle for _, block in leaf))
    return leaves, held


def _line(row: list[Block], page: Page, file: str | None) -> PageGrid:
    """A row outside tables."""
    grid = PageGrid([[block.text() for block in row]], file=file)
    grid.page, grid.places, grid.separate, grid.view = page.number, {}, True, page.view
    grid.boxes = {(0, column): block.box for column, block in enumerate(row)}
    return grid
