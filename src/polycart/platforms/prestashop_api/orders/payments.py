"""Payments of orders, which the shop keeps by the order's reference.

https://devdocs.prestashop-project.org/8/webservice/resources/order_payments/
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderTransaction, OrderTransactionListParams
from polycart.core.codecs import decimal, text
from polycart.core.mapping import Map, computed, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, merge, project
from polycart.platforms.prestashop_api import facts
from polycart.platforms.prestashop_api.connection import Prestashop, prestashop
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.numbers import numbers_of
from polycart.platforms.prestashop_api.searches import Search

PATH = "order_payments"


class _Order(msgspec.Struct):
    id: int
    reference: str = ""


async def _codes(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str | None]:
    known = {row.id: row.iso_code for row in await facts.currencies(shop)}
    return [known.get(int(id or 0)) for (id,) in rows]


def _empty(value: str | None) -> str | None:
    return value or None


class TransactionMap(Map[OrderTransaction]):
    """A payment."""

    id = field("id", text)
    transaction_id = computed(_empty, "transaction_id")
    order_id = field("order_reference", text)  # exchanged for the order's id
    description = field("payment_method", text)
    gateway = field("payment_method", text)
    currency = lazy(_codes, "id_currency")
    amount = field("amount", decimal)
    created_time = field("date_add", moment)
    card_brand = computed(_empty, "card_brand")


@prestashop.implements(
    api.order.transaction.list, "order_ids", gives=TransactionMap, note="Orders of one checkout share their payments.",
)  # fmt: skip
async def order_transaction_list(shop: Prestashop, p: OrderTransactionListParams) -> Page[OrderTransaction]:
    """List the payments of some orders."""
    await shop.zoned()
    orders = await shop.among("orders", "id", numbers_of("order_ids", p.order_ids), _Order)
    by_reference = {row.reference: str(row.id) for row in orders}
    search = Search(path=PATH, query={})
    if by_reference:
        search.query["filter[order_reference]"] = f"[{'|'.join(by_reference)}]"
    else:
        search.narrow(())
    start = int((shop.call.cursor or {}).get("start", 0))
    wanted = merge(shop.wanted, Selection.named("order_id"))
    page = await search.page(shop, TransactionMap, start=start, count=p.count, wanted=wanted)
    for item in page.items:
        item.order_id = by_reference[str(item.order_id)]
    page.items = project(page.items, shop.wanted)
    return page
