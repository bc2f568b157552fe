"""Archives of forms, and old Word files."""

import io
import shutil
import subprocess
import zipfile

import pytest

from jixiao import read, read_all
from jixiao.errors import JixiaoError
from jixiao.forms.layouts import targets
from jixiao.forms.read.archive import member_name
from jixiao.forms.write import write
from tests.conftest import SAMPLES

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "WordDocument".encode("utf-16-le") + b"\0" * 600


def archive(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


def test_every_form_of_an_archive(sample_plan):
    forms = targets(sample_plan)
    data = archive(
        {
            "甲/目标表.xlsx": write(forms, "xlsx"),
            "乙.docx": write(forms, "docx"),
            "丙.pdf": write(forms, "pdf"),
            "丁.txt": (SAMPLES / "tianjin-miit-2025.txt").read_bytes(),
            "说明.png": b"\x89PNG",
        }
    )
    found = read_all(data, name="全部.zip")
    assert [reading.plan for reading in found] == [sample_plan] * 4
    assert [(problem.code, problem.text) for problem in found[0].problems] == [("others-in-archive", "说明.png")]
    assert all(reading.problems == () for reading in found[1:])
    assert found[0].locations["/department"].file == "全部.zip/甲/目标表.xlsx"


def test_what_is_no_form_in_an_archive_is_told(sample_plan):
    inner = archive({"a.xlsx": write(targets(sample_plan), "xlsx")})
    data = archive(
        {"好.xlsx": write(targets(sample_plan), "xlsx"), "坏.docx": b"PK\x03\x04", "包.xlsx": inner, "空.txt": b"hello"}
    )
    (reading,) = read_all(data, name="a.zip")
    assert reading.plan == sample_plan
    assert [(problem.code, problem.text) for problem in reading.problems] == [
        ("not-read", "坏.docx"),
        ("not-read", "包.xlsx"),
        ("others-in-archive", "空.txt"),
    ]


def test_names_that_old_packers_wrote():
    """GBK bytes without the mark that says UTF-8; the standard library takes them for cp437."""
    part = zipfile.ZipInfo("目标表.txt".encode("gb18030").decode("cp437"))
    assert member_name(part) == "目标表.txt"
    part.flag_bits, part.filename = 0x800, "目标表.txt"
    assert member_name(part) == "目标表.txt"


@pytest.mark.parametrize(
    ("parts", "code"),
    [({"a.txt": b"hello"}, "not-a-form"), ({"a.exe": b"MZ"}, "wrong-type"), ({"a.docx": b"PK\x03\x04"}, "truncated")],
)
def test_archives_without_forms(parts, code):
    with pytest.raises(JixiaoError) as caught:
        read(archive(parts), name="a.zip")
    assert caught.value.code == code


def test_old_word_without_libreoffice(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(JixiaoError) as caught:
        read(OLD_WORD, name="旧.doc")
    assert caught.value.code == "old-word"
    assert "另存为 docx" in caught.value.message("zh")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_old_word_through_libreoffice(sample_plan, tmp_path):
    source = tmp_path / "form.docx"
    source.write_bytes(write(targets(sample_plan), "docx"))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "doc"]
    subprocess.run([*command, "--outdir", tmp_path, source], check=True, capture_output=True)
    assert read(tmp_path / "form.doc").plan == sample_plan
    with pytest.raises(JixiaoError):
        read(OLD_WORD, name="坏.doc")
