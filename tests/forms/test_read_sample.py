"""The real sample as text and as a workbook, and other texts of the same kind."""

import io
import random
import re
import subprocess
from collections import Counter
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jixiao.errors import JixiaoError
from jixiao.forms.read import read
from jixiao.forms.read.flow import read_flow
from jixiao.forms.read.wrapping import width
from jixiao.plan import Indicator, Plan, indicator_id, parse_target, part, total
from jixiao.plan.values import FundLine, Objective, Task
from tests.conftest import ROOT

PDF = ROOT / "documents" / "tianjin-miit-2025.pdf"


def facts(plan):
    return [(i.objective, i.level1, i.level2, i.name, i.target and i.target.text) for i in plan.indicators]


def test_text(sample_text, sample_plan):
    reading = read(sample_text.encode(), name="sample.txt")
    plan = reading.plan
    assert reading.problems == ()
    assert plan == sample_plan
    assert len(plan.tasks) == len(plan.objectives) == 8
    root = plan.funds[0]
    assert [root.amount, *(part(root, name) for name in ("基本支出", "项目支出", "其他资金"))] == [
        Decimal(x) for x in ("33711.92", "10362.10", "18668.42", "4681.40")
    ]
    for task in plan.tasks:
        assert total(task.funds[0].children) == task.funds[0].amount
    assert [n for _, n in sorted(Counter(i.objective for i in plan.indicators).items())] == [
        6,
        13,
        15,
        9,
        17,
        19,
        19,
        13,
    ]
    assert Counter(i.target.kind for i in plan.indicators) == {"number": 77, "qualitative": 27, "date": 5, "period": 2}
    assert Counter(i.target.comparator for i in plan.indicators) == {"≥": 40, "=": 24, "≤": 13, None: 34}
    assert [o.tasks for o in plan.objectives] == [(n,) for n in range(1, 9)]


def test_workbook_says_the_same_as_the_text(sample_xlsx, sample_plan):
    reading = read(sample_xlsx, name="sample.xlsx")
    assert reading.problems == ()
    assert reading.plan == sample_plan


@pytest.mark.parametrize("kind", ["txt", "xlsx"])
def test_every_field_has_its_place(kind, sample_text, sample_xlsx):
    source = sample_text.encode() if kind == "txt" else sample_xlsx
    reading = read(source, name=f"sample.{kind}")
    places = reading.locations
    for name in ("form", "scope", "department", "year"):
        assert places[f"/{name}"].file == f"sample.{kind}"
    for index in range(8):
        assert {f"/tasks/{index}/name", f"/tasks/{index}/number", f"/tasks/{index}/funds/0"} <= places.keys()
        assert {f"/objectives/{index}/text", f"/objectives/{index}/tasks"} <= places.keys()
    for index, indicator in enumerate(reading.plan.indicators):
        assert {f"/indicators/{index}/{field}" for field in ("name", "target", "level1", "level2")} <= places.keys()
        name = places[f"/indicators/{index}/name"]
        if kind == "txt":
            assert indicator.name.startswith(
                sample_text.split("\n")[name.line - 1].split()[
                    -2 if " " in sample_text.split("\n")[name.line - 1].strip() else -1
                ][:4]
            )
        else:
            assert (name.sheet, name.cell[0]) == ("绩效指标", "D")


def test_without_page_headers(sample_text, sample_plan):
    lines = sample_text.split("\n")
    kept, seen = [], set()
    repeated = {
        "整体支出绩效目标表",
        "（2025年度）",
        "绩效",
        "目标",
        "年度绩效指标",
        "一级指标 二级指标 三级指标 年度指标值",
        "序号 年度绩效目标",
        "对应工",
        "作任务",
    }
    for line in lines:
        if line in repeated and line in seen:
            continue
        seen.add(line)
        kept.append(line)
    reading = read_flow(kept)
    assert reading.problems == ()
    assert reading.plan == sample_plan


def test_blank_lines_do_not_matter(sample_text, sample_plan):
    lines = [line for line in sample_text.split("\n") if line.strip()]
    assert read_flow(lines).plan == sample_plan
    doubled = [part for line in lines for part in (line, "", "  ")]
    assert read_flow(doubled).plan == sample_plan


def wrapped(text: str, limit: int) -> list[str]:
    """Lines no wider than a column of ``limit`` full-width characters; figures stay whole."""
    lines, line = [], ""
    for word in re.findall(r"[A-Za-z0-9.%]+|.", text):
        if line and width(line + word) > limit:
            lines.append(line)
            line = ""
        line += word
    return [*lines, line]


def page_text(plan: Plan, rng: random.Random, name_width: int, value_width: int, *, headers: bool) -> str:
    """A plan as its paper form's text, wrapped at other widths and broken into pages elsewhere."""
    head = ["整体支出绩效目标表", "", f"（{plan.year}年度）", ""]
    columns = ["绩效", "目标", "", "年度绩效指标", "", "一级指标 二级指标 三级指标 年度指标值", ""]
    out = [
        *head,
        "部门",
        "名称",
        "",
        plan.department,
        "",
        "预算资金（万元）",
        "总额",
        "财政资金",
        "其他资金",
        "序号",
        "主要工作任务 基本支出 项目支出",
        "",
    ]
    root = plan.funds[0]
    amounts = [root.amount, *(part(root, n) for n in ("基本支出", "项目支出", "其他资金"))]
    out += ["合  计 " + " ".join(str(a) for a in amounts if a is not None), ""]
    for task in plan.tasks:
        tree = task.funds[0]
        figures = " ".join(
            str(a)
            for a in (tree.amount, *(part(tree, n) for n in ("基本支出", "项目支出", "其他资金")))
            if a is not None
        )
        pieces = wrapped(task.name, 14)
        out += (
            [f"{task.number} {pieces[0]} {figures}"] if len(pieces) == 1 else [str(task.number), *pieces, "", figures]
        )
        out.append("")
    out += ["序号 年度绩效目标", "对应工", "作任务", ""]
    for objective in plan.objectives:
        out += [str(objective.number), *wrapped(objective.text, 30), "", "、".join(map(str, objective.tasks)), ""]
    out += columns
    previous = (None, None, None)
    for indicator in plan.indicators:
        if headers and rng.random() < 0.08:
            out += ["", *head, *columns]
            previous = (None, None, None)
        labels = (indicator.objective, indicator.level1, indicator.level2)
        line = ""
        if labels[0] != previous[0]:
            out += [f"目标{labels[0]}", ""]
        if labels[:2] != previous[:2]:
            out += [labels[1], ""] if rng.random() < 0.5 else []
            line = "" if out[-2:] == [labels[1], ""] else labels[1] + " "
        if labels != previous:
            line += labels[2] + " "
        names, values = wrapped(indicator.name, name_width), wrapped(indicator.target.text, value_width)
        if len(names) == len(values) == 1:
            out += [line + names[0] + " " + values[0]]
        else:
            out += [line.strip()] if line else []
            out += [*names, "", *values]
        out += [""] * rng.randrange(3)
        previous = labels
    return "\n".join(out)


def other_department(rng: random.Random) -> Plan:
    """A made-up department's table: other names, figures and sizes."""
    words = [
        "道路",
        "桥梁",
        "学校",
        "医院",
        "图书",
        "培训",
        "档案",
        "绿化",
        "供水",
        "养老",
        "救助",
        "监测",
        "巡查",
        "检验",
        "采购",
        "维修",
        "演练",
        "宣传",
        "普查",
        "普法",
    ]
    tasks, objectives, indicators, taken = [], [], [], set()
    sums = [Decimal(0)] * 3
    for number in range(1, rng.randint(2, 6)):
        parts = [Decimal(rng.randint(100, 999999)) / 100 if rng.random() < 0.7 else None for _ in range(3)]
        if parts == [None] * 3:
            parts[0] = Decimal("12.34")
        sums = [s + (p or 0) for s, p in zip(sums, parts, strict=True)]
        tree = [FundLine(n, p) for n, p in zip(("基本支出", "项目支出"), parts, strict=False) if p is not None]
        children = ((FundLine("财政资金", children=tuple(tree)),) if tree else ()) + (
            (FundLine("其他资金", parts[2]),) if parts[2] is not None else ()
        )
        name = "推进" + "".join(rng.sample(words, rng.randint(2, 9))) + "工作。"
        tasks.append(
            Task(number, name, funds=(FundLine("总额", sum(p for p in parts if p is not None), children=children),))
        )
        objectives.append(
            Objective(number, "全力做好" + "".join(rng.sample(words, 12)) + "各项工作，确保群众满意。", (number,))
        )
        for level1, level2, ending, targets in (
            ("产出指标", "数量指标", "数量", ["≥{}次", "＝{}个", "≥{}万人次"]),
            ("产出指标", "质量指标", "合格率", ["＝100%", "≥95%"]),
            ("产出指标", "时效指标", "完成时间", ["2025年11月底前", "2025年全年"]),
            ("产出指标", "成本指标", "成本", ["≤{}.5万元"]),
            ("效益指标", "社会效益", "水平", ["持续提升", "有效保障"]),
            ("满意度指标", "服务对象满意度", "群众满意度", ["≥90%"]),
        ):
            for _ in range(rng.randint(1, 3)):
                indicator = "".join(rng.sample(words, rng.randint(1, 13))) + ending
                target = rng.choice(targets).format(rng.randint(2, 500))
                indicators.append(
                    Indicator(
                        indicator_id(number, level1, level2, indicator, taken),
                        indicator,
                        number,
                        level1=level1,
                        level2=level2,
                        target=parse_target(target, 2025),
                    )
                )
    amounts = list(sums)
    fiscal = tuple(FundLine(n, a) for n, a in zip(("基本支出", "项目支出"), amounts, strict=False))
    funds = FundLine(
        "总额", sum(amounts), children=(FundLine("财政资金", children=fiscal), FundLine("其他资金", amounts[2]))
    )
    return Plan(
        "目标表",
        "整体支出",
        "某市某局",
        None,
        2025,
        "万元",
        (funds,),
        tuple(tasks),
        tuple(objectives),
        tuple(indicators),
    )


@pytest.mark.parametrize("seed", range(60))
def test_other_departments_with_wraps_elsewhere(seed):
    """Right, or a doubt is told; and nearly always right."""
    rng = random.Random(seed)
    plan = other_department(rng)
    text = page_text(
        plan, rng, name_width=rng.randint(14, 26), value_width=rng.randint(9, 14), headers=rng.random() < 0.5
    )
    reading = read_flow(text.split("\n"))
    assert reading.plan.department == plan.department
    assert reading.plan.objectives == plan.objectives
    doubted = "".join(problem.text for problem in reading.problems)
    for mine, theirs in zip(reading.plan.tasks, plan.tasks, strict=True):
        assert mine.name == theirs.name
        assert mine == theirs or str(theirs.funds[0].amount) in doubted
    expected = facts(plan)
    got = facts(reading.plan)
    assert not set(got) - set(expected), "a row is silently wrong"
    for row in expected:
        assert row in got or row[3][:8] in doubted
    if not reading.problems:
        assert got == expected
    assert len(got) >= 0.8 * len(expected)


def extraction(tool: str) -> str:
    if tool == "pdftotext-layout":
        return subprocess.run(["pdftotext", "-layout", PDF, "-"], capture_output=True, check=True).stdout.decode()
    if tool == "pdftotext":
        return subprocess.run(["pdftotext", PDF, "-"], capture_output=True, check=True).stdout.decode()
    if tool == "pdftotext-raw":
        return subprocess.run(["pdftotext", "-raw", PDF, "-"], capture_output=True, check=True).stdout.decode()
    if tool == "pdfplumber":
        import pdfplumber

        with pdfplumber.open(PDF) as document:
            return "\f".join(page.extract_text() for page in document.pages)
    import pypdf

    return "\f".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(PDF.read_bytes())).pages)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("tool", ["pdftotext-layout", "pdftotext", "pdftotext-raw", "pdfplumber", "pypdf"])
def test_other_extractions_are_right_or_doubted(tool, sample_plan):
    text = extraction(tool)
    try:
        reading = read(text.encode(), name=f"{tool}.txt")
    except JixiaoError as error:
        assert error.code == "not-a-form"  # noqa: PT017 - every character order is allowed to be too much
        return
    right = {row[3:]: row for row in facts(sample_plan)}
    names = {problem.text for problem in reading.problems}
    for row in facts(reading.plan):
        if row[3] in names:
            continue  # said to be doubtful
        assert row[3:] in right, row
        for mine, theirs in zip(row[:3], right[row[3:]][:3], strict=True):
            assert mine is None or any(
                mine == r[position] for r in facts(sample_plan) if r[3:] == row[3:] for position in range(3)
            ), (row, theirs)
    for mine in reading.plan.tasks:
        theirs = sample_plan.task(mine.number)
        if mine.name:
            assert mine.name == theirs.name
        if mine.funds and mine.funds[0].children:
            assert mine.funds == theirs.funds
    for objective in reading.plan.objectives:
        assert objective == sample_plan.objective(objective.number)
    lost = [row for row in facts(sample_plan) if row[3:] not in {r[3:] for r in facts(reading.plan)}]
    if lost or reading.plan.objectives != sample_plan.objectives:
        assert reading.problems
    if any(row[0] is None for row in facts(reading.plan)):
        assert any(problem.code == "order-lost" for problem in reading.problems)


def test_an_amount_that_fits_two_columns_is_doubted(sample_text):
    text = sample_text.replace("合  计 33711.92 10362.10 18668.42 4681.40", "")
    reading = read_flow(text.split("\n"))
    assert any(problem.code == "sum-doubtful" and "2200.29" in problem.text for problem in reading.problems)
    assert reading.plan.tasks[1].funds == (replace(reading.plan.tasks[1].funds[0], children=()),)
