"""Coupons of v2: a code that takes something off the cart or off items, or makes shipping free.

https://docs.bigcommerce.com/developer/api-reference/rest/admin/management/coupons-v2
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart import (
    CartCouponAddParams,
    CartCouponConditionAddParams,
    CartCouponCountParams,
    CartCouponDeleteParams,
    CartCouponListParams,
    Coupon,
    CouponAction,
    CouponAdded,
    CouponCode,
    CouponCondition,
    CouponCount,
)
from polycart.api.results import Deleted, Done
from polycart.core.codecs import integer, text
from polycart.core.dates import parse_date
from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.core.given import allowed, clash, refuse
from polycart.core.mapping import At, Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.platforms.bigcommerce_api.connection import Bigcommerce, bigcommerce, cut
from polycart.platforms.bigcommerce_api.numbers import missing, number, numbers
from polycart.platforms.bigcommerce_api.units import amount, rfc

PATH = "v2/coupons"
EVERYTHING = {"entity": "categories", "ids": [0]}
ENTITIES = {"products": "product_id", "categories": "category_id"}
Row = dict[str, Any]


class AppliesTo(msgspec.Struct):
    """What a coupon holds for: products or categories, of which 0 stands for all."""

    entity: str = "categories"
    ids: list[int] = []


APPLIES = At("applies_to", AppliesTo)


def _actions(type: str | None, value: Any, applies: AppliesTo | None) -> list[CouponAction]:
    money = amount(value)
    if type == "free_shipping":
        return [CouponAction(scope="order", apply_to="shipping", type="percent", amount=100.0, conditions=[])]
    if type == "shipping_discount":
        return [CouponAction(scope="order", apply_to="shipping", type="fixed", amount=money, conditions=[])]
    matching = type == "per_item_discount" or _narrow(applies)
    return [
        CouponAction(
            scope="matching_items" if matching else "order",
            apply_to="item_price" if type == "per_item_discount" else "order_total",
            type="percent" if type == "percentage_discount" else "fixed", amount=money, conditions=[],
        )
    ]  # fmt: skip


def _narrow(applies: AppliesTo | None) -> bool:
    return applies is not None and applies.ids not in ([], [0])


def _conditions(applies: AppliesTo | None, least: Any, places: Any) -> list[CouponCondition]:
    found: list[CouponCondition] = []
    if applies is not None and _narrow(applies):
        key = ENTITIES.get(applies.entity, "product_id")
        value = ",".join(map(str, applies.ids))
        found.append(CouponCondition(id="applies_to", entity="product", key=key, operator="IN", value=value))
    if amount(least):
        found.append(
            CouponCondition(
                id="min_purchase", entity="order", key="subtotal", operator=">=", value=f"{amount(least):g}"
            )
        )
    countries = places.get("countries") if isinstance(places, dict) else None  # type: ignore[reportUnknownVariableType]
    if countries:
        value = ",".join(countries) if isinstance(countries, list) else str(countries)  # type: ignore[reportUnknownVariableType]
        found.append(
            CouponCondition(
                id="restricted_to", entity="order_shipping_address", key="country", operator="IN", value=str(value)
            )
        )
    return found


def _moment(text: str | None) -> datetime | None:
    told = rfc.load(text)
    return parse_date(told.value) if told is not None and isinstance(told.value, str) else None


def _usable(enabled: bool | None, expires: str | None, used: int | None, most: int | None) -> bool:
    """Whether a shopper can use it now."""
    end = _moment(expires)
    return bool(enabled) and not (end and end < datetime.now(UTC)) and not (most and (used or 0) >= most)


def _codes(id: int | None, code: str | None, used: int | None) -> list[CouponCode]:
    return [CouponCode(id=str(id), code=code or "", used_times=used)]


def _none_of(value: int | None) -> int | None:
    return value or None


class CouponMap(Map[Coupon]):
    """A coupon; it works from the moment that it is made."""

    id = field("id", text)
    code = field("code")
    codes = computed(_codes, At("id", int), "code", At("num_uses", int))
    name = field("name")
    description = constant(None)
    actions = computed(_actions, "type", "amount", APPLIES)
    date_start = field("date_created", rfc)
    date_end = field("expires", rfc)
    avail = computed(_usable, "enabled", "expires", At("num_uses", int), At("max_uses", int))
    used_times = field("num_uses", integer)
    usage_limit = computed(_none_of, At("max_uses", int))
    usage_limit_per_customer = computed(_none_of, At("max_uses_per_customer", int))
    conditions = computed(_conditions, APPLIES, "min_purchase", "restricted_to")
    additional_fields = extras("type", "enabled", "shipping_methods", "restricted_to")


STATUSES = ("active", "inactive")
Check = Callable[[Row], bool]


def _bounds(field: str, low: str | None, high: str | None) -> list[Check]:
    if low is None and high is None:
        return []
    first, last = (parse_date(bound) if bound else None for bound in (low, high))

    def check(row: Row) -> bool:
        at = _moment(row.get(field))
        return at is not None and not ((first and at < first) or (last and at > last))

    return [check]


def _checks(p: CartCouponListParams | CartCouponCountParams, avail: bool | None) -> list[Check]:
    found = [*_bounds("date_created", p.date_start_from, p.date_start_to),
             *_bounds("expires", p.date_end_from, p.date_end_to)]  # fmt: skip
    if avail is not None:
        found.append(
            lambda row: (
                _usable(row.get("enabled"), row.get("expires"), row.get("num_uses"), row.get("max_uses")) is avail
            )
        )
    return found


SPANS = ("date_start_from", "date_start_to", "date_end_from", "date_end_to")


@bigcommerce.implements(api.cart.coupon.list, "coupons_ids", "avail", "status", *SPANS, gives=CouponMap)
async def cart_coupon_list(bc: Bigcommerce, p: CartCouponListParams) -> Page[Coupon]:
    """List coupons by id; where filters are given all are read, for the store filters by none of them."""
    avail = p.avail
    if p.status is not None:
        if p.status not in STATUSES:
            raise allowed("status", STATUSES)
        usable = p.status == "active"
        if avail is not None and avail is not usable:
            return Page(items=[], total=0, projected=True)
        avail = usable
    checks = _checks(p, avail)
    if p.coupons_ids is not None:
        wanted = set(numbers("coupons_ids", p.coupons_ids))
        checks.append(lambda row: row["id"] in wanted)
    if not checks:
        return await bc.window(PATH, {}, CouponMap, start=p.start, count=p.count)
    rows = [row for row in await bc.records(PATH, None, Row) if all(check(row) for check in checks)]
    page = cut(rows, start=p.start, count=p.count)
    reader = CouponMap.reader(bc.wanted)
    items = [reader.convert(row) for row in page.items]
    return Page(items=items, total=page.total, next=page.next, previous=page.previous, projected=True)


@bigcommerce.implements(api.cart.coupon.count, "avail", *SPANS)
async def cart_coupon_count(bc: Bigcommerce, p: CartCouponCountParams) -> CouponCount:
    """Count coupons: those that can be used, or with ``avail=false`` those that cannot; all where it is not given."""
    checks = _checks(p, p.avail if "avail" in bc.call.given else None)
    if not checks:
        return CouponCount(coupons_count=int((await bc.get(f"{PATH}/count"))["count"]))
    rows = await bc.records(PATH, None, Row)
    return CouponCount(coupons_count=sum(all(check(row) for check in checks) for row in rows))


def _kind(p: CartCouponAddParams) -> Row:
    """What the coupon does, as one of the kinds that the store has."""
    if p.action_apply_to == "shipping":
        if p.action_type == "percent":
            if p.action_amount != 100:
                raise refuse("action_amount", "Shipping can be made free (100 percent), or cheaper by a sum.")
            return {"type": "free_shipping", "amount": "0"}
        return {"type": "shipping_discount", "amount": f"{p.action_amount:.4f}"}
    if p.action_type == "percent":
        if not 0 <= p.action_amount <= 100:
            raise refuse("action_amount", "It must be between 0 and 100 percent.")
        return {"type": "percentage_discount", "amount": f"{p.action_amount:.4f}"}
    each = p.action_apply_to == "item_price"
    if each and p.action_scope != "matching_items":
        raise refuse("action_scope", "It goes with action_apply_to: item_price with matching_items.")
    return {"type": "per_item_discount" if each else "per_total_discount", "amount": f"{p.action_amount:.4f}"}


def _condition(names: dict[str, str], values: dict[str, str], applies: Row) -> Row:
    """The change that a condition is; ids join those of the same kind that are there."""
    entity, key, operator, value = (values[name] for name in ("entity", "key", "operator", "value"))
    given = operator.strip().upper()
    entities = {key: entity for entity, key in ENTITIES.items()}
    if entity == "product" and key in entities:
        if given not in ("==", "=", "IN"):
            raise allowed(names["operator"], ("==", "IN"))
        ids = numbers(names["value"], value)
        if applies["entity"] == entities[key] and applies["ids"] not in ([], [0]):
            ids = list(dict.fromkeys([*applies["ids"], *ids]))
        elif applies["ids"] not in ([], [0]):
            raise refuse(names["key"], f"The coupon holds for {applies['entity']} already; it can not hold for both.")
        return {"applies_to": {"entity": entities[key], "ids": ids}}
    if entity == "order" and key == "subtotal":
        if given != ">=":
            raise allowed(names["operator"], (">=",))
        try:
            return {"min_purchase": f"{float(value):.4f}"}
        except ValueError as error:
            raise refuse(names["value"], "It must be a number.") from error
    raise refuse(
        names["key"], "BigCommerce coupons can look at product_id or category_id of a product, and at the subtotal of "
        "an order.",
    )  # fmt: skip


@bigcommerce.implements(
    api.cart.coupon.add, "code", "codes", "name", "action_type", "action_apply_to", "action_scope", "action_amount",
    "date_start", "date_end", "usage_limit", "usage_limit_per_customer", "action_condition_entity",
    "action_condition_key", "action_condition_operator", "action_condition_value",
)  # fmt: skip
async def cart_coupon_add(bc: Bigcommerce, p: CartCouponAddParams) -> CouponAdded:
    """Add a coupon; it works at once."""
    if p.codes is not None and [code.casefold() for code in p.codes] != [p.code.casefold()]:
        raise clash("codes", ["code"])
    if p.date_start != "now" and parse_date(p.date_start) > datetime.now(UTC) + timedelta(minutes=1):
        raise refuse("date_start", "A BigCommerce coupon works at once.")
    body: Row = {"name": p.name or p.code, "code": p.code, "enabled": True, "applies_to": EVERYTHING, **_kind(p)}
    names = {part: f"action_condition_{part}" for part in ("entity", "key", "operator", "value")}
    given = {part: str(value) for part, name in names.items() if (value := getattr(p, name)) is not None}
    if given:
        for part, name in names.items():
            if part not in given:
                raise ParameterError(f"Parameter '{name}' is required with the other action_condition parameters.")
        body |= _condition(names, given, EVERYTHING)
    if p.date_end is not None:
        body["expires"] = parse_date(p.date_end).strftime("%a, %d %b %Y %H:%M:%S +0000")
    body |= {"max_uses": p.usage_limit or 0, "max_uses_per_customer": p.usage_limit_per_customer or 0}
    try:
        made = await bc.post(PATH, body)
    except AlreadyExists as error:
        raise AlreadyExists(f"Coupon with code = '{p.code}' already exist.", native=error.native) from error
    return CouponAdded(coupon_id=str(made["id"]))


REQUIRED = ("name", "type", "amount", "code", "applies_to")
"""What the store wants to be told of a coupon whatever is changed."""


@bigcommerce.implements(api.cart.coupon.condition.add, "coupon_id", "entity", "key", "operator", "value", "target")
async def cart_coupon_condition_add(bc: Bigcommerce, p: CartCouponConditionAddParams) -> Done:
    """Add a condition: ids join those that are there, and an amount takes the place of the one before."""
    id = number("coupon_id", p.coupon_id)
    if p.target != "coupon_prerequisite":
        raise allowed("target", ("coupon_prerequisite",))
    found = await bc.records(PATH, {"id": id})
    known = next((row for row in found if row["id"] == id), None)
    if known is None:
        raise missing("Coupon", p.coupon_id)
    parts = ("entity", "key", "operator", "value")
    applies = known.get("applies_to") or EVERYTHING
    change = _condition({part: part for part in parts}, {part: getattr(p, part) for part in parts}, applies)
    await bc.put(f"{PATH}/{id}", {**{name: known[name] for name in REQUIRED}, **change})
    return Done(status=True)


@bigcommerce.implements(api.cart.coupon.delete, "id")
async def cart_coupon_delete(bc: Bigcommerce, p: CartCouponDeleteParams) -> Deleted:
    """Delete a coupon."""
    try:
        await bc.delete(f"{PATH}/{number('id', p.id)}")
    except NotFound as error:
        raise missing("Coupon", p.id, error) from error
    return Deleted(deleted="1")
