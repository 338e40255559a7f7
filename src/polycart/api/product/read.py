"""Parameters and answers of the methods that read products and their variants."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.api.parameters import Nested
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params

AvailSale = Annotated[bool | None, Doc("Leave only products that are for sale, or not.", True)]
AvailView = Annotated[bool | None, Doc("Leave only products that shoppers can see, or not.", True)]
BrandName = Annotated[str | None, Doc("Leave only products of the brand with this name.", "Acme")]
CategoryId = Annotated[str | None, Doc("Leave only products in this category.", "6")]
ManufacturerId = Annotated[str | None, Doc("Leave only products of this manufacturer.", "3")]
ReturnGlobal = Annotated[bool, Doc("Answer global products only, or local ones only.", True)]
Sku = Annotated[str | None, Doc("Leave only the product with this stock keeping unit.", "CB-1-RED")]
StatusFilter = Annotated[str | None, Doc("Leave only products in this status.", "enabled")]
Type = Annotated[str | None, Doc("Leave only products of this type.", "simple")]
VendorId = Annotated[str | None, Doc("Leave only products of this vendor.", "2")]
Visible = Annotated[str, Doc("Leave only products that shoppers find there.", "everywhere")]


class ProductCount(Record):
    """The number of products."""

    products_count: Annotated[Maybe[int], Doc("How many products there are.")] = UNSET


class ProductAttributeFilter(Nested, kw_only=True):
    """An attribute and the values that are wanted."""

    attribute_id: Annotated[str, Doc("Attribute to look at.", "132")]
    values: Annotated[list[str], Doc("Values of which one must match.", ["Red", "Blue"])]


class ProductChildItemFindParams(Params, kw_only=True):
    """Parameters of product.child_item.find."""

    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    find_params: shared.FindParams = "whole_words"
    store_id: shared.StoreId = None


class ProductChildItemInfoParams(Params, kw_only=True):
    """Parameters of product.child_item.info."""

    product_id: shared.ProductId
    id: Annotated[str, Doc("Id of the child item.", "45")]
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "force_all"
    exclude: shared.Exclude = None
    use_latest_api_version: shared.UseLatestApiVersion = False


class ProductChildItemListParams(ListParams, kw_only=True):
    """Parameters of product.child_item.list."""

    start: shared.Start = 0
    count: Annotated[int, Meta(ge=0, le=250), Doc("How many items to answer at most; 0 tells the total only.", 20)] = 10
    page_cursor: shared.PageCursor = None
    product_id: Annotated[str | None, Doc("Leave only items of this product.", "10")] = None
    product_ids: Annotated[str | None, Doc("Ids of up to 100 parent products, joined by commas.", "4,5")] = None
    sku: Annotated[str | None, Doc("Leave only the item with this stock keeping unit.", "CB-1-RED")] = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    avail_sale: AvailSale = None
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    return_global: ReturnGlobal = False
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "force_all"
    exclude: shared.Exclude = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False


class ProductCountParams(Params, kw_only=True):
    """Parameters of product.count."""

    sku: Sku = None
    product_ids: shared.ProductIds = None
    since_id: shared.SinceId = None
    categories_ids: shared.CategoriesIds = None
    category_id: CategoryId = None
    store_id: shared.StoreId = None
    vendor_id: VendorId = None
    lang_id: shared.LangId = None
    avail_view: AvailView = None
    avail_sale: AvailSale = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    brand_name: BrandName = None
    manufacturer_id: ManufacturerId = None
    product_attributes: Annotated[
        list[ProductAttributeFilter] | None, Doc("Leave only products whose attributes have these values.")
    ] = None
    status: StatusFilter = None
    type: Type = None
    visible: Visible = "everywhere"
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    report_request_id: shared.ReportRequestId = None
    return_global: ReturnGlobal = False
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False


class ProductFieldsParams(Params):
    """product.fields takes no parameters."""


class ProductFindParams(Params, kw_only=True):
    """Parameters of product.find."""

    find_value: shared.FindValue
    find_where: shared.FindWhere = "name"
    find_params: shared.FindParams = "whole_words"
    find_what: Annotated[str, Doc("Kind of entity to look for.", "product")] = "product"
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None


class ProductInfoParams(Params, kw_only=True):
    """Parameters of product.info."""

    id: product.IdOfProduct
    store_id: shared.StoreId = None
    vendor_id: shared.VendorId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    response_fields: shared.OptionalResponseFields = None
    params: shared.Fields = "id,name,description,price,categories_ids"
    exclude: shared.Exclude = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False


class ProductListParams(ListParams, kw_only=True):
    """Parameters of product.list."""

    start: shared.Start = 0
    count: shared.Count = 10
    page_cursor: shared.PageCursor = None
    product_ids: shared.ProductIds = None
    since_id: shared.SinceId = None
    categories_ids: shared.CategoriesIds = None
    category_id: CategoryId = None
    store_id: shared.StoreId = None
    vendor_id: VendorId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    avail_view: AvailView = None
    avail_sale: AvailSale = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    sku: Sku = None
    brand_name: BrandName = None
    product_attributes: Annotated[
        list[ProductAttributeFilter] | None, Doc("Leave only products whose attributes have these values.")
    ] = None
    manufacturer_id: ManufacturerId = None
    status: StatusFilter = None
    type: Type = None
    visible: Visible = "everywhere"
    find_value: shared.OptionalFindValue = None
    find_where: shared.OptionalFindWhere = None
    return_global: ReturnGlobal = False
    params: shared.Fields = "id,name,description,price,categories_ids"
    response_fields: shared.OptionalResponseFields = None
    exclude: shared.Exclude = None
    sort_by: shared.SortBy = "id"
    sort_direction: shared.SortDirection = "asc"
    report_request_id: shared.ReportRequestId = None
    disable_cache: shared.DisableCache = False
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    product_type: shared.ProductType = None
