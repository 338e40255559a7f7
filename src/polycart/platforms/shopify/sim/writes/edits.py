"""Order editing: changes are staged in a session, told with their sums, and committed together or never."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim import fulfillments, orders, products
from polycart.platforms.shopify.sim.binding import Info, bag, field, live, mutation, paged
from polycart.platforms.shopify.sim.orders import ZERO, cents
from polycart.platforms.shopify.sim.paging import Call, Connection
from polycart.platforms.shopify.sim.state import Record, Refused, Shop, inner
from polycart.platforms.shopify.sim.writes.inputs import wanted


@mutation
def order_edit_begin(call: Call, *, id: str) -> Record:
    """Begin to edit an order."""
    shop = call.shop
    order = wanted(shop, id, "Order", "The order does not exist.", "id")
    if order["cancelledAt"] is not None:
        raise Refused("The order cannot be edited.", "id")
    made = shop.insert("CalculatedOrder", {"originalOrder": order, "_changes": [], "committed": False, "_lines": []})
    for line in order["lineItems"]:
        made["_lines"].append(_calculated(shop, line, line["currentQuantity"]))
    session: Record = {
        "__typename": "OrderEditSession",
        "id": made["id"].replace("CalculatedOrder", "OrderEditSession"),
    }
    session["_n"] = made["_n"]
    shop.tables.setdefault("OrderEditSession", {})[session["id"]] = session
    return {"calculatedOrder": made, "orderEditSession": session}


def _calculated(shop: Shop, line: Record, quantity: int) -> Record:
    number = line["_n"]
    return {
        "__typename": "CalculatedLineItem",
        "id": f"gid://shopify/CalculatedLineItem/{number}",
        "_n": number,
        "_line": line,
        "title": line["title"],
        "variantTitle": line["variantTitle"],
        "sku": line["sku"],
        "variant": line["variant"],
        "quantity": quantity,
        "editableQuantity": max(0, quantity - line["_fulfilled"]),
        "editableQuantityBeforeChanges": max(0, quantity - line["_fulfilled"]),
        "restockable": line["restockable"],
        "originalUnitPriceSet": line["originalUnitPriceSet"],
        "restocking": False,
        "customAttributes": line["customAttributes"],
        "discountedUnitPriceSet": line["discountedUnitPriceAfterAllDiscountsSet"],
        "_off": ZERO,
        "_presentment": line.get("_presentment"),
    }


def _session(call: Call, id: str) -> Record:
    shop = call.shop
    found = shop.get("CalculatedOrder", id.replace("OrderEditSession", "CalculatedOrder"))
    if found is None or found["committed"]:
        raise Refused("The calculated order does not exist.", "id")
    return found


def _answer(call: Call, made: Record, row: Record | None) -> Record:
    session = call.shop.get("OrderEditSession", made["id"].replace("CalculatedOrder", "OrderEditSession"))
    return {"calculatedOrder": made, "calculatedLineItem": row, "orderEditSession": session}


def _new(shop: Shop, *, title: str, quantity: int, price: Decimal, variant: Record | None) -> Record:
    number = shop.number("LineItem")
    varied = variant is not None and not products.only_default(variant["product"])
    return {
        "__typename": "CalculatedLineItem", "id": f"gid://shopify/CalculatedLineItem/{number}", "_n": number,
        "_line": None, "title": title, "variantTitle": products.title(variant) if variant and varied else None,
        "sku": variant["inventoryItem"]["sku"] if variant else None, "variant": variant, "quantity": quantity,
        "editableQuantity": quantity, "editableQuantityBeforeChanges": 0, "restockable": True, "restocking": False,
        "originalUnitPriceSet": price, "discountedUnitPriceSet": price, "customAttributes": [], "_off": ZERO,
    }  # fmt: skip


@mutation
def order_edit_add_variant(
    call: Call,
    *,
    id: str,
    variant_id: str,
    quantity: int,
    allow_duplicates: bool = False,
    location_id: str | None = None,
) -> Record:
    """Stage another variant."""
    made = _session(call, id)
    variant = wanted(call.shop, variant_id, "ProductVariant", "The variant does not exist.", "variantId")
    if quantity < 1:
        raise Refused("The quantity must be greater than zero.", "quantity")
    if not allow_duplicates and any(row["variant"] is variant and row["quantity"] for row in made["_lines"]):
        raise Refused("The variant is on the order already.", "variantId")
    if location_id is not None:
        wanted(call.shop, location_id, "Location", "The location does not exist.", "locationId")
    row = _new(call.shop, title=variant["product"]["title"], quantity=quantity, price=variant["price"], variant=variant)
    made["_lines"].append(row)
    return _answer(call, made, row)


@mutation
def order_edit_add_custom_item(
    call: Call, *, id: str, title: str, price: Record, quantity: int, taxable: bool | None = None,
    requires_shipping: bool | None = None,
) -> Record:  # fmt: skip
    """Stage something that is no product."""
    made = _session(call, id)
    if quantity < 1:
        raise Refused("The quantity must be greater than zero.", "quantity")
    if not title.strip():
        raise Refused("Title can't be blank", "title")
    row = _new(call.shop, title=title, quantity=quantity, price=cents(price["amount"]), variant=None)
    row.update(_taxable=bool(taxable), _ships=bool(requires_shipping))
    made["_lines"].append(row)
    return _answer(call, made, row)


def _row(made: Record, id: str) -> Record:
    number = id.rpartition("/")[2]
    found = next((row for row in made["_lines"] if str(row["_n"]) == number), None)
    if found is None:
        raise Refused("The line item does not exist.", "lineItemId")
    return found


@mutation
def order_edit_set_quantity(
    call: Call, *, id: str, line_item_id: str, quantity: int, restock: bool | None = None
) -> Record:
    """Stage another quantity."""
    made = _session(call, id)
    row = _row(made, line_item_id)
    sent = row["_line"]["_fulfilled"] if row["_line"] else 0
    if quantity < sent:
        raise Refused("The quantity can't be lower than what was fulfilled.", "quantity")
    row.update(quantity=quantity, editableQuantity=quantity - sent, restocking=bool(restock))
    return _answer(call, made, row)


@mutation
def order_edit_add_line_item_discount(call: Call, *, id: str, line_item_id: str, discount: Record) -> Record:
    """Stage a discount on a line that is added."""
    made = _session(call, id)
    row = _row(made, line_item_id)
    if row["_line"] is not None:
        raise Refused("The line item can't be discounted.", "lineItemId")
    percent, fixed = discount.get("percentValue"), discount.get("fixedValue")
    if (percent is None) is (fixed is None):
        raise Refused("One of percentValue and fixedValue must be given.", "discount")
    price = row["originalUnitPriceSet"]
    off = (
        cents(price * Decimal(str(percent)) / 100)
        if percent is not None
        else cents(inner(discount, "fixedValue")["amount"])
    )
    if not 0 <= off <= price:
        raise Refused("The discount must be between zero and the price.", "discount")
    row.update(_off=off, discountedUnitPriceSet=price - off, _described=discount.get("description"), _percent=percent)
    return _answer(call, made, row)


@mutation
def order_edit_add_shipping_line(call: Call, *, id: str, shipping_line: Record) -> Record:
    """Stage another shipping line."""
    made = _session(call, id)
    if not shipping_line["title"].strip():
        raise Refused("Title can't be blank", "shippingLine", "title", code="INVALID")
    made.setdefault("_shipping", []).append((shipping_line["title"], cents(shipping_line["price"]["amount"])))
    return {"calculatedOrder": made, "orderEditSession": _answer(call, made, None)["orderEditSession"]}


@mutation
def order_edit_commit(
    call: Call, *, id: str, notify_customer: bool | None = None, staff_note: str | None = None
) -> Record:
    """Do what is staged."""
    shop = call.shop
    made = _session(call, id)
    order = made["originalOrder"]
    for row in made["_lines"]:
        if row["_line"] is None:
            _added(shop, order, row)
        elif row["quantity"] != row["_line"]["currentQuantity"]:
            _requantified(shop, order, row)
    for title, price in made.get("_shipping", []):
        orders.add_shipping(shop, order, title, price, custom=True)
    made["committed"] = order["edited"] = True
    order["_financial"] = order["_financial"] if order["_financial"] != "PAID" else None
    orders.settle(shop, order)
    shop.touch(order)
    return {"order": order, "successMessages": ["Order updated"]}


def _open(shop: Shop, order: Record) -> Record:
    """The fulfilment order that takes what is added."""
    row = next((row for row in order["fulfillmentOrders"] if row["status"] == "OPEN"), None)
    return row or fulfillments.make(shop, order, shop.primary, "OPEN")


def _added(shop: Shop, order: Record, row: Record) -> None:
    if not row["quantity"]:
        return
    line = orders.add_line(
        shop,
        order,
        title=row["title"],
        quantity=row["quantity"],
        price=row["originalUnitPriceSet"],
        variant=live(row["variant"]),
    )
    if row["variant"] is None:
        line.update(taxable=row["_taxable"], requiresShipping=row["_ships"])
    if row["_off"]:
        percent = row["_percent"]
        value: Record = (
            {"__typename": "PricingPercentageValue", "percentage": percent}
            if percent is not None
            else {"__typename": "MoneyV2", "amount": row["_off"], "currencyCode": shop.currency}
        )
        application: Record = {
            "__typename": "ManualDiscountApplication", "title": row["_described"] or "Discount", "value": value,
            "description": row["_described"], "allocationMethod": "EACH", "index": len(order["discountApplications"]),
            "targetSelection": "EXPLICIT", "targetType": "LINE_ITEM", "_n": len(order["discountApplications"]) + 1,
        }  # fmt: skip
        order["discountApplications"].append(application)
        orders.allocate(line, application, row["_off"] * row["quantity"])
    fulfillments.add(shop, _open(shop, order), line, row["quantity"])
    fulfillments.reserve(shop, line, row["quantity"])


def _requantified(shop: Shop, order: Record, row: Record) -> None:
    line = row["_line"]
    delta = row["quantity"] - line["currentQuantity"]
    line["currentQuantity"] += delta
    if delta > 0:
        line["quantity"] += delta
        fulfillments.add(shop, _open(shop, order), line, delta)
        fulfillments.reserve(shop, line, delta)
    else:
        line["_removed"] = line.get("_removed", 0) - delta
        fulfillments.drop(line, -delta)
        fulfillments.reserve(shop, line, delta, take=row["restocking"])


# Reading


@field("CalculatedOrder", "lineItems")
def _lines(made: Record, info: Info, **page: Any) -> Connection:
    return paged(info, made["_lines"], "CalculatedLineItem", **page)


@field("CalculatedOrder", "addedLineItems")
def _added_lines(made: Record, info: Info, **page: Any) -> Connection:
    return paged(info, [row for row in made["_lines"] if row["_line"] is None], "CalculatedLineItem", **page)


def _subtotal(made: Record) -> Decimal:
    return sum((row["discountedUnitPriceSet"] * row["quantity"] for row in made["_lines"]), ZERO)


@field("CalculatedOrder", "subtotalPriceSet")
def _sub(made: Record, info: Info) -> Any:
    return bag(info.context.shop, made["originalOrder"], _subtotal(made))


def _whole(made: Record) -> Decimal:
    order = made["originalOrder"]
    carried = order["currentShippingPriceSet"] + sum((price for _, price in made.get("_shipping", [])), ZERO)
    return _subtotal(made) + carried + (ZERO if order["taxesIncluded"] else order["currentTotalTaxSet"])


@field("CalculatedOrder", "totalPriceSet")
def _total(made: Record, info: Info) -> Any:
    return bag(info.context.shop, made["originalOrder"], _whole(made))


@field("CalculatedOrder", "totalOutstandingSet")
def _outstanding(made: Record, info: Info) -> Any:
    order = made["originalOrder"]
    return bag(info.context.shop, order, _whole(made) - order["netPaymentSet"])


@field("CalculatedOrder", "subtotalLineItemsQuantity")
def _quantity(made: Record, info: Info) -> int:
    return sum(row["quantity"] for row in made["_lines"])


@field("CalculatedOrder", "taxLines")
def _taxes(made: Record, info: Info) -> list[Record]:
    order = made["originalOrder"]
    return orders.merged([row for line in [*order["lineItems"], *order["shippingLines"]] for row in line["taxLines"]])


def _worth(part: str) -> Any:
    def resolve(row: Record, info: Info) -> Any:
        quantity = row["editableQuantity"] if part == "editable" else row["quantity"] - row["editableQuantity"]
        return bag(info.context.shop, row, row["discountedUnitPriceSet"] * quantity)

    return resolve


field("CalculatedLineItem", "editableSubtotalSet")(_worth("editable"))
field("CalculatedLineItem", "uneditableSubtotalSet")(_worth("uneditable"))


@field("CalculatedLineItem", "hasStagedLineItemDiscount")
def _staged(row: Record, info: Info) -> bool:
    return bool(row["_off"])


@field("CalculatedLineItem", "image")
def _image(row: Record, info: Info) -> Record | None:
    variant = live(row["variant"])
    media: list[Record] = (variant["media"] or variant["product"]["media"]) if variant else []
    return next((each["image"] for each in media if each.get("image")), None)
