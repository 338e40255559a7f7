"""Checkouts that were begun and left, and what happened to orders, as the catalogue tells it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from polycart.platforms.shopify.sim import customers, goods, products
from polycart.platforms.shopify.sim.binding import Info, field, live, paged
from polycart.platforms.shopify.sim.paging import KINDS, Connection, Kind
from polycart.platforms.shopify.sim.searching import Field
from polycart.platforms.shopify.sim.state import Record, Shop
from polycart.sandbox.catalogue import Order

ZERO = Decimal(0)


def abandoned(shop: Shop, given: Order) -> None:
    """A checkout that was left, with what lay in it."""
    person = shop.seeded("Customer", given.customer_id) if given.customer_id else None
    lines: list[Record] = []
    for each in given.lines:
        variant = shop.seeded("ProductVariant", each.variant_id or each.product_id + 1_000_000)
        varied = not products.only_default(variant["product"])
        lines.append(shop.insert("AbandonedCheckoutLineItem", {
            "title": variant["product"]["title"], "variantTitle": products.title(variant) if varied else None,
            "sku": variant["inventoryItem"]["sku"], "quantity": each.quantity, "variant": variant,
            "product": variant["product"], "customAttributes": [], "originalUnitPriceSet": each.price,
            "originalTotalPriceSet": each.subtotal, "discountedUnitPriceSet": each.price,
            "discountedTotalPriceSet": each.total, "discountedTotalPriceWithCodeDiscount": each.total,
            "discountedUnitPriceWithCodeDiscount": each.price, "components": [],
        }, each.id))  # fmt: skip
    shop.insert(
        "AbandonedCheckout",
        {
            "name": f"#{given.id:08d}",
            "abandonedCheckoutUrl": f"{shop.url}/checkouts/ac/{given.id:x}/recover",
            "createdAt": given.created,
            "updatedAt": given.modified,
            "completedAt": None,
            "customer": person,
            "note": given.comment,
            "billingAddress": customers.address(shop, goods.address(given.billing)),
            "customAttributes": [],
            "shippingAddress": customers.address(shop, goods.address(given.shipping)),
            "discountCodes": list(given.coupon_codes),
            "lineItems": lines,
            "lineItemsQuantity": sum(each.quantity for each in given.lines),
            "taxLines": [],
            "taxesIncluded": False,
            "subtotalPriceSet": given.subtotal - given.discount,
            "totalDiscountSet": given.discount,
            "totalLineItemsPriceSet": given.subtotal,
            "totalPriceSet": given.total,
            "totalTaxSet": given.tax,
            "totalDutiesSet": None,
            "_email": given.email,
        },
        given.id,
    )


@field("AbandonedCheckout", "defaultCursor")
def _cursor(row: Record, info: Info) -> str:
    return str(row["_n"])


@field("AbandonedCheckoutLineItem", "image")
def picture(line: Record, info: Info) -> Record | None:
    """The picture of what lies in a line: that of its variant, or else of its product."""
    variant = live(line["variant"])
    media: list[Record] = (variant["media"] or variant["product"]["media"]) if variant else []
    return next((row["image"] for row in media if row.get("image")), None)


def buyer(row: Record) -> str:
    """What the customer of a checkout or draft is called, as lists are sorted and searched by it."""
    return customers.display(row["customer"]) if row["customer"] else ""


KINDS["AbandonedCheckout"] = Kind(
    {
        "ID": lambda row: row["_n"],
        "CHECKOUT_ID": lambda row: row["_n"],
        "RELEVANCE": lambda row: row["_n"],
        "CREATED_AT": lambda row: row["createdAt"],
        "TOTAL_PRICE": lambda row: row["totalPriceSet"],
        "CUSTOMER_NAME": buyer,
    },
    {
        "id": Field("id", lambda row: row["_n"]),
        "status": Field("keyword", lambda row: "closed" if row["completedAt"] else "open"),
        "recovery_state": Field("keyword", lambda row: "recovered" if row["completedAt"] else "not_recovered"),
        "email_state": Field("keyword", lambda row: "not_sent"),
        "created_at": Field("date", lambda row: row["createdAt"]),
        "updated_at": Field("date", lambda row: row["updatedAt"]),
    },
    lambda row: [row["name"], row["_email"], buyer(row)],
)


# What happened


def happened(shop: Shop, subject: Record, action: str, message: str, at: datetime, *, kind: str = "ORDER") -> Record:
    """Something that happened to a record."""
    made = shop.insert("BasicEvent", {
        "action": action, "message": message, "createdAt": at, "appTitle": None, "attributeToApp": False,
        "attributeToUser": False, "criticalAlert": False, "author": None, "hasAdditionalContent": False,
        "additionalContent": None, "additionalData": None, "arguments": None, "secondaryMessage": None,
        "subjectId": subject["id"], "subjectType": kind,
    })  # fmt: skip
    subject.setdefault("_events", []).append(made)
    return made


@field("Order", "events")
@field("Customer", "events")
@field("Product", "events")
def _events(record: Record, info: Info, **page: Any) -> Connection:
    return paged(info, record.get("_events", []), "Event", **page)


@field("QueryRoot", "events")
def _all(_: Any, info: Info, **page: Any) -> Connection:
    return paged(info, info.context.shop.all("BasicEvent"), "Event", **page)


KINDS["Event"] = Kind(
    {"ID": lambda row: row["_n"], "CREATED_AT": lambda row: row["createdAt"]},
    {
        "id": Field("id", lambda row: row["_n"]),
        "action": Field("keyword", lambda row: row["action"]),
        "subject_type": Field("keyword", lambda row: row["subjectType"]),
        "created_at": Field("date", lambda row: row["createdAt"]),
    },
)
