"""Budget reports of 300 pages with a form inside and without, against PDFium loading the text of all its pages; memory of a process."""

from __future__ import annotations

import contextlib
import io
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from _common import SAMPLES, best, line

from jixiao import read
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PAGES = 300
WORDS = "部门预算公开说明：本部门严格执行预算管理各项规定，收入支出按功能分类科目编制。"


def drawn(source: str, number: int) -> bytes:
    """One page by the typesetter, as a word processor leaves it."""
    import typst

    from jixiao.forms.write.pdf import _fonts

    text = f'#set page(paper: "a4")\n#set text(font: "Noto Sans CJK SC", size: 11pt)\n（{number}）{source}'
    return bytes(typst.compile(text.encode(), format="pdf", font_paths=_fonts(), ignore_system_fonts=True))


def page(number: int) -> bytes:
    """A page of running text."""
    return drawn("\n\n".join(f"（{number}.{n}）" + WORDS * 6 for n in range(7)), number)


def table(number: int) -> bytes:
    """A ruled table of revenue and expenditure, 26 rows of 6 columns."""
    heads = ("科目编码", "科目名称", "合计", "基本支出", "项目支出", "备注")
    rows = [
        (
            f"2{number:02}{n:02}01",
            "一般公共服务支出",
            f"{n * 1234 + number}.{n:02}",
            f"{n * 617}.50",
            f"{n * 617 + number}.00",
            "",
        )
        for n in range(1, 26)
    ]
    cells = "\n".join(f"[{cell}]," for row in (heads, *rows) for cell in row)
    return drawn(f"收支总表 单位：万元\n#table(columns: 6, {cells})", number)


def picture(number: int) -> bytes:
    """A sheet that was put in as a picture, with the number of its page as text."""
    import pypdfium2 as renderer

    image = renderer.PdfDocument(table(number))[0].render(scale=1.5).to_pil()
    out = io.BytesIO()
    image.convert("L").save(out, "PDF", resolution=108)
    return out.getvalue()


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


def report(kinds: Sequence[Callable[[int], bytes]], *, form: bytes | None) -> bytes:
    """A report of so many pages of these kinds in turn, the form in its middle if there is one."""
    writer = pypdf.PdfWriter()
    pages = [
        pypdf.PdfReader(io.BytesIO(kinds[number % len(kinds)](number))).pages[0] for number in range(5 * len(kinds))
    ]
    inside = pypdf.PdfReader(io.BytesIO(form)).pages if form else []
    for number in range(PAGES - len(inside)):
        writer.add_page(pages[number % len(pages)])
        if number == PAGES // 2:
            for held in inside:
                writer.add_page(held)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def measured(name: str, data: bytes) -> None:
    """Print time and memory of one report."""

    def ours() -> object:
        try:
            return read(data, name="report.pdf")
        except JixiaoError as error:
            return error

    seconds, base = best(ours, lambda: text_of_all(data), rounds=5, clock=time.process_time)
    found = ours()
    told = found.code if isinstance(found, JixiaoError) else f"{len(found.plan.indicators)} indicators"
    print(f"{name}: {PAGES} pages, {text_of_all(data)} characters; read as: {told}")
    line("  open to plan, against PDFium's text of all pages", seconds, base, 1.3)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        path.write_bytes(data)
        done = subprocess.run([sys.executable, __file__, str(path)], check=True, capture_output=True, text=True)
        verdict = "ok" if int(done.stdout) < 150 else "TOO MUCH"
        print(f"  peak memory of the process {int(done.stdout)} MB   (under 150 MB)  {verdict}")


if len(sys.argv) > 1:
    with contextlib.suppress(JixiaoError):
        read(sys.argv[1])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    raise SystemExit
published = (SAMPLES.parents[2] / "tests" / "documents" / "tianjin-miit-2025.pdf").read_bytes()
measured("running text, the form inside", report([page], form=published))
measured("text and ruled tables, the form inside", report([page, table, table], form=published))
measured("ruled tables only, the form inside", report([table], form=published))
measured("text, tables and sheets as pictures, no form", report([page, table, picture], form=None))
