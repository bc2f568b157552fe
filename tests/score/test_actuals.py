"""Actual values from fill-in workbooks, CSV and JSON; what does not fit is told, all at once."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from jixiao import read
from jixiao.errors import JixiaoError
from jixiao.forms.template import actuals_template
from jixiao.plan import Actual, Indicator, Plan, parse_target, to_json
from jixiao.score import score
from jixiao.score.actuals import parse_actual, read_actuals

D = Decimal
PLAN = Plan(
    "目标表",
    "项目支出",
    year=2025,
    indicators=(
        Indicator("a", "会议次数", 1, level2="数量指标", target=parse_target("≥12次")),
        Indicator("b", "完成时间", 1, level2="时效指标", target=parse_target("2025年9月底前", 2025)),
        Indicator("c", "产业能级", 1, level2="社会效益指标", target=parse_target("持续提升")),
        Indicator("d", "运行时间", 1, level2="时效指标", target=parse_target("2025年全年", 2025)),
        Indicator("e", "完成时间", 2, level2="时效指标", target=parse_target("2025年12月底前", 2025)),
    ),
)


def csv_of(*lines):
    return "\n".join(("目标,三级指标,实际完成值,完成等级,完成比例,偏差原因", *lines)).encode()


FULL = csv_of(
    "1,会议次数,11次,,,疫情",
    "1,完成时间,2025年9月20日,,,",
    "1,产业能级,已提升,达成,90%,",
    "1,运行时间,全年,,,",
    "2,完成时间,2025-12-20,,,",
)


def test_csv():
    given = read_actuals(FULL, PLAN, name="x.csv")
    by = {actual.indicator: actual for actual in given.actuals}
    assert by["a"].value == 11
    assert by["a"].reason == "疫情"
    assert by["b"].date == date(2025, 9, 20)
    assert (by["c"].level, by["c"].ratio) == ("achieved", D("0.9"))
    assert by["e"].date == date(2025, 12, 20)
    assert len(by) == 5


@pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030", "utf-16"])
def test_csv_codings(coding):
    given = read_actuals(FULL.decode().encode(coding), PLAN, name="x.csv")
    assert len(given.actuals) == 5


def test_json_both_shapes():
    rows = [Actual("a", text="12次"), Actual("b", date=date(2025, 9, 1))]
    plain = read_actuals(to_json(rows), PLAN, name="x.json")
    assert [actual.indicator for actual in plain.actuals] == ["a", "b"]
    assert plain.actuals[0].value == 12
    whole = read_actuals(
        b'{"synthetic": true, "executed": {"\xe6\x80\xbb\xe9\xa2\x9d": "1.5"}, "actuals": []}', PLAN, name="x.json"
    )
    assert whole.synthetic
    assert whole.executed == {"总额": D("1.5")}


@pytest.mark.parametrize(
    ("data", "parts"),
    [
        (csv_of("1,没有这个指标,1次,,,"), ("没有这个指标",)),
        (csv_of("1,会议次数,十几次,,,", "1,产业能级,好,很好,,"), ("会议次数", "产业能级")),
        (csv_of("1,会议次数,1次,,,", "1,会议次数,2次,,,"), ("会议次数",)),
        (b"\xff\xfe\x00", ()),
        (b"a,b\n1,2\n", ("三级指标",)),
        (b"{broken", ("JSON",)),
        (b'{"actuals": [{"indicator": "zzz", "text": "1"}]}', ("zzz",)),
        (b"", ()),
    ],
)
def test_what_does_not_fit_is_one_clear_error(data, parts):
    with pytest.raises(JixiaoError) as caught:
        read_actuals(data, PLAN, name="actuals.json" if data.startswith(b"{") else "actuals.csv")
    assert caught.value.message("zh").startswith("actuals.")
    assert all(part in str(caught.value) for part in parts)
    assert caught.value.message("en").isprintable()


def test_every_fault_of_a_file_comes_at_once():
    data = csv_of(*(f"1,无此指标{n},1次,,," for n in range(5)), "1,会议次数,很多,,,")
    with pytest.raises(JixiaoError) as caught:
        read_actuals(data, PLAN, name="x.csv")
    assert all(f"无此指标{n}" in str(caught.value) for n in range(5))
    assert "会议次数" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "target", "field", "value"),
    [
        ("98.5%", "≥95%", "value", D("98.5")),
        ("1,200人", "≥1000人", "value", D(1200)),
        ("0", "≤0起", "value", D(0)),
        ("2025年12月5日", "2025年底前", "date", date(2025, 12, 5)),
        ("2025-12-05", "2025年底前", "date", date(2025, 12, 5)),
        ("已完成", "2025年全年", "level", "achieved"),
        ("11个月", "2025年全年", "numerator", D(11)),
    ],
)
def test_what_people_type(text, target, field, value):
    assert getattr(parse_actual(text, parse_target(target, 2025), 2025), field) == value


def test_the_fill_in_workbook_reads_back(sample_text, tmp_path):
    reading = read(sample_text.encode(), name="t.txt")
    book = openpyxl.load_workbook(io.BytesIO(actuals_template(reading.plan)))
    page = book.worksheets[0]
    header = next(row for row in page.iter_rows() if any(cell.value == "三级指标" for cell in row))
    column = {str(cell.value): cell.column for cell in header if cell.value}
    top = header[0].row
    rows = [r for r in range(top + 1, page.max_row + 1) if page.cell(r, column["三级指标"]).value]
    assert len(rows) == 111
    for r, indicator in zip(rows, reading.plan.indicators, strict=True):
        assert page.cell(r, column["三级指标"]).value == indicator.name
        target = indicator.target
        cell = page.cell(r, column["实际完成值"])
        if target.kind == "number":
            cell.value = f"{target.value:f}{target.unit or ''}"
        elif target.kind == "date":
            cell.value = target.date
        elif target.kind == "period":
            cell.value = "已完成"
        else:
            cell.value = "已落实"
            page.cell(r, next(c for name, c in column.items() if "等级" in name)).value = "达成"
            page.cell(r, next(c for name, c in column.items() if "比例" in name)).value = 1
    path = tmp_path / "filled.xlsx"
    book.save(path)
    given = read_actuals(path, reading.plan)
    assert len(given.actuals) == 111
    result = score(reading.plan, given.actuals, "tianjin-dept", executed={"总额": D("33711.92")})
    assert result.total == 100


def test_an_empty_fill_in_workbook_scores_nothing(sample_plan):
    given = read_actuals(actuals_template(sample_plan), sample_plan, name="empty.xlsx")
    assert given.actuals == ()
    with pytest.raises(JixiaoError, match="缺少实际完成值"):
        score(sample_plan, given.actuals)


def test_weights_are_edited_in_the_fill_in_workbook(sample_plan, sample_actuals, tmp_path):
    """分值 is prefilled with the defaults; what somebody changes there counts, is warned about and recorded."""
    from jixiao.score import default_weights, load_scheme

    weights = default_weights(sample_plan, load_scheme("mof-2020"))
    book = openpyxl.load_workbook(io.BytesIO(actuals_template(sample_plan, weights)))
    page = book["实际完成值"]
    assert [D(str(page.cell(row, 13).value)) for row in range(4, 115)] == list(weights.values())
    page.cell(4, 13).value, page.cell(5, 13).value = 1.4, 0
    page.cell(6, 13).value = None
    path = tmp_path / "filled.xlsx"
    book.save(path)
    given = read_actuals(path, sample_plan)
    first, second, third = (indicator.id for indicator in sample_plan.indicators[:3])
    assert (given.weights[first], given.weights[second]) == (D("1.4"), D(0))
    assert third not in given.weights
    actuals = read_actuals(sample_actuals, sample_plan).actuals
    result = score(sample_plan, actuals, "mof-2020", weights=given.weights)
    points = {row.indicator: row.weight for row in result.scores}
    assert (points[first], points[second], points[third]) == (D("1.4"), D(0), weights[third])
    assert sum(points.values()) == D(90)


def test_weights_in_json_and_wrong_ones(sample_plan):
    key = sample_plan.indicators[0].id
    assert read_actuals(f'{{"weights": {{"{key}": "5"}}}}'.encode(), sample_plan).weights == {key: D(5)}
    with pytest.raises(JixiaoError, match="-1"):
        read_actuals(f'{{"weights": {{"{key}": "-1"}}}}'.encode(), sample_plan, name="x.json")
    with pytest.raises(JixiaoError, match="zzz"):
        read_actuals(b'{"weights": {"zzz": "1"}}', sample_plan, name="x.json")
