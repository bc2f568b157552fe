"""Forms spoilt by hand: cells swapped, rows cut, figures changed, pages lost or out of order.

Spoilers of tables work on the cells that say which field they show (``printed.marked``) and give the form back, or
None where the form has nothing to spoil in that way. Spoilers of pages work on the bytes of a PDF.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from jixiao.forms.layout import placed
from tests.generated.printed import ROLE

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from jixiao.forms.layout import Block, Cell, FormTable

_SIGNS = "≥≤＝"
_LABELS = {"level1", "level2", "objective"}


def _block(table: FormTable) -> tuple[int, int]:
    """The sheet and the block that the indicators stand in."""
    held = [
        (sum(cell.pointer.startswith("rows/") for row in block.body for cell in row), s, b)
        for s, sheet in enumerate(table.sheets)
        for b, block in enumerate(sheet.blocks)
    ]
    _, s, b = max(held)
    return s, b


def _replaced(table: FormTable, s: int, b: int, block: Block) -> FormTable:
    sheet = table.sheets[s]
    blocks = (*sheet.blocks[:b], block, *sheet.blocks[b + 1 :])
    return replace(table, sheets=(*table.sheets[:s], replace(sheet, blocks=blocks), *table.sheets[s + 1 :]))


def _body(table: FormTable, change: Callable[[list[list[Cell]]], object]) -> FormTable | None:
    """The same form with the rows of the block of its indicators changed; None if ``change`` gives None.

    Nor can a form be changed so whose rows hold none of its indicators' cells as they are (one row a project).
    """
    s, b = _block(table)
    block = table.sheets[s].blocks[b]
    rows = [list(row) for row in block.body]
    if not _values(rows) or change(rows) is None:
        return None
    return _replaced(table, s, b, replace(block, body=tuple(tuple(row) for row in rows)))


def _values(rows: list[list[Cell]], fits: Callable[[Cell], object] = lambda _: True) -> list[tuple[int, int]]:
    """Cells of indicators that hold a text, and are none of the labels."""
    return [
        (y, x)
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        if cell.text and cell.pointer.startswith("rows/") and cell.rows == 1 and fits(cell)
    ]


def _anywhere(
    table: FormTable, rng: random.Random, fits: Callable[[Cell], object], change: Callable[[str], str]
) -> FormTable | None:
    """The text of one cell that shows a field, in the whole form, changed; one in two is of an indicator."""
    places = [
        (s, b, y, x)
        for s, sheet in enumerate(table.sheets)
        for b, block in enumerate(sheet.blocks)
        for y, row in enumerate(block.body)
        for x, cell in enumerate(row)
        if cell.text and cell.pointer and cell.pointer not in _LABELS and fits(cell)
    ]
    inside = [p for p in places if table.sheets[p[0]].blocks[p[1]].body[p[2]][p[3]].pointer.startswith("rows/")]
    outside = [p for p in places if p not in inside]
    if not places:
        return None
    s, b, y, x = rng.choice((inside if rng.random() < 0.75 else outside) or places)
    block = table.sheets[s].blocks[b]
    row = block.body[y]
    new = replace(row[x], text=change(row[x].text))
    rows = (*block.body[:y], (*row[:x], new, *row[x + 1 :]), *block.body[y + 1 :])
    return _replaced(table, s, b, replace(block, body=rows))


def cells_swapped(table: FormTable, rng: random.Random) -> FormTable | None:
    """The texts of two cells of a row have changed places."""

    def change(rows: list[list[Cell]]) -> object:
        y, x = rng.choice(_values(rows))
        others = [place for place in _values(rows) if place[0] == y and rows[y][place[1]].text != rows[y][x].text]
        if not others:
            return None
        _, other = rng.choice(others)
        one, two = rows[y][x], rows[y][other]
        rows[y][x], rows[y][other] = replace(one, text=two.text), replace(two, text=one.text)
        return rows

    return _body(table, change)


def rows_swapped(table: FormTable, rng: random.Random) -> FormTable | None:
    """The texts of two cells of a column have changed places."""

    def change(rows: list[list[Cell]]) -> object:
        y, x = rng.choice(_values(rows))
        role = rows[y][x].pointer.rsplit("/", 1)[1]
        others = [(v, u) for v, u in _values(rows) if v != y and rows[v][u].pointer.endswith("/" + role) and rows[v][u].text != rows[y][x].text]  # fmt: skip
        if not others:
            return None
        v, u = rng.choice(others)
        one, two = rows[y][x], rows[v][u]
        rows[y][x], rows[v][u] = replace(one, text=two.text), replace(two, text=one.text)
        return rows

    return _body(table, change)


def emptied(table: FormTable, rng: random.Random) -> FormTable | None:
    """A cell has lost its text."""
    return _anywhere(table, rng, lambda _: True, lambda _: "")


def shortened(table: FormTable, rng: random.Random) -> FormTable | None:
    """A cell has lost the end of its text."""
    return _anywhere(table, rng, lambda cell: len(cell.text) > 1, lambda text: text[: rng.randrange(1, len(text))])


def digit_changed(table: FormTable, rng: random.Random) -> FormTable | None:
    """A digit is another digit."""

    def change(text: str) -> str:
        at = rng.choice([n for n, letter in enumerate(text) if letter in "0123456789"])
        return text[:at] + rng.choice([d for d in "0123456789" if d != text[at]]) + text[at + 1 :]

    return _anywhere(table, rng, lambda cell: re.search(r"[0-9]", cell.text), change)


def digit_lost(table: FormTable, rng: random.Random) -> FormTable | None:
    """A digit or a decimal point is gone."""

    def change(text: str) -> str:
        at = rng.choice([n for n, letter in enumerate(text) if letter in "0123456789."])
        return text[:at] + text[at + 1 :]

    return _anywhere(table, rng, lambda cell: len(re.findall(r"[0-9]", cell.text)) > 1, change)


def sign_changed(table: FormTable, rng: random.Random) -> FormTable | None:
    """A comparator is another one, or gone."""

    def change(text: str) -> str:
        return rng.choice([sign for sign in (*_SIGNS, "") if sign != text[0]]) + text[1:]

    return _anywhere(table, rng, lambda cell: cell.text[0] in _SIGNS, change)


def _removed(rows: list[list[Cell]], y: int, columns: int) -> None:
    """Take a row out; labels that reach over it get shorter, labels that begin in it begin in the next."""
    grid = list(placed([tuple(row) for row in rows], columns))
    kept: list[list[tuple[int, Cell]]] = [[] for _ in rows]
    for line, x, cell in grid:
        last = line + cell.rows - 1
        if line == y and last == y:
            continue
        if line <= y <= last:
            moved = line + 1 if line == y else line
            kept[moved].append((x, replace(cell, rows=cell.rows - 1)))
        else:
            kept[line].append((x, cell))
    del kept[y]
    rows[:] = [[cell for _, cell in sorted(line, key=lambda held: held[0])] for line in kept]


def row_cut(table: FormTable, rng: random.Random) -> FormTable | None:
    """A row is gone."""
    width = len(table.sheets[_block(table)[0]].widths)

    def change(rows: list[list[Cell]]) -> object:
        y, _ = rng.choice(_values(rows))
        _removed(rows, y, width)
        return rows

    return _body(table, change)


def row_half_cut(table: FormTable, rng: random.Random) -> FormTable | None:
    """The cells of a row after one of them are empty."""

    def change(rows: list[list[Cell]]) -> object:
        y, x = rng.choice(_values(rows))
        last = [u for v, u in _values(rows) if v == y and u > x]
        if not last:
            return None
        for u in last:
            rows[y][u] = replace(rows[y][u], text="")
        return rows

    return _body(table, change)


def row_doubled(table: FormTable, rng: random.Random) -> FormTable | None:
    """A row stands twice, under the same labels."""
    width = len(table.sheets[_block(table)[0]].widths)

    def change(rows: list[list[Cell]]) -> object:
        y, _ = rng.choice(_values(rows))
        grid = list(placed([tuple(row) for row in rows], width))
        again = [c for v, _, c in grid if v == y and c.rows == 1 and c.pointer not in _LABELS]
        over = [c for v, _, c in grid if v <= y < v + c.rows and (c.rows > 1 or c.pointer in _LABELS)]
        if sum(cell.columns for cell in (*again, *over)) != width:
            return None
        grown: list[list[Cell]] = [[] for _ in rows]
        for line, _, cell in grid:
            taller = line <= y < line + cell.rows and (cell.rows > 1 or cell.pointer in _LABELS)
            grown[line].append(replace(cell, rows=cell.rows + 1) if taller else cell)
        rows[:] = [*grown[: y + 1], again, *grown[y + 1 :]]
        return rows

    return _body(table, change)


def cells_merged(table: FormTable, rng: random.Random) -> FormTable | None:
    """Two neighbouring cells of a row have become one, with both texts."""
    width = len(table.sheets[_block(table)[0]].widths)

    def change(rows: list[list[Cell]]) -> object:
        y, x = rng.choice(_values(rows))
        row = rows[y]
        if x + 1 >= len(row) or not row[x + 1].pointer.startswith("rows/") or not row[x + 1].text:
            return None
        at = [column for line, column, _ in placed([tuple(row) for row in rows], width) if line == y]
        if at[x] + row[x].columns != at[x + 1] or row[x + 1].rows > 1:  # a label of a row above stands between them
            return None
        row[x : x + 2] = [replace(row[x], text=row[x].text + "\n" + row[x + 1].text, columns=row[x].columns + row[x + 1].columns)]  # fmt: skip
        return rows

    return _body(table, change)


def _columns(table: FormTable, rng: random.Random, *, header: bool) -> FormTable | None:
    """Two columns of the table of indicators have changed places from its header down, the header with them or not."""
    s, b = _block(table)
    sheet = table.sheets[s]
    block = sheet.blocks[b]
    rows = (*block.header, *block.body)
    at: dict[str, int] = {}
    first = 0
    for y, x, cell in placed(rows, len(sheet.widths)):
        if cell.label and (role := ROLE.get(cell.text.replace("\n", ""))) and cell.rows == cell.columns == 1:
            at.setdefault(role, x)
            first = first or y
    roles = sorted(at.keys() - {"level1", "level2"})
    if len(roles) < 2:
        return None
    one, two = rng.sample(roles, 2)
    lines: dict[int, dict[int, Cell]] = {y: {} for y in range(len(rows))}
    for y, x, cell in placed(rows, len(sheet.widths)):
        lines[y][x] = cell
    for y, line in lines.items():
        a, c = line.get(at[one]), line.get(at[two])
        if y < first or a is None or c is None or not a.rows == a.columns == c.rows == c.columns == 1:
            continue
        if header:
            line[at[one]], line[at[two]] = c, a
        elif not a.label:
            line[at[one]], line[at[two]] = replace(a, text=c.text), replace(c, text=a.text)
    made = [tuple(cell for _, cell in sorted(line.items())) for _, line in sorted(lines.items())]
    cut = len(block.header)
    return _replaced(table, s, b, replace(block, header=tuple(made[:cut]), body=tuple(made[cut:])))


def columns_with_header(table: FormTable, rng: random.Random) -> FormTable | None:
    """Two columns have changed places whole: nothing else is said."""
    return _columns(table, rng, header=True)


def columns_without_header(table: FormTable, rng: random.Random) -> FormTable | None:
    """The values of two columns have changed places, the header has not."""
    return _columns(table, rng, header=False)


# -- pages ----------------------------------------------------------------------------------


def pages(data: bytes) -> int:
    """How many pages a PDF has."""
    import pypdf

    return len(pypdf.PdfReader(io.BytesIO(data)).pages)


def _ordered(data: bytes, order: list[int], *, other: bytes = b"", at: int = 0, page: int = 0) -> bytes:
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    writer = pypdf.PdfWriter()
    for place, number in enumerate(order):
        if other and place == at:
            writer.add_page(pypdf.PdfReader(io.BytesIO(other)).pages[page])
        writer.add_page(reader.pages[number])
    if other and at >= len(order):
        writer.add_page(pypdf.PdfReader(io.BytesIO(other)).pages[page])
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def page_lost(data: bytes, rng: random.Random) -> bytes:
    """A page is gone."""
    order = list(range(pages(data)))
    order.remove(rng.choice(order))
    return _ordered(data, order)


def pages_shuffled(data: bytes, rng: random.Random) -> bytes:
    """The pages are in another order."""
    order = list(range(pages(data)))
    while order == sorted(order):
        rng.shuffle(order)
    return _ordered(data, order)


def page_doubled(data: bytes, rng: random.Random) -> bytes:
    """A page stands twice, one after the other."""
    order = list(range(pages(data)))
    return _ordered(data, sorted([*order, rng.choice(order)]))


def page_mixed_in(data: bytes, other: bytes, rng: random.Random) -> bytes:
    """A page of another form stands among them, in one of two cases in the place of one of them."""
    order = list(range(pages(data)))
    at = rng.randrange(1, len(order) + 1)
    if rng.random() < 0.5 and at < len(order):
        del order[at]
    return _ordered(data, order, other=other, at=at, page=rng.randrange(pages(other)))


def with_a_line(data: bytes, rng: random.Random) -> bytes:
    """A PDF with one ruling line more: across or down some part of a page where cells are."""
    import pypdf
    from pypdf.generic import FloatObject

    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(data)))
    page = rng.choice(writer.pages)
    stream = page.get_contents()
    if stream is None:
        return data
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    x, y = rng.uniform(0.1, 0.9) * width, rng.uniform(0.15, 0.85) * height
    long = rng.uniform(0.1, 0.9)
    across = (0.1 * width, y, (0.1 + 0.8 * long) * width, y)
    ends = across if rng.random() < 0.5 else (x, 0.15 * height, x, (0.15 + 0.7 * long) * height)
    x0, y0, x1, y1 = map(FloatObject, ends)
    stroke = [([FloatObject(0.5)], b"w"), ([x0, y0], b"m"), ([x1, y1], b"l"), ([], b"S")]
    stream.operations = [([], b"q"), *stream.operations, ([], b"Q"), ([], b"q"), *stroke, ([], b"Q")]
    page.replace_contents(stream)
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
