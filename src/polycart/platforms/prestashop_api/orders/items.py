"""The items of orders, which the shop keeps as they were when the order was placed.

https://devdocs.prestashop-project.org/8/webservice/resources/order_details/
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from polycart.api.order import OrderItem, OrderItemOption
from polycart.core.codecs import decimal
from polycart.core.ids import text_id
from polycart.platforms.prestashop_api.connection import Prestashop
from polycart.platforms.prestashop_api.products.fields import CombinationRow, option_groups, option_values


class DetailRow(msgspec.Struct):
    """An item of an order."""

    id: int
    id_order: int = 0
    product_id: int = 0
    product_attribute_id: int | str | None = 0
    product_name: str = ""
    product_quantity: int = 0
    product_quantity_refunded: int | str = 0
    product_reference: str | None = None
    product_ean13: str | None = None
    product_upc: str | None = None
    product_weight: str | None = None
    product_price: str = "0"
    reduction_amount_tax_excl: str | None = None
    unit_price_tax_incl: str = "0"
    unit_price_tax_excl: str = "0"
    total_price_tax_incl: str = "0"
    total_price_tax_excl: str = "0"
    total_refunded_tax_incl: str = "0"
    total_refunded_tax_excl: str = "0"


def number(value: Any) -> float:
    """An amount; nothing is 0."""
    return decimal.load(value) or 0.0


async def details(shop: Prestashop, orders: list[int]) -> dict[int, list[DetailRow]]:
    """The items of some orders; asked for once in a call."""
    key = f"details {sorted(orders)}"
    if key not in shop.seen:
        paths = list(DetailRow.__struct_fields__)
        if (await shop.facts()).version < (1, 7, 7):
            paths = [path for path in paths if not path.startswith("total_refunded")]
        found: dict[int, list[DetailRow]] = defaultdict(list)
        for row in await shop.among("order_details", "id_order", orders, DetailRow, *paths):
            found[row.id_order].append(row)
        shop.seen[key] = found
    return shop.seen[key]


async def order_products(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[OrderItem]]:
    """The items of a page of orders; chosen values are looked up where they are wanted."""
    below = shop.wanted.of("order_products")
    found = await details(shop, [id for (id,) in rows])
    chosen = await _options(shop, [row for each in found.values() for row in each]) if below.wants("options") else {}
    unit = (await shop.facts()).value("PS_WEIGHT_UNIT", shop.shop_id) if below.wants("weight_unit") else None
    return [[item(row, unit, chosen.get(int(row.product_attribute_id or 0), [])) for row in found.get(id, [])]
            for (id,) in rows]  # fmt: skip


def item(row: DetailRow, unit: str | None, options: list[OrderItemOption]) -> OrderItem:
    """An item of the contract; its price is without tax, with reductions taken off."""
    net, gross = number(row.unit_price_tax_excl), number(row.unit_price_tax_incl)
    tax = number(row.total_price_tax_incl) - number(row.total_price_tax_excl)
    return OrderItem(
        product_id=str(row.product_id), order_product_id=str(row.id), model=row.product_reference,
        name=row.product_name,
        price=net, price_inc_tax=gross, quantity=float(row.product_quantity),
        discount_amount=number(row.reduction_amount_tax_excl) * row.product_quantity,
        total_price=number(row.total_price_tax_incl), tax_percent=round((gross / net - 1) * 100, 3) if net else 0.0,
        tax_value=round(tax, 6), tax_value_after_discount=round(tax, 6), options=options,
        variant_id=text_id(row.product_attribute_id), weight=decimal.load(row.product_weight), weight_unit=unit,
        barcode=row.product_ean13 or row.product_upc or None,
    )  # fmt: skip


async def _options(shop: Prestashop, rows: list[DetailRow]) -> dict[int, list[OrderItemOption]]:
    """What was chosen, by the id of the combination; one that is gone has left only its name in the item's."""
    ids = sorted({int(row.product_attribute_id or 0) for row in rows} - {0})
    if not ids:
        return {}
    combinations = await shop.among(
        "combinations", "id", ids, CombinationRow, "id", "associations.product_option_values"
    )
    values = await option_values(shop, {id for row in combinations for id in row.values})
    groups = await option_groups(shop, {int(value.id_attribute_group) for value in values.values()})

    def one(id: int) -> OrderItemOption:
        value = values[id]
        group = groups.get(int(value.id_attribute_group))
        return OrderItemOption(
            option_id=str(value.id_attribute_group), name=(group.public_name or group.name or "") if group else "",
            value=value.name or "", product_option_value_id=str(id), price=0.0,
        )  # fmt: skip

    return {row.id: [one(id) for id in row.values if id in values] for row in combinations}
