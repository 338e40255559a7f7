"""Checkouts: a cart with addresses, ways of shipping, coupons and taxes.

https://developer.bigcommerce.com/docs/rest-management/checkouts
"""

from __future__ import annotations

import copy
import uuid
from decimal import ROUND_HALF_UP, Decimal

from polycart.platforms.bigcommerce_api.sim import checks
from polycart.platforms.bigcommerce_api.sim.routes import route
from polycart.platforms.bigcommerce_api.sim.state import Shop
from polycart.platforms.bigcommerce_api.sim.wire import Answer, Call, Json, Refusal, data, invalid, missing, rows, told
from polycart.sandbox.catalogue.places import rate_for

CENT = Decimal("0.01")
CLASSES = {0: "", 2: "reduced-rate", 3: "zero-rate"}
"""The tax classes of the reference catalogue by their numbers here; 1 is not taxed at all."""
ADDRESS_KINDS = {
    "first_name": checks.text(), "last_name": checks.text(), "email": checks.text(None, 3), "company": checks.text(),
    "address1": checks.text(), "address2": checks.text(), "city": checks.text(), "state_or_province": checks.text(),
    "state_or_province_code": checks.text(), "country_code": checks.text(2, 2), "postal_code": checks.text(),
    "phone": checks.text(), "custom_fields": checks.ARRAY,
}  # fmt: skip
PLACE = ("country_code", "email", "state_or_province", "postal_code")
"""What the address of a consignment has to tell."""


def _cart(shop: Shop, call: Call) -> Json:
    row = shop.carts.get(call.ids["checkout_id"])
    if row is None:
        raise missing("v3", "Checkout not found.")
    return row


@route("GET v3/checkouts/{checkout_id}")
def one(shop: Shop, call: Call) -> Answer:
    return data(_shown(shop, _cart(shop, call), call))


@route("POST v3/checkouts/{checkout_id}/billing-address")
def billed(shop: Shop, call: Call) -> Answer:
    row = _cart(shop, call)
    body = checks.check("v3", ADDRESS_KINDS, call.fields(), "country_code", "email")
    row["@billing"] = {"id": str(uuid.UUID(int=7)), **body}
    return data(_shown(shop, row, call))


@route("POST v3/checkouts/{checkout_id}/consignments")
def consigned(shop: Shop, call: Call) -> Answer:
    row = _cart(shop, call)
    if row.get("@consignments"):
        raise invalid("v3", {"line_items": "They are in a consignment already"})
    made: list[Json] = []
    known = {item["id"] for item in row["line_items"]["physical_items"]}
    for number, body in enumerate(call.items(50), 1):
        address = checks.check("v3", ADDRESS_KINDS, body.get("address") or {}, *PLACE)
        items = [str(each.get("item_id")) for each in rows(body.get("line_items"))]
        if not items or not set(items) <= known:
            raise invalid("v3", {"line_items": "A consignment needs physical items of the cart"})
        if not any(each["country_iso2"] == address["country_code"] for each in shop.countries):
            raise invalid("v3", {"country_code": f"{address['country_code']} is not a country"})
        made.append({"id": uuid.UUID(int=number).hex, "address": address, "line_item_ids": items})
    row["@consignments"] = made
    return data(_shown(shop, row, call))


@route("POST v3/checkouts/{checkout_id}/coupons")
def redeemed(shop: Shop, call: Call) -> Answer:
    row = _cart(shop, call)
    code = str(call.fields().get("coupon_code") or "")
    coupon = next((each for each in shop.coupons if each["code"].casefold() == code.casefold()), None)
    if coupon is None or not coupon["enabled"]:
        raise Refusal(422, told(422, f"The coupon code {code} couldn't be applied to the cart."))
    row["@coupon"] = coupon["id"]
    return data(_shown(shop, row, call))


def _items(row: Json) -> list[Json]:
    return [*row["line_items"]["physical_items"], *row["line_items"]["digital_items"]]


def _off(shop: Shop, row: Json) -> Decimal:
    """What the coupon takes off."""
    coupon = shop.coupons.get(row.get("@coupon", -1))
    if coupon is None:
        return Decimal(0)
    whole, amount = sum(_worth(item) for item in _items(row)), Decimal(str(coupon["amount"]))
    if coupon["type"] == "percentage_discount":
        return (whole * amount / 100).quantize(CENT, ROUND_HALF_UP)
    return min(amount, Decimal(whole)) if coupon["type"] == "per_total_discount" else Decimal(0)


def _worth(item: Json) -> Decimal:
    return Decimal(str(item["extended_sale_price"]))


def _taxes(shop: Shop, row: Json, off: Decimal) -> dict[str, Decimal]:
    """The taxes by their names; there are none before the checkout knows a place."""
    consignments = rows(row.get("@consignments"))
    place: Json = consignments[0]["address"] if consignments else row.get("@billing") or {}
    made: dict[str, Decimal] = {}
    whole = sum((_worth(item) for item in _items(row)), Decimal(0))
    for item in _items(row) if place else ():
        product = shop.products.rows[item["product_id"]]
        slug = CLASSES.get(product["tax_class_id"])
        state = str(place.get("state_or_province_code") or place.get("state_or_province") or "")
        code = next((s["state_abbreviation"] for s in shop.states if s["state"] == state), state)
        rate = rate_for(place["country_code"], code, slug) if slug is not None else None
        if rate is not None:
            net = _worth(item) - (off * _worth(item) / whole if whole else 0)
            tax = (net * rate.percent / 100).quantize(CENT, ROUND_HALF_UP)
            made[rate.name] = made.get(rate.name, Decimal(0)) + tax
    return made


def _options(shop: Shop, address: Json, subtotal: Decimal) -> list[Json]:
    """The ways of shipping to a place."""
    zones = [z for z in shop.zones if any(w["country_iso2"] == address["country_code"] for w in z["locations"])]
    found: list[Json] = []
    for zone in zones[:1]:
        for method in shop.methods.of(zone["id"]):
            free = method["type"] == "freeshipping"
            if not method["enabled"] or (free and subtotal < Decimal(zone["free_shipping"]["minimum_sub_total"])):
                continue
            found.append(
                {
                    "id": uuid.UUID(int=method["id"]).hex, "type": f"shipping_{method['type']}",
                    "description": method["name"], "cost": 0 if free else method["settings"]["rate"], "image_url": "",
                    "transit_time": "", "additional_description": "",
                }
            )  # fmt: skip
    return found


def _shown(shop: Shop, row: Json, call: Call) -> Json:
    asked = call.query.get("include", "").split(",")
    off = _off(shop, row)
    taxes = _taxes(shop, row, off)
    subtotal = sum((_worth(item) for item in _items(row)), Decimal(0))
    tax = sum(taxes.values(), Decimal(0))
    coupon = shop.coupons.get(row.get("@coupon", -1))
    coupons: list[Json] = [
        {
            "id": coupon["id"], "code": coupon["code"], "coupon_type": coupon["type"],
            "display_name": coupon["name"], "discounted_amount": float(off),
        }
    ] if coupon else []  # fmt: skip
    cart = {name: copy.deepcopy(value) for name, value in row.items() if name[0] != "@" and name != "cart_amount"}
    cart |= {"cart_amount_ex_tax": float(subtotal - off), "cart_amount_inc_tax": float(subtotal - off + tax)}
    cart["coupons"] = coupons
    for item in cart["line_items"]["physical_items"] + cart["line_items"]["digital_items"]:
        item["coupon_amount"] = float((off * _worth(item) / subtotal).quantize(CENT, ROUND_HALF_UP)) if subtotal else 0
        item["is_taxable"] = item.pop("taxable")
    consignments = [
        {
            **each, "shipping_cost_inc_tax": 0, "shipping_cost_ex_tax": 0,
            "handling_cost_inc_tax": 0, "handling_cost_ex_tax": 0, "coupon_discounts": [], "discounts": [],
            "selected_shipping_option": None,
            **(
                {"available_shipping_options": _options(shop, each["address"], subtotal - off)}
                if "consignments.available_shipping_options" in asked else {}
            ),
        }
        for each in rows(row.get("@consignments"))
    ]  # fmt: skip
    return {
        "id": row["id"], "cart": cart, "billing_address": row.get("@billing"), "consignments": consignments,
        "taxes": [{"name": name, "amount": float(amount)} for name, amount in taxes.items()], "coupons": coupons,
        "fees": [], "order_id": None, "shipping_cost_total_inc_tax": 0, "shipping_cost_total_ex_tax": 0,
        "handling_cost_total_inc_tax": 0, "handling_cost_total_ex_tax": 0, "tax_total": float(tax),
        "subtotal_inc_tax": float(subtotal - off + tax), "subtotal_ex_tax": float(subtotal - off),
        "grand_total": float(subtotal - off + tax), "created_time": row["created_time"],
        "updated_time": row["updated_time"], "customer_message": "", "promotions": [], "version": row["version"],
    }  # fmt: skip
