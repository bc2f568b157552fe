"""Word documents as grids: their tables, and the paragraphs around them."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.forms.read.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SPAN = 200
"""More rows or columns than one cell of a form spans; larger claims are cut."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(data: bytes, name: str) -> list[Grid]:
    """Paragraphs and tables of a Word document, in reading order.

    Raises:
        JixiaoError: the document is damaged.
    """
    import zipfile

    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read("word/document.xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        body = etree.fromstring(xml, parser).find(f"{_W}body")
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError) as error:
        raise JixiaoError(
            "damaged-document",
            f"Word 文档打不开，可能已损坏（{error}）。请重新取得文件，或用 Word、WPS 打开后另存为 docx。",
            f"The Word document cannot be opened; it may be damaged ({error}). Get it again or save it anew as docx.",
            name,
        ) from None
    grids: list[Grid] = []
    table = 0
    if body is None:
        return grids
    for element in _blocks(body):
        if element.tag == f"{_W}tbl":
            table += 1
            rows, merged = _docx_table(element)
            grids.append(Grid(rows, merged, file=name or None, table=table))
        else:
            text = _docx_text(element).strip()
            if text:
                grids.append(Grid([[text]], file=name or None, table=table))
    return grids


def _blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables, also those inside content controls."""
    for element in parent:
        if element.tag in {f"{_W}p", f"{_W}tbl"}:
            yield element
        elif element.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"}:
            yield from _blocks(element)


def _docx_text(element: Any) -> str:
    lines = [
        "".join(
            (node.text or "") if node.tag == f"{_W}t" else "\n" if node.tag in {f"{_W}br", f"{_W}cr"} else ""
            for node in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}cr")
        )
        for paragraph in ([element] if element.tag == f"{_W}p" else element.iter(f"{_W}p"))
    ]
    return "\n".join(lines)


def _docx_table(element: Any) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    rows: list[list[str]] = []
    merged: list[tuple[int, int, int, int]] = []
    running: dict[int, tuple[int, int]] = {}  # column -> (first row, right column) of a vertical merge
    for row, line in enumerate(element.iterchildren(f"{_W}tr")):
        cells: list[str] = []
        before = line.find(f"{_W}trPr/{_W}gridBefore")
        column = min(int(before.get(f"{_W}val", "0")), MAX_SPAN) if before is not None else 0
        cells += [""] * column
        for cell in _table_cells(line):
            properties = cell.find(f"{_W}tcPr")
            span = properties.find(f"{_W}gridSpan") if properties is not None else None
            width = max(1, min(int(span.get(f"{_W}val", "1")), MAX_SPAN)) if span is not None else 1
            vertical = properties.find(f"{_W}vMerge") if properties is not None else None
            goes_on = vertical is not None and vertical.get(f"{_W}val", "continue") != "restart"
            text = "" if goes_on else _docx_text(cell).strip()
            cells += [text] + [""] * (width - 1)
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
    return rows, merged


def _table_cells(line: Any) -> Iterator[Any]:
    for child in line:
        if child.tag == f"{_W}tc":
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml"}:
            yield from _table_cells(child)
