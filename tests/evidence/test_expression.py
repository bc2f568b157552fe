"""Measures' expressions: what may be written, what may not, and arithmetic that is exact."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.errors import JixiaoError
from jixiao.evidence.expression import LONGEST, condition_of, parts_of, rate_of, value_of
from tests.evidence.packs import meetings

LEDGER = meetings()
GOOD = {
    "count(*)": 1,
    "count(*) filter (where 类别 = '例会')": 1,
    "100.0 * count(*) filter (where 已办结) / count(*)": 2,
    "100 * sum(实到) / nullif(sum(应到), 0)": 2,
    "avg(金额)": 2,
    "avg(金额) filter (where 金额 > 0) / 10000": 2,
    "max(date_diff('day', 日期, 办结日期))": 1,
    "min(日期)": 1,
    "count(distinct 编号) filter (where year(日期) = 2025 and 类别 in ('例会', '专题会'))": 1,
    "sum(case when 已办结 then 金额 else 0 end) - sum(金额 * 2)": 2,
    "count(*) filter (where 编号 like 'M%' and not 已办结 and 办结日期 is null)": 1,
    "count(*) filter (where 日期 between date '2025-01-01' and date '2025-06-30' or length(类别) > 2)": 1,
    "coalesce(sum(金额), 0) + count(*)": 2,
    "count(*) + count(*)": 1,
    "-(max(实到) - min(实到))": 2,
}
HOSTILE = [
    "", " ", "1", "1 + 1", "'x'", "编号", "*", "null", "true", "count(*", "count(*) extra words here",
    "count(*); drop table meetings", "count(*) from meetings", "select count(*)", "(select 1)", "(select count(*) from meetings)",
    "count(*) filter (where 编号 in (select 编号 from meetings))", "count(*) filter (where exists (select 1))", "sum((select 1))",
    "count(*) filter (where 金额 > (select max(金额) from meetings))", "count(*) filter (where 金额 > all (select 1))",
    "read_text('/etc/passwd')", "sum(read_text('/etc/passwd'))", "count(*) filter (where read_csv('x'))", "max(getenv('HOME'))",
    "count(*) filter (where getvariable('x') = 1)", "max(current_setting('memory_limit'))", "max(version())", "sum(random())",
    "max(now())", "max(current_date)", "max(current_timestamp)", "count(*) filter (where 日期 > today())", "max(uuid())",
    "count(*) over ()", "sum(金额) over (order by 日期)", "row_number() over ()", "sum(金额 order by 日期)", "list(编号)", "array_agg(编号)",
    "string_agg(编号, ',')", "first(编号)", "any_value(编号)", "arg_max(编号, 金额)", "median(金额)", "quantile(金额, 0.5)", "approx_count_distinct(编号)",
    "histogram(编号)", "count(columns(*))", "sum(*)", "max(*)", "count(distinct 编号, 类别)", "sum(distinct 金额)", "count(other.编号)",
    "count(meetings.编号)", "count(rowid)", "count(_row)", "count(_batch)", 'count("编 号")', "count(不存在的列)", "sum(金额 / 2)", "sum(金额 // 2)",
    "sum(金额 % 2)", "sum(2 ** 金额)", "sum(ln(金额))", "count(*) filter (where 类别 ~ '(a+)+$')", "count(*) filter (where regexp_matches(类别, 'a'))",
    "count(*) filter (where 类别 similar to 'a')", "sum(cast(编号 as blob))", "sum(编号::json)", "sum(try_cast(编号 as integer))", "sum(金额::double)",
    "sum(金额::float)", "max([1, 2])", "max({'a': 1})", "max(x -> x)", "max(list_transform([1], x -> x))", "count(*) filter (where ?)", "count(*) filter (where $1)",
    "count(*) filter (where 日期 > date '2025-01-01' + interval 1 day)", "max(repeat('x', 1000000000))", "max(range(1000000000))", "max(unnest([1]))",
    "count(*) filter (where pragma_version())", "max(lpad('x', 100000000, 'y'))", "attach 'x.db'", "copy meetings to 'x'", "install httpfs", "set threads = 1",
    "pragma database_list", "call pragma_version()", "explain count(*)", "count(*) -- x\n; delete from meetings", "count(*) /* x */; select 1",
    "count(*) union select 1", "with a as (select 1) select count(*) from a", "count(*) filter (where 编号 = ANY(['a']))", "sum(金额) within group (order by 金额)",
    "count(*) + 'a'", "sqrt(count(*))", "pow(count(*), 99)", "round(sum(金额), 2)", "count(*) ** 9", "count(*) and true", "count(*) > 3",
    "case when count(*) > 1 then 1 end",
    "(" * 200 + "count(*)" + ")" * 200, "count(*)" + " + count(*)" * 600, "not " * 100 + "count(*)",
]  # fmt: skip


@pytest.mark.parametrize(("text", "aggregates"), GOOD.items())
def test_what_may_be_written(text, aggregates):
    assert len(parts_of(text, LEDGER).aggregates) == aggregates


def test_there_are_many_hostile_ones():
    assert len(set(HOSTILE)) >= 100


@pytest.mark.parametrize("text", HOSTILE)
def test_what_may_not(text):
    with pytest.raises(JixiaoError) as refused:
        parts_of(text, LEDGER, "measures.yaml")
    assert refused.value.code == "bad-measure"
    assert refused.value.place == "measures.yaml"
    assert len(refused.value.zh) < LONGEST + 300


@pytest.mark.parametrize(
    "text", ["1 = (select 1)", "getenv('x') = ''", "count(*) > 1", "编号 in (select 1)", "other.编号 = 'a'"]
)
def test_conditions_are_checked_alike(text):
    with pytest.raises(JixiaoError):
        condition_of(text, LEDGER)
    assert condition_of("类别 = '例会' and 金额 > 3", LEDGER) is not None


def test_a_rate_keeps_its_parts():
    for text in (
        "100 * sum(实到) / sum(应到)",
        "sum(实到) / sum(应到) * 100",
        "100.0 * (sum(实到)) / nullif(sum(应到), 0)",
        "(sum(实到) * 100) / sum(应到)",
    ):
        parts = parts_of(text, LEDGER)
        rate = rate_of(parts.arithmetic)
        assert rate is not None
        values = [Decimal(3), Decimal(4)]
        assert (value_of(rate[0], values), value_of(rate[1], values), rate[2]) == (3, 4, 100)
        assert value_of(parts.arithmetic, values) == 75
    for text in ("sum(实到) / 10000", "sum(实到) - sum(应到)", "count(*)"):
        assert rate_of(parts_of(text, LEDGER).arithmetic) is None


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("sum(实到) / sum(应到)", [Decimal(1), Decimal(0)], None),
        ("sum(实到) / nullif(sum(应到), 0)", [Decimal(1), Decimal(0)], None),
        ("coalesce(sum(实到) / sum(应到), 0)", [Decimal(1), Decimal(0)], Decimal(0)),
        ("sum(实到)", [None], None),
        ("coalesce(sum(实到), 0)", [None], Decimal(0)),
        ("-(max(实到) - min(实到))", [Decimal(9), Decimal(2)], Decimal(-7)),
    ],
)
def test_zero_and_nothing(text, values, expected):
    assert value_of(parts_of(text, LEDGER).arithmetic, values) == expected


NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)


@given(NUMBERS, NUMBERS, st.sampled_from(["+", "-", "*", "/"]))
def test_arithmetic_is_exact(one, other, sign):
    tree = parts_of(f"sum(实到) {sign} sum(应到)", LEDGER).arithmetic
    found = value_of(tree, [one, other])
    if sign == "/" and other == 0:
        assert found is None
        return
    exact = {
        "+": Fraction(one) + Fraction(other),
        "-": Fraction(one) - Fraction(other),
        "*": Fraction(one) * Fraction(other),
    }
    true = exact[sign] if sign != "/" else Fraction(one) / Fraction(other)
    assert abs(Fraction(found) - true) <= abs(true) * Fraction(1, 10**48)
    if sign != "/":
        assert Fraction(found) == true
