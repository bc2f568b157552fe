"""The sentence that says why an alert is what it is, with its figures, in Chinese and English."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.monitor.meeting import sense

if TYPE_CHECKING:
    from jixiao.monitor.settings import Settings
    from jixiao.plan.progress import Progress
    from jixiao.plan.values import Indicator, Target

_CURVES = {
    "even": ("按均衡进度", "by even progress"),
    "declared": ("按申报进度", "by the declared milestones"),
    "previous": ("按上年同期进度", "by last year's shape"),
    "standing": ("指标值", "the target"),
}


def figure(value: Decimal | float, unit: str | None = None) -> str:
    """A number as people read it: two decimals, one above 1000, up to four below 1.

    >>> figure(Decimal("7057.1346"), "万元"), figure(Decimal("99.9774"), "%"), figure(3.0)
    ('7057.1万元', '99.98%', '3')
    """
    held = Decimal(repr(value)) if isinstance(value, float) else value
    size = abs(held)
    places = "0.1" if size >= 1000 else "0.01" if size >= 1 else "0.0001"
    rounded = held.quantize(Decimal(places)) if held == held else held  # noqa: PLR0124 - NaN is not itself
    text = f"{rounded:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + (unit or "")


def percent(chance: float) -> str:
    """A probability for people: never 0 % or 100 % of what is only unlikely.

    >>> percent(0.0), percent(0.001), percent(0.5), percent(0.999), percent(1.0)
    ('0%', '<1%', '50%', '>99%', '100%')
    """
    if 0 < chance < 0.01:
        return "<1%"
    if 0.99 < chance < 1:
        return ">99%"
    return f"{chance:.0%}"


def reason(made: Progress, row: Indicator, target: Target | None, settings: Settings, *, cost: bool) -> tuple[str, str]:
    """Value, plan, forecast and probability in one sentence."""
    unit = target.unit if target is not None else None
    value = made.periods[-1].value if made.periods else None
    if value is None:
        zh, en = "台账里还没有可计的记录", "Nothing that counts is recorded yet"
        return f"{zh}，{made.unforecast}" if made.unforecast else f"{zh}。", f"{en}. {made.unforecast_en or ''}".strip()
    name = "完成事项" if made.growth == "date" else "完成"
    zh, en = f"已{name}{figure(value, unit)}", f"Reached {figure(value, unit)}"
    pace = made.pace
    if pace is not None and pace.planned is not None and target is not None:
        way = sense(target, made.growth, cost=cost)
        said, told = _CURVES[pace.curve]
        if pace.curve == "standing":
            zh, en = f"{zh}（指标值{row.target.text if row.target else ''}）", f"{en} (target {target.text})"
        else:
            zh += f"，{said}{'不超过' if way == 'less' else '应'}{figure(pace.planned, unit)}"
            en += f"; {told} {'at most ' if way == 'less' else ''}{figure(pace.planned, unit)}"
    forecast = made.forecast
    if forecast is not None and forecast.method != "settled":
        by = "到期" if made.growth == "date" or (row.target is not None and row.target.kind == "period") else "全年"
        zh += f"；预计{by}{figure(forecast.median, unit)}（80%区间{figure(forecast.low80)}—{figure(forecast.high80)}）"
        en += (
            f"; {figure(forecast.median, unit)} expected (80 %: {figure(forecast.low80)} to {figure(forecast.high80)})"
        )
        if forecast.probability is not None:
            zh, en = f"{zh}，达标可能性{percent(forecast.probability)}", f"{en}, {percent(forecast.probability)} likely to meet the target"  # fmt: skip
    elif forecast is not None and forecast.probability is not None:
        zh, en = f"{zh}，{'达标' if forecast.probability else '未达标'}", f"{en}; {'met' if forecast.probability else 'not met'}"  # fmt: skip
    elif made.unforecast:
        zh, en = f"{zh}；{made.unforecast.rstrip('。')}", f"{en}; {(made.unforecast_en or '').rstrip('.')}"
    over = _over(made, target, settings, value)
    return f"{zh}{over[0]}。", f"{en}{over[1]}."


def _over(made: Progress, target: Target | None, settings: Settings, value: Decimal) -> tuple[str, str]:
    """＝ and far above it: reached, but somebody will ask."""
    if target is None or target.comparator != "=" or made.growth != "sum" or not target.value or target.value <= 0:
        return "", ""
    if value <= target.value * Decimal(str(settings.equal.over)):
        return "", ""
    return "；已明显超过等号指标，自评时须说明", "; well above a target with an equals sign, to be explained later"
