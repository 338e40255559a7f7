"""Adding and changing orders.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/orders/create-order
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from polycart import api
from polycart.api.order import OrderAdded, OrderAddItem, OrderAddParams, OrderUpdateParams
from polycart.api.results import UpdatedItems
from polycart.core.dates import parse_date
from polycart.core.errors import NotFound, ParameterError
from polycart.core.given import refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.bigcommerce_api.addresses import country_of, state_of
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.currencies import currencies
from polycart.platforms.bigcommerce_api.numbers import missing, number
from polycart.platforms.bigcommerce_api.orders.reading import PATH, given_order
from polycart.platforms.bigcommerce_api.orders.statuses import BY_REFUNDS, status_id
from polycart.platforms.bigcommerce_api.products.searches import PATH as PRODUCTS
from polycart.platforms.bigcommerce_api.units import amount

CUSTOMERS = "v3/customers"
_ADDRESS = (
    "first_name", "last_name", "company", "address_1", "address_2", "city", "postcode", "state", "country", "phone",
)  # fmt: skip
NATIVE = {"address_1": "street_1", "address_2": "street_2", "postcode": "zip"}
BILL = tuple(f"bill_{name}" for name in _ADDRESS)
SHIPP = tuple(f"shipp_{name}" for name in _ADDRESS)
REFUSED = ("order_item_weight", "order_item_parent", "order_item_parent_option_name", "order_item_property")
Body = dict[str, Any]


def _exact(value: Any) -> Decimal:
    return Decimal(str(value or 0))


def _money(value: Decimal) -> float:
    return float(value.quantize(Decimal("0.0001"), ROUND_HALF_UP))


@bigcommerce.implements(
    api.order.add, "order_status", "customer_email", "order_item", *BILL, *SHIPP, "customer_first_name",
    "customer_last_name", "customer_phone", "is_guest", "order_payment_method", "currency", "date", "total_price",
    "prices_inc_tax", "shipping_price", "shipping_tax", "discount", "order_shipping_method", "comment",
    "admin_comment", "external_source", "fee_price",
    note="Prices and taxes are kept as they are given; the store takes what is ordered out of stock by its settings.",
)  # fmt: skip
async def order_add(bc: Bigcommerce, p: OrderAddParams) -> OrderAdded:
    """Add an order; a buyer who has an account gets it there."""
    status = await status_id(bc, "order_status", p.order_status)
    if status in BY_REFUNDS:
        raise refuse("order_status", "BigCommerce sets it by itself, when money is given back.")
    lines = list(await asyncio.gather(*(_line(bc, item, taxed=p.prices_inc_tax) for item in p.order_item)))
    body = await _body(bc, p, lines) | {"status_id": status}
    async with Undo(bc) as undo:
        body["customer_id"] = await _customer(bc, undo, p)
        made = await bc.post(PATH, body)
        id = made["id"]
        undo(Step(method="DELETE", path=f"{PATH}/{id}", says=f"Order {id}"))
        if p.total_price is not None and abs(amount(made["total_inc_tax"]) - p.total_price) > 0.005:
            raise ParameterError(
                f"Parameter 'total_price' is not valid: the order comes to {amount(made['total_inc_tax']):.2f}."
            )
    return OrderAdded(order_id=str(id), id=str(id), customer_id=str(body["customer_id"]))


async def _body(bc: Bigcommerce, p: OrderAddParams, lines: list[Body]) -> Body:
    billing = await _address(bc, p, "bill_")
    billing |= {"email": p.customer_email}
    if p.customer_phone and not billing.get("phone"):
        billing["phone"] = p.customer_phone
    body: Body = {"billing_address": billing, "products": lines, "channel_id": bc.channel}
    if any(getattr(p, name) is not None for name in SHIPP):
        body["shipping_addresses"] = [await _address(bc, p, "shipp_") | {"email": p.customer_email}]
    if p.order_shipping_method is not None:
        places = body.setdefault("shipping_addresses", [dict(billing)])
        places[0]["shipping_method"] = p.order_shipping_method
    if p.shipping_price:
        way = _exact(p.shipping_price)
        body |= {"shipping_cost_ex_tax": str(way), "shipping_cost_inc_tax": str(way + _exact(p.shipping_tax))}
    if p.discount:
        body["discount_amount"] = str(_exact(p.discount))
    if p.fee_price:
        fee = _money(_exact(p.fee_price))
        name = {"display_name_customer": "Fee", "display_name_merchant": "Fee"}
        body["fees"] = [{"type": "custom_fee", **name, "source": "polycart", "cost_ex_tax": fee, "cost_inc_tax": fee}]
    if p.currency is not None:
        body["default_currency_code"] = await _currency(bc, p.currency)
    if p.date is not None:
        body["date_created"] = parse_date(p.date).strftime("%a, %d %b %Y %H:%M:%S +0000")
    body |= {
        "customer_message": p.comment, "staff_notes": p.admin_comment, "payment_method": p.order_payment_method,
        "external_source": p.external_source,
    }  # fmt: skip
    return {name: value for name, value in body.items() if value is not None}


async def _currency(bc: Bigcommerce, given: str) -> str:
    known = [row.currency_code for row in await currencies(bc) if row.is_transactional]
    if given.upper() not in known:
        raise refuse("currency", f"Allowed values: {', '.join(known)}.")
    return given.upper()


async def _address(bc: Bigcommerce, p: OrderAddParams, prefix: str) -> Body:
    given = {name: getattr(p, prefix + name) for name in _ADDRESS}
    body: Body = {
        NATIVE.get(name, name): value
        for name, value in given.items()
        if value is not None and name not in ("country", "state")
    }
    if given["country"]:
        country = await country_of(bc, f"{prefix}country", given["country"])
        body |= {"country": country.country, "country_iso2": country.country_iso2}
        if given["state"]:
            body["state"] = await state_of(bc, country, given["state"])
    return body


async def _line(bc: Bigcommerce, item: OrderAddItem, *, taxed: bool) -> Body:
    """A line with the caller's price, without and with tax; of a variant the values of its options are told, too."""
    for name in REFUSED:
        if getattr(item, name) is not None:
            raise ParameterError(f"Parameter 'order_item.{name}' is not supported by BigCommerce for order.add.")
    if item.order_item_quantity < 1:
        raise ParameterError("Parameter 'order_item.order_item_quantity' is not valid. It must be at least 1.")
    price, rate = _exact(item.order_item_price), 1 + _exact(item.order_item_tax) / 100
    ex, inc = (price / rate, price) if taxed or item.order_item_price_includes_tax else (price, price * rate)
    product = number("order_item.order_item_id", item.order_item_id)
    body: Body = {
        "product_id": product, "name": item.order_item_name, "quantity": int(item.order_item_quantity),
        "price_ex_tax": _money(ex), "price_inc_tax": _money(inc),
    }  # fmt: skip
    if item.order_item_variant_id is not None:
        variant = number("order_item.order_item_variant_id", item.order_item_variant_id)
        try:
            found = await bc.get(f"{PRODUCTS}/{product}/variants/{variant}")
        except NotFound as error:
            raise missing("Variant", variant, error) from error
        body["variant_id"] = variant
        body["product_options"] = [{"id": c["option_id"], "value": str(c["id"])} for c in found["option_values"]]
        return body
    try:
        await bc.get(f"{PRODUCTS}/{product}", {"include_fields": "name"})
    except NotFound as error:
        raise missing("Product", product, error) from error
    if item.order_item_option:
        body["product_options"] = await _options(bc, product, item)
    return body


async def _options(bc: Bigcommerce, product: int, item: OrderAddItem) -> list[Body]:
    """The values of options and modifiers that are chosen by their names."""
    if any(each.order_item_option_price for each in item.order_item_option or ()):
        raise ParameterError(
            "Parameter 'order_item.order_item_option_price' is not supported by BigCommerce for order.add: "
            "the item's price must have it in it."
        )
    named = [(each.order_item_option_name, each.order_item_option_value) for each in item.order_item_option or ()]
    return [{"id": id, "value": str(value)} for id, value in await chosen_options(bc, product, named)]


async def chosen_options(
    bc: Bigcommerce, product: int, named: Iterable[tuple[str | None, str | None]]
) -> list[tuple[int, int | str]]:
    """Options and modifiers that are chosen by their names: the id of each with that of its value, or the text."""
    base = f"{PRODUCTS}/{product}"
    parts = await asyncio.gather(bc.records(f"{base}/options"), bc.records(f"{base}/modifiers"))
    known = [row for rows in parts for row in rows]
    made: list[tuple[int, int | str]] = []
    for name, value in ((name or "", value or "") for name, value in named):
        option = next((row for row in known if row["display_name"].casefold() == name.casefold()), None)
        if option is None:
            raise missing("Option", name)
        values: list[Body] = option.get("option_values") or []
        chosen = next((row["id"] for row in values if row["label"].casefold() == value.casefold()), None)
        if values and chosen is None:
            raise missing("Option value", value)
        made.append((option["id"], value if chosen is None else chosen))
    return made


async def _customer(bc: Bigcommerce, undo: Undo, p: OrderAddParams) -> int:
    """The account of the buyer; one is opened only where the caller says that the buyer is no guest."""
    if p.is_guest:
        return 0
    found = await bc.records(CUSTOMERS, {"email:in": p.customer_email})
    if found or "is_guest" not in bc.call.given:
        return found[0]["id"] if found else 0
    account = {
        "email": p.customer_email, "first_name": p.customer_first_name or p.bill_first_name,
        "last_name": p.customer_last_name or p.bill_last_name,
    }  # fmt: skip
    made = await bc.post(CUSTOMERS, [account])
    id = made[0]["id"]
    undo(Step(method="DELETE", path=CUSTOMERS, query={"id:in": id}, says=f"Customer {id}"))
    return id


@bigcommerce.implements(
    api.order.update, "order_id", "order_status", "comment", "admin_comment", "order_payment_method",
    note="The store mails the buyer about a new status where its settings say so.",
)  # fmt: skip
async def order_update(bc: Bigcommerce, p: OrderUpdateParams) -> UpdatedItems:
    """Change the status of an order, its comments or its way of payment."""
    id = given_order(p.order_id)
    body: Body = {
        "customer_message": p.comment, "staff_notes": p.admin_comment, "payment_method": p.order_payment_method,
    }  # fmt: skip
    if p.order_status is not None:
        body["status_id"] = await status_id(bc, "order_status", p.order_status)
        if body["status_id"] in BY_REFUNDS:
            raise refuse("order_status", "BigCommerce sets it by itself, when money is given back.")
    try:
        await bc.put(f"{PATH}/{id}", {name: value for name, value in body.items() if value is not None})
    except NotFound as error:
        raise missing("Order", p.order_id, error) from error
    return UpdatedItems(updated_items=1)
