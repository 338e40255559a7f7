"""Carriers, the zones that they ship to, and what they charge by weight or by the sum of the order.

https://devdocs.prestashop-project.org/8/webservice/resources/carriers/
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable
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
from polycart.api.entities import OrderShippingMethod
from polycart.core.codecs import decimal
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.prestashop_api.connection import Prestashop, prestashop
from polycart.platforms.prestashop_api.countries import countries, country

AS_SET, BY_WEIGHT = 0, 1
"""``shipping_method``: 0 as the shop's setting says, 1 by weight, 2 by the sum of the order."""

FREE = "0"


class CarrierRow(msgspec.Struct):
    """A carrier; a changed one is a new row, and the old one is marked deleted, for orders still name it."""

    id: int
    name: str | None = None
    active: str | int = "1"
    deleted: str | int = "0"
    is_free: str | int = "0"
    shipping_handling: str | int = "0"
    shipping_method: int | str = 0
    delay: str | None = None


class _Zone(msgspec.Struct):
    id: int
    name: str = ""
    active: str | int = "1"


class _Delivery(msgspec.Struct):
    id: int
    id_carrier: int | str = 0
    id_range_price: int | str | None = 0
    id_range_weight: int | str | None = 0
    id_zone: int | str = 0
    price: str = "0"


class _Range(msgspec.Struct):
    id: int
    id_carrier: int | str = 0
    delimiter1: str = "0"
    delimiter2: str = "0"


async def carriers(shop: Prestashop) -> list[CarrierRow]:
    """The carriers in their present form."""
    return await shop.records("carriers", {"filter[deleted]": 0, "sort": "[id_ASC]"}, CarrierRow)


async def carrier_names(shop: Prestashop, ids: Iterable[int]) -> dict[int, str]:
    """Names of carriers by their ids, also of those that are no more; ``0`` is what the shop calls itself."""
    chosen = sorted({id for id in ids if id})
    key = f"carriers {chosen}"
    if key not in shop.seen:
        rows = await shop.among("carriers", "id", chosen, CarrierRow, "id", "name")
        shop.seen[key] = {row.id: row.name or "" for row in rows}
    return shop.seen[key]


async def carriers_of_shop(shop: Prestashop) -> list[Carrier]:
    """The carriers as ``cart.info`` tells them."""
    return [
        Carrier(id=str(row.id), name=row.name or "", active=str(row.active) == "1",
                shipping_methods=[OrderShippingMethod(name=row.name or "")])
        for row in await carriers(shop)
    ]  # fmt: skip


async def _zones(shop: Prestashop) -> list[_Zone]:
    return await shop.records("zones", {"sort": "[id_ASC]"}, _Zone)


async def zones_of_shop(shop: Prestashop) -> list[CartShippingZone]:
    """The zones as ``cart.info`` tells them, with their countries."""
    zones, lands = await asyncio.gather(_zones(shop), countries(shop))
    members: dict[int, list[str]] = defaultdict(list)
    for land in lands.values():
        if str(land.active) == "1":
            members[int(land.id_zone)].append(land.iso_code)
    return [CartShippingZone(id=str(zone.id), name=zone.name, country_iso2_codes=members[zone.id]) for zone in zones]


class _Tariff(msgspec.Struct, frozen=True):
    """All that says what shipping costs; ``by_weight`` is the shop's setting."""

    by_weight: bool
    carriers: list[CarrierRow]
    deliveries: list[_Delivery]
    weights: dict[int, _Range]
    sums: dict[int, _Range]

    def method(self, row: CarrierRow, zone: int) -> CartShippingMethod | None:
        """What a carrier charges in a zone; ``None`` where it does not go there."""
        mine = [each for each in self.deliveries if int(each.id_carrier) == row.id and int(each.id_zone) == zone]
        if not mine and str(row.is_free) != "1":
            return None
        weighed = self.by_weight if int(row.shipping_method) == AS_SET else int(row.shipping_method) == BY_WEIGHT
        rates = [] if str(row.is_free) == "1" else [r for each in mine if (r := self._rate(each, weighed)) is not None]
        return CartShippingMethod(
            name=row.name, enabled="1" if str(row.active) == "1" else "0",
            type="weight" if weighed else "price",
            default_price=FREE if str(row.is_free) == "1" else None,
            handling_enabled="1" if str(row.shipping_handling) == "1" else "0", rates=rates,
        )  # fmt: skip

    def _rate(self, each: _Delivery, weighed: bool) -> CartShippingMethodRate | None:
        price = decimal.dump(decimal.load(each.price) or 0.0)
        weight = self.weights.get(int(each.id_range_weight or 0))
        if weighed and weight is not None:
            return CartShippingMethodRate(min_weight=_plain(weight.delimiter1), max_weight=_plain(weight.delimiter2),
                                          price=price)  # fmt: skip
        total = self.sums.get(int(each.id_range_price or 0))
        if weighed or total is None:
            return None
        return CartShippingMethodRate(
            min_order_amount=_plain(total.delimiter1), max_order_amount=_plain(total.delimiter2), price=price
        )


def _plain(value: str) -> str:
    return decimal.dump(decimal.load(value) or 0.0)


async def _tariff(shop: Prestashop) -> _Tariff:
    ordered: dict[str, Any] = {"sort": "[id_ASC]"}
    rows, deliveries, weights, sums = await asyncio.gather(
        carriers(shop), shop.records("deliveries", ordered, _Delivery),
        shop.records("weight_ranges", ordered, _Range), shop.records("price_ranges", ordered, _Range),
    )  # fmt: skip
    by_weight = (await shop.facts()).value("PS_SHIPPING_METHOD", shop.shop_id) == "1"
    return _Tariff(by_weight, rows, deliveries, {row.id: row for row in weights}, {row.id: row for row in sums})


@prestashop.implements(
    api.cart.shipping_zones.list, gives=("id", "name", "enabled", "countries", "shipping_methods"),
)  # fmt: skip
async def cart_shipping_zones_list(shop: Prestashop, p: CartShippingZonesListParams) -> Page[CartShippingZone2]:
    """List the zones with their countries, and what carriers charge there."""
    wanted = shop.wanted
    zones, lands = await asyncio.gather(_zones(shop), countries(shop))
    tariff = await _tariff(shop) if wanted.wants("shipping_methods") else None
    found: list[CartShippingZone2] = []
    for zone in zones[p.start : p.start + p.count]:
        members = [land for land in lands.values() if int(land.id_zone) == zone.id and str(land.active) == "1"]
        methods = [tariff.method(row, zone.id) for row in tariff.carriers] if tariff else []
        found.append(
            CartShippingZone2(
                id=str(zone.id), name=zone.name, enabled=str(zone.active) == "1",
                countries=[each for land in members if (each := country(lands, land.id)) is not None],
                shipping_methods=[method for method in methods if method is not None],
            )
        )  # fmt: skip
    return Page(items=project(found, wanted), total=len(zones), projected=True)
