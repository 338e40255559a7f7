"""What a change of an order's status does to stock, coupons and vouchers.

So does ``addHistory`` (catalog/model/checkout/order.php): statuses in ``config_processing_status`` and
``config_complete_status`` have taken their pieces, all others have not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polycart.core.bridge.tables import Statement
from polycart.core.moments import now
from polycart.platforms.opencart.connection import Opencart
from polycart.platforms.opencart.facts import V40
from polycart.platforms.opencart.orders.fields import CODE
from polycart.platforms.opencart.statements import delete, insert, select, update
from polycart.platforms.opencart.values import money

Line = Mapping[str, Any]


def takes_stock(cart: Opencart, status: int) -> bool:
    """Whether orders of a status have taken their pieces from the stock."""
    taking = (cart.known.numbers(name) for name in ("config_processing_status", "config_complete_status"))
    return any(status in statuses for statuses in taking)


def moved(lines: Sequence[Line], options: Sequence[Line], sign: int) -> list[Statement]:
    """Take the pieces of an order from the stock (-1) or put them back (1), where somebody counts them."""
    found: list[Statement] = []
    counted = ["subtract", "=", 1]
    for line in lines:
        change = {"quantity": {"add": sign * int(line["quantity"])}}
        found.append(update("product", change, ["product_id", "=", int(line["product_id"])], counted))
        if int(line.get("master_id") or 0):
            found.append(update("product", change, ["product_id", "=", int(line["master_id"])], counted))
        for option in options:
            if option["order_product_id"] == line["order_product_id"] and int(option["product_option_value_id"]):
                place = ["product_option_value_id", "=", int(option["product_option_value_id"])]
                found.append(update("product_option_value", change, place, counted))
    return found


async def details(cart: Opencart, order: int) -> tuple[Sequence[Line], Sequence[Line], Sequence[Line]]:
    """The lines of an order, their options, and its sums."""
    columns = ["order_product_id", "product_id", "quantity"]
    columns += ["master_id"] if cart.known.version >= V40 else []
    mine = ["t.order_id", "=", order]
    lines, options, sums = await cart.rows(
        select("order_product", columns, mine),
        select("order_option", ("order_product_id", "product_option_value_id"), mine),
        select("order_total", ("code", "title", "value"), mine),
    )
    return lines, options, sums


async def used(cart: Opencart, order: Line, sums: Sequence[Line]) -> list[Statement]:
    """Note the use of the coupons and vouchers of an order that has become one."""
    found: list[Statement] = []
    for line in sums:
        code = CODE.search(line["title"] or "")
        if line["code"] not in ("coupon", "voucher") or code is None or not cart.known.has(line["code"]):
            continue
        kind = line["code"]
        (rows,) = await cart.rows(select(kind, (f"{kind}_id",), ["t.code", "=", code[1]], limit=1))
        if rows:
            customer = {"customer_id": int(order["customer_id"])} if kind == "coupon" else {}
            row = {
                f"{kind}_id": int(rows[0][f"{kind}_id"]), "order_id": int(order["order_id"]), **customer,
                "amount": money(float(line["value"])), "date_added": now(),
            }  # fmt: skip
            found.append(insert(f"{kind}_history", row))
    return found


def unused(cart: Opencart, order: int) -> list[Statement]:
    """Give back the coupons, vouchers and points of an order that is none any more."""
    found = [
        delete(f"{kind}_history", ["order_id", "=", order]) for kind in ("coupon", "voucher") if cart.known.has(kind)
    ]
    return [*found, delete("customer_reward", ["order_id", "=", order], ["points", "<", 0])]


async def changed(cart: Opencart, order: Line, status: int) -> list[Statement]:
    """All that a change of the status of an order brings with it."""
    before, after = takes_stock(cart, int(order["order_status_id"])), takes_stock(cart, status)
    if before is after:
        return []
    lines, options, sums = await details(cart, int(order["order_id"]))
    if after:
        return [*moved(lines, options, -1), *await used(cart, order, sums)]
    return [*moved(lines, options, 1), *unused(cart, int(order["order_id"]))]
