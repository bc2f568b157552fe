"""Review (审核): the regulations as rules over a plan.

``check`` runs the rules; ``registry.rules`` lists them; ``report``, ``sarif`` and ``sheet``
say what was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.review.config import Config
from jixiao.review.context import Context
from jixiao.review.registry import finding, rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from jixiao.plan.values import Actual, Finding, Location, Plan, PrintedScore, Problem

_BLOCKS = {"": 0, "form": 0, "funds": 1, "tasks": 2, "objectives": 3, "indicators": 4}


def check(
    plan: Plan,
    *,
    previous: Plan | None = None,
    previous_actuals: Sequence[Actual] = (),
    history: Sequence[tuple[Plan, Sequence[Actual]]] = (),
    actuals: Sequence[Actual] = (),
    printed_scores: Sequence[PrintedScore] = (),
    problems: Sequence[Problem] = (),
    locations: Mapping[str, Location] | None = None,
    config: Config | None = None,
    today: date | None = None,
    lang: str = "zh",
) -> tuple[Finding, ...]:
    """Every finding about a plan, in the order of the form, then by rule.

    Args:
        plan: the table.
        previous: last year's table; with ``previous_actuals`` and older ``history`` for R14, R16, R17.
        previous_actuals: what last year's table came to.
        history: older (plan, actuals) pairs, oldest first.
        actuals: actual values, and ``printed_scores`` the scores printed beside them, for R30.
        printed_scores: see ``actuals``.
        problems: the reader's doubts, for R32.
        locations: where each field stood; findings then point at the document.
        config: profile, selection and waivers (``review.config``); by default the profile of the department's region.
        today: decides whether a waiver has expired; needed only with waivers.
        lang: ``zh`` or ``en``.
    """
    if config is None:
        config = Config()
    context = Context(
        plan,
        profile=config.profile_for(plan),
        previous=previous,
        previous_actuals=previous_actuals,
        history=history,
        actuals=actuals,
        printed_scores=printed_scores,
        problems=problems,
    )
    places = locations or {}
    found: list[tuple[tuple[int, int, str], Finding]] = []
    for code, registered in rules().items():
        if not config.wants(code):
            continue
        for hit in registered.function(context):
            made = finding(registered, hit, context.quote(hit.at), lang)
            where = _place(places, hit.at) if places else None
            found.append((_order(hit.at, code), _located(made, where) if where is not None else made))
    if problems:
        found = _with_problem_places(found, problems)
    found.sort(key=lambda item: item[0])
    ordered = tuple(made for _, made in found)
    if not config.waivers:
        return ordered
    return config.waived(plan, ordered, today, lang)


def _order(pointer: str, code: str) -> tuple[int, int, str]:
    steps = pointer.split("/")
    block = _BLOCKS.get(steps[1] if len(steps) > 1 else "", 5)
    number = int(steps[2]) if len(steps) > 2 and steps[2].isdigit() else -1
    return block, number, code


def _place(places: Mapping[str, Location], pointer: str) -> Location | None:
    """The place of a field, or of the nearest thing around it."""
    while pointer:
        found = places.get(pointer) or places.get(f"{pointer}/name") or places.get(f"{pointer}/text")
        if found is not None:
            return found
        if pointer in {"/indicators", "/tasks", "/objectives", "/funds"}:
            return places.get(f"{pointer}/0")
        pointer = pointer.rpartition("/")[0]
    return None


def _located(made: Finding, where: Location) -> Finding:
    from msgspec.structs import replace

    return replace(made, location=where)


def _with_problem_places(
    found: list[tuple[tuple[int, int, str], Finding]], problems: Sequence[Problem]
) -> list[tuple[tuple[int, int, str], Finding]]:
    """R32's findings about the reader's doubts point where the doubt does."""
    places = {problem.text: problem.location for problem in problems if problem.location is not None}
    return [
        (
            order,
            _located(made, where)
            if made.rule == "R32" and not made.subject and (where := _quoted(places, made.message))
            else made,
        )
        for order, made in found
    ]


def _quoted(places: Mapping[str, Location], message: str) -> Location | None:
    return next((where for text, where in places.items() if text and f"“{text}”" in message), None)


__all__ = ["check", "rules"]
