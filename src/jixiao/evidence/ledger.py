"""Ledgers (台账): tables of facts, declared by a Frictionless Table Schema.

A declaration is a YAML file of a Table Schema (https://specs.frictionlessdata.io/table-schema/) with a few
further keys: ``name``, ``title``, ``proves``, ``event`` (the field with the day on which a row happened),
``unit`` and ``decimals`` of a field, ``quality``, ``source`` of a table in a database, ``synthetic``.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec
from msgspec import Struct

from jixiao.errors import JixiaoError
from jixiao.plan.values import Quality

FieldType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]{0,62}")
SQL_TYPES: dict[FieldType, str] = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DECIMAL(18, {})",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP",
}
MOST_DECIMALS = 8
TYPE_NAMES = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "是或否",
    "date": "日期",
    "datetime": "日期时间",
}
EXAMPLES = {
    "boolean": "“是”或“否”",
    "date": "日期，如 2025-03-05",
    "datetime": "日期和时间，如 2025-03-05 14:30",
}
"""How a cell of a type is filled in, where the type's name does not say it."""


class Constraints(Struct, frozen=True, forbid_unknown_fields=True):
    """What a field's values must be (Table Schema constraints)."""

    required: bool = False
    unique: bool = False
    enum: tuple[str | int, ...] = ()
    minimum: int | float | str | None = None
    maximum: int | float | str | None = None
    pattern: str | None = None
    maxLength: int | None = None  # noqa: N815 - Table Schema's own word


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """A column of a ledger. ``decimals`` are kept of a number; ``unit`` is its 计量单位.

    ``aliases`` are other headers under which files bring it; ``codes`` the values that codes in files stand for.
    """

    name: str
    type: FieldType = "string"
    title: str = ""
    description: str = ""
    unit: str | None = None
    decimals: int = 4
    constraints: Constraints = Constraints()
    aliases: tuple[str, ...] = ()
    codes: dict[str, str] = {}

    @property
    def sql_type(self) -> str:
        """The column's type in DuckDB."""
        return SQL_TYPES[self.type].format(self.decimals)


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """A table that stays in a database: the environment variable with the address, and the table."""

    environment: str
    table: str


class Ledger(Struct, frozen=True, forbid_unknown_fields=True):
    """A declared ledger. ``event`` names the date field by which a row happened; without one rows hold at any time."""

    name: str
    fields: tuple[Field, ...]
    title: str = ""
    description: str = ""
    proves: str = ""
    primaryKey: tuple[str, ...] | str = ()  # noqa: N815 - Table Schema's own word
    missingValues: tuple[str, ...] = ("",)  # noqa: N815
    event: str | None = None
    quality: Quality | None = None
    source: Source | None = None
    synthetic: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The fields that tell a row from all others; () where rows are never corrected."""
        return (self.primaryKey,) if isinstance(self.primaryKey, str) else self.primaryKey

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def shown(self) -> str:
        """What to call it for people."""
        return self.title or self.name


def faults(raw: Any, place: str) -> tuple[Ledger | None, list[JixiaoError]]:
    """A ledger from decoded YAML, or everything that is wrong with its declaration."""
    found: list[JixiaoError] = []
    if not isinstance(raw, dict):
        return None, [_fault("台账声明应是一个表：name、fields……", "A ledger is a mapping with name, fields …", place)]
    fields = raw.get("fields")
    for number, field in enumerate(fields if isinstance(fields, list) else [], 1):
        try:
            msgspec.convert(field, Field, strict=False)
        except msgspec.ValidationError as error:
            found.append(_fault(f"第{number}个字段写得不对：{error}", f"Field {number} is not right: {error}", place))
    if found:
        return None, found
    try:
        ledger = msgspec.convert(raw, Ledger, strict=False)
    except msgspec.ValidationError as error:
        return None, [_fault(f"写得不对：{error}", f"is not right: {error}", place)]
    found += [_fault(zh, en, place) for zh, en in _contradictions(ledger)]
    return (None if found else ledger), found


def _contradictions(ledger: Ledger) -> list[tuple[str, str]]:
    """What does not fit together in a declaration, in Chinese and English."""
    found: list[tuple[str, str]] = []
    names = [field.name for field in ledger.fields]
    if not ledger.fields:
        found.append(("没有声明任何字段。", "No fields are declared."))
    for name in (ledger.name, *names):
        if not _NAME.fullmatch(name):
            found.append(
                (
                    f"名称“{name}”只能用汉字、字母、数字和下划线，不以数字开头。",
                    f"The name “{name}” may have letters, figures and underscores only.",
                )
            )
        if name.startswith("_"):
            found.append(
                (
                    f"名称“{name}”以下划线开头，留给系统用。",
                    f"Names that begin with an underscore are the system's own: {name}.",
                )
            )
    found += [
        (f"字段“{name}”声明了两次。", f"The field “{name}” is declared twice.")
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    found += [(f"主键“{name}”不是字段。", f"The key “{name}” is no field.") for name in ledger.key if name not in names]
    event = ledger.field(ledger.event) if ledger.event else None
    if ledger.event and (event is None or event.type not in {"date", "datetime"}):
        found.append(
            (f"发生日期（event）“{ledger.event}”应是一个日期字段。", f"event “{ledger.event}” must be a date field.")
        )
    found += [
        (
            f"字段“{field.name}”的小数位数应在0到{MOST_DECIMALS}之间。",
            f"Decimals of “{field.name}” go from 0 to {MOST_DECIMALS}.",
        )
        for field in ledger.fields
        if not 0 <= field.decimals <= MOST_DECIMALS
    ]
    return found


def _fault(zh: str, en: str, place: str) -> JixiaoError:
    return JixiaoError("bad-ledger", zh, en, place)
