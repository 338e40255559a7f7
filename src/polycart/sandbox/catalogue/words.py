"""Names made of few words, money rounded to cents, and the choice that looks like chance and is none."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from polycart.sandbox.catalogue.entities import Image

T = TypeVar("T")

CENT = Decimal("0.01")
OPENED = datetime(2024, 1, 15, 9, 30, tzinfo=UTC)


def pick(options: Sequence[T], seed: int) -> T:
    """One of `options`, the same one for the same seed, spread evenly over consecutive seeds."""
    return options[(seed * 2654435761 >> 7) % len(options)]


def cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def slug(text: str) -> str:
    """ASCII letters and digits of the text joined by hyphens, or its code points where it has none."""
    kept = "".join(c if c.isascii() and c.isalnum() else " " for c in text.lower().replace("'", "")).split()
    return "-".join(kept) or "-".join(f"{ord(c):x}" for c in text[:6] if c.isalpha())


def picture(name: str, n: int) -> Image:
    return Image(f"https://images.shop.example/{slug(name)}-{n}.jpg", f"{slug(name)}-{n}", name)
