"""The survey planner against simulated surveys: as many answers as it asks for show "≥ target" as often as it states.

The power of a count goes in steps, so the number of answers that never falls below the asked power often has more: the
planner states how much. Simulations must agree with that, and never fall below what was asked.

python bench/survey.py [surveys of each case]
"""

from __future__ import annotations

import sys

import numpy as np

from jixiao.evidence.survey import needed, power_of, verdict, wilson

SURVEYS = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
SEED = 20251231
WITHIN = 2.0
"""Points by which the simulated share may differ from the stated power, or fall below the asked one."""
CASES = [
    (expected, target, power)
    for target in (0.80, 0.90, 0.95)
    for expected in (target + 0.01, target + 0.02, target + 0.03, min(target + 0.08, 0.99))
    for power in (0.80, 0.90)
]

rng = np.random.default_rng(SEED)
worst = 0.0
print(
    f"{'true share':>10} {'target':>7} {'asked':>6} {'answers':>8} {'stated':>7} {'shown':>7}   of {SURVEYS:,} simulated surveys"
)
for expected, target, power in CASES:
    answers = needed(expected, target, power)
    assert answers is not None
    counts, times = np.unique(rng.binomial(answers, expected, SURVEYS), return_counts=True)
    shown = sum(
        int(many)
        for count, many in zip(counts, times, strict=True)
        if verdict(wilson(int(count), answers), target) is True
    )
    share, stated = 100 * shown / SURVEYS, 100 * power_of(answers, expected, target)
    off = max(abs(share - stated), 100 * power - share)
    worst = max(worst, off)
    said = "ok" if off <= WITHIN else "OFF"
    print(f"{expected:>10.0%} {target:>7.0%} {power:>6.0%} {answers:>8} {stated:>6.1f}% {share:>6.1f}%   {said}")
print(f"furthest off: {worst:.2f} points   (at most {WITHIN:g})  {'ok' if worst <= WITHIN else 'OFF'}")
