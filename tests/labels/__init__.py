"""The labelled findings (``review.toml``) and how the rules do on them."""

import tomllib
from pathlib import Path

from jixiao.plan import plan_from_json
from jixiao.review import check
from tests import found

HERE = Path(__file__).parent
EXPECTED = tomllib.loads((HERE / "review.toml").read_text(encoding="utf-8"))
WHOLE = {"R05"}  # told at a row, but about all of them


def labelled_plan(name):
    if name == "tianjin-miit-2025":
        return plan_from_json((HERE.parent / "golden" / f"{name}.plan.json").read_bytes())
    return found.truth_plan(name)


def measured(name):
    """The (rule, row) pairs that were found and those that should be."""
    plan = labelled_plan(name)
    got = set()
    for hit in check(plan):
        steps = hit.subject.split("/")
        row = len(steps) > 2 and steps[1] == "indicators" and hit.rule not in WHOLE
        got.add((hit.rule, plan.indicators[int(steps[2])].name if row else ""))
    return got, {(rule, row) for rule, rows in EXPECTED[name].items() for row in rows}


def precision_and_recall():
    """By rule: findings right, findings in all, labels found, labels in all."""
    table = {}
    for name in EXPECTED:
        got, wanted = measured(name)
        for rule, _ in got | wanted:
            table.setdefault(rule, [0, 0, 0, 0])
        for pair in got:
            table[pair[0]][0] += pair in wanted
            table[pair[0]][1] += 1
        for pair in wanted:
            table[pair[0]][2] += pair in got
            table[pair[0]][3] += 1
    return dict(sorted(table.items()))
