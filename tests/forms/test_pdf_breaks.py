"""What the end of a page cuts in two. Names and figures are made up."""

import io

import pypdf
import pytest

from jixiao import read
from jixiao.forms.layout import Block, Cell, FormTable, Sheet, label
from jixiao.forms.read.pdfbreaks import over_the_break
from jixiao.forms.read.pdfgrid import PageGrid
from tests.forms.test_pdf import report_page, saved
from tests.generated import drawn

WIDTHS = (12, 14, 30, 16)
HEAD = [
    (label("项目名称"), Cell("农村饮水安全工程", columns=3)),
    (label("主管部门"), Cell("某市水务局", columns=3)),
    (label("资金总额（万元）"), Cell("12.50", columns=3)),
]
ROWS = [
    (label("一级指标"), label("二级指标"), label("三级指标"), label("指标值")),
    (Cell("产出指标", 2), Cell("数量指标"), Cell("管网长度"), Cell("≥12公里")),
    (Cell("质量指标"), Cell("验收合格率"), Cell("100%")),
    (Cell("满意度指标"), Cell("服务对象满意度指标"), Cell("群众满意度"), Cell("≥90%")),
]


def pages(title, rows):
    table = FormTable(title, "（2025年度）" if title else "", (Sheet("表", WIDTHS, (Block((), tuple(rows)),)),))
    return pypdf.PdfReader(io.BytesIO(drawn.pdf(table, drawn.Style(numbers=False)))).pages


@pytest.mark.parametrize("before", [2, 30])
def test_a_page_with_the_head_alone(before):
    """In a report only pages with words of a form are read, and the page before them that holds its title and names."""
    cover = pypdf.PdfReader(io.BytesIO(report_page())).pages[0]
    writer = pypdf.PdfWriter()
    for _ in range(before):
        writer.add_page(cover)
    for page in (*pages("项目支出绩效目标表", HEAD), *pages("", ROWS)):
        writer.add_page(page)
    for _ in range(before):
        writer.add_page(cover)
    plan = read(saved(writer), name="report.pdf").plan
    assert (plan.project, plan.department, plan.year) == ("农村饮水安全工程", "某市水务局", 2025)
    assert str(plan.funds[0].amount) == "12.50"
    assert [i.name for i in plan.indicators] == ["管网长度", "验收合格率", "群众满意度"]


def grid(rows, merged=(), full=()):
    made = PageGrid(rows, merged)
    made.full = frozenset(full)
    return made


HEADER = ["一级指标", "二级指标", "三级指标", "指标值"]


def test_a_label_printed_overleaf_belongs_to_the_last_row_too():
    above = grid([HEADER, ["产出指标", "数量指标", "里程", "12"], ["", "", "合格率", "100%"]], [(1, 0, 2, 0)])
    below = grid([["产出指标", "质量指标", "优良率", "90%"]])
    over_the_break(above, below)
    assert above.rows[2] == ["产出指标", "质量指标", "合格率", "100%"]


def test_an_empty_cell_goes_on_with_the_label_above_where_labels_are_not_merged():
    above = grid([HEADER, ["产出指标", "数量指标", "里程", "12"], ["", "", "桥梁", "3"], ["", "", "涵洞", "5"]])
    below = grid([["", "质量指标", "优良率", "90%"]])
    over_the_break(above, below)
    assert [row[1] for row in above.rows[1:]] == ["数量指标", "", ""]


def test_a_label_under_another_first_level_is_not_that_of_the_row_above():
    above = grid([HEADER, ["产出指标", "", "里程", "12"]])
    below = grid([["效益指标", "社会效益指标", "人口", "9"]])
    over_the_break(above, below)
    assert above.rows[1] == ["产出指标", "", "里程", "12"]


def test_only_the_first_row_overleaf_can_be_the_rest_of_a_label():
    above = grid([HEADER, ["产出指标", "", "里程", "12"]])
    below = grid([["", "", "桥梁", "3"], ["产出指标", "质量指标", "优良率", "90%"]])
    over_the_break(above, below)
    assert above.rows[1] == ["产出指标", "", "里程", "12"]


def test_a_label_cut_in_two_is_one_label_on_both_pages():
    above = grid([HEADER, ["效益指标", "社会效益", "人口", "9"]])
    below = grid([["效益指标", "指标", "就业", "8"], ["效益指标", "指标", "收入", "7"]], [(0, 1, 1, 1)])
    over_the_break(above, below)
    assert above.rows[1][1] == "社会效益指标"
    assert [row[1] for row in below.rows] == ["社会效益指标", "社会效益指标"]


def test_two_rows_of_money_are_not_one_that_was_cut():
    above = grid([["", "预算数", "执行数"], ["其他资金", "", "3"]], full=[0])
    below = grid([["上年结转资金", "5", ""]])
    over_the_break(above, below)
    assert (above.rows[1], below.rows[0]) == (["其他资金", "", "3"], ["上年结转资金", "5", ""])


def test_a_name_cut_in_two_is_one_name():
    above = grid([HEADER, ["产出指标", "数量指标", "新建农村饮水安全工程（含续建", "≥12公里"]], full=[2])
    below = grid([["", "", "及改造）管网长度", ""]])
    over_the_break(above, below)
    assert above.rows[1][2] == "新建农村饮水安全工程（含续建\n及改造）管网长度"


WIDE = ["单位名称", "项目名称", "年度目标", *HEADER]
MERGED = [(1, 0, 2, 0), (1, 1, 2, 1), (1, 2, 2, 2), (1, 3, 2, 3)]


def wide(*names):
    return [*names, "产出指标", "数量指标", "里程", "12"], [*names, "产出指标", "质量指标", "优良率", "90%"]


def test_unit_project_and_objective_of_many_rows_are_whole_on_both_pages():
    """Excel prints the lines of a merged cell where they fall: a name overleaf, a sentence half here, half there."""
    above = grid([WIDE, *wide("", "", "做好防汛工作，")], MERGED)
    below = grid(
        [["某局", "堤防", "修好堤防。", "", "时效指标", "完成时间", "12月底前"]] * 2, [(0, n, 1, n) for n in range(4)]
    )
    over_the_break(above, below)
    for part in (*above.rows[1:], *below.rows):
        assert part[:3] == ["某局", "堤防", "做好防汛工作，\n修好堤防。"]


def test_another_project_overleaf_is_no_rest_of_the_one_above():
    above = grid([WIDE, *wide("某局", "堤防", "修好堤防。")], MERGED)
    below = grid([[*row] for row in wide("某局", "道路", "养好道路。")], [(0, n, 1, n) for n in range(4)])
    over_the_break(above, below)
    assert above.rows[1][:3] == ["某局", "堤防", "修好堤防。"]
    assert below.rows[0][:3] == ["某局", "道路", "养好道路。"]


def test_a_sum_overleaf_is_no_rest_of_a_label():
    above = grid(
        [["", *HEADER], ["指标说明", "产出指标", "数量指标", "里程", "12"], ["指标说明", "", "", "桥", "3"]],
        [(1, 0, 2, 0)],
    )
    below = grid([["总分", "", "", "", "93"]])
    over_the_break(above, below)
    assert below.rows[0][0] == "总分"


def test_the_points_of_a_label_may_go_on_overleaf():
    above = grid([HEADER, ["效益指标（23", "社会效益指标", "人口", "9"]])
    below = grid([["分）", "", "就业", "8"], ["分）", "可持续影响指标", "机制", "健全"]], [(0, 0, 1, 0)])
    over_the_break(above, below)
    assert [row[0] for row in (above.rows[1], *below.rows)] == ["效益指标（23分）"] * 3
