"""Evidence packs (佐证资料包): a folder with ledgers, measures, ratings and the batches of rows, checked as a whole.

``ledgers/*.yaml`` declare the ledgers, ``measures.yaml`` how each indicator is measured, ``data/`` holds files of
rows to be loaded, ``batches/`` what was loaded, ``attachments/`` documents that prove ratings and reported values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

import msgspec
from msgspec import Struct
from sqlglot import exp

from jixiao.errors import JixiaoError
from jixiao.evidence.expression import Parts, parts_of, rate_of
from jixiao.evidence.ledger import Ledger, faults
from jixiao.plan.build import named_indicator
from jixiao.plan.codec import digest
from jixiao.plan.units import canonical, kind_of, split
from jixiao.plan.values import Accumulation, Quality

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jixiao.plan.values import Indicator, Plan

MEASURES = "measures.yaml"
LEDGERS = "ledgers"
T = TypeVar("T")


class Survey(Struct, frozen=True, forbid_unknown_fields=True):
    """A satisfaction measure's sample: how many were asked, and by which field answers are weighted.

    With weights the measure is a ratio of their sums, and the sample counts as the effective number of
    answers (Kish): (Σw)² / Σw².
    """

    asked: int | None = None
    weight: str | None = None


class Measure(Struct, frozen=True, forbid_unknown_fields=True):
    """How one indicator is measured: an aggregate expression over one ledger.

    ``complete`` is a share (0 to 1) of what must be done before a date counts: ``count(完成日期) / count(*)``.
    ``note`` settles doubtful cases in words.
    """

    indicator: str
    ledger: str
    value: str
    unit: str | None = None
    objective: int | None = None
    complete: str | None = None
    accumulates: Accumulation | None = None
    survey: Survey | None = None
    quality: Quality | None = None
    reason: str | None = None
    cause: str | None = None
    note: str = ""

    @property
    def digest(self) -> str:
        """The identity of the measure: a change of any part of it is another measure."""
        return digest(self)[:32]


class Rating(Struct, frozen=True, forbid_unknown_fields=True):
    """A qualitative indicator judged by a person in three bands (达成、部分达成、未达成), with its evidence."""

    indicator: str
    level: Literal["achieved", "partly", "not_achieved"]
    ratio: int | float | str
    statement: str
    evidence: tuple[str, ...] = ()
    objective: int | None = None
    by: str = ""
    reason: str | None = None


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """A value reported by hand, with the documents that prove it."""

    indicator: str
    text: str
    evidence: tuple[str, ...] = ()
    objective: int | None = None
    reason: str | None = None


class FundMeasure(Struct, frozen=True, forbid_unknown_fields=True):
    """The executed money (执行数) of one fund line of the plan, by its name (总额, 项目支出 …)."""

    fund: str
    ledger: str
    value: str
    unit: str = "元"


class Measures(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``measures.yaml`` holds."""

    measures: tuple[Measure, ...] = ()
    ratings: tuple[Rating, ...] = ()
    reports: tuple[Report, ...] = ()
    funds: tuple[FundMeasure, ...] = ()
    synthetic: bool = False
    title: str = ""


class Taken(NamedTuple):
    """A measure ready to run: its expression taken apart."""

    measure: Measure | FundMeasure
    ledger: Ledger
    parts: Parts
    complete: Parts | None
    squares: exp.Expr | None = None
    """Of a weighted survey: the sum of the squared weights of its answers."""


class Pack(NamedTuple):
    """An evidence pack as declared, everything in it checked by itself."""

    folder: Path
    ledgers: dict[str, Ledger]
    taken: tuple[Taken, ...]
    funds: tuple[Taken, ...]
    ratings: tuple[Rating, ...]
    reports: tuple[Report, ...]
    synthetic: bool


def open_pack(folder: Path) -> Pack:
    """An evidence pack.

    Raises:
        JixiaoError: the first of what ``check_pack`` would list.
    """
    pack, found = check_pack(folder)
    if pack is None or found:
        raise found[0]
    return pack


def check_pack(folder: Path, plan: Plan | None = None) -> tuple[Pack | None, list[JixiaoError]]:
    """A pack, and everything that is wrong with its declarations; with a plan also whether they fit it."""
    found: list[JixiaoError] = []
    if not folder.is_dir():
        return None, [JixiaoError("no-pack", "没有这个资料包文件夹。", "There is no such folder.", str(folder))]
    ledgers: dict[str, Ledger] = {}
    for path in sorted((folder / LEDGERS).glob("*.y*ml")):
        raw, wrong = _yaml(path)
        found += wrong
        if wrong:
            continue
        ledger, wrong = faults(raw, str(path))
        found += wrong
        if ledger is not None and ledger.name in ledgers:
            found.append(
                _fault(f"台账“{ledger.name}”声明了两次。", f"The ledger “{ledger.name}” is declared twice.", path)
            )
        elif ledger is not None:
            ledgers[ledger.name] = ledger
    if not ledgers and not found:
        found.append(
            _fault(
                "没有台账：应在 ledgers/ 下放台账声明（*.yaml）。",
                "There are no ledgers: put their declarations into ledgers/*.yaml.",
                folder,
            )
        )
    path = folder / MEASURES
    raw, wrong = _yaml(path)
    found += wrong
    declared = Measures()
    if not wrong:
        declared, wrong = _declared(raw, path)
        found += wrong
    taken, funds = (
        tuple(one for measure in group if (one := _taken(measure, ledgers, path, found)) is not None)
        for group in (declared.measures, declared.funds)
    )
    pack = Pack(
        folder,
        ledgers,
        taken,
        funds,
        declared.ratings,
        declared.reports,
        declared.synthetic or any(held.synthetic for held in ledgers.values()),
    )
    found += _attachments(pack, path)
    if plan is not None:
        found += unfit(pack, plan)
    if not found:
        found += _bound(pack)
    return pack, found


def _yaml(path: Path) -> tuple[Any, list[JixiaoError]]:
    import yaml

    try:
        return yaml.safe_load(path.read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return None, [_fault(f"缺少 {path.name}。", f"{path.name} is missing.", path)]
    except (yaml.YAMLError, UnicodeDecodeError, OSError, RecursionError) as error:
        said = " ".join(str(error).split())
        return None, [_fault(f"YAML 读不出来：{said}", f"The YAML cannot be read: {said}", path)]


def _declared(raw: Any, path: Path) -> tuple[Measures, list[JixiaoError]]:
    """The measures file with each entry judged by itself, so that all that is wrong is told at once."""
    if not isinstance(raw, dict):
        return Measures(), [
            _fault("应有 measures、ratings 或 reports。", "It must hold measures, ratings or reports.", path)
        ]
    found: list[JixiaoError] = []
    kinds: dict[str, type[Struct]] = {"measures": Measure, "ratings": Rating, "reports": Report, "funds": FundMeasure}
    made: dict[str, Any] = {name: raw[name] for name in ("synthetic", "title") if name in raw}
    for name in raw:
        if name not in {*kinds, "synthetic", "title"}:
            zh = f"不认识“{name}”，应为 measures、ratings、reports 或 funds。"
            found += [_fault(zh, f"“{name}” is not known here.", path)]
    for name, kind in kinds.items():
        entries = raw.get(name) or []
        good = []
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries], 1):
            try:
                good.append(msgspec.convert(entry, kind, strict=False))
            except msgspec.ValidationError as error:
                who = entry.get("indicator", "") if isinstance(entry, dict) else ""
                found.append(
                    _fault(
                        f"{name} 第{number}项{f'（{who}）' if who else ''}写得不对：{error}",
                        f"{name} {number} is not right: {error}",
                        path,
                    )
                )
        made[name] = tuple(good)
    try:
        return msgspec.convert(
            {**made, **{n: [msgspec.to_builtins(e) for e in made[n]] for n in kinds}}, Measures, strict=False
        ), found
    except msgspec.ValidationError as error:
        return Measures(), [*found, _fault(f"写得不对：{error}", f"is not right: {error}", path)]


def _taken(
    measure: Measure | FundMeasure, ledgers: dict[str, Ledger], path: Path, found: list[JixiaoError]
) -> Taken | None:
    place = f"{path} {name_of(measure)}"
    ledger = ledgers.get(measure.ledger)
    if ledger is None:
        found.append(
            JixiaoError(
                "no-such-ledger",
                f"没有台账“{measure.ledger}”，有：{'、'.join(ledgers)}。",
                f"No ledger “{measure.ledger}”; there are {', '.join(ledgers)}.",
                place,
            )
        )
        return None
    try:
        parts = parts_of(measure.value, ledger, place)
        share = measure.complete if isinstance(measure, Measure) else None
        complete = parts_of(share, ledger, place) if share is not None else None
    except JixiaoError as error:
        found.append(error)
        return None
    if isinstance(measure, Measure) and measure.survey is not None and rate_of(parts.arithmetic) is None:
        found.append(
            JixiaoError(
                "bad-measure",
                "满意度调查的度量应是比例：100 * 满意数 / 答卷数。",
                "A survey's measure must be a share: 100 * satisfied / answers.",
                place,
            )
        )
        return None
    squares = None
    if isinstance(measure, Measure) and measure.survey is not None and measure.survey.weight is not None:
        squares = _squares(measure.survey.weight, ledger, parts)
        if squares is None:
            form = f"100 * sum({measure.survey.weight}) filter (…) / sum({measure.survey.weight})"
            found.append(
                JixiaoError(
                    "bad-measure", f"加权的满意度应写成 {form}。", f"A weighted survey's measure must be {form}.", place
                )
            )
            return None
    return Taken(measure, ledger, parts, complete, squares)


def _squares(weight: str, ledger: Ledger, parts: Parts) -> exp.Expr | None:
    """The sum of squared weights over the answers of a survey; None if its measure is no ratio of sums of weights."""
    rate = rate_of(parts.arithmetic)
    if rate is None or not isinstance(rate[1], exp.Column) or ledger.field(weight) is None:
        return None
    whole = parts.aggregates[int(rate[1].name[1:])]
    inner = whole.this if isinstance(whole, exp.Filter) else whole
    if not isinstance(inner, exp.Sum) or inner.this != exp.column(weight):
        return None
    square = exp.Sum(this=exp.Mul(this=exp.column(weight), expression=exp.column(weight)))
    return exp.Filter(this=square, expression=whole.expression.copy()) if isinstance(whole, exp.Filter) else square


def _attachments(pack: Pack, path: Path) -> Iterator[JixiaoError]:
    entries: tuple[Rating | Report, ...] = (*pack.ratings, *pack.reports)
    for entry in entries:
        for name in entry.evidence:
            if name not in pack.ledgers and not (pack.folder / name).is_file():
                yield JixiaoError("no-attachment", f"佐证材料“{name}”不存在：应是资料包里的文件或台账名。",
                                  f"The evidence “{name}” is neither a file of the pack nor a ledger.", f"{path} {entry.indicator}")  # fmt: skip


def _bound(pack: Pack) -> list[JixiaoError]:
    """Whether every expression's types fit, tried on the empty ledgers."""
    from jixiao.evidence.duck import DuckEngine

    found: list[JixiaoError] = []
    # an empty ledger of files has the same types as one in a database
    with DuckEngine(pack.folder, list(pack.ledgers.values())) as engine:
        for taken in (*pack.taken, *pack.funds):
            for parts in (taken.parts, *([taken.complete] if taken.complete else [])):
                try:
                    engine.bind(taken.ledger, parts.aggregates)
                except JixiaoError as error:
                    found.append(error.at(f"{pack.folder / MEASURES} {name_of(taken.measure)}"))
    return found


def _fault(zh: str, en: str, place: Path) -> JixiaoError:
    return JixiaoError("bad-pack", zh, en, str(place))


def name_of(measure: Measure | FundMeasure) -> str:
    """What a measure measures, by name."""
    return measure.indicator if isinstance(measure, Measure) else measure.fund


# -- with a plan ----------------------------------------------------------------------------


def indicator_for(plan: Plan, entry: Measure | Rating | Report) -> Indicator | None:
    """The indicator that an entry names by id or by name (and objective); None if there is none or several."""
    return named_indicator(plan, entry.indicator, entry.objective)


def entries_of(pack: Pack) -> tuple[Measure | Rating | Report, ...]:
    """Everything in a pack that is about an indicator."""
    measures = [taken.measure for taken in pack.taken if isinstance(taken.measure, Measure)]
    told: tuple[Rating | Report, ...] = (*pack.ratings, *pack.reports)
    return (*measures, *told)


def unfit(pack: Pack, plan: Plan) -> list[JixiaoError]:
    """Entries that name no indicator of the plan, or one twice, and units that neither agree nor convert."""
    found: list[JixiaoError] = []
    seen: set[str] = set()
    path = pack.folder / MEASURES
    for entry in entries_of(pack):
        place = f"{path} {entry.indicator}"
        row = indicator_for(plan, entry)
        if row is None:
            found.append(JixiaoError("no-such-indicator", "绩效表里没有这个指标，或有几个同名的：请写指标编号，或加上 objective（目标序号）。",
                                     "The plan has no such indicator, or several of the name: give the id, or the objective.", place))  # fmt: skip
            continue
        if row.id in seen:
            found.append(
                JixiaoError(
                    "measured-twice",
                    "这个指标已有另一项度量、评级或填报。",
                    "The indicator has another measure, rating or report.",
                    place,
                )
            )
        seen.add(row.id)
        target = row.target
        if (
            isinstance(entry, Measure)
            and target is not None
            and target.kind == "number"
            and factor(entry.unit, target.unit) is None
        ):
            found.append(JixiaoError("unit-differs", f"度量的单位“{entry.unit or '（无）'}”与指标值的“{target.unit or '（无）'}”不一致，也不能换算。",
                                     f"The measure's unit “{entry.unit}” neither agrees with the target's “{target.unit}” nor converts.", place))  # fmt: skip
    names = set(fund_names(plan))
    for taken in pack.funds:
        if isinstance(taken.measure, FundMeasure) and names and taken.measure.fund not in names:
            found += [JixiaoError("no-such-fund", f"绩效表里没有资金“{taken.measure.fund}”，有：{'、'.join(names)}。",
                                  f"The plan has no fund “{taken.measure.fund}”.", f"{path} {taken.measure.fund}")]  # fmt: skip
    return found


def fund_names(plan: Plan) -> list[str]:
    """The names of the plan's fund lines, from the whole to its parts."""
    found: list[str] = []
    pending = list(plan.funds)
    while pending:
        line = pending.pop(0)
        found.append(line.name)
        pending = [*line.children, *pending]
    return found


_LONG = {
    "天": ("天", 1),
    "日": ("天", 1),
    "周": ("天", 7),
    "星期": ("天", 7),
    "小时": ("小时", 1),
    "时": ("小时", 1),
    "分钟": ("分钟", 1),
    "分": ("分钟", 1),
}
_IN_MINUTES = {"天": 1440, "小时": 60, "分钟": 1}


def factor(unit: str | None, to: str | None) -> Any:
    """By what a value in one unit is multiplied to be in another, exactly; None if they do not convert.

    >>> factor("元", "万元"), factor("小时", "小时"), factor("次", "元") is None
    (Decimal('0.0001'), Decimal('1'), True)
    """
    from decimal import Decimal

    one, other = canonical(unit), canonical(to)
    if one == other:
        return Decimal(1)
    if one is None or other is None:
        return None
    (many, base), (of, other_base) = split(one), split(other)
    if base == other_base and kind_of(base) is not None:
        return many / of
    if one in _LONG and other in _LONG:
        (name, times), (other_name, other_times) = _LONG[one], _LONG[other]
        return Decimal(times * _IN_MINUTES[name]) / Decimal(other_times * _IN_MINUTES[other_name])
    return None
