"""A small synthetic pack for the tests: meetings and payments of a made-up office."""

from pathlib import Path

from jixiao.evidence.ledger import faults
from jixiao.plan import Indicator, Plan, indicator_id, parse_target

MEETINGS = """
name: meetings
title: 会议台账
event: 日期
primaryKey: 编号
synthetic: true
fields:
  - {name: 编号, constraints: {required: true}}
  - {name: 日期, type: date, constraints: {required: true}}
  - {name: 类别, constraints: {enum: [例会, 专题会]}}
  - {name: 应到, type: integer, constraints: {minimum: 0}}
  - {name: 实到, type: integer}
  - {name: 已办结, type: boolean}
  - {name: 办结日期, type: date}
  - {name: 金额, type: number, decimals: 2, unit: 元}
"""
MEASURES = """
synthetic: true
measures:
  - {indicator: 例会次数, ledger: meetings, unit: 次, value: "count(*) filter (where 类别 = '例会')"}
  - {indicator: 出席率, ledger: meetings, unit: "%", value: 100 * sum(实到) / sum(应到)}
  - {indicator: 会议经费, ledger: meetings, unit: 元, value: sum(金额)}
  - {indicator: 办结时间, ledger: meetings, value: max(办结日期), complete: count(办结日期) / count(*)}
  - {indicator: 开会月份, ledger: meetings, unit: 月, value: count(distinct month(日期))}
ratings:
  - {indicator: 机制健全, level: partly, ratio: 0.7, statement: 制度已印发, evidence: [meetings]}
"""
TARGETS = {
    "例会次数": "≥12次",
    "出席率": "≥95%",
    "会议经费": "≤1万元",
    "办结时间": "2025年12月底前",
    "开会月份": "2025年全年",
    "机制健全": "持续完善",
    "没有佐证的指标": "≥1个",
}


def plan():
    taken = set()
    rows = tuple(
        Indicator(indicator_id(1, "产出指标", "数量指标", name, taken), name, 1, None, "产出指标", "数量指标", parse_target(text, 2025))
        for name, text in TARGETS.items()
    )  # fmt: skip
    return Plan("目标表", "整体支出", "某局", None, 2025, "万元", (), (), (), rows)


def pack(folder: Path, measures: str = MEASURES) -> Path:
    (folder / "ledgers").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "ledgers" / "meetings.yaml").write_text(MEETINGS, encoding="utf-8")
    (folder / "measures.yaml").write_text(measures, encoding="utf-8")
    return folder


def meetings():
    import yaml

    ledger, wrong = faults(yaml.safe_load(MEETINGS), "meetings.yaml")
    assert wrong == []
    return ledger


HEADER = "编号,日期,类别,应到,实到,已办结,办结日期,金额\n"


def csv_rows(*rows: str) -> bytes:
    return (HEADER + "".join(row + "\n" for row in rows)).encode()


def year(count: int = 12) -> bytes:
    return csv_rows(
        *(f"M{n},2025-{n:02d}-05,例会,20,{20 - n % 2},是,2025-{n:02d}-20,100.50" for n in range(1, count + 1))
    )
