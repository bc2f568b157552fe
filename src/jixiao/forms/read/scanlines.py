"""Ruling lines and lines of text on the picture of a page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from jixiao.forms.read.pdfgrid import areas_of, tables_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.pdfpage import Page
    from jixiao.forms.read.scanpage import Picture

_THICK = 9
"""Pixels: what is thicker is no ruling line."""
_LEAST = 12
"""Pixels: the least height of a line of text."""
_FLAT = 6
"""Pixels: what is lower is a stroke of a letter, not a line of text."""
_MEETS = 6
"""Pixels between the end of a line and the line it ends at."""
_NEAR = 4
"""Pixels between two lines that are one above the other."""
_FAINT, _ALONG = 205, 9
"""Grey level (paper is near 255) of the faintest line, and over how many of its pixels that is the mean."""
_WHOLE, _BROKEN = 0.97, 0.86
"""The part of a line's length that must be dark: anywhere, and where paper is beside it. Upright lines have
paper beside them but where they are crossed; what has ink on both sides is a stroke of a letter."""
_PAPER, _UNBROKEN, _LETTERS = 250, 0.93, 0.3
"""Grey level of paper; the part of an upright line's length between two that cross it that must be dark; how much
ink beside it (both sides together) is that of letters."""
_UNDER_SEAL = 25
"""Pixels of a line that may be lost where a seal crosses it."""
_LEFT = 2
"""Pixels beside a line in which more of it may be left, where it is a little bent."""
_INK, _BESIDE = 150, 0.45
"""Grey level of ink, and the part of a line's length (both sides together) that may have some beside it."""
_WITHIN_TEXT = 0.6
"""Ems of space within a text of a page without tables; between two texts there is more."""
_TOUCHING = 0.4
"""Ink where two lines touch, against the mean of their rows."""
_SPECK = 6
"""Pixels of ink: what has less is dust."""


class Rule(NamedTuple):
    """A ruling line in pixels: its place across, where it begins and ends along, half its thickness."""

    at: float
    start: float
    end: float
    half: float


class _Page(NamedTuple):
    """A page, and the same with the gaps closed that a seal made in lines."""

    clear: Picture
    closed: Picture


def _closed(clear: Picture, covered: Picture | None) -> _Page:
    """Gaps along the rows of a picture closed where a seal's ink was: a line under it is pale."""
    import cv2
    import numpy as np

    if covered is None:
        return _Page(clear, clear)
    dark = np.where(cv2.blur(clear, (3, 1)) < _FAINT, 255, 0).astype(np.uint8)
    whole = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((1, _UNDER_SEAL), np.uint8))
    return _Page(clear, np.where((whole > 0) & (covered > 0), 0, clear).astype(np.uint8))


def ruling_lines(clear: Picture, covered: Picture | None = None) -> tuple[list[Rule], list[Rule]]:
    """Level and upright ruling lines; ``covered`` is where a seal's ink was (white on black)."""
    import cv2
    import numpy as np

    found: list[list[Rule]] = []
    page = _closed(clear, covered)
    aside = _closed(np.ascontiguousarray(clear.T), None if covered is None else np.ascontiguousarray(covered.T))
    for turned in (False, True):
        seen = aside if turned else page
        picture = seen.closed
        length = max(30, min(picture.shape) // 50)
        # noise goes and hairlines stay where the picture is smoothed along them
        dark = np.where(cv2.blur(picture, (_ALONG, 1)) < _FAINT, 255, 0).astype(np.uint8)
        bridged = cv2.dilate(dark, np.ones((3, 1), np.uint8))
        runs = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
        levels = [line for line in found[0] if line.end - line.start > clear.shape[1] / 4] if turned else []
        lines = (_line(labels, index, place, seen, levels) for index, place in enumerate(stats) if index)
        found.append([line for line in lines if line is not None])
    # strokes of letters are no lines: a line is long, or it goes from one line to another
    width = clear.shape[1]
    across = [line for line in found[0] if line.end - line.start > width / 4]
    down = _uprights(found[1], across, aside)
    across = [line for line in found[0] if line in across or _from_line_to_line(line, down)]
    return across, _uprights(found[1], across, aside)


def _uprights(lines: Sequence[Rule], across: Sequence[Rule], aside: _Page) -> list[Rule]:
    """The upright lines: long ones, and parts that go from one line to another; ``aside`` is the page on its side."""
    found: list[Rule] = []
    alone: list[Rule] = []
    for line in lines:
        parts = _standing(line, across, aside)
        if parts is None:
            found += [line] if line.end - line.start > aside.clear.shape[1] / 8 else []
            continue
        for part, rows, clean in parts:
            if rows > 1 or clean:
                found.append(part)
            else:
                alone.append(part)
    # what is a line in one row only may be a stroke of a letter, unless lines of other rows stand above or below it
    return found + [line for line in alone if any(abs(line.at - other.at) <= _NEAR for other in found)]


def _line(labels: Any, index: int, place: Sequence[int], page: _Page, levels: Sequence[Rule]) -> Rule | None:
    """The line in a dark spot, whatever strokes of letters hang on it; ``levels`` are where it is crossed."""
    import numpy as np

    x, y, w, h, _ = place
    spot = labels[y : y + h, x : x + w] == index
    band = np.flatnonzero(spot.mean(axis=1) > 0.5)
    if not len(band) or band[-1] - band[0] >= _THICK + 2:
        return None
    columns = np.flatnonzero(spot[band[0] : band[-1] + 1].any(axis=0))
    start, end = x + int(columns[0]), x + int(columns[-1]) + 1
    top, bottom = y + int(band[0]), y + int(band[-1]) + 1
    if end - start <= 3 * (bottom - top):
        return None
    found = Rule(float(top + bottom) / 2, float(start), float(end), float(bottom - top) / 2)
    if len(_crossing(found, levels)) > 1:
        return found  # looked at from one crossing to the next
    clear = page.clear
    beside = [clear[max(0, top - 6) : max(0, top - 2), start:end], clear[bottom + 2 : bottom + 6, start:end]]
    dark = float((page.closed[top:bottom, start:end].min(axis=0) < _FAINT).mean())
    ink = sum(float((piece.min(axis=0) < _INK).mean()) for piece in beside if piece.size)
    return found if dark > _BROKEN and (ink < _BESIDE or (not levels and dark > _WHOLE)) else None


def _crossing(line: Rule, others: Sequence[Rule]) -> list[Rule]:
    """The lines that cross a line, in their order along it."""
    return sorted(
        (other for other in others if other.start - _THICK <= line.at <= other.end + _THICK
         and line.start - _THICK <= other.at <= line.end + _THICK), key=lambda other: other.at,
    )  # fmt: skip


def _standing(line: Rule, across: Sequence[Rule], aside: _Page) -> list[tuple[Rule, int, bool]] | None:
    """The parts of an upright line that are one, without strokes of letters that go on with it through a row.

    It begins and ends at lines that cross it, and between two of them it is dark from one to the other. None if fewer than two cross it.
    With each part: through how many rows it goes, and whether it is whole and nothing hangs on it.
    """
    import cv2
    import numpy as np

    crossing = _crossing(line, across)
    if len(crossing) < 2:
        return None
    top, bottom = max(0, int(line.at - line.half)), int(line.at + line.half) + 1
    start, end = int(crossing[0].at), int(crossing[-1].at) + 1
    band = cv2.blur(aside.clear[max(0, top - 6) : bottom + 6, start:end], (3, 1))
    inside = cv2.blur(aside.closed[top:bottom, start:end], (3, 1)).min(axis=0)
    edges = [band[: top - max(0, top - 6) - 2], band[bottom - max(0, top - 6) + 2 :]]
    beside = np.sum([edge.min(axis=0) < _INK for edge in edges if edge.size], axis=0)
    bound = (float(np.median(inside)) + _PAPER) / 2
    found: list[tuple[Rule, int, bool]] = []
    for above, below in pairwise(crossing):
        low, high = int(above.at + above.half) + 1 - start, int(below.at - below.half) - start
        whole, ink = (inside[low:high] < bound).mean(), beside[low:high].mean()
        if high - low > 3 and (whole < _UNBROKEN or (ink > _LETTERS and whole < 1)):
            continue
        if found and found[-1][0].end == above.at:
            before, rows, _ = found[-1]
            found[-1] = before._replace(end=below.at), rows + 1, True
        else:
            found.append((line._replace(start=above.at, end=below.at), 1, bool(whole == 1 and ink < _LETTERS / 3)))
    return found


def _from_line_to_line(line: Rule, others: Sequence[Rule]) -> bool:
    """Whether both ends of a line lie on lines that cross it."""

    def meets(place: float) -> bool:
        return any(
            abs(other.at - place) <= _MEETS + other.half and other.start - _THICK <= line.at <= other.end + _THICK
            for other in others
        )

    return meets(line.start) and meets(line.end)


def without_lines(ink: Picture, across: Sequence[Rule], down: Sequence[Rule]) -> Picture:
    """The ink of texts alone, without dust and what is left of lines."""
    import cv2
    import numpy as np

    text = ink.copy()
    for lines, turned in ((across, False), (down, True)):
        picture = text.T if turned else text
        for line in lines:
            low, high = int(line.at - line.half), int(line.at + line.half) + 1
            start, end = max(0, int(line.start) - 2), int(line.end) + 3
            picture[max(0, low - 1) : high + 1, start:end] = 0
            above, below = picture[max(0, low - 1 - _LEFT) : max(0, low - 1)], picture[high + 1 : high + 1 + _LEFT]
            for edge in (above[:, start:end], below[:, start:end]):
                if not edge.size:
                    continue
                # what is left along a line is longer than high; strokes of letters that touch it are not
                left = cv2.morphologyEx(np.ascontiguousarray(edge), cv2.MORPH_OPEN, np.ones((1, _ALONG), np.uint8))
                edge[left > 0] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(text)
    dust = stats[:, cv2.CC_STAT_AREA] < _SPECK
    dust[0] = True
    return np.where(dust[labels], 0, 255).astype(np.uint8)


# -- lines of text --------------------------------------------------------------------------


def text_places(
    text: Picture, page: Page, scale: float, reach: float
) -> Iterator[tuple[tuple[int, int, int, int], bool]]:
    """Boxes in pixels of the lines of text, cell by cell, then outside the tables; and whether a ruling line cuts it.

    What stands within ``reach`` pixels of the middle of an upright line may go on beyond it.
    """
    tables = tables_of(page)
    if not tables:
        yield from ((box, False) for box in _segments(text))
        return
    rest = text.copy()
    boxes: list[tuple[int, int, int, int]] = []
    for table in tables:
        xs, ys = [int(x * scale) for x in table.xs], [int(y * scale) for y in table.ys]
        for place, (above, before, below, after) in areas_of(table).items():
            if place == (above, before):
                boxes.append((xs[before] + 2, ys[above] + 2, xs[after + 1] - 1, ys[below + 1] - 1))
        rest[ys[0] - 3 : ys[-1] + 4, max(0, xs[0] - 3) : xs[-1] + 4] = 0
    found = [_text_lines(text, box) for box in boxes]
    heights = sorted(y1 - y0 for lines in found for _, y0, _, y1 in lines if y1 - y0 >= _LEAST)
    usual = heights[len(heights) // 2] if heights else 0
    for (left, _, right, _), lines in zip(boxes, found, strict=True):
        for line in lines:
            cut = line[0] <= left - 2 + reach or line[2] >= right + 1 - reach
            yield from ((part, cut) for part in _one_by_one(text, line, usual))
    height, width = text.shape
    for x0, y0, x1, y1 in _text_lines(rest, (0, 0, width, height)):
        yield from ((part, False) for part in _parts(rest, x0, y0, x1, y1))


def _segments(text: Picture) -> list[tuple[int, int, int, int]]:
    """Pieces of text of a page without tables, which stand side by side at any height; a wide gap parts two pieces."""
    import cv2
    import numpy as np

    def pieces(gap: int) -> list[list[int]]:
        closed = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
        stats = cv2.connectedComponentsWithStats(closed)[2][1:]
        return [[x, y, x + w, y + h] for x, y, w, h, _ in stats.tolist()]

    heights = sorted(y1 - y0 for _, y0, _, y1 in pieces(_ALONG) if y1 - y0 >= _LEAST)
    if not heights:
        return []
    em = heights[len(heights) // 2]
    found: list[list[int]] = []
    flat: list[list[int]] = []
    for piece in pieces(max(_ALONG, round(_WITHIN_TEXT * em))):
        (found if piece[3] - piece[1] >= em / 2 else flat).append(piece)
    for piece in flat:  # 二, ＝ and the dots of ： are apart in themselves; 一 and — stand alone
        x0, y0, x1, y1 = piece
        home = next(
            (
                other
                for other in found
                if min(x1, other[2]) - max(x0, other[0]) > 0 and max(y1, other[3]) - min(y0, other[1]) <= 1.15 * em
            ),
            None,
        )
        if home is None:
            found.append(piece)
        else:
            home[:] = [min(x0, home[0]), min(y0, home[1]), max(x1, home[2]), max(y1, home[3])]
    return [part for x0, y0, x1, y1 in found for part in _one_by_one(text, (x0, y0, x1, y1), em, least=_TOUCHING)]


def _one_by_one(
    text: Picture, box: tuple[int, int, int, int], usual: int, least: float = 9.0
) -> Iterator[tuple[int, int, int, int]]:
    """Lines that touch one another, parted where there is least ink: at most the part ``least`` of what others have."""
    x0, y0, x1, y1 = box
    count = round((y1 - y0) / (1.1 * usual)) if usual else 1
    if count < 2 or y1 - y0 < 1.6 * usual:
        yield box
        return
    ink = text[y0:y1, x0:x1].sum(axis=1, dtype=float)
    each, cuts = (y1 - y0) / count, [0]
    for n in range(1, count):
        low, high = int(n * each - 0.25 * each), int(n * each + 0.25 * each) + 1
        cuts.append(low + int(ink[low:high].argmin()))
        if ink[cuts[-1]] > least * ink.mean():  # one line of larger letters
            yield box
            return
    for start, end in pairwise([*cuts, y1 - y0]):
        yield x0, y0 + start, x1, y0 + end


def _text_lines(text: Picture, box: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """The lines of text inside a box, from the top down."""
    import numpy as np

    x0, y0, x1, y1 = box
    if x1 - x0 < 4 or y1 - y0 < 4:
        return []
    part = text[y0:y1, x0:x1]
    rows = part.any(axis=1)
    runs: list[list[int]] = []
    for y in np.flatnonzero(rows):
        if runs and y - runs[-1][1] <= 2:
            runs[-1][1] = int(y)
        else:
            runs.append([int(y), int(y)])
    merged: list[list[int]] = []
    tallest = max((end - start for start, end in runs), default=0)
    for run in runs:  # 二, ＝, ： are apart in themselves
        flat = bool(merged) and max(run[1] - run[0], merged[-1][1] - merged[-1][0]) < _FLAT
        if merged and (
            (flat and run[1] - merged[-1][0] <= 2 * _LEAST)
            or (
                run[1] - merged[-1][0] <= 1.25 * max(tallest, _LEAST)
                and min(run[1] - run[0], merged[-1][1] - merged[-1][0]) < 0.5 * tallest
            )
        ):
            merged[-1][1] = run[1]
        else:
            merged.append(run)
    found: list[tuple[int, int, int, int]] = []
    for start, end in merged:
        columns = np.flatnonzero(part[start : end + 1].any(axis=0))
        found.append((x0 + int(columns[0]), y0 + start, x0 + int(columns[-1]) + 1, y0 + end + 1))
    return found


def _parts(text: Picture, x0: int, y0: int, x1: int, y1: int) -> Iterator[tuple[int, int, int, int]]:
    """A line outside tables taken apart at wide gaps."""
    import numpy as np

    columns = np.flatnonzero(text[y0:y1, x0:x1].any(axis=0))
    start = last = int(columns[0])
    for column in [*columns[1:].tolist(), None]:
        if column is None or column - last > 2.5 * max(y1 - y0, 16):
            yield x0 + start, y0, x0 + last + 1, y1
            if column is not None:
                start = column
        if column is not None:
            last = column
