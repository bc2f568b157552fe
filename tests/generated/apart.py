"""Layouts of other provinces: other column orders, head blocks, words in the header. Two of each kind.

They were written without a look at what the readers knew. The first figures of reading them were 92.9 % of fields and
10 of 60 documents exact (office, html, PDF of the project's own), 62 % without lines; the readers were changed for
them since, so that they belong to the tuning set (`kinds_more`). Layouts never tuned on are in `unseen`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.forms.layout import Block, Cell, FormTable, Sheet, label, merged_runs
from tests.generated import truth as facts
from tests.generated.truth import Row, Truth, amount, sentence

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

_OTHER = "—"


def _text(text: str, columns: int = 1, rows: int = 1) -> Cell:
    return Cell(text, rows, columns, align="left")


def _line(*cells: str | Cell, width: int) -> list[Cell]:
    """A head row: plain strings are labels; the last cell takes what is left of the width."""
    made = [label(cell) if isinstance(cell, str) else cell for cell in cells]
    rest = width - sum(cell.columns for cell in made)
    last = made[-1]
    made[-1] = Cell(last.text, last.rows, last.columns + rest, last.align, last.label)
    return made


def _table(
    truth: Truth,
    widths: Sequence[float],
    rows: Sequence[Sequence[Cell]],
    *,
    subtitle: str = "",
    landscape: bool = False,
) -> FormTable:
    block = Block((), tuple(tuple(row) for row in rows))
    return FormTable(truth.title, subtitle, (Sheet("Sheet1", tuple(widths), (block,)),), landscape=landscape)


def _labels(rows: Sequence[Row], *, short: bool = False) -> list[list[Cell]]:
    """Merged level cells; ``short`` prints 产出 for 产出指标."""
    first = merged_runs([row.level1 for row in rows])
    second = merged_runs([(row.level1, row.level2) for row in rows])
    found = []
    for row, one, two in zip(rows, first, second, strict=True):
        cells = []
        if one:
            cells.append(Cell(row.level1.removesuffix("指标") if short else row.level1, one))
        if two:
            cells.append(Cell(row.level2, two))
        found.append(cells)
    return found


def _project(rng: random.Random, title: str) -> Truth:
    year = rng.randrange(2021, 2027)
    made = Truth(title, "项目支出", facts.department(rng), year)
    made.project = rng.choice(facts._WHAT) + rng.choice(("资金", "专项", "经费", "建设项目"))
    made.objectives = [sentence(rng)]
    made.rows = facts.dated(facts.indicators(rng, cost=rng.random() < 0.7), year)
    return made


def _overall(rng: random.Random, title: str) -> Truth:
    year = rng.randrange(2021, 2027)
    made = Truth(title, "整体支出", facts.department(rng), year)
    made.objectives = [sentence(rng)]
    made.rows = facts.dated(facts.indicators(rng), year)
    return made


def _money(rng: random.Random, whole: str, *parts: str) -> dict[str, str]:
    values = {name: amount(rng) for name in parts}
    return {whole: f"{sum(values.values(), Decimal()):.2f}"} | {name: f"{value:.2f}" for name, value in values.items()}


# -- 项目支出绩效目标表 ----------------------------------------------------------------------


def project_sichuan(rng: random.Random) -> tuple[Truth, FormTable]:
    """Nature of the value, value, unit, weight; money in one row of labels and one of figures."""
    truth = _project(rng, "部门预算项目绩效目标表")
    truth.title = f"{truth.year}年部门预算项目绩效目标表"
    truth.funds = _money(rng, "资金总额", "财政拨款", "其他资金")
    facts.weigh(truth.rows, 90, rng)
    w = 8
    rows = [
        _line("项目名称", Cell(truth.project, columns=3), "项目类型", Cell("特定目标类"), width=w),
        _line("主管部门", Cell(truth.department, columns=3), "实施单位", Cell(truth.department + "办公室"), width=w),
        [
            label("项目预算\n（万元）", 2),
            label("资金总额", columns=2),
            label("财政拨款", columns=2),
            label("其他资金", columns=3),
        ],
        [
            Cell(truth.funds["资金总额"], columns=2),
            Cell(truth.funds["财政拨款"], columns=2),
            Cell(truth.funds["其他资金"], columns=3),
        ],
        _line("总体目标", _text(truth.objectives[0]), width=w),
    ]
    names = ("一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重")
    body = [[label(name) for name in names]]
    body += [
        [*levels, Cell(r.name), Cell(r.sign or "定性"), Cell(r.value), Cell(r.unit), Cell(r.weight)]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    body[0].insert(0, label("绩效指标", len(body)))
    return truth, _table(truth, (9, 11, 13, 28, 9, 11, 9, 8), rows + body)


def project_yunnan(rng: random.Random) -> tuple[Truth, FormTable]:
    """One wide table: the project and its objective stand before its rows, remarks behind; no head."""
    truth = _project(rng, "项目支出绩效目标表")
    rows = [
        [label(n) for n in ("单位名称", "项目名称", "项目年度绩效目标", "一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "指标属性", "指标内容")]
    ]  # fmt: skip
    count = len(truth.rows)
    for index, (levels, r) in enumerate(zip(_labels(truth.rows), truth.rows, strict=True)):
        lead = (
            [Cell(truth.department, count), Cell(truth.project, count), _text(truth.objectives[0], rows=count)]
            if index == 0
            else []
        )
        printed = r.value
        if not r.sign:
            r.value = f"＝{r.value}"  # a target's text is its columns joined, as they are printed
        rows.append(
            [
                *lead,
                *levels,
                Cell(r.name),
                Cell(r.sign or "＝"),
                Cell(printed),
                Cell(r.unit),
                Cell("定量指标" if r.sign else "定性指标"),
                _text("反映" + r.name + "情况"),
            ]
        )
    return truth, _table(
        truth,
        (10, 10, 18, 9, 10, 20, 7, 9, 8, 9, 18),
        rows,
        subtitle=f"{truth.year}年度",
        landscape=True,
    )


# -- 中期和年度两半的项目支出绩效目标申报表 ------------------------------------------------


def _several_years(rng: random.Random) -> tuple[Truth, list[Row], str]:
    """A form of a project over three years: the year's facts, the rows and the objective of the whole."""
    truth = _project(rng, "项目支出绩效目标申报表")
    later = [
        Row(r.level1, r.level2, r.name, r.sign, str(int(r.value) * 3) if r.value.isdigit() and r.unit != "%" else r.value, r.unit)
        for r in truth.rows
    ]  # fmt: skip
    truth.objectives.insert(0, f"三年内{sentence(rng, 2)}")  # objectives of several years stay, their rows do not
    return truth, later, truth.objectives[0]


def halves_annex(rng: random.Random) -> tuple[Truth, FormTable]:
    """The annex of 财预〔2015〕88号: both halves side by side under one first level."""
    truth, later, goal = _several_years(rng)
    truth.funds = {"年度资金总额": f"{amount(rng):.2f}"}
    w = 9
    span = f"（{truth.year}年—{truth.year + 2}年）"
    rows = [
        _line("项目名称", Cell(truth.project), width=w),
        _line("主管部门及代码", Cell(truth.department, columns=4), "实施单位", Cell("项目管理科"), width=w),
        _line("项目属性", Cell("延续项目", columns=4), "项目期", Cell("3年"), width=w),
        [
            label("项目资金\n（万元）", 3),
            label("中期资金总额：", columns=2),
            Cell(f"{3 * Decimal(truth.funds['年度资金总额']):.2f}", columns=2),
            label("年度资金总额：", columns=2),
            Cell(truth.funds["年度资金总额"], columns=2),
        ],
        [
            label("其中：财政拨款", columns=2),
            Cell(f"{3 * Decimal(truth.funds['年度资金总额']):.2f}", columns=2),
            label("其中：财政拨款", columns=2),
            Cell(truth.funds["年度资金总额"], columns=2),
        ],
        [
            label("其他资金", columns=2),
            Cell("", columns=2),
            label("其他资金", columns=2),
            Cell("", columns=2),
        ],
        [label("总体目标", 2), label(f"中期目标{span}", columns=4), label("年度目标", columns=4)],
        [_text(goal, 4), _text(truth.objectives[1], 4)],
    ]
    body = [
        [label(n) for n in ("一级指标", "二级指标", "三级指标", "指标值")]
        + [label("二级指标"), label("三级指标", columns=2), label("指标值")]
    ]
    second = merged_runs([(r.level1, r.level2) for r in truth.rows])
    for two, levels, old, r in zip(second, _labels(truth.rows), later, truth.rows, strict=True):
        body.append(
            [
                *levels,
                Cell(old.name),
                Cell(old.target),
                *([Cell(r.level2, two)] if two else []),
                Cell(r.name, columns=2),
                Cell(r.target),
            ]
        )
    body[0].insert(0, label("绩\n效\n指\n标", len(body)))
    return truth, _table(
        truth, (7, 9, 11, 22, 12, 11, 12, 12, 13), rows + body, subtitle=f"（{truth.year}年度）", landscape=True
    )


def halves_stacked(rng: random.Random) -> tuple[Truth, FormTable]:
    """长期目标 with its rows above, 年度目标 with its rows below; remarks."""
    truth, later, goal = _several_years(rng)
    truth.funds = {"申请资金总额": f"{amount(rng):.2f}"}
    w = 6
    rows = [
        _line("项目名称", Cell(truth.project, columns=3), "项目负责人", Cell("张某"), width=w),
        _line("主管部门", Cell(truth.department, columns=3), "联系电话", Cell(_OTHER), width=w),
        _line("项目起止时间", Cell(f"{truth.year}年1月至{truth.year + 2}年12月"), width=w),
        _line("申请资金总额（万元）", Cell(truth.funds["申请资金总额"]), width=w),
    ]
    for name, text, held in (("长期", goal, later), ("年度", truth.objectives[1], truth.rows)):
        rows.append(_line(f"项目{name}绩效目标", _text(text), width=w))
        part = [[label(n) for n in ("一级指标", "二级指标", "指标内容", "指标值", "备注")]]
        part += [
            [*levels, Cell(r.name), Cell(r.target), Cell("")] for levels, r in zip(_labels(held), held, strict=True)
        ]
        part[0].insert(0, label(f"{name}绩效指标", len(part)))
        rows += part
    return truth, _table(truth, (14, 13, 15, 34, 18, 10), rows, subtitle=f"（{truth.year}年度）")


# -- 部门整体支出绩效目标表 ------------------------------------------------------------------


def overall_hunan(rng: random.Random) -> tuple[Truth, FormTable]:
    """年度预算申请 by source and by use, the department's duties, one objective."""
    truth = _overall(rng, "部门整体支出绩效目标表")
    basic, work = amount(rng), amount(rng)
    truth.funds = {
        "资金总额": f"{basic + work:.2f}",
        "一般公共预算": f"{basic + work:.2f}",
        "基本支出": f"{basic:.2f}",
        "项目支出": f"{work:.2f}",
    }
    w = 6
    rows = [
        _line("部门名称", Cell(truth.department), width=w),
        [
            label("年度预算申请\n（万元）", 4),
            label("资金总额", columns=2),
            Cell(truth.funds["资金总额"], columns=3),
        ],
        [label("按收入性质分", columns=2), label("按支出性质分", columns=3)],
        [label("其中：一般公共预算"), Cell(truth.funds["一般公共预算"]), label("其中：基本支出"), Cell(truth.funds["基本支出"], columns=2)],
        [label("政府性基金拨款"), Cell(""), label("项目支出"), Cell(truth.funds["项目支出"], columns=2)],
        _line("部门职能职责概述", _text("负责本行政区域内的有关行政管理工作，" + sentence(rng, 2)), width=w),
        _line("整体绩效目标", _text(truth.objectives[0]), width=w),
    ]  # fmt: skip
    body = [[label(n) for n in ("一级指标", "二级指标", "三级指标", "绩效指标值", "备注")]]
    body += [
        [*levels, Cell(r.name), Cell(r.target), Cell("")]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    body[0].insert(0, label("部门整体支出年度绩效指标", len(body)))
    return truth, _table(truth, (13, 16, 16, 30, 17, 9), rows + body, subtitle=f"（{truth.year}年度）")


def overall_chongqing(rng: random.Random) -> tuple[Truth, FormTable]:
    """Weights straight behind the names, value and unit later; the tasks have names and contents but no money."""
    truth = _overall(rng, "部门（单位）整体绩效目标表")
    truth.funds = _money(rng, "年初预算总额", "基本支出", "项目支出")
    facts.weigh(truth.rows, 100, rng)
    truth.tasks = [
        (facts._WHAT[n * 2] + rng.choice(facts._DO), sentence(rng, 1), "", {}) for n in range(rng.randrange(2, 5))
    ]
    w = 8
    rows = [
        _line("部门（单位）名称", Cell(truth.department, columns=3), "预算年度", Cell(str(truth.year)), width=w),
        [label("年初预算总额\n（万元）", 2), label("合计", columns=2), label("基本支出", columns=2), label("项目支出", columns=3)],
        [
            Cell(truth.funds["年初预算总额"], columns=2),
            Cell(truth.funds["基本支出"], columns=2),
            Cell(truth.funds["项目支出"], columns=3),
        ],
        [label("年度主要任务", len(truth.tasks) + 1), label("任务名称", columns=2), label("主要内容", columns=5)],
        *([Cell(task[0], columns=2), _text(task[1], 5)] for task in truth.tasks),
        _line("年度总体绩效目标", _text(truth.objectives[0]), width=w),
    ]  # fmt: skip
    body = [
        [label(n) for n in ("一级指标", "二级指标", "三级指标", "权重", "指标性质", "目标值", "计量单位")],
    ]
    body += [
        [*levels, Cell(r.name), Cell(r.weight), Cell(r.sign or "定性"), Cell(r.value), Cell(r.unit)]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    body[0].insert(0, label("年度绩效指标", len(body)))
    return truth, _table(truth, (12, 12, 14, 30, 8, 9, 12, 9), rows + body)


# -- 项目支出绩效自评表 ----------------------------------------------------------------------


def _evaluated(rng: random.Random, title: str, *, overall: bool = False) -> Truth:
    truth = (_overall if overall else _project)(rng, title)
    facts.weigh(truth.rows, 90, rng)
    facts.happen(truth.rows, rng)
    truth.done = ["全年" + sentence(rng, 2)]
    return truth


def self_zhejiang(rng: random.Random) -> tuple[Truth, FormTable]:
    """The weight before the target, 目标值 and 完成值 with the unit in a column between them."""
    truth = _evaluated(rng, "预算项目绩效自评表")
    truth.title = f"{truth.year}年度预算项目绩效自评表"
    whole = amount(rng) + 60
    rate = Decimal(rng.randrange(80, 101))
    spent = (whole * rate / 100).quantize(Decimal("0.01"))
    truth.funds = {"资金总额": f"{whole:.2f}"}
    points = (rate / 10).normalize()
    truth.total = f"{points + sum(Decimal(r.score) for r in truth.rows):f}"
    w = 9
    rows = [
        _line("项目名称", Cell(truth.project), width=w),
        _line("主管部门", Cell(truth.department, columns=4), "填报人", Cell("李某"), width=w),
        [
            label("预算执行\n（万元）", 2),
            *map(label, ("项目", "年初预算", "调整后预算", "实际支出", "执行率（%）", "权重")),
            label("得分", columns=2),
        ],
        [
            *map(
                Cell,
                ("资金总额", f"{whole:.2f}", f"{whole:.2f}", f"{spent:.2f}", f"{rate}", "10"),
            ),
            Cell(f"{points:f}", columns=2),
        ],
        _line("预期目标", _text(truth.objectives[0]), width=w),
        _line("目标实际完成情况", _text(truth.done[0]), width=w),
    ]
    names = ("一级指标", "二级指标", "三级指标", "权重", "目标值", "完成值", "自评得分", "未完成原因及改进措施")
    body = [[label(n) for n in names]]
    body += [
        [*levels, Cell(r.name), Cell(r.weight), Cell(r.target), Cell(r.actual), Cell(r.score), Cell(r.reason)]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    body[0].insert(0, label("绩效指标", len(body)))
    last = [label("合计", columns=4), Cell("100"), Cell(""), Cell(""), Cell(truth.total), Cell("")]
    return truth, _table(truth, (10, 11, 14, 25, 8, 14, 13, 9, 18), [*rows, *body, last], landscape=True)


def self_guizhou(rng: random.Random) -> tuple[Truth, FormTable]:
    """Short level names, the sum at the head of the form, sign and unit apart."""
    truth = _evaluated(rng, "项目支出绩效自评表")
    whole = amount(rng) + 60
    spent = (whole * Decimal(rng.randrange(80, 101)) / 100).quantize(Decimal("0.01"))
    truth.funds = {"年度资金总额": f"{whole:.2f}", "财政拨款": f"{whole:.2f}"}
    for r in truth.rows:
        r.actual = r.value
    w = 10
    rows = [
        _line("单位（盖章）：" + truth.department, Cell(f"填报日期：{truth.year + 1}年2月20日", columns=4), width=w),
        _line("项目名称", Cell(truth.project, columns=4), "项目负责人", Cell("王某"), width=w),
        [
            label("资金投入情况\n（万元）", 3),
            label("", columns=2),
            label("年初预算数", columns=2),
            label("全年预算数", columns=2),
            label("全年执行数", columns=2),
            label("执行率"),
        ],
        *(
            [
                label(name, columns=2),
                Cell(f"{whole:.2f}", columns=2),
                Cell(f"{whole:.2f}", columns=2),
                Cell(f"{spent:.2f}", columns=2),
                Cell(f"{100 * spent / whole:.2f}%"),
            ]
            for name in ("年度资金总额", "其中：财政拨款")
        ),
        [label("年度总体目标", 2), label("年初设定目标", columns=5), label("全年实际完成情况", columns=4)],
        [_text(truth.objectives[0], 5), _text(truth.done[0], 4)],
    ]
    names = ("一级\n指标", "二级指标", "三级指标", "符号", "指标值", "单位", "全年完成值", "分值", "得分")
    body = [[label(n) for n in names]]
    body += [
        [*levels, Cell(r.name), *map(Cell, (r.sign, r.value, r.unit, r.actual, r.weight, r.score))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    body[0].insert(0, label("绩\n效\n指\n标", len(body)))
    for r in truth.rows:
        r.reason = ""
    return truth, _table(
        truth,
        (10, 9, 13, 26, 7, 10, 8, 12, 8, 8),
        [*rows, *body],
        subtitle=f"（{truth.year}年度）",
        landscape=True,
    )


# -- 部门整体支出绩效自评表 ------------------------------------------------------------------


def overall_self_henan(rng: random.Random) -> tuple[Truth, FormTable]:
    """Basic and project spending in rows, 指标解释 beside the names, the whole sum below."""
    truth = _evaluated(rng, "部门整体支出绩效自评表", overall=True)
    basic, work = amount(rng) + 5, amount(rng) + 5
    truth.funds = {
        "部门预算总额": f"{basic + work:.2f}",
        "基本支出": f"{basic:.2f}",
        "项目支出": f"{work:.2f}",
    }
    truth.total = f"{10 + sum(Decimal(r.score) for r in truth.rows):f}"
    w = 9

    def money(name: str) -> list[Cell]:
        value = truth.funds[name]
        whole = name == "部门预算总额"
        return [
            label(name if whole else ("其中：" if name == "基本支出" else "") + name, columns=2),
            Cell(value),
            Cell(value),
            Cell(value),
            Cell("10" if whole else ""),
            Cell("100%"),
            Cell("10" if whole else ""),
        ]

    rows = [
        _line("部门名称", Cell(truth.department, columns=4), "评价年度", Cell(f"{truth.year}年"), width=w),
        [
            label("部门预算执行\n情况（万元）", 4),
            label("", columns=2),
            *map(label, ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")),
        ],
        *(money(name) for name in truth.funds),
        [label("年度总体目标", 2), label("预期目标", columns=4), label("目标实际完成情况", columns=4)],
        [_text(truth.objectives[0], 4), _text(truth.done[0], 4)],
    ]
    body = [
        [label(n) for n in ("一级指标", "二级指标", "三级指标", "指标解释", "年初目标值", "实际完成值", "分值", "得分")]
    ]
    body += [
        [*levels, Cell(r.name), _text("考核" + r.name), *map(Cell, (r.target, r.actual, r.weight, r.score))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]  # fmt: skip
    body[0].insert(0, label("年度绩效指标", len(body)))
    for r in truth.rows:
        r.reason = ""
    last = [label("总分", columns=7), Cell("100"), Cell(truth.total)]
    return truth, _table(
        truth,
        (11, 11, 14, 24, 20, 14, 14, 8, 8),
        [*rows, *body, last],
        subtitle=f"（{truth.year}年度）",
        landscape=True,
    )


def overall_self_sections(rng: random.Random) -> tuple[Truth, FormTable]:
    """Numbered objectives each with its result; a column says which objective a row belongs to."""
    truth = _evaluated(rng, "部门整体绩效自评表", overall=True)
    truth.title = f"{truth.year}年度部门整体绩效自评表"
    truth.objectives = [sentence(rng) for _ in range(2)]
    truth.done = ["已完成：" + sentence(rng, 1) for _ in truth.objectives]
    truth.rows = []
    for number in (1, 2):
        part = facts.dated(facts.indicators(rng, most=2), truth.year)
        for r in part:
            r.objective = number
        truth.rows += part
    facts.weigh(truth.rows, 80, rng)
    facts.happen(truth.rows, rng)
    truth.funds = _money(rng, "部门支出总额", "基本支出", "项目支出")
    truth.total = f"{20 + sum(Decimal(r.score) for r in truth.rows):f}"
    w = 9
    rows = [
        _line("部门（单位）名称", Cell(truth.department), width=w),
        [
            label("部门预算情况（万元）\n（20分）", 4),
            label("", columns=3),
            label("年初预算数"),
            label("全年预算数"),
            label("执行数"),
            label("执行率"),
            label("得分"),
        ],
        *(
            [
                label(name, columns=3),
                Cell(value),
                Cell(value),
                Cell(value),
                Cell("100%"),
                Cell("20" if name == "部门支出总额" else ""),
            ]
            for name, value in truth.funds.items()
        ),
        [label("年度绩效目标", 3), label("序号"), label("预期目标", columns=4), label("完成情况", columns=3)],
        *(
            [Cell(str(n)), _text(text, 4), _text(done, 3)]
            for n, (text, done) in enumerate(zip(truth.objectives, truth.done, strict=True), 1)
        ),
    ]
    body = [
        [label(n) for n in ("对应目标", "一级指标", "二级指标", "三级指标", "年度目标值", "年度完成值", "分值", "得分", "偏差原因及改进措施")]
    ]  # fmt: skip
    runs = merged_runs([r.objective for r in truth.rows])
    levels = [cells for n in (1, 2) for cells in _labels([r for r in truth.rows if r.objective == n])]
    for run, held, r in zip(runs, levels, truth.rows, strict=True):
        lead = [Cell(f"目标{r.objective}", run)] if run else []
        body.append([*lead, *held, Cell(r.name), *map(Cell, (r.target, r.actual, r.weight, r.score, r.reason))])
    last = [label("合计", columns=6), Cell("100"), Cell(truth.total), Cell("")]
    return truth, _table(truth, (13, 11, 13, 24, 14, 14, 9, 9, 18), [*rows, *body, last], landscape=True)


# -- 绩效目标执行监控表 ----------------------------------------------------------------------


def _watched(truth: Truth) -> None:
    for r in truth.rows:
        r.actual = f"{r.value}{r.unit}" if r.sign else r.value


def monitoring_annex(rng: random.Random) -> tuple[Truth, FormTable]:
    """The annex of 财预〔2019〕136号 with all of its columns: five causes, an explanation, three possibilities."""
    truth = _project(rng, "项目支出绩效目标执行监控表")
    _watched(truth)
    truth.funds = _money(rng, "年度资金总额", "本年一般公共预算拨款", "其他资金")
    w = 17
    rows = [
        _line("项目名称", Cell(truth.project), width=w),
        _line("主管部门及代码", Cell(truth.department, columns=7), "实施单位", Cell("机关服务中心"), width=w),
        [
            label("项目资金\n（万元）", len(truth.funds) + 1),
            label("", columns=3),
            label("年初预算数", columns=3),
            label("1—7月执行数", columns=3),
            label("1—7月执行率", columns=4),
            label("全年预计执行数", columns=3),
        ],
        *(
            [
                label(("其中：" if "一般" in name else "") + name, columns=3),
                Cell(value, columns=3),
                Cell(f"{Decimal(value) / 2:.2f}", columns=3),
                Cell("50%", columns=4),
                Cell(value, columns=3),
            ]
            for name, value in truth.funds.items()
        ),
        _line("年度总体目标", _text(truth.objectives[0]), width=w),
    ]
    first = [
        label(n, 2) for n in ("一级指标", "二级指标", "三级指标", "年度指标值", "1—7月执行情况", "全年预计完成情况")
    ]
    first += [label("偏差原因分析", columns=6), label("完成目标可能性", columns=3), label("备注", 2)]
    lower = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他", "原因说明", "确定能", "有可能", "完全不可能")
    body = [first, [label(n) for n in lower]]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        sure = rng.random() < 0.8
        causes = ["", "", "", "", ""]
        if not sure:
            causes[rng.randrange(5)] = "√"
            r.reason = rng.choice(("招标工作推迟。", "资金下达较晚。"))
        body.append(
            [
                *levels,
                *map(Cell, (r.name, r.target, r.actual, r.target, *causes, r.reason)),
                *map(Cell, ("√", "", "") if sure else ("", "√", "")),
                Cell(""),
            ]
        )
    body[0].insert(0, label("绩\n效\n指\n标", len(body)))
    widths = (7, 9, 11, 18, 11, 11, 11, 5, 5, 5, 5, 5, 11, 5, 5, 5, 6)
    return truth, _table(truth, widths, rows + body, subtitle=f"（{truth.year}年度）", landscape=True)


def monitoring_short(rng: random.Random) -> tuple[Truth, FormTable]:
    """A city's: value, unit, state, 完成比例, what is likely in words, measures."""
    truth = _project(rng, "项目绩效运行监控表")
    truth.title = f"{truth.year}年项目绩效运行监控表"
    for r in truth.rows:
        r.actual = r.value
    truth.funds = {"预算资金": f"{amount(rng) + 3:.2f}"}
    w = 9
    rows = [
        _line("项目名称", Cell(truth.project, columns=4), "项目单位", Cell(truth.department), width=w),
        [
            label("预算资金（万元）", columns=2),
            Cell(truth.funds["预算资金"], columns=2),
            label("1-9月支出（万元）", columns=2),
            Cell(f"{Decimal(truth.funds['预算资金']) / 2:.2f}"),
            label("支出进度"),
            Cell("50%"),
        ],
        _line("年度绩效目标", _text(truth.objectives[0]), width=w),
        [label(n) for n in ("一级指标", "二级指标", "三级指标", "计量单位", "目标值", "1-9月完成值", "预计全年完成值", "能否完成目标", "整改措施")],
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        rows.append(
            [
                *levels,
                *map(Cell, (r.name, r.unit, r.sign + r.value, r.actual, r.actual, "能", "")),
            ]
        )
    return truth, _table(truth, (11, 13, 24, 9, 12, 13, 13, 11, 13), rows, landscape=True)


APART = {
    "项目目标表": {"sichuan": project_sichuan, "yunnan": project_yunnan},
    "中期和年度": {"annex": halves_annex, "stacked": halves_stacked},
    "整体目标表": {"hunan": overall_hunan, "chongqing": overall_chongqing},
    "自评表": {"zhejiang": self_zhejiang, "guizhou": self_guizhou},
    "整体自评表": {"henan": overall_self_henan, "sections": overall_self_sections},
    "监控表": {"annex": monitoring_annex, "short": monitoring_short},
}
