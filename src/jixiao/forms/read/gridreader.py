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
from jixiao.forms.read.fundsacross import is_figure, own
from jixiao.forms.read.gridblocks import ObjectiveBlock, TaskBlock, numbered_goal, objective_number
from jixiao.forms.read.gridcolumns import (
    Columns,
    by_content,
    cells_by_role,
    header_rows,
    is_indicator_header,
    numbers_columns,
    read_columns,
)
from jixiao.forms.read.gridfunds import FundBlock
from jixiao.forms.read.gridhead import SEAL, TAIL, HeadBlock, is_instruction, is_title
from jixiao.forms.read.halves import SeveralYears
from jixiao.forms.read.headerwords import goal_word, head_word, money_name, result_word
from jixiao.forms.read.vocabulary import (
    LONGEST_LABEL,
    MONEY_UNIT,
    SIDE_LABELS,
    TOTAL,
    YEAR,
    bare,
    head_field,
    is_empty,
    is_level1,
    is_level2,
    long_term_goal,
)
from jixiao.plan.normal import normal
from jixiao.plan.taxonomy import clean_label
from jixiao.plan.values import FundLine, Objective, PrintedScore

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.vocabulary import Role
    from jixiao.plan.values import Location, Reading

_OBJECTIVE = re.compile(r"(?:绩效)?目标\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[:：]?")
_OWN_BLOCK = re.compile(r"年度(?:绩效)?目标(\d{1,2}|[一二三四五六七八九十]{1,3})")
_POINTS = re.compile(r"[（(]\s*\d+\s*分\s*[)）]")
"""年度目标1：（40分）, heading the indicators of one objective (部门整体绩效自评表 of Hubei)."""
_NUMBERED = re.compile(r"^[（(]?[一二三四五六七八九十]{1,2}[、.．)）]\s*")
_SIDE_OR_GOAL = SIDE_LABELS | {"绩效目标"}
_LEVELS: tuple[Role, ...] = ("level1", "level2")
_FIGURES: tuple[Role, ...] = ("value", "weight", "score")
_OF_ITS_OWN: frozenset[Role] = frozenset(("name", "value", "actual", "sign"))
"""Columns one of which every row fills."""
_FEW = 2
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
        self.columns = Columns()
        self.levels = _Levels()
        self.unit: tuple[str, Location] | None = None
        """The unit of the projects to come, in a table of many."""
        self.tasks = TaskBlock(self.out)
        self.objectives = ObjectiveBlock(self.out)
        self.funds = FundBlock(self.out)
        self.head = HeadBlock(self.out, self.funds)

    def _close(self) -> None:
        self._check()
        if self.unit is not None:
            self.out.doubt("unplaced", tidy_text(self.unit[0]), self.unit[1])
        for code, text, where in self.several.unlike():
            self.out.doubt(code, text, where)
        if self.out.year is None and self.out.project and (year := YEAR.search(self.out.project)):
            self.out.set_year(int(year[1]), self.out.locations["/project"])
        if "/form" not in self.out.locations and any(actual.indicator for actual in self.out.actuals):
            self.out.form = "自评表"
        self.done.append(self.out.reading())

    def read(self, grids: Sequence[Grid]) -> list[Reading]:
        waiting: list[Grid] = []
        self.several = SeveralYears(grids)
        for grid in grids:
            if self.out.indicators and self._is_heading(grid):
                waiting.append(grid)  # the title of the next form, or the line above every page of this one
                continue
            if waiting and self._other_form(grid, 0, titled=True):
                self._close()
                self._begin(ReadingBuilder(self.out.lang))
            for held in (*waiting, grid):
                self._grid(held)
            waiting = []
        for grid in waiting:
            self._grid(grid)
        self._close()
        return self.done

    def _grid(self, grid: Grid) -> None:
        for code, text, where in self.several.take_out(grid):
            self.out.doubt(code, text, where)
        before, apart = self.block, grid.separate and self.block in {"indicators", "tasks", "objectives"}
        if (
            apart
            and self.block == "indicators"
            and grid.table is None
            and (levels := self._section(grid, 0)) is not None
        ):
            self.levels = levels  # a row without lines at its sides
            return
        if apart and grid.table is None and all(self._ignored(text) for text, _ in grid.distinct(0)):
            return  # 填报日期 and the like above a page of a table
        if apart and not self._is_heading(grid):
            self.block = "tail"
        if self.block == "tail" and before in {"indicators", "tasks"} and grid.table is None:
            self._tell_lost_row(grid)
        row = 0
        while row < len(grid.rows):
            row = self._row(grid, row)
        if apart and self.block == "tail" and grid.table is None:
            self.block = before  # a line between two pages of a table

    def _tell_lost_row(self, grid: Grid) -> None:
        """A line behind a table that looks like a row of it: levels, or figures among texts, are told."""
        for row in range(len(grid.rows)):
            cells = grid.distinct(row)
            if any(is_level1(text) or is_level2(text) for text, _ in cells) or (len(cells) > _FEW and _figures(cells)):
                for text, column in cells:
                    self.out.doubt("unplaced", tidy_text(text), grid.at(row, column))

    def _is_heading(self, grid: Grid) -> bool:
        """Whether a grid is one line that heads every page: a title, a year, a unit."""
        return len(grid.rows) == 1 and all(
            is_title(text) or YEAR.search(normal(text)) or MONEY_UNIT.search(normal(text))
            for text, _ in grid.distinct(0)
        )

    def _other_form(self, grid: Grid, row: int, *, titled: bool) -> bool:
        """Whether a form of another project or department begins at this row."""
        if not self.out.indicators:
            return False
        for number in range(row, min(row + _HEAD_ROWS, len(grid.rows))):
            cells = grid.distinct(number)
            if is_indicator_header(cells):
                break  # 项目名称 | 预算数 here are columns
            if any(
                is_level1(text) or is_level2(text) or self.columns.is_side(text, column) for text, column in cells[:3]
            ):
                break  # this form's own table goes on
            for (label, _), (value, _) in pairwise(cells):
                field = head_word(label)
                if field in {"project", "department"} and head_field(value) is None and not is_empty(value):
                    known = getattr(self.out, field)
                    if known is None and field == "project" and titled:
                        return True  # the end of another form, whose head is lost, stands above
                    return known is not None and known != plain_name(value)
        return False

    def _row(self, grid: Grid, row: int) -> int:
        """Take one row; returns the next row to look at."""
        cells = grid.distinct(row)
        if not cells:
            return row + 1
        if self.block == "indicators" and self._levelled(grid, row):  # as most rows of a form are
            self._indicator(grid, row, [cell for cell in cells if not self.columns.is_side(*cell)])
            return row + 1
        taken = self._headers(grid, row, cells)
        if taken:
            below = row + taken
            return below + (below < len(grid.rows) and numbers_columns(grid.distinct(below)))
        titled = is_title(cells[0][0])
        if (titled or head_field(cells[0][0])) and self._other_form(grid, row, titled=titled):
            self._close()
            # without a title of its own it stands under the title above, but names its own department
            self._begin(ReadingBuilder(self.out.lang) if titled else self.out.heir(department=False))
        if len(cells) == 1 and len(cells[0][0]) < 60 and self._title(grid, row, cells):
            return row + 1
        if self.block == "indicators":
            cells = [cell for cell in cells if not self.columns.is_side(*cell)]
            if not cells:
                return row + 1
        if len(cells) >= 2 and (match := _own_block(cells[0][0])):
            self._own_block(grid, row, cells, chinese_number(match[1]))
            return row + 1
        if self.block == "indicators" and TOTAL.match(bare(cells[0][0])):
            self._total(grid, row, cells)
        elif self.block == "indicators" and (levels := self._section(grid, row)) is not None:
            self.levels = levels
        elif self.block == "indicators" and not self._ends(grid, row, cells):
            self._indicator(grid, row, cells)
        elif (
            (self.block == "tasks" and self.tasks.row(grid, row, cells))
            or (self.block == "objectives" and self.objectives.row(grid, row, cells))
            or (self.block == "funds" and self._fund_row(grid, row, cells))
            or self._title(grid, row, cells)
        ):
            pass
        else:
            self._pairs(grid, row, cells)
        return row + 1

    def _levelled(self, grid: Grid, row: int) -> bool:
        """Whether a row has a level's label in the column of one and a name; without such columns, a name and figures."""
        roles, texts = self.columns.roles, grid.rows[row]
        name = roles.get("name", len(texts))
        if name >= len(texts) or not texts[name] or grid.origin.get((row, name), (row, name))[1] != name:
            return False
        columns = [column for level in _LEVELS if (column := roles.get(level, name)) < len(texts) and column != name]
        if roles.keys().isdisjoint(_LEVELS) and name == self.columns.first:
            label = texts[name]
            said = head_word(label) or goal_word(label) or TAIL.match(bare(label)) or TOTAL.match(bare(label))
            held = [texts[c] for role in _FIGURES if (c := roles.get(role, len(texts))) < len(texts)]
            return not said and not is_title(label) and any(is_figure(text.rstrip("%％")) for text in held)
        return any(is_level1(texts[column]) or is_level2(texts[column]) for column in columns)

    def _fund_row(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        self.head.unit(cells[:1])  # 项目资金（万元） beside rows on two pages may be printed on the second
        return self.funds.row(grid, row, cells)

    def _own_block(self, grid: Grid, row: int, cells: list[tuple[str, int]], number: int | None) -> None:
        """An objective with its own indicators below it."""
        (_, label), (text, column) = cells[:2]
        where = grid.at(row, column)
        shown = number or len(self.out.objectives) + 1
        places = {"": where, "text": where, "number": grid.at(row, label)}
        result = next((cells[n + 1][0] for n, (word, _) in enumerate(cells[:-1]) if result_word(word)), None)
        self.out.objective(Objective(shown, tidy_text(text)), places, tidy_text(result) if result else None)
        self.levels = _Levels(shown)
        self.block = "head"

    # -- headers --------------------------------------------------------------------------

    def _headers(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> int:
        """How many header rows begin here, 0 if none. Sets the block and its columns."""
        words = {bare(text) for text, _ in cells}
        if is_indicator_header(cells) and not _figures(cells):
            count = header_rows(grid, row)
            self.columns = read_columns(grid, row, count, self.columns, self.out.year)
            self.block = "indicators"
            self._own_number(self.columns)
            self._fund_unit(grid, row)
            return count
        if self.tasks.is_header(cells) and not _figures(cells):
            count = header_rows(grid, row)
            self.tasks.begin(grid, row, count)
            self.block = "tasks"
            return count
        if self.objectives.is_header(cells):
            self.objectives.begin(grid, row, cells)
            self.block = "objectives"
            return 1
        named = self.block == "funds" and self.funds.names_money(grid, row, cells)
        if not named and self.funds.is_header(grid, row, cells) and not _figures(cells):
            self.head.unit(cells)
            lead = self.funds.begin(grid, row, cells)
            if lead:  # 项目名称 | 堤防 | 项目资金 | 预算数 | 执行数
                self.head.pairs(grid, row, cells[:lead], tail=False)
            self.block = "funds"
            return 1
        if self.block != "indicators" and not _figures(cells) and (count := self.funds.begin_across(grid, row, cells)):
            self.head.unit(cells)
            self.block = "funds"
            return count
        if self.head.goal_header(cells):
            self.block = "goals"
            return 1
        if self.block != "indicators" and self.head.goal_below(grid, row, cells):
            return 2
        several = any(long_term_goal(text) for text, _ in cells)
        goals = [column for text, column in cells if long_term_goal(text) or goal_word(text)] if several else []
        if len(goals) > 1 and row + 1 < len(grid.rows):
            # 总体目标 | 中期目标 | 年度目标, and their texts below; copied rows lack the cell of a label that hangs down
            below = own(grid, row + 1)
            in_order = len(below) == len(goals)
            for text, column in below:
                if in_order or column in goals:
                    self.head.goal(text, None, grid.at(row + 1, column))
                else:
                    self.out.doubt("unplaced", tidy_text(text), grid.at(row + 1, column))
            return 2
        if words and self._header_below(grid, row) and (words <= _SIDE_OR_GOAL or _storey(grid, row, cells)):
            return 1
        return 0

    def _header_below(self, grid: Grid, row: int) -> bool:
        return row + 1 < len(grid.rows) and is_indicator_header(grid.distinct(row + 1))

    def _own_number(self, columns: Columns) -> None:
        """年度绩效目标1（40分） beside a table: all its rows serve that objective."""
        numbers = [match[1] for side in columns.sides.values() if (match := _own_block(side))]
        number = chinese_number(numbers[0]) if numbers else None
        if number is not None:
            self.levels = _Levels(number)

    def _fund_unit(self, grid: Grid, row: int) -> None:
        """预算数（元） as a column of a table of many projects tells the money unit."""
        column = self.columns.lead.get("amount")
        if column is not None:
            self.head.unit([(grid.rows[row][column], column)])

    def _section(self, grid: Grid, row: int) -> _Levels | None:
        """The levels that a row of its own names for the rows below it: 一、产出指标（50分）, across all columns."""
        cells, name = grid.distinct(row), self.columns.roles.get("name")
        if len(cells) != 1 or name is None:
            return None
        text, column = cells[0]
        label = _NUMBERED.sub("", text.strip())
        second = is_level2(label) and self.levels.level1 is not None and "level2" not in self.columns.roles
        if not is_level1(label) and not second:
            return None
        wide = name == column or grid.origin.get((row, name)) == (row, column) or grid.table is None
        if not wide:
            return None
        here = (label, grid.at(row, column))
        if second and text.strip()[:1] in {"（", "("}:
            return _Levels(self.levels.objective, self.levels.level1, here)
        return _Levels(self.levels.objective, here) if is_level1(label) else None

    def _ends(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Whether a row is no indicator row but what comes after the table."""
        text, name = bare(cells[0][0]), self.columns.roles.get("name", 0)
        if len(cells) > 1 and cells[0][1] < name and money_name(cells[0][0]) and is_figure(cells[1][0]):
            self.block = "head"  # the money stands below the table
            return True
        if (
            cells[0][1] in {self.columns.roles.get("level1"), self.columns.roles.get("level2")}
            and any(column == name for _, column in cells)
            and grid.origin.get((row, name), (row, name))[1] == name
            and len(cells) > 2
        ):
            return False  # 绩效目标 is also a 二级指标 of other frameworks
        if (
            len(cells) > 1
            and cells[0][1]
            not in {self.columns.roles.get("name"), self.columns.roles.get("objective"), *self.columns.lead.values()}
            and (goal_word(cells[0][0]) or long_term_goal(cells[0][0]) or head_field(cells[0][0]))
        ):
            self.block = "head"
            return True
        if ((TAIL.match(text) or SEAL.search(text)) and (cells[0][1] != name or len(cells) == 1)) or (
            # the table begins with the names: a line below it is told by its words and by having no other cells
            cells[0][1] == name == self.columns.first
            and len(cells) <= 2
            and (
                SEAL.search(text)
                or (TAIL.match(text) and len(text) <= 12 and not any(c.isdigit() for c in cells[-1][0]))
            )
        ):
            self.block = "tail"
            return True
        return bool(len(cells) == 1 and is_title(cells[0][0]))

    def _total(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        sums = [role for role in self.columns.roles if role in {"weight", "score"}]  # from left to right
        held = {role: cell for role in sums for cell in cells[1:] if cell[1] == self.columns.roles[role]}
        if len(cells[1:]) == len(sums) and all(is_figure(text) for text, _ in cells[1:]):
            # a sum may stand across several columns, or in a table apart
            held = dict(zip(sums, cells[1:], strict=True))
        for text, column in cells[1:]:
            if (text, column) not in held.values() and not self._ignored(text):
                self.out.doubt("unplaced", tidy_text(text), grid.at(row, column))
        if bare(cells[0][0]).startswith("小计") or "score" not in held or is_empty(held["score"][0]):
            return
        points, score = (
            self.out.amount(held[role][0], grid.at(row, held[role][1])) if role in held else None
            for role in ("weight", "score")
        )
        self.out.scored(PrintedScore("total", points, score), grid.at(row, held["score"][1]))

    # -- rows -----------------------------------------------------------------------------

    def _indicator(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        if self.columns.lead:
            if len(cells) == 1 and cells[0][1] == self.columns.lead.get("project"):
                self.unit = (cells[0][0], grid.at(row, cells[0][1]))  # a unit, above its projects
                return
            self._project(grid, row)
        if "level2" not in self.columns.roles:
            self.columns = by_content(grid, row, self.columns)
        by_role, more, used = cells_by_role(grid, row, self.columns)
        before = self.levels
        self._carry(by_role)
        for text, column in cells:
            if (
                column not in self.columns.known
                and grid.origin.get((row, column), (row, column)) not in used
                and not _is_side(text)
            ):
                self.out.doubt("unplaced", text, grid.at(row, column))
        if _OF_ITS_OWN.isdisjoint(by_role) and any(_is_sentence(text) for text, _ in cells):
            self.levels = before
            if is_instruction(cells[0][0]):
                return
            self.out.doubt("unplaced", " | ".join(tidy_text(text) for text, _ in cells), grid.at(row, cells[0][1]))
            return
        if _OF_ITS_OWN.isdisjoint(by_role):
            for text, column in cells if self.columns.lead else ():
                if (
                    column in {*self.columns.lead.values(), *self.columns.money}
                    and grid.at(row, column) not in self.out.locations.values()
                ):
                    self.out.doubt("unplaced", tidy_text(text), grid.at(row, column))
            return
        self.out.indicator(
            by_role, self.levels.objective, self.levels.level1, self.levels.level2, more, until=self.columns.until
        )

    def _project(self, grid: Grid, row: int) -> None:
        """单位名称, 项目名称, 预算数, 年度目标 before the levels: each project is a form of its own."""
        texts = grid.rows[row]

        def cell(lead: str) -> tuple[str, Location] | None:
            column = self.columns.lead.get(lead, len(texts))
            if column >= len(texts) or is_empty(texts[column]):
                return None
            return texts[column], grid.at(row, column)

        project, name = cell("project"), self.columns.roles.get("name", len(texts))
        if project is None or name >= len(texts) or is_empty(texts[name]):
            return
        if self.out.project == plain_name(project[0]):
            return
        if self.out.indicators:
            columns, old, unit, self.unit = self.columns, self.out, self.unit, None
            self._close()
            self._begin(old.heir(department=unit is None))
            self.columns, self.block, self.unit = columns, "indicators", unit
        if self.unit is not None:
            self.out.named("unit_name", *self.unit)
            self.unit = None
        self.out.named("project", *project)
        for field in ("department", "unit_name"):
            if (found := cell(field)) is not None:
                self.out.named(field, *found)
        for column, money in self.columns.money.items():
            if column < len(texts) and not is_empty(texts[column]):
                where = grid.at(row, column)
                self.out.fund(FundLine(money, self.out.amount(texts[column], where)), where, child=bool(self.out.funds))
        if (found := cell("goal")) is not None:
            self.head.goal(found[0], None, found[1])

    def _carry(self, by_role: dict[Role, tuple[str, Location]]) -> None:
        objective, level1, level2 = self.levels
        if cell := by_role.get("objective"):
            number = self._objective_number(cell)
            if number != objective:
                objective, level1, level2 = number, None, None
        if cell := by_role.pop("level1", None):
            if level1 is not None and clean_label(tidy_text(cell[0])) in {"", "指标"}:
                cell = level1  # （50分）: the rest of a label that a page's end cut in two
            if level1 is None or bare(cell[0]) != bare(level1[0]):
                level2 = None
            level1 = cell
        if cell := by_role.pop("level2", None):
            level2 = cell
        self.levels = _Levels(objective, level1, level2)

    def _objective_number(self, cell: tuple[str, Location]) -> int | None:
        text = tidy_text(cell[0])
        if (found := objective_number(text)) is not None:
            return found
        if text.isdigit() and len(text) <= 3:
            return int(text)
        if (named := numbered_goal(text)) is not None:  # 年度目标1：修路。 beside the rows that serve it
            if all(known.number != named[0] for known in self.out.objectives):
                self.out.objective(Objective(*named), {"": cell[1], "text": cell[1]})
            return named[0]
        for objective in self.out.objectives:
            if bare(objective.text) == bare(text):
                return objective.number
        if match := _OBJECTIVE.match(normal(text)):
            return chinese_number(match[1])
        number = len(self.out.objectives) + 1
        self.out.objective(Objective(number, text), {"": cell[1], "text": cell[1]})
        return number

    # -- head -----------------------------------------------------------------------------

    def _title(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        done = self.head.title(grid, row, cells)
        if done and self.block == "tail":
            self.block = "head"
        return done

    def _pairs(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        self.head.unit(cells)
        if self.block == "goals" and self.head.goals(grid, row):
            return
        self.head.pairs(grid, row, cells, tail=self.block == "tail")

    def _ignored(self, text: str) -> bool:
        return self.block == "tail" or self.head.ignored(text)

    def _check(self) -> None:
        known = {objective.number for objective in self.out.objectives}
        missing = {i.objective for i in self.out.indicators if i.objective is not None} - known
        for number in sorted(missing) if known else ():
            self.out.doubt("objective-unknown", f"目标{number}", None, number=number)


def _figures(cells: list[tuple[str, int]]) -> bool:
    return any(is_figure(text) for text, _ in cells)


def _is_sentence(text: str) -> bool:
    """Whether a text is too long for a label."""
    return len(text) > 2 * LONGEST_LABEL or "。" in text


def _storey(grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
    """Whether a row is the upper storey of the header below: some of its cells go on there, the others are wide."""

    def hangs(column: int) -> bool:
        return grid.origin.get((row + 1, column)) == grid.origin.get((row, column), (-1, -1))

    wide = [column for _, column in cells if not hangs(column)]
    return len(wide) < len(cells) and all(grid.origin.get((row, column + 1)) == (row, column) for column in wide)


def _own_block(text: str) -> re.Match[str] | None:
    """年度目标1：（40分）: the label of an objective that heads indicators of its own (部门整体绩效自评表 of Hubei)."""
    return _OWN_BLOCK.fullmatch(bare(_POINTS.sub("", text)))


def _is_side(text: str) -> bool:
    return bare(text) in SIDE_LABELS or len(text) <= 1
