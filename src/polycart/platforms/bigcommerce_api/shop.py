"""What the store says of itself: name, channels as stores, currency, owner, carriers and warehouses.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/store-information
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import (
    Carrier,
    Cart,
    CartChannel,
    CartInfoParams,
    CartPickupLocation,
    CartStoreInfo,
    CartWarehouse,
    Info,
)
from polycart.api.entities import Country, Currency, CustomerAddress, Language, State
from polycart.core.countries import CODE3
from polycart.core.selection import Selection
from polycart.platforms.bigcommerce_api.categories import trees
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, Channel, bigcommerce
from polycart.platforms.bigcommerce_api.currencies import currencies, currency_of
from polycart.platforms.bigcommerce_api.shipping import zones_of
from polycart.platforms.bigcommerce_api.units import length_unit, weight_unit

Part = Callable[[Bigcommerce, Selection], Awaitable[Any]]
CARRIERS = {
    "auspost": "Australia Post", "canadapost": "Canada Post", "endicia": "Endicia", "usps": "USPS", "fedex": "FedEx",
    "ups": "UPS", "upsready": "UPS Ready", "upsonline": "UPS Online", "shipperhq": "ShipperHQ",
    "royalmail": "Royal Mail",
}  # fmt: skip
"""The carriers that a shipment can name, by the document of v2's shipments."""


async def _filled(bc: Bigcommerce, parts: Mapping[str, Part], wanted: Selection) -> dict[str, Any]:
    names = [name for name in parts if wanted.wants(name)]
    return dict(zip(names, await asyncio.gather(*(parts[name](bc, wanted.of(name)) for name in names)), strict=True))


def _store(name: str) -> Part:
    async def read(bc: Bigcommerce, wanted: Selection) -> Any:
        return getattr(await bc.store(), name) or None

    return read


def _always(value: Any) -> Part:
    async def read(bc: Bigcommerce, wanted: Selection) -> Any:
        return value

    return read


class _Location(msgspec.Struct):
    id: int
    code: str = ""
    label: str = ""
    description: str = ""
    enabled: bool = True
    type_id: str = ""
    storefront_visibility: bool = False
    address: dict[str, Any] = {}


async def _locations(bc: Bigcommerce) -> list[_Location]:
    return await bc.once("locations", lambda: bc.records("v3/inventory/locations", None, _Location))


def _place(row: _Location) -> CustomerAddress:
    address = row.address
    state, code = address.get("state"), address.get("country_code")
    return CustomerAddress(
        id=str(row.id), type="shipping", address1=address.get("address1") or "", address2=address.get("address2"),
        city=address.get("city") or "", postcode=address.get("zip") or "", phone=address.get("phone"),
        state=State(name=state) if state else None,
        country=Country(code2=code, code3=CODE3.get(code, ""), name=code) if code else None,
    )  # fmt: skip


async def _warehouses(bc: Bigcommerce, wanted: Selection) -> list[CartWarehouse]:
    return [
        CartWarehouse(
            id=str(row.id), name=row.label, description=row.description or None, avail=row.enabled, address=_place(row),
            carriers_ids=[], stores_ids=[],
        )
        for row in await _locations(bc)
    ]  # fmt: skip


async def _pickups(bc: Bigcommerce, wanted: Selection) -> list[CartPickupLocation]:
    return [
        CartPickupLocation(id=str(row.id), name=row.label, avail=row.enabled, address=_place(row))
        for row in await _locations(bc)
        if row.type_id == "PHYSICAL" and row.storefront_visibility
    ]


async def _zones(bc: Bigcommerce, wanted: Selection) -> Any:
    return await zones_of(bc)


async def _surplus(bc: Bigcommerce, wanted: Selection) -> dict[str, Any]:
    store = await bc.store()
    return {
        "store_hash": store.id, "domain": store.domain, "status": store.status, "plan_name": store.plan_name,
        "plan_level": store.plan_level, "default_channel_id": store.default_channel_id,
        "is_price_entered_with_tax": store.is_price_entered_with_tax,
    }  # fmt: skip


async def _language(bc: Bigcommerce) -> Language:
    code = (await bc.store()).language[:2]
    return Language(id=code, iso_code=code, name=code)


async def _owner(bc: Bigcommerce) -> Info:
    store = await bc.store()
    return Info(
        owner=f"{store.first_name} {store.last_name}".strip() or None, country=store.country_code or None, state=None,
        state_code=None, city=None, street_address=store.address or None, street_address_line_2=None, zip_code=None,
        email=store.admin_email or None, phone=store.phone or None,
    )  # fmt: skip


async def _one_store(bc: Bigcommerce, channel: Channel, wanted: Selection) -> CartStoreInfo:
    store = await bc.store()
    tree = next((each.id for each in await trees(bc) if channel.id in each.channels), None)

    async def known(name: str, read: Callable[[], Awaitable[Any]]) -> Any:
        return await read() if wanted.wants(name) else None

    async def own() -> Currency:
        return currency_of(next(row for row in await currencies(bc) if row.currency_code == store.currency))

    async def every() -> list[Currency]:
        return [currency_of(row) for row in await currencies(bc)]

    async def languages() -> list[Language]:
        return [await _language(bc)]

    async def pickups() -> Any:
        return await _pickups(bc, wanted)

    return CartStoreInfo(
        store_id=str(channel.id), name=channel.name or store.name, language=(await _language(bc)).iso_code,
        store_languages=await languages(), currency=await known("currency", own),
        store_currencies=await known("store_currencies", every) or [], timezone=store.timezone.name,
        country=store.country_code, root_category_id="0" if tree else None, multi_store_url=store.secure_url,
        active=channel.is_enabled and channel.status == "active", weight_unit=await weight_unit(bc),
        dimension_unit=await length_unit(bc), prices_include_tax=store.is_price_entered_with_tax,
        carrier_info=[
            Carrier(id=id, name=name, active=True, shipping_methods=[]) for id, name in CARRIERS.items()
        ],
        store_owner_info=await _owner(bc), default_warehouse_id="1",
        channels=[
            CartChannel(id=str(channel.id), name=channel.name, platform=channel.platform, is_enabled=channel.is_enabled)
        ],
        pickup_locations=await known("pickup_locations", pickups) or [],
    )  # fmt: skip


async def _stores(bc: Bigcommerce, wanted: Selection) -> list[CartStoreInfo]:
    """The channels of the store; the one that the call looks through, or all."""
    found = [each for each in await bc.channels() if bc.channel in (None, each.id)]
    return list(await asyncio.gather(*(_one_store(bc, channel, wanted) for channel in found)))


CART: Mapping[str, Part] = {
    "name": _store("name"),
    "url": _store("secure_url"),
    "version": _always("v3"),
    "bridge_version": _always(None),
    "default_rounding_precision": _store("decimal_places"),
    "db_prefix": _always(None),
    "stores_info": _stores,
    "warehouses": _warehouses,
    "shipping_zones": _zones,
    "additional_fields": _surplus,
}


@bigcommerce.implements(api.cart.info, gives=CART)
async def cart_info(bc: Bigcommerce, p: CartInfoParams) -> Cart:
    """Tell the wanted facts of the store; its channels are its stores."""
    return Cart(**await _filled(bc, CART, bc.wanted))


bigcommerce.lacks("A BigCommerce store has no extensions that its API tells of.", api.cart.plugin.list)
bigcommerce.lacks("BigCommerce keeps its own caches, which nobody else can clear.", api.cart.clear_cache)
bigcommerce.lacks("A BigCommerce store has no catalogue of other sellers' products.", api.marketplace.product.find)
