"""A refused file given back with its bad cells marked, so that its owner can put them right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jixiao.books import fit_rows, on_paper, packed, texts_only

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from jixiao.evidence.taking import Refused

LIST = "退回清单"
_MOST_NOTES = 2_000
"""Cells that get a note; beyond, they are coloured and listed only."""


def marked(source: Path, rejects: Sequence[Refused], sheet: str | None, lang: str = "zh") -> bytes:
    """The user's workbook with bad cells coloured and noted, and a list of them; for other formats the bad rows alone."""
    from openpyxl import Workbook, load_workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    with source.open("rb") as opened:
        zipped = opened.read(2) == b"PK"
    book: Any = load_workbook(source) if zipped else Workbook()
    red = PatternFill("solid", fgColor="FFC7CE")
    if zipped and sheet in book.sheetnames:
        page = book[sheet]
        places = _places(page, rejects)
        for number, (reject, cell) in enumerate(places):
            cell.fill = red
            if number < _MOST_NOTES:
                why = reject.zh if lang == "zh" else reject.en
                # the cell may show less than it holds: 8000.555 as 8000.56
                cell.comment = Comment(f"“{reject.value}” {why}" if reject.value else why, "Jixiao")
    elif not zipped:
        book.remove(book.active)
    page = book.create_sheet(LIST, 0)
    page.append(("行", "列", "内容", "原因") if lang == "zh" else ("row", "column", "value", "why"))
    for reject in rejects:
        page.append((reject.row, reject.column, reject.value, reject.zh if lang == "zh" else reject.en))
    texts_only(page)
    for cell in page[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABCD", (8, 20, 40, 44), strict=True):
        page.column_dimensions[letter].width = width
    fit_rows(page)
    on_paper(page, grid=True, header=1)
    return packed(book)


def _places(page: Any, rejects: Sequence[Refused]) -> list[tuple[Refused, Any]]:
    """The cells of the refusals: their row's number, and the column under its header."""
    first = min(reject.row for reject in rejects)
    columns: dict[str, int] = {}
    for row in page.iter_rows(min_row=1, max_row=max(first - 1, 1)):
        for cell in row:
            if cell.value is not None:
                columns[str(cell.value)] = cell.column
    return [(reject, page.cell(reject.row, columns.get(reject.column, 1))) for reject in rejects]
