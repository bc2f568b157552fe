"""Further layouts: project targets in two halves (中期 and 年度), more self-evaluations of projects and departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.forms.layout import Cell, label, merged_runs
from tests.generated import kinds
from tests.generated.apart import APART
from tests.generated.truth import Row, Truth, amount, sentence

if TYPE_CHECKING:
    import random

    from jixiao.forms.layout import FormTable

_FULL = ["value", "actual", "weight", "score", "reason"]


def _without_reasons(made: tuple[Truth, FormTable]) -> tuple[Truth, FormTable]:
    for row in made[0].rows:
        row.reason = ""
    return made


def self_without_reasons(rng: random.Random) -> tuple[Truth, FormTable]:
    """No column for deviations."""
    return _without_reasons(kinds._self(rng, _FULL[:-1], points=False, side=True))


def self_points_between(rng: random.Random) -> tuple[Truth, FormTable]:
    """Points between target and actual value."""
    return kinds._self(rng, ["value", "weight", "actual", "score", "reason"], points=False, side=True)


def overall_points_before(rng: random.Random) -> tuple[Truth, FormTable]:
    """部门整体支出自评表, points before the values, no side label."""
    return kinds._self(
        rng, ["weight", "value", "actual", "score", "reason"], points=False, side=False, scope="整体支出"
    )


def overall_points_in_labels(rng: random.Random) -> tuple[Truth, FormTable]:
    """产出指标（50分） and notes below."""
    return kinds._self(rng, _FULL, points=True, side=True, scope="整体支出", notes=True)


def overall_without_reasons(rng: random.Random) -> tuple[Truth, FormTable]:
    """No column for deviations."""
    return _without_reasons(kinds._self(rng, _FULL[:-1], points=False, side=True, scope="整体支出"))


# -- 中期 and 年度 -----------------------------------------------------------------------------


def _halves(rng: random.Random) -> tuple[Truth, list[Row], str]:
    """The facts; the rows of several years, which a plan does not hold, and their objective, which stays."""
    truth = kinds._project(rng, "项目支出绩效目标申报表")
    truth.objectives = [sentence(rng)]
    later = [
        Row(r.level1, r.level2, r.name, r.sign, str(2 * int(r.value)) if r.value.isdigit() and r.unit != "%" else r.value, r.unit)
        for r in truth.rows
    ]  # fmt: skip
    truth.funds = {"年度资金总额": f"{amount(rng):.2f}"}
    truth.objectives.insert(0, "三年内" + sentence(rng))
    return truth, later, truth.objectives[0]


def _head(truth: Truth, goal: str, left: int, right: int) -> list[list[Cell]]:
    """Names, money of both halves, objectives of both halves beside one another; a label column before them."""
    whole = left + right
    span = f"中期目标（{truth.year}年—{truth.year + 2}年）"
    money = truth.funds["年度资金总额"]
    return [
        [label("项目名称"), Cell(truth.project, columns=whole)],
        [label("主管部门"), Cell(truth.department, columns=whole)],
        [
            label("项目资金\n（万元）"),
            label("中期资金总额", columns=left - 2),
            Cell(f"{float(money) * 3:.2f}", columns=2),
            label("年度资金总额", columns=right - 1),
            Cell(money),
        ],
        [label("总体目标", 2), label(span, columns=left), label("年度目标", columns=right)],
        [kinds._left(goal, left), kinds._left(truth.objectives[1], right)],
    ]


def halves_shared_level(rng: random.Random) -> tuple[Truth, FormTable]:
    """财预〔2015〕88号: one first level for both halves."""
    truth, later, goal = _halves(rng)
    header = [[label(n) for n in ("一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值")]]
    second = merged_runs([(r.level1, r.level2) for r in truth.rows])
    body = []
    for two, levels, old, r in zip(second, kinds._levels(truth), later, truth.rows, strict=True):
        again = [label(r.level2, two)] if two else []
        body.append([*levels, Cell(old.name), Cell(old.target), *again, Cell(r.name), Cell(r.target)])
    kinds._side("绩效指标", body, header)
    widths = (9, 11, 12, 24, 14, 12, 24, 14)
    return truth, kinds._form(truth, widths, _head(truth, goal, 4, 3), header, body, landscape=True)


def halves_apart(rng: random.Random) -> tuple[Truth, FormTable]:
    """Both halves with all of their columns beside one another."""
    truth, later, goal = _halves(rng)
    header = [[label(n) for n in ("一级指标", "二级指标", "三级指标", "指标值") * 2]]
    body = [
        [*levels, Cell(old.name), Cell(old.target), *levels, Cell(r.name), Cell(r.target)]
        for levels, old, r in zip(kinds._levels(truth), later, truth.rows, strict=True)
    ]
    kinds._side("绩效指标", body, header)
    widths = (8, 10, 12, 22, 13, 10, 12, 22, 13)
    return truth, kinds._form(truth, widths, _head(truth, goal, 4, 4), header, body, landscape=True)


def halves_goals_only(rng: random.Random) -> tuple[Truth, FormTable]:
    """Two objectives, indicators of the year only."""
    truth, _, goal = _halves(rng)
    header = [[label(n) for n in ("一级指标", "二级指标", "三级指标")] + [label("指标值", columns=3)]]
    body = [
        [*levels, Cell(r.name), Cell(r.target, columns=3)]
        for levels, r in zip(kinds._levels(truth), truth.rows, strict=True)
    ]
    kinds._side("绩效指标", body, header)
    return truth, kinds._form(truth, (9, 13, 16, 30, 8, 8, 8), _head(truth, goal, 3, 3), header, body)


def _stacked(rng: random.Random, first: str, second: str) -> tuple[Truth, FormTable]:
    truth, later, goal = _halves(rng)
    head = [
        [label("项目名称"), Cell(truth.project, columns=4)],
        [label("主管部门"), Cell(truth.department, columns=4)],
        [label("项目资金\n（万元）"), label("年度资金总额"), Cell(truth.funds["年度资金总额"], columns=3)],
        [label(f"{first}目标"), kinds._left(goal, 4)],
        [label(f"{second}目标"), kinds._left(truth.objectives[1], 4)],
    ]
    parts = []
    for name, rows in ((first, later), (second, truth.rows)):
        part = [[label(n) for n in ("一级指标", "二级指标", "三级指标", "指标值")]]
        held = Truth("", "", "", 0, rows=rows)
        part += [[*levels, Cell(r.name), Cell(r.target)] for levels, r in zip(kinds._levels(held), rows, strict=True)]
        part[0].insert(0, label(f"{name}绩效指标", len(part)))
        parts += part
    return truth, kinds._form(truth, (14, 13, 15, 34, 18), head + parts, [], [])


def halves_stacked(rng: random.Random) -> tuple[Truth, FormTable]:
    """The half of several years above that of the year."""
    return _stacked(rng, "中期", "年度")


def halves_stacked_long(rng: random.Random) -> tuple[Truth, FormTable]:
    """长期 for 中期."""
    return _stacked(rng, "长期", "年度")


KINDS = {
    **kinds.KINDS,
    "中期和年度": {
        "shared-level": halves_shared_level,
        "apart": halves_apart,
        "goals-only": halves_goals_only,
        "stacked": halves_stacked,
        "stacked-long": halves_stacked_long,
    },
    "自评表": {
        **kinds.KINDS["自评表"],
        "without-reasons": self_without_reasons,
        "points-between": self_points_between,
    },
    "整体自评表": {
        "overall": kinds.self_overall,
        "by-objective": kinds.self_by_objective,
        "points-before": overall_points_before,
        "points-in-labels": overall_points_in_labels,
        "without-reasons": overall_without_reasons,
    },
}
"""All layouts of the tuning set."""
for _kind, _layouts in APART.items():
    KINDS[_kind] = {**KINDS[_kind], **{f"local-{_layout}": _make for _layout, _make in _layouts.items()}}
del KINDS["自评表"]["overall"], KINDS["自评表"]["by-objective"]
