"""Baskets: carts by their ids, which BigCommerce gives to nobody but who has them.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/carts
"""

from __future__ import annotations

import re
from typing import Any

from polycart import api
from polycart.api.basket import Basket, BasketInfoParams, BasketItem, BasketItemOption
from polycart.api.entities import BaseCustomer, Currency
from polycart.core.errors import NotFound
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.lines import Line, Lines
from polycart.platforms.bigcommerce_api.numbers import missing
from polycart.platforms.bigcommerce_api.units import iso

PATH = "v3/carts"
_ID = re.compile(r"[0-9a-fA-F-]{8,64}")


def _item(row: Line) -> BasketItem:
    return BasketItem(
        id=row.id, parent_id=row.parent_id, product_id=str(row.product_id),
        variant_id=str(row.variant_id) if row.variant_id else None, sku=row.sku, name=row.name, price=row.sale_price,
        quantity=float(row.quantity),
        options=[
            BasketItemOption(
                id=str(each.nameId) if each.nameId else None, value_id=str(each.valueId) if each.valueId else None,
                name=each.name, value=each.value,
            )
            for each in row.options
        ],
    )  # fmt: skip


def _items(known: Lines | None) -> list[BasketItem]:
    return [_item(row) for row in known.every] if known else []


def _currency(code: str | None) -> Currency | None:
    return Currency(id=code, iso3=code) if code else None


async def _customers(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[BaseCustomer]:
    """Whose cart it is; a guest's id is 0."""
    made: list[BaseCustomer] = []
    for id, email in rows:
        found: list[Any] = await bc.records("v3/customers", {"id:in": id}) if id else []
        known: dict[str, Any] = found[0] if found else {}
        made.append(
            BaseCustomer(
                id=str(id or 0), email=known.get("email") or email or "", first_name=known.get("first_name", ""),
                last_name=known.get("last_name", ""), phone=known.get("phone", ""),
            )
        )  # fmt: skip
    return made


class BasketMap(Map[Basket]):
    """A cart."""

    id = field("id")
    customer = lazy(_customers, "customer_id", "email")
    created_at = field("created_time", iso)
    modified_at = field("updated_time", iso)
    currency = computed(_currency, "currency.code")
    basket_products = computed(_items, At("line_items", Lines))
    additional_fields = extras("channel_id", "cart_amount", "base_amount", "discount_amount", "tax_included", "locale")


@bigcommerce.implements(
    api.basket.info, "id", gives=BasketMap,
    note="The id of a cart is told by order.list (basket_id) and order.abandoned.list.",
)  # fmt: skip
async def basket_info(bc: Bigcommerce, p: BasketInfoParams) -> Basket:
    """Read one cart by its id."""
    if not _ID.fullmatch(p.id):
        raise missing("Basket", p.id)
    query = {"include": "line_items.physical_items.options,line_items.digital_items.options"}
    try:
        return await bc.one(f"{PATH}/{p.id}", BasketMap, query=query)
    except NotFound as error:
        raise missing("Basket", p.id, error) from error


bigcommerce.lacks(
    "A BigCommerce cart is known to who has its id; the API tells none of a customer, so nothing can be put into it.",
    api.basket.item.add,
)
