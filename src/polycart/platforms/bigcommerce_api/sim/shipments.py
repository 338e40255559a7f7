"""Shipments of an order: which pieces of which lines have left, and how they can be followed.

https://developer.bigcommerce.com/docs/rest-management/orders/order-shipments
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, orders
from polycart.platforms.bigcommerce_api.sim.listing import Lister, plain_page
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, done, invalid, missing, rows

PROVIDERS = (
    "auspost", "canadapost", "endicia", "usps", "fedex", "ups", "upsready", "upsonline", "shipperhq", "royalmail", "",
)  # fmt: skip
KINDS = {
    "order_address_id": checks.whole(1), "tracking_number": checks.text(50), "tracking_link": checks.text(),
    "merchant_shipping_cost": checks.ANY, "shipping_method": checks.text(), "shipping_provider": checks.text(),
    "tracking_carrier": checks.text(), "comments": checks.text(), "items": checks.ARRAY,
}  # fmt: skip
PLAIN = Lister(filters={})


def _found(shop: Shop, call: Call) -> tuple[Json, Json]:
    order = orders.found(shop, call)
    row = shop.shipments.get(call.id("shipment_id"))
    if row is None or row["order_id"] != order["id"]:
        raise missing("v2")
    return order, row


@route("GET v2/orders/{order_id}/shipments")
def listed(shop: Shop, call: Call) -> Answer:
    return plain_page(PLAIN, call, shop.shipments.of(orders.found(shop, call)["id"]))


@route("GET v2/orders/{order_id}/shipments/count")
def counted(shop: Shop, call: Call) -> Answer:
    return Answer(body={"count": len(shop.shipments.of(orders.found(shop, call)["id"]))})


@route("GET v2/orders/{order_id}/shipments/{shipment_id}")
def one(shop: Shop, call: Call) -> Answer:
    return Answer(body=_found(shop, call)[1])


@route("POST v2/orders/{order_id}/shipments")
def added(shop: Shop, call: Call) -> Answer:
    order = orders.found(shop, call)
    body = checks.check("v2", KINDS, call.fields(), "order_address_id", "items")
    return Answer(body=made(shop, order, body), status=201)


def made(shop: Shop, order: Json, body: Json) -> Json:
    """A new shipment; no more can leave than was bought and has not left yet."""
    places = {row["id"]: row for row in shop.places.of(order["id"])}
    place = places.get(body["order_address_id"])
    if place is None:
        raise invalid("v2", {"order_address_id": "The order address does not exist"})
    lines = {row["id"]: row for row in shop.lines.of(order["id"])}
    items: list[Json] = []
    for each in rows(body["items"]):
        line = lines.get(each.get("order_product_id") or -1)
        quantity = each.get("quantity")
        if line is None or line["order_address_id"] != place["id"]:
            raise invalid("v2", {"items": f"The order product {each.get('order_product_id')} does not exist"})
        if not isinstance(quantity, int) or not 0 < quantity <= line["quantity"] - line["quantity_shipped"]:
            raise invalid("v2", {"items": "The quantity is more than what is left to be shipped"})
        items.append({"order_product_id": line["id"], "product_id": line["product_id"], "quantity": quantity})
    if not items:
        raise invalid("v2", {"items": "error.path.missing"})
    for item in items:
        lines[item["order_product_id"]]["quantity_shipped"] += item["quantity"]
    address = {name: place[name] for name in orders.ADDRESS}
    row: Json = {
        "order_id": order["id"], "customer_id": order["customer_id"], "order_address_id": place["id"],
        "date_created": shop.today(), "tracking_number": "", "merchant_shipping_cost": "0.0000",
        "shipping_method": place["shipping_method"], "shipping_provider": "", "tracking_carrier": "",
        "tracking_link": "", "comments": "",
        "billing_address": {k: v for k, v in order["billing_address"].items() if k != "form_fields"},
        "shipping_address": address, "shipping_provider_display_name": "", "generated_tracking_link": "",
    }  # fmt: skip
    row |= {name: value for name, value in body.items() if name in KINDS} | {"items": items}
    settle(shop, order)
    return shop.shipments.put(row)


def settle(shop: Shop, order: Json) -> None:
    """The status that follows from what has left."""
    lines = shop.lines.of(order["id"])
    left = sum(line["quantity"] - line["quantity_shipped"] for line in lines)
    gone = sum(line["quantity_shipped"] for line in lines)
    if gone and order["status_id"] not in (4, 5, 6, 14):
        order["status_id"] = 3 if left else 2
        order["date_shipped"] = order["date_shipped"] or shop.today()
    elif not gone and order["status_id"] in (2, 3):
        order["status_id"] = 11
    order["date_modified"] = shop.today()


@route("PUT v2/orders/{order_id}/shipments/{shipment_id}")
def changed(shop: Shop, call: Call) -> Answer:
    _, row = _found(shop, call)
    body = checks.check("v2", KINDS, call.fields())
    row |= {name: value for name, value in body.items() if name not in ("items", "order_address_id")}
    return Answer(body=row)


@route("DELETE v2/orders/{order_id}/shipments/{shipment_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    order, row = _found(shop, call)
    for item in row["items"]:
        line = shop.lines.get(item["order_product_id"])
        if line is not None:
            line["quantity_shipped"] -= item["quantity"]
    shop.shipments.drop(row["id"])
    settle(shop, order)
    return done()
