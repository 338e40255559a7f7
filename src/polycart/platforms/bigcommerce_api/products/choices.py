"""Options of products, of which variants are made, and modifiers, which change a product without being a variant.

v3 numbers an option at its product (``product_option_id``); the number that the whole store counts it by (``id``) is
told by v2 only, so it is asked for where it is wanted: one request for each product that has options.
https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/product-variant-options
https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/product-modifiers
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import msgspec

from polycart.api.product import ProductOption, ProductOptionItem
from polycart.core.errors import NotFound
from polycart.core.mapping import At
from polycart.platforms.bigcommerce_api.connection import Bigcommerce

TYPES = {
    "radio_buttons": "radio", "rectangles": "radio", "swatch": "radio", "product_list_with_images": "radio",
    "dropdown": "select", "product_list": "select", "checkbox": "checkbox", "text": "text",
    "numbers_only_text": "text", "multi_line_text": "textarea", "date": "date", "file": "file",
}  # fmt: skip
"""The contract's word for the way that shoppers choose."""


class Adjuster(msgspec.Struct):
    """What a value changes of a price or weight: by an amount (``relative``) or a share (``percentage``)."""

    adjuster: str | None = None
    adjuster_value: float = 0


class Adjusters(msgspec.Struct):
    """What a value of a modifier changes."""

    price: Adjuster | None = None
    weight: Adjuster | None = None


class ValueRow(msgspec.Struct):
    """A value of an option or modifier."""

    id: int = 0
    label: str = ""
    sort_order: int = 0
    is_default: bool = False
    value_data: Any = None
    adjusters: Adjusters | None = None


class OptionRow(msgspec.Struct):
    """An option or modifier; only modifiers can be left open."""

    id: int = 0
    display_name: str = ""
    type: str = ""
    sort_order: int = 0
    required: bool = True
    option_values: list[ValueRow] = []


OPTIONS = At("options", list[OptionRow])
MODIFIERS = At("modifiers", list[OptionRow])


class _Shared(msgspec.Struct):
    id: int
    option_id: int


async def shared_ids(bc: Bigcommerce, product_id: int) -> dict[int, int]:
    """The numbers by which the store counts the options of a product, by their numbers at the product."""
    try:
        found = await bc.records(f"v2/products/{product_id}/options", None, _Shared)
    except NotFound:
        return {}
    return {row.id: row.option_id for row in found}


async def of_products(bc: Bigcommerce, rows: list[tuple[Any, ...]]) -> list[list[ProductOption]]:
    """The options and modifiers of a page of products, in the shape that the contract's product guide shows."""
    own = [(id, [*(options or ()), *(modifiers or ())]) for id, options, modifiers in rows]
    numbered: dict[int, dict[int, int]] = {}
    wanted = bc.wanted.of("product_options")
    if wanted.wants("id"):
        having = [id for id, found in own if found]
        known = await asyncio.gather(*(shared_ids(bc, id) for id in having))
        numbered = dict(zip(having, known, strict=True))
    return [[option(row, numbered.get(id, {}).get(row.id, row.id)) for row in found] for id, found in own]


def option(row: OptionRow, shared: int | None) -> ProductOption:
    """One option or modifier."""
    default = next((str(value.id) for value in row.option_values if value.is_default), None)
    return ProductOption(
        id=str(shared), product_option_id=str(row.id), name=row.display_name, description=row.display_name,
        sort_order=row.sort_order, type=TYPES.get(row.type, row.type), required=row.required,
        option_items=[item(value) for value in row.option_values],
        additional_fields={"default_option_id": default},
    )  # fmt: skip


def item(value: ValueRow) -> ProductOptionItem:
    """One value; without an adjuster it changes neither price nor weight."""
    price = (value.adjusters.price if value.adjusters else None) or Adjuster()
    weight = (value.adjusters.weight if value.adjusters else None) or Adjuster()
    return ProductOptionItem(
        id=str(value.id), product_option_item_id=None, name=value.label, sort_order=value.sort_order,
        price=price.adjuster_value, weight=weight.adjuster_value if weight.adjuster == "relative" else 0.0,
        quantity=None, type_price="fixed" if price.adjuster == "relative" else "percent", sku=None,
        additional_fields={"full_description": _shown(value)},
    )  # fmt: skip


def _shown(value: ValueRow) -> str:
    """What a shopper sees of a value: the colour or pattern of a swatch, else its label."""
    known: Any = value.value_data
    if isinstance(known, dict):
        data = cast("dict[str, Any]", known)
        if colors := data.get("colors"):
            return ",".join(map(str, colors))
        if data.get("image_url"):
            return str(data["image_url"])
    return value.label
