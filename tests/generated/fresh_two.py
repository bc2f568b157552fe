"""Fresh layouts, second half: departments as a whole, evaluations and monitoring; ``FRESH`` holds all, figures in `fresh_one`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.forms.layout import Cell, FormTable, label
from tests.generated import fresh_one as one
from tests.generated import truth as facts
from tests.generated.apart import _evaluated, _labels, _line, _money, _overall, _project, _table, _text
from tests.generated.provincial import _heads
from tests.generated.truth import Row, Truth, amount, sentence
from tests.generated.unseen import _beside, _two, _wide, _with_points

if TYPE_CHECKING:
    import random


def _scores(truth: Truth) -> Decimal:
    return sum((Decimal(r.score) for r in truth.rows), Decimal())


def _without_reasons(truth: Truth) -> None:
    for r in truth.rows:
        r.reason = ""


# -- 部门整体支出绩效目标表 ------------------------------------------------------------------


def overall_long(rng: random.Random) -> tuple[Truth, FormTable]:
    """Long and yearly objective, long and yearly value; levels of 履职效能, no weights; letters of a label below each other."""
    truth = _overall(rng, "部门整体绩效目标表")
    truth.title = f"{truth.year}年部门整体绩效目标表"
    truth.objectives.insert(0, "五年内" + sentence(rng, 1))
    second = {
        "数量指标": ("履职效能", "重点工作完成"),
        "质量指标": ("履职效能", "工作质量"),
        "社会效益指标": ("社会效应", "社会效益"),
        "服务对象满意度指标": ("社会效应", "满意度"),
    }
    truth.rows = [
        *one.kept_levels(truth.rows, second),
        Row("管理效率", "预算管理", "预算编制完整率", "＝", "100", "%"),
        Row("管理效率", "资产管理", "资产账实相符", "", "相符"),
        Row("可持续性", "体制机制改革", "人才队伍建设", "", "持续加强"),
    ]
    truth.rows.sort(key=lambda r: ["履职效能", "社会效应", "管理效率", "可持续性"].index(r.level1))
    truth.funds = _money(rng, "预算总额", "人员类", "运转类", "特定目标类")
    w, held = 6, truth.funds
    rows = [
        [_text("部门：" + truth.department, 4), Cell("金额单位：万元", columns=2, align="right")],
        [label("部门预算", 2), *_heads(*list(held)[:3]), label("特定目标类", columns=2)],
        [*map(Cell, list(held.values())[:3]), _wide(held["特定目标类"], 2)],
        _line("长期目标", _text(truth.objectives[0]), width=w),
        _line("年度目标", _text(truth.objectives[1]), width=w),
    ]
    body = [_heads("一级指标", "二级指标", "三级指标", "长期指标值", "年度指标值")]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        later = f"{r.sign}{int(r.value) * 5}{r.unit}" if r.value.isdigit() and r.unit != "%" else r.target
        body.append([*levels, *map(Cell, (r.name, later, r.target))])
    rows += _beside("绩\n效\n指\n标", body)
    return truth, _table(truth, (11, 15, 16, 28, 15, 15), rows)


def overall_beside(rng: random.Random) -> tuple[Truth, FormTable]:
    """支出绩效目标申报表: uses of money with shares, each row's levels said again, unit and direction before the value."""
    truth = _overall(rng, "部门整体支出绩效目标申报表")
    truth.objectives = [sentence(rng, 1), sentence(rng, 1)]
    whole, basic, work = _two(rng)
    truth.funds = {"部门支出总额": f"{whole:.2f}", "基本支出": f"{basic:.2f}", "项目支出": f"{work:.2f}"}
    facts.weigh(truth.rows, 100, rng)
    w = 8
    money = [[label("支出内容", columns=3), label("预算数", columns=2), label("占比", columns=2)]]
    for name, value in truth.funds.items():
        shown = {"基本支出": "其中：1.基本支出", "项目支出": "2.项目支出"}.get(name, name)
        money.append([_text(shown, 3), _wide(value, 2), _wide(f"{Decimal(value) * 100 / whole:.2f}%", 2)])
    rows = [
        _line("填报单位", _wide(truth.department, 4), "填报时间", _wide(f"{truth.year - 1}年11月", 2), width=w),
        *_beside("部门预算\n（万元）", money),
        _line("整体绩效目标", _text(one.numbered(truth.objectives, "（{}）{}")), width=w),
        _heads("序号", "一级指标", "二级指标", "指标名称", "计量单位", "指标方向", "目标值", "分值"),
    ]
    for n, r in enumerate(truth.rows, 1):
        held = (str(n), r.level1, r.level2, r.name, r.unit, r.sign or "定性", r.value, r.weight)
        rows.append([Cell(text) for text in held])
    rows += [[_text("部门负责人：卫某    财务负责人：蒋某    填表人：沈某", w)]]
    widths = (14, 14, 16, 28, 10, 10, 12, 8)
    return truth, _table(truth, widths, rows, subtitle=f"（{truth.year}年度）", landscape=True)


def overall_objective_blocks(rng: random.Random) -> tuple[Truth, FormTable]:
    """Each objective a row across the table above its measures; income by source in columns with last year's carried over."""
    truth = _overall(rng, "部门整体支出绩效目标表")
    truth.objectives = [sentence(rng, 1), sentence(rng, 1)]
    truth.rows = []
    for number in (1, 2):
        part = facts.dated(facts.indicators(rng, most=1), truth.year)
        for r in part:
            r.objective = number
        truth.rows += part
    truth.funds = _money(rng, "合计", "一般公共预算拨款", "政府性基金拨款", "上年结转结余")
    w, held = 6, truth.funds
    rows = [
        _line("单位名称", _wide(truth.department, 2), "所属年度", _wide(str(truth.year), 2), width=w),
        [label("收入预算（万元）", 2), label("合计"), label("一般公共预算拨款"), label("政府性基金拨款"), label("上年结转结余", columns=2)],
        [*map(Cell, list(held.values())[:3]), _wide(held["上年结转结余"], 2)],
    ]  # fmt: skip
    for number, text in enumerate(truth.objectives, 1):
        part = [r for r in truth.rows if r.objective == number]
        rows.append([label(f"年度绩效目标{number}"), _text(text, 5)])
        rows.append([*_heads("一级指标", "二级指标"), label("三级指标", columns=2), *_heads("指标值", "备注")])
        rows += [
            [*levels, _wide(r.name, 2), Cell(r.target), Cell("")] for levels, r in zip(_labels(part), part, strict=True)
        ]
    return truth, _table(truth, (16, 17, 17, 16, 15, 10), rows)


# -- 自评表 ----------------------------------------------------------------------------------


def self_reported(rng: random.Random) -> tuple[Truth, FormTable]:
    """As Sichuan's system prints it: sections, money with / for no points, nature, value and unit, verdict and signatures."""
    truth = _evaluated(rng, "部门预算项目支出绩效自评表")
    truth.title = f"部门预算项目支出绩效自评表（{truth.year}年度）"
    whole = amount(rng) + 60
    names = ("总额", "财政资金", "财政专户管理资金", "单位资金")
    truth.funds = dict(zip(names, (f"{whole:.2f}", f"{whole - 2:.2f}", "2.00", "0.00"), strict=True))
    truth.total = f"{10 + _scores(truth):f}"
    w = 11
    money = [
        [
            *_heads("年度预算数（万元）", "年初预算", "调整后预算数", "预算执行数", "预算执行率", "权重", "得分"),
            label("原因", columns=3),
        ]
    ]
    for name, value in truth.funds.items():
        points = ("10", "10") if name == "总额" else ("/", "/")
        rate = "0.00%" if value == "0.00" else "100.00%"
        shown = "其中：财政资金" if name == "财政资金" else name
        money.append([*map(Cell, (shown, value, value, value, rate, *points)), _wide("", 3)])
    rows = [
        [_text("报表编号：510000_0013zp", w)],
        _line("项目名称", _text(truth.project), width=w),
        _line("主管部门", _wide(truth.department, 4), "实施单位（盖章）", _wide("综合业务科", 5), width=w),
        [label("项目基本情况", 2), label("项目年度目标", columns=5), label("年度目标完成情况", columns=5)],
        [_text(truth.objectives[0], 5), _text(truth.done[0], 5)],
        *_beside("预算执行情况\n（10分）", money),
    ]  # fmt: skip
    body = [
        _heads(
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "完成值",
            "权重",
            "得分",
            "未完成原因分析",
        )
    ]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        r.actual = r.value
        held = (r.name, r.sign or "定性", r.value, r.unit, r.actual, r.weight, r.score, r.reason)
        body.append([*levels, *map(Cell, held)])
    rows += [
        *_beside("绩效指标（90分）", body),
        [label("合计", columns=8), Cell("100"), Cell(truth.total), Cell("")],
        _line("评价结论", _text("项目实施总体较好。"), width=w),
        _line("存在问题", _text("前期准备不够充分。"), width=w),
        _line("改进措施", _text("进一步加强管理。"), width=w),
        [_text("项目负责人：韩某", 6), _text("财务负责人：杨某", 5)],
    ]
    return truth, _table(truth, (11, 14, 13, 22, 11, 12, 11, 11, 8, 8, 14), rows, landscape=True)


def self_two_heads(rng: random.Random) -> tuple[Truth, FormTable]:
    """绩效指标 over the levels, 年度指标值 over value and unit; the sum and a grade in a head line; reason before score."""
    truth = _evaluated(rng, "项目支出绩效自评情况表")
    whole = amount(rng) + 60
    truth.funds = {"年度资金总额": f"{whole:.2f}", "当年财政拨款": f"{whole - 5:.2f}", "上年结转资金": "5.00"}
    truth.total = f"{_scores(truth):f}"
    money = [
        [
            label("", columns=2),
            *_heads("全年预算数", "全年执行数"),
            label("执行率", columns=2),
            label("结余资金", columns=2),
        ]
    ]
    for name, value in truth.funds.items():
        shown = "其中：当年财政拨款" if name == "当年财政拨款" else name
        money.append([_text(shown, 2), Cell(value), Cell(value), _wide("100%", 2), _wide("0.00", 2)])
    rows = [
        [label("项目名称"), _wide(truth.project, 3), label("自评总分"), Cell(truth.total), label("自评等级"), _wide("优", 2)],
        [label("主管部门"), _wide(truth.department, 3), label("实施单位"), _wide("执法大队", 4)],
        *_beside("项目资金\n（万元）", money),
        [label("年度总体目标", 2), label("预期目标", columns=4), label("实际完成情况", columns=4)],
        [_text(truth.objectives[0], 4), _text(truth.done[0], 4)],
        [label("绩效指标", columns=3), label("年度指标值", columns=2), *(label(n, 2) for n in ("实际完成值", "分值", "偏差原因及改进措施", "自评得分"))],
        _heads("一级指标", "二级指标", "三级指标", "指标值", "度量单位"),
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        r.actual = r.value
        held = (r.name, r.sign + r.value, r.unit, r.actual, r.weight, r.reason, r.score)
        rows.append([*levels, *map(Cell, held)])
    widths = (13, 14, 26, 13, 10, 12, 8, 18, 9)
    return truth, _table(truth, widths, rows, subtitle=f"（{truth.year}年度）", landscape=True)


def self_audited(rng: random.Random) -> tuple[Truth, FormTable]:
    """Points before the value, points in the labels, a column that the finance office fills; a letter (A) and (B) in heads."""
    truth = _evaluated(rng, "本级部门项目支出绩效自评表")
    whole = amount(rng) + 60
    truth.funds = {"年度资金总额": f"{whole:.2f}"}
    decided = Row("项目决策", "项目立项", "立项规范性", "", "规范", "", "10", "规范", "10")
    truth.rows.insert(0, decided)
    truth.total = f"{_scores(truth):f}"
    rows = [
        [label("项目名称"), _wide(truth.project, 3), label("主管部门"), _wide(truth.department, 4)],
        [label("项目单位"), _wide("第六中学", 3), label("项目自评得分"), Cell(truth.total), label("财政审定得分"), _wide("", 2)],
        [label("项目资金（万元）", 2), label("", columns=3), label("年初预算数"), label("调整预算数（A）", columns=2), label("全年执行数（B）"), label("执行率（B/A）")],
        [label("年度资金总额", columns=3), Cell(f"{whole:.2f}"), _wide(f"{whole:.2f}", 2), Cell(f"{whole:.2f}"), Cell("100%")],
        [label("年度总体目标", 2), label("年初设定目标", columns=4), label("年度总体目标完成情况", columns=4)],
        [_text(truth.objectives[0], 4), _text(truth.done[0], 4)],
        _heads("一级指标", "二级指标", "三级指标", "考核分值", "指标值（A）", "全年实际值（B）", "得分", "财政审定分", "未完成原因分析及改进措施"),
    ]  # fmt: skip
    for levels, r in zip(_with_points(truth.rows), truth.rows, strict=True):
        rows.append([*levels, *map(Cell, (r.name, r.weight, r.target, r.actual, r.score, "", r.reason))])
    rows.append([label("合计", columns=3), Cell("100"), Cell(""), Cell(""), Cell(truth.total), Cell(""), Cell("")])
    widths = (15, 14, 25, 9, 13, 13, 10, 10, 18)
    return truth, _table(truth, widths, rows, subtitle=f"（{truth.year}年）", landscape=True)


def self_objectives(rng: random.Random) -> tuple[Truth, FormTable]:
    """Objectives numbered in rows, each with its result beside it; unit in a column between target and actual value."""
    truth = _evaluated(rng, "项目支出绩效自我评价表")
    truth.objectives = [sentence(rng, 1) for _ in range(3)]
    truth.done = ["全年" + sentence(rng, 1) for _ in range(3)]
    truth.funds = {"预算资金": f"{amount(rng) + 60:.2f}"}
    truth.total = f"{10 + _scores(truth):f}"
    w = 9
    held = truth.funds["预算资金"]
    goals = [[label("序号"), label("年初绩效目标", columns=3), label("目标完成情况", columns=4)]]
    for n, (text, done) in enumerate(zip(truth.objectives, truth.done, strict=True), 1):
        goals.append([Cell(str(n)), _text(text, 3), _text(done, 4)])
    rows = [
        _line("评价年度", _wide(str(truth.year), 3), "评价方式", Cell("单位自评"), width=w),
        _line("项目名称", _wide(truth.project, 3), "主管部门", _text(truth.department), width=w),
        [label("预算执行（万元）", 2), label("预算资金"), label("实际到位"), label("到位率"), label("实际支出", columns=2), *_heads("支出率", "分值", "得分")],
        [*map(Cell, (held, held, "100%")), _wide(held, 2), *map(Cell, ("100%", "10", "10"))],
        *_beside("绩效目标", goals),
        _heads("一级指标", "二级指标", "三级指标", "年初目标值", "计量单位", "年末完成值", "指标分值", "自评分", "未达标原因"),
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        r.actual = r.value
        rows.append([*levels, *map(Cell, (r.name, r.sign + r.value, r.unit, r.actual, r.weight, r.score, r.reason))])
    rows += [
        [label("总分", columns=6), Cell("100"), Cell(truth.total), Cell("")],
        [_text("注：定量指标按完成比例计分，最高不超过该指标分值；定性指标分三档。", w)],
    ]
    return truth, _table(truth, (13, 14, 24, 13, 10, 13, 9, 9, 16), rows, landscape=True)


def self_progress(rng: random.Random) -> tuple[Truth, FormTable]:
    """支出绩效自我评价表: score before points, progress between; the result below the objective; empty rows; year in a period."""
    truth = _evaluated(rng, "财政支出绩效自我评价表")
    truth.funds = _money(rng, "资金总额", "省级财政", "市县财政")
    truth.total = f"{_scores(truth):f}"
    w = 9
    names = ("预算安排", "资金到位", "资金使用", "结转结余", "到位率", "使用率")
    money = [[label("资金来源", columns=2), *_heads(*names)]]
    for name, value in truth.funds.items():
        money.append([label(name, columns=2), *map(Cell, (value, value, value, "0.00", "100%", "100%"))])
    rows = [
        _line("项目名称", _wide(truth.project, 4), "项目负责人", _wide("许某", 3), width=w),
        _line("主管部门（公章）", _wide(truth.department, 4), "评价期间", _wide(f"{truth.year}年1月1日至{truth.year}年12月31日", 3), width=w),
        *_beside("资金情况\n（万元）", money),
        _line("绩效目标", _text(truth.objectives[0]), width=w),
        _line("目标完成情况", _text(truth.done[0]), width=w),
        _heads("一级指标", "二级指标", "三级指标", "计划值", "完成值", "完成程度", "得分", "分值", "原因分析"),
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        rows.append([*levels, *map(Cell, (r.name, r.target, r.actual, "100%", r.score, r.weight, r.reason))])
    rows += [
        [Cell("") for _ in range(w)],
        [label("合计", columns=6), Cell(truth.total), Cell("90"), Cell("")],
        [_text("填表人：何某", 3), _text("联系电话：0591-8000000", 3), _text(f"填表日期：{truth.year + 1}年3月1日", 3)],
    ]
    return truth, _table(truth, (14, 14, 25, 13, 13, 10, 9, 9, 16), rows, landscape=True)


# -- 整体自评表 ------------------------------------------------------------------------------


def overall_self_tasks(rng: random.Random) -> tuple[Truth, FormTable]:
    """Spending by use with points, duties and their results in rows of one block, scores under 自评情况."""
    truth = _evaluated(rng, "部门（单位）整体支出绩效自评表", overall=True)
    _without_reasons(truth)
    whole, basic, work = _two(rng)
    truth.funds = {"年度支出合计": f"{whole:.2f}", "基本支出": f"{basic:.2f}", "项目支出": f"{work:.2f}"}
    truth.total = f"{10 + _scores(truth):f}"
    w = 8
    money = [[label("支出类别", columns=2), *_heads("预算批复数", "决算数", "执行率", "分值", "得分")]]
    for name, value in truth.funds.items():
        points = ("10", "10") if name == "年度支出合计" else ("—", "—")
        money.append([label(name, columns=2), *map(Cell, (value, value, "100.00%", *points))])
    rows = [
        _line("部门（单位）名称", _wide(truth.department, 4), "自评年度", _wide(f"{truth.year}年", 2), width=w),
        *_beside("支出情况\n（万元）", money),
        _line("年初整体绩效目标", _text(truth.objectives[0]), width=w),
        _line("整体绩效目标完成情况", _text(truth.done[0]), width=w),
        [*(label(n, 2) for n in ("一级指标", "二级指标", "三级指标", "目标值", "权重")), label("自评情况", columns=3)],
        _heads("完成值", "得分", "佐证材料"),
    ]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        rows.append([*levels, *map(Cell, (r.name, r.target, r.weight, r.actual, r.score, "工作总结"))])
    rows.append([label("综合得分", columns=6), Cell(truth.total), Cell("")])
    widths = (16, 14, 25, 13, 10, 13, 10, 12)
    return truth, _table(truth, widths, rows, subtitle=f"（{truth.year}年度）", landscape=True)


def overall_self_levels(rng: random.Random) -> tuple[Truth, FormTable]:
    """Levels repeated in each row, number first, rule of points before the score; money in one line; year in the title."""
    truth = _evaluated(rng, "部门整体支出绩效自评表", overall=True)
    truth.title = f"{truth.year}年度部门整体支出绩效自评表"
    truth.done = ["全年" + sentence(rng, 2)]
    whole = amount(rng) + 60
    truth.funds = {"全年预算数": f"{whole:.2f}"}
    truth.total = f"{_scores(truth):f}"
    rows = [
        [_text("填报单位（盖章）：" + truth.department, 6), Cell("单位：万元、分", columns=4, align="right")],
        [label("全年预算数", columns=2), Cell(f"{whole:.2f}"), label("全年支出数", columns=2), Cell(f"{whole / 2:.2f}"), label("预算执行率", columns=2),
         _wide("50.00%", 2)],
        [label("年度目标", columns=2), _text(truth.objectives[0], 8)],
        [label("完成情况", columns=2), _text(truth.done[0], 8)],
        _heads("序号", "一级指标", "二级指标", "三级指标", "指标值", "实际值", "标准分", "计分办法", "自评得分", "扣分说明"),
    ]  # fmt: skip
    for n, r in enumerate(truth.rows, 1):
        held = (str(n), r.level1, r.level2, r.name, r.target, r.actual, r.weight, "按完成比例计分", r.score, r.reason)
        rows.append([Cell(text) for text in held])
    rows.append([label("合计", columns=6), Cell("90"), Cell(""), Cell(truth.total), Cell("")])
    return truth, _table(truth, (7, 12, 14, 24, 13, 12, 8, 13, 9, 16), rows, landscape=True)


# -- 监控表 ----------------------------------------------------------------------------------


def _so_far(r: Row) -> str:
    return f"{r.value}{r.unit}" if r.sign else r.value


def monitoring_tracking(rng: random.Random) -> tuple[Truth, FormTable]:
    """绩效运行跟踪表: a half year's plan beside its result, rate and colour of warning; the year only in the period."""
    truth = _project(rng, "项目支出绩效运行跟踪表")
    truth.funds = _money(rng, "预算总额", "财政拨款", "其他资金")
    w = 10
    money = [
        [
            label("资金构成", columns=2),
            label("全年预算", columns=2),
            label("截至6月末支出", columns=2),
            label("支出进度"),
            label("预计全年支出", columns=2),
        ]
    ]
    for name, value in truth.funds.items():
        half = f"{Decimal(value) / 2:.2f}"
        money.append([label(name, columns=2), _wide(value, 2), _wide(half, 2), Cell("50%"), _wide(value, 2)])
    rows = [
        _line("项目名称", _wide(truth.project, 4), "跟踪期间", _text(f"{truth.year}年1月1日—{truth.year}年6月30日"), width=w),
        _line("主管部门", _wide(truth.department, 4), "实施单位", _text("水库管理所"), width=w),
        *_beside("资金情况\n（万元）", money),
        _line("年度绩效目标", _text(truth.objectives[0]), width=w),
        _heads("一级指标", "二级指标", "三级指标", "年度目标值", "1-6月计划值", "1-6月完成值", "完成率", "预警", "偏差原因", "纠偏措施"),
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        r.actual = _so_far(r)
        r.reason = rng.choice(("", "", "进度较计划推迟"))
        light = "黄灯" if r.reason else "绿灯"
        rows.append([*levels, *map(Cell, (r.name, r.target, r.actual, r.actual, "100%", light, r.reason, ""))])
    rows.append([_text("填表说明：预警分为绿灯、黄灯、红灯三档。", w)])
    return truth, _table(truth, (13, 13, 24, 13, 12, 12, 8, 8, 14, 10), rows, landscape=True)


def monitoring_likely(rng: random.Random) -> tuple[Truth, FormTable]:
    """Sign and unit in columns, money in one line, likelihood in words, points at the end."""
    truth = _project(rng, "项目支出绩效目标运行监控表")
    truth.title = f"{truth.year}年项目支出绩效目标运行监控表（1—9月）"
    whole = amount(rng) + 60
    truth.funds = {"年初预算数": f"{whole:.2f}"}
    facts.weigh(truth.rows, 100, rng)
    w = 10
    rows = [
        [_text("部门名称：" + truth.department, 6), Cell("单位：万元", columns=4, align="right")],
        _line("项目名称", _text(truth.project), width=w),
        [label("预算执行", 2), label("年初预算数"), label("调整数"), label("1—9月支出数", columns=2), label("执行进度", columns=2), label("预计年底执行率", columns=3)],
        [Cell(f"{whole:.2f}"), Cell("0.00"), _wide(f"{whole / 2:.2f}", 2), _wide("50.00%", 2), _wide("100%", 3)],
        _line("总体目标", _text(truth.objectives[0]), width=w),
        [*(label(n, 2) for n in ("一级指标", "二级指标", "三级指标")), label("年度指标值", columns=3),
         *(label(n, 2) for n in ("1—9月完成值", "完成可能性", "原因说明", "分值"))],
        _heads("符号", "目标", "单位"),
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        r.actual = r.value
        sure = rng.random() < 0.7
        r.reason = "" if sure else "审批手续未办结"
        held = (
            r.name,
            r.sign or "定性",
            r.value,
            r.unit,
            r.actual,
            "能完成" if sure else "可能完成",
            r.reason,
            r.weight,
        )
        rows.append([*levels, *map(Cell, held)])
    return truth, _table(truth, (13, 13, 24, 8, 13, 9, 12, 11, 14, 8), rows, landscape=True)


def monitoring_sources(rng: random.Random) -> tuple[Truth, FormTable]:
    """A department's: kinds of spending in columns and stages in rows; a verdict below."""
    truth = _overall(rng, "部门整体支出绩效监控情况表")
    truth.funds = _money(rng, "合计", "人员经费", "公用经费", "项目经费")
    w = 7
    values = [Decimal(value) for value in truth.funds.values()]
    spans = (1, 1, 1, 2)

    def line(name: str, shown: list[str]) -> list[Cell]:
        return [label(name), *(_wide(text, span) for text, span in zip(shown, spans, strict=True))]

    money = [
        [label("项目"), *(label(name, columns=span) for name, span in zip(truth.funds, spans, strict=True))],
        line("全年预算数", [f"{value:.2f}" for value in values]),
        line("1-7月执行数", [f"{value / 2:.2f}" for value in values]),
        line("执行率", ["50%"] * 4),
    ]
    rows = [
        _line("部门名称", _wide(truth.department, 3), "监控时点", _text(f"{truth.year}年7月31日"), width=w),
        *_beside("资金执行情况\n（万元）", money),
        _line("年度整体目标", _text(truth.objectives[0]), width=w),
        _heads("一级指标", "二级指标", "三级指标", "年度指标值", "1-7月执行情况", "全年预计完成情况", "偏离情况说明"),
    ]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        r.actual = _so_far(r)
        r.reason = rng.choice(("", "", "受汛期影响"))
        rows.append([*levels, *map(Cell, (r.name, r.target, r.actual, r.target, r.reason))])
    rows.append(_line("监控结论", _text("总体运行良好。"), width=w))
    return truth, _table(truth, (15, 14, 26, 14, 14, 14, 14), rows, subtitle=f"（{truth.year}年度）", landscape=True)


FRESH = {
    "项目目标表": {
        "years": one.project_years,
        "codes": one.project_codes,
        "schedule": one.project_schedule,
        "one-level": one.project_one_level,
        "storeys": one.project_storeys,
        "right-side": one.project_right_side,
        "spoken": one.project_spoken,
        "sections-levels": one.project_sections_levels,
    },
    "整体目标表": {
        "staff": one.overall_staff,
        "task-sources": one.overall_task_sources,
        "long": overall_long,
        "beside": overall_beside,
        "objective-blocks": overall_objective_blocks,
    },
    "自评表": {
        "reported": self_reported,
        "two-heads": self_two_heads,
        "audited": self_audited,
        "objectives": self_objectives,
        "progress": self_progress,
    },
    "整体自评表": {"self-tasks": overall_self_tasks, "self-levels": overall_self_levels},
    "监控表": {"tracking": monitoring_tracking, "likely": monitoring_likely, "sources": monitoring_sources},
    "多项目目标表": {"numbered-list": one.list_numbered},
}
