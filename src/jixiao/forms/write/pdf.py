"""A form as PDF/A-2b through typst: ruled, headers repeated, labels again after a page break.

Text is passed as data, never as markup. Merged label cells are cut where a page ends, so that
the label stands on both pages as on the published paper forms: the heights of what may wrap are
measured first, from them follow the pages, then the pages are drawn.
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
_SIZE, _INSET, _SLACK = 9.5, 3.0, 1.0
"""Points: the size of the text, the space beside it (both as in form.typ), and what a page keeps free."""
_NARROW, _HIGH = 510.23, 705.82
_WIDE, _LOW = 756.85, 459.2
"""Points inside the margins of form.typ: width and height of an upright and of a lying A4 page."""
_Wrapping = tuple[str, float, int]
"""A text that may wrap, the width it has in points, the rows its cell spans."""


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
    """The page of each body row, as (sheet, block, row).

    A merged cell is cut where a page ends, so that its label stands on both pages; for that the pages
    must be known before anything is drawn. The typesetter measures what may wrap, the rest is addition.
    """
    padding = _padding(table)
    usable = _WIDE if table.landscape else _NARROW
    texts: dict[tuple[str, float], int] = {}
    headers: list[dict[str, Any]] = []
    blocks: list[tuple[int, int, list[list[_Wrapping]]]] = []
    for number, sheet in enumerate(table.sheets):
        scale = usable / sum(sheet.widths)
        widths = [width * scale for width in sheet.widths]
        for index, block in enumerate(sheet.blocks):
            headers.append({"widths": widths, "rows": [_cells(row) for row in block.header]})
            rows = _wrapping(block, widths)
            blocks.append((number, index, rows))
            for row in rows:
                for text, width, _ in row:
                    texts.setdefault((text, width), len(texts))
    found = _measured(
        {"texts": [{"text": text, "width": width} for text, width in texts], "headers": headers, "padding": padding}
    )
    heights = {key: found["texts"][index] + 2 * padding for key, index in texts.items()}
    paper = _Paper((_LOW if table.landscape else _HIGH) - _SLACK)
    pages: dict[tuple[int, int, int], int] = {}
    for (number, index, rows), header in zip(blocks, found["headers"], strict=True):
        if index == 0 and number > 0:
            paper.turn(0.0)
        paper.used += header
        for position, row in enumerate(rows):
            spans = [(heights[text, width], span) for text, width, span in row]
            pages[number, index, position] = paper.place(found["line"] + 2 * padding, spans, header)
    return pages


class _Paper:
    """Fills pages with rows: where each row falls. All heights in points."""

    def __init__(self, capacity: float) -> None:
        self.capacity = capacity
        self.page, self.used = 1, 0.0
        self.open: list[tuple[float, float, int]] = []
        """Merged cells not yet ended: height, where they must end at least, rows left."""

    def turn(self, header: float) -> None:
        """Begin a page; a merged cell that goes on stands there with its whole text again."""
        self.page, self.used = self.page + 1, header
        self.open = [(height, header + height, left) for height, _, left in self.open]

    def place(self, least: float, cells: Sequence[tuple[float, int]], header: float) -> int:
        """The page of a row at least so high, given the cells (height, rows) that begin in it."""
        height = max([least, *(height for height, span in cells if span == 1)])
        merged = [(height, span) for height, span in cells if span > 1]
        if self.used + max([height, *(height for height, _ in merged)]) > self.capacity and self.used > header:
            self.turn(header)
        self.open += [(height, self.used + height, span) for height, span in merged]
        self.used += height
        # a merged cell that needs more than its rows makes the last of them higher
        self.used = max([self.used, *(bottom for _, bottom, left in self.open if left == 1)])
        self.open = [(height, bottom, left - 1) for height, bottom, left in self.open if left > 1]
        return self.page


def _wrapping(block: Block, widths: Sequence[float]) -> list[list[_Wrapping]]:
    """For each body row the cells beginning there that may take more than one line."""
    found: list[list[_Wrapping]] = [[] for _ in block.body]
    for row, column, cell in placed(block.body, len(widths)):
        if not cell.text:
            continue
        width = round(sum(widths[column : column + cell.columns]) - 2 * _INSET, 2)
        if "\n" in cell.text or _width(cell.text) * _SIZE > width:
            found[row].append((cell.text, width, cell.rows))
    return found


def _width(text: str) -> float:
    """At most how many ems a text is wide: no character is wider than one."""
    return sum(1.0 if ord(char) > 0x2000 or char in "mMwW@%—" else 0.68 for char in text)


def _measured(data: dict[str, Any]) -> dict[str, Any]:
    import typst

    plain = {"title": "", "subtitle": "", "note": "", "landscape": False, "font": FAMILY, "sheets": []}
    try:
        found = typst.query(
            _SOURCE.read_bytes(),
            "<heights>",
            field="value",
            one=True,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"form": json.dumps({**plain, **data}, ensure_ascii=False), "measuring": "yes"},
        )
    except typst.TypstError as error:
        raise _explained(error) from None
    heights: dict[str, Any] = json.loads(found)
    return heights


def _padding(table: FormTable) -> float:
    """Points above and below a row's text; long tables are set closer."""
    rows = sum(len(block.body) for sheet in table.sheets for block in sheet.blocks)
    return 5.5 if rows < 400 else 4.5


def _data(table: FormTable, pages: dict[tuple[int, int, int], int]) -> dict[str, Any]:
    sheets: list[dict[str, Any]] = []
    last = 1
    for number, sheet in enumerate(table.sheets):
        parts: list[dict[str, Any]] = []
        for index, block in enumerate(sheet.blocks):
            header = [_cells(row) for row in block.header]
            mine = [pages.get((number, index, row), 0) for row in range(len(block.body))]
            cuts = _cuts(mine) if _has_spans(block) else [0]
            for position, start in enumerate(cuts):
                end = cuts[position + 1] if position + 1 < len(cuts) else len(block.body)
                body = _slice(block.body, start, end, len(sheet.widths))
                moved = bool(mine) and mine[0] > last
                new = start > 0 or (number > 0 and index == 0) or moved
                parts.append({"header": header, "body": [_cells(row) for row in body], "new_page": new})
            last = mine[-1] if mine else last
        sheets.append({"widths": list(sheet.widths), "parts": parts})
    return {
        "title": table.title,
        "subtitle": table.subtitle,
        "note": table.note,
        "landscape": table.landscape,
        "font": FAMILY,
        "padding": _padding(table),
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
