"""Customers and what they may download."""

import hashlib
import re

from polycart.platforms.woocommerce_api.sim.arguments import EMAIL
from polycart.platforms.woocommerce_api.sim.shop import Key, Shop, chosen, ordered, page, put_meta
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, no_trash

BILLING = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "postcode",
    "country",
    "state",
    "email",
    "phone",
)
SHIPPING = tuple(f for f in BILLING if f != "email")
SORTS: dict[str, Key] = {
    "id": lambda c: c["id"],
    "include": lambda c: c["id"],
    "name": lambda c: (c["username"].lower(), c["id"]),
    "registered_date": lambda c: (c["date_created"], c["id"]),
}
OLD_EXISTS = (
    'An account is already registered with your email address. <a href="#" class="showlogin">Please log in.</a>'
)
EXISTS = "An account is already registered with {}. Please log in or use a different email address."


def avatar(shop: Shop, email: str, size: int = 96) -> str:
    """The address of the customer's picture; newer WordPress hashes with SHA-256."""
    name = email.strip().lower().encode()
    digest = hashlib.sha256(name) if shop.recent else hashlib.md5(name, usedforsecurity=False)
    return f"https://secure.gravatar.com/avatar/{digest.hexdigest()}?s={size}&d=mm&r=g"


def view(shop: Shop, customer: Json, *, hints: bool = True) -> Json:
    """A customer as an answer shows them."""
    more = {} if hints else {"hints": ()}
    return customer | {"_links": shop.links(f"customers/{customer['id']}", "customers", **more)}


def find(shop: Shop, number: int, status: int = 404) -> Json:
    """A customer by id; before version 8 the refusal was another one."""
    customer = shop.customers.get(number)
    if customer is not None:
        return customer
    if shop.recent:
        raise Refusal(404, "wc_user_invalid_id", "Invalid user ID.", silent=True)
    raise Refusal(status, "woocommerce_rest_invalid_id", "Invalid resource ID.")


def listing(shop: Shop, call: Call) -> Answer:
    """GET customers."""
    p = call.params
    found = chosen(call, shop.customers.values())
    if p["role"] != "all":
        found = [c for c in found if c["role"] == p["role"]]
    if p.get("email"):
        found = [c for c in found if c["email"].lower() == p["email"].lower()]
    if p.get("search"):
        words = p["search"].lower()
        found = [c for c in found if words in f"{c['email']} {c['username']}".lower()]
    return page(call, ordered(call, found, SORTS), lambda c: view(shop, c))


def read(shop: Shop, call: Call) -> Answer:
    """GET customers/{id}."""
    return Answer(body=view(shop, find(shop, call.id())))


def create(shop: Shop, call: Call) -> Answer:
    """POST customers."""
    p = call.params
    _check_email(shop, p["email"], 0)
    if not p.get("password") and shop.option("account", "woocommerce_registration_generate_password", "yes") == "no":
        raise Refusal(400, "registration-error-missing-password", "Please create a password for your account.")
    username = p.get("username") or _username(shop, p)
    if any(c["username"] == username for c in shop.customers.values()):
        text = "An account is already registered with that username. Please choose another."
        raise Refusal(400, "registration-error-username-exists", text)
    now, number = shop.now(), shop.next("users")
    customer: Json = {
        "id": number,
        "date_created": now,
        "date_created_gmt": now,
        "date_modified": now,
        "date_modified_gmt": now,
        "email": p["email"],
        "first_name": "",
        "last_name": "",
        "role": "customer",
        "username": username,
        "billing": dict.fromkeys(BILLING, ""),
        "shipping": dict.fromkeys(SHIPPING, ""),
        "is_paying_customer": False,
        "avatar_url": "",
        "meta_data": [],
    }
    _apply(shop, customer, p)
    shop.customers[number] = customer
    return Answer(body=view(shop, customer), status=201, location=shop.api(f"customers/{number}"))


def _check_email(shop: Shop, email: str, own: int) -> None:
    if not EMAIL.match(email):
        raise Refusal(400, "customer_invalid_email", "Invalid email address")
    if any(c["email"].lower() == email.lower() and c["id"] != own for c in shop.customers.values()):
        if own:
            raise Refusal(400, "woocommerce_rest_customer_invalid_email", "Email address is invalid.")
        text = EXISTS.format(email) if shop.recent else OLD_EXISTS
        raise Refusal(400, "registration-error-email-exists", text)


def _username(shop: Shop, p: Json) -> str:
    """A name made of the address for mail, numbered while taken."""
    base = re.sub(r"[^a-z0-9._-]", "", p["email"].split("@")[0].lower())
    taken = {c["username"] for c in shop.customers.values()}
    name, n = base, 1
    while name in taken:
        name, n = f"{base}-{n}", n + 1
    return name


def _apply(shop: Shop, customer: Json, sent: Json) -> None:
    for name in ("email", "first_name", "last_name"):
        if name in sent:
            customer[name] = sent[name]
    for name, fields in (("billing", BILLING), ("shipping", SHIPPING)):
        if name in sent:
            customer[name] = customer[name] | {k: v for k, v in sent[name].items() if k in fields}
    if "meta_data" in sent:
        customer["meta_data"] = put_meta(shop, customer["meta_data"], sent["meta_data"])
    customer["avatar_url"] = avatar(shop, customer["email"])


def update(shop: Shop, call: Call) -> Answer:
    """PUT customers/{id}."""
    old = find(shop, call.id(), 400)
    sent = {k: v for k, v in call.params.items() if k in call.given}
    if sent.get("email"):
        _check_email(shop, sent["email"], old["id"])
    if "username" in sent and sent["username"] != old["username"]:
        raise Refusal(400, "woocommerce_rest_customer_invalid_argument", "Username isn't editable.")
    customer = dict(old)
    _apply(shop, customer, sent)
    customer["date_modified"] = customer["date_modified_gmt"] = shop.now()
    shop.customers[customer["id"]] = customer
    return Answer(body=view(shop, customer))


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE customers/{id}: their orders become those of guests."""
    customer = shop.customers.get(call.id())
    if customer is None and not shop.recent:
        raise Refusal(400, "woocommerce_rest_invalid_id", "Invalid resource id.")
    customer = find(shop, call.id())
    if not call.params.get("force"):
        raise no_trash("Customers", "do")
    reassign = call.params.get("reassign") or 0
    if reassign and (reassign == customer["id"] or reassign not in shop.customers):
        raise Refusal(400, "woocommerce_rest_customer_invalid_reassign", "Invalid resource id for reassignment.")
    del shop.customers[customer["id"]]
    for order in shop.orders.values():
        if order["customer_id"] == customer["id"]:
            order["customer_id"] = reassign
    return Answer(body=view(shop, customer, hints=False), allow=not shop.recent)


def downloads(shop: Shop, call: Call) -> Answer:
    """GET customers/{id}/downloads: the files of what they bought."""
    number = call.id("customer_id")
    find(shop, number)
    found: list[Json] = []
    for order in shop.orders.values():
        if order["customer_id"] != number or order["status"] not in ("processing", "completed"):
            continue
        for line in order["line_items"]:
            product = shop.products.get(line["product_id"])
            if product and product["downloadable"]:
                found += [_download(shop, order, product, d) for d in product["downloads"]]
    return Answer(body=found)


def _download(shop: Shop, order: Json, product: Json, file: Json) -> Json:
    key = order["order_key"]
    return {
        "download_id": file["id"],
        "download_url": f"{shop.url}/?download_file={product['id']}&order={key}&key={file['id']}",
        "product_id": product["id"],
        "product_name": product["name"],
        "download_name": f"{product['name']} &ndash; {file['name']}",
        "order_id": order["id"],
        "order_key": key,
        "downloads_remaining": "unlimited" if product["download_limit"] < 0 else str(product["download_limit"]),
        "access_expires": "never",
        "access_expires_gmt": "never",
        "file": {"name": file["name"], "file": file["file"]},
        "_links": {"collection": [{"href": shop.api(f"customers/{order['customer_id']}/downloads")}]},
    }
