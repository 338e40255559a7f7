"""The options that a product's variants differ in, and their values.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/productOptionUpdate
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.product import (
    ProductOption,
    ProductOptionAdded,
    ProductOptionAddParams,
    ProductOptionDeleteParams,
    ProductOptionListParams,
    ProductOptionValueAdded,
    ProductOptionValueAddParams,
    ProductOptionValueDeleteParams,
    ProductOptionValueUpdateParams,
)
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.documents import Of
from polycart.core.errors import MissingParameter
from polycart.core.given import allowed, listed, refuse
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Coded, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, known, missing, number
from polycart.platforms.shopify.products.fields import Option, OptionValue, options
from polycart.platforms.shopify.products.translated import SpokenOption
from polycart.platforms.shopify.searches import flag, query
from polycart.platforms.shopify.translations import speak


class Optioned(Row):
    """A product's options."""

    id: str
    has_only_default_variant: bool = False
    options: list[Option] = []


class Spoken(Optioned):
    """A product's options in the language of the call."""

    options: list[SpokenOption] = []  # pyright: ignore[reportIncompatibleVariableOverride]


speak(api.product.option.list)


class Changed(Coded):
    """The answer of a mutation that changes the options of a product."""

    product: Optioned | None = None


FIELDS = (
    "id", "product_option_id", "name", "sort_order", "type", "required", "available", "used_in_combination",
    "option_items",
)  # fmt: skip


async def _product(shop: Shop, product_id: str, row: type[Optioned] = Optioned) -> Optioned:
    id = gid("Product", product_id, "product_id")
    found = await shop.look("product", row, {"id": Of("ID!", id)})
    if found is None:
        raise missing("Product", id)
    return found


async def _option(shop: Shop, product_id: str, option_id: str) -> tuple[Optioned, Option]:
    product = await _product(shop, product_id)
    id = gid("ProductOption", option_id, "option_id")
    found = next((one for one in product.options if one.id == id), None)
    if found is None:
        raise missing("Option", id)
    return product, found


def _value(option: Option, id: str) -> OptionValue:
    wanted = gid("ProductOptionValue", id, "option_value_id")
    found = next((one for one in option.option_values if one.id == wanted), None)
    if found is None:
        raise missing("Option value", wanted)
    return found


@shopify.implements(api.product.option.list, "product_id", gives=FIELDS)
async def option_list(shop: Shop, p: ProductOptionListParams) -> Page[ProductOption]:
    """List the options of a product; without one, those of all products, for each has its own."""
    if p.product_id is None:
        several = query([flag("has_only_default_variant", False)])
        products = await shop.everything("products", Spoken if shop.locale else Optioned, several)
    else:
        products = [await _product(shop, p.product_id, Spoken if shop.locale else Optioned)]
    found = [one for each in products for one in options(each.has_only_default_variant, each.options)]
    return Page(items=found[p.start : p.start + p.count], total=len(found))


@shopify.implements(api.product.option.add, "product_id", "name", "type", "option_values", "values", "sort_order")
async def option_add(shop: Shop, p: ProductOptionAddParams) -> ProductOptionAdded:
    """Give a product an option; its variants get the first value."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required: options belong to products.")
    if p.type not in ("option_type_select", "option_type_radio"):
        raise allowed("type", ("option_type_select", "option_type_radio"))
    names = [*listed(p.option_values), *(one.value for one in p.values or [])]
    if not names:
        raise refuse("values", "An option needs at least one value.")
    id = gid("Product", p.product_id, "product_id")
    body: dict[str, Any] = {"name": p.name, "values": [{"name": name} for name in dict.fromkeys(names)]}
    if "sort_order" in shop.call.given and p.sort_order > 0:
        body["position"] = p.sort_order
    values = {"productId": Of("ID!", id), "options": Of("[OptionCreateInput!]!", [body])}
    with known("Product", id):
        made = await shop.mutate("productOptionsCreate", values, Changed)
    found = next(one for one in (made.product.options if made.product else []) if one.name == p.name)
    return ProductOptionAdded(
        option_id=number(found.id),
        product_option_id=number(found.id),
        product_value_ids=",".join(number(one.id) for one in found.option_values),
    )


@shopify.implements(api.product.option.delete, "product_id", "option_id")
async def option_delete(shop: Shop, p: ProductOptionDeleteParams) -> Deleted:
    """Delete an option with one value; one that variants differ in is refused by the shop."""
    product, option = await _option(shop, p.product_id, p.option_id)
    values = {
        "productId": Of("ID!", product.id),
        "options": Of("[ID!]!", [option.id]),
        "strategy": Of("ProductOptionDeleteStrategy", "POSITION"),
    }
    with known("Option", option.id):
        await shop.mutate("productOptionsDelete", values, Changed)
    return Deleted(deleted="true")


async def _update(shop: Shop, product: Optioned, option: Option, **change: Of) -> Changed:
    values = {"productId": Of("ID!", product.id), "option": Of("OptionUpdateInput!", {"id": option.id})}
    with known("Option", option.id):
        return await shop.mutate("productOptionUpdate", values | change, Changed)


@shopify.implements(api.product.option.value.add, "product_id", "option_id", "option_value")
async def option_value_add(shop: Shop, p: ProductOptionValueAddParams) -> ProductOptionValueAdded:
    """Give an option a value; no variant has it yet."""
    if not p.option_value:
        raise MissingParameter("Parameter 'option_value' is required.")
    product, option = await _option(shop, p.product_id, p.option_id)
    added = Of("[OptionValueCreateInput!]", [{"name": p.option_value}])
    made = await _update(shop, product, option, optionValuesToAdd=added)
    options_ = made.product.options if made.product else []
    values = [one for each in options_ if each.id == option.id for one in each.option_values]
    found = next(one for one in values if one.name == p.option_value)
    return ProductOptionValueAdded(option_value_id=number(found.id))


@shopify.implements(api.product.option.value.update, "product_id", "option_id", "option_value_id", "option_value")
async def option_value_update(shop: Shop, p: ProductOptionValueUpdateParams) -> UpdatedItems:
    """Rename a value of an option."""
    product, option = await _option(shop, p.product_id, p.option_id)
    value = _value(option, p.option_value_id)
    if not p.option_value:
        raise MissingParameter("Parameter 'option_value' is required.")
    renamed = Of("[OptionValueUpdateInput!]", [{"id": value.id, "name": p.option_value}])
    await _update(shop, product, option, optionValuesToUpdate=renamed)
    return UpdatedItems(updated_items=1)


@shopify.implements(api.product.option.value.delete, "product_id", "option_id", "option_value_id")
async def option_value_delete(shop: Shop, p: ProductOptionValueDeleteParams) -> Deleted:
    """Delete a value that no variant has; where one has it, the shop refuses."""
    product, option = await _option(shop, p.product_id, p.option_id)
    value = _value(option, p.option_value_id)
    await _update(shop, product, option, optionValuesToDelete=Of("[ID!]", [value.id]))
    return Deleted(deleted="true")
