"""The category resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Image, Nested, Record
from polycart.api.results import Deleted, JobQueued, UpdatedItems
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged

ApplyToTranslations = Annotated[bool, Doc("The apply to translations.")]
CategoryId = Annotated[str, Doc("The category id.")]
SortOrder = Annotated[int | None, Doc("The sort order.")]


class CategoryAdded(Entity):
    """A category added."""

    category_id: Annotated[Sparse[str], Doc("The category id.")] = UNSET


class CategoryCount(Record):
    """A category count."""

    categories_count: Annotated[Maybe[int], Doc("The categories count.")] = UNSET


class CategoryDeleted(Entity):
    """A category deleted."""

    delete_items: Annotated[Sparse[bool], Doc("The delete items.")] = UNSET


class Category(Record):
    """A category."""

    id: Annotated[Sparse[str], Doc("The id.")] = UNSET
    parent_id: Annotated[Maybe[str], Doc("The parent id.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("The created at.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("The modified at.")] = UNSET
    name: Annotated[Sparse[str], Doc("The name.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("The short description.")] = UNSET
    description: Annotated[Maybe[str], Doc("The description.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("The stores ids.")] = UNSET
    keywords: Annotated[Maybe[str], Doc("The keywords.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("The meta description.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("The meta title.")] = UNSET
    avail: Annotated[Sparse[bool], Doc("The avail.")] = UNSET
    path: Annotated[Maybe[str], Doc("The path.")] = UNSET
    seo_url: Annotated[Maybe[str], Doc("The seo url.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("The sort order.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("The images.")] = UNSET


class CategoryImageAdded(Entity):
    """A category image added."""

    image_path: Annotated[Sparse[str], Doc("The image path.")] = UNSET


class CategoryAddBatchImage(Nested, kw_only=True):
    """A category add batch image."""

    url: shared.Url
    image_name: shared.OptionalImageName = None
    type: shared.Type = None
    label: shared.Label = None


class CategoryAddBatchItem(Nested, kw_only=True):
    """A category add batch item."""

    name: shared.NameGiven
    avail: shared.OptionalAvail = None
    description: shared.Description = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.OptionalMetaKeywords = None
    parent_id: shared.ParentId = None
    sort_order: SortOrder = None
    seo_url: shared.SeoUrl = None
    store_id: shared.StoreId = None
    images: Annotated[Annotated[list[CategoryAddBatchImage], Meta(max_length=1)] | None, Doc("The images.")] = None
    stores_ids: shared.OptionalStoresIds = None


class CategoryDeleteBatchItem(Nested, kw_only=True):
    """A category delete batch item."""

    id: Annotated[Annotated[str, Meta(min_length=1)], Doc("The id.")]


class CategoryAddParams(Params, kw_only=True):
    """Parameters of category.add."""

    name: shared.NameGiven
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    parent_id: shared.ParentId = None
    avail: shared.Avail = True
    created_time: Annotated[str | None, Doc("The created time.")] = None
    modified_time: shared.ModifiedTime = None
    sort_order: shared.SortOrder = 0
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.MetaKeywords = None
    seo_url: shared.SeoUrl = None
    store_id: shared.StoreId = None
    stores_ids: shared.StoresIds = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class CategoryAddBatchParams(Params, kw_only=True):
    """Parameters of category.add.batch."""

    payload: Annotated[Annotated[list[CategoryAddBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")]
    idempotency_key: shared.IdempotencyKey = None


class CategoryAssignParams(Params, kw_only=True):
    """Parameters of category.assign."""

    category_id: CategoryId
    product_id: shared.ProductId
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class CategoryCountParams(Params, kw_only=True):
    """Parameters of category.count."""

    parent_id: shared.ParentId = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    avail: shared.Avail = True
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    product_type: shared.ProductType = None
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False


class CategoryDeleteParams(Params, kw_only=True):
    """Parameters of category.delete."""

    id: shared.Id
    store_id: shared.StoreId = None


class CategoryDeleteBatchParams(Params, kw_only=True):
    """Parameters of category.delete.batch."""

    payload: Annotated[
        Annotated[list[CategoryDeleteBatchItem], Meta(min_length=1, max_length=250)], Doc("The payload.")
    ]


class CategoryFindParams(Params, kw_only=True):
    """Parameters of category.find."""

    find_value: shared.FindValueGiven
    find_where: shared.FindWhereGiven = "name"
    find_params: shared.FindParams = "whole_words"
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None


class CategoryImageAddParams(Params, kw_only=True):
    """Parameters of category.image.add."""

    category_id: CategoryId
    image_name: shared.ImageName
    url: shared.Url
    type: Annotated[Literal["base", "thumbnail"], Doc("The type.")]
    store_id: shared.StoreId = None
    label: shared.Label = None
    mime: shared.Mime = None
    position: shared.Position = 0
    apply_to_translations: ApplyToTranslations = True
    idempotency_key: shared.IdempotencyKey = None


class CategoryImageDeleteParams(Params, kw_only=True):
    """Parameters of category.image.delete."""

    category_id: CategoryId
    image_id: Annotated[str, Doc("The image id.")]
    store_id: shared.StoreId = None
    apply_to_translations: ApplyToTranslations = True


class CategoryInfoParams(Params, kw_only=True):
    """Parameters of category.info."""

    id: shared.Id
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    schema_type: Annotated[str | None, Doc("The schema type.")] = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,parent_id,name,description"
    exclude: shared.Exclude = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False


class CategoryListParams(ListParams, kw_only=True):
    """Parameters of category.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    parent_id: shared.ParentId = None
    avail: shared.Avail = True
    product_type: shared.ProductType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,parent_id,name,description"
    exclude: shared.Exclude = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False
    disable_cache: shared.DisableCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False


class CategoryUnassignParams(Params, kw_only=True):
    """Parameters of category.unassign."""

    category_id: CategoryId
    product_id: shared.ProductId
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class CategoryUpdateParams(Params, kw_only=True):
    """Parameters of category.update."""

    id: shared.Id
    name: shared.Name = None
    description: shared.Description = None
    short_description: shared.ShortDescription = None
    parent_id: shared.ParentId = None
    avail: shared.OptionalAvail = None
    sort_order: SortOrder = None
    modified_time: shared.ModifiedTime = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.MetaKeywords = None
    seo_url: shared.SeoUrl = None
    store_id: shared.StoreId = None
    stores_ids: shared.StoresIds = None
    lang_id: shared.LangId = None
    idempotency_key: shared.IdempotencyKey = None


class methods:
    """Methods of the category resource."""

    add = method("category.add", "POST", CategoryAddParams, CategoryAdded, "Call category.add.")
    add_batch = method(
        "category.add.batch", "POST", CategoryAddBatchParams, JobQueued, "Call category.add.batch.", body=True
    )
    assign = method("category.assign", "POST", CategoryAssignParams, dict[str, Any], "Call category.assign.")
    count = method("category.count", "GET", CategoryCountParams, CategoryCount, "Call category.count.")
    delete = method("category.delete", "DELETE", CategoryDeleteParams, CategoryDeleted, "Call category.delete.")
    delete_batch = method(
        "category.delete.batch", "POST", CategoryDeleteBatchParams, JobQueued, "Call category.delete.batch.", body=True
    )
    find = paged(
        "category.find",
        CategoryFindParams,
        Category,
        "category",
        "Call category.find.",
        counter="categories_count",
        cursor=False,
    )
    info = method("category.info", "GET", CategoryInfoParams, Category, "Call category.info.")
    list = paged(
        "category.list", CategoryListParams, Category, "category", "Call category.list.", counter="categories_count"
    )
    unassign = method("category.unassign", "POST", CategoryUnassignParams, dict[str, Any], "Call category.unassign.")
    update = method("category.update", "PUT", CategoryUpdateParams, UpdatedItems, "Call category.update.")

    class image:
        """Methods under category.image."""

        add = method(
            "category.image.add", "POST", CategoryImageAddParams, CategoryImageAdded, "Call category.image.add."
        )
        delete = method(
            "category.image.delete", "DELETE", CategoryImageDeleteParams, Deleted, "Call category.image.delete."
        )
