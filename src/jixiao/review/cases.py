"""Small tables written in a few words, for the cases of rules and for examples.

A case is a dict: ``rows`` are lines ``二级指标|三级指标|指标值`` (with ``|分值`` as an optional
fourth part and a leading ``2>`` for objective 2); ``money`` gives each task's 总额, 基本支出,
项目支出, 其他资金; ``texts`` the objectives; ``scores`` of the rows, ``execution`` (分值|得分|执行率) and ``total_score``
are what a self-evaluation prints; everything else is passed on to the review.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from jixiao.plan.build import indicator_id
from jixiao.plan.target import parse_target
from jixiao.plan.taxonomy import LEVEL1_NAMES, PARENT_OF, level2_type
from jixiao.plan.values import Actual, FundLine, Indicator, Objective, Plan, PrintedScore, Problem, Task

_LED = re.compile(r"\d{1,2}>")


def build(case: dict[str, Any]) -> tuple[Plan, dict[str, Any]]:
    """The plan of a case, and the other inputs of the review."""
    year = case.get("year", 2025)
    plan = Plan(
        form="目标表",
        scope=case.get("scope", "整体支出"),
        department=case.get("department", "某局"),
        project="某项目" if case.get("scope") == "项目支出" else None,
        year=year,
        money_unit=case.get("money_unit", "万元"),
        funds=_funds(case["total"], case.get("executed")) if "total" in case else (),
        tasks=tuple(
            Task(number, case.get("tasks", {}).get(number, f"任务{number}"), funds=_funds(amounts))
            for number, amounts in enumerate(case.get("money", ()), 1)
        ),
        objectives=tuple(
            Objective(number, text, (number,) if number <= len(case.get("money", ())) else ())
            for number, text in enumerate(case.get("texts", ("做好工作。",)), 1)
        ),
        indicators=_indicators(case.get("rows", ()), year),
    )
    extra: dict[str, Any] = {}
    if "previous" in case:
        extra["previous"] = build({**case["previous"], "year": case["previous"].get("year", year - 1)})[0]
        extra["previous_actuals"] = _actuals(extra["previous"], case["previous"].get("actuals", ()))
    if "actuals" in case:
        extra["actuals"] = _actuals(plan, case["actuals"])
    printed = [
        PrintedScore(i.id, i.weight, Decimal(score))
        for i, score in zip(plan.indicators, case.get("scores", ()), strict=False)
        if score
    ]
    if "execution" in case:
        points, score, rate = case["execution"].split("|")
        printed.append(PrintedScore("execution", Decimal(points), Decimal(score), rate))
    if "total_score" in case:
        printed.append(PrintedScore("total", Decimal(100), Decimal(case["total_score"])))
    if printed:
        extra["printed_scores"] = tuple(printed)
    if "problems" in case:
        extra["problems"] = tuple(Problem(code, "", text) for code, text in case["problems"])
    return plan, extra


def _indicators(rows: Any, year: int) -> tuple[Indicator, ...]:
    found: list[Indicator] = []
    taken: set[str] = set()
    for row in rows:
        head, rest = (row.split(">", 1)) if _LED.match(row) else ("1", row)
        level2, name, target, *weight = (part.strip() for part in rest.split("|"))
        kind = level2_type(level2)
        level1 = LEVEL1_NAMES[PARENT_OF[kind][0]] if kind else None
        number = int(head)
        parent = found[-1].id if name.startswith("其中：") and found else None
        found.append(
            Indicator(
                indicator_id(number, level1, level2, name, taken),
                name,
                number,
                parent,
                level1,
                level2,
                parse_target(target, year) if target else None,
                Decimal(weight[0]) if weight else None,
            )
        )
    return tuple(found)


def _funds(amounts: Any, executed: Any = None) -> tuple[FundLine, ...]:
    whole, basic, project, other = (None if a in (None, "") else Decimal(str(a)) for a in amounts)
    fiscal = tuple(
        FundLine(name, amount) for name, amount in (("基本支出", basic), ("项目支出", project)) if amount is not None
    )
    children = ((FundLine("财政资金", children=fiscal),) if fiscal else ()) + (
        (FundLine("其他资金", other),) if other is not None else ()
    )
    return (FundLine("总额", whole, None if executed is None else Decimal(str(executed)), children=children),)


def _actuals(plan: Plan, texts: Any) -> tuple[Actual, ...]:
    found: list[Actual] = []
    for indicator, text in zip(plan.indicators, texts, strict=False):
        if text is None:
            continue
        printed, _, reason = text.partition("#")
        read = parse_target(printed, plan.year)
        found.append(
            Actual(
                indicator.id,
                text=printed,
                value=read.value if read.kind == "number" else None,
                date=read.date,
                reason=reason or None,
            )
        )
    return tuple(found)
