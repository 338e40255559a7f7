"""Transactions: the invoices of an order, which are its payments, and its credit memos."""

from __future__ import annotations

import asyncio

import msgspec

from polycart import api
from polycart.api.order import OrderTransaction, OrderTransactionListParams
from polycart.core.method import Page
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.criteria import SORT
from polycart.platforms.magento2.numbers import native_ids
from polycart.platforms.magento2.orders.credit import CreditMemo, memos
from polycart.platforms.magento2.values import moment

INVOICE_STATES = {1: "pending", 2: "paid", 3: "canceled"}
"""Magento\\Sales\\Model\\Order\\Invoice::STATE_*."""

FIELDS = (
    "id", "transaction_id", "order_id", "parent_id", "description", "status", "gateway", "currency", "amount",
    "created_time", "additional_fields",
)  # fmt: skip


class _Invoice(msgspec.Struct):
    entity_id: int = 0
    order_id: int = 0
    increment_id: str | None = None
    state: int | None = None
    grand_total: float | None = None
    order_currency_code: str | None = None
    transaction_id: str | None = None
    created_at: str | None = None


class _Payment(msgspec.Struct):
    method: str | None = None


class _Order(msgspec.Struct):
    entity_id: int = 0
    payment: _Payment | None = None


@magento2.implements(
    api.order.transaction.list, "order_ids", gives=FIELDS, emulated=True,
    note="Made of the invoices of an order and its credit memos.",
)  # fmt: skip
async def order_transaction_list(magento: Magento, p: OrderTransactionListParams) -> Page[OrderTransaction]:
    """List the payments of orders, each order's followed by its refunds; what is not invoiced has none."""
    ids = native_ids("order_ids").dump(p.order_ids)
    oldest = {SORT: [("entity_id", "ASC")]}
    names = _Invoice.__struct_fields__
    invoices, refunds, gateways = await asyncio.gather(
        magento.among("/V1/invoices", "order_id", ids, _Invoice, *names, also=oldest),
        memos(magento, ids),
        _gateways(magento, ids),
    )
    rows = [
        row
        for id in ids
        for row in (
            *(_paid(invoice, gateways.get(id)) for invoice in invoices if invoice.order_id == id),
            *(_returned(memo, gateways.get(id)) for memo in refunds.get(id, [])),
        )
    ]
    start = int((magento.call.cursor or {}).get("after", 0))
    more = start + p.count < len(rows)
    return Page(
        items=rows[start : start + p.count],
        total=len(rows),
        next={"after": start + p.count} if more else None,
        previous={"after": max(0, start - p.count)} if start else None,
    )


async def _gateways(magento: Magento, ids: list[int]) -> dict[int, str | None]:
    """How each order was paid; only the order itself tells."""
    if not magento.wanted.wants("gateway"):
        return {}
    rows = await magento.among("/V1/orders", "entity_id", ids, _Order, "entity_id", "payment.method")
    return {row.entity_id: row.payment.method for row in rows if row.payment is not None}


def _paid(invoice: _Invoice, gateway: str | None) -> OrderTransaction:
    return OrderTransaction(
        id=f"invoice-{invoice.entity_id}",
        transaction_id=invoice.transaction_id,
        order_id=str(invoice.order_id),
        parent_id=None,
        description=None,
        status=INVOICE_STATES.get(invoice.state or 0),
        gateway=gateway,
        currency=invoice.order_currency_code,
        amount=invoice.grand_total or 0.0,
        created_time=moment.load(invoice.created_at),
        additional_fields={"increment_id": invoice.increment_id},
    )


def _returned(memo: CreditMemo, gateway: str | None) -> OrderTransaction:
    return OrderTransaction(
        id=f"creditmemo-{memo.entity_id}",
        transaction_id=memo.transaction_id,
        order_id=str(memo.order_id),
        parent_id=None,
        description=memo.comment,
        status="refunded",
        gateway=gateway,
        currency=memo.order_currency_code,
        amount=-(memo.grand_total or 0.0),
        created_time=moment.load(memo.created_at),
        additional_fields={"increment_id": memo.increment_id},
    )
