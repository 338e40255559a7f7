"""Specific prices: reductions and prices for all, for a group, from a quantity on, within a span of time.

https://devdocs.prestashop-project.org/8/webservice/resources/specific_prices/
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from polycart.api.entities import DateTime
from polycart.api.product import ProductAdvancedPrice, ProductGroupPrice, ProductTierPrice, SpecialPrice
from polycart.core.codecs import decimal
from polycart.core.ids import text_id
from polycart.core.moments import ZONE
from polycart.platforms.prestashop_api.connection import Prestashop
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.taxes import home_rates

NONE = "0000-00-00 00:00:00"


class PriceRow(msgspec.Struct):
    """A specific price; ids of 0 are for all, a ``price`` below 0 is the product's own, before the reduction."""

    id: int
    id_product: int = 0
    id_product_attribute: int = 0
    id_shop: int | str = 0
    id_currency: int | str = 0
    id_country: int | str = 0
    id_group: int | str = 0
    id_customer: int | str = 0
    id_cart: int | str = 0
    id_specific_price_rule: int | str = 0
    price: str | float = "-1"
    from_quantity: int | str = 1
    reduction: str | float = "0"
    reduction_tax: int | str = 0
    reduction_type: str = "amount"
    from_: str = msgspec.field(name="from", default=NONE)
    to: str = NONE

    def value(self, own: float, rate: float) -> float:
        """The price of one without tax; ``own`` is the product's, ``rate`` its tax in per cent."""
        fixed = decimal.load(self.price)
        price = own if fixed is None or fixed < 0 else fixed
        reduction = decimal.load(self.reduction) or 0.0
        if self.reduction_type == "percentage":
            price *= 1 - reduction
        else:
            price -= reduction / (1 + rate / 100) if str(self.reduction_tax) == "1" else reduction
        return round(max(0.0, price), 6)

    @property
    def for_all(self) -> bool:
        """Whether it holds for everybody, from the first piece on."""
        narrowed = (self.id_customer, self.id_group, self.id_country, self.id_currency, self.id_cart)
        return int(self.from_quantity) <= 1 and all(str(id) == "0" for id in narrowed)

    @property
    def holds_now(self) -> bool:
        """Whether this moment is within its span."""
        now = datetime.now(UTC).astimezone(ZONE.get()).strftime("%Y-%m-%d %H:%M:%S")
        return self.from_ <= now and (self.to.startswith("0000") or now <= self.to)

    @property
    def quantity(self) -> float:
        """Fewest that must be bought."""
        return float(self.from_quantity)


async def specific_prices(shop: Prestashop, products: Iterable[int]) -> dict[int, list[PriceRow]]:
    """The specific prices of some products, those for single customers and carts left out; asked for once in a call."""
    chosen = sorted(set(products))
    key = f"prices {chosen}"
    if key not in shop.seen:
        also = {"filter[id_customer]": 0, "filter[id_cart]": 0}
        rows = await shop.among("specific_prices", "id_product", chosen, PriceRow, also=also)
        shop.seen[key] = {id: [row for row in rows if row.id_product == id] for id in chosen}
    return shop.seen[key]


async def _of(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[tuple[list[PriceRow], float, float]]:
    """For each row of id, price and tax rules group: its specific prices, its own price, and its tax rate."""
    found = await specific_prices(shop, (row[0] for row in rows))
    taxed = {int(group or 0) for id, _, group in rows if any(str(each.reduction_tax) == "1" for each in found[id])}
    rates = await home_rates(shop, taxed) if taxed else {}
    return [(found[id], decimal.load(price) or 0.0, rates.get(int(group or 0), 0.0)) for id, price, group in rows]


def _times(row: PriceRow) -> tuple[DateTime | None, DateTime | None]:
    return moment.load(row.from_), moment.load(row.to)


async def special_prices(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[SpecialPrice | None]:
    """The reduced price for everybody, one that holds now before others."""

    def one(prices: list[PriceRow], own: float, rate: float) -> SpecialPrice | None:
        mine = [row for row in prices if row.for_all and not row.id_product_attribute]
        if not mine:
            return None
        best = min(mine, key=lambda row: (not row.holds_now, row.id))
        start, end = _times(best)
        value = best.value(own, rate)
        return SpecialPrice(value=value, avail=best.holds_now, created_at=start, modified_at=None, expired_at=end)

    return [one(*each) for each in await _of(shop, rows)]


def advanced(row: PriceRow, own: float, rate: float) -> ProductAdvancedPrice:
    """A specific price as a price by group and quantity."""
    start, end = _times(row)
    return ProductAdvancedPrice(
        id=str(row.id), value=row.value(own, rate), avail=row.holds_now, group_id=text_id(row.id_group),
        quantity_from=row.quantity, start_time=start, expire_time=end,
    )  # fmt: skip


async def advanced_prices(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ProductAdvancedPrice]]:
    """All specific prices of the products themselves."""
    return [
        [advanced(row, own, rate) for row in prices if not row.id_product_attribute]
        for prices, own, rate in await _of(shop, rows)
    ]


async def tier_prices(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ProductTierPrice]]:
    """Prices from a quantity on, for everybody."""
    return [
        [
            ProductTierPrice(qty=row.quantity, price=row.value(own, rate))
            for row in prices
            if row.quantity > 1 and str(row.id_group) == "0" and not row.id_product_attribute
        ]
        for prices, own, rate in await _of(shop, rows)
    ]


async def group_prices(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ProductGroupPrice]]:
    """Prices for groups of customers."""
    return [
        [
            ProductGroupPrice(
                id=str(row.id), group_id=str(row.id_group), price=row.value(own, rate), store_id=text_id(row.id_shop),
                quantity=row.quantity, start_time=_text(row.from_), expire_time=_text(row.to),
            )
            for row in prices
            if str(row.id_group) != "0" and not row.id_product_attribute
        ]
        for prices, own, rate in await _of(shop, rows)
    ]  # fmt: skip


def _text(native: str) -> str | None:
    found = moment.load(native)
    return str(found.value) if found else None
