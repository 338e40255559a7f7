"""What products and variants are written with, group by group; only what the caller gave is written."""

from __future__ import annotations

from typing import Any

from polycart.api.product import (
    ProductAddParams,
    ProductAddSpecific,
    ProductAddTierPrice,
    ProductUpdateParams,
    ProductVariantAddParams,
    ProductVariantUpdateParams,
)
from polycart.core.errors import AlreadyExists, ParameterError
from polycart.core.given import allowed, listed, refuse
from polycart.platforms.bigcommerce_api.connection import Bigcommerce
from polycart.platforms.bigcommerce_api.numbers import number, numbers
from polycart.platforms.bigcommerce_api.units import GRAMS, MILLIMETRES, length_unit, measured, weight_unit

Goods = ProductAddParams | ProductUpdateParams | ProductVariantAddParams | ProductVariantUpdateParams
Whole = ProductAddParams | ProductUpdateParams
Body = dict[str, Any]

PRICES = ("price", "special_price", "cost_price", "old_price")
MEASURES = ("weight", "weight_unit", "width", "height", "length")
NUMBERS = ("sku", "model", "upc", "gtin", "mpn", "barcode")
SHIPPING = ("is_free_shipping", "fixed_cost_shipping_price")
STOCK = ("quantity", "manage_stock", "low_stock_threshold")
RELATIVE = ("increase_quantity", "reduce_quantity")
CONDITIONS = {"new": "New", "used": "Used", "refurbished": "Refurbished"}


async def goods(bc: Bigcommerce, p: Goods) -> Body:
    """What products and variants have in common."""
    body: Body = {
        "price": p.price,
        "sale_price": p.special_price,
        "cost_price": p.cost_price,
        "retail_price": p.old_price,
        "upc": p.upc if p.upc is not None else p.barcode,
        "gtin": p.gtin,
        "mpn": p.mpn,
        "sku": _sku(p),
        "is_free_shipping": p.is_free_shipping,
        "fixed_cost_shipping_price": p.fixed_cost_shipping_price,
        "inventory_warning_level": _whole("low_stock_threshold", p.low_stock_threshold),
        **await _measures(bc, p),
    }
    return {name: value for name, value in body.items() if value is not None}


def _sku(p: Goods) -> str | None:
    """BigCommerce has no model beside the SKU: one that is given alone is the SKU, another one is refused."""
    if p.model is not None and p.sku is not None and p.model != p.sku:
        raise refuse("model", "BigCommerce knows a product by its SKU alone; give the same value as 'sku'.")
    return p.sku if p.sku is not None else p.model


def _whole(name: str, value: float | None) -> int | None:
    if value is not None and (value < 0 or int(value) != value):
        raise refuse(name, "It must be a whole number that is not negative.")
    return None if value is None else int(value)


async def _measures(bc: Bigcommerce, p: Goods) -> Body:
    """Weight and sizes in the store's units; BigCommerce calls the length depth."""
    made: Body = {}
    if p.weight is not None:
        own = await weight_unit(bc)
        made["weight"] = measured("weight_unit", p.weight, (p.weight_unit or own).lower(), own, GRAMS)
    sizes = {"width": p.width, "height": p.height, "depth": p.length}
    if any(size is not None for size in sizes.values()):
        own = await length_unit(bc)
        unit = p.dimensions_unit if isinstance(p, ProductAddParams | ProductUpdateParams) else None
        for name, size in sizes.items():
            made[name] = measured("dimensions_unit", size, (unit or own).lower(), own, MILLIMETRES)
    return made


WHOLE = (
    *PRICES, *MEASURES, *NUMBERS, *SHIPPING, *STOCK, "dimensions_unit", "name", "description", "type", "categories_ids",
    "is_virtual", "downloadable", "available_for_view", "tax_class_id", "min_order_quantity", "max_order_quantity",
    "manufacturer", "manufacturer_id", "brand_name", "meta_title", "meta_keywords", "meta_description", "seo_url",
    "search_keywords", "related_products_ids", "condition", "tier_prices", "specifics",
)  # fmt: skip


async def whole(bc: Bigcommerce, p: Whole) -> Body:
    """What a product is written with."""
    body = await goods(bc, p) | {
        "name": p.name,
        "description": p.description,
        "type": _type(p),
        "is_visible": p.available_for_view,
        "tax_class_id": None if p.tax_class_id is None else number("tax_class_id", p.tax_class_id),
        "order_quantity_minimum": _whole("min_order_quantity", p.min_order_quantity),
        "order_quantity_maximum": _whole("max_order_quantity", p.max_order_quantity),
        "brand_name": p.brand_name if p.brand_name is not None else p.manufacturer,
        "brand_id": None if p.manufacturer_id is None else number("manufacturer_id", p.manufacturer_id),
        "page_title": p.meta_title,
        "meta_keywords": None if p.meta_keywords is None else listed(p.meta_keywords),
        "meta_description": p.meta_description,
        "custom_url": None if p.seo_url is None else {"url": path(p.seo_url), "is_customized": True},
        "search_keywords": p.search_keywords,
        "related_products": _related(p.related_products_ids),
        "condition": _condition(p.condition),
        "bulk_pricing_rules": None if p.tier_prices is None else rules(p.tier_prices),
        "custom_fields": None if p.specifics is None else fields(p.specifics),
    }
    return {name: value for name, value in body.items() if value is not None}


def path(text: str) -> str:
    """An address below that of the store."""
    return "/" + text.strip().strip("/") + "/"


def _type(p: Whole) -> str | None:
    kinds = {"simple": "physical", "configurable": "physical", "downloadable": "digital", "virtual": "digital"}
    if p.type is not None and p.type not in kinds:
        raise allowed("type", kinds)
    flags: tuple[bool | None, ...] = (p.is_virtual, p.downloadable)
    if any(flags):
        return "digital"
    if p.type is not None:
        return kinds[p.type]
    return "physical" if False in flags else None


def _related(text: str | None) -> list[int] | None:
    return None if text is None else numbers("related_products_ids", text) or [-1]


def _condition(word: str | None) -> str | None:
    if word is not None and word.lower() not in CONDITIONS:
        raise allowed("condition", CONDITIONS)
    return CONDITIONS[word.lower()] if word else None


def rules(prices: list[ProductAddTierPrice]) -> list[Body]:
    """Prices from a quantity on, each up to where the next one begins."""
    rows = sorted((int(tier.quantity or 0), tier.price) for tier in prices)
    made: list[Body] = []
    for place, (least, price) in enumerate(rows):
        if least < 1 or price is None:
            raise refuse("tier_prices", "Each needs a quantity of at least 1 and a price.")
        most = rows[place + 1][0] - 1 if place + 1 < len(rows) else 0
        made.append({"quantity_min": least, "quantity_max": most, "type": "fixed", "amount": price})
    return made


def fields(specifics: list[ProductAddSpecific]) -> list[Body]:
    """Properties as custom fields, one for each value."""
    made: list[Body] = []
    for each in specifics:
        foreign = (
            each.scale_id,
            each.input_value,
            each.food_details,
            each.group_products_details,
            each.booking_details,
        )
        if any(part is not None for part in foreign) or each.used_for_variations:
            raise refuse("specifics", "A custom field has 'name', 'value' and 'values' only.")
        values = each.values or ([each.value] if each.value is not None else [])
        if not each.name or not values:
            raise refuse("specifics", "A custom field needs 'name' and 'value' or 'values'.")
        made += [{"name": each.name, "value": str(value)} for value in values]
    return made


def stock(p: Whole, tracking: str | None) -> Body:
    """The level of stock; ``tracking`` is how it is counted now, where that had to be asked."""
    body: Body = {}
    if p.quantity is not None:
        if p.manage_stock is False:
            raise refuse("quantity", "It can not be given where 'manage_stock' is false.")
        if tracking == "variant":
            raise refuse("quantity", "The product's variants are counted each by itself; give them quantities.")
        body = {"inventory_level": _whole("quantity", p.quantity), "inventory_tracking": "product"}
    elif p.manage_stock is not None:
        body["inventory_tracking"] = "product" if p.manage_stock else "none"
    return body


def taken(error: AlreadyExists, body: Body) -> AlreadyExists | ParameterError:
    """Say which value is there already."""
    words = (error.native.message or "").casefold() if error.native else ""
    for name, field in (("name", "name"), ("sku", "sku"), ("url", "custom_url")):
        if name in words and field in body:
            value = body[field]["url"] if field == "custom_url" else body[field]
            return AlreadyExists(f"Product with {name} = '{value}' already exist.", native=error.native)
    return error
