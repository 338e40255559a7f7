"""Addresses: what the contract names, and the numbers of country and state that the shop keeps.

https://devdocs.prestashop-project.org/8/webservice/resources/addresses/
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from polycart.api.entities import CustomerAddress
from polycart.core.errors import MissingParameter, ParameterError
from polycart.platforms.prestashop_api.connection import Prestashop
from polycart.platforms.prestashop_api.countries import (
    CountryRow,
    StateRow,
    countries,
    country,
    country_of,
    state,
    state_of,
    states,
)

PATH = "addresses"
STORED = (
    "first_name", "last_name", "company", "address1", "address2", "city", "postcode", "country", "state", "phone",
    "phone_mobile", "tax_id", "identification_number", "alias",
)  # fmt: skip
"""What an address keeps; anything else in one is refused."""

_NAMES = {
    "first_name": "firstname", "last_name": "lastname", "company": "company", "address1": "address1",
    "address2": "address2", "city": "city", "postcode": "postcode", "phone": "phone", "phone_mobile": "phone_mobile",
    "tax_id": "vat_number", "identification_number": "dni", "alias": "alias",
}  # fmt: skip
_REQUIRED = ("first_name", "last_name", "address1", "city", "country")
ALIAS = "My address"
"""The name of an address that has none: the shop demands one, and its own checkout writes this."""


class AddressRow(msgspec.Struct):
    """An address as the shop keeps it."""

    id: int
    id_customer: int | str = 0
    id_country: int | str = 0
    id_state: int | str | None = 0
    alias: str | None = None
    company: str | None = None
    lastname: str | None = None
    firstname: str | None = None
    vat_number: str | None = None
    address1: str | None = None
    address2: str | None = None
    postcode: str | None = None
    city: str | None = None
    phone: str | None = None
    phone_mobile: str | None = None
    dni: str | None = None
    deleted: str | int | None = "0"


class Places(msgspec.Struct, frozen=True):
    """The names of countries and states."""

    countries: Mapping[int, CountryRow]
    states: Mapping[int, StateRow]

    def address(self, row: AddressRow, kind: str | None = None) -> CustomerAddress:
        """An address of the contract."""
        found = CustomerAddress(
            id=str(row.id), first_name=row.firstname, last_name=row.lastname, postcode=row.postcode or "",
            address1=row.address1 or "", address2=row.address2, phone=row.phone, phone_mobile=row.phone_mobile,
            city=row.city or "", country=country(self.countries, row.id_country),
            state=state(self.states, row.id_state), company=row.company, tax_id=row.vat_number or None,
            identification_number=row.dni or None, alias=row.alias,
        )  # fmt: skip
        if kind is not None:
            found.type = kind
        return found


async def places(shop: Prestashop) -> Places:
    """Countries and states, two requests in an hour."""
    return Places(*await asyncio.gather(countries(shop), states(shop)))


async def native_address(shop: Prestashop, given: Mapping[str, str | None], prefix: str) -> dict[str, Any]:
    """The fields of an address that are given; ``prefix`` stands before their names in the caller's parameters."""
    body: dict[str, Any] = {native: given[name] for name, native in _NAMES.items() if given.get(name) is not None}
    land = given.get("country")
    if land is not None:
        row = await country_of(shop, land, f"{prefix}country")
        body["id_country"] = row.id
        region = given.get("state")
        body["id_state"] = await state_of(shop, row, region, f"{prefix}state") if region else 0
    elif given.get("state") is not None:
        raise ParameterError(f"Parameter '{prefix}state' needs parameter '{prefix}country' beside it.")
    return body


async def new_address(
    shop: Prestashop, given: Mapping[str, str | None], prefix: str, *, names: Mapping[str, str | None] | None = None
) -> dict[str, Any]:
    """The fields of a new address; a name that is missing is the customer's own."""
    whole = dict(given)
    for name, value in (names or {}).items():
        if whole.get(name) is None:
            whole[name] = value
    absent = next((name for name in _REQUIRED if not whole.get(name)), None)
    if absent is not None:
        raise MissingParameter(f"Parameter '{prefix}{absent}' is required.")
    return {"alias": ALIAS, **await native_address(shop, whole, prefix)}
