"""A form as one self-contained web page that also prints well."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.forms.layout import Cell, FormTable, Row, Sheet

_STYLE = """
:root { color-scheme: light; }
body { margin: 24px auto; max-width: %WIDTH%; padding: 0 16px; color: #111;
  font-family: "Noto Serif CJK SC", "Source Han Serif SC", SimSun, "Songti SC", serif; font-size: 14px; line-height: 1.45; }
h1 { text-align: center; font-size: 22px; letter-spacing: .08em; margin: 0 0 4px;
  font-family: "Noto Sans CJK SC", SimHei, "Heiti SC", sans-serif; }
.subtitle, .note { text-align: center; margin: 0 0 10px; }
.note { color: #a40000; font-weight: bold; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: -1px 0 0; }
table.first { margin-top: 18px; }
td, th { border: 1px solid #333; padding: 5px 6px; text-align: center; vertical-align: middle; font-weight: normal;
  overflow-wrap: anywhere; white-space: pre-line; }
thead th { background: #f3f4f6; font-weight: 600; }
th.label { background: #fafafa; }
td.left { text-align: left; }
td.right, td.money { text-align: center; font-variant-numeric: tabular-nums; }
@media print {
  @page { size: A4 %ORIENTATION%; margin: 15mm 12mm; }
  body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
}
"""


def draw(table: FormTable) -> bytes:
    """UTF-8 bytes of the page. Every text is escaped; ``data-pointer`` names the field shown."""
    style = _STYLE.replace("%WIDTH%", "1280px" if table.landscape else "960px").replace(
        "%ORIENTATION%", "landscape" if table.landscape else "portrait"
    )
    title = escape(table.title)
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f"<title>{title}{escape(table.subtitle)}</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n",
        f'<p class="subtitle">{escape(table.subtitle)}</p>\n' if table.subtitle else "",
        f'<p class="note">{escape(table.note)}</p>\n' if table.note else "",
    ]
    parts.extend(_sheet(sheet) for sheet in table.sheets)
    parts.append("</body>\n</html>\n")
    return "".join(parts).encode()


def _sheet(sheet: Sheet) -> str:
    whole = sum(sheet.widths)
    columns = "".join(f'<col style="width:{width * 100 / whole:.3f}%">' for width in sheet.widths)
    parts: list[str] = []
    for number, block in enumerate(sheet.blocks):
        first = ' class="first"' if number == 0 else ""
        head = f"<thead>\n{''.join(_row(row, header=True) for row in block.header)}</thead>\n" if block.header else ""
        body = "".join(_row(row, header=False) for row in block.body)
        parts.append(f"<table{first}>\n<colgroup>{columns}</colgroup>\n{head}<tbody>\n{body}</tbody>\n</table>\n")
    return "".join(parts)


def _row(row: Row, *, header: bool) -> str:
    return f"<tr>{''.join(_cell(cell, header=header) for cell in row)}</tr>\n"


def _cell(cell: Cell, *, header: bool) -> str:
    tag = "th" if cell.label or header else "td"
    attributes = ""
    if cell.rows > 1:
        attributes += f' rowspan="{cell.rows}"'
    if cell.columns > 1:
        attributes += f' colspan="{cell.columns}"'
    kind = "label" if cell.label else "money" if cell.money else cell.align if cell.align != "center" else ""
    if kind:
        attributes += f' class="{kind}"'
    if cell.pointer:
        attributes += f' data-pointer="{escape(cell.pointer)}"'
    return f"<{tag}{attributes}>{escape(cell.text)}</{tag}>"
