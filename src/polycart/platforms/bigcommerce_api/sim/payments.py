"""Payments of orders: their transactions, what a refund would come to, and refunds.

https://developer.bigcommerce.com/docs/rest-management/orders/order-refunds
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from polycart.platforms.bigcommerce_api.sim import listing, orders
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, Refusal, data, missing, rows, told

REFUNDS = Lister(
    filters={
        "order_id:in": listing.among("order_id"),
        "id:in": listing.among("id"),
        "created:min": listing.since("created"),
        "created:max": listing.until("created"),
    }
)
PLAIN = Lister(filters={})


@route("GET v3/orders/{order_id}/transactions")
def transactions(shop: Shop, call: Call) -> Answer:
    return page_of(PLAIN, call, shop.transactions.of(orders.found(shop, call)["id"]), dict, cut=False)


def _refused(errors: dict[str, str]) -> Refusal:
    return Refusal(422, told(422, next(iter(errors.values())), errors))


def _reckoned(shop: Shop, order: Json, items: list[Json]) -> tuple[Decimal, Decimal, list[Json]]:
    """What some items come to, the tax in it, and the items with the money of each."""
    lines = {row["id"]: row for row in shop.lines.of(order["id"])}
    whole, tax = Decimal(0), Decimal(0)
    told_items: list[Json] = []
    for item in items:
        kind = item.get("item_type")
        if kind == "PRODUCT":
            line = lines.get(item.get("item_id") or -1)
            quantity = item.get("quantity") or 0
            if line is None:
                raise _refused({"item_id": f"The order product {item.get('item_id')} does not exist"})
            if not 0 < quantity <= line["quantity"] - line["quantity_refunded"]:
                raise _refused({"quantity": "The quantity is more than what is left to be refunded"})
            share = Decimal(line["discounted_total_inc_tax"]) * quantity / line["quantity"]
            share -= sum((Decimal(str(a.get("amount", 0))) for a in rows(item.get("adjustments"))), Decimal(0))
            tax += (Decimal(line["total_tax"]) * quantity / line["quantity"]).quantize(Decimal("0.01"))
            money = share.quantize(Decimal("0.01"))
        elif kind in ("ORDER", "SHIPPING", "HANDLING", "FEE"):
            quantity, money = 0, Decimal(str(item.get("amount", 0)))
        else:
            raise _refused({"item_type": f"{kind} is not a type of item"})
        whole += money
        row = {
            "item_type": kind,
            "item_id": item.get("item_id"),
            "reason": item.get("reason", ""),
            "quantity": quantity,
        }
        told_items.append(row | {"requested_amount": float(money), "adjustments": rows(item.get("adjustments"))})
    left = Decimal(order["total_inc_tax"]) - Decimal(order["refunded_amount"])
    if not 0 < whole <= left:
        raise _refused({"total_refund_amount": f"The amount must be more than 0 and at most {left:.2f}"})
    return whole, tax, told_items


@route("POST v3/orders/{order_id}/payment_actions/refund_quotes")
def quoted(shop: Shop, call: Call) -> Answer:
    order = orders.found(shop, call)
    whole, tax, _ = _reckoned(shop, order, rows(call.fields().get("items")))
    offline = {
        "provider_id": "custom", "provider_description": order["payment_method"] or "Manual", "amount": float(whole),
        "offline": True, "offline_provider": True, "offline_reason": "This order was paid offline",
    }  # fmt: skip
    credit = offline | {"provider_id": "storecredit", "provider_description": "Store Credit", "offline": False}
    ways: list[Any] = [[offline], *([[credit]] if order["customer_id"] else [])]
    quote: Json = {
        "order_id": order["id"], "total_refund_amount": float(whole), "total_refund_tax_amount": float(tax),
        "order_level_refund_amount": 0, "rounding": 0, "adjustment": 0, "tax_inclusive": False, "refund_methods": ways,
    }  # fmt: skip
    return data(quote, 201)


@route("POST v3/orders/{order_id}/payment_actions/refunds")
def refunded(shop: Shop, call: Call) -> Answer:
    order = orders.found(shop, call)
    body = call.fields()
    whole, tax, items = _reckoned(shop, order, rows(body.get("items")))
    payments = rows(body.get("payments"))
    if sum((Decimal(str(each.get("amount", 0))) for each in payments), Decimal(0)) != whole:
        raise _refused({"payments": "The payments do not add up to the amount of the refund"})
    return data(refund(shop, order, items, whole, tax, payments), 201)


def refund(shop: Shop, order: Json, items: list[Json], whole: Decimal, tax: Decimal, payments: list[Json]) -> Json:
    """A new refund, and what it changes of the order."""
    for item in items:
        line = shop.lines.get(item["item_id"]) if item["item_type"] == "PRODUCT" else None
        if line is not None:
            line["quantity_refunded"] += item["quantity"]
            line["is_refunded"] = line["quantity_refunded"] == line["quantity"]
            line["refund_amount"] = orders.money(
                Decimal(line["refund_amount"]) + Decimal(str(item["requested_amount"]))
            )
    order["refunded_amount"] = orders.money(Decimal(order["refunded_amount"]) + whole)
    order["status_id"] = 4 if Decimal(order["refunded_amount"]) >= Decimal(order["total_inc_tax"]) else 14
    order["payment_status"] = "refunded" if order["status_id"] == 4 else "partially refunded"
    order["date_modified"] = shop.today()
    number = shop.refunds.next()
    paid = [
        {
            "id": n, "provider_id": each.get("provider_id", "custom"), "amount": each.get("amount"),
            "offline": bool(each.get("offline")), "is_declined": False, "declined_message": "", "transaction_id": "",
        }
        for n, each in enumerate(payments, number)
    ]  # fmt: skip
    row: Json = {
        "order_id": order["id"], "user_id": 1, "created": shop.now(), "total_amount": float(whole),
        "total_tax": float(tax), "uses_merchant_override_values": False,
        "reason": next((item["reason"] for item in items if item["reason"]), ""), "items": items, "payments": paid,
    }  # fmt: skip
    return shop.refunds.put(row, number)


@route("GET v3/orders/{order_id}/payment_actions/refunds")
def of_order(shop: Shop, call: Call) -> Answer:
    return page_of(PLAIN, call, shop.refunds.of(orders.found(shop, call)["id"]), dict, cut=False)


@route("GET v3/orders/payment_actions/refunds")
def listed(shop: Shop, call: Call) -> Answer:
    return page_of(REFUNDS, call, shop.refunds, dict, cut=False)


@route("GET v3/orders/payment_actions/refunds/{refund_id}")
def one(shop: Shop, call: Call) -> Answer:
    row = shop.refunds.get(call.id("refund_id"))
    if row is None:
        raise missing("v3")
    return data(row)
