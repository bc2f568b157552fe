"""Pieces of text between blanks, and those that are one cell: labels and long texts on several lines."""

from __future__ import annotations

import unicodedata
from statistics import mean
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.streamcells import is_word
from jixiao.forms.read.streamplan import OWN_BLOCK, POINTS_ONLY
from jixiao.forms.read.streamrows import looks_like_value
from jixiao.forms.read.vocabulary import bare, fund_head, fund_name, goal_label, is_header_word
from jixiao.forms.read.wrapping import width

if TYPE_CHECKING:
    from collections.abc import Iterator

_PIECES = frozenset(("指标", "目标", "部门", "项目", "一级", "二级", "三级", "单位", "资金", "金额"))
"""Words that are labels of their own and also lines of longer ones."""


class Piece(NamedTuple):
    """Text between blanks: its line (or the middle of its lines) and its columns."""

    line: float
    start: int
    end: int
    text: str

    @property
    def middle(self) -> float:
        """Half way across."""
        return (self.start + self.end) / 2


def pieces_of(line: str, at: int, wide: int) -> Iterator[Piece]:
    """The texts of a line between blanks; a full-width character takes ``wide`` columns."""
    column, start, text = 0, 0, ""
    for char in line.expandtabs() + " ":
        if char.isspace():
            if text:
                yield Piece(at, start, column, text)
            text = ""
        else:
            start = start if text else column
            text += char
        column += wide if unicodedata.east_asian_width(char) in "WFA" else 1


def _known(text: str) -> bool:
    if text in _PIECES:
        return False
    if OWN_BLOCK.fullmatch(bare(POINTS_ONLY.sub("", text))):
        return True
    return is_word(text) or is_header_word(text) or goal_label(text) or fund_head(text)


def joined_labels(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Labels of the forms that stand on several lines become one piece, on the line of their middle."""
    rows = [list(line) for line in lines]
    for number, line in enumerate(rows):
        for piece in list(line):
            run = _label_run(rows, number, piece)
            if len(run) < 2:
                continue
            middle = mean(held.line for held in run)
            whole = Piece(middle, min(p.start for p in run), max(p.end for p in run), "".join(p.text for p in run))
            for held in run:
                rows[int(held.line)].remove(held)
            rows[int(middle)].append(whole)
            rows[int(middle)].sort(key=lambda held: held.start)
    return rows


def _label_run(rows: list[list[Piece]], number: int, piece: Piece) -> list[Piece]:
    """The lines of a label that begins with this piece; itself alone if it is none."""
    if looks_like_value(piece.text) or piece.line != number:
        return [piece]
    run, best = [piece], [piece]
    for _ in range(3):
        last = int(run[-1].line)
        below = next(
            (
                held
                for line in rows[last + 1 : last + 3]
                for held in line
                if held.line == int(held.line) and held.start < run[-1].end + 1 and run[-1].start < held.end + 1
            ),
            None,
        )
        before = "".join(held.text for held in run)
        closed = before.count("（") == before.count("）") and before.count("(") == before.count(")")
        if below is None or (closed and looks_like_value(below.text)) or len(below.text) > 10:
            break
        if closed and _known(before) and below.text not in _PIECES and below.text[0] not in "（(":
            break
        run.append(below)
        text = "".join(held.text for held in run)
        if _known(text) and not all(_known(held.text) for held in run):
            best = list(run)
    return best


def joined_texts(pieces: list[Piece]) -> list[Piece]:
    """Long texts with the lines that go on below them."""
    found: list[Piece] = []
    runs: dict[int, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda p: (p.line, p.start)):
        over = next(
            (
                n
                for n in range(len(found) - 1, max(-1, len(found) - 8), -1)
                if runs[n][-1].line == piece.line - 1
                and abs(runs[n][0].start - piece.start) <= 2
                and width(runs[n][0].text) > 14
                and not _known(piece.text)
                and fund_name(piece.text) is None
            ),
            None,
        )
        if over is None:
            runs[len(found)] = [piece]
            found.append(piece)
            continue
        runs[over].append(piece)
        held = runs[over]
        found[over] = Piece(
            mean(p.line for p in held), held[0].start, max(p.end for p in held), "".join(p.text for p in held)
        )
    return found


def beside_one_another(cells: list[Piece]) -> list[list[Piece]]:
    """Cells of one middle, or of lines that a label stands beside."""
    rows: list[list[Piece]] = []
    for cell in sorted(cells, key=lambda c: c.line):
        home = next((row for row in rows[-3:] if all(abs(held.line - cell.line) <= 0.5 for held in row)), None)
        if home is None:
            rows.append([cell])
        else:
            home.append(cell)
    for row in rows:
        row.sort(key=lambda c: c.start)
    return rows
