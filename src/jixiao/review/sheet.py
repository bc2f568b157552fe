"""The official review sheet (绩效目标审核表) with computed suggestions for its eight items.

Source: annex of 财预〔2015〕88号 (待核); the points lost per finding are our recommended practice
and can be overridden item by item.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from jixiao.errors import JixiaoError
from jixiao.plan.build import total
from jixiao.plan.money import format_amount, round_half_up
from jixiao.plan.review_sheet import Rating, ReviewItem, ReviewSheet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jixiao.plan.values import Finding, Plan


class _Item(NamedTuple):
    group: str
    group_points: int
    item: str
    points: int
    question: str
    rules: frozenset[str]


_ITEMS = (
    _Item(
        "完整性",
        20,
        "规范完整性",
        10,
        "表样是否正确，内容是否完整、准确、详实",
        frozenset(("R01", "R02", "R08", "R11", "R12", "R13", "R20", "R22", "R31", "R32")),
    ),
    _Item(
        "完整性", 20, "明确清晰性", 10, "目标是否明确清晰，产出和效果是否写清", frozenset(("R03", "R04", "R19", "R23"))
    ),
    _Item("相关性", 30, "目标相关性", 15, "是否符合法规、规划、部门职能和工作计划", frozenset(("R15", "R24"))),
    _Item(
        "相关性",
        30,
        "指标科学性",
        15,
        "指标是否全面、关键、细化量化、便于监控",
        frozenset(("R03", "R05", "R06", "R10", "R18", "R21", "R27")),
    ),
    _Item(
        "适当性", 30, "绩效合理性", 15, "预期绩效是否显著，是否符合行业水平", frozenset(("R09", "R14", "R16", "R25"))
    ),
    _Item(
        "适当性", 30, "资金匹配性", 15, "目标与资金规模和用途是否匹配", frozenset(("R01", "R07", "R26", "R29", "R33"))
    ),
    _Item("可行性", 20, "实现可能性", 10, "是否经过论证测算，能否实现", frozenset(("R17", "R28"))),
    _Item("可行性", 20, "条件充分性", 10, "方案、能力、制度等条件是否具备", frozenset()),
)
_COST = {"error": Decimal("0.10"), "warning": Decimal("0.03"), "info": Decimal("0.005")}
FLOOR = Decimal("0.60")
_CONSEQUENCES: dict[Rating, tuple[str, str]] = {
    "优": ("直接进入下一步预算安排流程", "goes on to the next budget step"),
    "良": ("与单位协商完善后进入下一步预算安排流程", "is improved together with the unit, then goes on"),
    "中": ("退回修改，按程序重新报送", "is returned, revised and submitted again"),
    "差": ("不得进入下一步预算安排流程", "may not go on to the next budget step"),
}


class Override(Struct, frozen=True):
    """A reviewer's own score for one item; a reason is compulsory."""

    score: Decimal
    reason: str


def grade_of(score: Decimal, full: Decimal = Decimal(100)) -> Rating:
    """优 from 90 %, 良 from 80 %, 中 from 60 %, else 差 (of ``full``)."""
    share = score * 100 / full
    return "优" if share >= 90 else "良" if share >= 80 else "中" if share >= 60 else "差"


def review_sheet(
    plan: Plan,
    findings: Sequence[Finding],
    overrides: Mapping[str, Override] | None = None,
    *,
    lang: str = "zh",
    reviewer: str = "",
    reviewing_unit: str = "",
    date: str = "",
) -> ReviewSheet:
    """The sheet with computed suggestions and the reviewer's overrides.

    Each error costs 10 %, each warning 3 %, each hint 0.5 % of an item's points, relative to the size of
    the table, never below 60 %, the lower end of 中: a program may suggest, only people
    fail a plan outright.

    Raises:
        JixiaoError: an override names no item, lies outside its points, or gives no reason.
    """
    overrides = overrides or {}
    unknown = [name for name in overrides if name not in {item.item for item in _ITEMS}]
    if unknown:
        raise JixiaoError(
            "no-such-item", f"审核表没有“{'、'.join(unknown)}”这一项。", f"The sheet has no item {', '.join(unknown)}."
        )
    open_ones = [found for found in findings if found.status != "waived"]
    scale = max(Decimal(1), Decimal(len(plan.indicators)) / 30)
    items = [_rated(item, open_ones, scale, overrides.get(item.item), lang) for item in _ITEMS]
    score = sum((item.score for item in items), Decimal(0))
    grade = grade_of(score)
    amount = total(plan.funds)
    return ReviewSheet(
        subject=plan.project or plan.department or "",
        year=plan.year,
        money=f"{format_amount(amount)}{plan.money_unit or ''}" if amount is not None else "",
        items=tuple(items),
        score=score,
        grade=grade,
        consequence=_CONSEQUENCES[grade][0 if lang == "zh" else 1],
        opinion=_opinion(items, lang),
        reviewer=reviewer,
        reviewing_unit=reviewing_unit,
        date=date,
    )


def _rated(
    item: _Item, findings: Sequence[Finding], scale: Decimal, override: Override | None, lang: str
) -> ReviewItem:
    mine = [found for found in findings if found.rule in item.rules]
    lost = sum((_COST[found.severity] for found in mine), Decimal(0)) / scale
    share = max(FLOOR, 1 - lost)
    computed = round_half_up(share * item.points, 1)
    zh = lang == "zh"
    if not item.rules:
        explanation = (
            "程序无法判断方案、能力和制度是否具备，请审核人评定。"
            if zh
            else "A program cannot judge this; the reviewer decides."
        )
    elif not mine:
        explanation = "没有发现问题。" if zh else "Nothing found."
    else:
        counts: dict[str, int] = {}
        for found in mine:
            counts[found.rule] = counts.get(found.rule, 0) + 1
        listed = "、".join(f"{code}×{n}" if n > 1 else code for code, n in sorted(counts.items()))
        taken = format_amount(item.points - computed)
        explanation = f"{listed}，共扣{taken}分。" if zh else f"{listed}: {taken} points off."
    rating, score = grade_of(computed, Decimal(item.points)), computed
    if override is not None:
        if not override.reason.strip():
            raise JixiaoError(
                "override-without-reason",
                f"修改“{item.item}”的评分须写明理由。",
                f"Changing {item.item} needs a reason.",
            )
        if not 0 <= override.score <= item.points:
            raise JixiaoError(
                "override-out-of-range",
                f"“{item.item}”的得分应在0至{item.points}之间。",
                f"The score of {item.item} must lie in 0..{item.points}.",
            )
        score = round_half_up(override.score, 1)
        rating = grade_of(score, Decimal(item.points))
    return ReviewItem(
        group=item.group,
        group_points=item.group_points,
        item=item.item,
        points=item.points,
        question=item.question,
        computed=grade_of(computed, Decimal(item.points)),
        computed_score=computed,
        explanation=explanation,
        rating=rating,
        score=score,
        overridden=override is not None,
        reason=override.reason if override is not None else None,
        findings=tuple(f"{found.rule} {found.quote}".strip() for found in mine),
    )


def _opinion(items: Sequence[ReviewItem], lang: str) -> str:
    weak = [item.item for item in items if item.rating in {"中", "差"}]
    if lang != "zh":
        return f"To be improved: {', '.join(weak)}." if weak else "No item is weak."
    return f"需重点修改：{'、'.join(weak)}。" if weak else "各项审核内容没有明显不足。"
