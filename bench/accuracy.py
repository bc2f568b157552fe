"""How much of generated forms is read exactly, by form, format and layout.

Every document is made by rule with a seed (synthetic); what it says is known. The first seeds of the layouts in
tests/generated/kinds.py and apart.py were looked at while the readers were written. The layouts of
tests/generated/unseen.py were written without running a reader on them; their first figures stand there, and they are
still reported apart, though readers were repaired for them since; so are the forms of provinces in
tests/generated/provincial.py and fresh_one.py. LibreOffice, where it is installed, turns Word and Excel
files into PDF and saves them anew.

    python bench/accuracy.py [documents a layout] [all|tuned|apart|provincial|fresh|later]
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from _generated import OFFICE, documents
from tests.generated.truth import compare_all

from jixiao.errors import JixiaoError
from jixiao.forms.read import ocr, read_all

if TYPE_CHECKING:
    from _generated import Family

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 5
WHICH = sys.argv[2] if len(sys.argv) > 2 else "all"
BARS = {
    **dict.fromkeys(("xlsx", "docx", "html", "pdf", "docx>office>docx", "xlsx>office>xlsx"), 1.0),
    **dict.fromkeys(("pdf, ruled", "docx>office>pdf", "xlsx>office>pdf"), 0.995),
    "pdf, no lines": 0.98,
    "scan": 0.97,
}


TITLES: dict[Family, str] = {
    "tuned": "layouts of the tuning set",
    "apart": "layouts written apart: without a look at the readers, which were repaired for them since; first figures in tests/generated/unseen.py",
    "provincial": "layouts of provinces; first figures in tests/generated/provincial.py",
    "later": "careless layouts, six of them no form's; first figures in tests/generated/later.py",
    "fresh": "layouts written by someone who knew no reader; first figures in tests/generated/fresh_one.py",
}


def report(family: Family) -> None:
    """One line a layout and format, then the sum of each format against its bar."""
    total: dict[str, list[int]] = {}
    print(f"{'form':<12}{'layout':<19}{'format':<19}{'documents exact':>16}{'fields right':>16}  absent or told")
    for (kind, layout), forms in documents(COUNT, family).items():
        for form, held in forms.items():
            exact = facts = failed = told = 0
            for truth, data in held:
                try:
                    readings = read_all(data, name="form")
                    count, wrong = compare_all(truth, readings)
                    doubts = any(reading.problems for reading in readings)
                except JixiaoError:
                    count, wrong, doubts = 50, ["refused"] * 50, True
                exact, facts, failed = exact + (not wrong), facts + count, failed + min(len(wrong), count)
                told += bool(wrong) and doubts
            print(
                f"{kind:<8}{layout:<19}{form:<19}{exact:>8}/{len(held):<4}{facts - failed:>10}/{facts:<8}{told:>4} of {len(held) - exact} documents"
            )
            for n, value in enumerate((exact, len(held), facts - failed, facts)):
                total.setdefault(form, [0, 0, 0, 0])[n] += value
    print("\nall " + TITLES[family])
    for form, (exact, held_all, right, facts) in total.items():
        share = right / facts
        verdict = "ok" if share >= BARS[form] else "BELOW THE BAR"
        print(
            f"{form:<19}{exact:>6}/{held_all:<5} documents   {100 * share:8.3f} % of {facts} fields   (bar {100 * BARS[form]:g} %)  {verdict}"
        )
    print()


if not OFFICE:
    print("LibreOffice is not installed: nothing goes through it")
if not ocr.installed():
    print("OCR is not installed: no scans")
for family in TITLES:
    if WHICH in {"all", family}:
        report(family)
