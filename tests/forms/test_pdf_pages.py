"""What stands on a page beside its table (seals, watermarks, hidden text), and pages turned, imposed, side by side.

Texts and figures are made up.
"""

import io

import pypdf
import pytest
import typst

from jixiao import read, read_all
from jixiao.forms.layout import Cell, placed
from jixiao.forms.layouts import targets
from jixiao.forms.write import write
from jixiao.forms.write.pdf import FAMILY, _fonts
from tests.forms.test_grid import OVERALL_88, C, L, codes, rows
from tests.forms.test_normal import odd
from tests.forms.test_pdf import DOCUMENTS, SAMPLE, saved, without_rules
from tests.generated.raw import Canvas, pdf

ROWS = [row for block in OVERALL_88.sheets[0].blocks for row in block.body]
WIDTHS = (60, 60, 80, 80, 75, 75, 75)
LEVELS = [
    ("产出指标", "数量指标", "培训人数"),
    ("产出指标", "数量指标", "培训期数"),
    ("产出指标", "质量指标", "合格率"),
    ("效益指标", "社会效益指标", "受益人口"),
]


@pytest.fixture(scope="module")
def expected():
    return read(write(OVERALL_88, "xlsx"), name="a.xlsx").plan


def page(**how):
    canvas = Canvas()
    canvas.text(180, 50, "部门（单位）整体支出绩效目标申报表", 14).text(260, 70, "（2025年度）")
    canvas.table(ROWS, WIDTHS, (40, 80), **how)
    return canvas


def typed(source):
    compiler = typst.Compiler(b"", font_paths=_fonts(), ignore_system_fonts=True)
    return compiler.compile(f'#set text(font: "{FAMILY}")\n{source}'.encode(), format="pdf")


def told(reading):
    return [(problem.code, problem.text, problem.location.page) for problem in reading.problems]


# -- over the table -------------------------------------------------------------------------

SEAL = """
#set page(width: 595pt, height: 842pt, margin: 0pt, fill: none)
#let x = 300pt
#let y = 220pt
#place(dx: x - 60pt, dy: y - 60pt, circle(radius: 60pt, stroke: 2pt + red))
#let letters = "某市水务局".clusters()
#for (n, letter) in letters.enumerate() {
  let turn = -110deg + n * 220deg / (letters.len() - 1)
  place(dx: x + 48pt * calc.sin(turn) - 7pt, dy: y - 48pt * calc.cos(turn) - 7pt, rotate(turn, text(14pt, fill: red, letter)))
}
#place(dx: x - 40pt, dy: y + 20pt, text(14pt, fill: red)[财务专用章])
"""


@pytest.mark.parametrize("over", [True, False])
def test_a_seal_over_the_table(over, expected):
    """Its letters run round; one line stands straight, as those of a table do."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf([page()])))
    writer.pages[0].merge_page(pypdf.PdfReader(io.BytesIO(typed(SEAL))).pages[0], over=over)
    reading = read(saved(writer), name="seal.pdf")
    assert reading.plan == expected
    ((code, text, number),) = told(reading)
    assert (code, number) == ("overprint", 1)
    assert set(text) >= set("某市水务局财务专用章")


def test_red_text_without_a_seal_is_text(expected):
    canvas = page()
    canvas.ops.insert(0, "1 0 0 rg")
    assert read(pdf([canvas]), name="red.pdf").plan == expected


def watermark(canvas, kind):
    if kind == "slanted":
        canvas.raw("q 0.4 g").text(150, 300, "内部资料", 60, 45).raw("Q")
    elif kind == "large and grey":
        canvas.raw("q 0.7 g").text(150, 220, "内部资料", 60).raw("Q")
    elif kind == "transparent":
        canvas.raw("q /Faint gs").text(150, 220, "内部资料", 12).raw("Q")
    elif kind == "in a transparent form":
        canvas.raw("q /Faint gs").form(Canvas().text(150, 220, "内部资料", 12)).raw("Q")
    else:
        inner = Canvas().raw("0.8 g")
        for y in range(100, 800, 60):
            for x in range(20, 500, 150):
                inner.text(x, y, "内部资料", 9, 30 if kind == "tiles aslant" else 0)
        canvas.form(inner)


@pytest.mark.parametrize(
    "kind", ["slanted", "large and grey", "transparent", "in a transparent form", "tiles aslant", "tiles"]
)
@pytest.mark.parametrize("under", [True, False])
def test_watermarks(kind, under, expected):
    canvas = Canvas()
    if under:
        watermark(canvas, kind)
    table = page()
    canvas.ops, canvas.used = canvas.ops + table.ops, canvas.used | table.used
    if not under:
        watermark(canvas, kind)
    reading = read(pdf([canvas]), name="watermark.pdf")
    assert reading.plan == expected
    assert told(reading) == [("overprint", "内部资料", 1)]


@pytest.mark.parametrize("kind", ["mode", "white", "beyond the page"])
def test_hidden_text_is_told(kind, expected):
    canvas = page()
    if kind == "mode":
        canvas.text(200, 150, "看不见", mode=3)
    elif kind == "white":
        canvas.raw("q 1 g").text(200, 150, "看不见").raw("Q")
    else:
        canvas.text(640, 150, "看不见")
    reading = read(pdf([canvas]), name="hidden.pdf")
    assert reading.plan == expected
    assert told(reading) == [("hidden-text", "看不见", 1)]


def test_what_is_cut_away_inside_a_form_is_not_there(expected):
    inner = Canvas().raw("q 0 0 10 10 re W n").text(200, 150, "看不见").raw("Q")
    assert read(pdf([page().form(inner)]), name="clip.pdf").plan == expected


def test_white_letters_on_a_dark_header_are_read(expected):
    canvas = Canvas().raw("q 0 0.2 0.5 rg 40 400 505 380 re f Q 1 g")
    table = page()
    canvas.ops, canvas.used = canvas.ops + table.ops, table.used
    canvas.text(180, 50, "", 9)
    reading = read(pdf([canvas]), name="dark.pdf")
    assert reading.plan.indicators == expected.indicators
    assert [code for code, *_ in told(reading)] == ["hidden-text"]  # the title stands on white


def test_the_invisible_letters_under_a_scan_are_its_text(expected):
    table = page()
    table.ops = [op.replace(" 0 Tr ", " 3 Tr ") for op in table.ops]
    reading = read(pdf([table]), name="layer.pdf")
    assert reading.plan == expected
    assert told(reading) == []


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_a_page_drawn_as_a_form_object(scale, expected):
    reading = read(pdf([Canvas().form(page(), (scale, 0, 0, scale, 20, 30))]), name="form.pdf")
    assert reading.plan == expected
    assert told(reading) == []


def test_fields_of_a_filled_form_are_its_cells(expected):
    cells = [(row, column) for row, column, cell in placed(ROWS, 7) if not cell.label]
    reading = read(pdf([page(filled=cells)]), name="fields.pdf")
    assert reading.plan == expected
    left, top, right, bottom = reading.locations["/indicators/0/name"].box
    assert 240 <= left < right <= 470
    assert 80 < top < bottom


def test_odd_characters_of_a_text_layer(expected):
    canvas = Canvas()
    canvas.text(180, 50, odd("部门（单位）整体支出绩效目标申报表"), 14).text(260, 70, odd("（2025年度）"))
    canvas.table([[Cell(odd(c.text), c.rows, c.columns) for c in row] for row in ROWS], WIDTHS, (40, 80))
    plan = read(pdf([canvas]), name="odd.pdf").plan
    assert [i.name for i in plan.indicators] == [odd(i.name) for i in expected.indicators]
    assert [i.target.value for i in plan.indicators] == [i.target.value for i in expected.indicators]
    assert plan.funds[0].amount == expected.funds[0].amount
    assert (plan.year, plan.money_unit) == (expected.year, expected.money_unit)


def test_a_character_of_the_fonts_own_making_is_told():
    changed = [[Cell(c.text.replace("防汛演练", "防\ue123演练"), c.rows, c.columns) for c in row] for row in ROWS]
    canvas = Canvas().text(180, 50, "部门（单位）整体支出绩效目标申报表", 14)
    canvas.table(changed, WIDTHS, (40, 80))
    reading = read(pdf([canvas]), name="private.pdf")
    assert reading.plan.indicators[0].name == "防\ue123演练次数"
    assert ("private-use", "防\ue123演练次数", 1) in told(reading)


# -- turned ---------------------------------------------------------------------------------

TURNED = """
#set page(width: 595pt, height: 842pt, margin: 30pt)
#set text(9pt)
#align(center)[#text(14pt)[部门整体支出绩效目标表]]
#align(center)[（2025年度）]
#let side(label) = rotate(ANGLE, reflow: true, box(width: WIDTH, label))
#table(columns: (40pt, 40pt, 80pt, 120pt, 80pt), align: center + horizon,
  [一级指标], [二级指标], [三级指标], [备注], [指标值],
  table.cell(rowspan: 3, side[产出指标]), table.cell(rowspan: 2, side[数量指标]), [培训人数], [], [≥20人],
  [培训期数], [], [≥2期], side[质量指标], [合格率], [], [100%],
  side[效益指标], side[社会效益指标], [受益人口], [], [≥6万人])
"""


def levels(reading):
    return [(i.level1, i.level2, i.name) for i in reading.plan.indicators]


@pytest.mark.parametrize("angle", ["0deg", "90deg", "-90deg"])
@pytest.mark.parametrize("width", ["auto", "20pt"])
def test_labels_on_their_side(angle, width):
    reading = read(typed(TURNED.replace("ANGLE", angle).replace("WIDTH", width)), name="side.pdf")
    assert levels(reading) == LEVELS
    assert codes(reading) == []


def test_labels_of_one_character_a_line():
    source = TURNED.replace("ANGLE", "0deg").replace("WIDTH", "9pt")
    assert levels(read(typed(source), name="stacked.pdf")) == LEVELS


@pytest.mark.parametrize("quarters", [90, 180, 270])
def test_a_page_that_lies_on_its_side(quarters):
    """As shown, the lines of text run up, down or upside down; places are those of the page as shown."""
    data = typed(TURNED.replace("ANGLE", "0deg").replace("WIDTH", "auto"))
    there = read(data, name="a.pdf").locations["/indicators/0/name"].box
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    writer.pages[0].rotate(quarters)
    reading = read(saved(writer), name="lying.pdf")
    assert levels(reading) == LEVELS
    x0, y0, x1, y1 = there
    turned = {
        90: (842 - y1, x0, 842 - y0, x1),
        180: (595 - x1, 842 - y1, 595 - x0, 842 - y0),
        270: (y0, 595 - x1, y1, 595 - x0),
    }
    assert reading.locations["/indicators/0/name"].box == pytest.approx(turned[quarters], abs=0.3)


HEAD = [[L("一级指标"), L("二级指标"), L("三级指标"), L("指标值")]]


def part(first, last):
    body = [[C("数量指标"), C(f"第{n}项指标"), C(f"≥{n}次")] for n in range(first, last)]
    body[0].insert(0, C("产出指标", last - first))
    return body


@pytest.mark.parametrize("landscape", [True, False])
@pytest.mark.parametrize("again", [True, False])
def test_a_table_goes_on_over_a_landscape_page(landscape, again):
    widths, size, wide = (80, 100, 200, 100), (842.0, 595.0) if landscape else (595.0, 842.0), 1.5 if landscape else 1
    head = HEAD if again else []
    first, second, third = Canvas(), Canvas(size), Canvas()
    first.text(180, 50, "部门整体支出绩效目标表", 14).text(60, 70, "部门名称：某市水务局")
    first.table(HEAD + part(1, 6), widths, (40, 100))
    second.table(head + part(6, 9), [wide * width for width in widths], (40, 60))
    third.table(head + part(9, 11), widths, (40, 60))
    reading = read(pdf([first, second, third]), name="landscape.pdf")
    assert rows(reading) == [(None, "产出指标", "数量指标", f"第{n}项指标", f"≥{n}次", None) for n in range(1, 11)]
    assert codes(reading) == []


# -- side by side ---------------------------------------------------------------------------


def imposed(data):
    """Two pages on each landscape sheet."""
    writer = pypdf.PdfWriter()
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    for number in range(0, len(pages), 2):
        sheet = writer.add_blank_page(842, 595)
        for place, held in enumerate(pages[number : number + 2]):
            scale = min(421 / float(held.mediabox.width), 595 / float(held.mediabox.height))
            sheet.merge_transformed_page(held, pypdf.Transformation().scale(scale).translate(421 * place, 0))
    return saved(writer)


@pytest.mark.parametrize("source", ["published", "ours", "from word", "without lines"])
def test_two_pages_on_one_sheet(source, sample_plan):
    data = {
        "published": SAMPLE.read_bytes,
        "ours": lambda: write(targets(sample_plan), "pdf"),
        "from word": (DOCUMENTS / "pdf" / "tianjin-from-word.pdf").read_bytes,
        "without lines": without_rules,
    }[source]()
    reading = read(imposed(data), name="imposed.pdf")
    assert reading.plan == sample_plan
    assert reading.problems == ()
    assert all(where.box[2] <= 843 for where in reading.locations.values() if where.box)


TASKS = [
    [L("主要工作任务"), L("主要内容"), L("预算资金（万元）")],
    [C("防汛抗旱"), C("储备物资"), C("320.50")],
    [C("水质监测"), C("监测水源地"), C("1280.00")],
]
INDICATORS = [
    *HEAD,
    [L("产出指标", 2), C("数量指标"), C("防汛演练次数"), C("≥2次")],
    [C("时效指标"), C("任务完成时间"), C("12月底前")],
    [C("效益指标"), C("社会效益指标"), C("因洪涝死亡人数"), C("0人")],
]
READ = [
    (None, "产出指标", "数量指标", "防汛演练次数", "≥2次", None),
    (None, "产出指标", "时效指标", "任务完成时间", "12月底前", None),
    (None, "效益指标", "社会效益指标", "因洪涝死亡人数", "0人", None),
]


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("lower", [-2, 0, 2])
def test_tasks_beside_indicators(ruled, lower):
    canvas = Canvas((842, 595)).text(300, 50, "部门整体支出绩效目标表", 14).text(380, 70, "（2025年度）")
    canvas.text(60, 80, "部门名称：某市水务局")
    canvas.table(TASKS, (80, 120, 100), (40, 100), ruled=ruled)
    canvas.table(INDICATORS, (80, 100, 120, 100), (400, 100 + lower), ruled=ruled)
    reading = read(pdf([canvas]), name="beside.pdf")
    assert [(task.name, task.content, str(task.funds[0].amount)) for task in reading.plan.tasks] == [
        ("防汛抗旱", "储备物资", "320.50"),
        ("水质监测", "监测水源地", "1280.00"),
    ]
    assert rows(reading) == READ
    assert codes(reading) == []
    assert reading.locations["/indicators/0/name"].box[0] >= 580
    assert reading.locations["/tasks/0/name"].box[2] <= 120


@pytest.mark.parametrize("again", [True, False])
def test_tables_side_by_side_go_on_overleaf(again):
    pages = []
    for tasks, indicators in ((range(1, 5), (1, 6)), (range(5, 8), (6, 9))):
        canvas = Canvas((842, 595)).text(300, 50, "部门整体支出绩效目标表", 14)
        head = not pages or again
        body = [[C(f"任务{'一二三四五六七'[n - 1]}"), C("内容"), C(f"{n}00.00")] for n in tasks]
        canvas.table((TASKS[:1] if head else []) + body, (80, 120, 100), (40, 100))
        canvas.table((HEAD if head else []) + part(*indicators), (80, 100, 120, 100), (400, 100))
        pages.append(canvas)
    reading = read(pdf(pages), name="overleaf.pdf")
    assert [task.name for task in reading.plan.tasks] == [f"任务{n}" for n in "一二三四五六七"]
    assert [i.name for i in reading.plan.indicators] == [f"第{n}项指标" for n in range(1, 9)]
    assert codes(reading) == []


@pytest.mark.parametrize("ruled", [True, False])
@pytest.mark.parametrize("lower", [0, 3])
def test_forms_of_two_departments_side_by_side(ruled, lower):
    canvas = Canvas((842, 595))
    for x, y, name in ((40, 0, "某市水务局"), (440, lower, "某市教育局")):
        canvas.text(x + 60, 50 + y, "部门整体支出绩效目标表", 14).text(x + 150, 70 + y, "（2025年度）")
        canvas.table([[L("部门名称"), C(name, 1, 3)], *INDICATORS], (70, 90, 110, 90), (x, 90 + y), ruled=ruled)
    found = read_all(pdf([canvas]), name="two.pdf")
    assert [reading.plan.department for reading in found] == ["某市水务局", "某市教育局"]
    assert [rows(reading) for reading in found] == [READ, READ]
    assert [reading.locations["/indicators/0/name"].box[0] > 421 for reading in found] == [False, True]
