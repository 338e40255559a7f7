"""Orders with their lines, refunds, notes and parcels, whose sums add up to the cent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from polycart.sandbox.catalogue.coupons import coupons
from polycart.sandbox.catalogue.entities import (
    ZERO,
    Address,
    Coupon,
    Customer,
    Note,
    Order,
    OrderLine,
    OrderStatus,
    Product,
    Refund,
    Shipment,
)
from polycart.sandbox.catalogue.places import ZONES, rate_for
from polycart.sandbox.catalogue.words import OPENED, cents, pick

ORDERS = 520
PAYMENTS = (
    ("bacs", "Direct bank transfer"),
    ("cod", "Cash on delivery"),
    ("stripe", "Credit card"),
    ("paypal", "PayPal"),
)
CARRIERS = (
    ("USPS", "https://tools.usps.com/go/TrackConfirmAction?tLabels="),
    ("DHL", "https://www.dhl.com/track?id="),
    ("UPS", "https://www.ups.com/track?tracknum="),
)
STATUSES: tuple[OrderStatus, ...] = (
    "completed",
    "processing",
    "completed",
    "pending",
    "completed",
    "on-hold",
    "completed",
    "cancelled",
    "processing",
    "completed",
    "refunded",
    "completed",
    "failed",
    "processing",
    "completed",
    "pending",
    "completed",
)


def _lines(
    n: int, first: int, sellable: Sequence[Product], to: Address, coupon: Coupon | None
) -> tuple[OrderLine, ...]:
    made: list[OrderLine] = []
    for i in range(1 + n % 4):
        item = sellable[(n * 7 + i * 31) % len(sellable)]
        variant = pick(item.variants, n + i) if item.variants else None
        price = variant.price if variant else item.special_price or item.price
        quantity = 1 + (n + i) % 3
        subtotal = price * quantity
        off = cents(subtotal * coupon.amount / 100) if coupon else ZERO
        rate = rate_for(to.country, to.state, item.tax_class) if item.taxable else None
        share = rate.percent / 100 if rate else ZERO
        values = ", ".join(c.value for c in variant.choices) if variant else ""
        made.append(
            OrderLine(
                first + i,
                item.id,
                variant.id if variant else 0,
                variant.sku if variant else item.sku,
                f"{item.name} - {values}" if variant else item.name,
                quantity,
                price,
                subtotal,
                cents(subtotal * share),
                off,
                subtotal - off,
                cents((subtotal - off) * share),
                rate.id if rate else 0,
                variant.choices if variant else (),
            )
        )
    return tuple(made)


def _refunds(
    n: int,
    first: int,
    status: OrderStatus,
    lines: tuple[OrderLine, ...],
    shipping: tuple[Decimal, Decimal],
    at: datetime,
) -> tuple[Refund, ...]:
    """All of a refunded order; the first line of every ninth completed one."""
    if status != "refunded" and (status != "completed" or n % 9):
        return ()
    whole = status == "refunded"
    items = tuple((line.id, line.quantity, line.total, line.tax) for line in (lines if whole else lines[:1]))
    carried = shipping if whole else (ZERO, ZERO)
    amount = sum((i[2] + i[3] for i in items), sum(carried, ZERO))
    return (
        Refund(
            first,
            n,
            amount,
            "Повернення / changed mind" if n % 2 else "Damaged",
            at + timedelta(days=6),
            items,
            *carried,
        ),
    )


def _status(n: int) -> OrderStatus:
    """Some orders were begun at the checkout and left there, most of them by customers."""
    return "checkout-draft" if n % 43 == 20 else STATUSES[n % len(STATUSES)]


def _order(n: int, ids: dict[str, int], customers: tuple[Customer, ...], sellable: Sequence[Product]) -> Order:
    status, guest = _status(n), n % 6 == 5
    buyer = customers[n * 11 % len(customers)]
    coupon = coupons()[0] if n % 7 == 0 else None
    lines = _lines(n, ids["line"] + 1, sellable, buyer.shipping, coupon)
    zone = next((z for z in ZONES if buyer.shipping.country in z.countries), ZONES[0])
    rate = rate_for(buyer.shipping.country, buyer.shipping.state, "")
    cost = zone.methods[0].cost
    cost_tax = cents(cost * rate.percent / 100) if rate and rate.on_shipping else ZERO
    tax = sum((line.tax for line in lines), cost_tax)
    at = OPENED + timedelta(days=60 + n, hours=n % 23, seconds=n)
    paid = at + timedelta(minutes=4) if status in ("processing", "completed", "refunded") else None
    method, title = PAYMENTS[n % len(PAYMENTS)]
    refunds = _refunds(n, ids["refund"] + 1, status, lines, (cost, cost_tax), at)
    notes = [
        Note(ids["note"] + 1 + i, n, text, i == 1, at + timedelta(minutes=i))
        for i, text in enumerate(
            (f"Order status set to {status}.", "Дякуємо! Your parcel is on its way.")[: 1 + (n % 4 == 0)]
        )
    ]
    carrier = CARRIERS[n % len(CARRIERS)]
    number = f"TRK{n:07d}"
    shipped = (
        (Shipment(ids["shipment"] + 1, n, carrier[0], number, carrier[1] + number, at + timedelta(days=2)),)
        if status == "completed" and n % 2 == 0
        else ()
    )
    for kind, made in (("line", lines), ("refund", refunds), ("note", notes), ("shipment", shipped)):
        ids[kind] += len(made)
    return Order(
        id=n,
        number=str(n),
        status=status,
        currency="EUR" if n % 8 == 3 else "USD",
        customer_id=0 if guest else buyer.id,
        email=f"guest{n}@mail.example" if guest else buyer.email,
        billing=buyer.billing,
        shipping=buyer.shipping,
        lines=lines,
        shipping_method=zone.methods[0],
        shipping_total=cost,
        shipping_tax=cost_tax,
        tax_rate_id=rate.id if rate else 0,
        coupon_codes=(coupon.code,) if coupon else (),
        subtotal=sum((line.subtotal for line in lines), ZERO),
        discount=sum((line.discount for line in lines), ZERO),
        discount_tax=sum((line.subtotal_tax - line.tax for line in lines), ZERO),
        tax=tax,
        total=sum((line.total for line in lines), ZERO) + cost + tax,
        payment_method=method,
        payment_title=title,
        transaction=f"tx_{n:06d}" if paid and method in ("stripe", "paypal") else "",
        comment="Ring twice 🔔 — за рогом" if n % 10 == 0 else "",
        ip=f"192.0.2.{n % 250 + 1}",
        created=at,
        modified=at + timedelta(days=n % 5, minutes=9),
        paid=paid,
        completed=at + timedelta(days=3) if status == "completed" else None,
        refunds=refunds,
        notes=tuple(notes),
        shipments=shipped,
        meta=(("gift_wrap", "yes"), ("delivery_slot", "8–12 h")) if n % 9 == 4 else (),
    )


def orders(customers: tuple[Customer, ...], products: Sequence[Product], number: int) -> tuple[Order, ...]:
    """So many orders, of what can be bought."""
    sellable = [p for p in products if p.status == "published" and p.type not in ("grouped", "external")]
    ids = {"line": 0, "refund": 0, "note": 0, "shipment": 0}
    return tuple(_order(n, ids, customers, sellable) for n in range(1, number + 1))
