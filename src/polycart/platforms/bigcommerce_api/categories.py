"""Categories: the trees of the store's storefronts, written in batches, with at most one picture each.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/category-trees
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.category import (
    Category,
    CategoryAdded,
    CategoryAddParams,
    CategoryAssignParams,
    CategoryCount,
    CategoryCountParams,
    CategoryDeleted,
    CategoryDeleteParams,
    CategoryFindParams,
    CategoryImageAdded,
    CategoryImageAddParams,
    CategoryImageDeleteParams,
    CategoryInfoParams,
    CategoryListParams,
    CategoryUnassignParams,
    CategoryUpdateParams,
)
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.codecs import boolean, integer, text
from polycart.core.emulate import matches
from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.core.given import allowed, listed, only, refuse
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, native_id, number
from polycart.platforms.bigcommerce_api.products.bodies import path as below
from polycart.platforms.bigcommerce_api.products.brands import one_image, words
from polycart.platforms.bigcommerce_api.products.searches import PATH as PRODUCTS

PATH = "v3/catalog/trees/categories"
ASSIGNED = "v3/catalog/products/category-assignments"
IMAGE = "1"


class _Node(msgspec.Struct):
    category_id: int
    parent_id: int = 0
    name: str = ""
    tree_id: int = 1


class Tree(msgspec.Struct):
    """A tree of categories and the channels that show it."""

    id: int
    name: str = ""
    channels: list[int] = []


async def trees(bc: Bigcommerce) -> list[Tree]:
    """The trees of the store; a store that sells through one storefront has one."""

    async def fetch() -> list[Tree]:
        return await bc.records("v3/catalog/trees", None, Tree)

    return await bc.connection.fact("trees", fetch)


async def _tree_of(bc: Bigcommerce) -> int:
    """The tree of the channel that the call looks through, else of the store's first storefront."""
    known = await trees(bc)
    channel = bc.channel or (await bc.store()).default_channel_id
    found = next((tree.id for tree in known if channel in tree.channels), None)
    if found is None and bc.channel is not None:
        raise ParameterError("Parameter 'store_id' is not valid. This channel has no tree of categories.")
    return found if found is not None else known[0].id if known else 1


async def _scope(bc: Bigcommerce) -> dict[str, Any]:
    """What leaves the categories of the channel that the call looks through."""
    return {} if bc.channel is None else {"tree_id:in": await _tree_of(bc)}


async def _paths(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[str]:
    """The names from the root down, which need the whole tree: three fields of each category."""
    nodes = await bc.records(PATH, {"include_fields": "name,parent_id,tree_id"}, _Node)
    known = {node.category_id: node for node in nodes}

    def path(id: int) -> str:
        names: list[str] = []
        while (node := known.get(id)) is not None and len(names) < len(known):
            names.append(node.name)
            id = node.parent_id
        return "/".join(reversed(names))

    return [path(row[0]) for row in rows]


async def _stores(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    known = {tree.id: [str(id) for id in tree.channels] for tree in await trees(bc)}
    return [known.get(row[0], []) for row in rows]


class CategoryMap(Map[Category]):
    """A category; ``parent_id`` is ``0`` for a root."""

    id = field("category_id", text)
    parent_id = field("parent_id", text)
    name = field("name")
    description = field("description")
    stores_ids = lazy(_stores, At("tree_id", int))
    keywords = computed(words, At("meta_keywords", list[str]))
    meta_title = field("page_title")
    meta_description = field("meta_description")
    avail = field("is_visible", boolean)
    path = lazy(_paths, At("category_id", int))
    seo_url = field("url.path")
    sort_order = field("sort_order", integer)
    images = computed(one_image, "image_url")
    additional_fields = extras("tree_id", "views", "search_keywords", "default_product_sort", "layout_file")


class CategoryQuery(Map[CategoryListParams]):
    """Filters that the store has by itself."""

    parent_id = field("parent_id:in", native_id("parent_id"))


async def _query(bc: Bigcommerce, p: CategoryListParams | CategoryCountParams) -> dict[str, Any]:
    query = CategoryQuery.dump(p) | await _scope(bc)
    if "avail" in bc.call.given:
        query["is_visible"] = p.avail
    if p.find_value:
        if set(listed(p.find_where)) - {"name"}:
            raise allowed("find_where", ["name"])
        query["name:like"] = p.find_value
    return query


@bigcommerce.implements(api.category.list, CategoryQuery, "avail", "find_value", "find_where", gives=CategoryMap)
async def category_list(bc: Bigcommerce, p: CategoryListParams) -> Page[Category]:
    """List categories by id; hidden ones too, unless ``avail`` is given."""
    return await bc.window(PATH, await _query(bc, p), CategoryMap, start=p.start, count=p.count)


@bigcommerce.implements(api.category.count, CategoryQuery, "avail", "find_value", "find_where")
async def category_count(bc: Bigcommerce, p: CategoryCountParams) -> CategoryCount:
    """Count categories by the total that the list tells."""
    return CategoryCount(categories_count=await bc.total(PATH, await _query(bc, p)))


@bigcommerce.implements(api.category.info, "id", gives=CategoryMap)
async def category_info(bc: Bigcommerce, p: CategoryInfoParams) -> Category:
    """Read one category."""
    page = await bc.window(PATH, {"category_id:in": number("id", p.id)}, CategoryMap, start=0, count=1)
    if not page.items:
        raise missing("Category", p.id)
    return page.items[0]


@bigcommerce.implements(
    api.category.find, "find_value", "find_where", "find_params", gives=CategoryMap, emulated=True,
    note="The names of all categories are looked at.",
)  # fmt: skip
async def category_find(bc: Bigcommerce, p: CategoryFindParams) -> Page[Category]:
    """Find categories by name."""
    if p.find_where.strip() != "name":
        raise allowed("find_where", ["name"])
    nodes = await bc.records(PATH, {**await _scope(bc), "include_fields": "name"}, _Node)
    ids = [node.category_id for node in nodes if matches(node.name, p.find_value, p.find_params)]
    if not ids:
        return Page(items=[], total=0, projected=True)
    return await bc.window(PATH, {"category_id:in": ids}, CategoryMap, start=0, count=len(ids))


def _body(p: CategoryAddParams | CategoryUpdateParams) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": p.name,
        "description": p.description,
        "is_visible": p.avail,
        "sort_order": p.sort_order,
        "page_title": p.meta_title,
        "meta_description": p.meta_description,
        "meta_keywords": None if p.meta_keywords is None else listed(p.meta_keywords),
        "url": None if p.seo_url is None else {"path": below(p.seo_url), "is_customized": True},
        "parent_id": None if p.parent_id is None else number("parent_id", p.parent_id),
    }
    return {name: value for name, value in body.items() if value is not None}


COMMON = (
    "name", "description", "parent_id", "avail", "sort_order", "meta_title", "meta_description", "meta_keywords",
    "seo_url",
)  # fmt: skip


async def new_body(bc: Bigcommerce, p: CategoryAddParams) -> dict[str, Any]:
    """What a new category is written with; one without a parent is told its tree."""
    body = _body(p)
    if not body.get("parent_id"):
        body["tree_id"] = await _tree_of(bc)
    return body


async def _parent(bc: Bigcommerce, body: dict[str, Any], id: str | None) -> None:
    """Refuse a parent that is not there; the store itself says so only among its sentences."""
    if body.get("parent_id") and not await bc.records(PATH, {"category_id:in": body["parent_id"]}, _Node):
        raise missing("Category", id)


@bigcommerce.implements(api.category.add, *COMMON)
async def category_add(bc: Bigcommerce, p: CategoryAddParams) -> CategoryAdded:
    """Add a category; one of the same name under the same parent is refused by the store."""
    body = await new_body(bc, only(p, bc.call.given))
    await _parent(bc, body, p.parent_id)
    try:
        made = await bc.post(PATH, [body])
    except AlreadyExists as error:
        raise AlreadyExists(f"Category with name = '{p.name}' already exist.", native=error.native) from error
    return CategoryAdded(category_id=str(made[0]["category_id"]))


@bigcommerce.implements(api.category.update, *COMMON, "id")
async def category_update(bc: Bigcommerce, p: CategoryUpdateParams) -> UpdatedItems:
    """Change a category."""
    body = _body(only(p, bc.call.given))
    await _parent(bc, body, p.parent_id)
    try:
        await bc.put(PATH, [{**body, "category_id": number("id", p.id)}])
    except NotFound as error:
        raise missing("Category", p.id, error) from error
    except AlreadyExists as error:
        raise AlreadyExists(f"Category with name = '{p.name}' already exist.", native=error.native) from error
    return UpdatedItems(updated_items=1)


@bigcommerce.implements(api.category.delete, "id")
async def category_delete(bc: Bigcommerce, p: CategoryDeleteParams) -> CategoryDeleted:
    """Delete a category; one that has others below it is refused, because the store would delete them, too."""
    id = number("id", p.id)
    if not await bc.records(PATH, {"category_id:in": id}, _Node):
        raise missing("Category", p.id)
    if await bc.records(PATH, {"parent_id:in": id}, _Node):
        raise refuse(
            "id", f"Category {id} has others below it, which BigCommerce would delete with it; delete them first."
        )
    await bc.delete(PATH, {"category_id:in": id})
    return CategoryDeleted(delete_items=True)


async def _assigned(bc: Bigcommerce, product_id: str, category_id: str) -> tuple[int, int, bool]:
    """The ids of product and category, and whether the one is in the other."""
    product, category = number("product_id", product_id), number("category_id", category_id)
    found = await bc.records(PRODUCTS, {"id:in": product, "include_fields": "categories"})
    if not found:
        raise missing("Product", product_id)
    return product, category, category in found[0]["categories"]


@bigcommerce.implements(api.category.assign, "category_id", "product_id")
async def category_assign(bc: Bigcommerce, p: CategoryAssignParams) -> dict[str, Any]:
    """Put a product into a category, beside those that it is in."""
    product, category, there = await _assigned(bc, p.product_id, p.category_id)
    if not there:
        if not await bc.records(PATH, {"category_id:in": category}, _Node):
            raise missing("Category", p.category_id)
        await bc.put(ASSIGNED, [{"product_id": product, "category_id": category}])
    return {}


@bigcommerce.implements(api.category.unassign, "category_id", "product_id")
async def category_unassign(bc: Bigcommerce, p: CategoryUnassignParams) -> dict[str, Any]:
    """Take a product out of a category."""
    product, category, there = await _assigned(bc, p.product_id, p.category_id)
    if not there:
        raise NotFound(f"Product with id {p.product_id} is not in category {p.category_id}.")
    await bc.delete(ASSIGNED, {"product_id:in": product, "category_id:in": category})
    return {}


@bigcommerce.implements(api.category.image.add, "category_id", "image_name", "url", "type")
async def category_image_add(bc: Bigcommerce, p: CategoryImageAddParams) -> CategoryImageAdded:
    """Set the category's one picture by its address; the store keeps no name or text of it."""
    if p.type != "base":
        raise refuse("type", "A BigCommerce category has one picture. Allowed values: 'base'.")
    try:
        await bc.put(PATH, [{"category_id": number("category_id", p.category_id), "image_url": p.url}])
    except NotFound as error:
        raise missing("Category", p.category_id, error) from error
    return CategoryImageAdded(image_path=p.url)


@bigcommerce.implements(api.category.image.delete, "category_id", "image_id")
async def category_image_delete(bc: Bigcommerce, p: CategoryImageDeleteParams) -> Deleted:
    """Take the category's picture away."""
    id = number("category_id", p.category_id)
    found = await bc.records(PATH, {"category_id:in": id, "include_fields": "image_url"})
    if not found:
        raise missing("Category", p.category_id)
    if not found[0].get("image_url") or p.image_id != IMAGE:
        raise missing("Image", p.image_id)
    await bc.delete(f"v3/catalog/categories/{id}/image")
    return Deleted(deleted="1")
