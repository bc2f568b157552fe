"""What the cells of a form print, field by field, also after the form was spoilt; and a reading compared with it.

``marked`` says of each cell which field it shows. A spoiler moves and changes the texts of marked cells; ``prints``
reads the fields back off the cells, so the same change is made to the form and to what is true of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from msgspec.structs import replace

from jixiao.forms.layout import FormTable, placed
from jixiao.plan.taxonomy import clean_label
from tests.generated.truth import got

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.layout import Cell, Row
    from jixiao.plan import Reading
    from tests.generated.truth import Truth

COLUMNS = {
    "level1": ("一级指标",),
    "level2": ("二级指标",),
    "name": ("三级指标", "指标名称", "指标内容"),
    "sign": ("计算符号", "指标性质", "符号"),
    "value": ("指标值", "年度指标值", "目标值", "年度目标值", "绩效指标值", "年初目标值（A）"),
    "unit": ("计量单位", "度量单位", "单位"),
    "weight": ("分值", "分值权重", "权重"),
    "actual": ("实际完成值", "实际完成值（B）", "全年实际值"),
    "score": ("得分", "自评得分"),
    "reason": ("偏差原因分析及改进措施", "未完成原因"),
}
ROLE = {text: role for role, texts in COLUMNS.items() for text in texts}
_PREFIX = re.compile(r"^指标\d+：")
_POINTS = re.compile(r"[（(]\d+分[）)]")
_LABELS = ("objective", "level1", "level2")


@dataclass
class Printed:
    """Fields outside the table of indicators by key, and its rows: text by column, as printed."""

    head: dict[str, str] = field(default_factory=dict)
    rows: list[dict[str, str]] = field(default_factory=list)


def _rows(table: FormTable) -> Iterator[tuple[int, list[Row], int]]:
    for number, sheet in enumerate(table.sheets):
        yield number, [row for block in sheet.blocks for row in (*block.header, *block.body)], len(sheet.widths)


def marked(truth: Truth, table: FormTable) -> FormTable:
    """The same form, its cells with the pointers of the fields they show; cells of no known field have none."""
    wanted = iter(range(len(truth.rows)))
    current = next(wanted, None)
    heads = _head_texts(truth)
    cells = [
        c.text for sheet in table.sheets for block in sheet.blocks for row in (*block.header, *block.body) for c in row
    ]
    heads = {text: key for text, key in heads.items() if cells.count(text) == 1}
    pointers: dict[tuple[int, int, int], str] = {}  # sheet, row, number of the cell in its row
    for sheet, rows, width in _rows(table):
        columns: dict[int, str] = {}
        index: dict[int, int] = {}
        line: dict[int, list[tuple[int, int, Cell]]] = {}
        for y, x, cell in placed(rows, width):
            line.setdefault(y, []).append((index.get(y, 0), x, cell))
            index[y] = index.get(y, 0) + 1
        for y in sorted(line):
            found = {
                x: ROLE[cell.text.replace("\n", "")]
                for _, x, cell in line[y]
                if cell.text.replace("\n", "") in ROLE and cell.label
            }
            if "name" in found.values() and "value" in found.values():
                columns = found
                continue
            row_of = None
            for _, x, cell in line[y]:
                if columns.get(x) == "name" and current is not None and _bare_name(cell) == truth.rows[current].name:
                    row_of, current = current, next(wanted, None)
            for number, x, cell in line[y]:
                role = columns.get(x)
                if row_of is not None and role in {"level1", "level2"}:
                    pointers[sheet, y, number] = role
                elif row_of is not None and role is not None:
                    pointers[sheet, y, number] = f"rows/{row_of}/{role}"
                elif row_of is not None and re.fullmatch(r"目标\d+", cell.text):
                    pointers[sheet, y, number] = "objective"
                elif row_of is None and cell.text in heads:
                    pointers[sheet, y, number] = heads.pop(cell.text)
    return _with(table, pointers)


def _bare_name(cell: Cell) -> str:
    return _PREFIX.sub("", cell.text)


def _head_texts(truth: Truth) -> dict[str, str]:
    """Texts of the fields outside the table, where only one field has them."""
    pairs = [
        (truth.department, "department"),
        (truth.project, "project"),
        *((value, f"funds/{name}") for name, value in truth.funds.items()),
        *((text, f"objectives/{n}") for n, text in enumerate(truth.objectives)),
        *((truth.total, "total") for _ in range(bool(truth.total))),
    ]
    for n, (name, content, _, amounts) in enumerate(truth.tasks):
        pairs += [(name, f"tasks/{n}/name"), (content, f"tasks/{n}/content")]
        pairs += [(value, f"tasks/{n}/funds/{key}") for key, value in amounts.items()]
    texts = [text for text, _ in pairs]
    return {text: key for text, key in pairs if text and texts.count(text) == 1}


def _with(table: FormTable, pointers: dict[tuple[int, int, int], str]) -> FormTable:
    sheets = []
    for number, sheet in enumerate(table.sheets):
        y, blocks = 0, []
        for block in sheet.blocks:
            parts: list[tuple[Row, ...]] = []
            for rows in (block.header, block.body):
                made = []
                for row in rows:
                    made.append(tuple(replace(c, pointer=pointers.get((number, y, n), "")) for n, c in enumerate(row)))
                    y += 1
                parts.append(tuple(made))
            blocks.append(replace(block, header=parts[0], body=parts[1]))
        sheets.append(replace(sheet, blocks=tuple(blocks)))
    return replace(table, sheets=tuple(sheets))


def prints(table: FormTable) -> Printed:
    """What the marked cells of a form say; level labels reach as far as their cells."""
    found = Printed()
    for _, rows, width in _rows(table):
        over: dict[int, tuple[str, str, int]] = {}  # column → label, text, last row
        lines: dict[int, list[tuple[int, Cell]]] = {}
        for y, x, cell in placed(rows, width):
            lines.setdefault(y, []).append((x, cell))
        for y in sorted(lines):
            held: dict[str, str] = {}
            for x, cell in lines[y]:
                part = cell.pointer.split("/")
                if cell.pointer in _LABELS:
                    over[x] = cell.pointer, cell.text, y + cell.rows - 1
                elif part[0] == "rows":
                    held[part[2]] = cell.text
                elif cell.pointer:
                    found.head[cell.pointer] = cell.text
            if any(held.get(role) for role in ("name", "value", "actual")):
                labels = {label: text for label, text, last in over.values() if last >= y}
                found.rows.append({**labels, **held})
    return found


# -- comparing ------------------------------------------------------------------------------


@dataclass
class Compared:
    """Keys of fields read as printed, absent, and read otherwise (with what was read)."""

    right: int = 0
    absent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def _plain(text: object) -> str:
    return re.sub(r"\s", "", str(text or ""))


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(_plain(text).replace(",", ""))
    except InvalidOperation:
        return None


def read_rows(reading: Reading) -> list[dict[str, str]]:
    """The rows of a reading in the columns of a form."""
    facts = got(reading)
    rows = []
    for number, indicator in enumerate(reading.plan.indicators):
        at = f"indicators/{number}"
        row = {key: _plain(facts.get(f"{at}/{key}")) for key in ("name", "level1", "level2", "actual", "reason")}
        row["target"] = _plain(indicator.target.text) if indicator.target else ""
        for key in ("weight", "score"):
            value = facts.get(f"{at}/{key}")
            row[key] = "" if value is None else str(value)
        row["objective"] = "" if indicator.objective is None else f"目标{indicator.objective}"
        rows.append(row)
    return rows


def _cell(row: dict[str, str], key: str) -> str | None:
    """What a printed row says in a column; None where the form has no such column."""
    if key == "target":
        return _plain("".join(row.get(part, "") for part in ("sign", "value", "unit")))
    if key == "name":
        return _PREFIX.sub("", _plain(row.get("name")))
    if key in {"level1", "level2"}:
        return clean_label(_POINTS.sub("", _plain(row[key]))) if key in row else None
    return _plain(row[key]) if key in row else None


def _same(key: str, printed: str, read: str) -> bool:
    if key in {"weight", "score"}:
        number = _decimal(printed.removesuffix("分"))
        return number is not None and number == _decimal(read)
    return printed == read or (key == "target" and printed.lstrip("＝=") == read.lstrip("＝="))


def _fields(at: str, printed: dict[str, str], read: dict[str, str], *, parts: bool, out: Compared) -> None:
    for key in ("name", "level1", "level2", "objective", "target", "weight", "actual", "score", "reason"):
        said = _cell(printed, key)
        if said is None:
            continue
        value = read.get(key, "")
        if not value:
            if said:
                out.absent.append(f"{at}/{key}")
        elif _same(key, said, value) or (parts and len(value) > 1 and value in said):
            out.right += 1
        else:
            out.wrong.append(f"{at}/{key}: {value!r}, not {said!r}")


def _pairs(printed: Sequence[str], read: Sequence[str]) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Rows that belong together, printed rows left over, read rows left over."""
    pairs, lost, extra = [], [], []
    for tag, a, b, c, d in SequenceMatcher(None, printed, read, autojunk=False).get_opcodes():
        if tag == "equal" or (tag == "replace" and b - a == d - c):
            pairs += list(zip(range(a, b), range(c, d), strict=True))
        else:
            lost += range(a, b)
            extra += range(c, d)
    return pairs, lost, extra


def compare(
    said: Printed, reading: Reading, *, parts: bool = False, order: bool = True, others: Sequence[Printed] = ()
) -> Compared:
    """Fields of a reading that are right, absent and wrong.

    Args:
        said: what is printed.
        reading: what was read.
        parts: a text may be a part of the printed one (its page is gone), rows may stand twice.
        order: rows in another order are wrong.
        others: further forms whose rows may stand in the document.
    """
    out = Compared()
    read = read_rows(reading)
    names = [_cell(row, "name") or "" for row in said.rows]
    pairs, lost, extra = _pairs(names, [row["name"] for row in read])
    for a, c in pairs:
        _fields(f"rows/{a}", said.rows[a], read[c], parts=parts, out=out)
    for c in extra:
        moved = next((a for a in lost if names[a] == read[c]["name"]), None)
        if moved is None and parts:
            moved = next((a for a, name in enumerate(names) if read[c]["name"] in name), None)
        if moved is not None:
            lost = [a for a in lost if a != moved]
            _fields(f"rows/{moved}", said.rows[moved], read[c], parts=parts, out=out)
            if order:
                out.wrong.append(f"rows/{moved}: in another place")
        elif not any(_fits(row, read[c]) for other in others for row in other.rows):
            out.wrong.append(f"rows: {read[c]['name']!r} is not printed")
    out.absent += [f"rows/{a}" for a in lost]
    _heads(said, reading, others, parts=parts, out=out)
    return out


def _fits(row: dict[str, str], read: dict[str, str]) -> bool:
    trial = Compared()
    _fields("", row, read, parts=True, out=trial)
    return not trial.wrong


def _heads(said: Printed, reading: Reading, others: Sequence[Printed], *, parts: bool, out: Compared) -> None:
    facts = got(reading)
    for key, text in said.head.items():
        value = facts.get(key)
        allowed = [text, *(other.head[key] for other in others if key in other.head)]
        if value is None or value == "":
            if text:
                out.absent.append(key)
        elif isinstance(value, Decimal):
            _count(key, value, text, ok=any(_decimal(one) == value for one in allowed), out=out)
        else:
            shown = _plain(value)
            ok = any(_bare(one) == _bare(shown) or (parts and shown in _plain(one)) for one in allowed)
            _count(key, shown, text, ok=ok, out=out)


def _bare(text: str) -> str:
    return _plain(text).removeprefix("任务").lstrip("0123456789：:")


def _count(key: str, value: object, text: str, *, ok: bool, out: Compared) -> None:
    if ok:
        out.right += 1
    else:
        out.wrong.append(f"{key}: {value!s}, not {text!r}")
