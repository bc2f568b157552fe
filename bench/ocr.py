"""Reading a scanned form against rapidocr's own time for the same pictures."""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import pypdfium2
from _common import SAMPLES, best, line
from tests.generated import scans

from jixiao import read
from jixiao.forms.read import ocr

if not ocr.installed():
    print("text recognition is not installed: no figures")
    raise SystemExit
from rapidocr import RapidOCR

published = (SAMPLES.parents[2] / "tests" / "documents" / "tianjin-miit-2025.pdf").read_bytes()
scan = scans.scanned(published, random.Random(1), degrees=0.5, noise=6)
document = pypdfium2.PdfDocument(scan)
pictures = [page.render(scale=ocr.DPI / 72).to_numpy() for page in document]
engine = RapidOCR(params={"Global.log_level": "error"})
ours, theirs = best(lambda: read(scan, name="scan.pdf"), lambda: [engine(picture) for picture in pictures], rounds=2)
line(f"scan of {len(pictures)} pages to plan, against rapidocr", ours, theirs, 1.2)
