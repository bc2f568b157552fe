"""A form's layout, declared once and drawn by every writer.

A ``FormTable`` is sheets of blocks on a common column grid. Cells flow left to right, as in
HTML; spans are in grid columns and rows. A block's header rows repeat at page breaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Align = Literal["center", "left", "right"]

LIST_HEADERS = {
    "zh": ("规则", "级别", "位置", "内容", "问题", "建议"),
    "en": ("rule", "severity", "place", "quote", "message", "suggestion"),
}
"""First row of the sheet of findings in a marked workbook; the reader passes over such a sheet."""


class Cell(Struct, frozen=True):
    """One cell. ``pointer`` names the field it shows; ``money`` is printed with two decimals."""

    text: str = ""
    rows: int = 1
    columns: int = 1
    align: Align = "center"
    label: bool = False
    money: bool = False
    pointer: str = ""


Row = tuple[Cell, ...]


class Block(Struct, frozen=True):
    """Header rows, repeated on each page, and body rows."""

    header: tuple[Row, ...]
    body: tuple[Row, ...]


class Sheet(Struct, frozen=True):
    """Blocks on one column grid; ``widths`` are relative. Each sheet begins a new page."""

    name: str
    widths: tuple[float, ...]
    blocks: tuple[Block, ...]


class FormTable(Struct, frozen=True):
    """An official form. ``note`` is printed under the title (synthetic data says so there)."""

    title: str
    subtitle: str
    sheets: tuple[Sheet, ...]
    landscape: bool = False
    note: str = ""


def label(text: str, rows: int = 1, columns: int = 1) -> Cell:
    """A printed label."""
    return Cell(text, rows, columns, label=True)


def placed(rows: Sequence[Row], columns: int) -> Iterator[tuple[int, int, Cell]]:
    """Each cell with the grid row and column it begins in.

    Raises:
        ValueError: a row does not fill the grid; that is a mistake in the layout.
    """
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while (number, column) in taken:
                column += 1
            yield number, column, cell
            for down in range(cell.rows):
                for right in range(cell.columns):
                    taken.add((number + down, column + right))
        if any((number, c) not in taken for c in range(columns)):
            raise ValueError(f"layout row {number} does not fill {columns} columns")


def merged_runs(keys: Sequence[object]) -> list[int]:
    """For each position the length of the run of equal keys that begins there, 0 inside a run.

    >>> merged_runs(["a", "a", "b"])
    [2, 0, 1]
    """
    lengths = [0] * len(keys)
    start = 0
    for index in range(1, len(keys) + 1):
        if index == len(keys) or keys[index] != keys[start]:
            lengths[start] = index - start
            start = index
    return lengths
