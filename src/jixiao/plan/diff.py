"""What changed between two plans, field by field, in words people use."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import fields

from jixiao.plan.build import fold
from jixiao.plan.money import format_amount
from jixiao.plan.values import FundLine, Indicator, Objective, Plan, Target, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Change(Struct, frozen=True):
    """One difference. ``subject`` says of what, in printed words; ``field`` which of its fields."""

    kind: Literal["added", "removed", "changed", "moved"]
    path: str
    subject: str
    field: str | None = None
    before: Any = None
    after: Any = None

    def describe(self, lang: str = "zh") -> str:
        """One line for people."""
        zh = lang == "zh"
        if self.kind == "added":
            return f"{'新增' if zh else 'added'} {self.subject}"
        if self.kind == "removed":
            return f"{'删除' if zh else 'removed'} {self.subject}"
        name = (_FIELDS_ZH if zh else {}).get(self.field or "", self.field or "")
        if self.kind == "moved":
            return f"{'移动' if zh else 'moved'} {self.subject} {name}: {_shown(self.before)} → {_shown(self.after)}"
        return f"{'修改' if zh else 'changed'} {self.subject} {name}: {_shown(self.before)} → {_shown(self.after)}"


_FIELDS_ZH = {
    "department": "部门名称", "project": "项目名称", "year": "年度", "scope": "范围", "form": "表种", "money_unit": "金额单位", "name": "名称",
    "text": "内容", "tasks": "对应工作任务", "target": "指标值", "weight": "分值", "level1": "一级指标", "level2": "二级指标",
    "objective": "所属目标", "content": "主要内容", "amount": "金额", "executed": "执行数", "initial": "年初预算数", "baseline": "基期值",
    "previous": "上年值", "standard": "绩效标准", "basis": "设定依据", "definition": "指标解释", "note": "备注", "accumulates": "累计方式",
    "parent": "上级指标",
}  # fmt: skip


def _shown(value: Any) -> str:
    if value is None or value == ():
        return "（空）"
    if isinstance(value, Target):
        return value.text
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple):
        return "、".join(str(item) for item in value)
    return str(value)


def diff(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every difference between two plans.

    Tasks and objectives are matched by number. Indicators are matched by their path, then
    by name within an objective, so that a row filed under another level counts as moved and
    a reworded target as changed. Equal plans give ().
    """
    found: list[Change] = []
    found += _fields("", "", before, after, ("form", "scope", "department", "project", "year", "money_unit"))
    found += _funds("/funds", "资金", before.funds, after.funds)
    found += _listed("/tasks", before.tasks, after.tasks, lambda t: t.number, _task_name, _task)
    found += _listed(
        "/objectives", before.objectives, after.objectives, lambda o: o.number, _objective_name, _objective
    )
    found += _indicators(before.indicators, after.indicators)
    return tuple(found)


def _task_name(task: Task) -> str:
    return f"任务{task.number}“{task.name}”"


def _objective_name(objective: Objective) -> str:
    return f"目标{objective.number}“{objective.text[:20]}”"


def _indicator_name(indicator: Indicator) -> str:
    where = f"目标{indicator.objective} " if indicator.objective is not None else ""
    return f"{where}指标“{indicator.name}”"


def _fields(path: str, subject: str, before: Struct, after: Struct, names: Sequence[str]) -> Iterator[Change]:
    for name in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            kind: Literal["moved", "changed"] = "moved" if name in {"level1", "level2", "objective"} else "changed"
            yield Change(kind, f"{path}/{name}", subject, name, old, new)


def _listed(
    path: str,
    before: Sequence[Any],
    after: Sequence[Any],
    key: Callable[[Any], object],
    name: Callable[[Any], str],
    compare: Callable[[str, Any, Any], Iterator[Change]],
) -> Iterator[Change]:
    old = {key(item): item for item in before}
    new = {key(item): (index, item) for index, item in enumerate(after)}
    for index, item in enumerate(before):
        if key(item) not in new:
            yield Change("removed", f"{path}/{index}", name(item), before=item)
    for marker, (index, item) in new.items():
        if marker in old:
            yield from compare(f"{path}/{index}", old[marker], item)
        else:
            yield Change("added", f"{path}/{index}", name(item), after=item)


def _task(path: str, old: Task, new: Task) -> Iterator[Change]:
    yield from _fields(path, _task_name(new), old, new, ("name", "content"))
    yield from _funds(f"{path}/funds", _task_name(new), old.funds, new.funds)


def _objective(path: str, old: Objective, new: Objective) -> Iterator[Change]:
    yield from _fields(path, _objective_name(new), old, new, ("text", "tasks"))


def _flat(lines: Sequence[FundLine], prefix: str = "", path: str = "") -> Iterator[tuple[str, str, FundLine]]:
    for index, line in enumerate(lines):
        name = f"{prefix}{line.name}"
        yield name, f"{path}/{index}", line
        yield from _flat(line.children, f"{name}·", f"{path}/{index}/children")


def _funds(path: str, subject: str, before: Sequence[FundLine], after: Sequence[FundLine]) -> Iterator[Change]:
    old = {name: line for name, _, line in _flat(before)}
    new = {name: (where, line) for name, where, line in _flat(after, path=path)}
    for name, line in old.items():
        if name not in new:
            yield Change("removed", path, f"{subject} {name} {format_amount(line.amount)}", before=line)
    for name, (where, line) in new.items():
        if name in old:
            yield from _fields(where, f"{subject} {name}", old[name], line, ("initial", "amount", "executed"))
        else:
            yield Change("added", where, f"{subject} {name} {format_amount(line.amount)}", after=line)


_COMPARED = tuple(field.name for field in fields(Indicator) if field.name != "id")


def _indicators(before: Sequence[Indicator], after: Sequence[Indicator]) -> Iterator[Change]:
    rest = dict(enumerate(before))
    pairs: dict[int, Indicator] = {}
    keys: tuple[Callable[[Indicator], object], ...] = (
        lambda i: i.id,
        lambda i: (i.objective, fold(i.name)),
        lambda i: fold(i.name),
        lambda i: (i.objective, i.level1, i.level2, i.target and i.target.text),
    )
    for key in keys:
        known: dict[object, list[int]] = {}
        for index, item in rest.items():
            known.setdefault(key(item), []).append(index)
        for index, item in enumerate(after):
            found = known.get(key(item))
            if index not in pairs and found:
                pairs[index] = rest.pop(found.pop(0))
    for index, item in rest.items():
        yield Change("removed", f"/indicators/{index}", _indicator_name(item), before=item)
    for index, item in enumerate(after):
        if index in pairs:
            yield from _fields(f"/indicators/{index}", _indicator_name(item), pairs[index], item, _COMPARED)
        else:
            yield Change("added", f"/indicators/{index}", _indicator_name(item), after=item)
