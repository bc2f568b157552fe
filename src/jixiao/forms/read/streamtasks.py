"""年度主要任务 of a cell stream: 任务名称 | 主要内容 | 总额 | 财政拨款 | 其他资金, then a row for each task and 金额合计."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.columns import place_parts
from jixiao.forms.read.streamcells import TASK_WORDS, is_word
from jixiao.forms.read.vocabulary import MONEY_UNIT, TITLE, bare, goal_label, is_empty
from jixiao.plan.money import parse_amount
from jixiao.plan.values import FundLine, Task

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.forms.read.stream import StreamReader
    from jixiao.forms.read.streamcells import Cell

_NAMES = frozenset({"任务名称", "工作任务", "主要工作任务", "年度主要任务名称"})
_MONEY = ("总额", "财政资金", "财政拨款", "基本支出", "项目支出", "其他资金")
_TOTALS = frozenset({"合计", "金额合计", "总计"})
_SIDE = frozenset(
    {"年度主要任务", "预算资金", "预算金额", "预算资金万元", "预算金额万元", "预算资金元", "预算金额元", "序号"}
)
_FIGURE = re.compile(r"[\d,]+(?:\.\d+)?")
_NUMBERED = re.compile(r"任务\s*(\d{1,3})\s*[:：.、．]\s*")


class StreamTasks:
    """The task table of a 整体支出 form (财预〔2015〕88号 layout)."""

    def __init__(self, reader: StreamReader) -> None:
        self.reader = reader

    def take(self) -> bool:
        """Take the whole table if its header begins here."""
        reader = self.reader
        start = reader.index
        labels: list[str] = []
        index = start
        while index < len(reader.cells):
            plain = bare(reader.cells[index].text)
            if plain and plain not in {*TASK_WORDS, *_MONEY, *_SIDE}:
                break
            if plain:
                labels.append(plain)
            index += 1
        money = [name for name in _MONEY if name in labels]
        money.sort(key=labels.index)
        if not _NAMES & set(labels) or money[:1] != ["总额"] or len(money) < 2 or reader.out.tasks:
            return False
        if len(money) > 2 and "财政资金" in money and {"基本支出", "项目支出"} & set(money):
            parts = [name for name in money if name in {"基本支出", "项目支出"}]
            whole = [name for name in money if name not in parts]  # it stands above the two, which may be printed last
            place = whole.index("财政资金")
            money = [*whole[:place], *parts, *whole[place + 1 :]]
        for cell in reader.cells[start:index]:
            if reader.out.money_unit is None and (unit := MONEY_UNIT.search(cell.text)):
                reader.out.money_unit = "万元" if "万元" in unit[0] else "元"
        reader.index = index
        rows, total = self._rows(len(money), numbered="序号" in labels)
        self._store(rows, total, money, content="主要内容" in labels)
        return True

    def _rows(self, columns: int, *, numbered: bool) -> tuple[list[tuple[list[Cell], list[Cell]]], list[Cell]]:
        """Texts and figures of each task, and the figures of the total."""
        reader = self.reader
        rows: list[tuple[list[Cell], list[Cell]]] = []
        texts: list[Cell] = []
        total: list[Cell] = []
        while reader.index < len(reader.cells):
            cell = reader.cells[reader.index]
            plain = bare(cell.text)
            if plain == "序号" and not texts:
                break
            if plain in _TOTALS and not total:
                reader.index += 1
                for held in texts:
                    reader.loose(held)
                total = self._figures(columns if numbered else None)
                if not numbered or rows:
                    return rows, total
                continue  # 合计 stands above the tasks
            if goal_label(cell.text) and texts and texts[-1].text == "序号":
                break
            if numbered and not texts and self._is_number(cell, columns):
                texts.append(cell)
                reader.index += 1
                continue
            if goal_label(cell.text) or (TITLE.search(plain) and len(plain) < 40) or len(rows) > 500:
                break
            if _FIGURE.fullmatch(cell.text) and texts:
                rows.append((texts, self._figures(columns if numbered else None)))
                texts = []
                continue
            if cell.text and plain not in _SIDE and not (is_word(cell.text) and plain in TASK_WORDS):
                texts.append(cell)
            reader.index += 1
        for held in texts:
            reader.loose(held)
        return rows, total

    def _is_number(self, cell: Cell, columns: int) -> bool:
        """Whether a figure numbers a task: its name and an amount follow."""
        reader = self.reader
        ahead = [held.text for held in reader.cells[reader.index + 1 : reader.index + 2 + columns] if held.text]
        return re.fullmatch(r"\d{1,3}", cell.text) is not None and len(ahead) > 1 and not _FIGURE.fullmatch(ahead[0])

    def _figures(self, most: int | None) -> list[Cell]:
        """The figures from here, at most so many: the next one may be a number of a task."""
        reader = self.reader
        found: list[Cell] = []
        while reader.index < len(reader.cells) and (most is None or len(found) < most):
            cell = reader.cells[reader.index]
            if not (_FIGURE.fullmatch(cell.text) or is_empty(cell.text)):
                break
            if not is_empty(cell.text) or (cell.text and not is_empty(cell.text)):
                found.append(cell)
            reader.index += 1
        return found

    def _store(
        self, rows: list[tuple[list[Cell], list[Cell]]], total: list[Cell], money: list[str], *, content: bool
    ) -> None:
        reader, out = self.reader, self.reader.out
        amounts = [[parse_amount(cell.text) for cell in figures] for _, figures in rows]
        sums = [parse_amount(cell.text) for cell in total]
        placed = self._placed(amounts, sums, len(money))
        for number, ((texts, figures), values) in enumerate(zip(rows, amounts, strict=True)):
            own = int(texts[0].text) if len(texts) > 1 and re.fullmatch(r"\d{1,3}", texts[0].text) else None
            name, what = self._texts(texts[1:] if own else texts, content=content)
            match = _NUMBERED.match(name)
            pointer = f"/tasks/{len(out.tasks)}"
            where = reader.at(texts[0])
            columns = placed[number] if placed else None
            if columns is None:
                out.doubt("sum-doubtful", " ".join(cell.text for cell in figures), reader.at(figures[0]))
                columns = (0,)
            line = _tree(dict(zip((money[c] for c in columns), values, strict=False)))
            out.task(
                Task(
                    own or (int(match[1]) if match else number + 1),
                    name[match.end() :] if match else name,
                    what,
                    (line,),
                ),
                {"": where, "name": where, "funds/0": reader.at(figures[0])},
            )
            if what:
                out.locations[f"{pointer}/content"] = reader.at(texts[-1])
        if total and len(sums) == len(money):
            out.fund(_tree(dict(zip(money, sums, strict=True))), reader.at(total[0]), child=False)
        elif total:
            out.doubt("sum-doubtful", " ".join(cell.text for cell in total), reader.at(total[0]))

    def _texts(self, texts: list[Cell], *, content: bool) -> tuple[str, str | None]:
        """Name and content. More pieces than two do not tell where the name ends."""
        if not content:
            return "".join(cell.text for cell in texts), None
        if len(texts) > 2:
            self.reader.out.doubt("name-doubtful", " ".join(cell.text for cell in texts), self.reader.at(texts[0]))
        if len(texts) == 1:
            return texts[0].text, None
        return "".join(cell.text for cell in texts[:-1]), texts[-1].text

    @staticmethod
    def _placed(
        amounts: list[list[Decimal | None]], sums: list[Decimal | None], columns: int
    ) -> list[tuple[int, ...] | None] | None:
        """The money columns of each row's figures; where blanks got lost, the printed total decides."""
        if all(len(row) == columns for row in amounts):
            return [tuple(range(columns)) for _ in amounts]
        if len(sums) == columns and all(row and None not in row and len(row) <= columns for row in amounts):
            parts = [[amount for amount in row[1:] if amount is not None] for row in amounts]
            found = place_parts(parts, sums[1:], columns - 1)
            if found is not None:
                return [(0, *(column + 1 for column in row)) for row in found]
        return [tuple(range(columns)) if len(row) == columns else None for row in amounts]


def _tree(amounts: dict[str, Decimal | None]) -> FundLine:
    """总额 with 财政拨款 or 财政资金 (基本支出, 项目支出) and 其他资金 below it."""
    children: list[FundLine] = []
    parts = tuple(FundLine(name, amounts[name]) for name in ("基本支出", "项目支出") if name in amounts)
    for name in ("财政资金", "财政拨款"):
        if name in amounts:
            children.append(FundLine(name, amounts[name], children=parts))
            parts = ()
    if parts:
        children.append(FundLine("财政资金", children=parts))
    if "其他资金" in amounts:
        children.append(FundLine("其他资金", amounts["其他资金"]))
    return FundLine("总额", amounts.get("总额"), children=tuple(children))
