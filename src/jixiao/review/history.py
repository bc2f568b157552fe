"""Against last year's table and what came of it."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from jixiao.plan.build import fold
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.review.context import Context, Row

_YEAR = re.compile(
    r"(?<!较)(?<!比)(?<!超)(?<!自)(?<!—)(?<!-)(20\d\d)\s*年(?!以来|同期|相比|基础|增长|为基|实际|至|-|—|到)"
)
LOW, HIGH = Decimal("0.8"), Decimal("1.2")
FAR = Decimal("1.5")


@rule(
    "R14",
    "warning",
    source="review-form:绩效合理性",
    zh="照抄上年",
    en="Copied from last year",
    why="八成以上的行与上年名称和值都相同，或者文字里还留着往年年份。作为基期的年份不算。",
    fires=(
        {
            "rows": ["数量指标|会议次数|≥8次", "质量指标|合格率|≥95%"],
            "previous": {"rows": ["数量指标|会议次数|≥8次", "质量指标|合格率|≥95%"]},
        },
        {"rows": ["数量指标|2024年培训场次|≥8场"]},
    ),
    silent=(
        {
            "rows": ["数量指标|会议次数|≥9次", "质量指标|合格率|≥96%"],
            "previous": {"rows": ["数量指标|会议次数|≥8次", "质量指标|合格率|≥95%"]},
        },
        {"rows": ["经济效益指标|产值|较2024年增长≥5%", "数量指标|2025年培训场次|≥8场"]},
    ),
    suspects=True,
)
def copied_from_last_year(context: Context) -> Iterator[Hit]:
    """At least 80 % of the rows equal last year's in name and target, or an earlier year stands in a text.

    Why: copied tables follow neither this year's work nor its money. Leaves out: years named as a base.
    """
    if context.previous is not None and context.rows:
        before = {
            (fold(i.name), _target(i.target.text if i.target else "", context.previous.year))
            for i in context.previous.indicators
        }
        same = sum(
            (name, _target(row.target.text, context.plan.year)) in before
            for row, name in zip(context.rows, context.folded, strict=True)
        )
        if same * 10 >= len(context.rows) * 8:
            yield Hit(
                "/indicators",
                f"{len(context.rows)}行指标中有{same}行的名称和指标值与上年完全相同，疑似照抄。",
                f"{same} of {len(context.rows)} rows equal last year's in name and target: they look copied.",
                "请按本年度任务和资金重新设定，或说明不变的理由。",
                "Set them anew for this year's work and money, or say why they stay.",
            )
    year = context.plan.year
    if year is None:
        return
    texts = [(row.name_at, row.name) for row in context.rows if "20" in row.name]
    texts += [(row.value_at, row.target.text) for row in context.worded if "20" in row.target.text]
    texts += [(f"/objectives/{i}/text", o.text) for i, o in enumerate(context.plan.objectives) if "20" in o.text]
    for at, text in texts:
        for found in _YEAR.finditer(text):
            if int(found[1]) in {year - 1, year - 2} and not re.search(
                rf"{found[1]}\s*[-—至到~～]\s*20|20\d\d\s*[-—至到~～]\s*{found[1]}", text
            ):
                yield Hit(
                    at,
                    f"文字里出现{found[1]}年，疑似沿用旧表（本表为{year}年度）。",
                    f"The text names {found[1]}; it looks left over from an older table (this one is for {year}).",
                    "请确认年份；作为基期的请写明“较…年”。",
                    "Confirm the year; if it is a base, say 较…年.",
                )
                break


def _target(text: str, year: int | None) -> str:
    return fold(text.replace(str(year), "Y") if year else text)


def _pasts(context: Context, row: Row, name: str) -> list[Decimal]:
    """What was reached in earlier years under the same name and unit, oldest first."""
    found: list[Decimal] = []
    for plan, actuals in context.history:
        reached = {actual.indicator: actual.value for actual in actuals}
        for indicator in plan.indicators:
            value = reached.get(indicator.id)
            if (
                value is not None
                and fold(indicator.name) == name
                and (indicator.target is None or indicator.target.unit == row.target.unit)
            ):
                found.append(value)
                break
    if not found and row.indicator.previous is not None:
        found.append(row.indicator.previous)
    return found


@rule(
    "R16",
    "warning",
    source="review-form:绩效合理性",
    zh="指标值远低于以往实绩",
    en="The target is far below what was reached before",
    why="低于上年实绩的80%（越小越好的指标高于120%），去年轻松越过的杆等于没有要求。没有往年数据的行不判断。",
    fires=(
        {
            "rows": ["数量指标|培训人数|≥300人"],
            "previous": {"rows": ["数量指标|培训人数|≥300人"], "actuals": ["500人"]},
        },
    ),
    silent=(
        {
            "rows": ["数量指标|培训人数|≥480人"],
            "previous": {"rows": ["数量指标|培训人数|≥300人"], "actuals": ["500人"]},
        },
    ),
    needs="previous",
)
def target_below_history(context: Context) -> Iterator[Hit]:
    """Below 80 % of last year's result (above 120 % where less is better).

    Why: a bar that was jumped last year by far asks for nothing. Leaves out: rows without a result.
    """
    for row, name in _numeric_named(context):
        pasts = _pasts(context, row, name)
        value = row.target.value
        if not pasts or value is None or not pasts[-1]:
            continue
        last = pasts[-1]
        low = row.target.comparator in {"≥", ">"} and value < LOW * last
        high = row.target.comparator in {"≤", "<"} and value > HIGH * last
        if low or high:
            yield Hit(
                row.value_at,
                f"上年实际完成{last:f}，本年指标值{row.target.text}{'明显偏低' if low else '明显偏宽'}。",
                f"Last year's result was {last:f}; {row.target.text} asks far {'less' if low else 'more laxly'}.",
                "请参照上年实绩调整，或说明原因。",
                "Set it by last year's result, or say why not.",
            )


@rule(
    "R17",
    "warning",
    source="review-form:实现可能性",
    zh="指标值远高于以往实绩",
    en="The target is far above what was ever reached",
    why="高于历年最好水平的1.5倍，可能做不到，也可能是笔误。没有往年数据的行不判断。",
    fires=(
        {
            "rows": ["数量指标|培训人数|≥900人"],
            "previous": {"rows": ["数量指标|培训人数|≥300人"], "actuals": ["500人"]},
        },
    ),
    silent=(
        {
            "rows": ["数量指标|培训人数|≥600人"],
            "previous": {"rows": ["数量指标|培训人数|≥300人"], "actuals": ["500人"]},
        },
    ),
    needs="previous",
)
def target_above_history(context: Context) -> Iterator[Hit]:
    """Above 1.5 times the best result of the years known.

    Why: it may be out of reach, or a slip of the pen. Leaves out: rows without a result.
    """
    for row, name in _numeric_named(context):
        pasts = _pasts(context, row, name)
        value = row.target.value
        if (
            pasts
            and value is not None
            and row.target.comparator in {"≥", ">", "="}
            and max(pasts) > 0
            and value > FAR * max(pasts)
        ):
            yield Hit(
                row.value_at,
                f"以往最好完成{max(pasts):f}，本年指标值{row.target.text}高出一半以上，请说明依据。",
                f"The best result so far was {max(pasts):f}; {row.target.text} is more than half above it. Say on what basis.",
                "请补充测算依据，或调整指标值。",
                "Add the basis, or adjust the target.",
            )


def _numeric_named(context: Context) -> Iterator[tuple[Row, str]]:
    if context.history or any(row.indicator.previous is not None for row in context.numeric):
        for row in context.numeric:
            yield row, context.folded[row.position]
