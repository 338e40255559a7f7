"""Fields of an order: where each lies in the shop's answer.

https://woocommerce.github.io/woocommerce-rest-api-docs/#order-properties
"""

from __future__ import annotations

import msgspec

from polycart.api.entities import BaseCustomer, Currency, OrderShippingMethod
from polycart.api.order import (
    Order,
    OrderItem,
    OrderPaymentMethod,
    OrderStatus,
    OrderStatusRefund,
    OrderTotal,
    OrderTotals,
    OrderTotalsNewDiscount,
)
from polycart.core.codecs import stamp, text
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.platforms.woocommerce_api.addresses import BILL, SHIP, NativeAddress, billing_address, shipping_address
from polycart.platforms.woocommerce_api.connection import STORE_ID
from polycart.platforms.woocommerce_api.meta import META, custom_fields
from polycart.platforms.woocommerce_api.orders import details
from polycart.platforms.woocommerce_api.orders.items import LINES, TAXES, Line, exact, items, rounded, subtotal


class _ShippingLine(msgspec.Struct):
    method_title: str | None = None
    method_id: str | None = None
    total: str = "0"
    total_tax: str = "0"


class _CouponLine(msgspec.Struct):
    code: str = ""
    discount: str = "0"
    discount_tax: str = "0"
    discount_type: str | None = None


WAYS = At("shipping_lines", list[_ShippingLine])
COUPONS = At("coupon_lines", list[_CouponLine])


def customer(id: int | None, billing: NativeAddress | None) -> BaseCustomer:
    """Who bought; a guest's id is 0, as the shop itself filters guests' orders."""
    known = billing or NativeAddress()
    return BaseCustomer(
        id=str(id or 0),
        email=known.email or "",
        first_name=known.first_name or "",
        last_name=known.last_name or "",
        phone=known.phone or "",
    )


def currency(code: str | None) -> Currency:
    """The order's currency, which need not be the shop's."""
    return Currency(id=code or "", iso3=code or "")


def _way(line: _ShippingLine) -> OrderShippingMethod:
    more = {"code": line.method_id, "price": float(exact(line.total)), "tax": float(exact(line.total_tax))}
    return OrderShippingMethod(name=line.method_title or "", additional_fields=more)


def totals(total: str, tax: str, shipping: str, discount: str, lines: list[Line] | None) -> OrderTotals:
    """The sums; ``tax`` includes that on shipping, which ``shipping`` does not."""
    return OrderTotals(
        total=float(exact(total)),
        subtotal=subtotal(lines),
        shipping=float(exact(shipping)),
        tax=float(exact(tax)),
        discount=float(exact(discount)),
    )


def sums(total: str, tax: str, shipping: str, discount: str, lines: list[Line] | None, paid: str | None) -> OrderTotal:
    whole = float(exact(total))
    return OrderTotal(
        subtotal_ex_tax=subtotal(lines),
        shipping_ex_tax=float(exact(shipping)),
        total_discount=float(exact(discount)),
        total_tax=float(exact(tax)),
        total=whole,
        total_paid=whole if paid else 0.0,
    )


def _discounts(lines: list[_CouponLine] | None, total: str | None) -> list[OrderTotalsNewDiscount]:
    """The coupons, each with the money that it took off; the shop does not round that, so it is rounded here."""
    return [
        OrderTotalsNewDiscount(
            code=line.code,
            value=rounded(exact(line.discount), str(total or "0.00")),
            type="fixed",
            additional_fields={"discount_type": line.discount_type, "discount_tax": float(exact(line.discount_tax))},
        )
        for line in lines or ()
    ]


def _ways(lines: list[_ShippingLine] | None) -> list[OrderShippingMethod]:
    return [_way(line) for line in lines or ()]


def _first_way(lines: list[_ShippingLine] | None) -> OrderShippingMethod | None:
    return _way(lines[0]) if lines else None


def _payment(title: str | None, code: str | None) -> OrderPaymentMethod:
    return OrderPaymentMethod(name=title or code or "", additional_fields={"code": code})


def _status(slug: str) -> OrderStatus:
    return OrderStatus(id=slug, name=slug)


def _refunded_status(slug: str, found: list[details.Summary] | None) -> OrderStatus:
    return OrderStatus(id=slug, name=slug, refund_info=OrderStatusRefund() if found else None)


_NO_BUNDLES: list[OrderItem] = []
"""Extensions that sell bundles write them as items, whose parts name them in ``parent_order_product_id``."""


class OrderMap(Map[Order]):
    """An order; ``id`` and ``order_id`` are the number that every call takes."""

    id = field("id", text)
    order_id = field("id", text)
    customer = computed(customer, "customer_id", BILL)
    create_at = field("date_created_gmt", stamp)
    modified_at = field("date_modified_gmt", stamp)
    finished_time = field("date_completed_gmt", stamp)
    currency = computed(currency, "currency")
    shipping_address = computed(shipping_address, SHIP)
    billing_address = computed(billing_address, BILL)
    payment_method = computed(_payment, "payment_method_title", "payment_method")
    shipping_method = computed(_first_way, WAYS)
    shipping_methods = computed(_ways, WAYS)
    status = computed(_status, "status")
    totals = computed(totals, "total", "total_tax", "shipping_total", "discount_total", LINES)
    total = computed(sums, "total", "total_tax", "shipping_total", "discount_total", LINES, "date_paid_gmt")
    discounts = computed(_discounts, COUPONS, "total")
    order_products = computed(items, LINES, TAXES)
    bundles = constant(_NO_BUNDLES)
    comment = field("customer_note")
    store_id = constant(STORE_ID)
    refunds = computed(details.summaries, details.REFUNDS)
    custom_fields = computed(custom_fields, META)
    additional_fields = extras(
        "number", "order_key", "parent_id", "created_via", "transaction_id", "date_paid_gmt", "prices_include_tax",
        "customer_ip_address", "customer_user_agent", "discount_tax", "shipping_tax", "cart_tax", "fee_lines",
        "payment_url", "is_editable", "needs_payment", "needs_processing",
    )  # fmt: skip


class RefundedMap(OrderMap):
    """An order whose status shall tell of its refunds: it is noted whether there are any."""

    status = computed(_refunded_status, "status", details.REFUNDS)
