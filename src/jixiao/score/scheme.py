"""Scoring schemes (评分规则): dated data with citations, loaded and checked whole."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from msgspec import Struct

from jixiao.errors import JixiaoError
from jixiao.plan.codec import digest
from jixiao.plan.taxonomy import LEVEL1_NAMES

SCHEMES = ("mof-2020", "mof-2021-cost", "hubei", "sichuan", "tianjin-dept")
Equals = Literal["ratio", "relative", "exact"]


class Over(Struct, frozen=True):
    """Over-achievement (超额完成): our configuration, no regulation gives a figure.

    Above ``explain`` times the target a reason is asked; above ``deduct``, if the target was set too low,
    the score is ``1 - rate * (r - deduct)`` of the weight, never below ``floor``.
    """

    explain: Decimal = Decimal("1.30")
    deduct: Decimal = Decimal("1.50")
    rate: Decimal = Decimal("0.20")
    floor: Decimal = Decimal("0.60")


class Scheme(Struct, frozen=True):
    """One rule set. ``levels`` are points by level-1 type; ``bands`` the lower ends of 达成 and 部分达成."""

    key: str
    version: str
    title: str
    source: str
    in_force: Date
    execution: Decimal
    indicator_total: Decimal
    bands: tuple[Decimal, Decimal]
    execution_base: str = "全年预算数"
    execution_reason_below: Decimal | None = None
    levels: dict[str, Decimal] = {}
    without_cost: dict[str, Decimal] = {}
    missing_to: dict[str, str] = {}
    by_objective: bool = False
    equals: Equals = "ratio"
    late: Literal["direct", "proportional"] = "direct"
    over: Over = Over()
    survey: tuple[tuple[Decimal, Decimal], ...] = ()
    grades: tuple[Decimal, Decimal, Decimal] = (Decimal(90), Decimal(80), Decimal(60))
    assumed: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the whole scheme: a score names the rules it was computed with."""
        return digest(self)


_REQUIRED = ("key", "version", "title", "source", "in_force", "execution", "indicator_total", "bands")


@lru_cache(maxsize=32)
def load_scheme(key_or_path: str) -> Scheme:
    """A shipped scheme by key, or one from a TOML file.

    Raises:
        JixiaoError: unknown, unreadable, or wrong; every fault is named at once.
    """
    import tomllib

    if key_or_path in SCHEMES:
        shipped = Path(__file__).with_name("schemes") / f"{key_or_path}.toml"
        raw = tomllib.loads(shipped.read_text(encoding="utf-8"))
    elif key_or_path.endswith(".toml"):
        try:
            raw = tomllib.loads(Path(key_or_path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise JixiaoError(
                "bad-scheme",
                f"评分规则文件读不出来（{error}）。请检查 TOML 语法。",
                f"The scheme cannot be read ({error}). Check its TOML.",
                key_or_path,
            ) from None
    else:
        raise JixiaoError(
            "no-such-scheme",
            f"没有“{key_or_path}”这套评分规则，可选：{'、'.join(SCHEMES)}，或自己的 .toml 文件。",
            f"No scheme “{key_or_path}”; choose {', '.join(SCHEMES)} or a .toml file of your own.",
        )
    return build_scheme(raw, key_or_path)


def build_scheme(raw: dict[str, Any], place: str = "") -> Scheme:
    """A scheme from its table of values, checked whole; see ``load_scheme``."""
    faults = [f"缺少 {name}" for name in _REQUIRED if name not in raw]
    known = set(Scheme.__struct_fields__)
    faults += [f"未知的键 {name}" for name in raw if name not in known]

    def decimal(value: Any, name: str) -> Decimal:
        try:
            found = Decimal(str(value))
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or found < 0:
            faults.append(f"{name} = {value!r} 应为非负数")
            return Decimal(0)
        return found

    levels = {name: decimal(value, f"levels.{name}") for name, value in raw.get("levels", {}).items()}
    without = {name: decimal(value, f"without_cost.{name}") for name, value in raw.get("without_cost", {}).items()}
    faults += [f"levels 中没有 {name} 这一类" for name in (*levels, *without) if name not in LEVEL1_NAMES]
    whole = decimal(raw.get("indicator_total", 0), "indicator_total")
    for label, table in (("levels", levels), ("without_cost", without)):
        if table and sum(table.values()) != whole:
            faults.append(f"{label} 合计 {sum(table.values())}，应等于 indicator_total {whole}")
    bands = tuple(decimal(value, "bands") for value in raw.get("bands", ()))
    if len(bands) != 2 or not 0 < bands[-1] < bands[0] <= 1:
        faults.append('bands 应为两个递减的比例，如 ["0.80", "0.60"]')
        bands = (Decimal("0.8"), Decimal("0.6"))
    over = {name: decimal(value, f"over.{name}") for name, value in raw.get("over", {}).items()}
    faults += [f"未知的键 over.{name}" for name in over if name not in Over.__struct_fields__]
    survey = tuple((decimal(low, "survey"), decimal(share, "survey")) for low, share in raw.get("survey", ()))
    if raw.get("equals", "ratio") not in {"ratio", "relative", "exact"}:
        faults.append(f"equals = {raw.get('equals')!r}")
    if raw.get("late", "direct") not in {"direct", "proportional"}:
        faults.append(f"late = {raw.get('late')!r}")
    if not isinstance(raw.get("in_force"), Date):
        faults.append("in_force 应为日期，如 2020-01-01")
    execution = decimal(raw.get("execution", 0), "execution")
    if not faults and execution + whole != Decimal(100):
        faults.append(f"execution {execution} 与 indicator_total {whole} 合计应为100")
    below = raw.get("execution_reason_below")
    grades = tuple(decimal(value, "grades") for value in raw.get("grades", ("90", "80", "60")))
    if len(grades) != 3:
        faults.append("grades 应为三个下限")
    if faults:
        raise JixiaoError(
            "bad-scheme", f"评分规则有误：{'；'.join(faults)}。", f"The scheme is wrong: {'; '.join(faults)}.", place
        )
    return Scheme(
        key=str(raw["key"]),
        version=str(raw["version"]),
        title=str(raw["title"]),
        source=str(raw["source"]),
        in_force=raw["in_force"],
        execution=execution,
        indicator_total=whole,
        bands=(bands[0], bands[1]),
        execution_base=str(raw.get("execution_base", "全年预算数")),
        execution_reason_below=None if below is None else Decimal(str(below)),
        levels=levels,
        without_cost=without,
        missing_to=dict(raw.get("missing_to", {})),
        by_objective=bool(raw.get("by_objective", False)),
        equals=raw.get("equals", "ratio"),
        late=raw.get("late", "direct"),
        over=Over(**over),
        survey=survey,
        grades=(grades[0], grades[1], grades[2]),
        assumed=bool(raw.get("assumed", False)),
    )
