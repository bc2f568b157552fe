"""How a worksheet shows a number: as a percentage, with words or signs that the number format adds (≥0%, 0"人").

Decimals are not cut to what a format shows: the value stays exact.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FORMAT = re.compile(rb"<numFmt\b[^>]*>")
_ID, _CODE = re.compile(rb'\bnumFmtId="(\d+)"'), re.compile(rb'\bformatCode="([^"]*)"')
_USES = re.compile(rb"<cellXfs.*?</cellXfs>", re.DOTALL)
_USE = re.compile(rb"<xf\b[^>]*>")
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|(.)', re.DOTALL)
_BARE = re.compile("[\u2265\u2264\u2267\u2266\uff1d<>=\u4e00-\u9fff]")
"""Characters that a format shows without quotes, as far as they say something: signs, Chinese words."""
_ENTITIES = (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&apos;", "'"), ("&amp;", "&"))
_BUILT_IN = {b"9": "0%", b"10": "0.00%"}


class Shown(NamedTuple):
    """What stands before and after a number, and whether it is shown a hundredfold."""

    before: str
    after: str
    percent: bool


def shown_as(code: str) -> Shown | None:
    """What a number format adds to positive numbers; None if nothing, or if it shows no number (dates, texts).

    >>> shown_as('"≥"0.0%'), shown_as('#,##0.00'), shown_as('0"人";-0"人"'), shown_as("yyyy/m/d")
    (Shown(before='≥', after='%', percent=True), None, Shown(before='', after='人', percent=False), None)
    """
    before, after, percent, figures = "", "", False, False
    for match in _PIECE.finditer(code):
        quoted, escaped, char = match.groups()
        if char == ";":
            break
        if char in {"0", "#", "?"}:
            figures, after = True, ""
            continue
        if char is not None and char in "yYmMdDhHsS@gGeE":
            return None
        percent = percent or char == "%"
        text = quoted or escaped or (char if char == "%" or (char and _BARE.match(char)) else "")
        if figures:
            after += text
        else:
            before += text
    found = Shown(before.strip(), after.strip(), percent)
    return found if figures and (found.before or found.after) else None


def styles_of(xml: bytes) -> dict[bytes, Shown]:
    """The style numbers of a workbook whose numbers are shown with more than their digits."""
    codes = dict(_BUILT_IN)
    for match in _FORMAT.finditer(xml):
        number, code = _ID.search(match[0]), _CODE.search(match[0])
        if number and code:
            text = code[1].decode("utf-8", errors="replace")
            for entity, char in _ENTITIES:
                text = text.replace(entity, char)
            codes[number[1]] = text
    block = _USES.search(xml)
    if block is None:
        return {}
    found: dict[bytes, Shown] = {}
    for index, use in enumerate(_USE.findall(block[0])):
        number = _ID.search(use)
        shown = shown_as(codes.get(number[1], "")) if number else None
        if shown is not None:
            found[str(index).encode()] = shown
    return found
