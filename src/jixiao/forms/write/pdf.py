"""A form as PDF/A-2b through typst: ruled, headers repeated, labels again after a page break.

Text is passed as data, never as markup. Merged label cells are cut where a page ends, so that
the label stands on both pages as on the published paper forms: a first pass without spans tells
on which page each row falls, the second draws the pages.
"""

from __future__ import annotations

import datetime
import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.forms.layout import placed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.layout import Block, Cell, FormTable, Row

FAMILY = "Noto Sans CJK SC"
STANDARD = "a-2b"
"""An archival standard makes typst refuse missing glyphs instead of printing blanks."""
_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_SOURCE = Path(__file__).with_name("form.typ")


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """The CJK font of the pinned package, and no font of the system."""
    import typst

    try:
        import noto_cjk_sans_otc
    except ImportError:
        raise _missing_font() from None
    folder = Path(noto_cjk_sans_otc.__file__).parent
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    if FAMILY not in fonts.families():
        raise _missing_font()
    return fonts


def _missing_font() -> JixiaoError:
    return JixiaoError(
        "missing-font",
        f"没有找到中文字体“{FAMILY}”，不能生成 PDF。请重新安装：pip install noto-cjk-sans-otc。",
        f"The Chinese font “{FAMILY}” is missing; no PDF can be made. Install it again: pip install noto-cjk-sans-otc.",
    )


def draw(table: FormTable) -> bytes:
    """Bytes of the PDF.

    Raises:
        JixiaoError: the font is missing, or a character that it does not have is in the form.
    """
    pages = _pages(table) if any(_has_spans(block) for sheet in table.sheets for block in sheet.blocks) else {}
    return _compiled(_data(table, pages))


@lru_cache(maxsize=1)
def _compiler() -> Any:
    import typst

    return typst.Compiler(_SOURCE.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True)


def _compiled(data: dict[str, Any]) -> bytes:
    import typst

    try:
        found = _compiler().compile(
            _SOURCE.read_bytes(),
            format="pdf",
            sys_inputs={"form": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[STANDARD],
            timestamp=_EPOCH,
        )
    except typst.TypstError as error:
        raise _explained(error) from None
    return bytes(found)


def _explained(error: Any) -> JixiaoError:
    text = str(error)
    if "glyph" in text or "could not be displayed" in text:
        import re

        quoted = re.search(r"the text [^\w\s]*(.+?)[^\w\s]*? (?:could not|cannot)", text)
        # The message quotes the character; quotation marks are never what a font lacks.
        shown = next(
            (c for c in (quoted[0] if quoted else text) if ord(c) > 0x2E80 or ord(c) in range(0x80, 0x2000)), ""
        )
        code = f"（U+{ord(shown[0]):04X}）" if shown else ""
        return JixiaoError(
            "missing-glyph",
            f"字体里没有字符“{shown}”{code}，不能生成 PDF。请在原表中换用通用字。",
            f"The font has no character “{shown}” {code}; no PDF can be made. Use a common character in the form.",
        )
    return JixiaoError(
        "pdf-failed",
        f"PDF 生成失败：{text.splitlines()[0]}。请把原表和这句话发给维护者。",
        f"Making the PDF failed: {text.splitlines()[0]}. Please report it.",
    )


def _has_spans(block: Block) -> bool:
    return any(cell.rows > 1 for row in block.body for cell in row)


def _pages(table: FormTable) -> dict[tuple[int, int, int], int]:
    """The page of each body row, as (sheet, block, row)."""
    import typst

    data = _data(table, {}, spans=False)
    try:
        found = typst.query(
            _SOURCE.read_bytes(),
            "<row>",
            field="value",
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"form": json.dumps(data, ensure_ascii=False), "measuring": "yes"},
        )
    except typst.TypstError as error:
        raise _explained(error) from None
    return {(sheet, block, row): page for (sheet, block, row), page in json.loads(found)}


def _data(table: FormTable, pages: dict[tuple[int, int, int], int], *, spans: bool = True) -> dict[str, Any]:
    sheets: list[dict[str, Any]] = []
    for number, sheet in enumerate(table.sheets):
        parts: list[dict[str, Any]] = []
        for index, block in enumerate(sheet.blocks):
            header = [_cells(row) for row in block.header]
            new = number > 0 and index == 0
            if not spans:
                parts.append({"header": header, "body": _unspanned(block, len(sheet.widths)), "new_page": new})
                continue
            cuts = (
                _cuts([pages.get((number, index, row), 0) for row in range(len(block.body))])
                if _has_spans(block)
                else [0]
            )
            for position, start in enumerate(cuts):
                end = cuts[position + 1] if position + 1 < len(cuts) else len(block.body)
                body = _slice(block.body, start, end, len(sheet.widths))
                parts.append(
                    {"header": header, "body": [_cells(row) for row in body], "new_page": new if start == 0 else True}
                )
        sheets.append({"widths": list(sheet.widths), "parts": parts})
    rows = sum(len(block.body) for sheet in table.sheets for block in sheet.blocks)
    return {
        "title": table.title,
        "subtitle": table.subtitle,
        "note": table.note,
        "landscape": table.landscape,
        "font": FAMILY,
        "padding": 5.5 if rows < 400 else 4.5,
        "sheets": sheets,
    }


def _cells(row: Row) -> list[dict[str, Any]]:
    return [{"text": cell.text, "rows": cell.rows, "columns": cell.columns, "align": cell.align} for cell in row]


def _cuts(pages: Sequence[int]) -> list[int]:
    """Where a new page begins."""
    return [0, *(i for i in range(1, len(pages)) if pages[i] != pages[i - 1])]


def _slice(rows: Sequence[Row], start: int, end: int, columns: int) -> list[Row]:
    """Rows ``start`` to ``end`` as a table of their own: spans cut at both ends, labels repeated."""
    found: list[dict[int, Cell]] = [{} for _ in range(end - start)]
    for row, column, cell in placed(rows, columns):
        top, bottom = max(row, start), min(row + cell.rows, end)
        if top < bottom:
            from msgspec.structs import replace

            found[top - start][column] = replace(cell, rows=bottom - top)
    return [tuple(line[column] for column in sorted(line)) for line in found]


def _unspanned(block: Block, columns: int) -> list[list[dict[str, Any]]]:
    """Every row with all its labels: never lower than the drawn row, so pages never overflow."""
    found: list[dict[int, dict[str, Any]]] = [{} for _ in block.body]
    for row, column, cell in placed(block.body, columns):
        for offset in range(cell.rows):
            found[row + offset][column] = {"text": cell.text, "rows": 1, "columns": cell.columns, "align": cell.align}
    return [[line[column] for column in sorted(line)] for line in found]
