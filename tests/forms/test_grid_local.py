"""Blocks of local forms in a grid: money in every arrangement, tasks, objectives, levels. Names and figures are made up.

A table is written as it looks: cells parted by strokes, ``<`` merged to the left, ``^`` merged upwards.
"""

from decimal import Decimal

from jixiao import read

D = Decimal


def page(text):
    """A web page with one table."""
    rows = [[cell.strip() for cell in line.strip().split("|")] for line in text.strip().splitlines()]
    found = []
    for y, row in enumerate(rows):
        found.append("<tr>")
        for x, cell in enumerate(row):
            if cell in {"<", "^"}:
                continue
            wide, tall = 1, 1
            while row[x + wide : x + wide + 1] == ["<"]:
                wide += 1
            while y + tall < len(rows) and rows[y + tall][x : x + 1] == ["^"]:
                tall += 1
            found.append(f'<td rowspan="{tall}" colspan="{wide}">{cell}</td>')
        found.append("</tr>")
    return f"<html><body><table>{''.join(found)}</table></body></html>".encode()


HEAD = """
2024年度项目支出绩效自评表 | < | < | < | < | <
项目名称 | 道路养护 | < | 主管部门 | 某市交通运输局 | <
"""
ROWS = """
一级指标 | 二级指标 | 三级指标 | 指标值 | 实际完成值 | 得分
产出指标 | 数量指标 | 养护里程 | ≥12公里 | 12公里 | 50
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% | 95% | 10
"""


def reading(block, *, head=HEAD, rows=ROWS):
    found = read(page(head.strip() + "\n" + block.strip() + "\n" + rows.strip()), name="a.html")
    assert len(found.plan.indicators) >= 2
    return found


def tree(lines):
    """Names, amounts, what was spent, parts."""
    return [(line.name, line.amount, line.executed, tree(line.children)) for line in lines]


def told(found):
    return [(problem.code, problem.text) for problem in found.problems]


def test_money_under_its_names():
    found = reading("""
        项目预算（万元） | 资金总额 | < | 财政拨款 | 单位自筹资金 | 其他资金
        ^ | 12.50 | < | 10 | 2.50 |
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("资金总额", D("12.5"), None, [("财政拨款", D(10), None, []), ("单位自筹资金", D("2.5"), None, []), ("其他资金", None, None, [])])
    ]  # fmt: skip
    assert (found.plan.money_unit, told(found)) == ("万元", [])


def test_a_sum_under_the_label_beside_it_and_two_storeys_of_names():
    found = reading("""
        年初预算总额（万元） | 合计 | 财政拨款 | < | < | 其他资金
        ^ | ^ | 小计 | 基本支出 | 项目支出 | ^
        ^ | 30 | 28 | 8 | 20 | 2
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("年初预算总额", D(30), None, [
            ("财政拨款", D(28), None, [("基本支出", D(8), None, []), ("项目支出", D(20), None, [])]), ("其他资金", D(2), None, [])
        ])
    ]  # fmt: skip


def test_rows_of_names_across_columns_of_names():
    found = reading("""
        预算安排（万元） | 资金来源 | 合计 | 财政拨款 | 其他资金 | 上年结转
        ^ | 项目支出总额 | 12 | 10 | 1 | 1
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("项目支出总额", D(12), None, [("财政拨款", D(10), None, []), ("其他资金", D(1), None, []), ("上年结转", D(1), None, [])])
    ]  # fmt: skip


def test_one_sum_parted_in_two_ways_is_not_added_up_twice():
    found = reading("""
        年度预算申请（万元） | 资金总额 | < | 12 | < | <
        ^ | 按收入性质分 | < | 按支出性质分 | < | <
        ^ | 其中：一般公共预算 | 12 | 其中：基本支出 | 5 | <
        ^ | 政府性基金拨款 |  | 项目支出 | 7 | <
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("资金总额", D(12), None, [
            ("按收入性质分", None, None, [("一般公共预算", D(12), None, []), ("政府性基金拨款", None, None, [])]),
            ("按支出性质分", None, None, [("基本支出", D(5), None, []), ("项目支出", D(7), None, [])]),
        ])
    ]  # fmt: skip
    assert told(found) == []


def test_budget_and_spending_side_by_side_with_their_parts_below():
    found = reading("""
        项目预算执行情况（万元） | 预算数： | 36 | 执行数： | 35 | <
        ^ | 其中：财政拨款 | 30 | 其中：财政拨款 | 29 | <
        ^ | 其他资金 | 6 | 其他资金 | 6 | <
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("预算数", D(36), D(35), [("财政拨款", D(30), D(29), []), ("其他资金", D(6), D(6), [])])
    ]
    assert told(found) == []


def test_what_was_spent_so_far_is_no_spending_of_the_year():
    found = reading("""
        预算资金（万元） | 12 | 1-9月支出（万元） | 6 | 支出进度 | 50%
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [("预算资金", D(12), None, [])]
    assert told(found) == [("not-stored", "1-9月支出（万元）：6")]


def test_names_and_amounts_of_two_sides():
    found = reading("""
        部门预算（万元） | 收入 | 金额 | 支出 | 金额 | <
        ^ | 财政拨款收入 | 10 | 基本支出 | 4 | <
        ^ | 其他收入 | 2 | 项目支出 | 8 | <
        ^ | 收入合计 | 12 | 支出合计 | 12 | <
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("收入合计", D(12), None, [("财政拨款收入", D(10), None, []), ("其他收入", D(2), None, [])]),
        ("支出合计", D(12), None, [("基本支出", D(4), None, []), ("项目支出", D(8), None, [])]),
    ]


def test_sums_under_any_heading_beside_any_label():
    """What the names of the rows are called says nothing, if they are names of money; 总计 is a whole."""
    found = reading("""
        年度预算（万元） | 支出类型 | < | 合计 | 财政拨款 | 其他资金
        ^ | 总计 | < | 30 | 25 | 5
        ^ | 基本支出 | < | 10 | 10 | 0
        ^ | 项目支出 | < | 20 | 15 | 5
    """)
    assert [line[:2] for line in tree(found.plan.funds)] == [("总计", D(30))]
    parts = {name: amount for name, amount, _, _ in tree(found.plan.funds[0].children)}
    assert parts == {"财政拨款": D(25), "其他资金": D(5), "基本支出": D(10), "项目支出": D(20)}
    assert told(found) == []


def test_income_and_spending_side_by_side():
    found = reading("""
        部门收支（万元） | 收入合计 | 98.12 | 支出合计 | 98.12 | <
        ^ | 其中：财政拨款 | 13.39 | 其中：基本支出 | 49 | <
        ^ | 其他收入 | 84.73 | 项目支出 | 49.12 | <
    """)
    assert tree(found.plan.funds) == [
        ("收入合计", D("98.12"), None, [("财政拨款", D("13.39"), None, []), ("其他收入", D("84.73"), None, [])]),
        ("支出合计", D("98.12"), None, [("基本支出", D(49), None, []), ("项目支出", D("49.12"), None, [])]),
    ]
    assert told(found) == []


def test_an_amount_wrapped_in_a_narrow_cell():
    found = reading("""
        资金（万元） | 资金总额 | 98448.1<br>2 | 财政拨款 | 98448.<br>12 | <
    """)
    assert tree(found.plan.funds) == [("资金总额", D("98448.12"), None, [("财政拨款", D("98448.12"), None, [])])]


def test_money_of_one_name_twice_is_doubted():
    """The amounts of two halves, or of two columns, that nothing in the table tells apart."""
    found = reading("""
        项目资金（万元） | 年度资金总额 | 86 | < | < | <
        ^ | 财政拨款 | 258 | < | < | <
        ^ | 财政拨款 | 86 | < | < | <
    """)
    assert ("sum-doubtful", "财政拨款 86.00") in told(found)


def test_a_half_that_does_not_add_up_where_the_other_does_is_doubted():
    block = """
        项目资金（万元） | 中期资金总额 | 90 | 年度资金总额 | 30 | <
        ^ | 财政拨款 | 60 | 财政拨款 | {grant} | <
        ^ | 其他资金 | 30 | 其他资金 | 10 | <
    """
    assert [code for code, _ in told(reading(block.format(grant=20)))] == ["several-years"]
    assert told(reading(block.format(grant=60)))[-1] == ("sum-doubtful", "30.00")


def test_a_header_of_money_behind_the_projects_name():
    found = reading(
        """
        2024年度项目支出绩效自评表 | < | < | < | < | <
        填报单位：某县水利局（公章） | < | < | < | < | <
        项目名称 | 堤防 | 项目资金（万元） | 预算数 | 执行数 | 执行率
        ^ | ^ | ^ | 100 | 90 | 90%
        绩效目标 | 修堤。 | < | 完成情况 | 已修。 | <
        """,
        head="",
    )
    assert (found.plan.project, found.plan.department) == ("堤防", "某县水利局")
    assert tree(found.plan.funds) == [("项目资金", D(100), D(90), [])]
    assert [(a.objective, a.text) for a in found.actuals if a.objective] == [(1, "已修。")]


def test_tasks_with_contents_spending_and_what_has_no_field():
    found = reading("""
        年度主要任务 | 重点任务 | 主要工作内容 | 预算数（万元） | 执行数（万元） | 完成情况
        ^ | 防汛 | 修堤 | 10 | 9 | 已完成
        ^ | 抗旱 | 打井 | 20 | 20 | 已完成
        ^ | 金额合计 | < | 30 | 29 |
        年度总体目标 | 修堤打井。 | < | < | < | <
    """)
    assert [(t.name, t.content, tree(t.funds)) for t in found.plan.tasks] == [
        ("防汛", "修堤", [("总额", D(10), D(9), [])]),
        ("抗旱", "打井", [("总额", D(20), D(20), [])]),
    ]
    assert tree(found.plan.funds) == [("总额", D(30), D(29), [])]
    assert told(found) == [("not-stored", "完成情况：已完成")] * 2


def test_numbered_objectives_beside_their_label_and_a_whole_one_above():
    found = reading("""
        整体目标 | 管好路。 | < | < | < | <
        年度绩效目标 | 目标1 | 修路。 | < | < | <
        ^ | 目标2 | 养路。 | < | < | <
    """)
    assert [(o.number, o.text) for o in found.plan.objectives] == [(3, "管好路。"), (1, "修路。"), (2, "养路。")]
    assert told(found) == []


def test_an_objective_below_its_label_and_one_behind_a_colon():
    below = reading("年度绩效目标 | < | < | < | < | <\n修好全市的路。 | < | < | < | < | <")
    assert [o.text for o in below.plan.objectives] == ["修好全市的路。"]
    behind = reading("年度绩效目标：修好全市的路。 | < | < | < | < | <")
    assert [o.text for o in behind.plan.objectives] == ["修好全市的路。"]


def test_both_levels_in_one_column_and_the_objective_of_each_row():
    found = reading(
        "年度目标 | 1.修堤。2.打井。 | < | < | <",
        head="2024年项目支出绩效目标表 | < | < | < | <",
        rows="""
        绩效指标 | 对应目标 | 指标类别 | 指标名称 | 目标值
        ^ | 目标1 | 产出指标-数量指标 | 堤长 | ≥3公里
        ^ | 目标2 | 效益指标-社会效益指标 | 用水人口 | ≥3万人
        """,
    )
    assert [(i.objective, i.level1, i.level2, i.name) for i in found.plan.indicators] == [
        (1, "产出指标", "数量指标", "堤长"),
        (2, "效益指标", "社会效益指标", "用水人口"),
    ]
    assert told(found) == []


def test_targets_of_the_whole_term_are_told_beside_those_of_the_year():
    found = reading(
        """
        绩效目标 | 实施周期总体目标 | < | 年度绩效目标 | <
        ^ | 三年修好。 | < | 一年修一段。 | <
        """,
        head="2024年项目支出绩效目标表 | < | < | < | <",
        rows="""
        一级指标 | 二级指标 | 三级指标 | 实施周期指标值 | 年度指标值
        产出指标 | 数量指标 | 里程 | 36公里 | 12公里
        效益指标 | 社会效益指标 | 出行时间 | 缩短 | 有所缩短
        """,
    )
    assert [o.text for o in found.plan.objectives] == ["三年修好。", "一年修一段。"]
    assert [i.target.text for i in found.plan.indicators] == ["12公里", "有所缩短"]
    assert told(found) == [("several-years", "实施周期指标值 36公里 缩短")]


def test_income_and_spending_side_by_side_keep_their_parts():
    found = reading("""
        部门整体支出（万元） | 收入预算合计 | 12 | 支出预算合计 | 12 | <
        ^ | 其中：财政拨款 | 10 | 其中：基本支出 | 4 | <
        ^ | 其他收入 | 2 | 项目支出 | 8 | <
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("收入预算合计", D(12), None, [("财政拨款", D(10), None, []), ("其他收入", D(2), None, [])]),
        ("支出预算合计", D(12), None, [("基本支出", D(4), None, []), ("项目支出", D(8), None, [])]),
    ]


def test_columns_of_the_measure_in_other_words():
    found = reading(
        "年度目标 | 修路。 | < | < | < | <",
        rows="""
        一级指标 | 二级指标 | 三级指标 | 绩效指标性质 | 绩效指标值 | 绩效度量单位
        产出指标 | 数量指标 | 养护里程 | ≥ | 12 | 公里
        效益指标 | 社会效益指标 | 受益人口 | ≥ | 3 | 万人
        """,
    )
    assert [i.target.text for i in found.plan.indicators] == ["≥12公里", "≥3万人"]


def test_objectives_one_a_row_with_their_results():
    found = reading("""
        年度总体目标完成情况 | 预期目标 | < | 目标实际完成情况 | < | <
        ^ | 目标1：修路。 | < | 路已修好。 | < | <
        ^ | 目标2：养路。 | < | 养护完成。 | < | <
    """)
    assert [(o.number, o.text) for o in found.plan.objectives] == [(1, "修路。"), (2, "养路。")]
    assert [(a.objective, a.text) for a in found.actuals if a.objective] == [(1, "路已修好。"), (2, "养护完成。")]


def test_the_months_of_a_monitoring_form_tell_its_year():
    found = reading(
        "（2024年1-6月） | < | < | < | < | <\n年度总体目标 | 修路。 | < | < | < | <",
        head="项目支出绩效运行监控表 | < | < | < | < | <",
        rows="""
        一级指标 | 二级指标 | 三级指标 | 年度指标值 | 1-6月完成值 | 偏差原因分析
        产出指标 | 数量指标 | 养护里程 | ≥12公里 | 5公里 | 雨季停工
        效益指标 | 社会效益指标 | 受益人口 | ≥3万人 | 3万人 |
        """,
    )
    assert found.plan.year == 2024
    assert [(a.text, str(a.as_of), a.reason) for a in found.actuals] == [
        ("5公里", "2024-06-30", "雨季停工"),
        ("3万人", "2024-06-30", None),
    ]


def test_two_ways_of_parting_above_the_figures():
    found = reading("""
        年度预算申请（万元） | 资金总额 | 按支出类型分 | < | 按资金来源分 | <
        ^ | ^ | 基本支出 | 项目支出 | 财政拨款 | 其他资金
        ^ | 900 | 600 | 300 | 880 | 20
        年度绩效目标 | 目标内容1 | 做好普法。 | < | < | <
        ^ | 目标内容2 | 做好调解。 | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("资金总额", D(900), None, [
            ("按支出类型分", None, None, [("基本支出", D(600), None, []), ("项目支出", D(300), None, [])]),
            ("按资金来源分", None, None, [("财政拨款", D(880), None, []), ("其他资金", D(20), None, [])]),
        ])
    ]  # fmt: skip
    assert [o.text for o in found.plan.objectives] == ["做好普法。", "做好调解。"]


def test_figures_of_one_year_under_their_names():
    found = reading("""
        项目金额 | 申请资金（万元） | 总额 | 财政拨款 | 其他 | <
        ^ | 2024年 | 60 | 50 | 10 | <
        年度绩效目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [("总额", D(60), None, [("财政拨款", D(50), None, []), ("其他", D(10), None, [])])]
    assert found.plan.money_unit == "万元"


def test_objectives_in_halves_of_copied_rows():
    """The row below the headings lacks the cell of the label beside both, as text copied from a table has it."""
    text = """项目支出绩效目标申报表
| 项目名称 | 堤防 | 主管部门 | 某市水务局 |
| 总体目标 | 中期目标（2024年—2026年） | 年度目标 |
| 三年内修好堤防。 | 修堤12公里。 |
| 一级指标 | 二级指标 | 三级指标 | 指标值 |
| 产出指标 | 数量指标 | 堤防长度 | ≥12公里 |
| 满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90% |
"""
    found = read(text.encode(), name="a.txt")
    assert [objective.text for objective in found.plan.objectives] == ["三年内修好堤防。", "修堤12公里。"]


def test_lines_of_money_never_met_and_left_empty():
    found = reading("""
        项目资金（万元） | | 全年预算数 | < | 全年执行数 | 分值
        ^ | 年度预算数 | | < | | 10
        ^ | 本级安排 | | < | |
        ^ | 县级产业基金池 | 3 | < | 2 | 5
        年度总体目标 | 修路。 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("年度预算数", None, None, [("本级安排", None, None, []), ("县级产业基金池", D(3), D(2), [])])
    ]
    assert found.printed_scores[0].points == 10
    assert told(found) == [("not-stored", "县级产业基金池：5")]


def test_lines_of_money_without_a_header_left_empty():
    found = reading("""
        项目资金（万元） | 资金总额： | 12 | < | < | <
        ^ | 其中：政府性基金： | | < | < | <
        ^ | 专项债券： | 12 | < | < | <
        年度总体目标 | 无 | < | < | < | <
    """)
    assert tree(found.plan.funds) == [
        ("资金总额", D(12), None, [("政府性基金", None, None, []), ("专项债券", D(12), None, [])])
    ]
    assert told(found) == []


def test_names_that_begin_like_a_sum_or_a_heading():
    rows = """
        三级指标 | 指标值 | 实际完成值 | 得分 | < | <
        小计面积 | ≥12公里 | 12公里 | 50 | < | <
        完成情况 | 100% | 95% | 10 | < | <
        合计得分 | | | 60 | < | <
    """
    found = reading("年度总体目标 | 修路。 | < | < | < | <", rows=rows)
    assert [row.name for row in found.plan.indicators] == ["小计面积", "完成情况"]
    assert (found.printed_scores[-1].subject, found.printed_scores[-1].score) == ("total", 60)


def test_a_form_cut_below_its_money():
    found = read(page(HEAD.strip() + "\n项目资金（万元） | 资金总额 | 12 | < | < | <"), name="a.html")
    assert (found.plan.project, tree(found.plan.funds)) == ("道路养护", [("资金总额", D(12), None, [])])


def test_points_behind_a_name_where_no_column_holds_them():
    rows = """
        一级指标 | 二级指标 | 三级指标 | 指标值 | < | <
        产出指标 | 数量指标 | 养护里程（30分） | ≥12公里 | < | <
        满意度指标 | 服务对象满意度指标 | 群众满意度(10.5分) | ≥90% | < | <
    """
    found = reading("年度总体目标 | 修路。 | < | < | < | <", rows=rows)
    assert [(row.name, row.weight) for row in found.plan.indicators] == [("养护里程", 30), ("群众满意度", D("10.5"))]


def test_the_unit_beside_the_money_goes_before_one_of_another_table():
    above = "2024年资金安排表 | 单位：元 | < | < | < | <\n某乡 | 6,830,200 | < | < | < | <"
    block = "资金情况（万元） | 年度金额 | 12 | < | < | <\n年度总体目标 | 总体目标 | 修路。 | < | < | <"
    found = reading(block, head=f"{above}\n{HEAD.strip()}")
    assert (found.plan.money_unit, [goal.text for goal in found.plan.objectives]) == ("万元", ["修路。"])
