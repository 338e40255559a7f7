"""The filters of products, translated to what the shop understands."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart.api.product import ProductAttributeFilter, ProductCountParams, ProductListParams
from polycart.core.errors import ParameterError
from polycart.platforms.prestashop_api.connection import Prestashop
from polycart.platforms.prestashop_api.moments import span
from polycart.platforms.prestashop_api.numbers import either, number_of, numbers_of
from polycart.platforms.prestashop_api.products.fields import TYPES, FeatureRow
from polycart.platforms.prestashop_api.products.images import Numbered
from polycart.platforms.prestashop_api.searches import Search, exactly, holding, ids_given, named, since_given

PATH = "products"
WHERE = {
    "name": "name", "sku": "reference", "model": "reference", "description": "description",
    "short_description": "description_short",
}  # fmt: skip
SORTS = {
    "id": "id", "create_at": "date_add", "created_at": "date_add", "created_time": "date_add",
    "modified_at": "date_upd", "modified_time": "date_upd", "price": "price", "sku": "reference", "u_sku": "reference",
}  # fmt: skip
STATUSES = {"enabled": 1, "active": 1, "disabled": 0, "inactive": 0}
FILTERS = (
    "product_ids", "since_id", "categories_ids", "category_id", "avail_view", "avail_sale", "created_from",
    "created_to", "modified_from", "modified_to", "sku", "brand_name", "manufacturer_id", "product_attributes",
    "status", "type", "find_value", "find_where",
)  # fmt: skip


async def selection(shop: Prestashop, p: ProductListParams | ProductCountParams) -> Search:
    """What the parameters select."""
    if p.category_id is not None and p.categories_ids is not None:
        raise ParameterError("Parameter 'category_id' can't be used with parameter(s): 'categories_ids'")
    await shop.zoned()
    search = Search(path=PATH, query=dated(p))
    ids_given(search, "product_ids", p.product_ids)
    since_given(search, p.since_id)
    _flags(search, p)
    if p.sku is not None:
        search.query["filter[reference]"] = exactly(p.sku)
    if p.manufacturer_id is not None:
        search.query["filter[id_manufacturer]"] = number_of("manufacturer_id", p.manufacturer_id)
    if p.type is not None:
        search.query |= {f"filter[{name}]": value for name, value in TYPES[named(p.type, TYPES, "type")[0]].items()}
    await _brand(shop, search, p.brand_name)
    await _categories(shop, search, p)
    await _features(shop, search, p.product_attributes or [])
    if p.find_value:
        await holding(shop, search, p.find_value, WHERE, p.find_where)
    return search


def dated(p: Any) -> dict[str, Any]:
    """The filters for dates, with the ``date=1`` without which the shop refuses them."""
    spans = {
        "filter[date_add]": span(p.created_from, p.created_to),
        "filter[date_upd]": span(p.modified_from, p.modified_to),
    }
    given = {name: value for name, value in spans.items() if value is not None}
    return {**given, "date": 1} if given else {}


def _flags(search: Search, p: ProductListParams | ProductCountParams) -> None:
    """Being shown and being for sale are two flags; the status is the first of them."""
    shown = p.avail_view
    if p.status is not None:
        flag = bool(STATUSES[named(p.status, STATUSES, "status")[0]])
        if shown is not None and shown is not flag:
            search.narrow(())
        shown = flag
    for name, value in (("active", shown), ("available_for_order", p.avail_sale)):
        if value is not None:
            search.query[f"filter[{name}]"] = int(value)


async def _brand(shop: Prestashop, search: Search, name: str | None) -> None:
    if name is None or shop.narrows(search.query, "brand", name):
        return
    ids = await shop.ids("manufacturers", {"filter[name]": exactly(name)})
    if not ids:
        search.narrow(())
    elif "filter[id_manufacturer]" not in search.query:
        search.query["filter[id_manufacturer]"] = either(ids)
    elif search.query["filter[id_manufacturer]"] not in ids:
        search.narrow(())


class _Members(msgspec.Struct):
    products: list[Numbered] = []


class _Category(msgspec.Struct):
    id: int
    associations: _Members | list[Any] = []


async def in_categories(shop: Prestashop, ids: list[int]) -> set[int]:
    """The products in some categories, which the categories tell: products cannot be filtered by them."""
    rows = await shop.among("categories", "id", ids, _Category, "id", "associations.products")
    return {
        product.id for row in rows if isinstance(row.associations, _Members) for product in row.associations.products
    }


async def _categories(shop: Prestashop, search: Search, p: ProductListParams | ProductCountParams) -> None:
    for ids in (
        None if p.category_id is None else [number_of("category_id", p.category_id)],
        None if p.categories_ids is None else numbers_of("categories_ids", p.categories_ids),
    ):
        if ids is not None and not shop.narrows(search.query, "categories", ids):
            search.narrow(await in_categories(shop, ids))


class _Value(msgspec.Struct):
    id: int
    value: str | None = None
    id_feature: int | str = 0


class _Features(msgspec.Struct):
    product_features: list[FeatureRow] = []


class _Featured(msgspec.Struct):
    id: int
    associations: _Features | list[Any] = []


async def _features(shop: Prestashop, search: Search, wanted: list[ProductAttributeFilter]) -> None:
    """Values of features, by id or text, of which one must match: every product is asked for its own."""
    if not wanted:
        return
    chosen = [number_of("product_attributes", each.attribute_id) for each in wanted]
    if shop.narrows(search.query, "features", [(id, each.values) for id, each in zip(chosen, wanted, strict=True)]):
        return
    values, products = await asyncio.gather(
        shop.among("product_feature_values", "id_feature", chosen, _Value),
        shop.records(PATH, dict(search.query), _Featured, "id", "associations.product_features"),
    )
    for each, feature in zip(wanted, chosen, strict=True):
        fitting = {
            row.id for row in values if int(row.id_feature) == feature and {str(row.id), row.value} & set(each.values)
        }
        search.narrow(
            product.id
            for product in products
            if isinstance(product.associations, _Features)
            and any(row.id_feature_value in fitting for row in product.associations.product_features)
        )
