"""The shop's one currency; what plugins for several currencies add, WooCommerce's REST API does not tell.

https://woocommerce.github.io/woocommerce-rest-api-docs/#data
"""

from __future__ import annotations

import html

import msgspec

from polycart import api
from polycart.api.entities import Currency
from polycart.api.product import ProductCurrencyListParams
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce

FIELDS = ("id", "name", "iso3", "symbol_left", "symbol_right", "rate", "avail", "default", "additional_fields")


class _Named(msgspec.Struct):
    name: str = ""


async def currency(woo: Woo, wanted: Selection) -> Currency:
    """The currency of the shop's prices; only its name costs a request of its own, once an hour."""
    settings = (await woo.status()).settings
    sign, left = html.unescape(settings.currency_symbol), settings.currency_position.startswith("left")
    found = Currency(
        id=settings.currency,
        iso3=settings.currency,
        symbol_left=sign if left else "",
        symbol_right="" if left else sign,
        rate=1.0,
        avail=True,
        default=True,
        additional_fields={
            "currency_position": settings.currency_position,
            "number_of_decimals": settings.number_of_decimals,
        },
    )
    if wanted.wants("name"):
        found.name = await _name(woo, settings.currency)
    return found


async def _name(woo: Woo, code: str) -> str:
    async def fetch() -> str:
        return html.unescape((await woo.get(f"data/currencies/{code}", {"_fields": "name"}, type=_Named)).name)

    return await woo.connection.fact(f"currency.{code}", fetch)


@woocommerce.implements(api.product.currency.list, "default", "avail", gives=FIELDS)
async def product_currency_list(woo: Woo, p: ProductCurrencyListParams) -> Page[Currency]:
    """List the one currency, which is the default and available."""
    if p.default is False or p.avail is False:
        return Page(items=[], total=0)
    return Page(items=[await currency(woo, woo.wanted)][p.start : p.start + p.count], total=1)


woocommerce.lacks("A WooCommerce shop has one currency, which its settings name.", api.product.currency.add)
