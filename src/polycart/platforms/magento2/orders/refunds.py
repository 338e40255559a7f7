"""Giving money back: credit memos.

https://developer.adobe.com/commerce/webapi/rest/tutorials/orders/order-issue-refund/
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderRefundAdded, OrderRefundAddItem, OrderRefundAddParams
from polycart.core.errors import MissingParameter, NotFound, ParameterError
from polycart.core.given import refuse
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.orders.items import BUNDLE, children, exact
from polycart.platforms.magento2.orders.items import Item as Ordered
from polycart.platforms.magento2.orders.reading import PATH, given_order

PAID = 2
"""Magento\\Sales\\Model\\Order\\Invoice::STATE_PAID."""


class _Order(msgspec.Struct):
    items: list[Ordered] = []
    total_paid: float | None = None
    total_refunded: float | None = None
    shipping_invoiced: float | None = None
    shipping_refunded: float | None = None
    base_to_order_rate: float | None = None

    @property
    def left(self) -> Decimal:
        """What can still be given back."""
        return exact(self.total_paid) - exact(self.total_refunded)


class _Invoice(msgspec.Struct):
    entity_id: int = 0


class _Invoices(msgspec.Struct):
    items: list[_Invoice] | None = None


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@magento2.implements(
    api.order.refund.add, "order_id", "items", "total_price", "shipping_price", "fee_price", "message",
    "item_restock", "send_notifications", "is_online",
    note="Magento reckons what an item brings back, with its tax; a total that differs is an adjustment.",
)  # fmt: skip
async def order_refund_add(magento: Magento, p: OrderRefundAddParams) -> OrderRefundAdded:
    """Give money back for items, shipping, or as a sum; ``fee_price`` is kept back of it."""
    id = given_order(p.order_id)
    fields = "total_paid,total_refunded,shipping_invoiced,shipping_refunded,base_to_order_rate,items"
    try:
        order = await magento.get(f"{PATH}/{id}", {"fields": fields}, type=_Order)
    except NotFound as error:
        raise missing("Order", str(id), error) from error
    if not p.items and p.total_price is None and not p.shipping_price:
        raise MissingParameter("Parameter 'total_price', 'items' or 'shipping_price' is required.")
    lines, money = _lines(p.items or [], order.items)
    shipping = exact(p.shipping_price)
    if shipping > exact(order.shipping_invoiced) - exact(order.shipping_refunded):
        raise refuse("shipping_price", "It is more than was paid for shipping.")
    adjustment = _adjustment(p, money + shipping)
    total = money + shipping + adjustment
    if not 0 < total <= order.left:
        raise ParameterError(
            f"Parameter 'total_price' is not valid: {_cents(total)} was asked for, "
            f"and {_cents(order.left)} of order {id} can be given back."
        )
    body = _body(p, order, lines, shipping=shipping, adjustment=adjustment)
    return OrderRefundAdded(refund_id=str(await _send(magento, id, body, online=p.is_online)))


def _body(
    p: OrderRefundAddParams, order: _Order, lines: list[dict[str, Any]], *, shipping: Decimal, adjustment: Decimal
) -> dict[str, Any]:
    """The body of a credit memo; its arguments are in the base currency. Without any item Magento would take all."""
    rate = exact(order.base_to_order_rate) or Decimal(1)
    arguments: dict[str, Any] = {
        "shipping_amount": float(shipping / rate),
        "adjustment_positive": float(max(adjustment, Decimal(0)) / rate),
        "adjustment_negative": float(max(-adjustment, Decimal(0)) / rate),
    }
    if p.item_restock:
        chosen = children(order.items)
        ids = [line["order_item_id"] for line in lines]
        below = [chosen[id].item_id for id in ids if id in chosen]
        arguments["extension_attributes"] = {"return_to_stock_items": [*ids, *below]}
    body: dict[str, Any] = {
        "items": lines or [{"order_item_id": _counting(order.items).item_id, "qty": 0}],
        "notify": p.send_notifications,
        "arguments": arguments,
    }
    if p.message:
        body |= {"appendComment": True, "comment": {"comment": p.message, "is_visible_on_front": 0}}
    return body


def _counting(items: list[Ordered]) -> Ordered:
    """An item that Magento counts money by, which is not every one (``Order\\Item::isDummy``).

    Of a configurable product it is the parent, of a bundle the parts where they have prices of their own.
    """
    whole = [item for item in items if item.parent_item_id is None and item.product_type != BUNDLE]
    parts = [item for item in items if item.parent_item_id is not None and item.price]
    return (whole or parts or items)[0]


def _lines(asked: list[OrderRefundAddItem], ordered: list[Ordered]) -> tuple[list[dict[str, Any]], Decimal]:
    """The lines of a credit memo, and the money that they make with tax, less discounts."""
    known = {item.item_id: item for item in ordered}
    lines: list[dict[str, Any]] = []
    money = Decimal(0)
    for item in asked:
        if item.order_product_id is None:
            raise MissingParameter("Parameter 'items.order_product_id' is required.")
        native = known.get(native_id("items.order_product_id").dump(item.order_product_id))
        if native is None:
            raise NotFound(f"Order product with id {item.order_product_id} not found.")
        left = exact(native.qty_invoiced) - exact(native.qty_refunded)
        quantity = exact(item.quantity) if item.quantity is not None else left
        if not 0 <= quantity <= left:
            raise refuse("items.quantity", f"It must be between 0 and {left:f}.")
        brings = _brings(native, quantity)
        if item.price is not None and _cents(exact(item.price)) != _cents(brings):
            raise refuse(
                "items.price", f"Magento gives back {_cents(brings)} for it: use 'total_price' for another sum."
            )
        money += brings
        lines.append({"order_item_id": native.item_id, "qty": float(quantity)})
    return lines, money


def _brings(native: Ordered, quantity: Decimal) -> Decimal:
    """The share of an item's price, tax and discount that falls to some pieces of it."""
    ordered = exact(native.qty_ordered) or Decimal(1)
    share = (exact(native.tax_amount) - exact(native.discount_amount)) * quantity / ordered
    return _cents(exact(native.price) * quantity + share)


def _adjustment(p: OrderRefundAddParams, reckoned: Decimal) -> Decimal:
    """What is given beyond what items and shipping make, or kept back of it."""
    fee = exact(p.fee_price)
    if p.total_price is None:
        return -fee
    difference = exact(p.total_price) - reckoned
    if fee and difference != -fee:
        raise refuse("total_price", "It is not what items and shipping make less 'fee_price'.")
    return difference


async def _send(magento: Magento, id: int, body: dict[str, Any], *, online: bool) -> Any:
    """Online, money goes back by the payment provider, for which Magento needs the invoice."""
    if not online:
        return await magento.post(f"/V1/order/{id}/refund", body)
    query = written({"order_id eq": id, "state eq": PAID})
    invoices = (await magento.get("/V1/invoices", {**query, "fields": "items[entity_id]"}, type=_Invoices)).items or []
    if len(invoices) != 1:
        raise refuse("is_online", f"Order {id} has {len(invoices)} paid invoices, and money goes back to one.")
    return await magento.post(f"/V1/invoice/{invoices[0].entity_id}/refund", {**body, "isOnline": True})
