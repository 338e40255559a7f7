"""Changing orders: status, way of payment and remarks."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderUpdateParams
from polycart.api.results import UpdatedItems
from polycart.core.errors import NotFound, ParameterError
from polycart.core.undo import Step, Undo
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.orders.payments import payment
from polycart.platforms.woocommerce_api.orders.reading import given_order, no_order
from polycart.platforms.woocommerce_api.statuses import FINANCIAL, FULFILLMENT, meaning, slugs

_BY_PAYMENT = {"pending": "pending", "voided": "cancelled", "failed": "failed"}
_PAYABLE = ("pending", "on-hold", "failed", "cancelled")
"""The statuses in which WooCommerce lets an order be paid (WC_Order::payment_complete)."""


class _Before(msgspec.Struct):
    status: str = ""
    customer_note: str = ""
    payment_method: str = ""
    payment_method_title: str = ""


@woocommerce.implements(
    api.order.update, "order_id", "order_status", "financial_status", "fulfillment_status", "cancellation_reason",
    "order_payment_method", "comment", "admin_comment", "admin_private_comment", "send_notifications",
    note="The shop's own settings decide which changes of status it mails about.",
)  # fmt: skip
async def order_update(woo: Woo, p: OrderUpdateParams) -> UpdatedItems:
    """Change an order; with ``send_notifications`` the shop mails ``admin_comment`` to the customer, as a note."""
    id = given_order(p.order_id)
    path = f"orders/{id}"
    try:
        before = await woo.get(path, {"_fields": ",".join(_Before.__struct_fields__)}, type=_Before)
    except NotFound as error:
        raise no_order(id, error) from error
    change = await _change(woo, p, before)
    quiet = [p.admin_private_comment, f"Cancelled: {p.cancellation_reason}" if p.cancellation_reason else None]
    told = p.admin_comment if p.send_notifications else None
    if not p.send_notifications:
        quiet.append(p.admin_comment)
    async with Undo(woo) as undo:
        for note in filter(None, quiet):
            made = await woo.post(f"{path}/notes", {"note": note, "customer_note": False})
            undo(
                Step(
                    method="DELETE",
                    path=f"{path}/notes/{made['id']}",
                    query={"force": True},
                    says=f"Note {made['id']} of order {id}",
                )
            )
        if change:
            old = {name: value for name, value in msgspec.to_builtins(before).items() if name in {*change, "status"}}
            undo(Step(method="PUT", path=path, json=old, says=f"The change of order {id}"))
            await woo.put(path, change, {"_fields": "id"})
        if told:
            await woo.post(f"{path}/notes", {"note": told, "customer_note": True})
    return UpdatedItems(updated_items=1)


async def _change(woo: Woo, p: OrderUpdateParams, before: _Before) -> dict[str, Any]:
    """The body of the change."""
    change: dict[str, Any] = {}
    if p.order_status is not None:
        change["status"] = (await slugs(woo, [p.order_status], "order_status"))[0]
    change |= _paid(p, change.get("status"), before)
    change |= _shipped(p, change.get("status"))
    if p.cancellation_reason is not None and change.get("status", before.status) != "cancelled":
        raise ParameterError("Parameter 'cancellation_reason' can be used with order_status=cancelled only.")
    if p.comment is not None:
        change["customer_note"] = p.comment
    if p.order_payment_method is not None:
        change |= await payment(woo, p.order_payment_method)
    return change


def _paid(p: OrderUpdateParams, status: str | None, before: _Before) -> dict[str, Any]:
    """What a state of payment means: paying lets the shop choose the status itself, as after a payment."""
    if p.financial_status is None:
        return {}
    fitting = meaning(FINANCIAL, [p.financial_status], "financial_status")
    if status is not None:
        if status in fitting:
            return {}
        raise ParameterError(f"Parameter 'financial_status' goes with order_status {' or '.join(fitting)} only.")
    state = p.financial_status.strip().lower()
    if before.status in fitting:
        return {}
    if state == "refunded":
        raise ParameterError("Parameter 'financial_status' is not valid: use order.refund.add to give money back.")
    if state == "paid":
        if before.status not in _PAYABLE:
            raise ParameterError(
                f"Parameter 'financial_status' is not valid: an order that is {before.status} can't be paid."
            )
        return {"set_paid": True}
    return {"status": _BY_PAYMENT[state]}


def _shipped(p: OrderUpdateParams, status: str | None) -> dict[str, Any]:
    """What a state of fulfilment means: an order that is all shipped is completed."""
    if p.fulfillment_status is None:
        return {}
    fitting = meaning(FULFILLMENT, [p.fulfillment_status], "fulfillment_status")
    if status is not None and status not in fitting:
        raise ParameterError(f"Parameter 'fulfillment_status' goes with order_status {' or '.join(fitting)} only.")
    if status is None and p.fulfillment_status.strip().lower() != "fulfilled":
        raise ParameterError(
            "Parameter 'fulfillment_status' is not valid. Without order_status it can be fulfilled only."
        )
    return {"status": status or "completed"}
