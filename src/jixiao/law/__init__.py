"""The regulations (制度文件) as data: what is cited, and how sure we are of it.

Rules and scoring schemes cite a key, or ``key:article``. What nobody has compared with the
official text is shown as 待核 (unconfirmed).
"""

from __future__ import annotations

from datetime import date as Date  # noqa: N812 - reads as the type it is
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from jixiao.errors import JixiaoError


class Article(Struct, frozen=True, forbid_unknown_fields=True):
    """One article or review item, its gist in our words, and whether it was compared."""

    article: str
    zh: str
    en: str
    checked: bool


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """One document: 文号, title, issuer, dates. ``practice`` marks what is no law at all."""

    title: str
    number: str
    issuer: str
    checked: bool
    region: str = "全国"
    issued: Date | None = None
    in_force: Date | None = None
    until: Date | None = None
    replaced_by: str | None = None
    note: str = ""
    practice: bool = False
    articles: tuple[Article, ...] = ()

    def applies_on(self, day: Date) -> bool:
        """Whether it was in force on a day, as far as its dates are known."""
        begin = self.in_force or self.issued
        return (begin is None or begin <= day) and (self.until is None or day <= self.until)


class Citation(NamedTuple):
    """A source and, where given, one of its articles."""

    key: str
    source: Source
    article: str | None
    checked: bool

    def describe(self, lang: str = "zh") -> str:
        """As people cite it: 财预〔2015〕88号《…》第…条（待核）."""
        source = self.source
        if source.practice:
            return "推荐做法（不是法规）" if lang == "zh" else "recommended practice (no regulation)"
        title = f"《{source.title}》" if not source.title.endswith("）") or source.number else source.title
        text = f"{source.number}{title}{self.article or ''}"
        if self.checked:
            return text
        return text + ("（待核）" if lang == "zh" else " (unconfirmed)")

    def short(self, lang: str = "zh") -> str:
        """Its number alone, for a sentence: 财预〔2020〕10号，待核."""
        source = self.source
        if source.practice:
            return "推荐做法" if lang == "zh" else "recommended practice"
        text = f"{source.number or source.title}{self.article or ''}"
        return text if self.checked else text + ("，待核" if lang == "zh" else ", unconfirmed")


@lru_cache(maxsize=1)
def sources() -> dict[str, Source]:
    """All sources by key, in the order of the data file."""
    import tomllib

    raw = tomllib.loads(Path(__file__).with_name("sources.toml").read_text(encoding="utf-8"))
    return msgspec.convert(raw, dict[str, Source])


@lru_cache(maxsize=512)
def cite(citation: str) -> Citation:
    """The source behind ``key`` or ``key:article``.

    Raises:
        JixiaoError: no such key.

    >>> cite("zf-2018-34").describe()
    '中发〔2018〕34号《关于全面实施预算绩效管理的意见》'
    """
    key, _, article = citation.partition(":")
    source = sources().get(key)
    if source is None:
        raise JixiaoError(
            "no-such-source",
            f"没有“{key}”这份制度文件。可用 jixiao law 查看全部。",
            f"No regulation “{key}”. See jixiao law for all.",
        )
    known = next((item for item in source.articles if item.article == article), None)
    checked = known.checked if known is not None else source.checked and not article
    return Citation(key, source, article or None, checked)


def describe(citation: str, lang: str = "zh") -> str:
    """``cite(citation).describe(lang)``."""
    return cite(citation).describe(lang)
