"""Doubts about the rows of a cell stream: where empty cells leave no trace, a row's cells may have slid.

A table is looked at as a whole: what most rows have and one lacks, words that stand on row after row, a target that
rather names the next indicator.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from jixiao.forms.read.streamrows import (
    WORDS,
    is_like_name,
    is_outcome_word,
    is_phrase,
    is_reason,
    looks_like_value,
)
from jixiao.plan.taxonomy import PARENT_OF, level1_type, level2_type
from jixiao.plan.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jixiao.forms.read.builder import Text
    from jixiao.forms.read.stream import StreamReader
    from jixiao.forms.read.streamcells import Cell
    from jixiao.forms.read.vocabulary import Role
    from jixiao.plan.values import Indicator

_REPEATED: tuple[Role, ...] = ("reason", "unit", "value", "actual")
_LATER: frozenset[Role] = WORDS - {"basis"} | {"reason"}
_OFTEN = 3


class RowDoubts:
    """What the rows of one table held, and what of it is doubtful."""

    def __init__(self, reader: StreamReader) -> None:
        self.reader = reader
        self.filled: Counter[Role] = Counter()
        """How many rows have a cell in each column."""
        self.later: set[str] = set()
        """Words of columns behind the values."""
        self._rows: list[tuple[Cell, frozenset[Role]]] = []
        self._same: list[tuple[Role, str, Cell]] = []

    def take(self, name: Cell, cells: Mapping[Role, Text]) -> None:
        """Note a row; tell at once where a text is not what its column holds."""
        self.later.update(text for role, (text, _) in cells.items() if role in _LATER)
        self.filled.update(cells.keys())
        self._rows.append((name, frozenset(cells)))
        self._same += [(role, cells[role][0], name) for role in _REPEATED if role in cells]
        slid = [cells[role][0] for role in ("value", "actual") if role in cells and is_like_name(cells[role][0])]
        if "reason" in cells and not is_reason(cells["reason"][0]):
            slid.append(cells["reason"][0])
        if slid and self.reader.mode != "pipes":  # an empty cell lets the next row's name in
            self.reader.out.doubt("row-doubtful", " | ".join((name.text, *slid)), self.reader.at(name))

    def close(self, roles: Sequence[Role]) -> None:
        """Tell what only all rows together show."""
        reader = self.reader
        if reader.mode == "vertical" and all(cell.text for cell in reader.cells):
            for code, cell in _disorder(self._rows, reader.out.indicators, self.filled, idle=reader.idle > 0):
                reader.out.doubt(code, cell.text, reader.at(cell))
        for _, text, name in self._repeated(roles):
            reader.out.doubt("row-doubtful", f"{name.text} | {text}", reader.at(name))
        self._rows, self._same = [], []

    def _repeated(self, roles: Sequence[Role]) -> list[tuple[Role, str, Cell]]:
        """Words that most rows share in a column of their own, where a column of criteria or sources seems empty.

        Blanks do not show an empty cell: 计划标准 printed on every row slid from its column.
        """
        others = WORDS & set(roles)
        if all(self.filled[role] for role in others) or not all(cell.text for cell in self.reader.cells):
            return []
        counts = Counter((role, text) for role, text, _ in self._same)
        return [
            held
            for held in self._same
            if counts[held[0], held[1]] >= _OFTEN
            and counts[held[0], held[1]] * 2 >= len(self._rows)
            and (held[0] == "reason" or kind_of(held[1]) is None)
            and (held[0] not in {"value", "actual"} or not (is_outcome_word(held[1]) or looks_like_value(held[1])))
        ]


def _disorder(
    rows: Sequence[tuple[Cell, frozenset[Role]]], read: Sequence[Indicator], filled: Counter[Role], *, idle: bool
) -> Iterator[tuple[str, Cell]]:
    """Rows that may be mixed up where an extracted text gives no sign of an empty cell, as (problem code, name).

    Labels without rows (``idle``) or of another kind than those above them stood beside several rows and came late.
    """
    usual = {role for role in ("value", "weight", "score", "actual") if filled[role] * 10 >= len(rows) * 7}
    late = idle or any(
        row.level1 is None
        or row.level2 is None
        or ((kind := level2_type(row.level2)) is not None and level1_type(row.level1) not in {None, *PARENT_OF[kind]})
        for row in read
    )
    for name, roles in rows:
        text = name.text
        if (
            text.endswith(("。", "；"))
            or is_phrase(text)
            or text[0] in "，。、；）（"
            or text.count("（") != text.count("）")
        ):
            yield "name-doubtful", name
        if usual - roles:
            yield "row-doubtful", name
        if late:
            yield "label-doubtful", name
