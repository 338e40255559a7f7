"""Credit memos: what was given back of what had been invoiced.

Records: `creditmemos` as the vendor answers them.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import documents, pieces
from polycart.platforms.magento2.sim.documents import CRITERIA, CURRENCIES, add_comment, found, frame, listing
from polycart.platforms.magento2.sim.invoices import GATEWAYS
from polycart.platforms.magento2.sim.money import Carry, added, amount, cents
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.states import (
    CANCELED,
    CLOSED,
    HOLDED,
    REVIEW,
    children,
    dummy,
    enter,
    parent_of,
    resolved,
    settle,
    to_refund,
)
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, listed, mapped, number, rows

RESOURCE = "Magento_Sales::sales_creditmemo"
REFUNDED = 2
TOO_MUCH = 'We found an invalid quantity to refund item "%1".'
TYPES = {
    "RefundExtension": "return_to_stock_items int[]",
    "RefundArguments": (
        "shipping_amount float, adjustment_positive float, adjustment_negative float, "
        "extension_attributes RefundExtension"
    ),
    "CreditmemoItem": "order_item_id int, qty float, entity_id int, sku string, extension_attributes any",
    "Creditmemo": (
        "order_id int, items CreditmemoItem[], state int, comments DocumentComment[], shipping_amount float, "
        "adjustment_positive float, adjustment_negative float, base_shipping_amount float, "
        "base_adjustment_positive float, base_adjustment_negative float, invoice_id int, entity_id int, "
        "extension_attributes any"
    ),
}
SUMS = ("subtotal", "tax_amount", "discount_amount", "shipping_amount", "discount_tax_compensation_amount")


class Terms:
    """What is asked of a refund besides the pieces: carriage (all that is left where nothing is said), adjustments."""

    def __init__(self, asked: Json) -> None:
        self.shipping: float | None = asked.get("shipping_amount")
        self.plus: float | None = asked.get("adjustment_positive")
        self.minus: float | None = asked.get("adjustment_negative")
        self.back: list[Any] = listed(mapped(asked.get("extension_attributes")).get("return_to_stock_items"))


def draw(shop: Shop, order: Json, wanted: Mapping[int, float], terms: Terms) -> Json:
    """A credit memo with its sums, not yet kept."""
    memo: Json = {n: order.get(n) for n in CURRENCIES} | {"state": REFUNDED, "items": [], "comments": []}
    carry, sums = Carry(), dict.fromkeys((f"{b}{s}" for b in ("", "base_") for s in SUMS), 0.0)
    last = True
    for item in order["items"]:
        qty = wanted.get(item["item_id"], 0)
        last = last and (dummy(order, item) or qty == to_refund(order, item))
        if qty > 0:
            memo["items"].append(_line(order, item, qty, carry, sums))
    _carriage(order, memo, sums, terms)
    for base in ("", "base_"):
        if last and abs(amount(memo, f"{base}shipping_amount") - _left(order, base)) < 0.001:
            sums[f"{base}tax_amount"] = amount(order, f"{base}tax_invoiced") - amount(order, f"{base}tax_refunded")
    _sums(order, memo, sums, terms)
    if order.get("discount_description"):
        memo["discount_description"] = order["discount_description"]
    return memo


def _left(order: Json, base: str) -> float:
    return amount(order, f"{base}shipping_amount") - amount(order, f"{base}shipping_refunded")


def _line(order: Json, item: Json, qty: float, carry: Carry, sums: dict[str, float]) -> Json:
    made: Json = {name: item.get(name) for name in ("name", "sku", "product_id", "price", "base_price")}
    made |= {"order_item_id": item["item_id"], "qty": number(qty), "base_cost": None, "weee_tax_applied": "[]"}
    made |= {"weee_tax_applied_row_amount": 0, "weee_tax_row_disposition": 0, "base_weee_tax_row_disposition": 0}
    if dummy(order, item):
        return {k: v for k, v in made.items() if not k.startswith("weee") and not k.startswith("base_weee")}
    last, left = qty == to_refund(order, item), to_refund(order, item)
    for base, kind in (("", "regular"), ("base_", "base")):
        pairs = {"row_total": ("row_invoiced", "amount_refunded"), "tax_amount": ("tax_invoiced", "tax_refunded")}
        pairs["discount_amount"] = "discount_invoiced", "discount_refunded"
        for name, (had, gone) in pairs.items():
            gone = f"base_{gone}" if base else gone
            rest = amount(item, f"{base}{had}") - amount(item, gone)
            made[f"{base}{name}"] = cents(rest) if last else carry.rounded(rest / left * qty, kind)
        made[f"{base}price_incl_tax"] = item.get(f"{base}price_incl_tax", 0)
        taxed = amount(item, f"{base}row_total_incl_tax") / amount(item, "qty_ordered") * qty
        made[f"{base}row_total_incl_tax"] = carry.rounded(taxed, f"{kind}.taxed")
        made[f"{base}discount_tax_compensation_amount"] = 0
        sums[f"{base}subtotal"] += made[f"{base}row_total"]
        sums[f"{base}tax_amount"] += made[f"{base}tax_amount"]
        sums[f"{base}discount_amount"] -= made[f"{base}discount_amount"]
        if not made[f"{base}discount_amount"]:
            del made[f"{base}discount_amount"]
    return made


def _carriage(order: Json, memo: Json, sums: dict[str, float], terms: Terms) -> None:
    """The carriage that is given back; what is asked for is in the base currency."""
    allowed = _left(order, "base_")
    asked = allowed if terms.shipping is None else float(terms.shipping)
    if asked > float(cents(allowed)) + 0.0001:
        raise Refusal(400, "Maximum shipping amount allowed to refund is: %1", [f"${allowed:,.2f}"])
    for base in ("", "base_"):
        whole = amount(order, f"{base}shipping_amount")
        ratio = asked / amount(order, "base_shipping_amount") if amount(order, "base_shipping_amount") else 0
        given = _left(order, base) if abs(asked - allowed) < 0.0001 else cents(whole * ratio)
        tax = cents(amount(order, f"{base}shipping_tax_amount") * ratio)
        if abs(asked - allowed) < 0.0001:
            tax = cents(amount(order, f"{base}shipping_tax_amount") - amount(order, f"{base}shipping_tax_refunded"))
        memo |= {f"{base}shipping_amount": cents(given), f"{base}shipping_tax_amount": tax}
        memo[f"{base}shipping_incl_tax"] = cents(amount(order, f"{base}shipping_incl_tax") * ratio)
        sums[f"{base}shipping_amount"] = float(given)
        sums[f"{base}tax_amount"] += float(tax)
        off = amount(order, f"{base}shipping_discount_amount")
        sums[f"{base}discount_amount"] -= off * ratio


def _sums(order: Json, memo: Json, sums: dict[str, float], terms: Terms) -> None:
    rate = amount(order, "base_to_order_rate") or 1
    for base in ("", "base_"):
        for name in SUMS:
            memo[f"{base}{name}"] = cents(sums[f"{base}{name}"])
        plus, minus = ((v or 0) * (1 if base else rate) for v in (terms.plus, terms.minus))
        memo[f"{base}adjustment"] = cents(plus - minus)
        for name, value, asked in (("positive", plus, terms.plus), ("negative", minus, terms.minus)):
            if asked is not None:
                memo[f"{base}adjustment_{name}"] = cents(value)
        memo[f"{base}grand_total"] = cents(sum(sums[f"{base}{name}"] for name in SUMS) + plus - minus)
        taxed = sum(amount(line, f"{base}row_total_incl_tax") for line in memo["items"])
        memo[f"{base}subtotal_incl_tax"] = cents(taxed)


def keep(
    shop: Shop, order: Json, drawn: Json, terms: Terms, *, when: str, notified: int = 0, stocked: bool = True
) -> Json:
    """Keep a credit memo and put it down in its order."""
    memo = frame(shop, "creditmemos", order, when) | drawn
    for line in memo["items"]:
        line |= {"entity_id": shop.next("creditmemo_items"), "parent_id": memo["entity_id"]}
        item = next(i for i in order["items"] if i["item_id"] == line["order_item_id"])
        if stocked and (item["item_id"] in terms.back):
            pieces.give_back(shop, order, item, amount(line, "qty"))
        _register_item(order, item, line)
    shop.table("creditmemos")[memo["entity_id"]] = memo
    _register(order, memo, terms, when)
    state = resolved(order)
    told = _told(shop, order, memo, when, notified)
    enter(order, state)
    told["status"] = order["status"]
    settle(order)
    return memo


def _register_item(order: Json, item: Json, line: Json) -> None:
    added(item, "qty_refunded", amount(line, "qty"))
    for base in ("", "base_") if dummy(order, item) else ():
        item |= {f"{base}{name}_refunded": 0 for name in ("discount", "discount_tax_compensation", "tax")}
    if dummy(order, item):
        return
    for base in ("", "base_"):
        added(item, f"{base}amount_refunded", amount(line, f"{base}row_total"))
        added(item, f"{base}tax_refunded", amount(line, f"{base}tax_amount"))
        added(item, f"{base}discount_refunded", amount(line, f"{base}discount_amount"))
        item[f"{base}discount_tax_compensation_refunded"] = 0


def _register(order: Json, memo: Json, terms: Terms, when: str) -> None:
    pairs = {"subtotal": "subtotal", "tax_amount": "tax", "discount_amount": "discount", "shipping_amount": "shipping"}
    pairs |= {"shipping_tax_amount": "shipping_tax"}
    payment = order["payment"]
    for base in ("", "base_"):
        for name, told in pairs.items():
            added(order, f"{base}{told}_refunded", amount(memo, f"{base}{name}"))
        for name in ("adjustment_positive", "adjustment_negative"):
            added(order, f"{base}{name}", amount(memo, f"{base}{name}"))
        order[f"{base}discount_tax_compensation_refunded"] = 0
        for name in ("total_refunded", "total_offline_refunded"):
            added(order, f"{base}{name}", amount(memo, f"{base}grand_total"))
        added(payment, f"{base}amount_refunded", amount(memo, f"{base}grand_total"))
        added(payment, f"{base}shipping_refunded", amount(memo, f"{base}shipping_amount"))
    order["updated_at"] = when


def _told(shop: Shop, order: Json, memo: Json, when: str, notified: int) -> Json:
    """The line that the payment puts into the order's history."""
    sign = {"USD": "$", "EUR": "€", "GBP": "£", "UAH": "₴"}.get(
        order["base_currency_code"], order["base_currency_code"]
    )
    text = f"We refunded {sign}{amount(memo, 'base_grand_total'):,.2f} offline."
    made: Json = {"comment": text, "created_at": when, "entity_id": shop.next("order_comments")}
    made |= {"entity_name": "creditmemo", "is_customer_notified": notified, "is_visible_on_front": 0}
    made |= {"parent_id": order["entity_id"], "status": order["status"]}
    order["status_histories"].append(made)
    return made


def quantities(order: Json, asked: list[Json], limits: Mapping[int, float] | None = None) -> dict[int, float]:
    """How many pieces are to be given back: all that are left where nothing is asked for; never more than a limit."""
    wanted = {int(one.get("order_item_id") or 0): float(one.get("qty") or 0) for one in asked}
    made: dict[int, float] = {}
    for item in order["items"]:
        if not dummy(order, item):
            qty = wanted.get(item["item_id"], 0) if asked else to_refund(order, item)
            made[item["item_id"]] = min(qty, limits.get(item["item_id"], 0)) if limits is not None else qty
    for item in order["items"]:
        parent = parent_of(order, item)
        if dummy(order, item) and parent is not None:
            made[item["item_id"]] = made.get(parent["item_id"], 0)
        elif dummy(order, item):
            some = any(made.get(c["item_id"], 0) for c in children(order, item))
            made[item["item_id"]] = amount(item, "qty_invoiced") if some else 0
    return {k: v for k, v in made.items() if v}


def problems(order: Json, asked: list[Json], memo: Json) -> list[str]:
    """What speaks against a drawn credit memo."""
    told: list[str] = []
    if order["state"] in (REVIEW, HOLDED, CANCELED, CLOSED):
        told.append(f"A creditmemo can not be created when an order has a status of {order['status']}")
    for one in asked:
        item = next((i for i in order["items"] if i["item_id"] == one.get("order_item_id")), None)
        if item is None:
            told.append("The creditmemo contains product item that is not part of the original order.")
    base = float(cents(amount(order, "base_total_refunded") + amount(memo, "base_grand_total")))
    if base > amount(order, "base_total_paid"):
        left = number(cents(amount(order, "base_total_paid") - amount(order, "base_total_refunded")))
        told.append(f"The most money available to refund is {left}.")
    return told


def _refuse_more(order: Json, asked: list[Json]) -> None:
    for one in asked:
        item = next((i for i in order["items"] if i["item_id"] == one.get("order_item_id")), None)
        if item is not None and float(one.get("qty") or 0) > to_refund(order, item):
            raise Refusal(400, TOO_MUCH, [item["name"]])


def _refund(shop: Shop, call: Call, order: Json, limits: Mapping[int, float] | None, invoice: int) -> str:
    asked, terms = rows(call.args["items"]), Terms(mapped(call.args["arguments"]))
    if limits is None:
        _refuse_more(order, asked)
    memo = draw(shop, order, quantities(order, asked, limits), terms)
    told = problems(order, asked, memo)
    if told:
        raise Refusal(400, "Creditmemo Document Validation Error(s):\n" + "\n".join(told))
    notified = int(bool(call.args["notify"]))
    order["customer_note_notify"] = notified
    made = keep(shop, order, memo, terms, when=shop.now(), notified=notified)
    if invoice:
        made["invoice_id"] = invoice
    comment = mapped(call.args["comment"])
    if comment:
        shown = int(bool(call.args["append_comment"]) and bool(notified))
        add_comment(shop, made, comment, "creditmemo", notified=shown)
    return str(made["entity_id"])


def _refund_order(shop: Shop, call: Call) -> str:
    return _refund(shop, call, found(shop, "orders", call.args["order_id"]), None, 0)


def _refund_invoice(shop: Shop, call: Call) -> str:
    invoice = found(shop, "invoices", call.args["invoice_id"])
    order = found(shop, "orders", invoice["order_id"])
    if mapped(order.get("payment")).get("method") not in GATEWAYS:
        # What was paid past the shop can be given back by order only.
        raise Refusal(400, "Creditmemo Document Validation Error(s):\nWe can't create creditmemo for the invoice.")
    limits: dict[int, float] = {line["order_item_id"]: amount(line, "qty") for line in invoice["items"]}
    for memo in shop.table("creditmemos").values():
        if memo.get("invoice_id") == invoice["entity_id"]:
            for line in memo["items"]:
                limits[line["order_item_id"]] = limits.get(line["order_item_id"], 0) - amount(line, "qty")
    return _refund(shop, call, order, limits, invoice["entity_id"])


def _read(shop: Shop, call: Call) -> Json:
    return found(shop, "creditmemos", call.args["id"])


def _cancel(shop: Shop, call: Call) -> bool:
    raise Refusal(400, "You can not cancel Credit Memo")


def _comment(shop: Shop, call: Call) -> Json:
    asked = mapped(call.args["entity"])
    document = found(shop, "creditmemos", int(asked.get("parent_id") or call.args["id"]))
    return add_comment(shop, document, asked, "creditmemo")


def _save(shop: Shop, call: Call) -> Json:
    """`POST creditmemo` puts down what is sent and nothing else: it computes no sums and gives nothing back."""
    sent = mapped(call.args["entity"])
    made = documents.bare(shop, "creditmemos", "creditmemo_items", sent, {})
    for line in made["items"]:
        line |= {"base_cost": line.get("base_cost"), "base_price": line.get("base_price")}
    return made


def _refund_memo(shop: Shop, call: Call) -> Json:
    """`POST creditmemo/refund`: what is sent, put down in the order as well."""
    asked = mapped(call.args["creditmemo"])
    order = found(shop, "orders", int(asked.get("order_id") or 0))
    for one in rows(asked.get("items")):
        item = next((i for i in order["items"] if i["item_id"] == one.get("order_item_id")), None)
        if item is not None and float(one.get("qty") or 0) > to_refund(order, item):
            raise Refusal(400, TOO_MUCH, [one.get("name") or ""])
    made = documents.bare(shop, "creditmemos", "creditmemo_items", asked, {})
    made["state"] = REFUNDED
    for line in made["items"]:
        line |= {"base_cost": line.get("base_cost"), "base_price": line.get("base_price")}
        item = next((i for i in order["items"] if i["item_id"] == line.get("order_item_id")), None)
        if item is not None:
            _register_item(order, item, line)
    _register(order, made, Terms({}), shop.now())
    state = resolved(order)
    told = _told(shop, order, made, shop.now(), 1)
    enter(order, state)
    told["status"] = order["status"]
    settle(order)
    return made


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of credit memos answered."""
    for record in rows(records.get("creditmemos")):
        shop.table("creditmemos")[record["entity_id"]] = record
        shop.seen("creditmemos", record["entity_id"])
        shop.seen(f"numbers/creditmemos/{record['store_id']}", int(record["increment_id"][-9:]))
        for line in record["items"]:
            shop.seen("creditmemo_items", line["entity_id"])


REST = "items:ItemCreation[]= notify:bool= appendComment:bool= comment:CommentCreation= arguments:RefundArguments="
ROUTES: tuple[Route, ...] = (
    route("GET creditmemos", listing("creditmemos"), CRITERIA, resource=RESOURCE),
    route("POST creditmemo", _save, "entity:Creditmemo", resource=RESOURCE),
    route("POST creditmemo/refund", _refund_memo, "creditmemo:Creditmemo offlineRequested:bool=", resource=RESOURCE),
    route("GET creditmemo/:id", _read, "id:int", resource=RESOURCE),
    route("PUT creditmemo/:id", _cancel, "id:int", resource=RESOURCE),
    route("GET creditmemo/:id/comments", documents.comments("creditmemos"), "id:int", resource=RESOURCE),
    route("POST creditmemo/:id/comments", _comment, "id:int entity:DocumentComment", resource=RESOURCE),
    route("POST creditmemo/:id/emails", documents.emails("creditmemos"), "id:int", resource=RESOURCE),
    route("POST order/:orderId/refund", _refund_order, f"orderId:int {REST}", resource="Magento_Sales::creditmemo"),
    route(
        "POST invoice/:invoiceId/refund",
        _refund_invoice,
        f"invoiceId:int {REST.replace('notify', 'isOnline:bool= notify')}",
        resource=RESOURCE,
    ),
)
