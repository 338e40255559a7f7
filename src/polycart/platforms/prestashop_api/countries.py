"""Countries and their states: what the shop calls them, and the numbers that it keeps for them.

https://devdocs.prestashop-project.org/8/webservice/resources/countries/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from polycart.api.entities import Country, State
from polycart.core.countries import CODE2, CODE3
from polycart.core.errors import ParameterError
from polycart.platforms.prestashop_api.connection import Prestashop


class CountryRow(msgspec.Struct):
    """A country as the shop keeps it."""

    id: int
    iso_code: str = ""
    name: str | None = None
    id_zone: int | str = 0
    active: str | int = "1"
    contains_states: str | int = "0"
    need_identification_number: str | int = "0"


class StateRow(msgspec.Struct):
    """A state of a country."""

    id: int
    id_country: int | str = 0
    iso_code: str = ""
    name: str = ""
    id_zone: int | str = 0
    active: str | int = "1"


async def countries(shop: Prestashop) -> Mapping[int, CountryRow]:
    """All countries by their ids, some 240 in one request; kept for an hour."""

    async def fetch() -> Mapping[int, CountryRow]:
        return {row.id: row for row in await shop.records("countries", {"sort": "[id_ASC]"}, CountryRow)}

    return await shop.connection.fact(f"countries.{await shop.language()}", fetch)


async def states(shop: Prestashop) -> Mapping[int, StateRow]:
    """All states by their ids; kept for an hour."""

    async def fetch() -> Mapping[int, StateRow]:
        return {row.id: row for row in await shop.records("states", {"sort": "[id_ASC]"}, StateRow)}

    return await shop.connection.fact("states", fetch)


def country(known: Mapping[int, CountryRow], id: Any) -> Country | None:
    """A country of the contract by the shop's id."""
    row = known.get(int(id or 0))
    if row is None:
        return None
    return Country(code2=row.iso_code, code3=CODE3.get(row.iso_code, ""), name=row.name or row.iso_code)


def state(known: Mapping[int, StateRow], id: Any) -> State | None:
    """A state of the contract by the shop's id."""
    row = known.get(int(id or 0))
    return State(code=row.iso_code, name=row.name) if row else None


async def country_of(shop: Prestashop, given: str, parameter: str) -> CountryRow:
    """The country given by code or name."""
    text = given.strip()
    code = text.upper() if text.upper() in CODE3 else CODE2.get(text.upper(), "")
    for row in (await countries(shop)).values():
        if row.iso_code.upper() == code or text.casefold() == (row.name or "").casefold():
            return row
    raise ParameterError(
        f"Parameter '{parameter}' is not valid. It must be the ISO code or the name of a country that the shop has."
    )


async def state_of(shop: Prestashop, land: CountryRow, given: str, parameter: str) -> int:
    """The id of a state given by code, name or id; 0 for a country that the shop keeps no states of."""
    text = given.strip().casefold()
    mine = [row for row in (await states(shop)).values() if int(row.id_country) == land.id]
    for row in mine:
        if text in (
            row.iso_code.casefold(),
            row.name.casefold(),
            str(row.id),
            row.iso_code.casefold().partition("-")[2],
        ):
            return row.id
    if not mine or str(land.contains_states) != "1":
        return 0
    raise ParameterError(f"Parameter '{parameter}' is not valid. {land.name} has no state '{given[:60]}'.")
