"""Scans and photographs: recognised, or told that they cannot be; what is uncertain is a doubt."""

import io
import random

import numpy as np
import pypdf
import pytest
from PIL import Image, ImageDraw

from jixiao import read
from jixiao.errors import JixiaoError
from jixiao.forms.read import ocr
from jixiao.forms.read.snippet import pictures
from tests.conftest import ROOT
from tests.generated import drawn, scans
from tests.generated.kinds import KINDS
from tests.generated.truth import compare

SAMPLE = ROOT / "documents" / "tianjin-miit-2025.pdf"


def form(kind, layout, seed=0):
    rng = random.Random(f"scan/{kind}/{layout}/{seed}")
    truth, table = KINDS[kind][layout](rng)
    return truth, drawn.pdf(table, drawn.Style()), rng


@pytest.mark.parametrize(
    ("kind", "layout"),
    [("项目目标表", "official"), ("整体目标表", "national-88"), ("自评表", "national-10"), ("监控表", "weighted")],
)
def test_a_noisy_scan_askew(kind, layout):
    truth, data, rng = form(kind, layout)
    reading = read(scans.scanned(data, rng), name="scan.pdf")
    facts, wrong = compare(truth, reading)
    told = "".join(problem.text for problem in reading.problems)
    assert len(wrong) <= 0.03 * facts, wrong
    assert {problem.code for problem in reading.problems} <= {"ocr-doubtful", "ocr-corrected", "not-stored"}
    where = reading.locations["/indicators/0/target"]
    assert where.page == 1
    assert where.confidence is not None
    assert 0 < where.confidence <= 1
    for fact in wrong:  # nothing wrong is said without a doubt
        assert any(word in told for word in fact.split("'")[1:2]), fact


def test_a_photograph(tmp_path):
    truth, data, rng = form("项目目标表", "unit-first")
    picture = scans.worn(scans.pictures(data, dpi=170)[0], rng, degrees=2.0, noise=6)
    path = tmp_path / "照片.jpg"
    picture.save(path, quality=80)
    reading = read(path)
    assert compare(truth, reading)[1] == []
    where = reading.locations["/project"]
    assert where.confidence > 0.5
    shown = Image.open(io.BytesIO(pictures(path.read_bytes())(where)))
    # the place alone: a text on paper
    inside = np.asarray(shown.convert("L"))[20:-20, 225:-225]
    assert inside.min() < 100
    assert np.median(inside) > 200


def test_a_photograph_that_a_telephone_noted_to_be_turned():
    upright = np.zeros((60, 40, 3), np.uint8)
    upright[:10] = 255
    for note, stored in ((6, np.rot90(upright, 1)), (3, np.rot90(upright, 2)), (1, upright)):
        out = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = note
        Image.fromarray(stored).save(out, "PNG", exif=exif)
        assert (ocr._opened(out.getvalue(), "") == upright).all()


@pytest.mark.parametrize("turned", [90, 180])
def test_a_page_lying_down(turned):
    truth, data, rng = form("项目目标表", "official")
    reading = read(scans.scanned(data, rng, turned=turned, degrees=0.5), name="scan.pdf")
    facts, wrong = compare(truth, reading)
    assert len(wrong) <= 0.03 * facts, wrong
    assert "page-turned" in {problem.code for problem in reading.problems}
    # places are those on the page as it is, not on the page set upright
    width, height = 595.3, 841.9
    for pointer, where in read(data, name="text.pdf").locations.items():
        if not pointer.startswith("/indicators"):
            continue
        left, top, right, bottom = where.box
        expected = {
            90: (top, width - right, bottom, width - left),
            180: (width - right, height - bottom, width - left, height - top),
        }
        assert reading.locations[pointer].box == pytest.approx(expected[turned], abs=8), pointer


def test_a_photograph_on_a_desk():
    """Taken at an angle: the paper is cut out and set upright before anything is read."""
    truth, data, rng = form("项目目标表", "official")
    picture = io.BytesIO()
    scans.taken(scans.pictures(data, dpi=200)[0], rng).save(picture, "JPEG", quality=85)
    facts, wrong = compare(truth, read(picture.getvalue(), name="照片.jpg"))
    assert len(wrong) <= 0.03 * facts, wrong


def test_a_scan_without_lines_is_read_and_told():
    rng = random.Random("scan/no lines")
    truth, table = KINDS["项目目标表"]["official"](rng)
    reading = read(scans.scanned(drawn.pdf(table, drawn.borderless(rng)), rng), name="scan.pdf")
    facts, wrong = compare(truth, reading)
    assert len(wrong) <= 0.03 * facts, wrong
    told = [problem for problem in reading.problems if problem.code == "scan-without-lines"]
    assert told
    assert all(problem.location.page and problem.location.box for problem in told)


def test_letters_in_tight_rows_are_no_lines():
    """Upright strokes that go from rule to rule would cut a name in two."""
    rng = random.Random("scan/tight")
    truth, table = KINDS["自评表"]["points-in-labels"](rng)
    look = drawn.Style(size=12.0, padding=3.0, leading=0.4, rules="thick", across="left")
    assert compare(truth, read(scans.scanned(drawn.pdf(table, look), rng), name="scan.pdf"))[1] == []


def test_some_pages_scanned(sample_plan):
    """The last page of the published form as a picture among pages with text."""
    writer = pypdf.PdfWriter()
    pages = pypdf.PdfReader(SAMPLE).pages
    for page in pages[:-1]:
        writer.add_page(page)
    picture = io.BytesIO()
    scans.pictures(SAMPLE.read_bytes(), dpi=200)[-1].save(picture, "PDF", resolution=200)
    writer.add_page(pypdf.PdfReader(picture).pages[0])
    out = io.BytesIO()
    writer.write(out)
    reading = read(out.getvalue(), name="mixed.pdf")
    assert reading.plan == sample_plan
    scanned = [where for where in reading.locations.values() if where.page == len(pages)]
    assert scanned
    assert all(where.confidence is not None for where in scanned)


def test_a_number_cut_by_a_line_is_a_doubt():
    """Figures that run into the line beside their cell may be recognised short of one."""
    picture = Image.new("L", (1200, 700), 255)
    draw = ImageDraw.Draw(picture)
    for x in (100, 400, 700, 1100):
        draw.line((x, 100, x, 400), fill=0, width=3)
    for y in (100, 200, 300, 400):
        draw.line((100, y, 1100, y), fill=0, width=3)
    draw.text((560, 225), "123456789", fill=0, font_size=40)  # the last figures stand on the line
    scan = ocr.read_scan(np.asarray(picture), 1, 2.0)
    cut = [text for text in scan.texts if 550 / 2 <= text.box[0] <= 699 / 2]
    assert cut
    assert all(text.confidence <= 0.5 for text in cut)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(ocr, "installed", lambda: False)
    _, data, rng = form("项目目标表", "official")
    with pytest.raises(JixiaoError) as caught:
        read(scans.scanned(data, rng), name="扫描.pdf")
    assert caught.value.code == "scanned"
    assert "jixiao[ocr]" in caught.value.message("zh")


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: b"\x89PNG\r\n\x1a\n" + b"\x00" * 80, "damaged-picture"),
        (lambda: blank((9000, 9000)), "picture-too-large"),
        (lambda: blank((400, 500)), "not-a-form"),
    ],
)
def test_pictures_that_cannot_be_read(make, code):
    with pytest.raises(JixiaoError) as caught:
        read(make(), name="图.png")
    assert caught.value.code == code
    assert "图.png" in caught.value.message("zh")


def blank(size):
    out = io.BytesIO()
    Image.new("1", size, 1).save(out, "PNG")
    return out.getvalue()
