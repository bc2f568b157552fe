"""``jixiao measure``: actual values from evidence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import (
    STDIN,
    as_of_option,
    clip,
    day_of,
    json_option,
    known_option,
    pad,
    read_one,
    write_output,
)

if TYPE_CHECKING:
    import datetime

    from jixiao.evidence.measuring import Outcome
    from jixiao.plan.values import Plan


@click.command(short_help="由佐证资料算出完成值 / actual values from evidence")
@click.argument("plan_file", metavar="PLAN")
@click.option("--evidence", "pack_folder", required=True, metavar="PACK", help="佐证资料包文件夹 / the evidence pack.")
@as_of_option
@known_option
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
    from jixiao.evidence.measuring import actuals_json, measure
    from jixiao.evidence.pack import open_pack

    plan = read_one(plan_file, lang).plan
    outcome = measure(plan, open_pack(Path(pack_folder)), day_of(as_of, plan), known=known.date() if known else None)
    data = actuals_json(outcome)
    if out is not None:
        write_output(data, out, plan_file)
    if as_json:
        click.echo(data.decode(), nl=False)
    elif out != STDIN:
        click.echo(table(plan, outcome, lang))


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
