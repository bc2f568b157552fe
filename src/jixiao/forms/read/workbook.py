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
from jixiao.forms.read.grid import Grid, column_letters
from jixiao.forms.read.kinds import encrypted
from jixiao.forms.read.nested import is_form
from jixiao.forms.read.numberformats import Shown, styles_of
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from jixiao.plan.values import Problem

MAX_ROWS = 20_000
"""No published table comes near; a sheet beyond is data, not a form."""
MAX_COLUMNS = 500

_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_TOLD = 200
"""Characters of hidden cells that are told."""
_MAX_CELLS = 2_000_000
"""Cells of one sheet, and cells in its merged areas."""

_CELL = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"([^>/]*)(?:/>|>(.*?)</c>)', re.DOTALL)
_FAR = re.compile(rb"""<(?:\w+:)?c\b[^<>]*?\br\s*=\s*["']([A-Za-z]{1,4})(\d{1,10})["'][^<>]*(?<!/)>\s*<(?!/)""")
"""A cell with something in it, wherever it stands."""
_STYLE = re.compile(rb'\bs="(\d+)"')


def _damaged(cause: BaseException, name: str) -> JixiaoError:
    return JixiaoError(
        "damaged-workbook",
        f"工作簿打不开，可能已损坏或没有下载完整（{cause}）。请重新取得文件，或用 Excel、WPS 打开后另存为 xlsx。",
        f"The workbook cannot be opened; it may be damaged or incomplete ({cause}). Get it again or save it anew as xlsx.",
        name,
    )


def read_workbook(data: bytes, name: str, lang: str = "zh") -> tuple[list[Grid], list[Problem]]:
    """The visible sheets of a workbook as grids, and doubts about its formulas and what it hides.

    Hidden rows and columns are read, for filters hide what belongs to a form, and told; hidden sheets with a form are
    not read but told.

    Raises:
        JixiaoError: the file is damaged or holds a sheet that is no form.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    from jixiao.forms.read.archive import FAULTS

    try:
        styled, empties, errors, hidden = _shown_differently(data, name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            (meta.name, book.get_sheet_by_name(meta.name))
            for meta in book.sheets_metadata
            if meta.visible == SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet
        ]
        far = _far_unseen(data)
        unseen = [
            (meta.name, book.get_sheet_by_name(meta.name))
            for meta in book.sheets_metadata
            if meta.visible != SheetVisibleEnum.Visible and meta.typ == SheetTypeEnum.WorkSheet and meta.name not in far
        ]
    except PasswordError:
        raise encrypted(name) from None
    except (CalamineError, KeyError, *FAULTS) as error:
        raise _damaged(error, name) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's panics are no Exceptions
            raise
        raise _damaged(error, name) from None
    for title, sheet in sheets:
        if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS or sheet.height * sheet.width > _MAX_CELLS:
            raise _too_large(title, sheet.height, sheet.width, name)
    grids: list[Grid] = []
    problems = [
        problem("hidden-sheet", title, Location(file=name or None, sheet=title), lang)
        for title, sheet in unseen
        if _holds_form(sheet)
    ]
    for index, (title, sheet) in enumerate(sheets):
        top, left = sheet.start or (0, 0)
        marked = styled.get(index, {})
        rows = [
            [""] * left
            + [
                _shown(value, marked.get((row, column)) if marked else None)
                for column, value in enumerate(values, left)
            ]
            for row, values in enumerate(sheet.to_python(skip_empty_area=True), top)
        ]
        rows = [[] for _ in range(top)] + rows
        if _is_our_own_note(rows):
            continue
        merged = _merged(sheet, title, len(rows), name)
        grids.append(Grid(rows, merged, file=name or None, sheet=title))
        if lost := empties.get(index):
            where = Location(file=name or None, sheet=title, cell=lost[0][0])
            problems.append(
                problem("formula-empty", "、".join(cell for cell, _ in lost[:5]), where, lang, count=len(lost))
            )
        for kind, place in hidden.get(index, ()):
            text = _hidden_text(rows, kind, place)
            if text:
                where = Location(file=name or None, sheet=title, cell=place)
                problems.append(problem(f"hidden-{kind}", text, where, lang))
        for cell, value in errors.get(index, ()):
            problems.append(
                problem("formula-error", value, Location(file=name or None, sheet=title, cell=cell), lang, value=value)
            )
    return grids, problems


def _holds_form(sheet: Any) -> bool:
    """Whether a sheet holds the header of a form."""
    if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
        return False
    return any(is_form(str(value) for value in values if value) for values in sheet.to_python())


def _hidden_text(rows: list[list[str]], kind: str, place: str) -> str:
    """What hidden rows (``3:5``) or columns (``B:C``) say, cut short."""
    first, last = place.split(":")
    if kind == "rows":
        texts = [text for row in rows[int(first) - 1 : int(last)] for text in row if text]
    else:
        left, right = (_position(f"{letters}1")[1] for letters in (first, last))
        texts = [text for row in rows for text in row[left : right + 1] if text]
    return " ".join(texts)[:_TOLD]


def _too_large(title: str, height: int, width: int, name: str) -> JixiaoError:
    return JixiaoError(
        "sheet-too-large",
        f"工作表“{title}”有{height}行{width}列，不是绩效表。请只保留绩效表所在的工作表（不超过{MAX_ROWS}行）。",
        f"Sheet “{title}” has {height} rows and {width} columns; that is no form. "
        f"Keep only the sheet with the form (at most {MAX_ROWS} rows).",
        name,
    )


def _merged(sheet: CalamineSheet, title: str, height: int, name: str) -> list[tuple[int, int, int, int]]:
    """The merged areas as far as the sheet is used: whole rows and columns are merged, too.

    Raises:
        JixiaoError: they cover more cells than those of any form.
    """
    width = (sheet.start or (0, 0))[1] + sheet.width
    found = [
        (a[0], a[1], min(b[0], height - 1), min(b[1], max(width - 1, a[1])))
        for a, b in sheet.merged_cell_ranges or ()
        if a[0] < height and a[1] < MAX_COLUMNS
    ]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in found) > _MAX_CELLS:
        raise _too_large(title, height, width, name)
    return found


def _is_our_own_note(rows: list[list[str]]) -> bool:
    """Whether a sheet is the instructions or the list of findings that we put beside a form."""
    first = [cell for cell in next((row for row in rows if any(row)), []) if cell]
    return tuple(first) in LIST_HEADERS.values() or bool(first and first[0].startswith(INSTRUCTIONS))


def _shown(value: Any, style: Shown | None) -> str:
    """A cell's value as people see it; 15 significant digits, as spreadsheets show."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (int, float)):
        number = Decimal(format(value, ".15g")) if math.isfinite(value) else None
        if number is None:
            return str(value)
        if style is not None:
            number = number * 100 if style.percent else number
            return f"{style.before}{number.normalize():f}{style.after}"
        return f"{number.normalize():f}" if abs(number) < Decimal("1e18") else str(value)
    if isinstance(value, datetime.datetime):
        return f"{value.year}年{value.month}月{value.day}日"
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, datetime.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return "" if value is None else str(value)


Cells = dict[int, dict[tuple[int, int], Shown]]
Doubts = dict[int, list[tuple[str, str]]]


def _shown_differently(data: bytes, name: str) -> tuple[Cells, Doubts, Doubts, Doubts]:
    """Cells shown with more than their digits, formulas without a result, error values, what is hidden; by sheet index.

    Values alone do not tell that 0.95 is shown as 95%; the styles do. Only xlsx has them here.

    Raises:
        JixiaoError: a cell stands so far away that calamine, which has room for all cells before it, would break.
    """
    styled: Cells = {}
    empties: Doubts = {}
    errors: Doubts = {}
    hidden: Doubts = {}
    if not data.startswith(b"PK"):
        return styled, empties, errors, hidden
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        styles = styles_of(archive.read("xl/styles.xml")) if "xl/styles.xml" in archive.namelist() else {}
        for index, (title, part) in enumerate(_sheet_parts(archive)):
            xml = archive.read(part)
            if far := _far(xml):
                raise _too_large(title, *far, name)
            if b"hidden=" in xml:
                hidden[index] = _hidden(xml)
            formulas, faults = b"<f" in xml, b't="e"' in xml
            if not styles and not formulas and not faults:
                continue
            found: dict[tuple[int, int], Shown] = {}
            for match in _CELL.finditer(xml):
                reference, attributes, inner = match[1].decode(), match[2], match[3] or b""
                style = _STYLE.search(attributes)
                if style and b"<v>" in inner and (shown := styles.get(style[1])) is not None:
                    found[_position(reference)] = shown
                if formulas and b"<f" in inner and not re.search(rb"<v>[^<]|<is>", inner):
                    empties.setdefault(index, []).append((reference, "="))
                if faults and b't="e"' in attributes:
                    value = re.search(rb"<v>([^<]*)", inner)
                    errors.setdefault(index, []).append((reference, value[1].decode() if value else "#"))
            if found:
                styled[index] = found
    return styled, empties, errors, hidden


def _hidden(xml: bytes) -> list[tuple[str, str]]:
    """Hidden rows and columns of a sheet: what they are, and which (``3:5``, ``B:C``)."""
    found: list[tuple[str, str]] = []
    for tag in re.findall(rb"<col\b[^>]*>", xml):
        first, last = re.search(rb'\bmin="(\d{1,5})"', tag), re.search(rb'\bmax="(\d{1,5})"', tag)
        if _HIDDEN.search(tag) and first and last:
            found.append(("columns", f"{column_letters(int(first[1]) - 1)}:{column_letters(int(last[1]) - 1)}"))
    start = end = 0
    for tag in (*re.findall(rb"<row\b[^>]*>", xml), b""):
        number = re.search(rb'\br="(\d{1,7})"', tag) if _HIDDEN.search(tag) else None
        if number and int(number[1]) == end + 1 and start:
            end += 1
            continue
        if start:
            found.append(("rows", f"{start}:{end}"))
        start = end = int(number[1]) if number else 0
    return found


def _far(xml: bytes) -> tuple[int, int] | None:
    """Row and column of the first cell beyond any form's, counted from 1."""
    for letters, digits in _FAR.findall(xml):
        if len(digits) > 4 or len(letters) > 1:
            row, column = _position((letters.upper() + digits).decode())
            if row >= MAX_ROWS or column >= MAX_COLUMNS:
                return row + 1, column + 1
    return None


def _far_unseen(data: bytes) -> frozenset[str]:
    """Hidden sheets that claim cells beyond any form's: they are not even opened."""
    if not data.startswith(b"PK"):
        return frozenset()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = _sheet_parts(archive, visible=False)
        return frozenset(title for title, part in parts if _far(archive.read(part)))


def _sheet_parts(archive: zipfile.ZipFile, *, visible: bool = True) -> list[tuple[str, str]]:
    """Titles and parts of the visible (or of the hidden) sheets, in the workbook's order."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        book = etree.fromstring(archive.read("xl/workbook.xml"), parser)
        links = etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), parser)
    except (KeyError, etree.XMLSyntaxError):
        return []
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    parts: list[tuple[str, str]] = []
    for sheet in book.iter("{*}sheet"):
        if (sheet.get("state", "visible") == "visible") != visible:
            continue
        target = targets.get(sheet.get(relation)) or ""
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in archive.namelist():
            parts.append((sheet.get("name", ""), path))
    return parts


def _position(reference: str) -> tuple[int, int]:
    column = 0
    digits = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for letter in reference[: -len(digits)]:
        column = column * 26 + ord(letter) - 64
    return int(digits) - 1, column - 1
