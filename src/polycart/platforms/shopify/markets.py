"""Prices of variants by price lists: what a market or a company pays, and from which quantity on.

https://shopify.dev/docs/apps/build/markets/catalogs-different-markets. A price list has relative prices for all
variants, and fixed ones for some; the contract's prices for groups are the fixed ones, and the list's number is the
group's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from polycart import api
from polycart.api.product import (
    ProductAdvancedPrice,
    ProductGroupPrice,
    ProductPriceAddParams,
    ProductPriceDeleteParams,
    ProductPriceUpdateParams,
    ProductVariantPriceAddParams,
    ProductVariantPriceDeleteParams,
    ProductVariantPriceUpdateParams,
)
from polycart.api.results import Deleted, StatusText, UpdatedItems
from polycart.core.documents import Of
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound
from polycart.core.given import listed, refuse
from polycart.platforms.shopify.connection import STORE_ID, Coded, Id, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, missing, number
from polycart.platforms.shopify.values import Money, spelled

AT_ONCE = 125
"""Variants whose prices are asked for in one query: their ids are in its search."""


class Owner(Row):
    """A variant, and the product that it is of."""

    id: str = ""


class Break(Row):
    """A price from a quantity on."""

    id: str = ""
    minimum_quantity: int = 1
    price: Money | None = None


class Breaks(Row):
    """The prices from quantities on."""

    nodes: list[Break] = []


class Priced(Row):
    """What a variant costs by a price list."""

    variant: Owner | None = None
    price: Money | None = None
    compare_at_price: Money | None = None
    quantity_price_breaks: Breaks | None = None


class _Fixed(Row):
    nodes: list[Priced] = []


class PriceList(Row):
    """A price list, with the fixed prices of some variants."""

    id: str = ""
    name: str = ""
    currency: str = ""
    fixed: _Fixed | None = None


class Known(Row):
    """A price list by its name."""

    id: str = ""
    name: str = ""
    currency: str = ""


class Price(Row):
    """A price of a variant: which list it is of, and from which quantity on it holds."""

    id: str
    list: Known
    value: float
    quantity: int
    compare: float | None = None


async def price_lists(shop: Shop) -> list[Known]:
    """The price lists of the shop; kept for an hour, for most shops have none."""

    async def fetch() -> list[Known]:
        return await shop.everything("priceLists", Known)

    return await shop.connection.fact("shopify.price_lists", fetch)


async def prices(shop: Shop, variants: Sequence[str]) -> dict[str, list[Price]]:
    """The fixed prices of some variants by their global ids, asked for once in a call."""
    key = ("prices", *variants)
    if key not in shop.asked:
        shop.asked[key] = asyncio.ensure_future(_fetched(shop, variants))
    return await shop.asked[key]


async def _fetched(shop: Shop, variants: Sequence[str]) -> dict[str, list[Price]]:
    """The fixed prices of some variants; nothing is asked where the shop has no price lists."""
    found: dict[str, list[Price]] = {id: [] for id in variants}
    lists = await price_lists(shop) if variants else []
    if not lists:
        return found
    for at in range(0, len(variants), AT_ONCE):
        asked = " OR ".join(f"variant_id:{number(id)}" for id in variants[at : at + AT_ONCE])
        shop.named["priced"] = asked
        rows, _ = await shop.rows("priceLists", PriceList, count=len(lists))
        for row in rows:
            known = Known(id=row.id, name=row.name, currency=row.currency)
            for priced in row.fixed.nodes if row.fixed else ():
                if priced.variant is not None and priced.variant.id in found:
                    found[priced.variant.id] += _prices(known, priced)
    return found


def _prices(known: Known, priced: Priced) -> Iterable[Price]:
    compare = priced.compare_at_price.value if priced.compare_at_price else None
    if priced.price is not None:
        yield Price(id=number(known.id), list=known, value=priced.price.value, quantity=1, compare=compare)
    for each in priced.quantity_price_breaks.nodes if priced.quantity_price_breaks else ():
        value = each.price.value if each.price else 0.0
        yield Price(id=number(each.id), list=known, value=value, quantity=each.minimum_quantity)


def _surplus(price: Price) -> dict[str, Any]:
    return {"currency": price.list.currency, "price_list": price.list.name, "compare_at_price": price.compare}


def advanced(price: Price) -> ProductAdvancedPrice:
    """A price as one of the advanced ones."""
    return ProductAdvancedPrice(
        id=price.id, value=price.value, avail=True, group_id=number(price.list.id), quantity_from=float(price.quantity),
        start_time=None, expire_time=None, additional_fields=_surplus(price),
    )  # fmt: skip


def grouped(price: Price) -> ProductGroupPrice:
    """A price as one for a group."""
    return ProductGroupPrice(
        id=price.id, group_id=number(price.list.id), price=price.value, store_id=STORE_ID,
        quantity=float(price.quantity), start_time=None, expire_time=None, additional_fields=_surplus(price),
    )  # fmt: skip


async def of_variants(shop: Shop, rows: list[tuple[Any, ...]]) -> list[list[ProductAdvancedPrice]]:
    """The advanced prices of a page of variants, by their global ids."""
    found = await prices(shop, [row[0] for row in rows])
    return [[advanced(price) for price in found[row[0]]] for row in rows]


def _own(row: tuple[Any, ...]) -> str | None:
    """The one variant of a product without options, whose prices are the product's."""
    single, goods = row
    return goods[0].id if single and goods else None


async def _of_products(shop: Shop, rows: list[tuple[Any, ...]]) -> list[list[Price]]:
    owns = [_own(row) for row in rows]
    found = await prices(shop, [id for id in owns if id is not None])
    return [found[id] if id is not None else [] for id in owns]


async def of_products(shop: Shop, rows: list[tuple[Any, ...]]) -> list[list[ProductAdvancedPrice]]:
    """The advanced prices of a page of products."""
    return [[advanced(price) for price in each] for each in await _of_products(shop, rows)]


async def groups_of_products(shop: Shop, rows: list[tuple[Any, ...]]) -> list[list[ProductGroupPrice]]:
    """The prices for groups of a page of products."""
    return [[grouped(price) for price in each] for each in await _of_products(shop, rows)]


# Writing: a call is about one price list, which takes all of its prices in one mutation, or none


class _Good(Row):
    id: str = ""


class _Goods(Row):
    nodes: list[_Good] = []


class _Single(Row):
    id: str = ""
    has_only_default_variant: bool = False
    goods: _Goods | None = None


class _Variant(Row):
    id: str = ""
    product: Id | None = None


class _Written(Coded):
    pass


async def _variant_of(shop: Shop, product_id: str | None) -> str:
    """The one variant of a product."""
    if product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    id = gid("Product", product_id, "product_id")
    found = await shop.look("product", _Single, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Product", id)
    if not found.has_only_default_variant or not found.goods or not found.goods.nodes:
        raise refuse("group_prices", f"Product {number(id)} has options: what is sold are its variants.")
    return found.goods.nodes[0].id


async def _variant(shop: Shop, id: str | None, product_id: str | None) -> str:
    if id is None:
        raise MissingParameter("Parameter 'id' is required.")
    wanted = gid("ProductVariant", id, "id")
    parent = gid("Product", product_id, "product_id") if product_id is not None else None
    found = await shop.look("productVariant", _Variant, {"id": Of("ID!", wanted)})
    if found is None or (parent is not None and (found.product is None or found.product.id != parent)):
        raise missing("Variant", wanted)
    return wanted


async def _list(shop: Shop, given: Iterable[str | None]) -> Known:
    """The one price list that all prices of a call are of."""
    known = {each.id: each for each in await price_lists(shop)}
    names = ", ".join(f"'{number(each.id)}' ({each.name})" for each in known.values()) or "none"
    wanted = {gid("PriceList", each, "group_prices") if each is not None else "" for each in given}
    if len(wanted) != 1 or not wanted <= known.keys():
        raise refuse("group_prices", f"Its group_id must be the id of one price list for all. Allowed values: {names}.")
    return known[wanted.pop()]


def _quantity(each: Any) -> int:
    quantity = 1 if each.qty is None else each.qty
    if quantity < 1:
        raise refuse("group_prices", "A quantity is a whole number from 1 on.")
    return quantity


def _value(each: Any) -> float:
    if each.price is None or each.price < 0:
        raise refuse("group_prices", "Each needs a price.")
    return each.price


def _amount(known: Known, value: float) -> dict[str, str]:
    return {"amount": spelled(value), "currencyCode": known.currency}


async def _write(shop: Shop, known: Known, **changed: Any) -> None:
    """Change prices of one list, all or none."""
    needed = (
        "pricesToAdd", "pricesToDeleteByVariantId", "quantityPriceBreaksToAdd", "quantityPriceBreaksToDelete",
        "quantityRulesToAdd", "quantityRulesToDeleteByVariantId",
    )  # fmt: skip
    body: dict[str, Any] = {**{name: [] for name in needed}, **changed}
    values = {"priceListId": Of("ID!", known.id), "input": Of("QuantityPricingByVariantUpdateInput!", body)}
    await shop.mutate("quantityPricingByVariantUpdate", values, _Written)


def _added(known: Known, variant: str, values: Mapping[int, float]) -> dict[str, Any]:
    """The members of a mutation that set prices by quantity."""
    made = [(quantity, {"variantId": variant, "price": _amount(known, value)}) for quantity, value in values.items()]
    return {
        "pricesToAdd": [body for quantity, body in made if quantity == 1],
        "quantityPriceBreaksToAdd": [{**body, "minimumQuantity": each} for each, body in made if each > 1],
    }


async def _add(shop: Shop, variant: str, given: Sequence[Any] | None) -> StatusText:
    if not given:
        raise MissingParameter("Parameter 'group_prices' is required.")
    values = {_quantity(each): _value(each) for each in given}
    if len(values) != len(given):
        raise refuse("group_prices", "There is one price for a quantity.")
    known = await _list(shop, [each.group_id for each in given])
    there = {price.quantity for price in (await prices(shop, [variant]))[variant] if price.list.id == known.id}
    if there & values.keys():
        raise AlreadyExists(f"The variant already has a price from {min(there & values.keys())} on in that price list.")
    if 1 not in there | values.keys():
        raise refuse("group_prices", "Prices from a quantity on need one without a quantity in the same price list.")
    await _write(shop, known, **_added(known, variant, values))
    return StatusText(status="success")


async def _picked(shop: Shop, variant: str, ids: Iterable[str]) -> tuple[Known, list[Price]]:
    """The prices with some ids, and the price list that they all are of."""
    held = {price.id: price for price in (await prices(shop, [variant]))[variant]}
    picked: list[Price] = []
    for id in ids:
        if id not in held:
            raise NotFound(f"Price with id {id[:30]} not found")
        picked.append(held[id])
    lists = {price.list.id: price.list for price in picked}
    if len(lists) != 1:
        raise refuse("group_prices", "All must be of one price list.")
    return next(iter(lists.values())), picked


async def _update(shop: Shop, variant: str, given: Sequence[Any] | None) -> UpdatedItems:
    if not given:
        raise MissingParameter("Parameter 'group_prices' is required.")
    if any(each.id is None for each in given):
        raise refuse("group_prices", "Each needs the id of a price.")
    known, picked = await _picked(shop, variant, [str(each.id) for each in given])
    values: dict[int, float] = {}
    for each, price in zip(given, picked, strict=True):
        if each.group_id is not None and gid("PriceList", each.group_id, "group_prices") != known.id:
            raise refuse("group_prices", "A price stays in its price list.")
        quantity = price.quantity if each.qty is None else _quantity(each)
        if (quantity == 1) is not (price.quantity == 1) or quantity in values:
            raise refuse("group_prices", "There is one price without a quantity, and one for each quantity.")
        values[quantity] = price.value if each.price is None else _value(each)
    gone = [gid("QuantityPriceBreak", price.id, "group_prices") for price in picked if price.quantity > 1]
    await _write(shop, known, quantityPriceBreaksToDelete=gone, **_added(known, variant, values))
    return UpdatedItems(updated_items=len(picked))


async def _delete(shop: Shop, variant: str, given: str) -> Deleted:
    known, picked = await _picked(shop, variant, listed(given))
    whole = any(price.quantity == 1 for price in picked)
    if whole:  # prices from quantities on hold for a fixed price, and go with it
        there = (await prices(shop, [variant]))[variant]
        picked = [price for price in there if price.list.id == known.id]
    gone = [gid("QuantityPriceBreak", price.id, "group_prices") for price in picked if price.quantity > 1]
    fixed = [variant] if whole else []
    await _write(shop, known, quantityPriceBreaksToDelete=gone, pricesToDeleteByVariantId=fixed)
    return Deleted(deleted="1")


@shopify.implements(api.product.price.add, "product_id", "group_prices", note="A group is a price list.")
async def product_price_add(shop: Shop, p: ProductPriceAddParams) -> StatusText:
    """Fix prices of a product in a price list."""
    return await _add(shop, await _variant_of(shop, p.product_id), p.group_prices)


@shopify.implements(api.product.price.update, "product_id", "group_prices", note="A group is a price list.")
async def product_price_update(shop: Shop, p: ProductPriceUpdateParams) -> UpdatedItems:
    """Change fixed prices of a product."""
    return await _update(shop, await _variant_of(shop, p.product_id), p.group_prices)


@shopify.implements(api.product.price.delete, "product_id", "group_prices", note="A group is a price list.")
async def product_price_delete(shop: Shop, p: ProductPriceDeleteParams) -> Deleted:
    """Let prices of a product follow the shop's own again."""
    if p.group_prices is None:
        raise MissingParameter("Parameter 'group_prices' is required.")
    return await _delete(shop, await _variant_of(shop, p.product_id), p.group_prices)


@shopify.implements(api.product.variant.price.add, "id", "product_id", "group_prices", note="A group is a price list.")
async def variant_price_add(shop: Shop, p: ProductVariantPriceAddParams) -> StatusText:
    """Fix prices of a variant in a price list."""
    return await _add(shop, await _variant(shop, p.id, p.product_id), p.group_prices)


@shopify.implements(
    api.product.variant.price.update, "id", "product_id", "group_prices", note="A group is a price list."
)
async def variant_price_update(shop: Shop, p: ProductVariantPriceUpdateParams) -> UpdatedItems:
    """Change fixed prices of a variant."""
    return await _update(shop, await _variant(shop, p.id, p.product_id), p.group_prices)


@shopify.implements(
    api.product.variant.price.delete, "id", "product_id", "group_prices", note="A group is a price list."
)
async def variant_price_delete(shop: Shop, p: ProductVariantPriceDeleteParams) -> Deleted:
    """Let prices of a variant follow the shop's own again."""
    return await _delete(shop, await _variant(shop, p.id, p.product_id), p.group_prices)
