"""Pages without ruling lines that hold tables side by side, or two pages on one sheet: taken apart where space runs down.

Space alone does not tell a gutter from the space between two columns: on both sides of it must stand the header of a
table of its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.pdfview import taken_apart
from jixiao.forms.read.spacecells import em_of, segments_of
from jixiao.forms.read.vocabulary import TASK_HEADS, bare, column_role
from jixiao.plan.normal import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from jixiao.forms.read.pdfpage import Page
    from jixiao.forms.read.pdfview import Box
    from jixiao.forms.read.spacecells import Block

_GUTTER = 10.0
"""Points of space from the top of a sheet to its foot that may part two pages."""
_LEVEL, _SEEN = 4.0, 20.0
"""Ems by which two header rows side by side differ in height; ems below a header by which its columns are told."""
_SEVERAL = re.compile(
    r"(?:中期|长期|实施期|周期)(?:总体|绩效)*(?:目标|资金总额|指标).*(?:年度|当年)(?:总体|绩效)*(?:目标|资金总额|指标)"
)
_TASKS = tuple(TASK_HEADS)


def parts_of(pages: Sequence[Page]) -> list[Page]:
    """The pages, those with tables side by side in parts."""
    em = em_of(pages)
    gutters: dict[tuple[float, float], tuple[float, float]] = {}
    found: list[list[Page]] = []
    halves = False
    for page in pages:
        frames, shift = _by_header(page, em) or _by_space(page) or ([], 0.0)
        halves = halves or _has_halves(page)
        if halves and shift:
            frames = []  # 中期 and 年度: the same columns twice are one form
        if frames:
            gutters[page.width, page.height] = ((frames[0][2] + frames[1][0]) / 2, shift)
        found.append(taken_apart(page, frames, shift) if frames else [page])
    for index, page in enumerate(pages):  # sheets like those, of which a half has no header
        gutter, shift = gutters.get((page.width, page.height), (0.0, 0.0))
        if len(found[index]) == 1 and any(a < gutter < b for a, b in _free(page)):
            found[index] = taken_apart(page, _frames(page, gutter, gutter, 0.0), shift)
    return [part for parts in found for part in parts]


def _has_halves(page: Page) -> bool:
    """Whether a page tells of several years and of the year beside one another: 中期目标 | 年度目标."""
    lines: dict[int, str] = {}
    for char, _, _, _, bottom in sorted(page.chars, key=lambda held: held[1]):
        lines[round(bottom)] = lines.get(round(bottom), "") + char
    return any(_SEVERAL.search(normal(line)) for line in lines.values())


def _frames(page: Page, left: float, right: float, top: float) -> list[Box]:
    edge = 1.5
    return [(0.0, top, left - edge, page.height), (right + edge, top, page.width, page.height)]


def _by_header(page: Page, em: float) -> tuple[list[Box], float] | None:
    """Two header rows beside one another, level or nearly so."""
    heads: list[list[Block]] = []
    for line in segments_of(page, em):
        words = [bare(segment.text()) for segment in line]
        cut = next((index for index in range(2, len(line)) if _begins_anew(words, index)), len(line))
        heads += [part for part in (line[:cut], line[cut:]) if part and _is_header([bare(s.text()) for s in part])]
    for left in heads:
        for right in heads:
            apart = right[0].left - left[-1].right
            if apart > 0 and abs(left[0].middle - right[0].middle) < _LEVEL * em:
                top = min(left[0].top, right[0].top)
                same = [bare(cell.text()) for cell in left] == [bare(cell.text()) for cell in right]
                gutter = _widest(page, left[-1].left, right[0].right, top, top + _SEEN * em)
                return _frames(page, *gutter, top), right[0].left - left[0].left if same else 0.0
    return None


def _begins_anew(words: Sequence[str], index: int) -> bool:
    """Whether another header row begins at a word of a line: the words of the first again, or those of another kind."""
    before, after = words[:index], words[index:]
    if not (_is_header(before) and _is_header(after)):
        return False
    first = column_role(after[0]) in {"objective", "level1"} or after[0] in TASK_HEADS or after[0] == "序号"
    return after[0] == before[0] or (first and _kind(before) != _kind(after))


def _widest(page: Page, left: float, right: float, top: float, bottom: float) -> tuple[float, float]:
    """The widest space between two columns that no text of the rows below the header stands in."""
    rows = page._replace(chars=[char for char in page.chars if top <= (char[2] + char[4]) / 2 <= bottom])
    spaces = [(max(a, left), min(b, right)) for a, b in _free(rows, 0.0) if b > left and a < right]
    return max(spaces, key=lambda space: space[1] - space[0], default=(left, right))


def _by_space(page: Page) -> tuple[list[Box], float] | None:
    """Two pages on one sheet: space from top to foot, a whole header on both sides."""
    for left, right in _free(page):
        middle = (left + right) / 2
        sides = ["".join(char[0] for char in page.chars if (char[1] < middle) == first) for first in (True, False)]
        if all(_holds_header(normal(side)) for side in sides):
            return _frames(page, left, right, 0.0), page.width / 2
    return None


def _free(page: Page, least: float = _GUTTER) -> list[tuple[float, float]]:
    """Spaces between the texts of a page that run from its top to its foot."""
    found: list[tuple[float, float]] = []
    reach: float | None = None
    for _, left, _, right, _ in sorted(page.chars, key=lambda char: char[1]):
        if reach is not None and left - reach >= least:
            found.append((reach, left))
        reach = right if reach is None else max(reach, right)
    return found


def _is_header(words: Iterable[str]) -> bool:
    held = list(words)
    roles = {column_role(word) for word in held}
    return _kind(held) == "tasks" or ("name" in roles and bool(roles & {"value", "actual"}) and "level1" in roles)


def _kind(words: Iterable[str]) -> str:
    return "tasks" if TASK_HEADS & set(words) else "indicators"


def _holds_header(text: str) -> bool:
    indicators = (
        "一级指标" in text and ("三级指标" in text or "指标名称" in text) and ("指标值" in text or "目标值" in text)
    )
    return indicators or (any(word in text for word in _TASKS) and ("预算" in text or "总额" in text))
