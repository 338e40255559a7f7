"""Statuses of orders: the shop's own, and what they say of payment and delivery.

https://devdocs.prestashop-project.org/8/webservice/resources/order_states/
"""

from __future__ import annotations

from datetime import tzinfo

import msgspec

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import (
    OrderFinancialStatusListParams,
    OrderFulfillmentStatusListParams,
    OrderStatusListParams,
)
from polycart.core.analytics import Sales
from polycart.core.errors import ParameterError
from polycart.core.method import Page
from polycart.platforms.prestashop_api.connection import Prestashop, prestashop


class StateRow(msgspec.Struct):
    """A status; ``unremovable`` are those that PrestaShop or a module brought along."""

    id: int
    name: str | None = None
    paid: str | int = "0"
    shipped: str | int = "0"
    delivery: str | int = "0"
    deleted: str | int = "0"
    unremovable: str | int = "0"
    color: str | None = None
    logable: str | int = "0"
    hidden: str | int = "0"


async def states(shop: Prestashop) -> dict[int, StateRow]:
    """All statuses by their ids; kept for an hour."""

    async def fetch() -> dict[int, StateRow]:
        return {row.id: row for row in await shop.records("order_states", {"sort": "[id_ASC]"}, StateRow)}

    return await shop.connection.fact(f"states.{await shop.language()}", fetch)


async def state_of(shop: Prestashop, given: str, parameter: str) -> int:
    """The id of a status by its id or its name."""
    text = given.strip()
    known = [row for row in (await states(shop)).values() if str(row.deleted) != "1"]
    for row in known:
        if text == str(row.id) or text.casefold() == (row.name or "").casefold():
            return row.id
    allowed = ", ".join(f"'{row.id}'" for row in known)
    raise ParameterError(f"Parameter '{parameter}' is not valid. Allowed values: {allowed}.")


PAID, UNPAID, REFUNDED = "paid", "pending", "refunded"
SHIPPED, DELIVERED, UNSHIPPED = "shipped", "delivered", "unshipped"


async def financial(shop: Prestashop, row: StateRow) -> str:
    """What a status says of the payment."""
    if str(row.id) == (await shop.facts()).value("PS_OS_REFUND"):
        return REFUNDED
    return PAID if str(row.paid) == "1" else UNPAID


async def fulfilment(shop: Prestashop, row: StateRow) -> str:
    """What a status says of the delivery."""
    if str(row.id) == (await shop.facts()).value("PS_OS_DELIVERED"):
        return DELIVERED
    return SHIPPED if str(row.shipped) == "1" else UNSHIPPED


def unknown(parameter: str, allowed: tuple[str, ...]) -> ParameterError:
    """The error for a word that is not among those that there are."""
    listed = ", ".join(f"'{word}'" for word in allowed)
    return ParameterError(f"Parameter '{parameter}' is not valid. Allowed values: {listed}.")


@prestashop.implements(
    api.order.status.list, "allow_user_defined_order_statuses", "action", gives=("id", "name", "additional_fields"),
)  # fmt: skip
async def order_status_list(shop: Prestashop, p: OrderStatusListParams) -> Page[Status]:
    """List the statuses; those that the merchant has made only where they are asked for."""
    _any_action(p.action)
    rows = [
        row
        for row in (await states(shop)).values()
        if str(row.deleted) != "1" and (p.allow_user_defined_order_statuses or str(row.unremovable) == "1")
    ]
    found = [
        Status(id=str(row.id), name=row.name or "", additional_fields={
            "paid": str(row.paid) == "1", "shipped": str(row.shipped) == "1", "color": row.color})
        for row in rows
    ]  # fmt: skip
    return Page(items=found, total=len(found))


def _any_action(action: str | None) -> None:
    """An order can be given each status and filtered by each."""
    if action not in (None, "add", "update", "filter", "order.add", "order.update", "order.list"):
        raise ParameterError("Parameter 'action' is not valid. Allowed values: 'add', 'update', 'filter'.")


@prestashop.implements(
    api.order.financial_status.list, gives=("id", "name"), emulated=True,
    note="Each status says whether an order in it is paid.",
)  # fmt: skip
async def order_financial_status_list(shop: Prestashop, p: OrderFinancialStatusListParams) -> Page[Status]:
    """List the states of payment."""
    found = [Status(id=word, name=word.capitalize()) for word in (UNPAID, PAID, REFUNDED)]
    return Page(items=found, total=len(found))


@prestashop.implements(
    api.order.fulfillment_status.list, "action", gives=("id", "name"), emulated=True,
    note="Each status says whether an order in it is shipped.",
)  # fmt: skip
async def order_fulfillment_status_list(shop: Prestashop, p: OrderFulfillmentStatusListParams) -> Page[Status]:
    """List the states of delivery."""
    _any_action(p.action)
    found = [Status(id=word, name=word.capitalize()) for word in (UNSHIPPED, SHIPPED, DELIVERED)]
    return Page(items=found, total=len(found))


async def _zone(shop: Prestashop) -> tzinfo:
    return (await shop.facts()).zone


async def _counted(shop: Prestashop) -> frozenset[str]:
    return frozenset(str(row.id) for row in (await states(shop)).values() if str(row.logable) == "1")


prestashop.sales = Sales(
    zone=_zone, counted=_counted,
    words="those count whose status makes an order valid, as in the shop's own statistics",
)  # fmt: skip
