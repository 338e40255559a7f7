"""Customers, their groups and addresses, and those who get the newsletter.

https://devdocs.prestashop-project.org/8/webservice/resources/customers/
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import msgspec

from polycart import api
from polycart.api.customer import (
    Customer,
    CustomerCount,
    CustomerCountParams,
    CustomerFindParams,
    CustomerFound,
    CustomerGroup,
    CustomerGroupListParams,
    CustomerInfoParams,
    CustomerListParams,
)
from polycart.api.entities import CustomerAddress, DateTime
from polycart.api.subscriber import Subscriber, SubscriberListParams
from polycart.core.codecs import Codec, boolean, date_time, text
from polycart.core.emulate import FIND_PARAMS, matches
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.prestashop_api import addresses
from polycart.platforms.prestashop_api.addresses import AddressRow
from polycart.platforms.prestashop_api.connection import Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.products.filters import dated
from polycart.platforms.prestashop_api.products.images import Numbered
from polycart.platforms.prestashop_api.searches import (
    Search,
    exactly,
    holding,
    ids_given,
    named,
    order,
    since_given,
)

PATH = "customers"
ENABLED, DISABLED = "enabled", "disabled"
GENDERS = {1: "male", 2: "female"}
"""``id_gender``: the titles of a fresh shop, Mr. and Mrs.; the webservice does not tell others."""

WHERE = {"email": "email", "first_name": "firstname", "last_name": "lastname", "company": "company"}
SORTS = {
    "id": "id", "customer_id": "id", "created_time": "date_add", "created_at": "date_add",
    "modified_time": "date_upd", "modified_at": "date_upd", "email": "email", "last_name": "lastname",
    "first_name": "firstname",
}  # fmt: skip


def birthday(value: Any) -> DateTime | None:
    """A date of birth, which belongs to no time zone."""
    if not isinstance(value, str) or value.startswith("0000") or not value:
        return None
    try:
        return date_time(datetime.fromisoformat(value[:10]).replace(tzinfo=UTC))
    except ValueError:
        return None


def _gender(id: Any) -> str | None:
    return GENDERS.get(int(id or 0))


status = Codec(lambda native: ENABLED if str(native) == "1" else DISABLED, lambda value: value, Any)


class GroupRow(msgspec.Struct):
    """A group of customers."""

    id: int
    name: str | None = None


async def groups(shop: Prestashop) -> list[GroupRow]:
    """All groups; a shop has a handful."""
    return await shop.records("groups", {"sort": "[id_ASC]"}, GroupRow)


async def _groups(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[CustomerGroup]]:
    names = {row.id: row.name or "" for row in await groups(shop)}

    def each(default: Any, members: list[Numbered] | None) -> list[CustomerGroup]:
        ids = dict.fromkeys([int(default or 0), *(row.id for row in members or ())])
        return [CustomerGroup(id=str(id), name=names.get(id, "")) for id in ids if id]

    return [each(default, members) for default, members in rows]


async def address_rows(shop: Prestashop, customers: list[int]) -> dict[int, list[AddressRow]]:
    """The addresses of some customers; asked for once in a call."""
    key = f"addresses {customers}"
    if key not in shop.seen:
        also = {"filter[deleted]": 0}
        found: dict[int, list[AddressRow]] = defaultdict(list)
        for row in await shop.among(addresses.PATH, "id_customer", customers, AddressRow, also=also):
            found[int(row.id_customer)].append(row)
        shop.seen[key] = found
    return shop.seen[key]


async def _books(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[CustomerAddress]]:
    found = await address_rows(shop, [row[0] for row in rows])
    known = await addresses.places(shop)
    return [[known.address(row) for row in found.get(id, [])] for (id,) in rows]


async def _phones(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """A customer's number is that of the first address with one."""
    found = await address_rows(shop, [row[0] for row in rows])
    return [next((row.phone or row.phone_mobile for row in found.get(id, []) if row.phone or row.phone_mobile), None)
            for (id,) in rows]  # fmt: skip


class _Placed(msgspec.Struct):
    id: int
    id_customer: int = 0


async def _orders(shop: Prestashop, rows: list[tuple[Any, ...]]) -> dict[int, list[int]]:
    customers = [row[0] for row in rows]
    key = f"orders of {customers}"
    if key not in shop.seen:
        placed: dict[int, list[int]] = defaultdict(list)
        for row in await shop.among("orders", "id_customer", customers, _Placed):
            placed[row.id_customer].append(row.id)
        shop.seen[key] = placed
    return shop.seen[key]


async def _order_counts(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[int]:
    placed = await _orders(shop, rows)
    return [len(placed.get(id, ())) for (id,) in rows]


async def _last_orders(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str | None]:
    placed = await _orders(shop, rows)
    return [str(max(placed[id])) if placed.get(id) else None for (id,) in rows]


def _stores(id: Any) -> list[str]:
    return [str(id)] if id else []


class CustomerMap(Map[Customer]):
    """A customer."""

    id = field("id", text)
    email = field("email", text)
    first_name = field("firstname", text)
    last_name = field("lastname", text)
    phone = lazy(_phones, "id")
    created_time = field("date_add", moment)
    modified_time = field("date_upd", moment)
    group = lazy(_groups, "id_default_group", At("associations.groups", list[Numbered]))
    birth_day = computed(birthday, "birthday")
    status = field("active", status)
    is_guest = field("is_guest", boolean)
    news_letter_subscription = field("newsletter", boolean)
    gender = computed(_gender, "id_gender")
    stores_ids = computed(_stores, "id_shop")
    website = field("website", text)
    company = field("company", text)
    address_book = lazy(_books, "id")
    lang_id = field("id_lang", text)
    orders_count = lazy(_order_counts, "id")
    last_order_id = lazy(_last_orders, "id")
    additional_fields = extras("id_default_group", "note", "optin", "siret", "ape")


def shopped(shop: Prestashop) -> dict[str, Any]:
    """The filter for what belongs to the shop of the view: a list of these is not cut to a shop by itself."""
    return {"filter[id_shop]": shop.shop_id} if shop.shop_id else {}


async def selection(shop: Prestashop, p: CustomerListParams | CustomerCountParams) -> Search:
    """What the parameters select; those who were deleted stay in the database."""
    await shop.zoned()
    search = Search(path=PATH, query={**dated(p), **shopped(shop), "filter[deleted]": 0})
    search.query["filter[active]"] = int(p.avail)
    if not p.include_guests:
        search.query["filter[is_guest]"] = 0
    if p.group_id is not None:
        search.query["filter[id_default_group]"] = number_of("group_id", p.group_id)
    ids_given(search, "ids", p.ids)
    since_given(search, p.since_id)
    if p.find_value:
        await holding(shop, search, p.find_value, WHERE, p.find_where)
    return search


FILTERS = (
    "ids", "since_id", "group_id", "avail", "include_guests", "find_value", "find_where", "created_from",
    "created_to", "modified_from", "modified_to",
)  # fmt: skip
OF_GROUP = "A customer counts to the default group, which decides on prices."


@prestashop.implements(
    api.customer.list, *FILTERS, "sort_by", "sort_direction", gives=CustomerMap, note=OF_GROUP,
)  # fmt: skip
async def customer_list(shop: Prestashop, p: CustomerListParams) -> Page[Customer]:
    """List customers, by id unless another order is asked for."""
    search = await selection(shop, p)
    sorting = order(SORTS, p.sort_by if "sort_by" in shop.call.given else "id", p.sort_direction)
    search.sort = sorting.pop("sort")
    search.query |= sorting
    return await search.page(shop, CustomerMap, start=p.start, count=p.count)


@prestashop.implements(api.customer.count, *FILTERS, note="The ids are counted: PrestaShop tells no totals.")
async def customer_count(shop: Prestashop, p: CustomerCountParams) -> CustomerCount:
    """Count customers."""
    return CustomerCount(customers_count=await (await selection(shop, p)).total(shop))


@prestashop.implements(api.customer.info, "id", gives=CustomerMap)
async def customer_info(shop: Prestashop, p: CustomerInfoParams) -> Customer:
    """Read one customer."""
    query = {"filter[id]": number_of("id", p.id), "filter[deleted]": 0, **shopped(shop)}
    page = await shop.window(PATH, query, CustomerMap, start=0, count=1)
    if not page.items:
        raise missing("Customer", p.id)
    return page.items[0]


@prestashop.implements(
    api.customer.find, "find_value", "find_where", "find_params", "include_guests", gives=CustomerMap, emulated=True,
    note="The shop finds candidates by a part of the text; the match is checked here.",
)  # fmt: skip
async def customer_find(shop: Prestashop, p: CustomerFindParams) -> CustomerFound:
    """Find customers; the first one found stands in the answer itself, too."""
    places = named(p.find_where, WHERE, "find_where") or ("email",)
    how = named(p.find_params, FIND_PARAMS, "find_params")
    search = Search(path=PATH, query={"filter[deleted]": 0, **shopped(shop)})
    if not p.include_guests:
        search.query["filter[is_guest]"] = 0
    if not {"regex", "any_words"} & set(how):
        await holding(shop, search, p.find_value, WHERE, ",".join(places))
    wanted = merge(shop.wanted, Selection.named(*places, "id", "email", "first_name", "last_name"))
    page = await search.page(shop, CustomerMap, start=0, count=10_000, wanted=wanted)
    kept = [
        customer
        for customer in page.items
        if any(matches(getattr(customer, place), p.find_value, p.find_params) for place in places)
    ]
    first = kept[0] if kept else None
    return CustomerFound(
        customers_count=len(kept),
        customer=kept,
        **({name: getattr(first, name) for name in ("id", "email", "first_name", "last_name")} if first else {}),
    )


class GroupMap(Map[CustomerGroup]):
    """A group of customers."""

    id = field("id", text)
    name = field("name", text)
    additional_fields = extras("reduction", "price_display_method", "show_prices")


@prestashop.implements(api.customer.group.list, "group_ids", gives=GroupMap)
async def customer_group_list(shop: Prestashop, p: CustomerGroupListParams) -> Page[CustomerGroup]:
    """List the groups of customers."""
    search = Search(path="groups", query={})
    ids_given(search, "group_ids", p.group_ids)
    return await search.page(shop, GroupMap, start=p.start, count=p.count)


def _moment_text(value: Any) -> str | None:
    found = moment.load(value)
    return str(found.value) if found else None


class SubscriberMap(Map[Subscriber]):
    """A customer as one who gets the newsletter, or does not."""

    id = field("id", text)
    customer_id = field("id", text)
    email = field("email", text)
    subscribed = field("newsletter", boolean)
    first_name = field("firstname", text)
    last_name = field("lastname", text)
    stores_ids = computed(_stores, "id_shop")
    created_time = computed(_moment_text, "date_add")
    modified_time = computed(_moment_text, "date_upd")
    lang_id = field("id_lang", text)
    gender = computed(_gender, "id_gender")


@prestashop.implements(
    api.subscriber.list, "ids", "subscribed", "email", "created_from", "created_to", "modified_from", "modified_to",
    gives=SubscriberMap,
    note="Customers; addresses of others, which a module keeps, are not told by the webservice.",
)  # fmt: skip
async def subscriber_list(shop: Prestashop, p: SubscriberListParams) -> Page[Subscriber]:
    """List the customers by their subscription of the newsletter."""
    await shop.zoned()
    search = Search(path=PATH, query={**dated(p), **shopped(shop), "filter[deleted]": 0})
    if p.subscribed is not None:
        search.query["filter[newsletter]"] = int(p.subscribed)
    if p.email is not None:
        search.query["filter[email]"] = exactly(p.email)
    ids_given(search, "ids", p.ids)
    return await search.counted(shop, SubscriberMap, start=p.start, count=p.count)


prestashop.lacks(
    "PrestaShop's webservice has no wish lists; a module keeps them in tables of its own.",
    api.customer.wishlist.list,
)
prestashop.lacks("A PrestaShop customer has no further attributes.", api.customer.attribute.list)
