"""The documentation is true: generated pages are fresh, and every command and program shown runs."""

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from jixiao import read
from jixiao.forms.layouts import targets
from jixiao.forms.template import actuals_template
from jixiao.forms.write import format_of, write, write_file
from jixiao.samples.department import make_pack
from jixiao.score.actuals import read_actuals
from tests.conftest import SAMPLES

HOME = Path(__file__).parent.parent
sys.path.insert(0, str(HOME / "tools"))
READMES = ("README.md", "README.zh-CN.md")
GUIDE = sorted((HOME / "docs" / "guide").glob("*.md"))


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def commands(page):
    """The jixiao commands of a page, without comments."""
    lines = (line for block in blocks(page, "sh") for line in block.splitlines())
    return [shlex.split(line, comments=True) for line in lines if line.startswith("jixiao ")]


def run(words, folder):
    if ">" in words:
        words = words[: words.index(">")]
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8"},
    )
    # 1 says there are findings or differences; 2 would be a mistake in the page
    assert done.returncode in (
        {0, 1} if {"check", "diff", "attachments", "--unit"} & {*words[1:3], *words[3:4]} else {0}
    ), (
        words,
        done.stderr,
    )
    assert done.stdout or done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def shown_off(tmp_path_factory):
    """What ``make demo`` leaves."""
    folder = tmp_path_factory.mktemp("made")
    run(["jixiao", "demo", "demo-output"], folder)
    return folder / "demo-output"


@pytest.mark.parametrize("page", READMES)
def test_the_readme_is_true(page, tmp_path, shown_off):
    folder = tmp_path / "src" / "jixiao" / "samples"
    shutil.copytree(SAMPLES, folder)
    shutil.copytree(shown_off, tmp_path / "demo-output")
    shown = commands(HOME / page)
    assert len(shown) == 12
    for words in shown:
        run(words, folder)
    made = {path.name for path in (tmp_path / "demo-output").iterdir()} - {path.name for path in shown_off.iterdir()}
    assert made == {"marked.xlsx", "review.pdf", "form.pdf", "actuals.xlsx"}
    for target in re.findall(r"\]\(([^)#]+)", (HOME / page).read_text(encoding="utf-8")):
        assert (HOME / target).exists(), target


def test_both_readmes_show_the_same_commands():
    first, second = (commands(HOME / page) for page in READMES)
    assert first == second


@pytest.fixture(scope="module")
def desk(tmp_path_factory, sample_actuals):
    """A folder with the files that the guide's commands name."""
    folder = tmp_path_factory.mktemp("desk")
    plan = read(SAMPLES / "tianjin-miit-2025.txt").plan
    for name in ("表.xlsx", "我的表.xlsx", "今年.xlsx", "去年.xlsx", "初稿.xlsx", "终稿.docx", "文件夹/表.html"):
        (folder / name).parent.mkdir(exist_ok=True)
        write_file(folder / name, write(targets(plan), format_of(name)))
    shutil.copy(SAMPLES / "tianjin-miit-2025.txt", folder / "表.txt")
    shutil.copy(HOME / "tests" / "documents" / "tianjin-miit-2025.pdf", folder / "表.pdf")
    (folder / "完成值.xlsx").write_bytes(filled(plan, sample_actuals))
    shutil.copy(sample_actuals, folder / "单位乙.json")
    make_pack(folder / "资料包")
    answers = (("1", "2025/3/5 14:22:11", "满意"), ("2", "2025/3/6 9:01:00", "一般"))
    exported = ("序号", "提交答卷时间", "所用时间", "来源", "来自IP", "1、您的总体评价")
    answer_sheets(
        folder / "问卷星导出.xlsx", exported, ((n, when, "35秒", "微信", "1.2.3.4", said) for n, when, said in answers)
    )
    answer_sheets(folder / "答卷.xlsx", ("编号", "日期", "总体满意度"), answers)
    rows = "".join(f"{n},{when},35秒,微信,1.2.3.4,{n}\n" for n, when, _ in answers)
    (folder / "分数导出.csv").write_text(",".join(exported) + "\n" + rows, encoding="gbk")
    return folder


def answer_sheets(path, head, rows):
    book = openpyxl.Workbook()
    for row in (head, *rows):
        book.active.append(row)
    book.save(path)


def filled(plan, actuals):
    """The workbook for actual values with the sample's synthetic values typed in."""
    given = read_actuals(actuals, plan)
    book = openpyxl.load_workbook(io.BytesIO(actuals_template(plan)))
    values = {actual.indicator: actual for actual in given.actuals}
    levels = {"achieved": "达成", "partly": "部分达成", "not_achieved": "未达成"}
    for row in range(4, book["实际完成值"].max_row + 1):
        page = book["实际完成值"]
        actual = values[page.cell(row, 1).value]
        page.cell(row, 7).value = actual.text
        page.cell(row, 8).value = levels.get(actual.level)
        page.cell(row, 9).value = None if actual.ratio is None else f"{actual.ratio * 100}%"
        page.cell(row, 10).value = actual.reason
    for name, _, executed, _ in book["资金"].iter_rows(min_row=4):
        executed.value = float(given.executed[name.value])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("page", GUIDE, ids=lambda page: page.name)
def test_the_guide_is_true(page, desk, sample_actuals):
    for words in commands(page):
        # a template never replaces a file
        run([*words, "--force"] if "template" in words[1:3] else words, desk)
    (desk / "完成值.xlsx").write_bytes(filled(read(SAMPLES / "tianjin-miit-2025.txt").plan, sample_actuals))
    for block in blocks(page, "python"):
        subprocess.run([sys.executable, "-c", block], cwd=desk, check=True, capture_output=True)
    for block in blocks(page, "toml"):
        (desk / "jixiao.toml").write_text(block, encoding="utf-8")
        try:
            assert "已豁免" in run(["jixiao", "check", "表.xlsx"], desk)
        finally:
            (desk / "jixiao.toml").unlink()


def test_python_of_the_readme():
    for page in READMES:
        for block in blocks(HOME / page, "python"):
            done = subprocess.run([sys.executable, "-c", block], check=True, capture_output=True, text=True)
            assert "R07" in done.stdout


def test_generated_pages_are_fresh():
    """If this fails: make docs, look at the difference, commit it."""
    from generate_docs import FOLDER, pages

    written = pages()
    assert set(written) == {path.name for path in FOLDER.iterdir()}
    for name, text in written.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, name


def test_every_rule_and_severity_is_in_the_changelog():
    from jixiao.review import rules

    text = (HOME / "CHANGELOG.md").read_text(encoding="utf-8")
    named = {
        severity: set(re.findall(r"[RW]\d\d", part))
        for severity, part in re.findall(r"(Errors|Notes \(info\)): ([^.]+)\.", text)
    }
    assert named["Errors"] == {code for code, rule in rules().items() if rule.severity == "error"}
    assert named["Notes (info)"] == {code for code, rule in rules().items() if rule.severity == "info"}
    assert f"R01–{max(rules())}" in text
