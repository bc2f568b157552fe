"""``jixiao show``: a form as a table in the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from jixiao.cli.console import echo_json, files_argument, json_option, read_each, report
from jixiao.plan.build import part
from jixiao.plan.money import format_amount

if TYPE_CHECKING:
    from rich.console import Console

    from jixiao.errors import JixiaoError
    from jixiao.plan.values import Plan


@click.command(short_help="查看绩效表 / show a form")
@files_argument
@json_option
@click.option("--objective", "-o", type=int, help="只看第几个目标 / only this objective.")
@click.pass_obj
def command(lang: str, files: tuple[str, ...], as_json: bool, objective: int | None) -> None:
    """像纸质表一样在终端里显示任务、目标和指标。

    Show tasks, objectives and indicators as on paper.
    """
    errors: list[JixiaoError] = []
    plans = [reading.plan for _, reading in read_each(files, lang, errors)]
    if as_json:
        echo_json(plans[0] if len(plans) == 1 else plans)
    else:
        from rich.console import Console

        console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
        for plan in plans:
            _show(console, plan, objective, lang)
    report(errors, lang)
    sys.exit(2 if errors else 0)


def _show(console: Console, plan: Plan, only: int | None, lang: str) -> None:
    from rich.table import Table

    zh = lang == "zh"
    title = f"{plan.scope or ''}绩效{plan.form}".replace("绩效目标表", "绩效目标表")
    console.print(
        f"[bold]{title}[/bold]（{plan.year or '?'}年度）  {plan.department or ''} {plan.project or ''}", markup=True
    )
    if plan.tasks and only is None:
        table = Table(title="主要工作任务" if zh else "Tasks", title_justify="left", expand=False)
        for name in ("序号", "主要工作任务") if zh else ("No.", "Task"):
            table.add_column(name, overflow="fold")
        for name in ("总额", "基本支出", "项目支出", "其他资金") if zh else ("Total", "Basic", "Projects", "Other"):
            table.add_column(name, justify="right", no_wrap=True)
        for task in plan.tasks:
            root = task.funds[0] if task.funds else None
            cells = [
                format_amount(part(root, name) if root else None)
                for name in ("总额", "基本支出", "项目支出", "其他资金")
            ]
            table.add_row(str(task.number), _plain(task.name), *cells)
        if plan.funds:
            cells = [format_amount(part(plan.funds[0], name)) for name in ("基本支出", "项目支出", "其他资金")]
            table.add_row("", "合计" if zh else "Total", format_amount(plan.funds[0].amount), *cells)
        console.print(table)
    numbers: list[int | None] = [o.number for o in plan.objectives] or [None]
    extra = sorted({i.objective for i in plan.indicators if i.objective is not None} - {n for n in numbers if n})
    rest = [None] if any(i.objective is None for i in plan.indicators) and None not in numbers else []
    for number in [*numbers, *extra, *rest]:
        if only is not None and number != only:
            continue
        objective = plan.objective(number)
        heading = f"目标{number}" if number is not None else ""
        console.print(f"\n[bold]{heading}[/bold] {_plain(objective.text) if objective else ''}")
        table = Table(expand=False)
        names = (
            ("一级指标", "二级指标", "三级指标", "指标值", "分值")
            if zh
            else ("Level 1", "Level 2", "Indicator", "Target", "Points")
        )
        weighted = any(i.weight is not None for i in plan.indicators)
        for name in names if weighted else names[:-1]:
            table.add_column(name, overflow="fold")
        previous = ("", "")
        for indicator in plan.indicators_of(number):
            label = (indicator.level1 or "", indicator.level2 or "")
            shown = ("" if label[0] == previous[0] else label[0], "" if label == previous else label[1])
            target = indicator.target.text if indicator.target else "—"
            weight = [f"{indicator.weight:f}" if indicator.weight is not None else ""] if weighted else []
            table.add_row(*shown, _plain(indicator.name), _plain(target), *weight)
            previous = label
        console.print(table)


def _plain(text: str) -> str:
    """Text as it is: square brackets in it are no markup."""
    return text.replace("[", "\\[")
