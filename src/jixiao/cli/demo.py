"""``jixiao demo``: the whole way on the real sample."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import json_option, pad

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command(short_help="演示 / demonstration")
@click.argument("folder", default="demo-output")
@json_option
@click.pass_obj
def command(lang: str, folder: str, as_json: bool) -> None:
    """用真实的 2025 年公开样表走完：读取、审核、评分、官方表样、开放数据；完成值为合成数据。

    Run the whole way on the published 2025 sample. Its actual values are synthetic and labelled so.
    """
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    made: list[tuple[str, str]] = []
    steps = _steps(target, lang, made)
    shown = sys.stderr
    for number, (zh, en, work) in enumerate(steps, 1):
        started = time.perf_counter()
        bar = "█" * number + "░" * (len(steps) - number)
        click.echo(f"[{bar}] {number}/{len(steps)} {pad(zh if lang == 'zh' else en, 34)}", file=shown, nl=False)
        note = work()
        click.echo(f" {note}  ({(time.perf_counter() - started) * 1000:.0f} ms)", file=shown)
    if as_json:
        import json

        click.echo(json.dumps({"folder": str(target), "files": dict(made)}, ensure_ascii=False, indent=2))
        return
    click.echo(f"\n{'输出在' if lang == 'zh' else 'Everything is in'} {target}/")
    for file, what in made:
        click.echo(f"  {pad(file, 46)} {what}")


def _steps(target: Path, lang: str, made: list[tuple[str, str]]) -> list[tuple[str, str, Callable[[], str]]]:
    """Each step with its title; they share what the earlier ones found."""
    import jixiao
    from jixiao.forms.layouts import review_form, selfevaluation, targets
    from jixiao.forms.monitoring import monitoring_form
    from jixiao.forms.write import FORMATS, write, write_file
    from jixiao.plan.codec import to_pretty_json
    from jixiao.plan.evaluation import Record, SelfEvaluation
    from jixiao.score.actuals import read_actuals

    zh = lang == "zh"
    text, book = jixiao.sample("tianjin-miit-2025.txt"), jixiao.sample("tianjin-miit-2025.xlsx")
    reading = jixiao.read(text, name=text.name, lang=lang)
    plan = reading.plan
    given = read_actuals(jixiao.sample("tianjin-miit-2025.actuals.json"), plan)
    findings = jixiao.check(plan, locations=reading.locations, problems=reading.problems, lang=lang)
    result = jixiao.evaluate(plan, given.actuals, "tianjin-dept", executed=given.executed, lang=lang)

    def keep(name: str, data: bytes, what_zh: str, what_en: str) -> None:
        write_file(target / name, data)
        made.append((name, what_zh if zh else what_en))

    def read_step() -> str:
        keep(
            "绩效表.json",
            to_pretty_json(reading) + b"\n",
            "读出的内容和每个字段的位置",
            "what was read, with the place of every field",
        )
        counts = len(plan.tasks), len(plan.objectives), len(plan.indicators), len(reading.problems)
        return (
            "{} 项任务、{} 个目标、{} 个指标、{} 个疑点".format(*counts)
            if zh
            else "{} tasks, {} objectives, {} indicators, {} doubts".format(*counts)
        )

    def same_step() -> str:
        from jixiao.plan.diff import diff

        changes = diff(plan, jixiao.read(book, name=book.name, lang=lang).plan)
        return (
            (f"{len(changes)} 处差别" if changes else "文字版与 Excel 版内容一致")
            if zh
            else f"{len(changes)} differences between text and workbook"
        )

    def check_step() -> str:
        import json

        from jixiao.forms.write.marks import mark_workbook
        from jixiao.review.report import summary, text_report
        from jixiao.review.sarif import to_sarif
        from jixiao.review.sheet import review_sheet

        keep(
            "审核报告.txt",
            (text_report(text.name, plan, findings, lang) + "\n").encode(),
            "逐行的审核发现",
            "findings row by row",
        )
        keep(
            "审核结果.sarif",
            json.dumps(
                to_sarif([(text.name, findings)], jixiao.__version__, lang), ensure_ascii=False, indent=2
            ).encode(),
            "SARIF",
            "SARIF",
        )
        of_book = jixiao.read(book, name=book.name, lang=lang)
        marked = jixiao.check(of_book.plan, locations=of_book.locations, lang=lang)
        keep(
            "审核标注.xlsx", mark_workbook(book.read_bytes(), marked, lang), "原工作簿加标注", "the workbook with marks"
        )
        sheet = review_sheet(plan, findings, lang=lang)
        for kind in ("pdf", "docx"):
            keep(f"绩效目标审核表.{kind}", write(review_form(sheet), kind), "官方审核表", "official review sheet")
        return summary(findings, lang)

    def forms_step() -> str:
        for kind in FORMATS:
            keep(f"整体支出绩效目标表.{kind}", write(targets(plan), kind), "官方表样", "official form")
        keep(
            "绩效目标执行监控表.pdf", write(monitoring_form(plan), "pdf"), "待填的监控表", "monitoring form to fill in"
        )
        return "、".join(FORMATS)

    def score_step() -> str:
        from jixiao.score.explain import tree

        note = (
            "合成数据：完成值为演示而编，不是真实情况。\n" if zh else "Synthetic data: the actual values are made up.\n"
        )
        keep(
            "评分说明（合成数据）.txt",
            (note + tree(result, plan, lang) + "\n").encode(),
            "总分展开成树",
            "the sum as a tree",
        )
        table = selfevaluation(SelfEvaluation(plan, given.actuals, result, given.executed))
        for kind in FORMATS:
            keep(
                f"部门整体支出绩效自评表（合成数据）.{kind}",
                write(table, kind),
                "官方自评表，合成数据",
                "self-evaluation form, synthetic data",
            )
        record = Record(plan, given.actuals, given.executed, {}, result)
        keep("评分记录（合成数据）.json", to_pretty_json(record) + b"\n", "可复算的记录", "a record to verify")
        return f"{result.total}/{result.full:f} {result.grade}"

    def open_step() -> str:
        from jixiao.forms.datapackage import datapackage
        from jixiao.forms.template import actuals_template, template

        weights = {row.indicator: row.weight for row in result.scores}
        keep("开放数据.zip", datapackage(plan, source=text.name), "Frictionless 数据包", "Frictionless data package")
        keep("空白填报表.xlsx", template("整体支出", 2026), "下年度空白填报表", "empty fill-in workbook for next year")
        keep("完成值填报表.xlsx", actuals_template(plan, weights), "实际完成值填报表", "form for actual values")
        return "zip + xlsx"

    return [
        ("读取公开表的文字", "read the published text", read_step),
        ("与 Excel 版核对", "compare with the workbook", same_step),
        ("按法规审核", "check against the regulations", check_step),
        ("生成官方表样", "write the official forms", forms_step),
        ("评分（合成完成值）", "score (synthetic actual values)", score_step),
        ("开放数据和填报表", "open data and fill-in forms", open_step),
    ]
