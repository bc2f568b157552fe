"""The index page of ``jixiao demo``: the way at a glance, what July foresaw beside what December brought, every file."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from jixiao.pages import document

if TYPE_CHECKING:
    from jixiao.cli.demo import Made, Tour
    from jixiao.plan.progress import Progress
    from jixiao.plan.values import Actual, Indicator

STYLE = """
header,main,footer{max-width:1180px;margin-inline:auto;padding-inline:20px}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
header p{margin:4px 0 0;max-width:62em}
.way{display:grid;grid-template-columns:repeat(5,minmax(0,1fr));gap:12px;list-style:none;padding:0;margin:18px 0 8px;counter-reset:step}
.way li{background:var(--paper);border:1px solid var(--line);border-top:4px solid var(--accent);border-radius:6px;padding:9px 14px 11px;counter-increment:step}
.way .made{border-top-color:#86277a}.way h2{font-size:13px;color:var(--soft);font-weight:500;margin:0}.way h2::before{content:counter(step) "  "}
.way b{display:block;font-size:22px;line-height:1.35;font-variant-numeric:tabular-nums}.way p{margin:2px 0 0;font-size:12.8px;color:var(--soft)}
main>h2{font-size:17px;margin:28px 0 4px}main>p{margin:0 0 8px;color:var(--soft);max-width:66em}
.table{overflow-x:auto;background:var(--paper);border:1px solid var(--line);border-radius:6px}
table{width:100%;border-collapse:collapse;font-size:12.8px}
th,td{padding:5px 10px;border-bottom:1px solid var(--line);text-align:right;font-variant-numeric:tabular-nums;font-weight:400;vertical-align:top}
th:first-child,td:first-child,td.say,th.say{text-align:left}thead th{color:var(--soft);white-space:nowrap}tr:last-child td{border-bottom:0}
td .dot{margin:0 5px 0 0}.met{color:var(--green)}.missed{color:var(--red)}.open{color:var(--yellow)}td small{color:var(--soft)}
details{margin-top:8px}details>summary{cursor:pointer;color:var(--accent);margin-bottom:8px}
.files{display:grid;grid-template-columns:repeat(auto-fill,minmax(330px,1fr));gap:12px}
.files section{background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:9px 14px}.files h3{margin:0 0 4px;font-size:14px}
.files ul{list-style:none;margin:0;padding:0}.files li{margin:0 0 3px}.files small{color:var(--soft);display:block}
pre{background:#1b2430;color:#e8edf3;border-radius:6px;padding:12px 14px;overflow-x:auto;font-size:12.8px;margin:0}
@media (max-width:800px){.way{grid-template-columns:1fr 1fr}}
@media print{body{background:#fff;font-size:11px}}
"""
_SAY = {
    "zh": {
        "title": "从绩效目标表到年度自评",
        "about": "绩效目标表是真实的公开文件。没有任何部门公开自己的台账，所以资料包由程序生成，由它得出的完成值、监控和自评",
        "made": "都是合成数据，不是真实情况",
        "no_typed": "没有一个完成值是手填的：每个数都从台账算出，或由人评级，都能点开看来历。",
        "read": "读表",
        "review": "审核",
        "pack": "佐证资料",
        "july": "7 月 31 日监控",
        "december": "12 月 31 日自评",
        "indicators": "{0} 个指标",
        "doubts": "{0} 项任务、{1} 个目标，疑点 {2}",
        "findings": "{0} 条发现",
        "levels": "错误 {0}，警告 {1}，提示 {2}",
        "rows": "{0:,} 行",
        "ledgers": "{0} 个台账，{1} 个指标由台账算出，{2} 个由人评级",
        "lights": "绿 {0} 黄 {1} 红 {2}",
        "beside": "7 月的预测和 12 月的结果",
        "within": "7 月给出区间的 {0} 个指标中，{1} 个全年值落在 80% 区间内（{2:.0%}）。",
        "called": "判为“确定能”的 {0} 个，做到 {1} 个；“完全不可能”的 {2} 个，做到 {3} 个；“有可能”的 {4} 个，做到 {5} 个。",
        "worth": "先列没有达标、失分、样本不能判定和远超指标值的。",
        "all": "全部 {0} 个指标",
        "indicator": "指标",
        "target": "指标值",
        "at": "7 月完成",
        "expected": "预计全年（80% 区间）",
        "chance": "达标可能性",
        "came": "全年完成",
        "points": "得分",
        "met": "达标",
        "missed": "未达标",
        "undecided": "样本不能判定",
        "files": "全部文件",
        "next": "接着试",
        "foot": "这一页和所有图表都是单个文件，断网也能看。指标名称链接到这个数的来历，红黄绿是 7 月的预警。",
    },
    "en": {
        "title": "from the published table to the self-evaluation",
        "about": "The table of targets is a real published document. No department publishes its ledgers, so the evidence is generated; "
        "the values, the monitoring and the evaluation that follow from it ",
        "made": "are synthetic, not real results",
        "no_typed": "No actual value is typed: each is computed from ledgers or rated by a person, and opens to where it came from.",
        "read": "Reading",
        "review": "Review",
        "pack": "Evidence",
        "july": "Monitoring, 31 July",
        "december": "Self-evaluation, 31 December",
        "indicators": "{0} indicators",
        "doubts": "{0} tasks, {1} objectives, {2} doubts",
        "findings": "{0} findings",
        "levels": "errors {0}, warnings {1}, notes {2}",
        "rows": "{0:,} rows",
        "ledgers": "{0} ledgers; {1} indicators computed, {2} rated",
        "lights": "green {0} yellow {1} red {2}",
        "beside": "What July foresaw, what December brought",
        "within": "Of the {0} indicators with an interval in July, {1} ended within the 80 % one ({2:.0%}). ",
        "called": "Of {0} called certain {1} were met; of {2} called impossible, {3}; of {4} called possible, {5}. ",
        "worth": "First those that missed, lost points, cannot be decided by their sample, or went far beyond.",
        "all": "All {0} indicators",
        "indicator": "indicator",
        "target": "target",
        "at": "July",
        "expected": "expected (80 %)",
        "chance": "chance",
        "came": "year",
        "points": "points",
        "met": "met",
        "missed": "missed",
        "undecided": "undecided by its sample",
        "files": "All files",
        "next": "Try next",
        "foot": "Every page is one file and works offline. Names lead to where the number came from; the colour is July's alert.",
    },
}
FAR = 1.3
"""From this multiple of a target on a value is far beyond it."""


def page(tour: Tour, files: tuple[Made, ...]) -> bytes:
    """The page as UTF-8 bytes; links are relative to the demonstration's folder."""
    say = _SAY[tour.lang]
    title = f"{tour.plan.department or ''} {tour.plan.year or ''}{'年' if tour.zh else ''} {say['title']}"
    rows = [_Row(tour, row) for row in tour.plan.indicators]
    body = (
        f"<header><h1>{escape(title)}</h1><p>{say['about']}<b>{say['made']}</b>{'。' if tour.zh else '. '}{say['no_typed']}</p></header><main>"
        f"{_way(tour, say)}<h2>{say['beside']}</h2><p>{_count(rows, say)}{say['worth']}</p>"
        f"{_table([row for row in rows if row.telling], say)}"
        f"<details><summary>{say['all'].format(len(rows))}</summary>{_table(rows, say)}</details>"
        f"<h2>{say['files']}</h2>{_files(files)}<h2>{say['next']}</h2><pre>{escape(_commands(tour))}</pre></main><footer>{say['foot']}</footer>"
    )
    return document(title, STYLE, body, tour.lang)


def _way(tour: Tour, say: dict[str, str]) -> str:
    from jixiao.cli.demo import EVALUATION, MADE_UP, MONITOR, PACK, REVIEW, TARGETS

    plan, result = tour.plan, tour.evaluation
    grades = [sum(found.severity == name for found in tour.findings) for name in ("error", "warning", "info")]
    lights = [sum(one.alert == level for one in tour.monitoring.progress) for level in ("green", "yellow", "red")]
    steps = (
        ("read", say["indicators"].format(len(plan.indicators)),
         say["doubts"].format(len(plan.tasks), len(plan.objectives), len(tour.reading.problems)), f"{TARGETS}/整体支出绩效目标表.html", ""),
        ("review", say["findings"].format(len(tour.findings)), say["levels"].format(*grades), f"{REVIEW}/绩效目标审核表.pdf", ""),
        ("pack", say["rows"].format(tour.rows), say["ledgers"].format(len(tour.pack.ledgers), len(tour.pack.taken), len(tour.pack.ratings)), f"{PACK}/", "made"),
        ("july", say["lights"].format(*lights), (tour.monitoring.dual.reason if tour.zh else tour.monitoring.dual.reason_en) if tour.monitoring.dual else "",
         f"{MONITOR}/监控图表{MADE_UP}.html", "made"),
        ("december", f"{result.total}/{result.full:f} {result.grade}", result.execution.sentence if result.execution else "",
         f"{EVALUATION}/部门整体支出绩效自评表{MADE_UP}.html", "made"),
    )  # fmt: skip
    listed = "".join(
        f'<li class="{kind}"><h2>{say[name]}</h2><b><a href="{_link(to)}">{escape(big)}</a></b><p>{escape(small)}</p></li>'
        for name, big, small, to, kind in steps
    )
    return f'<ol class="way">{listed}</ol>'


class _Row:
    """One indicator: what July said of it and what December brought."""

    def __init__(self, tour: Tour, row: Indicator) -> None:
        self.tour, self.row = tour, row
        self.july: Progress | None = tour.monitoring.of(row.id)
        self.year: Progress | None = tour.outcome.of(row.id)
        self.actual: Actual | None = next((one for one in tour.december.actuals if one.indicator == row.id), None)
        self.score = tour.evaluation.of(row.id)

    @property
    def met(self) -> bool | None:
        """Whether the year met the target; None for what a person rates."""
        year = self.year
        if year is None or year.growth == "text" or year.alert is None:
            return None
        return year.alert == "green"

    @property
    def undecided(self) -> bool:
        """Whether the value stands on a sample that does not decide."""
        return self.actual is not None and self.actual.sample is not None and self.actual.sample.shown is None

    @property
    def telling(self) -> bool:
        """Whether somebody would ask about it."""
        target, value = self.row.target, self.actual.value if self.actual is not None else None
        far = (
            target is not None and value is not None and target.value is not None and target.value > 0
            and target.comparator != "≤" and float(value / target.value) >= FAR
        )  # fmt: skip
        return (
            self.met is False
            or self.undecided
            or far
            or (self.met is not None and self.score is not None and self.score.lost > 0)
        )

    def inside(self) -> bool | None:
        """Whether the year's value lay within July's 80 % interval; None where July gave none."""
        july, year = self.july, self.year
        if (
            july is None
            or july.forecast is None
            or july.forecast.method == "settled"
            or year is None
            or not year.periods
        ):
            return None
        value = year.periods[-1].value
        return None if value is None else july.forecast.low80 <= round(value, 4) <= july.forecast.high80

    def html(self, say: dict[str, str]) -> str:
        """The row of the table."""
        from jixiao.cli.demo import EVALUATION, MADE_UP
        from jixiao.monitor.sentences import figure, percent

        july, forecast = self.july, self.july.forecast if self.july is not None else None
        link = f"{_link(f'{EVALUATION}/完成值从哪里来{MADE_UP}.html')}#{quote(self.row.id)}"
        expected = chance = ""
        if forecast is not None:
            expected = f"{figure(forecast.median)} <small>({figure(forecast.low80)}—{figure(forecast.high80)})</small>"
            chance = "" if forecast.probability is None else percent(forecast.probability)
        at = (july.actual.text or "") if july is not None and july.actual is not None else ""
        came = (self.actual.text or self.actual.note or "") if self.actual is not None else ""
        state = "undecided" if self.undecided else {True: "met", False: "missed", None: ""}[self.met]
        shown = f'<span class="{"open" if self.undecided else state}">{say[state]}</span> ' if state else ""
        points = "" if self.score is None else f"{self.score.score}/{self.score.weight:f}"
        alert = (july.alert if july is not None else None) or "none"
        target = self.row.target.text if self.row.target is not None else ""
        return (
            f'<tr><td class="{alert}"><span class="dot"></span><a href="{link}">{escape(self.row.name)}</a></td><td>{escape(_cut(target))}</td>'
            f"<td>{escape(_cut(at))}</td><td>{expected}</td><td>{chance}</td><td>{shown}{escape(_cut(came))}</td><td>{points}</td></tr>"
        )


def _cut(text: str, most: int = 16) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _count(rows: list[_Row], say: dict[str, str]) -> str:
    """How July's forecasts came out."""
    inside = [found for row in rows if (found := row.inside()) is not None]
    called: dict[str, list[bool]] = {"确定能": [], "完全不可能": [], "有可能": []}
    for row in rows:
        if (
            row.met is not None
            and row.july is not None
            and row.july.likelihood in called
            and row.july.forecast is not None
        ):
            called[row.july.likelihood].append(row.met)
    parts = [number for name in called for number in (len(called[name]), sum(called[name]))]
    return say["within"].format(len(inside), sum(inside), sum(inside) / max(len(inside), 1)) + say["called"].format(
        *parts
    )


def _table(rows: list[_Row], say: dict[str, str]) -> str:
    head = "".join(
        f"<th>{say[name]}</th>" for name in ("indicator", "target", "at", "expected", "chance", "came", "points")
    )
    return f'<div class="table"><table><thead><tr>{head}</tr></thead><tbody>{"".join(row.html(say) for row in rows)}</tbody></table></div>'


def _files(files: tuple[Made, ...]) -> str:
    groups: dict[str, list[Made]] = {}
    for made in files:
        groups.setdefault(made.file.split("/")[0], []).append(made)
    listed = []
    for folder, members in groups.items():
        what: dict[str, list[str]] = {}
        for made in members:
            what.setdefault(made.what, []).append(made.file)
        lines = "".join(
            f"<li>{_links(names, folder)}<small>{escape(text)}</small></li>" for text, names in what.items()
        )
        listed.append(f"<section><h3>{escape(folder)}</h3><ul>{lines}</ul></section>")
    return f'<div class="files">{"".join(listed)}</div>'


def _links(files: list[str], folder: str) -> str:
    """Files that are one thing in several formats: the first by its name, the others by their endings."""
    shown = [files[0].removeprefix(f"{folder}/") or folder, *(file.rsplit(".", 1)[-1] for file in files[1:])]
    return " · ".join(f'<a href="{_link(file)}">{escape(name)}</a>' for file, name in zip(files, shown, strict=True))


def _commands(tour: Tour) -> str:
    from jixiao.cli.demo import EVALUATION, JULY, MADE_UP, PACK, TARGETS

    plan, pack = f"{TARGETS}/整体支出绩效目标表.xlsx", PACK
    name = next((row.row.name for row in (_Row(tour, one) for one in tour.plan.indicators) if row.met is False), tour.plan.indicators[0].name)  # fmt: skip
    return "\n".join(
        (
            f"jixiao evidence explain {pack} {name} --plan {plan}",
            f"jixiao evidence verify {pack} {EVALUATION}/完成值{MADE_UP}.json --plan {plan}",
            f"jixiao monitor {plan} --evidence {pack} --as-of {JULY} --only red",
            f"jixiao score {plan} --actuals {EVALUATION}/完成值{MADE_UP}.json --scheme mof-2020 --compare tianjin-dept",
        )
    )


def _link(path: str) -> str:
    return quote(path)
