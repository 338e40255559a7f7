"""What an order would cost: worked out by the shop as a draft that is not kept.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/draftOrderCalculate
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.entities import BaseCustomer
from polycart.api.order import (
    OrderCalculate,
    OrderCalculateDiscount,
    OrderCalculateItem,
    OrderCalculateParams,
    OrderCalculateShippingRate,
    OrderCalculateSubtotal,
    OrderCalculateTax,
    OrderPreestimateShipping,
    OrderPreestimateShippingListParams,
)
from polycart.core.documents import Of
from polycart.core.errors import StoreError
from polycart.core.given import refuse
from polycart.core.method import Page
from polycart.platforms.shopify.addresses import country_code, native
from polycart.platforms.shopify.connection import Id, Plain, Row, Shop, shopify
from polycart.platforms.shopify.ids import number
from polycart.platforms.shopify.orders.adding import variant_of
from polycart.platforms.shopify.orders.fields import currency
from polycart.platforms.shopify.orders.lines import Tax, cents, exact
from polycart.platforms.shopify.products.fields import Weight
from polycart.platforms.shopify.values import UNITS, Money, MoneyBag, worth


class Bought(Row):
    """A variant of the draft."""

    id: str = ""
    barcode: str | None = None


class Line(Row):
    """A line of the draft."""

    title: str = ""
    sku: str | None = None
    quantity: int = 0
    original_unit_price_set: MoneyBag | None = None
    total_discount_set: MoneyBag | None = None
    weight: Weight | None = None
    product: Id | None = None
    variant: Bought | None = None


class Rate(Row):
    """A way of shipping, and its price."""

    handle: str = ""
    title: str = ""
    price: Money | None = None


class Draft(Row):
    """What the shop has worked out."""

    currency_code: str = ""
    taxes_included: bool = False
    line_items: list[Line] = []
    subtotal_price_set: MoneyBag | None = None
    total_tax_set: MoneyBag | None = None
    total_discounts_set: MoneyBag | None = None
    tax_lines: list[Tax] = []
    available_shipping_rates: list[Rate] = []
    discount_codes: list[str] = []


class _Calculated(Plain):
    calculated_draft_order: Draft | None = None


async def _calculated(shop: Shop, body: dict[str, Any]) -> Draft:
    given = {name: value for name, value in body.items() if value is not None}
    made = await shop.mutate("draftOrderCalculate", {"input": Of("DraftOrderInput!", given)}, _Calculated)
    if made.calculated_draft_order is None:
        raise StoreError("Shopify did not work out the order.")
    return made.calculated_draft_order


async def _variant(shop: Shop, item: Any) -> str:
    if item.order_item_option or getattr(item, "order_item_parent", None) is not None:
        raise refuse("order_item", "Options are chosen by 'order_item_variant_id'.")
    return await variant_of(shop, item)


def _address(p: Any, prefix: str) -> dict[str, Any] | None:
    def part(name: str) -> Any:
        return getattr(p, f"{prefix}_{name}", None)

    return native(
        firstName=part("first_name"), lastName=part("last_name"), company=part("company"), address1=part("address_1"),
        address2=part("address_2"), city=part("city"), zip=part("postcode"), provinceCode=part("state"),
        countryCode=country_code(part("country"), f"{prefix}_country"), phone=part("phone"),
    )  # fmt: skip


@shopify.implements(
    api.order.calculate, "customer_email", "order_item", "coupons", "shipp_first_name", "shipp_last_name",
    "shipp_address_1", "shipp_address_2", "shipp_city", "shipp_postcode", "shipp_state", "shipp_country",
    "shipp_company", "shipp_phone", "bill_first_name", "bill_last_name", "bill_address_1", "bill_address_2",
    "bill_city", "bill_postcode", "bill_state", "bill_country", "bill_company", "bill_phone",
)  # fmt: skip
async def order_calculate(shop: Shop, p: OrderCalculateParams) -> OrderCalculate:
    """Work out what an order would cost, with its taxes, discounts and ways of shipping; nothing is kept."""
    lines = [{"variantId": await _variant(shop, item), "quantity": item.order_item_quantity} for item in p.order_item]
    shipping = _address(p, "shipp")
    draft = await _calculated(shop, {
        "email": p.customer_email,
        "lineItems": lines,
        "shippingAddress": shipping,
        "billingAddress": _address(p, "bill") or shipping,
        "discountCodes": p.coupons,
    })  # fmt: skip
    discount = worth(draft.total_discounts_set)
    return OrderCalculate(
        customer=BaseCustomer(
            id="0", email=p.customer_email, first_name=p.shipp_first_name, last_name=p.shipp_last_name
        ),
        subtotal=OrderCalculateSubtotal(
            value=worth(draft.subtotal_price_set), tax=worth(draft.total_tax_set), discount=discount
        ),
        items=[_item(line, draft) for line in draft.line_items],
        bundles=[],
        currency=currency(draft.currency_code),
        shipping_rates=[_rate(rate) for rate in draft.available_shipping_rates],
        tax_lines=[
            OrderCalculateTax(code=tax.title, rate=tax.rate_percentage or 0.0, value=worth(tax.price_set))
            for tax in draft.tax_lines
        ],
        discounts=[
            OrderCalculateDiscount(code=code, value=discount, type="fixed") for code in draft.discount_codes[:1]
        ],
    )


def _item(line: Line, draft: Draft) -> OrderCalculateItem:
    rate = sum(tax.rate_percentage or 0.0 for tax in draft.tax_lines)
    unit = exact(line.original_unit_price_set)
    share = 1 + type(unit)(str(rate)) / 100
    without, gross = (unit / share, unit) if draft.taxes_included else (unit, unit * share)
    return OrderCalculateItem(
        product_id=number(line.product.id) if line.product else "",
        sku=line.sku or "",
        name=line.title,
        quantity=line.quantity,
        price=cents(without),
        price_inc_tax=cents(gross),
        tax_rate=rate,
        unit_discount=cents(exact(line.total_discount_set) / max(1, line.quantity)),
        weight=line.weight.value if line.weight else None,
        weight_unit=UNITS.get(line.weight.unit) if line.weight else None,
        barcode=line.variant.barcode if line.variant else None,
        variant_id=number(line.variant.id) if line.variant else None,
        options=[],
    )


def _rate(rate: Rate) -> OrderCalculateShippingRate:
    price = rate.price.value if rate.price else 0.0
    return OrderCalculateShippingRate(
        code=rate.handle, name=rate.title, price=price, price_inc_tax=price, tax=0.0, tax_rate=0.0
    )


@shopify.implements(
    api.order.preestimate_shipping.list, "shipp_country", "shipp_address_1", "shipp_city", "shipp_postcode",
    "shipp_state", "order_item", "customer_email",
)  # fmt: skip
async def preestimate_shipping(shop: Shop, p: OrderPreestimateShippingListParams) -> Page[OrderPreestimateShipping]:
    """What shipping some items to a place would cost, by the rates that the shop offers there."""
    lines = [{"variantId": await _variant(shop, item), "quantity": item.order_item_quantity} for item in p.order_item]
    draft = await _calculated(
        shop, {"email": p.customer_email, "lineItems": lines, "shippingAddress": _address(p, "shipp")}
    )
    rates = [
        OrderPreestimateShipping(
            method_code=rate.handle,
            method_name=rate.title,
            price=rate.price.value if rate.price else 0.0,
        )
        for rate in draft.available_shipping_rates
    ]
    return Page(items=rates, total=len(rates))
