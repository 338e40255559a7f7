"""Prices by group and quantity, of products and of variants."""

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
from polycart.core.errors import MissingParameter
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import V41
from polycart.platforms.opencart.products import bodies
from polycart.platforms.opencart.products.prices import FINAL
from polycart.platforms.opencart.products.variant_changes import known_variant
from polycart.platforms.opencart.products.variants import overriding
from polycart.platforms.opencart.statements import delete, select, update
from polycart.platforms.opencart.values import missing, money, number_of, numbers_of, refused

TABLE, KEY = "product_discount", "product_discount_id"


async def _product(cart: Opencart, given: str | None) -> int:
    await cart.writing()
    if given is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    id = number_of("product_id", given)
    if not await cart.has("product", ["t.product_id", "=", id]):
        raise missing("Product", given)
    return id


def _mine(cart: Opencart, product: int, alias: str = "") -> list[Any]:
    """The conditions for a product's prices; specials, which lie among them since 4.1, are others."""
    found: list[Any] = [[f"{alias}product_id", "=", product]]
    return [*found, [f"{alias}special", "=", 0]] if cart.known.version >= V41 else found


async def _add(cart: Opencart, product: int, given: Sequence[Any] | None) -> None:
    if not given:
        raise MissingParameter("Parameter 'group_prices' is required.")
    statements = await bodies.breaks(cart, product, (), given)
    await cart.save([*statements, *await overriding(cart, product, ["product_discount"])])


async def _known(cart: Opencart, product: int, ids: Sequence[int]) -> None:
    (rows,) = await cart.rows(select(TABLE, (KEY,), *_mine(cart, product, "t.")))
    held = {int(row[KEY]) for row in rows}
    absent = next((id for id in ids if id not in held), None)
    if absent is not None:
        raise missing("Price", absent)


async def _update(cart: Opencart, product: int, given: Sequence[Any] | None) -> int:
    """Change prices, all or none; one that was a percentage becomes a price."""
    if not given:
        raise MissingParameter("Parameter 'group_prices' is required.")
    if any(each.id is None for each in given):
        raise refused("group_prices", "Each needs the id of a price.")
    await _known(cart, product, [int(each.id) for each in given])
    statements = [
        update(TABLE, row, [KEY, "=", int(each.id)], ["product_id", "=", product])
        for each in given
        if (row := await _row(cart, each))
    ]
    if statements:
        await cart.save(statements)
    return len(given)


async def _row(cart: Opencart, each: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    if each.price is not None:
        if each.price < 0:
            raise refused("group_prices", "Prices can not be negative.")
        row |= {"price": money(each.price), **({"type": FINAL} if cart.known.version >= V41 else {})}
    if each.qty is not None:
        row["quantity"] = bodies.whole("group_prices", each.qty)
    if each.group_id is not None:
        group = number_of("group_prices", each.group_id)
        if not await cart.has("customer_group", ["t.customer_group_id", "=", group]):
            raise missing("Customer group", each.group_id)
        row["customer_group_id"] = group
    return row


async def _delete(cart: Opencart, product: int, given: str | None) -> None:
    """Delete the named prices, or all of them."""
    conditions = _mine(cart, product)
    if given is not None:
        ids = numbers_of("group_prices", given)
        await _known(cart, product, ids)
        conditions.append([KEY, "in", ids])
    await cart.save([delete(TABLE, *conditions)])


@opencart.implements(api.product.price.add, "product_id", "group_prices")
async def product_price_add(cart: Opencart, p: ProductPriceAddParams) -> StatusText:
    """Add prices to a product; one without a group is for the group that visitors belong to."""
    await _add(cart, await _product(cart, p.product_id), p.group_prices)
    return StatusText(status="success")


@opencart.implements(api.product.price.update, "product_id", "group_prices")
async def product_price_update(cart: Opencart, p: ProductPriceUpdateParams) -> UpdatedItems:
    """Change prices of a product."""
    return UpdatedItems(updated_items=await _update(cart, await _product(cart, p.product_id), p.group_prices))


@opencart.implements(api.product.price.delete, "product_id", "group_prices")
async def product_price_delete(cart: Opencart, p: ProductPriceDeleteParams) -> Deleted:
    """Delete prices of a product, all of them where none is named."""
    await _delete(cart, await _product(cart, p.product_id), p.group_prices)
    return Deleted(deleted="1")


@opencart.implements(api.product.variant.price.add, "id", "product_id", "group_prices")
async def product_variant_price_add(cart: Opencart, p: ProductVariantPriceAddParams) -> StatusText:
    """Add prices to a variant, which has prices of its own from then on."""
    await _add(cart, await known_variant(cart, p.id, p.product_id), p.group_prices)
    return StatusText(status="success")


@opencart.implements(api.product.variant.price.update, "id", "product_id", "group_prices")
async def product_variant_price_update(cart: Opencart, p: ProductVariantPriceUpdateParams) -> UpdatedItems:
    """Change prices of a variant."""
    variant = await known_variant(cart, p.id, p.product_id)
    return UpdatedItems(updated_items=await _update(cart, variant, p.group_prices))


@opencart.implements(api.product.variant.price.delete, "id", "product_id", "group_prices")
async def product_variant_price_delete(cart: Opencart, p: ProductVariantPriceDeleteParams) -> Deleted:
    """Delete prices of a variant."""
    await _delete(cart, await known_variant(cart, p.id, p.product_id), p.group_prices)
    return Deleted(deleted="1")
