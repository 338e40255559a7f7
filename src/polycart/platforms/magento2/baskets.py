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
from polycart.platforms.magento2.orders.fields import currency
from polycart.platforms.magento2.orders.items import CONFIGURABLE, Item, exact
from polycart.platforms.magento2.values import moment


class _Line(Item):
    qty: float = 0


class _Taxed(msgspec.Struct):
    item_id: int = 0
    tax_amount: float | None = None


class _Totals(msgspec.Struct):
    items: list[_Taxed] = []


class _Product(msgspec.Struct):
    id: int = 0
    sku: str = ""
    name: str | None = None
    weight: float | None = None


class _Extension(msgspec.Struct):
    configurable_product_links: list[int] | None = None


class _Parent(msgspec.Struct):
    id: int = 0
    extension_attributes: _Extension | list[Any] | None = None

    @property
    def children(self) -> list[int]:
        """The ids of its variants."""
        inner = self.extension_attributes
        return inner.configurable_product_links or [] if isinstance(inner, _Extension) else []


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
    known, parents = await asyncio.gather(_products(magento, lines, store), _parents(magento, lines, store))
    unit = (await scopes.current_config(magento)).weight_unit if lines and wanted.wants("weight_unit") else None
    sold = [_sold(line, known, parents) for line in lines]
    await items.complete(magento, sold, ALL)
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
        for line, one in zip(lines, sold, strict=True)
    ]  # fmt: skip


async def _none() -> dict[int, float]:
    return {}


async def _taxes(magento: Magento, cart: int) -> dict[int, float]:
    """The tax on each item, of all its pieces, as far as the cart knows where it goes."""
    totals = await magento.get(f"/V1/carts/{cart}/totals", {"fields": "items[item_id,tax_amount]"}, type=_Totals)
    return {each.item_id: each.tax_amount or 0.0 for each in totals.items}


async def _products(magento: Magento, lines: list[_Line], store: int | None) -> dict[int, _Product]:
    """What is sold, by item and SKU: an item of a configurable product has the SKU of the variant.

    One with chosen options has theirs behind its own, as ``mug-gold``; its product is known by its name then.
    """
    paths = ("id", "sku", "weight")
    skus = sorted({line.sku for line in lines if line.sku})
    rows = await magento.among("/V1/products", "sku", skus, _Product, *paths) if skus else []
    by_sku = {row.sku.casefold(): row for row in rows}
    found = {line.item_id: by_sku[sku] for line in lines if (sku := (line.sku or "").casefold()) in by_sku}
    left = [line for line in lines if line.item_id not in found and line.name]
    if left:
        path = await _seen(magento, store)
        named = await magento.among(path, "name", sorted({str(line.name) for line in left}), _Product, *paths, "name")
        for line in left:
            for row in named:
                if row.name == line.name and (line.sku or "").startswith(f"{row.sku}-"):
                    found[line.item_id] = row
    return found


async def _seen(magento: Magento, store: int | None) -> str:
    """Products as the store view of a cart calls them."""
    codes = {view.id: view.code for view in await scopes.views(magento)}
    return f"/{codes[store]}/V1/products" if store in codes else "/V1/products"


async def _parents(magento: Magento, lines: list[_Line], store: int | None) -> dict[int, int]:
    """The products of variants: those that are called as the items are, if the variant is one of theirs."""
    names = sorted({line.name for line in lines if line.product_type == CONFIGURABLE and line.name})
    if not names:
        return {}
    path = await _seen(magento, store)
    paths = ("id", "extension_attributes.configurable_product_links")
    rows = await magento.among(path, "name", names, _Parent, *paths, also={"type_id eq": CONFIGURABLE})
    return {child: row.id for row in rows for child in row.children}


def _sold(line: _Line, known: dict[int, _Product], parents: dict[int, int]) -> OrderItem:
    product = known.get(line.item_id)
    parent = parents.get(product.id) if product is not None and line.product_type == CONFIGURABLE else None
    chosen = line.options
    picked = [*(chosen.configurable_item_options or ()), *(chosen.custom_options or ())] if chosen else []
    return OrderItem(
        product_id=str(parent or product.id) if product is not None else None,
        variant_id=str(product.id) if product is not None and parent else None,
        weight=product.weight if product is not None else None,
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


magento2.lacks(
    "Magento asks carriers that are modules of the shop: REST registers none.",
    api.basket.live_shipping_service.create, api.basket.live_shipping_service.delete,
    api.basket.live_shipping_service.list,
)  # fmt: skip
