"""Forms spoilt by hand: cells swapped, rows cut, figures changed, pages lost or out of order."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from msgspec.structs import replace

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from jixiao.forms.layout import Cell, FormTable


def _body(table: FormTable, change: Callable[[list[list[Cell]]], None]) -> FormTable:
    """The same form with the rows of its last block changed."""
    sheet = table.sheets[-1]
    block = sheet.blocks[-1]
    rows = [list(row) for row in block.body]
    change(rows)
    blocks = (*sheet.blocks[:-1], replace(block, body=tuple(tuple(row) for row in rows)))
    return replace(table, sheets=(*table.sheets[:-1], replace(sheet, blocks=blocks)))


def _plain(rows: list[list[Cell]]) -> list[tuple[int, int]]:
    """Cells of values: neither labels nor spanning."""
    return [
        (y, x)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell.text and not cell.label and cell.rows == cell.columns == 1
    ]


def swapped(table: FormTable, rng: random.Random) -> FormTable:
    """Two cells of a row have changed places."""

    def change(rows: list[list[Cell]]) -> None:
        places = _plain(rows)
        y, x = rng.choice(places)
        others = [place for place in places if place[0] == y and place[1] != x]
        if others:
            _, other = rng.choice(others)
            rows[y][x], rows[y][other] = rows[y][other], rows[y][x]

    return _body(table, change)


def emptied(table: FormTable, rng: random.Random) -> FormTable:
    """A cell has lost its text."""

    def change(rows: list[list[Cell]]) -> None:
        y, x = rng.choice(_plain(rows))
        rows[y][x] = replace(rows[y][x], text="")

    return _body(table, change)


def shortened(table: FormTable, rng: random.Random) -> FormTable:
    """A cell has lost the end of its text."""

    def change(rows: list[list[Cell]]) -> None:
        y, x = rng.choice(_plain(rows))
        text = rows[y][x].text
        rows[y][x] = replace(rows[y][x], text=text[: max(1, len(text) // 2)])

    return _body(table, change)


def paged(data: bytes, rng: random.Random, *, lose: bool) -> bytes:
    """A PDF whose pages are in another order, or one of them is gone; unchanged if it has one page only."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    order = list(range(len(reader.pages)))
    if len(order) > 1:
        if lose:
            order.remove(rng.choice(order))
        else:
            while order == sorted(order):
                rng.shuffle(order)
    writer = pypdf.PdfWriter()
    for number in order:
        writer.add_page(reader.pages[number])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def without_a_line(data: bytes, rng: random.Random) -> bytes:
    """A PDF in which one ruling line is not drawn."""
    import pypdf

    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(data)))
    page = rng.choice(writer.pages)
    stream = page.get_contents()
    if stream is None:
        return data
    strokes = [n for n, (_, operator) in enumerate(stream.operations) if operator == b"S"]
    if strokes:
        gone = rng.choice(strokes)
        stream.operations = [
            (operands, b"n" if n == gone else operator) for n, (operands, operator) in enumerate(stream.operations)
        ]
        page.replace_contents(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
