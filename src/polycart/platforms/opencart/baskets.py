"""Baskets of customers: what lies in the table ``cart``, a row for each item.

Who is not logged in is known by a session alone, whose basket nobody could be asked about; those are left aside.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.basket import (
    Basket,
    BasketInfoParams,
    BasketItem,
    BasketItemAdded,
    BasketItemAddParams,
    BasketItemOption,
)
from polycart.api.entities import BaseCustomer, Currency
from polycart.api.order import OrderAbandoned, OrderAbandonedListParams, OrderItem, OrderTotals
from polycart.core.bridge.tables import Condition, Follow, Table
from polycart.core.codecs import text
from polycart.core.mapping import At, Map, computed, field, lazy
from polycart.core.method import Page
from polycart.core.moments import native_moment, now
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.currencies import currency
from polycart.platforms.opencart.products.bodies import whole
from polycart.platforms.opencart.statements import insert
from polycart.platforms.opencart.values import amount, missing, moment, number_of, refused, unescaped, words

ID = "k.customer_id"
ITEM = Table(
    "cart",
    "ca",
    joins={
        "p": "LEFT product ON p.product_id = ca.product_id",
        "d": "LEFT product_description ON d.product_id = ca.product_id AND d.language_id = :language",
    },
)
BASKET = Table("customer", "k", follow={"items": Follow(ITEM, "ca.customer_id = k.customer_id", order=["ca.cart_id"])})


class ItemRow(msgspec.Struct):
    """An item of a basket, at the price that the product has now."""

    id: int = 0
    product_id: int = 0
    model: str | None = None
    name: str | None = None
    quantity: int = 0
    price: str | None = None
    option: str | None = None
    weight: str | None = None
    date_added: str | None = None
    master_id: int | None = None


class ItemMap(Map[ItemRow]):
    """An item of a basket."""

    id = field("ca.cart_id")
    product_id = field("ca.product_id")
    model = field("p.model", words)
    name = field("d.name", words)
    quantity = field("ca.quantity")
    price = field("p.price")
    option = field("ca.option")
    weight = field("p.weight")
    date_added = field("ca.date_added")
    master_id = field("p.master_id", since="4")


_ITEMS = At("items", ItemMap)


def _customer(id: Any, email: Any, first: Any, last: Any, phone: Any) -> BaseCustomer:
    return BaseCustomer(
        id=str(id), email=unescaped(email) or "", first_name=unescaped(first), last_name=unescaped(last),
        phone=unescaped(phone),
    )  # fmt: skip


def _first(rows: Sequence[ItemRow]) -> Any:
    return moment.load(min((row.date_added or "" for row in rows), default=""))


def _last(rows: Sequence[ItemRow]) -> Any:
    return moment.load(max((row.date_added or "" for row in rows), default=""))


def _totals(rows: Sequence[ItemRow]) -> OrderTotals:
    """What the items cost without tax and options; shipping and discounts come at the checkout."""
    whole = round(sum(amount(row.price) * row.quantity for row in rows), 4)
    return OrderTotals(total=whole, subtotal=whole, shipping=0.0, tax=0.0, discount=0.0)


def _order_items(rows: Sequence[ItemRow]) -> list[OrderItem]:
    return [
        OrderItem(
            product_id=str(row.master_id or row.product_id), variant_id=str(row.product_id) if row.master_id else None,
            order_product_id=str(row.id), model=row.model, name=row.name or "", price=amount(row.price),
            quantity=float(row.quantity), total_price=round(amount(row.price) * row.quantity, 4), options=[],
        )
        for row in rows
    ]  # fmt: skip


async def _currencies(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[Currency]:
    return [currency(cart.known.currency, cart.known)] * len(rows)


PERSON = (ID, "k.email", "k.firstname", "k.lastname", "k.telephone")


class AbandonedMap(Map[OrderAbandoned]):
    """The basket of a customer, whose id it has."""

    id = field(ID, text)
    customer = computed(_customer, *PERSON)
    basket_id = field(ID, text)
    created_at = computed(_first, _ITEMS)
    modified_at = computed(_last, _ITEMS)
    currency = lazy(_currencies, ID)
    totals = computed(_totals, _ITEMS)
    order_products = computed(_order_items, _ITEMS)


def _chosen(option: str | None) -> list[BasketItemOption]:
    """The options of an item: JSON of values at the product by options at the product."""
    try:
        found: Any = json.loads(option or "{}")
    except ValueError:
        return []
    if not isinstance(found, dict):
        return []
    pairs: dict[str, Any] = found  # type: ignore[reportUnknownVariableType]
    return [BasketItemOption(id=str(name), value_id=str(value), name=None, value=None) for name, value in pairs.items()]


def _basket_items(rows: Sequence[ItemRow]) -> list[BasketItem]:
    return [
        BasketItem(
            id=str(row.id), product_id=str(row.master_id or row.product_id),
            variant_id=str(row.product_id) if row.master_id else None, name=row.name or "", price=amount(row.price),
            quantity=float(row.quantity), weight=amount(row.weight), options=_chosen(row.option),
        )
        for row in rows
    ]  # fmt: skip


class BasketMap(Map[Basket]):
    """The basket of a customer, whose id it has."""

    id = field(ID, text)
    customer = computed(_customer, *PERSON)
    created_at = computed(_first, _ITEMS)
    modified_at = computed(_last, _ITEMS)
    currency = lazy(_currencies, ID)
    basket_products = computed(_basket_items, _ITEMS)


def _filled(*more: Condition) -> Condition:
    """The condition that a customer has something in the basket."""
    mine: list[Condition] = [["fi.customer_id", "=", {"c": ID}], *more]
    return {"exists": {"table": "cart", "as": "fi", "where": mine}}


@opencart.implements(
    api.order.abandoned.list, "customer_id", "customer_email", "created_from", "created_to", "skip_empty_email",
    gives=AbandonedMap,
    note="Baskets of customers, however young; those of visitors without an account are left aside.",
)  # fmt: skip
async def order_abandoned_list(cart: Opencart, p: OrderAbandonedListParams) -> Page[OrderAbandoned]:
    """List the baskets of customers."""
    await cart.facts()
    found: list[Condition] = [_filled()]
    if p.customer_id is not None:
        found.append([ID, "=", number_of("customer_id", p.customer_id)])
    if p.customer_email is not None:
        found.append(["k.email", "=", words.dump(p.customer_email)])
    if p.skip_empty_email:
        found.append(["k.email", "!=", ""])
    if p.created_from is not None:  # the first item is the basket's beginning
        earlier: list[Any] = [["fo.customer_id", "=", {"c": ID}], ["fo.date_added", "<", native_moment(p.created_from)]]
        found.append({"missing": {"table": "cart", "as": "fo", "where": earlier}})
    if p.created_to is not None:
        found.append(_filled(["fi.date_added", "<=", native_moment(p.created_to)]))
    return await cart.window(BASKET, AbandonedMap, found, start=p.start, count=p.count, order=[ID])


@opencart.implements(api.basket.info, "id", gives=BasketMap, note="A basket has the id of its customer.")
async def basket_info(cart: Opencart, p: BasketInfoParams) -> Basket:
    """Read the basket of a customer."""
    await cart.facts()
    found = await cart.one(BASKET, BasketMap, [[ID, "=", number_of("id", p.id)], _filled()])
    if found is None:
        raise missing("Basket", p.id)
    return found


@opencart.implements(
    api.basket.item.add, "customer_id", "product_id", "variant_id", "quantity",
    note="The owner has to let baskets be written. The customer sees it after the next login.",
)  # fmt: skip
async def basket_item_add(cart: Opencart, p: BasketItemAddParams) -> BasketItemAdded:
    """Put a product or a variant into the basket of a customer; without a quantity one piece."""
    await cart.writing()
    customer = number_of("customer_id", p.customer_id)
    given = p.variant_id if p.variant_id is not None else p.product_id
    product = number_of("variant_id" if p.variant_id is not None else "product_id", given)
    quantity = whole("quantity", p.quantity or 1)
    if quantity < 1:
        raise refused("quantity", "It must be a whole number from 1 on.")
    if not await cart.has("customer", ["t.customer_id", "=", customer]):
        raise missing("Customer", p.customer_id)
    where: list[Any] = [["t.product_id", "=", product]]
    if p.variant_id is not None:
        cart.needs_variants()
        where.append(["t.master_id", "=", number_of("product_id", p.product_id)])
    if not await cart.has("product", *where):
        raise missing("Variant" if p.variant_id is not None else "Product", given)
    row = {
        "customer_id": customer, "session_id": "", "product_id": product, "option": "[]", "quantity": quantity,
        "date_added": now(),
        **cart.fit("cart", {"api_id": 0, "recurring_id": 0, "subscription_plan_id": 0, "store_id": cart.store,
                            "override": "" if cart.known.version >= (4, 1) else 0, "price": "0.0000"}),
    }  # fmt: skip
    await cart.save([insert("cart", row)])
    return BasketItemAdded(added=True)
