"""Rows whose cells cannot be what their columns say: a value in the column of names, two values in one cell.

Such rows are read as they are printed, and told: a cell may have slid, a ruling line may be missing,
the end of a text may be gone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from jixiao.plan.taxonomy import level1_type, level2_type
from jixiao.plan.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.plan.values import Target

_SIGN = "≥≤＝=><≧≦＞＜"
_LATER_SIGN = re.compile(r"[^\s且和或、，,；;：:（(至~≥≤≧≦＝-]\s*[≥≤≧≦＝]")
_TWO_VALUES = re.compile(r"[%％‰]\s*\d|\d(?:万元|亿元|元|个|次|人|家|台|套|公里|平方米|亩|份|场|册|期|项|人次)\s*\d")
"""A unit and straight after it another figure; 年 and 月 go on with a figure and are none."""
_ODD_FIGURE = re.compile(rf"[{_SIGN}]?\s*(?:0\d|\.\d).*|.*\d\.(?!\d).*")
"""A figure that begins with a zero or a point, or ends in a point: digits are gone."""
_ADVERB = r"(?:持续|有效|明显|显著|不断|进一步|逐步|稳步|大幅|较大|全面|切实|充分)"
_VERB = r"(?:提升|提高|改善|增强|完善|加强|优化|增长|增加|提质|减少|降低|下降|发展|推进|促进|保障)"
_MANNER = rf"(?:{_ADVERB}(?:地|得到|有所)?{_VERB}|长期|较好|良好)"
_NO_NAME = re.compile(
    rf"[{_SIGN}]\s*[\d.,]+.*|[\d.,]+%?|[√×✓✔]|[{_SIGN}]|"
    rf"\d{{4}}年(?:\d{{1,2}}月(?:\d{{1,2}}日)?)?[底末]?(?:之?前)?|{_MANNER}"
)
"""A value, a date, or how much of nothing."""
_DEED = re.compile(r"(?:减少|增加|提高|完成|开展|举办|支持|新建|带动|提升|改善|降低|推进|加强|保障|促进)")
"""A verb without what it is about."""
_TWICE = re.compile(rf"(.{{3,}})\1|{_MANNER}\d+")
_HALF = re.compile(rf"{_ADVERB}[\u4e00-\u9fff]|[\u4e00-\u9fff]")
"""An adverb and half a word after it, or a lone character; 优 良 中 差 好 and numerals are values."""
_GRADES = frozenset("优良中差好高低是否有无能可达长短大小多少零一二三四五六七八九十")
_STEMS = frozenset("甲乙丙丁戊己庚辛壬癸")
"""These are names by themselves, as letters are."""
_BEGINS = re.compile(r"指标\d+$|[)）。，、；：]|率(?!先|领)|的")
_ENDS = re.compile(r"(?:[的和与及、，：（(“《\[【]|(?<!统)或|(?<![汉])对)$")
_PAIRS = ("（(", "）)"), ("“", "”"), ("《", "》"), ("【[", "】]")
_OPENED = re.compile(r"[（(“《【\[]")
_DIGIT = re.compile(r"\d")
_RATE = re.compile(r"(?:率|满意度|满意程度|占比|百分比)(?:[（(][^（）()]*[）)])?$")
_CAPPED = re.compile(
    r"(?:合格|达标|准确|覆盖|正常|正常运转|满意|知晓|及时|到位|完好|公开|优良|完成)(?:率|程?度)(?:[（(][^（）()]*[）)])?$"
)
_GROWS = re.compile(r"增长|增幅|增加|提高|提升|上升|超额|超收|同比|环比|较上年")
_WHEN = ("时间", "时限", "日期", "完成期限")
_IMPOSSIBLE = re.compile(
    r"年(?:0|00|1[3-9]|[2-9]\d)月|月(?:0|00|3[2-9]|[4-9]\d)日|\d{4}年(?:\d{1,2}月)?\d{1,2}$|^(?!19|20)\d{4}年\d|(?<!\d)\d{3}年\d"
)
"""A month, a day or a year that cannot be, or a figure at the end that is none of them."""
_NONE = re.compile(
    r"事故|投诉|违|差错|错误|死|伤|亡|失|案|欠|逾期|延误|拖欠|信访|上访|纠纷|污染|超标|返贫|零|缺陷|故障|中断|泄|疫|火|灾|漏|无|不|未|新增|负债"
)
"""What there may be none of."""
_COUNTED = ("人数", "次数", "个数", "人次", "件数", "台数", "户数", "家数", "数量", "里程", "面积", "场次", "印制")
_MONEY = ("成本", "金额", "费用", "总额", "投资额")
_PEOPLE = ("人数", "人次", "人口", "受益人")
_LENGTH_OR_AREA = ("里程", "长度", "面积")
"""How names of such indicators end."""
_SCORING = re.compile(r"(?:得|计)满分|按比例[得计扣]分|不得分|每[^，。]{1,6}扣\d")
"""How points are given: a text of the column 评分标准, not a value."""
_BASIS = re.compile(r"(?:(?:计划|行业|历史|国家|通用|地方)标准|年度工作计划)$")
"""What a target rests on: a text of the column 指标值设定依据 or 标准类型, not part of a name."""
_LEVEL_MARKS = re.compile(r"^[一二三四五六七八九十\d]{1,2}[、.．]|[（(]\d+分[)）]$")
_LIKE_RATE = frozenset({"percent", None, "other"})


def odd_cells(
    name: str, target: Target | None, labels: tuple[str | None, ...], actual: str
) -> Iterator[tuple[str, str, str]]:
    """(code, column, text) of each cell of a row that cannot be what its column says."""
    if _is_no_name(name):
        yield "name-doubtful", "name", name
    elif breaks_off(name) or _DEED.fullmatch(name.rstrip("0123456789")):
        yield "cut-off", "name", name
    if target is not None and (_is_odd(target) or _is_unlike(name, target) or _lacks_figure(target.text)):
        yield "target-doubtful", "value", target.text
    for label in _odd_labels(labels):
        yield "label-doubtful", "level", label
    if target is not None and target.kind == "number" and target.comparator is None and actual[:1] in set("≥≤≧≦"):
        yield "target-doubtful", "actual", actual
    elif actual and (_is_cut_value(actual) or breaks_off(actual)):
        yield "cut-off", "actual", actual


def _lacks_figure(text: str) -> bool:
    """Whether a target is a unit, or a sign and a unit, its figure left out: 公里, ≥ %."""
    return _is_unit(text.lstrip("≥≤≧≦＝=><＞＜ ").strip())


def breaks_off(text: str) -> bool:
    """Whether a text ends where none can: after a word that must go on, or inside brackets.

    >>> breaks_off("开展培训和"), breaks_off("满意度（含以前年度"), breaks_off("培训人数（人）")
    (True, True, False)
    """
    if _ENDS.search(text, len(text) - 2):  # texts may be long, and only their end counts
        return True
    return _OPENED.search(text) is not None and any(
        sum(text.count(mark) for mark in opening) > sum(text.count(mark) for mark in closing)
        for opening, closing in _PAIRS
    )


@lru_cache(maxsize=1024)
def _odd_labels(labels: tuple[str | None, ...]) -> tuple[str, ...]:
    """Two labels in one, a label of the second level in the column of the first, labels whose end is gone."""
    known = [label for label in labels if label]
    odd = [label for label in known if label.count("指标") > 1 and not re.search(r"[（(/、或及和]", label)]
    if len(labels) == len(("level1", "level2")):
        level1, level2 = labels
        if level1_type(level1) is None and level2_type(level1) is not None and level2_type(level2) is not None:
            odd.append(level1 or "")
        odd += [label for label in known if len(label) > 2 and label.endswith("指")]
    return tuple(odd)


def _is_no_name(name: str) -> bool:
    """Whether a name is a value, a unit, a manner, a lone character, or begins or ends as none can."""
    if _NO_NAME.fullmatch(name) or _is_unit(name) or name[-1] in _SIGN:
        return True
    if _BASIS.search(name) or _SCORING.search(name) or _is_level(name):
        return True
    return (len(name) == 1 and name not in _STEMS) or _BEGINS.match(name) is not None or name.endswith(("…", "..."))


def _is_level(name: str) -> bool:
    """Whether a name is the label of a level: 一、产出指标（50分）, 数量指标."""
    label = _LEVEL_MARKS.sub("", name)
    return label.endswith("指标") and (level1_type(label) is not None or level2_type(label) is not None)


def _is_odd(target: Target) -> bool:
    """Whether a value is a sign without a number, a unit alone, half a word, or two values."""
    text = target.text
    if _is_cut_value(text):
        return True
    if target.kind != "qualitative":
        return target.unit is not None and level2_type(target.unit) is not None
    if _SCORING.search(text) or _BASIS.fullmatch(text):
        return True
    rest = text.lstrip(_SIGN + " ")
    if not rest or (rest != text and _is_unit(rest)) or breaks_off(text):
        return True
    if _HALF.fullmatch(rest) and rest not in _GRADES:
        return True
    return _is_unit(text) or _LATER_SIGN.search(text) is not None or text[-1] in _SIGN


def _is_cut_value(text: str) -> bool:
    """Whether digits are gone, or two figures stand in one cell."""
    if _TWICE.fullmatch(text) is not None:
        return True
    return _DIGIT.search(text) is not None and (
        _ODD_FIGURE.fullmatch(text) is not None
        or _TWO_VALUES.search(text) is not None
        or _IMPOSSIBLE.search(text) is not None
    )


def _is_unlike(name: str, target: Target) -> bool:
    """Whether a value is of another kind than its name: a rate in pieces, a count as a date, a rate above its cap."""
    rate, when = _RATE.search(name) is not None, name.endswith(_WHEN)
    if target.text == "长期" or target.kind in {"date", "period"}:
        return rate or name.endswith(_COUNTED) or name.endswith(_MONEY)
    if target.kind != "number" or target.value is None:
        return False
    if target.value == 0 and _is_no_zero(name, target, rate=rate):
        return True
    return _is_other_unit(name, target, rate=rate, when=when)


def _is_no_zero(name: str, target: Target, *, rate: bool) -> bool:
    """Whether nothing at all cannot be what is asked: at least nothing, a rate of nothing, at most nothing of a good."""
    if target.comparator == "≥":
        return not _GROWS.search(name)  # no decline is something
    return (rate and _CAPPED.search(name) is not None) or (target.comparator == "≤" and not _NONE.search(name))


def is_beyond_cap(name: str, target: Target) -> bool:
    """Whether a percentage is above what its name can reach: 准确率 of 101 %."""
    return (
        target.unit == "%"
        and target.value is not None
        and target.value > 100
        and _CAPPED.search(name) is not None
        and not _GROWS.search(name)
    )


def _is_other_unit(name: str, target: Target, *, rate: bool, when: bool) -> bool:
    """Whether a number's unit measures something else than its name."""
    kind = kind_of(target.unit)
    if kind == "percent":
        return is_beyond_cap(name, target) or when or name.endswith(_COUNTED)
    if rate:
        return target.unit is not None and kind not in _LIKE_RATE
    if when:
        return kind not in {"duration", None, "other"}
    if target.unit is None or kind in {None, "other"}:
        return False
    if name.endswith(_PEOPLE):
        return not re.search(r"[人名户]", target.unit) and target.unit not in {"万", "百", "千"}
    if name.endswith(_LENGTH_OR_AREA):
        return kind in {"count", "money", "duration"} and target.unit not in {"万", "百", "千"}
    return name.endswith(_MONEY) and kind in {"count", "length", "area"}


def _is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else; 人数, 级 and 标准 are words as well."""
    if "/" in text or text.endswith("数") or len(text) > 4:
        return False
    return kind_of(text) not in {None, "other"}
