"""Options: attributes that variants differ in, choices of bundles, and a product's own custom options.

The id of a variants' option is that of its attribute, of its values those of the attribute's options; at the product
the option has an id of its own. Custom options and those of bundles are the product's alone. A number may stand for an
attribute and for a custom option at once: what tells them apart is ``used_in_combination``.
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.product import ProductOption, ProductOptionItem, ProductOptionListParams
from polycart.core.mapping import At, Map, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.numbers import native_id
from polycart.platforms.magento2.products.definitions import Definition, Definitions, definitions, knowing, renewed
from polycart.platforms.magento2.products.parts import (
    BUNDLE,
    DIFFERENCES,
    PATH,
    BundleOption,
    Priced,
    SuperAttribute,
    by_sku,
)

TYPES = {
    "field": "text", "area": "textarea", "drop_down": "select", "multiple": "multiselect", "date_time": "datetime",
}  # fmt: skip
"""The contract's word for each kind of custom option; the others are called alike (``radio``, ``checkbox``, ``date``,
``time``, ``file``)."""

PERCENT = "percent"

Row = tuple[Any, ...]


class CustomValue(msgspec.Struct):
    """A value of a custom option."""

    option_type_id: int
    title: str | None = None
    sort_order: int | None = None
    price: float | None = None
    price_type: str | None = None
    sku: str | None = None


class CustomOption(msgspec.Struct):
    """An option of one product, which makes no variants; kinds without values have a price themselves."""

    option_id: int
    title: str | None = None
    type: str = "field"
    sort_order: int | None = None
    is_require: bool = False
    price: float | None = None
    price_type: str | None = None
    sku: str | None = None
    max_characters: int | None = None
    file_extension: str | None = None
    values: list[CustomValue] | None = None


OPTIONS = At("options", list[CustomOption])

FIELDS = (
    "id", "product_option_id", "name", "sort_order", "type", "required", "available", "used_in_combination",
    "option_items", "additional_fields",
)  # fmt: skip


async def product_options(magento: Magento, rows: list[Row]) -> list[list[ProductOption]]:
    """The options of a page: rows are what variants differ in, the choices of bundles, and custom options."""
    used = {
        (str(option.attribute_id), value.value_index)
        for row in rows
        for option in row[0] or ()
        for value in option.values or ()
    }
    skus = {link.sku for row in rows for option in row[1] or () for link in option.product_links or ()}
    known = await _knowing(magento, used) if used else None
    parts = await by_sku(magento, sorted(skus)) if skus else {}
    return [
        [
            *(_differing(option, known) for option in sorted(row[0] or (), key=_place) if known is not None),
            *(_bundled(option, parts) for option in sorted(row[1] or (), key=_place)),
            *(_custom(option) for option in sorted(row[2] or (), key=_order)),
        ]
        for row in rows
    ]


async def _knowing(magento: Magento, used: set[tuple[str, int]]) -> Definitions:
    known = await definitions(magento)
    return await knowing(magento, [(code, value) for id, value in used if (code := known.code(id))])


def _place(option: SuperAttribute | BundleOption) -> int:
    return option.position or 0


def _order(option: CustomOption) -> tuple[int, int]:
    return option.sort_order or 0, option.option_id


def _differing(option: SuperAttribute, known: Definitions) -> ProductOption:
    code = known.code(option.attribute_id) or ""
    # Magento tells the values by their numbers; their order is that of the attribute's options.
    order = {value: place for place, value in enumerate(known.labels.get(code, {}))}
    numbers = [str(value.value_index) for value in option.values or ()]
    values = sorted(numbers, key=lambda number: order.get(number, len(order)))
    items = [
        ProductOptionItem(
            id=value, product_option_item_id=value, name=known.label(code, value), sort_order=place, is_default=False
        )
        for place, value in enumerate(values)
    ]
    return ProductOption(
        id=str(option.attribute_id), product_option_id=None if option.id is None else str(option.id),
        name=option.label or code, sort_order=option.position, type="select", required=True, available=True,
        used_in_combination=True, option_items=items, additional_fields={"kind": "configurable", "code": code},
    )  # fmt: skip


def _bundled(option: BundleOption, parts: dict[str, Priced]) -> ProductOption:
    items: list[ProductOptionItem] = []
    for link in option.product_links or ():
        part = parts.get(link.sku.casefold())
        items.append(
            ProductOptionItem(
                id=str(link.id), product_option_item_id=str(link.id), name=(part and part.name) or link.sku,
                sort_order=link.position, price=link.price, type_price=_kind(link.price_type), sku=link.sku,
                is_default=link.is_default,
                additional_fields={"product_id": str(part.id) if part else None, "qty": link.qty},
            )
        )  # fmt: skip
    return ProductOption(
        id=str(option.option_id), product_option_id=str(option.option_id), name=option.title or "",
        sort_order=option.position, type=option.type or "select", required=option.required, available=True,
        used_in_combination=False, option_items=items, additional_fields={"kind": "bundle"},
    )  # fmt: skip


def _kind(price_type: int | str | None) -> str:
    return PERCENT if price_type in (1, PERCENT) else "fixed"


def _custom(option: CustomOption) -> ProductOption:
    items = [
        ProductOptionItem(
            id=str(value.option_type_id), product_option_item_id=str(value.option_type_id), name=value.title or "",
            sort_order=value.sort_order, price=value.price, type_price=_kind(value.price_type), sku=value.sku,
            is_default=False,
        )
        for value in sorted(option.values or (), key=lambda value: (value.sort_order or 0, value.option_type_id))
    ]  # fmt: skip
    extra = {
        "kind": "custom", "price": option.price, "price_type": option.price_type, "sku": option.sku,
        "max_characters": option.max_characters, "file_extension": option.file_extension,
    }  # fmt: skip
    return ProductOption(
        id=str(option.option_id), product_option_id=str(option.option_id), name=option.title or "",
        sort_order=option.sort_order, type=TYPES.get(option.type, option.type), required=option.is_require,
        available=True, used_in_combination=False, option_items=items,
        additional_fields={key: value for key, value in extra.items() if value is not None},
    )  # fmt: skip


class _Holder(msgspec.Struct):
    """A product, as far as its options go."""

    options: list[ProductOption] | None = None


class _HolderMap(Map[_Holder]):
    options = lazy(product_options, DIFFERENCES, BUNDLE, OPTIONS)


async def options_of(magento: Magento, id: int) -> list[ProductOption] | None:
    """The options of one product; ``None`` where there is no such product."""
    page = await magento.window(
        PATH, {"entity_id eq": id}, _HolderMap, start=0, count=1, wanted=Selection.named("options")
    )
    return page.items[0].options if page.items else None


def shared(definition: Definition, place: int) -> ProductOption:
    """An attribute that variants of any product may differ in."""
    items = [
        ProductOptionItem(id=value, product_option_item_id=None, name=label, sort_order=at, is_default=False)
        for at, (value, label) in enumerate(definition.choices)
    ]
    return ProductOption(
        id=str(definition.attribute_id), product_option_id=None, name=definition.default_frontend_label or "",
        sort_order=place, type="select", required=definition.is_required, available=True, used_in_combination=True,
        option_items=items, additional_fields={"kind": "configurable", "code": definition.code},
    )  # fmt: skip


def makes_variants(definition: Definition) -> bool:
    """Whether variants may differ in an attribute: one choice of several, the same in all store views."""
    return definition.is_user_defined and definition.frontend_input == "select" and definition.scope == "global"


@magento2.implements(api.product.option.list, "product_id", gives=FIELDS)
async def product_option_list(magento: Magento, p: ProductOptionListParams) -> Page[ProductOption]:
    """List the options of a product, or those that the whole shop shares."""
    if p.product_id is not None:
        options = await options_of(magento, native_id("product_id").dump(p.product_id))
        if options is None:
            raise missing("Product", p.product_id)
    else:
        known = [each for each in (await renewed(magento)).by_code.values() if makes_variants(each)]
        ordered = sorted(known, key=lambda each: each.attribute_id)
        options = [shared(each, place) for place, each in enumerate(ordered)]
    return Page(items=options[p.start : p.start + p.count], total=len(options))
