"""Files made to break a reader: bounded, in a process of its own, each with a message."""

import io
import json
import os
import random
import signal
import time
import zlib
from unittest.mock import Mock

import msgspec
import pypdf
import pytest
from click.testing import CliRunner

from jixiao import read
from jixiao.cli import cli
from jixiao.errors import JixiaoError
from jixiao.forms.read import isolated, ocr, ocrengine, worker
from jixiao.forms.read.budget import failed
from jixiao.forms.read.isolated import read_isolated
from jixiao.forms.read.worker import Request
from tests.conftest import ROOT, SAMPLES
from tests.generated import drawn, scans
from tests.generated.kinds import project_official

SAMPLE = ROOT / "documents" / "tianjin-miit-2025.pdf"


def pdf(*objects):
    """A PDF of these objects; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer <</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))


def stream(data, extra=b""):
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def page_of(content, resources=b""):
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <<%s>>>>" % resources,
        content,
    )


def nested_bomb():
    """A stream of zeros packed three times: a thousand bytes that become a gigabyte."""
    data = zlib.compress(b" " * 300_000_000, 9)
    return page_of(
        stream(zlib.compress(zlib.compress(data, 9), 9), b"/Filter [/FlateDecode /FlateDecode /FlateDecode]")
    )


def page_tree_cycle():
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Pages /Kids [2 0 R] /Count 1 /Parent 2 0 R>>",
    )


def form_in_itself():
    """A form object that draws itself."""
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources <</XObject <</F 5 0 R>>>>>>",
        stream(b"/F Do"),
        stream(b"/F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</F 5 0 R>>>>"),
    )


def huge_page():
    return page_of(stream(b"")).replace(b"[0 0 595 842]", b"[0 0 20000 20000]")


def many_pages():
    kids = b" ".join(b"3 0 R" for _ in range(10_000))
    return pdf(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [%s] /Count 10000>>" % kids,
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>",
    )


def no_page():
    return pdf(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 0>>")


@pytest.mark.parametrize(
    "make",
    [nested_bomb, page_tree_cycle, form_in_itself, huge_page, many_pages, no_page],
    ids=lambda make: make.__name__,
)
def test_made_to_break(make):
    data = make()
    started = time.monotonic()
    with pytest.raises(JixiaoError) as caught:
        read_isolated(data, "坏.pdf")
    assert time.monotonic() - started < 12
    assert "坏.pdf" in caught.value.message("zh")
    assert caught.value.message("en")


def test_scripts_and_attachments_are_passed_over(sample_plan):
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(SAMPLE))
    name, script = pypdf.generic.NameObject, pypdf.generic.TextStringObject("app.alert('x')")
    writer.root_object[name("/OpenAction")] = pypdf.generic.DictionaryObject(
        {name("/S"): name("/JavaScript"), name("/JS"): script}
    )
    writer.add_attachment("a.exe", b"MZ" * 1000)
    out = io.BytesIO()
    writer.write(out)
    (reading,) = read_isolated(out.getvalue(), "script.pdf")
    assert reading.plan == sample_plan


def test_the_same_as_in_this_process():
    path = SAMPLES / "tianjin-miit-2025.xlsx"
    (reading,) = read_isolated(path.read_bytes(), "a.xlsx")
    assert reading == read(path, name="a.xlsx")


def test_an_error_comes_through():
    with pytest.raises(JixiaoError) as caught:
        read_isolated("会议纪要".encode(), "纪要.txt", "en")
    assert caught.value.code == "not-a-form"
    assert caught.value.place == "纪要.txt"


def test_too_slow():
    with pytest.raises(JixiaoError) as caught:
        read_isolated(SAMPLE.read_bytes(), "慢.pdf", seconds=0.01)
    assert caught.value.code == "too-slow"


def test_too_much_memory():
    with pytest.raises(JixiaoError) as caught:
        read_isolated(nested_bomb(), "大.pdf", memory=3_000_000)
    assert caught.value.code in {"too-much-memory", "broke-the-reader"}


@pytest.mark.parametrize(
    "said",
    [
        "[ONNXRuntimeError] : 1 : FAIL : Load model from rec.onnx failed:std::bad_alloc",
        "[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : Failed to allocate memory for requested buffer of size 88473600",
        "OpenCV(4.12.0) alloc.cpp:73: error: (-4:Insufficient memory) Failed to allocate 1200000000 bytes",
        "env.cc:327 pthread_create failed, error code: 12 error msg: Cannot allocate memory",
        "libavcodec.so.62: failed to map segment from shared object",
    ],
)
def test_a_library_without_memory_is_told_as_that(said):
    """onnxruntime, OpenCV and the system raise exceptions of their own, and others raise theirs while handling them."""
    assert failed("扫描.pdf", RuntimeError(said)).code == "too-much-memory"
    fault = ValueError()
    fault.__cause__ = RuntimeError(said)
    assert failed("扫描.pdf", fault).code == "too-much-memory"
    assert failed("扫描.pdf", RuntimeError("[ONNXRuntimeError] : 2 : INVALID_ARGUMENT")).code == "broke-the-reader"


@pytest.mark.skipif(not ocr.installed(), reason="needs onnxruntime")
def test_recognition_that_gets_no_memory(monkeypatch):
    """onnxruntime says so in its own words (seen under a bound); nobody is told that the reader is broken."""
    from onnxruntime.capi.onnxruntime_pybind11_state import RuntimeException

    said = "[ONNXRuntimeError] : 6 : RUNTIME_EXCEPTION : while running Softmax node. Status Message: std::bad_alloc"
    engine = Mock()
    engine.recognize_txt.side_effect = RuntimeException(said)
    monkeypatch.setattr(ocrengine, "_engine", lambda: engine)
    rng = random.Random("memory")
    _, table = project_official(rng)
    page = scans.scanned(drawn.pdf(table, drawn.to_scan(rng)), rng)
    letter, content, sound = worker._answer(Request("扫描.pdf"), page, Mock())
    assert engine.recognize_txt.called
    assert letter == worker.FAILURE
    assert msgspec.msgpack.decode(content, type=worker.Failure).code == "too-much-memory"
    assert not sound


def test_no_worker_is_an_error(monkeypatch):
    """The process cannot be started at all."""
    isolated._shared().close()
    monkeypatch.setattr(isolated.sys, "executable", "/bin/false")
    with pytest.raises(JixiaoError) as caught:
        read_isolated(b"x", "a.pdf")
    assert caught.value.code == "broke-the-reader"


def test_a_crash_costs_one_file_only(sample_plan):
    """The worker dies by a signal, as it does when a parser in C fails; the next file has a new one."""
    worker = isolated.Worker()
    first = worker.read_all(SAMPLE.read_bytes(), Request("a.pdf"))
    process = worker._process
    os.kill(process.pid, signal.SIGSEGV)
    process.wait()
    assert worker.read_all(SAMPLE.read_bytes(), Request("a.pdf")) == first
    assert first[0].plan == sample_plan
    worker.close()


def test_one_process_reads_many_files():
    worker = isolated.Worker()
    seen = set()
    for _ in range(5):
        worker.read_all(SAMPLE.read_bytes(), Request("a.pdf"))
        with pytest.raises(JixiaoError):
            worker.read_all(b"%PDF-1.7\n...", Request("b.pdf"))
        seen.add(worker._process.pid)
    assert len(seen) == 1
    worker.close()
    assert worker._process is None


def test_modules_in_the_folder_of_the_files_are_not_run(tmp_path, monkeypatch):
    """The worker is a module of this interpreter; a file json.py beside the documents must not be taken for Python's."""
    monkeypatch.chdir(tmp_path)
    for name in ("json", "jixiao", "msgspec", "lxml"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    worker = isolated.Worker()
    assert len(worker.read_all(SAMPLE.read_bytes(), Request("a.pdf"))) == 1
    worker.close()
    assert not (tmp_path / "ran").exists()


def test_the_command_line_lives_on(tmp_path, monkeypatch, sample_plan):
    """A folder with hostile files: every good form is read, every bad file has its message."""
    (tmp_path / "a.pdf").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "b.pdf").write_bytes(page_tree_cycle())
    (tmp_path / "c.pdf").write_bytes(form_in_itself())
    (tmp_path / "d.xlsx").write_bytes((SAMPLES / "tianjin-miit-2025.xlsx").read_bytes())
    (tmp_path / "e.txt").write_text("会议纪要", encoding="utf-8")
    done = CliRunner().invoke(cli, ["--lang", "zh", "read", "--json", str(tmp_path)], standalone_mode=False)
    assert done.exit_code == 2
    read_back = json.loads(done.stdout)
    assert [found["plan"]["department"] for found in read_back] == [sample_plan.department] * 2
    assert [line.partition(".")[0][-1] for line in done.stderr.splitlines()] == ["b", "c", "e"]


def test_a_fault_of_the_program_stops_no_folder(tmp_path, monkeypatch):
    """A short text is read in this process; an exception of another class is told like any other error."""

    def fail(*_):
        raise TypeError

    monkeypatch.setattr("jixiao.forms.read.text.read_text", fail)
    (tmp_path / "a.txt").write_text("绩效目标表", encoding="utf-8")
    done = CliRunner().invoke(cli, ["read", str(tmp_path)], standalone_mode=False)
    assert done.exit_code == 2
    assert "TypeError" in done.stderr
