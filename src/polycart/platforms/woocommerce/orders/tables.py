"""Where orders lie: in tables of their own (HPOS), or among the posts with their meta data.

https://developer.woocommerce.com/docs/features/high-performance-order-storage/. Which of the two counts is told by an
option; what is in the other is a copy that may be old, and is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polycart.core.bridge.tables import Condition, Statement, Table
from polycart.platforms.woocommerce.answers import Ask, Unknown, numbers
from polycart.platforms.woocommerce.facts import Shop

ORDER = Table(
    "wc_orders",
    "o",
    joins={
        "d": "LEFT wc_order_operational_data ON d.order_id = o.id",
        "b": "LEFT wc_order_addresses ON b.order_id = o.id AND b.address_type = 'billing'",
        "s": "LEFT wc_order_addresses ON s.order_id = o.id AND s.address_type = 'shipping'",
    },
)
POST = Table("posts", "p")
META = Table("postmeta", "m", joins={"p": "posts ON p.ID = m.post_id"})
ORDER_META = Table("wc_orders_meta", "n")
ITEM = Table("woocommerce_order_items", "i")
ITEM_META = Table("woocommerce_order_itemmeta", "j")

OWN = {
    "id": "o.id", "after": "o.date_created_gmt", "modified": "o.date_updated_gmt", "type": "o.type",
    "status": "o.status", "parent": "o.parent_order_id",
}  # fmt: skip
POSTS = {
    "id": "p.ID", "after": "p.post_date_gmt", "modified": "p.post_modified_gmt", "type": "p.post_type",
    "status": "p.post_status", "parent": "p.post_parent",
}  # fmt: skip
"""The columns of both places by what they hold."""

TIMES = {
    "after": ("after", ">"), "before": ("after", "<"), "modified_after": ("modified", ">"),
    "modified_before": ("modified", "<"),
}  # fmt: skip
PLAIN = {"trash", "draft", "auto-draft", "any"}


def columns(shop: Shop) -> Mapping[str, str]:
    """The columns of the place that counts."""
    return OWN if shop.tables_of_orders else POSTS


def conditions(shop: Shop, filters: Mapping[str, Any]) -> list[Condition]:
    """What the filters of the list mean; ``email`` and ``since_id`` are filters that the API does not have."""
    place = columns(shop)
    found: list[Condition] = [[place["type"], "=", "shop_order"]]
    if "status" not in filters and "include" not in filters:
        raise Unknown("status")
    for name, value in filters.items():
        if name in TIMES and filters.get("dates_are_gmt"):
            column, operator = TIMES[name]
            found.append([place[column], operator, str(value).replace("T", " ")])
        elif name in ("include", "exclude"):
            found.append([place["id"], "in" if name == "include" else "not in", numbers(value)])
        elif name == "since_id":
            found.append([place["id"], ">=", int(value)])
        elif name == "status":
            found.append(_status(place["status"], str(value)))
        elif name in ("customer", "email"):
            found.append(_person(shop, name, value))
        elif name not in ("dp", "dates_are_gmt"):
            raise Unknown(name)
    return found


def _status(column: str, value: str) -> Condition:
    names = [part.strip() for part in value.split(",")]
    if "any" in names:
        raise Unknown("status")
    return [column, "in", [name if name in PLAIN else f"wc-{name}" for name in names]]


def _person(shop: Shop, name: str, value: Any) -> Condition:
    value = int(value) if name == "customer" else str(value)
    if shop.tables_of_orders:
        return ["o.customer_id" if name == "customer" else "o.billing_email", "=", value]
    key = "_customer_user" if name == "customer" else "_billing_email"
    where: list[Condition] = [
        ["f.post_id", "=", {"c": "p.ID"}], ["f.meta_key", "=", key], ["f.meta_value", "=", str(value)],
    ]  # fmt: skip
    return {"exists": {"table": "postmeta", "as": "f", "where": where}}


def order(shop: Shop, ask: Ask) -> list[str]:
    """The columns to sort by."""
    place = columns(shop)
    by = {"id": [place["id"]], "date": [place["after"], place["id"]], "include": [place["id"]]}.get(ask.orderby)
    if by is None:
        raise Unknown("orderby")
    return [("-" if ask.order == "desc" else "") + column for column in by]


def per_customer(shop: Shop, customers: dict[str, Any], statuses: list[str]) -> Statement:
    """How many orders some customers have placed, and the last of each."""
    placed = [f"wc-{name}" for name in statuses]
    if shop.tables_of_orders:
        where: list[Condition] = [
            ["o.customer_id", "in", customers], ["o.type", "=", "shop_order"], ["o.status", "in", placed],
        ]  # fmt: skip
        select = ORDER.select(["o.customer_id", *_counting("o.id")], where)
        return select | {"group": ["o.customer_id"]}
    where = [
        ["m.meta_key", "=", "_customer_user"], ["m.meta_value", "in", customers], ["p.post_type", "=", "shop_order"],
        ["p.post_status", "in", placed],
    ]  # fmt: skip
    return META.select(["m.meta_value", *_counting("p.ID")], where) | {"group": ["m.meta_value"]}


def _counting(column: str) -> list[dict[str, Any]]:
    return [{"fn": "count", "as": "n"}, {"fn": "max", "of": column, "as": "last"}]
