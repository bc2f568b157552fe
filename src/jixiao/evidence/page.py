"""The page of all actual values: each opens to how it was counted, the quality of its data, and its first rows."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from jixiao.evidence.explaining import KINDS, kind_of
from jixiao.pages import document, synthetic_mark

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Date  # noqa: N812 - reads as the type it is

    from jixiao.evidence.explaining import Explained
    from jixiao.plan.values import Plan, Quality

STYLE = """
header,main,footer{max-width:1080px;margin-inline:auto;padding-inline:20px}
main h2{font-size:15px;font-weight:500;margin:22px 0 8px;line-height:1.6}
main h2 span{background:var(--accent);color:#fff;border-radius:4px;padding:1px 9px;margin-right:6px;font-size:13px}
details{background:var(--paper);border:1px solid var(--line);border-radius:6px;margin:0 0 6px}
summary{display:grid;grid-template-columns:7.5em minmax(0,1fr) 10em 12em;gap:10px;padding:7px 14px;cursor:pointer;list-style:none;align-items:baseline}
summary::-webkit-details-marker{display:none}summary:hover{background:#f8fafc}details[open] summary{border-bottom:1px solid var(--line)}
summary b{font-weight:600;font-variant-numeric:tabular-nums;text-align:right}summary .aim{color:var(--soft);text-align:right}
.kind::before{content:"▸ "}details[open] .kind::before{content:"▾ "}
.kind{font-size:12px;color:var(--soft)}.kind.computed,.kind.survey{color:var(--accent)}.kind.reported,.kind.rated{color:#7a5a00}.kind.nothing{color:var(--red)}
.open{padding:8px 14px 12px}.open p{margin:0 0 6px}.open code{background:#f2f5f8;border-radius:3px;padding:1px 5px;overflow-wrap:anywhere}
.facts{display:grid;grid-template-columns:6em minmax(0,1fr);gap:2px 10px;margin:0 0 8px;font-size:12.8px}.facts dt{color:var(--soft)}.facts dd{margin:0}
.rows{overflow-x:auto}.rows table{border-collapse:collapse;font-size:12.5px;white-space:nowrap}
.rows th,.rows td{border-bottom:1px solid var(--line);padding:3px 10px;text-align:left;font-weight:400;font-variant-numeric:tabular-nums}
.rows th{color:var(--soft)}.more{color:var(--soft);font-size:12.5px}
@media (max-width:720px){summary{grid-template-columns:7.5em minmax(0,1fr)}}
@media print{body{background:#fff;font-size:11px}details{break-inside:avoid}}
"""
_SAY = {
    "zh": {
        "title": "完成值从哪里来", "as_of": "截至", "objective": "目标", "rows": "共{total}行计入，这里是前{shown}行。", "all": "{total}行全部在这里。",
        "verified": "怎样核实", "source": "数据来源", "accuracy": "精度要求", "limits": "局限", "remedy": "怎样弥补", "batches": "批次",
        "foot": "点开任何一行：这个数怎样数出来、由哪些行组成。每一行给出来源文件和行号；批次是数据的指纹，资料不变，数就不变。",
    },
    "en": {
        "title": "Where the actual values come from", "as_of": "as of", "objective": "Objective ", "rows": "{total} rows count; these are the first {shown}.",
        "all": "All {total} rows.", "verified": "verified", "source": "source", "accuracy": "accuracy", "limits": "limits", "remedy": "remedy", "batches": "batches",
        "foot": "Open any line: how the number was counted, and its rows with file and row number. A batch is the fingerprint of its data.",
    },
}  # fmt: skip


def page(plan: Plan, found: Sequence[Explained], as_of: Date, lang: str = "zh") -> bytes:
    """The page as UTF-8 bytes: indicators in the plan's order; those of which nothing is known are shown as such."""
    say = _SAY[lang]
    by_row = {one.indicator.id: one for one in found}
    parts: list[str] = []
    previous: object = object()
    for row in plan.indicators:
        if row.objective != previous:
            parts.append(_heading(plan, row.objective, say))
            previous = row.objective
        one = by_row.get(row.id)
        if one is None:
            aim = escape(row.target.text if row.target is not None else "")
            parts.append(f'<details id="{escape(row.id)}"><summary><span class="kind nothing">{KINDS["nothing"][lang != "zh"]}</span>'
                         f'<span>{escape(row.name)}</span><span class="aim">{aim}</span><b></b></summary></details>')  # fmt: skip
        else:
            parts.append(_opened(one, lang))
    kinds = Counter(kind_of(by_row[row.id].actual) if row.id in by_row else "nothing" for row in plan.indicators)
    tiles = "".join(
        f"<li><b>{kinds[kind]}</b><span>{names[lang != 'zh']}</span></li>" for kind, names in KINDS.items() if kinds[kind]
    )  # fmt: skip
    title = f"{plan.department or plan.project or ''} {say['title']}"
    mark = synthetic_mark(lang) if any(one.actual.synthetic for one in found) else ""
    body = (
        f'<header><h1>{escape(title)}</h1><p class="day">{say["as_of"]} <b>{as_of.isoformat()}</b></p>{mark}'
        f'<ul class="tiles">{tiles}</ul></header><main>{"".join(parts)}</main><footer>{escape(say["foot"])}</footer>'
    )
    return document(title, STYLE, body, lang)


def _heading(plan: Plan, number: int | None, say: dict[str, str]) -> str:
    objective = plan.objective(number)
    if objective is None:
        return ""
    return f"<h2><span>{escape(say['objective'])}{objective.number}</span> {escape(objective.text)}</h2>"


def _opened(one: Explained, lang: str) -> str:
    say, row, actual = _SAY[lang], one.indicator, one.actual
    kind = kind_of(actual)
    value = actual.text or actual.note or ""
    said = f"<p>{escape(actual.note)}</p>" if actual.note and actual.text else ""
    lineage = actual.lineage
    batches = ""
    if lineage is not None:
        listed = "、".join(f"{ledger} <code>{batch[:12]}</code>" for ledger, batch in lineage.batches)
        batches = f"<dt>{say['batches']}</dt><dd>{listed}</dd>"
    facts = f'<dl class="facts">{_quality(actual.quality, say)}{batches}</dl>' if actual.quality or batches else ""
    return (
        f'<details><summary><span class="kind {kind}">{KINDS[kind][lang != "zh"]}</span><span>{escape(row.name)}</span>'
        f'<span class="aim">{escape(row.target.text if row.target is not None else "")}</span><b>{escape(_short(value))}</b></summary>'
        f'<div class="open" id="{escape(row.id)}"><p>{escape(one.sentence)}</p>{said}{_whole(value)}{facts}{_rows(one, say)}</div></details>'
    )


def _short(value: str) -> str:
    return value if len(value) <= 18 else value[:17] + "…"


def _whole(value: str) -> str:
    return f"<p>{escape(value)}</p>" if len(value) > 18 else ""


def _quality(quality: Quality | None, say: dict[str, str]) -> str:
    if quality is None:
        return ""
    names = ("verified", "source", "accuracy", "limits", "remedy")
    return "".join(f"<dt>{say[name]}</dt><dd>{escape(getattr(quality, name))}</dd>" for name in names)


def _rows(one: Explained, say: dict[str, str]) -> str:
    if not one.rows:
        return ""
    head = "".join(f"<th>{escape(column)}</th>" for column in one.columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(_cell(cell))}</td>' for cell in row)}</tr>" for row in one.rows
    )  # fmt: skip
    more = say["rows"] if one.total > len(one.rows) else say["all"]
    return (
        f'<div class="rows"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<p class="more">{more.format(total=one.total, shown=len(one.rows))}</p>'
    )


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)
