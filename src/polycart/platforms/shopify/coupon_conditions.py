"""Conditions of the contract as what a Shopify discount holds: a lowest sum or number, buyers, items, countries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from polycart.core.errors import ParameterError
from polycart.core.given import allowed, listed, refuse
from polycart.platforms.shopify.addresses import country_code
from polycart.platforms.shopify.discounts import KINDS, Context, Items, Minimum
from polycart.platforms.shopify.ids import gids
from polycart.platforms.shopify.values import spelled

BASIC, BXGY, SHIPPING = KINDS["Basic"], KINDS["Bxgy"], KINDS["FreeShipping"]
SAME = ("==", "IN")
Body = dict[str, Any]


class Condition(msgspec.Struct, frozen=True):
    """One condition; ``prefix`` stands before the parameters that it came in, ``action`` says what it decides about."""

    entity: str
    key: str
    operator: str
    value: str
    prefix: str = ""
    action: bool = False

    def named(self, part: str) -> str:
        """The parameter that a part came in."""
        return f"{self.prefix}{part}"

    def must(self, words: Iterable[str]) -> None:
        """Refuse an operator that is not among those that there are."""
        words = tuple(words)
        given = self.operator.strip().upper()
        if given not in words and not (given == "=" and "==" in words):
            raise allowed(self.named("operator"), words)

    def number(self, *, whole: bool = False) -> str:
        """The value as Shopify takes a number above 0."""
        try:
            value = float(self.value)
        except ValueError:
            value = -1.0
        if not 0 < value < 1e12 or (whole and value != int(value)):
            raise refuse(self.named("value"), f"It must be a {'whole ' if whole else ''}number above 0.")
        return str(int(value)) if whole else spelled(value)

    def ids(self, type: str) -> list[str]:
        """The value as global ids."""
        found = gids(type, self.value, self.named("value"))
        if not found:
            raise refuse(self.named("value"), "It must hold at least one id.")
        return found


class Held(msgspec.Struct, frozen=True):
    """What a discount holds already."""

    minimum: Minimum | None = None
    context: Context | None = None
    gets: Items | None = None
    buys: Items | None = None


def narrowed(condition: Condition, kind: str, held: Held) -> Body:
    """The part of a discount's body that a condition is."""
    place = (condition.entity, condition.key)
    if place in (("order", "subtotal"), ("order", "total_quantity")) and kind != BXGY:
        return _least(condition, held.minimum)
    if place == ("customer", "customer_id"):
        return _buyers(condition, held.context)
    if condition.entity == "product" and condition.key in LISTS and kind != SHIPPING:
        return _items(condition, kind, held)
    if place == ("order_shipping_address", "country") and kind == SHIPPING:
        condition.must(SAME)
        return {"destination": {"countries": {"add": _countries(condition), "includeRestOfWorld": False}}}
    if place == ("order", "shipping_total") and kind == SHIPPING:
        condition.must(("<=",))
        return {"maximumShippingPrice": condition.number()}
    raise refuse(condition.named("key"), WORDS[kind])


WORDS = {
    BASIC: "A coupon that takes an amount off can look at 'subtotal' and 'total_quantity' of an order, 'customer_id' "
    "of a customer, and 'product_id', 'variant_id' and 'category_id' of a product.",
    BXGY: "A coupon that gives something for buying something can look at 'customer_id' of a customer, and "
    "'product_id', 'variant_id' and 'category_id' of a product.",
    SHIPPING: "A coupon for free shipping can look at 'subtotal', 'total_quantity' and 'shipping_total' of an order, "
    "'country' of its shipping address, and 'customer_id' of a customer.",
}


def _least(condition: Condition, minimum: Minimum | None) -> Body:
    condition.must((">=",))
    least = minimum or Minimum()
    if condition.key == "subtotal":
        if least.greater_than_or_equal_to_quantity is not None:
            raise refuse(condition.named("key"), "The coupon asks for a number of items; Shopify keeps that or a sum.")
        return {"minimumRequirement": {"subtotal": {"greaterThanOrEqualToSubtotal": condition.number()}}}
    if least.greater_than_or_equal_to_subtotal is not None:
        raise refuse(condition.named("key"), "The coupon asks for a sum; Shopify keeps that or a number of items.")
    return {"minimumRequirement": {"quantity": {"greaterThanOrEqualToQuantity": condition.number(whole=True)}}}


def _buyers(condition: Condition, context: Context | None) -> Body:
    condition.must(SAME)
    if context and (context.segments or context.markets):
        raise refuse(condition.named("key"), "The coupon is for segments or markets already; it can not be for both.")
    return {"context": {"customers": {"add": condition.ids("Customer")}}}


LISTS = {
    "product_id": ("products", "productsToAdd", "Product"),
    "variant_id": ("products", "productVariantsToAdd", "ProductVariant"),
    "category_id": ("collections", "add", "Collection"),
}
"""The list of items that a key is about, the word for adding to it, and of what type they are."""


def _items(condition: Condition, kind: str, held: Held) -> Body:
    """Items join those of the same kind; a discount is for products and variants, or for collections."""
    condition.must(SAME)
    if kind == BASIC and not condition.action:
        raise ParameterError(
            f"Parameter 'target' is not valid. Shopify takes the discount off the items that {condition.key} names: "
            "that is 'coupon_action'."
        )
    items = (held.gets if condition.action else held.buys) or Items()
    name, word, type = LISTS[condition.key]
    others = [items.collections] if name == "products" else [items.products, items.product_variants]
    if any(each and each.nodes for each in others):
        raise refuse(
            condition.named("key"),
            f"The coupon is for {'collections' if name == 'products' else 'products'} already; it can not be for both.",
        )
    place = "customerGets" if condition.action else "customerBuys"
    return {place: {"items": {name: {word: condition.ids(type)}}}}


def _countries(condition: Condition) -> list[str]:
    codes = [country_code(code, condition.named("value")) for code in listed(condition.value)]
    if not codes:
        raise refuse(condition.named("value"), "It must hold at least one country.")
    return [code for code in codes if code]
