"""Reading orders, and what is fetched beside them when it is wanted.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/orders``)
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
    OrderItem,
    OrderListParams,
    OrderStatus,
)
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.method import UNSET, Page
from polycart.core.selection import ALL, Selection, project
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.countries import name_places
from polycart.platforms.magento2.criteria import SORT
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.orders import items
from polycart.platforms.magento2.orders.credit import Visible, memos, together, visible
from polycart.platforms.magento2.orders.fields import OrderMap
from polycart.platforms.magento2.orders.filters import (
    BY_ID,
    OrderQuery,
    SharedQuery,
    Wanted,
    is_number,
    wanted_orders,
)
from polycart.platforms.magento2.orders.items import Item

PATH = "/V1/orders"
"""Orders are the same seen through any store view."""

_WHOLE = ("status", "order_products", "bundles", "shipping_address", "billing_address")
"""Fields that are added to once the orders are read, and cut to what is wanted of them then."""


def readable(wanted: Selection) -> Selection:
    """The selection to read orders with: whole the fields that are added to."""
    whole = {name: ALL for name in _WHOLE if wanted.wants(name)}
    return Selection(
        {**wanted.fields, **whole, "id": ALL}, everything=wanted.everything, without=wanted.without - {"id"}
    )


async def complete(magento: Magento, orders: Sequence[Order]) -> None:
    """Fetch what the wanted fields need beside the orders themselves, side by side, and cut them to the wanted."""
    wanted = magento.wanted
    tasks: list[Awaitable[None]] = []
    for name in ("order_products", "bundles"):
        if wanted.wants(name):
            some: list[OrderItem] = [each for order in orders for each in _items(getattr(order, name))]
            tasks.append(items.complete(magento, some, wanted.of(name)))
    for name in ("shipping_address", "billing_address"):
        if wanted.wants(name):
            places = [_address(getattr(order, name)) for order in orders]
            tasks.append(name_places(magento, places, wanted.of(name)))
    if wanted.wants("status") and wanted.of("status").wants("refund_info"):
        tasks.append(_refunds(magento, orders))
    await asyncio.gather(*tasks)
    _cut(orders, wanted)


def _items(value: Any) -> list[OrderItem]:
    return cast("list[OrderItem]", value) if isinstance(value, list) else []


def _address(value: Any) -> CustomerAddress | None:
    return value if isinstance(value, CustomerAddress) else None


class _Ordered(msgspec.Struct):
    entity_id: int = 0
    items: list[Item] = []


async def _refunds(magento: Magento, orders: Sequence[Order]) -> None:
    """Sum up what went back; which of its lines a shopper sees is known by the items of the order."""
    known = await memos(magento, [int(str(order.id)) for order in orders])
    refunded = [order for order in orders if known[int(str(order.id))] and isinstance(order.status, OrderStatus)]
    seen = {int(str(order.id)): _told(order) for order in refunded}
    unread = [id for id, items in seen.items() if items is None]
    if unread:
        paths = ("entity_id", "items.item_id", "items.parent_item_id", "items.product_id", "items.product_type")
        rows = await magento.among(PATH, "entity_id", unread, _Ordered, *paths)
        seen |= {row.entity_id: visible(row.items) for row in rows}
    for order in orders:
        if isinstance(order.status, OrderStatus):
            id = int(str(order.id))
            order.status.refund_info = together(known[id], seen.get(id) or {})


def _told(order: Order) -> Visible | None:
    """The items that a shopper sees, where they were read anyway."""
    if not isinstance(order.order_products, list) or not isinstance(order.bundles, list):
        return None
    return {
        int(str(each.order_product_id)): each.variant_id if isinstance(each.variant_id, str) else None
        for each in (*order.order_products, *order.bundles)
    }


def _cut(orders: Sequence[Order], wanted: Selection) -> None:
    for order in orders:
        if not wanted.wants("id"):
            order.id = UNSET
        for name in _WHOLE:
            value = getattr(order, name)
            if value is not UNSET and value is not None and wanted.of(name) != ALL:
                setattr(order, name, project(value, wanted.of(name)))


async def _page(magento: Magento, meant: Wanted, *, start: int, count: int) -> Page[Order]:
    if meant.nothing:
        return Page(items=[], total=0, projected=True)
    page = await magento.window(PATH, meant.query, OrderMap, start=start, count=count, wanted=readable(magento.wanted))
    await complete(magento, page.items)
    return page


STATES = ("order_status", "financial_status")
OTHERS = ("ids", "order_ids", "order_status_ids", "financial_status_ids", "fulfillment_status")


@magento2.implements(api.order.list, OrderQuery, *STATES, *OTHERS, "sort_by", "sort_direction", gives=OrderMap)
async def order_list(magento: Magento, p: OrderListParams) -> Page[Order]:
    """List orders; a status that the merchant has made up is told by its code, as REST does not name it."""
    return await _page(magento, await wanted_orders(magento, p), start=p.start, count=p.count)


@magento2.implements(api.order.find, SharedQuery, *STATES, gives=OrderMap)
async def order_find(magento: Magento, p: OrderFindParams) -> Page[Order]:
    """Find orders; an older name of a list with fewer filters."""
    return await _page(magento, await wanted_orders(magento, p), start=p.start, count=p.count)


@magento2.implements(api.order.count, SharedQuery, *STATES, *OTHERS)
async def order_count(magento: Magento, p: OrderCountParams) -> OrderCount:
    """Count orders by the total that the list tells."""
    meant = await wanted_orders(magento, p)
    return OrderCount(orders_count=0 if meant.nothing else await magento.total(PATH, meant.query))


@magento2.implements(api.order.info, "id", "order_id", gives=OrderMap)
async def order_info(magento: Magento, p: OrderInfoParams) -> Order:
    """Read one order, by its id or, as ``order_id``, by the number that people know it by."""
    if p.order_id is not None and is_number(p.order_id.strip()):
        meant = Wanted(query={"increment_id eq": p.order_id.strip(), SORT: BY_ID})
        page = await _page(magento, meant, start=0, count=1)
        if not page.items:
            raise missing("Order", p.order_id)
        return page.items[0]
    id = given_order(p.order_id, p.id)
    try:
        order = await magento.one(f"{PATH}/{id}", OrderMap, wanted=readable(magento.wanted))
    except NotFound as error:
        raise missing("Order", str(id), error) from error
    await complete(magento, [order])
    return order


def given_order(order_id: str | None, id: str | None = None) -> int:
    """The order that a call is about."""
    if order_id is None and id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    return native_id("order_id").dump(order_id) if order_id is not None else native_id("id").dump(id)
