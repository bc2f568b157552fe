"""The command line as a clerk uses it: exit codes, languages, folders, standard input, no traces of failure."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

from jixiao.cli import COMMANDS
from tests.conftest import SAMPLES

TEXT = SAMPLES / "tianjin-miit-2025.txt"
BOOK = SAMPLES / "tianjin-miit-2025.xlsx"


def run(*words, cwd=None, given=None, lang="zh_CN.UTF-8", **environment):
    done = subprocess.run(
        [sys.executable, "-m", "jixiao", *map(str, words)],
        cwd=cwd,
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, "LC_ALL": lang, "PYTHONWARNINGS": "error", **environment},
    )
    out, err = done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")
    assert "Traceback" not in err + out
    return done.returncode, out, err


EVIDENCE = ("check", "load", "explain", "coverage", "verify", "template", "survey", "attachments")


@pytest.mark.parametrize(
    "name", [*((name,) for name in COMMANDS if name != "evidence"), *(("evidence", name) for name in EVIDENCE)]
)
def test_every_command_has_help_in_both_languages(name):
    code, out, _ = run(*name, "--help")
    assert code == 0
    assert re.search("[\u4e00-\u9fff]", out)
    assert "--json" in out


def test_commands_are_listed_in_the_users_language():
    assert "按法规审核绩效表" in run("--help")[1]
    assert "Check a form" in run("--help", lang="en_US.UTF-8")[1]
    assert "Check a form" in run("--lang", "en", "--help")[1]
    assert "jixiao" in run("--version")[1]


@pytest.mark.parametrize("source", [TEXT, BOOK])
def test_read(source):
    code, out, err = run("read", source)
    assert (code, err) == (0, "")
    assert "111" in out
    assert "没有疑点" in out
    found = json.loads(run("read", source, "--json")[1])
    assert len(found["plan"]["indicators"]) == 111
    assert found["problems"] == []
    assert found["locations"]["/indicators/0/name"]


def test_read_explains_beside_the_source():
    code, out, _ = run("read", TEXT, "--explain")
    assert code == 0
    line = next(line for line in out.splitlines() if "新认定市级企业技术中心" in line and "＝40家" in line)
    assert re.search(r"\d", line)


@pytest.mark.parametrize("source", [TEXT, BOOK])
def test_check_finds_and_leaves_with_1(source):
    code, out, err = run("check", source)
    assert (code, err) == (1, "")
    for part in ("R09", "R28", "建议", "依据", "待核", "共 "):
        assert part in out
    assert run("check", source, "--exit-zero")[0] == 0
    english = run("check", source, lang="en_GB.UTF-8")[1]
    assert "suggestion" in english
    assert "建议" not in english


def test_check_in_json_and_sarif():
    found = json.loads(run("check", TEXT, "--json")[1])
    assert {"rule", "severity", "message", "subject", "location"} <= set(found[0])
    assert json.loads(run("check", TEXT, "--sarif")[1])["version"] == "2.1.0"


def test_check_selects_and_is_clean():
    code, out, _ = run("check", TEXT, "--select", "R01", "--select", "R02")
    assert (code, out.strip()) == (0, "没有发现问题。")
    code, _, err = run("check", TEXT, "--select", "R99")
    assert code == 2
    assert "R99" in err


def test_check_marks_and_writes_the_sheet(tmp_path):
    code, _, _ = run("check", BOOK, "--mark", tmp_path / "marked.xlsx", "--sheet", tmp_path / "sheet.docx")
    assert code == 1
    assert "审核发现" in openpyxl.load_workbook(tmp_path / "marked.xlsx").sheetnames
    assert "规范完整性" in zipfile.ZipFile(tmp_path / "sheet.docx").read("word/document.xml").decode()
    code, _, err = run("check", TEXT, "--mark", tmp_path / "no.xlsx")
    assert code == 2
    assert "xlsx" in err
    assert not (tmp_path / "no.xlsx").exists()


def test_check_reads_the_configuration_of_the_folder(tmp_path):
    (tmp_path / "jixiao.toml").write_text('[review]\nselect = ["R28"]\n', encoding="utf-8")
    out = run("check", TEXT, cwd=tmp_path)[1]
    assert set(re.findall(r"\bR\d\d\b", out)) == {"R28"}
    (tmp_path / "jixiao.toml").write_text('[review]\nselekt = ["R28"]\n', encoding="utf-8")
    code, _, err = run("check", TEXT, cwd=tmp_path)
    assert code == 2
    assert "selekt" in err


def test_check_with_last_years_table(tmp_path):
    last = tmp_path / "2024.txt"
    last.write_text(TEXT.read_text(encoding="utf-8").replace("2025年", "2024年"), encoding="utf-8")
    out = run("check", TEXT, "--previous", last, "--select", "R14")[1]
    assert "R14" in out


def test_folders_standard_input_and_bad_files_beside_good_ones(tmp_path):
    (tmp_path / "a.txt").write_bytes(TEXT.read_bytes())
    (tmp_path / "b.xlsx").write_bytes(b"broken")
    (tmp_path / "c.txt").write_text("买菜清单", encoding="utf-8")
    code, out, err = run("read", tmp_path)
    assert code == 2
    assert "111" in out
    assert err.count("错误") == 2
    assert "b.xlsx" in err
    assert "c.txt" in err
    assert len(err.strip().splitlines()) == 2
    code, out, _ = run("read", "-", given=TEXT.read_bytes())
    assert code == 0
    assert "111" in out
    code, _, err = run("read", tmp_path / "missing.txt")
    assert code == 2
    assert "找不到" in err


def test_show_and_diff(tmp_path):
    code, out, _ = run("show", TEXT, "-o", 6)
    assert code == 0
    assert "新能源汽车" in out
    assert run("diff", TEXT, BOOK)[:2] == (0, "两份绩效表内容一致。\n")
    changed = tmp_path / "changed.txt"
    changed.write_text(TEXT.read_text(encoding="utf-8").replace("≥12次", "≥24次", 1), encoding="utf-8")
    code, out, _ = run("diff", TEXT, changed)
    assert code == 1
    assert "≥12次" in out
    assert "≥24次" in out


@pytest.mark.parametrize("ending", ["html", "xlsx", "docx", "pdf", "json", "zip"])
@pytest.mark.parametrize("source", [TEXT, BOOK])
def test_convert(source, ending, tmp_path):
    target = tmp_path / f"out.{ending}"
    code, out, _ = run("convert", source, target)
    assert (code, out.strip()) == (0, str(target))
    assert target.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [target]


def test_convert_a_folder(tmp_path):
    source = tmp_path / "in"
    source.mkdir()
    for name in ("甲.txt", "乙.txt"):
        (source / name).write_bytes(TEXT.read_bytes())
    (source / "坏.docx").write_bytes(b"PK broken")
    code, out, err = run("convert", source, tmp_path / "out", "--to", "html")
    assert code == 2
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"甲.html", "乙.html"}
    assert len(out.splitlines()) == 2
    assert "坏.docx" in err
    assert run("convert", source, tmp_path / "out2")[0] == 2
    assert not (tmp_path / "out2").exists()


def test_convert_to_standard_output():
    code, out, _ = run("convert", TEXT, "-", "--to", "html")
    assert code == 0
    assert out.startswith("<!")


@pytest.mark.parametrize("target", ["no/such/folder/out.pdf", "out.doc"])
def test_convert_leaves_nothing_behind(target, tmp_path):
    code, _, err = run("convert", TEXT, target, cwd=tmp_path)
    assert code == 2
    assert err.startswith("错误")
    assert list(tmp_path.iterdir()) == []


def test_templates(tmp_path):
    assert run("template", tmp_path / "t.xlsx", "--year", 2026, "--department", "某局")[0] == 0
    assert run("template", tmp_path / "p.xlsx", "--scope", "project")[0] == 0
    assert run("template", tmp_path / "a.xlsx", "--actuals", TEXT)[0] == 0
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("source", [TEXT, BOOK])
def test_score(source, tmp_path, sample_actuals):
    form, record = tmp_path / "自评表.pdf", tmp_path / "r.json"
    code, out, err = run(
        "score",
        source,
        "--actuals",
        sample_actuals,
        "--scheme",
        "tianjin-dept",
        "-o",
        form,
        "-o",
        tmp_path / "f.xlsx",
        "--record",
        record,
    )
    assert code == 0, err
    assert "96.31/100.00  优" in out
    assert "合成数据" in out
    assert form.read_bytes().startswith(b"%PDF")
    code, out, _ = run("score", record, "--verify")
    assert code == 0
    assert "96.31" in out
    record.write_text(record.read_text(encoding="utf-8").replace('"96.31"', '"99.99"'), encoding="utf-8")
    assert run("score", record, "--verify")[0] == 2


def test_score_explains_compares_and_supposes(sample_actuals):
    code, out, _ = run(
        "score", TEXT, "--actuals", sample_actuals, "--scheme", "tianjin-dept", "--explain", "--compare", "hubei",
        "--what-if", "新增国家级企业技术中心=≥1家",
    )  # fmt: skip
    assert code == 0
    assert "├─ 预算执行率" in out
    assert "tianjin-dept → hubei" in out
    assert "假设" in out


def test_score_without_actual_values_says_how_to_get_them():
    code, _, err = run("score", TEXT)
    assert code == 2
    assert "jixiao template --actuals" in err


def test_a_self_evaluation_form_scores_itself(tmp_path):
    from tests import found

    path = tmp_path / "zp.txt"
    path.write_text(found.text("xiaoyuan-weixiu-vertical"), encoding="utf-8")
    code, _, err = run("score", path)
    assert code == 2  # words without a level cannot be scored, and it says which
    assert "保障校园安全、教学正常" in err


def test_rules_and_law_and_schema():
    out = run("rules")[1]
    assert all(f"R{number:02d}" in out for number in range(1, 34))
    code, out, _ = run("rules", "R07")
    assert code == 0
    assert "任务" in out
    assert json.loads(run("rules", "R07", "--json")[1])["code"] == "R07"
    assert run("rules", "R77")[0] == 2
    assert "待核" in run("law")[1]
    assert run("law", "zf-2018-34")[0] == 0
    assert run("law", "nothing")[0] == 2
    schema = json.loads(run("schema", "plan")[1])
    assert "$defs" in schema or "properties" in schema


def test_a_plan_fits_its_schema(tmp_path):
    import jsonschema

    run("convert", TEXT, tmp_path / "plan.json")
    jsonschema.validate(
        json.loads((tmp_path / "plan.json").read_text(encoding="utf-8")), json.loads(run("schema", "plan")[1])
    )
    assert run("diff", TEXT, tmp_path / "plan.json")[0] == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [(["chek"], "没有命令"), (["read"], "缺少参数"), (["read", "--jsn", "x"], "没有选项"), (["schema", "x"], "值不对")],
)
def test_wrong_words_are_told_in_chinese(words, part):
    code, _, err = run(*words)
    assert code == 2
    assert part in err
    assert run(*words, lang="en_US.UTF-8")[0] == 2


def test_shell_completion():
    done = subprocess.run(
        [Path(sys.executable).parent / "jixiao"],
        env={**os.environ, "_JIXIAO_COMPLETE": "bash_complete", "COMP_WORDS": "jixiao ch", "COMP_CWORD": "1"},
        capture_output=True,
        check=False,
    )
    assert b"check" in done.stdout


def test_what_was_read_or_filled_in_is_never_replaced(tmp_path, sample_actuals):
    book, filled = tmp_path / "表.xlsx", tmp_path / "完成值.xlsx"
    book.write_bytes(BOOK.read_bytes())
    for words in (
        ("convert", book, book),
        ("check", book, "--mark", book),
        ("check", book, "--sheet", book),
        ("score", book, "--actuals", sample_actuals, "-o", book),
        ("convert", tmp_path, tmp_path, "--to", "xlsx"),
        ("template", book),
        ("template", "--actuals", book, book, "--force"),
    ):
        code, _, err = run(*words)
        assert code == 2, words
        assert "换一个" in err
        assert book.read_bytes() == BOOK.read_bytes()
    assert run("template", "--actuals", book, filled)[0] == 0
    before = filled.read_bytes()
    assert run("template", "--year", 2026, filled)[0] == 2
    assert filled.read_bytes() == before
    assert run("template", "--year", 2026, filled, "--force")[0] == 0
    assert filled.read_bytes() != before


def test_marks_and_review_sheets_are_of_one_form(tmp_path):
    code, _, err = run("check", TEXT, BOOK, "--sheet", tmp_path / "审核表.pdf")
    assert code == 2
    assert "逐个" in err
    assert not list(tmp_path.iterdir())


def test_edited_weights_go_all_the_way(tmp_path, sample_actuals):
    raw = json.loads(sample_actuals.read_text(encoding="utf-8"))
    first = raw["actuals"][0]["indicator"]
    edited = tmp_path / "完成值.json"
    edited.write_text(json.dumps({**raw, "weights": {first: "5.70"}}, ensure_ascii=False), encoding="utf-8")
    record = tmp_path / "记录.json"
    code, out, _ = run("score", TEXT, "--actuals", edited, "--record", record)
    assert code == 0
    assert "5.70/5.70" in out
    assert "分值合计" in out  # 95 instead of 90 is told
    assert run("score", "--verify", record)[0] == 0
    same = tmp_path / "同默认.json"
    weights = {
        row["indicator"]: row["weight"]
        for row in json.loads(run("score", TEXT, "--actuals", sample_actuals, "--json")[1])["scores"]
    }
    same.write_text(json.dumps({**raw, "weights": weights}, ensure_ascii=False), encoding="utf-8")
    assert "默认分值" in run("score", TEXT, "--actuals", same)[1]


def test_debug_draws_what_was_seen_in_a_pdf(tmp_path):
    document = Path(__file__).parent.parent / "documents" / "tianjin-miit-2025.pdf"
    target = tmp_path / "看.html"
    assert run("read", "--debug", document, "-o", target)[0] == 0
    text = target.read_text(encoding="utf-8")
    assert text.count("<svg") == 8
    assert "/indicators/110/target" in text
    assert 'class="r"' in text
    for layer in ("print", "chars", "rules", "cells", "fields", "doubts"):
        assert f'<input type="checkbox" id="{layer}"' in text
        assert f'<label for="{layer}">' in text
    assert "没有疑点" in text
    assert run("read", "--debug", "--pages", "1,3", document, "-o", target)[0] == 0
    text = target.read_text(encoding="utf-8")
    assert text.count("<svg") == 2
    for words in (("--debug", TEXT, "-o", target), ("--debug", document), (document, "-o", target)):
        code, _, err = run("read", *words)
        assert code == 2
        assert "--debug" in err


DOUBTED = "项目名称,培训项目,,\n一级指标,二级指标,三级指标,指标值\n产出指标,数量指标,培训人次,≥200人次\n产出指标,质量指标,≥95%,合格率\n"


def test_settle_by_list(tmp_path):
    source, sheet, out = tmp_path / "表.csv", tmp_path / "清单.xlsx", tmp_path / "表.json"
    source.write_text(DOUBTED, encoding="utf-8")
    code, said, _ = run("settle", source, "--list", sheet)
    assert (code, said.strip()) == (1, str(sheet))
    book = openpyxl.load_workbook(sheet)
    page = book["疑点"]
    page["H3"], page["I3"] = "改正", "培训合格率"
    book.save(sheet)
    code, said, err = run(
        "settle", source, "--answers", sheet, "--set", "/indicators/1/target=≥95%", "-o", out, "--by", "张会计"
    )
    assert (code, err) == (0, "")
    assert "还有0条疑点" in said
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["plan"]["indicators"][1]["name"] == "培训合格率"
    assert [done["by"] for done in found["settled"]] == ["张会计", "张会计"]
    assert "没有疑点" in run("read", out)[1]
    assert run("settle", source, "--list", source)[0] == 2  # what was read is never replaced


def test_settle_by_answering(tmp_path):
    source, out = tmp_path / "表.csv", tmp_path / "表.json"
    source.write_text(DOUBTED, encoding="utf-8")
    code, said, _ = run("settle", source, "-o", out, given="=培训合格率\n".encode())
    assert code == 0
    assert "名称可能与相邻行交错" in said
    assert json.loads(out.read_text(encoding="utf-8"))["plan"]["indicators"][1]["name"] == "培训合格率"
    code, said, _ = run("settle", source, "-o", out, given=b"s\n", lang="en_US.UTF-8")
    assert (code, "1 doubts left" in said) == (1, True)
    assert run("settle", source)[0] == 2
