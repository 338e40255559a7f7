"""Reading orders."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.order import (
    Order,
    OrderCount,
    OrderCountParams,
    OrderFindParams,
    OrderInfoParams,
    OrderListParams,
    OrderTransaction,
    OrderTransactionListParams,
)
from polycart.core.bridge.tables import Condition, conditions, where
from polycart.core.codecs import text
from polycart.core.errors import MissingParameter
from polycart.core.mapping import Map, computed, field
from polycart.core.method import Page
from polycart.platforms.opencart.connection import Opencart, beside, opencart
from polycart.platforms.opencart.orders.fields import ID, OrderMap, method_of, shape
from polycart.platforms.opencart.orders.statuses import status_of
from polycart.platforms.opencart.searches import order
from polycart.platforms.opencart.values import amount, missing, moment, native_id, native_ids, number_of, words

SORTS = {
    "order_id": ID, "id": ID, "create_at": "o.date_added", "created_at": "o.date_added", "created_time": "o.date_added",
    "modified_at": "o.date_modified", "modified_time": "o.date_modified", "total": "o.total",
}  # fmt: skip


class OrderQuery(Map[OrderListParams]):
    """The filters that are conditions by themselves."""

    ids = where("o.order_id IN :v", native_ids("ids"))
    order_ids = where("o.order_id IN :v", native_ids("order_ids"))
    since_id = where("o.order_id >= :v", native_id("since_id"))
    skip_order_ids = where("o.order_id NOT IN :v", native_ids("skip_order_ids"))
    customer_id = where("o.customer_id = :v", native_id("customer_id"))
    customer_email = where("o.email = :v", words)
    phone = where("o.telephone = :v", words)
    created_from = where("o.date_added >= :v", moment)
    created_to = where("o.date_added <= :v", moment)
    modified_from = where("o.date_modified >= :v", moment)
    modified_to = where("o.date_modified <= :v", moment)
    shipping_country_iso3 = where("sco.iso_code_3 = :v", words)


LISTED = ("order_status", "order_status_ids", "sort_by", "sort_direction", "allow_user_defined_order_statuses")
COUNTED = (
    "order_ids", "ids", "customer_id", "customer_email", "order_status", "order_status_ids", "created_from",
    "created_to", "modified_from", "modified_to",
)  # fmt: skip
FOUND = (
    "customer_id", "customer_email", "order_status", "created_from", "created_to", "modified_from", "modified_to",
)  # fmt: skip


class _CountQuery(Map[OrderCountParams]):
    ids = OrderQuery.entries["ids"]
    order_ids = OrderQuery.entries["order_ids"]
    customer_id = OrderQuery.entries["customer_id"]
    customer_email = OrderQuery.entries["customer_email"]
    created_from = OrderQuery.entries["created_from"]
    created_to = OrderQuery.entries["created_to"]
    modified_from = OrderQuery.entries["modified_from"]
    modified_to = OrderQuery.entries["modified_to"]


class _FindQuery(Map[OrderFindParams]):
    customer_id = OrderQuery.entries["customer_id"]
    customer_email = OrderQuery.entries["customer_email"]
    created_from = OrderQuery.entries["created_from"]
    created_to = OrderQuery.entries["created_to"]
    modified_from = OrderQuery.entries["modified_from"]
    modified_to = OrderQuery.entries["modified_to"]


async def _selection(cart: Opencart, query: type[Map[Any]], p: Any) -> list[Condition]:
    """The conditions that the parameters make; a status of 0 is a checkout that was left, and no order."""
    await cart.facts()
    found: list[Condition] = [["o.order_status_id", ">", 0], *conditions(query, p)]
    if cart.store_chosen:
        found.append(["o.store_id", "=", cart.store])
    several = getattr(p, "order_status_ids", None)
    if p.order_status is not None and several is not None:
        raise beside("order_status", "order_status_ids")
    if p.order_status is not None:
        found.append(["o.order_status_id", "=", await status_of(cart, p.order_status, "order_status")])
    if several is not None:
        chosen = [await status_of(cart, each, "order_status_ids") for each in several]
        found.append(["o.order_status_id", "in", chosen])
    return found


@opencart.implements(api.order.list, OrderQuery, *LISTED, gives=OrderMap)
async def order_list(cart: Opencart, p: OrderListParams) -> Page[Order]:
    """List orders; what was left at the checkout is none."""
    _ = p.allow_user_defined_order_statuses  # statuses are listed all alike
    sorting = order(SORTS, p.sort_by, p.sort_direction, ID)
    found = await _selection(cart, OrderQuery, p)
    return await cart.window(shape(cart), OrderMap, found, start=p.start, count=p.count, order=sorting)


@opencart.implements(api.order.count, *COUNTED)
async def order_count(cart: Opencart, p: OrderCountParams) -> OrderCount:
    """Count orders."""
    found = await _selection(cart, _CountQuery, p)
    return OrderCount(orders_count=await cart.total(shape(cart), found))


@opencart.implements(api.order.find, *FOUND, gives=OrderMap)
async def order_find(cart: Opencart, p: OrderFindParams) -> Page[Order]:
    """Find orders."""
    found = await _selection(cart, _FindQuery, p)
    return await cart.window(shape(cart), OrderMap, found, start=p.start, count=p.count, order=[ID])


@opencart.implements(api.order.info, "id", "order_id", "allow_user_defined_order_statuses", gives=OrderMap)
async def order_info(cart: Opencart, p: OrderInfoParams) -> Order:
    """Read one order."""
    order_id, id_ = p.order_id, p.id
    given = order_id if order_id is not None else id_
    if given is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    _ = p.allow_user_defined_order_statuses
    id = number_of("order_id" if order_id is not None else "id", given)
    await cart.facts()
    found = await cart.one(shape(cart), OrderMap, [[ID, "=", id]])
    if found is None:
        raise missing("Order", given)
    return found


def _gateway(method: Any) -> str | None:
    found = method_of(method)
    return found.get("code") or found.get("name") or None


def _converted(total: Any, worth: Any) -> float:
    return round(amount(total) * (amount(worth) or 1.0), 4)


class TransactionMap(Map[OrderTransaction]):
    """What an order keeps of its payment: the provider's id."""

    id = field(ID, text)
    order_id = field(ID, text)
    transaction_id = field("o.transaction_id", words)
    gateway = computed(_gateway, "o.payment_method")
    currency = field("o.currency_code")
    amount = computed(_converted, "o.total", "o.currency_value")
    created_time = field("o.date_added", moment)


@opencart.implements(
    api.order.transaction.list, "order_ids", gives=TransactionMap,
    note="Since OpenCart 4 an order keeps the provider's id of its payment; more is in tables of payment extensions.",
)  # fmt: skip
async def order_transaction_list(cart: Opencart, p: OrderTransactionListParams) -> Page[OrderTransaction]:
    """List the payments of some orders."""
    chosen = native_ids("order_ids").dump(p.order_ids)
    known = await cart.facts()
    start = int((cart.call.cursor or {}).get("start", 0))
    if not known.has("order", "transaction_id"):
        return Page(items=[], total=0)
    found: list[Condition] = [[ID, "in", chosen], ["o.transaction_id", "!=", ""]]
    return await cart.window(shape(cart), TransactionMap, found, start=start, count=p.count, order=[ID])
