"""What all workbooks we write share: fixed times, so that equal contents give equal bytes, and texts that stay texts."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

EPOCH = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date, so that equal forms give equal bytes
INSTRUCTIONS = "填报说明："
"""How a sheet with instructions begins; readers pass it over."""


def new_book() -> Any:
    """A workbook without sheets, ours by name, with fixed times."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    book.properties.creator = "Jixiao"
    book.properties.created = book.properties.modified = EPOCH
    return book


def on_paper(page: Any, *, landscape: bool = False, grid: bool = False, header: int = 0) -> None:
    """A4, as wide as the page, page numbers below; ``header`` rows stay in view and come again on every page.

    ``grid`` shows grid lines, on the screen and on paper: for tables without borders of their own.
    """
    from openpyxl.worksheet.page import PageMargins

    page.sheet_view.showGridLines = page.print_options.gridLines = grid
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins = PageMargins(left=0.5, right=0.5, top=0.6, bottom=0.7, header=0.3, footer=0.35)
    page.print_options.horizontalCentered = True
    page.oddFooter.center.text = "第 &P 页 共 &N 页"
    if header:
        page.print_title_rows, page.freeze_panes = f"1:{header}", page.cell(header + 1, 1)


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column of that many spreadsheet characters."""
    lines = 0
    for part in text.split("\n"):
        taken = sum(1.0 if char < "\u1100" else 2.05 for char in part)
        lines += max(1, -(-int(taken * 10) // max(1, int((width - 1) * 10))))
    return lines


def fit_rows(page: Any) -> None:
    """Rows from the second on as high as their wrapped texts need; programs do not all measure them when they open a file."""
    from openpyxl.styles import Alignment

    for row in page.iter_rows(min_row=2):
        most = 1
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            most = max(most, lines_of(str(cell.value or ""), 0.93 * page.column_dimensions[cell.column_letter].width))
        page.row_dimensions[row[0].row].height = 3 + 14.0 * most


def texts_only(page: Any) -> None:
    """Make sure that no text of a sheet is taken for a formula."""
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"


def packed(book: Any) -> bytes:
    """The workbook's bytes with fixed times inside the package."""
    raw = io.BytesIO()
    book.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info.filename)
            if info.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data)
            fixed = zipfile.ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, data)
    return out.getvalue()
