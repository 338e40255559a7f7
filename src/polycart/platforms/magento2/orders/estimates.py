"""What an order would cost: reckoned by the shop itself in a cart that nobody owns.

https://developer.adobe.com/commerce/webapi/rest/tutorials/orders/order-prepare-checkout/
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, cast

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
from polycart.core.given import refuse
from polycart.core.method import Page
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.addresses import Typed, changed
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.orders import quotes
from polycart.platforms.magento2.orders.carts import Asked, Item
from polycart.platforms.magento2.orders.items import exact
from polycart.platforms.magento2.orders.lines import Choice
from polycart.platforms.magento2.orders.quotes import Line, Put, Rate, Tax

_PARTS = (
    "first_name", "last_name", "company", "address_1", "address_2", "city", "postcode", "state", "country", "phone",
)  # fmt: skip
BILL = tuple(f"bill_{name}" for name in _PARTS)
SHIPP = tuple(f"shipp_{name}" for name in _PARTS)
NOTE = "The shop reckons it for a guest, in a cart that is emptied again and that Magento's cron removes."


def _asked(item: OrderCalculateOrderItem | OrderPreestimateShippingListItem, options: Iterable[Choice]) -> Asked:
    return Asked(
        product=item.order_item_id,
        variant=item.order_item_variant_id,
        quantity=item.order_item_quantity,
        options=tuple(options),
    )


def _reckon(item: OrderCalculateOrderItem) -> Asked:
    if item.order_item_parent is not None or item.order_item_parent_option_name is not None:
        raise refuse("order_item.order_item_parent", "The parts of a bundle have to be chosen by shoppers.")
    given = item.order_item_option or ()
    return _asked(item, ((one.order_item_option_name, one.order_item_option_value) for one in given))


def _ship(item: OrderPreestimateShippingListItem) -> Asked:
    if item.order_item_weight is not None:
        raise refuse("order_item.order_item_weight", "Magento reckons with the weight of the product.")
    return _asked(
        item,
        (
            (
                one.order_item_option_id or one.order_item_option_name,
                one.order_item_option_value_id or one.order_item_option_value,
            )
            for one in item.order_item_option or ()
        ),
    )


async def _address(magento: Magento, p: Any, prefix: str) -> dict[str, Any]:
    """An address as carts take it, with the region's parts side by side.

    Without the e-mail address: a cart that has one is mailed about when it looks abandoned.
    """
    names = {"address_1": "address1", "address_2": "address2"}
    typed = Typed(**{names.get(name, name): getattr(p, prefix + name, None) for name in _PARTS})
    made = await changed(magento, typed, prefix, {})
    region: dict[str, Any] = made.pop("region", {})
    return made | region


def _percent(price: Decimal, tax: Decimal, taxes: Sequence[Tax]) -> float:
    """The rate that made ``tax`` of ``price``: of the sums of the cart's rates, the one that fits."""
    if not price or not tax:
        return 0.0
    about = tax * 100 / price
    known = [Decimal(str(rate.percent)) for each in taxes for rate in each.rates][:6]
    sums = {sum(some, Decimal(0)) for n in range(1, len(known) + 1) for some in itertools.combinations(known, n)}
    nearest = min(sums, key=lambda rate: abs(rate - about), default=about)
    coin = Decimal(100) / price  # what a tax that is rounded to the coin leaves uncertain
    return float(nearest if abs(nearest - about) <= coin else about.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _options(line: Line) -> list[OrderItemOption]:
    """What was chosen, in words; Magento tells them as JSON in a string."""
    told = cast("list[dict[str, Any]]", json.loads(line.options or "[]"))
    return [OrderItemOption(name=str(one.get("label") or ""), value=str(one.get("value") or "")) for one in told]


def _item(line: Line, put: Put, added: Item, unit: str) -> OrderCalculateItem:
    each = exact(line.qty) or Decimal(1)
    return OrderCalculateItem(
        product_id=put.asked.product,
        variant_id=put.asked.variant,
        sku=added.sku or put.sold.sku,
        name=added.name or "",
        quantity=int(line.qty),
        price=line.price,
        price_inc_tax=line.price_incl_tax,
        tax_rate=line.tax_percent,
        unit_discount=float(exact(line.discount_amount) / each),
        weight=put.sold.weight,
        weight_unit=unit if put.sold.weight is not None else None,
        options=_options(line),
    )


def _code(rate: Rate) -> str:
    """The code under which an order keeps its way of shipping."""
    return f"{rate.carrier_code}_{rate.method_code or rate.carrier_code}"


def _name(rate: Rate) -> str:
    return " - ".join(part for part in (rate.carrier_title, rate.method_title) if part)


def _rate(rate: Rate, taxes: Sequence[Tax]) -> OrderCalculateShippingRate:
    tax = exact(rate.price_incl_tax) - exact(rate.price_excl_tax)
    return OrderCalculateShippingRate(
        code=_code(rate),
        name=_name(rate),
        price=rate.price_excl_tax,
        price_inc_tax=rate.price_incl_tax,
        tax=float(tax),
        tax_rate=_percent(exact(rate.price_excl_tax), tax, taxes),
    )


@magento2.implements(
    api.order.calculate, "customer_email", *SHIPP, *BILL, "order_item", "coupons",
    gives=("customer", "subtotal", "items", "bundles", "currency", "shipping_rates", "tax_lines", "discounts"),
    emulated=True, note=NOTE,
)  # fmt: skip
async def order_calculate(magento: Magento, p: OrderCalculateParams) -> OrderCalculate:
    """Reckon an order without placing it."""
    if p.coupons is not None and len(p.coupons) > 1:
        raise refuse("coupons", "A cart takes one coupon.")
    place = await _address(magento, p, "shipp_")
    billing = await _address(magento, p, "bill_")
    goods = await quotes.chosen(magento, [_reckon(item) for item in p.order_item])
    unit = (await scopes.current_config(magento)).weight_unit
    async with quotes.lent(magento, goods, p.coupons or ()) as cart:
        # Merchants may tax by the billing address (tax/calculation/based_on), and a virtual cart has no other.
        bill = {"address": billing or place, "useForShipping": False}
        await magento.post(f"{cart.path}/billing-address", bill)
        nothing_sent = all(each.sold.virtual for each in goods)
        rates, totals = await quotes.reckoned(magento, cart, (billing or place) if nothing_sent else place)
    tax = exact(totals.subtotal_incl_tax) - exact(totals.subtotal)
    off = abs(exact(totals.discount_amount))
    discount = OrderCalculateDiscount(code=totals.coupon_code or None, value=float(off), type="fixed")
    return OrderCalculate(
        customer=BaseCustomer(email=p.customer_email, first_name=p.shipp_first_name, last_name=p.shipp_last_name),
        subtotal=OrderCalculateSubtotal(value=totals.subtotal, tax=float(tax), discount=float(off)),
        items=[_item(line, *cart.items[line.item_id], unit) for line in totals.items if line.item_id in cart.items],
        bundles=[],
        currency=Currency(id=totals.quote_currency_code, iso3=totals.quote_currency_code),
        shipping_rates=[_rate(rate, totals.taxes) for rate in rates],
        tax_lines=[
            OrderCalculateTax(
                code=" + ".join(rate.title for rate in each.rates),
                rate=float(sum((Decimal(str(rate.percent)) for rate in each.rates), Decimal(0))),
                value=each.amount,
            )
            for each in totals.taxes
        ],
        discounts=[discount] if off else [],
    )


@magento2.implements(
    api.order.preestimate_shipping.list, "shipp_country", "shipp_state", "shipp_city", "shipp_postcode",
    "shipp_address_1", "order_item",
    gives=("method_code", "method_name", "carrier_code", "carrier_name", "price", "price_inc_tax"),
    emulated=True, note=NOTE,
)  # fmt: skip
async def order_preestimate_shipping_list(
    magento: Magento, p: OrderPreestimateShippingListParams
) -> Page[OrderPreestimateShipping]:
    """List the ways of shipping that the shop offers for these items to this place."""
    place = await _address(magento, p, "shipp_")
    goods = await quotes.chosen(magento, [_ship(item) for item in p.order_item])
    for item, each in zip(p.order_item, goods, strict=True):
        if item.order_item_model is not None and item.order_item_model.casefold() != each.sold.sku.casefold():
            raise refuse("order_item.order_item_model", f"The product's SKU is '{each.sold.sku}'.")
    async with quotes.lent(magento, goods) as cart:
        rates = await quotes.rates(magento, cart, place)
    return Page(
        items=[
            OrderPreestimateShipping(
                method_code=_code(rate),
                method_name=rate.method_title or rate.carrier_title,
                carrier_code=rate.carrier_code,
                carrier_name=rate.carrier_title,
                price=rate.price_excl_tax,
                price_inc_tax=rate.price_incl_tax,
            )
            for rate in rates
        ],
        total=len(rates),
    )
