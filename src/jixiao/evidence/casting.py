"""Cells as values: the SQL that converts a cell's text to its field's type, and the reasons why it may not be taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.evidence.ledger import EXAMPLES, TYPE_NAMES
from jixiao.evidence.store import literal

if TYPE_CHECKING:
    from jixiao.evidence.ledger import Field, Ledger

_TRUE = ("是", "有", "√", "✓", "true", "True", "TRUE", "1", "y", "Y", "yes", "Yes")
_FALSE = ("否", "无", "×", "✗", "false", "False", "FALSE", "0", "n", "N", "no", "No")
_MARK = r"^[○●◯□■☑√]?\s*[(（]?[A-Za-z0-9]{1,2}\s*[)）、.．:：]\s*|^[○●◯□■☑√]\s*|\s*[(（]\s*\d+(\.\d+)?\s*分?\s*[)）]$"
"""What stands before or behind an answer and is no part of it: A. or 1、 or ☑, and (5分)."""


def read_as(field: Field) -> str:
    """The type as which a column of texts is taken the quick way."""
    return "VARCHAR" if field.type in {"string", "boolean"} else field.sql_type


def odd_figures(field: Field, text: str) -> str:
    """That the figures in a text may be more than its field holds; empty if it holds none.

    DuckDB rounds where it casts. Written for speed: what the number itself would be written as is right; else there must
    be no decimals too many. What does not pass (also zeros behind the last decimal, and exponents) is read again and
    looked at closely.
    """
    if field.type not in {"number", "integer"}:
        return ""
    places = field.decimals if field.type == "number" else 0
    long = f"contains({text}, '.') and strlen({text}) - strpos({text}, '.') > {places}"
    return f"cast(cast({text} as {field.sql_type}) as varchar) <> {text} and (({long}) or contains({text}, 'e') or contains({text}, 'E'))"


def wrong_typed(field: Field, cell: str, value: str, ledger: Ledger) -> str:
    """The conditions of ``reasons`` that a typed cell can still break."""
    found = [condition for why, condition in reasons(field, cell, value, ledger) if why not in {"type", "decimals"}]
    if field.type == "boolean":
        found.append(f"{cell} is not null and {value} is null")
    return " or ".join(f"({condition})" for condition in found)


def converted(field: Field, text: str) -> str:
    """A cell's text as a value of the field's type; null where it is none."""
    if field.type == "string":
        return _answer(field, text) if field.constraints.enum else text
    if field.type == "boolean":
        true, false = (", ".join(literal(word) for word in words) for words in (_TRUE, _FALSE))
        return f"case when {text} in ({true}) then true when {text} in ({false}) then false end"
    if field.type == "date":
        return f"coalesce(try_cast({text} as date), {_dates(text)}, try_cast(try_cast({text} as timestamp) as date))"
    if field.type == "datetime":
        return f"coalesce(try_cast({text} as timestamp), try_cast(replace({text}, '/', '-') as timestamp), cast({_dates(text)} as timestamp))"
    return f"coalesce(try_cast({text} as {field.sql_type}), try_cast({_figures(field, text)} as {field.sql_type}))"


def _answer(field: Field, text: str) -> str:
    """One of the values of a list, also where its file marks it: ``A.满意``, ``☑满意``, ``满意(4分)``."""
    listed = ", ".join(literal(str(word)) for word in field.constraints.enum)
    bare = f"regexp_replace({text}, {literal(_MARK)}, '', 'g')"
    return f"case when {text} in ({listed}) then {text} when {bare} in ({listed}) then {bare} end"


def _figures(field: Field, text: str) -> str:
    """The figures of a number, without separators and its own unit: ``1,200元``, ``35秒``."""
    plain = f"replace(replace(replace({text}, ',', ''), '，', ''), ' ', '')"
    return f"regexp_replace({plain}, {literal(re.escape(field.unit) + '$')}, '')" if field.unit else plain


def _dates(text: str) -> str:
    return f"cast(try_strptime({text}, ['%Y/%m/%d', '%Y.%m.%d', '%Y年%m月%d日', '%Y%m%d']) as date)"


def reasons(field: Field, text: str, value: str, ledger: Ledger) -> list[tuple[str, str]]:
    """Why a cell is not as declared: (name of the reason, condition)."""
    rule = field.constraints
    found: list[tuple[str, str]] = []
    if rule.required or field.name in ledger.key:
        found.append(("required", f"{text} is null"))
    if field.type != "string":
        found.append(("type", f"{text} is not null and {value} is null"))
    if field.type in {"number", "integer"}:
        found.append(("decimals", f"{value} is not null and ({_too_many(field, text, value)})"))
    if rule.enum:
        listed = ", ".join(literal(str(word)) for word in rule.enum)
        found.append(("enum", f"{text} is not null and ({value} is null or {value} not in ({listed}))"))
    for name, bound, sign in (("minimum", rule.minimum, "<"), ("maximum", rule.maximum, ">")):
        if bound is not None:
            limit = f"{literal(str(bound))}::{field.sql_type}"
            found.append((name, f"{value} is not null and {value} {sign} {limit}"))
    if rule.pattern is not None:
        found.append(("pattern", f"{text} is not null and not regexp_full_match({text}, {literal(rule.pattern)})"))
    if rule.maxLength is not None:
        found.append(("maxLength", f"length({text}) > {rule.maxLength}"))
    return found


def _too_many(field: Field, text: str, value: str) -> str:
    """That a number's text has a figure behind its last decimal, however far behind: a cast would round it away."""
    plain, places = _figures(field, text), field.decimals if field.type == "number" else 0
    behind = rf"regexp_matches({plain}, '\.\d{{{places}}}\d*[1-9]')"
    # 1.5e-3 is small, 1.2345e3 is whole: the value itself tells
    return (
        f"case when regexp_matches({plain}, '[eE]') then cast({value} as double) <> try_cast({plain} as double) "
        f"else {behind} end"
    )


def wrong(field: Field, text: str, value: str, ledger: Ledger) -> str:
    """The condition that any of the reasons holds; empty if there are none."""
    return " or ".join(f"({condition})" for _, condition in reasons(field, text, value, ledger))


def said_why(why: str, field: Field) -> tuple[str, str]:
    """A reason in words."""
    rule = field.constraints
    unit = f"（{field.unit}）" if field.unit else ""
    texts = {
        "required": ("必填，这一格是空的", "is required and empty"),
        "type": (
            f"应当填{EXAMPLES[field.type]}" if field.type in EXAMPLES else f"应当是{TYPE_NAMES[field.type]}{unit}",
            f"must be a {field.type}",
        ),
        "decimals": (
            f"最多{field.decimals if field.type == 'number' else 0}位小数",
            f"has more than {field.decimals if field.type == 'number' else 0} decimals",
        ),
        "enum": (f"应当是{'、'.join(map(str, rule.enum))}之一", f"must be one of {', '.join(map(str, rule.enum))}"),
        "minimum": (f"不能小于{rule.minimum}", f"must not be below {rule.minimum}"),
        "maximum": (f"不能大于{rule.maximum}", f"must not be above {rule.maximum}"),
        "pattern": (f"格式应为 {rule.pattern}", f"must look like {rule.pattern}"),
        "maxLength": (f"不能超过{rule.maxLength}个字", f"must not be longer than {rule.maxLength} characters"),
        "double": ("与前面的一行重复", "stands in an earlier row already"),
    }
    return texts[why]
