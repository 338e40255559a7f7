"""The statuses of orders, of their payment and their fulfilment.

https://shopify.dev/docs/api/admin-graphql/2026-10/enums/OrderDisplayFinancialStatus, …/OrderDisplayFulfillmentStatus
"""

from __future__ import annotations

from datetime import tzinfo

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import OrderFulfillmentStatusListParams, OrderStatus, OrderStatusListParams
from polycart.core.analytics import Sales
from polycart.core.given import allowed
from polycart.core.method import Page, Params
from polycart.core.periods import zone
from polycart.platforms.shopify.connection import Shop, shopify
from polycart.platforms.shopify.shop import site

OPEN, CLOSED, CANCELLED = "open", "closed", "cancelled"
STATUSES = {OPEN: "Open", CLOSED: "Closed", CANCELLED: "Cancelled"}
"""What an order is: closed ones are archived; a cancelled one is nothing else any more."""

FINANCIAL = (
    "pending", "authorized", "partially_paid", "paid", "partially_refunded", "refunded", "voided", "expired",
)  # fmt: skip
FULFILLMENT = {
    "unfulfilled": "unfulfilled", "partially_fulfilled": "partial", "fulfilled": "fulfilled", "on_hold": "on_hold",
    "scheduled": "scheduled", "request_declined": "request_declined",
}  # fmt: skip
"""The states of fulfilment that can be searched for, by the words that orders show."""

RETURNS = ("no_return", "return_requested", "in_progress", "inspection_complete", "returned", "return_failed")


def status_of(cancelled: str | None, closed: str | None) -> OrderStatus:
    """An order's status by when it was cancelled or closed."""
    word = CANCELLED if cancelled else CLOSED if closed else OPEN
    return OrderStatus(id=word, name=STATUSES[word])


def status_term(word: str, name: str) -> str:
    """The term for orders in a status; cancelled orders, which Shopify closes too, are left out of the closed ones."""
    word = word.strip().lower()
    if word not in STATUSES:
        raise allowed(name, STATUSES)
    return "(status:closed AND NOT status:cancelled)" if word == CLOSED else f"status:{word}"


def financial_term(word: str, name: str) -> str:
    """The term for orders in a state of payment."""
    word = word.strip().lower()
    if word not in FINANCIAL:
        raise allowed(name, FINANCIAL)
    return f"financial_status:{word}"


def fulfillment_term(word: str) -> str:
    """The term for orders in a state of fulfilment."""
    word = word.strip().lower()
    if word not in FULFILLMENT:
        raise allowed("fulfillment_status", FULFILLMENT)
    return f"fulfillment_status:{FULFILLMENT[word]}"


def return_term(word: str) -> str:
    """The term for orders by the state of their returns."""
    word = word.strip().lower()
    if word not in RETURNS:
        raise allowed("return_status", RETURNS)
    return f"return_status:{word}"


@shopify.implements(api.order.status.list, "action", gives=("id", "name"))
async def order_status_list(shop: Shop, p: OrderStatusListParams) -> Page[Status]:
    """The statuses of orders, which are the same in every shop; an order can be changed to each of them."""
    if p.action not in (None, "add", "update", "list", "info"):
        raise allowed("action", ("add", "update", "list", "info"))
    return Page(items=[Status(id=id, name=name) for id, name in STATUSES.items()])


@shopify.implements(api.order.financial_status.list, gives=("id", "name"))
async def order_financial_status_list(shop: Shop, p: Params) -> Page[Status]:
    """The states of payment."""
    return Page(items=[Status(id=word, name=_spelled(word)) for word in FINANCIAL])


@shopify.implements(api.order.fulfillment_status.list, "action", gives=("id", "name"))
async def order_fulfillment_status_list(shop: Shop, p: OrderFulfillmentStatusListParams) -> Page[Status]:
    """The states of fulfilment."""
    if p.action not in (None, "add", "update", "list", "info"):
        raise allowed("action", ("add", "update", "list", "info"))
    return Page(items=[Status(id=word, name=_spelled(word)) for word in FULFILLMENT])


def _spelled(word: str) -> str:
    return word.replace("_", " ").capitalize()


async def _zone(shop: Shop) -> tzinfo:
    return zone((await site(shop)).iana_timezone)


async def _counted(shop: Shop) -> frozenset[str]:
    return frozenset({OPEN, CLOSED})


shopify.sales = Sales(zone=_zone, counted=_counted, words="cancelled ones do not count")
