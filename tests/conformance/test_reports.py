"""Reports that are added up from orders: held against WooCommerce's own, and against themselves from three sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from polycart import api
from polycart.core import analytics
from polycart.core.analytics import Sales
from polycart.core.calls import invoke
from polycart.core.errors import ParameterError
from polycart.core.platform import Platform
from polycart.platforms import platforms
from tests.conformance.shops import CURSORS, LIVE, PLATFORMS, Shop, builtins, refused

Opened = Callable[[str], Shop]
ADDED_UP = [cart_id for cart_id in PLATFORMS if platforms()[cart_id].sales is not None]
REPORTS = ("analytics.report", "analytics.customer_report", "analytics.product_report")
MONTH = {"date_from": "2025-03-01", "date_to": "2025-03-31", "currency_id": "usd"}
SUMS = ("items_sold", "gross_sales", "net_sales", "discounts", "refunds")
pytestmark = pytest.mark.skipif(bool(LIVE), reason="the figures are those of the simulated catalogue")


def added(rows: list[dict[str, Any]], name: str) -> float:
    return float(sum((Decimal(repr(row["metrics"][name] or 0)) for row in rows), Decimal(0)))


async def told(store: Shop, name: str, /, on: Platform[Any] | None = None, **given: Any) -> dict[str, Any]:
    platform = on or store.platform
    return builtins((await invoke(platform, store.connection, api.METHODS[name], given, cursors=CURSORS)).result)


PAID = frozenset({"processing", "completed", "refunded"})
PLACED = PAID | {"on-hold"}
"""WooCommerce counts sales on the day they were paid, and products on the day of their order."""


def twin(cart_id: str, statuses: frozenset[str] = PLACED, zone: tzinfo = UTC) -> Platform[Any]:
    """A platform without its own reports, whose orders are added up instead."""
    own = platforms()[cart_id]
    made: Platform[Any] = own.derive("Twin", settings=own.settings, client=own.client, without=REPORTS)

    async def clock(client: Any) -> tzinfo:
        return zone

    async def counted(client: Any) -> frozenset[str]:
        return statuses

    made.sales = Sales(zone=clock, counted=counted, words="those that WooCommerce Analytics counts")
    analytics.complete(made, api.METHODS)
    return made


async def test_what_is_added_up_is_what_the_shop_itself_reports(shop: Opened) -> None:
    """WooCommerce adds up whatever the currency is; so the orders of each currency make up its figures."""
    store, other = shop("WoocommerceApi"), twin("WoocommerceApi", PAID)
    span = {"date_from": "2020-01-01", "date_to": "2026-06-30"}
    own = (await told(store, "analytics.report", **span))["total_metrics"]
    by_currency = [
        (await told(store, "analytics.report", on=other, **span, currency_id=code))["total_metrics"]
        for code in ("USD", "EUR")
    ]
    assert all(each["orders_count"] for each in by_currency)
    for name, value in own.items():
        if name not in ("avg_order_value", "currency_id"):
            assert round(sum(each[name] for each in by_currency), 2) == value, name
    customers = await told(store, "analytics.customer_report", on=other, **span, currency_id="EUR", count=5)
    assert {row["metrics"]["currency_id"] for row in customers["items"]} == {"EUR"}


async def test_products_sell_as_the_shop_itself_reports(shop: Opened) -> None:
    store, other = shop("WoocommerceApi"), twin("WoocommerceApi")
    span = {"date_from": "2020-01-01", "date_to": "2026-06-30", "count": 250}
    own = await told(store, "analytics.product_report", **span)
    ids = ",".join(row["product_id"] for row in own["items"])
    made: dict[str, dict[str, Any]] = {}
    for code in ("USD", "EUR"):
        found = await told(
            store, "analytics.product_report", on=other, **span, product_ids=ids, currency_id=code,
            response_fields="{result{items}}",
        )  # fmt: skip
        for row in found["items"]:
            known = made.setdefault(row["product_id"], {"sku": row["sku"], "items_sold": 0, "net_sales": 0.0})
            for name in ("items_sold", "net_sales"):
                known[name] += row["metrics"][name]
    for row in own["items"]:
        known = made[row["product_id"]]
        assert (known["sku"] or "") == (row["sku"] or "")
        assert known["items_sold"] == row["metrics"]["items_sold"]
        assert round(known["net_sales"], 2) == row["metrics"]["net_sales"]


@pytest.mark.parametrize("cart_id", ADDED_UP)
async def test_customers_products_and_days_make_up_the_whole(shop: Opened, cart_id: str) -> None:
    store = shop(cart_id)
    report = await told(store, "analytics.report", **MONTH, interval="day")
    whole, days = report["total_metrics"], report["intervals"]
    assert whole["orders_count"] > 5
    assert [day["date_from"] for day in days] == [f"2025-03-{day:02} 00:00:00" for day in range(1, 32)]
    for name in ("orders_count", "items_sold", "gross_sales", "net_sales", "total_sales", "tax", "shipping", "refunds"):
        assert added(days, name) == (whole[name] or 0), name
    products = (await told(store, "analytics.product_report", **MONTH, count=250))["items"]
    assert len(products) < 250
    for name in SUMS:
        assert added(products, name) == (whole[name] or 0), name
    customers = (await told(store, "analytics.customer_report", **MONTH, count=250))["items"]
    assert added(customers, "total_spend") == whole["total_sales"]
    assert added(customers, "orders_count") == whole["orders_count"]
    identity = whole["net_sales"] + whole["tax"] + whole["shipping"] + whole["fees"]
    assert round(identity, 6) == whole["total_sales"]


@pytest.mark.parametrize("cart_id", ADDED_UP)
async def test_rows_come_sorted_and_cut(shop: Opened, cart_id: str) -> None:
    store = shop(cart_id)
    everyone = (await told(store, "analytics.customer_report", **MONTH, count=250))["items"]
    spent = [row["metrics"]["total_spend"] for row in everyone]
    assert spent == sorted(spent, reverse=True)
    few = await told(store, "analytics.customer_report", **MONTH, count=2, sort_by="orders_count", sort_direction="asc")
    assert [row["metrics"]["orders_count"] for row in few["items"]] == [1, 1]
    one = everyone[0]
    found = await told(store, "analytics.customer_report", **MONTH, email=one["email"].upper())
    assert found["items"] == [one]
    guests = await told(store, "analytics.customer_report", **MONTH, customer_type="guest", count=250)
    assert guests["items"] == [row for row in everyone if row["customer_type"] == "guest"]


WRONG = [
    ("analytics.report", {"sort_by": "colour"}, "'sort_by'"),
    ("analytics.report", {"interval": "decade"}, "'interval'"),
    ("analytics.report", {"date_to": "2025-02-01"}, "'date_from'"),
    ("analytics.customer_report", {"customer_type": "vip"}, "'customer_type'"),
    ("analytics.product_report", {"sort_by": "date"}, "'sort_by'"),
]


@pytest.mark.parametrize("cart_id", ADDED_UP)
async def test_what_makes_no_sense_is_refused_by_name(shop: Opened, cart_id: str) -> None:
    store = shop(cart_id)
    for name, given, words in WRONG:
        error = await refused(store, name, **(MONTH | given))
        assert isinstance(error, ParameterError)
        assert words in error.message


async def test_currencies_are_not_added_to_each_other(shop: Opened) -> None:
    store = shop("BigcommerceApi")
    error = await refused(store, "analytics.report", date_from="2020-01-01")
    assert "EUR and USD" in error.message
    assert "'currency_id'" in error.message


async def test_too_many_orders_are_refused_before_they_are_read(shop: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analytics, "MOST", 300)
    for cart_id in ADDED_UP:
        store = shop(cart_id)
        error = await refused(store, "analytics.report", date_from="2020-01-01", currency_id="USD")
        assert "300 are added up" in error.message


async def test_a_figure_costs_no_request_that_it_does_not_need(shop: Opened) -> None:
    store = shop("BigcommerceApi")
    asked: list[str] = []
    for fields in ("{result{total_metrics{orders_count}}}", "{result{total_metrics{items_sold}}}"):
        del store.simulator.requests[:]
        await store.call("analytics.report", **MONTH, response_fields=fields)
        asked.append(" ".join(f"{path}?{query}" for _, path, query in store.simulator.requests))
    assert "refunds" not in asked[0]
    assert "consignments" not in asked[0]
    assert "consignments" in asked[1]


async def test_days_begin_when_they_begin_for_the_merchant(shop: Opened) -> None:
    store = shop("WoocommerceApi")
    orders = await store.everything("order.list", params="id,create_at,currency,status")
    east = timezone(timedelta(hours=9, minutes=30))
    wanted: dict[str, int] = {}
    for order in orders:
        moment = datetime.strptime(order["create_at"]["value"], "%Y-%m-%dT%H:%M:%S%z").astimezone(east)
        if order["currency"]["iso3"] == "USD" and order["status"]["id"] not in ("pending", "failed", "cancelled"):
            wanted[f"{moment:%Y-%m-%d}"] = wanted.get(f"{moment:%Y-%m-%d}", 0) + 1
    found = await told(store, "analytics.report", on=twin("WoocommerceApi", zone=east), **MONTH, interval="day")
    for day in found["intervals"]:
        assert day["metrics"]["orders_count"] == wanted.get(day["date_from"][:10], 0), day["date_from"]
    assert found["total_metrics"]["orders_count"] == sum(n for day, n in wanted.items() if day[:7] == "2025-03")


def test_every_report_says_what_it_counts() -> None:
    for cart_id in ADDED_UP:
        for name in REPORTS:
            handler = platforms()[cart_id].handlers[name]
            assert handler.emulated
            assert "do not count" in handler.note or "those count" in handler.note
            assert msgspec.structs.fields(handler.method.params)
