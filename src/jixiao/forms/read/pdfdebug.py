"""What the PDF reader saw, drawn as a web page: characters, ruling lines, cells, and the fields read from them."""

from __future__ import annotations

import unicodedata
from html import escape
from typing import TYPE_CHECKING

from jixiao.forms.read import read_all
from jixiao.forms.read.pdf import seen_pages

if TYPE_CHECKING:
    from jixiao.forms.read.pdfpage import Page
    from jixiao.plan.values import Location

_STYLE = """
body{font:14px sans-serif;margin:16px;background:#eee}h2{font-size:15px;margin:20px 0 6px}svg{background:#fff;box-shadow:0 0 4px #999}
.r{stroke:#c33;stroke-width:.7}.t{fill:#111}.f{fill:#28f;fill-opacity:.10;stroke:#28f;stroke-width:.6}
.f:hover{fill-opacity:.35}.d{fill:#f80;fill-opacity:.3;stroke:#f40;stroke-width:1}
"""


def debug_page(data: bytes, name: str, lang: str = "zh") -> bytes:
    """An HTML page with every PDF page as a drawing; moving over a field names it.

    Raises:
        JixiaoError: the PDF cannot be opened; a form that cannot be read is drawn without fields.
    """
    from jixiao.errors import JixiaoError

    pages = seen_pages(data, name, lang)[0].pages
    fields: dict[tuple[int, tuple[float, float, float, float]], list[str]] = {}
    doubts: dict[tuple[int, tuple[float, float, float, float]], list[str]] = {}

    def note(
        where: Location | None, text: str, into: dict[tuple[int, tuple[float, float, float, float]], list[str]]
    ) -> None:
        if where is not None and where.page is not None and where.box is not None:
            into.setdefault((where.page, where.box), []).append(text)

    verdict = ""
    try:
        readings = read_all(data, name=name, lang=lang)
    except JixiaoError as error:
        readings, verdict = (), error.message(lang)
    for reading in readings:
        for pointer, where in reading.locations.items():
            note(where, pointer, fields)
        for doubt in reading.problems:
            note(doubt.location, f"{doubt.code}: {doubt.text} {doubt.message}", doubts)
    body = [f"<p>{escape(verdict)}</p>"] if verdict else []
    for page in pages:
        title = f"第{page.number}页" if lang == "zh" else f"page {page.number}"
        body.append(f"<h2>{title}</h2>")
        body.append(_drawing(page, fields, doubts))
    legend = (
        "红线：读到的表格线；蓝框：读出的栏目（移上去看名称）；橙框：疑点。"
        if lang == "zh"
        else "Red: ruling lines. Blue: fields (move over them). Orange: doubts."
    )
    text = (
        f'<!doctype html><html lang="{lang}"><meta charset="utf-8"><title>{escape(name)}</title><style>{_STYLE}</style>'
        f"<h1>{escape(name)}</h1><p>{legend}</p>{''.join(body)}</html>\n"
    )
    return text.encode()


def _drawing(
    page: Page,
    fields: dict[tuple[int, tuple[float, float, float, float]], list[str]],
    doubts: dict[tuple[int, tuple[float, float, float, float]], list[str]],
) -> str:
    out = [f'<svg viewBox="0 0 {page.width:.0f} {page.height:.0f}" width="{page.width * 1.35:.0f}">']
    for kind, found in (("f", fields), ("d", doubts)):
        for (number, (left, top, right, bottom)), names in found.items():
            if number == page.number:
                out.append(
                    f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
                    f'height="{bottom - top:.1f}"><title>{escape(chr(10).join(names))}</title></rect>'
                )
    out += [f'<path class="r" d="M{s:.1f} {at:.1f}H{e:.1f}"/>' for at, s, e in page.horizontal]
    out += [f'<path class="r" d="M{at:.1f} {s:.1f}V{e:.1f}"/>' for at, s, e in page.vertical]
    for text, left, top, right, bottom in page.chars:
        size, foot = _lettering(text, right - left, bottom - top, scanned=page.scanned)
        out.append(
            f'<text class="t" pointer-events="none" x="{left:.1f}" y="{bottom - foot:.1f}" '
            f'font-size="{size:.1f}">{escape(text)}</text>'
        )
    return "".join(out) + "</svg>"


def _lettering(text: str, width: float, height: float, *, scanned: bool) -> tuple[float, float]:
    """The size of a character and how high its foot stands above its box's, in points.

    A font's box has room above and below the ink; that of a scan is the ink of its line.
    """
    if not scanned:
        return 0.72 * height, 0.22 * height
    wide = unicodedata.east_asian_width(text) in "WFA"
    size = min(width / (1.0 if wide else 0.55), 1.3 * height)
    return size, 0.1 * size if wide else 0.05 * height
