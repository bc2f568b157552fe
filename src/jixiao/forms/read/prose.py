"""Indicators told in the sentences of a report, where there is no table.

Only what is certain is read: items under the name of a level (数量指标：…) or under 绩效目标：, each a name and its
value at the end. An item with anything else in it is not taken. A text with few such items is no form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.builder import ReadingBuilder
from jixiao.forms.read.streamrows import is_phrase
from jixiao.forms.read.vocabulary import TITLE, YEAR, bare, form_of, is_level1, is_level2
from jixiao.plan.target import parse_target
from jixiao.plan.units import kind_of
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from jixiao.forms.read.builder import Text
    from jixiao.forms.read.vocabulary import Role
    from jixiao.plan.values import Reading

_LEAST = 3
"""Fewer items do not make a form."""
_HEADING = re.compile(
    r"(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）.、．])?\s*([\u4e00-\u9fff]{2,14}?指标)(完成情况|设定情况)?\s*(?:[:：]\s*(.*))?$"
)
_GOALS = re.compile(r"(?:[（(]?[\d一二三四五六七八九十]{1,2}[)）.、．])?\s*(?:项目|年度)?绩效目标\s*[:：]\s*(.+)$")
_DONE = re.compile(r"[，,]?\s*(?:指标)?完成率\s*(?:为|达到?)?\s*[\d.]+[%％]\s*[，,；;。]?")
_SIGN = "≥≤＝=><≧≦"
_BORDER = re.compile(r"(?:不低于|不少于|不高于|不超过|不小于|不大于|大于等于|小于等于|达到?|为)$")
_FIGURE = re.compile(rf"^(?P<name>.*?[^\d.{_SIGN}])(?P<value>(?:[{_SIGN}]\s*)?\d[\d,]*(?:\.\d+)?)(?P<rest>\D*)$")
_WORDS = re.compile(
    r"(?:逐年|逐步|稳步|不断|持续|明显|显著|有效|大幅)(?:提高|提升|增强|改善|增长|增加|降低|减少|优化|完善|加强|好转)"
)
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z（()）“”]{2,24}")
_STOP = re.compile(r"[年月日]$|其中|按照|根据|由于|已|共计|总投资|资金")
"""In a name these tell of a sentence, not of an indicator."""


class _Item(NamedTuple):
    name: str
    value: str
    rest: str = ""


def read_prose(text: str, file: str | None, lang: str) -> Reading | None:
    """The indicators of a report in sentences, each line of them told as such; None if there are too few or they are not certain."""
    title = next(((n, line.strip()) for n, line in enumerate(text.split("\n"), 1) if line.strip()), None)
    if title is None or not (match := TITLE.search(bare(title[1]))) or "报告" not in title[1]:
        return None
    out = ReadingBuilder(lang)
    where = Location(file=file, line=title[0])
    kind, scope = form_of(title[1], match["form"])
    out.head("form", kind if "监控" in title[1] else "评价报告", where)
    out.head("scope", scope or "项目支出", where)
    if year := YEAR.search(title[1]):
        out.set_year(int(year[1]), where)
    level1: Text | None = None
    signed = done = second = False
    for number, line in enumerate(text.split("\n"), 1):
        place, plain = Location(file=file, line=number), line.strip()
        if goals := _GOALS.match(plain):
            signed |= _take(out, _signed(goals[1]), "value", None, None, plain, place)
            continue
        heading = _HEADING.match(plain)
        if heading is None or not (is_level1(heading[1]) or is_level2(heading[1])):
            if re.match(r"[（(]?[一二三四五六七八九十]{1,2}[)）.、]", plain):
                done, level1 = "完成情况" in plain, None
            elif level1 is not None and done and _DONE.search(plain):
                _take(out, _completed(plain), "actual", level1, None, plain, place)
            continue
        label = (heading[1], place)
        under = is_level2(heading[1]) and (
            not is_level1(heading[1]) or second
        )  # 成本指标 after 时效指标 is one of its kind
        second = under and not bare(heading[1]).startswith("满意度")
        under = second or (under and not is_level1(heading[1]))
        if not under:
            level1 = label
        if heading[3] is None:
            continue
        own2 = label if under else None
        items, role = (_completed(heading[3]), "actual") if done else (_clauses(heading[3]), "value")
        _take(out, items, role, level1 if own2 is None or done else None, own2, plain, place)  # type: ignore[arg-type]
    least = _LEAST if signed else _LEAST + 1
    return out.reading() if len(out.indicators) >= least else None


def _take(
    out: ReadingBuilder,
    items: list[_Item] | None,
    role: Role,
    level1: Text | None,
    level2: Text | None,
    line: str,
    place: Location,
) -> bool:
    """Store the items of a line; a line that is not certain is told and not taken."""
    if not items:
        out.doubt("unplaced", line, place)
        return False
    for item in items:
        out.indicator({"name": (item.name, place), role: (item.value, place)}, None, level1, level2)
        if item.rest:
            out.doubt("unplaced", item.rest, place)
    out.doubt("from-prose", line, place)
    return True


# -- items ----------------------------------------------------------------------------------


def _signed(text: str) -> list[_Item] | None:
    """道路硬化≥0.512km;验收合格率≥100%: items with a sign each."""
    found: list[_Item] = []
    parts = [part.strip().strip("。") for part in re.split(r"[;；]", text) if part.strip()]
    for number, part in enumerate(parts):
        item = _item(part, last=number == len(parts) - 1)
        if item is None or item.value[0] not in _SIGN:
            return None
        found.append(item)
    return found if len(found) >= _LEAST else None


def _completed(text: str) -> list[_Item] | None:
    """阅读活动5次，指标完成率100%，…: each item ends with its rate of completion."""
    if not _DONE.search(text):
        return None
    *parts, rest = _DONE.split(text)
    if rest.strip():
        return None
    items = [_item(part.strip()) for part in parts]
    return [item for item in items if item] if all(items) else None


def _clauses(text: str) -> list[_Item] | None:
    """东冲路:建设里程1.032公里,宽度不低于3.5米;枫岭路:…: clauses, some of one thing."""
    found: list[_Item] = []
    for sentence in re.split(r"[;；。]", text):
        if not sentence.strip():
            continue
        subject, colon, clauses = sentence.strip().rpartition("：" if "：" in sentence else ":")
        if colon and not re.fullmatch(r"[\u4e00-\u9fff]{2,12}", subject.partition(":")[0].partition("：")[0]):
            return None
        subject = re.split(r"[:：]", subject)[0] if colon else ""
        if colon and sentence.count(":") + sentence.count("：") > 1:
            clauses = re.split(r"[:：]", sentence.strip(), maxsplit=1)[1]
        for clause in re.split(r"[,，]", clauses):
            whole = re.split(r"[:：]", clause.strip())[-1]
            if not re.search(r"\d", whole):
                continue  # what is done, without a figure
            item = _item(whole)
            if item is None:
                return None
            found.append(item._replace(name=subject + item.name))
    return found or None


def _item(text: str, *, last: bool = False) -> _Item | None:
    """A name and the value at its end; ``last``: words of the next sentence may follow the unit."""
    if match := _FIGURE.match(text):
        name, value, rest = match["name"].strip(), match["value"], match["rest"].strip()
        if border := _BORDER.search(name):
            name, value = name[: border.start()].strip(), border[0] + value
        unit = next((rest[:n] for n in range(min(len(rest), 6), 0, -1) if kind_of(rest[:n]) is not None), "")
        more = rest[len(unit) :]
        if not unit or (more and not (last and value[0] in _SIGN)) or not _is_name(name):
            return None
        value = value.replace("为", "", 1) if value.startswith("为") else value
        return _Item(name, value + unit, more) if parse_target(value + unit).kind == "number" else None
    for size in range(4, len(text) - 1):
        if (
            (is_phrase(text[size:]) or _WORDS.fullmatch(text[size:]))
            and len(text) - size <= 4
            and _is_name(text[:size])
        ):
            return _Item(text[:size], text[size:])
    return None


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and _STOP.search(text) is None
