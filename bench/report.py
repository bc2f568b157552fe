"""A form inside a budget report of 300 pages, against PDFium loading the text of all its pages; memory of a process."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from _common import SAMPLES, best, line

from jixiao import read

PAGES = 300
WORDS = "部门预算公开说明：本部门严格执行预算管理各项规定，收入支出按功能分类科目编制。"


def page(number: int) -> bytes:
    """A page of running text, as a word processor leaves it."""
    import typst

    from jixiao.forms.write.pdf import _fonts

    text = "\n\n".join(f"（{number}.{n}）" + WORDS * 6 for n in range(7))
    source = f'#set page(paper: "a4")\n#set text(font: "Noto Sans CJK SC", size: 11pt)\n{text}'
    return bytes(typst.compile(source.encode(), format="pdf", font_paths=_fonts(), ignore_system_fonts=True))


def text_of_all(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    total = 0
    for number in range(len(document)):
        held = document[number]
        text = pdfium.FPDFText_LoadPage(held)
        total += pdfium.FPDFText_CountChars(text)
        pdfium.FPDFText_ClosePage(text)
        held.close()
    document.close()
    return total


if len(sys.argv) > 1:
    read(sys.argv[1])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    raise SystemExit
form = (SAMPLES.parents[2] / "tests" / "documents" / "tianjin-miit-2025.pdf").read_bytes()
writer = pypdf.PdfWriter()
running = [pypdf.PdfReader(io.BytesIO(page(number))).pages[0] for number in range(10)]
inside = pypdf.PdfReader(io.BytesIO(form)).pages
for number in range(PAGES - len(inside)):
    writer.add_page(running[number % len(running)])
    if number == 150:
        for held in inside:
            writer.add_page(held)
out = io.BytesIO()
writer.write(out)
report = out.getvalue()
assert len(read(report, name="report.pdf").plan.indicators) == 111
ours, base = best(lambda: read(report, name="report.pdf"), lambda: text_of_all(report), rounds=5)
print(f"a report of {PAGES} pages with {text_of_all(report)} characters, the form on {len(inside)} of them")
line("  open to plan, against PDFium's text of all pages", ours, base, 1.3)
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "report.pdf"
    path.write_bytes(report)
    done = subprocess.run([sys.executable, __file__, str(path)], check=True, capture_output=True, text=True)
    print(
        f"  peak memory of the process {int(done.stdout)} MB   (under 150 MB)  {'ok' if int(done.stdout) < 150 else 'TOO MUCH'}"
    )
