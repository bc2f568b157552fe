"""How far a reading of a labelled layout is right: fact by fact, and which of the wrong ones nobody was told of.

A fact is one field that the label holds: of a row, of an objective, of a line of money, of the head. A row is laid
beside the label of its name and level; what no label has is a fact too many. Told is a wrong fact if a problem stands
at its row's lines or cells, or quotes its row's name or its text, or says of the whole that it is doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from jixiao.errors import JixiaoError
from jixiao.forms.read import read_all
from tests.found import as_read, evened, money, plain, printed, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.plan import Location, Reading

ROW = ("level1", "level2", "name", "operator", "value", "unit", "actual", "points", "score", "reason", "parent")
WHOLE = {"no-header", "from-prose", "order-lost", "scan-without-lines", "columns-by-blanks"}
"""Problems that are about all rows of a form."""


@dataclass
class Measure:
    """``wrong`` facts that were read otherwise or are too many, ``absent`` ones; of both, those that nothing tells of."""

    facts: int = 0
    wrong: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        return not (self.wrong or self.absent)

    @property
    def right(self) -> int:
        return max(self.facts - len(self.wrong) - len(self.absent), 0)


def measure(truth: dict[str, Any], data: bytes, name: str) -> Measure:
    """Read a document and compare; a document that is refused has said that it was not read."""
    try:
        readings = read_all(data, name=name)
    except JixiaoError as refused:
        found = Measure(len(list(_head(truth, ()))))
        for row in truth["indicators"]:
            found.facts += sum(row[key] is not None for key in ROW)
        found.absent = [f"refused: {refused}"] * found.facts
        return found
    return compare(truth, readings)


def compare(truth: dict[str, Any], readings: Sequence[Reading]) -> Measure:
    found = Measure()
    doubts = [problem for reading in readings for problem in reading.problems]
    texts = "\n".join(_squeezed(problem.text) for problem in doubts)
    whole = any(problem.code in WHOLE for problem in doubts)
    places = [place for problem in doubts if problem.location for place in _places(problem.location)]

    def note(what: str, got: object, wanted: object, *, told: bool) -> None:
        found.facts += wanted is not None
        if got == wanted:
            return
        text = f"{what}: {got!r}, not {wanted!r}"
        told = told or whole or any(len(t) > 1 and t in texts for t in map(_squeezed, (got, wanted)))
        (found.absent if got is None else found.wrong).append(text)
        if not told:
            (found.lost if got is None else found.silent).append(text)

    for what, got, wanted in _head(truth, readings):
        note(what, got, wanted, told=False)
    held = [(row, _standing(reading, n)) for reading in readings for n, row in enumerate(_rows(truth, reading))]
    for label, shown, read in _beside(truth, held):
        row, stands = read or (None, [])
        told = any(place in places for place in stands)
        told = told or any(_squeezed(of and of["name"]) in texts for of in (label, row) if of)
        if shown is None:
            note(f"row too many {row['name']}", row["name"], None, told=told)
            continue
        if row is None or label is None:
            for key in ROW:
                if label[key] is not None:
                    note(f"{label['name']}/{key}", None, label[key], told=told)
            continue
        wanted = shown if all(row[key] == shown[key] for key in ("operator", "value", "unit")) else label
        for key in (*ROW, *(["project"] if "project" in label else [])):
            note(f"{label['name']}/{key}", row[key], wanted[key], told=told)
    return found


def _squeezed(text: object) -> str:
    return "".join(str(text or "").split())


def _places(where: Location) -> Iterator[tuple[object, ...]]:
    if where.line is not None:
        yield "line", where.page, where.line
    if where.row is not None:
        yield "row", where.table, where.row
    if where.cell is not None:
        yield "cell", where.sheet, where.table, where.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    if where.box is not None:
        yield "box", where.page, round(where.box[1])


def _standing(reading: Reading, number: int) -> list[tuple[object, ...]]:
    own = reading.plan.indicators[number].id
    pointers = [f"/indicators/{number}"]
    pointers += [f"/actuals/{n}" for n, actual in enumerate(reading.actuals) if actual.indicator == own]
    pointers += [f"/printed_scores/{n}" for n, score in enumerate(reading.printed_scores) if score.subject == own]
    return [
        place
        for pointer, where in reading.locations.items()
        if any(pointer == start or pointer.startswith(f"{start}/") for start in pointers)
        for place in _places(where)
    ]


def _rows(truth: dict[str, Any], reading: Reading) -> Iterator[dict[str, Any]]:
    several = any("project" in row for row in truth["indicators"])
    for row in rows(reading):
        yield {**row, **({"project": reading.plan.project} if several else {})}


def _beside(truth: dict[str, Any], held: list[Any]) -> Iterator[tuple[Any, Any, Any]]:
    """(label as read, label as printed, row read with its places), each row beside one label."""
    several = {"project"} if any("project" in row for row in truth["indicators"]) else set()
    labels = [
        ({**as_read(row), **{k: row[k] for k in several}}, {**printed(row), **{k: row[k] for k in several}})
        for row in truth["indicators"]
    ]
    left, pairs = list(held), {}
    same = (
        lambda a, b: a == b,
        lambda a, b: (a["name"], a["level2"], a.get("project")) == (b["name"], b["level2"], b.get("project")),
        lambda a, b: a["name"] == b["name"],
        lambda a, b: SequenceMatcher(None, a["name"], b["name"]).ratio() > 0.6,
    )
    for alike in same:
        for number, (label, shown) in enumerate(labels):
            if number in pairs:
                continue
            read = next((item for item in left if alike(item[0], shown) or alike(item[0], label)), None)
            if read is not None:
                pairs[number] = read
                left.remove(read)
    for number, (label, shown) in enumerate(labels):
        yield label, shown, pairs.get(number)
    for read in left:
        yield None, None, read


def _head(truth: dict[str, Any], readings: Sequence[Reading]) -> Iterator[tuple[str, Any, Any]]:
    """(field, what was read, what the label holds): whichever of the forms has it."""
    plans = [reading.plan for reading in readings]

    def one(field_of: str, wanted: object) -> object:
        got = [getattr(plan, field_of) for plan in plans]
        return wanted if wanted in got else next((value for value in got if value is not None), None)

    scope = {"整体": "整体支出", "项目": "项目支出"}[truth["scope"]]
    wanted = {"form": truth["form"], "scope": scope, **{k: truth[k] for k in ("year", "department", "project")}}
    for key, value in {**wanted, "money_unit": truth["money_unit"]}.items():
        if value is not None and value != "none":
            yield key, one(key, value), value
    goals = [(goal["text"], goal["result"]) for goal in truth["objectives"] if goal["text"]]
    texts = [_squeezed(objective.text) for plan in plans for objective in plan.objectives]
    results = [_squeezed(a.text) for reading in readings for a in reading.actuals if a.objective is not None]
    yield from _listed("objective", texts, [_squeezed(text) for text, _ in goals])
    yield from _listed("result", results, [_squeezed(result) for _, result in goals if result])
    yield from _money(truth, readings)


def _listed(what: str, got: list[Any], wanted: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    left = [text for text in got if text not in wanted]
    for text in wanted:
        yield what, text if text in got else (left.pop(0) if left else None), text
    for text in left:
        yield what, text, None


def _money(truth: dict[str, Any], readings: Sequence[Reading]) -> Iterator[tuple[str, Any, Any]]:
    lines = [line for reading in readings for root in reading.plan.funds for line in (root, *root.children)]
    for fund in truth["funds"]:
        if fund["label"].endswith("执行率"):
            continue
        line = next((line for line in lines if line.name == fund["label"]), None)
        initial, amount, executed = money(fund, initial="full_year" in fund)
        if line is None:
            yield f"funds/{fund['label']}", None, fund["label"]
            continue
        lines.remove(line)
        yield f"funds/{line.name}", line.name, fund["label"]
        yield f"funds/{line.name}/amount", line.amount, amount
        yield f"funds/{line.name}/executed", line.executed, executed
        if "full_year" in fund and "budget" in fund:
            yield f"funds/{line.name}/initial", line.initial, initial
    for line in lines:
        yield f"funds/{line.name}", line.name, None
    rated = next((fund for fund in truth["funds"] if "points" in fund or "score" in fund), None)
    if rated is not None:
        held = next((s for reading in readings for s in reading.printed_scores if s.subject == "execution"), None)
        yield "execution/points", held and plain(held.points), evened(rated.get("points"))
        yield "execution/score", held and plain(held.score), evened(rated.get("score"))
