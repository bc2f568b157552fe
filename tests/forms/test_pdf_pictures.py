"""Long reports with pages that are pictures: recognised where the text says a form is, told otherwise, chosen by a person."""

import io
import random

import pypdf
import pytest
import typst
from click.testing import CliRunner

from jixiao import read
from jixiao.cli import cli
from jixiao.errors import JixiaoError
from jixiao.forms.read import ocr, pdfscans
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
