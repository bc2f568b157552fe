"""Web pages as they are saved: tables that lay out, tables in cells, hidden parts, pages of Word and Excel.

Texts and figures are made up.
"""

import pytest

from jixiao import read
from jixiao.errors import JixiaoError
from jixiao.forms.read.webpage import read_html
from tests.forms.test_grid import codes, rows

TITLE = "<h2>项目支出绩效目标表</h2><p>（2025年度）</p>"
HEAD = "<tr><th>一级指标<th>二级指标<th>三级指标<th>指标值</tr>"
BODY = """<tr><td rowspan=2>产出指标</td><td>数量指标</td><td>培训人数</td><td>≥20人</td></tr>
<tr><td>质量指标</td><td>合格率</td><td>100%</td></tr>
<tr><td>效益指标</td><td>社会效益指标</td><td>受益人口</td><td>≥6万人</td></tr>"""
READ = [
    (None, "产出指标", "数量指标", "培训人数", "≥20人", None),
    (None, "产出指标", "质量指标", "合格率", "100%", None),
    (None, "效益指标", "社会效益指标", "受益人口", "≥6万人", None),
]
TABLE = f"<table>{HEAD}{BODY}</table>"
NAMES = "<table><tr><td>项目名称</td><td>职业培训</td></tr><tr><td>主管部门</td><td>某市人社局</td></tr></table>"


def page(body):
    return f"<html><head><title>x</title></head><body>{body}</body></html>".encode()


def check(body, project=None):
    reading = read(page(body), name="a.html")
    assert rows(reading) == READ
    assert codes(reading) == []
    assert reading.plan.year == 2025
    if project:
        assert (reading.plan.project, reading.plan.department) == (project, "某市人社局")


LAYOUTS = {
    "plain": TITLE + NAMES + TABLE,
    "one cell around it": f"<table><tr><td>{TITLE}{NAMES}{TABLE}</td></tr></table>",
    "menu, content, foot": f"<table><tr><td><ul><li>首页<li>公开</ul></td><td><table><tr><td>{TITLE}{NAMES}{TABLE}"
    "</td></tr></table></td></tr><tr><td colspan=2>主办：某市人社局</td></tr></table>",
    "title in a cell": "<table><tr><td>项目支出绩效目标表</td></tr><tr><td>（2025年度）</td></tr>"
    f"<tr><td>{NAMES}</td></tr><tr><td>{TABLE}</td></tr></table>",
    "names in rows of the layout": "<table><tr><td colspan=2>项目支出绩效目标表</td></tr><tr><td colspan=2>（2025年度）</td></tr>"
    "<tr><td>项目名称</td><td>职业培训</td></tr><tr><td>主管部门</td><td>某市人社局</td></tr>"
    f"<tr><td colspan=2>{TABLE}</td></tr></table>",
    "texts in divs": f"<div>项目支出绩效目标表<br>（2025年度）</div><div><div>{NAMES}</div></div><section>{TABLE}</section>",
    "a table for each row": TITLE
    + NAMES
    + f"<table>{HEAD}</table>"
    + "".join(
        f"<table><tr><td>{'</td><td>'.join(cells)}</td></tr></table>"
        for cells in (
            ("产出指标", "数量指标", "培训人数", "≥20人"),
            ("", "质量指标", "合格率", "100%"),
            ("效益指标", "社会效益指标", "受益人口", "≥6万人"),
        )
    ),
    "the indicators in a cell": TITLE + f"<table><tr><td>项目名称</td><td>职业培训</td></tr><tr><td>主管部门</td>"
    f"<td>某市人社局</td></tr><tr><td>绩效指标</td><td>{TABLE}</td></tr></table>",
    "rows of a label in a cell": TITLE + NAMES + f"<table>{HEAD}<tr><td>产出指标</td><td colspan=3><table>"
    "<tr><td>数量指标</td><td>培训人数</td><td>≥20人</td></tr><tr><td>质量指标</td><td>合格率</td><td>100%</td></tr>"
    "</table></td></tr><tr><td>效益指标</td><td>社会效益指标</td><td>受益人口</td><td>≥6万人</td></tr></table>",
    "a cell that is a table": TITLE
    + NAMES
    + TABLE.replace("培训人数", "<table><tr><td><p>培训人数</p></td></tr></table>"),
    "head and foot out of order": TITLE + NAMES + f"<table><tfoot><tr><td colspan=4>填报人：张三</td></tr></tfoot>"
    f"<tbody>{BODY}</tbody><thead>{HEAD}</thead></table>",
    "a span to the end": TITLE + NAMES + f"<table>{HEAD}<tbody>"
    "<tr><td rowspan=0>产出指标</td><td>数量指标</td><td>培训人数</td><td>≥20人</td></tr>"
    "<tr><td>质量指标</td><td>合格率</td><td>100%</td></tr></tbody><tbody>"
    "<tr><td>效益指标</td><td>社会效益指标</td><td>受益人口</td><td>≥6万人</td></tr></tbody></table>",
    "spans too wide": TITLE + NAMES + f"<table>{HEAD}{BODY.replace('<td>≥20人', '<td colspan=99>≥20人')}</table>",
    "cells never closed": TITLE + NAMES + TABLE.replace("</td>", "").replace("</tr>", ""),
    "blanks and breaks": TITLE
    + NAMES
    + TABLE.replace("培训人数", "&nbsp;培训<br>人数&nbsp;").replace("质量指标", "质量&shy;指标"),
    "hidden cells and rows": TITLE
    + NAMES
    + TABLE.replace("<td>合格率", '<td style="DISPLAY: none">旧值</td><td>合格率').replace(
        "</table>", "<tr style='display:none'><td>产出指标<td>数量指标<td>删去的<td>≥1个</tr></table>"
    ),
    "fields": TITLE + NAMES + TABLE.replace("≥20人", '<input type=text value="≥20人"><input type=hidden value=7>'),
    "shown by a script": f'<div style="display:none">{TITLE}{NAMES}{TABLE}</div>',
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pages(layout):
    check(LAYOUTS[layout], "职业培训")


def test_texts_of_layout_cells_are_not_lost():
    grids = read_html(page(f"<table><tr><td>单位：万元<div>{TABLE}</div>说明文字</td></tr></table>").decode(), "a.html")
    assert [grid.rows[0][0] for grid in grids] == ["单位：万元", "一级指标", "说明文字"]


@pytest.mark.parametrize("coding", ["gb2312", "gbk", "utf-8", "utf-16"])
def test_codings(coding):
    text = f'<html><meta charset="{coding}"><body>{TITLE}{NAMES}{TABLE}</body></html>'
    assert rows(read(text.encode(coding), name="a.htm")) == READ


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta http-equiv=Content-Type content="text/html; charset=gb2312"><!--[if gte mso 9]><xml><w:View>Print</w:View></xml><![endif]-->
<style><!-- p.MsoNormal {mso-style-parent:""} --></style></head><body lang=ZH-CN><div class=WordSection1>
<p class=MsoNormal align=center><b><span style='font-size:16.0pt'>项目支出绩效目标表<o:p></o:p></span></b></p>
<p class=MsoNormal>（2025年度）<o:p></o:p></p><table class=MsoNormalTable border=1>
%s</table><p class=MsoNormal style='display:none;mso-hide:all'>不显示</p></div></body></html>"""


def cell(text, more=""):
    return (
        f"<td width=100 {more} style='mso-border-alt:solid'><p class=MsoNormal><span>{text}<o:p></o:p></span></p></td>"
    )


def test_a_page_that_word_saved():
    table = "".join(
        f"<tr style='mso-yfti-irow:{n}'>{''.join(cells)}</tr>"
        for n, cells in enumerate(
            (
                [cell(t) for t in ("一级指标", "二级指标", "三级\n  指标", "指标值")],
                [cell("产出指标", "rowspan=2"), *(cell(t) for t in ("数量指标", "培训人数", "≥20人"))],
                [cell(t) for t in ("质量指标", "合格率", "100%")],
                [cell(t) for t in ("效益指标", "社会效益指标", "受益人口", "≥6万人")],
            )
        )
    )
    reading = read((WORD % table).encode("gb2312"), name="word.htm")
    assert rows(reading) == READ
    assert codes(reading) == []


def archived(*sheets, coding="gb2312"):
    """A workbook as Excel saves it in one page: a frame, its tabs, its sheets."""
    import base64

    parts = [
        'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary="----=_x"\r\n'
    ]
    tabs = "<table><tr><td>Sheet1</td><td>Sheet2</td></tr></table>"
    for place, body in (("a.htm", "<html><frameset></frameset></html>"), ("a.files/tabstrip.htm", tabs)):
        parts.append(
            f'Content-Location: file:///C:/{place}\r\nContent-Type: text/html; charset="us-ascii"\r\n\r\n{body}\r\n'
        )
    for number, sheet in enumerate(sheets, 1):
        held = base64.encodebytes(page(sheet).decode().encode(coding)).decode()
        parts.append(
            f"Content-Location: file:///C:/a.files/sheet{number:03}.htm\r\nContent-Transfer-Encoding: base64\r\n"
            f'Content-Type: text/html; charset="{coding}"\r\n\r\n{held}'
        )
    return "\r\n------=_x\r\n".join(parts).encode() + b"\r\n------=_x--\r\n"


def test_a_page_saved_whole():
    reading = read(archived(TITLE + NAMES + TABLE), name="a.mht")
    assert rows(reading) == READ
    assert (reading.plan.project, codes(reading)) == ("职业培训", [])


def test_a_form_for_each_sheet_saved_whole():
    from jixiao import read_all

    other = (TITLE + NAMES + TABLE).replace("职业培训", "创业培训")
    found = read_all(archived(TITLE + NAMES + TABLE, other), name="a.mht")
    assert [reading.plan.project for reading in found] == ["职业培训", "创业培训"]
    assert [rows(reading) for reading in found] == [READ, READ]


def test_a_page_saved_whole_without_a_page():
    with pytest.raises(JixiaoError) as caught:
        read(b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x--\r\n", name="a.mht")
    assert caught.value.code == "damaged-page"
