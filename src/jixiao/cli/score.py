"""``jixiao score``: points, each explained."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import echo_json, json_option, pad, paint, read_each, report, write_output
from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.plan.evaluation import Evaluation
    from jixiao.plan.values import Plan, Reading
    from jixiao.score.actuals import Given


@click.command(short_help="评分 / score a form")
@click.argument("sources", metavar="PLAN...", nargs=-1, required=True)
@click.option("--actuals", "actuals_file", metavar="FILE", help="实际完成值：xlsx、csv 或 json / actual values.")
@click.option(
    "--scheme",
    "--rules",
    "scheme",
    default="mof-2020",
    help="评分规则：mof-2020、mof-2021-cost、hubei、sichuan、tianjin-dept 或 .toml 文件。",
)
@json_option
@click.option("--explain", is_flag=True, help="把总分展开成树 / show the sum as a tree.")
@click.option("--compare", metavar="SCHEME", help="换一套规则会怎样 / what another scheme would change.")
@click.option(
    "--what-if",
    "changes",
    multiple=True,
    metavar="KEY=VALUE",
    help="假设：指标=新指标值，weight:指标=分值，scheme.over.deduct=2 等；不改动记录。",
)
@click.option(
    "--out",
    "-o",
    "outs",
    multiple=True,
    metavar="FILE",
    help="写出绩效自评表（xlsx、docx、pdf、html），可多次 / the self-evaluation form.",
)
@click.option("--record", metavar="FILE", help="保存评分记录（JSON，含摘要）/ store the record with its digests.")
@click.option("--verify", is_flag=True, help="PLAN 是评分记录：复算并核对 / PLAN is a record: compute it again.")
@click.pass_obj
def command(
    lang: str,
    sources: tuple[str, ...],
    actuals_file: str | None,
    scheme: str,
    as_json: bool,
    explain: bool,
    compare: str | None,
    changes: tuple[str, ...],
    outs: tuple[str, ...],
    record: str | None,
    verify: bool,
) -> None:
    """按评分规则计分，每个指标一句话说明公式、数字和怎样可得满分。

    Score a form; every indicator's points come with a sentence.
    """
    from jixiao.score import score
    from jixiao.score.explain import comparison

    if verify:
        for source in sources:
            _verify(source, lang)
        return
    errors: list[JixiaoError] = []
    readings = list(read_each(sources, lang, errors))
    if len(readings) != 1 and (actuals_file or outs or record):
        report(errors, lang)
        raise JixiaoError(
            "one-plan",
            f"--actuals、--out 和 --record 只用于一张绩效表，这里有{len(readings)}张。",
            f"--actuals, --out and --record are for one form; there are {len(readings)}.",
        )
    results: dict[str, Evaluation] = {}
    for source, reading in readings:
        plan = reading.plan
        try:
            given = _edited(_given(reading, actuals_file, source), plan, scheme)
            result = score(plan, given.actuals, scheme, executed=given.executed, weights=given.weights, lang=lang)
        except JixiaoError as error:
            errors.append(error.at(source))
            continue
        results[source] = result
        if not as_json:
            if len(readings) > 1:
                click.echo(paint(source, bold=True))
            _print(plan, result, given, lang, explain=explain)
        if compare:
            other = score(plan, given.actuals, compare, executed=given.executed, weights=given.weights, lang=lang)
            click.echo("\n" + comparison(result, other, plan, lang), err=as_json)
        if changes:
            _what_if(plan, given, scheme, changes, lang, to_error=as_json)
        _write(plan, given, result, outs, record, (source, actuals_file))
    if as_json and results:
        echo_json(next(iter(results.values())) if len(readings) == 1 else results)
    report(errors, lang)
    if errors:
        sys.exit(2)


def _given(reading: Reading, actuals_file: str | None, source: str) -> Given:
    """The actual values of a file, or those printed in the form itself."""
    from jixiao.score.actuals import Given, complete, read_actuals

    plan = reading.plan
    if actuals_file is not None:
        return read_actuals(actuals_file, plan)
    if reading.actuals:
        targets = {i.id: i.target for i in plan.indicators}
        return Given(
            tuple(complete(a, targets.get(a.indicator or ""), plan.year) for a in reading.actuals),
            {},
            synthetic=False,
            weights={},
        )
    raise JixiaoError(
        "no-actuals",
        "没有实际完成值。请用 --actuals 给出文件；填报表用 jixiao template --actuals 生成。",
        "No actual values. Give a file with --actuals; make a form with jixiao template --actuals.",
        source,
    )


def _print(plan: Plan, result: Evaluation, given: Given, lang: str, *, explain: bool) -> None:
    from jixiao.law import describe
    from jixiao.score.explain import tree

    zh = lang == "zh"
    if given.synthetic:
        click.echo(
            paint(
                "合成数据，仅供演示，不是真实完成情况。"
                if zh
                else "Synthetic data for demonstration, not real results.",
                fg="magenta",
                bold=True,
            )
        )
    if explain:
        click.echo(tree(result, plan, lang))
    else:
        previous = None
        for indicator in plan.indicators:
            found = result.of(indicator.id)
            if found is None:
                continue
            if indicator.objective != previous and indicator.objective is not None:
                click.echo(paint(f"目标{indicator.objective}" if zh else f"objective {indicator.objective}", bold=True))
                previous = indicator.objective
            colour = "green" if not found.lost else "yellow" if found.score else "red"
            click.echo(
                f"  {paint(pad(f'{found.score}/{found.weight:f}', 12), fg=colour)} {indicator.name}：{found.sentence}"
            )
        if result.execution is not None:
            click.echo(f"  {result.execution.sentence}")
        missing = [i.name for i in plan.indicators if (s := result.of(i.id)) is not None and s.needs_reason]
        if missing:
            click.echo(("须说明原因：" if zh else "a reason is due: ") + "、".join(missing))
        click.echo(paint(f"{'总分' if zh else 'total'} {result.total}/{result.full:f}  {result.grade}", bold=True))
        if result.scores:
            click.echo(
                f"{'依据' if zh else 'basis'}: {describe(result.scores[0].citation, lang)} · {result.scheme} v{result.scheme_version}"
            )
    for warning in result.warnings:
        click.echo(f"{'提示' if zh else 'note'}: {warning}")


def _edited(given: Given, plan: Plan, scheme: str) -> Given:
    """Weights only where somebody changed them: the fill-in workbook prints the defaults too."""
    from jixiao.score import load_scheme, weights_for

    if given.weights and given.weights == weights_for(plan, load_scheme(scheme))[0]:
        return given._replace(weights={})
    return given


def _what_if(plan: Plan, given: Given, scheme: str, changes: tuple[str, ...], lang: str, *, to_error: bool) -> None:
    from jixiao.score import what_if
    from jixiao.score.explain import comparison

    parsed: dict[str, str] = {}
    for change in changes:
        key, sign, value = change.rpartition("=") if not change.endswith("=") else ("", "", "")
        if ("≥" in change or "≤" in change or "＝" in change) and not key:
            key, sign, value = change.partition("=")
        if not sign or not key:
            raise JixiaoError("bad-change", f"“{change}”应写成 键=值。", f"“{change}” must be KEY=VALUE.")
        parsed[key] = value
    before, after = what_if(
        plan, given.actuals, scheme, parsed, executed=given.executed, given=given.weights, lang=lang
    )
    click.echo("\n" + ("假设（不改动记录）：" if lang == "zh" else "what if (nothing is stored):"), err=to_error)
    click.echo(comparison(before, after, plan, lang), err=to_error)


def _write(
    plan: Plan,
    given: Given,
    result: Evaluation,
    outs: tuple[str, ...],
    record: str | None,
    inputs: tuple[str | None, ...],
) -> None:
    if outs:
        from jixiao.forms.layouts import selfevaluation
        from jixiao.forms.write import format_of, write
        from jixiao.plan.evaluation import SelfEvaluation

        executed: dict[str, Decimal] = dict(given.executed)
        table = selfevaluation(SelfEvaluation(plan, given.actuals, result, executed))
        kinds = [format_of(name) for name in outs]
        for name, kind in zip(outs, kinds, strict=True):
            write_output(write(table, kind), name, *inputs)
            click.echo(name, err=True)
    if record:
        from jixiao.plan.codec import to_pretty_json
        from jixiao.plan.evaluation import Record

        write_output(
            to_pretty_json(Record(plan, given.actuals, dict(given.executed), given.weights, result)) + b"\n",
            record,
            *inputs,
        )
        click.echo(record, err=True)


def _verify(source: str, lang: str) -> None:
    from pathlib import Path

    import msgspec

    from jixiao.plan.codec import from_json
    from jixiao.plan.evaluation import Record
    from jixiao.score import reproduce

    try:
        stored = from_json(Path(source).read_bytes(), Record)
    except (OSError, msgspec.DecodeError) as error:
        raise JixiaoError(
            "bad-record",
            f"不是评分记录（{error}）。请用 jixiao score --record 保存的文件。",
            f"This is no scoring record ({error}).",
            source,
        ) from None
    again = reproduce(stored, lang=lang)
    click.echo(
        f"{'复算一致' if lang == 'zh' else 'reproduced'}: {again.total}/{again.full:f} {again.grade} · "
        f"{again.scheme} v{again.scheme_version} · {again.scheme_digest[:12]}"
    )
