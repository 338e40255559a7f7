"""From cart to order: ways of shipping and paying, addresses, and the placing with its stock and its coupons."""

from typing import Any

from polycart.platforms.magento2.sim import carriers, cart_items, cart_totals, pieces, placing
from polycart.platforms.magento2.sim.carts import everywhere, of_call, put_address, touch
from polycart.platforms.magento2.sim.routes import ANONYMOUS, SELF, Route, route
from polycart.platforms.magento2.sim.salesrules import coupon_of
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, no_entity, number

TYPES = {
    "ShippingInformation": (
        "shipping_address CartAddress, billing_address CartAddress, shipping_method_code string, "
        "shipping_carrier_code string, extension_attributes any, custom_attributes custom"
    ),
    "TotalsInformation": (
        "address CartAddress, shipping_method_code string, shipping_carrier_code string, extension_attributes any, "
        "custom_attributes custom"
    ),
    "CartPayment": "po_number string, method string, additional_data any, extension_attributes any",
}
NO_ADDRESS = "The shipping address is missing. Set the address and try again."
NO_METHOD = "The shipping method is missing. Select the shipping method and try again."
NO_PAYMENT = "Enter a valid payment method and try again."
NOT_ALLOWED = "Some addresses can't be used due to the configurations for specific countries."
NOT_ALL = "Not all of your products are available in the requested quantity."
CUSTOMER = ("firstname", "lastname", "middlename", "prefix", "suffix", "taxvat", "gender")
ADDRESS = (
    "firstname lastname middlename prefix suffix company street city region region_id region_code postcode country_id "
    "telephone fax vat_id customer_address_id email"
)


def _estimate(shop: Shop, call: Call) -> list[Json]:
    cart, sent = of_call(shop, call), mapped(call.args["address"])
    return _rates(shop, cart, sent)


def _estimate_by_id(shop: Shop, call: Call) -> list[Json]:
    cart = of_call(shop, call)
    buyer = shop.table("customers").get(cart["customer_id"] or 0, {"addresses": []})
    found = next((a for a in buyer["addresses"] if a["id"] == call.args["address_id"]), None)
    if found is None:
        raise no_entity("addressId", call.args["address_id"])
    return _rates(shop, cart, found)


def _methods(shop: Shop, call: Call) -> list[Json]:
    cart = of_call(shop, call)
    return _rates(shop, cart, mapped(cart["shipping"])) if cart["shipping"] else []


def _rates(shop: Shop, cart: Json, place: Json) -> list[Json]:
    sums = cart_totals.collect(shop, cart, place=place, method="")
    return carriers.rates(shop, cart, sums, place)


def _set_shipping(shop: Shop, call: Call) -> Json:
    cart, sent = of_call(shop, call), mapped(call.args["address_information"])
    address = mapped(sent.get("shipping_address"))
    if not cart["items"]:
        raise Refusal(400, "The shipping method can't be set for an empty cart. Add an item to cart and try again.")
    if not address.get("country_id"):
        raise Refusal(400, "The shipping address is missing. Set the address and try again.")
    carrier, way = sent.get("shipping_carrier_code"), sent.get("shipping_method_code")
    chosen = f"{carrier}_{way}"
    if not any(carriers.name_of(rate) == chosen for rate in _rates(shop, cart, address)):
        raise Refusal(404, "Carrier with such method not found: %1, %2", [carrier, way])
    put_address(shop, cart, "shipping", address)
    cart["same"] = False
    if sent.get("billing_address"):
        put_address(shop, cart, "billing", mapped(sent["billing_address"]))
    cart["shipping_method"] = chosen
    touch(shop, cart)
    return _details(shop, cart)


def _details(shop: Shop, cart: Json) -> Json:
    sums = cart_totals.collect(shop, cart)
    told = cart_totals.told(shop, cart, sums)
    return {"payment_methods": carriers.payments(shop, sums.grand), "totals": told}


def _information(shop: Shop, call: Call) -> Json:
    return _details(shop, of_call(shop, call))


def _estimated_totals(shop: Shop, call: Call) -> Json:
    cart, sent = of_call(shop, call), mapped(call.args["address_information"])
    way = f"{sent.get('shipping_carrier_code')}_{sent.get('shipping_method_code')}"
    sums = cart_totals.collect(shop, cart, place=mapped(sent.get("address")), method=way)
    told = cart_totals.told(shop, cart, sums)
    return told | {"base_subtotal_incl_tax": told["subtotal_incl_tax"], "coupon_code": cart["coupon_code"] or ""}


def _payments(shop: Shop, call: Call) -> list[Json]:
    cart = of_call(shop, call)
    return carriers.payments(shop, cart_totals.collect(shop, cart).grand)


def _payment(shop: Shop, call: Call) -> Any:
    held = of_call(shop, call)["payment"]
    return {k: v for k, v in held.items() if k not in ("id", "saved")} if held else []


def _set_payment(shop: Shop, call: Call) -> str:
    cart = of_call(shop, call)
    _pay_by(shop, cart, mapped(call.args["method"]))
    cart["payment"]["saved"] = True
    touch(shop, cart)
    return str(cart["payment"]["id"])


def _pay_by(shop: Shop, cart: Json, sent: Json) -> None:
    sums = cart_totals.collect(shop, cart)
    if not any(one["code"] == sent.get("method") for one in carriers.payments(shop, sums.grand)):
        raise Refusal(400, "The requested Payment Method is not available.")
    saved = mapped(cart["payment"]).get("saved")
    number_ = mapped(cart["payment"]).get("id") or shop.next("quote_payments")
    cart["payment"] = {k: sent[k] for k in ("method", "po_number") if sent.get(k)} | {"id": number_}
    cart["payment"] |= {"saved": True} if saved else {}


def _set_information(shop: Shop, call: Call) -> bool:
    cart = of_call(shop, call)
    _inform(shop, cart, call)
    cart["payment"]["saved"] = True
    touch(shop, cart)
    return True


def _inform(shop: Shop, cart: Json, call: Call) -> None:
    if call.args["billing_address"] is not None:
        put_address(shop, cart, "billing", mapped(call.args["billing_address"]))
    if call.args.get("email"):
        cart["billing"] = mapped(cart["billing"]) | {"email": call.args["email"]}
    if not cart["shipping"] and not cart_totals.virtual(cart):
        raise Refusal(400, NO_ADDRESS)
    _pay_by(shop, cart, mapped(call.args["payment_method"]))


def _pay_and_place(shop: Shop, call: Call) -> int:
    cart = of_call(shop, call)
    _inform(shop, cart, call)
    return place(shop, cart)["entity_id"]


def _order(shop: Shop, call: Call) -> int:
    cart = of_call(shop, call)
    before = cart["payment"]
    try:
        if mapped(call.args["payment_method"]).get("method"):
            _pay_by(shop, cart, mapped(call.args["payment_method"]))
        return place(shop, cart)["entity_id"]
    except Refusal:
        cart["payment"] = before
        raise


def place(shop: Shop, cart: Json) -> Json:
    """Make an order of a cart, or say what is missing."""
    virtual = cart_totals.virtual(cart)
    if not cart["items"]:
        raise Refusal(400, "A server error stopped your order from being placed. Please try to place your order again.")
    if not mapped(cart["billing"]).get("country_id") or (
        not virtual and not mapped(cart["shipping"]).get("country_id")
    ):
        raise Refusal(400, NOT_ALLOWED, [""])
    if not virtual and not cart["shipping_method"]:
        raise Refusal(400, NO_METHOD, [""])
    if not cart["payment"]:
        raise Refusal(400, NO_PAYMENT, [""])
    for item in cart["items"]:
        try:
            cart_items.check(shop, cart, item, float(item["qty"]))
        except Refusal as e:
            raise Refusal(400, NOT_ALL) from e
    sums = cart_totals.collect(shop, cart)
    order = placing.place(shop, _draft(shop, cart, sums))
    pieces.promise(shop, order, {i["item_id"]: float(i["qty_ordered"]) for i in order["items"]}, -1)
    _used(shop, cart, sums)
    cart |= {"is_active": False, "reserved": order["increment_id"], "updated_at": shop.now()}
    return order


def _used(shop: Shop, cart: Json, sums: cart_totals.Sums) -> None:
    for number_ in sums.rules:
        rule = shop.table("sales_rules")[number_]
        rule["times_used"] += 1
        if cart["customer_id"]:
            held = shop.table("rule_uses").setdefault((number_, cart["customer_id"]), {"times": 0})
            held["times"] += 1
    coupon = coupon_of(shop, cart["coupon_code"]) if cart["coupon_code"] else None
    if coupon is not None:
        coupon["times_used"] = (coupon["times_used"] or 0) + 1


def _draft(shop: Shop, cart: Json, sums: cart_totals.Sums) -> Json:
    base = cart_totals.currency(shop, cart)
    draft: Json = {"store_id": cart["store_id"], "created": shop.now(), "base_currency": base, "currency": base}
    virtual = cart_totals.virtual(cart)
    draft |= {"customer": _customer(shop, cart), "billing": _address(cart["billing"])}
    draft["shipping"] = None if virtual else _address(cart["shipping"])
    draft |= {"method": cart["shipping_method"], "description": sums.shipping_title}
    carriage: Json = {"amount": sums.shipping, "tax": sums.shipping_tax, "rates": sums.shipping_rates}
    code = cart["payment"]["method"]
    title = shop.config(f"payment/{code}/title", carriers.PAYMENTS.get(code, (code, ""))[0])
    draft |= {"carriage": carriage, "payment": {"title": title} | cart["payment"]}
    fields: Json = {"quote_id": cart["id"], "remote_ip": "127.0.0.1", "customer_note_notify": 1}
    if sums.rules:
        fields["applied_rule_ids"] = ",".join(map(str, sums.rules))
    if sums.coupon:
        fields["coupon_code"] = sums.coupon
    if sums.description:
        fields["discount_description"] = sums.description
    return draft | {"fields": fields, "lines": [_line(shop, sums, item) for item in cart["items"]]}


def _address(held: Json) -> Json:
    return {name: held[name] for name in ADDRESS.split() if held.get(name) not in (None, "")}


def _customer(shop: Shop, cart: Json) -> Json:
    found = shop.table("customers").get(cart["customer_id"] or 0)
    if found is None:
        billing = cart["billing"]
        made: Json = {"customer_email": billing.get("email") or cart["email"], "customer_is_guest": 1}
        made |= {"customer_firstname": billing.get("firstname"), "customer_lastname": billing.get("lastname")}
        return made | {"customer_group_id": 0}
    made = {"customer_email": found["email"], "customer_is_guest": 0, "customer_id": found["id"]}
    made |= {f"customer_{name}": found[name] for name in CUSTOMER if found.get(name) not in (None, "")}
    if found.get("dob"):
        made["customer_dob"] = f"{found['dob']} 00:00:00"
    return made | {"customer_group_id": found["group_id"]}


def _line(shop: Shop, sums: cart_totals.Sums, item: Json) -> Json:
    lines = cart_totals.lines_of(sums, item)
    made: Json = {name: item[name] for name in ("sku", "name", "product_id", "product_type", "qty", "weight", "price")}
    made |= {"product_option": item.get("product_option"), "quote_item_id": item["item_id"]}
    made["is_virtual"] = item["virtual"]
    if any(line.rules for line in lines):
        made["applied_rule_ids"] = ",".join(map(str, lines[0].rules))
    if item["product_type"] == "bundle":
        made |= {"row_total": sum(line.row for line in lines), "row_taxed": sum(line.row_taxed for line in lines)}
        made |= {"tax_amount": sum(line.tax for line in lines), "weight": 0}
        parts = [
            _amounts(line) | _part(line.item, float(item["qty"])) | {"free_shipping": int(line.free)} for line in lines
        ]
        return made | {"parts": parts}
    made |= _amounts(lines[0])
    made["parts"] = [_part(item | part, float(item["qty"])) | {"price": 0} for part in item["parts"]]
    return made


def _part(source: Json, qty: float) -> Json:
    made: Json = {name: source[name] for name in ("sku", "name", "product_id", "price", "weight")}
    made |= {"product_type": "simple", "quote_item_id": source["item_id"] + 1}
    return made | {"qty": number(qty * float(source["qty"]) if source["product_type"] == "bundle" else qty)}


def _amounts(line: cart_totals.Line) -> Json:
    made: Json = {
        "row_total": line.row,
        "row_taxed": line.row_taxed,
        "tax_amount": line.tax,
        "tax_percent": line.tax_percent,
        "rates": line.rates,
    }
    made |= {"discount_amount": line.discount, "discount_percent": line.percent}
    return made | {"original_price": line.price - float(line.item.get("extra") or 0)}


PAY = "paymentMethod:CartPayment billingAddress:CartAddress="
ROUTES: tuple[Route, ...] = (
    *everywhere("POST", "/estimate-shipping-methods", _estimate, "address:CartAddress"),
    *(
        one
        for one in everywhere("POST", "/estimate-shipping-methods-by-address-id", _estimate_by_id, "addressId:int")
        if not one.path.startswith("guest-carts")
    ),
    *everywhere("GET", "/shipping-methods", _methods),
    *everywhere("POST", "/shipping-information", _set_shipping, "addressInformation:ShippingInformation"),
    *everywhere("POST", "/totals-information", _estimated_totals, "addressInformation:TotalsInformation"),
    *everywhere("GET", "/payment-methods", _payments),
    *everywhere("GET", "/selected-payment-method", _payment),
    *everywhere("PUT", "/selected-payment-method", _set_payment, "method:CartPayment"),
    *everywhere("PUT", "/order", _order, "paymentMethod:CartPayment="),
    route("GET guest-carts/:cartId/payment-information", _information, "cartId:string", resource=ANONYMOUS),
    route("GET carts/mine/payment-information", _information, resource=SELF),
    route(
        "POST guest-carts/:cartId/payment-information",
        _pay_and_place,
        f"cartId:string email:string {PAY}",
        resource=ANONYMOUS,
    ),
    route("POST carts/mine/payment-information", _pay_and_place, PAY, resource=SELF),
    route(
        "POST guest-carts/:cartId/set-payment-information",
        _set_information,
        f"cartId:string email:string {PAY}",
        resource=ANONYMOUS,
    ),
    route("POST carts/mine/set-payment-information", _set_information, PAY, resource=SELF),
)
