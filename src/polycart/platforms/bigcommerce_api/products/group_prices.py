"""Prices for customer groups and quantities: price lists that groups are assigned to, and a product's bulk prices.

A price of a group is a record of the list that is assigned to it; from a quantity on it is a tier of that record. Its
id is made of the list and the quantity, because records have none.
https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/price-lists
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

import msgspec

from polycart.api.product import ProductGroupPrice
from polycart.platforms.bigcommerce_api.connection import MOST, Bigcommerce

LISTS = 10**6
GROUPS = 10**12
"""Ids of prices for groups are beyond those of bulk prices."""


class Assignment(msgspec.Struct):
    """Which group of customers has the prices of which list, in which channel."""

    id: int
    price_list_id: int
    customer_group_id: int | None = None
    channel_id: int | None = None


class Tier(msgspec.Struct, omit_defaults=True):
    """A price from a quantity on."""

    quantity_min: int
    quantity_max: int | None = None
    type: str = "fixed"
    amount: float = 0


class Record(msgspec.Struct):
    """The price of a variant in a list."""

    price_list_id: int
    variant_id: int
    currency: str
    price: float | None = None
    sale_price: float | None = None
    bulk_pricing_tiers: list[Tier] = []


def price_id(price_list: int, quantity: float) -> str:
    """The id of a group's price."""
    return str(GROUPS + price_list * LISTS + int(quantity))


def from_price_id(id: int) -> tuple[int, int]:
    """The list and the quantity that an id was made of."""
    return divmod(id - GROUPS, LISTS)


async def assignments(bc: Bigcommerce) -> list[Assignment]:
    """Which groups have which lists, in the channel that the call looks through or in any."""
    found = await bc.records("v3/pricelists/assignments", None, Assignment)
    here = [each for each in found if bc.channel is None or each.channel_id in (None, bc.channel)]
    return [each for each in here if each.customer_group_id]


async def records(bc: Bigcommerce, price_list: int, variants: list[int]) -> list[Record]:
    """The prices of some variants in a list, in the store's own currency."""
    currency = (await bc.store()).currency.casefold()
    parts = [variants[at : at + MOST] for at in range(0, len(variants), MOST)]
    pages = await asyncio.gather(
        *(
            bc.records(
                f"v3/pricelists/{price_list}/records",
                {"variant_id:in": part, "include": "bulk_pricing_tiers"},
                Record,
            )
            for part in parts
        )
    )
    return [row for page in pages for row in page if row.currency.casefold() == currency]


async def of_variants(bc: Bigcommerce, variants: list[int]) -> dict[int, list[ProductGroupPrice]]:
    """The prices of groups for some variants."""
    if not variants:
        return {}
    groups: dict[int, list[int]] = defaultdict(list)
    for each in await assignments(bc):
        if each.customer_group_id not in groups[each.price_list_id]:
            groups[each.price_list_id].append(each.customer_group_id or 0)
    found: dict[int, list[ProductGroupPrice]] = defaultdict(list)
    lists = await asyncio.gather(*(records(bc, price_list, variants) for price_list in groups))
    for price_list, rows in zip(groups, lists, strict=True):
        for row in rows:
            for group in groups[price_list]:
                found[row.variant_id] += prices(row, price_list, group)
    return found


def prices(row: Record, price_list: int, group: int) -> list[ProductGroupPrice]:
    """One record as the prices of a group: its own, and those from a quantity on."""
    base = row.sale_price or row.price
    made = [_price(price_list, group, 1, base)] if base is not None else []
    for tier in row.bulk_pricing_tiers:
        whole = base or 0
        amounts = {"price": whole - tier.amount, "percent": whole * (1 - tier.amount / 100)}
        made.append(_price(price_list, group, tier.quantity_min, amounts.get(tier.type, tier.amount)))
    return made


def _price(price_list: int, group: int, quantity: int, price: float) -> ProductGroupPrice:
    return ProductGroupPrice(
        id=price_id(price_list, quantity), group_id=str(group), price=round(float(price), 4), quantity=float(quantity),
        start_time=None, expire_time=None,
    )  # fmt: skip


def of_rules(price: float | None, rules: list[Any] | None) -> list[ProductGroupPrice]:
    """Bulk prices of a product, which everybody has."""
    from polycart.platforms.bigcommerce_api.products.fields import rule_price

    return [
        ProductGroupPrice(
            id=str(rule.id), group_id="", price=rule_price(price or 0, rule), quantity=float(rule.quantity_min),
            start_time=None, expire_time=None,
        )
        for rule in rules or ()
    ]  # fmt: skip
