"""The one interpretation of grids: worksheets, Word tables and web tables become a Reading.

A ``Grid`` is what every format is turned into first: cells by row and column, merged areas,
and where each cell stands. Blocks are found by their header words (``vocabulary``), columns
by the header above them, never by position.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.builder import CONTROL, ReadingBuilder, tidy_text
from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.gridblocks import FundBlock, ObjectiveBlock, TaskBlock, split_goals
from jixiao.forms.read.vocabulary import (
    GOAL_LABELS,
    LONG_TERM,
    MONEY_UNIT,
    RESULT_LABELS,
    SIDE_LABELS,
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
)
from jixiao.plan.values import Location, Objective, PrintedScore, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAIL = re.compile(
    r"(?:总分|合计|总计|其他需?要?说明|其它需?要?说明|填报人|填表人|联系人|联系电话|审核意见|负责人|项目负责人|注[:：]|备注|说明[:：]|评价结论|存在问题|改进措施)"
)
_OBJECTIVE = re.compile(r"(?:绩效)?目标\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[:：]?")
_TASK_HEADS = frozenset(("主要工作任务", "任务名称", "年度主要任务名称", "工作任务"))


class Grid:
    """Cells of one sheet or table. Rows and columns count from 0."""

    def __init__(
        self,
        rows: Sequence[Sequence[str]],
        merged: Sequence[tuple[int, int, int, int]] = (),
        *,
        file: str | None = None,
        sheet: str | None = None,
        table: int | None = None,
        first_row: int = 0,
    ) -> None:
        """``merged`` holds (top, left, bottom, right), inclusive; ``first_row`` shifts what is shown to people."""
        self.rows = [list(row) for row in rows]
        self.file, self.sheet, self.table, self.first_row = file, sheet, table, first_row
        self.origin: dict[tuple[int, int], tuple[int, int]] = {}
        height = len(self.rows)
        for top, left, bottom, right in merged:
            if top >= height:
                continue
            text = self.rows[top][left] if left < len(self.rows[top]) else ""
            for row in range(top, min(bottom, height - 1) + 1):
                cells = self.rows[row]
                if right >= len(cells):
                    cells.extend([""] * (right + 1 - len(cells)))
                for column in range(left, right + 1):
                    self.origin[row, column] = (top, left)
                    cells[column] = text

    def clean(self) -> tuple[str, Location] | None:
        """Take out control characters; the first cell that had some."""
        found: tuple[str, Location] | None = None
        for row, cells in enumerate(self.rows):
            if CONTROL.search("".join(cells)):
                for column, text in enumerate(cells):
                    if CONTROL.search(text):
                        found = found or (text, self.at(row, column))
                        cells[column] = CONTROL.sub("", text)
        return found

    def at(self, row: int, column: int) -> Location:
        """Where a cell stands: its merged area's first cell."""
        row, column = self.origin.get((row, column), (row, column))
        number = row + 1 + self.first_row
        if self.sheet is not None:
            return Location(file=self.file, sheet=self.sheet, cell=f"{column_letters(column)}{number}")
        return Location(file=self.file, table=self.table, row=number, cell=column_letters(column))

    def distinct(self, row: int) -> list[tuple[str, int]]:
        """The non-empty cells of a row with their first column; merged cells once."""
        found: list[tuple[str, int]] = []
        last: tuple[int, int] | None = None
        for column, text in enumerate(self.rows[row]):
            origin = self.origin.get((row, column))
            if text and (origin is None or origin != last):
                found.append((text, column))
            last = origin
        return found


def column_letters(column: int) -> str:
    """Spreadsheet letters of a column counted from 0: 0 → A, 27 → AB."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Levels(NamedTuple):
    """What carries down a column of merged or blank label cells."""

    objective: int | None = None
    level1: tuple[str, Location] | None = None
    level2: tuple[str, Location] | None = None


def read_grids(grids: Sequence[Grid], lang: str = "zh") -> Reading:
    """Interpret all grids of one document as one form. Never raises; doubts are problems."""
    return _Interpreter(lang).read(grids)


class _Interpreter:
    def __init__(self, lang: str) -> None:
        self.out = ReadingBuilder(lang)
        self.block: str = "head"
        self.columns: dict[Role, int] = {}
        self.more: dict[int, str] = {}
        self.levels = _Levels()
        self.tasks = TaskBlock(self.out)
        self.objectives = ObjectiveBlock(self.out)
        self.funds = FundBlock(self.out)
        self.result_column: int | None = None

    def read(self, grids: Sequence[Grid]) -> Reading:
        for grid in grids:
            for where, text in take_out_several_years(grid):
                self.out.doubt("several-years", text, where)
            row = 0
            while row < len(grid.rows):
                row = self._row(grid, row)
        self._check()
        return self.out.reading()

    def _row(self, grid: Grid, row: int) -> int:
        """Take one row; returns the next row to look at."""
        cells = grid.distinct(row)
        if not cells:
            return row + 1
        taken = self._headers(grid, row, cells)
        if taken:
            return row + taken
        if len(cells) == 1 and len(cells[0][0]) < 60 and self._title(grid, row, cells):
            return row + 1
        if self.block == "indicators" and bare(cells[0][0]).startswith(("总分", "合计", "总计")):
            self._total(grid, row, cells)
        elif self.block == "indicators" and not self._ends(cells, grid, row):
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

    # -- headers --------------------------------------------------------------------------

    def _headers(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> int:
        """How many header rows begin here, 0 if none. Sets the block and its columns."""
        words = {bare(text) for text, _ in cells}
        roles = {column_role(text) for text, _ in cells}
        if "name" in roles and ("value" in roles or "level2" in roles or "actual" in roles):
            count = self._header_rows(grid, row)
            self._indicator_columns(grid, row, count)
            return count
        if words & _TASK_HEADS and not any(parse_like_amount(text) for text, _ in cells):
            count = self._header_rows(grid, row)
            self.tasks.begin(grid, row, count)
            self.block = "tasks"
            return count
        if self.objectives.is_header(words):
            self.objectives.begin(grid, row, cells)
            self.block = "objectives"
            return 1
        if sum(fund_role(text) in {"initial", "amount", "executed"} for text, _ in cells) >= 2:
            self._unit(cells)
            self.funds.begin(cells)
            self.block = "funds"
            return 1
        if words & RESULT_LABELS and words & GOAL_LABELS:
            self.result_column = next(column for text, column in cells if bare(text) in RESULT_LABELS)
            self.goal_column = next(column for text, column in reversed(cells) if bare(text) in GOAL_LABELS)
            self.block = "goals"
            return 1
        if words and words <= SIDE_LABELS | {"绩效目标"} and self._header_below(grid, row):
            return 1
        return 0

    def _header_below(self, grid: Grid, row: int) -> bool:
        return row + 1 < len(grid.rows) and any(column_role(text) == "name" for text, _ in grid.distinct(row + 1))

    def _header_rows(self, grid: Grid, row: int) -> int:
        """Two-storey headers: the rows below that hold only header words belong to it."""
        count = 1
        while row + count < len(grid.rows):
            below = grid.distinct(row + count)
            if not below or not all(_is_header_word(text) for text, _ in below):
                break
            if not any(grid.origin.get((row + count, c), (row + count, c))[0] == row + count for _, c in below):
                break
            if not any(grid.origin.get((row + count, c), (row + count, c))[0] < row + count for _, c in below):
                break  # nothing hangs down from above: a header of its own
            count += 1
        return count

    def _indicator_columns(self, grid: Grid, row: int, count: int) -> None:
        columns: dict[Role, int] = {}
        self.more = {}
        width = max(len(grid.rows[row + i]) for i in range(count))
        start = row - 1 if row and bare_row(grid, row - 1) & {"绩效目标"} else row
        for column in range(width):
            role: Role | None = None
            for line in range(start, row + count):
                if column < len(grid.rows[line]) and grid.rows[line][column]:
                    role = column_role(grid.rows[line][column]) or role
            origin = grid.origin.get((row + count - 1, column), (0, column))
            if role == "more" and origin[1] == column:
                self.more[column] = grid.rows[row + count - 1][column]
            elif role is not None and role not in columns and origin[1] == column:
                columns[role] = column
        if (
            "name" in columns
            and "level1" not in columns
            and self.columns.get("level1") is not None
            and "level2" in columns
        ):
            columns.setdefault("level1", self.columns["level1"])
        self.columns = columns
        self.block = "indicators"

    def _ends(self, cells: list[tuple[str, int]], grid: Grid, row: int) -> bool:
        """Whether a row is no indicator row but what comes after the table."""
        text = bare(cells[0][0])
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
        by_role: dict[Role, tuple[str, Location]] = {}
        texts = grid.rows[row]
        used: set[tuple[int, int]] = set()
        for role, column in sorted(self.columns.items(), key=lambda item: item[1]):
            text = texts[column] if column < len(texts) else ""
            origin = grid.origin.get((row, column), (row, column))
            if origin in used:
                text = ""
            elif text:
                used.add(origin)
            if text:
                by_role[role] = (text, grid.at(row, column))
        self._carry(by_role)
        taken = {*self.columns.values(), *self.more}
        for text, column in cells:
            if column not in taken and grid.origin.get((row, column), (row, column)) not in used and not _is_side(text):
                self.out.doubt("unplaced", text, grid.at(row, column))
        if not {"name", "value", "actual", "sign"} & by_role.keys():
            return
        more = [(label, texts[column]) for column, label in self.more.items() if column < len(texts) and texts[column]]
        self.out.indicator(by_role, self.levels.objective, self.levels.level1, self.levels.level2, more)

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
            if field is not None:
                if colon and value:
                    self.out.named(field, value, where)
                elif following is not None and head_field(following[0]) is None:
                    self.out.named(field, following[0], grid.at(row, following[1]))
                    index += 1
            elif goal_label(text):
                if following is not None and not goal_label(following[0]):
                    self._goal(following[0], None, grid.at(row, following[1]))
                    index += 1
            elif label in {"年度", "预算年度"} and following is not None and (year := YEAR.match(following[0] + "年")):
                self.out.set_year(int(year[1]), grid.at(row, following[1]))
                index += 1
            elif not self._ignored(text):
                self.out.doubt("unplaced", tidy_text(text), where)
            index += 1

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


def take_out_several_years(grid: Grid) -> list[tuple[Location, str]]:
    """Blank the half on several years of a form in two halves (中期 | 年度); its texts, one for each block.

    Source: 项目支出绩效目标申报表, 财预〔2015〕88号附件, whose money, objectives and indicators stand in two
    halves. A plan is of one year.
    """
    found: list[tuple[Location, str]] = []
    row = 0
    while row < len(grid.rows):
        cells = grid.distinct(row)
        span = _halves(cells)
        if span is None:
            row += 1
            continue
        first, second, last = *span, row
        while last + 1 < len(grid.rows) and _goes_on(grid, last + 1, first, second):
            last += 1
        texts = [text for y in range(row, last + 1) for text, x in grid.distinct(y) if first <= x < second]
        for y in range(row, last + 1):
            for x in range(first, min(second, len(grid.rows[y]))):
                grid.rows[y][x] = ""
        found.append((grid.at(row, first), " ".join(tidy_text(text) for text in texts)))
        row = last + 1
    return found


def _halves(cells: list[tuple[str, int]]) -> tuple[int, int] | None:
    """First column of the half on several years and of the year's half, if a row begins such a block."""
    years = [column for text, column in cells if len(text) <= 24 and LONG_TERM.match(bare(text))]
    if years:
        year = [
            column for text, column in cells if column > years[0] and bare(text).startswith(("年度", "当年", "本年"))
        ]
        return (years[0], year[0]) if year else None
    seen: dict[Role, int] = {}
    for text, column in cells:
        role = column_role(text)
        if role in {"level1", "level2", "name", "value"}:
            if role in seen:
                # the second half begins; it must hold a name and a value of its own
                roles = [column_role(t) for t, c in cells if c >= column]
                first = seen[role]
                return (first, column) if "name" in roles and "value" in roles and "name" in seen else None
            seen[role] = column
    return None


def _goes_on(grid: Grid, row: int, first: int, second: int) -> bool:
    """Whether a row still has cells in both halves and begins no other block."""
    cells = grid.distinct(row)
    if _halves(cells) is not None or not cells:
        return False
    left = [text for text, column in cells if first <= column < second]
    right = [text for text, column in cells if column >= second]
    across = any(
        column < first and grid.origin.get((row, second)) == grid.origin.get((row, column), (-1, -1))
        for _, column in cells
    )
    return (
        not across and bool(left) and (bool(right) or grid.origin.get((row, first)) != grid.origin.get((row, second)))
    )


def parse_like_amount(text: str) -> bool:
    """Whether a cell is a figure (so its row is no header)."""
    return bool(re.fullmatch(r"[\d,.]+", text.strip()))


def bare_row(grid: Grid, row: int) -> set[str]:
    """The words of a row."""
    return {bare(text) for text, _ in grid.distinct(row)}


def _is_side(text: str) -> bool:
    return bare(text) in SIDE_LABELS or len(text) <= 1


def _is_header_word(text: str) -> bool:
    return (
        column_role(text) is not None
        or fund_role(text) is not None
        or bare(text) in SIDE_LABELS
        or bare(text) in _TASK_HEADS
        or bare(text)
        in {"总额", "财政资金", "财政拨款", "基本支出", "项目支出", "其他资金", "序号", "主要内容", "预算资金"}
    )


def _pairs_funds(funds: FundBlock, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
    return funds.pair(grid, row, cells)
