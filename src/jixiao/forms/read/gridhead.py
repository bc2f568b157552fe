"""The head of a form in a grid: title, year, names, lines of money, objectives beside their labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.builder import tidy_text
from jixiao.forms.read.fundsacross import is_figure, own
from jixiao.forms.read.gridblocks import numbered_goal, objective_number, split_goals
from jixiao.forms.read.headerwords import goal_word, head_word, money_side, result_word
from jixiao.forms.read.vocabulary import (
    MONEY_UNIT,
    SIDE_LABELS,
    TITLE,
    YEAR,
    bare,
    form_of,
    fund_name,
    head_field,
    is_empty,
    long_term_goal,
)
from jixiao.plan.normal import normal
from jixiao.plan.values import Actual, Objective, PrintedScore

if TYPE_CHECKING:
    from jixiao.forms.read.builder import ReadingBuilder
    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.gridfunds import FundBlock
    from jixiao.plan.values import Location

Cells = list[tuple[str, int]]

TAIL = re.compile(
    r"(?:总分|合计|总计|其他需?要?说明|其它需?要?说明|填报人|填表人|联系人|联系电话|审核意见|负责人|项目负责人|注[:：]|备注|说明[:：]|说明$|(?:评价|自评|监控)结论|存在问题|改进措施|"
    r"偏差大|目标未完成|结果应用|填报说明|填表说明|填写说明|填报要求|注\d|.{0,16}意见)"
)
_QUIET = re.compile(
    r"^(?:附件|表|填报日期|填表日期|盖章|第\d+页|空表说明|是否|项目属性|项目期|项目类别|项目类型|代码|编码|联系|本表|合成数据|公开\d*表)"
)
_INSTRUCTIONS = re.compile(r"填[报表写]说明|填报要求|注\d|注[:：]|说明[\d:：]|备注|本表")
SEAL = re.compile(r"盖章|签字|签章|公章")
_SUBJECT = re.compile(
    r"(\D{2,20}?(?:局|委|办|厅|部|院|所|站|馆|校|学|中心|政府|委员会|公司))(?:19|20)\d\d年度?(\D{2,30}?)(?:项目)?(?:支出)?绩效"
)
_SEVERAL = re.compile(r"(?<=\S)[ \u3000]+(?=[\u4e00-\u9fff（）()]{2,12}[:：])")
"""Between two labelled texts in one cell: 单位名称：某局    填报日期：2月1日."""
_UNIT_LABELS = frozenset(("金额单位", "货币单位", "资金单位", "单位", "计量单位", "币种单位"))
_PERIOD = re.compile(
    r"[（(]?(?:19|20)\d\d年?度?(?:\d{1,2}月?[-—－–~～至]+\d{1,2}月|上半年|前三季度|第?[一二三四]季度)?[)）]?"
)
"""A year, or the months of it that a monitoring form tells of."""
_SECTION = re.compile(
    r"[一二三四五六七八九十]{1,2}、(?:部门|单位|项目|年度|全年|重点|主要|工作|整体|支出|收支|绩效|总体|预算|资金|基本|完成|自评|安排|执行|和|及)*"
    r"(?:目标|任务|指标|资金|预算|情况|信息|概况)"
)
"""A heading between the blocks of a form: 二、部门年度重点工作任务."""
_IN_WORDS = frozenset({"资金管理情况", "项目管理情况", "组织管理情况"})
"""Blocks that tell of the management in words (中央对地方转移支付绩效目标自评表)."""
_REMARK = re.compile(
    r"偏差大|目标未完成|结果应用|改进措施|存在的?问题|下一步|(?:评价|自评|监控)结论|主要经验|有关建议|其[他它]需?要?说明的?|.{0,12}审核意见|.{0,8}意见"
)
"""Labels below the table of what an office wrote about the whole form, which a plan has no field for."""
_TOTAL_SCORE = re.compile(r"(?:自评|综合|评价|绩效)?(?:自评)?(?:总分|总得分|得分|综合得分)(?:\d+分)?")
_YEAR_LABEL = re.compile(
    r"(?:预算|所属|评价|自评|监控|跟踪|绩效|执行|申报|填报|财政|目标|考核)?(?:年度|年份)|(?:评价|自评|监控|跟踪|绩效)(?:期间?|时段|时点|区间|周期)"
)
_SHORT_UNIT = 3
"""单位：万元 is a unit, 单位：某县水利局 is an office."""
_SENTENCE = 6
"""A text of so many characters is no label."""
_SLIP = re.compile(r"(?:专项|项目)名称.")
"""专项名称金: one character too many in a printed label."""


def is_title(text: str) -> bool:
    """Whether a text names a form."""
    plain = bare(text)
    return bool(len(plain) < 50 and TITLE.search(plain) and "，" not in text and "。" not in text)


def is_instruction(text: str) -> bool:
    """Whether a text below the table says how to fill it in, or is a note on it."""
    return _INSTRUCTIONS.match(bare(text)) is not None or _INSTRUCTIONS.match(normal(text).strip()) is not None


def _parted(text: str) -> tuple[str, str, str]:
    """Label, colon and value of a cell that holds both."""
    return re.sub(r"\s+", "", text).partition("：" if "：" in text else ":")


class HeadBlock:
    """Whatever stands above the tables of a form."""

    def __init__(self, out: ReadingBuilder, funds: FundBlock) -> None:
        self.out, self.funds = out, funds
        self.goal_column = 0
        self.result_column: int | None = None
        self.remarks: int | None = None
        """The column behind all lines of the head that explains them: 内容 | … | 说明."""

    # -- title ----------------------------------------------------------------------------

    def title(self, grid: Grid, row: int, cells: Cells) -> bool:
        """Take a title, a year or a money unit; False if the row is none."""
        done = False
        if len(cells) > 3:
            return False
        for text, column in cells:
            plain = re.sub(r"\s+", "", normal(text))
            where = grid.at(row, column)
            year = YEAR.search(plain)
            if is_title(text) and (match := TITLE.search(bare(text))):
                self._named(text, match, where)
                if year:
                    self.out.set_year(int(year[1]), where)
                done = True
            elif year and _PERIOD.fullmatch(plain):
                self.out.set_year(int(year[1]), where)
                done = True
        if done:
            self.unit(cells)
        return done

    def _named(self, text: str, match: re.Match[str], where: Location) -> None:
        """A report names its subject only in its title; a form's title below that of a report is the form's own."""
        plain = bare(text)
        kind, scope = form_of(re.sub(r"\s+", "", normal(text)), match["form"])
        if "报告" in plain[match.start() : match.end() + 6]:
            kind = "评价报告"
        first = "/form" not in self.out.locations
        if not first and not (self.out.form == "评价报告" != kind and not self.out.indicators):
            return
        self.out.head("form", kind, where)
        if self.out.scope is None:
            self.out.head("scope", scope or "", where)
        if kind == "评价报告" and (subject := _SUBJECT.match(plain)):
            self.out.named("unit_name", subject[1], where)
            if subject[2] not in {"项目", "项目支出", "部门", "整体", "部门整体", "财政", "预算"}:
                self.out.named("project", subject[2], where)

    def unit(self, cells: Cells) -> None:
        """Take a money unit printed in a label; that of 资金情况（万元） goes before one of a table above the form."""
        for text, _ in cells:
            beside = not self.out.funds and money_side(text, beside=False)
            if (self.out.money_unit is None or beside) and (
                unit := MONEY_UNIT.search(re.sub(r"\s+", "", normal(text)))
            ):
                self.out.money_unit = "万元" if "万元" in unit[0] else "元"

    # -- labels and their values ----------------------------------------------------------

    def pairs(self, grid: Grid, row: int, cells: Cells, *, tail: bool) -> None:
        """Labels with their values: 项目名称 | …, 年度资金总额: | 12."""
        if self.funds.pair(grid, row, cells):
            return
        if len(cells) == 1 and _SECTION.fullmatch(re.sub(r"\s+", "", normal(cells[0][0]))):
            return
        words = [bare(text) for text, _ in cells]
        if words[0] in _IN_WORDS:
            if not self._hangs(grid, row, cells[0][1]):
                return  # the heads of its columns stand beside it: 情况说明 | 存在问题和改进措施
            said = "：".join(tidy_text(text) for text, _ in cells)
            self.out.doubt("not-stored", said, grid.at(row, cells[1][1] if len(cells) > 1 else 0))
            return
        if words[0] == "内容" and words[-1] in {"说明", "备注"}:
            self.remarks = cells[-1][1]
            return
        if cells[-1][1] == self.remarks:
            self.out.doubt("not-stored", f"说明：{tidy_text(cells[-1][0])}", grid.at(row, self.remarks))
            cells = cells[:-1]
        index = 0
        untold: Cells = []
        while index < len(cells):
            text, column = cells[index]
            below = tail or self.out.indicators
            if below and is_instruction(text):
                return  # how to fill in the form
            parts = _SEVERAL.split(text) if ":" in text or "：" in text else []
            if len(parts) > 1 and head_word(re.split("[:：]", parts[0])[0]):
                self.pairs(grid, row, [(part, column) for part in parts], tail=tail)
                index += 1
                continue
            taken = (self._remark(grid, row, cells, index) if tail else 0) or (
                self._named_line(grid, row, cells, index) or self._other_line(grid, row, cells, index)
            )
            if not taken and not tail and not self._hangs(grid, row, column) and not self.ignored(text):
                untold.append((tidy_text(text), column))
            index += taken or 1
        if len(untold) > 1 and len(untold) == sum(not self._hangs(grid, row, column) for _, column in cells):
            untold = [(" | ".join(text for text, _ in untold), untold[0][1])]  # nothing was taken of the row
        for text, column in untold:
            self.out.doubt("unplaced", text, grid.at(row, column))

    def _remark(self, grid: Grid, row: int, cells: Cells, index: int) -> int:
        """Tell what an office wrote below the table (存在问题 | …); the number of its cells, 0 if it is none."""
        label, _, value = _parted(cells[index][0])
        if not _REMARK.match(bare(label)):
            return 0
        beside = not value and index + 1 < len(cells)
        said = cells[index + 1][0] if beside else value
        if not is_empty(said) and bare(said).rstrip("。") not in {"无", "无其他说明"}:
            self.out.doubt("not-stored", f"{bare(label)}：{tidy_text(said)}", grid.at(row, cells[index][1]))
        return 1 + beside

    def _named_line(self, grid: Grid, row: int, cells: Cells, index: int) -> int:
        """Take a line that names something: 项目名称 | …; the number of its cells, 0 if it is none."""
        text, column = cells[index]
        label, colon, value = _parted(text)
        if _TOTAL_SCORE.fullmatch(bare(label)) and self._total(grid, row, cells, index):
            return 1 + (not value)
        if bare(label) in _UNIT_LABELS and not (len(value) > _SHORT_UNIT and "元" not in value):
            return 0
        field = (
            "unit_name"
            if bare(label) == "单位"
            else head_field(label) or (None if goal_word(text) else head_word(label))
        )
        field = field or ("project" if _SLIP.fullmatch(label) else None)
        if field == "narrative" or (field == "ignored" and self._tall(grid, row, column)):
            if index and head_field(label) != "narrative" and not goal_word(cells[index - 1][0]):
                return 0
            rest = [held for held, _ in cells[index + 1 :]]
            if rest or value:
                told = " ".join(tidy_text(held) for held in (text, *rest))
                self.out.doubt("not-stored", told, grid.at(row, column))
            return len(cells)
        if field is None:
            return 0
        return 1 + self._field(grid, row, (field, label, value if colon else ""), cells, index)

    def _total(self, grid: Grid, row: int, cells: Cells, index: int) -> bool:
        """Take a sum of scores that stands in the head: 自评总分 | 96.5; False if it is none, or one is known."""
        text, column = cells[index]
        value, place = _parted(text)[2], column
        if not value and index + 1 < len(cells):
            value, place = cells[index + 1]
        if not is_figure(value.rstrip("分")) or any(score.subject == "total" for score in self.out.printed_scores):
            return False
        where = grid.at(row, place)
        self.out.scored(PrintedScore("total", None, self.out.amount(value.rstrip("分"), where)), where)
        return True

    def _other_line(self, grid: Grid, row: int, cells: Cells, index: int) -> int:
        """Take an objective, a result, a unit, a year or money beside its label; the number of cells, 0 if it is none."""
        text, column = cells[index]
        label, _, value = _parted(text)
        following, beside = (cells[index + 1] if index + 1 < len(cells) else None), value
        if following is not None and not value:
            beside = following[0].strip()
        if value and goal_word(label):  # 年度目标：修路。
            self.goal(re.split("[:：]", text, maxsplit=1)[1], None, grid.at(row, column))
            return 1
        if (number := objective_number(text)) is not None and following is not None:  # 目标1 | 修路。
            self._numbered(number, grid, row, cells[index:])
            return len(cells) - index
        if goal_word(text) or long_term_goal(text):
            if following is None or goal_word(following[0]):
                return 1
            if index + 2 < len(cells) and head_word(following[0]) == "narrative":
                return 1  # 部门总体目标 | 部门职责 | …
            if objective_number(following[0]) is not None and index + 2 < len(cells):
                return 1
            after = cells[index + 2 : index + 4]
            result = after[1][0] if len(after) == 2 and result_word(after[0][0]) else None
            self.goal(following[0], result, grid.at(row, following[1]))
            return 4 if result else 2
        if bare(label) in _UNIT_LABELS and beside in {"万元", "元"}:
            self.out.money_unit = self.out.money_unit or ("万元" if beside == "万元" else "元")
            return 1 if value else 2
        if _YEAR_LABEL.fullmatch(bare(label)) and self._year(beside, grid.at(row, column)):
            return 1 if value else 2
        if following is None:
            return 0
        if len(cells) == 2 and result_word(text) and self._late_result(following[0]):
            return 2
        if is_figure(following[0]) and self.funds.pair(grid, row, cells[index : index + 2]):
            return 2
        return self._other_money(grid, row, cells, index)

    def _other_money(self, grid: Grid, row: int, cells: Cells, index: int) -> int:
        """Tell of money that is not the year's (同名项目上年预算额（元） | 12); the number of cells, 0 if it is none."""
        (text, _), (value, column) = cells[index : index + 2]
        if not is_figure(value) or not MONEY_UNIT.search(re.sub(r"\s+", "", normal(text))):
            return 0
        self.out.doubt("not-stored", f"{tidy_text(text)}：{tidy_text(value)}", grid.at(row, column))
        return 2

    def _field(self, grid: Grid, row: int, named: tuple[str, str, str], cells: Cells, index: int) -> int:
        """Take a named line; the number of cells taken besides the label."""
        field, label, value = named
        following = cells[index + 1] if index + 1 < len(cells) else None
        known = head_field(label) is not None
        if value:
            where, taken = grid.at(row, cells[index][1]), 0
        elif following is not None and head_field(following[0]) is None:
            value, where, taken = following[0], grid.at(row, following[1]), 1
        else:
            self.out.named(field, "", grid.at(row, cells[index][1]))
            return 0
        if field == "ignored" and not known and not is_empty(value) and not self.ignored(label):
            self.out.doubt("not-stored", f"{label}：{tidy_text(value)}", where)
        self.out.named(field, value, where)
        return taken

    def _year(self, text: str, where: Location) -> bool:
        if year := YEAR.match(normal(text) + "年"):
            self.out.set_year(int(year[1]), where)
        return year is not None

    @staticmethod
    def _hangs(grid: Grid, row: int, column: int) -> bool:
        """Whether a cell began in a row above, where it was told or taken."""
        return grid.origin.get((row, column), (row, column))[0] < row

    @staticmethod
    def _tall(grid: Grid, row: int, column: int) -> bool:
        """Whether a label stands beside several rows."""
        origin = grid.origin.get((row, column))
        return origin is not None and any(grid.origin.get((y, column)) == origin for y in (row - 1, row + 1))

    @staticmethod
    def ignored(text: str) -> bool:
        """Whether a text of the form itself says nothing about a plan."""
        plain = bare(text)
        return (
            plain in SIDE_LABELS
            or TAIL.match(plain) is not None
            or is_empty(text)
            or bool(MONEY_UNIT.search(re.sub(r"\s+", "", normal(text))))
            or _QUIET.match(plain) is not None
            or bool(SEAL.search(plain))
        )

    # -- objectives -----------------------------------------------------------------------

    def goal_header(self, cells: Cells) -> bool:
        """Whether a row heads objectives and their results: 年度总体目标 | 预期目标 | 实际完成情况."""
        if not 1 < len(cells) <= 4:
            return False
        results = [column for text, column in cells if result_word(text)]
        goals = [column for text, column in cells if goal_word(text) and not result_word(text)]
        if not results or not goals or results[-1] == cells[0][1]:
            return False
        if not all(
            goal_word(text) or result_word(text) or bare(text) in SIDE_LABELS or n == 0 or bare(text).endswith("率")
            for n, (text, _) in enumerate(cells)
        ):
            return False
        self.result_column, self.goal_column = results[-1], goals[-1]
        return True

    def goals(self, grid: Grid, row: int) -> bool:
        """Take the row below that header; False if it is none."""
        texts = grid.rows[row]
        goal = texts[self.goal_column] if self.goal_column < len(texts) else ""
        column = self.result_column or 0
        result = texts[column] if column < len(texts) else ""
        if (
            not (goal or result)
            or head_field(goal)
            or fund_name(goal)
            or grid.origin.get((row, column)) == grid.origin.get((row, self.goal_column), (-1, -1))
        ):
            return False
        for text, at in own(grid, row):
            if at > max(column, self.goal_column) and not is_empty(text):
                self.out.doubt("not-stored", f"完成率：{tidy_text(text)}", grid.at(row, at))
        if goal:
            self.goal(goal, result, grid.at(row, self.goal_column))
        elif not is_empty(result):
            self.out.doubt("unplaced", tidy_text(result), grid.at(row, column))
        return True

    def _numbered(self, number: int, grid: Grid, row: int, cells: Cells) -> None:
        """目标1 | its text, with what became of it behind a label or in a last cell."""
        (text, column), rest = cells[1], [held for held in cells[2:] if not result_word(held[0])]
        where = grid.at(row, column)
        places = {"": where, "text": where, "number": grid.at(row, cells[0][1])}
        result = tidy_text(rest[0][0]) if len(rest) == 1 and self.result_column == rest[0][1] else None
        result = result or (tidy_text(rest[0][0]) if len(rest) == 1 and len(cells) > 3 else None)
        self.out.objective(Objective(number, tidy_text(text)), places, result)
        for held, place in rest[bool(result) :]:
            if not is_empty(held):
                self.out.doubt("unplaced", tidy_text(held), grid.at(row, place))

    def goal_below(self, grid: Grid, row: int, cells: Cells) -> bool:
        """Take 年度绩效目标 as a line of its own with the text on the line below; False if it is none."""
        if len(cells) != 1 or not goal_word(cells[0][0]) or row + 1 >= len(grid.rows):
            return False
        below = grid.distinct(row + 1)
        if len(below) != 1 or head_word(below[0][0]) or is_title(below[0][0]) or len(below[0][0]) < _SENTENCE:
            return False
        self.goal(below[0][0], None, grid.at(row + 1, below[0][1]))
        return True

    def _late_result(self, text: str) -> bool:
        """What became of the objectives, on a row below them; False if that is known or there are none."""
        objectives = self.out.objectives
        if not objectives or is_empty(text) or any(actual.objective is not None for actual in self.out.actuals):
            return False
        results = split_goals(tidy_text(text))
        if len(results) != len(objectives):
            results = [tidy_text(text)]
        self.out.actuals += [Actual(objective=o.number, text=r) for o, r in zip(objectives, results, strict=False)]
        return True

    def goal(self, text: str, result: str | None, where: Location) -> None:
        """Add the objectives of one cell, with the results of another."""
        if is_empty(text) or goal_word(text):
            return  # a label beside a text, repeated above it
        results = split_goals(tidy_text(result)) if result and not is_empty(result) else []
        alone = numbered_goal(tidy_text(text))
        goals = split_goals(tidy_text(text))
        if alone is not None and self.out.objectives and alone[0] == len(self.out.objectives) + 1:
            goals = [alone[1]]  # 目标2：… in a cell of its own, below that of 目标1
        for index, goal in enumerate(goals):
            if any(known.text == goal for known in self.out.objectives):
                continue
            number = len(self.out.objectives) + 1
            matched = (
                results[index] if len(results) == len(goals) else (tidy_text(result) if result and index == 0 else None)
            )
            self.out.objective(Objective(number, goal), {"": where, "text": where}, matched, numbered=len(goals) > 1)
