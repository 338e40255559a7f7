"""Reports of sales, added up from the orders of a period, for platforms that have none of their own.

    order.list (created_from, created_to …) ──┐
    Sales: the zone, the statuses that count ─┴─> report, customer_report, product_report

Amounts are added as decimals. What is taken off or given back counts on the day of its order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from decimal import Decimal
from typing import Any, cast

import msgspec

from polycart.api.analytics import (
    AnalyticsCustomer,
    AnalyticsCustomerMetric,
    AnalyticsCustomerReport,
    AnalyticsInterval,
    AnalyticsMetric,
    AnalyticsPeriod,
    AnalyticsProduct,
    AnalyticsProductMetric,
    AnalyticsProductReport,
    AnalyticsReport,
)
from polycart.api.order import Order
from polycart.core.errors import ParameterError
from polycart.core.given import allowed, listed, refuse
from polycart.core.lines import Line, lines_of, number
from polycart.core.method import Method, Page
from polycart.core.periods import INTERVALS, LOCAL, Period, begin, parts, period
from polycart.core.platform import ALWAYS, HINTS, VIEW, Handler, Platform
from polycart.core.selection import ALL, Selection

MOST = 10_000
"""Orders that one report adds up."""
PAGE = 250
METRICS = ("orders_count", "items_sold", "gross_sales", "net_sales", "total_sales", "avg_order_value", "discounts",
           "refunds", "tax", "shipping", "fees")  # fmt: skip
CUSTOMER_ORDERS = ("total_spend", "orders_count", "avg_order_value")
PRODUCT_ORDERS = ("items_sold", "orders_count", "gross_sales", "net_sales", "discounts", "refunds")
GUESTS = ("", "0")
"""What platforms give as the customer's id of an order without an account."""
ZERO = Decimal(0)

Amounts = dict[str, Decimal]


class Sales(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be known of a platform's orders before they can be added up.

    ``zone`` is the shop's own; ``counted`` are the ids of the statuses whose orders are sales, ``words`` say which
    those are. Both are asked for each report, and may ask the shop.
    """

    zone: Callable[[Any], Awaitable[tzinfo]]
    counted: Callable[[Any], Awaitable[frozenset[str]]]
    words: str


def complete(platform: Platform[Any], methods: Mapping[str, Method[Any, Any]]) -> None:
    """Give a platform the reports that follow from its list of orders; what it has itself stays as it is."""
    orders = platform.handlers.get("order.list")
    if platform.sales is None or orders is None or not {"created_from", "created_to"} <= orders.parameters:
        return
    books = Books(platform, platform.sales, orders)
    own = {"date_from", "date_to", "sort_by", "sort_direction", "currency_id"}
    passed = orders.parameters & {"order_status", "financial_status"}
    for name, function, more, gives in (
        ("analytics.report", books.report, {"interval"} | passed, ("period", "total_metrics", "intervals")),
        ("analytics.customer_report", books.customers, {"customer_type", "email"}, ("period", "items")),
        ("analytics.product_report", books.products, {"product_ids"}, ("period", "items")),
    ):
        if name in platform.handlers or name in platform.reasons:
            continue
        known = frozenset(field.encode_name for field in msgspec.structs.fields(methods[name].params))
        platform.handlers[name] = Handler(
            method=methods[name],
            function=function,
            parameters=known & (own | more | ALWAYS | HINTS | VIEW),
            fields=frozenset(gives),
            emulated=True,
            note=f"Added up from the orders of the period, at most {MOST}; {platform.sales.words}. What is given back "
            "counts on the day of its order. Where orders are in several currencies, one has to be named.",
            views=VIEW - {"currency_id"},
        )


class Books:
    """The reports of one platform."""

    def __init__(self, platform: Platform[Any], sales: Sales, orders: Handler) -> None:
        self.platform, self.sales, self.listed = platform, sales, orders

    async def report(self, client: Any, p: Any) -> AnalyticsReport:
        """The sales of a period, whole and by intervals."""
        _known("sort_by", p.sort_by, ("date", *METRICS))
        interval = None if p.interval is None else _known("interval", p.interval.lower(), INTERVALS)
        span = await self._period(client, p)
        ranges = [] if interval is None else parts(span, interval)
        metrics = [client.wanted.of("total_metrics"), client.wanted.of("intervals").of("metrics")]
        orders = await self._orders(client, p, span, _needs(metrics))
        currency = await self._currency(client, p, orders)
        refunds = "refunds" in self.listed.fields

        def metric(rows: Sequence[Order]) -> AnalyticsMetric:
            return _metric(rows, currency, refunds=refunds)

        held: dict[datetime, list[Order]] = {start: [] for start, _ in ranges}
        for order in orders if ranges else ():
            local = span.local(_text(order.create_at, "value"))
            held[max(ranges[0][0], begin(local, interval or "day"))].append(order)
        rows = [
            AnalyticsInterval(date_from=start.strftime(LOCAL), date_to=end.strftime(LOCAL), metrics=metric(held[start]))
            for start, end in ranges
        ]

        def key(row: AnalyticsInterval) -> Any:
            return row.date_from if p.sort_by == "date" else getattr(row.metrics, p.sort_by) or 0

        rows.sort(key=key, reverse=p.sort_direction == "desc")
        return AnalyticsReport(period=_told(span), total_metrics=metric(orders), intervals=rows)

    async def customers(self, client: Any, p: Any) -> AnalyticsCustomerReport:
        """What each customer has bought; guests are customers too, known by their addresses."""
        _known("sort_by", p.sort_by, CUSTOMER_ORDERS)
        kind = None if p.customer_type is None else _known("customer_type", p.customer_type, ("registered", "guest"))
        span = await self._period(client, p)
        needs = {"customer": ALL, "total": Selection.named("total"), "refunds": Selection.named("total")}
        also = {"customer_email": p.email} if p.email and "customer_email" in self.listed.parameters else {}
        orders = await self._orders(client, p, span, needs, **also)
        currency = await self._currency(client, p, orders)
        held: dict[tuple[str, str], list[Order]] = {}
        for order in orders:
            id, email = _text(order.customer, "id"), _text(order.customer, "email").casefold()
            if p.email is None or email == p.email.casefold():
                held.setdefault((id, "") if id not in GUESTS else ("0", email), []).append(order)
        rows = [_customer(id, rows, currency) for (id, _), rows in held.items()]
        rows = [row for row in rows if kind is None or row.customer_type == kind]
        rows.sort(key=lambda row: getattr(row.metrics, p.sort_by), reverse=p.sort_direction == "desc")
        return AnalyticsCustomerReport(period=_told(span), items=rows[: p.count])

    async def products(self, client: Any, p: Any) -> AnalyticsProductReport:
        """What each product has sold; one with variants is one row, and so is a bundle."""
        _known("sort_by", p.sort_by, PRODUCT_ORDERS)
        wanted = None if p.product_ids is None else frozenset(listed(p.product_ids))
        span = await self._period(client, p)
        needs = {"total": ALL, **dict.fromkeys(("order_products", "bundles", "refunds"), ALL)}
        orders = await self._orders(client, p, span, needs)
        currency = await self._currency(client, p, orders)
        found: dict[str, list[Line]] = {}
        for order in orders:
            for line in lines_of(order):
                if line.product_id and (wanted is None or line.product_id in wanted):
                    found.setdefault(line.product_id, []).append(line)
        told = "refunds" in self.listed.fields
        rows = [_product(id, lines, currency, refunds=told) for id, lines in found.items()]
        rows.sort(key=lambda row: getattr(row.metrics, p.sort_by) or 0, reverse=p.sort_direction == "desc")
        rows = rows[: p.count]
        await self._goods(client, rows)
        return AnalyticsProductReport(period=_told(span), items=rows)

    async def _period(self, client: Any, p: Any) -> Period:
        return period(p.date_from, p.date_to, await self.sales.zone(client))

    async def _goods(self, client: Any, rows: Sequence[AnalyticsProduct]) -> None:
        """Tell the SKUs and categories of the products of a report, where they are wanted."""
        items = client.wanted.of("items")
        names = {"u_sku": items.wants("sku"), "categories_ids": items.wants("category_ids")}
        goods = self.platform.handlers.get("product.list")
        if not rows or not any(names.values()) or goods is None or "product_ids" not in goods.parameters:
            return
        wanted = Selection.named("id", *(name for name, asked in names.items() if asked))
        asked = goods.method.params(product_ids=",".join(str(row.product_id) for row in rows), count=PAGE)
        page = cast("Page[Any]", await goods.function(_looking(client, wanted), asked))
        known = {str(product.id): product for product in page.items}
        for row in rows:
            product = known.get(str(row.product_id))
            row.sku = _text(product, "u_sku") or None
            row.category_ids = [str(id) for id in getattr(product, "categories_ids", None) or ()]

    async def _orders(
        self, client: Any, p: Any, span: Period, needs: Mapping[str, Selection], **also: Any
    ) -> list[Order]:
        """The orders of a period that count, of the currency that is named; too many are refused."""
        first, last = span.bounds()
        passed = {name: value for name in ("order_status", "financial_status") if (value := getattr(p, name, None))}
        filters = {"created_from": first, "created_to": last, "store_id": p.store_id, **passed, **also}
        fields = {"id": ALL, "create_at": ALL, "currency": ALL, "status": Selection.named("id"), **needs}
        lean = _looking(client, Selection({name: fields[name] for name in fields if name in self.listed.fields}))
        found = await self._all(lean, {name: value for name, value in filters.items() if value is not None})
        counted = None if "order_status" in passed else await self.sales.counted(client)
        orders = {
            str(order.id): order for order in found if counted is None or _text(order.status, "id") in counted
        }  # a page that shifts shows an order twice
        named = (p.currency_id or "").casefold()
        return [order for order in orders.values() if not named or named in _codes(order)]

    async def _all(self, client: Any, filters: Mapping[str, Any]) -> list[Order]:
        """Every order that fits: windows side by side where the shop tells how many there are, else one by one."""

        async def page(start: int, **more: Any) -> Page[Order]:
            asked = self.listed.method.params(**filters, start=start, count=PAGE)
            return await self.listed.function(client.with_call(msgspec.structs.replace(client.call, **more)), asked)

        first = await page(0)
        if first.next is not None and "start" not in first.next:  # the shop has cursors, which come one after another
            return await self._followed(first, lambda state: page(0, cursor=state))
        total = (
            first.total if first.total is not None or len(first.items) < PAGE else await self._count(client, filters)
        )
        if total is not None:
            _bounded(total)
            rest = await asyncio.gather(*(page(start) for start in range(PAGE, total, PAGE)))
            return [order for each in (first, *rest) for order in each.items]
        return await self._followed(first, lambda state: page(state["start"]))

    async def _count(self, client: Any, filters: Mapping[str, Any]) -> int | None:
        """How many orders fit, where the shop can be asked for it."""
        counting = self.platform.handlers.get("order.count")
        if counting is None or counting.emulated or not filters.keys() <= counting.parameters:
            return None
        lean = _looking(client, ALL)
        return (await counting.function(lean, counting.method.params(**filters))).orders_count

    async def _followed(
        self, page: Page[Order], following: Callable[[dict[str, Any]], Awaitable[Page[Order]]]
    ) -> list[Order]:
        found = list(page.items)
        while page.items and page.next is not None:
            _bounded(len(found) + 1)
            page = await following(page.next)
            found += page.items
        return found

    async def _currency(self, client: Any, p: Any, orders: Sequence[Order]) -> str | None:
        """The one currency that the orders are in."""
        known = sorted({_text(order.currency, "iso3") or _text(order.currency, "id") for order in orders})
        if len(known) > 1:
            raise ParameterError(
                f"The orders of the period are in {' and '.join(known)}, which can't be added up; name one of them in "
                "'currency_id'."
            )
        return known[0] if known else (p.currency_id or None)


def _looking(client: Any, wanted: Selection) -> Any:
    """The same store, asked for other fields, from the beginning."""
    return client.with_call(msgspec.structs.replace(client.call, wanted=wanted, cursor=None))


def _bounded(orders: int) -> None:
    if orders > MOST:
        raise refuse(
            "date_from",
            f"The period has {orders} orders or more, and at most {MOST} are added up; choose a shorter one.",
        )


def _known(name: str, word: str, words: Sequence[str]) -> str:
    if word not in words:
        raise allowed(name, words)
    return word


def _codes(order: Order) -> set[str]:
    return {_text(order.currency, name).casefold() for name in ("iso3", "id")} - {""}


def _text(value: Any, name: str) -> str:
    """A text below something that may be missing."""
    found = getattr(value, name, None)
    return "" if found is None or found is msgspec.UNSET else str(found)


def _told(span: Period) -> AnalyticsPeriod:
    told = AnalyticsPeriod(date_to=span.last.strftime(LOCAL))
    if span.first is not None:
        told.date_from = span.first.strftime(LOCAL)
    return told


def _needs(metrics: Iterable[Selection]) -> dict[str, Selection]:
    """What the figures that are wanted are made of: items cost more than sums."""
    wanted = {name for name in METRICS for each in metrics if each.wants(name)}
    needs = {"total": ALL}
    if wanted - {"orders_count", "gross_sales", "discounts"}:
        needs["refunds"] = ALL
    if "items_sold" in wanted:
        needs |= {"order_products": ALL, "bundles": ALL, "refunds": ALL}
    return needs


def _sums(order: Order) -> Amounts:
    """The amounts of one order, what was given back taken off where it belongs."""
    total, refunds = order.total, order.refunds or ()
    back = {name: sum((number(r, name) for r in refunds), ZERO) for name in ("total", "tax", "shipping")}
    gross, discounts = number(total, "subtotal_ex_tax"), number(total, "total_discount")
    goods = back["total"] - back["tax"] - back["shipping"]
    tax, shipping = number(total, "total_tax") - back["tax"], number(total, "shipping_ex_tax") - back["shipping"]
    whole = number(total, "total") - back["total"]
    net = gross - discounts - goods
    return {
        "gross_sales": gross, "discounts": discounts, "refunds": goods, "net_sales": net, "tax": tax,
        "shipping": shipping, "total_sales": whole, "fees": whole - net - tax - shipping,
    }  # fmt: skip


def _metric(orders: Sequence[Order], currency: str | None, *, refunds: bool) -> AnalyticsMetric:
    whole: Amounts = {}
    for order in orders:
        for name, amount in _sums(order).items():
            whole[name] = whole.get(name, ZERO) + amount
    metric = AnalyticsMetric(
        orders_count=len(orders),
        items_sold=int(sum((line.kept for order in orders for line in lines_of(order, sums=False)), ZERO)),
        avg_order_value=_amount(whole.get("net_sales", ZERO) / max(len(orders), 1)),
        currency_id=currency,
    )
    for name in METRICS[2:]:
        if name != "avg_order_value":
            setattr(metric, name, _amount(whole.get(name, ZERO)))
    if not refunds:
        metric.refunds = None
    return metric


def _amount(value: Decimal) -> float:
    return float(round(value, 6))


def _customer(id: str, orders: Sequence[Order], currency: str | None) -> AnalyticsCustomer:
    last = orders[-1].customer
    spent = sum((number(o.total, "total") - sum(number(r, "total") for r in o.refunds or ()) for o in orders), ZERO)
    return AnalyticsCustomer(
        customer_id=id,
        name=" ".join(part for name in ("first_name", "last_name") if (part := _text(last, name))) or None,
        email=_text(last, "email") or None,
        customer_type="guest" if id in GUESTS else "registered",
        metrics=AnalyticsCustomerMetric(
            orders_count=len(orders),
            total_spend=_amount(spent),
            avg_order_value=_amount(spent / len(orders)),
            currency_id=currency,
        ),
    )


def _product(id: str, lines: Sequence[Line], currency: str | None, *, refunds: bool) -> AnalyticsProduct:
    gross, discounts, back = (
        sum((getattr(line, name) for line in lines), ZERO) for name in ("gross", "discount", "refund")
    )
    return AnalyticsProduct(
        product_id=id,
        variant_id=None,
        sku=None,
        name=lines[-1].name or None,
        category_ids=[],
        metrics=AnalyticsProductMetric(
            items_sold=int(sum((line.kept for line in lines), ZERO)),
            orders_count=len({line.order_id for line in lines}),
            gross_sales=_amount(gross),
            net_sales=_amount(gross - discounts - back),
            discounts=_amount(discounts),
            refunds=_amount(back) if refunds else None,
            currency_id=currency,
        ),
    )
