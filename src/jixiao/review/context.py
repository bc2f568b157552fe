"""What every rule looks at: the plan with what is derived from it once."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from jixiao.plan.build import budget_of, fold, part, total
from jixiao.plan.taxonomy import Level1Type, Level2Type, level1_type, level2_type
from jixiao.plan.units import UnitKind, kind_of, split
from jixiao.plan.values import Actual, Indicator, Objective, Plan, PrintedScore, Problem, Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BENEFITS: frozenset[Level2Type] = frozenset({"ECONOMIC", "SOCIAL", "ECOLOGICAL", "SUSTAINABILITY"})
COSTS: frozenset[Level2Type] = frozenset({"COST", "ECONOMIC_COST", "SOCIAL_COST", "ENVIRONMENTAL_COST"})
EMPTY = Target("qualitative", "")


class Row(NamedTuple):
    """One indicator with its types; ``target`` is EMPTY where the cell is."""

    position: int
    indicator: Indicator
    name: str
    target: Target
    first: Level1Type | None
    kind: Level2Type | None
    unit: UnitKind | None
    objective: int | None
    at: str

    @property
    def is_benefit(self) -> bool:
        """Whether it stands under 效益指标."""
        return self.kind in BENEFITS or (self.first == "BENEFIT" and self.kind is None)

    @property
    def is_cost(self) -> bool:
        """Whether it stands under 成本指标, as level 1 or 2."""
        return self.kind in COSTS or self.first == "COST"

    @property
    def is_satisfaction(self) -> bool:
        """Whether it stands under 满意度指标."""
        return self.kind == "BENEFICIARY" or self.first == "SATISFACTION"

    @property
    def value_at(self) -> str:
        """The pointer of its target."""
        return f"{self.at}/target"

    @property
    def name_at(self) -> str:
        """The pointer of its name."""
        return f"{self.at}/name"


class Profile(NamedTuple):
    """What differs by region and scope; see ``profiles/*.toml``."""

    key: str = "national"
    weight_totals: tuple[Decimal, ...] = (Decimal(90), Decimal(100), Decimal(80))
    asks_for_weights: bool = True
    required_overall: tuple[str, ...] = ("QUANTITY", "QUALITY", "TIMELINESS", "COST", "BENEFIT", "BENEFICIARY")
    required_project: tuple[str, ...] = ("OUTPUT", "BENEFIT")
    expected_project: tuple[str, ...] = ("QUANTITY", "QUALITY", "TIMELINESS")
    macro_budget: Decimal = Decimal(1000)
    over_explain: Decimal = Decimal("1.3")


class Context:
    """A plan and the optional inputs, with everything the rules share derived once."""

    def __init__(
        self,
        plan: Plan,
        *,
        profile: Profile | None = None,
        previous: Plan | None = None,
        previous_actuals: Sequence[Actual] = (),
        history: Sequence[tuple[Plan, Sequence[Actual]]] = (),
        actuals: Sequence[Actual] = (),
        printed_scores: Sequence[PrintedScore] = (),
        problems: Sequence[Problem] = (),
    ) -> None:
        self.plan = plan
        self.profile = profile or Profile()
        self.previous = previous
        years = list(history)
        if previous is not None:
            years.append((previous, previous_actuals))
        self.history = years
        self.actuals = {a.indicator: a for a in actuals if a.indicator is not None}
        self.printed = {score.subject: score for score in printed_scores}
        self.problems = problems
        rows: list[Row] = []
        for index, indicator in enumerate(plan.indicators):
            target = indicator.target or EMPTY
            rows.append(
                Row(
                    index,
                    indicator,
                    indicator.name,
                    target,
                    level1_type(indicator.level1),
                    level2_type(indicator.level2),
                    kind_of(target.unit),
                    indicator.objective,
                    f"/indicators/{index}",
                )
            )
        self.rows = rows
        groups: dict[int | None, list[Row]] = {}
        for row in rows:
            groups.setdefault(row.objective, []).append(row)
        self.groups = groups
        self.numeric = [row for row in rows if row.target.kind == "number" and row.target.value is not None]
        self.worded = [row for row in rows if row.target.kind == "qualitative" and row.target.text]
        self.is_project = plan.scope == "项目支出" or (plan.scope is None and plan.project is not None)

    @cached_property
    def folded(self) -> list[str]:
        """Every name without blanks and punctuation."""
        return [fold(row.name) for row in self.rows]

    @cached_property
    def objectives(self) -> Mapping[int, Objective]:
        """Objectives by number."""
        return {objective.number: objective for objective in self.plan.objectives}

    @cached_property
    def budgets(self) -> Mapping[int | None, Decimal | None]:
        """The money behind each objective, in the plan's unit: its tasks', or a project's whole."""
        found: dict[int | None, Decimal | None] = {}
        whole = total(self.plan.funds)
        for number in self.groups:
            objective = self.objectives.get(number) if number is not None else None
            found[number] = budget_of(self.plan, objective) if objective is not None and objective.tasks else None
            if found[number] is None and not self.plan.tasks:
                found[number] = whole
        return found

    def spent_on(self, objective: int | None, *names: str) -> Decimal:
        """The money of one kind (基本支出 …) of an objective's tasks; 0 if none is printed."""
        number = self.objectives.get(objective) if objective is not None else None
        amounts = [
            part(line, *names)
            for task_number in (number.tasks if number else ())
            if (task := self.plan.task(task_number))
            for line in task.funds
        ]
        return sum((amount for amount in amounts if amount is not None), Decimal(0))

    def in_plan_unit(self, target: Target) -> Decimal | None:
        """A money target in the plan's unit, exactly; None if it is not money or has a per-unit."""
        if target.value is None or target.unit is None or kind_of(target.unit) != "money" or "/" in target.unit:
            return None
        multiplier, base = split(target.unit)
        if base != "元":
            return None
        amount = target.value * multiplier
        return amount / 10000 if (self.plan.money_unit or "万元") == "万元" else amount

    def quote(self, pointer: str) -> str:
        """What is printed at a pointer, for the finding's quotation."""
        steps = pointer.strip("/").split("/")
        if steps[0] == "indicators" and len(steps) > 1:
            indicator = self.plan.indicators[int(steps[1])]
            target = indicator.target.text if indicator.target else ""
            return f"{indicator.name} {target}".strip()
        if steps[0] == "tasks" and len(steps) > 1:
            return self.plan.tasks[int(steps[1])].name
        if steps[0] == "objectives" and len(steps) > 1:
            return self.plan.objectives[int(steps[1])].text
        return ""
