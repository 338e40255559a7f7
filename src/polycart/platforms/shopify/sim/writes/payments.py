"""Payments of orders: marked as paid, captured, given up; cancelling, and giving money back."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from polycart.platforms.shopify.sim import fulfillments, inventory, orders
from polycart.platforms.shopify.sim.binding import Info, field, mutation
from polycart.platforms.shopify.sim.orders import ZERO, cents
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, inner
from polycart.platforms.shopify.sim.writes.inputs import wanted
from polycart.platforms.shopify.sim.writes.media import job
from polycart.platforms.shopify.sim.writes.orders import of, told


@mutation
def order_mark_as_paid(call: Call, *, input: Record) -> Record:
    """Note that what is outstanding was paid."""
    shop = call.shop
    made = of(call, input["id"], "id")
    if not made["canMarkAsPaid"]:
        raise Refused("Order cannot be marked as paid.", "id")
    left = made["totalOutstandingSet"]
    orders.add_transaction(shop, made, "SALE", left)
    orders.settle(shop, made)
    shop.touch(made)
    return {"order": made}


@mutation
def order_create_manual_payment(
    call: Call, *, id: str, amount: Record | None = None, payment_method_name: str | None = None,
    processed_at: datetime | None = None,
) -> Record:  # fmt: skip
    """Note a payment that was made elsewhere."""
    shop = call.shop
    made = of(call, id, "id")
    left = made["totalOutstandingSet"]
    value = cents(amount["amount"]) if amount else left
    if value <= 0 or value > left:
        raise Refused("Amount must be above zero and at most what is outstanding", "amount", code="INVALID_AMOUNT")
    orders.add_transaction(
        shop,
        made,
        "SALE",
        value,
        gateway=payment_method_name or "manual",
        processedAt=processed_at or shop.now(),
        manualPaymentGateway=True,
    )
    orders.settle(shop, made)
    shop.touch(made)
    return {"order": made}


@mutation
def order_capture(call: Call, *, input: Record) -> Record:
    """Take some of what was authorised."""
    shop = call.shop
    made = of(call, input["id"], "id")
    parent = _transaction(made, input["parentTransactionId"], "parentTransactionId")
    if parent["kind"] != "AUTHORIZATION" or parent["status"] != "SUCCESS" or orders.is_void(made, parent):
        raise Refused("Transaction can't be captured", "parentTransactionId")
    left = parent["amountSet"] - orders.captured(made, parent)
    if not 0 < input["amount"] <= left:
        raise Refused(f"Capture amount must be above zero and at most {told(left)}", "amount")
    taken = orders.add_transaction(
        shop, made, "CAPTURE", cents(input["amount"]), parentTransaction=parent, gateway=parent["gateway"]
    )
    orders.settle(shop, made)
    shop.touch(made)
    return {"transaction": taken}


def _transaction(made: Record, id: str, *at: str) -> Record:
    found = next((row for row in made["transactions"] if row["id"] == id), None)
    if found is None:
        raise Refused("Transaction does not exist", *at)
    return found


@mutation
def transaction_void(call: Call, *, parent_transaction_id: str) -> Record:
    """Give up an authorisation."""
    shop = call.shop
    said = "Transaction does not exist"
    parent = wanted(
        shop, parent_transaction_id, "OrderTransaction", said, "parentTransactionId", code="TRANSACTION_NOT_FOUND"
    )
    made = parent["order"]
    if parent["kind"] != "AUTHORIZATION" or orders.captured(made, parent) or orders.is_void(made, parent):
        raise Refused(
            "Parent transaction must be a successful authorization", "parentTransactionId", code="AUTH_NOT_VOIDABLE"
        )
    given_up = orders.add_transaction(
        shop, made, "VOID", parent["amountSet"], parentTransaction=parent, gateway=parent["gateway"]
    )
    orders.settle(shop, made)
    shop.touch(made)
    return {"transaction": given_up}


@mutation
def order_cancel(
    call: Call, *, order_id: str, reason: str, restock: bool, refund: bool | None = None,
    refund_method: Record | None = None, staff_note: str | None = None, notify_customer: bool = False,
) -> Record:  # fmt: skip
    """Cancel an order that nothing was sent of: its stock and money may go back."""
    shop = call.shop
    made = of(call, order_id, "orderId", code="NOT_FOUND")
    if made["cancelledAt"] is not None:
        raise Refused("Order has already been cancelled", "orderId", code="INVALID")
    if any(row["status"] == "SUCCESS" for row in made["fulfillments"]):
        raise Refused("Cannot cancel an order that has been fulfilled", "orderId", code="INVALID")
    if any(row["status"] in ("OPEN", "REQUESTED") for row in made["returns"]):
        raise Refused("Cannot cancel an order that has open returns", "orderId", code="INVALID")
    if refund is not None and refund_method is not None:
        raise Refused("Only one of refund and refundMethod may be given", "refundMethod", code="INVALID")
    for line in made["lineItems"]:
        fulfillments.reserve(shop, line, -line["currentQuantity"], take=restock)
    for row in made["fulfillmentOrders"]:
        if row["status"] not in fulfillments.DONE:
            row.update(status="CANCELLED", updatedAt=shop.now())
    if refund or (refund_method or {}).get("originalPaymentMethodsRefund"):
        _all_back(shop, made, restock=restock)
    for row in made["transactions"]:
        if row["kind"] == "AUTHORIZATION" and not orders.captured(made, row) and not orders.is_void(made, row):
            orders.add_transaction(shop, made, "VOID", row["amountSet"], parentTransaction=row, gateway=row["gateway"])
    made.update(
        cancelledAt=shop.now(), closedAt=shop.now(), cancelReason=reason, cancellation={"staffNote": staff_note}
    )
    orders.settle(shop, made)
    shop.touch(made)
    return {"job": job(shop)}


def _all_back(shop: Shop, made: Record, *, restock: bool) -> None:
    """Refund all of an order."""
    rows = [
        {"lineItemId": line["id"], "quantity": line["currentQuantity"]}
        for line in made["lineItems"]
        if line["currentQuantity"]
    ]
    back = _refund(shop, made, {"note": None})
    for each in rows:
        _line_back(shop, made, back, each, "CANCEL" if restock else "NO_RESTOCK", moves=False)
    for line in made["shippingLines"]:
        _shipping_back(shop, made, back, line, _shipping_left(made, line))
    for row in list(made["transactions"]):
        left = orders.refundable(row)
        if left:
            _pay_back(shop, made, back, row, left)
    _booked(shop, made, back)


# Refunds


@mutation
def refund_create(call: Call, *, input: Record) -> Record:
    """Give back things and money."""
    shop = call.shop
    made = of(call, input["orderId"], "orderId")
    rows: list[Record] = input.get("refundLineItems") or []
    for n, each in enumerate(rows):
        _refundable(shop, made, each, str(n))
    payments = [
        _payment(made, each, str(n), over=bool(input.get("allowOverRefunding")))
        for n, each in enumerate(input.get("transactions") or ())
    ]
    shipping = inner(input, "shipping")
    carried = next((line for line in made["shippingLines"] if not line["isRemoved"]), None)
    left = _shipping_left(made, carried) if carried else ZERO
    amount = left if shipping.get("fullRefund") else cents(shipping["amount"]) if shipping.get("amount") else ZERO
    if amount > left:
        raise Refused(f"Shipping refund amount can't exceed {told(left)}", "shipping", "amount")
    if not rows and not payments and not amount:
        raise Refused("Refund must have at least one line item, shipping or transaction", "orderId")
    back = _refund(shop, made, input)
    for each in rows:
        _line_back(shop, made, back, each, each.get("restockType") or "NO_RESTOCK")
    if carried is not None and amount:
        _shipping_back(shop, made, back, carried, amount)
    for parent, value in payments:
        _pay_back(shop, made, back, parent, value)
    _booked(shop, made, back)
    return {"order": made, "refund": back}


def _refundable(shop: Shop, made: Record, given: Record, n: str) -> None:
    at = ("refundLineItems", n)
    line = next((row for row in made["lineItems"] if row["id"] == given["lineItemId"]), None)
    if line is None:
        raise Refused("Line item does not exist on the order", *at, "lineItemId")
    if given["quantity"] < 1:
        raise Refused("Quantity must be greater than 0", *at, "quantity")
    if given["quantity"] > line["currentQuantity"]:
        raise Refused("Quantity cannot refund more items than were purchased", *at, "quantity")
    kind = given.get("restockType")
    if kind in ("RETURN", "CANCEL"):
        if not given.get("locationId"):
            raise Refused("Location must be given to restock", *at, "locationId")
        wanted(shop, given["locationId"], "Location", "Location does not exist", *at, "locationId")
    if kind == "CANCEL" and given["quantity"] > line["unfulfilledQuantity"]:
        raise Refused("Only what was not fulfilled can be cancelled", *at, "restockType")
    if kind == "RETURN" and given["quantity"] > line["_fulfilled"]:
        raise Refused("Only what was fulfilled can be returned", *at, "restockType")


def _payment(made: Record, given: Record, n: str, *, over: bool) -> tuple[Record, Decimal]:
    at = ("transactions", n)
    if given["kind"] != "REFUND":
        raise Refused("Transactions of a refund are refunds", *at, "kind")
    parent = None
    if given.get("parentId"):
        parent = _transaction(made, given["parentId"], *at, "parentId")
    else:
        parent = next(
            (row for row in made["transactions"] if row["gateway"] == given["gateway"] and orders.refundable(row)), None
        )
    left = orders.refundable(parent) if parent else None
    if parent is None or left is None:
        raise Refused("Parent transaction must be a successful payment", *at, "parentId")
    value = cents(given["amount"])
    if value <= 0 or (value > left and not over):
        raise Refused(
            f"Refund amount {told(value)} is greater than the maximum refundable amount {told(left)}", *at, "amount"
        )
    return parent, value


def _refund(shop: Shop, made: Record, given: Record) -> Record:
    """A refund of nothing yet."""
    now = shop.now()
    return shop.insert("Refund", {
        "createdAt": now, "updatedAt": now, "processedAt": given.get("processedAt") or now, "note": given.get("note"),
        "order": made, "refundLineItems": [], "refundShippingLines": [], "transactions": [], "orderAdjustments": [],
        "return": None, "_presentment": made.get("_presentment"),
    })  # fmt: skip


def _line_back(shop: Shop, made: Record, back: Record, given: Record, kind: str, *, moves: bool = True) -> None:
    line = next(row for row in made["lineItems"] if row["id"] == given["lineItemId"])
    quantity, location = given["quantity"], shop.get("Location", given.get("locationId"))
    net, tax = worth(line, quantity)
    back["refundLineItems"].append(shop.insert("RefundLineItem", {
        "lineItem": line, "quantity": quantity, "location": location, "restockType": kind,
        "restocked": kind in ("RETURN", "CANCEL"), "priceSet": cents(net / quantity), "subtotalSet": net,
        "totalTaxSet": tax, "_presentment": made.get("_presentment"),
    }))  # fmt: skip
    line["currentQuantity"] -= quantity
    if not moves:
        return
    unsent = max(0, line["currentQuantity"] + quantity - line["_fulfilled"])
    cancelled = 0 if kind == "RETURN" else min(quantity, unsent)
    if cancelled:
        fulfillments.drop(line, cancelled)
        fulfillments.reserve(shop, line, -cancelled, take=kind == "CANCEL")
    if kind == "RETURN" and location is not None and line["variant"] and "_gone" not in line["variant"]:
        restock(shop, line["variant"]["inventoryItem"], location, quantity)


def restock(shop: Shop, item: Record, location: Record, quantity: int) -> None:
    """Put things back on a shelf."""
    if item["tracked"]:
        inventory.change(shop, inventory.stock(shop, item, location), "available", quantity)


def worth(line: Record, quantity: int) -> tuple[Decimal, Decimal]:
    """What some of a line cost, and the taxes on it."""
    whole = line["quantity"]
    return cents(orders.net(line) * quantity / whole), cents(orders.taxes(line) * quantity / whole)


def _shipping_left(made: Record, line: Record) -> Decimal:
    rows = [row for refund in made["refunds"] for row in refund["refundShippingLines"] if row["shippingLine"] is line]
    return line["discountedPriceSet"] - sum((row["subtotalAmountSet"] for row in rows), ZERO)


def _shipping_back(shop: Shop, made: Record, back: Record, line: Record, amount: Decimal) -> None:
    if amount <= 0:
        return
    tax = cents(orders.taxes(line) * amount / line["discountedPriceSet"])
    back["refundShippingLines"].append(
        shop.insert(
            "RefundShippingLine",
            {
                "shippingLine": line,
                "subtotalAmountSet": amount,
                "taxAmountSet": tax,
                "_presentment": made.get("_presentment"),
            },
        )
    )


def _pay_back(shop: Shop, made: Record, back: Record, parent: Record, amount: Decimal) -> None:
    back["transactions"].append(
        orders.add_transaction(shop, made, "REFUND", amount, parentTransaction=parent, gateway=parent["gateway"])
    )


def _booked(shop: Shop, made: Record, back: Record) -> None:
    back["totalRefundedSet"] = sum((row["amountSet"] for row in back["transactions"]), ZERO)
    made["refunds"].append(back)
    orders.settle(shop, made)
    shop.touch(made)


book, begin, pay_back, line_back, shipping_back, shipping_left = (
    _booked,
    _refund,
    _pay_back,
    _line_back,
    _shipping_back,
    _shipping_left,
)


@field("Order", "suggestedRefund")
def _suggested(
    order: Record, info: Info, *, refund_line_items: list[Record] | None = None, refund_shipping: bool | None = None,
    shipping_amount: Decimal | None = None, suggest_full_refund: bool | None = False,
) -> Record:  # fmt: skip
    """What a refund would come to, and how it would be paid back."""
    shop = info.context.shop
    rows = refund_line_items or []
    if suggest_full_refund:
        rows = [
            {"lineItemId": line["id"], "quantity": line["currentQuantity"]}
            for line in order["lineItems"]
            if line["currentQuantity"]
        ]
    held = {line["id"]: line for line in order["lineItems"]}
    made: list[Record] = []
    for each in rows:
        line = held.get(each["lineItemId"])
        if line is None:
            continue
        net, tax = worth(line, min(each["quantity"], line["currentQuantity"]))
        made.append({
            "id": None, "lineItem": line, "quantity": each["quantity"], "location": None, "restocked": False,
            "restockType": each.get("restockType") or "NO_RESTOCK", "priceSet": cents(net / each["quantity"]),
            "subtotalSet": net, "totalTaxSet": tax, "_presentment": order.get("_presentment"),
        })  # fmt: skip
    carried = next((line for line in order["shippingLines"] if not line["isRemoved"]), None)
    left = _shipping_left(order, carried) if carried else ZERO
    ship = left if refund_shipping or suggest_full_refund else min(left, shipping_amount or ZERO)
    ship_tax = cents(orders.taxes(carried) * ship / carried["discountedPriceSet"]) if carried and ship else ZERO
    net = sum((row["subtotalSet"] for row in made), ZERO)
    tax = sum((row["totalTaxSet"] for row in made), ZERO) + ship_tax
    return _suggestion(shop, order, made, net, tax, ship, ship_tax, left)


def _suggestion(
    shop: Shop,
    order: Record,
    rows: list[Record],
    net: Decimal,
    tax: Decimal,
    ship: Decimal,
    ship_tax: Decimal,
    left: Decimal,
) -> Record:
    most = order["netPaymentSet"]
    amount = min(most, net + ship + (ZERO if order["taxesIncluded"] else tax))
    paid: list[Record] = []
    rest = amount
    for row in order["transactions"]:
        can = orders.refundable(row) or ZERO
        part = min(can, rest)
        if part > 0:
            paid.append(
                {
                    "amountSet": part,
                    "amount": part,
                    "gateway": row["gateway"],
                    "formattedGateway": row["formattedGateway"],
                    "kind": "SUGGESTED_REFUND",
                    "maximumRefundableSet": can,
                    "maximumRefundable": can,
                    "accountNumber": None,
                    "parentTransaction": row,
                    "_presentment": order.get("_presentment"),
                }
            )
            rest -= part
    money = {
        "amountSet": amount, "amount": amount, "subtotalSet": net, "subtotal": net, "discountedSubtotalSet": net,
        "totalTaxSet": tax, "totalTaxes": tax, "maximumRefundableSet": most, "maximumRefundable": most,
        "totalCartDiscountAmountSet": ZERO, "totalDutiesSet": ZERO,
    }  # fmt: skip
    carried = {
        "amountSet": ship,
        "amount": ship,
        "taxSet": ship_tax,
        "tax": ship_tax,
        "maximumRefundableSet": left,
        "maximumRefundable": left,
        "_presentment": order.get("_presentment"),
    }
    return {
        **money,
        "shipping": carried,
        "refundLineItems": rows,
        "suggestedTransactions": paid,
        "_presentment": order.get("_presentment"),
    }
