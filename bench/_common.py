"""Timing for the benchmarks: best of many runs, side by side, printed as ratios."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = Path(__file__).resolve().parent.parent / "src" / "jixiao" / "samples"
TEXT = SAMPLES / "tianjin-miit-2025.txt"
BOOK = SAMPLES / "tianjin-miit-2025.xlsx"


def best(*works: Callable[[], object], rounds: int = 30, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """The shortest time of each work in seconds; the works take turns, so that all meet the same machine.

    With ``time.process_time`` what else the machine does meanwhile does not count; for works of this process only.
    """
    found = [float("inf")] * len(works)
    for work in works:
        work()
    for _ in range(rounds):
        for index, work in enumerate(works):
            started = clock()
            work()
            found[index] = min(found[index], clock() - started)
    return found


def line(what: str, seconds: float, against: float, limit: float) -> None:
    """One ratio: ``what`` took ``seconds``, at most ``limit`` times ``against``."""
    ratio = seconds / against
    verdict = "ok" if ratio <= limit else "TOO SLOW"
    print(f"{what:<44} {seconds * 1000:9.2f} ms   {ratio:6.2f} ×   (at most {limit:g} ×)  {verdict}")


def faster(what: str, seconds: float, against: float, least: float) -> None:
    """One ratio the other way: ``what`` is at least ``least`` times faster than what took ``against``."""
    ratio = against / seconds
    verdict = "ok" if ratio >= least else "TOO SLOW"
    print(
        f"{what:<44} {seconds * 1000:9.2f} ms   {ratio:6.1f} × faster than {against * 1000:.0f} ms   (at least {least:g} ×)  {verdict}"
    )
