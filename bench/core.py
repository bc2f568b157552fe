"""Reading, checking and scoring in a warm process; the yardstick is ``json.loads`` of the same plan."""

from __future__ import annotations

import datetime
import json
import tempfile
from pathlib import Path

from _common import TEXT, best, line

from jixiao import check, read
from jixiao.evidence.measuring import measure
from jixiao.plan import to_json
from jixiao.samples.department import filled_pack
from jixiao.score import load_scheme, score

data = TEXT.read_bytes()
reading = read(data, name=TEXT.name)
plan = reading.plan
text = to_json(plan).decode()
with tempfile.TemporaryDirectory() as scratch:
    given = measure(plan, filled_pack(Path(scratch)), datetime.date(2025, 12, 31))
scheme = load_scheme("tianjin-dept")

yardstick, reads, checks, scores = best(
    lambda: json.loads(text),
    lambda: read(data, name=TEXT.name),
    lambda: check(plan, locations=reading.locations, problems=reading.problems),
    lambda: score(plan, given.actuals, scheme, executed=given.executed),
    rounds=200,
)
print(f"{'json.loads of the canonical JSON (yardstick)':<44} {yardstick * 1000:9.2f} ms   {len(text)} characters")
line("read the text", reads, yardstick, 10)
line("check with all rules", checks, yardstick, 10)
line("score with explanations", scores, yardstick, 3)
