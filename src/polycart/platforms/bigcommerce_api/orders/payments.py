"""Payments of orders: their transactions, and refunds.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/orders/transactions
https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/orders/refunds
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from polycart import api
from polycart.api.order import (
    OrderRefundAdded,
    OrderRefundAddParams,
    OrderTransaction,
    OrderTransactionListParams,
)
from polycart.core.errors import MissingParameter, NotFound, ParameterError, StoreError
from polycart.core.given import refuse
from polycart.core.method import Page
from polycart.core.selection import project
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce
from polycart.platforms.bigcommerce_api.numbers import missing, number, numbers
from polycart.platforms.bigcommerce_api.orders.reading import given_order
from polycart.platforms.bigcommerce_api.units import amount, iso


class _Card(msgspec.Struct):
    card_type: str | None = None
    card_iin: str | None = None
    card_last4: str | None = None


class _Check(msgspec.Struct):
    code: str | None = None
    message: str | None = None
    street_match: str | None = None
    postal_match: str | None = None


class _Offline(msgspec.Struct):
    display_name: str | None = None


class _Transaction(msgspec.Struct):
    id: int
    order_id: int | str
    event: str = ""
    method: str = ""
    amount: float = 0
    currency: str | None = None
    gateway: str | None = None
    gateway_transaction_id: str | None = None
    date_created: str | None = None
    test: bool = False
    status: str | None = None
    reference_transaction_id: int | None = None
    offline: _Offline | None = None
    credit_card: _Card | None = None
    avs_result: _Check | None = None
    cvv_result: _Check | None = None


FIELDS = (
    "id", "transaction_id", "order_id", "parent_id", "description", "status", "gateway", "currency", "amount",
    "created_time", "card_brand", "card_bin", "card_last_four", "avs_street_resp_code", "avs_postal_resp_code",
    "avs_message", "cvv_code", "cvv_message", "is_test_mode", "additional_fields",
)  # fmt: skip


def _row(row: _Transaction) -> OrderTransaction:
    card, avs, cvv = row.credit_card or _Card(), row.avs_result or _Check(), row.cvv_result or _Check()
    back = row.event == "refund"
    return OrderTransaction(
        id=str(row.id), transaction_id=row.gateway_transaction_id or None, order_id=str(row.order_id),
        parent_id=str(row.reference_transaction_id) if row.reference_transaction_id else None,
        description=(row.offline.display_name if row.offline else None) or row.event, status=row.status,
        gateway=row.gateway, currency=row.currency, amount=-abs(row.amount) if back else row.amount,
        created_time=iso.load(row.date_created), card_brand=card.card_type, card_bin=card.card_iin,
        card_last_four=card.card_last4, avs_street_resp_code=avs.street_match, avs_postal_resp_code=avs.postal_match,
        avs_message=avs.message, cvv_code=cvv.code, cvv_message=cvv.message, is_test_mode=row.test,
        additional_fields={"event": row.event, "method": row.method},
    )  # fmt: skip


@bigcommerce.implements(api.order.transaction.list, "order_ids", gives=FIELDS)
async def order_transaction_list(bc: Bigcommerce, p: OrderTransactionListParams) -> Page[OrderTransaction]:
    """List the transactions of orders, a request for each."""
    ids = numbers("order_ids", p.order_ids)

    async def of(id: int) -> list[_Transaction]:
        try:
            return await bc.records(f"v3/orders/{id}/transactions", None, _Transaction)
        except NotFound:
            return []

    rows = [row for found in await asyncio.gather(*(of(id) for id in ids)) for row in found]
    start = int((bc.call.cursor or {}).get("after", 0))
    return Page(
        items=project([_row(row) for row in rows[start : start + p.count]], bc.wanted),
        total=len(rows),
        next={"after": start + p.count} if start + p.count < len(rows) else None,
        previous={"after": max(0, start - p.count)} if start else None,
    )


class _Line(msgspec.Struct):
    id: int
    quantity: int = 0
    quantity_refunded: int = 0
    price_inc_tax: Any = 0
    total_inc_tax: Any = 0


class _Way(msgspec.Struct):
    provider_id: str
    amount: float = 0
    offline: bool = False
    offline_provider: bool = False


class _Quote(msgspec.Struct):
    total_refund_amount: float = 0
    refund_methods: list[list[_Way]] = []


@bigcommerce.implements(
    api.order.refund.add, "order_id", "items", "total_price", "shipping_price", "message", "is_online",
    note="The store reckons what items come to; goods are not put back into stock.",
)  # fmt: skip
async def order_refund_add(bc: Bigcommerce, p: OrderRefundAddParams) -> OrderRefundAdded:
    """Give money back: for items, for shipping, or as a sum; the store quotes it first and says by which ways."""
    id = given_order(p.order_id)
    base = f"v3/orders/{id}/payment_actions"
    try:
        items = await _items(bc, id, p)
        quote = msgspec.convert(await bc.post(f"{base}/refund_quotes", {"items": items}), _Quote, strict=False)
    except NotFound as error:
        raise missing("Order", id, error) from error
    ways = [way for way in quote.refund_methods if way and all(each.offline is not p.is_online for each in way)]
    if not ways:
        kind = "online" if p.is_online else "offline"
        raise refuse("is_online", f"BigCommerce offers no {kind} way to give the money of order {id} back.")
    payments = [{"provider_id": each.provider_id, "amount": each.amount, "offline": each.offline} for each in ways[0]]
    made = await bc.post(f"{base}/refunds", {"items": items, "payments": payments})
    declined = [each for each in made.get("payments") or () if each.get("is_declined")]
    if declined:
        raise StoreError(
            f"BigCommerce noted the refund, but its payment was declined: {declined[0]['declined_message']}."
        )
    return OrderRefundAdded(refund_id=str(made["id"]))


async def _items(bc: Bigcommerce, id: int, p: OrderRefundAddParams) -> list[dict[str, Any]]:
    """The parts of the refund."""
    reason = {"reason": p.message} if p.message else {}
    if p.total_price is not None:
        if p.items or p.shipping_price:
            raise ParameterError("Parameter 'total_price' can't be used with parameter(s): 'items','shipping_price'")
        return [{"item_type": "ORDER", "item_id": id, "amount": p.total_price, **reason}]
    made: list[dict[str, Any]] = []
    known = {row.id: row for row in await bc.records(f"v2/orders/{id}/products", None, _Line)} if p.items else {}
    for each in p.items or ():
        if each.order_product_id is None:
            raise MissingParameter("Parameter 'items.order_product_id' is required.")
        line = known.get(number("items.order_product_id", each.order_product_id))
        if line is None:
            raise missing("Order product", each.order_product_id)
        left = line.quantity - line.quantity_refunded
        quantity = left if each.quantity is None else int(each.quantity)
        if not 0 < quantity <= left:
            raise refuse("items.quantity", f"Of order product {line.id} {left} can be given back.")
        part: dict[str, Any] = {"item_type": "PRODUCT", "item_id": line.id, "quantity": quantity, **reason}
        if each.price is not None:
            whole = amount(line.total_inc_tax) * quantity / (line.quantity or 1)
            if not 0 < each.price <= round(whole, 2):
                raise refuse("items.price", f"At most {whole:.2f} was paid for order product {line.id}.")
            part["adjustments"] = [{"amount": round(whole - each.price, 4), "description": "Kept back"}]
        made.append(part)
    if p.shipping_price:
        places = await bc.records(f"v2/orders/{id}/shipping_addresses")
        if not places:
            raise refuse("shipping_price", f"Order {id} was not shipped.")
        made.append({"item_type": "SHIPPING", "item_id": places[0]["id"], "amount": p.shipping_price, **reason})
    if not made:
        raise MissingParameter("Parameter 'total_price', 'items' or 'shipping_price' is required.")
    return made


bigcommerce.lacks(
    "BigCommerce keeps returns in its control panel only; its API tells none.",
    api.order.return_.add, api.order.return_.update, api.order.return_.delete,
    api.returns.list, api.returns.info, api.returns.count,
    api.returns.status.list, api.returns.reason.list, api.returns.action.list,
)  # fmt: skip
