"""The analytics resource."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, Maybe, Params, Sparse, method

DateFrom = Annotated[str | None, Doc("The date from.")]
DateTo = Annotated[str | None, Doc("The date to.")]


class AnalyticsPeriod(Record):
    """A analytics period."""

    date_from: Annotated[Sparse[str], Doc("The date from.")] = UNSET
    date_to: Annotated[Sparse[str], Doc("The date to.")] = UNSET


class AnalyticsCustomerMetric(Record):
    """A analytics customer metric."""

    orders_count: Annotated[Maybe[int], Doc("The orders count.")] = UNSET
    total_spend: Annotated[Maybe[float], Doc("The total spend.")] = UNSET
    avg_order_value: Annotated[Maybe[float], Doc("The avg order value.")] = UNSET
    currency_id: Annotated[Maybe[str], Doc("The currency id.")] = UNSET


class AnalyticsCustomer(Record):
    """A analytics customer."""

    customer_id: Annotated[Sparse[str], Doc("The customer id.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    email: Annotated[Maybe[str], Doc("The email.")] = UNSET
    customer_type: Annotated[Maybe[str], Doc("The customer type.")] = UNSET
    metrics: Annotated[Maybe[AnalyticsCustomerMetric], Doc("The metrics.")] = UNSET


class AnalyticsCustomerReport(Record):
    """A analytics customer report."""

    period: Annotated[Maybe[AnalyticsPeriod], Doc("The period.")] = UNSET
    items: Annotated[Sparse[list[AnalyticsCustomer]], Doc("The items.")] = UNSET


class AnalyticsProductMetric(Record):
    """A analytics product metric."""

    items_sold: Annotated[Maybe[int], Doc("The items sold.")] = UNSET
    orders_count: Annotated[Maybe[int], Doc("The orders count.")] = UNSET
    gross_sales: Annotated[Maybe[float], Doc("The gross sales.")] = UNSET
    net_sales: Annotated[Maybe[float], Doc("The net sales.")] = UNSET
    discounts: Annotated[Maybe[float], Doc("The discounts.")] = UNSET
    refunds: Annotated[Maybe[float], Doc("The refunds.")] = UNSET
    currency_id: Annotated[Maybe[str], Doc("The currency id.")] = UNSET


class AnalyticsProduct(Record):
    """A analytics product."""

    product_id: Annotated[Sparse[str], Doc("The product id.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("The variant id.")] = UNSET
    sku: Annotated[Maybe[str], Doc("The sku.")] = UNSET
    name: Annotated[Maybe[str], Doc("The name.")] = UNSET
    category_ids: Annotated[Sparse[list[str]], Doc("The category ids.")] = UNSET
    metrics: Annotated[Maybe[AnalyticsProductMetric], Doc("The metrics.")] = UNSET


class AnalyticsProductReport(Record):
    """A analytics product report."""

    period: Annotated[Maybe[AnalyticsPeriod], Doc("The period.")] = UNSET
    items: Annotated[Sparse[list[AnalyticsProduct]], Doc("The items.")] = UNSET


class AnalyticsMetric(Record):
    """A analytics metric."""

    orders_count: Annotated[Maybe[int], Doc("The orders count.")] = UNSET
    items_sold: Annotated[Maybe[int], Doc("The items sold.")] = UNSET
    gross_sales: Annotated[Maybe[float], Doc("The gross sales.")] = UNSET
    net_sales: Annotated[Maybe[float], Doc("The net sales.")] = UNSET
    total_sales: Annotated[Maybe[float], Doc("The total sales.")] = UNSET
    avg_order_value: Annotated[Maybe[float], Doc("The avg order value.")] = UNSET
    discounts: Annotated[Maybe[float], Doc("The discounts.")] = UNSET
    refunds: Annotated[Maybe[float], Doc("The refunds.")] = UNSET
    tax: Annotated[Maybe[float], Doc("The tax.")] = UNSET
    shipping: Annotated[Maybe[float], Doc("The shipping.")] = UNSET
    fees: Annotated[Maybe[float], Doc("The fees.")] = UNSET
    currency_id: Annotated[Maybe[str], Doc("The currency id.")] = UNSET


class AnalyticsInterval(Record):
    """A analytics interval."""

    date_from: Annotated[Sparse[str], Doc("The date from.")] = UNSET
    date_to: Annotated[Sparse[str], Doc("The date to.")] = UNSET
    metrics: Annotated[Maybe[AnalyticsMetric], Doc("The metrics.")] = UNSET


class AnalyticsReport(Record):
    """A analytics report."""

    period: Annotated[Maybe[AnalyticsPeriod], Doc("The period.")] = UNSET
    total_metrics: Annotated[Maybe[AnalyticsMetric], Doc("The total metrics.")] = UNSET
    intervals: Annotated[Sparse[list[AnalyticsInterval]], Doc("The intervals.")] = UNSET


class AnalyticsCustomerReportParams(Params, kw_only=True):
    """Parameters of analytics.customer_report."""

    date_from: DateFrom = None
    date_to: DateTo = None
    count: shared.Count = 10
    currency_id: shared.CurrencyId = None
    store_id: shared.StoreId = None
    customer_type: Annotated[str | None, Doc("The customer type.")] = None
    email: shared.Email = None
    sort_by: shared.SortBy = "total_spend"
    sort_direction: shared.SortDirection = "desc"
    page_cursor: shared.PageCursor = None
    response_fields: shared.ResponseFields = None


class AnalyticsProductReportParams(Params, kw_only=True):
    """Parameters of analytics.product_report."""

    date_from: DateFrom = None
    date_to: DateTo = None
    count: shared.Count = 10
    product_ids: shared.ProductIds = None
    currency_id: shared.CurrencyId = None
    store_id: shared.StoreId = None
    categories_ids: shared.CategoriesIds = None
    sort_by: shared.SortBy = "items_sold"
    sort_direction: shared.SortDirection = "desc"
    page_cursor: shared.PageCursor = None
    response_fields: shared.ResponseFields = None


class AnalyticsReportParams(Params, kw_only=True):
    """Parameters of analytics.report."""

    date_from: Annotated[str, Doc("The date from.")]
    date_to: DateTo = None
    interval: Annotated[str | None, Doc("The interval.")] = None
    order_status: shared.OrderStatus = None
    financial_status: shared.FinancialStatus = None
    currency_id: shared.CurrencyId = None
    store_id: shared.StoreId = None
    sort_by: shared.SortBy = "date"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.ResponseFields = None


class methods:
    """Methods of the analytics resource."""

    customer_report = method(
        "analytics.customer_report",
        "GET",
        AnalyticsCustomerReportParams,
        AnalyticsCustomerReport,
        "Call analytics.customer_report.",
    )
    product_report = method(
        "analytics.product_report",
        "GET",
        AnalyticsProductReportParams,
        AnalyticsProductReport,
        "Call analytics.product_report.",
    )
    report = method("analytics.report", "GET", AnalyticsReportParams, AnalyticsReport, "Call analytics.report.")
