"""Adding orders.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/orderCreate
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.order import OrderAdded, OrderAddItem, OrderAddParams
from polycart.core.dates import parse_date
from polycart.core.documents import Of
from polycart.core.given import allowed, listed, only, refuse
from polycart.core.undo import Undo
from polycart.platforms.shopify.addresses import country_code, native
from polycart.platforms.shopify.connection import Coded, Id, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, missing, number
from polycart.platforms.shopify.orders.statuses import CANCELLED, CLOSED, FINANCIAL, OPEN, STATUSES
from polycart.platforms.shopify.orders.updating import Cancelled as CancelAnswer
from polycart.platforms.shopify.orders.updating import Changed, cancelling, closing
from polycart.platforms.shopify.values import spelled

INVENTORY = {
    "bypass": "BYPASS",
    "decrement_ignoring_policy": "DECREMENT_IGNORING_POLICY",
    "decrement_obeying_policy": "DECREMENT_OBEYING_POLICY",
}
FULFILLED = {"fulfilled": "FULFILLED", "partial": "PARTIAL", "partially_fulfilled": "PARTIAL", "restocked": "RESTOCKED"}


class Bought(Row):
    """The order that was made, and the customer that it was for."""

    id: str
    name: str = ""
    customer: Id | None = None


class _Made(Coded):
    order: Bought | None = None


class Deleted(Coded):
    """The answer of a mutation that deletes an order."""


class Only(Row):
    """The first variant of a product."""

    id: str
    has_only_default_variant: bool = False
    goods: Firsts | None = None


class Firsts(Row):
    """The first of the variants."""

    nodes: list[Id] = []


@shopify.implements(
    api.order.add, "order_status", "customer_email", "customer_first_name", "customer_last_name", "customer_phone",
    "bill_first_name", "bill_last_name", "bill_address_1", "bill_address_2", "bill_city", "bill_postcode", "bill_state",
    "bill_country", "bill_company", "bill_phone", "shipp_first_name", "shipp_last_name", "shipp_address_1",
    "shipp_address_2", "shipp_city", "shipp_postcode", "shipp_state", "shipp_country", "shipp_company", "shipp_phone",
    "order_item", "financial_status", "fulfillment_status", "order_payment_method", "transaction_id", "currency",
    "date", "prices_inc_tax", "shipping_price", "order_shipping_method", "tags", "comment", "admin_comment",
    "send_notifications", "external_source", "inventory_behaviour", "note_attributes", "is_guest", "coupons",
    "coupon_discount",
)  # fmt: skip
async def order_add(shop: Shop, p: OrderAddParams) -> OrderAdded:
    """Add an order in one request; one that shall be closed or cancelled takes another."""
    status = p.order_status.lower()
    if status not in STATUSES:
        raise allowed("order_status", STATUSES)
    given, notify, included = shop.call.given, p.send_notifications, p.prices_inc_tax
    whole, p = p, only(p, given)
    currency = p.currency.upper() if p.currency else await shop.currency()
    lines = [await _line(shop, item, currency) for item in whole.order_item]
    billing, shipping = _address(whole, "bill"), _address(whole, "shipp")
    sent = {"billingAddress": billing, "shippingAddress": shipping or billing}
    body = _body(p, currency, lines) | sent | {"taxesIncluded": included, **_paid(p, lines, currency)}
    options: dict[str, Any] = {"sendReceipt": notify}
    if p.inventory_behaviour:
        if p.inventory_behaviour.lower() not in INVENTORY:
            raise allowed("inventory_behaviour", INVENTORY)
        options["inventoryBehaviour"] = INVENTORY[p.inventory_behaviour.lower()]
    order = {name: value for name, value in body.items() if value is not None}
    values = {
        "order": Of("OrderCreateOrderInput!", order),
        "options": Of("OrderCreateOptionsInput", options),
    }
    async with Undo(shop) as undo:
        made = await shop.mutate("orderCreate", values, _Made)
        found = made.order or Bought(id="")
        if status != OPEN:
            undo(shop.step(f"Order {number(found.id)}", "orderDelete", {"orderId": Of("ID!", found.id)}, Deleted))
        if status == CLOSED:
            await shop.mutate("orderClose", closing("OrderCloseInput!", found.id), Changed)
        if status == CANCELLED:
            await shop.mutate("orderCancel", cancelling(found.id, None, None, notify=notify), CancelAnswer)
    return OrderAdded(
        order_id=number(found.id),
        id=number(found.id),
        customer_id=number(found.customer.id) if found.customer else None,
    )


def _body(p: OrderAddParams, currency: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    note = [text for text in (p.comment, p.admin_comment) if text]
    attributes = [{"key": one.name or "", "value": one.value or ""} for one in p.note_attributes or []]
    person = {
        "email": p.customer_email,
        "firstName": p.customer_first_name or p.bill_first_name,
        "lastName": p.customer_last_name or p.bill_last_name,
    }
    return {
        "currency": currency,
        "email": p.customer_email,
        "phone": p.customer_phone,
        "customer": None if p.is_guest else {"toUpsert": person},
        "lineItems": lines,
        "processedAt": parse_date(p.date).strftime("%Y-%m-%dT%H:%M:%SZ") if p.date else None,
        "note": "\n".join(note) or None,
        "customAttributes": attributes or None,
        "tags": listed(p.tags) or None,
        "sourceName": p.external_source,
        "fulfillmentStatus": _fulfilled(p.fulfillment_status),
        "shippingLines": _ways(p, currency),
        "discountCode": _discount(p, currency),
    }


def _fulfilled(word: str | None) -> str | None:
    if word is None or word.lower() == "unfulfilled":
        return None
    if word.lower() not in FULFILLED:
        raise allowed("fulfillment_status", ["unfulfilled", *FULFILLED])
    return FULFILLED[word.lower()]


def _address(p: OrderAddParams, prefix: str) -> dict[str, Any] | None:
    def part(name: str) -> Any:
        return getattr(p, f"{prefix}_{name}")

    return native(
        firstName=part("first_name"), lastName=part("last_name"), company=part("company"), address1=part("address_1"),
        address2=part("address_2"), city=part("city"), zip=part("postcode"), province=part("state"),
        countryCode=country_code(part("country"), f"{prefix}_country"), phone=part("phone"),
    )  # fmt: skip


def money(value: float, currency: str) -> dict[str, Any]:
    """An amount in one currency, as inputs have it."""
    return {"shopMoney": {"amount": spelled(value), "currencyCode": currency}}


async def _line(shop: Shop, item: OrderAddItem, currency: str) -> dict[str, Any]:
    """One line: of a variant, of the one variant of a product, or of something that the shop does not have."""
    if item.order_item_parent is not None or item.order_item_option:
        raise refuse("order_item", "Options are chosen by 'order_item_variant_id'.")
    variant = await variant_of(shop, item)
    properties = [
        {"name": one.order_item_property_name or "", "value": one.order_item_property_value or ""}
        for one in item.order_item_property or []
    ]
    line: dict[str, Any] = {
        "title": item.order_item_name,
        "quantity": item.order_item_quantity,
        "priceSet": money(item.order_item_price, currency),
        "variantId": variant,
        "productId": gid("Product", item.order_item_id, "order_item"),
        "sku": item.order_item_model,
        "properties": properties or None,
    }
    if item.order_item_tax:
        rate = item.order_item_tax / item.order_item_price if item.order_item_price else 0
        tax = money(item.order_item_tax * item.order_item_quantity, currency)
        line["taxLines"] = [{"title": "Tax", "rate": spelled(rate), "priceSet": tax}]
    if item.order_item_weight is not None:
        line["weight"] = {"value": item.order_item_weight, "unit": "KILOGRAMS"}
    return {name: value for name, value in line.items() if value is not None}


async def variant_of(shop: Shop, item: Any) -> str:
    """The variant of an item: the named one, or the one variant of its product."""
    if item.order_item_variant_id:
        return gid("ProductVariant", item.order_item_variant_id, "order_item")
    product = gid("Product", item.order_item_id, "order_item")
    found = await shop.look("product", Only, {"id": Of("ID!", product)})
    if found is None:
        raise missing("Product", product)
    if not found.has_only_default_variant or not found.goods or not found.goods.nodes:
        raise refuse("order_item", f"Product {item.order_item_id} has options: 'order_item_variant_id' is needed.")
    return found.goods.nodes[0].id


def _ways(p: OrderAddParams, currency: str) -> list[dict[str, Any]] | None:
    if not p.shipping_price and p.order_shipping_method is None:
        return None
    return [{"title": p.order_shipping_method or "Shipping", "priceSet": money(p.shipping_price or 0, currency)}]


def _discount(p: OrderAddParams, currency: str) -> dict[str, Any] | None:
    if p.coupons is None:
        if p.coupon_discount is not None:
            raise refuse("coupon_discount", "It must be used with parameter 'coupons'.")
        return None
    if len(p.coupons) > 1:
        raise refuse("coupons", "An order that is added to Shopify can have one code.")
    if p.coupon_discount is None:
        raise refuse("coupons", "The money that it takes off is needed in 'coupon_discount'.")
    amount = money(p.coupon_discount, currency)
    return {"itemFixedDiscountCode": {"code": p.coupons[0], "amountSet": amount}}


def _paid(p: OrderAddParams, lines: list[dict[str, Any]], currency: str) -> dict[str, Any]:
    """The state of payment; a way of paying makes an order paid, as the contract says of Shopify."""
    state = p.financial_status.lower() if p.financial_status else "paid" if p.order_payment_method else None
    if state is None:
        return {}
    if state not in FINANCIAL:
        raise allowed("financial_status", FINANCIAL)
    if state not in ("paid", "authorized"):
        return {"financialStatus": state.upper()}
    total = sum(float(line["priceSet"]["shopMoney"]["amount"]) * line["quantity"] for line in lines)
    if not p.prices_inc_tax:
        total += sum(
            float(tax["priceSet"]["shopMoney"]["amount"]) for line in lines for tax in line.get("taxLines", [])
        )
    total += (p.shipping_price or 0) - (p.coupon_discount or 0)
    transaction: dict[str, Any] = {
        "kind": "SALE" if state == "paid" else "AUTHORIZATION",
        "status": "SUCCESS",
        "gateway": p.order_payment_method or "manual",
        "amountSet": money(round(total, 2), currency),
    }
    if p.transaction_id:
        transaction["authorizationCode"] = p.transaction_id
    return {"financialStatus": state.upper(), "transactions": [transaction]}
