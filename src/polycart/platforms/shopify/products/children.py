"""Reading variants: the child items of products."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    Child,
    ProductChildItemInfoParams,
    ProductChildItemListParams,
    ProductVariantCount,
    ProductVariantCountParams,
)
from polycart.core.documents import Of
from polycart.core.graphql import Values
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.shopify.connection import Row, Shop, shopify
from polycart.platforms.shopify.counts import counted, total
from polycart.platforms.shopify.ids import gid, missing, number
from polycart.platforms.shopify.products.fields import ChildMap
from polycart.platforms.shopify.products.translated import children
from polycart.platforms.shopify.searches import dates, either, ids_term, query, quoted
from polycart.platforms.shopify.translations import speak

speak(api.product.child_item.list, api.product.child_item.info)

SORT = {"sortKey": Of("ProductVariantSortKeys", "ID")}


class Sold(Row):
    """A variant and its SKU."""

    id: str
    sku: str | None = None


async def search(shop: Shop, p: Any) -> Values | None:
    """The search for a list of variants; ``None`` where there surely is none. Created and modified are the product's.

    Shopify finds a SKU by its words: those that are not the same are left out.
    """
    found = dates(None, None, p.modified_from, p.modified_to)
    if p.product_id is not None:
        found.append(ids_term("Product", p.product_id, "product_id", "product_id"))
    if getattr(p, "product_ids", None) is not None:
        found.append(ids_term("Product", p.product_ids, "product_ids", "product_id"))
    if getattr(p, "category_id", None) is not None:
        found.append(ids_term("Collection", p.category_id, "category_id", "collection"))
    if getattr(p, "sku", None) is not None:
        rows = await shop.everything("productVariants", Sold, query([*found, f"sku:{quoted(p.sku)}"]))
        same = [row for row in rows if row.sku == p.sku]
        if not same:
            return None
        found = [either(f"id:{number(row.id)}" for row in same)]
    return query(found)


@shopify.implements(
    api.product.child_item.list, "product_id", "product_ids", "sku", "modified_from", "modified_to", gives=ChildMap
)
async def child_item_list(shop: Shop, p: ProductChildItemListParams) -> Page[Child]:
    """List variants; the one of a product without options is one, too."""
    shop.newest = p.use_latest_api_version
    values = await search(shop, p)
    if values is None:
        return Page(items=[], total=0, projected=True)
    if p.count == 0:
        return Page(items=[], total=await total(shop, "productVariantsCount", values), projected=True)
    page = await shop.page("productVariants", p, children(shop), {**values, **SORT})
    if counted(api.product.child_item.list, p):
        page.total = await total(shop, "productVariantsCount", values)
    return page


@shopify.implements(api.product.child_item.info, "product_id", "id", gives=ChildMap)
async def child_item_info(shop: Shop, p: ProductChildItemInfoParams) -> Child:
    """Read one variant of a product."""
    shop.newest = p.use_latest_api_version
    id, parent = gid("ProductVariant", p.id, "id"), gid("Product", p.product_id, "product_id")
    wanted = merge(shop.wanted, Selection.named("parent_id"))
    found = await shop.one("productVariant", children(shop), {"id": Of("ID!", id)}, wanted=wanted)
    if found is None or found.parent_id != number(parent):
        raise missing("Variant", id)
    return found


@shopify.implements(api.product.variant.count, "product_id", "category_id", "modified_from", "modified_to")
async def variant_count(shop: Shop, p: ProductVariantCountParams) -> ProductVariantCount:
    """Count the variants of a product."""
    values = await search(shop, p)
    return ProductVariantCount(variants_count=await total(shop, "productVariantsCount", values or {}))
