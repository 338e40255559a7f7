"""What products and combinations are made of: the contract's parameters as fields, stocks and prices of the shop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from polycart.api.product import (
    ProductAddParams,
    ProductUpdateParams,
    ProductVariantAddParams,
    ProductVariantUpdateParams,
)
from polycart.core.codecs import decimal
from polycart.core.errors import NotFound, ParameterError
from polycart.core.method import Params
from polycart.core.moments import native_moment
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.products.prices import NONE, PriceRow
from polycart.platforms.prestashop_api.products.stock import ALLOW, DEFAULT, DENY, is_managed

P = TypeVar("P", bound=Params)
Goods = ProductAddParams | ProductUpdateParams | ProductVariantAddParams | ProductVariantUpdateParams

STOCK = ("quantity", "manage_stock", "backorder_status")
NUMBERS = ("sku", "model", "barcode", "upc", "ean", "isbn", "mpn")
SPECIAL = ("special_price", "sprice_create", "sprice_expire")
BACKORDERS = {
    "yes": ALLOW, "true": ALLOW, "1": ALLOW, "allow": ALLOW, "notify": ALLOW, "no": DENY, "false": DENY, "0": DENY,
    "deny": DENY, "default": DEFAULT,
}  # fmt: skip
GRAMS = {"kg": 1000.0, "g": 1.0, "lbs": 453.59237, "lb": 453.59237, "oz": 28.349523125}
MILLIMETRES = {"m": 1000.0, "cm": 10.0, "mm": 1.0, "in": 25.4, "ft": 304.8, "yd": 914.4}


def only(p: P, given: frozenset[str]) -> P:
    """The parameters with ``None`` for those that the caller did not give: their defaults ask for nothing."""
    fields = msgspec.structs.fields(p.__class__)
    return p.__class__(**{f.name: getattr(p, f.name) if f.encode_name in given else None for f in fields})


def refuse(name: str, why: str) -> ParameterError:
    """The error for a value that cannot be stored."""
    return ParameterError(f"Parameter '{name}' is not valid. {why}")


def allowed(name: str, words: Mapping[str, Any]) -> ParameterError:
    """The error for a word that is not among those that there are."""
    return refuse(
        name, f"The required type of parameter is string. The following values are allowed: {', '.join(words)}."
    )


def numbers(p: Goods) -> Body:
    """References and bar codes; a model that is not the SKU is kept as the supplier's reference."""
    sku, model = p.sku, p.model
    ean, upc = p.ean, p.upc
    if p.barcode is not None:
        if (len(p.barcode) == 12 and upc not in (None, p.barcode)) or ean not in (None, p.barcode):
            raise ParameterError("Parameter 'barcode' can't be used with parameter(s): 'ean','upc'")
        ean, upc = (ean, p.barcode) if len(p.barcode) == 12 else (p.barcode, upc)
    body: Body = {"reference": sku if sku is not None else model, "ean13": ean, "upc": upc, "isbn": p.isbn}
    if model is not None and sku is not None:
        body["supplier_reference"] = model if model != sku else ""
    if p.mpn is not None:
        body["mpn"] = p.mpn
    return body


def positive(name: str, price: float | None) -> str | None:
    """An amount of money that is not negative."""
    if price is not None and price < 0:
        raise refuse(name, "Prices can not be negative.")
    return None if price is None else decimal.dump(price)


async def measures(shop: Prestashop, p: Goods) -> Body:
    """Weight and size in the shop's units; values in other units are converted."""
    sizes = {"width": p.width, "height": p.height, "depth": p.length}
    unit = p.dimensions_unit if isinstance(p, ProductAddParams | ProductUpdateParams) else None
    by_weight, by_size = await asyncio.gather(
        _factor(shop, "weight_unit", p.weight_unit, GRAMS, "PS_WEIGHT_UNIT"),
        _factor(shop, "dimensions_unit", unit, MILLIMETRES, "PS_DIMENSION_UNIT"),
    )
    body: Body = {name: decimal.dump(round(size * by_size, 6)) for name, size in sizes.items() if size is not None}
    if p.weight is not None:
        body["weight"] = decimal.dump(round(p.weight * by_weight, 6))
    return body


async def _factor(shop: Prestashop, name: str, unit: str | None, table: Mapping[str, float], setting: str) -> float:
    if unit is None:
        return 1.0
    own = (await shop.facts()).value(setting, shop.shop_id).lower()
    word = unit.strip().lower()
    if word == own:
        return 1.0
    if word not in table or own not in table:
        raise allowed(name, table)
    return table[word] / table[own]


async def stock_fields(shop: Prestashop, p: Goods) -> Body:
    """What a stock shall be; it is counted for all products or for none, and in whole pieces."""
    managed = await is_managed(shop)
    if p.manage_stock is not None and p.manage_stock is not managed:
        raise refuse("manage_stock", f"The shop counts the stock of {'all its products' if managed else 'nothing'}.")
    body: Body = {}
    if p.quantity is not None:
        body["quantity"] = _whole("quantity", p.quantity)
    if p.backorder_status is not None:
        if p.backorder_status.lower() not in BACKORDERS:
            raise allowed("backorder_status", BACKORDERS)
        body["out_of_stock"] = BACKORDERS[p.backorder_status.lower()]
    return body


def _whole(name: str, value: float) -> int:
    if value != int(value):
        raise refuse(name, "PrestaShop counts stock in whole numbers.")
    return int(value)


def delta(p: ProductUpdateParams | ProductVariantUpdateParams) -> int:
    """How many pieces come or go."""
    if p.quantity is not None and (p.increase_quantity is not None or p.reduce_quantity is not None):
        other = "increase_quantity" if p.increase_quantity is not None else "reduce_quantity"
        raise ParameterError(f"Parameter 'quantity' can't be used with parameter(s): '{other}'")
    more, less = p.increase_quantity or 0, p.reduce_quantity or 0
    return _whole("increase_quantity", more) - _whole("reduce_quantity", less)


class _Stock(msgspec.Struct):
    id: int
    quantity: int = 0


async def write_stock(
    shop: Prestashop, product: int, combination: int, fields: Body, *, more: int = 0, undo: Undo | None = None
) -> None:
    """Set the stock of a product or combination, or add to it.

    The shop has no relative changes: what is there is read first, and changes of one stock wait for each other here.
    """
    if not fields and not more:
        return
    async with shop.connection.turn(f"stock/{product}/{combination}"):
        query = {"filter[id_product]": product, "filter[id_product_attribute]": combination}
        rows = await shop.records("stock_availables", query, _Stock)
        if not rows:
            raise missing("Stock of product", product)
        body = {**fields, "quantity": rows[0].quantity + more} if more else fields
        if undo is None:
            await shop.change("stock_availables", rows[0].id, body)
        else:
            says = f"The change of the stock of product {product}"
            await shop.change_undoable(undo, "stock_availables", rows[0].id, body, says)


def price_body(price: float, *, product: int, combination: int = 0, group: int = 0, quantity: int = 1) -> Body:
    """A specific price: what one costs without tax, instead of the product's own price."""
    nobody = dict.fromkeys(("id_shop", "id_cart", "id_currency", "id_country", "id_customer"), 0)
    return {
        **nobody, "id_product": product, "id_product_attribute": combination, "id_group": group,
        "price": decimal.dump(price), "from_quantity": quantity, "reduction": "0", "reduction_tax": 0,
        "reduction_type": "amount", "from": NONE, "to": NONE,
    }  # fmt: skip


def span_body(p: Goods) -> Body:
    """From when to when a special price holds."""
    body: Body = {}
    if p.sprice_create is not None:
        body["from"] = native_moment(p.sprice_create)
    if p.sprice_expire is not None:
        body["to"] = native_moment(p.sprice_expire)
    return body


async def special_price_of(shop: Prestashop, product: int, combination: int) -> PriceRow | None:
    """The specific price that is for everybody."""
    query = {"filter[id_product]": product, "filter[id_product_attribute]": combination, "sort": "[id_ASC]"}
    rows = await shop.records("specific_prices", query, PriceRow)
    return next((row for row in rows if row.for_all and not int(row.id_specific_price_rule or 0)), None)


async def write_special(
    shop: Prestashop, undo: Undo, p: Goods, product: int, combination: int = 0, *, known: bool = True
) -> PriceRow | None:
    """Set the special price for everybody; answers one that is to be deleted last, for that cannot be taken back."""
    times = span_body(p)
    if p.special_price is None and not times:
        return None
    held = await special_price_of(shop, product, combination) if known else None
    if p.special_price == 0:
        return held
    if p.special_price is None and held is None:
        raise refuse("sprice_create" if "from" in times else "sprice_expire", "There is no special price to change.")
    positive("special_price", p.special_price)
    says = f"The special price of product {product}"
    if held is None:
        body = {**price_body(p.special_price or 0.0, product=product, combination=combination), **times}
        await shop.add_undoable(undo, "specific_prices", body, says)
    else:
        price = {} if p.special_price is None else {"price": decimal.dump(p.special_price), "reduction": "0"}
        await shop.change_undoable(undo, "specific_prices", held.id, {**price, **times}, says)
    return None


class Parent(msgspec.Struct):
    """What a combination adds to."""

    id: int
    price: str = "0"
    weight: str = "0"
    reference: str | None = None


async def parent_of(shop: Prestashop, product_id: str) -> Parent:
    """The product of a combination."""
    id = number_of("product_id", product_id)
    found = await shop.records("products", {"filter[id]": id}, Parent)
    if not found:
        raise missing("Product", product_id)
    return found[0]


async def known_ids(shop: Prestashop, resource: str, ids: list[int], entity: str) -> None:
    """Refuse ids that the shop would leave out without a word."""
    if not ids:
        return
    found = await shop.among(resource, "id", ids, _Id)
    absent = next((id for id in ids if id not in {row.id for row in found}), None)
    if absent is not None:
        raise NotFound(f"{entity} with id {absent} not found.")


class _Id(msgspec.Struct):
    id: int
