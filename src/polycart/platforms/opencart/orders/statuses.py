"""Statuses of orders: the shop's own; what they do to stock is told by two of its settings."""

from __future__ import annotations

from datetime import tzinfo

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import OrderStatusListParams
from polycart.core.analytics import Sales
from polycart.core.method import Page
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.statements import select
from polycart.platforms.opencart.values import allowed, unescaped


async def statuses(cart: Opencart) -> dict[int, str]:
    """The names of all statuses by their ids; kept for an hour."""
    await cart.facts()
    where = ["t.language_id", "=", cart.language]

    async def fetch() -> dict[int, str]:
        (rows,) = await cart.rows(
            select("order_status", ("order_status_id", "name"), where, order=["t.order_status_id"])
        )
        return {int(row["order_status_id"]): unescaped(row["name"]) or "" for row in rows}

    return await cart.connection.fact(f"statuses.{cart.language}", fetch)


async def status_of(cart: Opencart, given: str, parameter: str) -> int:
    """The id of a status by its id or its name."""
    known = await statuses(cart)
    word = given.strip()
    for id, name in known.items():
        if word == str(id) or word.casefold() == name.casefold():
            return id
    raise allowed(parameter, map(str, known))


@opencart.implements(api.order.status.list, "action", "allow_user_defined_order_statuses", gives=("id", "name"))
async def order_status_list(cart: Opencart, p: OrderStatusListParams) -> Page[Status]:
    """List the statuses; any of them can be set, also those that the merchant has made."""
    if p.action not in (None, "update", "add"):
        raise allowed("action", ("update", "add"))
    _ = p.allow_user_defined_order_statuses  # the shop does not tell which the merchant has made
    return Page(items=[Status(id=str(id), name=name) for id, name in (await statuses(cart)).items()])


opencart.lacks(
    "An OpenCart order has one status, which says nothing of its payment by itself.", api.order.financial_status.list
)
opencart.lacks(
    "An OpenCart order has one status, which says nothing of its delivery by itself.", api.order.fulfillment_status.list
)


async def _zone(cart: Opencart) -> tzinfo:
    return (await cart.facts()).zone


async def _counted(cart: Opencart) -> frozenset[str]:
    known = await cart.facts()
    names = ("config_processing_status", "config_complete_status")
    return frozenset(str(id) for name in names for id in known.numbers(name))


opencart.sales = Sales(
    zone=_zone, counted=_counted,
    words="those count whose status is among the shop's processing and complete ones, as in its own statistics",
)  # fmt: skip
