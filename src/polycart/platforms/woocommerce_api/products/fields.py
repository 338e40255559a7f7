"""The table between a product of the contract and WooCommerce's.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-properties
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from typing import Any

import msgspec

from polycart.api.entities import Image
from polycart.api.product import Product, ProductGroupItem, ProductOption, ProductOptionItem, SpecialPrice
from polycart.core.codecs import Codec, boolean, decimal, enum, ids, integer, number, stamp, string, text
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo
from polycart.platforms.woocommerce_api.images import ImageMap
from polycart.platforms.woocommerce_api.meta import META, Meta, custom_fields
from polycart.platforms.woocommerce_api.products.searches import scan
from polycart.platforms.woocommerce_api.products.terms import numbered
from polycart.platforms.woocommerce_api.terms import term_name

VARIATIONS = "/wc-analytics/variations"
"""All variations of the shop in one list, with their parents, which wc/v3 does not have.

The route is there whether or not the shop uses analytics (src/Admin/API/Init.php, src/Admin/API/ProductVariations.php).
"""

TYPES = {
    "simple": "simple",
    "variable": "configurable",
    "grouped": "grouped",
    "external": "external",
    "subscription": "simple-subscription",
    "variable-subscription": "configurable-subscription",
}
"""The contract's word for each product type; types of other plugins keep their own."""

PARENTS = ("variable", "variable-subscription")
"""The types that have variations."""

product_type = Codec(
    lambda native: TYPES.get(native, native),
    lambda value: {word: native for native, word in TYPES.items()}.get(value, value),
    str | None,
)
tax_class = Codec(lambda native: native or "standard", lambda value: "" if value == "standard" else value, str | None)
stock_flag = Codec(lambda native: "True" if native else "False", lambda value: value == "True", Any)
managed = Codec(lambda native: native is True, lambda value: value, Any)  # a variation says "parent", too
in_stock = Codec(lambda native: native != "outofstock", lambda value: "instock" if value else "outofstock", str | None)
visible = enum({"visible": "everywhere", "catalog": "catalog", "search": "search", "hidden": "hidden"})
published = Codec(lambda native: native == "publish", lambda value: "publish" if value else "draft", str | None)


class AttributeRow(msgspec.Struct):
    """An attribute at a product; ``id`` is 0 for one of the product's own."""

    id: int = 0
    name: str = ""
    position: int = 0
    visible: bool = False
    variation: bool = False
    options: list[Any] = []


class DefaultRow(msgspec.Struct):
    """A value that is chosen at first; ``option`` is its name or slug."""

    id: int = 0
    name: str = ""
    option: str = ""


ATTRIBUTES = At("attributes", list[AttributeRow])

SEO = {
    "wordpress-seo": ("_yoast_wpseo_title", "_yoast_wpseo_metadesc", "_yoast_wpseo_focuskw"),
    "seo-by-rank-math": ("rank_math_title", "rank_math_description", "rank_math_focus_keyword"),
    "wp-seopress": ("_seopress_titles_title", "_seopress_titles_desc", "_seopress_analysis_target_kw"),
}
"""Where the SEO plugins (by their folders) keep title, description and keywords of a page."""

MODEL = "model"
"""The custom field of a model that is not the SKU: WooCommerce knows SKUs only."""


def meta(rows: list[Meta] | None, *keys: str) -> str | None:
    """The first of some custom fields that is not empty."""
    if not rows:
        return None
    found = {row.key: row.value for row in rows}
    return next((str(found[key]) for key in keys if found.get(key)), None)


def meta_field(place: int) -> Any:
    """A text for search engines, by its place in ``SEO``."""
    keys = [names[place] for names in SEO.values()]

    def read(rows: list[Meta] | None) -> str | None:
        return meta(rows, *keys)

    return computed(read, META)


def model(rows: list[Meta] | None, sku: str | None) -> str | None:
    """The SKU, unless the product has a model of its own."""
    return meta(rows, MODEL) or sku


def _sorted_ids(found: list[int] | None) -> list[str]:
    return [str(id) for id in sorted(found or ())]  # the shop shuffles related products


def barcode(kind: str) -> Any:
    """The one global number, where it has the form of ``kind``: 12 digits a UPC, 978… an ISBN, other 8 or 13 an EAN."""

    def read(number: str | None) -> str | None:
        digits = (number or "").replace("-", "")
        if not digits or (kind != "gtin" and _form(digits) != kind):
            return None
        return number

    return computed(read, "global_unique_id", since="9.2")


def _form(digits: str) -> str:
    if len(digits) == 10 or (len(digits) == 13 and digits.startswith(("978", "979"))):
        return "isbn"
    return {12: "upc", 8: "ean", 13: "ean"}.get(len(digits), "gtin")


class SizeRow(msgspec.Struct):
    """Length, width and height; text, which may be empty."""

    length: Any = None
    width: Any = None
    height: Any = None


def size(name: str) -> Any:
    """One of the dimensions; WooCommerce reads only whole fields sparsely, so ``dimensions.width`` gives nothing."""

    def read(row: SizeRow | None) -> float | None:
        return decimal.load(getattr(row, name)) if row else None

    return computed(read, At("dimensions", SizeRow))


def _cost(row: dict[str, Any] | None) -> float | None:
    return decimal.load(row.get("total_value")) if row else None


COST = computed(_cost, "cost_of_goods_sold")


def special_price(value: str | None, on_sale: bool | None, start: str | None, end: str | None) -> SpecialPrice | None:
    """The sale price, whether it holds right now, and when it does."""
    price = decimal.load(value)
    if price is None:
        return None
    return SpecialPrice(
        value=price, avail=bool(on_sale), created_at=stamp.load(start), modified_at=None, expired_at=stamp.load(end)
    )


_IMAGES = ImageMap.reader()


def images(rows: list[Any] | None) -> list[Image]:
    """Pictures in their order; the first is the main one."""
    found = [_IMAGES.load(row) for row in rows or ()]
    for place, image in enumerate(found):
        image.sort_order = place
        image.type = "IMAGE_TYPE_ADDITIONAL" if place else "IMAGE_TYPE_BASE"
    return found


IMAGE_ROWS = At("images", list[_IMAGES.row])


async def units(woo: Woo, rows: list[tuple[Any, ...]], name: str) -> list[str]:
    """The shop's one unit, for every row."""
    return [await woo.option("products", name)] * len(rows)


async def weight_units(woo: Woo, rows: list[tuple[Any, ...]]) -> list[str]:
    """The shop's unit of weight."""
    return await units(woo, rows, "woocommerce_weight_unit")


async def dimension_units(woo: Woo, rows: list[tuple[Any, ...]]) -> list[str]:
    """The shop's unit of length."""
    return await units(woo, rows, "woocommerce_dimension_unit")


async def prices(woo: Woo, rows: list[tuple[Any, ...]]) -> list[float | None]:
    """Prices without reductions.

    A variable product has none of its own: it is the lowest of its variations. The shop tells the lowest current
    price, so the variations are only asked for where one of them is reduced.
    """
    reduced = [row[0] for row in rows if row[1] in PARENTS and row[4]]
    lowest = await _lowest(woo, reduced) if reduced else {}
    return [
        lowest.get(id, decimal.load(price)) if kind in PARENTS else decimal.load(regular or price)
        for id, kind, regular, price, _ in rows
    ]


async def _lowest(woo: Woo, parents: list[int]) -> dict[int, float]:
    query = {"status": "publish", "orderby": "id", "order": "asc"}
    names = ("parent_id", "regular_price")
    found: dict[int, list[float]] = defaultdict(list)
    for row in await scan(woo, VARIATIONS, {**query, "parent": ",".join(map(str, parents))}, names):
        price = decimal.load(row.get("regular_price"))
        if price is not None:
            found[row["parent_id"]].append(price)
    return {id: min(prices) for id, prices in found.items()}


def option_id(attribute: AttributeRow | DefaultRow) -> str:
    """The id of an option: that of the global attribute, or the name of the product's own one."""
    return str(attribute.id) if attribute.id else attribute.name


def plain(attribute: AttributeRow, value: Any) -> str:
    """A value of an attribute as text; those of global ones come as HTML."""
    return unescape(str(value)) if attribute.id else str(value)


def product_option_id(product_id: int, attribute_id: int) -> str | None:
    """The option at the product, in one number because ``product.option.value.assign`` tells no product."""
    return str(product_id * _ATTRIBUTES + attribute_id) if attribute_id else None


def from_product_option_id(id: int) -> tuple[int, int]:
    """The ids of product and global attribute that a number was made of."""
    return divmod(id, _ATTRIBUTES)


_ATTRIBUTES = 100_000


async def product_options(woo: Woo, rows: list[tuple[Any, ...]]) -> list[list[ProductOption]]:
    """Attributes that variations differ in; values are numbered by the terms of the global ones."""
    chosen: list[Chosen] = [
        (id, [attribute for attribute in attributes or () if attribute.variation], defaults or ())
        for id, attributes, defaults in rows
    ]
    used = {
        (attribute.id, str(name))
        for _, attributes, _ in chosen
        for attribute in attributes
        if attribute.id
        for name in attribute.options
    }
    known = await numbered(woo, used) if used else {}
    return options_of(chosen, known)


Chosen = tuple[int, list[AttributeRow], Sequence[DefaultRow]]
"""A product's id, the attributes that its variations differ in, and what is chosen at first."""


def options_of(
    chosen: Iterable[Chosen], known: Mapping[tuple[int, str], ProductOptionItem]
) -> list[list[ProductOption]]:
    """The options of each product; ``known`` are the terms behind attribute ids and plain names."""

    def option(id: int, attribute: AttributeRow, first: str | None) -> ProductOption:
        items = [
            _item(plain(attribute, name), place, known.get((attribute.id, plain(attribute, name))), first)
            for place, name in enumerate(attribute.options)
        ]
        return ProductOption(
            id=option_id(attribute), product_option_id=product_option_id(id, attribute.id), name=attribute.name,
            sort_order=attribute.position, type="select", required=True, available=True, used_in_combination=True,
            option_items=items,
        )  # fmt: skip

    result: list[list[ProductOption]] = []
    for id, attributes, defaults in chosen:
        first = {option_id(default): default.option for default in defaults}
        result.append([option(id, attribute, first.get(option_id(attribute))) for attribute in attributes])
    return result


def _item(name: str, place: int, term: ProductOptionItem | None, first: str | None) -> ProductOptionItem:
    extra: Any = term.additional_fields if term else {}
    return ProductOptionItem(
        id=term.id if term else name,
        product_option_item_id=term.id if term else name,
        name=name,
        sort_order=place,
        is_default=first is not None and first in (name, extra.get("slug")),
    )


def _brand_id(brands: list[dict[str, Any]] | None) -> str | None:
    return str(brands[0]["id"]) if brands else None


def brand(brands: list[dict[str, Any]] | None, attributes: Sequence[AttributeRow] | None) -> str | None:
    """The brand, or the attribute that shops used for it before there were brands."""
    if brands:
        return unescape(brands[0]["name"])
    own = next((each for each in attributes or () if each.name.lower() in BRAND_NAMES and each.options), None)
    return str(own.options[0]) if own else None


BRAND_NAMES = ("brand", "manufacturer")
"""Attributes that shops used for brands before WooCommerce had them (9.6)."""


def _group(members: list[int] | None) -> list[ProductGroupItem]:
    return [
        ProductGroupItem(child_item_id=None, product_id=str(id), default_qty_in_pack=1.0, is_qty_in_pack_fixed=False)
        for id in members or ()
    ]


def _categories(rows: list[dict[str, Any]] | None) -> list[str]:
    return [str(row["id"]) for row in rows or ()]


class GoodsMap(Map[Product]):
    """What products and variations have in common."""

    id = field("id", text)
    type = field("type", product_type)
    u_model = computed(model, META, "sku")
    u_sku = field("sku", string)
    name = field("name", term_name)  # filtered by wp_filter_post_kses, which escapes ampersands
    description = field("description", string)
    cost_price = COST
    quantity = field("stock_quantity", number)
    stores_ids = constant([STORE_ID])
    url = field("permalink")
    meta_title = meta_field(0)
    meta_description = meta_field(1)
    meta_keywords = meta_field(2)
    avail_sale = field("status", published)
    avail_view = field("status", published)
    is_virtual = field("virtual", boolean)
    is_downloadable = field("downloadable", boolean)
    weight = field("weight", decimal)
    weight_unit = lazy(weight_units)
    sort_order = field("menu_order", integer)
    in_stock = field("stock_status", in_stock)
    backorders = field("backorders")
    manage_stock = field("manage_stock", stock_flag)
    is_stock_managed = field("manage_stock", managed)
    on_sale = field("on_sale", boolean)
    create_at = field("date_created_gmt", stamp)
    modified_at = field("date_modified_gmt", stamp)
    tax_class_id = field("tax_class", tax_class)
    special_price = computed(
        special_price, "sale_price", "on_sale", "date_on_sale_from_gmt", "date_on_sale_to_gmt"
    )  # fmt: skip
    u_upc = barcode("upc")
    u_gtin = barcode("gtin")
    u_isbn = barcode("isbn")
    u_ean = barcode("ean")
    dimensions_unit = lazy(dimension_units)
    width = size("width")
    height = size("height")
    length = size("length")
    custom_fields = computed(custom_fields, META)


class ProductMap(GoodsMap):
    """A product of any type; variations are child items."""

    short_description = field("short_description", string)
    price = lazy(prices, "id", "type", "regular_price", "price", "on_sale")
    group_items = computed(_group, At("grouped_products", list[int]))
    u_brand_id = computed(_brand_id, "brands")
    u_brand = computed(brand, "brands", ATTRIBUTES)
    categories_ids = computed(_categories, "categories")
    seo_url = field("slug")
    images = computed(images, IMAGE_ROWS)
    product_options = lazy(product_options, "id", ATTRIBUTES, At("default_attributes", list[DefaultRow]))
    related_products_ids = computed(_sorted_ids, "related_ids")
    up_sell_products_ids = field("upsell_ids", ids)
    cross_sell_products_ids = field("cross_sell_ids", ids)
    additional_fields = extras(
        "status", "featured", "catalog_visibility", "purchasable", "total_sales", "tax_status", "shipping_class",
        "stock_status", "backorders_allowed", "low_stock_amount", "sold_individually", "external_url", "button_text",
        "downloads", "download_limit", "download_expiry", "purchase_note", "reviews_allowed", "average_rating",
        "rating_count", "tags", "brands", "default_attributes", "variations", "grouped_products",
        current_price="price",
    )  # fmt: skip
