"""The header of a table on a page without ruling lines: which texts are its columns, and how far each may reach."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.fundsacross import SUMS, is_figure
from jixiao.forms.read.gridcolumns import is_indicator_header
from jixiao.forms.read.headerwords import (
    content_word,
    goal_word,
    head_word,
    header_role,
    is_header_cell,
    money_name,
    money_role,
    money_side,
    result_word,
    task_word,
)
from jixiao.forms.read.vocabulary import SIDE_LABELS, TASK_HEADS, bare, fund_label, goal_label, is_empty, long_term_goal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.forms.read.spacecells import Block

_BESIDE = re.compile(r"(?:年度|部门|整体|支出|项目|单位|长期|中期|实施期|总体)*绩效指标(?:完成情况|及指标值)?")
"""Labels beside a whole table of indicators."""
_FIGURE = re.compile(r"[≥≤＝=><]?[\d,.]+[%％]?")
_LEADS = frozenset(("project", "department", "unit_name"))
"""What columns before the levels may tell of the project of their rows."""
_BUDGET = frozenset(("initial", "amount"))
_TWO = 2


class SpaceColumns(NamedTuple):
    """Header cells of a table in ruling, and between them how far each border may move."""

    heads: list[Block]
    low: list[float]
    high: list[float]
    names: list[str]
    chains: list[tuple[Block, ...]]
    """Each column's header cell under those that span it, from the top."""
    side: Block | None
    """A label beside header and rows that is printed beside the header."""
    across: bool
    """Names of money above figures: nothing else stands below."""
    headed: bool
    """Names of money in the first column too, under a heading of their own: 支出类型 | 合计 | 财政拨款."""

    @property
    def goals(self) -> bool:
        """Whether the columns are those of objectives and their results."""
        return any(map(goal_word, self.names)) and not any(header_role(name) == "name" for name in self.names)


def header_of(rows: list[list[Block]], index: int) -> tuple[SpaceColumns, int] | None:
    """The columns of a table whose header begins with this row, and how many rows the header takes."""
    texts = [(block.text(), n) for n, block in enumerate(rows[index])]
    headed = _names_both_ways(rows, index)
    across = headed or _names_across(rows, index)
    end = index + across
    if not across and not (
        len(rows[index]) > 1 and all(money_name(text) and not money_role(text) for text, _ in texts)
    ):
        words = [text for text, n in texts if not is_side(rows[index][n])]
        most = is_indicator_header(texts) or _heads_money(words) or _heads_tasks(words)
        if most and not any(_FIGURE.fullmatch(text) for text, _ in texts):
            end += 1  # perhaps with words never met
        while end < len(rows) and all(_is_head_word(block.text()) for block in rows[end]):
            end += 1
        if end > index and _heads_money(words) and _stands_before_money(rows, index, end):
            end += 1
    cells = [block for row in rows[index:end] for block in row]
    if across:
        pass
    elif not cells or not (_heads_table(cells) or is_indicator_header(texts)):
        return None

    def over(block: Block) -> list[Block]:
        return [
            held
            for held in cells
            if held.middle < block.middle - 1
            and ((held.left < block.right and block.left < held.right) or _between(held, block, cells))
        ]

    leaves = sorted((block for block in cells if not any(block in over(other) for other in cells)), key=_left)
    for one, other in pairwise(leaves):
        if one.right > other.left:
            return None
    beside = _stands_left(leaves[0], rows[end]) if headed else _is_side_of(leaves)
    side = leaves.pop(0) if len(leaves) > _TWO and beside else None
    chains = [(*sorted(over(leaf), key=lambda block: block.middle), leaf) for leaf in leaves]
    return (
        SpaceColumns(
            leaves,
            [block.right for block in leaves[:-1]],
            [block.left for block in leaves[1:]],
            [bare(block.text()) for block in leaves],
            _under_spanning(chains),
            side,
            across,
            headed,
        ),
        end - index,
    )


def _is_side_of(leaves: list[Block]) -> bool:
    """Whether the first cell of a header is the label beside the table."""
    text, *rest = (leaf.text() for leaf in leaves)
    if (goal_word(text) or result_word(text)) and goal_word(rest[0]) and any(map(result_word, rest)):
        return True  # 年度总体目标完成情况 | 预期目标 | 实际完成情况
    if task_word(text) and any(map(task_word, rest)):
        return True  # 年度重点工作任务 | 序号 | 重点工作 | 工作内容
    return header_role(text) in {None, "actual"} and is_side(leaves[0])


def _is_head_word(text: str) -> bool:
    """Whether a text may stand in a header row: a word of any block, or what a column before the levels tells."""
    return (
        is_header_cell(text)
        or goal_word(text)
        or long_term_goal(text)
        or result_word(text)
        or task_word(text)
        or content_word(text)
        or head_word(text) in _LEADS
        or bare(text).startswith("对应")
    )


def _heads_table(cells: Sequence[Block]) -> bool:
    """Whether the texts of header rows name the columns of a table, of whatever block."""
    texts = [block.text() for block in cells]
    words = {bare(text) for text in texts}
    roles = {header_role(text) for text in texts}
    goals = [text for text in texts if goal_word(text) and not result_word(text)]
    return bool(
        ("name" in roles and roles & {"value", "level2", "actual"})
        or words & TASK_HEADS
        or _heads_tasks(texts)
        or _heads_money([block.text() for block in cells if not is_side(block)])
        or (len(goals) + sum(map(long_term_goal, texts)) > 1 and any(map(long_term_goal, texts)))
        or (goals and (words & {"序号", "对应工作任务"} or any(map(result_word, texts))))
    )


def _heads_tasks(texts: Sequence[str]) -> bool:
    """Whether texts name columns of tasks, most of them known: 任务名称 | 主要内容 | 完成情况 | 预算数."""
    named = any(map(task_word, texts)) and any(content_word(t) or money_role(t) in _BUDGET for t in texts)
    return named and 2 * sum(map(_is_head_word, texts)) >= len(texts)


def _heads_money(texts: Sequence[str]) -> bool:
    """Whether texts name columns of money, most of them known: 项目 | 年初预算 | 实际支出 | 执行率."""
    roles = [role for text in texts if (role := money_role(text))]
    return sum(role in {*_BUDGET, "executed", "ignored"} for role in roles) >= _TWO and 2 * len(roles) >= len(texts)


def _stands_before_money(rows: list[list[Block]], index: int, end: int) -> bool:
    """Whether the next row is printed in the middle of the cells left of a header of money and its figures.

    项目名称 | 堤防 | 项目资金（万元） | 预算数 | 执行数, where the first three stand half a row lower than the others.
    """
    if end + 1 >= len(rows):
        return False
    start = min(block.left for row in rows[index:end] for block in row)
    row, below = rows[end], rows[end + 1]
    return (
        head_word(row[0].text()) in _LEADS
        and money_side(row[-1].text(), beside=True)
        and row[-1].right < start
        and below[0].right > start
        and all(is_figure(text.rstrip("%％分")) or is_empty(text) for text in (block.text().strip() for block in below))
    )


def _names_across(rows: list[list[Block]], index: int) -> bool:
    """Whether a row holds names of money, and the next one, a label beside both aside, their figures."""
    names = [block for block in rows[index] if not is_side(block)]
    if len(names) < _TWO or not all(_names_money(block) for block in names):
        return False
    for row in rows[index + 1 : index + 3]:
        rest = [block for block in row if not (block.right < names[0].left and is_side(block))]
        if rest:
            return len(rest) <= len(names) and all(is_figure(b.text()) or is_empty(b.text()) for b in rest)
    return False


def _names_both_ways(rows: list[list[Block]], index: int) -> bool:
    """Whether a row heads names of money and sums or kinds of it, and the next one holds a name and its figures."""
    if len(rows[index]) <= _TWO:
        return False
    for row in rows[index + 1 : index + 3]:
        if len(row) == 1 and is_side(row[0]):
            continue  # the label beside the rows
        heading, *names = rows[index][_stands_left(rows[index][0], row) :]
        if len(names) < _TWO or _names_money(heading) or not all(map(_names_money, names)):
            return False
        first, *figures = row[is_side(row[0]) and row[0].right < heading.left :]
        return (
            0 < len(figures) <= len(names)
            and first.right < names[0].left
            and _names_money(first)
            and all(is_figure(block.text()) or is_empty(block.text()) for block in figures)
        )
    return False


def _stands_left(block: Block, row: list[Block]) -> bool:
    """Whether a text is a label left of all that the row below holds."""
    return is_side(block) and block.right < row[0].left


def _names_money(block: Block) -> bool:
    text = block.text()
    return (money_name(text) is not None and money_role(text) is None) or fund_label(text) in SUMS


def _between(held: Block, block: Block, cells: Sequence[Block]) -> bool:
    """Whether a header stands over the gap between a lower one and its neighbour, which has no room for a column."""
    for other in cells:
        if _beside(other, block) and other is not block:
            left, right = sorted((other, block), key=_left)
            gap = right.left - left.right
            room = held.right - held.left + (held.bottom - held.top)
            if left.centre < held.centre < right.centre and gap < room:
                return True
    return False


def _under_spanning(chains: list[tuple[Block, ...]]) -> list[tuple[Block, ...]]:
    """A header over several columns also stands over those beside its middle that have none of their own.

    预算金额（万元） is printed above the middle one of 总额, 财政拨款, 其他资金 only.
    """
    found = list(chains)
    for number, chain in enumerate(chains):
        if len(chain) < 2:
            continue
        top = chain[0]
        for step in (-1, 1):
            near = number + step
            while 0 <= near < len(found) and len(found[near]) == 1 and _beside(found[near][0], chain[-1]):
                found[near] = (top, *found[near])
                near += step
    return found


def is_side(block: Block) -> bool:
    """Whether a text is a label beside a whole block: 绩效指标, 项目资金（万元）, 年度总体目标."""
    text = block.text()
    plain = bare(text)
    return (
        plain in SIDE_LABELS
        or money_side(text, beside=False)
        or goal_label(text)
        or _BESIDE.fullmatch(plain) is not None
    )


def _left(block: Block) -> float:
    return block.left


def _beside(one: Block, other: Block) -> bool:
    return abs(one.middle - other.middle) < 0.3 * (one.bottom - one.top)


def tells_project(name: str) -> bool:
    """Whether a column before the levels tells of the project of its rows."""
    return head_word(name) in _LEADS or goal_word(name) or money_role(name) in _BUDGET
