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
from polycart.core.method import Page, Params
from polycart.core.selection import Selection, merge
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.products.fields import ProductMap, shape
from polycart.platforms.opencart.products.filters import FURTHER, SORTS, WHERE, ProductQuery, parents, places, selection
from polycart.platforms.opencart.searches import candidates, hits, named, order
from polycart.platforms.opencart.values import allowed, missing, number_of

ID = "p.product_id"


@opencart.implements(api.product.list, ProductQuery, *FURTHER, "sort_by", "sort_direction", gives=ProductMap)
async def product_list(cart: Opencart, p: ProductListParams) -> Page[Product]:
    """List products; those that are variants of another are its child items."""
    sorting = order(SORTS, p.sort_by, p.sort_direction, ID)
    where = await selection(cart, p)
    table, map = shape(cart)
    return await cart.window(table, map, where, start=p.start, count=p.count, order=sorting)


@opencart.implements(api.product.count, ProductQuery, *FURTHER)
async def product_count(cart: Opencart, p: ProductCountParams) -> ProductCount:
    """Count products."""
    where = await selection(cart, p)
    return ProductCount(products_count=await cart.total(shape(cart)[0], where))


@opencart.implements(api.product.info, "id", gives=ProductMap)
async def product_info(cart: Opencart, p: ProductInfoParams) -> Product:
    """Read one product, which may be a variant."""
    id = number_of("id", p.id)
    await cart.facts()
    table, map = shape(cart)
    found = await cart.one(table, map, [[ID, "=", id]])
    if found is None:
        raise missing("Product", p.id)
    return found


FOUND = {"name": "name", "model": "u_model", "description": "description", "sku": "u_sku"}


@opencart.implements(
    api.product.find, "find_value", "find_where", "find_params", "find_what", gives=ProductMap, emulated=True,
    note="The shop finds candidates by a part of the text; the match is checked here.",
)  # fmt: skip
async def product_find(cart: Opencart, p: ProductFindParams) -> Page[Product]:
    """Find products by their texts."""
    if p.find_what != "product":
        raise allowed("find_what", ("product",))
    chosen = named(p.find_where, FOUND, "find_where") or ["name"]
    await cart.facts()
    table, map = shape(cart)
    where = parents(cart)
    if set(chosen) <= places(cart).keys():
        where = [*where, *candidates(p.find_value, WHERE, chosen, p.find_params)]
    wanted = merge(cart.wanted, Selection.named(*(FOUND[name] for name in chosen)))
    found = await cart.everything(table, map, where, order=[ID], wanted=wanted)
    return Page(items=hits(found, [FOUND[name] for name in chosen], p.find_value, p.find_params))


@opencart.implements(api.product.fields)
async def product_fields(cart: Opencart, p: Params) -> dict[str, Any]:
    """Tell which fields a product has here."""
    return {"product_fields": sorted(ProductMap.names)}
