"""Carts of the store API, which need no keys: opened by a token, filled step by step or by a batch, and not placed."""

import hashlib
from decimal import Decimal
from typing import Any

from polycart.platforms.woocommerce_api.sim import lines, products, status, totals
from polycart.platforms.woocommerce_api.sim.arguments import EMAIL, declare
from polycart.platforms.woocommerce_api.sim.orders import ADDRESS, BILLING, SHIPPING, blank_order
from polycart.platforms.woocommerce_api.sim.pricing import number
from polycart.platforms.woocommerce_api.sim.shop import SYMBOLS, Shop, paragraphs
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, fields, rows

STEPS = ("add-item", "update-customer", "apply-coupon")
REQUESTS = declare("requests array !\n  method,path string\n  body object\n  headers object")
MOST = 25
NONCE = "5f7070a023"


def opened(shop: Shop, call: Call) -> Answer:
    """GET cart: an empty one under a new token, unless a token was sent."""
    token = call.headers.get("cart-token") or _token(shop)
    cart = _carts(shop).setdefault(token, _blank(shop))
    return Answer(body=view(shop, cart), headers=_headers(token))


def step(shop: Shop, call: Call) -> Answer:
    """POST cart/add-item and the like; older versions want the nonce even of those who have a token."""
    token, nonce = call.headers.get("cart-token"), call.headers.get("nonce")
    if not nonce and not (token and shop.recent):
        text = "Missing the Nonce header. This endpoint requires a valid nonce."
        raise Refusal(401, "woocommerce_rest_missing_nonce", text)
    token = token or _token(shop)
    name = call.path.rpartition("/")[2]
    cart = _carts(shop).setdefault(token, _blank(shop))
    {"add-item": _add, "update-customer": _move, "apply-coupon": _discount}[name](shop, cart, call.body)
    made = 201 if name == "add-item" else 200
    return Answer(body=view(shop, cart), status=made, headers=_headers(token))


def batch(shop: Shop, call: Call) -> Answer:
    """POST batch: up to 25 steps, each answered for itself."""
    requests = rows(call.params["requests"])
    if len(requests) > MOST:
        text = f"requests must contain at most {MOST} items."
        detail = {"requests": {"code": "rest_too_many_items", "message": text, "data": None}}
        data = {"status": 400, "params": {"requests": text}, "details": detail}
        raise Refusal(400, "rest_invalid_param", "Invalid parameter(s): requests", data)
    return Answer(body={"responses": [_one(shop, r) for r in requests]}, status=207)


def _one(shop: Shop, request: Json) -> Json:
    path = str(request.get("path", "")).removeprefix("/wc/store/v1/")
    headers = {str(k).lower(): str(v) for k, v in fields(request.get("headers")).items()}
    body = fields(request.get("body"))
    call = Call(method="POST", path=path, params=body, given=frozenset(body), query=[], body=body, headers=headers)
    try:
        if path.removeprefix("cart/") not in STEPS:
            text = "No route was found matching the URL and request method."
            raise Refusal(404, "rest_no_route", text)
        answer = step(shop, call)
    except Refusal as e:
        return {"body": e.body(), "status": e.status, "headers": {"Allow": "POST"}}
    told = {k.title(): v for k, v in answer.headers.items()}
    return {"body": answer.body, "status": answer.status, "headers": told | {"Allow": "POST"}}


def _carts(shop: Shop) -> dict[str, Json]:
    return shop.fixed.setdefault("carts", {})


def _token(shop: Shop) -> str:
    digest = hashlib.sha256(f"cart {shop.next('carts')}".encode()).hexdigest()
    return f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{digest[:40]}.{digest[40:]}"


def _headers(token: str) -> dict[str, str]:
    return {"cart-token": token, "nonce": NONCE}


def _blank(shop: Shop) -> Json:
    """An empty cart of someone who is taken to live where the shop is."""
    country, _, state = shop.option("general", "woocommerce_default_country", "US:CA").partition(":")
    home = {"country": country, "state": state}
    billing, shipping = dict.fromkeys(BILLING, "") | home, dict.fromkeys(SHIPPING, "") | home
    return {"items": [], "coupons": [], "billing": billing, "shipping": shipping}


def _refuse(code: str, text: str) -> Refusal:
    return Refusal(400, f"woocommerce_rest_{code}", text)


def _add(shop: Shop, cart: Json, body: Json) -> None:
    product = products_of(shop, int(body.get("id") or 0))
    if product is None or product["status"] not in ("publish", "private"):
        text = f"Product with ID &quot;{body.get('id')}&quot; was not found and cannot be added to the cart."
        raise _refuse("cart_invalid_product", text)
    owner = shop.products.get(product["parent_id"], product)
    name, quantity = owner["name"], int(body.get("quantity") or 0)
    if quantity <= 0:
        text = f"You cannot add &quot;{name}&quot; with a quantity less than or equal to 0 to the cart."
        raise _refuse("product_invalid_quantity", text)
    if product["type"] in products.VARIABLE:
        raise _refuse("variation_id_from_variation_data", "No matching variation found.")
    if not product["purchasable"]:
        raise _refuse("product_not_purchasable", f"&quot;{name}&quot; is not available for purchase.")
    if product["stock_status"] == "outofstock":
        text = f"&quot;{name}&quot; is out of stock and cannot be purchased."
        raise _refuse("product_out_of_stock", text)
    held = next((i for i in cart["items"] if i["id"] == product["id"]), None)
    if held is None:
        cart["items"].append({"id": product["id"], "quantity": quantity, "options": _options(owner, product, body)})
    else:
        held["quantity"] += quantity


def products_of(shop: Shop, number_: int) -> Json | None:
    """A product or variation."""
    return shop.products.get(number_) or shop.variations.get(number_)


def _options(owner: Json, product: Json, body: Json) -> list[Json]:
    """What a variation stands for; an attribute that it leaves open has to be chosen."""
    if owner is product:
        return []
    fixed = {a["name"]: a["option"] for a in product["attributes"]}
    sent = {str(v.get("attribute", "")).lower(): v.get("value") for v in rows(body.get("variation"))}
    chosen: list[Json] = []
    for attribute in owner["attributes"]:
        if attribute["variation"]:
            name = attribute["name"]
            value = fixed.get(name) or sent.get(name.lower()) or sent.get(attribute["slug"].lower())
            if not value:
                text = f"Missing variation data for variable product. {name} is a required field"
                raise _refuse("missing_variation_data", text)
            chosen.append({"attribute": name, "value": value})
    return chosen


def _move(shop: Shop, cart: Json, body: Json) -> None:
    """Take the addresses over; what is not sent stays, so a state may be left behind in another country."""
    wrong: dict[str, tuple[str, str]] = {}
    moved: dict[str, Json] = {}
    for name, known in (("billing_address", BILLING), ("shipping_address", SHIPPING)):
        part = name.removesuffix("_address")
        sent = {k: str(v or "") for k, v in fields(body.get(name)).items() if k in known}
        moved[part] = cart[part] | sent
        fault = _fault(moved[part])
        if name in body and fault:
            wrong[name] = fault
    if wrong:
        details = {n: {"code": code, "message": text, "data": None} for n, (code, text) in wrong.items()}
        data = {"status": 400, "params": {n: text for n, (_, text) in wrong.items()}, "details": details}
        raise Refusal(400, "rest_invalid_param", f"Invalid parameter(s): {', '.join(wrong)}", data)
    cart |= moved


def _fault(address: Json) -> tuple[str, str] | None:
    country, state = address["country"], address["state"]
    if country and country not in status.COUNTRIES:
        return "invalid_country", f"Invalid country code provided. Must be one of: {', '.join(status.COUNTRIES)}"
    states = [s["code"] for s in status.states(country)] if country else []
    if state and states and state not in states:
        text = f"The provided state ({state}) is not valid. Must be one of: {', '.join(states)}"
        return "invalid_state", text
    if country == "US" and address["postcode"] and not address["postcode"].replace("-", "").isdigit():
        return "invalid_postcode", "The provided postcode / ZIP is not valid"
    if address.get("email") and not EMAIL.match(address["email"]):
        return "invalid_email", "The provided email address is not valid"
    return None


def _discount(shop: Shop, cart: Json, body: Json) -> None:
    code = str(body.get("code") or "").lower()
    quote = "&quot;" if shop.recent else '"'
    if code in cart["coupons"]:
        raise _refuse("cart_coupon_error", f"Coupon code {quote}{code}{quote} has already been applied.")
    order = _order(shop, cart)
    try:
        totals.apply_coupons(shop, order, [*cart["coupons"], code])
    except Refusal as e:
        raise _refuse("cart_coupon_error", e.message) from e
    cart["coupons"].append(code)


def _order(shop: Shop, cart: Json) -> Json:
    """The cart as an order that is not kept, with the first way of shipping."""
    order = blank_order(shop) | {"billing": cart["billing"], "shipping": cart["shipping"]}
    for item in cart["items"]:
        line = lines.goods_of(shop, products_of(shop, item["id"]))
        whole = str(number(line["price"]) * item["quantity"])
        order["line_items"].append(line | {"quantity": item["quantity"], "subtotal": whole, "total": whole})
    if _needs_shipping(shop, cart):
        for method in _methods(shop, cart)[:1]:
            line = {"id": 0, "method_title": method["title"], "method_id": method["method_id"], "instance_id": ""}
            line |= {"total": _cost(method), "total_tax": "0.00", "taxes": [], "tax_status": "taxable", "meta_data": []}
            order["shipping_lines"].append(line)
    if cart["coupons"]:
        totals.apply_coupons(shop, order, cart["coupons"])
    totals.calculate(shop, order)
    order["discount_tax"] = str(_saved(shop, order))
    for line in order["coupon_lines"]:
        whole = number(order["discount_total"])
        share = number(line["discount"]) / whole if whole else Decimal(0)
        line["discount_tax"] = str(totals.cents(number(order["discount_tax"]) * share))
    return order


def _saved(shop: Shop, order: Json) -> Decimal:
    """The tax on what was taken off, which a cart rounds line by line."""
    saved = Decimal(0)
    for line in order["line_items"]:
        if line["taxes"]:
            off: Json = {"total": str(number(line["subtotal"]) - number(line["total"]))}
            totals.tax_line(shop, off, totals.place(shop, order), line["tax_class"])
            saved += number(off["total_tax"])
    return saved


def _needs_shipping(shop: Shop, cart: Json) -> bool:
    held = [products_of(shop, i["id"]) for i in cart["items"]]
    return any(p is not None and not p["virtual"] for p in held)


def _methods(shop: Shop, cart: Json) -> list[Json]:
    """The ways of shipping to the place: those of the first zone with its country, else of the rest of the world."""
    country = cart["shipping"]["country"]
    places = {n: [p["code"].partition(":")[0] for p in held] for n, held in shop.locations.items()}
    zone = next((n for n in sorted(places) if country in places[n]), 0)
    found = [m for m in shop.methods.values() if m["zone_id"] == zone and m["enabled"]]
    worth = sum(
        (number(p["price"]) * i["quantity"] for i in cart["items"] if (p := products_of(shop, i["id"]))), Decimal(0)
    )
    return [m for m in sorted(found, key=lambda m: (m["order"], m["id"])) if _offered(m, worth)]


def _offered(method: Json, worth: Decimal) -> bool:
    values = {n: s["value"] for n, s in method["settings"].items()}
    needs = values.get("requires", "")
    return "min_amount" not in needs or worth >= number(values.get("min_amount", "0"))


def _cost(method: Json) -> str:
    return str(number(fields(method["settings"].get("cost")).get("value", "0")))


def _coins(value: Any) -> str:
    return str(int(totals.cents(number(value)) * 100))


def _money(shop: Shop) -> Json:
    symbol = SYMBOLS.get(shop.currency, shop.currency)
    return {
        "currency_code": shop.currency,
        "currency_symbol": symbol,
        "currency_minor_unit": 2,
        "currency_decimal_separator": ".",
        "currency_thousand_separator": ",",
        "currency_prefix": symbol,
        "currency_suffix": "",
    }


def view(shop: Shop, cart: Json) -> Json:
    """The cart as an answer shows it."""
    order, full = _order(shop, cart), bool(cart["items"])
    shipped = _needs_shipping(shop, cart)
    pairs = zip(cart["items"], order["line_items"], strict=True)
    return {
        "items": [_item(shop, item, line) for item, line in pairs],
        "coupons": [_coupon(shop, line) for line in order["coupon_lines"]],
        "fees": [],
        "totals": _totals(shop, order, shipped=shipped),
        "shipping_address": dict(cart["shipping"]),
        "billing_address": dict(cart["billing"]),
        "needs_payment": number(order["total"]) > 0,
        "needs_shipping": shipped,
        "payment_requirements": ["products"],
        "has_calculated_shipping": full,
        "shipping_rates": [_package(shop, cart, order)] if shipped else [],
        "items_count": sum(i["quantity"] for i in cart["items"]),
        "items_weight": 0,
        "cross_sells": [],
        "errors": [],
        "payment_methods": [n for n, g in shop.gateways.items() if g["enabled"]],
        "extensions": {},
    }


def _key(item: Json) -> str:
    return hashlib.md5(str(item["id"]).encode(), usedforsecurity=False).hexdigest()


def _item(shop: Shop, item: Json, line: Json) -> Json:
    product = products_of(shop, item["id"]) or {}
    owner = shop.products.get(product["parent_id"], product)
    prices = {"price": product["price"], "regular_price": product["regular_price"], "sale_price": product["price"]}
    money = _money(shop)
    return {
        "key": _key(item),
        "id": item["id"],
        "type": "variation" if owner is not product else product["type"],
        "quantity": item["quantity"],
        "quantity_limits": {"minimum": 1, "maximum": 9999, "multiple_of": 1, "editable": True},
        "name": owner["name"],
        "short_description": owner["short_description"],
        "description": paragraphs(product["description"]).strip(),
        "sku": line["sku"] or "",
        "low_stock_remaining": None,
        "backorders_allowed": product["backorders_allowed"],
        "show_backorder_badge": False,
        "sold_individually": owner["sold_individually"],
        "permalink": product["permalink"],
        "images": [],
        "variation": item["options"],
        "item_data": [],
        "prices": {n: _coins(v) for n, v in prices.items()} | {"price_range": None} | money,
        "totals": {
            f"line_{n}": _coins(line[n]) for n in ("subtotal", "subtotal_tax", "total", "total_tax")
        } | money,
        "catalog_visibility": owner["catalog_visibility"],
        "extensions": {},
    }  # fmt: skip


def _coupon(shop: Shop, line: Json) -> Json:
    sums = {"total_discount": _coins(line["discount"]), "total_discount_tax": _coins(line["discount_tax"])}
    return {"code": line["code"], "discount_type": line["discount_type"], "totals": sums | _money(shop)}


def _totals(shop: Shop, order: Json, *, shipped: bool) -> Json:
    goods: list[Json] = order["line_items"]
    made: Json = {
        "total_items": _coins(sum((number(line["subtotal"]) for line in goods), Decimal(0))),
        "total_items_tax": _coins(sum((number(line["subtotal_tax"]) for line in goods), Decimal(0))),
        "total_fees": "0",
        "total_fees_tax": "0",
        "total_discount": _coins(order["discount_total"]),
        "total_discount_tax": _coins(order["discount_tax"]),
        "total_shipping": _coins(order["shipping_total"]) if shipped else None,
        "total_shipping_tax": _coins(order["shipping_tax"]) if shipped else None,
        "total_price": _coins(order["total"]),
        "total_tax": _coins(order["total_tax"]),
        "tax_lines": [
            {
                "name": t["label"],
                "price": _coins(number(t["tax_total"]) + number(t["shipping_tax_total"])),
                "rate": f"{t['rate_percent']}%",
            }
            for t in order["tax_lines"]
        ],
    }
    return made | _money(shop)


def _package(shop: Shop, cart: Json, order: Json) -> Json:
    there = cart["shipping"]
    pairs = list(zip(cart["items"], order["line_items"], strict=True))
    about = ", ".join(f"{line['name']} &times; {item['quantity']}" for item, line in pairs)
    return {
        "package_id": 0,
        "name": "Shipment 1",
        "destination": {n: there[n] for n in ADDRESS if n not in ("first_name", "last_name", "company")},
        "items": [{"key": _key(i), "name": line["name"], "quantity": i["quantity"]} for i, line in pairs],
        "shipping_rates": [_rate(shop, order, m, about, place) for place, m in enumerate(_methods(shop, cart))],
    }


def _rate(shop: Shop, order: Json, method: Json, about: str, place: int) -> Json:
    line: Json = {"total": _cost(method), "total_tax": "0"}
    totals.tax_line(shop, line, totals.place(shop, order), "", shipping=True)
    return {
        "rate_id": f"{method['method_id']}:{method['id']}",
        "name": method["title"],
        "description": "",
        "delivery_time": "",
        "price": _coins(line["total"]),
        "taxes": _coins(line["total_tax"]),
        "instance_id": method["id"],
        "method_id": method["method_id"],
        "meta_data": [{"key": "Items", "value": about}],
        "selected": place == 0,
        **_money(shop),
    }
