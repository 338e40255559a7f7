"""Categories of products."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import DateTime, Image, Record
from polycart.api.parameters import Nested
from polycart.api.results import Deleted, JobQueued, UpdatedItems
from polycart.core.method import UNSET, Doc, Entity, ListParams, Maybe, Params, Sparse, method, paged

ApplyToTranslations = Annotated[bool, Doc("Do the same for the category in every language.", True)]
CategoryId = Annotated[str, Doc("Id of the category.", "6")]
Description = Annotated[str | None, Doc("Text shown on top of the category.", "Bags for every day")]
Id = Annotated[str, Doc("Id of the category.", "6")]
Name = Annotated[str, Doc("Name of the category.", "Bags")]
ParentId = Annotated[str | None, Doc("Id of the parent category.", "2")]
ParentIdFilter = Annotated[str | None, Doc("Leave only categories right below this one.", "2")]
SortOrder = Annotated[int | None, Doc("Place among its siblings.", 1)]


class CategoryAdded(Entity):
    """The answer of adding a category."""

    category_id: Annotated[Sparse[str], Doc("Id of the new category.")] = UNSET


class CategoryCount(Record):
    """The number of categories."""

    categories_count: Annotated[Maybe[int], Doc("How many categories there are.")] = UNSET


class CategoryDeleted(Entity):
    """The answer of deleting a category."""

    delete_items: Annotated[Sparse[bool], Doc("Whether the category is gone.")] = UNSET


class Category(Record):
    """A place in the catalogue where products are."""

    id: Annotated[Sparse[str], Doc("Id of the category.")] = UNSET
    parent_id: Annotated[Maybe[str], Doc("Id of the category above.")] = UNSET
    created_at: Annotated[Maybe[DateTime], Doc("When it was created.")] = UNSET
    modified_at: Annotated[Maybe[DateTime], Doc("When it was last changed.")] = UNSET
    name: Annotated[Sparse[str], Doc("Name of the category.")] = UNSET
    short_description: Annotated[Maybe[str], Doc("Short text for lists.")] = UNSET
    description: Annotated[Maybe[str], Doc("Text shown on top of the category.")] = UNSET
    stores_ids: Annotated[Sparse[list[str]], Doc("Ids of the stores that show it.")] = UNSET
    keywords: Annotated[Maybe[str], Doc("Keywords for search engines.")] = UNSET
    meta_description: Annotated[Maybe[str], Doc("Description for search engines.")] = UNSET
    meta_title: Annotated[Maybe[str], Doc("Page title for search engines.")] = UNSET
    avail: Annotated[Sparse[bool], Doc("Whether shoppers can see the category.")] = UNSET
    path: Annotated[Maybe[str], Doc("Path of the category from the top.")] = UNSET
    seo_url: Annotated[Maybe[str], Doc("Readable last part of the page address.")] = UNSET
    sort_order: Annotated[Maybe[int], Doc("Place among its siblings.")] = UNSET
    images: Annotated[Sparse[list[Image]], Doc("Pictures.")] = UNSET


class CategoryImageAdded(Entity):
    """The answer of adding a picture to a category."""

    image_path: Annotated[Sparse[str], Doc("Path of the picture in the shop.")] = UNSET


class CategoryAddBatchImage(Nested, kw_only=True):
    """A picture of a category to add."""

    url: shared.PictureUrl
    image_name: shared.OptionalImageName = None
    type: shared.ImageType = None
    label: shared.Label = None


class CategoryAddBatchItem(Nested, kw_only=True):
    """A category to add."""

    name: Name
    avail: Annotated[bool | None, Doc("Whether shoppers can see the category.", True)] = None
    description: Description = None
    meta_title: shared.MetaTitle = None
    meta_description: shared.MetaDescription = None
    meta_keywords: shared.MetaKeywordList = None
    parent_id: ParentId = None
    sort_order: SortOrder = None
    seo_url: shared.SeoUrl = None
    store_id: shared.StoreId = None
    images: Annotated[
        Annotated[list[CategoryAddBatchImage], Meta(max_length=1)] | None, Doc("Picture of the category.")
    ] = None
    stores_ids: shared.StoreIds = None


class CategoryDeleteBatchItem(Nested, kw_only=True):
    """A category that shall be deleted."""

    id: Annotated[str, Meta(min_length=1), Doc("Id of the category.", "6")]


class CategoryAddParams(Params, kw_only=True):
    """Parameters of category.add."""

    name: Name
    description: Description = None
    short_description: shared.ShortDescription = None
    parent_id: ParentId = None
    avail: Annotated[bool, Doc("Whether shoppers can see the category.", True)] = True
    created_time: Annotated[str | None, Doc("When it was created.", "2026-08-01 09:30:00")] = None
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

    payload: Annotated[
        list[CategoryAddBatchItem], Meta(min_length=1, max_length=250), Doc("Entities to work on, 1 to 250 of them.")
    ]
    idempotency_key: shared.IdempotencyKey = None


class CategoryAssignParams(Params, kw_only=True):
    """Parameters of category.assign."""

    category_id: CategoryId
    product_id: shared.ProductId
    store_id: shared.StoreId = None
    idempotency_key: shared.IdempotencyKey = None


class CategoryCountParams(Params, kw_only=True):
    """Parameters of category.count."""

    parent_id: ParentIdFilter = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    avail: shared.Avail = True
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    product_type: shared.ProductType = None
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False


class CategoryDeleteParams(Params, kw_only=True):
    """Parameters of category.delete."""

    id: Id
    store_id: shared.StoreId = None


class CategoryDeleteBatchParams(Params, kw_only=True):
    """Parameters of category.delete.batch."""

    payload: Annotated[
        list[CategoryDeleteBatchItem], Meta(min_length=1, max_length=250), Doc("Entities to work on, 1 to 250 of them.")
    ]


class CategoryFindParams(Params, kw_only=True):
    """Parameters of category.find."""

    find_value: shared.FindValue
    find_where: shared.FindWhere = "name"
    find_params: shared.FindParams = "whole_words"
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None


class CategoryImageAddParams(Params, kw_only=True):
    """Parameters of category.image.add."""

    category_id: CategoryId
    image_name: shared.ImageName
    url: shared.PictureUrl
    type: Annotated[Literal["base", "thumbnail"], Doc("What the picture is used for.", "base")]
    store_id: shared.StoreId = None
    label: shared.Label = None
    mime: shared.Mime = None
    position: shared.Position = 0
    apply_to_translations: ApplyToTranslations = True
    idempotency_key: shared.IdempotencyKey = None


class CategoryImageDeleteParams(Params, kw_only=True):
    """Parameters of category.image.delete."""

    category_id: CategoryId
    image_id: Annotated[str, Doc("Id of the picture.", "10")]
    store_id: shared.StoreId = None
    apply_to_translations: ApplyToTranslations = True


class CategoryInfoParams(Params, kw_only=True):
    """Parameters of category.info."""

    id: Id
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    schema_type: Annotated[
        str | None, Doc("Which set of requirements to tell, as the marketplace names it.", "LISTING")
    ] = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,parent_id,name,description"
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
    parent_id: ParentIdFilter = None
    avail: shared.Avail = True
    product_type: shared.ProductType = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,parent_id,name,description"
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

    id: Id
    name: Annotated[str | None, Doc("Name of the category.", "Bags")] = None
    description: Description = None
    short_description: shared.ShortDescription = None
    parent_id: ParentId = None
    avail: Annotated[bool | None, Doc("Whether shoppers can see the category.", False)] = None
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

    add = method("category.add", "POST", CategoryAddParams, CategoryAdded, "Add a category.")
    add_batch = method(
        "category.add.batch", "POST", CategoryAddBatchParams, JobQueued, "Add many categories at once.", body=True
    )
    assign = method("category.assign", "POST", CategoryAssignParams, dict[str, Any], "Put a product into a category.")
    count = method("category.count", "GET", CategoryCountParams, CategoryCount, "Count the categories.")
    delete = method("category.delete", "DELETE", CategoryDeleteParams, CategoryDeleted, "Delete a category.")
    delete_batch = method(
        "category.delete.batch",
        "POST",
        CategoryDeleteBatchParams,
        JobQueued,
        "Delete many categories at once.",
        body=True,
    )
    find = paged(
        "category.find",
        CategoryFindParams,
        Category,
        "category",
        "Look for categories.",
        counter="categories_count",
        cursor=False,
    )
    info = method("category.info", "GET", CategoryInfoParams, Category, "Tell all about one category.")
    list = paged(
        "category.list", CategoryListParams, Category, "category", "List the categories.", counter="categories_count"
    )
    unassign = method(
        "category.unassign", "POST", CategoryUnassignParams, dict[str, Any], "Take a product out of a category."
    )
    update = method("category.update", "PUT", CategoryUpdateParams, UpdatedItems, "Change a category.")

    class image:
        """Methods under category.image."""

        add = method(
            "category.image.add", "POST", CategoryImageAddParams, CategoryImageAdded, "Add a picture to a category."
        )
        delete = method(
            "category.image.delete",
            "DELETE",
            CategoryImageDeleteParams,
            Deleted,
            "Remove one of a category's pictures.",
        )
