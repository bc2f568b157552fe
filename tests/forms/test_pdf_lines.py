"""Forms on pages without ruling lines whose cells only their places tell. Names and figures are made up."""

import random
from decimal import Decimal

import pytest

from jixiao import read
from tests.forms.test_grid import C, L, form, money
from tests.generated import drawn

D = Decimal
ROWS = [
    [L("一级指标"), L("二级指标"), L("三级指标"), L("指标值"), L("分值"), L("备注")],
    [C("产出指标", 2), C("数量指标"), C("加固长度"), C("≥12公里"), C("50"), C("")],
    [C("质量指标"), C("验收合格率"), C("100%"), C("30"), C("")],
    [C("效益指标"), C("社会效益指标"), C("受益人口"), C("≥2万人"), C("20"), C("")],
]
WIDTHS = (14, 24, 18, 14, 14, 12)


def without_lines(rows, seed):
    table = form("项目支出绩效目标表", "（2025年度）", WIDTHS, [*rows, *ROWS])
    return read(drawn.pdf(table, drawn.borderless(random.Random(seed))), name="space.pdf")


def halves(*parts):
    return [
        [L("项目名称"), C("堤防加固工程", 1, 2), L("主管部门"), C("某市水务局", 1, 2)],
        [
            L("项目资金\n（万元）", 1 + len(parts)),
            L("中期资金总额"),
            C("900.00"),
            L("年度资金总额"),
            C("300.00", 1, 2),
        ],
        *([L(name), C(several), L(name), C(year, 1, 2)] for name, several, year in parts),
        [L("年度目标"), C("完成堤防加固12公里。", 1, 5)],
    ]


@pytest.mark.parametrize("seed", range(8))
def test_the_parts_of_each_half_stay_with_it(seed):
    """Each part stands under the half where it is printed, also where one half has no amount of it."""
    reading = without_lines(
        halves(("其中：财政拨款", "600.00", "200.00"), ("上年结转", "", "30.00"), ("其他资金", "300.00", "70.00")), seed
    )
    assert money(reading.plan.funds) == {
        "年度资金总额": D(300),
        "财政拨款": D(200),
        "上年结转": D(30),
        "其他资金": D(70),
    }
    told = " ".join(problem.text for problem in reading.problems if problem.code == "several-years")
    assert "900.00" in told
    assert "600.00" in told
    assert {problem.code for problem in reading.problems} == {"several-years"}


@pytest.mark.parametrize("seed", range(4))
def test_a_part_of_one_half_alone_is_doubted(seed):
    """其中：财政拨款 beside the money of several years only: it may be of that half, and is told."""
    rows = halves(("其中：财政拨款", "300.00", "300.00"))
    rows[2] = [L("其中：财政拨款"), C("600.00"), C("", 1, 3)]
    reading = without_lines(rows, seed)
    assert ("sum-doubtful", "其中：财政拨款 600.00") in [(p.code, p.text) for p in reading.problems]


@pytest.mark.parametrize("seed", range(8))
def test_a_header_of_money_behind_the_projects_name(seed):
    """项目名称 | 堤防 | 项目资金 stand in the middle of two rows, half a row below 预算数 and 执行数."""
    reading = without_lines(
        [
            [L("项目名称", 2), C("堤防加固工程", 2), L("项目资金（万元）", 2), L("预算数"), L("执行数"), L("执行率")],
            [C("120.00"), C("110.00"), C("91.67%")],
            [L("主管部门"), C("某市水务局"), L("实施单位"), C("某市堤防处", 1, 3)],
        ],
        seed,
    )
    plan = reading.plan
    assert (plan.project, plan.department, len(plan.indicators)) == ("堤防加固工程", "某市水务局", 3)
    assert [(line.name, line.amount, line.executed) for line in plan.funds] == [("项目资金", D(120), D(110))]


@pytest.mark.parametrize("beside", ["部门预算（万元）", "年度预算\n（万元）"])
@pytest.mark.parametrize("seed", range(4))
def test_sums_in_rows_and_columns(seed, beside):
    reading = without_lines(
        [
            [L("部门名称"), C("某市水务局", 1, 5)],
            [L(beside, 4), L("支出类型"), L("合计"), L("财政拨款"), L("其他资金", 1, 2)],
            [C("总计"), C("30.00"), C("25.00"), C("5.00", 1, 2)],
            [C("基本支出"), C("10.00"), C("10.00"), C("0.00", 1, 2)],
            [C("项目支出"), C("20.00"), C("15.00"), C("5.00", 1, 2)],
            [L("年度目标"), C("完成堤防加固12公里。", 1, 5)],
        ],
        seed,
    )
    (whole,) = reading.plan.funds
    assert (whole.name, whole.amount) == ("总计", D(30))
    assert [(line.name, line.amount) for line in whole.children] == [
        ("财政拨款", D(25)),
        ("其他资金", D(5)),
        ("基本支出", D(10)),
        ("项目支出", D(20)),
    ]
    assert not reading.problems


@pytest.mark.parametrize("seed", range(4))
def test_labels_left_of_numbers_and_results_are_beside_the_table(seed):
    reading = without_lines(
        [
            [L("部门名称"), C("某市水务局", 1, 5)],
            [L("年度重点工作任务", 2), L("序号"), L("重点工作"), L("工作内容"), L("预算金额（万元）", 1, 2)],
            [C("1"), C("堤防加固"), C("加固堤防12公里"), C("120.00", 1, 2)],
            [L("年度绩效目标", 2), L("预期目标", 1, 2), L("完成情况", 1, 3)],
            [C("完成堤防加固。", 1, 2), C("全年完成堤防加固12公里。", 1, 3)],
        ],
        seed,
    )
    assert [(task.name, task.content) for task in reading.plan.tasks] == [("堤防加固", "加固堤防12公里")]
    assert [objective.text for objective in reading.plan.objectives] == ["完成堤防加固。"]
    assert [actual.text for actual in reading.actuals if actual.objective] == ["全年完成堤防加固12公里。"]
