"""Archives of forms: every form in the files of a zip; archives inside stay closed."""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError, printable
from jixiao.forms.read.kinds import FORM_ENDINGS, office_kind, wrong_type
from jixiao.forms.read.problems import problem
from jixiao.plan.values import Location, Problem, Reading

if TYPE_CHECKING:
    from jixiao.forms.read import Apart

FAULTS = (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, ValueError, EOFError)
"""What unpacking a damaged part throws."""
_MOST_NAMED = 5
"""Files without a form that are named one by one."""
_NO_FORM = frozenset(("not-a-form", "empty-file"))
_COSTLY = frozenset(("too-slow", "too-much-memory", "broke-the-reader"))
_MOST_COSTLY = 3
"""After so many files that reached their bounds the rest of an archive is not tried."""


def read_archive(data: bytes, shown: str, lang: str, apart: Apart | None) -> tuple[Reading, ...]:
    """Every form in the files of an archive. Files that cannot be read, and those without a form, are told as problems.

    Raises:
        JixiaoError: no file holds a form; the first file's error.
    """
    from jixiao.forms.read import with_problems

    found: list[Reading] = []
    failed: list[tuple[str, JixiaoError]] = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            name = member_name(part)
            if (
                part.is_dir()
                or Path(name).suffix.lower() not in FORM_ENDINGS
                or Path(name).name.startswith(("~$", "."))
            ):
                continue
            if sum(error.code in _COSTLY for _, error in failed) >= _MOST_COSTLY:
                failed.append((name, _not_tried(f"{shown}/{name}")))
                continue
            try:
                found += _member(archive, part, f"{shown}/{name}", lang, apart)
            except JixiaoError as error:
                failed.append((name, error))
    if not found:
        if failed:
            raise next((error for _, error in failed if error.code not in _NO_FORM), failed[0][1])
        raise wrong_type("压缩包，里面没有可读的文件", shown, "an archive without a file that could be read")
    where = Location(file=shown or None)
    notes = [
        Problem("not-read", error.message(lang), name, where) for name, error in failed if error.code not in _NO_FORM
    ]
    others = [name for name, error in failed if error.code in _NO_FORM]
    if others:
        named = "、".join(others[:_MOST_NAMED])
        notes.append(problem("others-in-archive", named, where, lang, count=len(others)))
    found[0] = with_problems(found[0], notes)
    return tuple(found)


def _not_tried(shown: str) -> JixiaoError:
    return JixiaoError(
        "not-tried",
        "压缩包里已有几个文件读取超限，这一个没有再读。请解开压缩包后单独读取。",
        "Several files of the archive reached the bounds of reading, so this one was not tried. Unpack the archive and read it alone.",
        shown,
    )


def _member(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, shown: str, lang: str, apart: Apart | None
) -> tuple[Reading, ...]:
    from jixiao.forms.read import forms_in

    try:
        held = archive.read(part)
    except FAULTS:
        raise wrong_type("损坏的压缩文件", shown, "a damaged part of an archive") from None
    if not held.strip():
        raise JixiaoError("empty-file", "文件是空的。", "The file is empty.", shown)
    if held.startswith(b"PK") and office_kind(held, shown) == "archive":
        raise wrong_type("压缩包", shown, "an archive")
    return forms_in(held, shown, lang, apart)


def member_name(part: zipfile.ZipInfo) -> str:
    """The name of a file in an archive; old packers write Chinese names as GBK without saying so.

    It is only shown, nothing is written under it; characters that would command a terminal are taken out.
    """
    name = part.filename
    if not part.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("gb18030")
    return printable(name)
