"""Fund rows of a cell stream: 年度资金总额 | 980 | 980 | 980 | 10 | 100% | 10."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.glued import amounts
from jixiao.forms.read.headerwords import money_name, money_role, money_side
from jixiao.forms.read.vocabulary import (
    LONG_TERM,
    MONEY_UNIT,
    FundRole,
    bare,
    fund_head,
    fund_name,
    is_empty,
)
from jixiao.plan.values import FundLine, PrintedScore

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.forms.read.stream import StreamReader
    from jixiao.forms.read.streamcells import Cell

_FIGURE = re.compile(r"[-－]?[\d,]+(?:\.\d+)?(?:万元?|元)?(?:[（(][^（）()]*[)）])?")
"""An amount, with what it is made of in brackets."""
_POINTS = re.compile(r"\d{1,3}(?:\.\d+)?分?")
_RATE = re.compile(r"\d+(?:\.\d+)?[%％]")
_PAIR = re.compile(r"(.{2,20}?)[:：]?\s*([\d,]+(?:\.\d+)?(?:万元|元)?)")
_BESIDE = re.compile(r"(?:偏差|差异|未完成)?(?:原因|原因说明|原因分析)|情况说明|备注")
_AMOUNTS = frozenset({"initial", "amount", "executed"})
_RAN = re.compile(r"(\D{2,24}?)([\d.]+[\d.%％]*)")
_ROOT = re.compile(r"总额|合计|总投资|总预算|年度金额|下达")


class StreamFunds:
    """The money part of a form; without a header row each label has one amount."""

    def __init__(self, reader: StreamReader) -> None:
        self.reader = reader
        self.roles: list[FundRole] = []
        self._halves: dict[str, int] | None = None
        self._several: list[Cell] = []

    def close(self) -> None:
        """Tell what was left out: the money of several years."""
        if self._several:
            text = " ".join(cell.text for cell in self._several)
            self.reader.out.doubt("several-years", text, self.reader.at(self._several[0]))
        self._several, self._halves = [], None

    def header(self) -> bool:
        """Take a run of money column headers."""
        reader = self.reader
        index = reader.index
        roles: list[FundRole] = []
        while index < len(reader.cells):
            text = reader.cells[index].text
            role = money_role(text) if text else None
            beside = not roles and (fund_head(text) or money_side(text, beside=False))
            if role in _AMOUNTS and (fund_name(text) is not None or beside):
                role = None  # a name of money, or the label beside it
            if role is not None:
                roles.append(role)
            elif text and not (roles and _BESIDE.fullmatch(bare(text))):
                break
            elif text:
                roles.append("ignored")
            index += 1
        if sum(role in {"initial", "amount", "executed", "ignored"} for role in roles) < 2:
            return False
        self.roles = roles
        reader.index = index
        return True

    def row(self) -> bool:
        """Take one fund row."""
        reader = self.reader
        label = reader.cells[reader.index]
        if LONG_TERM.match(bare(label.text)) and "资金" in label.text and not self.roles:
            # 中期资金总额 | 900 | 年度资金总额 | 300: from here two amounts a name, the first of several years
            reader.index += 1
            self._several += [label, *self._cells(label)]
            self._halves = {}
            return True
        priced = _FIGURE.fullmatch(reader.text(1)) is not None
        name, glued = fund_name(label.text) or (money_name(label.text) if priced else None), None
        if name is None and (pair := _PAIR.fullmatch(label.text)):
            name = fund_name(pair[1])
            glued = label._replace(text=pair[2])
        ran: list[Cell] = []
        if name is None and self.roles and (match := _RAN.fullmatch(label.text)):
            name = fund_name(match[1])
            ran = self._parted(label, match[2]) if name is not None else []
            name = name if ran else None
        if name is None:
            return False
        before = reader.cells[reader.index - 1].text if reader.index else ""
        inside = reader.mode == "lines" and not label.first and self._halves is None
        priced = priced and MONEY_UNIT.search(label.text) is not None
        if (
            inside
            and not priced
            and not fund_head(before)
            and not MONEY_UNIT.fullmatch(before)
            and not bare(before).startswith("其中")
        ):
            return False
        if reader.table.finished and not self.roles:
            return False
        if unit := MONEY_UNIT.search(label.text):
            reader.out.money_unit = reader.out.money_unit or ("万元" if "万元" in unit[0] else "元")
        start = reader.index
        reader.index += 1
        cells = ran or ([glued] if glued is not None else self._cells(label))
        parts = not reader.out.funds and fund_name(reader.text()) is not None and "其中" in reader.text()
        if not cells and not parts and (not reader.out.funds or name in {"其他", "其它", "项目资金"}):
            reader.index = start
            return False
        if self._halves is not None and not _ROOT.search(name):
            self._halves[name] = self._halves.get(name, 0) + 1
            if self._halves[name] % 2:
                self._several += [label, *cells]
                return True
        if name.endswith("执行率"):
            self._execution(cells)
        else:
            self._add(name, label, cells)
        return True

    def _parted(self, label: Cell, figures: str) -> list[Cell]:
        """The amounts of a row whose cells ran together (36003600100%), if the printed rate parts them in one way."""
        out = self.reader.out
        whole = [held for held in (out.funds[0].amount, out.funds[0].executed) if held is not None] if out.funds else []
        parts = amounts(figures, self.roles, whole)
        if parts is None:
            return []
        out.doubt("parted", label.text, self.reader.at(label))
        return [label._replace(text=part) for part in parts]

    def _execution(self, cells: list[Cell]) -> None:
        """年度预算执行率 100% 分值 10分: the rate, and the points it carries."""
        reader, out = self.reader, self.reader.out
        points = None
        if reader.text() in {"分值", "权重"} and _POINTS.fullmatch(reader.text(1)):
            points = out.amount(reader.text(1).rstrip("分"), reader.at(reader.cells[reader.index + 1]))
            reader.index += 2
        where = reader.at(cells[0]) if cells else None
        out.scored(PrintedScore("execution", points, None, cells[0].text if cells else None), where)

    def _cells(self, label: Cell) -> list[Cell]:
        """The cells of the row: figures, rates, dashes and empty cells, up to the columns there are."""
        reader = self.reader
        limit = len(self.roles) or 1
        found: list[Cell] = []
        while reader.index < len(reader.cells) and len(found) < limit:
            cell = reader.cells[reader.index]
            text = cell.text
            if reader.mode != "pipes" and cell.first and reader.mode == "lines":
                break
            if text and not (
                _FIGURE.fullmatch(text) or _RATE.fullmatch(text) or _POINTS.fullmatch(text) or is_empty(text)
            ):
                break
            if (
                not text
                and not self.roles
                and reader.mode == "pipes"
                and len(found) == 0
                and cell.line > label.line + 1
            ):
                break
            found.append(cell)
            reader.index += 1
        while found and not found[-1].text:
            found.pop()
        return found

    def _add(self, name: str, label: Cell, cells: list[Cell]) -> None:
        reader, out = self.reader, self.reader.out
        roles: list[FundRole] = self.roles or ["amount"]
        by_role: dict[FundRole, Cell] = {
            role: cell for role, cell in zip(roles, cells, strict=False) if not is_empty(cell.text)
        }
        for role, cell in list(by_role.items()):
            if role in {"initial", "amount", "executed"} and _RATE.fullmatch(cell.text):
                del by_role[role]
                by_role.setdefault("rate", cell)

        for role, cell in zip(roles, cells, strict=False):
            if role == "ignored" and not is_empty(cell.text):
                out.doubt("not-stored", cell.text, reader.at(cell))

        def money(role: FundRole) -> Decimal | None:
            cell = by_role.get(role)
            return out.amount(cell.text, reader.at(cell)) if cell is not None else None

        amount, initial, executed = money("amount"), money("initial"), money("executed")
        if "amount" not in roles:
            amount, initial = initial, None
        child = not _ROOT.search(name) or "其中" in label.text
        out.fund(FundLine(name, amount, executed, initial=initial), reader.at(label), child=child)
        points, score, rate = by_role.get("points"), by_role.get("score"), by_role.get("rate")
        if not child and (points or score):
            held = PrintedScore(
                "execution",
                out.amount(points.text.rstrip("分"), reader.at(points)) if points else None,
                out.amount(score.text.rstrip("分"), reader.at(score)) if score else None,
                rate.text if rate else None,
            )
            beside = score or points
            out.scored(held, reader.at(beside) if beside else None)

    @staticmethod
    def is_amount(text: str) -> bool:
        """Whether a cell is an amount of money."""
        return _FIGURE.fullmatch(bare(text).replace(",", "")) is not None
