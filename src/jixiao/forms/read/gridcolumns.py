"""The header of a table of indicators in a grid: which column holds what, under whatever words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from jixiao.forms.read.headerwords import (
    goal_word,
    head_word,
    header_role,
    is_header_cell,
    money_name,
    money_role,
    second_choice,
    task_word,
)
from jixiao.forms.read.vocabulary import (
    PARTS_OF_REASON,
    SIDE_LABELS,
    YEAR,
    Role,
    bare,
    column_role,
    fund_label,
    is_level1,
    is_level2,
    long_term_goal,
    month_so_far,
)
from jixiao.plan.target import comparator_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.plan.values import Location

_TEXTS: tuple[Literal["name", "value", "actual"], ...] = ("name", "value", "actual")
"""Columns that a word may name if no better one does."""
_MIN_ROLES = 2
_NAMES = re.compile(r"名称|内容|指标")
_AND = re.compile(r"[、/／]|(?<=称)[及和与]?(?=.)")
_BETWEEN = re.compile(r"[-—–－/／\s、·>]+")


class Columns(Struct):
    """Where the columns of indicators stand."""

    roles: dict[Role, int] = {}
    """From left to right."""
    more: dict[int, str] = {}
    """Columns that a plan has no field for, by their words: 评分标准, and every word not known."""
    lead: dict[str, int] = {}
    """Columns before the levels that tell of the project: 单位名称, 项目名称, 预算数, 年度目标."""
    money: dict[int, str] = {}
    """Columns of the project's money before the levels, and what it is called there; the whole first."""
    sides: dict[str, str] = {}
    """Words that stand beside header and rows: 绩效指标, 年度绩效目标1（40分）."""
    until: int | None = None
    """Through which month the actual values count, on a monitoring form: 1—7月执行情况."""
    first: int = 0
    known: frozenset[int] = frozenset()
    """Every column of the above."""

    def is_side(self, text: str, column: int) -> bool:
        """Whether a cell is the label beside the whole table, or what a page's end left of it."""
        return column < self.first and any(side.endswith(bare(text)) for side in self.sides)


def levels_in(text: str) -> dict[Role, str]:
    """The levels that a cell of both names, if it is nothing else.

    >>> levels_in("产出指标-数量指标"), levels_in("成本指标"), levels_in("修路-二期")
    ({'level1': '产出指标', 'level2': '数量指标'}, {'level2': '成本指标'}, {})
    """
    whole = re.sub(r"\s+", "", text)
    lines = _levels([part for part in _BETWEEN.split(text.strip()) if part])
    if len(lines) > 1:
        return lines
    return _levels([part for part in _BETWEEN.split(whole) if part]) or lines  # a label on two lines


def _levels(parts: list[str]) -> dict[Role, str]:
    found: dict[Role, str] = {}
    if parts and len(parts) <= len(("level1", "level2")):
        alone = len(parts) == 1
        if is_level1(parts[0]) and not (alone and is_level2(parts[0])):  # 成本指标 among 质量指标 and the like
            found["level1"] = parts[0]
        if is_level2(parts[-1]) and (alone or found):
            found["level2"] = parts[-1]
    return found if len(found) == len(parts) else {}


def header_rows(grid: Grid, row: int) -> int:
    """Headers of several storeys: the rows beside which the cell of names hangs down, or that hold only header words."""
    count = _names_hang(grid, row)
    while row + count < len(grid.rows):
        below = grid.distinct(row + count)
        here = [text for text, c in below if grid.origin.get((row + count, c), (row + count, c))[0] == row + count]
        if not here or not all(is_header_cell(text) for text in here):
            break
        hanging = any(c and grid.origin.get((row + count, c), (row + count, c))[0] < row + count for _, c in below)
        if not hanging and not _parted(grid, row, count):
            break  # nothing but the label at the side hangs down from above: a row of the table
        count += 1
    return count


def _names_hang(grid: Grid, row: int) -> int:
    """Through how many rows the header's cell of names goes: whatever stands beside it heads columns."""
    cells = grid.distinct(row)
    names = [column for text, column in cells if header_role(text) == "name"]
    names += [column for text, column in cells if task_word(text)][-1:]  # 年度重点工作 beside the block stands before
    name = names[0] if names else None
    if name is None or grid.origin.get((row, name)) != (row, name):
        return 1
    count = 1
    while row + count < len(grid.rows) and grid.origin.get((row + count, name)) == (row, name):
        count += 1
    return count


def numbers_columns(cells: list[tuple[str, int]]) -> bool:
    """Whether a row below a header numbers its columns: 1 | 2 | 3."""
    return len(cells) > _MIN_ROLES and [text.strip() for text, _ in cells] == [
        str(number) for number in range(1, len(cells) + 1)
    ]


def _parted(grid: Grid, row: int, count: int) -> bool:
    """Whether a cell of the header has several cells below it."""
    for text, column in grid.distinct(row + count - 1):
        right = column
        while grid.origin.get((row + count - 1, right + 1)) == grid.origin.get((row + count - 1, column), (-1, -1)):
            right += 1
        if right > column and text:
            here = range(column, min(right + 1, len(grid.rows[row + count])))
            below = {grid.origin.get((row + count, c), (row + count, c)) for c in here}
            if len(below) > 1:
                return True
    return False


def is_indicator_header(cells: list[tuple[str, int]]) -> bool:
    """Whether a row is the header of a table of indicators."""
    roles = {column_role(text) for text, _ in cells}
    if "name" in roles and roles & {"value", "level2", "actual"}:
        return True
    if not any("标" in text or "考核" in text or "评价" in text for text, _ in cells) or any(
        is_level1(text) or is_level2(text) for text, _ in cells[:3]
    ):
        return False  # a row; most end here
    words = [(text, role) for text, _ in cells if (role := header_role(text)) is not None]
    found = {role for _, role in words}
    if (
        "name" not in found
        and len(cells) >= _MIN_ROLES
        and (found & {"value", "level1", "level2", "actual", "weight", "unit", "sign"})
    ):
        found |= {"name" for text, _ in cells if second_choice(text, "name") and header_role(text) is None}
    known = len(words) + sum(
        header_role(text) is None and any(second_choice(text, r) for r in _TEXTS) for text, _ in cells
    )
    return (
        "name" in found
        and bool(
            found & {"value", "level2", "actual", "unit", "sign"} or any(second_choice(t, "value") for t, _ in cells)
        )
        and 2 * known >= len(cells)
        and known >= _MIN_ROLES
    )


def read_columns(grid: Grid, row: int, count: int, before: Columns, year: int | None = None) -> Columns:
    """The columns below the ``count`` header rows that begin at ``row``; ``before`` are those of the last table.

    ``year`` is that of the form: 2023年实际值 beside 2025年目标值 is no actual value of it.
    """
    found = Columns(first=0)
    width = max(len(grid.rows[row + i]) for i in range(count))
    above = {bare(text) for text, _ in grid.distinct(row - 1)} if row else set()
    start = row - 1 if "绩效目标" in above and above <= SIDE_LABELS | {"绩效目标"} else row
    named: list[tuple[int, list[str], Role | None]] = []
    for column in range(width):
        lines = [grid.rows[line] for line in range(start, row + count)]
        labels = [line[column] for line in lines if column < len(line) and line[column]]
        origin = grid.origin.get((row + count - 1, column), (0, column))
        if labels and origin[1] == column:
            named.append((column, labels, _role(grid, row, column, labels)))
    named = _of_the_year(named, year)
    sides = [
        n
        for n, (column, labels, role) in enumerate(named)
        if _is_side(grid, row + count, column, labels, role, n, named)
    ]
    rest = [entry for n, entry in enumerate(named) if n not in sides]
    found.sides = {bare(named[n][1][-1]): named[n][1][-1] for n in sides}
    _choose_again(rest)
    found.first = min((column for column, _, role in rest if role not in {None, "ignored", "more", "id"}), default=0)
    quiet: set[int] = set()
    for column, labels, role in rest:
        if role is not None and role != "more" and role not in found.roles:
            found.roles[role] = column
            if role == "actual":
                found.until = month_so_far(labels[-1])
        elif (lead := _lead(labels[-1])) and column < found.first:
            found.lead.setdefault(lead, column)
            if lead == "amount":
                found.money[column] = fund_label(labels[-1])
        elif role is not None or column > found.first:
            found.more[column] = labels[-1]
        elif head_word(labels[-1]) == "ignored":
            quiet.add(column)  # 单位编码 before the name of a project
        else:
            found.sides[bare(labels[-1])] = labels[-1]  # the page ends below its header
    if (
        {"name", "level2"} <= found.roles.keys()
        and "level1" not in found.roles
        and before.roles.get("level1") is not None
    ):
        found.roles["level1"] = before.roles["level1"]
        found.roles = dict(sorted(found.roles.items(), key=lambda item: item[1]))
    if "project" not in found.lead:
        found.lead, found.money, quiet = {}, {}, set()
    found.known = frozenset((*found.roles.values(), *found.more, *found.lead.values(), *found.money, *quiet))
    return found


def _of_the_year(
    named: list[tuple[int, list[str], Role | None]], year: int | None
) -> list[tuple[int, list[str], Role | None]]:
    """Values of other years than the form's are no values of it; without its year the last one counts."""
    years = [int(match[1]) if (match := YEAR.search(labels[-1])) else None for _, labels, _ in named]
    known = [held for held in years if held is not None]
    if not known:
        return named
    mine = year if year in known else max(known)
    return [
        (column, labels, "more" if held not in {None, mine} and role in {"value", "actual"} else role)
        for (column, labels, role), held in zip(named, years, strict=True)
    ]


def by_content(grid: Grid, row: int, columns: Columns) -> Columns:
    """The columns as the first row below a header tells where a word misleads: 指标 | 名称 above 数量指标 | 修路里程."""
    name, texts = columns.roles.get("name"), grid.rows[row]
    if name is None or "level2" in columns.roles or name >= len(texts):
        return columns
    label = texts[name]
    if not (label.endswith("指标") and is_level2(label)):
        return columns
    other = next((c for c, word in columns.more.items() if len(texts) > c > name and _NAMES.search(word)), None)
    if other is None or not texts[other] or grid.origin.get((row, other)) == grid.origin.get((row, name), (row, name)):
        return columns
    roles: dict[Role, int] = {**columns.roles, "level2": name, "name": other}
    more = {column: word for column, word in columns.more.items() if column != other}
    return replace(columns, roles=dict(sorted(roles.items(), key=lambda item: item[1])), more=more)


def _role(grid: Grid, row: int, column: int, labels: list[str]) -> Role | None:
    """What a column is called by its lowest word; by the one above it only if it stands over this column alone."""
    last = labels[-1]
    if len(set(labels)) > 1 and bare(last) in PARTS_OF_REASON:
        return "reason" if bare(last) == "原因说明" else "more"
    role = header_role(last)
    if role is not None or len(set(labels)) == 1:
        return role
    above = grid.origin.get((row, column), (row, column))
    alone = above[1] == column and grid.origin.get((row, column + 1)) != above
    return header_role(labels[0]) if alone else "more"


def _is_side(
    grid: Grid, row: int, column: int, labels: list[str], role: Role | None, number: int, named: list[tuple[int, list[str], Role | None]]
) -> bool:  # fmt: skip
    """Whether a header cell goes on beside the rows below: the label of the whole table."""
    if role in {"level1", "level2"} or not any(held is not None for _, _, held in named[number + 1 :]):
        return False
    if any(held is not None for _, _, held in named[:number]):
        return False
    origin = grid.origin.get((row - 1, column), (row - 1, column))
    del labels
    return row < len(grid.rows) and column < len(grid.rows[row]) and grid.origin.get((row, column)) == origin


def _choose_again(named: list[tuple[int, list[str], Role | None]]) -> None:
    """Give name, value and actual, where no word names them, to a column that may be called so.

    Of several possible names the last is it: 绩效指标 stands beside the table more often than above names.
    """
    if len(named) > 1 and named[0][2] in {"actual", "value"} and named[1][2] in {"level1", "level2", "name"}:
        named[0] = (*named[0][:2], None)  # 绩效指标完成情况 stands beside the table
    for role in _TEXTS:
        if any(held == role for _, _, held in named):
            continue
        if role != "name" and _below_its_word(named, role):
            continue
        after = next((n for n, (_, _, held) in enumerate(named) if held == "name"), -1)
        free = [
            number
            for number, (_, labels, held) in enumerate(named)
            if (held is None or (held == "objective" and number > after >= 0))
            and second_choice(labels[-1], role)
            and (role == "name" or number > after)
        ]
        if free:
            number = free[-1] if role == "name" else free[0]
            named[number] = (*named[number][:2], role)


def _below_its_word(named: list[tuple[int, list[str], Role | None]], role: Role) -> bool:
    """Give ``role`` to the one column below a word for it that no word of its own names: 指标值 over 符号 | 内容 | 单位."""
    below = [n for n, (_, labels, _) in enumerate(named) if len(labels) > 1 and header_role(labels[0]) == role]
    free = [n for n in below if named[n][2] in {None, "more"} and header_role(named[n][1][-1]) is None]
    if len(below) == len(free) or len(free) != 1:
        return False  # nothing beside it tells that this is the rest
    named[free[0]] = (*named[free[0]][:2], role)
    return True


def cells_by_role(
    grid: Grid, row: int, columns: Columns
) -> tuple[dict[Role, tuple[str, Location]], list[tuple[str, str]], set[tuple[int, int]]]:
    """The texts of one row with their places by what they are, those a plan has no field for, and the cells used."""
    by_role: dict[Role, tuple[str, Location]] = {}
    texts = grid.rows[row]
    used: set[tuple[int, int]] = set()
    for role, column in columns.roles.items():
        text = texts[column] if column < len(texts) else ""
        origin = grid.origin.get((row, column), (row, column))
        if text and origin not in used:
            used.add(origin)
            by_role[role] = (text, grid.at(row, column))
    more = [(c, label, texts[c]) for c, label in columns.more.items() if c < len(texts) and texts[c]]
    if not {"level1", "level2"} & columns.roles.keys():
        kind = columns.roles.get("kind", len(texts))
        for column, text in [
            *((c, text) for c, _, text in more),
            *([(kind, texts[kind])] if kind < len(texts) else []),
        ]:
            for role, level in levels_in(text).items():  # 产出指标-数量指标 in a column of another name (指标类别)
                by_role.setdefault(role, (level, grid.at(row, column)))
                more = [entry for entry in more if entry[0] != column]
    kind = columns.roles.get("kind", len(texts))
    if "sign" not in columns.roles and kind < len(texts) and comparator_of(texts[kind]):
        by_role["sign"] = (texts[kind], grid.at(row, kind))  # 指标值类型: ≥, or 定性
    elif "sign" not in columns.roles:
        for entry in more:
            if "方向" in entry[1] and comparator_of(entry[2]):  # 指标方向: ≥
                by_role["sign"] = (entry[2], grid.at(row, columns.roles["name"]))
                more.remove(entry)
                break
    return by_role, [(label, text) for _, label, text in more], used


def chosen_roles(labels: Sequence[str]) -> list[Role | None]:
    """What the words of a header in one row name, as ``read_columns`` tells it.

    >>> chosen_roles(["一级指标", "二级指标", "绩效指标", "年初目标", "牵头科室"])
    ['level1', 'level2', 'name', 'value', None]
    """
    named: list[tuple[int, list[str], Role | None]] = [(n, [text], header_role(text)) for n, text in enumerate(labels)]
    _choose_again(named)
    return [role for _, _, role in named]


def _lead(label: str) -> str | None:
    """What a column before the levels tells about the project of its rows."""
    fields = [head_word(part) for part in _AND.split(re.sub(r"\s+", "", label)) if part]
    if fields and fields[-1] == "project" and set(fields) <= {"project", "department", "unit_name"}:
        return "project"  # 单位名称、项目名称: the unit stands in a row of its own above its projects
    field = head_word(label)
    if field in {"project", "department", "unit_name"}:
        return field
    if money_role(label) in {"initial", "amount"} or money_name(label) is not None:
        return "amount"
    return "goal" if goal_word(label) or long_term_goal(label) else None
