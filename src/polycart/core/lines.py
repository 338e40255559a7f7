"""The items of an order for a report: what each brought, what was taken off it, and what of it was given back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from polycart.api.order import Order, OrderItem, OrderRefund

ZERO, CENT = Decimal(0), Decimal("0.01")


class Line(msgspec.Struct, kw_only=True):
    """One item of an order; amounts are without tax, ``kept`` is how many were not given back."""

    order_id: str
    line_id: str
    product_id: str
    name: str
    kept: Decimal
    gross: Decimal
    taxed: Decimal
    discount: Decimal = ZERO
    refund: Decimal = ZERO


def number(value: Any, name: str) -> Decimal:
    """An amount below something that may be missing, as the digits that the shop wrote."""
    found = getattr(value, name, None)
    return Decimal(repr(found)) if isinstance(found, (int, float)) and not isinstance(found, bool) else ZERO


def lines_of(order: Order, *, sums: bool = True) -> list[Line]:
    """The items of an order; what is part of another, as in a bundle, is not counted again.

    A discount or a refund of the whole order is shared out among the items. ``sums=False`` counts pieces only.
    """
    items = (*(order.order_products or ()), *(order.bundles or ()))
    lines = [_line(order, item) for item in items if not _given(item, "parent_order_product_id")]
    if sums:
        rest = number(order.total, "total_discount") - sum((line.discount for line in lines), ZERO)
        if rest > 0:
            for line, part in zip(lines, shared(rest, [line.gross for line in lines]), strict=True):
                line.discount += part
    for refund in order.refunds or ():
        _give_back(lines, refund, sums=sums)
    return lines


def _given(value: Any, name: str) -> str:
    found = getattr(value, name, None)
    return "" if found is None or found is msgspec.UNSET else str(found)


def _line(order: Order, item: OrderItem) -> Line:
    price, pieces = number(item, "price"), number(item, "quantity")
    return Line(
        order_id=str(order.id),
        line_id=_given(item, "order_product_id"),
        product_id=_given(item, "product_id"),
        name=_given(item, "name"),
        kept=pieces,
        gross=price * pieces,
        discount=number(item, "discount_amount"),
        taxed=(number(item, "price_inc_tax") or price) * pieces,
    )


def _give_back(lines: Sequence[Line], refund: OrderRefund, *, sums: bool) -> None:
    """Take pieces and money of a refund off the lines that it is about."""
    weights = [ZERO] * len(lines)
    items = refund.items or ()
    told = sum((number(item, "refund") for item in items), ZERO)
    goods = number(refund, "total") - number(refund, "tax") - number(refund, "shipping")
    taxed = abs(told - goods - number(refund, "tax")) < abs(told - goods)
    for item in items:
        at = next((n for n, line in enumerate(lines) if _fits(line, item)), None)
        if at is None:
            continue
        line = lines[at]
        line.kept -= number(item, "qty")
        paid = number(item, "refund")
        weights[at] += paid * line.gross / line.taxed if taxed and line.taxed else paid
    if sums and goods:
        if not any(weights):
            weights = [line.gross for line in lines]
        for line, part in zip(lines, shared(goods, weights), strict=True):
            line.refund += part


def _fits(line: Line, item: Any) -> bool:
    own = _given(item, "order_product_id")
    return own == line.line_id if own else _given(item, "product_id") == line.product_id


def shared(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """An amount in parts by weight, each whole cents, that together are the amount; the heaviest takes the rest."""
    whole = sum(weights, ZERO)
    if not weights or not whole:
        return [ZERO] * len(weights)
    made = [(amount * weight / whole).quantize(CENT, ROUND_HALF_UP) for weight in weights]
    made[max(range(len(weights)), key=lambda at: weights[at])] += amount - sum(made, ZERO)
    return made
