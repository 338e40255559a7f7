"""Adding orders: one request that writes an order as it is given, then the invoice and shipment that it asks for.

``POST /V1/orders`` keeps the caller's prices, totals and dates, as the contract asks for. A cart would reckon anew
with the shop's own prices, and could neither be dated nor take any price, payment or way of shipping but the shop's.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderAdded, OrderAddParams
from polycart.core.errors import AlreadyExists, ParameterError, PolycartError
from polycart.core.given import refuse
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.addresses import Typed, changed
from polycart.platforms.magento2.connection import Magento, magento2, required
from polycart.platforms.magento2.criteria import written
from polycart.platforms.magento2.currencies import currencies_of
from polycart.platforms.magento2.orders import lines
from polycart.platforms.magento2.orders.items import exact
from polycart.platforms.magento2.orders.lines import Goods, Priced, cents, money
from polycart.platforms.magento2.orders.reading import PATH
from polycart.platforms.magento2.orders.statuses import FINANCIAL, FULFILLMENT, STATES, codes, meaning
from polycart.platforms.magento2.values import moment

_PARTS = (
    "first_name", "last_name", "company", "address_1", "address_2", "city", "postcode", "state", "country", "phone",
    "fax",
)  # fmt: skip
BILL = tuple(f"bill_{name}" for name in _PARTS)
SHIPP = tuple(f"shipp_{name}" for name in _PARTS)
GRAMS = {"lbs": Decimal("453.59237"), "kgs": Decimal(1000)}
PAYMENTS = {
    "checkmo": "Check / Money order",
    "banktransfer": "Bank Transfer Payment",
    "cashondelivery": "Cash On Delivery",
    "purchaseorder": "Purchase Order",
    "free": "No Payment Information Required",
}
"""The ways of payment that Magento comes with and that need no provider, by their codes."""

OTHER = "Other"
_METHOD = re.compile(r"[a-z0-9]+_\w+")


class Done(msgspec.Struct, kw_only=True):
    """What is done with an order once it is there, and the state and status that it is written with."""

    state: str
    status: str
    invoice: bool = False
    ship: bool = False


class _Made(msgspec.Struct):
    entity_id: int = 0


@magento2.implements(
    api.order.add, "order_status", "customer_email", "order_item", *BILL, *SHIPP, "order_id", "customer_first_name",
    "customer_last_name", "customer_phone", "customer_fax", "customer_birthday", "is_guest", "financial_status",
    "fulfillment_status", "order_payment_method", "transaction_id", "currency", "date", "subtotal_price", "tax_price",
    "total_price", "total_weight", "prices_inc_tax", "shipping_price", "shipping_tax", "discount", "coupon_discount",
    "coupons", "order_shipping_method", "comment", "admin_comment", "admin_private_comment", "send_notifications",
    "inventory_behaviour", "create_invoice", "invoice_admin_comment",
    note="The order is kept as it is given: coupons are not tried, stock falls when it is shipped, and a variant "
    "is sold as the simple product that it is.",
)  # fmt: skip
async def order_add(magento: Magento, p: OrderAddParams) -> OrderAdded:
    """Add an order; it is written by one request, and only invoice, shipment and mail come after it."""
    _fit(p)
    goods = await lines.goods_of(magento, [(i.order_item_id, i.order_item_variant_id) for i in p.order_item])
    lines.check(p.order_item, goods)
    virtual = all(sold.virtual for _, sold in goods)
    then = await _then(magento, p, virtual=virtual)
    body = await _body(magento, p, goods, then)
    async with Undo(magento) as undo:
        customer = await _customer(magento, p, undo)
        made = await _place(magento, p, body | customer)
        try:
            await _finish(magento, p, made, then)
        except PolycartError as error:
            error.notes.append(await _given_up(magento, made))
            raise
    return OrderAdded(order_id=str(made), id=str(made), customer_id=str(customer.get("customer_id", 0)))


def _fit(p: OrderAddParams) -> None:
    """Refuse what the order cannot keep, before anything is asked."""
    if p.inventory_behaviour != "bypass":
        raise refuse(
            "inventory_behaviour",
            "Allowed values: bypass. Magento claims stock for carts only, and else takes it when it is shipped.",
        )
    if p.coupons is not None and len(p.coupons) > 1:
        raise refuse("coupons", "An order keeps one coupon.")
    if bool(p.coupons) != (p.coupon_discount is not None):
        raise ParameterError(
            "Parameters 'coupons' and 'coupon_discount' must be used together: what a coupon takes off is not reckoned."
        )
    if p.invoice_admin_comment is not None and not p.create_invoice and p.financial_status is None:
        raise ParameterError("Parameter 'invoice_admin_comment' must be used with parameter 'create_invoice'")


async def _then(magento: Magento, p: OrderAddParams, *, virtual: bool) -> Done:
    """What the given statuses ask for; an order that is paid has an invoice, one that is fulfilled a shipment."""
    (status,) = codes([p.order_status]) or ("",)
    state = STATES.get(status) or await _state_of(magento, status)
    for name, given, table in (
        ("financial_status", p.financial_status, FINANCIAL),
        ("fulfillment_status", p.fulfillment_status, FULFILLMENT),
    ):
        if given is not None and state not in (fitting := meaning(table, [given], name)):
            raise ParameterError(f"Parameter '{name}' goes with order_status {' or '.join(fitting)} only.")
    invoice = p.create_invoice or (p.financial_status or "").strip().lower() == "paid"
    ship = (p.fulfillment_status or "").strip().lower() == "fulfilled" and not virtual
    if ship and not invoice:
        raise ParameterError("Parameter 'fulfillment_status' goes with create_invoice or financial_status=paid only.")
    if invoice:
        reached = "complete" if ship or virtual else "processing"
        if state != reached:
            raise refuse("order_status", f"An order that is invoiced like this is {reached}.")
        return Done(state="processing", status="processing" if ship or virtual else status, invoice=True, ship=ship)
    return Done(state=state, status=status)


class _Known(msgspec.Struct):
    state: str | None = None


class _Orders(msgspec.Struct):
    items: list[_Known] | None = None


async def _state_of(magento: Magento, status: str) -> str:
    """The state of a status that the merchant has made up, told by any order that has it."""
    query = {**written({"status eq": status}), "searchCriteria[pageSize]": "1", "fields": "items[state]"}
    found = (await magento.get(PATH, query, type=_Orders)).items or []
    if not found or not found[0].state:
        raise refuse("order_status", f"Allowed values: {', '.join(STATES)}, and any that an order of the shop has.")
    return found[0].state


async def _body(magento: Magento, p: OrderAddParams, goods: list[tuple[Goods, Goods]], then: Done) -> dict[str, Any]:
    """The order as Magento keeps it."""
    config, view = await scopes.current_config(magento), await scopes.current_view(magento)
    rate = await _rate(magento, p, config)
    costs = lines.priced(p, exact(p.discount) + exact(p.coupon_discount))
    sums = _sums(p, costs)
    billing = await _billing(magento, p)
    made: dict[str, Any] = {
        "state": then.state,
        "status": then.status,
        "store_id": view.id,
        "customer_email": p.customer_email,
        "customer_firstname": p.customer_first_name or p.bill_first_name,
        "customer_lastname": p.customer_last_name or p.bill_last_name,
        "customer_note": p.comment,
        "base_currency_code": config.base_currency_code,
        "global_currency_code": config.base_currency_code,
        "store_currency_code": config.default_display_currency_code,
        "order_currency_code": (p.currency or config.base_currency_code).upper(),
        "base_to_order_rate": float(rate),
        "base_to_global_rate": 1,
        "total_qty_ordered": sum(item.order_item_quantity for item in p.order_item),
        "weight": _weight(p, goods, config.weight_unit),
        "is_virtual": int(all(sold.virtual for _, sold in goods)),
        "items": [
            {"store_id": view.id, **lines.body(item, known, cost, rate=rate)}
            for item, known, cost in zip(p.order_item, goods, costs, strict=True)
        ],
        "billing_address": {"address_type": "billing", **billing},
        "payment": _payment(p, sums["grand_total"], rate),
        **money(rate, **sums),
    }
    if not made["is_virtual"]:
        made |= await _shipping(magento, p, billing)
    if p.order_id is not None:
        made["increment_id"] = p.order_id
    if p.date is not None:
        made["created_at"] = _moment("date", p.date)
    if p.customer_birthday is not None:
        made["customer_dob"] = _moment("customer_birthday", p.customer_birthday)[:10]
    if p.coupons:
        made["coupon_code"] = p.coupons[0]
    if p.comment is None:
        del made["customer_note"]
    remarks = [(p.admin_comment, p.send_notifications), (p.admin_private_comment, False)]
    histories = [
        {"comment": text, "is_customer_notified": int(told), "is_visible_on_front": int(told), "status": then.status,
         "entity_name": "order"}
        for text, told in remarks if text
    ]  # fmt: skip
    return made | ({"status_histories": histories} if histories else {})


def _moment(name: str, text: str) -> str:
    try:
        return str(moment.dump(text))
    except ValueError as error:
        raise refuse(name, "The required type of parameter is datetime.") from error


async def _rate(magento: Magento, p: OrderAddParams, config: scopes.StoreConfig) -> Decimal:
    """How many units of the order's currency the shop gives for one of its base currency."""
    code = (p.currency or config.base_currency_code).upper()
    if code == config.base_currency_code:
        return Decimal(1)
    known = {each.id: each.rate for each in await currencies_of(magento)}
    rate = known.get(code)
    if not isinstance(rate, float) or not rate:
        rated = ",".join(f"'{name}'" for name, each in known.items() if each)
        raise ParameterError(f"Parameter 'currency' is not valid. Allowed values: {rated}.")
    return (1 / exact(rate)).quantize(Decimal("0.0001"))


def _sums(p: OrderAddParams, costs: list[Priced]) -> dict[str, Decimal]:
    """The sums of the order. Those that the caller gave must be what the items make, or invoices would not."""

    def total(name: str) -> Decimal:
        return sum((getattr(cost, name) for cost in costs), Decimal(0))

    shipping, shipping_tax = exact(p.shipping_price), exact(p.shipping_tax)
    tax = total("tax") + shipping_tax
    made = {
        "subtotal": total("row"),
        "subtotal_incl_tax": total("row_inclusive"),
        "shipping_amount": shipping,
        "shipping_incl_tax": shipping + shipping_tax,
        "shipping_tax_amount": shipping_tax,
        "tax_amount": tax,
        "discount_amount": -total("discount"),
        "grand_total": total("row") - total("discount") + tax + shipping,
    }
    given = {
        "subtotal_price": (p.subtotal_price, made["subtotal_incl_tax" if p.prices_inc_tax else "subtotal"]),
        "tax_price": (p.tax_price or None, tax),
        "total_price": (p.total_price, made["grand_total"]),
    }
    for name, (asked, reckoned) in given.items():
        if asked is not None and cents(exact(asked)) != cents(reckoned):
            raise refuse(name, f"By the items and their taxes it is {cents(reckoned)}.")
    return made


def _weight(p: OrderAddParams, goods: list[tuple[Goods, Goods]], unit: str) -> float:
    """The weight of the order in the shop's unit; ``total_weight`` is in grams."""
    if p.total_weight is not None:
        return float(lines.fine(Decimal(p.total_weight) / GRAMS.get(unit, GRAMS["lbs"])))
    whole = Decimal(0)
    for item, (_, sold) in zip(p.order_item, goods, strict=True):
        each = item.order_item_weight if item.order_item_weight is not None else sold.weight
        whole += exact(each) * item.order_item_quantity
    return float(whole)


_EMPTY = {"telephone": "", "company": "", "fax": "", "postcode": ""}
"""What an order's address must have, if empty (Magento\\Sales\\Model\\Order\\Address\\Validator)."""


async def _address(magento: Magento, p: OrderAddParams, prefix: str) -> dict[str, Any]:
    names = {"address_1": "address1", "address_2": "address2"}
    typed = Typed(**{names.get(name, name): getattr(p, prefix + name) for name in _PARTS})
    made = await changed(magento, typed, prefix, {})
    region: dict[str, Any] = made.pop("region", {})
    return _EMPTY | made | region | {"email": p.customer_email}


async def _billing(magento: Magento, p: OrderAddParams) -> dict[str, Any]:
    made = await _address(magento, p, "bill_")
    return made | {
        "telephone": p.bill_phone or p.customer_phone or "",
        "fax": p.bill_fax or p.customer_fax or "",
    }


async def _shipping(magento: Magento, p: OrderAddParams, billing: dict[str, Any]) -> dict[str, Any]:
    """Where and how it is sent: to the billing address where no other is given."""
    to = billing
    if any(getattr(p, name) is not None for name in SHIPP):
        for name in ("shipp_address_1", "shipp_city", "shipp_country"):
            if not getattr(p, name):
                raise required(name)
        names = {name: billing[name] for name in ("firstname", "lastname")}
        to = names | await _address(magento, p, "shipp_")
    shipping: dict[str, Any] = {"address": {"address_type": "shipping", **to}}
    way = (p.order_shipping_method or "").strip()
    if _METHOD.fullmatch(way):
        shipping["method"] = way
    made: dict[str, Any] = {"extension_attributes": {"shipping_assignments": [{"shipping": shipping}]}}
    return made | ({"shipping_description": way} if way else {})


def _payment(p: OrderAddParams, total: Decimal, rate: Decimal) -> dict[str, Any]:
    """The way of payment by code or title; other words are kept as they are, under a code made of them."""
    given = (p.order_payment_method or OTHER).strip()
    folded = given.casefold()
    code = next((code for code, title in PAYMENTS.items() if folded in (code, title.casefold())), None)
    title = PAYMENTS[code] if code else given
    made: dict[str, Any] = {
        "method": code or re.sub(r"\W+", "_", folded).strip("_")[:50] or OTHER.lower(),
        "additional_information": [title],
        **money(rate, amount_ordered=total, shipping_amount=exact(p.shipping_price)),
    }
    return made | ({"last_trans_id": p.transaction_id} if p.transaction_id else {})


class _Account(msgspec.Struct):
    id: int = 0
    group_id: int = 1
    website_id: int = 0


async def _customer(magento: Magento, p: OrderAddParams, undo: Undo) -> dict[str, Any]:
    """The account of the buyer; one is opened only where the caller says that the buyer is no guest."""
    guest = {"customer_is_guest": 1, "customer_group_id": 0}
    if p.is_guest:
        return guest
    site = (await scopes.current_view(magento)).website_id
    paths = ("id", "group_id", "website_id")
    rows = await magento.among("/V1/customers/search", "email", [p.customer_email], _Account, *paths)
    known = next((row for row in rows if row.website_id == site), None)
    if known is None and "is_guest" in magento.call.given:
        known = await _account(magento, p, undo)
    if known is None:
        return guest
    return {"customer_is_guest": 0, "customer_id": known.id, "customer_group_id": known.group_id}


async def _account(magento: Magento, p: OrderAddParams, undo: Undo) -> _Account:
    view = await scopes.current_view(magento)
    account = {
        "email": p.customer_email,
        "firstname": p.customer_first_name or p.bill_first_name,
        "lastname": p.customer_last_name or p.bill_last_name,
        "website_id": view.website_id,
        "store_id": view.id,
    }
    made = msgspec.convert(await magento.post("/V1/customers", {"customer": account}), _Account, strict=False)
    undo(Step(method="DELETE", path=f"/V1/customers/{made.id}", says=f"Customer {made.id}"))
    return made


async def _place(magento: Magento, p: OrderAddParams, body: dict[str, Any]) -> int:
    try:
        answer = await magento.post(PATH, {"entity": body})
    except PolycartError as error:
        if p.order_id is not None and error.native is not None and error.native.code == _TAKEN:
            raise AlreadyExists(f"Order with order_id '{p.order_id}' already exists.", native=error.native) from error
        if error.native is not None and "Email has a wrong format" in (error.native.message or ""):
            raise refuse("customer_email", "It is no e-mail address.") from error
        raise
    return msgspec.convert(answer, _Made, strict=False).entity_id


_TAKEN = "Unique constraint violation found"


async def _finish(magento: Magento, p: OrderAddParams, made: int, then: Done) -> None:
    """What cannot be written along with the order."""
    if then.invoice:
        body: dict[str, Any] = {"capture": True, "notify": False}
        if p.invoice_admin_comment:
            body |= {"appendComment": True, "comment": {"comment": p.invoice_admin_comment, "is_visible_on_front": 0}}
        await magento.post(f"/V1/order/{made}/invoice", body)
    if then.ship:
        await magento.post(f"/V1/order/{made}/ship", {"notify": p.send_notifications})
    if p.send_notifications:
        await magento.post(f"{PATH}/{made}/emails")


async def _given_up(magento: Magento, made: int) -> str:
    """Cancel an order that could not be finished, which is all that can be done about it."""
    try:
        cancelled = await magento.post(f"{PATH}/{made}/cancel") is True
    except PolycartError:
        cancelled = False
    how = "cancelled " if cancelled else ""
    return f"Order {made} remains {how}in the store, because Magento deletes none."
