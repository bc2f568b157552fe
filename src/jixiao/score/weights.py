"""Weights (分值) where a table prints none: an even split, exact to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.plan.taxonomy import PARENT_OF, level1_type, level2_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jixiao.plan.values import Indicator, Plan
    from jixiao.score.scheme import Scheme


def weights_for(
    plan: Plan, scheme: Scheme, given: Mapping[str, Decimal] | None = None
) -> tuple[dict[str, Decimal], bool]:
    """The weight of every indicator that carries one, and whether they are defaults.

    ``given`` (by id) wins over the table's own; the table's own win over defaults. 其中 sub-rows carry none.

    Raises:
        JixiaoError: some rows have weights and others not, or ``given`` names unknown rows.
    """
    own = [indicator for indicator in plan.indicators if indicator.parent is None]
    ids = {indicator.id for indicator in own}
    given = given or {}
    unknown = [name for name in given if name not in ids]
    if unknown:
        raise JixiaoError(
            "no-such-indicator",
            f"没有编号为{'、'.join(unknown)}的指标。",
            f"No indicators with ids {', '.join(unknown)}.",
        )
    printed = {indicator.id: indicator.weight for indicator in own if indicator.weight is not None}
    if printed and len(printed) < len(own) and not all(i.id in given or i.id in printed for i in own):
        names = "、".join(i.name for i in own if i.id not in printed and i.id not in given)
        raise JixiaoError(
            "weights-incomplete",
            f"部分指标没有分值：{names}。请补齐，或全部留空使用默认分值。",
            f"Some rows have no weight: {names}. Complete them, or leave all empty for defaults.",
        )
    if printed:
        return {**{i.id: printed.get(i.id, Decimal(0)) for i in own}, **given}, False
    defaults = default_weights(plan, scheme)
    return {**defaults, **given}, True


def default_weights(plan: Plan, scheme: Scheme) -> dict[str, Decimal]:
    """The scheme's points split evenly inside each level; the sum is exactly ``indicator_total``."""
    own = [indicator for indicator in plan.indicators if indicator.parent is None]
    if not own:
        return {}
    if scheme.by_objective:
        groups: dict[object, list[Indicator]] = {}
        for indicator in own:
            groups.setdefault(indicator.objective, []).append(indicator)
        shares = split_evenly(scheme.indicator_total, len(groups))
        return {i.id: w for group, share in zip(groups.values(), shares, strict=True) for i, w in _even(group, share)}
    levels: dict[str, list[Indicator]] = {}
    for indicator in own:
        levels.setdefault(_level(indicator, scheme), []).append(indicator)
    points = _points(scheme, set(levels))
    found = {i.id: w for level, group in levels.items() for i, w in _even(group, points[level])}
    return {indicator.id: found[indicator.id] for indicator in own}


def _level(indicator: Indicator, scheme: Scheme) -> str:
    """The level whose points a row shares; 成本 counts as 产出 where the scheme has no such level."""
    first, second = level1_type(indicator.level1), level2_type(indicator.level2)
    level: str | None = first or (PARENT_OF[second][0] if second is not None else None)
    table = scheme.levels
    if second in {"COST", "ECONOMIC_COST", "SOCIAL_COST", "ENVIRONMENTAL_COST"} or first == "COST":
        level = "COST" if "COST" in table else "OUTPUT"
    if second == "BENEFICIARY" and "SATISFACTION" in table:
        level = "SATISFACTION"
    return level if level in table else "OUTPUT"


def _points(scheme: Scheme, present: set[str]) -> dict[str, Decimal]:
    """Each present level's points; an absent level's go where the scheme says, else to the largest."""
    table = dict(scheme.levels) if "COST" in present or not scheme.without_cost else dict(scheme.without_cost)
    if not table:
        return dict.fromkeys(present, Decimal(0)) | {next(iter(sorted(present))): scheme.indicator_total}
    for level in list(table):
        if level not in present:
            heir = scheme.missing_to.get(level)
            if heir not in present:
                heir = max((name for name in table if name in present), key=lambda name: table[name])
            table[heir] = table.get(heir, Decimal(0)) + table.pop(level)
    return table


def _even(group: Sequence[Indicator], points: Decimal) -> list[tuple[Indicator, Decimal]]:
    return list(zip(group, split_evenly(points, len(group)), strict=True))


def split_evenly(points: Decimal, count: int) -> list[Decimal]:
    """Points split to the cent; the first rows take the cents left over.

    >>> split_evenly(Decimal(50), 3)
    [Decimal('16.67'), Decimal('16.67'), Decimal('16.66')]
    """
    cents, rest = divmod(int(points * 100), count)
    return [Decimal(cents + (index < rest)).scaleb(-2) for index in range(count)]
