"""Statuses of orders: those of WooCommerce, those that the merchant has made up, and what they tell about payment.

An order has one status; whether it is paid or shipped follows from it, by the meaning that WooCommerce gives each:
https://woocommerce.com/document/managing-orders/order-statuses/
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import OrderFulfillmentStatusListParams, OrderStatusListParams
from polycart.core.errors import ParameterError
from polycart.core.method import Page, Params
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce

DRAFT = "checkout-draft"
"""What the checkout block keeps while a shopper types; not an order yet, and deleted after a day."""

CORE = ("pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed")

FINANCIAL = {
    "pending": "pending",
    "on-hold": "pending",
    "processing": "paid",
    "completed": "paid",
    "cancelled": "voided",
    "refunded": "refunded",
    "failed": "failed",
}
FULFILLMENT = {
    "pending": "unfulfilled",
    "on-hold": "unfulfilled",
    "processing": "unfulfilled",
    "completed": "fulfilled",
    "cancelled": "closed",
    "refunded": "closed",
    "failed": "closed",
}


class _Known(msgspec.Struct):
    slug: str = ""
    name: str = ""


async def every_name(woo: Woo) -> dict[str, str]:
    """The shop's statuses with their names in the shop's language; the merchant's own and drafts among them."""

    async def fetch() -> dict[str, str]:
        rows = await woo.get("reports/orders/totals", {"_fields": "slug,name"}, type=list[_Known])
        return {row.slug: row.name for row in rows}

    return await woo.connection.fact("order_statuses", fetch)


async def names(woo: Woo) -> dict[str, str]:
    """The statuses that an order can have once it is placed."""
    return {slug: name for slug, name in (await every_name(woo)).items() if slug != DRAFT}


def spelled(slug: str) -> str:
    """A status that the shop does not list, in words: an extension that made it up may be gone."""
    return slug.replace("-", " ").capitalize()


async def slugs(woo: Woo, given: Iterable[str], parameter: str) -> list[str]:
    """The statuses that a caller names by id or name; with or without the ``wc-`` that the tables put before them."""
    known = await names(woo)
    by_name = {name.casefold(): slug for slug, name in known.items()}
    chosen: list[str] = []
    for text in given:
        bare = text.strip().removeprefix("wc-")
        slug = bare if bare in known else by_name.get(bare.casefold())
        if slug is None:
            raise ParameterError(f"Parameter '{parameter}' is not valid. Allowed values: {', '.join(known)}.")
        chosen.append(slug)
    return chosen


def meaning(table: dict[str, str], given: Iterable[str], parameter: str) -> list[str]:
    """The statuses that stand for the named states of payment or fulfilment."""
    wanted = {text.strip().lower() for text in given}
    unknown = wanted - set(table.values())
    if unknown:
        allowed = ", ".join(dict.fromkeys(table.values()))
        raise ParameterError(f"Parameter '{parameter}' is not valid. Allowed values: {allowed}.")
    return [slug for slug, state in table.items() if state in wanted]


def _states(table: dict[str, str]) -> Page[Status]:
    return Page(items=[Status(id=state, name=state.capitalize()) for state in dict.fromkeys(table.values())])


@woocommerce.implements(api.order.status.list, "action", "allow_user_defined_order_statuses", gives=("id", "name"))
async def order_status_list(woo: Woo, p: OrderStatusListParams) -> Page[Status]:
    """List the statuses; any of them can be given to an order, so every action accepts them all."""
    if p.action not in (None, "add", "update"):
        raise ParameterError("Parameter 'action' is not valid. Allowed values: add, update.")
    known = await names(woo)
    custom = p.allow_user_defined_order_statuses
    return Page(items=[Status(id=slug, name=name) for slug, name in known.items() if custom or slug in CORE])


@woocommerce.implements(
    api.order.financial_status.list, gives=("id", "name"), emulated=True,
    note="WooCommerce has one status for each order; its state of payment follows from it.",
)  # fmt: skip
async def order_financial_status_list(woo: Woo, p: Params) -> Page[Status]:
    """List the states of payment that statuses stand for."""
    return _states(FINANCIAL)


@woocommerce.implements(
    api.order.fulfillment_status.list, "action", gives=("id", "name"), emulated=True,
    note="WooCommerce has one status for each order; its state of fulfilment follows from it.",
)  # fmt: skip
async def order_fulfillment_status_list(woo: Woo, p: OrderFulfillmentStatusListParams) -> Page[Status]:
    """List the states of fulfilment that statuses stand for; ``update`` can only complete an order."""
    if p.action not in (None, "add", "update"):
        raise ParameterError("Parameter 'action' is not valid. Allowed values: add, update.")
    page = _states(FULFILLMENT)
    return Page(items=[state for state in page.items if state.id == "fulfilled"]) if p.action == "update" else page
