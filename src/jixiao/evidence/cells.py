"""The cells of a workbook's sheet, column by column: what DuckDB takes as it is, and the same as texts."""

from __future__ import annotations

from array import array
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np

_CHUNK = 1 << 8
"""Rows turned into columns at a time: few enough to stay in the processor's cache."""


class Cells:
    """Rows of a sheet by columns. An empty cell is the empty text."""

    def __init__(self, width: int, rows: Iterable[Sequence[Any]]) -> None:
        """Take all rows; each is cut or filled up to ``width`` cells."""
        self._parts: list[list[Sequence[Any]]] = [[] for _ in range(width)]
        self._kinds: list[set[type]] = [set() for _ in range(width)]
        self.rows = 0
        pending = iter(rows)
        while held := list(islice(pending, _CHUNK)):
            self.rows += len(held)
            if any(map(width.__ne__, map(len, held))):
                held = [[*row[:width], *[""] * (width - len(row))] for row in held]
            for parts, kinds, column in zip(self._parts, self._kinds, zip(*held, strict=True), strict=True):
                found = set(map(type, column))
                kinds.update(found)
                # figures by themselves take a quarter of what they take as objects
                parts.append(array("d", column) if found == {float} else column)

    def column(self, number: int, *, texts: bool = False) -> tuple[np.ndarray[Any, Any], type]:
        """One column as an array, and of what: float, date or datetime where all its cells are, else (or if wanted) str."""
        import numpy as np

        parts, kinds = self._parts[number], self._kinds[number]
        kind = next(iter(kinds)) if len(kinds) == 1 and not texts else str
        if kind is float:
            return np.concatenate(parts), float
        found = np.empty(self.rows, dtype=object)
        at = 0
        plain = kinds == {str} or kind in {date, datetime}
        for part in parts:
            found[at : at + len(part)] = part if plain else [v if type(v) is str else cell_text(v) for v in part]
            at += len(part)
        return found, kind if kind in {date, datetime} else str

    def texts(self) -> dict[str, Any]:
        """All columns c0, c1 … as arrays of texts."""
        return {f"c{number}": self.column(number, texts=True)[0] for number in range(len(self._parts))}


def cell_text(value: Any) -> str:
    """A workbook's value as text: what its cell shows at 15 figures, as Excel keeps them."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)
