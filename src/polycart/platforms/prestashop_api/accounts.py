"""Customers' accounts and groups: opening, changing and closing them.

https://devdocs.prestashop-project.org/8/webservice/resources/customers/
"""

from __future__ import annotations

import secrets
from typing import Any

from polycart import api
from polycart.api.customer import (
    CustomerAddAddress,
    CustomerAdded,
    CustomerAddParams,
    CustomerAddressAddParams,
    CustomerDeleteParams,
    CustomerGroupAdded,
    CustomerGroupAddParams,
    CustomerUpdateAddress,
    CustomerUpdateParams,
)
from polycart.api.results import Added, DeletedItems, UpdatedItems
from polycart.core.dates import parse_date
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound, ParameterError, ShopError
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api import addresses
from polycart.platforms.prestashop_api.addresses import STORED, native_address, new_address
from polycart.platforms.prestashop_api.connection import Body, Prestashop, associated, missing, prestashop
from polycart.platforms.prestashop_api.customers import DISABLED, ENABLED, GENDERS, PATH, groups
from polycart.platforms.prestashop_api.numbers import number_of, numbers_of
from polycart.platforms.prestashop_api.searches import exactly

STATUSES = {ENABLED: 1, "active": 1, DISABLED: 0, "inactive": 0}
COMMON = (
    "email", "first_name", "last_name", "password", "group", "group_id", "group_ids", "status", "birth_day",
    "news_letter_subscription", "partner_offers_subscription", "gender", "website", "company", "note", "address",
)  # fmt: skip
TAKEN = ("140", "141")
"""The shop's words for an address that somebody has: when an account is opened, and when one is changed."""


def _own(p: CustomerAddParams | CustomerUpdateParams) -> Body:
    """The fields of the customer itself."""
    body: Body = {
        "email": p.email, "firstname": p.first_name, "lastname": p.last_name, "passwd": p.password,
        "website": p.website, "company": p.company, "note": p.note, "newsletter": p.news_letter_subscription,
        "optin": p.partner_offers_subscription,
    }  # fmt: skip
    if p.birth_day is not None:
        body["birthday"] = parse_date(p.birth_day).strftime("%Y-%m-%d")
    if p.status is not None:
        body["active"] = _word("status", STATUSES, p.status)
    if p.gender is not None:
        body["id_gender"] = _word("gender", {word: id for id, word in GENDERS.items()}, p.gender)
    return {name: value for name, value in body.items() if value is not None}


def _word(name: str, table: dict[str, int], given: str) -> int:
    if given.lower() not in table:
        raise ParameterError(f"Parameter '{name}' is not valid. Allowed values: {', '.join(table)}.")
    return table[given.lower()]


async def _groups(shop: Prestashop, p: CustomerAddParams | CustomerUpdateParams) -> Body:
    """The groups of a customer; the first one is the default group, which decides on prices."""
    wanted: list[int] = []
    if p.group_id is not None:
        wanted.append(number_of("group_id", p.group_id))
    if p.group_ids is not None:
        wanted += numbers_of("group_ids", p.group_ids)
    if not wanted and p.group is None:
        return {}
    known = {row.id: row.name or "" for row in await groups(shop)}
    if p.group is not None:
        named = [id for id, name in known.items() if name.casefold() == p.group.casefold()]
        if not named:
            raise ParameterError(f"Parameter 'group' is not valid. Allowed values: {', '.join(known.values())}.")
        wanted += named
    unknown = next((id for id in wanted if id not in known), None)
    if unknown is not None:
        raise missing("Group", unknown)
    chosen = list(dict.fromkeys(wanted))
    return {
        "id_default_group": chosen[0],
        "associations": {"groups": associated("groups", [{"id": id} for id in chosen])},
    }


def _given(address: CustomerAddAddress | CustomerUpdateAddress) -> dict[str, str | None]:
    """The parts of an address that the shop keeps; others are refused."""
    prefix = "address_book_"
    told = {"id", "type", *STORED}
    for name in address.__struct_fields__:
        if name.removeprefix(prefix) not in told and getattr(address, name) is not None:
            raise ParameterError(f"Parameter 'address.{name}' is not supported by PrestaShop.")
    return {name: getattr(address, prefix + name) for name in STORED}


async def _new(shop: Prestashop, address: CustomerAddAddress | CustomerUpdateAddress, names: Any) -> Body:
    return await new_address(shop, _given(address), "address.address_book_", names=names)


def taken(error: ShopError, email: str | None) -> ShopError:
    """The contract's words for an e-mail address that somebody has already."""
    code = error.native.code if error.native else None
    if code in TAKEN:
        return AlreadyExists(f"Customer with email = '{email}' already exist.", native=error.native)
    return error


async def free(shop: Prestashop, email: str) -> None:
    """Refuse an e-mail address that an account has; shops before 8 would open a second one."""
    query = {"filter[email]": exactly(email), "filter[is_guest]": 0, "filter[deleted]": 0}
    if await shop.ids(PATH, query):
        raise AlreadyExists(f"Customer with email = '{email}' already exist.")


@prestashop.implements(
    api.customer.add, *COMMON, note="An account without a password gets one that nobody knows.",
)  # fmt: skip
async def customer_add(shop: Prestashop, p: CustomerAddParams) -> CustomerAdded:
    """Open an account, with addresses."""
    body = {**_own(p), **await _groups(shop, p)}
    for name, native in (("first_name", "firstname"), ("last_name", "lastname")):
        if not body.get(native):
            raise MissingParameter(f"Parameter '{name}' is required.")
    body.setdefault("passwd", secrets.token_urlsafe(18))
    names = {"first_name": p.first_name, "last_name": p.last_name}
    books = [await _new(shop, address, names) for address in p.address or ()]
    await free(shop, p.email)
    async with Undo(shop) as undo:
        try:
            id = await shop.add_undoable(undo, PATH, body, f"Customer {p.email}")
        except ShopError as error:
            raise taken(error, p.email) from error
        for book in books:  # deleting the customer deletes its addresses, so these need no step
            await shop.add(addresses.PATH, {**book, "id_customer": id})
    return CustomerAdded(customer_id=str(id))


async def _known(shop: Prestashop, id: str, parameter: str = "id") -> int:
    number = number_of(parameter, id)
    if not await shop.ids(PATH, {"filter[id]": number, "filter[deleted]": 0}):
        raise missing("Customer", id)
    return number


@prestashop.implements(api.customer.update, "id", *COMMON)
async def customer_update(shop: Prestashop, p: CustomerUpdateParams) -> UpdatedItems:
    """Change an account; an address with an id is changed, one without is added."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = await _known(shop, p.id)
    body = {**_own(p), **await _groups(shop, p)}
    added: list[Body] = []
    changed: dict[int, Body] = {}
    for address in p.address or ():
        if address.address_book_id is None:
            held = await shop.held(PATH, id, ("firstname", "lastname"))
            names = {"first_name": held.get("firstname"), "last_name": held.get("lastname")}
            added.append({**await _new(shop, address, names), "id_customer": id})
            continue
        number = number_of("address.address_book_id", address.address_book_id)
        if not await shop.ids(addresses.PATH, {"filter[id]": number, "filter[id_customer]": id}):
            raise missing("Address", address.address_book_id)
        changed[number] = await native_address(shop, _given(address), "address.address_book_")
    async with Undo(shop) as undo:
        for fields in added:
            await shop.add_undoable(undo, addresses.PATH, fields, f"An address of customer {id}")
        for number, fields in changed.items():
            await shop.change_undoable(undo, addresses.PATH, number, fields, f"The change of address {number}")
        if body:
            try:
                await shop.change(PATH, id, body)
            except ShopError as error:
                raise taken(error, p.email) from error
    return UpdatedItems(updated_items=1)


@prestashop.implements(api.customer.delete, "id")
async def customer_delete(shop: Prestashop, p: CustomerDeleteParams) -> DeletedItems:
    """Close an account for good, with its addresses and carts; orders stay."""
    try:
        await shop.remove(PATH, number_of("id", p.id))
    except NotFound as error:
        raise missing("Customer", p.id, error) from error
    return DeletedItems(delete_items=1)


KINDS = ("billing", "shipping")


@prestashop.implements(
    api.customer.address.add, "customer_id", *STORED, "types", note="An address serves for bills and parcels alike.",
)  # fmt: skip
async def customer_address_add(shop: Prestashop, p: CustomerAddressAddParams) -> Added:
    """Add an address to a customer."""
    if any(kind not in KINDS for kind in p.types or ()):
        raise ParameterError(f"Parameter 'types' is not valid. Allowed values: {', '.join(KINDS)}.")
    id = await _known(shop, p.customer_id, "customer_id")
    held = await shop.held(PATH, id, ("firstname", "lastname"))
    names = {"first_name": held.get("firstname"), "last_name": held.get("lastname")}
    body = await new_address(shop, {name: getattr(p, name) for name in STORED}, "", names=names)
    return Added(id=str(await shop.add(addresses.PATH, {**body, "id_customer": id})))


@prestashop.implements(api.customer.group.add, "name")
async def customer_group_add(shop: Prestashop, p: CustomerGroupAddParams) -> CustomerGroupAdded:
    """Add a group of customers, who see prices with tax; a second one of the same name is refused."""
    if any((row.name or "").casefold() == p.name.casefold() for row in await groups(shop)):
        raise AlreadyExists(f"Group with name = '{p.name}' already exist.")
    body = {"name": await shop.everywhere(p.name), "price_display_method": 0, "show_prices": 1, "reduction": 0}
    return CustomerGroupAdded(group_id=str(await shop.add("groups", body)))
