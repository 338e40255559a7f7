"""What the shop says of itself: name, languages, currencies, locations, channels, ways of shipping.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Shop
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from polycart import api
from polycart.api.cart import Cart, CartChannel, CartInfoParams, CartStoreInfo, CartWarehouse, Info
from polycart.api.entities import Currency, CustomerAddress, Language
from polycart.core.selection import Selection
from polycart.platforms.shopify.addresses import Address, address
from polycart.platforms.shopify.connection import STORE_ID, Row, Shop, shopify
from polycart.platforms.shopify.currencies import currencies
from polycart.platforms.shopify.ids import number
from polycart.platforms.shopify.locations import publications
from polycart.platforms.shopify.values import UNITS
from polycart.platforms.shopify.zones import carriers, zones_of_shop

Part = Callable[[Shop, Selection], Awaitable[Any]]
"""How one field is worked out; the selection is what is wanted below it."""


class _Domain(Row):
    url: str = ""
    host: str = ""


class _Plan(Row):
    public_display_name: str = ""
    shopify_plus: bool = False


class Site(Row):
    """What the shop says of itself in one object."""

    id: str
    name: str = ""
    email: str = ""
    contact_email: str = ""
    myshopify_domain: str = ""
    url: str = ""
    currency_code: str = ""
    iana_timezone: str = ""
    taxes_included: bool = False
    weight_unit: str = "KILOGRAMS"
    shop_owner_name: str = ""
    primary_domain: _Domain | None = None
    shop_address: Address | None = None
    plan: _Plan | None = None


class PlaceAddress(Row):
    """Where a location is."""

    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    province: str | None = None
    province_code: str | None = None
    country: str | None = None
    country_code: str | None = None
    zip: str | None = None
    phone: str | None = None


class Place(Row):
    """A location."""

    id: str
    name: str = ""
    is_active: bool = True
    ships_inventory: bool = False
    fulfills_online_orders: bool = False
    address: PlaceAddress | None = None


async def site(shop: Shop) -> Site:
    """What the shop says of itself; kept for an hour."""

    async def fetch() -> Site:
        return await shop.number("shop", Site, {})

    return await shop.connection.fact("shopify.site", fetch)


async def places(shop: Shop) -> list[Place]:
    """The locations of the shop; kept for an hour."""

    async def fetch() -> list[Place]:
        return await shop.everything("locations", Place, most=1000)

    return await shop.connection.fact("shopify.places", fetch)


def of_site(read: Callable[[Site], Any]) -> Part:
    """A part that the shop's own object tells."""

    async def part(shop: Shop, wanted: Selection) -> Any:
        return read(await site(shop))

    return part


def always(value: Any) -> Part:
    """A part that is the same for every shop."""

    async def part(shop: Shop, wanted: Selection) -> Any:
        return value

    return part


async def _filled(shop: Shop, parts: Mapping[str, Part], wanted: Selection) -> dict[str, Any]:
    """The wanted parts, worked out side by side."""
    names = [name for name in parts if wanted.wants(name)]
    found = await asyncio.gather(*(parts[name](shop, wanted.of(name)) for name in names))
    return dict(zip(names, found, strict=True))


async def _version(shop: Shop, wanted: Selection) -> str:
    return shop.api_version


async def _languages(shop: Shop, wanted: Selection) -> list[Language]:
    return [Language(id=one.locale, iso_code=one.locale, name=one.name) for one in await shop.locales()]


async def _language(shop: Shop, wanted: Selection) -> str | None:
    found = await shop.locales()
    return found[0].locale if found else None


async def _currency(shop: Shop, wanted: Selection) -> Currency:
    code = await shop.currency()
    return Currency(id=code, iso3=code, symbol_left="", rate=1.0, avail=True, default=True)


async def _currencies(shop: Shop, wanted: Selection) -> list[Currency]:
    return await currencies(shop)


async def _channels(shop: Shop, wanted: Selection) -> list[CartChannel]:
    return [
        CartChannel(id=number(one.id), name=one.name, platform="shopify", is_enabled=True)
        for one in await publications(shop)
    ]


async def _warehouses(shop: Shop, wanted: Selection) -> list[CartWarehouse]:
    return [
        CartWarehouse(
            id=number(one.id), name=one.name, description=None, avail=one.is_active, address=_where(one),
            carriers_ids=[], stores_ids=[STORE_ID],
        )
        for one in await places(shop)
    ]  # fmt: skip


def _where(place: Place) -> CustomerAddress | None:
    row = place.address
    if row is None:
        return None
    return address(
        Address(
            id=place.id, first_name=None, last_name=None, company=place.name, address1=row.address1,
            address2=row.address2, city=row.city, province=row.province, province_code=row.province_code,
            country=row.country, country_code_v2=row.country_code, zip=row.zip, phone=row.phone,
        ),
        "shipping",
    )  # fmt: skip


async def _default_place(shop: Shop, wanted: Selection) -> str | None:
    found = [one for one in await places(shop) if one.is_active and one.fulfills_online_orders]
    return number(found[0].id) if found else None


async def _carriers(shop: Shop, wanted: Selection) -> Any:
    return await carriers(shop)


async def _zones(shop: Shop, wanted: Selection) -> Any:
    return await zones_of_shop(shop)


async def _owner(shop: Shop, wanted: Selection) -> Info:
    found = await site(shop)
    where = found.shop_address or Address()
    return Info(
        owner=found.shop_owner_name, country=where.country_code_v2, state=where.province,
        state_code=where.province_code, city=where.city, street_address=where.address1,
        street_address_line_2=where.address2, zip_code=where.zip, email=found.email, phone=where.phone,
    )  # fmt: skip


async def _surplus(shop: Shop, wanted: Selection) -> dict[str, Any]:
    found = await site(shop)
    return {
        "myshopify_domain": found.myshopify_domain,
        "plan": found.plan.public_display_name if found.plan else None,
        "shopify_plus": found.plan.shopify_plus if found.plan else None,
        "contact_email": found.contact_email,
    }


async def _stores(shop: Shop, wanted: Selection) -> list[CartStoreInfo]:
    return [CartStoreInfo(**await _filled(shop, STORE, wanted))]


def _url(found: Site) -> str:
    return found.primary_domain.url if found.primary_domain else found.url


def _country(found: Site) -> str | None:
    return found.shop_address.country_code_v2 if found.shop_address else None


STORE: Mapping[str, Part] = {
    "store_id": always(STORE_ID),
    "name": of_site(lambda found: found.name),
    "language": _language,
    "store_languages": _languages,
    "currency": _currency,
    "store_currencies": _currencies,
    "timezone": of_site(lambda found: found.iana_timezone),
    "country": of_site(_country),
    "root_category_id": always("0"),
    "multi_store_url": of_site(_url),
    "active": always(True),
    "weight_unit": of_site(lambda found: UNITS.get(found.weight_unit)),
    "prices_include_tax": of_site(lambda found: found.taxes_included),
    "carrier_info": _carriers,
    "store_owner_info": _owner,
    "default_warehouse_id": _default_place,
    "channels": _channels,
}
"""The one store of a shop. Shopify keeps no sizes of products, so it has no unit of them."""

CART: Mapping[str, Part] = {
    "name": of_site(lambda found: found.name),
    "url": of_site(_url),
    "version": _version,
    "bridge_version": always(None),
    "default_rounding_precision": always(2),
    "db_prefix": always(None),
    "stores_info": _stores,
    "warehouses": _warehouses,
    "shipping_zones": _zones,
    "additional_fields": _surplus,
}


@shopify.implements(api.cart.info, gives=CART)
async def cart_info(shop: Shop, p: CartInfoParams) -> Cart:
    """Tell the wanted facts of the shop; ``cart.validate`` learns them anew."""
    return Cart(**await _filled(shop, CART, shop.wanted))
