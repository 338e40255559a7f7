"""Baskets: the carts of customers and guests, as the back office sees them.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/carts/{cartId}``)
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart import api
from polycart.api.basket import Basket, BasketInfoParams, BasketItem, BasketItemAdded, BasketItemAddParams
from polycart.api.basket import BasketItemOption as Option
from polycart.api.order import OrderItem, OrderItemOption
from polycart.core.errors import NotFound
from polycart.core.mapping import At, Map, computed, field, lazy
from polycart.core.method import UNSET
from polycart.core.selection import ALL, Selection
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.orders import items
from polycart.platforms.magento2.orders.abandoned import OWNER, owner
from polycart.platforms.magento2.orders.carts import Asked, bodies, put
from polycart.platforms.magento2.orders.contents import Sold, sold
from polycart.platforms.magento2.orders.fields import currency
from polycart.platforms.magento2.orders.items import Item, exact
from polycart.platforms.magento2.values import moment


class _Line(Item):
    qty: float = 0


class _Taxed(msgspec.Struct):
    item_id: int = 0
    tax_amount: float | None = None


class _Totals(msgspec.Struct):
    items: list[_Taxed] | None = None


async def _addresses(magento: Magento, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """The shop's own page of the cart, where an owner who has logged in finds it; a guest's is the browser's."""
    known = {config.id: config for config in await scopes.configs(magento)}
    found: list[str | None] = []
    for store, guest in rows:
        config = known.get(store or 0)
        page = (config.secure_base_link_url or config.base_link_url) if config else ""
        found.append(f"{page.rstrip('/')}/checkout/cart/" if page and not guest else None)
    return found


async def _contents(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[BasketItem]]:
    return list(await asyncio.gather(*(_things(magento, *row) for row in rows)))


async def _things(magento: Magento, cart: int, store: int | None) -> list[BasketItem]:
    """What lies in a cart, with what a request or two more tell of it where that is wanted."""
    wanted = magento.wanted.of("basket_products")
    lines, taxes = await asyncio.gather(
        magento.get(f"/V1/carts/{cart}/items", type=list[_Line]),
        _taxes(magento, cart) if wanted.wants("tax") else _none(),
    )
    known = await sold(magento, [(line, store) for line in lines])
    unit = (await scopes.current_config(magento)).weight_unit if lines and wanted.wants("weight_unit") else None
    goods = [_sold(line, known.get(line.item_id)) for line in lines]
    await items.complete(magento, goods, ALL)
    return [
        BasketItem(
            id=str(line.item_id),
            parent_id=None,
            product_id=one.product_id or "",
            variant_id=one.variant_id,
            sku=line.sku,
            name=line.name or "",
            price=line.price or 0.0,
            tax=taxes.get(line.item_id),
            quantity=line.qty,
            weight_unit=unit,
            weight=one.weight,
            options=[
                Option(
                    id=str(each.option_id), value_id=str(each.product_option_value_id), name=each.name,
                    value=each.value, used_in_combination=one.variant_id is not None,
                )
                for each in (one.options if isinstance(one.options, list) else ())
            ],
        )
        for line, one in zip(lines, goods, strict=True)
    ]  # fmt: skip


async def _none() -> dict[int, float]:
    return {}


async def _taxes(magento: Magento, cart: int) -> dict[int, float]:
    """The tax on each item, of all its pieces, as far as the cart knows where it goes."""
    totals = await magento.get(f"/V1/carts/{cart}/totals", {"fields": "items[item_id,tax_amount]"}, type=_Totals)
    return {each.item_id: each.tax_amount or 0.0 for each in totals.items or ()}


def _sold(line: _Line, one: Sold | None) -> OrderItem:
    chosen = line.options
    picked = [*(chosen.configurable_item_options or ()), *(chosen.custom_options or ())] if chosen else []
    return OrderItem(
        product_id=one.product_id if one is not None else None,
        variant_id=one.variant_id if one is not None else None,
        weight=one.weight if one is not None else None,
        options=[
            OrderItemOption(option_id=str(each.option_id), product_option_value_id=str(each.option_value or ""))
            for each in picked
        ],
    )


def _open(id: int | None, active: bool | None) -> str:
    """The id of a cart that is open, else nothing; one that has become an order is closed."""
    return str(id) if active else ""


class BasketMap(Map[Basket]):
    """A cart."""

    id = computed(_open, At("id", int), At("is_active", bool))
    customer = computed(owner, *OWNER)
    basket_url = lazy(_addresses, At("store_id", int), At("customer_is_guest", bool))
    created_at = field("created_at", moment)
    modified_at = field("updated_at", moment)
    currency = computed(currency, "currency.quote_currency_code")
    basket_products = lazy(_contents, At("id", int), At("store_id", int))


@magento2.implements(api.basket.info, "id", gives=BasketMap)
async def basket_info(magento: Magento, p: BasketInfoParams) -> Basket:
    """Read a cart, of a customer or a guest."""
    try:
        basket = await magento.one(
            f"/V1/carts/{native_id('id').dump(p.id)}", BasketMap, wanted=_with_id(magento.wanted)
        )
    except NotFound as error:
        raise missing("Basket", p.id, error) from error
    if not basket.id:
        raise missing("Basket", p.id)
    if not magento.wanted.wants("id"):
        basket.id = UNSET
    return basket


def _with_id(wanted: Selection) -> Selection:
    """The same selection with the id, which tells whether the cart is open."""
    return Selection({**wanted.fields, "id": ALL}, everything=wanted.everything, without=wanted.without - {"id"})


class _Customer(msgspec.Struct):
    store_id: int | None = None


@magento2.implements(
    api.basket.item.add, "customer_id", "product_id", "variant_id", "quantity",
    note="A customer has one cart; without a quantity one piece is put into it.",
)  # fmt: skip
async def basket_item_add(magento: Magento, p: BasketItemAddParams) -> BasketItemAdded:
    """Put a product into the cart of a customer, which is opened if there is none."""
    customer = native_id("customer_id").dump(p.customer_id)
    try:
        found = await magento.get(f"/V1/customers/{customer}", {"fields": "store_id"}, type=_Customer)
    except NotFound as error:
        raise missing("Customer", p.customer_id, error) from error
    native_id("product_id").dump(p.product_id)
    if p.variant_id is not None:
        native_id("variant_id").dump(p.variant_id)
    quantity = p.quantity if "quantity" in magento.call.given else 1.0
    asked = Asked(product=p.product_id, variant=p.variant_id, quantity=float(exact(quantity)))
    (body,) = await bodies(magento, [asked], "product_id")
    codes = {view.id: view.code for view in await scopes.views(magento)}
    stem = "" if magento.scope is not None or found.store_id not in codes else f"/{codes[found.store_id]}/V1/"
    cart = str(await magento.post(f"{stem}customers/{customer}/carts"))
    await put(magento, f"{stem}carts/{cart}/items", cart, body, asked)
    return BasketItemAdded(added=True)
