"""Which column of a file is which field of a ledger: by name, as a person says, or as survey platforms export.

问卷星 and its like export one row an answer sheet (答卷): 序号, 提交答卷时间, 所用时间, 来源, 来源详情, 来自IP, then a
column for each question. Such a file is known by these columns; an office's own answer sheets go by their questions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.evidence.ledger import Field, Ledger

NUMBER, SUBMITTED, ADDRESS = "序号", "提交答卷时间", "来自IP"
_EXPORTED = frozenset({NUMBER, SUBMITTED, "所用时间", "来源", "来源详情", ADDRESS, "总分"})
"""The columns that a survey platform puts before the questions (and the sum of scores behind them)."""
_PERSONAL = re.compile(
    r"(?i)\bip\b|ip地址|来自ip|来源详情|姓名|名字|称呼|昵称|微信|openid|QQ|手机|电话|联系方式|邮箱|email|身份证|证件号|住址|家庭地址"
)
_QUESTION = re.compile(r"^[Qq]?\d{1,3}\s*[、.．:：)）]\s*")
_KIND = re.compile(r"[\[【（(]\s*(?:单选|多选|填空|量表|评分|矩阵)[^\]】）)]*[\]】）)]|[?？:：。]+$")


class Binding(Struct, frozen=True):
    """What a person says of a file: columns by field, values that hold for all its rows, and what codes mean.

    ``columns`` are header texts by field name; ``constants`` texts by field name; ``codes`` the answers that codes
    stand for (``5`` 非常满意).
    """

    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    codes: dict[str, str] = {}

    @property
    def empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.columns or self.constants or self.codes)


NONE = Binding()


def binding(ledger: Ledger, columns: Sequence[str] = (), constants: Sequence[str] = (), codes: Sequence[str] = ()) -> Binding:  # fmt: skip
    """A binding from texts like ``评价=1、总体评价``; fields go by name or title.

    Raises:
        JixiaoError: a text without ``=``, or no such field.
    """
    return Binding(
        {_field(ledger, name).name: value for name, value in map(_pair, columns)},
        {_field(ledger, name).name: value for name, value in map(_pair, constants)},
        dict(map(_pair, codes)),
    )


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise JixiaoError("bad-binding", f"“{text}”应写成 名称=值。", f"“{text}” must be NAME=VALUE.")
    return name.strip(), value.strip()


def _field(ledger: Ledger, name: str) -> Field:
    found = ledger.field(name) or next((field for field in ledger.fields if field.title == name), None)
    if found is None:
        names = "、".join(field.name for field in ledger.fields)
        raise JixiaoError("no-such-field", f"台账“{ledger.shown}”没有字段“{name}”，有：{names}。",
                          f"The ledger “{ledger.name}” has no field “{name}”; it has {names}.")  # fmt: skip
    return found


def is_export(columns: Sequence[str]) -> bool:
    """Whether a header is that of a survey platform's export."""
    held = {column.strip() for column in columns}
    return SUBMITTED in held and len(held & _EXPORTED) >= 3


def named(ledger: Ledger, columns: Sequence[str], said: Binding = NONE) -> dict[str, int]:
    """Which column each field stands in: as said, else by its name, title or aliases.

    Blanks, a unit in brackets, and a question's number and kind do not matter. In a survey platform's export the
    key is the number of the sheet and the event its submission; one question that is left is the one answer that is left.
    """
    plain = [_plain(column) for column in columns]
    asked = [_plain(_question(column)) for column in columns]
    found: dict[str, int] = {}
    for field in ledger.fields:
        if field.name in said.constants:
            continue
        held = said.columns.get(field.name)
        for name in (held,) if held is not None else (field.name, field.title, *field.aliases):
            wanted = _plain(name)
            place = next((names.index(wanted) for names in (plain, asked) if wanted and wanted in names), None)
            if place is not None:
                found[field.name] = place
                break
    if is_export(columns):
        _exported(ledger, [column.strip() for column in columns], said, found)
    return found


def _exported(ledger: Ledger, columns: list[str], said: Binding, found: dict[str, int]) -> None:
    told = {*said.columns, *said.constants}

    def give(field: Field | None, column: str) -> None:
        if field is not None and field.name not in found and field.name not in told and column in columns:
            found[field.name] = columns.index(column)

    give(ledger.field(ledger.key[-1]) if ledger.key else None, NUMBER)
    give(ledger.field(ledger.event) if ledger.event else None, SUBMITTED)
    questions = [
        number
        for number, column in enumerate(columns)
        if column and column not in _EXPORTED and number not in found.values() and not _PERSONAL.search(column)
    ]
    answers = [
        field
        for field in ledger.fields
        if field.name not in found and field.name not in told and (field.constraints.enum or field.codes)
    ]
    if len(questions) == len(answers) == 1:
        found[answers[0].name] = questions[0]


def is_personal(column: str) -> bool:
    """Whether a column holds who somebody is or whence they answered."""
    return _PERSONAL.search(column) is not None


def _plain(name: str) -> str:
    return re.sub(r"[\s*＊]+|[（(][^（()）]*[)）]$", "", name).lower()


def _question(name: str) -> str:
    """A question without its number and kind.

    >>> _question("3、您对办事效率的评价？【单选题】")
    '您对办事效率的评价'
    """
    held = _QUESTION.sub("", name.strip())
    while (shorter := _KIND.sub("", held).strip()) != held:
        held = shorter
    return held
