"""Sparklines (迷你图) for a terminal: one block character for each period."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
GAP = "·"


def spark(values: Sequence[float | None], *, from_zero: bool = False) -> str:
    """A line of blocks; a gap where a period has no value. ``from_zero`` makes heights proportional to values.

    >>> spark([1, 2, None, 3]), spark([5, 5], from_zero=True)
    ('▁▅·█', '██')
    """
    held = [value for value in values if value is not None]
    if not held:
        return GAP * len(values)
    low, high = (min(0.0, *held) if from_zero else min(held)), max(held)

    def block(value: float) -> str:
        if high == low:
            return BLOCKS[0] if from_zero and high == 0 else BLOCKS[3]
        return BLOCKS[min(int((value - low) / (high - low) * len(BLOCKS)), len(BLOCKS) - 1)]

    return "".join(GAP if value is None else block(value) for value in values)
