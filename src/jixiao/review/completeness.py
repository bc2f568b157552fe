"""Completeness: empty cells, missing types, uncovered tasks, damage from importing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.plan.taxonomy import LEVEL1_NAMES, LEVEL2_NAMES
from jixiao.review.lexicon import has
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.review.context import Context, Row

_OWN_UNIT = frozenset({"date", "period", "qualitative"})
_DAMAGE = frozenset(
    ("cut-off", "name-doubtful", "target-doubtful", "row-doubtful", "row-without-name", "glued", "not-an-amount", "sum-doubtful", "order-lost",
     "task-without-name", "objective-without-text", "objective-doubtful", "formula-empty", "formula-error", "year-differs")
)  # fmt: skip


@rule(
    "R02",
    "error",
    source="deployed-systems",
    zh="指标值或计量单位为空",
    en="A target or its unit is empty",
    why="定量指标必须有指标值和计量单位，定性指标可以没有单位。日期和时限不在此列。",
    fires=({"rows": ["数量指标|培训人数|"]}, {"rows": ["数量指标|培训人数|≥300"]}),
    silent=({"rows": ["数量指标|培训人数|≥300人", "社会效益指标|秩序|持续好转", "时效指标|完成时间|2025年9月底前"]},),
)
def target_or_unit_empty(context: Context) -> Iterator[Hit]:
    """An indicator has no target, or a number without a unit.

    Why: a quantitative value needs a unit; only qualitative ones are exempt. Leaves out: dates and periods.
    """
    for row in context.rows:
        target = row.indicator.target
        if target is None or not target.text.strip():
            yield Hit(
                row.at,
                "指标值是空的。",
                "The target is empty.",
                "请填写可衡量的指标值；确实没有目标的指标请删除整行。",
                "Fill in a measurable target, or delete the row.",
            )
        elif target.kind == "number" and target.unit is None and not _unit_in_name(row.name):
            yield Hit(
                row.value_at,
                f"指标值“{target.text}”没有计量单位。",
                f"The target “{target.text}” has no unit.",
                "请补上计量单位（次、个、%、万元……）。",
                "Add a unit (次, 个, %, 万元 …).",
            )


def _unit_in_name(name: str) -> bool:
    return name.endswith((")", "）")) and len(name.replace("（", "(").rpartition("(")[2]) <= 8


def _present(rows: Sequence[Row]) -> set[str]:
    found: set[str] = set()
    for row in rows:
        if row.is_cost:
            found.add("COST")
        if row.kind is not None:
            found.add(row.kind)
        if row.first is not None:
            found.add(row.first)
        if row.is_benefit:
            found.add("BENEFIT")
        if row.is_satisfaction:
            found.add("BENEFICIARY")
    return found


_NAMES = {str(kind): name for names in (LEVEL1_NAMES, LEVEL2_NAMES) for kind, name in names.items()}


@rule(
    "R05",
    "warning",
    source="zf-2018-34",
    zh="缺少应有的指标类型",
    en="An expected type of indicator is missing",
    why="绩效目标应覆盖产出、成本、效益和满意度。使用其他指标分类的表不作判断。",
    fires=(
        {"rows": ["数量指标|会议次数|≥8次", "质量指标|合格率|＝100%"]},
        {
            "scope": "项目支出",
            "rows": ["数量指标|会议次数|≥8次", "质量指标|合格率|≥98%", "时效指标|完成时间|2025年9月底前"],
        },
    ),
    silent=(
        {
            "rows": [
                "数量指标|会议次数|≥8次",
                "质量指标|合格率|≥98%",
                "时效指标|完成时间|2025年9月底前",
                "成本指标|人均成本|≤300元/人",
                "社会效益指标|知晓率|≥90%",
                "服务对象满意度指标|学员满意度|≥90%",
            ]
        },
    ),
)
def expected_type_missing(context: Context) -> Iterator[Hit]:
    """An objective (overall form) or the project lacks a type that the national opinion names.

    Why: targets must cover output, cost, benefit and satisfaction. Leaves out: forms that use another
    tree of types, where nothing can be said.
    """
    known = sum(row.kind is not None or row.first is not None for row in context.rows)
    if known * 2 < len(context.rows) or not context.rows:
        return
    profile = context.profile
    if context.is_project:
        present = _present(context.rows)
        for kind in profile.required_project:
            if kind not in present:
                yield _missing("/indicators", "本项目", "The project", kind, "error")
        for kind in profile.expected_project:
            if kind not in present and "OUTPUT" in present:
                yield _missing("/indicators", "本项目", "The project", kind, "warning")
        return
    for number, rows in context.groups.items():
        present = _present(rows)
        for kind in profile.required_overall:
            if kind not in present:
                yield _missing(
                    rows[0].at,
                    f"目标{number}" if number else "全表",
                    f"Objective {number}" if number else "The form",
                    kind,
                    "warning",
                )


def _missing(at: str, zh: str, en: str, kind: str, severity: str) -> Hit:
    name = _NAMES[kind]
    return Hit(
        at,
        f"{zh}没有{name}。",
        f"{en} has no {name}.",
        f"请补充{name}；确不适用的请说明理由。",
        f"Add {name}, or say why it does not apply.",
        "error" if severity == "error" else "warning",
    )


@rule(
    "R24",
    "warning",
    source="review-form:目标相关性",
    zh="任务没有对应的目标，或目标没有指标",
    en="A task has no objective, or an objective no indicators",
    why="任务没有对应的目标，或者目标没有一个指标：没有目标的钱无法评价。任务文字里的每句话是否都覆盖，要熟悉业务的人判断。",
    fires=(
        {"money": [("1.00", "1.00", None, None)] * 2, "texts": ["目标一。"], "rows": ["数量指标|次数|≥1次"]},
        {"texts": ["目标一。", "目标二。"], "rows": ["数量指标|次数|≥1次"]},
    ),
    silent=({"money": [("1.00", "1.00", None, None)], "texts": ["目标一。"], "rows": ["数量指标|次数|≥1次"]},),
)
def task_or_objective_uncovered(context: Context) -> Iterator[Hit]:
    """A task that no objective serves, or an objective without a single indicator.

    Why: money without an objective cannot be evaluated. Leaves out: single phrases of a task's text;
    whether each is covered needs a reader who knows the work.
    """
    plan = context.plan
    served = {number for objective in plan.objectives for number in objective.tasks}
    if served:
        for index, task in enumerate(plan.tasks):
            if task.number not in served:
                yield Hit(
                    f"/tasks/{index}",
                    f"工作任务{task.number}没有对应的年度绩效目标。",
                    f"No objective serves task {task.number}.",
                    "请为该任务设定目标，或在“对应工作任务”中补上。",
                    "Set an objective for it, or name it under 对应工作任务.",
                )
        known = {task.number for task in plan.tasks}
        for index, objective in enumerate(plan.objectives):
            for number in objective.tasks:
                if known and number not in known:
                    yield Hit(
                        f"/objectives/{index}",
                        f"目标{objective.number}对应的工作任务{number}不存在。",
                        f"Objective {objective.number} names task {number}, which does not exist.",
                        "请改正对应的任务序号。",
                        "Correct the task number.",
                        "error",
                    )
    numbers = {row.objective for row in context.rows}
    if numbers - {None}:
        for index, objective in enumerate(plan.objectives):
            if objective.number not in numbers:
                yield Hit(
                    f"/objectives/{index}",
                    f"目标{objective.number}没有任何绩效指标。",
                    f"Objective {objective.number} has no indicators.",
                    "请为该目标设置指标。",
                    "Give it indicators.",
                )


@rule(
    "R32",
    "error",
    source="practice",
    zh="导入时文字受损或无法归位",
    en="Text was damaged or could not be placed on import",
    why="读取时存疑的文字、看起来被截断的名称和指标值；按受损的文字审核会冤枉人。读得确定的不提。",
    fires=({"rows": ["数量指标|培训（含|≥3次"]}, {"rows": ["数量指标|培训|≥3次"], "problems": [("cut-off", "培训")]}),
    silent=({"rows": ["数量指标|培训（含线上）场次|≥3场"]},),
    suspects=True,
)
def import_damage(context: Context) -> Iterator[Hit]:
    """The reader doubted a text, or a name or target looks cut off.

    Why: a review of damaged text accuses the wrong people. Leaves out: texts the reader placed without doubt.
    """
    for problem in context.problems:
        if problem.code in _DAMAGE:
            quoted = f"“{problem.text}”" if problem.text else ""
            yield Hit(
                "",
                f"读取时有疑点（{problem.code}）：{quoted}{problem.message or '，请对照原表核对。'}",
                f"Doubt on reading, {problem.code}: {quoted} {problem.message}",
                "请对照原表核对后再审核。",
                "Compare with the original before reviewing.",
            )
    for row in context.rows:
        for text, at in ((row.name, row.name_at), (row.target.text, row.value_at)):
            if text and (has("broken", text) or _unbalanced(text)):
                yield Hit(
                    at,
                    f"“{text}”疑似被截断（括号、引号不成对或以顿号、连词结尾）。",
                    f"“{text}” looks cut off (unpaired brackets or quotes, or it ends in a comma or conjunction).",
                    "请对照原表补全。",
                    "Complete it from the original.",
                    "warning",
                )


def _unbalanced(text: str) -> bool:
    plain = text.replace("（", "(").replace("）", ")")
    return (
        plain.count("(") != plain.count(")")
        or text.count("“") != text.count("”")
        or text.count("《") > text.count("》") > 0
    )
