"""What an order allows in its state, and which state it comes to when it is invoiced, shipped or refunded.

`Magento\\Sales\\Model\\Order` and `ResourceModel\\Order\\Handler\\State` of 2.4.7 decide so.
"""

from polycart.platforms.magento2.sim.money import amount
from polycart.platforms.magento2.sim.wire import Json

NEW, PENDING_PAYMENT, PROCESSING, COMPLETE = "new", "pending_payment", "processing", "complete"
CLOSED, CANCELED, HOLDED, REVIEW = "closed", "canceled", "holded", "payment_review"
STATUSES: dict[str, tuple[str, ...]] = {
    NEW: ("pending",),
    PENDING_PAYMENT: ("pending_payment",),
    PROCESSING: ("processing", "fraud"),
    COMPLETE: ("complete",),
    CLOSED: ("closed",),
    CANCELED: ("canceled",),
    HOLDED: ("holded",),
    REVIEW: ("payment_review", "fraud"),
}
"""The statuses that belong to a state, the default one first."""
WHOLE = ("configurable",)
"""Types of which the parent is invoiced and shipped and the child only goes along."""
NEARLY = 0.0001


def parent_of(order: Json, item: Json) -> Json | None:
    """The item that this one is a part of."""
    number = item.get("parent_item_id")
    return next((i for i in order["items"] if i["item_id"] == number), None) if number else None


def children(order: Json, item: Json) -> list[Json]:
    """The parts of an item."""
    return [i for i in order["items"] if i.get("parent_item_id") == item["item_id"]]


def dummy(order: Json, item: Json, *, shipping: bool = False) -> bool:
    """Whether an item only goes along with another one: children of configurables, and bundles by their children."""
    parent = parent_of(order, item)
    if parent is not None:
        return parent.get("product_type") != "bundle" or shipping
    return item.get("product_type") == "bundle" and not shipping and bool(children(order, item))


def to_invoice(order: Json, item: Json) -> float:
    """How many pieces can still be invoiced."""
    if dummy(order, item):
        return 0.0
    return max(amount(item, "qty_ordered") - amount(item, "qty_invoiced") - amount(item, "qty_canceled"), 0.0)


def to_ship(order: Json, item: Json) -> float:
    """How many pieces can still be shipped."""
    if dummy(order, item, shipping=True):
        return 0.0
    gone = max(amount(item, "qty_shipped"), amount(item, "qty_refunded"))
    return max(amount(item, "qty_ordered") - gone - amount(item, "qty_canceled"), 0.0)


def to_refund(order: Json, item: Json) -> float:
    """How many pieces can still be given back."""
    return 0.0 if dummy(order, item) else max(amount(item, "qty_invoiced") - amount(item, "qty_refunded"), 0.0)


def can_invoice(order: Json) -> bool:
    """Whether anything is left to invoice in a state that lets it be."""
    if order["state"] in (HOLDED, REVIEW, CANCELED, COMPLETE, CLOSED):
        return False
    return any(to_invoice(order, item) > 0 for item in order["items"])


def can_ship(order: Json) -> bool:
    """Whether anything is left to ship in a state that lets it be."""
    if order["state"] in (HOLDED, REVIEW, CANCELED) or order.get("is_virtual"):
        return False
    return any(
        to_ship(order, item) > 0
        and not item.get("is_virtual")
        and amount(item, "qty_refunded") != amount(item, "qty_ordered")
        for item in order["items"]
    )


def can_refund(order: Json) -> bool:
    """Whether money that was paid has not been given back yet."""
    if order["state"] in (HOLDED, REVIEW, CANCELED, CLOSED):
        return False
    left = amount(order, "total_paid") - amount(order, "total_refunded")
    return abs(left) >= NEARLY and abs(left - amount(order, "adjustment_negative")) >= NEARLY


def can_cancel(order: Json) -> bool:
    """Whether the order is open and not wholly invoiced."""
    if order["state"] in (HOLDED, REVIEW, CANCELED, COMPLETE, CLOSED):
        return False
    return any(to_invoice(order, item) for item in order["items"])


def can_hold(order: Json) -> bool:
    """Whether the order can be put on hold."""
    return order["state"] not in (CANCELED, REVIEW, COMPLETE, CLOSED, HOLDED)


def enter(order: Json, state: str) -> None:
    """Put the order into a state, keeping its status where that belongs to it."""
    order["state"] = state
    if order.get("status") not in STATUSES[state]:
        order["status"] = STATUSES[state][0]


def resolved(order: Json, *, started: bool = False) -> str:
    """The state after a document was made; `started` when it is an invoice or a shipment."""
    state = PROCESSING if order["state"] == PROCESSING else NEW
    open_ = order["state"] in (CANCELED, HOLDED) or can_invoice(order) or can_ship(order)
    if not open_:
        if not amount(order, "base_grand_total") or can_refund(order):
            state = COMPLETE
        elif amount(order, "total_refunded"):
            state = CLOSED
    return PROCESSING if order["state"] == NEW and started else state


def settle(order: Json) -> None:
    """What saving an order does to its state: processing ends as complete, or closed when all was given back."""
    state = order["state"]
    if state in (CANCELED, HOLDED) or can_invoice(order) or state not in (PROCESSING, COMPLETE):
        return
    if not can_refund(order) and not can_ship(order) and not order.get("is_virtual"):
        order["state"], order["status"] = CLOSED, STATUSES[CLOSED][0]
    elif state == PROCESSING and (not can_ship(order) or _rest_shipped(order)):
        order["state"], order["status"] = COMPLETE, STATUSES[COMPLETE][0]


def _rest_shipped(order: Json) -> bool:
    shipped = sum(int(amount(item, "qty_shipped")) for item in order["items"])
    refunded = sum(int(amount(i, "qty_refunded")) for i in order["items"] if i.get("product_type") == "simple")
    return shipped > 0 and amount(order, "total_qty_ordered") <= refunded + shipped
