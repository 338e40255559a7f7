"""Fulfilment: parcels with their numbers and events; fulfilment orders held, moved, split, opened and cancelled."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from polycart.platforms.shopify.sim import fulfillments, orders
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.fulfillments import DONE
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.writes.inputs import wanted

CARRIERS = {
    "USPS": "https://tools.usps.com/go/TrackConfirmAction?tLabels=", "UPS": "https://www.ups.com/track?tracknum=",
    "DHL Express": "https://www.dhl.com/track?id=", "FedEx": "https://www.fedex.com/fedextrack/?trknbr=",
}  # fmt: skip
"""Carriers whose address of a number is known; https://shopify.dev lists them under ``FulfillmentTrackingInput``."""


def _order(call: Call, id: str, *at: str, code: str | None = None) -> Record:
    said = "Fulfillment order does not exist."
    return wanted(call.shop, id, "FulfillmentOrder", said, *at, code=code)


def _tracking(given: Record | None) -> list[Record]:
    given = given or {}
    numbers = given.get("numbers") or ([given["number"]] if given.get("number") else [])
    urls = given.get("urls") or ([given["url"]] if given.get("url") else [])
    company = given.get("company")
    made: list[Record] = []
    for n in range(max(len(numbers), len(urls), 1 if company else 0)):
        number = numbers[n] if n < len(numbers) else None
        url = urls[n] if n < len(urls) else CARRIERS[company] + number if company in CARRIERS and number else None
        made.append({"company": company, "number": number, "url": url})
    return made


def _lines(row: Record, given: list[Record] | None, *at: str) -> list[tuple[Record, int]]:
    """Lines of a fulfilment order with quantities; all that remains where none are given."""
    if not given:
        return [(line, line["remainingQuantity"]) for line in row["lineItems"] if line["remainingQuantity"]]
    held = {line["id"]: line for line in row["lineItems"]}
    made: list[tuple[Record, int]] = []
    for n, each in enumerate(given):
        line = held.get(each["id"])
        if line is None:
            raise Refused("Fulfillment order line item does not exist.", *at, str(n), "id")
        if each["quantity"] < 1 or each["quantity"] > line["remainingQuantity"]:
            raise Refused("Invalid fulfillment order line item quantity requested.", *at, str(n), "quantity")
        made.append((line, each["quantity"]))
    return made


@mutation
def fulfillment_create(call: Call, *, fulfillment: Record, message: str | None = None) -> Record:
    """Send what waits in fulfilment orders of one order and one location."""
    shop = call.shop
    chosen: list[tuple[Record, int]] = []
    rows: list[Record] = []
    if not fulfillment["lineItemsByFulfillmentOrder"]:
        raise Refused("At least one fulfillment order is required.", "fulfillment", "lineItemsByFulfillmentOrder")
    for n, each in enumerate(fulfillment["lineItemsByFulfillmentOrder"]):
        at = ("fulfillment", "lineItemsByFulfillmentOrder", str(n))
        row = _order(call, each["fulfillmentOrderId"], *at, "fulfillmentOrderId")
        if row["status"] not in ("OPEN", "IN_PROGRESS"):
            said = f"Fulfillment order {row['_n']} has an unfulfillable status= {row['status'].lower()}."
            raise Refused(said, "fulfillment")
        rows.append(row)
        chosen += _lines(row, each.get("fulfillmentOrderLineItems"), *at, "fulfillmentOrderLineItems")
    if len({id(row["order"]) for row in rows}) > 1:
        raise Refused("All fulfillment orders must belong to the same order.", "fulfillment")
    if len({id(row["_location"]) for row in rows}) > 1:
        raise Refused("All fulfillment orders must be assigned to the same location.", "fulfillment")
    sent = fulfillments.ship(shop, chosen, {"trackingInfo": _tracking(fulfillment.get("trackingInfo"))})
    order = rows[0]["order"]
    orders.settle(shop, order)
    if order["displayFulfillmentStatus"] == "FULFILLED" and order["fullyPaid"]:
        order["closedAt"] = order["closedAt"] or shop.now()
    shop.touch(order)
    return {"fulfillment": sent}


def _sent(call: Call, id: str, *at: str) -> Record:
    return wanted(call.shop, id, "Fulfillment", "Fulfillment does not exist.", *at)


@mutation
def fulfillment_cancel(call: Call, *, id: str) -> Record:
    """Take a parcel back: what was in it waits again."""
    shop = call.shop
    sent = _sent(call, id, "id")
    if sent["status"] == "CANCELLED":
        raise Refused("Fulfillment is already cancelled.", "id")
    if sent["displayStatus"] == "DELIVERED":
        raise Refused("A fulfillment that was delivered can't be cancelled.", "id")
    order = sent["order"]
    row = fulfillments.make(shop, order, sent["location"] or shop.primary, "OPEN")
    for each in sent["fulfillmentLineItems"]:
        line = each["lineItem"]
        line["_fulfilled"] -= each["quantity"]
        fulfillments.add(shop, row, line, each["quantity"])
        if (level := line.get("_level")) is not None:
            level["_q"]["committed"] = level["_q"].get("committed", 0) + each["quantity"]
    sent.update(status="CANCELLED", displayStatus="CANCELED")
    order["closedAt"] = None
    orders.settle(shop, order)
    shop.touch(sent, order)
    return {"fulfillment": sent}


@mutation
def fulfillment_tracking_info_update(
    call: Call, *, fulfillment_id: str, tracking_info_input: Record, notify_customer: bool | None = None
) -> Record:
    """Give a parcel other numbers."""
    sent = _sent(call, fulfillment_id, "fulfillmentId")
    if sent["status"] == "CANCELLED":
        raise Refused("Fulfillment is cancelled.", "fulfillmentId")
    sent["trackingInfo"] = _tracking(tracking_info_input)
    call.shop.touch(sent, sent["order"])
    return {"fulfillment": sent}


@mutation
def fulfillment_event_create(call: Call, *, fulfillment_event: Record) -> Record:
    """Note what happened to a parcel."""
    given = dict(fulfillment_event)
    sent = _sent(call, given.pop("fulfillmentId"), "fulfillmentEvent", "fulfillmentId")
    status, at = given.pop("status"), given.pop("happenedAt", None) or call.shop.now()
    made = fulfillments.event(call.shop, sent, status, at, given.pop("city", None), **given)
    call.shop.touch(sent)
    return {"fulfillmentEvent": made}


# Fulfilment orders


def _apart(shop: Shop, row: Record, chosen: list[tuple[Record, int]], status: str) -> Record | None:
    """Move what is not chosen to a fulfilment order of its own; ``None`` where all is chosen."""
    picked = {line["id"]: quantity for line, quantity in chosen}
    if all(picked.get(line["id"], 0) == line["remainingQuantity"] for line in row["lineItems"]):
        return None
    rest = fulfillments.make(shop, row["order"], row["_location"], status)
    for line in list(row["lineItems"]):
        left = line["remainingQuantity"] - picked.get(line["id"], 0)
        if left:
            fulfillments.add(shop, rest, line["lineItem"], left)
        line["remainingQuantity"] -= left
        line["totalQuantity"] -= left
        if not line["totalQuantity"]:
            row["lineItems"].remove(line)
    return rest


@mutation
def fulfillment_order_hold(call: Call, *, id: str, fulfillment_hold: Record) -> Record:
    """Let a fulfilment order wait."""
    shop = call.shop
    row = _order(call, id, "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    if row["status"] in DONE:
        raise Refused("The fulfillment order is not in a state that can be held.", "id", code="TAKEN")
    if len(row["fulfillmentHolds"]) >= 10:
        raise Refused("The maximum number of holds is reached.", "id", code="FULFILLMENT_ORDER_HOLD_LIMIT_REACHED")
    handle = fulfillment_hold.get("handle") or ""
    if any(hold["handle"] == handle for hold in row["fulfillmentHolds"]):
        said = "The handle of the hold is already in use by this app for another hold on this fulfillment order."
        raise Refused(said, "fulfillmentHold", "handle", code="DUPLICATE_FULFILLMENT_HOLD_HANDLE")
    given = fulfillment_hold.get("fulfillmentOrderLineItems")
    chosen = _lines(row, given, "fulfillmentHold", "fulfillmentOrderLineItems")
    rest = _apart(shop, row, chosen, row["status"]) if given else None
    reason = fulfillment_hold["reason"]
    hold = shop.insert(
        "FulfillmentHold",
        {
            "displayReason": reason.replace("_", " ").capitalize(),
            "handle": handle,
            "heldByApp": shop.root["_app"],
            "heldByRequestingApp": True,
            "reason": reason,
            "reasonNotes": fulfillment_hold.get("reasonNotes"),
        },
    )
    row["fulfillmentHolds"].append(hold)
    _set(shop, row, "ON_HOLD")
    return {"fulfillmentHold": hold, "fulfillmentOrder": row, "remainingFulfillmentOrder": rest}


def _set(shop: Shop, row: Record, status: str) -> None:
    row["status"] = status
    shop.touch(row, row["order"])
    orders.settle(shop, row["order"])


@mutation
def fulfillment_order_release_hold(call: Call, *, id: str, hold_ids: list[str] | None = None, **_: Any) -> Record:
    """Let a fulfilment order wait no more."""
    row = _order(call, id, "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    if row["status"] != "ON_HOLD":
        raise Refused("The fulfillment order is not on hold.", "id", code="INVALID_ACCESS")
    row["fulfillmentHolds"] = [hold for hold in row["fulfillmentHolds"] if hold_ids and hold["id"] not in hold_ids]
    _set(call.shop, row, "ON_HOLD" if row["fulfillmentHolds"] else "OPEN")
    return {"fulfillmentOrder": row}


@mutation
def fulfillment_order_move(
    call: Call, *, id: str, new_location_id: str, fulfillment_order_line_items: list[Record] | None = None
) -> Record:
    """Send from another location."""
    shop = call.shop
    row = _order(call, id, "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    place = wanted(shop, new_location_id, "Location", "Location not found.", "newLocationId", code="LOCATION_NOT_FOUND")
    if not place["isActive"]:
        raise Refused("Location is not active.", "newLocationId", code="LOCATION_NOT_FOUND")
    if row["status"] in (*DONE, "IN_PROGRESS"):
        raise Refused("Cannot move a fulfillment order that is done or in progress.", "id")
    if place is row["_location"]:
        raise Refused("Fulfillment order is assigned to the location already.", "newLocationId")
    chosen = _lines(row, fulfillment_order_line_items, "fulfillmentOrderLineItems")
    rest = _apart(shop, row, chosen, row["status"]) if fulfillment_order_line_items else None
    row["_location"] = place
    _set(shop, row, row["status"])
    return {"movedFulfillmentOrder": row, "originalFulfillmentOrder": rest or row, "remainingFulfillmentOrder": rest}


@mutation
def fulfillment_order_split(call: Call, *, fulfillment_order_splits: list[Record]) -> Record:
    """Make two fulfilment orders of one."""
    shop = call.shop
    made: list[Record] = []
    for n, each in enumerate(fulfillment_order_splits):
        row = _order(
            call, each["fulfillmentOrderId"], "fulfillmentOrderSplits", str(n), code="FULFILLMENT_ORDER_NOT_FOUND"
        )
        chosen = _lines(row, each["fulfillmentOrderLineItems"], "fulfillmentOrderSplits", str(n))
        if sum(quantity for _, quantity in chosen) >= sum(line["remainingQuantity"] for line in row["lineItems"]):
            raise Refused(
                "Something has to remain.", "fulfillmentOrderSplits", str(n), code="NO_LINE_ITEMS_PROVIDED_TO_SPLIT"
            )
        stay = [
            (line, line["remainingQuantity"] - {x["id"]: q for x, q in chosen}.get(line["id"], 0))
            for line in row["lineItems"]
        ]
        rest = _apart(shop, row, [pair for pair in stay if pair[1]], row["status"])
        _set(shop, row, row["status"])
        made.append({"fulfillmentOrder": row, "remainingFulfillmentOrder": rest, "replacementFulfillmentOrder": None})
    return {"fulfillmentOrderSplits": made}


@mutation
def fulfillment_order_open(call: Call, *, id: str) -> Record:
    """Begin with what was scheduled, or begin anew."""
    row = _order(call, id, "id")
    if row["status"] not in ("SCHEDULED", "IN_PROGRESS"):
        raise Refused("Fulfillment order cannot be opened.", "id")
    _set(call.shop, row, "OPEN")
    return {"fulfillmentOrder": row}


@mutation
def fulfillment_order_report_progress(call: Call, *, id: str, progress_report: Record | None = None) -> Record:
    """Say that something is being done."""
    row = _order(call, id, "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    if row["status"] not in ("OPEN", "IN_PROGRESS"):
        raise Refused("Progress can't be reported on this fulfillment order.", "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    _set(call.shop, row, "IN_PROGRESS")
    return {"fulfillmentOrder": row}


@mutation
def fulfillment_order_cancel(call: Call, *, id: str) -> Record:
    """Cancel a fulfilment order; another one takes its place."""
    shop = call.shop
    row = _order(call, id, "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    if row["status"] in DONE:
        raise Refused(
            "Fulfillment order is not in cancelable state.", "id", code="FULFILLMENT_ORDER_CANNOT_BE_CANCELLED"
        )
    other = fulfillments.make(shop, row["order"], row["_location"], "OPEN")
    for line in row["lineItems"]:
        fulfillments.add(shop, other, line["lineItem"], line["remainingQuantity"])
    _set(shop, row, "CANCELLED")
    return {"fulfillmentOrder": row, "replacementFulfillmentOrder": other}


@mutation
def fulfillment_order_close(call: Call, *, id: str, message: str | None = None) -> Record:
    """Say that no more will be sent of a fulfilment order that is in progress."""
    row = _order(call, id, "id")
    if row["status"] != "IN_PROGRESS":
        raise Refused("The fulfillment order's status is not in progress.", "id")
    _set(call.shop, row, "INCOMPLETE")
    return {"fulfillmentOrder": row}


@mutation
def fulfillment_order_reschedule(call: Call, *, id: str, fulfill_at: datetime) -> Record:
    """Send what was scheduled at another time."""
    row = _order(call, id, "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    if row["status"] != "SCHEDULED":
        raise Refused("The fulfillment order is not scheduled.", "id", code="FULFILLMENT_ORDER_NOT_FOUND")
    row["fulfillAt"] = fulfill_at
    call.shop.touch(row)
    return {"fulfillmentOrder": row}
