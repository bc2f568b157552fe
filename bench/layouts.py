"""How much of published layouts is read exactly: the texts as they were found, and the same forms drawn anew.

The layouts of tests/documents/found were looked at while the readers were written, those of ``more`` when they were
improved; ``apart`` are only measured, and of them only shares are printed. A layout is recoverable if a careful person
could tell its rows from the text alone. Drawn anew are all of them, by their truth, in columns, orders and words at
random, as files and flattened into text.

    python bench/layouts.py [found|more|apart|all] [show]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.found import APART, FOUND, MORE, names_in, text, truth
from tests.generated import anew
from tests.generated.flattened import TOOL, WAYS
from tests.measured import Measure, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

SEEDS = 4
FORMATS = ("html", "docx", "xlsx", "pdf")
FOLDERS = {"found": FOUND, "more": MORE, "apart": APART}


def as_text(folder: Path, name: str) -> Measure:
    return measure(truth(name, folder), text(name, folder).encode(), f"{name}.txt")


def line(what: str, held: Sequence[tuple[str, Measure]], *, show: bool) -> None:
    facts, right = sum(m.facts for _, m in held), sum(m.right for _, m in held)
    silent, lost = sum(len(m.silent) for _, m in held), sum(len(m.lost) for _, m in held)
    exact = sum(m.exact for _, m in held)
    print(
        f"{what:<28}{exact:>5}/{len(held):<5} exact {100 * right / max(facts, 1):7.2f} % of {facts:<6} fields right"
        f"{silent:>6} wrong in silence{lost:>6} absent in silence"
    )
    for name, found in held if show else ():
        if not found.exact:
            print(f"    {name}: {found.right} of {found.facts}")
            for text_of in dict.fromkeys([*found.wrong, *found.absent]):
                quiet = text_of in found.silent or text_of in found.lost
                print(f"        {'SILENT ' if quiet else ''}{text_of}")


def report(which: str, *, show: bool) -> None:
    folder = FOLDERS[which]
    show = show and which != "apart"
    names = names_in(folder)
    told = {name: truth(name, folder)["recoverable"] for name in names}
    texts = [(name, as_text(folder, name)) for name in names]
    print(f"{which}: {len(names)} layouts, {sum(told.values())} recoverable")
    line("text, recoverable", [pair for pair in texts if told[pair[0]]], show=show)
    line("text, not recoverable", [pair for pair in texts if not told[pair[0]]], show=show)
    anything = [(name, truth(name, folder), seed) for name in names for seed in range(SEEDS)]
    for form in FORMATS:
        made = [(f"{name}/{seed}", *anew.file(facts, name, seed, form)) for name, facts, seed in anything]
        line(f"drawn anew, {form}", [(name, measure(said, data, f"a.{form}")) for name, said, data in made], show=show)
    for way in sorted(set(WAYS) - set(TOOL)):
        made = [(f"{name}/{seed}", *anew.text(facts, name, seed, way)) for name, facts, seed in anything]
        line(f"text anew, {way}", [(name, measure(said, data, "a.txt")) for name, said, data in made], show=show)
    print()


which = sys.argv[1] if len(sys.argv) > 1 else "all"
for each in FOLDERS if which == "all" else [which]:
    report(each, show="show" in sys.argv[2:])
