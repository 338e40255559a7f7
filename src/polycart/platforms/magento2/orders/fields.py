"""Fields of an order: where each lies in the shop's answer.

https://developer.adobe.com/commerce/webapi/rest/ (``sales-data-order-interface``); amounts are in the order's currency.
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart.api.entities import BaseCustomer, Currency, CustomerAddress, OrderShippingMethod
from polycart.api.order import (
    Order,
    OrderPaymentMethod,
    OrderStatus,
    OrderStatusHistoryItem,
    OrderTotal,
    OrderTotals,
    OrderTotalsNewDiscount,
)
from polycart.core.codecs import text
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento
from polycart.platforms.magento2.countries import country, state
from polycart.platforms.magento2.orders.credit import refunds, warehouses
from polycart.platforms.magento2.orders.items import ITEMS, bundles, exact, products
from polycart.platforms.magento2.orders.statuses import name_of
from polycart.platforms.magento2.values import moment


class OrderAddress(msgspec.Struct):
    """An address of an order, which is a copy: the customer's own may change."""

    entity_id: int = 0
    address_type: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    company: str | None = None
    street: list[str] | None = None
    city: str | None = None
    postcode: str | None = None
    country_id: str | None = None
    region: str | None = None
    region_code: str | None = None
    telephone: str | None = None
    fax: str | None = None
    vat_id: str | None = None
    email: str | None = None


class _Shipping(msgspec.Struct):
    address: OrderAddress | list[Any] | None = None
    method: str | None = None


class _Assignment(msgspec.Struct):
    shipping: _Shipping | list[Any] | None = None


class _Payment(msgspec.Struct):
    method: str | None = None
    additional_information: list[Any] | None = None


class _History(msgspec.Struct):
    entity_id: int = 0
    comment: str | None = None
    created_at: str | None = None
    is_customer_notified: int | bool | None = None
    status: str | None = None


BILL = At("billing_address", OrderAddress)
SHIP = At("extension_attributes.shipping_assignments", list[_Assignment])
PAYMENT = At("payment", _Payment)
HISTORY = At("status_histories", list[_History])


def address(native: OrderAddress | None, kind: str) -> CustomerAddress | None:
    """An address in the contract's words."""
    if native is None:
        return None
    lines = native.street or []
    return CustomerAddress(
        id=str(native.entity_id),
        type=kind,
        first_name=native.firstname or "",
        last_name=native.lastname or "",
        company=native.company or "",
        address1=lines[0] if lines else "",
        address2="\n".join(lines[1:]),
        city=native.city or "",
        postcode=native.postcode or "",
        country=country(native.country_id),
        state=state(native.region_code, native.region),
        phone=native.telephone or "",
        fax=native.fax or "",
        tax_id=native.vat_id or "",
    )


def _billing(native: OrderAddress | None) -> CustomerAddress | None:
    return address(native, "billing")


def _first(assignments: list[_Assignment] | None) -> _Shipping | None:
    found = assignments[0].shipping if assignments else None
    return found if isinstance(found, _Shipping) else None


def _shipping(assignments: list[_Assignment] | None) -> CustomerAddress | None:
    found = _first(assignments)
    return address(found.address, "shipping") if found and isinstance(found.address, OrderAddress) else None


def _way(
    description: str | None, price: float | None, tax: float | None, assignments: list[_Assignment] | None
) -> OrderShippingMethod | None:
    found = _first(assignments)
    if not description and (found is None or not found.method):
        return None  # nothing is sent of an order of files and services
    more = {"code": found.method if found else None, "price": price or 0.0, "tax": tax or 0.0}
    return OrderShippingMethod(name=description or "", additional_fields=more)


def _ways(*parts: Any) -> list[OrderShippingMethod]:
    way = _way(*parts)
    return [way] if way is not None else []


WAY = (
    "shipping_description", At("shipping_amount", float), At("shipping_tax_amount", float), SHIP,
)  # fmt: skip


def _customer(
    id: int | None, email: str | None, first: str | None, last: str | None, billing: OrderAddress | None
) -> BaseCustomer:
    """Who bought; a guest has no id and the name of the billing address."""
    known = billing or OrderAddress()
    return BaseCustomer(
        id=str(id or 0),
        email=email or known.email or "",
        first_name=first or known.firstname or "",
        last_name=last or known.lastname or "",
        phone=known.telephone or "",
    )


def currency(code: str | None) -> Currency:
    """The currency that the buyer paid in."""
    return Currency(id=code or "", iso3=code or "")


def _payment(payment: _Payment | None) -> OrderPaymentMethod | None:
    if payment is None:
        return None
    titles = [each for each in payment.additional_information or () if isinstance(each, str) and each]
    return OrderPaymentMethod(
        name=titles[0] if titles else payment.method or "", additional_fields={"code": payment.method}
    )


def _status(code: str | None, histories: list[_History] | None) -> OrderStatus:
    """The status, and the comments with the status that the order had then, oldest first."""
    history = [
        OrderStatusHistoryItem(
            id=each.status or "",
            name=name_of(each.status or ""),
            modified_time=moment.load(each.created_at),
            notify=bool(each.is_customer_notified),
            comment=each.comment,
        )
        for each in sorted(histories or (), key=lambda each: each.entity_id)
    ]
    return OrderStatus(id=code or "", name=name_of(code or ""), history=history)


def _totals(
    total: float | None, subtotal: float | None, shipping: float | None, tax: float | None, discount: float | None
) -> OrderTotals:
    return OrderTotals(
        total=total or 0.0, subtotal=subtotal or 0.0, shipping=shipping or 0.0, tax=tax or 0.0,
        discount=float(abs(exact(discount))),
    )  # fmt: skip


def _sums(
    total: float | None, subtotal: float | None, shipping: float | None, tax: float | None, discount: float | None,
    paid: float | None,
) -> OrderTotal:  # fmt: skip
    return OrderTotal(
        subtotal_ex_tax=subtotal or 0.0, shipping_ex_tax=shipping or 0.0, total_discount=float(abs(exact(discount))),
        total_tax=tax or 0.0, total=total or 0.0, total_paid=paid or 0.0,
    )  # fmt: skip


SUMS = tuple(
    At(name, float) for name in ("grand_total", "subtotal", "shipping_amount", "tax_amount", "discount_amount")
)


def _discounts(code: str | None, description: str | None, discount: float | None) -> list[OrderTotalsNewDiscount]:
    """Magento adds up what coupon and rules take off."""
    value = abs(exact(discount))
    if not value:
        return []
    return [
        OrderTotalsNewDiscount(
            code=code, value=float(value), type="fixed", additional_fields={"description": description}
        )
    ]


async def _stores(magento: Magento, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """The store (group) of the store view that the order came from; a view that is gone has none."""
    groups = {view.id: str(view.store_group_id) for view in await scopes.views(magento)}
    return [groups.get(row[0]) for row in rows]


class OrderMap(Map[Order]):
    """An order; ``id`` and ``order_id`` are the number that every call takes, ``increment_id`` the one people see."""

    id = field("entity_id", text)
    order_id = field("entity_id", text)
    basket_id = field("quote_id", text)
    customer = computed(
        _customer, At("customer_id", int), "customer_email", "customer_firstname", "customer_lastname", BILL
    )
    create_at = field("created_at", moment)
    modified_at = field("updated_at", moment)
    currency = computed(currency, "order_currency_code")
    shipping_address = computed(_shipping, SHIP)
    billing_address = computed(_billing, BILL)
    payment_method = computed(_payment, PAYMENT)
    shipping_method = computed(_way, *WAY)
    shipping_methods = computed(_ways, *WAY)
    status = computed(_status, "status", HISTORY)
    totals = computed(_totals, *SUMS)
    total = computed(_sums, *SUMS, At("total_paid", float))
    discounts = computed(_discounts, "coupon_code", "discount_description", At("discount_amount", float))
    order_products = computed(products, ITEMS)
    bundles = computed(bundles, ITEMS)
    comment = field("customer_note")
    store_id = lazy(_stores, At("store_id", int))
    warehouses_ids = lazy(warehouses, At("entity_id", int))
    refunds = lazy(refunds, At("entity_id", int), ITEMS)
    gift_message = field("extension_attributes.gift_message.message")
    additional_fields = extras(
        "increment_id", "state", "remote_ip", "is_virtual", "base_currency_code", "global_currency_code",
        "base_grand_total", "total_due", "total_refunded", "total_qty_ordered", "shipping_tax_amount",
        "hold_before_status", "coupon_code", "applied_rule_ids", "customer_is_guest", "customer_group_id", "weight",
        "store_name", view_id="store_id",
    )  # fmt: skip
