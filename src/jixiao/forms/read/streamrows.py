"""One indicator row out of a sequence of cells: which cell belongs to which column.

The header says what columns follow; a row may lack some of its cells. Every cell is tried
against what its column may hold (a sign, a unit, points …) and the placement with the fewest
gaps wins. Where two placements are as good, the row is called doubtful.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.streamcells import NUMBERED_NAME, Cell, is_label
from jixiao.forms.read.vocabulary import Role, is_empty
from jixiao.forms.read.wrapping import PHRASE, likeness
from jixiao.plan.target import comparator_of
from jixiao.plan.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KINDS = frozenset({"定性", "定量", "定性指标", "定量指标"})
DIRECTIONS = frozenset({"正向", "反向", "负向", "正向指标", "反向指标", "负向指标"})
POINTS = re.compile(r"\d{1,3}(?:\.\d+)?\s*分?")
VALUE = re.compile(r"(?:[≥≧≤≦=═﹦＝>＞<＜]=?|不低于|不少于|不超过)?\s*\d[\d,.]*\s*(?:[%％‰]|\D{1,6})?")
_DATE = re.compile(r"(?:19|20)\d\d年.{0,8}(?:前|底|末|日|月|内)")
_TICKS = frozenset("√✓✔☑×✗□")
_REASON = re.compile(
    r"因|待|没有|变[动化]|价格|节[约省]|结余|疫情|天气|政策|由于|原因|未|无|影响|偏|推迟|延|调整|滞后|受|较|不足|超|下一?步|改进|加强|正在|尚"
)
_LIKE_NAME = re.compile(
    r"[^\d。，；,;≥≤]*(?:率|[^系参基]数|面积|里程|比例|满意度|金额|标准|长度|情况|[^良]性)(?:[（(][^（）()]{1,8}[)）])?"
)
_SHORT_NAME = 3
_IMPOSSIBLE = 1000
_GAP, _ODD, _LEFT = 6, 2, 20
_BEYOND = 1
_VAGUE = 1
_MANY = 3
_SAME = _GAP + 2
WORDS: frozenset[Role] = frozenset({"more", "definition", "standard", "basis", "ignored", "note"})
_OUTCOME = re.compile(r"完成|达成|达到|达标|合格|实现|有效|规范|及时|正常|保障|[升高好强善定]$")
_LONGEST_OUTCOME = 8


class Placement(NamedTuple):
    """Cells by column, how many were used, and how badly they fit (0: perfectly)."""

    cells: dict[Role, Cell]
    used: int
    cost: int


def looks_like_value(text: str) -> bool:
    """Whether a cell is a sign, a kind, a figure or a tick and so can be no name."""
    return text in _TICKS or comparator_of(text) is not None or text in KINDS or VALUE.fullmatch(text) is not None


def is_outcome(text: str, roles: Sequence[Role]) -> bool:
    """Whether a cell can only stand after a name, so that what is before it is one."""
    return looks_like_value(text) or (roles[:1] == ["unit"] and kind_of(text) is not None)


def misfit(role: Role, text: str) -> int:
    """How badly a text fits a column after the name; 0: it may stand there."""
    if is_empty(text):
        return 0
    if role == "sign":
        return 0 if comparator_of(text) is not None or text in KINDS else _IMPOSSIBLE
    if role == "kind":
        return 0 if text in KINDS or text in DIRECTIONS else _IMPOSSIBLE
    if text in DIRECTIONS or NUMBERED_NAME.match(text):
        return 0 if role == "more" and text in DIRECTIONS else _IMPOSSIBLE
    if role == "unit":
        if text in KINDS or any(char.isdigit() for char in text) or is_phrase(text) or is_label(text):
            return _IMPOSSIBLE
        return 0 if kind_of(text) is not None else _ODD if len(text) <= 4 else _IMPOSSIBLE
    if role in {"weight", "score"}:
        return 0 if POINTS.fullmatch(text) else _IMPOSSIBLE
    if is_label(text):
        return _IMPOSSIBLE
    if role in {"value", "actual"}:
        return _ODD if text in _TICKS or text in KINDS or comparator_of(text) is not None else 0
    pointed = role == "reason" and POINTS.fullmatch(text) and text != "0"  # 0: no deviation
    if comparator_of(text) is not None or text in KINDS or pointed:
        return _IMPOSSIBLE
    if role == "reason" and not is_reason(text):
        return _VAGUE  # rather a 评分标准 or a 数据来源, where there is such a column
    return _ODD if POINTS.fullmatch(text) else 0


def constants(cells: Sequence[Cell]) -> frozenset[str]:
    """Words that stand on many rows of a table: a source or an office, no name and rarely a target (年度工作计划)."""
    counts = Counter(cell.text for cell in cells)
    return frozenset(
        text
        for text, count in counts.items()
        if count >= _MANY
        and len(text) >= _MANY
        and not any(char.isdigit() for char in text)
        and not (looks_like_value(text) or is_label(text) or is_empty(text) or is_phrase(text) or is_outcome_word(text))
        and kind_of(text) is None
    )


def placements(
    cells: Sequence[Cell], roles: Sequence[Role], *, whole: bool, same: frozenset[str] = frozenset()
) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Ways to put the first cells (those after the name) on ``roles``, in order, the cheapest for each number of cells.

    Each is (cost, cells used, index of each column's cell or -1). With ``whole`` every cell must be used,
    because the row is known to end with them. ``same`` are words of many rows (``constants``): they belong to a column
    of words, if there is one.
    """
    same = same if not WORDS.isdisjoint(roles) else frozenset()
    # best[j]: cheapest way to have used i cells on the first j roles
    best: list[tuple[int, tuple[int, ...]]] = [(0, ())]
    for j in range(len(roles)):
        best.append((best[j][0] + _GAP, (*best[j][1], -1)))

    def finish(used: int, row: list[tuple[int, tuple[int, ...]]]) -> tuple[int, int, tuple[int, ...]]:
        left = sum(1 for cell in cells[used:] if cell.text) if whole else 0
        over = used == len(cells) or whole
        # A row that ends early lacks its last columns; that is common and cheap.
        missing = _BEYOND if over else _GAP
        cost, chosen = min(
            ((cost + (len(roles) - j) * missing, chosen) for j, (cost, chosen) in enumerate(row)),
            key=lambda way: way[0],
        )
        return cost + left * _LEFT, used, chosen

    yield finish(0, best)
    for i, cell in enumerate(cells):
        row: list[tuple[int, tuple[int, ...]]] = [(_IMPOSSIBLE, ())]
        for j, role in enumerate(roles):
            matched = best[j][0] + misfit(role, cell.text)
            matched += _SAME if cell.text in same and role not in WORDS else 0
            skipped = row[j][0] + _GAP
            row.append((matched, (*best[j][1], i)) if matched <= skipped else (skipped, (*row[j][1], -1)))
        best = row
        yield finish(i + 1, best)


def place(
    cells: Sequence[Cell], roles: Sequence[Role], *, whole: bool, same: frozenset[str] = frozenset()
) -> Placement:
    """The cheapest placement of ``cells`` (those after the name) on ``roles``; see ``placements``."""
    ways = placements(cells, roles, whole=whole, same=same)
    cost, used, chosen = min(ways, key=lambda way: (way[0], -way[1]))
    return placed_on(cells, roles, chosen, used, cost)


def placed_on(cells: Sequence[Cell], roles: Sequence[Role], chosen: Sequence[int], used: int, cost: int) -> Placement:
    """A way of ``placements`` with its cells."""
    return Placement({roles[j]: cells[i] for j, i in enumerate(chosen) if i >= 0}, used, cost)


def split_name(
    cells: Sequence[Cell], roles: Sequence[Role], same: frozenset[str] = frozenset()
) -> tuple[int, Placement]:
    """How many of the cells of a whole row make its name, and where the others go."""
    tries = [
        (placement.cost + (count - 1) * 3 + _figures_in(cells[1:count], same) * _LEFT, count, placement)
        for count in range(1, len(cells) + 1)
        for placement in (place(cells[count:], roles, whole=True, same=same),)
    ]
    _, count, placement = min(tries, key=lambda found: found[:2])
    return count, placement


def _figures_in(cells: Sequence[Cell], same: frozenset[str]) -> int:
    """How many pieces of a name can be none: signs, figures and words of many rows stand in columns of their own."""
    return sum(
        cell.text in same
        or looks_like_value(cell.text)
        or is_phrase(cell.text)
        or _DATE.fullmatch(cell.text) is not None
        for cell in cells
    )


def is_odd_name(text: str) -> bool:
    """Whether a text can be no whole name: a sentence, a target, a piece with an open bracket."""
    open_ = text.count("（") + text.count("(") != text.count("）") + text.count(")")
    return (
        open_
        or text.endswith(("。", "；"))
        or text[0] in "，。、；）)"
        or is_phrase(text)
        or _DATE.fullmatch(text) is not None
    )


def is_reason(text: str) -> bool:
    """Whether a text may tell why a target was missed, or that nothing is to be told."""
    return _REASON.search(text) is not None or text == "0"


def is_outcome_word(text: str) -> bool:
    """Whether a text is what a target or a result may say on every row: 达成预期指标, 持续有效."""
    return len(text) <= _LONGEST_OUTCOME and _OUTCOME.search(text) is not None


def is_like_name(text: str) -> bool:
    """Whether words in a column of values rather name something that is counted or measured: 补助面积(万亩).

    >>> is_like_name("上一轮退耕补助面积（万亩）"), is_like_name("受益人数"), is_like_name("逐步提高"), is_like_name("100%")
    (True, True, False, False)
    """
    return len(text) > _SHORT_NAME and _LIKE_NAME.fullmatch(text) is not None and not is_phrase(text)


def is_phrase(text: str) -> bool:
    """Whether a text is a target in words: 持续提升."""
    return likeness(text, is_value=False) == PHRASE


def from_the_right(placement: Placement, roles: Sequence[Role]) -> Placement | None:
    """The placement with points and score counted from the right, if that is what the row lacks.

    A row that prints ``2 | 9.3 | 9.3`` under 指标值, 实际完成值, 分值, 得分 has lost a cell; equal
    last figures are its points and score. So are two equal bare figures that are all of a row of a form with
    分值 first and 得分 last: a heading of rows (★补助面积 10 10), whose parts have the values.
    """
    filled = [role for role in roles if role in placement.cells and placement.cells[role].text]
    if roles[:1] == ["weight"] and "score" in roles and filled == ["weight", "value"]:
        first, last = placement.cells["weight"], placement.cells["value"]
        if first.text == last.text and POINTS.fullmatch(last.text):
            return Placement({"weight": first, "score": last}, placement.used, placement.cost)
    if not {"actual", "weight", "score"} <= set(roles):
        return None
    cells = placement.cells
    weight, actual, score = cells.get("weight"), cells.get("actual"), cells.get("score")
    lost = weight is not None and actual is not None and (score is None or not score.text)
    if lost and weight and actual and weight.text and weight.text == actual.text and POINTS.fullmatch(actual.text):
        moved: dict[Role, Cell] = {
            role: cell for role, cell in cells.items() if role not in {"actual", "weight", "score"}
        }
        return Placement({**moved, "weight": actual, "score": weight}, placement.used, placement.cost)
    return None


def glued_value(text: str) -> tuple[str, str] | None:
    """Name and target of a row whose cells ran together; None where the border is not certain.

    >>> glued_value("家长满意度≥90%"), glued_value("优质均衡发展情况稳步提高"), glued_value("第3中学5所")
    (('家长满意度', '≥90%'), ('优质均衡发展情况', '稳步提高'), None)
    """
    if match := _GLUED_FIGURE.fullmatch(text):
        return match[1], match[2]
    if match := _GLUED_WORDS.fullmatch(text):
        return match[1], match[2]
    return None


def doubled_value(text: str) -> tuple[str, str] | None:
    """Name, and target and actual value that are the same, of a row whose cells ran together.

    >>> doubled_value("建设二级公路28.4公里2020"), doubled_value("群众满意度≥95%≥95%"), doubled_value("验收合格率100%")
    (('建设二级公路28.4公里', '20'), ('群众满意度', '≥95%'), None)
    """
    match = _DOUBLED.fullmatch(text)
    return (match[1], match[2]) if match else None


_DOUBLED = re.compile(r"(.*?[^\d.≥≤＝=><])([≥≤＝=><]?\d+(?:\.\d+)?(?:[%％]|[\u4e00-\u9fff]{1,3})?)\2")
_GLUED_FIGURE = re.compile(r"([^\d≥≧≤≦=＝>＞<＜]{2,}?)((?:[≥≧≤≦=＝>＞<＜]=?)?\d[\d,.]*[%％])")
_GLUED_WORDS = re.compile(
    r"(\D{3,}?)((?:持续|不断|逐步|稳步|明显|显著|有效|进一步|大幅|长期|较好|逐年)"
    r"(?:提高|提升|增强|改善|增长|增加|降低|减少|优化|完善|加强|好转|稳定))"
)
