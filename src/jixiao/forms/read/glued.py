"""Forms whose cells ran together without any separator, taken apart where every border is certain.

The words of the form border its labels, what a value may look like borders the cells of a row. A row is
certain if it can be parted in one way only; if one row of a text is not, none is taken.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from jixiao.forms.read.vocabulary import column_role, fund_role, head_field, is_level1, is_level2
from jixiao.plan.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.vocabulary import FundRole, Role

_PAGE = re.compile(r"^(\d{1,3})、")
_GOAL = re.compile(r"年度(?:绩效)?目标\d{0,2}(?:[（(]\d+分[)）])?")
_TAIL = re.compile(r"总分[\d.]+|偏差大|目标未完成|其他需要?说明|备注[:：]|注[:：]|填报人|联系人")
_FUNDS = re.compile(r"预算执行情况(?:[（(]\S{1,3}[)）])*|项目资金(?:[（(]万?元[)）])?")
_FUND_NAME = re.compile(
    r"(?:其中[:：])?(?:年度|项目)?(?:财政)?资金总额|(?:其中[:：])?(?:当年)?财政拨款|上年结转资金|其他资金"
)
_TITLE = re.compile(r"^.{0,40}?自评表|^.{0,40}?绩效目标表|^.{0,40}?申报表")
_LONGEST_LABEL, _LONGEST_UNIT = 16, 6
_LONGEST_FORM, _LONGEST_ROWS = 100_000, 2_000
"""Characters of a form, and of the rows under one label; more are not looked at."""
_RATE_OFF = Decimal("0.6")
"""Points of a percentage by which a printed rate may be rounded."""
_HIGHEST_RATE = 150
Piece = tuple[str, int]
"""A cell's text and the line it begins in."""


class _Unsure(Exception):  # noqa: N818 - no error: the text cannot be taken apart
    """A border that cannot be known."""


def parted(text: str) -> list[Piece] | None:
    """The cells of a glued form, None if a border between them is not certain."""
    if len(text) > _LONGEST_FORM:
        return None
    chars: list[tuple[str, int]] = []
    printed = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for count, (number, line) in enumerate(printed, 1):
        chars += [(char, number) for char in _without_page(line, count) if not char.isspace()]
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


def _without_page(line: str, number: int) -> str:
    """A line without the page number that a sharing site puts before it (1、 on the first, 2、 on the second)."""
    match = _PAGE.match(line)
    return line[match.end() :] if match and int(match[1]) == number else line


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
        if match := re.match(r"总分([\d.]+)", body[stop:]):
            yield from ("总分", match[1])
        elif match := _GOAL.match(body, stop):
            yield match[0]


# -- head and money -------------------------------------------------------------------------


def _head(text: str) -> Iterator[str]:
    title = _TITLE.match(text)
    if title is None:
        raise _Unsure
    yield title[0]
    text = text[title.end() :]
    money = _FUNDS.search(text)
    pairs = text[: money.start() if money else len(text)]
    marks = [
        (at, word)
        for at in range(len(pairs))
        if (
            word := next(
                (
                    pairs[at : at + n]
                    for n in range(10, 3, -1)
                    if len(pairs) >= at + n and head_field(pairs[at : at + n])
                ),
                None,
            )
        )
    ]
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


def _money(text: str, money: re.Match[str]) -> Iterator[str]:
    goal = _GOAL.search(text)
    body, end = text[: goal.start() if goal else len(text)], len(money[0])
    yield money[0]
    roles: list[FundRole] = []
    while word := next(
        (body[end : end + n] for n in range(_LONGEST_LABEL, 1, -1) if fund_role(body[end : end + n])), None
    ):
        roles.append(fund_role(word) or "ignored")
        yield word
        end += len(word)
    names = list(_FUND_NAME.finditer(body, end))
    for match, after in zip(names, [*[m.start() for m in names[1:]], len(body)], strict=True):
        yield match[0]
        yield from _amounts(body[match.end() : after], roles)
    if goal:
        yield goal[0]


def _amounts(text: str, roles: list[FundRole]) -> list[str]:
    """The figures of a fund row; the printed rate tells where one amount ends and the next begins."""
    if not text:
        return []
    match = re.fullmatch(r"([\d.]+?)(100|\d{1,2}(?:\.\d+)?)[%％]([\d.]*)", text)
    if (
        match is None
        or [r for r in roles if r in {"amount", "executed", "rate"}] != ["amount", "executed", "rate"]
        or len(roles) > 4
    ):
        raise _Unsure
    ways: list[list[str]] = []
    figures, rest = text[: -len(match[3]) - 1] if match[3] else text[:-1], match[3]
    for first in range(1, len(figures) - 1):
        for second in range(first + 1, len(figures)):
            budget, spent, rate = figures[:first], figures[first:second], figures[second:]
            if not all(
                re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d+)?", figure) for figure in (budget, spent, rate)
            ) or not Decimal(budget):
                continue
            if Decimal(rate) > _HIGHEST_RATE or (rest and bool(Decimal(rate)) != bool(Decimal(rest))):
                continue  # points are the rate's share
            if abs(Decimal(spent) / Decimal(budget) * 100 - Decimal(rate)) <= _RATE_OFF:
                ways.append([budget, spent, rate + "%", *([rest] if rest else [])])
    if len(ways) != 1:
        raise _Unsure
    return ways[0]


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
        yield label
        at += len(label)
        start = at
    yield from _parts(text[start:], tuple(roles))


def _label(text: str, at: int) -> str | None:
    """The longest level label that begins here; none if a name goes on behind it."""
    for size in range(_LONGEST_LABEL, 3, -1):
        word = text[at : at + size]
        known = is_level2(word) or (is_level1(word) and "满意度" not in word)
        if len(word) == size and re.fullmatch(r"[\u4e00-\u9fff]+指标", word) and known:
            return None if text[at + size : at + size + 1] in set("的率、，") else word
    return None


def _parts(text: str, roles: tuple[Role, ...]) -> list[str]:
    """The rows of a text without labels.

    Raises:
        _Unsure: no way to part it, or more than one.
    """
    if not text:
        return []
    if len(text) > _LONGEST_ROWS:
        raise _Unsure
    ways = _ways(text, roles)
    if len(ways) != 1:
        raise _Unsure
    return list(ways[0])


@lru_cache(maxsize=4096)
def _ways(text: str, roles: tuple[Role, ...]) -> tuple[tuple[str, ...], ...]:
    """Up to two ways to part a text into whole rows of a name and ``roles``."""
    found: list[tuple[str, ...]] = []
    for end in range(2, min(len(text), 60)):
        name = text[:end]
        if (
            name[0].isdigit()
            or name[-1].isdigit()
            or name[-1] in "≥≤＝=><.%％（("
            or text[end] not in "≥≤＝=><0123456789"
        ):
            continue
        for cells, after in _values(text, end, roles):
            rest = text[after:]
            for more in _ways(rest, roles) if rest else ((),):
                found.append((name, *cells, *more))
                if len(found) > 1:
                    return tuple(found)
    return tuple(found)


def _values(text: str, at: int, roles: tuple[Role, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Every way to read the cells of a row from here."""
    if not roles:
        yield (), at
        return
    for end in _ends(text, at, roles[0]):
        for cells, after in _values(text, end, roles[1:]):
            yield (text[at:end], *cells), after


def _ends(text: str, at: int, role: Role) -> Iterator[int]:
    """Where a cell of a column that begins here may end."""
    if role in {"weight", "score"}:
        match = re.compile(r"(?:0|[1-9]\d{0,2})(?:\.\d{1,2})?").match(text, at)
        for end in range(at + 1, (match.end() if match else at) + 1):
            if re.fullmatch(r"(?:0|[1-9]\d?|100)(?:\.\d{1,2})?", text[at:end]):
                yield end
    elif role in {"value", "actual"}:
        match = re.compile(r"[≥≤＝=><]?\d+(?:\.\d+)?").match(text, at)
        if match is None:
            return
        for size in range(1, _LONGEST_UNIT + 1):
            unit = text[match.end() : match.end() + size]
            if len(unit) == size and not unit[-1].isdigit() and (unit in {"%", "％"} or kind_of(unit) is not None):
                yield match.end() + size
    else:
        raise _Unsure
