"""Collects what a document said, field by field with its place, and makes the Reading.

Every format ends here: the one place where cells become indicators, so that a comparator,
a value and a unit are joined, names are cleaned and doubts are told in the same way
whether they came from a worksheet, a Word table or plain lines.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date as Date  # noqa: N812
from typing import TYPE_CHECKING, Literal

from msgspec import structs

from jixiao.forms.read.coherence import incoherent
from jixiao.forms.read.problems import problem
from jixiao.forms.read.shape import odd_cells
from jixiao.forms.read.vocabulary import is_empty
from jixiao.plan.build import indicator_id
from jixiao.plan.money import parse_amount
from jixiao.plan.normal import normal
from jixiao.plan.target import comparator_of, parse_target
from jixiao.plan.taxonomy import clean_label
from jixiao.plan.units import canonical, kind_of
from jixiao.plan.values import (
    Actual,
    FundLine,
    Indicator,
    Location,
    Objective,
    Plan,
    PrintedScore,
    Problem,
    Reading,
    Target,
    Task,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from jixiao.forms.read.vocabulary import Role
    from jixiao.plan.values import Form, MoneyUnit, Scope

Text = tuple[str, Location]
"""A printed text and where it stood."""

_PREFIX = re.compile(
    r"^指标(?:\s*\d+\s*[:：.、]|[:：]|[1-9]\d?(?=[\u4e00-\u9fff]{2})(?![个次条年月日级种类期批]|项(?!目)))\s*"
)
_ORDINAL = re.compile(r"[★☆*※]?\s*(?:(?P<n>\d{1,2})\s*[.．、)）]|(?P<ring>[①-⑳])|[（(](?P<in>\d{1,2})[)）])\s*(?=\S)")
"""A number before a name: 1.修路里程, ★2、…, ③…."""
_POINTED = re.compile(r"(.{2,}?)[（(](\d{1,3}(?:\.\d+)?)\s*分[)）]")
_SEALED = re.compile(r"[（(](?:盖章|公章|签章|签字)[)）]|(?:盖章|签字)[:：]")
"""In a line for those who sign."""
_INSTRUCTION = re.compile(r"[（(](?:不超过|限)?\d{2,4}字(?:以内|左右)?[)）]。?$")
"""What a form asks to fill in, and nobody did: 说明…的完成情况(100字以内)."""
_CODE = re.compile(
    r"^[\[【（(][A-Za-z0-9]+[\]】）)]\s*|^[A-Za-z0-9]{3,}[-—_－]|(?<=[\u4e00-\u9fff])(?:\d{4,}|\s+\d{3,}|(?<=[局委办厅部院会])\d{3})$"
)
_AMONG = re.compile(r"[★*☆]*其中[:：]")
_STAMP = re.compile(r"\s*[（(](?:盖章|公章|签章|签字|加盖公章|章)[)）]$")
_AMOUNT_WITH_UNIT = re.compile(r"(.+?)(万元?|元)(\([^()]*\))?")
"""720万, 720万元(省级500万元,市级220万元): what stands in brackets is told."""
_DIGIT = re.compile(r"\d")
_KINDS = frozenset(
    {
        "定性",
        "定量",
        "定量(其他)",
        "定量（其他）",
        "定性指标",
        "定量指标",
        "文字描述",
        "文字",
        "描述",
        "定性描述",
        "其他",
        "文本",
    }
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
"""Characters no form prints: they hide or turn text round."""
_HAN = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef，。；：、“”‘’（）《》]"
_WRAP = re.compile(rf"(?<={_HAN})[ \u3000]+|[ \u3000]+(?={_HAN})")


def tidy_text(text: str) -> str:
    """A cell's text without the line breaks and blanks that only come from layout.

    Blanks between Latin words stay; those beside Chinese characters go.
    """
    if "\n" in text or "\r" in text:
        text = "".join(part.strip() for part in text.splitlines())
    text = text.strip()
    return _WRAP.sub("", text) if " " in text or "\u3000" in text else text


def plain_name(value: str) -> str:
    """A name without the code before or after it.

    >>> plain_name("[255]某局"), plain_name("720001-某镇"), plain_name("某市水务局 127"), plain_name("某局（公章）")
    ('某局', '某镇', '某市水务局', '某局')
    """
    return tidy_text(_STAMP.sub("", _CODE.sub("", value.strip())))


def _without_points(name: str, cells: Mapping[Role, Text], where: Location) -> tuple[str, Mapping[Role, Text]]:
    """A row's name without the points it carries, which then are its weight: 预算公开（2分）."""
    match = None if "weight" in cells else _POINTED.fullmatch(name)
    return (match[1], {**cells, "weight": (match[2], where)}) if match else (name, cells)


class ReadingBuilder:
    """One Reading in the making. Callers add fields in printed order."""

    def __init__(self, lang: str = "zh") -> None:
        self.lang = lang
        self.form: Form = "目标表"
        self.scope: Scope | None = None
        self.department: str | None = None
        self.project: str | None = None
        self.year: int | None = None
        self.money_unit: MoneyUnit | None = None
        self.funds: list[FundLine] = []
        self.tasks: list[Task] = []
        self.objectives: list[Objective] = []
        self.indicators: list[Indicator] = []
        self.actuals: list[Actual] = []
        self.printed_scores: list[PrintedScore] = []
        self._counted = 0
        """The number before the name of the last row that had one."""
        self.locations: dict[str, Location] = {}
        self.problems: list[Problem] = []
        self._taken: set[str] = set()
        self._unnumbered: set[int] = set()
        self._second_choice = False
        self._department_empty = False
        self._lost: set[int] = set()
        self.order_lost = False
        self._parent: str | None = None

    def heir(self, *, department: bool = True) -> ReadingBuilder:
        """A builder for the next form under the same heading: form, scope, year, money unit, department."""
        fresh = ReadingBuilder(self.lang)
        for field in ("form", "scope", "year", "money_unit", *(("department",) if department else ())):
            setattr(fresh, field, getattr(self, field))
            if f"/{field}" in self.locations:
                fresh.locations[f"/{field}"] = self.locations[f"/{field}"]
        return fresh

    # -- doubts ---------------------------------------------------------------------------

    def doubt(self, code: str, text: str, where: Location | None, **values: object) -> None:
        """Note a problem; ``code`` is one of ``problems.MESSAGES``."""
        self.problems.append(problem(code, text, where, self.lang, **values))

    # -- head -----------------------------------------------------------------------------

    def head(self, field: str, value: str, where: Location) -> None:
        """Set department, project, scope … once; a second, different value is a problem."""
        value = tidy_text(value)
        if not value:
            return
        known = getattr(self, field)
        if known is None or field == "form":
            setattr(self, field, value)
            self.locations.setdefault(f"/{field}", where)
        elif known != value:
            self.doubt("head-differs", value, where, field=field, known=known)

    def named(self, field: str, value: str, where: Location) -> None:
        """A labelled name: project, 主管部门 (``department``) or 实施单位 (``unit_name``, second choice).

        A code before or after the name (``[255]``, ``720001-``, `` 408001``) is left out.
        """
        if field == "narrative" and not is_empty(value):
            self.doubt("not-stored", tidy_text(value), where)
            return
        value = plain_name(value)
        if field == "department" and is_empty(value):
            self._department_empty = True
        if is_empty(value) or field == "ignored":
            return
        if field == "unit_name":
            if self.department is None:
                self.department = value
                self.locations["/department"] = where
                self._second_choice = True
                if self._department_empty:
                    self.doubt("head-doubtful", value, where)
            return
        if field == "department" and self._second_choice:
            self.department, self._second_choice = None, False
            del self.locations["/department"]
        self.head(field, value, where)

    def set_year(self, year: int, where: Location) -> None:
        """Set the fiscal year once; a different one later is a problem (another table's page?)."""
        if self.year is None:
            self.year = year
            self.locations["/year"] = where
        elif self.year != year:
            self.doubt("year-differs", str(year), where, known=self.year)

    # -- money ----------------------------------------------------------------------------

    def amount(self, text: str | None, where: Location | None) -> Decimal | None:
        """An amount cell; empty is None, what is not an amount is a problem."""
        if text is None or is_empty(text):
            return None
        plain = tidy_text(text)
        found = parse_amount(plain)
        if found is None and (match := _AMOUNT_WITH_UNIT.fullmatch(normal(plain))):
            found = parse_amount(match[1])
            unit: MoneyUnit = "元" if match[2] == "元" else "万元"
            if found is not None and self.money_unit is None:
                self.money_unit = unit
            elif found is not None and unit != self.money_unit:
                self.doubt("money-unit-differs", plain, where, known=self.money_unit)
            if found is not None and match[3]:
                self.doubt("not-stored", plain, where)
        if found is None:
            self.doubt("not-an-amount", plain, where)
        return found

    def fund(
        self, line: FundLine, where: Location, *, child: bool, share: str | None = None, root: int | None = None
    ) -> str:
        """Add a fund row; a child goes under the last root, or under ``root``. Returns its pointer.

        ``share`` names the heading of one way of parting the root's money (按支出性质分): children under different
        headings are not added up.
        """
        if not (child and self.funds):
            pointer = f"/funds/{len(self.funds)}"
            self.funds.append(line)
            self.locations[pointer] = where
            return pointer
        index = len(self.funds) - 1 if root is None else root
        at, children = f"/funds/{index}", list(self.funds[index].children)
        if share is None:
            children.append(line)
            pointer = f"{at}/children/{len(children) - 1}"
        else:
            place = next((n for n, held in enumerate(children) if held.name == share), len(children))
            if place == len(children):
                children.append(FundLine(share))
                self.locations[f"{at}/children/{place}"] = where
            held = children[place]
            children[place] = structs.replace(held, children=(*held.children, line))
            pointer = f"{at}/children/{place}/children/{len(held.children)}"
        self.funds[index] = structs.replace(self.funds[index], children=tuple(children))
        self.locations[pointer] = where
        return pointer

    def stage(
        self,
        name: str,
        role: Literal["initial", "amount", "executed"],
        amount: Decimal | None,
        where: Location,
        *,
        child: bool,
    ) -> None:
        """Add one figure of a line of money whose figures stand in rows one below another: 全年预算数, 执行数."""
        for number, root in enumerate(self.funds):
            if root.name == name:
                self.funds[number] = structs.replace(root, **{role: amount})
                return
            for index, part in enumerate(root.children):
                if part.name == name:
                    parts = (
                        *root.children[:index],
                        structs.replace(part, **{role: amount}),
                        *root.children[index + 1 :],
                    )
                    self.funds[number] = structs.replace(root, children=parts)
                    return
        self.fund(structs.replace(FundLine(name), **{role: amount}), where, child=child)

    def fund_of(self, side: str, line: FundLine, where: Location) -> None:
        """Add a fund row of one side (收入, 支出), whose 合计 is the amount of the side itself."""
        place = next((n for n, held in enumerate(self.funds) if held.name in {side, f"{side}合计"}), len(self.funds))
        if place == len(self.funds):
            self.fund(FundLine(side), where, child=False)
        root = self.funds[place]
        if line.name in {"合计", "总计", f"{side}合计", f"{side}总计"} and root.amount is None:
            self.funds[place] = structs.replace(root, name=f"{side}合计", amount=line.amount)
            self.locations[f"/funds/{place}"] = where
            return
        self.funds[place] = structs.replace(root, children=(*root.children, line))
        self.locations[f"/funds/{place}/children/{len(root.children)}"] = where

    # -- tasks and objectives -------------------------------------------------------------

    def task(self, task: Task, places: Mapping[str, Location]) -> None:
        """Add one 主要工作任务; ``places`` maps field names (number, name, funds …) to places."""
        pointer = f"/tasks/{len(self.tasks)}"
        if any(known.number == task.number for known in self.tasks):
            self.doubt("task-repeated", task.name, next(iter(places.values()), None), number=task.number)
        self.tasks.append(task)
        for field, where in places.items():
            self.locations[f"{pointer}/{field}" if field else pointer] = where

    def objective(
        self, objective: Objective, places: Mapping[str, Location], result: str | None = None, *, numbered: bool = True
    ) -> None:
        """Add one 年度绩效目标, and its printed result (自评表) if there is one.

        One that prints no number (not ``numbered``) makes room for those that do.
        """
        pointer = f"/objectives/{len(self.objectives)}"
        if result and _INSTRUCTION.search(result):
            self.doubt("unplaced", result, next(iter(places.values()), None))
            result = None
        known = next((n for n, o in enumerate(self.objectives) if o.number == objective.number), None)
        if known is not None and known in self._unnumbered:
            self._renumber(known, max(o.number for o in (*self.objectives, objective)) + 1)
        elif known is not None:
            self.doubt("objective-repeated", objective.text, next(iter(places.values()), None), number=objective.number)
        if not numbered:
            self._unnumbered.add(len(self.objectives))
        self.objectives.append(objective)
        for field, where in places.items():
            self.locations[f"{pointer}/{field}" if field else pointer] = where
        if result:
            self.actuals.append(Actual(objective=objective.number, text=result))

    def objective_lost(self, number: int, where: Location | None) -> None:
        """Tell once that the text of an objective was not found."""
        if number not in self._lost:
            self._lost.add(number)
            self.doubt("objective-without-text", str(number), where, number=number)

    def scored(self, score: PrintedScore, where: Location | None) -> None:
        """Add a printed score: of a row, of budget execution, or the total."""
        if where is not None:
            self.locations[f"/printed_scores/{len(self.printed_scores)}"] = where
        self.printed_scores.append(score)

    def _renumber(self, index: int, number: int) -> None:
        old = self.objectives[index].number
        self.objectives[index] = structs.replace(self.objectives[index], number=number)
        self.actuals = [structs.replace(a, objective=number) if a.objective == old else a for a in self.actuals]

    # -- indicators -----------------------------------------------------------------------

    def indicator(
        self,
        cells: Mapping[Role, Text],
        objective: int | None,
        level1: Text | None,
        level2: Text | None,
        more: Sequence[tuple[str, str]] = (),
        *,
        until: int | None = None,
    ) -> Indicator | None:
        """Add one row of the indicator table.

        ``cells`` holds the printed cells by column, ``more`` those of columns that a plan has no field for,
        with their labels; they are kept in the note. ``until`` is the month through which an actual value counts,
        where that is not the whole year (监控表).

        Returns None, and says so where something was printed, if the row has no name.
        """
        name_cell = cells.get("name")
        name = self._without_number(_PREFIX.sub("", tidy_text(name_cell[0]))) if name_cell else ""
        if name_cell is not None and _SEALED.search(name):
            self.doubt("unplaced", name, name_cell[1])
            return None
        if name_cell is None or is_empty(name):
            rest = " ".join(
                tidy_text(t)
                for role, (t, _) in cells.items()
                if role in {"value", "actual", "sign"} and not is_empty(t)
            )
            if rest:
                where = next(
                    w for role, (t, w) in cells.items() if role in {"value", "actual", "sign"} and not is_empty(t)
                )
                self.doubt("row-without-name", rest, where)
            return None
        name, cells = _without_points(name, cells, name_cell[1])
        target, place = self._target(cells)
        if objective is None and len(self.objectives) == 1 and not self.order_lost:
            objective = self.objectives[0].number
        first = (clean_label(tidy_text(level1[0])) or None) if level1 else None
        second = (clean_label(tidy_text(level2[0])) or None) if level2 else None
        parent = self._parent_of(name, cells)
        if "reason" in cells and not any(
            role in cells and not is_empty(cells[role][0]) for role in ("actual", "score")
        ):
            more = (*more, ("原因说明", cells["reason"][0]))
        found = Indicator(
            id=indicator_id(objective, first, second, name, self._taken),
            name=name,
            objective=objective,
            parent=parent,
            level1=first,
            level2=second,
            target=target,
            weight=self._points(cells.get("weight")),
            standard=self._words(cells.get("standard")),
            basis=self._words(cells.get("basis")),
            definition=self._words(cells.get("definition")),
            note=self._note(cells.get("note"), more),
        )
        if parent is None:
            self._parent = found.id
        actual = tidy_text(cells["actual"][0]) if "actual" in cells else ""
        places_of = {"name": name_cell[1], "value": place, "level": (level2 or level1 or name_cell)[1]}
        if "actual" in cells:
            places_of["actual"] = cells["actual"][1]
        for code, column, text in odd_cells(name, target, (first, second), actual):
            self.doubt(code, text, places_of[column])
        pointer = f"/indicators/{len(self.indicators)}"
        self.indicators.append(found)
        places = self.locations
        places[pointer] = places[f"{pointer}/name"] = name_cell[1]
        if place is not None:
            places[f"{pointer}/target"] = place
        if level1:
            places[f"{pointer}/level1"] = level1[1]
        if level2:
            places[f"{pointer}/level2"] = level2[1]
        for role in ("weight", "standard", "basis", "definition", "note", "objective"):
            if role in cells and not is_empty(cells[role][0]):
                places[f"{pointer}/{role}"] = cells[role][1]
        self._outcome(found, cells, until)
        return found

    def _without_number(self, name: str) -> str:
        """A name without its number, if that begins the count or goes on with it: 3.5G应用 is 5G应用 after 2.修路里程."""
        mark = _ORDINAL.match(name)
        if mark is None:
            return name
        number = ord(mark["ring"]) - ord("①") + 1 if mark["ring"] else int(mark["n"] or mark["in"])
        begins = number == 1 and not (mark["n"] and name[mark.end()].isdigit())
        if not begins and number != self._counted + 1:
            return name
        self._counted = number
        return name[mark.end() :]

    def _parent_of(self, name: str, cells: Mapping[Role, Text]) -> str | None:
        if "parent" in cells and not is_empty(cells["parent"][0]):
            return cells["parent"][0].strip()
        return self._parent if _AMONG.match(name) else None

    def _words(self, cell: Text | None) -> str | None:
        return None if cell is None or is_empty(cell[0]) else tidy_text(cell[0])

    def _note(self, cell: Text | None, more: Sequence[tuple[str, str]]) -> str | None:
        parts = [self._words(cell) or ""]
        parts += [f"{tidy_text(label)}：{tidy_text(text)}" for label, text in more if not is_empty(text)]
        return "；".join(part for part in parts if part) or None

    def _points(self, cell: Text | None) -> Decimal | None:
        if cell is None or is_empty(cell[0]):
            return None
        text = normal(tidy_text(cell[0])).removesuffix("分").removesuffix("%")
        found = parse_amount(text)
        if found is None:
            self.doubt("not-points", text, cell[1])
            return None
        return found.normalize() + 0 if found % 1 else found.quantize(found.to_integral_value())

    def _target(self, cells: Mapping[Role, Text]) -> tuple[Target | None, Location | None]:
        sign, value, unit = cells.get("sign"), cells.get("value"), cells.get("unit")
        printed = "" if value is None or is_empty(value[0]) else tidy_text(value[0])
        place = value[1] if value else None
        if sign is not None and normal(tidy_text(sign[0])) not in _KINDS and not is_empty(sign[0]):
            mark = tidy_text(sign[0])
            if comparator_of(mark) is None and not printed:
                printed, mark = mark, ""  # a 定性 row whose cells slid left by one
            if mark and not printed:
                return None, None  # a sign without a value says nothing
            if printed and comparator_of(mark) is None and kind_of(mark) is not None:
                self.doubt("target-doubtful", f"{mark} {printed}", sign[1])
            if not printed.startswith(mark):
                printed = mark + printed
        if not printed:
            return None, None
        of_column = (
            tidy_text(unit[0]) if unit and not is_empty(unit[0]) and normal(tidy_text(unit[0])) not in _KINDS else ""
        )
        target = parse_target(printed, self.year)
        if unit is not None and of_column and comparator_of(of_column) is not None:
            self.doubt("target-doubtful", f"{printed} {of_column}", unit[1])
        if of_column and target.kind == "number":
            if target.unit is None:
                target = parse_target(printed + of_column, self.year, of_column)
            elif canonical(target.unit) != canonical(of_column):
                self.doubt("unit-differs", printed, unit[1] if unit else place, unit=of_column)
        elif of_column and target.kind == "qualitative" and _DIGIT.search(printed) and not printed.endswith(of_column):
            joined = parse_target(printed + of_column, self.year, of_column)
            if joined.kind == "number" or kind_of(of_column) not in {None, "other"}:
                target = joined  # 1-3 | 次: a figure only with its unit; M.2 | 万元: words, but nothing is lost
        return target, place

    def _outcome(self, indicator: Indicator, cells: Mapping[Role, Text], until: int | None) -> None:
        actual, reason = cells.get("actual"), self._words(cells.get("reason"))
        if actual is not None and not is_empty(actual[0]):
            text = tidy_text(actual[0])
            read = parse_target(text, self.year)
            self.locations[f"/actuals/{len(self.actuals)}"] = actual[1]
            self.actuals.append(
                Actual(
                    indicator.id,
                    text=text,
                    value=read.value if read.kind == "number" else None,
                    date=read.date,
                    reason=reason,
                    as_of=Date(self.year, until, monthrange(self.year, until)[1]) if until and self.year else None,
                )
            )
        score = self._points(cells.get("score"))
        if score is not None or (reason and "score" in cells):
            self.scored(PrintedScore(indicator.id, indicator.weight, score, reason=reason), cells["score"][1])

    # -- the whole ------------------------------------------------------------------------

    def reading(self) -> Reading:
        """The Reading made of everything added so far."""
        plan = Plan(
            form=self.form,
            scope=self.scope or ("项目支出" if self.project else None),
            department=self.department,
            project=self.project,
            year=self.year,
            money_unit=self.money_unit,
            funds=tuple(self.funds),
            tasks=tuple(self.tasks),
            objectives=tuple(self.objectives),
            indicators=tuple(self.indicators),
        )
        known = {objective.number for objective in plan.objectives}
        for number in sorted(set(range(1, max(known, default=0))) - known):
            self.objective_lost(number, None)
        for code, at, text, values in incoherent(plan, self.actuals, self.printed_scores):
            self.doubt(code, text, self.locations.get(at), **values)
        return Reading(plan, tuple(self.actuals), tuple(self.printed_scores), self.locations, tuple(self.problems))
