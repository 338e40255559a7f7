"""Customers with their addresses, passwords and tokens.

Records: `customers` as the vendor answers them, `passwords` by customer id.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from polycart.platforms.magento2.sim import addresses, regions, tokens
from polycart.platforms.magento2.sim.criteria import fields, searched
from polycart.platforms.magento2.sim.groups import GENERAL, WHOLESALE
from polycart.platforms.magento2.sim.routes import ANONYMOUS, SELF, Route, route
from polycart.platforms.magento2.sim.shop import Shop, stamp
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, no_entity, rows
from polycart.sandbox.catalogue import Address, Catalogue, Customer

VIEW, MANAGE, DELETE = "Magento_Customer::customer", "Magento_Customer::manage", "Magento_Customer::delete"
TAKEN = "A customer with the same email address already exists in an associated website."
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$")
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")
PASSWORD = tokens.ADMIN_PASSWORD
"""The password of every seeded customer."""
TYPES = addresses.TYPES | {
    "CustomerExtension": "is_subscribed bool, assistance_allowed int",
    "Customer": (
        "id int, group_id int, default_billing string, default_shipping string, confirmation string, "
        "created_at string, updated_at string, created_in string, dob string, email string, firstname string, "
        "lastname string, middlename string, prefix string, suffix string, gender int, store_id int, taxvat string, "
        "website_id int, addresses CustomerAddress[], disable_auto_group_change int, "
        "extension_attributes CustomerExtension, custom_attributes custom"
    ),
}
ORDER = [
    "id",
    "group_id",
    "default_billing",
    "default_shipping",
    "confirmation",
    "created_at",
    "updated_at",
    "created_in",
    "dob",
    "email",
    "firstname",
    "lastname",
    "middlename",
    "prefix",
    "suffix",
    "gender",
    "store_id",
    "taxvat",
    "website_id",
    "addresses",
    "disable_auto_group_change",
    "extension_attributes",
]
SENT = [
    "group_id",
    "dob",
    "email",
    "firstname",
    "lastname",
    "middlename",
    "prefix",
    "suffix",
    "gender",
    "store_id",
    "taxvat",
    "website_id",
]
COLUMNS = {
    "entity_id": "id",
    "billing_telephone": "telephone",
    "billing_postcode": "postcode",
    "billing_country_id": "country_id",
    "billing_city": "city",
    "billing_region": "region",
}
MORE = [
    "increment_id",
    "is_active",
    "failures_num",
    "first_failure",
    "lock_expires",
    "rp_token",
    "password_hash",
    "name",
]


def told(customer: Json) -> Json:
    """A customer in the order of the vendor's fields."""
    return {name: customer[name] for name in ORDER if customer.get(name) is not None}


def column(customer: Json, field: str) -> Any:
    """The value that a search compares, also of the default billing address."""
    name = COLUMNS.get(field, field)
    if field.startswith("billing_"):
        home = mapped(next((a for a in customer["addresses"] if a.get("default_billing")), None))
        return mapped(home.get(name)).get("region") if name == "region" else home.get(name)
    return customer.get(name)


def _search(shop: Shop, call: Call) -> Json:
    criteria = call.args["search_criteria"]
    for field in fields(criteria):
        if field not in ORDER and field not in COLUMNS and field not in MORE:
            raise Refusal(400, 'The "%1" attribute name is invalid. Reset the name and try again.', [field])
    return searched(shop, criteria, shop.table("customers").values(), column, told)


def passwords(shop: Shop) -> dict[int, Any]:
    """The passwords by customer id."""
    return shop.tables.setdefault("passwords", {})


def known(shop: Shop, number: int) -> Json:
    """A customer by the id."""
    found = shop.table("customers").get(number)
    if found is None:
        raise no_entity("customerId", number)
    return found


def _number(call: Call) -> int:
    return int(call.args["customer_id"]) if "customer_id" in call.args else call.caller.id


def _read(shop: Shop, call: Call) -> Json:
    return told(known(shop, _number(call)))


def _create(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["customer"])
    view = int(sent.get("store_id") or call.store or 1)
    if view not in shop.table("stores"):
        raise Refusal(404, "The store that was requested wasn't found. Verify the store and try again.")
    website = sent.get("website_id")
    if website is not None and website not in shop.table("websites"):
        message = "The website with id %s that was requested wasn't found. Verify the website and try again."
        raise Refusal(404, message % website)
    website = int(website or shop.table("stores").get(view, {}).get("website_id") or 1)
    password = call.args["password"]
    if password is not None:
        _check_password(str(password), str(sent.get("email") or ""))
    _check(shop, sent, 0, website)
    customer = _blank(shop, sent, _view(shop, view, website), website)
    # An address that is not whole is left out without a word when the account is made.
    _put_addresses(shop, customer, [a for a in rows(sent.get("addresses")) if addresses.good(shop, a)])
    shop.table("customers")[customer["id"]] = customer
    if password is not None:
        shop.table("passwords")[customer["id"]] = password
    return told(customer)


def _view(shop: Shop, view: int, website: int) -> int:
    """The store view of a customer: the website's default one where the asked one is another's."""
    stores = shop.table("stores")
    if view in stores and stores[view]["website_id"] == website:
        return view
    site = shop.table("websites").get(website, {})
    return int(shop.table("store_groups").get(site.get("default_group_id"), {}).get("default_store_id") or view)


def _blank(shop: Shop, sent: Json, view: int, website: int) -> Json:
    now = shop.now()
    name = shop.table("stores").get(view, {}).get("name", "Admin")
    customer: Json = {"id": shop.next("customers"), "group_id": GENERAL, "created_at": now, "updated_at": now}
    customer |= {"created_in": name, "store_id": view, "website_id": website, "addresses": []}
    customer |= {"disable_auto_group_change": int(sent.get("disable_auto_group_change") or 0)}
    customer |= {n: sent[n] for n in SENT if sent.get(n) not in (None, "")} | {"store_id": view, "website_id": website}
    subscribed = bool(mapped(sent.get("extension_attributes")).get("is_subscribed"))
    return customer | {"extension_attributes": {"is_subscribed": subscribed}}


def _check(shop: Shop, sent: Json, number: int, website: int) -> None:
    if not sent.get("email"):
        raise Refusal(400, "The customer email is missing. Enter and try again.")
    group = sent.get("group_id")
    if group is not None and group not in shop.table("customer_groups"):
        raise Refusal(400, "The specified customer group id does not exist.")
    wrong = [
        f'"{label}" is a required value.'
        for name, label in (("firstname", "First Name"), ("lastname", "Last Name"))
        if not sent.get(name)
    ]
    for name, label in (("firstname", "First Name"), ("lastname", "Last Name")):
        if re.search(r"[<>{}]", str(sent.get(name) or "")):
            wrong.append(f"{label} is not valid!")
    if not EMAIL.match(str(sent["email"])):
        wrong.append('"Email" is not a valid email address.')
    if sent.get("gender") and sent["gender"] not in (1, 2, 3):
        wrong.append(f"Attribute gender does not contain option with Id {sent['gender']}")
    if sent.get("dob") and not re.match(r"\d{4}-\d\d-\d\d", str(sent["dob"])):
        wrong.append("Invalid date")
    if wrong:
        raise Refusal(400, wrong[0])
    for other in shop.table("customers").values():
        same = other["email"].casefold() == str(sent["email"]).casefold()
        if same and other["website_id"] == website and other["id"] != number:
            raise Refusal(400, TAKEN)


def _check_password(password: str, email: str) -> None:
    if len(password) < 8:
        message = "The password needs at least %1 characters. Create a new password and try again."
        raise Refusal(400, message, ["8"])
    if len(password) > 256:
        raise Refusal(400, "Please enter a password with at most 256 characters.")
    if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < 3:
        message = "Minimum of different classes of characters in password is %1. "
        raise Refusal(
            400, message + "Classes of characters: Lower Case, Upper Case, Digits, Special Characters.", ["3"]
        )
    if password.casefold() == email.casefold():
        message = "The password can't be the same as the email address. Create a new password and try again."
        raise Refusal(400, message)


def _put_addresses(shop: Shop, customer: Json, sent: list[Json]) -> None:
    """The book as it is sent: addresses with a known id stay, others are new, those that are missing go."""
    held = {a["id"]: a for a in customer["addresses"]}
    book: list[Json] = []
    customer["addresses"] = book
    for kind in ("shipping", "billing"):
        if customer.get(f"default_{kind}") not in {str(a.get("id")) for a in sent}:
            customer.pop(f"default_{kind}", None)
    for address in sent:
        number = int(address.get("id") or 0)
        if number and number not in held:
            raise no_entity("addressId", number)
        number = number or shop.next("addresses")
        for kind in ("shipping", "billing"):
            if address.get(f"default_{kind}"):
                customer[f"default_{kind}"] = str(number)
        book.append(addresses.kept(shop, customer, address, number))
    addresses.settle(customer)


def _check_defaults(customer: Json, sent: list[Json]) -> None:
    """Refuse a book without the address that is the customer's default one."""
    for kind in ("billing", "shipping") if sent else ():
        held = customer.get(f"default_{kind}")
        if held and held not in {str(a.get("id")) for a in sent} and not any(a.get(f"default_{kind}") for a in sent):
            message = "The %fieldName value is invalid. Set the correct value and try again."
            raise Refusal(400, message, {"fieldName": f"default_{kind}"})


def _update(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["customer"])
    number = (
        int(call.args.get("customer_id") or sent.get("id") or 0) if call.caller.kind != "customer" else call.caller.id
    )
    customer = shop.table("customers").get(number)
    if customer is None:
        if not number:
            return _create(shop, Call(method="POST", path="", args=call.args | {"password": None}, store=call.store))
        raise no_entity("customerId", number)
    website = int(sent.get("website_id") or customer["website_id"])
    whole = {n: customer.get(n) for n in SENT} | {n: sent[n] for n in SENT if n in sent}
    _check(shop, whole, number, website)
    _check_defaults(customer, rows(sent.get("addresses")))
    for address in rows(sent.get("addresses")):
        addresses.check(address)
    customer |= {n: sent[n] for n in SENT if sent.get(n) is not None}
    for name in ("default_billing", "default_shipping"):
        if sent.get(name):
            customer[name] = sent[name]
    if sent.get("addresses") is not None:
        _put_addresses(shop, customer, rows(sent["addresses"]))
    subscribed = mapped(sent.get("extension_attributes")).get("is_subscribed")
    if subscribed is not None:
        customer["extension_attributes"] = {"is_subscribed": subscribed}
    addresses.settle(customer)
    customer["updated_at"] = shop.now()
    if call.args.get("password_hash"):
        shop.table("passwords").pop(number, None)
    return told(customer)


def _delete(shop: Shop, call: Call) -> bool:
    number = known(shop, _number(call))["id"]
    del shop.table("customers")[number]
    shop.table("passwords").pop(number, None)
    for token in [t for t, who in shop.table("tokens").items() if who == {"kind": "customer", "id": number}]:
        del shop.table("tokens")[token]
    return True


def _default_address(kind: str) -> Any:
    def answer(shop: Shop, call: Call) -> Any:
        customer, none = known(shop, _number(call)), list[Any]()
        # PHP writes the null of a missing object as an empty array.
        return next((a for a in customer["addresses"] if a.get(f"default_{kind}")), none)

    return answer


def _holder(shop: Shop, number: int) -> tuple[Json, Json]:
    for customer in shop.table("customers").values():
        for address in customer["addresses"]:
            if address["id"] == number:
                return customer, address
    raise no_entity("addressId", number)


def _address(shop: Shop, call: Call) -> Json:
    return _holder(shop, call.args["address_id"])[1]


def _delete_address(shop: Shop, call: Call) -> bool:
    customer, address = _holder(shop, call.args["address_id"])
    customer["addresses"].remove(address)
    for kind in ("shipping", "billing"):
        if customer.get(f"default_{kind}") == str(address["id"]):
            del customer[f"default_{kind}"]
    return True


def _free(shop: Shop, call: Call) -> bool:
    if shop.config("checkout/options/enable_guest_checkout_login", "0") != "1":
        # Nobody is told who has an account unless the shop lets guests sign in at the checkout.
        return True
    website = int(call.args["website_id"] or 1)
    wanted = call.text("customer_email").casefold()
    return not any(
        c["email"].casefold() == wanted and c["website_id"] == website for c in shop.table("customers").values()
    )


def _validate(shop: Shop, call: Call) -> Json:
    sent = mapped(call.args["customer"])
    labels = {"website_id": "Associate to Website", "group_id": "Group", "firstname": "First Name"}
    labels |= {"lastname": "Last Name", "email": "Email"}
    wrong = [
        f'The "{label}" attribute value is empty. Set the attribute and try again.'
        for name, label in labels.items()
        if sent.get(name) in (None, "")
    ]
    return {"valid": not wrong, "messages": wrong}


def _change_password(shop: Shop, call: Call) -> bool:
    customer = known(shop, call.caller.id)
    if shop.table("passwords").get(customer["id"]) != call.args["current_password"]:
        raise Refusal(401, "The password doesn't match this account. Verify the password and try again.")
    _check_password(call.text("new_password"), customer["email"])
    shop.table("passwords")[customer["id"]] = call.args["new_password"]
    return True


def _forgotten(shop: Shop, call: Call) -> bool:
    wanted = call.text("email").casefold()
    if not any(c["email"].casefold() == wanted for c in shop.table("customers").values()):
        parameters = {
            "fieldName": "email",
            "fieldValue": call.args["email"],
            "field2Name": "websiteId",
            "field2Value": "1",
        }
        message = "No such entity with %fieldName = %fieldValue, %field2Name = %field2Value"
        raise Refusal(404, message, parameters)
    return True


def _confirmed(shop: Shop, call: Call) -> str:
    known(shop, _number(call))
    return "account_confirmation_not_required"


def _readonly(shop: Shop, call: Call) -> bool:
    known(shop, _number(call))
    return False


def seed(shop: Shop, catalogue: Catalogue) -> None:
    """The catalogue's customers; where billing and shipping are one, so is the address in the book."""
    for source in catalogue.customers:
        customer = _seeded(shop, source)
        shop.table("customers")[customer["id"]] = customer
        passwords(shop)[customer["id"]] = PASSWORD


def _seeded(shop: Shop, source: Customer) -> Json:
    group = WHOLESALE if source.group == "wholesale" else GENERAL
    customer: Json = {"id": shop.next("customers"), "group_id": group, "created_at": stamp(source.created)}
    customer |= {"updated_at": stamp(source.modified), "created_in": "Default Store View", "email": source.email}
    customer |= {"firstname": source.first_name, "lastname": source.last_name, "store_id": 1, "website_id": 1}
    customer |= {"addresses": [], "disable_auto_group_change": 0}
    customer["extension_attributes"] = {"is_subscribed": source.id % 7 == 0}
    if source.id % 6 == 0:
        customer |= {"gender": 1 + source.id % 2, "dob": f"{source.created - timedelta(days=9000):%Y-%m-%d}"}
    for kind, address in (("billing", source.billing), ("shipping", source.shipping)):
        if kind == "shipping" and source.shipping == source.billing:
            customer["default_shipping"] = customer["default_billing"]
            continue
        number = shop.next("addresses")
        customer[f"default_{kind}"] = str(number)
        customer["addresses"].append(addresses.kept(shop, customer, book_entry(address), number))
    addresses.settle(customer)
    return customer


def book_entry(source: Address) -> Json:
    """An address of the catalogue as it would be sent; the vendor demands a telephone."""
    made: Json = {"firstname": source.first_name, "lastname": source.last_name, "company": source.company}
    made |= {"street": [line for line in (source.line1, source.line2) if line], "city": source.city}
    made |= {"postcode": source.postcode, "country_id": source.country, "telephone": source.phone or "-"}
    region = regions.coded(source.country, source.state) if source.state else None
    if region is not None:
        made["region"] = {"region_id": region[0]}
    elif source.state:
        made["region"] = {"region": source.state}
    return made


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of customers answered; of those known in part the rest is made up."""
    for record in rows(records.get("customers")):
        blank: Json = {"group_id": GENERAL, "website_id": 1, "store_id": 1, "addresses": []}
        shop.table("customers")[record["id"]] = blank | record
        shop.seen("customers", record["id"])
        for address in record.get("addresses", ()):
            shop.seen("addresses", address["id"])


NEW = "customer:Customer password:string= redirectUrl:string="
ROUTES: tuple[Route, ...] = (
    route("GET customers/search", _search, "searchCriteria:SearchCriteria", resource=VIEW),
    route("POST customers", _create, NEW, resource=ANONYMOUS),
    route("GET customers/me", _read, resource=SELF),
    route("PUT customers/me", _update, "customer:Customer passwordHash:string=", resource=SELF),
    route("PUT customers/me/password", _change_password, "currentPassword:string newPassword:string", resource=SELF),
    route("GET customers/me/billingAddress", _default_address("billing"), resource=SELF),
    route("GET customers/me/shippingAddress", _default_address("shipping"), resource=SELF),
    route("PUT customers/password", _forgotten, "email:string template:string websiteId:int=", resource=ANONYMOUS),
    route("PUT customers/validate", _validate, "customer:Customer", resource=MANAGE),
    route("POST customers/isEmailAvailable", _free, "customerEmail:string websiteId:int=", resource=ANONYMOUS),
    route("GET customers/addresses/:addressId", _address, "addressId:int", resource=MANAGE),
    route("DELETE addresses/:addressId", _delete_address, "addressId:int", resource=MANAGE),
    route("GET customers/:customerId", _read, "customerId:int", resource=VIEW),
    route(
        "PUT customers/:customerId", _update, "customerId:int customer:Customer passwordHash:string=", resource=MANAGE
    ),
    route("DELETE customers/:customerId", _delete, "customerId:int", resource=DELETE),
    route("GET customers/:customerId/confirm", _confirmed, "customerId:int", resource=MANAGE),
    route("GET customers/:customerId/permissions/readonly", _readonly, "customerId:int", resource=VIEW),
    route("GET customers/:customerId/billingAddress", _default_address("billing"), "customerId:int", resource=MANAGE),
    route("GET customers/:customerId/shippingAddress", _default_address("shipping"), "customerId:int", resource=MANAGE),
)
