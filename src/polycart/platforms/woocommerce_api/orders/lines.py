"""Lines of a new order: what is sold, checked against the shop's products, and priced without tax."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from polycart.api.order import OrderAddItem, OrderAddParams
from polycart.core.errors import NotFound, ParameterError, StoreError
from polycart.platforms.woocommerce_api.connection import Woo
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders.items import Line, TaxLine, exact, percent

REFUSED = ("order_item_weight", "order_item_parent", "order_item_parent_option_name")
"""What an item of an order cannot keep in WooCommerce: weights are the product's, and bundles need an extension."""


class Goods(msgspec.Struct):
    """What has to be known of a product or variant to sell it."""

    id: int = 0
    sku: str | None = None
    type: str | None = None
    manage_stock: bool | str = False
    stock_quantity: float | None = None
    stock_status: str = "instock"
    backorders: str = "no"


async def goods_of(woo: Woo, ordered: Sequence[OrderAddItem]) -> list[Goods]:
    """The product or variant of each item; the shop itself would take an id that is nobody's."""
    fields = {"_fields": "id,sku,type,manage_stock,stock_quantity,stock_status,backorders"}

    async def one(item: OrderAddItem) -> Goods:
        product = native_id("order_item.order_item_id").dump(item.order_item_id)
        path, what, id = f"products/{product}", "Product", product
        if item.order_item_variant_id is not None:
            id = native_id("order_item.order_item_variant_id").dump(item.order_item_variant_id)
            path, what = f"{path}/variations/{id}", "Variant"
        try:
            return await woo.get(path, fields, type=Goods)
        except NotFound as error:
            raise NotFound(f"{what} with id {id} not found.", native=error.native) from error

    return list(await asyncio.gather(*(one(item) for item in ordered)))


def check(ordered: Sequence[OrderAddItem], goods: Sequence[Goods], *, stock: bool) -> None:
    """Refuse what cannot be kept, and with ``stock`` what is not there."""
    for item, known in zip(ordered, goods, strict=True):
        for name in REFUSED:
            if getattr(item, name) is not None:
                raise ParameterError(f"Parameter 'order_item.{name}' is not supported by WooCommerce for order.add.")
        if item.order_item_quantity < 1:
            raise ParameterError("Parameter 'order_item.order_item_quantity' is not valid. It must be at least 1.")
        if any(option.order_item_option_price for option in item.order_item_option or ()):
            raise ParameterError(
                "Parameter 'order_item.order_item_option_price' is not supported by WooCommerce for order.add: "
                "the item's price must have it in it."
            )
        if stock and known.backorders == "no":
            left = known.stock_quantity if known.manage_stock else None
            if known.stock_status == "outofstock" or (left is not None and left < item.order_item_quantity):
                raise StoreError(f"Product with id {known.id} is not in stock in the quantity that was ordered.")


def amount(value: Decimal) -> str:
    """An amount as the shop takes it, with more digits than it shows so that nothing is lost by rounding twice."""
    spelled = format(value.quantize(Decimal("0.000001"), ROUND_HALF_UP), "f")
    return spelled.rstrip("0").rstrip(".") if "." in spelled else spelled


def line(item: OrderAddItem, known: Goods) -> dict[str, Any]:
    """The body of an item; a model that is not the product's SKU is kept beside it, where people see it."""
    price = amount(exact(item.order_item_price) * item.order_item_quantity)
    meta = [
        {"key": option.order_item_option_name, "value": option.order_item_option_value or ""}
        for option in item.order_item_option or ()
        if option.order_item_option_name
    ]
    meta += [
        {"key": kept.order_item_property_name, "value": kept.order_item_property_value or ""}
        for kept in item.order_item_property or ()
        if kept.order_item_property_name
    ]
    if item.order_item_model and item.order_item_model != known.sku:
        meta.append({"key": "SKU", "value": item.order_item_model})
    body: dict[str, Any] = {
        "product_id": native_id("order_item.order_item_id").dump(item.order_item_id),
        "name": item.order_item_name,
        "quantity": item.order_item_quantity,
        "subtotal": price,
        "total": price,
    }
    if item.order_item_variant_id is not None:
        body["variation_id"] = native_id("order_item.order_item_variant_id").dump(item.order_item_variant_id)
    if item.order_item_tax_class is not None:
        standard = item.order_item_tax_class in ("", "standard", "default")
        body["tax_class"] = "" if standard else item.order_item_tax_class
    return {**body, "meta_data": meta} if meta else body


def spread(discount: Decimal, lines: list[dict[str, Any]]) -> None:
    """Take a discount off the lines in proportion to their prices, to the cent: the last one bears what is left."""
    whole = sum((exact(one["subtotal"]) for one in lines), Decimal(0))
    if discount > whole:
        raise ParameterError(f"Parameter 'discount' is not valid. It must be at most {amount(whole)}.")
    left = discount
    for place, one in enumerate(lines):
        price = exact(one["subtotal"])
        last = place == len(lines) - 1
        share = left if last else (discount * price / whole).quantize(Decimal("0.01"), ROUND_HALF_UP) if whole else left
        share = min(share, price, left)
        left -= share
        one["total"] = amount(price - share)


def without_tax(
    p: OrderAddParams, made: Sequence[Line], taxes: Sequence[TaxLine], discount: Decimal
) -> list[dict[str, Any]]:
    """The lines that must be priced anew, because their price has the tax in it that the shop has told by now."""
    if not any(p.prices_inc_tax or item.order_item_price_includes_tax for item in p.order_item):
        return []
    bodies: list[dict[str, Any]] = []
    for item, known in zip(p.order_item, made, strict=True):
        price = exact(item.order_item_price) * item.order_item_quantity
        if p.prices_inc_tax or item.order_item_price_includes_tax:
            price /= 1 + exact(percent(known.taxes, taxes)) / 100
        bodies.append({"id": known.id, "subtotal": amount(price), "total": amount(price)})
    if discount:
        spread(discount, bodies)
    return bodies


def check_taxes(p: OrderAddParams, made: Sequence[Line], taxes: Sequence[TaxLine]) -> None:
    """The shop reckons taxes by its own rates; where the caller names another rate, the order would be another."""
    for item, known in zip(p.order_item, made, strict=True):
        rate = percent(known.taxes, taxes)
        if item.order_item_tax and abs(rate - item.order_item_tax) > 0.005:
            raise ParameterError(
                f"Parameter 'order_item.order_item_tax' is not valid: the shop's tax on this item is {rate:g} per cent."
            )
