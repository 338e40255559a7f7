"""Customers and their addresses: created, changed, merged, deleted, and what they agreed to."""

from __future__ import annotations

from typing import Any

from polycart.platforms.shopify.sim import customers
from polycart.platforms.shopify.sim.binding import mutation
from polycart.platforms.shopify.sim.countries import COUNTRIES, PROVINCES
from polycart.platforms.shopify.sim.customers import EMAIL, PHONE
from polycart.platforms.shopify.sim.metafields import held, namespace
from polycart.platforms.shopify.sim.paging import Call
from polycart.platforms.shopify.sim.state import Record, Refused, Shop
from polycart.platforms.shopify.sim.tagging import cleaned
from polycart.platforms.shopify.sim.writes.inputs import metafields, wanted
from polycart.platforms.shopify.sim.writes.media import job

PLAIN = ("firstName", "lastName", "note", "locale", "taxExempt", "taxExemptions", "multipassIdentifier")
NAMES = {name: code for code, name in COUNTRIES.items()}


def _phone(text: str) -> str:
    """A number without what is put between its digits."""
    return "".join(letter for letter in text if letter.isdigit() or letter == "+")


def _checked(shop: Shop, given: Record, own: Record | None, *at: str) -> None:
    """Refuse what another one has already, or what says nothing."""
    merged = {name: given.get(name, own[name] if own else None) for name in ("firstName", "lastName", "email", "phone")}
    if not any(merged.values()):
        raise Refused("A name, phone number, or email address must be present")
    email, phone = given.get("email"), given.get("phone")
    if email and not EMAIL.fullmatch(email):
        raise Refused("Email is invalid", *at, "email", code="INVALID")
    if phone and not PHONE.fullmatch(_phone(phone)):
        raise Refused("Phone is invalid", *at, "phone", code="INVALID")
    for row in shop.all("Customer") if email or phone else ():
        if row is own:
            continue
        if email and (row["email"] or "").casefold() == email.casefold():
            raise Refused("Email has already been taken", *at, "email", code="TAKEN")
        if phone and row["phone"] == _phone(phone):
            raise Refused("Phone has already been taken", *at, "phone", code="TAKEN")
    for name in ("firstName", "lastName"):
        if len(given.get(name) or "") > 255:
            said = f"{'First' if name == 'firstName' else 'Last'} name is too long (maximum is 255 characters)"
            raise Refused(said, *at, name, code="TOO_LONG")


def _fill(shop: Shop, made: Record, given: Record) -> None:
    for name in PLAIN:
        if name in given and (given[name] is not None or name in ("firstName", "lastName", "note")):
            made[name] = given[name] or None if isinstance(given[name], str) else given[name]
    if "email" in given:
        made["email"] = given["email"].lower() if given["email"] else None
    if "phone" in given:
        made["phone"] = _phone(given["phone"]) if given["phone"] else None
    if given.get("tags") is not None:
        made["tags"] = cleaned(given["tags"])
    for word, name in (("emailMarketingConsent", "_email"), ("smsMarketingConsent", "_sms")):
        if given.get(word):
            made[name] = _consent(shop, given[word])


def _consent(shop: Shop, given: Record) -> Record:
    return customers.consent(
        given["marketingState"], given.get("marketingOptInLevel"), given.get("consentUpdatedAt") or shop.now()
    )


@mutation
def customer_create(call: Call, *, input: Record) -> Record:
    """Create a customer."""
    shop = call.shop
    if input.get("id"):
        raise Refused("Cannot specify ID on creation", "id")
    _checked(shop, input, None)
    for word, contact in (("emailMarketingConsent", "email"), ("smsMarketingConsent", "phone")):
        if input.get(word) and not input.get(contact):
            said = f"The {contact} must be given to set the marketing consent."
            raise Refused(said, word)
    places = [_place(each, "addresses", str(n)) for n, each in enumerate(input.get("addresses") or ())]
    made = customers.make(shop, {})
    try:
        write = metafields(shop, made, input.get("metafields"))
    except Refused:
        shop.delete(made)
        raise
    _fill(shop, made, input)
    _live_at(shop, made, places)
    write()
    return {"customer": made}


def _live_at(shop: Shop, made: Record, places: list[Record]) -> None:
    made["addresses"] = [customers.address(shop, place) for place in places]
    made["defaultAddress"] = made["addresses"][0] if made["addresses"] else None


@mutation
def customer_update(call: Call, *, input: Record) -> Record:
    """Change what is given of a customer."""
    shop = call.shop
    made = _customer(shop, input.get("id") or "", "id")
    _checked(shop, input, made)
    for word in ("emailMarketingConsent", "smsMarketingConsent"):
        if input.get(word):
            raise Refused("To update marketing consent, please use the consent mutation instead", word)
    given = input.get("addresses")
    places = [_place(each, "addresses", str(n)) for n, each in enumerate(given or ())]
    write = metafields(shop, made, input.get("metafields"))
    _fill(shop, made, input)
    if given is not None:
        for row in made["addresses"]:
            shop.delete(row)
        _live_at(shop, made, places)
    write()
    shop.touch(made)
    return {"customer": made}


def _customer(shop: Shop, id: str, *at: str, code: str | None = None) -> Record:
    return wanted(shop, id, "Customer", "Customer does not exist", *at, code=code)


@mutation
def customer_set(call: Call, *, input: Record, identifier: Record | None = None) -> Record:
    """Create a customer or make it what is given."""
    shop = call.shop
    made = _found(shop, identifier or {"id": input.get("id")})
    if made is None and ((identifier or {}).get("id") or input.get("id")):
        raise Refused("Customer does not exist", "input", "id", code="NOT_FOUND")
    _checked(shop, input, made, "input")
    places = [_place(each, "input", "addresses", str(n)) for n, each in enumerate(input.get("addresses") or ())]
    row = made or customers.make(shop, {})
    _fill(shop, row, input)
    if input.get("addresses") is not None:
        for old in row["addresses"]:
            shop.delete(old)
        _live_at(shop, row, places)
    shop.touch(row)
    return {"customer": row}


def _found(shop: Shop, identifier: Record) -> Record | None:
    if identifier.get("id"):
        return shop.get("Customer", identifier["id"])
    for word in ("email", "phone"):
        if identifier.get(word):
            return next(
                (row for row in shop.all("Customer") if (row[word] or "").casefold() == identifier[word].casefold()),
                None,
            )
    custom = identifier.get("customId")
    if not custom:
        return None
    space = namespace(custom.get("namespace"))
    return next(
        (r for r in shop.all("Customer") if (f := held(r, space, custom["key"])) and f["value"] == custom["value"]),
        None,
    )


@mutation
def customer_delete(call: Call, *, input: Record) -> Record:
    """Delete a customer without orders."""
    made = _customer(call.shop, input["id"], "id")
    if customers.orders(made):
        raise Refused("Customer can’t be deleted because they have associated orders", "id")
    for row in [*made["addresses"], *made["metafields"]]:
        call.shop.delete(row)
    call.shop.delete(made)
    return {"deletedCustomerId": input["id"], "shop": call.shop.root}


@mutation
def customer_merge(call: Call, *, customer_one_id: str, customer_two_id: str, **_: Any) -> Record:
    """Give the second customer what the first one has."""
    shop = call.shop
    one = _customer(shop, customer_one_id, "customerOneId", code="INVALID_CUSTOMER")
    two = _customer(shop, customer_two_id, "customerTwoId", code="INVALID_CUSTOMER")
    if one is two:
        raise Refused("Customers IDs should not match", code="INVALID_CUSTOMER_ID")
    for order in customers.orders(one):
        order["customer"] = two
        two["_orders"].append(order)
    two["addresses"] += one["addresses"]
    two["defaultAddress"] = two["defaultAddress"] or one["defaultAddress"]
    two["tags"] = cleaned([*two["tags"], *one["tags"]])
    for name in ("firstName", "lastName", "phone", "note"):
        two[name] = two[name] or one[name]
    shop.delete(one)
    shop.touch(two)
    return {"resultingCustomerId": two["id"], "job": job(shop)}


@mutation
def customer_email_marketing_consent_update(call: Call, *, input: Record) -> Record:
    """Note whether a customer may be written to."""
    made = _customer(call.shop, input["customerId"], "input", "customerId")
    if not made["email"]:
        raise Refused("Customer must have an email address", "input", "customerId", code="INVALID")
    return {"customer": _agreed(call, made, "_email", input["emailMarketingConsent"], "emailMarketingConsent")}


@mutation
def customer_sms_marketing_consent_update(call: Call, *, input: Record) -> Record:
    """Note whether a customer may be sent messages."""
    made = _customer(call.shop, input["customerId"], "input", "customerId")
    if not made["phone"]:
        raise Refused("Customer must have a phone number", "input", "customerId", code="INVALID")
    return {"customer": _agreed(call, made, "_sms", input["smsMarketingConsent"], "smsMarketingConsent")}


def _agreed(call: Call, made: Record, name: str, given: Record, word: str) -> Record:
    if given["marketingState"] in ("NOT_SUBSCRIBED", "REDACTED", "INVALID"):
        said = "Cannot specify NOT_SUBSCRIBED, REDACTED or INVALID as a marketing state input"
        raise Refused(said, "input", word, "marketingState", code="INVALID")
    made[name] = _consent(call.shop, given)
    call.shop.touch(made)
    return made


# Addresses


def _place(given: Record, *at: str) -> Record:
    """An address with its country and province as codes."""
    made = dict(given)
    country = given.get("countryCode") or NAMES.get(given.get("country") or "") or given.get("country")
    if country and country not in COUNTRIES and not (len(country) == 2 and country.isupper()):
        raise Refused("Country is invalid", *at, "country", code="INVALID")
    made["countryCode"] = country
    province = given.get("provinceCode") or given.get("province")
    known = PROVINCES.get(country or "", {})
    if province and known and province not in known:
        code = next((code for code, name in known.items() if name.casefold() == province.casefold()), None)
        if code is None:
            raise Refused("Province is not valid", *at, "province", code="INVALID")
        province = code
    made["provinceCode"] = province
    return made


place = _place


@mutation
def customer_address_create(
    call: Call, *, customer_id: str, address: Record, set_as_default: bool | None = None
) -> Record:
    """Add an address to a customer."""
    made = _customer(call.shop, customer_id, "customerId")
    given = _place(address, "address")
    _twice(made, given)
    row = customers.address(call.shop, given)
    made["addresses"].append(row)
    if set_as_default or made["defaultAddress"] is None:
        made["defaultAddress"] = row
    call.shop.touch(made)
    return {"address": row}


def _twice(made: Record, given: Record, own: Record | None = None) -> None:
    names = ("firstName", "lastName", "company", "address1", "address2", "city", "zip", "phone", "provinceCode")
    for row in made["addresses"]:
        same = all((row[name] or None) == (given.get(name) or None) for name in names)
        if row is not own and same and row["countryCodeV2"] == given.get("countryCode"):
            raise Refused("Address already exists", "address")


def _address(made: Record, id: str) -> Record:
    found = next((row for row in made["addresses"] if row["id"].partition("?")[0] == id.partition("?")[0]), None)
    if found is None:
        raise Refused("Address does not exist", "addressId")
    return found


@mutation
def customer_address_update(
    call: Call, *, customer_id: str, address_id: str, address: Record, set_as_default: bool | None = None
) -> Record:
    """Change an address."""
    made = _customer(call.shop, customer_id, "customerId")
    row = _address(made, address_id)
    before: Record = {name: row[name] for name in customers.ADDRESS} | {
        "countryCode": row["countryCodeV2"],
        "provinceCode": row["provinceCode"],
    }
    if address.get("countryCode") and address["countryCode"] != before["countryCode"]:
        before["provinceCode"] = None
    given = _place(before | address, "address")
    _twice(made, given, row)
    fresh = customers.address(call.shop, given)
    call.shop.tables["MailingAddress"].pop(fresh["id"])
    row.update({name: value for name, value in fresh.items() if name not in ("id", "_n")})
    if set_as_default:
        made["defaultAddress"] = row
    call.shop.touch(made)
    return {"address": row}


@mutation
def customer_address_delete(call: Call, *, customer_id: str, address_id: str) -> Record:
    """Delete an address; another one becomes the customer's own."""
    made = _customer(call.shop, customer_id, "customerId")
    row = _address(made, address_id)
    made["addresses"].remove(row)
    if made["defaultAddress"] is row:
        made["defaultAddress"] = made["addresses"][0] if made["addresses"] else None
    call.shop.delete(row)
    call.shop.touch(made)
    return {"deletedAddressId": row["id"]}


@mutation
def customer_update_default_address(call: Call, *, customer_id: str, address_id: str) -> Record:
    """Make an address the customer's own."""
    made = _customer(call.shop, customer_id, "customerId")
    made["defaultAddress"] = _address(made, address_id)
    call.shop.touch(made)
    return {"customer": made}
