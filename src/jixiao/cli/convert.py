"""``jixiao convert``: official forms, JSON and open data."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import json_option, read_each, read_one, report, write_output
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from jixiao.plan.values import Reading

FORMS = ("targets", "monitoring")


@click.command(short_help="转换 / convert")
@click.argument("sources", metavar="FILE...", nargs=-1, required=True)
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
def command(
    lang: str, sources: tuple[str, ...], target: str, as_json: bool, form: str, through: int, fmt: str | None
) -> None:
    """把绩效表转成官方表样（html、xlsx、docx、pdf）、JSON 或开放数据包（zip）。OUT 可为 - 。

    多个文件或文件夹：OUT 是文件夹，用 --to 说明格式。
    Convert forms. Of several files or a folder, OUT is a folder and --to names the format. Nothing is
    written of a form that cannot be read.
    """
    if len(sources) > 1 or Path(sources[0]).is_dir():
        _many(sources, target, "json" if as_json else fmt, form, through, lang)
        return
    from jixiao.forms.write import format_of

    kind = "json" if as_json else fmt or format_of(target)
    reading = read_one(sources[0], lang)
    write_output(_made(reading, kind, form, through, sources[0]), target, sources[0])
    _doubts(reading, lang)
    if target != "-":
        click.echo(target)


def _many(sources: tuple[str, ...], target: str, kind: str | None, form: str, through: int, lang: str) -> None:
    if kind is None:
        raise JixiaoError(
            "format-needed",
            "转换多个文件时请用 --to 说明格式，如 --to pdf。",
            "For several files name the format: --to pdf.",
        )
    folder = Path(target)
    if folder.exists() and not folder.is_dir():
        raise JixiaoError(
            "not-a-folder",
            "转换多个文件时，最后一个参数应是文件夹。",
            "For several files the last argument is a folder.",
            target,
        )
    folder.mkdir(parents=True, exist_ok=True)
    errors: list[JixiaoError] = []
    taken: dict[str, int] = {}
    for name, reading in read_each(sources, lang, errors):
        stem = "stdin" if name == "-" else Path(name).stem
        taken[stem] = taken.get(stem, 0) + 1
        out = folder / f"{stem}{f'-{taken[stem]}' if taken[stem] > 1 else ''}.{kind}"
        write_output(_made(reading, kind, form, through, name), out, name)
        _doubts(reading, lang)
        click.echo(str(out))
    report(errors, lang)
    if errors:
        sys.exit(2)


def _doubts(reading: Reading, lang: str) -> None:
    for doubt in reading.problems:
        where = doubt.location.describe(lang) if doubt.location else ""
        click.echo(f"{'疑点' if lang == 'zh' else 'doubt'} {where} {doubt.text} {doubt.message}", err=True)


def _made(reading: Reading, kind: str, form: str, through: int, source: str) -> bytes:
    if kind == "json":
        from jixiao.plan.codec import to_pretty_json

        return to_pretty_json(reading.plan) + b"\n"
    if kind == "zip":
        from jixiao.forms.datapackage import datapackage

        return datapackage(reading.plan, source=Path(source).name)
    from jixiao.forms.layouts import targets
    from jixiao.forms.monitoring import monitoring_form
    from jixiao.forms.write import FORMATS, write

    if kind not in FORMATS:
        raise JixiaoError(
            "unknown-format",
            f"不支持输出“{kind}”，可选：{'、'.join(FORMATS)}、json、zip。",
            f"Unknown format “{kind}”; choose {', '.join(FORMATS)}, json, zip.",
        )
    return write(targets(reading.plan) if form == "targets" else monitoring_form(reading.plan, through), kind)
