"""Old Word, WPS and rich text files (doc, wps, rtf): LibreOffice turns them into docx where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from jixiao.errors import JixiaoError
from jixiao.forms.read import budget

_SECONDS = 60
_NAMES = {"doc": "旧版 Word 或 WPS（doc、wps）", "rtf": "RTF"}
_MACROS = "/org.openoffice.Office.Common/Security/Scripting"
_SETTINGS = (
    (_MACROS, "DisableMacrosExecution", "true"),
    (_MACROS, "MacroSecurityLevel", "3"),
    (_MACROS, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "2"),
)
"""No macro is run, no link of the document is followed."""


def docx_of(data: bytes, name: str, kind: str = "doc") -> bytes:
    """The bytes of a doc or rtf as docx.

    Raises:
        JixiaoError: LibreOffice is not installed, or cannot convert the file in time.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    shown = _NAMES[kind]
    if office is None:
        raise JixiaoError(
            "old-word",
            f"这是{shown}文件，需要 LibreOffice 才能读，这台机器没有安装。请用 Word 或 WPS 另存为 docx 后再读。",
            f"This is {'an old Word file' if kind == 'doc' else 'rich text'} ({kind}); LibreOffice is needed to read it and is not installed. "
            "Save it as docx.",
            name,
        )
    with budget.office(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"form.{kind}"
        source.write_bytes(data)
        profile = Path(folder) / "profile"
        _settle(profile / "user")
        # a profile of its own: no other running office, nothing left behind
        command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nolockcheck"]
        command += ["--convert-to", "docx", "--outdir", folder, str(source)]
        _run(command)
        target = source.with_suffix(".docx")
        if target.is_file():
            return target.read_bytes()
    raise JixiaoError(
        "old-word-failed",
        f"{shown}文件转换失败，可能已损坏。请用 Word 或 WPS 打开后另存为 docx 再读。",
        f"The {kind} file could not be converted; it may be damaged. Open it and save it as docx.",
        name,
    )


def _settle(folder: Path) -> None:
    """The settings of a new profile."""
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    folder.mkdir(parents=True)
    (folder / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>',
        encoding="utf-8",
    )


def _run(command: list[str]) -> None:
    """Run the office, which starts processes of its own; when its time is over all of them end.

    In a worker they stay in its group, so that they end with it.
    """
    apart = os.name == "posix" and not budget.bounded()
    process = subprocess.Popen(  # noqa: S603 - our own words
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=apart,
    )
    try:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(None if budget.bounded() and os.name == "posix" else _SECONDS)
    finally:
        if apart:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
