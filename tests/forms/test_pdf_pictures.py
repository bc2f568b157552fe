"""Long reports with pages that are pictures: recognised where the text says a form is, told otherwise, chosen by a person."""

import io
import random

import numpy as np
import pypdf
import pytest
import typst
from click.testing import CliRunner

from jixiao import read
from jixiao.cli import cli
from jixiao.errors import JixiaoError
from jixiao.forms.read import ocr, pdfscans
from jixiao.forms.read.pdf import read_pages
from jixiao.forms.read.pdfpictures import opened, pasted
from jixiao.forms.write.pdf import FAMILY, _fonts
from tests.forms.test_pdf import SAMPLE
from tests.forms.test_whatis import BUDGET
from tests.generated import drawn, scans
from tests.generated.kinds import KINDS
from tests.generated.truth import compare

RUNNING = "本部门严格执行预算管理各项规定，收入支出按功能分类科目编制。" * 12


def text_page(text):
    """One page of text, line by line."""
    body = "\n\n".join(text.split("\n"))
    source = f'#set page(paper: "a4")\n#set text(font: "{FAMILY}", size: 9pt)\n{body}'
    compiler = typst.Compiler(source.encode(), font_paths=_fonts(), ignore_system_fonts=True)
    return pypdf.PdfReader(io.BytesIO(compiler.compile(format="pdf"))).pages


def scanned_form():
    rng = random.Random("pictures")
    truth, table = KINDS["项目目标表"]["official"](rng)
    return truth, scans.scanned(drawn.pdf(table, drawn.Style()), rng)


def picture_pages(count):
    """Sheets put in as pictures."""
    from PIL import Image

    out = io.BytesIO()
    Image.new("L", (300, 420), 255).save(out, "PDF")
    return [pypdf.PdfReader(io.BytesIO(out.getvalue())).pages[0]] * count


def joined(*parts):
    writer = pypdf.PdfWriter()
    for part in parts:
        for page in part:
            writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.fixture
def asked(monkeypatch):
    """The pages that would be recognised; nothing is."""
    numbers = []
    monkeypatch.setattr(ocr, "installed", lambda: True)
    monkeypatch.setattr(pdfscans, "_recognised", lambda _data, pages, _name: numbers.extend(pages) or [])
    return numbers


@pytest.fixture(scope="module")
def budget():
    return list(text_page(BUDGET))


@pytest.fixture(scope="module")
def running():
    return list(text_page(RUNNING))


def test_a_budget_report_whose_pictures_nothing_names(asked, budget, running):
    """Its own words say what it is: the pictures are told with their pages, in the error too, and how to have them read."""
    data = joined(budget, running * 15, picture_pages(3), running * 4, picture_pages(1))
    with pytest.raises(JixiaoError) as caught:
        read(data, name="预算.pdf")
    assert asked == []
    assert caught.value.kind == "budget-disclosure"
    first = len(budget) + 15 + 1
    assert f"第{first}-{first + 2},{first + 7}页是图片" in caught.value.zh
    assert "--pages" in caught.value.zh
    assert "--pages" in caught.value.en


@pytest.mark.parametrize(
    "heading", ["第四部分 项目支出绩效目标表", "附件2：部门整体支出绩效自评表（2025年度）", "二十一、绩效运行监控表"]
)
def test_pictures_after_a_heading_that_names_a_form(asked, budget, running, heading):
    data = joined(budget, running * 15, picture_pages(2), text_page(heading), picture_pages(3), running * 3)
    with pytest.raises(JixiaoError) as caught:
        read(data, name="预算.pdf")
    before = len(budget) + 15
    assert asked == [before + 4, before + 5, before + 6]
    assert f"第{before + 1}-{before + 2}页是图片" in caught.value.zh


@pytest.mark.parametrize(
    "sentence", ["项目支出绩效目标表已另行公开。", "详见《项目支出绩效目标表》", "绩效目标编报情况"]
)
def test_a_sentence_that_mentions_a_form_is_no_heading(asked, budget, running, sentence):
    with pytest.raises(JixiaoError):
        read(joined(budget, running * 18, text_page(sentence), picture_pages(3)), name="预算.pdf")
    assert asked == []


def test_pictures_from_the_page_on_that_the_contents_name(asked, running):
    contents = text_page(BUDGET + "第四部分 项目支出绩效目标表……………………… 22")
    data = joined(contents, running * 9, picture_pages(1), running * 12, picture_pages(2))
    with pytest.raises(JixiaoError):
        read(data, name="预算.pdf")
    last = len(list(contents)) + 9 + 1 + 12
    assert asked == [last + 1, last + 2]


def test_a_document_that_does_not_say_what_it_is(asked, running):
    with pytest.raises(JixiaoError) as caught:
        read(joined(running * 25, picture_pages(22)), name="附件.pdf")
    assert asked == list(range(26, 46))  # no more than are recognised at a time
    assert "第46-47页是图片" in caught.value.zh


def test_a_long_scan_tells_which_pages_were_not_read(asked):
    with pytest.raises(JixiaoError):
        read(joined(picture_pages(30)), name="扫描.pdf")
    assert asked == list(range(1, 21))


def test_pages_a_person_chooses(asked, budget, running):
    data = joined(budget, running * 15, picture_pages(40))
    first = len(budget) + 16
    with pytest.raises(JixiaoError):
        read(data, name="预算.pdf", pages=range(first + 5, first + 35))
    assert asked == list(range(first + 5, first + 35))


def test_a_form_on_the_pages_chosen(running, sample_plan):
    form = list(pypdf.PdfReader(SAMPLE).pages)
    data = joined(form, running * 20)
    assert read(data, name="a.pdf", pages=range(1, len(form) + 1)).plan == sample_plan
    with pytest.raises(JixiaoError) as caught:
        read(data, name="a.pdf", pages=[len(form) + 1])
    assert caught.value.code == "not-a-form"
    with pytest.raises(JixiaoError) as caught:
        read(data, name="a.pdf", pages=[500])
    assert caught.value.code == "no-such-pages"


def test_the_form_in_text_and_pictures_apart_from_it(asked, running, sample_plan):
    """What is not recognised is one problem that lists the pages."""
    form = list(pypdf.PdfReader(SAMPLE).pages)
    reading = read(joined(running * 12, picture_pages(2), running, form, running * 12), name="预算.pdf")
    assert reading.plan == sample_plan
    assert asked == []
    assert [(p.code, p.text, p.location.page) for p in reading.problems] == [("pictures-unread", "13-14", 13)]


def test_a_scanned_form_in_a_long_report(budget, running):
    """From end to end: the heading leads to the picture, which is recognised."""
    truth, form = scanned_form()
    pages = pypdf.PdfReader(io.BytesIO(form)).pages
    data = joined(
        budget, running * 12, picture_pages(2), running * 6, text_page("项目支出绩效目标表"), pages, running * 2
    )
    reading = read(data, name="预算.pdf")
    assert compare(truth, reading)[1] == []
    assert "pictures-unread" in {problem.code for problem in reading.problems}


def test_pages_on_the_command_line(tmp_path, running, sample_plan):
    path = tmp_path / "预算.pdf"
    form = list(pypdf.PdfReader(SAMPLE).pages)
    path.write_bytes(joined(running * 3, form, running * 20))
    done = CliRunner().invoke(
        cli, ["read", "--json", "--pages", f"4-{3 + len(form)}", str(path)], standalone_mode=False
    )
    assert sample_plan.indicators[0].name in done.output
    for wrong in ("0", "5-3", "四"):
        assert CliRunner().invoke(cli, ["read", "--pages", wrong, str(path)]).exit_code == 2
    text = tmp_path / "a.txt"
    text.write_text("绩效目标表", encoding="utf-8")
    assert CliRunner().invoke(cli, ["read", "--pages", "1", str(text)], standalone_mode=False).exit_code == 2


def ruled_pages(count):
    """Scanned pages with a ruled table each."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (827, 1169), 250)
    draw = ImageDraw.Draw(picture)
    for y in range(200, 1000, 50):
        draw.line((80, y, 750, y + 6), fill=40, width=2)
    for x in (80, 200, 400, 750):
        draw.line((x, 200, x - 5, 955), fill=40, width=2)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=100)
    return [pypdf.PdfReader(io.BytesIO(out.getvalue())).pages[0]] * count


def test_the_form_in_a_long_scan_is_searched_for(asked, monkeypatch):
    """By its head among the pages with tables; it goes on over tables under no title, and ends at another title."""
    heads = {26: ["附件3", "项目支出绩效目标表"], 27: [], 28: ["一般公共预算支出表"], 29: []}
    looked = []

    def head_of(_picture, number, _scale):
        looked.append(number)
        return heads[number], "".join(heads[number])

    monkeypatch.setattr(ocr, "head_of", head_of)
    with pytest.raises(JixiaoError) as caught:
        read(joined(picture_pages(25), ruled_pages(4), picture_pages(2)), name="扫描.pdf")
    assert looked == [26, 27, 28, 29]
    assert asked == [26, 27]
    assert "第1-25,28-31页是图片" in caught.value.zh


def test_the_head_of_a_scanned_page_that_lies_on_its_side():
    _, form = scanned_form()
    picture = np.asarray(scans.pictures(form, dpi=200)[0].convert("RGB").rotate(90, expand=True))
    above, text = ocr.head_of(picture, 1, 200 / 72)
    assert "项目支出绩效目标表" in above
    assert "项目名称" in text
    assert "项目名称" not in above


def with_picture(heading, picture, left, top, width):
    """A page of text with a picture on it, so many points wide."""
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=72)
    page = pypdf.PdfWriter().add_page(text_page(heading)[0])
    scale = width / picture.width
    place = pypdf.Transformation().scale(scale).translate(left, 841.9 - top - scale * picture.height)
    page.merge_transformed_page(pypdf.PdfReader(io.BytesIO(out.getvalue())).pages[0], place)
    return page


def form_picture(truth_of=("项目目标表", "official")):
    rng = random.Random("pasted")
    truth, table = KINDS[truth_of[0]][truth_of[1]](rng)
    picture = scans.pictures(drawn.pdf(table, drawn.Style()), dpi=200)[0]
    left, top, right, bottom = picture.point(lambda level: 255 * (level < 128)).getbbox()
    return truth, picture.crop((left - 6, top - 6, right + 6, bottom + 6))


def test_a_form_that_is_a_picture_on_a_page_with_text():
    """Read as a scan is, also on a page that is shown lying down; its places are those on the page."""
    truth, picture = form_picture()
    page = with_picture("某局2024年预算公开\n\n附件2", picture, 60, 120, 400)
    page.rotate(90)
    reading = read(joined([page]), name="公开.pdf")
    assert compare(truth, reading)[1] == []
    assert {where.page for where in reading.locations.values()} == {1}
    assert reading.locations["/indicators/0/target"].confidence is not None
    high = picture.height * 400 / picture.width
    frame = (841.9 - 120 - high, 60, 841.9 - 120, 460)
    boxes = [where.box for where in reading.locations.values() if where.box]
    assert all(
        frame[0] - 3 <= b[0] and frame[1] - 3 <= b[1] and b[2] <= frame[2] + 3 and b[3] <= frame[3] + 3 for b in boxes
    )
    assert max(b[2] for b in boxes) - min(b[0] for b in boxes) > 0.45 * high
    told = [problem for problem in reading.problems if "预算公开" in problem.text]
    assert not told or told[0].location.page == 1


def test_a_picture_without_a_table_is_not_recognised(monkeypatch, running, sample_plan):
    """A photograph or a chart on a page with text costs nothing and says nothing."""
    from PIL import Image

    monkeypatch.setattr(ocr, "read_scan", lambda *_: pytest.fail("recognised"))
    noise = Image.effect_noise((600, 400), 90)
    page = with_picture("重点工作照片", noise, 60, 300, 400)
    reading = read(joined([page], pypdf.PdfReader(SAMPLE).pages), name="公开.pdf")
    assert reading.plan == sample_plan
    assert [problem.code for problem in reading.problems] == []


def test_a_picture_that_may_be_a_form_is_told_where_it_cannot_be_recognised(monkeypatch, running):
    _, picture = form_picture()
    monkeypatch.setattr(ocr, "installed", lambda: False)
    page = with_picture("附件2 项目支出绩效目标表", picture, 60, 200, 470)
    with pytest.raises(JixiaoError) as caught:
        read(joined(running, [page]), name="公开.pdf")
    assert "第2页是图片" in caught.value.zh
    assert "jixiao[ocr]" in caught.value.zh
    assert "jixiao[ocr]" in caught.value.en


def test_a_form_as_a_picture_under_its_heading_in_a_long_report(monkeypatch, budget, running):
    """The page has no word of a form but its heading: found all the same."""
    _, picture = form_picture()
    seen = []

    def read_scan(_picture, number, scale, corner):
        seen.append((number, corner, scale))
        raise JixiaoError("stop", "stop", "stop")

    monkeypatch.setattr(ocr, "read_scan", read_scan)
    page = with_picture("附件2 项目支出绩效目标表", picture, 60, 200, 470)
    with pytest.raises(JixiaoError, match="stop"):
        read(joined(budget, running * 20, [page]), name="预算.pdf")
    [(number, corner, scale)] = seen
    assert number == len(budget) + 21
    assert corner == pytest.approx((60, 200), abs=0.2)
    assert scale == pytest.approx(picture.width / 470, rel=0.01)  # as fine as the picture is


def test_the_place_of_a_picture_inside_a_form_object():
    """Office programs nest pictures; strips that touch are one picture, ornaments are none."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 6 0 R /Resources << /XObject << /F 4 0 R /I 5 0 R >> >> >>",
        (
            "<< /Type /XObject /Subtype /Form /BBox [0 0 400 400] /Resources << /XObject << /I 5 0 R >> >> /Length 74 >>\nstream\n"
            "q 150 0 0 50 10 20 cm /I Do Q q 150 0 0 50 10 70 cm /I Do Q                \nendstream"
        ),
        "<< /Type /XObject /Subtype /Image /Width 2 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 2 >>\nstream\nab\nendstream",
        "<< /Length 60 >>\nstream\nq 2 0 0 2 50 60 cm /F Do Q q 30 0 0 30 500 700 cm /I Do Q     \nendstream",
    ]
    body = "%PDF-1.4\n" + "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    data = (body + "trailer << /Root 1 0 R /Size 7 >>\n%%EOF\n").encode()
    page = read_pages(data, "a.pdf").pages[0]
    with opened(data) as document:
        [found] = pasted(document[0], page)
    # 2 * (10, 20) + (50, 60) from the foot of the page, two strips of 300 by 100
    assert found.box == pytest.approx((70, 500, 370, 700))
    assert not found.large
