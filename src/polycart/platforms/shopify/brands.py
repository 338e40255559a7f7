"""Vendors as brands: names that products have, and nothing else.

https://shopify.dev/docs/api/admin-graphql/2026-10/queries/productVendors
"""

from __future__ import annotations

from polycart import api
from polycart.api.product import Brand, ProductBrandListParams
from polycart.core.documents import Of
from polycart.core.given import listed
from polycart.core.graphql import PageInfo
from polycart.core.method import Page
from polycart.platforms.shopify.connection import STORE_ID, Row, Shop, shopify


class Vendors(Row):
    """One page of names."""

    nodes: list[str] = []
    page_info: PageInfo | None = None


async def vendors(shop: Shop) -> list[str]:
    """The vendors of all products, by name."""
    found: list[str] = []
    values = {"first": Of("Int", 250)}
    while True:
        page = await shop.number("productVendors", Vendors, values)
        found += page.nodes
        if page.page_info is None or not page.page_info.has_next_page:
            return sorted(set(found))
        values = {"first": Of("Int", 250), "after": Of("String", page.page_info.end_cursor)}


FIELDS = ("id", "name", "stores_ids", "active")


@shopify.implements(api.product.brand.list, "brand_ids", gives=FIELDS)
async def brand_list(shop: Shop, p: ProductBrandListParams) -> Page[Brand]:
    """List the vendors of products."""
    found = await vendors(shop)
    if p.brand_ids is not None:
        wanted = set(listed(p.brand_ids))
        found = [name for name in found if name in wanted]
    brands = [Brand(id=name, name=name, stores_ids=[STORE_ID], active=True) for name in found]
    return Page(items=brands[p.start : p.start + p.count], total=len(brands))
