"""Forecasts: nested intervals, nothing left to forecast at the year's end, comparators that turn everything round."""

import datetime
from decimal import Decimal

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.monitor.duties import kept
from jixiao.monitor.extremes import Largest, later_maximum
from jixiao.monitor.levels import paths
from jixiao.monitor.meeting import meets, share_meeting
from jixiao.monitor.outlook import Known, Outlook, Silence, month_ends, outlook, position
from jixiao.monitor.special import lgamma
from jixiao.monitor.watch import Given, forecast_of, monitor
from jixiao.plan import parse_target
from tests.monitor.made import END, extreme, levels, month_end, plan, rated, summed

few = settings(max_examples=25, deadline=None)
counts = st.lists(st.integers(0, 400), min_size=1, max_size=11)
parts = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=1, max_size=11
)


def look(series, text="≥10", **known):
    day = series.periods[-1].end
    return outlook(series, parse_target(text, 2025), day, END, Known(**known))


def watched(series, text, as_of=None, **more):
    given_series = Given({"x": series}, {}, **more)
    return monitor(plan(text), given_series, as_of or series.periods[-1].end).progress[0]


def nested(forecast):
    return forecast.low95 <= forecast.low80 <= forecast.median <= forecast.high80 <= forecast.high95


@few
@given(counts)
def test_counts_nest_never_fall_and_are_whole(months):
    series = summed(months)
    found = look(series)
    forecast = forecast_of(found, parse_target("≥10", 2025), series)
    assert nested(forecast)
    assert forecast.low95 >= sum(months)
    assert (found.values % 1 == 0).all()
    assert (np.diff(found.values, axis=1) >= 0).all()
    assert len(found.ends) == 12 - len(months) == found.values.shape[1]
    # every later end nests as well
    assert all(step[1] <= step[2] <= step[3] <= step[4] <= step[5] for step in forecast.fan)


@few
@given(parts)
def test_rates_stay_within_0_and_100(pairs):
    series = rated([top for top, _ in pairs], [bottom for _, bottom in pairs])
    found = look(series, "≥95%")
    if not any(bottom for _, bottom in pairs):
        assert isinstance(found, Silence)
        assert "分母为0" in found.zh
        return
    assert (found.values >= -1e-9).all()
    assert (found.values <= 100 + 1e-9).all()
    assert nested(forecast_of(found, parse_target("≥95%", 2025), series))


@few
@given(counts, st.integers(1, 5000), st.integers(0, 2000))
def test_a_harder_target_is_never_likelier(months, target, more):
    found = look(summed(months), "")
    values = found.values[:, -1]
    easy, hard = parse_target(f"≥{target}", 2025), parse_target(f"≥{target + more}", 2025)
    assert share_meeting(easy, values, "sum") >= share_meeting(hard, values, "sum")
    low, high = parse_target(f"≤{target}", 2025), parse_target(f"≤{target + more}", 2025)
    assert share_meeting(low, values, "sum") <= share_meeting(high, values, "sum")
    # meeting a floor and staying below it share no value but the bound itself
    both = share_meeting(easy, values, "sum") + share_meeting(low, values, "sum")
    assert both == pytest.approx(1 + (values == target).mean())


@few
@given(st.lists(st.integers(0, 100), min_size=12, max_size=12), st.sampled_from(["≥", "≤"]), st.integers(0, 1200))
def test_on_the_last_day_the_forecast_is_the_value(months, sign, target):
    progress = watched(summed(months), f"{sign}{target}次", END)
    forecast = progress.forecast
    total = sum(months)
    assert {forecast.low95, forecast.low80, forecast.median, forecast.high80, forecast.high95} == {Decimal(total)}
    met = total >= target if sign == "≥" else total <= target
    assert forecast.probability == float(met)
    assert progress.alert == ("green" if met else "red")
    assert progress.likelihood == ("确定能" if met else "完全不可能")


def test_the_interval_shrinks_as_the_year_goes_on():
    months = [20, 22, 18, 21, 20, 19, 22, 20, 21, 20, 19]
    widths = []
    for month in (3, 6, 9, 11):
        series = summed(months[:month])
        forecast = forecast_of(look(series), None, series)
        widths.append(forecast.high80 - forecast.low80)
    assert widths == sorted(widths, reverse=True)


def test_few_data_mean_wide_intervals():
    one, many = summed([1, 0, 1, 1]), summed([400, 380, 420, 400])
    width = {}
    for name, series in (("one", one), ("many", many)):
        forecast = forecast_of(look(series), None, series)
        width[name] = float((forecast.high80 - forecast.low80) / forecast.median)
    assert width["one"] > 2 * width["many"]


def test_last_years_rush_is_expected_again():
    now = summed([5, 5, 5, 5, 5, 5, 5, 5, 5])
    rush = summed([5, 5, 5, 5, 5, 5, 5, 5, 5, 30, 40, 60], year=2024)
    without, with_it = look(now), look(now, previous=rush)
    assert np.median(with_it.values[:, -1]) > 1.5 * np.median(without.values[:, -1])


def test_a_declared_plan_is_believed_in_part():
    late = tuple([0.0] * 8 + [1.0] + [0.0] * 3)
    nothing = summed([0] * 7)
    before = share_meeting(parse_target("≥1场", 2025), look(nothing, "≥1场").values[:, -1], "sum")
    after = share_meeting(parse_target("≥1场", 2025), look(nothing, "≥1场", declared=late).values[:, -1], "sum")
    assert after > before + 0.1
    assert after < 0.95


def test_a_monthly_meeting_goes_on_monthly():
    forecast = watched(summed([1] * 7), "≥12次").forecast
    assert forecast.low80 >= 11
    assert (forecast.median, forecast.high80) == (12, 12)
    assert forecast.probability > 0.7
    irregular = watched(summed([0, 3, 0, 1, 2, 0, 1]), "≥12次").forecast
    assert irregular.high80 - irregular.low80 >= 4


def test_the_same_months_give_the_same_forecast():
    one, other = (look(summed([3, 1, 4, 1, 5])) for _ in range(2))
    assert (one.values == other.values).all()


def test_a_zero_target_with_a_ceiling():
    clean = watched(summed([0] * 9), "≤0起")
    assert clean.forecast.probability > 0.5
    assert clean.pace.ahead == 1.0
    spoilt = watched(summed([0] * 8 + [1]), "≤0起")
    assert (spoilt.forecast.probability, spoilt.alert, spoilt.likelihood) == (0.0, "red", "完全不可能")
    assert spoilt.pace.ahead == 0.0


def test_a_zero_target_with_a_floor_is_always_met():
    progress = watched(summed([0, 0, 0]), "≥0次")
    assert (progress.forecast.probability, progress.alert, progress.pace.ahead) == (1.0, "green", 1.0)


def test_sums_shrink_to_what_is_left():
    money = summed([12.5, 30.25, 8, 15, 22.75, 9.5, 14], whole=False, events=[3, 6, 2, 4, 5, 2, 3])
    found = look(money, "≤250万元")
    assert (found.values >= 112 - 1e-9).all()
    assert (found.values % 1 != 0).any()


def test_a_refund_does_not_break_the_forecast():
    money = summed([12.5, -3, 8, 15], whole=False, events=[3, 1, 2, 4])
    assert nested(forecast_of(look(money, "≤250万元"), None, money))


def test_a_maximum_never_falls_and_once_missed_is_missed():
    slow = extreme([30, 53.5, 20, None, 25], [4, 5, 3, 0, 2])
    found = look(slow, "≤48小时")
    assert (found.values >= 53.5 - 1e-9).all()
    progress = watched(slow, "≤48小时")
    assert (progress.forecast.probability, progress.likelihood) == (0.0, "完全不可能")
    far = watched(extreme([3, 4, 2, 5, 3, 4, 3], [5] * 7), "≤48小时")
    assert far.forecast.probability > 0.9


def with_rows(values, each=5, growth="maximum"):
    """A series of an extreme, a number of rows a month, with its largest single values."""
    months = [values[at : at + each] for at in range(0, len(values), each)]
    pick = max if growth == "maximum" else min
    made = extreme([pick(month) for month in months], [len(month) for month in months], growth)
    best = sorted((Decimal(str(value)) for value in values), reverse=growth == "maximum")[:41]
    return msgspec.structs.replace(made, largest=tuple(best))


def probability(series, text, **known):
    return share_meeting(parse_target(text, 2025), look(series, text, **known).values[:, -1], series.growth)


def test_the_single_values_tell_how_near_a_ceiling_is():
    # the same largest value of each month; once many come near it, once it stands alone
    near = with_rows([value for month in range(6) for value in (19.0, 20.1, 20.7, 21.2, 22 + 0.1 * month)])
    far = with_rows([value for month in range(6) for value in (1.0, 2.1, 3.7, 5.2, 22 + 0.1 * month)])
    assert look(near).values[:, -1].mean() < look(far).values[:, -1].mean() - 1
    assert probability(near, "≤30小时") > probability(far, "≤30小时") + 0.05


def test_more_rows_to_come_bring_larger_values():
    values = [float(value) for value in np.random.default_rng(4).gamma(3, 5, 60)]
    calm = [3] * 12
    rush = [3] * 6 + [60] * 6
    calm_year, rush_year = (extreme([None] * 12, number) for number in (calm, rush))
    series = with_rows(values, 10)
    assert (
        probability(series, "≤40小时", previous=calm_year) > probability(series, "≤40小时", previous=rush_year) + 0.05
    )


def test_last_years_largest_values_count():
    series = with_rows([5.0, 6, 7, 5.5, 6.5, 8, 6, 7.5], 4)
    steady = with_rows([5 + 0.05 * n for n in range(60)])
    wild = with_rows([5.0] * 40 + [20.0 + n for n in range(20)])
    assert probability(series, "≤12小时", previous=steady) > probability(series, "≤12小时", previous=wild) + 0.1


def test_a_price_list_stays_but_may_hold_a_higher_price():
    prices = with_rows([20, 25, 30, 25, 20] * 7)
    kept = probability(prices, "≤30元/千瓦")
    assert 0.8 < kept < 1
    spread = with_rows([20 + 0.37 * n for n in range(35)])  # as large, but each its own
    assert probability(spread, "≤32.6元/千瓦") < kept


def test_single_values_of_a_minimum_are_turned_round():
    values = [30.0, 35, 28.5, 33, 40, 31, 29, 36, 38, 34]
    top = look(with_rows(values), "≤60")
    low = look(with_rows([-value for value in values], growth="minimum"), "≥-60")
    assert np.allclose(low.values, -top.values)


@few
@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=60), st.floats(-1e6, 1e6, allow_nan=False))
def test_largest_values_of_any_kind_are_forecast(values, target):
    seen = Largest(np.sort(np.array(values))[::-1], len(values), target)
    found = later_maximum(seen, np.tile([0.0, 3.0, 500.0], (300, 1)))
    assert not np.isnan(found).any()
    assert (found < np.inf).all()
    assert np.isneginf(found[:, 0]).all()


def test_what_is_due_every_month():
    def course(done):
        return kept(np.array(done, dtype=float), np.arange(1, len(done) + 1), np.arange(len(done) + 1, 13), 4000)

    always, once, tiring = course([1] * 9), course([1, 1, 1, 1, 0, 1, 1, 1, 1]), course([1, 1, 1, 1, 1, 0, 1, 0, 0])
    assert always.all(axis=1).mean() > 0.8
    assert always.all(axis=1).mean() > once.all(axis=1).mean() > tiring.all(axis=1).mean()
    assert course([0] * 9).mean() < 0.3
    assert course([]).shape == (4000, 12)


def test_a_minimum_is_the_maximum_turned_round():
    values, number = [30, 35, 28, 33, 40], [4, 5, 3, 4, 2]
    top = look(extreme(values, number), "≤60")
    low = look(extreme([-value for value in values], number, "minimum"), "≥-60")
    assert np.allclose(low.values, -top.values)


def test_a_price_that_is_always_the_same_stays():
    progress = watched(extreme([30] * 7, [10] * 7), "≤30元/千瓦")
    assert progress.forecast.probability > 0.9
    assert progress.forecast.median == 30


def test_a_rate_that_cannot_fail_and_one_that_did():
    never = watched(rated([50] * 7, [50] * 7), "＝100%")
    assert never.forecast.probability > 0.85
    once = watched(rated([50, 49, 50, 50, 50, 50, 50], [50] * 7), "＝100%")
    assert once.forecast.probability == 0.0


def test_heads_out_of_heads_are_a_rate_and_stay_below_100():
    attendance = rated([24, 24, 23, 24, 24, 24, 24], [24] * 7, growth="ratio")
    found = look(attendance, "≥95%")
    assert found.method == "rate"
    assert found.values.max() <= 100 + 1e-9


def test_a_growth_rate_may_fall_below_zero():
    growth = rated([0.2, -0.1, 0.15, -0.2, 0.1, 0.0], [100] * 6, growth="ratio")
    found = look(growth, "≥0%")
    assert found.method == "ratio"
    assert found.values.min() < 0 < found.values.max()


def test_one_month_of_a_level_is_not_forecast():
    found = look(levels([5.0]), "≥5")
    assert isinstance(found, Silence)
    progress = watched(levels([5.0]), "≥5个")
    assert progress.forecast is None
    assert progress.unforecast
    assert progress.alert == "green"  # by the target itself


@few
@given(st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=11))
def test_levels_nest_and_begin_where_they_are(values):
    found = paths(np.array(values), 3, 500)
    assert np.isfinite(found).all()
    assert found.shape == (500, 3)


def test_a_level_turned_upside_down_is_forecast_upside_down():
    values = np.array([5.0, 5.5, 5.2, 6.0, 6.3])
    up, down = paths(values, 4, 4000)[:, -1], paths(-values, 4, 4000)[:, -1]
    assert np.median(up) == pytest.approx(-np.median(down), abs=0.15)


def test_positions_and_month_ends():
    day = datetime.date(2025, 7, 15)
    assert position(day) == pytest.approx(6 + 15 / 31)
    assert position(END) == 12
    assert month_ends(day, END) == tuple(month_end(m) for m in range(7, 13))
    assert month_ends(END, END) == ()


def test_exact_comparison_of_decimals():
    target = parse_target("≥0.3", 2025)
    assert meets(target, Decimal("0.1") + Decimal("0.2"), "ratio")
    assert share_meeting(target, np.array([0.1 + 0.2]), "ratio") == 1.0
    assert share_meeting(parse_target("≤0.3", 2025), np.array([0.1 + 0.2]), "ratio") == 1.0


def test_the_logarithm_of_gamma():
    import math

    at = np.array([1e-6, 0.1, 1, 2.5, 10, 100, 1e6])
    assert np.allclose(lgamma(at), [math.lgamma(x) for x in at], rtol=1e-10, atol=1e-10)


def test_an_outlook_has_a_method_and_a_basis():
    found = look(summed([3, 4]), previous=summed([3] * 12, year=2024))
    assert isinstance(found, Outlook)
    assert found.basis == "2期，7行，参考上年逐月数据"
