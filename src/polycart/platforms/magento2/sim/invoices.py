"""Invoices: what was charged for which items of an order.

Records: `invoices` as the vendor answers them.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import documents
from polycart.platforms.magento2.sim.documents import CRITERIA, CURRENCIES, add_comment, found, frame, listing
from polycart.platforms.magento2.sim.money import Carry, added, amount, cents
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.states import (
    CANCELED,
    CLOSED,
    COMPLETE,
    HOLDED,
    REVIEW,
    can_invoice,
    children,
    dummy,
    enter,
    parent_of,
    resolved,
    settle,
    to_invoice,
)
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, number, rows

RESOURCE = "Magento_Sales::sales_invoice"
OPEN, PAID = 1, 2
GATEWAYS = ("stripe_payments", "paypal_express")
SUMS = ("subtotal", "tax_amount", "discount_amount", "shipping_amount", "discount_tax_compensation_amount")
TYPES = {
    "InvoiceArguments": "extension_attributes any",
    "InvoiceItem": "order_item_id int, qty float, entity_id int, parent_id int, sku string, extension_attributes any",
    "Invoice": "order_id int, items InvoiceItem[], state int, comments DocumentComment[], extension_attributes any",
}


def create(
    shop: Shop, order: Json, quantities: Mapping[int, float], *, when: str, paid: bool = True, keep_state: bool = False
) -> Json:
    """Invoice so many pieces of items and put it down in the order."""
    invoice: Json = frame(shop, "invoices", order, when) | {n: order.get(n) for n in CURRENCIES}
    invoice |= {"can_void_flag": 0, "state": PAID if paid else OPEN, "items": [], "comments": []}
    carry, sums = Carry(), dict.fromkeys((f"{b}{s}" for b in ("", "base_") for s in SUMS), 0.0)
    for item in order["items"]:
        if "tax_percent" in item and "price_incl_tax" in item:
            item["weee_tax_applied"] = "[]"
        qty = quantities.get(item["item_id"], 0)
        if qty > 0:
            _line(shop, invoice, order, item, qty, carry, sums)
    mine = (i for i in shop.table("invoices").values() if i["order_id"] == order["entity_id"])
    first = not any(amount(i, "shipping_amount") for i in mine) or not amount(order, "shipping_invoiced")
    _carriage(invoice, order, sums, first=first)
    _sums(invoice, order, sums)
    if order.get("discount_description"):
        invoice["discount_description"] = order["discount_description"]
    shop.table("invoices")[invoice["entity_id"]] = invoice
    _register(order, invoice, when, paid=paid)
    if not keep_state:
        enter(order, resolved(order, started=True))
        settle(order)
    return invoice


def _line(shop: Shop, invoice: Json, order: Json, item: Json, qty: float, carry: Carry, sums: dict[str, float]) -> None:
    made: Json = {"entity_id": shop.next("invoice_items"), "parent_id": invoice["entity_id"], "qty": number(qty)}
    made |= {name: item.get(name) for name in ("name", "sku", "product_id", "price", "base_price")}
    made["order_item_id"] = item["item_id"]
    last = qty == amount(item, "qty_ordered") - amount(item, "qty_invoiced") - amount(item, "qty_canceled")
    left = amount(item, "qty_ordered") - amount(item, "qty_invoiced")
    if not dummy(order, item):
        for base, kind in (("", "regular"), ("base_", "base")):
            shares = {"row_total": "row_invoiced", "tax_amount": "tax_invoiced", "discount_amount": "discount_invoiced"}
            for name, gone in shares.items():
                rest = amount(item, f"{base}{name}") - amount(item, f"{base}{gone}")
                share = cents(rest) if last else carry.rounded(rest / left * qty, kind)
                made[f"{base}{name}"] = share
                added(item, f"{base}{gone}", share)
            made[f"{base}price_incl_tax"] = item.get(f"{base}price_incl_tax", 0)
            taxed = amount(item, f"{base}row_total_incl_tax") / amount(item, "qty_ordered") * qty
            made[f"{base}row_total_incl_tax"] = carry.rounded(taxed, f"{kind}.taxed")
            made[f"{base}discount_tax_compensation_amount"] = 0
            item[f"{base}discount_tax_compensation_invoiced"] = 0
            sums[f"{base}subtotal"] += made[f"{base}row_total"]
            sums[f"{base}tax_amount"] += made[f"{base}tax_amount"]
            sums[f"{base}discount_amount"] -= made[f"{base}discount_amount"]
            if not made[f"{base}discount_amount"]:
                del made[f"{base}discount_amount"]
    else:
        made |= {n: item[n] for n in ("price_incl_tax", "base_price_incl_tax") if n in item}
        item |= {"discount_tax_compensation_invoiced": 0, "base_discount_tax_compensation_invoiced": 0}
    added(item, "qty_invoiced", qty)
    invoice["items"].append(made)


def _carriage(invoice: Json, order: Json, sums: dict[str, float], *, first: bool) -> None:
    """The first invoice takes the carriage, its tax and its discount."""
    for base in ("", "base_"):
        shipping = amount(order, f"{base}shipping_amount") if first else 0
        tax = amount(order, f"{base}shipping_tax_amount") if first else 0
        invoice[f"{base}shipping_amount"] = cents(shipping)
        sums[f"{base}shipping_amount"] = shipping
        if first:
            invoice[f"{base}shipping_incl_tax"] = cents(shipping + tax)
            invoice[f"{base}shipping_tax_amount"] = cents(tax)
            sums[f"{base}tax_amount"] += tax
            sums[f"{base}discount_amount"] -= amount(order, f"{base}shipping_discount_amount")
    if first:
        invoice["shipping_discount_tax_compensation_amount"] = 0
        invoice["base_shipping_discount_tax_compensation_amnt"] = 0


def _sums(invoice: Json, order: Json, sums: dict[str, float]) -> None:
    for base in ("", "base_"):
        for name in SUMS:
            invoice[f"{base}{name}"] = cents(sums[f"{base}{name}"])
        total = sum(sums[f"{base}{name}"] for name in SUMS)
        invoice[f"{base}grand_total"] = cents(total)
        taxed = sum(amount(line, f"{base}row_total_incl_tax") for line in invoice["items"])
        invoice[f"{base}subtotal_incl_tax"] = cents(taxed)
    invoice["total_qty"] = number(sum(amount(line, "qty") for line in invoice["items"]))


def _register(order: Json, invoice: Json, when: str, *, paid: bool) -> None:
    pairs = {"subtotal": "subtotal", "tax_amount": "tax", "discount_amount": "discount", "shipping_amount": "shipping"}
    for base in ("", "base_"):
        for name, told in pairs.items():
            added(order, f"{base}{told}_invoiced", amount(invoice, f"{base}{name}"))
        order[f"{base}discount_tax_compensation_invoiced"] = 0
        added(order, f"{base}total_invoiced", amount(invoice, f"{base}grand_total"))
    order["base_total_invoiced_cost"] = 0
    order["updated_at"] = when
    if paid:
        pay(order, invoice)


def pay(order: Json, invoice: Json) -> None:
    """Put down that an invoice was paid."""
    invoice["state"] = PAID
    payment = order["payment"]
    for base in ("", "base_"):
        added(order, f"{base}total_paid", amount(invoice, f"{base}grand_total"))
        added(payment, f"{base}amount_paid", amount(invoice, f"{base}grand_total"))
        added(payment, f"{base}shipping_captured", amount(invoice, f"{base}shipping_amount"))


def quantities(order: Json, asked: list[Json]) -> dict[int, float]:
    """How many pieces are to be invoiced, all that are left where nothing is asked for."""
    if not asked:
        wanted = {item["item_id"]: to_invoice(order, item) for item in order["items"]}
    else:
        wanted = {int(one.get("order_item_id") or 0): float(one.get("qty") or 0) for one in asked}
    made = dict(wanted)
    for item in order["items"]:
        parent = parent_of(order, item)
        if parent is not None and parent["product_type"] != "bundle":
            made[item["item_id"]] = wanted.get(parent["item_id"], 0)
        elif children(order, item) and item["product_type"] == "bundle":
            some = any(wanted.get(c["item_id"], 0) > 0 for c in children(order, item))
            made[item["item_id"]] = amount(item, "qty_ordered") if some else 0
    return {k: v for k, v in made.items() if v}


def problems(order: Json, wanted: Mapping[int, float]) -> list[str]:
    """What speaks against invoicing so many pieces."""
    told: list[str] = []
    for item in order["items"]:
        if wanted.get(item["item_id"], 0) > to_invoice(order, item) and not dummy(order, item):
            raise Refusal(400, 'We found an invalid quantity to invoice item "%1".', [item["name"]])
    if sum(wanted.get(item["item_id"], 0) for item in order["items"]) <= 0:
        told.append("The invoice can't be created without products. Add products and try again.")
    if order["state"] in (REVIEW, HOLDED, CANCELED, COMPLETE, CLOSED):
        told.append(f"An invoice cannot be created when an order has a status of {order['status']}")
    elif not can_invoice(order):
        told.append("The order does not allow an invoice to be created.")
    return told


def _invoice_order(shop: Shop, call: Call) -> str:
    order = found(shop, "orders", call.args["order_id"])
    wanted = quantities(order, rows(call.args["items"]))
    told = problems(order, wanted)
    if told:
        raise Refusal(400, "Invoice Document Validation Error(s):\n" + "\n".join(told))
    invoice = create(shop, order, wanted, when=shop.now(), paid=_paid(order, bool(call.args["capture"])))
    comment = mapped(call.args["comment"])
    if comment:
        notified = int(bool(call.args["append_comment"] and call.args["notify"]))
        add_comment(shop, invoice, comment, "invoice", notified=notified)
    return str(invoice["entity_id"])


def _paid(order: Json, capture: bool) -> bool:
    """What is paid without a gateway is taken for paid when it is invoiced."""
    return capture or mapped(order.get("payment")).get("method") not in GATEWAYS


def _read(shop: Shop, call: Call) -> Json:
    return found(shop, "invoices", call.args["id"])


def _capture(shop: Shop, call: Call) -> bool:
    invoice = found(shop, "invoices", call.args["id"])
    order = shop.table("orders")[invoice["order_id"]]
    if invoice["state"] != OPEN:
        raise Refusal(400, "The capture action is not available.")
    pay(order, invoice)
    order["updated_at"] = shop.now()
    return True


def _void(shop: Shop, call: Call) -> bool:
    found(shop, "invoices", call.args["id"])
    raise Refusal(400, "The void action is not available.")


def _comment(shop: Shop, call: Call) -> Json:
    asked = mapped(call.args["entity"])
    document = found(shop, "invoices", int(asked.get("parent_id") or 0))
    return add_comment(shop, document, asked, "invoice")


def _save(shop: Shop, call: Call) -> Json:
    """`POST invoices` puts down what is sent and nothing else: it computes no sums and the order learns nothing."""
    return documents.bare(shop, "invoices", "invoice_items", mapped(call.args["entity"]), {"total_qty": None})


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of invoices answered."""
    for record in rows(records.get("invoices")):
        shop.table("invoices")[record["entity_id"]] = record
        shop.seen("invoices", record["entity_id"])
        shop.seen(f"numbers/invoices/{record['store_id']}", int(record["increment_id"][-9:]))
        for line in record["items"]:
            shop.seen("invoice_items", line["entity_id"])


CREATION = "orderId:int capture:bool= items:ItemCreation[]= notify:bool= appendComment:bool="
ROUTES: tuple[Route, ...] = (
    route("GET invoices", listing("invoices"), CRITERIA, resource=RESOURCE),
    route("POST invoices", _save, "entity:Invoice", resource=RESOURCE),
    route("GET invoices/:id", _read, "id:int", resource=RESOURCE),
    route("GET invoices/:id/comments", documents.comments("invoices"), "id:int", resource=RESOURCE),
    route("POST invoices/comments", _comment, "entity:DocumentComment", resource=RESOURCE),
    route("POST invoices/:id/emails", documents.emails("invoices"), "id:int", resource=RESOURCE),
    route("POST invoices/:id/capture", _capture, "id:int", resource=RESOURCE),
    route("POST invoices/:id/void", _void, "id:int", resource=RESOURCE),
    route(
        "POST order/:orderId/invoice",
        _invoice_order,
        CREATION + " comment:CommentCreation= arguments:InvoiceArguments=",
        resource="Magento_Sales::invoice",
    ),
)
