"""Addresses, as orders, customers and locations have them."""

from __future__ import annotations

from typing import Any

from polycart.api.entities import Country, CustomerAddress, State
from polycart.core.countries import CODE2, CODE3
from polycart.core.given import refuse
from polycart.platforms.shopify.connection import Row
from polycart.platforms.shopify.ids import number


class Address(Row):
    """A postal address."""

    id: str = ""
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country: str | None = None
    country_code_v2: str | None = None
    zip: str | None = None
    phone: str | None = None


def country(code: str | None, name: str | None) -> Country | None:
    """A country by its two letters."""
    return Country(code2=code, code3=CODE3.get(code, ""), name=name or "") if code else None


def state(code: str | None, name: str | None) -> State | None:
    """A part of a country."""
    return State(code=code or "", name=name or "") if code or name else None


def address(row: Address | None, kind: str, *, default: bool = True) -> CustomerAddress | None:
    """An address as the contract has it."""
    if row is None:
        return None
    return CustomerAddress(
        id=number(row.id), type=kind, first_name=row.first_name, last_name=row.last_name, postcode=row.zip or "",
        address1=row.address1 or "", address2=row.address2, phone=row.phone, city=row.city or "",
        country=country(row.country_code_v2, row.country), state=state(row.province_code, row.province),
        company=row.company, default=default,
    )  # fmt: skip


def country_code(text: str | None, name: str) -> str | None:
    """The two letters of a country that is given by two or three."""
    if not text:
        return None
    code = text.strip().upper()
    code = CODE2.get(code, code)
    if code not in CODE3:
        raise refuse(name, "It must be a country's code of two or three letters, as ISO 3166-1 has them.")
    return code


def native(**given: Any) -> dict[str, Any] | None:
    """An address as Shopify takes it; ``None`` where nothing of it is given."""
    body = {name: value for name, value in given.items() if value is not None and value != ""}
    return body or None
