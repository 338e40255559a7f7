"""Carts that nobody owns, which the shop reckons in: what things cost, and how they can be sent.

https://developer.adobe.com/commerce/webapi/rest/tutorials/orders/order-prepare-checkout/
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from polycart.core.errors import ParameterError, PolycartError
from polycart.core.undo import Sought, Step, Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.connection import Magento, segment
from polycart.platforms.magento2.orders.carts import Asked, Item, bodies, put
from polycart.platforms.magento2.orders.lines import Goods, goods_of


class Put(msgspec.Struct, kw_only=True):
    """What is put into a cart; ``sold`` is the variant, or the product itself."""

    asked: Asked
    sold: Goods
    body: dict[str, Any]


async def chosen(magento: Magento, asked: Sequence[Asked]) -> list[Put]:
    """What is to be put into a cart; unknown products are refused."""
    made, goods = await asyncio.gather(
        bodies(magento, asked, "order_item.order_item_id"),
        goods_of(magento, [(one.product, one.variant) for one in asked]),
    )
    return [Put(asked=one, sold=sold, body=body) for one, (_, sold), body in zip(asked, goods, made, strict=True)]


class Quote(msgspec.Struct, kw_only=True):
    """A cart; ``items`` are what lies in it, by the ids that they have there."""

    path: str
    items: dict[int, tuple[Put, Item]]


@asynccontextmanager
async def lent(magento: Magento, goods: Sequence[Put], coupons: Sequence[str] = ()) -> AsyncGenerator[Quote]:
    """A cart of a guest with these things in it, emptied in the end; the empty one the shop takes away by itself.

    Empty it is no abandoned basket, which merchants look at and send mails about. Things go in one after the other,
    since Magento loses one of two that are put into a cart at once.
    """
    view = await scopes.current_view(magento)
    stem = f"/{view.code}/V1/guest-carts"
    async with Undo(magento) as undo:
        id = str(await magento.post(stem))
        quote = Quote(path=f"{stem}/{segment(id)}", items={})
        sought = Sought(path=f"{quote.path}/items", key="item_id")
        undo(Step(method="DELETE", path=f"{quote.path}/items/{{id}}", says=f"A cart of a guest, {id},", sought=sought))
        for each in goods:
            added = await put(magento, f"{quote.path}/items", id, each.body, each.asked)
            quote.items[added.item_id] = (each, added)
        for code in coupons:
            await _coupon(magento, quote, code)
        yield quote
        for item in quote.items:
            await magento.delete(f"{quote.path}/items/{item}")


async def _coupon(magento: Magento, quote: Quote, code: str) -> None:
    try:
        await magento.put(f"{quote.path}/coupons/{segment(code)}", {})
    except PolycartError as error:
        if error.native is None or error.native.status not in (400, 404):
            raise
        words = (error.native.message or "").rstrip(".")
        raise ParameterError(f"Parameter 'coupons' is not valid: {words}.", native=error.native) from error


class Rate(msgspec.Struct):
    """A way of shipping that the shop offers; ``available`` is false for one that does not go there."""

    carrier_code: str = ""
    method_code: str | None = None
    carrier_title: str | None = None
    method_title: str | None = None
    available: bool = False
    error_message: str | None = None
    price_excl_tax: float = 0
    price_incl_tax: float = 0


class Percent(msgspec.Struct):
    """A rate of a tax."""

    percent: str | float = 0
    title: str = ""


class Tax(msgspec.Struct):
    """A tax with the rates that make it."""

    amount: float = 0
    rates: list[Percent] = []


class _Details(msgspec.Struct):
    tax_grandtotal_details: list[Tax] | None = None


class _Segment(msgspec.Struct):
    code: str = ""
    title: str | None = None
    extension_attributes: _Details | list[Any] | None = None


class Line(msgspec.Struct):
    """What an item costs; all amounts are in the cart's currency."""

    item_id: int = 0
    price: float = 0
    price_incl_tax: float = 0
    qty: float = 1
    tax_amount: float = 0
    tax_percent: float = 0
    discount_amount: float = 0
    options: str = "[]"


class Totals(msgspec.Struct):
    """What a cart costs."""

    subtotal: float = 0
    subtotal_incl_tax: float = 0
    discount_amount: float = 0
    quote_currency_code: str = ""
    coupon_code: str | None = None
    items: list[Line] = []
    total_segments: list[_Segment] = []

    @property
    def taxes(self) -> list[Tax]:
        """The taxes on the cart."""
        for each in self.total_segments:
            if each.code == "tax" and isinstance(each.extension_attributes, _Details):
                return each.extension_attributes.tax_grandtotal_details or []
        return []


async def rates(magento: Magento, quote: Quote, address: dict[str, Any]) -> list[Rate]:
    """The ways of shipping that go to an address."""
    answer = await magento.post(f"{quote.path}/estimate-shipping-methods", {"address": address})
    found = msgspec.convert(answer, list[Rate], strict=False)
    return [rate for rate in found if rate.available and not rate.error_message]


async def totals(magento: Magento, quote: Quote, address: dict[str, Any]) -> Totals:
    """What a cart costs when it is sent to an address."""
    answer = await magento.post(f"{quote.path}/totals-information", {"addressInformation": {"address": address}})
    return msgspec.convert(answer, Totals, strict=False)


async def reckoned(magento: Magento, quote: Quote, address: dict[str, Any]) -> tuple[list[Rate], Totals]:
    """Both at once."""
    return await asyncio.gather(rates(magento, quote, address), totals(magento, quote, address))
