"""Plans as values: JSON, digest, schema, money, diff, taxonomy."""

import json
from decimal import Decimal

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from jixiao.plan import (
    FundLine,
    Plan,
    Target,
    digest,
    json_schema,
    level1_type,
    level2_type,
    parse_target,
    plan_from_json,
    to_json,
)
from jixiao.plan.build import budget_of, indicator_id, part, total
from jixiao.plan.diff import diff
from jixiao.plan.money import convert, parse_amount, round_half_up, tidy


def test_json_keeps_everything(sample_plan):
    assert plan_from_json(to_json(sample_plan)) == sample_plan


def test_json_shows_decimals_as_text_and_absent_as_null(sample_plan):
    found = json.loads(to_json(sample_plan))
    assert found["funds"][0]["amount"] == "33711.92"
    assert found["indicators"][0]["weight"] is None
    assert found["indicators"][0]["target"]["comparator"] == "≥"


def test_json_follows_its_schema(sample_plan):
    jsonschema.Draft202012Validator(json_schema()).validate(json.loads(to_json(sample_plan)))


def test_digest_is_of_the_content(sample_plan):
    assert digest(sample_plan) == digest(plan_from_json(to_json(sample_plan)))
    assert digest(sample_plan) != digest(replace(sample_plan, year=2026))


def test_plans_cannot_be_changed(sample_plan):
    with pytest.raises(AttributeError):
        sample_plan.year = 2026


def test_bad_json_names_the_path():
    with pytest.raises(msgspec.ValidationError, match="year"):
        plan_from_json(b'{"form": "\xe7\x9b\xae\xe6\xa0\x87\xe8\xa1\xa8", "year": "x"}')


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=6, allow_nan=False, allow_infinity=False))
def test_money_converts_both_ways(amount):
    assert convert(convert(amount, "万元", "元"), "元", "万元") == amount
    assert convert(amount, "万元", "元") == amount * 10000


@given(st.decimals(min_value=0, max_value=10**9, places=3, allow_nan=False, allow_infinity=False))
def test_amounts_are_read_as_written(amount):
    found = parse_amount(f"{amount:,}")
    assert found == amount
    assert found == tidy(amount)
    assert found is not None
    assert -found.as_tuple().exponent >= 2


@pytest.mark.parametrize("text", ["1e400", "", "abc", "1,23", "--5", "1.2.3", "9" * 30])
def test_what_is_no_amount(text):
    assert parse_amount(text) is None


def test_rounding_is_half_up():
    assert [round_half_up(Decimal(x)) for x in ("89.995", "2.005", "-1.005", "9.344")] == [
        Decimal(x) for x in ("90.00", "2.01", "-1.01", "9.34")
    ]


def test_funds_sum(sample_plan):
    root = sample_plan.funds[0]
    assert part(root, "基本支出") == Decimal("10362.10")
    assert total(root.children) == root.amount
    assert budget_of(sample_plan, sample_plan.objectives[5]) == Decimal("12919.85")
    assert total((FundLine("空"),)) is None


def test_ids_follow_the_path():
    assert indicator_id(1, "产出指标", "数量指标", "会议 次数") == indicator_id(1, "产出", "产出数量", "会议次数")
    assert indicator_id(1, "产出指标", "数量指标", "会议次数") != indicator_id(2, "产出指标", "数量指标", "会议次数")
    taken: set[str] = set()
    assert indicator_id(1, None, None, "甲", taken) != indicator_id(1, None, None, "甲", taken)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("产出指标(50分)", "OUTPUT"),
        ("成本指标（0-20）分", "COST"),
        ("效益指标", "BENEFIT"),
        ("满意度指标", "SATISFACTION"),
        ("项目效益", "BENEFIT"),
        ("过程", None),
        ("实施效果指标", None),
    ],
)
def test_level1(label, kind):
    assert level1_type(label) == kind


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("数量指标", "QUANTITY"), ("产出质量", "QUALITY"), ("进度指标", "TIMELINESS"), ("经济成本指标", "ECONOMIC_COST"), ("环境效益指标", "ECOLOGICAL"),
        ("可持续影响", "SUSTAINABILITY"), ("服务对象满意度指标等", "BENEFICIARY"), ("社会公众或服务对象满意度指标", "BENEFICIARY"), ("其他指标", None),
    ],
)  # fmt: skip
def test_level2(label, kind):
    assert level2_type(label) == kind


def test_diff_finds_each_change(sample_plan):
    assert diff(sample_plan, sample_plan) == ()
    first, second, *rest = sample_plan.indicators
    changed = replace(
        sample_plan,
        year=2026,
        funds=(replace(sample_plan.funds[0], amount=Decimal("1.00")),),
        indicators=(
            replace(first, target=parse_target("≥13次")),
            replace(second, level2="时效指标"),
            *rest[1:],
            replace(rest[0], id="new", name="全新的指标", target=Target("qualitative", "有")),
        ),
    )
    found = {(change.kind, change.field): change for change in diff(sample_plan, changed)}
    assert found["changed", "year"].after == 2026
    assert "≥12次 → ≥13次" in found["changed", "target"].describe()
    assert found["moved", "level2"].subject.endswith("“例会相关负责人出席率”")
    assert found["changed", "amount"].before == Decimal("33711.92")
    assert found["added", None].subject.endswith("“全新的指标”")
    assert found["removed", None].subject.endswith("“完成时间”")
    assert all(change.describe("en") for change in found.values())


def test_empty_plans_differ_in_nothing():
    assert diff(Plan("目标表"), Plan("目标表")) == ()
