"""``jixiao.toml``: profile, selection of rules, and waivers with reason and end date."""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - reads as the type it is
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from jixiao.errors import JixiaoError
from jixiao.plan.build import fold
from jixiao.plan.values import Finding
from jixiao.review.context import Profile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jixiao.plan.values import Plan

PROFILES = ("national", "tianjin")
EXPIRED, UNUSED = "W001", "W002"


class Waiver(Struct, frozen=True):
    """A finding that is allowed, why, and until when. ``match`` is part of the quoted row; empty: all of the rule."""

    rule: str
    reason: str
    until: Date
    match: str = ""


class Config(Struct, frozen=True):
    """What a review runs with."""

    profile: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    source: str = ""

    def wants(self, code: str) -> bool:
        """Whether a rule is to run; ``R0`` selects every code that begins so."""
        chosen = not self.select or any(code.startswith(prefix) for prefix in self.select)
        return chosen and not any(code.startswith(prefix) for prefix in self.ignore)

    def profile_for(self, plan: Plan) -> Profile:
        """The profile as configured; else Tianjin's for its departments, else the national one."""
        key = self.profile or ("tianjin" if (plan.department or "").startswith("天津") else "national")
        return load_profile(key)

    def waived(self, plan: Plan, findings: Sequence[Finding], today: Date | None, lang: str) -> tuple[Finding, ...]:
        """The findings with waivers applied; an expired or unused waiver is a finding itself."""
        from jixiao.review.registry import rules

        del plan
        if today is None:
            raise ValueError("waivers need today's date")
        names = {registered.name: code for code, registered in rules().items()}
        out = list(findings)
        extra: list[Finding] = []
        for waiver in self.waivers:
            code = names.get(waiver.rule, waiver.rule)
            hits = [
                index
                for index, found in enumerate(out)
                if found.rule == code and (not waiver.match or fold(waiver.match) in fold(found.quote + found.message))
            ]
            label = f"{code}“{waiver.match}”" if waiver.match else code
            if waiver.until < today:
                zh = f"豁免{label}已于{waiver.until}到期：{waiver.reason}"
                en = f"The waiver of {label} expired on {waiver.until}: {waiver.reason}"
                extra.append(Finding(EXPIRED, "warning", zh if lang == "zh" else en, _remedy(lang), "practice"))
                continue
            if not hits:
                zh = f"豁免{label}没有用到：{waiver.reason}"
                en = f"The waiver of {label} matched nothing: {waiver.reason}"
                extra.append(Finding(UNUSED, "info", zh if lang == "zh" else en, _remedy(lang), "practice"))
            for index in hits:
                out[index] = replace(out[index], status="waived", reason=waiver.reason)
        return (*out, *extra)


def _remedy(lang: str) -> str:
    return "请在 jixiao.toml 中更新或删去这条豁免。" if lang == "zh" else "Renew or delete the waiver in jixiao.toml."


@lru_cache(maxsize=8)
def load_profile(key: str) -> Profile:
    """One of the shipped profiles.

    Raises:
        JixiaoError: no such profile.
    """
    if key not in PROFILES:
        raise JixiaoError(
            "no-such-profile",
            f"没有“{key}”这套审核口径，可选：{'、'.join(PROFILES)}。",
            f"No profile “{key}”; choose one of {', '.join(PROFILES)}.",
        )
    import tomllib

    raw: dict[str, Any] = tomllib.loads(
        (Path(__file__).with_name("profiles") / f"{key}.toml").read_text(encoding="utf-8")
    )
    return Profile(
        key,
        tuple(Decimal(total) for total in raw["weight_totals"]),
        raw["asks_for_weights"],
        tuple(raw["required_overall"]),
        tuple(raw["required_project"]),
        tuple(raw["expected_project"]),
        Decimal(raw["macro_budget"]),
        Decimal(raw["over_explain"]),
    )


def load_config(path: str | Path) -> Config:
    """Read a ``jixiao.toml``.

    Raises:
        JixiaoError: unreadable, or it holds unknown or wrong entries; all of them are named at once.
    """
    import tomllib

    shown = str(path)
    try:
        raw = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise JixiaoError(
            "bad-config",
            f"配置文件读不出来（{error}）。请检查 TOML 语法。",
            f"The configuration cannot be read ({error}). Check its TOML.",
            shown,
        ) from None
    from jixiao.review.registry import rules

    section = raw.get("review", {})
    faults: list[str] = [f"[{key}]" for key in raw if key != "review"]
    if not isinstance(section, dict):
        section, faults = {}, [*faults, "review"]
    known = {"profile", "select", "ignore", "waivers"}
    faults += [f"review.{key}" for key in section if key not in known]
    codes = {*rules(), *(registered.name for registered in rules().values())}
    prefixes = [*section.get("select", []), *section.get("ignore", [])]
    faults += [
        f"“{code}”" for code in prefixes if not isinstance(code, str) or not any(c.startswith(code) for c in codes)
    ]
    if section.get("profile") is not None and section["profile"] not in PROFILES:
        faults.append(f"profile = “{section['profile']}”")
    waivers: list[Waiver] = []
    for number, entry in enumerate(section.get("waivers", []), 1):
        wrong = _waiver_faults(entry, codes)
        if wrong:
            faults.append(f"waivers[{number}]: {'、'.join(wrong)}")
        else:
            waivers.append(Waiver(entry["rule"], entry["reason"], entry["until"], entry.get("match", "")))
    if faults:
        listed = "；".join(faults)
        raise JixiaoError(
            "bad-config",
            f"配置有误：{listed}。[review] 下可用的键：profile、select、ignore、waivers（rule、reason、until、match）。",
            f"Wrong entries: {listed}. Known keys below [review]: profile, select, ignore, waivers (rule, reason, until, match).",
            shown,
        )
    return Config(
        section.get("profile"),
        tuple(section.get("select", ())),
        tuple(section.get("ignore", ())),
        tuple(waivers),
        shown,
    )


def _waiver_faults(entry: Any, codes: set[str]) -> list[str]:
    if not isinstance(entry, dict):
        return ["不是表"]
    faults = [f"未知的键 {key}" for key in entry if key not in {"rule", "reason", "until", "match"}]
    if entry.get("rule") not in codes:
        faults.append(f"rule = {entry.get('rule')!r}")
    if not str(entry.get("reason", "")).strip():
        faults.append("缺少 reason（理由）")
    if not isinstance(entry.get("until"), Date):
        faults.append("缺少 until（截止日期，如 2025-12-31）")
    return faults
