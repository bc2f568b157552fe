"""The thresholds of monitoring: declared in ``settings.toml``, replaceable value by value."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from jixiao.errors import JixiaoError
from jixiao.plan.progress import AlertLevel


class LikelihoodLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """From which probability 确定能, below which 完全不可能."""

    certain: float
    impossible: float


class Limits(Struct, frozen=True, forbid_unknown_fields=True):
    """From which value green, below which red."""

    green: float
    red: float


class MoneyLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """Dual monitoring: when money lags behind time, and when performance lags."""

    behind: float
    far_behind: float
    performance: float
    performance_red: float


class EqualLimits(Struct, frozen=True, forbid_unknown_fields=True):
    """What ＝ means: tolerance of states, and from where on an excess is told."""

    tolerance: float
    over: float


class RatingLevels(Struct, frozen=True, forbid_unknown_fields=True):
    """The alert of each rating by hand."""

    achieved: AlertLevel
    partly: AlertLevel
    not_achieved: AlertLevel


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All thresholds; see ``settings.toml`` for what they mean."""

    source: str
    likelihood: LikelihoodLimits
    alert: Limits
    pace: Limits
    rating: RatingLevels
    money: MoneyLimits
    equal: EqualLimits


def load_settings(path: Path | None = None) -> Settings:
    """The shipped thresholds, with the values of a file of one's own in their place.

    Raises:
        JixiaoError: the file cannot be read, or thresholds contradict each other.
    """
    raw = _shipped()
    if path is None:
        return _checked(raw, "")
    import tomllib

    try:
        own = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise JixiaoError("bad-settings", f"阈值文件读不出来（{error}）。", f"The thresholds cannot be read ({error}).", str(path)) from None  # fmt: skip
    merged = {
        name: {**held, **own[name]} if isinstance(held, dict) and isinstance(own.get(name), dict) else own.get(name, held)
        for name, held in raw.items()
    }  # fmt: skip
    return _checked({**own, **merged}, str(path))


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    import tomllib

    return tomllib.loads(Path(__file__).with_name("settings.toml").read_text(encoding="utf-8"))


def _checked(raw: dict[str, Any], place: str) -> Settings:
    try:
        found = msgspec.convert(raw, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise JixiaoError("bad-settings", f"阈值写得不对：{error}", f"The thresholds are not right: {error}", place) from None  # fmt: skip
    pairs = (
        ("likelihood", found.likelihood.impossible, found.likelihood.certain),
        ("alert", found.alert.red, found.alert.green),
        ("pace", found.pace.red, found.pace.green),
        ("money", found.money.far_behind, found.money.behind),
        ("money", found.money.performance_red, found.money.performance),
    )
    for name, low, high in pairs:
        if not 0 <= low <= high:
            raise JixiaoError("bad-settings", f"[{name}] 的下限{low:g}应不大于上限{high:g}，且不小于0。",
                              f"[{name}]: the lower limit {low:g} must be from 0 to the upper one, {high:g}.", place)  # fmt: skip
    return found
