"""What the reader saw of a PDF or a picture, drawn as a web page.

Over the pages as they are lie, as layers, the characters, ruling lines and cells that were seen, the fields read from
them and the doubts; a list of these leads to their places. The web page needs no script and no network.
"""

from __future__ import annotations

import base64
import io
import math
import unicodedata
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.pdfview import placed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from PIL import Image
    from pypdfium2 import PdfPage

    from jixiao.errors import JixiaoError
    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.pdfpage import Page
    from jixiao.forms.read.pdfview import Box, View
    from jixiao.plan.values import Location, Problem, Reading

_STYLE = """
*{box-sizing:border-box}body{font:14px/1.5 system-ui,"Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:0;background:#eceef1;color:#222}
header{padding:12px 20px;background:#fff;border-bottom:1px solid #d5d8dc}h1{font-size:18px;margin:0}header p{margin:4px 0 0;color:#555}
body>input{position:fixed;opacity:0}
.layers{position:sticky;top:0;z-index:2;display:flex;flex-wrap:wrap;gap:6px 18px;padding:8px 20px;background:#fff;border-bottom:1px solid #d5d8dc}
.layers label{cursor:pointer;white-space:nowrap}.layers i{display:inline-block;width:12px;height:12px;margin-right:5px;vertical-align:-1px}
main{display:grid;grid-template-columns:minmax(0,1fr) 380px;gap:20px;padding:12px 20px;align-items:start}
aside{position:sticky;top:52px;max-height:calc(100vh - 64px);overflow:auto;background:#fff;padding:10px 14px;border:1px solid #d5d8dc}
aside h2,section h2{font-size:15px;margin:0 0 6px}section h2{margin-top:8px}ol{margin:0;padding:0;list-style:none}
li{padding:6px 4px;border-top:1px solid #eee}em{font-style:normal}em:target{background:#ffe0b2}li b{color:#b34700}li q{background:#f4f4f4}li span{color:#555}
a{color:#0b57b0}section{scroll-margin-top:50px}svg{display:block;background:#fff;box-shadow:0 0 4px #999;width:100%;height:auto;max-width:1100px}
.r{stroke:#c22;stroke-width:.8;fill:none}.t{fill:#111;pointer-events:none}.c{fill:none;stroke:#2a8a3a;stroke-width:.6;stroke-dasharray:2 1.5}
.f{fill:#28f;fill-opacity:.10;stroke:#28f;stroke-width:.7}.f:hover{fill-opacity:.35}
rect.d{fill:#f80;fill-opacity:.22;stroke:#e65100;stroke-width:1;scroll-margin:40vh 0}rect.d:hover{fill-opacity:.4}rect.d:target{fill-opacity:.5;stroke-width:3}
.n{font-size:6.5px;fill:#b34700}
#print:checked~main .t{fill:#0b57b0}
@media(max-width:900px){main{grid-template-columns:1fr}aside{position:static;max-height:40vh;order:-1}}
"""
_WIDE = "WFA"
"""Widths of characters that fill a square."""
_LAYERS = (
    ("print", "p", "原页", "page as printed", "#bbb"),
    ("chars", "t", "读到的字", "characters", "#111"),
    ("rules", "r", "表格线", "ruling lines", "#c22"),
    ("cells", "c", "单元格", "cells", "#2a8a3a"),
    ("fields", "f", "读出的栏目（指上去看名称和值）", "fields (point at them)", "#28f"),
    ("doubts", "d", "疑点", "doubts", "#e65100"),
)
"""Layers: id, class, names in both languages, colour."""
_SCALE = 1.6
"""Pixels a point of the pages as printed."""


class _Sheet(NamedTuple):
    """A page as it is shown: its size in points, a picture of it (JPEG), what was seen on it."""

    number: int
    width: float
    height: float
    print: bytes | None
    parts: list[Page]


def debug_page(data: bytes, name: str, lang: str = "zh", pages: Collection[int] = ()) -> bytes:
    """An HTML page with every page as a drawing in layers; of a PDF only ``pages`` if they are given.

    Raises:
        JixiaoError: it cannot be opened; a form that cannot be read is drawn without fields.
    """
    from jixiao.errors import JixiaoError
    from jixiao.forms.read import readings_of, whatis
    from jixiao.forms.read.kinds import kind_of
    from jixiao.forms.read.pdf import read_pdf

    grids: list[Grid]
    if kind_of(data, name) == "picture":
        from jixiao.forms.read.pdfscans import read_photograph

        grids, problems, scan = read_photograph(data, name, lang)
        sheets = [_of_picture(data, name, scan.page)]
        words = None
    else:
        grids, problems, pdf = read_pdf(data, name, lang, pages)
        sheets = _of_pdf(data, pdf.pages)

        def words() -> whatis.Words:
            return whatis.words_of_pdf(data, grids, pdf)

    verdict: JixiaoError | None = None
    readings: tuple[Reading, ...] = ()
    try:
        readings = readings_of(grids, problems, name, lang, words)
        problems = [doubt for reading in readings for doubt in reading.problems]
    except JixiaoError as error:
        verdict = error
    return _written(sheets, grids, readings, problems, verdict, name, lang)


def _of_pdf(data: bytes, pages: Sequence[Page]) -> list[_Sheet]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        found: list[_Sheet] = []
        for page in pages:
            if found and found[-1].number == page.number:
                found[-1].parts.append(page)
                continue
            shown = document[page.number - 1]
            width, height = shown.get_size()
            found.append(_Sheet(page.number, width, height, _printed(shown), [page]))
            shown.close()
        return found
    finally:
        document.close()


def _printed(page: PdfPage) -> bytes | None:
    """A picture of a page, None where pictures cannot be made here (needs Pillow) or the page is too large."""
    from jixiao.errors import JixiaoError
    from jixiao.forms.read.pdfpictures import check_pictures

    if find_spec("PIL") is None:
        return None
    try:
        check_pictures(page, 0, "")
    except JixiaoError:
        return None
    width, height = page.get_size()
    scale = min(_SCALE, 3000 / max(width, height, 1.0))
    return _jpeg(page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB"))


def _of_picture(data: bytes, name: str, page: Page) -> _Sheet:
    from PIL import Image

    from jixiao.forms.read.ocr import DPI, picture_of

    picture = picture_of(data, name)
    height, width = picture.shape[:2]
    points = 72 / DPI
    small = Image.fromarray(picture).resize((round(width * points * _SCALE), round(height * points * _SCALE)))
    return _Sheet(1, width * points, height * points, _jpeg(small), [page])


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=70)
    return out.getvalue()


# -- the web page ---------------------------------------------------------------------------


def _written(
    sheets: Sequence[_Sheet],
    grids: Sequence[Grid],
    readings: Sequence[Reading],
    problems: Sequence[Problem],
    verdict: JixiaoError | None,
    name: str,
    lang: str,
) -> bytes:
    zh = lang == "zh"
    scanned = any(page.scanned for sheet in sheets for page in sheet.parts)
    layers = [layer for layer in _LAYERS if layer[0] != "print" or any(sheet.print for sheet in sheets)]
    off = {"chars"} if scanned else {"print"}
    hidden = "".join(f"#{key}:not(:checked)~main .{mark}{{display:none}}" for key, mark, *_ in layers)
    boxes = "".join(f'<input type="checkbox" id="{key}"{"" if key in off else " checked"}>' for key, *_ in layers)
    # a label says by its own box whether its layer is shown
    ticks = "".join(
        f"#{key}:checked~.layers [for={key}] i{{background:{colour}}}"
        f"#{key}:focus-visible~.layers [for={key}]{{outline:2px solid #0b57b0}}"
        for key, *_, colour in layers
    )
    labels = "".join(
        f'<label for="{key}"><i style="border:1px solid {colour}"></i>{chinese if zh else english}</label>'
        for key, _, chinese, english, colour in layers
    )
    fields = _fields(readings, lang)
    found = [
        f'<section id="page{sheet.number}"><h2>{_page(sheet.number, zh=zh)}</h2>'
        f"{_drawing(sheet, grids, fields, problems)}</section>"
        for sheet in sheets
    ]
    said = escape(verdict.message(lang)) if verdict is not None else "<br>".join(map(escape, _summary(readings, lang)))
    text = (
        f'<!doctype html><html lang="{"zh-CN" if zh else "en"}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(name)}</title><style>{_STYLE}{hidden}{ticks}</style>'
        f"<header><h1>{escape(name)}</h1><p>{said}</p></header>{boxes}"
        f'<nav class="layers">{"图层" if zh else "Layers"}{labels}</nav>'
        f"<main><div>{''.join(found)}</div><aside>{_list(problems, {sheet.number for sheet in sheets}, lang)}</aside></main></html>\n"
    )
    return text.encode()


def _page(number: int, *, zh: bool) -> str:
    return f"第{number}页" if zh else f"Page {number}"


def _summary(readings: Sequence[Reading], lang: str) -> Iterator[str]:
    """What each form is, and how much of it was read."""
    for reading in readings:
        plan = reading.plan
        head = [str(part) for part in (plan.form, plan.department, plan.project, plan.year) if part]
        counts = (("工作任务", "tasks", plan.tasks), ("年度绩效目标", "objectives", plan.objectives),
                  ("绩效指标", "indicators", plan.indicators), ("完成值", "actual values", reading.actuals))  # fmt: skip
        yield " · ".join(head + [f"{zh if lang == 'zh' else en} {len(held)}" for zh, en, held in counts if held])


def _list(problems: Sequence[Problem], shown: Collection[int], lang: str) -> str:
    """The doubts, those of one kind together, each with a link to its place."""
    zh = lang == "zh"
    if not problems:
        return "<h2>没有疑点</h2>" if zh else "<h2>No doubts</h2>"
    rows: list[str] = []
    alike: dict[tuple[str, str], list[str]] = {}
    for number, doubt in enumerate(problems, 1):
        alike.setdefault((doubt.code, doubt.message), []).append(_place(number, doubt, shown, zh=zh))
    for (code, message), places in alike.items():
        rows.append(f"<li><b>{escape(code)}</b> <span>{escape(message)}</span><br>{'<br>'.join(places)}</li>")
    return f"<h2>{f'疑点 {len(problems)} 条' if zh else f'{len(problems)} doubts'}</h2><ol>{''.join(rows)}</ol>"


def _place(number: int, doubt: Problem, shown: Collection[int], *, zh: bool) -> str:
    """A doubt's number and text, with a link to its place if that is on a page that is drawn."""
    where = doubt.location
    place = ""
    if where is not None and where.page is not None:
        told = _page(where.page, zh=zh)
        to = f"d{number}" if where.box is not None else f"page{where.page}"
        place = f' <a href="#{to}">{told}</a>' if where.page in shown else f" {told}"
    quoted = f" <q>{escape(doubt.text)}</q>" if doubt.text else ""
    return f'<em id="l{number}">{number}{place}{quoted}</em>'


def _fields(readings: Sequence[Reading], lang: str) -> dict[tuple[int, Box], list[str]]:
    """Of each place the fields that were read there, in words, with their values."""
    from jixiao.forms.settle import field_name, field_text

    found: dict[tuple[int, Box], list[str]] = {}
    for reading in readings:
        for pointer, where in reading.locations.items():
            if where.page is None or where.box is None:
                continue
            value = field_text(reading, pointer)
            sure = "" if where.confidence is None else f" ({where.confidence:.0%})"
            text = field_name(pointer, reading, lang) + (f": {value}" if value else "") + sure + f"  {pointer}"
            found.setdefault((where.page, where.box), []).append(text)
    return found


# -- drawings -------------------------------------------------------------------------------


def _drawing(
    sheet: _Sheet,
    grids: Sequence[Grid],
    fields: dict[tuple[int, Box], list[str]],
    problems: Sequence[Problem],
) -> str:
    from jixiao.forms.read.pdfgrid import PageGrid

    out = [f'<svg viewBox="0 0 {sheet.width:.0f} {sheet.height:.0f}">']
    if sheet.print is not None:
        held = base64.b64encode(sheet.print).decode()
        out.append(
            f'<image class="p" width="{sheet.width:.1f}" height="{sheet.height:.1f}" preserveAspectRatio="none" '
            f'href="data:image/jpeg;base64,{held}"/>'
        )
    for grid in grids:
        if isinstance(grid, PageGrid) and grid.page == sheet.number:
            out += [f'<path class="c" d="{_outline(box, grid.view)}"/>' for box in grid.boxes.values()]
    out += [
        f'<rect class="f" {_measures(box)}><title>{escape(chr(10).join(names))}</title></rect>'
        for (number, box), names in fields.items()
        if number == sheet.number
    ]
    for part in sheet.parts:
        lines = [((h.start, h.at), (h.end, h.at)) for h in part.horizontal]
        lines += [((v.at, v.start), (v.at, v.end)) for v in part.vertical]
        out += [f'<path class="r" d="M{_point(start, part.view)}L{_point(end, part.view)}"/>' for start, end in lines]
        out += _letters(part)
    out += _marks(sheet.number, problems)
    return "".join(out) + "</svg>"


def _marks(page: int, problems: Sequence[Problem]) -> Iterator[str]:
    """The doubts of a page, numbered as in the list."""
    for number, doubt in enumerate(problems, 1):
        where: Location | None = doubt.location
        if where is None or where.page != page or where.box is None:
            continue
        said = f"{number} {doubt.code}: {doubt.text} {doubt.message}"
        yield (
            f'<a href="#l{number}" class="d"><rect class="d" id="d{number}" {_measures(where.box)}><title>{escape(said)}</title></rect>'
            f'<text class="n" x="{where.box[0] + 1:.1f}" y="{where.box[1] + 7:.1f}">{number}</text></a>'
        )


def _measures(box: Box) -> str:
    left, top, right, bottom = box
    return f'x="{left:.1f}" y="{top:.1f}" width="{max(right - left, 1):.1f}" height="{max(bottom - top, 1):.1f}"'


def _point(point: tuple[float, float], view: View | None) -> str:
    x, y = placed(view, *point)
    return f"{x:.1f} {y:.1f}"


def _outline(box: Box, view: View | None) -> str:
    left, top, right, bottom = box
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return "M" + "L".join(_point(corner, view) for corner in corners) + "Z"


def _letters(page: Page) -> Iterator[str]:
    """The characters of a page, turned as they stand on it."""
    wide = sorted(min(c[3] - c[1], c[4] - c[2]) for c in page.chars if unicodedata.east_asian_width(c[0]) in _WIDE)
    usual = wide[len(wide) // 2] if wide else 0.0
    for text, left, top, right, bottom in page.chars:
        size, foot = _lettering(text, right - left, bottom - top, usual, scanned=page.scanned)
        x, y = placed(page.view, left, bottom - foot)
        turn = ""
        if page.view is not None:
            across, down = placed(page.view, right, bottom - foot)
            angle = math.degrees(math.atan2(down - y, across - x))
            turn = f' transform="rotate({angle:.1f} {x:.1f} {y:.1f})"' if abs(angle) > 0.1 else ""
            size *= math.hypot(across - x, down - y) / max(right - left, 0.01)
        yield f'<text class="t" x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}"{turn}>{escape(text)}</text>'


def _lettering(text: str, width: float, height: float, usual: float = 0.0, *, scanned: bool) -> tuple[float, float]:
    """The size of a character and how high its foot stands above its box's, in points.

    A font's box has room above and below the ink; that of a scan is the ink of its line. A box lower than the page's
    ``usual`` character is that of the ink alone (a font without metrics): a point would be drawn too small to be seen.
    """
    wide = unicodedata.east_asian_width(text) in _WIDE
    if not scanned and not wide and height < usual:
        return 0.9 * usual, 0.0
    if not scanned and text in "，。、；：" and height < 0.8 * usual:
        return usual, 0.1 * usual
    if not scanned and wide and height < 0.75 * usual:
        return usual, height / 2 - 0.38 * usual  # 一: its ink stands in the middle
    if not scanned:
        return (min(width, height) if wide else 0.72 * height), 0.22 * height
    size = min(width / (1.0 if wide else 0.55), 1.3 * height)
    return size, 0.1 * size if wide else 0.05 * height
