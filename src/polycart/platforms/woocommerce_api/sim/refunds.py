"""Refunds and notes of orders."""

from decimal import Decimal

from polycart.platforms.woocommerce_api.sim import items, lines
from polycart.platforms.woocommerce_api.sim.pricing import fixed, number, plain
from polycart.platforms.woocommerce_api.sim.shop import Shop, chosen, dated, ordered, page, put_meta
from polycart.platforms.woocommerce_api.sim.wire import Answer, Call, Json, Refusal, mapped, no_trash, not_found, rows

INVALID = "woocommerce_rest_shop_order_refund_invalid_id"
FAILED = "woocommerce_rest_cannot_create_order_refund"
BOTH = ("GET", "DELETE")


def view(shop: Shop, refund: Json, digits: int = 2, *, listed: bool = False) -> Json:
    """A refund as an answer shows it; the list of all refunds tells their orders."""
    shown = {k: v for k, v in refund.items() if k != "date_modified" and (listed or k != "parent_id")}
    shown["amount"] = fixed(refund["amount"], digits)
    for name in ("line_items", "shipping_lines", "fee_lines", "tax_lines"):
        shown[name] = [lines.view(shop, line, digits) for line in refund[name]]
    base = f"orders/{refund['parent_id']}"
    up = [{"href": shop.api(base)}]
    shown["_links"] = shop.links(f"{base}/refunds/{refund['id']}", f"{base}/refunds", hints=BOTH, up=up)
    return shown


def _order(shop: Shop, call: Call) -> Json:
    order = shop.orders.get(call.id("order_id"))
    if order is None:
        raise not_found("woocommerce_rest_order_invalid_id", "Invalid order ID.")
    return order


def _of(shop: Shop, call: Call) -> Json:
    refund = shop.refunds.get(call.id())
    if refund is None:
        raise not_found(INVALID)
    if refund["parent_id"] != _order(shop, call)["id"]:
        raise not_found("woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.")
    return refund


def listing(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}/refunds."""
    order = _order(shop, call)
    held = [r for r in shop.refunds.values() if r["parent_id"] == order["id"]]
    found = ordered(call, _dated(call, held))
    return page(call, found, lambda r: view(shop, r, call.params["dp"]))


def everywhere(shop: Shop, call: Call) -> Answer:
    """GET refunds."""
    found = ordered(call, _dated(call, list(shop.refunds.values())))
    return page(call, found, lambda r: view(shop, r, call.params["dp"], listed=True), empty_total=shop.hpos)


def _dated(call: Call, held: list[Json]) -> list[Json]:
    # A refund has no modification date to show, but the filter and the order by it exist.
    found = [r | {"date_modified": r["date_created"], "date_modified_gmt": r["date_created"]} for r in held]
    ids = {r["id"] for r in dated(call, chosen(call, found))}
    return [r | {"date_modified": r["date_created"]} for r in held if r["id"] in ids]


def read(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}/refunds/{id}."""
    return Answer(body=view(shop, _of(shop, call)))


def create(shop: Shop, call: Call) -> Answer:
    """POST orders/{id}/refunds."""
    order, p = _order(shop, call), call.params
    sent: list[Json] = [i for i in rows(p.get("line_items")) if mapped(i)]
    amount = number(p["amount"]) if "amount" in call.given else _asked(sent)
    back = sum((number(r["amount"]) for r in shop.refunds.values() if r["parent_id"] == order["id"]), Decimal(0))
    if amount < 0:
        raise Refusal(400, "woocommerce_rest_invalid_order_refund", "Refund amount must be greater than zero.")
    if amount > number(order["total"]) - back:
        raise Refusal(500, FAILED, "Invalid refund amount.", 500)
    if p.get("api_refund"):
        known = order["payment_method"] in shop.gateways
        text = "The payment gateway for this order does not exist."
        if known:
            text = "The payment gateway for this order does not support automatic refunds."
        raise Refusal(500, FAILED, text, 500)
    now, refund_id = shop.now(), shop.next("posts")
    refund: Json = {
        "id": refund_id,
        "parent_id": order["id"],
        "date_created": now,
        "date_created_gmt": now,
        "amount": str(amount),
        "reason": p.get("reason") or "",
        "refunded_by": p.get("refunded_by") or 1,
        "refunded_payment": False,
        "meta_data": put_meta(shop, [], p.get("meta_data") or [], "order_meta"),
        "line_items": [],
        "shipping_lines": [],
        "tax_lines": [],
        "fee_lines": [],
    }
    _lines(shop, order, refund, sent, restock=bool(p.get("api_restock")))
    shop.refunds[refund_id] = refund
    if back + amount >= number(order["total"]) > 0:
        from polycart.platforms.woocommerce_api.sim import statuses

        statuses.move(shop, order, "refunded")
    order["date_modified"] = now
    # The shop forgets to fill the order into its own route here.
    location = shop.api(rf"orders/(?P<order_id>[\d]+)/refunds/{refund_id}")
    return Answer(body=view(shop, refund), status=201, location=location)


def _asked(sent: list[Json]) -> Decimal:
    """The sum of the lines where no amount was sent."""
    total = Decimal(0)
    for item in sent:
        total += number(item.get("refund_total") or 0)
        total += sum((number(t.get("refund_total") or 0) for t in rows(item.get("refund_tax"))), Decimal(0))
    return total


def _lines(shop: Shop, order: Json, refund: Json, sent: list[Json], *, restock: bool) -> None:
    taxes: dict[int, list[Decimal]] = {}
    for item in sent:
        for field in ("line_items", "shipping_lines", "fee_lines"):
            source = next((line for line in order[field] if line["id"] == int(item.get("id") or 0)), None)
            if source is not None:
                made = _line(shop, source, item, field)
                refund[field].append(made)
                for tax in made["taxes"]:
                    sums = taxes.setdefault(tax["id"], [Decimal(0), Decimal(0)])
                    sums[field == "shipping_lines"] += number(tax["total"])
                if field == "line_items" and restock:
                    _restock(shop, order, source, int(item.get("quantity") or 0))
    for rate_id, (goods, carriage) in taxes.items():
        known = next((t for t in order["tax_lines"] if t["rate_id"] == rate_id), None)
        if known:
            sums = {"tax_total": fixed(goods), "shipping_tax_total": fixed(carriage)}
            refund["tax_lines"].append(known | {"id": shop.next("items"), **sums})


def _line(shop: Shop, source: Json, item: Json, field: str) -> Json:
    total = -number(item.get("refund_total") or 0)
    taxes = [t for t in rows(item.get("refund_tax")) if number(t.get("refund_total") or 0)]
    made = source | {"id": shop.next("items"), "total": str(total)}
    made["taxes"] = [{"id": int(t["id"]), "total": str(-number(t["refund_total"]))} for t in taxes]
    made["total_tax"] = str(sum((number(t["total"]) for t in made["taxes"]), Decimal(0)))
    value = str(source["id"])
    shown = {"display_key": "_refunded_item_id", "display_value": value}
    made["meta_data"] = [{"id": shop.next("item_meta"), "key": "_refunded_item_id", "value": value} | shown]
    if field == "line_items":
        quantity = int(item.get("quantity") or 0)
        made |= {"quantity": -quantity, "subtotal": str(total), "subtotal_tax": made["total_tax"]}
        made["price"] = plain(abs(total) / max(1, quantity))
        made["taxes"] = [t | {"subtotal": t["total"]} for t in rows(made["taxes"])]
    return made


def _restock(shop: Shop, order: Json, line: Json, pieces: int) -> None:
    """Put pieces back that had been taken from managed stock."""
    product = shop.variations.get(line["variation_id"]) or shop.products.get(line["product_id"])
    taken = any(m["key"] == "_reduced_stock" for m in line["meta_data"])
    if not product or product["manage_stock"] is not True or not taken or not pieces:
        return
    before = product["stock_quantity"] or 0
    product["stock_quantity"] = before + pieces
    items.settle_stock(shop, product)
    items.settle_backorders(product)
    text = f"Item #{product['id']} stock increased from {before} to {before + pieces}."
    lines.note(shop, order["id"], text)


def delete(shop: Shop, call: Call) -> Answer:
    """DELETE orders/{id}/refunds/{id}."""
    refund = _of(shop, call)
    if not call.params.get("force"):
        raise no_trash("The shop_order_refund")
    shown = view(shop, refund)
    del shop.refunds[refund["id"]]
    return Answer(body=shown)


def note_view(shop: Shop, note: Json) -> Json:
    """A note as an answer shows it."""
    base = f"orders/{note['parent_id']}"
    shown = {k: v for k, v in note.items() if k != "parent_id"}
    up = [{"href": shop.api(base)}]
    return shown | {"_links": shop.links(f"{base}/notes/{note['id']}", f"{base}/notes", hints=BOTH, up=up)}


def notes(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}/notes: always all of them."""
    order, wanted = _order(shop, call), call.params["type"]
    held = [n for n in shop.notes.values() if n["parent_id"] == order["id"]]
    if wanted != "any":
        held = [n for n in held if n["customer_note"] is (wanted == "customer")]
    return Answer(body=[note_view(shop, n) for n in held])


def _note(shop: Shop, call: Call) -> Json:
    order, note = _order(shop, call), shop.notes.get(call.id())
    if note is None or note["parent_id"] != order["id"]:
        raise not_found("woocommerce_rest_invalid_id", "Invalid resource ID.")
    return note


def read_note(shop: Shop, call: Call) -> Answer:
    """GET orders/{id}/notes/{id}."""
    return Answer(body=note_view(shop, _note(shop, call)))


def create_note(shop: Shop, call: Call) -> Answer:
    """POST orders/{id}/notes."""
    order, p = _order(shop, call), call.params
    author = "admin" if p.get("added_by_user") else "WooCommerce"
    note = lines.note(shop, order["id"], p["note"], customer=p["customer_note"], author=author)
    location = shop.api(f"orders/{order['id']}/notes/{note['id']}")
    return Answer(body=note_view(shop, note), status=201, location=location)


def delete_note(shop: Shop, call: Call) -> Answer:
    """DELETE orders/{id}/notes/{id}."""
    if shop.recent or call.id() in shop.notes:
        note = _note(shop, call)
    else:
        _order(shop, call)
        raise not_found("woocommerce_rest_order_invalid_id", "Invalid order ID.")
    if not call.params.get("force"):
        raise no_trash("Webhooks", "do")
    shown = note_view(shop, note)
    del shop.notes[note["id"]]
    return Answer(body=shown)
