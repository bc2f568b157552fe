"""Writing: one declared layout, drawn to html, xlsx, docx and pdf."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError

if TYPE_CHECKING:
    from jixiao.forms.layout import FormTable

FORMATS = ("html", "xlsx", "docx", "pdf")


def write(table: FormTable, fmt: str) -> bytes:
    """Draw a form. The same table gives the same bytes.

    Raises:
        JixiaoError: an unknown format, a missing font, or a character no font has.
    """
    if fmt == "html":
        from jixiao.forms.write.html import draw
    elif fmt == "xlsx":
        from jixiao.forms.write.xlsx import draw
    elif fmt == "docx":
        from jixiao.forms.write.docx import draw
    elif fmt == "pdf":
        from jixiao.forms.write.pdf import draw
    else:
        raise JixiaoError(
            "unknown-format",
            f"不支持输出“{fmt}”，可选：{'、'.join(FORMATS)}。",
            f"Unknown format “{fmt}”; choose {', '.join(FORMATS)}.",
        )
    return draw(table)


def format_of(path: str | Path) -> str:
    """The format that a file name asks for.

    Raises:
        JixiaoError: the name's ending is none we write.
    """
    suffix = Path(path).suffix.lower().lstrip(".")
    if suffix == "htm":
        suffix = "html"
    if suffix not in {*FORMATS, "json", "zip"}:
        raise JixiaoError(
            "unknown-format",
            f"从文件名看不出输出格式。请用 {'、'.join(f'.{f}' for f in FORMATS)}、.json 或 .zip（开放数据包）结尾。",
            f"The name does not tell the format. End it in {', '.join(f'.{f}' for f in FORMATS)}, .json or .zip (data package).",
            str(path),
        )
    return suffix


def write_file(path: Path, data: bytes) -> None:
    """Write whole or not at all: to a temporary name beside it, then renamed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


__all__ = ["FORMATS", "format_of", "write", "write_file"]
