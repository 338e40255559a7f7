"""Changing orders: the status with all that it brings, and remarks."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.order import OrderUpdateParams
from polycart.api.results import UpdatedItems
from polycart.core.bridge.tables import Statement
from polycart.core.moments import now
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.orders.statuses import status_of
from polycart.platforms.opencart.orders.stock import changed
from polycart.platforms.opencart.statements import insert, select, update
from polycart.platforms.opencart.values import escaped, missing, number_of


def history(order: Any, status: int, comment: str | None) -> Statement:
    """A line of an order's history; the customer is not told, for only the shop itself can send its mails."""
    row = {
        "order_id": order, "order_status_id": status, "notify": 0, "comment": escaped(comment or ""),
        "date_added": now(),
    }  # fmt: skip
    return insert("order_history", row)


@opencart.implements(
    api.order.update, "order_id", "order_status", "comment", "admin_comment",
    note="A status moves stock, coupons and vouchers as in the shop; mails and extensions' hooks it does not start.",
)  # fmt: skip
async def order_update(cart: Opencart, p: OrderUpdateParams) -> UpdatedItems:
    """Change the status of an order, the buyer's remark, or add a remark of the staff to its history."""
    await cart.writing()
    id = number_of("order_id", p.order_id)
    columns = ("order_id", "order_status_id", "customer_id")
    (rows,) = await cart.rows(select("order", columns, ["t.order_id", "=", id]))
    if not rows:
        raise missing("Order", p.order_id)
    held = int(rows[0]["order_status_id"])
    status = held if p.order_status is None else await status_of(cart, p.order_status, "order_status")
    own: dict[str, Any] = {"date_modified": now()}
    if p.comment is not None:
        own["comment"] = escaped(p.comment)
    statements: list[Statement] = []
    if status != held:
        own["order_status_id"] = status
        statements += await changed(cart, rows[0], status)
    # Whoever has changed the status meanwhile has moved the stock: then nothing of this is done.
    unchanged = ["order_status_id", "=", held]
    statements.insert(0, update("order", own, ["order_id", "=", id], unchanged, exactly=1))
    if status != held or p.admin_comment is not None:
        statements.append(history(id, status, p.admin_comment))
    await cart.save(statements)
    return UpdatedItems(updated_items=1)
