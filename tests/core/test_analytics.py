"""Adding up: items of an order that share what the order was given, and periods by the shop's clock."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from polycart.api.order import Order, OrderItem, OrderRefund, OrderStatusRefundItem, OrderTotal
from polycart.core.errors import ParameterError
from polycart.core.lines import lines_of, shared
from polycart.core.periods import parts, period, zone

BERLIN = ZoneInfo("Europe/Berlin")


def order(*items: OrderItem, discount: float = 0.0, refunds: tuple[OrderRefund, ...] = ()) -> Order:
    return Order(id="1", total=OrderTotal(total_discount=discount), order_products=list(items), refunds=list(refunds))


def item(id: str, price: float, quantity: float, **more: object) -> OrderItem:
    return OrderItem(order_product_id=id, product_id=id, price=price, quantity=quantity, **more)  # type: ignore[arg-type]


def test_parts_are_whole_cents_and_make_up_the_amount() -> None:
    assert shared(Decimal("10"), [Decimal(1)] * 3) == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]
    assert shared(Decimal("-0.01"), [Decimal(1), Decimal(2)]) == [Decimal("0.00"), Decimal("-0.01")]
    assert shared(Decimal(5), [Decimal(0)] * 2) == [0, 0]
    assert shared(Decimal(5), []) == []


def test_a_discount_of_the_order_is_shared_by_what_the_items_cost() -> None:
    lines = lines_of(order(item("a", 30.0, 2.0), item("b", 20.0, 1.0, discount_amount=1.0), discount=9.0))
    assert [line.discount for line in lines] == [Decimal("6.00"), Decimal("3.00")]
    assert [line.gross for line in lines] == [60, 20]


def test_what_is_part_of_another_item_is_not_counted_again() -> None:
    lines = lines_of(order(item("a", 30.0, 1.0), item("b", 10.0, 3.0, parent_order_product_id="a")))
    assert [line.line_id for line in lines] == ["a"]


def test_a_refund_with_tax_is_taken_off_without_it() -> None:
    back = OrderRefund(
        total=22.0, tax=2.0, shipping=0.0,
        items=[OrderStatusRefundItem(order_product_id="b", product_id="b", qty=1.0, refund=22.0)],
    )  # fmt: skip
    lines = lines_of(order(item("a", 30.0, 1.0), item("b", 20.0, 2.0, price_inc_tax=22.0), refunds=(back,)))
    assert [(line.kept, line.refund) for line in lines] == [(1, 0), (1, 20)]


def test_a_refund_of_no_item_is_shared_out() -> None:
    back = OrderRefund(total=9.0, tax=0.0, shipping=3.0, items=[])
    lines = lines_of(order(item("a", 30.0, 1.0), item("b", 10.0, 1.0), refunds=(back,)))
    assert [(line.kept, line.refund) for line in lines] == [(1, Decimal("4.50")), (1, Decimal("1.50"))]


def test_a_day_of_the_merchant_is_not_one_of_utc() -> None:
    found = period("2026-07-01", "2026-07-01", BERLIN)
    assert found.bounds() == ("2026-06-30T22:00:00+0000", "2026-07-01T21:59:59+0000")
    assert period("2026-07-01 08:00:00", "2026-07-01T08:00:00Z", BERLIN).bounds() == (
        "2026-07-01T06:00:00+0000", "2026-07-01T08:00:00+0000",
    )  # fmt: skip
    assert found.local("2026-06-30T22:30:00+0000") == datetime.fromisoformat("2026-07-01 00:30:00")
    assert zone("No/Where") is UTC


def test_a_day_on_which_clocks_change_has_its_own_length() -> None:
    found = period("2026-03-29", "2026-03-29", BERLIN)
    assert found.bounds() == ("2026-03-28T23:00:00+0000", "2026-03-29T21:59:59+0000")


@pytest.mark.parametrize(
    ("interval", "starts"),
    [
        ("day", ["12-30", "12-31", "01-01", "01-02"]),
        ("week", ["12-30"]),
        ("month", ["12-30", "01-01"]),
        ("quarter", ["12-30", "01-01"]),
        ("year", ["12-30", "01-01"]),
    ],
)
def test_parts_follow_on_each_other(interval: str, starts: list[str]) -> None:
    found = parts(period("2024-12-30", "2025-01-02", UTC), interval)
    assert [f"{start:%m-%d}" for start, _ in found] == starts
    assert found[-1][1] == datetime.fromisoformat("2025-01-02 23:59:59")


def test_more_parts_than_anybody_reads_are_refused() -> None:
    with pytest.raises(ParameterError, match="'interval'"):
        parts(period("2000-01-01", "2026-01-01", UTC), "hour")
