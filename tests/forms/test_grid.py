"""Grids of other published layouts: columns are known by their words, wherever they stand.

The forms are drawn by our writers, which only turn cells into files; the layouts are those of
财预〔2015〕88号, 财预〔2021〕101号, 财预〔2019〕136号, 财预〔2020〕10号 and of local bureaus. Names and figures are made up.
"""

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jixiao import read, read_all
from jixiao.forms.layout import Block, Cell, FormTable, Sheet, label
from jixiao.forms.write import write
from tests.conftest import ROOT, SAMPLES

D = Decimal
C, L = Cell, label
FORMATS = ("xlsx", "docx", "html", "pdf")


def form(title, subtitle, widths, rows, *more):
    sheets = [
        Sheet(f"表{n}", tuple(widths), (Block((), tuple(map(tuple, r))),)) for n, r in enumerate((rows, *more), 1)
    ]
    return FormTable(title, subtitle, tuple(sheets))


def rows(reading):
    return [
        (i.objective, i.level1, i.level2, i.name, i.target.text if i.target else None, i.weight)
        for i in reading.plan.indicators
    ]


def money(lines):
    return {line.name: line.amount for line in lines} | {
        name: amount for line in lines for name, amount in money(line.children).items()
    }


def codes(reading):
    return [problem.code for problem in reading.problems]


@pytest.fixture(params=FORMATS)
def reads(request):
    """Reads a form through each format."""
    return lambda table: read_all(write(table, request.param), name=f"form.{request.param}")


OVERALL_88 = form(
    "部门（单位）整体支出绩效目标申报表",
    "（2025年度）",
    (10, 10, 14, 14, 12, 12, 12),
    [
        [L("部门（单位）名称", 1, 2), C("某市水务局（本级）", 1, 5)],
        [L("年度主要任务", 5), L("任务名称", 2, 1), L("主要内容", 2, 2), L("预算金额（万元）", 1, 3)],
        [L("总额"), L("财政拨款"), L("其他资金")],
        [C("任务1：防汛抗旱"), C("做好防汛物资储备。", 1, 2), C("320.50"), C("300.50"), C("20")],
        [C("任务2：水质监测"), C("监测水源地。", 1, 2), C("1,280"), C("1,280"), C("")],
        [L("金额合计", 1, 3), C("1600.50"), C("1580.50"), C("20")],
        [L("年度总体目标"), C("目标1：确保安全度汛。\n目标2：水质稳定达标。", 1, 6)],
        [L("年度绩效指标", 5), L("一级指标"), L("二级指标", 1, 2), L("三级指标", 1, 2), L("指标值")],
        [L("产出指标", 2), C("数量指标", 1, 2), C("防汛演练次数", 1, 2), C("≥2次")],
        [C("时效指标", 1, 2), C("任务完成时间", 1, 2), C("2025年12月底前")],
        [L("效益指标"), C("社会效益指标", 1, 2), C("因洪涝死亡人数", 1, 2), C("0人")],
        [L("满意度指标"), C("服务对象满意度指标", 1, 2), C("群众满意度", 1, 2), C("≥90%")],
    ],
)


def test_the_national_overall_form(reads):
    (reading,) = reads(OVERALL_88)
    plan = reading.plan
    assert (plan.scope, plan.department, plan.year, plan.money_unit) == ("整体支出", "某市水务局（本级）", 2025, "万元")
    assert [(task.number, task.name, task.content) for task in plan.tasks] == [
        (1, "防汛抗旱", "做好防汛物资储备。"),
        (2, "水质监测", "监测水源地。"),
    ]
    assert money(plan.tasks[0].funds) == {"总额": D("320.50"), "财政拨款": D("300.50"), "其他资金": D(20)}
    assert money(plan.tasks[1].funds) == {"总额": D(1280), "财政拨款": D(1280)}
    assert money(plan.funds) == {"总额": D("1600.50"), "财政拨款": D("1580.50"), "其他资金": D(20)}
    assert [objective.text for objective in plan.objectives] == ["确保安全度汛。", "水质稳定达标。"]
    assert rows(reading) == [
        (None, "产出指标", "数量指标", "防汛演练次数", "≥2次", None),
        (None, "产出指标", "时效指标", "任务完成时间", "2025年12月底前", None),
        (None, "效益指标", "社会效益指标", "因洪涝死亡人数", "0人", None),
        (None, "满意度指标", "服务对象满意度指标", "群众满意度", "≥90%", None),
    ]
    assert codes(reading) == []


PROJECT_88 = form(
    "项目支出绩效目标申报表",
    "（2025年度）",
    (9, 10, 12, 16, 12, 12, 16, 12),
    [
        [L("项目名称", 1, 2), C("农村饮水安全巩固提升", 1, 6)],
        [L("主管部门及代码", 1, 2), C("某市水务局 127", 1, 2), L("实施单位", 1, 2), C("某市水利工程处", 1, 2)],
        [L("项目属性", 1, 2), C("延续项目", 1, 2), L("项目期", 1, 2), C("2024-2026年", 1, 2)],
        [L("项目资金\n（万元）", 3, 2), L("中期资金总额：", 1, 2), C("900"), L("年度资金总额：", 1, 2), C("300")],
        [L("其中：财政拨款", 1, 2), C("600"), L("其中：财政拨款", 1, 2), C("200")],
        [L("其他资金", 1, 2), C("300"), L("其他资金", 1, 2), C("100")],
        [L("总体目标", 2), L("中期目标（2024年—2026年）", 1, 4), L("年度目标", 1, 3)],
        [C("目标1：新建供水管网60公里。", 1, 4), C("目标1：新建供水管网20公里。", 1, 3)],
        [L("绩效指标", 4), L("一级指标"), *(L(name) for name in ("二级指标", "三级指标", "指标值") * 2)],
        [
            L("产出指标", 2),
            *(C(t) for t in ("数量指标", "新建管网长度", "≥60公里", "数量指标", "新建管网长度", "≥20公里")),
        ],
        [*(C(t) for t in ("质量指标", "验收合格率", "100%", "质量指标", "验收合格率", "100%"))],
        [L("效益指标"), *(C(t) for t in ("社会效益指标", "受益人口", "≥6万人", "社会效益指标", "受益人口", "≥2万人"))],
    ],
)


def test_the_national_project_form_in_two_halves(reads):
    """Money and indicators of the year are the plan; those of several years are told, whole."""
    (reading,) = reads(PROJECT_88)
    plan = reading.plan
    assert (plan.project, plan.department, plan.scope) == ("农村饮水安全巩固提升", "某市水务局", "项目支出")
    assert money(plan.funds) == {"年度资金总额": D(300), "财政拨款": D(200), "其他资金": D(100)}
    assert [objective.text for objective in plan.objectives] == ["新建供水管网60公里。", "新建供水管网20公里。"]
    assert rows(reading) == [
        (None, "产出指标", "数量指标", "新建管网长度", "≥20公里", None),
        (None, "产出指标", "质量指标", "验收合格率", "100%", None),
        (None, "效益指标", "社会效益指标", "受益人口", "≥2万人", None),
    ]
    assert codes(reading) == ["several-years"] * 2
    told = " ".join(problem.text for problem in reading.problems)
    for text in ("900", "600", "≥60公里", "≥6万人"):
        assert text in told
    assert all(problem.location for problem in reading.problems)


STACKED = form(
    "项目支出绩效目标申报表",
    "（2025年度）",
    (14, 10, 18, 18, 12, 12),
    [
        [L("项目名称"), C("智慧图书馆"), L("主管部门编码"), C("255"), L("项目负责人"), C("张某")],
        [L("资金来源\n（万元）", 3), L("资金总额", 1, 2), C("80.5", 1, 3)],
        [L("财政拨款", 1, 2), C("60.5", 1, 3)],
        [L("自有资金", 1, 2), C("20", 1, 3)],
        [L("项目概况"), C("建设智慧图书馆平台。", 1, 5)],
        [L("项目实施进度计划", 2), L("项目实施内容", 1, 3), L("开始时间"), L("完成时间")],
        [C("采购", 1, 3), C("2025.3"), C("2025.6")],
        [L("长期目标"), C("建成覆盖全区的服务体系。", 1, 5)],
        [L("长期绩效指标", 2), L("一级指标"), L("二级指标"), L("指标内容"), L("指标值"), L("备注")],
        [C("产出指标"), C("数量指标"), C("建成分馆数量"), C("≥30个"), C("")],
        [L("年度目标"), C("建成分馆10个。", 1, 5)],
        [L("年度绩效指标", 3), L("一级指标"), L("二级指标"), L("指标内容"), L("指标值"), L("备注")],
        [C("产出指标"), C("数量指标"), C("建成分馆数量"), C("≥10个"), C("含改造")],
        [C("满意度指标"), C("服务对象满意度指标"), C("读者满意度"), C("≥90%"), C("")],
    ],
)


def test_long_term_indicators_above_the_years(reads):
    (reading,) = reads(STACKED)
    plan = reading.plan
    assert money(plan.funds) == {"资金总额": D("80.5"), "财政拨款": D("60.5"), "自有资金": D(20)}
    assert [objective.text for objective in plan.objectives] == ["建成覆盖全区的服务体系。", "建成分馆10个。"]
    assert rows(reading) == [
        (None, "产出指标", "数量指标", "建成分馆数量", "≥10个", None),
        (None, "满意度指标", "服务对象满意度指标", "读者满意度", "≥90%", None),
    ]
    assert plan.indicators[0].note == "含改造"
    assert set(codes(reading)) == {"several-years", "not-stored"}
    told = " ".join(problem.text for problem in reading.problems)
    for text in ("≥30个", "建设智慧图书馆平台。", "采购", "2025.6"):
        assert text in told


def head(*columns):
    return [L(name) for name in columns]


@pytest.mark.parametrize(
    ("columns", "first", "second"),
    [
        (("指标值",), ("≥10台",), ("＝100%",)),
        (("计算符号", "指标值", "计量单位"), ("≥", "10", "台"), ("＝", "100", "%")),
        (("计量单位", "指标性质", "指标值"), ("台", "≥", "10"), ("%", "＝", "100")),
        (("度量单位", "指标值"), ("台", "≥10"), ("%", "=100%")),
    ],
)
@pytest.mark.parametrize("weighted", [False, True])
def test_sign_value_and_unit_in_any_columns(reads, columns, first, second, weighted):
    weight = (lambda text: [C(text)]) if weighted else (lambda _: [])
    extra = ["分值"] if weighted else []
    width = 3 + len(columns) + len(extra)
    table = form(
        "项目支出绩效目标表",
        "（2025年度）",
        (10,) * width,
        [
            [L("项目名称"), C("设备购置", 1, width - 1)],
            head("一级指标", "二级指标", "三级指标", *columns, *extra),
            [C("产出指标", 2), C("数量指标"), C("购置设备数量"), *map(C, first), *weight("40")],
            [C("质量指标"), C("验收合格率"), *map(C, second), *weight("50")],
        ],
    )
    (reading,) = reads(table)
    assert [
        (i.name, i.target.comparator, i.target.value, i.target.unit, i.weight) for i in reading.plan.indicators
    ] == [
        ("购置设备数量", "≥", D(10), "台", D(40) if weighted else None),
        ("验收合格率", "=", D(100), "%", D(50) if weighted else None),
    ]
    assert codes(reading) == []


def test_columns_of_the_national_guidance_are_kept(reads):
    """财预〔2021〕101号 asks for more columns than a plan has fields: they go to the note with their labels."""
    table = form(
        "项目支出绩效目标表",
        "（2025年度）",
        (10, 12, 14, 10, 10, 12, 12, 12, 8),
        [
            [L("项目名称", 1, 2), C("城市更新规划", 1, 7)],
            head(
                "一级指标",
                "二级指标",
                "三级指标",
                "指标值",
                "指标解释",
                "指标值设定依据",
                "完成值取值方式",
                "完成值数据来源",
                "分值权重",
            ),
            [
                *map(
                    C,
                    (
                        "成本指标",
                        "经济成本指标",
                        "编制费用",
                        "≤80万元",
                        "合同价",
                        "预算支出标准",
                        "直接证明",
                        "业务记录",
                        "20",
                    ),
                )
            ],
            [*map(C, ("产出指标", "时效指标", "完成时限", "2025.11.30前", "", "计划", "情况说明", "", "10"))],
        ],
    )
    (reading,) = reads(table)
    first, second = reading.plan.indicators
    assert (first.definition, first.basis, first.weight) == ("合同价", "预算支出标准", D(20))
    assert first.note == "完成值取值方式：直接证明；完成值数据来源：业务记录"
    assert second.note == "完成值取值方式：情况说明"
    assert codes(reading) == []


SELF_10 = form(
    "项目支出绩效自评表",
    "（2024年度）",
    (8, 9, 13, 14, 11, 11, 7, 9, 16),
    [
        [L("项目名称", 1, 2), C("公共文化服务", 1, 7)],
        [L("主管部门", 1, 2), C("某区文化局", 1, 3), L("实施单位", 1, 2), C("区文化馆", 1, 2)],
        [
            L("项目资金\n（万元）", 4, 2),
            L(""),
            *head("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
        ],
        [L("年度资金总额"), *map(C, ("100", "120", "108", "10", "90%", "9"))],
        [L("其中：当年财政拨款"), *map(C, ("80", "90", "81", "—", "90%", "—"))],
        [L("上年结转资金"), *map(C, ("20", "30", "27", "—", "90%", "—"))],
        [L("年度总体目标", 2), L("预期目标", 1, 4), L("实际完成情况", 1, 4)],
        [C("举办群众文化活动。", 1, 4), C("已完成。", 1, 4)],
        [
            L("绩效指标", 3),
            *head(
                "一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"
            ),
        ],
        [L("产出指标"), *map(C, ("数量指标", "演出场次", "≥50场", "46场", "50", "46", "天气影响"))],
        [L("满意度指标"), *map(C, ("服务对象满意度指标", "群众满意度", "≥90%", "93%", "40", "40", ""))],
        [L("总分", 1, 6), C("100"), C("95"), C("")],
    ],
)


def test_a_self_evaluation(reads):
    (reading,) = reads(SELF_10)
    fund = reading.plan.funds[0]
    assert (fund.name, fund.initial, fund.amount, fund.executed) == ("年度资金总额", D(100), D(120), D(108))
    assert [(line.name, line.amount, line.executed) for line in fund.children] == [
        ("当年财政拨款", D(90), D(81)),
        ("上年结转资金", D(30), D(27)),
    ]
    assert [(a.objective, a.text, a.reason) for a in reading.actuals] == [
        (1, "已完成。", None),
        (None, "46场", "天气影响"),
        (None, "93%", None),
    ]
    assert [(s.points, s.score) for s in reading.printed_scores] == [
        (D(10), D(9)),
        (D(50), D(46)),
        (D(40), D(40)),
        (D(100), D(95)),
    ]
    assert codes(reading) == []


def test_a_monitoring_form_loses_nothing(reads):
    table = form(
        "项目支出绩效目标执行监控表",
        "（2025年度）",
        (6, 8, 9, 13, 10, 10, 10, 6, 6, 10, 5, 5),
        [
            [L("项目名称", 1, 2), C("乡村道路养护", 1, 10)],
            [
                L("项目资金\n（万元）", 2, 2),
                L("", 1, 2),
                L("年初预算数", 1, 2),
                L("1-7月执行数", 1, 3),
                L("全年预计执行数", 1, 3),
            ],
            [L("年度资金总额：", 1, 2), C("200", 1, 2), C("110", 1, 3), C("198", 1, 3)],
            [
                L("绩效指标", 3),
                *(
                    L(name, 2)
                    for name in ("一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况")
                ),
                L("偏差原因分析", 1, 3),
                L("完成目标可能性", 1, 2),
            ],
            head("经费保障", "其他", "原因说明", "确定能", "有可能"),
            [
                *map(
                    C,
                    ("产出指标", "数量指标", "养护里程", "≥120公里", "70公里", "118公里", "", "√", "雨季停工", "", "√"),
                )
            ],
        ],
    )
    (reading,) = reads(table)
    assert reading.plan.form == "监控表"
    assert reading.plan.funds[0].amount == D(200)
    (row,) = reading.plan.indicators
    assert row.target.text == "≥120公里"
    assert row.note == "全年预计完成情况：118公里；其他：√；有可能：√"
    (actual,) = reading.actuals
    assert (actual.text, actual.value, actual.reason) == ("70公里", D(70), "雨季停工")
    assert (reading.plan.year, actual.as_of) == (2025, date(2025, 7, 31))
    assert [(problem.code, problem.text) for problem in reading.problems] == [
        ("not-stored", "110"),
        ("not-stored", "198"),
    ]


def project(name, target):
    return [
        [L("项目名称"), C(name, 1, 3)],
        [L("主管部门"), C("某县农业局", 1, 3)],
        head("一级指标", "二级指标", "三级指标", "指标值"),
        [*map(C, ("产出指标", "数量指标", "建设面积", target))],
    ]


def test_a_sheet_for_each_project(reads):
    found = reads(
        form("项目支出绩效目标表", "（2025年度）", (12, 14, 20, 14), project("农田", "≥2亩"), project("水渠", "≥3亩"))
    )
    assert [(r.plan.project, r.plan.year, r.plan.indicators[0].target.text) for r in found] == [
        ("农田", 2025, "≥2亩"),
        ("水渠", 2025, "≥3亩"),
    ]
    assert all(codes(reading) == [] for reading in found)
    assert found[0].locations["/project"] != found[1].locations["/project"]


def test_one_project_under_the_other_without_a_title(reads):
    found = reads(
        form("项目支出绩效目标表", "（2025年度）", (12, 14, 20, 14), project("农田", "≥2亩") + project("水渠", "≥3亩"))
    )
    assert [(r.plan.project, len(r.plan.indicators)) for r in found] == [("农田", 1), ("水渠", 1)]
    assert all(codes(reading) == [] for reading in found)


def test_pages_of_one_project_are_one_form(reads):
    page = project("农田", "≥2亩")
    found = reads(
        form(
            "项目支出绩效目标表",
            "（2025年度）",
            (12, 14, 20, 14),
            page,
            [*page[:3], [*map(C, ("产出指标", "质量指标", "合格率", "100%"))]],
        )
    )
    assert [(r.plan.project, len(r.plan.indicators)) for r in found] == [("农田", 2)]


@pytest.mark.parametrize("merged", [True, False])
def test_many_projects_in_one_wide_table(reads, merged):
    def lead(number, texts):
        return [C(text, number if merged else 1) for text in texts] if number else [] if merged else [C("")] * 5

    table = form(
        "部门预算项目绩效目标表",
        "（2025年度）",
        (5, 12, 12, 8, 14, 10, 10, 14, 7, 8, 8),
        [
            head(
                "序号",
                "单位名称",
                "项目名称",
                "预算金额",
                "年度目标",
                "一级指标",
                "二级指标",
                "三级指标",
                "计算符号",
                "指标值",
                "计量单位",
            ),
            [
                *lead(2, ("1", "某县农业局", "高标准农田", "500", "建成农田。")),
                *map(C, ("产出指标", "数量指标", "建设面积", "≥", "2", "万亩")),
            ],
            [*lead(0, ()), *map(C, ("满意度指标", "服务对象满意度", "农户满意度", "≥", "95", "%"))],
            [
                *lead(1, ("2", "某县农业局", "动物防疫", "80", "做好防疫。")),
                *map(C, ("效益指标", "社会效益", "重大疫情起数", "＝", "0", "起")),
            ],
        ],
    )
    found = reads(table)
    assert [(r.plan.department, r.plan.project, r.plan.funds[0].amount, r.plan.objectives[0].text) for r in found] == [
        ("某县农业局", "高标准农田", D(500), "建成农田。"),
        ("某县农业局", "动物防疫", D(80), "做好防疫。"),
    ]
    assert [[i.target.text for i in r.plan.indicators] for r in found] == [["≥2万亩", "≥95%"], ["＝0起"]]
    assert all(codes(reading) == [] for reading in found)


def test_the_first_of_several_forms_says_so():
    table = form(
        "项目支出绩效目标表", "（2025年度）", (12, 14, 20, 14), project("农田", "≥2亩"), project("水渠", "≥3亩")
    )
    reading = read(write(table, "xlsx"), name="a.xlsx")
    assert reading.plan.project == "农田"
    assert codes(reading) == ["more-forms"]


def test_sub_rows_prefixes_and_brackets(reads):
    table = form(
        "项目支出绩效目标申报表",
        "2025年",
        (12, 16, 30, 16),
        [
            [L("项目名称"), C("采购项目", 1, 3)],
            [L("资金（元）"), C("1,234,567.00", 1, 3)],
            [L("年度目标"), C("1.改善条件；2.提高质量。", 1, 3)],
            head("一级指标", "二级指标", "三级指标", "绩效指标值"),
            [C("产出指标", 2), C("数量指标", 2), C("指标1：采购设备数量（台）"), C("≧30")],
            [C("其中：国产设备（台）"), C("≧20")],
            head("一级指标", "二级指标", "三级指标", "绩效指标值"),
            [C("产出指标"), C("质量指标"), C("指标1：验收合格率"), C("═100%")],
            [L("说明：本表一式两份", 1, 4)],
        ],
    )
    (reading,) = reads(table)
    first, part, third = reading.plan.indicators
    assert (first.name, first.target.comparator, first.target.value) == ("采购设备数量（台）", "≥", D(30))
    assert part.parent == first.id
    assert (third.name, third.level2, third.target.comparator) == ("验收合格率", "质量指标", "=")
    assert reading.plan.money_unit == "元"
    assert codes(reading) == []


def test_the_old_excel_format():
    """The sample saved as xls by an office program."""
    old, new = read(ROOT / "documents" / "tianjin-miit-2025.xls"), read(SAMPLES / "tianjin-miit-2025.xlsx")
    assert old.plan == new.plan
    assert old.problems == ()
    assert replace(old.locations["/tasks/0"], file=None) == replace(new.locations["/tasks/0"], file=None)


HUBEI = form(
    "2023年度某市科学技术局部门整体绩效自评表",
    "填报日期：2024年3月1日",
    (12, 12, 8, 8, 16, 12, 12, 10),
    [
        [L("单位名称"), C("某市科学技术局", 1, 7)],
        [L("基本支出总额"), C("1,200.5", 1, 3), L("项目支出总额"), C("3,400", 1, 3)],
        [
            L("预算执行情况（万元）\n（20分）", 2),
            L(""),
            L("预算数（A）"),
            L("执行数（B）"),
            L("执行率（B/A）", 1, 2),
            L("得分（20分*执行率）", 1, 2),
        ],
        [C("部门整体支出总额"), C("4600.5"), C("4416.48"), C("96%", 1, 2), C("19.2", 1, 2)],
        [L("年度目标1：\n（40分）"), C("提升创新主体数量。", 1, 7)],
        [
            L("年度绩效指标", 2),
            L("一级指标"),
            L("二级指标", 1, 2),
            L("三级指标"),
            *head("年初目标值（A）", "实际完成值（B）", "得分"),
        ],
        [C("产出指标"), C("数量指标", 1, 2), *map(C, ("高新技术企业数", "≥100家", "110家", "40"))],
        [L("年度目标2：\n（40分）"), C("优化创新环境。", 1, 7)],
        [
            L("年度绩效指标", 3),
            L("一级指标"),
            L("二级指标", 1, 2),
            L("三级指标"),
            *head("年初目标值（A）", "实际完成值（B）", "得分"),
        ],
        [C("产出指标"), C("数量指标", 1, 2), *map(C, ("举办活动次数", "≥12次", "12次", "20"))],
        [C("满意度指标\n（20分）"), C("服务对象满意度指标", 1, 2), *map(C, ("企业满意度", "≥90%", "92%", "20"))],
        [L("总分"), C("", 1, 6), C("99.2")],
        [L("偏差大或目标未完成原因分析"), C("市场因素。", 1, 7)],
    ],
)


def test_objectives_with_blocks_of_their_own(reads):
    (reading,) = reads(HUBEI)
    plan = reading.plan
    assert (plan.department, plan.year, plan.scope) == ("某市科学技术局", 2023, "整体支出")
    assert money(plan.funds) == {"基本支出总额": D("1200.5"), "项目支出总额": D(3400), "部门整体支出总额": D("4600.5")}
    assert plan.funds[-1].executed == D("4416.48")
    assert [(objective.number, objective.text) for objective in plan.objectives] == [
        (1, "提升创新主体数量。"),
        (2, "优化创新环境。"),
    ]
    assert rows(reading) == [
        (1, "产出指标", "数量指标", "高新技术企业数", "≥100家", None),
        (2, "产出指标", "数量指标", "举办活动次数", "≥12次", None),
        (2, "满意度指标", "服务对象满意度指标", "企业满意度", "≥90%", None),
    ]
    assert [(s.subject == "total", s.score) for s in reading.printed_scores][-1] == (True, D("99.2"))
    assert [(p.code, p.text) for p in reading.problems] == [("not-stored", "偏差大或目标未完成原因分析：市场因素。")]


def test_points_in_labels_and_filler_rows(reads):
    table = form(
        "项目支出绩效自评表",
        "（2024年度）",
        (10, 12, 20, 10, 10, 8, 8),
        [
            [L("项目名称"), C("乡村振兴衔接", 1, 6)],
            head("一级指标", "二级指标", "三级指标", "指标值（A）", "实际完成值（B）", "分值", "得分"),
            [
                C("产出指标（50分）", 3),
                C("数量指标（20分）", 2),
                *map(C, ("指标1：新建道路里程（公里）", "≥5", "5.2", "20", "20")),
            ],
            [*map(C, ("……", "", "", "", ""))],
            [*map(C, ("质量指标", "指标1：验收合格率", "100%", "100%", "30", "30"))],
            [
                C("效益指标\n（30分）", 2),
                C("社会效益\n指标"),
                *map(C, ("受益人口数", "≥1000人", "1,200人", "40", "40")),
            ],
            [*map(C, ("…", "", "", "", "", ""))],
            [L("总分", 1, 5), C("90"), C("90")],
            [C("注：1.其他资金一并在绩效目标中考核。2.定量指标，填写实际完成数。", 1, 7)],
        ],
    )
    (reading,) = reads(table)
    assert rows(reading) == [
        (None, "产出指标", "数量指标", "新建道路里程（公里）", "≥5", D(20)),
        (None, "产出指标", "质量指标", "验收合格率", "100%", D(30)),
        (None, "效益指标", "社会效益指标", "受益人口数", "≥1000人", D(40)),
    ]
    assert [actual.text for actual in reading.actuals] == ["5.2", "100%", "1,200人"]
    assert codes(reading) == []


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("coding", ["utf-8-sig", "gb18030"])
def test_delimited_text(delimiter, coding):
    """As a spreadsheet program exports a form: merged cells leave blanks."""
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(
        [
            ["项目支出绩效目标表（2025年度）"],
            ["项目名称", "设备购置"],
            ["年度资金总额", "58.00"],
            ["一级指标", "二级指标", "三级指标", "计算符号", "指标值", "计量单位"],
            ["产出指标", "数量指标", "购置设备数量，含备件", "≥", "1,000", "台"],
            ["", "质量指标", "验收\n合格率", "＝", "100", "%"],
            ["满意度指标", "服务对象满意度指标", "读者满意度", "≥", "90", "%"],
        ]
    )
    reading = read(out.getvalue().encode(coding), name="form.csv")
    assert (reading.plan.project, reading.plan.year, reading.plan.funds[0].amount) == ("设备购置", 2025, D(58))
    assert [row[1:5] for row in rows(reading)] == [
        ("产出指标", "数量指标", "购置设备数量，含备件", "≥1,000台"),
        ("产出指标", "质量指标", "验收合格率", "＝100%"),
        ("满意度指标", "服务对象满意度指标", "读者满意度", "≥90%"),
    ]
    assert codes(reading) == []
    assert reading.locations["/indicators/0/name"].row == 5


# -- the same forms as text ---------------------------------------------------------------


def as_text(table, *, blank_lines):
    """A line for each cell, or (with blank lines between) as a text tool leaves a page."""
    lines = [table.title, table.subtitle]
    for sheet in table.sheets:
        for block in sheet.blocks:
            lines += [cell.text for row in block.body for cell in row]
    return ("\n\n" if blank_lines else "\n").join(line for line in lines if line) + "\n\n第1页 共1页\n"


def fields(reading):
    """What must be the same whether a form is read as a grid or as text."""
    plan = reading.plan
    return {
        "head": (plan.form, plan.scope, plan.project, plan.year, plan.money_unit),
        "funds": plan.funds,
        "tasks": plan.tasks,
        "objectives": [objective.text for objective in plan.objectives],
        "rows": [row[1:] for row in rows(reading)],
        "told": sorted(problem.code for problem in reading.problems if problem.code == "several-years"),
    }


@pytest.mark.parametrize("blank_lines", [True, False])
@pytest.mark.parametrize(
    "table", [OVERALL_88, PROJECT_88, STACKED, SELF_10], ids=["overall", "halves", "stacked", "self"]
)
def test_the_same_form_as_text(table, blank_lines):
    """Whatever a text does not tell as the grid does is doubted."""
    grid = read(write(table, "xlsx"), name="form.xlsx")
    text = read(as_text(table, blank_lines=blank_lines).encode(), name="form.txt")
    expected, found = fields(grid), fields(text)
    differing = [name for name in expected if expected[name] != found[name]]
    assert differing == [] or (differing == ["funds"] and codes(text)), (differing, text.problems)
