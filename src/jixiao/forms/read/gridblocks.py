"""The blocks above the indicators in a grid: tasks with money, objectives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.fundsacross import is_figure
from jixiao.forms.read.headerwords import (
    content_word,
    goal_word,
    money_name,
    money_role,
    money_side,
    result_word,
    task_word,
)
from jixiao.forms.read.vocabulary import (
    SIDE_LABELS,
    TASK_HEADS,
    bare,
    fund_label,
    goal_label,
    head_field,
    is_empty,
)
from jixiao.plan.normal import normal
from jixiao.plan.values import FundLine, Objective, Task

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from jixiao.forms.read.builder import ReadingBuilder
    from jixiao.forms.read.grid import Grid
    from jixiao.plan.values import Location

_MONEY_COLUMNS = ("总额", "财政资金", "财政拨款", "基本支出", "项目支出", "其他资金")
_WHOLE = frozenset({"总额", "合计", "小计", "总计", "金额", "预算资金", "预算金额", "预算数"})
_TOTALS = re.compile(r"(?:金额|预算|资金|任务)*(?:合计|总计)(?:万元|元)?")
_NUMBER_DIGITS = 5  # longer ones are codes, not numbers of tasks
_TASK = re.compile(r"任务\s*(\d{1,3})\s*[:：.、．]\s*")
_OBJECTIVE = re.compile(r"(?:年度|绩效|总体)*目标(?:内容)?\s*([0-9]{1,3}|[一二三四五六七八九十]{1,3})\s*[:：]?")
_NUMBERED = re.compile(r"\s*(?:年度|绩效|总体)*目标\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[:：]\s*")
_PREFIX = re.compile(
    r"^(?:(?:年度|总体|绩效|全年)*目标|(?:实施期|项目期|中期|长期|中长期)(?:绩效|总体|总)?目标(?:[（(][^（）()]{4,24}[)）])?)[:：]\s*"
)
_GOAL = re.compile(
    r"目标\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[:：.、．]|[（(](\d{1,2})[)）]|(?<![\d.])(\d{1,2})\s*(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d年))"
)
_LOOSE = re.compile(r"(?:^|(?<=[;；。\s]))(\d{1,2})\.(?=\d)")
"""1.1150平方米: a number before a figure, if other goals show that they are numbered."""


def split_goals(text: str) -> list[str]:
    """Several goals in one cell, taken apart by their numbers: 目标1:…目标2:… or 1.…2.…

    >>> split_goals("目标1：修路。目标2：种树。"), split_goals("提高能力。"), split_goals("目标：修路。")
    (['修路。', '种树。'], ['提高能力。'], ['修路。'])
    >>> split_goals("1.5公里；2.3公里。"), split_goals("1.12公里；2.种树。")
    (['1.5公里；2.3公里。'], ['12公里；', '种树。'])
    """
    text = _PREFIX.sub("", text)
    plain = normal(text)
    text = text if len(text) == len(plain) else plain
    marks: list[re.Match[str]] = []
    strict = list(_GOAL.finditer(plain))
    for mark in sorted((*strict, *_LOOSE.finditer(plain)) if strict else (), key=lambda found: found.start()):
        if chinese_number(next(filter(None, mark.groups()))) == len(marks) + 1 and (marks or mark.start() == 0):
            marks.append(mark)
    if not marks or not any(mark in strict for mark in marks):
        return [text] if text else []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    return [part for part in parts if part]


def numbered_goal(text: str) -> tuple[int, str] | None:
    """The number and the text of a single goal: 目标2：种树。

    >>> numbered_goal("目标2：种树。"), numbered_goal("种树。")
    ((2, '种树。'), None)
    """
    match = _NUMBERED.match(text)
    number = chinese_number(match[1]) if match else None
    return (number, text[match.end() :]) if match and number is not None else None


def objective_number(text: str) -> int | None:
    """The number of 目标1, 绩效目标二: or 目标3：, or None.

    >>> objective_number("目标1"), objective_number("绩效目标二："), objective_number("目标1：修路。")
    (1, 2, None)
    """
    match = _OBJECTIVE.fullmatch(normal(text).strip())
    return chinese_number(match[1]) if match else None


def _task_rank(text: str) -> int:
    """How surely a header cell names the column of tasks: 任务名称 is surer than 年度主要任务."""
    if not task_word(text) and bare(text) not in TASK_HEADS:
        return 0
    return 1 if bare(text) in SIDE_LABELS else 2 if bare(text) not in TASK_HEADS else 3


class TaskBlock:
    """主要工作任务 with 总额, 财政资金 (基本支出, 项目支出) and 其他资金."""

    def __init__(self, out: ReadingBuilder) -> None:
        self.out = out
        self.money: dict[str, int] = {}
        self.executed: dict[str, int] = {}
        self.number: int | None = None
        self.name = 0
        self.content: int | None = None
        self.others: dict[int, str] = {}
        """Columns that a task has no field for, by their words."""

    @staticmethod
    def is_header(cells: list[tuple[str, int]]) -> bool:
        """Whether a row is this block's header: 任务名称 | 主要内容 | 预算金额."""
        if any(bare(text) in TASK_HEADS for text, _ in cells):
            return True
        named = [column for text, column in cells if task_word(text)]
        content = [column for text, column in cells if content_word(text)]
        money = [column for text, column in cells if money_role(text) in {"initial", "amount"}]
        if named:
            return any(column > named[0] for column in (*content, *money))
        # 部门职能 | 主要内容 | 对应项目 | 预算金额: whatever stands before what it consists of
        return bool(content and money and content[0] < money[0]) and len([c for _, c in cells if c < content[0]]) == 1

    def begin(self, grid: Grid, row: int, count: int) -> None:
        """Take the header rows."""
        self.money, self.executed, self.number, self.content, self.others = {}, {}, None, None, {}
        width = max(len(grid.rows[row + i]) for i in range(count))
        best = max(_task_rank(text) for line in range(row, row + count) for text in (*grid.rows[line], ""))
        named = False
        if not best:
            self.name, named = grid.distinct(row)[0][1], True
        for column in range(width):
            labels: dict[tuple[int, int], str] = {}
            for line in range(row, row + count):
                if column < len(grid.rows[line]) and (text := grid.rows[line][column]):
                    labels[grid.origin.get((line, column), (line, column))] = text
            last = grid.origin.get((row + count - 1, column), (row, column))
            if not labels or last[1] != column or grid.origin.get((row + count, column)) == last:
                continue  # nothing, the rest of a wide cell, or the label beside the whole block
            words = list(labels.values())
            word = words[-1]
            if self.out.money_unit is None and any("元" in held and "预算" in held for held in words):
                self.out.money_unit = "万元" if any("万元" in held for held in words) else "元"
            if named and not best and column == self.name:
                continue
            if bare(word) in {"序号", "编号"}:
                self.number = column
            elif _task_rank(word) == best and not named:
                self.name, named = column, True
            elif _task_rank(word) == 1 and not named:
                continue  # 年度主要任务 beside the block, in a text that says it again in every row
            elif content_word(word) and self.content is None:
                self.content = column
            elif any(money_role(held) or money_name(held) for held in words):
                spent = any(money_role(held) == "executed" for held in words)
                self._money(words, column, self.executed if spent else self.money)
            else:
                self.others[column] = word

    def _money(self, words: list[str], column: int, columns: dict[str, int]) -> None:
        """A column of money by the words above it; a second one of the same name is told with its figures."""
        name = fund_label(words[-1])
        if name in _WHOLE or money_name(name) is None or (len(words) == 1 and name not in _MONEY_COLUMNS):
            name = "总额"
        if name in columns:
            self.others[column] = words[-1]
        else:
            columns[name] = column

    def row(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Take one body row; False if it belongs to another block."""
        texts = grid.rows[row]
        if goal_label(cells[0][0]) or self._money_begins(grid, row, cells):
            return False
        cells = [cell for cell in cells if bare(cell[0]) not in SIDE_LABELS] or cells
        first = texts[self.name] if self.name < len(texts) else ""
        if _TOTALS.fullmatch(bare(cells[0][0])) or _TOTALS.fullmatch(bare(first)):
            tree, places = self._tree(grid, row, "/funds/0")
            if tree is not None and not self.out.funds:
                self.out.funds.append(tree)
                self.out.locations.update(places)
            self._told(grid, row)
            return True
        if self._one_cell(grid, row):
            return False
        name = tidy_text(texts[self.name]) if self.name < len(texts) else ""
        number = texts[self.number].strip() if self.number is not None and self.number < len(texts) else ""
        if self.number is None and (numbered := _TASK.match(normal(name))):
            number, name = numbered[1], name[numbered.end() :]
        if self.number is not None and not number.isdigit() and not self._has_money(texts):
            return False
        if number and not name and not self._has_money(texts):
            return True  # a numbered row of a fill-in form that was left empty
        if head_field(cells[0][0]) or (not name and not self._has_money(texts)):
            return False
        if not name:
            self.out.doubt(
                "task-without-name",
                " ".join(text for text, _ in cells),
                grid.at(row, cells[0][1]),
                number=number or "?",
            )
        index = len(self.out.tasks)
        tree, places = self._tree(grid, row, f"/tasks/{index}/funds/0")
        content = tidy_text(texts[self.content]) if self.content is not None and self.content < len(texts) else ""
        where = grid.at(row, self.name)
        fields: dict[str, Location] = {"": where, "name": where}
        if number:
            fields["number"] = grid.at(row, self.number or 0)
        if content:
            fields["content"] = grid.at(row, self.content or 0)
        self.out.task(
            Task(
                int(number) if number.isdigit() and len(number) <= _NUMBER_DIGITS else index + 1,
                name,
                content or None,
                (tree,) if tree else (),
            ),
            fields,
        )
        self.out.locations.update(places)
        self._told(grid, row)
        return True

    def _one_cell(self, grid: Grid, row: int) -> bool:
        """Whether name, content and money are one wide cell: a heading between two blocks."""
        whole = grid.origin.get((row, self.name))
        others = [c for c in (self.content, *self.money.values()) if c is not None]
        return whole is not None and bool(others) and all(grid.origin.get((row, c)) == whole for c in others)

    def _money_begins(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Whether the rows of money begin: their label beside them, or a name of money with a figure for a content."""
        (text, column), rest = cells[0], cells[1:]
        begins = grid.origin.get((row, column), (row, column))[0] == row
        beside = grid.origin.get((row + 1, column)) == (row, column)
        if begins and column < self.name and rest and money_side(text, beside=beside) and not task_word(text):
            return True
        named = [held for held, at in cells if at == self.name]
        figures = [held for held, at in cells if at > self.name]
        return bool(named and figures and not self.money and money_name(named[0]) and all(map(is_figure, figures)))

    def _told(self, grid: Grid, row: int) -> None:
        """Say what stands in columns that a task has no field for."""
        texts = grid.rows[row]
        for column, word in self.others.items():
            alone = grid.origin.get((row, column), (row, column)) == (row, column)
            if column < len(texts) and alone and not is_empty(texts[column]):
                self.out.doubt("not-stored", f"{tidy_text(word)}：{tidy_text(texts[column])}", grid.at(row, column))

    def _has_money(self, texts: list[str]) -> bool:
        return any(
            column < len(texts) and texts[column].strip() for column in (*self.money.values(), *self.executed.values())
        )

    def _tree(self, grid: Grid, row: int, pointer: str) -> tuple[FundLine | None, dict[str, Location]]:
        amounts, spent = self._amounts(grid, row, self.money), self._amounts(grid, row, self.executed)
        if not amounts and not spent:
            return None, {}
        places: dict[str, Location] = {pointer: next(iter((amounts or spent).values()))[1]}

        def line(name: str, at: str, children: Sequence[FundLine] = ()) -> FundLine:
            if name in amounts or name in spent:
                places.setdefault(at, (amounts.get(name) or spent[name])[1])
            amount, executed = amounts.get(name), spent.get(name)
            return FundLine(name, amount[0] if amount else None, executed[0] if executed else None, tuple(children))

        known = [name for name in dict.fromkeys((*self.money, *self.executed)) if name in amounts or name in spent]
        children: list[FundLine] = []
        fiscal = [name for name in ("基本支出", "项目支出") if name in known]
        parent = next((n for n in ("财政拨款", "财政资金") if n in self.money or n in self.executed), None)
        if fiscal and parent is None:
            parent = "财政资金"
        if parent is not None and (fiscal or parent in known):
            at = f"{pointer}/children/0"
            parts = [line(name, f"{at}/children/{n}") for n, name in enumerate(fiscal)]
            children.append(line(parent, at, parts))
        for name in known:
            if name not in {"总额", parent, *fiscal}:
                children.append(line(name, f"{pointer}/children/{len(children)}"))
        return line("总额", pointer, children), places

    def _amounts(self, grid: Grid, row: int, columns: dict[str, int]) -> dict[str, tuple[Decimal, Location]]:
        found = {}
        for name, column in columns.items():
            if column < len(grid.rows[row]):
                where = grid.at(row, column)
                amount = self.out.amount(grid.rows[row][column], where)
                if amount is not None:
                    found[name] = (amount, where)
        return found


class ObjectiveBlock:
    """序号, 年度绩效目标, 对应工作任务 (and 实际完成情况 on a 自评表)."""

    def __init__(self, out: ReadingBuilder) -> None:
        self.out = out
        self.number: int | None = None
        self.text = 0
        self.tasks: int | None = None
        self.result: int | None = None

    @staticmethod
    def is_header(cells: list[tuple[str, int]]) -> bool:
        """Whether a row is this block's header: 序号 | 年度绩效目标 | 对应工作任务."""
        words = {bare(text) for text, _ in cells}
        return bool(words & {"序号", "对应工作任务"}) and any(
            goal_word(text) and not result_word(text) for text, _ in cells
        )

    def begin(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        """Take the header row."""
        del grid, row
        self.number = self.tasks = self.result = None
        for text, column in cells:
            word = bare(text)
            if word == "序号":
                self.number = column
            elif word.startswith("对应"):
                self.tasks = column
            elif result_word(text):
                self.result = column
            elif goal_word(text):
                self.text = column

    def row(self, grid: Grid, row: int, _cells: list[tuple[str, int]]) -> bool:
        """Take one body row; False if it belongs to another block."""
        texts = grid.rows[row]
        number = texts[self.number].strip() if self.number is not None and self.number < len(texts) else ""
        text = tidy_text(texts[self.text]) if self.text < len(texts) else ""
        if number.isdigit() and not text:
            return True  # a numbered row of a fill-in form that was left empty
        if (self.number is not None and not number.isdigit()) or not text:
            return False
        tasks: tuple[int, ...] = ()
        places: dict[str, Location] = {"": grid.at(row, self.text), "text": grid.at(row, self.text)}
        if self.tasks is not None and self.tasks < len(texts) and not is_empty(texts[self.tasks]):
            tasks = tuple(int(found) for found in re.findall(r"\d{1,4}", normal(texts[self.tasks])))
            places["tasks"] = grid.at(row, self.tasks)
        if self.number is not None:
            places["number"] = grid.at(row, self.number)
        result = texts[self.result] if self.result is not None and self.result < len(texts) else ""
        shown = int(number) if number and len(number) <= _NUMBER_DIGITS else len(self.out.objectives) + 1
        self.out.objective(Objective(shown, text, tasks), places, tidy_text(result) or None)
        return True
