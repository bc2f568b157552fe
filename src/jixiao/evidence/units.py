"""Actual values that subordinate units (下属单位) hand in, rolled up into those of the whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.evidence.measuring import Outcome
from jixiao.plan.rollup import rolled_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.plan.values import Actual, Plan


def of_units(
    plan: Plan, given: Sequence[tuple[tuple[Actual, ...], dict[str, Decimal], bool]]
) -> tuple[Outcome, list[JixiaoError]]:
    """The whole's values from each unit's (actual values, executed money, whether made up), and what cannot be rolled up."""
    refused: list[JixiaoError] = []
    found: list[Actual] = []
    for row in plan.indicators:
        parts = [actual for actuals, _, _ in given for actual in actuals if actual.indicator == row.id]
        if not parts:
            continue
        try:
            found.append(rolled_up(row, parts, "units"))
        except JixiaoError as error:
            refused.append(error)
    executed: dict[str, Decimal] = {}
    for _, money, _ in given:
        for fund, amount in money.items():
            executed[fund] = executed.get(fund, Decimal(0)) + amount
    return Outcome(tuple(found), executed, any(made_up for _, _, made_up in given)), refused
