"""Returns: asked for, approved or declined, opened, processed, refunded, closed, opened again or cancelled.

REQUESTED ─ approve → OPEN ─ close → CLOSED ─ reopen → OPEN
    │                   └─── cancel → CANCELED
    └─ decline → DECLINED
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim import orders
from polycart.platforms.shopify.sim.binding import Info, bag, field, located, mutation, paged
from polycart.platforms.shopify.sim.paging import KINDS, Call, Connection, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, gone, inner
from polycart.platforms.shopify.sim.writes import payments
from polycart.platforms.shopify.sim.writes.inputs import wanted

REASONS = (
    ("color", "Color", "COLOR"),
    ("defective", "Damaged or defective", "DEFECTIVE"),
    ("not-as-described", "Item not as described", "NOT_AS_DESCRIBED"),
    ("other", "Other", "OTHER"),
    ("too-large", "Size was too large", "SIZE_TOO_LARGE"),
    ("too-small", "Size was too small", "SIZE_TOO_SMALL"),
    ("style", "Style", "STYLE"),
    ("unknown", "Unknown", "UNKNOWN"),
    ("unwanted", "Customer changed their mind", "UNWANTED"),
    ("wrong-item", "Received the wrong item", "WRONG_ITEM"),
)
"""Why things come back: handle, name, and the word of the older enumeration."""


def reasons(shop: Shop) -> list[Record]:
    """The reasons for returns, made at first use."""
    if not shop.all("ReturnReasonDefinition"):
        for handle, name, old in REASONS:
            shop.insert("ReturnReasonDefinition", {"handle": handle, "name": name, "deleted": False, "_old": old})
    return shop.all("ReturnReasonDefinition")


@field("QueryRoot", "returnReasonDefinitions")
def _reasons(
    _: Any, info: Info, *, handles: list[str] | None = None, ids: list[str] | None = None, **page: Any
) -> Connection:
    rows = reasons(info.context.shop)
    rows = [row for row in rows if (not handles or row["handle"] in handles) and (not ids or row["id"] in ids)]
    return paged(info, rows, "ReturnReasonDefinition", **page)


def _reason(shop: Shop, given: Record, *at: str) -> Record:
    if given.get("returnReasonDefinitionId"):
        reasons(shop)
        said = "Return reason definition does not exist."
        return wanted(shop, given["returnReasonDefinitionId"], "ReturnReasonDefinition", said, *at, code="NOT_FOUND")
    old = given.get("returnReason") or "UNKNOWN"
    return next(row for row in reasons(shop) if row["_old"] == old)


def _of(call: Call, id: str, *at: str) -> Record:
    return wanted(call.shop, id, "Return", "Return does not exist.", *at, code="NOT_FOUND")


def left(sent: Record) -> int:
    """How many of a line that was sent have not come back."""
    if sent["_fulfillment"]["status"] != "SUCCESS":
        return 0
    return sent["quantity"] - sent.get("_returned", 0)


def _chosen(shop: Shop, order: Record, given: list[Record], *at: str) -> list[tuple[Record, Record]]:
    if not given:
        raise Refused("A return must have at least one line item.", *at, code="BLANK")
    made: list[tuple[Record, Record]] = []
    for n, each in enumerate(given):
        here = (*at, str(n))
        said = "Fulfillment line item does not exist."
        sent = wanted(
            shop,
            each["fulfillmentLineItemId"],
            "FulfillmentLineItem",
            said,
            *here,
            "fulfillmentLineItemId",
            code="NOT_FOUND",
        )
        if sent["_fulfillment"]["order"] is not order:
            raise Refused(said, *here, "fulfillmentLineItemId", code="NOT_FOUND")
        if each["quantity"] < 1:
            raise Refused("Quantity must be greater than 0.", *here, "quantity", code="GREATER_THAN")
        if each["quantity"] > left(sent):
            raise Refused("Return line item has an invalid quantity.", *here, "quantity", code="INVALID")
        reason = _reason(shop, each, *here, "returnReasonDefinitionId")
        if reason["_old"] == "OTHER" and "returnReasonNote" in each and not each["returnReasonNote"]:
            raise Refused("Return reason note can't be blank.", *here, "returnReasonNote", code="BLANK")
        made.append((sent, reason))
    return made


def make(shop: Shop, order: Record, given: list[Record], status: str, *at: str) -> Record:
    """Note a return of lines that were sent."""
    chosen = _chosen(shop, order, given, *at)
    now = shop.now()
    made = shop.insert("Return", {
        "name": f"{order['name']}-R{len(order['returns']) + 1}", "status": status, "order": order, "createdAt": now,
        "closedAt": None, "requestApprovedAt": now if status == "OPEN" else None, "decline": None,
        "returnLineItems": [], "refunds": [], "reverseFulfillmentOrders": [], "_presentment": order.get("_presentment"),
    })  # fmt: skip
    for each, (sent, reason) in zip(given, chosen, strict=True):
        fee = inner(each, "restockingFee").get("percentage")
        sent["_returned"] = sent.get("_returned", 0) + each["quantity"]
        made["returnLineItems"].append(shop.insert("ReturnLineItem", {
            "fulfillmentLineItem": sent, "quantity": each["quantity"], "processedQuantity": 0, "refundedQuantity": 0,
            "returnReason": reason["_old"], "returnReasonDefinition": reason, "customerNote": each.get("customerNote"),
            "returnReasonNote": each.get("returnReasonNote") or "", "_return": made, "_fee": fee,
            "_presentment": order.get("_presentment"),
        }))  # fmt: skip
    order["returns"].append(made)
    if status == "OPEN":
        _reverse(shop, made)
    orders.settle(shop, order)
    shop.touch(order)
    return made


def _reverse(shop: Shop, made: Record) -> None:
    """The fulfilment order of what comes back."""
    row = shop.insert("ReverseFulfillmentOrder", {"status": "OPEN", "order": made["order"], "lineItems": []})
    for line in made["returnLineItems"]:
        row["lineItems"].append(shop.insert("ReverseFulfillmentOrderLineItem", {
            "fulfillmentLineItem": line["fulfillmentLineItem"], "totalQuantity": line["quantity"], "dispositions": [],
            "_line": line, "_of": row,
        }))  # fmt: skip
    made["reverseFulfillmentOrders"].append(row)


@mutation
def return_create(call: Call, *, return_input: Record) -> Record:
    """Open a return of what was sent."""
    order = _order(call, return_input["orderId"], "returnInput", "orderId")
    return {"return": make(call.shop, order, return_input["returnLineItems"], "OPEN", "returnInput", "returnLineItems")}


def _order(call: Call, id: str, *at: str) -> Record:
    return wanted(call.shop, id, "Order", "Order does not exist.", *at, code="NOT_FOUND")


@mutation
def return_request(call: Call, *, input: Record) -> Record:
    """Ask for a return."""
    order = _order(call, input["orderId"], "input", "orderId")
    return {"return": make(call.shop, order, input["returnLineItems"], "REQUESTED", "input", "returnLineItems")}


def _step(call: Call, id: str, allowed: tuple[str, ...], *at: str) -> Record:
    made = _of(call, id, *at)
    if made["status"] not in allowed:
        raise Refused("Return status is invalid.", *at, code="INVALID_STATE")
    return made


def _became(call: Call, made: Record, status: str) -> Record:
    made["status"] = status
    orders.settle(call.shop, made["order"])
    call.shop.touch(made["order"])
    return {"return": made}


@mutation
def return_approve_request(call: Call, *, input: Record) -> Record:
    """Say yes to a request."""
    made = _step(call, input["id"], ("REQUESTED",), "input", "id")
    made["requestApprovedAt"] = call.shop.now()
    _reverse(call.shop, made)
    return _became(call, made, "OPEN")


@mutation
def return_decline_request(call: Call, *, input: Record) -> Record:
    """Say no to a request."""
    made = _step(call, input["id"], ("REQUESTED",), "input", "id")
    made["decline"] = {"reason": input["declineReason"], "note": input.get("declineNote")}
    _let_go(made)
    return _became(call, made, "DECLINED")


def _let_go(made: Record) -> None:
    for line in made["returnLineItems"]:
        line["fulfillmentLineItem"]["_returned"] -= line["quantity"]


@mutation
def return_cancel(call: Call, *, id: str) -> Record:
    """Give up a return that nothing was done of."""
    made = _step(call, id, ("OPEN",), "id")
    if made["refunds"] or any(line["processedQuantity"] for line in made["returnLineItems"]):
        raise Refused("Return is not cancelable.", "id", code="INVALID_STATE")
    _let_go(made)
    for row in made["reverseFulfillmentOrders"]:
        row["status"] = "CANCELED"
    return _became(call, made, "CANCELED")


@mutation
def return_close(call: Call, *, id: str) -> Record:
    """End a return."""
    made = _step(call, id, ("OPEN", "CLOSED"), "id")
    made["closedAt"] = made["closedAt"] or call.shop.now()
    for row in made["reverseFulfillmentOrders"]:
        row["status"] = "CLOSED"
    return _became(call, made, "CLOSED")


@mutation
def return_reopen(call: Call, *, id: str) -> Record:
    """Go on with a return that was ended."""
    made = _step(call, id, ("CLOSED", "OPEN"), "id")
    made["closedAt"] = None
    for row in made["reverseFulfillmentOrders"]:
        row["status"] = "OPEN"
    return _became(call, made, "OPEN")


def _line(made: Record, id: str, *at: str) -> Record:
    found = next((row for row in made["returnLineItems"] if row["id"] == id), None)
    if found is None:
        raise Refused("Return line item does not exist.", *at, code="NOT_FOUND")
    return found


@mutation
def remove_from_return(call: Call, *, return_id: str, return_line_items: list[Record] | None = None) -> Record:
    """Take things out of a return."""
    made = _step(call, return_id, ("OPEN", "REQUESTED"), "returnId")
    chosen: list[tuple[Record, int]] = []
    for n, each in enumerate(return_line_items or ()):
        line = _line(made, each["returnLineItemId"], "returnLineItems", str(n))
        if not 1 <= each["quantity"] <= line["quantity"] - line["processedQuantity"]:
            raise Refused("Quantity is invalid.", "returnLineItems", str(n), "quantity", code="INVALID")
        chosen.append((line, each["quantity"]))
    for line, quantity in chosen:
        line["quantity"] -= quantity
        line["fulfillmentLineItem"]["_returned"] -= quantity
        if not line["quantity"]:
            made["returnLineItems"].remove(line)
            call.shop.delete(line)
    return _became(call, made, made["status"])


# Processing and refunding


@mutation
def return_process(call: Call, *, input: Record) -> Record:
    """Take things back: put them where they belong, and give the money for them."""
    shop = call.shop
    made = _step(call, input["returnId"], ("OPEN",), "input", "returnId")
    chosen: list[tuple[Record, int, Record]] = []
    for n, each in enumerate(input.get("returnLineItems") or ()):
        line = _line(made, each["id"], "input", "returnLineItems", str(n), "id")
        if not 1 <= each["quantity"] <= line["quantity"] - line["processedQuantity"]:
            raise Refused("Quantity is invalid.", "input", "returnLineItems", str(n), "quantity", code="INVALID")
        chosen.append((line, each["quantity"], each))
    refund: Record | None = inner(input, "financialTransfer").get("issueRefund")
    terms = inner(inner(input, "financialTransfer"), "issueRefund")
    given: list[Record] = terms.get("orderTransactions") or []
    paid = _paid(made, given, "input", over=bool(terms.get("allowOverRefunding")))
    for _, _, each in chosen:
        for disposition in each.get("dispositions") or ():
            _disposed(shop, disposition)
    for line, quantity, _ in chosen:
        line["processedQuantity"] += quantity
    if refund is not None or input.get("refundShipping"):
        _refunded(
            shop,
            made,
            [(line, quantity) for line, quantity, _ in chosen],
            paid,
            input.get("refundShipping"),
            input.get("note"),
        )
    if all(line["processedQuantity"] == line["quantity"] for line in made["returnLineItems"]):
        made["closedAt"] = shop.now()
        return _became(call, made, "CLOSED")
    return _became(call, made, made["status"])


def _paid(made: Record, given: list[Record], at: str, *, over: bool = False) -> list[tuple[Record, Decimal]]:
    rows: list[tuple[Record, Decimal]] = []
    for n, each in enumerate(given):
        parent = next((row for row in made["order"]["transactions"] if row["id"] == each["parentId"]), None)
        most = orders.refundable(parent) if parent else None
        amount = orders.cents(each["transactionAmount"]["amount"])
        if parent is None or most is None:
            raise Refused("Parent transaction does not exist.", at, "orderTransactions", str(n), code="NOT_FOUND")
        if amount <= 0 or (amount > most and not over):
            raise Refused(
                "Refund amount is more than what may be refunded.", at, "orderTransactions", str(n), code="INVALID"
            )
        rows.append((parent, amount))
    return rows


def _refunded(
    shop: Shop, made: Record, chosen: list[tuple[Record, int]], paid: list[tuple[Record, Decimal]],
    shipping: Record | None, note: str | None,
) -> Record:  # fmt: skip
    order = made["order"]
    back = payments.begin(shop, order, {"note": note})
    back["return"] = made
    for line, quantity in chosen:
        item = line["fulfillmentLineItem"]["lineItem"]
        payments.line_back(
            shop, order, back, {"lineItemId": item["id"], "quantity": quantity}, "NO_RESTOCK", moves=False
        )
        line["refundedQuantity"] += quantity
    carried = next((row for row in order["shippingLines"] if not row["isRemoved"]), None)
    if shipping and carried is not None:
        most = payments.shipping_left(order, carried)
        given = shipping.get("shippingRefundAmount")
        payments.shipping_back(
            shop,
            order,
            back,
            carried,
            most if shipping.get("fullRefund") else min(most, given["amount"]) if given else orders.ZERO,
        )
    for parent, amount in paid:
        payments.pay_back(shop, order, back, parent, amount)
    payments.book(shop, order, back)
    made["refunds"].append(back)
    return back


@mutation
def return_refund(call: Call, *, return_refund_input: Record) -> Record:
    """Give the money for things of a return."""
    made = _step(call, return_refund_input["returnId"], ("OPEN", "CLOSED"), "returnRefundInput", "returnId")
    chosen: list[tuple[Record, int]] = []
    for n, each in enumerate(return_refund_input["returnRefundLineItems"]):
        at = ("returnRefundInput", "returnRefundLineItems", str(n))
        line = _line(made, each["returnLineItemId"], *at)
        if not 1 <= each["quantity"] <= line["quantity"] - line["refundedQuantity"]:
            raise Refused("Quantity is invalid.", *at, "quantity", code="INVALID")
        chosen.append((line, each["quantity"]))
    paid = _paid(made, return_refund_input.get("orderTransactions") or [], "returnRefundInput")
    return {"refund": _refunded(call.shop, made, chosen, paid, return_refund_input.get("refundShipping"), None)}


def _disposed(shop: Shop, given: Record) -> Record:
    said = "Reverse fulfillment order line item does not exist."
    row = wanted(
        shop,
        given["reverseFulfillmentOrderLineItemId"],
        "ReverseFulfillmentOrderLineItem",
        said,
        "dispositionInputs",
        code="NOT_FOUND",
    )
    place = shop.get("Location", given.get("locationId"))
    done = sum(each["quantity"] for each in row["dispositions"])
    if not 1 <= given["quantity"] <= row["totalQuantity"] - done:
        raise Refused("Quantity is invalid.", "dispositionInputs", "quantity", code="INVALID")
    kind = given["dispositionType"]
    if kind == "RESTOCKED":
        if place is None or not place["isActive"]:
            raise Refused("Location does not exist.", "dispositionInputs", "locationId", code="NOT_FOUND")
        variant = row["fulfillmentLineItem"]["lineItem"]["variant"]
        if not gone(variant):
            payments.restock(shop, variant["inventoryItem"], place, given["quantity"])
    row["dispositions"].append(shop.insert("ReverseFulfillmentOrderDisposition", {
        "createdAt": shop.now(), "location": place, "quantity": given["quantity"], "type": kind,
    }))  # fmt: skip
    return row


@mutation
def reverse_fulfillment_order_dispose(call: Call, *, disposition_inputs: list[Record]) -> Record:
    """Say what became of things that came back."""
    return {"reverseFulfillmentOrderLineItems": [_disposed(call.shop, each) for each in disposition_inputs]}


# Reading


@field("Return", "totalQuantity")
def _total(made: Record, info: Info) -> int:
    return sum(line["quantity"] for line in made["returnLineItems"])


@field("Return", "transactions")
def _transactions(made: Record, info: Info, **page: Any) -> Connection:
    return paged(
        info, [row for refund in made["refunds"] for row in refund["transactions"]], "OrderTransaction", **page
    )


@field("ReturnLineItem", "processableQuantity")
@field("ReturnLineItem", "unprocessedQuantity")
def _unprocessed(line: Record, info: Info) -> int:
    return line["quantity"] - line["processedQuantity"]


@field("ReturnLineItem", "refundableQuantity")
def _refundable(line: Record, info: Info) -> int:
    return line["quantity"] - line["refundedQuantity"]


@field("ReturnLineItem", "withCodeDiscountedTotalPriceSet")
def _worth(line: Record, info: Info) -> Any:
    item = line["fulfillmentLineItem"]["lineItem"]
    return bag(info.context.shop, line, item["discountedUnitPriceAfterAllDiscountsSet"] * line["quantity"])


@field("ReturnLineItem", "totalWeight")
def _weight(line: Record, info: Info) -> Record | None:
    weight = line["fulfillmentLineItem"]["lineItem"]["weight"]
    return {"unit": weight["unit"], "value": weight["value"] * line["quantity"]} if weight else None


@field("QueryRoot", "returnableFulfillments")
def _returnable(_: Any, info: Info, *, order_id: str, **page: Any) -> Connection:
    order = located(info, order_id, "Order")
    rows: list[Record] = []
    for sent in order["fulfillments"] if order else ():
        lines = [
            {"fulfillmentLineItem": row, "quantity": left(row), "_n": row["_n"]}
            for row in sent["fulfillmentLineItems"]
            if left(row)
        ]
        if lines:
            rows.append({
                "__typename": "ReturnableFulfillment", "id": sent["id"].replace("Fulfillment", "ReturnableFulfillment"),
                "fulfillment": sent, "returnableFulfillmentLineItems": lines, "_n": sent["_n"],
            })  # fmt: skip
    return paged(info, rows, "ReturnableFulfillment", **page)


KINDS["Return"] = Kind(
    {}, {"id": Field("id", lambda row: row["_n"]), "status": Field("keyword", lambda row: row["status"])}
)
