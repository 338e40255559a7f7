"""Units and small values that several resources share: the store's one unit of weight and of length, and moments."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from polycart.api.entities import DateTime
from polycart.core.codecs import Codec, date_time
from polycart.core.given import refuse
from polycart.platforms.bigcommerce_api.connection import Bigcommerce

WEIGHTS = {"KGS": "kg", "LBS": "lb", "Ounces": "oz", "Grams": "g", "Tonnes": "t"}
"""What the store calls its units of weight, and what the contract does."""
LENGTHS = {"Centimeters": "cm", "Inches": "in"}
GRAMS = {"kg": 1000.0, "g": 1.0, "lb": 453.59237, "lbs": 453.59237, "oz": 28.349523125, "t": 1_000_000.0}
MILLIMETRES = {"m": 1000.0, "cm": 10.0, "mm": 1.0, "in": 25.4, "ft": 304.8}


async def weight_unit(bc: Bigcommerce) -> str:
    """The store's unit of weight."""
    known = (await bc.store()).weight_units
    return WEIGHTS.get(known, known.lower())


async def length_unit(bc: Bigcommerce) -> str:
    """The store's unit of length."""
    known = (await bc.store()).dimension_units
    return LENGTHS.get(known, known.lower())


async def weight_units(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[str]:
    """The unit of weight, for every row."""
    return [await weight_unit(bc)] * len(rows)


async def length_units(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[str]:
    """The unit of length, for every row."""
    return [await length_unit(bc)] * len(rows)


def measured(name: str, value: float | None, unit: str, own: str, table: dict[str, float]) -> float | None:
    """A measure in the store's own unit."""
    if value is None:
        return None
    if unit not in table or own not in table:
        raise refuse(name, f"The required type of parameter is string. Allowed values: {', '.join(table)}.")
    return round(value * table[unit] / table[own], 6) if unit != own else value


def _iso(value: Any) -> DateTime | None:
    if not value:
        return None
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return date_time((found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC))


def _rfc(value: Any) -> DateTime | None:
    if not value:
        return None
    if str(value).isdigit():
        return date_time(datetime.fromtimestamp(int(value), UTC))
    try:
        return date_time(parsedate_to_datetime(str(value)).astimezone(UTC))
    except (TypeError, ValueError):
        return _iso(value)


def _iso_text(value: Any) -> str | None:
    found = _iso(value)
    return str(found.value) if found else None


def _rfc_text(value: Any) -> str | None:
    found = _rfc(value)
    return str(found.value) if found else None


iso = Codec(_iso, str, str | None, "({load}({x}) if {x} else None)")
"""A moment of v3, ISO 8601."""
rfc = Codec(_rfc, str, str | None, "({load}({x}) if {x} else None)")
"""A moment of v2: RFC 2822, or seconds for a gift certificate."""

iso_text = Codec(_iso_text, str, str | None, "({load}({x}) if {x} else None)")
rfc_text = Codec(_rfc_text, str, str | None, "({load}({x}) if {x} else None)")
"""The same moments, where the contract has them as text."""


def amount(value: Any) -> float:
    """An amount that v2 writes as a text of four digits."""
    try:
        return round(float(value or 0), 4)
    except (TypeError, ValueError):
        return 0.0


money = Codec(amount, str, Any, "{load}({x})")
