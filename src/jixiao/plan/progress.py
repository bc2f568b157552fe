"""Monitoring (绩效运行监控) as values: what happened period by period, how it stands, and what is to be expected."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - the field `date` would shadow the type
from decimal import Decimal
from typing import Literal

from msgspec import Struct

from jixiao.plan.values import Actual, Plan

Growth = Literal["sum", "rate", "ratio", "maximum", "minimum", "latest", "months", "date", "text"]
"""How an indicator's value comes about over the year.

sum: parts add up (counts, money). rate: so many out of so many. ratio: any other quotient of two sums. maximum,
minimum: the extreme of all rows. latest: a state at a day. months: in how many months it happened. date: a day, with
the share of what must be done before it counts. text: judged by a person.
"""
AlertLevel = Literal["red", "yellow", "green"]
Likelihood = Literal["确定能", "有可能", "完全不可能"]
"""完成目标可能性 of the official form."""
Cause = Literal["经费保障", "制度保障", "人员保障", "硬件条件保障", "其他"]
"""偏差原因 of the official form."""
CAUSES: tuple[Cause, ...] = ("经费保障", "制度保障", "人员保障", "硬件条件保障", "其他")
Curve = Literal["even", "declared", "previous", "standing"]
"""What progress is compared with: an even year, declared milestones, last year's shape, or the target itself at all times."""


class Period(Struct, frozen=True):
    """One period of a series: what it added, and how it stood at its end.

    ``value`` is the value as of ``end`` in the target's unit; ``own`` is what the period alone comes to: its part of
    a sum, its own extreme, its own rate. ``top`` and ``bottom`` are the period's own parts of a rate or ratio, or
    of what must be done before a date counts (done, planned). ``events`` rows went into it.
    """

    end: Date
    value: Decimal | None = None
    own: Decimal | None = None
    top: Decimal | None = None
    bottom: Decimal | None = None
    events: int = 0
    date: Date | None = None


class Series(Struct, frozen=True):
    """One indicator as of each of several period ends, the last of which is the day of monitoring.

    ``actual`` is the value on that day. ``whole`` says that every row is in whole units (a count, not a sum of money).
    ``largest`` are of a maximum the largest single values so far (of a minimum the smallest), the best first, in the
    target's unit: what the largest one of the year may be is read from how they fall.
    """

    indicator: str
    growth: Growth
    periods: tuple[Period, ...] = ()
    actual: Actual | None = None
    whole: bool = False
    synthetic: bool = False
    largest: tuple[Decimal, ...] = ()


class Forecast(Struct, frozen=True):
    """The value at the end of the year as it may be expected: median, 80 % and 95 % interval, in the target's unit.

    ``probability`` (0 to 1) is that of meeting the target. ``method`` names the model, ``basis`` says in words on
    what it rests. ``samples`` are equally likely year-end values, for drawing.
    """

    method: str
    median: Decimal
    low80: Decimal
    high80: Decimal
    low95: Decimal
    high95: Decimal
    probability: float | None = None
    basis: str = ""
    fan: tuple[tuple[Date, float, float, float, float, float], ...] = ()
    """Of each later period end: its day, 95 % low, 80 % low, median, 80 % high, 95 % high."""


class Pace(Struct, frozen=True):
    """Progress against the plan curve: what was planned by the day, and how the value compares.

    ``ahead`` is above 1 where things go better than planned, for ≤ as well as for ≥. None where nothing can be said.
    """

    curve: Curve
    planned: Decimal | None = None
    share: float | None = None
    ahead: float | None = None
    declared: tuple[float, ...] | None = None
    """Twelve monthly shares of a declared course."""


class Deviation(Struct, frozen=True):
    """Why an indicator falls behind (偏差原因), as a person says: one of the official five, and in words."""

    cause: Cause
    text: str = ""


class Rectification(Struct, frozen=True):
    """One rectification record (整改) of an indicator, from demand to conclusion."""

    required: str
    measure: str = ""
    responsible: str = ""
    due: Date | None = None
    result: str = ""
    closed: Date | None = None
    final: bool = False

    def status(self, day: Date) -> Literal["closed", "overdue", "open"]:
        """How it stands on a day."""
        if self.closed is not None and self.closed <= day:
            return "closed"
        return "overdue" if self.due is not None and self.due < day else "open"


class Progress(Struct, frozen=True):
    """Monitoring of one indicator on a day.

    ``alert`` is None where nothing can be judged; ``reason`` and ``reason_en`` say why it is what it is, with the
    figures. ``unforecast`` says why there is no forecast. ``likelihood`` is None where neither data nor a person tell.
    """

    indicator: str
    as_of: Date
    growth: Growth
    actual: Actual | None = None
    periods: tuple[Period, ...] = ()
    previous: tuple[Period, ...] = ()
    pace: Pace | None = None
    forecast: Forecast | None = None
    unforecast: str | None = None
    unforecast_en: str | None = None
    alert: AlertLevel | None = None
    reason: str = ""
    reason_en: str = ""
    likelihood: Likelihood | None = None
    deviations: tuple[Deviation, ...] = ()
    rectifications: tuple[Rectification, ...] = ()
    note: str = ""
    synthetic: bool = False


class FundProgress(Struct, frozen=True):
    """Execution of one fund line in the plan's money unit: budget, spent so far, and expected by the year's end."""

    name: str
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None
    expected: Decimal | None = None
    forecast: Forecast | None = None
    periods: tuple[Period, ...] = ()


class Dual(Struct, frozen=True):
    """Dual monitoring (双监控): progress of the money beside progress of performance.

    ``money`` is the execution rate and ``time`` the share of the year gone; ``on_track`` is the share of judged
    indicators that are green. ``verdict`` names which of the two lags.
    """

    money: float | None
    time: float
    on_track: float | None
    verdict: Literal["both", "money-behind", "performance-behind", "both-behind", "unknown"]
    reason: str
    reason_en: str
    alert: AlertLevel | None = None


class Monitoring(Struct, frozen=True):
    """All that the 绩效目标执行监控表 prints: the plan, the day, each indicator's progress, and the money."""

    plan: Plan
    as_of: Date
    progress: tuple[Progress, ...]
    funds: tuple[FundProgress, ...] = ()
    dual: Dual | None = None
    synthetic: bool = False

    def of(self, indicator: str) -> Progress | None:
        """The progress of one indicator by id."""
        return next((one for one in self.progress if one.indicator == indicator), None)
