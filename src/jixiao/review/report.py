"""Findings for people: grouped by row, like a linter's report."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from jixiao.law import describe
from jixiao.review.registry import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from jixiao.plan.values import Finding, Plan

LABELS = {
    "zh": {"error": "错误", "warning": "警告", "info": "提示"},
    "en": {"error": "error", "warning": "warning", "info": "info"},
}
_COLOURS = {"error": "red", "warning": "yellow", "info": "cyan"}


def _plain(text: str, colour: str | None = None) -> str:
    del colour
    return text


def text_report(
    name: str, plan: Plan, findings: Sequence[Finding], lang: str = "zh", paint: Callable[[str, str], str] = _plain
) -> str:
    """The whole report as text. ``paint(text, colour)`` colours it where wanted."""
    zh = lang == "zh"
    groups: dict[str, list[Finding]] = {}
    for found in findings:
        groups.setdefault(_row_of(found.subject), []).append(found)
    lines: list[str] = []
    for row, members in groups.items():
        first = members[0]
        place = first.location.describe(lang) if first.location else name
        heading = _heading(plan, row, first, lang)
        lines.append(f"{paint(place, 'bold')}  {heading}".rstrip())
        for found in members:
            if found.status == "waived":
                note = f"（已豁免：{found.reason}）" if zh else f" (waived: {found.reason})"
                lines.append(f"  {found.rule} {LABELS[lang][found.severity]} {found.message}{note}")
                continue
            label = paint(f"{found.rule} {LABELS[lang][found.severity]}", _COLOURS[found.severity])
            lines.append(f"  {label} {found.message}")
            if found.suggestion:
                lines.append(f"      {'建议' if zh else 'suggestion'}: {found.suggestion}")
            if found.citation:
                lines.append(f"      {'依据' if zh else 'basis'}: {describe(found.citation, lang)}")
        lines.append("")
    lines.append(summary(findings, lang))
    return "\n".join(lines)


def summary(findings: Sequence[Finding], lang: str = "zh") -> str:
    """One line: how many of each severity, and how many waived."""
    open_ones = [found for found in findings if found.status != "waived"]
    counts = Counter(found.severity for found in open_ones)
    waived = len(findings) - len(open_ones)
    if lang == "zh":
        if not findings:
            return "没有发现问题。"
        parts = [f"{LABELS['zh'][s]} {counts[s]}" for s in ("error", "warning", "info") if counts[s]]
        return f"共 {len(open_ones)} 条发现：" + "，".join(parts) + (f"；已豁免 {waived}" if waived else "") + "。"
    if not findings:
        return "No findings."
    parts = [f"{counts[s]} {s}" for s in ("error", "warning", "info") if counts[s]]
    return f"{len(open_ones)} findings: " + ", ".join(parts) + (f"; {waived} waived" if waived else "") + "."


def _row_of(subject: str) -> str:
    steps = subject.split("/")
    return "/".join(steps[:3]) if len(steps) > 2 and steps[2].isdigit() else subject


def _heading(plan: Plan, row: str, found: Finding, lang: str) -> str:
    """What the row says: objective, levels, name and target as printed."""
    steps = row.strip("/").split("/")
    if steps[0] == "indicators" and len(steps) > 1:
        indicator = plan.indicators[int(steps[1])]
        where = " › ".join(
            part
            for part in (
                f"目标{indicator.objective}" if indicator.objective else "",
                indicator.level1,
                indicator.level2,
            )
            if part
        )
        target = indicator.target.text if indicator.target else ("（空）" if lang == "zh" else "(empty)")
        return f"{where} › {indicator.name} → {target}"
    return found.quote or {"indicators": "绩效指标", "tasks": "主要工作任务", "funds": "资金", "": ""}.get(steps[0], "")


def rule_text(code: str, lang: str = "zh") -> str:
    """Everything about one rule, for ``jixiao rules R07``. Raises KeyError for an unknown code."""
    registered = rules()[code]
    zh = lang == "zh"
    lines = [
        f"{code} {registered.name}",
        f"{registered.zh if zh else registered.en}（{LABELS[lang][registered.severity]}）",
        f"{'依据' if zh else 'basis'}: {describe(registered.source, lang)}",
        "",
        registered.why if zh else "\n".join(line.strip() for line in registered.doc.strip().splitlines()),
        "",
    ]
    for label, cases in (
        ("触发" if zh else "fires", registered.fires),
        ("不触发" if zh else "silent", registered.silent),
    ):
        lines += [f"{label}: {example(case, lang)}" for case in cases]
    if registered.suspects:
        lines += ["", "这条规则只能提示疑点，由人判断。" if zh else "This rule can only suspect; people decide."]
    return "\n".join(lines)


_GIVEN = {
    "zh": {"money": "任务资金", "total": "合计", "texts": "目标", "actuals": "实际完成", "previous": "上年", "scores": "得分",
           "scope": "范围", "problems": "读取疑点", "executed": "执行数", "execution": "预算执行率（分值|得分|执行率）",
           "total_score": "总分"},
    "en": {"money": "task money", "total": "total", "texts": "objectives", "actuals": "actual", "previous": "last year",
           "scores": "scores", "scope": "scope", "problems": "doubts", "executed": "spent", "execution": "execution (weight|score|rate)",
           "total_score": "total score"},
}  # fmt: skip
_AMOUNTS = {"zh": ("总额", "基本", "项目", "其他"), "en": ("total", "基本", "项目", "其他")}


def example(case: Mapping[str, Any], lang: str = "zh") -> str:
    """A case of a rule in one line, rows as 二级指标｜三级指标｜指标值."""
    parts: list[str] = []
    for key in sorted(case, key=lambda key: key == "rows"):
        value = case[key]
        if key == "money":
            shown = "；".join(_amounts(line, lang) for line in value)
        elif key == "total":
            shown = _amounts(value, lang)
        elif key == "previous":
            shown = f"〔{example(value, lang)}〕"
        elif key == "problems":
            shown = "；".join(text for _, text in value)
        else:
            shown = value if isinstance(value, str) else "；".join(str(item) for item in value)
        if key == "rows":
            parts.extend([shown.replace("|", "｜")] if shown else [])
        else:
            parts.append(f"{_GIVEN[lang][key]}：{shown}")
    return "  ".join(parts)


def _amounts(line: Sequence[str | None], lang: str) -> str:
    return "、".join(f"{label} {amount}" for label, amount in zip(_AMOUNTS[lang], line, strict=True) if amount)
