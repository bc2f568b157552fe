"""Monitoring a plan on a day: every indicator's pace, forecast, alert and likelihood, and the money beside it."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec.structs import replace

from jixiao.monitor import sentences
from jixiao.monitor.meeting import meets, share_meeting
from jixiao.monitor.money import dual_of, funds_of
from jixiao.monitor.notes import NOTHING
from jixiao.monitor.outlook import LEVELS, Known, Outlook, Silence, outlook, position
from jixiao.monitor.pace import pace, share_at, shares_of
from jixiao.monitor.settings import load_settings
from jixiao.plan.progress import Forecast, Monitoring, Progress
from jixiao.plan.taxonomy import level1_type, level2_type
from jixiao.plan.values import Target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jixiao.monitor.notes import Notes
    from jixiao.monitor.settings import Settings
    from jixiao.plan.progress import AlertLevel, Likelihood, Period, Series
    from jixiao.plan.values import Indicator, Plan


class Given(NamedTuple):
    """What monitoring looks at: series by indicator id, executed money by fund name, and the same of last year."""

    indicators: Mapping[str, Series]
    funds: Mapping[str, Series]
    previous: Mapping[str, Series] = {}
    previous_funds: Mapping[str, Series] = {}


def monitor(
    plan: Plan,
    given: Given,
    as_of: Date,
    *,
    notes: Notes = NOTHING,
    settings: Settings | None = None,
) -> Monitoring:
    """Monitor a plan on a day of its year.

    The same series give the same result: forecasts are drawn with a fixed seed.
    """
    settings = settings or load_settings()
    progress = tuple(
        _progress(row, given.indicators.get(row.id), given.previous.get(row.id), as_of, notes, settings)
        for row in plan.indicators
    )
    funds = funds_of(plan, given.funds, given.previous_funds, as_of)
    synthetic = notes.synthetic or any(one.synthetic for one in (*given.indicators.values(), *given.funds.values()))
    return Monitoring(plan, as_of, progress, funds, dual_of(funds, progress, as_of, settings), synthetic)


def _progress(
    row: Indicator, series: Series | None, previous: Series | None, as_of: Date, notes: Notes, settings: Settings
) -> Progress:
    deviations, records = notes.deviations.get(row.id, ()), notes.rectifications.get(row.id, ())
    judged = notes.likelihoods.get(row.id)
    if series is None:
        made = Progress(row.id, as_of, "text", reason="没有佐证资料。", reason_en="There is no evidence.")
    elif series.growth == "text":
        made = _rated(row, series, as_of, settings)
    else:
        made = _measured(row, series, previous, as_of, notes.shares.get(row.id), settings)
    likelihood, note = made.likelihood, judged.note if judged is not None else ""
    if judged is not None and likelihood is None:
        likelihood = judged.likelihood
    if likelihood is not None and likelihood != "确定能" and not deviations:
        note = f"{note}；须填写偏差原因和改进措施" if note else "须填写偏差原因和改进措施"
    for record in records:
        state = {"closed": "已完成", "overdue": "已逾期", "open": "进行中"}[record.status(as_of)]
        note = f"{note}{'；' if note else ''}整改{state}：{record.required}"
    return replace(made, likelihood=likelihood, deviations=deviations, rectifications=records, note=note)


def _rated(row: Indicator, series: Series, as_of: Date, settings: Settings) -> Progress:
    """An indicator that a person judges, or reports: shown as it is."""
    actual = series.actual
    made = Progress(row.id, as_of, "text", actual, synthetic=series.synthetic)
    if actual is None or actual.level is None:
        return replace(made, unforecast="填报的值没有序列，不预测。", unforecast_en="A reported value has no series.",
                       reason=f"填报：{actual.text or ''}" if actual else "", reason_en=f"Reported: {actual.text or ''}" if actual else "")  # fmt: skip
    alert: AlertLevel = getattr(settings.rating, actual.level)
    return replace(
        made,
        alert=alert,
        unforecast="定性指标按评级显示，不作预测。",
        unforecast_en="A qualitative indicator is shown as rated; it is not forecast.",
        reason=f"评级{actual.text or ''}",
        reason_en=f"Rated {actual.level}: {actual.text or ''}",
    )


class _Aim(NamedTuple):
    """A target as a number to be compared with, and the day by which it is to be met."""

    target: Target | None
    until: Date
    first: float


def _aim(row: Indicator, as_of: Date) -> _Aim:
    target, end = row.target, Date(as_of.year, 12, 31)
    if target is None:
        return _Aim(None, end, 0.0)
    if target.kind == "period" and target.start is not None and target.date is not None:
        until = min(target.date, end)
        whole = until.month - target.start.month + 1 if target.start.year == until.year else until.month
        first = float(target.start.month - 1) if target.start.year == as_of.year else 0.0
        return _Aim(Target("number", target.text, "≥", Decimal(whole), None, "个月", start=target.start), until, first)
    if target.kind == "date" and target.date is not None:
        return _Aim(Target("number", target.text, "≥", Decimal(100), None, "%"), min(target.date, end), 0.0)
    return _Aim(target if target.kind == "number" and target.value is not None else None, end, 0.0)


def is_cost(row: Indicator) -> bool:
    """Whether an indicator is about costs: without a printed sign, less is then better."""
    return level1_type(row.level1) == "COST" or level2_type(row.level2) in {"COST", "ECONOMIC_COST"}


def _measured(
    row: Indicator,
    series: Series,
    previous: Series | None,
    as_of: Date,
    declared: tuple[float, ...] | None,
    settings: Settings,
) -> Progress:
    aim, cost = _aim(row, as_of), is_cost(row)
    last = series.periods[-1] if series.periods else None
    value = last.value if last is not None else None
    made = Progress(
        row.id,
        as_of,
        series.growth,
        series.actual,
        series.periods,
        previous.periods if previous is not None else (),
        synthetic=series.synthetic,
    )
    if series.growth == "date" and (value is None or aim.until <= as_of):
        return _dated(made, row, aim, as_of, value, last)
    found = outlook(series, aim.target, as_of, aim.until, Known(previous, declared))
    tolerance = settings.equal.tolerance
    if aim.until <= as_of and value is not None:
        made = replace(made, forecast=settled(value, aim.target, series, cost=cost, tolerance=tolerance))
    elif isinstance(found, Outlook):
        made = replace(made, forecast=forecast_of(found, aim.target, series, cost=cost, tolerance=tolerance))
    else:
        made = replace(made, unforecast=found.zh, unforecast_en=found.en)
    if aim.target is not None and value is not None:
        curve, shares = shares_of(previous, declared)
        share = share_at(shares, as_of, aim.first, position(aim.until))
        found_pace = pace(aim.target, value, series.growth, (curve, share), cost=cost, tolerance=tolerance)
        made = replace(made, pace=replace(found_pace, declared=shares if curve == "declared" else None))
    return _judged(made, row, aim.target, settings, cost=cost)


def forecast_of(found: Outlook, target: Target | None, series: Series, *, cost: bool = False, tolerance: float = 0.0) -> Forecast:  # fmt: skip
    """Intervals and probability from equally likely courses."""
    final = found.values[:, -1]
    whole = series.whole and series.growth in {"sum", "months"}
    low95, low80, median, high80, high95 = (
        _decimal(value, whole=whole) for value in np.quantile(final, LEVELS, method="inverted_cdf")
    )
    fan = tuple(
        (end, *(float(value) for value in np.quantile(found.values[:, number], LEVELS, method="inverted_cdf")))
        for number, end in enumerate(found.ends)
    )
    probability = (
        None if target is None else share_meeting(target, final, series.growth, cost=cost, tolerance=tolerance)
    )
    return Forecast(found.method, median, low80, high80, low95, high95, probability, found.basis, fan)  # type: ignore[arg-type]


def settled(value: Decimal, target: Target | None, series: Series, *, cost: bool = False, tolerance: float = 0.0) -> Forecast:  # fmt: skip
    """The value itself, when nothing more can come."""
    met = None if target is None else float(meets(target, value, series.growth, cost=cost, tolerance=tolerance))
    shown = _tidy(value)
    return Forecast("settled", shown, shown, shown, shown, shown, met, "期间已结束，为实际值")


def _decimal(value: float, *, whole: bool) -> Decimal:
    return Decimal(round(value)) if whole else _tidy(Decimal(repr(float(value))))


def _tidy(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.0001"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def _dated(made: Progress, row: Indicator, aim: _Aim, as_of: Date, value: Decimal | None, last: Period | None) -> Progress:  # fmt: skip
    """A date indicator that is due, or of which nothing tells how far it is."""
    day = last.date if last is not None else None
    due = row.target.date if row.target is not None else None
    complete = value is None or value >= 100
    if due is None:
        return replace(made, unforecast="指标值没有可比较的日期。", unforecast_en="The target has no date to compare with.")  # fmt: skip
    if as_of >= due:
        met = day is not None and day <= due and complete
        zh = f"应于{due}前完成，{f'最后完成于{day}' if day else '没有完成记录'}" + ("" if complete else f"，完成{value:.0f}%")  # fmt: skip
        en = f"Due by {due}; {f'last done on {day}' if day else 'nothing is recorded as done'}"
        return replace(made, alert="green" if met else "red", reason=f"{zh}。", reason_en=f"{en}.",
                       likelihood="确定能" if met else "完全不可能", unforecast="已到期，按实际判定。", unforecast_en="It is due and judged as it is.")  # fmt: skip
    del aim
    zh = "这个日期指标没有登记应完成的事项，只能到期判定，无法预测。"
    en = "No steps are declared for this date: it can be judged when due, not forecast."
    so_far = f"目前最后一次为{day}，" if day else "目前没有完成记录，"
    return replace(made, unforecast=zh, unforecast_en=en, reason=f"{so_far}{due}到期后判定。",
                   reason_en=f"{f'Last on {day}' if day else 'Nothing recorded yet'}; to be judged when due on {due}.")  # fmt: skip


def _judged(made: Progress, row: Indicator, target: Target | None, settings: Settings, *, cost: bool) -> Progress:
    """Alert, likelihood and the sentence that says why."""
    forecast = made.forecast
    value = made.periods[-1].value if made.periods else None
    alert: AlertLevel | None = None
    likelihood: Likelihood | None = None
    if forecast is not None and forecast.probability is not None:
        chance = forecast.probability
        alert = "green" if chance >= settings.alert.green else "red" if chance < settings.alert.red else "yellow"
        limits = settings.likelihood
        likelihood = "确定能" if chance >= limits.certain else "完全不可能" if chance < limits.impossible else "有可能"
    elif target is not None and value is None:
        alert = "yellow"
    elif made.pace is not None and made.pace.ahead is not None:
        ahead = made.pace.ahead
        alert = "green" if ahead >= settings.pace.green else "red" if ahead < settings.pace.red else "yellow"
    zh, en = sentences.reason(made, row, target, settings, cost=cost)
    return replace(made, alert=alert, likelihood=likelihood, reason=zh, reason_en=en)


__all__ = ["Given", "Silence", "forecast_of", "is_cost", "monitor", "settled"]
