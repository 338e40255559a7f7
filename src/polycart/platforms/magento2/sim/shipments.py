"""Shipments: what left which source, and the parcels' numbers.

Records: `shipments` as the vendor answers them.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import documents, pieces
from polycart.platforms.magento2.sim.documents import CRITERIA, add_comment, found, frame, listing
from polycart.platforms.magento2.sim.money import added, amount
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.states import (
    CANCELED,
    HOLDED,
    REVIEW,
    children,
    dummy,
    enter,
    resolved,
    settle,
    to_ship,
)
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, number, rows

RESOURCE = "Magento_Sales::shipment"
UNKNOWN_TRACK = "Could not save the shipment tracking."
TYPES = {
    "ShipmentArguments": "extension_attributes any",
    "TrackCreation": "track_number string, title string, carrier_code string, extension_attributes any",
    "Package": "extension_attributes any",
    "Track": (
        "order_id int, created_at string, entity_id int, parent_id int, updated_at string, weight float, qty float, "
        "description string, extension_attributes any, track_number string, title string, carrier_code string"
    ),
    "ShipmentItem": (
        "additional_data string, description string, entity_id int, name string, parent_id int, price float, "
        "product_id int, row_total float, sku string, weight float, extension_attributes any, order_item_id int, "
        "qty float"
    ),
    "Shipment": (
        "billing_address_id int, created_at string, customer_id int, email_sent int, entity_id int, "
        "increment_id string, order_id int, packages any, shipment_status int, shipping_address_id int, "
        "shipping_label string, store_id int, total_qty float, total_weight float, updated_at string, "
        "items ShipmentItem[], tracks Track[], comments DocumentComment[], extension_attributes any"
    ),
}


def create(
    shop: Shop,
    order: Json,
    quantities: Mapping[int, float],
    *,
    when: str,
    source: str,
    tracks: list[Json],
    taken: bool = True,
) -> Json:
    """Ship so many pieces of items from a source; `taken` is whether they leave the stock now."""
    shipment: Json = frame(shop, "shipments", order, when) | {"store_id": order["store_id"], "packages": []}
    if order.get("customer_id"):
        shipment["customer_id"] = order["customer_id"]
    shipment |= {"items": [], "tracks": [], "comments": [], "extension_attributes": {"source_code": source}}
    for item in order["items"]:
        qty = quantities.get(item["item_id"], 0)
        if qty > 0:
            _line(shop, shipment, order, item, qty)
            if taken:
                pieces.ship(shop, order, item, qty, source)
    shipment["total_qty"] = number(sum(amount(line, "qty") for line in shipment["items"]))
    for asked in tracks:
        add_track(shop, shipment, asked, when)
    shop.table("shipments")[shipment["entity_id"]] = shipment
    order["updated_at"] = when
    enter(order, resolved(order, started=True))
    settle(order)
    return shipment


def _line(shop: Shop, shipment: Json, order: Json, item: Json, qty: float) -> None:
    """Only what is packed is listed: a configurable stands for its child, whose count is kept with it."""
    made: Json = {"entity_id": shop.next("shipment_items"), "parent_id": shipment["entity_id"]}
    made |= {
        name: item[name] for name in ("name", "price", "product_id", "sku", "weight") if item.get(name) is not None
    }
    made |= {"order_item_id": item["item_id"], "qty": number(qty)}
    shipment["items"].append(made)
    added(item, "qty_shipped", qty)
    for child in children(order, item):
        if item["product_type"] == "bundle":
            each = amount(child, "qty_ordered") / amount(item, "qty_ordered")
            added(child, "qty_shipped", qty * each)


def add_track(shop: Shop, shipment: Json, asked: Json, when: str) -> Json:
    """Put a parcel's number on a shipment."""
    made: Json = {"order_id": shipment["order_id"], "created_at": when, "entity_id": shop.next("tracks")}
    made |= {"parent_id": shipment["entity_id"], "updated_at": when}
    made |= {name: asked.get(name) for name in ("weight", "qty", "description")}
    made |= {name: asked.get(name) for name in ("track_number", "title", "carrier_code")}
    shipment["tracks"].append(made)
    shipment["updated_at"] = max(shipment["updated_at"], when)
    return made


def _wanted(order: Json, asked: list[Json]) -> dict[int, float]:
    if asked:
        # More than is left is cut down to it, and what is no item of the order is passed over.
        held = {item["item_id"]: to_ship(order, item) for item in order["items"]}
        named = {int(one.get("order_item_id") or 0): float(one.get("qty") or 0) for one in asked}
        return {number_: min(qty, held[number_]) for number_, qty in named.items() if number_ in held}
    return {
        i["item_id"]: to_ship(order, i)
        for i in order["items"]
        if to_ship(order, i) > 0 and not i.get("is_virtual") and not dummy(order, i, shipping=True)
    }


def problems(order: Json, wanted: Mapping[int, float]) -> list[str]:
    """What speaks against shipping so many pieces."""
    told: list[str] = []
    if order["state"] in (REVIEW, HOLDED, CANCELED) or order.get("is_virtual"):
        told.append(f"A shipment cannot be created when an order has a status of {order['status']}")
    elif not any(to_ship(order, i) > 0 and not i.get("is_virtual") for i in order["items"]):
        told.append("The order does not allow a shipment to be created.")
    if not wanted:
        return [*told, "You can't create a shipment without products."]
    if sum(wanted.values()) <= 0:
        told.append("You can't create a shipment without products.")
    return told


def _ship_order(shop: Shop, call: Call) -> str:
    order = found(shop, "orders", call.args["order_id"])
    wanted = _wanted(order, rows(call.args["items"]))
    told = problems(order, wanted)
    tracks = rows(call.args["tracks"])
    if any(not track.get("track_number") for track in tracks):
        told.append("Please enter a tracking number.")
    if told:
        raise Refusal(400, "Shipment Document Validation Error(s):\n" + "\n".join(told))
    source = mapped(mapped(call.args["arguments"]).get("extension_attributes")).get("source_code")
    chosen = pieces.source_for(shop, order, wanted, source)
    shipment = create(shop, order, wanted, when=shop.now(), source=chosen, tracks=tracks)
    comment = mapped(call.args["comment"])
    if comment:
        notified = int(bool(call.args["append_comment"] and call.args["notify"]))
        add_comment(shop, shipment, comment, "shipment", notified=notified)
    return str(shipment["entity_id"])


def _read(shop: Shop, call: Call) -> Json:
    return found(shop, "shipments", call.args["id"])


def _label(shop: Shop, call: Call) -> str:
    found(shop, "shipments", call.args["id"])
    return ""


def _track(shop: Shop, call: Call) -> Json:
    asked = mapped(call.args["entity"])
    shipment = shop.table("shipments").get(int(asked.get("parent_id") or 0))
    if shipment is None or shipment["order_id"] != asked.get("order_id") or not asked.get("track_number"):
        raise Refusal(400, UNKNOWN_TRACK)
    return add_track(shop, shipment, asked, shop.now())


def _remove_track(shop: Shop, call: Call) -> bool:
    for shipment in shop.table("shipments").values():
        for track in shipment["tracks"]:
            if track["entity_id"] == call.args["id"]:
                shipment["tracks"].remove(track)
    return True


def _comment(shop: Shop, call: Call) -> Json:
    asked = mapped(call.args["entity"])
    document = found(shop, "shipments", int(asked.get("parent_id") or call.args["id"]))
    return add_comment(shop, document, asked, "shipment")


def _save(shop: Shop, call: Call) -> Json:
    """`POST shipment`: the real shop's repository cannot save one that comes by itself; ship the order instead."""
    raise Refusal(400, "The shipment couldn't be saved.")


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of shipments answered."""
    for record in rows(records.get("shipments")):
        shop.table("shipments")[record["entity_id"]] = record
        shop.seen("shipments", record["entity_id"])
        shop.seen(f"numbers/shipments/{record['store_id']}", int(record["increment_id"][-9:]))
        for line in record["items"]:
            shop.seen("shipment_items", line["entity_id"])
        for track in record["tracks"]:
            shop.seen("tracks", track["entity_id"])


CREATION = "orderId:int items:ItemCreation[]= notify:bool= appendComment:bool= comment:CommentCreation="
ROUTES: tuple[Route, ...] = (
    route("GET shipments", listing("shipments"), CRITERIA, resource=RESOURCE),
    route("POST shipment", _save, "entity:Shipment", resource=RESOURCE),
    route("GET shipment/:id", _read, "id:int", resource=RESOURCE),
    route("GET shipment/:id/comments", documents.comments("shipments"), "id:int", resource=RESOURCE),
    route("POST shipment/:id/comments", _comment, "id:int entity:DocumentComment", resource=RESOURCE),
    route("POST shipment/:id/emails", documents.emails("shipments"), "id:int", resource=RESOURCE),
    route("GET shipment/:id/label", _label, "id:int", resource=RESOURCE),
    route("POST shipment/track", _track, "entity:Track", resource=RESOURCE),
    route("DELETE shipment/track/:id", _remove_track, "id:int", resource=RESOURCE),
    route(
        "POST order/:orderId/ship",
        _ship_order,
        CREATION + " tracks:TrackCreation[]= packages:Package[]= arguments:ShipmentArguments=",
        resource="Magento_Sales::ship",
    ),
)
