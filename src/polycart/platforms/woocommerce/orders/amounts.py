"""Amounts and rounding of orders, as WooCommerce writes them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from polycart.platforms.woocommerce.answers import Unknown
from polycart.platforms.woocommerce.facts import Shop


def exact(value: Any) -> Decimal:
    """A stored amount; nothing is nothing."""
    try:
        return Decimal(str(value)) if value not in (None, "") else Decimal(0)
    except InvalidOperation as error:
        raise Unknown("amount") from error


def spelled(value: Any, digits: int) -> str:
    """An amount with its digits (``wc_format_decimal`` with ``dp``)."""
    amount = exact(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return f"{abs(amount) if amount == 0 else amount:f}"


def plain(value: Any) -> str:
    """An amount as it is stored, without zeros behind it where the table has written them."""
    amount = exact(value)
    return f"{amount.normalize():f}" if amount else "0"


def tax_sum(shop: Shop, taxes: Iterable[Any]) -> Decimal:
    """The sum of a line's taxes, each rounded unless the shop rounds the sum (WC_Order_Item_Product::set_taxes)."""
    values = [exact(tax) for tax in taxes]
    if shop.options.get("woocommerce_tax_round_at_subtotal") == "yes":
        return sum(values, Decimal(0))
    down = shop.options.get("woocommerce_prices_include_tax") == "yes"
    step = Decimal(1).scaleb(-shop.decimals)
    return sum((value.quantize(step, ROUND_HALF_DOWN if down else ROUND_HALF_UP) for value in values), Decimal(0))
