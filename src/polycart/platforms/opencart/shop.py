"""What the shop says of itself: version, stores, languages, currencies, owner; its extensions and its caches."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.cart import (
    Cart,
    CartCacheCleared,
    CartClearCacheParams,
    CartInfoParams,
    CartPluginListParams,
    CartShippingZone,
    CartStoreInfo,
    Info,
    ListedPlugin,
    PluginList,
)
from polycart.api.entities import Language
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.opencart.addresses import names_of
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.currencies import currency
from polycart.platforms.opencart.facts import StoreRow
from polycart.platforms.opencart.statements import count, select
from polycart.platforms.opencart.values import allowed, unescaped

CART = (
    "name", "url", "version", "bridge_version", "db_prefix", "default_rounding_precision", "stores_info", "warehouses",
    "shipping_zones", "additional_fields",
)  # fmt: skip


def _language(cart: Opencart, store: int) -> str:
    code = cart.known.value("config_language_catalog", store) or cart.known.value("config_language", store)
    return code or cart.known.language.code


def _owner(cart: Opencart, store: int, lands: dict[int, str], zones: dict[int, str]) -> Info:
    """The merchant as the settings of a store name him; the address is one text of several lines."""
    value = cart.known.value
    return Info(
        owner=unescaped(value("config_owner", store)), email=unescaped(value("config_email", store)),
        phone=unescaped(value("config_telephone", store)), street_address=unescaped(value("config_address", store)),
        country=lands.get(int(value("config_country_id", store) or 0)),
        state=zones.get(int(value("config_zone_id", store) or 0)),
    )  # fmt: skip


def _store(cart: Opencart, row: StoreRow, lands: dict[int, str], codes: dict[int, str], zones: dict[int, str]) -> Any:
    known, id = cart.known, row.store_id
    own = next((each for each in known.currencies if each.code == known.value("config_currency", id)), known.currency)
    unit = known.unit
    return CartStoreInfo(
        store_id=str(id), name=unescaped(row.name), language=_language(cart, id),
        store_languages=[
            Language(id=str(each.language_id), iso_code=each.code, name=unescaped(each.name) or "")
            for each in known.languages if each.status
        ],
        currency=currency(own, known),
        store_currencies=[currency(each, known) for each in known.currencies if each.status],
        timezone=known.value("config_timezone") or None,
        country=codes.get(int(known.value("config_country_id", id) or 0)), root_category_id="0",
        multi_store_url=row.url or cart.settings.store_url, active=True,
        weight_unit=unit(known.weights, int(known.value("config_weight_class_id", id) or 0), cart.language),
        dimension_unit=unit(known.lengths, int(known.value("config_length_class_id", id) or 0), cart.language),
        prices_include_tax=False, store_owner_info=_owner(cart, id, lands, zones), carrier_info=[], channels=[],
        pickup_locations=[], default_warehouse_id=None,
    )  # fmt: skip


async def _stores(cart: Opencart) -> list[CartStoreInfo]:
    """The default store and those beside it, or the one that was chosen."""
    known = cart.known
    rows = [StoreRow(0, known.value("config_name"), cart.settings.store_url), *known.stores]
    chosen = [row for row in rows if not cart.store_chosen or row.store_id == cart.store]
    lands = {int(known.value("config_country_id", row.store_id) or 0) for row in chosen}
    zones = {int(known.value("config_zone_id", row.store_id) or 0) for row in chosen}
    names, codes = await names_of(cart, "country", lands, "iso_code_2")
    areas, _ = await names_of(cart, "zone", zones, "code")
    return [_store(cart, row, names, codes, areas) for row in chosen]


async def _zones(cart: Opencart) -> list[CartShippingZone]:
    """The geo zones, by which taxes and ways of shipping are limited to places."""
    zones, places, lands = await cart.rows(
        select("geo_zone", ("geo_zone_id", "name", "description"), order=["t.geo_zone_id"]),
        select("zone_to_geo_zone", ("geo_zone_id", "country_id"), order=["t.zone_to_geo_zone_id"]),
        select("country", ("country_id", "iso_code_2"), order=["t.country_id"], limit=1000),
    )
    codes = {int(row["country_id"]): row["iso_code_2"] for row in lands}
    inside: dict[int, dict[str, None]] = {}
    for row in places:
        code = codes.get(int(row["country_id"]))
        if code:
            inside.setdefault(int(row["geo_zone_id"]), {})[code] = None
    return [
        CartShippingZone(
            id=str(row["geo_zone_id"]), name=unescaped(row["name"]), code=None, country=None,
            country_iso2_codes=list(inside.get(int(row["geo_zone_id"]), {})),
        )
        for row in zones
    ]  # fmt: skip


@opencart.implements(api.cart.info, gives=CART)
async def cart_info(cart: Opencart, p: CartInfoParams) -> Cart:
    """Tell the wanted facts of the shop; ``cart.validate`` learns them anew."""
    known = await cart.facts()
    wanted = cart.wanted
    found: dict[str, Any] = {
        "name": unescaped(cart.setting("config_name")), "url": cart.home.rstrip("/"), "version": known.info.version,
        "bridge_version": known.info.bridge, "db_prefix": known.info.prefix, "default_rounding_precision": 4,
        "warehouses": [],
        "additional_fields": {"php": known.info.php, "database": known.info.database, "charset": known.info.charset},
    }  # fmt: skip
    if wanted.wants("stores_info"):
        found["stores_info"] = project(await _stores(cart), wanted.of("stores_info"))
    if wanted.wants("shipping_zones"):
        found["shipping_zones"] = project(await _zones(cart), wanted.of("shipping_zones"))
    return Cart(**{name: value for name, value in found.items() if wanted.wants(name)})


@opencart.implements(
    api.cart.plugin.list, note="Extensions that are installed; whether one is on is its own setting.",
)  # fmt: skip
async def cart_plugin_list(cart: Opencart, p: CartPluginListParams) -> Page[PluginList]:
    """List the extensions that are installed."""
    columns = ("type", "code")
    rows, ((total),) = await cart.rows(
        select("extension", columns, order=["t.extension_id"], limit=p.count, offset=p.start), count("extension")
    )
    found: list[PluginList] = [
        ListedPlugin(name=f"{row['type']}: {row['code']}", code=row["code"], active=True) for row in rows
    ]
    return Page(items=found, total=int(total["n"]))


CACHES = {"storage_cache": "data", "data": "data", "templates": "templates", "images": "images"}


@opencart.implements(api.cart.clear_cache, "cache_type")
async def cart_clear_cache(cart: Opencart, p: CartClearCacheParams) -> CartCacheCleared:
    """Empty one of the shop's caches; what polycart writes leaves them by itself."""
    if p.cache_type not in CACHES:
        raise allowed("cache_type", CACHES)
    await cart.do("cache", names=[CACHES[p.cache_type]])
    return CartCacheCleared(cache_cleared="1")


opencart.lacks(
    "OpenCart's pages load scripts by themes and extensions, which no table of the core lists.",
    api.cart.script.add, api.cart.script.list, api.cart.script.delete,
)  # fmt: skip
opencart.lacks(
    "OpenCart's entities take no further named values; extensions keep such in tables of their own.",
    api.cart.meta_data.list, api.cart.meta_data.set, api.cart.meta_data.unset,
)  # fmt: skip
opencart.lacks(
    "What shipping costs in a zone is reckoned by OpenCart's shipping extensions; cart.info tells the zones.",
    api.cart.shipping_zones.list,
)
opencart.lacks(
    "An OpenCart is no marketplace: it has no catalogue of other sellers' products.", api.marketplace.product.find
)
opencart.lacks(
    "OpenCart asks its shipping extensions for rates, which are PHP in the shop; it calls no service from outside.",
    api.basket.live_shipping_service.create, api.basket.live_shipping_service.delete,
    api.basket.live_shipping_service.list,
)  # fmt: skip
