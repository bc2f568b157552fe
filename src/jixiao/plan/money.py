"""Money and rounding: ``Decimal`` only, exact conversion between 万元 and 元."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from jixiao.plan.normal import normal

if TYPE_CHECKING:
    from jixiao.plan.values import MoneyUnit

CENT = Decimal("0.01")
_AMOUNT = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
MAX_DIGITS = 18
"""More digits than any government's money has: a longer figure is a slip, not an amount."""


def parse_amount(text: str) -> Decimal | None:
    """Read a printed amount, or None if the text is not one amount.

    Full-width digits, thousands separators and blanks are accepted; exponents are not.
    The result has at least two decimals, so that 250.4 and 250.40 are one value.

    >>> parse_amount("１２,919.850")
    Decimal('12919.85')
    >>> parse_amount("1e400") is None
    True
    """
    text = normal(text).replace(" ", "").replace("−", "-")
    if not _AMOUNT.fullmatch(text):
        return None
    text = text.replace(",", "")
    if len(text) > MAX_DIGITS:
        return None
    return tidy(Decimal(text))


def tidy(amount: Decimal) -> Decimal:
    """Without trailing zeros beyond the second decimal; the value is unchanged.

    >>> tidy(Decimal("138.2260")), tidy(Decimal("18"))
    (Decimal('138.226'), Decimal('18.00'))
    """
    exponent = amount.as_tuple().exponent
    if exponent == -2:
        return amount
    amount = amount.normalize()
    cents = amount.quantize(CENT)
    return cents if cents == amount else amount


def convert(amount: Decimal, unit: MoneyUnit, to: MoneyUnit) -> Decimal:
    """The same money in another unit, exactly.

    >>> convert(Decimal("250.48"), "万元", "元")
    Decimal('2504800.00')
    """
    if unit == to:
        return amount
    return tidy(amount * 10000 if to == "元" else amount.scaleb(-4))


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """四舍五入 to ``places`` decimals, as published scores are rounded.

    >>> round_half_up(Decimal("89.995"))
    Decimal('90.00')
    """
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def format_amount(amount: Decimal | None) -> str:
    """As the official forms print it: at least two decimals, no separators; empty for None."""
    return "" if amount is None else f"{tidy(amount):f}"
