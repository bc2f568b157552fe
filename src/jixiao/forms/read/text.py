"""Plain text: decoding bytes and choosing the reader for its layout."""

from __future__ import annotations

import re

from jixiao.errors import JixiaoError
from jixiao.forms.read.builder import CONTROL
from jixiao.forms.read.flow import read_flow
from jixiao.forms.read.problems import problem
from jixiao.plan.normal import ideographs
from jixiao.plan.values import Location, Reading

_PAGE_NUMBER = re.compile(
    r"^[ \t]*(?:第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|[-—–]\s*\d{1,3}\s*[-—–]|\d{1,3}\s*/\s*\d{1,3})[ \t]*$",
    re.MULTILINE,
)
MAX_CHARACTERS = 20_000_000


def decode(data: bytes, name: str) -> str:
    """Bytes of a text file as text: UTF-8, UTF-16 or GB18030, with or without a mark.

    Raises:
        JixiaoError: the bytes are no text in any of these.
    """
    for mark, coding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, coding, name)
    if 0 in data[:4000]:
        for coding in ("utf-16-le", "utf-16-be"):
            text = data.decode(coding, errors="ignore")
            if "指标" in text or "绩效" in text:
                return text
        raise _not_text(name)
    for coding in ("utf-8", "gb18030"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise _not_text(name)


def _decoded(data: bytes, coding: str, name: str) -> str:
    try:
        return data.decode(coding)
    except UnicodeDecodeError:
        raise _not_text(name) from None


def _not_text(name: str) -> JixiaoError:
    return JixiaoError(
        "not-text",
        "不是可识别的文字文件（UTF-8、UTF-16 或 GBK）。请确认文件类型，或另存为 xlsx、docx、UTF-8 文本后再读。",
        "is no text in UTF-8, UTF-16 or GBK. Check the file's type, or save it as xlsx, docx or UTF-8 text.",
        name,
    )


def read_text(text: str, file: str | None = None, lang: str = "zh") -> list[Reading]:
    """Read the forms in a text: usually one, more where several stand one after another.

    Raises:
        JixiaoError: it is longer than any form.
    """
    if len(text) > MAX_CHARACTERS:
        raise JixiaoError(
            "too-large",
            f"文字超过{MAX_CHARACTERS // 10_000}万字，不像绩效表。请只保留绩效表部分。",
            f"The text has more than {MAX_CHARACTERS // 1_000_000} million characters. Keep only the performance form.",
            file or "",
        )
    dirty = CONTROL.search(text)
    if dirty:
        line = text.count("\n", 0, dirty.start()) + 1
        text = CONTROL.sub("", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text:
        text = text.replace("\n\f", "\f").replace("\f", "\n\f")
    text = _PAGE_NUMBER.sub("", text)
    usual = ideographs(text)
    readings = _choose(usual, file, lang)
    notes = [problem("control-characters", repr(dirty[0]), Location(file=file, line=line), lang)] if dirty else []
    if usual != text:
        at = next(index for index, (one, other) in enumerate(zip(text, usual, strict=True)) if one != other)
        where = Location(file=file, line=text.count("\n", 0, at) + 1)
        notes.append(problem("odd-ideographs", text[at], where, lang, usual=usual[at]))
    if notes and readings:
        first = readings[0]
        readings[0] = Reading(
            first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, *notes)
        )
    return readings


def _choose(text: str, file: str | None, lang: str) -> list[Reading]:
    if "|" not in text:
        flow = read_flow(text.split("\n"), file, lang)
        if flow.plan.indicators and not flow.problems:
            return [flow]
        if flow.plan.tasks and any(problem.code == "order-lost" for problem in flow.problems):
            return [flow]  # labels do not stand before their rows, so no reader of rows may guess
    else:
        flow = None
    from jixiao.forms.read.stream import read_text_table

    tables = read_text_table(text, file, lang)
    if flow is None:
        return tables
    if not flow.plan.indicators and any(table.problems for table in tables):
        return tables
    if not tables or _worth(flow) >= max(_worth(table) for table in tables):
        return [flow]
    return tables


def _worth(reading: Reading) -> tuple[int, int]:
    """More sure fields first, then fewer doubts."""
    return len(reading.plan.indicators) * 3 - len(reading.problems), -len(reading.problems)
