"""What a product is given beside itself: values of attributes, a manufacturer, a tax class of its own."""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    ProductAttributeValueSet,
    ProductAttributeValueSetParams,
    ProductAttributeValueUnset,
    ProductAttributeValueUnsetParams,
    ProductManufacturerAdded,
    ProductManufacturerAddParams,
    ProductTaxAdded,
    ProductTaxAddParams,
    ProductTaxAddRate,
)
from polycart.core.errors import AlreadyExists, MissingParameter, ParameterError
from polycart.core.given import refuse
from polycart.core.undo import Sought, Step, Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2, missing, segment
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.products import choices, references
from polycart.platforms.magento2.products.bodies import Body, amount
from polycart.platforms.magento2.products.choices import Attribute
from polycart.platforms.magento2.values import AttributeValue, values_of

OWN = frozenset({
    "sku", "name", "price", "status", "visibility", "weight", "type_id", "quantity_and_stock_status", "category_ids",
    "tier_price", "special_price", "special_from_date", "special_to_date", "url_key", "created_at", "updated_at",
    "has_options", "required_options", "media_gallery", "gallery", "price_type", "sku_type", "weight_type",
})  # fmt: skip
"""Attributes that other methods write: they are fields of a product, or more than a value."""

CUSTOMERS, GOODS = "CUSTOMER", "PRODUCT"
_PERCENT = (None, "percent", "percentage", "%")


class _Values(msgspec.Struct):
    custom_attributes: list[AttributeValue] | None = None


class _Class(msgspec.Struct):
    class_id: int
    class_name: str = ""
    class_type: str = ""


class _Rate(msgspec.Struct):
    id: int
    code: str = ""
    rate: float = 0


@magento2.implements(
    api.product.attribute.value.set, "product_id", "attribute_id", "attribute_name", "value", "value_id"
)
async def product_attribute_value_set(
    magento: Magento, p: ProductAttributeValueSetParams
) -> ProductAttributeValueSet:  # fmt: skip
    """Give a product the value of an attribute; a value that the attribute does not offer yet is made."""
    name = p.attribute_id if p.attribute_id is not None else p.attribute_name
    if name is None:
        raise MissingParameter("One of parameters 'attribute_id', 'attribute_name' is required.")
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    owner = await _attribute(magento, p, known.attribute_set_id)
    async with Undo(magento) as undo:
        native = await _value(magento, undo, p, owner)
        body = {"custom_attributes": [{"attribute_code": owner.attribute_code, "value": native}]}
        await magento.put(f"products/{segment(known.sku)}", {"product": body})
    return ProductAttributeValueSet(
        product_id=p.product_id, attribute_id=str(owner.attribute_id), value_id=str(native)
    )  # fmt: skip


async def _attribute(magento: Magento, p: ProductAttributeValueSetParams, set_id: int) -> Attribute:
    if p.attribute_id is not None:
        found = await choices.attribute(magento, p.attribute_id)
        if found is None:
            raise missing("Attribute", p.attribute_id)
        owner = await choices.belonging(magento, "attribute_id", found.attribute_code, set_id)
    else:
        owner = await choices.belonging(magento, "attribute_name", p.attribute_name or "", set_id)
    if owner.attribute_code in OWN:
        parameter = "attribute_id" if p.attribute_id is not None else "attribute_name"
        raise refuse(parameter, f"'{owner.attribute_code}' is changed with product.update.")
    return owner


async def _value(magento: Magento, undo: Undo, p: ProductAttributeValueSetParams, owner: Attribute) -> Any:
    if p.value_id is not None:
        id = str(p.value_id)
        if id not in {str(each.value) for each in owner.options}:
            raise missing("Attribute value", id)
        return id
    if not p.value:
        raise refuse("value", "The value of parameter 'value' can not be empty.")
    texts = [part.strip() for part in p.value.split(",")] if owner.frontend_input == "multiselect" else [p.value]
    return await choices.value(magento, undo, "value", owner, texts)


@magento2.implements(api.product.attribute.value.unset, "product_id", "attribute_id")
async def product_attribute_value_unset(
    magento: Magento, p: ProductAttributeValueUnsetParams
) -> ProductAttributeValueUnset:  # fmt: skip
    """Take the value of an attribute away from a product."""
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    owner = await choices.attribute(magento, p.attribute_id)
    values = values_of((await references.part(magento, known.sku, "custom_attributes", _Values)).custom_attributes)
    if owner is None or values.get(owner.attribute_code) in (None, ""):
        raise missing("Attribute", p.attribute_id)
    if owner.attribute_code in OWN:
        raise refuse("attribute_id", f"'{owner.attribute_code}' is changed with product.update.")
    body = {"custom_attributes": [{"attribute_code": owner.attribute_code, "value": ""}]}
    await magento.put(f"products/{segment(known.sku)}", {"product": body})
    return ProductAttributeValueUnset(success=True)


@magento2.implements(api.product.manufacturer.add, "product_id", "manufacturer")
async def product_manufacturer_add(magento: Magento, p: ProductManufacturerAddParams) -> ProductManufacturerAdded:
    """Give a product a manufacturer, which is made an option of that attribute where the shop has none of the name."""
    if not p.manufacturer.strip():
        raise refuse("manufacturer", "The value of parameter 'manufacturer' can not be empty.")
    magento = await magento.settled()
    known = await references.product(magento, p.product_id, "product_id")
    if "manufacturer" not in await choices.members(magento, known.attribute_set_id):
        raise refuse("manufacturer", f"The attribute set of product {known.id} has no attribute 'manufacturer'.")
    async with Undo(magento) as undo:
        id = await choices.manufacturer(magento, undo, name=p.manufacturer, id=None)
        body = {"custom_attributes": [{"attribute_code": "manufacturer", "value": id}]}
        await magento.put(f"products/{segment(known.sku)}", {"product": body})
    return ProductManufacturerAdded(manufacturer_id=str(id))


@magento2.implements(
    api.product.tax.add, "product_id", "name", "tax_rates",
    note="A rate of Magento is for a country: new ones are for that of the store's locale.",
)  # fmt: skip
async def product_tax_add(magento: Magento, p: ProductTaxAddParams) -> ProductTaxAdded:
    """Add a tax class with its rates and the rule that ties them, and give it to a product.

    A rate that the shop has under the same name and of the same height is used.
    """
    magento = await magento.settled()
    country = (await scopes.current_config(magento)).locale.rpartition("_")[2]
    rows = [_rate(each, place, p.name, country) for place, each in enumerate(p.tax_rates, 1)]
    if not rows:
        raise MissingParameter("Parameter 'tax_rates' is required.")
    known = None if p.product_id is None else await references.product(magento, p.product_id, "product_id")
    classes = await _classes(magento)
    if any(each.class_type == GOODS and each.class_name.casefold() == p.name.casefold() for each in classes):
        raise AlreadyExists(f"Tax class with name = '{p.name}' already exist.")
    async with Undo(magento) as undo:
        id = await _class(magento, undo, p.name)
        rates = [await _made(magento, undo, row) for row in rows]
        customers = [each.class_id for each in classes if each.class_type == CUSTOMERS]
        await _rule(magento, undo, p.name, customers, id, rates)
        if known is not None:
            body = {"custom_attributes": [{"attribute_code": "tax_class_id", "value": str(id)}]}
            await magento.put(f"products/{segment(known.sku)}", {"product": body})
    return ProductTaxAdded(tax_class_id=str(id))


def _rate(rate: ProductTaxAddRate, place: int, name: str, country: str) -> Body:
    if rate.type not in _PERCENT:
        raise ParameterError(f"Parameter 'tax_rates_{place}' is not valid. Allowed values of 'type': 'percent'.")
    if rate.value is None or rate.value < 0:
        raise ParameterError(f"Parameter 'tax_rates_{place}' is not valid. It needs a 'value' that is not negative.")
    return {
        "code": rate.name or (name if place == 1 else f"{name} {place}"), "rate": amount(rate.value),
        "tax_country_id": country, "tax_region_id": 0, "tax_postcode": "*",
    }  # fmt: skip


async def _classes(magento: Magento) -> list[_Class]:
    paths = ("class_id", "class_name", "class_type")
    return await magento.among("taxClasses/search", "class_type", [GOODS, CUSTOMERS], _Class, *paths)


async def _class(magento: Magento, undo: Undo, name: str) -> int:
    match = {"class_name": name, "class_type": GOODS}
    undo(_taking(magento, "taxClasses", {"class_name eq": name}, match, f"Tax class '{name}'", key="class_id"))
    return int(await magento.post("taxClasses", {"taxClass": match}))


async def _made(magento: Magento, undo: Undo, row: Body) -> int:
    found = await magento.among("taxRates/search", "code", [row["code"]], _Rate, "id", "code", "rate")
    for each in found:
        if each.rate != row["rate"]:
            raise AlreadyExists(f"Tax rate with name = '{each.code}' already exist, with {amount(each.rate)} %.")
        return each.id
    match = {"code": row["code"]}
    undo(_taking(magento, "taxRates", {"code eq": row["code"]}, match, f"Tax rate '{row['code']}'"))
    return int((await magento.post("taxRates", {"taxRate": row}))["id"])


async def _rule(
    magento: Magento, undo: Undo, name: str, customers: list[int], id: int, rates: list[int]
) -> None:  # fmt: skip
    undo(_taking(magento, "taxRules", {"code eq": name}, {"code": name}, f"Tax rule '{name}'"))
    rule = {
        "code": name, "priority": 0, "position": 0, "customer_tax_class_ids": customers,
        "product_tax_class_ids": [id], "tax_rate_ids": list(dict.fromkeys(rates)), "calculate_subtotal": False,
    }  # fmt: skip
    await magento.post("taxRules", {"rule": rule})


def _taking(
    magento: Magento, path: str, query: Body, match: Body, says: str, *, key: str = "id"
) -> Step:  # fmt: skip
    sought = Sought(
        path=magento.scoped(f"{path}/search"), query=written(query), items="items", match=match, key=key
    )  # fmt: skip
    return Step(method="DELETE", path=magento.scoped(f"{path}/{{id}}"), says=says, sought=sought)
