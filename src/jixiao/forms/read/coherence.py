"""Doubts that only the whole form raises: its parts do not fit one another.

A total that its parts do not make, money of one name twice, levels and objectives in an order no form has, figures of a kind that no other row
of the column has, a term that is cut where the form elsewhere goes on. Nothing is changed; each doubt is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from jixiao.forms.read.shape import breaks_off, is_beyond_cap
from jixiao.forms.read.vocabulary import is_header_word, is_level1, is_level2
from jixiao.plan.arithmetic import total_score
from jixiao.plan.normal import normal
from jixiao.plan.target import parse_target
from jixiao.plan.taxonomy import level1_type
from jixiao.plan.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.plan.values import Actual, FundLine, Indicator, Plan, PrintedScore

Doubt = tuple[str, str, str, dict[str, object]]
"""Code, pointer of the field, text, and what the message names."""

_RANK = {"OUTPUT": 0, "BENEFIT": 1, "SATISFACTION": 2}
_PLACE = re.compile(r"[\u4e00-\u9fff]{1,4}[省市县区州旗]|某")
_OFFICE = re.compile(r"(?:局|委员会|委办|办公室|厅|管委会)(?:[（(]本级[）)])?$")
_BODY = re.compile(
    r"[局委办厅部院会心所站处队校镇乡道区村司团馆园台社厂场室科股署府组行关库宫学学班营旗市县州省盟法)）]$|政府|法院|检察院"
)
"""How the name of an office or an institution ends."""
_ENOUGH, _FEW = 5, 3
"""Rows that make a column's habit, and rows of one kind of unit that make one."""
_YEARS = 10
"""Nothing is completed so many years before or after the year of its form."""


def incoherent(plan: Plan, actuals: Sequence[Actual], scores: Sequence[PrintedScore]) -> Iterator[Doubt]:
    """Every doubt about a form as a whole, in the order of the form."""
    yield from _head(plan)
    yield from _texts(plan)
    yield from _money(plan.funds, "/funds")
    yield from _order(plan)
    yield from _cut_terms(plan)
    yield from _column(plan)
    yield from _outcomes(plan, actuals)
    yield from _total(plan, scores)


def _head(plan: Plan) -> Iterator[Doubt]:
    """A name of one character, a place without its office, an office where the project should stand."""
    for field in ("department", "project"):
        name = getattr(plan, field)
        if name and (len(name) == 1 or breaks_off(name)):
            yield "cut-off", f"/{field}", name, {}
    name, shown, project = normal(plan.department or ""), plan.department or "", normal(plan.project or "")
    if len(name) > 1 and (_PLACE.fullmatch(name) or not (_BODY.search(name) or breaks_off(name))):
        yield "head-doubtful", "/department", shown, {}
    if name and _OFFICE.search(project) and not _OFFICE.search(name):
        yield "head-doubtful", "/project", plan.project or "", {}


def _texts(plan: Plan) -> Iterator[Doubt]:
    """Objectives and tasks whose end is gone."""
    for number, objective in enumerate(plan.objectives):
        text, at = objective.text, f"/objectives/{number}/text"
        if breaks_off(text):
            yield "cut-off", at, text, {}
        elif is_level1(text) or is_level2(text) or is_header_word(text):
            yield "head-doubtful", at, text, {}
    for number, task in enumerate(plan.tasks):
        for field in ("name", "content"):
            text = getattr(task, field)
            if text and breaks_off(text):
                yield "cut-off", f"/tasks/{number}/{field}", text, {}


def _money(lines: Sequence[FundLine], pointer: str) -> Iterator[Doubt]:
    """A name of money twice in one place with two amounts: one of them may be of another column or half of the form."""
    known: dict[str, FundLine] = {}
    for number, line in enumerate(lines):
        other = known.setdefault(line.name, line)
        if other is not line and None not in {line.amount, other.amount} and line.amount != other.amount:
            yield "sum-doubtful", f"{pointer}/{number}", f"{line.name} {line.amount:f}", {}
        yield from _money(line.children, f"{pointer}/{number}/children")


def _order(plan: Plan) -> Iterator[Doubt]:
    """The one row from which the levels of an objective, or the objectives, begin anew or run backwards.

    Where that happens more than once the form keeps no order (exports of some systems), and nothing is told.
    """
    seen: dict[int | None, list[str]] = defaultdict(list)
    breaks: list[int] = []
    last = 0
    for number, row in enumerate(plan.indicators):
        if row.objective is not None:
            if row.objective < last:
                breaks.append(number)
            last = row.objective
        kind = level1_type(row.level1)
        met = seen[row.objective]
        if kind is None or (met and met[-1] == kind):
            continue
        if kind in met or (kind in _RANK and any(_RANK.get(other, -1) > _RANK[kind] for other in met)):
            breaks.append(number)
        met.append(kind)
    if breaks and (len(breaks) == 1 or breaks[-1] - breaks[0] == len(breaks) - 1):
        yield "order-doubtful", f"/indicators/{breaks[0]}/name", plan.indicators[breaks[0]].name, {}


def _cut_terms(plan: Plan) -> Iterator[Doubt]:
    """Names that end inside a term: wherever else the form has these characters, the same one follows."""
    texts = [row.name for row in plan.indicators]
    texts += [plan.project or "", *(o.text for o in plan.objectives), *(t.name for t in plan.tasks)]
    whole = "\0".join(texts) + "\0"
    begin = 0
    for number, row in enumerate(plan.indicators):
        name, here = row.name, range(begin, begin + len(row.name))
        begin += len(name) + 1
        tail = name[-3:]
        if len(tail) < 2 or len(name) > 6 or not "\u4e00" <= tail[-1] <= "\u9fff":
            continue
        after: Counter[str] = Counter()
        start = whole.find(tail)
        while start >= 0:
            if start not in here:
                after[whole[start + len(tail)]] += 1
            start = whole.find(tail, start + 1)
        if len(after) == 1 and "\u4e00" <= (more := next(iter(after))) <= "\u9fff" and after[more] > (len(name) > 3):
            yield "cut-off", f"/indicators/{number}/name", name, {}


def _column(plan: Plan) -> Iterator[Doubt]:
    """No target at all; the one figure without a comparator, or the one name that is a sentence, in a column of others; one text all down."""
    if plan.form == "目标表" and len(plan.indicators) > 1 and not any(row.target for row in plan.indicators):
        yield "no-targets", "/indicators/0/name", plan.indicators[0].name, {}
    sentences = [(n, row.name) for n, row in enumerate(plan.indicators) if row.name.endswith("。")]
    if len(sentences) == 1 and len(plan.indicators) > _ENOUGH:
        yield "name-doubtful", f"/indicators/{sentences[0][0]}/name", sentences[0][1], {}
    values = {row.target.text if row.target and row.target.kind == "qualitative" else "" for row in plan.indicators}
    if len(values) == 1 and len(plan.indicators) >= _ENOUGH and (alike := next(iter(values))):
        yield "target-doubtful", "/indicators/0/target", alike, {}
    held = [(n, row) for n, row in enumerate(plan.indicators) if row.target is not None and row.target.kind == "number"]
    bare = [(n, row) for n, row in held if row.target is not None and row.target.comparator is None]
    if len(held) > _ENOUGH and len(bare) == 1:
        number, row = bare[0]
        yield "target-doubtful", f"/indicators/{number}/target", row.target.text if row.target else "", {}


def _outcomes(plan: Plan, actuals: Sequence[Actual]) -> Iterator[Doubt]:
    """Actual values of another kind than the target, or alone without the unit that the others print."""
    rows: dict[str, Indicator] = {row.id: row for row in plan.indicators}
    bare: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    dressed: Counter[bool] = Counter()
    for number, actual in enumerate(actuals):
        row = rows.get(actual.indicator or "")
        if actual.reason and re.fullmatch(r"[\u4e00-\u9fff]", actual.reason) and actual.reason != "无":
            yield "cut-off", f"/actuals/{number}", actual.reason, {}
        if row is None or row.target is None or not actual.text:
            continue
        read = parse_target(actual.text, plan.year)
        if (
            (row.target.kind == "date" and read.kind == "number" and kind_of(read.unit) not in {"percent", "duration"})
            or is_beyond_cap(row.name, read)
            or (read.date and plan.year and abs(read.date.year - plan.year) > _YEARS)
        ):
            yield "actual-doubtful", f"/actuals/{number}", actual.text, {}
        elif row.target.kind == "number" and read.kind == "number" and row.target.unit:
            rate = kind_of(row.target.unit) == "percent"
            if read.unit is None:
                bare[rate].append((number, actual.text))
            elif None is not kind_of(read.unit) != kind_of(row.target.unit):
                yield "actual-doubtful", f"/actuals/{number}", actual.text, {}
            else:
                dressed[rate] += 1
    for rate, held in bare.items():
        if len(held) == 1 and dressed[rate] >= _FEW:
            yield "actual-doubtful", f"/actuals/{held[0][0]}", held[0][1], {}


def _total(plan: Plan, scores: Sequence[PrintedScore]) -> Iterator[Doubt]:
    """A 总分 that is not the sum of the points above it, budget execution with them."""
    total = total_score(plan, scores)
    if total is not None and not total.agrees:
        at = next(n for n, score in enumerate(scores) if score.subject == "total")
        yield "total-differs", f"/printed_scores/{at}", f"{total.printed:f}", {"sum": f"{total.made:f}"}
