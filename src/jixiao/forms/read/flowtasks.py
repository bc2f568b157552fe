"""The first two blocks of an overall form in plain lines: tasks with money, objectives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.columns import place_parts
from jixiao.plan.money import parse_amount
from jixiao.plan.values import FundLine, Location, Objective, Task

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.forms.read.builder import ReadingBuilder

_MONEY = re.compile(r"[-－]?[\d,，０-９]+(?:[.．][\d０-９]+)?")
_NUMBER = re.compile(r"\d{1,3}")
_REFERENCES = re.compile(r"(?:任务)?\d{1,3}(?:[、,，;；](?:任务)?\d{1,3})*")
_TOTALS = frozenset({"合计", "金额合计", "总计", "合计金额"})
_LED = re.compile(r"(?:目标)?\s*([0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*[:：.、．]\s*(.*)")
_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九十", 1)}


class Host(Protocol):
    """What the line readers need of the flow they belong to."""

    out: ReadingBuilder

    def at(self, line: int) -> Location:
        """The location of a line."""


def chinese_number(text: str) -> int:
    """一 … 九十九 or digits as an int.

    >>> chinese_number("十二"), chinese_number("7")
    (12, 7)
    """
    if text.isdigit():
        return int(text)
    tens, _, ones = text.rpartition("十")
    if "十" in text:
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS[text]


class _Pending:
    """One task row in the making."""

    def __init__(self, number: int, line: int) -> None:
        self.number, self.line = number, line
        self.name: list[str] = []
        self.name_line = line
        self.amounts: list[tuple[Decimal, int]] = []


class TaskLines:
    """Block A: 序号, 主要工作任务 and its money; the column of each amount is proven by the sums."""

    COLUMNS = ("基本支出", "项目支出", "财政拨款", "财政资金", "其他资金")

    def __init__(self, flow: Host) -> None:
        self.flow = flow
        self.header_words: set[str] = set()
        self.rows: list[_Pending] = []
        self.totals: list[tuple[Decimal, int]] | None = None
        self.current: _Pending | None = None

    def header(self, tokens: list[str]) -> None:
        """Note the column labels of a header line."""
        self.header_words.update(tokens)

    def line(self, tokens: list[str], line: int) -> bool:
        """Take one line; returns whether header lines may still follow."""
        head = 0
        while head < len(tokens) and not _MONEY.fullmatch(tokens[head]):
            head += 1
        label = "".join(tokens[:head])
        if label in _TOTALS:
            self.totals = [
                (a, line) for t in tokens[head:] if (a := self.flow.out.amount(t, self.flow.at(line))) is not None
            ]
            return True
        current = self.current
        expected = len(self.rows) + 1
        if tokens[0].isdigit() and _NUMBER.fullmatch(tokens[0]) and int(tokens[0]) == expected and (
            current is None or current.amounts or not current.name
        ):  # fmt: skip
            current = self.current = _Pending(expected, line)
            self.rows.append(current)
            tokens = tokens[1:]
        elif current is None:
            self.flow.out.doubt("unplaced", " ".join(tokens), self.flow.at(line))
            return True
        tail = len(tokens)
        while tail and _MONEY.fullmatch(tokens[tail - 1]):
            tail -= 1
        if tail:
            if current.amounts:
                self.flow.out.doubt("unplaced", " ".join(tokens), self.flow.at(line))
                return False
            if not current.name:
                current.name_line = line
            current.name.append(" ".join(tokens[:tail]))
        for token in tokens[tail:]:
            amount = parse_amount(token)
            if amount is None:
                self.flow.out.doubt("not-an-amount", token, self.flow.at(line))
            else:
                current.amounts.append((amount, line))
        return False

    def finish(self) -> None:
        """Place all amounts and add the tasks and the total."""
        out, at = self.flow.out, self.flow.at
        if not self.rows and self.totals is None:
            return
        columns = [name for name in self.COLUMNS if name in self.header_words]
        if "基本支出" in columns or "项目支出" in columns:
            columns = [name for name in columns if name not in {"财政拨款", "财政资金"}]
        if not columns:
            columns = ["财政拨款", "其他资金"]
        totals: list[Decimal | None] = [amount for amount, _ in (self.totals or [])[1:]]
        placed = None
        if len(totals) == len(columns) or all(len(row.amounts) == len(columns) + 1 for row in self.rows):
            placed = (
                place_parts([[a for a, _ in row.amounts[1:]] for row in self.rows], totals, len(columns))
                if totals
                else None
            )
        if self.totals:
            whole = tuple(range(len(columns))) if len(totals) == len(columns) else None
            tree, places = self._tree(self.totals, columns, whole, "/funds/0")
            out.funds.append(tree)
            out.locations.update(places)
            if whole is None and totals:
                out.doubt("sum-doubtful", " ".join(str(a) for a, _ in self.totals), at(self.totals[0][1]))
        for index, row in enumerate(self.rows):
            name = tidy_text("\n".join(row.name))
            if not name:
                out.doubt(
                    "task-without-name", " ".join(str(a) for a, _ in row.amounts), at(row.line), number=row.number
                )
            placement = self._placement(row, placed[index] if placed else None, len(columns))
            funds: tuple[FundLine, ...] = ()
            if row.amounts:
                tree, places = self._tree(row.amounts, columns, placement, f"/tasks/{index}/funds/0")
                funds = (tree,)
                out.locations.update(places)
                if placement is None:
                    out.doubt("sum-doubtful", " ".join(str(a) for a, _ in row.amounts), at(row.amounts[0][1]))
            out.task(
                Task(row.number, name, funds=funds),
                {"": at(row.line), "number": at(row.line), "name": at(row.name_line)},
            )

    def _placement(self, row: _Pending, proven: tuple[int, ...] | None, columns: int) -> tuple[int, ...] | None:
        parts = len(row.amounts) - 1
        if parts == columns:
            return tuple(range(columns))
        return proven if proven is not None or parts > 0 else ()

    def _tree(
        self, amounts: list[tuple[Decimal, int]], columns: list[str], placement: tuple[int, ...] | None, pointer: str
    ) -> tuple[FundLine, dict[str, Location]]:
        at = self.flow.at
        places = {pointer: at(amounts[0][1])}
        if placement is None:
            return FundLine("总额", amounts[0][0]), places
        fiscal: list[FundLine] = []
        others: list[FundLine] = []
        lines: list[tuple[bool, int]] = []
        for column, (amount, line) in zip(placement, amounts[1:], strict=True):
            name = columns[column]
            nested = name in {"基本支出", "项目支出"}
            (fiscal if nested else others).append(FundLine(name, amount))
            lines.append((nested, line))
        children = ([FundLine("财政资金", children=tuple(fiscal))] if fiscal else []) + others
        inner = outer = 0
        for nested, line in lines:
            if nested:
                places[f"{pointer}/children/0/children/{inner}"] = at(line)
                inner += 1
            else:
                places[f"{pointer}/children/{outer + bool(fiscal)}"] = at(line)
                outer += 1
        return FundLine("总额", amounts[0][0], children=tuple(children)), places


class ObjectiveLines:
    """Block B: 序号, 年度绩效目标 and, where the form has it, 对应工作任务."""

    def __init__(self, flow: Host) -> None:
        self.flow = flow
        self.linked = False
        self.count = 0
        self.number: int | None = None
        self.start = 0
        self.texts: list[str] = []
        self.text_line = 0
        self.tasks: tuple[int, ...] = ()
        self.task_line = 0

    def header(self, tokens: list[str]) -> None:
        """Note whether the form has the column 对应工作任务."""
        self.linked = self.linked or any(token.startswith("对应") for token in tokens)

    def line(self, tokens: list[str], line: int) -> None:
        """Take one line."""
        if len(tokens) == 1 and _REFERENCES.fullmatch(tokens[0]):
            expected = self.count + 1
            number = int(tokens[0]) if tokens[0].isdigit() else None
            open_row = self.number is not None and bool(self.texts)
            if open_row and self.linked and not self.tasks:
                self._link(tokens[0], line)
            elif number == expected:
                self._open(expected, line)
            else:
                self.flow.out.doubt("unplaced", tokens[0], self.flow.at(line))
            return
        if self.linked:
            if (
                tokens[0].isdigit()
                and int(tokens[0]) == self.count + 1
                and (self.number is None or self.tasks or not self.texts)
            ):
                self._open(int(tokens[0]), line)
                tokens = tokens[1:]
            if len(tokens) > 1 and _REFERENCES.fullmatch(tokens[-1]) and not self.tasks:
                self._text(" ".join(tokens[:-1]), line)
                self._link(tokens[-1], line)
                return
        elif match := _LED.fullmatch(" ".join(tokens)):
            self._open(chinese_number(match[1]), line)
            if match[2]:
                self._text(match[2], line)
            return
        self._text(" ".join(tokens), line)

    def _text(self, text: str, line: int) -> None:
        if self.number is None or self.tasks:
            if self.linked or self.count:
                self.flow.out.doubt("unplaced", text, self.flow.at(line))
                return
            self._open(1, line)
        if not self.texts:
            self.text_line = line
        self.texts.append(text)

    def _link(self, text: str, line: int) -> None:
        self.tasks = tuple(int(number) for number in re.findall(r"\d+", text))
        self.task_line = line

    def _open(self, number: int, line: int) -> None:
        self._close()
        self.number, self.start, self.count = number, line, number

    def _close(self) -> None:
        if self.number is None:
            return
        at = self.flow.at
        text = tidy_text("\n".join(self.texts))
        if text and self.linked and not self.tasks:
            self.flow.out.doubt("objective-doubtful", text, at(self.text_line), number=self.number)
        elif text:
            places = {"": at(self.start), "number": at(self.start), "text": at(self.text_line)}
            if self.tasks:
                places["tasks"] = at(self.task_line)
            self.flow.out.objective(Objective(self.number, text, self.tasks), places)
        else:
            self.flow.out.objective_lost(self.number, at(self.start))
        self.number, self.texts, self.tasks = None, [], ()

    def finish(self) -> None:
        """Add the last objective."""
        self._close()
