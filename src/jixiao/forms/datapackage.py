"""Open data: a plan as a Frictionless data package (tables as CSV with their schemas)."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.plan.values import FundLine, Plan

_RISKY = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
"""Put before a text that a spreadsheet would take for a formula; ``unguarded`` takes it away."""

_Fields = tuple[tuple[str, str, str], ...]
_TABLES: dict[str, tuple[str, _Fields]] = {
    "plan": (
        "绩效表",
        (("digest", "string", "摘要"), ("form", "string", "表种"), ("scope", "string", "范围"), ("department", "string", "部门名称"),
         ("project", "string", "项目名称"), ("year", "integer", "年度"), ("money_unit", "string", "金额单位")),
    ),
    "funds": (
        "资金",
        (("path", "string", "路径"), ("task", "integer", "工作任务序号"), ("name", "string", "资金名称"), ("initial", "number", "年初预算数"),
         ("amount", "number", "金额"), ("executed", "number", "全年执行数")),
    ),
    "tasks": ("主要工作任务", (("number", "integer", "序号"), ("name", "string", "主要工作任务"), ("content", "string", "主要内容"))),
    "objectives": ("年度绩效目标", (("number", "integer", "序号"), ("text", "string", "年度绩效目标"), ("tasks", "string", "对应工作任务"))),
    "indicators": (
        "绩效指标",
        (("id", "string", "编号"), ("objective", "integer", "目标序号"), ("parent", "string", "上级指标"), ("level1", "string", "一级指标"),
         ("level2", "string", "二级指标"), ("name", "string", "三级指标"), ("target", "string", "指标值"), ("kind", "string", "类型"),
         ("comparator", "string", "计算符号"), ("value", "number", "数值"), ("upper", "number", "上限"), ("unit", "string", "计量单位"),
         ("start", "date", "起始日期"), ("date", "date", "截止日期"), ("weight", "number", "分值")),
    ),
}  # fmt: skip
_KEYS = {"plan": "digest", "funds": "path", "tasks": "number", "objectives": "number", "indicators": "id"}


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; reversible.

    >>> guarded("=1+1"), unguarded(guarded("'=1+1"))
    ("'=1+1", "'=1+1")
    """
    return GUARD + text if text.startswith((*_RISKY, GUARD)) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    return text[1:] if text.startswith(GUARD) else text


def datapackage(plan: Plan, *, source: str = "") -> bytes:
    """A zip with ``datapackage.json`` and one CSV a table. The same plan gives the same bytes."""
    from jixiao.plan.codec import digest

    rows = _rows(plan, digest(plan))
    files = {f"data/{name}.csv": _csv(name, rows[name]) for name in _TABLES}
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"performance-{plan.year or 'unknown'}-{digest(plan)[:12]}",
        "title": f"{plan.department or ''}{plan.project or ''}{plan.year or ''}年度{plan.scope or ''}绩效{plan.form}",
        "licenses": [
            {
                "name": "CC-BY-4.0",
                "title": "Creative Commons Attribution 4.0",
                "path": "https://creativecommons.org/licenses/by/4.0/",
            }
        ],
        "sources": [{"title": source or plan.department or "公开的绩效目标表"}],
        "resources": [_resource(name, len(plan.tasks) > 0) for name in _TABLES],
    }
    files["datapackage.json"] = (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("datapackage.json", *(f"data/{table}.csv" for table in _TABLES)):
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, files[name])
    return out.getvalue()


def _resource(name: str, with_tasks: bool) -> dict[str, Any]:
    title, columns = _TABLES[name]
    schema: dict[str, Any] = {
        "fields": [
            {"name": field, "type": kind, "title": label}
            | ({"constraints": {"required": True, "unique": True}} if field == _KEYS[name] else {})
            for field, kind, label in columns
        ],
        "primaryKey": [_KEYS[name]],
        "missingValues": [""],
    }
    if name == "funds" and with_tasks:
        schema["foreignKeys"] = [{"fields": ["task"], "reference": {"resource": "tasks", "fields": ["number"]}}]
    return {
        "name": name,
        "title": title,
        "type": "table",
        "path": f"data/{name}.csv",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _csv(name: str, rows: Sequence[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    columns = _TABLES[name][1]
    writer.writerow([field for field, _, _ in columns])
    for row in rows:
        writer.writerow(
            [
                "" if value is None else guarded(value) if kind == "string" else value
                for value, (_, kind, _) in zip(row, columns, strict=True)
            ]
        )
    return out.getvalue().encode()


def _rows(plan: Plan, identity: str) -> dict[str, list[list[Any]]]:
    funds = [row for index, line in enumerate(plan.funds) for row in _fund_rows(line, f"/funds/{index}", None)]
    funds += [
        row
        for i, task in enumerate(plan.tasks)
        for j, line in enumerate(task.funds)
        for row in _fund_rows(line, f"/tasks/{i}/funds/{j}", task.number)
    ]
    return {
        "plan": [[identity, plan.form, plan.scope, plan.department, plan.project, plan.year, plan.money_unit]],
        "funds": funds,
        "tasks": [[task.number, task.name, task.content] for task in plan.tasks],
        "objectives": [[o.number, o.text, "、".join(map(str, o.tasks))] for o in plan.objectives],
        "indicators": [
            [i.id, i.objective, i.parent, i.level1, i.level2, i.name, t.text if t else None, t.kind if t else None, t.comparator if t else None,
             _plain(t.value) if t else None, _plain(t.upper) if t else None, t.unit if t else None, t.start if t else None, t.date if t else None, _plain(i.weight)]
            for i in plan.indicators
            for t in (i.target,)
        ],
    }  # fmt: skip


def _plain(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


def _fund_rows(line: FundLine, path: str, task: int | None) -> Iterator[list[Any]]:
    yield [path, task, line.name, _plain(line.initial), _plain(line.amount), _plain(line.executed)]
    for index, child in enumerate(line.children):
        yield from _fund_rows(child, f"{path}/children/{index}", task)
