"""Reading and checking 10,000 plans in one process: the memory at its highest."""

from __future__ import annotations

import resource
import time

from _common import TEXT

from jixiao import check, read

COUNT, LIMIT = 10_000, 300
text = TEXT.read_text(encoding="utf-8")
started = time.perf_counter()
rows = findings = 0
for number in range(COUNT):
    # each plan differs in its names and figures, as departments' plans do
    own = (
        text.replace("天津市工业和信息化局", f"某市第{number}局")
        .replace("企业", f"企业{number % 97}")
        .replace("≥12次", f"≥{number}次")
    )
    reading = read(own.encode(), name=f"{number}.txt")
    rows += len(reading.plan.indicators)
    findings += len(check(reading.plan, locations=reading.locations, problems=reading.problems))
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
verdict = "ok" if peak < LIMIT else "TOO MUCH"
print(
    f"{COUNT} plans, {rows} rows, {findings} findings: {COUNT / seconds:.0f} plans/s, peak {peak:.0f} MB (at most {LIMIT} MB)  {verdict}"
)
