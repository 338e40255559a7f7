"""Changing orders: a new status is a row of the history, which the shop acts upon.

https://devdocs.prestashop-project.org/8/webservice/resources/order_histories/
"""

from __future__ import annotations

from polycart import api
from polycart.api.order import OrderUpdateParams
from polycart.api.results import UpdatedItems
from polycart.core.errors import NotFound
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.orders.adding import write_message
from polycart.platforms.prestashop_api.orders.reading import PATH
from polycart.platforms.prestashop_api.orders.statuses import state_of


@prestashop.implements(
    api.order.update, "order_id", "order_status", "comment", "admin_comment", "order_payment_method",
    "send_notifications", note="The customer gets mail of a new status only with send_notifications.",
)  # fmt: skip
async def order_update(shop: Prestashop, p: OrderUpdateParams) -> UpdatedItems:
    """Change an order's status or payment, or add a message of the buyer or of the staff."""
    id = number_of("order_id", p.order_id)
    try:
        held = await shop.held(PATH, id, ("id_customer",))
    except NotFound as error:
        raise missing("Order", p.order_id, error) from error
    state = await state_of(shop, p.order_status, "order_status") if p.order_status is not None else None
    async with Undo(shop) as undo:
        if p.comment is not None:
            await write_message(shop, undo, id, int(held.get("id_customer") or 0), p.comment, private=False)
        if p.admin_comment is not None:
            await write_message(shop, undo, id, 0, p.admin_comment, private=True)
        if p.order_payment_method is not None:
            says = f"The payment of order {id}"
            await shop.change_undoable(undo, PATH, id, {"payment": p.order_payment_method}, says)
        if state is not None:
            body: Body = {"id_order": id, "id_order_state": state}
            await shop.add("order_histories", body, {"sendemail": 1} if p.send_notifications else None)
    return UpdatedItems(updated_items=1)
