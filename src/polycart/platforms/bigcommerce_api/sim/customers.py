"""Customers of v3, which are written in batches of ten, with their addresses, attributes, wishlists and newsletters.

https://developer.bigcommerce.com/docs/rest-management/customers
"""

from __future__ import annotations

from typing import Any, cast

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop, short
from polycart.platforms.bigcommerce_api.sim.wire import (
    Answer,
    Call,
    Json,
    Refusal,
    data,
    done,
    invalid,
    missing,
    rows,
    told,
)

BATCH = 10
KINDS = {
    "email": checks.text(250, 3), "first_name": checks.text(100, 1), "last_name": checks.text(100, 1),
    "company": checks.text(255), "phone": checks.text(50), "notes": checks.text(),
    "tax_exempt_category": checks.text(255), "customer_group_id": checks.whole(), "authentication": checks.OBJECT,
    "accepts_product_review_abandoned_cart_emails": checks.YES_NO, "store_credit_amounts": checks.ARRAY,
    "origin_channel_id": checks.whole(1), "channel_ids": checks.ANY, "form_fields": checks.ARRAY,
    "addresses": checks.ARRAY, "attributes": checks.ARRAY, "trigger_account_created_notification": checks.YES_NO,
}  # fmt: skip
ADDRESS_KINDS = {
    "first_name": checks.text(255, 1), "last_name": checks.text(255, 1), "company": checks.text(255),
    "address1": checks.text(255, 1), "address2": checks.text(255), "city": checks.text(255, 1),
    "state_or_province": checks.text(255), "postal_code": checks.text(255), "country_code": checks.text(2, 2),
    "phone": checks.text(50), "address_type": checks.word("residential", "commercial"), "customer_id": checks.whole(1),
    "form_fields": checks.ARRAY,
}  # fmt: skip
NEEDED = ("first_name", "last_name", "address1", "city", "country_code")
NEEDED_ALONE = (*NEEDED, "state_or_province", "postal_code", "customer_id")
"""An address that is made by itself has to tell more than one that comes with its customer."""
BLANK: Json = {
    "email": "", "first_name": "", "last_name": "", "company": "", "phone": "", "notes": "", "tax_exempt_category": "",
    "customer_group_id": 0, "registration_ip_address": "", "accepts_product_review_abandoned_cart_emails": False,
    "origin_channel_id": 1, "channel_ids": None, "@store_credit": [{"amount": 0.0}],
}  # fmt: skip
CHILDREN = ("addresses", "storecredit", "attributes", "formfields", "shopper_profile_id", "segment_ids")
CUSTOMERS = Lister(
    filters={
        "id:in": listing.among("id"),
        "company:in": listing.among("company"),
        "customer_group_id:in": listing.among("customer_group_id"),
        **listing.dates("date_created", "date_modified"),
        "email:in": listing.among("email"),
        "name:in": listing.among("@name"),
        "name:like": listing.like("@name"),
        "phone:in": listing.among("phone"),
        "registration_ip_address:in": listing.among("registration_ip_address"),
    },
    sorts={
        "date_created": lambda row: (row["date_created"], row["id"]),
        "date_modified": lambda row: (row["date_modified"], row["id"]),
        "last_name": lambda row: (row["last_name"].casefold(), row["id"]),
    },
)


def shown(shop: Shop, row: Json, include: list[str]) -> Json:
    """A customer as it is answered."""
    made = {name: value for name, value in row.items() if not name.startswith("@")}
    made |= {
        "address_count": len(shop.addresses.of(row["id"])),
        "attribute_count": len(shop.attribute_values.of(row["id"])),
        "authentication": {"force_password_reset": False},
    }
    if made["channel_ids"] is None:
        del made["channel_ids"]
    if "addresses" in include:
        made["addresses"] = [dict(each) for each in shop.addresses.of(row["id"])]
    if "storecredit" in include:
        made["store_credit_amounts"] = row["@store_credit"]
    if "attributes" in include:
        made["attributes"] = shop.attribute_values.of(row["id"])
    if "formfields" in include:
        made["form_fields"] = []
    return made


def _include(call: Call) -> list[str]:
    return [part for part in call.query.get("include", "").split(",") if part]


@route("GET v3/customers")
def listed(shop: Shop, call: Call) -> Answer:
    include = _include(call)
    named = [row | {"@name": f"{row['first_name']} {row['last_name']}"} for row in shop.customers]
    return page_of(CUSTOMERS, call, named, lambda row: shown(shop, row, include), cut=False)


def _taken(shop: Shop, email: str, own: int | None) -> bool:
    return any(row["email"].casefold() == email.casefold() and row["id"] != own for row in shop.customers)


def _refused(verb: str, words: str) -> Refusal:
    errors = {f".customer_{verb}": words}
    return Refusal(422, told(422, f"{verb.capitalize()} customers failed. {words}", errors))


@route("POST v3/customers")
def added(shop: Shop, call: Call) -> Answer:
    """Add customers; where one is refused none is added."""
    bodies = [checks.check("v3", KINDS, body, "email", "first_name", "last_name") for body in call.items(BATCH)]
    for body in bodies:
        _checked(shop, body, None, "create")
        for each in rows(body.get("addresses")):
            checks.check("v3", ADDRESS_KINDS, each, *NEEDED)
    made = [_made(shop, body) for body in bodies]
    return data([shown(shop, row, ["addresses", "attributes"]) for row in made])


def _checked(shop: Shop, body: Json, own: int | None, verb: str) -> None:
    email = body.get("email")
    if email is not None and "@" not in email:
        raise _refused(verb, f"Error: email {email} is not a valid email address")
    if email and _taken(shop, email, own):
        raise _refused(verb, f"email {email} already in use")
    group = body.get("customer_group_id")
    if group and shop.groups.get(group) is None:
        raise _refused(verb, f"customer group {group} does not exist")
    password = cast("Json", body.get("authentication") or {}).get("new_password")
    if password is not None and (len(password) < 7 or password.isalpha() or password.isdigit()):
        raise _refused(verb, "The password must be at least 7 characters long and have a letter and a number")


def _made(shop: Shop, body: Json) -> Json:
    now = short(shop.clock())
    fields = {k: v for k, v in body.items() if k in BLANK}
    row = shop.customers.put(BLANK | {"date_created": now, "date_modified": now} | fields)
    for each in rows(body.get("addresses")):
        add_address(shop, row["id"], each)
    for each in rows(body.get("attributes")):
        set_attribute(shop, row["id"], each["attribute_id"], each["attribute_value"])
    return row


def add_address(shop: Shop, customer_id: int, body: Json) -> Json:
    """An address of a customer; the country's name follows from its code."""
    code = body["country_code"]
    country = next((row["country"] for row in shop.countries if row["country_iso2"] == code), None)
    if country is None:
        raise invalid("v3", {"country_code": f"{code} is not a country"}, f"Invalid country code {code}")
    blank: Json = {"company": "", "address2": "", "state_or_province": "", "postal_code": "", "phone": ""}
    row = blank | {"address_type": "residential"} | {k: v for k, v in body.items() if k != "form_fields"}
    return shop.addresses.put(row | {"customer_id": customer_id, "country": country})


def set_attribute(shop: Shop, customer_id: int, attribute_id: int, value: str) -> Json:
    """The value of an attribute of a customer."""
    now = short(shop.clock())
    known = next((r for r in shop.attribute_values.of(customer_id) if r["attribute_id"] == attribute_id), None)
    if known is not None:
        known |= {"attribute_value": value, "date_modified": now}
        return known
    row: Json = {"customer_id": customer_id, "attribute_id": attribute_id, "attribute_value": value}
    return shop.attribute_values.put(row | {"date_created": now, "date_modified": now})


@route("PUT v3/customers")
def changed(shop: Shop, call: Call) -> Answer:
    bodies = call.items(BATCH)
    for body in bodies:
        if shop.customers.get(body.get("id") or -1) is None:
            raise _refused("update", f"customer {body.get('id')} does not exist")
        checks.check("v3", KINDS, {k: v for k, v in body.items() if k != "id"})
        _checked(shop, body, body["id"], "update")
    for body in bodies:
        row = shop.customers.rows[body["id"]]
        row |= {k: v for k, v in body.items() if k in BLANK} | {"date_modified": short(shop.clock())}
    return data([shown(shop, shop.customers.rows[body["id"]], []) for body in bodies])


@route("DELETE v3/customers")
def deleted(shop: Shop, call: Call) -> Answer:
    if "id:in" not in call.query:
        raise invalid("v3", {"id:in": "error.path.missing"})
    for id in call.numbers("id:in"):
        if shop.customers.drop(id) is not None:
            for table in (shop.addresses, shop.attribute_values, shop.wishlists):
                table.drop_of(id)
            shop.metafields.drop_of(("customer", id))
    return done()


@route("GET v2/customers/count")
def counted(shop: Shop, call: Call) -> Answer:
    return Answer(body={"count": len(shop.customers)})


ADDRESSES = Lister(
    filters={
        "id:in": listing.among("id"),
        "customer_id:in": listing.among("customer_id"),
        "company:in": listing.among("company"),
    }
)


@route("GET v3/customers/addresses")
def addresses(shop: Shop, call: Call) -> Answer:
    return page_of(ADDRESSES, call, shop.addresses, dict, cut=False)


@route("POST v3/customers/addresses")
def address_added(shop: Shop, call: Call) -> Answer:
    bodies = call.items(BATCH)
    for body in bodies:
        checks.check("v3", ADDRESS_KINDS, body, *NEEDED_ALONE)
        if shop.customers.get(body["customer_id"]) is None:
            raise invalid("v3", {"customer_id": "does not exist"}, f"customer {body['customer_id']} does not exist")
    return data([add_address(shop, body["customer_id"], body) for body in bodies])


@route("PUT v3/customers/addresses")
def address_changed(shop: Shop, call: Call) -> Answer:
    bodies = call.items(BATCH)
    for body in bodies:
        if shop.addresses.get(body.get("id") or -1) is None:
            raise invalid("v3", {"id": "does not exist"}, f"address {body.get('id')} does not exist")
        checks.check("v3", ADDRESS_KINDS, {k: v for k, v in body.items() if k != "id"})
    for body in bodies:
        row = shop.addresses.rows[body["id"]]
        row |= {k: v for k, v in body.items() if k not in ("id", "customer_id", "form_fields")}
        country = next((c["country"] for c in shop.countries if c["country_iso2"] == row["country_code"]), "")
        row["country"] = country
    return data([shop.addresses.rows[body["id"]] for body in bodies])


@route("DELETE v3/customers/addresses")
def address_deleted(shop: Shop, call: Call) -> Answer:
    for id in call.numbers("id:in"):
        shop.addresses.drop(id)
    return done()


ATTRIBUTES = Lister(
    filters={
        "name": listing.same("name"),
        "name:like": listing.like("name"),
        "type": listing.same("type"),
        **listing.dates("date_created", "date_modified"),
    }
)
VALUES = Lister(
    filters={
        "customer_id:in": listing.among("customer_id"),
        "attribute_id:in": listing.among("attribute_id"),
        **listing.dates("date_created", "date_modified"),
    }
)


@route("GET v3/customers/attributes")
def attributes(shop: Shop, call: Call) -> Answer:
    return page_of(ATTRIBUTES, call, shop.attributes, dict, cut=False)


@route("GET v3/customers/attribute-values")
def values(shop: Shop, call: Call) -> Answer:
    return page_of(VALUES, call, shop.attribute_values, dict, cut=False)


SUBSCRIBERS = Lister(
    filters={
        "id": listing.number("id"),
        "id:in": listing.among("id"),
        "email": listing.same("email"),
        "first_name": listing.same("first_name"),
        "last_name": listing.same("last_name"),
        "source": listing.same("source"),
        "order_id": listing.number("order_id"),
        **listing.dates("date_created", "date_modified"),
    }
)


@route("GET v3/customers/subscribers")
def subscribers(shop: Shop, call: Call) -> Answer:
    return page_of(SUBSCRIBERS, call, shop.subscribers, dict, cut=False)


@route("POST v3/customers/subscribers")
def subscribed(shop: Shop, call: Call) -> Answer:
    body = checks.check("v3", {"email": checks.text(250, 3), "first_name": checks.text(), "last_name": checks.text(),
                               "source": checks.text(), "consents": checks.ARRAY, "channel_id": checks.whole(1)},
                        call.fields(), "email")  # fmt: skip
    if any(row["email"].casefold() == body["email"].casefold() for row in shop.subscribers):
        raise Refusal(409, told(409, "A subscriber with that email already exists", {"email": "already exists"}))
    return data(shop.subscribers.put(subscriber(shop, **body)))


def subscriber(shop: Shop, **fields: Any) -> Json:
    """Somebody who gets the newsletter."""
    now = short(shop.clock())
    blank: Json = {"email": "", "first_name": "", "last_name": "", "source": "", "order_id": None, "channel_id": 1}
    return blank | {"consents": ["marketing_newsletter"], "date_created": now, "date_modified": now} | fields


@route("DELETE v3/customers/subscribers/{subscriber_id}")
def unsubscribed(shop: Shop, call: Call) -> Answer:
    shop.subscribers.drop(call.id("subscriber_id"))
    return done()


WISHLISTS = Lister(filters={"customer_id": listing.number("customer_id")})


@route("GET v3/wishlists")
def wishlists(shop: Shop, call: Call) -> Answer:
    """https://developer.bigcommerce.com/docs/rest-management/wishlists"""
    return page_of(WISHLISTS, call, shop.wishlists, dict, cut=False)


@route("GET v3/wishlists/{wishlist_id}")
def wishlist(shop: Shop, call: Call) -> Answer:
    row = shop.wishlists.get(call.id("wishlist_id"))
    if row is None:
        raise missing("v3", "The wishlist was not found")
    return data(row)
