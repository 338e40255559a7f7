"""Reading orders: lists, counts, single orders.

https://devdocs.prestashop-project.org/8/webservice/resources/orders/
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast

import msgspec
from msgspec import UNSET

from polycart import api
from polycart.api.order import Order, OrderCount, OrderCountParams, OrderFindParams, OrderInfoParams, OrderListParams
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.method import Page
from polycart.platforms.prestashop_api.connection import Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.customers import shopped
from polycart.platforms.prestashop_api.numbers import either, number_of, numbers_of
from polycart.platforms.prestashop_api.orders.fields import OrderMap
from polycart.platforms.prestashop_api.orders.statuses import (
    DELIVERED,
    PAID,
    REFUNDED,
    SHIPPED,
    UNPAID,
    UNSHIPPED,
    StateRow,
    financial,
    fulfilment,
    state_of,
    states,
    unknown,
)
from polycart.platforms.prestashop_api.products.filters import dated
from polycart.platforms.prestashop_api.searches import Search, exactly, ids_given, order, since_given

PATH = "orders"
SORTS = {
    "order_id": "id", "id": "id", "create_at": "date_add", "created_at": "date_add", "created_time": "date_add",
    "modified_at": "date_upd", "modified_time": "date_upd", "total": "total_paid", "reference": "reference",
}  # fmt: skip
FILTERS = (
    "ids", "order_ids", "customer_id", "customer_email", "order_status", "order_status_ids", "financial_status",
    "financial_status_ids", "fulfillment_status", "created_from", "created_to", "modified_from", "modified_to",
)  # fmt: skip


async def selection(shop: Prestashop, p: OrderListParams | OrderCountParams | OrderFindParams) -> Search:
    """What the parameters select."""
    await shop.zoned()
    search = Search(path=PATH, query={**dated(p), **shopped(shop)})
    if not isinstance(p, OrderFindParams):
        ids_given(search, "ids", p.ids)
        ids_given(search, "order_ids", p.order_ids)
    if isinstance(p, OrderListParams):
        since_given(search, p.since_id)
        search.without = set(numbers_of("skip_order_ids", p.skip_order_ids or ""))
        if p.basket_id is not None:
            search.query["filter[id_cart]"] = number_of("basket_id", p.basket_id)
    if p.customer_id is not None:
        search.query["filter[id_customer]"] = number_of("customer_id", p.customer_id)
    await _email(shop, search, p.customer_email)
    await _statuses(shop, search, p)
    return search


async def _email(shop: Prestashop, search: Search, email: str | None) -> None:
    """Orders know their customers by id only; guests have a customer for each order."""
    if email is None or shop.narrows(search.query, "buyer", email):
        return
    ids = await shop.ids("customers", {"filter[email]": exactly(email)})
    given = search.query.get("filter[id_customer]")
    chosen = [id for id in ids if given in (None, id)]
    if not chosen:
        search.narrow(())
    else:
        search.query["filter[id_customer]"] = either(chosen)


async def _statuses(shop: Prestashop, search: Search, p: OrderListParams | OrderCountParams | OrderFindParams) -> None:
    """States of payment and delivery stand for the statuses that say so."""
    sets: list[set[int]] = []
    if p.order_status is not None:
        sets.append({await state_of(shop, p.order_status, "order_status")})
    paid = {p.financial_status} if p.financial_status is not None else set[str]()
    if not isinstance(p, OrderFindParams):
        if p.order_status_ids is not None:
            sets.append({await state_of(shop, id, "order_status_ids") for id in p.order_status_ids})
        if p.fulfillment_status is not None:
            known = (UNSHIPPED, SHIPPED, DELIVERED)
            sets.append(await _meaning(shop, fulfilment, [p.fulfillment_status], "fulfillment_status", known))
        if p.financial_status_ids is not None:
            sets.append(
                await _meaning(
                    shop, financial, p.financial_status_ids, "financial_status_ids", (UNPAID, PAID, REFUNDED)
                )
            )
    if paid:
        sets.append(await _meaning(shop, financial, paid, "financial_status", (UNPAID, PAID, REFUNDED)))
    if not sets:
        return
    chosen = set[int].intersection(*sets)
    if not chosen:
        search.narrow(())
    else:
        search.query["filter[current_state]"] = either(sorted(chosen))


async def _meaning(
    shop: Prestashop,
    meaning: Callable[[Prestashop, StateRow], Awaitable[str]],
    given: Iterable[str],
    parameter: str,
    allowed: tuple[str, ...],
) -> set[int]:
    wanted = {text.strip().lower() for text in given}
    if wanted - set(allowed):
        raise unknown(parameter, allowed)
    return {id for id, row in (await states(shop)).items() if await meaning(shop, row) in wanted}


_ROUNDED = ("totals", "total", "order_products", "discounts", "refunds")


def rounded(entities: Iterable[msgspec.Struct], digits: int | None) -> None:
    """Round the amounts of money."""
    if digits is None:
        return
    for entity in entities:
        for name in _ROUNDED:
            value = getattr(entity, name, UNSET)
            parts = cast("list[Any]", value if isinstance(value, list) else [value])
            for part in parts:
                if isinstance(part, msgspec.Struct):
                    _round(part, digits)


def _round(part: Any, digits: int) -> None:
    for name in part.__struct_fields__:
        value = getattr(part, name)
        if isinstance(value, float) and name not in ("quantity", "qty", "weight", "tax_percent"):
            setattr(part, name, round(value, digits))
        elif isinstance(value, list):
            for each in cast("list[Any]", value):
                if isinstance(each, msgspec.Struct):
                    _round(each, digits)


@prestashop.implements(
    api.order.list, *FILTERS, "since_id", "skip_order_ids", "basket_id", "sort_by", "sort_direction",
    "rounding_precision", gives=OrderMap,
)  # fmt: skip
async def order_list(shop: Prestashop, p: OrderListParams) -> Page[Order]:
    """List orders."""
    search = await selection(shop, p)
    sorting = order(SORTS, p.sort_by, p.sort_direction)
    search.sort = sorting.pop("sort")
    search.query |= sorting
    page = await search.page(shop, OrderMap, start=p.start, count=p.count)
    rounded(page.items, p.rounding_precision)
    return page


@prestashop.implements(
    api.order.find, "customer_id", "customer_email", "order_status", "financial_status", "created_from", "created_to",
    "modified_from", "modified_to", "rounding_precision", gives=OrderMap,
)  # fmt: skip
async def order_find(shop: Prestashop, p: OrderFindParams) -> Page[Order]:
    """Find orders; an older name of a list with fewer filters."""
    page = await (await selection(shop, p)).page(shop, OrderMap, start=p.start, count=p.count)
    rounded(page.items, p.rounding_precision)
    return page


@prestashop.implements(api.order.count, *FILTERS, note="The ids are counted: PrestaShop tells no totals.")
async def order_count(shop: Prestashop, p: OrderCountParams) -> OrderCount:
    """Count orders."""
    return OrderCount(orders_count=await (await selection(shop, p)).total(shop))


@prestashop.implements(api.order.info, "id", "order_id", "rounding_precision", gives=OrderMap)
async def order_info(shop: Prestashop, p: OrderInfoParams) -> Order:
    """Read one order."""
    name = "order_id" if p.order_id is not None else "id"
    id = order_number(p.order_id, p.id)
    try:
        found = await shop.one(f"{PATH}/{id}", OrderMap)
    except NotFound as error:
        raise missing("Order", p.order_id if name == "order_id" else p.id, error) from error
    rounded([found], p.rounding_precision)
    return found


def order_number(order_id: str | None, id: str | None = None) -> int:
    """The order that a call is about."""
    if order_id is not None:
        return number_of("order_id", order_id)
    if id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    return number_of("id", id)
