"""The filters of products, translated to what the store understands."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.product import ProductCountParams, ProductListParams
from polycart.core.dates import parse_date
from polycart.core.given import allowed, clash, listed
from polycart.core.mapping import Map, field
from polycart.platforms.bigcommerce_api.connection import Bigcommerce
from polycart.platforms.bigcommerce_api.numbers import bound, native_id, native_ids, number
from polycart.platforms.bigcommerce_api.products.fields import kind
from polycart.platforms.bigcommerce_api.products.searches import Row, Search, holding

WHERE = ("name", "sku", "description")
TYPES = ("simple", "configurable", "downloadable")
SORTS = {
    "id": "id", "name": "name", "sku": "sku", "u_sku": "sku", "price": "price", "modified_at": "date_modified",
    "modified_time": "date_modified", "quantity": "inventory_level", "total_sold": "total_sold", "create_at": "id",
    "created_at": "id",
}  # fmt: skip
"""Orders of the list; ids are given one after the other, so they stand for the order of making."""

Params = ProductListParams | ProductCountParams


class ProductQuery(Map[ProductListParams]):
    """Filters that the store has by itself."""

    product_ids = field("id:in", native_ids("product_ids"))
    since_id = field("id:min", native_id("since_id"))
    category_id = field("categories:in", native_id("category_id"))
    manufacturer_id = field("brand_id", native_id("manufacturer_id"))
    modified_from = field("date_modified:min", bound)
    modified_to = field("date_modified:max", bound)


OTHERS = (
    "categories_ids", "avail_view", "avail_sale", "created_from", "created_to", "brand_name", "type", "find_value",
    "find_where", "sku",
)  # fmt: skip
"""Filters that take more than a translation; some of them look through the candidates."""


def order(sort_by: str, direction: str) -> dict[str, str]:
    """The order of a list."""
    if sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    return {"sort": SORTS[sort_by], "direction": direction.lower()}


async def selection(bc: Bigcommerce, p: Params, sorting: dict[str, str] | None = None) -> Search:
    """What the parameters select."""
    search = Search(query=ProductQuery.dump(p) | ({"channel_id:in": bc.channel} if bc.channel else {}))
    if sorting is not None:
        search.order = sorting
    if p.product_ids is not None and not search.query["id:in"]:
        search.nothing = True
    if p.category_id is not None and p.categories_ids is not None:
        raise clash("category_id", ["categories_ids"])
    if isinstance(p, ProductListParams) or p.sku is not None:
        search.query |= {"sku": p.sku} if p.sku is not None else {}
    _categories(search, p.categories_ids)
    _available(search, p.avail_view, p.avail_sale)
    _made(search, p.created_from, p.created_to)
    if p.type is not None:
        if p.type not in TYPES:
            raise allowed("type", TYPES)
        wanted = p.type
        search.also(lambda row: kind(row["base_variant_id"], row["type"]) == wanted, "base_variant_id", "type")
    if p.find_value:
        places = tuple(listed(p.find_where)) or WHERE
        if not set(places) <= set(WHERE):
            raise allowed("find_where", WHERE)
        search.also(holding(p.find_value, places), *places)
    if p.brand_name is not None:
        await _brand(bc, search, p.brand_name, p.manufacturer_id)
    return search


def _categories(search: Search, text: str | None) -> None:
    """``categories:in`` wants all of its categories; a product of any of them is looked for among all products."""
    if text is None:
        return
    ids = [number("categories_ids", part) for part in listed(text)]
    if len(ids) == 1:
        search.query["categories:in"] = ids[0]
        return
    search.nothing = search.nothing or not ids
    wanted = set(ids)
    search.also(lambda row: bool(wanted & set(row["categories"])), "categories")


def _available(search: Search, view: bool | None, sale: bool | None) -> None:
    """What can be ordered before it is out counts as for sale, so only what can not be is one word of the store's."""
    if view is not None:
        search.query["is_visible"] = view
    if sale is False:
        search.query["availability"] = "disabled"
    elif sale:
        search.also(lambda row: row["availability"] != "disabled", "availability")


def _made(search: Search, first: str | None, last: str | None) -> None:
    if first is None and last is None:
        return
    least, most = (parse_date(text) if text else None for text in (first, last))

    def check(row: Row) -> bool:
        made = parse_date(str(row["date_created"]))
        return (least is None or made >= least) and (most is None or made <= most)

    search.also(check, "date_created")


class _Brand(msgspec.Struct):
    id: int
    name: str = ""


async def _brand(bc: Bigcommerce, search: Search, name: str, manufacturer_id: Any) -> None:
    found = await bc.records("v3/catalog/brands", {"name": name, "include_fields": "name"}, _Brand)
    ids = [row.id for row in found if row.name.casefold() == name.casefold()]
    if not ids or (manufacturer_id is not None and number("manufacturer_id", manufacturer_id) not in ids):
        search.nothing = True
        return
    search.query["brand_id"] = ids[0]
