"""Fields of an order: where each lies in Shopify's answer. Amounts are in the shop's own currency.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order
"""

from __future__ import annotations

from typing import Any

from polycart.api.entities import BaseCustomer, Currency, CustomerAddress, OrderShippingMethod
from polycart.api.order import (
    Order,
    OrderItem,
    OrderPaymentMethod,
    OrderRefund,
    OrderStatusRefundItem,
    OrderTotal,
    OrderTotals,
    OrderTotalsNewDiscount,
)
from polycart.core.codecs import string
from polycart.core.mapping import At, Map, computed, constant, field
from polycart.platforms.shopify.addresses import Address, address
from polycart.platforms.shopify.connection import STORE_ID, Id, Row
from polycart.platforms.shopify.ids import id_codec, number
from polycart.platforms.shopify.orders.lines import LINES, cents, exact, items
from polycart.platforms.shopify.orders.statuses import status_of
from polycart.platforms.shopify.products.fields import METAFIELDS, custom_fields
from polycart.platforms.shopify.values import MoneyBag, moment_of, stamp, worth


class Buyer(Row):
    """Who bought, where an account is behind the order."""

    id: str = ""
    first_name: str | None = None
    last_name: str | None = None


class Way(Row):
    """How an order is shipped."""

    title: str = ""
    code: str | None = None
    carrier_identifier: str | None = None
    original_price_set: MoneyBag | None = None


class Value(Row):
    """What a discount takes off: money or a share."""

    amount: str | None = None
    percentage: float | None = None


class Discount(Row):
    """A discount on an order; a code has one, others a title."""

    code: str | None = None
    automatic: str | None = None
    manual: str | None = None
    value: Value | None = None


class Returned(Row):
    """The line that was refunded."""

    id: str = ""
    product: Id | None = None
    variant: Id | None = None


class RefundLine(Row):
    """What was refunded of a line."""

    quantity: int = 0
    subtotal_set: MoneyBag | None = None
    total_tax_set: MoneyBag | None = None
    line_item: Returned | None = None


class RefundLines(Row):
    """The lines of a refund."""

    nodes: list[RefundLine] = []


class RefundShipping(Row):
    """Shipping that was refunded."""

    id: str = ""
    subtotal_amount_set: MoneyBag | None = None
    tax_amount_set: MoneyBag | None = None


class RefundWays(Row):
    """The shipping of a refund."""

    nodes: list[RefundShipping] = []


class Refund(Row):
    """Money that was given back."""

    id: str = ""
    created_at: str | None = None
    note: str | None = None
    total_refunded_set: MoneyBag | None = None
    refund_line_items: RefundLines | None = None
    refund_shipping_lines: RefundWays | None = None


BILLING = At("billingAddress", Address | None)
SHIPPING = At("shippingAddress", Address | None)
BUYER = At("customer", Buyer | None)
WAYS = At("shippingLines.nodes", list[Way])
DISCOUNTS = At("discountApplications.nodes", list[Discount])
REFUNDS = At("refunds", list[Refund])


def bag(name: str) -> At:
    """An amount of the order."""
    return At(name, MoneyBag | None)


SUMS = tuple(
    bag(name)
    for name in ("totalPriceSet", "subtotalPriceSet", "totalShippingPriceSet", "totalTaxSet", "totalDiscountsSet")
)


def customer(buyer: Buyer | None, email: str | None, phone: str | None) -> BaseCustomer:
    """Who bought; a guest's id is 0."""
    return BaseCustomer(
        id=number(buyer.id) if buyer else "0",
        email=email or "",
        first_name=(buyer.first_name if buyer else None) or "",
        last_name=(buyer.last_name if buyer else None) or "",
        phone=phone or "",
    )


def currency(code: str | None) -> Currency:
    """The currency of the amounts."""
    return Currency(id=code or "", iso3=code or "")


def totals(
    total: MoneyBag | None, part: MoneyBag | None, ship: MoneyBag | None, tax: MoneyBag | None, off: MoneyBag | None
) -> OrderTotals:
    """The sums; the subtotal is that of the items before discounts, as Shopify's is after them."""
    return OrderTotals(
        total=worth(total),
        subtotal=cents(exact(part) + exact(off)),
        shipping=worth(ship),
        tax=worth(tax),
        discount=worth(off),
    )


def sums(
    total: MoneyBag | None, part: MoneyBag | None, ship: MoneyBag | None, tax: MoneyBag | None, off: MoneyBag | None,
    paid: MoneyBag | None,
) -> OrderTotal:  # fmt: skip
    """The sums in the other form that the contract has."""
    return OrderTotal(
        subtotal_ex_tax=cents(exact(part) + exact(off)),
        shipping_ex_tax=worth(ship),
        total_discount=worth(off),
        total_tax=worth(tax),
        total=worth(total),
        total_paid=worth(paid),
    )


def _way(row: Way) -> OrderShippingMethod:
    more = {"code": row.code, "carrier": row.carrier_identifier, "price": worth(row.original_price_set)}
    return OrderShippingMethod(name=row.title, additional_fields=more)


def _ways(rows: list[Way] | None) -> list[OrderShippingMethod]:
    return [_way(row) for row in rows or ()]


def _first_way(rows: list[Way] | None) -> OrderShippingMethod | None:
    return _way(rows[0]) if rows else None


def _discounts(rows: list[Discount] | None) -> list[OrderTotalsNewDiscount]:
    return [_discount(row) for row in rows or ()]


def _discount(row: Discount) -> OrderTotalsNewDiscount:
    value = row.value or Value()
    kind, worth_ = ("percent", value.percentage) if value.amount is None else ("fixed", float(value.amount))
    name = row.code or row.automatic or row.manual
    return OrderTotalsNewDiscount(code=name, value=worth_ or 0.0, type=kind)


def _payment(names: list[str] | None) -> OrderPaymentMethod | None:
    return OrderPaymentMethod(name=names[0], additional_fields={"names": names}) if names else None


def refund(row: Refund) -> OrderRefund:
    """A refund; items and shipping are without the tax, which is told beside them."""
    lines = row.refund_line_items.nodes if row.refund_line_items else []
    ways = row.refund_shipping_lines.nodes if row.refund_shipping_lines else []
    taxes = [exact(line.total_tax_set) for line in lines] + [exact(way.tax_amount_set) for way in ways]
    return OrderRefund(
        id=number(row.id),
        shipping=float(sum(exact(way.subtotal_amount_set) for way in ways)),
        fee=0.0,
        tax=float(sum(taxes)),
        total=worth(row.total_refunded_set),
        modified_time=moment_of(row.created_at),
        comment=row.note or None,
        items=[_refunded(line) for line in lines],
    )


def _refunded(line: RefundLine) -> OrderStatusRefundItem:
    of = line.line_item or Returned()
    return OrderStatusRefundItem(
        product_id=number(of.product.id) if of.product else None,
        variant_id=number(of.variant.id) if of.variant else None,
        order_product_id=number(of.id),
        qty=float(line.quantity),
        refund=worth(line.subtotal_set),
    )


def _refunds(rows: list[Refund] | None) -> list[OrderRefund]:
    return [refund(row) for row in rows or ()]


def _billing(row: Address | None) -> CustomerAddress | None:
    return address(row, "billing")


def _shipping(row: Address | None) -> CustomerAddress | None:
    return address(row, "shipping")


SURPLUS = (
    "displayFinancialStatus", "displayFulfillmentStatus", "returnStatus", "name", "tags", "sourceName", "cancelReason",
    "cancelledAt", "confirmationNumber", "poNumber", "test", "taxesIncluded", "presentmentCurrencyCode", "processedAt",
)  # fmt: skip


def _surplus(
    financial: str | None, fulfillment: str | None, returns: str | None, name: str | None, tags: list[str] | None,
    source: str | None, reason: str | None, cancelled: str | None, confirmation: str | None, po: str | None,
    test: bool | None, included: bool | None, presented: str | None, processed: str | None,
) -> dict[str, Any]:  # fmt: skip
    """What the contract has no name for; states in lower case, as filters and lists of states have them."""
    return {
        "financial_status": (financial or "").lower(), "fulfillment_status": (fulfillment or "").lower(),
        "return_status": (returns or "").lower(), "name": name, "tags": tags or [], "source_name": source,
        "cancel_reason": reason.lower() if reason else None, "cancelled_at": cancelled,
        "confirmation_number": confirmation, "po_number": po, "test": test, "taxes_included": included,
        "presentment_currency": presented, "processed_at": processed,
    }  # fmt: skip


_NO_BUNDLES: list[OrderItem] = []
"""The parts of a bundle are lines of their own."""


class OrderMap(Map[Order]):
    """An order; ``id`` and ``order_id`` are the number that every call takes."""

    id = field("id", id_codec)
    order_id = field("id", id_codec)
    customer = computed(customer, BUYER, "email", "phone")
    create_at = field("createdAt", stamp)
    modified_at = field("updatedAt", stamp)
    finished_time = field("closedAt", stamp)
    currency = computed(currency, "currencyCode")
    shipping_address = computed(_shipping, SHIPPING)
    billing_address = computed(_billing, BILLING)
    payment_method = computed(_payment, "paymentGatewayNames")
    shipping_method = computed(_first_way, WAYS)
    shipping_methods = computed(_ways, WAYS)
    status = computed(status_of, "cancelledAt", "closedAt")
    totals = computed(totals, *SUMS)
    total = computed(sums, *SUMS, bag("totalReceivedSet"))
    discounts = computed(_discounts, DISCOUNTS)
    order_products = computed(items, LINES, "taxesIncluded")
    bundles = constant(_NO_BUNDLES)
    comment = field("note", string)
    store_id = constant(STORE_ID)
    refunds = computed(_refunds, REFUNDS)
    order_details_url = field("statusPageUrl", string)
    custom_fields = computed(custom_fields, METAFIELDS)
    additional_fields = computed(_surplus, *SURPLUS)
