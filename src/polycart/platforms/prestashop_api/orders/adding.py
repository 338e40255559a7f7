"""Adding orders, the way that the shop's back office does: customer, addresses, cart with its prices, order.

https://devdocs.prestashop-project.org/8/webservice/tutorials/create-order/
"""

from __future__ import annotations

import secrets
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderAdded, OrderAddItem, OrderAddParams
from polycart.core.codecs import decimal
from polycart.core.errors import MissingParameter, ParameterError
from polycart.core.undo import Undo
from polycart.platforms.prestashop_api import addresses, facts
from polycart.platforms.prestashop_api.addresses import new_address
from polycart.platforms.prestashop_api.connection import Body, Prestashop, associated, missing, prestashop
from polycart.platforms.prestashop_api.countries import country_of
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.orders.reading import PATH
from polycart.platforms.prestashop_api.orders.statuses import state_of
from polycart.platforms.prestashop_api.products.bodies import price_body
from polycart.platforms.prestashop_api.searches import exactly
from polycart.platforms.prestashop_api.shipping import carriers

MODULE, PAYMENT = "ps_wirepayment", "Bank transfer"
"""The module that an order is paid by where the shop has no order yet to tell another; it must be active there."""

_PARTS = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "postcode",
    "state",
    "country",
    "phone",
)
BILL = tuple(f"bill_{part}" for part in _PARTS)
SHIP = tuple(f"shipp_{part}" for part in _PARTS)


def _address(p: OrderAddParams, prefix: str) -> dict[str, str | None]:
    """The parts of an address, by the names that addresses have elsewhere."""
    return {part.replace("_1", "1").replace("_2", "2"): getattr(p, f"{prefix}_{part}") for part in _PARTS}


class _Product(msgspec.Struct):
    id: int
    price: str = "0"
    active: str | int = "1"


class _Combination(msgspec.Struct):
    id: int
    id_product: int = 0
    price: str = "0"


class Line(msgspec.Struct, frozen=True):
    """What is ordered: product, combination, pieces, and the price of one without tax where it is not the shop's."""

    product: int
    combination: int
    quantity: int
    price: float | None


async def lines_of(shop: Prestashop, items: list[OrderAddItem]) -> list[Line]:
    """The items, whose products and combinations must be there."""
    if not items:
        raise MissingParameter("Parameter 'order_item' is required.")
    products = {number_of("order_item_id", item.order_item_id) for item in items}
    variants = {number_of("order_item_variant_id", item.order_item_variant_id) for item in items
                if item.order_item_variant_id}  # fmt: skip
    known = {row.id: row for row in await shop.among("products", "id", sorted(products), _Product)}
    chosen = {row.id: row for row in await shop.among("combinations", "id", sorted(variants), _Combination)}
    found: list[Line] = []
    for item in items:
        product = known.get(int(item.order_item_id))
        if product is None:
            raise missing("Product", item.order_item_id)
        combination = chosen.get(int(item.order_item_variant_id or 0))
        if item.order_item_variant_id and (combination is None or combination.id_product != product.id):
            raise missing("Variant", item.order_item_variant_id)
        if item.order_item_quantity < 1:
            raise ParameterError("Parameter 'order_item_quantity' is not valid. It must be 1 or more.")
        own = round(float(product.price) + float(combination.price if combination else 0), 6)
        price = item.order_item_price
        if item.order_item_price_includes_tax:
            price = round(price / (1 + item.order_item_tax / 100), 6)
        found.append(Line(product=product.id, combination=combination.id if combination else 0,
                          quantity=item.order_item_quantity, price=None if price == own else price))  # fmt: skip
    return found


async def _customer(shop: Prestashop, undo: Undo, p: OrderAddParams) -> int:
    """The customer of the e-mail address, else a new account or guest."""
    query = {"filter[email]": exactly(p.customer_email), "filter[is_guest]": 0, "filter[deleted]": 0}
    known = await shop.ids("customers", query)
    if known and not p.is_guest:
        return known[0]
    body: Body = {
        "email": p.customer_email, "firstname": p.customer_first_name or p.bill_first_name,
        "lastname": p.customer_last_name or p.bill_last_name, "passwd": secrets.token_urlsafe(18), "active": 1,
        "is_guest": p.is_guest,
    }  # fmt: skip
    if p.is_guest:
        group = int((await shop.facts()).value("PS_GUEST_GROUP", shop.shop_id) or 2)
        body |= {"id_default_group": group, "associations": {"groups": associated("groups", [{"id": group}])}}
    return await shop.add_undoable(undo, "customers", body, f"Customer {p.customer_email}")


class _Placed(msgspec.Struct):
    id: int
    module: str = ""


async def payment_module(shop: Prestashop) -> str:
    """A module that the shop takes payments by: that of its newest order."""
    found = await shop.records(PATH, {"sort": "[id_DESC]", "limit": "1"}, _Placed)
    return found[0].module if found and found[0].module else MODULE


async def _carrier(shop: Prestashop, p: OrderAddParams) -> int:
    """The carrier by id or name; 0 lets the shop choose one that goes to the address."""
    name = "carrier_id" if p.carrier_id is not None else "order_shipping_method"
    given = p.carrier_id if p.carrier_id is not None else p.order_shipping_method
    if given is None:
        return 0
    known = await carriers(shop)
    for row in known:
        if given.strip().casefold() in (str(row.id), (row.name or "").casefold()):
            return row.id
    listed = ", ".join(f"'{row.name}'" for row in known)
    raise ParameterError(f"Parameter '{name}' is not valid. Allowed values: {listed}.")


async def cart(shop: Prestashop, undo: Undo, fields: Body, lines: list[Line]) -> int:
    """Make a cart; prices that are not the shop's own are specific prices of this cart alone."""
    rows = [
        {"id_product": line.product, "id_product_attribute": line.combination, "quantity": line.quantity,
         "id_address_delivery": fields["id_address_delivery"]}
        for line in lines
    ]  # fmt: skip
    body = {**fields, "associations": {"cart_rows": associated("cart_rows", rows)}}
    id = await shop.add_undoable(undo, "carts", body, "A cart")
    for line in lines:
        if line.price is not None:
            price = price_body(line.price, product=line.product, combination=line.combination)
            special = {**price, "id_cart": id, "id_customer": fields["id_customer"]}
            await shop.add_undoable(undo, "specific_prices", special, "A price of the cart")
    return id


@prestashop.implements(
    api.order.add, "order_status", "customer_email", "customer_first_name", "customer_last_name", "is_guest",
    "order_item", *BILL, *SHIP, "order_payment_method", "carrier_id", "order_shipping_method", "currency", "comment",
    "admin_comment",
    note="Shipping and tax are reckoned by the shop.",
)  # fmt: skip
async def order_add(shop: Prestashop, p: OrderAddParams) -> OrderAdded:
    """Add an order at the given prices; the shop reckons shipping and tax, takes the stock and makes the papers."""
    await shop.zoned()
    state, currency = await state_of(shop, p.order_status, "order_status"), await facts.default_currency(shop)
    if p.currency is not None and p.currency.upper() != currency.iso_code.upper():
        raise ParameterError(f"Parameter 'currency' is not valid. Allowed values: '{currency.iso_code}'.")
    lines, carrier, module = await lines_of(shop, p.order_item), await _carrier(shop, p), await payment_module(shop)
    bill = await new_address(shop, _address(p, "bill"), "bill_")
    shipped = any(getattr(p, name) is not None for name in SHIP)
    ship = await new_address(shop, _address(p, "shipp"), "shipp_", names=_address(p, "bill")) if shipped else None
    await _deliverable(shop, "shipp_country" if shipped and p.shipp_country else "bill_country", p)
    async with Undo(shop) as undo:
        customer = await _customer(shop, undo, p)
        invoice = await shop.add_undoable(undo, addresses.PATH, {**bill, "id_customer": customer}, "An address")
        delivery = invoice
        if ship is not None:
            delivery = await shop.add_undoable(undo, addresses.PATH, {**ship, "id_customer": customer}, "An address")
        who: Body = {
            "id_currency": currency.id, "id_lang": await shop.language(), "id_customer": customer,
            "id_address_delivery": delivery, "id_address_invoice": invoice, "id_carrier": carrier,
            "id_shop": shop.shop_id or (await shop.facts()).value("PS_SHOP_DEFAULT") or 1, "id_shop_group": 1,
        }  # fmt: skip
        basket = await cart(shop, undo, who, lines)
        payment = p.order_payment_method or PAYMENT
        id = await shop.add_undoable(undo, PATH, _order(who, basket, module, payment), "The order")
        if p.comment is not None:
            await _message(shop, undo, id, customer, p.comment, private=False)
        if p.admin_comment is not None:
            await _message(shop, undo, id, 0, p.admin_comment, private=True)
        await shop.add("order_histories", {"id_order": id, "id_order_state": state})
    return OrderAdded(order_id=str(id), id=str(id), customer_id=str(customer))


async def _deliverable(shop: Prestashop, name: str, p: OrderAddParams) -> None:
    """PrestaShop breaks down over an order for a country that is switched off."""
    row = await country_of(shop, getattr(p, name), name)
    if str(row.active) in ("0", "False"):
        raise ParameterError(f"Parameter '{name}' is not valid. {row.name} is switched off in this shop.")


def _order(who: Body, basket: int, module: str, payment: str) -> Body:
    """The body of an order; the sums are demanded, and then taken from the cart."""
    sums = dict.fromkeys(("total_paid", "total_paid_real", "total_products", "total_products_wt"), decimal.dump(0.0))
    return {**who, "id_cart": basket, "module": module, "payment": payment, "conversion_rate": 1, **sums}


async def _message(shop: Prestashop, undo: Undo, order: int, customer: int, text: str, *, private: bool) -> None:
    body: Body = {"id_order": order, "id_customer": customer, "message": text, "private": private}
    await shop.add_undoable(undo, "messages", body, f"A message at order {order}")


write_message: Any = _message
"""Also for orders that are changed."""
