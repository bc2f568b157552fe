"""``jixiao evidence``: evidence packs - check, load, explain, coverage, verify, template."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jixiao.cli.console import as_of_option, clip, day_of, echo_json, json_option, pad, paint, read_one, write_output
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from jixiao.evidence.intake import Loaded
    from jixiao.evidence.ledger import Ledger
    from jixiao.evidence.pack import Pack
    from jixiao.plan.values import Plan

_SHOWN = 20
"""Rows and refusals printed; all of them go into files."""


@click.group(short_help="佐证资料 / evidence")
def command() -> None:
    """佐证资料包：台账、度量和附件的检查、载入、追溯和核对。

    Evidence packs: check, load rows, explain numbers, coverage, verify.
    """


@command.command("check", short_help="检查资料包 / check a pack")
@click.argument("folder", metavar="PACK")
@click.option("--plan", "plan_file", metavar="PLAN", help="与这张绩效表核对指标和单位 / check against this plan.")
@json_option
@click.pass_obj
def check(lang: str, folder: str, plan_file: str | None, as_json: bool) -> None:
    """检查资料包里的台账声明、度量、评级和附件；全部问题一次列出。

    Check a pack as a whole. Exit code 0: all right, 1: faults.
    """
    from jixiao.evidence.pack import check_pack

    plan = read_one(plan_file, lang).plan if plan_file is not None else None
    pack, found = check_pack(Path(folder), plan)
    if as_json:
        echo_json([{"code": error.code, "place": error.place, "message": error.message(lang)} for error in found])
    else:
        for error in found:
            click.echo(paint("× ", fg="red") + error.message(lang))
        if not found and pack is not None:
            zh = f"台账{len(pack.ledgers)}个，度量{len(pack.taken)}项，评级{len(pack.ratings)}项，填报{len(pack.reports)}项：没有问题"
            en = f"{len(pack.ledgers)} ledgers, {len(pack.taken)} measures, {len(pack.ratings)} ratings, {len(pack.reports)} reports: all right"
            click.echo(zh if lang == "zh" else en)
    sys.exit(1 if found else 0)


@command.command("load", short_help="载入台账数据 / load rows")
@click.argument("folder", metavar="PACK")
@click.argument("ledger", required=False)
@click.argument("files", metavar="FILE...", nargs=-1)
@click.option("--sheet", help="工作表名 / sheet of a workbook.")
@click.option("--map", "columns", multiple=True, metavar="FIELD=COLUMN", help="这个字段在文件里的列名，可多次 / the column of a field.")  # fmt: skip
@click.option("--set", "constants", multiple=True, metavar="FIELD=VALUE", help="全部行相同的值，可多次 / one value for all rows.")  # fmt: skip
@click.option("--code", "codes", multiple=True, metavar="CODE=VALUE", help="选项代码的含义，如 5=非常满意，可多次 / what a code means.")  # fmt: skip
@click.option(
    "--recorded", type=click.DateTime(["%Y-%m-%d"]), help="记录日期，默认今天 / the day of recording, by default today."
)
@click.option(
    "--accept-valid",
    is_flag=True,
    help="只收没有错误的行，其余写入“退回”文件 / take the good rows, write the others beside.",
)
@click.option(
    "--report",
    "report_file",
    metavar="FILE.xlsx",
    help="把退回的单元格标注在副本上 / a copy with the bad cells marked.",
)
@json_option
@click.pass_obj
def load_rows(
    lang: str,
    folder: str,
    ledger: str | None,
    files: tuple[str, ...],
    sheet: str | None,
    columns: tuple[str, ...],
    constants: tuple[str, ...],
    codes: tuple[str, ...],
    recorded: datetime.datetime | None,
    accept_valid: bool,
    report_file: str | None,
    as_json: bool,
) -> None:
    """把 xlsx、csv、json、parquet 的行载入台账。只给 PACK 时，载入 data/ 里每个以台账命名的文件。

    问卷星等平台的导出直接载入；列名和台账不同的，用 --map、--set、--code 说明。

    Load files of rows into a ledger; with PACK alone, every file in data/ that is named after a ledger. Exports of
    survey platforms are recognised. A file with bad cells is refused whole, unless --accept-valid. Exit code 1:
    something was refused.
    """
    from jixiao.evidence.binding import binding
    from jixiao.evidence.intake import load, load_all
    from jixiao.evidence.pack import open_pack

    pack = open_pack(Path(folder))
    day = recorded.date() if recorded is not None else datetime.datetime.now().astimezone().date()
    if ledger is None and (columns or constants or codes):
        raise JixiaoError("no-ledger", "--map、--set 和 --code 用于一个台账：请写出台账名和文件。",
                          "--map, --set and --code are for one ledger: name it and its files.")  # fmt: skip
    if ledger is None:
        work = load_all(pack, day, accept_valid=accept_valid)
    else:
        named = _ledger(pack, ledger)
        said = binding(named, columns, constants, codes)
        work = (
            (named, path, load(pack.folder, named, path, day, sheet=sheet, accept_valid=accept_valid, said=said))
            for path in map(Path, files)
        )
    refused = False
    told: list[dict[str, Any]] = []
    for held_ledger, path, found in work:
        refused = refused or found.record is None
        told.append(
            {
                "ledger": held_ledger.name,
                "file": str(path),
                "loaded": found.record,
                "known": found.known,
                "rejects": found.rejects,
                "ignored": found.ignored,
                "notes": [said[0 if lang == "zh" else 1] for said in found.notes],
            }
        )
        if not as_json:
            click.echo(_said(held_ledger, path, found, lang))
        if found.rejects and (report_file is not None or accept_valid):
            from jixiao.evidence.rejects import marked

            target = report_file or str(path.with_name(f"{path.stem}.退回.xlsx"))
            write_output(marked(path, found.rejects, found.sheet, lang), target, str(path))
            click.echo(target, err=as_json)
    if as_json:
        echo_json(told)
    sys.exit(1 if refused else 0)


def _ledger(pack: Pack, name: str) -> Ledger:
    found = pack.ledgers.get(name) or next((held for held in pack.ledgers.values() if held.title == name), None)
    if found is None:
        raise JixiaoError(
            "no-such-ledger",
            f"没有台账“{name}”，有：{'、'.join(pack.ledgers)}。",
            f"No ledger “{name}”; there are {', '.join(pack.ledgers)}.",
            str(pack.folder),
        )
    return found


def _said(ledger: Ledger, path: Path, found: Loaded, lang: str) -> str:
    zh = lang == "zh"
    record = found.record
    lines: list[str] = []
    if found.known and record is not None:
        return f"{path.name}：{'已经载入过，没有变化' if zh else 'was loaded before, nothing changed'}（{record.rows}）"
    if record is not None:
        said = (
            f"载入{record.rows}行，更正{record.replaces}行"
            if zh
            else f"{record.rows} rows, {record.replaces} of them corrections"
        )
        lines.append(f"{path.name} → {ledger.shown}：{said}")
    else:
        lines.append(paint(f"{path.name}：{'整个文件退回，没有载入' if zh else 'refused whole'}", fg="red"))
    for reject in found.rejects[:_SHOWN]:
        row = f"第{reject.row}行" if zh else f"row {reject.row}"
        lines.append(f"  {row} {reject.column} “{clip(reject.value, 40)}”：{reject.zh if zh else reject.en}")
    if len(found.rejects) > _SHOWN:
        lines.append(f"  …… {'共' if zh else 'in all '}{len(found.rejects)}{'处' if zh else ''}")
    lines += [f"  {said[0 if zh else 1]}" for said in found.notes]
    if found.ignored:
        lines.append(
            f"  {'没有声明、未载入的列' if zh else 'columns not declared, not loaded'}：{'、'.join(found.ignored)}"
        )
    return "\n".join(lines)


@command.command("explain", short_help="一个数从哪里来 / open a number")
@click.argument("folder", metavar="PACK")
@click.argument("indicator", required=False)
@click.option("--plan", "plan_file", required=True, metavar="PLAN", help="绩效表 / the plan.")
@as_of_option
@click.option("--rows", "rows_file", metavar="FILE.xlsx", help="把计入的行写成工作簿 / write the rows as a workbook.")
@click.option("--page", "page_file", metavar="FILE.html", help="写出一页，可点开每个指标 / a page that opens every indicator.")  # fmt: skip
@json_option
@click.pass_obj
def explain(
    lang: str,
    folder: str,
    indicator: str | None,
    plan_file: str,
    as_of: datetime.datetime | None,
    rows_file: str | None,
    page_file: str | None,
    as_json: bool,
) -> None:
    """打开一个指标的完成值：这个数、怎样数出来的、由哪些行组成。不写指标，用 --page 把全部指标写成一页。

    Open the number of an indicator: the value, how it was counted, and its rows; with --page all of them.
    """
    from jixiao.evidence.explaining import explained, rows_book
    from jixiao.evidence.pack import open_pack

    plan = read_one(plan_file, lang).plan
    day = day_of(as_of, plan)
    if page_file is not None:
        write_output(_whole_page(plan, open_pack(Path(folder)), day, lang), page_file, plan_file)
        click.echo(page_file, err=as_json or indicator is not None)
    if indicator is None:
        if page_file is None:
            raise JixiaoError("no-indicator", "请写出指标的名称或编号，或用 --page 把全部指标写成一页。",
                              "Name an indicator, or write all of them to a page with --page.")  # fmt: skip
        if as_json:
            echo_json({"page": page_file})
        return
    found = explained(plan, open_pack(Path(folder)), indicator, day, limit=None if rows_file or as_json else _SHOWN)
    if rows_file is not None:
        write_output(rows_book(found), rows_file, plan_file)
        click.echo(rows_file, err=as_json)
    if as_json:
        echo_json(
            {
                "indicator": found.indicator,
                "actual": found.actual,
                "sentence": found.sentence,
                "columns": found.columns,
                "rows": [[str(cell) if cell is not None else None for cell in row] for row in found.rows],
            }
        )
        return
    click.echo(
        paint(f"{found.indicator.name}  {found.indicator.target.text if found.indicator.target else ''}", bold=True)
    )
    click.echo(f"{found.actual.text or ''}{f'  {found.actual.note}' if found.actual.note else ''}\n{found.sentence}")
    widths = [
        min(
            24,
            max(
                [
                    len(str(name)) * 2,
                    *(len(str(row[n] if row[n] is not None else "")) * 2 for row in found.rows[:_SHOWN]),
                ]
            ),
        )
        for n, name in enumerate(found.columns)
    ]
    for row in ([*found.columns], *found.rows[:_SHOWN]):
        click.echo(
            "  "
            + "  ".join(
                pad(clip(str(cell) if cell is not None else "", width), width)
                for cell, width in zip(row, widths, strict=True)
            ).rstrip()
        )
    if found.total > _SHOWN:
        click.echo(f"  …… {found.total}{'行' if lang == 'zh' else ' rows'}，--rows FILE.xlsx")


def _whole_page(plan: Plan, pack: Pack, day: datetime.date, lang: str) -> bytes:
    from jixiao.evidence.explaining import opened
    from jixiao.evidence.measuring import measure
    from jixiao.evidence.page import page

    return page(plan, opened(plan, pack, measure(plan, pack, day).actuals, day, limit=_SHOWN), day, lang)


@command.command("coverage", short_help="哪些指标有佐证 / what stands on evidence")
@click.argument("folder", metavar="PACK")
@click.option("--plan", "plan_file", required=True, metavar="PLAN", help="绩效表 / the plan.")
@json_option
@click.pass_obj
def coverage(lang: str, folder: str, plan_file: str, as_json: bool) -> None:
    """列出每个指标靠什么成立：台账计算、问卷调查、人工评级、手工填报，或什么也没有。

    List what each indicator stands on. Exit code 1: some stand on nothing.
    """
    from jixiao.evidence.explaining import KINDS, standing
    from jixiao.evidence.pack import open_pack

    found = standing(read_one(plan_file, lang).plan, open_pack(Path(folder)))
    if as_json:
        echo_json(
            [{"indicator": row.id, "name": row.name, "kind": kind, "evidence": names} for row, kind, names in found]
        )
    else:
        for kind, (zh, en) in KINDS.items():
            rows = [(row, names) for row, of, names in found if of == kind]
            if rows:
                click.echo(paint(f"{zh if lang == 'zh' else en}  {len(rows)}", bold=True))
            for row, names in rows:
                click.echo(f"  {pad(clip(row.name, 50), 50)} {'、'.join(names)}".rstrip())
    sys.exit(1 if any(kind == "nothing" for _, kind, _ in found) else 0)


@command.command("verify", short_help="重算并核对 / compute again and compare")
@click.argument("folder", metavar="PACK")
@click.argument("actuals_file", metavar="ACTUALS.json")
@click.option("--plan", "plan_file", required=True, metavar="PLAN", help="绩效表 / the plan.")
@json_option
@click.pass_obj
def verify(lang: str, folder: str, actuals_file: str, plan_file: str, as_json: bool) -> None:
    """重算每个存下的完成值，与存下的比较；只列出不一样的。

    Compute every stored actual value again and list those that differ. Exit code 1: some differ.
    """
    from jixiao.evidence.explaining import verified
    from jixiao.evidence.pack import open_pack

    plan = read_one(plan_file, lang).plan
    found = verified(plan, open_pack(Path(folder)), Path(actuals_file).read_bytes(), actuals_file)
    if as_json:
        echo_json([{"indicator": row.id, "name": row.name, "stored": old, "now": new} for row, old, new in found])
    else:
        for row, old, new in found:
            click.echo(f"{pad(clip(row.name, 50), 50)} {old} → {new}")
        if not found:
            click.echo("全部一致" if lang == "zh" else "all agree")
    sys.exit(1 if found else 0)


@command.command("template", short_help="台账填报表 / fill-in workbook of a ledger")
@click.argument("folder", metavar="PACK")
@click.argument("ledger")
@click.argument("target", metavar="OUT.xlsx")
@click.option("--force", is_flag=True, help="覆盖已有的文件 / replace an existing file.")
@json_option
@click.pass_obj
def template(lang: str, folder: str, ledger: str, target: str, force: bool, as_json: bool) -> None:
    """生成台账的填报工作簿：字段说明、下拉选项、格式检查；填好后用 jixiao evidence load 载入。

    Write a fill-in workbook for a ledger.
    """
    from jixiao.evidence.pack import open_pack
    from jixiao.evidence.sheet import ledger_template

    if not force and Path(target).exists():
        raise JixiaoError("exists", "这个文件已经存在，里面可能有填好的内容。请换一个文件名；确实要覆盖请加 --force。",
                          "This file exists and may hold what somebody filled in. Choose another name, or add --force.", target)  # fmt: skip
    write_output(ledger_template(_ledger(open_pack(Path(folder)), ledger)), target)
    if as_json:
        echo_json({"file": target, "ledger": ledger})
    else:
        click.echo(target)
    del lang


@command.command("survey", short_help="满意度要多少份答卷 / plan a survey")
@click.option("--target", required=True, type=click.FloatRange(0, 100, min_open=True, max_open=True), metavar="%", help="指标值，如 95 / the target.")  # fmt: skip
@click.option("--expected", required=True, type=click.FloatRange(0, 100, min_open=True, max_open=True), metavar="%", help="预计满意度 / the expected share.")  # fmt: skip
@click.option("--power", default=80.0, type=click.FloatRange(50, 99.9), metavar="%", help="多大把握能证明达标，默认 80 / with which power.")  # fmt: skip
@click.option("--response", default=100.0, type=click.FloatRange(0, 100, min_open=True), metavar="%", help="预计回收率 / the response rate to be expected.")  # fmt: skip
@json_option
@click.pass_obj
def survey(lang: str, target: float, expected: float, power: float, response: float, as_json: bool) -> None:
    """满意度指标“≥95%”要收多少份答卷，才有把握证明达标（整个95%置信区间都不低于指标值）。

    How many answers a survey needs to show that satisfaction is at least the target. Exit code 1: no survey could.
    """
    from math import ceil

    from jixiao.evidence.survey import needed, power_of

    answers = needed(expected / 100, target / 100, power / 100)
    has = None if answers is None else power_of(answers, expected / 100, target / 100)
    sent = None if answers is None else ceil(answers / response * 100)
    if as_json:
        echo_json({"target": target, "expected": expected, "asked": power, "answers": answers, "power": has, "sent": sent})  # fmt: skip
    elif answers is None or has is None:
        click.echo(f"预计满意度{expected:g}%没有高过指标值{target:g}%，或高得太少，多少答卷也难以证明达标。" if lang == "zh"
                   else f"{expected:g} % is not above {target:g} %, or too little: no survey is likely to show it.")  # fmt: skip
    elif lang == "zh":
        click.echo(
            f"需要有效答卷{answers}份（按回收率{response:g}%应发出{sent}份）：满意度真有{expected:g}%时，有{has:.0%}的把握证明≥{target:g}%；再多收也不会低于{power:g}%。"
        )
    else:
        click.echo(
            f"{answers} answers ({sent} to be sent at {response:g} %): if {expected:g} % are satisfied, ≥{target:g} % is shown "
            f"with {has:.0%} power; more answers never bring it below {power:g} %."
        )
    sys.exit(1 if answers is None else 0)


@command.command("attachments", short_help="附件能不能证明 / what attachments prove")
@click.argument("folders", metavar="PACK...", nargs=-1, required=True)
@click.option("--plan", "plan_file", required=True, metavar="PLAN", help="绩效表 / the plan.")
@json_option
@click.pass_obj
def attachments(lang: str, folders: tuple[str, ...], plan_file: str, as_json: bool) -> None:
    """读每个附件：填报的数在不在里面、在哪一页；同一份材料用在几处的，列出来请核对。

    Read the attachments: whether they hold the reported numbers and where; documents used more than once are
    listed as questions. Several packs (projects, years) are compared with one another. Exit code 1: questions.
    """
    from jixiao.evidence.attachments import proofs
    from jixiao.evidence.pack import open_pack
    from jixiao.forms.read.texts import texts_of

    plan = read_one(plan_file, lang).plan
    found, shared = proofs(plan, [open_pack(Path(folder)) for folder in folders], texts_of)
    missing = [proof for proof in found if proof.error or proof.where == ()]
    if as_json:
        echo_json({"proofs": [proof._asdict() for proof in found], "shared": [held._asdict() for held in shared]})
        sys.exit(1 if missing or shared else 0)
    zh = lang == "zh"
    for proof in found:
        if proof.error:
            said = proof.error
        elif proof.where is None:
            said = "没有数字可核对" if zh else "no number to look for"
        elif proof.where:
            said = (f"“{proof.value}”在 " if zh else f"“{proof.value}” at ") + "；".join(
                where.describe(lang) for where in proof.where[:3]
            )
        else:
            said = f"没有找到“{proof.value}”，请核对" if zh else f"“{proof.value}” was not found"
        click.echo(f"{pad(clip(proof.indicator.name, 40), 40)} {proof.file}：{said}")
    for held in shared:
        head = ("同一份材料用在几处，请说明：" if zh else "the same document several times: ") if held.kind == "same" else (
            f"内容相近（{held.share:%}），请核对：" if zh else f"alike ({held.share:%}): ")  # fmt: skip
        click.echo(head + "；".join(f"{name}（{file}）" for name, file in held.uses))
    sys.exit(1 if missing or shared else 0)
