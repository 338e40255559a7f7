"""Prices by customer group and quantity, of products and of variants: one list at the product, written whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    ProductAddGroupPrice,
    ProductPriceAddParams,
    ProductPriceDeleteParams,
    ProductPriceUpdateGroupPrice,
    ProductPriceUpdateParams,
    ProductVariantPriceAddParams,
    ProductVariantPriceDeleteParams,
    ProductVariantPriceUpdateParams,
)
from polycart.api.results import Deleted, StatusText, UpdatedItems
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import listed, refuse
from polycart.platforms.magento2.connection import Magento, magento2, segment
from polycart.platforms.magento2.products import references
from polycart.platforms.magento2.products.bodies import ALL_GROUPS, Body, amount, group_id, tier
from polycart.platforms.magento2.products.prices import Tier, price_id
from polycart.platforms.magento2.products.references import Known
from polycart.platforms.magento2.products.variant_changes import child

PARAMETER = "group_prices"


class _Tiers(msgspec.Struct):
    tier_prices: list[Tier] | None = None


class _Group(msgspec.Struct):
    id: int


class Prices:
    """The prices of one product while they are changed."""

    def __init__(self, magento: Magento, known: Known, tiers: list[Tier]) -> None:
        self.magento = magento
        self.path = f"products/{segment(known.sku)}"
        self.rows = {each.id: _native(each) for each in tiers}
        self.groups = {each.customer_group_id for each in tiers}

    async def put(self, row: Body) -> None:
        """Set one price; one of the same group and quantity is replaced."""
        group = row["customer_group_id"]
        if group not in self.groups | {ALL_GROUPS}:
            found = await self.magento.among("customerGroups/search", "customer_group_id", [group], _Group, "id")
            if not found:
                raise NotFound(f"Customer group with id {group} not found.")
            self.groups.add(group)
        self.rows[_key(row)] = row

    def take(self, id: str) -> Body:
        """Take one price out."""
        if id not in self.rows:
            raise NotFound(f"Price with id {id} not found.")
        return self.rows.pop(id)

    async def write(self) -> None:
        """Write them all."""
        await self.magento.put(self.path, {"product": {"tier_prices": list(self.rows.values())}})


def _native(each: Tier) -> Body:
    extension: Body = {"website_id": each.website_id}
    if each.percentage is not None:
        extension["percentage_value"] = each.percentage
    return {
        "customer_group_id": each.customer_group_id, "qty": amount(each.qty), "value": amount(each.value),
        "extension_attributes": extension,
    }  # fmt: skip


def _key(row: Body) -> str:
    return price_id(row["customer_group_id"], row["qty"], row["extension_attributes"]["website_id"])


@asynccontextmanager
async def _prices(magento: Magento, known: Known) -> AsyncGenerator[Prices]:
    """The prices of a product, which others of our calls leave alone meanwhile."""
    async with magento.connection.turn(f"prices:{known.sku.lower()}"):
        told = await references.part(magento, known.sku, _FIELDS, _Tiers)
        yield Prices(magento, known, told.tier_prices or [])


_FIELDS = "tier_prices[customer_group_id,qty,value,extension_attributes[website_id,percentage_value]]"


async def _add(magento: Magento, known: Known, given: Sequence[ProductAddGroupPrice] | None) -> StatusText:
    rows = [_row(each) for each in _some(given)]
    async with _prices(magento, known) as prices:
        for row in rows:
            await prices.put(row)
        await prices.write()
    return StatusText(status="success")


def _some(given: Sequence[Any] | None) -> Sequence[Any]:
    if not given:
        raise MissingParameter(f"Parameter '{PARAMETER}' is required.")
    return given


def _row(each: ProductAddGroupPrice) -> Body:
    return tier(PARAMETER, price=each.price, quantity=each.qty, group=each.group_id)


async def _update(
    magento: Magento, known: Known, given: Iterable[ProductPriceUpdateGroupPrice] | None
) -> UpdatedItems:  # fmt: skip
    async with _prices(magento, known) as prices:
        for each in _some(list(given or [])):
            await prices.put(_changed(prices, each))
        await prices.write()
    return UpdatedItems(updated_items=1)


def _changed(prices: Prices, each: ProductPriceUpdateGroupPrice) -> Body:
    """A price with what is given of it; it is known by its id, else by its group and quantity."""
    if each.id is None:
        group = ALL_GROUPS if each.group_id is None else group_id(PARAMETER, each.group_id)
        key = price_id(group, each.qty or 1)
        old = prices.rows.get(key)
        if old is None:
            raise NotFound(f"Price of group {each.group_id} from {each.qty or 1} on not found.")
        prices.take(key)
    else:
        old = prices.take(str(each.id))
    if each.price is None and each.group_id is None and each.qty is None:
        raise refuse(PARAMETER, "Give the 'price', 'group_id' or 'qty' that is to be different.")
    group = old["customer_group_id"] if each.group_id is None else group_id(PARAMETER, each.group_id)
    new = tier(PARAMETER, price=each.price if each.price is not None else old["value"],
               quantity=each.qty if each.qty is not None else old["qty"])  # fmt: skip
    extension = dict(old["extension_attributes"])
    if each.price is not None:
        extension.pop("percentage_value", None)  # a price in money takes the place of one in per cent
    return {**new, "customer_group_id": group, "extension_attributes": extension}


async def _delete(magento: Magento, known: Known, ids: str | None) -> Deleted:
    wanted = listed(ids)
    _some(wanted)
    async with _prices(magento, known) as prices:
        for id in wanted:
            prices.take(id)
        await prices.write()
    return Deleted(deleted="1")


async def _product(magento: Magento, id: str | None) -> tuple[Magento, Known]:
    if id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    magento = await magento.settled()
    return magento, await references.product(magento, id, "product_id")


async def _variant(magento: Magento, id: str | None, product_id: str | None) -> tuple[Magento, Known]:
    if id is None:
        raise MissingParameter("Parameter 'id' is required.")
    magento = await magento.settled()
    return magento, (await child(magento, id, product_id))[0]


@magento2.implements(api.product.price.add, "product_id", "group_prices")
async def product_price_add(magento: Magento, p: ProductPriceAddParams) -> StatusText:
    """Add prices for customer groups and quantities; without a group a price is for everybody."""
    return await _add(*await _product(magento, p.product_id), p.group_prices)


@magento2.implements(api.product.price.update, "product_id", "group_prices")
async def product_price_update(magento: Magento, p: ProductPriceUpdateParams) -> UpdatedItems:
    """Change prices, which are known by their ids or by group and quantity."""
    return await _update(*await _product(magento, p.product_id), p.group_prices)


@magento2.implements(api.product.price.delete, "product_id", "group_prices")
async def product_price_delete(magento: Magento, p: ProductPriceDeleteParams) -> Deleted:
    """Delete prices by their ids."""
    return await _delete(*await _product(magento, p.product_id), p.group_prices)


@magento2.implements(api.product.variant.price.add, "id", "product_id", "group_prices")
async def product_variant_price_add(magento: Magento, p: ProductVariantPriceAddParams) -> StatusText:
    """Add prices for customer groups and quantities to a variant."""
    return await _add(*await _variant(magento, p.id, p.product_id), p.group_prices)


@magento2.implements(api.product.variant.price.update, "id", "product_id", "group_prices")
async def product_variant_price_update(magento: Magento, p: ProductVariantPriceUpdateParams) -> UpdatedItems:
    """Change prices of a variant."""
    return await _update(*await _variant(magento, p.id, p.product_id), p.group_prices)


@magento2.implements(api.product.variant.price.delete, "id", "product_id", "group_prices")
async def product_variant_price_delete(magento: Magento, p: ProductVariantPriceDeleteParams) -> Deleted:
    """Delete prices of a variant by their ids."""
    return await _delete(*await _variant(magento, p.id, p.product_id), p.group_prices)
