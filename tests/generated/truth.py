"""What a generated form says: the facts that a reading of it must give back."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from jixiao.plan import FundLine, Indicator, Reading

SIGNS = {"≥": "≥", "≤": "≤", "＝": "=", "": None, ">": ">", "<": "<"}
_PLACES = ("某市", "某县", "某区", "某省", "东湖区", "南山县", "北川市")
_OFFICES = (
    "水务局",
    "农业农村局",
    "教育局",
    "交通运输局",
    "文化和旅游局",
    "卫生健康委员会",
    "应急管理局",
    "科学技术局",
)
_WHAT = (
    "农村饮水安全", "高标准农田", "校舍维修", "乡村道路养护", "公共文化服务", "基层医疗能力", "防汛抗旱",
    "科技创新平台", "5G应用推广", "应急物资储备", "老旧小区改造", "智慧图书馆", "职业技能培训", "生态保护修复",
)  # fmt: skip
_DO = ("建设", "提升", "改造", "运行维护", "专项补助", "监测", "推广", "能力建设")
_COUNTED = (
    ("新建{}里程", "公里"), ("{}培训人次", "人次"), ("开展{}检查次数", "次"), ("{}设备购置数量", "台"), ("支持{}企业数量", "家"),
    ("完成{}项目个数", "个"), ("{}受益面积", "万亩"), ("举办{}活动场次", "场"), ("{}宣传材料印制", "册"),
)  # fmt: skip
_RATES = ("{}验收合格率", "{}完成率", "{}设备正常运转率", "{}任务按时完成率", "{}数据准确率")
_EFFECTS = ("带动{}投资增长", "{}影响人口", "减少{}能耗", "{}新增就业人数")
_QUALITATIVE = ("持续提升", "有效改善", "长期", "明显提高", "显著增强", "不断完善")
_SATISFIED = ("群众满意度", "服务对象满意度", "企业对{}的满意度", "受益人员对{}工作的满意程度")
_LONG = "（含以前年度结转项目、续建项目以及经批准调整的其他有关工作内容）"


@dataclass
class Row:
    """One indicator."""

    level1: str
    level2: str
    name: str
    sign: str = ""
    value: str = ""
    unit: str = ""
    weight: str = ""
    actual: str = ""
    score: str = ""
    reason: str = ""
    objective: int | None = None

    @property
    def target(self) -> str:
        return f"{self.sign}{self.value}{self.unit}"


@dataclass
class Truth:
    """One form."""

    title: str
    scope: str
    department: str
    year: int
    unit: str = "万元"
    project: str = ""
    funds: dict[str, str] = field(default_factory=dict)
    executed: str = ""
    tasks: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    """Name, content, objective text, amounts by name."""
    objectives: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    total: str = ""
    also: list[Truth] = field(default_factory=list)
    """The further projects of a table of many."""


def department(rng: random.Random) -> str:
    return rng.choice(_PLACES) + rng.choice(_OFFICES) + rng.choice(("", "", "（本级）", "机关服务中心"))


def amount(rng: random.Random) -> Decimal:
    return Decimal(rng.choice((rng.randrange(100, 10_000), rng.randrange(1000, 9_000_000)))) / 100


def printed(value: Decimal, rng: random.Random) -> str:
    """An amount as people type it."""
    return rng.choice((f"{value:.2f}", f"{value:,.2f}", f"{value.normalize():f}"))


def sentence(rng: random.Random, parts: int | None = None) -> str:
    wanted = parts or rng.randrange(1, 5)
    return (
        "，".join(
            rng.choice(("推进", "做好", "加强", "完成")) + rng.choice(_WHAT) + rng.choice(_DO) + "工作"
            for _ in range(wanted)
        )
        + "。"
    )


def indicators(rng: random.Random, *, cost: bool = True, most: int = 3) -> list[Row]:
    """Rows in the order of the official levels, names unlike one another."""
    found: list[Row] = []
    names: set[str] = set()

    def add(level1: str, level2: str, patterns: Sequence[tuple[str, str, str]]) -> None:
        for _ in range(rng.randrange(1, most + 1)):
            pattern, sign, unit = rng.choice(patterns)
            name = pattern.format(rng.choice(_WHAT)) + (_LONG if rng.random() < 0.08 else "")
            if name in names:
                continue
            names.add(name)
            if unit == "%":
                value = str(rng.choice((100, 100, 95, 98, 90, 85, "99.5")))
            elif unit == "万元":
                value = f"{amount(rng).normalize():f}"
            else:
                value = str(rng.choice((rng.randrange(1, 40), rng.randrange(40, 30_000))))
            found.append(Row(level1, level2, name, sign or rng.choice(("≥", "＝", "≥", "≤")), value, unit))

    def worded(level1: str, level2: str, pattern: str) -> None:
        name = pattern.format(rng.choice(_WHAT))
        if name not in names:
            names.add(name)
            found.append(Row(level1, level2, name, "", rng.choice(_QUALITATIVE), ""))

    add("产出指标", "数量指标", [(pattern, "", unit) for pattern, unit in _COUNTED])
    add("产出指标", "质量指标", [(pattern, "", "%") for pattern in _RATES])
    if rng.random() < 0.7:
        year_end = rng.choice(("12月底前", "11月30日前", "12月31日前"))
        found.append(Row("产出指标", "时效指标", rng.choice(_WHAT) + "完成时间", "", f"{{year}}年{year_end}", ""))
    if cost:
        add("产出指标", "成本指标", [("{}投入成本", "≤", "万元")])
    add(
        "效益指标",
        "社会效益指标",
        [(pattern, "≥", unit) for pattern, unit in zip(_EFFECTS, ("%", "人", "%", "人"), strict=True)],
    )
    if rng.random() < 0.6:
        worded("效益指标", "可持续影响指标", "{}长效机制健全")
    if rng.random() < 0.4:
        worded("效益指标", "生态效益指标", "{}对生态环境的改善")
    add("满意度指标", "服务对象满意度指标", [(pattern, "≥", "%") for pattern in _SATISFIED])
    return found


def dated(rows: list[Row], year: int) -> list[Row]:
    for row in rows:
        row.value = row.value.replace("{year}", str(year))
    return rows


def weigh(rows: list[Row], whole: int, rng: random.Random) -> None:
    """Whole points that add up."""
    each, rest = divmod(whole, len(rows))
    for row in rows:
        row.weight = str(each)
    for row in rng.sample(rows, rest):
        row.weight = str(int(row.weight) + 1)


def happen(rows: list[Row], rng: random.Random) -> None:
    """Actual values and points as an office would type them."""
    for row in rows:
        row.actual = row.value if not row.sign else f"{row.value}{row.unit}"
        row.score = row.weight
        if rng.random() < 0.2:
            row.score = f"{Decimal(row.weight) * Decimal(rng.randrange(50, 99)) / 100:.2f}"
            row.reason = rng.choice(("受天气影响，部分工作延后。", "市场价格变动。", "计划调整，下年加强管理。"))


# -- comparing ------------------------------------------------------------------------------


def _flat(lines: Sequence[FundLine]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in lines:
        if line.amount is not None:
            found.setdefault(line.name, line.amount)
        found |= {name: value for name, value in _flat(line.children).items() if name not in found}
    return found


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _plain(text: str | None) -> str:
    return (text or "").replace("\n", "").replace(" ", "")


def _target(indicator: Indicator) -> tuple[object, ...]:
    target = indicator.target
    if target is None:
        return (None, None, "")
    if target.kind == "number":
        return (target.comparator, target.value, target.unit or "")
    return (None, None, _plain(target.text))


def _expected_target(row: Row) -> tuple[object, ...]:
    if row.sign:
        return (SIGNS[row.sign], _number(row.value), row.unit)
    return (None, None, row.value)


def expected(truth: Truth) -> list[tuple[str, object]]:
    """Every fact of the form as (field, value)."""
    found: list[tuple[str, object]] = [
        ("scope", truth.scope),
        ("department", truth.department),
        ("year", truth.year),
        *([("project", truth.project)] if truth.project else []),
        *((f"funds/{name}", _number(value)) for name, value in truth.funds.items() if value),
    ]
    for number, (name, content, _, amounts) in enumerate(truth.tasks):
        found.append((f"tasks/{number}/name", name))
        if content:
            found.append((f"tasks/{number}/content", content))
        found += [(f"tasks/{number}/funds/{key}", _number(value)) for key, value in amounts.items() if value]
    found += [(f"objectives/{number}", text) for number, text in enumerate(truth.objectives)]
    found += [(f"objectives/{number}/result", text) for number, text in enumerate(truth.done)]
    for number, row in enumerate(truth.rows):
        at = f"indicators/{number}"
        found += [
            (f"{at}/name", row.name),
            (f"{at}/level1", row.level1),
            (f"{at}/level2", row.level2),
            (f"{at}/target", _expected_target(row)),
        ]
        if row.objective is not None:
            found.append((f"{at}/objective", row.objective))
        if row.weight:
            found.append((f"{at}/weight", _number(row.weight)))
        if row.actual:
            found.append((f"{at}/actual", row.actual))
        if row.score:
            found.append((f"{at}/score", _number(row.score)))
        if row.reason:
            found.append((f"{at}/reason", row.reason))
    if truth.total:
        found.append(("total", _number(truth.total)))
    return found


def got(reading: Reading) -> dict[str, object]:
    """The same facts of a reading."""
    plan = reading.plan
    found: dict[str, object] = {
        "scope": plan.scope,
        "department": _plain(plan.department),
        "year": plan.year,
        "project": _plain(plan.project),
    }
    found |= {f"funds/{name}": value for name, value in _flat(plan.funds).items()}
    for number, task in enumerate(plan.tasks):
        found[f"tasks/{number}/name"] = _plain(task.name)
        found[f"tasks/{number}/content"] = _plain(task.content)
        found |= {f"tasks/{number}/funds/{name}": value for name, value in _flat(task.funds).items()}
    found |= {f"objectives/{objective.number - 1}": _plain(objective.text) for objective in plan.objectives}
    results = {actual.objective: _plain(actual.text) for actual in reading.actuals if actual.objective is not None}
    found |= {f"objectives/{o.number - 1}/result": results.get(o.number) for o in plan.objectives}
    actuals = {actual.indicator: actual for actual in reading.actuals if actual.indicator}
    scores = {score.subject: score for score in reading.printed_scores}
    for number, indicator in enumerate(plan.indicators):
        at = f"indicators/{number}"
        found |= {
            f"{at}/name": _plain(indicator.name),
            f"{at}/level1": _plain(indicator.level1),
            f"{at}/level2": _plain(indicator.level2),
            f"{at}/target": _target(indicator),
            f"{at}/objective": indicator.objective,
            f"{at}/weight": indicator.weight,
        }
        actual, score = actuals.get(indicator.id), scores.get(indicator.id)
        if actual is not None:
            found[f"{at}/actual"] = _plain(actual.text)
            found[f"{at}/reason"] = _plain(actual.reason)
        if score is not None:
            found[f"{at}/score"] = score.score
    if "total" in scores:
        found["total"] = scores["total"].score
    return found


def compare_all(truth: Truth, readings: Sequence[Reading]) -> tuple[int, list[str]]:
    """``compare`` for a table of several projects; forms too few or too many count as well."""
    forms = (truth, *truth.also)
    both = [compare(form, reading) for form, reading in zip(forms, readings, strict=False)]
    wrong = [what for _, found in both for what in found]
    for missing in forms[len(readings) :]:
        wrong += [f"{missing.project}/{key}: no form" for key, _ in expected(missing)]
    wrong += ["forms: too many"] * (len(readings) - len(forms))
    return sum(len(expected(form)) for form in forms), wrong


def compare(truth: Truth, reading: Reading) -> tuple[int, list[str]]:
    """Number of facts, and those that are not as they should be; rows too many count as well."""
    facts, found = expected(truth), got(reading)
    wrong = [f"{key}: {found.get(key)!r}, not {value!r}" for key, value in facts if found.get(key) != value]
    plan = reading.plan
    for what, read, real in (
        ("indicators", plan.indicators, truth.rows),
        ("tasks", plan.tasks, truth.tasks),
        ("objectives", plan.objectives, truth.objectives),
    ):
        wrong += [f"{what}/{number}: too many" for number in range(len(real), len(read))]
    return len(facts), wrong
