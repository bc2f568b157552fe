"""``jixiao convert``: official forms, JSON and open data."""

from __future__ import annotations

from pathlib import Path

import click

from jixiao.cli.console import json_option, read_one, write_output
from jixiao.errors import JixiaoError

FORMS = ("targets", "monitoring")


@click.command(short_help="转换 / convert")
@click.argument("source", metavar="FILE")
@click.argument("target", metavar="OUT")
@json_option
@click.option(
    "--form",
    "form",
    type=click.Choice(FORMS),
    default="targets",
    help="targets 绩效目标表，monitoring 绩效目标执行监控表。",
)
@click.option(
    "--through", type=click.IntRange(1, 12), default=7, help="监控表的截止月份 / months the monitoring form covers."
)
@click.option("--to", "fmt", help="输出格式；默认看 OUT 的结尾 / format, by default from OUT's ending.")
@click.pass_obj
def command(lang: str, source: str, target: str, as_json: bool, form: str, through: int, fmt: str | None) -> None:
    """把绩效表转成官方表样（html、xlsx、docx、pdf）、JSON 或开放数据包（zip）。OUT 可为 - 。

    Convert a form. Nothing is written if the form cannot be read.
    """
    from jixiao.forms.write import format_of

    kind = "json" if as_json else fmt or format_of(target)
    reading = read_one(source, lang)
    write_output(_made(reading, kind, form, through, source), target)
    for doubt in reading.problems:
        where = doubt.location.describe(lang) if doubt.location else ""
        click.echo(f"{'疑点' if lang == 'zh' else 'doubt'} {where} {doubt.text} {doubt.message}", err=True)
    if target != "-":
        click.echo(target)


def _made(reading: object, kind: str, form: str, through: int, source: str) -> bytes:
    from jixiao.plan.values import Reading

    assert isinstance(reading, Reading)
    if kind == "json":
        from jixiao.plan.codec import to_pretty_json

        return to_pretty_json(reading.plan) + b"\n"
    if kind == "zip":
        from jixiao.forms.datapackage import datapackage

        return datapackage(reading.plan, source=Path(source).name)
    from jixiao.forms.layouts import monitoring_form, targets
    from jixiao.forms.write import FORMATS, write

    if kind not in FORMATS:
        raise JixiaoError(
            "unknown-format",
            f"不支持输出“{kind}”，可选：{'、'.join(FORMATS)}、json、zip。",
            f"Unknown format “{kind}”; choose {', '.join(FORMATS)}, json, zip.",
        )
    return write(targets(reading.plan) if form == "targets" else monitoring_form(reading.plan, through), kind)
