"""Items of orders, which the store tells in the consignments that they are sent in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from polycart.api.order import OrderItem, OrderItemOption
from polycart.core.mapping import At
from polycart.platforms.bigcommerce_api.addresses import OrderAddress
from polycart.platforms.bigcommerce_api.units import amount


class OptionRow(msgspec.Struct):
    """A chosen value of an option or modifier."""

    product_option_id: int | None = None
    display_name: str = ""
    display_value: str = ""
    value: Any = None
    type: str | None = None


class DiscountRow(msgspec.Struct):
    """What was taken off a line, and by what."""

    amount: Any = 0
    code: str | None = None
    name: str = ""


class Line(msgspec.Struct):
    """A line of an order; amounts are texts."""

    id: int = 0
    product_id: int | None = None
    variant_id: int | None = None
    order_address_id: int | None = None
    name: str = ""
    sku: str | None = None
    upc: str | None = None
    type: str = "physical"
    quantity: int = 0
    quantity_shipped: int = 0
    quantity_refunded: int = 0
    price_ex_tax: Any = 0
    price_inc_tax: Any = 0
    total_ex_tax: Any = 0
    total_inc_tax: Any = 0
    total_tax: Any = 0
    weight: Any = None
    applied_discounts: list[DiscountRow] = []
    product_options: list[OptionRow] = []
    parent_order_product_id: int | None = None


class Shipping(OrderAddress):
    """An address that a part of the order goes to, with that part and the way there."""

    shipping_method: str | None = None
    cost_ex_tax: Any = 0
    cost_inc_tax: Any = 0
    line_items: list[Line] = []


class Part(msgspec.Struct):
    """Another way in which lines reach the buyer: fetched, downloaded, sent by mail."""

    line_items: list[Line] = []


class Mails(msgspec.Struct):
    """What is sent by mail."""

    gift_certificates: list[Part] = []


class Consignments(msgspec.Struct):
    """The lines of an order by the ways that they reach the buyer."""

    pickups: list[Part] = []
    shipping: list[Shipping] = []
    downloads: list[Part] = []
    email: Mails = msgspec.field(default_factory=Mails)


CONSIGNMENTS = At("consignments", Consignments)


def lines_of(known: Consignments | None) -> list[Line]:
    """The lines of an order in the order of their ids."""
    if known is None:
        return []
    parts: Iterable[Any] = (*known.pickups, *known.shipping, *known.downloads, *known.email.gift_certificates)
    return sorted((line for part in parts for line in part.line_items), key=lambda line: line.id)


def _option(row: OptionRow) -> OrderItemOption:
    return OrderItemOption(
        option_id=str(row.product_option_id) if row.product_option_id is not None else None, name=row.display_name,
        value=row.display_value, type=row.type, product_option_value_id=None if row.value is None else str(row.value),
    )  # fmt: skip


def item(line: Line, unit: str | None) -> OrderItem:
    """A line; ``price`` is of one piece before discounts, ``total_price`` of all pieces after them."""
    price, taxed = amount(line.price_ex_tax), amount(line.price_inc_tax)
    off = round(sum(amount(each.amount) for each in line.applied_discounts), 4)
    return OrderItem(
        product_id=str(line.product_id) if line.product_id else None, order_product_id=str(line.id), model=line.sku,
        name=line.name, price=price, price_inc_tax=taxed, quantity=float(line.quantity), discount_amount=off,
        total_price=round(amount(line.total_ex_tax) - off, 4),
        tax_percent=round((taxed / price - 1) * 100, 4) if price else 0.0,
        tax_value=round((taxed - price) * line.quantity, 4), tax_value_after_discount=amount(line.total_tax),
        options=[_option(row) for row in line.product_options],
        variant_id=str(line.variant_id) if line.variant_id and line.product_options else None,
        weight=amount(line.weight) if line.weight is not None else None, weight_unit=unit, barcode=line.upc or None,
        parent_order_product_id=str(line.parent_order_product_id) if line.parent_order_product_id else None,
    )  # fmt: skip
