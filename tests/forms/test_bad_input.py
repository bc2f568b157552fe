"""Hostile and broken files: one clear message with place and remedy, never a traceback."""

import io
import subprocess
import sys
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jixiao.errors import JixiaoError
from jixiao.forms.read import read
from jixiao.forms.read.text import decode


def workbook(rows, name="绩效指标", merge=()):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for area in merge:
        sheet.merge_cells(area)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ["一级指标", "二级指标", "三级指标", "年度指标值"]
ROW = ["产出指标", "数量指标", "会议次数", "≥12次"]
GOOD = [["项目支出绩效目标表"], ["（2025年度）"], ["项目名称", "会议项目"], HEAD, ROW]


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def bomb():
    return zipped(xl__workbook_xml="<workbook/>", xl__worksheets__sheet1_xml=b"0" * 400_000_000)


def damaged():
    return workbook(GOOD)[:2000]


def encrypted():
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600


def million_rows():
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 1_000_001, 1))
        + "</sheetData></worksheet>"
    )
    parts = {}
    with zipfile.ZipFile(io.BytesIO(workbook([["1"]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


CASES = {
    "empty": (b"", "empty-file"),
    "blank": (b" \n\t\n", "empty-file"),
    "binary": (bytes(range(256)) * 40, "not-text"),
    "png": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "damaged-picture"),
    "pdf": (b"%PDF-1.7\n...", "damaged-pdf"),
    "unknown ole": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged-ole"),
    "truncated": (damaged, "truncated"),
    "encrypted": (encrypted, "encrypted"),
    "zip bomb": (bomb, "zip-bomb"),
    "a million rows": (million_rows, "sheet-too-large"),
    "another zip": (lambda: zipped(readme_md="hi"), "wrong-type"),
    "another table": (lambda: workbook([["姓名", "电话"], ["甲", "1"]]), "not-a-form"),
    "no indicators": (lambda: workbook([["项目支出绩效目标表"], HEAD]), "no-indicators"),
    "prose": ("今天天气很好。\n我们去公园。\n".encode(), "not-a-form"),
    "bad json": (b'{"form": "x"}', "bad-json"),
    "half json": (b'{"form": ', "bad-json"),
    "other xml": (b"<?xml version='1.0'?><a/>", "wrong-type"),
    "broken docx": (lambda: zipped(word__document_xml="<w:document"), "damaged-document"),
}


@pytest.mark.parametrize("name", CASES)
def test_one_clear_message(name):
    data, code = CASES[name]
    with pytest.raises(JixiaoError) as caught:
        read(data() if callable(data) else data, name="上报/表.xlsx")
    assert caught.value.code == code
    for lang in ("zh", "en"):
        message = caught.value.message(lang)
        assert message.startswith("上报/表.xlsx")
        assert "\n" not in message
        assert "Traceback" not in message
    assert any(word in caught.value.zh for word in ("请", "见"))


def test_the_command_line_says_it_once(tmp_path):
    path = tmp_path / "坏.xlsx"
    path.write_bytes(damaged())
    for command in ("read", "show", "check"):
        done = subprocess.run(
            [sys.executable, "-m", "jixiao", command, str(path)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 2
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1
        assert "坏.xlsx" in done.stderr
        assert "Traceback" not in done.stderr


def test_external_entities_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", encoding="utf-8")
    xml = f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>项目支出绩效目标表&x;</w:t></w:r></w:p></w:body></w:document>'
    with pytest.raises(JixiaoError) as caught:
        read(zipped(word__document_xml=xml), name="x.docx")
    assert "机密" not in caught.value.zh
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}">]><html><table><tr><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>指标值</td></tr><tr><td>产出指标</td><td>数量指标</td><td>次数&x;</td><td>≥1次</td></tr></table></html>'
    reading = read(page.encode(), name="x.html")
    assert "机密" not in reading.plan.indicators[0].name


def test_entity_bombs_do_not_explode():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    xml = f'<?xml version="1.0"?><!DOCTYPE d [{lol}]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&l11;</w:t></w:r></w:p></w:body></w:document>'
    with pytest.raises(JixiaoError):
        read(zipped(word__document_xml=xml), name="x.docx")


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_coding_reads_the_same(coding, sample_text, sample_plan):
    assert read(sample_text.encode(coding), name="x.txt").plan == sample_plan


def test_windows_line_ends(sample_text, sample_plan):
    assert read(sample_text.replace("\n", "\r\n").encode(), name="x.txt").plan == sample_plan


def test_control_and_direction_marks_are_ignored_and_told(sample_text, sample_plan):
    dirty = sample_text.replace("≥12次", "\u202e≥12次\u200b").replace("例会相关", "例\x07会相关")
    reading = read(dirty.encode(), name="x.txt")
    assert reading.plan == sample_plan
    assert [problem.code for problem in reading.problems] == ["control-characters"]
    book = read(workbook([*GOOD[:4], ["产出指标", "数量指标", "会议\u202e次数", "≥12次"]]), name="x.xlsx")
    assert book.plan.indicators[0].name == "会议次数"


def test_absurd_numbers():
    rows = [
        *GOOD[:2],
        ["年度资金总额", "1e400"],
        ["其中：财政拨款", "－5"],
        HEAD,
        [*ROW[:2], "甲", "≥３．５次"],
        [*ROW[:2], "乙", "1e400"],
        [*ROW[:2], "丙", "≥" + "9" * 50 + "个"],
    ]
    reading = read(workbook(rows), name="x.xlsx")
    assert [problem.code for problem in reading.problems] == ["not-an-amount"]
    assert reading.problems[0].text == "1e400"
    assert reading.plan.funds[0].amount is None
    assert reading.plan.funds[0].children[0].amount == Decimal(-5)
    assert [i.target.value for i in reading.plan.indicators] == [Decimal("3.5"), None, None]
    assert [i.target.text for i in reading.plan.indicators][1:] == ["1e400", "≥" + "9" * 50 + "个"]


def test_a_year_of_another_table_is_told():
    reading = read(
        workbook([*GOOD, ["项目支出绩效目标表"], ["（2024年度）"], HEAD, [*ROW[:2], "乙", "≥1次"]]), name="x.xlsx"
    )
    assert reading.plan.year == 2025
    assert [problem.code for problem in reading.problems] == ["year-differs"]


def test_formulas_without_results_are_told():
    reading = read(workbook([*GOOD, [*ROW[:2], "乙", "=A1&B1"]]), name="x.xlsx")
    assert [(problem.code, problem.location.cell) for problem in reading.problems] == [("formula-empty", "D6")]


def test_percent_cells_read_as_they_are_shown():
    book = openpyxl.Workbook()
    for row in GOOD:
        book.active.append(row)
    book.active.append([*ROW[:2], "合格率", 0.95])
    book.active["D6"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    target = read(out.getvalue(), name="x.xlsx").plan.indicators[1].target
    assert (target.value, target.unit, target.text) == (Decimal(95), "%", "95%")


def test_duplicated_objectives_are_told(sample_text):
    text = sample_text.replace("\n3\n以推动科技", "\n3\n重复的目标文字。\n\n1\n\n3\n以推动科技", 1)
    reading = read(text.encode(), name="x.txt")
    assert any(
        "重复的目标文字" in problem.text or problem.code == "objective-repeated" for problem in reading.problems
    ) or any("重复的目标文字" in objective.text for objective in reading.plan.objectives)


@given(st.binary(max_size=300).filter(lambda data: not data.lstrip().startswith(b"{\\rtf")))  # LibreOffice takes long
def test_no_bytes_make_it_fail_otherwise(data):
    try:
        read(data, name="x")
    except JixiaoError as error:
        assert error.code  # noqa: PT017 - either outcome is allowed


@given(
    st.text(
        alphabet=st.sampled_from("产出指标数量质量时效一二三级值目标1234.%≥ \n|、，表年度总额项任务合计"), max_size=400
    )
)
def test_no_text_makes_it_fail_otherwise(text):
    try:
        read(("项目支出绩效目标表\n一级指标 二级指标 三级指标 指标值\n" + text).encode(), name="x")
    except JixiaoError as error:
        assert error.code in {"no-indicators", "not-a-form"}  # noqa: PT017 - either outcome is allowed


@given(st.text(max_size=60))
def test_decoding_keeps_text(text):
    if text and "\0" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode(), "x") == text
