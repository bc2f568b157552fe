"""The fill-in workbooks, the open data package and the marked workbook."""

import io
import json
import zipfile
from decimal import Decimal

import frictionless
import openpyxl
import pytest
from msgspec.structs import replace

from jixiao import read
from jixiao.errors import JixiaoError
from jixiao.forms.datapackage import datapackage, guarded, unguarded
from jixiao.forms.template import actuals_template, template
from jixiao.forms.write.marks import mark_workbook
from jixiao.review import check

D = Decimal


def filled(data, cells):
    """The workbook as a clerk's program saves it, with values typed into the cells named by their labels."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for (sheet, reference), value in cells.items():
        cell = book[sheet][reference]
        assert not cell.protection.locked, f"{reference} is protected"
        cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(page, text, column):
    return next(row for row in range(1, page.max_row + 1) if page.cell(row, column).value == text)


@pytest.fixture(scope="module")
def overall():
    return template("整体支出", 2026, "某市水务局")


def test_an_overall_workbook_reads_back(overall):
    cells = {
        ("资金和目标", "B8"): "加强水质监测",
        ("资金和目标", "D8"): 120.5,
        ("资金和目标", "E8"): 80,
        ("资金和目标", "B9"): "河道整治",
        ("资金和目标", "E9"): 300,
        ("资金和目标", "F9"): 20,
    }
    book = openpyxl.load_workbook(io.BytesIO(overall))
    page = book["资金和目标"]
    goals = row_of(page, "年度绩效目标", 2) + 1
    cells |= {
        ("资金和目标", f"B{goals}"): "全年水质达标。",
        ("资金和目标", f"G{goals}"): "1",
        ("资金和目标", f"B{goals + 1}"): "完成河道整治。",
        ("资金和目标", f"G{goals + 1}"): "2",
    }
    rows = [
        ("目标1", "产出指标", "数量指标", "水质监测次数", "≥", 48, "次", 30),
        ("目标1", "效益指标", "生态效益指标", "水质达标率", "≥", 95, "%", 30),
        ("目标2", "产出指标", "时效指标", "河道整治完成时间", None, "2026年11月底前", None, 20),
        ("目标2", "满意度指标", "服务对象满意度指标", "沿岸居民满意度", "≥", 90, "%", 10),
    ]
    for number, row in enumerate(rows, 4):
        for letter, value in zip("ABCDEFGH", row, strict=True):
            if value is not None:
                cells["绩效指标", f"{letter}{number}"] = value
    reading = read(filled(overall, cells), name="filled.xlsx")
    plan = reading.plan
    assert (plan.department, plan.year, plan.scope, plan.money_unit) == ("某市水务局", 2026, "整体支出", "万元")
    assert [task.name for task in plan.tasks] == ["加强水质监测", "河道整治"]
    assert [(o.text, o.tasks) for o in plan.objectives] == [("全年水质达标。", (1,)), ("完成河道整治。", (2,))]
    assert [i.target.text for i in plan.indicators] == ["≥48次", "≥95%", "2026年11月底前", "≥90%"]
    assert [i.weight for i in plan.indicators] == [30, 30, 20, 10]
    assert [i.objective for i in plan.indicators] == [1, 1, 2, 2]
    # sums are formulas; a program that does not compute leaves them without a value, and that is told
    assert {problem.code for problem in reading.problems} == {"formula-empty"}


def test_an_empty_workbook_is_no_form(overall):
    with pytest.raises(JixiaoError) as caught:
        read(overall, name="empty.xlsx")
    assert caught.value.code in {"no-indicators", "not-a-form"}


@pytest.mark.parametrize("scope", ["整体支出", "项目支出"])
def test_it_helps_and_protects(scope):
    book = openpyxl.load_workbook(io.BytesIO(template(scope, 2026)))
    assert all(page.protection.sheet for page in book)
    page = book["绩效指标"]
    lists = [check for check in page.data_validations.dataValidation if check.type == "list"]
    offered = " ".join(check.formula1 for check in lists)
    assert all(word in offered for word in ("产出指标", "数量指标", "≥", "定性"))
    assert all(len(check.formula1) <= 257 for check in lists)
    assert all(check.prompt for check in page.data_validations.dataValidation)
    money = book["资金和目标"]
    formulas = [cell.value for line in money.iter_rows() for cell in line if cell.data_type == "f"]
    assert any("SUM(" in formula for formula in formulas)
    labels = [cell for line in money.iter_rows(max_row=6) for cell in line if isinstance(cell.value, str)]
    assert all(cell.protection.locked for cell in labels if cell.value in {"序号", "总额", "主要工作任务", "项目名称"})


def test_templates_are_the_same_every_time(sample_plan):
    assert template("整体支出", 2026) == template("整体支出", 2026)
    assert actuals_template(sample_plan) == actuals_template(sample_plan)


def test_the_open_data_package_is_valid(sample_plan, tmp_path):
    (tmp_path / "open.zip").write_bytes(datapackage(sample_plan, source="公开表"))
    with zipfile.ZipFile(tmp_path / "open.zip") as parts:
        parts.extractall(tmp_path / "package")
    report = frictionless.validate(str(tmp_path / "package" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "message"])
    package = frictionless.Package(str(tmp_path / "package" / "datapackage.json"))
    rows = {resource.name: resource.read_rows() for resource in package.resources}
    assert len(rows["indicators"]) == 111
    assert len(rows["tasks"]) == 8
    amounts = {row["path"]: row["amount"] for row in rows["funds"]}
    assert D("33711.92") in amounts.values()
    assert rows["indicators"][0]["value"] == D(12)
    assert rows["indicators"][0]["comparator"] == "≥"
    descriptor = json.loads((tmp_path / "package" / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["licenses"]
    assert datapackage(sample_plan) == datapackage(sample_plan)


def test_open_data_of_a_project_and_of_an_empty_plan_is_valid(sample_plan, tmp_path):
    plan = replace(sample_plan, tasks=(), objectives=(), funds=(), scope="项目支出", project="=恶意()", department="-1")
    with zipfile.ZipFile(io.BytesIO(datapackage(plan))) as parts:
        parts.extractall(tmp_path)
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    text = (tmp_path / "data" / "plan.csv").read_text(encoding="utf-8-sig")
    assert "'=恶意()" in text
    assert "'-1" in text


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "'x", "plain", "", "≥1"])
def test_guards_are_reversible(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@"))


def test_the_users_workbook_comes_back_marked(sample_xlsx):
    reading = read(sample_xlsx, name="t.xlsx")
    findings = check(reading.plan, locations=reading.locations, problems=reading.problems)
    marked = openpyxl.load_workbook(io.BytesIO(mark_workbook(sample_xlsx, findings)))
    original = openpyxl.load_workbook(io.BytesIO(sample_xlsx))
    assert marked.sheetnames == [*original.sheetnames, "审核发现"]
    for page in original:
        for line in page.iter_rows():
            for cell in line:
                assert marked[page.title][cell.coordinate].value == cell.value
        assert marked[page.title].merged_cells.ranges == page.merged_cells.ranges
    for found in findings:
        if found.location is not None and found.location.cell:
            note = marked[found.location.sheet][found.location.cell].comment
            assert found.rule in note.text
            assert found.message in note.text
    listed = marked["审核发现"]
    assert listed.max_row == len(findings) + 1
    assert read(mark_workbook(sample_xlsx, findings), name="m.xlsx").plan == reading.plan


def test_only_workbooks_can_be_marked():
    with pytest.raises(JixiaoError) as caught:
        mark_workbook(b"no workbook", ())
    assert caught.value.code == "not-a-workbook"
