"""Checkouts that were left, as abandoned orders and as baskets.

https://shopify.dev/docs/api/admin-graphql/2026-10/objects/AbandonedCheckout
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.basket import Basket, BasketInfoParams, BasketItem
from polycart.api.entities import BaseCustomer
from polycart.api.order import OrderAbandoned, OrderAbandonedListParams, OrderItem, OrderTotals
from polycart.core.codecs import string
from polycart.core.documents import Of
from polycart.core.mapping import At, Map, computed, field
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Id, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, id_codec, missing, number
from polycart.platforms.shopify.orders.fields import currency
from polycart.platforms.shopify.searches import dates, query
from polycart.platforms.shopify.values import MoneyBag, stamp, worth


class Mail(Row):
    """An e-mail address."""

    email_address: str = ""


class Buyer(Row):
    """Who left the checkout."""

    id: str = ""
    first_name: str | None = None
    last_name: str | None = None
    default_email_address: Mail | None = None


class Line(Row):
    """An item that was left."""

    id: str = ""
    title: str | None = None
    sku: str | None = None
    quantity: int = 0
    original_unit_price_set: MoneyBag | None = None
    original_total_price_set: MoneyBag | None = None
    product: Id | None = None
    variant: Id | None = None


LINES = At("lineItems.nodes", list[Line])


def _customer(row: Buyer | None) -> BaseCustomer | None:
    if row is None:
        return None
    mail = row.default_email_address
    return BaseCustomer(
        id=number(row.id), email=mail.email_address if mail else "", first_name=row.first_name or "",
        last_name=row.last_name or "", phone="",
    )  # fmt: skip


def _currency(bag: MoneyBag | None) -> object:
    return currency(bag.shop_money.currency_code if bag and bag.shop_money else None)


def _totals(total: MoneyBag | None, part: MoneyBag | None, tax: MoneyBag | None, off: MoneyBag | None) -> OrderTotals:
    return OrderTotals(total=worth(total), subtotal=worth(part), shipping=0.0, tax=worth(tax), discount=worth(off))


def _items(rows: list[Line] | None) -> list[OrderItem]:
    return [
        OrderItem(
            product_id=number(row.product.id) if row.product else None,
            order_product_id=number(row.id),
            model=row.sku or "",
            name=row.title or "",
            price=worth(row.original_unit_price_set),
            quantity=float(row.quantity),
            total_price=worth(row.original_total_price_set),
            variant_id=number(row.variant.id) if row.variant else None,
        )
        for row in rows or ()
    ]


TOTAL = At("totalPriceSet", MoneyBag | None)


class AbandonedMap(Map[OrderAbandoned]):
    """A checkout that was left."""

    id = field("id", id_codec)
    basket_id = field("id", id_codec)
    customer = computed(_customer, At("customer", Buyer | None))
    basket_url = field("abandonedCheckoutUrl", string)
    created_at = field("createdAt", stamp)
    modified_at = field("updatedAt", stamp)
    currency = computed(_currency, TOTAL)
    totals = computed(
        _totals, TOTAL, At("totalLineItemsPriceSet", MoneyBag | None), At("totalTaxSet", MoneyBag | None),
        At("totalDiscountSet", MoneyBag | None),
    )  # fmt: skip
    order_products = computed(_items, LINES)


@shopify.implements(
    api.order.abandoned.list, "created_from", "created_to", "modified_from", "modified_to", gives=AbandonedMap
)
async def abandoned_list(shop: Shop, p: OrderAbandonedListParams) -> Page[OrderAbandoned]:
    """List checkouts that were left and not taken up again."""
    found = [*dates(p.created_from, p.created_to, p.modified_from, p.modified_to)]
    sort = {"sortKey": Of("AbandonedCheckoutSortKeys", "ID")}
    return await shop.page("abandonedCheckouts", p, AbandonedMap, {**query(found), **sort})


def _basket_items(rows: list[Line] | None) -> list[BasketItem]:
    return [
        BasketItem(
            id=number(row.id),
            product_id=number(row.product.id) if row.product else "",
            variant_id=number(row.variant.id) if row.variant else None,
            sku=row.sku,
            name=row.title or "",
            price=worth(row.original_unit_price_set),
            quantity=float(row.quantity),
        )
        for row in rows or ()
    ]


class BasketMap(Map[Basket]):
    """A checkout that was left, as a basket."""

    id = field("id", id_codec)
    customer = computed(_customer, At("customer", Buyer | None))
    basket_url = field("abandonedCheckoutUrl", string)
    created_at = field("createdAt", stamp)
    modified_at = field("updatedAt", stamp)
    currency = computed(_currency, TOTAL)
    basket_products = computed(_basket_items, LINES)


@shopify.implements(api.basket.info, "id", gives=BasketMap)
async def basket_info(shop: Shop, p: BasketInfoParams) -> Basket:
    """Read a checkout that was left."""
    id = gid("AbandonedCheckout", p.id, "id")
    reader = BasketMap.reader(shop.wanted)
    kind: Any = reader.row
    found: list[Any] = await shop.by_ids("AbandonedCheckout", [id], kind)
    row = found[0]
    if row is None:
        raise missing("Basket", id)
    return (await reader.finish(shop, [row]))[0]
