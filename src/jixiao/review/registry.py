"""The register of review rules: one rule, one function, one citation, its cases.

The decorator is the only registration. Codes and severities are public interface: a change
of either is named in the CHANGELOG, and codes are never used again.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.plan.values import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from jixiao.review.context import Context

Case = dict[str, Any]
"""A small table that must or must not set a rule off, in the form ``review.cases`` builds."""


class Hit(NamedTuple):
    """What a rule found: where (JSON pointer), why and what to do, in both languages."""

    at: str
    zh: str
    en: str
    advice_zh: str = ""
    advice_en: str = ""
    severity: Severity | None = None


class Rule(NamedTuple):
    """One registered rule."""

    code: str
    name: str
    severity: Severity
    source: str
    zh: str
    en: str
    why: str
    since: str
    function: Callable[[Context], Iterator[Hit]]
    fires: Sequence[Case]
    silent: Sequence[Case]
    needs: str
    suspects: bool

    @property
    def doc(self) -> str:
        """The rule's docstring: what it is, why, what it leaves out."""
        return self.function.__doc__ or ""


_RULES: dict[str, Rule] = {}
_FAMILIES = (
    "agreement", "classification", "comparators", "completeness", "dates",
    "funds", "history", "selfevaluation", "weights", "wording",
)  # fmt: skip


def rule(
    code: str,
    severity: Severity,
    *,
    source: str,
    zh: str,
    en: str,
    why: str,
    fires: Sequence[Case],
    silent: Sequence[Case],
    since: str = "0.1",
    needs: str = "",
    suspects: bool = False,
) -> Callable[[Callable[[Context], Iterator[Hit]]], Callable[[Context], Iterator[Hit]]]:
    """Register a rule.

    Args:
        code: R and two digits; never used twice.
        severity: of its findings unless a Hit says otherwise.
        source: citation in ``jixiao.law``.
        zh: its title in Chinese, and ``en`` in English.
        en: see ``zh``.
        why: for its readers, in Chinese: the reason, and what it leaves out; the docstring says it in English.
        fires: tables that must set it off; ``silent`` ones that must not.
        silent: see ``fires``.
        since: the version that brought it.
        needs: optional input without which it says nothing (``previous``, ``actuals``).
        suspects: it can only suspect, and its messages say so.
    """

    def register(function: Callable[[Context], Iterator[Hit]]) -> Callable[[Context], Iterator[Hit]]:
        if code in _RULES:
            raise ValueError(f"rule code {code} is used twice")
        _RULES[code] = Rule(
            code, function.__name__, severity, source, zh, en, why, since, function, fires, silent, needs, suspects
        )
        return function

    return register


def rules() -> Mapping[str, Rule]:
    """All rules by code, in order."""
    if not _RULES:
        for family in _FAMILIES:  # importing a family registers its rules
            import_module(f"jixiao.review.{family}")
    return dict(sorted(_RULES.items()))


def finding(found: Rule, hit: Hit, quote: str, lang: str) -> Finding:
    """A Finding in one language; its place is filled in by the caller."""
    return Finding(
        rule=found.code,
        severity=hit.severity or found.severity,
        message=hit.zh if lang == "zh" else hit.en,
        suggestion=hit.advice_zh if lang == "zh" else hit.advice_en,
        citation=found.source,
        subject=hit.at,
        quote=quote,
    )
