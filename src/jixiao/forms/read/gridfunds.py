"""The money of a form in a grid: rows of names under columns of money, columns of names above figures, lone pairs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.fundsacross import SUMS, NamesAcross, is_figure, names_across, own
from jixiao.forms.read.headerwords import goal_word, head_word, money_name, money_role, money_share, money_side
from jixiao.forms.read.vocabulary import (
    LONGEST_FUND,
    WHOLE_FUND,
    FundRole,
    fund_head,
    fund_label,
    head_field,
    is_empty,
)
from jixiao.plan.normal import normal
from jixiao.plan.values import FundLine, PrintedScore

if TYPE_CHECKING:
    from decimal import Decimal

    from jixiao.forms.read.builder import ReadingBuilder
    from jixiao.forms.read.grid import Grid
    from jixiao.plan.values import Location

_MONEY_WORD = re.compile(r"预\s*算|执\s*行|支\s*出|到\s*位|金\s*额|下\s*达|年\s*初")


def _money_roles(cells: list[tuple[str, int]]) -> list[tuple[FundRole, int]]:
    """The columns of money of a header row; the first cell may be the label beside the rows (预算执行情况)."""
    named = cells[1:] if money_side(cells[0][0], beside=cells[0][1] == 0) else cells
    return [(role, column) for text, column in named if (role := money_role(text)) is not None]


_FEW = 2


def _names_below(grid: Grid, row: int, column: int) -> bool:
    """Whether a column holds names of money in the row below."""
    texts = grid.rows[row + 1] if row + 1 < len(grid.rows) else []
    text = texts[column] if column < len(texts) else ""
    return bool(text) and not is_figure(text) and (money_name(text) is not None or text.strip().startswith("其中"))


class _Pair(NamedTuple):
    """A label of money with the cell behind it: its text, and the columns of both; no text if that cell is empty."""

    label: str
    column: int
    value: str
    place: int

    @property
    def name(self) -> str:
        return money_name(self.label) or fund_label(self.label)


_OF_A_YEAR = re.compile(
    r"((?:19|20)\d\d)年?度?(?:预算|资金|计划|安排|投入|支出)(?:资金|安排|计划)?(?:数|金额|额)?(?:[（(]万?元[)）])?"
)


def _years(cells: list[tuple[str, int]]) -> dict[int, int]:
    """Columns of money by their years, if there are several: 2024年预算 | 2025年预算."""
    found = {c: int(m[1]) for text, c in cells if (m := _OF_A_YEAR.fullmatch(normal(re.sub(r"\s+", "", text))))}
    return found if len(set(found.values())) > 1 else {}


def _headings(grid: Grid, row: int, cells: list[tuple[str, int]]) -> dict[int, str]:
    """The headings of names beside amounts, by their columns: 收入 | 金额 | 支出 | 金额. Empty if it is no such row."""
    origin = grid.origin.get((row, cells[0][1]))
    beside = origin is not None and grid.origin.get((row + 1, cells[0][1])) == origin
    held = cells[1:] if beside else cells
    if len(held) < 4 or len(held) % 2 or any(money_role(text) != "amount" for text, _ in held[1::2]):
        return {}
    names = [text for text, _ in held[::2]]
    if (
        len(set(names)) < len(names)
        or any(money_role(t) for t in names)
        or not all(money_side(t, beside=True) for t in names)
    ):
        return {}
    return {column: tidy_text(text) for text, column in held[::2]}


def _pairs(cells: list[tuple[str, int]], *, loose: bool = False) -> list[_Pair] | None:
    """Labels of money each with its value, or None if anything else stands in the row. ``loose`` takes any label."""
    found: list[_Pair] = []
    index = 0
    while index < len(cells):
        text, column = cells[index]
        label, _, value = text.partition("：" if "：" in text else ":")
        if value and (label.strip() == "其中" or not _of_money(label)) and _of_money(text):
            label, value = text, ""  # 其中：财政拨款
        if not loose and not _of_money(label):
            return None
        index, place = index + 1, column
        alone = len(cells) == 2 and money_name(cells[-1][0]) is None  # whatever it says: no amount is told as such
        if not value.strip() and index < len(cells) and (alone or _is_value(cells[index][0])):
            value, place = cells[index]
            index += 1
        elif value.strip() and not _is_value(value):
            return None
        found.append(_Pair(label, column, value.strip(), place))
    return found


def _of_money(label: str) -> bool:
    """Whether a label may stand before an amount: a name of money, the name of a column of it, whatever follows 其中."""
    return money_name(label) is not None or money_role(label) is not None or label.strip().startswith("其中")


def _is_value(text: str) -> bool:
    """Whether a cell is what may stand behind a label of money: an amount, a rate, points, or nothing."""
    return is_figure(text) or is_empty(text) or is_figure(text.strip().rstrip("%％分"))


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
        self.label = ""
        """What stands over the column of the amount, or beside all rows, if that names money."""
        self.across: NamesAcross | None = None
        self.above: dict[int, FundRole] = {}
        """预算数： | 36 | 执行数： | 35: what figures of a column are, for the parts in the rows below."""
        self.roots: dict[int, int] = {}
        """Wholes side by side by their columns: which line of money each is."""
        self.shares: dict[int, str] = {}
        """按收入性质分, 按支出性质分 by their columns."""
        self.sides: dict[int, str] = {}
        """收入 | 金额 | 支出 | 金额: what the names and amounts below each heading are of, by its column."""

    @staticmethod
    def is_header(grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Whether a row heads columns of money: two of them, or one with 执行率, 得分 and the like, or above figures."""
        if any(is_figure(text) for text, _ in cells):
            return False
        if _headings(grid, row, cells) or _years(cells):
            return True
        if (
            len(cells) == 1
            and cells[0][1] > 0
            and row + 1 < len(grid.rows)
            and money_role(cells[0][0]) in {"initial", "amount"}
        ):
            below = grid.distinct(row + 1)
            return len(below) > 1 and below[-1][1] == cells[0][1] and is_figure(below[-1][0])
        if not any(_MONEY_WORD.search(normal(text)) for text, _ in cells):
            return False
        roles = [role for role, _ in _money_roles(cells)]
        money = sum(role in {"initial", "amount", "executed", "ignored"} for role in roles)
        first = next((n for n, (text, _) in enumerate(cells) if money_role(text) is not None), len(cells))
        named = first > 0 and money_side(cells[0][0], beside=True)
        under = {column: text for text, column in own(grid, row + 1)} if row + 1 < len(grid.rows) else {}
        heads_names = first > 0 and not is_figure(under.get(cells[first - 1][1], "0"))
        rest = [text for text, _ in cells[first:] if money_role(text) is None]
        if money == 1 and not heads_names and any(money_name(text) for text in rest):
            return False  # 预算总额 | 人员类 | 运转类: names above their figures
        figures = [under.get(column, "") for _, column in cells[first:]]
        fits = len(roles) + max(min(first, 2), 1) >= len(cells) or (
            any(map(is_figure, figures)) and all(map(_is_value, figures))
        )
        return money > 1 or (money == 1 and (len(set(roles)) > 1 or named) and fits)

    def begin(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> int:
        """Take the header row; the number of cells before it that tell something else (项目名称 | 堤防 | 项目资金 | 预算数)."""
        roles = _money_roles(cells)
        if grid.origin.get((row + 1, cells[0][1])) == (row, cells[0][1]):
            roles = [held for held in roles if held[1] != cells[0][1]]  # 预算执行率（10分） beside the rows
        if len(roles) > _FEW and _names_below(grid, row, roles[0][1]):
            roles = roles[1:]  # 年度预算数 above the names of the money
        self.across = None
        self.beside = grid.origin.get((row, 0))
        self.sides = _headings(grid, row, cells)
        if years := _years(cells):  # that of the form counts
            roles = [("amount" if year == self.out.year else "ignored", column) for column, year in years.items()]
        self.columns = {role: column for role, column in reversed(roles) if role != "ignored"}
        self.others = {column for role, column in roles if role == "ignored"}
        self.others |= {c for role, c in roles if role != "ignored" and self.columns[role] != c}
        first = min((column for _, column in roles), default=0)
        self.others |= {c for text, c in cells if c > first and money_role(text) is None}
        self.names = cells[0][1] if cells[0][1] < first and money_side(cells[0][0], beside=True) else None
        if len(cells) == 1:
            self.names = 0
        side = money_name(cells[0][0]) if cells[0][1] < first else None
        over = next((text for role in ("amount", "initial") for text, _ in cells if money_role(text) == role), "")
        self.label = side if side and WHOLE_FUND.search(side) else fund_label(over)
        before = [text for text, column in cells if column < first]
        lead = len(before) - 1
        if lead < 1 or self.sides or head_word(before[0]) in {None, "ignored"}:
            return 0
        self.names, self.beside = None, grid.origin.get((row, cells[lead][1]))
        self.label = money_name(before[-1]) or fund_label(over)
        return lead

    def begin_across(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> int:
        """Take a header of names above figures; the number of its rows, 0 if it is none."""
        found = names_across(grid, row, cells)
        if found is None:
            return 0
        self.across = found
        return found.storeys

    def row(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Take one body row; False if it belongs to another block."""
        if self.across is not None:
            if self._stage(grid, row):
                return True
            fits = self.across.fits(grid, row)
            if fits:
                self.across.take(self.out, grid, row)
            return fits
        if self.sides:
            return self._sided(grid, row)
        found = self._named_here(grid, row, cells)
        if found is None:
            return False
        self.label = ""  # one row without a name
        name, printed, column = found
        texts = grid.rows[row]
        if name.endswith("执行率"):
            return self._rated(grid, row)

        def cell(role: FundRole) -> tuple[str, Location] | None:
            where = self.columns.get(role)
            if where is None or where >= len(texts) or is_empty(texts[where]):
                return None
            return texts[where], grid.at(row, where)

        amounts = {
            role: self.out.amount(*held) if (held := cell(role)) else None
            for role in ("initial", "amount", "executed")
            if role in self.columns
        }
        child = bool(self.out.funds) and (not WHOLE_FUND.search(name) or "其中" in printed)
        self.out.fund(_line(name, amounts), grid.at(row, column), child=child)
        for text, where in ((texts[c], grid.at(row, c)) for c in sorted(self.others) if c < len(texts)):
            if not is_empty(text):
                self.out.doubt("not-stored", tidy_text(text), where)
        points, score, rate = cell("points"), cell("score"), cell("rate")
        for part in (points, score) if child else ():
            if part is not None and is_figure(part[0].rstrip("分")):
                self.out.doubt("not-stored", f"{name}：{part[0]}", part[1])  # a part of the money has no points
        if not child and (points or score):
            self.out.scored(
                PrintedScore(
                    "execution",
                    self.out.amount(points[0].rstrip("分"), points[1]) if points else None,
                    self.out.amount(score[0], score[1]) if score else None,
                    rate[0] if rate else None,
                ),
                (score or points or (None, None))[1],
            )
        return True

    def _named_here(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> tuple[str, str, int] | None:
        """The name of a row's line of money, as printed, and its column; None if the row is none of money."""
        first = min(self.columns.values(), default=0)
        # what hangs down is the label beside the rows, not the name of this one
        before = [(t, c) for t, c in own(grid, row) if c < first and c not in self.others and not is_figure(t)]
        found = [(name, text, column) for text, column in before if (name := money_name(text))]
        listed = self.names is not None and [c for _, c in before] == [self.names] and head_field(before[0][0]) is None
        figures = [text for text, column in cells if column >= first]
        if (
            before
            and not goal_word(before[-1][0])
            and (figures or (self.columns and len(before[-1][0]) <= LONGEST_FUND and not head_word(before[-1][0])))
            and all(is_figure(t) or is_empty(t) or t.strip()[-1] in "%％分" for t in figures)
            and (listed or (self._inside(grid, row) and before[-1][1] > 0))
        ):
            text, column = before[-1]  # a name never met, but it stands where names of money stand
            found.append((fund_label(text), text, column))
        if (
            not found
            and self.label
            and not any(column < first for _, column in own(grid, row))
            and figures
            and all(map(_is_value, figures))
        ):
            # no column of names: 年度资金总额 beside 预算数 | 执行数 | 执行率 and their figures
            found = [(self.label, self.label, next(c for _, c in cells if c >= first))]
        return found[-1] if found else None  # 项目资金 stands before them all

    def _stage(self, grid: Grid, row: int) -> bool:
        """Take 全年预算数 or 执行数 as a row under names of money; False if the row is named otherwise."""
        across = self.across
        first = min(across.leaves) if across else 0
        named = [(text, column) for text, column in own(grid, row) if column < first]
        role = money_role(named[-1][0]) if named and not WHOLE_FUND.search(named[-1][0]) else None
        if across is None or role is None or any(len(path) > 1 for path in across.leaves.values()):
            return False
        texts = grid.rows[row]
        held = {c: texts[c] for c in across.leaves if c < len(texts) and not is_empty(texts[c])}
        if not all(_is_value(text) for text in held.values()):
            return False
        if role not in {"initial", "amount", "executed"}:
            self.out.doubt("not-stored", " ".join((named[-1][0], *held.values())), grid.at(row, named[-1][1]))
            return True
        for column, text in held.items():
            where, name = grid.at(row, column), across.leaves[column][0]
            self.out.stage(
                name, role, self.out.amount(text, where), where, child=bool(self.out.funds) and name not in SUMS
            )
        return True

    def _sided(self, grid: Grid, row: int) -> bool:
        """Take names and amounts under the headings of both sides; False if anything else stands in the row."""
        pairs = _pairs(own(grid, row), loose=True)
        if pairs is None or not any(is_figure(pair.value) for pair in pairs):
            return False
        for pair in pairs:
            side = next((self.sides[c] for c in sorted(self.sides, reverse=True) if c <= pair.column), "")
            where = grid.at(row, pair.place)
            self.out.fund_of(side, FundLine(pair.name, self.out.amount(pair.value, where)), where)
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
        where = grid.at(row, self.columns.get("score", next(iter(self.columns.values()), 0)))
        self.out.scored(PrintedScore("execution", points("points"), points("score"), rate and tidy_text(rate)), where)
        return True

    def _inside(self, grid: Grid, row: int) -> bool:
        """Whether a row stands beside the same label as the header."""
        return self.beside is not None and grid.origin.get((row, 0)) == self.beside

    def names_money(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Whether a row below the header tells the name of a line only: 年度预算数, its amounts left empty."""
        first = min(self.columns.values(), default=0)
        return self._inside(grid, row) and cells[-1][1] < first

    def pair(self, grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Fund rows without a header: 年度资金总额: | 12, or 年度资金总额：12 in one cell, or several side by side."""
        rest = list(cells)
        here = own(grid, row)
        if 0 < len(here) < len(cells) and money_name(cells[0][0]) and len(cells) > 1 and is_figure(cells[1][0]):
            loose = _pairs(here, loose=True)  # 补助市县 | 3 below 其中：用于本级 | 5, both beside 专项资金总额 | 8
            if loose and all(is_figure(pair.value) for pair in loose):
                return self._named(grid, row, loose)
        side = ""
        while len(rest) > 1 and not _is_value(rest[1][0]):
            if not money_side(rest[0][0], beside=self._merged(grid, row, rest)):
                break
            side, rest = rest[0][0], rest[1:]
        if len(rest) == 1 and fund_head(rest[0][0]) and not re.search(r"[:：]\s*\S", rest[0][0]):
            return True  # 项目资金（万元） on a line of its own, beside the rows
        if (
            len(rest) == len(cells) == 1
            and money_side(rest[0][0], beside=True)
            and self._beside_more(grid, row, rest[0])
        ):
            return True  # 资金总额（万元） as well
        if all(money_share(text) for text, _ in rest):
            self.shares = {column: share for text, column in rest if (share := money_share(text))}
            return True
        if self._execution(grid, row, rest):
            return True
        pairs = _pairs(rest)
        if pairs and len(pairs) > 1 and not pairs[0].value and pairs[1].value and pairs[1].name in SUMS:
            pairs = pairs[1:]  # 预算金额 | 总额： | 90 | 财政资金： | 80
        if pairs is None and side and len(rest) == 2 and is_figure(rest[1][0]):
            pairs = [_Pair(rest[0][0], rest[0][1], *rest[1])]  # any name, beside the label of money
        if pairs is None and side and len(rest) == 1 and self.out.funds and self._merged(grid, row, cells):
            label, column = rest[0]
            if len(label) <= LONGEST_FUND and not head_word(label):
                pairs = [_Pair(label, column, "", column)]  # the same, its amount left empty
        if pairs is None or not (self._roles(grid, row, pairs, side) or self._named(grid, row, pairs)):
            self.shares, self.above, self.roots = {}, {}, {}
            return False
        return True

    def _named(self, grid: Grid, row: int, pairs: list[_Pair]) -> bool:
        """Names of money, each with its amount; a name twice has what the row above says of the two columns."""
        if not all(_of_money(pair.label) or len(pairs) == 1 for pair in pairs):
            return False
        if len(pairs) > 1 and not any(pair.value for pair in pairs) and not (self.shares or self.above):
            return False
        lines: list[tuple[_Pair, dict[FundRole, _Pair]]] = []
        for name in dict.fromkeys(pair.name for pair in pairs):
            mine = [pair for pair in pairs if pair.name == name]
            roles = {self.above[pair.place]: pair for pair in mine if pair.place in self.above}
            if len(roles) < len(mine) > 1:  # an empty cell of one half: their order tells
                roles = dict(zip(dict.fromkeys(self.above.values()), mine, strict=False))
            if len(roles) < len(mine) > 1:
                return False
            lines.append((mine[0], roles or {"amount": mine[0]}))
        wholes = [pair for pair, _ in lines if WHOLE_FUND.search(pair.name) and "其中" not in pair.label]
        if wholes:
            self.roots = {}
        for first, roles in lines:
            where = grid.at(row, first.place)
            line = self._line(grid, row, first.name, roles)
            child = bool(self.out.funds) and first not in wholes
            if first in wholes and len(wholes) > 1:  # 收入合计 | 12 | 支出合计 | 12, and the parts of both below
                self.roots[first.column] = len(self.out.funds)
            root = next((self.roots[c] for c in sorted(self.roots, reverse=True) if c <= first.column), None)
            share = next((self.shares[c] for c in sorted(self.shares, reverse=True) if c <= first.column), None)
            self.out.fund(line, where, child=child, share=share if child else None, root=root if child else None)
        return True

    def _line(self, grid: Grid, row: int, name: str, pairs: dict[FundRole, _Pair]) -> FundLine:
        return _line(name, {role: self.out.amount(p.value, grid.at(row, p.place)) for role, p in pairs.items()})

    def _roles(self, grid: Grid, row: int, pairs: list[_Pair], side: str) -> bool:
        """预算数 | 36 | 执行数 | 35 | 执行率 | 97%: one line of money whose cells name their columns."""
        lead = pairs[0] if len(pairs) > 1 and not pairs[0].value and money_role(pairs[0].label) is None else None
        held = pairs[1:] if lead else pairs
        roles = [money_role(pair.label) for pair in held]
        budget = next(
            (p for role in ("amount", "initial") for p, r in zip(held, roles, strict=True) if r == role), None
        )
        if (
            len(held) < 2
            or None in roles
            or budget is None
            or len(set(roles) - {"ignored"}) < len(held) - roles.count("ignored")
        ):
            return False
        by_role = {role: pair for role, pair in zip(roles, held, strict=True) if role is not None}
        beside = money_name(side) if side else None
        name = lead.name if lead else beside if beside and WHOLE_FUND.search(beside) else fund_label(budget.label)
        money: dict[FundRole, _Pair] = {r: by_role[r] for r in ("initial", "amount", "executed") if r in by_role}
        child = bool(self.out.funds) and not WHOLE_FUND.search(name) and lead is not None
        self.out.fund(self._line(grid, row, name, money), grid.at(row, budget.place), child=child)
        self.above = {pair.place: role for role, pair in money.items()}
        for role, pair in zip(roles, held, strict=True):
            if role == "ignored" and not is_empty(pair.value):
                self.out.doubt("not-stored", f"{tidy_text(pair.label)}：{pair.value}", grid.at(row, pair.place))
        if by_role.keys() & {"points", "score"}:
            points, score = (
                self.out.amount(by_role[r].value.rstrip("分"), grid.at(row, by_role[r].place)) if r in by_role else None
                for r in ("points", "score")
            )
            rate = by_role["rate"].value if "rate" in by_role else None
            place = by_role["score" if "score" in by_role else "points"].place
            self.out.scored(PrintedScore("execution", points, score, rate), grid.at(row, place))
        return True

    @staticmethod
    def _merged(grid: Grid, row: int, cells: list[tuple[str, int]]) -> bool:
        """Whether the first cell stands beside several rows."""
        origin = grid.origin.get((row, cells[0][1]))
        return origin is not None and any(grid.origin.get((y, cells[0][1])) == origin for y in (row - 1, row + 1))

    def _beside_more(self, grid: Grid, row: int, cell: tuple[str, int]) -> bool:
        """Whether a cell alone in its row stands beside the next row as well, which holds other cells."""
        if row + 1 >= len(grid.rows) or grid.origin.get((row + 1, cell[1])) != grid.origin.get(
            (row, cell[1]), (row, -1)
        ):
            return False
        return len(grid.distinct(row + 1)) > 1

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
        where = grid.at(row, held.get("score", cells[1])[1])
        self.out.scored(PrintedScore("execution", points("points"), points("score"), tidy_text(rate)), where)
        return True


def _line(name: str, amounts: dict[Any, Decimal | None]) -> FundLine:
    """A line of money; the only budget figure there is is its amount."""
    amount, initial = amounts.get("amount"), amounts.get("initial")
    if "amount" not in amounts:
        amount, initial = initial, None
    return FundLine(name, amount, amounts.get("executed"), initial=initial)
