"""The sums of a cart: prices, rules and coupons, carriage, tax after the discount, as the vendor collects them."""

import msgspec

from polycart.platforms.magento2.sim import carriers, cart_items, conditions, dues
from polycart.platforms.magento2.sim.money import Carry, cents
from polycart.platforms.magento2.sim.salesrules import NO_COUPON, coupon_of
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.stores import website_of
from polycart.platforms.magento2.sim.wire import Json, mapped, number


class Line(msgspec.Struct):
    """One priced row: an item of a cart, or a part of a bundle."""

    item: Json
    price: float
    qty: float
    tax_class: int
    row: float = 0
    discount: float = 0
    percent: float = 0
    tax: float = 0
    tax_percent: float = 0
    row_taxed: float = 0
    rates: list[tuple[str, str, float, float]] = []
    rules: list[int] = []
    free: bool = False
    discounts: list[Json] = []


class Sums(msgspec.Struct):
    """What a cart comes to."""

    lines: list[Line]
    subtotal: float = 0
    subtotal_taxed: float = 0
    discount: float = 0
    shipping: float = 0
    shipping_tax: float = 0
    shipping_discount: float = 0
    shipping_rates: list[tuple[str, str, float, float]] = []
    tax: float = 0
    rules: list[int] = []
    description: str = ""
    coupon: str = ""
    label: str = ""
    shipping_title: str = ""
    rates: dict[str, tuple[float, float]] = {}

    @property
    def grand(self) -> float:
        """All that is to be paid."""
        return self.subtotal - self.discount + self.shipping + self.tax


def collect(shop: Shop, cart: Json, *, place: Json | None = None, method: str | None = None) -> Sums:
    """The sums of a cart, for another place and another way of shipping where they are named."""
    where = place if place is not None else shipped_to(cart)
    lines = [line for item in cart["items"] for line in _lines(shop, cart, item)]
    sums = Sums(lines)
    sums.subtotal = float(cents(sum(line.row for line in lines)))
    _discounts(shop, cart, sums, where)
    _carriage(shop, cart, sums, where, method if method is not None else cart.get("shipping_method"))
    _taxes(shop, cart, sums, where)
    return sums


def shipped_to(cart: Json) -> Json:
    """Where tax is reckoned: the place of delivery, of a virtual cart that of the bill."""
    place = cart.get("billing") if virtual(cart) else cart.get("shipping")
    return mapped(place)


def virtual(cart: Json) -> bool:
    """Whether nothing in it is carried."""
    return bool(cart["items"]) and all(item["virtual"] for item in cart["items"])


def _lines(shop: Shop, cart: Json, item: Json) -> list[Line]:
    group, store = cart["group_id"], cart["store_id"]
    if item["product_type"] == "bundle":
        parts = [
            Line(item | part, float(part["price"]), float(item["qty"]) * float(part["qty"]), part["tax_class"])
            for part in item["parts"]
        ]
        item["price"] = number(sum(float(part["price"]) * float(part["qty"]) for part in item["parts"]))
        for part in parts:
            part.row = float(cents(part.price * part.qty))
        return parts
    sold = item["parts"][0]["product_id"] if item["parts"] else item["product_id"]
    product = shop.table("products").get(sold)
    if product is not None:
        price = cart_items.price_of(shop, product, store=store, group=group, qty=float(item["qty"]))
        item["price"] = number(price + float(item.get("extra") or 0))
    line = Line(item, float(item["price"]), float(item["qty"]), item["tax_class"])
    line.row = float(cents(line.price * line.qty))
    return [line]


def _facts(cart: Json, sums: Sums, where: Json) -> Json:
    qty = sum(line.qty for line in sums.lines)
    weight = sum(float(line.item.get("weight") or 0) * line.qty for line in sums.lines)
    facts: Json = {"base_subtotal": sums.subtotal, "base_subtotal_with_discount": sums.subtotal, "total_qty": qty}
    facts |= {"weight": weight, "shipping_method": cart.get("shipping_method")}
    facts |= {"payment_method": mapped(cart.get("payment")).get("method")}
    return facts | {name: where.get(name) for name in ("postcode", "region", "region_id", "country_id")}


def _rules(shop: Shop, cart: Json) -> list[Json]:
    today, website = shop.now()[:10], website_of(shop, cart["store_id"])
    coupon = coupon_of(shop, cart["coupon_code"]) if cart.get("coupon_code") else None
    found: list[Json] = []
    for rule in shop.table("sales_rules").values():
        open_ = (rule.get("from_date") or "")[:10] <= today <= ((rule.get("to_date") or "9999")[:10])
        if not rule["is_active"] or website not in rule["website_ids"] or not open_:
            continue
        if cart["group_id"] not in rule["customer_group_ids"]:
            continue
        if rule["coupon_type"] != NO_COUPON and not _coupon_opens(shop, cart, coupon, rule):
            continue
        found.append(rule)
    return sorted(found, key=lambda rule: (rule["sort_order"], rule["rule_id"]))


def _coupon_opens(shop: Shop, cart: Json, coupon: Json | None, rule: Json) -> bool:
    if coupon is None or coupon["rule_id"] != rule["rule_id"]:
        return False
    if coupon["usage_limit"] and (coupon["times_used"] or 0) >= coupon["usage_limit"]:
        return False
    each = rule["uses_per_customer"]
    if each and cart.get("customer_id"):
        used = shop.table("rule_uses").get((rule["rule_id"], cart["customer_id"]), {}).get("times", 0)
        return used < each
    return True


def _discounts(shop: Shop, cart: Json, sums: Sums, where: Json) -> None:
    facts = _facts(cart, sums, where)
    judged = [line.item | {"price": line.price, "qty": line.qty, "row_total": line.row} for line in sums.lines]
    judged = [each | {"base_row_total": each["row_total"]} for each in judged]
    told: list[str] = []
    for rule in _rules(shop, cart):
        if not conditions.cart_fits(shop, rule["condition"], facts, judged):
            continue
        chosen = [
            line
            for line, item in zip(sums.lines, judged, strict=True)
            if conditions.item_fits(shop, rule["action_condition"], item)
        ]
        if not chosen:
            continue
        _apply(rule, chosen)
        sums.rules.append(rule["rule_id"])
        label = next((x["store_label"] for x in rule["store_labels"] if x["store_id"] in (0, cart["store_id"])), "")
        if rule["coupon_type"] != NO_COUPON:
            sums.coupon, sums.label = cart["coupon_code"], label
            label = label or cart["coupon_code"]
        if label:
            told.append(label)
        for line in chosen:
            line.free = line.free or rule.get("simple_free_shipping") in ("1", "2")
        if rule["stop_rules_processing"]:
            break
    sums.discount = float(cents(sum(line.discount for line in sums.lines)))
    sums.description = ", ".join(dict.fromkeys(told))


def _apply(rule: Json, chosen: list[Line]) -> None:
    kind, size = rule.get("simple_action"), float(rule["discount_amount"])
    carry = Carry()
    base = sum(line.row for line in chosen)
    left = min(size, base)
    for place, line in enumerate(chosen):
        rest = line.row - line.discount
        if kind == "by_percent":
            off = float(carry.rounded(rest * size / 100))
            line.percent = min(line.percent + size, 100)
        elif kind == "by_fixed":
            off = size * line.qty
        elif kind == "buy_x_get_y":
            off = _bought(rule, line) * line.price
        else:
            last = place == len(chosen) - 1
            off = left if last else float(cents(min(size, base) * line.row / base if base else 0))
            left -= off
        off = max(min(float(cents(off)), rest), 0.0)
        line.discount = float(cents(line.discount + off))
        line.rules = [*line.rules, rule["rule_id"]]
        if off:
            data = {name: number(off) for name in ("amount", "base_amount", "original_amount", "base_original_amount")}
            label = next((x["store_label"] for x in rule["store_labels"]), "")
            line.discounts = [
                *line.discounts,
                {"discount_data": data, "rule_label": label, "rule_i_d": rule["rule_id"]},
            ]


def _bought(rule: Json, line: Line) -> float:
    """How many pieces are free of so many."""
    step, free = int(rule["discount_step"] or 0), float(rule["discount_amount"])
    if not step or free > step:
        return 0.0
    whole, rest = divmod(line.qty, step + free)
    return whole * free + max(rest - step, 0)


def _carriage(shop: Shop, cart: Json, sums: Sums, where: Json, method: str | None) -> None:
    if virtual(cart) or not method:
        return
    rate = next((r for r in carriers.rates(shop, cart, sums, where) if carriers.name_of(r) == method), None)
    if rate is not None:
        sums.shipping = float(rate["amount"])
        sums.shipping_title = f"{rate['carrier_title']} - {rate['method_title']}"


def _taxes(shop: Shop, cart: Json, sums: Sums, where: Json) -> None:
    buyer = shop.table("customer_groups").get(cart["group_id"], {}).get("tax_class_id", 3)
    carry = Carry()
    for line in sums.lines:
        shares = dues.due(shop, product_class=line.tax_class, customer_class=buyer, place=where)
        line.tax_percent = sum(share.percent for share in shares)
        before = 0.0
        for share in shares:
            before += float(carry.rounded(line.row * share.percent / 100, f"{share.code}.before"))
            part = float(carry.rounded((line.row - line.discount) * share.percent / 100, share.code))
            line.tax += part
            line.rates = [*line.rates, (share.code, share.code, share.percent, part)]
            _noted(sums, share, part)
        line.row_taxed = float(cents(line.row + before))
    kind = int(shop.config("tax/classes/shipping_tax_class", "0") or 0)
    for share in dues.due(shop, product_class=kind, customer_class=buyer, place=where) if kind else ():
        part = float(cents(sums.shipping * share.percent / 100))
        if part:
            sums.shipping_tax += part
            sums.shipping_rates = [*sums.shipping_rates, (share.code, share.code, share.percent, part)]
            _noted(sums, share, part)
    sums.subtotal_taxed = float(cents(sum(line.row_taxed for line in sums.lines)))
    sums.tax = float(cents(sum(line.tax for line in sums.lines) + sums.shipping_tax))


def _noted(sums: Sums, share: dues.Share, part: float) -> None:
    known = sums.rates.get(share.code, (share.percent, 0.0))
    sums.rates = sums.rates | {share.code: (share.percent, float(cents(known[1] + part)))}


def told(shop: Shop, cart: Json, sums: Sums) -> Json:
    """The totals as they are answered."""
    made: Json = {}
    off = -sums.discount if sums.discount else 0
    pairs: list[tuple[str, float]] = [("grand_total", sums.grand), ("subtotal", sums.subtotal)]
    pairs += [("discount_amount", off), ("subtotal_with_discount", sums.subtotal - sums.discount)]
    pairs += [("shipping_amount", sums.shipping), ("shipping_discount_amount", sums.shipping_discount)]
    pairs += [("tax_amount", sums.tax)]
    for name, value in pairs:
        made |= {name: cents(value), f"base_{name}": cents(value)}
    made["weee_tax_applied_amount"] = None
    made |= {"shipping_tax_amount": cents(sums.shipping_tax), "base_shipping_tax_amount": cents(sums.shipping_tax)}
    taxed = cents(sums.shipping + sums.shipping_tax)
    made |= {"subtotal_incl_tax": cents(sums.subtotal_taxed), "shipping_incl_tax": taxed}
    made |= {"base_shipping_incl_tax": taxed, "base_currency_code": currency(shop, cart)}
    made["quote_currency_code"] = currency(shop, cart)
    if cart.get("coupon_code"):
        made["coupon_code"] = cart["coupon_code"]
    made["items_qty"] = number(sum(float(item["qty"]) for item in cart["items"]))
    made["items"] = [_told_item(sums, item) for item in cart["items"]]
    made["total_segments"] = _segments(cart, sums)
    return made | ({"extension_attributes": {"coupon_label": sums.label}} if sums.label else {})


def currency(shop: Shop, cart: Json) -> str:
    """The currency of a cart's store view."""
    return str(shop.table("store_configs").get(cart["store_id"], {}).get("base_currency_code", "USD"))


def lines_of(sums: Sums, item: Json) -> list[Line]:
    """The rows of an item."""
    return [line for line in sums.lines if line.item["item_id"] == item["item_id"]]


def _told_item(sums: Sums, item: Json) -> Json:
    lines = lines_of(sums, item)
    row, tax, off = (sum(getattr(line, name) for line in lines) for name in ("row", "tax", "discount"))
    percent = lines[0].tax_percent if lines else 0
    price = float(item["price"])
    made: Json = {"item_id": item["item_id"], "price": number(price), "base_price": number(price), "qty": item["qty"]}
    made |= {"row_total": cents(row), "base_row_total": cents(row), "row_total_with_discount": 0}
    made |= {"tax_amount": cents(tax), "base_tax_amount": cents(tax)}
    if item["product_type"] != "bundle":
        made["tax_percent"] = number(percent)
    made |= {"discount_amount": cents(off), "base_discount_amount": cents(off)}
    made["discount_percent"] = number(lines[0].percent if lines else 0)
    whole = cents(sum(line.row_taxed for line in lines))
    taxed = cents(float(whole) / float(item["qty"]))
    made |= {"price_incl_tax": taxed, "base_price_incl_tax": taxed}
    made |= {"row_total_incl_tax": whole, "base_row_total_incl_tax": whole, "options": item["options"]}
    return made | {"weee_tax_applied_amount": None, "weee_tax_applied": None, "name": item["name"]}


def _segments(cart: Json, sums: Sums) -> list[Json]:
    found: list[Json] = [{"code": "subtotal", "title": "Subtotal", "value": cents(sums.subtotal)}]
    if sums.discount:
        title = f"Discount ({sums.description})" if sums.description else "Discount"
        found.append({"code": "discount", "title": title, "value": cents(-sums.discount)})
    if not virtual(cart):
        title = f"Shipping & Handling ({sums.shipping_title})" if sums.shipping_title else "Shipping & Handling"
        found.append({"code": "shipping", "title": title, "value": cents(sums.shipping)})
    details: list[Json] = []
    for group, (code, (percent, value)) in enumerate(sums.rates.items(), 1):
        rates: list[Json] = [{"percent": str(number(percent)), "title": code}]
        details.append({"amount": cents(value), "rates": rates, "group_id": group})
    tax: Json = {"code": "tax", "title": "Tax", "value": cents(sums.tax)}
    found.append(tax | {"extension_attributes": {"tax_grandtotal_details": details}})
    found.append({"code": "grand_total", "title": "Grand Total", "value": cents(sums.grand), "area": "footer"})
    return found
