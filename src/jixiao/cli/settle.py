"""``jixiao settle``: doubts of a reading settled by a person."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import STDIN, clip, echo_json, json_option, paint, read_one, write_output
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.forms.settle import Answer
    from jixiao.plan.values import Location, Reading


@click.command(short_help="处理疑点 / settle doubts")
@click.argument("source", metavar="FILE")
@json_option
@click.option("-o", "--out", metavar="FILE.json", help="写出处理后的绩效表 / write the settled reading.")
@click.option(
    "--list",
    "target",
    metavar="LIST.xlsx",
    help="写出疑点清单，带原件截图，在 Excel 里填写 / write the list of doubts.",
)
@click.option("--answers", metavar="LIST.xlsx", help="按填好的疑点清单处理 / settle as a filled list says.")
@click.option(
    "--set",
    "assignments",
    multiple=True,
    metavar="FIELD=TEXT",
    help="按原件改一个栏目 / put a field right, e.g. /indicators/3/target=≥95%",
)
@click.option("--by", help="处理人，默认当前用户 / who settles, by default the current user.")
@click.pass_obj
def command(
    lang: str,
    source: str,
    as_json: bool,
    out: str | None,
    target: str | None,
    answers: str | None,
    assignments: tuple[str, ...],
    by: str | None,
) -> None:
    """逐条处理读表时的疑点：对照原件确认、改正，或说明不属于本表；处理的经过留在结果里。

    Settle the doubts of a reading: confirm, put right, or say that a text is not of this form. What was
    decided is kept in the result. Without --list, --answers or --set it asks doubt by doubt.
    Exit code 0: no doubts left, 1: some are left.
    """
    from jixiao.forms.settle import Answer, answers_of, put_right, settle, worklist

    reading = read_one(source, lang)
    if target is not None:
        if not target.lower().endswith(".xlsx"):
            raise JixiaoError("unknown-format", "疑点清单只有 xlsx 一种，请用 .xlsx 结尾的文件名。",
                              "The list of doubts is xlsx; end its name in .xlsx.", target)  # fmt: skip
        write_output(worklist(reading, Path(source).name, _pictures(source)), target, source)
        click.echo(target if not as_json else "", nl=not as_json)
        if as_json:
            echo_json({"list": target, "doubts": len(reading.problems)})
        sys.exit(1 if reading.problems else 0)
    if out is None:
        raise JixiaoError(
            "no-output", "请用 -o 给出结果文件，例如 -o 表.json。", "Name the result with -o, for example -o form.json."
        )
    who = by if by is not None else _user()
    if answers is not None:
        reading = settle(reading, answers_of(Path(answers).read_bytes(), answers), who)
    for assignment in assignments:
        field, sign, text = assignment.partition("=")
        if not sign:
            raise JixiaoError(
                "bad-assignment", f"--set 写成 栏目=文字：{assignment}", f"--set takes FIELD=TEXT: {assignment}"
            )
        reading = put_right(reading, Answer(0, "", field, text), by=who)
    if answers is None and not assignments:
        found = _asked(reading, lang)
        reading = settle(reading, found, who)
    from jixiao.plan.codec import to_pretty_json

    write_output(to_pretty_json(reading) + b"\n", out, source, answers)
    _tell(reading, out, lang, as_json=as_json)
    sys.exit(1 if reading.problems else 0)


def _tell(reading: Reading, out: str, lang: str, *, as_json: bool) -> None:
    settled, left = len(reading.settled), len(reading.problems)
    if as_json and out != STDIN:
        echo_json({"out": out, "settled": settled, "left": left})
    elif out != STDIN:
        click.echo(
            f"{out}：已处理{settled}条，还有{left}条疑点"
            if lang == "zh"
            else f"{out}: {settled} settled, {left} doubts left"
        )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def _pictures(source: str) -> Callable[[Location], bytes | None] | None:
    """A function that shows a place of a PDF or picture; None for other formats."""
    from jixiao.forms.read.snippet import pictures

    return pictures(Path(source).read_bytes()) if source != STDIN and Path(source).is_file() else None


def _asked(reading: Reading, lang: str) -> list[Answer]:
    """Doubt after doubt on the terminal."""
    from jixiao.forms.settle import Answer, field_name, questions

    found = questions(reading)
    zh = lang == "zh"
    answers: list[Answer] = []
    for question in found:
        doubt = question.problem
        where = doubt.location.describe(lang) if doubt.location else ""
        click.echo(paint(f"[{question.number}/{len(found)}] {where}", bold=True))
        click.echo(f"  {clip(doubt.text, 200)}\n  {doubt.message}")
        field = question.fields[0][0] if len(question.fields) == 1 else None
        for number, (pointer, shown) in enumerate(question.fields, 1):
            click.echo(
                f"  {f'{number}. ' if len(question.fields) > 1 else ''}{field_name(pointer, reading, lang)}: {shown}"
            )
        hint = (
            "回车=读得对  =文字 改成原件上的文字  x=不属于本表  s=先不管  q=到此为止"
            if zh
            else "Enter: right   =TEXT: what the document says   x: not of this form   s: later   q: stop"
        )
        said = click.prompt(f"  {hint}\n ", default="", show_default=False, prompt_suffix="> ")
        if said == "q":
            break
        if said == "s":
            continue
        if said.startswith("="):
            if field is None and question.fields:
                number = click.prompt(
                    "  哪一栏" if zh else "  which field", type=click.IntRange(1, len(question.fields))
                )
                field = question.fields[number - 1][0]
            if field is None:
                click.echo(
                    "  这条疑点不对应任何栏目，请用 --set 改。" if zh else "  This doubt is of no field; use --set."
                )
                continue
            answers.append(Answer(question.number, doubt.text, field, said[1:]))
        else:
            answers.append(Answer(question.number, doubt.text, None if said == "x" else field))
    return answers
