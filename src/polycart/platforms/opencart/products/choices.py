"""Options: what shoppers choose from at a product. A value adds to the price and has a stock of its own.

They are no variants: these came with OpenCart 4, as products of their own below a master whose options they settle.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from polycart.api.product import ProductChildItemCombination, ProductOption, ProductOptionItem
from polycart.core.bridge.tables import Follow, Table
from polycart.core.codecs import text
from polycart.core.mapping import At, Map, computed, field
from polycart.platforms.opencart.values import amount, words

CHOSEN = ("select", "radio", "checkbox", "image")
"""Types of options that have values to choose from; for others the shopper enters something."""

VALUE = Table(
    "product_option_value",
    "v",
    joins={
        "ov": "LEFT option_value ON ov.option_value_id = v.option_value_id",
        "ovd": "LEFT option_value_description ON ovd.option_value_id = v.option_value_id"
        " AND ovd.language_id = :language",
    },
)
OPTION = Table(
    "product_option",
    "po",
    joins={
        "o": "option ON o.option_id = po.option_id",
        "od": "LEFT option_description ON od.option_id = po.option_id AND od.language_id = :language",
    },
    follow={
        "values": Follow(
            VALUE,
            "v.product_option_id = po.product_option_id",
            order=["ov.sort_order", "v.product_option_value_id"],
        )
    },
)


def signed(value: Any, prefix: Any) -> float:
    """An amount with its sign; other prefixes than a minus add."""
    return -amount(value) if prefix == "-" else amount(value)


def _counted(quantity: Any, subtract: Any) -> dict[str, Any]:
    return {"subtract": bool(int(subtract or 0))}


class ItemMap(Map[ProductOptionItem]):
    """A value of an option at a product."""

    id = field("v.option_value_id", text)
    product_option_item_id = field("v.product_option_value_id", text)
    name = field("ovd.name", words)
    sort_order = field("ov.sort_order")
    price = computed(signed, "v.price", "v.price_prefix")
    weight = computed(signed, "v.weight", "v.weight_prefix")
    quantity = field("v.quantity")
    additional_fields = computed(_counted, "v.quantity", "v.subtract")


class OptionRow(msgspec.Struct):
    """An option at a product before it is known whether variants differ in it."""

    option: ProductOption | None = None


def _option(po: Any, option: Any, name: Any, place: Any, type: Any, required: Any, value: Any, items: list[Any]) -> Any:
    return ProductOption(
        id=str(option), product_option_id=str(po), name=name or "", sort_order=place, type=type or "",
        required=bool(int(required or 0)), available=True, used_in_combination=False, option_items=items,
        additional_fields={"value": value} if value else {},
    )  # fmt: skip


class OptionMap(Map[OptionRow]):
    """An option at a product."""

    option = computed(
        _option, "po.product_option_id", "po.option_id", At("od.name"), "o.sort_order", "o.type", "po.required",
        "po.value", At("values", ItemMap),
    )  # fmt: skip


class ChildRow(msgspec.Struct):
    """A variant, and the values that it settles as JSON."""

    id: int = 0
    variant: str | None = None


class ChildMap(Map[ChildRow]):
    """A variant of a product, in short."""

    id = field("k.product_id")
    variant = field("k.variant")


def settled(variant: str | None) -> dict[str, list[str]]:
    """The values that a variant settles: ids of values at the master by ids of options at the master."""
    try:
        found: Any = json.loads(variant or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    pairs: dict[str, Any] = found  # type: ignore[reportUnknownVariableType]
    return {
        str(option): [str(each) for each in (value if isinstance(value, list) else [value])]  # type: ignore[reportUnknownVariableType]
        for option, value in pairs.items()
        if value not in (None, "", [])
    }


def options(rows: Sequence[OptionRow], children: Sequence[ChildRow]) -> list[ProductOption]:
    """The options of a product; those that its variants settle are marked."""
    used = {option for child in children for option in settled(child.variant)}
    found = [row.option for row in rows if row.option is not None]
    for option in found:
        option.used_in_combination = option.product_option_id in used
        option.name = words.load(option.name)
    return found


class ValueRow(msgspec.Struct):
    """A value at a master: its own id and what it is a value of."""

    id: int = 0
    option_id: int = 0
    option_value_id: int = 0


class ValueMap(Map[ValueRow]):
    """A value at a master, in short."""

    id = field("mv.product_option_value_id")
    option_id = field("mv.option_id")
    option_value_id = field("mv.option_value_id")


def combination(variant: str | None, values: Sequence[ValueRow]) -> list[ProductChildItemCombination]:
    """The values that make up a variant."""
    known = {str(row.id): row for row in values}
    chosen = [value for found in settled(variant).values() for value in found]
    return [
        ProductChildItemCombination(option_id=str(known[id].option_id), option_value_id=str(known[id].option_value_id))
        for id in chosen
        if id in known
    ]
