"""Options that combinations differ in; they and their values belong to the shop, and products use some of them.

https://devdocs.prestashop-project.org/8/webservice/resources/product_options/
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductOption,
    ProductOptionAdded,
    ProductOptionAddParams,
    ProductOptionItem,
    ProductOptionListParams,
    ProductOptionValueAdded,
    ProductOptionValueAddParams,
    ProductOptionValueDeleteParams,
    ProductOptionValueUpdateParams,
)
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.codecs import integer, text
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound, ParameterError
from polycart.core.mapping import Map, computed, constant, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, project
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.products.fields import ProductMap, ValueRow, item
from polycart.platforms.prestashop_api.searches import exactly

PATH, VALUES = "product_options", "product_option_values"
TYPES = {"option_type_select": "select", "option_type_radio": "radio"}
"""How shoppers choose, by the contract's words; the shop has colours, too, which need a colour for each value."""


async def _items(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[ProductOptionItem]]:
    found = await shop.among(VALUES, "id_attribute_group", [id for (id,) in rows], ValueRow)
    found.sort(key=lambda row: (int(row.position), row.id))
    return [[item(row) for row in found if int(row.id_attribute_group) == id] for (id,) in rows]


def _name(public: str | None, name: str | None) -> str:
    return public or name or ""


class OptionMap(Map[ProductOption]):
    """An option of the shop."""

    id = field("id", text)
    product_option_id = field("id", text)
    name = computed(_name, "public_name", "name")
    sort_order = field("position", integer)
    type = field("group_type", text)
    required = constant(True)
    available = constant(True)
    used_in_combination = constant(True)
    option_items = lazy(_items, "id")


@prestashop.implements(api.product.option.list, "product_id", gives=OptionMap)
async def product_option_list(shop: Prestashop, p: ProductOptionListParams) -> Page[ProductOption]:
    """List the options that a product's combinations use, or all options of the shop."""
    if p.product_id is None:
        return await shop.window(PATH, {"sort": "[id_ASC]"}, OptionMap, start=p.start, count=p.count)
    id = number_of("product_id", p.product_id)
    try:
        product = await shop.one(f"products/{id}", ProductMap, wanted=Selection.named("product_options"))
    except NotFound as error:
        raise missing("Product", p.product_id, error) from error
    options: Any = product.product_options
    return Page(items=project(options[p.start : p.start + p.count], shop.wanted), total=len(options), projected=True)


@prestashop.implements(
    api.product.option.add, "name", "type", "option_values", "values",
    note="A product gets options by its variants, so there is no product_id.",
)  # fmt: skip
async def product_option_add(shop: Prestashop, p: ProductOptionAddParams) -> ProductOptionAdded:
    """Add an option and its values to the shop."""
    kind = TYPES.get(p.type)
    if kind is None:
        raise ParameterError(f"Parameter 'type' is not valid. Allowed values: {', '.join(TYPES)}.")
    if any(value.display_value not in (None, value.value) or value.is_default for value in p.values or ()):
        raise ParameterError("Parameter 'values' is not valid. A value has one text, and no value is the default.")
    texts = [text.strip() for text in (p.option_values or "").split(",") if text.strip()]
    texts += [value.value for value in p.values or ()]
    if await shop.ids(PATH, {"filter[name]": exactly(p.name), "language": await shop.language()}):
        raise AlreadyExists(f"Option with name = '{p.name}' already exist.")
    name = await shop.everywhere(p.name)
    async with Undo(shop) as undo:
        body: Body = {"is_color_group": 0, "group_type": kind, "name": name, "public_name": name}
        option = await shop.add_undoable(undo, PATH, body, f"Option {p.name}")
        made = [
            await shop.add_undoable(
                undo, VALUES, {"id_attribute_group": option, "name": await shop.everywhere(text)}, f"Value {text}"
            )
            for text in dict.fromkeys(texts)
        ]
    return ProductOptionAdded(
        option_id=str(option), product_option_id=str(option), product_value_ids=",".join(map(str, made)) or None
    )


async def _option(shop: Prestashop, product_id: str, option_id: str) -> int:
    """The id of an option that exists, for a product that exists."""
    product, option = number_of("product_id", product_id), number_of("option_id", option_id)
    if not await shop.ids("products", {"filter[id]": product}):
        raise missing("Product", product_id)
    if not await shop.ids(PATH, {"filter[id]": option}):
        raise missing("Option", option_id)
    return option


@prestashop.implements(
    api.product.option.value.add, "product_id", "option_id", "option_value",
    note="Values belong to the shop; the product gets one by a variant with it.",
)  # fmt: skip
async def product_option_value_add(shop: Prestashop, p: ProductOptionValueAddParams) -> ProductOptionValueAdded:
    """Add a value to an option of the shop."""
    if not p.option_value:
        raise MissingParameter("Parameter 'option_value' is required.")
    option = await _option(shop, p.product_id, p.option_id)
    twins = {
        "filter[id_attribute_group]": option, "filter[name]": exactly(p.option_value),
        "language": await shop.language(),
    }  # fmt: skip
    if await shop.ids(VALUES, twins):
        raise AlreadyExists(f"Option value with name = '{p.option_value}' already exist.")
    body: Body = {"id_attribute_group": option, "name": await shop.everywhere(p.option_value)}
    return ProductOptionValueAdded(option_value_id=str(await shop.add(VALUES, body)))


async def _value(shop: Prestashop, product_id: str, option_id: str, value_id: str) -> int:
    option, value = await _option(shop, product_id, option_id), number_of("option_value_id", value_id)
    if not await shop.ids(VALUES, {"filter[id]": value, "filter[id_attribute_group]": option}):
        raise missing("Option value", value_id)
    return value


@prestashop.implements(
    api.product.option.value.update, "product_id", "option_id", "option_value_id", "option_value",
    note="A value is the same for all products that use it.",
)  # fmt: skip
async def product_option_value_update(shop: Prestashop, p: ProductOptionValueUpdateParams) -> UpdatedItems:
    """Rename a value."""
    value = await _value(shop, p.product_id, p.option_id, p.option_value_id)
    if p.option_value is None:
        return UpdatedItems(updated_items=0)
    await shop.change(VALUES, value, {"name": await shop.here(p.option_value)})
    return UpdatedItems(updated_items=1)


@prestashop.implements(
    api.product.option.value.delete, "product_id", "option_id", "option_value_id",
    note="The shop deletes the combinations of all products that use the value along with it.",
)  # fmt: skip
async def product_option_value_delete(shop: Prestashop, p: ProductOptionValueDeleteParams) -> Deleted:
    """Delete a value."""
    await shop.remove(VALUES, await _value(shop, p.product_id, p.option_id, p.option_value_id))
    return Deleted(deleted="1")


prestashop.lacks(
    "A PrestaShop product has the options that its combinations use; add or delete variants instead.",
    api.product.option.assign, api.product.option.delete, api.product.option.value.assign,
)  # fmt: skip
