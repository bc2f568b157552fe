"""One form of each character for matching: labels, signs, numbers, units.

What is printed stays as it is printed; only what is compared or parsed goes through here. Folded are full- and
half-width forms, small and vertical punctuation, CJK compatibility ideographs (U+F9xx), Kangxi radicals and CJK
radicals that PDF fonts give instead of characters, Latin ligatures, blanks of any width; characters of no width are
left out. Not folded are superscripts (m² is not m2), circled numbers (① is a number of a list, not a figure), squared
units (㎡) and private-use characters, whose meaning no standard gives.
"""

from __future__ import annotations

import re
from functools import lru_cache

_FOLDED = (
    (0x2F00, 0x2FD5),  # Kangxi radicals
    (0xF900, 0xFAFF),  # CJK compatibility ideographs
    (0xFB00, 0xFB06),  # Latin ligatures
    (0xFE10, 0xFE19),  # vertical forms
    (0xFE30, 0xFE4F),  # CJK compatibility forms
    (0xFE50, 0xFE6B),  # small forms
    (0xFF01, 0xFF5E),  # full-width ASCII
    (0xFFE0, 0xFFE6),  # full-width signs
    (0x2F800, 0x2FA1D),  # CJK compatibility ideographs supplement
)
_BLANKS = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
NO_WIDTH = "\u00ad\u034f\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufe00\ufe01\ufe0e\ufe0f\ufeff"
"""Soft hyphen, joiners, direction marks, variation selectors."""
# Source: EquivalentUnifiedIdeograph.txt of the Unicode Character Database; only radicals that are characters of their own.
_RADICALS = dict(
    zip(
        "⺌⺍⺒⺓⺛⺜⺝⺟⺠⺩⺫⺬⺰⺶⺼⻁⻂⻄⻅⻆⻉⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "小小巳幺旡日月母民王目示纟羊肉虎衤西见角贝车長镸长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟",
        strict=True,
    )
)


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    import unicodedata

    table = {
        code: folded
        for first, last in _FOLDED
        for code in range(first, last + 1)
        if (folded := unicodedata.normalize("NFKC", chr(code))) != chr(code) and folded[0] != " "
    }
    table |= {ord(radical): character for radical, character in _RADICALS.items()}
    table |= dict.fromkeys(map(ord, _BLANKS), " ") | dict.fromkeys(map(ord, NO_WIDTH), "")
    return table


_ODD = re.compile(
    "["
    + "".join(f"{chr(first)}-{chr(last)}" for first, last in (*_FOLDED, (0x2E80, 0x2EF3)))
    + _BLANKS
    + NO_WIDTH
    + "]"
)
_ODD_HAN = re.compile("[\u2e80-\u2ef3\u2f00-\u2fd5\uf900-\ufaff\U0002f800-\U0002fa1d]")
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")

# The Symbol font's encoding (Adobe, Symbol Encoding), which Windows programs put at U+F000; only signs of values.
_SYMBOL = {
    0xA3: "≤", 0xB1: "±", 0xB3: "≥", 0xB4: "×", 0xB8: "÷", 0xB0: "°", 0xB7: "•", 0xA5: "∞", 0xB9: "≠", 0xBB: "≈", 0xD7: "·",
}  # fmt: skip
_SYMBOL |= {code: chr(code) for code in (*range(0x20, 0x22), 0x23, 0x25, 0x26, *range(0x28, 0x2D), *range(0x2E, 0x40))}
_WINGDINGS = {0x6F: "□", 0x6E: "■", 0xA8: "□", 0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0x6C: "●", 0xD8: "➢"}


def normal(text: str) -> str:
    """A text for matching: each character in its usual form, with no blanks of odd widths.

    >>> normal("⼆级指标（１）≧９５％"), normal("100m²")
    ('二级指标(1)≧95%', '100m²')
    """
    return _ODD.sub(_usual, text) if _ODD.search(text) else text


def _usual(match: re.Match[str]) -> str:
    return _table().get(ord(match[0]), match[0])


def ideographs(text: str) -> str:
    """A text whose radicals and compatibility ideographs are the characters they stand for; all else as it is.

    >>> ideographs("⼆级指标（１）")
    '二级指标（１）'
    """
    return _ODD_HAN.sub(_usual, text) if _ODD_HAN.search(text) else text


def has_private(text: str) -> bool:
    """Whether a text holds a character whose shape only its font knows."""
    return _PRIVATE.search(text) is not None


def symbol(font: str, code: int) -> str | None:
    """The character at a code (0 to 255, or from U+F000) of the fonts Symbol and Wingdings; None if not known for certain.

    >>> symbol("Symbol", 0xF0B3), symbol("Wingdings", 0xFE), symbol("Song", 0xF0B3)
    ('≥', '☑', None)
    """
    code = code - 0xF000 if 0xF000 <= code <= 0xF0FF else code
    name = font.rpartition("+")[2].lower()
    if name.startswith("symbol"):
        return _SYMBOL.get(code)
    return _WINGDINGS.get(code) if name in {"wingdings", "wingdings-regular"} else None
