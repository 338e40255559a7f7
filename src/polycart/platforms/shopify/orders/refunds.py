"""Giving money back.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/refundCreate: what an item is worth, and which payments it
came from, is what the shop suggests.
"""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from polycart import api
from polycart.api.order import OrderRefundAdded, OrderRefundAddParams
from polycart.core.documents import Of
from polycart.core.errors import ParameterError
from polycart.core.given import refuse
from polycart.platforms.shopify.connection import Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, known, missing, number
from polycart.platforms.shopify.locations import default_location
from polycart.platforms.shopify.orders.lines import exact
from polycart.platforms.shopify.orders.reading import order_gid
from polycart.platforms.shopify.values import MoneyBag, spelled


class Suggested(Row):
    """A payment that money can be given back of."""

    gateway: str | None = None
    amount_set: MoneyBag | None = None
    maximum_refundable_set: MoneyBag | None = None
    parent_transaction: Id | None = None


class Suggestion(Row):
    """What the shop suggests to give back."""

    amount_set: MoneyBag | None = None
    maximum_refundable_set: MoneyBag | None = None
    suggested_transactions: list[Suggested] = []


class Waiting(Row):
    """A line, and how much of it was not shipped yet."""

    id: str
    unfulfilled_quantity: int = 0


class _Lines(Row):
    nodes: list[Waiting] = []


class Refundable(Row):
    """An order, and what can be given back of it."""

    id: str
    line_items: _Lines | None = None
    suggested_refund: Suggestion | None = None


class _Made(Plain):
    refund: Id | None = None


@shopify.implements(
    api.order.refund.add, "order_id", "items", "total_price", "shipping_price", "message", "item_restock",
    "send_notifications",
)  # fmt: skip
async def refund_add(shop: Shop, p: OrderRefundAddParams) -> OrderRefundAdded:
    """Give back what items and shipping cost, or a sum, by the ways that it was paid; done once however often asked."""
    order = order_gid(p.order_id)
    lines = _lines(p)
    if not lines and p.total_price is None and p.shipping_price is None:
        raise ParameterError("One of parameters 'items', 'total_price', 'shipping_price' is required.")
    found = await _suggested(shop, order, lines, p)
    if p.item_restock:
        lines = _restocked(lines, found, await default_location(shop))
    suggestion = found.suggested_refund or Suggestion()
    body = {
        "orderId": order,
        "note": p.message,
        "notify": p.send_notifications,
        "refundLineItems": lines or None,
        "shipping": {"amount": spelled(p.shipping_price)} if p.shipping_price is not None else None,
        "transactions": _transactions(order, suggestion, p.total_price),
    }
    given = {name: value for name, value in body.items() if value is not None}
    with known("Order", order):
        values = {"input": Of("RefundInput!", given)}
        made = await shop.mutate("refundCreate", values, _Made, key=secrets.token_hex(16))
    return OrderRefundAdded(refund_id=number(made.refund.id if made.refund else ""))


def _lines(p: OrderRefundAddParams) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for item in p.items or []:
        if not item.order_product_id or not item.quantity or item.quantity < 1:
            raise refuse("items", "Each item needs 'order_product_id' and a 'quantity' above 0.")
        if item.price is not None:
            raise refuse("items", "Shopify gives back what an item cost; another sum goes into 'total_price'.")
        id = gid("LineItem", item.order_product_id, "items")
        lines.append({"lineItemId": id, "quantity": item.quantity, "restockType": "NO_RESTOCK"})
    return lines


def _restocked(lines: list[dict[str, Any]], found: Refundable, place: str) -> list[dict[str, Any]]:
    """The lines, back in stock: what was not shipped is cancelled, what was is returned."""
    waiting = {one.id: one.unfulfilled_quantity for one in (found.line_items.nodes if found.line_items else [])}
    rows: list[dict[str, Any]] = []
    for line in lines:
        cancelled = min(line["quantity"], waiting.get(line["lineItemId"], 0))
        for kind, quantity in (("CANCEL", cancelled), ("RETURN", line["quantity"] - cancelled)):
            if quantity:
                rows.append({**line, "quantity": quantity, "restockType": kind, "locationId": place})
    return rows


async def _suggested(shop: Shop, order: str, lines: list[dict[str, Any]], p: OrderRefundAddParams) -> Refundable:
    shipping = spelled(p.shipping_price) if p.shipping_price is not None else None
    everything = not lines and p.shipping_price is None
    shop.named = {"lines": lines or None, "shipping": shipping, "whole": everything}
    found = await shop.look("order", Refundable, {"id": Of("ID!", order)})
    if found is None:
        raise missing("Order", order)
    if found.suggested_refund is None:
        raise ParameterError("Parameter 'order_id' is not valid. Nothing of the order can be given back.")
    return found


def _transactions(order: str, suggestion: Suggestion, total: float | None) -> list[dict[str, Any]]:
    """Which payments the money is given back of: as suggested, or until the sum is reached."""
    left = Decimal(str(total)) if total is not None else exact(suggestion.amount_set)
    rows: list[dict[str, Any]] = []
    for one in suggestion.suggested_transactions:
        most = exact(one.maximum_refundable_set or one.amount_set)
        take = min(left, most) if total is not None else exact(one.amount_set)
        if take <= 0:
            continue
        left -= take
        row = {"orderId": order, "kind": "REFUND", "gateway": one.gateway or "manual", "amount": str(take)}
        rows.append(row | ({"parentId": one.parent_transaction.id} if one.parent_transaction else {}))
    if total is not None and left > 0:
        raise refuse("total_price", f"That is {left} more than can be given back of what was paid.")
    return rows
