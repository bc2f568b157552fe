"""Values by month, quarter and unit: the parts always give the whole, by each indicator's own kind."""

import datetime
import itertools
import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao.errors import JixiaoError
from jixiao.evidence.breakdown import broken_down
from jixiao.evidence.intake import load
from jixiao.evidence.measuring import measure
from jixiao.evidence.pack import open_pack
from jixiao.plan import Actual, Indicator, Plan, indicator_id, parse_target, to_json
from jixiao.plan.rollup import rolled_up
from tests.cli.test_commands import run
from tests.evidence import packs

DAY = datetime.date(2025, 12, 31)
LEDGER = packs.meetings()
KINDS = {
    # name: target, value, unit, how it accumulates
    "次数": ("≥12次", "count(*)", "次", "sum"),
    "例会": ("≥12次", "count(*) filter (where 类别 = '例会')", "次", "sum"),
    "经费": ("≤1万元", "sum(金额)", "元", "sum"),
    "出席率": ("≥95%", "100 * sum(实到) / sum(应到)", "%", "rate"),
    "例会率": ("≥95%", "100 * count(*) filter (where 类别 = '例会') / count(*)", "%", "rate"),
    "人均经费": ("≤1万元", "sum(金额) / count(*)", "元", "rate"),
    "增长": ("≥5%", "100 * (sum(实到) - sum(应到)) / sum(应到)", "%", "rate"),
    "均值": ("≥5人", "avg(实到)", "人", "rate"),
    "最多": ("≤48人", "max(实到)", "人", "maximum"),
    "最少": ("≥1人", "min(实到)", "人", "minimum"),
    "在册": ("≥1人", "sum(应到)", "人", "latest"),
    "办结": ("2025年12月底前", "max(办结日期)", None, None),
    "月份": ("2025年全年", "count(distinct month(日期))", "月", None),
    "类别数": ("≥1个", "count(distinct 类别)", "个", "sum"),
}


def made_plan():
    taken = set()
    rows = tuple(
        Indicator(indicator_id(1, "产出指标", "数量指标", name, taken), name, 1, None, "产出指标", "数量指标", parse_target(target, 2025))
        for name, (target, *_) in KINDS.items()
    )  # fmt: skip
    return Plan("目标表", "整体支出", "某局", None, 2025, "万元", (), (), (), rows)


PLAN = made_plan()
MEASURES = json.dumps(
    {
        "measures": [
            {
                "indicator": name, "ledger": "meetings", "value": value, **({"unit": unit} if unit else {}),
                **({"accumulates": "latest"} if how == "latest" else {}),
                **({"complete": "count(办结日期) / count(*)"} if name == "办结" else {}),
            }
            for name, (_, value, unit, how) in KINDS.items()
        ]
    },
    ensure_ascii=False,
)  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.dates(datetime.date(2025, 1, 1), DAY),
        st.sampled_from(["例会", "专题会"]),
        st.integers(0, 40),
        st.integers(0, 40),
        st.decimals(-100_000, 100_000, places=2),
        st.booleans(),
    ),
    max_size=25,
)


def filled(folder, rows):
    packs.pack(folder, MEASURES)
    path = folder / "data" / "m.csv"
    lines = (
        f"M{n},{d},{kind},{due},{here},,{d.isoformat() if done else ''},{money}"
        for n, (d, kind, due, here, money, done) in enumerate(rows)
    )
    path.write_bytes(packs.csv_rows(*lines))
    if rows:
        assert load(folder, LEDGER, path, DAY).rejects == ()
    return open_pack(folder)


@pytest.mark.parametrize(("by", "over"), [("month", "time"), ("quarter", "time"), ("类别", "units")])
@settings(max_examples=20, deadline=None)
@given(rows=ROWS)
def test_the_parts_give_the_whole(tmp_path_factory, by, over, rows):
    pack = filled(tmp_path_factory.mktemp("p") / "pack", rows)
    direct = {actual.indicator: actual for actual in measure(PLAN, pack, DAY).actuals}
    for found in broken_down(PLAN, pack, DAY, by):
        name = found.indicator.name
        assert found.whole == direct[found.indicator.id]
        if rows == [] and over == "units":
            assert found.parts == ()
            continue
        actuals = [part.actual for part in found.parts]
        if (name, over) == ("月份", "units"):
            with pytest.raises(JixiaoError) if len(actuals) > 1 else pytest.MonkeyPatch.context():
                rolled_up(found.indicator, actuals, over)
            continue
        together = rolled_up(found.indicator, actuals, over)
        assert together.accumulates == KINDS[name][3]
        if name == "办结":
            # a part that is not finished keeps the whole from being finished; what nothing was due for has no date
            assert (together.date, together.date is None) == (found.whole.date, found.whole.date is None), name
            continue
        value = together.value - (found.shared or 0) if together.value is not None else None
        assert value == found.whole.value, (name, found)
        if KINDS[name][3] == "rate":
            assert (together.numerator or 0, together.denominator or 0) == (
                found.whole.numerator or together.numerator or 0,
                found.whole.denominator or 0,
            )
        if found.shared is None:
            assert (together.text or "") == (found.whole.text or "")


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 10**6)), min_size=1, max_size=30),
    st.lists(st.integers(0, 29), max_size=4),
)
def test_rolling_up_in_two_steps_is_rolling_up_in_one(pairs, cuts):
    """Months into quarters into a year, or offices into bureaus into a city: any grouping gives the same."""
    row = Indicator("r", "率", target=parse_target("≥95%"))
    parts = [Actual("r", value=Decimal(100 * a) / b, numerator=Decimal(a), denominator=Decimal(b)) for a, b in pairs]
    for how in ("rate", "mean", "sum", "maximum", "minimum"):
        row = msgspec.structs.replace(
            row, accumulates=how, target=parse_target("≥95%" if how in {"rate", "mean"} else "≥95次")
        )
        bounds = [0, *sorted(cut for cut in set(cuts) if 0 < cut < len(parts)), len(parts)]
        held = [
            msgspec.structs.replace(part, value=Decimal(a)) if how not in {"rate", "mean"} else part
            for part, (a, _) in zip(parts, pairs, strict=True)
        ]
        grouped = [held[low:high] for low, high in itertools.pairwise(bounds)]
        once = rolled_up(row, held, "units")
        twice = rolled_up(row, [rolled_up(row, group, "units") for group in grouped], "units")
        assert (once.value, once.numerator, once.denominator, once.text) == (
            twice.value,
            twice.numerator,
            twice.denominator,
            twice.text,
        )


def test_what_cannot_be_rolled_up_is_refused():
    rate, state, words = (Indicator("r", "率", target=parse_target(text)) for text in ("≥95%", "≥3个", "持续提升"))
    one = Actual("r", value=Decimal(98))
    for row, parts in (
        (msgspec.structs.replace(rate, accumulates="rate"), [one, one]),  # a mean of rates is no rate
        (rate, [one]),
        (state, [one]),
        (words, [Actual("r", text="达成", level="achieved")]),
    ):
        with pytest.raises(JixiaoError) as caught:
            rolled_up(row, parts, "units")
        assert caught.value.code == "not-rolled-up"
    assert rolled_up(msgspec.structs.replace(state, accumulates="latest"), [one, one], "units").text == "196个"
    first, last = (Actual("r", value=Decimal(v), as_of=datetime.date(2025, m, 28)) for v, m in ((5, 1), (3, 2)))
    assert rolled_up(msgspec.structs.replace(state, accumulates="latest"), [last, first], "time").value == 3


def test_dates_of_units_are_done_when_all_are():
    row = Indicator("d", "办结", target=parse_target("2025年12月底前", 2025))
    done = [Actual("d", date=datetime.date(2025, month, 3), text="x") for month in (3, 11)]
    assert rolled_up(row, done, "units").text == "2025年11月3日"
    assert rolled_up(row, [*done, Actual("d", text="未完成（完成50%）")], "units").date is None


def test_what_units_share_is_shown(tmp_path):
    rows = [
        (datetime.date(2025, 1, 3), "例会", 7, 1, Decimal(1), True),
        (datetime.date(2025, 2, 3), "专题会", 7, 1, Decimal(1), True),
    ]
    pack = filled(tmp_path / "pack", rows)
    text = MEASURES.replace("count(distinct 类别)", "count(distinct 应到)")
    (pack.folder / "measures.yaml").write_text(text, encoding="utf-8")
    found = {one.indicator.name: one for one in broken_down(PLAN, open_pack(pack.folder), DAY, "类别")}["类别数"]
    assert ([part.actual.value for part in found.parts], found.whole.value, found.shared) == ([1, 1], 1, 1)


def test_by_the_command(tmp_path):
    filled(
        tmp_path / "pack",
        [
            (datetime.date(2025, n, 3), "例会" if n % 2 else "专题会", 20, 19, Decimal("100.01"), True)
            for n in range(1, 8)
        ],
    )
    (tmp_path / "plan.json").write_bytes(to_json(PLAN))
    code, out, _ = run(
        "measure", "plan.json", "--evidence", "pack", "--as-of", "2025-07-31", "--by", "month", cwd=tmp_path
    )
    assert code == 0
    assert all(label in out for label in ("2025年1月", "2025年7月", "合计"))
    code, out, _ = run("measure", "plan.json", "--evidence", "pack", "--by", "类别", "--json", cwd=tmp_path)
    found = {row["indicator"]["name"]: row for row in json.loads(out)}
    assert [(part["label"], part["actual"]["text"]) for part in found["次数"]["parts"]] == [
        ("专题会", "3次"),
        ("例会", "4次"),
    ]
    assert found["次数"]["whole"]["text"] == "7次"
    assert run("measure", "plan.json", "--evidence", "pack", "--by", "没有", cwd=tmp_path)[0] == 2


def test_units_hand_in_their_values(tmp_path):
    """Two offices measure for themselves; the bureau rolls up their files."""
    halves = [
        [(datetime.date(2025, n, 3), "例会", 20, 18 + half, Decimal("100.01"), True) for n in range(1, 5 + half)]
        for half in (0, 1)
    ]
    names = []
    for number, rows in enumerate(halves):
        filled(tmp_path / f"p{number}", rows)
        names.append(f"单位{number}.json")
        (tmp_path / "plan.json").write_bytes(to_json(PLAN))
        run("measure", "plan.json", "--evidence", f"p{number}", "-o", names[-1], cwd=tmp_path)
    whole = filled(tmp_path / "all", [*halves[0], *halves[1]])
    code, out, err = run(
        "measure", "plan.json", "--unit", names[0], "--unit", names[1], "-o", "合计.json", cwd=tmp_path
    )
    assert code == 1  # which months the offices did is not known, and that is said
    assert "月份" in err
    rolled = {row["indicator"]: row for row in json.loads((tmp_path / "合计.json").read_bytes())["actuals"]}
    direct = {row.indicator: row for row in measure(PLAN, whole, DAY).actuals}
    ids = {row.name: row.id for row in PLAN.indicators}
    for name in KINDS:
        if name not in {"月份", "类别数"}:
            assert rolled[ids[name]]["text"] == direct[ids[name]].text, name
    assert "没有剔除" in rolled[ids["类别数"]]["note"]
    assert "95.2778%" not in out  # the mean of the offices' rates
    assert direct[ids["出席率"]].text in out
