"""R33 on planted slips between 元 and 万元: nearly all are found, and correct tables stay silent."""

import random
from decimal import Decimal

import pytest
from msgspec.structs import replace

from jixiao.plan import FundLine, Indicator, Objective, Plan, Task, parse_target
from jixiao.plan.build import part
from jixiao.review import check
from tests import found

FACTOR = Decimal(10000)


def r33(plan):
    return [hit for hit in check(plan) if hit.rule == "R33"]


def table(chance: random.Random) -> Plan:
    """A consistent table of another department: tasks with parts, a ceiling and a price with its quantity each."""
    tasks, rows = [], []
    columns = [Decimal(0)] * 3
    for number in range(1, chance.randint(2, 9)):
        basic, project, other = (Decimal(chance.randint(1, 2_000_000)) / 100 for _ in range(3))
        if chance.random() < 0.4:
            other = None
        parts = [basic, project, other]
        whole = sum((amount for amount in parts if amount is not None), Decimal(0))
        columns = [c + (amount or 0) for c, amount in zip(columns, parts, strict=True)]
        fiscal = FundLine("财政资金", children=(FundLine("基本支出", basic), FundLine("项目支出", project)))
        children = (fiscal,) if other is None else (fiscal, FundLine("其他资金", other))
        tasks.append(Task(number, f"任务{number}", funds=(FundLine("总额", whole, children=children),)))
        people = chance.randint(5, 900)
        price = int(whole * 10000 * Decimal(chance.choice(("0.2", "0.5", "0.9"))) / people)
        rows += [
            ("数量指标", number, f"培训人数{number}", f"≥{people}人"),
            ("成本指标", number, f"总成本{number}", f"≤{whole}万元"),
            ("成本指标", number, f"培训人均费用{number}", f"≤{price}元/人"),
        ]
    total = FundLine(
        "总额",
        sum(columns, Decimal(0)),
        children=(
            FundLine("财政资金", children=(FundLine("基本支出", columns[0]), FundLine("项目支出", columns[1]))),
            FundLine("其他资金", columns[2]),
        ),
    )
    return Plan(
        "目标表",
        "整体支出",
        "某局",
        year=2026,
        money_unit="万元",
        funds=(total,),
        tasks=tuple(tasks),
        objectives=tuple(Objective(task.number, f"完成任务{task.number}。", (task.number,)) for task in tasks),
        indicators=tuple(
            Indicator(f"i{index}", name, number, None, None, level2, parse_target(target, 2026))
            for index, (level2, number, name, target) in enumerate(rows)
        ),
    )


def planted(plan: Plan, chance: random.Random) -> tuple[Plan, str]:
    """The plan with one slip: a part, a total, a ceiling or a price ten thousand times off. Returns where."""
    kind = chance.choice(("part", "whole", "ceiling", "price"))
    factor = chance.choice((FACTOR, 1 / FACTOR))
    index = chance.randrange(len(plan.tasks))
    task = plan.tasks[index]
    if kind in {"part", "whole"}:
        root = task.funds[0]
        if kind == "whole":
            root = replace(root, amount=root.amount * factor)
        else:
            fiscal, *rest = root.children
            first, second = fiscal.children
            if chance.random() < 0.5:
                first = replace(first, amount=first.amount * factor)
            else:
                second = replace(second, amount=second.amount * factor)
            root = replace(root, children=(replace(fiscal, children=(first, second)), *rest))
        tasks = (*plan.tasks[:index], replace(task, funds=(root,)), *plan.tasks[index + 1 :])
        return replace(plan, tasks=tasks), f"/tasks/{index}"
    word = "总成本" if kind == "ceiling" else "人均"
    row = next(i for i, found in enumerate(plan.indicators) if found.objective == task.number and word in found.name)
    indicator = plan.indicators[row]
    text = indicator.target.text
    slipped = text.replace("元", "万元") if kind == "price" else text.replace("万元", "元")
    changed = replace(indicator, target=parse_target(slipped, plan.year))
    return replace(
        plan, indicators=(*plan.indicators[:row], changed, *plan.indicators[row + 1 :])
    ), f"/indicators/{row}"


def test_planted_slips_are_found_at_their_place():
    chance = random.Random(20250101)
    found_slips = total = 0
    missed = []
    for _ in range(600):
        plan, where = planted(table(chance), chance)
        total += 1
        if any(hit.subject.startswith(where) for hit in r33(plan)):
            found_slips += 1
        else:
            missed.append(where)
    assert found_slips >= 0.99 * total, missed[:10]


def test_correct_tables_stay_silent():
    chance = random.Random(7)
    for _ in range(600):
        assert r33(table(chance)) == []


def test_the_sample_stays_silent_and_its_slips_are_found(sample_plan):
    assert r33(sample_plan) == []
    checked = 0
    for index, task in enumerate(sample_plan.tasks):
        for name in ("基本支出", "项目支出", "其他资金"):
            amount = part(task.funds[0], name)
            if not amount or amount == task.funds[0].amount:
                continue

            def slip(line, name=name, amount=amount):
                value = amount * FACTOR if line.name == name else line.amount
                return replace(line, amount=value, children=tuple(map(slip, line.children)))

            broken = replace(task, funds=(slip(task.funds[0]),))
            plan = replace(sample_plan, tasks=(*sample_plan.tasks[:index], broken, *sample_plan.tasks[index + 1 :]))
            assert any(hit.subject.startswith(f"/tasks/{index}") for hit in r33(plan)), (index, name)
            checked += 1
    assert checked > 8


@pytest.mark.parametrize("name", found.NAMES)
def test_published_layouts_stay_silent(name):
    assert r33(found.truth_plan(name)) == []
