"""What lies beside orders: their credit memos and shipments, one request for all orders of a page.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/creditmemos``, ``/V1/shipments``)
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.order import OrderRefund, OrderStatusRefund, OrderStatusRefundItem
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.criteria import SORT
from polycart.platforms.magento2.orders.items import Item, children, exact
from polycart.platforms.magento2.values import moment

Row = tuple[Any, ...]


class _Line(msgspec.Struct):
    order_item_id: int = 0
    product_id: int | None = None
    qty: float | None = None
    row_total: float | None = None
    discount_amount: float | None = None


class _Comment(msgspec.Struct):
    entity_id: int = 0
    comment: str | None = None


class CreditMemo(msgspec.Struct):
    """Money given back for an order; amounts are positive."""

    entity_id: int = 0
    order_id: int = 0
    increment_id: str | None = None
    created_at: str | None = None
    grand_total: float | None = None
    tax_amount: float | None = None
    shipping_amount: float | None = None
    adjustment: float | None = None
    adjustment_negative: float | None = None
    adjustment_positive: float | None = None
    transaction_id: str | None = None
    order_currency_code: str | None = None
    items: list[_Line] | None = None
    comments: list[_Comment] | None = None

    @property
    def comment(self) -> str | None:
        """The first remark made with it."""
        told = [each.comment for each in sorted(self.comments or (), key=lambda c: c.entity_id) if each.comment]
        return told[0] if told else None


_MEMO = (
    "entity_id", "order_id", "increment_id", "created_at", "grand_total", "tax_amount", "shipping_amount",
    "adjustment_negative", "transaction_id", "order_currency_code", "items.order_item_id", "items.product_id",
    "items.qty", "items.row_total", "items.discount_amount", "comments.entity_id", "comments.comment",
)  # fmt: skip


async def memos(magento: Magento, ids: list[int]) -> dict[int, list[CreditMemo]]:
    """The credit memos of some orders, oldest first."""
    oldest = {SORT: [("entity_id", "ASC")]}

    async def fetch() -> dict[int, list[CreditMemo]]:
        found: dict[int, list[CreditMemo]] = {id: [] for id in ids}
        for memo in await magento.among("/V1/creditmemos", "order_id", ids, CreditMemo, *_MEMO, also=oldest):
            found.setdefault(memo.order_id, []).append(memo)
        return found

    return await magento.once(("credit memos", tuple(ids)), fetch)


Visible = dict[int, str | None]
"""The items of an order that a shopper sees, by their ids, each with the variant that was chosen."""


def visible(ordered: list[Item] | None) -> Visible:
    """The items that stand for themselves: the child of a configurable product is told with its parent."""
    chosen = children(ordered or ())
    hidden = {child.item_id for child in chosen.values()}
    variants = {id: str(child.product_id) for id, child in chosen.items()}
    return {item.item_id: variants.get(item.item_id) for item in ordered or () if item.item_id not in hidden}


def _items(memo: CreditMemo, seen: Visible) -> list[OrderStatusRefundItem]:
    """What the money went back for, by the items that a shopper sees."""
    return [
        OrderStatusRefundItem(
            product_id=str(line.product_id) if line.product_id else None,
            variant_id=seen[line.order_item_id],
            order_product_id=str(line.order_item_id),
            qty=line.qty or 0.0,
            refund=float(exact(line.row_total) - exact(line.discount_amount)),
        )
        for line in memo.items or ()
        if line.order_item_id in seen
    ]


def detailed(memo: CreditMemo, seen: Visible) -> OrderRefund:
    """A refund; items and shipping are without tax, ``fee`` is what was kept back, ``total`` what was given back."""
    return OrderRefund(
        id=str(memo.entity_id),
        shipping=memo.shipping_amount or 0.0,
        fee=memo.adjustment_negative or 0.0,
        tax=memo.tax_amount or 0.0,
        total=memo.grand_total or 0.0,
        modified_time=moment.load(memo.created_at),
        comment=memo.comment,
        items=_items(memo, seen),
        additional_fields={"increment_id": memo.increment_id},
    )


async def refunds(magento: Magento, rows: list[Row]) -> list[list[OrderRefund]]:
    """The refunds of a page's orders, from their ids and items."""
    known = await memos(magento, [row[0] for row in rows])
    return [[detailed(memo, visible(row[1])) for memo in known[row[0]]] for row in rows]


def together(found: list[CreditMemo], seen: Visible) -> OrderStatusRefund | None:
    """All refunds of an order as one; time and comment are those of the last."""
    if not found:
        return None

    def total(name: str) -> float:
        return float(sum((exact(getattr(memo, name)) for memo in found), exact(0)))

    return OrderStatusRefund(
        shipping=total("shipping_amount"),
        fee=total("adjustment_negative"),
        tax=total("tax_amount"),
        total_refunded=total("grand_total"),
        time=moment.load(found[-1].created_at),
        comment=found[-1].comment,
        refunded_items=[item for memo in found for item in _items(memo, seen)],
    )


class _Source(msgspec.Struct):
    source_code: str | None = None


class _Shipment(msgspec.Struct):
    order_id: int = 0
    extension_attributes: _Source | list[Any] | None = None


async def warehouses(magento: Magento, rows: list[Row]) -> list[list[str]]:
    """The sources that a page's orders were shipped from so far."""
    ids = [row[0] for row in rows]
    paths = ("order_id", "extension_attributes.source_code")
    found: dict[int, dict[str, None]] = {id: {} for id in ids}
    for shipment in await magento.among("/V1/shipments", "order_id", ids, _Shipment, *paths):
        source = shipment.extension_attributes
        if isinstance(source, _Source) and source.source_code:
            found.setdefault(shipment.order_id, {})[source.source_code] = None
    return [list(found[id]) for id in ids]
