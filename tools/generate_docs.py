"""Write the reference pages of the documentation from the code: rules, regulations, schemes, commands, schemas.

The pages are committed, and a test compares them with what this module would write.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))
SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}
NEEDS = {"previous": "上年的绩效表（`--previous`）", "actuals": "实际完成值（自评表，或评分时的完成值）"}


def pages() -> dict[str, str]:
    """The text of each page by file name."""
    return {
        "rules.md": rules_page(),
        "law.md": law_page(),
        "schemes.md": schemes_page(),
        "commands.md": commands_page(),
        "schema.md": schema_page(),
    }


def rules_page() -> str:
    """Every rule: reason, basis, cases; and precision and recall on the labelled tables."""
    from tests.labels import EXPECTED, precision_and_recall

    from jixiao.law import describe
    from jixiao.review import rules
    from jixiao.review.report import example

    measured = precision_and_recall()
    lines = [
        "# 审核规则",
        "",
        (
            "规则代码和级别是公开接口：改动会写进 CHANGELOG，代码不会重复使用。命令行里用 `jixiao rules R07` 看同样的内容。"
            "标“待核”的依据还没有与正式文本核对。"
        ),
        "",
        "## 准确率和查全率",
        "",
        (
            f"在人工标注的 {len(EXPECTED)} 张公开表上逐条计算：一条发现与一个标注按规则和行对应。"
            "标注是开发者看过程序输出之后做的，不是独立标注；样本小，数字只能说明规则在这些表上的表现。"
        ),
        "",
        "| 规则 | 标题 | 级别 | 准确率 | 查全率 |",
        "|---|---|---|---|---|",
    ]
    for code, rule in rules().items():
        right, found, recalled, labelled = measured.get(code, [0, 0, 0, 0])
        precision = f"{right}/{found}" if found else "—"
        recall = f"{recalled}/{labelled}" if labelled else "—"
        lines.append(f"| [{code}](#{code.lower()}) | {rule.zh} | {SEVERITY[rule.severity]} | {precision} | {recall} |")
    sums = [sum(counts[i] for counts in measured.values()) for i in range(4)]
    lines += [
        f"| 合计 | | | {sums[0]}/{sums[1]} | {sums[2]}/{sums[3]} |",
        "",
        "“—”：这些表里没有这条规则的发现或标注，只由它自己的样例和专门的测试检验（如 R33：在公开表里植入万倍错误和单价错误再查）。",
        "",
    ]
    for code, rule in rules().items():
        lines += [f"## {code} {rule.zh} {{ #{code.lower()} }}", ""]
        lines += [f"`{rule.name}` · {SEVERITY[rule.severity]} · {rule.en} · 自 {rule.since} 版", ""]
        lines += [rule.why, "", f"依据：{describe(rule.source)}", ""]
        if rule.needs:
            lines += [f"需要：{NEEDS[rule.needs]}。没有时不作判断。", ""]
        if rule.suspects:
            lines += ["只提示疑点，由人判断。", ""]
        for label, cases in (("触发", rule.fires), ("不触发", rule.silent)):
            lines += [f"- {label}：{example(case)}" for case in cases]
        lines.append("")
    return "\n".join(lines)


def law_page() -> str:
    """Every regulation with its articles and whether they were compared with the official text."""
    from jixiao.law import cite, sources

    lines = [
        "# 制度文件",
        "",
        "规则和评分办法引用的文件。条文用我们自己的话概括；“待核”表示没有与正式文本逐字核对。",
        "",
    ]
    for key, source in sources().items():
        lines += [f"## {cite(key).describe()} {{ #{key} }}", ""]
        dates = [f"印发 {source.issued}" if source.issued else "", f"施行 {source.in_force}" if source.in_force else ""]
        dates += [
            f"失效 {source.until}" if source.until else "",
            f"由 {source.replaced_by} 替代" if source.replaced_by else "",
        ]
        lines += [" · ".join(part for part in (f"`{key}`", source.issuer, source.region, *dates) if part), ""]
        if source.note:
            lines += [source.note, ""]
        lines += [
            f"- {article.article}{'' if article.checked else '（待核）'}：{article.zh}" for article in source.articles
        ]
        lines.append("")
    return "\n".join(lines)


def schemes_page() -> str:
    """The shipped scoring schemes, their figures, and their files' text."""
    from jixiao.law import describe
    from jixiao.plan.taxonomy import LEVEL1_NAMES
    from jixiao.score.scheme import SCHEMES, load_scheme

    lines = [
        "# 评分规则",
        "",
        "评分规则是数据文件。自己的规则：复制一份改好，用 `--scheme 我的规则.toml`。每次评分记下规则的摘要，以后可以复算。",
        "",
    ]
    for key in SCHEMES:
        scheme = load_scheme(key)
        lines += [f"## {scheme.title} {{ #{key} }}", "", f"`{key}` · 依据：{describe(scheme.source)}", ""]
        if scheme.assumed:
            lines += ["没有公布过数字的部分是我们设定的。", ""]
        lines += [f"- 预算执行率 {scheme.execution} 分，指标 {scheme.indicator_total} 分"]
        if scheme.levels:
            shares = "、".join(f"{LEVEL1_NAMES[level]} {points}" for level, points in scheme.levels.items())
            lines += [f"- 一级指标：{shares}"]
        high, low = (band * 100 for band in scheme.bands)
        lines += [f"- 定性指标分档：达成 {high:.0f}%—100%，部分达成 {low:.0f}%—{high:.0f}%，未达成 0—{low:.0f}%"]
        lines += [
            f"- 等级：优 ≥{scheme.grades[0]}，良 ≥{scheme.grades[1]}，中 ≥{scheme.grades[2]}，其余为差",
            f"- 摘要 `{scheme.digest[:16]}`",
            "",
        ]
        text = (ROOT / "src" / "jixiao" / "score" / "schemes" / f"{key}.toml").read_text(encoding="utf-8")
        lines += ['??? note "数据文件"', "", "    ```toml", *(f"    {line}".rstrip() for line in text.splitlines())]
        lines += ["    ```", ""]
    return "\n".join(lines)


def commands_page() -> str:
    """The help text of every command."""
    import click

    from jixiao.cli import COMMANDS, cli
    from jixiao.cli.console import language

    os.environ.pop("NO_COLOR", None)
    language("zh")
    lines = [
        "# 命令",
        "",
        (
            "每个命令都接受文件、文件夹和 `-`（标准输入），长时间的工作显示进度，`--json` 给程序用。"
            "退出码：0 正常，1 有发现或有差别，2 文件不能用或用法不对。"
        ),
        "",
    ]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        if command is None:
            raise LookupError(name)
        lines += help_of(f"jixiao {name}", command)
        if isinstance(command, click.Group):
            for below in sorted(command.commands):
                lines += help_of(f"jixiao {name} {below}", command.commands[below])
    return "\n".join(lines)


def help_of(name: str, command: Any) -> list[str]:
    """The help text of one command under its heading."""
    import click

    context = click.Context(
        command,
        info_name=name,
        help_option_names=["-h", "--help"],
        terminal_width=100,
        max_content_width=100,
        color=False,
    )
    return [f"## {name}", "", "```text", command.get_help(context), "```", ""]


def schema_page() -> str:
    """The JSON Schemas."""
    from jixiao.plan import values
    from jixiao.plan.codec import json_schema
    from jixiao.plan.evaluation import Evaluation

    lines = [
        "# JSON Schema",
        "",
        "`jixiao schema plan` 输出同样的内容。金额和数值是字符串（十进制，不经过浮点），没有的写 null。",
        "",
    ]
    kinds = {"plan": values.Plan, "reading": values.Reading, "finding": values.Finding, "evaluation": Evaluation}
    for name, kind in kinds.items():
        schema = json.dumps(json_schema(kind), ensure_ascii=False, indent=1)
        lines += [f"## {name}", "", "```json", schema, "```", ""]
    return "\n".join(lines)


def main() -> None:
    """Write all pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
