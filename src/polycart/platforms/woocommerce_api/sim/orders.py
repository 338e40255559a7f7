"""Orders: their records, views, filters, creation and change."""

import hashlib
from typing import Any

from polycart.platforms.woocommerce_api.sim import lines, statuses, totals
from polycart.platforms.woocommerce_api.sim.pricing import fixed, number
from polycart.platforms.woocommerce_api.sim.shop import SYMBOLS, Shop, chosen, dated, ordered, page, put_meta
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, not_found, rows

INVALID = "woocommerce_rest_shop_order_invalid_id"
ADDRESS = ("first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country")
BILLING = (*ADDRESS, "email", "phone")
SHIPPING = (*ADDRESS, "phone")
SUMS = ("discount_total", "discount_tax", "shipping_total", "shipping_tax", "cart_tax", "total", "total_tax")
MOMENTS = ("date_created", "date_modified", "date_completed", "date_paid")
PLAIN = ("parent_id", "currency", "customer_note", "payment_method", "payment_method_title", "transaction_id")
LINES = ("line_items", "shipping_lines", "fee_lines", "coupon_lines")
HIDDEN = ("trash", "auto-draft")


def blank_order(shop: Shop) -> Json:
    """A new order without an id."""
    now = shop.now()
    return {
        "id": 0,
        "parent_id": 0,
        "status": "pending",
        "currency": shop.currency,
        "version": shop.release,
        "prices_include_tax": shop.option("tax", "woocommerce_prices_include_tax", "no") == "yes",
        "date_created": now,
        "date_modified": now,
        **dict.fromkeys(SUMS, "0.00"),
        "customer_id": 0,
        "order_key": "",
        "billing": dict.fromkeys(BILLING, ""),
        "shipping": dict.fromkeys(SHIPPING, ""),
        "payment_method": "",
        "payment_method_title": "",
        "transaction_id": "",
        "customer_ip_address": "",
        "customer_user_agent": "",
        "created_via": "rest-api",
        "customer_note": "",
        "date_completed": None,
        "date_paid": None,
        "cart_hash": "",
        "number": "",
        "meta_data": [],
        "line_items": [],
        "tax_lines": [],
        "shipping_lines": [],
        "fee_lines": [],
        "coupon_lines": [],
    }


def view(shop: Shop, order: Json, digits: int = 2) -> Json:
    """An order as an answer shows it, its money with that many digits."""
    shown = dict(order)
    for name in SUMS:
        shown[name] = fixed(order[name], digits)
    for name in ("line_items", "shipping_lines", "fee_lines", "tax_lines"):
        shown[name] = [lines.view(shop, line, digits) for line in order[name]]
    if not shop.recent:
        shown["coupon_lines"] = [
            {k: v for k, v in c.items() if k not in ("discount_type", "nominal_amount", "free_shipping")}
            for c in order["coupon_lines"]
        ]
    status, number_ = order["status"], order["id"]
    shown["refunds"] = [
        {"id": r["id"], "reason": r["reason"], "total": "-" + fixed(r["amount"], digits)}
        for r in shop.refunds_of(number_)
    ]
    key = order["order_key"]
    shown["payment_url"] = f"{shop.url}/checkout/order-pay/{number_}/?pay_for_order=true&key={key}"
    shown["is_editable"] = status in ("pending", "on-hold", "auto-draft")
    shown["needs_payment"] = status in statuses.NEED_PAYMENT and number(order["total"]) > 0
    shown["needs_processing"] = any(lines.needs_work(shop, line) for line in order["line_items"])
    for name in MOMENTS:
        shown[f"{name}_gmt"] = order[name]
    shown["currency_symbol"] = SYMBOLS.get(order["currency"], order["currency"])
    shown["_links"] = _links(shop, order)
    return shown


def _links(shop: Shop, order: Json) -> Json:
    path = f"orders/{order['id']}"
    more: Json = {}
    if shop.recent:
        more["email_templates"] = [{"embeddable": True, "href": shop.api(f"{path}/actions/email_templates")}]
    if order["customer_id"]:
        more["customer"] = [{"href": shop.api(f"customers/{order['customer_id']}")}]
    if order["parent_id"]:
        more["up"] = [{"href": shop.api(f"orders/{order['parent_id']}")}]
    return shop.links(path, "orders", **more)


def find(shop: Shop, order_id: int, status: int = 404) -> Json:
    """An order by id."""
    order = shop.orders.get(order_id)
    if order is None:
        raise not_found(INVALID, status=status)
    return order


def listing(shop: Shop, call: Call) -> Answer:
    """GET orders."""
    p = call.params
    found = dated(call, chosen(call, shop.orders.values()))
    wanted = [p["status"]] if isinstance(p["status"], str) else p["status"]
    if "any" in wanted:
        found = [o for o in found if o["status"] not in HIDDEN]
    else:
        found = [o for o in found if o["status"] in wanted]
    if p.get("customer") is not None:
        found = [o for o in found if o["customer_id"] == p["customer"]]
    if p.get("product"):
        found = [o for o in found if any(line["product_id"] == p["product"] for line in o["line_items"])]
    if p.get("parent"):
        found = [o for o in found if o["parent_id"] in p["parent"]]
    if p.get("parent_exclude"):
        found = [o for o in found if o["parent_id"] not in p["parent_exclude"]]
    if p.get("created_via"):
        found = [o for o in found if o["created_via"] in p["created_via"]]
    if p.get("search"):
        found = [o for o in found if _mentions(o, p["search"], recent=shop.recent)]
    return page(call, ordered(call, found), lambda o: view(shop, o, p["dp"]), empty_total=shop.hpos)


def _mentions(order: Json, text: str, *, recent: bool) -> bool:
    """The shop's search knows the number, the buyer's address for mail and what was bought, not names or streets."""
    words = text.lower()
    if not recent and words == order["billing"]["last_name"].lower():
        return True
    return (
        (recent and words == str(order["id"]))
        or words in order["billing"]["email"].lower()
        or any(words in str(line["name"]).lower() for line in order["line_items"])
    )


def read(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}."""
    return Answer(body=view(shop, find(shop, call.id()), int(call.params.get("dp", 2))))


def create(shop: Shop, call: Call) -> Answer:
    """POST orders."""
    p = call.params
    order = blank_order(shop)
    _check(shop, p)
    lines.put(shop, order, p)
    _apply(shop, order, p)
    order_id = order["id"] = shop.next("posts")
    order["number"] = str(order_id)
    order["order_key"] = "wc_order_" + hashlib.sha256(f"order {order_id}".encode()).hexdigest()[:13]
    if p.get("coupon_lines"):
        try:
            _coupons(shop, order, p["coupon_lines"])
        except Refusal as e:
            _leave_behind(shop, order, e)
            raise
    totals.calculate(shop, order)
    lines.number_all(shop, order)
    shop.orders[order_id] = order
    statuses.move(shop, order, p["status"])
    if p.get("set_paid") and order["status"] in statuses.PAYABLE:
        statuses.move(shop, order, statuses.paid_status(shop, order), paid=True)
    return Answer(body=view(shop, order), status=201, location=shop.api(f"orders/{order_id}"))


def _leave_behind(shop: Shop, order: Json, refusal: Refusal) -> None:
    """Keep the order whose coupon was refused: it is saved by then, and newer versions tell its id."""
    order["coupon_lines"] = []
    for line in order["line_items"]:
        line["total"] = line["subtotal"]
    totals.calculate(shop, order)
    lines.number_all(shop, order)
    order["status"] = "checkout-draft" if shop.recent else "pending"
    shop.orders[order["id"]] = order
    if shop.recent:
        refusal.data = {**refusal.data, "new_draft_order_id": order["id"]}


def update(shop: Shop, call: Call) -> Answer:
    """PUT orders/{id}; nothing is changed when any part is refused."""
    old = find(shop, call.id(), 400)
    sent = {k: v for k, v in call.params.items() if k in call.given}
    _check(shop, sent)
    order: Json = old | {k: [dict(x) for x in rows(old[k])] for k in (*LINES, "tax_lines")}
    lines.put(shop, order, sent)
    _apply(shop, order, sent)
    if "coupon_lines" in sent:
        _coupons(shop, order, sent["coupon_lines"])
    if any(k in sent for k in (*LINES, "billing", "shipping")):
        totals.calculate(shop, order)
        lines.number_all(shop, order)
    order["date_modified"] = shop.now()
    shop.orders[old["id"]] = order
    if "status" in sent:
        statuses.move(shop, order, sent["status"])
    if sent.get("set_paid") and order["status"] in statuses.NEED_PAYMENT and number(order["total"]) > 0:
        statuses.move(shop, order, statuses.paid_status(shop, order), paid=True)
    return Answer(body=view(shop, order))


def _check(shop: Shop, sent: Json) -> None:
    customer = sent.get("customer_id")
    # The shop's owner is a user too, though no customer.
    if customer and customer != 1 and customer not in shop.customers:
        raise Refusal(400, "woocommerce_rest_invalid_customer_id", "Customer ID is invalid.")


def _apply(shop: Shop, order: Json, sent: Json) -> None:
    for name in (*PLAIN, "customer_id"):
        if name in sent:
            order[name] = sent[name]
    if sent.get("created_via") and shop.recent:
        order["created_via"] = sent["created_via"]
    for name, fields in (("billing", BILLING), ("shipping", SHIPPING)):
        if name in sent:
            order[name] = order[name] | {k: v or "" for k, v in sent[name].items() if k in fields}
    if "meta_data" in sent:
        order["meta_data"] = put_meta(shop, order["meta_data"], sent["meta_data"], "order_meta")


def _coupons(shop: Shop, order: Json, sent: list[Json]) -> None:
    if any(c.get("id") and c.get("id") not in {o["id"] for o in order["coupon_lines"]} for c in sent):
        text = "Order item ID provided is not associated with order."
        raise Refusal(400, "woocommerce_rest_invalid_item_id", text)
    totals.apply_coupons(shop, order, [str(c.get("code") or "") for c in sent])


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE orders/{id}: to the trash, or for good with its refunds and notes."""
    order = find(shop, call.id())
    shown = view(shop, order)
    if call.params.get("force"):
        del shop.orders[order["id"]]
        for held in (shop.refunds, shop.notes):
            for number_ in [n for n, r in held.items() if r["parent_id"] == order["id"]]:
                del held[number_]
    elif order["status"] == "trash":
        raise Refusal(410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.")
    else:
        stamp = str(int(shop.clock().timestamp()))
        trashed: list[Any] = [("_wp_trash_meta_status", f"wc-{order['status']}"), ("_wp_trash_meta_time", stamp)]
        meta = [{"id": shop.next("order_meta"), "key": k, "value": v} for k, v in trashed]
        if not shop.recent:
            meta.append({"id": shop.next("order_meta"), "key": "_wp_desired_post_slug", "value": ""})
            for refund in shop.refunds_of(order["id"]):
                del shop.refunds[refund["id"]]
        shop.orders[order["id"]] = order | {"status": "trash", "meta_data": [*order["meta_data"], *meta]}
    return Answer(body=shown)
