"""Changing orders by Magento's own actions: holding, releasing, cancelling, invoicing, shipping, remarks.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/orders/{id}/hold``, ``/V1/order/{id}/invoice`` …)
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderUpdateParams
from polycart.api.results import UpdatedItems
from polycart.core.errors import NotFound, ParameterError, PolycartError
from polycart.core.given import refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.orders.reading import PATH, given_order
from polycart.platforms.magento2.orders.statuses import STATES, codes

MOVES = {
    "new": ("processing", "complete", "holded", "canceled"),
    "pending_payment": ("pending", "processing", "holded", "canceled"),
    "processing": ("complete", "holded", "canceled"),
    "payment_review": ("processing", "canceled"),
    "complete": (),
    "closed": (),
    "canceled": (),
    "holded": ("pending", "processing", "canceled"),
}
"""The statuses that an order can be given in each state; what is done or cancelled stays so.

https://experienceleague.adobe.com/en/docs/commerce-admin/stores-sales/order-management/orders/order-processing
"""


class _Order(msgspec.Struct):
    state: str = "new"
    status: str = "pending"
    increment_id: str | None = None
    hold_before_state: str | None = None
    hold_before_status: str | None = None
    total_invoiced: float | None = None
    grand_total: float | None = None


@magento2.implements(
    api.order.update, "order_id", "order_status", "financial_status", "fulfillment_status", "cancellation_reason",
    "comment", "admin_comment", "admin_private_comment", "send_notifications", "create_invoice",
    "invoice_admin_comment",
    note="An order is paid by an invoice and fulfilled by a shipment, which REST cannot take back.",
)  # fmt: skip
async def order_update(magento: Magento, p: OrderUpdateParams) -> UpdatedItems:
    """Change an order; what cannot be taken back, invoice, shipment and remarks, comes last."""
    id = given_order(p.order_id)
    try:
        order = await magento.get(f"{PATH}/{id}", {"fields": ",".join(_Order.__struct_fields__)}, type=_Order)
    except NotFound as error:
        raise missing("Order", str(id), error) from error
    status = _status(p, order)
    invoice, ship = _payment(p, order), _shipment(p)
    done: list[str] = []
    async with Undo(magento) as undo:
        try:
            if status is not None:
                await _move(magento, undo, id, order, status)
            if invoice:
                await _invoice(magento, id, p)
                done.append(f"The invoice of order {id} remains in the store, because Magento deletes none.")
            if ship:
                await magento.post(f"/V1/order/{id}/ship", {"notify": p.send_notifications})
                done.append(f"The shipment of order {id} remains in the store, because Magento deletes none.")
            await _remarks(magento, id, p, done)
        except PolycartError as error:
            error.notes.extend(done)
            raise
    return UpdatedItems(updated_items=1)


def _status(p: OrderUpdateParams, order: _Order) -> str | None:
    """The status to give, if it is another one and the order's state lets it."""
    if p.cancellation_reason is not None and p.order_status is None:
        raise ParameterError("Parameter 'cancellation_reason' must be used with parameter 'order_status'")
    if p.order_status is None:
        return None
    (status,) = codes([p.order_status]) or ("",)
    if p.cancellation_reason is not None and status != "canceled":
        raise ParameterError("Parameter 'cancellation_reason' can be used with order_status=canceled only.")
    if status == order.status:
        return None
    allowed = MOVES.get(order.state, ())
    if order.state == "holded":
        allowed = (order.hold_before_status or "pending", "canceled")
    if status not in allowed:
        listed = ",".join(f"'{each}'" for each in allowed) or "none"
        raise ParameterError(
            f"Parameter 'order_status' is not valid: the order is {order.status}. Allowed values: {listed}."
        )
    return status


def _payment(p: OrderUpdateParams, order: _Order) -> bool:
    """Whether an invoice has to be written: that is what paid means."""
    wanted = bool(p.create_invoice)
    if p.financial_status is not None:
        if p.financial_status.strip().lower() != "paid":
            raise refuse("financial_status", "An order can be paid only; use order.refund.add to give money back.")
        wanted = True
    if p.invoice_admin_comment is not None and not wanted:
        raise ParameterError("Parameter 'invoice_admin_comment' must be used with parameter 'create_invoice'")
    return wanted and (order.total_invoiced or 0) < (order.grand_total or 0)


def _shipment(p: OrderUpdateParams) -> bool:
    if p.fulfillment_status is None:
        return False
    if p.fulfillment_status.strip().lower() != "fulfilled":
        raise refuse("fulfillment_status", "An order can be fulfilled only.")
    return True


async def _move(magento: Magento, undo: Undo, id: int, order: _Order, status: str) -> None:
    """Give the order a status by the action that leads there."""
    if order.state == "holded":
        undo(Step(method="POST", path=f"{PATH}/{id}/hold", says=f"The release of order {id}"))
        await _act(magento, id, "unhold", order)
        if status != "canceled":
            return
    if status == "holded":
        undo(Step(method="POST", path=f"{PATH}/{id}/unhold", says=f"The hold of order {id}"))
        await _act(magento, id, "hold", order)
    elif status == "canceled":
        await _act(magento, id, "cancel", order)
    else:
        undo(Step(method="POST", path=PATH, json=_entity(id, order, order.status, order.state),
                  says=f"The change of order {id}"))  # fmt: skip
        await magento.post(PATH, _entity(id, order, status, STATES[status]))


def _entity(id: int, order: _Order, status: str, state: str) -> dict[str, Any]:
    """An order of which only these fields are written; Magento keeps the rest."""
    return {"entity": {"entity_id": id, "increment_id": order.increment_id, "status": status, "state": state}}


async def _act(magento: Magento, id: int, action: str, order: _Order) -> None:
    """An action on an order; one that is not possible is answered ``false``."""
    if await magento.post(f"{PATH}/{id}/{action}") is not True:
        raise ParameterError(
            f"Parameter 'order_status' is not valid: Magento does not {action} order {id}, which is {order.status}."
        )


async def _invoice(magento: Magento, id: int, p: OrderUpdateParams) -> None:
    body: dict[str, Any] = {"capture": True, "notify": p.send_notifications}
    if p.invoice_admin_comment:
        body |= {"appendComment": True, "comment": {"comment": p.invoice_admin_comment, "is_visible_on_front": 0}}
    await magento.post(f"/V1/order/{id}/invoice", body)


async def _remarks(magento: Magento, id: int, p: OrderUpdateParams, done: list[str]) -> None:
    """Remarks, of which the customer reads the first and, where it is mailed, the second."""
    reason = f"Cancelled: {p.cancellation_reason}" if p.cancellation_reason else None
    rows = [
        (p.comment, True, False),
        (p.admin_comment, p.send_notifications, p.send_notifications),
        (p.admin_private_comment, False, False),
        (reason, False, False),
    ]
    told = [row for row in rows if row[0]]
    # A remark without the order's status takes that away (Magento\Sales\Model\Order::addStatusHistory).
    status = (await magento.get(f"{PATH}/{id}", {"fields": "status"}))["status"] if told else None
    for text, visible, notify in told:
        history = {
            "comment": text, "is_visible_on_front": int(visible), "is_customer_notified": int(notify),
            "parent_id": id, "status": status,
        }  # fmt: skip
        await magento.post(f"{PATH}/{id}/comments", {"statusHistory": history})
        done.append(f"A remark on order {id} remains in the store, because Magento deletes none.")
