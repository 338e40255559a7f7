"""Orders and coupons of the reference catalogue as the shop holds them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from polycart.platforms.shopify.sim import checkouts, customers, fulfillments, goods, orders
from polycart.platforms.shopify.sim.state import Record, Shop
from polycart.sandbox.catalogue import TAX_RATES, Order, OrderLine

RATE = Decimal("0.92")
"""What the shop's currency is worth in the other one, in which some of the buyers paid."""

GATEWAYS = {"bacs": "Bank Deposit", "cod": "Cash on Delivery (COD)", "stripe": "shopify_payments", "paypal": "paypal"}
RATES = {rate.id: rate for rate in TAX_RATES}


def order(shop: Shop, given: Order) -> None:
    """An order with all that became of it; one that was begun and left is an abandoned checkout."""
    if given.status == "checkout-draft":
        checkouts.abandoned(shop, given)
        return
    person = shop.seeded("Customer", given.customer_id) if given.customer_id else None
    made = orders.make(shop, {
        "number": 1000 + given.id, "email": given.email, "note": given.comment or None, "createdAt": given.created,
        "updatedAt": given.modified, "processedAt": given.created, "customer": person,
        "presentmentCurrencyCode": given.currency, "clientIp": given.ip,
        "billingAddress": customers.address(shop, goods.address(given.billing)),
        "shippingAddress": customers.address(shop, goods.address(given.shipping)),
        "customAttributes": [{"key": key, "value": value} for key, value in given.meta],
        "_presentment": (given.currency, RATE) if given.currency != shop.currency else None,
        "_gateways": [GATEWAYS[given.payment_method]],
    }, given.id)  # fmt: skip
    if person is not None:
        person["_orders"].append(made)
    applied = [
        orders.apply_code(made, code, {"__typename": "PricingPercentageValue", "percentage": 10.0})
        for code in given.coupon_codes
    ]
    for line in given.lines:
        _line(shop, made, line, applied)
    method = given.shipping_method
    carried = orders.add_shipping(shop, made, method.title, given.shipping_total)
    if given.shipping_tax:
        carried["taxLines"].append(_tax(made, given.tax_rate_id, given.shipping_tax))
    _became(shop, made, given)
    orders.settle(shop, made)
    made["updatedAt"] = given.modified
    checkouts.happened(shop, made, "placed", f"{made['name']} was placed on Online Store.", given.created)
    for note in given.notes:
        checkouts.happened(shop, made, "comment", note.text, note.created)


def _tax(made: Record, id: int, amount: Decimal) -> Record:
    rate = RATES[id]
    return orders.tax(made, rate.name, rate.percent, amount)


def _line(shop: Shop, made: Record, given: OrderLine, applied: list[Record]) -> None:
    product = shop.seeded("Product", given.product_id)
    variant = shop.seeded("ProductVariant", given.variant_id or given.product_id + 1_000_000)
    line = orders.add_line(
        shop,
        made,
        title=product["title"],
        quantity=given.quantity,
        price=given.price,
        variant=variant,
        serial=given.id,
    )
    if given.tax:
        line["taxLines"].append(_tax(made, given.tax_rate_id, given.tax))
    for application in applied:
        orders.allocate(line, application, given.discount)


def _became(shop: Shop, made: Record, given: Order) -> None:
    """Payment, fulfilment and refunds, by the catalogue's status."""
    dead = given.status in ("cancelled", "failed")
    row = None if dead else fulfillments.assign(shop, made)
    if not dead:
        orders.commit(shop, made, take=False)
    gateway = GATEWAYS[given.payment_method]
    payment = None
    if given.paid:
        payment = orders.add_transaction(
            shop, made, "SALE", given.total, gateway=gateway, createdAt=given.paid, processedAt=given.paid,
            paymentId=given.transaction or None, authorizationCode=given.transaction or None,
        )  # fmt: skip
    if given.status == "failed":
        orders.add_transaction(
            shop, made, "SALE", given.total, gateway=gateway, status="FAILURE", errorCode="CARD_DECLINED",
            createdAt=given.created, processedAt=given.created,
        )  # fmt: skip
    if dead:
        made["cancelledAt"] = given.modified
        made["closedAt"] = given.modified
        made["cancelReason"] = "DECLINED" if given.status == "failed" else "CUSTOMER"
        made["cancellation"] = {"staffNote": None}
    if given.status == "on-hold" and row is not None:
        row["status"] = "ON_HOLD"
        row["fulfillmentHolds"].append(
            shop.insert(
                "FulfillmentHold",
                {
                    "displayReason": "Awaiting payment",
                    "handle": "",
                    "heldByApp": shop.root["_app"],
                    "heldByRequestingApp": True,
                    "reason": "AWAITING_PAYMENT",
                    "reasonNotes": None,
                },
            )
        )
    if given.status == "completed" and row is not None:
        _ship(shop, made, row, given)
        made["closedAt"] = given.completed
    for back in given.refunds:
        _refund(shop, made, given, payment, back.id)


def _ship(shop: Shop, made: Record, row: Record, given: Order) -> None:
    parcel = given.shipments[0] if given.shipments else None
    at: datetime = parcel.shipped if parcel else given.completed or given.modified
    tracking = [{"company": parcel.carrier, "number": parcel.number, "url": parcel.url}] if parcel else []
    sent = fulfillments.ship(shop, [(line, line["remainingQuantity"]) for line in row["lineItems"]], {
        "createdAt": at, "updatedAt": at, "trackingInfo": tracking,
    })  # fmt: skip
    if parcel and given.id % 4 == 0:
        fulfillments.event(shop, sent, "IN_TRANSIT", at + timedelta(hours=9), "Oakland")
        fulfillments.event(shop, sent, "DELIVERED", at + timedelta(days=2), given.shipping.city)


def _refund(shop: Shop, made: Record, given: Order, payment: Record | None, id: int) -> None:
    back = next(each for each in given.refunds if each.id == id)
    refund = shop.insert("Refund", {
        "createdAt": back.created, "updatedAt": back.created, "processedAt": back.created, "note": back.reason,
        "order": made, "refundLineItems": [], "refundShippingLines": [], "transactions": [], "orderAdjustments": [],
        "return": None, "_presentment": made["_presentment"],
    }, id)  # fmt: skip
    for number, quantity, net, tax in back.items:
        line = shop.seeded("LineItem", number)
        each = Decimal(quantity)
        entry: Record = {
            "lineItem": line, "quantity": quantity, "location": None, "restockType": "NO_RESTOCK", "restocked": False,
            "priceSet": orders.cents(net / each), "subtotalSet": net, "totalTaxSet": tax,
            "_presentment": made["_presentment"],
        }  # fmt: skip
        refund["refundLineItems"].append(shop.insert("RefundLineItem", entry))
        line["currentQuantity"] -= quantity
    if back.shipping:
        refund["refundShippingLines"].append(shop.insert("RefundShippingLine", {
            "shippingLine": made["shippingLines"][0], "subtotalAmountSet": back.shipping,
            "taxAmountSet": back.shipping_tax, "_presentment": made["_presentment"],
        }))  # fmt: skip
    if payment is not None:
        refund["transactions"].append(orders.add_transaction(
            shop, made, "REFUND", back.amount, gateway=payment["gateway"], parentTransaction=payment,
            createdAt=back.created, processedAt=back.created,
        ))  # fmt: skip
    refund["totalRefundedSet"] = back.amount
    made["refunds"].append(refund)
    if given.status == "refunded":
        for row in made["fulfillmentOrders"]:
            row["status"] = "CLOSED"
            for line in row["lineItems"]:
                line["remainingQuantity"] = 0
        for line in made["lineItems"]:
            fulfillments.reserve(shop, line, -line["quantity"], take=False)
        made["closedAt"] = back.created
