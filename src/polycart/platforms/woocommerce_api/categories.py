"""Categories: a tree of terms, each with at most one picture and no dates.

https://woocommerce.github.io/woocommerce-rest-api-docs/#product-categories
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

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
from polycart.api.entities import Image
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.codecs import integer, text
from polycart.core.emulate import matches
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, StoreError
from polycart.core.mapping import Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo, woocommerce
from polycart.platforms.woocommerce_api.images import ImageMap, native_image
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.terms import term_name, term_search

PATH = "products/categories"


async def paths(woo: Woo, rows: list[tuple[Any, ...]]) -> list[str]:
    """The names from the root down, which need the whole tree: two fields of each category."""
    tree = await woo.everything(PATH, {"orderby": "id"}, TreeMap, wanted=Selection.named("id", "parent_id", "name"))
    known = {node.id: node for node in tree}

    def path(id: str) -> str:
        names: list[str] = []
        while (node := known.get(id)) is not None and len(names) < len(known):
            names.append(str(node.name))
            id = str(node.parent_id)
        return "/".join(reversed(names))

    return [path(str(row[0])) for row in rows]


def _images(image: Any) -> list[Image]:
    return [ImageMap.reader().convert(image)] if image else []


class TreeMap(Map[Category]):
    """What the tree of categories is made of."""

    id = field("id", text)
    parent_id = field("parent", text)
    name = field("name", term_name)


class CategoryMap(TreeMap):
    """A category; ``parent_id`` is ``0`` for a root."""

    description = field("description")
    seo_url = field("slug")
    sort_order = field("menu_order", integer)
    images = computed(_images, "image")
    avail = constant(True)
    stores_ids = constant([STORE_ID])
    path = lazy(paths, "id")
    additional_fields = extras("display")  # not count: the list counts products of children too, a single read not


class CategoryQuery(Map[CategoryListParams]):
    """Filters of the list; ``search`` looks at names and slugs."""

    parent_id = field("parent", native_id("parent_id"))
    find_value = field("search", term_search)


class CategoryCountQuery(Map[CategoryCountParams]):
    """The same filters for counting."""

    parent_id = field("parent", native_id("parent_id"))
    find_value = field("search", term_search)


class CategoryBody(Map[CategoryAddParams]):
    """What a new category is made of."""

    name = field("name")
    description = field("description")
    parent_id = field("parent", native_id("parent_id"))
    sort_order = field("menu_order")
    seo_url = field("slug")


class CategoryChange(Map[CategoryUpdateParams]):
    """What can be changed of a category."""

    name = field("name")
    description = field("description")
    parent_id = field("parent", native_id("parent_id"))
    sort_order = field("menu_order")
    seo_url = field("slug")


@woocommerce.implements(api.category.list, CategoryQuery, "avail", "find_where", gives=CategoryMap)
async def category_list(woo: Woo, p: CategoryListParams) -> Page[Category]:
    """List categories by id; each of them is available, so ``avail=false`` asks for none."""
    if not p.avail:
        return Page(items=[], total=0)
    query = {**CategoryQuery.dump(p), "orderby": "id"}
    if p.find_value is None or p.find_where is None:
        return await woo.window(PATH, query, CategoryMap, start=p.start, count=p.count)
    ids = await _named(woo, query, p.find_value, p.find_where)
    window = ids[p.start : p.start + p.count]
    found = await woo.everything(PATH, {"include": window, "orderby": "id"}, CategoryMap, wanted=woo.wanted)
    more = p.start + p.count < len(ids)
    return Page(
        items=found if window else [],
        total=len(ids),
        next={"start": p.start + p.count} if more else None,
        previous={"start": max(0, p.start - p.count), "count": min(p.start, p.count)} if p.start else None,
        projected=True,
    )


@woocommerce.implements(api.category.count, CategoryCountQuery, "find_where", "avail")
async def category_count(woo: Woo, p: CategoryCountParams) -> CategoryCount:
    """Count categories by the total that the list's header tells."""
    if not p.avail:
        return CategoryCount(categories_count=0)
    query = {**CategoryCountQuery.dump(p), "orderby": "id"}
    if p.find_value is None or p.find_where is None:
        return CategoryCount(categories_count=await woo.total(PATH, query))
    return CategoryCount(categories_count=len(await _named(woo, query, p.find_value, p.find_where)))


async def _named(woo: Woo, query: dict[str, Any], value: str, where: str) -> list[str]:
    """Ids of the categories that have ``value`` in their names; the shop's search alone would look at slugs too."""
    _searched_by_name(where)
    found = await woo.everything(PATH, query, TreeMap, wanted=Selection.named("id", "name"))
    return [str(node.id) for node in found if value.casefold() in str(node.name).casefold()]


def _searched_by_name(where: str) -> None:
    if where.strip() != "name":
        raise ParameterError(
            "Parameter 'find_where' is not valid. "
            "The required type of parameter is string. The following values are allowed: name."
        )


@contextmanager
def meaning(id: str, *, name: str | None = None, parent: str | None = None) -> Generator[None]:
    """Say what the shop's refusal means: no category with this id or this parent's, or a second one of this name."""
    try:
        yield
    except NotFound as error:
        raise NotFound(f"Category with id {id} not found.", native=error.native) from error
    except AlreadyExists as error:
        raise AlreadyExists(f"Category with name = '{name}' already exist.", native=error.native) from error
    except StoreError as error:
        if error.native is None or error.native.code != "missing_parent":
            raise
        raise NotFound(f"Category with id {parent} not found.", native=error.native) from error


def _path(id: str, parameter: str) -> str:
    return f"{PATH}/{native_id(parameter).dump(id)}"


@woocommerce.implements(api.category.info, "id", gives=CategoryMap)
async def category_info(woo: Woo, p: CategoryInfoParams) -> Category:
    """Read one category."""
    with meaning(p.id):
        return await woo.one(_path(p.id, "id"), CategoryMap)


@woocommerce.implements(
    api.category.find, "find_value", "find_where", "find_params", gives=CategoryMap, emulated=True,
    note="The shop's search finds candidates; the match is checked here.",
)  # fmt: skip
async def category_find(woo: Woo, p: CategoryFindParams) -> Page[Category]:
    """Find categories by name; a regular expression or single words are looked for in all of them."""
    _searched_by_name(p.find_where)
    flags = {part.strip() for part in p.find_params.split(",")}
    query: dict[str, Any] = {"orderby": "id"}
    if not flags & {"regex", "any_words"}:
        query["search"] = term_search.dump(p.find_value)
    found = await woo.everything(PATH, query, CategoryMap)
    return Page(items=[category for category in found if matches(category.name, p.find_value, p.find_params)])


def new_body(p: CategoryAddParams) -> dict[str, Any]:
    """What a category is added with."""
    _always_available(p.avail, p.stores_ids)
    return CategoryBody.dump(p)


@woocommerce.implements(api.category.add, CategoryBody, "avail", "stores_ids")
async def category_add(woo: Woo, p: CategoryAddParams) -> CategoryAdded:
    """Add a category; a second one of the same name under the same parent is refused by the shop."""
    with meaning("", name=p.name, parent=p.parent_id):
        made = await woo.post(PATH, new_body(p))
    return CategoryAdded(category_id=str(made["id"]))


@woocommerce.implements(api.category.update, CategoryChange, "id", "avail", "stores_ids")
async def category_update(woo: Woo, p: CategoryUpdateParams) -> UpdatedItems:
    """Change a category."""
    _always_available(p.avail, p.stores_ids)
    with meaning(p.id, name=p.name, parent=p.parent_id):
        await woo.put(_path(p.id, "id"), CategoryChange.dump(p))
    return UpdatedItems(updated_items=1)


@woocommerce.implements(api.category.delete, "id")
async def category_delete(woo: Woo, p: CategoryDeleteParams) -> CategoryDeleted:
    """Delete a category for good: terms know no trash. Its children move up to its parent."""
    with meaning(p.id):
        await woo.delete(_path(p.id, "id"), {"force": True})
    return CategoryDeleted(delete_items=True)


@woocommerce.implements(api.category.assign, "category_id", "product_id")
async def category_assign(woo: Woo, p: CategoryAssignParams) -> dict[str, Any]:
    """Put a product into a category, keeping the ones it is in."""
    with meaning(p.category_id):
        await woo.get(_path(p.category_id, "category_id"), {"_fields": "id"})
    known = await _categories_of(woo, p.product_id)
    if p.category_id not in known:
        await _put_categories(woo, p.product_id, [*known, p.category_id])
    return {}


@woocommerce.implements(api.category.unassign, "category_id", "product_id")
async def category_unassign(woo: Woo, p: CategoryUnassignParams) -> dict[str, Any]:
    """Take a product out of a category; one that is in none then falls to the shop's default category."""
    native_id("category_id").dump(p.category_id)
    known = await _categories_of(woo, p.product_id)
    if p.category_id not in known:
        raise NotFound(f"Product with id {p.product_id} is not in category {p.category_id}.")
    await _put_categories(woo, p.product_id, [id for id in known if id != p.category_id])
    return {}


@woocommerce.implements(api.category.image.add, "category_id", "image_name", "url", "type", "label")
async def category_image_add(woo: Woo, p: CategoryImageAddParams) -> CategoryImageAdded:
    """Set the category's one picture, which serves as base and as thumbnail."""
    image = native_image(p.url, name=p.image_name, alt=p.label)
    place = {"base": "image", "thumbnail": "image"}[p.type]
    with meaning(p.category_id):
        changed = await woo.put(_path(p.category_id, "category_id"), {place: image})
    return CategoryImageAdded(image_path=changed["image"]["src"])


@woocommerce.implements(api.category.image.delete, "category_id", "image_id")
async def category_image_delete(woo: Woo, p: CategoryImageDeleteParams) -> Deleted:
    """Take the category's picture away; the file stays in the media library."""
    path = _path(p.category_id, "category_id")
    with meaning(p.category_id):
        image = (await woo.get(path, {"_fields": "id,image"}))["image"]
    if not image or str(image["id"]) != p.image_id:
        raise NotFound(f"Image with id {p.image_id} not found.")
    await woo.put(path, {"image": []})
    return Deleted(deleted="1")


def _always_available(avail: bool | None, stores_ids: str | None) -> None:
    if avail is False:
        raise ParameterError("Parameter 'avail' is not valid. A WooCommerce category is always available.")
    if stores_ids is not None and stores_ids != STORE_ID:
        raise ParameterError(f"Parameter 'stores_ids' is not valid. Allowed values: '{STORE_ID}'.")


async def _categories_of(woo: Woo, product_id: str) -> list[str]:
    path = f"products/{native_id('product_id').dump(product_id)}"
    try:
        product = await woo.get(path, {"_fields": "id,categories"})
    except NotFound as error:
        raise NotFound(f"Product with id {product_id} not found.", native=error.native) from error
    return [str(category["id"]) for category in product["categories"]]


async def _put_categories(woo: Woo, product_id: str, ids: list[str]) -> None:
    await woo.put(f"products/{product_id}", {"categories": [{"id": int(id)} for id in ids]}, {"_fields": "id"})
