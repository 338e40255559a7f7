"""Options of products: what variants differ in, and what else a shopper chooses or enters (custom options).

The id of the first is that of the shop's attribute, and its values are the attribute's; the second are a product's own.
https://developer.adobe.com/commerce/webapi/rest/tutorials/configurable-product/
"""

from __future__ import annotations

import msgspec

from polycart import api
from polycart.api.attribute import AttributeValueUpdateParams
from polycart.api.product import (
    ProductOptionAdded,
    ProductOptionAddParams,
    ProductOptionAssigned,
    ProductOptionAssignParams,
    ProductOptionDeleteParams,
    ProductOptionValueAdded,
    ProductOptionValueAddParams,
    ProductOptionValueDeleteParams,
    ProductOptionValueUpdateParams,
)
from polycart.api.results import Deleted, UpdatedItems
from polycart.core.errors import AlreadyExists, MissingParameter, ShopError
from polycart.core.given import allowed, listed, refuse
from polycart.core.undo import Undo
from polycart.platforms.magento2 import attribute_changes
from polycart.platforms.magento2.connection import Magento, magento2, missing, segment
from polycart.platforms.magento2.products import choices, references
from polycart.platforms.magento2.products.bodies import Body
from polycart.platforms.magento2.products.definitions import forget
from polycart.platforms.magento2.products.parts import SuperAttribute
from polycart.platforms.magento2.products.references import Known
from polycart.platforms.magento2.products.variant_changes import owner

KINDS = {
    "option_type_select": "drop_down", "option_type_text": "field", "option_type_radio": "radio",
    "option_type_checkbox": "checkbox", "option_type_multicheckbox": "checkbox", "option_type_textarea": "area",
    "option_type_multiselect": "multiple", "option_type_file": "file", "option_type_date": "date",
    "option_type_datetime": "date_time", "option_type_time": "time",
}  # fmt: skip
"""The contract's kinds of options, and Magento's."""

WITH_VALUES = ("drop_down", "radio", "checkbox", "multiple")


class _Options(msgspec.Struct):
    options: list[Body] | None = None


@magento2.implements(
    api.product.option.add, "product_id", "name", "type", "option_values", "values", "sort_order", "required"
)
async def product_option_add(magento: Magento, p: ProductOptionAddParams) -> ProductOptionAdded:
    """Add an option of a product's own, which makes no variants; without a product, an attribute that makes some."""
    kind = KINDS.get(p.type)
    if kind is None:
        raise allowed("type", KINDS)
    texts = list(dict.fromkeys([*listed(p.option_values), *(each.value for each in p.values or [])]))
    _plain(p)
    if p.product_id is None:
        return await _shared(magento, p, texts)
    if (kind in WITH_VALUES) != bool(texts):
        why = "needs values" if kind in WITH_VALUES else "has no values"
        raise refuse("option_values", f"An option of the type '{p.type}' {why}.")
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    if any(str(each.get("title")).casefold() == p.name.casefold() for each in await custom(magento, known)):
        raise refuse("name", f"Product {known.id} has an option '{p.name}' already.")
    option: Body = {
        "product_sku": known.sku, "title": p.name, "type": kind, "is_require": p.required, "sort_order": p.sort_order,
    }  # fmt: skip
    if texts:
        option["values"] = [_new_value(text, place) for place, text in enumerate(texts, 1)]
    else:
        option |= {"price": 0, "price_type": "fixed"}
    made = int((await magento.post("products/options", {"option": option}))["option_id"])
    values = [each for row in await custom(magento, known) if row["option_id"] == made for each in _values(row)]
    ids = ",".join(str(each["option_type_id"]) for each in values)
    return ProductOptionAdded(option_id=str(made), product_option_id=str(made), product_value_ids=ids)


async def _shared(magento: Magento, p: ProductOptionAddParams, texts: list[str]) -> ProductOptionAdded:
    """An attribute of the shop with its values, in one request."""
    if p.type != "option_type_select":
        raise refuse("type", "Variants differ in values to select. Allowed values: 'option_type_select'.")
    if not p.name.strip():
        raise refuse("name", "The value of parameter 'name' can not be empty.")
    attribute: Body = {
        "frontend_input": "select", "scope": "global", "default_frontend_label": p.name, "is_required": p.required,
        "position": p.sort_order, "is_visible": True, "is_user_defined": True, "apply_to": [],
        "options": [{"label": text, "sort_order": place} for place, text in enumerate(texts, 1)],
    }  # fmt: skip
    magento = await magento.settled()
    try:
        made = await magento.post(choices.PATH, {"attribute": attribute})
    except ShopError as error:
        if error.native is None or error.native.code != "%1 already exists.":
            raise
        raise AlreadyExists(f"Option with name = '{p.name}' already exist.", native=error.native) from error
    forget(magento)
    found = msgspec.convert(made, choices.Attribute)
    ids = ",".join(str(each.value) for each in found.options if str(each.value).strip())
    return ProductOptionAdded(option_id=str(found.attribute_id), product_value_ids=ids)


def _plain(p: ProductOptionAddParams) -> None:
    if any(each.display_value not in (None, each.value) for each in p.values or []):
        raise refuse("values", "A value of Magento has no other text to show.")
    if any(each.is_default for each in p.values or []):
        raise refuse("values", "Magento chooses no value at first.")


def _new_value(text: str, place: int) -> Body:
    return {"title": text, "sort_order": place, "price": 0, "price_type": "fixed"}


async def custom(magento: Magento, known: Known) -> list[Body]:
    """A product's own options."""
    return (await references.part(magento, known.sku, "options", _Options)).options or []


def _values(row: Body) -> list[Body]:
    return row.get("values") or []


async def _custom(magento: Magento, known: Known, id: str) -> Body | None:
    return next((row for row in await custom(magento, known) if str(row["option_id"]) == id), None)


async def _differing(magento: Magento, known: Known, id: str) -> SuperAttribute | None:
    """What the variants of a product differ in, by the attribute's id."""
    if known.type_id != "configurable":
        return None
    parent = await owner(magento, str(known.id))
    return next((each for each in parent.options if str(each.attribute_id) == id), None)


@magento2.implements(api.product.option.delete, "option_id", "product_id")
async def product_option_delete(magento: Magento, p: ProductOptionDeleteParams) -> Deleted:
    """Take an option away from a product; an attribute stays in the shop, and variants are no longer its own."""
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    differing = await _differing(magento, known, p.option_id)
    if differing is not None:
        await magento.delete(f"configurable-products/{segment(known.sku)}/options/{differing.id}")
        return Deleted(deleted="1")
    if await _custom(magento, known, p.option_id) is None:
        raise missing("Option", p.option_id)
    await magento.delete(f"products/{segment(known.sku)}/options/{p.option_id}")
    return Deleted(deleted="1")


@magento2.implements(
    api.product.option.assign, "product_id", "option_id", "sort_order",
    note="The values that the product offers follow from its variants.",
)  # fmt: skip
async def product_option_assign(magento: Magento, p: ProductOptionAssignParams) -> ProductOptionAssigned:
    """Let the variants of a configurable product, which has none yet, differ in an attribute of the shop."""
    magento = await magento.settled()
    parent = await owner(magento, p.product_id)
    found = await choices.attribute(magento, p.option_id) if p.option_id.isdigit() else None
    if found is None or str(found.attribute_id) != p.option_id:
        raise missing("Option", p.option_id)
    found = await choices.belonging(magento, "option_id", found.attribute_code, parent.attribute_set_id)
    if found.frontend_input not in choices.CHOICES or found.scope != "global":
        raise refuse("option_id", f"Variants cannot differ in the attribute '{found.attribute_code}'.")
    if parent.children:
        raise refuse("option_id", f"The variants of product {parent.id} have no value for '{found.attribute_code}'.")
    ids = [int(str(each.value)) for each in found.options if str(each.value).isdigit()]
    if not ids:
        raise refuse("option_id", f"The attribute '{found.attribute_code}' has no values yet.")
    option = {
        "attribute_id": str(found.attribute_id), "label": found.name, "position": p.sort_order,
        "values": [{"value_index": id} for id in ids],
    }  # fmt: skip
    made = await magento.post(f"configurable-products/{segment(parent.sku)}/options", {"option": option})
    return ProductOptionAssigned(product_option_id=str(made))


@magento2.implements(api.product.option.value.add, "product_id", "option_id", "option_value", "sort_order")
async def product_option_value_add(magento: Magento, p: ProductOptionValueAddParams) -> ProductOptionValueAdded:
    """Add a value to an option: to the product's own, or to the attribute, where a variant then shows it."""
    if not p.option_value:
        raise refuse("option_value", "The value of parameter 'option_value' can not be empty.")
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    place = p.sort_order if "sort_order" in magento.call.given else None
    if await _differing(magento, known, p.option_id) is not None:
        found = await choices.attribute(magento, p.option_id)
        if found is None:
            raise missing("Option", p.option_id)
        async with Undo(magento) as undo:
            id = await choices.option_id(magento, undo, found, p.option_value, position=place)
        return ProductOptionValueAdded(option_value_id=id)
    row = await _own(magento, known, p.option_id)
    if any(str(each.get("title")) == p.option_value for each in _values(row)):
        raise refuse("option_value", f"The option has a value '{p.option_value}' already.")
    last = max((int(each.get("sort_order") or 0) for each in _values(row)), default=0)
    row["values"] = [*_values(row), _new_value(p.option_value, last + 1 if place is None else place)]
    await _write(magento, known, row)
    changed = await _own(magento, known, p.option_id)
    made = next(each for each in _values(changed) if str(each.get("title")) == p.option_value)
    return ProductOptionValueAdded(option_value_id=str(made["option_type_id"]))


async def _own(magento: Magento, known: Known, id: str) -> Body:
    """An option of the product's own that has values."""
    row = await _custom(magento, known, id)
    if row is None:
        raise missing("Option", id)
    if row.get("type") not in WITH_VALUES:
        raise refuse("option_id", f"Option {id} has no values.")
    return row


async def _write(magento: Magento, known: Known, row: Body) -> None:
    body = {**row, "product_sku": known.sku}
    await magento.put(f"products/options/{row['option_id']}", {"option": body})


def _value_at(row: Body, id: str) -> Body:
    found = next((each for each in _values(row) if str(each.get("option_type_id")) == id), None)
    if found is None:
        raise missing("Option value", id)
    return found


@magento2.implements(
    api.product.option.value.update,
    "product_id",
    "option_id",
    "option_value_id",
    "option_value",
    "price",
    note="A value of an attribute changes for every product.",
)
async def product_option_value_update(magento: Magento, p: ProductOptionValueUpdateParams) -> UpdatedItems:
    """Change text and price of a value of the product's own, or the text of one of the attribute's."""
    if p.option_value == "":
        raise refuse("option_value", "The value of parameter 'option_value' can not be empty.")
    if p.option_value is None and p.price is None:
        raise MissingParameter("Parameter 'option_value' is required.")
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    if await _differing(magento, known, p.option_id) is not None:
        return await _rename(magento, p)
    row = await _own(magento, known, p.option_id)
    value = _value_at(row, p.option_value_id)
    value |= {"title": p.option_value} if p.option_value is not None else {}
    value |= {"price": p.price, "price_type": "fixed"} if p.price is not None else {}
    await _write(magento, known, row)
    return UpdatedItems(updated_items=1)


async def _rename(magento: Magento, p: ProductOptionValueUpdateParams) -> UpdatedItems:
    if p.price is not None or p.option_value is None:
        raise refuse("price", "A value of an attribute has none: give the variants their prices.")
    given = AttributeValueUpdateParams(id=p.option_value_id, attribute_id=p.option_id, name=p.option_value)
    await attribute_changes.attribute_value_update(magento, given)
    return UpdatedItems(updated_items=1)


@magento2.implements(api.product.option.value.delete, "product_id", "option_id", "option_value_id")
async def product_option_value_delete(magento: Magento, p: ProductOptionValueDeleteParams) -> Deleted:
    """Take a value away from an option of the product's own; those of attributes go with their variants."""
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    if await _differing(magento, known, p.option_id) is not None:
        raise refuse("option_id", "Its values are those of the variants: use product.variant.delete.")
    row = await _own(magento, known, p.option_id)
    value = _value_at(row, p.option_value_id)
    row["values"] = [each for each in _values(row) if each is not value]
    if not row["values"]:
        raise refuse("option_value_id", "It is the only value of the option: use product.option.delete.")
    await _write(magento, known, row)
    return Deleted(deleted="1")


magento2.lacks(
    "The values of what variants differ in follow from the variants themselves.",
    api.product.option.value.assign,
)
