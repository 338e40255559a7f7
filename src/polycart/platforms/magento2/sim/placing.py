"""An order from its lines, addresses and sums, as it is when it has just been placed.

A line has `sku name product_id product_type qty price` and, where they matter, `original_price row_total tax_amount
tax_percent discount_amount discount_percent weight is_virtual product_option free_shipping quote_item_id
applied_rule_ids rates parts`: `rates` are `(code, title, percent, amount)`, `parts` the lines that belong to it.
Amounts are in the order's currency.
"""

import hashlib
from typing import Any

from polycart.platforms.magento2.sim.money import added, amount, cents
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.states import children
from polycart.platforms.magento2.sim.wire import Json, mapped, number, rows

NUMBER = "{:09d}"
ZEROS = [
    "amount_refunded",
    "discount_amount",
    "discount_invoiced",
    "discount_percent",
    "free_shipping",
    "is_qty_decimal",
    "no_discount",
    "qty_canceled",
    "qty_invoiced",
    "qty_refunded",
    "qty_shipped",
    "row_invoiced",
    "tax_invoiced",
    "row_weight",
    "base_amount_refunded",
    "base_discount_invoiced",
    "base_row_invoiced",
    "base_tax_invoiced",
]
CHILD_ZEROS = [
    "base_discount_amount",
    "base_price",
    "base_row_total",
    "base_tax_amount",
    "original_price",
    "price",
    "row_total",
    "tax_amount",
    "tax_percent",
    "row_total_incl_tax",
    "base_row_total_incl_tax",
]


def place(shop: Shop, draft: Json) -> Json:
    """Keep a new order in the state `new` and give it.

    `draft` has `store_id created customer billing shipping method description carriage payment lines` and may have
    `fields` (told as they are), `currency` and `rate`. `carriage` has `amount tax discount rates`.
    """
    entity = shop.next("orders")
    order: Json = {"entity_id": entity, "created_at": draft["created"], "updated_at": draft["created"]}
    order |= {
        "state": "new",
        "status": "pending",
        "store_id": draft["store_id"],
        "store_name": _store_name(shop, draft),
    }
    order["increment_id"] = draft.get("increment_id") or reserved(shop, draft["store_id"])
    order["protect_code"] = hashlib.sha256(f"order{entity}".encode()).hexdigest()[:32]
    order |= _currencies(draft) | draft["customer"] | draft.get("fields", {})
    order |= {"status_histories": [], "items": [], "taxes": [], "item_taxes": []}
    _addresses(shop, order, draft)
    for line in rows(draft["lines"]):
        _item(shop, order, line, None, draft.get("rate", 1))
    _totals(order, draft)
    _taxes(shop, order, draft)
    order["payment"] = _payment(shop, order, draft)
    shop.table("orders")[entity] = order
    return order


def reserved(shop: Shop, store: int) -> str:
    """The next number that customers see; every store view but the first has its own, after its id."""
    count = shop.next(f"numbers/order/{store}")
    return NUMBER.format(count) if store <= 1 else f"{store}{NUMBER.format(count)}"


def document_number(shop: Shop, kind: str, store: int) -> str:
    """The next number of an invoice, a shipment or a credit memo."""
    count = shop.next(f"numbers/{kind}/{store}")
    return NUMBER.format(count) if store <= 1 else f"{store}{NUMBER.format(count)}"


def _store_name(shop: Shop, draft: Json) -> str:
    view = shop.table("stores").get(draft["store_id"], {})
    group = shop.table("store_groups").get(view.get("store_group_id"), {})
    website = shop.table("websites").get(view.get("website_id"), {})
    return "\n".join(str(part.get("name", "")) for part in (website, group, view))


def _currencies(draft: Json) -> Json:
    base, own = draft.get("base_currency", "USD"), draft.get("currency") or draft.get("base_currency", "USD")
    made: Json = {"base_currency_code": base, "global_currency_code": base, "store_currency_code": base}
    rates = {"base_to_global_rate": 1, "base_to_order_rate": draft.get("rate", 1)}
    return made | rates | {"order_currency_code": own, "store_to_base_rate": 0, "store_to_order_rate": 0}


def _addresses(shop: Shop, order: Json, draft: Json) -> None:
    order["shipping_address"] = None
    order["is_virtual"] = 0 if draft.get("shipping") else 1
    for kind in ("shipping", "billing"):
        if draft.get(kind):
            entity = shop.next("order_addresses")
            held: Json = {"address_type": kind, "email": order.get("customer_email")} | draft[kind]
            held |= {"entity_id": entity, "parent_id": order["entity_id"]}
            order[f"{kind}_address"] = {k: v for k, v in held.items() if v is not None and v != ""}
            order[f"{kind}_address_id"] = entity
    order["shipping_method"] = draft.get("method") if draft.get("shipping") else None
    if order["shipping_method"]:
        order["shipping_description"] = draft.get("description", "")


def _item(shop: Shop, order: Json, line: Json, parent: Json | None, rate: float) -> Json:
    item: Json = dict.fromkeys(ZEROS, 0)
    item |= {"item_id": shop.next("order_items"), "order_id": order["entity_id"], "store_id": order["store_id"]}
    item |= {"created_at": order["created_at"], "updated_at": order["created_at"]}
    item |= {name: line[name] for name in ("sku", "name", "product_id", "product_type")}
    item |= {"qty_ordered": number(line["qty"]), "is_virtual": int(line.get("is_virtual", 0))}
    for name in ("product_option", "quote_item_id", "applied_rule_ids", "weight", "free_shipping"):
        if line.get(name) is not None:
            item[name] = line[name]
    if item.get("weight"):
        item["row_weight"] = number(amount(item, "weight") * float(line["qty"])) if line.get("weighs_row") else 0
    item |= (
        _prices(line, rate) if parent is None or parent["product_type"] == "bundle" else dict.fromkeys(CHILD_ZEROS, 0)
    )
    if parent is not None:
        item["parent_item_id"] = parent["item_id"]
    order["items"].append(item)
    for part in rows(line.get("parts")):
        _item(shop, order, part, item, rate)
    for tax in line.get("rates") or ():
        order["item_taxes"].append(_itemized(shop, tax, rate) | {"item_id": item["item_id"]})
    return item


def _prices(line: Json, rate: float) -> Json:
    qty, price = float(line["qty"]), float(line["price"])
    tax, off = amount(line, "tax_amount"), amount(line, "discount_amount")
    row = cents(line["row_total"] if line.get("row_total") is not None else price * qty)
    percent = number(amount(line, "tax_percent"))
    whole = cents(line.get("row_taxed") or float(row) * (1 + float(percent) / 100))
    taxed = cents(float(whole) / qty if qty else 0)
    made: Json = {"price": number(price), "original_price": number(line.get("original_price") or price)}
    made |= {"price_incl_tax": taxed, "row_total": row, "row_total_incl_tax": whole}
    made |= {"tax_amount": cents(tax), "tax_percent": percent, "discount_amount": cents(off)}
    made |= {"discount_percent": number(amount(line, "discount_percent")), "discount_tax_compensation_amount": 0}
    based = ("price", "original_price", "price_incl_tax", "row_total", "row_total_incl_tax", "tax_amount")
    for name in (*based, "discount_amount", "discount_tax_compensation_amount"):
        made[f"base_{name}"] = cents(made[name] / rate)
    if line["product_type"] == "bundle":
        # Of what is made of parts, percents and compensations are the parts' alone.
        for name in ("tax_percent", "discount_tax_compensation_amount", "base_discount_tax_compensation_amount"):
            del made[name]
    return made


def _itemized(shop: Shop, tax: Any, rate: float) -> Json:
    code, title, percent, value = tax
    made: Json = {"tax_item_id": shop.next("order_tax_items"), "tax_code": code, "tax_percent": number(percent)}
    base = cents(float(value) / rate)
    made |= {"amount": cents(value), "base_amount": base, "real_amount": cents(value), "real_base_amount": base}
    return made | {"taxable_item_type": "product", "title": title}


def _totals(order: Json, draft: Json) -> None:
    rate, carriage = draft.get("rate", 1), mapped(draft.get("carriage"))
    tops = [i for i in order["items"] if not i.get("parent_item_id")]
    paid = [i for i in order["items"] if "price_incl_tax" in i and i["product_type"] != "bundle"]
    sums = {name: sum(amount(i, name) for i in tops) for name in ("row_total", "row_total_incl_tax")}
    off = sum(amount(i, "discount_amount") for i in paid) + amount(carriage, "discount")
    tax = sum(amount(i, "tax_amount") for i in paid) + amount(carriage, "tax")
    shipping = amount(carriage, "amount")
    made: Json = {"subtotal": sums["row_total"], "subtotal_incl_tax": sums["row_total_incl_tax"]}
    made |= {"discount_amount": -off if off else 0, "tax_amount": tax, "shipping_amount": shipping}
    made |= {"shipping_tax_amount": amount(carriage, "tax"), "shipping_incl_tax": shipping + amount(carriage, "tax")}
    made |= {"shipping_discount_amount": amount(carriage, "discount"), "discount_tax_compensation_amount": 0}
    made["grand_total"] = sums["row_total"] - off + tax + shipping
    for name, value in made.items():
        order[name] = cents(value)
        order[f"base_{name}"] = cents(value / rate)
    order["shipping_discount_tax_compensation_amount"] = order["base_shipping_discount_tax_compensation_amnt"] = 0
    order |= {
        "total_item_count": sum(not children(order, i) for i in order["items"]),
        "total_qty_ordered": number(sum(amount(i, "qty_ordered") for i in tops)),
    }
    weight = sum(amount(i, "weight") * amount(i, "qty_ordered") for i in tops)
    order["weight"] = number(round(weight, 4))


def _taxes(shop: Shop, order: Json, draft: Json) -> None:
    """One record for each rate of the order, and the share of the carriage in it."""
    rate = draft.get("rate", 1)
    for tax in mapped(draft.get("carriage")).get("rates") or ():
        order["item_taxes"].append(_itemized(shop, tax, rate) | {"taxable_item_type": "shipping"})
    found: dict[str, Json] = {}
    for one in order["item_taxes"]:
        code, title = one["tax_code"], one.pop("title")
        if code not in found:
            held: Json = {"tax_id": shop.next("order_taxes"), "order_id": order["entity_id"], "code": code}
            held |= {"title": title, "percent": one["tax_percent"], "amount": 0, "base_amount": 0}
            found[code] = held | {"base_real_amount": 0, "priority": 0, "position": 0, "process": 0}
        one["tax_id"] = found[code]["tax_id"]
        added(found[code], "amount", one["amount"])
        added(found[code], "base_amount", one["base_amount"])
        added(found[code], "base_real_amount", one["base_amount"])
    order["taxes"] = list(found.values())


def _payment(shop: Shop, order: Json, draft: Json) -> Json:
    asked = draft["payment"]
    entity = shop.next("order_payments")
    made: Json = {"account_status": None, "additional_information": [asked["title"]], "cc_last4": None}
    made |= {"amount_ordered": order["grand_total"], "base_amount_ordered": order["base_grand_total"]}
    made |= {"shipping_amount": order["shipping_amount"], "base_shipping_amount": order["base_shipping_amount"]}
    made |= {"entity_id": entity, "method": asked["method"], "parent_id": order["entity_id"]}
    if asked.get("saved"):
        # A payment that was kept before comes back with the database's zeros.
        made |= dict.fromkeys(("cc_exp_year", "cc_ss_start_month", "cc_ss_start_year"), "0")
    for name in ("po_number", "last_trans_id"):
        if asked.get(name):
            made[name] = asked[name]
    return made
