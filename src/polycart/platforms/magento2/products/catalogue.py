"""Reading products: lists, counts, single products, and finding them by their texts."""

from __future__ import annotations

from typing import Any

import msgspec

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
from polycart.core.given import allowed
from polycart.core.method import Page, Params
from polycart.core.selection import Selection, merge
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import SORT
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.products.fields import ProductMap
from polycart.platforms.magento2.products.filters import (
    BY_ID,
    OTHERS,
    ProductQuery,
    Search,
    like,
    order,
    places,
    selection,
)
from polycart.platforms.magento2.products.parts import BATCH, PATH

MOST = 10_000
"""Products that a search by a pattern looks through before it gives up."""

READ = {"name": "name", "sku": "u_sku", "description": "description", "short_description": "short_description"}
"""Our names of the texts that can be searched."""


@magento2.implements(api.product.list, ProductQuery, *OTHERS, "sort_by", "sort_direction", gives=ProductMap)
async def product_list(magento: Magento, p: ProductListParams) -> Page[Product]:
    """List products of all types, variants among them as the products that they are."""
    search = await selection(magento, p, order(p.sort_by, p.sort_direction))
    return await search.page(magento, ProductMap, start=p.start, count=p.count)


@magento2.implements(api.product.count, ProductQuery, *OTHERS)
async def product_count(magento: Magento, p: ProductCountParams) -> ProductCount:
    """Count products by the total that the list tells."""
    search = await selection(magento, p, BY_ID)
    return ProductCount(products_count=await search.total(magento))


@magento2.implements(api.product.info, "id", gives=ProductMap)
async def product_info(magento: Magento, p: ProductInfoParams) -> Product:
    """Read one product; through the list, because single products are addressed by SKU."""
    query = {"entity_id eq": native_id("id").dump(p.id)}
    page = await magento.window(PATH, query, ProductMap, start=0, count=1)
    if not page.items:
        raise missing("Product", p.id)
    return page.items[0]


@magento2.implements(
    api.product.find, "find_value", "find_where", "find_params", "find_what", gives=ProductMap, emulated=True,
    note="The shop finds candidates; the match is checked here.",
)  # fmt: skip
async def product_find(magento: Magento, p: ProductFindParams) -> Page[Product]:
    """Find products by name, SKU or descriptions."""
    if p.find_what != "product":
        raise allowed("find_what", ("product",))
    how = {part.strip() for part in p.find_params.split(",") if part.strip()}
    if not how <= set(FIND_PARAMS):
        raise allowed("find_params", FIND_PARAMS)
    native = places(p.find_where, "name")
    search = Search(query={SORT: BY_ID})
    if "regex" not in how:
        words = p.find_value.split() if "any_words" in how else [p.find_value]
        search.query["texts any"] = [(place, "like", like(word)) for place in native for word in words or [""]]
    if magento.scope is not None and magento.scope.group is not None:
        search.query["website_id eq"] = magento.scope.group.website_id
    names = [READ[place] for place in native]
    found = await _walk(magento, search, merge(Selection.named("id", *names), magento.wanted))
    hits = [e for e in found if any(matches(getattr(e, name), p.find_value, p.find_params) for name in names)]
    return Page(items=hits)


async def _walk(magento: Magento, search: Search, wanted: Selection) -> list[Product]:
    """Every product of a selection, with the fields to answer and those to look at."""
    looking: Any = magento.with_call(msgspec.structs.replace(magento.call, wanted=wanted))
    found: list[Product] = []
    while True:
        page: Page[Product] = await search.page(looking, ProductMap, start=len(found), count=BATCH)
        if (page.total or 0) > MOST:
            raise ParameterError(f"More than {MOST} products would have to be looked through; narrow the search down.")
        found += page.items
        if not page.items or len(found) >= (page.total or 0):
            return found


@magento2.implements(api.product.fields)
async def product_fields(magento: Magento, p: Params) -> dict[str, Any]:
    """Tell which fields a product has here."""
    return {"product_fields": sorted(ProductMap.names)}
