"""Orders of v2: amounts are texts with four digits, moments are RFC 2822, lines and addresses lie below.

https://developer.bigcommerce.com/docs/rest-management/orders
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, plain_page
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop, rfc
from polycart.platforms.bigcommerce_api.sim.state import parsed as moment
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, done, invalid, missing, rows

STATUSES = {
    0: ("Incomplete", "The shopper reached the payment page, but did not complete the transaction."),
    1: ("Pending", "The customer started the checkout, but did not complete it."),
    2: ("Shipped", "The order has been shipped, but its receipt has not been confirmed."),
    3: ("Partially Shipped", "Only some items of the order have been shipped."),
    4: ("Refunded", "The seller has given all of the money back."),
    5: ("Cancelled", "The seller has cancelled the order."),
    6: ("Declined", "The payment was declined."),
    7: ("Awaiting Payment", "The checkout is complete, but the payment is yet to be confirmed."),
    8: ("Awaiting Pickup", "The order waits to be picked up by the customer."),
    9: ("Awaiting Shipment", "The order is packed and waits for a shipping provider."),
    10: ("Completed", "The order has been shipped or picked up, and its receipt is confirmed."),
    11: ("Awaiting Fulfillment", "The checkout is complete and the payment has been confirmed."),
    12: ("Manual Verification Required", "The order is on hold while something has to be confirmed by hand."),
    13: ("Disputed", "The customer has begun a dispute about the payment."),
    14: ("Partially Refunded", "The seller has given some of the money back."),
}
ADDRESS = (
    "first_name", "last_name", "company", "street_1", "street_2", "city", "state", "zip", "country", "country_iso2",
    "phone", "email",
)  # fmt: skip
KINDS = {
    "status_id": checks.whole(0, 14), "customer_id": checks.whole(), "customer_message": checks.text(),
    "staff_notes": checks.text(), "payment_method": checks.text(), "channel_id": checks.whole(1),
    "date_created": checks.text(), "discount_amount": checks.ANY, "shipping_cost_ex_tax": checks.ANY,
    "shipping_cost_inc_tax": checks.ANY, "base_shipping_cost": checks.ANY, "handling_cost_ex_tax": checks.ANY,
    "handling_cost_inc_tax": checks.ANY, "products": checks.ARRAY, "billing_address": checks.OBJECT,
    "shipping_addresses": checks.ARRAY, "external_source": checks.ANY, "external_order_id": checks.text(),
    "default_currency_code": checks.text(3, 3), "ip_address": checks.text(), "order_source": checks.text(),
    "external_id": checks.ANY, "external_merchant_id": checks.ANY, "payment_provider_id": checks.ANY,
    "subtotal_ex_tax": checks.ANY, "subtotal_inc_tax": checks.ANY, "total_ex_tax": checks.ANY,
    "total_inc_tax": checks.ANY, "refunded_amount": checks.ANY, "items_shipped": checks.ANY, "fees": checks.ARRAY,
    "is_deleted": checks.YES_NO,
}  # fmt: skip


def money(value: Any) -> str:
    """An amount as v2 writes it."""
    return f"{Decimal(str(value or 0)).quantize(Decimal('0.0001'), ROUND_HALF_UP):.4f}"


def amount(text: Any) -> Decimal:
    """An amount that a caller or the store wrote."""
    try:
        return Decimal(str(text or 0))
    except ArithmeticError as error:
        raise invalid("v2", {"amount": "error.expected.decimal"}) from error


def _number(field: str, bound: str) -> Callable[[Json, str], bool]:
    def check(row: Json, value: str) -> bool:
        held = float(row[field])
        return held >= float(value) if bound == "min" else held <= float(value)

    return check


ORDERS = Lister(
    filters={
        "min_id": listing.least("id"),
        "max_id": listing.greatest("id"),
        "min_total": _number("total_inc_tax", "min"),
        "max_total": _number("total_inc_tax", "max"),
        "customer_id": listing.number("customer_id"),
        "email": lambda row, value: row["billing_address"]["email"].casefold() == value.casefold(),
        "status_id": listing.number("status_id"),
        "cart_id": listing.same("cart_id"),
        "payment_method": listing.same("payment_method"),
        "min_date_created": listing.since("date_created"),
        "max_date_created": listing.until("date_created"),
        "min_date_modified": listing.since("date_modified"),
        "max_date_modified": listing.until("date_modified"),
        "channel_id": listing.number("channel_id"),
        "external_order_id": listing.same("external_order_id"),
        "is_deleted": listing.flag("is_deleted"),
        "consignment_structure": lambda row, value: value == "object",
    },
    sorts={
        "id": lambda row: row["id"],
        "customer_id": lambda row: (row["customer_id"], row["id"]),
        "date_created": lambda row: (moment(row["date_created"]), row["id"]),
        "date_modified": lambda row: (moment(row["date_modified"]), row["id"]),
        "status_id": lambda row: (row["status_id"], row["id"]),
        "channel_id": lambda row: (row["channel_id"], row["id"]),
    },
)


def shown(shop: Shop, order: Json, include: Iterable[str] = ()) -> Json:
    """An order as it is answered; what lies below it are links, unless it is included."""
    row = {name: value for name, value in order.items() if not name.startswith("@")}
    row["status"] = row["custom_status"] = STATUSES[order["status_id"]][0]
    row["items_total"] = sum(line["quantity"] for line in shop.lines.of(order["id"]))
    row["items_shipped"] = sum(line["quantity_shipped"] for line in shop.lines.of(order["id"]))
    row["shipping_address_count"] = len(shop.places.of(order["id"]))
    for name, path in (("products", "products"), ("shipping_addresses", "shippingaddresses"), ("coupons", "coupons"),
                       ("consignments", "consignments"), ("fees", "fees")):  # fmt: skip
        resource = f"/orders/{order['id']}/{path}"
        row[name] = {"url": f"https://api.bigcommerce.com/stores/{shop.hash}/v2{resource}", "resource": resource}
    if {"consignments", "consignments.line_items"} & set(include):
        row["consignments"] = _consignments(shop, order, lines="consignments.line_items" in include)
    if "fees" in include:
        row["fees"] = list(order["@fees"])
    return row


def _consignments(shop: Shop, order: Json, *, lines: bool) -> Json:
    every = shop.lines.of(order["id"])
    link: list[Json] = [{"url": "", "resource": f"/orders/{order['id']}/products"}]

    def of(chosen: list[Json]) -> list[Json]:
        return chosen if lines else link

    shipping: list[Json] = [
        {name: value for name, value in place.items() if name != "order_id"}
        | {"line_items": of([line for line in every if line["order_address_id"] == place["id"]])}
        for place in shop.places.of(order["id"])
    ]
    loose = [line for line in every if line["order_address_id"] == 0]
    downloads = [{"recipient_email": order["billing_address"]["email"], "line_items": of(loose)}] if loose else []
    for each in shipping:
        for name in ("base_cost", "cost_ex_tax", "cost_inc_tax", "cost_tax", "base_handling_cost",
                     "handling_cost_ex_tax", "handling_cost_inc_tax", "handling_cost_tax"):  # fmt: skip
            each[name] = float(each[name])
    return {"pickups": [], "shipping": shipping, "downloads": downloads, "email": {"gift_certificates": []}}


def found(shop: Shop, call: Call) -> Json:
    """The order that the path names."""
    row = shop.orders.get(call.id("order_id"))
    if row is None:
        raise missing(call.version)
    return row


def _include(call: Call) -> list[str]:
    return [part for part in call.query.get("include", "").split(",") if part]


def _listed(shop: Shop, call: Call) -> list[Json]:
    deleted = call.query.get("is_deleted", "").lower() == "true"
    return [row for row in shop.orders if row["is_deleted"] is deleted]


@route("GET v2/orders")
def listed(shop: Shop, call: Call) -> Answer:
    include = _include(call)
    return plain_page(ORDERS, call, _listed(shop, call), lambda row: shown(shop, row, include))


@route("GET v2/orders/count")
def counted(shop: Shop, call: Call) -> Answer:
    chosen = ORDERS.chosen(call, _listed(shop, call))
    statuses = [
        {**_status(id), "count": sum(row["status_id"] == id for row in chosen), "sort_order": id} for id in STATUSES
    ]
    return Answer(body={"statuses": statuses, "count": len(chosen)})


def _status(id: int) -> Json:
    name, words = STATUSES[id]
    return {"id": id, "name": name, "system_label": name, "custom_label": name, "system_description": words}


@route("GET v2/order_statuses")
def statuses(shop: Shop, call: Call) -> Answer:
    return Answer(body=[{**_status(id), "order": id} for id in STATUSES])


@route("GET v2/orders/{order_id}")
def one(shop: Shop, call: Call) -> Answer:
    return Answer(body=shown(shop, found(shop, call), _include(call)))


PLAIN = Lister(filters={})


@route("GET v2/orders/{order_id}/products")
def lines(shop: Shop, call: Call) -> Answer:
    return plain_page(PLAIN, call, shop.lines.of(found(shop, call)["id"]))


@route("GET v2/orders/{order_id}/shipping_addresses")
def places(shop: Shop, call: Call) -> Answer:
    return plain_page(PLAIN, call, shop.places.of(found(shop, call)["id"]))


@route("GET v2/orders/{order_id}/coupons")
def coupons(shop: Shop, call: Call) -> Answer:
    return plain_page(PLAIN, call, shop.order_coupons.of(found(shop, call)["id"]))


@route("GET v2/orders/{order_id}/taxes")
def taxes(shop: Shop, call: Call) -> Answer:
    return plain_page(PLAIN, call, shop.order_taxes.of(found(shop, call)["id"]))


@route("POST v2/orders")
def added(shop: Shop, call: Call) -> Answer:
    """Add an order; prices are the caller's, or those of the products, and the store takes no tax on them."""
    body = checks.check("v2", KINDS, call.fields(), "billing_address", "products")
    made = [_line(shop, each) for each in rows(body["products"])]
    if not made:
        raise invalid("v2", {"products": "error.path.missing"})
    if body.get("customer_id") and shop.customers.get(body["customer_id"]) is None:
        raise invalid("v2", {"customer_id": "The customer does not exist"})
    code = body.get("default_currency_code")
    if code and not any(row["currency_code"] == code for row in shop.currencies):
        raise invalid("v2", {"default_currency_code": f"{code} is not a currency of the store"})
    now = rfc(moment(body["date_created"])) if body.get("date_created") else shop.today()
    order = shop.orders.put(blank(shop) | {"date_created": now, "date_modified": shop.today()})
    order |= {name: body[name] for name in _PLAIN if name in body}
    order["status_id"] = body.get("status_id", 1)
    order["billing_address"] = address(body["billing_address"])
    order["currency_code"] = order["default_currency_code"] = code or shop.store["currency"]
    order["@fees"] = [_fee(n, each) for n, each in enumerate(rows(body.get("fees")), 1)]
    for each in rows(body.get("shipping_addresses")) or [body["billing_address"]]:
        place(shop, order, each)
    first = shop.places.of(order["id"])[0]
    for each in made:
        shop.lines.put(
            each | {"order_id": order["id"], "order_address_id": first["id"] if each["type"] == "physical" else 0}
        )
    total(shop, order, body)
    return Answer(body=shown(shop, order))


_PLAIN = (
    "customer_id", "customer_message", "staff_notes", "payment_method", "channel_id", "external_source", "ip_address",
    "external_order_id", "order_source", "external_id", "external_merchant_id",
)  # fmt: skip


def _fee(number: int, body: Json) -> Json:
    cost = money(body.get("cost_ex_tax") or body.get("cost_inc_tax"))
    name = body.get("display_name_customer", "Fee")
    return {
        "id": number, "type": "custom_fee", "display_name_customer": name,
        "display_name_merchant": body.get("display_name_merchant", name), "source": body.get("source", "AA"),
        "base_cost": cost, "cost_ex_tax": cost, "cost_inc_tax": money(body.get("cost_inc_tax") or cost),
        "cost_tax": "0.0000", "tax_class_id": None,
    }  # fmt: skip


def address(body: Json) -> Json:
    """An address of an order; what is not said is empty."""
    return {name: str(body.get(name) or "") for name in ADDRESS} | {"form_fields": []}


def blank(shop: Shop) -> Json:
    """An order that nothing is in yet."""
    zero = "0.0000"
    return {
        "customer_id": 0, "date_shipped": "", "status_id": 1, "base_shipping_cost": zero, "shipping_cost_ex_tax": zero,
        "shipping_cost_inc_tax": zero, "shipping_cost_tax": zero, "shipping_cost_tax_class_id": 2,
        "base_handling_cost": zero, "handling_cost_ex_tax": zero, "handling_cost_inc_tax": zero,
        "handling_cost_tax": zero, "handling_cost_tax_class_id": 2, "base_wrapping_cost": zero,
        "wrapping_cost_ex_tax": zero, "wrapping_cost_inc_tax": zero, "wrapping_cost_tax": zero,
        "wrapping_cost_tax_class_id": 3, "payment_method": "", "payment_provider_id": "", "payment_status": "",
        "refunded_amount": zero, "order_is_digital": False, "store_credit_amount": zero,
        "gift_certificate_amount": zero, "ip_address": "", "ip_address_v6": "", "geoip_country": "",
        "geoip_country_iso2": "", "currency_id": 1, "currency_code": shop.store["currency"],
        "currency_exchange_rate": "1.0000000000", "default_currency_id": 1,
        "default_currency_code": shop.store["currency"], "staff_notes": "", "customer_message": "",
        "discount_amount": zero, "coupon_discount": zero, "is_deleted": False, "ebay_order_id": "0", "cart_id": "",
        "is_email_opt_in": False, "credit_card_type": None, "order_source": "external", "channel_id": 1,
        "external_source": None, "external_id": None, "external_merchant_id": None, "tax_provider_id": "",
        "store_default_currency_code": shop.store["currency"],
        "store_default_to_transactional_exchange_rate": "1.0000000000", "customer_locale": "en",
        "external_order_id": "", "is_tax_inclusive_pricing": False, "@fees": [],
    }  # fmt: skip


def place(shop: Shop, order: Json, body: Json) -> Json:
    """An address that an order goes to, with what the way there costs."""
    zero = "0.0000"
    return shop.places.put(
        {
            "order_id": order["id"], **address(body), "items_total": 0, "items_shipped": 0,
            "shipping_method": str(body.get("shipping_method") or ""), "base_cost": zero, "cost_ex_tax": zero,
            "cost_inc_tax": zero, "cost_tax": zero, "cost_tax_class_id": 2, "base_handling_cost": zero,
            "handling_cost_ex_tax": zero, "handling_cost_inc_tax": zero, "handling_cost_tax": zero,
            "handling_cost_tax_class_id": 2, "shipping_zone_id": 1, "shipping_zone_name": "",
            "shipping_quotes": {"url": "", "resource": f"/orders/{order['id']}/shippingaddresses/quotes"},
        }
    )  # fmt: skip


def _line(shop: Shop, body: Json) -> Json:
    """A line: a product of the store, or what the caller calls it."""
    quantity = body.get("quantity", 1)
    if not isinstance(quantity, int) or quantity < 1:
        raise invalid("v2", {"quantity": "error.expected.positive"})
    product, variant = None, None
    if body.get("product_id"):
        product = shop.products.get(body["product_id"])
        if product is None:
            raise invalid("v2", {"product_id": f"The product {body['product_id']} does not exist"})
        variant = _variant(shop, product, body)
    elif not body.get("name") or "price_ex_tax" not in body or "price_inc_tax" not in body:
        raise invalid("v2", {"name": "A product of no id needs a name and prices"})
    price = body.get("price_ex_tax", body.get("price_inc_tax"))
    if price is None and product is not None:
        price = (
            variant["price"] if variant and variant["price"] is not None else product["sale_price"] or product["price"]
        )
    ex, inc = amount(price), amount(body.get("price_inc_tax", price))
    options = [] if variant is None else chosen_options(variant)
    return line(
        name=body.get("name") or (product or {}).get("name", ""), sku=_sku(body, product, variant),
        product_id=(product or {}).get("id", 0), variant_id=(variant or {}).get("id", 0), quantity=quantity,
        ex=ex, inc=inc, options=options, weight=(product or {}).get("weight", 0),
        digital=(product or {}).get("type") == "digital", upc=(product or {}).get("upc", ""),
    )  # fmt: skip


def _sku(body: Json, product: Json | None, variant: Json | None) -> str:
    return str(body.get("sku") or (variant or {}).get("sku") or (product or {}).get("sku", ""))


def _variant(shop: Shop, product: Json, body: Json) -> Json | None:
    own = [row for row in shop.variants.of(product["id"]) if row["option_values"]]
    if body.get("variant_id"):
        variant = shop.variants.get(body["variant_id"])
        if variant is None or variant["product_id"] != product["id"]:
            raise invalid("v2", {"variant_id": f"The variant {body['variant_id']} does not exist"})
        return variant
    picked = {(each.get("id"), str(each.get("value"))) for each in rows(body.get("product_options"))}
    if own and picked:
        for row in own:
            if {(c["option_id"], str(c["id"])) for c in row["option_values"]} <= picked:
                return row
        raise invalid("v2", {"product_options": "There is no variant of these options"})
    if own:
        raise invalid("v2", {"product_options": f"The product {product['id']} needs its options to be chosen"})
    return None


def chosen_options(variant: Json) -> list[Json]:
    """The options of a variant as an order's line tells them."""
    return [
        {
            "id": n, "option_id": each["option_id"], "order_product_id": 0, "product_option_id": each["option_id"],
            "display_name": each["option_display_name"], "display_value": each["label"], "value": str(each["id"]),
            "type": "Multiple choice", "name": each["option_display_name"], "display_style": "Pick list",
            "display_name_customer": each["option_display_name"], "display_name_merchant": each["option_display_name"],
            "display_value_customer": each["label"], "display_value_merchant": each["label"],
        }
        for n, each in enumerate(variant["option_values"], 1)
    ]  # fmt: skip


def line(
    *, name: str, sku: str, product_id: int, variant_id: int, quantity: int, ex: Decimal, inc: Decimal,
    options: list[Json], weight: float, digital: bool, upc: str = "", total_tax: Decimal | None = None,
) -> Json:  # fmt: skip
    """A line of an order with its sums."""
    tax = (inc - ex) * quantity if total_tax is None else total_tax
    zero = "0.0000"
    return {
        "order_id": 0, "product_id": product_id, "variant_id": variant_id, "order_pickup_method_id": 0,
        "order_address_id": 0, "name": name, "name_customer": name, "name_merchant": name, "sku": sku, "upc": upc,
        "type": "digital" if digital else "physical", "base_price": money(ex), "price_ex_tax": money(ex),
        "price_inc_tax": money(inc), "price_tax": money(inc - ex), "base_total": money(ex * quantity),
        "total_ex_tax": money(ex * quantity), "total_inc_tax": money(ex * quantity + tax), "total_tax": money(tax),
        "quantity": quantity, "base_cost_price": zero, "cost_price_inc_tax": zero, "cost_price_ex_tax": zero,
        "cost_price_tax": zero, "weight": f"{weight:.4f}", "width": zero, "height": zero, "depth": zero,
        "is_refunded": False, "quantity_refunded": 0, "refund_amount": zero, "return_id": 0, "wrapping_id": 0,
        "wrapping_name": "", "base_wrapping_cost": zero, "wrapping_cost_ex_tax": zero, "wrapping_cost_inc_tax": zero,
        "wrapping_cost_tax": zero, "wrapping_message": "", "quantity_shipped": 0, "event_name": None,
        "event_date": None, "fixed_shipping_cost": zero, "ebay_item_id": "", "ebay_transaction_id": "",
        "option_set_id": None, "parent_order_product_id": None, "is_bundled_product": False, "bin_picking_number": "",
        "external_id": None, "brand": "", "applied_discounts": [], "product_options": options,
        "configurable_fields": [], "gift_certificate_id": None,
        "discounted_total_inc_tax": money(ex * quantity + tax),
    }  # fmt: skip


def total(shop: Shop, order: Json, body: Json) -> None:
    """Work out the sums of an order: lines, the way, fees, less the discount."""
    own = shop.lines.of(order["id"])
    ex = sum((Decimal(line["total_ex_tax"]) for line in own), Decimal(0))
    inc = sum((Decimal(line["total_inc_tax"]) for line in own), Decimal(0))
    way_ex = amount(body.get("shipping_cost_ex_tax", body.get("base_shipping_cost", body.get("shipping_cost_inc_tax"))))
    way_inc = amount(body.get("shipping_cost_inc_tax", way_ex))
    off = amount(body.get("discount_amount"))
    fees = sum((Decimal(fee["cost_inc_tax"]) for fee in order["@fees"]), Decimal(0))
    order |= {
        "subtotal_ex_tax": money(ex), "subtotal_inc_tax": money(inc), "subtotal_tax": money(inc - ex),
        "base_shipping_cost": money(way_ex), "shipping_cost_ex_tax": money(way_ex),
        "shipping_cost_inc_tax": money(way_inc), "shipping_cost_tax": money(way_inc - way_ex),
        "discount_amount": money(off), "total_ex_tax": money(ex + way_ex + fees - off),
        "total_inc_tax": money(inc + way_inc + fees - off), "total_tax": money(inc - ex + way_inc - way_ex),
    }  # fmt: skip
    first = shop.places.of(order["id"])[0]
    first |= {"base_cost": money(way_ex), "cost_ex_tax": money(way_ex), "cost_inc_tax": money(way_inc)}
    first |= {"cost_tax": money(way_inc - way_ex), "items_total": sum(line["quantity"] for line in own)}


@route("PUT v2/orders/{order_id}")
def changed(shop: Shop, call: Call) -> Answer:
    order = found(shop, call)
    body = checks.check("v2", KINDS, call.fields())
    order |= {name: body[name] for name in (*_PLAIN, "status_id", "is_deleted") if name in body}
    if "billing_address" in body:
        order["billing_address"] |= {k: v for k, v in body["billing_address"].items() if k in ADDRESS}
    if order["status_id"] == 2 and not order["date_shipped"]:
        order["date_shipped"] = shop.today()
    order["date_modified"] = shop.today()
    return Answer(body=shown(shop, order))


@route("DELETE v2/orders/{order_id}")
def deleted(shop: Shop, call: Call) -> Answer:
    """Archive an order: it is listed no more, but it can still be read."""
    found(shop, call)["is_deleted"] = True
    return done()
