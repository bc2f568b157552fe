"""``jixiao diff``: what changed between two forms."""

from __future__ import annotations

import sys

import click

from jixiao.cli.console import echo_json, json_option, paint, read_one


@click.command(short_help="比较两份绩效表 / compare two forms")
@click.argument("before")
@click.argument("after")
@json_option
@click.pass_obj
def command(lang: str, before: str, after: str, as_json: bool) -> None:
    """逐项列出两份绩效表的差别，不受格式影响。

    List every difference between two forms, whatever their formats. Exit code 0: none, 1: some.
    """
    from jixiao.plan.diff import diff

    changes = diff(read_one(before, lang).plan, read_one(after, lang).plan)
    if as_json:
        echo_json(changes)
    elif not changes:
        click.echo("两份绩效表内容一致。" if lang == "zh" else "The two forms say the same.")
    else:
        colours = {"added": "green", "removed": "red", "changed": "yellow", "moved": "cyan"}
        for change in changes:
            click.echo(paint(change.describe(lang), fg=colours[change.kind]))
        click.echo(f"共 {len(changes)} 处差别。" if lang == "zh" else f"{len(changes)} differences.")
    sys.exit(1 if changes else 0)
