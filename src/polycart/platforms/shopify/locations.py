"""The places that stock lies at, and the units and the sales channel of the shop; kept for an hour."""

from __future__ import annotations

from polycart.core.documents import Of
from polycart.core.errors import ParameterError
from polycart.platforms.shopify.connection import Row, Shop
from polycart.platforms.shopify.ids import gid, missing


class Location(Row):
    """A place that stock lies at."""

    id: str
    name: str = ""
    is_active: bool = True


class _Units(Row):
    weight_unit: str = "KILOGRAMS"


class Publication(Row):
    """What products are published to."""

    id: str
    name: str = ""
    auto_publish: bool = False


ONLINE_STORE = "Online Store"


async def default_location(shop: Shop) -> str:
    """The global id of the location that is used where none is named."""

    async def fetch() -> str:
        found = await shop.look("location", Location)
        if found is None:
            raise ParameterError("Parameter 'warehouse_id' is required: the shop has no default location.")
        return found.id

    return await shop.connection.fact("shopify.location", fetch)


async def location(shop: Shop, warehouse_id: str | None) -> str:
    """The global id of a location; one that is not there any more or is not active is told by the parameter."""
    if warehouse_id is None:
        return await default_location(shop)
    id = gid("Location", warehouse_id, "warehouse_id")
    found = await shop.look("location", Location, {"id": Of("ID", id)})
    if found is None:
        raise missing("Warehouse", id)
    if not found.is_active:
        raise ParameterError(f"Parameter 'warehouse_id' is not valid. Location '{found.name}' is not active.")
    return id


async def weight_unit(shop: Shop) -> str:
    """The unit that the shop weighs in."""

    async def fetch() -> str:
        return (await shop.number("shop", _Units, {})).weight_unit

    return await shop.connection.fact("shopify.units", fetch)


async def publications(shop: Shop) -> list[Publication]:
    """The channels that products can be published to."""

    async def fetch() -> list[Publication]:
        return await shop.everything("publications", Publication, most=250)

    return await shop.connection.fact("shopify.publications", fetch)


async def online_store(shop: Shop) -> str | None:
    """The global id of the shop's own storefront among the channels."""
    found = await publications(shop)
    return next((one.id for one in found if one.name == ONLINE_STORE), None)
