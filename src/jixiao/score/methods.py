"""How one indicator earns its points: small functions, each with its reason.

Source: 财预〔2020〕10号 and 财预〔2021〕101号 (both 待核) and published local forms. All
figures are ``Decimal``; a row is rounded half up to two decimals, then rows are added.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

from jixiao.plan.evaluation import Method, Step
from jixiao.plan.figures import shown as figure
from jixiao.plan.units import canonical, kind_of, split

if TYPE_CHECKING:
    from jixiao.plan.values import Actual, Target
    from jixiao.score.scheme import Scheme

CENT = Decimal("0.01")
# Satisfaction above its target by up to this much is never called over-achievement.
_PERCENT_SLACK = Decimal("1.30")
ONE, ZERO, HUNDRED = Decimal(1), Decimal(0), Decimal(100)
_LOWER = ("成本", "费用", "投诉", "事故", "时间", "时长", "时限", "能耗", "排放", "差错", "误差")


class Earned(NamedTuple):
    """What a row earns: its method, figures and the words of its sentence."""

    method: Method
    step: Step
    zh: str
    en: str
    needs_reason: bool = False
    assumption: str = ""


class Fault(NamedTuple):
    """Why a row cannot be scored, in both languages."""

    zh: str
    en: str


FULL = Step("met", ONE, ONE)
NOTHING = Step("exact", ZERO, ONE)


def score_of(weight: Decimal, step: Step) -> Decimal:
    """The points of a step, half up to two decimals, between 0 and the weight."""
    if step.numerator is step.denominator:
        return weight.quantize(CENT) if weight.as_tuple().exponent != -2 else weight
    points = weight * step.numerator / step.denominator
    return max(min(points, weight), ZERO).quantize(CENT, ROUND_HALF_UP)


def number(name: str, target: Target, actual: Actual, scheme: Scheme, *, cost: bool) -> Earned | Fault:
    """完成比例赋分 of a numeric target."""
    value = in_unit_of(target, actual)
    if value is None:
        return Fault(
            f"“{name}”的完成值“{actual.text}”应为数字（单位{target.unit or '同指标值'}）",
            f"the actual “{actual.text}” of “{name}” must be a number ({target.unit or 'as the target'})",
        )
    bound = target.value
    assert bound is not None
    shown, wanted = _shown(value, target), target.text
    comparator, assumption = target.comparator, ""
    if comparator is None:
        lower = cost or any(word in name for word in _LOWER)
        comparator = "≤" if lower else "≥"
        assumption = f"原表没有计算符号，按{comparator}计分"
    if comparator == "=" and target.unit == "%" and bound == HUNDRED:
        comparator = "≥"
    if comparator == "between":
        return _range(value, bound, target.upper or bound, shown, wanted)
    if comparator in {"≥", ">"}:
        if value == bound and comparator == ">":
            assumption = f"正好等于界值，按公开口径视同≥计分{assumption and '；' + assumption}"
        if value >= bound:
            top, bottom = (value, bound) if bound > 0 else (ONE, ONE)
            return _met(shown, wanted, (top, bottom), target, actual, scheme, assumption)
        if bound <= 0:
            return _manual(name, actual, shown, wanted)
        if value < 0:
            return Earned(
                "PROPORTIONAL",
                NOTHING,
                f"完成{shown}，为负数，不得分。",
                f"Reached {shown}, below zero: no points.",
                needs_reason=True,
            )
        return _short(Step("ratio", value, bound), value, bound, shown, wanted, assumption)
    if comparator in {"≤", "<"}:
        if value == bound and comparator == "<":
            assumption = f"正好等于界值，按公开口径视同≤计分{assumption and '；' + assumption}"
        if value <= bound:
            top, bottom = (bound, value) if value > 0 and bound > 0 else (ONE, ONE)
            return _met(shown, wanted, (top, bottom), target, actual, scheme, assumption)
        if bound <= 0:
            return Earned(
                "DIRECT",
                Step("zero", ZERO, ONE),
                f"要求{wanted}，实际{shown}，不得分；为0可得满分。",
                f"{wanted} asked, {shown} happened: no points; 0 would earn all.",
                needs_reason=True,
            )
        return _short(Step("inverse", bound, value), bound, value, shown, wanted, assumption)
    return _equal(value, bound, shown, wanted, scheme)


def _shown(value: Decimal, target: Target) -> str:
    return f"{figure(value, target.value, target.upper)}{target.unit or ''}"


def _short(step: Step, top: Decimal, bottom: Decimal, shown: str, wanted: str, assumption: str) -> Earned:
    # more than ＝100个 does not fall short of it, but it is not that either
    misses, meets = ("不符合", "符合") if wanted.startswith(("＝", "=")) else ("未达到", "达到")
    return Earned(
        "PROPORTIONAL",
        step,
        f"完成{shown}，{misses}{wanted}，按比例得{figure(top, bottom)}÷{figure(bottom, top)}；{meets}{wanted}可得满分。",
        f"Reached {shown}, short of {wanted}: {figure(top, bottom)}÷{figure(bottom, top)} of the points; {wanted} would earn all.",
        needs_reason=True,
        assumption=assumption,
    )


def _met(
    shown: str,
    wanted: str,
    times: tuple[Decimal, Decimal],
    target: Target,
    actual: Actual,
    scheme: Scheme,
    assumption: str,
) -> Earned:
    """Full points, unless the target was far too low. ``times`` is r as a fraction, never divided out."""
    over = scheme.over
    top, bottom = times
    if top <= over.explain * bottom or (kind_of(target.unit) == "percent" and top <= _PERCENT_SLACK * bottom):
        return Earned(
            "PROPORTIONAL",
            FULL,
            f"完成{shown}，达到{wanted}，得满分。",
            f"Reached {shown}, meets {wanted}: full points.",
            assumption=assumption,
        )
    ratio = (top / bottom).quantize(CENT, ROUND_HALF_UP)
    if top > over.deduct * bottom and actual.cause == "target_too_low":
        # 1 - rate * (top / bottom - deduct), over the one denominator
        left = bottom - over.rate * (top - over.deduct * bottom)
        step, kept = Step("over", left, bottom), f"1－{over.rate:f}×({figure(top)}÷{figure(bottom)}－{over.deduct:f})"
        if left <= over.floor * bottom:
            step, kept = Step("over", over.floor, ONE), f"下限{over.floor:f}"
        return Earned(
            "PROPORTIONAL",
            step,
            f"完成{shown}，是{wanted}的{ratio}倍，因指标值偏低按{kept}计分；指标值设得恰当可得满分。",
            f"Reached {shown}, {ratio} times {wanted}; the target was too low, so {kept} of the points; a fitting target would earn all.",
            needs_reason=True,
            assumption=assumption,
        )
    reason = "" if actual.reason else "，须说明原因"
    return Earned(
        "PROPORTIONAL",
        FULL,
        f"完成{shown}，是{wanted}的{ratio}倍，得满分{reason}。",
        f"Reached {shown}, {ratio} times {wanted}: full points" + ("." if actual.reason else "; give the reason."),
        needs_reason=True,
        assumption=assumption,
    )


def _range(value: Decimal, low: Decimal, high: Decimal, shown: str, wanted: str) -> Earned:
    if low <= value <= high:
        return Earned(
            "PROPORTIONAL",
            FULL,
            f"完成{shown}，在{wanted}之内，得满分。",
            f"Reached {shown}, within {wanted}: full points.",
        )
    if value < low:
        if low <= 0:
            return Earned(
                "PROPORTIONAL",
                NOTHING,
                f"完成{shown}，低于{wanted}，不得分。",
                f"Reached {shown}, below {wanted}: no points.",
                needs_reason=True,
            )
        return _short(Step("below", max(value, ZERO), low), max(value, ZERO), low, shown, wanted, "")
    if high <= 0:
        return Earned(
            "PROPORTIONAL",
            NOTHING,
            f"完成{shown}，高于{wanted}，不得分。",
            f"Reached {shown}, above {wanted}: no points.",
            needs_reason=True,
        )
    return _short(Step("above", high, value), high, value, shown, wanted, "")


def _equal(value: Decimal, bound: Decimal, shown: str, wanted: str, scheme: Scheme) -> Earned:
    if value == bound:
        return Earned(
            "PROPORTIONAL",
            FULL,
            f"完成{shown}，等于{wanted}，得满分。",
            f"Reached {shown}, equals {wanted}: full points.",
        )
    if scheme.equals == "exact" or value <= 0 or bound <= 0:
        return Earned(
            "DIRECT",
            NOTHING,
            f"完成{shown}，不等于{wanted}，不得分；等于{wanted}可得满分。",
            f"Reached {shown}, not {wanted}: no points; {wanted} would earn all.",
            needs_reason=True,
        )
    if scheme.equals == "relative":
        return _short(
            Step("relative", max(bound - abs(value - bound), ZERO), bound),
            max(bound - abs(value - bound), ZERO),
            bound,
            shown,
            wanted,
            "",
        )
    top, bottom = (value, bound) if value < bound else (bound, value)
    return _short(Step("ratio" if value < bound else "inverse", top, bottom), top, bottom, shown, wanted, "")


def _manual(name: str, actual: Actual, shown: str, wanted: str) -> Earned | Fault:
    """T ≤ 0 with ≥: a ratio has no meaning; the reviewer gives a share and a reason."""
    if actual.ratio is None or not actual.reason:
        return Fault(
            f"“{name}”的指标值{wanted}不为正数，比例无意义，请填写完成比例（0—1）和理由",
            f"the target {wanted} of “{name}” is not above zero; give the share (0..1) and the reason",
        )
    share = min(max(actual.ratio, ZERO), ONE)
    return Earned(
        "MANUAL",
        Step("manual", share, ONE),
        f"完成{shown}，未达到{wanted}，人工评定{share:f}÷1：{actual.reason}。",
        f"Reached {shown}, short of {wanted}; judged {share:f}÷1: {actual.reason}.",
        needs_reason=True,
    )


def in_unit_of(target: Target, actual: Actual) -> Decimal | None:
    """The actual's figure in the target's unit; exact multiples only (万元 to 元), else None."""
    if actual.numerator is not None and actual.denominator:
        share = actual.numerator / actual.denominator
        return share * 100 if kind_of(target.unit) == "percent" else share
    if actual.value is None:
        return None
    printed = unit_of(actual.text)
    if not printed or target.unit is None or canonical(printed) == canonical(target.unit):
        return actual.value
    (mine, base), (theirs, other) = split(canonical(printed) or printed), split(canonical(target.unit) or target.unit)
    return actual.value * mine / theirs if base == other or not base or not other else None


def unit_of(text: str | None) -> str:
    """The unit written after a figure (≥95% → %), or nothing."""
    if not text:
        return ""
    tail = text.rstrip("。.")
    index = len(tail)
    while index and not (tail[index - 1].isdigit() or tail[index - 1] in "０１２３４５６７８９"):
        index -= 1
    return tail[index:].strip().partition("（")[0].partition("(")[0] if index else ""


def day(name: str, target: Target, actual: Actual, scheme: Scheme) -> Earned | Fault:
    """A deadline: on time all, late nothing (直接赋分) or in proportion of days, as the scheme says."""
    if actual.date is None:
        if actual.level == "not_achieved":
            return Earned(
                "DIRECT",
                NOTHING,
                f"未完成，要求{target.text}，不得分。",
                f"Not done; {target.text} asked: no points.",
                needs_reason=True,
            )
        return Fault(
            f"“{name}”的完成值“{actual.text or ''}”应为完成日期",
            f"the actual “{actual.text or ''}” of “{name}” must be a date",
        )
    if target.date is None:
        return Fault(
            f"“{name}”的时限“{target.text}”没有年份，无法比较", f"the deadline “{target.text}” of “{name}” has no year"
        )
    done = f"{actual.date.year}年{actual.date.month}月{actual.date.day}日"
    if actual.date <= target.date:
        return Earned(
            "DIRECT",
            FULL,
            f"{done}完成，按期（{target.text}），得满分。",
            f"Done on {actual.date}, in time ({target.text}): full points.",
        )
    late = (actual.date - target.date).days
    if scheme.late == "proportional":
        start = target.date.replace(month=1, day=1)
        planned, used = Decimal((target.date - start).days + 1), Decimal((actual.date - start).days + 1)
        return Earned(
            "PROPORTIONAL",
            Step("date", planned, used),
            f"{done}完成，晚于{target.text}{late}天，按计划天数{planned}÷{used}计分；按期可得满分。",
            f"Done on {actual.date}, {late} days after {target.text}: {planned}÷{used} of the points; in time would earn all.",
            needs_reason=True,
        )
    return Earned(
        "DIRECT",
        NOTHING,
        f"{done}完成，晚于{target.text}{late}天，不得分；按期可得满分。",
        f"Done on {actual.date}, {late} days after {target.text}: no points; in time would earn all.",
        needs_reason=True,
    )


def period(name: str, target: Target, actual: Actual) -> Earned | Fault:
    """全年 and the like: the share of months in which it was done, or done / not done."""
    if actual.level == "achieved" and actual.numerator is None:
        return Earned(
            "DIRECT", FULL, f"{target.text}均已完成，得满分。", f"Done throughout {target.text}: full points."
        )
    if actual.level == "not_achieved":
        return Earned(
            "DIRECT",
            NOTHING,
            f"未完成（要求{target.text}），不得分。",
            f"Not done ({target.text} asked): no points.",
            needs_reason=True,
        )
    if actual.numerator is None or not actual.denominator:
        return Fault(
            f"“{name}”请填“已完成”“未完成”或完成的月数（如11个月）",
            f"for “{name}” write 已完成, 未完成 or the months done (11个月)",
        )
    done, whole = min(actual.numerator, actual.denominator), actual.denominator
    if done == whole:
        return Earned("DIRECT", FULL, f"{whole:f}个月均已完成，得满分。", f"Done in all {whole:f} months: full points.")
    return Earned(
        "PROPORTIONAL",
        Step("months", done, whole),
        f"{whole:f}个月中完成{done:f}个月，按比例得{done:f}÷{whole:f}；各月均完成可得满分。",
        f"Done in {done:f} of {whole:f} months: {done:f}÷{whole:f} of the points; all months would earn all.",
        needs_reason=True,
    )


_LEVELS_ZH = {
    "achieved": "达成预期指标",
    "partly": "部分达成预期指标并具有一定效果",
    "not_achieved": "未达成预期指标且效果较差",
}
_LEVELS_EN = {
    "achieved": "achieved",
    "partly": "partly achieved with some effect",
    "not_achieved": "not achieved, poor effect",
}


def band_of(level: str, scheme: Scheme) -> tuple[Decimal, Decimal]:
    """The share of the points that a level may have, as (lowest, highest)."""
    high, middle = scheme.bands
    return {"achieved": (high, ONE), "partly": (middle, high), "not_achieved": (ZERO, middle)}[level]


def words(name: str, actual: Actual, scheme: Scheme) -> Earned | Fault:
    """评判等级赋分: the reviewer picks a level and a share inside its band."""
    if actual.level is None or actual.ratio is None:
        return Fault(
            f"“{name}”是定性指标，请填完成等级（达成、部分达成、未达成）和完成比例",
            f"“{name}” is qualitative: give its level (达成, 部分达成, 未达成) and share",
        )
    low, high = band_of(actual.level, scheme)
    inside = low <= actual.ratio <= high if actual.level == "achieved" else low <= actual.ratio < high
    if not inside:
        return Fault(
            f"“{name}”评为“{_LEVELS_ZH[actual.level]}”，完成比例{_percent(actual.ratio)}不在{_percent(low)}—{_percent(high)}之内",
            f"“{name}” is {_LEVELS_EN[actual.level]}, but {_percent(actual.ratio)} is not within {_percent(low)}..{_percent(high)}",
        )
    level = _LEVELS_ZH[actual.level]
    full = actual.ratio == ONE
    doubt = "" if actual.evidence or not full else "；满分没有佐证材料，请补充"
    more = "" if full else "；评为100%可得满分"
    return Earned(
        "GRADED",
        Step("band", actual.ratio, ONE) if not full else FULL,
        f"{level}，评定{actual.ratio:f}÷1（本档{_percent(low)}—{_percent(high)}）{more}{doubt}。",
        f"{_LEVELS_EN[actual.level].capitalize()}, judged {actual.ratio:f}÷1 (band {_percent(low)}..{_percent(high)})"
        + ("" if full else "; 100% would earn all")
        + ".",
        actual.level != "achieved" or (full and not actual.evidence),
    )


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


def survey(name: str, target: Target, actual: Actual, scheme: Scheme) -> Earned | Fault:
    """满意度赋分 by the scheme's steps, where it has some."""
    value = in_unit_of(target, actual)
    if value is None:
        return Fault(
            f"“{name}”的完成值“{actual.text}”应为百分比", f"the actual “{actual.text}” of “{name}” must be a percentage"
        )
    for lowest, share in scheme.survey:
        if value >= lowest:
            if share == ONE:
                return Earned(
                    "SATISFACTION_SURVEY",
                    FULL,
                    f"满意度{value:f}%，不低于{lowest:f}%，得满分。",
                    f"{value:f}% satisfied, at least {lowest:f}%: full points.",
                )
            return Earned(
                "SATISFACTION_SURVEY",
                Step("survey", share, ONE),
                f"满意度{value:f}%，在{lowest:f}%档，得{share:f}÷1；达到{scheme.survey[0][0]:f}%可得满分。",
                f"{value:f}% satisfied, step {lowest:f}%: {share:f}÷1 of the points; {scheme.survey[0][0]:f}% would earn all.",
                needs_reason=True,
            )
    return Earned(
        "SATISFACTION_SURVEY",
        Step("survey", ZERO, ONE),
        f"满意度{value:f}%，低于各档，不得分。",
        f"{value:f}% satisfied, below every step: no points.",
        needs_reason=True,
    )
