"""Currencies: prices are kept in the default one, the others are reckoned by their rates.

https://devdocs.prestashop-project.org/8/webservice/resources/currencies/
"""

from __future__ import annotations

from polycart import api
from polycart.api.entities import Currency
from polycart.api.product import ProductCurrencyListParams
from polycart.core.codecs import decimal
from polycart.core.method import Page
from polycart.platforms.prestashop_api import facts
from polycart.platforms.prestashop_api.connection import Prestashop, prestashop

FIELDS = ("id", "name", "iso3", "symbol_left", "rate", "avail", "default")


def currency(row: facts.CurrencyRow, default: int) -> Currency:
    """A currency; the shop keeps how many of it one of the default currency is worth."""
    native = decimal.load(row.conversion_rate) or 0.0
    return Currency(
        id=str(row.id), name=row.name, iso3=row.iso_code, symbol_left=row.symbol or row.iso_code,
        rate=round(1 / native, 10) if native else None, avail=str(row.active) == "1", default=row.id == default,
    )  # fmt: skip


async def currencies(shop: Prestashop) -> list[Currency]:
    """All currencies, the default one first."""
    default = (await facts.default_currency(shop)).id
    rows = sorted(await facts.currencies(shop), key=lambda row: (row.id != default, row.id))
    return [currency(row, default) for row in rows]


@prestashop.implements(api.product.currency.list, "default", "avail", gives=FIELDS)
async def product_currency_list(shop: Prestashop, p: ProductCurrencyListParams) -> Page[Currency]:
    """List the currencies of the shop."""
    kept = [
        each
        for each in await currencies(shop)
        if (p.default is None or each.default is p.default) and (p.avail is None or each.avail is p.avail)
    ]
    return Page(items=kept[p.start : p.start + p.count], total=len(kept))
