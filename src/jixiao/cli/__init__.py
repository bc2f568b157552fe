"""The command line: one module a command, loaded when it is called."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from typing import NoReturn

import click

COMMANDS = {
    "read": ("读取任何公开的绩效表", "Read any published form"),
    "settle": ("对照原件处理读表的疑点", "Settle the doubts of a reading"),
    "check": ("按法规审核绩效表", "Check a form against the regulations"),
    "show": ("在终端里查看绩效表", "Show a form in the terminal"),
    "convert": ("转成官方表样或开放数据", "Convert to official forms or open data"),
    "evidence": ("佐证资料包：台账、度量、追溯", "Evidence packs: ledgers, measures, lineage"),
    "measure": ("由佐证资料算出完成值", "Compute actual values from evidence"),
    "monitor": ("监控进度、预测全年、红黄绿预警", "Monitor pace, forecast the year, alerts"),
    "diff": ("比较两份绩效表", "Compare two forms"),
    "template": ("生成空白填报表或完成值填报表", "Write fill-in workbooks"),
    "score": ("按评分规则打分并说明每一分", "Score a form and explain every point"),
    "rules": ("列出审核规则，或解释一条", "List the review rules, or explain one"),
    "law": ("列出依据的制度文件", "List the regulations"),
    "schema": ("输出 JSON Schema", "Print a JSON Schema"),
    "demo": ("用真实样表走完全程", "Run the whole way on the real sample"),
}


_EXTRAS = {"duckdb": "data", "sqlglot": "data", "yaml": "data", "numpy": "data"}
"""Modules of optional dependencies, by the extra that brings them."""


class _Commands(click.Group):
    """Imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"jixiao.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from jixiao.cli.console import language

        column = 0 if language(ctx.params.get("lang")) == "zh" else 1
        with formatter.section("命令" if column == 0 else "Commands"):
            formatter.write_dl([(name, texts[column]) for name, texts in COMMANDS.items()])


def _language(wanted: str | None) -> str | None:
    from jixiao.cli.console import language

    return language(wanted) if wanted else None


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    is_eager=True,
    callback=lambda _ctx, _param, value: _language(value),
    help="界面语言，默认随系统 / language, by default the system's.",
)
@click.version_option(package_name="jixiao", prog_name="jixiao")
@click.pass_context
def cli(ctx: click.Context, lang: str | None) -> None:
    """绩效：读取、审核、评分和发布政府预算绩效表。

    Jixiao: read, check, score and publish government performance tables.
    """
    from jixiao.cli.console import language

    ctx.obj = language(lang)


def _usage(error: click.ClickException) -> NoReturn:
    """Print what is wrong with the command's words, in the user's language."""
    from jixiao.cli.console import language

    if language() != "zh":
        error.show()
        sys.exit(2)
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(context.get_usage().replace("Usage:", "用法："), err=True)
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(context) if error.param is not None and context is not None else ""
        text = f"缺少参数 {name}"
    elif isinstance(error, click.NoSuchOption):
        text = f"没有选项 {error.option_name}" + (
            f"，是否指 {'、'.join(error.possibilities)}" if error.possibilities else ""
        )
    elif isinstance(error, click.BadParameter):
        name = error.param.make_metavar(context) if error.param is not None and context is not None else ""
        if error.param is not None and isinstance(error.param.type, click.DateTime):
            text = f"{error.param.opts[0]} 应是日期，写作 2025-07-31"
        else:
            text = f"参数 {name} 的值不对：{error.message.rstrip('.。')}"
    else:
        wrong = re.search(r"No such command '(.+?)'", error.message)
        text = f"没有命令“{wrong[1]}”，可用：{'、'.join(COMMANDS)}" if wrong else f"用法不对：{error.message}"
    click.echo(f"错误: {text}。用 -h 查看说明。", err=True)
    sys.exit(2)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 findings or differences, 2 unusable input."""
    from jixiao.cli.console import fail
    from jixiao.errors import JixiaoError

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(cli(standalone_mode=False))
    except JixiaoError as error:
        fail(error)
    except ModuleNotFoundError as error:
        extra = _EXTRAS.get((error.name or "").split(".")[0])
        if extra is None:
            raise
        fail(JixiaoError("not-installed", f"还没有安装 {error.name}。请运行 pip install 'jixiao[{extra}]'。",
                         f"{error.name} is not installed: pip install 'jixiao[{extra}]'."))  # fmt: skip
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        _usage(error)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
