"""Countries and their states: what the shop calls them.

https://woocommerce.github.io/woocommerce-rest-api-docs/#data
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from polycart.api.entities import Country, CustomerAddress, State
from polycart.core.countries import CODE2, CODE3
from polycart.core.errors import ParameterError
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.connection import Woo


class _State(msgspec.Struct):
    code: str | int = ""
    name: str = ""


class _Country(msgspec.Struct):
    code: str = ""
    name: str = ""
    states: list[_State] = []


class Place(msgspec.Struct, frozen=True):
    """What the shop knows of one country: its name, and its states by code."""

    name: str
    states: dict[str, str]


async def places(woo: Woo) -> dict[str, Place]:
    """The shop's countries by their two letters, with the names and states that it uses itself."""

    async def fetch() -> dict[str, Place]:
        rows = await woo.get("data/countries", {"_fields": "code,name,states"}, type=list[_Country])
        return {row.code: Place(row.name, {str(state.code): state.name for state in row.states}) for row in rows}

    return await woo.connection.fact("countries", fetch)


def country(code: str | None) -> Country | None:
    """A country by its two letters; its name is filled in where somebody asks for it."""
    return Country(code2=code, code3=CODE3.get(code, "")) if code else None


def state(code: str | None) -> State | None:
    """A state by what an address holds: a code, or free text where the shop knows no states of the country."""
    return State(code=code, name=code) if code else None


async def name_places(woo: Woo, addresses: Iterable[CustomerAddress | None], wanted: Selection) -> None:
    """Fill in the names of countries and states where they are wanted, at the cost of one request in an hour."""
    names = wanted.wants("country") and wanted.of("country").wants("name")
    states = wanted.wants("state") and wanted.of("state").wants("name")
    found = [address for address in addresses if address is not None]
    if not found or not (names or states):
        return
    known = await places(woo)
    for address in found:
        land = address.country if isinstance(address.country, Country) else None
        if land is None or not isinstance(land.code2, str):
            continue
        place = known.get(land.code2)
        if names:
            land.name = place.name if place else land.code2
        if place and states and isinstance(address.state, State) and isinstance(address.state.code, str):
            address.state.name = place.states.get(address.state.code, address.state.code)


async def country_code(woo: Woo, text: str, parameter: str) -> str:
    """The two letters of a country given by code or name."""
    given = text.strip()
    upper = given.upper()
    if upper in CODE3:
        return upper
    if upper in CODE2:
        return CODE2[upper]
    for code, place in (await places(woo)).items():
        if given.casefold() == place.name.casefold():
            return code
    raise ParameterError(f"Parameter '{parameter}' is not valid. It must be an ISO code or the name of a country.")


async def state_code(woo: Woo, code: str, text: str) -> str:
    """What the shop keeps for a state given by code or name; free text where it knows no states of the country."""
    given = text.strip()
    place = (await places(woo)).get(code) if given else None
    for known, name in place.states.items() if place else ():
        if given.casefold() in (known.casefold(), name.casefold()):
            return known
    for known in place.states if place else ():
        if known.casefold() == f"{code}-{given}".casefold():  # Bavaria is DE-BY there, and BY to most callers
            return known
    return given
