"""Cells by row and column, merged areas, and where each cell stands: what every grid format is turned into first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.forms.read.builder import CONTROL
from jixiao.plan.normal import has_private
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Sequence


class Grid:
    """Cells of one sheet or table. Rows and columns count from 0."""

    separate = False
    private: tuple[str, Location] | None = None
    """The first cell with a character whose shape only its font knows."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        merged: Sequence[tuple[int, int, int, int]] = (),
        *,
        file: str | None = None,
        sheet: str | None = None,
        table: int | None = None,
        first_row: int = 0,
    ) -> None:
        """``merged`` holds (top, left, bottom, right), inclusive; ``first_row`` shifts what is shown to people."""
        self.rows = [list(row) for row in rows]
        self.file, self.sheet, self.table, self.first_row = file, sheet, table, first_row
        self.origin: dict[tuple[int, int], tuple[int, int]] = {}
        height = len(self.rows)
        for top, left, bottom, right in merged:
            if top >= height:
                continue
            text = self.rows[top][left] if left < len(self.rows[top]) else ""
            for row in range(top, min(bottom, height - 1) + 1):
                cells = self.rows[row]
                if right >= len(cells):
                    cells.extend([""] * (right + 1 - len(cells)))
                for column in range(left, right + 1):
                    self.origin[row, column] = (top, left)
                    cells[column] = text

    def clean(self) -> tuple[str, Location] | None:
        """Take out control characters; the first cell that had some."""
        found: tuple[str, Location] | None = None
        for row, cells in enumerate(self.rows):
            joined = "".join(cells)
            if self.private is None and has_private(joined):
                column = next(column for column, text in enumerate(cells) if has_private(text))
                self.private = cells[column], self.at(row, column)
            if CONTROL.search(joined):
                for column, text in enumerate(cells):
                    if CONTROL.search(text):
                        found = found or (text, self.at(row, column))
                        cells[column] = CONTROL.sub("", text)
        return found

    def at(self, row: int, column: int) -> Location:
        """Where a cell stands: its merged area's first cell."""
        row, column = self.origin.get((row, column), (row, column))
        number = row + 1 + self.first_row
        if self.sheet is not None:
            return Location(file=self.file, sheet=self.sheet, cell=f"{column_letters(column)}{number}")
        return Location(file=self.file, table=self.table, row=number, cell=column_letters(column))

    def distinct(self, row: int) -> list[tuple[str, int]]:
        """The non-empty cells of a row with their first column; merged cells once."""
        found: list[tuple[str, int]] = []
        last: tuple[int, int] | None = None
        for column, text in enumerate(self.rows[row]):
            origin = self.origin.get((row, column))
            if text and (origin is None or origin != last):
                found.append((text, column))
            last = origin
        return found


def column_letters(column: int) -> str:
    """Spreadsheet letters of a column counted from 0: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
