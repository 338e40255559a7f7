"""Transactions: WooCommerce keeps one payment with each order, and its refunds."""

from __future__ import annotations

import asyncio

import msgspec

from polycart import api
from polycart.api.order import OrderTransaction, OrderTransactionListParams
from polycart.core.codecs import stamp
from polycart.core.method import Page
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders.details import Refund, Summary, refunds
from polycart.platforms.woocommerce_api.orders.items import exact
from polycart.platforms.woocommerce_api.statuses import names


class _Paid(msgspec.Struct):
    id: int = 0
    currency: str | None = None
    total: str = "0"
    transaction_id: str | None = None
    payment_method: str | None = None
    payment_method_title: str | None = None
    date_paid_gmt: str | None = None
    refunds: list[Summary] = []


FIELDS = (
    "id", "transaction_id", "order_id", "parent_id", "description", "status", "gateway", "currency", "amount",
    "created_time",
)  # fmt: skip


@woocommerce.implements(
    api.order.transaction.list, "order_ids", gives=FIELDS, emulated=True,
    note="Made of what each order tells of its payment and its refunds.",
)  # fmt: skip
async def order_transaction_list(woo: Woo, p: OrderTransactionListParams) -> Page[OrderTransaction]:
    """List the payments of orders, each followed by its refunds; what is neither paid nor begun has none."""
    ids = [native_id("order_ids").dump(id) for id in p.order_ids.split(",") if id.strip()]
    orders = await _orders(woo, ids)
    refunded = [order for order in orders if order.refunds and woo.wanted.wants("created_time")]
    details = await asyncio.gather(*(refunds(woo, str(order.id), None) for order in refunded))
    known = {refund.id: refund for some in details for refund in some}
    rows = [row for order in orders for row in _rows(order, known)]
    start = int((woo.call.cursor or {}).get("after", 0))
    more = start + p.count < len(rows)
    return Page(
        items=rows[start : start + p.count],
        total=len(rows),
        next={"after": start + p.count} if more else None,
        previous={"after": max(0, start - p.count)} if start else None,
    )


async def _orders(woo: Woo, ids: list[int]) -> list[_Paid]:
    placed = ",".join(await names(woo))
    fields = ",".join(_Paid.__struct_fields__)
    sorting = {"orderby": "id", "order": "asc", "per_page": woo.paging.most, "status": placed, "_fields": fields}
    batches = [ids[at : at + 100] for at in range(0, len(ids), 100)]
    found = await asyncio.gather(
        *(woo.get("orders", {**sorting, "include": ",".join(map(str, batch))}, type=list[_Paid]) for batch in batches)
    )
    return [order for orders in found for order in orders]


def _rows(order: _Paid, known: dict[int, Refund]) -> list[OrderTransaction]:
    if not (order.date_paid_gmt or order.transaction_id or order.refunds):
        return []
    payment = OrderTransaction(
        id=str(order.id),
        transaction_id=order.transaction_id or None,
        order_id=str(order.id),
        parent_id=None,
        description=order.payment_method_title or None,
        status="paid" if order.date_paid_gmt else "pending",
        gateway=order.payment_method or None,
        currency=order.currency,
        amount=float(exact(order.total)),
        created_time=stamp.load(order.date_paid_gmt),
    )
    back = [
        OrderTransaction(
            id=str(refund.id),
            transaction_id=None,
            order_id=str(order.id),
            parent_id=str(order.id),
            description=refund.reason or None,
            status="refunded",
            gateway=order.payment_method or None,
            currency=order.currency,
            amount=-abs(float(exact(refund.total))),
            created_time=stamp.load(known[refund.id].date_created_gmt) if refund.id in known else None,
        )
        for refund in sorted(order.refunds, key=lambda refund: refund.id)
    ]
    return [payment, *back]
