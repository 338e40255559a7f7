"""Sales figures, added up from the orders themselves: Magento's own reports are not served over REST.

Amounts are in the base currency; orders that are new, wait for payment or are canceled do not count, as in Magento's
own report (Magento\\Sales\\Model\\ResourceModel\\Report\\Order\\Createdat).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

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
from polycart.core.errors import ParameterError
from polycart.core.given import allowed, refuse
from polycart.core.periods import INTERVALS, LOCAL, Period, begin, parts, period, zone
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.criteria import SORT, fields, written
from polycart.platforms.magento2.numbers import native_ids
from polycart.platforms.magento2.orders.items import exact
from polycart.platforms.magento2.orders.reading import PATH
from polycart.platforms.magento2.orders.statuses import FINANCIAL, STATES, codes, meaning

T = TypeVar("T")

MOST = 10_000
"""The orders that one report adds up; they come 250 a request."""

COUNTED = ("processing", "complete", "closed", "holded", "payment_review")
METRICS = ("orders_count", "items_sold", "gross_sales", "net_sales", "total_sales", "avg_order_value", "discounts",
           "refunds", "tax", "shipping")  # fmt: skip
PRODUCT_ORDERS = ("items_sold", "orders_count", "gross_sales", "net_sales", "discounts", "refunds")
CUSTOMER_ORDERS = ("total_spend", "orders_count", "avg_order_value")
NOTE = f"Added up from the orders of the period, at most {MOST}; what is given back counts on the day of its order."


class _Bought(msgspec.Struct):
    customer_id: int | None = None
    customer_email: str | None = None
    customer_firstname: str | None = None
    customer_lastname: str | None = None
    base_grand_total: float | None = None
    base_total_canceled: float | None = None
    base_total_refunded: float | None = None


class _Item(msgspec.Struct):
    item_id: int = 0
    parent_item_id: int | None = None
    product_id: int | None = None
    name: str | None = None
    qty_ordered: float = 0
    qty_canceled: float = 0
    qty_refunded: float = 0
    base_price: float | None = None
    base_discount_amount: float | None = None
    base_discount_refunded: float | None = None
    base_amount_refunded: float | None = None

    @property
    def kept(self) -> Decimal:
        """How many were neither canceled nor given back."""
        return exact(self.qty_ordered) - exact(self.qty_canceled) - exact(self.qty_refunded)


class _Order(msgspec.Struct):
    created_at: str = ""
    items: list[_Item] = []
    base_subtotal: float | None = None
    base_subtotal_canceled: float | None = None
    base_subtotal_refunded: float | None = None
    base_discount_amount: float | None = None
    base_discount_canceled: float | None = None
    base_tax_amount: float | None = None
    base_tax_canceled: float | None = None
    base_tax_refunded: float | None = None
    base_shipping_amount: float | None = None
    base_shipping_canceled: float | None = None
    base_shipping_refunded: float | None = None
    base_total_refunded: float | None = None

    @property
    def pieces(self) -> Decimal:
        """How many were sold and kept; what is part of another is not counted."""
        return sum((item.kept for item in self.items if item.parent_item_id is None), Decimal(0))


class _Sold(msgspec.Struct):
    items: list[_Item] = []


_ITEM = tuple(f"items.{name}" for name in _Item.__struct_fields__)
_SUMS = (
    *(name for name in _Order.__struct_fields__ if name != "items"),
    *(f"items.{name}" for name in ("parent_item_id", "qty_ordered", "qty_canceled", "qty_refunded")),
)


async def _period(magento: Magento, first: str | None, last: str | None) -> Period:
    """The period, in the shop's own time."""
    config = await scopes.current_config(magento)
    return period(first, last, zone(config.timezone))


def _told(span: Period) -> AnalyticsPeriod:
    """The bounds as the answer tells them."""
    told = AnalyticsPeriod(date_to=span.last.strftime(LOCAL))
    if span.first is not None:
        told.date_from = span.first.strftime(LOCAL)
    return told


def _bounds(span: Period) -> dict[str, Any]:
    """The bounds as conditions; Magento keeps moments in UTC."""
    bounds = {"created_at gteq": span.first, "created_at lteq": span.last}
    return {key: at.astimezone(UTC).strftime(LOCAL) for key, at in bounds.items() if at is not None}


async def _orders(magento: Magento, query: Mapping[str, Any], kind: type[T], *paths: str) -> list[T]:
    """All orders of a period, pages side by side; more than can be added up in a call are refused."""
    chosen: dict[str, Any] = {"state in": list(COUNTED), **query, SORT: [("entity_id", "ASC")]}
    if magento.scope is not None and magento.scope.group is not None:
        chosen["store_id in"] = [view.id for view in await scopes.views_of(magento, magento.scope.group)]
    asked = written(chosen) | {
        "searchCriteria[pageSize]": "250", "fields": f"items[{fields(paths or kind.__struct_fields__)}],total_count",  # type: ignore[attr-defined]
    }  # fmt: skip
    shape: Any = msgspec.defstruct("Orders", [("items", list[kind] | None, None), ("total_count", int, 0)])

    async def page(number: int) -> Any:
        return await magento.get(PATH, {**asked, "searchCriteria[currentPage]": str(number)}, type=shape)

    first = await page(1)
    if first.total_count > MOST:
        raise refuse("date_from", f"The period has {first.total_count} orders, and at most {MOST} are added up.")
    rest = await asyncio.gather(*(page(number) for number in range(2, -(-first.total_count // 250) + 1)))
    return [order for part in (first, *rest) for order in part.items or ()]


async def _currency(magento: Magento) -> str:
    """The base currency; where websites have several, a store has to be named."""
    if magento.scope is not None:
        return (await scopes.current_config(magento)).base_currency_code
    known = {config.base_currency_code for config in await scopes.configs(magento)}
    if len(known) > 1:
        raise ParameterError(
            "Parameter 'store_id' is required, because the store's websites sell in several currencies."
        )
    return known.pop()


def _states(status: str | None, payment: str | None) -> dict[str, Any]:
    """The orders that count, where the caller names statuses or states of payment."""
    states = set(COUNTED) | {"new", "pending_payment", "canceled"} if status else set(COUNTED)
    query: dict[str, Any] = {}
    if status is not None:
        query["status in"] = codes(status.split(","))
        states = {STATES.get(each) for each in query["status in"]} - {None} or states
    if payment is not None:
        paid = meaning(FINANCIAL, payment.split(","), "financial_status")
        states = set(paid) if status is None else states & set(paid)
        if not states:
            raise ParameterError("Parameter 'financial_status' can't be used with parameter(s): 'order_status'")
    return {**query, "state in": sorted(str(each) for each in states)}


def _total(rows: Iterable[Any], *names: str) -> Decimal:
    """The first field of all rows added up, less the others; Magento keeps discounts negative."""
    whole = Decimal(0)
    for row in rows:
        values = [exact(getattr(row, name)) for name in names]
        first, *others = map(abs, values) if "discount" in names[0] else values
        whole += first - sum(others, Decimal(0))
    return whole


def _metric(rows: Sequence[_Order], currency: str) -> AnalyticsMetric:
    gross = _total(rows, "base_subtotal", "base_subtotal_canceled")
    discounts = _total(rows, "base_discount_amount", "base_discount_canceled")
    refunds = _total(rows, "base_total_refunded", "base_tax_refunded", "base_shipping_refunded")
    tax = _total(rows, "base_tax_amount", "base_tax_canceled", "base_tax_refunded")
    shipping = _total(rows, "base_shipping_amount", "base_shipping_canceled", "base_shipping_refunded")
    net = gross - discounts - refunds
    return AnalyticsMetric(
        orders_count=len(rows),
        items_sold=int(sum((row.pieces for row in rows), Decimal(0))),
        gross_sales=float(gross),
        net_sales=float(net),
        total_sales=float(net + tax + shipping),
        avg_order_value=float(round(net / len(rows), 6)) if rows else 0.0,
        discounts=float(discounts),
        refunds=float(refunds),
        tax=float(tax),
        shipping=float(shipping),
        currency_id=currency,
    )


@magento2.implements(
    api.analytics.report, "date_from", "date_to", "interval", "order_status", "financial_status", "sort_by",
    "sort_direction", gives=("period", "total_metrics", "intervals"), emulated=True, note=NOTE,
)  # fmt: skip
async def analytics_report(magento: Magento, p: AnalyticsReportParams) -> AnalyticsReport:
    """Report the sales of a period, whole and by intervals."""
    direction = _direction(p.sort_direction)
    if p.sort_by not in ("date", *METRICS):
        raise allowed("sort_by", ("date", *METRICS))
    interval = None if p.interval is None else p.interval.lower()
    if interval is not None and interval not in INTERVALS:
        raise allowed("interval", INTERVALS)
    currency, span = await _currency(magento), await _period(magento, p.date_from, p.date_to)
    orders = await _orders(magento, {**_bounds(span), **_states(p.order_status, p.financial_status)}, _Order, *_SUMS)
    rows = _intervals(orders, span, interval, currency) if interval is not None else []

    def key(row: AnalyticsInterval) -> Any:
        return row.date_from if p.sort_by == "date" else getattr(row.metrics, p.sort_by) or 0

    return AnalyticsReport(
        period=_told(span),
        total_metrics=_metric(orders, currency),
        intervals=sorted(rows, key=key, reverse=direction == "desc"),
    )


def _direction(text: str) -> str:
    if text.lower() not in ("asc", "desc"):
        raise allowed("sort_direction", ("asc", "desc"))
    return text.lower()


def _intervals(orders: Sequence[_Order], span: Period, interval: str, currency: str) -> list[AnalyticsInterval]:
    ranges = parts(span, interval)
    held: dict[datetime, list[_Order]] = {start: [] for start, _ in ranges}
    first = ranges[0][0]
    for order in orders:
        local = span.local(order.created_at)
        held[max(first, begin(local, interval))].append(order)
    return [
        AnalyticsInterval(
            date_from=start.strftime(LOCAL), date_to=end.strftime(LOCAL), metrics=_metric(held[start], currency)
        )
        for start, end in ranges
    ]


class _Figures(msgspec.Struct):
    name: str | None = None
    items_sold: Decimal = Decimal(0)
    gross_sales: Decimal = Decimal(0)
    discounts: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)
    orders_count: int = 0

    @property
    def net_sales(self) -> Decimal:
        """What is left."""
        return self.gross_sales - self.discounts - self.refunds


def _add(known: dict[int, _Figures], order: _Sold, wanted: frozenset[int] | None) -> None:
    """Count the products of an order: what is chosen of one, or is part of it, counts for it."""
    below: dict[int, list[_Item]] = {}
    for item in order.items:
        below.setdefault(item.parent_item_id or item.item_id, []).append(item)
    seen: set[int] = set()
    for family in below.values():
        root = next((item for item in family if item.parent_item_id is None), None)
        if root is None or root.product_id is None or (wanted is not None and root.product_id not in wanted):
            continue
        figures = known.setdefault(root.product_id, _Figures())
        figures.name = figures.name or root.name
        left = exact(root.qty_ordered) - exact(root.qty_canceled)
        share = left / (exact(root.qty_ordered) or 1)
        figures.items_sold += root.kept
        figures.gross_sales += exact(root.base_price) * left
        figures.discounts += share * sum((exact(item.base_discount_amount) for item in family), Decimal(0))
        back = exact(root.base_amount_refunded) or sum(
            (exact(each.base_amount_refunded) for each in family), Decimal(0)
        )
        figures.refunds += back - sum((exact(each.base_discount_refunded) for each in family), Decimal(0))
        seen.add(root.product_id)
    for product in seen:
        known[product].orders_count += 1


class _Link(msgspec.Struct):
    category_id: str | int = ""


class _Extension(msgspec.Struct):
    category_links: list[_Link] | None = None


class _Known(msgspec.Struct):
    id: int = 0
    sku: str | None = None
    extension_attributes: _Extension | list[Any] | None = None

    @property
    def categories(self) -> list[str]:
        """The ids of its categories."""
        inner = self.extension_attributes
        links = inner.category_links if isinstance(inner, _Extension) else None
        return [str(each.category_id) for each in links or ()]


@magento2.implements(
    api.analytics.product_report, "date_from", "date_to", "count", "product_ids", "sort_by", "sort_direction",
    gives=("period", "items"), emulated=True, note=NOTE,
)  # fmt: skip
async def analytics_product_report(magento: Magento, p: AnalyticsProductReportParams) -> AnalyticsProductReport:
    """Report what each product has sold; one with variants is one row, and so is a bundle."""
    direction = _direction(p.sort_direction)
    if p.sort_by not in PRODUCT_ORDERS:
        raise allowed("sort_by", PRODUCT_ORDERS)
    wanted = None if p.product_ids is None else frozenset(native_ids("product_ids").dump(p.product_ids))
    currency, span = await _currency(magento), await _period(magento, p.date_from, p.date_to)
    known: dict[int, _Figures] = {}
    for order in await _orders(magento, _bounds(span), _Sold, *_ITEM):
        _add(known, order, wanted)
    rows = sorted(known.items(), key=lambda row: row[0])
    rows.sort(key=lambda row: getattr(row[1], p.sort_by), reverse=direction == "desc")
    rows = rows[: p.count]
    below = magento.wanted.of("items")
    products: dict[int, _Known] = {}
    if rows and (below.wants("sku") or below.wants("category_ids")):
        paths = ("id", "sku", "extension_attributes.category_links.category_id")
        found = await magento.among("/V1/products", "entity_id", [id for id, _ in rows], _Known, *paths)
        products = {each.id: each for each in found}
    return AnalyticsProductReport(
        period=_told(span), items=[_product(id, each, products.get(id), currency) for id, each in rows]
    )


def _product(id: int, figures: _Figures, known: _Known | None, currency: str) -> AnalyticsProduct:
    return AnalyticsProduct(
        product_id=str(id),
        variant_id=None,
        sku=known.sku if known is not None else None,
        name=figures.name,
        category_ids=known.categories if known is not None else [],
        metrics=AnalyticsProductMetric(
            items_sold=int(figures.items_sold),
            orders_count=figures.orders_count,
            gross_sales=float(figures.gross_sales),
            net_sales=float(figures.net_sales),
            discounts=float(figures.discounts),
            refunds=float(figures.refunds),
            currency_id=currency,
        ),
    )


@magento2.implements(
    api.analytics.customer_report, "date_from", "date_to", "count", "email", "sort_by", "sort_direction",
    gives=("period", "items"), emulated=True, note=NOTE,
)  # fmt: skip
async def analytics_customer_report(magento: Magento, p: AnalyticsCustomerReportParams) -> AnalyticsCustomerReport:
    """Report what each customer has bought; guests are customers too, known by their addresses."""
    direction = _direction(p.sort_direction)
    if p.sort_by not in CUSTOMER_ORDERS:
        raise allowed("sort_by", CUSTOMER_ORDERS)
    currency, span = await _currency(magento), await _period(magento, p.date_from, p.date_to)
    query = {**_bounds(span), "customer_email eq": p.email}
    held: dict[tuple[int, str], list[_Bought]] = {}
    for order in await _orders(magento, query, _Bought):
        held.setdefault((order.customer_id or 0, "" if order.customer_id else (order.customer_email or "").casefold()),
                        []).append(order)  # fmt: skip
    customers = [_customer(held[key], currency) for key in sorted(held)]
    customers.sort(key=partial(_by, p.sort_by), reverse=direction == "desc")
    return AnalyticsCustomerReport(period=_told(span), items=customers[: p.count])


def _by(name: str, row: AnalyticsCustomer) -> Any:
    return getattr(row.metrics, name)


def _customer(rows: Sequence[_Bought], currency: str) -> AnalyticsCustomer:
    last = rows[-1]
    spent = _total(rows, "base_grand_total", "base_total_canceled", "base_total_refunded")
    return AnalyticsCustomer(
        customer_id=str(last.customer_id or 0),
        name=" ".join(part for part in (last.customer_firstname, last.customer_lastname) if part),
        email=last.customer_email,
        customer_type="registered" if last.customer_id else "guest",
        metrics=AnalyticsCustomerMetric(
            orders_count=len(rows),
            total_spend=float(spent),
            avg_order_value=float(round(spent / len(rows), 6)),
            currency_id=currency,
        ),
    )
