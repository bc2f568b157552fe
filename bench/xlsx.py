"""Reading the workbook into a plan against what openpyxl needs merely to load it."""

from __future__ import annotations

import io

import openpyxl
from _common import BOOK, best, faster

from jixiao import read

data = BOOK.read_bytes()
loads, reads = best(lambda: openpyxl.load_workbook(io.BytesIO(data)), lambda: read(data, name=BOOK.name), rounds=15)
faster("read the xlsx into a plan", reads, loads, 1)
