"""Discount codes of every kind, with and without limits."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from polycart.sandbox.catalogue.entities import ZERO, Coupon
from polycart.sandbox.catalogue.words import OPENED


def coupons() -> tuple[Coupon, ...]:
    """The coupons."""
    return (
        Coupon(1, "save10", "percent", Decimal("10.00"), "Ten percent off", OPENED),
        Coupon(2, "five", "fixed_cart", Decimal("5.00"), "Five off the cart", OPENED + timedelta(days=1)),
        Coupon(3, "perpiece", "fixed_product", Decimal("1.00"), "", OPENED + timedelta(days=2), product_ids=(1, 2, 4)),
        Coupon(
            4,
            "oldsummer",
            "percent",
            Decimal("25.00"),
            "Літо",
            OPENED + timedelta(days=3),
            expires=datetime(2024, 9, 1, tzinfo=UTC),
            usage_limit=100,
            per_customer=1,
        ),
        Coupon(5, "freeship", "fixed_cart", ZERO, "Free shipping", OPENED + timedelta(days=4), free_shipping=True),
        Coupon(
            6,
            "bigspender",
            "percent",
            Decimal("15.00"),
            "",
            OPENED + timedelta(days=5),
            minimum=Decimal("200.00"),
            maximum=Decimal("2000.00"),
            alone=True,
        ),
        Coupon(7, "kitchen", "percent", Decimal("12.50"), "", OPENED + timedelta(days=6), category_ids=(12, 13)),
        Coupon(8, "welcome", "fixed_cart", Decimal("3.33"), "", OPENED + timedelta(days=7), per_customer=1),
    )
