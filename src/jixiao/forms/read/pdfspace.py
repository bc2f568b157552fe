"""Grids of PDF pages without ruling lines: cells told by the space between texts alone.

Texts that stand close above one another are one cell. The columns of a table are those of its header
row, moved to where the texts below leave room; its rows are those of the names and values. Labels that
stand beside several rows are given the rows in whose middle (or at whose top) they are printed.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.pdfbreaks import over_the_break
from jixiao.forms.read.pdfgrid import PageGrid
from jixiao.forms.read.pdfpage import UNIT
from jixiao.forms.read.pdfview import shown
from jixiao.forms.read.spacecells import APART, Block, blocks_of, em_of, hanging, rows_of, segments_of, wrap_pitch
from jixiao.forms.read.spacelabels import CUT, edges_of, spans_of
from jixiao.forms.read.vocabulary import (
    GOAL_LABELS,
    RESULT_LABELS,
    SIDE_LABELS,
    TASK_HEADS,
    TITLE,
    bare,
    column_role,
    fund_head,
    fund_role,
    goal_label,
    head_field,
    is_header_word,
)
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.pdfgrid import Box
    from jixiao.forms.read.pdfpage import Page

_TOTALS = frozenset(("总分", "合计", "总计", "金额合计"))
_TAIL = re.compile(
    r"(?:注[:：]|说明[:：]|填报说明|备注[:：]|填表人|其他需?要?说明|偏差大|目标未完成|审核意见|评价结论|存在问题|结果应用)"
)
_LABEL_ROLES = frozenset({None, "objective", "level1", "level2"})
"""Columns of labels beside several rows; 年度指标值 stands over values, though elsewhere it is a label at the side."""
_LEAD = 2
"""Columns before those of the header: a label beside the table, and texts without a header."""
_SCAN_SLACK = 0.6
"""Points by which the lines of a scanned page stand higher or lower than they were printed."""
_CROWDED, _OUTSIDE = 400.0, 1000.0
"""Points that it counts against a column to hold two texts of a line, or one that does not fit between its borders."""


class _Columns(NamedTuple):
    """Header cells of a table in ruling, and between them how far each border may move."""

    heads: list[Block]
    low: list[float]
    high: list[float]
    names: list[str]
    chains: list[tuple[Block, ...]]
    """Each column's header cell under those that span it, from the top."""
    side: Block | None
    """A label beside header and rows that is printed beside the header."""


def space_grids(pages: Sequence[Page], file: str | None) -> list[Grid]:
    """Everything printed on pages without ruling lines, in reading order."""
    em = em_of(pages)
    lined = [segments_of(page, em) for page in pages]
    pitch = wrap_pitch(lined, em, _SCAN_SLACK if any(page.scanned for page in pages) else 0.0)
    found_rows = [rows_of(blocks_of(segments, pitch, em), em) for segments in lined]
    hang = hanging(found_rows, em)
    grids: list[Grid] = []
    columns: _Columns | None = None
    above: PageGrid | None = None
    number = 0
    for index_of, (page, rows) in enumerate(zip(pages, found_rows, strict=True)):
        index = 0
        if index_of and _another(pages[index_of - 1], page):
            columns = above = None
        while index < len(rows):
            found = _header(rows, index)
            taken = 0
            if found is not None:
                (columns, taken), above = found, None
            end = index + taken
            body: list[list[Block]] = []
            if columns is not None:
                while end < len(rows) and _header(rows, end) is None and _fits(columns, rows[end], em):
                    if _is_head(rows[end]):
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


def _header(rows: list[list[Block]], index: int) -> tuple[_Columns, int] | None:
    """The columns of a table whose header begins with this row, and how many rows the header takes."""
    end = index
    while end < len(rows) and all(is_header_word(block.text()) for block in rows[end]):
        end += 1
    cells = [block for row in rows[index:end] for block in row]
    words = {bare(block.text()) for block in cells}
    roles = {column_role(word) for word in words}
    if not (
        ("name" in roles and roles & {"value", "level2", "actual"})
        or words & TASK_HEADS
        or sum(fund_role(word) in {"initial", "amount", "executed", "ignored"} for word in words) >= 2
        or (words & GOAL_LABELS and words & ({"序号", "对应工作任务"} | RESULT_LABELS))
    ):
        return None

    def over(block: Block) -> list[Block]:
        return [
            held
            for held in cells
            if held.middle < block.middle - 1
            and ((held.left < block.right and block.left < held.right) or _between(held, block, cells))
        ]

    leaves = sorted((block for block in cells if not any(block in over(other) for other in cells)), key=_left)
    for one, other in pairwise(leaves):
        if one.right > other.left:
            return None
    side = leaves.pop(0) if len(leaves) > 2 and column_role(leaves[0].text()) is None and _is_side(leaves[0]) else None
    chains = [(*sorted(over(leaf), key=lambda block: block.middle), leaf) for leaf in leaves]
    return (
        _Columns(
            leaves,
            [block.right for block in leaves[:-1]],
            [block.left for block in leaves[1:]],
            [bare(block.text()) for block in leaves],
            _under_spanning(chains),
            side,
        ),
        end - index,
    )


def _left(block: Block) -> float:
    return block.left


def _between(held: Block, block: Block, cells: Sequence[Block]) -> bool:
    """Whether a header stands over the gap between a lower one and its neighbour, which has no room for a column."""
    for other in cells:
        if _beside(other, block) and other is not block:
            left, right = sorted((other, block), key=_left)
            gap = right.left - left.right
            room = held.right - held.left + (held.bottom - held.top)
            if left.centre < held.centre < right.centre and gap < room:
                return True
    return False


def _beside(one: Block, other: Block) -> bool:
    return abs(one.middle - other.middle) < 0.3 * (one.bottom - one.top)


def _under_spanning(chains: list[tuple[Block, ...]]) -> list[tuple[Block, ...]]:
    """A header over several columns also stands over those beside its middle that have none of their own.

    预算金额（万元） is printed above the middle one of 总额, 财政拨款, 其他资金 only.
    """
    found = list(chains)
    for number, chain in enumerate(chains):
        if len(chain) < 2:
            continue
        top = chain[0]
        for step in (-1, 1):
            near = number + step
            while 0 <= near < len(found) and len(found[near]) == 1 and _beside(found[near][0], chain[-1]):
                found[near] = (top, *found[near])
                near += step
    return found


def _columns_of(columns: _Columns, row: Sequence[Block], em: float) -> list[int]:
    """The column of each text of a row, from left to right: the ones whose headers they are best aligned with.

    Left of all headers it is -1, or -2 for a label beside them. Texts clearly apart have columns of their own.
    """
    first = columns.heads[0]
    lead = [-2 if _is_side(block) else -1 for block in row if block.right < first.left]
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


def _apart(columns: _Columns, number: int, block: Block) -> float:
    """How badly a text is aligned with a header, in points."""
    head = columns.heads[number]
    off = min(abs(block.left - head.left), abs(block.centre - head.centre), abs(block.right - head.right))
    return off + (0.0 if _overlap(columns, number, block) else _OUTSIDE)


def _is_side(block: Block) -> bool:
    text = block.text()
    return bare(text) in SIDE_LABELS or fund_head(text) or goal_label(text)


def _overlap(columns: _Columns, number: int, block: Block) -> bool:
    """Whether a text stands between the borders of a column as far as they are known."""
    left = columns.low[number - 1] if number else float("-inf")
    right = columns.high[number] if number < len(columns.high) else float("inf")
    return left <= block.left + 0.1 and block.right - 0.1 <= right


def _fits(columns: _Columns, row: list[Block], em: float) -> bool:
    """Whether a row belongs to the table; if so the borders move to leave room for it."""
    if _TAIL.match(bare(row[0].text())) or _is_title(row) or any(goal_label(block.text()) for block in row):
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


def _is_total(row: list[Block]) -> bool:
    return len(row) > 1 and bare(row[0].text()) in _TOTALS


class _Drawing:
    """Header and rows of a table as cells; columns 0 and 1 hold what stands left of the header."""

    def __init__(self, columns: _Columns, leaves: list[list[tuple[int, Block]]], *, header: bool) -> None:
        self.columns, self.leaves = columns, leaves
        self.first = max(len(chain) for chain in columns.chains) if header else 0
        """The first row below the header."""
        self.beside = [n for n, leaf in enumerate(leaves) if bare(leaf[0][1].text()) not in _TOTALS]
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
        if self.columns.side is not None:
            self._put(0, 0, self.columns.side)
            self.merged.append((0, 0, self.first + max(self.beside, default=-1), 0))

    def labels(self, held: dict[int, list[Block]], *, hang: bool | None) -> None:
        """Give the labels of each column, from the innermost on, the rows that they stand beside."""
        roles = [column_role(name) for name in self.columns.names]
        bands = [
            (min(block.top for _, block in self.leaves[n]), max(block.bottom for _, block in self.leaves[n]))
            for n in self.beside
        ]
        edges, cuts = edges_of(bands), set[int]()
        for column in sorted(held, reverse=True):
            level2: list[str] = []
            if column >= 0 and roles[column] == "level1" and "level2" in roles:
                level2 = [self.rows[self.first + n][roles.index("level2") + _LEAD] for n in self.beside]
            spans, cost = spans_of(held[column], edges, [top for top, _ in bands], cuts, level2, hang=hang)
            for block, (start, end) in zip(held[column], spans, strict=True):
                top, bottom = self.first + self.beside[start], self.first + self.beside[end - 1]
                self._put(top, column + _LEAD, block)
                self.merged.append((top, column + _LEAD, bottom, column + _LEAD))
                cuts |= {start, end}
            if column >= 0 and cost > CUT * len(spans):
                self.doubtful += held[column]

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


def _leaves(
    columns: _Columns, body: list[list[Block]], em: float
) -> tuple[list[list[tuple[int, Block]]], dict[int, list[Block]]]:
    """The rows made by names and values with their columns, and the labels of each label column."""
    labels = {
        n
        for n, name in enumerate(columns.names)
        if column_role(name) in _LABEL_ROLES and (name in SIDE_LABELS or column_role(name) is not None)
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
