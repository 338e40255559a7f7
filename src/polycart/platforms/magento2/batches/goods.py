"""What batches of products and of variants have in common: references asked for at once, and bodies for the queue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

import msgspec

from polycart.api.parameters import Nested
from polycart.api.product import ProductAddBatchAdvancedPrice, ProductUpdateBatchAdvancedPrice
from polycart.core.errors import AlreadyExists, ParameterError
from polycart.core.given import refuse
from polycart.core.method import Params
from polycart.platforms.magento2 import warehouses
from polycart.platforms.magento2.connection import Magento, missing
from polycart.platforms.magento2.products import choices, inventory
from polycart.platforms.magento2.products.bodies import Body, tier
from polycart.platforms.magento2.products.references import LINKS, PATHS, CategoryId, Known, TaxClass
from polycart.platforms.magento2.values import AttributeValue, values_of

P = TypeVar("P", bound=Params)

JOINED = ("categories_ids", "stores_ids", "meta_keywords", *LINKS)
"""Lists in an item that are comma strings in the method for one."""

MAKER = ("manufacturer", "manufacturer_id")
"""Resolved for all items at once: the method for one would make a maker that is not there."""


def single(kind: type[P], item: Nested) -> P:
    """An item as parameters of the method for one; what it does not give is ``None``."""
    given: dict[str, Any] = {f.name: getattr(item, f.name) for f in msgspec.structs.fields(item)}
    for name in JOINED:
        if given.get(name) is not None:
            given[name] = ",".join(given[name])
    given |= dict.fromkeys(MAKER)
    return kind(**{f.name: given.get(f.name) for f in msgspec.structs.fields(kind)})


def numbers(items: Iterable[Any], *names: str) -> list[int]:
    """The ids that items give, as far as they are numbers; others are refused with the item."""
    given: list[Any] = [getattr(item, name, None) for item in items for name in names]
    texts = [text for value in given for text in (cast("list[Any]", value) if isinstance(value, list) else [value])]
    return [
        int(text)
        for text in texts
        if isinstance(text, str) and text.isascii() and text.strip().isdigit() and len(text) < 19
    ]


async def foresee(magento: Magento, payload: Sequence[Any], *, linked: bool = False) -> None:
    """Ask for everything that the items refer to, a request for each kind of thing."""
    ids = ("id", *LINKS)
    await asyncio.gather(
        magento.foresee("products", "entity_id", numbers(payload, *ids), Known, *PATHS, key=lambda each: each.id),
        magento.foresee(
            "categories/list", "entity_id", numbers(payload, "category_id", "categories_ids"), CategoryId, "id",
            key=lambda each: each.id,
        ),
        magento.foresee(
            "taxClasses/search", "class_id", numbers(payload, "tax_class_id"), TaxClass, "class_id", "class_type",
            key=lambda each: each.class_id,
        ),
    )  # fmt: skip
    changed = [item for item in payload if any(getattr(item, name, None) is not None for name in LINKS)]
    if linked and changed:
        known = {row.id: row.sku for row in await magento.among("products", "entity_id", numbers(changed, *ids), Known)}
        skus = [known[id] for id in numbers(changed, "id") if id in known]
        rows = await magento.among("products", "sku", skus, dict[str, Any], "sku", "product_links")
        magento.foreseen |= {("part", row["sku"], "product_links"): row for row in rows}


async def maker(magento: Magento, payload: Sequence[Any]) -> choices.Attribute | None:
    """The attribute of makers, where an item names one."""
    if not any(getattr(item, name, None) for item in payload for name in MAKER):
        return None
    found = await choices.attribute(magento, "manufacturer")
    if found is None or found.attribute_code != "manufacturer":
        raise refuse("manufacturer", "The shop has no attribute 'manufacturer'.")
    return found


def made_by(item: Any, owner: choices.Attribute | None) -> str | None:
    """The option that an item's maker is; a batch makes no new ones."""
    name: str | None = getattr(item, "manufacturer", None)
    id: str | None = item.manufacturer_id
    if name is None and id is None:
        return None
    if not name and not id:
        return ""
    if owner is None:
        raise ParameterError("Parameter 'manufacturer' is not valid. The shop has no attribute 'manufacturer'.")
    if id is not None and id not in {str(each.value) for each in owner.options}:
        raise missing("Manufacturer", id)
    found = owner.option(name) if name is not None else id
    if found is None:
        raise refuse("manufacturer", f"The shop has no '{name}', and a batch adds none: use product.manufacturer.add.")
    if id is not None and found != id:
        raise refuse("manufacturer_id", f"It is not the id of '{name}'.")
    return found


class _Sku(msgspec.Struct):
    id: int = 0
    sku: str = ""


async def taken_skus(magento: Magento, skus: Iterable[str]) -> dict[str, int]:
    """The ids of the products that have one of the SKUs, which differ in more than capitals."""
    rows = await magento.among("products", "sku", skus, _Sku, "id", "sku")
    return {row.sku.lower(): row.id for row in rows}


def free_sku(sku: str | None, taken: Mapping[str, int], mine: int | None = None) -> None:
    """Raise ``AlreadyExists`` where another product has the SKU."""
    if sku is not None and taken.get(sku.lower(), mine) != mine:
        raise AlreadyExists(f"Product with sku = '{sku}' already exist.")


class _Addressed(msgspec.Struct):
    id: int = 0
    custom_attributes: list[AttributeValue] | None = None


async def taken_keys(magento: Magento, keys: Iterable[str | None]) -> dict[str, int]:
    """The ids of the products that have one of the addresses."""
    wanted = [key for key in keys if key]
    rows = await magento.among("products", "url_key", wanted, _Addressed, "id", "custom_attributes")
    return {str(values_of(row.custom_attributes).get("url_key")).lower(): row.id for row in rows}


async def renamable(magento: Magento, renamed: Sequence[Known | None]) -> None:
    """Refuse another SKU for a product with stock in sources, which know it by its SKU; the first one's follows."""
    if not any(renamed) or not await warehouses.several(magento):
        return
    lying = await inventory.items_of(magento, *(old.sku for old in renamed if old))
    apart = {item.sku.lower() for item in lying if item.source_code != inventory.DEFAULT}
    for place, old in enumerate(renamed):
        if old is not None and old.sku.lower() in apart:
            raise ParameterError(
                f"Parameter 'payload[{place}].sku' is not valid. Stock of the product in other sources than "
                "'default' would stay under the SKU of before: use the method for one product."
            )


PRICED = ("value", "quantity", "group_id")
"""What a price by quantity and group has; Magento knows no times for it."""


def advanced(
    rows: Sequence[ProductAddBatchAdvancedPrice | ProductUpdateBatchAdvancedPrice] | None,
) -> list[Body] | None:
    """Prices by customer group and quantity; they take the place of those that there are."""
    if rows is None:
        return None
    for each in rows:
        for field in msgspec.structs.fields(each):
            if field.name not in PRICED and getattr(each, field.name) is not None:
                raise refuse(f"advanced_prices.{field.encode_name}", "Magento knows no times for such a price.")
    name = "advanced_prices"
    return [
        tier(
            name, price=each.value, quantity=each.quantity, group=None if each.group_id is None else str(each.group_id)
        )
        for each in rows
    ]
