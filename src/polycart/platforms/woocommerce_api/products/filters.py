"""The filters of products, translated to what the shop understands."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

from polycart.api.product import ProductAttributeFilter, ProductCountParams, ProductListParams
from polycart.core.errors import ParameterError, Unsupported
from polycart.core.mapping import Map, field
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.numbers import native_id, native_ids
from polycart.platforms.woocommerce_api.products.fields import product_type
from polycart.platforms.woocommerce_api.products.searches import Row, Search, after, before, candidates, named
from polycart.platforms.woocommerce_api.products.terms import attributes, numbered, terms
from polycart.platforms.woocommerce_api.terms import term_search

PATH = "products"
WHERE = ("name", "sku", "description", "short_description")
STATUSES = ("publish", "draft", "pending", "private", "future")
SORTS = {
    "id": "id", "name": "title", "price": "price", "create_at": "date", "created_at": "date", "created_time": "date",
    "modified_at": "modified", "modified_time": "modified", "sort_order": "menu_order", "total_sales": "popularity",
    "rating": "rating",
}  # fmt: skip
FLAGS = {"virtual": "virtual", "downloadable": "downloadable"}
"""What the contract counts as types and WooCommerce keeps as flags."""


class ProductQuery(Map[ProductListParams]):
    """Filters that the shop has by itself."""

    product_ids = field("include", native_ids("product_ids"))
    category_id = field("category", native_id("category_id"))
    categories_ids = field("category", native_ids("categories_ids"))
    created_from = field("after", after)
    created_to = field("before", before)
    modified_from = field("modified_after", after)
    modified_to = field("modified_before", before)


OTHERS = (
    "since_id", "avail_view", "avail_sale", "sku", "brand_name", "manufacturer_id", "product_attributes", "status",
    "type", "find_value", "find_where",
)  # fmt: skip
"""Filters that take more than a translation."""


def order(sort_by: str, direction: str) -> dict[str, str]:
    """The order of a list."""
    if sort_by not in SORTS or direction.lower() not in {"asc", "desc"}:
        name, allowed = ("sort_direction", "asc, desc") if sort_by in SORTS else ("sort_by", ", ".join(SORTS))
        raise ParameterError(
            f"Parameter '{name}' is not valid. "
            f"The required type of parameter is string. The following values are allowed: {allowed}."
        )
    return {"orderby": SORTS[sort_by], "order": direction.lower()}


async def selection(woo: Woo, p: ProductListParams | ProductCountParams, sorting: dict[str, str]) -> Search:
    """What the parameters select."""
    if p.category_id is not None and p.categories_ids is not None:
        raise ParameterError("Parameter 'category_id' can't be used with parameter(s): 'categories_ids'")
    search = Search(path=PATH, query=ProductQuery.dump(p) | sorting)
    if {"created_from", "created_to", "modified_from", "modified_to"} & woo.call.given:
        search.query["dates_are_gmt"] = True
    if p.since_id is not None:
        search.since = native_id("since_id").dump(p.since_id)
        if sorting["orderby"] != "id":
            raise ParameterError("Parameter 'since_id' can only be used with parameter 'sort_by' = 'id'.")
    if p.sku is not None:
        search.query |= {"sku": p.sku, "parent": 0}  # the filter finds variations, too, and they have parents
    _statuses(search, p)
    await _type(woo, search, p.type)
    _text(search, p.find_value, p.find_where)
    await _brand(woo, search, p)
    await _attributes(woo, search, p.product_attributes or [])
    return search


def _statuses(search: Search, p: ProductListParams | ProductCountParams) -> None:
    """``avail_view`` and ``avail_sale`` both ask whether the product is published."""
    wanted = set(STATUSES)
    for flag in (p.avail_view, p.avail_sale):
        if flag is not None:
            wanted &= {"publish"} if flag else set(STATUSES) - {"publish"}
    if p.status is not None:
        status = {"enabled": "publish", "disabled": "draft"}.get(p.status, p.status)
        if status == "trash" and len(wanted) == len(STATUSES):
            wanted = {"trash"}
        elif status != "any":
            named(status, (*STATUSES, "trash", "enabled", "disabled", "any"), "status")
            wanted &= {status}
    if len(wanted) == 1:
        search.query["status"] = wanted.pop()
    elif not wanted:
        search.nothing = True
    elif len(wanted) < len(STATUSES):
        search.either = [{"status": status} for status in sorted(wanted)]


async def _type(woo: Woo, search: Search, type: str | None) -> None:
    if type is None:
        return
    flag = FLAGS.get(type)
    if flag is None:
        search.query["type"] = product_type.dump(type)
    elif (await woo.status()).version >= (9, 6):  # since then the list takes the flags
        search.query[flag] = True
    else:
        search.fields = (*search.fields, flag)
        search.check = _both(search.check, lambda row: row[flag] is True)


def _text(search: Search, value: str | None, where: str | None) -> None:
    """Without ``find_where`` the shop's own search: every word in name, description or short description."""
    if not value:
        return
    places = named(where, WHERE, "find_where")
    if not places:
        search.query["search"] = value
        return
    alternatives: list[dict[str, Any]] = []
    if "sku" in places:
        alternatives.append({"search_sku": value, "parent": 0})
    if places != ("sku",):
        alternatives.append({"search": candidates(value)})
        search.fields = (*search.fields, *places)
        search.check = _both(search.check, holds(value, places))
    if len(alternatives) == 1:
        search.query |= alternatives[0]
    else:
        search.either = [{**one, **two} for one in search.either or [{}] for two in alternatives]


def holds(value: str, places: tuple[str, ...]) -> Callable[[Row], bool]:
    """Whether one of some native fields has the value in it; letters may differ in case, and ``&`` may be ``&amp;``."""
    wanted = value.casefold()

    def check(row: Row) -> bool:
        texts = [str(row.get(place) or "").casefold() for place in places]
        return any(wanted in text or wanted in unescape(text) for text in texts)

    return check


def _both(one: Callable[[Row], bool] | None, two: Callable[[Row], bool]) -> Callable[[Row], bool]:
    return two if one is None else lambda row: one(row) and two(row)


async def _brand(woo: Woo, search: Search, p: ProductListParams | ProductCountParams) -> None:
    """Brands came with WooCommerce 9.6; the extension of that name has the same route and filter before."""
    if p.brand_name is None and p.manufacturer_id is None:
        return
    include = None if p.manufacturer_id is None else native_id("manufacturer_id").dump(p.manufacturer_id)
    query = {
        "search": p.brand_name and term_search.dump(p.brand_name),
        "include": include,
        "per_page": 100,
        "_fields": "id,name",
    }
    try:
        found = await woo.get("products/brands", query)
    except Unsupported as error:
        name = "brand_name" if p.brand_name is not None else "manufacturer_id"
        raise ParameterError(f"Parameter '{name}' needs WooCommerce 9.6 or newer; this shop has no brands.") from error
    name = p.brand_name and p.brand_name.casefold()
    ids = [row["id"] for row in found if name is None or unescape(row["name"]).casefold() == unescape(name)]
    search.nothing = search.nothing or not ids
    search.query["brand"] = ",".join(map(str, ids))


async def _attributes(woo: Woo, search: Search, wanted: list[ProductAttributeFilter]) -> None:
    """Values are terms by id or name, of which one must match; the shop takes one attribute at a time."""
    parts: list[dict[str, Any]] = []
    for each in wanted:
        id = native_id("product_attributes").dump(each.attribute_id)
        slug = next((attribute.slug for attribute in await attributes(woo) if attribute.id == id), None)
        if slug is None:
            search.nothing = True
            return
        names = await numbered(woo, {(id, value) for value in each.values if not value.isdigit()})
        ids = {str(term.id) for term in (await terms(woo, id)).values()}
        chosen = [str(term.id) for term in names.values()] + [value for value in each.values if value in ids]
        search.nothing = search.nothing or not chosen
        parts.append({"attribute": slug, "attribute_term": ",".join(chosen)})
    if parts:
        search.query |= parts[0]
        search.also = [*search.also, *parts[1:]]
