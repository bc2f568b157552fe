"""Layouts of provinces: the forms that whole provinces print, with their own blocks, words and columns.

Written from what these forms look like, before any reader was changed for them; those of which a first sketch was read
wrongly are among them on purpose. First figures (2026-11-25, 10 documents a layout): office files and html 71.4 % of
fields and 50 of 110 documents exact, ruled PDF 71.3 % and 43, PDF without lines 66.5 % and 37; lists of projects as in
Yunnan, tasks and measures of Yunnan, Henan and Hubei, 指标值 in parts of Liaoning failed, two of them without a doubt.
Of transfer, tree, bond, guangdong, hunan-list, fujian, shenzhen and sections, written later, the first sketches lost
money, targets, actual values or levels, or were refused.
Readers were repaired by general rules since, so that the figures of today are those of a tuning set.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.forms.layout import Cell, FormTable, label, merged_runs
from tests.generated import truth as facts
from tests.generated.apart import _evaluated, _labels, _line, _money, _overall, _project, _several_years, _table, _text
from tests.generated.truth import Row, Truth, amount, sentence
from tests.generated.unseen import _beside, _wide

if TYPE_CHECKING:
    import random

    from jixiao.forms.layout import Cell as _Cell


def _heads(*names: str) -> list[_Cell]:
    return [label(name) for name in names]


def _as_printed(row: Row, sign: str) -> list[_Cell]:
    """Sign, value and unit of a row in columns; a target without a sign is printed with one, as their systems do."""
    value = row.value
    if not row.sign:
        row.value = f"{sign}{value}"  # a target's text is its columns joined, as they are printed
    return [Cell(row.sign or sign), Cell(value), Cell(row.unit)]


# -- many projects in one table --------------------------------------------------------------


def _projects(rng: random.Random, title: str) -> Truth:
    """Two or three projects of one department, the first with the others behind it."""
    first = _project(rng, title)
    names = {first.project}
    for _ in range(rng.randrange(1, 3)):
        other = _project(rng, title)
        if other.project not in names:
            names.add(other.project)
            other.department, other.year = first.department, first.year
            first.also.append(other)
    return first


def list_yunnan(rng: random.Random) -> tuple[Truth, FormTable]:
    """预算05-2表: name of unit and projects in one column, columns numbered, the unit a row of its own."""
    truth = _projects(rng, "项目支出绩效目标表（本级）")
    names = (
        "单位名称、项目名称",
        "项目年度绩效目标",
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "指标属性",
        "指标内容",
    )
    rows = [_heads(*names), [Cell(str(n)) for n in range(1, 11)], [_text(truth.department), _wide("", 9)]]  # fmt: skip
    for form in (truth, *truth.also):
        count = len(form.rows)
        for n, (levels, r) in enumerate(zip(_labels(form.rows), form.rows, strict=True)):
            lead = [_text(form.project, rows=count), _text(form.objectives[0], rows=count)] if n == 0 else []
            kind = "定量指标" if r.sign else "定性指标"
            rows.append([*lead, *levels, Cell(r.name), *_as_printed(r, "＝"), Cell(kind), _text("反映" + r.name)])
    widths = (16, 20, 10, 12, 20, 7, 12, 8, 9, 18)
    return truth, _table(truth, widths, rows, subtitle=f"{truth.year}年度", landscape=True)


def list_neimenggu(rng: random.Random) -> tuple[Truth, FormTable]:
    """Every row says its project, budget and objective again; nothing is merged."""
    truth = _projects(rng, "部门预算项目绩效目标表")
    truth.title = f"{truth.year}年部门预算项目绩效目标表"
    names = (
        "单位名称",
        "项目名称",
        "预算金额（万元）",
        "绩效目标",
        "一级指标",
        "二级指标",
        "三级指标",
        "计算符号",
        "指标值",
        "计量单位",
        "权重",
        "指标方向性",
    )
    rows = [_heads(*names)]  # fmt: skip
    for form in (truth, *truth.also):
        form.funds = {"预算金额": f"{amount(rng):.2f}"}
        facts.weigh(form.rows, 90, rng)
        for r in form.rows:
            lead = [
                _text(form.department),
                _text(form.project),
                Cell(form.funds["预算金额"]),
                _text(form.objectives[0]),
            ]
            held = [Cell(r.level1), Cell(r.level2), Cell(r.name), *_as_printed(r, "＝"), Cell(r.weight)]
            rows.append([*lead, *held, Cell("反向指标" if r.sign == "≤" else "正向指标")])
    widths = (12, 12, 11, 18, 10, 12, 20, 7, 12, 8, 6, 9)
    return truth, _table(truth, widths, rows, landscape=True)


def list_hunan(rng: random.Random) -> tuple[Truth, FormTable]:
    """Codes and names of projects, the comparator in the column of kinds, contents and rules of points beside the value."""
    truth = _projects(rng, "项目支出绩效目标表")
    truth.title = f"{truth.year}年项目支出绩效目标表"
    names = ("单位编码", "单位（专项）名称", "资金总额", "实施期绩效目标")
    inner = ("一级指标", "二级指标", "三级指标", "指标值", "指标值内容", "评（扣）分标准", "度量单位", "指标值类型")
    rows = [
        [_text("单位：201_" + truth.department, 7), Cell("金额单位：万元", columns=6)],
        [*(label(name, 2) for name in names), label("绩效指标", columns=8), label("备注", 2)],
        _heads(*inner),
    ]
    for form in (truth, *truth.also):
        form.funds, count = {"资金总额": f"{amount(rng):.2f}"}, len(form.rows)
        held = ("201001", form.project, form.funds["资金总额"], form.objectives[0])
        for n, (levels, r) in enumerate(zip(_labels(form.rows), form.rows, strict=True)):
            lead = [_text(text, rows=count) for text in held] if n == 0 else []
            told = [Cell(r.value), Cell(""), _text("未完成不得分"), Cell(r.unit), Cell(r.sign or "定性"), Cell("")]
            rows.append([*lead, *levels, Cell(r.name), *told])
    return truth, _table(truth, (9, 12, 9, 16, 10, 12, 20, 10, 8, 12, 8, 9, 7), rows, landscape=True)


# -- 部门整体支出绩效目标表 ------------------------------------------------------------------


def overall_yunnan(rng: random.Random) -> tuple[Truth, FormTable]:
    """Duties, several years and the year in rows of one block with remarks; tasks with their projects; headings between."""
    truth = _overall(rng, "部门整体支出绩效目标表")
    truth.unit = "元"
    truth.objectives.insert(0, "三年内" + sentence(rng, 1))
    w = 9
    span = f"（{truth.year}-{truth.year + 2}年期间）"
    rows = [
        _line("部门名称", _text(truth.department), width=w),
        [label("内容", columns=2), label("", columns=4), label("说明", columns=3)],
        [label("部门总体目标", 2), label("部门职责"), _text("依法履行职责，" + sentence(rng, 1), 4), _text("根据三定方案归纳", 3)],
        [label(f"总体绩效目标{span}"), _text(truth.objectives[0], 4), _text("根据部门职责、中长期规划归纳", 3)],
        [label("部门年度目标"), label(f"预算年度（{truth.year}年）绩效目标"), _text(truth.objectives[1], 4), _text("年度重点工作对应的目标", 3)],
        [_text("二、部门年度重点工作任务", w)],
    ]  # fmt: skip
    tasks = [
        [
            label("部门职能职责", 2),
            label("主要内容", 2, 2),
            label("对应项目", 2, 2),
            label("预算申报金额（元）", columns=3),
            label("备注", 2),
        ],
        _heads("总额", "财政拨款", "其他资金"),
    ]
    for n in range(rng.randrange(2, 4)):
        whole, grant = amount(rng) + 40, Decimal(30)
        money = {"总额": f"{whole:.2f}", "财政拨款": f"{whole - grant:.2f}", "其他资金": f"{grant:.2f}"}
        name, content = facts._WHAT[n * 3] + rng.choice(facts._DO), sentence(rng, 1)
        truth.tasks.append((name, content, "", money))
        held = [Cell(name), _text(content, 2), _text("专项经费", 2), *map(Cell, money.values()), Cell("")]
        tasks.append(held)
    rows += [*tasks, [_text("三、部门整体支出绩效指标", w)]]
    body = [
        [label("绩效指标", columns=6), label("评（扣）分标准", 2), label("绩效指标设定依据及指标值数据来源", 2), label("说明", 2)],
        _heads("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位"),
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        body.append(
            [
                *levels,
                Cell(r.name),
                *_as_printed(r, "="),
                _text("按比例得分"),
                _text("年度计划"),
                _text("反映" + r.name),
            ]
        )
    widths = (14, 14, 24, 9, 11, 10, 14, 14, 14)
    return truth, _table(truth, widths, rows + body, subtitle=f"（{truth.year}年度）", landscape=True)


def overall_henan(rng: random.Random) -> tuple[Truth, FormTable]:
    """Tasks without money, then the budget by source and by use with numbers before the names; levels of management."""
    truth = _overall(rng, "部门（单位）整体绩效目标表")
    basic, work = amount(rng), amount(rng)
    whole = basic + work
    truth.funds = {
        "部门预算总额": f"{whole:,.2f}",
        "政府预算资金": f"{whole:,.2f}",
        "财政专户管理资金": "0",
        "单位资金": "0",
        "基本支出": f"{basic:,.2f}",
        "项目支出": f"{work:,.2f}",
    }
    truth.tasks = [
        (facts._WHAT[n * 2] + rng.choice(facts._DO), sentence(rng, 1), "", {}) for n in range(rng.randrange(2, 4))
    ]
    managed = [
        Row("投入管理指标", "工作目标管理", "年度履职目标相关性", "", "相关"),
        Row("投入管理指标", "预算和财务管理", "预算编制完整性", "", "完整"),
        Row("投入管理指标", "预算和财务管理", "预算执行率", "≥", "95", "%"),
    ]
    second = {"数量指标": "重点工作任务完成", "质量指标": "履职目标实现", "社会效益指标": "履职效益"}
    kept = [r for r in truth.rows if r.level2 in second]
    for r in kept:
        r.level2 = second[r.level2]
    kept.append(Row("效益指标", "满意度", "群众满意度", "≥", "90", "%"))
    truth.rows = managed + kept
    w = 5
    rows = [
        _line("部门（单位）名称", _text(truth.department), width=w),
        _line("年度总体目标", _text(truth.objectives[0]), width=w),
    ]
    tasks = [[label("任务名称", columns=2), label("主要内容", columns=2)]]
    tasks += [[_wide(name, 2), _text(content, 2)] for name, content, _, _ in truth.tasks]
    numbered = (
        "部门预算总额（万元）",
        "1、资金来源：（1）政府预算资金",
        "（2）财政专户管理资金",
        "（3）单位资金",
        "2、资金结构：（1）基本支出",
        "（2）项目支出",
    )
    money = [[_text(name, 2), _wide(value, 2)] for name, value in zip(numbered, truth.funds.values(), strict=True)]  # fmt: skip
    body = [_heads("一级指标", "二级指标", "三级指标", "指标值", "指标值说明")]
    body += [
        [*levels, Cell(r.name), Cell(r.target), _text("反映" + r.name)]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    rows += [*_beside("年度主要任务", tasks), *_beside("预算情况", money), *body]
    return truth, _table(truth, (16, 18, 28, 16, 20), rows, subtitle=f"（{truth.year}年度）")


def overall_jiangsu(rng: random.Random) -> tuple[Truth, FormTable]:
    """Income and spending side by side under their own words; levels without 指标; targets of half a year beside the year's."""
    truth = _overall(rng, "部门整体绩效目标表")
    basic, work, other = amount(rng), amount(rng) + 2, Decimal(1)
    truth.funds = {
        "财政拨款": f"{basic + work - other:.2f}",
        "基本支出": f"{basic:.2f}",
        "其他资金": f"{other:.2f}",
        "项目支出": f"{work:.2f}",
    }
    truth.objectives.insert(0, "三年内" + sentence(rng, 1))
    done = {
        "数量指标": ("履职", "重点任务"),
        "质量指标": ("履职", "工作质量"),
        "社会效益指标": ("效益", "社会效益"),
        "服务对象满意度指标": ("满意度", "服务对象满意度"),
    }
    kept = [r for r in truth.rows if r.level2 in done]  # fmt: skip
    for r in kept:
        r.level1, r.level2 = done[r.level2]
    truth.rows = [
        Row("决策", "计划制定", "中长期规划制定健全性", "", "健全"),
        Row("过程", "预算执行", "预算执行率", "≥", "95", "%"),
        Row("过程", "资产管理", "固定资产利用率", "＝", "100", "%"),
        *kept,
    ]
    w = 7
    money = [
        [label("收入", columns=2), label("金额"), label("支出", columns=2), label("金额")],
        [_wide("财政拨款", 2), Cell(truth.funds["财政拨款"]), _wide("基本支出", 2), Cell(truth.funds["基本支出"])],
        [_wide("其他资金", 2), Cell(truth.funds["其他资金"]), _wide("项目支出", 2), Cell(truth.funds["项目支出"])],
    ]
    rows = [
        _line("部门名称", _wide(truth.department, 3), "联系人", Cell("钱某"), width=w),
        _line("部门职能", _text("依法履行职责，" + sentence(rng, 1)), width=w),
        *_beside("部门资金\n（万元）", money),
        _line("中长期目标", _text(truth.objectives[0]), width=w),
        _line("年度目标", _text(truth.objectives[1]), width=w),
        [
            *_heads("一级指标", "二级指标", "三级指标"),
            label("半年（程）目标值", columns=2),
            label("全年（程）目标值", columns=2),
        ],
    ]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        half = f"{r.sign}{int(r.value) // 2}{r.unit}" if r.value.isdigit() else r.value
        rows.append([*levels, Cell(r.name), _wide(half, 2), _wide(r.target, 2)])
    return truth, _table(truth, (14, 14, 26, 10, 10, 10, 10), rows, subtitle=f"（{truth.year}年度）")


def overall_hubei(rng: random.Random) -> tuple[Truth, FormTable]:
    """Each objective beside its rows; what the last two years came to beside what this year shall come to."""
    truth = _overall(rng, "部门整体支出绩效目标申报表")
    truth.objectives = [sentence(rng) for _ in range(2)]
    truth.rows = []
    for number in (1, 2):
        part = [r for r in facts.dated(facts.indicators(rng, most=2), truth.year) if r.sign]
        for r in part:
            r.objective, r.level1 = number, ""
        truth.rows += part
    rows = [
        [label("目标名称", 3), label("指标类型", 3), label("指标名称", 3), label("指标值", columns=3), label("指标值确定依据", 3)],
        [label("近两年指标值", columns=2), label("预期当年实现值", 2)],
        _heads("前年", "上年"),
    ]  # fmt: skip
    runs = merged_runs([r.objective for r in truth.rows])
    for run, r in zip(runs, truth.rows, strict=True):
        lead = [_text(f"年度目标{r.objective}：{truth.objectives[(r.objective or 1) - 1]}", rows=run)] if run else []
        held = (r.level2, r.name, f"{r.value}{r.unit}", f"{r.value}{r.unit}", r.target, "计划标准")
        rows.append([*lead, *map(Cell, held)])
    rows.insert(0, _line("部门（单位）名称", _text(truth.department), width=7))
    return truth, _table(truth, (20, 14, 26, 11, 11, 13, 12), rows, subtitle=f"（{truth.year}年度）", landscape=True)


def overall_gansu(rng: random.Random) -> tuple[Truth, FormTable]:
    """Levels that no national form has: 部门管理, 履职效果, 能力建设; money by where it comes from and goes to."""
    truth = _overall(rng, "部门整体支出绩效目标表")
    truth.title = f"{truth.year}年部门整体支出绩效目标表"
    truth.funds = _money(rng, "资金总额", "人员经费", "公用经费", "专项经费")
    own = {"数量指标": "部门履职目标", "质量指标": "部门履职目标", "社会效益指标": "部门效果目标"}
    kept = [r for r in truth.rows if r.level2 in own]
    for r in kept:
        r.level1, r.level2 = "履职效果", own[r.level2]
    kept.sort(key=lambda r: r.level2 == "部门效果目标")
    truth.rows = [
        Row("部门管理", "资金投入", "基本支出预算执行率", "＝", "100", "%"),
        Row("部门管理", "资金投入", "“三公经费”控制率", "≤", "100", "%"),
        Row("部门管理", "财务管理", "财务管理制度健全性", "", "健全"),
        Row("部门管理", "人员管理", "在职人员控制率", "≤", "100", "%"),
        *kept,
        Row("能力建设", "长效管理", "中期规划建设完备程度", "", "完备"),
        Row("服务对象满意度", "服务对象满意度", "服务对象满意度", "≥", "90", "%"),
    ]
    w = 6
    money = [
        [label("资金总额"), label("人员经费"), label("公用经费", columns=2), label("专项经费")],
        [
            Cell(truth.funds["资金总额"]),
            Cell(truth.funds["人员经费"]),
            _wide(truth.funds["公用经费"], 2),
            Cell(truth.funds["专项经费"]),
        ],
    ]
    rows = [
        _line("部门名称", _wide(truth.department, 2), "联系人及电话", Cell("李某"), width=w),
        *_beside("当年部门预算\n（万元）", money),
        _line("部门绩效目标", _text(truth.objectives[0]), width=w),
        [*_heads("一级指标", "二级指标"), label("三级指标", columns=2), *_heads("年度指标值", "备注")],
    ]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        rows.append([*levels, _wide(r.name, 2), Cell(r.target), Cell("")])
    return truth, _table(truth, (14, 16, 16, 14, 16, 10), rows)


# -- 项目支出绩效目标表 ----------------------------------------------------------------------


def project_shaanxi(rng: random.Random) -> tuple[Truth, FormTable]:
    """资金金额 of the whole time and of the year side by side; both halves under one first level, 指标内容 as their names."""
    truth, later, goal = _several_years(rng)
    truth.title = "部门预算专项业务经费绩效目标表"
    grant, other = amount(rng), amount(rng)
    truth.funds = {"年度资金总额": f"{grant + other:.2f}", "财政拨款": f"{grant:.2f}", "其他资金": f"{other:.2f}"}
    names = ("资金总额：", "其中：财政拨款", "其他资金")
    money = []
    for n, (name, value) in enumerate(zip(names, truth.funds.values(), strict=True)):
        whole, year = ("实施期" + name, "年度" + name) if n == 0 else (name, name)
        money.append([_text(whole), _wide(f"{3 * Decimal(value):.2f}", 2), _text(year), _wide(value, 2)])
    goals = [
        [label("实施期总目标", columns=4), label("年度目标", columns=3)],
        [_text(goal, 4), _text(truth.objectives[1], 3)],
    ]
    rows = [
        [label("专项（项目）名称", columns=2), _wide(truth.project, 6)],
        [label("主管部门", columns=2), _wide(truth.department, 6)],
    ]
    money[0].insert(0, label("资金金额\n（万元）", len(money), 2))
    body = [_heads("一级指标", "二级指标", "指标内容", "指标值", "二级指标", "指标内容", "指标值")]
    second = merged_runs([(r.level1, r.level2) for r in truth.rows])
    for two, levels, old, r in zip(second, _labels(truth.rows), later, truth.rows, strict=True):
        again = [Cell(r.level2, two)] if two else []
        body.append([*levels, Cell(old.name), Cell(old.target), *again, Cell(r.name), Cell(r.target)])
    rows += [*money, *_beside("总体目标", goals), *_beside("绩\n效\n指\n标", body)]
    table = _table(truth, (8, 11, 13, 20, 12, 13, 20, 12), rows, subtitle=f"（{truth.year}年度）", landscape=True)
    return truth, table


def project_shanghai(rng: random.Random) -> tuple[Truth, FormTable]:
    """Budgets of this and the last year as pairs, money by source in a small table; 产出目标, 效果目标, 影响力目标."""
    truth = _project(rng, "财政项目支出绩效目标申报表")
    truth.unit = "元"
    grant, own = amount(rng) * 100, amount(rng) * 100
    truth.funds = {
        "项目总预算": f"{grant + own:.2f}",
        "项目当年预算": f"{grant + own:.2f}",
        "财政拨款": f"{grant:.2f}",
        "自有资金": f"{own:.2f}",
    }
    truth.objectives.insert(0, "建成" + sentence(rng, 1))
    level1 = {"产出指标": "产出目标", "效益指标": "效果目标", "满意度指标": "影响力目标"}
    for r in truth.rows:
        r.level1, r.level2 = level1[r.level1], r.level2.removesuffix("指标").replace("服务对象满意度", "满意度")
    w = 4
    money = [[label("资金来源"), label("金额", columns=2)]]
    money += [[Cell(name), _wide(truth.funds[name], 2)] for name in ("财政拨款", "自有资金")]
    rows = [
        [_text("申报单位名称：" + truth.department, w)],
        _line("项目名称", Cell(truth.project), "项目类别", Cell("经常性专项业务费"), width=w),
        _line("计划开始日期", Cell(f"{truth.year}-01-01"), "计划完成日期", Cell(f"{truth.year}-12-31"), width=w),
        _line("项目概况", _text(sentence(rng, 1)), width=w),
        _line("立项依据", _text("年度工作计划"), width=w),
        _line("项目总预算（元）", Cell(truth.funds["项目总预算"]), "项目当年预算（元）", Cell(truth.funds["项目当年预算"]), width=w),
        _line("同名项目上年预算额（元）", Cell("0.00"), "同名项目上年预算执行数（元）", Cell("0.00"), width=w),
        *_beside("项目当年投入资金构成", money),
        _line("项目总目标", _text(truth.objectives[0]), width=w),
        _line("年度绩效目标", _text(truth.objectives[1]), width=w),
        [label("绩效指标", columns=w)],
        _heads("一级指标", "二级指标", "三级指标", "指标目标值"),
    ]  # fmt: skip
    rows += [[*levels, Cell(r.name), Cell(r.target)] for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)]
    return truth, _table(truth, (20, 24, 30, 22), rows, subtitle=f"（{truth.year}年）")


def project_hebei(rng: random.Random) -> tuple[Truth, FormTable]:
    """What each measure means before its value; the objectives numbered in one cell, no department but the unit's line above."""
    truth = _project(rng, "项目绩效目标表")
    truth.objectives = [sentence(rng), sentence(rng)]
    truth.funds = _money(rng, "预算数", "财政资金", "其他资金")
    w = 7
    held = truth.funds
    rows = [
        [_text("单位名称：" + truth.department, 5), _wide("单位：万元", 2)],
        _line("项目名称", _wide(truth.project, 3), "项目编码", Cell("13000024P0001"), width=w),
        [
            label("预算规模及资金用途", 2),
            *(label("预算数"), Cell(held["预算数"]), label("其中：财政资金"), Cell(held["财政资金"])),
            *(label("其他资金"), Cell(held["其他资金"])),
        ],
        [_text("用于项目实施的有关支出", 6)],
        _line("绩效目标", _text("\n".join(f"{n}.{text}" for n, text in enumerate(truth.objectives, 1))), width=w),
        [
            *_heads("一级指标", "二级指标", "三级指标"),
            label("绩效指标描述", columns=2),
            *_heads("指标值", "指标值确定依据"),
        ],
    ]
    rows += [
        [*levels, Cell(r.name), _text(r.name + "的实际情况", 2), Cell(r.target), _text("历史数据")]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    return truth, _table(truth, (14, 14, 24, 14, 12, 14, 14), rows, subtitle=f"{truth.year}年度", landscape=True)


def project_fujian(rng: random.Random) -> tuple[Truth, FormTable]:
    """绩效目标 beside the table, 目标内容 and 目标值 as its columns, 投入指标 as the first level."""
    truth = _project(rng, "项目绩效目标表")
    truth.rows = [
        Row("投入指标", "成本指标", "项目总成本", "≤", "120", "万元"),
        *(r for r in truth.rows if r.level2 != "成本指标"),
    ]
    truth.funds = _money(rng, "年度资金总额", "财政拨款", "其他资金")
    w, held = 5, list(truth.funds.values())
    rows = [
        _line("项目名称", _text(truth.project), width=w),
        _line("主管部门", _wide(truth.department, 2), "实施单位", Cell("校园安全科"), width=w),
        [label("项目资金\n（万元）", 2), label("年度资金总额"), Cell(held[0]), label("其中：财政拨款"), Cell(held[1])],
        [label("其他资金"), _wide(held[2], 3)],
        _line("总体绩效目标", _text(truth.objectives[0]), width=w),
    ]
    body = [_heads("一级指标", "二级指标", "目标内容", "目标值")]
    body += [[*levels, Cell(r.name), Cell(r.target)] for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)]
    rows += _beside("绩效目标", body)
    return truth, _table(truth, (14, 16, 18, 30, 18), rows, subtitle=f"（{truth.year}年度）")


def overall_shenzhen(rng: random.Random) -> tuple[Truth, FormTable]:
    """Tasks with money by kind of budget, their sums; wide cells of 三级指标 and 预期年度指标值."""
    truth = _overall(rng, "部门整体支出绩效目标表")
    truth.objectives = [sentence(rng, 1), sentence(rng, 1)]
    names = ("总额", "一般公共预算", "政府性基金", "其他资金")
    for n in range(rng.randrange(2, 4)):
        parts = [amount(rng), amount(rng), Decimal(0)]
        money = dict(zip(names, (f"{value:.2f}" for value in (sum(parts, Decimal()), *parts)), strict=True))
        truth.tasks.append((facts._WHAT[n * 3] + rng.choice(facts._DO), sentence(rng, 1), "", money))
    truth.funds = {name: f"{sum((Decimal(task[3][name]) for task in truth.tasks), Decimal()):.2f}" for name in names}
    w = 7
    tasks = [[label("任务名称", 2), label("主要内容", 2), label("预算金额（万元）", columns=4)], _heads(*names)]
    tasks += [[Cell(name), _text(content), *map(Cell, money.values())] for name, content, _, money in truth.tasks]
    tasks.append([label("金额合计", columns=2), *map(Cell, truth.funds.values())])
    body = [
        [
            *_heads("一级指标", "二级指标"),
            label("三级指标", columns=2),
            label("预期年度指标值", columns=2),
        ]
    ]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        body.append([*levels, _wide(r.name, 2), _wide(r.target, 2)])
    rows = [
        _line("部门（单位）名称", _text(truth.department), width=w),
        *_beside("年度主要任务", tasks),
        _line("年度总体目标", _text("\n".join(f"{n}.{text}" for n, text in enumerate(truth.objectives, 1))), width=w),
        *_beside("年度绩效指标", body),
    ]
    table = _table(truth, (12, 14, 18, 14, 14, 14, 12), rows, subtitle=f"（{truth.year}年度）", landscape=True)
    return truth, table


def self_sections(rng: random.Random) -> tuple[Truth, FormTable]:
    """Each first level a numbered row across the table, 指标 above the second level and 名称 above the names."""
    truth = _evaluated(rng, "项目支出绩效自评表")
    truth.title = f"{truth.year}年项目支出绩效自评表"
    whole = amount(rng)
    truth.funds = {"预算数": f"{whole:.2f}"}
    for r in truth.rows:
        r.reason = ""
    truth.total = f"{sum(Decimal(r.score) for r in truth.rows):f}"
    w = 6
    rows = [
        _line("项目名称", _text(truth.project), width=w),
        _line("主管部门", _wide(truth.department, 2), "实施单位", Cell("养老服务科"), width=w),
        [label("预算数（万元）"), Cell(f"{whole:.2f}"), label("执行数（万元）"), Cell(f"{whole:.2f}"), label("执行率"), Cell("100%")],
        [label("年度目标"), _text(truth.objectives[0], 2), label("完成情况"), _text(truth.done[0], 2)],
        _heads("指标", "名称", "目标值", "完成值", "分值", "得分"),
    ]  # fmt: skip
    for number, level1 in enumerate(dict.fromkeys(r.level1 for r in truth.rows)):
        held = [r for r in truth.rows if r.level1 == level1]
        points = sum(int(r.weight) for r in held)
        rows.append([_text(f"{'一二三四'[number]}、{level1}（{points}分）", w)])
        rows += [[*map(Cell, (r.level2, r.name, r.target, r.actual, r.weight, r.score))] for r in held]
    rows.append([label("总分", columns=4), Cell("90"), Cell(truth.total)])
    return truth, _table(truth, (18, 30, 16, 16, 9, 9), rows)


def project_liaoning(rng: random.Random) -> tuple[Truth, FormTable]:
    """运算符号, 内容 and 度量单位 under 指标值, a date of completion behind; two lines of money in pairs."""
    truth = _project(rng, "项目（政策）绩效目标表")
    truth.funds = _money(rng, "预算资金总额", "财政拨款", "其他资金")
    facts.weigh(truth.rows, 100, rng)
    w = 8
    rows = [
        _line("项目（政策）名称", _text(truth.project), width=w),
        _line("主管部门", _wide(truth.department, 3), "实施单位", Cell("规划财务科"), width=w),
        [
            label("预算资金情况\n（万元）", 2),
            label("预算资金总额："),
            _wide(truth.funds["预算资金总额"], 2),
            label("其中：财政拨款"),
            _wide(truth.funds["财政拨款"], 3),
        ],
        [label("其他资金"), _wide(truth.funds["其他资金"], 6)],
        _line("总体目标", _text(truth.objectives[0]), width=w),
        [
            *(label(name, 2) for name in ("一级指标", "二级指标", "三级指标")),
            label("指标值", columns=3),
            label("指标权重", 2),
            label("完成时限", 2),
        ],
        _heads("运算符号", "内容", "度量单位"),
    ]
    rows += [
        [*levels, Cell(r.name), *_as_printed(r, "＝"), Cell(r.weight), Cell(f"{truth.year}-12")]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    return truth, _table(truth, (14, 14, 26, 9, 12, 9, 9, 11), rows, subtitle=f"（{truth.year}年度）")


# -- 自评表 and 监控表 -----------------------------------------------------------------------


def self_transfer(rng: random.Random) -> tuple[Truth, FormTable]:
    """中央对地方转移支付: departments of two tiers, money, how the money was managed in words, two objectives with results."""
    truth = _project(rng, "中央对地方转移支付区域（项目）绩效目标自评表")
    truth.objectives = [sentence(rng, 1), sentence(rng, 1)]
    truth.done = ["全年" + sentence(rng, 1), "全年" + sentence(rng, 1)]
    truth.funds = _money(rng, "年度资金总额", "中央财政资金", "地方资金")
    for r in truth.rows:
        r.actual = r.value if not r.sign else f"{r.value}{r.unit}"
        r.reason = rng.choice(("", "", "受天气影响，部分工作延后。"))
    w = 7
    names = ("年度资金总额：", "其中：中央财政资金", "地方资金")
    money = [
        [
            label("", columns=2),
            label("全年预算数（A）", columns=1),
            label("全年执行数（B）"),
            label("预算执行率（B/A×100%）"),
        ]
    ]
    money += [
        [_text(name, 2), Cell(value), Cell(value), Cell("100%")]
        for name, value in zip(names, truth.funds.values(), strict=True)
    ]
    managed = [[label("", columns=2), label("情况说明", columns=2), label("存在问题和改进措施")]]
    managed += [
        [_text(name, 2), _text("符合要求", 2), Cell("无")]
        for name in (
            "分配科学性",
            "下达及时性",
            "拨付合规性",
            "使用规范性",
            "执行准确性",
            "预算绩效管理情况",
            "支出责任履行情况",
        )
    ]
    goals = [[label("总体目标", columns=3), label("全年实际完成情况", columns=2)]]
    goals += [
        [
            _text("\n".join(f"目标{n}：{text}" for n, text in enumerate(truth.objectives, 1)), 3),
            _text("\n".join(f"目标{n}：{text}" for n, text in enumerate(truth.done, 1)), 2),
        ]
    ]
    for name, block in (("资金投入情况（万元）", money), ("资金管理情况", managed), ("总体目标完成情况", goals)):
        block[0].insert(0, label(name, len(block), 2))
    body = [_heads("一级指标", "二级指标", "三级指标", "指标值", "全年实际完成值", "未完成原因和改进措施")]
    body += [
        [*levels, *map(Cell, (r.name, r.target, r.actual, r.reason))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    rows = [
        [label("转移支付（项目）名称", columns=2), _wide(truth.project, 5)],
        [label("中央主管部门", columns=2), _wide("水利部", 5)],
        [label("地方主管部门", columns=2), _wide(truth.department, 2), label("资金使用单位"), _wide("项目办公室", 2)],
        *money,
        *managed,
        *goals,
        *_beside("绩效指标", body),
        _line("说明", _text("请在此处简要说明审计和财政监督中发现的问题，如没有请填无。"), width=w),
    ]
    table = _table(truth, (9, 12, 13, 24, 14, 14, 18), rows, subtitle=f"（{truth.year}年度）", landscape=True)
    return truth, table


def self_tree(rng: random.Random) -> tuple[Truth, FormTable]:
    """A department's own evaluation along the tree of 投入, 过程, 产出, 效果: no targets, what was found in words."""
    truth = _overall(rng, "部门整体支出绩效自评表")
    truth.title = f"{truth.year}年度部门整体支出绩效自评表"
    truth.objectives = []
    named = (
        ("投入", "目标设定", "绩效目标合理性"),
        ("投入", "目标设定", "绩效指标明确性"),
        ("投入", "预算配置", "在职人员控制率"),
        ("过程", "预算执行", "预算完成率"),
        ("过程", "预算执行", "结转结余率"),
        ("过程", "预算管理", "管理制度健全性"),
        ("产出", "职责履行", "实际完成率"),
        ("产出", "职责履行", "质量达标率"),
        ("效果", "履职效益", "社会效益"),
        ("效果", "履职效益", "社会公众满意度"),
    )
    truth.rows = [Row(*names) for names in named]
    facts.weigh(truth.rows, 100, rng)
    for r in truth.rows:
        rate = rng.random() < 0.5
        r.actual = f"{rng.randrange(80, 101)}%" if rate else rng.choice(("制度齐全", "符合部门职责", "部分未量化"))
        r.score = f"{Decimal(r.weight) * Decimal(rng.randrange(80, 101)) / 100:.2f}"
    truth.total = f"{sum(Decimal(r.score) for r in truth.rows):f}"
    w = 8
    rows = [
        _line("部门名称", _text(truth.department), width=w),
        _heads("一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准", "自评情况", "自评得分"),
    ]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        held = [_text("反映" + r.name), _text("达到要求得满分，否则按比例扣分"), Cell(r.actual), Cell(r.score)]
        rows.append([*levels, Cell(r.name), Cell(r.weight), *held])
    rows.append([label("合计", columns=3), Cell("100"), _wide("", 3), Cell(truth.total)])
    return truth, _table(truth, (10, 13, 20, 7, 20, 24, 14, 9), rows, landscape=True)


def bond_project(rng: random.Random) -> tuple[Truth, FormTable]:
    """专项债券: capital and bonds by year in pairs, targets of the whole life beside the year's."""
    truth = _project(rng, "新增专项债券项目绩效目标表")
    truth.title = f"{truth.year}年新增专项债券项目绩效目标表"
    truth.objectives.insert(0, "建成" + sentence(rng, 1))
    own, bonds = amount(rng), amount(rng)
    year = (bonds / 2).quantize(Decimal("0.01"))
    truth.funds = {
        "项目总投资": f"{own + bonds:.2f}",
        "资本金": f"{own:.2f}",
        "专项债券资金": f"{bonds:.2f}",
        "本年度债券资金": f"{year:.2f}",
        "后续年度债券资金": f"{bonds - year:.2f}",
    }
    w = 6
    held = truth.funds
    money = [
        [label("项目总投资"), Cell(held["项目总投资"]), label("其中：资本金"), _wide(held["资本金"], 2)],
        [label(""), Cell(""), label("专项债券资金"), _wide(held["专项债券资金"], 2)],
        [
            label("本年度债券资金"),
            Cell(held["本年度债券资金"]),
            label("后续年度债券资金"),
            _wide(held["后续年度债券资金"], 2),
        ],
    ]
    rows = [
        _line("项目名称", _text(truth.project), width=w),
        _line("主管部门", _wide(truth.department, 2), "实施单位", Cell("县第二人民医院"), width=w),
        *_beside("项目资金（万元）", money),
        _line("总体目标", _text(truth.objectives[0]), width=w),
        _line("年度目标", _text(truth.objectives[1]), width=w),
    ]
    body = [_heads("一级指标", "二级指标", "三级指标", "全生命周期指标值", "年度指标值")]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        later = f"{r.sign}{int(r.value) * 3}{r.unit}" if r.value.isdigit() and r.unit != "%" else r.target
        body.append([*levels, *map(Cell, (r.name, later, r.target))])
    return truth, _table(truth, (16, 18, 16, 28, 16, 14), rows + _beside("绩效指标", body))


def monitoring_guangdong(rng: random.Random) -> tuple[Truth, FormTable]:
    """Money so far in one row of pairs; numbered rows that say their levels again; what is done now, how far that is."""
    truth = _project(rng, "项目绩效运行监控表")
    truth.title = f"{truth.year}年1-9月项目绩效运行监控表"
    whole = amount(rng) + 40
    truth.funds = {"预算金额": f"{whole:.2f}"}
    w = 10
    rows = [
        [_text("填报单位：" + truth.department, 5), _text("单位：万元", 5)],
        _line("项目名称", _text(truth.project), width=w),
        [
            *(label("预算金额"), Cell(truth.funds["预算金额"]), label("累计支出"), Cell(f"{whole / 2:.2f}")),
            *(label("支出进度"), Cell("50.00%"), label("预计全年支出"), Cell(f"{whole:.2f}")),
            *(label("预计执行率"), Cell("100.00%")),
        ],
        _line("年度绩效目标", _text(truth.objectives[0]), width=w),
        _heads("序号", "一级指标", "二级指标", "三级指标", "年度目标值", "当前完成值", "完成进度", "预计全年完成值", "偏差原因", "改进措施"),
    ]  # fmt: skip
    for n, r in enumerate(truth.rows, 1):
        r.actual = f"{r.value}{r.unit}" if r.sign else r.value
        r.reason = rng.choice(("", "", "采购周期较长"))
        held = (str(n), r.level1, r.level2, r.name, r.target, r.actual, "100%", r.target, r.reason, "")
        rows.append([Cell(text) for text in held])
    return truth, _table(truth, (8, 10, 12, 22, 12, 12, 9, 12, 13, 10), rows, landscape=True)


PROVINCIAL = {
    "项目目标表": {
        "hebei": project_hebei,
        "fujian": project_fujian,
        "liaoning": project_liaoning,
        "shanghai": project_shanghai,
    },
    "中期和年度": {"shaanxi": project_shaanxi, "bond": bond_project},
    "自评表": {"transfer": self_transfer, "sections": self_sections},
    "整体自评表": {"tree": self_tree},
    "监控表": {"guangdong": monitoring_guangdong},
    "多项目目标表": {"yunnan-list": list_yunnan, "neimenggu-list": list_neimenggu, "hunan-list": list_hunan},
    "整体目标表": {
        "yunnan": overall_yunnan,
        "henan": overall_henan,
        "jiangsu": overall_jiangsu,
        "hubei": overall_hubei,
        "gansu": overall_gansu,
        "shenzhen": overall_shenzhen,
    },
}
