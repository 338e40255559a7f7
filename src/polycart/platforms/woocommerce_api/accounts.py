"""Customers' accounts: opening, changing and closing them.

https://woocommerce.github.io/woocommerce-rest-api-docs/#create-a-customer
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.customer import (
    CustomerAddAddress,
    CustomerAdded,
    CustomerAddParams,
    CustomerAddressAddParams,
    CustomerDeleteParams,
    CustomerUpdateAddress,
    CustomerUpdateParams,
)
from polycart.api.results import Added, DeletedItems, UpdatedItems
from polycart.core.errors import (
    AlreadyExists,
    MissingParameter,
    NotFound,
    ParameterError,
    PolycartError,
    ShopError,
    Unsupported,
)
from polycart.platforms.woocommerce_api.addresses import BILLING, TYPES, NativeAddress, Typed, kinds, native_address
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.countries import country_code
from polycart.platforms.woocommerce_api.customers import CUSTOMER, PATH, no_customer
from polycart.platforms.woocommerce_api.numbers import native_id

STORED = ("first_name", "last_name", "company", "address1", "address2", "city", "postcode", "country", "state", "phone")
"""What an address keeps; anything else in one is refused."""


EDITABLE = ("customer", "subscriber")
"""The roles whose accounts may be closed or taken over (WC_REST_Customers_V1_Controller::allowed_roles).

Newer versions refuse all others; 7.9 would delete an administrator with everything that he has written, and with the
keys of this very connection.
"""


class _Before(msgspec.Struct):
    role: str | None = None
    billing: NativeAddress = msgspec.field(default_factory=NativeAddress)
    shipping: NativeAddress = msgspec.field(default_factory=NativeAddress)


def _typed(address: CustomerAddAddress | CustomerUpdateAddress) -> Typed:
    prefix = "address_book_"
    told = {"type", "default", "id"}
    for name in address.__struct_fields__:
        bare = name.removeprefix(prefix)
        if bare not in STORED and bare not in told and getattr(address, name) is not None:
            raise ParameterError(f"Parameter 'address.{name}' is not supported by WooCommerce.")
    if address.address_book_default is False:
        raise ParameterError(
            "Parameter 'address.address_book_default' is not valid. There is one address of each type."
        )
    return Typed(**{name: getattr(address, prefix + name) for name in STORED})


async def _addresses(woo: Woo, given: list[CustomerAddAddress] | list[CustomerUpdateAddress]) -> dict[str, Any]:
    """The bodies of the addresses; one without a type is both, and a later one of a type replaces an earlier one."""
    bodies: dict[str, Any] = {}
    for address in given:
        id = address.address_book_id if isinstance(address, CustomerUpdateAddress) else None
        name = "address.address_book_id" if id is not None else "address.address_book_type"
        body = await native_address(woo, _typed(address), "address.address_book_")
        for kind in kinds(id if id is not None else address.address_book_type, name):
            bodies[kind] = {**bodies.get(kind, {}), **body}
    return bodies


def _group(p: CustomerAddParams | CustomerUpdateParams) -> None:
    """REST opens accounts of customers only and changes no roles, so the only group that can be meant is that one."""
    for name in ("group", "group_id", "group_ids"):
        if (getattr(p, name) or CUSTOMER).lower() != CUSTOMER:
            raise ParameterError(f"Parameter '{name}' is not valid. Allowed values: {CUSTOMER}.")


def _billing(p: CustomerAddParams | CustomerUpdateParams, body: dict[str, Any]) -> None:
    """Company and telephone number of a customer are those of the billing address."""
    for name in ("company", "phone"):
        if getattr(p, name) is not None:
            body.setdefault(BILLING, {}).setdefault(name, getattr(p, name))


@woocommerce.implements(
    api.customer.add, "email", "first_name", "last_name", "password", "group", "group_id", "group_ids", "login",
    "company", "phone", "country", "address",
    note="The shop mails new customers where its settings say so.",
)  # fmt: skip
async def customer_add(woo: Woo, p: CustomerAddParams) -> CustomerAdded:
    """Open an account; without a password the shop makes one up."""
    _group(p)
    body: dict[str, Any] = {"email": p.email, **await _addresses(woo, p.address or [])}
    _billing(p, body)
    if p.country is not None:
        body.setdefault(BILLING, {}).setdefault("country", await country_code(woo, p.country, "country"))
    own = {"first_name": p.first_name, "last_name": p.last_name, "password": p.password}
    body |= {name: value for name, value in own.items() if value is not None}
    if p.login is not None:
        body["username"] = p.login
    for kind in TYPES:
        if kind in body:  # an address without a name is the customer's own
            for name in ("first_name", "last_name"):
                if name in body:
                    body[kind].setdefault(name, body[name])
    try:
        made = await woo.post(PATH, body)
    except ShopError as error:
        raise _taken(error, p.email, p.login) from error
    return CustomerAdded(customer_id=str(made["id"]))


def _taken(error: ShopError, email: str | None, login: str | None = None) -> PolycartError:
    """The contract's words for an address or name that somebody has already."""
    code = error.native.code if error.native else None
    if code == "registration-error-username-exists":
        return AlreadyExists(f"Customer with login = '{login}' already exist.", native=error.native)
    if code in {"registration-error-email-exists", "woocommerce_rest_customer_invalid_email"}:
        return AlreadyExists(f"Customer with email = '{email}' already exist.", native=error.native)
    return error


async def _before(woo: Woo, id: int) -> _Before:
    try:
        return await woo.get(f"{PATH}/{id}", {"_fields": "role,billing,shipping"}, type=_Before)
    except ShopError as error:
        raise _absent(id, error) from error


def _absent(id: int, error: ShopError) -> ShopError:
    """The contract's words for an account that is not there; 7.9 answers some requests for one with HTTP 400."""
    gone = error.native is not None and error.native.code in {"woocommerce_rest_invalid_id", "wc_user_invalid_id"}
    return no_customer(id, NotFound(error.message, native=error.native)) if gone else error


def _guard(before: _Before, what: str) -> None:
    """Keep off the accounts of those who run the shop."""
    if before.role not in EDITABLE:
        raise Unsupported(f"The {what} of a user with the role '{before.role}' can't be changed over REST.")


@woocommerce.implements(
    api.customer.update, "id", "email", "first_name", "last_name", "password", "group", "group_id", "group_ids",
    "company", "phone", "country", "address",
)  # fmt: skip
async def customer_update(woo: Woo, p: CustomerUpdateParams) -> UpdatedItems:
    """Change an account; of an address only what is given changes."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = native_id("id").dump(p.id)
    _group(p)
    body: dict[str, Any] = await _addresses(woo, p.address or [])
    _billing(p, body)
    if p.country is not None:
        body.setdefault(BILLING, {}).setdefault("country", await country_code(woo, p.country, "country"))
    names = ("email", "first_name", "last_name", "password")
    body |= {name: getattr(p, name) for name in names if getattr(p, name) is not None}
    before = await _before(woo, id)
    for name in ("email", "password"):
        if name in body:
            _guard(before, name)
    try:
        await woo.put(f"{PATH}/{id}", body, {"_fields": "id"})
    except ShopError as error:
        raise _taken(error, p.email) from error
    return UpdatedItems(updated_items=1)


@woocommerce.implements(api.customer.delete, "id")
async def customer_delete(woo: Woo, p: CustomerDeleteParams) -> DeletedItems:
    """Close a customer's account for good; its orders stay."""
    id = native_id("id").dump(p.id)
    _guard(await _before(woo, id), "account")
    await woo.delete(f"{PATH}/{id}", {"force": True, "_fields": "id"})
    return DeletedItems(delete_items=1)


@woocommerce.implements(
    api.customer.address.add, "customer_id", *STORED, "types", "default",
    note="A customer has one billing and one shipping address; one that is filled in is not replaced.",
)  # fmt: skip
async def customer_address_add(woo: Woo, p: CustomerAddressAddParams) -> Added:
    """Fill in the billing address, the shipping address or both, where they are empty."""
    id = native_id("customer_id").dump(p.customer_id)
    if p.default is False:
        raise ParameterError("Parameter 'default' is not valid. There is one address of each type.")
    chosen = kinds(",".join(p.types) if p.types else None, "types")
    before = await _before(woo, id)
    free = [kind for kind in chosen if not getattr(before, kind)]
    if not free or (p.types and len(free) < len(chosen)):
        taken = next(kind for kind in chosen if kind not in free)
        raise AlreadyExists(f"Customer address with type = '{taken}' already exist.")
    body = await native_address(woo, Typed(**{name: getattr(p, name) for name in STORED}), "")
    await woo.put(f"{PATH}/{id}", dict.fromkeys(free, body), {"_fields": "id"})
    return Added(id=free[0])
