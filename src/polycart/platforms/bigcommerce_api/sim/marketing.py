"""Coupons and gift certificates of v2, and the promotions of v3.

https://developer.bigcommerce.com/docs/rest-management/marketing
https://developer.bigcommerce.com/docs/rest-management/promotions
"""

from __future__ import annotations

from polycart.platforms.bigcommerce_api.sim import checks, listing
from polycart.platforms.bigcommerce_api.sim.listing import Lister, page_of, plain_page
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop, parsed
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, conflict, data, done, invalid, missing

TYPES = (
    "per_item_discount", "per_total_discount", "shipping_discount", "free_shipping", "percentage_discount", "promotion",
)  # fmt: skip
COUPON_KINDS = {
    "name": checks.text(100, 1), "type": checks.word(*TYPES), "amount": checks.Kind((str, int, float)),
    "min_purchase": checks.Kind((str, int, float)), "expires": checks.text(), "enabled": checks.YES_NO,
    "code": checks.text(50, 1), "applies_to": checks.OBJECT, "max_uses": checks.whole(),
    "max_uses_per_customer": checks.whole(), "restricted_to": checks.ANY, "shipping_methods": checks.ANY,
}  # fmt: skip
COUPONS = Lister(
    filters={
        "id": listing.number("id"),
        "code": listing.same("code"),
        "name": listing.same("name"),
        "type": listing.same("type"),
        "min_id": listing.least("id"),
        "max_id": listing.greatest("id"),
        "exclude_type": lambda row, value: row["type"] != value,
    }
)


def amount(value: object) -> str:
    """An amount of money as the texts of v2 have it."""
    try:
        return f"{float(str(value)):.4f}"
    except ValueError as error:
        raise invalid("v2", {"amount": "error.expected.decimal"}) from error


def _coupon(shop: Shop, body: Json, own: int | None = None) -> Json:
    fields = checks.check("v2", COUPON_KINDS, body)
    for name in ("amount", "min_purchase"):
        if name in fields:
            fields[name] = amount(fields[name])
    if fields.get("expires"):
        try:
            parsed(fields["expires"])
        except (ValueError, TypeError) as error:
            raise invalid("v2", {"expires": "error.expected.date"}) from error
    for name in ("code", "name"):
        text = str(fields.get(name, "")).casefold()
        if text and any(row[name].casefold() == text and row["id"] != own for row in shop.coupons):
            raise conflict("v2", f"A coupon with this {name} already exists", name)
    return fields


@route("GET v2/coupons")
def coupons(shop: Shop, call: Call) -> Answer:
    return plain_page(COUPONS, call, shop.coupons)


@route("GET v2/coupons/count")
def coupons_counted(shop: Shop, call: Call) -> Answer:
    return Answer(body={"count": len(COUPONS.chosen(call, shop.coupons))})


@route("POST v2/coupons")
def coupon_added(shop: Shop, call: Call) -> Answer:
    checks.check("v2", COUPON_KINDS, call.fields(), "name", "type", "amount", "code", "applies_to")
    return Answer(body=shop.coupons.put(blank_coupon(shop) | _coupon(shop, call.fields())), status=201)


def blank_coupon(shop: Shop) -> Json:
    """A coupon that holds for everything and for ever."""
    return {
        "name": "", "type": "percentage_discount", "amount": "0.0000", "min_purchase": "0.0000", "expires": "",
        "enabled": True, "code": "", "applies_to": {"entity": "categories", "ids": [0]}, "num_uses": 0, "max_uses": 0,
        "max_uses_per_customer": 0, "restricted_to": {}, "shipping_methods": [], "date_created": shop.today(),
    }  # fmt: skip


@route("PUT v2/coupons/{id}")
def coupon_changed(shop: Shop, call: Call) -> Answer:
    row = shop.coupons.get(call.id("id"))
    if row is None:
        raise missing("v2")
    row |= _coupon(shop, call.fields(), row["id"])
    return Answer(body=row)


@route("DELETE v2/coupons/{id}")
def coupon_deleted(shop: Shop, call: Call) -> Answer:
    if shop.coupons.drop(call.id("id")) is None:
        raise missing("v2")
    return done()


GIFT_KINDS = {
    "to_name": checks.text(None, 1), "to_email": checks.text(None, 3), "from_name": checks.text(None, 1),
    "from_email": checks.text(None, 3), "amount": checks.Kind((str, int, float)), "code": checks.text(20),
    "balance": checks.Kind((str, int, float)), "message": checks.text(200), "purchase_date": checks.text(),
    "expiry_date": checks.text(), "template": checks.text(), "customer_id": checks.whole(),
    "status": checks.word("active", "pending", "expired", "disabled"), "currency_code": checks.text(3, 3),
}  # fmt: skip
GIFTS = Lister(
    filters={
        "min_id": listing.least("id"),
        "max_id": listing.greatest("id"),
        **{name: listing.same(name) for name in ("code", "to_name", "to_email", "from_name", "from_email")},
        "order_id": listing.number("order_id"),
    },
    sorts={"id": lambda row: row["id"]},
)


@route("GET v2/gift_certificates")
def gifts(shop: Shop, call: Call) -> Answer:
    return plain_page(GIFTS, call, shop.gift_certificates)


@route("GET v2/gift_certificates/{id}")
def gift(shop: Shop, call: Call) -> Answer:
    row = shop.gift_certificates.get(call.id("id"))
    if row is None:
        raise missing("v2")
    return Answer(body=row)


@route("POST v2/gift_certificates")
def gift_added(shop: Shop, call: Call) -> Answer:
    body = call.fields()
    fields = checks.check("v2", GIFT_KINDS, body, "to_name", "to_email", "from_name", "from_email", "amount")
    return Answer(body=made_gift(shop, fields), status=201)


def made_gift(shop: Shop, fields: Json) -> Json:
    """A new gift certificate; without a code the store makes one up."""
    number = shop.gift_certificates.next()
    fields["amount"] = amount(fields["amount"])
    code = fields.get("code") or f"{number * 7919:03X}-{number * 104729:03X}-GIFT"
    if any(row["code"].casefold() == code.casefold() for row in shop.gift_certificates):
        raise conflict("v2", "A gift certificate with this code already exists", "code")
    blank: Json = {
        "customer_id": 0, "order_id": 0, "balance": fields["amount"], "purchase_date": shop.today(), "expiry_date": "0",
        "template": "general.html", "message": "", "status": "active", "currency_code": shop.store["currency"],
    }  # fmt: skip
    return shop.gift_certificates.put(blank | fields | {"code": code}, number)


@route("DELETE v2/gift_certificates/{id}")
def gift_deleted(shop: Shop, call: Call) -> Answer:
    if shop.gift_certificates.drop(call.id("id")) is None:
        raise missing("v2")
    return done()


PROMOTIONS = Lister(
    filters={
        "id": listing.number("id"),
        "name": listing.same("name"),
        "currency_code": listing.same("currency_code"),
        "redemption_type": listing.same("redemption_type"),
        "status": listing.same("status"),
        "query": listing.like("name"),
    },
    sorts={
        "id": lambda row: row["id"],
        "name": lambda row: row["name"],
        "start_date": lambda row: row["start_date"] or "",
    },
)


@route("GET v3/promotions")
def promotions(shop: Shop, call: Call) -> Answer:
    return page_of(PROMOTIONS, call, shop.promotions, dict, cut=False)


@route("GET v3/promotions/{id}")
def promotion(shop: Shop, call: Call) -> Answer:
    row = shop.promotions.get(call.id("id"))
    if row is None:
        raise missing("v3")
    return data(row)
