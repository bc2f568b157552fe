"""Reading actual values (实际完成值) from a filled-in workbook, CSV or JSON."""

from __future__ import annotations

import csv
import io
import re
from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from jixiao.errors import JixiaoError
from jixiao.plan.build import fold
from jixiao.plan.money import parse_amount
from jixiao.plan.target import parse_target
from jixiao.plan.values import Actual, Indicator, Plan, Target

if TYPE_CHECKING:
    from collections.abc import Sequence

Level = Literal["achieved", "partly", "not_achieved"]

_HEADERS: dict[str, str] = {
    "指标编号": "id",
    "编号": "id",
    "id": "id",
    "绩效目标": "objective",
    "目标": "objective",
    "三级指标": "name",
    "指标名称": "name",
    "实际完成值": "actual",
    "全年实际完成值": "actual",
    "完成值": "actual",
    "完成等级": "level",
    "完成比例": "ratio",
    "偏差原因分析及改进措施": "reason",
    "偏差原因": "reason",
    "原因类别": "cause",
    "佐证材料": "evidence",
    "资金名称": "fund",
    "全年执行数": "executed",
    "分值": "weight",
}
_LEVELS: dict[str, Level] = {
    "达成": "achieved",
    "达成预期指标": "achieved",
    "达成年度指标": "achieved",
    "部分达成": "partly",
    "部分达成预期指标并具有一定效果": "partly",
    "未达成": "not_achieved",
    "未达成预期指标且效果较差": "not_achieved",
    "achieved": "achieved",
    "partly": "partly",
    "not_achieved": "not_achieved",
}
_CAUSES = {
    "指标值偏低": "target_too_low",
    "外部因素": "external",
    "政策变化": "policy_change",
    "统计口径变化": "statistic_change",
}
_DONE = frozenset(("已完成", "完成", "全年", "全年完成", "按期完成", "均已完成", "达成", "是"))
_NOT_DONE = frozenset(("未完成", "没有完成", "未达成", "否"))
_MONTHS = re.compile(r"(?:完成)?\s*(\d{1,2})\s*个?月(?:\s*/\s*(\d{1,2})\s*个?月)?")
_RATIO = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*[%％]?")


class Given(NamedTuple):
    """What a file gave: actual values, executed money by fund name, whether it is made up, and weights by indicator id."""

    actuals: tuple[Actual, ...]
    executed: dict[str, Decimal]
    synthetic: bool
    weights: dict[str, Decimal]


def read_actuals(source: str | Path | bytes, plan: Plan, *, name: str = "") -> Given:
    """Read actual values for a plan.

    JSON: ``{"actuals": [Actual…], "executed": {"总额": "…"}, "weights": {id: "…"}, "synthetic": true}`` or a list
    of Actual. Worksheets and CSV: found by their headers 三级指标, 实际完成值, 完成等级, 完成比例, 分值, 偏差原因…; a
    sheet with 资金名称 and 全年执行数 gives the money.

    Raises:
        JixiaoError: unreadable, or rows that fit no indicator, stand twice, or cannot be read; all at once.
    """
    if isinstance(source, bytes):
        data, shown = source, name
    else:
        shown = name or str(source)
        try:
            data = Path(source).read_bytes()
        except OSError as error:
            raise JixiaoError(
                "unreadable",
                f"文件读不出来（{error.strerror}）。请检查路径。",
                f"The file cannot be read ({error.strerror}).",
                shown,
            ) from None
    if not data.strip():
        raise JixiaoError(
            "empty-file", "完成值文件是空的。请填写后再用。", "The file of actual values is empty.", shown
        )
    if data.lstrip()[:1] in {b"{", b"["}:
        return _from_json(data, plan, shown)
    tables = _sheets(data, shown) if data.startswith((b"PK", b"\xd0\xcf")) else [("", _csv_rows(data, shown))]
    return _from_tables(tables, plan, shown)


class _Json(msgspec.Struct):
    actuals: list[Actual] = []
    executed: dict[str, Decimal] = {}
    weights: dict[str, Decimal] = {}
    synthetic: bool = False
    note: str = ""


def _from_json(data: bytes, plan: Plan, shown: str) -> Given:
    try:
        found = (
            msgspec.json.decode(data, type=_Json)
            if data.lstrip().startswith(b"{")
            else _Json(msgspec.json.decode(data, type=list[Actual]))
        )
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JixiaoError(
            "bad-json",
            f"JSON 不是完成值的格式（{error}）。",
            f"The JSON holds no actual values as expected ({error}).",
            shown,
        ) from None
    known = {indicator.id: indicator for indicator in plan.indicators}
    faults: list[str] = []
    seen: set[str] = set()
    completed: list[Actual] = []
    for actual in found.actuals:
        if actual.indicator is None:
            completed.append(actual)
            continue
        if actual.indicator not in known:
            faults.append(f"没有编号为{actual.indicator}的指标")
            continue
        if actual.indicator in seen:
            faults.append(f"“{known[actual.indicator].name}”出现两次")
        seen.add(actual.indicator)
        completed.append(complete(actual, known[actual.indicator].target, plan.year))
    for key, weight in found.weights.items():
        if key not in known:
            faults.append(f"没有编号为{key}的指标")
        elif not weight.is_finite() or weight < 0:
            faults.append(f"“{known[key].name}”的分值{weight}应为非负数")
    if faults:
        raise _wrong(faults, shown)
    synthetic = found.synthetic or any(a.synthetic for a in completed)
    return Given(tuple(completed), dict(found.executed), synthetic, dict(found.weights))


def complete(actual: Actual, target: Target | None, year: int | None) -> Actual:
    """Fill the figures of an actual that gives only its text."""
    if actual.text is None or any(v is not None for v in (actual.value, actual.date, actual.level, actual.numerator)):
        return actual
    read = parse_actual(actual.text, target, year)
    if read is None:
        return actual
    return replace(
        actual,
        value=read.value,
        date=read.date,
        level=read.level,
        ratio=actual.ratio or read.ratio,
        numerator=read.numerator,
        denominator=read.denominator,
    )


def parse_actual(text: str, target: Target | None, year: int | None = None) -> Actual | None:
    """An actual value from what was typed, by the kind of its target; None if it fits none.

    >>> parse_actual("98.5%", parse_target("≥95%")).value
    Decimal('98.5')
    """
    plain = text.strip()
    kind = target.kind if target is not None else "qualitative"
    if kind == "number":
        read = parse_target(plain, year)
        if read.kind == "number" and read.comparator is None:
            return Actual(text=plain, value=read.value)
        return None
    if kind == "date":
        if plain in _NOT_DONE:
            return Actual(text=plain, level="not_achieved")
        read = parse_target(plain, year)
        return Actual(text=plain, date=read.date) if read.kind == "date" and read.date is not None else None
    if kind == "period":
        if plain in _DONE:
            return Actual(text=plain, level="achieved")
        if plain in _NOT_DONE:
            return Actual(text=plain, level="not_achieved")
        if match := _MONTHS.fullmatch(plain):
            whole = Decimal(match[2]) if match[2] else _months(target)
            return Actual(text=plain, numerator=Decimal(match[1]), denominator=whole)
        return None
    level, _, rest = plain.partition(" ")
    if level in _LEVELS:
        return Actual(
            text=plain,
            level=_LEVELS[level],
            ratio=parse_ratio(rest) if rest.strip() else (Decimal(1) if _LEVELS[level] == "achieved" else None),
        )
    return Actual(text=plain)


def _months(target: Target | None) -> Decimal:
    if target is None or target.start is None or target.date is None:
        return Decimal(12)
    return Decimal((target.date.year - target.start.year) * 12 + target.date.month - target.start.month + 1)


def parse_ratio(text: str) -> Decimal | None:
    """A share written 85%, 85 or 0.85, as 0..1; None if it is none."""
    match = _RATIO.fullmatch(text.strip())
    if match is None:
        return None
    found = Decimal(match[1])
    if "%" in text or "％" in text or found > 1:
        found /= 100
    return found if found <= 1 else None


def _csv_rows(data: bytes, shown: str) -> list[list[str]]:
    for coding in ("utf-8-sig", "gb18030", "utf-16"):
        try:
            return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(data.decode(coding), newline=""))]
        except (UnicodeDecodeError, csv.Error):
            continue
    raise JixiaoError(
        "not-text", "CSV 文件的编码无法识别。请另存为 UTF-8。", "The CSV's coding is unknown; save it as UTF-8.", shown
    )


def _sheets(data: bytes, shown: str) -> list[tuple[str, list[list[str]]]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found: list[tuple[str, list[list[str]]]] = []
        for title in book.sheet_names:
            sheet = book.get_sheet_by_name(title)
            if sheet.height > 20_000:
                raise JixiaoError(
                    "sheet-too-large",
                    f"工作表“{title}”行数过多，不是完成值表。",
                    f"Sheet “{title}” has too many rows.",
                    shown,
                )
            found.append((title, [[_shown(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]))
    except CalamineError as error:
        raise JixiaoError(
            "damaged-workbook",
            f"工作簿打不开，可能已损坏（{error}）。",
            f"The workbook cannot be opened ({error}).",
            shown,
        ) from None
    return found


def _shown(value: Any) -> str:
    if isinstance(value, float):
        number = Decimal(format(value, ".15g"))
        return f"{number.normalize():f}"
    if isinstance(value, Date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip()


def _from_tables(tables: Sequence[tuple[str, list[list[str]]]], plan: Plan, shown: str) -> Given:
    faults: list[str] = []
    actuals: list[Actual] = []
    executed: dict[str, Decimal] = {}
    weights: dict[str, Decimal] = {}
    seen: dict[str, str] = {}
    found_header = False
    synthetic = any("合成数据" in cell for _, rows in tables for row in rows[:6] for cell in row)
    for title, rows in tables:
        columns: dict[str, int] = {}
        objective = ""
        for number, row in enumerate(rows, 1):
            header = {
                role: index
                for index, cell in reversed(list(enumerate(row)))
                if (role := _HEADERS.get(re.sub(r"[\s*]+", "", cell).split("（")[0])) is not None
            }
            if ("name" in header and ("actual" in header or "level" in header)) or {
                "fund",
                "executed",
            } <= header.keys():
                columns, found_header = header, True
                continue
            if not columns:
                continue
            place = f"{title + ' ' if title else ''}第{number}行"
            cells = {role: row[index] if index < len(row) else "" for role, index in columns.items()}
            if "executed" in columns and "name" not in columns:
                _money(cells, executed, faults, place)
                continue
            objective = cells.get("objective") or objective
            _weight(cells, objective, plan, weights, faults, place)
            _row(cells, objective, plan, actuals, seen, faults, place)
    if not found_header:
        raise JixiaoError(
            "no-actuals",
            "没有找到“三级指标”“实际完成值”表头。请用 jixiao template --actuals 生成填报表。",
            "No headers 三级指标 and 实际完成值 were found. Make a form with jixiao template --actuals.",
            shown,
        )
    if faults:
        raise _wrong(faults, shown)
    if synthetic:
        actuals = [replace(actual, synthetic=True) for actual in actuals]
    return Given(tuple(actuals), executed, synthetic, weights)


def _money(cells: dict[str, str], executed: dict[str, Decimal], faults: list[str], place: str) -> None:
    name, text = cells.get("fund", ""), cells.get("executed", "")
    if not name or not text:
        return
    amount = parse_amount(text)
    if amount is None or amount < 0:
        faults.append(f"{place}：“{name}”的全年执行数“{text}”不是金额")
    else:
        executed[name] = amount


def _weight(
    cells: dict[str, str], objective: str, plan: Plan, weights: dict[str, Decimal], faults: list[str], place: str
) -> None:
    text = cells.get("weight", "").removesuffix("分")
    if not text or (indicator := _find(cells, objective, plan)) is None:
        return
    weight = parse_amount(text)
    if weight is None or weight < 0:
        faults.append(f"{place}：“{indicator.name}”的分值“{text}”应为非负数")
    else:
        weights[indicator.id] = weight


def _row(
    cells: dict[str, str],
    objective: str,
    plan: Plan,
    actuals: list[Actual],
    seen: dict[str, str],
    faults: list[str],
    place: str,
) -> None:
    given = {role: cells.get(role, "") for role in ("actual", "level", "ratio", "reason", "cause", "evidence")}
    if not cells.get("name") and not cells.get("id"):
        return
    if not any(given.values()):
        return  # an empty row is not yet filled in; scoring says which are missing
    indicator = _find(cells, objective, plan)
    if indicator is None:
        faults.append(f"{place}：没有指标“{cells.get('name') or cells.get('id')}”")
        return
    if indicator.id in seen:
        faults.append(f"{place}：“{indicator.name}”与{seen[indicator.id]}重复")
        return
    seen[indicator.id] = place
    made = _made(indicator, given, plan.year, faults, place)
    if made is not None:
        actuals.append(made)


def _made(
    indicator: Indicator, given: dict[str, str], year: int | None, faults: list[str], place: str
) -> Actual | None:
    text = given["actual"]
    read = parse_actual(text, indicator.target, year) if text else Actual()
    if read is None:
        wanted = {"number": "数字", "date": "完成日期，如2025年9月20日", "period": "“已完成”“未完成”或完成的月数"}.get(
            indicator.target.kind if indicator.target else "", ""
        )
        faults.append(f"{place}：“{indicator.name}”的实际完成值“{text}”应为{wanted}")
        return None
    level, ratio = read.level, read.ratio
    if given["level"]:
        level = _LEVELS.get(given["level"])
        if level is None:
            faults.append(f"{place}：“{indicator.name}”的完成等级“{given['level']}”应为达成、部分达成或未达成")
            return None
    if given["ratio"]:
        ratio = parse_ratio(given["ratio"])
        if ratio is None:
            faults.append(f"{place}：“{indicator.name}”的完成比例“{given['ratio']}”应为0至100%")
            return None
    cause = given["cause"]
    return replace(
        read,
        indicator=indicator.id,
        text=text or None,
        level=level,
        ratio=ratio,
        reason=given["reason"] or None,
        cause=_CAUSES.get(cause, cause or None),
        evidence=tuple(part for part in re.split(r"[;；\n]", given["evidence"]) if part.strip()),
    )


def _find(cells: dict[str, str], objective: str, plan: Plan) -> Indicator | None:
    wanted = cells.get("id", "")
    if wanted:
        found = next((i for i in plan.indicators if i.id == wanted), None)
        if found is not None:
            return found
    name = fold(cells.get("name", ""))
    matches = [i for i in plan.indicators if fold(i.name) == name]
    digits = re.sub(r"\D", "", objective)
    if len(matches) > 1 and digits:
        matches = [i for i in matches if i.objective == int(digits)]
    return matches[0] if len(matches) == 1 else None


def _wrong(faults: list[str], shown: str) -> JixiaoError:
    listed = "；".join(faults[:40]) + (f"；……共{len(faults)}处" if len(faults) > 40 else "")
    return JixiaoError("bad-actuals", f"完成值有误：{listed}。请改正后再用。", f"Wrong actual values: {listed}.", shown)
