"""Reads forms that were saved as text with their cells one after another.

Nothing here knows a position: header words say which columns follow, level labels say where
rows begin, labels of the head and of the fund rows say what the next cells are. Several forms
in one text (one project after another) become several readings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.builder import ReadingBuilder
from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.glued import parted
from jixiao.forms.read.gridblocks import split_goals
from jixiao.forms.read.headerwords import goal_word, result_word
from jixiao.forms.read.streamcells import Cell, cells_of, head_label, is_glued, is_label, is_word
from jixiao.forms.read.streamfunds import StreamFunds
from jixiao.forms.read.streamplan import OWN_BLOCK, POINTS_ONLY
from jixiao.forms.read.streamtable import StreamTable
from jixiao.forms.read.streamtasks import StreamTasks
from jixiao.forms.read.vocabulary import (
    GOAL_LABELS,
    MONEY_UNIT,
    RESULT_LABELS,
    SIDE_LABELS,
    TAIL,
    TITLE,
    YEAR,
    bare,
    column_role,
    form_of,
    fund_head,
    goal_label,
    is_empty,
    long_term_goal,
)
from jixiao.plan.values import Location, Objective, PrintedScore

if TYPE_CHECKING:
    from jixiao.plan.values import Reading

_YEAR_CELL = re.compile(r"[（(]?\s*((?:19|20)\d\d)\s*[)）]?\s*年度?\s*[)）]?")
_QUIET = re.compile(
    r"(?:附件|附表|表\d|公开\d|填报日期|盖章|第\d+页|项目属性|项目类别|项目类型|项目分类|项目级次|建设周期|项目起止|联系人|联系电话|电话|"
    r"基本信息|[（(]盖章|\d、|年\s*月\s*日|[（(](?:万元|元)[)）]$|其中$|项目绩效目标$|项目基本情况$|预算执行$|[（(]?\d+分[)）]?$)"
)
_SUBJECT = re.compile(
    r"(\D{2,20}?(?:局|委|办|厅|部|院|所|站|馆|校|学|中心|政府|委员会|公司))(?:19|20)\d\d年度?(\D{2,30}?)(?:项目)?(?:支出)?绩效"
)
_LONGEST_GOAL = 24
_GOALS = GOAL_LABELS | {"长期目标", "年度总体绩效目标", "项目年度绩效目标", "中长期目标", "年度绩效总目标"}


def read_text_table(text: str, file: str | None = None, lang: str = "zh") -> list[Reading]:
    """The forms in a text whose cells stand one after another; see the module.

    A text whose cells all ran together gives a reading that holds what its head says and a
    problem for every line that could not be taken apart.
    """
    return StreamReader(text, file, lang).read()


class StreamReader:
    """One text. ``index`` is the next cell; each method takes the cells it understands."""

    def __init__(self, text: str, file: str | None, lang: str) -> None:
        self.file, self.lang = file, lang
        self.glued = (
            [number for number, line in enumerate(text.split("\n"), 1) if is_glued(line)] if "|" not in text else []
        )
        self.lines = text.split("\n")
        self.mode, self.cells = cells_of("" if self.glued else text)
        pieces = parted(text) if self.glued else None
        if pieces is not None:
            self.mode, self.cells = "vertical", [Cell(piece, line, first=True) for piece, line in pieces]
        end = text.rstrip("\n")[-1:]
        # a page that ends, ends with blank lines or a form feed; a piece of a text does not
        self.cut = end not in {"", " ", "|", "\f"} and not text.endswith("\n\n")
        self.index = self.idle = 0
        """The next cell; how many level labels have no row."""
        self.out = ReadingBuilder(lang)
        self.done: list[ReadingBuilder] = []
        self.funds = StreamFunds(self)
        self.table = StreamTable(self)
        self.tasks = StreamTasks(self)
        self._loose: list[Cell] = []

    # -- helpers --------------------------------------------------------------------------

    def at(self, cell: Cell) -> Location:
        """Where a cell stood."""
        return Location(file=self.file, line=cell.line)

    def text(self, offset: int = 0) -> str:
        """The text of a cell ahead, or an empty one beyond the end."""
        index = self.index + offset
        return self.cells[index].text if index < len(self.cells) else ""

    def skip_empty(self) -> None:
        """Go to the next cell that says something."""
        while self.index < len(self.cells) and not self.cells[self.index].text:
            self.index += 1

    def next_form(self) -> None:
        """Close the form that was read and begin another under the same heading."""
        self.flush()
        self.table.close()
        self.funds.close()
        self.done.append(self.out)
        self.out = ReadingBuilder(self.lang)
        self.table = StreamTable(self)

    def same_heading(self) -> None:
        """Keep what stands once above several projects; nothing of the new form was read yet."""
        self.out = self.done[-1].heir()
        self.table = StreamTable(self)

    def loose(self, cell: Cell) -> None:
        """Keep a cell that belongs to no field; neighbours are told together."""
        if self._loose and cell.line - self._loose[-1].line > 2:
            self.flush()
        self._loose.append(cell)

    def flush(self) -> None:
        """Tell about the cells that found no place."""
        if self._loose:
            self.out.doubt("unplaced", " | ".join(cell.text for cell in self._loose), self.at(self._loose[0]))
            self._loose = []

    # -- the whole ------------------------------------------------------------------------

    def read(self) -> list[Reading]:
        """Read all forms."""
        for number, line in enumerate(self.lines, 1) if self.glued and not self.cells else ():
            if line.strip():
                self._glued(number)
        for number in self.glued if self.cells else ():
            self.out.doubt("parted", self.lines[number - 1], Location(file=self.file, line=number))
        self.table.headless()
        while self.index < len(self.cells):
            self.skip_empty()
            if self.index >= len(self.cells):
                break
            if not self.table.row():
                self._step()
        self.flush()
        self.table.close()
        self.funds.close()
        for builder in (*self.done, self.out):
            if builder.year is None and builder.project and (year := YEAR.search(builder.project)):
                builder.set_year(int(year[1]), builder.locations["/project"])
            if "/form" not in builder.locations and (builder.actuals or any(line.executed for line in builder.funds)):
                builder.form = "自评表"
        return [builder.reading() for builder in (*self.done, self.out)]

    def _glued(self, number: int) -> None:
        line = self.lines[number - 1]
        if title := TITLE.search(line):
            kind, scope = form_of(line[: title.end()], title["form"])
            where = Location(file=self.file, line=number)
            if "/form" not in self.out.locations:
                self.out.head("form", kind, where)
                self.out.head("scope", scope or "", where)
            if self.out.year is None and (year := YEAR.search(line)):
                self.out.set_year(int(year[1]), where)
        self.out.doubt("glued", line, Location(file=self.file, line=number))

    def _step(self) -> None:
        cell = self.cells[self.index]
        if (
            self.table.header()
            or self.table.resume()
            or self._title(cell)
            or self.tasks.take()
            or self.funds.header()
            or self._objectives()
            or self.funds.row()
            or self._head(cell)
            or self._total(cell)
        ):
            return
        self.index += 1
        plain = bare(cell.text)
        if match := _YEAR_CELL.fullmatch(cell.text):
            self.out.set_year(int(match[1]), self.at(cell))
        elif unit := MONEY_UNIT.search(cell.text):
            self._money(unit[0])
            if (
                not fund_head(cell.text)
                and not _QUIET.match(cell.text)
                and plain not in {"金额单位万元", "金额单位元", "单位万元", "单位元"}
            ):
                self.loose(cell)
        elif not (
            plain in SIDE_LABELS
            or fund_head(cell.text)
            or _QUIET.match(cell.text)
            or TAIL.match(cell.text)
            or is_empty(cell.text)
            or re.search(r"盖章|签字|公章", cell.text)
            or self.table.finished
        ):
            self.loose(cell)

    def _money(self, text: str) -> None:
        if self.out.money_unit is None:
            self.out.money_unit = "万元" if "万元" in text else "元"

    # -- head -----------------------------------------------------------------------------

    def _title(self, cell: Cell) -> bool:
        plain = bare(cell.text)
        match = TITLE.search(plain)
        if match is None or len(plain) > 50 or "。" in cell.text or "," in cell.text or bare(cell.text) in SIDE_LABELS:
            return False
        if plain in GOAL_LABELS or plain in RESULT_LABELS:
            return False
        if (self.out.indicators and "/form" not in self.out.locations and self.table.finished) or (
            self.out.indicators and self.table.finished and self.out.project
        ):
            self.next_form()
        where = self.at(cell)
        if "/form" not in self.out.locations:
            kind, scope = form_of(plain, match["form"])
            if "报告" in plain[match.start() : match.end() + 6]:
                kind = "评价报告"
                self._named_in_title(cell)
            self.out.head("form", kind, where)
            self.out.head("scope", scope or "", where)
        year = YEAR.search(cell.text) or next(
            (
                found
                for before in self.cells[max(0, self.index - 4) : self.index]
                if (found := YEAR.search(before.text))
            ),
            None,
        )
        if year is not None and self.out.year is None:
            self.out.set_year(int(year[1]), where)
        if unit := MONEY_UNIT.search(cell.text):
            self._money(unit[0])
        self._loose = [loose for loose in self._loose if cell.line - loose.line > 4]
        self.index += 1
        return True

    def _named_in_title(self, cell: Cell) -> None:
        """平江县公安局2022年度辅警经费绩效自评工作报告: a report names its subject only there."""
        if match := _SUBJECT.match(cell.text):
            self.out.named("unit_name", match[1], self.at(cell))
            self.out.named("project", match[2], self.at(cell))

    def _head(self, cell: Cell) -> bool:
        label, colon, value = cell.text.partition("：" if "：" in cell.text else ":")
        field = head_label(label)
        if field is None and cell.text.startswith("专项名称") and len(cell.text) <= 5:
            field = "project"  # 专项名称金: a slip of one character in a printed form
        if field is None:
            return False
        self.index += 1
        if field == "project" and (self.out.project is not None) and self.out.indicators:
            self.next_form()
        if colon and value.strip():
            self.out.named(field, value, self.at(cell))
            return True
        following = self.text()
        if following and not (is_word(following) and not self._code_only(following)):
            holder = self.cells[self.index]
            self.index += 1
            value = holder.text
            # 部门名称 东宁市… and a number beside it: 801001033 belongs to the next label
            self.out.named(field, value, self.at(holder))
            if self.mode == "lines":
                while (
                    self.index < len(self.cells) and self._code_only(self.text()) and not self.cells[self.index].first
                ):
                    self.index += 1
        return True

    @staticmethod
    def _code_only(text: str) -> bool:
        return re.fullmatch(r"[A-Za-z]?\d{4,}", text) is not None

    def _total(self, cell: Cell) -> bool:
        """总分 100 96 优: the points and the score of the whole table."""
        if bare(cell.text) not in {"总分", "合计"} or not self.out.indicators:
            return False
        self.index += 1
        figures: list[Cell] = []
        while self.index < len(self.cells) and len(figures) < 2:
            text = self.text()
            if text and not re.fullmatch(r"\d{1,3}(?:\.\d+)?分?", text):
                break
            if text:
                figures.append(self.cells[self.index])
            elif self.table.by_line and not figures and self.cells[self.index].first:
                break
            self.index += 1
        if figures:
            points = self.out.amount(figures[0].text.rstrip("分"), self.at(figures[0])) if len(figures) > 1 else None
            score = self.out.amount(figures[-1].text.rstrip("分"), self.at(figures[-1]))
            self.out.scored(PrintedScore("total", points, score), self.at(figures[-1]))
            if re.fullmatch("优|良|中|差", self.text()):
                self.index += 1
        return True

    # -- objectives -----------------------------------------------------------------------

    def _kind(self, text: str) -> str | None:
        plain = re.sub(r"^\d", "", bare(text))
        plain = re.sub(r"^[.、]|\d+分$", "", plain)
        if self.out.indicators or "指标" in text or "履职" in text:
            pass  # 年度履职目标 heads a table of tasks
        elif len(text) <= _LONGEST_GOAL and result_word(text):
            return "result"
        elif len(text) <= _LONGEST_GOAL and goal_word(text):
            return "goal"
        if plain in RESULT_LABELS or plain in {"年度总体目标完成情况综述", "总体目标完成情况"}:
            return "result"
        return "goal" if plain in _GOALS or long_term_goal(text) else None

    def _objectives(self) -> bool:
        if (match := OWN_BLOCK.fullmatch(bare(POINTS_ONLY.sub("", self.text())))) and self.text(1):
            self._own_block(chinese_number(match[1]))
            return True
        if self.text() == "序号" and goal_label(self.text(1)):
            self.index += 1
            if self._numbered():
                return True
        kind = self._kind(self.text())
        if kind is None:
            return False
        label = self.cells[self.index]
        labels: list[str] = []
        while self.index < len(self.cells):
            text = self.text()
            if text and (kind := self._kind(text)) is None:
                break
            if text and kind:
                labels.append(bare(text))
            elif not text and labels and self.mode == "vertical":
                pass
            self.index += 1
        roles = self._columns(labels)
        long_term = [long_term_goal(text) for text in labels]
        # 长期目标 and its indicators stand above 年度目标 and its own
        self.table.long_term = all(long_term) and any(
            goal_label(cell.text) and not long_term_goal(cell.text) for cell in self.cells[self.index :]
        )
        texts = self._texts(len(roles), label)
        for role, found in zip(roles, texts, strict=False):
            if role == "goal":
                result = (
                    texts[roles.index("result")] if "result" in roles and len(texts) > roles.index("result") else None
                )
                self._goal(found, result)
        for cells in texts[len(roles) :]:
            for cell in cells:
                self.loose(cell)
        return True

    def _numbered(self) -> bool:
        """序号 | 年度绩效目标 | 对应工作任务, then a number, a text and the tasks of each."""
        start = self.index
        self.index += 1
        linked = bare(self.text()).startswith("对应")
        self.index += linked
        found = 0
        while re.fullmatch(r"\d{1,3}", self.text()) and self.text(1) and not is_word(self.text(1)):
            number, text = self.cells[self.index : self.index + 2]
            self.index += 2
            tasks: tuple[int, ...] = ()
            places = {"": self.at(text), "text": self.at(text), "number": self.at(number)}
            if linked and re.fullmatch(r"[\d、，,\s]+", self.text()):
                tasks = tuple(int(digits) for digits in re.findall(r"\d{1,4}", self.text()))
                places["tasks"] = self.at(self.cells[self.index])
                self.index += 1
            self.out.objective(Objective(int(number.text), text.text, tasks), places)
            found += 1
            self.skip_empty()
        if not found:
            self.index = start
        return found > 0

    def _own_block(self, number: int | None) -> None:
        """年度目标2：（40分） and its text, with its own indicators below."""
        label, text = self.cells[self.index], self.cells[self.index + 1]
        self.index += 2
        self.table.own = number or len(self.out.objectives) + 1
        places = {"": self.at(text), "text": self.at(text), "number": self.at(label)}
        self.out.objective(Objective(self.table.own, text.text), places)

    def _columns(self, labels: list[str]) -> list[str]:
        """What the texts under the labels are; a label beside a whole block names no column."""
        kinds = [self._kind(label) or "goal" for label in labels]
        if len(kinds) > 2 and kinds[-2:] == ["goal", "result"]:  # a pair, below what stands beside it
            return kinds[-2:]
        if kinds.count("result") > 1 or (kinds[0] == "result" and len(kinds) > 1):
            kinds, labels = kinds[1:], labels[1:]
        if kinds[:2] == ["goal", "goal"] and not long_term_goal(labels[0]):
            kinds = kinds[1:]
        return kinds

    def _texts(self, columns: int, label: Cell) -> list[list[Cell]]:
        """The texts after the labels: one a column; more lines of the same text join it."""
        texts: list[list[Cell]] = []
        while self.index < len(self.cells):
            cell = self.cells[self.index]
            if not cell.text:
                self.index += 1
                continue
            if self._ends_goals(cell):
                break
            if len(texts) >= columns:
                last = texts[-1][-1]
                joined = (
                    self.mode == "lines"
                    and columns == 1
                    and cell.line - last.line <= 1
                    and last.text[-1] not in "。；;"
                )
                if not joined and not (columns == 1 and re.match(r"(?:目标)?\d+\s*[:：.、]", cell.text)):
                    break
                texts[-1].append(cell)
            else:
                texts.append([cell])
            self.index += 1
        if not texts and self.table.finished:
            self.loose(label)
        return texts

    def _ends_goals(self, cell: Cell) -> bool:
        text = cell.text
        return bool(
            is_word(text)
            or is_label(text)
            or TAIL.match(text)
            or re.match(r"\d[.、]项目实施内容", text)
            or (column_role(text) is not None)
            or re.fullmatch(r"\d+分[)）]", text)
        )

    def _goal(self, cells: list[Cell], result: list[Cell] | None) -> None:
        text = "".join(cell.text for cell in cells)
        text = re.sub(r"^目标\s*[:：]", "", text)
        outcome = "".join(cell.text for cell in result) if result else ""
        goals = split_goals(text)
        outcomes = split_goals(outcome) if outcome else []
        for position, goal in enumerate(goals):
            matched = outcomes[position] if len(outcomes) == len(goals) else (outcome if position == 0 else None)
            place = self.at(cells[0])
            self.out.objective(
                Objective(len(self.out.objectives) + 1, goal), {"": place, "text": place}, matched or None
            )
