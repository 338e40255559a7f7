"""Customers by their consent to the newsletter, and finding customers by what they are called.

https://shopify.dev/docs/api/admin-graphql/2026-10/queries/customers#arguments-query
"""

from __future__ import annotations

import re
from typing import Any

from polycart import api
from polycart.api.customer import CustomerFindParams, CustomerFound
from polycart.api.subscriber import Subscriber, SubscriberListParams
from polycart.core.codecs import string
from polycart.core.documents import Of
from polycart.core.emulate import matches
from polycart.core.given import allowed, listed
from polycart.core.graphql import Values
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.shopify.connection import STORE_ID, Row, Shop, shopify
from polycart.platforms.shopify.counts import counted, total
from polycart.platforms.shopify.customers import MAIL, CustomerMap, Mail, Phone
from polycart.platforms.shopify.ids import id_codec, number
from polycart.platforms.shopify.searches import dates, either, flag, ids_term, query, term
from polycart.platforms.shopify.values import stamp

SORT: Values = {"sortKey": Of("CustomerSortKeys", "ID")}
REACHED = "email:*"
"""Whoever has an e-mail address."""


def _email(mail: Mail | None) -> str | None:
    return mail.email_address if mail else None


def _moment(text: str | None) -> str | None:
    found = stamp.load(text)
    return found.value if found else None


def _subscribed(mail: Mail | None) -> bool:
    return mail is not None and mail.marketing_state == "SUBSCRIBED"


class SubscriberMap(Map[Subscriber]):
    """A customer with an e-mail address, who gets the newsletter or does not."""

    id = field("id", id_codec)
    customer_id = field("id", id_codec)
    email = computed(_email, MAIL)
    subscribed = computed(_subscribed, MAIL)
    first_name = field("firstName", string)
    last_name = field("lastName", string)
    stores_ids = constant([STORE_ID])
    created_time = computed(_moment, At("createdAt", str | None))
    modified_time = computed(_moment, At("updatedAt", str | None))
    lang_id = field("locale", string)
    additional_fields = extras("tags")


class Reached(Row):
    """A customer's address."""

    id: str
    default_email_address: Mail | None = None


async def _terms(shop: Shop, p: SubscriberListParams) -> list[str] | None:
    """The terms of a list of subscribers; ``None`` where there surely is none.

    Shopify finds an address by its words: those that are not the same are left out.
    """
    found = [REACHED, *dates(p.created_from, p.created_to, p.modified_from, p.modified_to, created="customer_date")]
    if p.ids is not None:
        found.append(ids_term("Customer", p.ids, "ids"))
    if p.subscribed is not None:
        found.append(flag("accepts_marketing", p.subscribed))
    if p.email is not None:
        rows = await shop.everything("customers", Reached, query([*found, term("email", p.email)]))
        address = p.email.strip().casefold()
        same = [row for row in rows if (_email(row.default_email_address) or "").casefold() == address]
        if not same:
            return None
        found = [either(f"id:{number(row.id)}" for row in same)]
    return found


@shopify.implements(
    api.subscriber.list, "ids", "subscribed", "email", "created_from", "created_to", "modified_from", "modified_to",
    gives=SubscriberMap,
)  # fmt: skip
async def subscriber_list(shop: Shop, p: SubscriberListParams) -> Page[Subscriber]:
    """List the customers with an e-mail address, by whether they get the newsletter."""
    found = await _terms(shop, p)
    if found is None:
        return Page(items=[], total=0, projected=True)
    values = query(found)
    page = await shop.page("customers", p, SubscriberMap, {**values, **SORT})
    if counted(api.subscriber.list, p):
        page.total = await total(shop, "customersCount", values)
    return page


WHERE = ("email", "first_name", "last_name", "phone")
"""Where customers are sought."""

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


class Sought(Reached):
    """What customers are found by."""

    first_name: str | None = None
    last_name: str | None = None
    default_phone_number: Phone | None = None

    def told(self, place: str) -> str | None:
        """What stands in a place."""
        if place == "phone":
            return self.default_phone_number.phone_number if self.default_phone_number else None
        return _email(self.default_email_address) if place == "email" else getattr(self, place)


@shopify.implements(
    api.customer.find, "find_value", "find_where", "find_params", gives=CustomerMap, emulated=True,
    note="A whole e-mail address is sought by Shopify; else all customers are looked at, 10,000 at most.",
)  # fmt: skip
async def customer_find(shop: Shop, p: CustomerFindParams) -> CustomerFound:
    """Find customers; the first one found stands in the answer itself, too."""
    places = listed(p.find_where) or ["email"]
    if not {*places} <= {*WHERE}:
        raise allowed("find_where", WHERE)
    whole = places == ["email"] and p.find_params == "whole_words" and _ADDRESS.fullmatch(p.find_value)
    values = query([term("email", p.find_value)] if whole else [])
    rows = await shop.everything("customers", Sought, {**values, **SORT})
    ids = [row.id for row in rows if any(matches(row.told(place), p.find_value, p.find_params) for place in places)]
    reader = CustomerMap.reader(shop.wanted)
    kind: Any = reader.row
    found = await shop.by_ids("Customer", ids, kind) if ids else []
    kept = await reader.finish(shop, [row for row in found if row is not None])
    first = kept[0] if kept else None
    return CustomerFound(
        customers_count=len(kept),
        customer=kept,
        **({name: getattr(first, name) for name in ("id", "email", "first_name", "last_name")} if first else {}),
    )
