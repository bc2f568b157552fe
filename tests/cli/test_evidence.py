"""Evidence as a clerk uses it: check, load, measure, explain, verify."""

import datetime
import json

import openpyxl
import pytest

from jixiao.plan import to_json
from tests.cli.test_commands import run
from tests.evidence import packs


@pytest.fixture
def folder(tmp_path):
    packs.pack(tmp_path / "pack")
    (tmp_path / "plan.json").write_bytes(to_json(packs.plan()))
    (tmp_path / "pack" / "data" / "meetings.csv").write_bytes(packs.year())
    return tmp_path


def test_from_rows_to_values(folder):
    code, out, err = run("evidence", "check", "pack", "--plan", "plan.json", cwd=folder)
    assert (code, err, "没有问题" in out) == (0, "", True)
    code, out, _ = run("evidence", "load", "pack", "--recorded", "2025-12-01", cwd=folder)
    assert (code, "载入12行" in out) == (0, True)
    assert "已经载入过" in run("evidence", "load", "pack", cwd=folder)[1]
    code, out, _ = run("measure", "plan.json", "--evidence", "pack", "-o", "values.json", cwd=folder)
    assert code == 0
    assert "合成数据" in out
    assert "97.5%" in out
    assert len(json.loads((folder / "values.json").read_text(encoding="utf-8"))["actuals"]) == 6
    assert run("evidence", "verify", "pack", "values.json", "--plan", "plan.json", cwd=folder)[:2] == (0, "全部一致\n")
    code, out, _ = run("evidence", "coverage", "pack", "--plan", "plan.json", cwd=folder)
    assert (code, "没有佐证  1" in out) == (1, True)
    code, out, _ = run(
        "evidence", "explain", "pack", "例会次数", "--plan", "plan.json", "--rows", "rows.xlsx", cwd=folder
    )
    assert (code, "12行计入" in out) == (0, True)
    assert openpyxl.load_workbook(folder / "rows.xlsx").active.max_row == 15
    found = json.loads(run("evidence", "explain", "pack", "例会次数", "--plan", "plan.json", "--json", cwd=folder)[1])
    assert len(found["rows"]) == 12


def test_refusals_are_shown_and_given_back(folder):
    bad = folder / "bad.csv"
    bad.write_bytes(packs.csv_rows("M1,2025-02-30,例会,20,19,是,,1", "M2,2025-02-03,例会,20,19,是,,1"))
    code, out, _ = run("evidence", "load", "pack", "meetings", "bad.csv", "--report", "back.xlsx", cwd=folder)
    assert (code, "整个文件退回" in out, "第2行 日期 “2025-02-30”" in out) == (1, True, True)
    assert openpyxl.load_workbook(folder / "back.xlsx").sheetnames == ["退回清单"]
    code, out, _ = run("evidence", "load", "pack", "会议台账", "bad.csv", "--accept-valid", cwd=folder)
    assert (code, "载入1行" in out) == (0, True)
    assert (folder / "bad.退回.xlsx").exists()
    assert run("evidence", "load", "pack", "没有", "bad.csv", cwd=folder)[0] == 2


def test_a_template_is_not_replaced(folder):
    assert run("evidence", "template", "pack", "meetings", "t.xlsx", cwd=folder)[0] == 0
    assert run("evidence", "template", "pack", "meetings", "t.xlsx", cwd=folder)[0] == 2
    assert run("evidence", "template", "pack", "meetings", "t.xlsx", "--force", cwd=folder)[0] == 0


def test_faults_are_listed(folder):
    (folder / "pack" / "measures.yaml").write_text(
        "measures: [{indicator: 例会次数, ledger: x, value: count(*)}, {ledger: y}]", encoding="utf-8"
    )
    code, out, _ = run("evidence", "check", "pack", cwd=folder)
    assert (code, out.count("×")) == (1, 2)
    assert run("measure", "plan.json", "--evidence", "pack", cwd=folder)[0] == 2
    assert run("evidence", "check", "nowhere", cwd=folder)[0] == 1


def test_as_of_and_known(folder):
    run("evidence", "load", "pack", "--recorded", "2025-12-01", cwd=folder)
    out = run("measure", "plan.json", "--evidence", "pack", "--as-of", "2025-03-31", "--json", cwd=folder)[1]
    assert json.loads(out)["actuals"][0]["text"] == "3次"
    out = run("measure", "plan.json", "--evidence", "pack", "--known", "2025-11-30", "--json", cwd=folder)[1]
    assert json.loads(out)["actuals"][0]["text"] == "0次"
    assert datetime.date.fromisoformat(json.loads(out)["actuals"][0]["as_of"]) == datetime.date(2025, 12, 31)


def test_a_survey_is_planned():
    code, out, _ = run("evidence", "survey", "--target", "95", "--expected", "97", "--response", "50")
    assert (code, "849份" in out, "1698份" in out) == (0, True, True)
    told = json.loads(run("evidence", "survey", "--target", "95", "--expected", "97", "--json")[1])
    assert (told["answers"], round(told["power"], 3)) == (849, 0.844)
    assert run("evidence", "survey", "--target", "95", "--expected", "95")[0] == 1
    assert run("evidence", "survey", "--target", "95", "--expected", "197")[0] == 2


def test_engines_are_named(folder):
    run("evidence", "load", "pack", "--recorded", "2025-12-01", cwd=folder)
    code, _, err = run("measure", "plan.json", "--evidence", "pack", "--engine", "abacus", cwd=folder)
    assert (code, "duckdb、spark" in err) == (2, True)
    assert run("measure", "plan.json", "--evidence", "pack", "--engine", "duckdb", cwd=folder)[0] == 0
