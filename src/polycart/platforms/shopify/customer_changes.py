"""Adding, changing and deleting customers and their addresses.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/customerCreate
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.customer import (
    CustomerAddAddress,
    CustomerAddConsent,
    CustomerAdded,
    CustomerAddParams,
    CustomerAddressAddParams,
    CustomerDeleteParams,
    CustomerUpdateAddress,
    CustomerUpdateParams,
)
from polycart.api.results import Added, DeletedItems, UpdatedItems
from polycart.core.documents import Of
from polycart.core.errors import AlreadyExists, MissingParameter
from polycart.core.given import allowed, listed, only
from polycart.core.undo import Undo
from polycart.platforms.shopify.addresses import country_code, native
from polycart.platforms.shopify.connection import Coded, Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.customers import Mail, Phone
from polycart.platforms.shopify.ids import gid, known, missing, number

STATES = {"subscribed": "SUBSCRIBED", "unsubscribed": "UNSUBSCRIBED", "pending": "PENDING"}
LEVELS = {"single_opt_in": "SINGLE_OPT_IN", "confirmed_opt_in": "CONFIRMED_OPT_IN", "unknown": "UNKNOWN"}
Body = dict[str, Any]


class Made(Plain):
    """The answer of a mutation that makes or changes a customer."""

    customer: Id | None = None


class Gone(Plain):
    """The answer of a mutation that deletes a customer."""

    deleted_customer_id: str | None = None


class _Consented(Coded):
    customer: Id | None = None


class _Address(Plain):
    address: Id | None = None


class Present(Row):
    """What has to be known of a customer before it is changed."""

    id: str
    first_name: str | None = None
    last_name: str | None = None
    note: str | None = None
    tags: list[str] = []
    tax_exempt: bool = False
    default_email_address: Mail | None = None
    default_phone_number: Phone | None = None


def _consent(one: CustomerAddConsent) -> Body:
    if one.status.lower() not in STATES:
        raise allowed("consents", STATES)
    if one.opt_in_level.lower() not in LEVELS:
        raise allowed("consents", LEVELS)
    return {"marketingState": STATES[one.status.lower()], "marketingOptInLevel": LEVELS[one.opt_in_level.lower()]}


def _consents(p: CustomerAddParams | CustomerUpdateParams) -> dict[str, Body]:
    """What may be sent to the customer, by the name of the input."""
    found: dict[str, Body] = {}
    if p.news_letter_subscription is not None:
        state = "SUBSCRIBED" if p.news_letter_subscription else "UNSUBSCRIBED"
        found["emailMarketingConsent"] = {"marketingState": state, "marketingOptInLevel": "SINGLE_OPT_IN"}
    for one in p.consents or []:
        found["emailMarketingConsent" if one.type == "email" else "smsMarketingConsent"] = _consent(one)
    return found


def _address(one: CustomerAddAddress | CustomerUpdateAddress) -> Body:
    def part(name: str) -> Any:
        return getattr(one, f"address_book_{name}", None)

    return native(
        firstName=part("first_name"), lastName=part("last_name"), company=part("company"), phone=part("phone"),
        address1=part("address1"), address2=part("address2"), city=part("city"), zip=part("postcode"),
        provinceCode=part("state"), countryCode=country_code(part("country"), "address"),
    ) or {}  # fmt: skip


def _body(p: CustomerAddParams | CustomerUpdateParams) -> Body:
    body: Body = {
        "email": p.email,
        "firstName": p.first_name,
        "lastName": p.last_name,
        "phone": p.phone,
        "note": p.note,
        "taxExempt": p.is_tax_exempt,
    }
    return {name: value for name, value in body.items() if value is not None}


@shopify.implements(
    api.customer.add, "email", "first_name", "last_name", "phone", "note", "is_tax_exempt", "news_letter_subscription",
    "consents", "address",
)  # fmt: skip
async def customer_add(shop: Shop, p: CustomerAddParams) -> CustomerAdded:
    """Add a customer with addresses and consents in one request."""
    p = only(p, shop.call.given)
    body = _body(p) | _consents(p)
    if p.address:
        body["addresses"] = [_address(one) for one in p.address]
    try:
        made = await shop.mutate("customerCreate", {"input": Of("CustomerInput!", body)}, Made)
    except AlreadyExists as error:
        raise AlreadyExists(f"A customer with email '{p.email}' already exists.", native=error.native) from error
    return CustomerAdded(customer_id=number(made.customer.id if made.customer else ""))


@shopify.implements(
    api.customer.update, "id", "email", "first_name", "last_name", "phone", "note", "tags", "is_tax_exempt",
    "news_letter_subscription", "consents", "address",
)  # fmt: skip
async def customer_update(shop: Shop, p: CustomerUpdateParams) -> UpdatedItems:
    """Change a customer at once; consents and addresses take a request each and come after."""
    if p.id is None:
        raise MissingParameter("Parameter 'id' is required.")
    id = gid("Customer", p.id, "id")
    p = only(p, shop.call.given)
    body, consents = _body(p), _consents(p)
    if p.tags is not None:
        body["tags"] = listed(p.tags)
    present = await shop.look("customer", Present, {"id": Of("ID!", id)})
    if present is None:
        raise missing("Customer", id)
    async with Undo(shop) as undo:
        with known("Customer", id):
            if body:
                if consents or p.address:
                    undo(shop.step(f"Customer {p.id}", "customerUpdate", _input(id, _before(present, body)), Made))
                await shop.mutate("customerUpdate", _input(id, body), Made)
            for name, consent in consents.items():
                await shop.mutate(*_consenting(id, name, consent), _Consented)
            for one in p.address or []:
                await _change_address(shop, id, one)
    return UpdatedItems(updated_items=1)


def _input(id: str, body: Body) -> dict[str, Of]:
    return {"input": Of("CustomerInput!", {"id": id, **body})}


def _before(present: Present, body: Body) -> Body:
    """What the changed members were."""
    mail, phone = present.default_email_address, present.default_phone_number
    old: Body = {
        "email": mail.email_address if mail else None,
        "phone": phone.phone_number if phone else None,
        "firstName": present.first_name,
        "lastName": present.last_name,
        "note": present.note,
        "tags": present.tags,
        "taxExempt": present.tax_exempt,
    }
    return {name: old[name] for name in body}


def _consenting(id: str, name: str, consent: Body) -> tuple[str, dict[str, Of]]:
    kind = "Email" if name == "emailMarketingConsent" else "Sms"
    type = f"Customer{kind}MarketingConsentUpdateInput!"
    return f"customer{kind}MarketingConsentUpdate", {"input": Of(type, {"customerId": id, name: consent})}


async def _change_address(shop: Shop, customer: str, one: CustomerUpdateAddress) -> None:
    values = {"customerId": Of("ID!", customer), "address": Of("MailingAddressInput!", _address(one))}
    if one.address_book_default is not None:
        values["setAsDefault"] = Of("Boolean", one.address_book_default)
    if one.address_book_id is None:
        await shop.mutate("customerAddressCreate", values, _Address)
        return
    address = f"{gid('MailingAddress', one.address_book_id, 'address')}?model_name=CustomerAddress"
    await shop.mutate("customerAddressUpdate", {**values, "addressId": Of("ID!", address)}, _Address)


@shopify.implements(api.customer.delete, "id")
async def customer_delete(shop: Shop, p: CustomerDeleteParams) -> DeletedItems:
    """Delete a customer without orders; others Shopify keeps."""
    id = gid("Customer", p.id, "id")
    with known("Customer", id):
        await shop.mutate("customerDelete", {"input": Of("CustomerDeleteInput!", {"id": id})}, Gone)
    return DeletedItems(delete_items=1)


@shopify.implements(
    api.customer.address.add, "customer_id", "first_name", "last_name", "company", "address1", "address2", "city",
    "country", "postcode", "state", "phone", "default",
)  # fmt: skip
async def customer_address_add(shop: Shop, p: CustomerAddressAddParams) -> Added:
    """Give a customer one more address."""
    customer = gid("Customer", p.customer_id, "customer_id")
    body = native(
        firstName=p.first_name, lastName=p.last_name, company=p.company, phone=p.phone, address1=p.address1,
        address2=p.address2, city=p.city, zip=p.postcode, provinceCode=p.state,
        countryCode=country_code(p.country, "country"),
    )  # fmt: skip
    values = {"customerId": Of("ID!", customer), "address": Of("MailingAddressInput!", body)}
    if p.default is not None:
        values["setAsDefault"] = Of("Boolean", p.default)
    with known("Customer", customer):
        made = await shop.mutate("customerAddressCreate", values, _Address)
    return Added(id=number(made.address.id if made.address else ""))
