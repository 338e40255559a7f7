"""Reading variants and parts of bundles: as child items, and variants by the older methods in the shape of products.

All of them are products, with ids of their own; what makes them children stands at their parents.
"""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    Child,
    Product,
    ProductChildItemCombination,
    ProductChildItemFindParams,
    ProductChildItemInfoParams,
    ProductChildItemListParams,
    ProductVariantCount,
    ProductVariantCountParams,
    ProductVariantInfoParams,
    ProductVariantListParams,
)
from polycart.core.codecs import decimal, string, text
from polycart.core.emulate import FIND_PARAMS, matches
from polycart.core.errors import ParameterError, TooManyItems
from polycart.core.given import allowed, clash
from polycart.core.mapping import Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import SORT, where
from polycart.platforms.magento2.numbers import native_id, native_ids
from polycart.platforms.magento2.products import stock
from polycart.platforms.magento2.products.definitions import Definitions, definitions
from polycart.platforms.magento2.products.families import Kin, families
from polycart.platforms.magento2.products.fields import (
    STOCK,
    ProductMap,
    custom_fields,
    enabled,
    side,
    urls,
    virtual,
    weight_units,
)
from polycart.platforms.magento2.products.filters import (
    BY_ID,
    DISABLED,
    like,
    since,
    until,
)
from polycart.platforms.magento2.products.parts import BATCH, PATH, products_by
from polycart.platforms.magento2.products.pictures import GALLERY, images
from polycart.platforms.magento2.products.prices import ENABLED, TIERS, child_prices, on_sale
from polycart.platforms.magento2.values import CUSTOM, attribute, moment, values_of

WHERE = {"name": "name", "sku": "sku"}
MOST_PARENTS = 100

CONFIGURABLE = ("configurable",)


class ChildMap(Map[Child]):
    """A variant or part. What is said of it and its parent together is filled in by ``_related``."""

    id = field("id", text)
    parent_id = constant(None)
    sku = field("sku", string)
    upc = attribute("upc", text)
    ean = attribute("ean", text)
    mpn = attribute("mpn", text)
    gtin = attribute("gtin", text)
    isbn = attribute("isbn", text)
    url = lazy(urls, "status", "visibility", CUSTOM)
    seo_url = attribute("url_key")
    created_time = field("created_at", moment)
    modified_time = field("updated_at", moment)
    name = field("name", text)
    short_description = attribute("short_description")
    full_description = attribute("description")
    images = lazy(images, GALLERY)
    combination = computed(values_of, CUSTOM)
    default_price = field("price", decimal)
    cost_price = attribute("cost", decimal)
    list_price = attribute("msrp", decimal)
    advanced_price = lazy(child_prices, CUSTOM, TIERS)
    tax_class_id = attribute("tax_class_id", text)
    avail_for_sale = field("status", enabled)
    allow_backorders = lazy(stock.allows_backorders, *STOCK)
    in_stock = lazy(stock.in_stock, *STOCK)
    on_sale = lazy(on_sale, CUSTOM)
    manage_stock = lazy(stock.managed, *STOCK)
    inventory_level = lazy(stock.quantities, *STOCK)
    inventory = lazy(stock.inventories, *STOCK)
    min_quantity = lazy(stock.fewest, *STOCK)
    low_stock_threshold = lazy(stock.thresholds, *STOCK)
    default_qty_in_pack = constant(None)
    is_qty_in_pack_fixed = constant(None)
    weight_unit = lazy(weight_units)
    weight = field("weight", decimal)
    width = side("width")
    height = side("height")
    length = side("length")
    meta_title = attribute("meta_title")
    meta_description = attribute("meta_description")
    meta_keywords = attribute("meta_keyword")
    is_virtual = computed(virtual, "type_id", CUSTOM)
    additional_fields = extras("attribute_set_id", "type_id", "status", "visibility")
    custom_fields = lazy(custom_fields, CUSTOM)


class ChildQuery(Map[ProductChildItemListParams]):
    """Filters of child items that are a condition each."""

    sku = where("sku", "eq")
    created_from = where("created_at", "gteq", since)
    created_to = where("created_at", "lteq", until)
    modified_from = where("updated_at", "gteq", since)
    modified_to = where("updated_at", "lteq", until)


class VariantQuery(Map[ProductVariantListParams]):
    """Filters of the older methods."""

    created_from = where("created_at", "gteq", since)
    created_to = where("created_at", "lteq", until)
    modified_from = where("updated_at", "gteq", since)
    modified_to = where("updated_at", "lteq", until)


class _Numbered(msgspec.Struct):
    id: int


def _website(magento: Magento) -> dict[str, Any]:
    """A store has the products of its website."""
    group = magento.scope.group if magento.scope is not None else None
    return {"website_id eq": group.website_id} if group is not None else {}


def _parents(product_id: str | None, product_ids: str | None) -> dict[str, Any]:
    if product_id is not None and product_ids is not None:
        raise clash("product_id", ["product_ids"])
    if product_id is not None:
        return {"entity_id in": [native_id("product_id").dump(product_id)]}
    if product_ids is None:
        return {}
    ids = native_ids("product_ids").dump(product_ids)
    if len(ids) > MOST_PARENTS:
        raise TooManyItems(f"Parameter 'product_ids' takes {MOST_PARENTS} ids at most.")
    return {"entity_id in": ids}


async def _kin(magento: Magento, parents: dict[str, Any], query: dict[str, Any], kinds: tuple[str, ...]) -> list[Kin]:
    """The children of some parents that a query leaves."""
    if parents.get("entity_id in") == []:
        return []
    kin = await families(magento, {**parents, **_website(magento)}, kinds)
    if not query or not kin:
        return kin
    found = await products_by(magento, "entity_id", [each.child for each in kin], _Numbered, "id", also=query)
    left = {row.id for row in found}
    return [each for each in kin if each.child in left]


def _texts(find_where: str | None) -> list[str]:
    names = [name.strip() for name in (find_where or "name,sku").split(",") if name.strip()]
    if not names or any(name not in WHERE for name in names):
        raise allowed("find_where", WHERE)
    return names


@magento2.implements(
    api.product.child_item.list, ChildQuery, "product_id", "product_ids", "avail_sale", "find_value", "find_where",
    gives=ChildMap,
)  # fmt: skip
async def product_child_item_list(magento: Magento, p: ProductChildItemListParams) -> Page[Child]:
    """List variants and parts of bundles, of some products or of all; ``count=0`` tells their number only."""
    query: dict[str, Any] = ChildQuery.dump(p)
    if p.avail_sale is not None:
        query["status eq"] = ENABLED if p.avail_sale else DISABLED
    if p.find_value:
        query["|".join(_texts(p.find_where)) + " like"] = like(p.find_value)
    elif p.find_where is not None:
        raise ParameterError("Parameter 'find_where' must be used with parameter 'find_value'")
    kin = await _kin(magento, _parents(p.product_id, p.product_ids), query, ("configurable", "bundle"))
    items = await _children(magento, kin[p.start : p.start + p.count])
    return Page(items=items, total=len(kin), next=_following(kin, p))


def _following(kin: list[Kin], p: Any) -> dict[str, Any] | None:
    return {"start": p.start + p.count} if p.count and p.start + p.count < len(kin) else None


@magento2.implements(api.product.child_item.info, "product_id", "id", gives=ChildMap)
async def product_child_item_info(magento: Magento, p: ProductChildItemInfoParams) -> Child:
    """Read one variant or part of a product."""
    id, parents = native_id("id").dump(p.id), _parents(p.product_id, None)
    kin = [each for each in await families(magento, parents) if each.child == id]
    found = await _children(magento, kin[:1])
    if not found:
        raise missing("Child item", p.id)
    return found[0]


@magento2.implements(
    api.product.child_item.find, "find_value", "find_where", "find_params", gives=ChildMap, emulated=True,
    note="The shop finds candidates; the match is checked here.",
)  # fmt: skip
async def product_child_item_find(magento: Magento, p: ProductChildItemFindParams) -> Page[Child]:
    """Find variants and parts by name or SKU."""
    if not p.find_value:
        raise ParameterError("The value of parameter 'find_value' can not be empty.")
    value, names = p.find_value, _texts(p.find_where)
    how = {part.strip() for part in p.find_params.split(",") if part.strip()}
    if not how <= set(FIND_PARAMS):
        raise allowed("find_params", FIND_PARAMS)
    query: dict[str, Any] = {}
    if "regex" not in how:
        words = value.split() if "any_words" in how else [value]
        query["texts any"] = [(WHERE[name], "like", like(word)) for name in names for word in words or [""]]
    kin = await _kin(magento, {}, query, ("configurable", "bundle"))
    looking: Any = magento.with_call(
        msgspec.structs.replace(magento.call, wanted=merge(Selection.named(*names), magento.wanted))
    )
    found = await _children(looking, kin)
    return Page(items=[each for each in found if any(matches(getattr(each, n), value, p.find_params) for n in names)])


async def _children(magento: Magento, kin: list[Kin]) -> list[Child]:
    """The children of a window, each with what it is to its parent."""
    wanted = merge(magento.wanted, Selection.named("id"))
    combined = magento.wanted.wants("combination")
    if combined:
        wanted = merge(wanted, Selection.named("combination"))
    ids = list(dict.fromkeys(each.child for each in kin))
    known: dict[str, Child] = {}
    for at in range(0, len(ids), BATCH):
        query = {"entity_id in": ids[at : at + BATCH], SORT: BY_ID}
        page = await magento.window(PATH, query, ChildMap, start=0, count=BATCH, wanted=wanted)
        known |= {str(child.id): child for child in page.items}
    attributes = await definitions(magento) if combined and any(each.differs for each in kin) else None
    return [_related(known[str(each.child)], each, attributes) for each in kin if str(each.child) in known]


def _related(child: Child, kin: Kin, attributes: Definitions | None) -> Child:
    """A child beside its parent: a product may be a variant of several."""
    own = copy.copy(child)
    own.parent_id = str(kin.parent)
    own.default_qty_in_pack = kin.quantity
    own.is_qty_in_pack_fixed = kin.fixed
    values: Any = child.combination or {}
    chosen = kin.chosen
    if attributes is not None:
        coded = [(id, attributes.code(id)) for id in kin.differs]
        chosen = [*chosen, *((id, str(values[code])) for id, code in coded if values.get(code or "") is not None)]
    own.combination = [ProductChildItemCombination(option_id=id, option_value_id=value) for id, value in chosen]
    return own


@magento2.implements(api.product.variant.list, VariantQuery, "product_id", "category_id", gives=ProductMap)
async def product_variant_list(magento: Magento, p: ProductVariantListParams) -> Page[Product]:
    """List variants in the shape of products."""
    kin = await _variants(magento, p)
    ids = sorted({each.child for each in kin})
    chosen = ids[p.start : p.start + p.count]
    if not chosen:
        return Page(items=[], total=len(ids), projected=True)
    query = {"entity_id in": chosen, SORT: BY_ID}
    page = await magento.window(PATH, query, ProductMap, start=0, count=len(chosen))
    return Page(items=page.items, total=len(ids), projected=True)


@magento2.implements(api.product.variant.count, VariantQuery, "product_id", "category_id")
async def product_variant_count(magento: Magento, p: ProductVariantCountParams) -> ProductVariantCount:
    """Count the variants of a product."""
    return ProductVariantCount(variants_count=len({each.child for each in await _variants(magento, p)}))


@magento2.implements(api.product.variant.info, "id", gives=ProductMap)
async def product_variant_info(magento: Magento, p: ProductVariantInfoParams) -> Product:
    """Read one variant in the shape of a product, which it is."""
    query = {"entity_id eq": native_id("id").dump(p.id)}
    page = await magento.window(PATH, query, ProductMap, start=0, count=1)
    if not page.items:
        raise missing("Variant", p.id)
    return page.items[0]


async def _variants(magento: Magento, p: ProductVariantListParams | ProductVariantCountParams) -> list[Kin]:
    """The variants of a product, or of all in a category."""
    parents = _parents(p.product_id, None)
    if p.category_id is not None:
        parents["category_id eq"] = native_id("category_id").dump(p.category_id)
    return await _kin(magento, parents, VariantQuery.dump(p), CONFIGURABLE)
