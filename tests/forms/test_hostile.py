# ruff: noqa: PLW0108 - large texts are made when they are asked for, not when the module is loaded
"""Files made to break a reader, as the command line meets them: one message, in bounded time and memory."""

import io
import re
import struct
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pypdf
import pytest
from pypdf.actions import JavaScript
from pypdf.generic import DictionaryObject, NameObject

from jixiao.errors import JixiaoError
from jixiao.forms.layouts import targets
from jixiao.forms.read import isolated, ocr, read, read_all
from jixiao.forms.read.guarded import read_guarded
from jixiao.forms.write import write
from jixiao.plan.codec import from_json, to_json
from jixiao.plan.values import Reading
from tests.conftest import ROOT, SAMPLES
from tests.forms.test_bad_input import GOOD, workbook, zipped
from tests.forms.test_isolated import page_of, stream

SECONDS, MEGABYTES = 12, 600
"""The bounds with some room: for starting a process, and for what of the program itself is not data."""
HEAD = "一级指标,二级指标,三级指标,指标值"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = "<?xml version='1.0'?><!DOCTYPE d [" + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12)
) + "]>"  # fmt: skip
PDF = (ROOT / "documents" / "tianjin-miit-2025.pdf").read_bytes()
XLS = (ROOT / "documents" / "tianjin-miit-2025.xls").read_bytes()


def peak(worker):
    """Megabytes that the worker has taken at most; 0 if it is gone, which the system did at its bound."""
    process = worker._process
    try:
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii") if process else ""
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s*(\d+)", status)
    return int(found[1]) // 1000 if found else 0


def package(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_part(data, name, content):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return package({**parts, name: content})


def sheet(rows, rest=""):
    xml = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{rest}</worksheet>'
    return with_part(workbook(GOOD), "xl/worksheets/sheet1.xml", xml)


def word(body, before=""):
    return zipped(word__document_xml=f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')


def table(rows):
    return f"<html><table><tr><td>{HEAD.replace(',', '</td><td>')}</td></tr>{rows}</table></html>".encode()


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


def picture_page(width, height):
    """A page that is a picture of so many pixels, packed."""
    row = zlib.compressobj(1)
    data = b"".join([*(row.compress(bytes(width)) for _ in range(height)), row.flush()])
    image = b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8"
    page = page_of(stream(b"595 0 0 842 0 0 cm /I Do"), b"/XObject <</I 5 0 R>>")
    whole = b"5 0 obj\n" + stream(data, image % (width, height) + b" /Filter /FlateDecode") + b"\nendobj\n"
    return page.replace(b"xref\n", whole + b"xref\n", 1)


def bomb_in_object_streams():
    return page_of(stream(zlib.compress(b"q " * 50_000_000, 9), b"/Filter /FlateDecode"))


def many_members():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(100_000):
            archive.writestr(f"{number}.txt", b"")
    return out.getvalue()


def renamed_entry(data, old, new):
    """An OLE2 file with another name for one of its streams."""
    at = data.index(old.encode("utf-16-le"))
    name = new.encode("utf-16-le")
    return data[:at] + name.ljust(64, b"\0") + struct.pack("<H", len(name) + 2) + data[at + 66 :]


def with_password_xls():
    """The second record is FILEPASS ([MS-XLS] 2.4.117)."""
    second = XLS.index(b"\x09\x08\x10\x00") + 20
    return XLS[:second] + b"\x2f\x00" + XLS[second + 2 :]


def with_password_doc():
    """A Word document whose head ([MS-DOC] 2.5.2) says that it is encrypted."""
    data = bytearray(renamed_entry(XLS, "Workbook", "WordDocument"))
    from jixiao.forms.read.kinds import ole_entries

    start = next(entry.start for entry in ole_entries(bytes(data)) if entry.name == "WordDocument")
    data[start : start + 12] = b"\xec\xa5\xc1\x00" + bytes(7) + b"\x01"
    return bytes(data)


def locked_pdf():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PDF))
    writer.encrypt("geheim", algorithm="AES-256")
    return saved(writer)


def saved(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
WIDE = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c><c r="SD{n}"><v>1</v></c></row>' for n in range(1, 19_999))
MERGED = f"<mergeCells>{'<mergeCell ref=_A1:XFD1048576_/>' * 99}</mergeCells>".replace("_", '"')
SPANS = "<w:tr>" + '<w:tc><w:tcPr><w:gridSpan w:val="999"/></w:tcPr><w:p/></w:tc>' * 100 + "</w:tr>"  # fmt: skip
CASES = {
    "picture of 20,000 × 20,000": ("x.png", lambda: png(20_000, 20_000), {"picture-too-large", "scanned"}),
    "the same in a PDF": ("x.pdf", lambda: picture_page(20_000, 20_000), {"picture-too-large", "scanned"}),
    "packed page": ("x.pdf", bomb_in_object_streams, {"empty-pdf", "too-much-memory", "too-slow", "broke-the-reader"}),
    "zip of 100,000 files": ("x.zip", many_members, {"zip-bomb"}),
    "archives in archives": ("x.zip", lambda: package({"a.zip": package({"b.zip": b"PK"})}), {"wrong-type"}),
    "archive in an archive": ("x.zip", lambda: package({"a.xlsx": package({"b.txt": "x"})}), {"wrong-type"}),
    "sheet that claims all cells": ("x.xlsx", lambda: sheet(FAR), {"sheet-too-large"}),
    "the same otherwise": ("x.xlsx", lambda: sheet(FAR.replace('"', "'")), {"sheet-too-large"}),
    "ten million cells": ("x.xlsx", lambda: sheet(WIDE), {"sheet-too-large"}),
    "merged without end": (
        "x.xlsx",
        lambda: sheet('<row r="1"><c r="A1"><v>1</v></c></row>', MERGED),
        {"not-a-form"},
    ),
    "laughs in shared strings": (
        "x.xlsx",
        lambda: with_part(workbook(GOOD), "xl/sharedStrings.xml", f'{LAUGHS}<sst xmlns="{MAIN}"><si><t>&l11;</t></si></sst>'),
        {"damaged-workbook"},
    ),
    "laughs in a workbook": (
        "x.xlsx",
        lambda: with_part(workbook(GOOD), "xl/workbook.xml", f'{LAUGHS}<workbook xmlns="{MAIN}">&l11;</workbook>'),
        {"not-a-form", "damaged-workbook"},
    ),
    "laughs in a document": ("x.docx", lambda: word("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", LAUGHS), {"damaged-document", "not-a-form"}),
    "quadratic": (
        "x.docx",
        lambda: word("&a;" * 50_000, f"<!DOCTYPE d [<!ENTITY a '{'a' * 100_000}'>]>"),
        {"damaged-document", "not-a-form"},
    ),
    "deep document": ("x.docx", lambda: word("<w:tbl><w:tr><w:tc>" * 99_999), {"damaged-document"}),
    "wide document": ("x.docx", lambda: word(f"<w:tbl>{SPANS * 3000}</w:tbl>"), {"table-too-large"}),
    "spans": ("x.html", lambda: table("<tr><td rowspan=9999 colspan=9999>x</td></tr>" * 2_000), {"table-too-large"}),
    "deep page": ("x.html", lambda: b"<html>" + b"<table><tr><td>" * 30_000, {"not-a-form"}),
    "long page": ("x.html", lambda: table("<tr><td>产出指标<td>数量指标<td>次数<td>1</tr>" * 90_000), {"too-slow", "too-much-memory", "broke-the-reader"}),
    "ten million commas": ("x.csv", lambda: f"{HEAD}\n{',' * 10_000_000}".encode(), {"sheet-too-large"}),
    "field without end": ("x.csv", lambda: f'{HEAD}\n"{"x" * 5_000_000}'.encode(), {"not-a-form"}),
    "long text": ("x.txt", lambda: ("项目支出绩效目标表\n" + "今天" * 12_000_000).encode(), {"too-large"}),
    "text of rows": ("x.txt", lambda: ("项目支出绩效目标表\n" + "产出指标 数量指标 次数\n" * 300_000).encode(), {"too-slow"}),
    "deep JSON": ("x.json", lambda: b'{"a":' * 100_000, {"bad-json"}),
    "long JSON": ("x.json", lambda: b'{"form":"' + b"x" * 30_000_000 + b'"}', {"bad-json"}),
    "password of xls": ("x.xls", with_password_xls, {"encrypted"}),
    "password of doc": ("x.doc", with_password_doc, {"encrypted"}),
    "password of docx": ("x.docx", lambda: renamed_entry(XLS, "Workbook", "EncryptedPackage"), {"encrypted"}),
    "password of pdf": ("x.pdf", locked_pdf, {"encrypted"}),
    "presentation": ("x.ppt", lambda: zipped(ppt__presentation_xml="<p/>"), {"wrong-type"}),
    "OFD": ("x.ofd", lambda: zipped(OFD_xml="<OFD/>"), {"wrong-type"}),
    "rar": ("x.rar", lambda: b"Rar!\x1a\x07\x01\x00" + bytes(99), {"wrong-type"}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_one_message_in_bounds(case):
    name, make, codes = CASES[case]
    data = make()
    isolated._shared().close()
    started = time.monotonic()
    with pytest.raises(JixiaoError) as caught:
        read_guarded(data, name=name)
    assert time.monotonic() - started < SECONDS
    assert peak(isolated._shared()) < MEGABYTES
    error = caught.value
    assert error.code in codes
    for lang in ("zh", "en"):
        message = error.message(lang)
        assert message.startswith(name)
        assert message.isprintable()
        assert len(message) < 2_100
    assert re.search("[请见]", error.zh)


def test_whole_columns_that_are_merged_or_formatted_do_no_harm():
    """Formatted, empty cells at the end of the sheet, and merged whole rows: both are usual in real workbooks."""
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="inlineStr"><is><t>{text}</t></is></c>' for c, text in zip("ABCD", row, strict=False)) + "</row>"
        for n, row in enumerate(GOOD, 1)
    )  # fmt: skip
    data = sheet(f'{rows}<row r="1048576"><c r="XFD1048576" s="0"/></row>', '<mergeCells><mergeCell ref="A1:XFD1"/></mergeCells>')  # fmt: skip
    (reading,) = read_guarded(data, name="x.xlsx")
    assert [row.name for row in reading.plan.indicators] == ["会议次数"]


def test_a_percent_cell_after_an_empty_one():
    book = openpyxl.Workbook()
    for row in GOOD:
        book.active.append(row)
    book.active.append(["产出指标", "质量指标", "合格率", 0.95])
    book.active["C7"].number_format = "0.00"
    book.active["D6"].number_format = "0%"
    book.active["C6"].number_format = "0.00"
    book.active.append(["产出指标", "质量指标", None, None])
    out = io.BytesIO()
    book.save(out)
    xml = zipfile.ZipFile(io.BytesIO(out.getvalue())).read("xl/worksheets/sheet1.xml")
    data = with_part(
        out.getvalue(), "xl/worksheets/sheet1.xml", xml.replace(b'<c r="D6"', b'<c r="C6" s="1"/><c r="D6"', 1)
    )
    assert read(data, name="x.xlsx").plan.indicators[1].target.text == "95%"


# -- what a file carries besides ------------------------------------------------------------


@pytest.mark.parametrize("kind", ["xlsx", "docx", "xls"])
def test_macros_are_told_and_not_run(kind, sample_plan):
    if kind == "xls":
        data = renamed_entry(XLS, "\x01CompObj", "_VBA_PROJECT_CUR")
    else:
        data = with_part(
            write(targets(sample_plan), kind), f"{'xl' if kind == 'xlsx' else 'word'}/vbaProject.bin", b"Sub"
        )
    (reading,) = read_guarded(data, name=f"a.{kind}m")
    assert reading.plan == sample_plan
    assert [problem.code for problem in reading.problems] == ["macros-ignored"]


def test_scripts_and_attachments_are_told():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(PDF))
    writer.add_open_action(JavaScript("app.alert('x')"))
    writer.add_attachment("a.exe", b"MZ" * 1000)
    (reading,) = read_guarded(saved(writer), name="a.pdf")
    assert [problem.code for problem in reading.problems] == ["scripts-ignored", "attachments-ignored"]
    assert read(PDF, name="a.pdf").plan == reading.plan


def without_map():
    """The first page of the sample, with fonts that do not say which characters they show."""
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(PDF), pages=(0, 1))
    for held in writer._objects:
        if isinstance(held, DictionaryObject) and "/ToUnicode" in held:
            del held[NameObject("/ToUnicode")]
    return saved(writer)


def test_fonts_without_a_map_are_told(monkeypatch):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    with pytest.raises(JixiaoError) as caught:
        read(without_map(), name="a.pdf")
    assert caught.value.code == "scanned"
    assert "字体没有文字编码" in caught.value.zh


@pytest.mark.skipif(not ocr.installed(), reason="the extra ocr is not installed")
def test_fonts_without_a_map_are_read_as_pictures(sample_plan):
    """It takes more than the ten seconds of other files on a slow machine, and may."""
    (reading,) = read_guarded(without_map(), name="a.pdf")
    assert from_json(to_json(reading), Reading) == reading
    assert reading.plan.department == sample_plan.department
    assert [task.number for task in reading.plan.tasks] == [task.number for task in sample_plan.tasks]


# -- archives -------------------------------------------------------------------------------


def test_names_that_lead_elsewhere_are_only_shown(sample_plan, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    form = write(targets(sample_plan), "xlsx")
    names = ["../../slip.xlsx", "/etc/slip.xlsx", "C:\\slip.xlsx", "a\x1b[2J\n.xlsx"]
    found = read_guarded(package(dict.fromkeys(names, form)), name="a.zip")
    assert len(found) == len(names)
    assert list(tmp_path.iterdir()) == []
    assert all(reading.locations["/department"].file.isprintable() for reading in found)


def test_one_bad_file_of_an_archive_stops_no_other(sample_plan):
    form = write(targets(sample_plan), "xlsx")
    bad = {f"{n}.pdf": page_of(stream(b"")).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]") for n in range(2)}
    found = read_guarded(
        package({"甲.xlsx": form, **bad, "乙.xlsx": form, "图.png": png(20_000, 20_000)}), name="a.zip"
    )
    assert [reading.plan for reading in found] == [sample_plan] * 2
    assert [(problem.code, problem.text) for problem in found[0].problems] == [
        ("not-read", "0.pdf"),
        ("not-read", "1.pdf"),
        ("not-read", "图.png"),
    ]


def test_an_archive_of_costly_files_is_given_up(monkeypatch):
    tried = []

    def slow(data, name, lang):
        tried.append(name)
        raise JixiaoError("too-slow", "慢", "slow", name)

    data = package({f"{n}.pdf": PDF for n in range(9)})
    with pytest.raises(JixiaoError) as caught:
        read_all(data, name="a.zip", apart=slow)
    assert caught.value.code == "too-slow"
    assert len(tried) == 3


# -- the fuzzer's findings ------------------------------------------------------------------

FOUND = sorted((ROOT / "documents" / "fuzz").glob("*.*"))


def test_there_are_findings():
    assert len(FOUND) >= 3


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.name)
def test_what_the_fuzzer_found_stays_mended(path):
    """In this process: neither an exception of another class nor a crash."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            assert read_all(path)
        except JixiaoError as error:
            assert error.code not in {"too-slow", "too-much-memory", "broke-the-reader"}  # noqa: PT017 - either is allowed


def test_the_sample_is_still_read_where_files_are_guarded(sample_plan):
    for path in sorted(SAMPLES.glob("tianjin-miit-2025.*")):
        if path.suffix in {".txt", ".xlsx"}:
            assert read_guarded(path)[0].plan == sample_plan
