"""Figures as people read them; what is computed with stays exact."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

PLACES = 4
"""Decimals kept of a value that a division made; the parts of a rate are kept exactly beside it."""
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)


def tidy(value: Decimal, places: int = PLACES) -> Decimal:
    """Rounded half up, without trailing zeros.

    >>> tidy(Decimal("97.80000")), tidy(Decimal("100")), tidy(Decimal(2) / Decimal(3))
    (Decimal('97.8'), Decimal('100'), Decimal('0.6667'))
    """
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_CONTEXT)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def shown(value: Decimal, *beside: Decimal | None) -> str:
    """A figure to be printed: up to four decimals as they are, else two (four below 1), or as many as tell it from ``beside``.

    >>> shown(Decimal("125.7818")), shown(Decimal(100) / 3), shown(Decimal("94.99999"), Decimal(95))
    ('125.7818', '33.33', '94.99999')
    """
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -2:
        return f"{value:f}"
    if (short := tidy(value)) == value:
        return f"{short:f}"
    for places in range(2 if abs(value) >= 1 else PLACES, -exponent):
        rounded = tidy(value, places)
        if all(bound is None or _side(rounded, bound) == _side(value, bound) for bound in beside):
            return f"{rounded:f}"
    return f"{value:f}"


def _side(value: Decimal, bound: Decimal) -> int:
    return (value > bound) - (value < bound)
