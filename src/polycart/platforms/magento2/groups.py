"""Groups of customers, and what else the shop knows of a customer by attributes of its own.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/customerGroups``, ``/V1/attributeMetadata/customer``)
"""

from __future__ import annotations

import asyncio
from typing import Any, cast

import msgspec

from polycart import api
from polycart.api.customer import (
    CustomerAttribute,
    CustomerAttributeListParams,
    CustomerAttributeValue,
    CustomerGroup,
    CustomerGroupAdded,
    CustomerGroupAddParams,
    CustomerGroupListParams,
)
from polycart.core.codecs import text
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, ShopError
from polycart.core.mapping import Map, extras, field
from polycart.core.method import Page
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.criteria import SORT, where
from polycart.platforms.magento2.numbers import native_id, native_ids
from polycart.platforms.magento2.values import AttributeValue, values_of

LIST = "customerGroups/search"
LONGEST = 32
"""Characters of a group's name; Magento cuts what is longer without a word (``GroupManagementInterface``)."""


async def group_names(magento: Magento) -> dict[int, str]:
    """The names of all groups by id; kept for an hour."""

    async def fetch() -> dict[int, str]:
        groups = await magento.everything(LIST, {SORT: [("id", "ASC")]}, GroupMap)
        return {int(str(group.id)): str(group.name) for group in groups}

    return await magento.connection.fact("customer groups", fetch)


class GroupMap(Map[CustomerGroup]):
    """A group; ``0`` are the visitors that are not logged in."""

    id = field("id", text)
    name = field("code")
    additional_fields = extras("tax_class_id", "tax_class_name")


class GroupQuery(Map[CustomerGroupListParams]):
    """The one filter of the list."""

    group_ids = where("id", "in", native_ids("group_ids"))


@magento2.implements(api.customer.group.list, GroupQuery, gives=GroupMap)
async def customer_group_list(magento: Magento, p: CustomerGroupListParams) -> Page[CustomerGroup]:
    """List the groups by id."""
    return await magento.page(LIST, p, GroupQuery, GroupMap, also={SORT: [("id", "ASC")]})


@magento2.implements(api.customer.group.add, "name")
async def customer_group_add(magento: Magento, p: CustomerGroupAddParams) -> CustomerGroupAdded:
    """Add a group, with the tax class that Magento gives to new ones."""
    name = p.name.strip()
    if not name or len(name) > LONGEST:
        raise ParameterError(f"Parameter 'name' is not valid. It must have 1 to {LONGEST} characters.")
    try:
        made = await magento.post("/V1/customerGroups", {"group": {"code": name}})
    except ShopError as error:
        if error.native is None or error.native.code != "Customer Group already exists.":
            raise
        raise AlreadyExists(f"Customer group with name = '{name}' already exist.", native=error.native) from error
    magento.connection.forget("customer groups")
    return CustomerGroupAdded(group_id=str(made["id"]))


class _Choice(msgspec.Struct):
    label: str | None = None
    value: Any = None


class _Attribute(msgspec.Struct):
    attribute_code: str
    frontend_input: str = ""
    frontend_label: str | None = None
    store_label: str | None = None
    visible: bool = False
    options: list[_Choice] | None = None


async def _attributes(magento: Magento) -> list[_Attribute]:
    """The attributes that customers can have and people can see."""

    async def fetch() -> list[_Attribute]:
        shown = "attribute_code,frontend_input,frontend_label,store_label,visible,options"
        found = await magento.get("attributeMetadata/customer", {"fields": shown}, type=list[_Attribute])
        return sorted((each for each in found if each.visible), key=lambda each: each.attribute_code)

    code = magento.scope.code if magento.scope is not None else ""
    return await magento.connection.fact(f"customer attributes.{code}", fetch)


def _values(attribute: _Attribute, value: Any) -> list[CustomerAttributeValue]:
    """The values that a customer has, by their labels where the attribute is a choice."""
    if value is None or value == "":
        return []
    parts = str(value).split(",") if attribute.frontend_input == "multiselect" else [value]
    labels = {str(choice.value): choice.label for choice in attribute.options or ()}
    return [
        CustomerAttributeValue(id=str(part) if str(part) in labels else None, value=labels.get(str(part)) or str(part))
        for part in parts
    ]


@magento2.implements(
    api.customer.attribute.list, "customer_id", gives=("attribute_id", "code", "name", "type", "values")
)
async def customer_attribute_list(magento: Magento, p: CustomerAttributeListParams) -> Page[CustomerAttribute]:
    """List the attributes that customers have in this shop, with the values of one customer."""
    path = f"customers/{native_id('customer_id').dump(p.customer_id)}"
    try:
        attributes, customer = await asyncio.gather(_attributes(magento), magento.get(path))
    except NotFound as error:
        raise missing("Customer", p.customer_id, error) from error
    record = cast("dict[str, Any]", customer)
    custom = msgspec.convert(record.get("custom_attributes"), list[AttributeValue] | None)
    known = {**record, **values_of(custom)}
    rows = [
        CustomerAttribute(
            attribute_id=each.attribute_code,
            code=each.attribute_code,
            name=each.store_label or each.frontend_label or each.attribute_code,
            type=each.frontend_input,
            values=_values(each, known.get(each.attribute_code)),
        )
        for each in attributes
    ]
    return Page(items=rows[p.start : p.start + p.count], total=len(rows))
