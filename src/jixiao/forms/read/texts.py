"""Every text of a document with its place, form or not: what a proof says, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao.errors import JixiaoError
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jixiao.forms.read.grid import Grid


def texts_of(data: bytes, name: str) -> list[tuple[Location, str]]:
    """The texts of a PDF, workbook, Word document, web page or text file, in reading order.

    Raises:
        JixiaoError: the file cannot be read, or its format is none of these.
    """
    if not data.strip():
        raise JixiaoError("empty-file", "文件是空的。", "The file is empty.", name)
    return [(where, text) for where, text in _texts(data, name) if text.strip()]


def _texts(data: bytes, name: str) -> Iterator[tuple[Location, str]]:
    from jixiao.forms.read.kinds import kind_of

    kind = kind_of(data, name)
    if kind == "pdf":
        from jixiao.forms.read.pdf import read_pdf

        yield from _of_grids(read_pdf(data, name)[0])
    elif kind in {"xlsx", "xls"}:
        from jixiao.forms.read.workbook import read_workbook

        yield from _of_grids(read_workbook(data, name)[0])
    elif kind in {"docx", "doc", "rtf"}:
        from jixiao.forms.read.legacy import docx_of
        from jixiao.forms.read.markup import read_docx

        yield from _of_grids(read_docx(data if kind == "docx" else docx_of(data, name, kind), name))
    elif kind in {"text", "json"}:
        from jixiao.forms.read.text import decode
        from jixiao.forms.read.webpage import read_html

        text = decode(data, name)
        if text.lstrip()[:1] == "<":
            yield from _of_grids(read_html(text, name))
        else:
            yield from ((Location(file=name, line=number), line) for number, line in enumerate(text.splitlines(), 1))
    else:
        raise JixiaoError("wrong-type", "这种附件不能核对。请附 PDF、Excel、Word、网页或文字文件。",
                          "Attachments of this kind cannot be looked into: use PDF, Excel, Word, HTML or text.", name)  # fmt: skip


def _of_grids(grids: list[Grid]) -> Iterator[tuple[Location, str]]:
    for grid in grids:
        for row in range(len(grid.rows)):
            for text, column in grid.distinct(row):
                yield grid.at(row, column), text
