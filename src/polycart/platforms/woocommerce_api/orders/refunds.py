"""Giving money back, split between price and tax as it was paid.

https://woocommerce.github.io/woocommerce-rest-api-docs/#create-a-refund
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderRefundAdded, OrderRefundAddItem, OrderRefundAddParams
from polycart.core.errors import MissingParameter, NotFound, ParameterError
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders.details import Summary
from polycart.platforms.woocommerce_api.orders.items import exact
from polycart.platforms.woocommerce_api.orders.lines import amount
from polycart.platforms.woocommerce_api.orders.reading import given_order, no_order


class _Tax(msgspec.Struct):
    id: int | str = 0
    total: str | None = None


class _Line(msgspec.Struct):
    """A line of the order that money can be given back for."""

    id: int = 0
    quantity: float = 0
    total: str = "0"
    total_tax: str = "0"
    taxes: list[_Tax] = []

    @property
    def paid(self) -> Decimal:
        """What was paid for it, with tax."""
        return exact(self.total) + exact(self.total_tax)


class _Order(msgspec.Struct):
    total: str = "0"
    line_items: list[_Line] = []
    shipping_lines: list[_Line] = []
    refunds: list[Summary] = []

    @property
    def left(self) -> Decimal:
        """What can still be given back."""
        return exact(self.total) - sum((abs(exact(refund.total)) for refund in self.refunds), Decimal(0))


@woocommerce.implements(
    api.order.refund.add, "order_id", "items", "total_price", "shipping_price", "fee_price", "message",
    "item_restock", "is_online",
    note="Prices are with tax. The shop mails the customer where its settings say so.",
)  # fmt: skip
async def order_refund_add(woo: Woo, p: OrderRefundAddParams) -> OrderRefundAdded:
    """Give money back: for items, shipping, or as a sum; ``fee_price`` is kept back of what they make together."""
    id = given_order(p.order_id)
    try:
        order = await woo.get(f"orders/{id}", {"_fields": "total,line_items,shipping_lines,refunds"}, type=_Order)
    except NotFound as error:
        raise no_order(id, error) from error
    parts = _items(p.items or [], order.line_items)
    if p.shipping_price:
        parts += _shipping(exact(p.shipping_price), order.shipping_lines)
    total = _sum(p, parts)
    if not 0 < total <= order.left:
        raise ParameterError(
            f"Parameter 'total_price' is not valid: {amount(total)} was asked for, "
            f"and {amount(order.left)} of order {id} can be given back."
        )
    body: dict[str, Any] = {
        "amount": amount(total),
        "reason": p.message or "",
        "api_refund": p.is_online,
        "api_restock": p.item_restock,
    }
    if parts:
        body["line_items"] = [part for _, part in parts]
    made = await woo.post(f"orders/{id}/refunds", body)
    return OrderRefundAdded(refund_id=str(made["id"]))


Part = tuple[Decimal, dict[str, Any]]
"""The money of a part of the refund, with tax, and its body."""


def _sum(p: OrderRefundAddParams, parts: list[Part]) -> Decimal:
    if p.total_price is not None:
        return exact(p.total_price)
    if not parts:
        raise MissingParameter("Parameter 'total_price', 'items' or 'shipping_price' is required.")
    return sum((money for money, _ in parts), Decimal(0)) - exact(p.fee_price or 0)


def _items(asked: list[OrderRefundAddItem], lines: list[_Line]) -> list[Part]:
    known = {line.id: line for line in lines}
    parts: list[Part] = []
    for item in asked:
        if item.order_product_id is None:
            raise MissingParameter("Parameter 'items.order_product_id' is required.")
        line = known.get(native_id("items.order_product_id").dump(item.order_product_id))
        if line is None:
            raise NotFound(f"Order product with id {item.order_product_id} not found.")
        bought = exact(line.quantity)
        quantity = Decimal(item.quantity) if item.quantity is not None else None
        if quantity is not None and not 0 <= quantity <= bought:
            raise ParameterError(f"Parameter 'items.quantity' is not valid. It must be between 0 and {bought:.0f}.")
        if item.price is not None:
            money = exact(item.price)
        else:
            money = line.paid * (quantity if quantity is not None else bought) / (bought or 1)
        parts.append(_part(line, money, quantity if quantity is not None or item.price is not None else bought))
    return parts


def _shipping(money: Decimal, lines: list[_Line]) -> list[Part]:
    """The price of shipping, taken from the shipping lines one after the other."""
    parts: list[Part] = []
    for line in lines:
        share = min(money, line.paid)
        if share > 0:
            parts.append(_part(line, share, None))
            money -= share
    if money > 0:
        raise ParameterError("Parameter 'shipping_price' is not valid. It is more than was paid for shipping.")
    return parts


def _part(line: _Line, money: Decimal, quantity: Decimal | None) -> Part:
    """One line of the refund: its money cut into price and taxes in the proportion in which they were paid."""
    money = _coins(money, line.total)
    if money > line.paid:
        raise ParameterError(
            f"Parameter 'items.price' is not valid. At most {amount(line.paid)} was paid for {line.id}."
        )
    taxes: list[dict[str, Any]] = []
    left = money
    for tax in line.taxes:
        share = _coins(money * exact(tax.total) / line.paid, line.total) if line.paid else Decimal(0)
        left -= share
        if share:
            taxes.append({"id": tax.id, "refund_total": float(share)})
    body: dict[str, Any] = {"id": line.id, "refund_total": float(left), "refund_tax": taxes}
    if quantity:
        body["quantity"] = int(quantity)
    return money, body


def _coins(money: Decimal, like: str) -> Decimal:
    """An amount to the smallest coin that the shop writes amounts with."""
    return money.quantize(Decimal(1).scaleb(-len(like.partition(".")[2])), ROUND_HALF_UP)
