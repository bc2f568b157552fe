"""Generated forms for the benches: made by rule with a seed, in every format, and read back."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.generated import drawn, scans
from tests.generated.fresh_two import FRESH
from tests.generated.kinds_more import KINDS
from tests.generated.later import LATER
from tests.generated.provincial import PROVINCIAL
from tests.generated.unseen import UNSEEN

from jixiao.forms.read import ocr
from jixiao.forms.write import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from tests.generated.truth import Truth

    from jixiao.forms.layout import FormTable

    Family = Literal["tuned", "apart", "provincial", "fresh", "later"]
    Make = Callable[[random.Random], tuple[Truth, FormTable]]

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
THROUGH_OFFICE, SCANNED = 2, 1
"""Documents of each layout that go through LibreOffice, and that are scanned."""


def _layouts(kinds: dict[str, dict[str, Make]]) -> dict[tuple[str, str], Make]:
    return {(kind, layout): make for kind, layouts in kinds.items() for layout, make in layouts.items()}


LAYOUTS: dict[Family, dict[tuple[str, str], Make]] = {
    "tuned": _layouts(KINDS),
    "apart": _layouts(UNSEEN),
    "provincial": _layouts(PROVINCIAL),
    "fresh": _layouts(FRESH),
    "later": _layouts(LATER),
}


def source(kind: str, layout: str, seed: int, family: Family = "tuned") -> tuple[Truth, FormTable, random.Random]:
    """A form with what it says, and the source of randomness that made it (for its looks)."""
    rng = random.Random(f"{kind}/{layout}/{seed}")
    return *LAYOUTS[family][kind, layout](rng), rng


def office(files: dict[str, bytes], ending: str) -> dict[str, bytes]:
    """Files as LibreOffice saves them with another ending, all in one run, by their names."""
    with tempfile.TemporaryDirectory() as folder:
        there = Path(folder) / "out"
        paths = []
        for name, data in files.items():
            path = Path(folder) / name
            path.write_bytes(data)
            paths.append(str(path))
        command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", ending, "--outdir", str(there)]  # fmt: skip
        subprocess.run([*command, *paths], check=True, capture_output=True, timeout=1200)
        return {name: (there / name).with_suffix("." + ending.split(":", maxsplit=1)[0]).read_bytes() for name in files}


def documents(count: int, family: Family = "tuned") -> dict[tuple[str, str], dict[str, list[tuple[Truth, bytes]]]]:
    """``count`` forms of each layout in every format; the first also through LibreOffice and as a scan."""
    found: dict[tuple[str, str], dict[str, list[tuple[Truth, bytes]]]] = {}
    stage: dict[str, tuple[tuple[str, str], Truth, bytes]] = {}
    for number, (kind, layout) in enumerate(LAYOUTS[family]):
        held = found.setdefault((kind, layout), {})
        for seed in range(count):
            truth, table, rng = source(kind, layout, seed, family)
            for form in ("xlsx", "docx", "html", "pdf"):
                data = write(table, form)
                held.setdefault(form, []).append((truth, data))
                if form in {"xlsx", "docx"} and seed < THROUGH_OFFICE:
                    stage[f"{number}-{seed}.{form}"] = (kind, layout), truth, data
            held.setdefault("pdf, ruled", []).append((truth, drawn.pdf(table, drawn.ruled(rng))))
            truth, table, rng = source(kind, layout, seed, family)
            held.setdefault("pdf, no lines", []).append((truth, drawn.pdf(table, drawn.borderless(rng))))
            if ocr.installed() and seed < SCANNED:
                page = scans.scanned(drawn.pdf(table, drawn.to_scan(rng)), rng)
                held.setdefault("scan", []).append((truth, page))
    for through, data in _through_office({name: held[2] for name, held in stage.items()}) if OFFICE else ():
        for name, converted in data.items():
            key, truth, _ = stage[name]
            found[key].setdefault(through, []).append((truth, converted))
    return found


def _through_office(files: dict[str, bytes]) -> list[tuple[str, dict[str, bytes]]]:
    """Word and Excel files as LibreOffice prints them and as it saves them, Word by way of its own format."""
    word = {name: data for name, data in files.items() if name.endswith("docx")}
    excel = {name: data for name, data in files.items() if name.endswith("xlsx")}
    own = {name.replace(".docx", ".odt"): data for name, data in office(word, "odt").items()}
    return [
        ("docx>office>pdf", office(word, "pdf")),
        ("xlsx>office>pdf", office(excel, "pdf")),
        ("docx>office>docx", {name.replace(".odt", ".docx"): data for name, data in office(own, "docx").items()}),
        ("xlsx>office>xlsx", office(excel, "xlsx:Calc MS Excel 2007 XML")),
    ]
