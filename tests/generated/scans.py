"""Printed pages as a scanner or a telephone leaves them: a little askew, noisy, with a seal or a pen's strokes, and only a picture."""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from PIL import Image, ImageDraw

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

    paper = "white" if picture.mode == "RGB" else 255
    turned = picture.rotate(rng.uniform(-degrees, degrees), resample=Image.Resampling.BICUBIC, fillcolor=paper)
    seed = np.random.default_rng(rng.randrange(2**32))
    seen = np.asarray(turned, dtype=np.float32)
    light = 1.0 - 0.12 * np.linspace(0, rng.random(), seen.shape[1], dtype=np.float32)[None, :]
    spoiled = seen * (light[..., None] if seen.ndim == 3 else light) + seed.normal(0, noise, seen.shape).astype(
        np.float32
    )
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


# -- what lies on the paper -------------------------------------------------------------------


def sealed(picture: Image.Image, rng: random.Random) -> Image.Image:
    """In colour, with a round red seal (公章, 42 mm across) over some of what is printed; its ink lets black through."""
    from PIL import Image, ImageChops, ImageDraw

    width, height = picture.size
    size = round(0.2 * min(width, height))
    red = (rng.randrange(195, 235), rng.randrange(20, 70), rng.randrange(20, 70))
    stamp = Image.new("RGB", picture.size, (255, 255, 255))
    draw = ImageDraw.Draw(stamp)
    x, y = _on_print(picture, rng)
    half = size / 2
    draw.ellipse((x - half, y - half, x + half, y + half), outline=red, width=max(2, size // 28))
    points = [
        (x + r * half * math.sin(n * math.pi / 5), y - r * half * math.cos(n * math.pi / 5))
        for n, r in enumerate((0.3, 0.12) * 5)
    ]
    draw.polygon(points, fill=red)
    for n in range(12):  # letters along the ring, as far as strokes go
        angle = math.radians(-210 + n * 240 / 11)
        at = (x + 0.74 * half * math.cos(angle), y + 0.74 * half * math.sin(angle))
        for _ in range(4):
            draw.line(
                [(c + rng.uniform(-0.1, 0.1) * half) for _ in "xx" for c in at], fill=red, width=max(2, size // 60)
            )
    return ImageChops.multiply(picture.convert("RGB"), stamp)


def copied(picture: Image.Image, rng: random.Random) -> Image.Image:
    """As a copier leaves it: paper grey, ink pale, dark along an edge, specks."""
    import numpy as np
    from PIL import Image

    seed = np.random.default_rng(rng.randrange(2**32))
    page = np.asarray(picture.convert("L"), dtype=np.float32)
    height, width = page.shape
    ground, ink = rng.uniform(185, 215), rng.uniform(40, 75)
    page = ink + page / 255 * (ground - ink)
    edge = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    page -= 110 * np.exp(-edge * rng.uniform(25, 60)) * np.ones((height, 1), dtype=np.float32)
    for _ in range(width * height // 15_000):
        y, x, r = seed.integers(height), seed.integers(width), seed.integers(1, 3)
        page[y : y + r, x : x + r] = ink
    return Image.fromarray(np.clip(page, 0, 255).astype(np.uint8))


def scribbled(picture: Image.Image, rng: random.Random) -> Image.Image:
    """With a few strokes of a pen over what is printed, as a signature or a tick that went across a cell."""
    from PIL import ImageDraw

    found = picture.convert("L")
    draw = ImageDraw.Draw(found)
    for _ in range(rng.randrange(1, 4)):
        _stroke(draw, _on_print(picture, rng), 0.05 * min(picture.size), rng)
    return found


def dotted(picture: Image.Image, rng: random.Random) -> Image.Image:
    """As a needle printer prints it: strokes of pale dots in rows."""
    import numpy as np
    from PIL import Image

    page = np.asarray(picture.convert("L"), dtype=np.float32)
    height, width = page.shape
    step, pale = rng.choice((2, 3)), rng.uniform(0.45, 0.65)
    across, down = np.arange(width)[None, :] % step, np.arange(height)[:, None] % step
    needle = np.where((across < step - 1) & (down < step - 1), 1.0, pale * 0.5)
    return Image.fromarray(np.clip(255 - (255 - page) * needle * (1 - 0.25 * pale), 0, 255).astype(np.uint8))


# -- what a machine makes of it ----------------------------------------------------------------


def pressed(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Kept small: JPEG of quality 30."""
    from PIL import Image

    out = io.BytesIO()
    picture.save(out, "JPEG", quality=rng.randrange(28, 36))
    return Image.open(out).convert(picture.mode)


def faxed(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Black and white at two thirds of the resolution, with a little dirt."""
    import numpy as np
    from PIL import Image

    small = picture.convert("L").resize((picture.width * 2 // 3, picture.height * 2 // 3), Image.Resampling.BOX)
    page = np.where(np.asarray(small) < rng.randrange(150, 190), 0, 255).astype(np.uint8)
    dirt = np.random.default_rng(rng.randrange(2**32)).random(page.shape)
    page[dirt < 0.0006] = 0
    page[dirt > 0.9995] = 255
    return Image.fromarray(page).resize(picture.size, Image.Resampling.NEAREST)


def curved(picture: Image.Image, rng: random.Random) -> Image.Image:
    """A page that does not lie flat: its lines are bent by up to three quarters of a hundredth of its width."""
    import cv2
    import numpy as np
    from PIL import Image

    page = np.asarray(picture.convert("L"), dtype=np.uint8)
    height, width = page.shape
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bend = rng.uniform(0.4, 0.75) / 100 * width * rng.choice((-1, 1))
    lifted = down + bend * np.sin(np.pi * across / width) * (1 - 0.4 * down / height)
    bent = cv2.remap(page, across, lifted.astype(np.float32), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return Image.fromarray(np.asarray(bent, dtype=np.uint8))


def shadowed(picture: Image.Image, rng: random.Random) -> Image.Image:
    """A hand's shadow over a part of the page, with a soft edge, in light that falls off."""
    import numpy as np
    from PIL import Image

    page = np.asarray(picture.convert("L"), dtype=np.float32)
    height, width = page.shape
    across, down = np.linspace(0, 1, width)[None, :], np.linspace(0, 1, height)[:, None]
    slope, at = rng.uniform(-1, 1), rng.uniform(0.3, 0.7)
    edge = 1 / (1 + np.exp(-(across + slope * (down - 0.5) - at) * rng.uniform(15, 40)))
    light = (1 - rng.uniform(0.35, 0.55) * edge) * (1 - 0.25 * down * rng.random())
    return Image.fromarray(np.clip(page * light, 0, 255).astype(np.uint8))


def rippled(picture: Image.Image, rng: random.Random) -> Image.Image:
    """Taken from a screen: waves of light and dark (moiré), a little out of focus."""
    import numpy as np
    from PIL import Image, ImageFilter

    page = np.asarray(picture.convert("L").filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    height, width = page.shape
    angle, period = rng.uniform(0, math.pi), rng.uniform(4, 9)
    across, down = np.arange(width)[None, :], np.arange(height)[:, None]
    wave = np.sin((across * math.cos(angle) + down * math.sin(angle)) * 2 * math.pi / period)
    slow = np.sin((across * math.sin(angle) - down * math.cos(angle)) * 2 * math.pi / (40 * period))
    return Image.fromarray(np.clip(page * 0.9 + 14 * wave * (1 + 0.5 * slow), 0, 255).astype(np.uint8))


def _stroke(draw: ImageDraw.ImageDraw, at: tuple[float, float], reach: float, rng: random.Random) -> None:
    """One line of a pen round a place, bent as handwriting is."""
    x, y = at
    knots = [(x + rng.uniform(-1, 1) * reach, y + rng.uniform(-0.5, 0.5) * reach) for _ in range(rng.randrange(4, 8))]
    path: list[tuple[float, float]] = []
    for before, one, two, after in zip(knots, knots[1:], knots[2:], knots[3:], strict=False):
        for n in range(20):
            t = n / 20
            path.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(before, one, two, after, strict=True)
                )  # type: ignore[arg-type]
            )
    draw.line(path, fill=rng.randrange(20, 70), width=rng.choice((2, 3, 4)), joint="curve")


def _on_print(picture: Image.Image, rng: random.Random) -> tuple[float, float]:
    """A place where something is printed."""
    import numpy as np

    rows, columns = np.nonzero(np.asarray(picture.convert("L")) < 128)
    n = rng.randrange(len(rows))
    return float(columns[n]), float(rows[n])


def photographed(data: bytes, rng: random.Random, *, dpi: int = 200) -> bytes:
    """A PDF of photographs of the pages of another."""
    return _bound([taken(picture, rng) for picture in pictures(data, dpi=dpi)], dpi)


def scanned(
    data: bytes,
    rng: random.Random,
    *,
    dpi: int = 150,
    degrees: float = 1.0,
    noise: float = 12.0,
    turned: int = 0,
    marked: Callable[[Image.Image, random.Random], Image.Image] | None = None,
    spoiled: Callable[[Image.Image, random.Random], Image.Image] | None = None,
) -> bytes:
    """A PDF that holds nothing but JPEG pictures of the pages of another, ``turned`` by so many degrees.

    ``marked`` puts something on the paper before it is scanned, ``spoiled`` is what happens to the picture afterwards.
    """
    printed = [marked(picture, rng) if marked else picture for picture in pictures(data, dpi=dpi)]
    found = [worn(picture, rng, degrees=degrees, noise=noise) for picture in printed]
    found = [spoiled(picture, rng) if spoiled else picture for picture in found]
    return _bound([picture.rotate(turned, expand=True) for picture in found], dpi)


def _bound(found: list[Image.Image], dpi: int) -> bytes:
    out = io.BytesIO()
    found[0].save(out, "PDF", save_all=True, append_images=found[1:], resolution=float(dpi), quality=75)
    return out.getvalue()
