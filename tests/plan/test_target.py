"""The target grammar: what is printed, and what it means."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.plan import comparator_of, parse_target
from jixiao.plan.target import SIGNS
from jixiao.plan.units import kind_of

D = Decimal

NUMBERS = [
    ("≥12次", "≥", "12", "次"),
    ("＝100%", "=", "100", "%"),
    ("≤250.48万元", "≤", "250.48", "万元"),
    ("≧812人次", "≥", "812", "人次"),
    ("═100%", "=", "100", "%"),
    ("﹦5个", "=", "5", "个"),
    (">=25平方米", "≥", "25", "平方米"),
    ("<=460元/亩", "≤", "460", "元/亩"),
    ("》100亩", "≥", "100", "亩"),
    ("《3起", "≤", "3", "起"),
    ("≥100百分比", "≥", "100", "百分比"),
    ("≤30元/千瓦", "≤", "30", "元/千瓦"),
    ("≤2元/千瓦时", "≤", "2", "元/千瓦时"),
    (">=520元/人*月", "≥", "520", "元/人*月"),
    ("1,234,567.8元", None, "1234567.8", "元"),
    ("１２，３４５．５万元", None, "12345.5", "万元"),
    ("－5%", None, "-5", "%"),
    ("３．５米", None, "3.5", "米"),
    ("95%以上", "≥", "95", "%"),
    ("3天以内", "≤", "3", "天"),
    ("不低于3.5米", "≥", "3.5", "米"),
    ("不超过20万元", "≤", "20", "万元"),
    ("控制在10%以内", "≤", "10", "%"),
    ("达100%", None, "100", "%"),
    ("100%", None, "100", "%"),
    ("180", None, "180", None),
    ("60M", None, "60", "M"),
    ("≤5个工作日", "≤", "5", "个工作日"),
    ("≥1.5亿元", "≥", "1.5", "亿元"),
    ("≥300万亩", "≥", "300", "万亩"),
    ("5万", None, "5", "万"),
    ("较2024年增长≥5%", "≥", "5", "%"),
    ("同比增长5%", None, "5", "%"),
    ("≥90%（优）", "≥", "90", "%"),
    ("1年", None, "1", "年"),
    ("≥ 95 %", "≥", "95", "%"),
    (">3次", ">", "3", "次"),
    ("＜2起", "<", "2", "起"),
]


@pytest.mark.parametrize(("text", "comparator", "value", "unit"), NUMBERS, ids=[n[0] for n in NUMBERS])
def test_numbers(text, comparator, value, unit):
    target = parse_target(text, 2025)
    assert (target.kind, target.comparator, target.value, target.unit) == ("number", comparator, D(value), unit)
    assert target.text == text


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("10-20%", "10", "20", "%"),
        ("3～5个", "3", "5", "个"),
        ("80%-90%", "80", "90", "%"),
        ("100±5个", "95", "105", "个"),
        ("±5%", "-5", "5", "%"),
        ("5至8场", "5", "8", "场"),
    ],
)
def test_ranges(text, low, high, unit):
    target = parse_target(text, 2025)
    assert (target.comparator, target.value, target.upper, target.unit) == ("between", D(low), D(high), unit)


DATES = [
    ("2025年9月底前", date(2025, 9, 30)),
    ("2025年12月底前", date(2025, 12, 31)),
    ("2025年12月31日前", date(2025, 12, 31)),
    ("2025年底前", date(2025, 12, 31)),
    ("2025年12月31日", date(2025, 12, 31)),
    ("2025-06-30", date(2025, 6, 30)),
    ("2025.6.30前", date(2025, 6, 30)),
    ("2025/6/30", date(2025, 6, 30)),
    ("9月底前", date(2025, 9, 30)),
    ("当年12月20日前", date(2025, 12, 20)),
    ("年底前", date(2025, 12, 31)),
    ("2025.12", date(2025, 12, 31)),
    ("2021年12月完成", date(2021, 12, 31)),
    ("2024年2月底前", date(2024, 2, 29)),
    ("第三季度前", date(2025, 9, 30)),
    ("≤2025年12月31日", date(2025, 12, 31)),
    ("2025年6月中旬前", date(2025, 6, 20)),
]


@pytest.mark.parametrize(("text", "day"), DATES, ids=[d[0] for d in DATES])
def test_dates(text, day):
    target = parse_target(text, 2025)
    assert (target.kind, target.date, target.value) == ("date", day, None)


PERIODS = [
    ("2025年全年", date(2025, 1, 1), date(2025, 12, 31)),
    ("全年", date(2025, 1, 1), date(2025, 12, 31)),
    ("1-12月", date(2025, 1, 1), date(2025, 12, 31)),
    ("2025年1-9月", date(2025, 1, 1), date(2025, 9, 30)),
    ("2025年上半年", date(2025, 1, 1), date(2025, 6, 30)),
    ("2024.6--2025.1", date(2024, 6, 1), date(2025, 1, 31)),
    ("2023.08-2024.02", date(2023, 8, 1), date(2024, 2, 29)),
    ("2023年8月至2024年2月", date(2023, 8, 1), date(2024, 2, 29)),
    ("2025年1月1日-2025年12月31日", date(2025, 1, 1), date(2025, 12, 31)),
    ("2022年", date(2022, 1, 1), date(2022, 12, 31)),
    ("2023-2025年", date(2023, 1, 1), date(2025, 12, 31)),
    ("前三季度", date(2025, 1, 1), date(2025, 9, 30)),
]


@pytest.mark.parametrize(("text", "start", "end"), PERIODS, ids=[p[0] for p in PERIODS])
def test_periods(text, start, end):
    target = parse_target(text, 2025)
    assert (target.kind, target.start, target.date) == ("period", start, end)


@pytest.mark.parametrize(
    "text",
    [
        "持续提升",
        "石化、汽车、装备、生物医药、电子信息产业",
        "至少全年开展3次宣教",
        "≥**个",
        "约5个",
        "1e400",
        "≥",
        "2025年2月30日前",
        "每年≥3次",
        "20-10%",
        "A1",
        "第3名以后再议的事项",
    ],
)
def test_what_is_no_value_stays_words(text):
    target = parse_target(text, 2025)
    assert (target.kind, target.text, target.value, target.date) == ("qualitative", text, None, None)


def test_a_date_without_a_year_needs_the_plans():
    assert parse_target("9月底前").date is None
    assert parse_target("9月底前").kind == "date"
    assert parse_target("9月底前", 2024).date == date(2024, 9, 30)


def test_a_unit_column_is_taken_whole():
    assert parse_target("≥5标准化车间", 2025, "标准化车间").unit == "标准化车间"


def test_every_sign_alone():
    for sign, comparator in SIGNS.items():
        assert comparator_of(sign) == comparator
    assert comparator_of("定性") is None


@given(
    st.sampled_from(sorted(SIGNS)),
    st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False),
    st.sampled_from(["次", "%", "万元", "平方米", "元/人", "个工作日", "公里", "万人次"]),
)
def test_sign_number_unit_in_any_sign(sign, value, unit):
    target = parse_target(f"{sign}{value}{unit}", 2025)
    assert (target.comparator, target.value, target.unit) == (SIGNS[sign], value, unit)


@given(st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_separators_and_widths_do_not_matter(value):
    plain = parse_target(f"≥{value}元").value
    wide = f"{value:,}".translate(str.maketrans("0123456789,.", "０１２３４５６７８９，．"))
    assert plain == parse_target(f"≥{value:,}元").value == parse_target(f"＞＝{wide}元").value == value


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_day_in_every_spelling(day):
    for text in (
        f"{day.year}年{day.month}月{day.day}日前",
        f"{day:%Y-%m-%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.month}月{day.day}日前",
    ):
        assert parse_target(text, day.year).date == day


@given(st.text(max_size=80))
def test_never_fails_and_keeps_the_text(text):
    assert parse_target(text, 2025).text == text


def test_units():
    assert kind_of("万人次") == "count"
    assert kind_of("亿元") == "money"
    assert kind_of("元/平方米") == "money"
    assert kind_of("百分比") == "percent"
    assert kind_of("宣教") is None
