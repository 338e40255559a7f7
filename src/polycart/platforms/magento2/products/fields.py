"""The table between a product of the contract and Magento's.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/products``)
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.product import Product, ProductGroupItem
from polycart.core.codecs import Codec, decimal, string, text
from polycart.core.errors import ShopError, Unsupported
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.products import stock
from polycart.platforms.magento2.products.definitions import BRANDS, Definitions, definitions, knowing, parts
from polycart.platforms.magento2.products.option_reads import OPTIONS, product_options
from polycart.platforms.magento2.products.parts import (
    ASSOCIATED,
    BUNDLE,
    DIFFERENCES,
    LINKS,
    VARIANTS,
    Link,
    linked,
    of_type,
)
from polycart.platforms.magento2.products.pictures import GALLERY, images
from polycart.platforms.magento2.products.prices import (
    ENABLED,
    TIERS,
    advanced_prices,
    group_prices,
    on_sale,
    prices,
    special_prices,
    tier_prices,
)
from polycart.platforms.magento2.values import CUSTOM, AttributeValue, attribute, moment, values_of

TYPES = {"giftcard": "gift_card"}
"""The contract's word for each product type; the others are called alike."""

VISIBILITIES = {"hidden": 1, "catalog": 2, "search": 3, "everywhere": 4}
"""Where shoppers find a product (``Magento\\Catalog\\Model\\Product\\Visibility``)."""

HIDDEN = VISIBILITIES["hidden"]

product_type = Codec(
    lambda native: TYPES.get(native, native),
    lambda value: {word: native for native, word in TYPES.items()}.get(value, value),
    str | None,
)
enabled = Codec(lambda native: native == ENABLED, lambda value: ENABLED if value else 2, int | None)

TAKEN = frozenset({
    *BRANDS, "cost", "model", "upc", "ean", "gtin", "isbn", "mpn", "width", "height", "length", "ts_dimensions_width",
    "ts_dimensions_height", "ts_dimensions_length",
})  # fmt: skip
"""Attributes of the merchant that the contract has a field for."""

Row = tuple[Any, ...]


def _seen(status: int | None, visibility: int | None) -> bool:
    return status == ENABLED and visibility != HIDDEN


def virtual(kind: str | None, rows: list[AttributeValue] | None) -> bool:
    """Nothing is shipped of these; gift cards tell it by an attribute (0 is virtual)."""
    return kind in ("virtual", "downloadable") or (kind == "giftcard" and values_of(rows).get("giftcard_type") == "0")


def _downloadable(kind: str | None) -> bool:
    return kind == "downloadable"


def model(rows: list[AttributeValue] | None, sku: str | None) -> str | None:
    """The SKU, unless the shop has an attribute for models."""
    return values_of(rows).get("model") or sku


def side(name: str) -> Any:
    """One of the dimensions, where the shop has attributes for them; Magento's own has none."""

    def read(rows: list[AttributeValue] | None) -> float | None:
        values = values_of(rows)
        return decimal.load(values.get(name) or values.get(f"ts_dimensions_{name}"))

    return computed(read, CUSTOM)


class CategoryLink(msgspec.Struct):
    """A category that a product is in."""

    category_id: str | int


def _categories(links: list[CategoryLink] | None) -> list[str]:
    return [str(link.category_id) for link in links or ()]


async def stores_ids(magento: Magento, rows: list[Row]) -> list[list[str]]:
    """The stores of the websites that a product is sold on."""
    groups = sorted((group for group in await scopes.groups(magento) if group.website_id), key=lambda group: group.id)
    return [[str(group.id) for group in groups if group.website_id in (sites or ())] for (sites,) in rows]


async def weight_units(magento: Magento, rows: list[Row]) -> list[str]:
    """The shop's one unit."""
    return [(await scopes.current_config(magento)).weight_unit] * len(rows)


async def suffix(magento: Magento) -> str:
    """What the addresses of products end with; only GraphQL tells it, and a shop may have that switched off."""
    code = (await scopes.current_view(magento)).code

    async def fetch() -> str:
        address = magento.settings.store_url.rstrip("/") + "/graphql"
        query = {"query": "{storeConfig{product_url_suffix}}"}
        try:
            answer: Any = magento.decoded(await magento.send("GET", address, query, headers={"Store": code}))
            return str(answer["data"]["storeConfig"]["product_url_suffix"] or "")
        except (ShopError, Unsupported, KeyError, TypeError):
            return ".html"  # what Magento comes with

    return await magento.connection.fact(f"url suffix {code}", fetch)


async def urls(magento: Magento, rows: list[Row]) -> list[str | None]:
    """The pages of products that shoppers can see; rows are status, visibility and attributes."""
    keys = [values_of(row[2]).get("url_key") if _seen(row[0], row[1]) else None for row in rows]
    if not any(keys):
        return [None] * len(rows)
    config, end = await scopes.current_config(magento), await suffix(magento)
    base = (config.secure_base_link_url or config.base_link_url or config.base_url).rstrip("/")
    return [f"{base}/{key}{end}" if key else None for key in keys]


def brand_value(rows: list[AttributeValue] | None) -> tuple[str, str] | None:
    """The attribute that tells the brand, and its value."""
    values = values_of(rows)
    return next(((code, str(values[code])) for code in BRANDS if values.get(code)), None)


def _brand_id(rows: list[AttributeValue] | None) -> str | None:
    found = brand_value(rows)
    return found[1] if found else None


async def brand_names(magento: Magento, rows: list[Row]) -> list[str | None]:
    """The names of brands, which are options of an attribute."""
    found = [brand_value(row[0]) for row in rows]
    if not any(found):
        return [None] * len(rows)
    known = await knowing(magento, [pair for pair in found if pair and pair[1].isdigit()])
    return [known.label(*pair) if pair else None for pair in found]


async def custom_fields(magento: Magento, rows: list[Row]) -> list[dict[str, Any]]:
    """The merchant's own attributes by their codes; options by their labels."""
    held = [{code: value for code, value in values_of(row[0]).items() if code not in TAKEN} for row in rows]
    known = await definitions(magento)
    added = {(code, "") for values in held for code in values if code not in known.by_code}
    known = await knowing(magento, added)
    chosen = [{code: value for code, value in values.items() if _own(known, code)} for values in held]
    used = [
        (code, each)
        for values in chosen
        for code, value in values.items()
        if known.optioned(code)
        for each in parts(value)
    ]
    known = await knowing(magento, used)
    return [{code: known.shown(code, value) for code, value in values.items()} for values in chosen]


def _own(known: Definitions, code: str) -> bool:
    """Whether an attribute is the merchant's; one that is not known yet can be no other."""
    return code not in known.by_code or known.by_code[code].is_user_defined


def related(kind: str) -> Any:
    """The ids of the products that are linked in one way."""

    async def fetch(magento: Magento, rows: list[tuple[int, list[Link] | None]]) -> list[list[str]]:
        chosen = [of_type(links, kind) for _, links in rows]
        if not any(chosen):
            return [[] for _ in rows]
        known = await linked(magento, rows)
        ids = [[known.get(link.linked_product_sku.casefold()) for link in links] for links in chosen]
        return [[str(each.id) for each in line if each is not None] for line in ids]

    return lazy(fetch, "id", LINKS)


async def group_items(magento: Magento, rows: list[tuple[int, list[Link] | None]]) -> list[list[ProductGroupItem]]:
    """The members of groups, with the quantity that is suggested of each."""
    chosen = [of_type(links, ASSOCIATED) for _, links in rows]
    if not any(chosen):
        return [[] for _ in rows]
    known = await linked(magento, rows)
    result: list[list[ProductGroupItem]] = []
    for links in chosen:
        members = [(link, known.get(link.linked_product_sku.casefold())) for link in links]
        result.append([
            ProductGroupItem(
                child_item_id=None, product_id=str(member.id), default_qty_in_pack=link.quantity,
                is_qty_in_pack_fixed=False, price=member.price,
            )
            for link, member in members if member is not None
        ])  # fmt: skip
    return result


STOCK = ("id", "sku", "type_id")
"""What the stock of a page is asked for with."""


class ProductMap(Map[Product]):
    """A product of any type; variants are products themselves, and child items of configurable ones."""

    id = field("id", text)
    type = field("type_id", product_type)
    u_model = computed(model, CUSTOM, "sku")
    u_sku = field("sku", string)
    name = field("name", text)
    description = attribute("description")
    short_description = attribute("short_description")
    price = lazy(prices, "id", "type_id", "price", VARIANTS)
    advanced_price = computed(advanced_prices, TIERS)
    cost_price = attribute("cost", decimal)
    quantity = lazy(stock.quantities, *STOCK)
    inventory = lazy(stock.inventories, *STOCK)
    group_items = lazy(group_items, "id", LINKS)
    u_brand_id = computed(_brand_id, CUSTOM)
    u_brand = lazy(brand_names, CUSTOM)
    categories_ids = computed(_categories, At("extension_attributes.category_links", list[CategoryLink]))
    stores_ids = lazy(stores_ids, At("extension_attributes.website_ids", list[int]))
    url = lazy(urls, "status", "visibility", CUSTOM)
    seo_url = attribute("url_key")
    meta_title = attribute("meta_title")
    meta_keywords = attribute("meta_keyword")
    meta_description = attribute("meta_description")
    avail_sale = field("status", enabled)
    avail_view = computed(_seen, "status", "visibility")
    is_virtual = computed(virtual, "type_id", CUSTOM)
    is_downloadable = computed(_downloadable, "type_id")
    weight = field("weight", decimal)
    weight_unit = lazy(weight_units)
    in_stock = lazy(stock.in_stock, *STOCK)
    backorders = lazy(stock.backorders, *STOCK)
    manage_stock = lazy(stock.managed_words, *STOCK)
    is_stock_managed = lazy(stock.managed, *STOCK)
    on_sale = lazy(on_sale, CUSTOM)
    create_at = field("created_at", moment)
    modified_at = field("updated_at", moment)
    tax_class_id = attribute("tax_class_id", text)
    special_price = lazy(special_prices, CUSTOM)
    tier_price = computed(tier_prices, TIERS)
    group_price = computed(group_prices, TIERS)
    images = lazy(images, GALLERY)
    product_options = lazy(product_options, DIFFERENCES, BUNDLE, OPTIONS)
    u_upc = attribute("upc", text)
    u_mpn = attribute("mpn", text)
    u_gtin = attribute("gtin", text)
    u_isbn = attribute("isbn", text)
    u_ean = attribute("ean", text)
    related_products_ids = related("related")
    up_sell_products_ids = related("upsell")
    cross_sell_products_ids = related("crosssell")
    width = side("width")
    height = side("height")
    length = side("length")
    additional_fields = extras(
        "attribute_set_id", "type_id", "status", "visibility", website_ids="extension_attributes.website_ids",
        configurable_product_links="extension_attributes.configurable_product_links",
        downloadable_product_links="extension_attributes.downloadable_product_links",
        downloadable_product_samples="extension_attributes.downloadable_product_samples",
        giftcard_amounts="extension_attributes.giftcard_amounts",
    )  # fmt: skip
    custom_fields = lazy(custom_fields, CUSTOM)
