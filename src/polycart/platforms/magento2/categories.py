"""Categories: a tree below the root category of each store; their texts are kept by store view.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/categories``)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.category import (
    Category,
    CategoryAssignParams,
    CategoryCount,
    CategoryCountParams,
    CategoryFindParams,
    CategoryInfoParams,
    CategoryListParams,
    CategoryUnassignParams,
)
from polycart.api.entities import Image
from polycart.core.codecs import integer, text
from polycart.core.emulate import matches
from polycart.core.errors import NotFound, ParameterError
from polycart.core.mapping import Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2, missing, segment
from polycart.platforms.magento2.criteria import SORT, where, written
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.values import CUSTOM, AttributeValue, attribute, moment, values_of

PATH = "categories"
LIST = "categories/list"
TOP = 1
"""The root of all root categories, which no shopper and no merchant sees; what is right below it has no parent."""

IMAGE = "image"
"""The attribute that holds a category's one picture, and the picture's id."""

ORDER = {SORT: [("entity_id", "ASC")]}

SEARCHED = {"name": "name", "description": "description", "seo_url": "url_key"}
"""The texts that can be searched, and where they are kept."""

_OWN = frozenset({
    "name", "is_active", "description", IMAGE, "meta_title", "meta_keywords", "meta_description", "display_mode",
    "landing_page", "is_anchor", "path", "position", "all_children", "path_in_store", "children", "custom_design",
    "custom_design_from", "custom_design_to", "page_layout", "custom_layout_update", "level", "children_count",
    "available_sort_by", "default_sort_by", "include_in_menu", "custom_use_parent_settings",
    "custom_apply_to_products", "filter_price_range", "custom_layout_update_file", "url_key", "url_path",
})  # fmt: skip
"""The attributes of Magento itself (``/V1/categories/attributes``); others are the merchant's."""


class _Named(msgspec.Struct):
    id: int
    name: str = ""


def _ancestors(path: str | None) -> list[int]:
    """The ids from the root category down to the category itself, without the root of all."""
    return [int(id) for id in (path or "").split("/") if id and int(id) != TOP]


async def _paths(magento: Magento, rows: list[tuple[Any, ...]]) -> list[str]:
    """The names from the top down; root categories, which shoppers do not see, stand alone only for themselves."""
    lines = [_ancestors(row[0]) for row in rows]
    shown = [line[1:] or line for line in lines]
    known = await magento.among(LIST, "entity_id", sorted({id for line in shown for id in line}), _Named, "id", "name")
    names = {node.id: node.name for node in known}
    return ["/".join(names.get(id, "") for id in line) for line in shown]


async def _stores(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    """The stores whose root category is above each category, or is it."""
    groups = sorted((group for group in await scopes.groups(magento) if group.website_id), key=lambda group: group.id)
    return [[str(group.id) for group in groups if group.root_category_id in _ancestors(path)[:1]] for (path,) in rows]


async def _images(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    """The one picture of each category; older ones are kept by their name alone."""
    files = [values_of(row[0]).get(IMAGE) for row in rows]
    if not any(files):
        return [[] for _ in rows]
    config = await scopes.current_config(magento)
    return [[_image(str(file), config)] if file else [] for file in files]


def _image(file: str, config: scopes.StoreConfig) -> Image:
    media = config.secure_base_media_url or config.base_media_url
    base = config.secure_base_url or config.base_url
    if "://" in file:
        address = file
    elif file.startswith("/"):
        address = base.rstrip("/") + file
    else:
        address = f"{media.rstrip('/')}/catalog/category/{file}"
    return Image(id=IMAGE, http_path=address, file_name=file.rpartition("/")[2], type="base", avail=True)


def _parent(id: Any) -> str | None:
    return None if id is None else "0" if int(id) == TOP else str(id)


def _merchants(rows: list[AttributeValue] | None) -> dict[str, Any]:
    return {code: value for code, value in values_of(rows).items() if code not in _OWN}


class CategoryMap(Map[Category]):
    """A category; ``parent_id`` is ``0`` for a root category."""

    id = field("id", text)
    parent_id = computed(_parent, "parent_id")
    created_at = field("created_at", moment)
    modified_at = field("updated_at", moment)
    name = field("name", text)
    description = attribute("description")
    stores_ids = lazy(_stores, "path")
    keywords = attribute("meta_keywords")
    meta_description = attribute("meta_description")
    meta_title = attribute("meta_title")
    avail = computed(bool, "is_active")
    path = lazy(_paths, "path")
    seo_url = attribute("url_key")
    sort_order = field("position", integer)
    images = lazy(_images, CUSTOM)
    additional_fields = extras("level", "include_in_menu", path_ids="path")
    custom_fields = computed(_merchants, CUSTOM)


class CategoryQuery(Map[CategoryListParams]):
    """Filters of the list, and of counting, by dates."""

    created_from = where("created_at", "gteq", moment)
    created_to = where("created_at", "lteq", moment)
    modified_from = where("updated_at", "gteq", moment)
    modified_to = where("updated_at", "lteq", moment)


def _searched(find_where: str | None) -> str:
    """The attributes that a search looks into, ORed."""
    places = [place.strip() for place in (find_where or "name").split(",") if place.strip()]
    if not places or any(place not in SEARCHED for place in places):
        raise ParameterError(
            "Parameter 'find_where' is not valid. "
            f"The required type of parameter is string. The following values are allowed: {', '.join(SEARCHED)}."
        )
    return "|".join(SEARCHED[place] for place in places)


def like(value: str) -> str:
    """A value as part of a text, for the condition ``like``, in which nothing stands for anything else."""
    return "%" + re.sub(r"([\\%_])", r"\\\1", value) + "%"


def _below(magento: Magento) -> dict[str, Any]:
    """Leave out the root of all, and what is not below the root category of the store that was chosen."""
    group = magento.scope.group if magento.scope is not None else None
    return {"path regexp": f"^{TOP}/{group.root_category_id}(/|$)"} if group is not None else {"level gteq": 1}


def _query(magento: Magento, p: CategoryListParams | CategoryCountParams, query: dict[str, Any]) -> dict[str, Any]:
    query |= {"is_active eq": p.avail, **_below(magento)}
    if p.parent_id is not None:
        query["parent_id eq"] = native_id("parent_id").dump(p.parent_id) or TOP
    if p.find_value is not None:
        query[f"{_searched(p.find_where)} like"] = like(p.find_value)
    elif p.find_where is not None:
        _searched(p.find_where)
    return query


@magento2.implements(
    api.category.list, CategoryQuery, "parent_id", "avail", "find_value", "find_where", gives=CategoryMap
)
async def category_list(magento: Magento, p: CategoryListParams) -> Page[Category]:
    """List categories by id, root categories among them; ``store_id`` leaves those of one store."""
    query = _query(magento, p, CategoryQuery.dump(p))
    return await magento.window(LIST, {**query, **ORDER}, CategoryMap, start=p.start, count=p.count)


@magento2.implements(api.category.count, CategoryQuery, "parent_id", "avail", "find_value", "find_where")
async def category_count(magento: Magento, p: CategoryCountParams) -> CategoryCount:
    """Count categories by the total that the list tells."""
    query = _query(magento, p, CategoryQuery.dump(p))
    return CategoryCount(categories_count=await magento.total(LIST, query))


@magento2.implements(
    api.category.find, "find_value", "find_where", "find_params", gives=CategoryMap, emulated=True,
    note="The shop's search finds candidates; the match is checked here.",
)  # fmt: skip
async def category_find(magento: Magento, p: CategoryFindParams) -> Page[Category]:
    """Find categories by text; a regular expression or single words are looked for in all of them."""
    places = _searched(p.find_where)
    flags = {part.strip() for part in p.find_params.split(",")}
    query = {**_below(magento), **ORDER}
    if not flags & {"regex", "any_words"}:
        query[f"{places} like"] = like(p.find_value)
    wheres = [where.strip() for where in p.find_where.split(",") if where.strip()]
    found = await magento.everything(LIST, query, CategoryMap)
    hits = [each for each in found if any(matches(getattr(each, w), p.find_value, p.find_params) for w in wheres)]
    return Page(items=hits)


def category_path(id: str, parameter: str) -> str:
    """The path of a category; the root of all is none that the contract knows."""
    number = native_id(parameter).dump(id)
    if number == TOP:
        raise missing("Category", id)
    return f"{PATH}/{number}"


@magento2.implements(api.category.info, "id", gives=CategoryMap)
async def category_info(magento: Magento, p: CategoryInfoParams) -> Category:
    """Read one category."""
    try:
        return await magento.one(category_path(p.id, "id"), CategoryMap)
    except NotFound as error:
        raise missing("Category", p.id, error) from error


class _Link(msgspec.Struct):
    category_id: str


class _Links(msgspec.Struct):
    category_links: list[_Link] | None = None


class _Product(msgspec.Struct):
    sku: str
    extension_attributes: _Links | list[Any] | None = None

    @property
    def categories(self) -> Sequence[str]:
        """The ids of the categories that it is in."""
        extension = self.extension_attributes
        return [link.category_id for link in extension.category_links or ()] if isinstance(extension, _Links) else []


class _Products(msgspec.Struct):
    items: list[_Product] | None = None


async def _product(magento: Magento, id: str) -> _Product:
    """A product's SKU, by which links are addressed, and its categories."""
    query = written({"entity_id eq": native_id("product_id").dump(id), "searchCriteria[pageSize]": 1})
    query["fields"] = "items[sku,extension_attributes[category_links]]"
    found = (await magento.get("products", query, type=_Products)).items
    if not found:
        raise missing("Product", id)
    return found[0]


@magento2.implements(api.category.assign, "category_id", "product_id")
async def category_assign(magento: Magento, p: CategoryAssignParams) -> dict[str, Any]:
    """Put a product into a category, keeping the ones it is in, and its place where it is in it already."""
    path = category_path(p.category_id, "category_id")
    product = await _product(magento, p.product_id)
    if p.category_id not in product.categories:
        link = {"sku": product.sku, "category_id": p.category_id, "position": 0}
        try:
            await (await magento.settled()).post(f"{path}/products", {"productLink": link})
        except NotFound as error:
            raise missing("Category", p.category_id, error) from error
    return {}


@magento2.implements(api.category.unassign, "category_id", "product_id")
async def category_unassign(magento: Magento, p: CategoryUnassignParams) -> dict[str, Any]:
    """Take a product out of a category; it may be in none then."""
    path = category_path(p.category_id, "category_id")
    product = await _product(magento, p.product_id)
    if p.category_id not in product.categories:
        raise NotFound(f"Product with id {p.product_id} is not in category {p.category_id}.")
    await (await magento.settled()).delete(f"{path}/products/{segment(product.sku)}")
    return {}
