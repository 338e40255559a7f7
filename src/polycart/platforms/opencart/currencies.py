"""Currencies: their worth is in units of each for one of the default currency."""

from __future__ import annotations

from polycart import api
from polycart.api.entities import Currency
from polycart.api.product import ProductCurrencyListParams
from polycart.core.method import Page
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import CurrencyRow, Facts
from polycart.platforms.opencart.values import unescaped


def currency(row: CurrencyRow, facts: Facts) -> Currency:
    """A currency of the shop."""
    worth = float(row.value or 0)
    return Currency(
        id=str(row.currency_id), name=unescaped(row.title), iso3=row.code, symbol_left=unescaped(row.symbol_left) or "",
        symbol_right=unescaped(row.symbol_right) or "", rate=round(1 / worth, 8) if worth else None,
        avail=bool(row.status), default=row.currency_id == facts.currency.currency_id,
    )  # fmt: skip


GIVEN = ("id", "name", "iso3", "symbol_left", "symbol_right", "rate", "avail", "default")


@opencart.implements(api.product.currency.list, "default", "avail", gives=GIVEN)
async def product_currency_list(cart: Opencart, p: ProductCurrencyListParams) -> Page[Currency]:
    """List the currencies."""
    known = await cart.facts()
    found = [currency(row, known) for row in known.currencies]
    kept = [each for each in found if p.default in (None, each.default) and p.avail in (None, each.avail)]
    return Page(items=kept[p.start : p.start + p.count], total=len(kept))
