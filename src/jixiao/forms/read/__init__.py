"""Reading forms: bytes of any supported file become a Reading.

``read`` gives the one form of a file, ``read_all`` every form in it. The format is told by
content, never by the file's name.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location, Plan, Problem, Reading

if TYPE_CHECKING:
    import zipfile

    from jixiao.forms.read.grid import Grid

MAX_BYTES = 100_000_000
MAX_UNPACKED = 300_000_000
MAX_RATIO = 200
LARGE_PART, SUSPECT_SIZE = 1_000_000, 20_000_000  # bytes: below them a high ratio is harmless
MAX_PARTS = 5_000
_FORM_ENDINGS = frozenset(
    {".xlsx", ".xlsm", ".xls", ".docx", ".doc", ".htm", ".html", ".txt", ".csv", ".tsv", ".pdf", ".json"}
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read(source: str | Path | bytes, *, name: str | None = None, lang: str = "zh") -> Reading:
    """Read the form in a file or in bytes.

    Args:
        source: a path, or the bytes of a file.
        name: what to call it in locations and messages; by default the path as given.
        lang: language of problems, ``zh`` or ``en``.

    Raises:
        JixiaoError: the file cannot be read at all, or holds no performance table.
    """
    readings = read_all(source, name=name, lang=lang)
    first = readings[0]
    if len(readings) == 1:
        return first
    note = problem("more-forms", "", Location(file=name), lang, count=len(readings) - 1)
    return Reading(first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, note))


def read_all(source: str | Path | bytes, *, name: str | None = None, lang: str = "zh") -> tuple[Reading, ...]:
    """Read every form in a file or in bytes; see ``read``."""
    if isinstance(source, bytes):
        data, shown = source, name or ""
    else:
        shown = name or str(source)
        data = _load(Path(source), shown)
    if not data.strip():
        raise JixiaoError(
            "empty-file",
            "文件是空的。请确认上传或下载是否完整。",
            "The file is empty. Check that it was saved or downloaded whole.",
            shown,
        )
    readings = _readings(data, shown, lang)
    found = tuple(reading for reading in readings if _is_form(reading))
    if not found:
        raise _no_form(readings, shown)
    return found


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
    return bool(plan.indicators or plan.tasks or (plan.objectives and (plan.funds or "/form" in reading.locations)))


def _no_form(readings: list[Reading], shown: str) -> JixiaoError:
    if any("/form" in reading.locations for reading in readings):
        return JixiaoError(
            "no-indicators",
            "读到了绩效表的标题，但没有任何任务、目标或指标。请确认表内已填写，且含“一级指标、二级指标、三级指标、指标值”表头。",
            "The title of a performance form was found but no tasks, objectives or indicators. Check that it is filled in "
            "and has the headers 一级指标, 二级指标, 三级指标, 指标值.",
            shown,
        )
    return JixiaoError(
        "not-a-form",
        "这不是绩效目标表：没有找到“三级指标”“指标值”等表头。请选择绩效目标表、自评表或监控表文件。",
        "This is no performance form: headers such as 三级指标 and 指标值 were not found. Choose a performance form.",
        shown,
    )


def _readings(data: bytes, shown: str, lang: str) -> list[Reading]:
    """By content: zip, OLE2, PDF, JSON, markup, else text."""
    problems: list[Problem] = []
    head = data[:2048].lstrip()
    if data.startswith(b"PK"):
        kind = office_kind(data, shown)
        if kind == "xlsx":
            return _of_workbook(data, shown, lang)
        if kind == "archive":
            return _of_archive(data, shown, lang)
        from jixiao.forms.read.markup import read_docx

        return _of_grids(read_docx(data, shown), problems, lang)
    if data.startswith(_OLE):
        if "WordDocument".encode("utf-16-le") in data and "EncryptedPackage".encode("utf-16-le") not in data:
            from jixiao.forms.read.legacy import docx_of
            from jixiao.forms.read.markup import read_docx

            return _of_grids(read_docx(docx_of(data, shown), shown), problems, lang)
        _check_ole(data, shown)
        return _of_workbook(data, shown, lang)
    if head.startswith(b"%PDF"):
        from jixiao.forms.read.pdf import read_pdf

        return _of_grids(*read_pdf(data, shown, lang), lang)
    if head.startswith(b"{\\rtf"):
        raise _wrong_type("RTF", shown)
    if head.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")) and b"\x00" in data[:64]:
        from jixiao.forms.read.ocr import doubts, read_picture
        from jixiao.forms.read.pdf import grids_of

        scan = read_picture(data, shown)
        drawn = grids_of([scan.page], shown or None)
        return _of_grids(drawn, doubts(drawn, [scan], lang), lang)
    if head.startswith(b"{"):
        return [_of_json(data, shown)]
    from jixiao.forms.read.text import decode, read_text

    text = decode(data, shown)
    start = text[:4096].lstrip().lower()
    if start.startswith(("<!doctype html", "<html", "<table", "<div", "<body")) or (
        start.startswith("<") and "<table" in text.lower()
    ):
        from jixiao.forms.read.markup import read_html

        return _of_grids(read_html(re_declare(text), shown), problems, lang)
    if start.startswith("<?xml"):
        raise _wrong_type("XML", shown)
    from jixiao.forms.read.delimited import delimited_grid

    grid = delimited_grid(text, shown or None)
    if grid is not None:
        return _of_grids([grid], problems, lang)
    return read_text(text, shown or None, lang)


def re_declare(text: str) -> str:
    """Web text without an XML declaration, which a decoded string may not carry."""
    stripped = text.lstrip()
    return stripped.partition("?>")[2] if stripped.startswith("<?xml") else text


def _of_archive(data: bytes, shown: str, lang: str) -> list[Reading]:
    """Every form in the files of an archive. A file without one is told as a problem; archives inside stay closed."""
    import io
    import zipfile

    found: list[Reading] = []
    failed: list[tuple[str, JixiaoError]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            name = _member_name(part)
            if part.is_dir() or Path(name).suffix.lower() not in _FORM_ENDINGS:
                continue
            try:
                held = archive.read(part)
                if held.startswith(b"PK") and office_kind(held, name) == "archive":
                    raise _wrong_type("压缩包", name, "an archive")
                found += [reading for reading in _readings(held, f"{shown}/{name}", lang) if _is_form(reading)]
            except JixiaoError as error:
                failed.append((name, error))
            except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
                failed.append((name, _wrong_type("损坏的压缩文件", name, "a damaged part of an archive")))
    if not found:
        if failed:
            raise failed[0][1]
        return [Reading(Plan("目标表"))]
    notes = tuple(
        Problem("not-read", error.message(lang), name, Location(file=shown or None)) for name, error in failed
    )
    first = found[0]
    found[0] = Reading(first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, *notes))
    return found


def _member_name(part: zipfile.ZipInfo) -> str:
    """The name of a file in an archive; old packers write Chinese names as GBK without saying so."""
    if part.flag_bits & 0x800:
        return part.filename
    try:
        return part.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return part.filename


def _of_workbook(data: bytes, shown: str, lang: str) -> list[Reading]:
    from jixiao.forms.read.workbook import read_workbook

    grids, problems = read_workbook(data, shown, lang)
    return _of_grids(grids, problems, lang)


def _of_grids(grids: list[Grid], problems: list[Problem], lang: str) -> list[Reading]:
    from jixiao.forms.read.gridreader import read_grids

    for grid in grids:
        dirty = grid.clean()
        if dirty is not None:
            problems.append(problem("control-characters", repr(dirty[0]), dirty[1], lang))
    readings = read_grids(grids, lang)
    if problems:  # of the file as a whole: told with its first form
        first = readings[0]
        readings[0] = Reading(
            first.plan, first.actuals, first.printed_scores, first.locations, (*first.problems, *problems)
        )
    return readings


def _of_json(data: bytes, shown: str) -> Reading:
    """A Plan or a whole Reading as JSON, as ``jixiao read --json`` writes it."""
    import msgspec

    from jixiao.plan.codec import from_json

    try:
        raw = msgspec.json.decode(data)
        if isinstance(raw, dict) and "plan" in raw:
            return from_json(data, Reading)
        return Reading(from_json(data, Plan), locations={"/form": Location(file=shown or None)})
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise JixiaoError(
            "bad-json",
            f"JSON 不是绩效表的格式（{error}）。格式见 jixiao schema。",
            f"The JSON is not a performance table ({error}). See jixiao schema for its form.",
            shown,
        ) from None


def office_kind(data: bytes, shown: str) -> str:
    """Xlsx, docx or an archive of files, after making sure that unpacking it is safe."""
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            unpacked = sum(part.file_size for part in parts)
            worst = max(
                (part.file_size / max(part.compress_size, 1) for part in parts if part.file_size > LARGE_PART),
                default=0,
            )
            if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS or (worst > MAX_RATIO and unpacked > SUSPECT_SIZE):
                raise JixiaoError(
                    "zip-bomb",
                    f"压缩包解开后有{unpacked // 1_000_000}MB，超出安全限度，未打开。请确认文件来源；若确为绩效表，请另存为新文件。",
                    f"The package unpacks to {unpacked // 1_000_000} MB, beyond what is safe; it was not opened. Check where it comes from.",
                    shown,
                )
            if any(part.flag_bits & 1 for part in parts):
                raise _encrypted(shown)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        raise JixiaoError(
            "truncated",
            "文件不完整或已损坏（压缩包结构不完整）。请重新下载或复制。",
            "The file is incomplete or damaged (its zip structure is broken). Download or copy it again.",
            shown,
        ) from None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        raise _wrong_type("PPT 演示文稿", shown, "a presentation")
    if any(Path(name).suffix.lower() in _FORM_ENDINGS for name in names):
        return "archive"
    raise _wrong_type("压缩包", shown, "an archive")


def old_office_kind(data: bytes, shown: str) -> str | None:
    """Xls, or docx where a doc could be converted; None for what is no old Office file.

    Raises:
        JixiaoError: encrypted or damaged.
    """
    if not data.startswith(_OLE):
        return None
    _check_ole(data, shown)
    return "xls"


def _check_ole(data: bytes, shown: str) -> None:
    """Old Office files: xls goes on, encrypted packages and doc are told apart."""

    def wide(text: str) -> bytes:
        return text.encode("utf-16-le")

    if wide("EncryptedPackage") in data:
        raise _encrypted(shown)
    if wide("Workbook") in data or wide("Book") in data:
        return
    raise JixiaoError(
        "damaged-ole",
        "旧版 Office 文件已损坏或类型不明。请用 Office、WPS 打开后另存为 xlsx 或 docx。",
        "The old Office file is damaged or of an unknown kind. Open it and save it as xlsx or docx.",
        shown,
    )


def _encrypted(shown: str) -> JixiaoError:
    return JixiaoError(
        "encrypted",
        "文件设有打开密码。请在 Excel、Word 或 WPS 中输入密码打开，取消密码后另存再读。",
        "The file is protected by a password. Open it, remove the password and save it again.",
        shown,
    )


def _wrong_type(kind: str, shown: str, en: str | None = None) -> JixiaoError:
    return JixiaoError(
        "wrong-type",
        f"文件内容是{kind}，不能直接读取。请另存为 xlsx、docx、网页或纯文本。",
        f"The content is {en or kind}, which cannot be read. Save it as xlsx, docx, HTML or plain text.",
        shown,
    )


__all__ = ["read", "read_all"]
