"""The filters of products, translated to Magento's ``searchCriteria``.

https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from polycart.api.product import ProductAttributeFilter, ProductCountParams, ProductListParams
from polycart.core.errors import MissingParameter, ParameterError
from polycart.core.given import allowed, clash
from polycart.core.mapping import Map
from polycart.core.method import Page
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.criteria import ANY, SORT, where
from polycart.platforms.magento2.numbers import native_id, native_ids
from polycart.platforms.magento2.products.definitions import BRANDS, Definitions, definitions, renewed
from polycart.platforms.magento2.products.fields import HIDDEN, VISIBILITIES, product_type
from polycart.platforms.magento2.products.parts import PATH
from polycart.platforms.magento2.products.prices import ENABLED
from polycart.platforms.magento2.values import since, until

E = TypeVar("E")

DISABLED = 2

WHERE = {
    "name": "name", "sku": "sku", "u_sku": "sku", "description": "description",
    "short_description": "short_description",
}  # fmt: skip
"""The texts that can be searched, and where they are kept."""

EVERYWHERE = "name,sku,description,short_description"

SORTS = {
    "id": "entity_id", "name": "name", "sku": "sku", "u_sku": "sku", "create_at": "created_at",
    "created_at": "created_at", "created_time": "created_at", "modified_at": "updated_at",
    "modified_time": "updated_at",
}  # fmt: skip
"""Fields to sort by. Not by price: Magento sorts by the index of prices, and leaves out what is not in it
(``Product\\Collection::addAttributeToSort``)."""

BY_ID = [("entity_id", "ASC")]


class ProductQuery(Map[ProductListParams]):
    """Filters that are a condition each."""

    product_ids = where("entity_id", "in", native_ids("product_ids"))
    since_id = where("entity_id", "gteq", native_id("since_id"))
    category_id = where("category_id", "eq", native_id("category_id"))
    categories_ids = where("category_id", "in", native_ids("categories_ids"))
    created_from = where("created_at", "gteq", since)
    created_to = where("created_at", "lteq", until)
    modified_from = where("updated_at", "gteq", since)
    modified_to = where("updated_at", "lteq", until)
    sku = where("sku", "eq")
    type = where("type_id", "eq", product_type)


OTHERS = (
    "avail_view", "avail_sale", "brand_name", "manufacturer_id", "product_attributes", "status", "visible",
    "find_value", "find_where",
)  # fmt: skip
"""Filters that take more than a translation."""


class Search(msgspec.Struct, kw_only=True):
    """A selection of products; ``nothing`` where it is known that none can match."""

    query: dict[str, Any]
    nothing: bool = False

    async def page(self, magento: Magento, table: type[Map[E]], *, start: int, count: int) -> Page[E]:
        """Items ``start`` to ``start + count``."""
        if self.nothing:
            return Page(items=[], total=0, projected=True)
        return await magento.window(PATH, self.query, table, start=start, count=count)

    async def total(self, magento: Magento) -> int:
        """How many there are."""
        return 0 if self.nothing else await magento.total(PATH, self.query)


def order(sort_by: str, direction: str) -> list[tuple[str, str]]:
    """The order of a list; what is alike stands by id."""
    if sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    if direction.lower() not in ("asc", "desc"):
        raise allowed("sort_direction", ("asc", "desc"))
    by = (SORTS[sort_by], direction.upper())
    return [by] if by[0] == "entity_id" else [by, *BY_ID]


def like(value: str) -> str:
    """A value as part of a text, for the condition ``like``, in which nothing stands for anything else."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", value) + "%"


def places(find_where: str | None, default: str = EVERYWHERE) -> list[str]:
    """The native fields of the texts to search."""
    names = [name.strip() for name in (find_where or default).split(",") if name.strip()]
    if not names or any(name not in WHERE for name in names):
        raise allowed("find_where", WHERE)
    return list(dict.fromkeys(WHERE[name] for name in names))


async def selection(
    magento: Magento, p: ProductListParams | ProductCountParams, sorting: list[tuple[str, str]]
) -> Search:
    """What the parameters select."""
    if p.category_id is not None and p.categories_ids is not None:
        raise clash("category_id", ["categories_ids"])
    search = Search(query={**ProductQuery.dump(p), SORT: sorting})
    search.nothing = any(search.query.get(f"{name} in") == [] for name in ("entity_id", "category_id"))
    _website(magento, search)
    _states(magento, search, p)
    _text(search, p.find_value, p.find_where)
    await _brand(magento, search, p)
    await _attributes(magento, search, p.product_attributes or [])
    return search


def _website(magento: Magento, search: Search) -> None:
    """A store has the products of its website."""
    if magento.scope is not None and magento.scope.group is not None:
        search.query["website_id eq"] = magento.scope.group.website_id


def _states(magento: Magento, search: Search, p: ProductListParams | ProductCountParams) -> None:
    """Whether a product is for sale is its status; whether it is seen, also its visibility."""
    states = {ENABLED, DISABLED}
    if p.avail_sale is not None:
        states &= {ENABLED if p.avail_sale else DISABLED}
    if p.status is not None:
        named = {"enabled": ENABLED, "disabled": DISABLED, "1": ENABLED, "2": DISABLED}
        if p.status not in named:
            raise allowed("status", ("enabled", "disabled"))
        states &= {named[p.status]}
    if p.avail_view:
        states &= {ENABLED}
        search.query["visibility neq"] = HIDDEN
    elif p.avail_view is not None:
        search.query[f"unseen {ANY}"] = [("status", "eq", DISABLED), ("visibility", "eq", HIDDEN)]
    place = VISIBILITIES.get(p.visible)
    if place is None:
        raise allowed("visible", VISIBILITIES)
    if "visible" in magento.call.given:  # its default asks for nothing
        search.query["visibility eq"] = place
    search.nothing = search.nothing or not states
    if len(states) == 1:
        search.query["status eq"] = min(states)


def _text(search: Search, value: str | None, find_where: str | None) -> None:
    if not value:
        if find_where is not None:
            raise ParameterError("Parameter 'find_where' must be used with parameter 'find_value'")
        return
    search.query["|".join(places(find_where)) + " like"] = like(value)


async def _brand(magento: Magento, search: Search, p: ProductListParams | ProductCountParams) -> None:
    """Brands are options of an attribute; its name is compared without regard to case."""
    if p.brand_name is None and p.manufacturer_id is None:
        return
    filters = _brands(await definitions(magento), p) or _brands(await renewed(magento), p)
    search.nothing = search.nothing or not filters
    search.query[f"brand {ANY}"] = filters


def _brands(known: Definitions, p: ProductListParams | ProductCountParams) -> list[tuple[str, str, Any]]:
    filters: list[tuple[str, str, Any]] = []
    for definition in (known.by_code[code] for code in BRANDS if code in known.by_code):
        if not known.optioned(definition.code):
            if p.brand_name is not None and p.manufacturer_id is None:
                filters.append((definition.code, "eq", p.brand_name))
            continue
        ids = [value for value, label in definition.choices if _is_brand(value, label, p)]
        if ids:
            filters.append((definition.code, "in", ids))
    return filters


def _is_brand(value: str, label: str, p: ProductListParams | ProductCountParams) -> bool:
    if p.manufacturer_id is not None and value != p.manufacturer_id:
        return False
    return p.brand_name is None or label.casefold() == p.brand_name.casefold()


async def _attributes(magento: Magento, search: Search, wanted: list[ProductAttributeFilter]) -> None:
    """Each attribute must have one of its values; options are named by their labels or numbers."""
    for each in wanted:
        if not each.values:
            raise MissingParameter("Parameter 'product_attributes' names no values.")
        filters = _alternatives(await definitions(magento), each) or _alternatives(await renewed(magento), each)
        if filters is None:
            raise ParameterError(
                f"Parameter 'product_attributes' is not valid. There is no attribute '{each.attribute_id[:60]}'."
            )
        search.nothing = search.nothing or not filters
        search.query[f"{each.attribute_id} {ANY}"] = filters


def _alternatives(known: Definitions, wanted: ProductAttributeFilter) -> list[tuple[str, str, Any]] | None:
    """The conditions of which one must hold; ``None`` where there is no such attribute."""
    definition = known.by_id.get(wanted.attribute_id) or known.by_code.get(wanted.attribute_id)
    if definition is None:
        return None
    code = definition.code
    if not known.optioned(code) and definition.frontend_input != "boolean":
        return [(code, "eq", value) for value in wanted.values]
    folded = {value.casefold() for value in wanted.values}
    ids = [value for value, label in definition.choices if value in folded or label.casefold() in folded]
    if definition.frontend_input == "multiselect":
        return [(code, "finset", id) for id in ids]
    return [(code, "in", ids)] if ids else []
