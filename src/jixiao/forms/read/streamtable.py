"""The indicator table of a cell stream: header, levels, rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.flowtasks import chinese_number
from jixiao.forms.read.gridcolumns import chosen_roles
from jixiao.forms.read.headerwords import header_role
from jixiao.forms.read.streamcells import Cell, head_label, is_label, rows_are_lines
from jixiao.forms.read.streamdoubts import RowDoubts
from jixiao.forms.read.streamheader import directed, header_run
from jixiao.forms.read.streamlead import leading_columns, new_project
from jixiao.forms.read.streamplan import (
    OBJECTIVE,
    OWN_BLOCK,
    POINTS_ONLY,
    PlannedRow,
    planned,
    runs_on,
    with_part,
)
from jixiao.forms.read.streamrows import (
    Placement,
    constants,
    doubled_value,
    from_the_right,
    glued_value,
    is_outcome,
    looks_like_value,
    place,
    split_name,
)
from jixiao.forms.read.vocabulary import (
    GOAL_LABELS,
    PARTS_OF_REASON,
    SIDE_LABELS,
    TAIL,
    TITLE,
    Role,
    bare,
    column_role,
    goal_label,
    is_empty,
    is_level1,
    is_level2,
)
from jixiao.plan.taxonomy import level1_type, level2_type

if TYPE_CHECKING:
    from jixiao.forms.read.builder import Text
    from jixiao.forms.read.stream import StreamReader

_HEADLESS: list[Role] = ["sign", "value", "unit", "actual", "weight", "score", "reason"]
_LEVELS: frozenset[Role] = frozenset({"level1", "level2", "name"})
_OUTPUTS = frozenset({"QUANTITY", "QUALITY", "TIMELINESS"})
_PARTS: frozenset[Role] = frozenset({"sign", "unit", "value"})
_NUMBER_OF_FORM = re.compile(r"附?[表件][一二三四五六七八九十\d]{1,3}(?:[-—]\d+)?")


class StreamTable:
    """State of one indicator table. ``roles`` are the columns after the name, in order."""

    def __init__(self, reader: StreamReader) -> None:
        self.reader = reader
        self.roles: list[Role] = []
        self.lead: list[str] = []
        self.has_level1 = self.has_levels = False
        self.active = self.finished = False
        self.level1: Text | None = None
        self.level2: Text | None = None
        self.shifted = False
        self.cost_first = False
        self.long_term = False
        """The rows belong to an objective for several years."""
        self.halves = False
        """Two indicators a row: of several years, then of this year (财预〔2015〕88号 form)."""
        self._first: tuple[Cell, Text | None] | None = None
        self._several: list[Cell] = []
        self.plan: dict[int, PlannedRow] = {}
        self.objectives = False
        """Whether the rows name their objective (目标1)."""
        self.own: int | None = None
        """The objective under whose heading the table stands."""
        self.objective: int | None = None
        self._constants: frozenset[str] = frozenset()
        self.doubts = RowDoubts(reader)
        self.by_line = reader.mode == "lines" or (
            reader.mode == "pipes" and rows_are_lines(reader.lines) and not runs_on(reader.lines)
        )

    # -- header ---------------------------------------------------------------------------

    def header(self) -> bool:
        """Take a header: a run of column labels with a name column and a value column."""
        reader = self.reader
        if (run := header_run(reader)) is not None:
            return self._take(run)
        index, lead = reader.index, leading_columns(reader)
        if lead:
            index += len(lead)
        roles: list[Role] = []
        end = index
        objective = False
        while index < len(reader.cells):
            text = reader.cells[index].text
            role = (column_role(text) or (header_role(text) if roles else None)) if text else None
            if roles and bare(text) in PARTS_OF_REASON:
                roles = with_part(roles, text)
                end = index + 1
            elif role == "objective":
                objective = True
            elif role is not None:
                roles.append(role)
                end = index + 1
            elif text and text not in {"指标", "绩效指标"} and bare(text) not in SIDE_LABELS:
                break
            index += 1
        if "name" not in roles or not {"value", "sign", "actual"} & set(roles):
            return False
        first = min(roles.index(role) for role in roles if role in _LEVELS)
        upper, body = roles[:first], roles[first:]
        if upper and {"sign", "unit"} & set(body) and "value" in upper:
            # 年度指标值 stands above 指标性质, 指标值, 度量单位, which are printed after the levels
            upper.remove("value")
        if "name" in upper:
            return False
        again = body.index("name", body.index("name") + 1) if body.count("name") > 1 else 0
        self.halves = again > 0 and body.count("value") > 1
        if self.halves:
            body = list(dict.fromkeys(body))
        self.roles = [role for role in (*body, *upper) if role not in _LEVELS]
        self.roles = directed(self.roles, reader.cells[end:])
        if self.active and reader.out.indicators:
            self.level1 = self.level2 = None
        self.has_level1 = "level1" in roles
        self.has_levels = self.has_level1 or "level2" in roles
        self.lead, self.active, self.finished = lead, True, False
        self.objectives, self.objective = objective, self.own
        reader.index = end
        self._plan()
        return True

    def _take(self, run: list[Cell]) -> bool:
        """Open a table below a header whose every cell is a column."""
        reader = self.reader
        words = [cell.text for cell in run if cell.text]
        chosen = chosen_roles(words)
        roles: list[Role] = [role or "more" for role in chosen]
        for cell, role in zip((cell for cell in run if cell.text), chosen, strict=True):
            if role is None:
                reader.out.doubt("not-stored", cell.text, reader.at(cell))
        self.halves = False
        self.roles = [role for role in roles if role not in _LEVELS and role != "objective"]
        if self.active and reader.out.indicators:
            self.level1 = self.level2 = None
        self.has_level1 = "level1" in roles
        self.has_levels = self.has_level1 or "level2" in roles
        self.lead, self.active, self.finished = [], True, False
        self.objectives, self.objective = "objective" in roles, self.own
        reader.index += len(run)
        self.roles = directed(self.roles, reader.cells[reader.index :])
        self._plan()
        return True

    def _plan(self) -> None:
        """Find the rows below a header at once, where no line ends tell where they begin."""
        reader = self.reader
        self.plan = {}
        self._constants = constants(reader.cells[reader.index :])
        if self.by_line or self.halves or self.lead:
            return
        end = reader.index
        while end < len(reader.cells) and not self._is_end(end):
            end += 1
        rows = planned(
            reader.cells[reader.index : end], self.roles, self.has_level1 + self.has_levels, objective=self.objectives
        )
        self.plan = {reader.index + at: row._replace(end=reader.index + row.end) for at, row in rows.items()}

    def resume(self) -> bool:
        """Go on with a table that seemed to be over, at a label with a row."""
        text = self.reader.text()
        if not self.finished or self.active or self.by_line or not (is_label(text) and text.endswith("指标")):
            return False
        self._plan()
        first = self.plan.get(self.reader.index)
        self.active = first is not None and first.placement is not None and bool(first.placement.cells)
        self.plan = self.plan if self.active else {}
        return self.active

    def _planned(self, row: PlannedRow) -> None:
        """Take a row as it was planned."""
        labels = list(row.labels)
        if labels and (match := OBJECTIVE.fullmatch(labels[0].text)) and self.objectives:
            self.objective = chinese_number(match[1])
            self.level1 = self.level2 = None
            labels.pop(0)
        where = self.reader.at
        if len(labels) > 1:
            self.level1, self.level2 = ((label.text, where(label)) for label in labels)
            self.shifted = self.shifted or (is_level1(labels[1].text) and not is_level2(labels[1].text))
            self.cost_first = self.cost_first or level1_type(labels[0].text) == "COST"
        elif labels:
            self._one_level(labels[0].text, (labels[0].text, where(labels[0])))
        self.reader.idle += row.name is None and row.end - self.reader.index == len(row.labels) > 0
        if row.name is None or row.placement is None:
            for cell in self.reader.cells[self.reader.index : row.end] if not row.labels else ():
                if not (re.match(r"^[.…。]+$", cell.text) or POINTS_ONLY.fullmatch(cell.text) or is_empty(cell.text)):
                    self.reader.loose(cell)
            self.reader.index = row.end
        else:
            self._placed(row.name, [], row.placement, row.end)

    def headless(self) -> None:
        """A text that begins inside a table: take the usual columns if its first row shows them."""
        reader = self.reader
        found = [cell.text for cell in reader.cells[:7]]
        if len(found) == 7 and looks_like_value(found[1]) and not looks_like_value(found[0]):
            placement = place(reader.cells[1:8], _HEADLESS, whole=False)
            if placement.cost == 0 and {"sign", "value", "unit", "actual", "weight"} <= set(placement.cells):
                self.roles, self.active, self.has_level1, self.has_levels = list(_HEADLESS), True, True, True
                reader.out.doubt("no-header", found[0], reader.at(reader.cells[0]))

    # -- rows -----------------------------------------------------------------------------

    def row(self) -> bool:
        """Take one row, or the labels of an empty one; False if no table is open or it ends here."""
        reader = self.reader
        if not self.active:
            return False
        if self._ends():
            return False
        if self.objectives and not self.plan and (match := OBJECTIVE.fullmatch(reader.text())) and reader.text(1):
            self.objective = chinese_number(match[1])
            self.level1 = self.level2 = None
            reader.index += 1
            reader.cells[reader.index] = reader.cells[reader.index]._replace(first=True)
        start = reader.index
        if (row := self.plan.get(start)) is not None:
            self._planned(row)
            return True
        if self.lead and not is_label(reader.text()) and not new_project(self):
            return True
        self._levels()
        if reader.index >= len(reader.cells) or not reader.text():
            return True  # labels without a row
        if reader.index > start and self._ends():
            return True
        if self.has_levels and is_label(reader.text()) and not is_outcome(reader.text(1), self.roles):
            return True
        if self.by_line and reader.index > start and reader.cells[reader.index].first:
            return True
        if re.match(r"^[.…。]+$", reader.text()) or POINTS_ONLY.fullmatch(reader.text()) or reader.text() == "指标":
            reader.index += 1
            return True
        self._indicator()
        return True

    def _ends(self) -> bool:
        over = self._is_end(self.reader.index)
        if over:
            text = self.reader.text()
            if self.reader.out.indicators or column_role(text) != "level1":
                self.finished = True
            self.active = False
            self.reader.funds.roles = []
        return over

    def _is_end(self, index: int) -> bool:
        """Whether a cell cannot belong to the table."""
        text = self.reader.cells[index].text
        plain = bare(text)
        return (
            TAIL.match(text) is not None
            or (TITLE.search(plain) is not None and len(plain) < 40 and re.search(r"表\)?$|表[（(]", text) is not None)
            or (head_label(text) is not None and not self.lead)
            or plain in GOAL_LABELS
            or OWN_BLOCK.fullmatch(bare(POINTS_ONLY.sub("", text))) is not None
            or column_role(text) == "level1"
            or _NUMBER_OF_FORM.fullmatch(plain) is not None
            or re.match(r"^[（(]?[一二三四五六七八九十\d]+[)）.、](?!\d)", text) is not None
        )

    # -- levels ---------------------------------------------------------------------------

    def _levels(self) -> None:
        reader = self.reader
        first, second = reader.text(), reader.text(1)
        if POINTS_ONLY.fullmatch(second) and is_label(first):
            reader.index += 1  # 产出指标 / (40-50)分
            reader.cells[reader.index] = reader.cells[reader.index]._replace(text=first)
            second = reader.text(1)
        here = reader.cells[reader.index]
        label = is_label(first) and self.has_levels
        under = is_level2(second) and not is_level1(second)
        headed = (
            not label and under and len(first) <= 8 and re.match("项目|部门|履职|实施|投入|过程", first) is not None
        )
        if not label and not headed:
            return
        same_row = not self.by_line or reader.index + 1 >= len(reader.cells) or not reader.cells[reader.index + 1].first
        beyond = reader.text(2)
        if (
            self.has_level1
            and same_row
            and (is_label(second) or headed)
            and not is_outcome(beyond, self.roles)
            and not (is_level2(first) and not is_level1(first))
        ):
            self.level1, self.level2 = self._text(0), self._text(1)
            self.shifted = self.shifted or (is_level1(second) and not is_level2(second))
            self.cost_first = self.cost_first or level1_type(first) == "COST"
            reader.index += 2
            return
        if is_outcome(second, self.roles):
            return  # the label is the row's own name (群众满意度 | ≥ | 95)
        self._one_level(first, self._text(0))
        reader.index += 1
        if reader.text() == "指标" and reader.cells[reader.index].line - here.line <= 2:
            reader.index += 1

    def _one_level(self, label: str, here: Text) -> None:
        one, two = is_level1(label), is_level2(label)
        current = level1_type(self.level1[0]) if self.level1 else None
        if not self.has_level1 or self.shifted or (two and not one):
            self.level2 = here
        elif one and not two:
            self.level1, self.level2 = here, None
        elif not one and not two:
            if self.level1 is None:
                self.level1 = here
            else:
                self.level2 = here
        elif level2_type(label) == "COST":
            # without a label of level 1, 成本 behind 数量, 质量, 时效 is one of their kind
            beside = self.level1 is None and self.level2 is not None and level2_type(self.level2[0]) in _OUTPUTS
            if beside or (self.level1 and current in {None, "OUTPUT"} and not self.cost_first):
                self.level2 = here
            else:
                self.level1, self.level2 = here, None
        elif bare(label).startswith("满意度"):
            self.level1, self.level2 = here, None
        else:
            self.level2 = here

    def _text(self, offset: int) -> Text:
        cell = self.reader.cells[self.reader.index + offset]
        return cell.text, self.reader.at(cell)

    # -- one row --------------------------------------------------------------------------

    def _slots(self) -> tuple[list[Cell], bool]:
        """The cells that may belong to the row after its name, and whether the row ends with them."""
        reader = self.reader
        found: list[Cell] = []
        index = reader.index + 1
        ended = False
        while index < len(reader.cells) and (len(found) < len(self.roles) or self.by_line):
            cell = reader.cells[index]
            if cell.text and self.by_line and cell.first:
                ended = True
                break
            if (is_label(cell.text) or goal_label(cell.text)) and (not self.by_line or self.halves):
                break
            found.append(cell)
            index += 1
        ended = ended or index >= len(reader.cells)
        return found, ended and self.by_line

    def _indicator(self) -> None:
        reader = self.reader
        name = reader.cells[reader.index]
        slots, whole = self._slots()
        taken = 1
        if reader.mode == "lines":
            count, placement = split_name([name, *slots], self.roles, self._constants)
            name = name._replace(text=name.text + "".join(cell.text for cell in slots[: count - 1]))
            taken = count
        else:
            while whole and len(slots) > len(self.roles) and not slots[-1].text:
                slots.pop()
            placement = place(slots, self.roles, whole=whole)
        last = reader.index + taken + placement.used
        if whole:
            last = max(last, reader.index + 1 + len(slots))
        left = whole and any(cell.text for cell in slots[taken - 1 + placement.used :])
        self._placed(name, slots, placement, last, left=left)

    def _placed(self, name: Cell, slots: list[Cell], placement: Placement, last: int, *, left: bool = False) -> None:
        """Store a row whose cells are placed; ``last`` is the index behind it, ``left`` tells of cells without a column."""
        reader = self.reader
        placement = self._without_cut(placement, last, name)
        if (
            reader.cut
            and not placement.cells
            and last >= len(reader.cells)
            and not slots
            and glued_value(name.text) is None
            and (self.doubts.filled["value"] or not reader.out.indicators)
        ):
            reader.out.doubt("cut-off", name.text, reader.at(name))
            reader.index = last
            return
        cells: dict[Role, Text] = {
            role: (cell.text, reader.at(cell)) for role, cell in placement.cells.items() if cell.text
        }
        if not cells and name.text in self.doubts.later:
            reader.loose(name)  # a criterion that is printed on every row, here on a row without indicator
            reader.index = last
            return
        cells["name"] = (name.text, reader.at(name))
        if not placement.cells and len(self.roles) == 1 and (cut := glued_value(name.text)):
            cells["name"], cells["value"] = (cut[0], reader.at(name)), (cut[1], reader.at(name))
        elif not placement.cells and self.roles[:2] == ["value", "actual"] and (cut := doubled_value(name.text)):
            cells["name"] = (cut[0], reader.at(name))
            cells["value"] = cells["actual"] = (cut[1], reader.at(name))
            reader.out.doubt("parted", name.text, reader.at(name))
        elif moved := from_the_right(placement, self.roles):
            cells.pop("actual", None)
            if "value" not in moved.cells:
                cells.pop("value", None)
            cells["weight"] = (moved.cells["weight"].text, reader.at(name))
            cells["score"] = (moved.cells["score"].text, reader.at(name))
            reader.out.doubt("row-doubtful", name.text, reader.at(name))
        elif left:
            reader.out.doubt("row-doubtful", name.text, reader.at(name))
        self.doubts.take(name, cells)
        level1, level2 = self.level1, self.level2
        if not self._is_row(cells):
            reader.loose(name)
        elif self.long_term:
            self._several += [name, *placement.cells.values()]
        elif self.halves and self._first is None:
            self._first = (name, level2)
            self._several += [name, *placement.cells.values()]
        else:
            if self.halves and self._first is not None:
                before = self._first[1]
                if before is None or level2 is None or bare(before[0]) != bare(level2[0]):
                    reader.out.doubt("row-doubtful", name.text, reader.at(name))
                self._first = None
            reader.out.indicator(cells, self.objective, level1, level2)
        reader.index = last

    def close(self) -> None:
        """Tell what was left out: the rows on several years."""
        reader = self.reader
        self.doubts.close(self.roles)
        if self._first is not None:
            reader.out.doubt("row-doubtful", self._first[0].text, reader.at(self._first[0]))
        if self._several:
            text = " ".join(cell.text for cell in self._several if cell.text)
            reader.out.doubt("several-years", text, reader.at(self._several[0]))
        self._first, self._several = None, []

    def _is_row(self, cells: dict[Role, Text]) -> bool:
        name = cells["name"][0]
        return not is_empty(name) and re.fullmatch(r"[\d.,%％\s]+", name) is None

    def _without_cut(self, placement: Placement, last: int, name: Cell) -> Placement:
        """Where the text breaks off inside the row's last cell, that cell is not believed."""
        reader = self.reader
        if not reader.cut or last < len(reader.cells) or not placement.cells:
            return placement
        filled = [role for role in self.roles if role in placement.cells and placement.cells[role].text]
        rows = len(reader.out.indicators)
        if filled and any(
            self.doubts.filled[role] * 2 > rows for role in self.roles[self.roles.index(filled[-1]) + 1 :]
        ):
            broken = placement.cells[filled[-1]]
            reader.out.doubt("cut-off", f"{name.text} | {broken.text}", reader.at(broken))
            kept = {role: cell for role, cell in placement.cells.items() if role != filled[-1]}
            return Placement(kept, placement.used, placement.cost)
        return placement
