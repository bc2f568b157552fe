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


def scanned(data: bytes, rng: random.Random, *, dpi: int = 150, degrees: float = 1.0, noise: float = 12.0) -> bytes:
    """A PDF that holds nothing but JPEG pictures of the pages of another."""
    found = [worn(picture, rng, degrees=degrees, noise=noise) for picture in pictures(data, dpi=dpi)]
    out = io.BytesIO()
    found[0].save(out, "PDF", save_all=True, append_images=found[1:], resolution=float(dpi), quality=75)
    return out.getvalue()
