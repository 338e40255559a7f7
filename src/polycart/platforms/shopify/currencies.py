"""The currencies that the shop sells in: its own, and those that its markets show prices in.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/CurrencySetting
"""

from __future__ import annotations

from polycart import api
from polycart.api.entities import Currency
from polycart.api.product import ProductCurrencyListParams
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Row, Shop, shopify


class Setting(Row):
    """A currency; its rate is that of the day, which the shop does not tell."""

    currency_code: str = ""
    currency_name: str = ""
    enabled: bool = False


class _Settings(Row):
    nodes: list[Setting] = []


class Site(Row):
    """The shop's currencies."""

    id: str
    currency_code: str = ""
    currency_settings: _Settings | None = None


async def currencies(shop: Shop) -> list[Currency]:
    """The shop's currency first, then those that it also shows prices in; kept for an hour."""

    async def fetch() -> list[Currency]:
        site = await shop.number("shop", Site, {})
        settings = site.currency_settings.nodes if site.currency_settings else []
        own = [one for one in settings if one.currency_code == site.currency_code]
        others = sorted((one for one in settings if one not in own), key=lambda one: one.currency_code)
        found = [*(own or [Setting(currency_code=site.currency_code, enabled=True)]), *others]
        return [_currency(one, site.currency_code) for one in found]

    return await shop.connection.fact("shopify.currencies", fetch)


def _currency(one: Setting, own: str) -> Currency:
    default = one.currency_code == own
    return Currency(
        id=one.currency_code, name=one.currency_name or one.currency_code, iso3=one.currency_code, symbol_left="",
        rate=1.0 if default else None, avail=one.enabled or default, default=default,
    )  # fmt: skip


FIELDS = ("id", "name", "iso3", "symbol_left", "rate", "avail", "default")


@shopify.implements(api.product.currency.list, "default", "avail", gives=FIELDS)
async def currency_list(shop: Shop, p: ProductCurrencyListParams) -> Page[Currency]:
    """List the currencies of the shop."""
    found = await currencies(shop)
    if p.default is not None:
        found = [one for one in found if one.default is p.default]
    if p.avail is not None:
        found = [one for one in found if one.avail is p.avail]
    return Page(items=found[p.start : p.start + p.count], total=len(found))
