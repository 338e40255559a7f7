"""Prices for groups of customers, of products and of combinations.

https://devdocs.prestashop-project.org/8/webservice/resources/specific_prices/
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from polycart import api
from polycart.api.product import (
    ProductPriceAddParams,
    ProductPriceDeleteParams,
    ProductPriceUpdateParams,
    ProductVariantPriceAddParams,
    ProductVariantPriceDeleteParams,
    ProductVariantPriceUpdateParams,
)
from polycart.api.results import Deleted, StatusText, UpdatedItems
from polycart.core.codecs import decimal
from polycart.core.errors import MissingParameter
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of, numbers_of
from polycart.platforms.prestashop_api.products.bodies import known_ids, parent_of, price_body, refuse
from polycart.platforms.prestashop_api.products.variant_changes import known_variant

PATH = "specific_prices"


def _whole(quantity: float | None) -> int:
    if quantity is not None and (quantity < 1 or quantity != int(quantity)):
        raise refuse("group_prices", "A quantity is a whole number from 1 on.")
    return int(quantity or 1)


async def _add(shop: Prestashop, product: int, combination: int, given: Sequence[Any] | None) -> None:
    """Add prices, all or none."""
    if not given:
        raise MissingParameter("Parameter 'group_prices' is required.")
    bodies: list[Body] = []
    for each in given:
        if each.price is None or each.price < 0:
            raise refuse("group_prices", "Each needs a price.")
        group = number_of("group_prices", each.group_id or "0")
        if group:
            await known_ids(shop, "groups", [group], "Group")
        bodies.append(price_body(each.price, product=product, combination=combination, group=group,
                                 quantity=_whole(each.qty)))  # fmt: skip
    async with Undo(shop) as undo:
        for body in bodies:
            await shop.add_undoable(undo, PATH, body, f"A price of product {product}")


async def _update(shop: Prestashop, product: int, combination: int, given: Sequence[Any] | None) -> int:
    """Change prices, all or none."""
    if not given:
        raise MissingParameter("Parameter 'group_prices' is required.")
    changes: dict[int, Body] = {}
    for each in given:
        if each.id is None:
            raise refuse("group_prices", "Each needs the id of a price.")
        await _known(shop, product, combination, int(each.id))
        body: Body = {}
        if each.price is not None:
            body |= {"price": decimal.dump(each.price), "reduction": "0"}
        if each.qty is not None:
            body["from_quantity"] = _whole(each.qty)
        if each.group_id is not None:
            body["id_group"] = number_of("group_prices", each.group_id)
        changes[int(each.id)] = body
    async with Undo(shop) as undo:
        for id, body in changes.items():
            await shop.change_undoable(undo, PATH, id, body, f"The change of price {id}")
    return len(changes)


async def _known(shop: Prestashop, product: int, combination: int, id: int) -> None:
    query = {"filter[id]": id, "filter[id_product]": product, "filter[id_product_attribute]": combination}
    if not await shop.ids(PATH, query):
        raise missing("Price", id)


async def _delete(shop: Prestashop, product: int, combination: int, given: str | None) -> None:
    """Delete the named prices, or all prices for groups."""
    if given is None:
        query = {"filter[id_product]": product, "filter[id_product_attribute]": combination, "filter[id_group]": ">[0]"}
        ids = await shop.ids(PATH, query)
    else:
        ids = numbers_of("group_prices", given)
        for id in ids:
            await _known(shop, product, combination, id)
    if ids:  # one request for all of them: it deletes all or, where one is unknown, none
        await shop.send("DELETE", PATH, {"id": f"[{','.join(map(str, ids))}]"})


async def _product(shop: Prestashop, id: str | None) -> int:
    if id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    return (await parent_of(shop, id)).id


@prestashop.implements(api.product.price.add, "product_id", "group_prices")
async def product_price_add(shop: Prestashop, p: ProductPriceAddParams) -> StatusText:
    """Add prices for groups to a product."""
    await _add(shop, await _product(shop, p.product_id), 0, p.group_prices)
    return StatusText(status="success")


@prestashop.implements(api.product.price.update, "product_id", "group_prices")
async def product_price_update(shop: Prestashop, p: ProductPriceUpdateParams) -> UpdatedItems:
    """Change prices of a product for groups."""
    return UpdatedItems(updated_items=await _update(shop, await _product(shop, p.product_id), 0, p.group_prices))


@prestashop.implements(api.product.price.delete, "product_id", "group_prices")
async def product_price_delete(shop: Prestashop, p: ProductPriceDeleteParams) -> Deleted:
    """Delete prices of a product for groups."""
    await _delete(shop, await _product(shop, p.product_id), 0, p.group_prices)
    return Deleted(deleted="1")


@prestashop.implements(api.product.variant.price.add, "id", "product_id", "group_prices")
async def product_variant_price_add(shop: Prestashop, p: ProductVariantPriceAddParams) -> StatusText:
    """Add prices for groups to a combination."""
    combination, product = await known_variant(shop, p.id, p.product_id)
    await _add(shop, product, combination, p.group_prices)
    return StatusText(status="success")


@prestashop.implements(api.product.variant.price.update, "id", "product_id", "group_prices")
async def product_variant_price_update(shop: Prestashop, p: ProductVariantPriceUpdateParams) -> UpdatedItems:
    """Change prices of a combination for groups."""
    combination, product = await known_variant(shop, p.id, p.product_id)
    return UpdatedItems(updated_items=await _update(shop, product, combination, p.group_prices))


@prestashop.implements(api.product.variant.price.delete, "id", "product_id", "group_prices")
async def product_variant_price_delete(shop: Prestashop, p: ProductVariantPriceDeleteParams) -> Deleted:
    """Delete prices of a combination for groups."""
    combination, product = await known_variant(shop, p.id, p.product_id)
    await _delete(shop, product, combination, p.group_prices)
    return Deleted(deleted="1")
