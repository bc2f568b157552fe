"""Numbers opened down to their rows; what stands on evidence; stored values computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from jixiao.errors import JixiaoError
from jixiao.evidence.engines import Engines
from jixiao.evidence.measuring import condition, measure
from jixiao.evidence.pack import Measure, entries_of, indicator_for, unfit
from jixiao.evidence.store import BATCH, ROW
from jixiao.plan.build import fold
from jixiao.plan.values import Actual

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.evidence.pack import Pack, Taken
    from jixiao.plan.values import Indicator, Plan

KINDS = {
    "computed": ("台账计算", "computed from ledgers"),
    "survey": ("问卷调查", "from surveys"),
    "rated": ("人工评级", "rated by a person"),
    "reported": ("手工填报", "typed by hand"),
    "nothing": ("没有佐证", "nothing"),
}


def kind_of(actual: Actual) -> str:
    """What an actual value stands on, as a key of ``KINDS``."""
    if actual.origin != "reported":
        return actual.origin
    return "rated" if actual.level is not None else "reported"


class Explained(NamedTuple):
    """A number, the sentence of how it was counted, and its rows; ``total`` of them, of which ``rows`` may be the first."""

    indicator: Indicator
    actual: Actual
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: int


def explained(plan: Plan, pack: Pack, indicator: str, as_of: Date, *, limit: int | None = None) -> Explained:
    """Open the value of one indicator, given by id or name.

    Raises:
        JixiaoError: no such indicator, or nothing is known of it.
    """
    row = _row(plan, indicator)
    found = opened(plan, pack, measure(plan, pack, as_of).actuals, as_of, limit=limit, only=row.id)
    if not found:
        raise JixiaoError(
            "nothing-known", "这个指标没有度量、评级或填报。", "Nothing measures or reports this indicator.", row.name
        )
    return found[0]


def opened(
    plan: Plan, pack: Pack, actuals: Sequence[Actual], as_of: Date, *, limit: int | None = None, only: str | None = None
) -> list[Explained]:
    """The values of all indicators, or of one only (its id), each opened down to its rows (the first ``limit``)."""
    by_row = {row.id: one for one in pack.taken if isinstance(one.measure, Measure) and (row := indicator_for(plan, one.measure)) is not None}  # fmt: skip
    rows = {row.id: row for row in plan.indicators}
    with Engines(pack.folder, pack.ledgers) as engines:
        return [
            _opened(rows[actual.indicator], actual, by_row.get(actual.indicator), engines, as_of, limit)
            for actual in actuals
            if actual.indicator is not None and only in {None, actual.indicator}
        ]


def _opened(
    row: Indicator, actual: Actual, taken: Taken | None, engines: Engines, as_of: Date, limit: int | None
) -> Explained:
    if taken is None:
        return Explained(
            row, actual, _told(actual), ("佐证材料",), tuple((name,) for name in actual.evidence), len(actual.evidence)
        )
    engine = engines.of(taken.ledger)
    columns, rows = engine.rows(taken.ledger, condition(taken), as_of, limit)
    sources = engine.sources(taken.ledger)
    shown = tuple((sources[held[0]], *held[1:]) if engine.stored else held for held in rows)
    names = tuple({BATCH: "来源文件", ROW: "行"}.get(name) or _title(taken, name) for name in columns)
    total = actual.lineage.rows_counted if actual.lineage is not None else len(shown)
    return Explained(row, actual, sentence(taken, actual, as_of), names, shown, total)


def _row(plan: Plan, name: str) -> Indicator:
    found = [row for row in plan.indicators if row.id == name] or [
        row for row in plan.indicators if fold(row.name) == fold(name)
    ]
    found = found or [row for row in plan.indicators if fold(name) in fold(row.name)]
    if len(found) != 1:
        same = "；".join(f"{row.id} 目标{row.objective} {row.name}" for row in found)
        raise JixiaoError("no-such-indicator", f"有{len(found)}个指标符合，请写编号：{same}" if found else "绩效表里没有这个指标。",
                          f"{len(found)} indicators fit: {same}", name)  # fmt: skip
    return found[0]


def _title(taken: Taken, name: str) -> str:
    field = taken.ledger.field(name)
    return (field.title or field.name) if field is not None else name


def sentence(taken: Taken, actual: Actual, as_of: Date) -> str:
    """How a value was counted, in words."""
    lineage = actual.lineage
    assert lineage is not None
    parts = [
        f"在台账“{taken.ledger.shown}”截至{as_of:%Y-%m-%d}的{lineage.rows_seen}行中，{lineage.rows_counted}行计入，按 {taken.measure.value} 计算"
    ]
    if actual.numerator is not None and actual.denominator is not None:
        parts.append(f"分子{actual.numerator:f}，分母{actual.denominator:f}")
    if isinstance(taken.measure, Measure) and taken.measure.note:
        parts.append(taken.measure.note)
    return "；".join(parts).rstrip("。") + "。"


def _told(actual: Actual) -> str:
    return "由人评级，不是计算的。" if actual.level is not None else "由人填报，不是计算的。"


def rows_book(found: Explained) -> bytes:
    """The rows of a number as a workbook; texts are never formulas."""
    from openpyxl.styles import Font

    from jixiao.books import new_book, packed, texts_only

    book = new_book()
    page = book.create_sheet("计入的行")
    head = "合成数据　" if found.actual.synthetic else ""
    page.append((f"{head}{found.indicator.name}：{found.actual.text or found.actual.note or ''}",))
    page.append((found.sentence,))
    page.append(found.columns)
    for row in found.rows:
        page.append(row)
    texts_only(page)
    page["A1"].font = Font(bold=True)
    page.freeze_panes = "A4"
    return packed(book)


# -- coverage and verification --------------------------------------------------------------


def standing(plan: Plan, pack: Pack) -> list[tuple[Indicator, str, tuple[str, ...]]]:
    """For each indicator what it stands on (a key of ``KINDS``) and the names of its evidence.

    Raises:
        JixiaoError: the pack does not fit the plan.
    """
    wrong = unfit(pack, plan)
    if wrong:
        raise wrong[0]
    by_row: dict[str, tuple[str, tuple[str, ...]]] = {}
    for entry in entries_of(pack):
        row = indicator_for(plan, entry)
        assert row is not None
        if isinstance(entry, Measure):
            by_row[row.id] = ("survey" if entry.survey is not None else "computed", (pack.ledgers[entry.ledger].shown,))
        else:
            names = tuple(pack.ledgers[name].shown if name in pack.ledgers else name for name in entry.evidence)
            by_row[row.id] = ("rated" if hasattr(entry, "level") else "reported", names)
    return [(row, *by_row.get(row.id, ("nothing", ()))) for row in plan.indicators]


class _Stored(msgspec.Struct):
    actuals: tuple[Actual, ...]


def verified(plan: Plan, pack: Pack, stored: bytes, name: str) -> list[tuple[Indicator, str, str]]:
    """Stored computed values that the evidence no longer gives, with what it gives now.

    Raises:
        JixiaoError: the stored values cannot be read, or are of more than one day.
    """
    try:
        held = msgspec.json.decode(stored, type=_Stored).actuals
    except msgspec.DecodeError as error:
        raise JixiaoError(
            "bad-json", f"不是完成值文件（{error}）。", f"This is no file of actual values ({error}).", name
        ) from None
    computed = [actual for actual in held if actual.origin != "reported" and actual.as_of is not None]
    found: list[tuple[Indicator, str, str]] = []
    rows = {row.id: row for row in plan.indicators}
    for day in sorted({actual.as_of for actual in computed if actual.as_of is not None}):
        now = {actual.indicator: actual for actual in measure(plan, pack, day).actuals}
        for actual in computed:
            if actual.as_of != day or actual.indicator not in rows:
                continue
            fresh = now.get(actual.indicator)
            if fresh is None or _figures(fresh) != _figures(actual):
                found.append(
                    (
                        rows[actual.indicator],
                        actual.text or "",
                        (fresh.text or "") if fresh is not None else "（没有度量）",
                    )
                )
    return found


def _figures(actual: Actual) -> tuple[Any, ...]:
    digest = actual.lineage.measure_digest if actual.lineage is not None else None
    return actual.text, actual.value, actual.date, actual.numerator, actual.denominator, digest
