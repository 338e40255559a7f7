"""How orders and their items are told: what is kept once is repeated where the vendor's answers repeat it."""

from typing import Any

from polycart.platforms.magento2.sim.money import amount, cents
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.states import parent_of
from polycart.platforms.magento2.sim.wire import Json, listed, mapped

KEPT = {"shipping_address", "shipping_method", "taxes", "item_taxes", "shipping_address_id", "applied_codes"}
"""Keys of a kept order that are not told under their own name."""
COLUMNS = [
    "entity_id",
    "state",
    "status",
    "coupon_code",
    "protect_code",
    "shipping_description",
    "is_virtual",
    "store_id",
    "customer_id",
    "can_ship_partially",
    "can_ship_partially_item",
    "customer_is_guest",
    "customer_note_notify",
    "billing_address_id",
    "customer_group_id",
    "edit_increment",
    "email_sent",
    "send_email",
    "forced_shipment_with_invoice",
    "payment_auth_expiration",
    "quote_address_id",
    "quote_id",
    "shipping_address_id",
    "weight",
    "customer_dob",
    "increment_id",
    "applied_rule_ids",
    "base_currency_code",
    "customer_email",
    "customer_firstname",
    "customer_lastname",
    "customer_middlename",
    "customer_prefix",
    "customer_suffix",
    "customer_taxvat",
    "discount_description",
    "ext_customer_id",
    "ext_order_id",
    "global_currency_code",
    "hold_before_state",
    "hold_before_status",
    "order_currency_code",
    "original_increment_id",
    "relation_child_id",
    "relation_child_real_id",
    "relation_parent_id",
    "relation_parent_real_id",
    "remote_ip",
    "shipping_method",
    "store_currency_code",
    "store_name",
    "x_forwarded_for",
    "customer_note",
    "created_at",
    "updated_at",
    "total_item_count",
    "customer_gender",
    "coupon_rule_name",
    "gift_message_id",
    "total_qty_ordered",
]
MONEY = ("amount", "canceled", "invoiced", "refunded", "total", "due", "paid", "rate", "tax", "negative", "positive")
CARRIED = [
    "shipping_amount",
    "shipping_canceled",
    "shipping_discount_amount",
    "shipping_discount_tax_compensation_amount",
    "shipping_incl_tax",
    "shipping_invoiced",
    "shipping_refunded",
    "shipping_tax_amount",
    "shipping_tax_refunded",
]
RATE = ("code", "title", "percent", "amount", "base_amount")


def column(order: Json, field: str) -> Any:
    """The value of a column of the order's table; a key error where the table has none of that name."""
    if field in order and field not in ("items", "billing_address", "payment", "status_histories"):
        return order[field]
    if field in COLUMNS or field.endswith(MONEY) or field in ("subtotal", "base_subtotal"):
        return None
    raise KeyError(field)


def told(shop: Shop, order: Json) -> Json:
    """An order as `GET orders/:id` tells it."""
    made = {k: v for k, v in order.items() if k not in KEPT and v is not None}
    made |= {f"{base}total_due": due(order, base) for base in ("base_", "") if f"{base}grand_total" in order}
    items = told_items(order)
    made["items"] = items
    made["status_histories"] = sorted(order["status_histories"], key=lambda h: -h["entity_id"])
    made["extension_attributes"] = _extension(order, items)
    return made


def due(order: Json, base: str = "") -> int | float:
    """What is still to be paid."""
    return cents(amount(order, f"{base}grand_total") - amount(order, f"{base}total_paid"))


def told_items(order: Json, *, bare: bool = False) -> list[Json]:
    """All items; `bare` without what only the order's own answer has."""
    return [told_item(order, item, bare=bare) for item in order["items"]]


def told_item(order: Json, item: Json, *, bare: bool = False) -> Json:
    """An item: a discounted row is told less its discount, though it is kept without."""
    made = {k: v for k, v in item.items() if v is not None}
    for base in ("", "base_"):
        if amount(item, f"{base}discount_amount") and f"{base}row_total" in item and f"{base}price_incl_tax" in item:
            row = amount(item, f"{base}row_total") - amount(item, f"{base}discount_amount")
            made[f"{base}row_total"] = cents(row)
            made[f"{base}row_total_incl_tax"] = cents(row + amount(item, f"{base}tax_amount"))
    parent = parent_of(order, item)
    if parent is not None:
        made["parent_item"] = told_item(order, parent, bare=bare)
    if not bare:
        taxes = [tax for tax in order.get("item_taxes", []) if tax.get("item_id") == item["item_id"]]
        made["extension_attributes"] = {"itemized_taxes": taxes}
    return made


def _extension(order: Json, items: list[Json]) -> Json:
    made: Json = {}
    if order.get("shipping_address") or not order.get("is_virtual"):
        total = {n: order[n] for c in CARRIED for n in (_base(c), c) if order.get(n) is not None}
        shipping: Json = {"total": total}
        if order.get("shipping_address"):
            shipping = {"address": order["shipping_address"], "method": order.get("shipping_method")} | shipping
        made["shipping_assignments"] = [{"shipping": shipping, "items": items}]
    else:
        total = {n: order[n] for c in CARRIED for n in (_base(c), c) if order.get(n) is not None}
        made["shipping_assignments"] = [{"shipping": {"total": total}, "items": items}]
    title = listed(mapped(order.get("payment")).get("additional_information"))
    made["payment_additional_info"] = [{"key": "method_title", "value": title[0]}] if title else []
    taxes, itemized = order.get("taxes", []), order.get("item_taxes", [])
    made["applied_taxes"] = [{name: tax[name] for name in RATE} for tax in taxes]
    made["item_applied_taxes"] = _by_item(taxes, itemized)
    made["converting_from_quote"] = False
    made["taxes"] = taxes
    made["additional_itemized_taxes"] = [tax for tax in itemized if not tax.get("item_id")]
    return made


def _base(name: str) -> str:
    """The name of the amount in the base currency; one is too long for the vendor's table and ends early."""
    return f"base_{name}" if not name.endswith("tax_compensation_amount") else f"base_{name[:-6]}amnt"


def _by_item(taxes: list[Json], itemized: list[Json]) -> list[Json]:
    found: dict[Any, Json] = {}
    for tax in itemized:
        key = tax.get("item_id"), tax["taxable_item_type"]
        held: Json = {"type": tax["taxable_item_type"]}
        if tax.get("item_id"):
            held["item_id"] = tax["item_id"]
        held = found.setdefault(key, held | {"applied_taxes": []})
        title = next((t["title"] for t in taxes if t["tax_id"] == tax["tax_id"]), tax["tax_code"])
        rate: Json = {"code": tax["tax_code"], "title": title, "percent": tax["tax_percent"]}
        held["applied_taxes"].append(rate | {"amount": tax["real_amount"], "base_amount": tax["real_base_amount"]})
    return list(found.values())
