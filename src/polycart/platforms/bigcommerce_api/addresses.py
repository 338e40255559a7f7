"""Addresses: those in a customer's book, those of orders, and the codes of countries and states."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.entities import Country, CustomerAddress, State
from polycart.core.countries import CODE3
from polycart.core.given import refuse
from polycart.platforms.bigcommerce_api.connection import Bigcommerce


class BookAddress(msgspec.Struct):
    """An address in a customer's book (v3)."""

    id: int = 0
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state_or_province: str | None = None
    postal_code: str | None = None
    country: str | None = None
    country_code: str | None = None
    phone: str | None = None
    address_type: str | None = None


class OrderAddress(msgspec.Struct):
    """An address of an order (v2)."""

    id: int | None = None
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    street_1: str | None = None
    street_2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    country: str | None = None
    country_iso2: str | None = None
    phone: str | None = None
    email: str | None = None


class CountryRow(msgspec.Struct):
    """A country that the store knows."""

    id: int
    country: str = ""
    country_iso2: str = ""
    country_iso3: str = ""


class StateRow(msgspec.Struct):
    """A state of a country."""

    id: int
    state: str = ""
    state_abbreviation: str = ""


async def countries(bc: Bigcommerce) -> dict[str, CountryRow]:
    """The countries that the store knows, by their codes of two letters."""

    async def fetch() -> dict[str, CountryRow]:
        return {row.country_iso2: row for row in await bc.records("v2/countries", None, CountryRow)}

    return await bc.connection.fact("countries", fetch)


async def states(bc: Bigcommerce, country: str) -> dict[str, str]:
    """The names of a country's states by their abbreviations."""
    known = (await countries(bc)).get(country)
    if known is None:
        return {}

    async def fetch() -> dict[str, str]:
        found = await bc.records(f"v2/countries/{known.id}/states", None, StateRow)
        return {row.state_abbreviation: row.state for row in found}

    return await bc.connection.fact(f"states.{country}", fetch)


async def country_of(bc: Bigcommerce, parameter: str, given: str) -> CountryRow:
    """The country that a caller names by a code of two or three letters, or by its name."""
    wanted = given.strip().casefold()
    for row in (await countries(bc)).values():
        if wanted in (row.country_iso2.casefold(), row.country_iso3.casefold(), row.country.casefold()):
            return row
    raise refuse(parameter, f"'{given}' is not a country that BigCommerce knows.")


async def state_of(bc: Bigcommerce, country: CountryRow, given: str | None) -> str | None:
    """A state by its name; a caller may also give its abbreviation."""
    if not given:
        return given
    known = await states(bc, country.country_iso2)
    return known.get(given.upper(), given)


def _country(code: str | None, name: str | None) -> Country | None:
    return Country(code2=code, code3=CODE3.get(code, ""), name=name or code) if code else None


def in_book(row: BookAddress) -> CustomerAddress:
    """An address in a customer's book."""
    state = row.state_or_province
    return CustomerAddress(
        id=str(row.id), type="shipping", first_name=row.first_name, last_name=row.last_name, company=row.company,
        address1=row.address1 or "", address2=row.address2, city=row.city or "", postcode=row.postal_code or "",
        phone=row.phone, state=State(name=state) if state else None,
        country=_country(row.country_code, row.country),
        additional_fields={"address_type": row.address_type},
    )  # fmt: skip


def of_order(row: OrderAddress | None, type: str) -> CustomerAddress | None:
    """An address of an order; one that is empty is none."""
    if row is None or not (row.street_1 or row.city or row.country):
        return None
    return CustomerAddress(
        id=str(row.id or ""), type=type, first_name=row.first_name, last_name=row.last_name,
        company=row.company, address1=row.street_1 or "", address2=row.street_2, city=row.city or "",
        postcode=row.zip or "", phone=row.phone, state=State(name=row.state) if row.state else None,
        country=_country(row.country_iso2, row.country),
    )  # fmt: skip


async def book_body(bc: Bigcommerce, given: dict[str, Any], parameter: str) -> dict[str, Any]:
    """An address as it is written into a customer's book; ``country`` and ``state`` as the caller spelled them."""
    country = await country_of(bc, parameter, str(given.pop("country")))
    body = {"state_or_province": await state_of(bc, country, given.pop("state", None)), **given}
    return {"country_code": country.country_iso2, **{name: value for name, value in body.items() if value is not None}}


async def new_body(bc: Bigcommerce, given: dict[str, Any], parameter: str) -> dict[str, Any]:
    """A new address; the store wants to be told the state and the postal code also where there are none.

    https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/customers/addresses
    """
    return {"state_or_province": "", "postal_code": "", **await book_body(bc, given, parameter)}
