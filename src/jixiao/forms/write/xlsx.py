"""A form as a workbook: merged cells, borders, fitted row heights, print set-up."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jixiao.books import lines_of, new_book, on_paper, packed
from jixiao.forms.layout import placed
from jixiao.plan.money import parse_amount

if TYPE_CHECKING:
    from jixiao.forms.layout import Cell, FormTable, Sheet

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
UNIT = 0.92
"""Column width in spreadsheet characters for one unit of the layout."""


def draw(table: FormTable) -> bytes:
    """Bytes of the workbook. Texts that look like formulas are stored as texts."""
    book = new_book()
    book.properties.title = table.title
    for sheet in table.sheets:
        _sheet(book, table, sheet)
    return packed(book)


def _sheet(book: Any, table: FormTable, sheet: Sheet) -> None:  # noqa: C901
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet.name)
    columns = len(sheet.widths)
    scale = UNIT * (120 if table.landscape else 96) / sum(sheet.widths)
    for index, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(index)].width = round(width * scale, 2)
    side = Side(style="thin", color="000000")
    border = Border(left=side, right=side, top=side, bottom=side)
    plain, bold = Font(name="宋体", size=10.5), Font(name="宋体", size=10.5, bold=True)
    shade = PatternFill("solid", fgColor="F2F2F2")
    aligned = {a: Alignment(horizontal=a, vertical="center", wrap_text=True) for a in ("center", "left", "right")}
    row = 1
    for text, font, height in (
        (table.title, Font(name="黑体", size=18, bold=True), 34),
        (table.subtitle, Font(name="宋体", size=12), 22),
        (table.note, Font(name="宋体", size=10.5, bold=True, color="A40000"), 20),
    ):
        if not text:
            continue
        page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
        cell = page.cell(row, 1, text)
        cell.font, cell.alignment = font, aligned["center"]
        page.row_dimensions[row].height = height
        row += 1
    header_rows: tuple[int, int] | None = None
    for block in sheet.blocks:
        rows = (*block.header, *block.body)
        if block.header:
            header_rows = (row, row + len(block.header) - 1)
        heights = [0.0] * len(rows)
        for down, right, cell in placed(rows, columns):
            top, left = row + down, 1 + right
            bottom, end = top + cell.rows - 1, left + cell.columns - 1
            for y in range(top, bottom + 1):
                for x in range(left, end + 1):
                    page.cell(y, x).border = border
            if (bottom, end) != (top, left):
                page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=end)
            target = page.cell(top, left)
            put(target, cell)
            header = down < len(block.header)
            target.font = bold if header else plain
            target.alignment = aligned[cell.align]
            if header:
                target.fill = shade
            if cell.rows == 1:
                width = sum(sheet.widths[left - 1 : end]) * scale
                heights[down] = max(heights[down], lines_of(cell.text, width))
        for down, lines in enumerate(heights):
            page.row_dimensions[row + down].height = max(22.0, 8 + 14.0 * lines)
        row += len(rows)
    on_paper(page, landscape=table.landscape)
    blocks = [block for block in sheet.blocks if block.header]
    if len(sheet.blocks) == 1 and header_rows:
        page.print_title_rows = f"1:{header_rows[1]}"
        page.freeze_panes = page.cell(header_rows[1] + 1, 1)
    elif blocks:
        page.print_title_rows = "1:2" if table.subtitle else "1:1"


def put(target: Any, cell: Cell) -> None:
    """Put a cell's value: money as a number, everything else as text that no program may take for a formula."""
    amount = parse_amount(cell.text) if cell.money else None
    if amount is not None and _exact(amount):
        target.value = float(amount)
        target.number_format = "0.00" if amount == amount.quantize(Decimal("0.01")) else "0.00####"
        return
    text = _CONTROL.sub("", cell.text)
    if text:
        target.value = text
        target.data_type = "s"
        if text.startswith(("=", "+", "-", "@", "\t", "\r", "＝")):
            target.quotePrefix = True


def _exact(amount: Decimal) -> bool:
    """Whether a spreadsheet's number keeps the amount."""
    return len(amount.as_tuple().digits) <= 15
