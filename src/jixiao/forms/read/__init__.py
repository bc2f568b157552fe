"""Reading forms: bytes of any supported file become a Reading.

``read`` gives the one form of a file, ``read_all`` every form in it. The format is told by
content, never by the file's name.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location, Problem, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from jixiao.forms.read import whatis
    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.kinds import Kind

    Apart = Callable[[bytes, str, str], tuple[Reading, ...]]

MAX_BYTES = 100_000_000
_SHORT = 100_000
"""Bytes of a text that is read in this process even where native formats are not."""


def read(
    source: str | Path | bytes, *, name: str | None = None, lang: str = "zh", pages: Collection[int] = ()
) -> Reading:
    """Read the form in a file or in bytes.

    Args:
        source: a path, or the bytes of a file.
        name: what to call it in locations and messages; by default the path as given.
        lang: language of problems, ``zh`` or ``en``.
        pages: of a PDF the pages to read, by their numbers from 1; by default all, but of a long report with text
            only the pictures that its text says hold a form are recognised.

    Raises:
        JixiaoError: the file cannot be read at all, or holds no performance table.
    """
    return first_of(read_all(source, name=name, lang=lang, pages=pages), name, lang)


def first_of(readings: tuple[Reading, ...], name: str | None, lang: str) -> Reading:
    """The first form of a file; that there are more is told."""
    first = readings[0]
    if len(readings) == 1:
        return first
    note = problem("more-forms", "", Location(file=name), lang, count=len(readings) - 1)
    return Reading(first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, note))


def read_all(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    lang: str = "zh",
    apart: Apart | None = None,
    pages: Collection[int] = (),
) -> tuple[Reading, ...]:
    """Read every form in a file or in bytes; see ``read``.

    ``apart``, if given, reads what parsers written in C would read here (``isolated.read_isolated``).
    """
    if isinstance(source, bytes):
        data, shown = source, name or ""
    else:
        shown = name or str(source)
        data = _load(Path(source), shown)
    if not data or data.isspace():
        raise JixiaoError(
            "empty-file",
            "文件是空的。请确认上传或下载是否完整。",
            "The file is empty. Check that it was saved or downloaded whole.",
            shown,
        )
    return forms_in(data, shown, lang, apart, pages)


def _load(path: Path, shown: str) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(shown)
        return path.read_bytes()
    except FileNotFoundError:
        raise JixiaoError(
            "no-such-file", "找不到这个文件。请检查路径和文件名。", "No such file. Check the path and the name.", shown
        ) from None
    except IsADirectoryError:
        raise JixiaoError("is-a-folder", "这是一个文件夹，不是文件。", "This is a folder, not a file.", shown) from None
    except PermissionError:
        raise JixiaoError(
            "no-permission", "没有读取这个文件的权限。", "No permission to read this file.", shown
        ) from None
    except OSError as error:
        raise JixiaoError(
            "unreadable", f"文件读不出来（{error.strerror}）。", f"The file cannot be read ({error.strerror}).", shown
        ) from None


def _too_large(shown: str) -> JixiaoError:
    return JixiaoError(
        "too-large",
        f"文件超过{MAX_BYTES // 1_000_000}MB，不像绩效表。请只保留绩效表部分。",
        f"The file is over {MAX_BYTES // 1_000_000} MB; keep only the performance table.",
        shown,
    )


def _is_form(reading: Reading) -> bool:
    plan = reading.plan
    if any(problem.code == "glued" for problem in reading.problems):
        return True  # a form, of which nothing could be told apart; its problems say so
    if _scores_an_evaluation(reading):
        return False
    titled = "/form" in reading.locations
    money = any(line.amount is not None for line in plan.funds)
    named = plan.department if plan.scope == "整体支出" else plan.project
    return bool(
        plan.indicators
        or plan.tasks
        or (plan.objectives and (plan.funds or titled))
        or (titled and money and named)  # what is left of a form that was cut below its money
    )


def _scores_an_evaluation(reading: Reading) -> bool:
    """Whether the rows are those of an external evaluation: from 决策 or 投入 on, without targets and results.

    It prints neither what the money is nor an objective, as a form does that is not filled in yet.
    """
    rows = reading.plan.indicators
    own = reading.plan.form == "自评表" and "/form" in reading.locations  # such trees are also a department's own
    return (
        bool(rows)
        and not own
        and not reading.plan.objectives
        and not reading.plan.funds
        and any(row.level1 and row.level1.removeprefix("项目").startswith(("决策", "投入")) for row in rows)
        and not any(row.target for row in rows)
        and not any(actual.text for actual in reading.actuals)
    )


def forms_in(
    data: bytes, shown: str, lang: str, apart: Apart | None = None, pages: Collection[int] = ()
) -> tuple[Reading, ...]:
    """Every form in the bytes of a file or of a member of an archive.

    Raises:
        JixiaoError: as ``read``.
    """
    from jixiao.forms.read.kinds import kind_of

    kind = kind_of(data, shown)
    if pages and kind != "pdf":
        raise JixiaoError(
            "pages-need-pdf",
            "只有 PDF 可以指定页（--pages）。",
            "Pages can be chosen of a PDF only (--pages).",
            shown,
        )
    if kind == "archive":
        from jixiao.forms.read.archive import read_archive

        return read_archive(data, shown, lang, apart)
    if apart is not None and (kind not in {"text", "json"} or len(data) > _SHORT):
        return apart(data, shown, lang)
    if kind == "json":
        return _of_json(data, shown)
    if kind == "text":
        return _of_text(data, shown, lang)
    return _with_macros(_of_native(data, kind, shown, lang, pages), data, kind, shown, lang)


def _of_native(data: bytes, kind: Kind, shown: str, lang: str, pages: Collection[int] = ()) -> tuple[Reading, ...]:
    """What parsers written in C read."""
    from jixiao.forms.read.embedded import in_office, in_saved_page, with_pictures

    if kind in {"xlsx", "xls"}:
        from jixiao.forms.read.workbook import read_workbook

        held = in_office(data) if kind == "xlsx" else []
        return with_pictures(lambda: readings_of(*read_workbook(data, shown, lang), shown, lang), held, shown, lang)
    if kind == "pdf":
        with _uncollected():
            return _of_pdf(data, shown, lang, pages)
    if kind == "picture":
        from jixiao.forms.read.pdfscans import read_photograph

        return readings_of(*read_photograph(data, shown, lang)[:2], shown, lang)
    if kind == "mht":
        from jixiao.forms.read.webpage import read_mht

        held = in_saved_page(data)
        return with_pictures(lambda: readings_of(read_mht(data, shown), [], shown, lang), held, shown, lang)
    from jixiao.forms.read.markup import read_docx

    if kind in {"doc", "rtf"}:
        from jixiao.forms.read.legacy import docx_of

        data = docx_of(data, shown, kind)

    def of_words() -> tuple[Reading, ...]:
        told: list[Problem] = []
        grids = read_docx(data, shown, told, lang)
        return readings_of(grids, told, shown, lang)

    return with_pictures(of_words, in_office(data), shown, lang)


def _of_pdf(data: bytes, shown: str, lang: str, pages: Collection[int]) -> tuple[Reading, ...]:
    from jixiao.forms.read import whatis
    from jixiao.forms.read.pdf import read_pdf

    grids, problems, pdf = read_pdf(data, shown, lang, pages)
    return readings_of(grids, problems, shown, lang, lambda: whatis.words_of_pdf(data, grids, pdf))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Hold back Python's search for cycles: among the characters of a document there are none, and it looks at them all.

    What is called within has let go of the characters when it returns, so that they are not looked at afterwards either.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _of_text(data: bytes, shown: str, lang: str) -> tuple[Reading, ...]:
    """Web pages, delimited and plain text."""
    from jixiao.forms.read import whatis
    from jixiao.forms.read.kinds import wrong_type
    from jixiao.forms.read.text import decode, read_text

    text = decode(data, shown)
    start = text[:4096].lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<div", "<body")) or (
        start.startswith("<") and "<table" in text.lower()
    ):
        from jixiao.forms.read.embedded import in_page, with_pictures
        from jixiao.forms.read.webpage import read_html

        return with_pictures(lambda: readings_of(read_html(text, shown), [], shown, lang), in_page(text), shown, lang)
    if start.startswith("<?xml"):
        raise wrong_type("XML", shown)
    from jixiao.forms.read.delimited import delimited_grid

    grid = delimited_grid(text, shown or None)
    if grid is not None:
        return readings_of([grid], [], shown, lang)
    return _found(read_text(text, shown or None, lang), shown, lambda: whatis.Words(text[: whatis.MOST]))


def _found(readings: list[Reading], shown: str, words: Callable[[], whatis.Words]) -> tuple[Reading, ...]:
    """The readings that are forms.

    Raises:
        JixiaoError: there is none; what the document is instead.
    """
    found = tuple(reading for reading in readings if _is_form(reading))
    if not found:
        from jixiao.forms.read.whatis import no_form

        raise no_form(words(), shown, titled=any("/form" in reading.locations for reading in readings))
    return found


def _with_macros(readings: tuple[Reading, ...], data: bytes, kind: Kind, shown: str, lang: str) -> tuple[Reading, ...]:
    from jixiao.forms.read.kinds import has_macros

    if not has_macros(data, kind):
        return readings
    note = problem("macros-ignored", "", Location(file=shown or None), lang)
    return (with_problems(readings[0], [note]), *readings[1:])


def with_problems(reading: Reading, problems: Sequence[Problem]) -> Reading:
    """The same reading with more problems."""
    return Reading(
        reading.plan, reading.actuals, reading.printed_scores, reading.locations, (*reading.problems, *problems)
    )


def readings_of(
    grids: list[Grid], problems: list[Problem], shown: str, lang: str, words: Callable[[], whatis.Words] | None = None
) -> tuple[Reading, ...]:
    """The forms in grids; ``problems`` are those of the file, ``words`` tell what it is if it holds none.

    Raises:
        JixiaoError: it holds none.
    """
    from jixiao.forms.read import whatis
    from jixiao.forms.read.gridreader import read_grids

    for grid in grids:
        dirty = grid.clean()
        if dirty is not None:
            problems.append(problem("control-characters", repr(dirty[0]), dirty[1], lang))
        if grid.private is not None and (grid.table is not None or grid.sheet is not None):
            problems.append(problem("private-use", grid.private[0], grid.private[1], lang))
    if any(getattr(grid, "sure", None) for grid in grids):  # recognised from pictures
        from jixiao.forms.read.ocrsums import read_proved

        readings = read_proved(grids, lang)
    else:
        readings = read_grids(grids, lang)
    found = _found(readings, shown, words or (lambda: whatis.words_of(grids)))
    # of the file as a whole: told with its first form
    return (with_problems(found[0], problems), *found[1:]) if problems else found


def _of_json(data: bytes, shown: str) -> tuple[Reading, ...]:
    """A Plan or a whole Reading as JSON, as ``jixiao read --json`` writes it."""
    import msgspec

    from jixiao.plan.codec import from_json
    from jixiao.plan.values import Plan

    try:
        raw = msgspec.json.decode(data)
        if isinstance(raw, dict) and "plan" in raw:
            reading = from_json(data, Reading)
        else:
            reading = Reading(from_json(data, Plan), locations={"/form": Location(file=shown or None)})
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        cause = str(error)[:200]
        raise JixiaoError(
            "bad-json",
            f"JSON 不是绩效表的格式（{cause}）。格式见 jixiao schema。",
            f"The JSON is not a performance table ({cause}). See jixiao schema for its form.",
            shown,
        ) from None
    if not _is_form(reading):
        from jixiao.forms.read.whatis import no_form, words_of

        raise no_form(words_of([]), shown, titled=True)
    return (reading,)


__all__ = ["read", "read_all"]
