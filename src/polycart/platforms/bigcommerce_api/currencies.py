"""Currencies of the store.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/currencies
"""

from __future__ import annotations

import msgspec

from polycart import api
from polycart.api.entities import Currency
from polycart.api.product import ProductCurrencyAdded, ProductCurrencyAddParams, ProductCurrencyListParams
from polycart.core.errors import AlreadyExists
from polycart.core.given import refuse
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut

PATH = "v2/currencies"


class CurrencyRow(msgspec.Struct):
    """A currency (v2)."""

    id: int
    currency_code: str = ""
    name: str = ""
    currency_exchange_rate: str = "1"
    is_default: bool = False
    enabled: bool = True
    token: str = ""  # the symbol
    token_location: str = "left"  # noqa: S105 - where the symbol stands
    is_transactional: bool = True
    decimal_places: int = 2


async def currencies(bc: Bigcommerce) -> list[CurrencyRow]:
    """The currencies of the store."""
    return await bc.once("currencies", lambda: bc.records(PATH, None, CurrencyRow))


def currency_of(row: CurrencyRow) -> Currency:
    """A currency as the contract has it."""
    left = row.token_location == "left"  # noqa: S105
    return Currency(
        id=str(row.id), name=row.name, iso3=row.currency_code, symbol_left=row.token if left else "",
        symbol_right=None if left else row.token, rate=float(row.currency_exchange_rate), avail=row.enabled,
        default=row.is_default,
        additional_fields={"is_transactional": row.is_transactional, "decimal_places": row.decimal_places},
    )  # fmt: skip


GIVES = (
    "id", "name", "iso3", "symbol_left", "symbol_right", "rate", "avail", "default", "additional_fields",
)  # fmt: skip


@bigcommerce.implements(api.product.currency.list, "default", "avail", gives=GIVES)
async def product_currency_list(bc: Bigcommerce, p: ProductCurrencyListParams) -> Page[Currency]:
    """List the currencies of the store."""
    rows = [
        row
        for row in await currencies(bc)
        if (p.default is None or row.is_default is p.default) and (p.avail is None or row.enabled is p.avail)
    ]
    page = cut([currency_of(row) for row in rows], start=p.start, count=p.count)
    return Page(items=project(page.items, bc.wanted), total=page.total, next=page.next, previous=page.previous)


@bigcommerce.implements(
    api.product.currency.add, "iso3", "rate", "name", "avail", "symbol_left", "symbol_right", "default"
)
async def product_currency_add(bc: Bigcommerce, p: ProductCurrencyAddParams) -> ProductCurrencyAdded:
    """Add a currency; amounts in it are written with a point and two digits."""
    if p.symbol_left and p.symbol_right:
        raise refuse("symbol_right", "A BigCommerce currency has one symbol, left or right of the amount.")
    body = {
        "currency_code": p.iso3.upper(), "name": p.name or p.iso3.upper(), "currency_exchange_rate": f"{p.rate:.10f}",
        "enabled": p.avail, "is_default": p.default, "token": p.symbol_right or p.symbol_left or p.iso3.upper(),
        "token_location": "right" if p.symbol_right else "left", "decimal_token": ".", "thousands_token": ",",
        "decimal_places": 2, "auto_update": False, "is_transactional": True,
    }  # fmt: skip
    try:
        made = await bc.post(PATH, body)
    except AlreadyExists as error:
        raise AlreadyExists(f"Currency with iso3 = '{p.iso3}' already exist.", native=error.native) from error
    return ProductCurrencyAdded(currency_id=str(made["id"]))
