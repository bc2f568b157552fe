"""Doubts settled by a person: the fields a doubt is about, corrections, and a worklist as a workbook.

A settled reading keeps what was decided (``Reading.settled``); the doubt goes, its history stays.
Fields are named by the pointers of ``Reading.locations``.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from msgspec.structs import replace

from jixiao.errors import JixiaoError
from jixiao.plan.build import indicator_id
from jixiao.plan.money import format_amount, parse_amount
from jixiao.plan.target import parse_target
from jixiao.plan.values import Actual, FundLine, Indicator, Objective, Plan, PrintedScore, Reading, Settled, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jixiao.plan.values import Location, Problem

RIGHT, CHANGED, NOT_OURS = "正确", "改正", "不属于本表"
"""What a person says of a doubt: read as printed; read otherwise than printed; no part of the form."""
SHEET = "疑点"
_HEADERS = ("编号", "位置", "疑点", "原文", "栏目", "读出的值", "原件截图", "处理", "改为", "说明", "栏目代码")
_NAMES = {
    "department": "部门名称", "project": "项目名称", "year": "年度", "name": "名称", "content": "主要内容", "number": "序号", "text": "内容",
    "tasks": "对应工作任务", "target": "指标值", "weight": "分值", "level1": "一级指标", "level2": "二级指标", "objective": "所属目标",
    "standard": "绩效标准", "basis": "设定依据", "definition": "指标解释", "note": "备注", "form": "表种", "scope": "范围",
    "money_unit": "金额单位", "executed": "执行数", "initial": "年初预算数", "amount": "金额",
}  # fmt: skip


class Question(NamedTuple):
    """A doubt, its number in ``Reading.problems`` from 1, and the fields that stand at its place with their texts."""

    number: int
    problem: Problem
    fields: tuple[tuple[str, str], ...]


class Answer(NamedTuple):
    """What a person decided: ``value`` is the text of ``field`` in the document, None where it was read rightly.

    ``text`` is the quoted text of the doubt: it must be the one of that number, so that answers to another
    file, or to another version of it, are refused.
    """

    number: int
    text: str
    field: str | None = None
    value: str | None = None
    note: str = ""


def questions(reading: Reading) -> tuple[Question, ...]:
    """Every doubt of a reading with the fields it is about."""
    at: dict[Location, list[str]] = {}
    for pointer, where in reading.locations.items():
        at.setdefault(_place(where), []).append(pointer)
    found = []
    for number, doubt in enumerate(reading.problems, 1):
        pointers = at.get(_place(doubt.location), []) if doubt.location is not None else []
        held = [(pointer, text) for pointer in pointers if (text := field_text(reading, pointer)) is not None]
        narrow = [pair for pair in held if pair[1] == doubt.text]
        # /indicators/3 stands where its name stands
        chosen = narrow or held
        names = {pointer for pointer, _ in chosen}
        found.append(
            Question(number, doubt, tuple(pair for pair in chosen if f"{pair[0]}/name" not in names and f"{pair[0]}/text" not in names))
        )  # fmt: skip
    return tuple(found)


def _place(where: Location) -> Location:
    return replace(where, confidence=None)


def settle(reading: Reading, answers: Iterable[Answer], by: str = "") -> Reading:
    """The reading with doubts decided; those without an answer stay.

    Raises:
        JixiaoError: an answer is to another doubt than the one of its number, names a field that is not
            there, or its value cannot stand there. Nothing is settled then.
    """
    doubts = reading.problems
    gone: set[int] = set()
    for answer in answers:
        if not 1 <= answer.number <= len(doubts) or doubts[answer.number - 1].text != answer.text:
            raise JixiaoError(
                "other-doubts",
                f"第{answer.number}条疑点（“{answer.text}”）不是这份文件读出的疑点。文件可能已经改过，请重新生成疑点清单。",
                f"Doubt {answer.number} (“{answer.text}”) is not one of this file; it may have changed. Make the list of doubts anew.",
            )
        reading = put_right(reading, answer, doubts[answer.number - 1], by)
        gone.add(answer.number)
    rest = tuple(doubt for number, doubt in enumerate(doubts, 1) if number not in gone)
    return replace(reading, problems=rest)


def put_right(reading: Reading, answer: Answer, doubt: Problem | None = None, by: str = "") -> Reading:
    """One field as the document prints it, recorded in ``settled``; ``doubt`` itself is left in place.

    Raises:
        JixiaoError: there is no such field, or the value cannot stand in it.
    """
    before = field_text(reading, answer.field) if answer.field else None
    if answer.field and before is None:
        raise _no_field(answer.field)
    after = before
    if answer.field and answer.value is not None:
        reading = _with(reading, answer.field, answer.value)
        after = field_text(reading, answer.field)
    done = Settled(doubt, answer.field, before, after, by, answer.note)
    return replace(reading, settled=(*reading.settled, done))


# -- fields ---------------------------------------------------------------------------------


def _no_field(pointer: str) -> JixiaoError:
    return JixiaoError(
        "no-such-field",
        f"没有这个栏目：{pointer}。栏目代码见 jixiao read --explain。",
        f"There is no field {pointer}. See jixiao read --explain for the names of fields.",
    )


def field_text(reading: Reading, pointer: str) -> str | None:
    """The text of a field as a person would type it; None if there is none of that name."""
    found = _walk(reading, pointer)
    return None if found is None else _text(found[-1])


def _walk(reading: Reading, pointer: str) -> list[Any] | None:
    """The values along a pointer, from the plan (or the reading) to the field; None if it leads nowhere."""
    steps = pointer.strip("/").split("/")
    value: Any = reading if steps[0] in {"actuals", "printed_scores"} else reading.plan
    found = [value]
    for step in steps:
        if isinstance(value, tuple):
            if not step.isdecimal() or int(step) >= len(value):
                return None
            value = value[int(step)]
        elif isinstance(value, msgspec.Struct) and step in value.__struct_fields__:
            value = getattr(value, step)
        else:
            return None
        found.append(value)
    return found


def _text(value: Any) -> str:
    if isinstance(value, FundLine):
        return format_amount(value.amount)
    if isinstance(value, Task | Indicator):
        return value.name
    if isinstance(value, Objective):
        return value.text
    if isinstance(value, PrintedScore):
        return "" if value.score is None else f"{value.score:f}"
    if isinstance(value, tuple):
        return "、".join(str(item) for item in value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(getattr(value, "text", value) or "")


def _with(reading: Reading, pointer: str, text: str) -> Reading:
    """The reading with another text in one field; what depends on it follows."""
    values = _walk(reading, pointer)
    if values is None:
        raise _no_field(pointer)
    steps = pointer.strip("/").split("/")
    new = _made(reading.plan, pointer, values, text.strip())
    for holder, step in zip(reversed(values[:-1]), reversed(steps), strict=True):
        if isinstance(holder, tuple):
            place = int(step)
            new = (*holder[:place], new, *holder[place + 1 :])
        else:
            new = replace(holder, **{step: new})
    if isinstance(new, Reading):
        return new
    return _renamed(replace(reading, plan=new))


def _made(plan: Plan, pointer: str, values: Sequence[Any], text: str) -> Any:
    """The value of a field from a typed text."""
    old, holder, step = values[-1], values[-2], pointer.rsplit("/", 1)[1]
    if isinstance(old, FundLine):
        return replace(old, amount=_amount(text, pointer))
    if isinstance(old, Task | Indicator):
        return replace(old, name=_needed(text, pointer))
    if isinstance(old, Objective):
        return replace(old, text=_needed(text, pointer))
    if isinstance(old, PrintedScore):
        return replace(old, score=_amount(text, pointer))
    if isinstance(old, Actual):
        read = parse_target(text, plan.year)
        return replace(old, text=text or None, value=read.value if read.kind == "number" else None, date=read.date)
    if isinstance(holder, Indicator) and step == "target":
        return parse_target(text, plan.year, old.unit if old is not None else None) if text else None
    return _plain(holder, step, text, pointer)


def _plain(holder: Any, step: str, text: str, pointer: str) -> Any:
    """A field that is a text, a number, or a list of numbers."""
    kind = next(field.type for field in msgspec.structs.fields(holder) if field.name == step)
    if step in {"amount", "executed", "initial", "weight", "score", "points", "baseline", "previous"}:
        return _amount(text, pointer)
    if step == "tasks" and isinstance(holder, Objective):
        return tuple(int(digits) for digits in re.findall(r"\d+", text))
    value: Any = text or None
    if text.isdecimal() and step in {"year", "number", "objective"}:
        value = int(text)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError:
        raise _unfit(text, pointer) from None


def _amount(text: str, pointer: str) -> Decimal | None:
    if not text:
        return None
    found = parse_amount(text)
    if found is None:
        raise _unfit(text, pointer)
    return found


def _needed(text: str, pointer: str) -> str:
    if not text:
        raise _unfit(text, pointer)
    return text


def _unfit(text: str, pointer: str) -> JixiaoError:
    return JixiaoError(
        "unfit-value",
        f"“{text}”不能写进“{field_name(pointer)}”（{pointer}）。请按原件填写：金额和分值是数字，年度是四位数，名称不能为空。",
        f"“{text}” cannot stand in {pointer}. Amounts and points are figures, a year has four digits, a name is not empty.",
    )


def _renamed(reading: Reading) -> Reading:
    """Ids follow the names and levels of indicators, and so do those who refer to them."""
    taken: set[str] = set()
    plan = reading.plan
    ids = {row.id: indicator_id(row.objective, row.level1, row.level2, row.name, taken) for row in plan.indicators}
    if all(old == new for old, new in ids.items()):
        return reading
    rows = tuple(replace(row, id=ids[row.id], parent=ids.get(row.parent or "", row.parent)) for row in plan.indicators)
    return replace(
        reading,
        plan=replace(plan, indicators=rows),
        actuals=tuple(replace(a, indicator=ids.get(a.indicator or "", a.indicator)) for a in reading.actuals),
        printed_scores=tuple(replace(s, subject=ids.get(s.subject, s.subject)) for s in reading.printed_scores),
    )


def field_name(pointer: str, reading: Reading | None = None, lang: str = "zh") -> str:
    """A field in words, with what its row is called: 指标3“培训人数” 指标值; in English as a pointer with the name."""
    row = _row_of(pointer, reading) if reading else ""
    if lang != "zh":
        return f"{pointer} “{row}”" if row else pointer
    steps = pointer.strip("/").split("/")
    heads = {
        "indicators": "指标",
        "objectives": "目标",
        "tasks": "任务",
        "funds": "资金",
        "actuals": "完成值",
        "printed_scores": "得分",
    }
    parts = [
        f"{heads[step]}{int(steps[n + 1]) + 1}" + (f"“{row}”" if row and n == 0 else "")
        if step in heads and n + 1 < len(steps)
        else _NAMES[step]
        for n, step in enumerate(steps)
        if step in heads or (step in _NAMES and not step.isdecimal())
    ]
    return " ".join(parts) or pointer


def _row_of(pointer: str, reading: Reading) -> str:
    """The name of the indicator that a field belongs to, if it belongs to one and is not its name."""
    head, _, rest = pointer.strip("/").partition("/")
    number, _, field = rest.partition("/")
    parts: dict[str, Sequence[Indicator] | Sequence[Actual] | Sequence[PrintedScore]] = {
        "indicators": reading.plan.indicators,
        "actuals": reading.actuals,
        "printed_scores": reading.printed_scores,
    }
    held = parts.get(head, ())
    if not number.isdecimal() or int(number) >= len(held) or field == "name":
        return ""
    match held[int(number)]:
        case Indicator(name=name):
            return name
        case Actual(indicator=key) | PrintedScore(subject=key):
            return next((row.name for row in reading.plan.indicators if row.id == key), "")


# -- the worklist ---------------------------------------------------------------------------


def worklist(reading: Reading, name: str, picture: Callable[[Location], bytes | None] | None = None) -> bytes:
    """A workbook with a row for each doubt, to be decided in Excel and given back to ``answers_of``.

    ``picture`` gives a place of the document as PNG, where it can be shown.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.datavalidation import DataValidation

    from jixiao.books import packed

    book: Any = Workbook()
    page = book.active
    page.title = SHEET
    page.append(
        (
            f"疑点清单：{name}。对照原件，在“处理”栏选择：{RIGHT}、{CHANGED}（在“改为”栏写原件上的文字）、{NOT_OURS}；不选的仍是疑点。",
        )
    )
    page.append(_HEADERS)
    yellow = PatternFill("solid", fgColor="FFFBE6")
    wrap = Alignment(wrap_text=True, vertical="center")
    page["A1"].font = Font(bold=True)
    for cell in page[2]:
        cell.font, cell.fill, cell.alignment = Font(bold=True), PatternFill("solid", fgColor="F2F2F2"), wrap
    for question in questions(reading):
        doubt = question.problem
        where = doubt.location.describe() if doubt.location else ""
        for pointer, text in question.fields or (("", ""),):
            row = page.max_row + 1
            shown = (
                question.number,
                where,
                doubt.message,
                doubt.text,
                field_name(pointer, reading) if pointer else "",
                text,
            )
            for column, value in enumerate((*shown, "", "", "", "", pointer), 1):
                cell = page.cell(row, column)
                cell.alignment = wrap
                if value != "":
                    cell.value = value
                    cell.data_type = "n" if isinstance(value, int) else "s"  # never a formula
                if column in {8, 9, 10}:
                    cell.fill = yellow
            image = picture(doubt.location) if picture is not None and doubt.location is not None else None
            if image is not None:
                _show(page, row, image)
    choices = DataValidation(type="list", formula1=f'"{RIGHT},{CHANGED},{NOT_OURS}"', allow_blank=True)
    page.add_data_validation(choices)
    choices.add(f"H3:H{max(page.max_row, 3)}")
    for letter, width in zip("ABCDEFGHIJK", (6, 22, 34, 30, 24, 30, 62, 12, 30, 24, 26), strict=True):
        page.column_dimensions[letter].width = width
    page.freeze_panes = "A3"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", page.PAPERSIZE_A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_title_rows = "2:2"
    return packed(book)


def _show(page: Any, row: int, image: bytes) -> None:
    from openpyxl.drawing.image import Image

    shown = Image(io.BytesIO(image))
    shrink = min(1.0, 430 / shown.width, 120 / shown.height)
    shown.width, shown.height = int(shown.width * shrink), int(shown.height * shrink)
    page.add_image(shown, f"G{row}")
    page.row_dimensions[row].height = max(30.0, shown.height * 0.78)


def answers_of(data: bytes, name: str) -> tuple[Answer, ...]:
    """The decisions in a worklist that was filled in.

    Raises:
        JixiaoError: it is no worklist, or a row is not decided in one of the three words.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = (
            CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
        )
    except (CalamineError, OSError, ValueError):
        raise _not_a_list(name) from None
    if len(rows) < 2 or tuple(str(cell) for cell in rows[1][: len(_HEADERS)]) != _HEADERS:
        raise _not_a_list(name)
    found: list[Answer] = []
    for number, row in enumerate(rows[2:], 3):
        cells = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell) for cell in row]
        said = cells[7].strip()
        if not said and not cells[8].strip():
            continue
        if said not in {RIGHT, CHANGED, NOT_OURS} or (said == CHANGED and not cells[10]) or not cells[0].isdecimal():
            raise JixiaoError(
                "not-decided",
                f"第{number}行的“处理”是“{said}”。请选择{RIGHT}、{CHANGED}或{NOT_OURS}；没有栏目的疑点不能改正，请用 --set 写明栏目。",
                f"Row {number} says “{said}”. Choose {RIGHT} (right), {CHANGED} (changed) or {NOT_OURS} (not of this form); "
                "a doubt without a field cannot be changed: name the field with --set.",
                f"{name} {SHEET}!H{number}",
            )
        field = cells[10] if said != NOT_OURS and cells[10] else None
        found.append(Answer(int(cells[0]), cells[3], field, cells[8] if said == CHANGED else None, cells[9].strip()))
    return tuple(found)


def _not_a_list(name: str) -> JixiaoError:
    return JixiaoError(
        "not-a-worklist",
        "这不是疑点清单。请用 jixiao settle 文件 --list 清单.xlsx 生成，填好后原样交回。",
        "This is no list of doubts. Make one with jixiao settle FILE --list LIST.xlsx and give it back filled in.",
        name,
    )
