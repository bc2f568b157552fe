"""Cells one after another: where rows begin, what many rows say, and what is doubted. Names and figures are made up."""

from decimal import Decimal

from jixiao import read

HEAD = ["项目支出绩效自评表", "（2024年度）", "项目名称", "道路养护", "年度总体目标", "修路。"]


def reading(*cells, head=HEAD):
    return read("\n".join([*head, *cells, "", ""]).encode(), name="a.txt")


def rows(found):
    texts = {actual.indicator: actual.text for actual in found.actuals}
    return [(row.name, row.target and row.target.text, texts.get(row.id), row.weight) for row in found.plan.indicators]


def told(found):
    return {problem.code: problem.text for problem in found.problems}


def test_words_of_many_rows_are_no_names_and_no_targets():
    found = reading(
        "一级指标", "二级指标", "三级指标", "数据来源", "指标值", "实际完成值", "分值", "牵头科室",
        "产出指标", "数量指标", "养护里程", "年度工作计划", "12公里", "12公里", "30", "养护股",
        "质量指标", "路面平整", "年度工作计划", "20", "养护股",
        "效益指标", "社会效益指标", "出行便利", "年度工作计划", "提高", "提高", "30", "养护股",
    )  # fmt: skip
    assert rows(found) == [
        ("养护里程", "12公里", "12公里", 30),
        ("路面平整", None, None, 20),
        ("出行便利", "提高", "提高", 30),
    ]
    assert [row.level2 for row in found.plan.indicators] == ["数量指标", "质量指标", "社会效益指标"]


def test_a_numbered_name_is_no_label_and_no_value():
    found = reading(
        "一级指标", "二级指标", "三级指标", "指标值", "实际完成值",
        "满意度指标", "服务对象满意度指标", "指标1：群众满意度", "≥90%", "95%", "指标2：企业满意度", "≥80%", "92%",
    )  # fmt: skip
    assert rows(found) == [("群众满意度", "≥90%", "95%", None), ("企业满意度", "≥80%", "92%", None)]


def test_a_target_that_names_the_next_row_is_doubted():
    found = reading(
        "一级指标", "二级指标", "三级指标", "指标值",
        "产出指标", "数量指标", "新增退耕面积（亩）", "有害生物防治面积（亩）",
    )  # fmt: skip
    assert "有害生物防治面积（亩）" in " ".join(told(found).values())


def test_header_words_on_two_lines_and_a_table_without_levels():
    found = reading(
        "绩效指标", "指标", "指标权重", "计量单位", "指标性质", "指标值",
        "受益人数", "20", "人", "≥", "75", "按时发放率", "10", "%", "≥", "95",
    )  # fmt: skip
    assert rows(found) == [("受益人数", "≥75人", None, 20), ("按时发放率", "≥95%", None, 10)]
    found = reading(
        "一级指标",
        "二级指标",
        "三级指标",
        "年度",
        "指标值",
        "实际",
        "完成值",
        "产出指标",
        "数量指标",
        "里程",
        "5公里",
        "6公里",
    )
    assert rows(found) == [("里程", "5公里", "6公里", None)]


def test_levels_by_other_words():
    found = reading(
        "一级",
        "二级",
        "三级指标",
        "年度数值",
        "产出值",
        "数量值",
        "里程",
        "≥5公里",
        "效益值",
        "社会效益值",
        "出行便利",
        "提高",
    )
    assert [(row.level1, row.level2, row.name) for row in found.plan.indicators] == [
        ("产出值", "数量值", "里程"), ("效益值", "社会效益值", "出行便利"),
    ]  # fmt: skip


def test_runs_of_pipes_that_end_rows_of_money_and_objectives():
    """A cell a line closed by a pipe; what merged cells left out stands behind a row's last cell."""
    rows = [
        (["项目支出绩效自评表"], 7), (["项目名称", "道路养护"], 6),
        (["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值"], 2),
        (["年度资金总额", "160万", "150万", "134.4万", "10"], 3), (["年度总体目标", "预期目标", "实际完成情况"], 5),
        (["修路。", "修了。"], 6), (["一级指标", "二级指标", "三级指标", "指标值", "实际完成值", "分值"], 2),
        (["产出指标", "数量指标", "里程", "12公里", "12公里", "60"], 2),
        (["满意度指标", "服务对象满意度指标", "群众满意度", "90%", "95%", "30"], 2),
    ]  # fmt: skip
    text = "".join("".join(f"{cell} |\n" for cell in cells) + "|" * lacking + "\n" for cells, lacking in rows)
    found = read(text.encode(), name="a.txt")
    assert [(line.initial, line.amount, line.executed) for line in found.plan.funds] == [
        (Decimal(160), Decimal(150), Decimal("134.4"))
    ]
    assert [goal.text for goal in found.plan.objectives] == ["修路。"]
    assert [a.text for a in found.actuals if a.objective] == ["修了。"]
    assert [row.name for row in found.plan.indicators] == ["里程", "群众满意度"]
