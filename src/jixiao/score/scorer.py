"""The scorer: a plan, what came of it, and a scheme become an Evaluation."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.law import cite
from jixiao.plan.build import total as total_of
from jixiao.plan.codec import digest
from jixiao.plan.evaluation import Evaluation, ExecutionScore, Grade, IndicatorScore, Record
from jixiao.plan.target import parse_target
from jixiao.plan.taxonomy import level1_type, level2_type
from jixiao.score import methods
from jixiao.score.methods import CENT, Earned, Fault, score_of
from jixiao.score.scheme import Scheme, load_scheme
from jixiao.score.weights import weights_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jixiao.plan.values import Actual, Indicator, Plan

WHOLE = "总额"
LISTED = 30


def score(
    plan: Plan,
    actuals: Sequence[Actual],
    scheme: Scheme | str = "mof-2020",
    *,
    executed: Mapping[str, Decimal] | None = None,
    weights: Mapping[str, Decimal] | None = None,
    lang: str = "zh",
) -> Evaluation:
    """Score every indicator and the budget execution.

    Args:
        plan: the table; weights come from it, or from the scheme where it prints none.
        actuals: one per indicator (by id); others are ignored.
        scheme: a Scheme or the key of a shipped one.
        executed: 全年执行数 by fund name, ``总额`` for the whole, in the plan's unit.
        weights: weights by indicator id, over the table's own.
        lang: of the sentences.

    Raises:
        JixiaoError: rows without an actual value or with one that cannot be used; all are named at once.
    """
    if isinstance(scheme, str):
        scheme = load_scheme(scheme)
    points, defaulted = weights_for(plan, scheme, weights)
    reached = {actual.indicator: actual for actual in actuals if actual.indicator is not None}
    zh = lang == "zh"
    found: list[IndicatorScore] = []
    faults: list[Fault] = []
    missing: list[str] = []
    citation = scheme.source
    basis = cite(citation).short(lang)
    for indicator in plan.indicators:
        weight = points.get(indicator.id)
        if weight is None:
            continue
        actual = reached.get(indicator.id)
        if actual is None or _says_nothing(actual):
            missing.append(
                indicator.name if indicator.objective is None else f"目标{indicator.objective} {indicator.name}"
            )
            continue
        earned = _earned(indicator, actual, scheme)
        if isinstance(earned, Fault):
            faults.append(earned)
            continue
        step = earned.step
        got = score_of(weight, step)
        sentence = earned.zh if zh else earned.en
        if earned.assumption and zh:
            sentence = f"{sentence}（{earned.assumption}）"
        sentence = f"{sentence}（{basis}）" if zh else f"{sentence} ({basis})"
        found.append(
            IndicatorScore(
                indicator.id,
                weight,
                got,
                weight - got,
                earned.method,
                step,
                sentence,
                citation,
                earned.needs_reason and not actual.reason,
                earned.assumption,
            )
        )
    if missing or faults:
        raise _unscored(missing, faults)
    execution = _execution(plan, scheme, executed or {}, zh=zh)
    whole = sum((s.weight for s in found), Decimal(0))
    got = sum((s.score for s in found), Decimal(0))
    warnings = _warnings(plan, scheme, whole, execution, defaulted=defaulted, zh=zh)
    if execution is not None and execution.score is not None:
        whole += execution.weight
        got += execution.score
    return Evaluation(
        scheme=scheme.key,
        scheme_version=scheme.version,
        scheme_digest=scheme.digest,
        plan_digest=digest(plan),
        actuals_digest=digest([list(actuals), sorted((executed or {}).items()), sorted((weights or {}).items())]),
        scores=tuple(found),
        execution=execution,
        total=got.quantize(CENT, ROUND_HALF_UP),
        full=whole,
        grade=grade_of(got * 100 / whole if whole and whole != 100 else got, scheme),
        warnings=warnings,
        synthetic=any(actual.synthetic for actual in actuals),
    )


def _says_nothing(actual: Actual) -> bool:
    return (
        actual.value is None
        and actual.date is None
        and actual.level is None
        and actual.numerator is None
        and not (actual.text or "").strip()
    )


def grade_of(total: Decimal, scheme: Scheme) -> Grade:
    """优, 良, 中 or 差 by the total rounded to two decimals: 89.995 is 90.00 and so 优."""
    rounded = total.quantize(CENT, ROUND_HALF_UP)
    high, good, fair = scheme.grades
    return "优" if rounded >= high else "良" if rounded >= good else "中" if rounded >= fair else "差"


def _earned(indicator: Indicator, actual: Actual, scheme: Scheme) -> Earned | Fault:
    target = indicator.target
    if target is None:
        return Fault(f"“{indicator.name}”没有指标值，无法评分", f"“{indicator.name}” has no target")
    if target.kind == "number":
        if scheme.survey and level2_type(indicator.level2) == "BENEFICIARY":
            return methods.survey(indicator.name, target, actual, scheme)
        cost = level2_type(indicator.level2) == "COST" or level1_type(indicator.level1) == "COST"
        return methods.number(indicator.name, target, actual, scheme, cost=cost)
    if target.kind == "date":
        return methods.day(indicator.name, target, actual, scheme)
    if target.kind == "period":
        return methods.period(indicator.name, target, actual)
    return methods.words(indicator.name, actual, scheme)


def _unscored(missing: list[str], faults: list[Fault]) -> JixiaoError:
    zh: list[str] = []
    en: list[str] = []
    if missing:
        rest = f"等{len(missing)}项" if len(missing) > LISTED else ""
        zh.append(f"缺少实际完成值（空白不等于0）：{'、'.join(missing[:LISTED])}{rest}")
        en.append(f"no actual value (empty is not 0) for {len(missing)} rows: {', '.join(missing[:LISTED])}")
    zh += [fault.zh for fault in faults]
    en += [fault.en for fault in faults]
    return JixiaoError(
        "cannot-score", f"{'；'.join(zh)}。请补正后再评分。", f"{'; '.join(en)}. Correct them and score again."
    )


def _execution(plan: Plan, scheme: Scheme, executed: Mapping[str, Decimal], *, zh: bool) -> ExecutionScore | None:
    budget = total_of(plan.funds[:1])
    spent = executed.get(WHOLE)
    if spent is None and plan.funds:
        spent = executed.get(plan.funds[0].name, plan.funds[0].executed)
    if budget is None and spent is None:
        return None
    weight = scheme.execution
    if budget is None or spent is None or budget == 0:
        why = (
            ("没有预算数，不适用" if not budget else "没有填写全年执行数")
            if zh
            else ("nothing was budgeted: not applicable" if not budget else "no executed amount given")
        )
        sentence = (
            f"预算执行率{why}，{weight:f}分未计入。"
            if zh
            else f"Budget execution: {why}; its {weight:f} points do not count."
        )
        return ExecutionScore(weight, budget, spent, None, None, None, sentence, scheme.source)
    ratio = spent / budget
    rate = (ratio * 100).quantize(CENT, ROUND_HALF_UP)
    got = min(weight, weight * spent / budget).quantize(CENT, ROUND_HALF_UP)
    figures = f"{spent:f}÷{budget:f}＝{rate}%"
    sentence = (
        f"全年执行数÷{scheme.execution_base}：{figures}，得{weight:f}×{rate}%＝{got}分。"
        if zh
        else f"Executed ÷ budget: {figures}; {weight:f}×{rate}% = {got} points."
    )
    return ExecutionScore(weight, budget, spent, rate, got, weight - got, sentence, scheme.source)


def _warnings(
    plan: Plan, scheme: Scheme, whole: Decimal, execution: ExecutionScore | None, *, defaulted: bool, zh: bool
) -> tuple[str, ...]:
    del plan
    found: list[str] = []
    if defaulted:
        found.append(
            "原表没有分值，使用评分规则的默认分值（各级内平均）。"
            if zh
            else "The table has no weights; the scheme's defaults were used (even within each level)."
        )
    if whole != scheme.indicator_total:
        found.append(
            f"指标分值合计{whole:f}，规则为{scheme.indicator_total:f}。"
            if zh
            else f"The weights add up to {whole:f}; the scheme asks {scheme.indicator_total:f}."
        )
    if scheme.assumed:
        found.append(
            "本规则除小数位数外沿用财政部口径，尚待确认。"
            if zh
            else "Apart from its decimals this scheme follows the national one and is to be confirmed."
        )
    if execution is None:
        found.append(
            "没有资金数据，预算执行率未计分。" if zh else "No money in the table: budget execution does not count."
        )
    elif execution.rate is None:
        found.append(execution.sentence)
    elif execution.rate > 100:
        found.append(
            f"执行率{execution.rate}%超过100%，支出大于预算，请核对数据。"
            if zh
            else f"The rate {execution.rate}% is above 100 %: more was spent than budgeted; check the data."
        )
    elif scheme.execution_reason_below is not None and execution.rate < scheme.execution_reason_below:
        found.append(
            f"执行率{execution.rate}%低于{scheme.execution_reason_below:f}%，须说明原因。"
            if zh
            else f"The rate {execution.rate}% is below {scheme.execution_reason_below:f}%: a reason is compulsory."
        )
    return tuple(found)


def what_if(
    plan: Plan,
    actuals: Sequence[Actual],
    scheme: Scheme | str,
    changes: Mapping[str, str],
    *,
    executed: Mapping[str, Decimal] | None = None,
    given: Mapping[str, Decimal] | None = None,
    lang: str = "zh",
) -> tuple[Evaluation, Evaluation]:
    """Score as it is and as it would be; nothing given is touched.

    ``given`` are weights by indicator id, as in ``score``. ``changes`` maps an indicator (id or name) to a new target, ``weight:ID-or-name`` to a new weight, and
    ``scheme.KEY`` or ``scheme.over.KEY`` to a new figure of the scheme.

    Raises:
        JixiaoError: a change names nothing.
    """
    from msgspec.structs import replace

    scheme = load_scheme(scheme) if isinstance(scheme, str) else scheme
    before = score(plan, actuals, scheme, executed=executed, weights=given, lang=lang)
    weights: dict[str, Decimal] = dict(given or {})
    indicators = list(plan.indicators)
    for key, value in changes.items():
        if key.startswith("scheme."):
            scheme = _changed_scheme(scheme, key.removeprefix("scheme."), value)
            continue
        name = key.removeprefix("weight:")
        index = next((i for i, item in enumerate(indicators) if name in {item.id, item.name}), None)
        if index is None:
            raise JixiaoError("no-such-indicator", f"没有名为“{name}”的指标。", f"No indicator “{name}”.")
        if key.startswith("weight:"):
            weights[indicators[index].id] = _figure(key, value)
        else:
            indicators[index] = replace(indicators[index], target=parse_target(value, plan.year))
    if weights:
        current = {s.indicator: s.weight for s in before.scores}
        weights = {**current, **weights}
    after = score(
        replace(plan, indicators=tuple(indicators)),
        actuals,
        scheme,
        executed=executed,
        weights=weights or None,
        lang=lang,
    )
    return before, after


def _figure(key: str, value: str) -> Decimal:
    from decimal import InvalidOperation

    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise JixiaoError(
            "not-a-number",
            f"“{key}”的值“{value}”不是非负数。",
            f"The value “{value}” of “{key}” is no number above zero.",
        )
    return found


def _changed_scheme(scheme: Scheme, key: str, value: str) -> Scheme:
    from msgspec.structs import replace

    if key.startswith("over."):
        name = key.removeprefix("over.")
        if name in type(scheme.over).__struct_fields__:
            return replace(scheme, over=replace(scheme.over, **{name: _figure(key, value)}))
    elif key in {"execution", "indicator_total"}:
        return replace(scheme, **{key: _figure(key, value)})
    elif (key == "equals" and value in {"ratio", "relative", "exact"}) or (
        key == "late" and value in {"direct", "proportional"}
    ):
        return replace(scheme, **{key: value})
    raise JixiaoError(
        "no-such-key",
        f"评分规则没有可改的“{key}”，或值“{value}”不合适。",
        f"The scheme has no “{key}” to change, or “{value}” does not fit.",
    )


def reproduce(record: Record, scheme: Scheme | str | None = None, lang: str = "zh") -> Evaluation:
    """Compute a stored scoring again and compare.

    Raises:
        JixiaoError: the scheme, the plan or the actual values are not those of the record, or the result differs.
    """
    used = (
        load_scheme(record.evaluation.scheme)
        if scheme is None
        else load_scheme(scheme)
        if isinstance(scheme, str)
        else scheme
    )
    stored = record.evaluation
    if used.digest != stored.scheme_digest:
        raise JixiaoError(
            "scheme-changed",
            f"评分规则“{used.key}”与当时的版本不同（当时{stored.scheme_version}版，摘要{stored.scheme_digest[:12]}）。请用当时的规则文件复算。",
            f"The scheme “{used.key}” is not the one used then (version {stored.scheme_version}, digest {stored.scheme_digest[:12]}). Use that file.",
        )
    again = score(
        record.plan, record.actuals, used, executed=record.executed, weights=record.weights or None, lang=lang
    )
    for name, zh in (("plan_digest", "绩效表"), ("actuals_digest", "完成值"), ("total", "总分")):
        if getattr(again, name) != getattr(stored, name):
            raise JixiaoError(
                "not-reproduced",
                f"复算结果不一致：{zh}与记录不同。记录可能被改动过。",
                f"Not reproduced: {name} differs from the record; it may have been altered.",
            )
    return again
