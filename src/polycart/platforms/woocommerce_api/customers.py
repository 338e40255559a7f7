"""Customers: users of the site with their one billing and one shipping address.

https://woocommerce.github.io/woocommerce-rest-api-docs/#customers
"""

from __future__ import annotations

import asyncio
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
)
from polycart.api.entities import CustomerAddress
from polycart.core.codecs import stamp, text
from polycart.core.emulate import matches
from polycart.core.errors import NotFound, ParameterError
from polycart.core.mapping import Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import ALL, Selection
from polycart.platforms.woocommerce_api.addresses import BILL, SHIP, NativeAddress, billing_address, shipping_address
from polycart.platforms.woocommerce_api.connection import STORE_ID, Woo, woocommerce
from polycart.platforms.woocommerce_api.countries import name_places
from polycart.platforms.woocommerce_api.meta import META, Meta, custom_fields
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders.reading import cut
from polycart.platforms.woocommerce_api.since import place_of, window_since
from polycart.platforms.woocommerce_api.statuses import names

PATH = "customers"
CUSTOMER = "customer"
"""The role of those who register in the shop; the list leaves out all others unless a group is asked for."""

_OWN_NAMES = {"shop_manager": "Shop manager"}


def _role_name(role: str) -> str:
    return _OWN_NAMES.get(role, role.replace("_", " ").capitalize())


def _group(role: str | None) -> list[CustomerGroup]:
    return [CustomerGroup(id=role, name=_role_name(role))] if role else []


def _addresses(billing: NativeAddress | None, shipping: NativeAddress | None) -> list[CustomerAddress]:
    """The addresses that are filled in, known by the ids ``billing`` and ``shipping``."""
    return [known for known in (billing_address(billing), shipping_address(shipping)) if known]


def _phone(billing: NativeAddress | None, shipping: NativeAddress | None) -> str | None:
    return next((known.phone for known in (billing, shipping) if known and known.phone), None)


def _company(billing: NativeAddress | None, shipping: NativeAddress | None) -> str | None:
    return next((known.company for known in (billing, shipping) if known and known.company), None)


class _Last(msgspec.Struct):
    id: int = 0


async def last_orders(woo: Woo, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """The newest order of each customer; one small request each, side by side."""
    placed = ",".join(await names(woo))

    async def last(id: int) -> str | None:
        query = {"customer": id, "status": placed, "orderby": "id", "order": "desc", "per_page": 1, "_fields": "id"}
        found = await woo.get("orders", query, type=list[_Last])
        return str(found[0].id) if found else None

    return await asyncio.gather(*(last(row[0]) for row in rows))


async def order_counts(woo: Woo, rows: list[tuple[Any, ...]]) -> list[int]:
    """How many orders each customer has placed."""
    placed = ",".join(await names(woo))
    return await asyncio.gather(*(woo.total("orders", {"customer": row[0], "status": placed}) for row in rows))


class CustomerMap(Map[Customer]):
    """A customer."""

    id = field("id", text)
    email = field("email")
    first_name = field("first_name")
    last_name = field("last_name")
    phone = computed(_phone, BILL, SHIP)
    created_time = field("date_created_gmt", stamp)
    modified_time = field("date_modified_gmt", stamp)
    group = computed(_group, "role")
    login = field("username")
    is_guest = constant(False)
    stores_ids = constant([STORE_ID])
    company = computed(_company, BILL, SHIP)
    address_book = computed(_addresses, BILL, SHIP)
    orders_count = lazy(order_counts, "id")
    last_order_id = lazy(last_orders, "id")
    additional_fields = extras("is_paying_customer", "avatar_url")
    custom_fields = computed(custom_fields, META)


SORTS = {"id": "id", "customer_id": "id", "created_time": "registered_date", "created_at": "registered_date"}


def _sorting(woo: Woo, p: CustomerListParams) -> dict[str, str]:
    """By id unless a field was named: dates of registration can be equal, and the shop breaks no ties."""
    if "sort_by" in woo.call.given and p.sort_by not in SORTS:
        raise ParameterError(f"Parameter 'sort_by' is not valid. Allowed values: {', '.join(SORTS)}.")
    orderby = SORTS[p.sort_by] if "sort_by" in woo.call.given else "id"
    direction = p.sort_direction.lower()
    if direction not in ("asc", "desc"):
        raise ParameterError("Parameter 'sort_direction' is not valid. Allowed values: asc, desc.")
    if p.since_id is not None and orderby != "id":
        raise ParameterError("Parameter 'since_id' can be used with sort_by=id only.")
    return {"orderby": orderby, "order": direction}


def _filters(p: CustomerListParams | CustomerCountParams) -> dict[str, Any]:
    query: dict[str, Any] = {"role": p.group_id or CUSTOMER}
    if p.ids is not None:
        ids = [native_id("ids").dump(id) for id in p.ids.split(",") if id.strip()]
        since = native_id("since_id").dump(p.since_id) if p.since_id is not None else 0
        query["include"] = ",".join(str(id) for id in ids if id >= since) or "0"
    if p.find_value is not None:
        if p.find_where not in (None, "email"):
            raise ParameterError("Parameter 'find_where' is not valid. Allowed values: email.")
        if "@" not in p.find_value or "*" in p.find_value:
            raise ParameterError("Parameter 'find_value' is not valid. It must be a whole e-mail address.")
        query["email"] = p.find_value
    return query


def readable(wanted: Selection) -> Selection:
    """The selection to read customers with: addresses whole, because names of countries are added to them."""
    if not wanted.wants("address_book") or wanted.of("address_book") == ALL:
        return wanted
    return Selection({**wanted.fields, "address_book": ALL}, everything=wanted.everything, without=wanted.without)


async def complete(woo: Woo, customers: list[Customer]) -> None:
    """Name the countries and states of the addresses where that is wanted, and cut them to what is."""
    if not woo.wanted.wants("address_book"):
        return
    books = [customer.address_book for customer in customers]
    addresses = [address for book in books if isinstance(book, list) for address in book]
    await name_places(woo, addresses, woo.wanted.of("address_book"))
    cut(customers, woo.wanted)


@woocommerce.implements(
    api.customer.list, "ids", "since_id", "group_id", "avail", "find_value", "find_where", "sort_by", "sort_direction",
    gives=CustomerMap,
)  # fmt: skip
async def customer_list(woo: Woo, p: CustomerListParams) -> Page[Customer]:
    """List customers by id; ``group_id`` lists the users of another role, or of ``all``."""
    if not p.avail:
        return Page(items=[], total=0)
    query = {**_filters(p), **_sorting(woo, p)}
    wanted = readable(woo.wanted)
    if p.since_id is not None and p.ids is None:
        since = native_id("since_id").dump(p.since_id)
        page = await window_since(
            woo, PATH, query, CustomerMap, since=since, start=p.start, count=p.count, wanted=wanted
        )
    else:
        page = await woo.window(PATH, query, CustomerMap, start=p.start, count=p.count, wanted=wanted)
    await complete(woo, page.items)
    return page


@woocommerce.implements(api.customer.count, "ids", "since_id", "group_id", "avail", "find_value", "find_where")
async def customer_count(woo: Woo, p: CustomerCountParams) -> CustomerCount:
    """Count customers by the total that the list's header tells."""
    if not p.avail:
        return CustomerCount(customers_count=0)
    query = _filters(p)
    if p.since_id is not None and p.ids is None:
        before, total = await place_of(woo, PATH, query, native_id("since_id").dump(p.since_id))
        return CustomerCount(customers_count=total - before)
    return CustomerCount(customers_count=await woo.total(PATH, query))


@woocommerce.implements(api.customer.info, "id", gives=CustomerMap)
async def customer_info(woo: Woo, p: CustomerInfoParams) -> Customer:
    """Read one customer."""
    id = native_id("id").dump(p.id)
    try:
        customer = await woo.one(f"{PATH}/{id}", CustomerMap, wanted=readable(woo.wanted))
    except NotFound as error:
        raise no_customer(id, error) from error
    await complete(woo, [customer])
    return customer


def no_customer(id: int, error: NotFound) -> NotFound:
    """The contract's words for a customer that is not there."""
    return NotFound(f"Customer with id {id} not found.", native=error.native)


FINDS = ("email", "login")


@woocommerce.implements(
    api.customer.find, "find_value", "find_where", "find_params", gives=CustomerMap, emulated=True,
    note="The shop's search of users finds candidates; the match is checked here.",
)  # fmt: skip
async def customer_find(woo: Woo, p: CustomerFindParams) -> CustomerFound:
    """Find customers by e-mail address or login name; the first one found stands in the answer itself, too."""
    places = [place.strip() for place in p.find_where.split(",")]
    if any(place not in FINDS for place in places):
        raise ParameterError(f"Parameter 'find_where' is not valid. Allowed values: {', '.join(FINDS)}.")
    query: dict[str, Any] = {"role": CUSTOMER, "orderby": "id", "order": "asc"}
    if _searchable(p.find_value, places) and not {"regex", "any_words"} & set(p.find_params.split(",")):
        query["search"] = p.find_value
    found = await woo.everything(PATH, query, CustomerMap, wanted=Selection(everything=True, without=_COSTLY))
    kept = [
        customer
        for customer in found
        if any(matches(getattr(customer, place), p.find_value, p.find_params) for place in places)
    ]
    await complete(woo, kept)
    first = kept[0] if kept else None
    return CustomerFound(
        customers_count=len(kept),
        customer=kept,
        **({name: getattr(first, name) for name in ("id", "email", "first_name", "last_name")} if first else {}),
    )


_COSTLY = ("orders_count", "last_order_id")


def _searchable(value: str, places: list[str]) -> bool:
    """Whether the shop's search looks at every place: it guesses from the value whether it is an address, id or URL.

    https://developer.wordpress.org/reference/classes/wp_user_query/prepare_query/
    """
    if "@" in value:
        return places == ["email"]
    return not (value.isdigit() or value.startswith("http") or "*" in value)


@woocommerce.implements(
    api.customer.group.list, "group_ids", gives=("id", "name"), emulated=True,
    note="WordPress gives each user a role; these are the roles that the shop's REST API can filter by.",
)  # fmt: skip
async def customer_group_list(woo: Woo, p: CustomerGroupListParams) -> Page[CustomerGroup]:
    """List the roles of users, which the route for customers tells of itself."""
    roles = await woo.roles()
    if p.group_ids is not None:
        asked = {part.strip() for part in p.group_ids.split(",")}
        roles = [role for role in roles if role in asked]
    groups = [CustomerGroup(id=role, name=_role_name(role)) for role in roles]
    return Page(items=groups[p.start : p.start + p.count], total=len(groups))


class _Described(msgspec.Struct):
    meta_data: list[Meta] = []


@woocommerce.implements(
    api.customer.attribute.list, "customer_id", gives=("attribute_id", "code", "name", "type", "values"), emulated=True,
    note="A customer's meta data, without the keys that WordPress hides.",
)  # fmt: skip
async def customer_attribute_list(woo: Woo, p: CustomerAttributeListParams) -> Page[CustomerAttribute]:
    """List what extensions keep beside a customer."""
    id = native_id("customer_id").dump(p.customer_id)
    try:
        known = await woo.get(f"{PATH}/{id}", {"_fields": "meta_data"}, type=_Described)
    except NotFound as error:
        raise no_customer(id, error) from error
    shown = [pair for pair in known.meta_data if not pair.key.startswith("_")]
    rows = [
        CustomerAttribute(
            attribute_id=str(pair.id),
            code=pair.key,
            name=pair.key,
            type="text" if isinstance(pair.value, str) else "json",
            values=[CustomerAttributeValue(id=str(pair.id), value=_spelled(pair.value))],
        )
        for pair in shown
    ]
    return Page(items=rows[p.start : p.start + p.count], total=len(rows))


def _spelled(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


woocommerce.lacks(
    "WooCommerce has no customer groups of its own; roles are made by WordPress plugins, not over REST.",
    api.customer.group.add,
)
woocommerce.lacks("WooCommerce has no wish lists without an extension.", api.customer.wishlist.list)
woocommerce.lacks("WooCommerce has no newsletter subscriptions without an extension.", api.subscriber.list)
