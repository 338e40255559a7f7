"""Writing customers, their addresses and groups (admin/model/customer/customer.php)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from polycart.core.bridge.tables import Statement
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound
from polycart.core.moments import native_moment, now
from polycart.platforms.opencart import passwords
from polycart.platforms.opencart.addresses import STORED, columns_of
from polycart.platforms.opencart.connection import Opencart, beside, opencart
from polycart.platforms.opencart.customers import DISABLED, ENABLED
from polycart.platforms.opencart.facts import V40
from polycart.platforms.opencart.statements import delete, insert, made, select, update
from polycart.platforms.opencart.values import allowed, escaped, missing, number_of, numbers_of, refused

STATUSES = {ENABLED: 1, "active": 1, DISABLED: 0, "inactive": 0}
TEXTS = {"email": "email", "first_name": "firstname", "last_name": "lastname", "phone": "telephone"}
COMMON = ("group", "group_id", "group_ids", "status", "news_letter_subscription", "phone", "fax", "password")
DETAILS = (
    "address", "customer_activity", "customer_affiliate", "customer_affiliate_report", "customer_approval",
    "customer_history", "customer_ip", "customer_reward", "customer_transaction", "customer_wishlist",
)  # fmt: skip
"""Tables with rows of a customer, which OpenCart deletes along with it."""


async def _group(cart: Opencart, p: CustomerAddParams | CustomerUpdateParams) -> int | None:
    """The one group that is asked for, by id or name."""
    ids = getattr(p, "group_ids", None)
    if p.group_id is not None and ids is not None:
        raise beside("group_id", "group_ids")
    name = getattr(p, "group", None)
    given = p.group_id if p.group_id is not None else ids
    if given is None and name is None:
        return None
    if given is not None:
        parameter = "group_id" if p.group_id is not None else "group_ids"
        chosen = numbers_of(parameter, given)
        if len(chosen) != 1:
            raise refused(parameter, "An OpenCart customer is in one group.")
        if not await cart.has("customer_group", ["t.customer_group_id", "=", chosen[0]]):
            raise missing("Customer group", chosen[0])
        return chosen[0]
    where: list[Any] = [["t.language_id", "=", cart.language], ["t.name", "=", escaped(str(name))]]
    (rows,) = await cart.rows(select("customer_group_description", ("customer_group_id",), *where))
    if not rows:
        raise NotFound(f"Customer group with name '{name}' not found.")
    return int(rows[0]["customer_group_id"])


def _status(given: str | None) -> dict[str, int]:
    if given is None:
        return {}
    if given.lower() not in STATUSES:
        raise allowed("status", STATUSES)
    return {"status": STATUSES[given.lower()]}


def _own(cart: Opencart, p: CustomerAddParams | CustomerUpdateParams) -> dict[str, Any]:
    """The columns of the customer itself that are given; e-mail addresses are kept in lower case."""
    found: dict[str, Any] = {
        column: escaped(value.lower() if name == "email" else value)
        for name, column in TEXTS.items()
        if (value := getattr(p, name, None)) is not None
    }
    found |= _status(p.status if "status" in cart.call.given else None)
    if p.news_letter_subscription is not None:
        found["newsletter"] = int(p.news_letter_subscription)
    if p.fax is not None:
        if cart.known.version >= V40:
            raise refused("fax", "OpenCart 4 keeps no fax numbers.")
        found["fax"] = escaped(p.fax)
    password = getattr(p, "password", None)
    return found | (passwords.columns(cart, password) if password else {})


async def _refuse_taken(cart: Opencart, email: str, besides: int = 0) -> None:
    where = ["t.email", "=", escaped(email.lower())]
    (rows,) = await cart.rows(select("customer", ("customer_id",), where))
    if any(int(row["customer_id"]) != besides for row in rows):
        raise AlreadyExists(f"Customer with email = '{email}' already exist.")


def _given(address: CustomerAddAddress | CustomerUpdateAddress) -> dict[str, Any]:
    """The parts of an address of the address book; one that cannot be kept is refused by name."""
    parts = {
        name.removeprefix("address_book_"): getattr(address, name)
        for name in address.__struct_fields__
        if getattr(address, name) is not None
    }
    for name in parts:
        if name not in (*STORED, "default", "id", "type"):
            raise refused(f"address_book_{name}", "OpenCart's addresses keep no such part.")
    return parts


def _blank(cart: Opencart, names: Mapping[str, Any]) -> dict[str, Any]:
    """A whole address of which nothing is said yet; a name that is missing is the customer's."""
    return {
        "firstname": names.get("firstname", ""), "lastname": names.get("lastname", ""), "company": "", "address_1": "",
        "address_2": "", "city": "", "postcode": "", "country_id": 0, "zone_id": 0, "custom_field": "[]",
        **({"default": 0} if cart.known.version >= V40 else {}),
    }  # fmt: skip


def _default(cart: Opencart, customer: Any, place: int) -> list[Statement]:
    """Make the address that statement ``place`` adds the default one."""
    if cart.known.version >= V40:
        return []
    return [update("customer", {"address_id": made(place)}, ["customer_id", "=", customer])]


@opencart.implements(api.customer.add, "email", "first_name", "last_name", "created_time", "address", *COMMON)
async def customer_add(cart: Opencart, p: CustomerAddParams) -> CustomerAdded:
    """Add a customer with addresses; one without a password sets one by the shop's own mail."""
    await cart.writing()
    group = await _group(cart, p)
    own = _own(cart, p)
    await _refuse_taken(cart, p.email)
    names = {"firstname": escaped(p.first_name or ""), "lastname": escaped(p.last_name or "")}
    row: dict[str, Any] = {
        "customer_group_id": group or int(cart.setting("config_customer_group_id") or 1), "store_id": cart.store,
        "language_id": cart.language, **names, "telephone": "", "custom_field": "[]", "newsletter": 0, "ip": "",
        "status": 1, "safe": 0, "token": "", "code": "", "password": "",
        "date_added": native_moment(p.created_time) if p.created_time else now(), **_older(cart), **own,
    }  # fmt: skip
    statements = [insert("customer", row)]
    books = [_given(address) for address in p.address or ()]
    chosen = next((place for place, book in enumerate(books) if book.get("default")), 0)
    for place, book in enumerate(books):
        columns = await columns_of(cart, book, "address_book_")
        address = {"customer_id": made(), **_blank(cart, names), **columns}
        if place == chosen and cart.known.version >= V40:
            address["default"] = 1
        statements.append(insert("address", address))
        if place == chosen:
            statements += _default(cart, made(), len(statements) - 1)
    results = await cart.save(statements, back=lambda done: _deletes(cart, int(done[0].insert)))
    return CustomerAdded(customer_id=str(results[0].insert))


def _older(cart: Opencart) -> dict[str, Any]:
    """Columns that up to 3.0 a row must have."""
    if cart.known.version >= V40:
        return {}
    return {"fax": "", "salt": "", **cart.fit("customer", {"approved": 1})}


def _deletes(cart: Opencart, id: int) -> list[Statement]:
    tables = ["customer", *(table for table in DETAILS if table == "address" or cart.known.has(table))]
    return [delete(table, ["customer_id", "=", id]) for table in tables]


async def _known(cart: Opencart, id: int, given: str) -> dict[str, Any]:
    (rows,) = await cart.rows(select("customer", ("customer_id", "firstname", "lastname"), ["t.customer_id", "=", id]))
    if not rows:
        raise missing("Customer", given)
    return rows[0]


@opencart.implements(api.customer.update, "id", "email", "first_name", "last_name", "address", *COMMON)
async def customer_update(cart: Opencart, p: CustomerUpdateParams) -> UpdatedItems:
    """Change a customer, and addresses by their ids; an address without an id is added."""
    await cart.writing()
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = number_of("id", p.id)
    own = _own(cart, p)
    group = await _group(cart, p)
    if group is not None:
        own["customer_group_id"] = group
    customer = await _known(cart, id, p.id)
    if p.email is not None:
        await _refuse_taken(cart, p.email, id)
    statements = [update("customer", own, ["customer_id", "=", id])] if own else []
    for address in p.address or ():
        statements += await _changed(cart, id, customer, _given(address), len(statements))
    if statements:
        await cart.save(statements)
    return UpdatedItems(updated_items=1)


async def _changed(
    cart: Opencart, id: int, customer: Mapping[str, Any], given: dict[str, Any], place: int
) -> list[Statement]:
    """The statements for one address of a change."""
    columns = await columns_of(cart, given, "address_book_")
    only = bool(given.get("default"))
    if "id" not in given:
        row = {"customer_id": id, **_blank(cart, customer), **columns}
        return await _placed(cart, id, row, place, only=only)
    address = number_of("address_book_id", given["id"])
    mine: list[Any] = [["t.address_id", "=", address], ["t.customer_id", "=", id]]
    if not await cart.has("address", *mine):
        raise missing("Address", given["id"])
    found: list[Statement] = []
    if only and cart.known.version >= V40:
        found.append(update("address", {"default": 0}, ["customer_id", "=", id]))
        columns["default"] = 1
    if columns:
        found.append(update("address", columns, ["address_id", "=", address], ["customer_id", "=", id]))
    if only and cart.known.version < V40:
        found.append(update("customer", {"address_id": address}, ["customer_id", "=", id]))
    return found


async def _placed(cart: Opencart, id: int, row: dict[str, Any], place: int, *, only: bool) -> list[Statement]:
    """An address that is added to a customer; the first one is the default."""
    first = only or not await cart.has("address", ["t.customer_id", "=", id])
    if not first:
        return [insert("address", row)]
    if cart.known.version < V40:
        return [insert("address", row), *_default(cart, id, place)]
    return [update("address", {"default": 0}, ["customer_id", "=", id]), insert("address", {**row, "default": 1})]


@opencart.implements(api.customer.delete, "id")
async def customer_delete(cart: Opencart, p: CustomerDeleteParams) -> DeletedItems:
    """Delete a customer with addresses, points and wishes; orders stay, as OpenCart keeps them."""
    await cart.writing()
    id = number_of("id", p.id)
    await _known(cart, id, p.id)
    await cart.save(_deletes(cart, id))
    return DeletedItems(delete_items=1)


@opencart.implements(
    api.customer.address.add, "customer_id", *(name for name in STORED), "default",
    note="OpenCart's addresses are for billing and shipping alike.",
)  # fmt: skip
async def customer_address_add(cart: Opencart, p: CustomerAddressAddParams) -> Added:
    """Add an address to a customer; the first one is the default."""
    await cart.writing()
    id = number_of("customer_id", p.customer_id)
    customer = await _known(cart, id, p.customer_id)
    columns = await columns_of(cart, {name: getattr(p, name) for name in STORED}, "")
    row = {"customer_id": id, **_blank(cart, customer), **columns}
    statements = await _placed(cart, id, row, 0, only=bool(p.default))
    results = await cart.save(statements, back=lambda done: _address_gone(statements, done))
    place = next(at for at, statement in enumerate(statements) if statement["do"] == "insert")
    return Added(id=str(results[place].insert))


def _address_gone(statements: Sequence[Statement], done: Sequence[Any]) -> list[Statement]:
    ids = [
        int(result.insert) for statement, result in zip(statements, done, strict=False) if statement["do"] == "insert"
    ]
    return [delete("address", ["address_id", "in", ids])]


@opencart.implements(api.customer.group.add, "name")
async def customer_group_add(cart: Opencart, p: CustomerGroupAddParams) -> CustomerGroupAdded:
    """Add a group of customers; its name is the same in all languages."""
    known = await cart.writing()
    where: list[Any] = [["t.language_id", "=", cart.language], ["t.name", "=", escaped(p.name)]]
    if await cart.has("customer_group_description", *where):
        raise AlreadyExists(f"Customer group with name = '{p.name}' already exist.")
    statements = [
        insert("customer_group", {"approval": 0, "sort_order": 1}),
        insert("customer_group_description", *(
            {"customer_group_id": made(), "language_id": row.language_id, "name": escaped(p.name), "description": ""}
            for row in known.languages
        )),
    ]  # fmt: skip
    results = await cart.save(
        statements, back=lambda done: [delete("customer_group", ["customer_group_id", "=", int(done[0].insert)])]
    )
    return CustomerGroupAdded(group_id=str(results[0].insert))
