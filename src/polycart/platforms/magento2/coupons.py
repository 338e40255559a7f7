"""Coupons: cart price rules that need a code; a rule may have several.

A coupon of the contract is a rule, because amounts, dates and conditions are the rule's; Magento's coupons are its
codes.
https://developer.adobe.com/commerce/webapi/rest/ (``/V1/salesRules``, ``/V1/coupons``)
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from polycart import api
from polycart.api.cart.promotions import (
    CartCouponCountParams,
    CartCouponListParams,
    Coupon,
    CouponAction,
    CouponCode,
    CouponCount,
)
from polycart.api.entities import DateTime
from polycart.core.codecs import integer, text
from polycart.core.errors import ParameterError
from polycart.core.mapping import At, Map, computed, extras, field, lazy
from polycart.core.method import Page
from polycart.core.selection import Selection, merge, project
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.conditions import Node, conditions, logic
from polycart.platforms.magento2.connection import Magento, magento2
from polycart.platforms.magento2.criteria import SORT, where
from polycart.platforms.magento2.numbers import native_ids
from polycart.platforms.magento2.values import moment

LIST = "salesRules/search"
PATH = "salesRules"
CODES = "coupons/search"

KINDS = (2, 3)
"""Rules with a code of their own, and those with generated ones (``RuleInterface``); 1 are rules without a code."""

ORDER = {SORT: [("rule_id", "ASC")]}

_NO_FREE_SHIPPING = ("", "0", "NO_FREE_SHIPPING", "None")


class _Code(msgspec.Struct):
    coupon_id: int
    rule_id: int
    code: str = ""
    times_used: int | None = None
    is_primary: bool | None = None


async def _codes(magento: Magento, rows: list[tuple[Any, ...]]) -> list[list[CouponCode]]:
    """The codes of each rule, its own one first."""
    found = await magento.among(CODES, "rule_id", [id for (id,) in rows], _Code, *_Code.__struct_fields__)
    found.sort(key=lambda each: (not each.is_primary, each.coupon_id))
    return [
        [
            CouponCode(id=str(each.coupon_id), code=each.code, used_times=each.times_used or 0)
            for each in found
            if each.rule_id == id
        ]
        for (id,) in rows
    ]


CONDITION = At("condition", Node)
ACTION_CONDITION = At("action_condition", Node)


def _actions(
    action: str | None, amount: Any, most: Any, step: Any, shipping: bool | None, free: Any, root: Node | None
) -> list[CouponAction]:
    """What the rule does: it takes something off the cart or off matching items, and may make shipping free."""
    below = conditions(root)
    found: list[CouponAction] = []
    value = float(amount or 0)
    free_shipping = str(free) not in _NO_FREE_SHIPPING
    if value or not free_shipping:
        whole = action == "cart_fixed" or (action == "by_percent" and not below)
        gift = action == "buy_x_get_y"
        found.append(
            CouponAction(
                scope="order" if whole else "matching_items",
                apply_to="order_total" if whole else "item_price",
                amount=100.0 if gift else value,
                type="fixed" if action in ("cart_fixed", "by_fixed") else "percent",
                discounted_quantity=value if gift else float(most) if most else None,
                discount_quantity_step=int(step) if step else None,
                logic_operator=logic(root),
                conditions=below,
            )
        )
        if shipping and not gift:
            found.append(
                CouponAction(
                    scope="order", apply_to="shipping", amount=value, type=found[0].type, logic_operator=logic(root),
                    conditions=[],
                )
            )  # fmt: skip
    if free_shipping:
        found.append(
            CouponAction(
                scope="order", apply_to="shipping", amount=100.0, type="percent", logic_operator=logic(root),
                conditions=[],
            )
        )  # fmt: skip
    return found


def _day(date: str | None) -> DateTime | None:
    """A day of the shop; the last one of a rule counts whole."""
    return DateTime(value=date[:10], format="Y-m-d") if date else None


def _limit(value: Any) -> int | None:
    return int(value) if value else None


async def _usable(magento: Magento, rows: list[tuple[Any, ...]]) -> list[bool]:
    today = await _today(magento)
    return [_in_use(_Row(is_active=bool(on), from_date=first, to_date=last), today) for on, first, last in rows]


class CouponMap(Map[Coupon]):
    """A coupon, which is a rule with codes."""

    id = field("rule_id", text)
    codes = lazy(_codes, "rule_id")
    name = field("name")
    description = field("description")
    actions = computed(
        _actions, "simple_action", "discount_amount", "discount_qty", "discount_step", "apply_to_shipping",
        "simple_free_shipping", ACTION_CONDITION,
    )  # fmt: skip
    date_start = computed(_day, "from_date")
    date_end = computed(_day, "to_date")
    avail = lazy(_usable, "is_active", "from_date", "to_date")
    priority = field("sort_order", integer)
    used_times = field("times_used", integer)
    usage_limit = computed(_limit, "uses_per_coupon")
    usage_limit_per_customer = computed(_limit, "uses_per_customer")
    logic_operator = computed(logic, CONDITION)
    conditions = computed(conditions, CONDITION)
    additional_fields = extras(
        "coupon_type", "website_ids", "customer_group_ids", "stop_rules_processing", "use_auto_generation",
        "store_labels", "is_rss", simple_action="simple_action",
    )  # fmt: skip


class CouponCountQuery(Map[CartCouponListParams]):
    """Filters of counting, which are also the list's."""

    date_start_from = where("from_date", "gteq", moment)
    date_start_to = where("from_date", "lteq", moment)
    date_end_from = where("to_date", "gteq", moment)
    date_end_to = where("to_date", "lteq", moment)


class CouponQuery(CouponCountQuery):
    """Filters of the list."""

    coupons_ids = where("rule_id", "in", native_ids("coupons_ids"))


class _Row(msgspec.Struct):
    """What the filters look at that the shop has none for."""

    rule_id: int = 0
    is_active: bool | None = None
    from_date: str | None = None
    to_date: str | None = None
    website_ids: list[int] | None = None


class _RowMap(Map[_Row]):
    rule_id = field("rule_id")
    is_active = field("is_active")
    from_date = field("from_date")
    to_date = field("to_date")
    website_ids = field("website_ids")


def _in_use(row: _Row, today: str) -> bool:
    """Whether a rule holds today; how often its codes were used does not matter here."""
    begun = not row.from_date or row.from_date[:10] <= today
    return bool(row.is_active) and begun and (not row.to_date or row.to_date[:10] >= today)


async def _today(magento: Magento) -> str:
    """The day that it is in the shop."""
    try:
        zone = ZoneInfo((await scopes.current_config(magento)).timezone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = UTC
    return datetime.now(zone).strftime("%Y-%m-%d")


async def _checks(magento: Magento, avail: bool | None) -> list[Callable[[_Row], bool]]:
    checks: list[Callable[[_Row], bool]] = []
    if avail is not None:
        today = await _today(magento)
        checks.append(lambda row: _in_use(row, today) is avail)
    group = magento.scope.group if magento.scope is not None else None
    if group is not None:
        website = group.website_id
        checks.append(lambda row: website in (row.website_ids or ()))
    return checks


async def _matching(magento: Magento, query: dict[str, Any], checks: list[Callable[[_Row], bool]]) -> list[int]:
    """The ids of the rules that pass; a shop has few, and 250 cost one request."""
    rows = await magento.everything(LIST, {**query, **ORDER}, _RowMap)
    return [row.rule_id for row in rows if all(check(row) for check in checks)]


STATUSES = {"active": True, "inactive": False}


@magento2.implements(
    api.cart.coupon.list, CouponQuery, "avail", "status", gives={*CouponMap.names, "code"},
    note="Rules that need a code; 'status' is the switch of a rule, 'avail' whether it holds today.",
)  # fmt: skip
async def cart_coupon_list(magento: Magento, p: CartCouponListParams) -> Page[Coupon]:
    """List coupons by id; what the shop has no filter for is looked up in a narrow list first."""
    query: dict[str, Any] = {"coupon_type in": list(KINDS), **CouponQuery.dump(p)}
    if p.status is not None:
        if p.status not in STATUSES:
            raise ParameterError(f"Parameter 'status' is not valid. Allowed values: {', '.join(STATUSES)}.")
        query["is_active eq"] = STATUSES[p.status]
    wanted = magento.wanted
    if wanted.wants("code"):
        wanted = merge(wanted, Selection.named("codes"))
    checks = await _checks(magento, p.avail)
    if checks:
        found = await _matching(magento, query, checks)
        ids = found[p.start : p.start + p.count]
        items: list[Coupon] = []
        if ids:
            narrow = {"rule_id in": ids, **ORDER}
            items = (await magento.window(LIST, narrow, CouponMap, start=0, count=len(ids), wanted=wanted)).items
        page = Page(items=items, total=len(found))
    else:
        page = await magento.window(LIST, {**query, **ORDER}, CouponMap, start=p.start, count=p.count, wanted=wanted)
    if magento.wanted.wants("code"):
        for coupon in page.items:
            coupon.code = next((str(each.code) for each in coupon.codes or ()), None)
    page.items = project(page.items, magento.wanted)
    return page


@magento2.implements(api.cart.coupon.count, CouponCountQuery, "avail")
async def cart_coupon_count(magento: Magento, p: CartCouponCountParams) -> CouponCount:
    """Count coupons: those that hold today, or with ``avail=false`` the others; all where it is not given."""
    query: dict[str, Any] = {"coupon_type in": list(KINDS), **CouponCountQuery.dump(p)}
    checks = await _checks(magento, p.avail if "avail" in magento.call.given else None)
    if not checks:
        return CouponCount(coupons_count=await magento.total(LIST, query))
    return CouponCount(coupons_count=len(await _matching(magento, query, checks)))
