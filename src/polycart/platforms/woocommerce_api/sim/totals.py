"""What an order costs: taxes by place and class, coupons, and the sums, as WooCommerce computes them."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from polycart.platforms.woocommerce_api.sim import coupons
from polycart.platforms.woocommerce_api.sim.pricing import fixed, number, plain
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Json, Refusal

CENT = Decimal("0.01")


def cents(value: Decimal) -> Decimal:
    """Rounded to cents, halves away from zero."""
    return value.quantize(CENT, ROUND_HALF_UP)


def place(shop: Shop, order: Json) -> tuple[str, str]:
    """Country and state that decide the tax: the shipping address, else the billing one, else the shop's own."""
    for part in ("shipping", "billing"):
        if order[part]["country"]:
            return order[part]["country"], order[part]["state"]
    country, _, state = shop.option("general", "woocommerce_default_country", "US:CA").partition(":")
    return country, state


def rates(shop: Shop, where: tuple[str, str], tax_class: str) -> list[Json]:
    """The rates of a place and class: the first that fits of every priority."""
    wanted = tax_class or "standard"
    fits = [
        t
        for t in shop.taxes.values()
        if t["class"] == wanted and t["country"] in (where[0], "") and t["state"] in (where[1], "", "*")
    ]
    fits.sort(key=lambda t: (t["priority"], not t["state"], not t["country"], t["order"], t["id"]))
    return list({t["priority"]: t for t in reversed(fits)}.values())


def tax_of(amount: Decimal, found: list[Json]) -> dict[int, Decimal]:
    """The tax of an amount by rate; compound rates come on top of the others."""
    made = {t["id"]: amount * number(t["rate"]) / 100 for t in found if not t["compound"]}
    below = amount + sum(made.values(), Decimal(0))
    for t in found:
        if t["compound"]:
            made[t["id"]] = below * number(t["rate"]) / 100
            below += made[t["id"]]
    return made


def _raw(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"


def tax_line(shop: Shop, line: Json, where: tuple[str, str], tax_class: str | None, *, shipping: bool = False) -> None:
    """Write a line's taxes; `tax_class` None is untaxed."""
    known = rates(shop, where, tax_class) if tax_class is not None else []
    if shipping:
        known = [t for t in known if t["shipping"]]
    total = tax_of(number(line["total"]), known)
    before = tax_of(number(line["subtotal"]), known) if "subtotal" in line else {}
    if shop.recent:  # older versions keep all digits in the lines
        total, before = ({n: cents(t) for n, t in made.items()} for made in (total, before))
    line["taxes"] = [
        {"id": n, "total": _raw(tax), "subtotal": _raw(before[n]) if n in before else ""} for n, tax in total.items()
    ]
    line["total_tax"] = str(sum((cents(t) for t in total.values()), Decimal("0.00")))
    if "subtotal" in line:
        line["subtotal_tax"] = str(sum((cents(t) for t in before.values()), Decimal("0.00")))


def calculate(shop: Shop, order: Json) -> None:
    """Renew coupons, taxes and all sums of an order from its lines."""
    where = place(shop, order)
    taxed = shop.option("general", "woocommerce_calc_taxes", "yes") == "yes"
    for line in order["line_items"]:
        product = shop.products.get(line["product_id"])
        free = not taxed or (product is not None and product["tax_status"] != "taxable")
        tax_line(shop, line, where, None if free else line["tax_class"])
        quantity = max(1, line["quantity"])
        line["price"] = plain(number(line["total"]) / quantity)
    for line in order["shipping_lines"]:
        free = not taxed or line["tax_status"] == "none"
        tax_line(shop, line, where, None if free else "", shipping=True)
    for line in order["fee_lines"]:
        free = not taxed or line["tax_status"] == "none"
        tax_line(shop, line, where, None if free else line["tax_class"])
    _coupon_taxes(order)
    _tax_lines(shop, order)
    _sums(order)


def apply_coupons(shop: Shop, order: Json, codes: list[str]) -> None:
    """Put exactly these coupons on the order, taking them off its undiscounted lines."""
    for line in order["line_items"]:
        line["total"] = line["subtotal"]
    subtotal = sum((number(line["subtotal"]) for line in order["line_items"]), Decimal(0))
    old = {c["code"]: c for c in order["coupon_lines"]}
    made_lines: list[Json] = []
    for code in dict.fromkeys(c.lower().strip() for c in codes):
        if not code:
            raise Refusal(400, "woocommerce_rest_invalid_coupon", "Coupon code is required.")
        coupon = coupons.check(shop, code, subtotal)
        taken = coupons.take_off(shop, coupon, order["line_items"])
        made = old.get(code) or coupon_line(shop, coupon)
        made_lines.append(made | {"discount": _raw(taken)})
    order["coupon_lines"] = made_lines


def coupon_line(shop: Shop, coupon: Json) -> Json:
    """A coupon on an order; its meta data keeps the coupon as it was, in the form of the shop's version."""
    value: Any
    if shop.recent:
        key, value = (
            "coupon_info",
            f'[{coupon["id"]},"{coupon["code"]}","{coupon["discount_type"]}",{plain(number(coupon["amount"]))}]',
        )
    else:
        when = {"date": coupon["date_created"].replace("T", " ") + ".000000", "timezone_type": 1, "timezone": "+00:00"}
        key, value = "coupon_data", {k: v for k, v in coupon.items() if not k.endswith("_gmt") and k != "used_by"}
        value |= {"date_created": when, "date_modified": when, "date_expires": None, "virtual": False}
        value |= {
            "usage_limit": coupon["usage_limit"] or 0,
            "usage_limit_per_user": coupon["usage_limit_per_user"] or 0,
        }
    meta = {"id": shop.next("item_meta"), "key": key, "value": value, "display_key": key, "display_value": value}
    return {
        "id": 0,
        "code": coupon["code"],
        "discount": "0",
        "discount_tax": "0",
        "meta_data": [meta],
        "discount_type": coupon["discount_type"],
        "nominal_amount": plain(number(coupon["amount"])),
        "free_shipping": coupon["free_shipping"],
    }


def _coupon_taxes(order: Json) -> None:
    """The tax that the coupons saved, shared among them by what each took."""
    saved = sum((number(line["subtotal_tax"]) - number(line["total_tax"]) for line in order["line_items"]), Decimal(0))
    taken = sum((number(c["discount"]) for c in order["coupon_lines"]), Decimal(0))
    for line in order["coupon_lines"]:
        line["discount_tax"] = _raw(cents(saved * number(line["discount"]) / taken) if taken else Decimal(0))


def _tax_lines(shop: Shop, order: Json) -> None:
    goods: dict[int, Decimal] = {}
    carriage: dict[int, Decimal] = {}
    for lines, sums in (
        ((*order["line_items"], *order["fee_lines"]), goods),
        (order["shipping_lines"], carriage),
    ):
        for line in lines:
            for tax in line["taxes"]:
                sums[tax["id"]] = sums.get(tax["id"], Decimal(0)) + cents(number(tax["total"]))
    old = {t["rate_id"]: t["id"] for t in order["tax_lines"]}
    made: list[Json] = []
    order["tax_lines"] = made
    for rate_id in dict.fromkeys([*goods, *carriage]):
        rate = shop.taxes[rate_id]
        code = "-".join(p for p in (rate["country"], rate["state"], rate["name"] or "TAX", str(rate["priority"])) if p)
        made.append(
            {
                "id": old.get(rate_id, 0),
                "rate_code": code.upper(),
                "rate_id": rate_id,
                "label": rate["name"] or "Tax",
                "compound": rate["compound"],
                "tax_total": fixed(goods.get(rate_id, 0)),
                "shipping_tax_total": fixed(carriage.get(rate_id, 0)),
                "rate_percent": plain(number(rate["rate"])),
                "meta_data": [],
            }
        )


def _sums(order: Json) -> None:
    def total(lines: list[Json], field: str) -> Decimal:
        return sum((number(line[field]) for line in lines), Decimal(0))

    goods, fees, carriage = order["line_items"], order["fee_lines"], order["shipping_lines"]
    cart_tax = total(order["tax_lines"], "tax_total")
    shipping_tax = total(order["tax_lines"], "shipping_tax_total")
    order["discount_total"] = fixed(total(goods, "subtotal") - total(goods, "total"))
    order["discount_tax"] = fixed(total(goods, "subtotal_tax") - total(goods, "total_tax"))
    order["shipping_total"], order["shipping_tax"] = fixed(total(carriage, "total")), fixed(shipping_tax)
    order["cart_tax"], order["total_tax"] = fixed(cart_tax), fixed(cart_tax + shipping_tax)
    whole = total(goods, "total") + total(fees, "total") + total(carriage, "total") + cart_tax + shipping_tax
    order["total"] = fixed(whole)
