"""What follows from an order's status: dates, notes, stock, sales, and the use of coupons."""

from typing import Any

from polycart.platforms.woocommerce_api.sim import lines
from polycart.platforms.woocommerce_api.sim.shop import Shop
from polycart.platforms.woocommerce_api.sim.wire import Json

NAMES = {
    "pending": "Pending payment",
    "processing": "Processing",
    "on-hold": "On hold",
    "completed": "Completed",
    "cancelled": "Cancelled",
    "refunded": "Refunded",
    "failed": "Failed",
    "checkout-draft": "Draft",
}
PAID = ("processing", "completed")
PAYABLE = ("on-hold", "pending", "failed", "cancelled", "checkout-draft")
NEED_PAYMENT = ("pending", "failed", "checkout-draft")
HOLDS_STOCK = (*PAID, "on-hold")
FREES_STOCK = ("cancelled", "pending")


def paid_status(shop: Shop, order: Json) -> str:
    """Where a payment leads: done when nothing is left to do, else processing."""
    needed = any(lines.needs_work(shop, line) for line in order["line_items"])
    return "processing" if needed else "completed"


def move(shop: Shop, order: Json, status: str, *, paid: bool = False) -> None:
    """Put the order into a status with all that follows from it."""
    old = order["status"]
    now = shop.now()
    # An order of which nothing is left to do counts as paid when it is completed, and not before.
    if (paid or status in (paid_status(shop, order), "completed")) and not order["date_paid"]:
        order["date_paid"] = now
    if status == "completed" and not order["date_completed"]:
        order["date_completed"] = now
    if status == old:
        return
    order["status"] = status
    if status in HOLDS_STOCK:
        lines.reduce(shop, order)
        _count(shop, order, 1 if status in PAID and old not in PAID else 0)
    elif status in FREES_STOCK:
        lines.reduce(shop, order, back=True)
        _count(shop, order, -1 if old in PAID else 0)
    names = NAMES.get(old, old), NAMES.get(status, status)
    lines.note(shop, order["id"], f"Order status changed from {names[0]} to {names[1]}.")
    customer = shop.customers.get(order["customer_id"])
    if customer and status == "completed":
        customer["is_paying_customer"] = True
    _use_coupons(shop, order, status)


def _count(shop: Shop, order: Json, sign: int) -> None:
    for line in order["line_items"]:
        product = shop.products.get(line["product_id"])
        if product:
            product["total_sales"] = max(0, product["total_sales"] + sign * line["quantity"])


def _use_coupons(shop: Shop, order: Json, status: str) -> None:
    """Coupons count once an order is under way and count back when it is cancelled."""
    who: Any = str(order["customer_id"]) if order["customer_id"] else order["billing"]["email"]
    counted = shop.fixed.setdefault("counted", set())
    for line in order["coupon_lines"]:
        coupon = next((c for c in shop.coupons.values() if c["code"] == line["code"]), None)
        if coupon is None:
            continue
        mark = (order["id"], coupon["id"])
        if status in HOLDS_STOCK and mark not in counted:
            counted.add(mark)
            coupon["usage_count"] += 1
            coupon["used_by"] = [*coupon["used_by"], who] if who else coupon["used_by"]
        elif status in ("cancelled", "failed", "trash") and mark in counted:
            counted.discard(mark)
            coupon["usage_count"] -= 1
            if who in coupon["used_by"]:
                used = list(coupon["used_by"])
                used.remove(who)
                coupon["used_by"] = used
