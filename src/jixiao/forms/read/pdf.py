"""PDF documents as grids: the pages' characters and ruling lines through PDFium.

Scanned pages have no characters; they are recognised where the extra ``ocr`` is installed, else that is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from jixiao.errors import JixiaoError
from jixiao.forms.read.pdfgrid import PageGrid, has_form_words, holds_form_words, page_grids, printed_order
from jixiao.forms.read.pdfpage import page_text, read_page
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Callable

    from pypdfium2 import PdfDocument

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.ocr import Scan
    from jixiao.forms.read.pdfpage import Page
    from jixiao.plan.values import Problem

MAX_PAGES = 2_000
"""No published report comes near; beyond, the file is not read at all."""
_LONG = 20
"""Of a document of more pages only those are looked at closely that may belong to a form."""
_PASSWORD = 4
T = TypeVar("T")


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
        if count <= _LONG:
            return [_page(document, index, name) for index in range(count)]
        return _of_report(document, count, name)
    finally:
        document.close()


def _of_report(document: PdfDocument, count: int, name: str) -> list[Page]:
    """The pages of a long document: those that cannot belong to a form are left out, without looking closely at them.

    A form may go on over pages without any of its header words: as long as they have tables.
    """
    pages: list[Page] = []
    going_on = False
    for index in range(count):
        text = _text(document, index, name)
        words = holds_form_words("".join(text.split()))
        if text.strip() and not words and not going_on:
            continue
        page = _page(document, index, name)
        going_on = words or (going_on and bool(page.horizontal and page.vertical))
        pages.append(page)
    if not any(page.chars for page in pages):  # a report with text all the same, not a scan
        pages = [_page(document, 0, name), *(page for page in pages if page.number > 1)]
    return pages


def read_pdf(data: bytes, name: str, lang: str = "zh") -> tuple[list[Grid], list[Problem]]:
    """The tables and lines of text of a PDF. Pages that are only pictures are recognised if the extra ``ocr`` is there.

    Raises:
        JixiaoError: encrypted, damaged, too long, empty, or scanned throughout without the extra.
    """
    pages, scans, problems = seen_pages(data, name, lang)
    if not any(page.chars for page in pages):
        raise JixiaoError(
            "empty-pdf",
            "PDF 里没有任何文字。请确认文件。",
            "The PDF holds no text at all. Check the file.",
            name,
        )
    grids = grids_of(pages, name or None)
    problems += [problem(*doubt, lang) for grid in grids if isinstance(grid, PageGrid) for doubt in grid.doubts]
    used = {grid.page for grid in grids if isinstance(grid, PageGrid)}
    order = printed_order([page for page in pages if page.number in used])
    if order:
        problems.append(problem("pages-out-of-order", order, Location(file=name or None), lang))
    if scans:
        from jixiao.forms.read.ocrdoubts import doubts

        problems += doubts(grids, scans, lang)
    return grids, problems


def seen_pages(data: bytes, name: str, lang: str = "zh") -> tuple[list[Page], list[Scan], list[Problem]]:
    """The pages as far as they can be seen: those that are pictures recognised, or told.

    Raises:
        JixiaoError: as ``read_pages``; scanned throughout without the extra ``ocr``.
    """
    pages = read_pages(data, name)
    scanned = [page.number for page in pages if _is_picture(page)]
    problems: list[Problem] = []
    scans: list[Scan] = []
    if scanned:
        from jixiao.forms.read.ocr import MAX_SCANNED, installed, require

        if len(scanned) == len(pages):
            require(name)
        if installed():
            scans = _recognised(data, scanned[:MAX_SCANNED])
            known = {scan.page.number: scan.page for scan in scans}
            pages = [known.get(page.number, page) for page in pages]
            late, code = scanned[MAX_SCANNED:], "scan-too-long"
        else:
            late, code = scanned, "scanned-page"
        problems = [problem(code, "", Location(file=name or None, page=page), lang, count=MAX_SCANNED) for page in late]
    return pages, scans, problems


def grids_of(pages: list[Page], file: str | None) -> list[Grid]:
    """Tables by their ruling lines, or by space where a form has none."""
    grids = page_grids(pages, file)
    if any(grid.table for grid in grids) or not has_form_words(pages):
        return grids
    from jixiao.forms.read.pdfspace import space_grids

    return space_grids(pages, file)


def _is_picture(page: Page) -> bool:
    """Whether a page's text can only be had by recognising it: a scan, or letters of fonts without a map."""
    unknown = sum("\ue000" <= char[0] <= "\uf8ff" or char[0] == "\ufffd" for char in page.chars)
    return (not page.chars and page.images > 0) or unknown > 0.3 * max(len(page.chars), 1)


def _recognised(data: bytes, numbers: list[int]) -> list[Scan]:
    import pypdfium2

    from jixiao.forms.read.ocr import DPI, MAX_PIXELS, read_scan

    found: list[Scan] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for number in numbers:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, (MAX_PIXELS / max(width * height, 1.0)) ** 0.5)
            picture = page.render(scale=scale, grayscale=True).to_numpy()
            found.append(read_scan(picture.reshape(picture.shape[:2]).copy(), number, scale))
            page.close()
    finally:
        document.close()
    return found


def _text(document: PdfDocument, index: int, name: str) -> str:
    return _checked(page_text, document, index, name)


def _page(document: PdfDocument, index: int, name: str) -> Page:
    return _checked(read_page, document, index, name)


def _checked(work: Callable[[PdfDocument, int], T], document: PdfDocument, index: int, name: str) -> T:
    import pypdfium2

    try:
        return work(document, index)
    except pypdfium2.PdfiumError:
        raise JixiaoError(
            "damaged-pdf",
            f"PDF 第{index + 1}页读不出来，可能已损坏。请重新取得文件。",
            f"Page {index + 1} of the PDF cannot be read; it may be damaged. Get the file again.",
            name,
        ) from None
