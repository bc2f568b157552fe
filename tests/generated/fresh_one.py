"""Fresh layouts, first half: targets of projects and of a department, as further provinces and cities print them.

They were written without a look at the readers and before any reader was run on them; those of the other kinds and the
table of all are in `fresh_two`. First figures of all 24 (2026-11-25, 10 documents a layout, readers as they were): office
files and html 95.08 % of fields and 60 of 240 documents exact, PDF of the project's own and ruled PDF the same, PDF
without lines 89.30 % and 58. Six layouts were read exactly (schedule, right-side, staff, reported, audited,
self-levels; reported without lines in 8 of 10). Of the others, years and long lost money and one-level its levels without
a problem that says so; a sum of scores was wrong in progress, a department in sections-levels. One label, 监控单位, was
found doubtful after a first run (95.02 % and 89.24 %) and now says 部门名称; nothing else was changed before the figures.
Since then readers were repaired by general rules, and the whole of a task is called 总额 in the truth of task-sources.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.forms.layout import Cell, FormTable, label, merged_runs
from tests.generated import truth as facts
from tests.generated.apart import _labels, _line, _money, _overall, _project, _table, _text
from tests.generated.provincial import _heads
from tests.generated.truth import Row, Truth, amount, sentence
from tests.generated.unseen import _beside, _two, _wide

if TYPE_CHECKING:
    import random

_SPOKEN = {"≥": "大于等于", "≤": "小于等于", "＝": "等于", ">": "大于", "<": "小于", "": "定性"}


def numbered(texts: list[str], style: str = "{}.{}") -> str:
    """Objectives in one cell, each on its line with its number."""
    return "\n".join(style.format(number, text) for number, text in enumerate(texts, 1))


# -- 项目支出绩效目标表 ----------------------------------------------------------------------


def project_years(rng: random.Random) -> tuple[Truth, FormTable]:
    """绩效目标批复表: four pairs in a head line, money of three years in columns, weights as percentages in the middle."""
    truth = _project(rng, "项目绩效目标批复表")
    names = ("合计", "财政拨款", "其他资金")
    truth.funds = _money(rng, *names)
    facts.weigh(truth.rows, 100, rng)
    w, year = 8, truth.year
    money = [[label("资金来源", columns=2), label(f"{year - 1}年预算", columns=2), label(f"{year}年预算"), label(f"{year + 1}年预算", columns=2)]]  # fmt: skip
    for name, value in truth.funds.items():
        before, later = f"{Decimal(value) / 4:.2f}", f"{Decimal(value) * 2:.2f}"
        money.append([label(name, columns=2), _wide(before, 2), Cell(value), _wide(later, 2)])
    rows = [
        _line("项目编码", Cell("11000022T000000412"), "项目类别", Cell("特定目标类"), "项目属性", Cell("经常性项目"), "预算年度", Cell(str(year)), width=w),
        _line("项目名称", _wide(truth.project, 3), "主管部门", _wide(truth.department, 3), width=w),
        *_beside("项目资金\n（万元）", money),
        _line("年度绩效目标", _text(truth.objectives[0]), width=w),
        [*_heads("一级指标", "二级指标", "指标权重"), label("三级指标", columns=3), label("指标值", columns=2)],
    ]  # fmt: skip
    rows += [
        [*levels, Cell(f"{r.weight}%"), _wide(r.name, 3), _wide(r.target, 2)]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    return truth, _table(truth, (13, 14, 10, 12, 12, 12, 10, 10), rows, landscape=True)


def project_codes(rng: random.Random) -> tuple[Truth, FormTable]:
    """项目绩效目标公开表: department in a line above, year in the title; codes of measures, the sign behind value and unit."""
    truth = _project(rng, "项目绩效目标公开表")
    truth.title = f"{truth.year}年度项目绩效目标公开表"
    truth.funds = {"预算安排金额": f"{amount(rng):.2f}"}
    w = 8
    rows = [
        [_text("编制单位：" + truth.department, 5), Cell("单位：万元", columns=3, align="right")],
        _line("项目名称", _wide(truth.project, 4), "预算安排金额", Cell(truth.funds["预算安排金额"]), width=w),
        _line("年度绩效目标", _text(truth.objectives[0]), width=w),
        _heads("指标编码", "一级指标", "二级指标", "三级指标", "目标值", "单位", "运算符", "备注"),
    ]
    for n, (levels, r) in enumerate(zip(_labels(truth.rows), truth.rows, strict=True), 1):
        rows.append([Cell(f"P{n:04}"), *levels, Cell(r.name), Cell(r.value), Cell(r.unit), Cell(r.sign), Cell("")])
    return truth, _table(truth, (12, 13, 14, 28, 14, 9, 9, 8), rows, landscape=True)


def project_schedule(rng: random.Random) -> tuple[Truth, FormTable]:
    """County form of Hunan: boxes, plan of work with dates, two objectives beside each other, signatures and a note."""
    truth = _project(rng, "项目绩效目标表")
    truth.objectives.insert(0, "逐步" + sentence(rng, 1))
    truth.funds = _money(rng, "资金总额", "财政拨款", "自有资金")
    w, year = 6, truth.year
    held = truth.funds
    plan = [[label("项目实施内容", columns=3), label("开始时间"), label("完成时间")]]
    plan += [
        [_text(sentence(rng, 1), 3), Cell(f"{year}年{start}月"), Cell(f"{year}年{end}月")]
        for start, end in ((1, 6), (7, 12))
    ]
    rows = [
        _line("填报单位（盖章）", _text(truth.department), width=w),
        _line("项目名称", _wide(truth.project, 2), "项目属性", _text("新增项目□ 延续项目√"), width=w),
        _line("项目负责人", _wide("郑某", 2), "联系电话", Cell("0736-7000000"), width=w),
        [label("资金总额及构成\n（万元）", 2), label("资金总额"), _wide(held["资金总额"], 4)],
        [label("一、财政拨款"), _wide(held["财政拨款"], 2), label("二、自有资金"), Cell(held["自有资金"])],
        _line("项目概况", _text(sentence(rng, 1)), width=w),
        *_beside("项目实施进度计划", plan),
        [label("项目绩效目标", 2), label("长期目标", columns=3), label("年度目标", columns=2)],
        [_text(truth.objectives[0], 3), _text(truth.objectives[1], 2)],
    ]
    body = [[*_heads("一级指标", "二级指标", "指标内容", "指标值", "备注")]]
    body += [
        [*levels, Cell(r.name), Cell(r.target), Cell("")]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    rows += [
        *_beside("年度绩效指标", body),
        _line("其他需说明的问题", Cell("无"), width=w),
        [_text(f"填报人：冯某    单位负责人：陈某    填报日期：{year}年1月20日", w)],
    ]
    return truth, _table(truth, (15, 14, 15, 28, 16, 14), rows, subtitle=f"（{year}年度）")


def project_one_level(rng: random.Random) -> tuple[Truth, FormTable]:
    """Both levels in one column, 产出指标-数量指标; numbers A.1 in a column of their own; half a year before the year."""
    truth = _project(rng, "项目支出绩效目标表")
    truth.funds = _money(rng, "项目预算总额", "一般公共预算", "政府性基金预算")
    w, held = 6, list(truth.funds.values())
    rows = [
        _line("预算部门", _wide(truth.department, 2), "预算年度", _wide(f"{truth.year}年", 2), width=w),
        _line("项目名称", _text(truth.project), width=w),
        [label("项目预算总额\n（万元）"), Cell(held[0]), label("其中：一般公共预算"), Cell(held[1]), label("政府性基金预算"), Cell(held[2])],
        _line("绩效总目标", _text(truth.objectives[0]), width=w),
        [*_heads("编号", "指标类别"), label("指标名称", columns=2), *_heads("上半年目标值", "全年目标值")],
    ]  # fmt: skip
    letters = {name: "ABCD"[n] for n, name in enumerate(dict.fromkeys(r.level1 for r in truth.rows))}
    seen: dict[str, int] = {}
    for r in truth.rows:
        seen[r.level1] = seen.get(r.level1, 0) + 1
        half = f"{r.sign}{int(r.value) // 2}{r.unit}" if r.value.isdigit() and r.unit != "%" else r.target
        lead = [Cell(f"{letters[r.level1]}.{seen[r.level1]}"), Cell(f"{r.level1}-{r.level2}")]
        rows.append([*lead, _wide(r.name, 2), Cell(half), Cell(r.target)])
    return truth, _table(truth, (12, 24, 16, 14, 14, 14), rows)


def project_storeys(rng: random.Random) -> tuple[Truth, FormTable]:
    """A header of three storeys with last year's value and points; sources of money in columns, money carried over."""
    truth = _project(rng, "财政支出项目绩效目标表")
    whole = amount(rng) + 90
    parts = ("60.00", "20.50", "9.50")
    names = ("上级补助", "本级财政资金", "上年结转资金", "其他资金")
    truth.funds = {"资金总额": f"{whole:.2f}"} | dict(zip(names, (f"{whole - 90:.2f}", *parts), strict=True))
    facts.weigh(truth.rows, 100, rng)
    w, held = 8, list(truth.funds.values())
    rows = [
        [label("项目名称"), _wide(truth.project, 3), label("项目主管部门"), _wide(truth.department, 3)],
        [label("项目起止时间"), _wide(f"{truth.year}年1月-{truth.year}年12月", 3), label("项目负责人"), _wide("褚某", 3)],
        [label("项目资金\n（万元）", 3), label("资金总额", 2), label("其中", columns=6)],
        [label(names[0]), label(names[1]), label(names[2], columns=2), label(names[3], columns=2)],
        [Cell(held[0]), Cell(held[1]), Cell(held[2]), _wide(held[3], 2), _wide(held[4], 2)],
    ]  # fmt: skip
    rows += [
        _line("年度目标", _text(truth.objectives[0]), width=w),
        [label("绩效指标", columns=3), label("指标值", columns=4), label("分值", 3)],
        [*(label(n, 2) for n in ("一级", "二级", "三级")), label("上年实际值", 2), label("本年目标", columns=3)],
        _heads("符号", "数值", "单位"),
    ]
    rows += [
        [*levels, Cell(r.name), Cell(r.value), *map(Cell, (r.sign or "定性", r.value, r.unit, r.weight))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    return truth, _table(truth, (13, 15, 26, 11, 12, 13, 9, 8), rows, subtitle=f"（{truth.year}年度）", landscape=True)


def project_right_side(rng: random.Random) -> tuple[Truth, FormTable]:
    """Merged cells of a responsible office on the right, rows left empty, sources of sources under 其中, notes below."""
    truth = _project(rng, "项目绩效目标申报表")
    one, two, own = amount(rng), amount(rng), amount(rng)
    truth.funds = {
        "资金总额": f"{one + two + own:.2f}",
        "财政资金": f"{one + two:.2f}",
        "中央资金": f"{one:.2f}",
        "自治区资金": f"{two:.2f}",
        "自筹资金": f"{own:.2f}",
    }
    w = 7
    printed = ("资金总额：", "1.财政资金", "其中：中央资金", "自治区资金", "2.自筹资金")
    money = [[_text(name, 3), _wide(value, 3)] for name, value in zip(printed, truth.funds.values(), strict=True)]
    rows = [
        _line("项目名称", _text(truth.project), width=w),
        _line("主管部门", _wide(truth.department, 2), "实施单位", Cell("乡村建设科"), width=w),
        *_beside("项目资金\n（万元）", money),
        _line("年度总体目标", _text(truth.objectives[0]), width=w),
        _heads("一级指标", "二级指标", "三级指标", "指标值", "指标值设定依据", "数据来源", "责任科室"),
    ]
    runs = merged_runs([r.level1 for r in truth.rows])
    for run, levels, r in zip(runs, _labels(truth.rows), truth.rows, strict=True):
        office = [Cell(rng.choice(("项目科", "财务科", "办公室")), run)] if run else []
        rows.append([*levels, *map(Cell, (r.name, r.target, "工作计划", "统计资料")), *office])
    rows += [[Cell("") for _ in range(w)] for _ in range(2)]
    rows += [
        [_text("填报说明：1.三级指标应当细化、量化；2.指标值设定依据包括计划标准、行业标准、历史标准等；3.没有内容的行可以不填。", w)],
    ]  # fmt: skip
    return truth, _table(truth, (14, 14, 26, 14, 13, 12, 11), rows, subtitle=f"（{truth.year}年度）", landscape=True)


def project_spoken(rng: random.Random) -> tuple[Truth, FormTable]:
    """Directions in words before the value, units in brackets behind it; weights first; year and period in cells."""
    truth = _project(rng, "部门预算项目绩效目标公开表")
    truth.unit = "元"
    truth.funds = {"年度预算金额": f"{amount(rng) * 100:.2f}"}
    facts.weigh(truth.rows, 100, rng)
    w = 7
    rows = [
        _line("部门名称", _wide(truth.department, 3), "年度", Cell(str(truth.year)), width=w),
        _line("项目名称", _wide(truth.project, 3), "年度预算金额（元）", Cell(truth.funds["年度预算金额"]), width=w),
        _line("项目绩效目标", _text(truth.objectives[0]), width=w),
    ]
    body = [_heads("权重（%）", "一级指标", "二级指标", "三级指标", "比较符号", "指标目标值（单位）")]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        value = f"{r.value}（{r.unit}）" if r.sign else r.value
        body.append([Cell(r.weight), *levels, Cell(r.name), Cell(_SPOKEN[r.sign]), Cell(value)])
    return truth, _table(truth, (10, 10, 13, 15, 28, 12, 18), rows + _beside("绩效指标", body))


def project_sections_levels(rng: random.Random) -> tuple[Truth, FormTable]:
    """Each first level a row across the table, the second merged below it; 目标1 and 目标2 beside their contents; 说明 inside."""
    truth = _project(rng, "专项资金绩效目标表")
    truth.title = f"{truth.year}年省级专项资金绩效目标表"
    truth.objectives = [sentence(rng), sentence(rng)]
    truth.funds = _money(rng, "专项资金总额", "用于本级", "补助市县")
    w, held = 5, truth.funds
    rows = [
        _line("专项名称", _text(truth.project), width=w),
        _line("省级主管部门", _wide(truth.department, 2), "资金管理处室", Cell("规划财务处"), width=w),
        [label("专项资金总额\n（万元）", 2), Cell(held["专项资金总额"], 2), label("其中：用于本级"), _wide(held["用于本级"], 2)],
        [label("补助市县"), _wide(held["补助市县"], 2)],
        [label("总体目标", 2), label("目标1"), _text(truth.objectives[0], 3)],
        [label("目标2"), _text(truth.objectives[1], 3)],
        [label("说明"), _text("总体目标应与规划相衔接，按年度分解。", 4)],
        [label("绩效指标", columns=w)],
        [label("二级指标"), label("三级指标", columns=2), label("本年目标值"), label("指标来源")],
    ]  # fmt: skip
    for level1 in dict.fromkeys(r.level1 for r in truth.rows):
        part = [r for r in truth.rows if r.level1 == level1]
        rows.append([label(level1, columns=w)])
        for run, r in zip(merged_runs([r.level2 for r in part]), part, strict=True):
            lead = [Cell(r.level2, run)] if run else []
            rows.append([*lead, _wide(r.name, 2), Cell(r.target), Cell("部门规划")])
    return truth, _table(truth, (18, 16, 20, 18, 16), rows)


# -- 部门整体支出绩效目标表 ------------------------------------------------------------------


def overall_staff(rng: random.Random) -> tuple[Truth, FormTable]:
    """Numbers of staff before the money, sources in rows beside uses in rows, objectives a row each; a note below."""
    truth = _overall(rng, "部门整体支出绩效目标公开表")
    truth.objectives = [sentence(rng, 1) for _ in range(3)]
    whole, basic, work = _two(rng)
    names = ("收入预算合计", "支出预算合计", "财政拨款收入", "基本支出", "其他收入", "项目支出")
    truth.funds = dict(
        zip(names, (f"{v:.2f}" for v in (whole, whole, whole - 1, basic, Decimal(1), work)), strict=True)
    )
    facts.weigh(truth.rows, 100, rng)
    w, held = 6, truth.funds
    money = []
    for n in (0, 2, 4):
        left, right = names[n], names[n + 1]
        cells = [label(("其中：" if n == 2 else "") + left), _wide(held[left], 2)]
        money.append([*cells, label(("其中：" if n == 2 else "") + right), Cell(held[right])])
    goals = [[label(f"目标{n}"), _text(text, 4)] for n, text in enumerate(truth.objectives, 1)]
    rows = [
        _line("部门名称", _wide(truth.department, 2), "部门编码", _wide("305", 2), width=w),
        _line("人员编制数", Cell("86"), "实有在职人数", Cell("79"), "离退休人数", Cell("31"), width=w),
        _line("部门主要职责", _text("依法履行职责，" + sentence(rng, 1)), width=w),
        *_beside("当年部门预算\n（万元）", money),
        *_beside("部门整体绩效目标", goals),
        _heads("一级指标", "二级指标", "三级指标", "权重分值", "年度指标值", "指标说明"),
    ]
    rows += [
        [*levels, *map(Cell, (r.name, r.weight, r.target)), _text("反映" + r.name)]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    rows.append([_text("备注：本表金额单位为万元，保留两位小数。", w)])
    return truth, _table(truth, (16, 15, 26, 14, 16, 16), rows, subtitle=f"（{truth.year}年度）", landscape=True)


def overall_task_sources(rng: random.Random) -> tuple[Truth, FormTable]:
    """Tasks with their money first, then the objective; two blank columns for the finance office's opinion on the right."""
    truth = _overall(rng, "部门（单位）整体绩效目标批复表")
    names = ("小计", "财政拨款", "非财政拨款")
    for n in range(rng.randrange(2, 4)):
        grant, other = amount(rng), amount(rng)
        kept = ("总额", *names[1:])  # the whole of a task is its 总额, under whatever word
        money = dict(zip(kept, (f"{v:.2f}" for v in (grant + other, grant, other)), strict=True))
        truth.tasks.append((facts._WHAT[n * 3 + 1] + rng.choice(facts._DO), sentence(rng, 1), "", money))
    w = 8
    tasks = [
        [label("序号", 2), label("任务名称", 2), label("任务内容", 2, 2), label("资金安排（万元）", columns=3)],
        _heads(*names),
    ]
    tasks += [
        [Cell(str(n)), Cell(name), _text(content, 2), *map(Cell, money.values())]
        for n, (name, content, _, money) in enumerate(truth.tasks, 1)
    ]
    rows = [
        _line("部门（单位）名称", _wide(truth.department, 3), "年度", Cell(str(truth.year)), width=w),
        *_beside("年度重点任务", tasks),
        _line("年度绩效目标", _text(truth.objectives[0]), width=w),
    ]  # fmt: skip
    body = [_heads("一级指标", "二级指标", "三级指标", "目标值", "上年完成值", "审核意见", "修改说明")]
    body += [
        [*levels, *map(Cell, (r.name, r.target, r.value, "", ""))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    rows += _beside("年度绩效指标", body)
    return truth, _table(truth, (12, 11, 14, 26, 14, 12, 12, 12), rows, landscape=True)


# -- many projects in one table --------------------------------------------------------------


def list_numbered(rng: random.Random) -> tuple[Truth, FormTable]:
    """Projects with numbers and money of three columns before their measures; the office in a line above."""
    truth = _project(rng, "项目支出绩效目标汇总表")
    truth.title = f"{truth.year}年项目支出绩效目标汇总表"
    names = {truth.project}
    for _ in range(2):
        other = _project(rng, truth.title)
        if other.project not in names:
            names.add(other.project)
            other.department, other.year = truth.department, truth.year
            truth.also.append(other)
    first = ("序号", "项目名称")
    last = ("年度绩效目标", "一级指标", "二级指标", "三级指标", "指标值")
    rows = [
        [_text("部门：" + truth.department, 7), Cell("单位：万元", columns=3, align="right")],
        [*(label(n, 2) for n in first), label("预算金额", columns=3), *(label(n, 2) for n in last)],
        _heads("小计", "财政拨款", "其他资金"),
    ]
    for number, form in enumerate((truth, *truth.also), 1):
        form.funds = _money(rng, "小计", "财政拨款", "其他资金")
        count = len(form.rows)
        held = (str(number), form.project, *form.funds.values())
        for n, (levels, r) in enumerate(zip(_labels(form.rows), form.rows, strict=True)):
            lead = [*(Cell(text, count) for text in held), _text(form.objectives[0], rows=count)] if n == 0 else []
            rows.append([*lead, *levels, Cell(r.name), Cell(r.target)])
    return truth, _table(truth, (6, 13, 10, 10, 10, 18, 11, 12, 22, 13), rows, landscape=True)


def kept_levels(rows: list[Row], second: dict[str, tuple[str, str]]) -> list[Row]:
    """Rows of the named second levels, under the levels that the form prints instead."""
    kept = [r for r in rows if r.level2 in second]
    for r in kept:
        r.level1, r.level2 = second[r.level2]
    return kept
