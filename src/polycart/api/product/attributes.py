"""The product.attributes resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse

AttributeId = Annotated[str | None, Doc("The attribute id.")]


class ProductAttributeValueSet(Entity):
    """A product attribute value set."""

    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET
    attribute_id: Annotated[Sparse[str], Doc("The attribute id.")] = UNSET
    value_id: Annotated[Sparse[str], Doc("The value id.")] = UNSET


class ProductAttributeValueUnset(Entity):
    """A product attribute value unset."""

    success: Annotated[Sparse[bool], Doc("The success.")] = UNSET


class ProductAttributeListParams(ListParams, kw_only=True):
    """Parameters of product.attribute.list."""

    product_id: shared.ProductId
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    attribute_id: AttributeId = None
    variant_id: Annotated[str | None, Doc("The variant id.")] = None
    attribute_group_id: shared.AttributeGroupId = None
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    set_name: Annotated[str | None, Doc("The set name.")] = None
    sort_by: shared.SortBy = "attribute_id"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "attribute_id,name"
    exclude: shared.Exclude = None


class ProductAttributeValueSetParams(Params, kw_only=True):
    """Parameters of product.attribute.value.set."""

    product_id: shared.ProductId
    attribute_id: AttributeId = None
    attribute_group_id: shared.AttributeGroupId = None
    attribute_name: product.AttributeName = None
    value: Annotated[str | None, Doc("The value.")] = None
    value_id: Annotated[int | None, Doc("The value id.")] = None
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class ProductAttributeValueUnsetParams(Params, kw_only=True):
    """Parameters of product.attribute.value.unset."""

    product_id: shared.ProductId
    attribute_id: shared.AttributeId
    store_id: shared.StoreId = None
    include_default: Annotated[bool, Doc("The include default.")] = False
    reindex: product.Reindex = True
    clear_cache: shared.ClearCache = True
    idempotency_key: shared.IdempotencyKey = None
