"""Documents behind reported values and ratings: whether they hold the number, and which are used more than once.

A document used for several indicators may well prove them all: what is found is listed as a question.
"""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from jixiao.errors import JixiaoError
from jixiao.evidence.pack import Report, factor, indicator_for
from jixiao.plan.target import parse_target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from jixiao.evidence.pack import Pack, Rating
    from jixiao.plan.values import Indicator, Location, Plan

Reader = "Callable[[bytes, str], Iterable[tuple[Location, str]]]"
_NUMBER = re.compile(r"(?<![\d.])(\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(%|％|‰|[\u4e00-\u9fff]{0,4})")
_SHINGLE = 8
"""Characters of the pieces by which texts are compared."""
ALIKE = Decimal("0.8")
"""Share of common pieces from which two documents, or two pages, are told to be alike."""
_SHORT = 60
"""Characters below which a page says too little to be compared."""


class Proof(NamedTuple):
    """One document for one indicator. ``where`` are the places at which its value stands; None where there is no number to look for."""

    indicator: Indicator
    file: str
    digest: str
    value: str
    where: tuple[Location, ...] | None
    error: str = ""


class Shared(NamedTuple):
    """A document, or a page of one, that stands behind several values: a question, no accusation.

    ``kind`` is ``same`` (the same bytes) or ``alike`` (nearly the same text, ``share`` of its pieces).
    """

    kind: str
    uses: tuple[tuple[str, str], ...]
    """(indicator's name, file and page)."""
    share: Decimal


def proofs(
    plan: Plan, packs: Sequence[Pack], read: Callable[[bytes, str], Iterable[tuple[Location, str]]]
) -> tuple[list[Proof], list[Shared]]:
    """What the attached documents of one or several packs (projects, years) prove, and what is used more than once."""
    found: list[Proof] = []
    pages: list[tuple[str, str, frozenset[int]]] = []
    for pack in packs:
        told: tuple[Report | Rating, ...] = (*pack.reports, *pack.ratings)
        for entry in told:
            row = indicator_for(plan, entry)
            if row is None:
                continue
            for name in entry.evidence:
                if name in pack.ledgers:
                    continue
                proof, texts = _proof(pack.folder / name, row, entry.text if isinstance(entry, Report) else "", read)
                found.append(proof)
                pages += [
                    (row.name, label, _pieces(text)) for label, text in _pages(proof.file, texts) if len(text) >= _SHORT
                ]
    return found, [*_same(found), *_alike(found, pages)]


def _proof(
    path: Path, row: Indicator, value: str, read: Callable[[bytes, str], Iterable[tuple[Location, str]]]
) -> tuple[Proof, list[tuple[Location, str]]]:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    try:
        texts = list(read(data, path.name))
    except JixiaoError as error:
        return Proof(row, str(path), digest, value, None, error.zh), []
    target = parse_target(value) if value else None
    if target is None or target.kind != "number" or target.value is None:
        return Proof(row, str(path), digest, value, None), texts
    wanted = target.value
    places = tuple(
        where
        for where, text in texts
        if any(_is(wanted, target.unit, number, unit) for number, unit in _NUMBER.findall(text))
    )
    return Proof(row, str(path), digest, value, places), texts


def _is(wanted: Decimal, unit: str | None, text: str, printed: str) -> bool:
    """Whether a printed number is the reported one, in its unit or one that converts."""
    number = Decimal(text.replace(",", "").replace("，", ""))
    if number == wanted:
        return True
    return any(
        (times := factor(printed[:size], unit)) is not None and number * times == wanted
        for size in range(1, len(printed) + 1)
    )


def _pages(file: str, texts: Sequence[tuple[Location, str]]) -> list[tuple[str, str]]:
    """The text of each page or sheet of a document."""
    held: dict[str, list[str]] = {}
    for where, text in texts:
        label = (
            f"{file} 第{where.page}页"
            if where.page is not None
            else f"{file} {where.sheet}"
            if where.sheet is not None
            else file
        )
        held.setdefault(label, []).append(re.sub(r"\s+", "", text))
    return [(label, "".join(parts)) for label, parts in held.items()]


def _pieces(text: str) -> frozenset[int]:
    return frozenset(hash(text[start : start + _SHINGLE]) for start in range(max(1, len(text) - _SHINGLE + 1)))


def _same(found: Sequence[Proof]) -> list[Shared]:
    by_digest: dict[str, list[Proof]] = {}
    for proof in found:
        by_digest.setdefault(proof.digest, []).append(proof)
    return [
        Shared("same", tuple((proof.indicator.name, proof.file) for proof in held), Decimal(1))
        for held in by_digest.values()
        if len(held) > 1
    ]


def _alike(found: Sequence[Proof], pages: Sequence[tuple[str, str, frozenset[int]]]) -> list[Shared]:
    """Pages of different documents with nearly the same text; those of the same bytes are told already."""
    digests = {proof.file: proof.digest for proof in found}
    told: list[Shared] = []
    for index, (name, label, pieces) in enumerate(pages):
        for other, where, held in pages[index + 1 :]:
            file, second = (next(path for path in digests if text.startswith(path)) for text in (label, where))
            if digests[file] == digests[second]:
                continue
            share = Decimal(len(pieces & held)) / Decimal(len(pieces | held))
            if share >= ALIKE:
                told.append(Shared("alike", ((name, label), (other, where)), share.quantize(Decimal("0.01"))))
    return told
