"""Segments of customers: named queries, and who is in them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim.binding import Info, field, mutation, paged
from polycart.platforms.shopify.sim.customers import display, orders, spent
from polycart.platforms.shopify.sim.paging import KINDS, Call, Kind
from polycart.platforms.shopify.sim.searching import COMPARED, Field, Test
from polycart.platforms.shopify.sim.state import Failed, Record, Refused, Shop
from polycart.platforms.shopify.sim.writes.inputs import wanted

TERMS: dict[str, Callable[[Record], Any]] = {
    "customer_tags": lambda row: [tag.casefold() for tag in row["tags"]],
    "number_of_orders": lambda row: len(orders(row)),
    "amount_spent": spent,
    "email_subscription_status": lambda row: row["_email"]["marketingState"].casefold(),
    "customer_countries": lambda row: [(each["countryCodeV2"] or "").casefold() for each in row["addresses"]],
}
"""Attributes of the query language that are understood, with what they are of a customer."""

_CONTAINS = re.compile(r"(\w+) (NOT )?CONTAINS '([^']*)'")
_COMPARES = re.compile(r"(\w+) (!=|>=|<=|=|>|<) '?([^']*?)'?")


def test_of(query: str) -> Test:
    """What tells whether a customer is in a segment; a query that is not understood is an error."""
    if not query.strip():
        return lambda row: True
    tests = [_part(part.strip()) for part in re.split(r"\s+AND\s+", query.strip())]
    return lambda row: all(test(row) for test in tests)


def _part(text: str) -> Test:
    if (found := _CONTAINS.fullmatch(text)) and found[1] in TERMS:
        name, asked, wanted_ = found[1], found[3].casefold(), found[2] is None
        return lambda row: (asked in TERMS[name](row)) is wanted_
    if (found := _COMPARES.fullmatch(text)) and found[1] in TERMS:
        name, sign, asked = found[1], found[2], found[3].casefold()
        number = re.fullmatch(r"\d+(\.\d+)?", asked)
        value: Any = Decimal(asked) if number else asked
        if sign == "!=":
            return lambda row: TERMS[name](row) != value
        compared = COMPARED["" if sign == "=" else sign]
        return lambda row: compared(TERMS[name](row), value)
    raise Refused(f"Query is invalid: '{text}' is not understood", "query")


def members(shop: Shop, query: str) -> list[Record]:
    """The customers of a query."""
    test = test_of(query)
    return [row for row in shop.all("Customer") if test(row)]


@mutation
def segment_create(call: Call, *, name: str, query: str) -> Record:
    """Keep a query under a name."""
    _checked(call.shop, name, None)
    test_of(query)
    now = call.shop.now()
    return {
        "segment": call.shop.insert("Segment", {"name": name, "query": query, "creationDate": now, "lastEditDate": now})
    }


def _checked(shop: Shop, name: str, own: Record | None) -> None:
    if not name.strip():
        raise Refused("Name can't be blank", "name")
    if any(row is not own and row["name"].casefold() == name.casefold() for row in shop.all("Segment")):
        raise Refused("Name has already been taken", "name")


@mutation
def segment_update(call: Call, *, id: str, name: str | None = None, query: str | None = None) -> Record:
    """Change a segment."""
    made = wanted(call.shop, id, "Segment", "Segment does not exist", "id")
    if name is not None:
        _checked(call.shop, name, made)
    if query is not None:
        test_of(query)
    made.update(
        name=name or made["name"], query=made["query"] if query is None else query, lastEditDate=call.shop.now()
    )
    return {"segment": made}


@mutation
def segment_delete(call: Call, *, id: str) -> Record:
    """Forget a segment."""
    call.shop.delete(wanted(call.shop, id, "Segment", "Segment does not exist", "id"))
    return {"deletedSegmentId": id}


class _Members:
    """A page of members, with how many there are."""

    def __init__(self, page: Any, total: int) -> None:
        self.edges, self.pageInfo, self.totalCount = page.edges, page.pageInfo, total


@field("QueryRoot", "customerSegmentMembers")
def _members(
    _: Any,
    info: Info,
    *,
    segment_id: str | None = None,
    query: str | None = None,
    sort_key: str | None = None,
    **page: Any,
) -> _Members:
    shop = info.context.shop
    segment = shop.get("Segment", segment_id)
    if segment_id and segment is None:
        raise Failed(f"Invalid id: {segment_id}", "RESOURCE_NOT_FOUND")
    try:
        found = members(shop, segment["query"] if segment else query or "")
    except Refused as refused:
        raise Failed(refused.errors[0]["message"], "INVALID") from None
    rows = [
        {"id": row["id"].replace("Customer", "CustomerSegmentMember"), "_n": row["_n"], "_customer": row}
        for row in found
    ]
    return _Members(paged(info, rows, "CustomerSegmentMember", **page), len(rows))


def _of(name: str) -> Any:
    def resolve(row: Record, info: Info) -> Any:
        return row["_customer"][name]

    return resolve


for _name in ("firstName", "lastName", "note", "defaultAddress"):
    field("CustomerSegmentMember", _name)(_of(_name))


@field("CustomerSegmentMember", "displayName")
def _display(row: Record, info: Info) -> str:
    return display(row["_customer"])


@field("CustomerSegmentMember", "numberOfOrders")
def _count(row: Record, info: Info) -> int:
    return len(orders(row["_customer"]))


@field("CustomerSegmentMember", "amountSpent")
def _spent(row: Record, info: Info) -> Record:
    return {"amount": spent(row["_customer"]), "currencyCode": info.context.shop.currency}


@field("QueryRoot", "customerSegmentMembership")
def _membership(_: Any, info: Info, *, customer_id: str, segment_ids: list[str]) -> Record:
    shop = info.context.shop
    rows = [shop.get("Segment", id) for id in segment_ids]
    return {"memberships": [
        {"segmentId": row["id"], "isMember": any(m["id"] == customer_id for m in members(shop, row["query"]))}
        for row in rows if row is not None
    ]}  # fmt: skip


KINDS["Segment"] = Kind(
    {
        "CREATION_DATE": lambda row: row["creationDate"],
        "ID": lambda row: row["_n"],
        "LAST_EDIT_DATE": lambda row: row["lastEditDate"],
        "RELEVANCE": lambda row: row["_n"],
    },
    {"id": Field("id", lambda row: row["_n"])},
    lambda row: [row["name"]],
)
