"""What of recognised pages a person must settle: each doubt with its page and box."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao.forms.read.ocrwords import GUESSED, corrected_label, is_level_label
from jixiao.forms.read.pdfgrid import PageGrid
from jixiao.forms.read.pdfrules import UNIT
from jixiao.forms.read.pdfview import placed, shown, taken_back
from jixiao.forms.read.problems import problem
from jixiao.forms.read.vocabulary import column_role, is_empty, is_header_word
from jixiao.plan.target import comparator_of
from jixiao.plan.values import Location

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.grid import Grid
    from jixiao.forms.read.ocr import Scan, Text
    from jixiao.forms.read.pdfview import Box
    from jixiao.plan.values import Problem, Reading

_SURE, SURE_FIGURES = 0.9, 0.97
"""Below these a recognised text is a doubt; with figures in it sooner."""
_SIGNED = re.compile(r"^[≥≤＝=><]\s*\d")
_UNSIGNED = re.compile(r"^\d{2,}(?:\.\d+)?\s*(?:%|[^\d\s年月日.]\D*)?$")
_FEWEST, _MOST = 4, 0.75
"""Values of a column, and the part of them that has a sign, that make one without a sign a doubt."""


def doubts(grids: Sequence[Grid], scans: Sequence[Scan], lang: str) -> list[Problem]:
    """What was recognised with too little certainty, or changed, told; each cell learns how sure it is."""
    by_page: dict[int, list[Scan]] = {}
    for scan in scans:
        by_page.setdefault(scan.page.number, []).append(scan)
    file = next((grid.file for grid in grids), None)
    found = [
        problem("page-turned", "", Location(file=file, page=scan.page.number), lang, degrees=scan.turned)
        for scan in scans
        if scan.turned
    ]
    found += [
        problem("scan-rough", "", Location(file=file, page=scan.page.number), lang) for scan in scans if scan.rough
    ]
    found += [
        problem("scan-without-lines", "", Location(file=file, page=scan.page.number, box=box), lang)
        for scan in scans
        if not scan.page.vertical and (box := _bounds(grids, scan)) is not None
    ]
    for grid in grids:
        if isinstance(grid, PageGrid) and grid.page in by_page:
            held = by_page[grid.page]
            found += _of_grid(grid, [text for scan in held for text in _seen_from(grid, scan)], lang)
            found += _unread(grid, [box for scan in held for box in _boxes_from(grid, scan)], lang)
    return found


def untaken(grids: Sequence[Grid], readings: Sequence[Reading], lang: str) -> list[Problem]:
    """Recognised rows of tables with more than labels in them of which nothing was taken and nothing said."""
    known = {
        (where.page, where.box)
        for reading in readings
        for where in (*reading.locations.values(), *(doubt.location for doubt in reading.problems))
        if where is not None
    }
    totals = {str(score.score) for reading in readings for score in reading.printed_scores if score.subject == "total"}
    found: list[Problem] = []
    for grid in grids:
        if not isinstance(grid, PageGrid) or not grid.sure or grid.table is None:
            continue
        found += _columns_untaken(grid, known, lang)
        for row in range(len(grid.rows)):
            cells = [
                (text, grid.at(row, column))
                for text, column in grid.distinct(row)
                if grid.origin.get((row, column), (row, column))[0] == row
            ]
            held = [text for text, _ in cells if not is_empty(text) and not is_header_word(text)]
            if (
                len(cells) > 1
                and any(char.isdigit() for text in held for char in text)
                and not any((where.page, where.box) in known for _, where in cells)
                and totals.isdisjoint(held)  # taken, though no field tells its place
            ):
                said = " ".join("".join(text.split()) for text, _ in cells)
                found.append(problem("row-untaken", said, cells[0][1], lang))
    return found


def _columns_untaken(grid: PageGrid, known: set[tuple[int | None, Box | None]], lang: str) -> Iterator[Problem]:
    """Columns of indicators under a head that was not understood, of which nothing was taken: their head may be recognised wrongly."""
    for row in range(len(grid.rows)):
        heads = [(column, text) for text, column in grid.distinct(row)]
        if "name" not in {column_role(text) for _, text in heads}:
            continue
        for column, text in heads:
            if (
                not text.strip()
                or column_role(text)
                or is_header_word(text)
                or (grid.sure or {}).get((row, column), 1.0) >= _SURE
            ):
                continue
            below = [(line, grid.rows[line][column]) for line in range(row + 1, len(grid.rows))]
            held = [(line, cell) for line, cell in below if not is_empty(cell)]
            if held and not any(
                (where := grid.at(line, column)) and (where.page, where.box) in known for line, _ in held
            ):
                yield problem("column-untaken", "".join(text.split()), grid.at(row, column), lang, count=len(held))


def _unread(grid: PageGrid, boxes: Sequence[Box], lang: str) -> Iterator[Problem]:
    """Cells with ink in which nothing was recognised."""
    for place, (left, top, right, bottom) in grid.boxes.items():
        for x0, y0, x1, y1 in boxes:
            if left <= (x0 + x1) / 2 <= right and top <= (y0 + y1) / 2 <= bottom:
                yield problem("ocr-unread", grid.rows[place[0]][place[1]], grid.at(*place), lang)
                break


def _seen_from(grid: PageGrid, scan: Scan) -> Iterator[Text]:
    """The texts of a page or a picture on it with their places as the grid has its own: it may be of a part of the page."""
    for text in scan.texts:
        yield text if grid.view == scan.page.view else text._replace(box=_from(grid, scan, text.box))


def _boxes_from(grid: PageGrid, scan: Scan) -> Iterator[Box]:
    """The places of what could not be read, likewise."""
    for box in scan.unread:
        yield box if grid.view == scan.page.view else _from(grid, scan, box)


def _from(grid: PageGrid, scan: Scan, box: Box) -> Box:
    left, top = taken_back(grid.view, *placed(scan.page.view, box[0], box[1]))
    right, bottom = taken_back(grid.view, *placed(scan.page.view, box[2], box[3]))
    return left, top, right, bottom


def _of_grid(grid: PageGrid, seen: Sequence[Text], lang: str) -> list[Problem]:
    grid.sure, grid.others = {}, {}
    held = {place: _inside(seen, box) for place, box in grid.boxes.items()}
    changed: dict[tuple[int, int], str] = {}
    for place, texts in held.items():
        if texts:
            grid.sure[place] = round(min(text.confidence for text in texts), 3)
            if len(texts) == 1 and texts[0].other is not None:
                grid.others[place] = texts[0].other
            # strokes that are read as figures are a doubt sooner
            sure = SURE_FIGURES if any(_doubtful(text) for text in texts) else _SURE
            label = corrected_label(grid.rows[place[0]][place[1]], grid.sure[place], sure)
            if label is not None:
                changed[place] = grid.rows[place[0]][place[1]]
                put(grid, place, label)
    odd = dict(_without_sign(grid))
    for place in odd.keys() & grid.sure.keys():
        grid.sure[place] = min(grid.sure[place], GUESSED)
    found: list[Problem] = []
    for place, texts in held.items():
        words = "".join(text.text for text in texts)
        if not texts or is_empty(words):
            continue
        percent = int(100 * grid.sure[place])
        read = next((text.read for text in texts if text.read), None)
        if place in changed and not is_level_label(grid.rows[place[0]][place[1]]):
            read = changed[place].replace("\n", "")
        if read is not None:
            taken = grid.rows[place[0]][place[1]].replace("\n", "")
            found.append(problem("ocr-corrected", taken, grid.at(*place), lang, read=read, percent=percent))
        elif place in odd or any(_doubtful(text) for text in texts):
            found.append(problem("ocr-doubtful", words, grid.at(*place), lang, percent=percent))
    return found


def _bounds(grids: Sequence[Grid], scan: Scan) -> Box | None:
    """What the tables of a page cover, None if there are none."""
    page = scan.page
    boxes = [
        box for grid in grids if isinstance(grid, PageGrid) and grid.page == page.number and grid.view == page.view and grid.table
        for box in grid.boxes.values()
    ]  # fmt: skip
    if not boxes:
        return None
    covered = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    return shown(covered, page.view or UNIT)


def _inside(texts: Sequence[Text], box: Box) -> list[Text]:
    left, top, right, bottom = box
    return [
        text
        for text in texts
        if left <= (text.box[0] + text.box[2]) / 2 <= right and top <= (text.box[1] + text.box[3]) / 2 <= bottom
    ]


def _doubtful(text: Text) -> bool:
    return text.confidence < (SURE_FIGURES if any(char.isdigit() for char in text.text) else _SURE)


def put(grid: PageGrid, place: tuple[int, int], text: str) -> None:
    """Another text for a cell, in all rows and columns that it spans."""
    grid.rows[place[0]][place[1]] = text
    for (row, column), origin in grid.origin.items():
        if origin == place:
            grid.rows[row][column] = text


def _without_sign(grid: PageGrid) -> Iterator[tuple[tuple[int, int], str]]:
    """Cells that hold no sign where all others do: in a column of signs, or before the figures of a column of values."""
    for row in range(len(grid.rows)):
        roles = {column_role(text): column for text, column in grid.distinct(row)}
        if "name" not in roles:
            continue
        below = range(row + 1, len(grid.rows))
        if (column := roles.get("sign")) is not None:
            for line in below:
                text = "".join(grid.rows[line][column].split())
                if text and not is_empty(text) and len(text) <= 2 and comparator_of(text) is None:
                    yield (line, column), text
        elif (column := roles.get("value")) is not None:
            texts = {line: "".join(grid.rows[line][column].split()) for line in below}
            signed = sum(bool(_SIGNED.match(text)) for text in texts.values())
            bare = {line: text for line, text in texts.items() if _UNSIGNED.match(text)}
            if signed >= _FEWEST and signed >= _MOST * (signed + len(bare)):
                yield from (((line, column), text) for line, text in bare.items())
        return
