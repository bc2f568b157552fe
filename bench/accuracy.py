"""How much of generated forms is read exactly, by form, format and layout; and how often a spoilt form is misread in silence.

Every document is made by rule with a seed (synthetic); what it says is known. The first seeds of each
layout were looked at while the readers were written; those of the spoilt documents were not.

    python bench/accuracy.py [documents a layout] [spoilt documents]
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jixiao.plan import Reading

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.generated import damage, drawn, scans
from tests.generated.kinds import KINDS
from tests.generated.truth import compare

from jixiao import check, read
from jixiao.errors import JixiaoError
from jixiao.forms.read import ocr
from jixiao.forms.write import write

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 5
SPOILT = int(sys.argv[2]) if len(sys.argv) > 2 else 400
BARS = {
    **dict.fromkeys(("xlsx", "docx", "html", "pdf"), 1.0),
    **dict.fromkeys(("pdf, ruled", "docx>office>pdf", "xlsx>office>pdf"), 0.995),
    "pdf, no lines": 0.98,
    "scan": 0.97,
}
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def converted(files: dict[str, bytes]) -> dict[str, bytes]:
    """Office files as PDF by LibreOffice, all in one run."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for name, data in files.items():
            path = Path(folder) / name
            path.write_bytes(data)
            paths.append(str(path))
        command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf", "--outdir", folder]  # fmt: skip
        subprocess.run([*command, *paths], check=True, capture_output=True, timeout=1200)
        return {name: (Path(folder) / name).with_suffix(".pdf").read_bytes() for name in files}


def source(kind: str, layout: str, seed: int) -> tuple[object, object, random.Random]:
    rng = random.Random(f"{kind}/{layout}/{seed}")
    return *KINDS[kind][layout](rng), rng


def told_of(reading: Reading) -> Counter[str]:
    """The findings about a form, by rule."""
    found = check(
        reading.plan, actuals=reading.actuals, printed_scores=reading.printed_scores, problems=reading.problems
    )
    return Counter(finding.rule for finding in found)


total: dict[str, list[int]] = {}
print(f"{'form':<12}{'layout':<19}{'format':<17}{'documents exact':>16}{'fields right':>16}")
for kind, layouts in KINDS.items():
    for layout in layouts:
        documents: dict[str, list[tuple[object, bytes]]] = {}
        office: dict[str, bytes] = {}
        truths = []
        for seed in range(COUNT):
            for form in ("xlsx", "docx", "html", "pdf"):
                truth, table, _ = source(kind, layout, seed)
                data = write(table, form)
                documents.setdefault(form, []).append((truth, data))
                if OFFICE and form in {"xlsx", "docx"} and seed < 2:
                    office[f"{form}-{seed}.{form}"] = data
            truths.append(truth)
            truth, table, rng = source(kind, layout, seed)
            documents.setdefault("pdf, ruled", []).append((truth, drawn.pdf(table, drawn.ruled(rng))))
            documents.setdefault("pdf, no lines", []).append((truth, drawn.pdf(table, drawn.borderless(rng))))
            if ocr.installed() and seed < 1:
                page = scans.scanned(drawn.pdf(table, drawn.to_scan(rng)), rng)
                documents.setdefault("scan", []).append((truth, page))
        if office:
            for name, data in converted(office).items():
                form, seed = name.split(".")[0].split("-")
                documents.setdefault(f"{form}>office>pdf", []).append((truths[int(seed)], data))
        for form, held in documents.items():
            exact = facts = failed = 0
            for truth, data in held:
                try:
                    count, wrong = compare(truth, read(data, name="form"))
                except JixiaoError:
                    count, wrong = 50, ["refused"] * 50
                exact, facts, failed = exact + (not wrong), facts + count, failed + min(len(wrong), count)
            print(f"{kind:<8}{layout:<19}{form:<17}{exact:>8}/{len(held):<4}{facts - failed:>10}/{facts}")
            for n, value in enumerate((exact, len(held), facts - failed, facts)):
                total.setdefault(form, [0, 0, 0, 0])[n] += value
print("\nall layouts")
for form, (exact, held, right, facts) in total.items():
    share = right / facts
    verdict = "ok" if share >= BARS[form] else "BELOW THE BAR"
    print(
        f"{form:<17}{exact:>6}/{held:<5} documents   {100 * share:8.3f} % of {facts} fields   (bar {100 * BARS[form]:g} %)  {verdict}"
    )

# -- spoilt documents -----------------------------------------------------------------------

WAYS = ("cells swapped", "cell emptied", "text cut", "line not drawn", "page lost", "pages shuffled")
silent: Counter[str] = Counter()
made: Counter[str] = Counter()
changed: Counter[str] = Counter()
rng = random.Random("spoilt")
names = [(kind, layout) for kind, layouts in KINDS.items() for layout in layouts]
started = time.perf_counter()
for number in range(SPOILT):
    kind, layout = rng.choice(names)
    way = WAYS[number % len(WAYS)]
    truth, table, style = source(kind, layout, 1000 + number)
    if way in WAYS[:3]:
        spoil = {"cells swapped": damage.swapped, "cell emptied": damage.emptied, "text cut": damage.shortened}[way]
        whole, data = write(table, "xlsx"), write(spoil(table, rng), "xlsx")
    else:
        look = drawn.ruled(style)
        look.size, look.again = 12.0, True  # more pages
        whole = drawn.pdf(table, look)
        lines = way == "line not drawn"
        data = damage.without_a_line(whole, rng) if lines else damage.paged(whole, rng, lose=way == "page lost")
    made[way] += 1
    before = read(whole, name="whole")
    try:
        after = read(data, name="spoilt")
    except JixiaoError:
        continue
    wrong = [fact for fact in compare(truth, after)[1] if ": None, not" not in fact and ": '', not" not in fact]
    if not wrong:  # right, or absent
        continue
    changed[way] += 1
    told = told_of(after) - told_of(before)
    doubts = Counter(doubt.code for doubt in after.problems) - Counter(doubt.code for doubt in before.problems)
    if not told and not doubts:
        silent[way] += 1
print(
    f"\n{SPOILT} spoilt documents ({time.perf_counter() - started:.0f} s): read otherwise than the whole form, without a doubt or a finding"
)
for way in WAYS:
    print(f"{way:<16}{silent[way]:>5} of {made[way]:<5} ({changed[way]} changed what is read)")
print(f"in all          {sum(silent.values()):>5} of {SPOILT}   {100 * sum(silent.values()) / max(SPOILT, 1):.1f} %")
