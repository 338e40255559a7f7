"""The table between an order of the contract and PrestaShop's.

https://devdocs.prestashop-project.org/8/webservice/resources/orders/
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import msgspec

from polycart.api.entities import BaseCustomer, Currency, CustomerAddress, OrderShippingMethod
from polycart.api.order import (
    Order,
    OrderItem,
    OrderPaymentMethod,
    OrderRefund,
    OrderStatus,
    OrderStatusHistoryItem,
    OrderStatusRefund,
    OrderStatusRefundItem,
    OrderTotal,
    OrderTotals,
    OrderTotalsNewDiscount,
)
from polycart.core.codecs import text
from polycart.core.ids import text_id
from polycart.core.mapping import Map, computed, constant, extras, field, lazy
from polycart.platforms.prestashop_api import addresses, facts
from polycart.platforms.prestashop_api.addresses import AddressRow
from polycart.platforms.prestashop_api.connection import Prestashop
from polycart.platforms.prestashop_api.currencies import currency
from polycart.platforms.prestashop_api.moments import moment
from polycart.platforms.prestashop_api.orders.items import details, number, order_products
from polycart.platforms.prestashop_api.orders.statuses import states
from polycart.platforms.prestashop_api.shipping import carrier_names


class _Buyer(msgspec.Struct):
    id: int
    email: str = ""
    firstname: str | None = None
    lastname: str | None = None


async def buyers(shop: Prestashop, ids: list[int]) -> dict[int, BaseCustomer]:
    """Customers in short, also those who were deleted."""
    found = await shop.among("customers", "id", [id for id in ids if id], _Buyer)
    return {
        row.id: BaseCustomer(id=str(row.id), email=row.email, first_name=row.firstname, last_name=row.lastname)
        for row in found
    }


async def _customers(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[BaseCustomer | None]:
    found = await buyers(shop, [int(id or 0) for (id,) in rows])
    return [found.get(int(id or 0)) for (id,) in rows]


async def currencies_of(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[Currency | None]:
    """The currencies that orders or carts are in."""
    default = (await facts.default_currency(shop)).id
    known = {row.id: row for row in await facts.currencies(shop)}
    return [currency(known[int(id)], default) if int(id or 0) in known else None for (id,) in rows]


def _addresses(kind: str) -> Any:
    async def fetch(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[CustomerAddress | None]:
        key = f"order addresses {rows}"
        if key not in shop.seen:
            ids = {int(id) for row in rows for id in row if int(id or 0)}
            found = await shop.among(addresses.PATH, "id", sorted(ids), AddressRow)
            shop.seen[key] = {row.id: row for row in found}
        known: dict[int, AddressRow] = shop.seen[key]
        places = await addresses.places(shop)
        place = 0 if kind == "shipping" else 1
        chosen = [known.get(int(row[place] or 0)) for row in rows]
        return [places.address(each, kind) if each else None for each in chosen]

    return lazy(fetch, "id_address_delivery", "id_address_invoice")


async def _way(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[OrderShippingMethod | None]:
    names = await carrier_names(shop, (int(id or 0) for (id,) in rows))
    return [OrderShippingMethod(name=names[int(id)]) if int(id or 0) in names else None for (id,) in rows]


async def _ways(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[OrderShippingMethod]]:
    return [[way] if way else [] for way in await _way(shop, rows)]


class _History(msgspec.Struct):
    id: int
    id_order: int = 0
    id_order_state: int = 0
    date_add: str | None = None


async def _statuses(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[OrderStatus]:
    """The status of each order; its history and what was refunded where they are wanted."""
    below = shop.wanted.of("status")
    known = await states(shop)
    names = {id: row.name or "" for id, row in known.items()}
    orders = [row[0] for row in rows]
    history: dict[int, list[OrderStatusHistoryItem]] = defaultdict(list)
    if below.wants("history"):
        sort = {"sort": "[id_ASC]"}
        for row in await shop.among("order_histories", "id_order", orders, _History, also=sort):
            history[row.id_order].append(
                OrderStatusHistoryItem(
                    id=str(row.id_order_state), name=names.get(row.id_order_state, ""),
                    modified_time=moment.load(row.date_add), notify=None, comment=None,
                )
            )  # fmt: skip
    slips = await refund_rows(shop, orders) if below.wants("refund_info") else {}
    items = await details(shop, [id for id in orders if slips.get(id)]) if slips else {}

    def one(order: int, state: Any) -> OrderStatus:
        given = slips.get(order, [])
        products = {row.id: row for row in items.get(order, [])}
        return OrderStatus(
            id=str(state), name=names.get(int(state or 0), ""), history=history.get(order, []),
            refund_info=together([refund(row, products) for row in given]) if given else None,
        )  # fmt: skip

    return [one(order, state) for order, state in rows]


class SlipLine(msgspec.Struct):
    """An item of a credit slip."""

    id: int = 0
    id_order_detail: int = 0
    product_quantity: int | str = 0
    amount_tax_excl: str | float = 0
    amount_tax_incl: str | float = 0


class _SlipLines(msgspec.Struct):
    order_slip_details: list[SlipLine] = []


class SlipRow(msgspec.Struct):
    """A credit slip, by which money is given back."""

    id: int
    id_order: int = 0
    total_products_tax_excl: str = "0"
    total_products_tax_incl: str = "0"
    total_shipping_tax_excl: str = "0"
    total_shipping_tax_incl: str = "0"
    date_add: str | None = None
    date_upd: str | None = None
    associations: _SlipLines | list[Any] = []

    @property
    def lines(self) -> list[SlipLine]:
        """Its items."""
        return self.associations.order_slip_details if isinstance(self.associations, _SlipLines) else []


async def refund_rows(shop: Prestashop, orders: list[int]) -> dict[int, list[SlipRow]]:
    """The credit slips of some orders; asked for once in a call."""
    key = f"slips {sorted(orders)}"
    if key not in shop.seen:
        paths = [name for name in SlipRow.__struct_fields__ if name != "associations"]
        found: dict[int, list[SlipRow]] = defaultdict(list)
        rows = await shop.among("order_slip", "id_order", orders, SlipRow, *paths, "associations.order_slip_details")
        for row in rows:
            found[row.id_order].append(row)
        shop.seen[key] = found
    return shop.seen[key]


def refund(row: SlipRow, products: dict[int, Any]) -> OrderRefund:
    """A credit slip as a refund."""
    gross = number(row.total_products_tax_incl) + number(row.total_shipping_tax_incl)
    net = number(row.total_products_tax_excl) + number(row.total_shipping_tax_excl)
    items = [
        OrderStatusRefundItem(
            product_id=str(products[line.id_order_detail].product_id) if line.id_order_detail in products else None,
            variant_id=text_id(products[line.id_order_detail].product_attribute_id)
            if line.id_order_detail in products else None,
            order_product_id=str(line.id_order_detail), qty=float(line.product_quantity),
            refund=number(line.amount_tax_incl),
        )
        for line in row.lines
    ]  # fmt: skip
    return OrderRefund(
        id=str(row.id), shipping=number(row.total_shipping_tax_incl), tax=round(gross - net, 6), total=round(gross, 6),
        modified_time=moment.load(row.date_upd), fee=None, comment=None, items=items,
    )  # fmt: skip


def together(refunds: list[OrderRefund]) -> OrderStatusRefund:
    """All refunds of an order in one."""
    return OrderStatusRefund(
        shipping=round(sum(each.shipping or 0.0 for each in refunds), 6),
        tax=round(sum(each.tax or 0.0 for each in refunds), 6),
        total_refunded=round(sum(each.total or 0.0 for each in refunds), 6),
        time=refunds[-1].modified_time, fee=None, comment=None,
        refunded_items=[item for each in refunds for item in each.items or ()],
    )  # fmt: skip


async def _refunds(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[OrderRefund]]:
    orders = [id for (id,) in rows]
    slips = await refund_rows(shop, orders)
    items = await details(shop, [id for id in orders if slips.get(id)]) if slips else {}
    return [[refund(row, {each.id: each for each in items.get(id, [])}) for row in slips.get(id, [])] for id in orders]


class _Rule(msgspec.Struct):
    id: int
    id_order: int = 0
    id_cart_rule: int = 0
    name: str | None = None
    value: str = "0"
    free_shipping: str | int = "0"


class _Code(msgspec.Struct):
    id: int
    code: str | None = None


async def _discounts(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[list[OrderTotalsNewDiscount]]:
    """The cart rules that an order has used, with the codes of those that are still there."""
    used: dict[int, list[_Rule]] = defaultdict(list)
    for row in await shop.among("order_cart_rules", "id_order", [id for (id,) in rows], _Rule):
        used[row.id_order].append(row)
    ids = {row.id_cart_rule for each in used.values() for row in each}
    codes = {row.id: row.code for row in await shop.among("cart_rules", "id", sorted(ids), _Code)}
    return [
        [
            OrderTotalsNewDiscount(
                code=codes.get(row.id_cart_rule) or row.name, value=number(row.value), type="fixed",
                additional_fields={"name": row.name, "free_shipping": str(row.free_shipping) == "1"},
            )
            for row in used.get(id, [])
        ]
        for (id,) in rows
    ]  # fmt: skip


class _Message(msgspec.Struct):
    id: int
    id_order: int = 0
    id_employee: int | str = 0
    message: str = ""
    private: str | int = "0"


async def _comments(shop: Prestashop, rows: list[tuple[Any, ...]]) -> list[str | None]:
    """What the buyer wrote at the checkout: the latest message that is not the staff's."""
    said: dict[int, str] = {}
    for row in await shop.among("messages", "id_order", [id for (id,) in rows], _Message):
        if str(row.private) != "1" and not int(row.id_employee or 0):
            said[row.id_order] = row.message
    return [said.get(id) for (id,) in rows]


SUMS = (
    "total_paid_tax_incl", "total_paid_tax_excl", "total_products", "total_products_wt", "total_shipping_tax_incl",
    "total_shipping_tax_excl", "total_discounts_tax_incl", "total_discounts_tax_excl",
)  # fmt: skip


def _totals(*sums: Any) -> OrderTotals:
    """The sums; the subtotal is without tax, shipping and discount with it, as they make up the total."""
    paid, net, products, _, shipping, _, discount, _ = map(number, sums)
    return OrderTotals(total=paid, subtotal=products, shipping=shipping, tax=round(paid - net, 6), discount=discount)


def _total(*sums: Any) -> OrderTotal:
    """The sums without tax."""
    paid, net, products, _, _, shipping, _, discount = map(number, sums[:8])
    return OrderTotal(
        subtotal_ex_tax=products, wrapping_ex_tax=number(sums[8]), shipping_ex_tax=shipping, total_discount=discount,
        total_tax=round(paid - net, 6), total=paid, total_paid=number(sums[9]),
    )  # fmt: skip


def _payment(name: str | None, module: str | None) -> OrderPaymentMethod:
    return OrderPaymentMethod(name=name or module or "", additional_fields={"module": module})


_NO_BUNDLES: list[OrderItem] = []


class OrderMap(Map[Order]):
    """An order; ``id`` and ``order_id`` are the number that every call takes, the reference is beside them."""

    id = field("id", text)
    order_id = field("id", text)
    basket_id = field("id_cart", text)
    customer = lazy(_customers, "id_customer")
    create_at = field("date_add", moment)
    modified_at = field("date_upd", moment)
    currency = lazy(currencies_of, "id_currency")
    shipping_address = _addresses("shipping")
    billing_address = _addresses("billing")
    payment_method = computed(_payment, "payment", "module")
    shipping_method = lazy(_way, "id_carrier")
    shipping_methods = lazy(_ways, "id_carrier")
    status = lazy(_statuses, "id", "current_state")
    totals = computed(_totals, *SUMS)
    total = computed(_total, *SUMS, "total_wrapping_tax_excl", "total_paid_real")
    discounts = lazy(_discounts, "id")
    order_products = lazy(order_products, "id")
    bundles = constant(_NO_BUNDLES)
    comment = lazy(_comments, "id")
    store_id = field("id_shop", text)
    refunds = lazy(_refunds, "id")
    gift_message = field("gift_message", text)
    additional_fields = extras(
        "reference", "id_lang", "id_carrier", "invoice_number", "delivery_number", "valid", "conversion_rate",
        "delivery_date", "invoice_date",
    )  # fmt: skip
