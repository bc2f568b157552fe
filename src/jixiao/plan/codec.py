"""Canonical JSON, digests and JSON Schema of plans and readings."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

import msgspec

from jixiao.plan.values import Plan

T = TypeVar("T")
_encoder = msgspec.json.Encoder(decimal_format="string", order="deterministic")


def to_json(value: Any) -> bytes:
    """Canonical JSON: fields in declared order, decimals as strings, absent as null."""
    return _encoder.encode(value)


def to_pretty_json(value: Any) -> bytes:
    """The same JSON, indented for people."""
    return msgspec.json.format(to_json(value), indent=2)


def from_json(data: bytes | str, kind: type[T]) -> T:
    """Read back what ``to_json`` wrote. Raises ``msgspec.ValidationError`` with the path."""
    return msgspec.json.decode(data, type=kind)


def plan_from_json(data: bytes | str) -> Plan:
    """A plan from its JSON."""
    return from_json(data, Plan)


def digest(value: Any) -> str:
    """SHA-256 over canonical JSON, as 64 hex digits: the identity of a version."""
    return hashlib.sha256(to_json(value)).hexdigest()


def json_schema(kind: type = Plan) -> dict[str, Any]:
    """JSON Schema (2020-12) of one of the value types."""
    schema = msgspec.json.schema(kind, schema_hook=None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
