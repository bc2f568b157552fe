"""The grammar of an 指标值: what people print in the target cell and what it means.

Source: the value cells of the published 2025 tables and the spellings
of 28 other published layouts. The printed text is always kept in ``Target.text``; what is
not a number, a date or a period is ``qualitative`` and nothing is guessed.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal
from functools import lru_cache

from jixiao.plan.normal import normal
from jixiao.plan.units import kind_of
from jixiao.plan.values import Comparator, Target

_DASHES = str.maketrans("—–−", "---")
SIGNS: dict[str, Comparator] = {
    **dict.fromkeys(("≥", "≧", "⩾", ">=", "=>", "》=", "》", "≥=", "〉=", "⋝"), "≥"),
    **dict.fromkeys(("≤", "≦", "⩽", "<=", "=<", "《=", "《", "≤=", "〈=", "⋜"), "≤"),
    **dict.fromkeys(("=", "═", "=="), "="),
    **dict.fromkeys((">", "〉"), ">"),
    **dict.fromkeys(("<", "〈"), "<"),
}
"""Every printed sign met so far in its normal form, and the comparator it stands for (》《 are typed for ≥≤)."""

_WORDS: dict[str, Comparator] = {
    **dict.fromkeys(
        (
            "不低于",
            "不少于",
            "不小于",
            "不得低于",
            "不得少于",
            "大于等于",
            "大于或等于",
            "高于或等于",
            "至少",
            "最少",
            "达到或超过",
        ),
        "≥",
    ),
    **dict.fromkeys(
        (
            "不超过",
            "不高于",
            "不大于",
            "不多于",
            "不得超过",
            "不得高于",
            "小于等于",
            "小于或等于",
            "至多",
            "最多",
            "控制在",
        ),
        "≤",
    ),
    **dict.fromkeys(("等于",), "="),
    **dict.fromkeys(("大于", "超过", "高于", "多于"), ">"),
    **dict.fromkeys(("小于", "低于", "少于"), "<"),
}
_AT_MOST: Comparator = "≤"
_AFTER: dict[str, Comparator] = {
    **dict.fromkeys(("以上", "及以上", "或以上", "(含)以上", "以上(含)"), "≥"),
    **dict.fromkeys(("以下", "及以下", "以内", "之内", "(含)以下", "以下(含)"), "≤"),
}
_alternatives = "|".join(sorted(map(re.escape, (*SIGNS, *_WORDS)), key=len, reverse=True))
_after = "|".join(sorted(map(re.escape, _AFTER), key=len, reverse=True))
_NUM = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_UNIT = r"(?:[^\d\s,.。，;；、:：()<>≥≤=～~±-][^\d\s,。，;；、:：()<>≥≤=～~±]{0,11}?)"

_GROWTH = (
    r"(?:(?:较|比|同比|与)?(?:\d{4}年(?:度)?|上年(?:度)?|去年|上一年(?:度)?|同期|往年)?(?:同期)?(?:相比)?(?:同比)?"
    r"(?:增长|提高|提升|增加|下降|降低|减少|压减|增幅|降幅)(?:率|幅度)?)"
)
_NUMBER = re.compile(
    rf"(?P<op>{_alternatives})?\s*(?:达到?|为)?(?P<num>{_NUM})\s*(?P<unit>{_UNIT}??)(?P<after>{_after})?(?:\((?P<note>[^()]*)\))?[。.;；]?"
)
_RANGE = re.compile(
    rf"(?:(?:在|介于))?(?P<low>{_NUM})\s*(?P<unit1>{_UNIT})??\s*(?:-{{1,2}}|~|至|到)\s*(?P<high>{_NUM})\s*"
    rf"(?P<unit>{_UNIT})?(?:之间|范围内)?"
)
_PLUS_MINUS = re.compile(
    rf"(?P<mid>{_NUM})?\s*(?:±|\+/-|正负)\s*(?P<dev>{_NUM})\s*(?P<unit>{_UNIT})?(?:以内|之内|范围内)?"
)

_DONE = r"(?:前|之前|以前|内|之内|以内)?(?:全部|基本)?(?:完成|完工|竣工|建成|到位|实施完毕|结束|拨付|拨付到位|投入使用)?(?:\(.*\))?"
_YMD = re.compile(
    rf"(?P<op>{_alternatives})?\s*(?:在|于)?(?:(?P<y>(?:19|20)\d\d)\s*(?:年度?|[-./])|(?:当年|本年|年内))?\s*"
    rf"(?:(?P<m>1[0-2]|0?[1-9])\s*(?:月份?|(?(y)[-./](?=\d)|(?!))))\s*(?:(?P<d>3[01]|[12]\d|0?[1-9])\s*[日号]?|(?P<part>底|末|初|上旬|中旬|下旬))?"
    rf"(?P<done>{_DONE})"
)
_YM = re.compile(r"(?P<y>(?:19|20)\d\d)[-./](?P<m>1[0-2]|0?[1-9])")
_YEAR_END = re.compile(
    rf"(?P<op>{_alternatives})?\s*(?:在|于)?(?:(?P<y>(?:19|20)\d\d)\s*年度?|(?:当|本)?年(?:度)?)(?P<part>底|末|终|内)?(?P<done>{_DONE})"
)
_PERIOD = re.compile(
    r"(?:在|于)?(?:(?P<y>(?:19|20)\d\d)\s*年度?)?(?:当年|本年)?(?P<what>全年|整年|年度内|全年度|上半年|下半年|前三季度|第?[一二三四1-4]季度)"
    r"(?P<done>前|底前|之前|以前)?"
)
_MONTHS = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)\s*(?:年度?|[-./]))?\s*(?P<m1>1[0-2]|0?[1-9])\s*(?:月份?)?\s*(?:-{1,2}|~|至|到)\s*"
    r"(?:(?P<y2>(?:19|20)\d\d)\s*(?:年|[-./]))?\s*(?P<m2>1[0-2]|0?[1-9])\s*(?:月份?|(?(y)(?(y2)|(?!))|(?!)))(?:底)?"
)
_DAYS = re.compile(
    r"(?P<y>(?:19|20)\d\d)\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})?\s*日?\s*(?:-{1,2}|~|至|到)\s*"
    r"(?:(?P<y2>(?:19|20)\d\d)\s*[年./-])?\s*(?P<m2>\d{1,2})\s*[月./-]?\s*(?:(?P<d2>\d{1,2})\s*日?)?(?:底)?"
)
_YEARS = re.compile(r"(?P<y>(?:19|20)\d\d)年?度?\s*(?:-{1,2}|~|至|到)\s*(?P<y2>(?:19|20)\d\d)年?度?")
_QUARTERS = {
    "一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4,
}  # fmt: skip
_HAS_DIGIT = re.compile(r"\d")
_LONGEST = 60


def parse_target(text: str, year: int | None = None, unit: str | None = None) -> Target:
    """Read one target cell.

    ``text`` is the printed cell, with operator, value and unit already joined where they
    stood in columns of their own. ``year`` is the plan's fiscal year, for dates that print
    none (9月底前). ``unit`` is a unit known from elsewhere (a unit column) that the joined
    text ends with; it is then taken whole even if it is not in the dictionary.

    Never raises: what is no value is ``qualitative``.

    >>> parse_target("≤250.48万元").value
    Decimal('250.48')
    >>> parse_target("2025年9月底前").date
    datetime.date(2025, 9, 30)
    >>> parse_target("持续提升").kind
    'qualitative'
    >>> parse_target("≥95（%）").unit, parse_target("≥95%（含）").unit
    ('%', '%')
    """
    return _parse(text, year, unit)


@lru_cache(maxsize=8192)
def _parse(text: str, year: int | None, unit: str | None) -> Target:
    plain = normal(text).translate(_DASHES).strip()
    if len(plain) > _LONGEST:
        return Target("qualitative", text)
    if not _HAS_DIGIT.search(plain):
        return _worded(text, plain, year)
    if unit:
        unit = normal(unit).translate(_DASHES).strip()
    return (
        _number(text, plain, unit)
        or _date(text, plain, year)
        or _period(text, plain, year)
        or _spread(text, plain)
        or _growth(text, plain)
        or Target("qualitative", text)
    )


def comparator_of(sign: str) -> Comparator | None:
    """The comparator of a printed sign or threshold word standing alone (≧, >=, 不低于).

    >>> comparator_of("≧"), comparator_of("═"), comparator_of("定性")
    ('≥', '=', None)
    """
    sign = normal(sign).strip()
    return SIGNS.get(sign) or _WORDS.get(sign)


def _decimal(digits: str) -> Decimal | None:
    digits = digits.replace(",", "")
    return Decimal(digits) if len(digits) <= 24 else None


def _is_year(num: str, unit: str) -> bool:
    """2025年 is a date, 1年 and 30年 are durations."""
    return unit[:1] == "年" and len(num) == 4 and num[:2] in {"19", "20"} and unit != "年次"


def _number(text: str, plain: str, unit: str | None) -> Target | None:
    match = _NUMBER.fullmatch(plain)
    if match is None:
        if unit and plain.endswith(unit):
            match = _NUMBER.fullmatch(plain[: -len(unit)].rstrip())
            if match is not None and not match["unit"]:
                sign = match["op"]
                value = _decimal(match["num"])
                return None if value is None else Target("number", text, _sign(sign), value, None, unit)
        return None
    num, found = match["num"], match["unit"] or ""
    if not found and match["note"] and kind_of(match["note"].strip()) is not None:
        found = match["note"].strip()  # 12（次）
    if not found and not match["op"] and _YM.fullmatch(num):
        return None  # 2025.12 standing alone is a month
    if _is_year(num, found) or found[:1] == "月":
        return None
    sign = _sign(match["op"])
    if match["after"]:
        sign = sign or _AFTER[match["after"]]
        if match["op"] == "控制在":
            sign = _AT_MOST
    if found and sign is None and found != unit and kind_of(found) is None:
        return None  # 3次宣教: a sentence, not a unit
    if found and found != unit and len(found) > 6 and kind_of(found) is None:
        return None
    value = _decimal(num)
    if value is None:
        return None
    return Target("number", text, sign, value, None, found or None)


def _sign(printed: str | None) -> Comparator | None:
    return None if not printed else SIGNS.get(printed) or _WORDS.get(printed)


def _spread(text: str, plain: str) -> Target | None:
    if match := _PLUS_MINUS.fullmatch(plain):
        mid, dev = Decimal((match["mid"] or "0").replace(",", "")), Decimal(match["dev"].replace(",", ""))
        return Target("number", text, "between", mid - dev, mid + dev, match["unit"])
    if (match := _RANGE.fullmatch(plain)) and _unit_ok(match["unit"]):
        low, high = _decimal(match["low"]), _decimal(match["high"])
        if low is None or high is None or low > high:
            return None
        return Target("number", text, "between", low, high, match["unit"] or match["unit1"])
    return None


def _unit_ok(unit: str | None) -> bool:
    return unit is None or kind_of(unit) is not None


def _growth(text: str, plain: str) -> Target | None:
    match = re.fullmatch(rf"{_GROWTH}(?P<rest>.+)", plain)
    if match is None:
        return None
    rest = match["rest"].removeprefix("到").removeprefix("达")
    inner = _number(text, rest, None)
    return inner if inner is not None else _spread(text, rest)


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _safe_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _date(text: str, plain: str, year: int | None) -> Target | None:
    if match := _YMD.fullmatch(plain):
        if not (match["y"] or match["done"] or match["d"] or match["part"] or "月" in plain):
            return None
        in_year = int(match["y"]) if match["y"] else year
        if in_year is None:
            return Target("date", text, _sign(match["op"]))
        month = int(match["m"])
        ends = {"初": 1, "上旬": 10, "中旬": 20}
        if match["d"]:
            day = _safe_date(in_year, month, int(match["d"]))
            if day is None:
                return None
        elif match["part"] in ends:
            day = date(in_year, month, ends[match["part"]])
        else:
            day = _last_day(in_year, month)
        return Target("date", text, _sign(match["op"]), date=day)
    if match := _YM.fullmatch(plain):
        # 2025.12 in a cell of its own is a month when the "month" is one; 2025.30 is a number.
        return Target("date", text, date=_last_day(int(match["y"]), int(match["m"])))
    if (match := _YEAR_END.fullmatch(plain)) and (match["part"] or match["done"] or match["op"]):
        in_year = int(match["y"]) if match["y"] else year
        return Target("date", text, _sign(match["op"]), date=date(in_year, 12, 31) if in_year else None)
    return None


def _months_of(what: str) -> tuple[int, int]:
    if what in {"上半年", "下半年"}:
        return (1, 6) if what == "上半年" else (7, 12)
    if what == "前三季度":
        return 1, 9
    if what.endswith("季度"):
        quarter = _QUARTERS[what.removeprefix("第")[0]]
        return 3 * quarter - 2, 3 * quarter
    return 1, 12


def _period(text: str, plain: str, year: int | None) -> Target | None:
    if match := _PERIOD.fullmatch(plain):
        in_year = int(match["y"]) if match["y"] else year
        if in_year is None:
            return Target("date" if match["done"] else "period", text)
        first, last = _months_of(match["what"])
        if match["done"]:
            return Target("date", text, date=_last_day(in_year, last))
        return Target("period", text, start=date(in_year, first, 1), date=_last_day(in_year, last))
    if match := _MONTHS.fullmatch(plain):
        in_year = int(match["y"]) if match["y"] else year
        if in_year is None:
            return Target("period", text)
        until = int(match["y2"]) if match["y2"] else in_year
        start, end = date(in_year, int(match["m1"]), 1), _last_day(until, int(match["m2"]))
        return Target("period", text, start=start, date=end) if start <= end else None
    if match := _DAYS.fullmatch(plain):
        until = int(match["y2"] or match["y"])
        month, month2 = int(match["m"]), int(match["m2"])
        if not (1 <= month <= 12 and 1 <= month2 <= 12):
            return None
        begin = _safe_date(int(match["y"]), month, int(match["d"] or 1))
        finish = _safe_date(until, month2, int(match["d2"])) if match["d2"] else _last_day(until, month2)
        if begin is None or finish is None or begin > finish:
            return None
        return Target("period", text, start=begin, date=finish)
    if match := _YEARS.fullmatch(plain):
        if int(match["y"]) > int(match["y2"]):
            return None
        return Target("period", text, start=date(int(match["y"]), 1, 1), date=date(int(match["y2"]), 12, 31))
    if re.fullmatch(r"(?:19|20)\d\d年度?", plain):
        in_year = int(plain[:4])
        return Target("period", text, start=date(in_year, 1, 1), date=date(in_year, 12, 31))
    return None


def _worded(text: str, plain: str, year: int | None) -> Target:
    """Cells without a digit: 全年, 年底前, 上半年; everything else is words."""
    if not plain or not any(mark in plain for mark in ("年", "季度")):
        return Target("qualitative", text)
    return _date(text, plain, year) or _period(text, plain, year) or Target("qualitative", text)
