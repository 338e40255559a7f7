"""The items of orders: prices with and without tax, exact to the cent, and what was chosen of them.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/LineItem
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from polycart.api.order import OrderItem, OrderItemOption
from polycart.core.mapping import At
from polycart.platforms.shopify.connection import Id, Row
from polycart.platforms.shopify.ids import number
from polycart.platforms.shopify.products.fields import Weight
from polycart.platforms.shopify.values import UNITS, MoneyBag

CENT = Decimal("0.01")


class Tax(Row):
    """One tax of a line."""

    title: str = ""
    rate_percentage: float | None = None
    price_set: MoneyBag | None = None


class Allocated(Row):
    """What a discount takes off a line."""

    allocated_amount_set: MoneyBag | None = None


class Property(Row):
    """Something that was chosen or written with a line."""

    key: str = ""
    value: str | None = None


class Bought(Row):
    """The variant that was bought."""

    id: str = ""
    barcode: str | None = None


class Line(Row):
    """A line of an order; amounts are in the shop's currency."""

    id: str = ""
    title: str = ""
    variant_title: str | None = None
    sku: str | None = None
    quantity: int = 0
    current_quantity: int = 0
    original_unit_price_set: MoneyBag | None = None
    discount_allocations: list[Allocated] = []
    tax_lines: list[Tax] = []
    custom_attributes: list[Property] = []
    weight: Weight | None = None
    product: Id | None = None
    variant: Bought | None = None


LINES = At("lineItems.nodes", list[Line])


def exact(bag: MoneyBag | None) -> Decimal:
    """An amount in the shop's currency, to the digits that it is told with."""
    return Decimal(bag.shop_money.amount) if bag and bag.shop_money else Decimal(0)


def cents(value: Decimal) -> float:
    """An amount rounded to cents."""
    return float(value.quantize(CENT, ROUND_HALF_UP))


def item(line: Line, included: bool) -> OrderItem:
    """A line as the contract's item; ``included`` says that prices have the tax in them."""
    quantity = Decimal(line.quantity or 1)
    unit = exact(line.original_unit_price_set)
    discount = sum((exact(each.allocated_amount_set) for each in line.discount_allocations), Decimal(0))
    tax = sum((exact(each.price_set) for each in line.tax_lines), Decimal(0))
    rate = Decimal(str(sum(each.rate_percentage or 0.0 for each in line.tax_lines)))
    each_tax = unit * rate / (100 + rate) if included else unit * rate / 100
    without = unit - each_tax if included else unit
    weight = line.weight
    return OrderItem(
        product_id=number(line.product.id) if line.product else None,
        order_product_id=number(line.id),
        model=line.sku or "",
        name=line.title,
        price=cents(without),
        price_inc_tax=cents(without + each_tax),
        quantity=float(line.quantity),
        discount_amount=cents(discount),
        total_price=cents(unit * quantity),
        tax_percent=float(rate),
        tax_value=cents(each_tax * quantity),
        tax_value_after_discount=cents(tax),
        options=_options(line),
        variant_id=number(line.variant.id) if line.variant else None,
        weight_unit=UNITS.get(weight.unit) if weight else None,
        weight=weight.value if weight else None,
        barcode=line.variant.barcode if line.variant else None,
        additional_fields={"current_quantity": line.current_quantity, "variant_title": line.variant_title},
    )


def _options(line: Line) -> list[OrderItemOption]:
    chosen = [("Variant", line.variant_title)] if line.variant_title else []
    written = [(each.key, each.value or "") for each in line.custom_attributes]
    return [OrderItemOption(name=name, value=value or "", price=0.0) for name, value in [*chosen, *written]]


def items(lines: list[Line] | None, included: bool | None) -> list[OrderItem]:
    """All lines of an order."""
    return [item(line, bool(included)) for line in lines or ()]
