"""Reading products."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import Product, ProductCount, ProductCountParams, ProductInfoParams, ProductListParams
from polycart.core.documents import Of
from polycart.core.method import Page, Params
from polycart.platforms.shopify.connection import Shop, shopify
from polycart.platforms.shopify.counts import total
from polycart.platforms.shopify.ids import gid, missing
from polycart.platforms.shopify.products.fields import ProductMap
from polycart.platforms.shopify.products.filters import FILTERS, order, search
from polycart.platforms.shopify.products.translated import products
from polycart.platforms.shopify.translations import speak

speak(api.product.list, api.product.count, api.product.info, api.product.find)


@shopify.implements(api.product.list, *FILTERS, "sort_by", "sort_direction", gives=ProductMap)
async def product_list(shop: Shop, p: ProductListParams) -> Page[Product]:
    """List products, with just the wanted fields."""
    shop.newest = p.use_latest_api_version
    sort = order(p.sort_by, p.sort_direction)
    values = await search(shop, p)
    if values is None:
        return Page(items=[], projected=True)
    return await shop.page("products", p, products(shop), {**values, **sort})


@shopify.implements(api.product.count, *FILTERS)
async def product_count(shop: Shop, p: ProductCountParams) -> ProductCount:
    """Count products."""
    shop.newest = p.use_latest_api_version
    values = await search(shop, p)
    return ProductCount(products_count=0 if values is None else await total(shop, "productsCount", values))


@shopify.implements(api.product.info, "id", gives=ProductMap)
async def product_info(shop: Shop, p: ProductInfoParams) -> Product:
    """Read one product."""
    shop.newest = p.use_latest_api_version
    id = gid("Product", p.id, "id")
    found = await shop.one("product", products(shop), {"id": Of("ID!", id)})
    if found is None:
        raise missing("Product", id)
    return found


@shopify.implements(api.product.fields)
async def product_fields(shop: Shop, p: Params) -> dict[str, Any]:
    """Tell which fields a product has here; those of the merchant are in ``custom_fields``."""
    return {"product_fields": sorted(ProductMap.names)}
