"""Reading orders, and what is fetched beside them when it is wanted.

https://woocommerce.github.io/woocommerce-rest-api-docs/#list-all-orders
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any, cast

import msgspec

from polycart import api
from polycart.api.entities import CustomerAddress
from polycart.api.order import (
    Order,
    OrderCount,
    OrderCountParams,
    OrderFindParams,
    OrderInfoParams,
    OrderListParams,
    OrderStatus,
    OrderStatusRefund,
)
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.method import UNSET, Page
from polycart.core.selection import ALL, Selection, project
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.countries import name_places
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders import details
from polycart.platforms.woocommerce_api.orders.fields import OrderMap, RefundedMap
from polycart.platforms.woocommerce_api.orders.filters import order_page, order_total, wanted_orders
from polycart.platforms.woocommerce_api.orders.items import weigh
from polycart.platforms.woocommerce_api.statuses import CORE, names, spelled

PATH = "orders"


def table(wanted: Selection) -> type[OrderMap]:
    """The table for a selection: the shop is asked for refunds only where they are wanted."""
    return RefundedMap if wanted.wants("status") and wanted.of("status").wants("refund_info") else OrderMap


async def complete(woo: Woo, orders: Sequence[Order], *, digits: int | None, custom: bool) -> None:
    """Fetch what the wanted fields need beside the orders themselves, side by side, and cut structs to the wanted."""
    wanted = woo.wanted
    if not orders:
        return
    tasks: list[Awaitable[Any]] = []
    if wanted.wants("status"):
        below = wanted.of("status")
        if below.wants("name"):
            tasks.append(_name(woo, orders, custom=custom))
        if below.wants("history"):
            tasks += [_history(woo, order) for order in orders]
    tasks += [_refunds(woo, order, digits) for order in orders if _refunded(order, wanted)]
    if wanted.wants("order_products"):
        below = wanted.of("order_products")
        weight, unit, barcode = (below.wants(name) for name in ("weight", "weight_unit", "barcode"))
        tasks.append(weigh(woo, orders, weight=weight, unit=unit, barcode=barcode))
    for name in ("shipping_address", "billing_address"):
        if wanted.wants(name):
            places = [cast("CustomerAddress | None", getattr(order, name) or None) for order in orders]
            tasks.append(name_places(woo, places, wanted.of(name)))
    await asyncio.gather(*tasks)
    cut(orders, wanted)


_COMPLETED = ("status", "order_products", "shipping_address", "billing_address", "refunds")


def readable(wanted: Selection) -> Selection:
    """The selection to read orders with: the id, and whole the fields that ``complete`` adds to before it cuts them."""
    whole = {name: ALL for name in _COMPLETED if wanted.wants(name)}
    fields = {**wanted.fields, **whole, "id": ALL}
    return Selection(fields, everything=wanted.everything, without=wanted.without - {"id"})


def cut(orders: Sequence[msgspec.Struct], wanted: Selection) -> None:
    """Take out what is not wanted but was read for the requests beside."""
    if wanted == ALL or not orders:
        return
    for name in type(orders[0]).__struct_fields__:
        below = wanted.of(name)
        if below == ALL or name == "additional_fields":
            continue
        for order in orders:
            value = getattr(order, name)
            if not wanted.wants(name):
                setattr(order, name, UNSET)
            elif value and isinstance(value, (list, msgspec.Struct)):
                setattr(order, name, project(value, below))


async def _name(woo: Woo, orders: Sequence[Order], *, custom: bool) -> None:
    """Name the statuses; those that the merchant has made up by their own name only where they are asked for."""
    known = await names(woo)
    for order in orders:
        if isinstance(order.status, OrderStatus) and isinstance(order.status.id, str):
            slug = order.status.id
            order.status.name = known[slug] if slug in known and (custom or slug in CORE) else spelled(slug)


async def _history(woo: Woo, order: Order) -> None:
    if isinstance(order.status, OrderStatus):
        order.status.history = await details.history(woo, str(order.id), str(order.status.id))


def _refunded(order: Order, wanted: Selection) -> bool:
    """Whether details of refunds are wanted that the order's own summary does not tell."""
    if isinstance(order.status, OrderStatus) and isinstance(order.status.refund_info, OrderStatusRefund):
        return True
    below = wanted.of("refunds")
    told = {"id", "total", "comment"}
    more = below.everything or any(name not in told for name in below.fields)
    return bool(order.refunds) and wanted.wants("refunds") and more


async def _refunds(woo: Woo, order: Order, digits: int | None) -> None:
    found = await details.refunds(woo, str(order.id), digits)
    if isinstance(order.status, OrderStatus) and isinstance(order.status.refund_info, OrderStatusRefund):
        order.status.refund_info = details.together(found)
    if order.refunds is not UNSET:
        order.refunds = [details.detailed(refund) for refund in found]


LIST_FILTERS = (
    "ids", "order_ids", "since_id", "customer_id", "customer_email", "order_status", "order_status_ids",
    "financial_status", "financial_status_ids", "fulfillment_status", "skip_order_ids", "is_deleted", "created_from",
    "created_to", "modified_from", "modified_to", "sort_by", "sort_direction", "rounding_precision",
    "allow_user_defined_order_statuses",
)  # fmt: skip
COUNT_FILTERS = (
    "ids", "order_ids", "customer_id", "customer_email", "order_status", "order_status_ids", "financial_status",
    "financial_status_ids", "fulfillment_status", "created_from", "created_to", "modified_from", "modified_to",
)  # fmt: skip


@woocommerce.implements(api.order.list, *LIST_FILTERS, gives=OrderMap)
async def order_list(woo: Woo, p: OrderListParams) -> Page[Order]:
    """List orders by id; drafts of the checkout are no orders, and trashed ones are listed by ``is_deleted`` only."""
    page = await order_page(
        woo, await wanted_orders(woo, p), table(woo.wanted),
        start=p.start, count=p.count, digits=p.rounding_precision, wanted=readable(woo.wanted),
    )  # fmt: skip
    await complete(woo, page.items, digits=p.rounding_precision, custom=p.allow_user_defined_order_statuses)
    return page


@woocommerce.implements(
    api.order.find, "customer_id", "customer_email", "order_status", "financial_status", "created_from", "created_to",
    "modified_from", "modified_to", "rounding_precision", gives=OrderMap,
)  # fmt: skip
async def order_find(woo: Woo, p: OrderFindParams) -> Page[Order]:
    """Find orders; an older name of a list with fewer filters."""
    page = await order_page(
        woo, await wanted_orders(woo, p), table(woo.wanted),
        start=p.start, count=p.count, digits=p.rounding_precision, wanted=readable(woo.wanted),
    )  # fmt: skip
    await complete(woo, page.items, digits=p.rounding_precision, custom=True)
    return page


@woocommerce.implements(api.order.count, *COUNT_FILTERS)
async def order_count(woo: Woo, p: OrderCountParams) -> OrderCount:
    """Count orders by the total that the list's header tells."""
    return OrderCount(orders_count=await order_total(woo, await wanted_orders(woo, p)))


@woocommerce.implements(
    api.order.info, "id", "order_id", "rounding_precision", "allow_user_defined_order_statuses",
    gives=OrderMap,
)  # fmt: skip
async def order_info(woo: Woo, p: OrderInfoParams) -> Order:
    """Read one order."""
    id = given_order(p.order_id, p.id)
    try:
        order = await woo.one(
            f"{PATH}/{id}", table(woo.wanted), query={"dp": p.rounding_precision}, wanted=readable(woo.wanted)
        )
    except NotFound as error:
        raise no_order(id, error) from error
    await complete(woo, [order], digits=p.rounding_precision, custom=p.allow_user_defined_order_statuses)
    return order


def given_order(order_id: str | None, id: str | None = None) -> int:
    """The order that a call is about."""
    if order_id is None and id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    return native_id("order_id").dump(order_id) if order_id is not None else native_id("id").dump(id)


def no_order(id: int, error: NotFound) -> NotFound:
    """The contract's words for an order that is not there."""
    return NotFound(f"Order with id {id} not found.", native=error.native)
