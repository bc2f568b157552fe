"""PDF documents as grids: the pages' characters and ruling lines through PDFium.

Scanned pages have no characters; that is said, not guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.forms.read.pdfgrid import PageGrid, has_form_words, page_grids
from jixiao.forms.read.pdfpage import read_page
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.pdfpage import Page
    from jixiao.plan.values import Problem

MAX_PAGES = 2_000
"""No published report comes near; beyond, the file is not read at all."""
_PASSWORD = 4


def read_pages(data: bytes, name: str) -> list[Page]:
    """The pages of a PDF as they are shown.

    Raises:
        JixiaoError: encrypted, damaged or too long.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            raise JixiaoError(
                "encrypted",
                "PDF 有密码，打不开。请去掉密码另存后再读。",
                "The PDF is protected by a password. Save it without one.",
                name,
            ) from None
        raise JixiaoError(
            "damaged-pdf",
            "PDF 打不开，可能已损坏或没有下载完整。请重新取得文件。",
            "The PDF cannot be opened; it may be damaged or incomplete. Get it again.",
            name,
        ) from None
    try:
        count = len(document)
        if count > MAX_PAGES:
            raise JixiaoError(
                "too-many-pages",
                f"PDF 有{count}页，超过{MAX_PAGES}页。请只保留绩效表所在的页。",
                f"The PDF has {count} pages, more than {MAX_PAGES}. Keep only the pages of the form.",
                name,
            )
        pages = [_page(document, index, name) for index in range(count)]
    finally:
        document.close()
    return pages


def read_pdf(data: bytes, name: str, lang: str = "zh") -> tuple[list[Grid], list[Problem]]:
    """The tables and lines of text of a PDF with a text layer, and a doubt for each page that is only a picture.

    Raises:
        JixiaoError: encrypted, damaged, too long, scanned throughout, or a form without ruling lines.
    """
    pages = read_pages(data, name)
    scanned = [page.number for page in pages if not page.chars and page.images]
    if not any(page.chars for page in pages):
        raise JixiaoError(
            "scanned" if scanned else "empty-pdf",
            "PDF 里只有图片，没有文字（扫描件）。请取得文字版 PDF、xlsx 或 docx，或先做文字识别。"
            if scanned
            else "PDF 里没有任何文字。请确认文件。",
            "The PDF holds pictures only (a scan). Get it with text, or as xlsx or docx, or run text recognition first."
            if scanned
            else "The PDF holds no text at all. Check the file.",
            name,
        )
    problems = [problem("scanned-page", "", Location(file=name or None, page=page), lang) for page in scanned]
    grids = page_grids(pages, name or None)
    if not any(grid.table for grid in grids) and has_form_words(pages):
        from jixiao.forms.read.pdfspace import space_grids

        grids = space_grids(pages, name or None)
    problems += [problem(*doubt, lang) for grid in grids if isinstance(grid, PageGrid) for doubt in grid.doubts]
    return grids, problems


def _page(document: object, index: int, name: str) -> Page:
    import pypdfium2

    try:
        return read_page(document, index)
    except pypdfium2.PdfiumError:
        raise JixiaoError(
            "damaged-pdf",
            f"PDF 第{index + 1}页读不出来，可能已损坏。请重新取得文件。",
            f"Page {index + 1} of the PDF cannot be read; it may be damaged. Get the file again.",
            name,
        ) from None
