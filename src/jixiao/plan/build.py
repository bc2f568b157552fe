"""Building plans: stable ids of indicators, folding of names, sums of funds."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.plan.normal import normal
from jixiao.plan.taxonomy import level1_type, level2_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jixiao.plan.values import FundLine, Indicator, Objective, Plan

_FOLD = re.compile(r"[\s\u3000,，。.、;；:：“”\"'‘’()（）《》\[\]【】·—_-]+")


def fold(text: str) -> str:
    """A name for comparison: without blanks and punctuation, whatever the width of its characters."""
    return _FOLD.sub("", normal(text))


def named_indicator(plan: Plan, name: str, objective: int | None = None) -> Indicator | None:
    """The indicator of an id, or of a name (and objective); None if there is none or several."""
    rows = [row for row in plan.indicators if row.id == name]
    if not rows:
        wanted = fold(name)
        rows = [row for row in plan.indicators if fold(row.name) == wanted and objective in {None, row.objective}]
    return rows[0] if len(rows) == 1 else None


def indicator_id(
    objective: int | None, level1: str | None, level2: str | None, name: str, taken: set[str] | None = None
) -> str:
    """A stable id from the path of an indicator; blanks and punctuation do not change it.

    ``taken`` holds the ids already given in this plan; a second row of the same path gets
    a counter, in printed order.
    """
    path = f"{objective or ''}|{level1_type(level1) or level1 or ''}|{level2_type(level2) or level2 or ''}|{fold(name)}"
    base = hashlib.blake2b(path.encode(), digest_size=5).hexdigest()
    if taken is None:
        return base
    found, count = base, 1
    while found in taken:
        count += 1
        found = f"{base}-{count}"
    taken.add(found)
    return found


def leaves(line: FundLine) -> Iterator[FundLine]:
    """The fund lines that have no parts."""
    if not line.children:
        yield line
    for child in line.children:
        yield from leaves(child)


def total(lines: Iterable[FundLine]) -> Decimal | None:
    """The first printed amount of each line, or of its parts where it prints none; None if nothing is printed."""
    amounts = [
        a for line in lines if (a := line.amount if line.amount is not None else total(line.children)) is not None
    ]
    return sum(amounts, Decimal(0)) if amounts else None


def part(line: FundLine, *names: str) -> Decimal | None:
    """The amount of the first line with one of those names in the tree, or None."""
    if line.name in names:
        return line.amount if line.amount is not None else total(line.children)
    for child in line.children:
        found = part(child, *names)
        if found is not None:
            return found
    return None


def budget_of(plan: Plan, objective: Objective) -> Decimal | None:
    """The money of the tasks that an objective serves; None if none of them prints any."""
    lines = [line for number in objective.tasks if (task := plan.task(number)) for line in task.funds]
    return total(lines)
