"""``jixiao measure``: actual values from evidence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import (
    STDIN,
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
    report,
    spark_of,
    write_output,
)
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    import datetime

    from jixiao.evidence.breakdown import Breakdown
    from jixiao.evidence.measuring import Outcome
    from jixiao.plan.values import Actual, Plan


@click.command(short_help="由佐证资料算出完成值 / actual values from evidence")
@click.argument("plan_file", metavar="PLAN")
@click.option("--evidence", "pack_folder", metavar="PACK", help="佐证资料包文件夹 / the evidence pack.")
@click.option("--unit", "units", multiple=True, metavar="FILE", help="下属单位的完成值文件，可多次：汇总成全体的 / a subordinate unit's values.")  # fmt: skip
@as_of_option
@known_option
@click.option("--by", metavar="month|quarter|列", help="按月、按季度或按台账的一列（如所在区、单位）分列 / by month, quarter or a column.")  # fmt: skip
@engine_option
@click.option("-o", "--out", metavar="FILE.json", help="写出完成值，供 jixiao score 使用 / write the actual values.")
@json_option
@click.pass_obj
def command(
    lang: str,
    plan_file: str,
    pack_folder: str | None,
    units: tuple[str, ...],
    as_of: datetime.datetime | None,
    known: datetime.datetime | None,
    by: str | None,
    engine: str | None,
    out: str | None,
    as_json: bool,
) -> None:
    """由佐证资料算出每个指标的实际完成值，每个值都能追到台账里的行。

    用 --by 分列到月份、季度或下属单位，各部分合起来就是全体；用 --unit 把下属单位交来的完成值汇总：数量和金额相加，
    比率按分子、分母合计，最大最小取最大最小，存量相加。

    Compute the actual value of every indicator from an evidence pack; with --by also of its months, quarters or
    units; with --unit roll up what units hand in. Exit code 1: something cannot be rolled up.
    """
    from jixiao.evidence.measuring import actuals_json, measure
    from jixiao.evidence.pack import open_pack

    if (pack_folder is None) == (not units) or (by is not None and (units or out is not None)):
        raise JixiaoError("bad-choice", "请给出 --evidence 或 --unit 其中之一；--by 只用于 --evidence，不写 -o。",
                          "Give --evidence or --unit; --by goes with --evidence and without -o.")  # fmt: skip
    plan = read_one(plan_file, lang).plan
    day, since = day_of(as_of, plan), known.date() if known else None
    refused: list[JixiaoError] = []
    if pack_folder is None:
        outcome, refused = _of_units(plan, units)
    elif by is not None:
        from jixiao.evidence.breakdown import broken_down

        found = broken_down(plan, open_pack(Path(pack_folder)), day, by, known=since, spark=spark_of(engine))
        if as_json:
            echo_json(found)
        else:
            click.echo(breakdown_table(found, lang))
        return
    else:
        outcome = measure(plan, open_pack(Path(pack_folder)), day, known=since, spark=spark_of(engine))
    data = actuals_json(outcome)
    if out is not None:
        write_output(data, out, plan_file, *units)
    if as_json:
        click.echo(data.decode(), nl=False)
    elif out != STDIN:
        click.echo(table(plan, outcome, lang))
    report(refused, lang)
    sys.exit(1 if refused else 0)


def _of_units(plan: Plan, units: tuple[str, ...]) -> tuple[Outcome, list[JixiaoError]]:
    from jixiao.evidence.units import of_units
    from jixiao.score.actuals import read_actuals

    given = [read_actuals(Path(name), plan) for name in units]
    return of_units(plan, [(one.actuals, one.executed, one.synthetic) for one in given])


def breakdown_table(found: list[Breakdown], lang: str) -> str:
    """Each indicator with its parts and what they come to, a line a part."""
    from jixiao.evidence.measuring import SYNTHETIC

    zh = lang == "zh"
    lines = [SYNTHETIC] if any(one.whole.synthetic for one in found) else []
    for one in found:
        row = one.indicator
        lines.append(paint(f"{row.name}  {row.target.text if row.target is not None else ''}".rstrip(), bold=True))
        lines += [f"  {pad(clip(part.label, 24), 24)} {_cell(part.actual)}".rstrip() for part in one.parts]
        if one.shared is not None:
            lines.append(f"  {pad('其中各部分重复计' if zh else 'counted by several', 24)} -{one.shared:f}")
        if one.note:
            lines.append(f"  {one.note}")
        lines.append(f"  {pad('合计' if zh else 'whole', 24)} {_cell(one.whole)}".rstrip())
    return "\n".join(lines)


def _cell(actual: Actual) -> str:
    from jixiao.plan.figures import shown

    parts = ""
    if actual.numerator is not None and actual.denominator is not None and "/" not in (actual.text or ""):
        parts = f"  {shown(actual.numerator)}/{shown(actual.denominator)}"
    return f"{actual.text or actual.note or ''}{parts}"


def table(plan: Plan, outcome: Outcome, lang: str) -> str:
    """Indicator, target and actual value, a line each."""
    from jixiao.evidence.explaining import KINDS, kind_of
    from jixiao.evidence.measuring import SYNTHETIC

    actuals = {actual.indicator: actual for actual in outcome.actuals}
    lines = [SYNTHETIC] if outcome.synthetic else []
    for row in plan.indicators:
        actual = actuals.get(row.id)
        target = row.target.text if row.target is not None else ""
        if actual is None:
            said, how = ("（没有佐证）" if lang == "zh" else "(nothing)"), ""
        else:
            said, kind = actual.text or actual.note or "", kind_of(actual)
            how = KINDS[kind][0][-2:] if lang == "zh" else kind
        lines.append(
            f"{pad(clip(row.name, 44), 44)} {pad(clip(target, 22), 22)} {pad(how, 5)} {clip(said, 60)}".rstrip()
        )
    for fund, amount in outcome.executed.items():
        lines.append(
            f"{pad(fund, 44)} {pad('', 22)} {pad('执行数' if lang == 'zh' else 'spent', 5)} {amount:f}{plan.money_unit or ''}"
        )
    return "\n".join(lines)
