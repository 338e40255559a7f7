"""Carts by their token, and the carts that were left, which are only told by theirs.

https://developer.bigcommerce.com/docs/rest-management/carts
https://developer.bigcommerce.com/docs/rest-management/abandoned-carts
"""

from __future__ import annotations

import uuid

from polycart.platforms.bigcommerce_api.sim import checks, parts
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, data, done, invalid, missing, rows

KINDS = {
    "customer_id": checks.whole(), "line_items": checks.ARRAY, "channel_id": checks.whole(1), "currency": checks.OBJECT,
    "locale": checks.text(),
}  # fmt: skip


def _found(shop: Shop, call: Call) -> Json:
    row = shop.carts.get(call.ids["cart_id"])
    if row is None:
        raise missing("v3", "Cart not found.")
    return row


@route("GET v3/carts/{cart_id}")
def one(shop: Shop, call: Call) -> Answer:
    return data(_found(shop, call))


@route("DELETE v3/carts/{cart_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    shop.carts.pop(_found(shop, call)["id"])
    return done()


@route("POST v3/carts")
def added(shop: Shop, call: Call) -> Answer:
    body = checks.check("v3", KINDS, call.fields(), "line_items")
    if body.get("customer_id") and shop.customers.get(body["customer_id"]) is None:
        raise invalid("v3", {"customer_id": "The customer does not exist"})
    return data(cart(shop, body, rows(body["line_items"])), 201)


@route("POST v3/carts/{cart_id}/items")
def item_added(shop: Shop, call: Call) -> Answer:
    row = _found(shop, call)
    _put(shop, row, rows(call.fields().get("line_items")))
    return data(row)


def cart(shop: Shop, body: Json, items: list[Json]) -> Json:
    """A new cart."""
    id = str(uuid.UUID(int=(len(shop.carts) + 1) * 0x1_0000_0001 + int(shop.clock().timestamp())))
    customer = shop.customers.get(body.get("customer_id") or -1)
    now = shop.now()
    row: Json = {
        "id": id, "customer_id": body.get("customer_id", 0), "channel_id": body.get("channel_id", 1),
        "email": customer["email"] if customer else "", "currency": {"code": shop.store["currency"]},
        "tax_included": False, "base_amount": 0, "discount_amount": 0, "manual_discount_amount": 0, "cart_amount": 0,
        "coupons": [], "discounts": [],
        "line_items": {"physical_items": [], "digital_items": [], "gift_certificates": [], "custom_items": []},
        "created_time": now, "updated_time": now, "locale": "en", "version": 1,
    }  # fmt: skip
    _put(shop, row, items)
    shop.carts[id] = row
    return row


def _put(shop: Shop, row: Json, items: list[Json]) -> None:
    made = [_item(shop, each, n) for n, each in enumerate(items, len(row["line_items"]["physical_items"]) + 1)]
    for item, digital in made:
        row["line_items"]["digital_items" if digital else "physical_items"].append(item)
    every = [*row["line_items"]["physical_items"], *row["line_items"]["digital_items"]]
    row["base_amount"] = row["cart_amount"] = round(sum(item["extended_sale_price"] for item in every), 2)
    row["updated_time"] = shop.now()


def _item(shop: Shop, body: Json, number: int) -> tuple[Json, bool]:
    product = shop.products.get(body.get("product_id") or -1)
    if product is None:
        raise invalid("v3", {"product_id": f"The product {body.get('product_id')} does not exist"})
    own = shop.variants.of(product["id"])
    variant = next((v for v in own if v["id"] == body.get("variant_id")), None)
    if variant is None and (body.get("variant_id") or product["base_variant_id"] is None):
        raise invalid("v3", {"variant_id": "The product needs one of its variants to be chosen"})
    variant = variant or own[0]
    price = body.get("list_price") or parts.variant(shop, variant)["calculated_price"]
    quantity = body.get("quantity", 1)
    return {
        "id": str(uuid.UUID(int=number)), "parent_id": None, "variant_id": variant["id"], "product_id": product["id"],
        "sku": variant["sku"], "name": product["name"], "url": shop.store["secure_url"] + product["custom_url"]["url"],
        "quantity": quantity, "taxable": True, "image_url": "", "discounts": [], "coupons": [], "discount_amount": 0,
        "coupon_amount": 0, "original_price": price, "list_price": price, "sale_price": price,
        "extended_list_price": round(price * quantity, 2), "extended_sale_price": round(price * quantity, 2),
        "is_require_shipping": product["type"] == "physical", "is_mutable": True, "added_by_promotion": False,
    }, product["type"] == "digital"  # fmt: skip


@route("GET v3/abandoned-carts/{token}")
def left(shop: Shop, call: Call) -> Answer:
    """The cart of a token that a mail about a left cart has in it."""
    row = next((each for each in shop.carts.values() if each["id"].replace("-", "") == call.ids["token"]), None)
    if row is None:
        raise missing("v3", "The abandoned cart was not found")
    return data({"cart_id": row["id"]})
