"""Coupons: one code each, with one action and a fixed set of conditions.

https://woocommerce.github.io/woocommerce-rest-api-docs/#coupons
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from polycart import api
from polycart.api.cart.promotions import (
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
from polycart.core.codecs import stamp, text
from polycart.core.dates import parse_date
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, ShopError
from polycart.core.mapping import Map, computed, extras, field
from polycart.core.method import Page
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.meta import META, custom_fields
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders.filters import moved
from polycart.platforms.woocommerce_api.orders.items import exact
from polycart.platforms.woocommerce_api.orders.lines import amount

PATH = "coupons"
MOST = 10_000
"""How many coupons a filter that the shop lacks looks through."""

_LISTS = {
    "product_ids": ("product", "product_id", "IN"),
    "excluded_product_ids": ("product", "product_id", "NOT IN"),
    "product_categories": ("product", "category_id", "IN"),
    "excluded_product_categories": ("product", "category_id", "NOT IN"),
    "email_restrictions": ("customer", "email", "IN"),
}
_AMOUNTS = {"minimum_amount": ("order", "subtotal", ">="), "maximum_amount": ("order", "subtotal", "<=")}
_CONDITIONS = (*_LISTS, *_AMOUNTS)


def _conditions(*values: Any) -> list[CouponCondition]:
    """What must hold for the coupon; a condition is known by the native field that keeps it."""
    found: list[CouponCondition] = []
    for name, value in zip(_CONDITIONS, values, strict=True):
        if name in _LISTS and value:
            entity, key, operator = _LISTS[name]
            spelled = ",".join(str(one) for one in value)
        elif name in _AMOUNTS and exact(value):
            entity, key, operator = _AMOUNTS[name]
            spelled = amount(exact(value))
        else:
            continue
        found.append(CouponCondition(id=name, entity=entity, key=key, operator=operator, value=spelled))
    return found


def _actions(kind: str | None, value: Any, free_shipping: bool | None, most: int | None) -> list[CouponAction]:
    """What the coupon does: it takes something off the cart or off items, and may make shipping free."""
    matching = kind == "fixed_product"
    found: list[CouponAction] = []
    if exact(value) or not free_shipping:
        found.append(
            CouponAction(
                scope="matching_items" if matching else "order",
                apply_to="item_price" if matching else "order_total",
                type="percent" if kind == "percent" else "fixed",
                amount=float(exact(value)),
                discounted_quantity=float(most) if most else None,
                conditions=[],
            )
        )
    if free_shipping:
        found.append(CouponAction(scope="order", apply_to="shipping", type="percent", amount=100.0, conditions=[]))
    return found


def _usable(status: str | None, expires: str | None, used: int | None, limit: int | None) -> bool:
    """Whether a shopper can use it today; it expires when its last day begins (WC_Discounts)."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return status in (None, "publish") and not (expires and expires < now) and not (limit and (used or 0) >= limit)


def _codes(id: int | None, code: str | None, used: int | None) -> list[CouponCode]:
    return [CouponCode(id=str(id), code=code or "", used_times=used)]


class CouponMap(Map[Coupon]):
    """A coupon; it works from the moment that it is made."""

    id = field("id", text)
    code = field("code")
    codes = computed(_codes, "id", "code", "usage_count")
    name = field("code")
    description = field("description")
    actions = computed(_actions, "discount_type", "amount", "free_shipping", "limit_usage_to_x_items")
    date_start = field("date_created_gmt", stamp)
    date_end = field("date_expires_gmt", stamp)
    avail = computed(_usable, "status", "date_expires_gmt", "usage_count", "usage_limit")
    used_times = field("usage_count")
    usage_limit = field("usage_limit")
    usage_limit_per_customer = field("usage_limit_per_user")
    conditions = computed(_conditions, *_CONDITIONS)
    custom_fields = computed(custom_fields, META)
    additional_fields = extras(
        "status", "discount_type", "individual_use", "exclude_sale_items", "free_shipping", "used_by",
        "date_modified_gmt",
    )  # fmt: skip


class _Row(msgspec.Struct):
    """What the filters look at that the shop has none for."""

    id: int = 0
    status: str | None = None
    date_expires_gmt: str | None = None
    usage_count: int = 0
    usage_limit: int | None = None


Check = Callable[[_Row], bool]


def _bounds(low: str | None, high: str | None, pick: Callable[[_Row], str | None]) -> Check | None:
    """A check that a moment lies between two others, which are in; what has no such moment is out."""
    if low is None and high is None:
        return None
    first = parse_date(low).isoformat() if low else None
    last = parse_date(high).isoformat() if high else None

    def check(row: _Row) -> bool:
        moment = pick(row)
        if not moment:
            return False
        iso = parse_date(moment).isoformat()
        return not ((first and iso < first) or (last and iso > last))

    return check


def _started(p: CartCouponListParams | CartCouponCountParams) -> dict[str, Any]:
    """A coupon starts when it is made, and that the shop can filter by."""
    bounds = {"after": moved(p.date_start_from, first=True), "before": moved(p.date_start_to, first=False)}
    given = {name: moment for name, moment in bounds.items() if moment is not None}
    return {**given, "dates_are_gmt": True} if given else {}


def _checks(p: CartCouponListParams | CartCouponCountParams, avail: bool | None) -> list[Check]:
    checks = [
        _bounds(p.date_end_from, p.date_end_to, lambda row: row.date_expires_gmt),
    ]
    if avail is not None:
        checks.append(lambda row: _usable(row.status, row.date_expires_gmt, row.usage_count, row.usage_limit) is avail)
    return [check for check in checks if check is not None]


async def _matching(woo: Woo, query: dict[str, Any], checks: list[Check]) -> list[int]:
    """The ids of the coupons that pass; a shop has few, and a page of a hundred costs one request."""
    fields = {"_fields": ",".join(_Row.__struct_fields__), "orderby": "id", "order": "asc", **query}
    most = woo.paging.most
    first = await woo.send("GET", PATH, {**fields, "offset": 0, "per_page": most})
    total = woo.paging.total(first.headers) or 0
    if total > MOST:
        raise ParameterError(
            f"The shop has {total} coupons, too many to look through: narrow them down by date_start_from and _to."
        )
    offsets = range(most, total, most)
    rest = await asyncio.gather(
        *(woo.get(PATH, {**fields, "offset": at, "per_page": most}, type=list[_Row]) for at in offsets)
    )
    rows = [row for rows in (woo.decoded(first, list[_Row]), *rest) for row in rows]
    return [row.id for row in rows if all(check(row) for check in checks)]


STATUSES = ("active", "inactive")


@woocommerce.implements(
    api.cart.coupon.list, "coupons_ids", "avail", "status", "date_start_from", "date_start_to", "date_end_from",
    "date_end_to", gives=CouponMap,
)  # fmt: skip
async def cart_coupon_list(woo: Woo, p: CartCouponListParams) -> Page[Coupon]:
    """List coupons by id; what the shop has no filter for is looked up in a narrow list first."""
    query: dict[str, Any] = {"orderby": "id", "order": "asc", **_started(p)}
    if p.coupons_ids is not None:
        ids = [native_id("coupons_ids").dump(id) for id in p.coupons_ids.split(",") if id.strip()]
        query["include"] = ",".join(map(str, ids)) or "0"
    avail = p.avail
    if p.status is not None:
        if p.status not in STATUSES:
            raise ParameterError(f"Parameter 'status' is not valid. Allowed values: {', '.join(STATUSES)}.")
        usable = p.status == "active"
        if avail is not None and avail is not usable:
            return Page(items=[], total=0)
        avail = usable
    checks = _checks(p, avail)
    if not checks:
        return await woo.window(PATH, query, CouponMap, start=p.start, count=p.count)
    found = await _matching(woo, query, checks)
    ids = found[p.start : p.start + p.count]
    if not ids:
        return Page(items=[], total=len(found))
    query["include"] = ",".join(map(str, ids))
    page = await woo.window(PATH, query, CouponMap, start=0, count=len(ids))
    return Page(items=page.items, total=len(found), projected=True)


@woocommerce.implements(
    api.cart.coupon.count, "avail", "date_start_from", "date_start_to", "date_end_from", "date_end_to"
)
async def cart_coupon_count(woo: Woo, p: CartCouponCountParams) -> CouponCount:
    """Count coupons: those that can be used, or with ``avail=false`` those that cannot; all where it is not given."""
    checks = _checks(p, p.avail if "avail" in woo.call.given else None)
    if not checks:
        return CouponCount(coupons_count=await woo.total(PATH, _started(p)))
    return CouponCount(coupons_count=len(await _matching(woo, _started(p), checks)))


_ITEM_KEYS = {"product_id": "product_ids", "variant_id": "product_ids", "category_id": "product_categories"}
_EXCLUDED = {"product_ids": "excluded_product_ids", "product_categories": "excluded_product_categories"}
_SAME, _OTHER = ("==", "=", "IN"), ("!=", "<>", "NOT IN")


async def _condition(woo: Woo, names: dict[str, str], values: dict[str, str]) -> dict[str, Any]:
    """The body of a condition; ``names`` are the parameters that it came in, for the words of an error."""
    entity, key, operator, value = (values[name] for name in ("entity", "key", "operator", "value"))
    given = operator.strip().upper()
    if entity == "product" and key in _ITEM_KEYS:
        if given not in (*_SAME, *_OTHER):
            raise ParameterError(f"Parameter '{names['operator']}' is not valid. Allowed values: ==, !=, IN, NOT IN.")
        name = _ITEM_KEYS[key] if given in _SAME else _EXCLUDED[_ITEM_KEYS[key]]
        return {name: [native_id(names["value"]).dump(part) for part in value.split(",") if part.strip()]}
    if entity == "customer" and key == "customer_id":
        if given not in _SAME:
            raise ParameterError(f"Parameter '{names['operator']}' is not valid. Allowed values: ==, IN.")
        return {"email_restrictions": await _emails(woo, value, names["value"])}
    if entity == "order" and key in ("subtotal", "total"):
        limits = {">=": "minimum_amount", "<=": "maximum_amount"}
        if given not in limits:
            raise ParameterError(f"Parameter '{names['operator']}' is not valid. Allowed values: >=, <=.")
        try:
            return {limits[given]: amount(exact(float(value)))}
        except ValueError as error:
            raise ParameterError(f"Parameter '{names['value']}' is not valid. It must be a number.") from error
    raise ParameterError(
        f"Parameter '{names['key']}' is not valid. WooCommerce coupons can look at product_id, variant_id or "
        "category_id of a product, at customer_id of a customer, and at subtotal or total of an order."
    )


class _Account(msgspec.Struct):
    email: str = ""


async def _emails(woo: Woo, ids: str, name: str) -> list[str]:
    """The addresses of customers, by which WooCommerce ties coupons to people."""

    async def email(id: int) -> str:
        try:
            return (await woo.get(f"customers/{id}", {"_fields": "email"}, type=_Account)).email
        except ShopError as error:
            if error.native is None or error.native.status not in (400, 404):
                raise
            raise NotFound(f"Customer with id {id} not found.", native=error.native) from error

    numbers = [native_id(name).dump(part) for part in ids.split(",") if part.strip()]
    return list(await asyncio.gather(*(email(id) for id in numbers)))


def _kind(p: CartCouponAddParams) -> dict[str, Any]:
    """What the coupon does, as one of the kinds that the shop has."""
    if p.action_apply_to == "shipping":
        if p.action_type != "percent" or p.action_amount != 100:
            raise ParameterError("Parameter 'action_amount' is not valid. Shipping can only be made free: 100 percent.")
        return {"discount_type": "fixed_cart", "amount": "0", "free_shipping": True}
    if p.action_type == "percent":
        if not 0 <= p.action_amount <= 100:
            raise ParameterError("Parameter 'action_amount' is not valid. It must be between 0 and 100 percent.")
        return {"discount_type": "percent", "amount": amount(exact(p.action_amount))}
    matching = p.action_apply_to == "item_price"
    if matching != (p.action_scope == "matching_items"):
        raise ParameterError("Parameter 'action_scope' goes with action_apply_to: item_price with matching_items.")
    return {"discount_type": "fixed_product" if matching else "fixed_cart", "amount": amount(exact(p.action_amount))}


@woocommerce.implements(
    api.cart.coupon.add, "code", "codes", "name", "action_type", "action_apply_to", "action_scope", "action_amount",
    "date_start", "date_end", "usage_limit", "usage_limit_per_customer", "action_condition_entity",
    "action_condition_key", "action_condition_operator", "action_condition_value", "customer_id",
)  # fmt: skip
async def cart_coupon_add(woo: Woo, p: CartCouponAddParams) -> CouponAdded:
    """Add a coupon; it works at once, and its name is kept as the description."""
    if p.codes is not None and [code.casefold() for code in p.codes] != [p.code.casefold()]:
        raise ParameterError("Parameter 'codes' is not valid. A WooCommerce coupon has one code.")
    if p.date_start != "now" and parse_date(p.date_start) > datetime.now(UTC) + timedelta(minutes=1):
        raise ParameterError("Parameter 'date_start' is not valid. A WooCommerce coupon works at once.")
    body: dict[str, Any] = {"code": p.code, **_kind(p), **await _first_condition(woo, p)}
    if p.name is not None:
        body["description"] = p.name
    if p.date_end is not None:
        body["date_expires"] = f"{stamp.dump(p.date_end)}Z"
    if p.usage_limit is not None:
        body["usage_limit"] = p.usage_limit
    if p.usage_limit_per_customer is not None:
        body["usage_limit_per_user"] = p.usage_limit_per_customer
    if p.customer_id is not None:
        body["email_restrictions"] = await _emails(woo, p.customer_id, "customer_id")
    try:
        made = await woo.post(PATH, body)
    except AlreadyExists as error:
        raise AlreadyExists(f"Coupon with code = '{p.code}' already exist.", native=error.native) from error
    return CouponAdded(coupon_id=str(made["id"]))


async def _first_condition(woo: Woo, p: CartCouponAddParams) -> dict[str, Any]:
    names = {part: f"action_condition_{part}" for part in ("entity", "key", "operator", "value")}
    values = {part: getattr(p, name) for part, name in names.items()}
    given = {part: str(value) for part, value in values.items() if value is not None}
    if not given:
        return {}
    for part, name in names.items():
        if part not in given:
            raise ParameterError(f"Parameter '{name}' is required with the other action_condition parameters.")
    return await _condition(woo, names, given)


@woocommerce.implements(api.cart.coupon.condition.add, "coupon_id", "entity", "key", "operator", "value", "target")
async def cart_coupon_condition_add(woo: Woo, p: CartCouponConditionAddParams) -> Done:
    """Add a condition: ids join those that are there, and an amount takes the place of the one before."""
    id = native_id("coupon_id").dump(p.coupon_id)
    if p.target != "coupon_prerequisite":
        raise ParameterError("Parameter 'target' is not valid. Allowed values: coupon_prerequisite.")
    parts = ("entity", "key", "operator", "value")
    body = await _condition(woo, {part: part for part in parts}, {part: getattr(p, part) for part in parts})
    ((name, value),) = body.items()
    try:
        known = await woo.get(f"{PATH}/{id}", {"_fields": f"id,{name}"})
    except NotFound as error:
        raise no_coupon(id, error) from error
    if name in _LISTS:
        value = [*known[name], *(one for one in value if one not in known[name])]
    await woo.put(f"{PATH}/{id}", {name: value}, {"_fields": "id"})
    return Done(status=True)


@woocommerce.implements(api.cart.coupon.delete, "id")
async def cart_coupon_delete(woo: Woo, p: CartCouponDeleteParams) -> Deleted:
    """Delete a coupon for good."""
    id = native_id("id").dump(p.id)
    try:
        await woo.delete(f"{PATH}/{id}", {"force": True, "_fields": "id"})
    except NotFound as error:
        raise no_coupon(id, error) from error
    return Deleted(deleted="1")


def no_coupon(id: int, error: NotFound) -> NotFound:
    """The contract's words for a coupon that is not there."""
    return NotFound(f"Coupon with id {id} not found.", native=error.native)


woocommerce.lacks(
    "WooCommerce sells gift cards only with an extension.",
    api.cart.giftcard.add, api.cart.giftcard.count, api.cart.giftcard.delete, api.cart.giftcard.list,
)  # fmt: skip
