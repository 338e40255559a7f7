"""Variants in the shape of products, as the older methods tell them."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import Product, ProductVariantInfoParams, ProductVariantListParams, SpecialPrice
from polycart.core.codecs import boolean, integer, string
from polycart.core.documents import Of
from polycart.core.mapping import At, Map, computed, constant, field
from polycart.core.method import Page
from polycart.platforms.shopify.connection import STORE_ID, Id, Shop, shopify
from polycart.platforms.shopify.ids import gid, id_codec, missing, number, numbers
from polycart.platforms.shopify.products.children import SORT, search
from polycart.platforms.shopify.products.fields import (
    METAFIELDS,
    active,
    barcode_of,
    cost_of,
    custom_fields,
    default_price,
    levels,
    of_own_item,
    reduced,
    special,
    unit_of,
    weight_of,
)
from polycart.platforms.shopify.values import Medium, images, stamp


def _categories(rows: list[Id] | None) -> list[str]:
    return numbers(row.id for row in rows or ())


def _special(current: str | None, compare: str | None) -> SpecialPrice | None:
    return special(True, current, compare)


def _virtual(item: Any) -> bool:
    return not item.requires_shipping


def _tracked(item: Any) -> bool:
    return item.tracked


def _surplus(id: str | None, product: str | None, title: Any, taxable: Any, barcode: str | None) -> dict[str, Any]:
    return {
        "gid": id, "product_id": number(product) if product else None, "title": title, "taxable": taxable,
        "barcode": barcode,
    }  # fmt: skip


class VariantMap(Map[Product]):
    """A variant, with what its product has for all of them."""

    id = field("id", id_codec)
    type = constant("simple")
    u_model = field("sku", string)
    u_sku = field("sku", string)
    name = field("displayName", string)
    description = field("product.descriptionHtml", string)
    price = computed(default_price, "price", "compareAtPrice")
    cost_price = of_own_item(cost_of)
    quantity = field("inventoryQuantity")
    inventory = of_own_item(levels)
    u_brand_id = field("product.vendor", string)
    u_brand = field("product.vendor", string)
    categories_ids = computed(_categories, At("product.collections.nodes", list[Id]))
    stores_ids = constant([STORE_ID])
    url = field("product.onlineStoreUrl", string)
    seo_url = field("product.handle", string)
    avail_sale = field("product.status", active)
    is_virtual = of_own_item(_virtual)
    weight = of_own_item(weight_of)
    weight_unit = of_own_item(unit_of)
    sort_order = field("position", integer)
    in_stock = field("availableForSale", boolean)
    backorders = field("inventoryPolicy", string)
    is_stock_managed = of_own_item(_tracked)
    on_sale = computed(reduced, "price", "compareAtPrice")
    create_at = field("createdAt", stamp)
    modified_at = field("updatedAt", stamp)
    special_price = computed(_special, "price", "compareAtPrice")
    images = computed(images, At("variantMedia.nodes", list[Medium]))
    u_upc = barcode_of("upc")
    u_gtin = barcode_of("gtin")
    u_isbn = barcode_of("isbn")
    u_ean = barcode_of("ean")
    custom_fields = computed(custom_fields, METAFIELDS)
    additional_fields = computed(
        _surplus, At("id", str | None), At("product.id", str | None), "title", "taxable", At("barcode", str | None)
    )


@shopify.implements(
    api.product.variant.list, "product_id", "category_id", "modified_from", "modified_to", gives=VariantMap
)
async def variant_list(shop: Shop, p: ProductVariantListParams) -> Page[Product]:
    """List variants in the shape of products."""
    values = await search(shop, p)
    return await shop.page("productVariants", p, VariantMap, {**(values or {}), **SORT})


@shopify.implements(api.product.variant.info, "id", gives=VariantMap)
async def variant_info(shop: Shop, p: ProductVariantInfoParams) -> Product:
    """Read one variant in the shape of a product."""
    id = gid("ProductVariant", p.id, "id")
    found = await shop.one("productVariant", VariantMap, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Variant", id)
    return found
