"""The test vectors of the field's scoring rules, and one test for every comparator and kind of target."""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jixiao.errors import JixiaoError
from jixiao.plan import Actual, FundLine, Indicator, Plan, parse_target
from jixiao.score import SCHEMES, grade_of, load_scheme, score
from jixiao.score.actuals import parse_actual

D = Decimal


def row(target, weight, level2="数量指标", level1="产出指标", name="某指标"):
    return Indicator("i", name, None, None, level1, level2, parse_target(target, 2025), D(str(weight)))


def scored(target, actual, weight, scheme="mof-2020", level2="数量指标", name="某指标", **more):
    """Points, and the whole score, of one row with one actual value."""
    indicator = row(target, weight, level2, name=name)
    reached = parse_actual(actual, indicator.target, 2025) if isinstance(actual, str) else actual
    assert reached is not None, actual
    plan = Plan("自评表", "项目支出", year=2025, indicators=(indicator,))
    result = score(plan, [replace(reached, indicator="i", **more)], scheme)
    return result.scores[0]


@pytest.mark.parametrize(
    ("target", "actual", "weight", "points"),
    [
        ("≥5000辆", "4500辆", 8, "7.20"),
        ("≤48小时", "60小时", 5, "4.00"),
        ("≤250.48万元", "240万元", 6, "6.00"),
        ("＝98%", "99%", 4, "3.96"),
        ("≤0起", "1起", 3, "0.00"),
        ("≤0起", "0起", 3, "3.00"),
        ("≥95%", "100%", 5, "5.00"),
        ("≥12次", "12次", 5, "5.00"),
        (">12次", "12次", 5, "5.00"),
        ("<5次", "4次", 5, "5.00"),
        ("＝100%", "98%", 10, "9.80"),
        ("＝10个", "12个", 6, "5.00"),
        ("90%-95%", "92%", 4, "4.00"),
        ("90-100次", "45次", 4, "2.00"),
        ("90-100次", "200次", 4, "2.00"),
        ("≥1万人次", "8000人次", 10, "8.00"),
        ("≤250.48万元", "2504800元", 6, "6.00"),
        ("≥3次", "1次", 10, "3.33"),
        ("≥6次", "4次", 10, "6.67"),
        ("2025年9月底前", "2025年9月30日", 5, "5.00"),
        ("2025年9月底前", "2025年10月1日", 5, "0.00"),
        ("2025年全年", "已完成", 5, "5.00"),
        ("2025年全年", "11个月", 6, "5.50"),
        ("2025年全年", "未完成", 6, "0.00"),
    ],
)
def test_points(target, actual, weight, points):
    assert scored(target, actual, weight).score == D(points)


def test_a_strict_sign_met_exactly_scores_as_published_and_says_so():
    got = scored(">12次", "12次", 5)
    assert got.score == 5
    assert "视同≥" in got.sentence
    assert "视同≤" in scored("<5次", "5次", 5).sentence


@pytest.mark.parametrize(("convention", "points"), [("ratio", "3.96"), ("relative", "3.96"), ("exact", "0.00")])
def test_the_three_conventions_of_equals(convention, points):
    scheme = replace(load_scheme("mof-2020"), equals=convention)
    assert scored("＝98%", "99%", 4, scheme).score == D(points)


def test_late_by_days_where_the_scheme_says_so():
    scheme = replace(load_scheme("mof-2020"), late="proportional")
    got = scored("2025年9月底前", "2025年10月30日", 5, scheme)
    planned, used = (date(2025, 9, 30) - date(2024, 12, 31)).days, (date(2025, 10, 30) - date(2024, 12, 31)).days
    assert got.score == (D(5) * planned / used).quantize(D("0.01"))


def plan_with_money(budget):
    return Plan(
        "自评表",
        "项目支出",
        year=2025,
        money_unit="万元",
        funds=(FundLine("总额", D(budget)),),
        indicators=(row("≥1次", 90),),
    )


def test_execution():
    result = score(plan_with_money("33711.92"), [Actual("i", value=D(1))], executed={"总额": D("31500.00")})
    assert (result.execution.rate, result.execution.score) == (D("93.44"), D("9.34"))
    assert result.total == D("99.34")
    sichuan = score(plan_with_money("33711.92"), [Actual("i", value=D(1))], "sichuan", executed={"总额": D("31500.00")})
    assert not any("须说明原因" in warning for warning in sichuan.warnings)
    low = score(plan_with_money("100"), [Actual("i", value=D(1))], "sichuan", executed={"总额": D("89.99")})
    assert any("须说明原因" in warning for warning in low.warnings)


def test_nothing_budgeted_is_not_applicable_and_not_zero():
    result = score(plan_with_money("0"), [Actual("i", value=D(1))], executed={"总额": D(0)})
    assert result.execution.rate is None
    assert result.execution.score is None
    assert result.full == 90
    assert any("不适用" in warning and "未计入" in warning for warning in result.warnings)


def test_spending_above_the_budget_is_capped_and_told():
    result = score(plan_with_money("100"), [Actual("i", value=D(1))], executed={"总额": D("120")})
    assert result.execution.score == D("10.00")
    assert any("超过100%" in warning for warning in result.warnings)


@pytest.mark.parametrize(
    ("scheme", "level", "ratio", "points"),
    [
        ("mof-2020", "partly", "0.70", "4.20"),
        ("mof-2020", "partly", "0.65", "3.90"),
        ("mof-2020", "partly", "0.80", None),
        ("mof-2020", "partly", "0.55", None),
        ("mof-2020", "not_achieved", "0.55", "3.30"),
        ("hubei", "partly", "0.55", "3.30"),
        ("mof-2020", "achieved", "1", "6.00"),
        ("mof-2020", "achieved", "0.80", "4.80"),
        ("mof-2020", "achieved", "0.79", None),
        ("mof-2020", "not_achieved", "0.60", None),
        ("mof-2020", "not_achieved", "0", "0.00"),
    ],
)
def test_words_are_scored_inside_their_band(scheme, level, ratio, points):
    actual = Actual("i", text="已做", level=level, ratio=D(ratio))
    if points is None:
        with pytest.raises(JixiaoError, match="不在"):
            scored("持续提升", actual, 6, scheme)
    else:
        assert scored("持续提升", actual, 6, scheme).score == D(points)


@pytest.mark.parametrize(
    ("target", "value", "cause", "points", "asked"),
    [
        ("≥8场", "20场", "target_too_low", "4.00", True),
        ("≥8场", "20场", "external", "5.00", True),
        ("≥8场", "40场", "target_too_low", "3.00", True),
        ("≥8场", "12场", None, "5.00", True),
        ("≥8场", "10场", None, "5.00", False),
        ("≥95%", "100%", None, "5.00", False),
        ("≤10天", "4天", "target_too_low", "4.00", True),
    ],
)
def test_over_achievement(target, value, cause, points, asked):
    got = scored(target, value, 5, cause=cause)
    assert got.score == D(points)
    assert got.needs_reason is asked
    if asked:
        assert not scored(target, value, 5, cause=cause, reason="市场扩大").needs_reason


def test_growth_of_mixed_sign_is_for_people():
    with pytest.raises(JixiaoError, match="比例无意义"):
        scored("≥-2%", "-3%", 5)
    judged = scored("≥-2%", Actual("i", text="-3%", value=D(-3), ratio=D("0.5"), reason="行业整体下滑"), 5)
    assert judged.score == D("2.50")
    assert judged.method == "MANUAL"
    assert scored("≥-2%", "-1%", 5).score == D("5.00")


def test_satisfaction_steps_win_where_the_scheme_has_them():
    steps = ((D(90), D(1)), (D(80), D("0.8")), (D(60), D("0.5")))
    scheme = replace(load_scheme("mof-2020"), survey=steps)
    kind = "服务对象满意度指标"
    assert scored("≥95%", "93%", 10, scheme, kind, "学员满意度").score == D("10.00")
    assert scored("≥95%", "85%", 10, scheme, kind, "学员满意度").score == D("8.00")
    assert scored("≥95%", "50%", 10, scheme, kind, "学员满意度").score == D("0.00")
    assert scored("≥95%", "93%", 10, "mof-2020", kind, "学员满意度").score == D("9.79")


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("89.995", "优"),
        ("89.994", "良"),
        ("90", "优"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_are_those_of_the_rounded_total(total, grade):
    assert grade_of(D(total), load_scheme("mof-2020")) == grade


def test_a_missing_actual_is_an_error_and_not_zero():
    plan = Plan("自评表", indicators=(row("≥1次", 50, name="甲"), replace(row("≥1次", 40, name="乙"), id="j")))
    with pytest.raises(JixiaoError, match=r"空白不等于0.*甲.*乙"):
        score(plan, [Actual("i", text=" ")])
    assert score(plan, [Actual("i", value=D(0)), Actual("j", value=D(1))]).total == D("40.00")


def test_all_faults_come_at_once():
    indicators = tuple(
        replace(row(t, 1, name=n), id=n) for t, n in (("≥1次", "甲"), ("持续提升", "乙"), ("≥2次", "丙"))
    )
    with pytest.raises(JixiaoError) as caught:
        score(Plan("自评表", indicators=indicators), [Actual("乙", text="好"), Actual("丙", text="二十", value=None)])
    assert all(name in str(caught.value) for name in ("甲", "乙", "丙"))
    assert all(name in caught.value.message("en") for name in ("甲", "乙", "丙"))


@pytest.mark.parametrize("key", SCHEMES)
def test_schemes_are_dated_cited_and_whole(key):
    from jixiao.law import cite

    scheme = load_scheme(key)
    assert cite(scheme.source).source.title
    assert scheme.in_force < date(2026, 1, 1)
    assert scheme.execution + scheme.indicator_total == 100
    for table in (scheme.levels, scheme.without_cost):
        assert not table or sum(table.values()) == scheme.indicator_total
    assert len(scheme.digest) == 64


def test_a_sentence_says_formula_figures_article_and_what_was_wanting():
    got = scored("≥5000辆", "4500辆", 8)
    for part in ("4500÷5000", "完成4500辆", "≥5000辆可得满分", "财预〔2020〕10号", "待核"):
        assert part in got.sentence
    assert got.lost == D("0.80")


def test_more_than_exactly_is_no_shortfall():
    assert "不符合＝10个" in scored("＝10个", "12个", 6).sentence
    assert "未达到≥10个" in scored("≥10个", "8个", 6).sentence
