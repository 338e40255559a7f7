"""Payments of orders and what became of them.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/OrderTransaction
"""

from __future__ import annotations

from polycart import api
from polycart.api.order import OrderTransaction, OrderTransactionListParams
from polycart.core.codecs import boolean, string
from polycart.core.given import refuse
from polycart.core.mapping import At, Map, computed, extras, field
from polycart.core.method import Page
from polycart.core.selection import Selection, merge
from polycart.platforms.shopify.connection import Id, Shop, shopify
from polycart.platforms.shopify.ids import gids, id_codec, missing, number
from polycart.platforms.shopify.values import MoneyBag, stamp, worth


def _parent(row: Id | None) -> str | None:
    return number(row.id) if row else None


def _lower(word: str | None) -> str | None:
    return word.lower() if word else None


def _currency(bag: MoneyBag | None) -> str | None:
    return bag.shop_money.currency_code if bag and bag.shop_money else None


class TransactionMap(Map[OrderTransaction]):
    """One payment, or one part of it; amounts are in the shop's currency."""

    id = field("id", id_codec)
    transaction_id = field("paymentId", string)
    order_id = field("order.id", id_codec)
    parent_id = computed(_parent, At("parentTransaction", Id | None))
    description = computed(_lower, "kind")
    status = computed(_lower, "status")
    gateway = field("gateway", string)
    reference_number = field("paymentId", string)
    currency = computed(_currency, At("amountSet", MoneyBag))
    amount = computed(worth, At("amountSet", MoneyBag))
    created_time = field("createdAt", stamp)
    settlement_currency = field("settlementCurrency", string)
    is_test_mode = field("test", boolean)
    additional_fields = extras("kind", gateway_name="formattedGateway", error_code="errorCode")


@shopify.implements(api.order.transaction.list, "order_ids", gives=TransactionMap)
async def transaction_list(shop: Shop, p: OrderTransactionListParams) -> Page[OrderTransaction]:
    """List the payments of some orders, by order; the place in the list is the number of those before."""
    ids = gids("Order", p.order_ids, "order_ids")
    if not ids or len(ids) > 250:
        raise refuse("order_ids", "It must hold 1 to 250 ids.")
    wanted = merge(shop.wanted, Selection.named("id"))
    found: list[OrderTransaction] = []
    for id in ids:
        rows = await shop.below("order", id, "payments", TransactionMap, wanted=wanted)
        if rows is None:
            raise missing("Order", id)
        found += rows
    start = (shop.call.cursor or {}).get("start", 0)
    page = Page(items=found[start : start + p.count], total=len(found))
    page.place(start, p.count)
    return page
