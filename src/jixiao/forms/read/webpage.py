"""Web pages as grids: their tables and the texts around them; also pages saved whole (mht) and from Word, Excel, WPS.

Tables that only lay out a page are told from tables of data by their words, and walked through; a table inside a cell
of a table of data becomes part of that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.forms.read.grid import Grid
from jixiao.forms.read.nested import MAX_SPAN, MOST_CELLS, Cells, expanded, is_form, table_too_large
from jixiao.forms.read.vocabulary import TITLE, bare, goal_label, head_field, is_header_word, is_level1

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.nested import Area

_MAX_DEPTH = 260
_SKIPPED = frozenset({"script", "style", "head", "noscript", "template", "option", "del"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
     "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol",
     "p", "pre", "section", "td", "th", "tr", "ul"}
)  # fmt: skip
_BLANKS = re.compile(r"[ \t\r\n\xa0]+")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_PARTS = 200
_LONGEST_TITLE = 50


def read_html(data: bytes | str, name: str) -> list[Grid]:
    """Texts and tables of a web page, in reading order.

    What the page does not show is left out, unless the form itself is not shown before some script runs.

    Raises:
        JixiaoError: there is no markup in it.
    """
    root = _parsed(data, name)
    hidden = [
        element
        for element in root.iter()
        if isinstance(element.tag, str)
        and element.tag not in {"html", "body"}
        and (element.get("hidden") is not None or _NOT_SHOWN.search(element.get("style", "")))
    ]
    try:
        grids = _Walker(name, frozenset(hidden)).walked(root)
    except JixiaoError as error:
        raise error.at(name) from None
    if hidden and not any(map(_holds_form, grids)):
        grids = _Walker(name, frozenset()).walked(root)
    return _without_menus(grids)


def _holds_form(grid: Grid) -> bool:
    return is_form(text for row in grid.rows for text in row)


def _without_menus(grids: list[Grid]) -> list[Grid]:
    """What begins with the title above the first form; all if there is none: menus of a site are no part of a form."""
    form = next((number for number, grid in enumerate(grids) if _holds_form(grid)), 0)
    titles = [number for number, grid in enumerate(grids[: form + 1]) if any(map(_is_title, grid.rows[0][:1]))]
    return grids[titles[0] :] if titles else grids


def _is_title(text: str) -> bool:
    plain = bare(text)
    return len(plain) < _LONGEST_TITLE and TITLE.search(plain) is not None


def read_mht(data: bytes, name: str) -> list[Grid]:
    """The pages in a page saved whole (MIME, .mht): one, or one for each sheet of a workbook.

    Raises:
        JixiaoError: no page is in it.
    """
    import email
    import email.policy

    from jixiao.forms.read.text import decode

    grids: list[Grid] = []
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for number, part in enumerate(message.walk()):
        place = part.get("Content-Location", "")
        if (
            number > _PARTS
            or part.get_content_type() != "text/html"
            or place.endswith(("tabstrip.htm", "tabstrip.html"))
        ):
            continue
        held = part.get_payload(decode=True)
        if isinstance(held, bytes) and held.strip():
            grids += read_html(decode(held, name), name)
    if not grids:
        raise JixiaoError(
            "damaged-page",
            "网页归档（mht）里没有可读的网页。请在浏览器中打开后另存为“网页，仅 HTML”再试。",
            "The saved page (mht) holds no page that can be read. Save it as HTML only, and try again.",
            name,
        )
    return grids


def _parsed(data: bytes | str, name: str) -> Any:
    from lxml import etree
    from lxml import html as markup

    parser = markup.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    if isinstance(data, str) and data.lstrip().startswith("<?xml"):
        data = data.lstrip().partition("?>")[2]  # a decoded text may not declare its coding
    try:
        return markup.document_fromstring(data, parser=parser)
    except (etree.ParserError, ValueError) as error:
        raise JixiaoError(
            "damaged-page",
            f"网页读不出内容（{error}）。请在浏览器中打开后另存为“网页，仅 HTML”再试。",
            f"The web page holds nothing readable ({error}). Open it in a browser, save it as HTML only, and try again.",
            name,
        ) from None


class _Walker:
    def __init__(self, name: str, hidden: frozenset[Any]) -> None:
        self.file, self.hidden = name or None, hidden
        self.grids: list[Grid] = []
        self.tables = 0
        self.inline: list[str] = []

    def walked(self, root: Any) -> list[Grid]:
        self._walk(root, 0)
        self._flush()
        return self.grids

    def _left_out(self, element: Any) -> bool:
        return not isinstance(element.tag, str) or element.tag in _SKIPPED or element in self.hidden

    def _flush(self) -> None:
        """The text since the last block as a line of its own."""
        text = _lines("".join(self.inline))
        self.inline = []
        if text:
            self.grids.append(Grid([[text]], file=self.file, table=self.tables))

    def _walk(self, element: Any, depth: int) -> None:
        if self._left_out(element) or depth > _MAX_DEPTH:
            return
        if element.tag == "table":
            self._flush()
            self._table(element, depth)
            return
        block = element.tag in _BLOCKS
        if block:
            self._flush()
        self.inline.append(_own(element))
        for child in element:
            self._walk(child, depth + 1)
            self.inline.append(_BLANKS.sub(" ", child.tail or ""))
        if block:
            self._flush()

    def _table(self, element: Any, depth: int) -> None:
        caption = element.find("caption")
        if caption is not None and not self._left_out(caption):
            self.inline = [self._text(caption)]
            self._flush()
        rows = list(self._rows(element))
        inside = [[bool(self._nested(cell)) for cell in self._cells(row)] for row in rows]
        if not any(any(row) for row in inside) or self._is_data(rows):
            self._grid(self._read(rows, depth))
            return
        run: list[Any] = []
        for row, nested in zip(rows, inside, strict=True):
            if not any(nested):
                run.append(row)
                continue
            self._run(run, depth)
            run = []
            for cell in self._cells(row):
                self._walk(cell, depth + 1)
        self._run(run, depth)

    def _run(self, rows: list[Any], depth: int) -> None:
        """Rows of a table of layout that hold no tables: labels beside their values."""
        if rows:
            self._grid(self._read(rows, depth))

    def _grid(self, cells: Cells) -> None:
        if any(any(row) for row in cells.rows):
            self.tables += 1
            self.grids.append(Grid(cells.rows, cells.merged, file=self.file, table=self.tables))

    def _is_data(self, rows: list[Any]) -> bool:
        """Whether the cells of a table that hold no other tables are labels of a form."""
        texts = [self._text(cell) for row in rows for cell in self._cells(row) if not self._nested(cell)]
        labels = [t for t in texts if t and (is_header_word(t) or head_field(t) or is_level1(t) or goal_label(t))]
        return len(labels) > 1

    def _rows(self, table: Any) -> Iterator[Any]:
        """A table's own rows: those of its head first, those of its foot last."""
        parts: dict[str, list[Any]] = {"thead": [], "tbody": [], "tfoot": []}
        for child in table:
            if self._left_out(child):
                continue
            if child.tag == "tr":
                parts["tbody"].append(child)
            elif child.tag in parts:
                parts[child.tag] += [row for row in child if row.tag == "tr" and not self._left_out(row)]
        for rows in parts.values():
            yield from rows

    def _cells(self, row: Any) -> Iterator[Any]:
        for cell in row:
            if cell.tag in {"td", "th"} and not self._left_out(cell):
                yield cell

    def _nested(self, cell: Any) -> list[Any]:
        """The tables of a cell, without those inside them and without empty ones."""
        return [
            table
            for table in cell.iterdescendants("table")
            if not any(held.tag == "table" for held in table.iterancestors() if _within(held, cell))
            and not any(self._left_out(held) for held in (table, *table.iterancestors()) if _within(held, cell))
        ]

    def _read(self, rows: list[Any], depth: int) -> Cells:
        texts: list[list[str]] = []
        merged: list[Area] = []
        taken: set[tuple[int, int]] = set()
        covered = 0
        inner: dict[tuple[int, int], Cells] = {}
        for number, row in enumerate(rows):
            line: list[str] = []
            column = 0
            for cell in self._cells(row):
                while (number, column) in taken:
                    column += 1
                height, width = self._height(cell, rows, number), _span(cell, "colspan")
                covered += height * width
                if covered > MOST_CELLS:
                    raise table_too_large()
                line.extend([""] * (column + width - len(line)))
                nested = self._nested(cell) if depth < _MAX_DEPTH else []
                if nested:
                    inner[number, column] = self._stack(cell, nested, depth)
                else:
                    line[column] = self._text(cell)
                if height > 1 or width > 1:
                    merged.append((number, column, number + height - 1, column + width - 1))
                    taken |= {(number + y, column + x) for y in range(height) for x in range(width)}
                column += width
            texts.append(line)
        found = Cells(texts, merged)
        return expanded(found, inner) if inner else found

    def _height(self, cell: Any, rows: list[Any], number: int) -> int:
        """Rows a cell spans; 0 means all that are left of its part of the table."""
        if cell.get("rowspan", "").strip() != "0":
            return _span(cell, "rowspan")
        part = cell.getparent().getparent()
        return sum(row.getparent() is part for row in rows[number : number + MAX_SPAN])

    def _stack(self, cell: Any, nested: list[Any], depth: int) -> Cells:
        """The tables of a cell under one another, its own text above them."""
        own = self._text(cell, without=frozenset(nested))
        parts = [self._read(list(self._rows(table)), depth + 1) for table in nested]
        lines = [[own]] if own else []
        outer = Cells(lines + [[""] for _ in parts], [])
        return expanded(outer, {(len(lines) + n, 0): part for n, part in enumerate(parts) if part.rows})

    def _text(self, element: Any, without: frozenset[Any] = frozenset()) -> str:
        parts: list[str] = []

        def collect(node: Any, depth: int) -> None:
            parts.append(_own(node))
            for child in node:
                if not self._left_out(child) and child not in without and depth < _MAX_DEPTH:
                    line = child.tag in _BLOCKS
                    parts.append("\n" if line else "")
                    collect(child, depth + 1)
                    parts.append("\n" if line else "")
                parts.append(_BLANKS.sub(" ", child.tail or ""))

        collect(element, 0)
        return _lines("".join(parts))


def _within(element: Any, cell: Any) -> bool:
    return element is not cell and any(held is cell for held in element.iterancestors())


def _own(element: Any) -> str:
    """The text an element begins with; what is typed or ticked in a field."""
    if element.tag == "br":
        return "\n"
    if element.tag == "input":
        kind = element.get("type", "text").lower()
        if kind in {"checkbox", "radio"}:
            return "☑" if element.get("checked") is not None else "☐"
        return element.get("value", "") if kind in {"text", "number", "date"} else ""
    if element.tag == "select":
        chosen = element.xpath("./option[@selected] | ./optgroup/option[@selected]")
        return "".join(option.text_content() for option in chosen[:1])
    return _BLANKS.sub(" ", element.text or "")


def _lines(text: str) -> str:
    return "\n".join(part.strip() for part in text.replace("\xad", "").split("\n") if part.strip())


def _span(cell: Any, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.get(name, "1"))
    return max(1, min(int(digits[1]), MAX_SPAN)) if digits else 1
