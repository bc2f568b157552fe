"""Forms whose cells ran together without any separator, taken apart where every border is certain.

The words of the form border its labels, what a value may look like borders the cells of a row. A row is
certain if it can be parted in one way only; if one row of a text is not, none is taken.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from jixiao.forms.read.vocabulary import (
    RESULT_LABELS,
    bare,
    column_role,
    fund_name,
    fund_role,
    goal_label,
    head_field,
    is_level1,
    is_level2,
)
from jixiao.plan.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.vocabulary import FundRole, Role

_PAGE = re.compile(r"^(\d{1,3})、")
"""The page number that a sharing site puts before a line."""
_GOAL = re.compile(r"年度(?:绩效)?目标\d{0,2}(?:[（(]\d+分[)）])?")
_TAIL = re.compile(
    r"…*总分[\d.]+|说明无?注[:：]|说明无?$|偏差大|目标未完成|其他需要?说明|备注[:：]|注[:：]|填报人|联系人"
)
_FUNDS = re.compile(r"预算执行情况(?:[（(]\S{1,3}[)）])*|项目资金(?:[（(]万?元[)）])?|资金情况(?:[（(]万?元[)）])?")
_TITLE = re.compile(r"[^日。；;》，,]{0,40}?(?:自评表|绩效目标表|申报表)(?:[（(](?:19|20)\d\d年度?[)）])?")
_VALUES_IN = re.compile(r"[≥≤≧≦]\d|(\d+(?:\.\d+)?(?:[%％]|[\u4e00-\u9fff]{1,3}))\1")
"""A target and its actual value: no name goes on behind them."""
_PREFIX = re.compile(r"其中[:：]|[一二三四五][、.]|\d[.、]")
_WEIGHT = re.compile(r"[（(]\d{1,3}分[)）]")
_FILLER = re.compile(r"^[….。]+$")
_LONGEST_LABEL, _LONGEST_UNIT = 16, 6
_LONGEST_FORM, _LONGEST_ROWS = 100_000, 2_000
"""Characters of a form, and of the rows under one label; more are not looked at."""
_RATE_OFF = Decimal("0.6")
"""Points of a percentage by which a printed rate may be rounded."""
_HIGHEST_RATE = 150
_MOST_POINTS = 100
_AMOUNT = re.compile(r"(?:0|[1-9]\d*)(?:\.\d{1,6})?")
_RATE = re.compile(r"(?:0|[1-9]\d*)(?:\.\d{1,2})?[%％]")
Piece = tuple[str, int]
"""A cell's text and the line it begins in."""


class _Unsure(Exception):  # noqa: N818 - no error: the text cannot be taken apart
    """A border that cannot be known."""


def parted(text: str) -> list[Piece] | None:
    """The cells of a glued form, None if a border between them is not certain."""
    if len(text) > _LONGEST_FORM:
        return None
    chars: list[tuple[str, int]] = []
    pages = 1
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.strip()
        if (match := _PAGE.match(plain)) and int(match[1]) == pages:
            pages, plain = pages + 1, plain[match.end() :]
        chars += [(char, number) for char in plain if not char.isspace()]
    whole = "".join(char for char, _ in chars)
    headers = list(_headers(whole))
    if not headers:
        return None
    try:
        found = list(_cells(whole, headers))
    except _Unsure:
        return None
    pieces: list[Piece] = []
    at = 0
    for cell in found:
        at = whole.index(cell, at)
        pieces.append((cell, chars[at][1]))
        at += len(cell)
    return pieces


# -- blocks ---------------------------------------------------------------------------------


def _headers(text: str) -> Iterator[tuple[int, int, list[str]]]:
    """Each header of indicators: where it begins and ends, and its words."""
    at = text.find("一级指标")
    while at >= 0:
        words: list[str] = []
        end = at
        while (word := _word(text, end)) is not None:
            words.append(word)
            end += len(word)
        if "name" in {column_role(word) for word in words}:
            yield at, end, words
        at = text.find("一级指标", max(end, at + 1))


def _word(text: str, at: int) -> str | None:
    """The longest header word that begins here."""
    return next(
        (
            text[at : at + n]
            for n in range(_LONGEST_LABEL, 1, -1)
            if len(text) >= at + n and column_role(text[at : at + n])
        ),
        None,
    )


def _cells(text: str, headers: list[tuple[int, int, list[str]]]) -> Iterator[str]:
    yield from _head(text[: headers[0][0]])
    for number, (_, end, words) in enumerate(headers):
        yield from words
        limit = headers[number + 1][0] if number + 1 < len(headers) else len(text)
        body = text[end:limit]
        stop = min((m.start() for pattern in (_GOAL, _TAIL) if (m := pattern.search(body))), default=len(body))
        roles: list[Role] = [
            role for word in words if (role := column_role(word)) not in {None, "level1", "level2", "name"}
        ]
        yield from _rows(body[:stop], roles)
        if match := re.match(r"…*总分([\d.]+)", body[stop:]):
            half = match[1][: len(match[1]) // 2]
            yield from ("总分", half, half) if match[1] == half * 2 else ("总分", match[1])
        elif match := _GOAL.match(body, stop):
            yield match[0]


# -- head and money -------------------------------------------------------------------------


def _head(text: str) -> Iterator[str]:
    titles = list(_TITLE.finditer(text))
    first = next(
        (
            at
            for at in range(len(text))
            if (word := _head_word(text, at)) and head_field(word) in {"project", "department", "unit_name"}
        ),
        len(text),
    )
    title = next((match for match in reversed(titles) if match.end() <= first), None)
    if title is None:
        raise _Unsure
    yield title[0]
    text = text[title.end() :]
    money = _FUNDS.search(text)
    pairs = text[: money.start() if money else len(text)]
    marks = [(at, word) for at in range(len(pairs)) if (word := _head_word(pairs, at))]
    kept: list[tuple[int, str]] = []
    for at, word in marks:
        if not kept or at >= kept[-1][0] + len(kept[-1][1]):
            kept.append((at, word))
    for (at, word), (after, _) in zip(kept, [*kept[1:], (len(pairs), "")], strict=True):
        yield word
        value = pairs[at + len(word) : after].lstrip(":：")
        if value and head_field(word) != "ignored":
            yield value
    if money:
        yield from _money(text[money.start() :], money)


def _head_word(text: str, at: int) -> str | None:
    """The longest label of the head that begins here."""
    return next(
        (text[at : at + n] for n in range(10, 3, -1) if len(text) >= at + n and head_field(text[at : at + n])), None
    )


def _money(text: str, money: re.Match[str]) -> Iterator[str]:
    """The block of money, and behind it the labels of objectives with their text, if it is one text."""
    end = len(money[0])
    yield money[0]
    roles: list[FundRole] = []
    while word := next(
        (text[end : end + n] for n in range(_LONGEST_LABEL, 1, -1) if fund_role(text[end : end + n])), None
    ):
        roles.append(fund_role(word) or "ignored")
        yield word
        end += len(word)
    whole: list[Decimal] = []
    while (name := _fund(text, end)) is not None:
        after = end + len(name)
        figures = re.compile(r"[\d.%％]*").match(text, after)
        cells = _amounts(figures[0] if figures else "", roles, whole)
        yield name
        yield from cells
        if not whole:
            whole = [Decimal(cell) for role, cell in zip(roles, cells, strict=False) if role in _AMOUNTS]
        end = after + (len(figures[0]) if figures else 0)
    yield from _goals(text[end:])


def _fund(text: str, at: int) -> str | None:
    """The longest name of a line of money that begins here, with what is printed before and after it."""
    start = match.end() if (match := _PREFIX.match(text, at)) else at
    for size in range(_LONGEST_LABEL, 3, -1):
        word = text[start : start + size]
        if len(word) == size and word[-1] not in ":：" and fund_name(word) is not None:
            colon = text[start + size : start + size + 1] in {":", "："}
            return text[at : start + size + colon]
    return None


def _goals(text: str) -> Iterator[str]:
    """Labels of objectives and the one text below them; an objective and its result that ran together are no cells."""
    labels: list[str] = []
    at = 0
    while word := next(
        (
            text[at : at + n]
            for n in range(_LONGEST_LABEL, 3, -1)
            if goal_label(text[at : at + n])
            or bare(text[at : at + n]) in RESULT_LABELS
            or _GOAL.fullmatch(text[at : at + n])
        ),
        None,
    ):
        labels.append(word)
        at += len(word)
    if not labels:
        if at < len(text):
            raise _Unsure
        return
    said = text[at:]
    side = next((side for side in ("年度绩效指标", "绩效指标") if said.endswith(side)), "")
    said = said.removesuffix(side)
    if any(bare(label) in RESULT_LABELS for label in labels):
        return  # told with the line
    yield from labels
    if said:
        yield said


_AMOUNTS = frozenset({"initial", "amount", "executed"})


def _amounts(text: str, roles: list[FundRole], whole: list[Decimal]) -> list[str]:
    """The figures of a row of money: amounts that the printed rate, points and the ``whole`` above allow in one way only.

    A part of the whole may lack rate, points and score.

    Raises:
        _Unsure: there are several ways, or none.
    """
    if not text:
        return []
    ways = {
        way
        for end in range(len(roles), 0, -1)
        for way in _splits(text, tuple(roles[:end]))
        if _adds_up(way, roles, whole)
    }
    if whole and roles:
        lead = [role for role in roles if role in _AMOUNTS]
        ways |= {way for way in _splits(text, tuple(lead)) if _adds_up(way, lead, whole)}
    # all of the money spent, and 100 % printed: that does not come about by chance
    whole_ways = {way for way in ways if len(way) > 2 and way[0] == way[1] and re.match(r"100(?:\.0+)?[%％]", way[2])}
    ways = whole_ways if len(whole_ways) == 1 else ways
    if len(ways) != 1:
        raise _Unsure
    return list(ways.pop())


def amounts(text: str, roles: list[FundRole], whole: list[Decimal]) -> list[str] | None:
    """The figures of one row of money that ran together, None if they can be parted in no or several ways."""
    try:
        return _amounts(text, roles, whole)
    except _Unsure:
        return None


@lru_cache(maxsize=1024)
def _splits(text: str, roles: tuple[FundRole, ...]) -> tuple[tuple[str, ...], ...]:
    """Every way to part figures into these columns."""
    if not roles:
        return () if text else ((),)
    pattern = _RATE if roles[0] == "rate" else _AMOUNT
    found: list[tuple[str, ...]] = []
    for end in range(1, len(text) + 1):
        if pattern.fullmatch(text[:end]) and text[end : end + 1] not in {"%", "％", "."}:
            found += [(text[:end], *rest) for rest in _splits(text[end:], roles[1:])]
    return tuple(found)


def _adds_up(way: tuple[str, ...], roles: Sequence[FundRole], whole: list[Decimal]) -> bool:
    """Whether the figures of a row agree with one another and with the whole."""
    held = {role: Decimal(text.rstrip("%％")) for role, text in zip(roles, way, strict=False)}
    amounts = [held[role] for role in roles if role in _AMOUNTS and role in held]
    if whole and (len(amounts) != len(whole) or any(one > total for one, total in zip(amounts, whole, strict=True))):
        return False
    budget, spent, rate = held.get("amount"), held.get("executed"), held.get("rate")
    if rate is not None and (rate > _HIGHEST_RATE or not budget or spent is None):
        return False
    if rate is not None and budget and spent is not None and abs(spent / budget * 100 - rate) > _RATE_OFF:
        return False
    points, score = held.get("points"), held.get("score")
    if (points is not None and points > _MOST_POINTS) or (score is not None and score > (points or _MOST_POINTS)):
        return False
    if score is not None and rate is not None and bool(score) != bool(rate):
        return False  # points are the rate's share
    return rate is not None or (budget is not None and budget == spent) or len(amounts) == 1


# -- rows -----------------------------------------------------------------------------------


def _rows(text: str, roles: list[Role]) -> Iterator[str]:
    """Labels, and the rows between them."""
    at = start = 0
    while at < len(text):
        label = _label(text, at)
        if label is None:
            at += 1
            continue
        yield from _parts(text[start:at], tuple(roles))
        if label not in _SIDES:
            yield label
        at += len(label)
        start = at
    yield from _parts(text[start:], tuple(roles))


_SIDES = frozenset({"绩效指标", "年度绩效指标"})


def _label(text: str, at: int) -> str | None:
    """The longest level label that begins here, or that beside all rows; none if a name goes on behind it."""
    side = next((side for side in _SIDES if text.startswith(side, at)), None)
    if side is not None and _label(text, at + len(side)) is not None:
        return side
    for size in range(_LONGEST_LABEL, 3, -1):
        word = text[at : at + size]
        known = is_level2(word) or (is_level1(word) and "满意度" not in word)
        if len(word) == size and re.fullmatch(r"[\u4e00-\u9fff]+指标", word) and known:
            if text[at + size : at + size + 1] in set("的率、，"):
                return None
            points = _WEIGHT.match(text, at + size)
            return word + (points[0] if points else "")
    return None


def _parts(text: str, roles: tuple[Role, ...]) -> list[str]:
    """The rows of a text without labels.

    Raises:
        _Unsure: no way to part it, or more than one.
    """
    if not text or _FILLER.match(text):
        return []
    if len(text) > _LONGEST_ROWS:
        raise _Unsure
    ways = _ways(text, roles, first=True)
    if len(ways) != 1:
        raise _Unsure
    return list(ways[0])


@lru_cache(maxsize=4096)
def _ways(text: str, roles: tuple[Role, ...], *, first: bool) -> tuple[tuple[str, ...], ...]:
    """Up to two ways to part a text into whole rows of a name and ``roles``; only the first name may begin with a digit."""
    found: list[tuple[str, ...]] = []
    for end in range(2, min(len(text), 60)):
        name = text[:end]
        if _VALUES_IN.search(name):
            break
        if (name[0].isdigit() and not first) or name[-1].isdigit() or name[-1] in "≥≤＝=><.%％（(" or name[0] in ")）%":
            continue
        for cells, after in _values(text, end, roles):
            rest = text[after:]
            for more in _ways(rest, roles, first=False) if rest else ((),):
                if (name, *cells, *more) not in found:
                    found.append((name, *cells, *more))
                if len(found) > 1:
                    return tuple(found)
    return tuple(found)


def _values(text: str, at: int, roles: tuple[Role, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every way to read the cells of a row from here."""
    if not roles:
        yield (), at
        return
    if roles[:2] == ("value", "actual"):
        for half in _doubled(text, at):
            for cells, after in _values(text, at + 2 * len(half), roles[2:]):
                yield (half, half, *cells), after
    if roles[0] == "reason":
        for cells, after in _values(text, at, roles[1:]):
            yield ("", *cells), after
        return
    if roles[0] == "actual" and roles[1:] == ("reason",) and (match := _NOT_DONE.match(text, at)):
        yield (match[1], match[2]), len(text)
    for end in _ends(text, at, roles[0]):
        for cells, after in _values(text, end, roles[1:]):
            yield (text[at:end], *cells), after


_NOT_DONE = re.compile(r"(无)((?:没有|因|由于|尚未|未)\D{4,60})$")
"""Nothing was done, and why; only at the end of the rows of a label."""


def _doubled(text: str, at: int) -> Iterator[str]:
    """A target that its actual value repeats: 高高, 00, 0起0起, 显著提升显著提升. A figure alone ends where digits do."""
    for size in range(1, _LONGEST_DOUBLED + 1):
        half = text[at : at + size]
        if len(half) < size or text[at + size : at + 2 * size] != half:
            continue
        ended = text[at + 2 * size : at + 2 * size + 1] not in set("0123456789.%％")
        if (ended and _BARE.fullmatch(half)) or _WORDS.fullmatch(half) or _WITH_UNIT.fullmatch(half):
            yield half


_LONGEST_DOUBLED = 20
_BARE = re.compile(r"0|[1-9]\d{0,6}(?:\.\d+)?")
_WORDS = re.compile(
    r"高|低|好|优|是|无|有|良好|优秀|完善|健全|合格|达标|长期|[\u4e00-\u9fff]{0,4}(?:提升|提高|增强|改善|增长|增加|降低|减少|优化|完善|加强|好转|稳定)"
)
"""Values in words; of other doubled words (人人, 天天) a name may consist."""
_WITH_UNIT = re.compile(r"[≥≤＝=><]?(?:0|[1-9]\d*)(?:\.\d+)?[^\d\s.≥≤＝=><%％，。、]{1,4}")


def _ends(text: str, at: int, role: Role) -> Iterator[int]:
    """Where a cell of a column that begins here may end."""
    if role in {"weight", "score"}:
        match = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.\d{1,2})?").match(text, at)
        for end in range(at + 1, (match.end() if match else at) + 1):
            if re.fullmatch(r"(?:0|[1-9]\d?|100)(?:\.\d{1,2})?", text[at:end]):
                yield end
    elif role in {"value", "actual"}:
        match = re.compile(r"[≥≤＝=><]?(?:0|[1-9]\d*)(?:\.\d+)?(?!\d)").match(text, at)
        if match is None:
            return
        for size in range(1, _LONGEST_UNIT + 1):
            unit = text[match.end() : match.end() + size]
            if len(unit) == size and not unit[-1].isdigit() and (unit in {"%", "％"} or kind_of(unit) is not None):
                yield match.end() + size
    else:
        raise _Unsure
