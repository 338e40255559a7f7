"""Collections: created, changed, deleted, and which products are in them."""

from __future__ import annotations

from typing import Any

from polycart.platforms.shopify.sim import collecting, products
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.pictures import source
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.writes.inputs import metafields, seo, wanted
from polycart.platforms.shopify.sim.writes.media import job

PLAIN = ("descriptionHtml", "sortOrder", "templateSuffix")


def _checked(shop: Shop, given: Record, own: Record | None) -> list[Record] | None:
    """Refuse what no collection can be; gives the products that are given."""
    if own is None or "title" in given:
        title = (given.get("title") or "").strip()
        if not title:
            raise Refused("Title can't be blank", "title")
        if len(title) > 255:
            raise Refused("Title is too long (maximum is 255 characters)", "title")
    wish = products.handle(given["handle"]) if given.get("handle") else None
    taken = shop.find("Collection", handle=wish) if wish else None
    if taken is not None and taken is not own:
        raise Refused("Handle has already been taken", "handle")
    image = given.get("image")
    if image and image.get("src"):
        source(image["src"], "image", "src")
    rules = given.get("ruleSet")
    if rules is not None:
        _rules(rules)
    if rules is not None and own is not None and own["ruleSet"] is None:
        raise Refused("A custom collection can't be changed to a smart collection", "ruleSet")
    if given.get("products") is None:
        return None
    if rules is not None or (own is not None and own["ruleSet"] is not None):
        raise Refused("Can't add products to or remove them from a smart collection", "products")
    return [
        wanted(shop, id, "Product", "Product does not exist", "products", str(n))
        for n, id in enumerate(given["products"])
    ]


def _rules(rules: Record) -> None:
    if not rules.get("rules"):
        raise Refused("Rules can't be blank", "ruleSet", "rules")
    for n, rule in enumerate(rules["rules"]):
        at = ("ruleSet", "rules", str(n))
        if rule["column"] not in collecting.COLUMNS:
            raise Refused("Column is not supported", *at, "column")
        numeric = rule["column"] in collecting.NUMERIC
        known = collecting.COMPARED if numeric else collecting.TEXTUAL
        if rule["relation"] not in known and rule["relation"] not in ("IS_SET", "IS_NOT_SET"):
            raise Refused("Relation is not valid for this column", *at, "relation")
        if numeric and collecting.number(rule["condition"]) is None and rule["relation"] in known:
            raise Refused("Condition must be a number", *at, "condition")


def _fill(shop: Shop, made: Record, given: Record) -> None:
    for name in PLAIN:
        if name in given and (given[name] is not None or name == "templateSuffix"):
            made[name] = given[name]
    if given.get("title"):
        made["title"] = given["title"].strip()
    if given.get("handle"):
        made["handle"] = products.handle(given["handle"])
    elif not made["handle"]:
        made["handle"] = products.free_handle(shop, "Collection", products.handle(made["title"]), made)
    if "image" in given:
        made["image"] = _image(shop, given["image"], made["image"])
    if given.get("ruleSet") is not None:
        rules = given["ruleSet"]
        made["ruleSet"] = {
            "appliedDisjunctively": rules["appliedDisjunctively"],
            "rules": [dict(r) for r in rules["rules"]],
        }
    seo(made, given.get("seo"))


def _image(shop: Shop, given: Record | None, before: Record | None) -> Record | None:
    if given is None:
        return None
    if not given.get("src"):
        return before | {"altText": given.get("altText")} if before else None
    number = shop.number("CollectionImage")
    name = given["src"].partition("?")[0].rpartition("/")[2]
    return {
        "id": f"gid://shopify/CollectionImage/{number}", "altText": given.get("altText"), "width": 1200, "height": 1200,
        "url": f"{shop.url}/cdn/shop/collections/{name}?v={int(shop.now().timestamp())}", "_n": number,
    }  # fmt: skip


@mutation
def collection_create(call: Call, *, collection: Record | None = None, input: Record | None = None) -> Record:
    """Create a collection."""
    shop, given = call.shop, collection if collection is not None else input
    if given is None:
        raise Refused("Collection input is required", "collection")
    rows = _checked(shop, given, None)
    made = collecting.make(shop, {})
    try:
        write = metafields(shop, made, given.get("metafields"))
    except Refused:
        shop.delete(made)
        raise
    _fill(shop, made, given)
    made["_products"] = rows or []
    write()
    return {"collection": made}


@mutation
def collection_update(call: Call, *, collection: Record | None = None, input: Record | None = None) -> Record:
    """Change what is given of a collection."""
    shop, given = call.shop, collection if collection is not None else input
    if given is None:
        raise Refused("Collection input is required", "collection")
    made = _collection(call, given.get("id") or "", "id")
    rows = _checked(shop, given, made)
    write = metafields(shop, made, given.get("metafields"))
    _fill(shop, made, given)
    if rows is not None:
        made["_products"] = rows
    write()
    shop.touch(made)
    return {"collection": made, "job": job(shop) if given.get("ruleSet") else None}


def _collection(call: Call, id: str, *at: str, code: str | None = None) -> Record:
    return wanted(call.shop, id, "Collection", "Collection does not exist", *at, code=code)


@mutation
def collection_delete(call: Call, *, input: Record) -> Record:
    """Delete a collection; its products stay."""
    made = _collection(call, input["id"], "id")
    for row in made["metafields"]:
        call.shop.delete(row)
    call.shop.delete(made)
    return {"deletedCollectionId": input["id"], "shop": call.shop.root}


def _members(call: Call, id: str, ids: list[str], *, adds: bool) -> tuple[Record, list[Record]]:
    made = _collection(call, id, "id")
    if made["ruleSet"] is not None:
        raise Refused("Can't manually add or remove products from a smart collection", "id")
    said = "Product does not exist"
    rows = [wanted(call.shop, each, "Product", said, "productIds", str(n)) for n, each in enumerate(ids)]
    if adds:
        for n, row in enumerate(rows):
            if row in made["_products"]:
                raise Refused(f"Error adding {row['title']} to collection: already in collection", "productIds", str(n))
    return made, rows


@mutation
def collection_add_products(call: Call, *, id: str, product_ids: list[str]) -> Record:
    """Put products into a collection."""
    made, rows = _members(call, id, product_ids, adds=True)
    made["_products"].extend(rows)
    call.shop.touch(made)
    return {"collection": made}


@mutation
def collection_add_products_v2(call: Call, *, id: str, product_ids: list[str]) -> Record:
    """Put products into a collection; those that are in it stay."""
    made, rows = _members(call, id, product_ids, adds=False)
    made["_products"].extend(row for row in rows if row not in made["_products"])
    call.shop.touch(made)
    return {"job": job(call.shop)}


@mutation
def collection_remove_products(call: Call, *, id: str, product_ids: list[str]) -> Record:
    """Take products out of a collection."""
    made, rows = _members(call, id, product_ids, adds=False)
    made["_products"] = [row for row in made["_products"] if row not in rows]
    call.shop.touch(made)
    return {"job": job(call.shop)}


@mutation
def collection_reorder_products(call: Call, *, id: str, moves: list[Record]) -> Record:
    """Put products of a collection elsewhere in its order."""
    made = _collection(call, id, "id", code="COLLECTION_NOT_FOUND")
    if made["sortOrder"] != "MANUAL":
        raise Refused(
            "Can't reorder products unless collection is manually sorted", "id", code="MANUALLY_SORTED_COLLECTION"
        )
    held: dict[str, Any] = {row["id"]: row for row in made["_products"]}
    for n, move in enumerate(moves):
        if move["id"] not in held:
            raise Refused("Product is not in the collection", "moves", str(n), "id", code="INVALID_MOVE")
    for move in moves:
        made["_products"].remove(held[move["id"]])
        made["_products"].insert(int(move["newPosition"]), held[move["id"]])
    call.shop.touch(made)
    return {"job": job(call.shop)}
