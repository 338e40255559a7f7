"""Abandoned baskets: carts that are still open.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/carts/search``)
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from polycart import api
from polycart.api.entities import BaseCustomer
from polycart.api.order import OrderAbandoned, OrderAbandonedListParams, OrderItem, OrderTotals
from polycart.core.codecs import text
from polycart.core.mapping import At, Map, computed, field, lazy
from polycart.core.method import Page
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.criteria import ANY, SORT, where
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.orders.contents import Sold, sold
from polycart.platforms.magento2.orders.fields import currency
from polycart.platforms.magento2.orders.items import exact
from polycart.platforms.magento2.values import moment, since, until

PATH = "/V1/carts/search"


class _Customer(msgspec.Struct):
    id: int | None = None
    email: str | None = None
    firstname: str | None = None
    lastname: str | None = None


class _Address(msgspec.Struct):
    email: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    telephone: str | None = None


class CartItem(msgspec.Struct):
    """An item of a cart; ``price`` is of one piece without tax."""

    item_id: int = 0
    sku: str | None = None
    name: str | None = None
    qty: float = 0
    price: float | None = None
    product_type: str | None = None


ITEMS = At("items", list[CartItem])
OWNER = (At("customer", _Customer), At("billing_address", _Address))


def owner(customer: _Customer | list[Any] | None, billing: _Address | list[Any] | None) -> BaseCustomer | None:
    """Whose cart it is; ``email`` is the one that the shop finds carts by, a bill's own address is told beside it."""
    known = customer if isinstance(customer, _Customer) else _Customer()
    bill = billing if isinstance(billing, _Address) else _Address()
    return BaseCustomer(
        id=str(known.id or 0),
        email=known.email or "",
        first_name=known.firstname or bill.firstname or "",
        last_name=known.lastname or bill.lastname or "",
        phone=bill.telephone or "",
        additional_fields={"billing_email": bill.email},
    )


def _totals(items: list[CartItem] | None) -> OrderTotals:
    """The price of the items; shipping and tax are not reckoned before checkout."""
    subtotal = sum((exact(item.price) * exact(item.qty) for item in items or ()), Decimal(0))
    return OrderTotals(subtotal=float(subtotal))


async def products(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[OrderItem]]:
    """The items of carts, which name products by SKU: a request or two find their ids for a whole page."""
    carts: list[tuple[list[CartItem], int | None]] = [(row[0] or [], row[1]) for row in rows]
    known = await sold(magento, [(item, store) for items, store in carts for item in items])
    return [[_item(item, known.get(item.item_id)) for item in items] for items, _ in carts]


def _item(item: CartItem, one: Sold | None) -> OrderItem:
    price, quantity = exact(item.price), exact(item.qty)
    return OrderItem(
        product_id=one.product_id if one is not None else None,
        variant_id=one.variant_id if one is not None else None,
        order_product_id=str(item.item_id),
        model=item.sku,
        name=item.name or "",
        price=float(price),
        quantity=float(quantity),
        total_price=float(price * quantity),
        additional_fields={"product_type": item.product_type},
    )


class AbandonedMap(Map[OrderAbandoned]):
    """An open cart; the address where its owner finds it again is the shop's own cart page."""

    id = field("id", text)
    basket_id = field("id", text)
    customer = computed(owner, *OWNER)
    created_at = field("created_at", moment)
    modified_at = field("updated_at", moment)
    currency = computed(currency, "currency.quote_currency_code")
    totals = computed(_totals, ITEMS)
    order_products = lazy(products, ITEMS, At("store_id", int))


class AbandonedQuery(Map[OrderAbandonedListParams]):
    """Filters that are a condition each."""

    customer_id = where("customer_id", "eq", native_id("customer_id"))
    customer_email = where("customer_email", "eq")
    created_from = where("created_at", "gteq", since)
    created_to = where("created_at", "lteq", until)
    modified_from = where("updated_at", "gteq", since)
    modified_to = where("updated_at", "lteq", until)


@magento2.implements(
    api.order.abandoned.list, AbandonedQuery, "skip_empty_email", gives=AbandonedMap,
    note="Open carts with items in them, however young.",
)  # fmt: skip
async def order_abandoned_list(magento: Magento, p: OrderAbandonedListParams) -> Page[OrderAbandoned]:
    """List open carts by id."""
    query: dict[str, Any] = {
        **AbandonedQuery.dump(p), "is_active eq": 1, "items_count gt": 0, SORT: [("entity_id", "ASC")],
    }  # fmt: skip
    if p.skip_empty_email:
        query[f"mail {ANY}"] = [("customer_email", "notnull", 1)]
    if magento.scope is not None and magento.scope.group is not None:
        query["store_id in"] = [view.id for view in await scopes.views_of(magento, magento.scope.group)]
    return await magento.window(PATH, query, AbandonedMap, start=p.start, count=p.count)
