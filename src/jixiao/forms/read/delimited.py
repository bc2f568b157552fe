"""CSV as a grid, where its header says that it is one. Text with tabs is read by ``rowtext``."""

from __future__ import annotations

import csv
import io

from jixiao.errors import JixiaoError
from jixiao.forms.read.grid import Grid
from jixiao.forms.read.vocabulary import column_role

_DELIMITERS = (",", ";")
_MAX_ROWS, _MAX_COLUMNS, _MAX_CELLS = 20_000, 500, 1_000_000
_HEAD = 20_000
"""Characters in which the header must stand."""


def delimited_grid(text: str, file: str | None) -> Grid | None:
    """The grid of a delimited text; None if no delimiter takes a header of indicators apart.

    Raises:
        JixiaoError: it has more rows or cells than any form.
    """
    heads = [line for line in text[:_HEAD].split("\n") if "指标" in line]
    for delimiter in _DELIMITERS:
        if not any(2 <= line.count(delimiter) <= _MAX_COLUMNS for line in heads):
            continue
        if text.count("\n") > _MAX_ROWS or text.count(delimiter) > _MAX_CELLS:
            raise JixiaoError(
                "sheet-too-large",
                f"这份分隔文本超过{_MAX_ROWS}行或{_MAX_CELLS}格，不是绩效表。请只保留绩效表部分。",
                f"This delimited text has more than {_MAX_ROWS} rows or {_MAX_CELLS} cells; that is no form. Keep only the form.",
                file or "",
            )
        try:
            rows = [
                [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            ]
        except csv.Error:
            continue
        for row in rows:
            roles = {column_role(cell) for cell in row}
            if "name" in roles and roles & {"value", "actual", "sign"}:
                return Grid(rows, file=file)
    return None
