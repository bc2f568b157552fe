"""Word documents and web pages as grids: their tables, and the paragraphs around them."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.forms.read.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SPAN = 200
"""More rows or columns than one cell of a form spans; larger claims are cut."""
_MOST_CELLS = 1_000_000
"""Cells of all rows of one table with all that they span."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = frozenset({"script", "style", "head", "noscript", "template"})


def read_docx(data: bytes, name: str) -> list[Grid]:
    """Paragraphs and tables of a Word document, in reading order.

    Raises:
        JixiaoError: the document is damaged.
    """
    import zipfile

    from lxml import etree

    from jixiao.forms.read.archive import FAULTS

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            xml = archive.read("word/document.xml")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        body = etree.fromstring(xml, parser).find(f"{_W}body")
    except (KeyError, etree.XMLSyntaxError, *FAULTS) as error:
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
            rows, merged = _docx_table(element, name)
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


def _docx_table(element: Any, name: str) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    rows: list[list[str]] = []
    merged: list[tuple[int, int, int, int]] = []
    covered = 0
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
            covered += width
            if covered > _MOST_CELLS:
                raise _table_too_large(name)
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


def read_html(data: bytes | str, name: str) -> list[Grid]:
    """Headings, paragraphs and tables of a web page, in reading order.

    Raises:
        JixiaoError: there is no markup in it.
    """
    from lxml import etree
    from lxml import html as markup

    parser = markup.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = markup.document_fromstring(data, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise JixiaoError(
            "damaged-page",
            f"网页读不出内容（{error}）。请在浏览器中打开后另存为“网页，仅 HTML”再试。",
            f"The web page holds nothing readable ({error}). Open it in a browser, save it as HTML only, and try again.",
            name,
        ) from None
    grids: list[Grid] = []
    counter = [0]
    _walk(root, grids, counter, name)
    return grids


def _walk(element: Any, grids: list[Grid], counter: list[int], name: str) -> None:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return
    if element.tag == "table" and not any(True for _ in element.iterdescendants("table")):
        counter[0] += 1
        caption = element.find("caption")
        if caption is not None:
            grids.append(Grid([[_html_text(caption)]], file=name or None, table=counter[0]))
        rows, merged = _html_table(element, name)
        grids.append(Grid(rows, merged, file=name or None, table=counter[0]))
        return
    if (
        element.tag in {"h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "figcaption"}
        and element.find(".//table") is None
    ):
        text = _html_text(element)
        if text:
            grids.append(Grid([[text]], file=name or None, table=counter[0]))
        return
    for child in element:
        _walk(child, grids, counter, name)


def _html_text(element: Any) -> str:
    parts: list[str] = []
    for node in element.iter():
        if not isinstance(node.tag, str) or node.tag in _SKIPPED:
            continue
        if node.tag in {"br", "p", "div"} and node is not element:
            parts.append("\n")
        if node.text:
            parts.append(re.sub(r"[ \t\r\n]+", " ", node.text))
        if node.tail and node is not element:
            parts.append(re.sub(r"[ \t\r\n]+", " ", node.tail))
    return "\n".join(part.strip() for part in "".join(parts).split("\n") if part.strip())


def _table_too_large(name: str) -> JixiaoError:
    return JixiaoError(
        "table-too-large",
        f"一张表格连同合并单元格超过{_MOST_CELLS}格，不是绩效表。请只保留绩效表所在的表格。",
        f"A table with its merged cells has more than {_MOST_CELLS} cells; that is no form. Keep only the table of the form.",
        name,
    )


def _span(cell: Any, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.get(name, "1"))
    return max(1, min(int(digits[1]), MAX_SPAN)) if digits else 1


def _html_table(element: Any, name: str) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    taken: dict[tuple[int, int], bool] = {}
    covered = 0
    rows: list[list[str]] = []
    merged: list[tuple[int, int, int, int]] = []
    for row, line in enumerate(element.iter("tr")):
        while len(rows) <= row:
            rows.append([])
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            height, width = _span(cell, "rowspan"), _span(cell, "colspan")
            covered += height * width
            if covered > _MOST_CELLS:
                raise _table_too_large(name)
            cells = rows[row]
            if len(cells) < column + width:
                cells.extend([""] * (column + width - len(cells)))
            cells[column] = _html_text(cell)
            if height > 1 or width > 1:
                merged.append((row, column, row + height - 1, column + width - 1))
                for down in range(height):
                    for right in range(width):
                        taken[row + down, column + right] = True
            column += width
    return rows, merged
