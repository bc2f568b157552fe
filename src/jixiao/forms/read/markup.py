"""Word documents as grids: their tables, and the paragraphs around them, as they are printed.

Deleted and hidden text is not there, a text box comes after its paragraph, a table inside a cell becomes part of the
table around it. What another file holds (altChunk) is told.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.forms.read.grid import Grid
from jixiao.forms.read.nested import MAX_SPAN, MOST_CELLS, Cells, expanded, is_form, table_too_large
from jixiao.forms.read.problems import problem
from jixiao.plan.normal import symbol
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.nested import Area
    from jixiao.plan.values import Problem

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_AROUND = frozenset(f"{_W}{tag}" for tag in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"))
_NOT_PRINTED = frozenset(
    [f"{_W}{tag}" for tag in ("del", "moveFrom", "pPr", "rPr", "instrText", "txbxContent")] + [f"{_MC}Fallback"]
)
"""Deleted text, properties, the words of fields; text boxes are blocks of their own, told twice in a fallback."""
_BREAKS = {f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})
_DEEPEST = 100


def read_docx(data: bytes, name: str, problems: list[Problem] | None = None, lang: str = "zh") -> list[Grid]:
    """Paragraphs and tables of a Word document, in reading order; what is not read is added to ``problems``.

    Raises:
        JixiaoError: the document is damaged.
    """
    import zipfile

    from lxml import etree

    from jixiao.forms.read.archive import FAULTS
    from jixiao.forms.read.kinds import WORD_PART

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = min((held for held in archive.namelist() if WORD_PART.fullmatch(held)), default="word/document.xml")
            xml = archive.read(part).replace(_STRICT, _W[1:-1].encode())
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        body = etree.fromstring(xml, parser).find(f"{_W}body")
    except (KeyError, etree.XMLSyntaxError, *FAULTS) as error:
        raise JixiaoError(
            "damaged-document",
            f"Word 文档打不开，可能已损坏（{error}）。请重新取得文件，或用 Word、WPS 打开后另存为 docx。",
            f"The Word document cannot be opened; it may be damaged ({error}). Get it again or save it anew as docx.",
            name,
        ) from None
    if body is None:
        return []
    if problems is not None and body.find(f".//{_W}altChunk") is not None:
        problems.append(problem("part-elsewhere", "altChunk", Location(file=name or None), lang))
    reader = _Reader(name)
    try:
        reader.blocks(body, 0)
    except JixiaoError as error:
        raise error.at(name) from None
    return reader.grids


class _Reader:
    def __init__(self, name: str) -> None:
        self.file = name or None
        self.grids: list[Grid] = []
        self.tables = 0

    def blocks(self, parent: Any, depth: int) -> None:
        """Paragraphs, their text boxes, and tables."""
        for element in _blocks(parent):
            if element.tag == f"{_W}tbl":
                self._table(element, depth)
                continue
            if text := _text(element).strip():
                self.grids.append(Grid([[text]], file=self.file, table=self.tables))
            for box in _boxes(element) if depth < _DEEPEST else ():
                self.blocks(box, depth + 1)

    def _table(self, element: Any, depth: int) -> None:
        rows = list(_rows(element))
        nested = [[_tables(cell) for cell in _cells(row)] for row in rows]
        if depth < _DEEPEST and any(any(row) for row in nested) and _is_layout(rows):
            for row in rows:
                for cell in _cells(row):
                    self.blocks(cell, depth + 1)
            return
        cells = _read(rows, depth)
        self.tables += 1
        self.grids.append(Grid(cells.rows, cells.merged, file=self.file, table=self.tables))
        for box in _boxes(element) if depth < _DEEPEST else ():
            self.blocks(box, depth + 1)


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside content controls and insertions."""
    for element in parent:
        if element.tag in {f"{_W}p", f"{_W}tbl"}:
            yield element
        elif element.tag in _AROUND and not _is_prompt(element):
            yield from _blocks(element)


def _is_layout(rows: list[Any]) -> bool:
    """Whether a table only sets whole tables side by side or under one another: no cell of its own says anything."""
    inner = [table for row in rows for cell in _cells(row) for table in _tables(cell)]
    outer = [_cell_text(cell) for row in rows for cell in _cells(row) if not _tables(cell)]
    return not any(outer) and any(
        is_form(text for line in _read(list(_rows(table)), 0).rows for text in line) for table in inner
    )


# -- text -----------------------------------------------------------------------------------


def _is_prompt(element: Any) -> bool:
    """Whether a content control still shows its prompt (单击此处输入文字)."""
    return element.tag == f"{_W}sdt" and element.find(f"{_W}sdtPr/{_W}showingPlcHdr") is not None


def _on(properties: Any, tag: str) -> bool:
    found = properties.find(f"{_W}{tag}") if properties is not None else None
    return found is not None and found.get(f"{_W}val", "1") not in _OFF


def _text(paragraph: Any) -> str:
    """What a paragraph prints."""
    parts: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in _BREAKS:
            parts.append(_BREAKS[node.tag])
        elif node.tag == f"{_W}sym":
            parts.append(_sign(node))
        elif node.tag not in _NOT_PRINTED and not _is_prompt(node) and not _on(node.find(f"{_W}rPr"), "vanish"):
            stack.append(iter(node))
    return "".join(parts)


def _sign(node: Any) -> str:
    """A sign of a symbol font; one that is not known stays as private as it is."""
    try:
        code = int(node.get(f"{_W}char", ""), 16)
    except ValueError:
        return ""
    found = symbol(node.get(f"{_W}font", ""), code)
    return found if found is not None else chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else ""


def _boxes(element: Any) -> Iterator[Any]:
    """The contents of text boxes; those of a fallback are the same again."""
    for box in element.iter(f"{_W}txbxContent"):
        around = next(box.iterancestors(f"{_W}txbxContent"), None)
        if around is not None and any(held is element for held in around.iterancestors()):
            continue
        if not any(True for _ in box.iterancestors(f"{_MC}Fallback")):
            yield box


def _cell_text(cell: Any) -> str:
    return "\n".join(_text(block) for block in _blocks(cell) if block.tag == f"{_W}p").strip()


# -- tables ---------------------------------------------------------------------------------


def _rows(table: Any) -> Iterator[Any]:
    for row in table:
        if row.tag == f"{_W}tr" and row.find(f"{_W}trPr/{_W}del") is None:
            yield row
        elif row.tag in _AROUND:
            yield from _rows(row)


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in _AROUND:
            yield from _cells(child)


def _tables(cell: Any) -> list[Any]:
    """The tables directly in a cell."""
    return [block for block in _blocks(cell) if block.tag == f"{_W}tbl"]


def _number(element: Any, default: int) -> int:
    try:
        return int(element.get(f"{_W}val", str(default))) if element is not None else default
    except ValueError:
        return default


def _read(lines: list[Any], depth: int) -> Cells:
    rows: list[list[str]] = []
    merged: list[Area] = []
    inner: dict[tuple[int, int], Cells] = {}
    covered = 0
    running: dict[int, tuple[int, int]] = {}  # column -> (first row, right column) of a vertical merge
    for row, line in enumerate(lines):
        column = max(0, min(_number(line.find(f"{_W}trPr/{_W}gridBefore"), 0), MAX_SPAN))
        cells = [""] * column
        for cell in _cells(line):
            properties = cell.find(f"{_W}tcPr")
            span = properties.find(f"{_W}gridSpan") if properties is not None else None
            width = max(1, min(_number(span, 1), MAX_SPAN))
            vertical = properties.find(f"{_W}vMerge") if properties is not None else None
            goes_on = vertical is not None and vertical.get(f"{_W}val", "continue") != "restart"
            if not goes_on and depth < _DEEPEST and _tables(cell):
                inner[row, column] = _stack(cell, depth)
            cells += ["" if goes_on else _cell_text(cell)] + [""] * (width - 1)
            covered += width
            if covered > MOST_CELLS:
                raise table_too_large()
            if vertical is not None and not goes_on:
                running[column] = (row, column + width - 1)
            elif vertical is None:
                running.pop(column, None)
            if goes_on and column in running:
                first, right = running[column]
                merged = [area for area in merged if area[:2] != (first, column)]
                merged.append((first, column, row, right))
            elif width > 1:
                merged.append((row, column, row, column + width - 1))
            column += width
        rows.append(cells)
    found = Cells(rows, merged)
    return expanded(found, inner) if inner else found


def _stack(cell: Any, depth: int) -> Cells:
    """The paragraphs and tables of a cell under one another."""
    rows: list[list[str]] = []
    inner: dict[tuple[int, int], Cells] = {}
    for block in _blocks(cell):
        if block.tag == f"{_W}tbl":
            held = _read(list(_rows(block)), depth + 1)
            if held.rows:
                inner[len(rows), 0] = held
                rows.append([""])
        elif text := _text(block).strip():
            rows.append([text])
    return expanded(Cells(rows or [[""]], []), inner)
