"""The filters of products, as conditions on their tables."""

from __future__ import annotations

from typing import Any

from polycart.api.product import ProductAttributeFilter, ProductCountParams, ProductListParams
from polycart.core.bridge.tables import Condition, conditions, where
from polycart.core.mapping import Map
from polycart.platforms.opencart.connection import Opencart, beside
from polycart.platforms.opencart.facts import V40, V41
from polycart.platforms.opencart.products.fields import CONFIGURABLE, SIMPLE
from polycart.platforms.opencart.searches import holding
from polycart.platforms.opencart.values import (
    allowed,
    escaped,
    flag,
    moment,
    native_id,
    native_ids,
    number_of,
    words,
)

STATUSES = {"enabled": 1, "active": 1, "disabled": 0, "inactive": 0}
WHERE = {"name": "d.name", "model": "p.model", "description": "d.description", "sku": "p.sku"}
SORTS = {
    "id": "p.product_id", "create_at": "p.date_added", "created_at": "p.date_added", "created_time": "p.date_added",
    "modified_at": "p.date_modified", "modified_time": "p.date_modified", "price": "p.price", "model": "p.model",
    "u_model": "p.model", "name": "d.name", "quantity": "p.quantity", "sort_order": "p.sort_order",
}  # fmt: skip


class ProductQuery(Map[ProductListParams]):
    """The filters that are conditions by themselves."""

    product_ids = where("p.product_id IN :v", native_ids("product_ids"))
    since_id = where("p.product_id >= :v", native_id("since_id"))
    category_id = where(
        "EXISTS product_to_category fc ON fc.product_id = p.product_id AND fc.category_id = :v",
        native_id("category_id"),
    )
    categories_ids = where(
        "EXISTS product_to_category fc ON fc.product_id = p.product_id AND fc.category_id IN :v",
        native_ids("categories_ids"),
    )
    avail_view = where("p.status = :v", flag)
    avail_sale = where("p.status = :v", flag)
    created_from = where("p.date_added >= :v", moment)
    created_to = where("p.date_added <= :v", moment)
    modified_from = where("p.date_modified >= :v", moment)
    modified_to = where("p.date_modified <= :v", moment)
    brand_name = where("m.name = :v", words)
    manufacturer_id = where("p.manufacturer_id = :v", native_id("manufacturer_id"))


FURTHER = ("sku", "status", "type", "product_attributes", "find_value", "find_where")


def number_is(cart: Opencart, code: str, value: str, alias: str = "p") -> Condition:
    """The condition that a product has a number, such as its SKU."""
    if cart.known.version >= V41:
        return {
            "exists": {
                "table": "product_code", "as": "fn",
                "where": [
                    ["fn.product_id", "=", {"c": f"{alias}.product_id"}], ["fn.code", "=", code.upper()],
                    ["fn.value", "=", escaped(value)],
                ],
            }
        }  # fmt: skip
    return [f"{alias}.{code}", "=", escaped(value)]


def parents(cart: Opencart) -> list[Condition]:
    """Variants are child items of the product that they are variants of, and no products of the list."""
    return [["p.master_id", "=", 0]] if cart.known.version >= V40 else []


def in_store(cart: Opencart, table: str, key: str, alias: str) -> list[Condition]:
    """The condition that the store of the view shows something, where a store was chosen."""
    if not cart.store_chosen:
        return []
    shown: list[Any] = [[f"fs.{key}", "=", {"c": f"{alias}.{key}"}], ["fs.store_id", "=", cart.store]]
    return [{"exists": {"table": table, "as": "fs", "where": shown}}]


def with_variants(cart: Opencart, given: str) -> list[Condition]:
    """Products that have variants, or that have none."""
    if given not in (SIMPLE, CONFIGURABLE):
        raise allowed("type", (SIMPLE, CONFIGURABLE))
    if cart.known.version < V40:
        return [] if given == SIMPLE else [["p.product_id", "<", 0]]
    inner = {"table": "product", "as": "fk", "where": [["fk.master_id", "=", {"c": "p.product_id"}]]}
    return [{"exists" if given == CONFIGURABLE else "missing": inner}]


def _attribute(cart: Opencart, wanted: ProductAttributeFilter) -> Condition:
    inner: list[Any] = [
        ["fa.product_id", "=", {"c": "p.product_id"}], ["fa.language_id", "=", cart.language],
        ["fa.attribute_id", "=", number_of("product_attributes", wanted.attribute_id)],
        ["fa.text", "in", [escaped(value) for value in wanted.values]],
    ]  # fmt: skip
    return {"exists": {"table": "product_attribute", "as": "fa", "where": inner}}


async def selection(cart: Opencart, p: ProductListParams | ProductCountParams) -> list[Condition]:
    """The conditions that the parameters make."""
    await cart.facts()
    if p.category_id is not None and p.categories_ids is not None:
        raise beside("category_id", "categories_ids")
    found = [*parents(cart), *in_store(cart, "product_to_store", "product_id", "p")]
    found += conditions(ProductQuery, p, cart.binds())
    if p.sku is not None:
        found.append(number_is(cart, "sku", p.sku))
    if p.status is not None:
        if p.status.lower() not in STATUSES:
            raise allowed("status", STATUSES)
        found.append(["p.status", "=", STATUSES[p.status.lower()]])
    if p.type is not None:
        found += with_variants(cart, p.type)
    found += [_attribute(cart, each) for each in p.product_attributes or ()]
    if p.find_value:
        found.append(holding(p.find_value, places(cart), p.find_where))
    return found


def places(cart: Opencart) -> dict[str, str]:
    """Where a text is sought; since 4.1 the SKU is in a table of its own, which is not."""
    return {name: path for name, path in WHERE.items() if name != "sku" or cart.known.version < V41}
