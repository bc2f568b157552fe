"""``jixiao law``: the regulations that rules and schemes cite."""

from __future__ import annotations

import click

from jixiao.cli.console import echo_json, json_option, paint


@click.command(short_help="制度文件 / regulations")
@click.argument("key", required=False)
@json_option
@click.pass_obj
def command(lang: str, key: str | None, as_json: bool) -> None:
    """列出规则和评分办法引用的制度文件；没有核对过原文的标“待核”。

    List the cited regulations; what was not compared with the official text is marked.
    """
    from jixiao.law import cite, sources

    if key is None:
        if as_json:
            echo_json(sources())
            return
        for name in sources():
            click.echo(f"{paint(name, bold=True)}  {cite(name).describe(lang)}  [{cite(name).source.region}]")
        return
    found = cite(key)
    if as_json:
        echo_json(found.source)
        return
    source = found.source
    click.echo(found.describe(lang))
    for label, value in (
        ("发布", source.issuer),
        ("印发", source.issued),
        ("施行", source.in_force),
        ("失效", source.until),
        ("替代", source.replaced_by),
        ("说明", source.note),
    ):
        if value:
            click.echo(f"  {label}: {value}")
    for article in source.articles:
        mark = "" if article.checked else ("（待核）" if lang == "zh" else " (unconfirmed)")
        click.echo(f"  {article.article}{mark}: {article.zh if lang == 'zh' else article.en}")
