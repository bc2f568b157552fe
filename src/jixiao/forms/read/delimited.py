"""CSV as a grid, where its header says that it is one. Text with tabs is read by ``rowtext``."""

from __future__ import annotations

import csv
import io

from jixiao.forms.read.grid import Grid
from jixiao.forms.read.vocabulary import column_role

_DELIMITERS = (",", ";")
_MAX_ROWS = 20_000
_HEAD = 20_000
"""Characters in which the header must stand."""


def delimited_grid(text: str, file: str | None) -> Grid | None:
    """The grid of a delimited text; None if no delimiter takes a header of indicators apart."""
    heads = [line for line in text[:_HEAD].split("\n") if "指标" in line]
    for delimiter in _DELIMITERS:
        if not any(line.count(delimiter) >= 2 for line in heads):
            continue
        try:
            rows = [
                [cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            ]
        except csv.Error:
            continue
        if len(rows) > _MAX_ROWS:
            return None
        for row in rows:
            roles = {column_role(cell) for cell in row}
            if "name" in roles and roles & {"value", "actual", "sign"}:
                return Grid(rows, file=file)
    return None
