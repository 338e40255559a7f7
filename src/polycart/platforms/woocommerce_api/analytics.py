"""Reports of sales, products and customers, from the tables that WooCommerce Analytics keeps.

Orders that are pending, failed or cancelled do not count, and sales count on the day they were paid, unless the
merchant has set that otherwise; products and customers count by the day of the order. The tables are filled by
background jobs of the shop, so the newest orders may be missing for some minutes.
https://woocommerce.com/document/woocommerce-analytics/
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from polycart import api
from polycart.api.analytics import (
    AnalyticsCustomer,
    AnalyticsCustomerMetric,
    AnalyticsCustomerReport,
    AnalyticsCustomerReportParams,
    AnalyticsInterval,
    AnalyticsMetric,
    AnalyticsPeriod,
    AnalyticsProduct,
    AnalyticsProductMetric,
    AnalyticsProductReport,
    AnalyticsProductReportParams,
    AnalyticsReport,
    AnalyticsReportParams,
)
from polycart.core.dates import parse_date
from polycart.core.errors import ParameterError
from polycart.platforms.woocommerce_api.connection import Site, Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_ids
from polycart.platforms.woocommerce_api.statuses import FINANCIAL, meaning, slugs

REPORTS = "/wc-analytics/reports"
LOCAL = "%Y-%m-%d %H:%M:%S"
_MOST = 100

T = TypeVar("T")

INTERVALS = ("hour", "day", "week", "month", "quarter", "year")
PRODUCT_ORDERS = {
    "items_sold": "items_sold",
    "net_sales": "net_revenue",
    "orders_count": "orders_count",
    "name": "product_name",
    "sku": "sku",
}
CUSTOMER_ORDERS = {name: name for name in ("total_spend", "orders_count", "avg_order_value", "name", "date_registered")}
METRICS = ("orders_count", "items_sold", "gross_sales", "net_sales", "total_sales", "avg_order_value", "discounts",
           "refunds", "tax", "shipping")  # fmt: skip


class _Figures(msgspec.Struct, rename={"items_sold": "num_items_sold", "net_sales": "net_revenue",
                                       "discounts": "coupons", "tax": "taxes"}):  # fmt: skip
    orders_count: int | None = None
    items_sold: int | None = None
    gross_sales: float | None = None
    net_sales: float | None = None
    total_sales: float | None = None
    avg_order_value: float | None = None
    discounts: float | None = None
    refunds: float | None = None
    tax: float | None = None
    shipping: float | None = None


class _Interval(msgspec.Struct):
    date_start: str = ""
    date_end: str = ""
    subtotals: _Figures | None = None


class _Stats(msgspec.Struct):
    totals: _Figures | None = None
    intervals: list[_Interval] = []


class _About(msgspec.Struct):
    name: str | None = None
    sku: str | None = None
    category_ids: list[int] = []


class _Product(msgspec.Struct):
    product_id: int
    items_sold: int = 0
    net_revenue: float = 0.0
    orders_count: int = 0
    extended_info: _About | list[Any] = []


class _Customer(msgspec.Struct):
    id: int = 0
    user_id: int | None = None
    username: str = ""
    name: str | None = None
    email: str | None = None
    country: str = ""
    orders_count: int | None = None
    total_spend: float | None = None
    avg_order_value: float | None = None


def _exact(value: float | None) -> float | None:
    """A sum without the dust that adding floats leaves."""
    return None if value is None else round(value, 6)


def _zone(site: Site) -> tzinfo:
    try:
        return ZoneInfo(site.timezone_string) if site.timezone_string else _offset(site)
    except (ZoneInfoNotFoundError, ValueError):
        return _offset(site)


def _offset(site: Site) -> tzinfo:
    return timezone(timedelta(hours=float(site.gmt_offset or 0)))


async def _local(woo: Woo, text: str, *, end: bool = False) -> datetime:
    """A date in the shop's own time, which its reports are in: days begin when they begin for the merchant.

    A date without an offset is taken for the shop's time; a last day without a clock lasts until midnight.
    """
    moment = parse_date(text)
    if len(text) <= 10:
        return moment.replace(tzinfo=None) + (timedelta(days=1, seconds=-1) if end else timedelta())
    if text[-6:-5] in ("+", "-") or text[-5:-4] in ("+", "-") or text[-1] in "Zz":
        return moment.astimezone(_zone(await woo.site())).replace(tzinfo=None)
    return moment.replace(tzinfo=None)


async def _period(woo: Woo, first: str | None, last: str | None) -> tuple[dict[str, str], AnalyticsPeriod]:
    """The bounds as the shop's reports take them, and as the answer tells them."""
    start = await _local(woo, first) if first else None
    end = await _local(woo, last, end=True) if last else None
    if end is None:
        end = datetime.now(UTC).astimezone(_zone(await woo.site())).replace(tzinfo=None, microsecond=0)
    if start is not None and start > end:
        raise ParameterError("Parameter 'date_from' is not valid. It must not be after 'date_to'.")
    query = {"before": end.isoformat()} | ({"after": start.isoformat()} if start else {})
    period = AnalyticsPeriod(date_to=end.strftime(LOCAL))
    if start is not None:
        period.date_from = start.strftime(LOCAL)
    return query, period


def _one_of(parameter: str, value: str, allowed: Mapping[str, str] | tuple[str, ...]) -> str:
    if value not in allowed:
        raise ParameterError(
            f"Parameter '{parameter}' is not valid. The required type of parameter is enum. "
            f"One of the following values are allowed: {', '.join(allowed)}."
        )
    return allowed[value] if isinstance(allowed, Mapping) else value


def _direction(text: str) -> str:
    return _one_of("sort_direction", text.lower(), ("asc", "desc"))


async def _currency(woo: Woo) -> str:
    return (await woo.status()).settings.currency


async def _rows(woo: Woo, report: str, query: Mapping[str, Any], count: int, row: type[T]) -> list[T]:
    """The first rows of a report; its pages are numbered, and asked for side by side."""
    size = min(count, _MOST)
    pages = range(1, -(-count // size) + 1)
    found = await asyncio.gather(
        *(woo.get(f"{REPORTS}/{report}", {**query, "per_page": size, "page": page}, type=list[row]) for page in pages)
    )
    return [item for rows in found for item in rows][:count]


@woocommerce.implements(
    api.analytics.report,
    "date_from", "date_to", "interval", "order_status", "financial_status", "sort_by", "sort_direction",
    gives=("period", "total_metrics", "intervals"),
    note="A sale counts when it was paid, or on the date that the merchant has chosen for Analytics.",
)  # fmt: skip
async def analytics_report(woo: Woo, p: AnalyticsReportParams) -> AnalyticsReport:
    """Report the sales of a period, whole and by intervals."""
    order, direction = _one_of("sort_by", p.sort_by, ("date", *METRICS)), _direction(p.sort_direction)
    interval = None if p.interval is None else _one_of("interval", p.interval.lower(), INTERVALS)
    query, period = await _period(woo, p.date_from, p.date_to)
    if p.order_status is not None or p.financial_status is not None:
        query["status_is"] = ",".join(await _statuses(woo, p.order_status, p.financial_status))
    stats = await _stats(woo, query, interval if woo.wanted.wants("intervals") else None)
    currency = await _currency(woo)
    rows = [
        AnalyticsInterval(date_from=row.date_start, date_to=row.date_end, metrics=_metric(row.subtotals, currency))
        for row in stats.intervals
    ]

    def key(row: AnalyticsInterval) -> Any:
        return row.date_from if order == "date" else getattr(row.metrics, order) or 0

    return AnalyticsReport(
        period=period,
        total_metrics=_metric(stats.totals, currency),
        intervals=sorted(rows, key=key, reverse=direction == "desc"),
    )


async def _statuses(woo: Woo, status: str | None, payment: str | None) -> list[str]:
    """The statuses of orders that count; the state of payment follows from the status."""
    named = None if status is None else await slugs(woo, status.split(","), "order_status")
    if payment is None:
        return named or []
    paid = meaning(FINANCIAL, payment.split(","), "financial_status")
    both = [slug for slug in paid if named is None or slug in named]
    if not both:
        raise ParameterError("Parameter 'financial_status' can't be used with parameter(s): 'order_status'")
    return both


def _metric(figures: _Figures | None, currency: str) -> AnalyticsMetric:
    metric = AnalyticsMetric(currency_id=currency)
    for name in METRICS if figures else ():
        value = getattr(figures, name)
        setattr(metric, name, _exact(value) if isinstance(value, float) else value)
    return metric


async def _stats(woo: Woo, query: Mapping[str, Any], interval: str | None) -> _Stats:
    """The figures of the period, and of each interval where one is asked for."""
    path = f"{REPORTS}/orders/stats"
    base: dict[str, Any] = {**query, "orderby": "date", "order": "asc"}
    if interval is None:
        return await woo.get(path, {**base, "interval": "year", "per_page": 1, "_fields": "totals"}, type=_Stats)
    base |= {"interval": interval, "per_page": _MOST}
    first = await woo.send("GET", path, {**base, "_fields": "totals,intervals"})
    stats = woo.decoded(first, _Stats)
    pages = -(-int(first.headers.get("x-wp-total", "0") or 0) // _MOST)
    more: list[_Stats] = await asyncio.gather(
        *(woo.get(path, {**base, "_fields": "intervals", "page": page}, type=_Stats) for page in range(2, pages + 1))
    )
    stats.intervals += [row for part in more for row in part.intervals]
    return stats


@woocommerce.implements(
    api.analytics.product_report,
    "date_from", "date_to", "count", "product_ids", "categories_ids", "sort_by", "sort_direction",
    gives=("period", "items"),
    note="The shop keeps no gross sales, discounts and refunds by product.",
)  # fmt: skip
async def analytics_product_report(woo: Woo, p: AnalyticsProductReportParams) -> AnalyticsProductReport:
    """Report what each product has sold; a product with variants is one row."""
    query, period = await _period(woo, p.date_from, p.date_to)
    query.setdefault("after", "2001-01-01T00:00:00")  # before any WooCommerce; without a date the shop takes a week
    query |= {
        "orderby": _one_of("sort_by", p.sort_by, PRODUCT_ORDERS),
        "order": _direction(p.sort_direction),
    }
    if p.product_ids is not None and p.categories_ids is not None:
        # Where the two have nothing in common the shop drops both filters and reports every product.
        raise ParameterError("Parameter 'product_ids' can't be used with parameter(s): 'categories_ids'")
    if p.product_ids is not None:
        query["products"] = native_ids("product_ids").dump(p.product_ids)
    if p.categories_ids is not None:
        query["categories"] = native_ids("categories_ids").dump(p.categories_ids)
    fields = "product_id,items_sold,net_revenue,orders_count"
    item = woo.wanted.of("items")
    if any(item.wants(name) for name in ("name", "sku", "category_ids")):
        query["extended_info"] = "true"
        fields += ",extended_info.name,extended_info.sku,extended_info.category_ids"
    rows = await _rows(woo, "products", {**query, "_fields": fields}, p.count, _Product)
    currency = await _currency(woo)
    return AnalyticsProductReport(period=period, items=[_product(row, currency) for row in rows])


def _product(row: _Product, currency: str) -> AnalyticsProduct:
    about = row.extended_info if isinstance(row.extended_info, _About) else _About()
    return AnalyticsProduct(
        product_id=str(row.product_id),
        variant_id=None,
        sku=about.sku,
        name=about.name,
        category_ids=[str(id) for id in about.category_ids],
        metrics=AnalyticsProductMetric(
            items_sold=row.items_sold,
            orders_count=row.orders_count,
            net_sales=_exact(row.net_revenue),
            currency_id=currency,
        ),
    )


@woocommerce.implements(
    api.analytics.customer_report, "date_from", "date_to", "count", "email", "sort_by", "sort_direction",
    gives=("period", "items"),
)  # fmt: skip
async def analytics_customer_report(woo: Woo, p: AnalyticsCustomerReportParams) -> AnalyticsCustomerReport:
    """Report what each customer has bought; guests are customers too, known by their addresses."""
    query, period = await _period(woo, p.date_from, p.date_to)
    if p.date_from is None and p.date_to is None:
        query.pop("before")  # a bound on orders would leave out customers who have none
    query |= {
        "orderby": _one_of("sort_by", p.sort_by, CUSTOMER_ORDERS),
        "order": _direction(p.sort_direction),
        "_fields": "id,user_id,username,name,email,country,orders_count,total_spend,avg_order_value",
    }
    if p.email is not None:  # the search also finds longer addresses
        query |= {"search": p.email, "searchby": "email"}
        found = await _rows(woo, "customers", query, _MOST, _Customer)
        rows = [row for row in found if (row.email or "").casefold() == p.email.casefold()][: p.count]
    else:
        rows = await _rows(woo, "customers", query, p.count, _Customer)
    currency = await _currency(woo)
    return AnalyticsCustomerReport(period=period, items=[_customer(row, currency) for row in rows])


def _customer(row: _Customer, currency: str) -> AnalyticsCustomer:
    return AnalyticsCustomer(
        customer_id=str(row.user_id or 0),
        name=row.name,
        email=row.email,
        customer_type="registered" if row.user_id else "guest",
        metrics=AnalyticsCustomerMetric(
            orders_count=row.orders_count,
            total_spend=_exact(row.total_spend),
            avg_order_value=_exact(row.avg_order_value),
            currency_id=currency,
        ),
        additional_fields={"id": str(row.id), "username": row.username, "country": row.country},
    )
