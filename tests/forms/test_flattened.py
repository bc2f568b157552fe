"""Generated forms flattened into text: what the text still says is read exactly, what it lost is absent or told."""

import random

import pytest

from jixiao.errors import JixiaoError
from jixiao.forms.read import read_all
from tests.generated.flattened import TOOL, WAYS, flattened
from tests.generated.kinds import KINDS
from tests.generated.truth import compare, got

LAYOUTS = [(kind, layout) for kind, layouts in KINDS.items() for layout in layouts]
COMPLETE = sorted(set(WAYS) - {"aligned"})
"""Ways that keep every cell apart from its neighbours."""
HARMLESS = {"not-stored", "several-years", "around-form", "unplaced"}
"""What no field of a plan holds: notes below the table, columns of a monitoring form."""


def made(kind, layout, way, seed, *, web=False):
    rng = random.Random(f"{kind}/{layout}/{way}/{seed}")
    truth, table = KINDS[kind][layout](rng)
    return truth, flattened(table, way, rng, web=web)


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
@pytest.mark.parametrize("way", COMPLETE)
def test_a_text_that_keeps_its_cells_is_read_exactly(way, kind, layout):
    truth, text = made(kind, layout, way, 0)
    (reading,) = read_all(text.encode(), name="a.txt")
    facts, wrong = compare(truth, reading)
    assert facts > 20
    assert wrong == []
    # a copy that ends with its last cell could have been cut there
    assert {problem.code for problem in reading.problems} <= HARMLESS | ({"cut-off"} if way == "cells" else set())


@pytest.mark.parametrize(("kind", "layout"), LAYOUTS)
@pytest.mark.parametrize("number", range(3))
def test_a_form_inside_a_whole_page_is_read_exactly(number, kind, layout):
    way = COMPLETE[(LAYOUTS.index((kind, layout)) * 3 + number * 5) % len(COMPLETE)]
    truth, text = made(kind, layout, way, 1, web=True)
    (reading,) = read_all(text.encode(), name="a.txt")
    assert compare(truth, reading)[1] == []
    around = [problem.text for problem in reading.problems if problem.code == "around-form"]
    assert around[0].find("关于公开绩效情况的公告") > 0


def said(reading):
    """Texts and lines of all doubts."""
    texts = ["".join(problem.text.split()) for problem in reading.problems]
    return texts, {problem.location.line for problem in reading.problems if problem.location and problem.location.line}


def silently_wrong(truth, reading):
    """Rows whose name and target are printed in the form, but under another level, and nothing is told of them."""
    texts, lines = said(reading)
    right = {(row.name, row.level1, row.level2) for row in truth.rows}
    found = got(reading)
    wrong = []
    for number in range(len(reading.plan.indicators)):
        at = f"indicators/{number}"
        row = (found[f"{at}/name"], found[f"{at}/level1"], found[f"{at}/level2"])
        places = {where.line for pointer, where in reading.locations.items() if pointer.startswith(f"/{at}/")}
        if row not in right and not any(row[0] in text for text in texts) and not places & lines:
            wrong.append(row)
    return wrong


@pytest.mark.parametrize("way", ["aligned", *TOOL])
def test_what_a_page_lost_is_absent_or_told(way):
    """Where blanks or the order alone tell columns and rows: much is read, and hardly a row is wrong in silence."""
    rows = wrong = facts = failed = 0
    for kind, layout in LAYOUTS:
        truth, text = made(kind, layout, way, 0)
        try:
            (reading, *_) = read_all(text.encode(), name="a.txt")
        except JixiaoError:
            continue
        count, missed = compare(truth, reading)
        facts, failed = facts + count, failed + len(missed)
        rows += len(truth.rows)
        wrong += len(silently_wrong(truth, reading))
    assert wrong <= 0.03 * rows
    if way != "pdftotext":  # its order is not that of the rows
        assert failed <= 0.2 * facts


PROSE = """2022年度某街道办事处乡村道路建设项目绩效自评报告
一、绩效目标完成情况
1.产出指标完成情况
数量指标:{first}
质量指标:验收合格率100%,指标完成率100%。
2.满意度指标完成情况
群众满意度95%,指标完成率100%。
服务对象满意度98%,指标完成率100%。
"""


def test_sentences_are_read_only_where_each_item_is_certain():
    (reading,) = read_all(PROSE.format(first="新建道路3公里,指标完成率100%。").encode(), name="a.txt")
    assert [indicator.name for indicator in reading.plan.indicators] == [
        "新建道路", "验收合格率", "群众满意度", "服务对象满意度",
    ]  # fmt: skip
    assert [actual.text for actual in reading.actuals] == ["3公里", "100%", "95%", "98%"]
    assert {problem.code for problem in reading.problems} == {"from-prose"}
    with pytest.raises(JixiaoError):  # a sentence is no item; three items are too few
        read_all(PROSE.format(first="全年新建道路3公里，支出10万元，覆盖5个乡镇。").encode(), name="a.txt")


@pytest.mark.parametrize(
    "text",
    [
        "2022年度部门绩效评价报告\n数量指标：全年完成培训3次，支出10万元，覆盖5个乡镇。\n质量指标：抽查合格率达到95%，其中东区98%。\n",
        "某部门绩效评价报告\n数量指标：完成率100%得10分，每少1%扣0.5分。\n质量指标：合格率≥95%得10分，否则不得分。\n成本指标：节约率≥5%得10分。\n",
        "关于印发绩效管理办法的通知\n第一条 数量指标：反映产品的数量，权重不低于10%。\n",
    ],
)
def test_ordinary_prose_is_no_form(text):
    with pytest.raises(JixiaoError):
        read_all(text.encode(), name="a.txt")


GLUED = (
    "2020年度水土监测项目绩效自评表单位名称:某市水土保持站填报日期:2021年3月12日项目名称水土监测主管部门某市水利局项目实施单位本单位"
    "预算执行情况(万元)(20分)预算数(A)执行数(B)执行率(B/A)得分(20分*执行率)年度财政资金总额{money}年度绩效目标1(40分)"
    "一级指标二级指标三级指标年初目标值(A)实际完成值(B)得分产出指标质量指标数据合格率{row}效益指标社会效益指标减灾率98%98%19.6总分99.6"
)


def test_glued_cells_are_parted_only_where_every_border_is_certain():
    (reading,) = read_all(GLUED.format(money="1212100%20", row="100%100%10").encode(), name="a.txt")
    names = [(row.name, row.target.text) for row in reading.plan.indicators]
    assert names == [("数据合格率", "100%"), ("减灾率", "98%")]
    assert (str(reading.plan.funds[0].amount), str(reading.plan.funds[0].executed)) == ("12.00", "12.00")
    assert {problem.code for problem in reading.problems} == {
        "parted",
        "total-differs",
    }  # 99.6 is the total of other rows
    for money, row in (("1212100%20", "40402020"), ("1212100%20", "推进推进10"), ("252510100%", "100%100%10")):
        (reading,) = read_all(GLUED.format(money=money, row=row).encode(), name="a.txt")
        assert reading.plan.indicators == ()
        assert [problem.code for problem in reading.problems] == ["glued"]


def test_rows_with_fewer_cells_stand_under_the_last_columns():
    lines = [
        "项目支出绩效目标表（2025年度）", "项目名称\t水库维修",
        "一级指标\t二级指标\t三级指标\t指标值\t完成目标可能性",
        "确定能\t有可能\t完全不可能",
        "产出指标\t数量指标\t维修水库\t≥3座\t√\t\t", "维修渠道\t≥5公里\t\t√\t", "质量指标\t验收合格率\t100%\t√\t\t",
    ]  # fmt: skip
    (reading,) = read_all("\n".join(lines).encode(), name="a.txt")
    assert [(row.level1, row.level2, row.name, row.target.text) for row in reading.plan.indicators] == [
        ("产出指标", "数量指标", "维修水库", "≥3座"),
        ("产出指标", "数量指标", "维修渠道", "≥5公里"),
        ("产出指标", "质量指标", "验收合格率", "100%"),
    ]
    assert reading.locations["/indicators/1/name"].line == 6
