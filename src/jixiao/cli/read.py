"""``jixiao read``: what a document says, and what could not be placed."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from jixiao.cli.console import (
    clip,
    echo_json,
    files_argument,
    json_option,
    pad,
    page_numbers,
    paint,
    read_each,
    report,
    write_output,
)
from jixiao.plan.money import format_amount

if TYPE_CHECKING:
    from jixiao.errors import JixiaoError
    from jixiao.plan.values import Location, Plan, Reading


@click.command(short_help="读取绩效表 / read a form")
@files_argument
@json_option
@click.option(
    "--explain", is_flag=True, help="逐行对照原文与读出的内容 / show the reading side by side with its source."
)
@click.option(
    "--debug",
    is_flag=True,
    help="把 PDF 或图片里读到的字、线、格、栏目和疑点画成网页（-o）/ draw what was seen in a PDF or picture.",
)
@click.option(
    "--pages",
    metavar="N-M,…",
    callback=page_numbers,
    help="只读 PDF 的这些页，图片页也识别 / read these pages of a PDF only, pictures too.",
)
@click.option("-o", "--out", metavar="FILE", help="--debug 的网页 / the web page of --debug.")
@click.pass_obj
def command(
    lang: str,
    files: tuple[str, ...],
    as_json: bool,
    explain: bool,
    debug: bool,
    pages: tuple[int, ...],
    out: str | None,
) -> None:
    """读取绩效表：部门、任务、资金、目标和指标；没有读懂的都列为疑点。

    Read forms. FILE may be a file, a folder or - for standard input. Doubts are listed; exit
    code 2 only if a file could not be read at all.
    """
    if debug or out:
        _draw(files, out if debug else None, lang, pages)
        return
    errors: list[JixiaoError] = []
    readings = list(read_each(files, lang, errors, pages))
    if as_json:
        echo_json(readings[0][1] if len(readings) == 1 else [reading for _, reading in readings])
    else:
        for name, reading in readings:
            click.echo(_explained(name, reading, lang) if explain else summary(name, reading, lang))
    report(errors, lang)
    sys.exit(2 if errors else 0)


def _draw(files: tuple[str, ...], out: str | None, lang: str, pages: tuple[int, ...]) -> None:
    from pathlib import Path

    from jixiao.errors import JixiaoError
    from jixiao.forms.read.kinds import kind_of
    from jixiao.forms.read.pdfdebug import debug_page

    name = files[0]
    data = Path(name).read_bytes() if len(files) == 1 and Path(name).is_file() else b""
    if out is None or not data or kind_of(data, name) not in {"pdf", "picture"}:
        raise JixiaoError(
            "debug-needs-pdf",
            "--debug 用于一个 PDF 文件或一张图片，并用 -o 给出网页文件名。",
            "--debug is for one PDF or picture; name the web page with -o.",
            name,
        )
    write_output(debug_page(data, name, lang, pages), out, name)
    click.echo(out)


def summary(name: str, reading: Reading, lang: str) -> str:
    """A few lines: what was read and every doubt."""
    plan = reading.plan
    zh = lang == "zh"
    head = " · ".join(str(part) for part in (plan.department, plan.project, plan.year, plan.scope, plan.form) if part)
    lines = [paint(f"{name}", bold=True), f"  {head}"]
    if plan.funds:
        lines.append(f"  {'资金' if zh else 'funds'}: {_funds(plan)}")
    counts = (
        ("工作任务", "tasks", len(plan.tasks)),
        ("年度绩效目标", "objectives", len(plan.objectives)),
        ("绩效指标", "indicators", len(plan.indicators)),
        ("完成值", "actual values", len(reading.actuals)),
    )
    lines.append("  " + ("，" if zh else ", ").join(f"{(a if zh else b)} {n}" for a, b, n in counts if n))
    if not reading.problems:
        lines.append("  " + paint("没有疑点" if zh else "no doubts", fg="green"))
    for doubt in reading.problems:
        where = doubt.location.describe(lang) if doubt.location else ""
        quoted = f" “{clip(doubt.text, 60)}”" if doubt.text else ""
        lines.append(
            "  " + paint(f"{'疑点' if zh else 'doubt'} {doubt.code}", fg="yellow") + f" {where}{quoted} {doubt.message}"
        )
    return "\n".join(lines)


def _funds(plan: Plan) -> str:
    parts: list[str] = []

    def walk(lines: tuple[Any, ...]) -> None:
        for line in lines:
            if line.amount is not None:
                parts.append(f"{line.name} {format_amount(line.amount)}")
            walk(line.children)

    walk(plan.funds)
    return "  ".join(parts) + (f"（{plan.money_unit}）" if plan.money_unit else "")


def _value_at(reading: Reading, pointer: str) -> str:
    value: Any = reading if pointer.startswith(("/actuals", "/printed_scores")) else reading.plan
    for step in pointer.strip("/").split("/"):
        value = value[int(step)] if isinstance(value, tuple) else getattr(value, step, None)
        if value is None:
            return ""
    if isinstance(value, tuple):
        return "、".join(str(item) for item in value)
    text = getattr(value, "text", None)
    if pointer.endswith("/target"):
        parts = (value.kind, value.comparator, value.value, value.upper, value.unit, value.start, value.date)
        return f"{text}  = " + " ".join(str(part) for part in parts if part is not None)
    if pointer.startswith("/printed_scores"):
        return f"{value.score}"
    amount = getattr(value, "amount", None)
    if amount is not None:
        return f"{value.name} {format_amount(amount)}"
    return str(text or getattr(value, "name", None) or value)


def _explained(name: str, reading: Reading, lang: str) -> str:
    """Each place of the source beside the fields that were read from it, and the doubts."""
    rows: dict[tuple[Any, ...], list[str]] = {}
    labels: dict[tuple[Any, ...], str] = {}

    def key(where: Location) -> tuple[Any, ...]:
        column, row = _cell_order(where.cell)
        if where.box is not None:
            column = round(where.box[0])
        found = (where.page or 0, where.sheet or "", where.table or 0, where.row or row, where.line or 0, column)
        labels[found] = _short(where, lang)
        return found

    for pointer, where in reading.locations.items():
        shown = _value_at(reading, pointer)
        last = pointer.rsplit("/", 1)[-1]
        if not shown or (
            last.isdigit() and pointer.startswith(("/indicators", "/objectives", "/tasks")) and "/funds" not in pointer
        ):
            continue
        rows.setdefault(key(where), []).append(f"{pointer}: {clip(shown, 70)}")
    for doubt in reading.problems:
        if doubt.location is not None:
            mark = paint(f"?? {doubt.code}", fg="yellow")
            rows.setdefault(key(doubt.location), []).append(f"{mark} {clip(doubt.text, 40)} {doubt.message}")
    source = _source_lines(name)
    lines = [paint(name, bold=True)]
    if source is not None:
        by_line: dict[int, list[str]] = {}
        for found, texts in rows.items():
            by_line.setdefault(found[4], []).extend(texts)
        for number, text in enumerate(source, 1):
            left = pad(clip(text.strip(), 56), 56)
            for index, right in enumerate(by_line.get(number, [""] if text.strip() else [])):
                lines.append(
                    f"{number if index == 0 else '':>4} │ {left if index == 0 else ' ' * 56} │ {right}".rstrip()
                )
        return "\n".join(lines)
    for found in sorted(rows):
        for index, right in enumerate(rows[found]):
            lines.append(f"{pad(labels[found] if index == 0 else '', 18)} │ {right}")
    return "\n".join(lines)


def _short(where: Location, lang: str) -> str:
    if where.sheet is not None:
        return f"{where.sheet}!{where.cell}"
    if where.page is not None:
        row = f" {'第' if lang == 'zh' else 'row '}{where.row}{'行' if lang == 'zh' else ''}" if where.row else ""
        return (f"第{where.page}页" if lang == "zh" else f"page {where.page}") + row
    if where.table is not None:
        return f"{'表' if lang == 'zh' else 'table '}{where.table} {where.cell or ''}"
    return f"{'第' if lang == 'zh' else 'line '}{where.line}{'行' if lang == 'zh' else ''}"


def _cell_order(cell: str | None) -> tuple[int, int]:
    if not cell:
        return 0, 0
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column, int(cell[len(letters) :] or 0)


def _source_lines(name: str) -> list[str] | None:
    """The lines of a text file, or None for other formats."""
    from pathlib import Path

    from jixiao.errors import JixiaoError
    from jixiao.forms.read.text import decode

    if Path(name).suffix.lower() not in {".txt", ""} or not Path(name).is_file():
        return None
    data = Path(name).read_bytes()
    if data.startswith((b"PK", b"\xd0\xcf", b"{", b"<")):
        return None
    try:
        return decode(data, name).replace("\r\n", "\n").replace("\f", "\n\f").split("\n")
    except JixiaoError:
        return None
