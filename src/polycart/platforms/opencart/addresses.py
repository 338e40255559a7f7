"""Addresses, and the countries and zones that they name: by number in the shop, by code in the contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from polycart.api.entities import Country, CustomerAddress, State
from polycart.core.bridge.tables import Statement, Table
from polycart.core.codecs import text
from polycart.core.mapping import Map, computed, field
from polycart.platforms.opencart.connection import Opencart
from polycart.platforms.opencart.facts import V41
from polycart.platforms.opencart.values import escaped, flag, refused, unescaped, words


def place_joins(alias: str, prefix: str = "", to: str = "") -> tuple[dict[str, str], dict[str, str]]:
    """The joins for the country and zone of an address, since 4.1 and before; names were in the tables themselves."""
    country, zone = f"{alias}.{prefix}country_id", f"{alias}.{prefix}zone_id"
    codes = {
        f"{to}co": f"LEFT country ON {to}co.country_id = {country}",
        f"{to}zo": f"LEFT zone ON {to}zo.zone_id = {zone}",
    }
    named = {
        f"{to}cn": f"LEFT country_description ON {to}cn.country_id = {country} AND {to}cn.language_id = :language",
        f"{to}zn": f"LEFT zone_description ON {to}zn.zone_id = {zone} AND {to}zn.language_id = :language",
    }
    older = {
        f"{to}cn": f"LEFT country ON {to}cn.country_id = {country}",
        f"{to}zn": f"LEFT zone ON {to}zn.zone_id = {zone}",
    }
    return codes | named, codes | older


def country(code2: Any, code3: Any, name: Any) -> Country | None:
    """A country, where the shop has it."""
    return Country(code2=code2, code3=code3 or "", name=unescaped(name) or "") if code2 else None


def state(code: Any, name: Any) -> State | None:
    """A zone of a country."""
    return State(code=unescaped(code) or "", name=unescaped(name) or "") if code or name else None


_NEW, _OLD = place_joins("a")
ADDRESS = Table("address", "a", joins=_NEW)
ADDRESS_40 = Table("address", "a", joins=_OLD)
ADDRESS_30 = Table("address", "a", joins=_OLD | {"own": "LEFT customer ON own.address_id = a.address_id"})


class AddressMap(Map[CustomerAddress]):
    """An address of a customer, since 4.0."""

    id = field("a.address_id", text)
    first_name = field("a.firstname", words)
    last_name = field("a.lastname", words)
    company = field("a.company", words)
    address1 = field("a.address_1", words)
    address2 = field("a.address_2", words)
    city = field("a.city", words)
    postcode = field("a.postcode", words)
    country = computed(country, "co.iso_code_2", "co.iso_code_3", "cn.name")
    state = computed(state, "zo.code", "zn.name")
    default = field("a.default", flag)


def _is_own(customer: Any) -> bool:
    return bool(customer)


class OlderAddressMap(AddressMap):
    """An address up to 3.0, of which the customer tells which is the default."""

    default = computed(_is_own, "own.customer_id")


STORED = ("first_name", "last_name", "company", "address1", "address2", "city", "postcode", "country", "state")
"""What an address keeps; anything else in one is refused."""

COLUMNS = {
    "first_name": "firstname", "last_name": "lastname", "company": "company", "address1": "address_1",
    "address2": "address_2", "city": "city", "postcode": "postcode",
}  # fmt: skip


class Place:
    """A country and a zone of the shop; 0 where there is none."""

    def __init__(self, country: Mapping[str, Any] | None, zone: Mapping[str, Any] | None) -> None:
        self.country_id = int(country["country_id"]) if country else 0
        self.country: str = str(country["name"]) if country else ""
        self.zone_id = int(zone["zone_id"]) if zone else 0
        self.zone: str = str(zone["name"]) if zone else ""


def _named(cart: Opencart, table: str, columns: tuple[str, ...], *where: Any) -> Statement:
    id = f"{table}_id"
    statement: Statement = {
        "do": "select", "table": table, "as": "t", "columns": [f"t.{name}" for name in columns], "where": list(where),
        "order": [f"t.{id}"], "limit": 5000,
    }  # fmt: skip
    if cart.known.version >= V41:
        on: list[Any] = [[f"n.{id}", "=", {"c": f"t.{id}"}], ["n.language_id", "=", cart.language]]
        statement["joins"] = [{"table": f"{table}_description", "as": "n", "left": True, "on": on}]
        statement["columns"].append("n.name")
    else:
        statement["columns"].append("t.name")
    return statement


async def _rows(cart: Opencart, statement: Statement) -> list[dict[str, Any]]:
    answer = await cart.read(statement)
    return [{**row["t"], **row.get("n", {})} for row in msgspec.json.decode(answer.rows[0])]


async def place_of(cart: Opencart, land: str | None, region: str | None, prefix: str) -> Place:
    """The country by its code or name, and its zone likewise; what the shop does not have is refused by name."""
    if land is None:
        if region is not None:
            raise refused(f"{prefix}state", f"It needs parameter '{prefix}country' beside it.")
        return Place(None, None)
    columns = ("country_id", "iso_code_2", "iso_code_3")

    async def fetch() -> list[dict[str, Any]]:
        return await _rows(cart, _named(cart, "country", columns))

    known = await cart.connection.fact(f"countries.{cart.language}", fetch)
    sought = land.strip().casefold()
    found = next((row for row in known if sought in (row["iso_code_2"].casefold(), row["iso_code_3"].casefold())), None)
    found = found or next((row for row in known if sought == str(unescaped(row["name"])).casefold()), None)
    if found is None:
        raise refused(
            f"{prefix}country", "The shop has no such country; it takes codes such as 'US' and its own names."
        )
    if not region:
        return Place(found, None)
    zones = await _rows(
        cart, _named(cart, "zone", ("zone_id", "code"), ["t.country_id", "=", int(found["country_id"])])
    )
    wanted = region.strip().casefold()
    zone = next((row for row in zones if wanted == str(unescaped(row["code"])).casefold()), None)
    zone = zone or next((row for row in zones if wanted == str(unescaped(row["name"] or "")).casefold()), None)
    if zone is None and zones:
        raise refused(f"{prefix}state", f"The shop's zones of {land} have neither such a code nor such a name.")
    return Place(found, zone)


async def columns_of(cart: Opencart, given: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The columns of an address that are given; ``prefix`` stands before their names in the caller's parameters."""
    found: dict[str, Any] = {
        column: escaped(str(given[name])) for name, column in COLUMNS.items() if given.get(name) is not None
    }
    if given.get("country") is not None or given.get("state") is not None:
        place = await place_of(cart, given.get("country"), given.get("state"), prefix)
        found |= {"country_id": place.country_id, "zone_id": place.zone_id}
    return found


async def names_of(cart: Opencart, table: str, ids: set[int], code: str) -> tuple[dict[int, str], dict[int, str]]:
    """Names and codes of some countries or zones by their ids."""
    chosen = sorted(id for id in ids if id)
    if not chosen:
        return {}, {}
    id = f"{table}_id"
    rows = await _rows(cart, _named(cart, table, (id, code), [f"t.{id}", "in", chosen]))
    return (
        {int(row[id]): unescaped(row["name"]) or "" for row in rows},
        {int(row[id]): str(row[code]) for row in rows},
    )
