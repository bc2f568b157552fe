"""Old Word files (.doc): LibreOffice turns them into docx where it is installed."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from jixiao.errors import JixiaoError

_SECONDS = 90


def docx_of(data: bytes, name: str) -> bytes:
    """The bytes of a doc as docx.

    Raises:
        JixiaoError: LibreOffice is not installed, or cannot convert the file in time.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise JixiaoError(
            "old-word",
            "这是旧版 Word（doc）文件，需要 LibreOffice 才能读，这台机器没有安装。请用 Word 或 WPS 另存为 docx 后再读。",
            "This is an old Word file (doc); LibreOffice is needed to read it and is not installed. Save it as docx.",
            name,
        )
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "form.doc"
        source.write_bytes(data)
        # a profile of its own: no macro settings, no other running office, nothing left behind
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"]
        command += ["--convert-to", "docx", "--outdir", folder, str(source)]
        with contextlib.suppress(subprocess.TimeoutExpired):
            subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - our own words
        target = source.with_suffix(".docx")
        if target.is_file():
            return target.read_bytes()
    raise JixiaoError(
        "old-word-failed",
        "旧版 Word（doc）文件转换失败，可能已损坏。请用 Word 或 WPS 打开后另存为 docx 再读。",
        "The old Word file could not be converted; it may be damaged. Open it and save it as docx.",
        name,
    )
