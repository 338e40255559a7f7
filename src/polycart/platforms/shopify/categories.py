"""Collections as categories: manual ones hold the products that they are given, smart ones those that fit their rules.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Collection
"""

from __future__ import annotations

import asyncio
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
from polycart.core.codecs import string
from polycart.core.documents import Of
from polycart.core.errors import AlreadyExists
from polycart.core.given import only
from polycart.core.mapping import At, Map, computed, constant, field
from polycart.core.method import Page
from polycart.core.undo import Undo
from polycart.platforms.shopify.connection import STORE_ID, Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.counts import total
from polycart.platforms.shopify.ids import gid, id_codec, known, missing, number
from polycart.platforms.shopify.locations import online_store
from polycart.platforms.shopify.products.changes import Published, publish, publishing
from polycart.platforms.shopify.products.fields import METAFIELDS, Metafield, custom_fields
from polycart.platforms.shopify.searches import dates, query, quoted
from polycart.platforms.shopify.translations import (
    CATEGORY,
    Translation,
    register,
    speak,
    take,
    text,
    translated,
)
from polycart.platforms.shopify.values import file_name, stamp


class Picture(Row):
    """The one picture of a collection."""

    id: str | None = None
    url: str = ""
    alt_text: str | None = None


class Count(Row):
    """How many there are."""

    count: int = 0


def _images(picture: Picture | None) -> list[Image]:
    if picture is None:
        return []
    return [
        Image(
            id=number(picture.id or ""), http_path=picture.url, file_name=file_name(picture.url),
            alt=picture.alt_text or "", avail=True, sort_order=0, type="IMAGE_TYPE_BASE",
        )
    ]  # fmt: skip


def _available(count: Count | None) -> bool:
    return count is not None and count.count > 0


class Rule(Row):
    """What a product must have to be in a smart collection."""

    column: str = ""
    relation: str = ""
    condition: str = ""


class Rules(Row):
    """The rules of a smart collection."""

    applied_disjunctively: bool = False
    rules: list[Rule] = []


def _surplus(rules: Rules | None, order: str | None, count: Count | None) -> dict[str, Any]:
    """Whether a collection is manual or smart, with its rules, and how many products it holds."""
    return {
        "collection_type": "smart" if rules else "manual",
        "rules_any": rules.applied_disjunctively if rules else None,
        "rules": [
            {"column": rule.column.lower(), "relation": rule.relation.lower(), "condition": rule.condition}
            for rule in (rules.rules if rules else [])
        ],
        "sort_order": order.lower() if order else None,
        "products_count": count.count if count else 0,
    }


class CategoryMap(Map[Category]):
    """A collection; there is no tree of them."""

    id = field("id", id_codec)
    parent_id = constant("0")
    modified_at = field("updatedAt", stamp)
    name = field("title", string)
    description = field("descriptionHtml", string)
    stores_ids = constant([STORE_ID])
    meta_title = field("seo.title", string)
    meta_description = field("seo.description", string)
    avail = computed(_available, At("resourcePublicationsCount", Count | None))
    path = field("title", string)
    seo_url = field("handle", string)
    images = computed(_images, At("image", Picture | None))
    custom_fields = computed(custom_fields, METAFIELDS)
    additional_fields = computed(
        _surplus, At("ruleSet", Rules | None), "sortOrder", At("productsCount", Count | None)
    )  # fmt: skip


class SpokenMetafield(Metafield):
    """A metafield, in the language of the call."""

    translations: list[Translation] = []

    def __post_init__(self) -> None:
        self.value = translated("value", self.translations, self.value) or ""


class SpokenCategoryMap(CategoryMap):
    """A collection in the language of the call."""

    name = text("title", "title")
    description = text("body_html", "descriptionHtml")
    meta_title = text("meta_title", "seo.title")
    meta_description = text("meta_description", "seo.description")
    path = text("title", "title")
    seo_url = text("handle", "handle")
    custom_fields = computed(custom_fields, At("metafields.nodes", list[SpokenMetafield]))


def table(shop: Shop) -> type[CategoryMap]:
    """The table of collections for the language of a call."""
    return SpokenCategoryMap if shop.locale else CategoryMap


speak(
    api.category.list, api.category.count, api.category.info, api.category.find, api.category.add, api.category.update
)

SORT = {"sortKey": Of("CollectionSortKeys", "ID")}


@shopify.implements(api.category.list, "modified_from", "modified_to", gives=CategoryMap)
async def category_list(shop: Shop, p: CategoryListParams) -> Page[Category]:
    """List collections."""
    values = query(dates(None, None, p.modified_from, p.modified_to))
    return await shop.page("collections", p, table(shop), {**values, **SORT})


@shopify.implements(api.category.count, "modified_from", "modified_to")
async def category_count(shop: Shop, p: CategoryCountParams) -> CategoryCount:
    """Count collections."""
    values = query(dates(None, None, p.modified_from, p.modified_to))
    return CategoryCount(categories_count=await total(shop, "collectionsCount", values))


@shopify.implements(api.category.info, "id", gives=CategoryMap)
async def category_info(shop: Shop, p: CategoryInfoParams) -> Category:
    """Read one collection."""
    id = gid("Collection", p.id, "id")
    found = await shop.one("collection", table(shop), {"id": Of("ID!", id)})
    if found is None:
        raise missing("Category", id)
    return found


class Made(Plain):
    """The answer of a mutation that makes or changes a collection."""

    collection: Id | None = None


class Gone(Plain):
    """The answer of a mutation that deletes a collection."""

    deleted_collection_id: str | None = None


class Job(Row):
    """Work that the shop does a moment later."""

    id: str = ""
    done: bool = False


class _Removed(Plain):
    job: Job | None = None


class Titled(Row):
    """A collection by its name."""

    id: str
    title: str = ""
    image: Picture | None = None
    resource_publications_count: Count | None = None


def _body(p: CategoryAddParams | CategoryUpdateParams) -> dict[str, Any]:
    seo = {"title": p.meta_title, "description": p.meta_description}
    seo = {name: value for name, value in seo.items() if value is not None}
    body = {"title": p.name, "descriptionHtml": p.description, "handle": p.seo_url, "seo": seo or None}
    return {name: value for name, value in body.items() if value is not None}


def deleting(id: str) -> dict[str, Of]:
    """The arguments that delete a collection."""
    return {"input": Of("CollectionDeleteInput!", {"id": id})}


ABOUT = ("name", "description", "meta_title", "meta_description", "seo_url", "avail")


@shopify.implements(api.category.add, *ABOUT)
async def category_add(shop: Shop, p: CategoryAddParams) -> CategoryAdded:
    """Add a manual collection, and publish it; two of one name are refused, which Shopify would take."""
    name, shown = p.name, p.avail
    p = only(p, shop.call.given)
    texts = take(only(p, shop.call.given), CATEGORY) if shop.locale else {}
    same = await shop.everything("collections", Titled, query([f"title:{quoted(name)}"]))
    if any(one.title == name for one in same):
        raise AlreadyExists(f"A category with name '{name}' already exists.")
    channel = await online_store(shop) if shown else None
    async with Undo(shop) as undo:
        made = await shop.mutate("collectionCreate", {"collection": Of("CollectionCreateInput", _body(p))}, Made)
        id = made.collection.id if made.collection else ""
        undo(shop.step(f"Category {number(id)}", "collectionDelete", deleting(id), Gone))
        if texts:
            await register(shop, None, id, texts, CATEGORY)
        if channel:
            await publish(shop, id, channel)
    return CategoryAdded(category_id=number(id))


@shopify.implements(api.category.update, "id", *ABOUT)
async def category_update(shop: Shop, p: CategoryUpdateParams) -> UpdatedItems:
    """Change a collection; its visibility first, which can be taken back."""
    id = gid("Collection", p.id, "id")
    p = only(p, shop.call.given)
    texts = take(p, CATEGORY) if shop.locale else {}
    body = _body(p)
    async with Undo(shop) as undo:
        with known("Category", id):
            if texts:
                await _spoken(shop, undo, id, texts)
            if p.avail is not None:
                await _show(shop, undo, id, p.avail)
            if body:
                await shop.mutate(
                    "collectionUpdate", {"collection": Of("CollectionUpdateInput", {"id": id, **body})}, Made
                )
    return UpdatedItems(updated_items=1)


async def _spoken(shop: Shop, undo: Undo, id: str, texts: dict[str, str]) -> None:
    if await shop.look("collection", Id, {"id": Of("ID!", id)}) is None:
        raise missing("Category", id)
    await register(shop, undo, id, texts, CATEGORY)


async def _show(shop: Shop, undo: Undo, id: str, visible: bool) -> None:
    found = await shop.look("collection", Titled, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Category", id)
    channel = await online_store(shop)
    if channel is None or visible is _available(found.resource_publications_count):
        return
    back = "publishableUnpublish" if visible else "publishablePublish"
    undo(shop.step(f"The visibility of category {number(id)}", back, publishing(id, channel), Published))
    await publish(shop, id, channel, visible=visible)


@shopify.implements(api.category.delete, "id")
async def category_delete(shop: Shop, p: CategoryDeleteParams) -> CategoryDeleted:
    """Delete a collection; its products stay."""
    id = gid("Collection", p.id, "id")
    with known("Category", id):
        await shop.mutate("collectionDelete", deleting(id), Gone)
    return CategoryDeleted(delete_items=True)


def _products(p: CategoryAssignParams | CategoryUnassignParams) -> tuple[str, dict[str, Of]]:
    id, product = gid("Collection", p.category_id, "category_id"), gid("Product", p.product_id, "product_id")
    return id, {"id": Of("ID!", id), "productIds": Of("[ID!]!", [product])}


@shopify.implements(api.category.assign, "category_id", "product_id")
async def category_assign(shop: Shop, p: CategoryAssignParams) -> dict[str, Any]:
    """Put a product into a manual collection."""
    id, values = _products(p)
    with known("Category", id):
        await shop.mutate("collectionAddProducts", values, Made)
    return {}


@shopify.implements(api.category.unassign, "category_id", "product_id")
async def category_unassign(shop: Shop, p: CategoryUnassignParams) -> dict[str, Any]:
    """Take a product out of a manual collection, which the shop does a moment later: that is waited for."""
    id, values = _products(p)
    with known("Category", id):
        made = await shop.mutate("collectionRemoveProducts", values, _Removed)
    await finished(shop, made.job)
    return {}


async def finished(shop: Shop, job: Job | None) -> None:
    """Wait until the shop has done its work, for as long as the call may last."""
    pause = 0.2
    while job is not None and not job.done and shop.call.seconds_left() > pause + 1:
        await asyncio.sleep(pause)
        pause = min(5.0, pause * 2)
        job = await shop.look("job", Job, {"id": Of("ID!", job.id)})


@shopify.implements(api.category.image.add, "category_id", "url", "image_name", "type", "label")
async def category_image_add(shop: Shop, p: CategoryImageAddParams) -> CategoryImageAdded:
    """Give a collection its one picture, which is base and thumbnail; its words are the label, else the name."""
    id = gid("Collection", p.category_id, "category_id")
    picture = {"src": p.url, "altText": p.image_name if p.label is None else p.label}
    with known("Category", id):
        values = {"collection": Of("CollectionUpdateInput", {"id": id, "image": picture})}
        await shop.mutate("collectionUpdate", values, Made)
    return CategoryImageAdded(image_path=p.url)


@shopify.implements(api.category.image.delete, "category_id", "image_id")
async def category_image_delete(shop: Shop, p: CategoryImageDeleteParams) -> Deleted:
    """Take the picture off a collection."""
    id = gid("Collection", p.category_id, "category_id")
    found = await shop.look("collection", Titled, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Category", id)
    if found.image is None or number(found.image.id or "") != number(p.image_id):
        raise missing("Image", p.image_id)
    await shop.mutate("collectionUpdate", {"collection": Of("CollectionUpdateInput", {"id": id, "image": None})}, Made)
    return Deleted(deleted="true")
