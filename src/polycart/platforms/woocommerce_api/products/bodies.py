"""What products and variations are written with, group by group; only what the caller gave is written."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from polycart.api.product import (
    ProductAddParams,
    ProductUpdateParams,
    ProductVariantAddParams,
    ProductVariantUpdateParams,
)
from polycart.core.codecs import decimal, stamp
from polycart.core.errors import AlreadyExists, ParameterError
from polycart.core.given import allowed, refuse
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo
from polycart.platforms.woocommerce_api.products.fields import MODEL, SEO, in_stock, tax_class

Adding = (ProductAddParams, ProductVariantAddParams)
Changing = (ProductUpdateParams, ProductVariantUpdateParams)
Goods = ProductAddParams | ProductUpdateParams | ProductVariantAddParams | ProductVariantUpdateParams
Body = dict[str, Any]

PRICES = (
    "price", "old_price", "special_price", "sprice_create", "sprice_expire", "cost_price", "prices_inc_tax",
)  # fmt: skip
STOCK = ("quantity", "in_stock", "manage_stock", "backorder_status", "low_stock_threshold")
RELATIVE = ("increase_quantity", "reduce_quantity")
MEASURES = ("weight", "weight_unit", "width", "height", "length")
NUMBERS = ("sku", "model", "barcode", "gtin", "upc", "ean", "isbn")
SEARCH_ENGINES = ("meta_title", "meta_description", "meta_keywords")
TAXES = ("tax_class_id", "taxable")

STATUSES = {
    "enabled": "publish", "disabled": "draft", "publish": "publish", "draft": "draft", "pending": "pending",
    "private": "private",
}  # fmt: skip
BACKORDERS = {
    "yes": "yes", "true": "yes", "1": "yes", "allow": "yes", "notify": "notify",
    "no": "no", "false": "no", "0": "no", "deny": "no",
}  # fmt: skip
GRAMS = {"kg": 1000.0, "g": 1.0, "lbs": 453.59237, "lb": 453.59237, "oz": 28.349523125}
MILLIMETRES = {"m": 1000.0, "cm": 10.0, "mm": 1.0, "in": 25.4, "ft": 304.8, "yd": 914.4}


async def goods(woo: Woo, p: Goods, *, off: str) -> Body:
    """What products and variations have in common; ``off`` is the status of what is not shown."""
    body: Body = {
        "description": p.description,
        "virtual": p.is_virtual,
        **status(p, off=off),
        **await prices(woo, p),
        **stock(p),
        **await measures(woo, p),
        **await numbers(woo, p),
        **taxes(p),
    }
    meta = {**await search_engines(woo, p), **model(p)}
    if meta:
        body["meta_data"] = [{"key": key, "value": value} for key, value in meta.items()]
    _one_store(None if isinstance(p, ProductVariantUpdateParams) else p.stores_ids)
    return {name: value for name, value in body.items() if value is not None}


def _one_store(stores_ids: str | None) -> None:
    if stores_ids is not None and stores_ids.strip() != STORE_ID:
        raise ParameterError(f"Parameter 'stores_ids' is not valid. Allowed values: '{STORE_ID}'.")


def status(p: Goods, *, off: str) -> Body:
    """Being shown and being for sale are one thing: the status."""
    asked: dict[str, bool | None] = {}
    if not isinstance(p, ProductVariantUpdateParams):
        asked["available_for_view"] = p.available_for_view
    if not isinstance(p, ProductUpdateParams):
        asked["available_for_sale"] = p.available_for_sale
    if isinstance(p, Changing):
        asked["avail"] = p.avail
    flags = {name: flag for name, flag in asked.items() if flag is not None}
    if len(set(flags.values())) > 1:
        listed = ", ".join(f"'{name}'" for name in flags)
        raise ParameterError(f"Parameters {listed} must be equal: what WooCommerce shows can also be bought.")
    wanted = next(("publish" if flag else off for flag in flags.values()), None)
    if p.status is None:
        return {"status": wanted}
    named = STATUSES.get(p.status.lower())
    if named is None:
        raise allowed("status", STATUSES)
    named = off if p.status.lower() == "disabled" else named
    if wanted is not None and (wanted == "publish") != (named == "publish"):
        raise ParameterError(f"Parameter 'status' can't be used with parameter(s): '{next(iter(flags))}'")
    return {"status": named}


async def prices(woo: Woo, p: Goods) -> Body:
    """Price and sale price; ``old_price`` makes the price a sale price, a sale price of 0 takes it away."""
    old = p.old_price
    if old is None and isinstance(p, ProductAddParams):
        old = p.wholesale_price
    regular, sale = p.price, p.special_price
    if old is not None and (regular is None or old > regular):
        regular, sale = old, regular if sale is None else sale
    given = [price for price in (regular, sale, p.cost_price) if price is not None]
    if any(price < 0 for price in given):
        raise refuse("price", "Prices can not be negative.")
    if "prices_inc_tax" in woo.call.given and given:
        inclusive = p.prices_inc_tax
        shop = await woo.option("tax", "woocommerce_prices_include_tax") == "yes"
        if inclusive != shop:
            raise refuse("prices_inc_tax", f"The shop keeps prices {'including' if shop else 'excluding'} tax.")
    return {
        "regular_price": None if regular is None else decimal.dump(regular),
        "sale_price": None if sale is None else decimal.dump(sale) if sale else "",
        "date_on_sale_from_gmt": p.sprice_create and stamp.dump(p.sprice_create),
        "date_on_sale_to_gmt": p.sprice_expire and stamp.dump(p.sprice_expire),
        "cost_of_goods_sold": await _cost(woo, p.cost_price),
    }


async def _cost(woo: Woo, price: float | None) -> Body | None:
    """Costs are kept since 9.5, where the merchant has switched the feature on; else the shop ignores them."""
    if price is None:
        return None
    if await woo.option("advanced", "woocommerce_feature_cost_of_goods_sold_enabled") != "yes":
        raise refuse("cost_price", "The shop has its feature 'Cost of goods sold' switched off or is too old for it.")
    return {"values": [{"defined_value": price}]}


def stock(p: Goods) -> Body:
    """Stock; relative changes are counted by the shop itself, which adds ``inventory_delta`` to the stock it reads."""
    more: float | None = p.increase_quantity if isinstance(p, Changing) else None
    less: float | None = p.reduce_quantity if isinstance(p, Changing) else None
    if p.quantity is not None and (more is not None or less is not None):
        other = "increase_quantity" if more is not None else "reduce_quantity"
        raise ParameterError(f"Parameter 'quantity' can't be used with parameter(s): '{other}'")
    quantity: float | None = p.quantity
    managed = True if isinstance(p, Adding) and quantity is not None and p.manage_stock is None else p.manage_stock
    delta = None if more is None and less is None else (more or 0) - (less or 0)
    word = p.backorder_status and BACKORDERS.get(p.backorder_status.lower())
    if p.backorder_status and not word:
        raise allowed("backorder_status", BACKORDERS)
    return {
        "manage_stock": managed,
        "stock_quantity": _whole("quantity", p.quantity),
        "inventory_delta": _whole("increase_quantity" if more else "reduce_quantity", delta),
        "stock_status": None if p.in_stock is None else in_stock.dump(p.in_stock),
        "backorders": word or None,
        "low_stock_amount": _whole("low_stock_threshold", p.low_stock_threshold),
    }


@asynccontextmanager
async def in_turn(woo: Woo, path: str, body: Body) -> AsyncGenerator[None]:
    """Let relative changes of one stock wait for each other.

    The shop reads, adds and writes without a lock (prepare_object_for_database): of twelve changes sent at once to
    10.0 four were lost. What shoppers buy in that moment, it subtracts by itself in the database.
    """
    if "inventory_delta" not in body:
        yield
        return
    async with woo.connection.turn(path):
        yield


def _whole(name: str, value: float | None) -> int | None:
    if value is not None and value != int(value):
        raise refuse(name, "WooCommerce counts stock in whole numbers.")
    return None if value is None else int(value)


async def measures(woo: Woo, p: Goods) -> Body:
    """Weight and size, in the shop's units; values in other units are converted."""
    given = {"length": p.length, "width": p.width, "height": p.height}
    sizes = {name: value for name, value in given.items() if value is not None}
    weight: float | None = p.weight
    unit = p.dimensions_unit if isinstance(p, (ProductAddParams, ProductUpdateParams)) else None
    by_weight = await _factor(woo, "weight_unit", p.weight_unit, GRAMS, weight is not None)
    by_size = await _factor(woo, "dimensions_unit", unit, MILLIMETRES, bool(sizes))
    return {
        "weight": None if weight is None else _spelled(weight * by_weight),
        "dimensions": {name: _spelled(value * by_size) for name, value in sizes.items()} or None,
    }


async def _factor(woo: Woo, name: str, unit: str | None, table: Mapping[str, float], used: bool) -> float:
    if unit is None:
        return 1.0
    shop = await woo.option("products", f"woocommerce_{name.replace('dimensions', 'dimension')}")
    word = unit.strip().lower()
    if word == shop:
        return 1.0
    if word not in table or shop not in table:
        raise allowed(name, table)
    if not used:
        raise refuse(name, f"Nothing is given in it, and the unit of the shop stays '{shop}'.")
    return table[word] / table[shop]


def _spelled(value: float) -> str:
    return decimal.dump(round(value, 6))


async def numbers(woo: Woo, p: Goods) -> Body:
    """SKU and the one global number (GTIN, UPC, EAN or ISBN) that WooCommerce has since 9.2."""
    given = {"gtin": p.gtin, "ean": p.ean, "upc": p.upc, "isbn": p.isbn, "barcode": p.barcode}
    codes = {name: value.strip() for name, value in given.items() if value is not None}
    body: Body = {"sku": p.sku}
    if p.sku is None and isinstance(p, Adding):
        body["sku"] = p.model
    if not codes:
        return body
    name, code = next(iter(codes.items()))
    if len(set(codes.values())) > 1:
        others = ",".join(f"'{other}'" for other in codes if codes[other] != code)
        raise ParameterError(f"Parameter '{name}' can't be used with parameter(s): {others}")
    if not code.replace("-", "").isdigit() and code:
        raise refuse(name, "WooCommerce keeps digits and hyphens only.")
    if (await woo.status()).version < (9, 2):
        version = (await woo.status()).environment.version
        raise refuse(name, f"WooCommerce has such numbers since 9.2, and the shop runs {version}.")
    return {**body, "global_unique_id": code}


def model(p: Goods) -> dict[str, str]:
    """A model beside the SKU is kept as a custom field; alone it is the SKU of a new product."""
    if p.model is None or p.model == p.sku or (isinstance(p, Adding) and p.sku is None):
        return {}
    return {MODEL: p.model}


def taxes(p: Goods) -> Body:
    """Tax class and whether there is tax at all."""
    taxable: bool | None = p.taxable
    return {
        "tax_class": None if p.tax_class_id is None else tax_class.dump(p.tax_class_id),
        "tax_status": None if taxable is None else "taxable" if taxable else "none",
    }


async def search_engines(woo: Woo, p: Goods) -> dict[str, str]:
    """Texts for search engines, which a plugin keeps."""
    texts = (p.meta_title, p.meta_description, p.meta_keywords)
    given = {place: value for place, value in enumerate(texts) if value is not None}
    if not given:
        return {}
    for plugin, keys in SEO.items():
        if await woo.active(plugin, f"{plugin}-premium", f"{plugin}-pro"):
            return {keys[place]: value for place, value in given.items()}
    raise refuse(SEARCH_ENGINES[min(given)], "The shop has none of the plugins Yoast SEO, Rank Math and SEOPress.")


def taken(error: AlreadyExists, body: Body) -> AlreadyExists:
    """Say which number is taken."""
    code = error.native.code if error.native else ""
    if code == "product_invalid_sku":
        return AlreadyExists(f"Product with sku = '{body.get('sku')}' already exist.", native=error.native)
    if code == "product_invalid_global_unique_id":
        return AlreadyExists(
            f"Product with gtin = '{body.get('global_unique_id')}' already exist.", native=error.native
        )
    return error
