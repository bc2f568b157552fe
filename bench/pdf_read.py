"""Reading ruled PDFs, open to plan, side by side with PDFium's characters and with other programs' tables.

Each document is the same form of 111 indicators; fonts that are embedded and fonts that are only named stand
apart, because without their programs there is less to load for everyone. All take turns in one process; processor time is compared,
but for tabula, whose work is done by a Java program.
"""

from __future__ import annotations

import ctypes
import sys
import time
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pypdfium2
import pypdfium2.raw as pdfium
from _common import SAMPLES, best, faster, line
from _documents import by_office, by_report_server
from _peers import indicators, peers, share, truth
from tests.generated.fonts import font_programs, without_fonts

from jixiao import read
from jixiao.forms.layouts import targets
from jixiao.forms.write import write
from jixiao.plan import Plan, from_json

ROUNDS, SLOW_ROUNDS = 25, 4
LEAST = {True: {"pdfplumber": 10.0, "camelot-py": 4.0}, False: {"pdfplumber": 3.5, "camelot-py": 1.8}}
"""How many times faster Jixiao is at least, with fonts embedded and without."""


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


def documents() -> dict[str, bytes]:
    """The same form as several programs print it."""
    root = SAMPLES.parents[2] / "tests"
    published = (root / "documents" / "tianjin-miit-2025.pdf").read_bytes()
    table = targets(PLAN)
    written = write(table, "pdf")
    office = by_office(write(table, "xlsx"))
    found = {"published, by an office program": published, "written by Jixiao": written}
    if office is not None:
        found["by LibreOffice from xlsx"] = office
    named = {f"{name}, without its fonts": without_fonts(data) for name, data in found.items()}
    return {**found, **named, "by a report server, STSong-Light by name": by_report_server(table)}


def compare(data: bytes, *, embedded: bool) -> None:
    """Print the times and shares for one document."""
    works = peers()
    raced = [name for name in works if name.split()[0] in LEAST[embedded]]
    ours, base = best(
        lambda: read(data, name="a.pdf"), lambda: characters(data), rounds=ROUNDS, clock=time.process_time
    )
    again, *theirs = best(
        lambda: read(data, name="a.pdf"),
        *(partial(works[name], data) for name in raced),
        rounds=SLOW_ROUNDS,
        clock=time.process_time,
    )
    ours = min(ours, again)
    seconds = dict(zip(raced, theirs, strict=True))
    plan = read(data, name="a.pdf").plan
    if embedded:
        line("  open to plan, against PDFium's characters", ours, base, 2)
    else:
        print(f"{'  open to plan, against PDFium':<44} {ours * 1000:9.2f} ms   {ours / base:6.2f} ×   (no bar)")
    whole = "whole plan equal" if plan == PLAN else "WHOLE PLAN NOT EQUAL"
    print(f"{'  indicators exactly right':<44} {100 * share(truth(plan), RIGHT):9.1f} %    {whole}")
    for name, work in works.items():
        started = time.perf_counter()
        found = indicators(work(data))
        taken = seconds.get(name, time.perf_counter() - started)
        what = f"  {name}: {100 * share(found, RIGHT):.1f} % right"
        least = LEAST[embedded].get(name.split()[0])
        if least is not None:
            faster(what, ours, taken, least)
        else:
            print(
                f"{what:<44} {ours * 1000:9.2f} ms   {taken / ours:6.1f} × faster than {taken * 1000:.0f} ms   (once, no bar)"
            )


PLAN = from_json((SAMPLES.parents[2] / "tests" / "golden" / "tianjin-miit-2025.plan.json").read_bytes(), Plan)
RIGHT = truth(PLAN)
if __name__ == "__main__":
    for title, document in documents().items():
        named = font_programs(document) == 0
        print(f"\n{title}: fonts {'not ' if named else ''}embedded, {characters(document)} characters by PDFium")
        compare(document, embedded=not named)
