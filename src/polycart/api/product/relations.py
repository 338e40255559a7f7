"""The product.relations resource."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse


class ProductManufacturerAdded(Entity):
    """A product manufacturer added."""

    manufacturer_id: Annotated[Sparse[str], Doc("The manufacturer id.")] = UNSET


class ProductBrandListParams(ListParams, kw_only=True):
    """Parameters of product.brand.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    brand_ids: Annotated[str | None, Doc("The brand ids.")] = None
    category_id: product.CategoryId = None
    parent_id: shared.ParentId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    find_where: shared.FindWhere = None
    find_value: shared.FindValue = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    avail: shared.Avail = True
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,short_description,active,url"
    exclude: shared.Exclude = None


class ProductManufacturerAddParams(Params, kw_only=True):
    """Parameters of product.manufacturer.add."""

    product_id: shared.ProductId
    manufacturer: Annotated[str, Doc("The manufacturer.")]
    store_id: shared.StoreId = None
    description: shared.Description = None
    meta_title: shared.MetaTitle = None
    meta_keywords: shared.MetaKeywords = None
    meta_description: shared.MetaDescription = None
    search_keywords: product.SearchKeywords = None
    image_url: product.ImageUrl = None
    seo_url: shared.SeoUrl = None
    idempotency_key: shared.IdempotencyKey = None


class ProductReviewListParams(ListParams, kw_only=True):
    """Parameters of product.review.list."""

    product_id: shared.ProductId
    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    ids: shared.Ids = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    status: shared.Status = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    customer_id: shared.CustomerId = None
    sort_by: shared.SortBy = "id"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = (
        "id,customer_id,email,message,status,product_id,nick_name,summary,rating,ratings,status,created_time"
    )
    exclude: shared.Exclude = None


class ProductStoreAssignParams(Params, kw_only=True):
    """Parameters of product.store.assign."""

    product_id: shared.ProductId
    store_id: Annotated[str, Doc("The store id.")]
    idempotency_key: shared.IdempotencyKey = None
