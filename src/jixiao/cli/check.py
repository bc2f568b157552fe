"""``jixiao check``: review forms against the regulations."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import (
    STDIN,
    echo_json,
    files_argument,
    json_option,
    paint,
    read_each,
    read_one,
    report,
    write_output,
)
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from jixiao.plan.values import Finding, Reading
    from jixiao.review.config import Config


@click.command(short_help="审核绩效表 / review a form")
@files_argument
@json_option
@click.option("--sarif", is_flag=True, help="输出 SARIF / print SARIF 2.1.0.")
@click.option("--previous", metavar="FILE", help="上年的绩效表 / last year's form (R14, R16, R17).")
@click.option("--profile", help="审核口径：national、tianjin / profile.")
@click.option("--select", multiple=True, metavar="CODE", help="只用这些规则 / only these rules.")
@click.option("--ignore", multiple=True, metavar="CODE", help="不用这些规则 / not these rules.")
@click.option(
    "--config", "config_path", metavar="FILE", help="配置文件，默认当前目录的 jixiao.toml / configuration file."
)
@click.option(
    "--mark", metavar="FILE", help="把发现标注到你的工作簿上，另存为 FILE / your workbook with the findings marked."
)
@click.option(
    "--sheet", metavar="FILE", help="写出绩效目标审核表（xlsx、docx、pdf、html）/ write the official review sheet."
)
@click.option("--exit-zero", is_flag=True, help="有发现也返回 0 / exit 0 even with findings.")
@click.pass_obj
def command(
    lang: str,
    files: tuple[str, ...],
    as_json: bool,
    sarif: bool,
    previous: str | None,
    profile: str | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    config_path: str | None,
    mark: str | None,
    sheet: str | None,
    exit_zero: bool,
) -> None:
    """审核绩效表，逐行列出问题、理由、建议和依据。

    Review forms. Exit code 0: no findings, 1: findings, 2: a file could not be used.
    """
    from jixiao.review import check

    config = _config(config_path, profile, select, ignore)
    before = read_one(previous, lang) if previous else None
    errors: list[JixiaoError] = []
    results: list[tuple[str, Reading, tuple[Finding, ...]]] = []
    for name, reading in read_each(files, lang, errors):
        found = check(
            reading.plan,
            previous=before.plan if before else None,
            previous_actuals=before.actuals if before else (),
            actuals=reading.actuals,
            printed_scores=reading.printed_scores,
            problems=reading.problems,
            locations=reading.locations,
            config=config,
            today=date.today() if config.waivers else None,  # noqa: DTZ011 - the clerk's own day
            lang=lang,
        )
        results.append((name, reading, found))
    if (mark or sheet) and len(results) > 1:
        raise JixiaoError(
            "one-plan",
            f"--mark 和 --sheet 只用于一张绩效表，这里有{len(results)}张。请逐个文件运行。",
            f"--mark and --sheet are for one form; there are {len(results)}. Run them file by file.",
        )
    _print(results, as_json, sarif, lang)
    if mark and results:
        _mark(results[0], mark, lang)
    if sheet and results:
        _sheet(results[0], sheet, lang)
    report(errors, lang)
    if errors:
        sys.exit(2)
    sys.exit(1 if not exit_zero and any(f.status != "waived" for _, _, found in results for f in found) else 0)


def _config(path: str | None, profile: str | None, select: tuple[str, ...], ignore: tuple[str, ...]) -> Config:
    from msgspec.structs import replace

    from jixiao.review.config import PROFILES, Config, load_config

    if path is None and Path("jixiao.toml").is_file():
        path = "jixiao.toml"
    config = load_config(path) if path else Config()
    if profile and profile not in PROFILES:
        raise JixiaoError(
            "no-such-profile",
            f"没有“{profile}”这套审核口径，可选：{'、'.join(PROFILES)}。",
            f"No profile “{profile}”; choose {', '.join(PROFILES)}.",
        )
    if select or ignore:
        from jixiao.review import rules

        codes = rules()
        for wanted in (*select, *ignore):
            if not any(code.startswith(wanted) for code in codes):
                raise JixiaoError(
                    "no-such-rule",
                    f"没有“{wanted}”这条规则，可用 jixiao rules 查看。",
                    f"No rule “{wanted}”; see jixiao rules.",
                )
    return replace(
        config, profile=profile or config.profile, select=select or config.select, ignore=(*config.ignore, *ignore)
    )


def _print(results: list[tuple[str, Reading, tuple[Finding, ...]]], as_json: bool, sarif: bool, lang: str) -> None:
    if sarif:
        import json

        from jixiao import __version__
        from jixiao.review.sarif import to_sarif

        click.echo(
            json.dumps(
                to_sarif([(name, found) for name, _, found in results], __version__, lang), ensure_ascii=False, indent=2
            )
        )
    elif as_json:
        echo_json(results[0][2] if len(results) == 1 else {name: found for name, _, found in results})
    else:
        from jixiao.review.report import text_report

        for name, reading, found in results:
            click.echo(text_report(name, reading.plan, found, lang, _paint))


def _paint(text: str, colour: str) -> str:
    return paint(text, bold=True) if colour == "bold" else paint(text, fg=colour)


def _mark(result: tuple[str, Reading, tuple[Finding, ...]], target: str, lang: str) -> None:
    from jixiao.forms.write.marks import mark_workbook

    name, _, found = result
    if name == STDIN or (
        not any(f.location is not None and f.location.sheet for f in found)
        and Path(name).suffix.lower() not in {".xlsx", ".xlsm"}
    ):
        raise JixiaoError(
            "not-a-workbook", "--mark 只用于 xlsx 工作簿。请换成 xlsx 文件。", "--mark needs an xlsx workbook.", name
        )
    write_output(mark_workbook(Path(name).read_bytes(), found, lang), target, name)
    click.echo(f"{'已标注' if lang == 'zh' else 'marked'}: {target}", err=True)


def _sheet(result: tuple[str, Reading, tuple[Finding, ...]], target: str, lang: str) -> None:
    from jixiao.forms.layouts import review_form
    from jixiao.forms.write import format_of, write
    from jixiao.review.sheet import review_sheet

    name, reading, found = result
    write_output(write(review_form(review_sheet(reading.plan, found, lang=lang)), format_of(target)), target, name)
    click.echo(f"{'审核表' if lang == 'zh' else 'review sheet'}: {target}", err=True)
