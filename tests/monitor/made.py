"""Series made for the tests."""

import calendar
import datetime
from decimal import Decimal

from jixiao.plan import Indicator, Plan, parse_target
from jixiao.plan.progress import Period, Series

YEAR = 2025
END = datetime.date(YEAR, 12, 31)


def month_end(month, year=YEAR):
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def summed(parts, *, whole=True, events=None, year=YEAR):
    total, periods = Decimal(0), []
    for number, part in enumerate(parts, 1):
        total += Decimal(str(part))
        rows = int(part) if events is None else events[number - 1]
        periods.append(Period(month_end(number, year), total, Decimal(str(part)), events=rows))
    return Series("x", "sum", tuple(periods), whole=whole)


def rated(tops, bottoms, growth="rate", factor=100):
    periods, top, bottom = [], Decimal(0), Decimal(0)
    pairs = [(Decimal(str(one)), Decimal(str(other))) for one, other in zip(tops, bottoms, strict=True)]
    for number, (one, other) in enumerate(pairs, 1):
        top, bottom = top + one, bottom + other
        value = factor * top / bottom if bottom else None
        own = factor * one / other if other else None
        periods.append(Period(month_end(number), value, own, one, other, int(other)))
    return Series("x", growth, tuple(periods))


def extreme(own, counts, growth="maximum"):
    best, periods = None, []
    pick = max if growth == "maximum" else min
    for number, (value, count) in enumerate(zip(own, counts, strict=True), 1):
        held = None if value is None else Decimal(str(value))
        best = held if best is None else best if held is None else pick(best, held)
        periods.append(Period(month_end(number), best, held, events=count))
    return Series("x", growth, tuple(periods))


def levels(values):
    held = [Decimal(str(value)) for value in values]
    return Series("x", "latest", tuple(Period(month_end(n), v, v) for n, v in enumerate(held, 1)))


def plan(text, level1="产出指标", level2="数量指标"):
    row = Indicator("x", "指标", 1, None, level1, level2, parse_target(text, YEAR))
    return Plan("目标表", "整体支出", "某局", None, YEAR, "万元", (), (), (), (row,))
