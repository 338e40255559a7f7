"""Reviews and custom fields of products.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/catalog/products/reviews
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.product import (
    ProductAttribute,
    ProductAttributeListParams,
    ProductAttributeValueSet,
    ProductAttributeValueSetParams,
    ProductAttributeValueUnset,
    ProductAttributeValueUnsetParams,
    ProductReview,
    ProductReviewListParams,
)
from polycart.core.codecs import number as floating
from polycart.core.codecs import text
from polycart.core.dates import parse_date
from polycart.core.errors import MissingParameter, NotFound
from polycart.core.given import allowed
from polycart.core.mapping import Map, extras, field
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing, number, numbers
from polycart.platforms.bigcommerce_api.products.searches import PATH
from polycart.platforms.bigcommerce_api.units import iso

STATUSES = ("approved", "pending", "disapproved")


class ReviewMap(Map[ProductReview]):
    """A review; its writer need not be a customer."""

    id = field("id", text)
    nick_name = field("name")
    email = field("email")
    summary = field("title")
    message = field("text")
    rating = field("rating", floating)
    status = field("status")
    created_time = field("date_created", iso)
    modified_time = field("date_modified", iso)
    additional_fields = extras("date_reviewed")


@bigcommerce.implements(
    api.product.review.list, "product_id", "ids", "status", "created_from", "created_to", "sort_by", "sort_direction",
    gives=(*sorted(ReviewMap.names), "product_id"),
)  # fmt: skip
async def product_review_list(bc: Bigcommerce, p: ProductReviewListParams) -> Page[ProductReview]:
    """List the reviews of a product; all of them are read, for the store filters none."""
    product = number("product_id", p.product_id)
    if p.status is not None and p.status not in STATUSES:
        raise allowed("status", STATUSES)
    sorts = {"id": "id", "created_time": "date_created", "rating": "rating"}
    if p.sort_by not in sorts:
        raise allowed("sort_by", sorts)
    wanted = None if p.ids is None else set(numbers("ids", p.ids))
    least, most = (parse_date(bound) if bound else None for bound in (p.created_from, p.created_to))
    try:
        rows: list[dict[str, Any]] = await bc.records(f"{PATH}/{product}/reviews")
    except NotFound as error:
        raise missing("Product", p.product_id, error) from error
    rows = [
        row
        for row in rows
        if (wanted is None or row["id"] in wanted)
        and (p.status is None or row["status"] == p.status)
        and (least is None or parse_date(row["date_created"]) >= least)
        and (most is None or parse_date(row["date_created"]) <= most)
    ]
    rows.sort(key=lambda row: (row[sorts[p.sort_by]], row["id"]), reverse=p.sort_direction.lower() == "desc")
    page = cut(rows, start=p.start, count=p.count)
    reader = ReviewMap.reader(bc.wanted)
    items = [reader.convert(row) for row in page.items]
    if bc.wanted.wants("product_id"):
        for each in items:
            each.product_id = str(product)
    return Page(items=items, total=page.total, next=page.next, previous=page.previous, projected=True)


class FieldRow(msgspec.Struct):
    """A custom field with its number."""

    id: int = 0
    name: str = ""
    value: str = ""


async def fields_of(bc: Bigcommerce, product_id: str) -> list[FieldRow]:
    """The custom fields of a product."""
    product = number("product_id", product_id)
    try:
        return await bc.records(f"{PATH}/{product}/custom-fields", None, FieldRow)
    except NotFound as error:
        raise missing("Product", product_id, error) from error


GIVES = ("attribute_id", "code", "name", "value", "type", "visible", "required", "position", "product_id")


@bigcommerce.implements(
    api.product.attribute.list, "product_id", "attribute_id", "sort_by", "sort_direction", gives=GIVES,
    note="The attributes of a product are its custom fields.",
)  # fmt: skip
async def product_attribute_list(bc: Bigcommerce, p: ProductAttributeListParams) -> Page[ProductAttribute]:
    """List the custom fields of a product, each with its value."""
    sorts = {"attribute_id": "id", "id": "id", "name": "name"}
    if p.sort_by not in sorts:
        raise allowed("sort_by", sorts)
    rows = await fields_of(bc, p.product_id)
    if p.attribute_id is not None:
        rows = [row for row in rows if row.id == number("attribute_id", p.attribute_id)]
    rows.sort(key=lambda row: getattr(row, sorts[p.sort_by]), reverse=p.sort_direction.lower() == "desc")
    made = [
        ProductAttribute(
            attribute_id=str(row.id), code=row.name, name=row.name, value=row.value, type="text", visible=True,
            required=False, position=place, product_id=p.product_id,
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip
    page = cut(made, start=p.start, count=p.count)
    return Page(items=project(page.items, bc.wanted), total=page.total, next=page.next, previous=page.previous)


@bigcommerce.implements(api.product.attribute.value.set, "product_id", "attribute_id", "attribute_name", "value")
async def product_attribute_value_set(bc: Bigcommerce, p: ProductAttributeValueSetParams) -> ProductAttributeValueSet:
    """Set the value of a custom field; one of a new name is added."""
    if not p.value:
        raise MissingParameter("Parameter 'value' is required.")
    path = f"{PATH}/{number('product_id', p.product_id)}/custom-fields"
    rows = await fields_of(bc, p.product_id)
    if p.attribute_id is not None:
        known = next((row for row in rows if row.id == number("attribute_id", p.attribute_id)), None)
        if known is None:
            raise missing("Attribute", p.attribute_id)
    elif p.attribute_name:
        known = next((row for row in rows if row.name.casefold() == p.attribute_name.casefold()), None)
    else:
        raise MissingParameter("Parameter 'attribute_id' or 'attribute_name' is required.")
    if known is not None:
        made = await bc.put(f"{path}/{known.id}", {"name": known.name, "value": p.value})
    else:
        made = await bc.post(path, {"name": p.attribute_name, "value": p.value})
    return ProductAttributeValueSet(product_id=p.product_id, attribute_id=str(made["id"]))


@bigcommerce.implements(api.product.attribute.value.unset, "product_id", "attribute_id")
async def product_attribute_value_unset(
    bc: Bigcommerce, p: ProductAttributeValueUnsetParams
) -> ProductAttributeValueUnset:
    """Take a custom field away from a product."""
    id = number("attribute_id", p.attribute_id)
    if all(row.id != id for row in await fields_of(bc, p.product_id)):
        raise missing("Attribute", p.attribute_id)
    await bc.delete(f"{PATH}/{number('product_id', p.product_id)}/custom-fields/{id}")
    return ProductAttributeValueUnset(success=True)


bigcommerce.lacks(
    "BigCommerce defines no attributes for the whole store: custom fields are each product's own.",
    api.attribute.list, api.attribute.count, api.attribute.info, api.attribute.add, api.attribute.update,
    api.attribute.delete, api.attribute.type.list, api.attribute.value.add, api.attribute.value.update,
    api.attribute.value.delete, api.attribute.attributeset.list, api.attribute.group.list, api.attribute.assign.set,
    api.attribute.assign.group, api.attribute.unassign.set, api.attribute.unassign.group,
)  # fmt: skip
