"""Reading customers, their groups and wish lists, and those who get the newsletter."""

from __future__ import annotations

from collections.abc import Sequence
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
    CustomerWishList,
    CustomerWishListItem,
    CustomerWishlistListParams,
)
from polycart.api.subscriber import Subscriber, SubscriberListParams
from polycart.core.bridge.tables import Condition, Follow, Table, conditions, where
from polycart.core.codecs import Codec, text
from polycart.core.mapping import At, Map, computed, constant, each, extras, field
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.opencart.addresses import ADDRESS, ADDRESS_30, ADDRESS_40, AddressMap, OlderAddressMap
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import V40, V41
from polycart.platforms.opencart.searches import candidates, hits, holding, named, order
from polycart.platforms.opencart.values import (
    flag,
    missing,
    moment,
    moment_text,
    native_id,
    native_ids,
    number_of,
    words,
)

ID = "k.customer_id"
ENABLED, DISABLED = "enabled", "disabled"
WHERE = {"email": "k.email", "first_name": "k.firstname", "last_name": "k.lastname", "phone": "k.telephone"}
SORTS = {
    "id": ID, "customer_id": ID, "created_time": "k.date_added", "created_at": "k.date_added", "email": "k.email",
    "last_name": "k.lastname", "first_name": "k.firstname",
}  # fmt: skip

JOINS = {
    "g": "LEFT customer_group_description ON g.customer_group_id = k.customer_group_id AND g.language_id = :language"
}
ORDERS = Follow(
    Table("order", "uo"), "uo.customer_id = k.customer_id", order=["uo.order_id"], where="uo.order_status_id > 0"
)


def _table(addresses: Table) -> Table:
    book = Follow(addresses, "a.customer_id = k.customer_id", order=["a.address_id"])
    return Table("customer", "k", joins=JOINS, follow={"addresses": book, "orders": ORDERS})


CUSTOMER, CUSTOMER_40, CUSTOMER_30 = _table(ADDRESS), _table(ADDRESS_40), _table(ADDRESS_30)

status = Codec(lambda native: ENABLED if str(native) == "1" else DISABLED, lambda value: value, Any)


class _Placed(msgspec.Struct):
    id: int = 0


class _PlacedMap(Map[_Placed]):
    id = field("uo.order_id")


def _group(id: Any, name: Any) -> list[CustomerGroup]:
    return [CustomerGroup(id=str(id), name=words.load(name) or "")] if id else []


def _stores(id: Any) -> list[str]:
    return [str(id or 0)]


def _count(rows: Sequence[_Placed]) -> int:
    return len(rows)


def _last(rows: Sequence[_Placed]) -> str | None:
    return str(rows[-1].id) if rows else None


class CustomerMap(Map[Customer]):
    """A customer with an account; who orders without one is known by the order alone."""

    id = field(ID, text)
    email = field("k.email", words)
    first_name = field("k.firstname", words)
    last_name = field("k.lastname", words)
    phone = field("k.telephone", words)
    created_time = field("k.date_added", moment)
    group = computed(_group, "k.customer_group_id", "g.name")
    status = field("k.status", status)
    is_guest = constant(False)
    news_letter_subscription = field("k.newsletter", flag)
    stores_ids = computed(_stores, "k.store_id")
    ip_address = field("k.ip")
    address_book = each(AddressMap, "addresses")
    lang_id = field("k.language_id", text)
    orders_count = computed(_count, At("orders", _PlacedMap))
    last_order_id = computed(_last, At("orders", _PlacedMap))
    additional_fields = extras(safe="k.safe", custom_field="k.custom_field")


class OlderCustomerMap(CustomerMap):
    """A customer up to 3.0."""

    fax = field("k.fax", words)
    address_book = each(OlderAddressMap, "addresses")


def shape(cart: Opencart) -> tuple[Table, type[CustomerMap]]:
    """The table and the map of the shop's version."""
    version = cart.known.version
    if version >= V41:
        return CUSTOMER, CustomerMap
    return (CUSTOMER_40, CustomerMap) if version >= V40 else (CUSTOMER_30, OlderCustomerMap)


class CustomerQuery(Map[CustomerListParams]):
    """The filters that are conditions by themselves."""

    ids = where("k.customer_id IN :v", native_ids("ids"))
    since_id = where("k.customer_id >= :v", native_id("since_id"))
    group_id = where("k.customer_group_id = :v", native_id("group_id"))
    created_from = where("k.date_added >= :v", moment)
    created_to = where("k.date_added <= :v", moment)


FURTHER = ("avail", "find_value", "find_where")


def viewed(cart: Opencart) -> list[Condition]:
    """The condition for the store of the view, where one was chosen."""
    return [["k.store_id", "=", cart.store]] if cart.store_chosen else []


async def selection(cart: Opencart, p: CustomerListParams | CustomerCountParams) -> list[Condition]:
    """The conditions that the parameters make."""
    await cart.facts()
    found: list[Condition] = [["k.status", "=", int(p.avail)], *viewed(cart), *conditions(CustomerQuery, p)]
    if p.find_value:
        found.append(holding(p.find_value, WHERE, p.find_where))
    return found


@opencart.implements(api.customer.list, CustomerQuery, *FURTHER, "sort_by", "sort_direction", gives=OlderCustomerMap)
async def customer_list(cart: Opencart, p: CustomerListParams) -> Page[Customer]:
    """List customers, by id unless another order is asked for."""
    sorting = order(SORTS, p.sort_by if "sort_by" in cart.call.given else "id", p.sort_direction, ID)
    found = await selection(cart, p)
    table, map = shape(cart)
    return await cart.window(table, map, found, start=p.start, count=p.count, order=sorting)


@opencart.implements(api.customer.count, CustomerQuery, *FURTHER)
async def customer_count(cart: Opencart, p: CustomerCountParams) -> CustomerCount:
    """Count customers."""
    return CustomerCount(customers_count=await cart.total(CUSTOMER, await selection(cart, p)))


@opencart.implements(api.customer.info, "id", gives=OlderCustomerMap)
async def customer_info(cart: Opencart, p: CustomerInfoParams) -> Customer:
    """Read one customer."""
    id = number_of("id", p.id)
    await cart.facts()
    table, map = shape(cart)
    found = await cart.one(table, map, [[ID, "=", id]])
    if found is None:
        raise missing("Customer", p.id)
    return found


@opencart.implements(
    api.customer.find, "find_value", "find_where", "find_params", gives=OlderCustomerMap, emulated=True,
    note="The shop finds candidates by a part of the text; the match is checked here.",
)  # fmt: skip
async def customer_find(cart: Opencart, p: CustomerFindParams) -> CustomerFound:
    """Find customers; the first one found stands in the answer itself, too."""
    chosen = named(p.find_where, WHERE, "find_where") or ["email"]
    conditions = [*viewed(cart), *candidates(p.find_value, WHERE, chosen, p.find_params)]
    wanted = merge(cart.wanted, Selection.named(*chosen, "id", "email", "first_name", "last_name"))
    await cart.facts()
    table, map = shape(cart)
    found = await cart.everything(table, map, conditions, order=[ID], wanted=wanted)
    kept = hits(found, chosen, p.find_value, p.find_params)
    first = kept[0] if kept else None
    return CustomerFound(
        customers_count=len(kept),
        customer=kept,
        **({name: getattr(first, name) for name in ("id", "email", "first_name", "last_name")} if first else {}),
    )


GROUP_TEXTS = "LEFT customer_group_description ON d.customer_group_id = cg.customer_group_id"
GROUP = Table("customer_group", "cg", joins={"d": GROUP_TEXTS + " AND d.language_id = :language"})


class GroupMap(Map[CustomerGroup]):
    """A group of customers."""

    id = field("cg.customer_group_id", text)
    name = field("d.name", words)
    additional_fields = extras(description="d.description", approval="cg.approval", sort_order="cg.sort_order")


@opencart.implements(api.customer.group.list, "group_ids", gives=GroupMap)
async def customer_group_list(cart: Opencart, p: CustomerGroupListParams) -> Page[CustomerGroup]:
    """List the groups of customers."""
    chosen = native_ids("group_ids").dump(p.group_ids) if p.group_ids is not None else None
    found: list[Condition] = [] if chosen is None else [["cg.customer_group_id", "in", chosen]]
    return await cart.window(GROUP, GroupMap, found, start=p.start, count=p.count, order=["cg.customer_group_id"])


class SubscriberMap(Map[Subscriber]):
    """A customer as one who gets the newsletter, or does not."""

    id = field(ID, text)
    customer_id = field(ID, text)
    email = field("k.email", words)
    subscribed = field("k.newsletter", flag)
    first_name = field("k.firstname", words)
    last_name = field("k.lastname", words)
    stores_ids = computed(_stores, "k.store_id")
    created_time = computed(moment_text, "k.date_added")
    lang_id = field("k.language_id", text)


class SubscriberQuery(Map[SubscriberListParams]):
    """The filters of subscribers."""

    ids = where("k.customer_id IN :v", native_ids("ids"))
    subscribed = where("k.newsletter = :v", flag)
    email = where("k.email = :v", words)
    created_from = where("k.date_added >= :v", moment)
    created_to = where("k.date_added <= :v", moment)


@opencart.implements(
    api.subscriber.list, SubscriberQuery, gives=SubscriberMap,
    note="Customers; OpenCart's core knows no subscribers without an account.",
)  # fmt: skip
async def subscriber_list(cart: Opencart, p: SubscriberListParams) -> Page[Subscriber]:
    """List the customers by their subscription of the newsletter."""
    await cart.facts()
    found = [*viewed(cart), *conditions(SubscriberQuery, p)]
    return await cart.window(CUSTOMER, SubscriberMap, found, start=p.start, count=p.count, order=[ID])


class _WishRow(msgspec.Struct):
    product_id: int = 0
    date_added: str | None = None


class _WishMap(Map[_WishRow]):
    product_id = field("w.product_id")
    date_added = field("w.date_added")


WISH = Table("customer_wishlist", "w")


def _wished(row: _WishRow) -> CustomerWishListItem:
    id = str(row.product_id)
    return CustomerWishListItem(id=id, product_id=id, child_id=None, created_time=moment.load(row.date_added))


@opencart.implements(
    api.customer.wishlist.list, "customer_id", "id",
    note="A customer has one list, whose id is the customer's; one without products is none.",
)  # fmt: skip
async def customer_wishlist_list(cart: Opencart, p: CustomerWishlistListParams) -> Page[CustomerWishList]:
    """List the customer's wish list with its products."""
    id = number_of("customer_id", p.customer_id)
    if not await cart.has("customer", ["t.customer_id", "=", id]):
        raise missing("Customer", p.customer_id)
    rows = await cart.everything(
        WISH,
        _WishMap,
        [["w.customer_id", "=", id]],
        order=["w.date_added", "w.product_id"],
        wanted=Selection(everything=True),
    )
    items = [_wished(row) for row in rows]
    lists = [
        CustomerWishList(
            id=str(id), name="Wish List", is_public="False", products=items, created_at=items[0].created_time,
            modified_at=items[-1].created_time, description=None,
        )
    ] if items and (p.id is None or p.id == str(id)) else []  # fmt: skip
    return Page(items=lists[p.start : p.start + p.count], total=len(lists))
