"""Carts: what is in them, and those that were left without ordering.

https://devdocs.prestashop-project.org/8/webservice/resources/carts/
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.basket import Basket, BasketInfoParams, BasketItem
from polycart.api.entities import BaseCustomer
from polycart.api.order import OrderAbandoned, OrderAbandonedListParams, OrderItem, OrderTotals
from polycart.core.codecs import text
from polycart.core.errors import NotFound
from polycart.core.ids import text_id
from polycart.core.mapping import At, Map, field, lazy
from polycart.core.method import Page
from polycart.platforms.prestashop_api.connection import Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.customers import shopped
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.numbers import either, number_of
from polycart.platforms.prestashop_api.orders.fields import buyers, currencies_of
from polycart.platforms.prestashop_api.orders.items import number
from polycart.platforms.prestashop_api.orders.reading import rounded
from polycart.platforms.prestashop_api.products.filters import dated
from polycart.platforms.prestashop_api.searches import Search, exactly

PATH = "carts"


class CartRow(msgspec.Struct):
    """What is in a cart."""

    id_product: int = 0
    id_product_attribute: int | str | None = 0
    quantity: int | str = 1


ROWS = At("associations.cart_rows", list[CartRow])


class _Product(msgspec.Struct):
    id: int
    name: str | None = None
    reference: str | None = None
    price: str = "0"


class _Combination(msgspec.Struct):
    id: int
    reference: str | None = None
    price: str = "0"


async def _contents(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[OrderItem]]:
    """The items of some carts at the products' own prices of today, without tax and without reductions."""
    wanted = [row for (found,) in rows for row in found or ()]
    key = f"contents {[(row.id_product, row.id_product_attribute) for row in wanted]}"
    if key not in shop.seen:
        products = await shop.among("products", "id", sorted({row.id_product for row in wanted}), _Product)
        chosen = sorted({int(row.id_product_attribute or 0) for row in wanted} - {0})
        combinations = await shop.among("combinations", "id", chosen, _Combination, "id", "reference", "price")
        shop.seen[key] = ({row.id: row for row in products}, {row.id: row for row in combinations})
    products, combinations = shop.seen[key]

    def item(row: CartRow) -> OrderItem:
        product = products.get(row.id_product, _Product(row.id_product))
        combination = combinations.get(int(row.id_product_attribute or 0))
        price = round(number(product.price) + (number(combination.price) if combination else 0.0), 6)
        quantity = float(row.quantity)
        return OrderItem(
            product_id=str(row.id_product), model=(combination.reference if combination else None) or product.reference,
            name=product.name or "", price=price, quantity=quantity, total_price=round(price * quantity, 6),
            variant_id=text_id(row.id_product_attribute),
        )  # fmt: skip

    return [[item(row) for row in found or ()] for (found,) in rows]


async def _totals(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[OrderTotals]:
    contents = await _contents(shop, rows)
    sums = [round(sum(item.total_price or 0.0 for item in items), 6) for items in contents]
    return [OrderTotals(total=total, subtotal=total) for total in sums]


async def _customers(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[BaseCustomer | None]:
    found = await buyers(shop, [int(id or 0) for (id,) in rows])
    return [found.get(int(id or 0)) for (id,) in rows]


class BasketMap(Map[OrderAbandoned]):
    """A cart that was left."""

    id = field("id", text)
    customer = lazy(_customers, "id_customer")
    basket_id = field("id", text)
    created_at = field("date_add", moment)
    modified_at = field("date_upd", moment)
    currency = lazy(currencies_of, "id_currency")
    totals = lazy(_totals, ROWS)
    order_products = lazy(_contents, ROWS)


class _Ordered(msgspec.Struct):
    id: int
    id_cart: int = 0


@prestashop.implements(
    api.order.abandoned.list, "customer_id", "customer_email", "created_from", "created_to", "modified_from",
    "modified_to", "skip_empty_email", "rounding_precision", gives=BasketMap, emulated=True,
    note="Carts without an order; prices are those of today, without tax, reductions and shipping.",
)  # fmt: skip
async def order_abandoned_list(shop: Prestashop, p: OrderAbandonedListParams) -> Page[OrderAbandoned]:
    """List the carts that no order was made of."""
    await shop.zoned()
    search = Search(path=PATH, query={**dated(p), **shopped(shop)})
    if p.customer_id is not None:
        search.query["filter[id_customer]"] = number_of("customer_id", p.customer_id)
    elif p.skip_empty_email:
        search.query["filter[id_customer]"] = ">[0]"
    if p.customer_email is not None:
        ids = await shop.ids("customers", {"filter[email]": exactly(p.customer_email)})
        chosen = [id for id in ids if p.customer_id in (None, str(id))]
        if chosen:
            search.query["filter[id_customer]"] = either(chosen)
        else:
            search.narrow(())
    placed = await shop.records("orders", {"sort": "[id_ASC]"}, _Ordered)
    search.without = {row.id_cart for row in placed}
    page = await search.page(shop, BasketMap, start=p.start, count=p.count)
    rounded(page.items, p.rounding_precision)
    return page


async def _basket_items(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[BasketItem]]:
    contents = await _contents(shop, rows)
    return [
        [
            BasketItem(
                id=f"{item.product_id}-{item.variant_id or 0}", product_id=item.product_id or "",
                variant_id=item.variant_id,
                sku=item.model, name=item.name, price=item.price, quantity=item.quantity,
            )
            for item in items
        ]
        for items in contents
    ]  # fmt: skip


class CartMap(Map[Basket]):
    """Any cart, ordered or not."""

    id = field("id", text)
    customer = lazy(_customers, "id_customer")
    created_at = field("date_add", moment)
    modified_at = field("date_upd", moment)
    currency = lazy(currencies_of, "id_currency")
    basket_products = lazy(_basket_items, ROWS)


@prestashop.implements(
    api.basket.info, "id", gives=CartMap, note="Prices are those of today, without tax and reductions.",
)  # fmt: skip
async def basket_info(shop: Prestashop, p: BasketInfoParams) -> Basket:
    """Read one cart."""
    try:
        return await shop.one(f"{PATH}/{number_of('id', p.id)}", CartMap)
    except NotFound as error:
        raise missing("Basket", p.id, error) from error
