"""Printed pages as a scanner or a telephone leaves them: a little askew, grey, noisy, and only a picture."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from PIL import Image

POINTS = 72


def pictures(data: bytes, *, dpi: int = 150) -> list[Image.Image]:
    """The pages of a PDF as grey pictures."""
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    found = [page.render(scale=dpi / POINTS, grayscale=True).to_pil() for page in document]
    document.close()
    return found


def worn(picture: Image.Image, rng: random.Random, *, degrees: float = 1.0, noise: float = 12.0) -> Image.Image:
    """Turned by up to ``degrees``, with uneven light and noise of so many grey levels."""
    import numpy as np
    from PIL import Image

    turned = picture.rotate(rng.uniform(-degrees, degrees), resample=Image.Resampling.BICUBIC, fillcolor=255)
    seed = np.random.default_rng(rng.randrange(2**32))
    grey = np.asarray(turned, dtype=np.float32)
    light = 1.0 - 0.12 * np.linspace(0, rng.random(), grey.shape[1], dtype=np.float32)[None, :]
    spoiled = grey * light + seed.normal(0, noise, grey.shape).astype(np.float32)
    return Image.fromarray(np.clip(spoiled, 0, 255).astype(np.uint8))


def taken(picture: Image.Image, rng: random.Random, *, slant: float = 0.04, noise: float = 6.0) -> Image.Image:
    """Photographed on a dark desk, not from straight above: each corner off by up to ``slant`` of the width, a shadow, noise."""
    import cv2
    import numpy as np
    from PIL import Image

    paper = np.asarray(picture, dtype=np.uint8)
    height, width = paper.shape
    edge = round(0.08 * width)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    moved = corners + edge + np.array([[rng.uniform(-slant, slant) * width for _ in "xy"] for _ in range(4)])
    size = (width + 2 * edge, height + 2 * edge)
    turn = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    sheet = cv2.warpPerspective(paper, turn, size, flags=cv2.INTER_CUBIC, borderValue=(70,)).astype(np.float32)
    across = np.linspace(0, 1, size[0], dtype=np.float32)[None, :]
    down = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    light = 1.0 - 0.35 * rng.random() * across - 0.25 * rng.random() * down
    seed = np.random.default_rng(rng.randrange(2**32))
    return Image.fromarray(np.clip(sheet * light + seed.normal(0, noise, sheet.shape), 0, 255).astype(np.uint8))


def photographed(data: bytes, rng: random.Random, *, dpi: int = 200) -> bytes:
    """A PDF of photographs of the pages of another."""
    return _bound([taken(picture, rng) for picture in pictures(data, dpi=dpi)], dpi)


def scanned(
    data: bytes, rng: random.Random, *, dpi: int = 150, degrees: float = 1.0, noise: float = 12.0, turned: int = 0
) -> bytes:
    """A PDF that holds nothing but JPEG pictures of the pages of another, ``turned`` by so many degrees."""
    found = [worn(picture, rng, degrees=degrees, noise=noise) for picture in pictures(data, dpi=dpi)]
    return _bound([picture.rotate(turned, expand=True) for picture in found], dpi)


def _bound(found: list[Image.Image], dpi: int) -> bytes:
    out = io.BytesIO()
    found[0].save(out, "PDF", save_all=True, append_images=found[1:], resolution=float(dpi), quality=75)
    return out.getvalue()
