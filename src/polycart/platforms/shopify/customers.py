"""Customers, their addresses, consents and groups.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Customer
"""

from __future__ import annotations

from polycart import api
from polycart.api.customer import (
    Customer,
    CustomerAttribute,
    CustomerAttributeListParams,
    CustomerAttributeValue,
    CustomerConsent,
    CustomerCount,
    CustomerCountParams,
    CustomerInfoParams,
    CustomerListParams,
)
from polycart.api.entities import CustomerAddress
from polycart.core.codecs import integer, string
from polycart.core.documents import Of
from polycart.core.given import allowed
from polycart.core.graphql import Values
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.shopify.addresses import Address, address
from polycart.platforms.shopify.connection import STORE_ID, Id, Row, Shop, shopify
from polycart.platforms.shopify.counts import total
from polycart.platforms.shopify.ids import gid, id_codec, missing, number
from polycart.platforms.shopify.products.fields import METAFIELDS, Metafield, custom_fields
from polycart.platforms.shopify.searches import dates, ids_term, query, since_term
from polycart.platforms.shopify.values import stamp


class Mail(Row):
    """An e-mail address, and whether it may be written to."""

    email_address: str = ""
    marketing_state: str | None = None
    marketing_opt_in_level: str | None = None
    marketing_updated_at: str | None = None


class Phone(Row):
    """A telephone number, and whether it may be written to."""

    phone_number: str = ""
    marketing_state: str | None = None
    marketing_opt_in_level: str | None = None
    marketing_updated_at: str | None = None


MAIL = At("defaultEmailAddress", Mail | None)
PHONE = At("defaultPhoneNumber", Phone | None)


def _email(mail: Mail | None) -> str:
    return mail.email_address if mail else ""


def _phone(phone: Phone | None) -> str | None:
    return phone.phone_number if phone else None


def _subscribed(mail: Mail | None) -> bool:
    return mail is not None and mail.marketing_state == "SUBSCRIBED"


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None


def _consents(mail: Mail | None, phone: Phone | None) -> list[CustomerConsent]:
    """What may be sent to whom: by mail, by short message."""
    return [
        CustomerConsent(
            id=kind, type=kind, status=_lower(way.marketing_state), opt_in_level=_lower(way.marketing_opt_in_level),
            modified_time=way.marketing_updated_at,
        )
        for kind, way in (("email", mail), ("sms", phone))
        if way is not None
    ]  # fmt: skip


def _addresses(rows: list[Address] | None, default: Id | None) -> list[CustomerAddress]:
    first = number(default.id) if default else ""
    made = [address(row, "shipping", default=number(row.id) == first) for row in rows or ()]
    return [each for each in made if each is not None]


def _company(first: Address | None) -> str | None:
    return first.company if first else None


def _order(row: Id | None) -> str | None:
    return number(row.id) if row else None


class CustomerMap(Map[Customer]):
    """A customer with an account or without."""

    id = field("id", id_codec)
    email = computed(_email, MAIL)
    first_name = field("firstName", string)
    last_name = field("lastName", string)
    phone = computed(_phone, PHONE)
    created_time = field("createdAt", stamp)
    modified_time = field("updatedAt", stamp)
    status = computed(_lower, "state")
    is_guest = constant(False)
    news_letter_subscription = computed(_subscribed, MAIL)
    consents = computed(_consents, MAIL, PHONE)
    stores_ids = constant([STORE_ID])
    company = computed(_company, At("first", Address | None))
    address_book = computed(_addresses, At("addressesV2.nodes", list[Address]), At("defaultAddress", Id | None))
    lang_id = field("locale", string)
    orders_count = field("numberOfOrders", integer)
    last_order_id = computed(_order, At("lastOrder", Id | None))
    custom_fields = computed(custom_fields, METAFIELDS)
    additional_fields = extras(
        "note", "tags", tax_exempt="taxExempt", verified_email="verifiedEmail", total_spent="amountSpent.amount",
        gid="id",
    )  # fmt: skip


FILTERS = ("ids", "since_id", "created_from", "created_to", "modified_from", "modified_to")
SORTS = {
    "id": "ID", "created_time": "CREATED_AT", "created_at": "CREATED_AT", "modified_time": "UPDATED_AT",
    "modified_at": "UPDATED_AT", "name": "NAME",
}  # fmt: skip


def terms(p: CustomerListParams | CustomerCountParams) -> list[str]:
    """The terms for a list or a count of customers."""
    found = dates(p.created_from, p.created_to, p.modified_from, p.modified_to, created="customer_date")
    if p.ids is not None:
        found.append(ids_term("Customer", p.ids, "ids"))
    if p.since_id is not None:
        found.append(since_term("Customer", p.since_id))
    return found


def order(sort_by: str, direction: str) -> Values:
    """The order of a list of customers."""
    if sort_by not in SORTS:
        raise allowed("sort_by", SORTS)
    return {"sortKey": Of("CustomerSortKeys", SORTS[sort_by]), "reverse": Of("Boolean", direction.lower() == "desc")}


@shopify.implements(api.customer.list, *FILTERS, "sort_by", "sort_direction", gives=CustomerMap)
async def customer_list(shop: Shop, p: CustomerListParams) -> Page[Customer]:
    """List customers."""
    return await shop.page("customers", p, CustomerMap, {**query(terms(p)), **order(p.sort_by, p.sort_direction)})


@shopify.implements(api.customer.count, *FILTERS)
async def customer_count(shop: Shop, p: CustomerCountParams) -> CustomerCount:
    """Count customers."""
    return CustomerCount(customers_count=await total(shop, "customersCount", query(terms(p))))


@shopify.implements(api.customer.info, "id", gives=CustomerMap)
async def customer_info(shop: Shop, p: CustomerInfoParams) -> Customer:
    """Read one customer."""
    id = gid("Customer", p.id, "id")
    found = await shop.one("customer", CustomerMap, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Customer", id)
    return found


class _Fields(Row):
    nodes: list[Metafield] = []


class _Attributed(Row):
    id: str
    metafields: _Fields | None = None


FIELDS = ("attribute_id", "code", "name", "type", "values")


@shopify.implements(api.customer.attribute.list, "customer_id", gives=FIELDS)
async def customer_attribute_list(shop: Shop, p: CustomerAttributeListParams) -> Page[CustomerAttribute]:
    """List the custom fields of a customer."""
    id = gid("Customer", p.customer_id, "customer_id")
    found = await shop.look("customer", _Attributed, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Customer", id)
    rows = [_attribute(row) for row in (found.metafields.nodes if found.metafields else [])]
    return Page(items=rows[p.start : p.start + p.count], total=len(rows))


def _attribute(row: Metafield) -> CustomerAttribute:
    value = CustomerAttributeValue(id=number(row.id), value=row.value)
    return CustomerAttribute(
        attribute_id=number(row.id), code=f"{row.namespace}.{row.key}", name=row.key, type=row.type, values=[value]
    )
