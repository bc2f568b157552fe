"""The blocks above the indicators in a grid: tasks with money, objectives, fund rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.headerwords import goal_word, money_role, money_side, result_word
from jixiao.forms.read.vocabulary import (
    SIDE_LABELS,
    WHOLE_FUND,
    FundRole,
    bare,
    fund_label,
    fund_name,
    goal_label,
    head_field,
    is_empty,
)
from jixiao.plan.normal import normal
from jixiao.plan.values import FundLine, Location, Objective, PrintedScore, Task

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.forms.read.builder import ReadingBuilder
    from jixiao.forms.read.grid import Grid

_MONEY_COLUMNS = ("总额", "财政资金", "财政拨款", "基本支出", "项目支出", "其他资金")
_TOTALS = frozenset({"合计", "金额合计", "总计"})
_NUMBER_DIGITS = 5  # longer ones are codes, not numbers of tasks
_MONEY_WORD = re.compile(r"预\s*算|执\s*行|支\s*出|到\s*位|金\s*额|下\s*达|年\s*初")
_FIGURE = re.compile(r"[\d,.]+\s*(?:万元?|元)?")
_TASK = re.compile(r"任务\s*(\d{1,3})\s*[:：.、．]\s*")
_PREFIX = re.compile(r"^(?:(?:年度|总体|绩效|全年)*目标)[:：]\s*")
_GOAL = re.compile(
    r"目标\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[:：.、．]|(?<![\d.])(\d{1,2})\s*(?:[、．]|\.(?!\d)|\.(?=(?:19|20)\d\d年))"
)
_LOOSE = re.compile(r"(?:^|(?<=[;；。\s]))()(\d{1,2})\.(?=\d)")
"""1.1150平方米: a number before a figure, if other goals show that they are numbered."""


def _is_figure(text: str) -> bool:
    """Whether a cell is an amount, with or without its unit."""
    return _FIGURE.fullmatch(normal(text).strip()) is not None


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


def _money_roles(cells: list[tuple[str, int]]) -> list[tuple[FundRole, int]]:
    """The columns of money of a header row; the first cell may be the label beside the rows (预算执行情况)."""
    named = cells[1:] if money_side(cells[0][0], beside=cells[0][1] == 0) else cells
    return [(role, column) for text, column in named if (role := money_role(text)) is not None]


def _names_and_figures(cells: list[tuple[str, int]]) -> bool:
    return all(fund_name(text) for text, _ in cells[::2]) and all(
        _is_figure(text) or is_empty(text) for text, _ in cells[1::2]
    )


class FundBlock:
    """项目资金: rows of fund names with 年初预算数, 全年预算数, 全年执行数, 分值, 执行率, 得分."""

    def __init__(self, out: ReadingBuilder) -> None:
        self.out = out
        self.columns: dict[FundRole, int] = {}
        self.others: set[int] = set()
        """Columns that are no field of a plan: what was spent so far on a monitoring form, a second 得分."""
        self.beside: tuple[int, int] | None = None
        """The cell beside header and rows."""
        self.names: int | None = None
        """The column of names, where it has a heading (资金名称)."""

    @staticmethod
    def is_header(grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Whether a row heads columns of money: two of them, or one with 执行率, 得分 and the like, or above figures."""
        if (
            len(cells) == 1
            and cells[0][1] > 0
            and row + 1 < len(grid.rows)
            and money_role(cells[0][0]) in {"initial", "amount"}
        ):
            below = grid.distinct(row + 1)
            return len(below) > 1 and below[-1][1] == cells[0][1] and _is_figure(below[-1][0])
        if not any(_MONEY_WORD.search(normal(text)) for text, _ in cells):
            return False
        roles = [role for role, _ in _money_roles(cells)]
        money = sum(role in {"initial", "amount", "executed", "ignored"} for role in roles)
        named = len(cells) > 1 and money_role(cells[0][0]) is None and money_side(cells[0][0], beside=True)
        return money > 1 or (money == 1 and (len(set(roles)) > 1 or named) and len(roles) + 1 >= len(cells))

    def begin(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> None:
        """Take the header row."""
        roles = _money_roles(cells)
        self.columns = {role: column for role, column in reversed(roles) if role != "ignored"}
        self.others = {column for role, column in roles if role == "ignored"}
        self.others |= {c for role, c in roles if role != "ignored" and self.columns[role] != c}
        first = min((column for _, column in roles), default=0)
        self.others |= {c for text, c in cells if c > first and money_role(text) is None}
        self.beside = grid.origin.get((row, 0))
        self.names = cells[0][1] if cells[0][1] < first and money_side(cells[0][0], beside=True) else None
        if len(cells) == 1:
            self.names = 0

    def row(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Take one body row; False if it belongs to another block."""
        first = min(self.columns.values(), default=0)
        before = [(text, column) for text, column in cells if column < first]
        found = [(name, text, column) for text, column in before if (name := fund_name(text))]
        listed = self.names is not None and [c for _, c in before] == [self.names] and head_field(before[0][0]) is None
        figures = [text for text, column in cells if column >= first]
        if (
            before
            and figures
            and all(_is_figure(t) or is_empty(t) or t.strip()[-1] in "%％分" for t in figures)
            and (listed or (self._inside(grid, row) and before[-1][1] > 0))
        ):
            text, column = before[-1]  # a name never met, but it stands where names of money stand, with an amount
            found.append((fund_label(text), text, column))
        if not found:
            return False
        name, printed, column = found[-1]  # 项目资金 stands before them all
        texts = grid.rows[row]
        if name.endswith("执行率"):
            return self._rated(grid, row)

        def cell(role: FundRole) -> tuple[str, Location] | None:
            where = self.columns.get(role)
            if where is None or where >= len(texts) or is_empty(texts[where]):
                return None
            return texts[where], grid.at(row, where)

        amounts = {
            role: self.out.amount(*held) if (held := cell(role)) else None for role in ("initial", "amount", "executed")
        }
        amount, initial = amounts["amount"], amounts["initial"]
        if "amount" not in self.columns:
            amount, initial = initial, None
        child = not WHOLE_FUND.search(name) or "其中" in printed
        line = FundLine(name, amount, amounts["executed"], initial=initial)
        self.out.fund(line, grid.at(row, column), child=child)
        for text, where in ((texts[c], grid.at(row, c)) for c in sorted(self.others) if c < len(texts)):
            if not is_empty(text):
                self.out.doubt("not-stored", tidy_text(text), where)
        points, score, rate = cell("points"), cell("score"), cell("rate")
        if not child and (points or score):
            self.out.printed_scores.append(
                PrintedScore(
                    "execution",
                    self.out.amount(points[0].rstrip("分"), points[1]) if points else None,
                    self.out.amount(score[0], score[1]) if score else None,
                    rate[0] if rate else None,
                )
            )
        return True

    def _rated(self, grid: Grid, row: int) -> bool:
        """年度预算执行率 as a row of its own below the columns of money."""
        held = {
            r: grid.rows[row][c]
            for r, c in self.columns.items()
            if c < len(grid.rows[row]) and not is_empty(grid.rows[row][c])
        }

        def points(role: FundRole) -> Decimal | None:
            return (
                self.out.amount(held[role].strip().removesuffix("分"), grid.at(row, self.columns[role]))
                if role in held
                else None
            )

        rate = held.get("rate") or next((text for text in held.values() if text.strip().endswith(("%", "％"))), None)
        self.out.printed_scores.append(
            PrintedScore("execution", points("points"), points("score"), rate and tidy_text(rate))
        )
        return True

    def _inside(self, grid: Grid, row: int) -> bool:
        """Whether a row stands beside the same label as the header."""
        return self.beside is not None and grid.origin.get((row, 0)) == self.beside

    def pair(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """A fund row without a header: 年度资金总额: | 12, or 年度资金总额：12 in one cell."""
        rest = list(cells)
        while len(rest) > 1 and not _is_figure(rest[1][0]) and not is_empty(rest[1][0]):
            if not money_side(rest[0][0], beside=self._merged(grid, row, rest)):
                break
            rest = rest[1:]
        beside = len(rest) < len(cells)
        if len(rest) > 2 and len(rest) % 2 == 0 and _names_and_figures(rest):  # 基本支出总额 | 1 | 项目支出总额 | 2
            return all(self.pair(grid, row, rest[n : n + 2]) for n in range(0, len(rest), 2))
        if self._execution(grid, row, rest):
            return True
        text, column = rest[0]
        label, _, value = text.partition("：" if "：" in text else ":")
        name = fund_name(label) if "其中" not in label or not value else fund_name(value)
        if name is None:
            name = fund_name(text)
            value = ""
        if name is None and beside and len(rest) == 2 and _is_figure(rest[1][0]):
            name, value = fund_label(text), ""
        if name is None or len(rest) > 2:
            return False
        where = grid.at(row, rest[1][1]) if len(rest) > 1 else grid.at(row, column)
        shown = value if value and fund_name(value) is None else (rest[1][0] if len(rest) > 1 else "")
        child = bool(self.out.funds) and not WHOLE_FUND.search(name)
        self.out.fund(FundLine(name, self.out.amount(shown, where)), where, child=child)
        return True

    @staticmethod
    def _merged(grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Whether the first cell stands beside several rows."""
        origin = grid.origin.get((row, cells[0][1]))
        return origin is not None and any(grid.origin.get((y, cells[0][1])) == origin for y in (row - 1, row + 1))

    def _execution(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """年度预算执行率 | 100% | 分值 | 10分: the rate, and what points it carries."""
        if len(cells) < 2 or not (fund_label(cells[0][0])).endswith("执行率") or len(cells) % 2:
            return False
        held = {money_role(text): value for (text, _), value in zip(cells[::2], cells[1::2], strict=True)}
        if not held.keys() <= {"rate", "points", "score"}:
            return False

        def points(role: FundRole) -> Decimal | None:
            cell = held.get(role)
            return self.out.amount(cell[0].strip().removesuffix("分"), grid.at(row, cell[1])) if cell else None

        rate = held["rate"][0] if "rate" in held else cells[1][0]
        self.out.printed_scores.append(PrintedScore("execution", points("points"), points("score"), tidy_text(rate)))
        return True
