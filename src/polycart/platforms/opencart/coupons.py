"""Coupons, and the gift vouchers that OpenCart had up to 4.0."""

from __future__ import annotations

import secrets
import string
from collections.abc import Sequence
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import (
    CartCouponAddParams,
    CartCouponConditionAddParams,
    CartCouponCountParams,
    CartCouponDeleteParams,
    CartCouponListParams,
    CartGiftcardAddParams,
    CartGiftcardCountParams,
    CartGiftcardDeleteParams,
    CartGiftcardListParams,
    Coupon,
    CouponAction,
    CouponAdded,
    CouponCode,
    CouponCondition,
    CouponCount,
    CouponHistory,
    GiftCard,
    GiftCardAdded,
    GiftCardCount,
)
from polycart.api.results import Deleted, Done
from polycart.core.bridge.tables import Condition, Follow, Table, conditions, where
from polycart.core.codecs import decimal, text
from polycart.core.errors import AlreadyExists, Unsupported
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.core.moments import now
from polycart.platforms.opencart.connection import Opencart, opencart
from polycart.platforms.opencart.products.bodies import known_ids
from polycart.platforms.opencart.statements import delete, insert, inserts, made, update
from polycart.platforms.opencart.values import (
    allowed,
    amount,
    escaped,
    flag,
    missing,
    moment,
    moment_text,
    money,
    native_date,
    native_ids,
    number_of,
    numbers_of,
    refused,
    unescaped,
    words,
)

ID = "c.coupon_id"
COUPON = Table(
    "coupon",
    "c",
    follow={
        "products": Follow(Table("coupon_product", "cp"), "cp.coupon_id = c.coupon_id", order=["cp.product_id"]),
        "categories": Follow(Table("coupon_category", "cc"), "cc.coupon_id = c.coupon_id", order=["cc.category_id"]),
        "history": Follow(Table("coupon_history", "ch"), "ch.coupon_id = c.coupon_id", order=["ch.coupon_history_id"]),
    },
)


class _Id(msgspec.Struct):
    id: int = 0


class _Products(Map[_Id]):
    id = field("cp.product_id")


class _Categories(Map[_Id]):
    id = field("cc.category_id")


class _HistoryMap(Map[CouponHistory]):
    order_id = field("ch.order_id", text)
    amount = field("ch.amount", decimal)


def _actions(kind: Any, discount: Any, shipping: Any, products: Sequence[_Id], categories: Sequence[_Id]) -> Any:
    """What the coupon takes off: a percentage or an amount, and the price of shipping."""
    narrowed = bool(products or categories)
    found: list[CouponAction] = []
    if amount(discount):
        found.append(
            CouponAction(
                scope="matching_items" if narrowed else "order", apply_to="item_price" if narrowed else "order_total",
                type="percent" if kind == "P" else "fixed", amount=amount(discount), conditions=[],
            )
        )  # fmt: skip
    if int(shipping or 0):
        found.append(CouponAction(scope="order", apply_to="shipping", type="percent", amount=100.0, conditions=[]))
    return found


def _conditions(least: Any, logged: Any, products: Sequence[_Id], categories: Sequence[_Id]) -> list[CouponCondition]:
    """What must hold; a condition is known by where it is kept."""
    found: list[CouponCondition] = []
    if amount(least):
        found.append(
            CouponCondition(
                id="total", entity="order", key="subtotal", operator=">=", value=decimal.dump(amount(least))
            )
        )
    for id, key, rows in (("product", "product_id", products), ("category", "category_id", categories)):
        if rows:
            listed = ",".join(str(row.id) for row in rows)
            found.append(
                CouponCondition(id=id, entity="product", key=key, operator="==", value=listed, match_items="any")
            )
    if int(logged or 0):
        found.append(CouponCondition(id="logged", entity="customer", key="customer_id", operator="!=", value="0"))
    return found


def _codes(id: Any, code: Any, history: list[CouponHistory]) -> list[CouponCode]:
    return [CouponCode(id=str(id), code=unescaped(code) or "", used_times=len(history))]


def _count(history: list[CouponHistory]) -> int:
    return len(history)


def _told(history: list[CouponHistory]) -> list[CouponHistory]:
    return history


def _limit(uses: Any) -> int | None:
    """How often; 0 is without limit."""
    return int(uses or 0) or None


class CouponMap(Map[Coupon]):
    """A coupon."""

    id = field(ID, text)
    code = field("c.code", words)
    codes = computed(_codes, ID, "c.code", At("history", _HistoryMap))
    name = field("c.name", words)
    actions = computed(
        _actions, "c.type", "c.discount", "c.shipping", At("products", _Products), At("categories", _Categories)
    )
    date_start = field("c.date_start", moment)
    date_end = field("c.date_end", moment)
    avail = field("c.status", flag)
    used_times = computed(_count, At("history", _HistoryMap))
    usage_limit = computed(_limit, "c.uses_total")
    usage_limit_per_customer = computed(_limit, "c.uses_customer")
    conditions = computed(_conditions, "c.total", "c.logged", At("products", _Products), At("categories", _Categories))
    usage_history = computed(_told, At("history", _HistoryMap))
    additional_fields = extras(date_added="c.date_added", logged="c.logged")


class CouponQuery(Map[CartCouponListParams]):
    """The filters that are conditions by themselves."""

    coupons_ids = where("c.coupon_id IN :v", native_ids("coupons_ids"))
    date_start_from = where("c.date_start >= :v", moment)
    date_start_to = where("c.date_start <= :v", moment)
    date_end_from = where("c.date_end >= :v", moment)
    date_end_to = where("c.date_end <= :v", moment)


class CountQuery(Map[CartCouponCountParams]):
    """The same filters for the number."""

    date_start_from = CouponQuery.entries["date_start_from"]
    date_start_to = CouponQuery.entries["date_start_to"]
    date_end_from = CouponQuery.entries["date_end_from"]
    date_end_to = CouponQuery.entries["date_end_to"]


STATUSES = {"active": 1, "enabled": 1, "inactive": 0, "disabled": 0}


@opencart.implements(api.cart.coupon.list, CouponQuery, "avail", "status", gives=CouponMap)
async def cart_coupon_list(cart: Opencart, p: CartCouponListParams) -> Page[Coupon]:
    """List the coupons."""
    await cart.facts()
    found = list(conditions(CouponQuery, p))
    if p.avail is not None:
        found.append(["c.status", "=", int(p.avail)])
    if p.status is not None:
        if p.status.lower() not in STATUSES:
            raise allowed("status", STATUSES)
        found.append(["c.status", "=", STATUSES[p.status.lower()]])
    return await cart.window(COUPON, CouponMap, found, start=p.start, count=p.count, order=[ID])


@opencart.implements(api.cart.coupon.count, CountQuery, "avail")
async def cart_coupon_count(cart: Opencart, p: CartCouponCountParams) -> CouponCount:
    """Count the coupons."""
    await cart.facts()
    found = list(conditions(CountQuery, p))
    if "avail" in cart.call.given:
        found.append(["c.status", "=", int(p.avail)])
    return CouponCount(coupons_count=await cart.total(COUPON, found))


@opencart.implements(
    api.cart.coupon.add, "code", "action_type", "action_apply_to", "action_scope", "action_amount", "name",
    "date_start", "date_end", "usage_limit", "usage_limit_per_customer", "action_condition_entity",
    "action_condition_key", "action_condition_operator", "action_condition_value",
)  # fmt: skip
async def cart_coupon_add(cart: Opencart, p: CartCouponAddParams) -> CouponAdded:
    """Add a coupon; without an end it holds for ever, without limits it can be used by everybody any time."""
    await cart.writing()
    if len(p.code) > 20:
        raise refused("code", "OpenCart's codes have 20 characters at most.")
    if await cart.has("coupon", ["t.code", "=", escaped(p.code)]):
        raise AlreadyExists(f"Coupon with code = '{p.code}' already exist.")
    narrowed = await _narrowed(cart, p)
    if p.action_scope == "matching_items" and not narrowed:
        raise refused("action_scope", "The items have to be named by a condition on products or categories.")
    row = {
        "name": escaped(p.name or p.code), "code": escaped(p.code), "logged": 0, "total": "0.0000",
        "date_start": now()[:10] if p.date_start == "now" else native_date(p.date_start),
        "date_end": native_date(p.date_end) if p.date_end else "2099-12-31", "uses_total": p.usage_limit or 0,
        "uses_customer": p.usage_limit_per_customer or 0, "status": 1, "date_added": now(), **_reduction(p),
    }  # fmt: skip
    statements = [insert("coupon", row)]
    for kind, ids in narrowed.items():
        statements += inserts(f"coupon_{kind}", ({"coupon_id": made(), f"{kind}_id": id} for id in ids))
    results = await cart.save(
        statements, back=lambda done: [delete(table, ["coupon_id", "=", int(done[0].insert)]) for table in TABLES]
    )
    return CouponAdded(coupon_id=str(results[0].insert))


TABLES = ("coupon", "coupon_product", "coupon_category", "coupon_history")


def _reduction(p: CartCouponAddParams) -> dict[str, Any]:
    if p.action_amount <= 0 or (p.action_type == "percent" and p.action_amount > 100):
        raise refused("action_amount", "It must be above 0, and 100 at most in per cent.")
    if p.action_apply_to == "shipping":
        if (p.action_type, p.action_amount) != ("percent", 100):
            raise refused("action_amount", "Shipping is free, or costs what it costs.")
        return {"type": "P", "discount": "0.0000", "shipping": 1}
    kind = "P" if p.action_type == "percent" else "F"
    return {"type": kind, "discount": money(p.action_amount), "shipping": 0}


KEYS = {"product_id": "product", "category_id": "category"}


async def _items(cart: Opencart, key: str, value: str, parameter: str) -> dict[str, list[int]]:
    kind = KEYS[key]
    ids = numbers_of(parameter, value)
    await known_ids(cart, kind, ids, kind.capitalize())
    return {kind: ids}


async def _narrowed(cart: Opencart, p: CartCouponAddParams) -> dict[str, list[int]]:
    """The products or categories that the coupon is limited to."""
    if p.action_condition_key is None:
        return {}
    entity = p.action_condition_entity in (None, "product")
    if p.action_condition_key not in KEYS or not entity or p.action_condition_operator not in (None, "=="):
        raise allowed("action_condition_key", KEYS)
    return await _items(cart, p.action_condition_key, p.action_condition_value or "", "action_condition_value")


@opencart.implements(api.cart.coupon.delete, "id")
async def cart_coupon_delete(cart: Opencart, p: CartCouponDeleteParams) -> Deleted:
    """Delete a coupon with its history, as OpenCart does."""
    await cart.writing()
    id = number_of("id", p.id)
    if not await cart.has("coupon", ["t.coupon_id", "=", id]):
        raise missing("Coupon", p.id)
    await cart.save([delete(table, ["coupon_id", "=", id]) for table in TABLES])
    return Deleted(deleted="1")


@opencart.implements(
    api.cart.coupon.condition.add, "coupon_id", "entity", "key", "operator", "value",
    note="A lowest sum of the order, products or categories.",
)  # fmt: skip
async def cart_coupon_condition_add(cart: Opencart, p: CartCouponConditionAddParams) -> Done:
    """Limit a coupon."""
    await cart.writing()
    id = number_of("coupon_id", p.coupon_id)
    if not await cart.has("coupon", ["t.coupon_id", "=", id]):
        raise missing("Coupon", p.coupon_id)
    if (p.entity, p.key) in {("order", "subtotal"), ("order", "total")}:
        least = decimal.load(p.value)
        if p.operator != ">=" or least is None or least < 0:
            raise refused("operator", "A coupon knows a lowest sum: '>=' and an amount.")
        await cart.save([update("coupon", {"total": money(least)}, ["coupon_id", "=", id], exactly=1)])
        return Done(status=True)
    if p.entity != "product" or p.key not in KEYS or p.operator != "==":
        raise refused("key", "Allowed are 'subtotal' of 'order' with '>=', 'product_id' and 'category_id' of 'product' "
                             "with '=='.")  # fmt: skip
    ((kind, ids),) = (await _items(cart, p.key, p.value, "value")).items()
    await cart.save([insert(f"coupon_{kind}", *({"coupon_id": id, f"{kind}_id": each} for each in ids))])
    return Done(status=True)


VOUCHER = Table(
    "voucher",
    "v",
    follow={
        "uses": Follow(Table("voucher_history", "vh"), "vh.voucher_id = v.voucher_id", order=["vh.voucher_history_id"])
    },
)
KEY = "v.voucher_id"


class _UseMap(Map[CouponHistory]):
    order_id = field("vh.order_id", text)
    amount = field("vh.amount", decimal)


def _left(first: Any, uses: list[CouponHistory]) -> float:
    return round(amount(first) + sum(float(use.amount or 0) for use in uses), 4)


def _state(status: Any) -> str:
    return "active" if int(status or 0) else "disabled"


async def _default_currency(cart: Opencart, rows: list[tuple[Any, ...]]) -> list[str]:
    return [cart.known.currency.code] * len(rows)


class VoucherMap(Map[GiftCard]):
    """A gift voucher, whose amount is in the default currency."""

    id = field(KEY, text)
    code = field("v.code", words)
    name = field("v.to_name", words)
    currency_code = lazy(_default_currency, KEY)
    amount = computed(_left, "v.amount", At("uses", _UseMap))
    initial_amount = field("v.amount", decimal)
    status = computed(_state, "v.status")
    created_at = computed(moment_text, "v.date_added")
    message = field("v.message", words)
    issuer_email = field("v.from_email", words)
    issuer_name = field("v.from_name", words)
    recipient_email = field("v.to_email", words)
    recipient_name = field("v.to_name", words)
    usage_history = computed(_told, At("uses", _UseMap))


async def _vouchers(cart: Opencart) -> None:
    """Refuse where the shop has no vouchers."""
    known = await cart.facts()
    if not known.has("voucher"):
        raise Unsupported(f"OpenCart {known.info.version} has no gift vouchers: they went with OpenCart 4.1.")


NOTE = "Up to OpenCart 4.0, which had gift vouchers."


@opencart.implements(api.cart.giftcard.list, "ids", gives=VoucherMap, note=NOTE)
async def cart_giftcard_list(cart: Opencart, p: CartGiftcardListParams) -> Page[GiftCard]:
    """List the gift vouchers."""
    found: list[Condition] = [] if p.ids is None else [[KEY, "in", native_ids("ids").dump(p.ids)]]
    await _vouchers(cart)
    return await cart.window(VOUCHER, VoucherMap, found, start=p.start, count=p.count, order=[KEY])


@opencart.implements(api.cart.giftcard.count, note=NOTE)
async def cart_giftcard_count(cart: Opencart, p: CartGiftcardCountParams) -> GiftCardCount:
    """Count the gift vouchers."""
    await _vouchers(cart)
    return GiftCardCount(gift_cards_count=await cart.total(VOUCHER, []))


@opencart.implements(
    api.cart.giftcard.add, "amount", "code", "owner_email", "owner_name", "recipient_email", "recipient_name",
    "message", note=NOTE,
)  # fmt: skip
async def cart_giftcard_add(cart: Opencart, p: CartGiftcardAddParams) -> GiftCardAdded:
    """Add a gift voucher; nobody is told of it, for only the shop itself can send its mails."""
    await _vouchers(cart)
    await cart.writing()
    letters = string.ascii_uppercase + string.digits
    code = p.code or "".join(secrets.choice(letters) for _ in range(10))
    if len(code) > 10:
        raise refused("code", "OpenCart's vouchers have codes of 10 characters at most.")
    if p.amount <= 0:
        raise refused("amount", "It must be above 0.")
    if await cart.has("voucher", ["t.code", "=", escaped(code)]):
        raise AlreadyExists(f"Gift card with code = '{code}' already exist.")
    row = {
        "order_id": 0, "code": escaped(code), "from_name": escaped(p.owner_name or ""),
        "from_email": escaped(p.owner_email or ""), "to_name": escaped(p.recipient_name or ""),
        "to_email": escaped(p.recipient_email or ""), "voucher_theme_id": 0, "message": escaped(p.message or ""),
        "amount": money(p.amount), "status": 1, "date_added": now(),
    }  # fmt: skip
    (result,) = await cart.save([insert("voucher", row)])
    return GiftCardAdded(id=str(result.insert), code=code)


@opencart.implements(api.cart.giftcard.delete, "id", note=NOTE)
async def cart_giftcard_delete(cart: Opencart, p: CartGiftcardDeleteParams) -> Deleted:
    """Delete a gift voucher with its history, as OpenCart does."""
    await _vouchers(cart)
    await cart.writing()
    id = number_of("id", p.id)
    if not await cart.has("voucher", ["t.voucher_id", "=", id]):
        raise missing("Gift card", p.id)
    await cart.save([delete(table, ["voucher_id", "=", id]) for table in ("voucher", "voucher_history")])
    return Deleted(deleted="1")


opencart.lacks(
    "OpenCart has no price rules for the catalogue: specials and discounts are prices of each product.",
    api.cart.catalog_price_rules.list, api.cart.catalog_price_rules.count,
)  # fmt: skip
