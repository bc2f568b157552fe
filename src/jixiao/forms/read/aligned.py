"""Text that keeps the columns of a page by blanks, as ``pdftotext -layout`` prints it: read as a page without lines.

Columns are the gaps between the header's words that no line crosses. Rows are found by what wraps: lines of
one cell follow one another, each as wide as its column, and the cells of a row share their middle or their top.
Labels beside several rows are given theirs by ``spacelabels``, as on a page.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import mean
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.alignedcells import Piece, beside_one_another, joined_labels, joined_texts, pieces_of
from jixiao.forms.read.alignedrows import DOUBT, is_odd, label_rows, rows_of_lines
from jixiao.forms.read.columns import place_parts
from jixiao.forms.read.rowgrid import Doubt, TextGrid, header_kind, part_of
from jixiao.forms.read.streamplan import OWN_BLOCK
from jixiao.forms.read.vocabulary import (
    SIDE_LABELS,
    TITLE,
    bare,
    column_role,
    fund_head,
    goal_label,
    head_field,
    is_header_word,
)
from jixiao.plan.money import parse_amount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.grid import Grid

_WIDE_GAP = re.compile(r"\s{2,}")
_ALIGNED = 0.3
"""Share of lines with a wide gap inside, from which a text is thought to be aligned."""
_TAIL = re.compile(
    r"(?:注[:：]|说明[:：]|备注[:：]|填报说明|填表人|填报人|其他需?要?说明|偏差大|目标未完成|审核意见|评价结论|存在问题)"
)
_TOTALS = frozenset(("总分", "合计", "总计", "金额合计"))
_AMOUNTS = frozenset(("总额", "财政资金", "财政拨款", "基本支出", "项目支出", "其他资金", "单位资金"))
_LEAD = 2
"""Columns before those of the header: a label beside the table, and names without a header."""


def keeps_columns(lines: Sequence[str]) -> bool:
    """Whether many lines of a text have wide gaps inside and before them."""
    said = [line for line in lines if line.strip()]
    gapped = [line for line in said if len(_WIDE_GAP.split(line.strip())) > 1]
    indented = sum(line[0].isspace() for line in gapped)
    return len(gapped) > _ALIGNED * len(said) and indented > _ALIGNED * len(gapped)


def is_aligned(lines: Sequence[str]) -> bool:
    """Whether a text keeps columns by blanks: its header does, and many of its lines have wide gaps."""
    return keeps_columns(lines) and any(
        {"name", "level2"} & {column_role(part) for part in line.split()} and len(line.split()) > 2 for line in lines
    )


def aligned_grids(text: str, wide: int, file: str | None) -> tuple[list[Grid], list[Doubt], list[Doubt]]:
    """The grids of a text, its doubtful rows and labels; a full-width character takes ``wide`` columns of it."""
    lines = text.replace("\f", "").split("\n")
    page = _PageOfText(joined_labels([list(pieces_of(line, at, wide)) for at, line in enumerate(lines)]), 1, file)
    return page.grids(), page.doubts, page.labels


class _Table(NamedTuple):
    """A header and the lines below it."""

    kind: str
    heads: list[Piece]
    upper: list[Piece]
    side: list[Piece]
    first: int
    end: int


class _PageOfText:
    """One page: its tables, and the lines between them."""

    def __init__(self, rows: list[list[Piece]], first: int, file: str | None) -> None:
        self.rows, self.first, self.file = rows, first, file
        self.doubts: list[Doubt] = []
        self.labels: list[Doubt] = []
        self.tables = 0

    def grids(self) -> list[Grid]:
        found: list[Grid] = []
        at = 0
        while at < len(self.rows):
            table = self._table(at)
            if table is not None:
                found.append(self._grid(table))
                at = table.end
                continue
            end = at + 1
            while end < len(self.rows) and self._table(end) is None:
                end += 1
            cells = joined_texts([piece for row in self.rows[at:end] for piece in row])
            found += [
                self._text_grid([[cell.text for cell in row]], [], [row[0].line], None)
                for row in beside_one_another(cells)
            ]
            at = end
        return found

    def _text_grid(
        self, rows: list[list[str]], merged: list[tuple[int, int, int, int]], lines: list[float], table: int | None
    ) -> TextGrid:
        return TextGrid(rows, merged, [self.first + int(line) for line in lines], self.file, table)

    # -- tables ---------------------------------------------------------------------------

    def _table(self, at: int) -> _Table | None:
        """The table whose header begins on this line."""
        heads: list[Piece] = []
        end = at
        while end < len(self.rows) and (not self.rows[end] or all(_is_head(piece.text) for piece in self.rows[end])):
            heads += self.rows[end]
            end += 1
            if (
                not self.rows[end - 1]
                and heads
                and not (end < len(self.rows) and self.rows[end] and _is_head(self.rows[end][0].text))
            ):
                break
        if not self.rows[at] or header_kind([piece.text for piece in heads]) is None:
            return None
        kind = header_kind([piece.text for piece in heads]) or ""
        upper = [
            p
            for p in heads
            if any(
                q.line > p.line and ((q.start < p.end and p.start < q.end) or part_of(p.text, q.text)) for q in heads
            )
        ]
        leaves = sorted((p for p in heads if p not in upper), key=lambda p: p.start)
        side: list[Piece] = []
        while (
            len(leaves) > 2
            and column_role(leaves[0].text) is None
            and (fund_head(leaves[0].text) or bare(leaves[0].text) in SIDE_LABELS)
            and leaves[0].text != "预期目标"
        ):
            side.append(leaves.pop(0))
        if any(one.end > other.start for one, other in pairwise(leaves)):
            return None
        last = end
        while last < len(self.rows) and not self._ends(last):
            last += 1
        return _Table(kind, leaves, upper, side, end, last)

    def _money(
        self, rows: list[list[str]], heads: list[str], lines: list[float], inside: list[Piece], body: list[Piece]
    ) -> None:
        """Check the amounts of tasks by their sums; where columns slid, the printed total of each column decides."""
        money = [n + _LEAD for n, head in enumerate(heads) if bare(head) in _AMOUNTS or bare(head).startswith("预算")]
        if len(money) < 2:
            return
        figures = [[parse_amount(row[n]) for n in money if row[n]] for row in rows]
        if all(
            amounts == []
            or (row[money[0]] and None not in amounts and amounts[0] == sum(a for a in amounts[1:] if a is not None))
            for row, amounts in zip(rows, figures, strict=True)
        ):
            return
        total = [parse_amount(piece.text) for piece in body if piece not in inside and bare(piece.text) not in _TOTALS]
        parts = [[a for a in amounts[1:] if a is not None] for amounts in figures]
        whole = len(total) == len(money) and all(a is not None for amounts in figures for a in amounts)
        placed = place_parts(parts, total[1:], len(money) - 1) if whole and all(figures) else None
        for number, (row, line) in enumerate(zip(rows, lines, strict=True)):
            shown = [row[n] for n in money if row[n]]
            for n in money:
                row[n] = ""
            if placed is None:
                self.doubts.append(Doubt(" ".join([*(text for text in row if text), *shown]), self.first + int(line)))
                continue
            row[money[0]] = shown[0]
            for column, text in zip(placed[number], shown[1:], strict=True):
                row[money[column + 1]] = text

    def _ends(self, at: int) -> bool:
        row = self.rows[at]
        if not row:
            return False
        first = row[0].text
        heads = [p for p in row if _is_head(p.text)]
        return (
            _TAIL.match(first) is not None
            or (TITLE.search(bare(first)) is not None and len(row) == 1)
            or any(goal_label(piece.text) or OWN_BLOCK.match(piece.text) for piece in row)
            or head_field(first.partition("：")[0]) in {"project", "department", "unit_name"}
            or (len(heads) == len(row) > 1 and header_kind([p.text for p in heads]) is not None)
        )

    def _grid(self, table: _Table) -> TextGrid:
        body = [piece for row in self.rows[table.first : table.end] for piece in row]
        totals = {piece.line for piece in body if bare(piece.text) in _TOTALS}
        inside = [piece for piece in body if piece.line not in totals]
        borders = _gutters(table.heads, inside)
        crossing = {int(p.line) for p in inside if any(p.start < border < p.end for border in borders[1:])}
        roles = [column_role(head.text) for head in table.heads]
        labels = {n for n, role in enumerate(roles) if role in {"level1", "level2", "objective"}}
        columns: list[list[Piece]] = [[] for _ in range(len(table.heads) + 1)]
        side = list(table.side)
        for piece in inside:
            column = sum(piece.middle > border for border in borders)
            if column == 0 and (fund_head(piece.text) or bare(piece.text) in SIDE_LABELS or goal_label(piece.text)):
                side.append(piece)
            else:
                columns[column].append(piece)
        # column 0 stands left of the header
        own = [n for n in range(len(columns)) if n - 1 not in labels]
        key = roles.index("name") + 1 if "name" in roles else 0 if table.kind == "funds" else 1
        rows = rows_of_lines({n: columns[n] for n in own}, key, [not row for row in self.rows], table.first, table.end)
        size = len(table.heads) + _LEAD
        tiers = sorted({piece.line for piece in table.upper})
        texts = [[""] * size for _ in range(len(tiers) + 1)]
        lines = [*tiers, table.heads[0].line]
        merged: list[tuple[int, int, int, int]] = []
        for piece in table.upper:
            under = _under(piece, table)
            tier = tiers.index(piece.line)
            texts[tier][under[0] + _LEAD] = piece.text
            merged.append((tier, under[0] + _LEAD, tier, under[-1] + _LEAD))
        covered = {n for piece in table.upper for n in _under(piece, table)}
        for n, head in enumerate(table.heads):
            top = len(tiers) if n in covered else 0
            texts[top][n + _LEAD] = head.text
            merged += [(top, n + _LEAD, len(tiers), n + _LEAD)] if top < len(tiers) else []
        for row in rows:
            said = {n: "".join(piece.text for piece in cell) for n, cell in row.cells.items()}
            texts.append(["", *(said.get(n, "") for n in range(size - 1))])
            lines.append(row.start)
            if row.price >= DOUBT or crossing & set(range(row.start, row.end)) or is_odd(row, key):
                self.doubts.append(Doubt(" ".join(said.values()), self.first + row.start))
        if table.kind == "tasks":
            self._money(
                texts[len(tiers) + 1 :], [head.text for head in table.heads], lines[len(tiers) + 1 :], inside, body
            )
        held = [(n + 1, piece) for n in sorted(labels) for piece in columns[n + 1]]
        below = len(tiers) + 1
        for n, piece, start, stop, sure in label_rows(held, rows, {n: roles[n - 1] for n, _ in held}):
            texts[below + start][n + 1] = f"{texts[below + start][n + 1]}{piece.text}"
            merged += [(below + start, n + 1, below + stop - 1, n + 1)] if stop - start > 1 else []
            if not sure:
                self.labels.append(Doubt(piece.text, self.first + rows[start].start))
        for piece in side:
            texts[0][0] += piece.text
        if side and rows:
            merged.append((0, 0, below + len(rows) - 1, 0))
        for line in sorted(totals):
            found = [""] * size
            for piece in (piece for piece in body if piece.line == line):
                place = 1 if bare(piece.text) in _TOTALS else 1 + sum(piece.middle > border for border in borders)
                found[place] += piece.text
            texts.append(found)
            lines.append(line)
        self.tables += 1
        return self._text_grid(texts, merged, lines, self.tables)


def _under(piece: Piece, table: _Table) -> list[int]:
    """The columns that an upper header stands over."""
    found = [
        n
        for n, head in enumerate(table.heads)
        if head.line > piece.line and piece.start < head.end and head.start < piece.end
    ]
    lower = [n for n, head in enumerate(table.heads) if head.line > piece.line and part_of(piece.text, head.text)]
    both = sorted({*found, *lower}) or [
        min(range(len(table.heads)), key=lambda n: abs(table.heads[n].middle - piece.middle))
    ]
    return list(range(both[0], both[-1] + 1))


def _is_head(text: str) -> bool:
    return is_header_word(text) or fund_head(text) or goal_label(text)


def _gutters(heads: list[Piece], body: list[Piece]) -> list[float]:
    """The borders of the columns: left of the first header, and where fewest texts are crossed between two."""
    found = [
        min([heads[0].start - 0.5] + [p.start - 0.5 for p in body if p.start < heads[0].end and p.end > heads[0].start])
    ]
    for one, other in pairwise(heads):
        places = range(one.end, other.start + 1)
        crossed = {x: sum(p.start < x < p.end for p in body) for x in places}
        least = min(crossed.values())
        best = [x for x in places if crossed[x] == least]
        found.append(mean(best) if len(best) == best[-1] - best[0] + 1 else best[0])
    return found


# -- outside tables -------------------------------------------------------------------------
