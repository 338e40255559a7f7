"""What discounts do and when: those by code, which are coupons, and those that apply of themselves, the price rules.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/DiscountNode: an amount or a part off, something for buying
something else, free shipping, and those that an app works out.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from polycart.api.cart import CouponAction, CouponCondition
from polycart.platforms.shopify.connection import Id, Row
from polycart.platforms.shopify.ids import numbers
from polycart.platforms.shopify.values import Money

KINDS = {"Basic": "amount_off", "Bxgy": "buy_x_get_y", "FreeShipping": "free_shipping", "App": "app"}
"""The word for each kind of discount."""


class Ids(Row):
    """Some objects by their ids."""

    nodes: list[Id] = []


class Items(Row):
    """What is discounted or has to be bought: everything, or collections, or products and variants."""

    all_items: bool | None = None
    collections: Ids | None = None
    products: Ids | None = None
    product_variants: Ids | None = None


class Quantity(Row):
    """How many; Shopify writes large numbers as texts."""

    quantity: str | int = 0


class Effect(Row):
    """What is taken off of some items."""

    amount: Money | None = None
    percentage: float | None = None


class Value(Row):
    """What is taken off: an amount or a part, maybe of so many items."""

    amount: Money | None = None
    applies_on_each_item: bool | None = None
    percentage: float | None = None
    effect: Effect | None = None
    quantity: Quantity | None = None


class Bought(Row):
    """How many have to be bought, or for how much."""

    amount: str | None = None
    quantity: str | int | None = None


class Minimum(Row):
    """What an order has to reach."""

    greater_than_or_equal_to_quantity: str | int | None = None
    greater_than_or_equal_to_subtotal: Money | None = None


class Context(Row):
    """Who may use a discount."""

    all: str | None = None
    customers: list[Id] | None = None
    segments: list[Id] | None = None
    markets: Ids | None = None


class Destination(Row):
    """Where free shipping goes."""

    countries: list[str] | None = None
    include_rest_of_world: bool | None = None


class Combination(Row):
    """Which other discounts a discount goes with."""

    order_discounts: bool = False
    product_discounts: bool = False
    shipping_discounts: bool = False


def kind_of(type: str | None) -> str:
    """The word for the type of a discount."""
    name = (type or "").removeprefix("DiscountCode").removeprefix("DiscountAutomatic")
    return KINDS.get(name, name)


def figure(number: Any) -> str:
    """A number without zeros behind it."""
    return format(Decimal(str(number)).normalize(), "f")


def joined(rows: list[Id] | None) -> str:
    """Ids with commas between them."""
    return ",".join(numbers(row.id for row in rows or ()))


def item_conditions(id: str, items: Items | None) -> list[CouponCondition]:
    """Which items there must be; products and variants beside each other are alternatives."""
    if items is None or items.all_items:
        return []
    rows = (("category_id", items.collections), ("product_id", items.products), ("variant_id", items.product_variants))
    found = [
        CouponCondition(id=id, entity="product", key=key, operator="IN", value=joined(listed.nodes), match_items="any")
        for key, listed in rows
        if listed and listed.nodes
    ]
    if len(found) < 2:
        return found
    return [CouponCondition(id=id, entity="product", logic_operator="or", sub_conditions=found)]


def actions(type: str | None, value: Value | None, items: Items | None, buys: Bought | None) -> list[CouponAction]:
    """What a discount takes off; what one of an app does is known to the app alone."""
    kind = kind_of(type)
    if kind == KINDS["FreeShipping"]:
        return [CouponAction(scope="order", apply_to="shipping", type="percent", amount=100.0, conditions=[])]
    if value is None or kind == KINDS["App"]:
        return []
    effect = value.effect or Effect(value.amount, value.percentage)
    narrow = items is not None and not items.all_items
    each = effect.percentage is not None or value.applies_on_each_item or value.effect is not None
    action = CouponAction(
        scope="matching_items" if narrow else "order",
        apply_to="item_price" if narrow and each else "order_total",
        type="fixed" if effect.amount else "percent",
        amount=effect.amount.value if effect.amount else round((effect.percentage or 0.0) * 100, 4),
        currency_code=effect.amount.currency_code if effect.amount else None,
        discounted_quantity=float(value.quantity.quantity) if value.quantity else None,
        discount_quantity_step=int(buys.quantity) if buys and buys.quantity is not None else None,
        conditions=item_conditions("customerGets.items", items),
    )
    return [action]


def conditions(
    minimum: Minimum | None,
    context: Context | None,
    destination: Destination | None,
    dearest: Money | None,
    bought: Items | None,
    buys: Bought | None,
) -> list[CouponCondition]:
    """What must hold for a discount; a condition is known by the native field that keeps it."""
    rows: list[tuple[str, str, str, str, str]] = []
    if minimum and minimum.greater_than_or_equal_to_subtotal:
        least = figure(minimum.greater_than_or_equal_to_subtotal.amount)
        rows.append(("minimumRequirement", "order", "subtotal", ">=", least))
    if minimum and minimum.greater_than_or_equal_to_quantity is not None:
        rows.append(
            ("minimumRequirement", "order", "total_quantity", ">=", str(minimum.greater_than_or_equal_to_quantity))
        )
    if context:
        groups = (("customer_id", context.customers), ("group_id", context.segments),
                  ("market_id", context.markets.nodes if context.markets else None))  # fmt: skip
        rows += [("context", "customer", key, "IN", joined(listed)) for key, listed in groups if listed]
    if destination and destination.countries is not None and not destination.include_rest_of_world:
        countries = ",".join(destination.countries)
        rows.append(("destinationSelection", "order_shipping_address", "country", "IN", countries))
    if dearest:
        rows.append(("maximumShippingPrice", "order", "shipping_total", "<=", figure(dearest.amount)))
    if buys and buys.quantity is not None:
        rows.append(("customerBuys.value", "product", "item_quantity", ">=", str(buys.quantity)))
    if buys and buys.amount is not None:
        rows.append(("customerBuys.value", "product", "item_total_price", ">=", figure(buys.amount)))
    told = [
        CouponCondition(id=id, entity=entity, key=key, operator=operator, value=value)
        for id, entity, key, operator, value in rows
    ]
    return [*told, *item_conditions("customerBuys.items", bought)]


def combines(with_: Combination | None) -> dict[str, Any] | None:
    """Which other discounts a discount goes with, as JSON."""
    if with_ is None:
        return None
    return {field: getattr(with_, field) for field in msgspec.structs.asdict(with_)}
