"""Reading products: lists, counts, single products, and finding them by their texts."""

from __future__ import annotations

from html import unescape
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
from polycart.core.emulate import FIND_PARAMS, matches
from polycart.core.errors import ParameterError
from polycart.core.method import Page, Params
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.products.fields import ProductMap
from polycart.platforms.woocommerce_api.products.filters import OTHERS, PATH, WHERE, ProductQuery, order, selection
from polycart.platforms.woocommerce_api.products.searches import Row, Search, candidates, missing, named, of_ids


@woocommerce.implements(
    api.product.list, ProductQuery, *OTHERS, "sort_by", "sort_direction", gives=ProductMap,
)  # fmt: skip
async def product_list(woo: Woo, p: ProductListParams) -> Page[Product]:
    """List products, without their variations and without the trash."""
    search = await selection(woo, p, order(p.sort_by, p.sort_direction))
    return await search.page(woo, ProductMap, start=p.start, count=p.count)


@woocommerce.implements(api.product.count, ProductQuery, *OTHERS)
async def product_count(woo: Woo, p: ProductCountParams) -> ProductCount:
    """Count products by the total that the list's header tells."""
    search = await selection(woo, p, {"orderby": "id", "order": "asc"})
    return ProductCount(products_count=await search.total(woo))


@woocommerce.implements(api.product.info, "id", gives=ProductMap)
async def product_info(woo: Woo, p: ProductInfoParams) -> Product:
    """Read one product; through the list, which has no variations and no trash in it."""
    page = await woo.window(PATH, {"include": native_id("id").dump(p.id)}, ProductMap, start=0, count=1)
    if not page.items:
        raise missing("Product", p.id)
    return page.items[0]


@woocommerce.implements(
    api.product.find, "find_value", "find_where", "find_params", "find_what", gives=ProductMap, emulated=True,
    note="The shop's search finds candidates; the match is checked here.",
)  # fmt: skip
async def product_find(woo: Woo, p: ProductFindParams) -> Page[Product]:
    """Find products by name, SKU or descriptions."""
    if p.find_what != "product":
        raise ParameterError(
            "Parameter 'find_what' is not valid. "
            "The required type of parameter is string. The following values are allowed: product."
        )
    places = named(p.find_where, WHERE, "find_where")
    how = named(p.find_params, FIND_PARAMS, "find_params")

    def check(row: Row) -> bool:
        return any(matches(unescape(str(row[place])), p.find_value, p.find_params) for place in places)

    query: dict[str, Any] = {"orderby": "id", "order": "asc"}
    either: list[dict[str, Any]] = []
    if places and not {"regex", "any_words"} & set(how):
        found: dict[str, Any] = {"search": candidates(p.find_value)}
        either = [found] if "sku" not in places else [found, {"search_sku": p.find_value, "parent": 0}]
    search = Search(path=PATH, query=query, either=either, fields=places, check=check)
    ids = await search.ids(woo)
    page = await of_ids(woo, search, ProductMap, ids, start=0, count=len(ids))
    return Page(items=page.items, projected=True)


@woocommerce.implements(api.product.fields)
async def product_fields(woo: Woo, p: Params) -> dict[str, Any]:
    """Tell which fields a product has here."""
    return {"product_fields": sorted(ProductMap.names)}
