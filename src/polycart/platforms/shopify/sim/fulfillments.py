"""Fulfilment: what of an order waits at which location, what was sent, and the status that follows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, bag, field, paged
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind, search
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Shop

DONE = ("CLOSED", "CANCELLED")


def assign(shop: Shop, order: Record, location: Record | None = None) -> Record | None:
    """The fulfilment order of all lines of an order, at a location; ``None`` where there is nothing to do."""
    lines = [line for line in order["lineItems"] if line["currentQuantity"]]
    if not lines:
        return None
    place = location or shop.primary
    made = make(shop, order, place, "OPEN")
    for line in lines:
        add(shop, made, line, line["currentQuantity"])
    return made


def make(shop: Shop, order: Record, location: Record, status: str) -> Record:
    """An empty fulfilment order."""
    shipping = next((line for line in order["shippingLines"] if not line["isRemoved"]), None)
    made = shop.insert("FulfillmentOrder", {
        "status": status, "requestStatus": "UNSUBMITTED", "createdAt": order["createdAt"],
        "updatedAt": order["createdAt"], "fulfillAt": order["createdAt"], "fulfillBy": None, "order": order,
        "orderId": order["id"], "lineItems": [], "fulfillments": [], "fulfillmentHolds": [], "channelId": None,
        "_location": location,
    })  # fmt: skip
    physical = any(line["requiresShipping"] for line in order["lineItems"])
    made["deliveryMethod"] = {
        "__typename": "DeliveryMethod", "id": made["id"].replace("FulfillmentOrder", "DeliveryMethod"),
        "methodType": "SHIPPING" if physical else "NONE", "presentedName": shipping["title"] if shipping else None,
        "serviceCode": shipping["code"] if shipping else None, "sourceReference": None, "maxDeliveryDateTime": None,
        "minDeliveryDateTime": None,
    }  # fmt: skip
    order["fulfillmentOrders"].append(made)
    return made


def add(shop: Shop, row: Record, line: Record, quantity: int) -> Record:
    """A line of a fulfilment order."""
    made = shop.insert("FulfillmentOrderLineItem", {
        "lineItem": line, "totalQuantity": quantity, "remainingQuantity": quantity, "_of": row,
    })  # fmt: skip
    row["lineItems"].append(made)
    return made


def place(line: Record) -> Record | None:
    """The level that a line is taken from."""
    variant = line["variant"]
    if variant is None or "_gone" in variant or not variant["inventoryItem"]["tracked"]:
        return None
    levels: list[Record] = [level for level in variant["inventoryItem"]["_levels"] if level["isActive"]]
    return max(levels, key=lambda level: level["_q"]["available"], default=None)


def reserve(shop: Shop, line: Record, quantity: int, *, take: bool = True) -> None:
    """Commit some of a line's stock, or (less than nothing) give it back."""
    level = line.get("_level") or place(line)
    if level is None:
        return
    line["_level"] = level
    held = level["_q"]
    held["committed"] = held.get("committed", 0) + quantity
    if take:
        held["available"] -= quantity


def drop(line: Record, quantity: int) -> None:
    """Take what was cancelled of a line from the fulfilment orders that wait for it."""
    for row in line["_order"]["fulfillmentOrders"]:
        for each in row["lineItems"]:
            if each["lineItem"] is line and row["status"] not in DONE:
                part = min(quantity, each["remainingQuantity"])
                each["remainingQuantity"] -= part
                each["totalQuantity"] -= part
                quantity -= part
        if row["status"] not in DONE and not any(each["remainingQuantity"] for each in row["lineItems"]):
            row["status"] = "CLOSED"


def ship(shop: Shop, rows: list[tuple[Record, int]], fields: Record) -> Record:
    """Send some lines of fulfilment orders of one order; what is done is closed."""
    order = rows[0][0]["_of"]["order"]
    now = fields.get("createdAt") or shop.now()
    number = len(order["fulfillments"]) + 1
    made = shop.insert("Fulfillment", {
        "name": f"{order['name']}-F{number}", "status": "SUCCESS", "displayStatus": "FULFILLED", "createdAt": now,
        "updatedAt": now, "deliveredAt": None, "estimatedDeliveryAt": None, "inTransitAt": None,
        "location": rows[0][0]["_of"]["_location"], "order": order, "service": None, "trackingInfo": [], "events": [],
        "fulfillmentLineItems": [], "fulfillmentOrders": [], **fields,
    })  # fmt: skip
    made["service"] = shop.find("FulfillmentService", handle="manual")
    for row, quantity in rows:
        line = row["lineItem"]
        row["remainingQuantity"] -= quantity
        line["_fulfilled"] += quantity
        if (level := line.get("_level")) is not None:
            level["_q"]["committed"] = level["_q"].get("committed", 0) - quantity
        made["fulfillmentLineItems"].append(shop.insert("FulfillmentLineItem", {
            "lineItem": line, "quantity": quantity, "_fulfillment": made, "_presentment": line.get("_presentment"),
        }))  # fmt: skip
        if row["_of"] not in made["fulfillmentOrders"]:
            made["fulfillmentOrders"].append(row["_of"])
            row["_of"]["fulfillments"].append(made)
    for row in made["fulfillmentOrders"]:
        left = any(line["remainingQuantity"] for line in row["lineItems"])
        row.update(status="IN_PROGRESS" if left else "CLOSED", updatedAt=now)
    order["fulfillments"].append(made)
    return made


def event(shop: Shop, sent: Record, status: str, at: datetime, city: str | None = None, **fields: object) -> Record:
    """Something that happened to a parcel."""
    made = shop.insert("FulfillmentEvent", {
        "status": status, "happenedAt": at, "createdAt": at, "city": city, "message": None, "address1": None,
        "country": None, "province": None, "zip": None, "latitude": None, "longitude": None,
        "estimatedDeliveryAt": None, "_fulfillment": sent, **fields,
    })  # fmt: skip
    sent["events"].append(made)
    sent["displayStatus"] = status
    if status == "DELIVERED":
        sent["deliveredAt"] = at
    if status == "IN_TRANSIT":
        sent["inTransitAt"] = at
    return made


def settle(order: Record) -> None:
    """Reckon the status of an order's fulfilment and returns."""
    rows = [row for row in order["fulfillmentOrders"] if row["status"] not in DONE]
    left = sum(line["remainingQuantity"] for row in rows for line in row["lineItems"])
    sent = sum(line["_fulfilled"] for line in order["lineItems"])
    waiting = {row["status"] for row in rows}
    if sent:
        status = "PARTIALLY_FULFILLED" if left else "FULFILLED"
    elif waiting == {"ON_HOLD"}:
        status = "ON_HOLD"
    elif waiting == {"SCHEDULED"}:
        status = "SCHEDULED"
    elif "IN_PROGRESS" in waiting:
        status = "IN_PROGRESS"
    else:
        status = "UNFULFILLED"
    order["displayFulfillmentStatus"] = status
    states = {row["status"] for row in order["returns"]}
    order["returnStatus"] = (
        "RETURN_REQUESTED" if "REQUESTED" in states
        else "IN_PROGRESS" if "OPEN" in states
        else "RETURNED" if "CLOSED" in states
        else "NO_RETURN"
    )  # fmt: skip


# Reading


@field("FulfillmentOrder", "orderName")
def _order_name(row: Record, info: Info) -> str:
    return row["order"]["name"]


@field("FulfillmentOrder", "orderProcessedAt")
def _processed(row: Record, info: Info) -> Any:
    return row["order"]["processedAt"]


@field("FulfillmentOrder", "assignedLocation")
def _assigned(row: Record, info: Info) -> Record:
    place, address = row["_location"], row["_location"]["address"]
    names = ("address1", "address2", "city", "countryCode", "phone", "province", "zip")
    return {"location": place, "name": place["name"], **{name: address[name] for name in names}}


@field("FulfillmentOrder", "destination")
def _destination(row: Record, info: Info) -> Record | None:
    order = row["order"]
    address = order["shippingAddress"]
    if address is None:
        return None
    names = ("address1", "address2", "city", "company", "firstName", "lastName", "phone", "province", "zip")
    return {
        "__typename": "FulfillmentOrderDestination", "countryCode": address["countryCodeV2"], "email": order["email"],
        "id": row["id"].replace("FulfillmentOrder", "FulfillmentOrderDestination"), "location": None,
        **{name: address[name] for name in names},
    }  # fmt: skip


ACTIONS = {
    "OPEN": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "MOVE", "HOLD", "SPLIT"),
    "IN_PROGRESS": ("CREATE_FULFILLMENT", "REPORT_PROGRESS", "HOLD", "MARK_AS_OPEN"),
    "ON_HOLD": ("RELEASE_HOLD", "HOLD", "MOVE"),
    "SCHEDULED": ("MARK_AS_OPEN", "MOVE", "HOLD"),
}


@field("FulfillmentOrder", "supportedActions")
def _actions(row: Record, info: Info) -> list[Record]:
    return [{"action": action, "externalUrl": None} for action in ACTIONS.get(row["status"], ())]


def _of_line(name: str) -> Any:
    def resolve(row: Record, info: Info) -> Any:
        return row["lineItem"][name]

    return resolve


for _name in ("sku", "variantTitle", "vendor", "requiresShipping", "weight"):
    field("FulfillmentOrderLineItem", _name)(_of_line(_name))
field("FulfillmentOrderLineItem", "productTitle")(_of_line("title"))


@field("FulfillmentOrderLineItem", "variant")
def _variant(row: Record, info: Info) -> Record | None:
    variant = row["lineItem"]["variant"]
    return None if variant is None or "_gone" in variant else variant


@field("FulfillmentOrderLineItem", "inventoryItemId")
def _item(row: Record, info: Info) -> str | None:
    variant = _variant(row, info)
    return variant["inventoryItem"]["id"] if variant else None


@field("FulfillmentOrderLineItem", "image")
def _image(row: Record, info: Info) -> Record | None:
    variant = _variant(row, info)
    return (
        next((m["image"] for m in variant["media"] or variant["product"]["media"] if m.get("image")), None)
        if variant
        else None
    )


@field("FulfillmentLineItem", "originalTotalSet")
@field("FulfillmentLineItem", "discountedTotalSet")
def _line_total(row: Record, info: Info) -> Any:
    name = "originalUnitPriceSet" if info.field_name == "originalTotalSet" else "discountedUnitPriceSet"
    return bag(info.context.shop, row, row["lineItem"][name] * row["quantity"])


@field("Fulfillment", "totalQuantity")
def _quantity(row: Record, info: Info) -> int:
    return sum(line["quantity"] for line in row["fulfillmentLineItems"])


@field("Fulfillment", "requiresShipping")
def _ships(row: Record, info: Info) -> bool:
    return any(line["lineItem"]["requiresShipping"] for line in row["fulfillmentLineItems"])


@field("Order", "fulfillmentOrders")
def _orders(order: Record, info: Info, *, displayable: bool = False, **page: Any) -> Connection:
    rows = [row for row in order["fulfillmentOrders"] if not displayable or row["status"] != "CANCELLED"]
    return paged(info, rows, "FulfillmentOrder", **page)


@field("QueryRoot", "fulfillmentOrders")
def _all(_: Any, info: Info, *, include_closed: bool = False, **page: Any) -> Connection:
    rows = [row for row in info.context.shop.all("FulfillmentOrder") if include_closed or row["status"] not in DONE]
    return paged(info, rows, "FulfillmentOrder", ("all", include_closed), **page)


@field("Order", "fulfillments")
def _fulfillments(order: Record, info: Info, *, first: int | None = None, query: str | None = None) -> list[Record]:
    rows = order["fulfillments"]
    if query:
        rows = search(info.context, rows, "Fulfillment", query, info.path.as_list())
    return rows[:first]


def _number(row: Record) -> int:
    return row["_n"]


KINDS["FulfillmentOrder"] = Kind(
    {"ID": _number, "CREATED_AT": lambda row: row["createdAt"], "UPDATED_AT": lambda row: row["updatedAt"]},
    {
        "id": Field("id", _number), "status": Field("keyword", lambda row: row["status"]),
        "assigned_location_id": Field("id", lambda row: row["_location"]["_n"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
    },
    lambda row: [row["order"]["name"]],
)  # fmt: skip
KINDS["Fulfillment"] = Kind(
    {},
    {
        "id": Field("id", _number),
        "status": Field("keyword", lambda row: row["status"]),
        "tracking_number": Field("keyword", lambda row: [each["number"] or "" for each in row["trackingInfo"]]),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
    },
)
KINDS["FulfillmentEvent"] = Kind({"ID": _number, "HAPPENED_AT": lambda row: row["happenedAt"]}, {})
