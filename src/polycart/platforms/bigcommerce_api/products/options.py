"""Options and modifiers of products, and their values; a product has its own, none are shared by products.

``option_id`` is the ``id`` that ``product.option.list`` gives: the number that the store counts an option by.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

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
from polycart.core.errors import AlreadyExists, MissingParameter, NotFound
from polycart.core.given import listed, refuse
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.products.choices import OptionRow, ValueRow, item, option, shared_ids
from polycart.platforms.bigcommerce_api.products.searches import PATH

OPTIONS = {"option_type_select": "dropdown", "option_type_radio": "radio_buttons"}
"""Types of which variants are made."""
MODIFIERS = {
    "option_type_text": "text", "option_type_textarea": "multi_line_text", "option_type_checkbox": "checkbox",
    "option_type_date": "date", "option_type_file": "file",
}  # fmt: skip
"""Types that change a product without being a variant."""


CODES = {
    "RB": "radio", "RT": "radio", "CS": "radio", "PI": "radio", "S": "select", "P": "select", "C": "checkbox",
    "T": "text", "N": "text", "MT": "textarea", "D": "date", "F": "file",
}  # fmt: skip
"""What v2 calls the ways of choosing: https://developer.bigcommerce.com/legacy/v2-catalog-products/options"""


class Known(msgspec.Struct):
    """An option or modifier of a product, and where it is."""

    row: OptionRow
    shared: int
    modifier: bool
    path: str


async def options_of(bc: Bigcommerce, product_id: str) -> list[Known]:
    """The options and then the modifiers of a product."""
    product = number("product_id", product_id)
    base = f"{PATH}/{product}"
    try:
        options, modifiers, numbers = await asyncio.gather(
            bc.records(f"{base}/options", None, OptionRow),
            bc.records(f"{base}/modifiers", None, OptionRow),
            shared_ids(bc, product),
        )
    except NotFound as error:
        raise missing("Product", product_id, error) from error
    found = [Known(row, numbers.get(row.id, row.id), False, f"{base}/options/{row.id}") for row in options]
    found += [Known(row, numbers.get(row.id, row.id), True, f"{base}/modifiers/{row.id}") for row in modifiers]
    return found


async def option_of(bc: Bigcommerce, product_id: str, option_id: str) -> Known:
    """The option of a product that a caller names."""
    wanted = number("option_id", option_id)
    found = next((each for each in await options_of(bc, product_id) if each.shared == wanted), None)
    if found is None:
        raise missing("Option", option_id)
    return found


def value_of(known: Known, id: str) -> ValueRow:
    """The value of an option that a caller names."""
    wanted = number("option_value_id", id)
    found = next((row for row in known.row.option_values if row.id == wanted), None)
    if found is None:
        raise missing("Option value", id)
    return found


GIVES = (
    "id", "product_option_id", "name", "description", "sort_order", "type", "required", "available",
    "used_in_combination", "option_items", "additional_fields",
)  # fmt: skip


@bigcommerce.implements(api.product.option.list, "product_id", gives=GIVES)
async def product_option_list(bc: Bigcommerce, p: ProductOptionListParams) -> Page[ProductOption]:
    """List the options of a product, then its modifiers; without a product, all that the store counts, by v2.

    Those are told without their values, which v2 would have to be asked for one by one.
    """
    if p.product_id is None:
        return await _every_option(bc, p.start, p.count)
    found = await options_of(bc, p.product_id)
    made: list[ProductOption] = []
    for each in found:
        one = option(each.row, each.shared)
        one.available, one.used_in_combination = True, not each.modifier
        one.option_items = [item(value) for value in each.row.option_values]
        made.append(one)
    page = cut(made, start=p.start, count=p.count)
    return Page(items=project(page.items, bc.wanted), total=page.total, next=page.next, previous=page.previous)


class _Counted(msgspec.Struct):
    id: int
    name: str = ""
    display_name: str = ""
    type: str = ""


async def _every_option(bc: Bigcommerce, start: int, count: int) -> Page[ProductOption]:
    paging = bc.paging.window(start, count)
    pages = await asyncio.gather(*(bc.get("v2/options", part.query, type=list[_Counted]) for part in paging))
    made: list[ProductOption] = []
    for part, rows in zip(paging, pages, strict=True):
        made += [
            ProductOption(
                id=str(row.id), product_option_id=None, name=row.display_name or row.name, description=row.display_name,
                type=CODES.get(row.type, row.type.lower()),
            )
            for row in rows[part.skip : None if part.take is None else part.skip + part.take]
        ]  # fmt: skip
    return Page(items=project(made, bc.wanted), previous={"start": max(0, start - count)} if start else None)


@bigcommerce.implements(
    api.product.option.add, "name", "type", "product_id", "option_values", "values", "default_option_value",
    "sort_order", "required",
)  # fmt: skip
async def product_option_add(bc: Bigcommerce, p: ProductOptionAddParams) -> ProductOptionAdded:
    """Add an option or, where its type can not make variants, a modifier to a product."""
    if p.product_id is None:
        raise MissingParameter("Parameter 'product_id' is required.")
    if p.type not in OPTIONS and p.type not in MODIFIERS:
        words = ", ".join([*OPTIONS, *MODIFIERS])
        raise refuse("type", f"BigCommerce has no such option. Allowed values: {words}.")
    labels = [*listed(p.option_values), *(each.value for each in p.values or ())]
    defaults = {each.value for each in p.values or () if each.is_default}
    if p.default_option_value is not None:
        defaults.add(p.default_option_value)
        labels.append(p.default_option_value)
    if any(each.display_value not in (None, each.value) for each in p.values or ()):
        raise refuse("values", "A BigCommerce value has no other text to show.")
    values = [
        {"label": label, "sort_order": place, "is_default": label in defaults}
        for place, label in enumerate(dict.fromkeys(labels))
    ]
    product = number("product_id", p.product_id)
    body: dict[str, Any] = {"display_name": p.name, "sort_order": p.sort_order, "option_values": values}
    if p.type in OPTIONS:
        path, body = "options", body | {"type": OPTIONS[p.type], "product_id": product}
        if not values:
            raise MissingParameter("Parameter 'values' or 'option_values' is required: an option is a choice.")
    else:
        path, body = "modifiers", body | {"type": MODIFIERS[p.type], "required": p.required}
        if values and p.type != "option_type_checkbox":
            raise refuse("values", "Shoppers write here what they like; it has no values.")
    try:
        made = await bc.post(f"{PATH}/{product}/{path}", body)
    except AlreadyExists as error:
        raise AlreadyExists(f"Option with name = '{p.name}' already exist.", native=error.native) from error
    except NotFound as error:
        raise missing("Product", p.product_id, error) from error
    shared = (await shared_ids(bc, product)).get(made["id"], made["id"])
    ids = ",".join(str(value["id"]) for value in made.get("option_values") or ())
    return ProductOptionAdded(option_id=str(shared), product_option_id=str(made["id"]), product_value_ids=ids or None)


@bigcommerce.implements(api.product.option.delete, "option_id", "product_id")
async def product_option_delete(bc: Bigcommerce, p: ProductOptionDeleteParams) -> Deleted:
    """Delete an option of a product, with the variants that would be left alike, or a modifier."""
    await bc.delete((await option_of(bc, p.product_id, p.option_id)).path)
    return Deleted(deleted="1")


@bigcommerce.implements(
    api.product.option.value.add, "product_id", "option_id", "option_value", "sort_order", "is_default"
)
async def product_option_value_add(bc: Bigcommerce, p: ProductOptionValueAddParams) -> ProductOptionValueAdded:
    """Add a value to an option or modifier of a product."""
    if not p.option_value:
        raise refuse("option_value", "The value of parameter 'option_value' can not be empty.")
    known = await option_of(bc, p.product_id, p.option_id)
    place = p.sort_order if "sort_order" in bc.call.given else len(known.row.option_values)
    body = {"label": p.option_value, "sort_order": place, "is_default": bool(p.is_default)}
    try:
        made = await bc.post(f"{known.path}/values", body)
    except AlreadyExists as error:
        raise AlreadyExists(f"Option value '{p.option_value}' already exist.", native=error.native) from error
    return ProductOptionValueAdded(option_value_id=str(made["id"]))


@bigcommerce.implements(
    api.product.option.value.update, "product_id", "option_id", "option_value_id", "option_value", "price",
    note="Only values of modifiers have a price.",
)  # fmt: skip
async def product_option_value_update(bc: Bigcommerce, p: ProductOptionValueUpdateParams) -> UpdatedItems:
    """Rename a value; of a modifier's, also set what it adds to the price."""
    known = await option_of(bc, p.product_id, p.option_id)
    value = value_of(known, p.option_value_id)
    body: dict[str, Any] = {"label": p.option_value or value.label, "sort_order": value.sort_order}
    if p.price is not None:
        if not known.modifier:
            raise refuse("price", "The values of this option are variants, which have prices of their own.")
        body["adjusters"] = {"price": {"adjuster": "relative", "adjuster_value": p.price}}
    await bc.put(f"{known.path}/values/{value.id}", body)
    return UpdatedItems(updated_items=1)


@bigcommerce.implements(api.product.option.value.delete, "product_id", "option_id", "option_value_id")
async def product_option_value_delete(bc: Bigcommerce, p: ProductOptionValueDeleteParams) -> Deleted:
    """Delete a value of an option, with the variants that stand for it, or of a modifier."""
    known = await option_of(bc, p.product_id, p.option_id)
    await bc.delete(f"{known.path}/values/{value_of(known, p.option_value_id).id}")
    return Deleted(deleted="1")


bigcommerce.lacks(
    "The options of a BigCommerce product are its own: there are none that products share and could be given.",
    api.product.option.assign, api.product.option.value.assign,
)  # fmt: skip
