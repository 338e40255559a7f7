"""The table of rates for when a callback fails: read with the same care as what callbacks answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import msgspec

from polycart.core.countries import CODE3
from polycart.core.errors import ParameterError
from polycart.core.live_shipping import Package, Rate
from polycart.gateway.live_shipping.answers import MOST_RATES, OPTIONAL, REQUIRED, rate


class Fallback(Rate, frozen=True, kw_only=True):
    """A rate for when the callback fails: everywhere, or in some countries (two letters) and one currency only."""

    countries: list[str] = []


def read(text: bytes) -> list[Fallback]:
    """A table out of JSON; raises ``ParameterError`` with what is wrong in it."""
    try:
        rows = msgspec.json.decode(text, type=list[dict[str, Any]])
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise ParameterError("The table must be a JSON list of rates.") from None
    if len(rows) > MOST_RATES:
        raise ParameterError(f"The table may have {MOST_RATES} rates.")
    return [_row(row, f"rates->{place}") for place, row in enumerate(rows)]


def _row(row: dict[str, Any], at: str) -> Fallback:
    if strange := row.keys() - {*REQUIRED, *OPTIONAL, "countries"}:
        raise ParameterError(f'Field "{at}->{min(strange)}" is none of a rate.')
    countries = row.get("countries", [])
    if not isinstance(countries, list) or not all(one in CODE3 for one in cast("list[Any]", countries)):
        raise ParameterError(f'Field "{at}->countries" must be a list of countries by two capital letters.')
    read = rate(row, at)
    return Fallback(
        **{name: getattr(read, name) for name in Rate.__struct_fields__}, countries=row.get("countries", [])
    )


def fitting(table: Sequence[Fallback], package: Package) -> list[Rate]:
    """The rates of a table for a package; those of another currency, or for other countries, are left out."""
    code = package.destination.country.code2
    return [
        row for row in table
        if (not row.countries or code in row.countries)
        and (not row.currency or row.currency.upper() == package.currency_code.upper())
    ]  # fmt: skip
