"""What an order would cost: reckoned by the store itself, in a cart that is taken away again.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/checkouts
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from polycart import api
from polycart.api.entities import BaseCustomer, Currency
from polycart.api.order import (
    OrderCalculate,
    OrderCalculateDiscount,
    OrderCalculateItem,
    OrderCalculateParams,
    OrderCalculateShippingRate,
    OrderCalculateSubtotal,
    OrderCalculateTax,
    OrderItemOption,
    OrderPreestimateShipping,
    OrderPreestimateShippingListParams,
)
from polycart.core.errors import ParameterError, PolycartError
from polycart.core.given import refuse
from polycart.core.method import Page
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.addresses import country_of, state_of
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.lines import Line, Lines
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.orders.adding import BILL, SHIPP, chosen_options
from polycart.platforms.bigcommerce_api.products.searches import PATH as PRODUCTS

CARTS, CHECKOUTS = "v3/carts", "v3/checkouts"
NOTE = "The store reckons it in a cart that is deleted again."
ADDRESS = {
    "first_name": "first_name", "last_name": "last_name", "company": "company", "address_1": "address1",
    "address_2": "address2", "city": "city", "postcode": "postal_code", "phone": "phone",
}  # fmt: skip
WAYS = "consignments.available_shipping_options"
OPTIONS = "cart.line_items.physical_items.options,cart.line_items.digital_items.options"
NOBODY = "estimate@example.com"
"""A place without an address for mail is no place to BigCommerce; nothing is sent there."""

Body = dict[str, Any]


class _Coded(msgspec.Struct):
    code: str = ""


class _Discount(msgspec.Struct):
    discounted_amount: float = 0


class _Coupon(msgspec.Struct):
    code: str = ""
    discounted_amount: float = 0


class Cart(msgspec.Struct):
    """A cart as it is made, and as a checkout shows it."""

    id: str = ""
    currency: _Coded = msgspec.field(default_factory=_Coded)
    tax_included: bool = False
    line_items: Lines = msgspec.field(default_factory=Lines)
    discounts: list[_Discount] = []


class _Way(msgspec.Struct):
    id: str = ""
    description: str = ""
    type: str = ""
    cost: float = 0
    transit_time: str | None = None


class _Consignment(msgspec.Struct):
    available_shipping_options: list[_Way] = []


class _Tax(msgspec.Struct):
    name: str = ""
    amount: float = 0


class Checkout(msgspec.Struct):
    """What a cart comes to."""

    cart: Cart = msgspec.field(default_factory=Cart)
    consignments: list[_Consignment] = []
    coupons: list[_Coupon] = []
    taxes: list[_Tax] = []
    tax_total: float = 0
    subtotal_ex_tax: float = 0
    subtotal_inc_tax: float = 0

    @property
    def ways(self) -> list[_Way]:
        """The ways of shipping that the store offers."""
        return [way for each in self.consignments for way in each.available_shipping_options]


async def _lines(bc: Bigcommerce, items: Sequence[Any]) -> list[Body]:
    """What is bought, as a cart takes it; products that are not there are told by name."""
    ids = [number("order_item.order_item_id", item.order_item_id) for item in items]
    found = await bc.records(PRODUCTS, {"id:in": sorted(set(ids)), "include_fields": "name"})
    known = {row["id"] for row in found}
    if lost := [id for id in ids if id not in known]:
        raise missing("Product", lost[0])
    return list(await asyncio.gather(*(_line(bc, id, item) for id, item in zip(ids, items, strict=True))))


async def _line(bc: Bigcommerce, id: int, item: Any) -> Body:
    for name in ("order_item_parent", "order_item_parent_option_name", "order_item_weight", "order_item_model"):
        if getattr(item, name, None) is not None:
            raise ParameterError(f"Parameter 'order_item.{name}' is not supported by BigCommerce for {bc.call.method}.")
    if item.order_item_quantity < 1:
        raise refuse("order_item.order_item_quantity", "It must be at least 1.")
    body: Body = {"product_id": id, "quantity": int(item.order_item_quantity)}
    if item.order_item_variant_id is not None:
        body["variant_id"] = number("order_item.order_item_variant_id", item.order_item_variant_id)
    if item.order_item_option:
        named = [(each.order_item_option_name, each.order_item_option_value) for each in item.order_item_option]
        found = await chosen_options(bc, id, named)
        body["option_selections"] = [{"option_id": each, "option_value": value} for each, value in found]
    return body


async def _place(bc: Bigcommerce, p: Any, prefix: str) -> Body | None:
    """An address as checkouts take it; ``None`` where no country is given."""
    given = {name: getattr(p, prefix + name, None) for name in (*ADDRESS, "country", "state")}
    if given["country"] is None:
        return None
    country = await country_of(bc, f"{prefix}country", given["country"])
    state = await state_of(bc, country, given["state"])
    body: Body = {native: given[name] for name, native in ADDRESS.items() if given[name] is not None}
    email = getattr(p, "customer_email", None) or NOBODY
    return {
        "postal_code": "", **body, "email": email, "state_or_province": state or "",
        "country_code": country.country_iso2,
    }  # fmt: skip


@asynccontextmanager
async def _lent(bc: Bigcommerce, lines: Sequence[Body]) -> AsyncGenerator[Cart]:
    """A cart with these things in it, deleted whatever happens: left, it would be taken for an abandoned one."""
    body: Body = {"line_items": list(lines)} | ({"channel_id": bc.channel} if bc.channel else {})
    async with Undo(bc) as undo:
        cart = bc.decoded(await bc.send("POST", CARTS, None, body), Cart)
        undo(Step(method="DELETE", path=f"{CARTS}/{cart.id}", says=f"Cart {cart.id}"))
        yield cart
        await bc.delete(f"{CARTS}/{cart.id}")


async def _consigned(bc: Bigcommerce, cart: Cart, place: Body) -> Checkout:
    """The checkout once it is known where the goods go."""
    items = [{"item_id": line.id, "quantity": int(line.quantity)} for line in cart.line_items.physical_items]
    path = f"{CHECKOUTS}/{cart.id}/consignments"
    made = await bc.send("POST", path, {"include": WAYS}, [{"address": place, "line_items": items}])
    return bc.decoded(made, Checkout)


async def _redeem(bc: Bigcommerce, cart: Cart, codes: Sequence[str]) -> None:
    for code in codes:
        try:
            await bc.post(f"{CHECKOUTS}/{cart.id}/coupons", {"coupon_code": code})
        except PolycartError as error:
            if error.native is None or error.native.status not in (400, 404, 409, 422):
                raise
            words = (error.native.message or "it does not apply").rstrip(".")
            raise ParameterError(f"Parameter 'coupons' is not valid: {words}.", native=error.native) from error


@bigcommerce.implements(
    api.order.calculate, "customer_email", *SHIPP, *BILL, "order_item", "coupons",
    gives=("customer", "subtotal", "items", "bundles", "currency", "shipping_rates", "tax_lines", "discounts"),
    emulated=True,
    note=f"{NOTE} It tells the taxes of the whole, not of items, unless there is one item only, and the cost of "
    "shipping as the store keeps it.",
)  # fmt: skip
async def order_calculate(bc: Bigcommerce, p: OrderCalculateParams) -> OrderCalculate:
    """Reckon an order without placing it."""
    place, billing = await _place(bc, p, "shipp_"), await _place(bc, p, "bill_")
    lines = await _lines(bc, p.order_item)
    async with _lent(bc, lines) as cart:
        await _redeem(bc, cart, p.coupons or ())
        path = f"{CHECKOUTS}/{cart.id}"
        if billing is not None or not cart.line_items.physical_items:  # what is not sent is taxed by the bill
            await bc.post(f"{path}/billing-address", billing or place)
        checkout: Checkout | None = None
        if cart.line_items.physical_items and place is not None:
            checkout = await _consigned(bc, cart, place)
        if checkout is None or any("variant_id" in line or "option_selections" in line for line in lines):
            checkout = await bc.get(path, {"include": f"{WAYS},{OPTIONS}"}, type=Checkout)
    return _reckoned(p, checkout)


def _exact(value: float) -> Decimal:
    return Decimal(str(value))


def _reckoned(p: OrderCalculateParams, checkout: Checkout) -> OrderCalculate:
    cart, code = checkout.cart, checkout.cart.currency.code
    discounts = [
        OrderCalculateDiscount(code=each.code, value=each.discounted_amount, type="fixed") for each in checkout.coupons
    ]
    automatic = sum((_exact(each.discounted_amount) for each in cart.discounts), Decimal(0))
    if automatic:
        discounts.append(OrderCalculateDiscount(code=None, value=float(automatic), type="fixed"))
    off = sum((_exact(each.value) for each in discounts if isinstance(each.value, float)), Decimal(0))
    return OrderCalculate(
        customer=BaseCustomer(email=p.customer_email, first_name=p.shipp_first_name, last_name=p.shipp_last_name),
        subtotal=OrderCalculateSubtotal(value=checkout.subtotal_ex_tax, tax=checkout.tax_total, discount=float(off)),
        items=[_item(line, checkout) for line in cart.line_items.every],
        bundles=[],
        currency=Currency(id=code, iso3=code),
        shipping_rates=[
            OrderCalculateShippingRate(code=way.id, name=way.description, price=way.cost) for way in checkout.ways
        ],
        tax_lines=[OrderCalculateTax(code=tax.name, value=tax.amount) for tax in checkout.taxes],
        discounts=discounts,
    )


def _item(line: Line, checkout: Checkout) -> OrderCalculateItem:
    pieces = _exact(line.quantity) or Decimal(1)
    item = OrderCalculateItem(
        product_id=str(line.product_id), sku=line.sku or "", name=line.name, quantity=int(line.quantity),
        variant_id=str(line.variant_id) if line.variant_id else None,
        unit_discount=float((_exact(line.discount_amount) + _exact(line.coupon_amount)) / pieces),
        options=[OrderItemOption(name=each.name, value=each.value) for each in line.options],
    )  # fmt: skip
    if checkout.cart.tax_included:
        item.price_inc_tax = line.sale_price
    else:
        item.price = line.sale_price
    net = _exact(checkout.subtotal_ex_tax)
    alone = len(checkout.cart.line_items.every) == 1 and net > 0
    if alone or not checkout.tax_total:
        share = 1 + (_exact(checkout.subtotal_inc_tax) - net) / net if alone else Decimal(1)
        cent = Decimal("0.01")
        item.tax_rate = float(((share - 1) * 100).quantize(cent, ROUND_HALF_UP))
        price = _exact(line.sale_price)
        if checkout.cart.tax_included:
            item.price = float((price / share).quantize(cent, ROUND_HALF_UP))
        else:
            item.price_inc_tax = float((price * share).quantize(cent, ROUND_HALF_UP))
    return item


@bigcommerce.implements(
    api.order.preestimate_shipping.list, "shipp_country", "shipp_state", "shipp_city", "shipp_postcode",
    "shipp_address_1", "order_item", "customer_email",
    gives=("method_code", "method_name", "carrier_code", "price", "delivery_time"), emulated=True, note=NOTE,
)  # fmt: skip
async def order_preestimate_shipping_list(
    bc: Bigcommerce, p: OrderPreestimateShippingListParams
) -> Page[OrderPreestimateShipping]:
    """List the ways of shipping that the store offers for these items to this place."""
    place = await _place(bc, p, "shipp_") or {}
    lines = await _lines(bc, p.order_item)
    async with _lent(bc, lines) as cart:
        nothing_sent = not cart.line_items.physical_items
        ways = [] if nothing_sent else (await _consigned(bc, cart, place)).ways
    return Page(
        items=[
            OrderPreestimateShipping(
                method_code=way.id, method_name=way.description, carrier_code=way.type, price=way.cost,
                delivery_time=way.transit_time or None,
            )
            for way in ways
        ],
        total=len(ways),
    )  # fmt: skip
