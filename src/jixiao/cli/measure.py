"""``jixiao measure``: actual values from evidence."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import STDIN, clip, json_option, pad, read_one, write_output

if TYPE_CHECKING:
    from jixiao.evidence.measuring import Outcome
    from jixiao.plan.values import Plan

SYNTHETIC = "合成数据：仅用于演示，不是真实的完成情况。Synthetic data for demonstration only."


@click.command(short_help="由佐证资料算出完成值 / actual values from evidence")
@click.argument("plan_file", metavar="PLAN")
@click.option("--evidence", "pack_folder", required=True, metavar="PACK", help="佐证资料包文件夹 / the evidence pack.")
@click.option(
    "--as-of", type=click.DateTime(["%Y-%m-%d"]), help="截至哪一天，默认年末 / as of a day, by default the year's end."
)
@click.option(
    "--known", type=click.DateTime(["%Y-%m-%d"]), help="只用这一天以前载入的记录 / only what was recorded by this day."
)
@click.option("-o", "--out", metavar="FILE.json", help="写出完成值，供 jixiao score 使用 / write the actual values.")
@json_option
@click.pass_obj
def command(
    lang: str,
    plan_file: str,
    pack_folder: str,
    as_of: datetime.datetime | None,
    known: datetime.datetime | None,
    out: str | None,
    as_json: bool,
) -> None:
    """由佐证资料算出每个指标的实际完成值，每个值都能追到台账里的行。

    Compute the actual value of every indicator from an evidence pack.
    """
    from jixiao.evidence.measuring import measure
    from jixiao.evidence.pack import open_pack

    plan = read_one(plan_file, lang).plan
    day = (
        as_of.date()
        if as_of is not None
        else datetime.date(plan.year or datetime.datetime.now(datetime.UTC).year, 12, 31)
    )
    outcome = measure(plan, open_pack(Path(pack_folder)), day, known=known.date() if known else None)
    data = actuals_json(outcome)
    if out is not None:
        write_output(data, out, plan_file)
    if as_json:
        click.echo(data.decode(), nl=False)
    elif out != STDIN:
        click.echo(table(plan, outcome, lang))


def actuals_json(outcome: Outcome) -> bytes:
    """What ``jixiao score --actuals`` takes; equal evidence gives equal bytes."""
    from jixiao.plan.codec import to_pretty_json

    note = {"note": SYNTHETIC} if outcome.synthetic else {}
    held = {**note, "synthetic": outcome.synthetic, "executed": outcome.executed, "actuals": outcome.actuals}
    return to_pretty_json(held) + b"\n"


def table(plan: Plan, outcome: Outcome, lang: str) -> str:
    """Indicator, target and actual value, a line each."""
    actuals = {actual.indicator: actual for actual in outcome.actuals}
    lines = [SYNTHETIC] if outcome.synthetic else []
    kinds = {"computed": "计算", "survey": "调查", "reported": "填报"} if lang == "zh" else {}
    for row in plan.indicators:
        actual = actuals.get(row.id)
        target = row.target.text if row.target is not None else ""
        if actual is None:
            said, how = ("（没有佐证）" if lang == "zh" else "(nothing)"), ""
        else:
            said, how = actual.text or actual.note or "", kinds.get(actual.origin, actual.origin)
            how = ("评级" if lang == "zh" else "rated") if actual.level is not None else how
        lines.append(
            f"{pad(clip(row.name, 44), 44)} {pad(clip(target, 22), 22)} {pad(how, 5)} {clip(said, 60)}".rstrip()
        )
    for fund, amount in outcome.executed.items():
        lines.append(
            f"{pad(fund, 44)} {pad('', 22)} {pad('执行数' if lang == 'zh' else 'spent', 5)} {amount:f}{plan.money_unit or ''}"
        )
    return "\n".join(lines)
