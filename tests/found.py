"""The labelled layouts of published forms: their truth, also as plans, and comparison of a reading with it.

``found`` are those that the readers were written on, ``more`` those that improved them; ``apart`` are only measured.
"""

import json
import re
from decimal import Decimal
from pathlib import Path

from jixiao.plan import FundLine, Indicator, Objective, Plan, Target, indicator_id, parse_target
from jixiao.plan.money import parse_amount
from jixiao.plan.target import comparator_of
from jixiao.plan.taxonomy import clean_label, level1_type, level2_type

DOCUMENTS = Path(__file__).parent / "documents"
FOUND, MORE, APART = (DOCUMENTS / name for name in ("found", "more", "apart"))


def names_in(folder):
    return sorted(path.stem for path in folder.glob("*.json"))


NAMES = names_in(FOUND)


def truth(name, folder=FOUND):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def text(name, folder=FOUND):
    return (folder / f"{name}.txt").read_text(encoding="utf-8")


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


def level(label, kind):
    return label and (kind(label) or clean_label(label))


def printed(row):
    """A labelled row as comparable fields."""
    sign = row["operator"] and (comparator_of(row["operator"]) or row["operator"])
    text, value = row["target_text"], row["value"]
    if value and re.fullmatch(r"\d+(?:\.\d+)?", value):
        value = plain(Decimal(value))
    return {
        "level1": level(row["level1"], level1_type),
        "level2": level(row["level2"], level2_type),
        "name": row["name"],
        "operator": sign if text else None,
        "value": text and value,
        "unit": text and row["unit"],
        "text": text,
        "actual": row["actual"],
        "points": evened(row["points"]),
        "score": evened(row["score"]),
        "reason": row["reason"],
        "parent": row["parent"],
    }


def plain(number):
    return None if number is None else f"{number.normalize():f}"


def evened(figure):
    """A printed figure as it is read: 10.00 is 10."""
    return plain(Decimal(figure)) if figure and re.fullmatch(r"\d+\.\d+", figure) else figure


def noted(note):
    """The reason that a row without a result or a score gives: its note holds it, with its label."""
    found = re.search("(?:^|；)原因说明：(.+)", note or "")
    return found and found[1]


def rows(reading):
    """The rows of a reading as the same fields."""
    actuals = {actual.indicator: actual for actual in reading.actuals if actual.indicator}
    scores = {score.subject: score for score in reading.printed_scores}
    names = {indicator.id: indicator.name for indicator in reading.plan.indicators}
    for indicator in reading.plan.indicators:
        target, score, actual = indicator.target, scores.get(indicator.id), actuals.get(indicator.id)
        number = target is not None and target.kind == "number"
        yield {
            "level1": level(indicator.level1, level1_type),
            "level2": level(indicator.level2, level2_type),
            "name": indicator.name,
            "operator": target and target.comparator,
            "value": target and (plain(target.value) if number else target.text),
            "unit": target and target.unit,
            "text": target and target.text,
            "actual": actual and actual.text,
            "points": plain(indicator.weight),
            "score": plain(score.score) if score else None,
            "reason": (score and score.reason) or (actual and actual.reason) or noted(indicator.note),
            "parent": indicator.parent and names[indicator.parent],
        }


def money(fund, *, initial=True):
    """What a labelled line of money holds as (initial, amount, executed); ``budget`` alone is no initial figure."""
    if "full_year" in fund:
        held = (fund.get("budget"), fund["full_year"], fund.get("executed"))
    elif initial:
        held = (fund.get("budget"), fund.get("budget"), fund.get("executed"))
    else:
        held = (None, fund.get("budget"), fund.get("executed"))
    return tuple(None if text is None else _figure(text) for text in held)


def _figure(text):
    """The figure of a printed amount, also before a breakdown in brackets: 760万元, 150(中央120); none of 72万72万."""
    number = re.fullmatch(r"([\d,.]+)\s*(?:万?元|万)?(?:[（(].*[)）])?", text)
    return number and Decimal(number[1].replace(",", ""))


def as_read(row):
    """A labelled row as a reader must give it: a value that is no figure keeps its unit as words."""
    found = printed(row)
    value = found["value"]
    if found["text"] is not None and not (value or "").replace(".", "").isdigit():
        return {**found, "value": found["text"], "unit": None, "operator": None}
    return found


def differences(form, reading):
    """What a reading of one form holds otherwise than its label: head, money, objectives, rows, scores."""
    plan, wrong = reading.plan, []

    def same(what, got, wanted):
        if got != wanted:
            wrong.append(f"{what}: {got!r}, not {wanted!r}")

    same("scope", plan.scope, {"整体": "整体支出", "项目": "项目支出"}[form["scope"]])
    for field in ("form", "year", "department", "project", "money_unit"):
        same(field, getattr(plan, field), form[field])
    same("objectives", [o.text for o in plan.objectives], [o["text"] for o in form["objectives"]])
    results = [actual.text for actual in reading.actuals if actual.objective is not None]
    same("results", results, [o["result"] for o in form["objectives"] if o["result"]])
    lines = [line for root in plan.funds for line in (root, *root.children)]
    funds = [fund for fund in form["funds"] if not fund["label"].endswith("执行率")]
    initial = any("full_year" in fund for fund in funds)
    got = [(line.name, line.initial, line.amount, line.executed) for line in lines]
    wanted = [(f["label"], *((money(f)) if initial else (None, *money(f, initial=False)[1:]))) for f in funds]
    same("funds", got, wanted)
    scores = {score.subject: score for score in reading.printed_scores}
    rated = next((f for f in form["funds"] if "points" in f or "score" in f), None)
    if rated:
        held = scores.get("execution")
        same(
            "execution",
            held and (plain(held.points), plain(held.score), held.rate),
            (evened(rated.get("points")), evened(rated.get("score")), rated.get("rate")),
        )
    found = list(rows(reading))
    labels = [as_read(row) for row in form["indicators"]]
    for number, label in enumerate(labels):
        same(f"row {number}", found[number] if number < len(found) else None, label)
    return [*wrong, *(f"row too many: {row!r}" for row in found[len(labels) :])]
