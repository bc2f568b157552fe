"""Plain text: decoding bytes and choosing the reader for its layout."""

from __future__ import annotations

import re

from msgspec import structs

from jixiao.errors import JixiaoError
from jixiao.forms.read.around import form_part
from jixiao.forms.read.builder import CONTROL
from jixiao.forms.read.flow import read_flow
from jixiao.forms.read.problems import problem
from jixiao.forms.read.streamrows import is_odd_name
from jixiao.forms.read.vocabulary import TITLE, bare, is_level2
from jixiao.plan.normal import ideographs
from jixiao.plan.taxonomy import PARENT_OF, level1_type, level2_type
from jixiao.plan.values import Location, Problem, Reading

_PAGE_NUMBER = re.compile(
    r"^[ \t]*(?:第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?|[-—–]\s*\d{1,3}\s*[-—–]|\d{1,3}\s*/\s*\d{1,3})[ \t]*$",
    re.MULTILINE,
)
_BREAK_MARK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_RULE_LINE = re.compile(r"^[ \t|:+-]*-{3,}[ \t|:+-]*$", re.MULTILINE)
_YEAR_OF = re.compile(r"(?<![〔\[（(\d])((?:19|20)\d\d)年(?!\s*\d{1,2}\s*月)")
_YEAR_LAST = re.compile(r"((?:19|20)\d\d)年度?[)）]?$")
_HARMLESS = frozenset({"not-stored", "several-years", "cut-off", "total-differs"})
"""Problems that do not doubt how a text was taken apart: it breaks off whichever way, its sum is wrong whichever way."""
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
    notes = [problem("control-characters", repr(dirty[0]), Location(file=file, line=line), lang)] if dirty else []
    if usual != text:
        at = next(index for index, (one, other) in enumerate(zip(text, usual, strict=True)) if one != other)
        where = Location(file=file, line=text.count("\n", 0, at) + 1)
        notes.append(problem("odd-ideographs", text[at], where, lang, usual=usual[at]))
    part = form_part(usual)
    readings = [_with_odd_rows(reading, lang) for reading in _choose(part.text, file, lang)]
    if part.around and readings:
        if readings[0].plan.year is None and (year := _year_around(part.around)) is not None:
            plan = structs.replace(readings[0].plan, year=year[0])
            where = Location(file=file, line=year[1])
            places = {**readings[0].locations, "/year": where}
            readings[0] = structs.replace(readings[0], plan=plan, locations=places)
            notes.append(problem("head-doubtful", f"{year[0]}年", where, lang))
        notes += [problem("around-form", said, Location(file=file, line=line), lang) for line, said in part.around]
    if notes and readings:
        first = readings[0]
        readings[0] = Reading(
            first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, *notes)
        )
    return readings


def _year_around(around: list[tuple[int, str]]) -> tuple[int, int] | None:
    """The one year that the page around a form speaks of (现将2022年…资金下达), and its line; days do not count."""
    found = [(int(year), line) for line, said in around for year in _YEAR_OF.findall(said)]
    return found[0] if len({year for year, _ in found}) == 1 else None


def _with_odd_rows(reading: Reading, lang: str) -> Reading:
    """The reading with a doubt for each row whose name is none, and for those without the levels that others have."""
    if any(note.code == "from-prose" for note in reading.problems):
        return reading
    rows = reading.plan.indicators
    levelled = (any(row.level1 for row in rows), any(row.level2 for row in rows))
    notes: list[Problem] = []
    for number, row in enumerate(rows):
        where = reading.locations.get(f"/indicators/{number}/name")
        if is_odd_name(row.name):
            notes.append(problem("name-doubtful", row.name, where, lang))
        elif is_level2(row.name) and row.name.endswith("指标"):
            said = (
                f"{row.name} | {row.target.text}" if row.target else row.name
            )  # a label that slid: the name may be there
            notes.append(problem("name-doubtful", said, where, lang))
        if (levelled[0] and row.level1 is None and row.parent is None) or (
            levelled[1] and row.level2 is None and levelled[0]
        ):
            notes.append(problem("level-missing", row.name, where, lang))
    known = {(note.code, note.text) for note in reading.problems}
    fresh = tuple(note for note in notes if (note.code, note.text) not in known)
    if not fresh:
        return reading
    return Reading(
        reading.plan, reading.actuals, reading.printed_scores, reading.locations, (*reading.problems, *fresh)
    )


def _choose(text: str, file: str | None, lang: str) -> list[Reading]:
    rows, sure = _by_rows(text, file, lang)
    if rows and any(reading.plan.indicators for reading in rows) and (sure or not any(map(_doubts, rows))):
        return rows
    laid = _by_columns(text, file, lang)
    if laid is not None and laid.plan.indicators and not _doubts(laid):
        return [laid]
    found = _by_cells(text, file, lang)
    if laid is not None and not rows:
        # blanks that keep columns: whoever goes by the cells' order alone would not see where columns cross
        return _guessed([laid] if laid.plan.indicators else found, lang)
    if not rows and any(map(_doubts, found)) and "|" not in text and "\t" not in text:
        from jixiao.forms.read.aligned import keeps_columns

        if keeps_columns(text.split("\n")):
            return _guessed(found, lang)
    return rows if rows and max(map(_worth, rows)) >= max(map(_worth, found)) else found


def _guessed(readings: list[Reading], lang: str) -> list[Reading]:
    """Readings of a text whose columns are kept by blanks alone, and do not all fit: said of each as a whole."""
    note = problem("columns-by-blanks", "", None, lang)
    return [structs.replace(reading, problems=(*reading.problems, note)) for reading in readings]


def _by_rows(text: str, file: str | None, lang: str) -> tuple[list[Reading], bool]:
    """Text with a row of a table a line, and whether every row fits its columns; empty if it is none."""
    if "\t" not in text and "|" not in text:
        return [], False
    from jixiao.forms.read.gridreader import read_grids
    from jixiao.forms.read.rowgrid import row_grids

    found = row_grids(text, file)
    if found is None:
        return [], False
    grids, doubts, sure = found
    readings = read_grids(grids, lang)
    readings[0] = _with_year_above(readings[0], text.split("\n"), file)
    notes = tuple(problem(doubt.code, doubt.text, Location(file=file, line=doubt.line), lang) for doubt in doubts)
    if notes:
        first = readings[0]
        readings[0] = Reading(
            first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, *notes)
        )
    return readings, sure


def _with_year_above(reading: Reading, lines: list[str], file: str | None) -> Reading:
    """A title over several lines may have its year at the end of one above: …推进项目)2022年 / 投资计划绩效目标表."""
    if reading.plan.year is not None:
        return reading
    title = next((n for n, line in enumerate(lines) if "|" not in line and TITLE.search(bare(line))), 0)
    for number in range(title - 1, max(title - 4, -1), -1):
        if year := _YEAR_LAST.search(lines[number].strip()):
            plan = structs.replace(reading.plan, year=int(year[1]))
            where = Location(file=file, line=number + 1)
            return structs.replace(reading, plan=plan, locations={**reading.locations, "/year": where})
    return reading


def _by_columns(text: str, file: str | None, lang: str) -> Reading | None:
    """Text that keeps columns by blanks, in the width of letters that leaves fewer doubts; None if it keeps none."""
    from jixiao.forms.read.aligned import aligned_grids, is_aligned

    if "|" in text or "\t" in text or not is_aligned(text.split("\n")):
        return None
    from jixiao.forms.read.gridreader import read_grids

    found: list[Reading] = []
    for wide in (2, 1):
        grids, rows, labels = aligned_grids(text, wide, file)
        first = read_grids(grids, lang)[0]
        notes = [
            problem(code, doubt.text, Location(file=file, line=doubt.line), lang)
            for code, doubts in (("row-doubtful", rows), ("label-doubtful", labels))
            for doubt in doubts
        ]
        found.append(
            Reading(first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, *notes))
        )
    return max(found, key=_worth)


def _by_cells(text: str, file: str | None, lang: str) -> list[Reading]:
    """Text with its cells one after another, or as a page prints them."""
    if "|" in text:  # marks of markdown, in a table whose rows are not those of the lines
        text = _RULE_LINE.sub("", _BREAK_MARK.sub("", text))
    flow = read_flow(text.split("\n"), file, lang) if "|" not in text else None
    if flow is not None and flow.plan.indicators and not flow.problems and _apart(flow):
        return [flow]
    from jixiao.forms.read.stream import StreamReader

    reader = StreamReader(text, file, lang)
    tables = reader.read()
    if not any(table.plan.indicators or table.plan.tasks for table in tables) and not reader.glued:
        from jixiao.forms.read.prose import read_prose

        told = read_prose(text, file, lang)
        if told is not None:
            return [told]
    if flow is None:
        return tables
    if flow.plan.tasks and any(problem.code == "order-lost" for problem in flow.problems):
        # labels do not stand before their rows, so no reader of rows may guess, if they do not all the same
        return tables if not reader.idle and all(map(_in_order, tables)) else [flow]
    if (not flow.plan.indicators and any(table.problems for table in tables)) or not _apart(flow):
        return tables
    if not tables or _worth(flow) >= max(_worth(table) for table in tables):
        return [flow]
    return tables


def _apart(reading: Reading) -> bool:
    """Whether no objective holds its number and the next ones: 1.… that ran together."""
    return not any(re.match(r"\d{1,2}[^\d.年月]", objective.text) for objective in reading.plan.objectives)


def _in_order(reading: Reading) -> bool:
    """Whether each row stands under labels that belong together, without a doubt."""
    return (
        bool(reading.plan.indicators)
        and not _doubts(reading)
        and all(
            row.level1 is not None
            and row.level2 is not None
            and (kind := level2_type(row.level2)) is not None
            and level1_type(row.level1) in PARENT_OF[kind]
            for row in reading.plan.indicators
        )
    )


def _worth(reading: Reading) -> tuple[int, int]:
    """More sure fields first, then fewer doubts."""
    return len(reading.plan.indicators) * 3 - _doubts(reading), -_doubts(reading)


def _doubts(reading: Reading) -> int:
    """Problems that doubt what was read; not those that tell of what a plan has no field for."""
    return sum(problem.code not in _HARMLESS for problem in reading.problems)
