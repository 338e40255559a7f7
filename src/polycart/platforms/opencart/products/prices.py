"""Specials and discounts: reduced prices for everybody of a group, and prices from a quantity on.

Up to 4.0 they are prices in two tables; since 4.1 one table holds both, and a row is a price (F), a percentage (P) or
an amount (S) off the product's own (catalog/model/catalog/product.php).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from polycart.api.product import ProductAdvancedPrice, ProductGroupPrice, ProductTierPrice, SpecialPrice
from polycart.core.codecs import plain
from polycart.core.mapping import Map, field
from polycart.core.moments import ZONE
from polycart.platforms.opencart.connection import Opencart
from polycart.platforms.opencart.values import amount, moment, moment_text

FINAL, PERCENT, LESS = "F", "P", "S"


class PriceRow(msgspec.Struct):
    """A row of ``product_discount`` or ``product_special``."""

    id: int = 0
    customer_group_id: int = 0
    quantity: int = 1
    priority: int = 1
    price: str = "0"
    type: str = FINAL
    special: int = 0
    date_start: str | None = None
    date_end: str | None = None

    def value(self, own: float) -> float:
        """The price of one, where the product's own is ``own``."""
        number = amount(self.price)
        if self.type == PERCENT:
            return round(own - own * number / 100, 4)
        return round(own - number, 4) if self.type == LESS else number

    @property
    def holds(self) -> bool:
        """Whether today is within its days; zero dates are no bounds."""
        today = datetime.now(UTC).astimezone(ZONE.get()).strftime("%Y-%m-%d")
        first, last = (
            value if value and not value.startswith("0000") else None for value in (self.date_start, self.date_end)
        )
        return (first is None or first <= today) and (last is None or today <= last)


class DiscountMap(Map[PriceRow]):
    """A row of ``product_discount`` since 4.1, where specials are among them."""

    id = field("x.product_discount_id")
    customer_group_id = field("x.customer_group_id")
    quantity = field("x.quantity")
    priority = field("x.priority")
    price = field("x.price", plain)
    type = field("x.type", since="4.1")
    special = field("x.special", since="4.1")
    date_start = field("x.date_start")
    date_end = field("x.date_end")


class SpecialMap(Map[PriceRow]):
    """A row of ``product_special``, up to 4.0."""

    id = field("y.product_special_id")
    customer_group_id = field("y.customer_group_id")
    priority = field("y.priority")
    price = field("y.price", plain)
    date_start = field("y.date_start")
    date_end = field("y.date_end")


def best_special(rows: Sequence[PriceRow], group: int) -> PriceRow | None:
    """The reduced price that the shop would take: of the group, holding now, of the first priority, the lowest."""
    return min(
        rows, key=lambda row: (row.customer_group_id != group, not row.holds, row.priority, row.id), default=None
    )


def special_price(row: PriceRow | None, own: float) -> SpecialPrice | None:
    """A reduced price."""
    if row is None:
        return None
    return SpecialPrice(
        value=row.value(own), avail=row.holds, created_at=moment.load(row.date_start), modified_at=None,
        expired_at=moment.load(row.date_end),
    )  # fmt: skip


def tier_prices(rows: Sequence[PriceRow], own: float, group: int) -> list[ProductTierPrice]:
    """Prices from a quantity on, for the group that everybody belongs to."""
    return [
        ProductTierPrice(qty=float(row.quantity), price=row.value(own))
        for row in sorted(rows, key=lambda row: (row.quantity, row.priority, row.id))
        if row.customer_group_id == group
    ]


def group_prices(rows: Sequence[PriceRow], own: float) -> list[ProductGroupPrice]:
    """Prices by group and quantity."""
    return [
        ProductGroupPrice(
            id=str(row.id), group_id=str(row.customer_group_id), price=row.value(own), quantity=float(row.quantity),
            start_time=moment_text(row.date_start), expire_time=moment_text(row.date_end),
            additional_fields={"type": row.type, "value": amount(row.price), "priority": row.priority},
        )
        for row in rows
    ]  # fmt: skip


def advanced_prices(rows: Sequence[PriceRow], own: float) -> list[ProductAdvancedPrice]:
    """The same prices, as child items tell them."""
    return [
        ProductAdvancedPrice(
            id=str(row.id), value=row.value(own), avail=row.holds, group_id=str(row.customer_group_id),
            quantity_from=float(row.quantity), start_time=moment.load(row.date_start),
            expire_time=moment.load(row.date_end),
        )
        for row in rows
    ]  # fmt: skip


def everybody(cart: Opencart) -> int:
    """The group that visitors belong to."""
    return int(cart.setting("config_customer_group_id") or 1)
