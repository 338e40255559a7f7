"""Coupons: the records and what one takes off an order's lines."""

from datetime import UTC, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from polycart.platforms.woocommerce_api.sim.arguments import EMAIL
from polycart.platforms.woocommerce_api.sim.pricing import fixed, html, number
from polycart.platforms.woocommerce_api.sim.shop import Shop, chosen, dated, moment, ordered, page, put_meta
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, not_found

INVALID = "woocommerce_rest_shop_coupon_invalid_id"
CENT = Decimal("0.01")
COPIED = (
    "discount_type",
    "description",
    "individual_use",
    "product_ids",
    "excluded_product_ids",
    "free_shipping",
    "product_categories",
    "excluded_product_categories",
    "exclude_sale_items",
)
LIMITS = ("usage_limit", "usage_limit_per_user", "limit_usage_to_x_items")
AMOUNTS = ("amount", "minimum_amount", "maximum_amount")


def blank_coupon(shop: Shop, coupon_id: int) -> Json:
    """A new coupon with WooCommerce's defaults."""
    now = shop.now()
    return {
        "id": coupon_id,
        "code": "",
        "amount": "0.00",
        "status": "publish",
        "date_created": now,
        "date_created_gmt": now,
        "date_modified": now,
        "date_modified_gmt": now,
        "discount_type": "fixed_cart",
        "description": "",
        "date_expires": None,
        "date_expires_gmt": None,
        "usage_count": 0,
        "individual_use": False,
        "product_ids": [],
        "excluded_product_ids": [],
        "usage_limit": None,
        "usage_limit_per_user": None,
        "limit_usage_to_x_items": None,
        "free_shipping": False,
        "product_categories": [],
        "excluded_product_categories": [],
        "exclude_sale_items": False,
        "minimum_amount": "0.00",
        "maximum_amount": "0.00",
        "email_restrictions": [],
        "used_by": [],
        "meta_data": [],
    }


def view(shop: Shop, coupon: Json) -> Json:
    """A coupon as an answer shows it."""
    return coupon | {"_links": shop.links(f"coupons/{coupon['id']}", "coupons")}


def by_code(shop: Shop, code: str) -> Json | None:
    """The published coupon with a code, in any case."""
    found = (c for c in shop.coupons.values() if c["code"] == code.lower().strip() and c["status"] != "trash")
    return next(found, None)


def listing(shop: Shop, call: Call) -> Answer:
    """GET coupons."""
    found = dated(call, chosen(call, (c for c in shop.coupons.values() if c["status"] != "trash")))
    if call.params.get("code"):
        found = [c for c in found if c["code"] == call.params["code"].lower()]
    if call.params.get("search"):
        found = [c for c in found if call.params["search"].lower() in f"{c['code']} {c['description']}".lower()]
    return page(call, ordered(call, found), lambda c: view(shop, c))


def _find(shop: Shop, call: Call, status: int = 404) -> Json:
    coupon = shop.coupons.get(call.id())
    if coupon is None:
        raise not_found(INVALID, status=status)
    return coupon


def read(shop: Shop, call: Call) -> Answer:
    """GET coupons/{id}."""
    return Answer(body=view(shop, _find(shop, call)))


def create(shop: Shop, call: Call) -> Answer:
    """POST coupons."""
    coupon = blank_coupon(shop, 0)
    _apply(shop, coupon, call.params)
    number_ = coupon["id"] = shop.next("posts")
    shop.coupons[number_] = coupon
    return Answer(body=view(shop, coupon), status=201, location=shop.api(f"coupons/{number_}"))


def update(shop: Shop, call: Call) -> Answer:
    """PUT coupons/{id}."""
    coupon = dict(_find(shop, call, 400))
    _apply(shop, coupon, {k: v for k, v in call.params.items() if k in call.given})
    coupon["date_modified"] = coupon["date_modified_gmt"] = shop.now()
    shop.coupons[coupon["id"]] = coupon
    return Answer(body=view(shop, coupon))


def _apply(shop: Shop, coupon: Json, sent: Json) -> None:
    if "code" in sent:
        code = str(sent["code"]).lower().strip()
        other = by_code(shop, code)
        if other and other["id"] != coupon["id"]:
            raise Refusal(400, "woocommerce_rest_coupon_code_already_exists", "The coupon code already exists")
        coupon["code"] = code
    for name in AMOUNTS:
        if name in sent:
            coupon[name] = fixed(sent[name])
    for name in COPIED:
        if name in sent:
            coupon[name] = sent[name]
    if "email_restrictions" in sent:
        coupon["email_restrictions"] = [e for e in sent["email_restrictions"] if EMAIL.match(e.replace("*", "x"))]
    for name in LIMITS:
        if name in sent:
            coupon[name] = sent[name] or None
    for name in ("date_expires", "date_expires_gmt"):
        if name in sent:
            value = sent[name]
            when = moment(value if len(value) > 10 else f"{value}T00:00:00") if value else None
            coupon["date_expires"] = coupon["date_expires_gmt"] = when
    if "status" in sent:
        coupon["status"] = sent["status"]
    if "meta_data" in sent:
        coupon["meta_data"] = put_meta(shop, coupon["meta_data"], sent["meta_data"])


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE coupons/{id}: to the trash, or for good."""
    coupon = _find(shop, call)
    shown = view(shop, coupon)
    if call.params.get("force"):
        del shop.coupons[coupon["id"]]
    elif coupon["status"] == "trash":
        raise Refusal(410, "woocommerce_rest_already_trashed", "The shop_coupon has already been deleted.")
    else:
        shop.coupons[coupon["id"]] = coupon | {"status": "trash"}
        if not shop.recent:
            # It is trashed nevertheless.
            raise Refusal(500, "woocommerce_rest_cannot_delete", "The shop_coupon cannot be deleted.")
    return Answer(body=shown)


def check(shop: Shop, code: str, subtotal: Decimal) -> Json:
    """The coupon with that code, refused where it may not be used now."""
    coupon = by_code(shop, code)
    if coupon is None:
        if shop.recent:
            text = f"Coupon &quot;{code}&quot; cannot be applied because it does not exist."
        else:
            text = f'Coupon "{code}" does not exist!'
        raise Refusal(400, "woocommerce_rest_invalid_coupon", text)
    now = shop.clock().astimezone(UTC)
    ends = coupon["date_expires_gmt"]
    if ends and datetime.fromisoformat(ends).replace(tzinfo=UTC) < now:
        text = f"Coupon &quot;{code}&quot; has expired." if shop.recent else "This coupon has expired."
        raise Refusal(400, "woocommerce_rest_invalid_coupon", text)
    if coupon["usage_limit"] and coupon["usage_count"] >= coupon["usage_limit"]:
        raise Refusal(400, "woocommerce_rest_invalid_coupon", "Coupon usage limit has been reached.")
    if number(coupon["minimum_amount"]) > subtotal:
        which = f"coupon &quot;{code}&quot;" if shop.recent else "this coupon"
        text = f"The minimum spend for {which} is {html(shop, coupon['minimum_amount'])}."
        text = text.replace("&#36;", "&#036;") if shop.recent else text
        raise Refusal(400, "woocommerce_rest_invalid_coupon", text)
    return coupon


def take_off(shop: Shop, coupon: Json, lines: list[Json]) -> Decimal:
    """Lower the totals of the lines that the coupon covers; gives what was taken in all."""
    covered = [line for line in lines if _covers(shop, coupon, line)]
    amount = number(coupon["amount"])
    if coupon["discount_type"] == "percent":
        shares = [(number(line["total"]) * amount / 100).quantize(CENT, ROUND_HALF_UP) for line in covered]
    elif coupon["discount_type"] == "fixed_product":
        shares = [min(amount * line["quantity"], number(line["total"])) for line in covered]
    else:
        shares = _spread(min(amount, sum((number(line["total"]) for line in covered), Decimal(0))), covered)
    for line, share in zip(covered, shares, strict=True):
        line["total"] = fixed(number(line["total"]) - share)
    return sum(shares, Decimal(0))


def _spread(amount: Decimal, lines: list[Json]) -> list[Decimal]:
    """An amount over the lines, the same for every piece; what does not divide goes on by cents."""
    shares = [Decimal(0) for _ in lines]
    while amount > 0:
        open_lines = [i for i, line in enumerate(lines) if number(line["total"]) > shares[i]]
        pieces = sum(lines[i]["quantity"] for i in open_lines)
        if not pieces:
            break
        each = (amount / pieces).quantize(CENT, ROUND_DOWN)
        for i in open_lines:
            wanted = each * lines[i]["quantity"] or CENT
            taken = min(wanted, number(lines[i]["total"]) - shares[i], amount)
            shares[i] += taken
            amount -= taken
    return shares


def _covers(shop: Shop, coupon: Json, line: Json) -> bool:
    ids = {line["product_id"], line["variation_id"]}
    product = shop.products.get(line["product_id"])
    inside = {c["id"] for c in product["categories"]} if product else set[int]()
    if coupon["product_ids"] and not ids.intersection(coupon["product_ids"]):
        return False
    if coupon["product_categories"] and not inside.intersection(coupon["product_categories"]):
        return False
    if ids.intersection(coupon["excluded_product_ids"]) or inside.intersection(coupon["excluded_product_categories"]):
        return False
    return not (coupon["exclude_sale_items"] and product and product["on_sale"])
