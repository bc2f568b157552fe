"""A fill-in workbook for a ledger (台账填报表): a column a field, with types, drop-downs and help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jixiao.books import INSTRUCTIONS, new_book, on_paper, packed, texts_only
from jixiao.evidence.ledger import EXAMPLES, TYPE_NAMES

if TYPE_CHECKING:
    from jixiao.evidence.ledger import Field, Ledger

ROWS = 2_000
"""Rows that carry drop-downs and checks; more can be filled in below."""
_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm", "integer": "0", "string": "@", "boolean": "General"}
_UPRIGHT = 5
"""Columns that are legible on an upright page."""
_LONGEST_LIST = 250  # characters: Excel's limit for choices written into the rule is 255


def ledger_template(ledger: Ledger) -> bytes:
    """The workbook; filled in, it loads back as it is."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = new_book()
    page = book.create_sheet(ledger.shown[:31])
    grey = PatternFill("solid", fgColor="F2F2F2")
    for number, field in enumerate(ledger.fields, 1):
        letter = get_column_letter(number)
        cell = page.cell(1, number, field.title or field.name)
        needed = field.constraints.required or field.name in ledger.key
        cell.font, cell.fill = Font(bold=True, color="C00000" if needed else "000000"), grey
        cell.alignment = Alignment(horizontal="center", wrap_text=True)
        free = (
            field.type == "string" and not field.constraints.enum
        )  # names, numbers of documents: longer than their header
        page.column_dimensions[letter].width = max(22 if free else 13, min(40, 2 * len(field.title or field.name) + 6))
        wrapped = Alignment(wrap_text=True, vertical="top")
        shown = (
            "0." + "0" * field.decimals if field.type == "number" and field.decimals else _FORMATS.get(field.type, "0")
        )
        for row in range(2, ROWS + 2):
            empty = page.cell(row, number)
            empty.number_format, empty.alignment = shown, wrapped
        rule = _rule(field, needed=needed)
        page.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{ROWS + 1}")
    on_paper(page, landscape=len(ledger.fields) > _UPRIGHT, grid=True, header=1)
    help_page = book.create_sheet("填报说明")
    help_page.append((f"{INSTRUCTIONS}{ledger.shown}",))
    help_page.append((f"{_purpose(ledger)}一行一条记录；红色表头的列必填；填好后用 jixiao evidence load 载入。",))
    help_page.append(("列", "类型", "单位", "必填", "要求"))
    for field in ledger.fields:
        needed = field.constraints.required or field.name in ledger.key
        help_page.append(
            (
                field.title or field.name,
                TYPE_NAMES[field.type],
                field.unit or "",
                "是" if needed else "",
                _demands(field),
            )
        )
    texts_only(help_page)
    for letter, width in zip("ABCDE", (24, 12, 10, 8, 60), strict=True):
        help_page.column_dimensions[letter].width = width
        help_page[f"{letter}3"].font, help_page[f"{letter}3"].fill = Font(bold=True), grey
    for row in help_page.iter_rows(min_row=3):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    help_page["A1"].font = Font(bold=True, size=14)
    help_page["A2"].alignment = Alignment(wrap_text=True, vertical="top")
    for reference in ("A1:E1", "A2:E2"):
        help_page.merge_cells(reference)
    help_page.row_dimensions[2].height = 34
    on_paper(help_page, grid=True, header=3)
    return packed(book)


def _purpose(ledger: Ledger) -> str:
    said = (ledger.description or ledger.proves or "").strip().rstrip("。")
    return f"{said}。" if said else ""


def _rule(field: Field, *, needed: bool) -> Any:
    """The check of a column's cells."""
    from openpyxl.worksheet.datavalidation import DataValidation

    limits = field.constraints
    choices = ",".join(str(word) for word in (limits.enum or (("是", "否") if field.type == "boolean" else ())))
    if choices and len(choices) <= _LONGEST_LIST and "," not in "".join(map(str, limits.enum)):
        rule = DataValidation(type="list", formula1='"' + choices.replace('"', '""') + '"', allow_blank=not needed)
    elif field.type in {"date", "datetime"}:
        rule = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=not needed)
    elif field.type in {"integer", "number"}:
        low = limits.minimum if isinstance(limits.minimum, int | float) else -(10**15)
        high = limits.maximum if isinstance(limits.maximum, int | float) else 10**15
        rule = DataValidation(
            type="whole" if field.type == "integer" else "decimal",
            operator="between",
            formula1=str(low),
            formula2=str(high),
            allow_blank=not needed,
        )
    else:
        rule = DataValidation(
            type="textLength",
            operator="lessThanOrEqual",
            formula1=str(limits.maxLength or 32_000),
            allow_blank=not needed,
        )
    rule.showInputMessage = rule.showErrorMessage = True
    told = [
        _demands(field) or TYPE_NAMES[field.type],
        f"单位：{field.unit}" if field.unit else "",
        "必填" if needed else "",
    ]
    rule.promptTitle, rule.prompt = (field.title or field.name)[:32], "；".join(part for part in told if part)[:255]
    rule.errorTitle, rule.error = "填写有误", (_demands(field) or f"应当是{TYPE_NAMES[field.type]}")[:255]
    return rule


def _demands(field: Field) -> str:
    """What a cell must be, in words."""
    rule = field.constraints
    parts = [field.description] if field.description else []
    if field.type in EXAMPLES:
        parts.append(f"填 {EXAMPLES[field.type]}")
    if field.type == "number":
        parts.append(f"最多{field.decimals}位小数")
    if rule.enum:
        parts.append("填 " + "、".join(map(str, rule.enum)) + " 之一")
    if rule.minimum is not None:
        parts.append(f"不小于{rule.minimum}")
    if rule.maximum is not None:
        parts.append(f"不大于{rule.maximum}")
    if rule.unique:
        parts.append("不能重复")
    return "；".join(parts)
