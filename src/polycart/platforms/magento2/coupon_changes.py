"""Adding coupons, with their rules and codes, giving them conditions, and deleting them.

https://developer.adobe.com/commerce/webapi/rest/ (``/V1/salesRules``, ``/V1/coupons``)
"""

from __future__ import annotations

from typing import Any, cast

import msgspec

from polycart import api
from polycart.api.cart.promotions import (
    CartCouponAddParams,
    CartCouponConditionAddParams,
    CartCouponDeleteParams,
    CouponAdded,
)
from polycart.api.results import Deleted, Done
from polycart.core.dates import parse_date
from polycart.core.errors import AlreadyExists, NotFound, ParameterError, PolycartError, ShopError
from polycart.core.undo import Step, Undo
from polycart.platforms.magento2 import scopes
from polycart.platforms.magento2.conditions import ADDRESS, COMBINE, FOUND, ITEMS, Asked, Node, written
from polycart.platforms.magento2.connection import Magento, magento2, missing
from polycart.platforms.magento2.coupons import PATH
from polycart.platforms.magento2.groups import group_names
from polycart.platforms.magento2.numbers import native_id

_NO_CODE = "NO_COUPON"


def _kind(p: CartCouponAddParams) -> dict[str, Any]:
    """What the rule does, as one of the actions that Magento has."""
    if p.action_amount < 0:
        raise ParameterError("Parameter 'action_amount' is not valid. It must not be below 0.")
    if p.action_apply_to == "shipping":
        if p.action_type != "percent" or p.action_amount != 100:
            raise ParameterError("Parameter 'action_amount' is not valid. Shipping can only be made free: 100 percent.")
        return {"simple_action": "by_percent", "discount_amount": 0, "simple_free_shipping": "2"}
    matching = p.action_apply_to == "item_price"
    if matching != (p.action_scope == "matching_items"):
        raise ParameterError("Parameter 'action_scope' goes with action_apply_to: item_price with matching_items.")
    if p.action_type == "percent":
        if p.action_amount > 100:
            raise ParameterError("Parameter 'action_amount' is not valid. It must be between 0 and 100 percent.")
        return {"simple_action": "by_percent", "discount_amount": p.action_amount}
    return {"simple_action": "by_fixed" if matching else "cart_fixed", "discount_amount": p.action_amount}


def _day(text: str | None, parameter: str) -> str | None:
    """A day; rules begin with a day and end with one."""
    if text is None or text == "now":
        return None
    moment = parse_date(text)
    if (moment.hour, moment.minute, moment.second) not in ((0, 0, 0), (23, 59, 59)):
        raise ParameterError(f"Parameter '{parameter}' is not valid. Magento's coupons begin and end with whole days.")
    return moment.strftime("%Y-%m-%d")


def _limits(p: CartCouponAddParams) -> dict[str, Any]:
    limits = {"uses_per_coupon": p.usage_limit, "uses_per_customer": p.usage_limit_per_customer}
    return {name: limit for name, limit in limits.items() if limit is not None}


async def _where(magento: Magento, p: CartCouponAddParams) -> dict[str, Any]:
    """The first condition: about the items that are discounted, or about the whole cart."""
    parts = ("entity", "key", "operator", "value")
    given = {part: value for part in parts if (value := getattr(p, f"action_condition_{part}")) is not None}
    if not given:
        return {}
    for part in parts:
        if part not in given:
            raise ParameterError(
                f"Parameter 'action_condition_{part}' is required with the other action_condition parameters."
            )
    node = await written(magento, Asked(**given, prefix="action_condition_", include_tax=p.include_tax))
    if node.condition_type != ADDRESS and p.action_scope == "matching_items":
        return {
            "action_condition": _plain(Node(condition_type=ITEMS, aggregator_type="all", value="1", conditions=[node]))
        }
    root = Node(condition_type=COMBINE, aggregator_type="all", value="1", conditions=[_about_cart(node)])
    return {"condition": _plain(root)}


def _about_cart(node: Node) -> Node:
    """A condition of the whole cart: one about products says that there is such an item."""
    if node.condition_type == ADDRESS:
        return node
    return Node(condition_type=FOUND, aggregator_type="all", value="1", conditions=[node])


def _plain(node: Node) -> dict[str, Any]:
    body = cast("dict[str, Any]", msgspec.to_builtins(node))
    kept = {name: value for name, value in body.items() if value is not None and name != "conditions"}
    return kept | ({"conditions": [_plain(each) for each in node.conditions]} if node.conditions else {})


@magento2.implements(
    api.cart.coupon.add, "code", "codes", "name", "action_type", "action_apply_to", "action_scope", "action_amount",
    "date_start", "date_end", "usage_limit", "usage_limit_per_customer", "action_condition_entity",
    "action_condition_key", "action_condition_operator", "action_condition_value", "include_tax",
    note="A cart price rule of its own, for all customer groups of the store's website, with one or more codes.",
)  # fmt: skip
async def cart_coupon_add(magento: Magento, p: CartCouponAddParams) -> CouponAdded:
    """Add a coupon: a rule, and a code for it."""
    codes = list(dict.fromkeys([p.code, *(p.codes or ())]))
    if not all(code.strip() for code in codes):
        raise ParameterError("The value of parameter 'code' can not be empty.")
    if p.include_tax and p.action_condition_key is None:
        raise ParameterError("Parameter 'include_tax' can be used with the subtotal of an order only.")
    view = await scopes.current_view(magento)
    rule: dict[str, Any] = {
        "name": p.name or p.code,
        "website_ids": [view.website_id],
        "customer_group_ids": sorted(await group_names(magento)),
        "is_active": True,
        "is_advanced": True,
        "stop_rules_processing": False,
        "coupon_type": "SPECIFIC_COUPON",
        "use_auto_generation": False,
        **_kind(p),
        **_limits(p),
        **await _where(magento, p),
    }
    dates = {"from_date": _day(p.date_start, "date_start"), "to_date": _day(p.date_end, "date_end")}
    rule |= {name: day for name, day in dates.items() if day is not None}
    magento = await magento.settled()
    async with Undo(magento) as undo:
        made = cast("dict[str, Any]", await magento.post(PATH, {"rule": rule}))
        id = made["rule_id"]
        undo(Step(method="DELETE", path=magento.scoped(f"{PATH}/{id}"), says=f"Cart price rule {id}"))
        for code in codes:
            body = {"rule_id": id, "code": code, "is_primary": code == p.code, "type": 0}
            try:
                await magento.post("coupons", {"coupon": body})
            except ShopError as error:
                raise _taken(error, code) from error
    return CouponAdded(coupon_id=str(id))


def _taken(error: ShopError, code: str) -> PolycartError:
    if error.native is not None and error.native.code == "%1 already exists.":
        return AlreadyExists(f"Coupon with code = '{code}' already exist.", native=error.native)
    return error


async def _rule(magento: Magento, id: str, parameter: str) -> dict[str, Any]:
    """A rule that has codes; promotions without one are no coupons."""
    try:
        rule = cast("dict[str, Any]", await magento.get(f"{PATH}/{native_id(parameter).dump(id)}"))
    except NotFound as error:
        raise missing("Coupon", id, error) from error
    if rule.get("coupon_type") == _NO_CODE:
        raise missing("Coupon", id)
    return rule


@magento2.implements(
    api.cart.coupon.condition.add, "coupon_id", "entity", "key", "operator", "value", "target", "include_tax"
)
async def cart_coupon_condition_add(magento: Magento, p: CartCouponConditionAddParams) -> Done:
    """Add a condition that must hold beside those that are there."""
    if p.target != "coupon_prerequisite":
        raise ParameterError("Parameter 'target' is not valid. Allowed values: coupon_prerequisite.")
    asked = Asked(entity=p.entity, key=p.key, operator=p.operator, value=p.value, include_tax=p.include_tax)
    node = _about_cart(await written(magento, asked))
    magento = await magento.settled()
    rule = await _rule(magento, p.coupon_id, "coupon_id")
    root = msgspec.convert(rule.get("condition") or {}, Node)
    if root.conditions and (root.aggregator_type == "any" or str(root.value) not in ("1", "True")):
        root = Node(condition_type=COMBINE, aggregator_type="all", value="1", conditions=[root])
    root = msgspec.structs.replace(
        root, condition_type=COMBINE, aggregator_type="all", value="1", conditions=[*(root.conditions or ()), node]
    )
    await magento.put(f"{PATH}/{rule['rule_id']}", {"rule": {**rule, "condition": _plain(root)}})
    return Done(status=True)


@magento2.implements(api.cart.coupon.delete, "id")
async def cart_coupon_delete(magento: Magento, p: CartCouponDeleteParams) -> Deleted:
    """Delete a coupon for good: the rule with all its codes."""
    magento = await magento.settled()
    rule = await _rule(magento, p.id, "id")
    await magento.delete(f"{PATH}/{rule['rule_id']}")
    return Deleted(deleted="1")
