"""What an order would cost: reckoned by the shop itself in a cart that nobody owns and that expires by itself.

The store API needs no keys, and with them it would fill the cart of the keys' owner; so it is asked without.
https://developer.woocommerce.com/docs/apis/store-api/cart-tokens
"""

from __future__ import annotations

import html
import itertools
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import msgspec

from polycart import api
from polycart.api.entities import BaseCustomer, Currency
from polycart.api.order import (
    OrderCalculate,
    OrderCalculateDiscount,
    OrderCalculateItem,
    OrderCalculateOrderItem,
    OrderCalculateParams,
    OrderCalculateShippingRate,
    OrderCalculateSubtotal,
    OrderCalculateTax,
    OrderItemOption,
    OrderPreestimateShipping,
    OrderPreestimateShippingListItem,
    OrderPreestimateShippingListParams,
)
from polycart.core.errors import NotFound, ParameterError, StoreError
from polycart.core.method import Page
from polycart.platforms.woocommerce_api.addresses import Typed, native_address
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders.items import exact

CART = "/wc/store/v1/cart"


class _Error(msgspec.Struct):
    code: str = ""
    message: str = ""


class _Prices(msgspec.Struct):
    currency_code: str = ""
    currency_minor_unit: int = 2


class _ItemTotals(msgspec.Struct):
    line_subtotal: str = "0"
    line_subtotal_tax: str = "0"
    line_total: str = "0"


class _Variation(msgspec.Struct):
    attribute: str = ""
    value: str = ""


class _Item(msgspec.Struct):
    id: int = 0
    type: str = ""
    quantity: float = 1
    name: str = ""
    sku: str = ""
    variation: list[_Variation] = []
    totals: _ItemTotals = msgspec.field(default_factory=_ItemTotals)


class _CouponTotals(msgspec.Struct):
    total_discount: str = "0"


class _Coupon(msgspec.Struct):
    code: str = ""
    totals: _CouponTotals = msgspec.field(default_factory=_CouponTotals)


class Rate(msgspec.Struct):
    """A way of shipping that the shop offers; prices are in the currency's smallest coin."""

    rate_id: str = ""
    name: str = ""
    description: str = ""
    delivery_time: str | dict[str, Any] = ""
    price: str = "0"
    taxes: str = "0"
    method_id: str = ""


class _Package(msgspec.Struct):
    shipping_rates: list[Rate] = []


class _TaxLine(msgspec.Struct):
    name: str = ""
    price: str = "0"
    rate: str = "0"


class _Totals(_Prices):
    total_items: str = "0"
    total_items_tax: str = "0"
    total_discount: str = "0"
    tax_lines: list[_TaxLine] = []


class Cart(msgspec.Struct):
    """What the shop reckons."""

    items: list[_Item] = []
    coupons: list[_Coupon] = []
    shipping_rates: list[_Package] = []
    totals: _Totals = msgspec.field(default_factory=_Totals)
    errors: list[_Error] = []

    def money(self, coins: str | Decimal) -> float:
        """An amount of smallest coins in the currency."""
        return float(exact(coins).scaleb(-self.totals.currency_minor_unit))

    def tax_rate(self, price: Decimal, tax: Decimal) -> float:
        """The rate in per cent that made ``tax`` of ``price``: of the sums of the cart's rates, the one that fits."""
        if not price or not tax:
            return 0.0
        about = tax * 100 / price
        rates = [exact(line.rate.rstrip("%")) for line in self.totals.tax_lines[:6]]
        sums = {sum(some, Decimal(0)) for n in range(1, len(rates) + 1) for some in itertools.combinations(rates, n)}
        nearest = min(sums, key=lambda rate: abs(rate - about), default=about)
        coin = Decimal(100) / price  # what a tax that is rounded to the coin leaves uncertain
        return float(nearest if abs(nearest - about) <= coin else about.quantize(Decimal("0.01"), ROUND_HALF_UP))


class _Answer(msgspec.Struct):
    status: int = 0
    body: msgspec.Raw = msgspec.Raw()


class _Answers(msgspec.Struct):
    responses: list[_Answer] = []


class Ordered(msgspec.Struct, frozen=True):
    """An item for the cart; ``options`` choose among attributes for which a variant takes any value."""

    product: str
    variant: str | None
    quantity: int
    options: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> dict[str, Any]:
        """What the cart takes."""
        id = native_id("order_item.order_item_variant_id" if self.variant else "order_item.order_item_id")
        body: dict[str, Any] = {"id": id.dump(self.variant or self.product), "quantity": self.quantity}
        if self.options:
            body["variation"] = [{"attribute": name, "value": value} for name, value in self.options]
        return body


def ordered(items: Sequence[OrderCalculateOrderItem] | Sequence[OrderPreestimateShippingListItem]) -> list[Ordered]:
    """The items that a caller wants to order."""
    rows: list[Ordered] = []
    for item in items:
        if isinstance(item, OrderCalculateOrderItem) and item.order_item_parent is not None:
            raise ParameterError("Parameter 'order_item.order_item_parent' is not supported by WooCommerce.")
        if isinstance(item, OrderPreestimateShippingListItem) and item.order_item_weight is not None:
            raise ParameterError("Parameter 'order_item.order_item_weight' is not supported by WooCommerce.")
        options = tuple(
            (str(option.order_item_option_name), str(option.order_item_option_value or ""))
            for option in item.order_item_option or ()
            if option.order_item_option_name
        )
        rows.append(Ordered(item.order_item_id, item.order_item_variant_id, item.order_item_quantity, options))
    return rows


async def cart(woo: Woo, items: Sequence[Ordered], customer: dict[str, Any], coupons: Sequence[str] = ()) -> Cart:
    """Fill a new cart with one request, and answer what the shop makes of it."""
    shop = woo.settings.store_url.rstrip("/")
    opened = await woo.send("GET", f"{shop}/?rest_route={CART}", {"_fields": "items_count"})
    token, nonce = opened.headers.get("cart-token"), opened.headers.get("nonce", "")
    if not token:
        raise StoreError("WooCommerce gave no token for a cart.")
    signed = {"Cart-Token": token, "Nonce": nonce}
    steps = [("add-item", item.body) for item in items] + [("update-customer", customer)]
    steps += [("apply-coupon", {"code": code}) for code in coupons]
    requests = [{"method": "POST", "path": f"{CART}/{path}", "body": body, "headers": signed} for path, body in steps]
    answers: list[_Answer] = []
    for at in range(0, len(requests), 25):  # the route takes 25 requests (rest_get_max_batch_size)
        batch = {"requests": requests[at : at + 25]}
        sent = await woo.send("POST", f"{shop}/?rest_route=/wc/store/v1/batch", None, batch, headers=signed)
        answers += woo.decoded(sent, _Answers).responses
    for (path, body), answer in zip(steps, answers, strict=True):
        if answer.status >= 400:
            raise _refused(path, body, msgspec.json.decode(answer.body, type=_Error))
    return msgspec.json.decode(answers[-1].body, type=Cart)


def _refused(path: str, body: dict[str, Any], error: _Error) -> Exception:
    words = html.unescape(error.message).rstrip(".!")
    if path == "add-item" and error.code in {
        "woocommerce_rest_cart_invalid_product",
        "woocommerce_rest_product_invalid_id",
    }:
        return NotFound(f"Product with id {body['id']} not found.")
    if path == "apply-coupon":
        return ParameterError(f"Parameter 'coupons' is not valid: {words}.")
    return StoreError(f"WooCommerce answered: {words}.")


def _item(made: Cart, item: _Item, asked: Ordered) -> OrderCalculateItem:
    subtotal, tax = exact(item.totals.line_subtotal), exact(item.totals.line_subtotal_tax)
    each = exact(item.quantity) or Decimal(1)
    return OrderCalculateItem(
        product_id=asked.product,
        variant_id=asked.variant,
        sku=item.sku,
        name=item.name,
        quantity=int(item.quantity),
        price=made.money(subtotal / each),
        price_inc_tax=made.money((subtotal + tax) / each),
        tax_rate=made.tax_rate(subtotal, tax),
        unit_discount=made.money((subtotal - exact(item.totals.line_total)) / each),
        options=[OrderItemOption(name=one.attribute, value=one.value) for one in item.variation],
    )


def _rate(made: Cart, rate: Rate) -> OrderCalculateShippingRate:
    price, tax = exact(rate.price), exact(rate.taxes)
    return OrderCalculateShippingRate(
        code=rate.rate_id,
        name=rate.name,
        price=made.money(price),
        price_inc_tax=made.money(price + tax),
        tax=made.money(tax),
        tax_rate=made.tax_rate(price, tax),
    )


_SHIPP = (
    "first_name", "last_name", "company", "address_1", "address_2", "city", "postcode", "state", "country", "phone",
)  # fmt: skip


async def _place(woo: Woo, p: Any, prefix: str) -> dict[str, Any]:
    names = {"address_1": "address1", "address_2": "address2"}
    typed = Typed(**{names.get(name, name): getattr(p, prefix + name, None) for name in _SHIPP})
    place = await native_address(woo, typed, prefix)
    if "country" in place:
        place.setdefault("state", "")  # the cart would keep the state of the shop itself, which is in another country
    return place


@woocommerce.implements(
    api.order.calculate, "customer_email", *(f"shipp_{name}" for name in _SHIPP), *(f"bill_{name}" for name in _SHIPP),
    "order_item", "coupons",
    gives=("customer", "subtotal", "items", "bundles", "currency", "shipping_rates", "tax_lines", "discounts"),
    emulated=True, note="The shop reckons it in a cart of its store API, which expires by itself.",
)  # fmt: skip
async def order_calculate(woo: Woo, p: OrderCalculateParams) -> OrderCalculate:
    """Reckon an order without placing it."""
    asked = ordered(p.order_item)
    shipping = await _place(woo, p, "shipp_")
    billing = await _place(woo, p, "bill_") or dict(shipping)
    customer = {"shipping_address": shipping, "billing_address": {**billing, "email": p.customer_email}}
    made = await cart(woo, asked, customer, p.coupons or ())
    totals = made.totals
    return OrderCalculate(
        customer=BaseCustomer(email=p.customer_email, first_name=p.shipp_first_name, last_name=p.shipp_last_name),
        subtotal=OrderCalculateSubtotal(
            value=made.money(totals.total_items),
            tax=made.money(totals.total_items_tax),
            discount=made.money(totals.total_discount),
        ),
        items=[_item(made, item, _asked(item, asked)) for item in made.items],
        bundles=[],
        currency=Currency(id=totals.currency_code, iso3=totals.currency_code),
        shipping_rates=[_rate(made, rate) for package in made.shipping_rates for rate in package.shipping_rates],
        tax_lines=[
            OrderCalculateTax(code=tax.name, rate=float(exact(tax.rate.rstrip("%"))), value=made.money(tax.price))
            for tax in totals.tax_lines
        ],
        discounts=[
            OrderCalculateDiscount(code=coupon.code, value=made.money(coupon.totals.total_discount), type="fixed")
            for coupon in made.coupons
        ],
    )


def _asked(item: _Item, asked: Sequence[Ordered]) -> Ordered:
    """What was asked for; the cart puts equal items together."""
    return next(one for one in asked if str(item.id) == (one.variant or one.product))


@woocommerce.implements(
    api.order.preestimate_shipping.list, "shipp_country", "shipp_state", "shipp_city", "shipp_postcode",
    "shipp_address_1", "order_item", "customer_email",
    gives=("method_code", "method_name", "carrier_code", "description", "price", "price_inc_tax", "delivery_time"),
    emulated=True, note="The shop reckons it in a cart of its store API, which expires by itself.",
)  # fmt: skip
async def order_preestimate_shipping_list(
    woo: Woo, p: OrderPreestimateShippingListParams
) -> Page[OrderPreestimateShipping]:
    """List the ways of shipping that the shop offers for these items to this place."""
    shipping = await _place(woo, p, "shipp_")
    billing = {**shipping, "email": p.customer_email} if p.customer_email else shipping
    made = await cart(woo, ordered(p.order_item), {"shipping_address": shipping, "billing_address": billing})
    rates = [rate for package in made.shipping_rates for rate in package.shipping_rates]
    return Page(
        items=[
            OrderPreestimateShipping(
                method_code=rate.rate_id,
                method_name=rate.name,
                carrier_code=rate.method_id,
                description=rate.description or None,
                price=made.money(rate.price),
                price_inc_tax=made.money(exact(rate.price) + exact(rate.taxes)),
                delivery_time=rate.delivery_time if isinstance(rate.delivery_time, str) else None,
            )
            for rate in rates
        ],
        total=len(rates),
    )
