"""What the shop says of itself: name, version, units, languages, currency, address; facts are kept for an hour."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from polycart import api
from polycart.api.cart import Cart, CartInfoParams, CartStoreInfo, Info
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo, woocommerce
from polycart.platforms.woocommerce_api.countries import places
from polycart.platforms.woocommerce_api.currencies import currency
from polycart.platforms.woocommerce_api.languages import iso_code, languages
from polycart.platforms.woocommerce_api.shipping import carriers_of_shop, zones_of_shop

Part = Callable[[Woo, Selection], Awaitable[Any]]
"""How one field is worked out; the selection is what is wanted below it."""


def _always(value: Any) -> Part:
    async def part(woo: Woo, wanted: Selection) -> Any:
        return value

    return part


def _option(group: str, name: str) -> Part:
    async def part(woo: Woo, wanted: Selection) -> str | None:
        return await woo.option(group, name) or None

    return part


async def _filled(woo: Woo, parts: Mapping[str, Part], wanted: Selection) -> dict[str, Any]:
    """The wanted parts, worked out side by side."""
    names = [name for name in parts if wanted.wants(name)]
    return dict(zip(names, await asyncio.gather(*(parts[name](woo, wanted.of(name)) for name in names)), strict=True))


async def _name(woo: Woo, wanted: Selection) -> str | None:
    return (await woo.site()).name or None


async def _url(woo: Woo, wanted: Selection) -> str:
    return (await woo.site()).home or woo.settings.store_url


async def _version(woo: Woo, wanted: Selection) -> str:
    return (await woo.status()).environment.version


async def _decimals(woo: Woo, wanted: Selection) -> int:
    return (await woo.status()).settings.number_of_decimals


async def _db_prefix(woo: Woo, wanted: Selection) -> str | None:
    return await woo.prefix()


async def _bridge_version(woo: Woo, wanted: Selection) -> str | None:
    return await woo.bridge_version()


async def _zones(woo: Woo, wanted: Selection) -> Any:
    return await zones_of_shop(woo)


async def _surplus(woo: Woo, wanted: Selection) -> dict[str, Any]:
    """What callers may want to know of the site before they call on."""
    site, status = await asyncio.gather(woo.site(), woo.status())
    return {
        "description": site.description,
        "wp_version": status.environment.wp_version,
        "wp_multisite": status.environment.wp_multisite,
        "currency_position": status.settings.currency_position,
        "calc_taxes": await woo.option("general", "woocommerce_calc_taxes") == "yes",
        "tax_based_on": await woo.option("tax", "woocommerce_tax_based_on"),
    }


async def _language(woo: Woo, wanted: Selection) -> str:
    return iso_code((await woo.status()).environment.language)


async def _languages(woo: Woo, wanted: Selection) -> Any:
    return await languages(woo)


async def _currencies(woo: Woo, wanted: Selection) -> Any:
    return [await currency(woo, wanted)]


async def _timezone(woo: Woo, wanted: Selection) -> str:
    """The zone's name, or the offset as WordPress' own settings page writes it: ``UTC+5:30``."""
    site = await woo.site()
    if site.timezone_string:
        return site.timezone_string
    minutes = round(float(site.gmt_offset or 0) * 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02d}" if rest else "")


async def _base(woo: Woo) -> tuple[str, str]:
    """Country and state that the shop is in; the setting holds ``US:CA``, or a country alone."""
    country, _, state = (await woo.option("general", "woocommerce_default_country")).partition(":")
    return country, state


async def _country(woo: Woo, wanted: Selection) -> str | None:
    return (await _base(woo))[0] or None


async def _prices_include_tax(woo: Woo, wanted: Selection) -> bool:
    return await woo.option("tax", "woocommerce_prices_include_tax") == "yes"


async def _carriers(woo: Woo, wanted: Selection) -> Any:
    return await carriers_of_shop(woo)


async def _owner(woo: Woo, wanted: Selection) -> Info:
    return Info(**await _filled(woo, OWNER, wanted))


async def _owner_state(woo: Woo, wanted: Selection) -> str | None:
    country, state = await _base(woo)
    known = (await places(woo)).get(country) if state else None
    return known.states.get(state, state) if known else state or None


async def _owner_state_code(woo: Woo, wanted: Selection) -> str | None:
    return (await _base(woo))[1] or None


async def _stores(woo: Woo, wanted: Selection) -> list[CartStoreInfo]:
    return [CartStoreInfo(**await _filled(woo, STORE, wanted))]


OWNER: Mapping[str, Part] = {
    "owner": _option("email", "woocommerce_email_from_name"),
    "country": _country,
    "state": _owner_state,
    "state_code": _owner_state_code,
    "city": _option("general", "woocommerce_store_city"),
    "street_address": _option("general", "woocommerce_store_address"),
    "street_address_line_2": _option("general", "woocommerce_store_address_2"),
    "zip_code": _option("general", "woocommerce_store_postcode"),
    "email": _option("email", "woocommerce_email_from_address"),
}
"""Who runs the store: its address, and whom its mails come from; WooCommerce keeps no telephone number."""

STORE: Mapping[str, Part] = {
    "store_id": _always(STORE_ID),
    "name": _name,
    "language": _language,
    "store_languages": _languages,
    "currency": currency,
    "store_currencies": _currencies,
    "timezone": _timezone,
    "country": _country,
    "root_category_id": _always("0"),  # the parent of all categories that have none
    "multi_store_url": _url,
    "active": _always(True),
    "weight_unit": _option("products", "woocommerce_weight_unit"),
    "dimension_unit": _option("products", "woocommerce_dimension_unit"),
    "prices_include_tax": _prices_include_tax,
    "carrier_info": _carriers,
    "store_owner_info": _owner,
    "default_warehouse_id": _always(None),
    "channels": _always([]),
}
"""The one store of a site. Places of pick-up are options of WordPress that WooCommerce's keys cannot read."""

CART: Mapping[str, Part] = {
    "name": _name,
    "url": _url,
    "version": _version,
    "bridge_version": _bridge_version,
    "default_rounding_precision": _decimals,
    "db_prefix": _db_prefix,
    "stores_info": _stores,
    "warehouses": _always([]),
    "shipping_zones": _zones,
    "additional_fields": _surplus,
}


@woocommerce.implements(api.cart.info, gives=CART)
async def cart_info(woo: Woo, p: CartInfoParams) -> Cart:
    """Tell the wanted facts of the shop; ``cart.validate`` learns them anew."""
    return Cart(**await _filled(woo, CART, woo.wanted))
