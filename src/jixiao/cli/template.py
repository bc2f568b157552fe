"""``jixiao template``: fill-in workbooks."""

from __future__ import annotations

from pathlib import Path

import click

from jixiao.cli.console import json_option, read_one, write_output
from jixiao.errors import JixiaoError


@click.command(short_help="填报表 / fill-in workbooks")
@click.argument("target", metavar="OUT.xlsx")
@json_option
@click.option(
    "--scope", type=click.Choice(["overall", "project"]), default="overall", help="overall 整体支出，project 项目支出。"
)
@click.option("--year", type=click.IntRange(1990, 2100), help="年度 / fiscal year.")
@click.option("--department", default="", help="部门名称 / department.")
@click.option(
    "--actuals",
    "plan_file",
    metavar="FILE",
    help="为这张绩效表生成实际完成值填报表 / a form for this plan's actual values.",
)
@click.option("--scheme", default="mof-2020", help="默认分值按哪套评分规则 / scheme of the default weights.")
@click.option("--force", is_flag=True, help="覆盖已有的文件 / replace an existing file.")
@click.pass_obj
def command(
    lang: str,
    target: str,
    as_json: bool,
    scope: str,
    year: int | None,
    department: str,
    plan_file: str | None,
    scheme: str,
    force: bool,
) -> None:
    """生成空白的绩效目标填报工作簿，或（--actuals）实际完成值填报工作簿。

    Write an empty fill-in workbook, or one for the actual values of a plan.
    """
    if target != "-" and not target.lower().endswith(".xlsx"):
        raise JixiaoError(
            "unknown-format",
            "填报表只有 xlsx 一种，请用 .xlsx 结尾的文件名。",
            "Fill-in workbooks are xlsx; end the name in .xlsx.",
            target,
        )
    if target != "-" and not force and Path(target).exists():
        raise JixiaoError(
            "exists",
            "这个文件已经存在，里面可能有填好的内容。请换一个文件名；确实要覆盖请加 --force。",
            "This file exists and may hold what somebody filled in. Choose another name, or add --force.",
            target,
        )
    from jixiao.forms.template import actuals_template, template

    if plan_file is not None:
        from jixiao.score import load_scheme, weights_for

        plan = read_one(plan_file, lang).plan
        data = actuals_template(plan, weights_for(plan, load_scheme(scheme))[0])
    else:
        data = template("整体支出" if scope == "overall" else "项目支出", year, department)
    write_output(data, target, plan_file)
    if as_json:
        import json

        click.echo(json.dumps({"file": target, "scope": scope, "year": year}, ensure_ascii=False))
    elif target != "-":
        click.echo(target)
