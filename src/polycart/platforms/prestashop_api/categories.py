"""Categories: a tree below a root that shoppers never see, each with at most one picture.

https://devdocs.prestashop-project.org/8/webservice/resources/categories/
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
from polycart.api.entities import Image
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.codecs import boolean, integer, text
from polycart.core.emulate import FIND_PARAMS, matches
from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.core.mapping import Map, extras, field, lazy
from polycart.core.method import Page
from polycart.core.pictures import fetched
from polycart.core.selection import Selection, merge
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.pictures import XML, pictured, upload
from polycart.platforms.prestashop_api.products.fields import stores_of
from polycart.platforms.prestashop_api.products.filters import dated
from polycart.platforms.prestashop_api.products.placing import categories_body, categories_of, home
from polycart.platforms.prestashop_api.searches import Search, exactly, holding, named

PATH = "categories"
WHERE = {"name": "name", "description": "description"}


class _Node(msgspec.Struct):
    id: int
    id_parent: int | str = 0
    name: str | None = None


async def _paths(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str]:
    """The names from the top down, which need the whole tree: three fields of each category."""
    known = {node.id: node for node in await shop.records(PATH, {"sort": "[id_ASC]"}, _Node)}

    def path(id: int) -> str:
        names: list[str] = []
        while (node := known.get(id)) is not None and int(node.id_parent) and len(names) < len(known):
            names.append(node.name or "")
            id = int(node.id_parent)
        return "/".join(reversed(names))

    return [path(id) for (id,) in rows]


async def _images(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[Image]]:
    """The one picture of those categories that have one, under the id of the category."""
    held = await pictured(shop, PATH)
    return [[image_of(shop, id)] if id in held else [] for (id,) in rows]


def address(shop: Prestashop, id: int) -> str:
    """Where the picture of a category is."""
    return f"{shop.settings.store_url.rstrip('/')}/img/c/{id}.jpg"


def image_of(shop: Prestashop, id: int) -> Image:
    """The picture of a category."""
    return Image(
        id=str(id), http_path=address(shop, id), file_name=f"{id}.jpg", mime_type="image/jpeg", avail=True,
        sort_order=0, type="IMAGE_TYPE_BASE",
    )  # fmt: skip


async def _stores(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    return await stores_of(shop, PATH, [row[0] for row in rows])


class CategoryMap(Map[Category]):
    """A category."""

    id = field("id", text)
    parent_id = field("id_parent", text)
    created_at = field("date_add", moment)
    modified_at = field("date_upd", moment)
    name = field("name", text)
    description = field("description", text)
    stores_ids = lazy(_stores, "id")
    keywords = field("meta_keywords", text)
    meta_title = field("meta_title", text)
    meta_description = field("meta_description", text)
    avail = field("active", boolean)
    path = lazy(_paths, "id")
    seo_url = field("link_rewrite", text)
    sort_order = field("position", integer)
    images = lazy(_images, "id")
    additional_fields = extras("level_depth", "is_root_category", "id_shop_default")


FILTERS = (
    "parent_id", "avail", "created_from", "created_to", "modified_from", "modified_to", "find_value", "find_where",
)  # fmt: skip


async def selection(shop: Prestashop, p: CategoryListParams | CategoryCountParams) -> Search:
    """What the parameters select; the root, which only holds the tree together, is no category of shoppers."""
    await shop.zoned()
    search = Search(path=PATH, query={**dated(p), "filter[id_parent]": ">[0]", "filter[active]": int(p.avail)})
    if p.parent_id is not None:
        search.query["filter[id_parent]"] = number_of("parent_id", p.parent_id)
    if p.find_value:
        await holding(shop, search, p.find_value, WHERE, p.find_where)
    return search


@prestashop.implements(api.category.list, *FILTERS, gives=CategoryMap)
async def category_list(shop: Prestashop, p: CategoryListParams) -> Page[Category]:
    """List categories by id."""
    return await (await selection(shop, p)).page(shop, CategoryMap, start=p.start, count=p.count)


@prestashop.implements(api.category.count, *FILTERS, note="The ids are counted: PrestaShop tells no totals.")
async def category_count(shop: Prestashop, p: CategoryCountParams) -> CategoryCount:
    """Count categories."""
    return CategoryCount(categories_count=await (await selection(shop, p)).total(shop))


@prestashop.implements(api.category.info, "id", gives=CategoryMap)
async def category_info(shop: Prestashop, p: CategoryInfoParams) -> Category:
    """Read one category."""
    try:
        return await shop.one(f"{PATH}/{number_of('id', p.id)}", CategoryMap)
    except NotFound as error:
        raise missing("Category", p.id, error) from error


@prestashop.implements(
    api.category.find, "find_value", "find_where", "find_params", gives=CategoryMap, emulated=True,
    note="The shop finds candidates by a part of the text; the match is checked here.",
)  # fmt: skip
async def category_find(shop: Prestashop, p: CategoryFindParams) -> Page[Category]:
    """Find categories by name or description."""
    places = named(p.find_where, WHERE, "find_where") or ("name",)
    how = named(p.find_params, FIND_PARAMS, "find_params")
    search = Search(path=PATH, query={"filter[id_parent]": ">[0]"})
    if not {"regex", "any_words"} & set(how):
        await holding(shop, search, p.find_value, WHERE, ",".join(places))
    page = await search.page(
        shop, CategoryMap, start=0, count=10_000, wanted=merge(shop.wanted, Selection.named(*places))
    )
    found = [
        category
        for category in page.items
        if any(matches(getattr(category, place), p.find_value, p.find_params) for place in places)
    ]
    return Page(items=found)


async def _body(shop: Prestashop, p: CategoryAddParams | CategoryUpdateParams, *, new: bool) -> Body:
    """The fields that are given; texts of a new category are the same in all languages."""
    texts = {
        "name": p.name, "description": p.description, "meta_title": p.meta_title,
        "meta_description": p.meta_description, "meta_keywords": p.meta_keywords, "link_rewrite": p.seo_url,
    }  # fmt: skip
    write = shop.everywhere if new else shop.here
    body: Body = {name: await write(value) for name, value in texts.items() if value is not None}
    if p.avail is not None:
        body["active"] = p.avail
    if p.parent_id is not None:
        parent = number_of("parent_id", p.parent_id)
        if parent not in await shop.ids(PATH, {"filter[id]": parent}):
            raise missing("Category", p.parent_id)
        body["id_parent"] = parent
    return body


@prestashop.implements(
    api.category.add, "name", "description", "parent_id", "avail", "meta_title", "meta_description", "meta_keywords",
    "seo_url",
)  # fmt: skip
async def category_add(shop: Prestashop, p: CategoryAddParams) -> CategoryAdded:
    """Add a category; a second one of the same name under the same parent is refused, though the shop would take it."""
    link = {"link_rewrite": await shop.everywhere("")}  # PrestaShop makes one where it is there, but empty.
    body = {"id_parent": await home(shop), **link, **await _body(shop, p, new=True)}
    twins = {"filter[id_parent]": body["id_parent"], "filter[name]": exactly(p.name), "language": await shop.language()}
    if await shop.ids(PATH, twins):
        raise AlreadyExists(f"Category with name = '{p.name}' already exist.")
    return CategoryAdded(category_id=str(await shop.add(PATH, body)))


@prestashop.implements(
    api.category.update, "id", "name", "description", "parent_id", "avail", "meta_title", "meta_description",
    "meta_keywords", "seo_url",
)  # fmt: skip
async def category_update(shop: Prestashop, p: CategoryUpdateParams) -> UpdatedItems:
    """Change a category; its texts in the language of the view."""
    id = number_of("id", p.id)
    body = await _body(shop, p, new=False)
    try:
        await shop.change(PATH, id, body)
    except NotFound as error:
        raise missing("Category", p.id, error) from error
    return UpdatedItems(updated_items=1)


@prestashop.implements(api.category.delete, "id")
async def category_delete(shop: Prestashop, p: CategoryDeleteParams) -> CategoryDeleted:
    """Delete a category and those below it; products that are in no other go to the parent."""
    id = number_of("id", p.id)
    facts = await shop.facts()
    if str(id) in (facts.value("PS_HOME_CATEGORY"), facts.value("PS_ROOT_CATEGORY")):
        raise ParameterError("Parameter 'id' is not valid. A shop cannot lose its first category.")
    try:
        await shop.remove(PATH, id)
    except NotFound as error:
        raise missing("Category", p.id, error) from error
    return CategoryDeleted(delete_items=True)


@prestashop.implements(api.category.assign, "category_id", "product_id")
async def category_assign(shop: Prestashop, p: CategoryAssignParams) -> dict[str, Any]:
    """Put a product into a category, keeping the ones it is in."""
    category = number_of("category_id", p.category_id)
    if not await shop.ids(PATH, {"filter[id]": category}):
        raise missing("Category", p.category_id)
    product, known, main = await categories_of(shop, p.product_id)
    if category not in known:
        await shop.change("products", product, categories_body([*known, category], main))
    return {}


@prestashop.implements(api.category.unassign, "category_id", "product_id")
async def category_unassign(shop: Prestashop, p: CategoryUnassignParams) -> dict[str, Any]:
    """Take a product out of a category; where that was its main one, another of its categories is."""
    category = number_of("category_id", p.category_id)
    product, known, main = await categories_of(shop, p.product_id)
    if category not in known:
        raise NotFound(f"Product with id {p.product_id} is not in category {p.category_id}.")
    await shop.change("products", product, categories_body([id for id in known if id != category], main))
    return {}


@prestashop.implements(api.category.image.add, "category_id", "image_name", "url", "type")
async def category_image_add(shop: Prestashop, p: CategoryImageAddParams) -> CategoryImageAdded:
    """Set the category's one picture, of which the shop makes its thumbnails."""
    if p.type != "base":
        raise ParameterError("Parameter 'type' is not valid. Allowed values: 'base'.")
    category = number_of("category_id", p.category_id)
    if not await shop.ids(PATH, {"filter[id]": category}):
        raise missing("Category", p.category_id)
    replace = category in await pictured(shop, PATH)
    picture = await fetched(shop, p.url, "url")
    await upload(shop, f"images/{PATH}/{category}", picture, p.image_name, replace=replace)
    return CategoryImageAdded(image_path=address(shop, category))


@prestashop.implements(api.category.image.delete, "category_id", "image_id")
async def category_image_delete(shop: Prestashop, p: CategoryImageDeleteParams) -> Deleted:
    """Take the category's picture away; its id is that of the category."""
    category = number_of("category_id", p.category_id)
    if p.image_id != str(category) or category not in await pictured(shop, PATH):
        raise missing("Image", p.image_id)
    await shop.send("DELETE", f"images/{PATH}/{category}", XML)
    return Deleted(deleted="1")
