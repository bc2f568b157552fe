"""Archives of forms, and old Word files."""

import io
import os
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from jixiao import read, read_all
from jixiao.errors import JixiaoError
from jixiao.forms.layouts import targets
from jixiao.forms.read import isolated, legacy
from jixiao.forms.read.archive import member_name
from jixiao.forms.read.guarded import read_guarded
from jixiao.forms.write import write
from tests.conftest import ROOT, SAMPLES

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


def test_rich_text_without_libreoffice(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(JixiaoError) as caught:
        read(b"{\\rtf1\\ansi abc}", name="x.rtf")
    assert caught.value.code == "old-word"
    assert "RTF" in caught.value.message("zh")


OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def converted(sample_plan, kind, folder):
    source = folder / "form.docx"
    source.write_bytes(write(targets(sample_plan), "docx"))
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", folder, source], check=True, capture_output=True)
    return (folder / f"form.{kind}").read_bytes()


@OFFICE
@pytest.mark.parametrize("kind", ["doc", "rtf"])
@pytest.mark.parametrize("reader", [read_all, read_guarded])
def test_old_word_through_libreoffice(sample_plan, tmp_path, kind, reader):
    """A wps file is a doc by its content; in an archive it is found by its name."""
    data = converted(sample_plan, kind, tmp_path)
    assert reader(data, name="form.wps")[0].plan == sample_plan
    assert reader(archive({"a.wps" if kind == "doc" else "a.rtf": data}), name="a.zip")[0].plan == sample_plan


@OFFICE
def test_damaged_old_word():
    with pytest.raises(JixiaoError) as caught:
        read(OLD_WORD, name="坏.doc")
    assert caught.value.code in {"old-word-failed", "not-a-form"}


@pytest.mark.skipif(os.name != "posix", reason="groups of processes are POSIX")
@pytest.mark.parametrize("reader", [read_all, isolated.read_isolated])
def test_an_office_that_hangs_is_ended_with_its_children(tmp_path, monkeypatch, reader):
    left = tmp_path / "children"
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/sh\nsleep 300 &\necho $! >> {left}\nwait\n")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(legacy, "_SECONDS", 1)
    monkeypatch.setattr(isolated, "LONGEST", 1.5)  # of all that a file may ask for
    isolated._shared().close()
    started = time.monotonic()
    bounds = {} if reader is read_all else {"seconds": 1}
    with pytest.raises(JixiaoError) as caught:
        reader(OLD_WORD, name="x.doc", **bounds)
    assert time.monotonic() - started < 10
    assert caught.value.code == ("old-word-failed" if reader is read_all else "too-slow")
    child = int(left.read_text())
    time.sleep(0.2)
    state = Path(f"/proc/{child}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"
    isolated._shared().close()


def test_workbooks_and_templates_of_wps_by_content(sample_plan):
    """Ending et or ett: an old workbook."""
    data = (ROOT / "documents" / "tianjin-miit-2025.xls").read_bytes()
    found = read_all(archive({"甲.et": data, "乙.ett": data}), name="a.zip")
    assert [reading.plan for reading in found] == [sample_plan] * 2
