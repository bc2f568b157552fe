"""Actual values from evidence: exact, traceable, the same for ever; shown as what they are."""

import datetime
import json
from collections import Counter
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.errors import JixiaoError
from jixiao.evidence.duck import DuckEngine
from jixiao.evidence.explaining import explained, rows_book, standing, verified
from jixiao.evidence.expression import parts_of
from jixiao.evidence.intake import load
from jixiao.evidence.measuring import actuals_json, measure
from jixiao.evidence.pack import check_pack, factor, open_pack
from jixiao.plan.figures import tidy
from tests.evidence import packs

DAY = datetime.date(2025, 12, 31)
LEDGER = packs.meetings()
PLAN = packs.plan()


@pytest.fixture
def pack(tmp_path):
    folder = packs.pack(tmp_path / "pack")
    path = folder / "data" / "meetings.csv"
    path.write_bytes(packs.year())
    load(folder, LEDGER, path, datetime.date(2025, 12, 1))
    return open_pack(folder)


def by_name(outcome):
    names = {row.id: row.name for row in PLAN.indicators}
    return {names[actual.indicator]: actual for actual in outcome.actuals}


def test_values_texts_and_parts(pack):
    found = by_name(measure(PLAN, pack, DAY))
    assert {name: actual.text for name, actual in found.items()} == {
        "例会次数": "12次", "出席率": "97.5%", "会议经费": "0.1206万元", "办结时间": "2025年12月20日", "开会月份": "12个月/12个月", "机制健全": "部分达成：制度已印发",
    }  # fmt: skip
    assert (found["出席率"].numerator, found["出席率"].denominator) == (234, 240)
    assert found["会议经费"].value == Decimal("0.1206")
    assert found["办结时间"].date == datetime.date(2025, 12, 20)
    assert (found["机制健全"].level, found["机制健全"].ratio, found["机制健全"].origin) == (
        "partly",
        Decimal("0.7"),
        "reported",
    )
    lineage = found["例会次数"].lineage
    assert (lineage.rows_seen, lineage.rows_counted, lineage.batches[0][0]) == (12, 12, "meetings")
    assert all(actual.synthetic for actual in found.values())
    assert all(actual.quality is not None for actual in found.values() if actual.origin == "computed")


def test_the_parts_of_a_quotient_are_in_its_unit(tmp_path):
    """万元 a head, measured in 元: what scores by the parts gets the same value as the text says."""
    from jixiao.score import score

    text = "measures: [{indicator: 会议经费, ledger: meetings, unit: 元, value: 2 * sum(金额) / count(*)}]"
    folder = packs.pack(tmp_path / "pack", text)
    (folder / "data" / "meetings.csv").write_bytes(packs.year())
    load(folder, LEDGER, folder / "data" / "meetings.csv", DAY)
    found = by_name(measure(PLAN, open_pack(folder), DAY))["会议经费"]
    assert (found.text, found.numerator / found.denominator) == ("0.0201万元", Decimal("0.0201"))
    rows = tuple(row for row in PLAN.indicators if row.name == "会议经费")
    result = score(msgspec.structs.replace(PLAN, indicators=rows), [found], "mof-2020")
    assert "完成0.0201万元" in result.scores[0].sentence


def test_as_of_a_day(pack):
    found = by_name(measure(PLAN, pack, datetime.date(2025, 3, 31)))
    assert (found["例会次数"].text, found["开会月份"].text) == ("3次", "3个月/12个月")
    nothing = by_name(measure(PLAN, pack, datetime.date(2024, 12, 31)))
    assert (nothing["例会次数"].value, nothing["出席率"].value) == (0, None)
    assert "没有" in nothing["出席率"].note


def test_what_is_not_finished_has_no_date(pack):
    path = pack.folder / "data" / "more.csv"
    path.write_bytes(packs.csv_rows("M13,2025-12-30,专题会,5,5,否,,2"))
    load(pack.folder, LEDGER, path, datetime.date(2025, 12, 31))
    found = by_name(measure(PLAN, pack, DAY))["办结时间"]
    assert (found.date, found.text) == (None, "未完成（完成92.31%）")


def test_the_same_evidence_gives_the_same_bytes(pack):
    one, other = actuals_json(measure(PLAN, pack, DAY)), actuals_json(measure(PLAN, open_pack(pack.folder), DAY))
    assert one == other
    assert json.loads(one)["synthetic"] is True


def test_changing_a_row_changes_exactly_the_indicators_that_use_it(pack):
    stored = actuals_json(measure(PLAN, pack, DAY))
    assert verified(PLAN, pack, stored, "a.json") == []
    path = pack.folder / "data" / "fix.csv"
    path.write_bytes(packs.csv_rows("M1,2025-01-05,例会,20,10,是,2025-01-20,100.50"))
    load(pack.folder, LEDGER, path, DAY)
    assert [(row.name, old, new) for row, old, new in verified(PLAN, pack, stored, "a.json")] == [
        ("出席率", "97.5%", "93.75%")
    ]


def test_a_number_opens_down_to_its_rows(pack):
    found = explained(PLAN, pack, "例会次数", DAY)
    assert (found.total, len(found.rows), found.columns[:3]) == (12, 12, ("来源文件", "行", "编号"))
    assert found.rows[0][:3] == ("meetings.csv", 2, "M1")
    assert "12行计入" in found.sentence
    assert rows_book(found).startswith(b"PK")
    rated = explained(PLAN, pack, "机制健全", DAY)
    assert "由人评级" in rated.sentence
    for name in ("没有佐证的指标", "别的"):
        with pytest.raises(JixiaoError):
            explained(PLAN, pack, name, DAY)


def test_what_stands_on_what(pack):
    assert Counter(kind for _, kind, _ in standing(PLAN, pack)) == {"computed": 5, "rated": 1, "nothing": 1}


FAULTS = {
    "measures: [{indicator: 例会次数, ledger: nowhere, value: count(*)}]": "no-such-ledger",
    "measures: [{indicator: 没有这个, ledger: meetings, value: count(*)}]": "no-such-indicator",
    "measures: [{indicator: 例会次数, ledger: meetings, value: count(*), unit: 元}]": "unit-differs",
    "measures: [{indicator: 例会次数, ledger: meetings, value: sum(编号), unit: 次}]": "bad-measure",
    "measures: [{indicator: 例会次数, ledger: meetings}]": "bad-pack",
    "measures: [{indicator: 例会次数, ledger: meetings, value: count(*), unit: 次, color: red}]": "bad-pack",
    "measures: [{indicator: 出席率, ledger: meetings, value: count(*), unit: '%', survey: {asked: 3}}]": "bad-measure",
    "ratings: [{indicator: 机制健全, level: partly, ratio: 0.7, statement: x, evidence: [没有.pdf]}]": "no-attachment",
    "ratings: [{indicator: 机制健全, level: maybe, ratio: 0.7, statement: x}]": "bad-pack",
    "reports: [{indicator: 例会次数, text: 12次}, {indicator: 例会次数, text: 13次}]": "measured-twice",
    "funds: [{fund: 没有, ledger: meetings, value: sum(金额)}]\nother: 1": "bad-pack",
    "- 1": "bad-pack",
    "a: [": "bad-pack",
}


@pytest.mark.parametrize(("text", "code"), FAULTS.items())
def test_a_pack_says_what_is_wrong_with_it(tmp_path, text, code):
    folder = packs.pack(tmp_path / "pack", text)
    _, found = check_pack(folder, PLAN)
    assert code in {error.code for error in found}
    assert all(str(folder) in error.place for error in found)


def test_all_faults_are_told_at_once(tmp_path):
    folder = packs.pack(
        tmp_path / "pack", "measures: [{indicator: a}, {ledger: b}, {indicator: 例会次数, ledger: x, value: count(*)}]"
    )
    (folder / "ledgers" / "bad.yaml").write_text(
        "name: 1a\nevent: x\nfields: [{name: a, type: text}, {name: b, decimals: x}]", encoding="utf-8"
    )
    assert len(check_pack(folder)[1]) >= 5
    assert [error.code for error in check_pack(tmp_path / "nowhere")[1]] == ["no-pack"]


def test_units():
    assert (factor("元", "万元"), factor("亿元", "万元"), factor("次", "次")) == (Decimal("0.0001"), Decimal(10000), 1)
    assert (factor("天", "小时"), factor("小时", "分钟"), factor("％", "%")) == (24, 60, 1)
    assert [factor(*pair) for pair in (("元", "次"), ("%", "元"), (None, "次"), ("小时", "次"))] == [None] * 4
    assert (tidy(Decimal("0.12345")), tidy(Decimal("1E+3"))) == (Decimal("0.1235"), Decimal(1000))


ROWS = st.lists(
    st.tuples(
        st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)),
        st.sampled_from(["例会", "专题会", ""]),
        st.integers(0, 40),
        st.integers(0, 40),
        st.sampled_from(["是", "否", ""]),
        st.decimals(-1000, 1000, places=2),
    ),
    max_size=30,
)
ENDS = [datetime.date(2025, month, 28) for month in range(1, 13)]
MEASURES = [
    "count(*)", "count(*) filter (where 类别 = '例会')", "sum(金额) filter (where 已办结)", "100 * sum(实到) / sum(应到)", "count(distinct 类别)",
    "count(distinct 应到) filter (where 已办结)", "max(实到) - min(实到)", "avg(金额)", "count(已办结)",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_the_engine_agrees_with_a_plain_count_and_the_series_with_the_engine(tmp_path_factory, rows):
    folder = packs.pack(tmp_path_factory.mktemp("p") / "pack")
    path = folder / "data" / "m.csv"
    path.write_bytes(
        packs.csv_rows(
            *(
                f"M{n},{d},{kind},{due},{here},{done},,{money}"
                for n, (d, kind, due, here, done, money) in enumerate(rows)
            )
        )
    )
    if rows:
        assert load(folder, LEDGER, path, DAY).rejects == ()
    aggregates = [node for text in MEASURES for node in parts_of(text, LEDGER).aggregates]
    with DuckEngine(folder, [LEDGER]) as engine:
        series = engine.series(LEDGER, aggregates, ENDS)
        for end, values in zip(ENDS, series, strict=True):
            direct, seen = engine.aggregates(LEDGER, aggregates, end)
            assert values == direct
            held = [row for row in rows if row[0] <= end]
            assert seen == len(held)
            assert direct[0] == len(held)
            assert direct[1] == sum(row[1] == "例会" for row in held)
            assert (direct[2] or 0) == sum(row[5] for row in held if row[4] == "是")
            assert direct[5] == len({row[1] for row in held} - {""})
            assert direct[6] == len({row[2] for row in held if row[4] == "是"})
