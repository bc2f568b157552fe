"""Pace, alerts, dual monitoring, notes: the right way round, with figures, and honest about what cannot be told."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.errors import JixiaoError
from jixiao.monitor import Given, monitor
from jixiao.monitor.notes import Point, monthly, read_notes
from jixiao.monitor.pace import pace, share_at, shares_of
from jixiao.monitor.settings import load_settings
from jixiao.monitor.spark import spark
from jixiao.plan import FundLine, from_json, parse_target, to_json
from jixiao.plan.progress import Monitoring, Period, Rectification, Series
from jixiao.plan.values import Actual
from tests.monitor.made import END, YEAR, levels, month_end, plan, rated, summed

JULY = month_end(7)
D = Decimal


def watched(series, text, as_of=None, level1="产出指标", level2="数量指标", **more):
    found = monitor(plan(text, level1, level2), Given({"x": series}, {}), as_of or series.periods[-1].end, **more)
    return found.progress[0]


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_pace_turns_round_with_the_comparator(target, value):
    more = pace(parse_target(f"≥{target}", YEAR), D(value), "sum", ("even", 0.5), tolerance=0.005)
    less = pace(parse_target(f"≤{target}", YEAR), D(value), "sum", ("even", 0.5), tolerance=0.005)
    assert more.planned == less.planned == D(target) / 2
    assert (more.ahead >= 1) == (value >= D(target) / 2)
    assert (less.ahead >= 1) == (value <= D(target) / 2)


def test_alerts_turn_round_with_the_comparator():
    months = [100, 98, 103, 99, 101, 100, 100]
    for text, expected in (("≥600次", "green"), ("≥2500次", "red"), ("≤2500次", "green"), ("≤600次", "red")):
        assert watched(summed(months), text).alert == expected, text


def test_without_a_sign_costs_are_ceilings():
    money = summed([10] * 7, whole=False, events=[2] * 7)
    assert watched(money, "60万元").alert == "green"
    cost = watched(money, "60万元", level1="成本指标", level2="经济成本指标")
    assert (cost.alert, cost.likelihood) == ("red", "完全不可能")


def test_within_bounds_both_sides_count():
    assert watched(summed([100] * 11 + [100]), "1100-1300次", END).alert == "green"
    assert watched(summed([100] * 11 + [300]), "1100-1300次", END).alert == "red"
    assert watched(summed([10] * 12), "1100-1300次", END).alert == "red"


def test_equals_is_reached_by_sums_and_kept_by_states():
    assert watched(summed([1] * 12), "＝10个", END).alert == "green"
    assert watched(levels([10] * 12), "＝10个", END).alert == "green"
    assert watched(levels([10] * 11 + [12]), "＝10个", END).alert == "red"
    far = watched(summed([3] * 12), "＝10个", month_end(11))
    assert far.alert == "green"
    assert "已明显超过等号指标" in watched(summed([3] * 11), "＝10个").reason


def test_reasons_name_the_figures_in_both_languages():
    progress = watched(summed([100] * 7), "≥2500次")
    for figure in ("700次", "1458.3次", "%"):
        assert figure in progress.reason
        assert figure in progress.reason_en
    assert "不超过" in watched(summed([100] * 7), "≤2500次").reason


def test_the_whole_year_and_a_month_missed():
    def months(done):
        total, periods = 0, []
        for number, one in enumerate(done, 1):
            total += one
            periods.append(Period(month_end(number), D(total), D(one), events=one))
        return Series("x", "months", tuple(periods), whole=True)

    going = watched(months([1] * 7), "2025年全年")
    assert going.forecast.probability > 0.7
    assert going.pace.planned == 7
    missed = watched(months([1, 1, 0, 1, 1, 1, 1]), "2025年全年")
    assert (missed.forecast.probability, missed.likelihood) == (0.0, "完全不可能")
    half = watched(months([1] * 6), "上半年")
    assert (half.alert, half.forecast.probability) == ("green", 1.0)


def steps(done, planned=5, last=None):
    total, periods = 0, []
    for number, one in enumerate(done, 1):
        total += one
        share = D(100) * total / planned
        day = last or month_end(number)
        periods.append(Period(month_end(number), share, share, D(one), D(planned if number == 1 else 0), date=day))
    return Series("x", "date", tuple(periods))


def test_dates_by_the_steps_done():
    slow = watched(steps([0, 0, 0, 1, 0, 0, 0]), "2025年12月底前")
    quick = watched(steps([1, 1, 0, 1, 0, 1, 0]), "2025年12月底前")
    assert slow.forecast.probability < 0.5 < quick.forecast.probability
    assert slow.pace.planned < 60
    assert watched(steps([1] * 5 + [0, 0]), "2025年12月底前").likelihood == "确定能"


def test_a_date_that_cannot_be_forecast_says_so():
    bare = Series("x", "date", (Period(JULY, date=datetime.date(2025, 7, 6)),))
    progress = watched(bare, "2025年底前")
    assert (progress.alert, progress.forecast, progress.likelihood) == (None, None, None)
    assert "无法预测" in progress.unforecast
    assert "2025-07-06" in progress.reason


def test_a_date_that_is_due_is_judged():
    day = datetime.date(2025, 9, 5)
    done = Series("x", "date", (Period(month_end(10), date=day),))
    assert watched(done, "2025年9月底前").alert == "green"
    assert watched(done, "2025年8月底前").alert == "red"
    assert watched(Series("x", "date", (Period(month_end(10)),)), "2025年9月底前").alert == "red"
    unfinished = watched(steps([1, 1, 0, 0, 0, 0, 0, 0, 0, 0]), "2025年9月底前")
    assert (unfinished.alert, unfinished.likelihood) == ("red", "完全不可能")


def test_ratings_are_shown_as_they_are():
    rating = Series("x", "text", (), Actual("x", text="部分达成：推进中", level="partly"))
    progress = watched(rating, "持续提升", JULY)
    assert (progress.alert, progress.forecast, progress.likelihood) == ("yellow", None, None)
    assert "部分达成：推进中" in progress.reason


def test_nothing_known_is_not_judged():
    found = monitor(plan("≥1个"), Given({}, {}), JULY).progress[0]
    assert (found.alert, found.likelihood) == (None, None)
    assert found.reason == "没有佐证资料。"


def test_a_zero_denominator_is_told():
    progress = watched(rated([0] * 7, [0] * 7), "≥95%")
    assert (progress.alert, progress.forecast) == ("yellow", None)
    assert "分母为0" in progress.reason


def test_curves():
    assert shares_of(None, None)[0] == "even"
    previous = summed([0] * 11 + [10], year=2024)
    name, shares = shares_of(previous, None)
    assert (name, share_at(shares, month_end(11)), share_at(shares, END)) == ("previous", 0.0, 1.0)
    declared = monthly((Point(datetime.date(2025, 6, 30), 0.25),), YEAR)
    assert sum(declared) == pytest.approx(1)
    assert share_at(declared, month_end(6)) == pytest.approx(0.25)
    assert share_at(declared, month_end(9)) == pytest.approx(0.625)
    assert shares_of(previous, declared)[0] == "declared"


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.integers(1, 12))
def test_a_declared_course_rises_from_0_to_1(shares, month):
    days = [month_end(number) for number in range(1, len(shares) + 1)]
    points = tuple(Point(day, share) for day, share in zip(days, sorted(shares), strict=True))
    course = monthly(points, YEAR)
    assert all(part >= -1e-12 for part in course)
    assert 0 <= share_at(course, month_end(month)) <= 1 + 1e-9


@pytest.mark.parametrize("points", [
    [{"by": "2024-06-30", "share": 0.5}],
    [{"by": "2025-06-30", "share": 1.5}],
    [{"by": "2025-03-31", "share": 0.5}, {"by": "2025-06-30", "share": 0.4}],
])  # fmt: skip
def test_wrong_courses_are_refused(points):
    with pytest.raises(JixiaoError):
        read_notes({"milestone": [{"indicator": "x", "points": points}]}, plan("≥1个"))


def test_notes_reach_the_progress():
    notes = read_notes(
        {
            "deviation": [{"indicator": "指标", "cause": "人员保障", "text": "缺人"}],
            "rectification": [{"indicator": "x", "required": "补人", "due": "2025-06-30"}],
        },
        plan("≥2500次"),
    )
    progress = watched(summed([100] * 7), "≥2500次", notes=notes)
    assert progress.deviations[0].cause == "人员保障"
    assert progress.note == "整改已逾期：补人"
    without = watched(summed([100] * 7), "≥2500次")
    assert without.note == "须填写偏差原因和改进措施"


@pytest.mark.parametrize("raw", [
    {"deviation": [{"indicator": "指标", "cause": "天气", "text": ""}]},
    {"deviation": [{"indicator": "没有的指标", "cause": "其他"}]},
    {"deviations": []},
])  # fmt: skip
def test_wrong_notes_are_refused(raw):
    with pytest.raises(JixiaoError):
        read_notes(raw, plan("≥1个"))


def test_a_persons_judgement_stands_only_where_nothing_is_forecast():
    raw = {"likelihood": [{"indicator": "x", "likelihood": "完全不可能", "note": "停办"}]}
    rating = Series("x", "text", (), Actual("x", text="部分达成：推进中", level="partly"))
    assert watched(rating, "持续提升", JULY, notes=read_notes(raw, plan("持续提升"))).likelihood == "完全不可能"
    assert watched(summed([100] * 7), "≥600次", notes=read_notes(raw, plan("≥600次"))).likelihood == "确定能"


def test_rectification_status():
    day = datetime.date(2025, 7, 31)
    assert Rectification("改", due=datetime.date(2025, 8, 1)).status(day) == "open"
    assert Rectification("改", due=datetime.date(2025, 7, 1)).status(day) == "overdue"
    assert Rectification("改", closed=datetime.date(2025, 7, 1)).status(day) == "closed"
    assert Rectification("改", closed=datetime.date(2025, 9, 1)).status(day) == "open"


def dual(spent, months, text="≥1200次"):
    from msgspec.structs import replace

    held = replace(plan(text), funds=(FundLine("总额", D(1200)),))
    funds = {"总额": summed(spent, whole=False, events=[5] * len(spent))}
    return monitor(held, Given({"x": summed(months)}, funds), JULY)


@pytest.mark.parametrize(("spent", "months", "verdict"), [
    ([100] * 7, [110] * 7, "both"),
    ([20] * 7, [110] * 7, "money-behind"),
    ([100] * 7, [20] * 7, "performance-behind"),
    ([20] * 7, [20] * 7, "both-behind"),
])  # fmt: skip
def test_dual_monitoring(spent, months, verdict):
    found = dual(spent, months).dual
    assert found.verdict == verdict
    assert f"{sum(spent) / 1200:.1%}" in found.reason
    assert "58.3%" in found.reason


def test_money_is_bounded_by_the_budget():
    fund = dual([150] * 7, [110] * 7).funds[0]
    assert fund.rate == D("87.50")
    assert fund.forecast.high95 == D(1200)
    assert fund.executed == 1050


def test_no_budget_no_rate():
    from msgspec.structs import replace

    held = replace(plan("≥1个"), funds=(FundLine("总额", D(0)),))
    found = monitor(held, Given({}, {"总额": summed([0] * 7, whole=False)}), JULY)
    assert found.funds[0].rate is None
    assert found.dual.verdict == "unknown"


def test_monitoring_goes_through_json():
    found = dual([100] * 7, [110] * 7)
    assert from_json(to_json(found), Monitoring) == found


def test_settings_of_ones_own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text("[likelihood]\ncertain = 0.99\n", encoding="utf-8")
    held = load_settings(path)
    assert (held.likelihood.certain, held.likelihood.impossible) == (0.99, load_settings().likelihood.impossible)
    for text in ("[alert]\ngreen = 0.1\nred = 0.4\n", "[alarm]\ngreen = 1\n", "[alert\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(JixiaoError):
            load_settings(path)


@given(st.lists(st.none() | st.floats(-1e9, 1e9, allow_nan=False), max_size=24), st.booleans())
def test_a_sparkline_has_a_character_for_each_value(values, from_zero):
    line = spark(values, from_zero=from_zero)
    assert len(line) == len(values)
    assert [char == "·" for char in line] == [value is None for value in values]
