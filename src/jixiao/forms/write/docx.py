"""A form as a Word document: real merged cells, repeated header rows, page numbers."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from jixiao.forms.layout import placed

if TYPE_CHECKING:
    from jixiao.forms.layout import Block, FormTable, Sheet

_EPOCH = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date, so that equal forms give equal bytes
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MARGIN_MM = 15
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def draw(table: FormTable) -> bytes:
    """Bytes of the document."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    document = Document()
    document.core_properties.author = "Jixiao"
    document.core_properties.title = table.title
    document.core_properties.created = document.core_properties.modified = _EPOCH
    section = document.sections[0]
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if table.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if table.landscape else (short, long)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(_MARGIN_MM)
    usable = (297 if table.landscape else 210) - 2 * _MARGIN_MM
    _fonts(document.styles["Normal"], "宋体", 10.5)
    for index, sheet in enumerate(table.sheets):
        for number, (text, size, bold) in enumerate(
            ((table.title, 18, True), (table.subtitle, 12, False), (table.note, 10.5, True))
        ):
            if not text:
                continue
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.space_after = Mm(1)
            paragraph.paragraph_format.page_break_before = index > 0 and number == 0
            run = paragraph.add_run(_clean(text))
            _fonts(run, "黑体" if size > 12 else "宋体", size)
            run.bold = bold
        _sheet(document, sheet, usable)
    _page_numbers(section)
    return _packed(document)


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _fonts(owner: Any, name: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    owner.font.size = Pt(size)
    owner.font.name = "Times New Roman"
    owner.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _sheet(document: Any, sheet: Sheet, usable: float) -> None:
    from docx.oxml import parse_xml

    whole = sum(sheet.widths)
    widths = [round(width * usable / whole * 56.693) for width in sheet.widths]  # twentieths of a point
    body = document.element.body
    for number, block in enumerate(sheet.blocks):
        if number:
            # Word joins tables that touch; a paragraph one point high keeps them apart.
            body.insert(
                len(body) - 1,
                parse_xml(
                    f'<w:p xmlns:w="{_WORD}"><w:pPr><w:spacing w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
                ),
            )
        body.insert(len(body) - 1, parse_xml(_table(block, widths)))


def _table(block: Block, widths: list[int]) -> str:
    """The table's XML at once: cell by cell through the library is fifty times slower."""
    rows = (*block.header, *block.body)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    cells: list[dict[int, str]] = [{} for _ in rows]
    for down, right, cell in placed(rows, len(widths)):
        width = sum(widths[right : right + cell.columns])
        span = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
        for offset in range(cell.rows):
            merge = "" if cell.rows == 1 else f'<w:vMerge w:val="{"restart" if offset == 0 else "continue"}"/>'
            shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if down < len(block.header) else ""
            text = _paragraphs(cell.text if offset == 0 else "", cell.align, bold=down < len(block.header))
            cells[down + offset][right] = (
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}{shade}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'
            )
    lines: list[str] = []
    for number, line in enumerate(cells):
        repeat = "<w:tblHeader/>" if number < len(block.header) else ""
        inner = "".join(line[column] for column in sorted(line))
        lines.append(
            f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="420" w:hRule="atLeast"/>{repeat}</w:trPr>{inner}</w:tr>'
        )
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:tbl xmlns:w="{_WORD}"><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    )


def _paragraphs(text: str, align: str, *, bold: bool) -> str:
    from xml.sax.saxutils import escape

    weight = "<w:rPr><w:b/></w:rPr>" if bold else ""
    runs = "<w:r><w:br/></w:r>".join(
        f'<w:r>{weight}<w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in _clean(text).split("\n")
    ) if text else ""  # fmt: skip
    spacing = '<w:spacing w:before="40" w:after="40"/>'
    return f'<w:p><w:pPr>{spacing}<w:jc w:val="{align}"/></w:pPr>{runs}</w:p>'


def _page_numbers(section: Any) -> None:
    from docx.oxml import parse_xml

    paragraph = section.footer.paragraphs[0]
    field = "".join(
        f'<w:r><w:t xml:space="preserve">{before}</w:t></w:r><w:fldSimple w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        for before, code in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"))
    )
    xml = f'<w:p xmlns:w="{_WORD}"><w:pPr><w:jc w:val="center"/></w:pPr>{field}<w:r><w:t xml:space="preserve"> 页</w:t></w:r></w:p>'
    paragraph._p.getparent().replace(paragraph._p, parse_xml(xml))  # noqa: SLF001 - the library has no fields


def _packed(document: Any) -> bytes:
    raw = io.BytesIO()
    document.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            fixed = zipfile.ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(info.filename))
    return out.getvalue()
