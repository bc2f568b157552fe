"""Rows whose cells cannot be what their columns say: a value in the column of names, two values in one cell.

Such rows are read as they are printed, and told: a cell may have slid, a ruling line may be missing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.plan.units import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.plan.values import Target

_SIGN = "≥≤＝=><≧≦＞＜"
_VALUE = re.compile(rf"(?:[{_SIGN}]\s*[\d.,]+.*|[\d.,]+%?|[√×✓✔]|[{_SIGN}])")
_LATER_SIGN = re.compile(r"[^\s且和或、，,；;：:（(至~≥≤≧≦＝-]\s*[≥≤≧≦＝]")


def odd_cells(
    name: str, target: Target | None, labels: tuple[str | None, ...], actual: str
) -> Iterator[tuple[str, str, str]]:
    """(code, column, text) of each cell of a row that cannot be what its column says."""
    if _VALUE.fullmatch(name) or _is_unit(name):
        yield "name-doubtful", "name", name
    if target is not None and target.kind == "qualitative" and _is_odd(target.text):
        yield "target-doubtful", "value", target.text
    for label in labels:
        if label is not None and label.count("指标") > 1 and not re.search(r"[（(/、或及和]", label):
            yield "label-doubtful", "level", label
    if target is not None and target.kind == "number" and target.comparator is None and actual[:1] in set("≥≤≧≦"):
        yield "target-doubtful", "actual", actual


def _is_odd(text: str) -> bool:
    """Whether a value is a sign without a number, a unit alone, or two values."""
    rest = text.lstrip(_SIGN + " ")
    if not rest or (rest != text and _is_unit(rest)):
        return True
    return _is_unit(text) or _LATER_SIGN.search(text) is not None or text[-1] in _SIGN


def _is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else; 人数, 级 and 标准 are words as well."""
    if "/" in text or text.endswith("数") or len(text) > 4:
        return False
    return kind_of(text) not in {None, "other"}
