"""The official 绩效目标审核表 as a value: eight items with ratings, points and reasons."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

Rating = Literal["优", "良", "中", "差"]


class ReviewItem(Struct, frozen=True):
    """One 审核内容. ``computed`` is the program's suggestion; a reviewer's own stands beside it with a reason."""

    group: str
    group_points: int
    item: str
    points: int
    question: str
    computed: Rating
    computed_score: Decimal
    explanation: str
    rating: Rating
    score: Decimal
    overridden: bool = False
    reason: str | None = None
    findings: tuple[str, ...] = ()


class ReviewSheet(Struct, frozen=True):
    """The whole sheet. ``score`` has one decimal; ``consequence`` is what follows from the grade."""

    subject: str
    year: int | None
    money: str
    items: tuple[ReviewItem, ...]
    score: Decimal
    grade: Rating
    consequence: str
    opinion: str = ""
    reviewer: str = ""
    reviewing_unit: str = ""
    date: str = ""
