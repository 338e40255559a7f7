"""Customers of the shop's websites, with their groups and further attributes.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/customers``)
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart import api
from polycart.api.customer import (
    Customer,
    CustomerConsent,
    CustomerCount,
    CustomerCountParams,
    CustomerFindParams,
    CustomerFound,
    CustomerGroup,
    CustomerInfoParams,
    CustomerListParams,
)
from polycart.api.entities import DateTime
from polycart.core.codecs import text
from polycart.core.emulate import matches
from polycart.core.errors import NotFound, ParameterError
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import ALL, Selection, project
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.addresses import BOOK, NativeAddress, book, main_address
from polycart.platforms.magento2.categories import like
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.countries import name_places
from polycart.platforms.magento2.criteria import SORT, where
from polycart.platforms.magento2.groups import group_names
from polycart.platforms.magento2.numbers import native_id, native_ids
from polycart.platforms.magento2.values import CUSTOM, AttributeValue, moment, values_of

PATH = "customers"
LIST = "customers/search"

GENDERS = {1: "male", 2: "female"}
"""Magento's third, 3, says that nothing was specified."""


async def _groups(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[CustomerGroup]]:
    names = await group_names(magento)
    return [[CustomerGroup(id=str(id), name=names.get(id, ""))] if id is not None else [] for (id,) in rows]


async def _stores(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[str]]:
    """The stores of the website that the customer's account is good for."""
    groups = sorted((group for group in await scopes.groups(magento) if group.website_id), key=lambda group: group.id)
    return [[str(group.id) for group in groups if group.website_id == site] for (site,) in rows]


class _Order(msgspec.Struct):
    entity_id: int
    customer_id: int | None = None


async def _orders(magento: Magento, rows: list[tuple[Any, ...]]) -> dict[int, list[int]]:
    """The orders of the customers of a page, by customer."""
    ids = [id for (id,) in rows]
    placed: dict[int, list[int]] = {id: [] for id in ids}
    for order in await magento.among("orders", "customer_id", ids, _Order, "entity_id", "customer_id"):
        placed.setdefault(order.customer_id or 0, []).append(order.entity_id)
    return placed


async def _order_counts(magento: Magento, rows: list[tuple[Any, ...]]) -> list[int]:
    placed = await _orders(magento, rows)
    return [len(placed[id]) for (id,) in rows]


async def _last_orders(magento: Magento, rows: list[tuple[Any, ...]]) -> list[str | None]:
    placed = await _orders(magento, rows)
    return [str(max(placed[id])) if placed[id] else None for (id,) in rows]


def _phone(addresses: list[NativeAddress] | None) -> str | None:
    main = main_address(addresses)
    return main.telephone or None if main else None


def _company(addresses: list[NativeAddress] | None) -> str | None:
    main = main_address(addresses)
    return main.company or None if main else None


def _birth_day(dob: str | None) -> DateTime | None:
    return DateTime(value=dob[:10], format="Y-m-d") if dob else None


class _Extension(msgspec.Struct):
    is_subscribed: bool | None = None


EXTENSION = At("extension_attributes", _Extension | list[Any])


def _subscribed(extension: Any) -> bool:
    return isinstance(extension, _Extension) and bool(extension.is_subscribed)


def _consents(extension: Any) -> list[CustomerConsent]:
    status = "subscribed" if _subscribed(extension) else "unsubscribed"
    return [CustomerConsent(id="email", type="email", status=status)]


def _language(store_id: int | None) -> str | None:
    return str(store_id) if store_id else None


def _merchants(rows: list[AttributeValue] | None) -> dict[str, Any]:
    return dict(values_of(rows))


class CustomerMap(Map[Customer]):
    """A customer; the e-mail address is what they log in with."""

    id = field("id", text)
    email = field("email")
    first_name = field("firstname")
    last_name = field("lastname")
    phone = computed(_phone, BOOK)
    created_time = field("created_at", moment)
    modified_time = field("updated_at", moment)
    group = lazy(_groups, "group_id")
    login = field("email")
    birth_day = computed(_birth_day, "dob")
    is_guest = constant(False)
    news_letter_subscription = computed(_subscribed, EXTENSION)
    consents = computed(_consents, EXTENSION)
    gender = computed(GENDERS.get, "gender")
    stores_ids = lazy(_stores, "website_id")
    company = computed(_company, BOOK)
    address_book = computed(book, BOOK)
    lang_id = computed(_language, "store_id")
    orders_count = lazy(_order_counts, "id")
    last_order_id = lazy(_last_orders, "id")
    additional_fields = extras(
        "prefix", "middlename", "suffix", "taxvat", "website_id", "created_in", "confirmation",
        "disable_auto_group_change",
    )  # fmt: skip
    custom_fields = computed(_merchants, CUSTOM)


class CustomerQuery(Map[CustomerListParams]):
    """Filters of the list, and of counting."""

    ids = where("entity_id", "in", native_ids("ids"))
    since_id = where("entity_id", "gteq", native_id("since_id"))
    group_id = where("group_id", "eq", native_id("group_id"))
    created_from = where("created_at", "gteq", moment)
    created_to = where("created_at", "lteq", moment)
    modified_from = where("updated_at", "gteq", moment)
    modified_to = where("updated_at", "lteq", moment)


SEARCHED = {"email": "email", "login": "email", "first_name": "firstname", "last_name": "lastname"}
SORTS = {
    "id": "entity_id",
    "customer_id": "entity_id",
    "created_time": "created_at",
    "created_at": "created_at",
    "modified_time": "updated_at",
    "modified_at": "updated_at",
    "email": "email",
    "first_name": "firstname",
    "last_name": "lastname",
}


def _sorting(magento: Magento, p: CustomerListParams) -> list[tuple[str, str]]:
    """By id unless a field was named; equal values are told apart by id."""
    if "sort_by" in magento.call.given and p.sort_by not in SORTS:
        raise ParameterError(f"Parameter 'sort_by' is not valid. Allowed values: {', '.join(SORTS)}.")
    place = SORTS[p.sort_by] if "sort_by" in magento.call.given else "entity_id"
    direction = p.sort_direction.upper()
    return [(place, direction)] if place == "entity_id" else [(place, direction), ("entity_id", direction)]


def _searched(find_where: str | None) -> str:
    places = [place.strip() for place in (find_where or "email").split(",") if place.strip()]
    if not places or any(place not in SEARCHED for place in places):
        raise ParameterError(
            "Parameter 'find_where' is not valid. "
            f"The required type of parameter is string. The following values are allowed: {', '.join(SEARCHED)}."
        )
    return "|".join(dict.fromkeys(SEARCHED[place] for place in places))


async def _of_store(magento: Magento) -> dict[str, Any]:
    """Accounts belong to websites: those of a store are those of its website."""
    group = magento.scope.group if magento.scope is not None else None
    return {"website_id eq": group.website_id} if group is not None else {}


async def _query(
    magento: Magento, p: CustomerListParams | CustomerCountParams, query: dict[str, Any]
) -> dict[str, Any]:
    query |= await _of_store(magento)
    if p.find_value is not None:
        query[f"{_searched(p.find_where)} like"] = like(p.find_value)
    elif p.find_where is not None:
        _searched(p.find_where)
    return query


def _readable(wanted: Selection) -> Selection:
    """The selection to read customers with: addresses whole, because names of countries are added to them."""
    if not wanted.wants("address_book") or wanted.of("address_book") == ALL:
        return wanted
    return Selection({**wanted.fields, "address_book": ALL}, everything=wanted.everything, without=wanted.without)


async def _complete(magento: Magento, customers: list[Customer]) -> list[Customer]:
    """Name the countries of the addresses where that is wanted, and cut them to what is."""
    if not magento.wanted.wants("address_book"):
        return customers
    books = [customer.address_book for customer in customers]
    addresses = [address for book in books if isinstance(book, list) for address in book]
    await name_places(magento, addresses, magento.wanted.of("address_book"))
    return project(customers, magento.wanted)


@magento2.implements(
    api.customer.list, CustomerQuery, "avail", "find_value", "find_where", "sort_by", "sort_direction",
    gives=CustomerMap,
)  # fmt: skip
async def customer_list(magento: Magento, p: CustomerListParams) -> Page[Customer]:
    """List customers by id; all of them are available. ``store_id`` leaves those of the store's website."""
    if not p.avail:
        return Page(items=[], total=0)
    query = await _query(magento, p, CustomerQuery.dump(p)) | {SORT: _sorting(magento, p)}
    wanted = _readable(magento.wanted)
    page = await magento.window(LIST, query, CustomerMap, start=p.start, count=p.count, wanted=wanted)
    page.items = await _complete(magento, page.items)
    return page


@magento2.implements(api.customer.count, CustomerQuery, "avail", "find_value", "find_where")
async def customer_count(magento: Magento, p: CustomerCountParams) -> CustomerCount:
    """Count customers by the total that the list tells."""
    if not p.avail:
        return CustomerCount(customers_count=0)
    query = await _query(magento, p, CustomerQuery.dump(p))
    return CustomerCount(customers_count=await magento.total(LIST, query))


@magento2.implements(api.customer.info, "id", gives=CustomerMap)
async def customer_info(magento: Magento, p: CustomerInfoParams) -> Customer:
    """Read one customer."""
    path = f"{PATH}/{native_id('id').dump(p.id)}"
    try:
        customer = await magento.one(path, CustomerMap, wanted=_readable(magento.wanted))
    except NotFound as error:
        raise missing("Customer", p.id, error) from error
    return (await _complete(magento, [customer]))[0]


@magento2.implements(
    api.customer.find, "find_value", "find_where", "find_params", gives=CustomerMap, emulated=True,
    note="The shop's search finds candidates; the match is checked here.",
)  # fmt: skip
async def customer_find(magento: Magento, p: CustomerFindParams) -> CustomerFound:
    """Find customers by e-mail address or name; the first one found stands in the answer itself, too."""
    places = _searched(p.find_where)
    query: dict[str, Any] = {**await _of_store(magento), SORT: [("entity_id", "ASC")]}
    if not {"regex", "any_words"} & {part.strip() for part in p.find_params.split(",")}:
        query[f"{places} like"] = like(p.find_value)
    found = await magento.everything(LIST, query, CustomerMap, wanted=Selection(everything=True, without=_COSTLY))
    names = [name.strip() for name in p.find_where.split(",") if name.strip()]
    kept = [each for each in found if any(matches(getattr(each, n), p.find_value, p.find_params) for n in names)]
    addresses = [address for each in kept for address in each.address_book or ()]
    await asyncio.gather(name_places(magento, addresses, ALL))
    first = kept[0] if kept else None
    return CustomerFound(
        customers_count=len(kept),
        customer=kept,
        **({name: getattr(first, name) for name in ("id", "email", "first_name", "last_name")} if first else {}),
    )


_COSTLY = ("orders_count", "last_order_id")

magento2.lacks(
    "Magento keeps wish lists, but shows them over REST to nobody; only the shopper's own session can read them.",
    api.customer.wishlist.list,
)
magento2.lacks(
    "Magento's REST API has no list of subscriptions; whether a customer gets the newsletter is told by customer.info.",
    api.subscriber.list,
)
