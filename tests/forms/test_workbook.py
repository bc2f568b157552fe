"""Worksheets as people see them: number formats, rich text, dates, hidden rows, columns and sheets. Figures are made up."""

import datetime
import io

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from jixiao import read
from tests.forms.test_grid import codes, rows

ROWS = [
    ("项目支出绩效目标表", "", "", ""),
    ("（2025年度）", "", "", ""),
    ("项目名称", "职业培训", "", ""),
    ("一级指标", "二级指标", "三级指标", "指标值"),
    ("产出指标", "数量指标", "培训人数", "≥20人"),
    ("", "质量指标", "合格率", "100%"),
    ("效益指标", "社会效益指标", "受益人口", "≥6万人"),
]


def book():
    found = openpyxl.Workbook()
    sheet = found.active
    for values in ROWS:
        sheet.append(values)
    sheet.merge_cells("A5:A6")
    return found, sheet


def saved(found):
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        (0.95, "0%", "95%"),
        (0.955, '"≥"0%', "≥95.5%"),
        (20, '"≥"0"人"', "≥20人"),
        (20, "≥0人", "≥20人"),
        (1234.5, "#,##0.00", "1234.5"),
        (1234.5, "#,##0.00_);[Red]\\(#,##0.00\\)", "1234.5"),
        (3, "0\\次;-0\\次", "3次"),
        (12, "General", "12"),
        (datetime.date(2025, 9, 30), "yyyy/m/d", "2025年9月30日"),
        (datetime.datetime(2025, 9, 30, 0, 0), 'yyyy"年"m"月"', "2025年9月30日"),  # noqa: DTZ001 - a sheet knows no zone
        (True, "General", "是"),
    ],
)
def test_values_as_they_are_shown(value, style, text):
    found, sheet = book()
    sheet["D5"] = value
    sheet["D5"].number_format = style
    assert read(saved(found), name="a.xlsx").plan.indicators[0].target.text == text


def test_rich_text():
    found, sheet = book()
    sheet["C5"] = CellRichText("培训", TextBlock(InlineFont(b=True), "人数"))
    reading = read(saved(found), name="a.xlsx")
    assert reading.plan.indicators[0].name == "培训人数"


def test_hidden_rows_and_columns_are_read_and_told():
    found, sheet = book()
    sheet.row_dimensions[6].hidden = True
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[20].hidden = True
    reading = read(saved(found), name="a.xlsx")
    assert len(reading.plan.indicators) == 3
    told = {problem.code: problem for problem in reading.problems}
    assert set(told) == {"hidden-rows", "hidden-columns"}
    assert told["hidden-rows"].location.cell == "6:7"
    assert "受益人口" in told["hidden-rows"].text
    assert told["hidden-columns"].location.cell == "B:B"


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_form_is_told_and_other_hidden_sheets_are_not(state):
    found, _ = book()
    lists = found.create_sheet("清单")
    lists.append(("是", "否"))
    lists.sheet_state = state
    plain = read(saved(found), name="a.xlsx")
    assert codes(plain) == []
    other = found.create_sheet("旧表")
    for values in ROWS:
        other.append(values)
    other.sheet_state = state
    reading = read(saved(found), name="a.xlsx")
    assert rows(reading) == rows(plain)
    assert [(p.code, p.location.sheet) for p in reading.problems] == [("hidden-sheet", "旧表")]
