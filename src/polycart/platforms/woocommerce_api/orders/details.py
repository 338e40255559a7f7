"""What costs requests of its own for each order: its notes and the details of its refunds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec

from polycart.api.order import OrderRefund, OrderStatusHistoryItem, OrderStatusRefund, OrderStatusRefundItem
from polycart.core.codecs import stamp
from polycart.core.mapping import At
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.orders.items import exact
from polycart.platforms.woocommerce_api.statuses import every_name


class Note(msgspec.Struct):
    """An order note; ``customer_note`` says that the customer was told by e-mail."""

    id: int = 0
    note: str = ""
    customer_note: bool = False
    date_created_gmt: str | None = None


class _Meta(msgspec.Struct):
    key: str = ""
    value: Any = None


class _RefundLine(msgspec.Struct):
    product_id: int = 0
    variation_id: int = 0
    quantity: float | str = 0
    total: str = "0"
    total_tax: str = "0"
    meta_data: list[_Meta] = []


class Refund(msgspec.Struct):
    """A refund with its lines; the amounts of lines are negative, that of the refund is positive."""

    id: int = 0
    date_created_gmt: str | None = None
    amount: str = "0"
    reason: str | None = None
    refunded_payment: bool = False
    line_items: list[_RefundLine] = []
    shipping_lines: list[_RefundLine] = []
    fee_lines: list[_RefundLine] = []


class Summary(msgspec.Struct):
    """What an order itself tells of a refund."""

    id: int = 0
    reason: str | None = None
    total: str = "0"


REFUNDS = At("refunds", list[Summary])


async def history(woo: Woo, order_id: str, status: str) -> list[OrderStatusHistoryItem]:
    """The notes of an order, oldest first, each with the status that the order had with it.

    WooCommerce keeps the changes of status as sentences, in the language of the moment; the last of the shop's status
    names in a sentence with two of them, or at the end of one, is the new status. What tells no status keeps the last.
    """
    query = {"_fields": "id,note,customer_note,date_created_gmt"}
    notes = await woo.get(f"orders/{order_id}/notes", query, type=list[Note])
    known = await every_name(woo)
    notes.sort(key=lambda note: (note.date_created_gmt or "", note.id))
    changes = [_change(note.note, known) for note in notes]
    now = next((before for before, _ in filter(None, changes) if before), None)
    now = now or next((after for _, after in filter(None, changes)), status)
    items: list[OrderStatusHistoryItem] = []
    for note, change in zip(notes, changes, strict=True):
        now = change[1] if change else now
        items.append(
            OrderStatusHistoryItem(
                id=now,
                name=known.get(now, now),
                modified_time=stamp.load(note.date_created_gmt),
                notify=note.customer_note,
                comment=note.note,
            )
        )
    return items


def _change(text: str, known: dict[str, str]) -> tuple[str | None, str] | None:
    """The statuses before and after, where the note tells a change."""
    by_name = {name.casefold(): slug for slug, name in known.items()}
    pattern = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    found = list(re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text.casefold())) if pattern else []
    slugs = [by_name[match.group()] for match in found]
    if len(slugs) >= 2:
        return slugs[-2], slugs[-1]
    if len(slugs) == 1 and len(text) - found[0].end() <= 1 and "status" in text.casefold():
        return None, slugs[0]
    return None


async def refunds(woo: Woo, order_id: str, digits: int | None) -> list[Refund]:
    """The refunds of an order, oldest first."""
    fields = "id,date_created_gmt,amount,reason,refunded_payment,line_items,shipping_lines,fee_lines"
    query = {"_fields": fields, "per_page": woo.paging.most, "orderby": "id", "order": "asc", "dp": digits}
    return await woo.get(f"orders/{order_id}/refunds", query, type=list[Refund])


def _sum(lines: Iterable[_RefundLine], name: str) -> float:
    return float(-sum((exact(getattr(line, name)) for line in lines), Decimal(0)))


def _lines(refund: Refund) -> list[_RefundLine]:
    return [*refund.line_items, *refund.shipping_lines, *refund.fee_lines]


def _items(refund: Refund) -> list[OrderStatusRefundItem]:
    return [
        OrderStatusRefundItem(
            product_id=str(line.product_id) if line.product_id else None,
            variant_id=str(line.variation_id) if line.variation_id else None,
            order_product_id=next((str(m.value) for m in line.meta_data if m.key == "_refunded_item_id"), None),
            qty=abs(float(line.quantity)),
            refund=_sum([line], "total"),
        )
        for line in refund.line_items
    ]


def summaries(found: list[Summary] | None) -> list[OrderRefund]:
    """What is known of refunds without asking for them."""
    return [
        OrderRefund(id=str(refund.id), total=abs(float(exact(refund.total))), comment=refund.reason or None)
        for refund in sorted(found or (), key=lambda refund: refund.id)
    ]


def detailed(refund: Refund) -> OrderRefund:
    """A refund; shipping, fee and items are without tax, ``total`` is all that was given back."""
    return OrderRefund(
        id=str(refund.id),
        shipping=_sum(refund.shipping_lines, "total"),
        fee=_sum(refund.fee_lines, "total"),
        tax=_sum(_lines(refund), "total_tax"),
        total=float(exact(refund.amount)),
        modified_time=stamp.load(refund.date_created_gmt),
        comment=refund.reason or None,
        items=_items(refund),
    )


def together(found: list[Refund]) -> OrderStatusRefund | None:
    """All refunds of an order as one; time and comment are those of the last."""
    if not found:
        return None
    last = found[-1]
    return OrderStatusRefund(
        shipping=_sum((line for refund in found for line in refund.shipping_lines), "total"),
        fee=_sum((line for refund in found for line in refund.fee_lines), "total"),
        tax=_sum((line for refund in found for line in _lines(refund)), "total_tax"),
        total_refunded=float(sum((exact(refund.amount) for refund in found), Decimal(0))),
        time=stamp.load(last.date_created_gmt),
        comment=last.reason or None,
        refunded_items=[item for refund in found for item in _items(refund)],
    )
