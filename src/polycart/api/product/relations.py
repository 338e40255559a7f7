"""Parameters and answers of the methods about brands, reviews, manufacturers and stores."""

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, Entity, ListParams, Params, Sparse


class ProductManufacturerAdded(Entity):
    """The answer of adding a manufacturer."""

    manufacturer_id: Annotated[Sparse[str], Doc("Id of the new manufacturer.")] = UNSET


class ProductBrandListParams(ListParams, kw_only=True):
    """Parameters of product.brand.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    brand_ids: Annotated[str | None, Doc("Ids of the brands, joined by commas.", "4,5")] = None
    category_id: Annotated[str | None, Doc("Leave only brands with products in this category.", "6")] = None
    parent_id: Annotated[str | None, Doc("Leave only brands below this one.", "2")] = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    find_where: shared.OptionalFindWhere = None
    find_value: shared.OptionalFindValue = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    avail: shared.Avail = True
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,short_description,active,url"
    exclude: shared.Exclude = None


class ProductManufacturerAddParams(Params, kw_only=True):
    """Parameters of product.manufacturer.add."""

    product_id: shared.ProductId
    manufacturer: Annotated[str, Doc("Name of the manufacturer.", "Acme")]
    store_id: shared.StoreId = None
    description: Annotated[str | None, Doc("Text about the manufacturer.", "Makes bags since 1890")] = None
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
    status: Annotated[str | None, Doc("Leave only reviews in this status.", "approved")] = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    customer_id: Annotated[str | None, Doc("Leave only reviews of this customer.", "5")] = None
    sort_by: shared.SortBy = "id"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = (
        "id,customer_id,email,message,status,product_id,nick_name,summary,rating,ratings,status,created_time"
    )
    exclude: shared.Exclude = None


class ProductStoreAssignParams(Params, kw_only=True):
    """Parameters of product.store.assign."""

    product_id: shared.ProductId
    store_id: Annotated[str, Doc("Id of the store to show the product in.", "1")]
    idempotency_key: shared.IdempotencyKey = None
