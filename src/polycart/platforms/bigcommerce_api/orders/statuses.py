"""Statuses of orders: fifteen that BigCommerce has, which the merchant may call otherwise, and what they tell.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/orders/order-status
"""

from __future__ import annotations

from datetime import tzinfo

import msgspec

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import OrderFulfillmentStatusListParams, OrderStatusListParams
from polycart.core.analytics import Sales
from polycart.core.errors import ParameterError
from polycart.core.given import refuse
from polycart.core.method import Page, Params
from polycart.core.periods import zone
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce

INCOMPLETE = 0
"""A checkout that was left at the payment: an order to the API, an abandoned basket to people."""
REFUNDED, PARTLY = 4, 14
BY_REFUNDS = (REFUNDED, PARTLY)
"""Statuses that follow from refunds."""

UNSOLD = frozenset({"0", "1", "5", "6", "7"})
"""Incomplete, Pending, Cancelled, Declined, Awaiting Payment: nobody has paid, or will."""

FINANCIAL = ("authorized", "captured", "capture pending", "declined", "held for review", "paid", "partially refunded",
             "pending", "refunded", "void", "void pending")  # fmt: skip
"""What the store says of an order's payment: the ``payment_status`` of the vendor's document."""
FULFILLMENT = {"unfulfilled": "Unfulfilled", "partial": "Partial", "fulfilled": "Fulfilled"}


class StatusRow(msgspec.Struct):
    """A status with BigCommerce's own name and the merchant's."""

    id: int
    name: str = ""
    system_label: str = ""
    custom_label: str = ""


async def statuses(bc: Bigcommerce) -> list[StatusRow]:
    """The statuses of the store."""

    async def fetch() -> list[StatusRow]:
        return await bc.get("v2/order_statuses", type=list[StatusRow])

    return await bc.connection.fact("order_statuses", fetch)


async def status_id(bc: Bigcommerce, parameter: str, given: str) -> int:
    """The number of a status that a caller names by number or name."""
    wanted = given.strip().casefold()
    known = await statuses(bc)
    for row in known:
        if wanted in (str(row.id), row.name.casefold(), row.system_label.casefold(), row.custom_label.casefold()):
            return row.id
    allowed = ", ".join(f"{row.id} ({row.name})" for row in known)
    raise refuse(parameter, f"Allowed values: {allowed}.")


@bigcommerce.implements(
    api.order.status.list, "action", "allow_user_defined_order_statuses", gives=("id", "name", "additional_fields")
)
async def order_status_list(bc: Bigcommerce, p: OrderStatusListParams) -> Page[Status]:
    """List the statuses, by the merchant's names where they are asked for; refunds make two of them by themselves."""
    if p.action not in (None, "add", "update"):
        raise ParameterError("Parameter 'action' is not valid. Allowed values: add, update.")
    rows = [row for row in await statuses(bc) if p.action is None or row.id not in (INCOMPLETE, *BY_REFUNDS)]
    own = p.allow_user_defined_order_statuses
    return Page(
        items=[
            Status(
                id=str(row.id), name=(row.custom_label if own else row.system_label) or row.name,
                additional_fields={"custom_label": row.custom_label},
            )
            for row in rows
        ]
    )  # fmt: skip


@bigcommerce.implements(api.order.financial_status.list, gives=("id", "name"))
async def order_financial_status_list(bc: Bigcommerce, p: Params) -> Page[Status]:
    """List the states of payment that an order can be in."""
    return Page(items=[Status(id=word, name=word.capitalize()) for word in FINANCIAL])


@bigcommerce.implements(
    api.order.fulfillment_status.list, "action", gives=("id", "name"), emulated=True,
    note="BigCommerce has one status for each order; how far it is shipped follows from its shipments.",
)  # fmt: skip
async def order_fulfillment_status_list(bc: Bigcommerce, p: OrderFulfillmentStatusListParams) -> Page[Status]:
    """List how far an order can be shipped; only shipments change it."""
    if p.action not in (None, "add", "update"):
        raise ParameterError("Parameter 'action' is not valid. Allowed values: add, update.")
    return Page(items=[Status(id=id, name=name) for id, name in FULFILLMENT.items()] if p.action is None else [])


async def _zone(bc: Bigcommerce) -> tzinfo:
    return zone((await bc.store()).timezone.name)


async def _counted(bc: Bigcommerce) -> frozenset[str]:
    return frozenset(str(row.id) for row in await statuses(bc)) - UNSOLD


bigcommerce.sales = Sales(
    zone=_zone, counted=_counted,
    words="incomplete, pending, cancelled and declined ones and those that await payment do not count",
)  # fmt: skip
