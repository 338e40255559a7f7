"""Parameters and answers of the methods about a product's attributes."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse

AttributeId = Annotated[str | None, Doc("Id of the attribute.", "132")]


class ProductAttributeValueSet(Entity):
    """The answer of setting an attribute's value."""

    product_id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    attribute_id: Annotated[Sparse[str], Doc("Id of the attribute.")] = UNSET
    value_id: Annotated[Sparse[str], Doc("Id of the value.")] = UNSET


class ProductAttributeValueUnset(Entity):
    """The answer of taking an attribute's value away."""

    success: Annotated[Sparse[bool], Doc("Whether the value was taken away.")] = UNSET


class ProductAttributeListParams(ListParams, kw_only=True):
    """Parameters of product.attribute.list."""

    product_id: shared.ProductId
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    attribute_id: AttributeId = None
    variant_id: Annotated[str | None, Doc("Id of the variant.", "45")] = None
    attribute_group_id: shared.AttributeGroupId = None
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    set_name: Annotated[str | None, Doc("Leave only attributes of the set with this name.", "Default")] = None
    sort_by: shared.SortBy = "attribute_id"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "attribute_id,name"
    exclude: shared.Exclude = None


class ProductAttributeValueSetParams(Params, kw_only=True):
    """Parameters of product.attribute.value.set."""

    product_id: shared.ProductId
    attribute_id: AttributeId = None
    attribute_group_id: shared.AttributeGroupId = None
    attribute_name: product.AttributeName = None
    value: Annotated[str | None, Doc("Value of the attribute.", "Red")] = None
    value_id: Annotated[int | None, Doc("Id of the value.", 78)] = None
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class ProductAttributeValueUnsetParams(Params, kw_only=True):
    """Parameters of product.attribute.value.unset."""

    product_id: shared.ProductId
    attribute_id: shared.AttributeId
    store_id: shared.StoreId = None
    include_default: Annotated[bool, Doc("Take away the default value of the attribute, too.", True)] = False
    reindex: product.Reindex = True
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None
