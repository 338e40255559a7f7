"""Reading products: lists, counts, single products, and finding them by their texts."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    Product,
    ProductCount,
    ProductCountParams,
    ProductInfoParams,
    ProductListParams,
)
from polycart.core.errors import NotFound
from polycart.core.method import Page, Params
from polycart.platforms.prestashop_api.connection import Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.products.fields import ProductMap
from polycart.platforms.prestashop_api.products.filters import FILTERS, PATH, SORTS, selection
from polycart.platforms.prestashop_api.searches import order


@prestashop.implements(api.product.list, *FILTERS, "sort_by", "sort_direction", gives=ProductMap)
async def product_list(shop: Prestashop, p: ProductListParams) -> Page[Product]:
    """List products."""
    sorting = order(SORTS, p.sort_by, p.sort_direction)
    search = await selection(shop, p)
    search.sort = sorting.pop("sort")
    search.query |= sorting
    return await search.page(shop, ProductMap, start=p.start, count=p.count)


@prestashop.implements(api.product.count, *FILTERS, note="The ids are counted: PrestaShop tells no totals.")
async def product_count(shop: Prestashop, p: ProductCountParams) -> ProductCount:
    """Count products."""
    return ProductCount(products_count=await (await selection(shop, p)).total(shop))


@prestashop.implements(api.product.info, "id", gives=ProductMap)
async def product_info(shop: Prestashop, p: ProductInfoParams) -> Product:
    """Read one product."""
    try:
        return await shop.one(f"{PATH}/{number_of('id', p.id)}", ProductMap)
    except NotFound as error:
        raise missing("Product", p.id, error) from error


@prestashop.implements(api.product.fields)
async def product_fields(shop: Prestashop, p: Params) -> dict[str, Any]:
    """Tell which fields a product has here."""
    return {"product_fields": sorted(ProductMap.names)}
