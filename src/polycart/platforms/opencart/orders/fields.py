"""The table between an order of the contract and OpenCart's.

Amounts are kept in the default currency, beside the worth of the order's own at that moment; they are told in the
order's own, as the shop shows them (``Currency::format``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from polycart.api.entities import BaseCustomer, Currency, CustomerAddress, OrderShippingMethod
from polycart.api.order import (
    Order,
    OrderItem,
    OrderItemOption,
    OrderPaymentMethod,
    OrderStatus,
    OrderStatusHistoryItem,
    OrderTotal,
    OrderTotals,
    OrderTotalsNewDiscount,
)
from polycart.core.bridge.tables import Follow, Table
from polycart.core.codecs import text
from polycart.core.ids import text_id
from polycart.core.mapping import At, Map, computed, constant, extras, field, lazy
from polycart.platforms.opencart import addresses, currencies
from polycart.platforms.opencart.connection import Opencart
from polycart.platforms.opencart.facts import V41
from polycart.platforms.opencart.values import amount, flag, moment, unescaped, words

ID = "o.order_id"

OPTION = Table("order_option", "oo")
PRODUCT = Table(
    "order_product",
    "op",
    follow={"options": Follow(OPTION, "oo.order_product_id = op.order_product_id", order=["oo.order_option_id"])},
)
HISTORY = Table(
    "order_history",
    "h",
    joins={"hs": "LEFT order_status ON hs.order_status_id = h.order_status_id AND hs.language_id = :language"},
)
TOTAL = Table("order_total", "ot")
FOLLOWS = {
    "products": Follow(PRODUCT, "op.order_id = o.order_id", order=["op.order_product_id"]),
    "sums": Follow(
        Table("order_total", "ot"), "ot.order_id = o.order_id", order=["ot.sort_order", "ot.order_total_id"]
    ),
    "history": Follow(HISTORY, "h.order_id = o.order_id", order=["h.order_history_id"]),
}
STATUS = {"os": "LEFT order_status ON os.order_status_id = o.order_status_id AND os.language_id = :language"}
_PAYMENT = addresses.place_joins("o", "payment_", "p")
_SHIPPING = addresses.place_joins("o", "shipping_", "s")
TABLE = Table("order", "o", joins=STATUS | _PAYMENT[0] | _SHIPPING[0], follow=FOLLOWS)
OLDER_TABLE = Table("order", "o", joins=STATUS | _PAYMENT[1] | _SHIPPING[1], follow=FOLLOWS)


class SumRow(msgspec.Struct):
    """A line of an order's sums, such as its shipping or a tax."""

    code: str = ""
    title: str | None = None
    value: str = "0"


class SumMap(Map[SumRow]):
    """A line of an order's sums."""

    code = field("ot.code")
    title = field("ot.title", words)
    value = field("ot.value")


class ItemRow(msgspec.Struct):
    """An item before its amounts are in the order's currency."""

    id: int = 0
    product_id: int = 0
    master_id: int | None = None
    name: str | None = None
    model: str | None = None
    quantity: int = 0
    price: str = "0"
    total: str = "0"
    tax: str = "0"
    options: list[Any] = []


class OptionMap(Map[OrderItemOption]):
    """An option that was chosen."""

    option_id = field("oo.product_option_id", text)
    name = field("oo.name", words)
    value = field("oo.value", words)
    type = field("oo.type")
    product_option_value_id = computed(text_id, "oo.product_option_value_id")


def _listed(options: list[OrderItemOption]) -> list[OrderItemOption]:
    return options


class ItemMap(Map[ItemRow]):
    """An item of an order."""

    id = field("op.order_product_id")
    product_id = field("op.product_id")
    master_id = field("op.master_id", since="4")
    name = field("op.name", words)
    model = field("op.model", words)
    quantity = field("op.quantity")
    price = field("op.price")
    total = field("op.total")
    tax = field("op.tax")
    options = computed(_listed, At("options", OptionMap))


class HistoryMap(Map[OrderStatusHistoryItem]):
    """A change of the status."""

    id = field("h.order_status_id", text)
    name = field("hs.name", words)
    modified_time = field("h.date_added", moment)
    notify = field("h.notify", flag)
    comment = field("h.comment", words)


def items(rows: Sequence[ItemRow], worth: float) -> list[OrderItem]:
    """The items; of a variant the master is the product. The tax is kept for one piece."""
    return [_item(row, worth) for row in rows]


def _item(row: ItemRow, worth: float) -> OrderItem:
    price, tax, whole = (amount(value) * worth for value in (row.price, row.tax, row.total))
    master = text_id(row.master_id)
    return OrderItem(
        product_id=master or str(row.product_id), variant_id=str(row.product_id) if master else None,
        order_product_id=str(row.id), model=row.model, name=row.name or "", price=round(price, 4),
        price_inc_tax=round(price + tax, 4), quantity=float(row.quantity), total_price=round(whole, 4),
        tax_percent=round(tax / price * 100, 4) if price else 0.0, tax_value=round(tax * row.quantity, 4),
        options=row.options,
    )  # fmt: skip


DISCOUNTS = ("coupon", "voucher", "credit", "reward")
"""Lines of the sums that take something off, each by a plugin of that name (extension/total)."""


def _sum(rows: Sequence[SumRow], *codes: str) -> float:
    return sum(amount(row.value) for row in rows if row.code in codes)


def totals(rows: Sequence[SumRow], total: float, worth: float) -> OrderTotals:
    """The sums as they make up the total; all but the tax are without it."""
    return OrderTotals(
        total=round(total * worth, 4), subtotal=round(_sum(rows, "sub_total") * worth, 4),
        shipping=round(_sum(rows, "shipping") * worth, 4), tax=round(_sum(rows, "tax") * worth, 4),
        discount=round(-_sum(rows, *DISCOUNTS) * worth + 0.0, 4) + 0.0,
    )  # fmt: skip


def total(rows: Sequence[SumRow], whole: float, worth: float) -> OrderTotal:
    """The sums without tax."""
    found = totals(rows, whole, worth)
    return OrderTotal(
        subtotal_ex_tax=found.subtotal, shipping_ex_tax=found.shipping, total_discount=found.discount or 0.0,
        total_tax=found.tax or 0.0, total=found.total, total_paid=None, wrapping_ex_tax=None,
    )  # fmt: skip


CODE = re.compile(r"\(([^()]+)\)\s*\Z")


def discounts(rows: Sequence[SumRow], worth: float) -> list[OrderTotalsNewDiscount]:
    """What took something off; the code of a coupon stands in the title, where the shop itself looks for it."""
    found: list[OrderTotalsNewDiscount] = []
    for row in rows:
        if row.code in DISCOUNTS:
            code = CODE.search(row.title or "")
            found.append(
                OrderTotalsNewDiscount(
                    code=code[1] if code else row.code, value=round(-amount(row.value) * worth, 4), type="fixed",
                    additional_fields={"kind": row.code, "title": row.title},
                )
            )  # fmt: skip
    return found


def _customer(id: Any, email: Any, first: Any, last: Any, phone: Any) -> BaseCustomer:
    """Who ordered, as they were then; ``0`` is somebody without an account."""
    return BaseCustomer(
        id=str(id or 0), email=unescaped(email) or "", first_name=unescaped(first), last_name=unescaped(last),
        phone=unescaped(phone),
    )  # fmt: skip


def _address(kind: str) -> Any:
    def read(*values: Any) -> CustomerAddress | None:
        first, last, company, one, two, city, postcode, land, code2, code3, zone, code = values
        if not any((first, last, one, city, postcode)):
            return None
        plain = [unescaped(value) for value in (first, last, company, one, two, city, postcode)]
        return CustomerAddress(
            type=kind, first_name=plain[0], last_name=plain[1], company=plain[2], address1=plain[3] or "",
            address2=plain[4], city=plain[5] or "", postcode=plain[6] or "",
            country=addresses.country(code2, code3, land), state=addresses.state(code, zone),
        )  # fmt: skip

    name = "shipping" if kind == "shipping" else "payment"
    columns = ("firstname", "lastname", "company", "address_1", "address_2", "city", "postcode", "country")
    letter = name[0]
    places = [f"o.{name}_{column}" for column in columns]
    return computed(
        read, *places, f"{letter}co.iso_code_2", f"{letter}co.iso_code_3", f"o.{name}_zone", f"{letter}zo.code"
    )


def method_of(kept: Any) -> dict[str, Any]:
    """A way of payment or shipping: JSON with name and code since 4.0.2, its name before."""
    word = str(kept or "")
    if word.startswith("{"):
        try:
            found: Any = json.loads(word)
        except ValueError:
            found = None
        if isinstance(found, dict):
            return found  # type: ignore[reportUnknownVariableType]
    return {"name": word}


def _payment(kept: Any) -> OrderPaymentMethod | None:
    found = method_of(kept)
    if not found.get("name"):
        return None
    code = {"code": found["code"]} if found.get("code") else {}
    return OrderPaymentMethod(name=unescaped(str(found["name"])) or "", additional_fields=code)


def _shipping(kept: Any) -> OrderShippingMethod | None:
    found = method_of(kept)
    if not found.get("name"):
        return None
    code = {"code": found["code"]} if found.get("code") else {}
    return OrderShippingMethod(name=unescaped(str(found["name"])) or "", additional_fields=code)


def _shippings(kept: Any) -> list[OrderShippingMethod]:
    found = _shipping(kept)
    return [found] if found else []


def _status(id: Any, name: Any, history: list[OrderStatusHistoryItem]) -> OrderStatus:
    return OrderStatus(id=str(id or 0), name=unescaped(name) or "", history=history, refund_info=None)


async def _currencies(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[Currency | None]:
    """The currency of each order, with its worth at that moment."""
    known = cart.known
    by_code = {row.code: row for row in known.currencies}

    def one(code: Any, worth: Any) -> Currency | None:
        row = by_code.get(code)
        found = currencies.currency(row, known) if row else Currency(iso3=code or "")
        found.rate = round(1 / amount(worth), 8) if amount(worth) else None
        return found

    return [one(*row) for row in rows]


def _items_of(rows: Sequence[ItemRow], worth: Any) -> list[OrderItem]:
    return items(rows, amount(worth) or 1.0)


def _totals_of(rows: Sequence[SumRow], whole: Any, worth: Any) -> OrderTotals:
    return totals(rows, amount(whole), amount(worth) or 1.0)


def _total_of(rows: Sequence[SumRow], whole: Any, worth: Any) -> OrderTotal:
    return total(rows, amount(whole), amount(worth) or 1.0)


def _discounts_of(rows: Sequence[SumRow], worth: Any) -> list[OrderTotalsNewDiscount]:
    return discounts(rows, amount(worth) or 1.0)


_NONE: list[OrderItem] = []
_SUMS = (At("sums", SumMap), At("o.total"), At("o.currency_value"))


class OrderMap(Map[Order]):
    """An order since 4.1; ``id`` and ``order_id`` are the number that every call takes."""

    id = field(ID, text)
    order_id = field(ID, text)
    customer = computed(_customer, "o.customer_id", "o.email", "o.firstname", "o.lastname", "o.telephone")
    create_at = field("o.date_added", moment)
    modified_at = field("o.date_modified", moment)
    currency = lazy(_currencies, "o.currency_code", "o.currency_value")
    shipping_address = _address("shipping")
    billing_address = _address("billing")
    payment_method = computed(_payment, "o.payment_method")
    shipping_method = computed(_shipping, "o.shipping_method")
    shipping_methods = computed(_shippings, "o.shipping_method")
    status = computed(_status, "o.order_status_id", "os.name", At("history", HistoryMap))
    totals = computed(_totals_of, *_SUMS)
    total = computed(_total_of, *_SUMS)
    discounts = computed(_discounts_of, At("sums", SumMap), "o.currency_value")
    order_products = computed(_items_of, At("products", ItemMap), "o.currency_value")
    bundles = constant(_NONE)
    comment = field("o.comment", words)
    store_id = field("o.store_id", text)
    additional_fields = extras(
        invoice_prefix="o.invoice_prefix", invoice_no="o.invoice_no", store_name="o.store_name", ip="o.ip",
        customer_group_id="o.customer_group_id", language_id="o.language_id", tracking="o.tracking",
    )  # fmt: skip


def shape(cart: Opencart) -> Table:
    """The table of the shop's version."""
    return TABLE if cart.known.version >= V41 else OLDER_TABLE
