"""The user's own workbook given back with findings as marks and notes in its cells."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from jixiao.books import fit_rows, on_paper, packed
from jixiao.errors import JixiaoError
from jixiao.forms.layout import LIST_HEADERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.plan.values import Finding

_COLOURS = {"error": "FFC7CE", "warning": "FFEB9C", "info": "DDEBF7"}
_ORDER = {"error": 0, "warning": 1, "info": 2}
_LABELS = {
    "zh": {"error": "错误", "warning": "警告", "info": "提示"},
    "en": {"error": "error", "warning": "warning", "info": "info"},
}


def mark_workbook(data: bytes, findings: Sequence[Finding], lang: str = "zh") -> bytes:
    """The workbook with coloured cells, notes, and a sheet that lists every finding.

    Everything else in it stays. Findings without a cell of their own are only listed.

    Raises:
        JixiaoError: it is no xlsx workbook.
    """
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data))
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError):
        raise JixiaoError(
            "not-a-workbook",
            "只有 xlsx 工作簿能标注。请另存为 xlsx 再试。",
            "Only xlsx workbooks can be marked. Save it as xlsx.",
        ) from None
    cells: dict[tuple[str, str], list[Finding]] = {}
    for found in findings:
        where = found.location
        if where is not None and where.sheet in book.sheetnames and where.cell and found.status != "waived":
            cells.setdefault((where.sheet or "", where.cell), []).append(found)
    for (sheet, reference), members in cells.items():
        _mark(book[sheet], reference, members, lang)
    _list(book, findings, lang)
    return packed(book)


def _mark(page: Any, reference: str, members: list[Finding], lang: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    members.sort(key=lambda found: _ORDER[found.severity])
    cell = page[reference]
    cell.fill = PatternFill("solid", fgColor=_COLOURS[members[0].severity])
    lines = [f"{found.rule} {_LABELS[lang][found.severity]}：{found.message}\n{found.suggestion}" for found in members]
    if cell.comment is not None:
        lines.insert(0, cell.comment.text)
    note = Comment("\n\n".join(lines), "Jixiao")
    note.width, note.height = 380, min(420, 70 + 62 * len(lines))
    cell.comment = note


def _list(book: Any, findings: Sequence[Finding], lang: str) -> None:
    from openpyxl.styles import Font, PatternFill

    title = "审核发现" if lang == "zh" else "findings"
    while title in book.sheetnames:
        title += "_"
    page = book.create_sheet(title)
    page.append(LIST_HEADERS[lang])
    for found in findings:
        where = (
            f"{found.location.sheet}!{found.location.cell}"
            if found.location is not None and found.location.sheet
            else found.subject
        )
        page.append([None] * 6)
        row = page.max_row
        values = (found.rule, _LABELS[lang][found.severity], where, found.quote, found.message, found.suggestion)
        for column, value in enumerate(values, 1):
            cell = page.cell(row, column)
            cell.value, cell.data_type = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", value), "s"
            if value.startswith(("=", "+", "-", "@")):
                cell.quotePrefix = True
        page.cell(row, 2).fill = PatternFill("solid", fgColor=_COLOURS[found.severity])
        if found.location is not None and found.location.sheet:
            page.cell(row, 3).hyperlink = f"#'{found.location.sheet}'!{found.location.cell}"
    for letter, width in zip("ABCDEF", (8, 8, 18, 44, 60, 50), strict=True):
        page.column_dimensions[letter].width = width
    for cell in page[1]:
        cell.font = Font(bold=True)
    fit_rows(page)
    on_paper(page, landscape=True, grid=True, header=1)
