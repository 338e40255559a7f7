"""Customers: accounts of the store with their address books, groups, attributes, wishlists and newsletters.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/customers
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.customer import (
    Customer,
    CustomerAttribute,
    CustomerAttributeListParams,
    CustomerAttributeValue,
    CustomerCount,
    CustomerCountParams,
    CustomerFindParams,
    CustomerFound,
    CustomerGroup,
    CustomerGroupListParams,
    CustomerInfoParams,
    CustomerListParams,
    CustomerWishList,
    CustomerWishListItem,
    CustomerWishlistListParams,
)
from polycart.api.entities import CustomerAddress
from polycart.api.subscriber import Subscriber, SubscriberListParams
from polycart.core.codecs import ids, text
from polycart.core.emulate import matches
from polycart.core.errors import ParameterError
from polycart.core.given import allowed, listed
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.bigcommerce_api.addresses import BookAddress, in_book
from polycart.platforms.bigcommerce_api.connection import MOST_WALKED, Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import bound, missing, native_id, native_ids, number, numbers
from polycart.platforms.bigcommerce_api.units import iso, iso_text

PATH = "v3/customers"
SORTS = {"created_time": "date_created", "modified_time": "date_modified", "last_name": "last_name"}


class GroupRow(msgspec.Struct):
    """A customer group (v2)."""

    id: int
    name: str = ""
    is_default: bool = False
    is_group_for_guests: bool = False
    category_access: Any = None
    discount_rules: Any = None


async def groups(bc: Bigcommerce) -> list[GroupRow]:
    """The customer groups of the store."""
    return await bc.once("groups", lambda: bc.records("v2/customer_groups", None, GroupRow))


async def _group(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[CustomerGroup]]:
    known = {row.id: row.name for row in await groups(bc)} if any(row[0] for row in rows) else {}
    return [[CustomerGroup(id=str(row[0]), name=known.get(row[0], ""))] if row[0] else [] for row in rows]


def _addresses(rows: list[BookAddress] | None) -> list[CustomerAddress]:
    return [in_book(row) for row in rows or ()]


class CustomerMap(Map[Customer]):
    """A customer; guests have no account."""

    id = field("id", text)
    email = field("email")
    first_name = field("first_name")
    last_name = field("last_name")
    phone = field("phone")
    created_time = field("date_created", iso)
    modified_time = field("date_modified", iso)
    group = lazy(_group, At("customer_group_id", int))
    is_guest = constant(False)
    company = field("company")
    ip_address = field("registration_ip_address")
    stores_ids = field("channel_ids", ids)
    address_book = computed(_addresses, At("addresses", list[BookAddress]))
    additional_fields = extras(
        "notes", "tax_exempt_category", "origin_channel_id", "address_count", "attribute_count",
        "accepts_product_review_abandoned_cart_emails",
    )  # fmt: skip


class CustomerQuery(Map[CustomerListParams]):
    """Filters that the store has by itself."""

    ids = field("id:in", native_ids("ids"))
    group_id = field("customer_group_id:in", native_id("group_id"))
    created_from = field("date_created:min", bound)
    created_to = field("date_created:max", bound)
    modified_from = field("date_modified:min", bound)
    modified_to = field("date_modified:max", bound)


WHERE = ("email", "first_name", "last_name", "phone", "company")
FIRST = ("id", "email", "first_name", "last_name")
FOUND = {"email": "email:in", "phone": "phone:in", "company": "company:in", "name": "name:like"}


def _query(bc: Bigcommerce, p: CustomerListParams | CustomerCountParams) -> dict[str, Any]:
    query = CustomerQuery.dump(p)
    if p.find_value:
        wheres = listed(p.find_where) or ["email"]
        if len(wheres) != 1 or wheres[0] not in FOUND:
            raise allowed("find_where", FOUND)
        if "," in p.find_value:
            raise ParameterError("Parameter 'find_value' is not valid. BigCommerce parts values by commas.")
        query[FOUND[wheres[0]]] = p.find_value
    return query


@bigcommerce.implements(
    api.customer.list, CustomerQuery, "find_value", "find_where", "sort_by", "sort_direction", gives=CustomerMap
)
async def customer_list(bc: Bigcommerce, p: CustomerListParams) -> Page[Customer]:
    """List customers by the time of their making; ``find_where`` takes whole e-mail addresses, phones and companies."""
    if p.sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    query = _query(bc, p) | {"sort": f"{SORTS[p.sort_by]}:{p.sort_direction.lower()}"}
    return await bc.window(PATH, query, CustomerMap, start=p.start, count=p.count)


@bigcommerce.implements(api.customer.count, CustomerQuery, "find_value", "find_where")
async def customer_count(bc: Bigcommerce, p: CustomerCountParams) -> CustomerCount:
    """Count customers by the total that the list tells."""
    return CustomerCount(customers_count=await bc.total(PATH, _query(bc, p)))


@bigcommerce.implements(
    api.customer.find, "find_value", "find_where", "find_params", gives=CustomerMap, emulated=True,
    note="Whole e-mail addresses are asked for, of names the store finds candidates; else all customers are looked at.",
)  # fmt: skip
async def customer_find(bc: Bigcommerce, p: CustomerFindParams) -> CustomerFound:
    """Find customers; the first one found stands in the answer itself, too."""
    places = listed(p.find_where) or ["email"]
    if not set(places) <= set(WHERE):
        raise allowed("find_where", WHERE)
    how = set(listed(p.find_params))
    query: dict[str, Any] = {"sort": "date_created:asc"}
    if "," not in p.find_value and not how & {"regex", "any_words"}:
        if places == ["email"] and "@" in p.find_value and "whole_words" in how:
            query["email:in"] = p.find_value
        elif set(places) <= {"first_name", "last_name"}:
            query["name:like"] = p.find_value
    wanted = merge(bc.wanted, Selection.named(*places, *FIRST))
    reader = CustomerMap.reader(wanted)
    total = await bc.total(PATH, query)
    if total > MOST_WALKED:
        raise ParameterError(f"{total} customers would have to be looked through; narrow the call down.")
    rows, _ = await bc.rows(PATH, query, reader, start=0, count=total)
    found = [
        each
        for each in await reader.finish(bc, rows)
        if any(matches(getattr(each, place), p.find_value, p.find_params) for place in places)
    ]
    first = {name: getattr(found[0], name) for name in FIRST} if found else {}
    return CustomerFound(customers_count=len(found), customer=found, **first)


@bigcommerce.implements(api.customer.info, "id", gives=CustomerMap)
async def customer_info(bc: Bigcommerce, p: CustomerInfoParams) -> Customer:
    """Read one customer."""
    page = await bc.window(PATH, {"id:in": number("id", p.id)}, CustomerMap, start=0, count=1)
    if not page.items:
        raise missing("Customer", p.id)
    return page.items[0]


@bigcommerce.implements(api.customer.group.list, "group_ids", gives=("id", "name", "additional_fields"))
async def customer_group_list(bc: Bigcommerce, p: CustomerGroupListParams) -> Page[CustomerGroup]:
    """List customer groups."""
    wanted = None if p.group_ids is None else set(numbers("group_ids", p.group_ids))
    rows = [row for row in await groups(bc) if wanted is None or row.id in wanted]
    made = [
        CustomerGroup(
            id=str(row.id), name=row.name,
            additional_fields={
                "is_default": row.is_default, "is_group_for_guests": row.is_group_for_guests,
                "category_access": row.category_access, "discount_rules": row.discount_rules,
            },
        )
        for row in rows
    ]  # fmt: skip
    page = cut(made, start=p.start, count=p.count)
    return Page(items=page.items, total=page.total, next=page.next, previous=page.previous)


class _Attribute(msgspec.Struct):
    id: int
    name: str = ""
    type: str = "string"


class _Value(msgspec.Struct):
    attribute_id: int
    attribute_value: str = ""
    id: int = 0


async def known_customer(bc: Bigcommerce, parameter: str, id: str) -> int:
    """The id of a customer that there is."""
    found = number(parameter, id)
    if not await bc.total(PATH, {"id:in": found}):
        raise missing("Customer", id)
    return found


@bigcommerce.implements(
    api.customer.attribute.list, "customer_id", gives=("attribute_id", "code", "name", "type", "values")
)
async def customer_attribute_list(bc: Bigcommerce, p: CustomerAttributeListParams) -> Page[CustomerAttribute]:
    """List the attributes of the store's customers, with the value that this one has."""
    customer = await known_customer(bc, "customer_id", p.customer_id)
    attributes = await bc.records("v3/customers/attributes", None, _Attribute)
    values = await bc.records("v3/customers/attribute-values", {"customer_id:in": customer}, _Value)
    held = {row.attribute_id: row for row in values}
    made = [
        CustomerAttribute(
            attribute_id=str(row.id), code=row.name, name=row.name, type=row.type,
            values=[CustomerAttributeValue(id=str(held[row.id].id), value=held[row.id].attribute_value)]
            if row.id in held else [],
        )
        for row in attributes
    ]  # fmt: skip
    page = cut(made, start=p.start, count=p.count)
    return Page(items=page.items, total=page.total, next=page.next, previous=page.previous)


class _Wish(msgspec.Struct):
    id: int = 0
    product_id: int = 0
    variant_id: int | None = None


class _Wishlist(msgspec.Struct):
    id: int
    name: str = ""
    is_public: bool = False
    items: list[_Wish] = []


@bigcommerce.implements(api.customer.wishlist.list, "customer_id", "id", gives=("id", "name", "is_public", "products"))
async def customer_wishlist_list(bc: Bigcommerce, p: CustomerWishlistListParams) -> Page[CustomerWishList]:
    """List the wishlists of a customer."""
    rows = await bc.records("v3/wishlists", {"customer_id": number("customer_id", p.customer_id)}, _Wishlist)
    if p.id is not None:
        rows = [row for row in rows if row.id == number("id", p.id)]
    made = [
        CustomerWishList(
            id=str(row.id), name=row.name, is_public=str(row.is_public),
            products=[
                CustomerWishListItem(
                    id=str(item.id), product_id=str(item.product_id),
                    child_id=str(item.variant_id) if item.variant_id else None,
                )
                for item in row.items
            ],
        )
        for row in rows
    ]  # fmt: skip
    page = cut(made, start=p.start, count=p.count)
    return Page(items=page.items, total=page.total, next=page.next, previous=page.previous)


def _stores(id: int | None) -> list[str]:
    return [str(id)] if id else []


class SubscriberMap(Map[Subscriber]):
    """Somebody who gets the newsletter; who does not want it any more is no subscriber."""

    id = field("id", text)
    email = field("email")
    subscribed = constant(True)
    first_name = field("first_name")
    last_name = field("last_name")
    stores_ids = computed(_stores, At("channel_id", int))
    created_time = field("date_created", iso_text)
    modified_time = field("date_modified", iso_text)
    additional_fields = extras("source", "order_id", "consents")


class SubscriberQuery(Map[SubscriberListParams]):
    """Filters that the store has by itself."""

    ids = field("id:in", native_ids("ids"))
    email = field("email")
    created_from = field("date_created:min", bound)
    created_to = field("date_created:max", bound)
    modified_from = field("date_modified:min", bound)
    modified_to = field("date_modified:max", bound)


@bigcommerce.implements(api.subscriber.list, SubscriberQuery, "subscribed", gives=SubscriberMap)
async def subscriber_list(bc: Bigcommerce, p: SubscriberListParams) -> Page[Subscriber]:
    """List the subscribers of the newsletter; ``subscribed=false`` asks for none."""
    if p.subscribed is False:
        return Page(items=[], total=0, projected=True)
    return await bc.window(
        "v3/customers/subscribers", SubscriberQuery.dump(p), SubscriberMap, start=p.start, count=p.count
    )
