"""Refunds: credit slips, by which the shop notes that money was given back.

https://devdocs.prestashop-project.org/8/webservice/resources/order_slip/
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.order import OrderRefundAdded, OrderRefundAddParams
from polycart.core.codecs import decimal
from polycart.core.errors import MissingParameter, NotFound, ParameterError
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, associated, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.orders.items import DetailRow, details, number
from polycart.platforms.prestashop_api.orders.reading import PATH as ORDERS
from polycart.platforms.prestashop_api.products.bodies import write_stock

PATH = "order_slip"


def _refuse(name: str, why: str) -> ParameterError:
    return ParameterError(f"Parameter '{name}' is not valid. {why}")


async def _lines(shop: Prestashop, order: int, p: OrderRefundAddParams) -> list[tuple[DetailRow, int, float]]:
    """The items with the pieces that come back and the money for them, tax in it."""
    known = {row.id: row for row in (await details(shop, [order])).get(order, [])}
    found: list[tuple[DetailRow, int, float]] = []
    for item in p.items or ():
        if item.order_product_id is None:
            raise _refuse("items", "Each needs an 'order_product_id'.")
        row = known.get(number_of("order_product_id", item.order_product_id))
        if row is None:
            raise missing("Order product", item.order_product_id)
        quantity = item.quantity if item.quantity is not None else row.product_quantity
        left = row.product_quantity - int(row.product_quantity_refunded)
        if not 0 < quantity <= left:
            raise _refuse("items", f"Of item {row.id} {left} can be refunded.")
        amount = item.price if item.price is not None else number(row.unit_price_tax_incl) * quantity
        found.append((row, quantity, round(amount, 6)))
    return found


def _net(row: DetailRow, amount: float) -> float:
    """The part of an amount that is not tax."""
    gross = number(row.unit_price_tax_incl)
    return round(amount * number(row.unit_price_tax_excl) / gross, 6) if gross else amount


@prestashop.implements(
    api.order.refund.add, "order_id", "items", "total_price", "shipping_price", "item_restock",
    note="The slip notes the refund; the payment provider is not told.",
)  # fmt: skip
async def order_refund_add(shop: Prestashop, p: OrderRefundAddParams) -> OrderRefundAdded:
    """Write a credit slip for items, for shipping, or for a sum alone."""
    if p.order_id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    order = number_of("order_id", p.order_id)
    try:
        held = await shop.held(ORDERS, order, ("id_customer", "conversion_rate"))
    except NotFound as error:
        raise missing("Order", p.order_id, error) from error
    lines = await _lines(shop, order, p)
    shipping: float = p.shipping_price or 0.0
    if not lines and not shipping and p.total_price is None:
        raise MissingParameter("One of parameters 'items', 'shipping_price', 'total_price' is required.")
    gross = round(sum(amount for _, _, amount in lines), 6)
    net = round(sum(_net(row, amount) for row, _, amount in lines), 6)
    if p.total_price is not None:
        rest = round(p.total_price - gross - shipping, 6)
        if rest < 0:
            raise _refuse("total_price", "It is less than the items and shipping together.")
        gross, net = round(gross + rest, 6), round(net + rest, 6)
    body: Body = {
        "id_customer": held.get("id_customer"), "id_order": order, "conversion_rate": held.get("conversion_rate") or 1,
        "total_products_tax_excl": decimal.dump(net), "total_products_tax_incl": decimal.dump(gross),
        "total_shipping_tax_excl": decimal.dump(shipping), "total_shipping_tax_incl": decimal.dump(shipping),
        "amount": decimal.dump(gross), "shipping_cost": bool(shipping), "shipping_cost_amount": decimal.dump(shipping),
        "partial": 1, "order_slip_type": 0,
    }  # fmt: skip
    if lines:  # PrestaShop breaks down over an empty list
        details = associated("order_slip_details", [_detail(*line) for line in lines])
        body["associations"] = {"order_slip_details": details}
    async with Undo(shop) as undo:
        id = await shop.add_undoable(undo, PATH, body, f"A credit slip of order {order}")
        for row, quantity, amount in lines:
            await _count(shop, undo, row, quantity, amount)
            if p.item_restock:
                product, combination = row.product_id, int(row.product_attribute_id or 0)
                await write_stock(shop, product, combination, {}, more=quantity, undo=undo)
    return OrderRefundAdded(refund_id=str(id))


def _detail(row: DetailRow, quantity: int, amount: float) -> dict[str, Any]:
    return {
        "id_order_detail": row.id, "product_quantity": quantity, "amount_tax_excl": decimal.dump(_net(row, amount)),
        "amount_tax_incl": decimal.dump(amount),
    }  # fmt: skip


async def _count(shop: Prestashop, undo: Undo, row: DetailRow, quantity: int, amount: float) -> None:
    """Note at the item what was refunded, as the back office does."""
    fields: Body = {"product_quantity_refunded": int(row.product_quantity_refunded) + quantity}
    if (await shop.facts()).version >= (1, 7, 7):
        fields["total_refunded_tax_incl"] = decimal.dump(number(row.total_refunded_tax_incl) + amount)
        fields["total_refunded_tax_excl"] = decimal.dump(number(row.total_refunded_tax_excl) + _net(row, amount))
    await shop.change_undoable(undo, "order_details", row.id, fields, f"The refund noted at item {row.id}")
