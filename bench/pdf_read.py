"""Reading a ruled PDF against PDFium loading the same characters, and against pdfplumber taking its tables out."""

from __future__ import annotations

import ctypes
import io
import warnings

import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium
from _common import SAMPLES, best, faster, line

from jixiao import read
from jixiao.forms.layouts import targets
from jixiao.forms.write import write

warnings.filterwarnings("ignore")


def characters(data: bytes) -> int:
    """Every character with its code and box: the least a reader by geometry must load."""
    document = pypdfium2.PdfDocument(data)
    box = pdfium.FS_RECTF()
    at = ctypes.byref(box)
    total = 0
    for number in range(len(document)):
        page = document[number]
        text = pdfium.FPDFText_LoadPage(page)
        count = pdfium.FPDFText_CountChars(text)
        for index in range(count):
            pdfium.FPDFText_GetUnicode(text, index)
            pdfium.FPDFText_GetLooseCharBox(text, index, at)
        total += count
        pdfium.FPDFText_ClosePage(text)
        page.close()
    document.close()
    return total


def plumber(data: bytes) -> int:
    with pdfplumber.open(io.BytesIO(data)) as document:
        return sum(len(table) for page in document.pages for table in page.extract_tables())


published = (SAMPLES.parents[2] / "tests" / "documents" / "tianjin-miit-2025.pdf").read_bytes()
written = write(targets(read(published, name="a.pdf").plan), "pdf")
for name, data in (("published, by an office program", published), ("written by Jixiao", written)):
    ours, base = best(lambda data=data: read(data, name="a.pdf"), lambda data=data: characters(data), rounds=15)
    (theirs,) = best(lambda data=data: plumber(data), rounds=2)
    print(f"{name}: {characters(data)} characters")
    line("  open to plan, against PDFium's characters", ours, base, 2)
    faster("  open to plan, against pdfplumber's tables", ours, theirs, 10)
