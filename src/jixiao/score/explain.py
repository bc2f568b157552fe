"""Explanations for people: the sum as a tree, and what another scheme would change."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.law import describe

if TYPE_CHECKING:
    from jixiao.plan.evaluation import Evaluation, IndicatorScore
    from jixiao.plan.values import Indicator, Plan


def tree(evaluation: Evaluation, plan: Plan, lang: str = "zh") -> str:
    """The whole sum as a tree: total, execution, objectives, levels, rows with their sentences."""
    zh = lang == "zh"
    unit = "分" if zh else ""
    lines = [f"{'总分' if zh else 'total'} {evaluation.total}/{evaluation.full:f}{unit}  {evaluation.grade}"]
    scores = {score.indicator: score for score in evaluation.scores}
    groups: dict[int | None, list[Indicator]] = {}
    for indicator in plan.indicators:
        if indicator.id in scores:
            groups.setdefault(indicator.objective, []).append(indicator)
    execution = evaluation.execution
    if execution is not None:
        shown = f"{execution.score}/{execution.weight:f}{unit}" if execution.score is not None else "—"
        lines.append(f"├─ {'预算执行率' if zh else 'budget execution'} {shown}  {execution.sentence}")
    numbers = list(groups)
    for position, number in enumerate(numbers):
        last = position == len(numbers) - 1
        mine = groups[number]
        name = (
            (f"目标{number}" if zh else f"objective {number}")
            if number is not None
            else ("指标" if zh else "indicators")
        )
        lines.append(f"{'└─' if last else '├─'} {name} {_sum(mine, scores)}{unit}")
        stem = "   " if last else "│  "
        levels: dict[str, list[Indicator]] = {}
        for indicator in mine:
            levels.setdefault(indicator.level1 or "", []).append(indicator)
        for index, (level, members) in enumerate(levels.items()):
            end = index == len(levels) - 1
            lines.append(f"{stem}{'└─' if end else '├─'} {level} {_sum(members, scores)}{unit}")
            inner = stem + ("   " if end else "│  ")
            for row, indicator in enumerate(members):
                score = scores[indicator.id]
                mark = "└─" if row == len(members) - 1 else "├─"
                lines.append(f"{inner}{mark} {indicator.name} {score.score}/{score.weight:f}{unit}  {score.sentence}")
    lines.append(
        f"{'依据' if zh else 'basis'}: {describe(evaluation.scores[0].citation, lang) if evaluation.scores else ''} · {evaluation.scheme} v{evaluation.scheme_version}"
    )
    return "\n".join(lines)


def _sum(indicators: list[Indicator], scores: dict[str, IndicatorScore]) -> str:
    got = sum((scores[i.id].score for i in indicators), Decimal(0))
    full = sum((scores[i.id].weight for i in indicators), Decimal(0))
    return f"{got}/{full:f}"


def comparison(before: Evaluation, after: Evaluation, plan: Plan, lang: str = "zh") -> str:
    """What changes between two scorings of one table: total, grade, and every row that differs."""
    zh = lang == "zh"
    names = {indicator.id: indicator.name for indicator in plan.indicators}
    lines = [
        (
            f"{before.scheme} → {after.scheme}: {before.total}/{before.full:f} {before.grade} → "
            f"{after.total}/{after.full:f} {after.grade}（{after.total - before.total:+f}）"
        )
    ]
    old = {score.indicator: score for score in before.scores}
    if before.execution and after.execution and before.execution.score != after.execution.score:
        lines.append(
            f"  {'预算执行率' if zh else 'budget execution'}: {before.execution.score}/{before.execution.weight:f} → {after.execution.score}/{after.execution.weight:f}"
        )
    for score in after.scores:
        then = old.get(score.indicator)
        if then is None or (then.score, then.weight) != (score.score, score.weight):
            was = f"{then.score}/{then.weight:f}" if then else "—"
            lines.append(f"  {names.get(score.indicator, score.indicator)}: {was} → {score.score}/{score.weight:f}")
    return "\n".join(lines)
