"""Statuses of orders: those that Magento comes with, and what an order's state tells about payment and fulfilment.

An order has a state, of which there are eight, and a status, which is the name that the merchant gives to a state;
merchants may make up more. REST tells the status of each order, but has no list of them.
https://experienceleague.adobe.com/en/docs/commerce-admin/stores-sales/order-management/orders/order-status
"""

from __future__ import annotations

from collections.abc import Iterable

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import OrderFulfillmentStatusListParams, OrderStatusListParams
from polycart.core.errors import ParameterError
from polycart.core.given import allowed
from polycart.core.method import Page, Params
from polycart.platforms.magento2.connection import Magento, magento2

STATES = {
    "pending": "new",
    "pending_payment": "pending_payment",
    "processing": "processing",
    "complete": "complete",
    "closed": "closed",
    "canceled": "canceled",
    "holded": "holded",
    "payment_review": "payment_review",
    "fraud": "payment_review",
    "pending_paypal": "pending_payment",
    "paypal_reversed": "payment_review",
    "paypal_canceled_reversal": "payment_review",
}
"""The statuses that every shop has (Sales and PayPal install them), each with the state that it belongs to."""

NAMES = {
    "pending": "Pending",
    "pending_payment": "Pending Payment",
    "processing": "Processing",
    "complete": "Complete",
    "closed": "Closed",
    "canceled": "Canceled",
    "holded": "On Hold",
    "payment_review": "Payment Review",
    "fraud": "Suspected Fraud",
    "pending_paypal": "Pending PayPal",
    "paypal_reversed": "PayPal Reversed",
    "paypal_canceled_reversal": "PayPal Canceled Reversal",
}

FINANCIAL = {
    "new": "pending",
    "pending_payment": "pending",
    "payment_review": "pending",
    "holded": "pending",
    "processing": "paid",
    "complete": "paid",
    "closed": "refunded",
    "canceled": "voided",
}
"""What a state tells about payment; an order is ``processing`` once it is invoiced or shipped."""

FULFILLMENT = {
    "new": "unfulfilled",
    "pending_payment": "unfulfilled",
    "payment_review": "unfulfilled",
    "holded": "unfulfilled",
    "processing": "unfulfilled",
    "complete": "fulfilled",
    "closed": "closed",
    "canceled": "closed",
}

SETTABLE = ("holded", "canceled", "processing", "complete", "pending")
"""The statuses that an order can be given: by holding, releasing, cancelling, invoicing and shipping it."""


def name_of(status: str) -> str:
    """A status in words; one that the merchant has made up is told by its code alone."""
    return NAMES.get(status) or status.replace("_", " ").capitalize()


def codes(given: Iterable[str]) -> list[str]:
    """The statuses that a caller names, by code or name; any other is taken for one that the merchant has made up."""
    by_name = {name.casefold(): code for code, name in NAMES.items()}
    return [by_name.get(text.strip().casefold(), text.strip()) for text in given if text.strip()]


def meaning(table: dict[str, str], given: Iterable[str], parameter: str) -> list[str]:
    """The states that stand for the named states of payment or fulfilment."""
    wanted = {text.strip().lower() for text in given}
    if wanted - set(table.values()):
        raise allowed(parameter, dict.fromkeys(table.values()))
    return [state for state, word in table.items() if word in wanted]


def _states(table: dict[str, str]) -> Page[Status]:
    return Page(items=[Status(id=word, name=word.capitalize()) for word in dict.fromkeys(table.values())])


def _action(action: str | None) -> None:
    if action not in (None, "add", "update"):
        raise ParameterError("Parameter 'action' is not valid. Allowed values: add, update.")


@magento2.implements(
    api.order.status.list, "action", gives=("id", "name"), emulated=True,
    note="REST has no list of statuses: these are the ones that Magento comes with.",
)  # fmt: skip
async def order_status_list(magento: Magento, p: OrderStatusListParams) -> Page[Status]:
    """List the statuses that Magento comes with, or those that an order can be given."""
    _action(p.action)
    chosen = NAMES if p.action is None else SETTABLE
    return Page(items=[Status(id=code, name=NAMES[code]) for code in chosen])


@magento2.implements(
    api.order.financial_status.list, gives=("id", "name"), emulated=True,
    note="An order's state tells whether it is paid.",
)  # fmt: skip
async def order_financial_status_list(magento: Magento, p: Params) -> Page[Status]:
    """List what states tell about payment."""
    return _states(FINANCIAL)


@magento2.implements(
    api.order.fulfillment_status.list, "action", gives=("id", "name"), emulated=True,
    note="An order's state tells whether it is fulfilled.",
)  # fmt: skip
async def order_fulfillment_status_list(magento: Magento, p: OrderFulfillmentStatusListParams) -> Page[Status]:
    """List what states tell about fulfilment; ``update`` can only fulfil an order, by shipping it."""
    _action(p.action)
    page = _states(FULFILLMENT)
    return Page(items=[state for state in page.items if state.id == "fulfilled"]) if p.action == "update" else page
