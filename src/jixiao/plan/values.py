"""The values of a performance table (绩效目标表) and of everything said about one.

All types are frozen: a plan that was read, approved or scored never changes; a new
version is a new value with a new digest. Money is ``Decimal`` in ``Plan.money_unit``.
Absent is ``None`` and never ``0``: an empty cell is not a zero.
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - the field `date` would shadow the type
from decimal import Decimal
from typing import Literal

from msgspec import Struct

Form = Literal["目标表", "自评表", "监控表", "审核表", "评价报告"]
Scope = Literal["整体支出", "项目支出"]
MoneyUnit = Literal["万元", "元"]
Comparator = Literal["≥", ">", "≤", "<", "=", "between"]
TargetKind = Literal["number", "date", "period", "qualitative"]
Accumulation = Literal["sum", "latest", "mean", "maximum", "minimum", "rate"]
"""How values of months and of subordinate units (下属单位) make one: added up, the latest, by the parts of a mean or rate, the extreme."""
Severity = Literal["error", "warning", "info"]


class Location(Struct, frozen=True, gc=False):
    """Where a text stood in its document. ``box`` is x0, y0, x1, y1 in points."""

    file: str | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    sheet: str | None = None
    cell: str | None = None
    table: int | None = None
    row: int | None = None
    line: int | None = None
    confidence: float | None = None

    def describe(self, lang: str = "zh") -> str:
        """A short phrase for people, for example ``第3页 第120行`` or ``资金和目标!B8``."""
        parts = [self.file] if self.file else []
        if self.sheet is not None and self.cell is not None:
            parts.append(f"{self.sheet}!{self.cell}")
        names = (
            (("第{}页", self.page), ("表{}", self.table), ("第{}行", self.row))
            if lang == "zh"
            else (("page {}", self.page), ("table {}", self.table), ("row {}", self.row))
        )
        parts.extend(form.format(value) for form, value in names if value is not None)
        if self.table is not None and self.cell is not None and self.sheet is None:
            parts.append(self.cell)
        if self.line is not None:
            parts.append(f"第{self.line}行" if lang == "zh" else f"line {self.line}")
        return " ".join(parts)


class FundLine(Struct, frozen=True):
    """One line of money (资金): a total or a part of one, in the plan's money unit.

    ``amount`` is 全年预算数, or the only budget figure printed; ``initial`` is 年初预算数
    where both are printed; ``executed`` is 全年执行数.
    """

    name: str
    amount: Decimal | None = None
    executed: Decimal | None = None
    children: tuple[FundLine, ...] = ()
    initial: Decimal | None = None


class Task(Struct, frozen=True):
    """One 主要工作任务 with its own money; ``funds`` holds at most one tree, its 总额."""

    number: int
    name: str
    content: str | None = None
    funds: tuple[FundLine, ...] = ()


class Objective(Struct, frozen=True):
    """One 年度绩效目标: its full sentence and the numbers of the tasks it serves."""

    number: int
    text: str
    tasks: tuple[int, ...] = ()


class Target(Struct, frozen=True, gc=False):
    """An 指标值. ``text`` is what was printed; the rest is what it means.

    number: ``comparator`` (None where none is printed), ``value``, ``upper`` for a range,
    ``unit`` as printed (万元 stays 万元). date: ``date`` is the last day that meets it.
    period: ``start`` to ``date``. qualitative: only ``text``.
    """

    kind: TargetKind
    text: str
    comparator: Comparator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    date: Date | None = None
    start: Date | None = None


class Indicator(Struct, frozen=True):
    """One 三级指标 under its objective. Level labels are kept as printed.

    ``objective`` is the number of its objective, None where the form does not tell.
    ``parent`` is the id of the row of which this is a 其中 sub-row. ``target`` is None
    where the cell is empty. ``weight`` is 分值 in points.
    """

    id: str
    name: str
    objective: int | None = None
    parent: str | None = None
    level1: str | None = None
    level2: str | None = None
    target: Target | None = None
    weight: Decimal | None = None
    accumulates: Accumulation | None = None
    baseline: Decimal | None = None
    previous: Decimal | None = None
    standard: str | None = None
    basis: str | None = None
    definition: str | None = None
    note: str | None = None


class Plan(Struct, frozen=True):
    """One performance table (绩效目标表) of one department or project and one year."""

    form: Form
    scope: Scope | None = None
    department: str | None = None
    project: str | None = None
    year: int | None = None
    money_unit: MoneyUnit | None = None
    funds: tuple[FundLine, ...] = ()
    tasks: tuple[Task, ...] = ()
    objectives: tuple[Objective, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def objective(self, number: int | None) -> Objective | None:
        """The objective of that number, or None."""
        return next((o for o in self.objectives if o.number == number), None)

    def task(self, number: int) -> Task | None:
        """The task of that number, or None."""
        return next((t for t in self.tasks if t.number == number), None)

    def indicators_of(self, number: int | None) -> tuple[Indicator, ...]:
        """The indicators under one objective, in printed order."""
        return tuple(i for i in self.indicators if i.objective == number)


class Problem(Struct, frozen=True):
    """What a reader could not place or must doubt, with its text and where it stood."""

    code: str
    message: str
    text: str = ""
    location: Location | None = None


class Lineage(Struct, frozen=True):
    """Where a computed value came from: enough to compute it again and to open its rows.

    ``measure`` is the expression as declared, ``measure_digest`` the digest of the whole measure;
    ``batches`` are (ledger, batch id) in the order they were recorded. ``rows_seen`` had been recorded and had
    happened by the as-of date, ``rows_counted`` of them went into the value. ``engine`` computed it.
    """

    measure: str
    measure_digest: str
    batches: tuple[tuple[str, str], ...] = ()
    rows_seen: int = 0
    rows_counted: int = 0
    engine: str = "duckdb"


class Sample(Struct, frozen=True):
    """The sample behind a satisfaction value. ``low`` and ``high`` are the 95 % interval of the share, in percent.

    ``effective`` is the number of answers that weighted answers are worth; ``asked`` how many were asked.
    ``shown`` is whether the sample shows that the target is met, None where it decides nothing; ``deciding``
    how many answers with this share would decide.
    """

    answers: int
    effective: Decimal
    low: Decimal
    high: Decimal
    asked: int | None = None
    shown: bool | None = None
    deciding: int | None = None


class Quality(Struct, frozen=True):
    """The five facts about a value's data (数据质量): how verified, from where, how exact it must be, what limits it, what makes up for that."""

    verified: str
    source: str
    accuracy: str
    limits: str
    remedy: str


class Actual(Struct, frozen=True):
    """An 实际完成值: of one indicator (by id) or the result of one objective (by number).

    ``text`` is what was written; ``value`` its number in the target's unit; ``level`` a
    qualitative band (achieved, partly, not_achieved) with ``ratio`` in it (0..1);
    ``numerator`` and ``denominator`` for rates. ``synthetic`` marks made-up figures. A computed value
    has ``lineage`` and ``quality``; ``note`` says what its reader must know (a sample that decides nothing …).
    ``accumulates`` tells how it makes one with the values of other months or units.
    """

    indicator: str | None = None
    objective: int | None = None
    text: str | None = None
    value: Decimal | None = None
    date: Date | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    level: Literal["achieved", "partly", "not_achieved"] | None = None
    ratio: Decimal | None = None
    reason: str | None = None
    cause: str | None = None
    as_of: Date | None = None
    origin: Literal["computed", "survey", "reported"] = "reported"
    evidence: tuple[str, ...] = ()
    synthetic: bool = False
    lineage: Lineage | None = None
    quality: Quality | None = None
    sample: Sample | None = None
    note: str | None = None
    accumulates: Accumulation | None = None


class PrintedScore(Struct, frozen=True):
    """分值 and 得分 as printed: of an indicator (its id), ``execution`` or ``total``."""

    subject: str
    points: Decimal | None = None
    score: Decimal | None = None
    rate: str | None = None
    reason: str | None = None


class Settled(Struct, frozen=True):
    """A doubt that a person settled against the document, or a field put right by hand.

    ``field`` is a pointer as in ``Reading.locations``; ``before`` and ``after`` are its texts, equal where
    the reading was found right. ``problem`` is None where nothing had been doubted.
    """

    problem: Problem | None = None
    field: str | None = None
    before: str | None = None
    after: str | None = None
    by: str = ""
    note: str = ""


class Reading(Struct, frozen=True):
    """What a document said: its plan, what else it printed, where, and every doubt.

    ``locations`` maps JSON pointers into the plan (``/indicators/3/name``), and ``/actuals/3`` and
    ``/printed_scores/3``, to places. ``settled`` holds the doubts that a person has decided.
    """

    plan: Plan
    actuals: tuple[Actual, ...] = ()
    printed_scores: tuple[PrintedScore, ...] = ()
    locations: dict[str, Location] = {}
    problems: tuple[Problem, ...] = ()
    settled: tuple[Settled, ...] = ()


class Finding(Struct, frozen=True):
    """One result of the review: which rule, how grave, about which field, and why.

    ``subject`` is a JSON pointer into the plan; ``quote`` the cell as printed;
    ``citation`` the key of a source in ``jixiao.law`` with its article.
    """

    rule: str
    severity: Severity
    message: str
    suggestion: str = ""
    citation: str = ""
    subject: str = ""
    location: Location | None = None
    quote: str = ""
    by: str = "program"
    status: Literal["open", "answered", "fixed", "waived"] = "open"
    reason: str | None = None
