"""The chart page: one self-contained page of inline SVG, each indicator's actual line, plan curve and forecast fan.

No scripts, no fonts, no network. Colours say how it stands, not which way a line goes: below a ceiling is green.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from jixiao.monitor.meeting import sense
from jixiao.monitor.outlook import position
from jixiao.monitor.pace import shares_of
from jixiao.monitor.page import STYLE, TEXTS
from jixiao.monitor.sentences import figure, percent
from jixiao.monitor.watch import is_cost
from jixiao.pages import document, synthetic_mark
from jixiao.plan.money import round_half_up
from jixiao.plan.progress import Series

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.plan.progress import FundProgress, Monitoring, Progress
    from jixiao.plan.values import Indicator, Target

WIDTH, HEIGHT = 348, 164
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 12, 12, 22
_PARTS = frozenset({"sum", "months", "date"})


class Dot(NamedTuple):
    """A point of a line: months from the year's beginning, and the value."""

    month: float
    value: float


class Drawing(NamedTuple):
    """What one chart shows, in the value's own unit."""

    actual: tuple[Dot, ...]
    plan: tuple[Dot, ...]
    fan: tuple[tuple[float, float, float, float, float, float], ...]
    bound: tuple[float, ...]
    less: bool
    alert: str
    previous: tuple[Dot, ...] = ()


def page(monitoring: Monitoring, lang: str = "zh") -> bytes:
    """The page as UTF-8 bytes."""
    say = TEXTS[lang]
    plan = monitoring.plan
    title = f"{plan.department or plan.project or ''} {say['title']}"
    cards: list[str] = []
    previous: object = object()
    for row in plan.indicators:
        progress = monitoring.of(row.id)
        if progress is None:
            continue
        if row.objective != previous:
            cards.append(_heading(monitoring, row, say))
            previous = row.objective
        cards.append(_card(row, progress, lang))
    note = synthetic_mark(lang) if monitoring.synthetic else ""
    body = "".join(
        (
            f"<header><h1>{escape(title)}</h1>",
            f'<p class="day">{escape(say["as_of"])} <b>{monitoring.as_of.isoformat()}</b></p>{note}</header>',
            _summary(monitoring, lang),
            _funds(monitoring.funds, monitoring.as_of, lang),
            f"<main>{''.join(cards)}</main>",
            f"<footer>{escape(say['legend'])}</footer>",
        )
    )
    return document(title, STYLE, body, lang)


def _heading(monitoring: Monitoring, row: Indicator, say: dict[str, str]) -> str:
    objective = monitoring.plan.objective(row.objective)
    if objective is None:
        return ""
    return f"<h2><span>{escape(say['objective'])}{objective.number}</span> {escape(objective.text)}</h2>"


def _summary(monitoring: Monitoring, lang: str) -> str:
    say = TEXTS[lang]
    counted = {
        level: sum(one.alert == level for one in monitoring.progress) for level in ("red", "yellow", "green", None)
    }
    tiles = "".join(
        f'<li class="{level or "none"}"><b>{number}</b><span>{escape(say[level or "none"])}</span></li>'
        for level, number in counted.items()
    )
    dual = monitoring.dual
    said = ""
    if dual is not None:
        text = dual.reason if lang == "zh" else dual.reason_en
        said = f'<p class="dual {dual.alert or "none"}"><b>{escape(say["dual"])}</b> {escape(text)}</p>'
    urgent = [one for one in monitoring.progress if one.alert == "red"]
    names = {row.id: row.name for row in monitoring.plan.indicators}
    rows = "".join(
        f'<li><a href="#{escape(one.indicator)}">{escape(names[one.indicator])}</a> '
        f"{escape(one.reason if lang == 'zh' else one.reason_en)}</li>"
        for one in urgent
    )
    worst = f'<div class="urgent"><h3>{escape(say["urgent"])}</h3><ul>{rows}</ul></div>' if rows else ""
    return f'<section class="summary"><ul class="tiles">{tiles}</ul>{said}{worst}</section>'


def _funds(funds: Sequence[FundProgress], as_of: Date, lang: str) -> str:
    if not any(fund.executed is not None for fund in funds):
        return ""
    say = TEXTS[lang]
    gone = 100 * position(as_of) / 12
    rows = []
    for fund in funds:
        rate = float(fund.rate) if fund.rate is not None else 0.0
        expected = "" if fund.expected is None or fund.forecast is None else f"{fund.expected:f}（{fund.forecast.low80:f}—{fund.forecast.high80:f}）"  # fmt: skip
        bar = (
            f'<svg class="bar" viewBox="0 0 200 14" role="img" aria-label="{rate:.1f}%"><rect width="200" height="14" rx="3" class="rail"/>'
            f'<rect width="{min(rate, 100) * 2:.1f}" height="14" rx="3" class="fill"/>'
            f'<line x1="{gone * 2:.1f}" x2="{gone * 2:.1f}" y1="0" y2="14" class="now"/></svg>'
        )
        budget = "" if fund.budget is None else f"{fund.budget:f}"
        executed = "" if fund.executed is None else f"{round_half_up(fund.executed):f}"
        shown = "" if fund.rate is None else f"{fund.rate:f}%"
        rows.append(
            f"<tr><th>{escape(fund.name)}</th><td>{budget}</td><td>{executed}</td><td>{shown}</td><td>{bar}</td><td>{expected}</td></tr>"
        )
    head = "".join(f"<th>{escape(say[name])}</th>" for name in ("fund", "budget", "executed", "rate", "bar", "expected"))  # fmt: skip
    return f'<section class="funds"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></section>'  # fmt: skip


def _card(row: Indicator, progress: Progress, lang: str) -> str:
    say = TEXTS[lang]
    level = progress.alert or "none"
    target = row.target.text if row.target is not None else ""
    actual = progress.actual.text if progress.actual is not None and progress.actual.text else ""
    chance = progress.forecast.probability if progress.forecast is not None else None
    facts = [(say["target"], target)]
    if progress.growth != "text" and actual:
        facts.append((say["actual"], actual))
    if chance is not None:
        facts.append((say["chance"], f"{percent(chance)} {progress.likelihood or ''}"))
    elif progress.likelihood is not None:
        facts.append((say["likelihood"], progress.likelihood))
    listed = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value)
    made = drawing(row, progress)
    drawn = svg(made, _unit(row, progress), progress.as_of, f"{row.name}：{progress.reason}") if made is not None else ""  # fmt: skip
    causes = "".join(
        f'<p class="cause"><b>{escape(one.cause)}</b> {escape(one.text)}</p>' for one in progress.deviations
    )
    records = "".join(
        f'<p class="cause"><b>{escape(say[one.status(progress.as_of)])}</b> {escape(one.required)} {escape(one.measure)} {escape(one.result)}</p>'
        for one in progress.rectifications
    )
    reason = progress.reason if lang == "zh" else progress.reason_en
    return (
        f'<article id="{escape(progress.indicator)}" class="{level}{"" if drawn else " plain"}"><h3>{escape(row.name)}</h3>'
        f'<p class="level"><span class="dot" aria-hidden="true"></span>{escape(say[level])} · {escape(row.level2 or row.level1 or "")}</p>'
        f'<dl>{listed}</dl>{drawn}<p class="reason">{escape(reason)}</p>{causes}{records}</article>'
    )


def _unit(row: Indicator, progress: Progress) -> str:
    if progress.growth == "date":
        return "%"
    if progress.growth == "months":
        return "个月"
    return (row.target.unit or "") if row.target is not None and row.target.kind == "number" else ""


def drawing(row: Indicator, progress: Progress) -> Drawing | None:
    """The lines of one indicator; None where there is no series to draw."""
    dots = tuple(Dot(position(p.end), float(p.value)) for p in progress.periods if p.value is not None)
    if not dots or (len(dots) < 2 and progress.forecast is None):
        return None
    adds = progress.growth in _PARTS
    if adds:
        dots = (Dot(0.0, 0.0), *dots) if progress.growth != "date" else dots
    target = row.target
    cost = is_cost(row)
    less = target is not None and target.kind == "number" and sense(target, progress.growth, cost=cost) == "less"
    bound = _bounds(target, progress)
    fan = progress.forecast.fan if progress.forecast is not None else ()
    last = dots[-1]
    shown = tuple((position(end), *values) for end, *values in fan)
    if shown:
        shown = ((last.month, *(last.value for _ in range(5))), *shown)
    earlier = tuple(Dot(position(p.end), float(p.value)) for p in progress.previous if p.value is not None)
    plan = _plan(progress, bound) if adds and bound else ()
    return Drawing(dots, plan, shown, bound, less, progress.alert or "none", earlier)  # type: ignore[arg-type]


def _bounds(target: Target | None, progress: Progress) -> tuple[float, ...]:
    if target is None:
        return ()
    if progress.growth == "date":
        return (100.0,)
    if progress.growth == "months" and target.start is not None and target.date is not None:
        return (float(target.date.month - target.start.month + 1),)
    if target.kind != "number" or target.value is None:
        return ()
    return (float(target.value), float(target.upper)) if target.upper is not None else (float(target.value),)


def _plan(progress: Progress, bound: tuple[float, ...]) -> tuple[Dot, ...]:
    """The plan curve over the year, by the same shares by which pace is judged."""
    pace = progress.pace
    previous = Series(progress.indicator, progress.growth, progress.previous) if progress.previous else None
    declared = pace.declared if pace is not None and pace.curve == "declared" else None
    _, shares = shares_of(previous, declared)
    found, total = [Dot(0.0, 0.0)], 0.0
    for month, share in enumerate(shares, 1):
        total += share
        found.append(Dot(float(month), bound[-1] * min(total, 1.0)))
    return tuple(found)


# -- drawing ----------------------------------------------------------------------------------


def svg(made: Drawing, unit: str, as_of: Date, label: str) -> str:
    """One chart. The side on which the target is met is shaded faintly."""
    values = [
        *(dot.value for dot in (*made.actual, *made.plan, *made.previous)),
        *(value for step in made.fan for value in step[2:5]),
        *made.bound,
    ]
    low, high = min(values), max(values)
    span = (high - low) or abs(high) or 1.0
    low, high = (0.0 if made.plan and low >= 0 else low - 0.12 * span), high + 0.12 * span
    ticks = _ticks(low, high)

    def x(month: float) -> float:
        return _LEFT + month / 12 * (WIDTH - _LEFT - _RIGHT)

    def y(value: float) -> float:
        held = min(max(value, low), high)
        return _TOP + (high - held) / (high - low) * (HEIGHT - _TOP - _BOTTOM)

    def path(points: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{x(month):.1f},{y(value):.1f}" for month, value in points)

    parts = [f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">']
    parts += [
        f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"/>'
        f'<text class="tick" x="{_LEFT - 5}" y="{y(tick) + 3.5:.1f}" text-anchor="end">{escape(_short(tick))}</text>'
        for tick in ticks
    ]
    parts += [
        f'<text class="tick" x="{x(month):.1f}" y="{HEIGHT - 7}" text-anchor="middle">{month}</text>'
        for month in (1, 3, 6, 9, 12)
    ]
    if made.bound:
        parts.append(_target(made, unit, y, (low, high)))
    if made.fan:
        for first, second, kind in ((1, 5, "outer"), (2, 4, "inner")):
            there = [(step[0], step[first]) for step in made.fan]
            back = [(step[0], step[second]) for step in reversed(made.fan)]
            parts.append(f'<polygon class="fan {kind}" points="{path((*there, *back))}"/>')
        parts.append(f'<polyline class="middle" points="{path((step[0], step[3]) for step in made.fan)}"/>')
    if made.previous:
        parts.append(f'<polyline class="previous" points="{path(made.previous)}"/>')
    if made.plan:
        parts.append(f'<polyline class="plan" points="{path(made.plan)}"/>')
    parts.append(f'<polyline class="actual" points="{path(made.actual)}"/>')
    last = made.actual[-1]
    parts.append(f'<line class="today" x1="{x(position(as_of)):.1f}" x2="{x(position(as_of)):.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"/>')  # fmt: skip
    parts.append(f'<circle class="end" cx="{x(last.month):.1f}" cy="{y(last.value):.1f}" r="3.2"/>')
    return "".join((*parts, "</svg>"))


def _target(made: Drawing, unit: str, y: object, bounds: tuple[float, float]) -> str:
    assert callable(y)
    low, high = bounds
    best, worst = (made.bound[0], high) if len(made.bound) == 1 else made.bound
    if made.less:
        best, worst = low, made.bound[-1]
    top, bottom = y(worst), y(best)
    lines = "".join(
        f'<line class="target" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y(bound):.1f}" y2="{y(bound):.1f}"/>'
        for bound in made.bound
    )
    sign = "≤" if made.less else "≥" if len(made.bound) == 1 else ""
    at = y(made.bound[-1])
    text = f"{sign}{figure(made.bound[-1], unit)}"
    place = at - 4 if at > _TOP + 12 else at + 11
    return (
        f'<rect class="good" x="{_LEFT}" width="{WIDTH - _LEFT - _RIGHT}" y="{top:.1f}" height="{max(bottom - top, 0):.1f}"/>'
        f'{lines}<text class="aim" x="{_LEFT + 4}" y="{place:.1f}">{escape(text)}</text>'
    )


def _ticks(low: float, high: float) -> list[float]:
    """Three to five round numbers within bounds."""
    import math

    raw = (high - low) / 4
    power = 10 ** math.floor(math.log10(raw)) if raw > 0 else 1.0
    step = next((power * size for size in (1, 2, 2.5, 5, 10) if power * size >= raw), power * 10)
    first = math.ceil(low / step)
    return [round(number * step, 10) for number in range(first, math.floor(high / step) + 1)]


def _short(value: float) -> str:
    if abs(value) >= 100_000:
        return f"{value / 10_000:g}万"
    return f"{value:g}"
