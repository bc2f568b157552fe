"""Explanations are tested as hard as numbers: losses add up, and the explanation alone gives the score again."""

import random
import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from jixiao.errors import JixiaoError
from jixiao.plan import Actual, FundLine, Indicator, Plan, from_json, parse_target, to_json
from jixiao.plan.evaluation import Evaluation, Record
from jixiao.score import SCHEMES, default_weights, load_scheme, reproduce, score, what_if
from jixiao.score.weights import split_evenly

D = Decimal
CENT = D("0.01")
LEVELS = {
    "产出指标": ("数量指标", "质量指标", "时效指标", "成本指标"),
    "效益指标": ("经济效益指标", "社会效益指标", "可持续影响指标"),
    "满意度指标": ("服务对象满意度指标",),
}
SHAPES = (
    "≥{}次",
    "≤{}万元",
    "＝{}个",
    "≥{}%",
    "＝{}%",
    "{}-9999次",
    "≤0起",
    "持续提升",
    "2025年{m}月底前",
    "2025年全年",
)


def made(seed, rows):
    """A plan with actual values that fit, whatever they come to."""
    chance = random.Random(seed)
    indicators, actuals = [], []
    for index in range(rows):
        level1 = chance.choice(tuple(LEVELS))
        shape = chance.choice(SHAPES)
        figure = D(chance.randint(1, 9998)) / (100 if "%" in shape else chance.choice((1, 100)))
        target = parse_target(shape.format(figure, m=chance.randint(1, 12)), 2025)
        indicators.append(
            Indicator(
                f"i{index}", f"指标{index}", chance.randint(1, 3), None, level1, chance.choice(LEVELS[level1]), target
            )
        )
        actuals.append(reached(f"i{index}", target, chance))
    budget = D(chance.randint(1, 10**7)) / 100
    executed = {"总额": (budget * chance.randint(0, 110) / 100).quantize(CENT)}
    plan = Plan(
        "目标表",
        "整体支出",
        year=2025,
        money_unit="万元",
        funds=(FundLine("总额", budget),),
        indicators=tuple(indicators),
    )
    return plan, actuals, executed, chance.choice(SCHEMES)


CASES = st.builds(made, st.integers(0, 10**9), st.integers(1, 14))


def reached(key, target, chance):
    if target.kind == "date":
        return Actual(key, date=target.date + timedelta(days=chance.randint(-60, 60)))
    if target.kind == "period":
        return Actual(key, numerator=D(chance.randint(0, 12)), denominator=D(12))
    if target.kind == "qualitative":
        level, low, high = chance.choice((("achieved", 80, 100), ("partly", 60, 79), ("not_achieved", 0, 49)))
        return Actual(key, text="做了", level=level, ratio=D(chance.randint(low, high)) / 100)
    value = (target.value * chance.randint(0, 300) / 100).quantize(CENT) if target.value else D(chance.randint(0, 2))
    cause = chance.choice((None, "target_too_low", "external"))
    return Actual(key, value=value, cause=cause, reason=chance.choice((None, "见说明")))


def cents(points: Fraction) -> Decimal:
    """Half up to two decimals, without any division in between."""
    return D(int(points * 100 + Fraction(1, 2))) / 100


def recomputed(evaluation: Evaluation) -> Decimal:
    """The total from the explanation alone, in exact fractions: weights and ratios as they are told."""
    total = D(0)
    for found in evaluation.scores:
        step = found.step
        share = Fraction(step.numerator) / Fraction(step.denominator)
        total += cents(Fraction(found.weight) * min(max(share, Fraction(0)), Fraction(1)))
    execution = evaluation.execution
    if execution is not None and execution.budget:
        rate = min(Fraction(1), Fraction(execution.executed) / Fraction(execution.budget))
        total += cents(Fraction(execution.weight) * rate)
    return total


@settings(max_examples=300, deadline=None)
@given(CASES)
def test_losses_add_up_and_the_explanation_gives_the_score_again(case):
    plan, actuals, executed, key = case
    scheme = load_scheme(key)
    result = score(plan, actuals, scheme, executed=executed)
    lost = sum((found.lost for found in result.scores), D(0))
    if result.execution is not None and result.execution.lost is not None:
        lost += result.execution.lost
    assert result.full - lost == result.total
    assert recomputed(result) == result.total
    for found in result.scores:
        assert 0 <= found.score <= found.weight
        assert found.weight - found.score == found.lost
        assert found.sentence.rstrip().endswith(("）", ")", "。"))
        says_full = re.search("(?<!可)得满分", found.sentence) is not None
        assert not (says_full and found.lost)
        assert not (found.step.formula == "met" and found.lost)


@settings(max_examples=300, deadline=None)
@given(CASES)
def test_default_weights_add_up_to_the_cent(case):
    plan, _, _, key = case
    scheme = load_scheme(key)
    weights = default_weights(plan, scheme)
    assert set(weights) == {indicator.id for indicator in plan.indicators}
    assert sum(weights.values()) == scheme.indicator_total
    assert all(weight.as_tuple().exponent >= -2 for weight in weights.values())
    groups = {}
    for indicator in plan.indicators:
        level = indicator.objective if scheme.by_objective else indicator.level1
        groups.setdefault((level, indicator.level2 == "成本指标"), []).append(weights[indicator.id])
    assert all(max(group) - min(group) <= CENT for group in groups.values())


@given(st.decimals("0.01", 1000, places=2), st.integers(1, 200))
def test_even_splits_are_exact(points, count):
    parts = split_evenly(points, count)
    assert sum(parts) == points
    assert max(parts) - min(parts) <= CENT


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_a_stored_score_is_reproduced_and_tampering_is_told(case):
    plan, actuals, executed, key = case
    result = score(plan, actuals, key, executed=executed)
    record = Record(plan, tuple(actuals), executed, {}, result)
    stored = from_json(to_json(record), Record)
    assert reproduce(stored) == result
    other = replace(stored, evaluation=replace(result, total=result.total + CENT))
    with pytest.raises(JixiaoError, match="总分"):
        reproduce(other)
    moved = replace(stored, plan=replace(plan, year=2024))
    with pytest.raises(JixiaoError, match="绩效表"):
        reproduce(moved)
    with pytest.raises(JixiaoError, match="规则"):
        reproduce(stored, replace(load_scheme(key), version="9"))


@settings(max_examples=60, deadline=None)
@given(CASES)
def test_what_if_touches_nothing(case):
    plan, actuals, executed, key = case
    before_bytes = to_json(plan)
    first = plan.indicators[0]
    try:
        before, after = what_if(
            plan, actuals, key, {f"weight:{first.id}": "0", "scheme.over.deduct": "2"}, executed=executed
        )
    except JixiaoError as error:
        pytest.fail(str(error))
    assert to_json(plan) == before_bytes
    assert before == score(plan, actuals, key, executed=executed)
    assert after.of(first.id).weight == 0
    assert after.scheme_digest != before.scheme_digest


def test_changing_the_rule_set_shows_what_changes(sample_plan, sample_actuals):
    from jixiao.score.actuals import read_actuals
    from jixiao.score.explain import comparison, tree

    given_values = read_actuals(sample_actuals, sample_plan)
    assert given_values.synthetic
    one, two = (
        score(sample_plan, given_values.actuals, key, executed=given_values.executed)
        for key in ("tianjin-dept", "hubei")
    )
    text = comparison(one, two, sample_plan)
    assert f"{one.total}" in text
    assert f"{two.total}" in text
    shown = tree(one, sample_plan)
    assert f"总分 {one.total}/100" in shown
    assert shown.count("（津财绩效〔2020〕14号）") == 111
    assert "31590.23÷33711.92＝93.71%" in shown


def test_figures_are_rounded_for_people_and_exact_inside():
    def scored(top, bottom):
        row = Indicator("i0", "及时率", target=parse_target("≥95%"), weight=D(90))
        plan = Plan("目标表", year=2025, indicators=(row,))
        return score(plan, [Actual("i0", numerator=D(top), denominator=D(bottom))], "mof-2020").scores[0]

    found = scored(2, 3)
    assert "完成66.67%，未达到≥95%，按比例得66.67÷95；" in found.sentence
    assert found.step.numerator == D(2) / D(3) * 100
    assert "完成94.9999%，未达到≥95%" in scored(949999, 1000000).sentence  # never rounded up to what was missed
    assert "完成97.25%，达到≥95%" in scored(389, 400).sentence


def test_the_sample_with_its_synthetic_values(sample_plan, sample_actuals):
    from jixiao.score.actuals import read_actuals

    given_values = read_actuals(sample_actuals, sample_plan)
    result = score(sample_plan, given_values.actuals, "tianjin-dept", executed=given_values.executed)
    assert (result.total, result.grade, result.full) == (D("96.31"), "优", D(100))
    assert result.synthetic
    assert len(result.scores) == 111


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"没有的指标": "≥1次"}, "no-such-indicator"),
        ({"weight:指标0": "-1"}, "not-a-number"),
        ({"scheme.nothing": "1"}, "no-such-key"),
    ],
)
def test_what_if_names_what_does_not_exist(changes, code):
    plan = Plan("目标表", year=2025, indicators=(Indicator("i0", "指标0", target=parse_target("≥1次"), weight=D(90)),))
    with pytest.raises(JixiaoError) as caught:
        what_if(plan, [Actual("i0", value=D(1))], "mof-2020", changes)
    assert caught.value.code == code


def test_partial_weights_are_an_error():
    rows = (
        Indicator("a", "甲", target=parse_target("≥1次"), weight=D(50)),
        Indicator("b", "乙", target=parse_target("≥1次")),
    )
    with pytest.raises(JixiaoError, match="部分指标没有分值：乙"):
        score(Plan("目标表", indicators=rows), [Actual("a", value=D(1)), Actual("b", value=D(1))])


def test_sub_rows_carry_no_weight_and_need_no_actual():
    rows = (
        Indicator("a", "甲", target=parse_target("≥1次"), level1="产出指标"),
        Indicator("b", "其中：乙", parent="a", target=parse_target("≥1次"), level1="产出指标"),
    )
    result = score(Plan("目标表", indicators=rows), [Actual("a", value=D(1))])
    assert [found.indicator for found in result.scores] == ["a"]
    assert result.scores[0].weight == 90


def test_dates_before_the_deadline_are_in_time():
    row = Indicator("a", "完成时间", target=parse_target("2025年9月底前"), weight=D(90))
    result = score(Plan("目标表", year=2025, indicators=(row,)), [Actual("a", date=date(2025, 9, 30))])
    assert result.scores[0].score == 90
