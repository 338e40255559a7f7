"""Pictures, custom fields, bulk prices and reviews of products.

https://developer.bigcommerce.com/docs/rest-catalog/products/images
"""

from __future__ import annotations

from collections.abc import Callable

from polycart.platforms.bigcommerce_api.sim import checks, listing, parts, products
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop, Table
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, data, done, missing

PLAIN = Lister(filters={})
BASE = "v3/catalog/products/{product_id}"
IMAGE_KINDS = {
    "is_thumbnail": checks.YES_NO, "sort_order": checks.whole(-checks.SIGNED - 1), "description": checks.text(),
    "image_url": checks.text(),
}  # fmt: skip
REVIEW_KINDS = {
    "title": checks.text(255), "text": checks.text(), "status": checks.word("approved", "disapproved", "pending"),
    "rating": checks.whole(0, 5), "email": checks.text(), "name": checks.text(), "date_reviewed": checks.text(),
}  # fmt: skip


def _own(table: Table, shop: Shop, call: Call, name: str, noun: str) -> Json:
    product = products.found(shop, call)
    row = table.get(call.id(name))
    if row is None or row["product_id"] != product["id"]:
        raise missing("v3", f"The {noun} was not found")
    return row


@route(f"GET {BASE}/images")
def listed(shop: Shop, call: Call) -> Answer:
    found = parts.images_of(shop, products.found(shop, call)["id"])
    return page_of(PLAIN, call, found, dict)


@route(f"POST {BASE}/images")
def added(shop: Shop, call: Call) -> Answer:
    body = call.fields()
    checks.check("v3", IMAGE_KINDS, body)
    return data(parts.add_image(shop, products.found(shop, call)["id"], body))


@route(f"GET {BASE}/images/{{image_id}}")
def one(shop: Shop, call: Call) -> Answer:
    return data(_own(shop.images, shop, call, "image_id", "image"))


@route(f"PUT {BASE}/images/{{image_id}}")
def changed(shop: Shop, call: Call) -> Answer:
    row = _own(shop.images, shop, call, "image_id", "image")
    fields = checks.check("v3", IMAGE_KINDS, call.fields())
    fields.pop("image_url", None)
    if fields.get("is_thumbnail"):
        for other in shop.images.of(row["product_id"]):
            other["is_thumbnail"] = False
    row |= {**fields, "date_modified": shop.now()}
    return data(row)


@route(f"DELETE {BASE}/images/{{image_id}}")
def deleted(shop: Shop, call: Call) -> Answer:
    """Delete a picture; where it was the main one, the next is."""
    row = _own(shop.images, shop, call, "image_id", "image")
    shop.images.drop(row["id"])
    left = parts.images_of(shop, row["product_id"])
    if row["is_thumbnail"] and left:
        left[0]["is_thumbnail"] = True
    return done()


Maker = Callable[[Shop, int, Json], Json]


def _part(segment: str, name: str, table: Callable[[Shop], Table], maker: Maker, noun: str) -> None:
    """The five routes of a simple part of products."""

    @route(f"GET {BASE}/{segment}")
    def all_of(shop: Shop, call: Call) -> Answer:
        found = table(shop).of(products.found(shop, call)["id"])
        return page_of(PLAIN, call, found, lambda row: parts.bare([row])[0])

    @route(f"POST {BASE}/{segment}")
    def add(shop: Shop, call: Call) -> Answer:
        product = products.found(shop, call)
        made = table(shop).put(maker(shop, product["id"], call.fields()))
        return data(parts.bare([made])[0])

    @route(f"GET {BASE}/{segment}/{{{name}}}")
    def get(shop: Shop, call: Call) -> Answer:
        return data(parts.bare([_own(table(shop), shop, call, name, noun)])[0])

    @route(f"PUT {BASE}/{segment}/{{{name}}}")
    def put(shop: Shop, call: Call) -> Answer:
        row = _own(table(shop), shop, call, name, noun)
        kept = dict(row)
        table(shop).drop(row["id"])
        try:
            made = maker(shop, row["product_id"], {**parts.bare([row])[0], **call.fields()})
        except Exception:
            table(shop).put(kept, kept["id"])
            raise
        return data(parts.bare([table(shop).put(made, kept["id"])])[0])

    @route(f"DELETE {BASE}/{segment}/{{{name}}}")
    def delete(shop: Shop, call: Call) -> Answer:
        table(shop).drop(_own(table(shop), shop, call, name, noun)["id"])
        return done()

    assert all((all_of, add, get, put, delete))  # noqa: S101 - they are registered, nobody calls them by name


def _review(shop: Shop, product_id: int, body: Json) -> Json:
    fields = checks.check("v3", REVIEW_KINDS, body, "title", "date_reviewed")
    blank = {"title": "", "text": "", "status": "approved", "rating": 5, "email": "", "name": ""}
    now = shop.now()
    return blank | fields | {"product_id": product_id, "date_created": now, "date_modified": now}


_part("custom-fields", "custom_field_id", lambda shop: shop.fields, parts.custom_field, "custom field")
_part("bulk-pricing-rules", "bulk_pricing_rule_id", lambda shop: shop.rules, parts.bulk_rule, "bulk pricing rule")
_part("reviews", "review_id", lambda shop: shop.reviews, _review, "review")

ASSIGNED = Lister(filters={"product_id:in": listing.among("product_id"), "channel_id:in": listing.among("channel_id")})


@route("GET v3/catalog/products/channel-assignments")
def assignments(shop: Shop, call: Call) -> Answer:
    found = [{"product_id": row["id"], "channel_id": id} for row in shop.products for id in row["@channels"]]
    return page_of(ASSIGNED, call, found, dict)


@route("PUT v3/catalog/products/channel-assignments")
def assign(shop: Shop, call: Call) -> Answer:
    """Show products in channels."""
    for body in call.items(500):
        product, channel = shop.products.get(body.get("product_id") or -1), body.get("channel_id") or -1
        if product is None or shop.channels.get(channel) is None:
            raise missing("v3", "The product or channel was not found")
        product["@channels"] = sorted({*product["@channels"], channel})
    return done()


@route("DELETE v3/catalog/products/channel-assignments")
def unassign(shop: Shop, call: Call) -> Answer:
    channels = set(call.numbers("channel_id:in"))
    for id in call.numbers("product_id:in"):
        product = shop.products.get(id)
        if product is not None:
            product["@channels"] = [each for each in product["@channels"] if channels and each not in channels]
    return done()
