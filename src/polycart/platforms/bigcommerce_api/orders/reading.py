"""Reading orders: lists, counts, single orders, and checkouts that were left at the payment."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from polycart import api
from polycart.api.order import (
    Order,
    OrderAbandoned,
    OrderAbandonedListParams,
    OrderCount,
    OrderCountParams,
    OrderFindParams,
    OrderInfoParams,
    OrderListParams,
)
from polycart.core.codecs import text
from polycart.core.dates import parse_date
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import allowed, clash, refuse
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing, number, numbers
from polycart.platforms.bigcommerce_api.orders import fields
from polycart.platforms.bigcommerce_api.orders.fields import OrderMap
from polycart.platforms.bigcommerce_api.orders.items import CONSIGNMENTS
from polycart.platforms.bigcommerce_api.orders.statuses import INCOMPLETE, status_id
from polycart.platforms.bigcommerce_api.units import rfc

E = TypeVar("E")
PATH = "v2/orders"
SORTS = {
    "order_id": "id", "id": "id", "created_at": "date_created", "create_at": "date_created",
    "modified_at": "date_modified", "customer_id": "customer_id", "status": "status_id",
}  # fmt: skip
FILTERS = (
    "ids", "order_ids", "customer_id", "customer_email", "order_status", "order_status_ids", "created_from",
    "created_to", "modified_from", "modified_to",
)  # fmt: skip
Params = OrderListParams | OrderCountParams | OrderFindParams | OrderAbandonedListParams


def spans(p: Params) -> dict[str, Any]:
    """The bounds of the moments of making and changing."""
    bounds = {
        "min_date_created": p.created_from, "max_date_created": p.created_to, "min_date_modified": p.modified_from,
        "max_date_modified": p.modified_to,
    }  # fmt: skip
    return {
        name: parse_date(value).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        for name, value in bounds.items()
        if value is not None
    }


async def query_of(bc: Bigcommerce, p: OrderListParams | OrderCountParams | OrderFindParams) -> dict[str, Any]:
    """What the parameters select, in the store's own words."""
    query = spans(p) | ({"channel_id": bc.channel} if bc.channel else {})
    if p.customer_id is not None:
        query["customer_id"] = number("customer_id", p.customer_id)
    if p.customer_email is not None:
        query["email"] = p.customer_email
    given = [("order_status", p.order_status)] if p.order_status is not None else []
    if not isinstance(p, OrderFindParams):
        given += [("order_status_ids", each) for each in p.order_status_ids or ()]
    ids = {await status_id(bc, name, str(value)) for name, value in given}
    if len(ids) > 1:
        raise refuse("order_status_ids", "BigCommerce filters orders by one status; ask for each by itself.")
    if ids:
        query["status_id"] = ids.pop()
    return query


def ids_of(p: OrderListParams | OrderCountParams) -> list[int] | None:
    """The orders that are named; ``None`` where none is."""
    if p.ids is not None and p.order_ids is not None:
        raise clash("ids", ["order_ids"])
    given = p.ids if p.ids is not None else p.order_ids
    return None if given is None else numbers("ids" if p.ids is not None else "order_ids", given)


def ranges(ids: list[int]) -> list[tuple[int, int]]:
    """Ids as ranges without gaps, because v2 filters by the least and the greatest id only."""
    found: list[tuple[int, int]] = []
    for id in sorted(set(ids)):
        if found and found[-1][1] == id - 1:
            found[-1] = (found[-1][0], id)
        else:
            found.append((id, id))
    return found


async def of_ids(bc: Bigcommerce, table: type[Map[E]], query: dict[str, Any], ids: list[int], sort: str) -> list[E]:
    """The orders of some ids: a request for each range of ids, side by side."""
    reader = table.reader(bc.wanted)
    parts = await asyncio.gather(
        *(
            bc.rows(
                PATH, {**query, "min_id": least, "max_id": most, "sort": sort}, reader, start=0, count=most - least + 1
            )
            for least, most in ranges(ids)
        )
    )
    return await reader.finish(bc, [row for rows, _ in parts for row in rows])


@bigcommerce.implements(
    api.order.list, *FILTERS, "since_id", "sort_by", "sort_direction", gives=OrderMap,
    note="Checkouts that were left at the payment are orders with the status 0, Incomplete.",
)  # fmt: skip
async def order_list(bc: Bigcommerce, p: OrderListParams) -> Page[Order]:
    """List orders; items and addresses come with them in the same request, where they are wanted."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    query = await query_of(bc, p)
    sort = f"{SORTS[p.sort_by]}:{p.sort_direction.lower()}"
    if p.since_id is not None:
        query["min_id"] = number("since_id", p.since_id)
    ids = ids_of(p)
    if ids is None:
        return await bc.window(PATH, {**query, "sort": sort}, OrderMap, start=p.start, count=p.count)
    if SORTS[p.sort_by] != "id":
        raise refuse("sort_by", "Together with ids only 'order_id' is allowed.")
    chosen = [id for id in ids if id >= query.get("min_id", 0)]
    found = await of_ids(bc, OrderMap, query, chosen, sort)
    if p.sort_direction.lower() == "desc":
        found.reverse()
    return cut(found, start=p.start, count=p.count)


@bigcommerce.implements(api.order.count, *FILTERS)
async def order_count(bc: Bigcommerce, p: OrderCountParams) -> OrderCount:
    """Count orders."""
    query = await query_of(bc, p)
    ids = ids_of(p)
    if ids is None:
        return OrderCount(orders_count=int((await bc.get(f"{PATH}/count", query))["count"]))
    parts = await asyncio.gather(
        *(bc.get(f"{PATH}/count", {**query, "min_id": least, "max_id": most}) for least, most in ranges(ids))
    )
    return OrderCount(orders_count=sum(int(part["count"]) for part in parts))


@bigcommerce.implements(
    api.order.find, "customer_id", "customer_email", "order_status", "created_from", "created_to", "modified_from",
    "modified_to", gives=OrderMap,
)  # fmt: skip
async def order_find(bc: Bigcommerce, p: OrderFindParams) -> Page[Order]:
    """Find orders; an older name of a list with fewer filters."""
    query = {**await query_of(bc, p), "sort": "id:asc"}
    return await bc.window(PATH, query, OrderMap, start=p.start, count=p.count)


def given_order(order_id: str | None, id: str | None = None) -> int:
    """The order that a call is about."""
    if order_id is None and id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    return number("order_id", order_id) if order_id is not None else number("id", id)


@bigcommerce.implements(api.order.info, "id", "order_id", gives=OrderMap)
async def order_info(bc: Bigcommerce, p: OrderInfoParams) -> Order:
    """Read one order."""
    id = given_order(p.order_id, p.id)
    try:
        return await bc.one(f"{PATH}/{id}", OrderMap)
    except NotFound as error:
        raise missing("Order", id, error) from error


class AbandonedMap(Map[OrderAbandoned]):
    """A checkout that was left at the payment; ``id`` is that of its cart, which ``basket.info`` takes."""

    id = field("cart_id", text)
    basket_id = field("cart_id", text)
    customer = computed(fields.customer, "customer_id", fields.BILLING)
    created_at = field("date_created", rfc)
    modified_at = field("date_modified", rfc)
    currency = computed(fields.currency, At("currency_id", int), "currency_code", "currency_exchange_rate")
    totals = computed(fields.totals, *fields.AMOUNTS)
    order_products = lazy(fields.items, CONSIGNMENTS)
    additional_fields = extras(order_id="id")


@bigcommerce.implements(
    api.order.abandoned.list, "customer_id", "customer_email", "created_from", "created_to", "modified_from",
    "modified_to", gives=AbandonedMap, note="Orders with the status Incomplete; carts that got less far are not told.",
)  # fmt: skip
async def order_abandoned_list(bc: Bigcommerce, p: OrderAbandonedListParams) -> Page[OrderAbandoned]:
    """List checkouts that were left at the payment."""
    query = {
        "status_id": INCOMPLETE,
        "sort": "id:asc",
        **spans(p),
        **({"channel_id": bc.channel} if bc.channel else {}),
    }
    if p.customer_id is not None:
        query["customer_id"] = number("customer_id", p.customer_id)
    if p.customer_email is not None:
        query["email"] = p.customer_email
    return await bc.window(PATH, query, AbandonedMap, start=p.start, count=p.count)
