"""The one interpretation of grids: worksheets, Word tables and web tables become Readings.

Blocks are found by their header words (``vocabulary``), columns by the header above them,
never by position. A document may hold several forms: sheet after sheet, one under the other,
or project after project in one wide table.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.builder import ReadingBuilder, plain_name, tidy_text
from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.gridblocks import FundBlock, ObjectiveBlock, TaskBlock, split_goals
from jixiao.forms.read.halves import take_out_several_years
from jixiao.forms.read.vocabulary import (
    GOAL_LABELS,
    MONEY_UNIT,
    PARTS_OF_REASON,
    RESULT_LABELS,
    SIDE_LABELS,
    TASK_HEADS,
    TITLE,
    YEAR,
    Role,
    bare,
    column_role,
    form_of,
    fund_name,
    fund_role,
    goal_label,
    head_field,
    is_empty,
    is_header_word,
    long_term_goal,
)
from jixiao.plan.values import FundLine, Objective, PrintedScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.plan.values import Location, Reading

_TAIL = re.compile(
    r"(?:总分|合计|总计|其他需?要?说明|其它需?要?说明|填报人|填表人|联系人|联系电话|审核意见|负责人|项目负责人|注[:：]|备注|说明[:：]|评价结论|存在问题|改进措施|偏差大|目标未完成|结果应用)"
)
_OBJECTIVE = re.compile(r"(?:绩效)?目标\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[:：]?")

_OWN_BLOCK = re.compile(r"年度(?:绩效)?目标(\d{1,2}|[一二三四五六七八九十]{1,3})")
_POINTS = re.compile(r"[（(]\s*\d+\s*分\s*[)）]")
"""年度目标1：（40分）, heading the indicators of one objective (部门整体绩效自评表 of Hubei)."""
_SIDE_OR_GOAL = SIDE_LABELS | {"绩效目标"}
_HEAD_ROWS = 8
"""A form's names stand within so many rows of its title."""


class _Levels(NamedTuple):
    """What carries down a column of merged or blank label cells."""

    objective: int | None = None
    level1: tuple[str, Location] | None = None
    level2: tuple[str, Location] | None = None


def read_grids(grids: Sequence[Grid], lang: str = "zh") -> list[Reading]:
    """The forms in the grids of one document, at least one. Never raises; doubts are problems."""
    return _Interpreter(lang).read(grids)


class _Interpreter:
    def __init__(self, lang: str) -> None:
        self.done: list[Reading] = []
        self._begin(ReadingBuilder(lang))

    def _begin(self, out: ReadingBuilder) -> None:
        """A new form."""
        self.out = out
        self.block: str = "head"
        self.columns: dict[Role, int] = {}
        self.more: dict[int, str] = {}
        self.lead: dict[str, int] = {}
        self.levels = _Levels()
        self.tasks = TaskBlock(self.out)
        self.objectives = ObjectiveBlock(self.out)
        self.funds = FundBlock(self.out)
        self.result_column: int | None = None

    def _close(self) -> None:
        self._check()
        self.done.append(self.out.reading())

    def read(self, grids: Sequence[Grid]) -> list[Reading]:
        for grid in grids:
            for where, text in take_out_several_years(grid):
                self.out.doubt("several-years", text, where)
            before, apart = self.block, grid.separate and self.block in {"indicators", "tasks", "objectives"}
            if apart and grid.table is None and all(self._ignored(text) for text, _ in grid.distinct(0)):
                continue  # 填报日期 and the like above a page of a table
            if apart and not self._is_heading(grid):
                self.block = "tail"
            row = 0
            while row < len(grid.rows):
                row = self._row(grid, row)
            if apart and self.block == "tail" and grid.table is None:
                self.block = before  # a line between two pages of a table
        self._close()
        return self.done

    def _is_heading(self, grid: Grid) -> bool:
        """Whether a grid is one line that heads every page: a title, a year, a unit."""
        return len(grid.rows) == 1 and all(
            self._is_title(text) or YEAR.search(text) or MONEY_UNIT.search(text) for text, _ in grid.distinct(0)
        )

    def _other_form(self, grid: Grid, row: int) -> bool:
        """Whether a form of another project or department begins at this row."""
        if not self.out.indicators:
            return False
        for number in range(row, min(row + _HEAD_ROWS, len(grid.rows))):
            cells = grid.distinct(number)
            for (label, _), (value, _) in pairwise(cells):
                field = head_field(label)
                if field in {"project", "department"} and head_field(value) is None and not is_empty(value):
                    known = getattr(self.out, field)
                    return known is not None and known != plain_name(value)
        return False

    def _row(self, grid: Grid, row: int) -> int:
        """Take one row; returns the next row to look at."""
        cells = grid.distinct(row)
        if not cells:
            return row + 1
        taken = self._headers(grid, row, cells)
        if taken:
            return row + taken
        titled = self._is_title(cells[0][0])
        if (titled or head_field(cells[0][0])) and self._other_form(grid, row):
            self._close()
            # without a title of its own it stands under the title above, but names its own department
            self._begin(ReadingBuilder(self.out.lang) if titled else self.out.heir(department=False))
        if len(cells) == 1 and len(cells[0][0]) < 60 and self._title(grid, row, cells):
            return row + 1
        if len(cells) >= 2 and (match := _OWN_BLOCK.fullmatch(bare(_POINTS.sub("", cells[0][0])))):
            self._own_block(grid, row, cells, chinese_number(match[1]))
            return row + 1
        if self.block == "indicators" and bare(cells[0][0]).startswith(("总分", "合计", "总计")):
            self._total(grid, row, cells)
        elif self.block == "indicators" and not self._ends(cells):
            self._indicator(grid, row, cells)
        elif (
            (self.block == "tasks" and self.tasks.row(grid, row, cells))
            or (self.block == "objectives" and self.objectives.row(grid, row, cells))
            or (self.block == "funds" and self.funds.row(grid, row, cells))
            or self._title(grid, row, cells)
        ):
            pass
        else:
            self._pairs(grid, row, cells)
        return row + 1

    def _own_block(self, grid: Grid, row: int, cells: list[tuple[str, int]], number: int | None) -> None:
        """An objective with its own indicators below it."""
        (_, label), (text, column) = cells[:2]
        where = grid.at(row, column)
        shown = number or len(self.out.objectives) + 1
        places = {"": where, "text": where, "number": grid.at(row, label)}
        result = next((cells[n + 1][0] for n, (word, _) in enumerate(cells[:-1]) if bare(word) in RESULT_LABELS), None)
        self.out.objective(Objective(shown, tidy_text(text)), places, tidy_text(result) if result else None)
        self.levels = _Levels(shown)
        self.block = "head"

    # -- headers --------------------------------------------------------------------------

    def _headers(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> int:
        """How many header rows begin here, 0 if none. Sets the block and its columns."""
        texts = [text for text, _ in cells]
        words, roles = set(map(bare, texts)), set(map(column_role, texts))
        if "name" in roles and ("value" in roles or "level2" in roles or "actual" in roles):
            count = self._header_rows(grid, row)
            self._indicator_columns(grid, row, count)
            return count
        if words & TASK_HEADS and not any(parse_like_amount(text) for text, _ in cells):
            count = self._header_rows(grid, row)
            self.tasks.begin(grid, row, count)
            self.block = "tasks"
            return count
        if self.objectives.is_header(words):
            self.objectives.begin(grid, row, cells)
            self.block = "objectives"
            return 1
        if sum([role in {"initial", "amount", "executed", "ignored"} for role in map(fund_role, texts)]) >= 2:
            self._unit(cells)
            self.funds.begin(cells)
            self.block = "funds"
            return 1
        if words & RESULT_LABELS and words & GOAL_LABELS:
            self.result_column = next(column for text, column in cells if bare(text) in RESULT_LABELS)
            self.goal_column = next(column for text, column in reversed(cells) if bare(text) in GOAL_LABELS)
            self.block = "goals"
            return 1
        several = any(map(long_term_goal, texts))
        goals = [column for text, column in cells if long_term_goal(text) or goal_label(text)] if several else []
        if len(goals) > 1 and row + 1 < len(grid.rows):
            # 总体目标 | 中期目标 | 年度目标, and their texts below
            for column in goals:
                if grid.origin.get((row + 1, column), (row + 1, column))[0] == row + 1 and grid.rows[row + 1][column]:
                    self._goal(grid.rows[row + 1][column], None, grid.at(row + 1, column))
            return 2
        if words and words <= _SIDE_OR_GOAL and self._header_below(grid, row):
            return 1
        return 0

    def _header_below(self, grid: Grid, row: int) -> bool:
        return row + 1 < len(grid.rows) and any(column_role(text) == "name" for text, _ in grid.distinct(row + 1))

    def _header_rows(self, grid: Grid, row: int) -> int:
        """Two-storey headers: the rows below that hold only header words belong to it."""
        count = 1
        while row + count < len(grid.rows):
            below = grid.distinct(row + count)
            if not below or not all(is_header_word(text) for text, _ in below):
                break
            if not any(grid.origin.get((row + count, c), (row + count, c))[0] == row + count for _, c in below):
                break
            if not any(grid.origin.get((row + count, c), (row + count, c))[0] < row + count for _, c in below):
                break  # nothing hangs down from above: a header of its own
            count += 1
        return count

    def _indicator_columns(self, grid: Grid, row: int, count: int) -> None:
        columns: dict[Role, int] = {}
        self.more, self.lead = {}, {}
        width = max(len(grid.rows[row + i]) for i in range(count))
        start = row - 1 if row and bare_row(grid, row - 1) & {"绩效目标"} else row
        for column in range(width):
            role: Role | None = None
            labels: list[str] = []
            for line in range(start, row + count):
                if column < len(grid.rows[line]) and grid.rows[line][column]:
                    role = column_role(grid.rows[line][column]) or role
                    labels.append(grid.rows[line][column])
            origin = grid.origin.get((row + count - 1, column), (0, column))
            if len(set(labels)) > 1 and bare(labels[-1]) in PARTS_OF_REASON:
                role = "reason" if bare(labels[-1]) == "原因说明" else "more"
            if role == "more" and origin[1] == column:
                self.more[column] = labels[-1]
            elif role is None and labels and origin[1] == column and (lead := _lead(labels[-1])):
                self.lead.setdefault(lead, column)
            elif role is not None and role not in columns and origin[1] == column:
                columns[role] = column
        if (
            "name" in columns
            and "level1" not in columns
            and self.columns.get("level1") is not None
            and "level2" in columns
        ):
            columns.setdefault("level1", self.columns["level1"])
        if "project" not in self.lead:
            self.lead = {}
        self.columns = dict(sorted(columns.items(), key=lambda item: item[1]))
        self.block = "indicators"

    def _ends(self, cells: list[tuple[str, int]]) -> bool:
        """Whether a row is no indicator row but what comes after the table."""
        text = bare(cells[0][0])
        if (
            len(cells) > 1
            and cells[0][1] not in {self.columns.get("name"), self.columns.get("objective"), *self.lead.values()}
            and (goal_label(cells[0][0]) or long_term_goal(cells[0][0]) or head_field(cells[0][0]))
        ):
            self.block = "head"
            return True
        if _TAIL.match(text) and (cells[0][1] != self.columns.get("name") or len(cells) == 1):
            self.block = "tail"
            return True
        return bool(len(cells) == 1 and self._is_title(cells[0][0]))

    def _total(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        by_column = {column: text for text, column in cells[1:]}
        points = by_column.get(self.columns.get("weight", -1))
        score = by_column.get(self.columns.get("score", -1))
        for text, column in cells[1:]:
            if column not in {self.columns.get("weight"), self.columns.get("score")} and not self._ignored(text):
                self.out.doubt("unplaced", tidy_text(text), grid.at(row, column))
        if score and not is_empty(score):
            where = grid.at(row, self.columns["score"])
            self.out.printed_scores.append(
                PrintedScore("total", self.out.amount(points, where) if points else None, self.out.amount(score, where))
            )

    # -- rows -----------------------------------------------------------------------------

    def _indicator(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        if self.lead:
            self._project(grid, row)
        by_role: dict[Role, tuple[str, Location]] = {}
        texts = grid.rows[row]
        used: set[tuple[int, int]] = set()
        for role, column in self.columns.items():
            text = texts[column] if column < len(texts) else ""
            origin = grid.origin.get((row, column), (row, column))
            if origin in used:
                text = ""
            elif text:
                used.add(origin)
            if text:
                by_role[role] = (text, grid.at(row, column))
        self._carry(by_role)
        taken = {*self.columns.values(), *self.more, *self.lead.values()}
        for text, column in cells:
            if column not in taken and grid.origin.get((row, column), (row, column)) not in used and not _is_side(text):
                self.out.doubt("unplaced", text, grid.at(row, column))
        if not {"name", "value", "actual", "sign"} & by_role.keys():
            for text, column in cells if self.lead else ():
                if column in self.lead.values() and grid.at(row, column) not in self.out.locations.values():
                    self.out.doubt("unplaced", tidy_text(text), grid.at(row, column))
            return
        more = [(label, texts[column]) for column, label in self.more.items() if column < len(texts) and texts[column]]
        self.out.indicator(by_role, self.levels.objective, self.levels.level1, self.levels.level2, more)

    def _project(self, grid: Grid, row: int) -> None:
        """单位名称, 项目名称, 预算数, 年度目标 before the levels: each project is a form of its own."""
        texts = grid.rows[row]

        def cell(lead: str) -> tuple[str, Location] | None:
            column = self.lead.get(lead, len(texts))
            if column >= len(texts) or is_empty(texts[column]):
                return None
            return texts[column], grid.at(row, column)

        project, name = cell("project"), self.columns.get("name", len(texts))
        if project is None or name >= len(texts) or is_empty(texts[name]):
            return
        if self.out.project == plain_name(project[0]):
            return
        if self.out.indicators:
            columns, more, lead, old = self.columns, self.more, self.lead, self.out
            self._close()
            self._begin(old.heir())
            self.columns, self.more, self.lead, self.block = columns, more, lead, "indicators"
        self.out.named("project", *project)
        for field in ("department", "unit_name"):
            if (found := cell(field)) is not None:
                self.out.named(field, *found)
        if (found := cell("amount")) is not None:
            column = self.lead["amount"]
            label = next(
                (grid.rows[y][column] for y in range(row - 1, -1, -1) if fund_role(grid.rows[y][column])), "预算数"
            )
            self.out.fund(FundLine(tidy_text(label), self.out.amount(*found)), found[1], child=False)
        if (found := cell("goal")) is not None:
            self._goal(found[0], None, found[1])

    def _carry(self, by_role: dict[Role, tuple[str, Location]]) -> None:
        objective, level1, level2 = self.levels
        if cell := by_role.get("objective"):
            number = self._objective_number(cell)
            if number != objective:
                objective, level1, level2 = number, None, None
        if cell := by_role.pop("level1", None):
            if level1 is None or bare(cell[0]) != bare(level1[0]):
                level2 = None
            level1 = cell
        if cell := by_role.pop("level2", None):
            level2 = cell
        self.levels = _Levels(objective, level1, level2)

    def _objective_number(self, cell: tuple[str, Location]) -> int | None:
        text = tidy_text(cell[0])
        if match := _OBJECTIVE.fullmatch(text):
            return chinese_number(match[1])
        if text.isdigit() and len(text) <= 3:
            return int(text)
        for objective in self.out.objectives:
            if bare(objective.text) == bare(text):
                return objective.number
        if match := _OBJECTIVE.match(text):
            return chinese_number(match[1])
        number = len(self.out.objectives) + 1
        self.out.objective(Objective(number, text), {"": cell[1], "text": cell[1]})
        return number

    # -- head -----------------------------------------------------------------------------

    def _is_title(self, text: str) -> bool:
        plain = bare(text)
        return bool(len(plain) < 50 and TITLE.search(plain) and "，" not in text and "。" not in text)

    def _title(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        done = False
        if len(cells) > 3:
            return False
        for text, column in cells:
            plain = re.sub(r"\s+", "", text)
            where = grid.at(row, column)
            year = YEAR.search(plain)
            if self._is_title(text) and (match := TITLE.search(bare(text))):
                if "/form" not in self.out.locations:
                    kind, scope = form_of(plain, match["form"])
                    self.out.head("form", kind, where)
                    self.out.head("scope", scope or "", where)
                if year:
                    self.out.set_year(int(year[1]), where)
                self.block = "head" if self.block == "tail" else self.block
                done = True
            elif year and re.fullmatch(r"[（(]?(?:19|20)\d\d年度?[)）]?", plain):
                self.out.set_year(int(year[1]), where)
                done = True
        if done:
            self._unit(cells)
        return done

    def _unit(self, cells: list[tuple[str, int]]) -> None:
        for text, _ in cells:
            if self.out.money_unit is None and (unit := MONEY_UNIT.search(text)):
                self.out.money_unit = "万元" if "万元" in unit[0] else "元"

    def _pairs(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        """Labels with their values: 项目名称 | …, 年度资金总额: | 12."""
        self._unit(cells)
        if self.block == "goals" and self._goals(grid, row):
            return
        if _pairs_funds(self.funds, grid, row, cells):
            return
        index = 0
        while index < len(cells):
            text, column = cells[index]
            label, colon, value = re.sub(r"\s+", "", text).partition("：" if "：" in text else ":")
            field = head_field(label)
            following = cells[index + 1] if index + 1 < len(cells) else None
            where = grid.at(row, column)
            if field == "narrative" or (field == "ignored" and self._tall(grid, row, column)):
                rest = [held for held, _ in cells[index + 1 :]]
                self.out.doubt("not-stored", " ".join(tidy_text(held) for held in (text, *rest)), where)
                return
            if field is not None:
                if colon and value:
                    self.out.named(field, value, where)
                elif following is not None and head_field(following[0]) is None:
                    self.out.named(field, following[0], grid.at(row, following[1]))
                    index += 1
            elif goal_label(text) or long_term_goal(text):
                if following is not None and not goal_label(following[0]):
                    self._goal(following[0], None, grid.at(row, following[1]))
                    index += 1
            elif label in {"年度", "预算年度"} and following is not None and (year := YEAR.match(following[0] + "年")):
                self.out.set_year(int(year[1]), grid.at(row, following[1]))
                index += 1
            elif following is not None and fund_name(text) and parse_like_amount(following[0]):
                self.funds.pair(grid, row, cells[index : index + 2])
                index += 1
            elif not self._ignored(text):
                self.out.doubt("unplaced", tidy_text(text), where)
            index += 1

    def _tall(self, grid: Grid, row: int, column: int) -> bool:
        """Whether a label stands beside several rows."""
        origin = grid.origin.get((row, column))
        return origin is not None and any(grid.origin.get((y, column)) == origin for y in (row - 1, row + 1))

    def _ignored(self, text: str) -> bool:
        plain = bare(text)
        return (
            plain in SIDE_LABELS
            or _TAIL.match(plain) is not None
            or self.block == "tail"
            or is_empty(text)
            or bool(MONEY_UNIT.search(text))
            or re.match(
                r"^(?:附件|表|填报日期|盖章|第\d+页|空表说明|是否|项目属性|项目期|项目类别|项目类型|代码|编码|联系|本表|合成数据)",
                plain,
            )
            is not None
            or bool(re.search(r"盖章|签字|公章", plain))
        )

    def _goals(self, grid: Grid, row: int) -> bool:
        texts = grid.rows[row]
        goal = texts[self.goal_column] if self.goal_column < len(texts) else ""
        column = self.result_column or 0
        result = texts[column] if column < len(texts) else ""
        if (
            not goal
            or head_field(goal)
            or fund_name(goal)
            or grid.origin.get((row, column)) == grid.origin.get((row, self.goal_column), (-1, -1))
        ):
            return False
        self._goal(goal, result, grid.at(row, self.goal_column))
        return True

    def _goal(self, text: str, result: str | None, where: Location) -> None:
        results = split_goals(tidy_text(result)) if result and not is_empty(result) else []
        goals = split_goals(tidy_text(text))
        for index, goal in enumerate(goals):
            if any(known.text == goal for known in self.out.objectives):
                continue
            number = len(self.out.objectives) + 1
            matched = (
                results[index] if len(results) == len(goals) else (tidy_text(result) if result and index == 0 else None)
            )
            self.out.objective(Objective(number, goal), {"": where, "text": where}, matched)

    def _check(self) -> None:
        known = {objective.number for objective in self.out.objectives}
        missing = {i.objective for i in self.out.indicators if i.objective is not None} - known
        for number in sorted(missing) if known else ():
            self.out.doubt("objective-unknown", f"目标{number}", None, number=number)


def _lead(label: str) -> str | None:
    """What a column before the levels tells about the project of its rows."""
    field = head_field(label)
    if field in {"project", "department", "unit_name"}:
        return field
    if fund_role(label) in {"initial", "amount"}:
        return "amount"
    return "goal" if goal_label(label) else None


def parse_like_amount(text: str) -> bool:
    """Whether a cell is a figure (so its row is no header)."""
    return bool(re.fullmatch(r"[\d,.]+", text.strip()))


def bare_row(grid: Grid, row: int) -> set[str]:
    """The words of a row."""
    return {bare(text) for text, _ in grid.distinct(row)}


def _is_side(text: str) -> bool:
    return bare(text) in SIDE_LABELS or len(text) <= 1


def _pairs_funds(funds: FundBlock, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
    return funds.pair(grid, row, cells)
