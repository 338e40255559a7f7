"""Fields of an order: where each lies in the store's answer.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/orders
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart.api.entities import BaseCustomer, Currency, CustomerAddress, OrderShippingMethod
from polycart.api.order import (
    Order,
    OrderItem,
    OrderPaymentMethod,
    OrderRefund,
    OrderStatus,
    OrderStatusRefundItem,
    OrderTotal,
    OrderTotals,
    OrderTotalsNewDiscount,
)
from polycart.core.codecs import text
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.platforms.bigcommerce_api.addresses import OrderAddress, of_order
from polycart.platforms.bigcommerce_api.connection import Bigcommerce
from polycart.platforms.bigcommerce_api.orders.items import CONSIGNMENTS, Consignments, Shipping, item, lines_of
from polycart.platforms.bigcommerce_api.units import amount, iso, rfc, weight_unit

BILLING = At("billing_address", OrderAddress)
PAID = ("captured", "paid", "partially refunded", "refunded")


def customer(id: float | None, billing: OrderAddress | None) -> BaseCustomer:
    """Who bought; a guest's id is 0, as the store itself filters guests' orders."""
    known = billing or OrderAddress()
    return BaseCustomer(
        id=str(int(id or 0)), email=known.email or "", first_name=known.first_name or "",
        last_name=known.last_name or "", phone=known.phone or "",
    )  # fmt: skip


def currency(id: int | None, code: str | None, rate: str | None) -> Currency:
    """The currency that the order was placed in."""
    return Currency(id=str(id or ""), iso3=code or "", rate=amount(rate) or None)


def billing_address(row: OrderAddress | None) -> CustomerAddress | None:
    return of_order(row, "billing")


def shipping_address(known: Consignments | None) -> CustomerAddress | None:
    """Where the first consignment goes."""
    return of_order(known.shipping[0], "shipping") if known and known.shipping else None


def _way(row: Shipping) -> OrderShippingMethod:
    cost = amount(row.cost_ex_tax)
    more = {"price": cost, "tax": round(amount(row.cost_inc_tax) - cost, 4), "order_address_id": str(row.id)}
    return OrderShippingMethod(name=row.shipping_method or "", additional_fields=more)


def _ways(known: Consignments | None) -> list[OrderShippingMethod]:
    return [_way(row) for row in known.shipping] if known else []


def _first_way(known: Consignments | None) -> OrderShippingMethod | None:
    return _way(known.shipping[0]) if known and known.shipping else None


def _payment(name: str | None, provider: Any, status: str | None) -> OrderPaymentMethod:
    return OrderPaymentMethod(name=name or "", additional_fields={"provider_id": provider, "status": status})


def status(id: int | None, name: str | None, custom: str | None) -> OrderStatus:
    """The order's one status, by the merchant's name."""
    return OrderStatus(id=str(id if id is not None else ""), name=custom or name or "", history=[], refund_info=None)


def totals(total: Any, subtotal: Any, shipping: Any, tax: Any, discount: Any, coupons: Any) -> OrderTotals:
    """The sums; ``subtotal`` and ``shipping`` are without tax."""
    return OrderTotals(
        total=amount(total), subtotal=amount(subtotal), shipping=amount(shipping), tax=amount(tax),
        discount=round(amount(discount) + amount(coupons), 4),
    )  # fmt: skip


def sums(
    total: Any, subtotal: Any, shipping: Any, tax: Any, discount: Any, coupons: Any, wrapping: Any, paid: str | None
) -> OrderTotal:
    whole = amount(total)
    return OrderTotal(
        subtotal_ex_tax=amount(subtotal), wrapping_ex_tax=amount(wrapping), shipping_ex_tax=amount(shipping),
        total_discount=round(amount(discount) + amount(coupons), 4), total_tax=amount(tax), total=whole,
        total_paid=whole if paid in PAID else 0.0,
    )  # fmt: skip


async def items(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[OrderItem]]:
    unit = await weight_unit(bc) if bc.wanted.of("order_products").wants("weight_unit") else None
    return [[item(line, unit) for line in lines_of(row[0])] for row in rows]


class CouponRow(msgspec.Struct):
    """A coupon that an order was placed with."""

    code: str | None = None
    discount: Any = 0
    type: int | None = None


async def _discounts(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[OrderTotalsNewDiscount]]:
    """Coupons with what each took off, asked for where an order has any, and what the merchant took off."""

    async def one(id: int, coupons: Any, manual: Any) -> list[OrderTotalsNewDiscount]:
        used = await bc.records(f"v2/orders/{id}/coupons", None, CouponRow) if amount(coupons) else []
        made = [OrderTotalsNewDiscount(code=row.code, value=amount(row.discount), type="fixed") for row in used]
        if amount(manual):
            made.append(OrderTotalsNewDiscount(code=None, value=amount(manual), type="fixed"))
        return made

    return list(await asyncio.gather(*(one(*row) for row in rows)))


class RefundItem(msgspec.Struct):
    """A part of a refund."""

    item_type: str = ""
    item_id: int = 0
    quantity: int = 0
    requested_amount: float = 0


class RefundRow(msgspec.Struct):
    """A refund (v3)."""

    id: int
    order_id: int
    created: str | None = None
    reason: str | None = None
    total_amount: float = 0
    total_tax: float = 0
    items: list[RefundItem] = []


def refund(row: RefundRow) -> OrderRefund:
    """A refund; ``total`` is all that was given back."""

    def part(*kinds: str) -> float:
        return round(sum(each.requested_amount for each in row.items if each.item_type in kinds), 4)

    return OrderRefund(
        id=str(row.id), shipping=part("SHIPPING", "HANDLING"), fee=part("FEE"), tax=row.total_tax,
        total=row.total_amount, modified_time=iso.load(row.created), comment=row.reason or None,
        items=[
            OrderStatusRefundItem(
                product_id=None, variant_id=None, order_product_id=str(each.item_id), qty=float(each.quantity),
                refund=each.requested_amount,
            )
            for each in row.items if each.item_type == "PRODUCT"
        ],
    )  # fmt: skip


async def _refunds(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[OrderRefund]]:
    ids = [row[0] for row in rows if amount(row[1])]
    found = await bc.among("v3/orders/payment_actions/refunds", "order_id:in", ids, RefundRow) if ids else []
    return [[refund(each) for each in found if each.order_id == row[0]] for row in rows]


_NONE: list[OrderItem] = []
AMOUNTS = (
    "total_inc_tax",
    "subtotal_ex_tax",
    "shipping_cost_ex_tax",
    "total_tax",
    "discount_amount",
    "coupon_discount",
)


class OrderMap(Map[Order]):
    """An order; ``id`` and ``order_id`` are the number that every call takes."""

    id = field("id", text)
    order_id = field("id", text)
    basket_id = field("cart_id")
    channel_id = field("channel_id", text)
    customer = computed(customer, "customer_id", BILLING)
    create_at = field("date_created", rfc)
    modified_at = field("date_modified", rfc)
    finished_time = field("date_shipped", rfc)
    currency = computed(currency, At("currency_id", int), "currency_code", "currency_exchange_rate")
    billing_address = computed(billing_address, BILLING)
    shipping_address = computed(shipping_address, CONSIGNMENTS)
    payment_method = computed(_payment, "payment_method", "payment_provider_id", "payment_status")
    shipping_method = computed(_first_way, CONSIGNMENTS)
    shipping_methods = computed(_ways, CONSIGNMENTS)
    status = computed(status, At("status_id", int), "status", "custom_status")
    totals = computed(totals, *AMOUNTS)
    total = computed(sums, *AMOUNTS, "wrapping_cost_ex_tax", "payment_status")
    discounts = lazy(_discounts, "id", "coupon_discount", "discount_amount")
    order_products = lazy(items, CONSIGNMENTS)
    bundles = constant(_NONE)
    comment = field("customer_message")
    store_id = field("channel_id", text)
    refunds = lazy(_refunds, "id", "refunded_amount")
    additional_fields = extras(
        "payment_status", "staff_notes", "items_total", "items_shipped", "refunded_amount", "order_source",
        "external_source", "external_id", "external_order_id", "ip_address", "store_credit_amount",
        "gift_certificate_amount", "handling_cost_ex_tax", "order_is_digital", "is_email_opt_in", "customer_locale",
        "default_currency_code", "ebay_order_id",
    )  # fmt: skip
