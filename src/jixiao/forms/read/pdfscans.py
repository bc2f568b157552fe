"""Pages of a PDF that are only pictures: which of them are recognised, and what is told of the others.

Recognising a page takes seconds. In a long report with text that is spent where a form can be: on the pictures that
follow a heading or an entry of the contents that names one, or go on from a form's own pages.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from jixiao.forms.read import budget, whatis
from jixiao.forms.read.pdf import grids_of, is_picture
from jixiao.forms.read.pdfpictures import check_pictures, on_text_pages, opened, rendered, usual_scale
from jixiao.forms.read.problems import problem
from jixiao.forms.read.scansearch import form_pages
from jixiao.plan.normal import normal
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.ocr import Scan
    from jixiao.forms.read.pdf import Pdf
    from jixiao.plan.values import Problem

_CHOSEN = 50
"""Pages that are recognised of those a person chose."""
_FORM = re.compile(
    r"(?:附[件表]\s*\d*\s*:\s*)?[^。,;:!?《]{0,30}绩效(?:目标(?:申报|自评|审批|批复|情况|公开)?表|自评表|(?:目标)?(?:执行|运行)*监控(?:情况)?表)"
    r"(?:\([^()]{0,24}\))?(?:[.…·\s]*(?P<page>\d{1,3}))?"
)
"""A line that is the title of a form, or the entry of one in the contents with its page."""


def recognise(data: bytes, pdf: Pdf, name: str, lang: str, *, chosen: bool) -> tuple[Pdf, list[Scan], list[Problem]]:
    """The document with those of its pictures recognised that may belong to a form; a problem for those that are not.

    ``chosen`` tells that a person chose the pages.

    Raises:
        JixiaoError: scanned throughout, and the extra ``ocr`` is not there.
    """
    from jixiao.forms.read.ocr import MAX_SCANNED, installed, require

    pictures = [page.number for page in pdf.pages if is_picture(page)]
    if pictures and len(pictures) == len(pdf.pages):
        require(name)
    most = _CHOSEN if chosen else MAX_SCANNED
    wanted = pictures if chosen else _worth(pdf, pictures)
    left: dict[str, list[int]] = {"pictures-unread": [number for number in pictures if number not in wanted]}
    whole: list[Scan] = []
    if wanted and not installed():
        left["scanned-page"] = wanted
    elif wanted:
        if len(wanted) > MAX_SCANNED and not chosen:
            found = form_pages(data, wanted, name)
            left["scan-searched"] = [number for number in wanted if number not in found] if found else []
            wanted = found or wanted
        left["scan-too-long"] = wanted[most:]
        budget.scans(len(wanted[:most]))
        whole = _recognised(data, wanted[:most], name)
    known = {scan.page.number: [scan.page] for scan in whole}
    pasted = on_text_pages(data, pdf.pages, headed(pdf.texts)[0], most - len(whole), name)
    left["picture-unread"] = pasted.unread
    known |= pasted.parts
    numbered = {page.number: [page] for page in pdf.pages} | known
    pages = [part for number in sorted(numbered) for part in numbered[number]]
    problems = [
        problem(code, ranges(numbers), Location(file=name or None, page=numbers[0]), lang, count=most)
        for code, numbers in left.items()
        if numbers
    ]
    unread = tuple(sorted({number for numbers in left.values() for number in numbers}))
    return pdf._replace(pages=pages, unread=unread), [*whole, *pasted.scans], problems


def read_photograph(data: bytes, name: str, lang: str = "zh") -> tuple[list[Grid], list[Problem], Scan]:
    """A photograph or scan as an image file: its tables and lines of text, the doubts about them.

    Raises:
        JixiaoError: as ``ocr.read_picture``.
    """
    from jixiao.forms.read.ocr import read_picture
    from jixiao.forms.read.ocrdoubts import doubts

    scan = read_picture(data, name)
    grids = grids_of([scan.page], name or None)
    return grids, doubts(grids, [scan], lang), scan


def ranges(numbers: Iterable[int]) -> str:
    """Numbers in order, those that follow one another as one: the way ``--pages`` takes them.

    >>> ranges([3, 5, 6, 7])
    '3,5-7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def headed(texts: Sequence[str]) -> tuple[set[int], list[int]]:
    """Of the texts of pages the numbers of those that name a form in a heading, and the pages that a list of contents names."""
    pages: set[int] = set()
    listed: list[int] = []
    for number, text in enumerate(texts, 1):
        for line in text.splitlines() if "绩效" in text else ():
            if match := _FORM.fullmatch(normal(line).strip()):
                if match["page"]:
                    listed.append(int(match["page"]))
                else:
                    pages.add(number)
    return pages, listed


def _worth(pdf: Pdf, pictures: Sequence[int]) -> list[int]:
    """Those of the pages that are pictures which may belong to a form."""
    if not any(text.strip() for text in pdf.texts):
        return list(pictures)  # short, or a scan throughout
    named, listed = headed(pdf.texts)
    after = named | pdf.worded
    """Pages that pictures of a form follow: those of a form, and those that name one in a heading."""
    if not after and not listed:
        return [] if whatis.tells("\n".join(pdf.texts)) else list(pictures)
    found = [number for number in pictures if any(number >= page for page in listed)]
    runs = {number: number - 1 in after for number in pictures}
    for before, number in pairwise(pictures):
        runs[number] = runs[number] or (before == number - 1 and runs[before])
    return sorted({*found, *(number for number, follows in runs.items() if follows)})


def _recognised(data: bytes, numbers: Sequence[int], name: str) -> list[Scan]:
    from jixiao.forms.read.ocr import read_scan

    found: list[Scan] = []
    with opened(data) as document:
        for number in numbers:
            page = document[number - 1]
            check_pictures(page, number, name)
            scale = usual_scale(page)
            found.append(read_scan(rendered(page, scale), number, scale))
            page.close()
    return found
