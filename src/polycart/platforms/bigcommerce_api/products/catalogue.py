"""Reading products: lists, counts, single products, and finding them by their texts."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    Product,
    ProductCount,
    ProductCountParams,
    ProductFindParams,
    ProductInfoParams,
    ProductListParams,
)
from polycart.core.emulate import matches
from polycart.core.errors import NotFound
from polycart.core.given import allowed, listed
from polycart.core.method import Page, Params
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.products.fields import ProductMap
from polycart.platforms.bigcommerce_api.products.filters import OTHERS, WHERE, ProductQuery, order, selection
from polycart.platforms.bigcommerce_api.products.searches import PATH, Row, Search


@bigcommerce.implements(
    api.product.list, ProductQuery, *OTHERS, "sort_by", "sort_direction", gives=ProductMap,
    note="Filters by type, several categories, date of making and texts look through all products (10,000 at most).",
)  # fmt: skip
async def product_list(bc: Bigcommerce, p: ProductListParams) -> Page[Product]:
    """List products, without their variants."""
    search = await selection(bc, p, order(p.sort_by, p.sort_direction))
    return await search.page(bc, ProductMap, start=p.start, count=p.count)


@bigcommerce.implements(api.product.count, ProductQuery, *OTHERS)
async def product_count(bc: Bigcommerce, p: ProductCountParams) -> ProductCount:
    """Count products by the total that the list tells."""
    return ProductCount(products_count=await (await selection(bc, p)).total(bc))


@bigcommerce.implements(api.product.info, "id", gives=ProductMap)
async def product_info(bc: Bigcommerce, p: ProductInfoParams) -> Product:
    """Read one product."""
    try:
        return await bc.one(f"{PATH}/{number('id', p.id)}", ProductMap)
    except NotFound as error:
        raise missing("Product", p.id, error) from error


@bigcommerce.implements(
    api.product.find, "find_value", "find_where", "find_params", gives=ProductMap, emulated=True,
    note="The texts of all products are looked at.",
)  # fmt: skip
async def product_find(bc: Bigcommerce, p: ProductFindParams) -> Page[Product]:
    """Find products by name, SKU or description."""
    places = tuple(listed(p.find_where))
    if not places or not set(places) <= set(WHERE):
        raise allowed("find_where", WHERE)

    def check(row: Row) -> bool:
        return any(matches(row.get(place), p.find_value, p.find_params) for place in places)

    search = Search()
    search.also(check, *places)
    ids = [row["id"] for row in await search.rows(bc)]
    if not ids:
        return Page(items=[], total=0, projected=True)
    parts = [ids[at : at + 250] for at in range(0, len(ids), 250)]
    pages = [
        await bc.window(PATH, {"id:in": part, "sort": "id"}, ProductMap, start=0, count=len(part)) for part in parts
    ]
    return Page(items=[item for page in pages for item in page.items], total=len(ids), projected=True)


@bigcommerce.implements(api.product.fields)
async def product_fields(bc: Bigcommerce, p: Params) -> dict[str, Any]:
    """Tell which fields a product has here; those of the merchant are in ``custom_fields``."""
    return {"product_fields": sorted(ProductMap.names)}
