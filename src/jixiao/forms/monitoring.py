"""绩效目标执行监控表 (财预〔2019〕136号附件, 待核): blank to be filled in, or filled from monitoring values."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.forms.layout import Block, Cell, FormTable, Row, Sheet, label
from jixiao.forms.layouts import SYNTHETIC, leaves, level_rows, money, text, year_of
from jixiao.plan.money import format_amount, round_half_up
from jixiao.plan.progress import CAUSES

if TYPE_CHECKING:
    from jixiao.plan.progress import FundProgress, Likelihood, Monitoring, Progress
    from jixiao.plan.values import Indicator, Plan

TICK = "√"
LIKELIHOODS: tuple[tuple[Likelihood, str], ...] = (
    ("确定能", "确定能"),
    ("有可能", "有可能"),
    ("完全不可能", "完全\n不可能"),
)
_CAUSES = ("经费\n保障", "制度\n保障", "人员\n保障", "硬件\n条件", "其他")
_WIDTHS = (9.0, 11.0, 24.0, 13.0, 13.0, 13.0, 6.0, 6.0, 6.0, 6.0, 6.0, 14.0, 6.5, 6.5, 6.5, 16.0)


def monitoring_form(plan: Plan, through: int = 7, monitoring: Monitoring | None = None) -> FormTable:
    """The monitoring form of January to a month; empty where nothing is known.

    ``monitoring`` fills it; its day then says through which month. Money spent on a day within a month counts up to
    that day, and the form says so.
    """
    span = f"1—{through}月" if monitoring is None else _span(monitoring)
    blocks = (Block((), tuple(_head(plan, span, monitoring))), Block(_header(span), _rows(plan, monitoring)))
    note = SYNTHETIC if monitoring is not None and monitoring.synthetic else ""
    sheet = Sheet("监控表", _WIDTHS, blocks)
    return FormTable("绩效目标执行监控表", year_of(plan), (sheet,), landscape=True, note=note)


def _span(monitoring: Monitoring) -> str:
    import calendar

    day = monitoring.as_of
    last = calendar.monthrange(day.year, day.month)[1]
    return f"1—{day.month}月" if day.day == last else f"1月1日—{day.month}月{day.day}日"


def _head(plan: Plan, span: str, monitoring: Monitoring | None) -> list[Row]:
    unit = plan.money_unit or "万元"
    lines = [line for root in plan.funds[:1] for line in (root, *leaves(root))]
    spent = {fund.name: fund for fund in monitoring.funds} if monitoring is not None else {}
    head: list[Row] = [
        (
            label("项目名称", columns=2),
            Cell(plan.project or "部门整体支出", columns=6),
            label("主管部门", columns=2),
            Cell(plan.department or "", columns=6),
        ),
        (
            label(f"项目资金\n（{unit}）", 1 + len(lines), 2),
            label("资金来源", columns=2),
            label("年初预算数", columns=2),
            label(f"{span}执行数", columns=3),
            label(f"{span}执行率", columns=3),
            label("全年预计执行数", columns=4),
        ),
    ]
    for position, line in enumerate(lines):
        amount = line.initial if line.initial is not None else line.amount
        name = f"其中：{line.name}" if position else "年度资金总额"
        head.append((label(name, columns=2), money(amount, columns=2), *_spent(spent.get(line.name))))
    for index, objective in enumerate(plan.objectives):
        first = (label("年度总体目标", len(plan.objectives), 2),) if index == 0 else ()
        head.append((*first, text(f"{objective.number}. {objective.text}", columns=14)))
    return head


def _spent(fund: FundProgress | None) -> tuple[Cell, Cell, Cell]:
    if fund is None:
        return Cell(columns=3), Cell(columns=3), Cell(columns=4)
    rate = "" if fund.rate is None else f"{fund.rate:f}%"
    expected = Cell(format_amount(fund.expected), columns=4, money=True)
    spent = None if fund.executed is None else round_half_up(fund.executed)
    return money(spent, columns=3), Cell(rate, columns=3), expected


def _header(span: str) -> tuple[Row, ...]:
    return (
        (
            label("一级\n指标", 2),
            label("二级\n指标", 2),
            label("三级指标", 2),
            label("年度\n指标值", 2),
            label(f"{span}\n执行情况", 2),
            label("全年预计\n完成情况", 2),
            label("偏差原因分析", columns=6),
            label("完成目标可能性", columns=3),
            label("备注", 2),
        ),
        (*(label(name) for name in (*_CAUSES, "原因说明")), *(label(name) for _, name in LIKELIHOODS)),
    )


def _rows(plan: Plan, monitoring: Monitoring | None) -> tuple[Row, ...]:
    levels = level_rows(plan.indicators, grouped=False)
    found: list[Row] = []
    for indicator, cells in zip(plan.indicators, levels, strict=True):
        named = (*cells, Cell(indicator.name), Cell(indicator.target.text if indicator.target else ""))
        progress = monitoring.of(indicator.id) if monitoring is not None else None
        found.append((*named, *(_filled(indicator, progress) if progress is not None else (Cell(),) * 12)))
    return tuple(found)


def _filled(indicator: Indicator, progress: Progress) -> tuple[Cell, ...]:
    causes = {deviation.cause for deviation in progress.deviations}
    said = "；".join(deviation.text for deviation in progress.deviations if deviation.text)
    return (
        Cell(_so_far(progress)),
        Cell(_expected(indicator, progress)),
        *(Cell(TICK if cause in causes else "") for cause in CAUSES),
        text(said),
        *(Cell(TICK if progress.likelihood == key else "") for key, _ in LIKELIHOODS),
        text(progress.note),
    )


def _so_far(progress: Progress) -> str:
    actual = progress.actual
    if actual is None:
        return ""
    return actual.text or actual.note or ""


def _expected(indicator: Indicator, progress: Progress) -> str:
    """What the year may come to, with its 80 % interval; nothing where it cannot be told."""
    forecast = progress.forecast
    if forecast is None:
        return ""
    target = indicator.target
    unit = (target.unit or "") if target is not None and target.kind == "number" else ""
    if progress.growth == "months":
        unit = "个月"
    if progress.growth == "date":
        return f"到期完成{forecast.median:f}%"
    shown, low, high = (f"{_short(value):f}" for value in (forecast.median, forecast.low80, forecast.high80))
    return f"{shown}{unit}" if low == high else f"{shown}{unit}\n（{low}—{high}）"


def _short(value: Decimal) -> Decimal:
    rounded = value.quantize(Decimal("0.01"))
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()
