"""What products and variants are made of: the contract's parameters as columns and rows of the shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from polycart.api.product import (
    ProductAddParams,
    ProductUpdateParams,
    ProductVariantAddParams,
    ProductVariantUpdateParams,
)
from polycart.core.bridge.tables import Statement
from polycart.core.errors import AlreadyExists, ParameterError
from polycart.core.method import Params
from polycart.platforms.opencart.connection import Opencart, beside
from polycart.platforms.opencart.facts import V41, UnitRow
from polycart.platforms.opencart.products.fields import CODES
from polycart.platforms.opencart.products.prices import FINAL, everybody
from polycart.platforms.opencart.statements import delete, insert, inserts, select, update
from polycart.platforms.opencart.values import (
    allowed,
    escaped,
    missing,
    money,
    native_date,
    number_of,
    numbers_of,
    refused,
)

P = TypeVar("P", bound=Params)
Goods = ProductAddParams | ProductUpdateParams | ProductVariantAddParams | ProductVariantUpdateParams

ALWAYS = "0000-00-00"
"""No bound of a special's days; the shop asks for this, not for NULL (catalog/model/catalog/product.php)."""

STATUSES = {"enabled": 1, "active": 1, "publish": 1, "disabled": 0, "inactive": 0, "draft": 0}
TEXTS = {
    "name": "name", "description": "description", "meta_title": "meta_title", "meta_description": "meta_description",
    "meta_keywords": "meta_keyword", "tags": "tag",
}  # fmt: skip
STOCK = ("quantity", "manage_stock")
NUMBERS = ("sku", "model", "barcode", "upc", "ean", "isbn", "mpn")
SPECIAL = ("special_price", "sprice_create", "sprice_expire")
SIZES = ("weight", "width", "height", "length")


def only(p: P, given: frozenset[str]) -> P:
    """The parameters with ``None`` for those that the caller did not give: their defaults ask for nothing."""
    if not given:
        return p
    fields = msgspec.structs.fields(p.__class__)
    return p.__class__(**{f.name: getattr(p, f.name) if f.encode_name in given else None for f in fields})


def positive(name: str, price: float | None) -> str | None:
    """An amount of money that is not negative."""
    if price is not None and price < 0:
        raise refused(name, "Prices can not be negative.")
    return None if price is None else money(price)


def whole(name: str, value: float) -> int:
    """A number of pieces."""
    if value != int(value):
        raise refused(name, "OpenCart counts in whole numbers.")
    return int(value)


def texts(p: Goods) -> dict[str, str]:
    """The texts that are given, as they are kept."""
    return {column: escaped(value) for name, column in TEXTS.items() if (value := getattr(p, name, None)) is not None}


def numbers(p: Goods) -> dict[str, str]:
    """SKU and bar codes that are given; a bar code of twelve digits is a UPC."""
    found = {name: getattr(p, name) for name in CODES if getattr(p, name, None) is not None}
    barcode = getattr(p, "barcode", None)
    if barcode is not None:
        kind = "upc" if len(barcode) == 12 else "ean"
        if found.get(kind) not in (None, barcode):
            raise beside("barcode", kind)
        found[kind] = barcode
    return {name: escaped(value) for name, value in found.items()}


def shown(p: Goods) -> int | None:
    """Being shown is being for sale: OpenCart has one switch for both."""
    flags: dict[str, int] = {}
    for name in ("available_for_view", "available_for_sale", "avail"):
        value = getattr(p, name, None)
        if value is not None:
            flags[name] = int(value)
    status = getattr(p, "status", None)
    if status is not None:
        if status.lower() not in STATUSES:
            raise allowed("status", STATUSES)
        flags["status"] = STATUSES[status.lower()]
    if len(set(flags.values())) > 1:
        listed = ", ".join(f"'{name}'" for name in flags)
        raise ParameterError(f"Parameters {listed} must be equal: OpenCart has one switch for them.")
    return next(iter(flags.values()), None)


def _factor(cart: Opencart, name: str, unit: str | None, units: Sequence[UnitRow], own: int) -> tuple[int, bool]:
    """The class of a unit by its name; one that is not given is the shop's."""
    if unit is None:
        return own, False
    found = next((row.id for row in units if row.unit.casefold() == unit.strip().casefold()), None)
    if found is None:
        raise allowed(name, dict.fromkeys(row.unit for row in units))
    return found, True


def measures(cart: Opencart, p: Goods, *, new: bool) -> dict[str, Any]:
    """Weight and size, each beside its unit: OpenCart keeps a unit with every product."""
    found: dict[str, Any] = {name: f"{value:.8f}" for name in SIZES if (value := getattr(p, name, None)) is not None}
    weight = int(cart.setting("config_weight_class_id") or 0)
    length = int(cart.setting("config_length_class_id") or 0)
    by_weight, said = _factor(cart, "weight_unit", getattr(p, "weight_unit", None), cart.known.weights, weight)
    if new or said:
        found["weight_class_id"] = by_weight
    unit = getattr(p, "dimensions_unit", None)
    by_length, said = _factor(cart, "dimensions_unit", unit, cart.known.lengths, length)
    if new or said:
        found["length_class_id"] = by_length
    return found


def stock(p: Goods) -> dict[str, Any]:
    """The stock, and whether orders take from it."""
    found: dict[str, Any] = {}
    if p.quantity is not None:
        found["quantity"] = whole("quantity", p.quantity)
    if p.manage_stock is not None:
        found["subtract"] = int(p.manage_stock)
    return found


def delta(p: ProductUpdateParams | ProductVariantUpdateParams) -> dict[str, Any]:
    """Pieces that come or go, as a change that the database itself adds up."""
    more, less = p.increase_quantity, p.reduce_quantity
    if more is None and less is None:
        return {}
    if p.quantity is not None:
        raise beside("quantity", "increase_quantity" if more is not None else "reduce_quantity")
    return {"quantity": {"add": whole("increase_quantity", more or 0) - whole("reduce_quantity", less or 0)}}


async def columns(cart: Opencart, p: Goods, *, new: bool) -> dict[str, Any]:
    """The columns of the product itself that are given."""
    if getattr(p, "prices_inc_tax", None):
        raise refused("prices_inc_tax", "OpenCart keeps prices without tax.")
    found: dict[str, Any] = {**measures(cart, p, new=new), **stock(p)}
    model = p.model if p.model is not None else (p.sku if new and p.sku else None)
    least: float | None = getattr(p, "min_order_quantity", None)
    if least is not None and least < 1:
        raise refused("min_order_quantity", "It must be a whole number from 1 on.")
    virtual: bool | None = getattr(p, "is_virtual", None)
    given = {
        "model": None if model is None else escaped(model), "price": positive("price", p.price), "status": shown(p),
        "minimum": None if least is None else whole("min_order_quantity", least),
        "shipping": None if virtual is None else int(not virtual),
        "date_available": native_date(from_) if (from_ := getattr(p, "avail_from", None)) else None,
        "tax_class_id": await _tax_class(cart, getattr(p, "tax_class_id", None)),
    }  # fmt: skip
    found |= {name: value for name, value in given.items() if value is not None}
    return found if cart.known.version >= V41 else found | numbers(p)


async def _tax_class(cart: Opencart, given: str | None) -> int | None:
    """A tax class, or 0 for no tax."""
    if given is None:
        return None
    id = number_of("tax_class_id", given)
    if id and not await cart.has("tax_class", ["t.tax_class_id", "=", id]):
        raise missing("Tax class", given)
    return id


async def refuse_taken(cart: Opencart, sku: str | None, besides: int = 0) -> None:
    """A second product with the same SKU is refused, though the shop would take it."""
    if not sku:
        return
    if cart.known.version >= V41:
        where: list[Any] = [["t.code", "=", CODES["sku"]], ["t.value", "=", escaped(sku)]]
        (rows,) = await cart.rows(select("product_code", ("product_id",), *where))
    else:
        (rows,) = await cart.rows(select("product", ("product_id",), ["t.sku", "=", escaped(sku)]))
    if any(int(row["product_id"]) != besides for row in rows):
        raise AlreadyExists(f"Product with sku = '{sku}' already exist.")


def code_rows(cart: Opencart, p: Goods, product: Any, *, new: bool) -> list[Statement]:
    """The numbers as rows, where they are rows: since 4.1."""
    given = numbers(p) if cart.known.version >= V41 else {}
    if not given:
        return []
    gone = [] if new else [
        delete("product_code", ["product_id", "=", product], ["code", "in", [CODES[name] for name in given]])
    ]  # fmt: skip
    rows = ({"product_id": product, "code": CODES[name], "value": value} for name, value in given.items() if value)
    return [*gone, *inserts("product_code", rows)]


def _days(p: Goods) -> dict[str, str]:
    found: dict[str, str] = {}
    if getattr(p, "sprice_create", None) is not None:
        found["date_start"] = native_date(p.sprice_create)
    if getattr(p, "sprice_expire", None) is not None:
        found["date_end"] = native_date(p.sprice_expire)
    return found


def price_row(
    cart: Opencart, product: Any, price: float, *, group: int, quantity: int = 1, special: bool = False
) -> dict[str, Any]:
    """A row of ``product_discount``, or of ``product_special`` up to 4.0."""
    row: dict[str, Any] = {
        "product_id": product, "customer_group_id": group, "priority": 1, "price": money(price), "date_start": ALWAYS,
        "date_end": ALWAYS,
    }  # fmt: skip
    if cart.known.version >= V41:
        return {**row, "quantity": quantity, "type": FINAL, "special": int(special)}
    return row if special else {**row, "quantity": quantity}


def specials(cart: Opencart) -> tuple[str, list[Any]]:
    """The table of specials, and the condition for them where others are in it, too."""
    if cart.known.version >= V41:
        return "product_discount", [["special", "=", 1]]
    return "product_special", []


async def special(cart: Opencart, p: Goods, product: Any, *, new: bool) -> list[Statement]:
    """Set the special price for everybody; one of 0 takes it away."""
    days = _days(p)
    price: float | None = p.special_price
    if price is None and not days:
        return []
    positive("special_price", price)
    table, narrowed = specials(cart)
    group = everybody(cart)
    mine: list[Any] = [["product_id", "=", product], ["customer_group_id", "=", group], *narrowed]
    if price == 0:
        return [] if new else [delete(table, *mine)]
    if new or price is not None:
        row = {**price_row(cart, product, price or 0.0, group=group, special=True), **days}
        if new:
            if price is None:
                raise refused(next(iter(days)).replace("date_start", "sprice_create"), "There is no special price.")
            return [insert(table, row)]
        kept = {} if len(days) == 2 else await _days_kept(cart, table, mine)
        return [delete(table, *mine), insert(table, {**row, **kept, **days})]
    if not await cart.has(table, *([f"t.{name}", operator, value] for name, operator, value in mine)):
        name = "sprice_create" if "date_start" in days else "sprice_expire"
        raise refused(name, "There is no special price to change.")
    return [update(table, days, *mine)]


async def _days_kept(cart: Opencart, table: str, mine: Sequence[Any]) -> dict[str, str]:
    where = [[f"t.{name}", operator, value] for name, operator, value in mine]
    (rows,) = await cart.rows(select(table, ("date_start", "date_end"), *where, limit=1))
    return {name: value or ALWAYS for name, value in rows[0].items()} if rows else {}


async def breaks(cart: Opencart, product: Any, tiers: Sequence[Any], groups: Sequence[Any]) -> list[Statement]:
    """Prices from a quantity on, for everybody and for groups."""
    mine = everybody(cart)
    given = [("tier_prices", each.price, each.quantity, mine) for each in tiers]
    for each in groups:
        group = number_of("group_prices", each.group_id) if each.group_id else mine
        if group != mine and not await cart.has("customer_group", ["t.customer_group_id", "=", group]):
            raise missing("Customer group", each.group_id)
        given.append(("group_prices", each.price, each.qty, group))
    rows: list[Mapping[str, Any]] = []
    for name, price, quantity, group in given:
        least = 1 if quantity is None else quantity
        if price is None or price < 0 or least < 1:
            raise refused(name, "Each needs a price, and a quantity from 1 on.")
        rows.append(price_row(cart, product, price, group=group, quantity=whole(name, least)))
    return inserts("product_discount", rows)


async def known_ids(cart: Opencart, table: str, ids: Sequence[int], entity: str) -> None:
    """Refuse ids that the shop does not have."""
    if not ids:
        return
    key = f"{table}_id"
    (rows,) = await cart.rows(select(table, (key,), [f"t.{key}", "in", list(ids)]))
    held = {int(row[key]) for row in rows}
    absent = next((id for id in ids if id not in held), None)
    if absent is not None:
        raise missing(entity, absent)


def related(product: Any, ids: Sequence[int]) -> list[Statement]:
    """Products that belong together, which OpenCart keeps in both directions."""
    rows = [{"product_id": product, "related_id": id} for id in ids]
    rows += [{"product_id": id, "related_id": product} for id in ids]
    return [insert("product_related", *rows, update=["related_id"])] if rows else []


def categories(product: Any, ids: Sequence[int]) -> list[Statement]:
    """The categories of a product."""
    return inserts("product_to_category", ({"product_id": product, "category_id": id} for id in ids))


def chosen_categories(p: ProductAddParams) -> list[int]:
    """The categories that a new product shall be in."""
    one, several = numbers_of("category_id", p.category_id), numbers_of("categories_ids", p.categories_ids)
    return list(dict.fromkeys([*one, *several]))
