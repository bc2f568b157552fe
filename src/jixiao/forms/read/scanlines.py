"""Ruling lines on the picture of a page."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from jixiao.forms.read.scanpage import Picture

_THICK = 9
"""Pixels: what is thicker is no ruling line."""
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
_SEEN = 0.3
"""The part of an upright line between two that cross it that must be seen under a seal."""
_LEFT = 2
"""Pixels beside a line in which more of it may be left, where it is a little bent."""
_INK, _BESIDE = 150, 0.45
"""Grey level of ink, and the part of a line's length (both sides together) that may have some beside it."""
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


def _runs(picture: Picture) -> Picture:
    """Dark runs along the rows of a picture that are longer than strokes of letters."""
    import cv2
    import numpy as np

    length = max(30, min(picture.shape) // 50)
    # noise goes and hairlines stay where the picture is smoothed along them
    dark = np.where(cv2.blur(picture, (_ALONG, 1)) < _FAINT, 255, 0).astype(np.uint8)
    bridged = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    return np.asarray(cv2.morphologyEx(bridged, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), dtype=np.uint8)


def ruling_lines(clear: Picture, covered: Picture | None = None) -> tuple[list[Rule], list[Rule]]:
    """Level and upright ruling lines; ``covered`` is where a seal's ink was (white on black)."""
    import cv2
    import numpy as np

    found: list[list[Rule]] = []
    page = _closed(clear, covered)
    aside = _closed(np.ascontiguousarray(clear.T), None if covered is None else np.ascontiguousarray(covered.T))
    for turned in (False, True):
        seen = aside if turned else page
        runs = _runs(seen.closed)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(runs)
        levels = [line for line in found[0] if line.end - line.start > clear.shape[1] / 4] if turned else []
        found.append(
            [
                line
                for index, (x, y, w, h, _) in enumerate(stats.tolist())
                if index
                for line in _lines(labels[y : y + h, x : x + w] == index, (x, y), seen, levels)
            ]
        )
    # strokes of letters are no lines: a line is long, or it goes from one line to another
    width = clear.shape[1]
    across = [line for line in found[0] if line.end - line.start > width / 4]
    down = _uprights(found[1], across, aside)
    across = [line for line in found[0] if line in across or _from_line_to_line(line, down)]
    down = _uprights(found[1], across, aside)
    return _ended(across, down), down


def _ended(across: Sequence[Rule], down: Sequence[Rule]) -> list[Rule]:
    """The level lines ended at the frame they stand in, where strokes of something else make a few go on beyond it."""
    edges = [
        (held[0].at, held[-1].at) if (held := _crossing(line, down)) else (line.start, line.end) for line in across
    ]
    beyond = [
        (line.start < left - 2 * _MEETS, line.end > right + 2 * _MEETS)
        for line, (left, right) in zip(across, edges, strict=True)
    ]
    found: list[Rule] = []
    for line, (left, right), (before, after) in zip(across, edges, beyond, strict=True):
        # a frame that is open at its sides is open at most of its lines
        lone = [
            sum(others[side] for others, own in zip(beyond, edges, strict=True) if abs(own[side] - edge) <= _NEAR)
            < sum(abs(own[side] - edge) <= _NEAR for own in edges) / 2
            for side, edge in enumerate((left, right))
        ]
        start = left if before and lone[0] else line.start
        end = right if after and lone[1] else line.end
        found.append(line._replace(start=start, end=end))
    return found


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


def _lines(spot: Any, corner: tuple[int, int], page: _Page, levels: Sequence[Rule]) -> Iterator[Rule]:
    """The lines in a dark spot, whatever strokes of letters hang on it.

    Strokes of a seal or a pen may tie several lines into one spot: each is a band of rows that are dark far along.
    """
    import numpy as np

    along = spot.sum(axis=1)
    rows = np.flatnonzero(along > 0.5 * max(int(along.max()), spot.shape[1] / 2))
    for band in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        if len(band) and (line := _line(spot, int(band[0]), int(band[-1]), corner, page, levels)) is not None:
            yield line


def _line(
    spot: Any, first: int, last: int, corner: tuple[int, int], page: _Page, levels: Sequence[Rule]
) -> Rule | None:
    """The line that the rows ``first`` to ``last`` of a spot are, if they are one; ``levels`` are where it is crossed."""
    import numpy as np

    if last - first >= _THICK + 2:
        return None
    x, y = corner
    columns = np.flatnonzero(spot[first : last + 1].any(axis=0))
    start, end = x + int(columns[0]), x + int(columns[-1]) + 1
    top, bottom = y + first, y + last + 1
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
    seen = cv2.blur(aside.clear[top:bottom, start:end], (3, 1)).min(axis=0)
    edges = [band[: top - max(0, top - 6) - 2], band[bottom - max(0, top - 6) + 2 :]]
    beside = np.sum([edge.min(axis=0) < _INK for edge in edges if edge.size], axis=0)
    bound = (float(np.median(inside)) + _PAPER) / 2
    found: list[tuple[Rule, int, bool]] = []
    for above, below in pairwise(crossing):
        low, high = int(above.at + above.half) + 1 - start, int(below.at - below.half) - start
        if high - low > 3:
            whole, real, ink = (
                (inside[low:high] < bound).mean(),
                (seen[low:high] < bound).mean(),
                beside[low:high].mean(),
            )
            if whole < _UNBROKEN or real < _SEEN or (ink > _LETTERS and real < 1):
                continue
            clean = bool(real == 1 and ink < _LETTERS / 3)
        else:
            clean = True  # doubled lines
        if found and found[-1][0].end == above.at:
            before, rows, _ = found[-1]
            found[-1] = before._replace(end=below.at), rows + 1, True
        else:
            found.append((line._replace(start=above.at, end=below.at), 1, clean))
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
