"""Sales figures of a period."""

# ruff: noqa: N801 - a method is called by its contract name, so namespaces are lower case

from __future__ import annotations

from typing import Annotated

from polycart.api import parameters as shared
from polycart.api.entities import Record
from polycart.core.method import UNSET, Doc, Maybe, Params, Sparse, method

DateFrom = Annotated[str | None, Doc("First day, or moment, of the period.", "2026-01-01")]
DateTo = Annotated[str | None, Doc("Last day, or moment, of the period; today when left out.", "2026-01-31")]


class AnalyticsPeriod(Record):
    """A span of time."""

    date_from: Annotated[Sparse[str], Doc("First moment of the period.")] = UNSET
    date_to: Annotated[Sparse[str], Doc("Last moment of the period.")] = UNSET


class AnalyticsCustomerMetric(Record):
    """What a customer bought."""

    orders_count: Annotated[Maybe[int], Doc("How many orders there are.")] = UNSET
    total_spend: Annotated[Maybe[float], Doc("What the customer spent.")] = UNSET
    avg_order_value: Annotated[Maybe[float], Doc("Sales divided by orders.")] = UNSET
    currency_id: Annotated[Maybe[str], Doc("Currency of the amounts.")] = UNSET


class AnalyticsCustomer(Record):
    """A customer and what they bought."""

    customer_id: Annotated[Sparse[str], Doc("Id of the customer.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the customer.")] = UNSET
    email: Annotated[Maybe[str], Doc("E-mail address.")] = UNSET
    customer_type: Annotated[Maybe[str], Doc("Kind of customer, such as new or returning.")] = UNSET
    metrics: Annotated[Maybe[AnalyticsCustomerMetric], Doc("What the customer bought, in figures.")] = UNSET


class AnalyticsCustomerReport(Record):
    """The sales of a period, customer by customer."""

    period: Annotated[Maybe[AnalyticsPeriod], Doc("Period that the figures are about.")] = UNSET
    items: Annotated[Sparse[list[AnalyticsCustomer]], Doc("Figures for each customer.")] = UNSET


class AnalyticsProductMetric(Record):
    """The sales figures of a product."""

    items_sold: Annotated[Maybe[int], Doc("How many items were sold.")] = UNSET
    orders_count: Annotated[Maybe[int], Doc("How many orders there are.")] = UNSET
    gross_sales: Annotated[Maybe[float], Doc("Sales before discounts and refunds.")] = UNSET
    net_sales: Annotated[Maybe[float], Doc("Sales after discounts and refunds.")] = UNSET
    discounts: Annotated[Maybe[float], Doc("What was taken off.")] = UNSET
    refunds: Annotated[Maybe[float], Doc("Money given back.")] = UNSET
    currency_id: Annotated[Maybe[str], Doc("Currency of the amounts.")] = UNSET


class AnalyticsProduct(Record):
    """A product and its sales figures."""

    product_id: Annotated[Sparse[str], Doc("Id of the product.")] = UNSET
    variant_id: Annotated[Maybe[str], Doc("Id of the variant.")] = UNSET
    sku: Annotated[Maybe[str], Doc("Stock keeping unit.")] = UNSET
    name: Annotated[Maybe[str], Doc("Name of the product.")] = UNSET
    category_ids: Annotated[Sparse[list[str]], Doc("Ids of the categories that the product is in.")] = UNSET
    metrics: Annotated[Maybe[AnalyticsProductMetric], Doc("How the product sold, in figures.")] = UNSET


class AnalyticsProductReport(Record):
    """The sales of a period, product by product."""

    period: Annotated[Maybe[AnalyticsPeriod], Doc("Period that the figures are about.")] = UNSET
    items: Annotated[Sparse[list[AnalyticsProduct]], Doc("Figures for each product.")] = UNSET


class AnalyticsMetric(Record):
    """The sales figures of a period."""

    orders_count: Annotated[Maybe[int], Doc("How many orders there are.")] = UNSET
    items_sold: Annotated[Maybe[int], Doc("How many items were sold.")] = UNSET
    gross_sales: Annotated[Maybe[float], Doc("Sales before discounts and refunds.")] = UNSET
    net_sales: Annotated[Maybe[float], Doc("Sales after discounts and refunds.")] = UNSET
    total_sales: Annotated[Maybe[float], Doc("Net sales plus tax and shipping.")] = UNSET
    avg_order_value: Annotated[Maybe[float], Doc("Sales divided by orders.")] = UNSET
    discounts: Annotated[Maybe[float], Doc("What was taken off.")] = UNSET
    refunds: Annotated[Maybe[float], Doc("Money given back.")] = UNSET
    tax: Annotated[Maybe[float], Doc("Tax.")] = UNSET
    shipping: Annotated[Maybe[float], Doc("Price of shipping.")] = UNSET
    fees: Annotated[Maybe[float], Doc("Fees.")] = UNSET
    currency_id: Annotated[Maybe[str], Doc("Currency of the amounts.")] = UNSET


class AnalyticsInterval(Record):
    """The sales figures of one part of a period."""

    date_from: Annotated[Sparse[str], Doc("First moment of the period.")] = UNSET
    date_to: Annotated[Sparse[str], Doc("Last moment of the period.")] = UNSET
    metrics: Annotated[Maybe[AnalyticsMetric], Doc("Sales in this part, in figures.")] = UNSET


class AnalyticsReport(Record):
    """The sales of a period, as a whole and part by part."""

    period: Annotated[Maybe[AnalyticsPeriod], Doc("Period that the figures are about.")] = UNSET
    total_metrics: Annotated[Maybe[AnalyticsMetric], Doc("Figures for the whole period.")] = UNSET
    intervals: Annotated[Sparse[list[AnalyticsInterval]], Doc("Figures for each part of the period.")] = UNSET


class AnalyticsCustomerReportParams(Params, kw_only=True):
    """Parameters of analytics.customer_report."""

    date_from: DateFrom = None
    date_to: DateTo = None
    count: shared.Count = 10
    currency_id: shared.CurrencyId = None
    store_id: shared.StoreId = None
    customer_type: Annotated[str | None, Doc("Leave only customers of this type.", "new")] = None
    email: Annotated[str | None, Doc("Leave only the customer with this address.", "ada@example.com")] = None
    sort_by: shared.SortBy = "total_spend"
    sort_direction: shared.SortDirection = "desc"
    page_cursor: shared.PageCursor = None
    response_fields: shared.OptionalResponseFields = None


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
    response_fields: shared.OptionalResponseFields = None


class AnalyticsReportParams(Params, kw_only=True):
    """Parameters of analytics.report."""

    date_from: Annotated[str, Doc("First day, or moment, of the period.", "2026-01-01")]
    date_to: DateTo = None
    interval: Annotated[str | None, Doc("Length of the parts that the period is cut into.", "day")] = None
    order_status: Annotated[str | None, Doc("Count only orders in this status.", "completed")] = None
    financial_status: Annotated[str | None, Doc("Count only orders in this state of payment.", "paid")] = None
    currency_id: shared.CurrencyId = None
    store_id: shared.StoreId = None
    sort_by: shared.SortBy = "date"
    sort_direction: shared.SortDirection = "asc"
    response_fields: shared.OptionalResponseFields = None


class methods:
    """Methods of the analytics resource."""

    customer_report = method(
        "analytics.customer_report",
        "GET",
        AnalyticsCustomerReportParams,
        AnalyticsCustomerReport,
        "Tell how much each customer bought in a period.",
    )
    product_report = method(
        "analytics.product_report",
        "GET",
        AnalyticsProductReportParams,
        AnalyticsProductReport,
        "Tell how well each product sold in a period.",
    )
    report = method(
        "analytics.report",
        "GET",
        AnalyticsReportParams,
        AnalyticsReport,
        "Tell the sales of a period, as a whole and part by part.",
    )
