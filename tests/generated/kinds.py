"""The layouts: for each kind of form at least five, as (kind, layout) → function of a random source."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.forms.layout import Block, Cell, FormTable, Row, Sheet, label, merged_runs
from tests.generated import truth as facts
from tests.generated.truth import Truth, amount, printed, sentence

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

Maker = "Callable[[random.Random], tuple[Truth, FormTable]]"
_SIGN_HEAD = {"value": "指标值", "sign": "计算符号", "unit": "计量单位"}


def _left(text: str, columns: int = 1) -> Cell:
    return Cell(text, columns=columns, align="left")


def _form(
    truth: Truth, widths: Sequence[float], head: list[list[Cell]], header: list[list[Cell]], body: list[list[Cell]],
    *, foot: Sequence[list[Cell]] = (), subtitle: str | None = None, landscape: bool = False,
) -> FormTable:  # fmt: skip
    """One sheet: head rows, then a table whose header may be repeated, then rows below it."""

    def rows(cells: Sequence[list[Cell]]) -> tuple[Row, ...]:
        return tuple(tuple(row) for row in cells)

    if header and header[0][0].rows > len(header):  # a side label beside header and rows: they cannot be parted
        header, body = [], [*header, *body]
    blocks = [Block((), rows(head)), Block(rows(header), (*rows(body), *rows(foot)))]
    shown = f"（{truth.year}年度）" if subtitle is None else subtitle
    return FormTable(truth.title, shown, (Sheet("表1", tuple(widths), tuple(blocks)),), landscape=landscape)


def _levels(truth: Truth, *, points: bool = False, merged: bool = True) -> list[list[Cell]]:
    """The level cells that begin in each row; ``points`` prints the weights of a whole level in its label."""
    first = [(row.objective, row.level1) for row in truth.rows]
    second = [(row.objective, row.level1, row.level2) for row in truth.rows]
    found: list[list[Cell]] = [[] for _ in truth.rows]
    if not merged:
        return [[label(row.level1), label(row.level2)] for row in truth.rows]
    for index, (one, two) in enumerate(zip(merged_runs(first), merged_runs(second), strict=True)):
        row = truth.rows[index]
        if one:
            whole = sum(Decimal(held.weight) for held in truth.rows[index : index + one]) if points else 0
            found[index].append(label(f"{row.level1}（{whole}分）" if points else row.level1, one))
        if two:
            found[index].append(label(row.level2, two))
    return found


def _side(text: str, body: list[list[Cell]], header: list[list[Cell]]) -> None:
    """A label at the left beside header and rows, as paper forms have it."""
    header[0].insert(0, label(text, len(header) + len(body)))


def _values(row: facts.Row, columns: Sequence[str]) -> list[Cell]:
    """Target cells: together, or comparator, value and unit each in a column."""
    if list(columns) == ["value"]:
        return [Cell(row.target)]
    held = {"sign": row.sign, "value": row.value, "unit": row.unit}
    if "sign" not in columns:
        held["value"] = row.sign + row.value
    if "unit" not in columns:
        held["value"] += row.unit
    return [Cell(held[column]) for column in columns]


def _funds(truth: Truth, rng: random.Random, names: Sequence[str]) -> None:
    """Parts and their sum; the first name is the whole."""
    parts = {name: amount(rng) for name in names[1:]}
    truth.funds = {names[0]: printed(sum(parts.values(), Decimal()), rng)}
    truth.funds |= {name: printed(value, rng) for name, value in parts.items()}


# -- 项目支出绩效目标表 ----------------------------------------------------------------------


def _project(rng: random.Random, title: str) -> Truth:
    year = rng.randrange(2022, 2027)
    found = Truth(title, "项目支出", facts.department(rng), year)
    found.project = facts._WHAT[rng.randrange(len(facts._WHAT))] + rng.choice(("项目", "专项经费", "工程", "补助资金"))
    found.rows = facts.dated(facts.indicators(rng), year)
    return found


def project_official(rng: random.Random) -> tuple[Truth, FormTable]:
    """Side labels, value in one column."""
    truth = _project(rng, "项目支出绩效目标表")
    _funds(truth, rng, ("年度资金总额", "财政拨款", "其他资金"))
    truth.objectives = [sentence(rng)]
    money = list(truth.funds.items())
    head = [
        [label("项目名称"), Cell(truth.project, columns=4)],
        [label("主管部门"), Cell(truth.department, columns=4)],
        [label("项目资金\n（万元）", 3), label(money[0][0], columns=2), Cell(money[0][1], columns=2)],
        [label(f"其中：{money[1][0]}", columns=2), Cell(money[1][1], columns=2)],
        [label(money[2][0], columns=2), Cell(money[2][1], columns=2)],
        [label("年度绩效目标"), _left(truth.objectives[0], 4)],
    ]
    header = [[label(name) for name in ("一级指标", "二级指标", "三级指标", "指标值")]]
    body = [[*levels, Cell(row.name), Cell(row.target)] for levels, row in zip(_levels(truth), truth.rows, strict=True)]
    _side("绩效指标", body, header)
    return truth, _form(truth, (10, 13, 15, 34, 18), head, header, body)


def project_three_columns(rng: random.Random) -> tuple[Truth, FormTable]:
    """Comparator, value and unit each in a column, in any order; weights."""
    truth = _project(rng, "项目支出绩效目标申报表")
    _funds(truth, rng, ("资金总额", "财政拨款", "其他资金"))
    truth.objectives = [sentence(rng)]
    facts.weigh(truth.rows, 90, rng)
    columns = rng.choice((["sign", "value", "unit"], ["unit", "sign", "value"], ["sign", "unit", "value"]))
    head = [
        [label("项目名称", columns=2), Cell(truth.project, columns=5)],
        [
            label("主管部门及代码", columns=2),
            Cell(f"{truth.department}", columns=2),
            label("实施单位"),
            Cell("综合科", columns=2),
        ],
        [label("资金（万元）", 3), *(label(name) for name in ("资金总额",)), Cell(truth.funds["资金总额"], columns=5)],
        [label("财政拨款"), Cell(truth.funds["财政拨款"], columns=5)],
        [label("其他资金"), Cell(truth.funds["其他资金"], columns=5)],
        [label("总体目标", columns=2), _left(truth.objectives[0], 5)],
    ]
    header = [
        [label(name) for name in ("一级指标", "二级指标", "三级指标")]
        + [label(_SIGN_HEAD[c]) for c in columns]
        + [label("分值权重")]
    ]
    body = [
        [*levels, Cell(row.name), *_values(row, columns), Cell(row.weight)]
        for levels, row in zip(_levels(truth), truth.rows, strict=True)
    ]
    return truth, _form(truth, (12, 15, 30, 9, 10, 9, 9), head, header, body)


def project_points_in_labels(rng: random.Random) -> tuple[Truth, FormTable]:
    """产出指标（50分）, 指标1： before names, filler rows, notes below."""
    truth = _project(rng, "项目绩效目标申报表")
    _funds(truth, rng, ("年度资金总额", "财政拨款", "其他资金"))
    truth.objectives = [sentence(rng)]
    facts.weigh(truth.rows, 90, rng)
    money = list(truth.funds.items())
    head = [
        [label("项目名称"), Cell(truth.project, columns=4)],
        [label("部门名称"), Cell(truth.department, columns=4)],
        [label("项目资金（万元）", 3), label(f"{money[0][0]}："), Cell(money[0][1], columns=3)],
        [label(f"其中：{money[1][0]}"), Cell(money[1][1], columns=3)],
        [label(f"{money[2][0]}"), Cell(money[2][1], columns=3)],
        [label("年度总体目标"), _left(truth.objectives[0], 4)],
    ]
    header = [[label(name) for name in ("一级指标", "二级指标", "三级指标", "指标值", "分值")]]
    body: list[list[Cell]] = []
    second = merged_runs([(row.level1, row.level2) for row in truth.rows])
    first = merged_runs([row.level1 for row in truth.rows])
    for index, row in enumerate(truth.rows):
        cells: list[Cell] = []
        if first[index]:
            held = truth.rows[index : index + first[index]]
            fillers = sum(1 for n in range(index, index + first[index]) if second[n])
            points = sum(Decimal(r.weight) for r in held)
            cells.append(label(f"{row.level1}\n（{points}分）", first[index] + fillers))
        if second[index]:
            cells.append(label(row.level2, second[index] + 1))
            left, number = second[index], 0
        number += 1
        left -= 1
        body.append([*cells, Cell(f"指标{number}：{row.name}"), Cell(row.target), Cell(row.weight)])
        if left == 0:
            body.append([Cell("……"), Cell(""), Cell("")])
    foot = [[_left("说明：1.本表由项目单位填写。2.各项指标应当细化、量化，与预算资金相匹配。", 5)]]
    return truth, _form(truth, (14, 15, 34, 16, 9), head, header, body, foot=foot)


def project_unit_in_name(rng: random.Random) -> tuple[Truth, FormTable]:
    """Money in 元, single-row money, level cells not merged but repeated, the unit before the value."""
    truth = _project(rng, "项目支出绩效目标表")
    truth.unit = "元"
    truth.funds = {"年度预算": printed(amount(rng), rng)}
    truth.objectives = [sentence(rng)]
    head = [
        [label("项目名称"), Cell(truth.project, columns=4)],
        [label("预算部门"), Cell(truth.department), label("年度预算（元）"), Cell(truth.funds["年度预算"], columns=2)],
        [label("年度目标"), _left(truth.objectives[0], 4)],
    ]
    header = [[label(name) for name in ("一级指标", "二级指标", "指标名称", "计量单位", "目标值")]]
    body = [
        [*levels, Cell(row.name), *_values(row, ["unit", "value"])]
        for levels, row in zip(_levels(truth, merged=False), truth.rows, strict=True)
    ]
    return truth, _form(truth, (13, 16, 36, 11, 14), head, header, body)


def project_guidance(rng: random.Random) -> tuple[Truth, FormTable]:
    """财预〔2021〕101号: explanations and bases beside the values; landscape."""
    truth = _project(rng, "项目支出绩效目标表")
    _funds(truth, rng, ("年度资金总额", "财政拨款", "其他资金"))
    truth.objectives = [sentence(rng)]
    facts.weigh(truth.rows, 90, rng)
    head = [
        [
            label("项目名称", columns=2),
            Cell(truth.project, columns=2),
            label("主管部门"),
            Cell(truth.department, columns=2),
        ],
        [
            label("项目资金\n（万元）", 3, 2),
            *(label(name) for name in ("年度资金总额",)),
            Cell(truth.funds["年度资金总额"], columns=4),
        ],
        [label("其中：财政拨款"), Cell(truth.funds["财政拨款"], columns=4)],
        [label("其他资金"), Cell(truth.funds["其他资金"], columns=4)],
        [label("年度绩效目标", columns=2), _left(truth.objectives[0], 5)],
    ]
    header = [
        [
            label(name)
            for name in ("一级指标", "二级指标", "三级指标", "指标值", "指标解释", "指标值设定依据", "分值权重")
        ]
    ]
    body = [
        [
            *levels,
            Cell(row.name),
            Cell(row.target),
            _left("反映" + row.name),
            Cell(rng.choice(("计划", "上年水平", "行业标准"))),
            Cell(row.weight),
        ]
        for levels, row in zip(_levels(truth), truth.rows, strict=True)
    ]
    return truth, _form(truth, (10, 12, 24, 14, 24, 12, 8), head, header, body, landscape=True)


# -- 部门整体支出绩效目标表 ------------------------------------------------------------------


def _overall(rng: random.Random, title: str, objectives: int) -> Truth:
    year = rng.randrange(2022, 2027)
    found = Truth(title, "整体支出", facts.department(rng), year)
    found.objectives = [sentence(rng) for _ in range(objectives)]
    return found


def _tasks(truth: Truth, rng: random.Random, names: Sequence[str], *, content: bool) -> None:
    total = dict.fromkeys(names, Decimal())
    for number in range(rng.randrange(2, 6)):
        parts = {name: amount(rng) for name in names[1:]}
        parts = {names[0]: sum(parts.values(), Decimal()), **parts}
        for name, value in parts.items():
            total[name] += value
        task = facts._WHAT[(number * 3 + rng.randrange(3)) % len(facts._WHAT)] + rng.choice(facts._DO) + "工作"
        truth.tasks.append(
            (task, sentence(rng, 1) if content else "", "", {name: f"{value:.2f}" for name, value in parts.items()})
        )
    truth.funds = {name: f"{value:.2f}" for name, value in total.items()}


def _by_objective(truth: Truth, rng: random.Random) -> None:
    for number in range(1, len(truth.objectives) + 1):
        rows = facts.dated(facts.indicators(rng, most=2), truth.year)
        for row in rows:
            row.objective = number
        truth.rows += rows


def overall_tianjin(rng: random.Random) -> tuple[Truth, FormTable]:
    """Numbered tasks with four amounts, numbered objectives with their tasks, indicators by objective."""
    truth = _overall(rng, "整体支出绩效目标表", rng.randrange(2, 5))
    _tasks(truth, rng, ("总额", "基本支出", "项目支出", "其他资金"), content=False)
    _by_objective(truth, rng)
    order = ("总额", "基本支出", "项目支出", "其他资金")
    header = [
        [label("序号", 3), label("主要工作任务", 3, 2), label("预算资金（万元）", columns=4)],
        [label("总额", 2), label("财政资金", columns=2), label("其他资金", 2)],
        [label("基本支出"), label("项目支出")],
    ]
    rows = [[label("合  计", columns=3), *(Cell(truth.funds[name]) for name in order)]]
    rows += [
        [Cell(str(n)), _left(task[0], 2), *(Cell(task[3][name]) for name in order)]
        for n, task in enumerate(truth.tasks, 1)
    ]
    goals = [[label("序号"), label("年度绩效目标", columns=6)]]
    goals += [[Cell(str(n)), _left(text, 6)] for n, text in enumerate(truth.objectives, 1)]
    first = [[label("部门\n名称"), Cell(truth.department, columns=6)]]
    sheet = Sheet(
        "资金和目标",
        (7, 20, 16.5, 12.5, 12.5, 12.5, 12.5),
        tuple(Block((), tuple(map(tuple, part))) for part in (first, header + rows, goals)),
    )
    top = [
        [label("绩效\n目标", 2), label("年度绩效指标", columns=4)],
        [label(name) for name in ("一级指标", "二级指标", "三级指标", "年度指标值")],
    ]
    runs = merged_runs([row.objective for row in truth.rows])
    body = [
        [*([label(f"目标{row.objective}", run)] if run else []), *levels, Cell(row.name), Cell(row.target)]
        for run, levels, row in zip(runs, _levels(truth), truth.rows, strict=True)
    ]
    second = Sheet("绩效指标", (8, 12, 15, 36, 20), (Block(tuple(map(tuple, top)), tuple(map(tuple, body))),))
    return truth, FormTable(truth.title, f"（{truth.year}年度）", (sheet, second))


def _national(
    rng: random.Random, title: str, *, columns: Sequence[str], weighted: bool, numbered: bool, fiscal: str = "财政拨款"
) -> tuple[Truth, FormTable]:
    truth = _overall(rng, title, rng.randrange(1, 4) if numbered else 1)
    _tasks(truth, rng, ("总额", fiscal, "其他资金"), content=True)
    truth.rows = facts.dated(facts.indicators(rng), truth.year)
    if weighted:
        facts.weigh(truth.rows, 100, rng)
    goals = (
        "\n".join(f"目标{n}：{text}" for n, text in enumerate(truth.objectives, 1)) if numbered else truth.objectives[0]
    )
    value = len(columns) + weighted
    width = 6 + value
    spread = width - 4  # name, total, fiscal, other have one column each
    order = ("总额", fiscal, "其他资金")
    head = [
        [label("部门（单位）名称", columns=2), Cell(truth.department, columns=width - 2)],
        [
            label("年度主要任务", len(truth.tasks) + 3),
            label("任务名称", 2, 1),
            label("主要内容", 2, spread - 1),
            label("预算金额（万元）", columns=3),
        ],
        [label("总额"), label(fiscal), label("其他资金")],
        *(
            [
                _left(f"任务{n}：{name}" if numbered else name),
                _left(content, spread - 1),
                *(Cell(amounts[key]) for key in order),
            ]
            for n, (name, content, _, amounts) in enumerate(truth.tasks, 1)
        ),
        [label("金额合计", columns=spread), *(Cell(truth.funds[key]) for key in order)],
        [label("年度总体目标"), _left(goals, width - 1)],
    ]
    header = [
        [
            label("一级指标"),
            label("二级指标", columns=2),
            label("三级指标", columns=2),
            *(label(_SIGN_HEAD[c]) for c in columns),
        ]
        + ([label("权重")] if weighted else [])
    ]
    body: list[list[Cell]] = []
    for levels, row in zip(_levels(truth), truth.rows, strict=True):
        cells = [Cell(c.text, c.rows, 2 if c.text == row.level2 else 1, label=True) for c in levels]
        body.append(
            [*cells, Cell(row.name, columns=2), *_values(row, columns), *([Cell(row.weight)] if weighted else [])]
        )
    _side("年度绩效指标", body, header)
    values = (12,) * value if value > 1 else (20,)
    return truth, _form(truth, (10, 16, 9, 20, 14, 13, *values[: width - 6]), head, header, body)


def overall_national(rng: random.Random) -> tuple[Truth, FormTable]:
    """财预〔2015〕88号: tasks with contents, objectives in one cell."""
    return _national(rng, "部门（单位）整体支出绩效目标申报表", columns=["value"], weighted=False, numbered=True)


def overall_three_columns(rng: random.Random) -> tuple[Truth, FormTable]:
    """The same with comparator, value and unit apart and weights."""
    return _national(rng, "部门整体支出绩效目标表", columns=["sign", "value", "unit"], weighted=True, numbered=True)


def overall_single(rng: random.Random) -> tuple[Truth, FormTable]:
    """One objective without a number, tasks without prefixes, weights."""
    return _national(rng, "部门整体支出绩效目标申报表", columns=["value"], weighted=True, numbered=False)


def overall_unit_first(rng: random.Random) -> tuple[Truth, FormTable]:
    """The unit before the value, which carries its comparator."""
    return _national(rng, "整体支出绩效目标申报表", columns=["unit", "value"], weighted=False, numbered=True)


# -- 绩效自评表 ------------------------------------------------------------------------------


def _evaluated(truth: Truth, rng: random.Random, whole: int) -> None:
    facts.weigh(truth.rows, whole, rng)
    facts.happen(truth.rows, rng)


def _self(
    rng: random.Random,
    columns: Sequence[str],
    *,
    points: bool,
    side: bool,
    scope: str = "项目支出",
    notes: bool = False,
) -> tuple[Truth, FormTable]:
    title = f"{'项目' if scope == '项目支出' else '部门整体'}支出绩效自评表"
    truth = _project(rng, title)
    truth.scope = scope
    truth.objectives, truth.done = [sentence(rng)], ["已完成。" + sentence(rng, 1)]
    _evaluated(truth, rng, 90)
    whole, spent = amount(rng) + 100, Decimal(rng.randrange(70, 101)) / 100
    other = (whole / 4).quantize(Decimal("0.01"))
    truth.funds = {"年度资金总额": f"{whole:.2f}", "当年财政拨款": f"{whole - other:.2f}", "其他资金": f"{other:.2f}"}
    execution = f"{10 * spent:.2f}"
    truth.total = str(Decimal(execution) + sum(Decimal(row.score) for row in truth.rows))
    if scope == "整体支出":
        truth.project = ""
    names = {
        "value": "年度指标值", "actual": "实际完成值", "weight": "分值", "score": "得分", "reason": "偏差原因分析及改进措施",
    }  # fmt: skip
    width = 3 + len(columns) + side
    half = width // 2

    def cells(texts: Sequence[str]) -> list[Cell]:
        return [Cell(text) for text in texts]

    lead = [label("项目名称" if scope == "项目支出" else "部门名称", columns=2)]
    head = [[*lead, Cell(truth.project or truth.department, columns=width - 2)]]
    if scope == "项目支出":
        head.append([label("主管部门", columns=2), Cell(truth.department, columns=width - 2)])
    rest = width - 8

    def line(name: str, amount_: Decimal, *, first: bool) -> list[Cell]:
        texts = (
            f"{amount_:.2f}",
            f"{amount_:.2f}",
            f"{amount_ * spent:.2f}",
            "10" if first else "—",
            f"{100 * spent:.0f}%",
        )
        return [label(name), *cells(texts), Cell(execution if first else "—", columns=1 + rest)]

    head += [
        [label("项目资金\n（万元）" if scope == "项目支出" else "部门资金\n（万元）", 4), label("")]
        + [label(name) for name in ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率")]
        + [label("得分", columns=1 + rest)],
        line("年度资金总额", whole, first=True),
        line("其中：当年财政拨款", whole - other, first=False),
        line("其他资金", other, first=False),
        [label("年度总体目标", 2), label("预期目标", columns=half), label("实际完成情况", columns=width - 1 - half)],
        [_left(truth.objectives[0], half), _left(truth.done[0], width - 1 - half)],
    ]
    header = [[label(name) for name in ("一级指标", "二级指标", "三级指标")] + [label(names[c]) for c in columns]]
    body = []
    for levels, row in zip(_levels(truth, points=points), truth.rows, strict=True):
        held = {
            "value": row.target,
            "actual": row.actual,
            "weight": row.weight,
            "score": row.score,
            "reason": row.reason,
        }
        body.append([*levels, Cell(row.name), *(Cell(held[c]) for c in columns)])
    if side:
        _side("绩效指标", body, header)
    last = {"weight": "100", "score": truth.total}
    before = min(columns.index(name) for name in last)
    foot = [
        [label("总分", columns=width - len(columns) + before), *(Cell(last.get(name, "")) for name in columns[before:])]
    ]
    if notes:
        foot.append([_left("注：1.定性指标根据指标完成情况分为三档。2.各栏得分之和即为总分。", width)])
    each = {"value": 13, "actual": 12, "weight": 7, "score": 7, "reason": 18}
    widths = (*((9,) if side else ()), 11, 13, 24, *(each[c] for c in columns))
    return truth, _form(truth, widths, head, header, body, foot=foot, landscape=True)


def self_national(rng: random.Random) -> tuple[Truth, FormTable]:
    """财预〔2020〕10号: side labels, all columns."""
    return _self(rng, ["value", "actual", "weight", "score", "reason"], points=False, side=True)


def self_points_before(rng: random.Random) -> tuple[Truth, FormTable]:
    """Points before the values, without side labels."""
    return _self(rng, ["weight", "value", "actual", "score", "reason"], points=False, side=False)


def self_points_in_labels(rng: random.Random) -> tuple[Truth, FormTable]:
    """产出指标（50分） and notes below."""
    return _self(rng, ["value", "actual", "weight", "score", "reason"], points=True, side=True, notes=True)


def self_overall(rng: random.Random) -> tuple[Truth, FormTable]:
    """部门整体支出绩效自评表 in the columns of the project form."""
    return _self(rng, ["value", "actual", "weight", "score", "reason"], points=False, side=True, scope="整体支出")


def self_by_objective(rng: random.Random) -> tuple[Truth, FormTable]:
    """Hubei: a block with its own points for each objective."""
    truth = _overall(rng, "部门整体绩效自评表", rng.randrange(2, 4))
    truth.title = f"{truth.year}年度{truth.department}部门整体绩效自评表"
    each = 80 // len(truth.objectives)
    budget, spent = amount(rng) + 10, Decimal(rng.randrange(70, 101)) / 100
    truth.funds = {"部门整体支出总额": f"{budget:.2f}"}
    execution = f"{20 * spent:.2f}"
    head = [
        [label("单位名称"), Cell(truth.department, columns=6)],
        [
            label("预算执行情况（万元）\n（20分）", 2),
            *(label(name) for name in ("", "预算数（A）", "执行数（B）", "执行率（B/A）")),
            label("得分（20分*执行率）", columns=2),
        ],
        [label("部门整体支出总额"), Cell(f"{budget:.2f}"), Cell(f"{budget * spent:.2f}"), Cell(f"{100 * spent:.0f}%"), Cell(execution, columns=2)],
    ]  # fmt: skip
    for number, text in enumerate(truth.objectives, 1):
        rows = facts.dated(facts.indicators(rng, most=2), truth.year)
        facts.weigh(rows, each, rng)
        facts.happen(rows, rng)
        for row in rows:
            row.objective, row.weight, row.reason = number, "", ""
        head.append([label(f"年度目标{number}：\n（{each}分）"), _left(text, 6)])
        header = [
            [label(n) for n in ("一级指标", "二级指标", "三级指标", "年初目标值（A）", "实际完成值（B）", "得分")]
        ]
        part = Truth("", "", "", 0, rows=rows)
        body = [[*levels, Cell(r.name), Cell(r.target), Cell(r.actual), Cell(r.score)] for levels, r in zip(_levels(part), rows, strict=True)]  # fmt: skip
        _side("年度绩效指标", body, header)
        head += header + body
        truth.rows += rows
    truth.total = str(Decimal(execution) + sum(Decimal(row.score) for row in truth.rows))
    foot = [
        [label("总分"), Cell("", columns=5), Cell(truth.total)],
        [label("偏差大或目标未完成原因分析"), _left("市场因素影响。", 6)],
    ]
    return truth, _form(truth, (16, 12, 15, 30, 15, 15, 12), head, [], foot, subtitle=f"填报日期：{truth.year + 1}年3月1日", landscape=True)  # fmt: skip


# -- 绩效目标执行监控表 ----------------------------------------------------------------------


def _monitoring(rng: random.Random, *, weighted: bool, split: bool, side: bool, through: str, scope: str = "项目支出") -> tuple[Truth, FormTable]:  # fmt: skip
    truth = _project(rng, f"{'项目' if scope == '项目支出' else '部门整体'}支出绩效目标执行监控表")
    truth.scope = scope
    if scope == "整体支出":
        truth.project = ""
    whole = amount(rng) + 50
    truth.funds = {"年度资金总额": f"{whole:.2f}"}
    if weighted:
        facts.weigh(truth.rows, 90, rng)
    columns = 6 + side + weighted + (2 if split else 0) + 1
    head = [
        [
            label("项目名称" if truth.project else "部门名称", columns=2),
            Cell(truth.project or truth.department, columns=columns - 2),
        ]
    ]
    if truth.project:
        head.append([label("主管部门", columns=2), Cell(truth.department, columns=columns - 2)])
    head += [
        [
            label("项目资金\n（万元）" if truth.project else "部门资金\n（万元）", 2),
            *(label(name) for name in ("", "年初预算数")),
            label(f"{through}执行数", columns=2),
            label("全年预计执行数", columns=columns - 5),
        ],
        [label("年度资金总额"), Cell(f"{whole:.2f}"), Cell(f"{whole / 2:.2f}", columns=2), Cell(f"{whole:.2f}", columns=columns - 5)],
    ]  # fmt: skip
    down = 2 if split else 1
    names = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        *(["分值"] if weighted else []),
        f"{through}执行情况",
        "全年预计完成情况",
    ]
    header = [
        [label(name, down) for name in names]
        + ([label("完成目标可能性", columns=3)] if split else [label("偏差原因分析")])
    ]
    if split:
        header.append([label(name) for name in ("确定能", "有可能", "完全不可能")])
    body = []
    for levels, row in zip(_levels(truth), truth.rows, strict=True):
        last = rng.choice((["√", "", ""], ["", "√", ""])) if split else [rng.choice(("", "招标推迟。"))]
        shown = [Cell(row.weight)] if weighted else []
        body.append([*levels, Cell(row.name), Cell(row.target), *shown, Cell(row.value + row.unit), Cell(row.value + row.unit), *map(Cell, last)])  # fmt: skip
    if side:
        _side("绩效指标", body, header)
    widths = (
        *((8,) if side else ()),
        11,
        14,
        24,
        14,
        *((7,) if weighted else ()),
        13,
        13,
        *((7, 7, 8) if split else (14,)),
    )
    return truth, _form(truth, widths, head, header, body, landscape=True)


def monitoring_national(rng: random.Random) -> tuple[Truth, FormTable]:
    """财预〔2019〕136号: through July, with the three possibilities."""
    return _monitoring(rng, weighted=False, split=True, side=True, through="1-7月")


def monitoring_weighted(rng: random.Random) -> tuple[Truth, FormTable]:
    """With points."""
    return _monitoring(rng, weighted=True, split=True, side=True, through="1-8月")


def monitoring_plain(rng: random.Random) -> tuple[Truth, FormTable]:
    """Reasons in one column, no side label."""
    return _monitoring(rng, weighted=False, split=False, side=False, through="1-6月")


def monitoring_points_plain(rng: random.Random) -> tuple[Truth, FormTable]:
    """Points and reasons, side label."""
    return _monitoring(rng, weighted=True, split=False, side=True, through="1-9月")


def monitoring_overall(rng: random.Random) -> tuple[Truth, FormTable]:
    """The department's whole spending."""
    return _monitoring(rng, weighted=False, split=True, side=True, through="1-7月", scope="整体支出")


KINDS = {
    "项目目标表": {
        "official": project_official,
        "three-columns": project_three_columns,
        "points-in-labels": project_points_in_labels,
        "unit-first": project_unit_in_name,
        "guidance-101": project_guidance,
    },
    "整体目标表": {
        "tianjin": overall_tianjin,
        "national-88": overall_national,
        "three-columns": overall_three_columns,
        "single-objective": overall_single,
        "unit-first": overall_unit_first,
    },
    "自评表": {
        "national-10": self_national,
        "points-before": self_points_before,
        "points-in-labels": self_points_in_labels,
        "overall": self_overall,
        "by-objective": self_by_objective,
    },
    "监控表": {
        "national-136": monitoring_national,
        "weighted": monitoring_weighted,
        "plain": monitoring_plain,
        "points-plain": monitoring_points_plain,
        "overall": monitoring_overall,
    },
}
