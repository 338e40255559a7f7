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


class Refundable(Row):
    """An order, and what can be given back of it."""

    id: str
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
    lines = await _lines(shop, p)
    if not lines and p.total_price is None and p.shipping_price is None:
        raise ParameterError("One of parameters 'items', 'total_price', 'shipping_price' is required.")
    suggestion = await _suggested(shop, order, lines, p)
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
    return OrderRefundAdded(refund_id=number(made.refund.id if made.refund else ""), additional_refund_ids=None)


async def _lines(shop: Shop, p: OrderRefundAddParams) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = []
    for item in p.items or []:
        if not item.order_product_id or not item.quantity or item.quantity < 1:
            raise refuse("items", "Each item needs 'order_product_id' and a 'quantity' above 0.")
        if item.price is not None:
            raise refuse("items", "Shopify gives back what an item cost; another sum goes into 'total_price'.")
        line: dict[str, Any] = {
            "lineItemId": gid("LineItem", item.order_product_id, "items"),
            "quantity": item.quantity,
            "restockType": "NO_RESTOCK",
        }
        if p.item_restock:
            line |= {"restockType": "RETURN", "locationId": await default_location(shop)}
        lines.append(line)
    return lines


async def _suggested(shop: Shop, order: str, lines: list[dict[str, Any]], p: OrderRefundAddParams) -> Suggestion:
    shipping = spelled(p.shipping_price) if p.shipping_price is not None else None
    everything = not lines and p.shipping_price is None
    shop.named = {"lines": lines or None, "shipping": shipping, "whole": everything}
    found = await shop.look("order", Refundable, {"id": Of("ID!", order)})
    if found is None:
        raise missing("Order", order)
    if found.suggested_refund is None:
        raise ParameterError("Parameter 'order_id' is not valid. Nothing of the order can be given back.")
    return found.suggested_refund


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
