"""Reads text taken from a paper form in reading order: one row a line, cells wrapped.

This is what a PDF's text or a copy-paste leaves of the form: no ruling lines, titles and
headers again on every page, level labels once, names and values broken over lines. Works
line by line into events, then cuts the loose lines into cells (``wrapping``) and places
the money (``columns``). If lines stand in another order than the rows, it says so and takes
only the rows that stand whole on one line.
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.builder import ReadingBuilder, tidy_text
from jixiao.forms.read.flowlabels import PARTS, SECTION, label_of, label_start
from jixiao.forms.read.flowtasks import ObjectiveLines, TaskLines
from jixiao.forms.read.vocabulary import (
    MONEY_UNIT,
    TITLE,
    YEAR,
    Role,
    bare,
    column_role,
    form_of,
    fund_name,
    fund_role,
    head_field,
)
from jixiao.forms.read.wrapping import ODD, PHRASE, is_wrap, likeness, split_rows, width
from jixiao.plan.money import parse_amount
from jixiao.plan.target import parse_target
from jixiao.plan.taxonomy import level2_type
from jixiao.plan.values import FundLine, Location, Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

_YEAR_LINE = re.compile(r"[（(]?\s*((?:19|20)\d\d)\s*年度?\s*[)）]?")
_TAIL = re.compile(
    r"(?:总分|合计得分|其他需要?说明|填报人|联系电话|审核意见|负责人|注[:：]|备注[:：]|说明[:：]|第\s*\d+\s*页)"
)
_AFTER_NAME: frozenset[Role] = frozenset(
    (
        "sign",
        "value",
        "unit",
        "kind",
        "definition",
        "standard",
        "basis",
        "actual",
        "weight",
        "score",
        "reason",
        "note",
        "ignored",
        "more",
    )
)


@lru_cache(maxsize=8192)
def _is_value(text: str) -> bool:
    return parse_target(text).kind != "qualitative"


class _Row(NamedTuple):
    """A row whose cells stood on one line."""

    cells: list[str]
    line: int


class _Piece(NamedTuple):
    """A line that holds one cell, or part of one."""

    text: str
    line: int


class _Level(NamedTuple):
    """A label that changes where the following rows belong."""

    level: str
    text: str
    number: int
    line: int


def read_flow(lines: Sequence[str], file: str | None = None, lang: str = "zh") -> Reading:
    """Read the lines of one form. Never raises; every doubt is a problem of the Reading."""
    return _Flow(lines, file, lang).read()


class _Flow:
    def __init__(self, lines: Sequence[str], file: str | None, lang: str) -> None:
        self.lines, self.file = lines, file
        self.out = ReadingBuilder(lang)
        self.events: list[_Row | _Piece | _Level] = []
        self.roles: list[Role] = ["value"]
        self.section = "head"
        self.page = 1 if any("\f" in line for line in lines) else None
        self.pages: dict[int, int] = {}
        self.awaited: str | None = None
        self.label = ""
        self.tasks = TaskLines(self)
        self.objectives = ObjectiveLines(self)
        self.places: dict[int, Location] = {}
        self.scrambled = False
        self.name_width = self.value_width = 0.0
        self.zone_words: list[str] = []

    def at(self, line: int) -> Location:
        """The location of a line; one object for all fields on it."""
        found = self.places.get(line)
        if found is None:
            found = self.places[line] = Location(file=self.file, page=self.pages.get(line), line=line)
        return found

    def read(self) -> Reading:
        zone = True
        parts, sections = PARTS, SECTION
        for number, raw in enumerate(self.lines, 1):
            if self.page is not None:
                self.page += raw.count("\f")
                self.pages[number] = self.page
            tokens = raw.split()
            if not tokens:
                continue
            first = tokens[0]
            if self.section != "indicators" or zone or first in parts or "表" in raw or "年度" in raw:
                if all(token in parts for token in tokens) and (
                    zone or any(token in sections for token in tokens) or self._header_ahead(number)
                ):
                    zone = True
                    self._header(tokens)
                    continue
                if self._title(raw.strip(), number):
                    zone = True
                    continue
            if self.section == "indicators":
                if zone and self._header_columns(tokens):
                    continue
                zone = False
                self.zone_words = []
                self._indicator_line(tokens, number)
            elif self.section == "tasks":
                zone = self.tasks.line(tokens, number)
            elif self.section == "objectives":
                zone = False
                self.objectives.line(tokens, number)
            else:
                self._head_line(tokens, number)
        self.tasks.finish()
        self.objectives.finish()
        self._resolve()
        self._check()
        return self.out.reading()

    def _header_ahead(self, number: int) -> bool:
        """Whether only header words follow up to the line that names a block's columns."""
        for raw in self.lines[number : number + 16]:
            tokens = raw.split()
            if not tokens:
                continue
            if not all(token in PARTS for token in tokens):
                return False
            if any(token in SECTION for token in tokens):
                return True
        return False

    # -- head and headers -----------------------------------------------------------------

    def _title(self, text: str, line: int) -> bool:
        if len(text) > 60:
            return False
        plain = re.sub(r"\s+", "", text)
        if match := _YEAR_LINE.fullmatch(plain):
            self.out.set_year(int(match[1]), self.at(line))
            return True
        if "表" not in plain or "，" in plain or "。" in plain or not (match := TITLE.search(plain)):
            return False
        if not plain.endswith(("表", ")", "）")):
            return False
        if "form" in self.out.locations or "/form" in self.out.locations:
            return True
        kind, scope = form_of(plain, match["form"])
        self.out.head("form", kind, self.at(line))
        self.out.head("scope", scope or "", self.at(line))
        if year := YEAR.search(plain):
            self.out.set_year(int(year[1]), self.at(line))
        if unit := MONEY_UNIT.search(plain):
            self.out.money_unit = "万元" if "万元" in unit[0] else "元"
        return True

    def _header(self, tokens: list[str]) -> None:
        self.zone_words += tokens
        for token in tokens:
            section = SECTION.get(token)
            if section and not (section == "objectives" and self.section == "indicators" and "三级指标" in tokens):
                self.section = section
            if unit := MONEY_UNIT.search(token):
                self.out.money_unit = "万元" if "万元" in unit[0] else "元"
        if self.section == "tasks":
            self.tasks.header(self.zone_words)
        elif self.section == "objectives":
            self.objectives.header(tokens)
        if self.section == "indicators" and any(column_role(token) == "name" for token in tokens):
            roles = [role for token in tokens if (role := column_role(token)) in _AFTER_NAME]
            if roles:
                self.roles = [role for role in roles if role is not None]

    def _header_columns(self, tokens: list[str]) -> bool:
        """A header line of columns that ``LABELS`` does not list."""
        if len(tokens) < 2 or not all(column_role(token) or token in PARTS for token in tokens):
            return False
        self._header(tokens)
        return True

    def _head_line(self, tokens: list[str], line: int) -> None:
        text = "".join(tokens)
        if unit := MONEY_UNIT.search(text):
            self.out.money_unit = "万元" if "万元" in unit[0] else "元"
        joined = self.label + text
        if (field := head_field(joined)) is not None:
            self.awaited, self.label = field, ""
            return
        if (
            self.awaited is None
            and len(joined) <= len("部门名称项目")
            and any(label.startswith(bare(joined)) for label in ("部门名称", "项目名称"))
        ):
            self.label = joined
            return
        if self.awaited is not None:
            self.out.named(self.awaited, " ".join(tokens), self.at(line))
            self.awaited, self.label = None, ""
            return
        index = 0
        while index < len(tokens):
            token = tokens[index]
            label, colon, value = token.partition("：") if "：" in token else token.partition(":")
            field = head_field(label)
            if field and colon and value:
                self.out.named(field, value, self.at(line))
            elif field and index + 1 < len(tokens):
                stop = next(
                    (j for j in range(index + 1, len(tokens)) if head_field(tokens[j].rstrip(":："))), len(tokens)
                )
                self.out.named(field, " ".join(tokens[index + 1 : stop]), self.at(line))
                index = stop
                continue
            elif self._fund(tokens[index:], line):
                return
            elif not field and index == 0 and fund_role(token) is None and token not in PARTS and not _TAIL.match(text):
                self.out.doubt("unplaced", text, self.at(line))
                return
            index += 1

    def _fund(self, tokens: list[str], line: int) -> bool:
        label, _, value = tokens[0].partition(":") if ":" in tokens[0] else tokens[0].partition("：")
        name = fund_name(label)
        amounts = [
            amount for token in ([value] if value else []) + tokens[1:] if (amount := parse_amount(token)) is not None
        ]
        if name is None or len(amounts) > 1:
            return False
        child = bool(self.out.funds) and not re.search(r"总额|合计", name)
        self.out.fund(FundLine(name, amounts[0] if amounts else None), self.at(line), child=child)
        return True

    # -- indicator lines ------------------------------------------------------------------

    def _indicator_line(self, tokens: list[str], line: int) -> None:
        events, index, count = self.events, 0, len(tokens)
        seen_first = seen_second = False
        if self.label:
            joined = self.label + tokens[0]
            kind = label_of(joined)
            if kind is not None:
                events.append(_Level(kind.level, joined, kind.number, line))
                self.label, index = "", 1
                seen_first, seen_second = kind.level == "1", True
            elif count == 1 and label_start(joined):
                self.label = joined
                return
            else:
                events.append(_Piece(self.label, line - 1))
                self.label = ""
        while index < count:
            kind = label_of(tokens[index])
            if kind is None or seen_second:
                break
            if kind.level == "objective":
                events.append(_Level("objective", tokens[index], kind.number, line))
            elif "1" in kind.level and not seen_first and (kind.level == "1" or self._cost_is_first(tokens, index)):
                events.append(_Level("1", tokens[index], 0, line))
                seen_first = True
            else:
                if self._label_is_name(tokens, index):
                    break
                events.append(_Level("2", tokens[index], 0, line))
                seen_second = True
            index += 1
        rest = count - index
        if rest == 0:
            return
        if rest == 1:
            token = tokens[index]
            if index == 0 and label_start(token) and not _is_value(token):
                self.label = token
                return
            events.append(_Piece(token, line))
            return
        events.append(_Row(self._cells(tokens[index:]), line))

    def _cost_is_first(self, tokens: list[str], index: int) -> bool:
        """Whether 成本指标 is the level-1 label here: only if 经济成本指标 or the like follows it."""
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        return (level2_type(following) or "").endswith("_COST")

    def _label_is_name(self, tokens: list[str], index: int) -> bool:
        """服务对象满意度 ≥90% under 服务对象满意度: the level-3 name repeats the label."""
        rest = tokens[index + 1 :]
        if len(rest) != 1 or not _is_value(rest[0]):
            return False
        last = next((event for event in reversed(self.events) if isinstance(event, _Level)), None)
        return last is not None and last.level == "2" and level2_type(last.text) == level2_type(tokens[index])

    def _cells(self, tokens: list[str]) -> list[str]:
        """Name and the cells after it, one string a column of ``self.roles`` where that is possible."""
        wanted = len(self.roles) + 1
        if len(tokens) == wanted or wanted != 2:
            return tokens
        for cut in range(1, len(tokens)):
            value = "".join(tokens[cut:])
            if _is_value(value) and cut < len(tokens) - 1:
                return [" ".join(tokens[:cut]), value]
        return [" ".join(tokens[:-1]), tokens[-1]]

    # -- from events to rows --------------------------------------------------------------

    def _resolve(self) -> None:
        events = self.events
        if self.label:
            events.append(_Piece(self.label, len(self.lines)))
        rows = [event for event in events if isinstance(event, _Row)]
        pieces = [event for event in events if isinstance(event, _Piece)]
        self.name_width = max((width(e.cells[0]) for e in rows), default=0.0)
        self.name_width = max(self.name_width, max((width(p.text) for p in pieces), default=0.0))
        column = self.roles.index("value") + 1 if "value" in self.roles else 1
        self.value_width = max((width(e.cells[column]) for e in rows if len(e.cells) > column), default=0.0)
        self.scrambled = self._out_of_order() or self._centred()
        if self.scrambled:
            where = self.at(pieces[0].line) if pieces else None
            self.out.doubt("order-lost", "", where)
            self.out.order_lost = True
        objective: int | None = None
        level1: tuple[str, Location] | None = None
        level2: tuple[str, Location] | None = None
        index, count = 0, len(events)
        while index < count:
            event = events[index]
            if isinstance(event, _Level):
                if event.level == "objective":
                    if event.number != objective:
                        level1 = level2 = None
                    objective = event.number
                elif event.level == "1":
                    level1, level2 = (event.text, self.at(event.line)), None
                else:
                    level2 = (event.text, self.at(event.line))
                index += 1
                continue
            end = index + 1
            while end < count and isinstance(events[end], _Piece):
                end += 1
            group = events[index:end]
            shown = None if self.scrambled else objective
            if (
                end < count
                and isinstance(events[end], _Row)
                and isinstance(group[0], _Piece)
                and self._name_begins(group)
            ):
                group = [*group, events[end]]
                end += 1
                while end < count and isinstance(events[end], _Piece):
                    group.append(events[end])
                    end += 1
            for cells, lines in self._rows_of(group):
                if self.scrambled:
                    near = [events[i] for i in (index - 1, index) if i >= 0] + list(events[index + 1 : index + 3])
                    if self._torn([e for e in near if isinstance(e, _Piece)]):
                        self.out.doubt("name-doubtful", cells[0], self.at(lines[0]))
                    self._emit(cells, lines, None, *self._own_levels(lines[0]))
                else:
                    self._emit(cells, lines, shown, level1, level2)
            index = end

    def _out_of_order(self) -> bool:
        """A value with no name before it: the text's order is not the order of the rows."""
        previous: object = None
        for event in self.events:
            if (
                isinstance(event, _Piece)
                and _is_value(event.text)
                and (not isinstance(previous, _Piece) or _is_value(previous.text))
            ):
                return True
            previous = event
        return False

    def _centred(self) -> bool:
        """A row before its level label: labels stand in the middle of their merged cells."""
        for event in self.events:
            if isinstance(event, _Level):
                if event.level in {"1", "12"}:
                    return False
            else:
                return True
        return False

    def _torn(self, group: list[_Row | _Piece | _Level]) -> bool:
        """Whether a whole line of lost order may be the rest of a cell whose lines stand elsewhere."""
        return any(isinstance(event, _Piece) and width(event.text) + 3 > self.name_width for event in group)

    def _own_levels(self, line: int) -> tuple[tuple[str, Location] | None, tuple[str, Location] | None]:
        """The level labels printed on the row's own line."""
        found: dict[str, tuple[str, Location]] = {}
        for event in self.events:
            if isinstance(event, _Level) and event.line == line:
                found[event.level] = (event.text, self.at(line))
        return found.get("1"), found.get("2")

    def _name_begins(self, pieces: list[_Row | _Piece | _Level]) -> bool:
        """Whether loose lines before a whole row are the first lines of its name."""
        return all(is_wrap(a.text, b.text, self.name_width) for a, b in itertools.pairwise(pieces)
                   if isinstance(a, _Piece) and isinstance(b, _Piece)) and isinstance(pieces[-1], _Piece) and (
            width(pieces[-1].text) + 2 > self.name_width
        )  # fmt: skip

    def _rows_of(self, group: list[_Row | _Piece | _Level]) -> list[tuple[list[str], list[int]]]:
        """Cells and their lines for one run of loose lines and at most one whole row."""
        before: list[_Piece] = []
        row: _Row | None = None
        after: list[_Piece] = []
        for event in group:
            if isinstance(event, _Row):
                row = event
            elif isinstance(event, _Piece):
                (after if row else before).append(event)
        found: list[tuple[list[str], list[int]]] = []
        if row is not None:
            name = "".join([piece.text for piece in before] + [row.cells[0]]) if before else row.cells[0]
            cells, lines = (
                [name, *row.cells[1:]],
                [before[0].line if before else row.line] + [row.line] * (len(row.cells) - 1),
            )
            taken = None if self.scrambled and after else self._continued(cells, after)
            if taken is None:
                self._doubt_pieces(after)
                after = []
            else:
                after = after[taken:]
            found.append((cells, lines))
            before = after
        if not before:
            return found
        texts = [piece.text for piece in before]
        values = [likeness(text, is_value=_is_value(text)) for text in texts]
        if self.scrambled or len(self.roles) > 1:
            self._doubt_pieces(before)
            return found
        split, penalty, ways = split_rows(texts, values, self.name_width, self.value_width)
        if split is None or ways != 1 or penalty > len(split) + 1:
            self._doubt_pieces(before)
            return found
        for start, middle, end in split:
            found.append(
                (["".join(texts[start:middle]), "".join(texts[middle:end])], [before[start].line, before[middle].line])
            )
        return found

    def _continued(self, cells: list[str], after: list[_Piece]) -> int | None:
        """How many of the loose lines after a whole row go on with its value or name; None if unclear."""
        if not after or len(self.roles) > 1:
            return 0
        best: list[tuple[int, int, list[str]]] = []
        for column, limit in ((1, self.value_width), (0, self.name_width)):
            text = cells[column]
            if column == 1 and _is_value(text):
                continue
            last = text
            grown = list(cells)
            odd = 0
            for count in range(len(after) + 1):
                rest = [piece.text for piece in after[count:]]
                split, penalty, ways = (
                    split_rows(
                        rest, [likeness(t, is_value=_is_value(t)) for t in rest], self.name_width, self.value_width
                    )
                    if rest
                    else ((), 0, 1)
                )
                ends_like_wrap = count < len(after) and is_wrap(last, after[count].text, limit)
                if split is not None and ways == 1 and (count or column == 1 or _is_value(cells[1])):
                    best.append((penalty + ends_like_wrap + odd, count, list(grown)))
                if count < len(after):
                    if not ends_like_wrap or _is_value(after[count].text):
                        break
                    phrase = last if column == 1 else after[count].text
                    odd += ODD * (likeness(phrase, is_value=False) == PHRASE or width(after[count].text) > limit + 1)
                    last = after[count].text
                    grown[column] += last
        if not best:
            return None
        least = min(option[0] for option in best)
        ties = {(count, tuple(grown)) for penalty, count, grown in best if penalty == least}
        if len(ties) != 1 or least > ODD:
            return None
        count, grown_cells = ties.pop()
        cells[:] = grown_cells
        return count

    def _doubt_pieces(self, pieces: list[_Piece]) -> None:
        for piece in pieces:
            code = "unplaced" if not _TAIL.match(piece.text) else None
            if code:
                self.out.doubt(code, piece.text, self.at(piece.line))

    def _emit(
        self,
        cells: list[str],
        lines: list[int],
        objective: int | None,
        level1: tuple[str, Location] | None,
        level2: tuple[str, Location] | None,
    ) -> None:
        if len(cells) != len(self.roles) + 1:
            if _TAIL.match(cells[0]):
                return
            self.out.doubt("row-doubtful", " ".join(cells), self.at(lines[0]))
            return
        by_role: dict[Role, tuple[str, Location]] = {"name": (tidy_text(cells[0]), self.at(lines[0]))}
        for role, text, line in zip(self.roles, cells[1:], lines[1:], strict=True):
            by_role[role] = (text, self.at(line))
        if level1 is None or level2 is None:
            self.out.doubt("level-missing", cells[0], self.at(lines[0]))
        self.out.indicator(by_role, objective, level1, level2)

    def _check(self) -> None:
        if self.scrambled and len(self.out.objectives) < len(self.out.tasks):
            # Fewer objectives than tasks: their texts ran into each other.
            for objective in self.out.objectives:
                self.out.doubt("objective-doubtful", objective.text, None, number=objective.number)
            self.out.objectives = []
            self.out.locations = {
                pointer: where
                for pointer, where in self.out.locations.items()
                if not pointer.startswith("/objectives/")
            }
        numbers = {objective.number for objective in self.out.objectives}
        for number in sorted({i.objective for i in self.out.indicators if i.objective is not None} - numbers):
            if numbers:
                self.out.doubt("objective-unknown", f"目标{number}", None, number=number)
