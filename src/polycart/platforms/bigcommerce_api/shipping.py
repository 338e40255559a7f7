"""Shipping zones and their methods.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/shipping
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import (
    CartShippingMethod,
    CartShippingMethodRate,
    CartShippingZone,
    CartShippingZone2,
    CartShippingZonesListParams,
)
from polycart.api.entities import Country
from polycart.core.codecs import decimal
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.bigcommerce_api.addresses import countries
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.units import amount

PATH = "v2/shipping/zones"
TYPES = {"perorder": "flat_rate", "peritem": "per_item", "freeshipping": "free_shipping"}


class _Where(msgspec.Struct):
    country_iso2: str | None = None


class _Free(msgspec.Struct):
    enabled: bool = False
    minimum_sub_total: Any = None


class Zone(msgspec.Struct):
    """A zone: some countries, states or postal codes, or the whole world."""

    id: int
    name: str = ""
    type: str = ""
    enabled: bool = True
    locations: list[_Where] = []
    free_shipping: _Free | None = None
    handling_fees: Any = None


class _Method(msgspec.Struct):
    id: int
    name: str = ""
    type: str = ""
    enabled: bool = True
    settings: Any = None
    handling_fees: Any = None


async def zones(bc: Bigcommerce) -> list[Zone]:
    """The zones of the store, which are told whole."""

    async def fetch() -> list[Zone]:
        return await bc.get(PATH, type=list[Zone])

    return await bc.once("zones", fetch)


def _codes(zone: Zone) -> list[str]:
    return list(dict.fromkeys(where.country_iso2 for where in zone.locations if where.country_iso2))


async def zones_of(bc: Bigcommerce) -> list[CartShippingZone]:
    """The zones as ``cart.info`` tells them."""
    return [
        CartShippingZone(id=str(zone.id), code=zone.type, name=zone.name, country_iso2_codes=_codes(zone))
        for zone in await zones(bc)
    ]


def _text(value: Any) -> str:
    return decimal.dump(amount(value))


def _rate(by_weight: bool, row: dict[str, Any]) -> CartShippingMethodRate:
    price, least, most = (_text(row.get(name)) for name in ("shipping_cost", "lower_limit", "upper_limit"))
    if by_weight:
        return CartShippingMethodRate(price=price, min_weight=least, max_weight=most)
    return CartShippingMethodRate(price=price, min_order_amount=least, max_order_amount=most)


def _method(row: _Method, free: _Free | None) -> CartShippingMethod:
    settings: dict[str, Any] = row.settings if isinstance(row.settings, dict) else {}  # type: ignore[reportUnknownVariableType]
    fees: dict[str, Any] = row.handling_fees if isinstance(row.handling_fees, dict) else {}  # type: ignore[reportUnknownVariableType]
    fee = fees.get("fixed_surcharge", fees.get("percentage_surcharge"))
    ranges: list[dict[str, Any]] = settings.get("range") or []
    is_free = row.type == "freeshipping"
    least = _text(free.minimum_sub_total) if is_free and free and free.minimum_sub_total else None
    return CartShippingMethod(
        name=row.name, enabled=str(row.enabled), type=TYPES.get(row.type, row.type), handling_fee=_text(fee),
        handling_enabled=str(bool(amount(fee))),
        handling_type="percent" if "percentage_surcharge" in fees else "fixed",
        default_price=_text(settings.get("rate", settings.get("default_cost"))), default_price_type="fixed",
        min_order_amount=least,
        rates=[
            _rate(row.type == "weight", each) for each in ranges
        ],
    )  # fmt: skip


@bigcommerce.implements(api.cart.shipping_zones.list, gives=("id", "name", "enabled", "countries", "shipping_methods"))
async def cart_shipping_zones_list(bc: Bigcommerce, p: CartShippingZonesListParams) -> Page[CartShippingZone2]:
    """List shipping zones; the methods of each cost a request."""
    chosen = (every := await zones(bc))[p.start : p.start + p.count]
    methods: list[list[_Method]] = [[] for _ in chosen]
    if bc.wanted.wants("shipping_methods"):
        paths = [f"{PATH}/{zone.id}/methods" for zone in chosen]
        methods = list(await asyncio.gather(*(bc.get(path, type=list[_Method]) for path in paths)))
    known = await countries(bc) if bc.wanted.wants("countries") else {}
    made = [
        CartShippingZone2(
            id=str(zone.id), name=zone.name, enabled=zone.enabled,
            countries=[
                Country(code2=code, code3=known[code].country_iso3, name=known[code].country)
                for code in _codes(zone) if code in known
            ],
            shipping_methods=[_method(row, zone.free_shipping) for row in rows],
        )
        for zone, rows in zip(chosen, methods, strict=True)
    ]  # fmt: skip
    page = cut(every, start=p.start, count=p.count)
    return Page(items=project(made, bc.wanted), total=page.total, next=page.next, previous=page.previous)
