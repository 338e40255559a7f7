"""Carts of guests, of customers and as administrators see them: one set of handlers under three addresses.

Table `carts` by id: `items`, addresses `billing` and `shipping`, `shipping_method`, `payment`, `coupon_code`,
`customer_id`, `masked` (what guests call it). Records: `carts` as the vendor answers them; they are told as they are.
"""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from polycart.platforms.magento2.sim import cart_items, cart_totals, customers, regions
from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.documents import strict
from polycart.platforms.magento2.sim.routes import ANONYMOUS, SELF, Handler, Route, route
from polycart.platforms.magento2.sim.sales_types import names
from polycart.platforms.magento2.sim.salesrules import coupon_of
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, no_entity, number, rows

MANAGE = "Magento_Cart::manage"
TYPES = cart_items.TYPES | {
    "CartAddress": (
        "id int, region any, region_id int, region_code string, country_id string, street string[], company string, "
        "telephone string, fax string, postcode string, city string, firstname string, lastname string, "
        "middlename string, prefix string, suffix string, vat_id string, customer_id int, email string, "
        "same_as_billing int, customer_address_id int, save_in_address_book int, extension_attributes any, "
        "custom_attributes custom"
    ),
    "Cart": "id int, customer any, store_id int, billing_address CartAddress, extension_attributes any, currency any",
}
NO_COUPON = "The coupon code isn't valid. Verify the code and try again."
NO_ITEM = "The %1 Cart doesn't contain the %2 item."
COLUMNS = names(
    "entity_id id store_id created_at updated_at converted_at is_active is_virtual items_count items_qty customer_id",
    "customer_group_id customer_email customer_firstname customer_lastname customer_is_guest reserved_order_id",
    "coupon_code grand_total base_grand_total subtotal base_subtotal subtotal_with_discount quote_currency_code",
    "base_currency_code store_currency_code customer_note remote_ip checkout_method applied_rule_ids",
)
EMPTY: Json = dict.fromkeys(
    ("region", "region_id", "region_code", "country_id", "telephone", "postcode", "city", "firstname", "lastname")
) | {"street": [""]}


def new(shop: Shop, *, customer: int = 0, store: int = 1, masked: bool = True) -> Json:
    """An empty cart."""
    now, number_ = shop.now(), shop.next("quotes")
    made: Json = {"id": number_, "created_at": now, "updated_at": now, "is_active": True, "items": []}
    made |= {"store_id": store or 1, "customer_id": customer or None, "group_id": 0, "coupon_code": None}
    made |= {"shipping_method": None, "payment": None, "email": None, "reserved": None, "billing": None}
    made["shipping"] = None
    made |= {"billing_id": shop.next("quote_addresses"), "shipping_id": shop.next("quote_addresses")}
    if masked:
        digest = hashlib.sha256(f"cart{number_}".encode()).hexdigest()
        made["masked"] = digest[:32]
    if customer:
        made["group_id"] = shop.table("customers")[customer]["group_id"]
        made["email"] = shop.table("customers")[customer]["email"]
        shop.table("carts")[number_] = made
        for kind in ("billing", "shipping"):
            _take_default(shop, made, customer, kind)
    shop.table("carts")[number_] = made
    return made


def _take_default(shop: Shop, cart: Json, customer: int, kind: str) -> None:
    """A customer's cart begins with the default addresses of the book."""
    for address in shop.table("customers")[customer]["addresses"]:
        if address.get(f"default_{kind}"):
            left = {"id", "customer_id", "default_billing", "default_shipping", "region"}
            held = {k: v for k, v in address.items() if k not in left}
            cart[kind] = held | mapped(address["region"]) | {"customer_address_id": address["id"]}


def of_customer(shop: Shop, customer: int) -> Json | None:
    """The open cart of a customer."""
    held = (c for c in shop.table("carts").values() if c.get("customer_id") == customer and c["is_active"])
    return next(held, None)


def of_call(shop: Shop, call: Call, *, active: bool = True) -> Json:
    """The cart that a request is about."""
    if call.path.startswith("carts/mine"):
        found = of_customer(shop, call.caller.id)
        if found is None:
            raise no_entity("customerId", call.caller.id)
        return found
    name = call.args.get("cart_id") if call.args.get("cart_id") is not None else call.args.get("quote_id")
    if call.path.startswith("guest-carts"):
        found = next((c for c in shop.table("carts").values() if c.get("masked") == name), None)
        if found is None:
            raise no_entity("cartId", None)
    else:
        found = shop.table("carts").get(int(name or 0))
    if found is None or (active and not found["is_active"]):
        raise no_entity("cartId", name if found is None else found["id"])
    return found


def touch(shop: Shop, cart: Json) -> None:
    """Note that the cart was changed."""
    cart["updated_at"] = shop.now()


def told_address(cart: Json, kind: str) -> Json:
    """An address of a cart; one that was not given yet is told empty."""
    held = cart.get(kind)
    made: Json = {"id": cart[f"{kind}_id"]} | EMPTY | mapped(held)
    if cart.get("customer_id"):
        made["customer_id"] = cart["customer_id"]
    made["email"] = mapped(held).get("email") or cart.get("email")
    same = 1 if kind == "shipping" and (not held or cart.get("same")) else 0
    return made | {"same_as_billing": same, "save_in_address_book": 0}


def put_address(shop: Shop, cart: Json, kind: str, sent: Json) -> None:
    """Take over an address; its region is found by id or code."""
    held = {k: v for k, v in sent.items() if v is not None and k not in ("id", "custom_attributes", "region")}
    held = {k: v for k, v in held.items() if k not in ("extension_attributes", "same_as_billing")}
    text = sent.get("region")
    asked = {"region_id": sent.get("region_id"), "region_code": sent.get("region_code")}
    asked["region"] = mapped(text).get("region") if isinstance(text, dict) else text
    found = regions.resolved(str(sent.get("country_id") or ""), asked)
    cart[kind] = held | (found or dict.fromkeys(("region", "region_id", "region_code")))
    cart[f"{kind}_id"] = shop.next("quote_addresses")


def told(shop: Shop, cart: Json) -> Json:
    """A cart as it is answered; one that became an order no longer tells its items."""
    if "loaded" in cart:
        return cart["loaded"]
    items = [_bare(item, cart["id"]) for item in cart["items"]]
    made: Json = {name: cart[name] for name in ("id", "created_at", "updated_at", "is_active")}
    made["is_virtual"] = cart_totals.virtual(cart)
    if cart["is_active"]:
        made["items"] = items
    qty = number(sum(float(item["qty"]) for item in cart["items"]))
    made |= {"items_count": len(cart["items"]), "items_qty": qty, "customer": _buyer(shop, cart)}
    made["billing_address"] = told_address(cart, "billing")
    if cart["reserved"]:
        made["reserved_order_id"] = cart["reserved"]
    made |= {"orig_order_id": 0, "currency": _currency(shop, cart)}
    made |= {"customer_is_guest": not cart["customer_id"], "customer_note_notify": True, "customer_tax_class_id": 3}
    made["store_id"] = cart["store_id"]
    if cart["is_active"]:
        assigned: list[Json] = []
        if items and not made["is_virtual"]:
            shipping: Json = {"address": told_address(cart, "shipping"), "method": cart["shipping_method"]}
            assigned.append({"shipping": shipping, "items": items})
        made["extension_attributes"] = {"shipping_assignments": assigned}
    return made


def _bare(item: Json, cart: int) -> Json:
    return {k: v for k, v in cart_items.told(item, cart).items() if k != "product_option"}


def _buyer(shop: Shop, cart: Json) -> Json:
    found = shop.table("customers").get(cart["customer_id"] or 0)
    return customers.told(found) if found else {"email": cart["email"], "firstname": None, "lastname": None}


def _currency(shop: Shop, cart: Json) -> Json:
    code = cart_totals.currency(shop, cart)
    names = ("global_currency_code", "base_currency_code", "store_currency_code", "quote_currency_code")
    made: Json = dict.fromkeys(names, code) | {"store_to_base_rate": 0, "store_to_quote_rate": 0}
    return made | {"base_to_global_rate": 1, "base_to_quote_rate": 1}


def _create(shop: Shop, call: Call) -> Any:
    if call.path == "guest-carts":
        return new(shop, store=call.store)["masked"]
    if call.path == "carts":
        return str(new(shop, store=call.store, masked=False)["id"])
    customer = call.caller.id if call.path == "carts/mine" else int(call.args["customer_id"])
    customers.known(shop, customer)
    held = of_customer(shop, customer)
    return (held or new(shop, customer=customer, store=call.store, masked=False))["id"]


def _read(shop: Shop, call: Call) -> Json:
    return told(shop, of_call(shop, call, active=False))


def _search(shop: Shop, call: Call) -> Json:
    def show(cart: Json) -> Json:
        return told(shop, cart)

    @strict
    def read(cart: Json, field: str) -> Any:
        if field not in COLUMNS:
            raise KeyError(field)
        return _column(cart, {"entity_id": "id"}.get(field, field))

    return searched(shop, call.args["search_criteria"], shop.table("carts").values(), read, show)


def _column(cart: Json, field: str) -> Any:
    if "loaded" in cart:
        value = cart["loaded"].get(field)
    elif field in ("items_count", "items_qty"):
        qty = sum(float(item["qty"]) for item in cart["items"])
        value = len(cart["items"]) if field == "items_count" else number(qty)
    elif field in ("is_virtual", "customer_is_guest"):
        value = cart_totals.virtual(cart) if field == "is_virtual" else not cart["customer_id"]
    else:
        names_ = {"reserved_order_id": "reserved", "customer_email": "email", "customer_group_id": "group_id"}
        value = cart.get(names_.get(field, field))
    return int(value) if isinstance(value, bool) else value


def _assign(shop: Shop, call: Call) -> bool:
    cart, customer = of_call(shop, call), customers.known(shop, call.args["customer_id"])
    if cart["customer_id"]:
        raise Refusal(400, "The customer can't be assigned to the cart because the cart isn't anonymous.")
    other = of_customer(shop, customer["id"])
    if other is not None:
        # The customer's own cart is poured into this one.
        for item in other["items"]:
            same = next((i for i in cart["items"] if i["sku"] == item["sku"]), None)
            if same is None:
                cart["items"].append(item)
            else:
                same["qty"] = number(float(same["qty"]) + float(item["qty"]))
        other["is_active"] = False
    cart |= {"customer_id": customer["id"], "group_id": customer["group_id"], "email": customer["email"]}
    cart.pop("masked", None)
    touch(shop, cart)
    return True


def _update(shop: Shop, call: Call) -> list[Any]:
    """`PUT carts/mine`: the addresses of the cart that is sent."""
    cart, sent = of_call(shop, call), mapped(call.args["quote"])
    if sent.get("billing_address"):
        put_address(shop, cart, "billing", sent["billing_address"])
    touch(shop, cart)
    return []


def _items(shop: Shop, call: Call) -> list[Json]:
    cart = of_call(shop, call)
    name = cart["masked"] if call.path.startswith("guest-carts") else cart["id"]
    return [cart_items.told(item, name) for item in cart["items"]]


def _add(shop: Shop, call: Call) -> Json:
    cart, sent = of_call(shop, call), mapped(call.args["cart_item"])
    if sent.get("item_id"):
        return _put_item(shop, cart, int(sent["item_id"]), sent)
    item = cart_items.add(shop, cart, sent)
    return _changed(shop, cart, item)


def _changed(shop: Shop, cart: Json, item: Json) -> Json:
    touch(shop, cart)
    sums = cart_totals.collect(shop, cart)
    made = cart_items.told(item, cart["id"])
    discounts = [each for line in cart_totals.lines_of(sums, item) for each in line.discounts]
    return made | ({"extension_attributes": {"discounts": discounts}} if discounts else {})


def _put_item(shop: Shop, cart: Json, number_: int, sent: Json) -> Json:
    item = _held(cart, number_)
    qty = float(sent.get("qty") or 0)
    if qty <= 0:
        raise Refusal(400, "The product can't be added to the cart with this quantity.")
    cart_items.check(shop, cart, item, qty)
    item["qty"] = number(qty)
    return _changed(shop, cart, item)


def _held(cart: Json, number_: int) -> Json:
    found = next((item for item in cart["items"] if item["item_id"] == number_), None)
    if found is None:
        raise Refusal(404, NO_ITEM, [str(cart["id"]), number_])
    return found


def _change(shop: Shop, call: Call) -> Json:
    return _put_item(shop, of_call(shop, call), call.args["item_id"], mapped(call.args["cart_item"]))


def _remove(shop: Shop, call: Call) -> bool:
    cart = of_call(shop, call)
    cart["items"].remove(_held(cart, call.args["item_id"]))
    touch(shop, cart)
    return True


def _coupon(shop: Shop, call: Call) -> Any:
    return of_call(shop, call)["coupon_code"] or []


def _set_coupon(shop: Shop, call: Call) -> bool:
    cart, code = of_call(shop, call), call.text("coupon_code").strip()
    if not cart["items"]:
        raise Refusal(404, 'The "%1" Cart doesn\'t contain products.', [str(cart["id"])])
    before = cart["coupon_code"]
    cart["coupon_code"] = code
    known = coupon_of(shop, code)
    if known is None or known["rule_id"] not in cart_totals.collect(shop, cart).rules:
        cart["coupon_code"] = before
        raise Refusal(404, NO_COUPON)
    touch(shop, cart)
    return True


def _drop_coupon(shop: Shop, call: Call) -> bool:
    cart = of_call(shop, call)
    cart["coupon_code"] = None
    touch(shop, cart)
    return True


def _totals(shop: Shop, call: Call) -> Json:
    cart = of_call(shop, call)
    made = cart_totals.told(shop, cart, cart_totals.collect(shop, cart))
    if cart_totals.virtual(cart):
        made |= {"base_subtotal_incl_tax": made["subtotal_incl_tax"], "coupon_code": cart["coupon_code"] or ""}
    return made


def _billing(shop: Shop, call: Call) -> Json:
    return told_address(of_call(shop, call), "billing")


def _set_billing(shop: Shop, call: Call) -> int:
    cart = of_call(shop, call)
    put_address(shop, cart, "billing", mapped(call.args["address"]))
    if call.args["use_for_shipping"] and not cart_totals.virtual(cart):
        put_address(shop, cart, "shipping", mapped(call.args["address"]))
        cart["same"] = True
    touch(shop, cart)
    return int(cart["billing_id"])


def everywhere(method: str, path: str, handler: Handler, params: str = "") -> list[Route]:
    """The same route of a guest's cart, of a customer's own and of any as administrators see it."""
    made = [route(f"{method} guest-carts/:cartId{path}", handler, f"cartId:string {params}", resource=ANONYMOUS)]
    made.append(route(f"{method} carts/mine{path}", handler, params, resource=SELF))
    made.append(route(f"{method} carts/:cartId{path}", handler, f"cartId:int {params}", resource=MANAGE))
    return made


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """Carts as a search told them; those that became orders are told as they are."""
    for record in rows(records.get("carts")):
        held: Json = {"id": record["id"], "is_active": bool(record.get("is_active")), "loaded": record}
        shop.table("carts")[record["id"]] = held
        shop.seen("quotes", record["id"])


ASSIGN = "customerId:int storeId:int"
HANDLERS: tuple[tuple[str, str, Callable[[Shop, Call], Any], str], ...] = (
    ("GET", "", _read, ""),
    ("GET", "/items", _items, ""),
    ("POST", "/items", _add, "cartItem:CartItem"),
    ("PUT", "/items/:itemId", _change, "itemId:int cartItem:CartItem"),
    ("DELETE", "/items/:itemId", _remove, "itemId:int"),
    ("GET", "/coupons", _coupon, ""),
    ("PUT", "/coupons/:couponCode", _set_coupon, "couponCode:string"),
    ("DELETE", "/coupons", _drop_coupon, ""),
    ("GET", "/totals", _totals, ""),
    ("GET", "/billing-address", _billing, ""),
    ("POST", "/billing-address", _set_billing, "address:CartAddress useForShipping:bool="),
)
ROUTES: tuple[Route, ...] = (
    route("POST guest-carts", _create, resource=ANONYMOUS),
    route("POST carts/mine", _create, resource=SELF),
    route("POST carts", _create, resource=MANAGE),
    route("POST customers/:customerId/carts", _create, "customerId:int", resource=MANAGE),
    route("GET carts/search", _search, "searchCriteria:SearchCriteria", resource=MANAGE),
    route("PUT guest-carts/:cartId", _assign, f"cartId:string {ASSIGN}", resource=SELF),
    route("PUT carts/mine", _update, "quote:Cart", resource=SELF),
    route("PUT carts/:cartId", _assign, f"cartId:int {ASSIGN}", resource=MANAGE),
    *(one for method, path, handler, params in HANDLERS for one in everywhere(method, path, handler, params)),
)
