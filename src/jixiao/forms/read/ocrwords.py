"""What recognition takes for something else: signs, units, labels. Digits are never touched here.

A sign is settled by its shape on the picture, a label by the dictionary of labels; names and free text stay as read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from jixiao.forms.read.vocabulary import LABELS, bare
from jixiao.plan.taxonomy import LEVEL1_NAMES, LEVEL2_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.scanpage import Picture

GUESSED = 0.5
"""Certainty of what a cut line, or a sign that is only likely, is read as."""
_SHAPED = 0.98
"""Certainty of a sign that its shape confirms."""
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_BRACKETS = str.maketrans("()", "（）")
_FULL_WIDTH = {",": "，", ":": "：", ";": "；"}
_HALF_WIDTH = re.compile(r"(?<!\d)[,:;]|[,:;](?!\d)")
_EQUALS = re.compile(r"^[=＝]{1,2}(?=\d|$)")
_STRAY = re.compile(r"^[.·,'`]+(?=[^\d.·,'`])|(?<=[^\d.·…])[.·,'`]+$")
"""What a speck beside a text is read as: no text begins or ends with it but a number."""
_DASH = re.compile(r"[-–—_]+")
_DASHES = re.compile(r"^[—–_-]+(?=[\u4e00-\u9fff\dA-Z≥≤])|(?<=[\u4e00-\u9fff%）])[—–_-]+$")
_BARS = re.compile(r"^(?:[二ニ]{1,2}|一一|--|－－)(?=\d|$)")
_AT_LEAST = re.compile(r"^[VWvwzZ√](?=\d)|^[VWvwzZ]$")
_OPEN = re.compile(r"^[>＞》〉<＜《〈](?=\d|$)")
_MONEY = re.compile(r"(?<=[\d（(])[万方力刀][元兀无几](?=[)）]?$)")
_PER_CENT = re.compile(r"(?<=\d)(?:[℅﹪]|[oO0]/[oO0])$")
_SIMILAR = tuple(
    frozenset(group)
    for group in (
        "一二三", "末未", "己已巳", "兀元无", "方万力刀", "日目曰自", "人入八", "土士", "千干于", "木本术", "太大天夫", "效郊", "标杯析", "质盾",
        "值植直", "量暈重", "额颔颜", "级纵极", "拨泼拔", "计汁许", "总息怠", "仕任", "意息", "数教", "服眼", "象像", "响晌", "本木", "指拍",
        "产严", "出山", "益盖", "满蒿潢", "度庋", "续绩", "影彰", "持特", "经泾", "济齐", "社杜", "会合", "态恣", "生主", "时对", "年午", "项顶",
        "预顿", "算筭", "执抗", "得碍", "分公", "权杈", "因困", "差羞", "偏编", "名各", "称秤", "单革", "位泣", "符苻", "号亏",
    )
)  # fmt: skip
"""Characters that look alike in small print."""
_LEVELS = frozenset((*LEVEL1_NAMES.values(), *LEVEL2_NAMES.values()))
_MARKS = re.compile(r"[-–—_.·|~'`]")
"""What is left of lines and seals is read as: no label has any within it."""
_DOT = 10
"""Pixels: the greatest height of a dot."""
_NO_SCRAPS = re.compile(r"[\u4e00-\u9fff]{2}|\d\s*分|^[：:（(【]")
_EQUAL = 0.88
"""The shorter bar of ＝ against the longer; that of 二 is much shorter."""
_SHORTEST = 4
"""Characters of a label that is recognised in spite of one wrong."""


class Settled(NamedTuple):
    """A line's text, how sure it is, and what recognition had given where that was changed."""

    text: str
    confidence: float
    read: str | None = None


def as_printed(text: str) -> str:
    """Full-width signs among Chinese characters, where recognition gives half-width ones.

    >>> as_printed("(万元)"), as_printed("=100%"), as_printed("14,516.85")
    ('（万元）', '＝100%', '14,516.85')
    """
    text = _STRAY.sub("", _EQUALS.sub("＝", text))
    if not _CHINESE.search(text):
        return text
    text = text.translate(_BRACKETS)
    return _HALF_WIDTH.sub(lambda match: _FULL_WIDTH[match[0]], text)


def without_dashes(text: str) -> str:
    """A text over which strokes go, without what they are read as before and after its words.

    >>> without_dashes("—5G应用投入成本"), without_dashes("投资增长__"), without_dashes("—")
    ('5G应用投入成本', '投资增长', '—')
    """
    return _DASHES.sub("", text)


def figures(text: str) -> str:
    """The digits and points of a text.

    >>> figures("≤1,250.48万元")
    '1250.48'
    """
    return "".join(char for char in text if char.isdigit() or char == ".")


def settled(text: str, score: float, ink: Picture) -> Settled:
    """A recognised line with its sign and unit as they must have been printed; ``ink`` is white on black."""
    if is_dots(ink):
        return Settled("……", max(score, _SHAPED))
    if found := _BARS.match(text):
        equal = has_equal_bars(ink)
        # two bars of one length are no 二; anything else is only likely
        return Settled("＝" + text[found.end() :], max(score, _SHAPED) if equal else GUESSED, None if equal else text)
    if _AT_LEAST.match(text):  # no target begins with a letter; that it is ≥ is likely, not sure
        return Settled("≥" + text[1:], GUESSED, text)
    if _OPEN.match(text):
        sign, more = (">", "≥") if text[0] in ">＞》〉" else ("<", "≤")
        arms = count_arms(ink, left=sign == ">")
        if arms == _WITH_BAR:
            return Settled(more + text[1:], GUESSED, text)
        return Settled(sign + text[1:], score if arms == _WITH_BAR - 1 and text[0] in "<>＜＞" else GUESSED)
    if text == "一":  # in a cell of its own it is the dash of an empty one
        return Settled("—", GUESSED, text)
    fixed = _PER_CENT.sub("%", _MONEY.sub("万元", text))
    if fixed != text:
        return Settled(fixed, min(score, GUESSED), text)
    return Settled(text, score)


# -- labels ---------------------------------------------------------------------------------


def corrected_label(text: str, confidence: float, sure: float) -> str | None:
    """A label with the one character put right that recognition got wrong, or None.

    Only if one label alone is that near, and the character looks like the right one or was not read with certainty.
    """
    plain = _MARKS.sub("", text)
    if plain != text and "".join(plain.split()) in _labels():
        return plain
    joined = "".join(text.split())
    if (dashed := _DASH.sub("一", joined)) != joined and dashed in _labels():
        return dashed
    if confidence < sure and (found := _among_scraps(joined) or _twice(joined) or _short_of_one(joined)):
        return found
    word = re.sub(r"[^\u4e00-\u9fff].*", "", bare(text))
    if len(word) < _SHORTEST or word in _labels():
        return None
    near = list(_near(word))
    if len(near) != 1:
        return None
    index, right = near[0]
    if confidence >= sure and not any({word[index], right} <= group for group in _SIMILAR):
        return None
    places = [n for n, char in enumerate(text) if _CHINESE.match(char)]
    return text[: places[index]] + right + text[places[index] + 1 :]


def _among_scraps(text: str) -> str | None:
    """The label in a text whose rest is what strokes of a seal or a pen are read as: no word and no points; None if none is."""
    label = max((label for label in _labels() if label in text), key=len, default=None)
    if label is None:
        return None
    before, _, after = text.partition(label)
    if not (before or after) or any(_NO_SCRAPS.search(part) for part in (before, after)):
        return None
    return label


def _twice(text: str) -> str | None:
    """The label in a text that is a label read twice, once perhaps with one character wrong: strokes made two lines of it."""
    half = len(text) // 2
    for label in (text[:half], text[half:]) if len(text) % 2 == 0 else ():
        other = text[half:] if label == text[:half] else text[:half]
        if label in LABELS | _LEVELS and sum(one != two for one, two in zip(label, other, strict=True)) <= 1:
            return label
    return None


def _short_of_one(text: str) -> str | None:
    """The one label that a text is but for a character that was not read, and for scraps round it; None if no one label is."""
    word = "".join(_CHINESE.findall(text))
    if len(word) < _SHORTEST - 1 or word not in text or word in _labels() or re.search(r"\d\s*分", text):
        return None
    found = [
        label
        for label in _labels()
        if len(label) == len(word) + 1 and any(label[:n] + label[n + 1 :] == word for n in range(len(label)))
    ]
    return found[0] if len(found) == 1 else None


def is_level_label(text: str) -> bool:
    """Whether a text is one of the official labels of levels."""
    return re.sub(r"[^\u4e00-\u9fff].*", "", bare(text)) in _LEVELS


def _near(word: str) -> Iterator[tuple[int, str]]:
    """Where a label differs from a word in one character, and that character."""
    for label in _labels():
        if len(label) == len(word):
            apart = [n for n, (one, other) in enumerate(zip(word, label, strict=True)) if one != other]
            if len(apart) == 1:
                yield apart[0], label[apart[0]]


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset(word for word in LABELS | _LEVELS if len(word) >= _SHORTEST)


# -- shapes ---------------------------------------------------------------------------------

_WITH_BAR = 3
"""Strokes of ≥ and ≤ where they are open, one above the other; > and < have two."""


def _first_sign(ink: Picture) -> Picture:
    """The leftmost sign of a line of text: what stands before the first gap."""
    import numpy as np

    columns = np.flatnonzero(ink.any(axis=0))
    if not len(columns):
        return ink[:0, :0]
    end = columns[0]
    for column in columns:
        if column - end > 2:
            break
        end = column
    found = ink[:, columns[0] : end + 1]
    rows = np.flatnonzero(found.any(axis=1))
    return found[rows[0] : rows[-1] + 1]


def _runs(line: Picture) -> int:
    """Pieces of ink along a line."""
    dark = line > 0
    return int(dark[:1].sum() + (dark[1:] & ~dark[:-1]).sum())


def is_dots(ink: Picture) -> bool:
    """Whether a line is a row of dots and nothing else: …… of a row that is left empty."""
    import numpy as np

    height, width = ink.shape
    return height <= _DOT and width >= 3 * height and _runs(np.where(ink.any(axis=0), 255, 0).astype(np.uint8)) >= 3


def has_equal_bars(ink: Picture) -> bool:
    """Whether a line begins with two level bars of one length: ＝, not 二."""
    import numpy as np

    sign = _first_sign(ink)
    if sign.shape[0] < 4 or sign.shape[1] < 4:
        return False
    rows = sign.any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], rows.astype(np.int8), [0]))))
    if len(edges) != 4:
        return False
    widths = [int(sign[start:end].any(axis=0).sum()) for start, end in edges.reshape(2, 2)]
    return min(widths) >= _EQUAL * max(widths)


def count_arms(ink: Picture, *, left: bool) -> int:
    """Strokes of the first sign one above the other on its open side: 3 of ≥, 2 of >; 0 if that cannot be told."""
    sign = _first_sign(ink)
    height, width = sign.shape
    if height < 8 or width < 6:
        return 0
    part = range(width // 6, width // 2) if left else range(width // 2 + 1, width - width // 6)
    counts = [_runs(sign[:, column]) for column in part]
    best = max(set(counts), key=counts.count)
    return best if counts.count(best) * 2 > len(counts) else 0
