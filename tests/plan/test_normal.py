"""One form of each character for matching; what is printed stays."""

from decimal import Decimal

import pytest

from jixiao.forms.read.vocabulary import bare, column_role, fund_name, is_empty, is_level1, is_level2
from jixiao.plan import comparator_of, level1_type, level2_type, parse_target
from jixiao.plan.build import indicator_id
from jixiao.plan.money import parse_amount
from jixiao.plan.normal import has_private, normal, symbol
from jixiao.plan.units import canonical, kind_of


@pytest.mark.parametrize(
    ("printed", "usual"),
    [
        ("⼀级指标", "一级指标"),  # Kangxi radicals
        ("⻓期⻛险⻋辆⻚⾯", "长期风险车辆页面"),
        ("数\uf97e指标", "数量指标"),  # compatibility ideographs
        ("\uf9b5\uf98e", "例年"),
        ("ＡＢ１２％（／）", "AB12%(/)"),
        ("﹥﹦︵﹣", ">=(-"),
        ("e\ufb03cient \ufb01eld", "efficient field"),
        ("指\u200b标\ufeff值\u00ad", "指标值"),
        ("资金\u3000总额\u00a0", "资金 总额 "),
    ],
)
def test_folded(printed, usual):
    assert normal(printed) == usual


@pytest.mark.parametrize("text", ["m²", "10²", "①", "㎡", "℃", "≧", "《条例》", "指标值", "A1"])
def test_not_folded(text):
    assert normal(text) == text


def test_labels():
    assert column_role("三级\u200b指标") == "name"
    assert column_role("⼆级指标") == "level2"
    assert level1_type("产出指标（５０分）") == "OUTPUT"
    assert level2_type("数\uf97e指标") == "QUANTITY"
    assert level2_type("⽣态效益指标") == "ECOLOGICAL"
    assert is_level1("效益指标（\uff13\uff10分）")
    assert is_level2("质\uf97e指标")
    assert fund_name("年度资⾦总额：") == "年度资金总额"
    assert bare("项⽬名称 （Ａ）") == "项目名称A"
    assert is_empty("\u200b－")


@pytest.mark.parametrize("sign", ["≧", "≥", "⩾", "＞=", "＞＝", ">=", "﹥=", "﹥﹦", "〉=", "》="])
def test_at_least(sign):
    assert comparator_of(sign) == "≥"
    target = parse_target(f"{sign}９５．５％")
    assert (target.comparator, target.value, target.unit, target.text) == (
        "≥",
        Decimal("95.5"),
        "%",
        f"{sign}９５．５％",
    )


@pytest.mark.parametrize("sign", ["≦", "≤", "⩽", "＜=", "＜＝", "<=", "﹤﹦", "〈=", "《="])
def test_at_most(sign):
    assert parse_target(f"{sign}3⽇").comparator == comparator_of(sign) == "≤"
    assert parse_target(f"{sign}3⽇").unit == "日"


def test_values():
    assert parse_amount("１２，３４５．６０") == Decimal("12345.60")
    assert parse_amount("١٢") is None  # digits of other scripts are no figures of a form
    assert parse_target("2025\uf98e9⽉底前", 2025).date == parse_target("2025年9月底前", 2025).date
    assert (kind_of("⼈次"), canonical("％"), canonical("㎞")) == ("count", "%", "公里")
    assert parse_target("≥3m²").unit == "m²"


def test_ids_do_not_depend_on_forms_of_characters():
    assert indicator_id(1, "产出指标", "数量指标", "培训⼈次（期）") == indicator_id(
        1, "产出指标", "数\uf97e指标", "培训人次(期)"
    )


def test_private_use():
    assert has_private("数\ue123指标")
    assert not has_private("数量指标")
    assert symbol("ABCDEF+SymbolMT", 0xF0B3) == "≥"
    assert symbol("Symbol", 0xF032) == "2"
    assert symbol("SimSun", 0xF0B3) is None
