"""``jixiao monitor``: pace, forecast and alerts of every indicator on a day, the official form and the chart page."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import (
    as_of_option,
    clip,
    day_of,
    echo_json,
    engine_option,
    json_option,
    known_option,
    pad,
    paint,
    read_one,
    spark_of,
    write_output,
)
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from jixiao.evidence.serial import Course
    from jixiao.monitor.notes import Notes
    from jixiao.plan.progress import Monitoring, Progress
    from jixiao.plan.values import Indicator, Plan

NOTES = "monitoring.toml"
"""People's notes in an evidence pack."""
_MARKS = {"red": ("●", "red"), "yellow": ("●", "yellow"), "green": ("●", "green"), None: ("○", "white")}
_WORDS = {"red": "红", "yellow": "黄", "green": "绿", None: "－"}
_WORDS_EN = {"red": "R", "yellow": "Y", "green": "G", None: "-"}


@click.command(short_help="绩效运行监控 / monitoring and forecast")
@click.argument("plan_file", metavar="PLAN")
@click.option("--evidence", "pack_folder", required=True, metavar="PACK", help="佐证资料包文件夹 / the evidence pack.")
@as_of_option
@known_option
@engine_option
@click.option(
    "--previous-pack", metavar="PACK", help="上年的佐证资料包，供预测参考 / last year's pack, for the forecast."
)
@click.option("--notes", "notes_file", metavar="FILE.toml", help=f"偏差原因、整改、进度计划，默认 PACK/{NOTES} / people's notes.")  # fmt: skip
@click.option("--settings", "settings_file", metavar="FILE.toml", help="自定阈值 / thresholds of your own.")
@click.option("--out", "-o", "outs", multiple=True, metavar="FILE", help="写出监控表（html、xlsx、docx、pdf），可多次 / the official form.")  # fmt: skip
@click.option("--chart", metavar="FILE.html", help="写出图表页 / the chart page.")
@click.option("--only", type=click.Choice(["red", "yellow", "green"]), help="只列这一级预警 / only this alert level.")
@json_option
@click.pass_obj
def command(
    lang: str,
    plan_file: str,
    pack_folder: str,
    as_of: datetime.datetime | None,
    known: datetime.datetime | None,
    engine: str | None,
    previous_pack: str | None,
    notes_file: str | None,
    settings_file: str | None,
    outs: tuple[str, ...],
    chart: str | None,
    only: str | None,
    as_json: bool,
) -> None:
    """监控每个指标的进度，预测全年完成值和达标可能性，给出红黄绿预警和双监控结论。

    Monitor every indicator: pace, forecast of the year's end, alerts, and the money beside performance.
    """
    from jixiao.monitor import Given, monitor
    from jixiao.monitor.settings import load_settings

    plan = read_one(plan_file, lang).plan
    day = day_of(as_of, plan)
    if plan.year is not None and day.year != plan.year:
        raise JixiaoError("other-year", f"监控日{day}不在绩效表的{plan.year}年内。", f"{day} is not in the plan's year, {plan.year}.")  # fmt: skip
    spark = spark_of(engine)
    now = course_of(plan, Path(pack_folder), day, known.date() if known else None, spark=spark)
    last = _last_year(plan, previous_pack, day, spark)
    given = Given(
        now.indicators,
        now.funds,
        last.indicators if last is not None else {},
        last.funds if last is not None else {},
    )
    settings = load_settings(Path(settings_file) if settings_file else None)
    found = monitor(plan, given, day, notes=notes_of(plan, notes_file, Path(pack_folder)), settings=settings)
    _write(found, outs, chart, (plan_file, notes_file, settings_file), lang)
    if as_json:
        echo_json(found)
    else:
        click.echo(table(found, lang, only))


def course_of(
    plan: Plan, folder: Path, day: datetime.date, known: datetime.date | None, *, spark: str | None = None
) -> Course:
    """The series of a pack by the month ends of a day's year."""
    from jixiao.evidence.pack import open_pack
    from jixiao.evidence.serial import course
    from jixiao.monitor.outlook import month_ends

    ends = month_ends(datetime.date(day.year, 1, 1), day) or (day,)
    return course(plan, open_pack(folder), ends, known=known, spark=spark)


def _last_year(plan: Plan, folder: str | None, day: datetime.date, spark: str | None) -> Course | None:
    if folder is None:
        return None
    return course_of(plan, Path(folder), datetime.date(day.year - 1, 12, 31), None, spark=spark)


def notes_of(plan: Plan, named: str | None, folder: Path) -> Notes:
    """People's notes: of the file that was named, else of the pack."""
    from jixiao.monitor.notes import NOTHING, load_notes

    path = Path(named) if named is not None else folder / NOTES
    if named is None and not path.exists():
        return NOTHING
    return load_notes(path, plan)


def _write(
    found: Monitoring, outs: tuple[str, ...], chart: str | None, inputs: tuple[str | None, ...], lang: str
) -> None:
    if outs:
        from jixiao.forms.monitoring import monitoring_form
        from jixiao.forms.write import format_of, write

        kinds = [format_of(name) for name in outs]
        form = monitoring_form(found.plan, monitoring=found)
        for name, kind in zip(outs, kinds, strict=True):
            write_output(write(form, kind), name, *inputs)
            click.echo(name, err=True)
    if chart is not None:
        from jixiao.monitor.chart import page

        write_output(page(found, lang), chart, *inputs)
        click.echo(chart, err=True)


# -- the terminal -----------------------------------------------------------------------------


def table(found: Monitoring, lang: str, only: str | None = None) -> str:
    """One line an indicator, then the reasons of all that is not green, then the money."""
    zh = lang == "zh"
    lines: list[str] = []
    if found.synthetic:
        said = "合成数据，仅供演示，不是真实完成情况。" if zh else "Synthetic data for demonstration, not real results."
        lines.append(paint(said, fg="magenta", bold=True))
    names = ("预警", "指标", "指标值", "完成", "逐月", "计划", "预计全年（80%区间）", "达标") if zh else (
        "alert", "indicator", "target", "so far", "by month", "planned", "expected (80 %)", "chance")  # fmt: skip
    widths = (5, 30, 15, 16, 13, 11, 26, 6)
    lines.append(paint(" ".join(pad(name, width) for name, width in zip(names, widths, strict=True)).rstrip(), bold=True))  # fmt: skip
    shown = [
        (row, progress)
        for row in found.plan.indicators
        if (progress := found.of(row.id)) is not None and (only is None or progress.alert == only)
    ]
    lines += [_line(row, progress, widths, zh=zh) for row, progress in shown]
    told = [(row, progress) for row, progress in shown if progress.alert in {"red", "yellow"}]
    if told:
        lines += ["", paint("需要关注" if zh else "to be looked at", bold=True)]
        lines += [_told(row, progress, zh=zh) for row, progress in told]
    lines += _money(found, zh=zh)
    return "\n".join(lines)


def _line(row: Indicator, progress: Progress, widths: tuple[int, ...], *, zh: bool) -> str:
    from jixiao.monitor.sentences import percent
    from jixiao.monitor.spark import spark

    sign, colour = _MARKS[progress.alert]
    word = (_WORDS if zh else _WORDS_EN)[progress.alert]
    actual = progress.actual
    said = (actual.text or actual.note or "") if actual is not None else ""
    forecast = progress.forecast
    own = progress.growth in {"sum", "months"}
    line = spark(
        [None if (held := p.own if own else p.value) is None else float(held) for p in progress.periods],
        from_zero=own,
    )
    planned = _figure(progress.pace.planned) if progress.pace is not None and progress.pace.curve != "standing" else ""
    expected = chance = ""
    if forecast is not None:
        expected = f"{_figure(forecast.median)} ({_figure(forecast.low80)}—{_figure(forecast.high80)})"
        expected += "%" if progress.growth == "date" else ""
        chance = "" if forecast.probability is None else percent(forecast.probability)
    cells = (
        pad(f"{sign}{word}", widths[0]),
        pad(clip(row.name, widths[1]), widths[1]),
        pad(clip(row.target.text if row.target else "", widths[2]), widths[2]),
        pad(clip(said, widths[3]), widths[3]),
        pad(line, widths[4]),
        pad(clip(planned, widths[5]), widths[5]),
        pad(clip(expected, widths[6]), widths[6]),
        chance,
    )
    return f"{paint(cells[0], fg=colour)} {' '.join(cells[1:])}".rstrip()


def _figure(value: object) -> str:
    from decimal import Decimal

    from jixiao.monitor.sentences import figure

    return figure(value) if isinstance(value, Decimal) else ""


def _told(row: Indicator, progress: Progress, *, zh: bool) -> str:
    sign, colour = _MARKS[progress.alert]
    causes = "".join(f" [{one.cause}] {one.text}" for one in progress.deviations)
    note = f" {progress.note}。" if progress.note else ""
    reason = progress.reason if zh else progress.reason_en
    return f"{paint(sign, fg=colour)} {row.name}：{reason}{causes}{note if zh else ''}"


def _money(found: Monitoring, *, zh: bool) -> list[str]:
    from jixiao.plan.money import round_half_up

    lines: list[str] = []
    unit = found.plan.money_unit or "万元"
    spent = [fund for fund in found.funds if fund.executed is not None]
    if spent:
        lines += ["", paint(f"{'资金执行' if zh else 'money'}（{unit}）", bold=True)]
    for fund in spent:
        assert fund.executed is not None
        rate = "" if fund.rate is None else f"{fund.rate:f}%"
        expected = ""
        if fund.forecast is not None:
            low, high = fund.forecast.low80, fund.forecast.high80
            expected = f"{'全年预计' if zh else 'expected'} {fund.expected:f} ({low:f}—{high:f})"
        budget = "" if fund.budget is None else f"{fund.budget:f}"
        cells = (
            pad(fund.name, 12),
            pad(f"{round_half_up(fund.executed):f}", 14),
            pad(f"/ {budget}", 14),
            pad(rate, 8),
            expected,
        )
        lines.append(f"  {' '.join(cells)}".rstrip())
    if found.dual is not None:
        _, colour = _MARKS[found.dual.alert]
        lines += ["", f"{paint('双监控' if zh else 'dual monitoring', fg=colour, bold=True)}：{found.dual.reason if zh else found.dual.reason_en}"]  # fmt: skip
    return lines
