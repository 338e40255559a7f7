"""What the shop says of itself: version, stores, languages, currencies, warehouses; facts are kept for an hour.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/store``, ``/V1/directory``, ``/V1/inventory``)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import Cart, CartInfoParams, CartPickupLocation, CartStoreInfo, CartWarehouse
from polycart.api.entities import CustomerAddress
from polycart.core.selection import Selection
from polycart.platforms.magento2 import scopes, warehouses
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.countries import country, name_places, state
from polycart.platforms.magento2.currencies import currencies_of
from polycart.platforms.magento2.languages import iso_code, languages

DECIMALS = 2
"""Magento rounds prices to two digits (``PriceCurrencyInterface::DEFAULT_PRECISION``)."""


class Seen(msgspec.Struct, frozen=True):
    """A store as it is looked at, and the client to ask about it."""

    magento: Magento
    group: scopes.StoreGroup

    async def view(self) -> scopes.StoreView:
        """The store's default view."""
        return next(view for view in await scopes.views(self.magento) if view.id == self.group.default_store_id)

    async def config(self) -> scopes.StoreConfig:
        """What the store's default view is configured for."""
        known = await scopes.configs(self.magento)
        return next(config for config in known if config.id == self.group.default_store_id)

    async def through(self) -> Magento:
        """The same shop, looked at through the store's default view."""
        view = await self.view()
        return self.magento.at(scopes.Scope(code=view.code, view=view, group=self.group))


Part = Callable[[Seen, Selection], Awaitable[Any]]
"""How one field is worked out; the selection is what is wanted below it."""


def _told(read: Callable[[scopes.StoreGroup], Any]) -> Part:
    async def part(seen: Seen, wanted: Selection) -> Any:
        return read(seen.group)

    return part


def _configured(read: Callable[[scopes.StoreConfig], Any]) -> Part:
    async def part(seen: Seen, wanted: Selection) -> Any:
        return read(await seen.config())

    return part


async def _filled(seen: Seen, parts: Mapping[str, Part], wanted: Selection) -> dict[str, Any]:
    """The wanted parts, worked out side by side."""
    names = [name for name in parts if wanted.wants(name)]
    values = await asyncio.gather(*(parts[name](seen, wanted.of(name)) for name in names))
    return dict(zip(names, values, strict=True))


def _address_of_shop(config: scopes.StoreConfig) -> str | None:
    return config.secure_base_link_url or config.base_link_url or None


async def _active(seen: Seen, wanted: Selection) -> bool:
    return bool((await seen.view()).is_active)


async def _languages(seen: Seen, wanted: Selection) -> Any:
    return await languages(seen.magento, seen.group)


async def _currency(seen: Seen, wanted: Selection) -> Any:
    return (await currencies_of(await seen.through()))[0]


async def _currencies(seen: Seen, wanted: Selection) -> Any:
    return await currencies_of(await seen.through())


async def _selling(magento: Magento) -> list[str]:
    return await warehouses.selling_sources(magento) if await warehouses.several(magento) else [warehouses.DEFAULT]


async def _default_warehouse(seen: Seen, wanted: Selection) -> str | None:
    return next(iter(await _selling(await seen.through())), None)


async def _pickup_locations(seen: Seen, wanted: Selection) -> list[CartPickupLocation]:
    """The sources of the store's stock where shoppers can fetch their orders."""
    if not await warehouses.several(seen.magento):
        return []
    selling, sources = await asyncio.gather(_selling(await seen.through()), warehouses.sources(seen.magento))
    found = [
        CartPickupLocation(
            id=source.source_code,
            name=source.pickup.frontend_name or source.name,
            avail=source.enabled,
            address=_address(source),
            pickup_instructions=source.pickup.frontend_description or None,
        )
        for source in sources
        if source.pickup is not None and source.source_code in selling
    ]
    await name_places(seen.magento, [place.address or None for place in found], wanted.of("address"))
    return found


async def _of_store(seen: Seen, wanted: Selection) -> dict[str, Any]:
    locale = (await seen.config()).locale
    return {"code": seen.group.code, "website_id": str(seen.group.website_id), "locale": locale}


STORE: Mapping[str, Part] = {
    "store_id": _told(lambda group: str(group.id)),
    "name": _told(lambda group: group.name),
    "language": _configured(lambda config: iso_code(config.locale)),
    "store_languages": _languages,
    "currency": _currency,
    "store_currencies": _currencies,
    "timezone": _configured(lambda config: config.timezone),
    "root_category_id": _told(lambda group: str(group.root_category_id)),
    "multi_store_url": _configured(_address_of_shop),
    "active": _active,
    "weight_unit": _configured(lambda config: config.weight_unit),
    "default_warehouse_id": _default_warehouse,
    "pickup_locations": _pickup_locations,
    "additional_fields": _of_store,
}
"""A store; its country, address, carriers and whether prices have tax in them are settings that REST does not tell."""


async def _stores(seen: Seen, wanted: Selection) -> list[CartStoreInfo]:
    """All stores, or the one that was chosen."""
    magento = seen.magento
    chosen = [group for group in await scopes.groups(magento) if group.website_id and group.default_store_id]
    if magento.scope is not None and magento.scope.group is not None:
        chosen = [seen.group]
    stores = [Seen(magento, group) for group in sorted(chosen, key=lambda group: group.id)]
    filled = await asyncio.gather(*(_filled(store, STORE, wanted) for store in stores))
    return [CartStoreInfo(**values) for values in filled]


def _address(source: warehouses.Source) -> CustomerAddress:
    lines = (source.street or "").split("\n", 1)
    return CustomerAddress(
        id=source.source_code,
        type="warehouse",
        first_name=source.contact_name or None,
        address1=lines[0],
        address2=lines[1] if len(lines) > 1 else None,
        city=source.city or "",
        postcode=source.postcode or "",
        country=country(source.country_id),
        state=state(None, source.region),
        phone=source.phone or None,
    )


async def _stores_of_sources(magento: Magento) -> dict[str, list[str]]:
    """The stores that sell from each source, by way of the websites of its stocks."""
    stocks, links, websites, groups = await asyncio.gather(
        warehouses.stocks(magento), warehouses.links(magento), scopes.websites(magento), scopes.groups(magento)
    )
    codes = {website.code: website.id for website in websites}
    served: dict[int, set[int]] = {
        stock.stock_id: {
            codes[channel.code]
            for channel in stock.extension_attributes.sales_channels
            if channel.type == "website" and channel.code in codes
        }
        for stock in stocks
    }
    stores: dict[str, list[str]] = {}
    for link in links:
        mine = [str(group.id) for group in groups if group.website_id in served.get(link.stock_id, set())]
        known = stores.setdefault(link.source_code, [])
        known += [id for id in mine if id not in known]
    return stores


async def _warehouses(seen: Seen, wanted: Selection) -> list[CartWarehouse]:
    """The sources; a shop without Multi-Source Inventory has none to tell of."""
    magento = seen.magento
    if not await warehouses.several(magento):
        return []
    sources = await warehouses.sources(magento)
    stores = await _stores_of_sources(magento) if wanted.wants("stores_ids") else {}
    found = [
        CartWarehouse(
            id=source.source_code,
            name=source.name,
            description=source.description,
            avail=source.enabled,
            address=_address(source),
            carriers_ids=[],  # MSI has them in its tables, but not in use
            stores_ids=sorted(stores.get(source.source_code, []), key=int),
            additional_fields={"email": source.email},
        )
        for source in sources
    ]
    await name_places(magento, [warehouse.address or None for warehouse in found], wanted.of("address"))
    return found


async def _version(seen: Seen, wanted: Selection) -> str:
    return (await seen.magento.release()).text


async def _surplus(seen: Seen, wanted: Selection) -> dict[str, Any]:
    websites, release = await asyncio.gather(scopes.websites(seen.magento), seen.magento.release())
    return {
        "edition": "Adobe Commerce" if release.commerce else "Magento Open Source",
        "websites": [{"id": str(site.id), "code": site.code, "name": site.name} for site in websites if site.id],
    }


CART: Mapping[str, Part] = {
    "name": _told(lambda group: group.name),
    "url": _configured(_address_of_shop),
    "version": _version,
    "bridge_version": _told(lambda group: None),
    "default_rounding_precision": _told(lambda group: DECIMALS),
    "db_prefix": _told(lambda group: None),
    "stores_info": _stores,
    "warehouses": _warehouses,
    "shipping_zones": _told(lambda group: []),
    "additional_fields": _surplus,
}
"""Magento has no shipping zones: its carriers decide by country, and their settings are not in REST."""


@magento2.implements(api.cart.info, gives=CART)
async def cart_info(magento: Magento, p: CartInfoParams) -> Cart:
    """Tell the wanted facts of the shop; ``cart.validate`` learns them anew."""
    if magento.scope is None:
        group = await scopes.default_group(magento)
    else:
        group = await scopes.current_group(magento)
    seen = Seen(magento, group)
    return Cart(**await _filled(seen, CART, magento.wanted))


magento2.lacks(
    "A Magento shop is no marketplace: it has no catalogue of other sellers' products.", api.marketplace.product.find
)
