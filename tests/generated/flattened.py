"""Forms flattened into text in the ways that reach users: copies out of Word, Excel and pages, converters, extracted PDF text.

All texts are synthetic. Each way is a function of the form's rows; ``flattened`` puts noise around them.
"""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.layout import placed

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Sequence

    from jixiao.forms.layout import FormTable, Sheet


class Printed(NamedTuple):
    """A cell of a row: its text, and whether it begins here or a merged cell covers this place."""

    text: str
    begins: bool
    columns: int = 1
    first: bool = True
    """Not right of another place of the same merged cell."""


Rows = list[list[Printed]]


def _sheet(sheet: Sheet) -> Rows:
    cells = [row for block in sheet.blocks for row in (*block.header, *block.body)]
    width = len(sheet.widths)
    found: Rows = [[Printed("", begins=False)] * width for _ in cells]
    for y, x, cell in placed(cells, width):
        for down in range(cell.rows):
            for right in range(cell.columns):
                found[y + down][x + right] = Printed("", begins=False, first=right == 0)
        found[y][x] = Printed(cell.text, begins=True, columns=cell.columns)
    return found


def rows_of(table: FormTable) -> list[Rows]:
    return [_sheet(sheet) for sheet in table.sheets]


def _begun(row: Sequence[Printed]) -> list[str]:
    return [cell.text for cell in row if cell.begins]


def _one_line(text: str) -> str:
    return text.replace("\n", "")


def _heading(table: FormTable) -> list[str]:
    return [text for text in (table.title, table.subtitle) if text]


Way = "Callable[[FormTable, random.Random], str]"


# -- one cell a line --------------------------------------------------------------------------


def _each(table: FormTable) -> Iterator[str]:
    for rows in rows_of(table):
        for row in rows:
            yield from _begun(row)


def cells(table: FormTable, rng: random.Random) -> str:
    """One cell a line, empty cells gone."""
    del rng
    return "\n".join([*_heading(table), *(_one_line(text) for text in _each(table) if text)]) + "\n"


def cells_and_blanks(table: FormTable, rng: random.Random) -> str:
    """One cell a line, blank lines between; an empty cell is a line with a blank."""
    del rng
    return "\n\n".join([*_heading(table), *(_one_line(text) or " " for text in _each(table))]) + "\n\n"


def cells_wrapped(table: FormTable, rng: random.Random) -> str:
    """One cell a line with blank lines between, long cells on several lines."""
    width = rng.choice((8, 10, 14))
    found = _heading(table)
    for text in _each(table):
        if text:
            found.append("\n".join(_cut(text, width)))
    return "\n\n".join(found) + "\n\n"


def _cut(text: str, width: int) -> list[str]:
    """Lines of at most ``width`` full-width characters; figures are not torn apart."""
    lines: list[str] = []
    for part in text.split("\n"):
        line = ""
        words: list[str] = []
        for char in part:
            if words and char.isascii() and words[-1][-1].isascii():
                words[-1] += char
            else:
                words.append(char)
        for word in words:
            if line and _columns(line + word) > 2 * width and word not in "，。；、：）％%":
                lines.append(line)
                line = ""
            line += word
        lines.append(line)
    return lines


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


# -- pipes ----------------------------------------------------------------------------------


def pipe_at_end(table: FormTable, rng: random.Random) -> str:
    """A cell a line, a pipe behind each."""
    del rng
    return "\n".join([*_heading(table), *(f"{_one_line(text)} |" if text else "|" for text in _each(table))]) + "\n\n"


def pipe_at_start(table: FormTable, rng: random.Random) -> str:
    """A cell a line, a pipe before each."""
    del rng
    return "\n".join([*_heading(table), *(f"| {_one_line(text)}" for text in _each(table))]) + "\n\n"


def pipe_stream(table: FormTable, rng: random.Random) -> str:
    """A running stream of cells; lines end anywhere, an empty cell is a line break and a pipe."""
    parts = [*_heading(table), *_each(table)]
    found, broken = _one_line(parts[0]), False
    for text in parts[1:]:
        if not text:
            found, broken = found + ("" if broken else " |\n" if not found.endswith("\n") else "|\n"), False
        elif broken:
            found, broken = found + _one_line(text), False
        else:
            found += f"| {_one_line(text)}" if found.endswith("\n") else f" | {_one_line(text)}"
            if rng.random() < 0.1:
                found, broken = found + " |\n", True
    return found + " |\n\n"


def pipe_rows(table: FormTable, rng: random.Random) -> str:
    """A row a line, pipes between its cells; what a merged cell covers is missing."""
    del rng
    lines = _heading(table)
    for rows in rows_of(table):
        lines += [" | ".join(_one_line(text) for text in _begun(row)) for row in rows]
    return "\n".join(lines) + "\n\n"


def pipe_rows_full(table: FormTable, rng: random.Random) -> str:
    """A row a line between pipes; what a merged cell covers is empty."""
    edge = rng.choice(("| ", ""))
    lines = _heading(table)
    for rows in rows_of(table):
        lines += [edge + " | ".join(_one_line(c.text) for c in row) + edge[::-1] for row in rows]
    return "\n".join(lines) + "\n\n"


def markdown(table: FormTable, rng: random.Random) -> str:
    """A markdown table: a rule below its first row, merged cells empty or repeated, breaks as <br>."""
    repeated, breaks = rng.random() < 0.5, rng.random() < 0.5
    lines = [f"# {table.title}", "", table.subtitle, ""]
    for rows in rows_of(table):
        width = len(rows[0])
        above = [""] * width
        for number, row in enumerate(rows):
            texts: list[str] = []
            left = ("", 0)
            for x, cell in enumerate(row):
                if cell.begins:
                    text = cell.text.replace("|", "\\|").replace("\n", "<br>" if breaks else "")
                    left = (text, cell.columns - 1)
                elif left[1]:
                    text, left = (left[0] if repeated else ""), (left[0], left[1] - 1)
                else:
                    text = above[x] if repeated else ""
                texts.append(text)
            above = texts
            lines.append("| " + " | ".join(texts) + " |")
            if number == 0:
                lines.append("|" + "|".join(rng.choice(("---", ":---:", " --- ")) for _ in row) + "|")
        lines.append("")
    return "\n".join(lines) + "\n"


# -- tabs -----------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if "\n" in text or '"' in text else text


def tabs_excel(table: FormTable, rng: random.Random) -> str:
    """A copy out of a worksheet: what a merged cell covers is empty, cells with breaks in quotes."""
    del rng
    lines: list[str] = []
    for rows in rows_of(table):
        width = len(rows[0])
        lines += ["\t".join([text] + [""] * (width - 1)) for text in _heading(table)]
        lines += ["\t".join(_quoted(cell.text) for cell in row) for row in rows]
    return "\n".join(lines) + "\n"


def tabs_word(table: FormTable, rng: random.Random) -> str:
    """A copy out of Word: a cell over several columns is one, one over several rows is empty below."""
    del rng
    lines = _heading(table)
    for rows in rows_of(table):
        lines += ["\t".join(_one_line(cell.text) for cell in row if cell.first) for row in rows]
    return "\n".join(lines) + "\n\n"


def tabs_browser(table: FormTable, rng: random.Random) -> str:
    """A copy out of a browser: what a merged cell covers is missing."""
    blank = rng.random() < 0.3
    lines = _heading(table)
    for rows in rows_of(table):
        lines += [("\t".join(_one_line(text) for text in _begun(row))) for row in rows]
    return ("\n\n" if blank else "\n").join(lines) + "\n\n"


# -- blanks ---------------------------------------------------------------------------------


def blanks(table: FormTable, rng: random.Random) -> str:
    """A row a line, single blanks between cells; empty cells are gone."""
    del rng
    return _blank_rows(table, lambda: " ")


def blanks_wide(table: FormTable, rng: random.Random) -> str:
    """The same with several blanks."""
    return _blank_rows(table, lambda: " " * rng.randrange(2, 7))


def _blank_rows(table: FormTable, gap: Callable[[], str]) -> str:
    lines = _heading(table)
    for rows in rows_of(table):
        for row in rows:
            line = ""
            for text in _begun(row):
                if text:
                    line += (gap() if line else "") + _one_line(text)
            lines.append(line)
    return "\n".join(lines) + "\n\n"


# -- by alignment ---------------------------------------------------------------------------


def aligned(table: FormTable, rng: random.Random) -> str:
    """As ``pdftotext -layout`` prints: cells wrapped in columns of a fixed width, centred or at the top."""
    middle, left, spaced = rng.random() < 0.7, rng.random() < 0.4, rng.random() < 0.6
    found: list[str] = []
    for rows, sheet in zip(rows_of(table), table.sheets, strict=True):
        whole = sum(sheet.widths)
        total = rng.choice((120, 150, 180))
        widths = [max(8, round(total * width / whole)) for width in sheet.widths]
        edges = [sum(widths[:n]) for n in range(len(widths) + 1)]
        cells = [row for block in sheet.blocks for row in (*block.header, *block.body)]
        laid = [
            (y, x, cell, _cut(cell.text, max(2, (edges[x + cell.columns] - edges[x] - 3) // 2)) if cell.text else [])
            for y, x, cell in placed(cells, len(widths))
        ]
        heights = [1] * len(rows)
        for y, _, cell, lines in sorted(laid, key=lambda item: item[2].rows):
            lack = len(lines) - sum(heights[y : y + cell.rows]) - spaced * (cell.rows - 1)
            if lack > 0:
                heights[y + cell.rows - 1] += lack
        tops = [0]
        for height in heights:
            tops.append(tops[-1] + height + spaced)
        page = [[" "] * (edges[-1] + 40) for _ in range(tops[-1] + 1)]
        for y, x, cell, lines in laid:
            room = tops[y + cell.rows] - tops[y] - spaced - len(lines)
            start = tops[y] + (room // 2 if middle else 0)
            for number, line in enumerate(lines):
                size, space = _columns(line), edges[x + cell.columns] - edges[x] - 2
                at = edges[x] + 1 + (0 if left or cell.align == "left" else max(0, (space - size) // 2))
                for char in line:
                    page[start + number][at] = char
                    if _columns(char) == 2:
                        page[start + number][at + 1] = ""
                    at += _columns(char)
        for text in _heading(table):
            found += [" " * max(0, (edges[-1] - _columns(text)) // 2) + text, ""]
        found += ["".join(line).rstrip() for line in page]
        found.append("\f")
    return "\n".join(found)


def _of_pdf(table: FormTable, rng: random.Random, *options: str) -> str:
    from tests.generated import drawn

    data = drawn.pdf(table, drawn.ruled(rng))
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def pdftotext(table: FormTable, rng: random.Random) -> str:
    """What the tool itself makes of a drawn page."""
    return _of_pdf(table, rng)


def pdftotext_layout(table: FormTable, rng: random.Random) -> str:
    """The same with -layout."""
    return _of_pdf(table, rng, "-layout")


WAYS = {
    way.__name__.replace("_", "-"): way
    for way in (
        cells, cells_and_blanks, cells_wrapped, pipe_at_end, pipe_at_start, pipe_stream, pipe_rows, pipe_rows_full, markdown,
        tabs_excel, tabs_word, tabs_browser, blanks, blanks_wide, aligned,
    )
}  # fmt: skip
TOOL = (
    {way.__name__.replace("_", "-"): way for way in (pdftotext, pdftotext_layout)} if shutil.which("pdftotext") else {}
)
"""Ways that need poppler's pdftotext on the machine."""

# -- noise ----------------------------------------------------------------------------------

_MENUS = (
    ["首页", "政务公开", "政务服务", "互动交流", "专题专栏"],
    ["网站首页", "机构概况", "新闻动态", "信息公开", "办事服务", "公众参与"],
)
_FOOT = (
    [
        "上一篇：关于召开工作会议的通知",
        "下一篇：没有了",
        "主办：某市财政局",
        "网站标识码：0000000000",
        "ICP备00000000号",
    ],
    ["分享到：", "打印本页", "关闭窗口", "版权所有：某市人民政府办公室", "联系我们", "网站地图"],
)


def web_before(table: FormTable, rng: random.Random) -> str:
    """Menu, breadcrumbs, the article and the list of attachments above a form."""
    menu = rng.choice(_MENUS)
    lines = [rng.choice(("\n", " | ", "  ")).join(menu)] if rng.random() < 0.7 else menu
    return "\n".join(
        [
            *lines, "", "当前位置：首页 > 政务公开 > 财政预决算 > 绩效公开", "", "关于公开绩效情况的公告", "",
            "发布时间：2025-03-18 10:21 来源：某市财政局 浏览次数：128 字体：[大 中 小]", "",
            "各有关单位：", "为进一步加强预算绩效管理，提高财政资金使用效益，现将有关情况予以公开，请社会各界监督。",
            "附件：1.绩效情况公开表.xlsx（18KB）", "2.说明.docx", "某市财政局", "2025年3月18日", "",
        ]
    ) + "\n"  # fmt: skip


def web_after(rng: random.Random) -> str:
    """Links and the foot of a page below a form."""
    return "\n" + "\n".join(rng.choice(_FOOT)) + "\n"


def flattened(table: FormTable, way: str, rng: random.Random, *, web: bool = False) -> str:
    """One form as text. ``web`` puts a whole web page around it."""
    text = (WAYS | TOOL)[way](table, rng)
    return web_before(table, rng) + text + web_after(rng) if web else text
