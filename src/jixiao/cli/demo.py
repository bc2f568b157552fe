"""``jixiao demo``: the whole way on the real sample, from its published table to the year's self-evaluation."""

from __future__ import annotations

import datetime
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from jixiao.cli.console import columns, json_option, pad

if TYPE_CHECKING:
    from collections.abc import Callable

    from jixiao.evidence.explaining import Explained
    from jixiao.evidence.measuring import Outcome
    from jixiao.evidence.pack import Pack
    from jixiao.plan.evaluation import Evaluation
    from jixiao.plan.progress import Monitoring
    from jixiao.plan.values import Finding, Plan, Reading

JULY, DECEMBER = datetime.date(2025, 7, 31), datetime.date(2025, 12, 31)
SCHEME = "tianjin-dept"
TARGETS, REVIEW, MONITOR, EVALUATION = "绩效目标", "审核", "监控", "自评"
MADE_UP = "（合成数据）"
"""In the name of everything that rests on the synthetic evidence."""
PACK = f"资料包{MADE_UP}"
INDEX = "index.html"
_ROWS = 12
"""Rows of each value that its page shows."""


@click.command(short_help="演示 / demonstration")
@click.argument("folder", default="demo-output")
@json_option
@click.pass_obj
def command(lang: str, folder: str, as_json: bool) -> None:
    """用真实的 2025 年公开样表走完全程：读取、审核、佐证、7 月监控、12 月自评；佐证资料为合成数据。

    Run the whole way on the published 2025 sample: read, check, evidence, monitoring of July, self-evaluation of
    December. The evidence is synthetic and labelled so; every actual value is computed from it, none is typed.
    """
    tour = Tour(Path(folder), lang)
    steps = tour.steps()
    width = max(columns(step.zh if lang == "zh" else step.en) for step in steps)
    for number, step in enumerate(steps, 1):
        started = time.perf_counter()
        bar = "█" * number + "░" * (len(steps) - number)
        title = pad(step.zh if lang == "zh" else step.en, width)
        click.echo(f"[{bar}] {number:>2}/{len(steps)} {title}", file=sys.stderr, nl=False)
        note = step.work()
        click.echo(f"  {note}  ({(time.perf_counter() - started) * 1000:.0f} ms)", file=sys.stderr)
    if as_json:
        import json

        files = {made.file: made.what for made in tour.made}
        click.echo(json.dumps({"folder": folder, "files": files}, ensure_ascii=False, indent=2))
        return
    click.echo(f"\n{'输出在' if lang == 'zh' else 'Everything is in'} {folder}/")
    for made in tour.made:
        click.echo(f"  {pad(made.file, 50)} {made.what}")
    click.echo(f"\n{'先打开' if lang == 'zh' else 'Open first'}  {Path(folder) / INDEX}")


class Step(NamedTuple):
    """A step of the way; ``work`` does it and returns what to say of it."""

    zh: str
    en: str
    work: Callable[[], str]


class Made(NamedTuple):
    """A file or folder that the demonstration leaves, by its path in the demonstration's folder."""

    file: str
    what: str


class Tour:
    """The way in steps; each keeps what the later ones need."""

    reading: Reading
    findings: tuple[Finding, ...]
    pack: Pack
    july: Outcome
    december: Outcome
    monitoring: Monitoring
    outcome: Monitoring
    evaluation: Evaluation
    opened: list[Explained]

    def __init__(self, target: Path, lang: str) -> None:
        """Everything goes into ``target``."""
        import jixiao

        self.target, self.lang, self.zh = target, lang, lang == "zh"
        self.text, self.book = jixiao.sample("tianjin-miit-2025.txt"), jixiao.sample("tianjin-miit-2025.xlsx")
        self.made: list[Made] = []

    @property
    def plan(self) -> Plan:
        """The plan of the sample."""
        return self.reading.plan

    def steps(self) -> list[Step]:
        """All steps in order."""
        return [
            Step("读取公开表的文字", "read the published text", self.read),
            Step("与 Excel 版核对", "compare with the workbook", self.compare),
            Step("按法规审核", "check against the regulations", self.check),
            Step("生成官方表样", "write the official forms", self.forms),
            Step("生成资料包（合成数据）并检查", "make the evidence pack (synthetic)", self.evidence),
            Step("载入台账", "load the ledgers", self.load),
            Step("计算 7 月和 12 月的完成值", "measure July and December", self.measure),
            Step("7 月监控：预测、预警、监控表", "monitor July: forecasts, alerts, form", self.monitor),
            Step("12 月自评：评分、自评表", "self-evaluation of December", self.evaluate),
            Step("每个数打开到行，重算核对", "open every number, compute it again", self.explain),
            Step("开放数据和填报表", "open data and fill-in forms", self.publish),
            Step("目录页", "index page", self.index),
        ]

    def keep(self, folder: str, name: str, data: bytes, zh: str, en: str) -> None:
        """Write one file and remember what it is."""
        from jixiao.forms.write import write_file

        path = self.target / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, data)
        self.made.append(Made(f"{folder}/{name}" if folder else name, zh if self.zh else en))

    def keep_form(self, folder: str, name: str, form: Any, zh: str, en: str) -> None:
        """Write one official form in every format."""
        from jixiao.forms.write import FORMATS, write

        for kind in FORMATS:
            self.keep(folder, f"{name}.{kind}", write(form, kind), zh, en)

    # -- the plan ---------------------------------------------------------------------------

    def read(self) -> str:
        """The published table, read from its text."""
        import jixiao
        from jixiao.plan.codec import to_pretty_json

        self.reading = jixiao.read(self.text, name=self.text.name, lang=self.lang)
        self.keep(
            TARGETS,
            "绩效表.json",
            to_pretty_json(self.reading) + b"\n",
            "读出的内容和每个字段的位置",
            "what was read, with the place of every field",
        )
        counts = len(self.plan.tasks), len(self.plan.objectives), len(self.plan.indicators), len(self.reading.problems)
        said = "{} 项任务、{} 个目标、{} 个指标、{} 个疑点" if self.zh else "{} tasks, {} objectives, {} indicators, {} doubts"  # fmt: skip
        return said.format(*counts)

    def compare(self) -> str:
        """The same table as a workbook says the same."""
        import jixiao
        from jixiao.plan.diff import diff

        self.of_book = jixiao.read(self.book, name=self.book.name, lang=self.lang)
        changes = diff(self.plan, self.of_book.plan)
        if self.zh:
            return f"{len(changes)} 处差别" if changes else "文字版与 Excel 版内容一致"
        return f"{len(changes)} differences between text and workbook"

    def check(self) -> str:
        """The review, as text, SARIF, marks in the workbook and the official sheet."""
        import json

        import jixiao
        from jixiao.forms.layouts import review_form
        from jixiao.forms.write import write
        from jixiao.forms.write.marks import mark_workbook
        from jixiao.review.report import summary, text_report
        from jixiao.review.sarif import to_sarif
        from jixiao.review.sheet import review_sheet

        name, lang = self.text.name, self.lang
        self.findings = jixiao.check(
            self.plan, locations=self.reading.locations, problems=self.reading.problems, lang=lang
        )
        report = text_report(name, self.plan, self.findings, lang) + "\n"
        self.keep(REVIEW, "审核报告.txt", report.encode(), "逐行的审核发现", "findings row by row")
        sarif = to_sarif([(name, self.findings)], jixiao.__version__, lang)
        self.keep(REVIEW, "审核结果.sarif", json.dumps(sarif, ensure_ascii=False, indent=2).encode(), "SARIF", "SARIF")
        marked = jixiao.check(self.of_book.plan, locations=self.of_book.locations, lang=lang)
        self.keep(REVIEW, "审核标注.xlsx", mark_workbook(self.book.read_bytes(), marked, lang), "原工作簿加标注", "the workbook with marks")  # fmt: skip
        sheet = review_form(review_sheet(self.plan, self.findings, lang=lang))
        for kind in ("pdf", "docx"):
            self.keep(REVIEW, f"绩效目标审核表.{kind}", write(sheet, kind), "官方审核表", "official review sheet")
        return summary(self.findings, lang)

    def forms(self) -> str:
        """The official form of the plan."""
        from jixiao.forms.layouts import targets
        from jixiao.forms.write import FORMATS

        self.keep_form(TARGETS, "整体支出绩效目标表", targets(self.plan), "官方表样", "official form")
        return "、".join(FORMATS)

    # -- the evidence -----------------------------------------------------------------------

    def evidence(self) -> str:
        """A pack of synthetic evidence, checked against the plan."""
        from jixiao.evidence.pack import check_pack
        from jixiao.samples.department import make_pack

        folder = self.target / PACK
        for part in ("data", "batches"):  # of an earlier run, perhaps of an earlier version
            shutil.rmtree(folder / part, ignore_errors=True)
        make_pack(folder)
        pack, faults = check_pack(folder, self.plan)
        if pack is None or faults:
            raise faults[0]
        self.pack = pack
        self.made.append(
            Made(f"{PACK}/", "台账声明、度量、评级和台账文件" if self.zh else "ledgers, measures, ratings and rows")
        )
        said = "{} 个台账、{} 项度量、{} 项评级，没有问题" if self.zh else "{} ledgers, {} measures, {} ratings, all right"  # fmt: skip
        return said.format(len(pack.ledgers), len(pack.taken), len(pack.ratings))

    def load(self) -> str:
        """Every ledger's file, taken whole."""
        from jixiao.evidence.intake import load_all

        self.rows = 0
        for _, path, loaded in load_all(self.pack, DECEMBER):
            if loaded.record is None:
                raise AssertionError(f"{path.name} of the generated pack was refused: {loaded.rejects[:3]}")
            self.rows += loaded.record.rows
        return f"{self.rows:,} 行" if self.zh else f"{self.rows:,} rows"

    def measure(self) -> str:
        """The actual values of both days."""
        from jixiao.evidence.measuring import actuals_json, measure

        self.july, self.december = (measure(self.plan, self.pack, day) for day in (JULY, DECEMBER))
        for folder, outcome, day in ((MONITOR, self.july, JULY), (EVALUATION, self.december, DECEMBER)):
            self.keep(
                folder,
                f"完成值{MADE_UP}.json",
                actuals_json(outcome),
                f"截至{day}的完成值，由台账算出，带来历",
                f"actual values as of {day}, with their lineage",
            )
        computed = sum(actual.origin != "reported" for actual in self.december.actuals)
        rated = len(self.december.actuals) - computed
        return (
            f"每次 {computed} 个计算、{rated} 个评级，没有手填"
            if self.zh
            else f"each time {computed} computed, {rated} rated, none typed"
        )

    # -- July and December ------------------------------------------------------------------

    def monitor(self) -> str:
        """Monitoring of July: the official form and the chart page."""
        from jixiao.cli.monitor import course_of, notes_of
        from jixiao.forms.monitoring import monitoring_form
        from jixiao.monitor import Given, monitor
        from jixiao.monitor.chart import page

        notes = notes_of(self.plan, None, self.pack.folder)

        def on(day: datetime.date) -> Monitoring:
            course = course_of(self.plan, self.pack.folder, day, None)
            return monitor(self.plan, Given(course.indicators, course.funds), day, notes=notes)

        self.monitoring, self.outcome = on(JULY), on(DECEMBER)
        form = monitoring_form(self.plan, monitoring=self.monitoring)
        self.keep_form(
            MONITOR, f"绩效目标执行监控表{MADE_UP}", form, "官方监控表，截至7月31日", "monitoring form of July"
        )
        self.keep(MONITOR, f"监控图表{MADE_UP}.html", page(self.monitoring, self.lang), "进度、预测和预警", "charts of pace, forecasts, alerts")  # fmt: skip
        levels = [sum(one.alert == level for one in self.monitoring.progress) for level in ("green", "yellow", "red")]
        return ("绿 {}、黄 {}、红 {}" if self.zh else "green {}, yellow {}, red {}").format(*levels)

    def evaluate(self) -> str:
        """The score and the self-evaluation form of the year, from the file of actual values."""
        import jixiao
        from jixiao.forms.layouts import selfevaluation
        from jixiao.plan.codec import to_pretty_json
        from jixiao.plan.evaluation import Record, SelfEvaluation
        from jixiao.score.actuals import read_actuals
        from jixiao.score.explain import tree

        given = read_actuals(self.target / EVALUATION / f"完成值{MADE_UP}.json", self.plan)
        result = jixiao.evaluate(self.plan, given.actuals, SCHEME, executed=given.executed, lang=self.lang)
        self.evaluation = result
        form = selfevaluation(SelfEvaluation(self.plan, given.actuals, result, given.executed))
        self.keep_form(EVALUATION, f"部门整体支出绩效自评表{MADE_UP}", form, "官方自评表", "self-evaluation form")
        note = "合成数据：由演示用的台账算出，不是真实情况。\n" if self.zh else "Synthetic data: computed from made-up ledgers.\n"  # fmt: skip
        shown = (note + tree(result, self.plan, self.lang) + "\n").encode()
        self.keep(EVALUATION, f"评分说明{MADE_UP}.txt", shown, "总分展开成树", "the sum as a tree")
        record = Record(self.plan, given.actuals, given.executed, {}, result)
        self.keep(EVALUATION, f"评分记录{MADE_UP}.json", to_pretty_json(record) + b"\n", "可复算的记录", "a record to verify")  # fmt: skip
        return f"{result.total}/{result.full:f} {result.grade}"

    def explain(self) -> str:
        """Every value opened down to its rows, and all of them computed again."""
        from jixiao.evidence.explaining import opened, verified
        from jixiao.evidence.page import page

        self.opened = opened(self.plan, self.pack, self.december.actuals, DECEMBER, limit=_ROWS)
        shown = page(self.plan, self.opened, DECEMBER, self.lang)
        self.keep(EVALUATION, f"完成值从哪里来{MADE_UP}.html", shown, "每个数打开到台账的行", "every number opened to its rows")  # fmt: skip
        path = self.target / EVALUATION / f"完成值{MADE_UP}.json"
        differ = verified(self.plan, self.pack, path.read_bytes(), path.name)
        if self.zh:
            return f"{len(self.opened)} 个数，" + (f"重算有 {len(differ)} 个不同" if differ else "重算全部一致")
        return f"{len(self.opened)} values, {len(differ)} differ when computed again"

    # -- for others -------------------------------------------------------------------------

    def publish(self) -> str:
        """Open data and workbooks to fill in."""
        from jixiao.forms.datapackage import datapackage
        from jixiao.forms.template import actuals_template, template

        weights = {row.indicator: row.weight for row in self.evaluation.scores}
        package = datapackage(self.plan, source=self.text.name)
        self.keep(TARGETS, "开放数据.zip", package, "Frictionless 数据包", "Frictionless data package")
        self.keep(TARGETS, "空白填报表.xlsx", template("整体支出", 2026), "下年度空白填报表", "empty fill-in workbook for next year")  # fmt: skip
        self.keep(TARGETS, "完成值填报表.xlsx", actuals_template(self.plan, weights), "实际完成值填报表", "form for actual values")  # fmt: skip
        return "zip + xlsx"

    def index(self) -> str:
        """The page that leads to everything."""
        from jixiao.cli.demo_index import page

        files = tuple(self.made)
        self.keep("", INDEX, page(self, files), "目录：从这里看起", "the way in")
        return INDEX
