"""PDF documents as grids: the pages' characters and ruling lines through PDFium.

Scanned pages have no characters; they are recognised where the extra ``ocr`` is installed, else that is said.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from jixiao.errors import JixiaoError
from jixiao.forms.read.pdfgrid import PageGrid, page_grids
from jixiao.forms.read.pdfpage import page_text, read_page
from jixiao.forms.read.pdftables import goes_on_overleaf, head_overleaf
from jixiao.forms.read.pdftext import (
    has_form_words,
    holds_form_words,
    holds_head_words,
    is_page_number,
    joined,
    printed_order,
)
from jixiao.forms.read.pdfview import beyond, upright
from jixiao.forms.read.problems import problem
from jixiao.forms.read.whatis import not_recognised
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from pypdfium2 import PdfDocument

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.ocr import Scan
    from jixiao.forms.read.pdfpage import Char, Page
    from jixiao.plan.values import Problem

MAX_PAGES = 2_000
"""No published report comes near; beyond, the file is not read at all."""
LONG = 20
"""Of a document of more pages only those are looked at closely that may belong to a form."""
UNKNOWN = 0.3
"""A page with a larger part of characters that its fonts do not tell is looked at as a picture."""
_NUMBERED = 20
"""Characters of a page that tell whether it prints more than its number."""
_PASSWORD = 4
_TOLD = 200
"""Characters of texts set apart that are told."""
_SCRIPT = re.compile(rb"/S\s*/JavaScript\b|/JavaScript\s*(?:<<|\d+\s+\d+\s+R)")
T = TypeVar("T")


class Pdf(NamedTuple):
    """What was looked at of a PDF."""

    pages: list[Page]
    """As they are shown; of a long document those that may belong to a form."""
    length: int
    """Pages of the document."""
    texts: list[str]
    """Of a long document the text of every page."""
    worded: frozenset[int] = frozenset()
    """Of a long document the pages with words of a form's header, by their numbers."""
    scripts: bool = False
    """Whether it carries JavaScript."""
    attached: int = 0
    """Files it carries."""
    unread: tuple[int, ...] = ()
    """Pages that are pictures and were not recognised."""


def read_pages(data: bytes, name: str, only: Collection[int] = ()) -> Pdf:
    """The pages of a PDF, or only some of them (by their numbers from 1).

    Raises:
        JixiaoError: encrypted, damaged, too long, or without any of the pages asked for.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

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
        if document.get_formtype() != 0:
            document.init_forms()
        count = len(document)
        if count > MAX_PAGES:
            raise JixiaoError(
                "too-many-pages",
                f"PDF 有{count}页，超过{MAX_PAGES}页。请只保留绩效表所在的页。",
                f"The PDF has {count} pages, more than {MAX_PAGES}. Keep only the pages of the form.",
                name,
            )
        chosen = [index for index in range(count) if not only or index + 1 in only]
        if not chosen:
            raise JixiaoError(
                "no-such-pages",
                f"PDF 只有{count}页，没有所选的页。",
                f"The PDF has {count} pages and none of those chosen.",
                name,
            )
        whole = len(chosen) <= LONG or only
        pages = [_page(document, index, name) for index in chosen] if whole else []
        found = Pdf(pages, count, []) if whole else _of_report(document, count, name)
        scripts = pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0
        return found._replace(scripts=scripts, attached=document.count_attachments())
    finally:
        document.close()


def _of_report(document: PdfDocument, count: int, name: str) -> Pdf:
    """The pages of a long document: those that cannot belong to a form are left out, without looking closely at them.

    A form may go on over pages without any of its header words: as long as their tables go on with its own.
    """
    pages: list[Page] = []
    texts: list[str] = []
    worded: list[int] = []
    before: Page | None = None
    head = -1
    for index in range(count):
        text, page = _checked(page_text, document, index, name)
        texts.append(text)
        plain = "".join(text.split())
        words, printed = holds_form_words(plain), not is_page_number(plain)
        if words:
            worded.append(index + 1)
        if printed and not words and before is None:
            head = index if holds_head_words(plain) else head
            continue
        page = page or _page(document, index, name)
        if words and before is None and head == index - 1 >= 0:
            first = _page(document, head, name)
            if head_overleaf(first, page):
                pages.append(first)
        if printed and not words and before is not None and not goes_on_overleaf(before, page):
            before = None
            continue
        before = page if words or (before is not None and page.horizontal and page.vertical) else None
        pages.append(page)
    if not any(page.chars for page in pages):  # a report with text all the same, not a scan
        pages = [_page(document, 0, name), *(page for page in pages if page.number > 1)]
    return Pdf(pages, count, texts, frozenset(worded))


def read_pdf(
    data: bytes, name: str, lang: str = "zh", only: Collection[int] = ()
) -> tuple[list[Grid], list[Problem], Pdf]:
    """The tables and lines of text of a PDF. Pages that are only pictures are recognised if the extra ``ocr`` is there.

    ``only`` are the numbers of the pages that are read; without them the whole document is, of a long one what may
    belong to a form.

    Raises:
        JixiaoError: encrypted, damaged, too long, empty, or scanned throughout without the extra.
    """
    pdf, scans, problems = seen_pages(data, name, lang, only)
    pages = pdf.pages
    if not any(page.chars for page in pages):
        zh, en = not_recognised(pdf.unread)
        raise JixiaoError(
            "empty-pdf",
            f"PDF 里没有任何文字。{zh}请确认文件。",
            f"The PDF holds no text at all.{en} Check the file.",
            name,
        )
    pages = [upright(page) for page in pages]
    grids = grids_of(pages, name or None)
    problems += [problem(*doubt, lang) for grid in grids if isinstance(grid, PageGrid) for doubt in grid.doubts]
    problems += _told(pages, name, lang)
    used = {grid.page for grid in grids if isinstance(grid, PageGrid)}
    order = printed_order([page for page in pages if page.number in used])
    if order:
        problems.append(problem("pages-out-of-order", order, Location(file=name or None), lang))
    if scans:
        from jixiao.forms.read.ocrdoubts import doubts

        problems += doubts(grids, scans, lang)
    return grids, problems + _carried(data, pdf, name, lang), pdf


def _told(pages: list[Page], name: str, lang: str) -> list[Problem]:
    """Texts set apart on the pages: each once, where it stands first."""
    first: dict[str, tuple[int, dict[str, None]]] = {}
    for page in pages:
        for code, text in page.apart:
            first.setdefault(code, (page.number, {}))[1].setdefault(text)
    return [
        problem(code, _listed(texts), Location(file=name or None, page=number), lang)
        for code, (number, texts) in first.items()
    ]


def _listed(texts: Iterable[str]) -> str:
    """Texts one after another; those of single letters, as round a seal, as one."""
    shown = ""
    for text in texts:
        shown += text if len(text) == 1 or not shown else f" {text}"
    return shown[:_TOLD]


def seen_pages(
    data: bytes, name: str, lang: str = "zh", only: Collection[int] = ()
) -> tuple[Pdf, list[Scan], list[Problem]]:
    """The pages as far as they can be seen: those that are pictures recognised, or told.

    Raises:
        JixiaoError: as ``read_pages``; scanned throughout without the extra ``ocr``.
    """
    pdf = read_pages(data, name, only)
    scans: list[Scan] = []
    problems: list[Problem] = []
    if any(page.images for page in pdf.pages) or any(map(is_picture, pdf.pages)) or pdf.texts:
        from jixiao.forms.read.pdfscans import recognise

        pdf, scans, problems = recognise(data, pdf, name, lang, chosen=bool(only))
    problems += [
        problem("font-without-map", "", Location(file=name or None, page=page.number), lang)
        for page in pdf.pages
        if 0 < page.unmapped <= UNKNOWN
    ]
    return pdf, scans, problems


def grids_of(pages: list[Page], file: str | None) -> list[Grid]:
    """Tables by their ruling lines, or by space where a form has none."""
    grids = page_grids(pages, file)
    if any(grid.table for grid in grids) or not has_form_words(pages):
        return grids
    from jixiao.forms.read.pdfspace import space_grids
    from jixiao.forms.read.spaceparts import parts_of

    return space_grids(parts_of([_without(page, beyond(page, page.chars)) for page in pages]), file)


def _without(page: Page, chars: list[Char]) -> Page:
    return page._replace(chars=[char for char in page.chars if char not in chars]) if chars else page


def is_picture(page: Page) -> bool:
    """Whether a page's text can only be had by recognising it: a scan, or letters of fonts without a map."""
    if page.unmapped > UNKNOWN or page.private > UNKNOWN:
        return True
    return page.images > 0 and is_page_number(joined(page.chars[:_NUMBERED]))


def _carried(data: bytes, pdf: Pdf, name: str, lang: str) -> list[Problem]:
    """What a PDF carries besides its pages, and is neither run nor read."""
    where = Location(file=name or None)
    found: list[Problem] = []
    if pdf.scripts or (b"/JavaScript" in data and _SCRIPT.search(data)):
        found.append(problem("scripts-ignored", "", where, lang))
    if pdf.attached > 0:
        found.append(problem("attachments-ignored", "", where, lang, count=pdf.attached))
    return found


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
