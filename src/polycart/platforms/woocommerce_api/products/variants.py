"""Reading variations: as child items, and by the older methods that call them variants.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-variation-properties
"""

from __future__ import annotations

from html import unescape
from typing import Any

import msgspec

from polycart import api
from polycart.api.entities import Image
from polycart.api.product import (
    Child,
    Product,
    ProductAdvancedPrice,
    ProductChildItemCombination,
    ProductChildItemFindParams,
    ProductChildItemInfoParams,
    ProductChildItemListParams,
    ProductVariantCount,
    ProductVariantCountParams,
    ProductVariantInfoParams,
    ProductVariantListParams,
)
from polycart.core.codecs import boolean, decimal, integer, number, stamp, string, text
from polycart.core.emulate import FIND_PARAMS, matches
from polycart.core.errors import ParameterError, TooManyItems
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.meta import META, custom_fields
from polycart.platforms.woocommerce_api.numbers import native_id, native_ids
from polycart.platforms.woocommerce_api.products.fields import (
    COST,
    IMAGE_ROWS,
    PARENTS,
    VARIATIONS,
    GoodsMap,
    barcode,
    dimension_units,
    images,
    in_stock,
    meta_field,
    published,
    size,
    tax_class,
    weight_units,
)
from polycart.platforms.woocommerce_api.products.filters import holds
from polycart.platforms.woocommerce_api.products.searches import (
    Row,
    Search,
    after,
    before,
    missing,
    named,
    of_ids,
    scan,
)
from polycart.platforms.woocommerce_api.products.terms import numbered
from polycart.platforms.woocommerce_api.terms import term_name

WHERE = ("name", "sku")
MOST_PARENTS = 100
OTHER_STATUSES = ("draft", "future", "pending", "private")
BY_ID = {"orderby": "id", "order": "asc"}


class ChoiceRow(msgspec.Struct):
    """The value of one attribute that a variation stands for."""

    id: int = 0
    name: str = ""
    option: str = ""


async def combinations(woo: Woo, rows: list[tuple[Any, ...]]) -> list[list[ProductChildItemCombination]]:
    """Option values with the ids that the product's options have; one that may be any value is not named."""
    choices: list[list[ChoiceRow]] = [row[0] or [] for row in rows]
    used = {(choice.id, choice.option) for each in choices for choice in each if choice.id}
    known = await numbered(woo, used) if used else {}

    def one(choice: ChoiceRow) -> ProductChildItemCombination:
        term = known.get((choice.id, unescape(choice.option)))
        return combined(choice, str(term.id) if term else None)

    return [[one(choice) for choice in each] for each in choices]


def combined(choice: ChoiceRow, term: str | None) -> ProductChildItemCombination:
    """A choice by the ids that the product's options have; ``term`` is that of a global attribute's value."""
    return ProductChildItemCombination(
        option_id=str(choice.id) if choice.id else choice.name, option_value_id=term or choice.option
    )


def _image(row: Any) -> list[Image]:
    return images([row] if row else [])


def _managed(native: Any) -> bool:
    return native in (True, "parent")  # the parent counts the stock of all its variations together


def _reduced(value: str | None, on_sale: bool | None, start: str | None, end: str | None) -> list[ProductAdvancedPrice]:
    """The sale price: a child item has no other place for it."""
    price = decimal.load(value)
    if price is None:
        return []
    return [
        ProductAdvancedPrice(
            id="sale_price", value=price, avail=bool(on_sale), group_id=None, quantity_from=1.0,
            start_time=stamp.load(start), expire_time=stamp.load(end),
        )
    ]  # fmt: skip


SALE = ("sale_price", "on_sale", "date_on_sale_from_gmt", "date_on_sale_to_gmt")
IMAGE_ROW = At("image", IMAGE_ROWS.native.__args__[0])


class ChildMap(Map[Child]):
    """A variation as a child item."""

    id = field("id", text)
    parent_id = field("parent_id", text)
    sku = field("sku", string)
    upc = barcode("upc")
    ean = barcode("ean")
    gtin = barcode("gtin")
    isbn = barcode("isbn")
    url = field("permalink")
    sort_order = field("menu_order", integer)
    created_time = field("date_created_gmt", stamp)
    modified_time = field("date_modified_gmt", stamp)
    name = field("name", term_name)
    full_description = field("description", string)
    images = computed(_image, IMAGE_ROW)
    combination = lazy(combinations, At("attributes", list[ChoiceRow]))
    default_price = field("regular_price", decimal)
    cost_price = COST
    advanced_price = computed(_reduced, *SALE)
    tax_class_id = field("tax_class", tax_class)
    avail_for_sale = field("status", published)
    allow_backorders = field("backorders_allowed", boolean)
    in_stock = field("stock_status", in_stock)
    on_sale = field("on_sale", boolean)
    manage_stock = computed(_managed, "manage_stock")
    inventory_level = field("stock_quantity", number)
    low_stock_threshold = field("low_stock_amount", number)
    weight_unit = lazy(weight_units)
    weight = field("weight", decimal)
    dimensions_unit = lazy(dimension_units)
    width = size("width")
    height = size("height")
    length = size("length")
    meta_title = meta_field(0)
    meta_description = meta_field(1)
    meta_keywords = meta_field(2)
    is_virtual = field("virtual", boolean)
    custom_fields = computed(custom_fields, META)
    additional_fields = extras(
        "status", "purchasable", "downloadable", "downloads", "download_limit", "download_expiry", "tax_status",
        "stock_status", "backorders", "shipping_class",
        current_price="price", sale_price="sale_price",
    )  # fmt: skip


async def _categories(woo: Woo, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    """Variations are in the categories of their products."""
    parents = sorted({row[0] for row in rows})
    parts = [parents[at : at + 100] for at in range(0, len(parents), 100)]
    known_ids: dict[int, list[str]] = {}
    for part in parts:
        found = await scan(woo, "products", {"include": ",".join(map(str, part))}, ("id", "categories"))
        known_ids |= {row["id"]: [str(category["id"]) for category in row["categories"]] for row in found}
    return [known_ids.get(row[0], []) for row in rows]


class VariantMap(GoodsMap):
    """A variation in the shape of a product."""

    categories_ids = lazy(_categories, At("parent_id", int))

    price = field("regular_price", decimal)
    images = computed(_image, IMAGE_ROW)
    additional_fields = extras("parent_id", "status", "stock_status", "tax_status", current_price="price")


class ChildQuery(Map[ProductChildItemListParams]):
    """Filters that the shop has by itself."""

    sku = field("sku")
    created_from = field("after", after)
    created_to = field("before", before)
    modified_from = field("modified_after", after)
    modified_to = field("modified_before", before)


class VariantQuery(Map[ProductVariantListParams]):
    """Filters of the older methods."""

    created_from = field("after", after)
    created_to = field("before", before)
    modified_from = field("modified_after", after)
    modified_to = field("modified_before", before)


@woocommerce.implements(
    api.product.child_item.list, ChildQuery, "product_id", "product_ids", "avail_sale", "find_value", "find_where",
    gives=ChildMap,
)  # fmt: skip
async def product_child_item_list(woo: Woo, p: ProductChildItemListParams) -> Page[Child]:
    """List variations of some products or of all; ``count=0`` tells their number only."""
    search = Search(path=VARIATIONS, query={**ChildQuery.dump(p), **BY_ID, "dates_are_gmt": True})
    _parents(search, p.product_id, p.product_ids)
    if p.avail_sale:
        search.query["status"] = "publish"
    elif p.avail_sale is not None:
        search.either = [{"status": status} for status in OTHER_STATUSES]
    if p.find_value:
        search.query["search"] = p.find_value  # the list's own search: name, SKU or attribute value
        places = named(p.find_where, WHERE, "find_where")
        if places:
            search.fields, search.check = places, holds(p.find_value, places)
    return await search.page(woo, ChildMap, start=p.start, count=p.count)


def _parents(search: Search, product_id: str | None, product_ids: str | None) -> None:
    if product_id is not None and product_ids is not None:
        raise ParameterError("Parameter 'product_id' can't be used with parameter(s): 'product_ids'")
    if product_id is not None:
        search.query["parent"] = native_id("product_id").dump(product_id)
    if product_ids is not None:
        ids = native_ids("product_ids").dump(product_ids)
        if ids.count(",") >= MOST_PARENTS:
            raise TooManyItems(f"Parameter 'product_ids' takes {MOST_PARENTS} ids at most.")
        search.query["parent"] = ids
        search.nothing = not ids


@woocommerce.implements(api.product.child_item.info, "product_id", "id", gives=ChildMap)
async def product_child_item_info(woo: Woo, p: ProductChildItemInfoParams) -> Child:
    """Read one variation of a product."""
    query = {"include": native_id("id").dump(p.id), "parent": native_id("product_id").dump(p.product_id)}
    page = await woo.window(VARIATIONS, query, ChildMap, start=0, count=1)
    if not page.items:
        raise missing("Child item", p.id)
    return page.items[0]


@woocommerce.implements(
    api.product.child_item.find, "find_value", "find_where", "find_params", gives=ChildMap, emulated=True,
    note="The shop's search finds candidates; the match is checked here.",
)  # fmt: skip
async def product_child_item_find(woo: Woo, p: ProductChildItemFindParams) -> Page[Child]:
    """Find variations by name or SKU."""
    if not p.find_value:
        raise ParameterError("The value of parameter 'find_value' can not be empty.")
    value = p.find_value
    places = named(p.find_where, WHERE, "find_where") or WHERE
    loose = {"regex", "any_words"} & set(named(p.find_params, FIND_PARAMS, "find_params"))

    def check(row: Row) -> bool:
        return any(matches(unescape(str(row[place])), value, p.find_params) for place in places)

    query = dict(BY_ID) if loose else {**BY_ID, "search": value}
    search = Search(path=VARIATIONS, query=query, fields=places, check=check)
    ids = await search.ids(woo)
    page = await of_ids(woo, search, ChildMap, ids, start=0, count=len(ids))
    return Page(items=page.items, projected=True)


@woocommerce.implements(api.product.variant.list, VariantQuery, "product_id", "category_id", gives=VariantMap)
async def product_variant_list(woo: Woo, p: ProductVariantListParams) -> Page[Product]:
    """List variations in the shape of products."""
    search = await _older(woo, p, p.product_id, p.category_id)
    return await search.page(woo, VariantMap, start=p.start, count=p.count)


@woocommerce.implements(api.product.variant.count, VariantQuery, "product_id", "category_id")
async def product_variant_count(woo: Woo, p: ProductVariantCountParams) -> ProductVariantCount:
    """Count the variations of a product."""
    search = await _older(woo, p, p.product_id, p.category_id)
    return ProductVariantCount(variants_count=await search.total(woo))


@woocommerce.implements(api.product.variant.info, "id", gives=VariantMap)
async def product_variant_info(woo: Woo, p: ProductVariantInfoParams) -> Product:
    """Read one variation in the shape of a product."""
    page = await woo.window(VARIATIONS, {"include": native_id("id").dump(p.id)}, VariantMap, start=0, count=1)
    if not page.items:
        raise missing("Variant", p.id)
    return page.items[0]


async def _older(woo: Woo, p: Any, product_id: str | None, category_id: str | None) -> Search:
    """Variations have no categories of their own: the products of the category are asked for first."""
    search = Search(path=VARIATIONS, query={**VariantQuery.dump(p), **BY_ID, "dates_are_gmt": True})
    _parents(search, product_id, None)
    if category_id is not None:
        category = {**BY_ID, "category": native_id("category_id").dump(category_id)}
        ids = {row["id"] for row in await scan(woo, "products", category, ("id", "type")) if row["type"] in PARENTS}
        if product_id is not None:
            ids &= {search.query["parent"]}
        search.nothing = not ids
        search.query["parent"] = ",".join(map(str, sorted(ids)))
    return search
