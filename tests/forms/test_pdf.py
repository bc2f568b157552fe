"""Text-layer PDFs: ruled forms of several programs read exactly; what cannot be read says why."""

import io
from itertools import pairwise

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pypdf.generic import FloatObject

from jixiao import read, read_all
from jixiao.errors import JixiaoError
from jixiao.forms.layouts import targets
from jixiao.forms.read.pdf import MAX_PAGES
from jixiao.forms.write import write
from jixiao.plan.codec import digest
from tests.conftest import ROOT, SAMPLES
from tests.forms import test_grid as forms
from tests.generated import fonts

DOCUMENTS = ROOT / "documents"
SAMPLE = DOCUMENTS / "tianjin-miit-2025.pdf"


def saved(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_three_samples_one_digest(sample_plan):
    paths = (SAMPLES / "tianjin-miit-2025.txt", SAMPLES / "tianjin-miit-2025.xlsx", SAMPLE)
    readings = [read(path) for path in paths]
    assert {digest(reading.plan) for reading in readings} == {digest(sample_plan)}
    assert all(reading.problems == () for reading in readings)


@pytest.mark.parametrize("name", ["tianjin-labels-cut-by-pages", "tianjin-from-word"])
def test_the_sample_through_an_office_program(name, sample_plan):
    reading = read(DOCUMENTS / "pdf" / f"{name}.pdf")
    assert reading.plan == sample_plan
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("overall-88-docx", forms.OVERALL_88),
        ("project-88-xlsx", forms.PROJECT_88),
        ("stacked-docx", forms.STACKED),
        ("self-10-xlsx", forms.SELF_10),
    ],
)
def test_other_forms_through_an_office_program(name, table):
    found, expected = read(DOCUMENTS / "pdf" / f"{name}.pdf"), read(write(table, "xlsx"), name="form.xlsx")
    assert found.plan == expected.plan
    assert [problem.code for problem in found.problems] == [problem.code for problem in expected.problems]
    assert [actual.text for actual in found.actuals] == [actual.text for actual in expected.actuals]
    assert found.printed_scores == expected.printed_scores


@pytest.mark.parametrize("path", sorted([SAMPLE, *(DOCUMENTS / "pdf").glob("*.pdf")]), ids=lambda path: path.stem)
def test_fonts_that_are_only_named(path):
    data = path.read_bytes()
    bare = fonts.without_fonts(data)
    assert fonts.font_programs(data) > 0
    assert fonts.font_programs(bare) == 0
    found, expected = read(bare, name="bare.pdf"), read(data, name="whole.pdf")
    assert found.plan == expected.plan
    assert found.actuals == expected.actuals
    assert [problem.code for problem in found.problems] == [problem.code for problem in expected.problems]


def test_a_long_report_drawn_letter_by_letter_in_fonts_that_are_only_named(sample_plan):
    writer = pypdf.PdfWriter()
    running = io.BytesIO(report_page())
    for part in (*[running] * 12, io.BytesIO(write(targets(sample_plan), "pdf")), *[running] * 12):
        writer.append(part)
    report = fonts.without_fonts(fonts.letter_by_letter(saved(writer)))
    assert read(report, name="report.pdf").plan == sample_plan


def test_every_field_has_page_and_box(sample_plan):
    reading = read(SAMPLE)
    document = pypdf.PdfReader(SAMPLE)
    for pointer, where in reading.locations.items():
        assert where.page is not None, pointer
        assert where.box is not None, pointer
        left, top, right, bottom = where.box
        page = document.pages[where.page - 1].mediabox
        assert 0 <= left < right <= page.width, pointer
        assert 0 <= top < bottom <= page.height, pointer
    first = reading.locations["/indicators/0/name"]
    assert first.page == 3
    assert len({reading.locations[f"/indicators/{n}/name"] for n in range(111)}) == 111
    assert "第3页" in first.describe()
    assert len(sample_plan.indicators) == 111


def restyled(data, style):
    """The same pages with their lines drawn in another way. Lines are drawn as ``x y m x y l S`` in these files."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(data)))
    count = 0
    for page in writer.pages:
        stream = page.get_contents()
        operations, path = [], []
        for operands, operator in stream.operations:
            if operator in {b"m", b"l"}:
                path.append([float(number) for number in operands])
                continue
            if operator == b"S" and len(path) == 2:
                count += 1
                operations += drawn(*path, style)
            elif path:
                operations += [(point, b"l" if n else b"m") for n, point in enumerate(path)]
                operations.append((operands, operator))
            else:
                operations.append((operands, operator))
            path = []
        stream.operations = [([numbers(o) for o in operands], operator) for operands, operator in operations]
        page.replace_contents(stream)
    assert count > 100
    return saved(writer)


def numbers(operand):
    return pypdf.generic.FloatObject(operand) if isinstance(operand, float) else operand


def drawn(start, end, style):
    (x0, y0), (x1, y1) = start, end
    if style == "rectangles":
        flat = abs(y1 - y0) < abs(x1 - x0)
        width, height = (x1 - x0, 0.5) if flat else (0.5, y1 - y0)
        return [([x0, y0, width, height], b"re"), ([], b"f")]
    if style == "boxes":  # each line is the long side of a stroked flat box
        flat = abs(y1 - y0) < abs(x1 - x0)
        width, height = (x1 - x0, 0.8) if flat else (0.8, y1 - y0)
        return [([x0, y0, width, height], b"re"), ([], b"S")]
    if style == "pieces":
        thirds = [(x0 + (x1 - x0) * n / 3, y0 + (y1 - y0) * n / 3) for n in range(4)]
        return [
            step for (ax, ay), (bx, by) in pairwise(thirds) for step in (([ax, ay], b"m"), ([bx, by], b"l"), ([], b"S"))
        ]
    if style == "doubled":
        return [
            step
            for shift in (0.0, 1.2)
            for step in (([x0 + shift, y0 + shift], b"m"), ([x1 + shift, y1 + shift], b"l"), ([], b"S"))
        ]
    if style == "dashed":
        return [
            ([pypdf.generic.ArrayObject([pypdf.generic.NumberObject(2)]), pypdf.generic.NumberObject(0)], b"d"),
            ([x0, y0], b"m"),
            ([x1, y1], b"l"),
            ([], b"S"),
        ]
    # one path, closed, not stroked but filled and so invisible but for its hair: the plain line again
    return [([0.05], b"w"), ([x0, y0], b"m"), ([x1, y1], b"l"), ([], b"S")]


@pytest.mark.parametrize("style", ["rectangles", "boxes", "pieces", "doubled", "dashed", "hairlines"])
def test_lines_however_drawn(style, sample_plan):
    reading = read(restyled(write(targets(sample_plan), "pdf"), style), name=f"{style}.pdf")
    assert reading.plan == sample_plan
    assert reading.problems == ()


@pytest.fixture
def set_otherwise(monkeypatch):
    """Sets the official form with another stroke."""
    from jixiao.forms.write import pdf

    def typeset(plan, stroke):
        source = pdf._SOURCE.read_text(encoding="utf-8")
        assert "stroke: 0.5pt" in source
        changed = source.replace("stroke: 0.5pt", f"stroke: {stroke}").encode()
        monkeypatch.setattr(pdf, "_SOURCE", type("Source", (), {"read_bytes": lambda _: changed})())
        pdf._compiler.cache_clear()
        return write(targets(plan), "pdf")

    yield typeset
    pdf._compiler.cache_clear()


@pytest.mark.parametrize(
    "stroke",
    [
        # no frame left and right; none above either; a thick frame; only dots
        "(x, y) => (left: if x > 0 { 0.5pt }, top: 0.5pt, bottom: 0.5pt)",
        "(x, y) => (left: if x > 0 { 0.5pt }, top: if y > 0 { 0.5pt }, bottom: 0.5pt)",
        "(x, y) => (left: if x > 0 { 0.3pt } else { 2pt }, top: if y > 0 { 0.3pt } else { 2pt }, rest: 2pt)",
        '(thickness: 0.4pt, dash: "dotted")',
    ],
)
def test_frames_and_strokes(stroke, set_otherwise, sample_plan):
    reading = read(set_otherwise(sample_plan, stroke), name="stroke.pdf")
    assert reading.plan == sample_plan
    assert reading.problems == ()


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_turned_pages(quarters, sample_plan):
    """The content lies on its side, and the page says by how much it is to be turned."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(SAMPLE))
    for page in writer.pages:
        page.rotate(90 * quarters)
        page.transfer_rotation_to_content()
        page.rotate(360 - 90 * quarters)
    reading = read(saved(writer), name="turned.pdf")
    assert reading.plan == sample_plan


def test_a_form_inside_a_long_report(sample_plan):
    """Only the pages of the form are read; the report around them makes no doubts."""
    cover = pypdf.PdfReader(io.BytesIO(report_page()))
    writer = pypdf.PdfWriter()
    for _ in range(30):
        writer.add_page(cover.pages[0])
    for page in pypdf.PdfReader(SAMPLE).pages:
        writer.add_page(page)
    for _ in range(30):
        writer.add_page(cover.pages[0])
    reading = read(saved(writer), name="report.pdf")
    assert reading.plan == sample_plan
    assert reading.problems == ()
    assert reading.locations["/indicators/0/name"].page == 33


def report_page():
    """A page of running text with a table of budget figures, as reports have them."""
    from jixiao.forms.layout import Block, Cell, FormTable, Sheet, label

    rows = [(label(f"2010{n}"), Cell("行政运行"), Cell(f"{n}.50")) for n in range(1, 9)]
    head = ((label("科目编码"), label("科目名称"), label("金额")),)
    return write(
        FormTable("2025年部门预算情况说明", "一般公共预算支出", (Sheet("表", (1, 2, 1), (Block(head, tuple(rows)),)),)),
        "pdf",
    )


def test_two_forms_in_one_file(sample_plan):
    other = replace(sample_plan, department="某市水务局", indicators=sample_plan.indicators[:9])
    writer = pypdf.PdfWriter()
    for data in (SAMPLE.read_bytes(), write(targets(other), "pdf")):
        for page in pypdf.PdfReader(io.BytesIO(data)).pages:
            writer.add_page(page)
    found = read_all(saved(writer), name="two.pdf")
    assert [reading.plan.department for reading in found] == ["天津市工业和信息化局", "某市水务局"]
    assert found[0].plan == sample_plan
    assert found[1].plan == other


def protected():
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(SAMPLE))
    writer.encrypt("secret", algorithm="RC4-128")
    return saved(writer)


def blank(count):
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(595, 842)
    return saved(writer)


def picture():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 400), "white").save(out, "PDF")
    return out.getvalue()


def without_rules():
    """The sample's pages with their lines painted in no colour at all."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(SAMPLE))
    for page in writer.pages:
        stream = page.get_contents()
        operations = [
            (operands, b"n" if operator in {b"S", b"s", b"B", b"b", b"f", b"f*", b"B*", b"b*"} else operator)
            for operands, operator in stream.operations
        ]
        stream.operations = operations
        page.replace_contents(stream)
    return saved(writer)


def test_the_sample_without_its_lines(sample_plan):
    """Columns, rows and labels are told by the space between the texts."""
    reading = read(without_rules(), name="space.pdf")
    assert reading.plan == sample_plan
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (protected, "encrypted"),
        (lambda: SAMPLE.read_bytes()[:60_000], "damaged-pdf"),
        (lambda: b"%PDF-1.7\n", "damaged-pdf"),
        (lambda: blank(1), "empty-pdf"),
        (lambda: blank(MAX_PAGES + 1), "too-many-pages"),
        (picture, "empty-pdf"),
        (report_page, "not-a-form"),
    ],
)
def test_what_cannot_be_read_says_why(make, code):
    with pytest.raises(JixiaoError) as caught:
        read(make(), name="坏.pdf")
    assert caught.value.code == code
    assert "坏.pdf" in caught.value.message("zh")
    assert caught.value.message("en")


@pytest.mark.parametrize(("ends", "told"), [((60.0, 400.0, 300.0, 400.0), True), ((60.0, 20.0, 120.0, 20.0), False)])
def test_a_line_that_ends_on_no_other_is_told(ends, told, sample_plan):
    data = write(targets(sample_plan), "pdf")
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(data)))
    page = writer.pages[1]
    content = page.get_contents()
    x0, y0, x1, y1 = map(FloatObject, ends)
    content.operations = [
        ([], b"q"), *content.operations, ([], b"Q"), ([x0, y0], b"m"), ([x1, y1], b"l"), ([], b"S"),
    ]  # fmt: skip
    page.replace_contents(content)
    out = io.BytesIO()
    writer.write(out)
    problems = [problem for problem in read(out.getvalue(), name="a.pdf").problems if problem.code == "stray-line"]
    assert bool(problems) == told
    assert all(problem.location.page == 2 and problem.location.box for problem in problems)


def test_a_scanned_page_between_is_told(sample_plan, monkeypatch):
    """Where text recognition is not installed."""
    monkeypatch.setattr("jixiao.forms.read.ocr.installed", lambda: False)
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(SAMPLE).pages:
        writer.add_page(page)
    writer.add_page(pypdf.PdfReader(io.BytesIO(picture())).pages[0])
    reading = read(saved(writer), name="mixed.pdf")
    assert reading.plan == sample_plan
    assert [(problem.code, problem.location.page) for problem in reading.problems] == [("scanned-page", 9)]


def test_more_scanned_pages_than_are_recognised_are_told(monkeypatch, sample_plan):
    monkeypatch.setattr("jixiao.forms.read.ocr.MAX_SCANNED", 0)
    writer = pypdf.PdfWriter()
    for page in pypdf.PdfReader(SAMPLE).pages:
        writer.add_page(page)
    writer.add_page(pypdf.PdfReader(io.BytesIO(picture())).pages[0])
    reading = read(saved(writer), name="long.pdf")
    assert reading.plan == sample_plan
    assert [(problem.code, problem.location.page) for problem in reading.problems] == [("scan-too-long", 9)]


@pytest.fixture(scope="module")
def open_pdf():
    """A form whose page contents are not compressed, so that changed bytes reach what is drawn."""
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(DOCUMENTS / "pdf" / "overall-88-docx.pdf"))
    for page in writer.pages:
        stream = pypdf.generic.DecodedStreamObject()
        stream.set_data(page.get_contents().get_data())
        page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    return saved(writer)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    changes=st.lists(
        st.tuples(
            st.floats(0, 1, exclude_max=True),
            st.one_of(
                st.binary(min_size=0, max_size=12),
                st.sampled_from((b"99999999", b"-1", b"1e38 ", b" re S ", b" cm ", b"0 0 R", b"<<", b">>")),
            ),
            st.integers(0, 40),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_no_change_of_bytes_makes_it_fail_otherwise(open_pdf, changes):
    data = bytearray(open_pdf)
    for place, put, cut in changes:
        at = int(place * len(data))
        data[at : at + cut] = put
    said: object
    try:
        reading = read(bytes(data), name="f.pdf")
        plan = reading.plan
        said = plan.indicators or plan.tasks or reading.problems or plan.objectives
    except JixiaoError as error:
        said = error.message("zh")
    assert said
