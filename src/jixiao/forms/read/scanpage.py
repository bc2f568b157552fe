"""Pictures of pages made ready to be read: the same light everywhere, upright and level."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Turn = NDArray[np.float64]

_SKEW = 4.0
"""Degrees that a page may lie askew."""
_COARSE, _FINE = 0.25, 0.03
_SMALL = 1000
"""Pixels: the width at which angles and frames are looked for."""
_PAPER_PART = 0.3
"""The least part of a photograph that the paper takes, and of a page that its table takes across."""
_FILLED, _ON_SIDES = 0.97, 0.8
"""How much of an outline a quadrilateral fills, and the part of the outline that lies on its sides."""
_OFF_SIDE = 3.0
"""Pixels (of the small picture) within which a point lies on a side."""
_PARALLEL, _OBLIQUE = 0.3, 20.0
"""Degrees between opposite sides: below, the page was photographed from straight above; beyond, it is no page."""
_DARK = 40
"""Grey levels by which what lies round a paper is darker."""
_WITHIN = 0.99
"""How much of a paper is kept in each direction: its edges may be torn or in shadow."""
_THIN = 175
"""Grey level of thin strokes: 三 in small letters."""


class Set(NamedTuple):
    """A picture after a step, and the turn (3 × 3, of pixels) that took the places of the one before to its own."""

    picture: Picture
    turn: Turn


def unmoved(picture: Picture) -> Set:
    """The picture as it is."""
    import numpy as np

    return Set(picture, np.eye(3))


def even(picture: Picture) -> Picture:
    """The same light everywhere: paper is near white."""
    import cv2
    import numpy as np

    ground = cv2.morphologyEx(
        cv2.resize(cv2.medianBlur(picture, 3), None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA),
        cv2.MORPH_CLOSE,
        np.ones((15, 15), np.uint8),
    )
    light = cv2.resize(ground, (picture.shape[1], picture.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(picture, light, scale=255), dtype=np.uint8)


def ink_of(even: Picture) -> Picture:
    """White ink on black ground."""
    import cv2
    import numpy as np

    smooth = cv2.GaussianBlur(even, (3, 3), 0)
    found, _ = cv2.threshold(smooth, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return np.where(smooth < max(found, _THIN), 255, 0).astype(np.uint8)


def upright(picture: Picture) -> Set:
    """Turned by the small angle at which its lines lie level."""
    import cv2
    import numpy as np

    small = cv2.resize(picture, None, fx=(r := min(1.0, 1000 / picture.shape[1])), fy=r, interpolation=cv2.INTER_AREA)
    ink = ink_of(even(np.asarray(small, dtype=np.uint8)))

    def level(angle: float) -> float:
        turned = cv2.warpAffine(ink, _turn(ink, angle), (ink.shape[1], ink.shape[0]), flags=cv2.INTER_NEAREST)
        rows = turned.sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = max(np.arange(-_SKEW, _SKEW + _COARSE, _COARSE), key=level)
    best = max(np.arange(best - _COARSE, best + _COARSE, _FINE), key=level)
    if abs(best) < _FINE:
        return unmoved(picture)
    turn = _turn(picture, best)
    turned = cv2.warpAffine(
        picture, turn, (picture.shape[1], picture.shape[0]), flags=cv2.INTER_CUBIC, borderValue=(255,)
    )
    return Set(np.asarray(turned, dtype=np.uint8), np.vstack([turn, (0.0, 0.0, 1.0)]))


def _turn(picture: Picture, angle: float) -> Any:
    import cv2

    return cv2.getRotationMatrix2D((picture.shape[1] / 2, picture.shape[0] / 2), angle, 1.0)


def cut_out(picture: Picture) -> Set:
    """The paper of a photograph without what lies round it, seen from straight above; the picture if there is no such thing."""
    import cv2
    import numpy as np

    r = min(1.0, _SMALL / max(picture.shape))
    small = cv2.GaussianBlur(cv2.resize(picture, None, fx=r, fy=r, interpolation=cv2.INTER_AREA), (0, 0), 4)
    edge = max(1, round(0.02 * min(small.shape)))
    rim = [small[:edge], small[-edge:], small[:, :edge], small[:, -edge:]]
    inner = float(np.median(small[edge:-edge, edge:-edge]))
    if sum(float(np.median(side)) < inner - _DARK for side in rim) < 2:
        return unmoved(picture)
    _, paper = cv2.threshold(small, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    paper = cv2.morphologyEx(paper, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    corners = _corners(np.asarray(paper, dtype=np.uint8), least=_PAPER_PART)
    if corners is None:
        return unmoved(picture)
    middle = corners.mean(axis=0)
    return _seen_from_above(picture, (middle + (corners - middle) * _WITHIN) / r, whole=False)


def flattened(picture: Picture) -> Set:
    """A page whose table is a quadrilateral, set so that it is a rectangle; others as they are."""
    import cv2
    import numpy as np

    r = min(1.0, _SMALL / min(picture.shape))
    small = cv2.resize(picture, None, fx=r, fy=r, interpolation=cv2.INTER_AREA)
    ink = cv2.dilate(ink_of(even(np.asarray(small, dtype=np.uint8))), np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    size = stats[:, cv2.CC_STAT_WIDTH] * stats[:, cv2.CC_STAT_HEIGHT]
    size[0] = 0
    largest = int(size.argmax())
    if stats[largest, cv2.CC_STAT_WIDTH] < 2 * _PAPER_PART * ink.shape[1]:
        return unmoved(picture)
    corners = _corners(np.where(labels == largest, 255, 0).astype(np.uint8), least=0.05)
    if corners is None or not _PARALLEL < _askew(corners) < _OBLIQUE:
        return unmoved(picture)
    return _seen_from_above(picture, corners / r, whole=True)


def _corners(mask: Picture, least: float) -> Any:
    """The corners of the one quadrilateral of a mask (from the top left on, clockwise), or None."""
    import cv2
    import numpy as np

    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return None
    outline = max(outlines, key=cv2.contourArea)
    hull = cv2.convexHull(outline)
    if cv2.contourArea(hull) < least * mask.size:
        return None
    length = cv2.arcLength(hull, True)  # noqa: FBT003 - OpenCV takes it by place
    rough = next(
        (found for e in (0.01, 0.02, 0.03, 0.05) if len(found := cv2.approxPolyDP(hull, e * length, True)) == 4),  # noqa: FBT003
        None,
    )
    if rough is None or cv2.contourArea(rough) < _FILLED * cv2.contourArea(hull):
        return None
    points = rough.reshape(4, 2).astype(np.float64)
    points = points[np.argsort(np.arctan2(*(points - points.mean(axis=0)).T[::-1]))]
    points = np.roll(points, -int(points.sum(axis=1).argmin()), axis=0)
    held = outline.reshape(-1, 2).astype(np.float64)
    sides: list[tuple[Any, Any]] = []
    on_sides = np.zeros(len(held), dtype=bool)
    for start, end in zip(points, np.roll(points, -1, axis=0), strict=True):
        along = (end - start) / max(float(np.hypot(*(end - start))), 1.0)
        off = np.abs((held - start) @ np.array([-along[1], along[0]]))
        place = (held - start) @ along / max(float(np.hypot(*(end - start))), 1.0)
        near = (off < 2 * _OFF_SIDE) & (place > 0.05) & (place < 0.95)
        if near.sum() < 10:
            return None
        vx, vy, x, y = cv2.fitLine(held[near].astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        at, to = np.array([x, y], dtype=np.float64), np.array([vx, vy], dtype=np.float64)
        sides.append((at, to))
        on_sides |= np.abs((held - at) @ np.array([-to[1], to[0]])) < _OFF_SIDE
    if on_sides.mean() < _ON_SIDES:
        return None
    corners = []
    for (p, d), (q, e) in zip([sides[-1], *sides[:-1]], sides, strict=True):
        if abs(np.linalg.det(np.array([d, -e]).T)) < 0.1:
            return None
        corners.append(p + d * np.linalg.solve(np.array([d, -e]).T, q - p)[0])
    return np.array(corners)


def _askew(corners: Any) -> float:
    """The greatest angle between opposite sides, in degrees."""
    import numpy as np

    way = np.roll(corners, -1, axis=0) - corners
    angles = np.degrees(np.arctan2(way[:, 1], way[:, 0]))
    apart = [float(abs(one - other) % 180) for one, other in ((angles[0], angles[2]), (angles[1], angles[3]))]
    return max(min(angle, 180 - angle) for angle in apart)


def _seen_from_above(picture: Picture, corners: Any, *, whole: bool) -> Set:
    """The picture with those corners at right angles; ``whole`` keeps what lies outside them."""
    import cv2
    import numpy as np

    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    width, height = (sides[0] + sides[2]) / 2, (sides[1] + sides[3]) / 2
    left, top = corners.min(axis=0) if whole else (0.0, 0.0)
    to = np.array([[0, 0], [width, 0], [width, height], [0, height]]) + np.array([left, top])
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), to.astype(np.float32))
    size = (picture.shape[1], picture.shape[0]) if whole else (round(width), round(height))
    found = cv2.warpPerspective(picture, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Set(np.asarray(found, dtype=np.uint8), np.asarray(turn, dtype=np.float64))


def quarters(picture: Picture, number: int) -> Set:
    """Turned clockwise by quarters of a circle."""
    import numpy as np

    turn = np.eye(3)
    height, width = picture.shape
    for _ in range(number):
        turn = np.array([[0.0, -1.0, height - 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]) @ turn
        height, width = width, height
    return Set(np.ascontiguousarray(np.rot90(picture, -number)), turn)


def moved(mask: Picture, turn: Turn, like: Picture) -> Picture:
    """A mask of the first picture as one of a picture that it was turned into."""
    import cv2
    import numpy as np

    size = (like.shape[1], like.shape[0])
    return np.asarray(cv2.warpPerspective(mask, turn, size, flags=cv2.INTER_NEAREST), dtype=np.uint8)
