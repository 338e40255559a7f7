"""Adding orders. An order is made as a draft of the checkout, completed, checked, and only then given its status.

So nothing is sent to anybody before everything is right; and what fails leaves nothing behind: the shop itself keeps
a half-made order where a coupon does not apply (WC_REST_Orders_Controller::save_object).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderAdded, OrderAddParams
from polycart.core.errors import ParameterError
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.addresses import Typed, native_address
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.orders.items import Line, TaxLine, exact, subtotal
from polycart.platforms.woocommerce_api.orders.lines import (
    amount,
    check,
    check_taxes,
    goods_of,
    line,
    spread,
    without_tax,
)
from polycart.platforms.woocommerce_api.orders.payments import payment, shipping
from polycart.platforms.woocommerce_api.statuses import DRAFT, FINANCIAL, FULFILLMENT, meaning, slugs

_ADDRESS = (
    "first_name", "last_name", "company", "address_1", "address_2", "city", "postcode", "state", "country", "phone",
)  # fmt: skip
BILL = tuple(f"bill_{name}" for name in _ADDRESS)
SHIPP = tuple(f"shipp_{name}" for name in _ADDRESS)
INVENTORY = ("bypass", "decrement_ignoring_policy", "decrement_obeying_policy")
STOCK_TAKEN = "_order_stock_reduced"
"""Tells the shop that it has taken an order out of stock already (wc_maybe_reduce_stock_levels)."""


class Made(msgspec.Struct):
    """What the shop answers of an order that has just been made or changed."""

    id: int = 0
    customer_id: int = 0
    created_via: str | None = None
    total: str = "0"
    total_tax: str = "0"
    shipping_tax: str = "0"
    line_items: list[Line] = []
    tax_lines: list[TaxLine] = []


@woocommerce.implements(
    api.order.add, "order_status", "customer_email", "order_item", *BILL, *SHIPP, "customer_first_name",
    "customer_last_name", "customer_phone", "is_guest", "financial_status", "fulfillment_status",
    "order_payment_method", "transaction_id", "currency", "subtotal_price", "tax_price", "total_price",
    "prices_inc_tax", "shipping_price", "shipping_tax", "discount", "order_shipping_method", "coupons", "comment",
    "admin_comment", "admin_private_comment", "send_notifications", "send_admin_notifications", "external_source",
    "inventory_behaviour", "note_attributes", "fee_price",
    note="The shop reckons taxes and totals itself; sums that are given are compared with its own.",
)  # fmt: skip
async def order_add(woo: Woo, p: OrderAddParams) -> OrderAdded:
    """Add an order; the shop mails about it only where ``send_notifications`` asks for it."""
    status = await _status(woo, p)
    goods = await goods_of(woo, p.order_item)
    check(p.order_item, goods, stock=p.inventory_behaviour == "decrement_obeying_policy")
    body = await _body(woo, p, [line(item, known) for item, known in zip(p.order_item, goods, strict=True)])
    async with Undo(woo) as undo:
        body["customer_id"] = await _customer(woo, p, undo, body["billing"])
        # Mails are sent when an order leaves "pending"; one that leaves the checkout's draft is mailed about by none
        # but the mail for completed orders (add_action calls of WC_Email_New_Order and its siblings).
        body["status"] = "pending" if p.send_notifications or status == "pending" else DRAFT
        made = msgspec.convert(await woo.post("orders", body), Made, strict=False)
        undo(Step(method="DELETE", path=f"orders/{made.id}", query={"force": True}, says=f"Order {made.id}"))
        made = await _priced(woo, p, made)
        _compare(p, made)
        for note in (p.admin_comment, p.admin_private_comment):
            if note:
                await woo.post(f"orders/{made.id}/notes", {"note": note, "customer_note": False})
        if status != body["status"]:
            await woo.put(f"orders/{made.id}", {"status": status}, {"_fields": "id"})
    id = str(made.id)
    return OrderAdded(order_id=id, id=id, customer_id=str(made.customer_id))


async def _status(woo: Woo, p: OrderAddParams) -> str:
    """The order's status, which the states of payment and fulfilment must go with."""
    (status,) = await slugs(woo, [p.order_status], "order_status")
    states = (
        ("financial_status", p.financial_status, FINANCIAL),
        ("fulfillment_status", p.fulfillment_status, FULFILLMENT),
    )
    for name, given, table in states:
        if given is not None and status not in (fitting := meaning(table, [given], name)):
            raise ParameterError(f"Parameter '{name}' goes with order_status {' or '.join(fitting)} only.")
    if p.inventory_behaviour not in INVENTORY:
        raise ParameterError(f"Parameter 'inventory_behaviour' is not valid. Allowed values: {', '.join(INVENTORY)}.")
    if p.send_admin_notifications and not p.send_notifications:
        raise ParameterError("Parameter 'send_admin_notifications' can be used with send_notifications only.")
    if p.discount and p.coupons:
        raise ParameterError("Parameter 'discount' can't be used with coupons: they price the items anew.")
    return status


async def _body(woo: Woo, p: OrderAddParams, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """The body of the draft: all but coupons, which are tried on the order that is there."""
    if p.discount and not _has_tax_in_prices(p):
        spread(exact(p.discount), lines)
    body: dict[str, Any] = {"line_items": lines, "billing": await _address(woo, p, "bill_")}
    body["billing"]["email"] = p.customer_email
    body["billing"].setdefault("phone", p.customer_phone or "")
    if any(getattr(p, name) is not None for name in SHIPP):
        body["shipping"] = await _address(woo, p, "shipp_")
    if p.shipping_price or p.order_shipping_method:
        body["shipping_lines"] = [await shipping(woo, p.order_shipping_method, amount(exact(p.shipping_price)))]
    if p.fee_price:
        body["fee_lines"] = [{"name": "Fee", "total": amount(exact(p.fee_price))}]
    if p.order_payment_method:
        body |= await payment(woo, p.order_payment_method)
    places = {"transaction_id": p.transaction_id, "currency": p.currency, "customer_note": p.comment}
    body |= {name: value for name, value in places.items() if value is not None}
    if p.external_source is not None:
        body["created_via"] = p.external_source
    meta = [{"key": note.name, "value": note.value or ""} for note in p.note_attributes or () if note.name]
    if p.inventory_behaviour == "bypass":
        meta.append({"key": STOCK_TAKEN, "value": "yes"})
    return {**body, "meta_data": meta} if meta else body


async def _address(woo: Woo, p: OrderAddParams, prefix: str) -> dict[str, Any]:
    names = {"address_1": "address1", "address_2": "address2"}
    typed = Typed(**{names.get(name, name): getattr(p, prefix + name) for name in _ADDRESS})
    return await native_address(woo, typed, prefix)


def _has_tax_in_prices(p: OrderAddParams) -> bool:
    return p.prices_inc_tax or any(item.order_item_price_includes_tax for item in p.order_item)


class _Account(msgspec.Struct):
    id: int = 0


async def _customer(woo: Woo, p: OrderAddParams, undo: Undo, billing: dict[str, Any]) -> int:
    """The account of the buyer; one is opened only where the caller says that the buyer is no guest."""
    if p.is_guest:
        return 0
    query = {"email": p.customer_email, "role": "all", "_fields": "id"}
    known = await woo.get("customers", query, type=list[_Account])
    if known or "is_guest" not in woo.call.given:
        return known[0].id if known else 0
    account = {
        "email": p.customer_email,
        "first_name": p.customer_first_name or p.bill_first_name,
        "last_name": p.customer_last_name or p.bill_last_name,
        "billing": billing,
    }
    made = msgspec.convert(await woo.post("customers", account), _Account, strict=False)
    undo(Step(method="DELETE", path=f"customers/{made.id}", query={"force": True}, says=f"Customer {made.id}"))
    return made.id


async def _priced(woo: Woo, p: OrderAddParams, made: Made) -> Made:
    """Price the items without tax where their prices had it in them, and apply the coupons."""
    if p.external_source is not None and made.created_via != p.external_source:
        raise ParameterError("Parameter 'external_source' needs a newer version of WooCommerce than the shop has.")
    check_taxes(p, made.line_items, made.tax_lines)
    change: dict[str, Any] = {}
    lines = without_tax(p, made.line_items, made.tax_lines, exact(p.discount))
    if lines:
        change["line_items"] = lines
    if p.coupons:
        change["coupon_lines"] = [{"code": code} for code in p.coupons]
    if not change:
        return made
    return msgspec.convert(await woo.put(f"orders/{made.id}", change), Made, strict=False)


def _compare(p: OrderAddParams, made: Made) -> None:
    """Sums that the caller gave must be those that the shop reckons; it stores no others."""
    sums = {
        "total_price": (p.total_price, float(exact(made.total))),
        "tax_price": (p.tax_price or None, float(exact(made.total_tax))),
        "shipping_tax": (p.shipping_tax, float(exact(made.shipping_tax))),
        "subtotal_price": (p.subtotal_price, subtotal(made.line_items)),
    }
    if p.prices_inc_tax:
        taxed = sum((exact(one.subtotal) + exact(one.subtotal_tax) for one in made.line_items), Decimal(0))
        sums["subtotal_price"] = (p.subtotal_price, float(taxed))
    for name, (given, reckoned) in sums.items():
        if given is not None and abs(given - reckoned) > 0.005:
            raise ParameterError(f"Parameter '{name}' is not valid: by the shop's prices and taxes it is {reckoned:g}.")
