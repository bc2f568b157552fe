"""Dates: outside the year, periods as deadlines, mixed spellings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.review.lexicon import has
from jixiao.review.registry import Hit, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.review.context import Context


@rule(
    "R11",
    "warning",
    source="review-form:规范完整性",
    zh="时效指标的日期有问题",
    en="A date is out of the year, or is none",
    why="只有年内的某一天才能判断按期与否：年后的日期、把全年当期限、用文字代替日期、日期没有所指，都有问题。天数、及时率是时效指标的正常写法；项目可以跨年，只作警告。",
    fires=(
        {"rows": ["时效指标|验收完成时间|2026年3月底前"]},
        {"rows": ["时效指标|项目验收|及时"]},
        {"rows": ["时效指标|机构运行时间|2025年全年"]},
        {"rows": ["时效指标|完成时间|2025年9月底前"]},
    ),
    silent=(
        {
            "rows": [
                "时效指标|验收完成时间|2025年9月底前",
                "时效指标|响应时间|≤48小时",
                "时效指标|资金拨付及时率|＝100%",
            ]
        },
    ),
)
def date_out_of_year_or_missing(context: Context) -> Iterator[Hit]:
    """A deadline after the year, a whole year given as a deadline, words instead of a date, or a date of nothing.

    Why: only a day inside the year can be kept or missed. Leaves out: durations and rates, which are
    good values of a 时效指标; projects may run beyond the year, so for them it is a warning.
    """
    year = context.plan.year
    for row in context.rows:
        target = row.target
        if target.kind == "date" and target.date is not None and year is not None and target.date.year != year:
            yield Hit(
                row.value_at,
                f"“{target.text}”不在{year}年度内。",
                f"“{target.text}” is outside {year}.",
                f"请改为{year}年内的日期；跨年项目请写本年度应完成的节点。",
                f"Give a day in {year}; for a longer project the milestone due this year.",
                "warning" if context.is_project else "error",
            )
        elif target.kind == "period" and row.kind == "TIMELINESS":
            yield Hit(
                row.value_at,
                f"“{target.text}”是一段时间，不是完成时限。",
                f"“{target.text}” is a period, no deadline.",
                "请写明完成日期（如2025年12月31日前），或改为“按月完成率”一类可核对的值。",
                "Give a day, or a value that can be checked, such as a monthly completion rate.",
            )
        elif target.kind == "qualitative" and row.kind == "TIMELINESS" and target.text:
            yield Hit(
                row.value_at,
                f"时效指标“{target.text}”没有日期、时长或及时率。",
                f"“{target.text}” gives no date, duration or rate.",
                "请写明完成日期、时长或及时率。",
                "Give a date, a duration or a rate of timeliness.",
            )
        if row.kind == "TIMELINESS" and has("bare_time", row.name):
            yield Hit(
                row.name_at,
                f"“{row.name}”没有说明是哪项工作的时间。",
                f"“{row.name}” does not say of which work.",
                "请写明对象，如“项目验收完成时间”。",
                "Name the work, for example 项目验收完成时间.",
                "info",
            )


@rule(
    "R12",
    "info",
    source="review-form:规范完整性",
    zh="日期写法不统一",
    en="Dates are spelled in several ways",
    why="“12月底前”“底前”“12月31日前”本是同一天，写法不一会让人以为是三个期限。起止时间不算。",
    fires=({"rows": ["时效指标|甲工程完成时间|2025年12月底前", "时效指标|乙工程完成时间|2025年12月31日前"]},),
    silent=({"rows": ["时效指标|甲工程完成时间|2025年11月底前", "时效指标|乙工程完成时间|2025年12月底前"]},),
)
def date_spellings_mixed(context: Context) -> Iterator[Hit]:
    """Deadlines are printed in more than one shape.

    Why: 12月底前, 底前 and 12月31日前 are one day; readers wonder whether three are meant. Leaves out: periods.
    """
    shapes: dict[str, str] = {}
    first = ""
    for row in context.rows:
        if row.target.kind == "date":
            shape = re.sub(r"\d+", "N", row.target.text)
            if shape not in shapes:
                shapes[shape] = row.target.text
                first = first or row.value_at
    if len(shapes) > 1:
        spelled = "、".join(shapes.values())
        yield Hit(
            first,
            f"全表的时限有{len(shapes)}种写法：{spelled}。",
            f"Deadlines are spelled in {len(shapes)} ways: {spelled}.",
            "请统一为一种写法，如“2025年12月31日前”。",
            "Use one, for example 2025年12月31日前.",
        )
