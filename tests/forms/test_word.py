"""Word documents: what is deleted, hidden or only asked for is not read; boxes, tables in cells and layout tables are.

Texts and figures are made up.
"""

import io
import zipfile

import pytest

from jixiao import read, read_all
from tests.forms.test_grid import codes, rows

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
READ = [
    (None, "产出指标", "数量指标", "培训人数", "≥20人", None),
    (None, "产出指标", "质量指标", "合格率", "100%", None),
    (None, "效益指标", "社会效益指标", "受益人口", "≥6万人", None),
]


def run(text, look=""):
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}<w:t>{text}</w:t></w:r>"


def par(*runs):
    return f"<w:p><w:pPr><w:rPr><w:b/></w:rPr></w:pPr>{''.join(held if held.startswith('<') else run(held) for held in runs)}</w:p>"


def cell(content, merge="", span=1):
    properties = (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + merge
    content = content if content.startswith(("<w:p>", "<w:tbl>", "<w:sdt>")) else par(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def table(*lines):
    return f"<w:tbl><w:tblPr/>{''.join(line if isinstance(line, str) else row(*line) for line in lines)}</w:tbl>"


def row(*cells, properties=""):
    held = "".join(c if c.startswith("<w:tc>") else cell(c) for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{held}</w:tr>"


FIRST, ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
HEAD = ("一级指标", "二级指标", "三级指标", "指标值")
BODY = (
    (cell("产出指标", FIRST), "数量指标", "培训人数", "≥20人"),
    (cell("", ON), "质量指标", "合格率", "100%"),
    ("效益指标", "社会效益指标", "受益人口", "≥6万人"),
)
TITLE = par("项目支出绩效目标表") + par("（2025年度）")
NAMES = table(("项目名称", "职业培训"), ("主管部门", "某市人社局"))
INDICATORS = table(HEAD, *BODY)


def document(body, namespace=W, part="word/document.xml"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, f"<w:document {SPACES}><w:body>{body}</w:body></w:document>".replace(W, namespace))
    return out.getvalue()


def changed(before, after):
    assert before in INDICATORS
    return TITLE + NAMES + INDICATORS.replace(before, after)


def box(content):
    """A text box as Word saves it: twice."""
    return (
        f"<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx><w:txbxContent>{content}"
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>"
        f"{content}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


NAME = run("培训人数")
DOCUMENTS = {
    "plain": TITLE + NAMES + INDICATORS,
    "deleted and inserted text": changed(
        NAME, f"<w:del><w:r><w:delText>旧名</w:delText></w:r></w:del>{run('培训')}<w:ins>{run('人数')}</w:ins>"
    ),
    "moved text": changed(NAME, f"<w:moveFrom>{run('旧名')}</w:moveFrom><w:moveTo>{NAME}</w:moveTo>"),
    "a deleted row": TITLE
    + NAMES
    + table(HEAD, *BODY[:1], row(cell("", ON), "数量指标", "删去的", "≥1个", properties="<w:del/>"), *BODY[1:]),
    "hidden text": changed(NAME, run("不印", "<w:vanish/>") + run("培训人数", '<w:vanish w:val="0"/>')),
    "a field": changed(
        NAME, f'<w:r><w:instrText> REF a \\h </w:instrText></w:r><w:fldSimple w:instr="x">{NAME}</w:fldSimple>'
    ),
    "a note at its foot": changed(NAME, f'{NAME}<w:r><w:footnoteReference w:id="1"/></w:r>'),
    "controls": changed(
        par("培训人数"),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{par('培训人数')}</w:sdtContent></w:sdt>"
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{par('单击此处输入文字。')}</w:sdtContent></w:sdt>",
    ),
    "rows in a control": TITLE
    + NAMES
    + table(HEAD, *BODY[:2], f"<w:sdt><w:sdtPr/><w:sdtContent>{row(*BODY[2])}</w:sdtContent></w:sdt>"),
    "a sign of the font Symbol": changed(
        run("≥20人"), f'<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>{run("20人")}'
    ),
    "title in a box": box(TITLE) + NAMES + INDICATORS,
    "all in a box": box(TITLE + NAMES + INDICATORS),
    "header row repeated": TITLE + NAMES + table(row(*HEAD, properties="<w:tblHeader/>"), *BODY),
    "a table in a layout table": TITLE + table((cell(NAMES + par("")),), (cell(INDICATORS + par("")),)),
    "two side by side in a layout table": TITLE
    + NAMES
    + table((cell(INDICATORS + par("")), cell(table(("主要工作任务", "总额"), ("举办培训班", "80.50")) + par("")))),
    "rows of a label in a cell": TITLE
    + NAMES
    + table(
        HEAD,
        ("产出指标", cell(table(("数量指标", "培训人数", "≥20人"), ("质量指标", "合格率", "100%")) + par(""), span=3)),
        BODY[2],
    ),
    "the indicators beside a label": TITLE
    + table(("项目名称", "职业培训"), ("主管部门", "某市人社局"), ("绩效指标", cell(INDICATORS + par("")))),
    "a cell that is a table": changed(cell("培训人数"), cell(table(("培训人数",)) + par(""))),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents(kind):
    reading = read(document(DOCUMENTS[kind]), name="a.docx")
    assert rows(reading) == READ
    assert codes(reading) == []
    assert reading.plan.year == 2025
    assert reading.plan.project == "职业培训"


def test_both_of_two_tables_side_by_side():
    plan = read(document(DOCUMENTS["two side by side in a layout table"]), name="a.docx").plan
    assert [(task.name, str(task.funds[0].amount)) for task in plan.tasks] == [("举办培训班", "80.50")]


def test_the_strict_namespace_and_another_name_of_the_part():
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert rows(read(document(TITLE + INDICATORS, strict), name="a.docx")) == READ
    assert rows(read(document(TITLE + INDICATORS, part="word/document2.xml"), name="a.docx")) == READ


def test_content_of_another_file_is_told():
    reading = read(document(TITLE + INDICATORS + '<w:altChunk r:id="rId9"/>'), name="a.docx")
    assert rows(reading) == READ
    assert codes(reading) == ["part-elsewhere"]


def test_two_forms_side_by_side():
    forms = [TITLE + NAMES.replace("职业培训", name) + INDICATORS for name in ("职业培训", "创业培训")]
    found = read_all(document(table(tuple(cell(form + par("")) for form in forms))), name="a.docx")
    assert [reading.plan.project for reading in found] == ["职业培训", "创业培训"]
    assert [rows(reading) for reading in found] == [READ, READ]
