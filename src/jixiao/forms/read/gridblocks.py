"""The blocks above the indicators in a grid: tasks with money, objectives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.headerwords import goal_word, result_word
from jixiao.forms.read.vocabulary import (
    SIDE_LABELS,
    bare,
    goal_label,
    head_field,
    is_empty,
)
from jixiao.plan.normal import normal
from jixiao.plan.values import FundLine, Objective, Task

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.forms.read.builder import ReadingBuilder
    from jixiao.forms.read.grid import Grid
    from jixiao.plan.values import Location

_MONEY_COLUMNS = ("总额", "财政资金", "财政拨款", "基本支出", "项目支出", "其他资金")
_TOTALS = frozenset({"合计", "金额合计", "总计"})
_NUMBER_DIGITS = 5  # longer ones are codes, not numbers of tasks
_TASK = re.compile(r"任务\s*(\d{1,3})\s*[:：.、．]\s*")
_PREFIX = re.compile(r"^(?:(?:年度|总体|绩效|全年)*目标)[:：]\s*")
_GOAL = re.compile(
    r"目标\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[:：.、．]|(?<![\d.])(\d{1,2})\s*(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d年))"
)
_LOOSE = re.compile(r"(?:^|(?<=[;；。\s]))()(\d{1,2})\.(?=\d)")
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
        if chinese_number(mark[1] or mark[2]) == len(marks) + 1 and (marks or mark.start() == 0):
            marks.append(mark)
    if not marks or not any(mark in strict for mark in marks):
        return [text] if text else []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = [text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    return [part for part in parts if part]


class TaskBlock:
    """主要工作任务 with 总额, 财政资金 (基本支出, 项目支出) and 其他资金."""

    def __init__(self, out: ReadingBuilder) -> None:
        self.out = out
        self.money: dict[str, int] = {}
        self.number: int | None = None
        self.name = 0
        self.content: int | None = None

    def begin(self, grid: Grid, row: int, count: int) -> None:
        """Take the header rows."""
        self.money, self.number, self.content = {}, None, None
        width = max(len(grid.rows[row + i]) for i in range(count))
        for column in range(width):
            for line in range(row, row + count):
                text = grid.rows[line][column] if column < len(grid.rows[line]) else ""
                word = bare(text)
                if self.out.money_unit is None and "元" in word and word.startswith(("预算资金", "预算金额")):
                    self.out.money_unit = "万元" if "万元" in word else "元"
                if grid.origin.get((line, column), (line, column))[1] != column:
                    continue
                if word == "序号":
                    self.number = column
                elif word in {"主要工作任务", "任务名称", "工作任务", "年度主要任务名称"}:
                    self.name = column
                elif word == "主要内容":
                    self.content = column
                elif word in _MONEY_COLUMNS or word.startswith(("预算资金", "预算金额")):
                    name = word if word in _MONEY_COLUMNS else "总额"
                    self.money = {k: c for k, c in self.money.items() if c != column}
                    self.money.setdefault(name, column)

    def row(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Take one body row; False if it belongs to another block."""
        texts = grid.rows[row]
        if goal_label(cells[0][0]):
            return False
        cells = [cell for cell in cells if bare(cell[0]) not in SIDE_LABELS] or cells
        label = re.sub(r"\s+", "", normal(cells[0][0]))
        if label in _TOTALS:
            tree, places = self._tree(grid, row, "/funds/0")
            if tree is not None and not self.out.funds:
                self.out.funds.append(tree)
                self.out.locations.update(places)
            return True
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
        return True

    def _has_money(self, texts: list[str]) -> bool:
        return any(column < len(texts) and texts[column].strip() for column in self.money.values())

    def _tree(self, grid: Grid, row: int, pointer: str) -> tuple[FundLine | None, dict[str, Location]]:
        texts = grid.rows[row]
        amounts: dict[str, tuple[Decimal, Location]] = {}
        for name, column in self.money.items():
            if column < len(texts):
                where = grid.at(row, column)
                amount = self.out.amount(texts[column], where)
                if amount is not None:
                    amounts[name] = (amount, where)
        if not amounts:
            return None, {}
        places: dict[str, Location] = {pointer: next(iter(amounts.values()))[1]}
        fiscal = [FundLine(name, amounts[name][0]) for name in ("基本支出", "项目支出") if name in amounts]
        children: list[FundLine] = []
        parent = "财政拨款" if "财政拨款" in self.money else "财政资金"
        if fiscal or parent in amounts:
            for index, line in enumerate(fiscal):
                places[f"{pointer}/children/0/children/{index}"] = amounts[line.name][1]
            children.append(FundLine(parent, amounts[parent][0] if parent in amounts else None, children=tuple(fiscal)))
            if parent in amounts:
                places[f"{pointer}/children/0"] = amounts[parent][1]
        if "其他资金" in amounts:
            places[f"{pointer}/children/{len(children)}"] = amounts["其他资金"][1]
            children.append(FundLine("其他资金", amounts["其他资金"][0]))
        total = amounts.get("总额")
        return FundLine("总额", total[0] if total else None, children=tuple(children)), places


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
