"""Documents without a form: what they are is said, with exit code 2. All texts are made up."""

import time

import pytest
import typst
from click.testing import CliRunner

from jixiao import read
from jixiao.cli import cli
from jixiao.errors import JixiaoError
from jixiao.forms.read.guarded import read_guarded
from jixiao.forms.write.pdf import FAMILY, _fonts
from tests.forms.test_bad_input import workbook

BUDGET = (
    "某市某局2025年部门预算公开\n目录\n第一部分 部门概况\n一、主要职能\n第二部分 2025年部门预算表\n一、收支总表\n二、收入总表\n三、支出总表\n"
    "四、财政拨款收支总表\n五、一般公共预算支出表\n六、一般公共预算基本支出表\n七、“三公”经费支出表\n第三部分 情况说明\n"
    + "我局2025年预算收入说明如下。\n"
    * 150
)
ACCOUNTS = "某局2024年度部门决算\n一、收入支出决算总表\n二、收入决算表\n三、支出决算表\n" + "说明。\n" * 100
SYSTEM = [
    ["项目支出绩效评价指标体系"],
    ["一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准"],
    ["决策", "项目立项", "立项依据充分性", "5", "是否充分", "充分得5分"],
    ["过程", "资金管理", "资金到位率", "5", "到位情况", "按比例"],
    ["产出", "产出数量", "实际完成率", "10", "完成情况", "按比例"],
    ["效益", "项目效益", "社会效益", "10", "效益", "好得10分"],
]
BLANK = [
    ["项目支出绩效目标表"],
    ["（    年度）"],
    ["项目名称", ""],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "指标1：", ""],
    ["", "", "……", ""],
    ["效益指标", "社会效益指标", "指标1：", ""],
]
KINDS = {
    "budget-disclosure": (BUDGET, "部门预算公开（有收支总表、收入总表、支出总表等7张表）"),
    "final-accounts": (ACCOUNTS, "部门决算公开（有收入支出决算总表、收入决算表、支出决算表3张表）"),
    "evaluation-report": ("2024年度会议项目支出绩效评价报告\n一、项目基本情况\n" + "执行较好。\n" * 50, "绩效评价报告"),
    "self-evaluation-report": ("某局2024年度部门整体支出绩效自评报告\n一、部门基本情况\n" + "良好。\n" * 50, "绩效自评报告"),
    "regulation": ("某市项目支出绩效评价管理办法\n第一章 总则\n第一条 为加强管理\n第二条 本办法\n第三条 三级指标\n", "制度文件"),
    "evaluation-system": (SYSTEM, "绩效评价指标体系"),
    "budget-tables": ([["部门收支总表"], ["收入", "", "支出", ""], ["项目", "预算数", "项目", "预算数"]], "收支预算表"),
    "contract": ("技术服务合同\n合同编号：2025-1\n甲方：某局\n乙方：某公司\n", "合同"),
    "procurement": ("某局设备采购项目公开招标公告\n项目编号\n", "政府采购文件"),
    "other": ([["姓名", "电话"], ["甲", "1"]], "姓名 电话 甲 1"),
}  # fmt: skip


def data_of(content):
    return workbook(content, name="Sheet1") if isinstance(content, list) else content.encode()


@pytest.mark.parametrize("kind", KINDS)
def test_says_what_it_is(kind):
    content, said = KINDS[kind]
    with pytest.raises(JixiaoError) as caught:
        read(data_of(content), name="文件")
    error = caught.value
    assert (error.code, error.kind) == ("not-a-form", kind)
    assert said in error.zh
    assert "请选择绩效目标表" in error.zh
    assert error.en.startswith("This is no performance form but ")


def test_a_notice_that_names_forms():
    with pytest.raises(JixiaoError) as caught:
        read("关于开展绩效自评工作的通知\n各预算单位：\n请填报项目支出绩效自评表。\n".encode(), name="通知.txt")
    assert caught.value.kind == "regulation"
    assert "文中提到绩效自评表，但没有表本身" in caught.value.zh


def test_a_blank_form_is_called_so():
    with pytest.raises(JixiaoError) as caught:
        read(workbook(BLANK), name="空表.xlsx")
    assert (caught.value.code, caught.value.kind) == ("no-indicators", "blank-form")
    assert "没有填写的空白表" in caught.value.zh


def test_an_evaluation_with_targets_is_a_form():
    """Self-evaluations of some places begin with 决策 as well; they print targets and results."""
    rows = [
        ["项目支出绩效自评表"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分"],
        ["项目决策", "立项", "立项规范性", "规范", "规范", "10", "10"],
        ["产出指标", "数量指标", "会议次数", "≥12次", "13次", "50", "50"],
    ]
    assert len(read(workbook(rows), name="a.xlsx").plan.indicators) == 2


def test_levels_of_an_evaluation_in_a_form_not_filled_in():
    """投入 and 过程 are levels of some places' forms as well; an evaluation prints neither money nor objectives."""
    rows = [
        ["项目支出绩效目标表"],
        ["项目名称", "会议"],
        ["年度总体目标", "召开会议。"],
        ["一级指标", "二级指标", "三级指标", "指标值"],
        ["投入", "资金", "到位率", ""],
        ["过程", "管理", "制度健全性", ""],
    ]
    assert len(read(workbook(rows), name="a.xlsx").plan.indicators) == 2


def test_a_long_report_in_bounds(tmp_path):
    """A budget report of more than a hundred pages without a form in it."""
    pages = "#pagebreak()\n".join(
        "#table(columns: 3, [科目], [预算数], [备注], " + "[教育支出], [100.00], [说明], " * 30 + ")\n"
        for _ in range(120)
    )
    head = BUDGET.replace("\n", "\n\n")
    source = f'#set text(font: "{FAMILY}")\n{head}\n#pagebreak()\n{pages}'
    data = typst.Compiler(source.encode(), font_paths=_fonts(), ignore_system_fonts=True).compile(format="pdf")
    started = time.monotonic()
    with pytest.raises(JixiaoError) as caught:
        read_guarded(data, name="预算公开.pdf")
    assert time.monotonic() - started < 12
    assert caught.value.kind == "budget-disclosure"
    assert "共12" in caught.value.zh
    path = tmp_path / "预算公开.pdf"
    path.write_bytes(data)
    done = CliRunner().invoke(cli, ["read", str(path)], standalone_mode=False)
    assert done.exit_code == 2
    assert "部门预算公开" in done.output
