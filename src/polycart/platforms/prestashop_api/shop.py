"""What the shop says of itself: version, shops of a multistore, languages, currencies, carriers, warehouses, owner.

https://devdocs.prestashop-project.org/8/webservice/resources/configurations/
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import Cart, CartInfoParams, CartPickupLocation, CartStoreInfo, CartWarehouse, Info
from polycart.api.entities import CustomerAddress, Language
from polycart.core.ids import text_id
from polycart.core.selection import Selection
from polycart.platforms.prestashop_api import addresses, facts
from polycart.platforms.prestashop_api.addresses import AddressRow
from polycart.platforms.prestashop_api.connection import Prestashop, prestashop
from polycart.platforms.prestashop_api.countries import countries, country, state, states
from polycart.platforms.prestashop_api.currencies import currencies
from polycart.platforms.prestashop_api.products.images import Numbered
from polycart.platforms.prestashop_api.shipping import carriers_of_shop, zones_of_shop


class Seen(msgspec.Struct, frozen=True):
    """One shop of a multistore as it is looked at."""

    shop: Prestashop
    row: facts.ShopRow
    facts: facts.Facts

    def value(self, name: str) -> str:
        """A setting as it holds in this shop."""
        return self.facts.value(name, str(self.row.id))


Part = Callable[[Seen, Selection], Awaitable[Any]]
"""How one field is worked out; the selection is what is wanted below it."""


def _told(read: Callable[[Seen], Any]) -> Part:
    async def part(seen: Seen, wanted: Selection) -> Any:
        return read(seen)

    return part


async def filled(seen: Seen, parts: Mapping[str, Part], wanted: Selection) -> dict[str, Any]:
    """The wanted parts, worked out side by side."""
    names = [name for name in parts if wanted.wants(name)]
    values = await asyncio.gather(*(parts[name](seen, wanted.of(name)) for name in names))
    return dict(zip(names, values, strict=True))


class _Address(msgspec.Struct):
    id: int
    domain: str = ""
    domain_ssl: str | None = None
    physical_uri: str = "/"
    virtual_uri: str | None = None
    main: str | int = "1"
    id_shop: int | str = 1


async def _url(seen: Seen, wanted: Selection) -> str:
    """The shop's own address; that of the only shop is where it was connected."""
    query = {"filter[id_shop]": seen.row.id, "filter[main]": 1}
    found = await seen.shop.records("shop_urls", query, _Address)
    if not found:
        return seen.shop.settings.store_url
    scheme = seen.shop.settings.store_url.partition("://")[0]
    domain = found[0].domain_ssl if scheme == "https" and found[0].domain_ssl else found[0].domain
    return f"{scheme}://{domain}{found[0].physical_uri}{found[0].virtual_uri or ''}"


async def _language(seen: Seen, wanted: Selection) -> str | None:
    chosen = seen.value("PS_LANG_DEFAULT")
    known = await facts.languages(seen.shop)
    return next((row.iso_code for row in known if str(row.id) == chosen), None)


async def _languages(seen: Seen, wanted: Selection) -> list[Language]:
    chosen = seen.value("PS_LANG_DEFAULT")
    rows = [row for row in await facts.languages(seen.shop) if str(row.active) == "1"]
    rows.sort(key=lambda row: (str(row.id) != chosen, row.id))
    return [
        Language(id=str(row.id), iso_code=row.iso_code, name=row.name, additional_fields={"locale": row.locale})
        for row in rows
    ]


async def _currency(seen: Seen, wanted: Selection) -> Any:
    return (await currencies(seen.shop))[0]


async def _currencies(seen: Seen, wanted: Selection) -> Any:
    return await currencies(seen.shop)


async def _country(seen: Seen, wanted: Selection) -> str | None:
    row = (await countries(seen.shop)).get(int(seen.value("PS_COUNTRY_DEFAULT") or 0))
    return row.iso_code if row else None


async def _carriers(seen: Seen, wanted: Selection) -> Any:
    return await carriers_of_shop(seen.shop)


async def _owner(seen: Seen, wanted: Selection) -> Info:
    lands, regions = await asyncio.gather(countries(seen.shop), states(seen.shop))
    land = country(lands, seen.value("PS_SHOP_COUNTRY_ID"))
    region = state(regions, seen.value("PS_SHOP_STATE_ID"))
    return Info(
        owner=seen.value("PS_SHOP_NAME") or None, country=str(land.code2) if land else None,
        state=str(region.name) if region else None, state_code=str(region.code) if region else None,
        city=seen.value("PS_SHOP_CITY") or None, street_address=seen.value("PS_SHOP_ADDR1") or None,
        street_address_line_2=seen.value("PS_SHOP_ADDR2") or None, zip_code=seen.value("PS_SHOP_CODE") or None,
        email=seen.value("PS_SHOP_EMAIL") or None, phone=seen.value("PS_SHOP_PHONE") or None,
    )  # fmt: skip


class _Store(msgspec.Struct):
    id: int
    id_country: int | str = 0
    id_state: int | str | None = 0
    postcode: str | None = None
    city: str | None = None
    phone: str | None = None
    email: str | None = None
    active: str | int = "1"
    name: str | None = None
    address1: str | None = None
    address2: str | None = None
    note: str | None = None


async def _places(seen: Seen, wanted: Selection) -> list[CartPickupLocation]:
    """The merchant's physical stores, which the shop shows on a page of their own."""
    rows, lands, regions = await asyncio.gather(
        seen.shop.records("stores", {"sort": "[id_ASC]"}, _Store), countries(seen.shop), states(seen.shop)
    )

    def address(row: _Store) -> CustomerAddress:
        return CustomerAddress(
            id=str(row.id), address1=row.address1 or "", address2=row.address2, city=row.city or "",
            postcode=row.postcode or "", phone=row.phone, country=country(lands, row.id_country),
            state=state(regions, row.id_state),
        )  # fmt: skip

    return [
        CartPickupLocation(id=str(row.id), name=row.name, avail=str(row.active) == "1", address=address(row),
                           pickup_instructions=row.note or None)
        for row in rows
    ]  # fmt: skip


STORE: Mapping[str, Part] = {
    "store_id": _told(lambda seen: str(seen.row.id)),
    "name": _told(lambda seen: seen.row.name),
    "language": _language,
    "store_languages": _languages,
    "currency": _currency,
    "store_currencies": _currencies,
    "timezone": _told(lambda seen: seen.value("PS_TIMEZONE")),
    "country": _country,
    "root_category_id": _told(lambda seen: str(seen.row.id_category)),
    "multi_store_url": _url,
    "active": _told(lambda seen: str(seen.row.active) == "1"),
    "weight_unit": _told(lambda seen: seen.value("PS_WEIGHT_UNIT")),
    "dimension_unit": _told(lambda seen: seen.value("PS_DIMENSION_UNIT")),
    "prices_include_tax": _told(lambda seen: False),
    "carrier_info": _carriers,
    "store_owner_info": _owner,
    "default_warehouse_id": _told(lambda seen: None),
    "channels": _told(lambda seen: []),
    "pickup_locations": _places,
    "additional_fields": _told(lambda seen: {"id_shop_group": str(seen.row.id_shop_group)}),
}
"""A shop of a multistore; prices are kept without tax everywhere."""


def _at(shop: Prestashop, id: str) -> Prestashop:
    """The same call, looking at one shop of a multistore."""
    other: Prestashop = shop.with_call(shop.call)
    other.shop_id, other.seen = id, {}
    return other


async def _stores(seen: Seen, wanted: Selection) -> list[CartStoreInfo]:
    """All shops, or the one that was chosen."""
    shop = seen.shop
    known = await facts.shops(shop)
    chosen = [row for id, row in known.items() if shop.shop_id in (None, id)]
    views = [shop if len(known) == 1 else _at(shop, str(row.id)) for row in chosen]
    found = await asyncio.gather(
        *(filled(Seen(view, row, seen.facts), STORE, wanted) for view, row in zip(views, chosen, strict=True))
    )
    return [CartStoreInfo(**values) for values in found]


class _Shops(msgspec.Struct):
    shops: list[Numbered] = []
    carriers: list[Numbered] = []


class _Warehouse(msgspec.Struct):
    id: int
    name: str | None = None
    reference: str | None = None
    deleted: str | int = "0"
    id_address: int | str = 0
    associations: _Shops | list[Any] = []


async def _warehouses(seen: Seen, wanted: Selection) -> list[CartWarehouse]:
    """Warehouses of the advanced stock management, which 1.7 has dropped and older shops may still use."""
    query = {"filter[deleted]": 0, "sort": "[id_ASC]", "display": "full"}
    rows = await seen.shop.records("warehouses", query, _Warehouse)
    if not rows:
        return []
    places = await addresses.places(seen.shop)
    ids = [int(row.id_address) for row in rows if int(row.id_address)]
    known = {row.id: row for row in await seen.shop.among(addresses.PATH, "id", ids, AddressRow)}

    def one(row: _Warehouse) -> CartWarehouse:
        inner = row.associations if isinstance(row.associations, _Shops) else _Shops()
        home = known.get(int(row.id_address))
        return CartWarehouse(
            id=str(row.id), name=row.name, description=row.reference, avail=True,
            address=places.address(home, "warehouse") if home else None,
            carriers_ids=[str(each.id) for each in inner.carriers], stores_ids=[str(each.id) for each in inner.shops],
        )  # fmt: skip

    return [one(row) for row in rows]


async def _zones(seen: Seen, wanted: Selection) -> Any:
    return await zones_of_shop(seen.shop)


CART: Mapping[str, Part] = {
    "name": _told(lambda seen: seen.value("PS_SHOP_NAME") or seen.row.name),
    "url": _url,
    "version": _told(lambda seen: seen.facts.release),
    "bridge_version": _told(lambda seen: None),
    "default_rounding_precision": _told(lambda seen: 6),
    "db_prefix": _told(lambda seen: None),
    "stores_info": _stores,
    "warehouses": _warehouses,
    "shipping_zones": _zones,
    "additional_fields": _told(
        lambda seen: {"stock_management": seen.value("PS_STOCK_MANAGEMENT") == "1",
                      "tax": seen.value("PS_TAX") == "1", "home_category_id": text_id(seen.value("PS_HOME_CATEGORY"))}
    ),
}  # fmt: skip
"""PrestaShop keeps prices with six digits (``decimal(20,6)``)."""


async def told(shop: Prestashop, parts: Mapping[str, Part]) -> Cart:
    """The wanted facts of the shop, worked out by ``parts``."""
    known, rows = await asyncio.gather(shop.facts(), facts.shops(shop))
    default = known.value("PS_SHOP_DEFAULT") or next(iter(rows))
    row = rows.get(shop.shop_id or default, next(iter(rows.values())))
    return Cart(**await filled(Seen(shop, row, known), parts, shop.wanted))


@prestashop.implements(api.cart.info, gives=CART)
async def cart_info(shop: Prestashop, p: CartInfoParams) -> Cart:
    """Tell the wanted facts of the shop; ``cart.validate`` learns them anew."""
    return await told(shop, CART)


prestashop.lacks("PrestaShop's webservice does not tell which modules are installed.", api.cart.plugin.list)
prestashop.lacks(
    "PrestaShop's webservice cannot put scripts on pages; modules do that.",
    api.cart.script.add, api.cart.script.list, api.cart.script.delete,
)  # fmt: skip
prestashop.lacks(
    "PrestaShop has no gift cards; a cart rule made for one customer takes their place.",
    api.cart.giftcard.add, api.cart.giftcard.count, api.cart.giftcard.delete, api.cart.giftcard.list,
)  # fmt: skip
prestashop.lacks(
    "PrestaShop's entities take no further named values; modules keep such in tables of their own.",
    api.cart.meta_data.list, api.cart.meta_data.set, api.cart.meta_data.unset,
)  # fmt: skip
prestashop.lacks(
    "PrestaShop's webservice clears no caches; it refreshes those of what it changes by itself.", api.cart.clear_cache
)
prestashop.lacks(
    "A PrestaShop is no marketplace: it has no catalogue of other sellers' products.", api.marketplace.product.find
)
prestashop.lacks(
    "PrestaShop's webservice has no product reviews; a module keeps them in tables of its own.",
    api.product.review.list,
)
