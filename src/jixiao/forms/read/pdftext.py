"""Printed characters as text: the lines they stand in, the text of a cell, numbers of pages, words that tell a form."""

from __future__ import annotations

import re
from itertools import count, pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from jixiao.forms.read.pdfview import sideways
from jixiao.forms.read.vocabulary import TITLE
from jixiao.plan.normal import ideographs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.forms.read.pdfpage import Char, Page

PAGE_NUMBER = re.compile(r"(?:第\d{1,4}页(?:[,，/]?共\d{1,4}页)?|[-—–]\d{1,4}[-—–]|\d{1,4}(?:/\d{1,4})?)")
_WORDS = ("三级指标", "绩效指标", "指标值", "年度绩效目标", "年度总体目标", "主要工作任务", "目标值")
_NAMES = ("项目名称", "部门名称", "单位名称", "部门（单位）名称", "主管部门", "实施单位", "填报单位")
_TEXT, _LEFT, _BOTTOM = itemgetter(0), itemgetter(1), itemgetter(4)


def joined(chars: Iterable[Char]) -> str:
    """The texts of characters one after another, without blanks."""
    return "".join(map(_TEXT, chars))


def has_form_words(pages: Sequence[Page]) -> bool:
    """Whether any of the pages holds header words of a form."""
    return any(holds_form_words(joined(page.chars)) for page in pages)


def holds_form_words(text: str) -> bool:
    """Whether a text without blanks holds header words of a form."""
    text = ideographs(text)
    return any(word in text for word in _WORDS)


def holds_head_words(text: str) -> bool:
    """Whether a text without blanks holds the title and the names of a form, as a page does whose tables begin overleaf."""
    return "绩效" in text and any(word in text for word in _NAMES) and TITLE.search(ideographs(text)) is not None


def is_page_number(text: str) -> bool:
    """Whether a text without blanks is nothing, or the number of a page."""
    return not text or PAGE_NUMBER.fullmatch(text) is not None


def printed_order(pages: Sequence[Page]) -> str:
    """The page numbers printed at the foot of the pages if they do not follow one another, else nothing."""
    numbers: list[tuple[int, int]] = []
    for page in pages if len(pages) > 1 else ():
        foot = max(map(_BOTTOM, page.chars), default=0.0) - 4.0
        line = sorted([char for char in page.chars if char[4] > foot], key=_LEFT)
        text = joined(line)
        if PAGE_NUMBER.fullmatch(text) and (found := re.search(r"\d+", text)):
            numbers.append((page.number, int(found[0])))
    if all(after[1] - before[1] == after[0] - before[0] for before, after in pairwise(numbers)):
        return ""
    return "、".join(str(number) for _, number in numbers)


def _text_lines(chars: list[Char]) -> list[list[Char]]:
    """Characters in lines from top to bottom, each from left to right."""
    lines = _in_order(chars)
    if lines:
        return lines
    middle = reach = 0.0
    by_height_then_left = zip([char[2] + char[4] for char in chars], map(_LEFT, chars), count(), chars, strict=False)
    for height, _, _, char in sorted(by_height_then_left):
        at = height / 2
        if lines and at - middle <= reach:
            lines[-1].append(char)
            continue
        lines.append([char])
        middle, reach = at, 0.5 * max(char[4] - char[2], 4.0)
    for line in lines:
        line.sort(key=_LEFT)
    return lines


def _in_order(chars: list[Char]) -> list[list[Char]]:
    """The lines of characters that come line by line and from left to right, as most do; nothing if they do not."""
    lines: list[list[Char]] = []
    middle = size = last = 0.0
    for char in chars:
        _, left, top, _, bottom = char
        down = (top + bottom) / 2 - middle
        if lines and -0.5 * size < down < 0.5 * size:  # raised and small characters belong to their line as well
            if left < last:
                return []
            lines[-1].append(char)
        elif not lines or down > 0.8 * size:
            lines.append([char])
            middle, size = (top + bottom) / 2, max(bottom - top, 4.0)
        else:
            return []
        last = left
    return lines


def cell_text(chars: list[Char]) -> str:
    """The text of one cell; its printed lines stay lines."""
    _, left, top, right, bottom = chars[0]
    least, most = bottom - 0.5 * (bottom - top), bottom + 0.5 * (bottom - top)
    room, even = 0.3 * max(4.0, bottom - top), True
    last = left - 2 * room
    for _, start, _, end, low in chars:
        if not least <= low <= most or start < last:
            if len(chars) > 1 and abs(chars[1][1] - chars[0][1]) < room and (text := sideways(chars)):
                return text
            return "\n".join([line_text(line) for line in _text_lines(chars)])
        if start - last < room or start - right > room:
            even = False
        last, right = start, end
    # one line, in its order: without gaps as a rule
    return joined(chars) if even else line_text(chars)


def line_text(line: list[Char]) -> str:
    """The text of one line, with a blank where a gap is; letters printed twice to be bold stand once."""
    out: list[str] = []
    last, last_left, last_right = "", 0.0, 0.0
    for text, left, top, right, bottom in line:
        if last:
            size = max(4.0, bottom - top)
            # —— set as one glyph has one wide box; bold may be made by printing twice
            if text == last and left - last_left < 0.15 * size and right - left < 1.5 * size:
                continue
            if left - last_right > 0.3 * size:
                out.append(" ")
        out.append(text)
        last, last_left, last_right = text, left, right
    return "".join(out)


def loose_lines(chars: list[Char]) -> list[list[list[Char]]]:
    """Lines of text outside tables, each taken apart where a wide gap stands; page numbers left out."""
    found: list[list[list[Char]]] = []
    for line in _text_lines(chars):
        if PAGE_NUMBER.fullmatch(joined(line)):
            continue
        parts: list[list[Char]] = [[line[0]]]
        for before, char in pairwise(line):
            if char[1] - before[3] > 2.0 * (before[4] - before[2]):
                parts.append([])
            parts[-1].append(char)
        found.append(parts)
    return found
