"""Returns: what buyers send back, in Shopify's own workflow.

https://shopify.dev/docs/apps/build/orders-fulfillment/returns-apps/build-return-management

    requested ──▶ open ◀──▶ closed
        │           └──▶ canceled
        ├──▶ declined
        └──▶ canceled
"""

from __future__ import annotations

from typing import Any

import msgspec

from polycart import api
from polycart.api.entities import Status
from polycart.api.order import OrderReturnAdded, OrderReturnAddParams, OrderReturnUpdateParams
from polycart.api.results import UpdatedItems
from polycart.api.returns import (
    Return,
    ReturnCount,
    ReturnCountParams,
    ReturnInfoParams,
    ReturnListParams,
    ReturnOrderProduct,
    ReturnReason,
    ReturnReasonListParams,
    ReturnStatus,
)
from polycart.core.codecs import string
from polycart.core.documents import Of
from polycart.core.given import allowed, refuse
from polycart.core.mapping import At, Map, computed, constant, field
from polycart.core.method import Page, Params
from polycart.core.selection import Selection, merge
from polycart.platforms.shopify.connection import STORE_ID, Coded, Id, Row, Shop, shopify
from polycart.platforms.shopify.ids import gid, gids, id_codec, known, missing, number
from polycart.platforms.shopify.orders.reading import BY_ID, order_gid
from polycart.platforms.shopify.searches import query
from polycart.platforms.shopify.values import moment_of

STATUSES = {
    "requested": "Requested", "open": "Open", "closed": "Closed", "declined": "Declined", "canceled": "Canceled",
}  # fmt: skip
REASONS = {
    "color": "Color", "defective": "Defective", "not_as_described": "Not as described", "other": "Other",
    "size_too_large": "Size too large", "size_too_small": "Size too small", "style": "Style", "unknown": "Unknown",
    "unwanted": "Unwanted", "wrong_item": "Wrong item",
}  # fmt: skip
ACTION = "return"
"""What is done with a returned item: Shopify has nothing to choose there."""

STEPS = {
    ("requested", "open"): "returnApproveRequest",
    ("requested", "declined"): "returnDeclineRequest",
    ("requested", "canceled"): "returnCancel",
    ("open", "closed"): "returnClose",
    ("open", "canceled"): "returnCancel",
    ("closed", "open"): "returnReopen",
}
"""The mutation that leads from one status to another; there are no other ways."""


class Sent(Row):
    """The line of the order that comes back."""

    id: str = ""
    title: str = ""
    sku: str | None = None
    product: Id | None = None


class Shipped(Row):
    """The line of the shipment that it was sent in."""

    line_item: Sent | None = None


class ReturnLine(Row):
    """How much of a line comes back, and why."""

    id: str = ""
    quantity: int = 0
    return_reason: str | None = None
    return_reason_note: str | None = None
    customer_note: str | None = None
    fulfillment_line_item: Shipped | None = None


LINES = At("returnLineItems.nodes", list[ReturnLine])


def _status(word: str | None) -> ReturnStatus:
    id = (word or "").lower()
    return ReturnStatus(id=id, name=STATUSES.get(id, id))


def _lines(rows: list[ReturnLine] | None) -> list[ReturnOrderProduct]:
    return [_line(row) for row in rows or ()]


def _line(row: ReturnLine) -> ReturnOrderProduct:
    line = (row.fulfillment_line_item.line_item if row.fulfillment_line_item else None) or Sent()
    reason = (row.return_reason or "unknown").lower()
    return ReturnOrderProduct(
        product_id=number(line.product.id) if line.product else None,
        order_product_id=number(line.id),
        sku=line.sku,
        name=line.title,
        quantity=row.quantity,
        reason=ReturnReason(id=reason, name=REASONS.get(reason, reason)),
        customer_comment=row.customer_note or row.return_reason_note or None,
    )


def _moment(text: str | None) -> str | None:
    moment = moment_of(text)
    return moment.value if moment and isinstance(moment.value, str) else None


class ReturnMap(Map[Return]):
    """A return."""

    id = field("id", id_codec)
    name = field("name", string)
    order_id = field("order.id", id_codec)
    store_id = constant(STORE_ID)
    created_at = computed(_moment, "createdAt")
    status = computed(_status, "status")
    order_products = computed(_lines, LINES)


class _Returned(Row):
    id: str


async def _all(shop: Shop, p: ReturnListParams | ReturnCountParams, ids: list[str]) -> list[Return]:
    """The returns of some orders; without ids, of all orders that have any, which are looked up first.

    Orders are the only way to returns that Shopify has.
    """
    if not ids:
        values = {**query(["NOT return_status:no_return"]), **BY_ID}
        ids = [row.id for row in await shop.everything("orders", _Returned, values)]
    wanted = merge(shop.wanted, Selection.named("id", "status"))
    found: list[Return] = []
    for id in ids:
        rows = await shop.below("order", id, "returns.nodes", ReturnMap, wanted=wanted)
        if rows is None:
            raise missing("Order", id)
        found += rows
    if p.status is not None:
        word = p.status.lower()
        if word not in STATUSES:
            raise allowed("status", STATUSES)
        found = [one for one in found if isinstance(one.status, ReturnStatus) and one.status.id == word]
    return found


def _orders(order_id: str | None, order_ids: str | None) -> list[str]:
    ids = gids("Order", order_ids or "", "order_ids")
    if order_id is not None:
        ids.append(gid("Order", order_id, "order_id"))
    return list(dict.fromkeys(ids))


@shopify.implements(api.returns.list, "order_id", "order_ids", "status", gives=ReturnMap)
async def return_list(shop: Shop, p: ReturnListParams) -> Page[Return]:
    """List the returns of some orders, or of all that have any; an order's ``return_status`` says so."""
    found = await _all(shop, p, _orders(p.order_id, p.order_ids))
    return Page(items=found[p.start : p.start + p.count], total=len(found))


@shopify.implements(api.returns.count, "order_ids", "status")
async def return_count(shop: Shop, p: ReturnCountParams) -> ReturnCount:
    """Count the returns of some orders."""
    return ReturnCount(returns_count=len(await _all(shop, p, _orders(None, p.order_ids))))


@shopify.implements(api.returns.info, "id", "order_id", gives=ReturnMap)
async def return_info(shop: Shop, p: ReturnInfoParams) -> Return:
    """Read one return."""
    id = gid("Return", p.id, "id")
    wanted = merge(shop.wanted, Selection.named("order_id"))
    found = await shop.one("return", ReturnMap, {"id": Of("ID!", id)}, wanted=wanted)
    if found is None or (p.order_id is not None and number(gid("Order", p.order_id, "order_id")) != found.order_id):
        raise missing("Return", id)
    return found


@shopify.implements(api.returns.status.list, gives=("id", "name"))
async def return_status_list(shop: Shop, p: Params) -> Page[Status]:
    """The statuses of returns."""
    return Page(items=[Status(id=id, name=name) for id, name in STATUSES.items()])


@shopify.implements(api.returns.reason.list, gives=("id", "name"))
async def return_reason_list(shop: Shop, p: ReturnReasonListParams) -> Page[Status]:
    """The reasons to return something."""
    return Page(items=[Status(id=id, name=name) for id, name in REASONS.items()])


@shopify.implements(
    api.returns.action.list, gives=("id", "name"), emulated=True, note="There is nothing to choose: items come back."
)
async def return_action_list(shop: Shop, p: Params) -> Page[Status]:
    """What is done with what comes back."""
    return Page(items=[Status(id=ACTION, name="Return")])


class Made(Coded):
    """The answer of a mutation that makes or changes a return."""

    returned: Id | None = msgspec.field(name="return", default=None)


class _Part(Row):
    id: str = ""
    line_item: Id | None = None


class _Returnable(Row):
    quantity: int = 0
    fulfillment_line_item: _Part | None = None


class _Parts(Row):
    nodes: list[_Returnable] = []


class Returnable(Row):
    """A shipment of which items can come back."""

    id: str
    returnable_fulfillment_line_items: _Parts | None = None


@shopify.implements(
    api.order.return_.add, "order_id", "return_status_id", "return_action_id", "return_reason_id", "order_products",
    "comment",
)  # fmt: skip
async def return_add(shop: Shop, p: OrderReturnAddParams) -> OrderReturnAdded:
    """Open a return, or a request for one that the merchant has to approve; items must have been shipped."""
    if p.return_status_id not in ("requested", "open"):
        raise allowed("return_status_id", ("requested", "open"))
    if p.return_action_id != ACTION:
        raise allowed("return_action_id", (ACTION,))
    order = order_gid(p.order_id)
    requested = p.return_status_id == "requested"
    lines = await _returned(shop, order, p, requested)
    name, type, argument = (
        ("returnRequest", "ReturnRequestInput!", "input")
        if requested
        else ("returnCreate", "ReturnInput!", "returnInput")
    )
    values = {argument: Of(type, {"orderId": order, "returnLineItems": lines})}
    with known("Order", order):
        made = await shop.mutate(name, values, Made)
    return OrderReturnAdded(return_id=number(made.returned.id if made.returned else ""))


async def _returned(shop: Shop, order: str, p: OrderReturnAddParams, requested: bool) -> list[dict[str, Any]]:
    """The lines of shipments that the wanted items were sent in."""
    found = await shop.everything("returnableFulfillments", Returnable, {"orderId": Of("ID!", order)}, most=250)
    sent = [
        (line.fulfillment_line_item, line.quantity)
        for one in found
        for line in (one.returnable_fulfillment_line_items.nodes if one.returnable_fulfillment_line_items else [])
        if line.fulfillment_line_item
    ]
    rows: list[dict[str, Any]] = []
    for product in p.order_products:
        reason = product.order_product_reason_id or p.return_reason_id
        if reason.lower() not in REASONS:
            raise allowed("return_reason_id", REASONS)
        id, left = gid("LineItem", product.order_product_id, "order_products"), product.order_product_quantity
        for part, quantity in sent:
            take = min(left, quantity) if part.line_item and part.line_item.id == id else 0
            if take <= 0:
                continue
            left -= take
            note = product.order_product_customer_comment or product.order_product_reason or p.comment
            row = {"fulfillmentLineItemId": part.id, "quantity": take, "returnReason": reason.upper()}
            rows.append(row | ({"customerNote" if requested else "returnReasonNote": note} if note else {}))
        if left > 0:
            raise refuse(
                "order_products", f"Not that many of item {product.order_product_id} were shipped and can come back."
            )
    return rows


@shopify.implements(
    api.order.return_.update, "return_id", "order_id", "order_products", "return_status_id", "reject_reason",
    "send_notifications",
)  # fmt: skip
async def return_update(shop: Shop, p: OrderReturnUpdateParams) -> UpdatedItems:
    """Lead a return to its next status; which may follow which is Shopify's own order, its items stay as they are."""
    id = gid("Return", p.return_id, "return_id")
    found = await shop.one("return", ReturnMap, {"id": Of("ID!", id)}, wanted=_SEEN)
    if found is None or (p.order_id is not None and number(gid("Order", p.order_id, "order_id")) != found.order_id):
        raise missing("Return", id)
    now = str(found.status.id) if isinstance(found.status, ReturnStatus) else ""
    _same_items(found, p)
    wanted = p.return_status_id.lower() if p.return_status_id else now
    if wanted == now:
        return UpdatedItems(updated_items=0)
    name = STEPS.get((now, wanted))
    if name is None:
        after = [target for (source, target) in STEPS if source == now]
        follows = f"It can become: {', '.join(after)}." if after else "It stays as it is."
        raise refuse("return_status_id", f"The return is {now}. {follows}")
    with known("Return", id):
        await shop.mutate(name, _step(name, id, p), Made)
    return UpdatedItems(updated_items=1)


_SEEN = Selection.named("id", "order_id", "status", "order_products")


def _same_items(found: Return, p: OrderReturnUpdateParams) -> None:
    known_ = {str(one.order_product_id): one.quantity for one in found.order_products or []}
    for product in p.order_products:
        id = number(gid("LineItem", product.order_product_id, "order_products"))
        if known_.get(id) != product.order_product_quantity:
            raise refuse("order_products", "The items of a return can't be changed.")


def _step(name: str, id: str, p: OrderReturnUpdateParams) -> dict[str, Of]:
    notify = p.send_notifications
    if name == "returnApproveRequest":
        return {"input": Of("ReturnApproveRequestInput!", {"id": id, "notifyCustomer": notify})}
    if name == "returnDeclineRequest":
        body: dict[str, Any] = {"id": id, "declineReason": "OTHER", "notifyCustomer": notify}
        return {
            "input": Of(
                "ReturnDeclineRequestInput!", body | ({"declineNote": p.reject_reason} if p.reject_reason else {})
            )
        }
    if p.reject_reason:
        raise refuse("reject_reason", "It must be used with the step from 'requested' to 'declined'.")
    return {"id": Of("ID!", id)} | ({"notifyCustomer": Of("Boolean", notify)} if name == "returnCancel" else {})
