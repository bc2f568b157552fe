"""Writing the official PDF (warm) against LibreOffice converting the same form as xlsx."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from _common import TEXT, best, faster

from jixiao import read
from jixiao.forms.layouts import targets
from jixiao.forms.write import write

text = TEXT.read_text(encoding="utf-8")
# every round draws another department's form: the typesetter remembers what it has drawn before
tables = iter(
    [
        targets(read(text.replace("企业", f"企业{n}").replace("≥", f"≥{n}").encode(), name="form.txt").plan)
        for n in range(11)
    ]
)
table = targets(read(TEXT).plan)
(ours,) = best(lambda: write(next(tables), "pdf"), rounds=10)
office = shutil.which("soffice") or shutil.which("libreoffice")
if office is None:
    print(f"write the PDF, warm: {ours * 1000:.0f} ms; LibreOffice is not installed, so there is no comparison")
else:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "form.xlsx"
        book.write_bytes(write(table, "xlsx"))
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
        ]
        seconds = []
        for _ in range(3):
            started = time.perf_counter()
            subprocess.run([*command, str(book)], capture_output=True, check=True)
            seconds.append(time.perf_counter() - started)
        faster("write the PDF, warm", ours, min(seconds), 20)
