"""The acceptance list of the sample table: what a careful reviewer finds, and what is in order."""

import re

import pytest

from jixiao import read
from jixiao.review import check

# (number in the list, objective, part of the name, rules of which one must report the row)
LIST = [
    (1, 2, "抓重点行业扩增量", {"R04"}),
    (2, 2, "重点产业链能级", {"R03"}),
    (2, 5, "绿色循环产业", {"R03"}),
    (2, 4, "信息基础设施", {"R03"}),
    (3, 7, "无线电频率使用许可数", {"R06"}),
    (3, 7, "无线电台（站）许可数", {"R06"}),
    (4, 2, "企业困难解决及时率", {"R06"}),
    (4, 8, "考试完成及时率", {"R06"}),
    (5, 5, "对企业补助标准符合政策要求比例", {"R06"}),
    (5, 6, "新能源汽车购车补贴标准政策适用率", {"R06"}),
    (6, 7, "通过公开招标、三方比价等方式遴选第三方", {"R03"}),
    (6, 7, "通过公开招标、三方比价等方式遴选第三方", {"R04"}),
    (7, 5, "粉煤灰等大宗固废资源化利用率", {"R09"}),
    (8, 2, "实施重大工业项目和重点技改项目", {"R09"}),
    (8, 3, "新认定市级企业技术中心", {"R09"}),
    (8, 5, "选拔第二批天津市卓越制造人才", {"R09"}),
    (8, 2, "新认定一批市级产业主题园区", {"R09"}),
    (9, 5, "新增国家级绿色工厂和绿色制造单位", {"R09"}),
    (9, 5, "新增国家级绿色工厂和绿色制造单位", {"R28"}),
    (10, 8, "租赁办公用房总建筑面积", {"R10"}),
    (10, 8, "租赁办公用房总建筑面积", {"R27"}),
    (10, 8, "公共卫生储备库租用仓库面积", {"R27"}),
    (11, 6, "系统负荷控制能力占最大负荷比例", {"R25"}),
    (12, 6, "总补贴金额", {"R07"}),
    *[(13, number, name, {"R07"}) for number, name in (
        (1, "合理人员支出总成本"), (2, "合理人员支出和项目支出总成本"), (3, "合理控制总成本"), (4, "总成本投入"),
        (7, "总投入金额"), (8, "运转保障管理工作费用"))],
    (14, 1, "全市规模以上工业增加值增长", {"R21"}),
    (14, 1, "全市规模以上工业增加值增长", {"R26"}),
    (15, 7, "社会公众满意度，社会公众零投诉", {"R19"}),
    (16, 6, "受益企业、群众满意度", {"R19"}),
    (16, 6, "受益企业、群众满意度", {"R23"}),
    (17, 4, "服务对象满意度", {"R23"}),
    (18, 5, "企业满意度", {"R18"}),
    (19, 3, "智能工厂梯度培育工程", {"R15"}),
    (19, 3, "我市数字化转型服务实施能力", {"R15"}),
    (21, 4, "打造10家5G全连接工厂", {"R20"}),
    (22, 5, "资金拨付或使用时间", {"R19"}),
    (23, 1, "完成时间", {"R11"}),
    (23, 8, "机构稳定运行时间", {"R11"}),
    (24, 1, "例会相关负责人出席率", {"R27"}),
    (25, 7, "开展频率使用方案评价", {"R19"}),
    (26, 8, "考试公平公正", {"R04"}),
    (26, 8, "有效提升机构运转能力", {"R04"}),
    (28, 6, "填谷补贴标准", {"R22"}),
    (29, 3, "世界智能产业博览会完成时间", {"R31"}),
]  # fmt: skip


@pytest.fixture(scope="module")
def reading(sample_text):
    return read(sample_text.encode(), name="table.txt")


@pytest.fixture(scope="module")
def findings(reading):
    return check(reading.plan, problems=reading.problems, locations=reading.locations)


@pytest.mark.parametrize(("number", "objective", "name", "codes"), LIST)
def test_the_list_is_found_each_at_its_row(number, objective, name, codes, findings, reading, sample_text):
    row = next(index for index, i in enumerate(reading.plan.indicators) if i.objective == objective and name in i.name)
    mine = [found for found in findings if re.match(rf"/indicators/{row}(/|$)", found.subject)]
    assert codes <= {found.rule for found in mine}, number
    lines = sample_text.split("\n")
    for found in mine:
        assert found.location is not None
        assert found.location.line is not None
        around = "".join(lines[found.location.line - 1 : found.location.line + 4]).replace(" ", "")
        assert any(part in around for part in (name[:6], reading.plan.indicators[row].target.text[:4]))


def test_objectives_without_a_numeric_benefit_are_errors(findings, reading):
    hard = {
        reading.plan.indicators[int(found.subject.split("/")[2])].objective
        for found in findings
        if found.rule == "R03" and found.severity == "error"
    }
    assert {3, 4, 6} <= hard


def test_mixed_dates_and_apportioned_money_are_told(findings):
    assert {"R12", "R29"} <= {found.rule for found in findings}
    assert "62.62" in next(found.message for found in findings if found.rule == "R29")


def test_what_is_in_order_stays_silent(findings):
    """Sums, links, types, dates inside the year, units, no blank cells, no import damage."""
    assert not [f for f in findings if f.rule in {"R01", "R02", "R05", "R24", "R32", "R33", "R08"}]
    assert not [f for f in findings if f.rule == "R07" and f.severity == "error"]
    assert not [f for f in findings if f.rule == "R11" and f.severity == "error"]


def test_ceilings_that_fit_are_never_errors(findings):
    assert all(f.severity != "error" for f in findings if f.rule == "R07")


def test_order_is_that_of_the_form(findings):
    rows = [int(f.subject.split("/")[2]) for f in findings if re.match(r"/indicators/\d", f.subject)]
    assert rows == sorted(rows)


def test_xlsx_gives_the_same_findings(findings, sample_xlsx):
    reading = read(sample_xlsx, name="table.xlsx")
    again = check(reading.plan, problems=reading.problems, locations=reading.locations)
    assert [(f.rule, f.subject, f.message) for f in again] == [(f.rule, f.subject, f.message) for f in findings]
    assert all(f.location is not None and f.location.cell for f in again if f.subject.startswith("/indicators/"))


def test_no_finding_about_the_reading_itself(findings):
    assert not [f for f in findings if "无法解析" in f.message]


@pytest.mark.parametrize("slip", ["2024年", "2026年"])
def test_a_year_of_another_table_is_an_error(slip, sample_text):
    text = sample_text.replace("2025年9月底前", f"{slip}9月底前", 1)
    reading = read(text.encode(), name="t.txt")
    found = [f for f in check(reading.plan) if f.rule == "R11" and slip in f.quote]
    assert found
    assert found[0].severity == "error"


def test_a_sum_that_does_not_add_up_is_an_error(sample_plan):
    from decimal import Decimal

    from msgspec.structs import replace

    task = sample_plan.tasks[1]
    broken = replace(task, funds=(replace(task.funds[0], amount=Decimal("2200.30")),))
    plan = replace(sample_plan, tasks=(sample_plan.tasks[0], broken, *sample_plan.tasks[2:]))
    found = [f for f in check(plan) if f.rule == "R01"]
    assert found
    assert all(f.severity == "error" for f in found)
    assert any("2200.29" in f.message and "2200.30" in f.message for f in found)
