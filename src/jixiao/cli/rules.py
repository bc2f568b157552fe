"""``jixiao rules``: the review rules."""

from __future__ import annotations

import click

from jixiao.cli.console import json_option, pad, paint
from jixiao.errors import JixiaoError


@click.command(short_help="审核规则 / review rules")
@click.argument("code", required=False)
@json_option
@click.pass_obj
def command(lang: str, code: str | None, as_json: bool) -> None:
    """列出全部审核规则；给出代码（如 R07）则解释一条。

    List the rules, or explain one.
    """
    import json

    from jixiao.law import describe
    from jixiao.review import rules
    from jixiao.review.report import LABELS, rule_text

    found = rules()
    names = {registered.name: key for key, registered in found.items()}
    if code is not None:
        key = names.get(code, code.upper())
        if key not in found:
            raise JixiaoError(
                "no-such-rule",
                f"没有“{code}”这条规则，可用 jixiao rules 查看全部。",
                f"No rule “{code}”; see jixiao rules.",
            )
        chosen = {key: found[key]}
    else:
        chosen = dict(found)
    if as_json:
        rows = [
            {"code": k, "name": r.name, "severity": r.severity, "title": r.zh if lang == "zh" else r.en, "source": r.source, "basis": describe(r.source, lang),
             "needs": r.needs, "suspects": r.suspects, "since": r.since}
            for k, r in chosen.items()
        ]  # fmt: skip
        click.echo(json.dumps(rows if code is None else rows[0], ensure_ascii=False, indent=2))
    elif code is not None:
        click.echo(rule_text(next(iter(chosen)), lang))
    else:
        colours = {"error": "red", "warning": "yellow", "info": "cyan"}
        for key, registered in chosen.items():
            label = paint(LABELS[lang][registered.severity], fg=colours[registered.severity])
            click.echo(
                f"{paint(key, bold=True)}  {pad(registered.zh if lang == 'zh' else registered.en, 44)}  {label}  {registered.name}"
            )
