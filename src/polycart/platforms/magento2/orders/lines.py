"""Items of a new order: what is sold, and what each costs with and without tax, reckoned from what the caller gives."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from polycart.api.order import OrderAddItem, OrderAddParams
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import refuse
from polycart.platforms.magento2.connection import Magento, missing
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.orders.items import CONFIGURABLE, exact

REFUSED = ("order_item_tax_class", "order_item_parent", "order_item_parent_option_name", "order_item_property")
"""What an item of an order cannot keep in Magento: tax classes are the product's, and bundles are bought in carts."""

COMPOSED = ("bundle", "grouped", "giftcard")
VIRTUAL = ("virtual", "downloadable")
"""Types of products that are not sent anywhere."""


class Value(msgspec.Struct):
    """A value of an option of a product's own."""

    title: str | None = None
    option_type_id: int | None = None


class Option(msgspec.Struct):
    """An option of a product's own."""

    option_id: int = 0
    title: str = ""
    values: list[Value] | None = None


class _Extension(msgspec.Struct):
    configurable_product_links: list[int] | None = None


class Goods(msgspec.Struct):
    """What has to be known of a product to sell it."""

    id: int = 0
    sku: str = ""
    type_id: str = "simple"
    weight: float | None = None
    options: list[Option] | None = None
    extension_attributes: _Extension | list[Any] | None = None

    @property
    def virtual(self) -> bool:
        """Whether nothing is sent."""
        return self.type_id in VIRTUAL

    @property
    def children(self) -> list[int]:
        """The variants of a configurable product."""
        inner = self.extension_attributes
        return inner.configurable_product_links or [] if isinstance(inner, _Extension) else []


_PATHS = ("id", "sku", "type_id", "weight", "options", "extension_attributes.configurable_product_links")


async def goods_of(magento: Magento, chosen: Sequence[tuple[str, str | None]]) -> list[tuple[Goods, Goods]]:
    """The product of each pair of product and variant ids, and what is really sold: the variant, or the product."""
    number, variant = native_id("order_item.order_item_id"), native_id("order_item.order_item_variant_id")
    pairs = [(number.dump(product), variant.dump(child) if child else None) for product, child in chosen]
    ids = sorted({id for pair in pairs for id in pair if id is not None})

    async def fetch() -> dict[int, Goods]:
        return {row.id: row for row in await magento.among("/V1/products", "entity_id", ids, Goods, *_PATHS)}

    rows = await magento.once(("goods", tuple(ids)), fetch)
    found: list[tuple[Goods, Goods]] = []
    for product, child in pairs:
        if product not in rows:
            raise missing("Product", str(product))
        owner = rows[product]
        if child is not None and (child not in rows or child not in owner.children):
            raise missing("Variant", str(child))
        found.append((owner, rows[child] if child is not None else owner))
    return found


def check(items: Sequence[OrderAddItem], goods: Sequence[tuple[Goods, Goods]]) -> None:
    """Refuse what an item of an order cannot keep."""
    for item, (owner, sold) in zip(items, goods, strict=True):
        for name in REFUSED:
            if getattr(item, name) is not None:
                raise refuse(f"order_item.{name}", "An item of an order in Magento does not keep it.")
        if item.order_item_quantity < 1:
            raise refuse("order_item.order_item_quantity", "It must be at least 1.")
        if sold.type_id == CONFIGURABLE:
            raise MissingParameter("Parameter 'order_item.order_item_variant_id' is required.")
        if owner.type_id in COMPOSED:
            raise refuse("order_item.order_item_id", f"Product {owner.id} is made of others, which only carts put in.")
        if item.order_item_model is not None and item.order_item_model.casefold() != sold.sku.casefold():
            raise refuse("order_item.order_item_model", f"Magento keeps the product's SKU, which is '{sold.sku}'.")
        if any(option.order_item_option_price for option in item.order_item_option or ()):
            raise refuse("order_item.order_item_option_price", "The item's price must have it in it.")


Choice = tuple[str | None, str | None]
"""A chosen option and its value, each by name or number."""


def options_of(given: Iterable[Choice], owner: Goods) -> list[dict[str, str]]:
    """The chosen options of the product's own, by their numbers."""
    chosen: list[dict[str, str]] = []
    for option, value in given:
        name, text = (option or "").strip(), (value or "").strip()
        own = next((each for each in owner.options or () if _called(name, each.title, each.option_id)), None)
        if own is None:
            raise NotFound(f"Product option with name {name} not found.")
        fitting = (each for each in own.values or () if _called(text, each.title, each.option_type_id))
        one = next(fitting, None)
        if own.values and one is None:
            raise NotFound(f"Product option value with name {text} not found.")
        chosen.append({"option_id": str(own.option_id), "option_value": str(one.option_type_id) if one else text})
    return chosen


def _called(text: str, title: str | None, id: int | None) -> bool:
    return text.casefold() == (title or "").casefold() or text == str(id)


class Priced(msgspec.Struct, kw_only=True):
    """What an item costs, in the order's currency; ``row`` and ``discount`` are without tax."""

    price: Decimal
    inclusive: Decimal
    row: Decimal
    row_inclusive: Decimal
    discount: Decimal
    tax: Decimal
    rate: Decimal


def cents(amount: Decimal) -> Decimal:
    """An amount as people pay it."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def fine(amount: Decimal) -> Decimal:
    """An amount as Magento keeps it, with four places."""
    return amount.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def shares(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Cut an amount into parts by weight, to the cent; together they are the amount."""
    whole, left, parts = sum(weights, Decimal(0)), total, list[Decimal]()
    for weight in weights:
        part = cents(left * weight / whole) if whole else Decimal(0)
        parts.append(part)
        left, whole = left - part, whole - weight
    return parts


def priced(p: OrderAddParams, discount: Decimal) -> list[Priced]:
    """Reckon the items: a discount comes off before tax, and a tax that is told as a sum falls on all items alike."""
    rows = [cents(exact(item.order_item_price) * item.order_item_quantity) for item in p.order_item]
    if discount > sum(rows, Decimal(0)):
        raise refuse("discount", "It is more than the items cost.")
    off = shares(discount, rows)
    rates = [exact(item.order_item_tax) / 100 for item in p.order_item]
    told = exact(p.tax_price) - exact(p.shipping_tax)
    spread = shares(told, [row - less for row, less in zip(rows, off, strict=True)]) if not any(rates) else None
    found: list[Priced] = []
    for place, item in enumerate(p.order_item):
        inclusive = p.prices_inc_tax or item.order_item_price_includes_tax
        paid = rows[place] - off[place]
        tax = spread[place] if spread is not None else _tax(paid, rates[place], inclusive=inclusive)
        rate = rates[place] or (tax / net if (net := paid - tax if inclusive else paid) else Decimal(0))
        found.append(_item(item, rows[place], off[place], tax=tax, rate=rate, inclusive=inclusive))
    return found


def _tax(paid: Decimal, rate: Decimal, *, inclusive: bool) -> Decimal:
    return paid - cents(paid / (1 + rate)) if inclusive else cents(paid * rate)


def _item(item: OrderAddItem, given: Decimal, off: Decimal, *, tax: Decimal, rate: Decimal, inclusive: bool) -> Priced:
    price, percent = exact(item.order_item_price), exact(item.order_item_tax)
    if not inclusive:
        gross = given + cents(given * rate)
        return Priced(price=price, inclusive=fine(price * (1 + rate)), row=given, row_inclusive=gross, discount=off,
                      tax=tax, rate=percent)  # fmt: skip
    row = cents(given / (1 + rate))
    return Priced(price=fine(price / (1 + rate)), inclusive=price, row=row, row_inclusive=given,
                  discount=row - (given - off - tax), tax=tax, rate=percent)  # fmt: skip


def body(item: OrderAddItem, goods: tuple[Goods, Goods], cost: Priced, *, rate: Decimal) -> dict[str, Any]:
    """The body of an item. A variant is sold as the simple product that it is.

    The parent of a variant needs ``simple_sku`` among its options, or it can be neither shipped nor refunded
    (Magento\\InventoryConfigurableProduct\\Plugin\\Sales\\GetSkuFromOrderItem), and REST does not write that.
    """
    owner, sold = goods
    weight = item.order_item_weight if item.order_item_weight is not None else sold.weight
    made: dict[str, Any] = {
        "product_id": sold.id,
        "sku": sold.sku,
        "name": item.order_item_name,
        "product_type": sold.type_id,
        "is_virtual": int(sold.virtual),
        "qty_ordered": item.order_item_quantity,
        "tax_percent": float(cost.rate),
        **money(
            rate, price=cost.price, original_price=cost.price, price_incl_tax=cost.inclusive, row_total=cost.row,
            row_total_incl_tax=cost.row_inclusive, tax_amount=cost.tax, discount_amount=cost.discount,
        ),
    }  # fmt: skip
    if weight is not None:
        made |= {"weight": weight, "row_weight": float(exact(weight) * item.order_item_quantity)}
    given = [(each.order_item_option_name, each.order_item_option_value) for each in item.order_item_option or ()]
    options = options_of(given if item.order_item_variant_id is None else (), owner)  # a variant says its own
    if options:
        made["product_option"] = {"extension_attributes": {"custom_options": options}}
    return made


def money(rate: Decimal, **amounts: Decimal) -> dict[str, float]:
    """Amounts as Magento keeps them, in the order's currency and in the base one; ``rate`` is of the base to it."""
    told = {name: float(amount) for name, amount in amounts.items()}
    return told | {f"base_{name}": float(fine(amount / rate)) for name, amount in amounts.items()}
