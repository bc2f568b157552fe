"""Worksheets as grids: xlsx and xls through calamine, with merged areas and shown values."""

from __future__ import annotations

import datetime
import io
import math
import re
import zipfile
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jixiao.books import INSTRUCTIONS
from jixiao.errors import JixiaoError
from jixiao.forms.layout import LIST_HEADERS
from jixiao.forms.read.grid import Grid
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from jixiao.plan.values import Problem

MAX_ROWS = 20_000
"""No published table comes near; a sheet beyond is data, not a form."""
MAX_COLUMNS = 500

_CELL = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"([^>]*)>(.*?)</c>', re.DOTALL)
_STYLE = re.compile(rb'\bs="(\d+)"')


def read_workbook(data: bytes, name: str, lang: str = "zh") -> tuple[list[Grid], list[Problem]]:
    """The visible sheets of a workbook as grids, and doubts about its formulas.

    Raises:
        JixiaoError: the file is damaged or holds a sheet that is no form.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (meta.name, book.get_sheet_by_name(meta.name))
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as error:
        raise JixiaoError(
            "damaged-workbook",
            f"工作簿打不开，可能已损坏或没有下载完整（{error}）。请重新取得文件，或用 Excel、WPS 打开后另存为 xlsx。",
            f"The workbook cannot be opened; it may be damaged or incomplete ({error}). Get it again or save it anew as xlsx.",
            name,
        ) from None
    for title, sheet in sheets:
        if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
            raise JixiaoError(
                "sheet-too-large",
                f"工作表“{title}”有{sheet.height}行{sheet.width}列，不是绩效表。请只保留绩效表所在的工作表（不超过{MAX_ROWS}行）。",
                f"Sheet “{title}” has {sheet.height} rows and {sheet.width} columns; that is no form. "
                f"Keep only the sheet with the form (at most {MAX_ROWS} rows).",
                name,
            )
    percents, empties, errors = _shown_differently(data)
    grids: list[Grid] = []
    problems: list[Problem] = []
    for index, (title, sheet) in enumerate(sheets):
        top, left = sheet.start or (0, 0)
        marked = percents.get(index, frozenset())
        rows = [
            [""] * left
            + [_shown(value, bool(marked) and (row, column) in marked) for column, value in enumerate(values, left)]
            for row, values in enumerate(sheet.to_python(skip_empty_area=True), top)
        ]
        rows = [[] for _ in range(top)] + rows
        if _is_our_own_note(rows):
            continue
        merged = [(a[0], a[1], b[0], b[1]) for a, b in sheet.merged_cell_ranges or ()]
        grids.append(Grid(rows, merged, file=name or None, sheet=title))
        if lost := empties.get(index):
            where = Location(file=name or None, sheet=title, cell=lost[0][0])
            problems.append(
                problem("formula-empty", "、".join(cell for cell, _ in lost[:5]), where, lang, count=len(lost))
            )
        for cell, value in errors.get(index, ()):
            problems.append(
                problem("formula-error", value, Location(file=name or None, sheet=title, cell=cell), lang, value=value)
            )
    return grids, problems


def _is_our_own_note(rows: list[list[str]]) -> bool:
    """Whether a sheet is the instructions or the list of findings that we put beside a form."""
    first = [cell for cell in next((row for row in rows if any(row)), []) if cell]
    return tuple(first) in LIST_HEADERS.values() or bool(first and first[0].startswith(INSTRUCTIONS))


def _shown(value: Any, percent: bool) -> str:
    """A cell's value as people see it; 15 significant digits, as spreadsheets show."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        number = Decimal(format(value, ".15g")) if math.isfinite(value) else None
        if number is None:
            return str(value)
        if percent:
            return f"{(number * 100).normalize():f}%"
        return f"{number.normalize():f}" if abs(number) < Decimal("1e18") else str(value)
    if isinstance(value, datetime.datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value)


Cells = dict[int, frozenset[tuple[int, int]]]
Doubts = dict[int, list[tuple[str, str]]]


def _shown_differently(data: bytes) -> tuple[Cells, Doubts, Doubts]:
    """Cells shown as percentages, formulas without a result, and error values, by sheet index.

    Values alone do not tell that 0.95 is shown as 95%; the styles do. Only xlsx has them here.
    """
    percents: Cells = {}
    empties: Doubts = {}
    errors: Doubts = {}
    if not data.startswith(b"PK"):
        return percents, empties, errors
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = (
            _percent_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in archive.namelist() else frozenset()
        )
        for index, part in enumerate(_sheet_parts(archive)):
            xml = archive.read(part)
            formulas, faults = b"<f" in xml, b't="e"' in xml
            if not styles and not formulas and not faults:
                continue
            found: set[tuple[int, int]] = set()
            for match in _CELL.finditer(xml):
                reference, attributes, inner = match[1].decode(), match[2], match[3]
                style = _STYLE.search(attributes)
                if style and style[1] in styles and b"<v>" in inner:
                    found.add(_position(reference))
                if formulas and b"<f" in inner and not re.search(rb"<v>[^<]|<is>", inner):
                    empties.setdefault(index, []).append((reference, "="))
                if faults and b't="e"' in attributes:
                    value = re.search(rb"<v>([^<]*)", inner)
                    errors.setdefault(index, []).append((reference, value[1].decode() if value else "#"))
            if found:
                percents[index] = frozenset(found)
    return percents, empties, errors


def _sheet_parts(archive: zipfile.ZipFile) -> list[str]:
    """The parts of the visible sheets, in the workbook's order."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    except (KeyError, etree.XMLSyntaxError):
        return []
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    parts: list[str] = []
    for sheet in book.iter("{*}sheet"):
        if sheet.get("state", "visible") != "visible":
            continue
        target = targets.get(sheet.get(relation)) or ""
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in archive.namelist():
            parts.append(path)
    return parts


def _percent_styles(xml: bytes) -> frozenset[bytes]:
    """The style numbers whose number format is a percentage."""
    formats = {b"9", b"10"}
    formats |= {m[1] for m in re.finditer(rb'<numFmt\b[^>]*numFmtId="(\d+)"[^>]*formatCode="[^"]*%', xml)}
    block = re.search(rb"<cellXfs.*?</cellXfs>", xml, re.DOTALL)
    if block is None:
        return frozenset()
    uses = re.findall(rb'<xf\b[^>]*?numFmtId="(\d+)"', block[0])
    return frozenset(str(index).encode() for index, used in enumerate(uses) if used in formats)


def _position(reference: str) -> tuple[int, int]:
    column = 0
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for letter in reference[: -len(digits)]:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
