"""What the sandbox's merchant has set up: discounts that apply of themselves, segments, scripts of the shop front."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from polycart.platforms.shopify.sim import discounts
from polycart.platforms.shopify.sim.state import Record, Shop

SEGMENTS = (
    ("Email subscribers", "email_subscription_status = 'SUBSCRIBED'"),
    ("Purchased at least once", "number_of_orders >= 1"),
    ("Wholesale", "customer_tags CONTAINS 'wholesale'"),
)
SCRIPTS = (
    ("https://cdn.scripts.example/counter.js", "ONLINE_STORE"),
    ("https://cdn.scripts.example/chat/widget.js?v=3", "ALL"),
    ("https://cdn.scripts.example/badges.js", "ONLINE_STORE"),
)


def seed(shop: Shop, opened: datetime) -> None:
    """Segments, scripts and discounts, a day after one another."""
    for at, (name, query) in enumerate(SEGMENTS, 1):
        made = opened + timedelta(days=at)
        fields: Record = {"name": name, "query": query, "creationDate": made, "lastEditDate": made + timedelta(hours=1)}
        shop.insert("Segment", fields, at)
    for at, (src, scope) in enumerate(SCRIPTS, 1):
        made = opened + timedelta(days=at)
        fields = {"src": src, "displayScope": scope, "cache": False, "createdAt": made}
        shop.insert("ScriptTag", {**fields, "updatedAt": made + timedelta(hours=at)}, at)
    for at, (kind, fields) in enumerate(_discounts(shop, opened), 1):
        made = opened + timedelta(days=at)
        dates: Record = {"startsAt": made, "createdAt": made, "updatedAt": made}
        discounts.insert(shop, "Automatic", kind, {**dates, **fields}, at)


def _discounts(shop: Shop, opened: datetime) -> list[tuple[str, Record]]:
    once = {"appliesOnOneTimePurchase": True, "appliesOnSubscription": False}
    bought = {"isOneTimePurchase": True, "isSubscription": False}
    collection: Record = {"__typename": "DiscountCollections", "collections": [shop.seeded("Collection", 12)]}
    products: Record = {
        "__typename": "DiscountProducts", "products": [shop.seeded("Product", 1)], "productVariants": [],
    }  # fmt: skip
    half: Record = {"__typename": "DiscountPercentage", "percentage": 0.5}
    return [
        ("Basic", {
            "title": "Kitchen week",
            "customerGets": {"items": collection, "value": {**half, "percentage": 0.05}, **once},
            "minimumRequirement": {"__typename": "DiscountMinimumQuantity", "greaterThanOrEqualToQuantity": 2},
        }),
        ("Bxgy", {
            "title": "Two, and one at half its price", "usesPerOrderLimit": 1,
            "customerBuys": {"items": products, "value": {"__typename": "DiscountQuantity", "quantity": 2}, **bought},
            "customerGets": {
                "items": collection, **once,
                "value": {
                    "__typename": "DiscountOnQuantity", "effect": half,
                    "quantity": {"__typename": "DiscountQuantity", "quantity": 1},
                },
            },
        }),
        ("FreeShipping", {
            "title": "Free shipping at home", "maximumShippingPrice": Decimal("20.00"),
            "destinationSelection": {
                "__typename": "DiscountCountries", "countries": ["US", "CA"], "includeRestOfWorld": False,
            },
        }),
        ("Basic", {
            "title": "Opening days", "endsAt": opened + timedelta(days=30),
            "customerGets": {
                "items": {"__typename": "AllDiscountItems", "allItems": True}, **once,
                "value": {"__typename": "DiscountAmount", "amount": Decimal("4.00"), "appliesOnEachItem": False},
            },
            "minimumRequirement": {
                "__typename": "DiscountMinimumSubtotal", "greaterThanOrEqualToSubtotal": Decimal("40.00"),
            },
        }),
    ]  # fmt: skip
