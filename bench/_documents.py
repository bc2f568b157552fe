"""PDF documents for the benchmarks, as other programs write them."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.forms.layout import FormTable


def by_office(book: bytes) -> bytes | None:
    """A workbook as PDF by LibreOffice, where it is installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        return None
    import noto_cjk_sans_otc

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        path.write_bytes(book)
        # the letters that Jixiao's own PDF has, whatever the system has installed
        fonts = Path(folder) / "data" / "fonts"
        fonts.parent.mkdir()
        fonts.symlink_to(Path(noto_cjk_sans_otc.__file__).parent, target_is_directory=True)
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder]  # fmt: skip
        subprocess.run(
            [*command, str(path)],
            check=True,
            capture_output=True,
            timeout=300,
            env=os.environ | {"XDG_DATA_HOME": f"{folder}/data"},
        )
        return path.with_suffix(".pdf").read_bytes()


def by_report_server(table: FormTable) -> bytes:
    """The form as servers print it through iText and its kin: STSong-Light by name, coded by UniGB-UCS2-H."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

    from jixiao.forms.layout import placed

    registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("cell", fontName="STSong-Light", fontSize=9, leading=12, wordWrap="CJK")
    out = io.BytesIO()
    parts: list[object] = [Paragraph(table.title, style), Paragraph(table.subtitle, style)]
    for sheet in table.sheets:
        columns, room = len(sheet.widths), A4[0] - 72
        widths = [room * width / sum(sheet.widths) for width in sheet.widths]
        for block in sheet.blocks:
            rows = [*block.header, *block.body]
            texts: list[list[object]] = [[""] * columns for _ in rows]
            look: list[tuple[object, ...]] = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]  # fmt: skip
            for row, column, cell in placed(rows, columns):
                texts[row][column] = Paragraph(cell.text.replace("<", "&lt;").replace("\n", "<br/>"), style)
                if cell.rows > 1 or cell.columns > 1:
                    look.append(("SPAN", (column, row), (column + cell.columns - 1, row + cell.rows - 1)))
            parts.append(Table(texts, widths, style=look, repeatRows=0))
    SimpleDocTemplate(out, pagesize=A4, leftMargin=36, rightMargin=36, topMargin=36, bottomMargin=36).build(parts)
    return out.getvalue()
