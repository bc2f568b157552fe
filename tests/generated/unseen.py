"""Layouts kept apart: invented from what offices publish, written before any reader was run on them.

Other column orders, head blocks, money, notes and words than those of `kinds` and `apart`. The first figures of reading
them are the honest ones, of 2026-11-25 before any reader was changed for them (20 documents a layout, no scans): office
files and html 99.604 % of fields and 160 of 200 documents exact, ruled PDF 99.604 %, PDF without lines 99.618 % and 151
of 200, LibreOffice docx→pdf 99.28 %, xlsx→pdf 99.48 % (99.41 % and 99.61 % when measured again before the
repairs). What failed was then repaired by general rules: since then every one of these documents is read exactly, and
their figures are those of a tuning set.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.forms.layout import Cell, FormTable, label, merged_runs
from tests.generated import truth as facts
from tests.generated.apart import _evaluated, _labels, _line, _overall, _project, _table, _text
from tests.generated.truth import Row, Truth, amount, sentence

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from jixiao.forms.layout import Cell as _Cell


def _two(rng: random.Random) -> tuple[Decimal, Decimal, Decimal]:
    """A sum and its two parts."""
    one, other = amount(rng) + 1, amount(rng) + 1
    return one + other, one, other


def _wide(text: str, columns: int) -> Cell:
    return Cell(text, columns=columns)


def _beside(name: str, body: list[list[_Cell]], extra: int = 0) -> list[list[_Cell]]:
    """A label beside all rows."""
    body[0].insert(0, label(name, len(body) + extra))
    return body


def _with_points(rows: Sequence[Row]) -> list[list[Cell]]:
    """Merged level cells whose first ones carry their points: 产出指标（50分）."""
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.level1] = sums.get(row.level1, 0) + int(row.weight)
    found = []
    first = merged_runs([row.level1 for row in rows])
    second = merged_runs([(row.level1, row.level2) for row in rows])
    for row, one, two in zip(rows, first, second, strict=True):
        cells = [Cell(f"{row.level1}（{sums[row.level1]}分）", one)] if one else []
        found.append(cells + ([Cell(row.level2, two)] if two else []))
    return found


# -- 项目支出绩效目标表 ----------------------------------------------------------------------


def project_goal_last(rng: random.Random) -> tuple[Truth, FormTable]:
    """Kind and direction of each measure before its value; pairs of money; the objective below the table, a note last."""
    truth = _project(rng, "项目支出绩效目标表")
    truth.title = f"{truth.year}年度项目支出绩效目标表"
    whole, grant, own = _two(rng)
    truth.funds = {
        "年度预算总额": f"{whole:.2f}",
        "上年结转": "0.00",
        "财政拨款": f"{grant:.2f}",
        "单位自有资金": f"{own:.2f}",
    }
    facts.weigh(truth.rows, 100, rng)
    w = 9
    rows = [
        _line("预算单位", _wide(truth.department, 4), "项目名称", Cell(truth.project), width=w),
        [
            label("项目预算金额\n（万元）", 2),
            label("年度预算总额", columns=2),
            _wide(truth.funds["年度预算总额"], 2),
            label("上年结转", columns=2),
            _wide("0.00", 2),
        ],
        [
            label("其中：财政拨款", columns=2),
            _wide(truth.funds["财政拨款"], 2),
            label("单位自有资金", columns=2),
            _wide(truth.funds["单位自有资金"], 2),
        ],
        [label(n) for n in ("一级指标", "二级指标", "三级指标", "指标类型", "指标方向", "目标值", "计量单位", "分值", "指标说明")],
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        kind = "定量" if r.sign else "定性"
        rows.append([*levels, *map(Cell, (r.name, kind, r.sign, r.value, r.unit, r.weight)), _text("按验收资料统计")])
    rows.append(_line("年度绩效目标", _text(truth.objectives[0]), width=w))
    rows.append([_text("注：指标应与项目内容相匹配，三级指标不少于三条。", w)])
    return truth, _table(truth, (11, 12, 26, 9, 9, 12, 10, 7, 14), rows, landscape=True)


def project_measures(rng: random.Random) -> tuple[Truth, FormTable]:
    """绩效度量 over nature, value and unit; two numbered objectives in one cell."""
    truth = _project(rng, "项目支出绩效目标申报表")
    truth.objectives = [sentence(rng), sentence(rng)]
    whole, share = amount(rng) + 30, amount(rng) / 1000
    truth.funds = {"申请总额": f"{whole:.2f}", "本级财政资金": f"{share:.2f}"}
    w = 8
    rows = [
        _line("项目名称", _wide(truth.project, 3), "项目编码", Cell("32000024P00017"), width=w),
        _line("主管部门", _wide(truth.department, 3), "项目单位", Cell("规划建设科"), width=w),
        [
            label("资金申请情况（万元）"),
            label("申请总额", columns=2),
            Cell(truth.funds["申请总额"]),
            label("其中：本级财政资金", columns=2),
            _wide(truth.funds["本级财政资金"], 2),
        ],
        _line("绩效目标", _text("\n".join(f"{n}.{text}" for n, text in enumerate(truth.objectives, 1))), width=w),
    ]
    body = [
        [label("一级指标", 2), label("二级指标", 2), label("三级指标", 2), label("绩效度量", columns=3), label("备注", 2)],
        [label("指标性质"), label("指标值"), label("度量单位")],
    ]  # fmt: skip
    body += [
        [*levels, *map(Cell, (r.name, r.sign or "定性", r.value, r.unit, ""))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    table = _table(
        truth, (11, 11, 13, 28, 9, 14, 10, 8), rows + _beside("绩效指标", body), subtitle=f"（{truth.year}年度）"
    )
    return truth, table


# -- 中期和年度 -----------------------------------------------------------------------------


def halves_two_values(rng: random.Random) -> tuple[Truth, FormTable]:
    """中期指标值 and 年度指标值 as two columns of one table; both objectives above one another."""
    truth = _project(rng, "项目支出绩效目标申报表")
    year = amount(rng) + 2
    truth.funds = {"年度资金总额": f"{year:.2f}", "财政拨款": f"{year:.2f}"}
    truth.objectives.insert(0, f"三年内{sentence(rng, 1)}")
    w = 7
    rows = [
        _line("项目名称", _wide(truth.project, 3), "项目期", Cell(f"{truth.year}-{truth.year + 2}年"), width=w),
        _line("主管部门", _wide(truth.department, 3), "实施单位", Cell("项目办公室"), width=w),
        [
            label("项目资金\n（万元）", 2),
            label("中期资金总额", columns=2),
            Cell(f"{3 * year:.2f}"),
            label("年度资金总额", columns=2),
            Cell(f"{year:.2f}"),
        ],
        [
            label("其中：财政拨款", columns=2),
            Cell(f"{3 * year:.2f}"),
            label("其中：财政拨款", columns=2),
            Cell(f"{year:.2f}"),
        ],
        _line("中期目标", _text(truth.objectives[0]), width=w),
        _line("年度目标", _text(truth.objectives[1]), width=w),
    ]
    body = [[label(n) for n in ("一级指标", "二级指标", "三级指标", "中期指标值", "年度指标值", "备注")]]
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        later = f"{r.sign}{int(r.value) * 3}{r.unit}" if r.value.isdigit() and r.unit != "%" else r.target
        body.append([*levels, *map(Cell, (r.name, later, r.target, ""))])
    table = _table(
        truth, (12, 12, 14, 28, 15, 15, 8), rows + _beside("绩效指标", body), subtitle=f"（{truth.year}年度）"
    )
    return truth, table


# -- 部门整体支出绩效目标表 ------------------------------------------------------------------


def overall_duties(rng: random.Random) -> tuple[Truth, FormTable]:
    """Numbered tasks with contents and money, objectives that name their tasks, measures that name their objective."""
    truth = _overall(rng, "部门整体支出绩效目标表")
    parts = [_two(rng) for _ in range(2)]
    for n, (whole, grant, other) in enumerate(parts):
        money = {"总额": f"{whole:.2f}", "财政拨款": f"{grant:.2f}", "其他资金": f"{other:.2f}"}
        truth.tasks.append((facts._WHAT[n * 3] + rng.choice(facts._DO), sentence(rng, 1), "", money))
    sums = [sum((part[n] for part in parts), Decimal()) for n in range(3)]
    truth.funds = dict(zip(("总额", "财政拨款", "其他资金"), (f"{value:.2f}" for value in sums), strict=True))
    truth.objectives = [sentence(rng) for _ in range(2)]
    truth.rows = []
    for number in (1, 2):
        part = facts.dated(facts.indicators(rng, most=2), truth.year)
        for r in part:
            r.objective = number
        truth.rows += part
    w = 7
    rows = [_line("部门（单位）名称", _wide(truth.department, 3), "预算年度", Cell(f"{truth.year}年"), width=w)]
    tasks = [
        [label("序号", 2), label("重点工作", 2), label("工作内容", 2), label("预算金额（万元）", columns=3)],
        [label("总额"), label("财政拨款"), label("其他资金")],
    ]
    tasks += [
        [Cell(str(n)), Cell(name), _text(content), *map(Cell, money.values())]
        for n, (name, content, _, money) in enumerate(truth.tasks, 1)
    ]
    tasks.append([label("合计", columns=3), *map(Cell, truth.funds.values())])
    goals = [[label("序号"), label("绩效目标", columns=3), label("对应重点工作", columns=2)]]
    goals += [[Cell(str(n)), _text(text, 3), _wide(str(n), 2)] for n, text in enumerate(truth.objectives, 1)]
    body = [[label(n) for n in ("对应目标", "一级指标", "二级指标", "三级指标", "年度目标值", "备注")]]
    runs = merged_runs([r.objective for r in truth.rows])
    levels = [cells for n in (1, 2) for cells in _labels([r for r in truth.rows if r.objective == n])]
    for run, held, r in zip(runs, levels, truth.rows, strict=True):
        lead = [Cell(f"目标{r.objective}", run)] if run else []
        body.append([*lead, *held, *map(Cell, (r.name, r.target, ""))])
    rows += _beside("年度重点工作任务", tasks) + _beside("年度绩效目标", goals) + _beside("年度绩效指标", body)
    return truth, _table(truth, (11, 10, 16, 20, 26, 16, 14), rows, landscape=True)


def overall_matrix(rng: random.Random) -> tuple[Truth, FormTable]:
    """Spending in rows, its sources in columns; weights behind the values, an explanation last."""
    truth = _overall(rng, "部门整体支出绩效目标表")
    whole, basic, work = _two(rng)
    truth.funds = {"总计": f"{whole:.2f}", "基本支出": f"{basic:.2f}", "项目支出": f"{work:.2f}"}
    facts.weigh(truth.rows, 90, rng)
    w = 7
    money = [[label("支出类型", columns=2), label("合计"), label("财政拨款"), label("其他资金", columns=2)]]
    for name, value in truth.funds.items():
        money.append([label(name, columns=2), Cell(value), Cell(value), _wide("0.00", 2)])
    rows = [
        _line("单位名称", _wide(truth.department, 3), "联系人", Cell("赵某"), width=w),
        *_beside("年度预算\n（万元）", money),
        _line("部门职能", _text("依法履行有关行政管理职能，" + sentence(rng, 1)), width=w),
        _line("年度总体绩效目标", _text(truth.objectives[0]), width=w),
    ]
    body = [[label(n) for n in ("一级指标", "二级指标", "三级指标", "指标值", "权重", "指标解释")]]
    body += [
        [*levels, *map(Cell, (r.name, r.target, r.weight)), _text("反映" + r.name)]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    table = _table(
        truth, (12, 12, 14, 28, 16, 9, 20), rows + _beside("年度绩效指标", body), subtitle=f"（{truth.year}年度）"
    )
    return truth, table


# -- 自评表 ----------------------------------------------------------------------------------


def self_arrived(rng: random.Random) -> tuple[Truth, FormTable]:
    """Money that arrived beside the budget, points and score of its execution; 扣分原因 last."""
    truth = _evaluated(rng, "项目支出绩效自评表")
    whole = amount(rng) + 60
    rate = Decimal(rng.randrange(80, 101))
    points = (rate / 10).normalize()
    truth.funds = {"年度资金总额": f"{whole:.2f}", "省级资金": f"{whole:.2f}"}
    truth.total = f"{points + sum(Decimal(r.score) for r in truth.rows):f}"
    spent = f"{whole * rate / 100:.2f}"
    w = 9
    names = ("年初预算数", "到位数", "支出数", "执行率", "分值", "得分")
    money = [[label("资金来源", columns=2), *map(label, names)]]
    for name, score in (("年度资金总额", f"{points:f}"), ("其中：省级资金", "")):
        held = (f"{whole:.2f}", f"{whole:.2f}", spent, f"{rate}%", "10" if score else "", score)
        money.append([label(name, columns=2), *map(Cell, held)])
    rows = [
        _line("项目名称", Cell(truth.project), width=w),
        _line("主管部门", _wide(truth.department, 3), "实施单位", Cell("建设管理科"), width=w),
        *_beside("项目资金\n（万元）", money),
        [label("年度绩效目标", 2), label("预期目标", columns=4), label("完成情况", columns=4)],
        [_text(truth.objectives[0], 4), _text(truth.done[0], 4)],
    ]
    names = ("一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "自评得分", "扣分原因及改进措施")
    body = [[label(n) for n in names]]
    body += [
        [*levels, *map(Cell, (r.name, r.target, r.actual, r.weight, r.score, r.reason))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    last = [label("自评总分", columns=6), Cell("100"), Cell(truth.total), Cell("")]
    table = _table(
        truth,
        (10, 11, 13, 24, 14, 13, 9, 10, 18),
        [*rows, *_beside("绩效指标", body), last],
        subtitle=f"（{truth.year}年度）",
        landscape=True,
    )
    return truth, table


def self_split(rng: random.Random) -> tuple[Truth, FormTable]:
    """Points before the target, sign, value and unit under 年度指标值; money as pairs in one row."""
    truth = _evaluated(rng, "项目绩效自评表")
    truth.title = f"{truth.year}年度项目绩效自评表"
    whole = amount(rng) + 60
    rate = Decimal(rng.randrange(80, 101))
    truth.funds = {"预算数": f"{whole:.2f}"}
    for r in truth.rows:
        r.actual = r.value
    truth.total = f"{sum(Decimal(r.score) for r in truth.rows):f}"
    w = 10
    rows = [
        _line("项目名称", _wide(truth.project, 4), "项目负责人", Cell("周某"), width=w),
        _line("主管部门", _wide(truth.department, 4), "填报人", Cell("吴某"), width=w),
        [
            label("预算数（万元）", columns=2),
            Cell(f"{whole:.2f}"),
            label("执行数（万元）", columns=2),
            Cell(f"{whole * rate / 100:.2f}"),
            label("执行率", columns=2),
            _wide(f"{rate}%", 2),
        ],
        _line("年度绩效目标", _text(truth.objectives[0]), width=w),
        _line("年度目标完成情况", _text(truth.done[0]), width=w),
        [
            *(label(n, 2) for n in ("一级指标", "二级指标", "三级指标", "分值")),
            label("年度指标值", columns=3),
            *(label(n, 2) for n in ("实际完成值", "得分", "未完成原因分析")),
        ],
        [label("符号"), label("指标值"), label("单位")],
    ]
    rows += [
        [*levels, *map(Cell, (r.name, r.weight, r.sign, r.value, r.unit, r.actual, r.score, r.reason))]
        for levels, r in zip(_labels(truth.rows), truth.rows, strict=True)
    ]
    rows.append([label("合计", columns=3), Cell("90"), _wide("", 3), Cell(""), Cell(truth.total), Cell("")])
    return truth, _table(truth, (11, 14, 26, 8, 8, 13, 9, 13, 9, 18), rows, landscape=True)


def overall_self_rates(rng: random.Random) -> tuple[Truth, FormTable]:
    """Execution as a row of the table, points in the first level's labels; income and spending; problems below."""
    truth = _evaluated(rng, "部门整体支出绩效自评表", overall=True)
    whole, grant, other = _two(rng)
    basic = (whole / 2).quantize(Decimal("0.01"))
    truth.funds = {
        "收入合计": f"{whole:.2f}",
        "支出合计": f"{whole:.2f}",
        "财政拨款": f"{grant:.2f}",
        "基本支出": f"{basic:.2f}",
        "其他收入": f"{other:.2f}",
        "项目支出": f"{whole - basic:.2f}",
    }
    first = Row("预算执行", "预算执行率", "部门预算执行率", "＝", "100", "%", "10", "95%", "9.5")
    truth.rows.insert(0, first)
    truth.total = f"{sum(Decimal(r.score) for r in truth.rows):f}"
    for r in truth.rows:
        r.reason = ""
    w = 8
    held = truth.funds
    money = [
        [label("收入合计", columns=2), Cell(held["收入合计"]), label("支出合计", columns=2), _wide(held["支出合计"], 2)],
        [label("其中：财政拨款", columns=2), Cell(held["财政拨款"]), label("其中：基本支出", columns=2), _wide(held["基本支出"], 2)],
        [label("其他收入", columns=2), Cell(held["其他收入"]), label("项目支出", columns=2), _wide(held["项目支出"], 2)],
    ]  # fmt: skip
    rows = [
        _line("部门名称", _wide(truth.department, 3), "填报日期", Cell(f"{truth.year + 1}年3月10日"), width=w),
        *_beside("部门收支\n（万元）", money),
        [label("年度总体目标", 2), label("年初设定目标", columns=4), label("年度完成情况", columns=3)],
        [_text(truth.objectives[0], 4), _text(truth.done[0], 3)],
        [label(n) for n in ("一级指标", "二级指标", "三级指标", "分值", "目标值", "完成值", "评分标准", "得分")],
    ]
    rows += [
        [*levels, *map(Cell, (r.name, r.weight, r.target, r.actual, "按完成比例计分", r.score))]
        for levels, r in zip(_with_points(truth.rows), truth.rows, strict=True)
    ]
    rows += [
        [label("总得分", columns=3), Cell("100"), _wide("", 3), Cell(truth.total)],
        _line("自评等级", Cell("优"), width=w),
        _line("存在问题", _text("部分项目前期准备不充分。"), width=w),
    ]
    table = _table(truth, (15, 15, 26, 8, 15, 14, 16, 9), rows, subtitle=f"（{truth.year}年度）", landscape=True)
    return truth, table


# -- 监控表 ----------------------------------------------------------------------------------


def monitoring_august(rng: random.Random) -> tuple[Truth, FormTable]:
    """January to August: adjusted budget, three likelihoods under one heading, cause and measure in one column."""
    truth = _project(rng, "项目支出绩效目标执行监控表")
    whole, grant, other = _two(rng)
    truth.funds = {"年度资金总额": f"{whole:.2f}", "财政拨款": f"{grant:.2f}", "其他资金": f"{other:.2f}"}
    w = 11
    names = ("年初预算数", "调整后预算数", "1—8月执行数", "1—8月执行率")
    money = [[label("资金来源", columns=2), *(label(n, columns=2) for n in names)]]
    for name, value in truth.funds.items():
        spent = f"{Decimal(value) / 2:.2f}"
        shown = ("其中：" if name == "财政拨款" else "") + name
        money.append([label(shown, columns=2), *(_wide(text, 2) for text in (value, value, spent, "50%"))])
    rows = [
        _line("项目名称", _wide(truth.project, 5), "实施单位", Cell("信息中心"), width=w),
        _line("主管部门及代码", Cell("210-" + truth.department), width=w),
        *_beside("项目资金\n（万元）", money),
        _line("年度总体目标", _text(truth.objectives[0]), width=w),
    ]
    body = [
        [
            *(label(n, 2) for n in ("一级指标", "二级指标", "三级指标", "年度指标值", "1—8月完成情况", "全年预计完成情况")),
            label("完成目标可能性", columns=3),
            label("偏差原因及纠偏措施", 2),
        ],
        [label("确定能"), label("有可能"), label("完全不可能")],
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        r.actual = f"{r.value}{r.unit}" if r.sign else r.value
        sure = rng.random() < 0.8
        r.reason = "" if sure else rng.choice(("汛期停工，九月起加快进度。", "采购推迟，已重新安排。"))
        marks = ("√", "", "") if sure else ("", "√", "")
        body.append([*levels, *map(Cell, (r.name, r.target, r.actual, r.target, *marks, r.reason))])
    table = _table(
        truth,
        (9, 10, 12, 22, 13, 13, 13, 6, 6, 7, 16),
        rows + _beside("绩效指标", body),
        subtitle=f"（{truth.year}年度）",
        landscape=True,
    )
    return truth, table


def monitoring_department(rng: random.Random) -> tuple[Truth, FormTable]:
    """A department's half year: money under its names, unit before the value, no label beside the table."""
    truth = _overall(rng, "部门整体支出绩效运行监控表")
    truth.title = f"{truth.year}年部门整体支出绩效运行监控表"
    whole, basic, work = _two(rng)
    truth.funds = {"合计": f"{whole:.2f}", "基本支出": f"{basic:.2f}", "项目支出": f"{work:.2f}"}
    for r in truth.rows:
        r.actual = r.value
    w = 9
    rows = [
        _line("部门名称：" + truth.department, width=w),
        [
            label("部门预算\n（万元）", 2),
            label("合计", columns=2),
            label("基本支出", columns=2),
            label("项目支出", columns=4),
        ],
        [_wide(truth.funds["合计"], 2), _wide(truth.funds["基本支出"], 2), _wide(truth.funds["项目支出"], 4)],
        _line("年度总体绩效目标", _text(truth.objectives[0]), width=w),
        [label(n) for n in ("一级指标", "二级指标", "三级指标", "单位", "年度目标值", "上半年完成值", "预计年底完成值", "是否偏离", "整改措施")],
    ]  # fmt: skip
    for levels, r in zip(_labels(truth.rows), truth.rows, strict=True):
        held = (r.name, r.unit, r.sign + r.value, r.actual, r.actual, "否", "")
        rows.append([*levels, *map(Cell, held)])
    return truth, _table(truth, (12, 14, 26, 8, 14, 14, 14, 9, 12), rows, landscape=True)


UNSEEN = {
    "项目目标表": {"goal-last": project_goal_last, "measures": project_measures},
    "中期和年度": {"two-values": halves_two_values},
    "整体目标表": {"duties": overall_duties, "matrix": overall_matrix},
    "自评表": {"arrived": self_arrived, "split": self_split},
    "整体自评表": {"rates": overall_self_rates},
    "监控表": {"august": monitoring_august, "department": monitoring_department},
}
