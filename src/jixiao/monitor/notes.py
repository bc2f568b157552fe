"""What people add to monitoring (监控填报): deviation reasons, rectification, milestones, their own judgement.

A TOML file; every entry names its indicator by id or by name, with its objective where the name occurs twice.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - reads as the type it is
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from jixiao.errors import JixiaoError
from jixiao.plan.build import named_indicator
from jixiao.plan.progress import Deviation, Likelihood, Rectification

if TYPE_CHECKING:
    from pathlib import Path

    from jixiao.plan.values import Plan

T = TypeVar("T", bound=Struct)


class _Named(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    indicator: str
    objective: int | None = None


class DeviationNote(Deviation, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why an indicator falls behind."""

    indicator: str
    objective: int | None = None


class RectificationNote(Rectification, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A rectification record of an indicator."""

    indicator: str
    objective: int | None = None


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """By a day, this share (0 to 1) of the year's target is to be done."""

    by: Date
    share: float


class MilestoneNote(_Named, frozen=True, kw_only=True):
    """The declared course of an indicator."""

    points: tuple[Point, ...]


class LikelihoodNote(_Named, frozen=True, kw_only=True):
    """A person's judgement of 完成目标可能性; for indicators that cannot be forecast."""

    likelihood: Likelihood
    note: str = ""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    synthetic: bool = False
    deviation: tuple[DeviationNote, ...] = ()
    rectification: tuple[RectificationNote, ...] = ()
    milestone: tuple[MilestoneNote, ...] = ()
    likelihood: tuple[LikelihoodNote, ...] = ()


class Notes(NamedTuple):
    """All notes by indicator id. ``shares`` are twelve monthly shares of a declared course."""

    deviations: dict[str, tuple[Deviation, ...]]
    rectifications: dict[str, tuple[Rectification, ...]]
    shares: dict[str, tuple[float, ...]]
    likelihoods: dict[str, LikelihoodNote]
    synthetic: bool = False


NOTHING = Notes({}, {}, {}, {})


def load_notes(path: Path, plan: Plan) -> Notes:
    """The notes of a file, checked against the plan.

    Raises:
        JixiaoError: unreadable, wrong, or about an indicator that the plan does not have once.
    """
    import tomllib

    try:
        return read_notes(tomllib.loads(path.read_text(encoding="utf-8")), plan, str(path))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise JixiaoError("bad-notes", f"监控填报文件读不出来（{error}）。", f"The notes cannot be read ({error}).", str(path)) from None  # fmt: skip


def read_notes(raw: dict[str, Any], plan: Plan, place: str = "") -> Notes:
    """The notes of a decoded file. Raises as ``load_notes``."""
    try:
        file = msgspec.convert(raw, _File, strict=False)
    except msgspec.ValidationError as error:
        raise JixiaoError("bad-notes", f"监控填报写得不对：{error}", f"The notes are not right: {error}", place) from None  # fmt: skip
    deviations: dict[str, tuple[Deviation, ...]] = {}
    rectifications: dict[str, tuple[Rectification, ...]] = {}
    for cause in file.deviation:
        held = _indicator(cause, plan, place)
        deviations[held] = (*deviations.get(held, ()), _itself(cause, Deviation))
    for record in file.rectification:
        held = _indicator(record, plan, place)
        rectifications[held] = (*rectifications.get(held, ()), _itself(record, Rectification))
    shares = {_indicator(entry, plan, place): monthly(entry.points, plan.year, place) for entry in file.milestone}
    judged = {_indicator(entry, plan, place): entry for entry in file.likelihood}
    return Notes(deviations, rectifications, shares, judged, file.synthetic)


def monthly(points: tuple[Point, ...], year: int | None, place: str = "") -> tuple[float, ...]:
    """Twelve monthly shares of a course declared by days: straight between the points, even where it says nothing.

    Raises:
        JixiaoError: shares fall, leave 0 to 1, or lie in another year.
    """
    from jixiao.monitor.outlook import position

    known = [(0.0, 0.0)]
    for point in points:
        if (year is not None and point.by.year != year) or not known[-1][1] <= point.share <= 1:
            raise JixiaoError("bad-milestones", f"进度计划应在{year}年内、逐步增加且不超过1：{point.by} {point.share:g}",
                              f"Milestones must lie in {year}, rise, and not exceed 1: {point.by} {point.share:g}", place)  # fmt: skip
        known.append((position(point.by), point.share))
    if known[-1][0] < 12:
        known.append((12.0, 1.0))
    total = known[-1][1] or 1.0

    def at(month: float) -> float:
        for (left, low), (right, high) in pairwise(known):
            if left <= month <= right and right > left:
                return low + (high - low) * (month - left) / (right - left)
        return known[-1][1]

    return tuple((at(month + 1.0) - at(float(month))) / total for month in range(12))


def _itself(note: Struct, kind: type[T]) -> T:
    """A note's value without whom it is about."""
    return kind(**{name: getattr(note, name) for name in kind.__struct_fields__})


def _indicator(entry: _Named | DeviationNote | RectificationNote, plan: Plan, place: str) -> str:
    found = named_indicator(plan, entry.indicator, entry.objective)
    if found is None:
        raise JixiaoError("no-such-indicator", f"绩效表里没有指标“{entry.indicator}”，或有几个同名的：请写指标编号，或加上 objective（目标序号）。",
                          f"The plan has no indicator “{entry.indicator}”, or several: give the id, or the objective.", place)  # fmt: skip
    return found.id
