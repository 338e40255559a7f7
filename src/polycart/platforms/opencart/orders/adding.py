"""Adding orders: rows as the checkout writes them (``addOrder`` of catalog/model/checkout/order.php)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import OrderAdded, OrderAddItem, OrderAddParams
from polycart.core.bridge.tables import Statement
from polycart.core.moments import native_moment, now
from polycart.platforms.opencart.addresses import Place, place_of
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.facts import V40, CurrencyRow
from polycart.platforms.opencart.orders.statuses import status_of
from polycart.platforms.opencart.orders.stock import moved, takes_stock
from polycart.platforms.opencart.orders.updating import history
from polycart.platforms.opencart.products.variant_changes import named_options, named_values
from polycart.platforms.opencart.statements import delete, insert, inserts, made, select
from polycart.platforms.opencart.values import allowed, escaped, missing, money, number_of, refused, unescaped

JSON_METHODS = (4, 0, 2)
"""Since this version ways of payment and shipping are kept as JSON."""

IGNORING, OBEYING, BYPASS = "decrement_ignoring_policy", "decrement_obeying_policy", "bypass"
ADDRESS = {"first_name": "firstname", "last_name": "lastname", "company": "company", "address_1": "address_1",
           "address_2": "address_2", "city": "city", "postcode": "postcode"}  # fmt: skip
ADDRESS_FIELDS = (*ADDRESS, "state", "country")


class Line(msgspec.Struct, kw_only=True):
    """A line of the new order; prices in the default currency, the tax for one piece."""

    product: int
    master: int
    counted: bool
    item: OrderAddItem
    price: float
    tax: float
    options: list[dict[str, Any]]

    @property
    def total(self) -> float:
        """The price of all pieces without tax."""
        return self.price * self.item.order_item_quantity


class Money(msgspec.Struct, frozen=True):
    """The currency of an order, and what one unit of the default currency is worth in it."""

    row: CurrencyRow
    worth: float

    def kept(self, given: float | None) -> float:
        """An amount of the order's currency in the default one, which is what is kept."""
        return (given or 0.0) / self.worth


def _money(cart: Opencart, given: str | None) -> Money:
    known = cart.known
    if given is None:
        return Money(known.currency, 1.0)
    row = next((row for row in known.currencies if row.code == given.upper()), None)
    if row is None or not float(row.value or 0):
        raise allowed("currency", [row.code for row in known.currencies])
    return Money(row, 1.0 if row.code == known.currency.code else float(row.value))


async def _line(cart: Opencart, item: OrderAddItem, money_: Money, *, obeying: bool) -> Line:
    """A line, of a product that the shop has."""
    given = item.order_item_variant_id or item.order_item_id
    product = number_of("order_item_id", given)
    columns = ["product_id", "quantity", "subtract", *(["master_id"] if cart.known.version >= V40 else [])]
    (rows,) = await cart.rows(select("product", columns, ["t.product_id", "=", product]))
    if not rows:
        raise missing("Product", given)
    if item.order_item_quantity < 1:
        raise refused("order_item", "A quantity is a whole number from 1 on.")
    counted = bool(int(rows[0]["subtract"]))
    if obeying and counted and int(rows[0]["quantity"]) < item.order_item_quantity:
        raise refused("order_item", f"Of product {given} there are only {rows[0]['quantity']} in stock.")
    if item.order_item_price_includes_tax:
        raise refused("order_item", "OpenCart keeps prices without tax.")
    price = money_.kept(item.order_item_price)
    return Line(
        product=product, master=int(rows[0].get("master_id") or 0), counted=counted, item=item, price=price,
        tax=price * (item.order_item_tax or 0.0) / 100, options=await _options(cart, product, item),
    )  # fmt: skip


async def _options(cart: Opencart, product: int, item: OrderAddItem) -> list[dict[str, Any]]:
    """The options of a line; one that the product offers is tied to it, so that its stock is counted."""
    chosen = item.order_item_option or []
    if not chosen:
        return []
    options, values = await cart.rows(named_options(cart, product), named_values(cart, product))
    found: list[dict[str, Any]] = []
    for each in chosen:
        name, value = each.order_item_option_name or "", each.order_item_option_value or ""
        option = next((row for row in options if unescaped(row["name"]) == name), None)
        po = int(option["product_option_id"]) if option else 0
        offer = next(
            (row for row in values if int(row["product_option_id"]) == po and unescaped(row["name"]) == value), None
        )
        found.append(
            {
                "product_option_id": po,
                "product_option_value_id": int(offer["product_option_value_id"]) if offer else 0,
                "name": escaped(name), "value": escaped(value), "type": option["type"] if option else "text",
            }
        )  # fmt: skip
    return found


async def _customer(cart: Opencart, p: OrderAddParams) -> dict[str, Any]:
    """Who orders: the customer with this address, unless it is a guest."""
    where = ["t.email", "=", escaped(p.customer_email.lower())]
    columns = ("customer_id", "customer_group_id", "firstname", "lastname", "telephone")
    (rows,) = ([],) if p.is_guest else await cart.rows(select("customer", columns, where, limit=1))
    held = rows[0] if rows else {}
    names = {"firstname": p.customer_first_name, "lastname": p.customer_last_name, "telephone": p.customer_phone}
    fallback = {"firstname": p.bill_first_name, "lastname": p.bill_last_name, "telephone": p.bill_phone or ""}
    own = {
        column: escaped(given) if given is not None else held.get(column) or escaped(fallback[column])
        for column, given in names.items()
    }
    group = int(held.get("customer_group_id") or cart.setting("config_customer_group_id") or 1)
    return {"customer_id": int(held.get("customer_id") or 0), "customer_group_id": group, **own,
            "email": escaped(p.customer_email.lower())}  # fmt: skip


async def _address(cart: Opencart, p: OrderAddParams, prefix: str, to: str) -> dict[str, Any]:
    """The columns of an address of the order; one of which nothing is said is empty."""
    given = {name: getattr(p, f"{prefix}_{name}", None) for name in ADDRESS_FIELDS}
    land = given["country"]
    place = await place_of(cart, land, given["state"], f"{prefix}_") if land else Place(None, None)
    state = place.zone or escaped(given["state"] or "")
    found: dict[str, Any] = {f"{to}_{column}": escaped(given[name] or "") for name, column in ADDRESS.items()}
    return found | {
        f"{to}_country": place.country, f"{to}_country_id": place.country_id, f"{to}_zone": state,
        f"{to}_zone_id": place.zone_id, f"{to}_address_format": "", f"{to}_custom_field": "[]",
        **({f"{to}_address_id": 0} if cart.known.version >= V40 else {}),
    }  # fmt: skip


def _method(cart: Opencart, kind: str, name: str | None) -> dict[str, Any]:
    """A way of payment or shipping by its name; a code it has in the shop's own checkout only."""
    if cart.known.version >= JSON_METHODS:
        kept = json.dumps({"name": escaped(name), "code": ""}, separators=(",", ":")) if name else ""
        return {f"{kind}_method": kept}
    return {f"{kind}_method": escaped(name or ""), **cart.fit("order", {f"{kind}_code": ""})}


def _sums(p: OrderAddParams, lines: Sequence[Line], money_: Money) -> list[tuple[str, str, float, int]]:
    """The lines of the order's sums: code, title, amount, place; what is given wins over what adds up."""
    subtotal = money_.kept(p.subtotal_price) if p.subtotal_price is not None else sum(line.total for line in lines)
    shipping = money_.kept(p.shipping_price)
    own = sum(line.tax * line.item.order_item_quantity for line in lines)
    tax = money_.kept(p.tax_price) if p.tax_price else own + money_.kept(p.shipping_tax)
    off = money_.kept(p.coupon_discount if p.coupon_discount is not None else p.discount)
    found = [("sub_total", "Sub-Total", subtotal, 1)]
    if shipping or p.order_shipping_method:
        found.append(("shipping", p.order_shipping_method or "Shipping", shipping, 3))
    if off:
        code = f" ({p.coupons[0]})" if p.coupons else ""
        found.append(("coupon", f"Coupon{code}", -off, 4))
    if tax:
        found.append(("tax", "Tax", tax, 5))
    whole = money_.kept(p.total_price) if p.total_price is not None else sum(amount for _, _, amount, _ in found)
    return [*found, ("total", "Total", whole, 9)]


GIVEN = (
    "order_status", "customer_email", "customer_first_name", "customer_last_name", "customer_phone", "is_guest",
    *(f"bill_{name}" for name in ADDRESS_FIELDS), "bill_phone", *(f"shipp_{name}" for name in ADDRESS_FIELDS),
    "order_item", "order_payment_method", "order_shipping_method", "transaction_id", "currency", "date",
    "subtotal_price", "tax_price", "total_price", "shipping_price", "shipping_tax", "discount", "coupon_discount",
    "coupons", "comment", "admin_comment", "inventory_behaviour",
)  # fmt: skip


@opencart.implements(
    api.order.add, *GIVEN,
    note="Without inventory_behaviour no stock is taken, whatever the status; a later change of the status moves it.",
)  # fmt: skip
async def order_add(cart: Opencart, p: OrderAddParams) -> OrderAdded:
    """Add an order."""
    known = await cart.writing()
    if p.inventory_behaviour not in (BYPASS, IGNORING, OBEYING):
        raise allowed("inventory_behaviour", (BYPASS, IGNORING, OBEYING))
    if p.coupons and len(p.coupons) > 1:
        raise refused("coupons", "An OpenCart order has one coupon.")
    if p.transaction_id and not known.has("order", "transaction_id"):
        raise refused("transaction_id", "OpenCart keeps it since version 4.")
    if not p.order_item:
        raise refused("order_item", "An order has at least one item.")
    status = await status_of(cart, p.order_status, "order_status")
    money_ = _money(cart, p.currency)
    obeying = p.inventory_behaviour == OBEYING and cart.setting("config_stock_checkout") != "1"
    lines = [await _line(cart, item, money_, obeying=obeying) for item in p.order_item]
    customer = await _customer(cart, p)
    payment, shipping = await _address(cart, p, "bill", "payment"), await _address(cart, p, "shipp", "shipping")
    sums = _sums(p, lines, money_)
    moment = native_moment(p.date) if p.date else now()
    row = {
        **customer, **payment, **shipping, **_method(cart, "payment", p.order_payment_method),
        **_method(cart, "shipping", p.order_shipping_method), "invoice_no": 0,
        "invoice_prefix": cart.setting("config_invoice_prefix"), "store_id": cart.store,
        "store_name": cart.setting("config_name"), "store_url": cart.home, "custom_field": "[]",
        "comment": escaped(p.comment or ""), "total": money(sums[-1][2]), "order_status_id": status,
        "affiliate_id": 0, "commission": "0.0000", "marketing_id": 0, "tracking": "", "language_id": cart.language,
        "currency_id": money_.row.currency_id, "currency_code": money_.row.code,
        "currency_value": f"{money_.worth:.8f}", "ip": "", "forwarded_ip": "", "user_agent": "", "accept_language": "",
        "date_added": moment, "date_modified": moment,
        **cart.fit("order", {"fax": "", "subscription_id": 0, "transaction_id": p.transaction_id or "",
                             "language_code": known.language.code}),
    }  # fmt: skip
    statements = [insert("order", row), *_rows(cart, lines, sums)]
    statements.append(history(made(), status, p.admin_comment))
    statements += _taken(cart, p.inventory_behaviour, lines, status, obeying=obeying)
    results = await cart.save(statements, back=lambda done: deletes(int(done[0].insert)))
    id = str(results[0].insert)
    return OrderAdded(order_id=id, id=id, customer_id=str(customer["customer_id"]))


def _rows(cart: Opencart, lines: Sequence[Line], sums: Sequence[tuple[str, str, float, int]]) -> list[Statement]:
    """The lines with their options, and the sums; the order itself is the first statement."""
    found: list[Statement] = []
    for line in lines:
        place = 1 + len(found)
        found.append(
            insert("order_product", {
                "order_id": made(), "product_id": line.product, "name": escaped(line.item.order_item_name),
                "model": escaped(line.item.order_item_model or ""), "quantity": line.item.order_item_quantity,
                "price": money(line.price), "total": money(line.total), "tax": money(line.tax), "reward": 0,
                **({"master_id": line.master} if cart.known.version >= V40 else {}),
            })
        )  # fmt: skip
        found += inserts(
            "order_option", ({"order_id": made(), "order_product_id": made(place), **each} for each in line.options)
        )
    extension = {"extension": "opencart"} if cart.known.has("order_total", "extension") else {}
    return found + inserts("order_total", (
        {"order_id": made(), "code": code, "title": escaped(title), "value": money(amount), "sort_order": place,
         **extension}
        for code, title, amount, place in sums
    ))  # fmt: skip


def _taken(cart: Opencart, behaviour: str, lines: Sequence[Line], status: int, *, obeying: bool) -> list[Statement]:
    """Take the pieces from the stock, where that is asked for and the status has taken them."""
    if behaviour == BYPASS or not takes_stock(cart, status):
        return []
    rows = [
        {"order_product_id": at, "product_id": line.product, "master_id": line.master,
         "quantity": line.item.order_item_quantity}
        for at, line in enumerate(lines)
    ]  # fmt: skip
    options = [{"order_product_id": at, **each} for at, line in enumerate(lines) for each in line.options]
    statements = moved(rows, options, -1)
    if obeying:
        return [_enough(lines, statement) for statement in statements]
    return statements


def _enough(lines: Sequence[Line], statement: Statement) -> Statement:
    """The taking of pieces of a product that is counted, which must have them; all is undone where it has not."""
    line = next((line for line in lines if ["product_id", "=", line.product] in statement["where"]), None)
    if line is None or statement["table"] != "product" or not line.counted:
        return statement
    there = ["quantity", ">=", line.item.order_item_quantity]
    return {**statement, "where": [*statement["where"], there], "exactly": 1}


def deletes(id: int) -> list[Statement]:
    """All rows of an order."""
    tables = ("order", "order_product", "order_option", "order_total", "order_history")
    return [delete(table, ["order_id", "=", id]) for table in tables]


opencart.lacks(
    "OpenCart keeps no shipments and no tracking numbers; extensions that do have tables of their own.",
    api.order.shipment.add, api.order.shipment.add_batch, api.order.shipment.delete, api.order.shipment.info,
    api.order.shipment.list, api.order.shipment.update, api.order.shipment.tracking.add,
    api.order.shipment.event.add, api.order.shipment.event.list,
)  # fmt: skip
opencart.lacks(
    "OpenCart gives no money back; a return is for goods, and what is paid back is in the status's remark.",
    api.order.refund.add,
)
opencart.lacks(
    "An OpenCart shop reckons its sums in a shopper's session, by extensions; its tables can not tell them.",
    api.order.calculate, api.order.preestimate_shipping.list,
)  # fmt: skip
