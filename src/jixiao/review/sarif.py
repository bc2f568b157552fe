"""Findings as SARIF 2.1.0, which editors and code hosts show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jixiao.law import describe
from jixiao.review.registry import rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.plan.values import Finding

_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def to_sarif(results: Sequence[tuple[str, Sequence[Finding]]], version: str, lang: str = "zh") -> dict[str, Any]:
    """One run over (file, findings) pairs. Lines become regions, cells logical locations."""
    registered = rules()
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "jixiao",
                        "version": version,
                        "rules": [
                            {
                                "id": code,
                                "name": rule.name,
                                "shortDescription": {"text": rule.zh if lang == "zh" else rule.en},
                                "fullDescription": {"text": " ".join(rule.doc.split())},
                                "help": {"text": describe(rule.source, lang)},
                                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
                            }
                            for code, rule in registered.items()
                        ],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(name, found) for name, findings in results for found in findings],
            }
        ],
    }


def _result(name: str, found: Finding) -> dict[str, Any]:
    where = found.location
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri((where.file if where else None) or name)}}
    if where is not None and where.line is not None:
        physical["region"] = {"startLine": where.line}
    location: dict[str, Any] = {"physicalLocation": physical}
    shown = where.describe("en") if where is not None else ""
    logical = f"{found.subject} {shown}".strip()
    if logical:
        location["logicalLocations"] = [{"fullyQualifiedName": logical}]
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "level": _LEVELS[found.severity],
        "message": {"text": f"{found.message}{found.suggestion}"},
        "locations": [location],
    }
    if found.status == "waived":
        result["suppressions"] = [{"kind": "external", "justification": found.reason or ""}]
    return result


def _uri(name: str) -> str:
    from urllib.parse import quote

    return quote(name.replace("\\", "/"), safe="/:.-_~")
