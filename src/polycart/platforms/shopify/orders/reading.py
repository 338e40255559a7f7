"""Reading orders."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.order import Order, OrderCount, OrderCountParams, OrderFindParams, OrderInfoParams, OrderListParams
from polycart.core.documents import Of
from polycart.core.errors import MissingParameter
from polycart.core.given import allowed
from polycart.core.graphql import Values
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Shop, shopify
from polycart.platforms.shopify.counts import total
from polycart.platforms.shopify.ids import gid, gids, missing, number
from polycart.platforms.shopify.orders.fields import OrderMap
from polycart.platforms.shopify.orders.statuses import financial_term, fulfillment_term, return_term, status_term
from polycart.platforms.shopify.searches import dates, either, ids_term, query, since_term, term

FOUND = (
    "customer_id", "customer_email", "order_status", "financial_status", "created_from", "created_to", "modified_from",
    "modified_to",
)  # fmt: skip
COUNTED = (
    *FOUND, "ids", "order_ids", "order_status_ids", "financial_status_ids", "fulfillment_status", "tags",
    "delivery_method",
)  # fmt: skip
LISTED = (*COUNTED, "since_id", "return_status", "skip_order_ids", "sort_by", "sort_direction")
SORTS = {
    "id": "ID", "order_id": "ID", "create_at": "CREATED_AT", "created_at": "CREATED_AT", "modified_at": "UPDATED_AT",
    "modified_time": "UPDATED_AT", "number": "ORDER_NUMBER", "total": "TOTAL_PRICE",
}  # fmt: skip
DELIVERIES = ("shipping", "pick-up", "retail", "local", "pickup-point", "none")


def terms(p: Any) -> list[str]:
    """The terms for a list or a count of orders."""
    found = dates(p.created_from, p.created_to, p.modified_from, p.modified_to)
    if p.customer_id is not None:
        found.append(ids_term("Customer", p.customer_id, "customer_id", "customer_id"))
    if p.customer_email is not None:
        found.append(term("email", p.customer_email))
    if p.order_status is not None:
        found.append(status_term(p.order_status, "order_status"))
    if p.financial_status is not None:
        found.append(financial_term(p.financial_status, "financial_status"))
    return found


def more_terms(p: OrderListParams | OrderCountParams) -> list[str]:
    """The terms that lists and counts have beside those of the older ``order.find``."""
    found = terms(p)
    for name, text in (("ids", p.ids), ("order_ids", p.order_ids)):
        if text is not None:
            found.append(ids_term("Order", text, name))
    if p.order_status_ids:
        found.append(either(status_term(each, "order_status_ids") for each in p.order_status_ids))
    if p.financial_status_ids:
        found.append(either(financial_term(each, "financial_status_ids") for each in p.financial_status_ids))
    if p.fulfillment_status is not None:
        found.append(fulfillment_term(p.fulfillment_status))
    if p.tags is not None:
        found += [term("tag", each.strip()) for each in p.tags.split(",") if each.strip()]
    if p.delivery_method is not None:
        if p.delivery_method not in DELIVERIES:
            raise allowed("delivery_method", DELIVERIES)
        found.append(f"delivery_method:{p.delivery_method}")
    return found


def search(p: OrderListParams) -> Values:
    """The search and the order for a list of orders."""
    found = more_terms(p)
    if p.since_id is not None:
        found.append(since_term("Order", p.since_id))
    if p.return_status is not None:
        found.append(return_term(p.return_status))
    if p.skip_order_ids is not None:
        found += [f"NOT id:{number(each)}" for each in gids("Order", p.skip_order_ids, "skip_order_ids")]
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    sort = {"sortKey": Of("OrderSortKeys", SORTS[p.sort_by]), "reverse": Of("Boolean", p.sort_direction == "desc")}
    return {**query(found), **sort}


BY_ID = {"sortKey": Of("OrderSortKeys", "ID"), "reverse": Of("Boolean", False)}


@shopify.implements(api.order.list, *LISTED, gives=OrderMap)
async def order_list(shop: Shop, p: OrderListParams) -> Page[Order]:
    """List orders: of the last 60 days, unless the app may read all of them."""
    shop.newest = p.use_latest_api_version
    return await shop.page("orders", p, OrderMap, search(p))


@shopify.implements(api.order.find, *FOUND, gives=OrderMap)
async def order_find(shop: Shop, p: OrderFindParams) -> Page[Order]:
    """Find orders; an older name of a list with fewer filters."""
    return await shop.page("orders", p, OrderMap, {**query(terms(p)), **BY_ID})


@shopify.implements(api.order.count, *COUNTED)
async def order_count(shop: Shop, p: OrderCountParams) -> OrderCount:
    """Count orders."""
    shop.newest = p.use_latest_api_version
    return OrderCount(orders_count=await total(shop, "ordersCount", query(more_terms(p))))


@shopify.implements(api.order.info, "id", "order_id", gives=OrderMap)
async def order_info(shop: Shop, p: OrderInfoParams) -> Order:
    """Read one order."""
    shop.newest = p.use_latest_api_version
    id = order_gid(p.order_id, p.id)
    found = await shop.one("order", OrderMap, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Order", id)
    return found


def order_gid(order_id: str | None, id: str | None = None) -> str:
    """The order that a call is about."""
    if order_id is None and id is None:
        raise MissingParameter("Parameter 'order_id' is required.")
    return gid("Order", order_id, "order_id") if order_id is not None else gid("Order", id or "", "id")
