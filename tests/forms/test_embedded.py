"""Forms that are pictures in Word documents, workbooks and web pages."""

import base64
import io
import random

import docx
import openpyxl
import pytest
from PIL import Image

from jixiao import read, read_all
from jixiao.errors import JixiaoError
from jixiao.forms.read import ocr
from jixiao.forms.read.embedded import in_office, in_page
from tests.generated import drawn, scans
from tests.generated.kinds import KINDS
from tests.generated.truth import compare


def png(picture):
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def form():
    """A form with its truth, as a picture."""
    rng = random.Random("embedded")
    truth, table = KINDS["项目目标表"]["official"](rng)
    return truth, png(scans.pictures(drawn.pdf(table, drawn.Style()), dpi=150)[0])


@pytest.fixture(scope="module")
def known():
    return {}


@pytest.fixture
def once(monkeypatch, known):
    """Each picture is recognised once for all tests."""
    real = ocr.read_scan

    def read_scan(picture, number, scale):
        key = (picture.tobytes(), number)
        if key not in known:
            known[key] = real(picture, number, scale)
        return known[key]

    monkeypatch.setattr(ocr, "read_scan", read_scan)


def word(*pictures, text="某局绩效目标表见下图。"):
    document = docx.Document()
    document.add_paragraph(text)
    for picture in pictures:
        document.add_picture(io.BytesIO(picture), width=4_000_000)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def book(*pictures):
    from openpyxl.drawing.image import Image as Drawn

    made = openpyxl.Workbook()
    made.active["A1"] = "绩效目标表（扫描件）"
    for number, picture in enumerate(pictures):
        made.active.add_image(Drawn(io.BytesIO(picture)), f"A{3 + 40 * number}")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def page(*pictures):
    held = "".join(f'<img src="data:image/png;base64,{base64.b64encode(p).decode()}">' for p in pictures)
    return f"<html><body><p>绩效目标表</p>{held}</body></html>".encode()


def photo():
    return png(Image.effect_noise((700, 500), 60))


@pytest.mark.parametrize(("make", "name"), [(word, "表.docx"), (book, "表.xlsx"), (page, "表.html")])
def test_a_form_that_is_a_picture(form, once, make, name):
    """Told by the number of the picture; a photograph before it is passed over."""
    truth, picture = form
    reading = read(make(photo(), picture), name=name)
    assert compare(truth, reading)[1] == []
    where = reading.locations["/indicators/0/target"]
    assert (where.file, where.page) == (f"{name} 图片", 2)
    assert where.box is not None
    assert where.confidence is not None


def test_a_form_in_the_text_comes_before_that_on_a_picture(form, once):
    document = docx.Document()
    rows = [("一级指标", "二级指标", "三级指标", "指标值"), ("产出指标", "数量指标", "培训人次", "≥200人次")]
    table = document.add_table(2, 4)
    for line, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, row, strict=True):
            cell.text = text
    document.add_picture(io.BytesIO(photo()))
    document.add_picture(io.BytesIO(form[1]))
    out = io.BytesIO()
    document.save(out)
    own, drawn_ = read_all(out.getvalue(), name="表.docx")
    assert [row.name for row in own.plan.indicators] == ["培训人次"]
    assert compare(form[0], drawn_)[1] == []


@pytest.mark.parametrize(("make", "name"), [(word, "表.docx"), (book, "表.xlsx"), (page, "表.html")])
def test_pictures_are_told_where_they_cannot_be_recognised(form, monkeypatch, make, name):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    with pytest.raises(JixiaoError) as caught:
        read(make(form[1]), name=name)
    assert "1张图片没有识别" in caught.value.zh
    assert "jixiao[ocr]" in caught.value.zh
    assert "jixiao[ocr]" in caught.value.en


def test_a_picture_too_large_is_told(monkeypatch):
    monkeypatch.setattr(ocr, "MAX_PIXELS", 100_000)
    with pytest.raises(JixiaoError) as caught:
        read(word(photo()), name="表.docx")
    assert "1张图片太大或太多" in caught.value.zh


def test_pictures_in_the_order_of_the_document():
    """Word names pictures as they were put in, not as they follow one another."""
    first, second = photo(), png(Image.effect_noise((500, 700), 60))
    document = docx.Document()
    document.add_picture(io.BytesIO(first))
    document.paragraphs[0].insert_paragraph_before().add_run().add_picture(io.BytesIO(second))
    out = io.BytesIO()
    document.save(out)
    assert in_office(out.getvalue()) == [second, first]
    assert in_office(b"PK\x03\x04 damaged") == []


def test_pictures_written_into_a_page():
    held = photo()
    assert in_page(page(held).decode()) == [held]
    assert in_page('<img src="data:image/png;base64,AAAA">') == []
