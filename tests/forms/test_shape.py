"""Cells that cannot be what their column says are read and told."""

import random
from decimal import Decimal

import pytest

from jixiao import read
from jixiao.forms.read.coherence import incoherent
from jixiao.forms.read.shape import odd_cells
from jixiao.forms.write import write
from jixiao.plan import Actual, Indicator, Plan, PrintedScore, indicator_id, parse_target
from tests.generated import damage, drawn
from tests.generated.kinds import KINDS
from tests.generated.printed import marked


@pytest.mark.parametrize(
    ("name", "target", "labels", "actual", "column"),
    [
        ("≥100%", "群众满意度", ("满意度指标",), "", "name"),
        ("√", "≥5台", (), "", "name"),
        ("万元", "≥5台", (), "", "name"),
        ("投入成本", "≤", (), "", "value"),
        ("投入成本", "万元", (), "", "value"),
        ("投入成本", "90≥", (), "", "value"),
        ("准确率", "≤85%≥90%", (), "", "value"),
        ("演练次数", "≥2次", ("产出指标绩效指标",), "", "level"),
        ("演练次数", "5次", (), "≥5次", "actual"),
        ("举办活动场次≥", "14场", (), "", "name"),
        ("率（含以前年度）", "≥90%", (), "", "name"),
        ("显著增强", "完善机制", (), "", "name"),
        ("培训人数（含", "≥90人", (), "", "name"),
        ("开展", "≥90次", (), "", "name"),
        ("农田维护……", "≥90亩", (), "", "name"),
        ("设备购置数量", "≥98%", (), "", "value"),
        ("验收合格率", "≥40台", (), "", "value"),
        ("验收合格率", "2025年12月底前", (), "", "value"),
        ("验收合格率", "≥180%", (), "", "value"),
        ("验收合格率", "≥0%", (), "", "value"),
        ("完成时间", "≥30台", (), "", "value"),
        ("完成时间", "2025年18月底前", (), "", "value"),
        ("受益面积", "≥30次", (), "", "value"),
        ("演练次数", "≥02次", (), "", "value"),
        ("完好率", "≥100%100%", (), "", "value"),
        ("机制健全", "有效改", (), "", "value"),
        ("机制健全", "显著增强显著增强", (), "", "value"),
        ("机制健全", "显著增强", ("可持续影响指标", "服务对象满意度指标"), "", "level"),
        ("机制健全", "显著增强", ("效益指标", "社会效益指"), "", "level"),
        ("投入成本", "≤5万元", (), "12.", "actual"),
        ("完成时间", "2025年6月底前", (), "2025年1", "actual"),
        ("2025年12月底前", "≥5台", (), "", "name"),
        ("减少5", "≥5吨", (), "", "name"),
        ("指标1", "≥5吨", (), "", "name"),
        ("造林面积计划标准", "≥5亩", (), "", "name"),
        ("造林面积", "达到得满分，否则按比例得分", (), "", "value"),
        ("造林面积", "计划标准", (), "", "value"),
        ("完成时间", "226年11月30日前", (), "", "value"),
        ("完成时间", "2426年11月30日前", (), "", "value"),
        ("支持企业数量", "≤0家", (), "", "value"),
        ("支持企业数量", "≥0家", (), "", "value"),
        ("群众满意程度", "＝0%", (), "", "value"),
        ("受益群众满意程度", "≥120%", (), "", "value"),
    ],
)
def test_odd(name, target, labels, actual, column):
    found = list(odd_cells(name, parse_target(target, 2025), labels, actual))
    assert [cell for _, cell, _ in found] == [column]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("人数", "≥30人"),
        ("“三新三量”", "≥2元/千瓦时"),
        ("3D打印设备", "=优"),
        ("完成时间", "2025年3-9月"),
        ("达标率", "≥90%且≤100%"),
        ("水质", "优于或等于三级"),
        ("成本", "90%-95%"),
        ("任务完成率", "≥95分贝"),
        ("产值增长率", "≥180%"),
        ("率先开展试点数", "≥2个"),
        ("培训人数（人）", "≥300"),
        ("完成时间", "≤12个月"),
        ("机制健全", "长期"),
        ("覆盖面积", "≥0.5万亩"),
        ("甲", "≥3.5次"),
        ("重大安全事故数", "≤0起"),
        ("产值增长率", "≥0%"),
        ("减少碳排放3万吨", "≥3万吨"),
    ],
)
def test_not_odd(name, target):
    labels = ("成本指标（经济成本指标）", "社会公众或服务对象满意度指标")
    assert list(odd_cells(name, parse_target(target, 2025), labels, "≥1")) == []


def test_pages_out_of_order_are_told():
    rng = random.Random("项目目标表/guidance-101/4")
    _, table = KINDS["项目目标表"]["guidance-101"](rng)
    whole = drawn.pdf(table, drawn.Style(size=12.0, padding=9.0))
    assert [problem.code for problem in read(whole, name="a.pdf").problems] == []
    codes = {problem.code for problem in read(damage.pages_shuffled(whole, rng), name="b.pdf").problems}
    assert "pages-out-of-order" in codes


def test_columns_that_changed_places_are_told():
    rng = random.Random("swap")
    told = 0
    for seed in range(20):
        spoilt = damage.cells_swapped(marked(*KINDS["项目目标表"]["official"](random.Random(seed))), rng)
        told += spoilt is not None and bool(read(write(spoilt, "xlsx"), name="a.xlsx").problems)
    assert told >= 12


def plan_of(*rows, **fields):
    taken = set()
    made = tuple(
        Indicator(indicator_id(objective, level1, None, name, taken), name, objective, level1=level1, target=parse_target(target, 2025))
        for objective, level1, name, target in rows
    )  # fmt: skip
    return Plan("目标表", indicators=made, **fields)


def codes(plan, actuals=(), scores=()):
    return [(code, at) for code, at, _, _ in incoherent(plan, actuals, scores)]


A, B, C = "产出指标", "效益指标", "满意度指标"


def test_levels_that_run_backwards_once():
    rows = [(1, A, "甲数", "≥1个"), (1, B, "乙数", "≥1个"), (1, A, "丙数", "≥1个")]
    assert codes(plan_of(*rows)) == [("order-doubtful", "/indicators/2/name")]
    assert codes(plan_of(*rows[:2], (2, A, "丙数", "≥1个"))) == []
    assert codes(plan_of((2, A, "甲数", "≥1个"), (1, A, "乙数", "≥1个"))) == [("order-doubtful", "/indicators/1/name")]


def test_a_form_without_any_order_is_not_doubted():
    levels = (A, B, A, A, B, C, A, B)
    assert codes(plan_of(*((1, level, f"第{n}项数", "≥1个") for n, level in enumerate(levels)))) == []


def test_one_text_in_all_the_cells_of_a_column():
    rows = [(1, A, f"第{n}项数", "是") for n in range(6)]
    assert codes(plan_of(*rows)) == [("target-doubtful", "/indicators/0/target")]
    assert codes(plan_of(*rows[:5], (1, A, "别的数", "≥1个"))) == []


def test_a_total_that_its_parts_do_not_make():
    plan = plan_of((1, A, "甲数", "≥1个"), (1, B, "乙数", "≥1个"))
    scores = [PrintedScore(row.id, score=Decimal(40)) for row in plan.indicators]
    execution = PrintedScore("execution", score=Decimal("9.5"))
    assert codes(plan, scores=[*scores, execution, PrintedScore("total", score=Decimal("89.5"))]) == []
    assert (
        codes(plan, scores=[*scores, execution, PrintedScore("total", score=Decimal("98.5"))])[0][0] == "total-differs"
    )
    assert codes(plan, scores=[*scores, PrintedScore("total", score=Decimal("89.5"))]) == []
    assert codes(plan, scores=[*scores, PrintedScore("total", score=Decimal("8.5"))])[0][0] == "total-differs"


def test_actual_values_of_another_kind():
    rows = [(1, A, f"第{n}项数", "≥5个") for n in range(4)]
    plan = plan_of(*rows, (1, A, "完成时间", "2025年6月底前"))
    ids = [row.id for row in plan.indicators]
    texts = ["5个", "6个", "7个", "8个", "2025年5月"]
    assert codes(plan, [Actual(i, text=text) for i, text in zip(ids, texts, strict=True)]) == []
    texts[2], texts[4] = "7", "2"
    found = codes(plan, [Actual(i, text=text) for i, text in zip(ids, texts, strict=True)])
    assert found == [("actual-doubtful", "/actuals/4"), ("actual-doubtful", "/actuals/2")]


def test_heads_that_cannot_be():
    row = (1, A, "甲数", "≥1个")
    assert codes(plan_of(row, department="某市水务局（本级）", project="河道整治")) == []
    assert codes(plan_of(row, department="某市农")) == [("head-doubtful", "/department")]
    assert codes(plan_of(row, department="某县")) == [("head-doubtful", "/department")]
    assert codes(plan_of(row, department="河道整治中心", project="某市水务局")) == [("head-doubtful", "/project")]
    assert codes(plan_of(row, department="某市水务局（本")) == [("cut-off", "/department")]


def test_a_name_cut_inside_a_term_the_form_uses():
    rows = [(1, A, "农村饮水安全投入成本", "≤5万元"), (1, A, "农村饮水安全人口数", "≥5人"), (1, A, "农村", "≥5个")]
    assert codes(plan_of(*rows)) == [("cut-off", "/indicators/2/name")]
    assert codes(plan_of(*rows[:2], (1, A, "农村公路里程", "≥5公里"))) == []
