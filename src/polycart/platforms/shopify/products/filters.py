"""What narrows and sorts lists of products and variants, as Shopify searches for it.

https://shopify.dev/docs/api/admin-graphql/2026-10/queries/products#arguments-query
"""

from __future__ import annotations

from typing import Any

from polycart.core.documents import Of
from polycart.core.given import allowed, listed
from polycart.core.graphql import Values
from polycart.platforms.shopify.connection import Row, Shop
from polycart.platforms.shopify.ids import number
from polycart.platforms.shopify.searches import dates, either, flag, ids_term, query, quoted, since_term, term

FILTERS = (
    "product_ids", "since_id", "categories_ids", "category_id", "created_from", "created_to", "modified_from",
    "modified_to", "sku", "brand_name", "manufacturer_id", "status", "type", "avail_sale",
)  # fmt: skip
"""What lists and counts of products honour."""

SORTS = {
    "id": "ID", "name": "TITLE", "create_at": "CREATED_AT", "created_at": "CREATED_AT", "created_time": "CREATED_AT",
    "modified_at": "UPDATED_AT", "modified_time": "UPDATED_AT", "quantity": "INVENTORY_TOTAL", "brand": "VENDOR",
}  # fmt: skip
STATUSES = ("active", "archived", "draft", "unlisted")
TYPES = {"simple": True, "configurable": False}


class Good(Row):
    """The SKU of a variant."""

    sku: str | None = None


class Goods(Row):
    """The first of a product's variants."""

    nodes: list[Good] = []


class Sold(Row):
    """A product's variants by SKU, as far as one tells whether it is the product's own."""

    id: str
    has_only_default_variant: bool = False
    goods: Goods | None = None


def terms(p: Any) -> list[str]:
    """The terms for a list or a count of products; the SKU is looked up apart."""
    found = dates(p.created_from, p.created_to, p.modified_from, p.modified_to)
    if p.product_ids is not None:
        found.append(ids_term("Product", p.product_ids, "product_ids"))
    if p.since_id is not None:
        found.append(since_term("Product", p.since_id))
    for name, text in (("categories_ids", p.categories_ids), ("category_id", p.category_id)):
        if text is not None:
            found.append(ids_term("Collection", text, name, "collection_id"))
    for vendor in (p.brand_name, p.manufacturer_id):
        if vendor is not None:
            found.append(term("vendor", vendor))
    if p.status is not None:
        found.append(f"status:{_status(p.status)}")
    if p.type is not None:
        if p.type not in TYPES:
            raise allowed("type", TYPES)
        found.append(flag("has_only_default_variant", TYPES[p.type]))
    if p.avail_sale is not None:
        found.append("status:active" if p.avail_sale else "status:archived,draft,unlisted")
    return found


def _status(text: str) -> str:
    words = [word.lower() for word in listed(text)]
    if not words or set(words) - {*STATUSES}:
        raise allowed("status", STATUSES)
    return ",".join(words)


async def search(shop: Shop, p: Any) -> Values | None:
    """The search for a list or a count of products; ``None`` where there surely is nothing.

    A SKU is a variant's: of the products that are found by it, those without options count, whose own it is.
    """
    found = terms(p)
    if p.sku is not None:
        values = query([*found, f"sku:{quoted(p.sku)}"])
        rows = await shop.everything("products", Sold, values)
        own = [row for row in rows if row.has_only_default_variant and row.goods and _has(row.goods, p.sku)]
        if not own:
            return None
        found = [either(f"id:{number(row.id)}" for row in own)]
    return query(found)


def _has(goods: Goods, sku: str) -> bool:
    return any(good.sku == sku for good in goods.nodes)


def order(sort_by: str, direction: str) -> dict[str, Of]:
    """The order of a list of products."""
    if sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    return {
        "sortKey": Of("ProductSortKeys", SORTS[sort_by]),
        "reverse": Of("Boolean", direction.lower() == "desc"),
    }
