"""Execution of the budget beside performance (双监控)."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from jixiao.monitor.outlook import LEVELS, Known, Outlook, outlook, position
from jixiao.plan.money import round_half_up
from jixiao.plan.progress import Dual, Forecast, FundProgress
from jixiao.plan.values import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jixiao.monitor.settings import Settings
    from jixiao.plan.progress import AlertLevel, Progress, Series
    from jixiao.plan.values import FundLine, Plan


def funds_of(plan: Plan, series: Mapping[str, Series], previous: Mapping[str, Series], as_of: Date) -> tuple[FundProgress, ...]:  # fmt: skip
    """Every fund line of the plan's first tree: budget, spent so far, rate, and what the year may come to.

    No more can be spent than was granted: the budget bounds the forecast.
    """
    found: list[FundProgress] = []
    for line in lines_of(plan):
        budget = line.amount if line.amount is not None else line.initial
        held = series.get(line.name)
        if held is None or not held.periods or held.periods[-1].value is None:
            found.append(FundProgress(line.name, budget, line.executed, _rate(line.executed, budget)))
            continue
        executed = held.periods[-1].value
        forecast = _expected(held, previous.get(line.name), budget, as_of)
        found.append(FundProgress(line.name, budget, executed, _rate(executed, budget), forecast.median, forecast, held.periods))  # fmt: skip
    return tuple(found)


def lines_of(plan: Plan) -> list[FundLine]:
    """The first fund tree's lines from the whole to its parts."""
    found: list[FundLine] = []
    pending = list(plan.funds[:1])
    while pending:
        line = pending.pop(0)
        found.append(line)
        pending = [*line.children, *pending]
    return found


def _rate(executed: Decimal | None, budget: Decimal | None) -> Decimal | None:
    """Execution rate in percent, two decimals; None where there is no budget to divide by."""
    if executed is None or budget is None or budget == 0:
        return None
    return round_half_up(executed / budget * 100)


def _expected(series: Series, previous: Series | None, budget: Decimal | None, as_of: Date) -> Forecast:
    spent = series.periods[-1].value or Decimal(0)
    target = Target("number", "", "≤", budget) if budget is not None and budget > 0 else None
    found = outlook(series, target, as_of, Date(as_of.year, 12, 31), Known(previous))
    if not isinstance(found, Outlook):
        return Forecast("settled", spent, spent, spent, spent, spent)
    values = found.values
    if budget is not None and spent <= budget:
        values = np.minimum(values, float(budget))
    low95, low80, median, high80, high95 = (
        round_half_up(Decimal(repr(float(value)))) for value in np.quantile(values[:, -1], LEVELS)
    )
    fan = tuple(
        (end, *(float(value) for value in np.quantile(values[:, number], LEVELS)))
        for number, end in enumerate(found.ends)
    )
    return Forecast(found.method, median, low80, high80, low95, high95, None, found.basis, fan)  # type: ignore[arg-type]


def dual_of(funds: Sequence[FundProgress], progress: Sequence[Progress], as_of: Date, settings: Settings) -> Dual:
    """Progress of the whole money beside progress of all judged indicators, and which of them lags."""
    time = position(as_of) / 12
    rate = funds[0].rate if funds else None
    money = None if rate is None else float(rate) / 100
    judged = [one for one in progress if one.alert is not None]
    on_track = sum(one.alert == "green" for one in judged) / len(judged) if judged else None
    red = sum(one.alert == "red" for one in judged)
    limits = settings.money
    if money is None or on_track is None:
        zh, en = "缺少执行数或没有可判断的指标，不能对照。", "Spending or judged indicators are missing: nothing to compare."  # fmt: skip
        return Dual(money, time, on_track, "unknown", zh, en)
    money_behind, performance_behind = money < limits.behind * time, on_track < limits.performance
    zh = f"预算执行率{money:.1%}，时间进度{time:.1%}；{len(judged)}个可判断的指标中{on_track:.0%}为绿灯，{red}个红灯"
    en = f"{money:.1%} of the budget is spent at {time:.1%} of the year; {on_track:.0%} of {len(judged)} judged indicators are green, {red} red"  # fmt: skip
    alert: AlertLevel = "green"
    if money_behind and performance_behind:
        alert = "red" if money < limits.far_behind * time or on_track < limits.performance_red else "yellow"
        return Dual(money, time, on_track, "both-behind", f"{zh}。资金和绩效都落后，应查明原因并整改。", f"{en}. Both lag.", alert)  # fmt: skip
    if performance_behind:
        alert = "red" if on_track < limits.performance_red else "yellow"
        return Dual(money, time, on_track, "performance-behind", f"{zh}。资金在用而绩效落后，须说明原因；问题严重的，可暂缓或停止拨款并要求整改。",
                    f"{en}. Money is spent while performance lags; in grave cases payment may be postponed or stopped.", alert)  # fmt: skip
    if money_behind:
        alert = "red" if money < limits.far_behind * time else "yellow"
        return Dual(money, time, on_track, "money-behind", f"{zh}。资金执行偏慢，绩效进度正常。", f"{en}. Money lags, performance does not.", alert)  # fmt: skip
    return Dual(money, time, on_track, "both", f"{zh}。两条线都正常。", f"{en}. Both are on track.", alert)
