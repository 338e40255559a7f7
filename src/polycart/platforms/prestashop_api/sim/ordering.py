"""How a cart becomes an order, and what its statuses bring about: ``PaymentModule::validateOrder``."""

from __future__ import annotations

import hashlib
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from polycart.platforms.prestashop_api.sim.state import Record, Refusal, Shop, amount, money, whole

CENT = Decimal("0.01")
PAYMENT_ERROR, REMOTE_PAYMENT = 8, 11
BY_WEIGHT = 1


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


def tax_rate(shop: Shop, group: int, address: Record | None) -> Decimal:
    """What is due on goods of a tax rules group at an address, in per cent."""
    if address is None:
        return Decimal(0)
    rate = Decimal(0)
    for rule in shop.all("tax_rules", id_tax_rules_group=group, id_country=address["id_country"]):
        if rule["id_state"] in (0, address["id_state"]):
            tax = shop.get("taxes", rule["id_tax"])
            rate += money(tax["rate"]) if tax and tax["active"] == "1" else Decimal(0)
    return rate


def price_of(shop: Shop, product: Record, combination: Record | None, cart: int) -> Decimal:
    """The price of one without tax: that which the cart was given, else the product's own, reduced where it is."""
    own = money(product["price"]) + (money(combination["price"]) if combination else Decimal(0))
    chosen: list[Record] = []
    for row in shop.all("specific_prices", id_product=product["id"]):
        if row["id_product_attribute"] not in (0, combination["id"] if combination else 0):
            continue
        if row["id_cart"] == cart and cart:
            chosen.insert(0, row)
        elif not any(row[name] for name in ("id_cart", "id_customer", "id_group")) and row["from_quantity"] <= 1:
            chosen.append(row)
    if not chosen:
        return own
    row = chosen[0]
    base = money(row["price"]) if money(row["price"]) >= 0 else own
    reduction = money(row["reduction"])
    return base * (1 - reduction) if row["reduction_type"] == "percentage" else base - reduction


def _shipping(shop: Shop, cart: Record, address: Record | None, net: Decimal, weight: Decimal) -> tuple[int, Decimal]:
    """The carrier of the cart, or the first that goes there, and what it charges without tax."""
    country = shop.get("countries", address["id_country"]) if address else None
    zone = country["id_zone"] if country else 0
    carriers = list(shop.all("carriers", deleted="0", active="1"))
    carriers.sort(key=lambda row: (row["id"] != cart["id_carrier"], row["id"]))
    for carrier in carriers:
        if carrier["is_free"] == "1":
            return carrier["id"], Decimal(0)
        handling = money(shop.setting("PS_SHIPPING_HANDLING")) if carrier["shipping_handling"] == "1" else Decimal(0)
        ranges, value = ("weight", weight) if carrier["shipping_method"] == BY_WEIGHT else ("price", net)
        for row in shop.all("deliveries", id_carrier=carrier["id"], id_zone=zone):
            limits = shop.get(f"{ranges}_ranges", row[f"id_range_{ranges}"])
            if limits and money(limits["delimiter1"]) <= value < money(limits["delimiter2"]):
                return carrier["id"], money(row["price"]) + handling
    return 0, Decimal(0)


def place(shop: Shop, fields: dict[str, Any]) -> Record:
    """Make the order of a cart; its sums are the cart's, whatever was sent."""
    cart = shop.get("carts", fields.get("id_cart"))
    rows: list[Record] = cart.get("@cart_rows", []) if cart else []
    if cart is None or not rows or any(True for _ in shop.all("orders", id_cart=cart["id"])):
        raise Refusal(500, (0, "Cart cannot be loaded or an order has already been placed using this cart"))
    address = shop.get("addresses", cart["id_address_delivery"])
    country = shop.get("countries", address["id_country"]) if address else None
    if country and country["active"] == "0":
        raise Refusal(500)
    lines = [_line(shop, cart, row, address) for row in rows]
    net = sum((line["net"] * line["quantity"] for line in lines), Decimal(0))
    gross = sum((line["gross"] * line["quantity"] for line in lines), Decimal(0))
    weight = sum((line["weight"] for line in lines), Decimal(0))
    carrier, ship = _shipping(shop, cart, address, net, weight)
    held = shop.get("carriers", carrier)
    group = whole(held.get("id_tax_rules_group")) if held else 0
    ship_gross = _rounded(ship * (1 + tax_rate(shop, group, address) / 100))
    paid = money(fields.get("total_paid"))
    total = _rounded(gross + ship_gross)
    state = REMOTE_PAYMENT if _rounded(paid) == total else PAYMENT_ERROR
    order = shop.insert("orders", {
        **{name: fields.get(name) for name in ("payment", "module", "note", "gift_message")},
        **{name: cart[name] for name in ("id_address_delivery", "id_address_invoice", "id_currency", "id_lang",
                                         "id_customer", "id_shop", "id_shop_group", "secure_key")},
        "id_cart": cart["id"], "id_carrier": carrier, "conversion_rate": "1", "reference": _reference(cart["id"]),
        "total_products": net, "total_products_wt": gross, "total_shipping": ship_gross,
        "total_shipping_tax_incl": ship_gross, "total_shipping_tax_excl": ship, "total_paid": total,
        "total_paid_tax_incl": total, "total_paid_tax_excl": _rounded(net + ship), "round_mode": 2, "round_type": 2,
        "date_add": shop.now(), "date_upd": shop.now(),
    })  # fmt: skip
    for line in lines:
        _detail(shop, order, line)
    shop.insert("order_carriers", {
        "id_order": order["id"], "id_carrier": carrier, "shipping_cost_tax_excl": ship,
        "shipping_cost_tax_incl": ship_gross, "weight": weight,
        "date_add": shop.now(),
    })  # fmt: skip
    shop.insert("order_histories", {"id_order": order["id"], "id_order_state": state, "date_add": shop.now()})
    enter(shop, order, state)
    return order


def _reference(cart: int) -> str:
    digits = hashlib.sha256(str(cart).encode()).hexdigest()
    return "".join(chr(65 + int(digits[place : place + 2], 16) % 26) for place in range(0, 18, 2))


def _line(shop: Shop, cart: Record, row: Record, address: Record | None) -> dict[str, Any]:
    product = shop.get("products", row["id_product"])
    if product is None:
        raise Refusal(500, (0, "Cart cannot be loaded or an order has already been placed using this cart"))
    combination = shop.get("combinations", row.get("id_product_attribute"))
    net = price_of(shop, product, combination, cart["id"])
    rate = tax_rate(shop, product["id_tax_rules_group"], address)
    return {
        "product": product, "combination": combination, "quantity": row["quantity"], "net": net,
        "gross": _rounded(net * (1 + rate / 100)),
        "weight": (money(product["weight"]) + (money(combination["weight"]) if combination else 0)) * row["quantity"],
    }  # fmt: skip


def _named(shop: Shop, product: Record, combination: Record | None) -> str:
    language = shop.languages[0]
    name = product["name"][language]
    if combination is None:
        return name
    parts: list[str] = []
    for row in combination.get("@product_option_values", []):
        value = shop.get("product_option_values", row["id"])
        group = shop.get("product_options", value["id_attribute_group"]) if value else None
        if value and group:
            parts.append(f"{group['public_name'][language]}: {value['name'][language]}")
    return f"{name} ({' - '.join(parts)})" if parts else name


def _detail(shop: Shop, order: Record, line: dict[str, Any]) -> None:
    from polycart.platforms.prestashop_api.sim.rules import move

    product, combination = line["product"], line["combination"]
    goods = combination or product
    known = shop.all("product_suppliers", id_product=product["id"], id_product_attribute=0)
    supplier = next(known, {"product_supplier_reference": goods["supplier_reference"]})
    cost = goods["wholesale_price"] if money(goods["wholesale_price"]) else product["wholesale_price"]
    shop.insert("order_details", {
        "id_order": order["id"], "product_id": product["id"], "id_shop": 1,
        "product_attribute_id": combination["id"] if combination else 0,
        "product_name": _named(shop, product, combination), "product_quantity": line["quantity"],
        "product_quantity_in_stock": line["quantity"], "product_price": line["net"],
        "product_reference": goods["reference"] or product["reference"], "product_ean13": goods["ean13"],
        "product_upc": goods["upc"], "purchase_supplier_price": cost,
        "product_supplier_reference": supplier["product_supplier_reference"], "product_isbn": goods["isbn"],
        "product_weight": line["weight"] / line["quantity"],
        "unit_price_tax_excl": line["net"], "unit_price_tax_incl": line["gross"],
        "total_price_tax_excl": line["net"] * line["quantity"], "original_product_price": line["net"],
        "total_price_tax_incl": line["gross"] * line["quantity"], "id_tax_rules_group": product["id_tax_rules_group"],
        "original_wholesale_price": cost,
    })  # fmt: skip
    move(shop, product["id"], combination["id"] if combination else 0, -line["quantity"])


def enter(shop: Shop, order: Record, state: int) -> None:
    """Give an order a status: one that counts as paid brings a payment and an invoice, one of shipping a delivery."""
    known = shop.get("order_states", state)
    if known is None:
        return
    order["current_state"] = state
    order["date_upd"] = shop.now()
    order["valid"] = "1" if known["logable"] == "1" else "0"
    if known["paid"] == "1" and not money(order["total_paid_real"]):
        order["total_paid_real"] = order["total_paid_tax_incl"]
        shop.insert("order_payments", {
            "order_reference": order["reference"], "id_currency": order["id_currency"],
            "amount": order["total_paid_tax_incl"], "payment_method": order["payment"], "conversion_rate": "1",
            "date_add": shop.now(),
        })  # fmt: skip
    if known["invoice"] == "1" and not order["invoice_number"]:
        invoice = shop.insert("order_invoices", {
            "id_order": order["id"], "number": shop.last["order_invoices"] + 1, "date_add": shop.now(),
            "total_paid_tax_incl": amount(order["total_paid_tax_incl"]),
        })  # fmt: skip
        order["invoice_number"], order["invoice_date"] = invoice["number"], shop.now()
        for resource in ("order_details", "order_carriers"):
            for row in shop.all(resource, id_order=order["id"]):
                row["id_order_invoice"] = invoice["id"]
    if known["delivery"] == "1" and not order["delivery_number"]:
        last = max((row["delivery_number"] for row in shop.all("orders")), default=0)
        order["delivery_number"], order["delivery_date"] = last + 1, shop.now()
