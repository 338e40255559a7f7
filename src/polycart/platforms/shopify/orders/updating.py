"""Changing orders: their texts at once, and their state by the steps that Shopify has for it.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/orderUpdate, …/orderCancel
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.order import OrderUpdateParams
from polycart.api.results import UpdatedItems
from polycart.core.documents import Of
from polycart.core.given import allowed, listed, only, refuse
from polycart.core.undo import Undo
from polycart.platforms.shopify.connection import CodedError, Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, known, missing
from polycart.platforms.shopify.orders.statuses import CANCELLED, CLOSED, OPEN, STATUSES, status_of

REASONS = ("customer", "declined", "fraud", "inventory", "other", "staff")


class Changed(Plain):
    """The answer of a mutation that changes an order."""

    order: Id | None = None


class Cancelled(Row):
    """The answer to cancelling, which is done a moment later."""

    order_cancel_user_errors: list[CodedError] = []

    @property
    def user_errors(self) -> list[CodedError]:
        """What is wrong, by the name that it has here."""
        return self.order_cancel_user_errors


class Present(Row):
    """What has to be known of an order before it is changed."""

    id: str
    note: str | None = None
    tags: list[str] = []
    cancelled_at: str | None = None
    closed_at: str | None = None
    display_financial_status: str | None = None


def closing(type: str, id: str) -> dict[str, Of]:
    """The arguments that close an order, open it, or mark it as paid."""
    return {"input": Of(type, {"id": id})}


def cancelling(id: str, reason: str | None, note: str | None, *, notify: bool) -> dict[str, Of]:
    """The arguments that cancel an order: nothing is given back, what was held is in stock again."""
    values = {
        "orderId": Of("ID!", id),
        "reason": Of("OrderCancelReason!", (reason or "other").upper()),
        "restock": Of("Boolean!", True),
        "notifyCustomer": Of("Boolean", notify),
    }
    return values | ({"staffNote": Of("String", note)} if note else {})


@shopify.implements(
    api.order.update, "order_id", "order_status", "financial_status", "cancellation_reason", "comment",
    "admin_comment", "send_notifications", "tags",
)  # fmt: skip
async def order_update(shop: Shop, p: OrderUpdateParams) -> UpdatedItems:
    """Change an order: texts first, which can be taken back, then payment, then status. Cancelling is for good."""
    id = gid("Order", p.order_id, "order_id")
    notify = p.send_notifications
    p = only(p, shop.call.given)
    status = _status(p)
    present = await shop.look("order", Present, {"id": Of("ID!", id)})
    if present is None:
        raise missing("Order", id)
    now = status_of(present.cancelled_at, present.closed_at).id
    if now == CANCELLED and status not in (None, CANCELLED):
        raise refuse("order_status", "A cancelled order stays cancelled.")
    async with Undo(shop) as undo:
        with known("Order", id):
            text = _texts(p, present)
            if text:
                old = {name: getattr(present, name) for name in text}
                undo(shop.step(f"The texts of order {p.order_id}", "orderUpdate", _input(id, old), Changed))
                await shop.mutate("orderUpdate", _input(id, text), Changed)
            if status is not None and status != now and status != CANCELLED:
                back = "orderOpen" if status == CLOSED else "orderClose"
                undo(shop.step(f"The status of order {p.order_id}", back, closing(_TYPES[back], id), Changed))
                name = "orderClose" if status == CLOSED else "orderOpen"
                await shop.mutate(name, closing(_TYPES[name], id), Changed)
            if p.financial_status is not None and present.display_financial_status != "PAID":
                await shop.mutate("orderMarkAsPaid", closing("OrderMarkAsPaidInput!", id), Changed)
            if status == CANCELLED and now != CANCELLED:
                values = cancelling(id, p.cancellation_reason, p.admin_comment, notify=bool(notify))
                await shop.mutate("orderCancel", values, Cancelled)
    return UpdatedItems(updated_items=1)


_TYPES = {"orderClose": "OrderCloseInput!", "orderOpen": "OrderOpenInput!"}


def _status(p: OrderUpdateParams) -> str | None:
    if p.financial_status is not None and p.financial_status.lower() != "paid":
        raise refuse("financial_status", "An order can be marked as paid; use order.refund.add to give money back.")
    status = p.order_status.lower() if p.order_status is not None else None
    if status is not None and status not in STATUSES:
        raise allowed("order_status", STATUSES)
    if p.cancellation_reason is not None:
        if status != CANCELLED:
            raise refuse("cancellation_reason", "It must be used with order_status 'cancelled'.")
        if p.cancellation_reason.lower() not in REASONS:
            raise allowed("cancellation_reason", REASONS)
    if status == CANCELLED and p.financial_status is not None:
        raise refuse("financial_status", "A cancelled order can't be paid.")
    return status


def _texts(p: OrderUpdateParams, present: Present) -> dict[str, Any]:
    text: dict[str, Any] = {}
    note = p.comment if p.comment is not None else None
    if p.admin_comment is not None and p.order_status != CANCELLED:
        note = "\n".join(part for part in (note if note is not None else present.note, p.admin_comment) if part)
    if note is not None:
        text["note"] = note
    if p.tags is not None:
        text["tags"] = listed(p.tags)
    return text


def _input(id: str, text: dict[str, Any]) -> dict[str, Of]:
    return {"input": Of("OrderInput!", {"id": id, **text})}


__all__ = ["CANCELLED", "CLOSED", "OPEN", "Cancelled", "Changed", "cancelling", "closing", "order_update"]
