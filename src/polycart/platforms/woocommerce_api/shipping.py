"""Shipping zones: where the shop ships to, and by which methods.

https://woocommerce.github.io/woocommerce-rest-api-docs/#shipping-zones
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import (
    Carrier,
    CartShippingMethod,
    CartShippingMethodRate,
    CartShippingZone,
    CartShippingZone2,
    CartShippingZonesListParams,
)
from polycart.api.entities import Country, OrderShippingMethod
from polycart.core.countries import CODE3
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.countries import places

PATH = "shipping/zones"


class Zone(msgspec.Struct):
    """A zone by name; zone 0 is the rest of the world and has no locations."""

    id: int
    name: str = ""
    order: int = 0


class Location(msgspec.Struct):
    """A continent, country, state or postal code of a zone; a zone's postal codes narrow its other locations."""

    code: str
    type: str = "country"


class _Option(msgspec.Struct):
    value: Any = None


class Method(msgspec.Struct):
    """One method of a zone; PHP writes empty settings as a list."""

    id: int
    title: str = ""
    order: int = 0
    enabled: bool = False
    method_id: str = ""
    method_title: str = ""
    settings: dict[str, _Option] | list[Any] = []

    def values(self) -> dict[str, Any]:
        """The settings by name."""
        return {name: option.value for name, option in self.settings.items()} if isinstance(self.settings, dict) else {}


class _Continent(msgspec.Struct):
    code: str
    countries: list[_Code] = []


class _Code(msgspec.Struct):
    code: str


async def _zones(woo: Woo) -> list[Zone]:
    zones = await woo.get(PATH, {"_fields": "id,name,order"}, type=list[Zone])
    return sorted(zones, key=lambda zone: zone.id)


async def _locations(woo: Woo, zone: Zone) -> list[Location]:
    if not zone.id:
        return []
    return await woo.get(f"{PATH}/{zone.id}/locations", {"_fields": "code,type"}, type=list[Location])


async def _methods(woo: Woo, zone: Zone) -> list[Method]:
    fields = "id,title,order,enabled,method_id,method_title,settings"
    methods = await woo.get(f"{PATH}/{zone.id}/methods", {"_fields": fields}, type=list[Method])
    return sorted(methods, key=lambda method: (method.order, method.id))


async def _continents(woo: Woo) -> dict[str, list[str]]:
    async def fetch() -> dict[str, list[str]]:
        rows = await woo.get("data/continents", {"_fields": "code,countries"}, type=list[_Continent])
        return {row.code: [country.code for country in row.countries] for row in rows}

    return await woo.connection.fact("continents", fetch)


async def _codes(woo: Woo, locations: list[Location]) -> list[str]:
    """The countries that a zone touches, wholly or in part."""
    codes: dict[str, None] = {}
    for location in locations:
        if location.type == "continent":
            codes |= dict.fromkeys((await _continents(woo)).get(location.code, []))
        elif location.type in ("country", "state"):
            codes[location.code.partition(":")[0]] = None
    return list(codes)


async def _countries(woo: Woo, locations: list[Location], *, named: bool) -> list[Country]:
    """The countries of a zone; one of which only states belong to it tells them in ``additional_fields``."""
    known = await places(woo) if named and locations else {}
    whole = {location.code for location in locations if location.type == "country"}
    states: dict[str, list[str]] = {}
    for location in locations:
        code, _, state = location.code.partition(":")
        if location.type == "state" and code not in whole:
            states.setdefault(code, []).append(state)
    countries: list[Country] = []
    for code in await _codes(woo, locations):
        country = Country(code2=code, code3=CODE3.get(code, ""), name=known[code].name if code in known else code)
        if code in states:
            country.additional_fields = {"states": states[code]}
        countries.append(country)
    return countries


def _amount(value: Any) -> str | None:
    """A cost that is a plain number; flat rates may also be sums such as ``10 * [qty]``."""
    text = str(value).strip().replace(",", ".") if value not in (None, "") else ""
    return text if text.replace(".", "", 1).isdigit() else None


def _price(method: Method, values: Mapping[str, Any]) -> str | None:
    return "0" if method.method_id == "free_shipping" else _amount(values.get("cost"))


def shipping_method(native: Method) -> CartShippingMethod:
    """A method in the contract's words; its numbers are texts there."""
    values = native.values()
    price = _price(native, values)
    least = _amount(values.get("min_amount")) if "min_amount" in _needs(values) else None
    return CartShippingMethod(
        name=native.title,
        type=native.method_id,
        enabled=str(native.enabled),
        handling_enabled="False",
        default_price=price,
        default_price_type=None if price is None else "fixed",
        min_order_amount=least,
        rates=[] if price is None else [CartShippingMethodRate(price=price, min_order_amount=least)],
        additional_fields={"id": str(native.id), "method_title": native.method_title, "settings": values},
    )


def _needs(values: Mapping[str, Any]) -> tuple[str, ...]:
    """What free shipping asks for; ``either`` is given for a coupon too, so the sum is not needed."""
    return ("min_amount",) if values.get("requires") in ("min_amount", "both") else ()


async def _known_zones(woo: Woo) -> list[Zone]:
    return await woo.connection.fact("zones", lambda: _zones(woo))


async def zones_of_shop(woo: Woo) -> list[CartShippingZone]:
    """The zones as ``cart.info`` tells them; kept with the shop's facts."""

    async def fetch() -> list[CartShippingZone]:
        zones = await _known_zones(woo)
        locations = await asyncio.gather(*(_locations(woo, zone) for zone in zones))
        codes = [await _codes(woo, found) for found in locations]
        return [
            CartShippingZone(
                id=str(zone.id),
                code=None,
                name=zone.name,
                country=found[0] if len(found) == 1 else None,
                country_iso2_codes=found,
            )
            for zone, found in zip(zones, codes, strict=True)
        ]

    return await woo.connection.fact("zones.locations", fetch)


async def carriers_of_shop(woo: Woo) -> list[Carrier]:
    """The kinds of shipping methods in use: each is a carrier, active where any zone has it switched on."""

    async def fetch() -> list[Carrier]:
        zones = await _known_zones(woo)
        found = await asyncio.gather(*(_methods(woo, zone) for zone in zones))
        carriers: dict[str, Carrier] = {}
        for method in (method for methods in found for method in methods):
            carrier = carriers.setdefault(
                method.method_id,
                Carrier(id=method.method_id, name=method.method_title, active=False, shipping_methods=[]),
            )
            carrier.active = carrier.active or method.enabled
            if isinstance(carrier.shipping_methods, list):
                carrier.shipping_methods.append(OrderShippingMethod(name=method.title))
        return list(carriers.values())

    return await woo.connection.fact("carriers", fetch)


@woocommerce.implements(
    api.cart.shipping_zones.list, gives=("id", "name", "enabled", "countries", "shipping_methods", "additional_fields")
)
async def cart_shipping_zones_list(woo: Woo, p: CartShippingZonesListParams) -> Page[CartShippingZone2]:
    """List zones by id; the shop answers them all at once, their parts zone by zone and only where wanted."""
    zones = await _zones(woo)
    window = zones[p.start : p.start + p.count]
    return Page(items=await asyncio.gather(*(_zone(woo, zone, woo.wanted) for zone in window)), total=len(zones))


async def _zone(woo: Woo, native: Zone, wanted: Selection) -> CartShippingZone2:
    """A zone, which has no switch of its own: it is always looked at."""
    zone = CartShippingZone2(id=str(native.id), name=native.name, enabled=True)
    if wanted.wants("countries") or wanted.wants("additional_fields"):
        locations = await _locations(woo, native)
        zone.countries = await _countries(woo, locations, named=wanted.of("countries").wants("name"))
        postcodes = [location.code for location in locations if location.type == "postcode"]
        zone.additional_fields = {"order": native.order, "postcodes": postcodes}
    if wanted.wants("shipping_methods"):
        zone.shipping_methods = [shipping_method(method) for method in await _methods(woo, native)]
    return zone
