"""Customers' accounts: opening, changing and closing them.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/customers``)
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from typing import Any, cast

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
from polycart.core.dates import parse_date
from polycart.core.errors import (
    AlreadyExists,
    MissingParameter,
    NotFound,
    ParameterError,
    PolycartError,
    ShopError,
    StoreError,
)
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.addresses import NAMES, STORED, TYPES, Typed, appoint, changed, kinds
from polycart.platforms.magento2.connection import Magento, magento2, missing, required
from polycart.platforms.magento2.customers import PATH
from polycart.platforms.magento2.groups import group_names
from polycart.platforms.magento2.numbers import native_id

_BOOK = "address_book_"
_PREFIX = f"address.{_BOOK}"

_GENDERS = {"male": 1, "m": 1, "female": 2, "f": 2, "not specified": 3, "other": 3}

_REQUIRED = re.compile(r'"(\w+)" is required\. Enter and try again')
_INVALID = re.compile(r'Invalid value of "([^"]*)" provided for the (\w+) field')
_OWN_NAMES = {"Email": "email", "First Name": "first_name", "Last Name": "last_name"}
_LABELLED = re.compile(r'"?(Email|First Name|Last Name)"? is (?:not valid|not a valid|a required)')

Params = CustomerAddParams | CustomerUpdateParams


def _explained(error: ShopError, prefix: str, *, email: str | None = None) -> PolycartError:
    """The contract's words for what the shop says of an account or an address; ``prefix`` begins the latter's names."""
    native = error.native
    words = native.message or "" if native else ""
    if native and native.code == "A customer with the same email address already exists in an associated website.":
        return AlreadyExists(f"Customer with email = '{email}' already exist.", native=native)
    if (found := _REQUIRED.search(words)) is not None:
        return MissingParameter(f"Parameter '{prefix}{NAMES.get(found[1], found[1])}' is required.", native=native)
    if (found := _INVALID.search(words)) is not None:
        name = NAMES.get(found[2], found[2])
        return ParameterError(
            f"Parameter '{prefix}{name}' is not valid. The shop does not take '{found[1]}'.", native=native
        )
    if (found := _LABELLED.search(words)) is not None:
        return ParameterError(f"Parameter '{_OWN_NAMES[found[1]]}' is not valid. {_sentence(words)}", native=native)
    if "password" in words.casefold():
        return ParameterError(f"Parameter 'password' is not valid. {_sentence(words)}", native=native)
    if "Street Address" in words:
        return ParameterError(f"Parameter '{prefix}address2' is not valid. {_sentence(words)}", native=native)
    if "customer group id does not exist" in words:
        return ParameterError(f"Parameter 'group_id' is not valid. {_sentence(words)}", native=native)
    return error


def _sentence(words: str) -> str:
    return words[:300].rstrip(".!") + "."


def _typed(address: CustomerAddAddress | CustomerUpdateAddress) -> Typed:
    told = {"type", "default", "id"}
    for name in address.__struct_fields__:
        bare = name.removeprefix(_BOOK)
        if bare not in STORED and bare not in told and getattr(address, name) is not None:
            raise ParameterError(f"Parameter 'address.{name}' is not supported by Magento 2.")
    return Typed(**{name: getattr(address, _BOOK + name) for name in STORED})


def _appointed(address: CustomerAddAddress | CustomerUpdateAddress) -> tuple[str, ...]:
    """What an address shall be the default for; a type alone says so, too, for Magento has no other use of it."""
    chosen = kinds(address.address_book_type, f"{_PREFIX}type")
    if address.address_book_default is False:
        return ()
    return chosen or (TYPES if address.address_book_default else ())


async def _book(
    magento: Magento,
    given: Sequence[CustomerAddAddress | CustomerUpdateAddress],
    before: list[dict[str, Any]],
    owner: dict[str, Any],
) -> list[dict[str, Any]]:
    """The whole book with the given addresses added or changed: Magento deletes those that are not sent."""
    book = list(before)
    for address in given:
        id = address.address_book_id if isinstance(address, CustomerUpdateAddress) else None
        if id is None:
            for name in ("address1", "city", "country"):
                if not getattr(address, _BOOK + name):
                    raise required(_PREFIX + name)
            own = {name: owner[name] for name in ("firstname", "lastname") if owner.get(name)}
            body = await changed(magento, _typed(address), _PREFIX, own)
            book.append(body)
        else:
            place = next((at for at, each in enumerate(book) if str(each.get("id")) == id), None)
            if place is None:
                raise missing("Customer address", id)
            body = book[place] = await changed(magento, _typed(address), _PREFIX, book[place])
            if address.address_book_default is False:
                for kind in TYPES:
                    body.pop(f"default_{kind}", None)
        appoint(body, [each for each in book if each is not body], _appointed(address))
    return book


async def _group(magento: Magento, p: Params) -> int | None:
    """The one group of a customer, by id or name."""
    ids = [part.strip() for part in (p.group_ids or "").split(",") if part.strip()]
    if len(ids) > 1:
        raise ParameterError("Parameter 'group_ids' is not valid. A Magento customer is in one group.")
    numbers = {
        native_id(name).dump(id)
        for name, id in (("group_id", p.group_id), ("group_ids", ids[0] if ids else None))
        if id is not None
    }
    if p.group is not None:
        found = next(
            (id for id, n in (await group_names(magento)).items() if n.casefold() == p.group.strip().casefold()), None
        )
        if found is None:
            raise ParameterError(f"Parameter 'group' is not valid. The shop has no customer group '{p.group[:60]}'.")
        numbers.add(found)
    if len(numbers) > 1:
        raise ParameterError("Parameters 'group', 'group_id' and 'group_ids' name different groups; give one of them.")
    return next(iter(numbers), None)


def _subscription(p: Params) -> bool | None:
    """Whether the newsletter shall be sent, by the flag or by the consent to e-mails."""
    wanted = {p.news_letter_subscription} - {None}
    for consent in p.consents or ():
        if consent.type != "email":
            raise ParameterError("Parameter 'consents' is not valid. Allowed values of 'type': 'email'.")
        if consent.opt_in_level != "single_opt_in":
            raise ParameterError(
                "Parameter 'consents' is not valid. Allowed values of 'opt_in_level': 'single_opt_in'."
            )
        if consent.status not in ("subscribed", "unsubscribed"):
            raise ParameterError(
                "Parameter 'consents' is not valid. Allowed values of 'status': 'subscribed', 'unsubscribed'."
            )
        wanted.add(consent.status == "subscribed")
    if len(wanted) > 1:
        raise ParameterError("Parameters 'news_letter_subscription' and 'consents' contradict each other.")
    return next(iter(wanted), None)


async def _account(magento: Magento, p: Params) -> dict[str, Any]:
    """The body of an account without its addresses."""
    body: dict[str, Any] = {"email": p.email, "firstname": p.first_name, "lastname": p.last_name}
    if p.birth_day is not None:
        body["dob"] = parse_date(p.birth_day).strftime("%Y-%m-%d")
    if p.gender is not None:
        if p.gender.strip().lower() not in _GENDERS:
            raise ParameterError("Parameter 'gender' is not valid. Allowed values: male, female, not specified.")
        body["gender"] = _GENDERS[p.gender.strip().lower()]
    body["group_id"] = await _group(magento, p)
    subscribed = _subscription(p)
    if subscribed is not None:
        body["extension_attributes"] = {"is_subscribed": subscribed}
    return {name: value for name, value in body.items() if value is not None}


GIVEN = (
    "email", "first_name", "last_name", "password", "group", "group_id", "group_ids", "birth_day", "gender",
    "news_letter_subscription", "consents", "address",
)  # fmt: skip


@magento2.implements(
    api.customer.add, *GIVEN, note="The shop mails new customers; without a password they have to ask for one."
)
async def customer_add(magento: Magento, p: CustomerAddParams) -> CustomerAdded:
    """Open an account on the website of the store."""
    for name in ("first_name", "last_name"):
        if not (getattr(p, name) or "").strip():
            raise required(name)
    body = await _account(magento, p)
    book = await _book(magento, p.address or [], [], body)
    view = await scopes.current_view(magento)
    body |= {"website_id": view.website_id, "store_id": view.id} | ({"addresses": book} if book else {})
    magento = await magento.settled()
    sent: dict[str, Any] = {"customer": body} | ({"password": p.password} if p.password is not None else {})
    async with Undo(magento) as undo:
        try:
            made = cast("dict[str, Any]", await magento.post(PATH, sent))
            if len(_addresses(made)) < len(book):
                # Magento opens the account and says nothing of addresses that it does not take; a change of them does.
                id = made["id"]
                undo(Step(method="DELETE", path=magento.scoped(f"{PATH}/{id}"), says=f"Customer {id}"))
                await magento.put(f"{PATH}/{id}", {"customer": {**body, "id": id}})
                raise StoreError("Magento did not take the addresses of the customer.")
        except ShopError as error:
            raise _explained(error, _PREFIX, email=p.email) from error
    return CustomerAdded(customer_id=str(made["id"]))


async def _before(magento: Magento, id: int) -> dict[str, Any]:
    """The whole record: what a change does not send, older versions of Magento ask for or drop."""
    try:
        return cast("dict[str, Any]", await magento.get(f"{PATH}/{id}"))
    except NotFound as error:
        raise missing("Customer", str(id), error) from error


def _addresses(record: dict[str, Any]) -> list[dict[str, Any]]:
    """Copies of the addresses of a record."""
    return [dict(address) for address in cast("list[dict[str, Any]]", record.get("addresses") or [])]


def _kept(before: dict[str, Any]) -> dict[str, Any]:
    return {name: before[name] for name in ("id", "email", "firstname", "lastname", "website_id") if name in before}


def _hashed(password: str) -> str:
    """A password as Magento keeps it (``Encryptor``, version 1: SHA-256 of salt and password).

    Its REST API changes passwords only by tokens that are mailed, but saves a hash with an account; the rules that
    it has for passwords by default are kept here. At the next login it hashes the password anew by its newest method.
    """
    classes = sum(bool(re.search(pattern, password)) for pattern in (r"[a-z]", r"[A-Z]", r"\d", r"[^a-zA-Z\d]"))
    if len(password) < 8 or len(password) > 256 or classes < 3 or password != password.strip():
        raise ParameterError(
            "Parameter 'password' is not valid. It needs at least 8 characters of three kinds: small and capital "
            "letters, digits, signs."
        )
    salt = secrets.token_hex(16)
    return f"{hashlib.sha256((salt + password).encode()).hexdigest()}:{salt}:1"


@magento2.implements(api.customer.update, *GIVEN, "id", "tax_id")
async def customer_update(magento: Magento, p: CustomerUpdateParams) -> UpdatedItems:
    """Change an account; of an address only what is given changes, and the others stay."""
    if p.id is None:
        raise required("id")
    id = native_id("id").dump(p.id)
    for name in ("first_name", "last_name"):
        if getattr(p, name) is not None and not getattr(p, name).strip():
            raise ParameterError(f"The value of parameter '{name}' can not be empty.")
    body = await _account(magento, p)
    if p.tax_id is not None:
        body["taxvat"] = p.tax_id
    sent: dict[str, Any] = {"passwordHash": _hashed(p.password)} if p.password is not None else {}
    magento = await magento.settled()
    before = await _before(magento, id)
    body = {**_kept(before), **body}
    if p.address:
        body["addresses"] = await _book(magento, p.address, _addresses(before), body)
    await _put(magento, id, {"customer": body, **sent}, _PREFIX, email=p.email)
    return UpdatedItems(updated_items=1)


async def _put(
    magento: Magento, id: int, sent: dict[str, Any], prefix: str, *, email: str | None = None
) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", await magento.put(f"{PATH}/{id}", sent))
    except ShopError as error:
        raise _explained(error, prefix, email=email) from error


@magento2.implements(api.customer.delete, "id")
async def customer_delete(magento: Magento, p: CustomerDeleteParams) -> DeletedItems:
    """Close a customer's account for good; its orders stay."""
    try:
        await (await magento.settled()).delete(f"{PATH}/{native_id('id').dump(p.id)}")
    except NotFound as error:
        raise missing("Customer", p.id, error) from error
    return DeletedItems(delete_items=1)


@magento2.implements(
    api.customer.address.add, "customer_id", *STORED, "types", "default",
    note="A type makes an address the default for it, where there is none yet or 'default' says so.",
)  # fmt: skip
async def customer_address_add(magento: Magento, p: CustomerAddressAddParams) -> Added:
    """Add an address to the customer's book."""
    id = native_id("customer_id").dump(p.customer_id)
    chosen = kinds(",".join(p.types) if p.types else None, "types")
    magento = await magento.settled()
    before = await _before(magento, id)
    own = {name: before[name] for name in ("firstname", "lastname") if before.get(name)}
    body = await changed(magento, Typed(**{name: getattr(p, name) for name in STORED}), "", own)
    others = _addresses(before)
    if p.default:
        chosen = chosen or TYPES
    elif p.default is None:
        chosen = tuple(kind for kind in chosen if not any(other.get(f"default_{kind}") for other in others))
    else:
        chosen = ()
    appoint(body, others, chosen)
    made = await _put(magento, id, {"customer": {**_kept(before), "addresses": [*others, body]}}, "")
    known = {address["id"] for address in others}
    added = next((address["id"] for address in _addresses(made) if address["id"] not in known), None)
    if added is None:
        raise StoreError("Magento did not say which address it added.")
    return Added(id=str(added))
