"""What all workbooks we write share: fixed times, so that equal contents give equal bytes, and texts that stay texts."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from typing import Any

EPOCH = datetime.datetime(2000, 1, 1)  # noqa: DTZ001 - a fixed date, so that equal forms give equal bytes
INSTRUCTIONS = "填报说明："
"""How a sheet with instructions begins; readers pass it over."""


def new_book() -> Any:
    """A workbook without sheets, ours by name, with fixed times."""
    from openpyxl import Workbook

    book: Any = Workbook()
    book.remove(book.active)
    book.properties.creator = "Jixiao"
    book.properties.created = book.properties.modified = EPOCH
    return book


def texts_only(page: Any) -> None:
    """Make sure that no text of a sheet is taken for a formula."""
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"


def packed(book: Any) -> bytes:
    """The workbook's bytes with fixed times inside the package."""
    raw = io.BytesIO()
    book.save(raw)
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            data = source.read(info.filename)
            if info.filename == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", data)
            fixed = zipfile.ZipInfo(info.filename, (2000, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, data)
    return out.getvalue()
