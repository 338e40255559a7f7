"""Items of an order: prices, taxes and options, exact to the digits that the shop writes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

import msgspec

from polycart.api.order import Order, OrderItem, OrderItemOption
from polycart.core.errors import NotFound
from polycart.core.mapping import At
from polycart.platforms.woocommerce_api.connection import Woo


class _LineTax(msgspec.Struct):
    id: int | str = 0
    total: str | None = None


class _Meta(msgspec.Struct):
    key: str = ""
    value: Any = None
    display_key: Any = None
    display_value: Any = None


class Line(msgspec.Struct):
    """A line item; amounts are of the whole line and without tax, ``subtotal`` before and ``total`` after coupons."""

    id: int = 0
    name: str | None = ""
    product_id: int = 0
    variation_id: int = 0
    quantity: float | str = 0
    subtotal: str = "0"
    subtotal_tax: str = "0"
    total: str = "0"
    total_tax: str = "0"
    taxes: list[_LineTax] = []
    meta_data: list[_Meta] = []
    sku: str | None = None
    bundled_by: Any = None
    """The line of the bundle, where the Product Bundles extension is active."""
    composite_parent: Any = None


class TaxLine(msgspec.Struct):
    """One tax of the order; a compound one is reckoned on top of the others."""

    rate_id: int | str = 0
    rate_code: str = ""
    label: str = ""
    compound: bool = False
    tax_total: str = "0"
    shipping_tax_total: str = "0"
    rate_percent: float | None = None


LINES = At("line_items", list[Line])
TAXES = At("tax_lines", list[TaxLine])


def exact(text: Any) -> Decimal:
    """An amount as the shop writes it."""
    try:
        return Decimal(str(text)) if text not in (None, "") else Decimal(0)
    except InvalidOperation:
        return Decimal(0)


def rounded(amount: Decimal, like: str) -> float:
    """An amount rounded half up to the digits that the shop writes amounts with, which ``dp`` chooses."""
    digits = len(like.partition(".")[2])
    return float(amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP))


def percent(line_taxes: Iterable[_LineTax], taxes: Iterable[TaxLine] | None) -> float:
    """The rate that the taxes of a line make together."""
    known = {str(tax.rate_id): tax for tax in taxes or ()}
    plain, compound = Decimal(0), Decimal(1)
    for line_tax in line_taxes:
        tax = known.get(str(line_tax.id))
        if tax is None or tax.rate_percent is None or line_tax.total in (None, ""):
            continue
        rate = exact(tax.rate_percent) / 100
        if tax.compound:
            compound *= 1 + rate
        else:
            plain += rate
    return float(((1 + plain) * compound - 1) * 100)


def options(line: Line) -> list[OrderItemOption]:
    """What the buyer chose: the attributes of the variant, and what extensions wrote beside them."""
    return [
        OrderItemOption(
            option_id=meta.key,
            name=str(meta.display_key or meta.key),
            value=str(meta.display_value if meta.display_value not in (None, "") else meta.value),
        )
        for meta in line.meta_data
        if not meta.key.startswith("_") and isinstance(meta.value, (str, int, float))
    ]


def _parent(line: Line) -> str | None:
    parent = line.bundled_by or line.composite_parent
    return str(parent) if parent else None


def item(line: Line, taxes: Iterable[TaxLine] | None) -> OrderItem:
    """A line item; ``price`` is of one piece before coupons, ``total_price`` of all pieces after them."""
    quantity = exact(line.quantity)
    subtotal, subtotal_tax, total = exact(line.subtotal), exact(line.subtotal_tax), exact(line.total)
    each = quantity or Decimal(1)
    return OrderItem(
        product_id=str(line.product_id) if line.product_id else None,
        order_product_id=str(line.id),
        model=line.sku,
        name=line.name or "",
        price=rounded(subtotal / each, line.subtotal),
        price_inc_tax=rounded((subtotal + subtotal_tax) / each, line.subtotal),
        quantity=float(quantity),
        discount_amount=float(subtotal - total),
        total_price=float(total),
        tax_percent=percent(line.taxes, taxes),
        tax_value=float(subtotal_tax),
        tax_value_after_discount=float(exact(line.total_tax)),
        options=options(line),
        variant_id=str(line.variation_id) if line.variation_id else None,
        parent_order_product_id=_parent(line),
    )


def items(lines: list[Line] | None, taxes: list[TaxLine] | None) -> list[OrderItem]:
    """The items of an order."""
    return [item(line, taxes) for line in lines or ()]


def subtotal(lines: list[Line] | None) -> float:
    """The price of all items without tax, before coupons."""
    return float(sum((exact(line.subtotal) for line in lines or ()), Decimal(0)))


VARIATIONS = "/wc-analytics/variations"
"""The variations of all products, which derived platforms answer at once."""


class _Goods(msgspec.Struct):
    id: int = 0
    weight: str | None = None
    global_unique_id: str | None = None


async def weigh(woo: Woo, orders: Iterable[Order], *, weight: bool, unit: bool, barcode: bool) -> None:
    """Fill in what only the products know; a variant without a weight of its own answers that of its product."""
    found = [item for order in orders for item in order.order_products or ()]
    if unit:
        name = await woo.option("products", "woocommerce_weight_unit")
        for item in found:
            item.weight_unit = name
    if not (weight or barcode):
        return
    known = await goods(woo, {(str(item.product_id), item.variant_id or None) for item in found if item.product_id})
    for item in found:
        thing = known.get(str(item.variant_id or item.product_id))
        if weight:
            item.weight = float(exact(thing.weight)) if thing and thing.weight else None
        if barcode:
            item.barcode = (thing.global_unique_id or None) if thing else None


async def goods(woo: Woo, wanted: set[tuple[str, Any]]) -> dict[str, _Goods]:
    """The products, and the variants of each product, by id: a hundred with one request, all side by side."""
    parents: dict[str, list[str]] = {}
    single: list[str] = []
    for product, variant in sorted(wanted, key=str):
        if variant:
            parents.setdefault(product, []).append(str(variant))
        else:
            single.append(product)
    fields = {"_fields": "id,weight,global_unique_id", "per_page": woo.paging.most}
    below = [(f"products/{parent}/variations", ids) for parent, ids in parents.items()]
    every = [id for ids in parents.values() for id in ids]
    if every and await woo.tells(VARIATIONS, {"include": ",".join(every)}):
        below = [(VARIATIONS, every)]
    lists = [("products", single), *below]
    batches = [(path, ids[at : at + 100]) for path, ids in lists for at in range(0, len(ids), 100)]

    async def fetch(path: str, ids: list[str]) -> list[_Goods]:
        try:
            return await woo.get(path, {**fields, "include": ",".join(ids)}, type=list[_Goods])
        except NotFound:  # the product of the variants is gone
            return []

    rows = await asyncio.gather(*(fetch(path, ids) for path, ids in batches))
    return {str(row.id): row for some in rows for row in some}
