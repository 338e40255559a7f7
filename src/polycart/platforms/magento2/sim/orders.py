"""Orders: reading, searching, their comments and their turns; what is sent of one is put down as it is sent.

Records: `orders` as the vendor answers them; of orders known in part only, some fields.
"""

from collections.abc import Mapping
from typing import Any

from polycart.platforms.magento2.sim import pieces, sales_types
from polycart.platforms.magento2.sim.criteria import searched
from polycart.platforms.magento2.sim.documents import CRITERIA, MISSING, emails, found, strict
from polycart.platforms.magento2.sim.inputs import fields
from polycart.platforms.magento2.sim.money import amount, cents
from polycart.platforms.magento2.sim.order_answers import column, due, told, told_item, told_items
from polycart.platforms.magento2.sim.placing import reserved
from polycart.platforms.magento2.sim.routes import Route, route
from polycart.platforms.magento2.sim.shop import Shop
from polycart.platforms.magento2.sim.states import (
    CANCELED,
    COMPLETE,
    HOLDED,
    PROCESSING,
    can_cancel,
    can_hold,
    dummy,
    enter,
    settle,
    to_invoice,
    to_refund,
    to_ship,
)
from polycart.platforms.magento2.sim.wire import Call, Json, Refusal, mapped, number, rows

VIEW = "Magento_Sales::actions_view"
CREATE = "Magento_Sales::create"
TYPES = sales_types.TYPES
PARTS = ("items", "billing_address", "payment", "status_histories", "extension_attributes")
COLUMN_ZEROS = sales_types.names(
    "amount_refunded base_amount_refunded base_cost base_discount_amount base_discount_invoiced base_price",
    "base_row_invoiced base_row_total base_tax_amount base_tax_invoiced discount_amount discount_invoiced",
    "discount_percent free_shipping no_discount qty_backordered qty_canceled qty_invoiced qty_ordered qty_refunded",
    "qty_shipped row_invoiced row_total row_weight tax_amount tax_invoiced tax_percent weight",
)
"""What the database puts into an item that is saved without; the answer to the saving does not show it yet."""
TAXED = ("row_total", "base_row_total", "row_total_incl_tax", "base_row_total_incl_tax")
NOT_PART = 'Unable to add comment: The status "%1" is not part of the order\n                 status history.'


def _list(shop: Shop, call: Call) -> Json:
    read = strict(column)
    records = [order for order in shop.table("orders").values() if not order.get("partial")]
    partial = [order for order in shop.table("orders").values() if order.get("partial")]
    held = sorted([*records, *partial], key=lambda o: o["entity_id"]) if partial else records
    return searched(shop, call.args["search_criteria"], held, read, _shower(shop))


def _shower(shop: Shop) -> Any:
    def show(order: Json) -> Json:
        return _shown(shop, order)

    return show


def _shown(shop: Shop, order: Json) -> Json:
    return {k: v for k, v in order.items() if k != "partial"} if order.get("partial") else told(shop, order)


def _read(shop: Shop, call: Call) -> Json:
    return _shown(shop, found(shop, "orders", call.args["id"]))


def _status(shop: Shop, call: Call) -> Any:
    return found(shop, "orders", call.args["id"]).get("status")


def _items(shop: Shop, call: Call) -> Json:
    whole = [order for order in shop.table("orders").values() if not order.get("partial")]
    by_item = {item["item_id"]: order for order in whole for item in order["items"]}
    known = fields("OrderItem")
    every = [item for order in whole for item in order["items"]]

    @strict
    def read(item: Json, field: str) -> Any:
        if field not in item and field not in known:
            raise KeyError(field)
        return item.get(field)

    def bare(item: Json) -> Json:
        return told_item(by_item[item["item_id"]], item, bare=True)

    return searched(
        shop,
        call.args["search_criteria"],
        every,
        read,
        bare,
    )


def _item(shop: Shop, call: Call) -> Json:
    for order in shop.table("orders").values():
        for item in order.get("items", ()):
            if item["item_id"] == call.args["id"]:
                return told_item(order, item, bare=True)
    raise Refusal(404, MISSING)


def _comments(shop: Shop, call: Call) -> Json:
    held = shop.table("orders").get(call.args["id"], {}).get("status_histories", [])
    filters = [{"field": "parent_id", "value": str(call.args["id"]), "condition_type": "eq"}]
    return {"items": held, "search_criteria": {"filter_groups": [{"filters": filters}]}, "total_count": len(held)}


def _add_comment(shop: Shop, call: Call) -> bool:
    order, asked = found(shop, "orders", call.args["id"]), mapped(call.args["status_history"])
    if asked.get("status") and asked["status"] != order.get("status"):
        raise Refusal(400, NOT_PART, [asked["status"]])
    comment(shop, order, asked, when=shop.now())
    order["updated_at"] = shop.now()
    return True


def comment(shop: Shop, order: Json, asked: Json, *, when: str) -> Json:
    """Put a line into an order's history."""
    made: Json = {"comment": asked.get("comment"), "created_at": when, "entity_id": shop.next("order_comments")}
    for name in ("is_customer_notified", "is_visible_on_front"):
        made[name] = int(asked.get(name) or 0)
    made |= {"parent_id": order["entity_id"], "status": asked.get("status") or order.get("status")}
    if asked.get("entity_name"):
        made["entity_name"] = asked["entity_name"]
    order["status_histories"].append(made)
    return made


def _cancel(shop: Shop, call: Call) -> bool:
    order = found(shop, "orders", call.args["id"])
    if not can_cancel(order):
        return False
    cancel(shop, order, when=shop.now())
    return True


def cancel(shop: Shop, order: Json, *, when: str, stocked: bool = True) -> None:
    """Cancel what is neither invoiced nor shipped; where something was, the order goes on without the rest."""
    state, freed = CANCELED, dict[int, float]()
    for item in order["items"]:
        if to_refund(order, item) and state != PROCESSING:
            state = PROCESSING if to_ship(order, item) > to_invoice(order, item) else COMPLETE
        left = max(min(to_invoice(order, item), to_ship(order, item)), 0.0)
        freed[item["item_id"]] = left
    for item in order["items"]:
        _cancel_item(order, item, freed)
    if stocked:
        pieces.promise(shop, order, freed, 1)
    for base in ("", "base_"):
        pairs = {"subtotal": "subtotal", "tax_amount": "tax", "shipping_amount": "shipping"}
        for name, told_as in pairs.items():
            rest = amount(order, f"{base}{name}") - amount(order, f"{base}{told_as}_invoiced")
            order[f"{base}{told_as}_canceled"] = cents(rest)
        off = abs(amount(order, f"{base}discount_amount")) - abs(amount(order, f"{base}discount_invoiced"))
        order[f"{base}discount_canceled"] = cents(off)
        order[f"{base}total_canceled"] = due(order, base)
    enter(order, state)
    order["updated_at"] = when


def _cancel_item(order: Json, item: Json, freed: Mapping[int, float]) -> None:
    """What only goes along with another item is not counted as canceled itself."""
    left = 0.0 if dummy(order, item) else freed[item["item_id"]]
    item["qty_canceled"] = number(left)
    share = left / (amount(item, "qty_ordered") or 1)
    item["tax_canceled"] = cents(amount(item, "base_tax_amount") * share)
    item["discount_tax_compensation_canceled"] = 0


def _hold(shop: Shop, call: Call) -> bool:
    order = found(shop, "orders", call.args["id"])
    if not can_hold(order):
        raise Refusal(400, "A hold action is not available.")
    hold(order)
    order["updated_at"] = shop.now()
    return True


def hold(order: Json) -> None:
    """Put an order on hold, keeping where it was."""
    order["hold_before_state"], order["hold_before_status"] = order["state"], order["status"]
    enter(order, HOLDED)


def _unhold(shop: Shop, call: Call) -> bool:
    order = found(shop, "orders", call.args["id"])
    if order["state"] != HOLDED:
        raise Refusal(400, "You cannot remove the hold.")
    order["state"], order["status"] = order.pop("hold_before_state", None), order.pop("hold_before_status", None)
    order["updated_at"] = shop.now()
    return True


def _save(shop: Shop, call: Call) -> Json:
    """Put down what is sent: of an order that is there those fields alone, else a new one that has nothing else."""
    sent = mapped(call.args["entity"])
    order = shop.table("orders").get(int(sent.get("entity_id") or 0))
    new = order is None
    if new and not sent.get("payment"):
        raise Refusal(400, "Please provide payment for the order.")
    if order is None:
        order = _blank(shop)
    order |= {k: v for k, v in sent.items() if k not in PARTS and k not in ("total_due", "base_total_due")}
    if not order.get("increment_id"):
        order["increment_id"] = reserved(shop, int(order.get("store_id") or 1))
    _save_parts(shop, order, sent)
    order["updated_at"] = sent.get("updated_at") or shop.now()
    if order.get("state"):
        settle(order)
    shop.table("orders")[order["entity_id"]] = order
    return _saved(order, sent, new=new)


def _blank(shop: Shop) -> Json:
    entity = shop.next("orders")
    made: Json = {"entity_id": entity, "created_at": shop.now(), "items": [], "status_histories": []}
    view = shop.table("stores").get(1, {})
    site, group = shop.table("websites").get(1, {}), shop.table("store_groups").get(1, {})
    made["store_name"] = "\n".join(str(part.get("name", "")) for part in (site, group, view))
    made |= {"protect_code": f"{entity:032x}", "billing_address": None, "payment": None, "taxes": [], "item_taxes": []}
    return made | {"shipping_address": None}


def _save_parts(shop: Shop, order: Json, sent: Json) -> None:
    for one in rows(sent.get("items")):
        held = next((i for i in order["items"] if i["item_id"] == one.get("item_id")), None)
        if held is not None:
            held |= {k: v for k, v in one.items() if k != "parent_item"}
            continue
        moment = shop.now()
        made: Json = {"item_id": shop.next("order_items"), "order_id": order["entity_id"], "created_at": moment}
        made |= {"updated_at": moment, "original_price": one.get("price")} | one
        made = {k: v for k, v in made.items() if k not in ("parent_item", "extension_attributes")}
        for base in ("", "base_"):
            row = made.get(f"{base}row_total", 0)
            made |= {f"{base}row_total": row, f"{base}row_total_incl_tax": made.get(f"{base}row_total_incl_tax", row)}
        order["items"].append(dict.fromkeys(COLUMN_ZEROS, 0) | made)
    if not order.get("total_item_count"):
        order["total_item_count"] = len(order["items"])
    if sent.get("billing_address"):
        order["billing_address"] = _address(shop, order, sent["billing_address"], "billing")
        order["billing_address_id"] = order["billing_address"]["entity_id"]
    for assigned in rows(mapped(sent.get("extension_attributes")).get("shipping_assignments")):
        shipping = mapped(assigned.get("shipping"))
        if shipping.get("address"):
            order["shipping_address"] = _address(shop, order, shipping["address"], "shipping")
            order["shipping_address_id"] = order["shipping_address"]["entity_id"]
        if shipping.get("method"):
            order["shipping_method"] = shipping["method"]
    if sent.get("payment"):
        blank: Json = {"account_status": None, "additional_information": [], "cc_last4": None}
        held = order["payment"] or blank | {"entity_id": shop.next("order_payments"), "parent_id": order["entity_id"]}
        order["payment"] = held | sent["payment"]
    for one in rows(sent.get("status_histories")):
        if not one.get("entity_id"):
            comment(shop, order, one, when=shop.now())


def _address(shop: Shop, order: Json, sent: Json, kind: str) -> Json:
    held = order.get(f"{kind}_address") or {"address_type": kind, "entity_id": shop.next("order_addresses")}
    return held | sent | {"parent_id": order["entity_id"], "email": order.get("customer_email") or sent.get("email")}


def _saved(order: Json, sent: Json, *, new: bool) -> Json:
    """The answer to a saved order: what was sent, the sums that are always told, and all parts."""
    hidden = {"shipping_address", "shipping_method", "taxes", "item_taxes", "shipping_address_id", *PARTS}
    made = {k: v for k, v in order.items() if (new or k in sent) and k not in hidden and v is not None}
    for name in ("base_grand_total", "customer_email", "grand_total"):
        made[name] = sent.get(name)
    made |= {"base_total_due": cents(sent.get("base_grand_total")), "total_due": cents(sent.get("grand_total"))}
    for name in ("billing_address_id", "created_at", "entity_id", "updated_at"):
        if order.get(name) is not None:
            made[name] = order[name]
    items = told_items(order, bare=True)
    if new:
        given = zip(items, rows(sent.get("items")), strict=True)
        kept = {"created_at", "updated_at", "item_id", "order_id", "original_price", *TAXED}
        items = [{k: v for k, v in item.items() if k in one or k in kept} for item, one in given]
        if order.get("shipping_address"):
            shipping: Json = {"address": order["shipping_address"], "method": order.get("shipping_method")}
            made["extension_attributes"] = {"shipping_assignments": [{"shipping": shipping, "items": None}]}
    made |= {"items": items, "status_histories": sorted(order["status_histories"], key=lambda h: -h["entity_id"])}
    return made | {name: order[name] for name in ("billing_address", "payment") if order.get(name)}


def _save_address(shop: Shop, call: Call) -> Json:
    order, sent = found(shop, "orders", call.args["parent_id"]), mapped(call.args["entity"])
    kind = next(
        (
            k
            for k in ("billing", "shipping")
            if mapped(order.get(f"{k}_address")).get("entity_id") == sent.get("entity_id")
        ),
        str(sent.get("address_type") or "billing"),
    )
    order[f"{kind}_address"] = _address(shop, order, sent, kind)
    return order[f"{kind}_address"]


def load(shop: Shop, records: Mapping[str, Any]) -> None:
    """What the routes of orders answered; an order of which there is no full answer is known in part."""
    for record in rows(records.get("orders")):
        order = dict(record)
        shop.seen("orders", order["entity_id"])
        shop.seen(f"numbers/order/{order.get('store_id', 1)}", int(order["increment_id"][-9:]))
        if "items" not in order:
            shop.table("orders")[order["entity_id"]] = order | {"partial": True}
            continue
        shop.table("orders")[order["entity_id"]] = _unfolded(shop, order)


def _unfolded(shop: Shop, order: Json) -> Json:
    """A told order as it is kept."""
    extension = order.pop("extension_attributes")
    shipping = extension["shipping_assignments"][0]["shipping"]
    order |= {"shipping_address": shipping.get("address"), "shipping_method": shipping.get("method")}
    order["shipping_address_id"] = mapped(shipping.get("address")).get("entity_id")
    order |= {"taxes": extension["taxes"], "item_taxes": list(extension["additional_itemized_taxes"])}
    kept: list[Json] = []
    for told_as in order["items"]:
        item = dict(told_as)
        order["item_taxes"] += item.pop("extension_attributes")["itemized_taxes"]
        item.pop("parent_item", None)
        shop.seen("order_items", item["item_id"])
        shop.seen("quote_items", item.get("quote_item_id", 0))
        for base in ("", "base_"):
            if amount(item, f"{base}discount_amount"):
                whole = amount(item, f"{base}row_total") + amount(item, f"{base}discount_amount")
                item[f"{base}row_total"] = cents(whole)
                item[f"{base}row_total_incl_tax"] = cents(whole * (1 + amount(item, "tax_percent") / 100))
        kept.append(item)
    order["items"] = kept
    order["status_histories"] = sorted(order["status_histories"], key=lambda h: h["entity_id"])
    for name, sequence in (("entity_id", "order_payments"),):
        shop.seen(sequence, order["payment"][name])
    for history in order["status_histories"]:
        shop.seen("order_comments", history["entity_id"])
    for address in (order["billing_address"], order["shipping_address"]):
        shop.seen("order_addresses", mapped(address).get("entity_id", 0))
    shop.seen("quotes", order.get("quote_id", 0))
    return order


ROUTES: tuple[Route, ...] = (
    route("GET orders", _list, CRITERIA, resource=VIEW),
    route("POST orders", _save, "entity:Order", resource=CREATE),
    route("PUT orders/create", _save, "entity:Order", resource=CREATE),
    route("GET orders/items", _items, CRITERIA, resource=VIEW),
    route("GET orders/items/:id", _item, "id:int", resource=VIEW),
    route("GET orders/:id", _read, "id:int", resource=VIEW),
    route("PUT orders/:parent_id", _save_address, "parent_id:int entity:OrderAddress", resource=CREATE),
    route("GET orders/:id/statuses", _status, "id:int", resource=VIEW),
    route("GET orders/:id/comments", _comments, "id:int", resource=VIEW),
    route(
        "POST orders/:id/comments",
        _add_comment,
        "id:int statusHistory:OrderComment",
        resource="Magento_Sales::comment",
    ),
    route("POST orders/:id/cancel", _cancel, "id:int", resource="Magento_Sales::cancel"),
    route("POST orders/:id/hold", _hold, "id:int", resource="Magento_Sales::hold"),
    route("POST orders/:id/unhold", _unhold, "id:int", resource="Magento_Sales::unhold"),
    route("POST orders/:id/emails", emails("orders"), "id:int", resource="Magento_Sales::emails"),
)
