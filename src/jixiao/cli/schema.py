"""``jixiao schema``: the JSON Schema of our JSON."""

from __future__ import annotations

import json

import click

from jixiao.cli.console import json_option


@click.command(short_help="JSON Schema")
@click.argument("kind", type=click.Choice(["plan", "reading", "finding", "evaluation", "monitoring"]), default="plan")
@json_option
def command(kind: str, as_json: bool) -> None:
    """输出绩效表（plan）、读取结果、审核发现、评分结果或监控结果的 JSON Schema。

    Print the JSON Schema of a plan, a reading, a finding, an evaluation or monitoring.
    """
    del as_json  # it is JSON in any case
    from jixiao.plan import values
    from jixiao.plan.codec import json_schema

    if kind == "evaluation":
        from jixiao.plan.evaluation import Evaluation

        found = json_schema(Evaluation)
    elif kind == "monitoring":
        from jixiao.plan.progress import Monitoring

        found = json_schema(Monitoring)
    else:
        found = json_schema({"plan": values.Plan, "reading": values.Reading, "finding": values.Finding}[kind])
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
