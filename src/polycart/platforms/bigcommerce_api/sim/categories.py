"""Trees of categories: one for each storefront, with nodes that are written in batches.

https://developer.bigcommerce.com/docs/rest-catalog/category-trees
"""

from __future__ import annotations

import re
import uuid
from typing import Any, cast

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, Refusal, conflict, done, invalid, told

BATCH = 50
SORTS = (
    "use_store_settings", "featured", "newest", "best_selling", "alpha_asc", "alpha_desc", "avg_customer_review",
    "price_asc", "price_desc",
)  # fmt: skip
KINDS = {
    "name": checks.text(50, 1), "parent_id": checks.whole(0), "tree_id": checks.whole(1), "description": checks.text(),
    "views": checks.whole(), "sort_order": checks.whole(-checks.SIGNED - 1), "page_title": checks.text(255),
    "meta_keywords": checks.ARRAY, "meta_description": checks.text(65535), "layout_file": checks.text(50),
    "image_url": checks.text(), "is_visible": checks.YES_NO, "search_keywords": checks.text(255),
    "default_product_sort": checks.word(*SORTS), "url": checks.OBJECT, "category_id": checks.whole(1),
}  # fmt: skip
BLANK: Json = {
    "parent_id": 0, "tree_id": 1, "name": "", "description": "", "views": 0, "sort_order": 0, "page_title": "",
    "search_keywords": "", "meta_keywords": [], "meta_description": "", "layout_file": "category.html",
    "image_url": "", "is_visible": True, "default_product_sort": "use_store_settings",
}  # fmt: skip
NODES = Lister(
    filters={
        "category_id:in": listing.among("category_id"),
        "category_id:not_in": listing.outside("category_id"),
        "tree_id:in": listing.among("tree_id"),
        "tree_id:not_in": listing.outside("tree_id"),
        "parent_id:in": listing.among("parent_id"),
        "parent_id:not_in": listing.outside("parent_id"),
        "name": listing.same("name"),
        "name:like": listing.like("name"),
        "page_title": listing.same("page_title"),
        "page_title:like": listing.like("page_title"),
        "keyword": listing.like("name"),
        "is_visible": listing.flag("is_visible"),
    },
    key="category_id",
)
TREES = Lister(filters={"id:in": listing.among("id"), "channel_id:in": lambda row, value: bool(_shared(row, value))})


def _shared(row: Json, value: str) -> set[int]:
    return {int(part) for part in value.split(",")} & set(row["channels"])


def node(row: Json) -> Json:
    """A category as it is answered."""
    return {name: value for name, value in row.items() if name != "id"}


@route("GET v3/catalog/trees")
def trees(shop: Shop, call: Call) -> Answer:
    return page_of(TREES, call, shop.trees, dict)


@route("GET v3/catalog/trees/categories")
def listed(shop: Shop, call: Call) -> Answer:
    return page_of(NODES, call, shop.categories, node)


@route("POST v3/catalog/trees/categories")
def added(shop: Shop, call: Call) -> Answer:
    """Add categories; those that are in order are added, whatever becomes of the others."""
    made: list[Json] = []
    failed: dict[str, Any] = {}
    bodies = call.items(BATCH)
    status = 422
    for place, body in enumerate(bodies):
        try:
            made.append(node(_made(shop, body)))
        except Refusal as refusal:
            status, failed[str(place)] = refusal.status, refusal.body["title"]
            failed |= {
                f"{place}.{name}": words for name, words in cast("Json", refusal.body.get("errors") or {}).items()
            }
    return _outcome(made, failed, len(bodies), 201, status)


def _outcome(made: list[Json], failed: dict[str, Any], asked: int, good: int, status: int) -> Answer:
    lost = len({place.partition(".")[0] for place in failed})
    meta = {"total": asked, "success": asked - lost, "failed": lost}
    if not failed:
        return Answer(body={"data": made, "meta": meta} if good == 201 else {"meta": meta}, status=good)
    error = told(422 if status == 409 else status, str(next(iter(failed.values()))), failed)
    if lost == asked:
        raise Refusal(error["status"], {"errors": error, "meta": meta})
    return Answer(body={"data": made, "errors": error, "meta": meta}, status=207)


def _made(shop: Shop, body: Json) -> Json:
    fields = checks.check("v3", KINDS, body, "name")
    fields.pop("category_id", None)
    if not fields.get("parent_id") and not fields.get("tree_id"):
        raise invalid("v3", {"tree_id": "error.path.missing"}, "A root category needs a tree_id")
    _placed(shop, fields)
    row = shop.categories.put(BLANK | fields)
    row["category_id"] = row["id"]
    row["category_uuid"] = str(uuid.UUID(int=row["id"]))
    row["url"] = _url(shop, row, fields.get("url"))
    return row


def _placed(shop: Shop, fields: Json, own: Json | None = None) -> None:
    """Parent and name: the parent is there, in the same tree, and none of its children has that name."""
    held = BLANK | (own or {}) | fields
    parent = shop.categories.get(held["parent_id"]) if held["parent_id"] else None
    if held["parent_id"] and parent is None:
        words = f"The parent category {held['parent_id']} does not exist"
        raise invalid("v3", {"parent_id": words}, words)
    if parent is not None:
        fields["tree_id"] = parent["tree_id"]
        if own is not None and own["id"] in _line(shop, parent):
            raise invalid(
                "v3", {"parent_id": "A category can not be below itself"}, "A category can not be below itself"
            )
    elif shop.trees.get(held["tree_id"]) is None:
        words = f"The tree {held['tree_id']} does not exist"
        raise invalid("v3", {"tree_id": words}, words)
    for other in shop.categories:
        same = other["parent_id"] == held["parent_id"] and other["tree_id"] == fields.get("tree_id", held["tree_id"])
        if same and other["name"].casefold() == held["name"].casefold() and (own is None or other["id"] != own["id"]):
            raise conflict("v3", "A category with that name already exists under the parent", "name")


def _line(shop: Shop, row: Json | None) -> list[int]:
    found: list[int] = []
    while row is not None and row["id"] not in found:
        found.append(row["id"])
        row = shop.categories.get(row["parent_id"])
    return found


def _url(shop: Shop, row: Json, given: Json | None) -> Json:
    if given and given.get("path"):
        return {"path": given["path"], "is_customized": True}
    slug = re.sub(r"[^\w]+", "-", row["name"].casefold()).strip("-") or str(row["id"])
    parent = shop.categories.get(row["parent_id"])
    return {"path": f"{parent['url']['path'] if parent else '/'}{slug}/", "is_customized": False}


@route("PUT v3/catalog/trees/categories")
def changed(shop: Shop, call: Call) -> Answer:
    failed: dict[str, Any] = {}
    bodies = call.items(BATCH)
    status = 422
    for place, body in enumerate(bodies):
        row = shop.categories.get(body.get("category_id") or -1)
        try:
            if row is None:
                raise Refusal(404, told(404, f"The category {body.get('category_id')} was not found", {}))
            fields = checks.check("v3", KINDS, body)
            _placed(shop, fields, row)
            if fields.get("url"):
                fields["url"] = _url(shop, row, fields["url"])
            row |= fields
        except Refusal as refusal:
            status, failed[str(place)] = refusal.status, refusal.body["title"]
    return _outcome([], failed, len(bodies), 200, status)


@route("DELETE v3/catalog/trees/categories")
def deleted(shop: Shop, call: Call) -> Answer:
    """Delete categories and all below them; products are taken out of them."""
    if not {"category_id:in", "tree_id:in", "parent_id:in"} & call.query.keys():
        raise invalid("v3", {"category_id:in": "A filter is required"})
    chosen = {row["id"] for row in NODES.chosen(call, shop.categories)}
    gone = {row["id"] for row in shop.categories if chosen & set(_line(shop, row))}
    for id in gone:
        shop.categories.drop(id)
        shop.metafields.drop_of(("category", id))
    for product in shop.products:
        if gone & set(product["categories"]):
            product["categories"] = [id for id in product["categories"] if id not in gone]
    meta = {"total": len(chosen), "success": len(chosen), "failed": 0}
    return Answer(body={"meta": meta}, status=202)


@route("DELETE v3/catalog/categories/{category_id}/image")
def unpictured(shop: Shop, call: Call) -> Answer:
    row = shop.categories.get(call.id("category_id"))
    if row is None:
        raise Refusal(404, told(404, "The category was not found"))
    row["image_url"] = ""
    return done()


@route("GET v3/catalog/products/category-assignments")
def assignments(shop: Shop, call: Call) -> Answer:
    found = [{"product_id": row["id"], "category_id": id} for row in shop.products for id in row["categories"]]
    lister = Lister(
        filters={"product_id:in": listing.among("product_id"), "category_id:in": listing.among("category_id")}
    )
    return page_of(lister, call, found, dict)


@route("PUT v3/catalog/products/category-assignments")
def assign(shop: Shop, call: Call) -> Answer:
    """Put products into categories, beside those that they are in."""
    pairs = [(body.get("product_id") or -1, body.get("category_id") or -1) for body in call.items(500)]
    for product, category in pairs:
        if shop.products.get(product) is None or shop.categories.get(category) is None:
            words = f"The product {product} or the category {category} does not exist"
            raise invalid("v3", {"0": words}, words)
    for product, category in pairs:
        held = shop.products.rows[product]
        held["categories"] = list(dict.fromkeys([*held["categories"], category]))
    return done()


@route("DELETE v3/catalog/products/category-assignments")
def unassign(shop: Shop, call: Call) -> Answer:
    categories = set(call.numbers("category_id:in"))
    for id in call.numbers("product_id:in"):
        product = shop.products.get(id)
        if product is not None:
            product["categories"] = [each for each in product["categories"] if each not in categories]
    return done()
