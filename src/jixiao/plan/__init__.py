"""The values of a performance table: types, JSON form, digest, grammar of targets, taxonomy."""

from jixiao.plan.build import budget_of, indicator_id, part, total
from jixiao.plan.codec import digest, from_json, json_schema, plan_from_json, to_json, to_pretty_json
from jixiao.plan.target import comparator_of, parse_target
from jixiao.plan.taxonomy import level1_type, level2_type
from jixiao.plan.values import (
    Actual,
    Finding,
    FundLine,
    Indicator,
    Lineage,
    Location,
    Objective,
    Plan,
    PrintedScore,
    Problem,
    Quality,
    Reading,
    Sample,
    Settled,
    Target,
    Task,
)

__all__ = [
    "Actual",
    "Finding",
    "FundLine",
    "Indicator",
    "Lineage",
    "Location",
    "Objective",
    "Plan",
    "PrintedScore",
    "Problem",
    "Quality",
    "Reading",
    "Sample",
    "Settled",
    "Target",
    "Task",
    "budget_of",
    "comparator_of",
    "digest",
    "from_json",
    "indicator_id",
    "json_schema",
    "level1_type",
    "level2_type",
    "parse_target",
    "part",
    "plan_from_json",
    "to_json",
    "to_pretty_json",
    "total",
]
