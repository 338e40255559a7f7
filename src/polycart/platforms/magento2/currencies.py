"""Currencies: the one that a website's prices are kept in, and those that shoppers may look at them in.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/directory/currency``)
"""

from __future__ import annotations

import msgspec

from polycart import api
from polycart.api.entities import Currency
from polycart.api.product import ProductCurrencyListParams
from polycart.core.method import Page
from polycart.platforms.magento2.connection import Magento, magento2

FIELDS = ("id", "iso3", "symbol_left", "rate", "avail", "default")


class _Rate(msgspec.Struct):
    currency_to: str
    rate: float | None = None


class Currencies(msgspec.Struct):
    """What a store view sells in."""

    base_currency_code: str
    base_currency_symbol: str | None = None
    default_display_currency_code: str | None = None
    default_display_currency_symbol: str | None = None
    available_currency_codes: list[str] = []
    exchange_rates: list[_Rate] = []


async def currencies_of(magento: Magento) -> list[Currency]:
    """The currencies of the store view that is looked at, its base currency first; kept for an hour."""

    async def fetch() -> Currencies:
        return await magento.get("directory/currency", type=Currencies)

    code = magento.scope.code if magento.scope is not None else ""
    native = await magento.connection.fact(f"currency.{code}", fetch)
    codes = dict.fromkeys([native.base_currency_code, *native.available_currency_codes])
    return [_currency(native, code) for code in codes]


def _currency(native: Currencies, code: str) -> Currency:
    """A currency by its code; Magento tells its sign only where it is the base or the default one."""
    signs = {
        native.default_display_currency_code: native.default_display_currency_symbol,
        native.base_currency_code: native.base_currency_symbol,
    }
    base = code == native.base_currency_code
    rate = 1.0 if base else next((each.rate for each in native.exchange_rates if each.currency_to == code), None)
    return Currency(
        id=code,
        iso3=code,
        symbol_left=signs.get(code) or code,
        rate=1.0 if base else round(1 / rate, 10) if rate else None,  # Magento tells units of it for one of the base
        avail=code in native.available_currency_codes,
        default=base,
    )


@magento2.implements(api.product.currency.list, "default", "avail", gives=FIELDS)
async def product_currency_list(magento: Magento, p: ProductCurrencyListParams) -> Page[Currency]:
    """List the currencies of the store; the default one is the base currency, which prices are kept in."""
    found = await currencies_of(magento)
    kept = [
        each
        for each in found
        if (p.default is None or each.default is p.default) and (p.avail is None or each.avail is p.avail)
    ]
    return Page(items=kept[p.start : p.start + p.count], total=len(kept))


magento2.lacks("Currencies and their rates are settings of the shop, which REST does not change.",
               api.product.currency.add)  # fmt: skip
