"""Adding, narrowing and deleting discounts by code.

https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/discountCodeBasicCreate, …/discountCodeFreeShippingCreate
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import (
    CartCouponAddParams,
    CartCouponConditionAddParams,
    CartCouponDeleteParams,
    CouponAdded,
)
from polycart.api.results import Deleted, Done
from polycart.core.dates import parse_date
from polycart.core.documents import Of
from polycart.core.errors import AlreadyExists, ParameterError, StoreError, TooManyItems
from polycart.core.given import allowed, refuse
from polycart.core.graphql import Problem
from polycart.core.undo import Step, Undo
from polycart.platforms.shopify.connection import Coded, CodedError, Id, Row, Shop, shopify
from polycart.platforms.shopify.coupon_conditions import Condition, Held, narrowed
from polycart.platforms.shopify.coupons import code_id
from polycart.platforms.shopify.discounts import KINDS, Context, Items, Minimum, kind_of
from polycart.platforms.shopify.ids import gid, known, missing, number
from polycart.platforms.shopify.values import spelled

AT_ONCE = 250
"""Codes that can be added in one request."""

MOST_CODES = 1000
"""Codes that a call adds: https://shopify.dev/docs/api/admin-graphql/2026-10/mutations/discountRedeemCodeBulkAdd."""

WORDS = {
    KINDS["Basic"]: ("discountCodeBasic", "basicCodeDiscount", "DiscountCodeBasicInput!"),
    KINDS["Bxgy"]: ("discountCodeBxgy", "bxgyCodeDiscount", "DiscountCodeBxgyInput!"),
    KINDS["FreeShipping"]: ("discountCodeFreeShipping", "freeShippingCodeDiscount", "DiscountCodeFreeShippingInput!"),
}
"""The mutations of each kind, their argument and its type."""

Body = dict[str, Any]


class Made(Coded):
    """The answer of a mutation that makes or changes a discount by code."""

    code_discount_node: Id | None = None


class Gone(Coded):
    """The answer of a mutation that deletes one."""

    deleted_code_discount_id: str | None = None


class _Begun(Coded):
    bulk_creation: Id | None = None


class Refused(Row):
    """A code that was to be added, and what is wrong with it."""

    code: str = ""
    errors: list[CodedError] = []


class _Codes(Row):
    nodes: list[Refused] = []


class Creation(Row):
    """Codes that the shop adds a moment later."""

    id: str = ""
    done: bool = False
    failed_count: int = 0
    bulk: _Codes | None = None


def _moment(value: str) -> str:
    return parse_date(value).strftime("%Y-%m-%dT%H:%M:%SZ")


def _when(p: CartCouponAddParams) -> Body:
    start = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if p.date_start == "now" else _moment(p.date_start)
    if p.date_end is None:
        return {"startsAt": start}
    end = _moment(p.date_end)
    if end <= start:
        raise refuse("date_end", "It must be after the moment when the coupon starts.")
    return {"startsAt": start, "endsAt": end}


def _kind(p: CartCouponAddParams) -> tuple[str, Body]:
    """The kind of discount that the coupon is, and what it takes off."""
    if p.action_apply_to == "shipping":
        if (p.action_type, p.action_amount) != ("percent", 100):
            raise refuse("action_amount", "A Shopify coupon can make shipping free only: 100 percent.")
        if p.action_scope != "order":
            raise refuse("action_scope", "Shipping is of an order: 'order' goes with action_apply_to 'shipping'.")
        return KINDS["FreeShipping"], {}
    if p.action_amount <= 0 or (p.action_type == "percent" and p.action_amount > 100):
        raise refuse("action_amount", "It must be above 0, and 100 at most in per cent.")
    if p.action_apply_to == "item_price" and p.action_scope != "matching_items":
        raise refuse("action_scope", "It goes with action_apply_to: item_price with matching_items.")
    if p.action_type == "percent":
        value: Body = {"percentage": round(p.action_amount / 100, 6)}
    else:
        each = p.action_apply_to == "item_price"
        value = {"discountAmount": {"amount": spelled(p.action_amount), "appliesOnEachItem": each}}
    return KINDS["Basic"], {"customerGets": {"value": value, "items": {"all": True}}}


PARTS = ("entity", "key", "operator", "value")


def _condition(p: CartCouponAddParams, kind: str) -> Body:
    """What the action's own condition adds to the body; a discount of matching items needs to know which."""
    given = {part: getattr(p, f"action_condition_{part}") for part in PARTS}
    told = [part for part in PARTS if given[part] is not None]
    missed = [part for part in PARTS if given[part] is None]
    if told and missed:
        raise ParameterError(
            f"Parameter 'action_condition_{missed[0]}' is required with the other action_condition parameters."
        )
    ofitems = bool(told) and given["entity"] == "product"
    if p.action_scope == "matching_items" and not ofitems:
        raise refuse("action_scope", "Which items match has to be told by action_condition_entity 'product'.")
    if ofitems and p.action_scope != "matching_items":
        raise refuse("action_scope", "It must be 'matching_items' where action_condition_entity is 'product'.")
    if not told:
        return {}
    condition = Condition(**{part: str(given[part]) for part in PARTS}, prefix="action_condition_", action=ofitems)
    return narrowed(condition, kind, Held())


def _limits(p: CartCouponAddParams) -> Body:
    if p.usage_limit is not None and p.usage_limit < 1:
        raise refuse("usage_limit", "It must be 1 or more.")
    if p.usage_limit_per_customer not in (None, 1):
        raise refuse("usage_limit_per_customer", "A customer can use a Shopify coupon once (1), or without a limit.")
    return {"usageLimit": p.usage_limit, "appliesOncePerCustomer": p.usage_limit_per_customer == 1}


def _further(p: CartCouponAddParams) -> list[str]:
    """The codes beside the first one, each once whatever its case, as Shopify tells codes apart."""
    seen = {p.code.casefold()}
    found: list[str] = []
    for code in p.codes or []:
        if not code.strip():
            raise refuse("codes", "A code cannot be empty.")
        if code.casefold() not in seen:
            seen.add(code.casefold())
            found.append(code)
    if len(found) >= MOST_CODES:
        raise TooManyItems(f"Parameter 'codes' takes {MOST_CODES} codes at most.")
    return found


@shopify.implements(
    api.cart.coupon.add, "code", "codes", "name", "action_type", "action_apply_to", "action_scope", "action_amount",
    "date_start", "date_end", "usage_limit", "usage_limit_per_customer", "action_condition_entity",
    "action_condition_key", "action_condition_operator", "action_condition_value", "customer_id",
)  # fmt: skip
async def coupon_add(shop: Shop, p: CartCouponAddParams) -> CouponAdded:
    """Add a discount by code; further codes are added a moment later, which is waited for."""
    kind, takes = _kind(p)
    further = _further(p)
    context: Body = {"all": "ALL"}
    if p.customer_id is not None:
        context = {"customers": {"add": [gid("Customer", p.customer_id, "customer_id")]}}
    narrow = _condition(p, kind)
    if "customerGets" in narrow:
        takes = {"customerGets": {**takes["customerGets"], **narrow.pop("customerGets")}}
    if p.customer_id is not None and "context" in narrow:
        raise refuse("action_condition_key", "The customer is told by 'customer_id' already.")
    body = {"title": p.name or p.code, "code": p.code, "context": context, **takes, **_when(p), **_limits(p), **narrow}
    name, argument, type = WORDS[kind]
    async with Undo(shop) as undo:
        back = await _dropping(shop, p.code) if further else None
        if back:
            undo(back)
        try:
            made = await shop.mutate(f"{name}Create", {argument: Of(type, body)}, Made)
        except AlreadyExists as error:
            if back:
                undo.spare(back)
            raise _taken(p.code, error) from error
        id = made.code_discount_node.id if made.code_discount_node else ""
        if further:
            await _add_codes(shop, id, further)
    return CouponAdded(coupon_id=number(id))


async def _dropping(shop: Shop, code: str) -> Step:
    """The step back of adding a coupon, which is known by its code before the shop has made it."""
    by_code = {"code": Of("String!", code)}
    if await shop.look("codeDiscountNodeByCode", Id, by_code) is not None:
        raise _taken(code)
    sought = shop.sought("codeDiscountNodeByCode", Id, by_code)
    return shop.step(f"Coupon '{code}'", "discountCodeDelete", {"id": Of("ID!", "{id}")}, Gone, sought=sought)


def _taken(code: str, error: AlreadyExists | None = None) -> AlreadyExists:
    return AlreadyExists(f"Coupon with code = '{code}' already exist.", native=error.native if error else None)


async def _add_codes(shop: Shop, id: str, codes: list[str]) -> None:
    for at in range(0, len(codes), AT_ONCE):
        rows = [{"code": code} for code in codes[at : at + AT_ONCE]]
        values = {"discountId": Of("ID!", id), "codes": Of("[DiscountRedeemCodeInput!]!", rows)}
        begun = await shop.mutate("discountRedeemCodeBulkAdd", values, _Begun)
        creation = await _finished(shop, begun.bulk_creation.id if begun.bulk_creation else "")
        if creation.failed_count:
            raise _failure(shop, creation)


async def _finished(shop: Shop, id: str) -> Creation:
    """Wait until the shop has added the codes, for as long as the call may last."""
    pause = 0.2
    while True:
        found = await shop.look("discountRedeemCodeBulkCreation", Creation, {"id": Of("ID!", id)})
        if found is not None and found.done:
            return found
        if shop.call.seconds_left() <= pause + 1:
            raise StoreError("Shopify takes too long to add the codes; the coupon is not kept.")
        await asyncio.sleep(pause)
        pause = min(5.0, pause * 2)


def _failure(shop: Shop, creation: Creation) -> Exception:
    """The error for the first code that could not be added."""
    for row in creation.bulk.nodes if creation.bulk else []:
        for told in row.errors:
            error = shop.problem(Problem(told.message, told.code))
            if isinstance(error, AlreadyExists):
                return _taken(row.code, error)
            return StoreError(
                f"Shopify answered: code '{row.code[:60]}' {told.message.rstrip('.')}.", native=error.native
            )
    return StoreError(f"Shopify could not add {creation.failed_count} of the codes.")


class _Gets(Row):
    items: Items | None = None


class _Discount(Row):
    type: str = msgspec.field(name="__typename", default="")
    minimum_requirement: Minimum | None = None
    context: Context | None = None
    customer_gets: _Gets | None = None
    customer_buys: _Gets | None = None


class _Node(Row):
    id: str = ""
    discount: _Discount | None = None


TARGETS = ("coupon_prerequisite", "coupon_action")


@shopify.implements(api.cart.coupon.condition.add, "coupon_id", *PARTS, "target")
async def coupon_condition_add(shop: Shop, p: CartCouponConditionAddParams) -> Done:
    """Narrow a discount: ids join those that are there, a lowest sum takes the place of the one before."""
    id = gid("DiscountCodeNode", code_id(p.coupon_id), "coupon_id")
    if p.target not in TARGETS:
        raise allowed("target", TARGETS)
    condition = Condition(p.entity, p.key, p.operator, p.value, action=p.target == "coupon_action")
    found = await shop.look("discountNode", _Node, {"id": Of("ID!", id)})
    discount = found.discount if found else None
    if discount is None or not discount.type.startswith("DiscountCode"):
        raise missing("Coupon", id)
    kind = kind_of(discount.type)
    if kind not in WORDS:
        raise refuse("coupon_id", f"Coupon {number(id)} is worked out by an app, which alone can narrow it.")
    held = Held(
        discount.minimum_requirement, discount.context,
        discount.customer_gets.items if discount.customer_gets else None,
        discount.customer_buys.items if discount.customer_buys else None,
    )  # fmt: skip
    name, argument, type = WORDS[kind]
    body = narrowed(condition, kind, held)
    with known("Coupon", id):
        await shop.mutate(f"{name}Update", {"id": Of("ID!", id), argument: Of(type, body)}, Made)
    return Done(status=True)


@shopify.implements(api.cart.coupon.delete, "id")
async def coupon_delete(shop: Shop, p: CartCouponDeleteParams) -> Deleted:
    """Delete a discount by code, with all its codes."""
    id = gid("DiscountCodeNode", code_id(p.id), "id")
    with known("Coupon", id):
        await shop.mutate("discountCodeDelete", {"id": Of("ID!", id)}, Gone)
    return Deleted(deleted="1")
