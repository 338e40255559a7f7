"""Where stock lies: sources, stocks, and which of them a website sells from (Multi-Source Inventory).

https://developer.adobe.com/commerce/webapi/rest/inventory/
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.criteria import written

DEFAULT = "default"
"""The source that every shop has, and the only one that a product's own ``stock_item`` tells of."""

MODULE = "Magento_InventoryApi"
"""Active where the shop has several sources (2.3 and newer, unless it was switched off)."""


class Pickup(msgspec.Struct, frozen=True):
    """What in-store pickup adds to a source (2.4 and newer)."""

    is_pickup_location_active: bool = False
    frontend_name: str | None = None
    frontend_description: str | None = None


class Source(msgspec.Struct, frozen=True):
    """A warehouse; all addresses of it may be missing."""

    source_code: str
    name: str = ""
    enabled: bool = True
    description: str | None = None
    email: str | None = None
    contact_name: str | None = None
    country_id: str | None = None
    region_id: int | None = None
    region: str | None = None
    city: str | None = None
    street: str | None = None
    postcode: str | None = None
    phone: str | None = None
    extension_attributes: Pickup | list[Any] | None = None

    @property
    def pickup(self) -> Pickup | None:
        """What shoppers are told who fetch their order here, where that is switched on."""
        found = self.extension_attributes
        return found if isinstance(found, Pickup) and found.is_pickup_location_active else None


class SourceItem(msgspec.Struct):
    """What lies of a SKU in a source; ``status`` 1 is in stock."""

    sku: str
    source_code: str
    quantity: float = 0
    status: int = 0


class SalesChannel(msgspec.Struct, frozen=True):
    """What a stock serves; ``type`` is ``website``, ``code`` the website's."""

    type: str = ""
    code: str = ""


class _Extension(msgspec.Struct, frozen=True):
    sales_channels: list[SalesChannel] = []


class Stock(msgspec.Struct, frozen=True):
    """What websites sell from: sources put together."""

    stock_id: int
    name: str = ""
    extension_attributes: _Extension = _Extension()


class Link(msgspec.Struct, frozen=True):
    """A source of a stock; the lower the priority the sooner it is taken from."""

    stock_id: int
    source_code: str
    priority: int = 0


class _Sources(msgspec.Struct):
    items: list[Source] | None = None


class _Stocks(msgspec.Struct):
    items: list[Stock] | None = None


class _Links(msgspec.Struct):
    items: list[Link] | None = None


async def sources(magento: Magento) -> list[Source]:
    """All sources, disabled ones among them."""

    async def fetch() -> list[Source]:
        return (await magento.get("/V1/inventory/sources", type=_Sources)).items or []

    return await magento.connection.fact("sources", fetch)


async def stocks(magento: Magento) -> list[Stock]:
    """All stocks with the websites that they serve."""

    async def fetch() -> list[Stock]:
        return (await magento.get("/V1/inventory/stocks", type=_Stocks)).items or []

    return await magento.connection.fact("stocks", fetch)


async def links(magento: Magento) -> list[Link]:
    """Which sources make up which stocks."""

    async def fetch() -> list[Link]:
        ids = [stock.stock_id for stock in await stocks(magento)]
        query = written({"stock_id in": ids}, groups="filter_groups")
        return (await magento.get("/V1/inventory/stock-source-links", query, type=_Links)).items or []

    return await magento.connection.fact("stock source links", fetch)


async def several(magento: Magento) -> bool:
    """Whether the shop keeps stock by sources at all."""
    return await magento.has(MODULE)


async def stock_of_website(magento: Magento) -> Stock:
    """The stock that the website of the current store view sells from.

    Stocks name websites by code, store views by id: the websites are asked for only where there are several.
    """
    known, view, all_views = await asyncio.gather(stocks(magento), scopes.current_view(magento), scopes.views(magento))
    code: str | None = None
    if len({each.website_id for each in all_views if each.website_id}) > 1:
        code = next((site.code for site in await scopes.websites(magento) if site.id == view.website_id), None)
    for stock in known:
        for channel in stock.extension_attributes.sales_channels:
            if channel.type == "website" and code in (None, channel.code):
                return stock
    return known[0]


async def selling_sources(magento: Magento) -> list[str]:
    """The codes of the enabled sources of the website's stock, the first to be taken from first."""
    stock, all_links, all_sources = await asyncio.gather(stock_of_website(magento), links(magento), sources(magento))
    enabled = {source.source_code for source in all_sources if source.enabled}
    mine = sorted((link.priority, link.source_code) for link in all_links if link.stock_id == stock.stock_id)
    return [code for _, code in mine if code in enabled]
