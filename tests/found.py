"""The 28 labelled layouts: their truth as plans, and comparison of a reading with it."""

import json
from decimal import Decimal
from pathlib import Path

from jixiao.plan import FundLine, Indicator, Objective, Plan, Target, indicator_id, parse_target
from jixiao.plan.money import parse_amount

FOLDER = Path(__file__).parent / "documents" / "found"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def truth(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def text(name):
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def target_of(row, year):
    if row.get("target_text") is None:
        return None
    found = parse_target(row["target_text"], year, row.get("unit"))
    if row.get("unit") is None and row.get("value") == row["target_text"] and found.kind != "number":
        return Target("qualitative", row["target_text"]) if found.kind == "qualitative" else found
    return found


def truth_plan(name):
    """A labelled layout as a Plan, so that rules can be run on it."""
    found = truth(name)
    taken: set[str] = set()
    indicators, ids = [], {}
    first = next((row.get("project") for row in found["indicators"]), None)
    for row in found["indicators"]:
        if row.get("project") != first:
            continue  # a Plan is one project's table
        made = Indicator(
            indicator_id(None, row["level1"], row["level2"], row["name"], taken),
            row["name"],
            None,
            ids.get(row.get("parent")),
            row["level1"],
            row["level2"],
            target_of(row, found["year"]),
            Decimal(row["points"]) if row.get("points") else None,
        )
        ids[row["name"]] = made.id
        indicators.append(made)
    funds = tuple(
        FundLine(line["label"], parse_amount((line.get("full_year") or line.get("budget") or "").removesuffix("万元")))
        for line in found["funds"]
    )
    return Plan(
        "目标表" if found["form"] == "none" else found["form"],
        {"整体": "整体支出", "项目": "项目支出"}[found["scope"]],
        found["department"],
        found["project"],
        found["year"],
        found["money_unit"],
        (FundLine(funds[0].name, funds[0].amount, children=funds[1:]),) if funds else (),
        (),
        tuple(Objective(number, o["text"]) for number, o in enumerate(found["objectives"], 1)),
        tuple(indicators),
    )
