"""How exactly generated scans are read: fields right, wrong figures, and wrong figures about which nothing is said.

Every document is made by rule with a seed (synthetic): drawn, printed at 150 dpi with noise and up to a
degree askew. A wrong figure is told if a doubt stands at its own cell, or at its row's cell of the sign.

    python bench/scans.py [documents] [first seed] [way] [tuned | apart]

Ways: ruled; borderless; turned by quarters of a circle; photograph; sealed (a red seal over it); sealed-grey (the same,
scanned in grey); copied (grey paper, pale ink, specks); scribbled (strokes of a pen over it); dotted (a needle printer's);
pressed (JPEG of quality 30); faxed (black and white at 100 dpi); curved (paper that does not lie flat); shadowed (by a hand);
rippled (moiré of a screen).
"""

from __future__ import annotations

import random
import re
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.generated import drawn, scans
from tests.generated.apart import APART
from tests.generated.kinds import KINDS
from tests.generated.truth import compare

from jixiao import read
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from jixiao.plan import Reading
    from jixiao.plan.values import Location

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 20
FIRST = int(sys.argv[2]) if len(sys.argv) > 2 else 5000
WAY = sys.argv[3] if len(sys.argv) > 3 else "ruled"
LAYOUTS = APART if sys.argv[4:] == ["apart"] else KINDS
MARKS = {
    "sealed": scans.sealed,
    "sealed-grey": lambda picture, rng: scans.sealed(picture, rng).convert("L"),
    "copied": scans.copied,
    "scribbled": scans.scribbled,
    "dotted": scans.dotted,
}
SPOILT = {
    "pressed": scans.pressed,
    "faxed": scans.faxed,
    "curved": scans.curved,
    "shadowed": scans.shadowed,
    "rippled": scans.rippled,
}
_FIGURES = re.compile(r"[^\d.≥≤<>=]+")


def document(number: int) -> tuple[object, bytes, str]:
    names = [(kind, layout) for kind, layouts in LAYOUTS.items() for layout in layouts]
    kind, layout = names[number % len(names)]
    rng = random.Random(f"scans/{kind}/{layout}/{number}")
    truth, table = LAYOUTS[kind][layout](rng)
    look = drawn.borderless(rng) if WAY == "borderless" else drawn.to_scan(rng)
    sheet = drawn.pdf(table, look)
    if WAY == "turned":
        return truth, scans.scanned(sheet, rng, turned=(90, 180, 270)[number % 3]), f"{kind}/{layout}"
    if WAY == "photograph":
        return truth, scans.photographed(sheet, rng), f"{kind}/{layout}"
    return truth, scans.scanned(sheet, rng, marked=MARKS.get(WAY), spoiled=SPOILT.get(WAY)), f"{kind}/{layout}"


def is_figure(read: str, real: str) -> bool:
    """Whether what is wrong is a figure or a sign, not only letters, and not only absent."""
    return read not in {"None", "''"} and _FIGURES.sub("", read) != _FIGURES.sub("", real)


def near(one: Location, other: Location) -> bool:
    """Whether two places share a row of a page, one above the other not counting."""
    if one.page != other.page or one.box is None or other.box is None:
        return False
    return one.box[1] < other.box[3] and other.box[1] < one.box[3]


def figures_of(text: str) -> str:
    return "".join(re.findall(r"[\d.]", text)).lstrip("0").rstrip("0").rstrip(".")


def told(fact: str, read: str, reading: Reading) -> bool:
    """Whether a doubt holds what was read, or stands at the cell."""
    where = reading.locations.get("/" + fact)
    for doubt in reading.problems:
        if (
            doubt.code in {"not-stored", "more-forms", "scan-without-lines", "scan-rough", "page-turned"}
            or doubt.location is None
        ):
            continue
        if where is not None and where == doubt.location:
            return True
        if read.strip("'") and read.strip("'") == doubt.text.replace("\n", ""):
            return True  # an actual value, whose place has another name
        if where is not None and near(where, doubt.location) and len(doubt.text) < 3:
            return True  # the sign in a column of its own
        for value in re.findall(r"\d[\d.]*", read):
            if figures_of(doubt.text) and figures_of(value) == figures_of(doubt.text):
                return True
    return False


exact = fields = failed = refused = unsaid = 0
figures: list[str] = []
silent: list[str] = []
doubts = 0
started = time.perf_counter()
for number in range(FIRST, FIRST + COUNT):
    truth, data, name = document(number)
    try:
        reading = read(data, name="scan")
    except JixiaoError as error:
        print(f"{number} {name}: refused, {error.code}")
        refused += 1
        fields, failed = fields + 50, failed + 50
        continue
    count, wrong = compare(truth, reading)
    exact, fields, failed = exact + (not wrong), fields + count, failed + min(len(wrong), count)
    doubts += len(reading.problems)
    unsaid += bool(wrong) and not reading.problems
    for line in wrong:
        fact, _, rest = line.partition(": ")
        got, _, real = rest.partition(", not ")
        flag = ""
        if real and is_figure(got, real):
            figures.append(line)
            if told(fact, got, reading):
                flag = "told"
            else:
                silent.append(f"{number} {name} {line}")
                flag = "SILENT"
        print(f"{number} {name}: {line} {flag}", flush=True)
took = time.perf_counter() - started
share = Decimal(100 * (fields - failed)) / max(fields, 1)
print(
    f"\n{COUNT} scans ({WAY}{', layouts kept apart' if LAYOUTS is APART else ''}, seeds {FIRST} to {FIRST + COUNT - 1}), {took:.0f} s; {doubts} doubts"
)
print(f"documents exact          {exact:>6}   ({refused} refused)")
print(f"not exact, nothing said  {unsaid:>6}")
print(f"fields right             {share:>8.2f} % of {fields}   (bar 97 %)   {'ok' if share >= 97 else 'BELOW THE BAR'}")
print(f"wrong figures and signs  {len(figures):>6}")
print(f"of them nothing is said  {len(silent):>6}   (bar 0)   {'ok' if not silent else 'ABOVE THE BAR'}")
for line in silent:
    print("  " + line)
