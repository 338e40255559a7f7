"""Notes and refunds of orders: the API tells them order by order, the tables those of a whole page at once.

Requests that are made side by side for several orders wait for each other a moment, and become one.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec

from polycart.core.bridge.tables import Condition, Table
from polycart.core.transport import Response
from polycart.platforms.woocommerce import posts
from polycart.platforms.woocommerce.answers import Record, Statements, Unknown
from polycart.platforms.woocommerce.metas import NOTHING, grouped
from polycart.platforms.woocommerce.orders import lines
from polycart.platforms.woocommerce.orders.amounts import spelled
from polycart.platforms.woocommerce.orders.tables import ORDER, ORDER_META, POST, columns
from polycart.platforms.woocommerce.posts import stamp

if TYPE_CHECKING:
    from polycart.platforms.woocommerce.connection import Woo
    from polycart.platforms.woocommerce.facts import Shop

NOTE = Table(
    "comments", "c", joins={"k": "LEFT commentmeta ON k.comment_id = c.comment_ID AND k.meta_key = 'is_customer_note'"}
)
NOTE_FIELDS = {"id", "note", "customer_note", "date_created_gmt"}
REFUND_FIELDS = {
    "id", "date_created_gmt", "amount", "reason", "refunded_payment", "line_items", "shipping_lines", "fee_lines",
}  # fmt: skip
KEYS = ("_refund_amount", "_refund_reason", "_refunded_payment")

Told = dict[int, list[Record] | None]
"""The records of each order; ``None`` for one that only the shop's code can tell."""


class Waiting(msgspec.Struct):
    """The orders that are asked for together; ``task`` answers for all of them."""

    orders: set[int] = msgspec.field(default_factory=set[int])
    task: asyncio.Task[Told] | None = None


async def beside(woo: Woo, path: str, query: Mapping[str, Any]) -> Response | None:
    """The notes or refunds of an order; ``None`` where the API itself has to be asked."""
    found = re.fullmatch(r"orders/(\d{1,18})/(notes|refunds)", path)
    if found is None or "_fields" not in query or (await woo.shop()).multilingual:
        return None
    fields = set(str(query["_fields"]).split(","))
    notes = found[2] == "notes"
    if not fields <= (NOTE_FIELDS if notes else REFUND_FIELDS) or (notes and set(query) != {"_fields"}):
        return None
    digits = query.get("dp")
    key = f"{found[2]} {digits}"
    read: Callable[[Woo, list[int], Any], Awaitable[Told]] = _notes if notes else _refunds
    rows = (await _together(woo, key, int(found[1]), lambda orders: read(woo, orders, digits))).get(int(found[1]))
    if rows is None:
        return None
    told = [{name: value for name, value in row.items() if name in fields} for row in rows]
    headers = {"content-type": "application/json", "x-wp-total": str(len(told))}
    return Response(status=200, headers=headers, body=msgspec.json.encode(told))


async def _together(woo: Woo, key: str, order: int, read: Callable[[list[int]], Awaitable[Told]]) -> Told:
    waiting = woo.waiting.setdefault(key, Waiting())
    waiting.orders.add(order)
    if waiting.task is None:

        async def all_of_them() -> Told:
            await asyncio.sleep(0)  # all that are asked for in this turn of the loop have come
            del woo.waiting[key]
            return await read(sorted(waiting.orders))

        waiting.task = asyncio.ensure_future(all_of_them())
    return await asyncio.shield(waiting.task)


async def _notes(woo: Woo, orders: list[int], digits: Any) -> Told:
    """Notes, the newest first (wc_get_order_notes); one of an order that is not there is not looked for."""
    shop, batch = await woo.shop(), Statements()
    names = ["c.comment_ID", "c.comment_post_ID", "c.comment_content", "c.comment_date_gmt", "k.meta_value"]
    where: list[Condition] = [
        ["c.comment_post_ID", "in", orders], ["c.comment_type", "=", "order_note"], ["c.comment_approved", "=", "1"],
    ]  # fmt: skip
    place = batch.add(NOTE.select(names, where, order=["-c.comment_ID"]))
    there = _there(shop, batch, orders)
    await batch.read(woo)
    told: Told = _known(shop, batch, there)
    for row in batch.rows(place):
        one, beside = row["c"], row.get("k") or {}
        cast("list[Record]", told.setdefault(int(one["comment_post_ID"]), [])).append({
            "id": int(one["comment_ID"]), "note": one["comment_content"],
            "customer_note": str(beside.get("meta_value") or "0") not in ("", "0"),
            "date_created_gmt": stamp(one["comment_date_gmt"]),
        })  # fmt: skip
    return told


def _there(shop: Shop, batch: Statements, orders: list[int]) -> int:
    """Which of the orders there are."""
    place, table = columns(shop), ORDER if shop.tables_of_orders else POST
    return batch.add(table.select([place["id"]], [[place["id"], "in", orders], [place["type"], "=", "shop_order"]]))


def _known(shop: Shop, batch: Statements, there: int) -> Told:
    alias, key = columns(shop)["id"].split(".")
    return {int(row[alias][key]): [] for row in batch.rows(there)}


async def _refunds(woo: Woo, orders: list[int], digits: Any) -> Told:
    """Refunds with their lines, the oldest first."""
    shop, batch = await woo.shop(), Statements()
    places, table = columns(shop), ORDER if shop.tables_of_orders else POST
    where: list[Condition] = [[places["parent"], "in", orders], [places["type"], "=", "shop_order_refund"]]
    names = [places["id"], places["parent"], places["after"]]
    main = batch.add(table.select(names, where, order=[places["id"]]), places["id"])
    owners = {"rows": [main, places["id"]]}
    metas = _metas(shop, batch, owners)
    asked = lines.ask(batch, owners, frozenset({"line_items", "shipping_lines", "fee_lines"}))
    there = _there(shop, batch, orders)
    await batch.read(woo)
    count = shop.decimals if digits is None else int(digits)
    known = lines.told(batch, asked, shop, count)
    here = ("n", "order_id", "id") if shop.tables_of_orders else ("m", "post_id", "meta_id")
    beside = grouped(batch.rows(metas), here[0], here[1], id=here[2])
    told: Told = _known(shop, batch, there)
    alias, key = places["id"].split(".")
    for row in batch.rows(main):
        id, order = int(row[alias][key]), int(row[alias][places["parent"].split(".")[1]])
        one = beside.get(id, NOTHING)
        try:
            record = {
                "id": id, "date_created_gmt": stamp(row[alias][places["after"].split(".")[1]]),
                "amount": spelled(one.get("_refund_amount"), count), "reason": one.text("_refund_reason"),
                "refunded_payment": one.yes("_refunded_payment"),
                **{name: known.of(id, name) for name in ("line_items", "shipping_lines", "fee_lines")},
            }  # fmt: skip
        except Unknown:
            told[order] = None
            continue
        rows = told.get(order)
        if rows is not None:
            rows.append(record)
    return told


def _metas(shop: Shop, batch: Statements, owners: dict[str, Any]) -> int:
    if not shop.tables_of_orders:
        return posts.metas(batch, owners, KEYS)
    where: list[Condition] = [["n.order_id", "in", owners], ["n.meta_key", "in", list(KEYS)]]
    return batch.add(ORDER_META.select(["n.id", "n.order_id", "n.meta_key", "n.meta_value"], where, order=["n.id"]))
