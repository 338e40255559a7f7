"""The product.read resource."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from polycart.api import parameters as shared
from polycart.api.entities import Nested, Record
from polycart.api.product import parameters as product
from polycart.core.method import UNSET, Doc, ListParams, Maybe, Params

AvailSale = Annotated[bool | None, Doc("The avail sale.")]
AvailView = Annotated[bool | None, Doc("The avail view.")]
ReturnGlobal = Annotated[bool, Doc("The return global.")]
Visible = Annotated[str, Doc("The visible.")]


class ProductCount(Record):
    """A product count."""

    products_count: Annotated[Maybe[int], Doc("The products count.")] = UNSET


class ProductAttributeFilter(Nested, kw_only=True):
    """A product attribute filter."""

    attribute_id: shared.AttributeId
    values: Annotated[list[str], Doc("The values.")]


class ProductChildItemFindParams(Params, kw_only=True):
    """Parameters of product.child_item.find."""

    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    find_params: shared.FindParams = "whole_words"
    store_id: shared.StoreId = None


class ProductChildItemInfoParams(Params, kw_only=True):
    """Parameters of product.child_item.info."""

    product_id: shared.ProductId
    id: shared.Id
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None
    use_latest_api_version: shared.UseLatestApiVersion = False


class ProductChildItemListParams(ListParams, kw_only=True):
    """Parameters of product.child_item.list."""

    start: shared.Start = 0
    count: Annotated[Annotated[int, Meta(ge=0, le=250)], Doc("The count.")] = 10
    page_cursor: shared.PageCursor = None
    product_id: product.ProductId = None
    product_ids: shared.ProductIds = None
    sku: product.Sku = None
    store_id: shared.StoreId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    avail_sale: AvailSale = None
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    return_global: ReturnGlobal = False
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "force_all"
    exclude: shared.Exclude = None
    report_request_id: shared.ReportRequestId = None
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False


class ProductCountParams(Params, kw_only=True):
    """Parameters of product.count."""

    sku: product.Sku = None
    product_ids: shared.ProductIds = None
    since_id: shared.SinceId = None
    categories_ids: shared.CategoriesIds = None
    category_id: product.CategoryId = None
    store_id: shared.StoreId = None
    vendor_id: shared.VendorId = None
    lang_id: shared.LangId = None
    avail_view: AvailView = None
    avail_sale: AvailSale = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    brand_name: product.BrandName = None
    manufacturer_id: product.ManufacturerId = None
    product_attributes: Annotated[list[ProductAttributeFilter] | None, Doc("The product attributes.")] = None
    status: shared.Status = None
    type: shared.Type = None
    visible: Visible = "everywhere"
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    report_request_id: shared.ReportRequestId = None
    return_global: ReturnGlobal = False
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False


class ProductFindParams(Params, kw_only=True):
    """Parameters of product.find."""

    find_value: shared.FindValueGiven
    find_where: shared.FindWhereGiven = "name"
    find_params: shared.FindParams = "whole_words"
    find_what: Annotated[str, Doc("The find what.")] = "product"
    lang_id: shared.LangId = None
    store_id: shared.StoreId = None


class ProductInfoParams(Params, kw_only=True):
    """Parameters of product.info."""

    id: shared.Id
    store_id: shared.StoreId = None
    vendor_id: shared.VendorId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    response_fields: shared.ResponseFields = None
    params: shared.ParamsGiven = "id,name,description,price,categories_ids"
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
    category_id: product.CategoryId = None
    store_id: shared.StoreId = None
    vendor_id: shared.VendorId = None
    lang_id: shared.LangId = None
    currency_id: shared.CurrencyId = None
    avail_view: AvailView = None
    avail_sale: AvailSale = None
    created_from: shared.CreatedFrom = None
    created_to: shared.CreatedTo = None
    modified_from: shared.ModifiedFrom = None
    modified_to: shared.ModifiedTo = None
    sku: product.Sku = None
    brand_name: product.BrandName = None
    product_attributes: Annotated[list[ProductAttributeFilter] | None, Doc("The product attributes.")] = None
    manufacturer_id: product.ManufacturerId = None
    status: shared.Status = None
    type: shared.Type = None
    visible: Visible = "everywhere"
    find_value: shared.FindValue = None
    find_where: shared.FindWhere = None
    return_global: ReturnGlobal = False
    params: shared.ParamsGiven = "id,name,description,price,categories_ids"
    response_fields: shared.ResponseFields = None
    exclude: shared.Exclude = None
    sort_by: shared.SortBy = "id"
    sort_direction: shared.SortDirection = "asc"
    report_request_id: shared.ReportRequestId = None
    disable_cache: shared.DisableCache = False
    disable_report_cache: shared.DisableReportCache = False
    use_latest_api_version: shared.UseLatestApiVersion = False
    product_type: shared.ProductType = None
