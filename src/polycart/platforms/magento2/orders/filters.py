"""Which orders a caller means: the contract's filters as conditions of a search.

https://developer.adobe.com/commerce/webapi/rest/use-rest/performing-searches/
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.order import OrderCountParams, OrderFindParams, OrderListParams
from polycart.core.given import allowed, listed
from polycart.core.mapping import Map
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.criteria import ANY, SORT, where
from polycart.platforms.magento2.numbers import native_id, native_ids
from polycart.platforms.magento2.orders.statuses import FINANCIAL, FULFILLMENT, codes, meaning
from polycart.platforms.magento2.values import since, until

SORTS = {
    "order_id": "entity_id", "id": "entity_id", "create_at": "created_at", "created_at": "created_at",
    "created_time": "created_at", "modified_at": "updated_at", "modified_time": "updated_at",
}  # fmt: skip

BY_ID = [("entity_id", "ASC")]


class SharedQuery(Map[OrderListParams]):
    """Filters of every list, count and find that are a condition each."""

    customer_id = where("customer_id", "eq", native_id("customer_id"))
    customer_email = where("customer_email", "eq")
    created_from = where("created_at", "gteq", since)
    created_to = where("created_at", "lteq", until)
    modified_from = where("updated_at", "gteq", since)
    modified_to = where("updated_at", "lteq", until)


class OrderQuery(SharedQuery):
    """Those, and the ones that only the list has."""

    since_id = where("entity_id", "gteq", native_id("since_id"))
    basket_id = where("quote_id", "eq", native_id("basket_id"))
    skip_order_ids = where("entity_id", "nin", native_ids("skip_order_ids"))


class Wanted(msgspec.Struct, kw_only=True):
    """The orders that a caller means; ``nothing`` where it is known that there is none."""

    query: dict[str, Any]
    nothing: bool = False


def order(p: OrderListParams) -> list[tuple[str, str]]:
    """The order of a list; what is alike stands by id."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    if p.sort_direction.lower() not in ("asc", "desc"):
        raise allowed("sort_direction", ("asc", "desc"))
    by = (SORTS[p.sort_by], p.sort_direction.upper())
    return [by] if by[0] == "entity_id" else [by, *BY_ID]


async def wanted_orders(magento: Magento, p: OrderListParams | OrderCountParams | OrderFindParams) -> Wanted:
    """Read the filters of a list, a count or a find."""
    if isinstance(p, OrderListParams):
        query = {**OrderQuery.dump(p), SORT: order(p)}
    else:
        query = {**SharedQuery.dump(p), SORT: BY_ID}
    wanted = Wanted(query=query)
    _states(wanted, p)
    if isinstance(p, (OrderListParams, OrderCountParams)):
        _ids(wanted, p)
    if magento.scope is not None and magento.scope.group is not None:
        views = await scopes.views_of(magento, magento.scope.group)
        query["store_id in"] = [view.id for view in views]
    return wanted


def is_number(text: str) -> bool:
    """Whether it is the number that people know an order by (``000000005``, ``2000000001``), as ids are shorter."""
    return text.isascii() and text.isdigit() and 9 <= len(text) < 19


def _ids(wanted: Wanted, p: OrderListParams | OrderCountParams) -> None:
    """The given ids; ``order_ids`` may also be the numbers that people know orders by."""
    if p.ids is not None:
        wanted.query["entity_id in"] = native_ids("ids").dump(p.ids)
        wanted.nothing = wanted.nothing or not wanted.query["entity_id in"]
    if p.order_ids is not None:
        parts = listed(p.order_ids)
        numbers = [part for part in parts if is_number(part)]
        ids = [native_id("order_ids").dump(part) for part in parts if part not in numbers]
        either = [("entity_id", "in", ids)] if ids else []
        wanted.query[f"order {ANY}"] = [*either, *([("increment_id", "in", numbers)] if numbers else [])]
        wanted.nothing = wanted.nothing or not parts


def _states(wanted: Wanted, p: OrderListParams | OrderCountParams | OrderFindParams) -> None:
    """Every given filter must allow the status, or the state that tells of payment and fulfilment."""
    statuses: list[list[str]] = []
    states: list[list[str]] = []
    if p.order_status is not None:
        statuses.append(codes(p.order_status.split(",")))
    if p.financial_status is not None:
        states.append(meaning(FINANCIAL, p.financial_status.split(","), "financial_status"))
    if isinstance(p, (OrderListParams, OrderCountParams)):
        if p.order_status_ids:
            statuses.append(codes(p.order_status_ids))
        if p.financial_status_ids:
            states.append(meaning(FINANCIAL, p.financial_status_ids, "financial_status_ids"))
        if p.fulfillment_status is not None:
            states.append(meaning(FULFILLMENT, p.fulfillment_status.split(","), "fulfillment_status"))
    for name, some in (("status", statuses), ("state", states)):
        if some:
            kept = [word for word in some[0] if all(word in others for others in some)]
            wanted.query[f"{name} in"] = kept
            wanted.nothing = wanted.nothing or not kept
