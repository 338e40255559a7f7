"""Customers' accounts: opening, changing and closing them, their addresses, and groups.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/customers
"""

from __future__ import annotations

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
from polycart.core.errors import AlreadyExists, MissingParameter, ParameterError
from polycart.core.given import listed, only, refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.addresses import BookAddress, book_body, new_body
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.customers import PATH, groups, known_customer
from polycart.platforms.bigcommerce_api.numbers import missing, number

BOOK = f"{PATH}/addresses"
SUBSCRIBERS = f"{PATH}/subscribers"
STORED = {
    "first_name": "first_name", "last_name": "last_name", "company": "company", "address1": "address1",
    "address2": "address2", "city": "city", "postcode": "postal_code", "country": "country", "state": "state",
    "phone": "phone",
}  # fmt: skip
"""What an address keeps, by its name in the contract and in the store; anything else in one is refused."""

Body = dict[str, Any]


async def _group(bc: Bigcommerce, p: CustomerAddParams | CustomerUpdateParams) -> int | None:
    """The one group that a customer can be in."""
    given = [("group_id", part) for part in listed(p.group_id)] + [("group_ids", part) for part in listed(p.group_ids)]
    if p.group is not None:
        wanted = p.group.casefold()
        known = next((row.id for row in await groups(bc) if wanted in (str(row.id), row.name.casefold())), None)
        if known is None:
            raise missing("Customer group", p.group)
        given.append(("group", str(known)))
    ids = {number(name, id) for name, id in given}
    if len(ids) > 1:
        raise refuse(given[1][0], "A BigCommerce customer is in one group.")
    return ids.pop() if ids else None


async def _address(bc: Bigcommerce, given: CustomerAddAddress | CustomerUpdateAddress) -> Body:
    prefix = "address_book_"
    typed: Body = {}
    for name in given.__struct_fields__:
        value, bare = getattr(given, name), name.removeprefix(prefix)
        if value is None or bare in ("id", "type"):
            continue
        if bare not in STORED:
            raise ParameterError(f"Parameter 'address.{name}' is not supported by BigCommerce.")
        typed[STORED[bare]] = value
    return typed


async def _complete(bc: Bigcommerce, typed: Body, owner: Body) -> Body:
    """A new address: it needs names, street, town and country."""
    body = {name: owner.get(name) for name in ("first_name", "last_name") if owner.get(name)} | typed
    for name in ("first_name", "last_name", "address1", "city", "country"):
        if not body.get(name):
            raise MissingParameter(f"Parameter 'address.address_book_{name}' is required.")
    return await new_body(bc, body, "address.address_book_country")


async def _body(bc: Bigcommerce, p: CustomerAddParams | CustomerUpdateParams) -> Body:
    """What adding and changing have in common."""
    body: Body = {
        "email": p.email, "first_name": p.first_name, "last_name": p.last_name, "company": p.company, "phone": p.phone,
        "notes": p.note, "customer_group_id": await _group(bc, p),
    }  # fmt: skip
    if p.password is not None:
        body["authentication"] = {"force_password_reset": False, "new_password": p.password}
    return {name: value for name, value in body.items() if value is not None}


def _taken(error: AlreadyExists, email: str | None) -> AlreadyExists:
    return AlreadyExists(f"Customer with email = '{email}' already exist.", native=error.native)


COMMON = (
    "email", "first_name", "last_name", "password", "group", "group_id", "group_ids", "company", "phone", "note",
    "address", "news_letter_subscription",
)  # fmt: skip


@bigcommerce.implements(api.customer.add, *COMMON)
async def customer_add(bc: Bigcommerce, p: CustomerAddParams) -> CustomerAdded:
    """Open an account; without a name, which BigCommerce needs, the address before the @ stands for it."""
    email = p.email
    p = only(p, bc.call.given)
    body = await _body(bc, p)
    body.setdefault("first_name", email.partition("@")[0])
    body.setdefault("last_name", "-")
    if p.address:
        body["addresses"] = [await _complete(bc, await _address(bc, each), body) for each in p.address]
    if bc.channel is not None:
        body["origin_channel_id"] = bc.channel
    async with Undo(bc) as undo:
        try:
            made = await bc.post(PATH, [body])
        except AlreadyExists as error:
            raise _taken(error, email) from error
        id = made[0]["id"]
        undo(Step(method="DELETE", path=PATH, query={"id:in": id}, says=f"Customer {id}"))
        await _subscribe(bc, p.news_letter_subscription, email, body)
    return CustomerAdded(customer_id=str(id))


async def _subscribe(bc: Bigcommerce, wanted: bool | None, email: str, names: Body) -> None:
    """Put somebody on the list of the newsletter, or take them off it."""
    if wanted is None:
        return
    found = await bc.records(SUBSCRIBERS, {"email": email})
    if wanted and not found:
        body = {"email": email, **{name: names[name] for name in ("first_name", "last_name") if name in names}}
        await bc.post(SUBSCRIBERS, body | {"source": "polycart"})
    for row in [] if wanted else found:
        await bc.delete(f"{SUBSCRIBERS}/{row['id']}")


@bigcommerce.implements(api.customer.update, *COMMON, "id")
async def customer_update(bc: Bigcommerce, p: CustomerUpdateParams) -> UpdatedItems:
    """Change an account, and add or change addresses of its book."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = number("id", p.id)
    p = only(p, bc.call.given)
    body = await _body(bc, p)
    found = await bc.records(PATH, {"id:in": id, "include": "addresses"})
    if not found:
        raise missing("Customer", p.id)
    held: Body = found[0]
    async with Undo(bc) as undo:
        if body:
            before = {name: held.get(name) for name in body if name != "authentication"}
            undo(Step(method="PUT", path=PATH, json=[{"id": id, **before}], says=f"A change of customer {id}"))
            try:
                await bc.put(PATH, [{"id": id, **body}])
            except AlreadyExists as error:
                raise _taken(error, p.email) from error
        for each in p.address or ():
            await _change_address(bc, undo, held, each)
        await _subscribe(bc, p.news_letter_subscription, p.email or held["email"], held)
    return UpdatedItems(updated_items=1)


async def _change_address(bc: Bigcommerce, undo: Undo, held: Body, given: CustomerUpdateAddress) -> None:
    """Change an address of the book, or add one that has no id."""
    typed = await _address(bc, given)
    if given.address_book_id is None:
        made = await bc.post(BOOK, [{**await _complete(bc, typed, held), "customer_id": held["id"]}])
        undo(Step(method="DELETE", path=BOOK, query={"id:in": made[0]["id"]}, says=f"Address {made[0]['id']}"))
        return
    id = number("address.address_book_id", given.address_book_id)
    old = next((row for row in held.get("addresses") or () if row["id"] == id), None)
    if old is None:
        raise missing("Address", given.address_book_id)
    country = typed.get("country") or old["country_code"]
    body = await book_body(bc, {**typed, "country": country}, "address.address_book_country")
    before = {
        name: old[name] for name in BookAddress.__struct_fields__ if name in old and name not in ("id", "country")
    }
    undo(Step(method="PUT", path=BOOK, json=[{"id": id, **before}], says=f"A change of address {id}"))
    await bc.put(BOOK, [{"id": id, **body}])


@bigcommerce.implements(api.customer.delete, "id")
async def customer_delete(bc: Bigcommerce, p: CustomerDeleteParams) -> DeletedItems:
    """Close an account; the store itself says nothing of an id that it has not."""
    id = await known_customer(bc, "id", p.id)
    await bc.delete(PATH, {"id:in": id})
    return DeletedItems(delete_items=1)


@bigcommerce.implements(
    api.customer.address.add, "customer_id", "first_name", "last_name", "company", "address1", "address2", "city",
    "country", "state", "postcode", "phone",
)  # fmt: skip
async def customer_address_add(bc: Bigcommerce, p: CustomerAddressAddParams) -> Added:
    """Add an address to a customer's book; names that are not given are the customer's."""
    id = number("customer_id", p.customer_id)
    found = await bc.records(PATH, {"id:in": id})
    if not found:
        raise missing("Customer", p.customer_id)
    typed = {
        "first_name": p.first_name or found[0]["first_name"], "last_name": p.last_name or found[0]["last_name"],
        "company": p.company, "address1": p.address1, "address2": p.address2, "city": p.city, "country": p.country,
        "state": p.state, "postal_code": p.postcode, "phone": p.phone,
    }  # fmt: skip
    body = await new_body(bc, {name: value for name, value in typed.items() if value is not None}, "country")
    made = await bc.post(BOOK, [{**body, "customer_id": id}])
    if not made:
        raise AlreadyExists(f"Customer {p.customer_id} has this address already.")
    return Added(id=str(made[0]["id"]))


@bigcommerce.implements(api.customer.group.add, "name")
async def customer_group_add(bc: Bigcommerce, p: CustomerGroupAddParams) -> CustomerGroupAdded:
    """Add a customer group, which sees every category and has no prices of its own."""
    try:
        made = await bc.post("v2/customer_groups", {"name": p.name})
    except AlreadyExists as error:
        raise AlreadyExists(f"Customer group with name = '{p.name}' already exist.", native=error.native) from error
    return CustomerGroupAdded(group_id=str(made["id"]))
