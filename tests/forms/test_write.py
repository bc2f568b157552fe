"""Official forms in four formats: they read back, look alike, and never run anything."""

import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html
from msgspec.structs import replace

from jixiao import read
from jixiao.errors import JixiaoError
from jixiao.forms.layout import Block, Cell, FormTable, Sheet, label, placed
from jixiao.forms.layouts import attained, project_targets, review_form, selfevaluation, targets
from jixiao.forms.monitoring import monitoring_form
from jixiao.forms.write import FORMATS, format_of, write, write_file
from jixiao.plan import Actual, Plan
from jixiao.plan.diff import diff
from jixiao.plan.evaluation import SelfEvaluation
from jixiao.review import check
from jixiao.review.sheet import review_sheet
from jixiao.score import score
from jixiao.score.actuals import read_actuals
from tests.conftest import ROOT
from tests.forms.plans import doubts, overall, project

READ_BACK = ("html", "xlsx", "docx", "pdf")


def again(plan, fmt):
    return read(write(targets(plan), fmt), name=f"form.{fmt}")


@pytest.mark.parametrize("fmt", READ_BACK)
def test_the_sample_reads_back(fmt, sample_plan):
    reading = again(sample_plan, fmt)
    assert diff(sample_plan, reading.plan) == ()
    assert reading.plan == sample_plan
    assert reading.problems == ()


@pytest.mark.parametrize("fmt", READ_BACK)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(plan=st.one_of(overall(), project()).filter(lambda plan: plan.indicators))
def test_any_plan_reads_back(fmt, plan):
    reading = again(plan, fmt)
    assert diff(plan, reading.plan) == ()
    assert reading.plan == plan
    assert sorted(problem.code for problem in reading.problems) == doubts(plan)


@pytest.fixture(scope="module")
def forms(sample_plan, sample_actuals):
    given_values = read_actuals(sample_actuals, sample_plan)
    result = score(sample_plan, given_values.actuals, "tianjin-dept", executed=given_values.executed)
    value = SelfEvaluation(sample_plan, given_values.actuals, result, given_values.executed)
    one = replace(sample_plan, scope="项目支出", project="示例项目", tasks=())
    return {
        "整体支出绩效目标表": targets(sample_plan),
        "项目支出绩效目标表": project_targets(one),
        "绩效目标审核表": review_form(review_sheet(sample_plan, check(sample_plan))),
        "绩效目标执行监控表": monitoring_form(sample_plan),
        "部门整体支出绩效自评表": selfevaluation(value),
        "项目支出绩效自评表": selfevaluation(replace_plan(value, one)),
    }


def replace_plan(value, plan):
    return SelfEvaluation(plan, value.actuals, value.evaluation, value.executed)


NAMES = (
    "整体支出绩效目标表",
    "项目支出绩效目标表",
    "绩效目标审核表",
    "绩效目标执行监控表",
    "部门整体支出绩效自评表",
    "项目支出绩效自评表",
)


@pytest.mark.parametrize("name", NAMES)
def test_every_official_form_is_drawn_in_every_format(name, forms):
    table = forms[name]
    assert name[-5:] in table.title.replace("（", "")
    texts = {cell.text for sheet in table.sheets for block in sheet.blocks for row in block.body for cell in row}
    for fmt in FORMATS:
        data = write(table, fmt)
        assert write(table, fmt) == data, "the same form gives the same bytes"
        said = re.sub(r"\s+", "", content(data, fmt))
        for text in sorted(texts, key=len)[-25:]:
            assert re.sub(r"\s+", "", text) in said, (fmt, text)


def content(data, fmt):
    if fmt == "html":
        return lxml_html.document_fromstring(data).text_content()
    if fmt == "pdf":
        return pdf_text(data)
    if fmt == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        return "".join(
            str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None
        )
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        return re.sub(r"<[^>]+>", "", parts.read("word/document.xml").decode())


def pdf_text(data):
    import pypdf

    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_the_pdf_is_the_paper_form(forms, sample_plan):
    import pypdf

    data = write(forms["整体支出绩效目标表"], "pdf")
    document = pypdf.PdfReader(io.BytesIO(data))
    pages = [page.extract_text() for page in document.pages]
    assert 4 <= len(pages) <= 6
    for number, text in enumerate(pages, 1):
        assert f"{number} / {len(pages)}" in text or f"第{number}页" in re.sub(r"\s", "", text) or str(number) in text
    assert sum("三级指标" in text for text in pages) >= 3, "header rows repeat on each page"
    fonts = {
        str(font.get_object().get("/BaseFont"))
        for page in document.pages
        for font in (page["/Resources"].get("/Font") or {}).values()
    }
    assert fonts
    assert all("NotoSansCJK" in font or "NotoSerifCJK" in font for font in fonts), fonts
    assert all("+" in font for font in fonts), "subsets are embedded"
    box = document.pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 842)
    assert data.startswith(b"%PDF-1.7")
    assert len(data) < 1_000_000
    assert sample_plan.department in pages[0]


def test_a_long_row_and_a_wide_name_stay_whole(sample_plan):
    first = replace(sample_plan.indicators[0], name="很长的名称" * 60)
    plan = replace(sample_plan, indicators=(first, *sample_plan.indicators[1:]))
    text = re.sub(r"\s+", "", pdf_text(write(targets(plan), "pdf")))
    assert text.count("很长的名称") == 60


def test_a_character_that_the_font_lacks_is_an_error_and_not_a_box(sample_plan):
    plan = replace(sample_plan, department="天津\U0001f600局")
    with pytest.raises(JixiaoError) as caught:
        write(targets(plan), "pdf")
    assert caught.value.code == "missing-glyph"
    assert "U+1F600" in str(caught.value)


def test_a_missing_font_is_an_error(sample_plan, monkeypatch):
    import sys

    from jixiao.forms.write import pdf

    pdf._fonts.cache_clear()
    pdf._compiler.cache_clear()
    monkeypatch.setitem(sys.modules, "noto_cjk_sans_otc", None)
    with pytest.raises(JixiaoError) as caught:
        write(targets(sample_plan), "pdf")
    assert caught.value.code == "missing-font"
    assert "pip install" in str(caught.value)
    monkeypatch.undo()
    pdf._fonts.cache_clear()
    pdf._compiler.cache_clear()


RISKY = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "＝1+1", "=cmd|' /C calc'!A0")


@pytest.mark.parametrize("text", RISKY)
def test_spreadsheets_run_nothing(text, sample_plan):
    row = replace(sample_plan.indicators[0], name=text)
    plan = replace(sample_plan, department=text.strip(), indicators=(row, *sample_plan.indicators[1:]))
    book = openpyxl.load_workbook(io.BytesIO(write(targets(plan), "xlsx")))
    cells = [cell for page in book for line in page.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    assert all(
        cell.quotePrefix
        for cell in cells
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    )
    assert b"<script" not in write(targets(replace(plan, department="<script>alert(1)</script>")), "html")


def test_html_stands_alone(sample_plan):
    page = write(targets(sample_plan), "html").decode()
    assert 'lang="zh' in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
    assert page.count("<thead") >= 3


def test_synthetic_values_are_labelled_on_every_form(forms):
    for fmt in FORMATS:
        assert "合成数据" in content(write(forms["部门整体支出绩效自评表"], fmt), fmt)
        assert "合成数据" not in content(write(forms["整体支出绩效目标表"], fmt), fmt)


def test_layout_rows_fill_the_grid(forms):
    for table in forms.values():
        for sheet in table.sheets:
            for block in sheet.blocks:
                assert list(placed((*block.header, *block.body), len(sheet.widths)))


def test_a_wrong_layout_is_a_mistake_that_shows():
    with pytest.raises(ValueError, match="does not fill"):
        list(placed(((label("甲"),),), 2))


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_form_with_nothing_in_it_is_still_a_form(fmt):
    assert write(targets(Plan("目标表", "整体支出")), fmt)


@pytest.mark.parametrize("fmt", FORMATS)
def test_spans_over_page_breaks(fmt):
    """A merged cell taller than a page goes on on the next one with its label."""
    rows = ((label("很高的合并单元格", 120), Cell("第1行")), *((Cell(f"第{n}行"),) for n in range(2, 121)))
    table = FormTable("测试", "", (Sheet("表", (1, 1), (Block(((label("甲"), label("乙")),), rows),)),))
    data = write(table, fmt)
    if fmt == "pdf":
        import pypdf

        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]
        assert len(pages) > 1
        assert all("很高的合并单元格" in re.sub(r"\s", "", page) for page in pages)
        assert all(f"第{n}行" in "".join(pages) for n in range(1, 121))


@pytest.mark.parametrize(("name", "fmt"), [("a.PDF", "pdf"), ("b.htm", "html"), ("c.json", "json"), ("d.zip", "zip")])
def test_formats_by_name(name, fmt):
    assert format_of(name) == fmt


def test_unknown_formats_are_errors():
    for wrong in ("a.doc", "a", "a.pptx"):
        with pytest.raises(JixiaoError) as caught:
            format_of(wrong)
        assert ".pdf" in str(caught.value)


def test_files_are_written_whole_or_not_at_all(tmp_path):
    target = tmp_path / "out.pdf"
    write_file(target, b"whole")
    assert target.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [target]
    with pytest.raises(OSError, match="No such file"):
        write_file(tmp_path / "missing" / "x", b"1")
    assert list(tmp_path.iterdir()) == [target]


def test_the_html_of_the_sample_is_the_golden_one(sample_plan):
    golden = ROOT / "golden" / "tianjin-miit-2025.html"
    assert write(targets(sample_plan), "html").decode() == golden.read_text(encoding="utf-8")


def drawn_and_expected_pages(table):
    import pypdf

    from jixiao.forms.write import pdf

    expected = max(pdf._pages(table).values(), default=1)
    return len(pypdf.PdfReader(io.BytesIO(write(table, "pdf"))).pages), expected


def test_pages_end_where_they_were_expected_to(forms):
    """A page that ends one row early leaves a nearly empty one behind."""
    for table in forms.values():
        drawn, expected = drawn_and_expected_pages(table)
        assert drawn == expected


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plan=st.one_of(overall(), project()).filter(lambda plan: plan.indicators),
    times=st.integers(1, 12),
)
def test_pages_of_any_plan_end_where_they_were_expected_to(plan, times):
    longer = replace(plan, objectives=plan.objectives * times)
    drawn, expected = drawn_and_expected_pages(targets(longer))
    assert drawn == expected


@settings(max_examples=15, deadline=None)
@given(
    lengths=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 200), st.integers(1, 60)), min_size=1, max_size=40),
)
def test_merged_cells_higher_than_their_rows(lengths):
    rows = []
    for span, merged, single in lengths:
        rows.append((Cell("合" * merged, span), Cell("单" * single)))
        rows.extend((Cell("单"),) for _ in range(span - 1))
    table = FormTable("测试", "", (Sheet("表", (1, 3), (Block(((label("甲"), label("乙")),), tuple(rows)),)),))
    drawn, expected = drawn_and_expected_pages(table)
    assert drawn == expected


def test_what_an_objective_came_to_is_said_where_nobody_wrote_it(sample_plan):
    rows = tuple(row for row in sample_plan.indicators if row.objective == 1 and row.target.kind == "number")
    plan = replace(sample_plan, indicators=rows, objectives=sample_plan.objectives[:1])
    actuals = (
        Actual(rows[0].id, text="5次", value=Decimal(5)),
        *(Actual(row.id, text=row.target.text, value=row.target.value) for row in rows[1:]),
    )
    result = score(plan, actuals, "tianjin-dept", executed={})
    said = attained(SelfEvaluation(plan, actuals, result), 1)
    missed = f"{rows[0].name}{rows[0].target.text}（实际5次）"
    assert said == f"{len(rows)}项指标，{len(rows) - 1}项达成；未全部达成：{missed}。"
    written = Actual(None, text="全部完成。", objective=1)
    form = selfevaluation(SelfEvaluation(plan, (*actuals, written), result))
    texts = [cell.text for sheet in form.sheets for block in sheet.blocks for row in block.body for cell in row]
    assert "全部完成。" in texts
    assert said not in texts
