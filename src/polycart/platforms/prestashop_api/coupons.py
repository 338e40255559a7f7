"""Cart rules with a code, which are the contract's coupons, and specific price rules, its catalogue price rules.

What products, carriers, groups or countries a rule is limited to is in tables that the webservice does not serve.
https://devdocs.prestashop-project.org/8/webservice/resources/cart_rules/
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from polycart import api
from polycart.api.cart import (
    CartCatalogPriceRulesCountParams,
    CartCatalogPriceRulesListParams,
    CartCouponAddParams,
    CartCouponConditionAddParams,
    CartCouponCountParams,
    CartCouponDeleteParams,
    CartCouponListParams,
    CatalogPriceRule,
    CatalogPriceRuleAction,
    CatalogPriceRuleCount,
    Coupon,
    CouponAction,
    CouponAdded,
    CouponCode,
    CouponCondition,
    CouponCount,
)
from polycart.api.results import Deleted, Done
from polycart.core.codecs import boolean, decimal, integer, text
from polycart.core.errors import AlreadyExists, NotFound, ParameterError
from polycart.core.mapping import Map, computed, constant, extras, field
from polycart.core.method import Page
from polycart.core.moments import native_moment, now
from polycart.platforms.prestashop_api import facts
from polycart.platforms.prestashop_api.connection import Body, Prestashop, missing, prestashop
from polycart.platforms.prestashop_api.moments import moment, span
from polycart.platforms.prestashop_api.numbers import number_of
from polycart.platforms.prestashop_api.orders.items import number
from polycart.platforms.prestashop_api.searches import Search, exactly, ids_given, named

PATH, RULES = "cart_rules", "specific_price_rules"
FOREVER = timedelta(days=3650)
"""A cart rule must end some day, and can be used some number of times; these stand for no limit."""

UNLIMITED = 1_000_000


def _actions(percent: Any, amount: Any, with_tax: Any, free: Any, product: Any) -> list[CouponAction]:
    """What the rule takes off; a reduction of one product is of matching items."""
    scope, apply_to = ("matching_items", "item_price") if int(product or 0) > 0 else ("order", "order_total")
    found: list[CouponAction] = []
    if number(percent):
        found.append(CouponAction(scope=scope, apply_to=apply_to, type="percent", amount=number(percent),
                                  conditions=[]))  # fmt: skip
    if number(amount):
        found.append(CouponAction(scope=scope, apply_to=apply_to, type="fixed", amount=number(amount),
                                  include_tax=boolean.load(with_tax), conditions=[]))  # fmt: skip
    if boolean.load(free):
        found.append(CouponAction(scope="order", apply_to="shipping", type="percent", amount=100.0, conditions=[]))
    return found


def _conditions(least: Any, customer: Any, product: Any) -> list[CouponCondition]:
    """What must hold; a condition is known by the native field that keeps it."""
    found: list[CouponCondition] = []
    if number(least):
        found.append(CouponCondition(id="minimum_amount", entity="order", key="subtotal", operator=">=",
                                     value=decimal.dump(number(least))))  # fmt: skip
    if int(customer or 0):
        found.append(CouponCondition(id="id_customer", entity="customer", key="customer_id", operator="==",
                                     value=str(customer)))  # fmt: skip
    if int(product or 0) > 0:
        found.append(CouponCondition(id="reduction_product", entity="product", key="product_id", operator="==",
                                     value=str(product)))  # fmt: skip
    return found


def _codes(id: int | None, code: str | None) -> list[CouponCode]:
    return [CouponCode(id=str(id), code=code)] if code else []


class CouponMap(Map[Coupon]):
    """A cart rule; ``usage_limit`` is how often it can still be used, for the shop counts down."""

    id = field("id", text)
    code = field("code", text)
    codes = computed(_codes, "id", "code")
    name = field("name", text)
    description = field("description", text)
    actions = computed(
        _actions, "reduction_percent", "reduction_amount", "reduction_tax", "free_shipping", "reduction_product"
    )
    date_start = field("date_from", moment)
    date_end = field("date_to", moment)
    avail = field("active", boolean)
    priority = field("priority", integer)
    usage_limit = field("quantity", integer)
    usage_limit_per_customer = field("quantity_per_user", integer)
    conditions = computed(_conditions, "minimum_amount", "id_customer", "reduction_product")
    additional_fields = extras(
        "highlight", "partial_use", "country_restriction", "carrier_restriction", "group_restriction",
        "cart_rule_restriction", "product_restriction", "shop_restriction", "gift_product",
    )  # fmt: skip


STATUSES = {"active": 1, "enabled": 1, "inactive": 0, "disabled": 0}
DATES = ("date_start_from", "date_start_to", "date_end_from", "date_end_to")


async def _selection(shop: Prestashop, p: CartCouponListParams | CartCouponCountParams, avail: bool | None) -> Search:
    """Rules that shoppers use by a code; those without one work by themselves."""
    await shop.zoned()
    search = Search(path=PATH, query={"filter[code]": "![]"})
    spans = {
        "filter[date_from]": span(p.date_start_from, p.date_start_to),
        "filter[date_to]": span(p.date_end_from, p.date_end_to),
    }
    search.query |= {name: value for name, value in spans.items() if value is not None}
    if avail is not None:
        search.query["filter[active]"] = int(avail)
    return search


@prestashop.implements(api.cart.coupon.list, "coupons_ids", "avail", "status", *DATES, gives=CouponMap)
async def cart_coupon_list(shop: Prestashop, p: CartCouponListParams) -> Page[Coupon]:
    """List the cart rules with a code."""
    search = await _selection(shop, p, p.avail)
    if p.status is not None:
        flag = STATUSES[named(p.status, STATUSES, "status")[0]]
        if search.query.get("filter[active]", flag) != flag:
            search.narrow(())
        search.query["filter[active]"] = flag
    ids_given(search, "coupons_ids", p.coupons_ids)
    return await search.page(shop, CouponMap, start=p.start, count=p.count)


@prestashop.implements(api.cart.coupon.count, "avail", *DATES)
async def cart_coupon_count(shop: Prestashop, p: CartCouponCountParams) -> CouponCount:
    """Count the cart rules with a code."""
    avail = p.avail if "avail" in shop.call.given else None
    return CouponCount(coupons_count=await (await _selection(shop, p, avail)).total(shop))


@prestashop.implements(
    api.cart.coupon.add, "code", "action_type", "action_apply_to", "action_scope", "action_amount", "name",
    "date_start", "date_end", "usage_limit", "usage_limit_per_customer", "include_tax", "customer_id",
)  # fmt: skip
async def cart_coupon_add(shop: Prestashop, p: CartCouponAddParams) -> CouponAdded:
    """Add a cart rule with a code; without an end it holds for ten years."""
    await shop.zoned()
    if p.action_scope != "order" or p.action_apply_to == "item_price":
        name = "action_scope" if p.action_scope != "order" else "action_apply_to"
        raise ParameterError(f"Parameter '{name}' is not valid. The webservice can make rules for whole orders only.")
    if p.action_amount <= 0 or (p.action_type == "percent" and p.action_amount > 100):
        raise ParameterError("Parameter 'action_amount' is not valid. It must be above 0, and 100 at most in per cent.")
    if await shop.ids(PATH, {"filter[code]": exactly(p.code)}):
        raise AlreadyExists(f"Coupon with code = '{p.code}' already exist.")
    end = p.date_end or (datetime.now(UTC) + FOREVER).strftime("%Y-%m-%d %H:%M:%S")
    body: Body = {
        "code": p.code, "name": await shop.everywhere(p.name or p.code), "active": 1, "partial_use": 0, "priority": 1,
        "date_from": now() if p.date_start == "now" else native_moment(p.date_start), "date_to": native_moment(end),
        "quantity": UNLIMITED if p.usage_limit is None else p.usage_limit,
        "quantity_per_user": UNLIMITED if p.usage_limit_per_customer is None else p.usage_limit_per_customer,
        **await _reduction(shop, p),
    }  # fmt: skip
    if p.customer_id is not None:
        body["id_customer"] = number_of("customer_id", p.customer_id)
        if not await shop.ids("customers", {"filter[id]": body["id_customer"]}):
            raise missing("Customer", p.customer_id)
    return CouponAdded(coupon_id=str(await shop.add(PATH, body)))


async def _reduction(shop: Prestashop, p: CartCouponAddParams) -> Body:
    if p.action_apply_to == "shipping":
        if (p.action_type, p.action_amount) != ("percent", 100):
            raise ParameterError("Parameter 'action_amount' is not valid. Shipping is free, or costs what it costs.")
        return {"free_shipping": 1}
    if p.action_type == "percent":
        return {"reduction_percent": decimal.dump(p.action_amount)}
    currency = (await facts.default_currency(shop)).id
    return {"reduction_amount": decimal.dump(p.action_amount), "reduction_tax": p.include_tax,
            "reduction_currency": currency}  # fmt: skip


@prestashop.implements(api.cart.coupon.delete, "id")
async def cart_coupon_delete(shop: Prestashop, p: CartCouponDeleteParams) -> Deleted:
    """Delete a cart rule."""
    try:
        await shop.remove(PATH, number_of("id", p.id))
    except NotFound as error:
        raise missing("Coupon", p.id, error) from error
    return Deleted(deleted="1")


@prestashop.implements(
    api.cart.coupon.condition.add, "coupon_id", "entity", "key", "operator", "value", "include_tax", "include_shipping",
    note="A lowest sum of the order, and the one customer; other restrictions are not in the webservice.",
)  # fmt: skip
async def cart_coupon_condition_add(shop: Prestashop, p: CartCouponConditionAddParams) -> Done:
    """Limit a cart rule to orders from a sum on, or to a customer."""
    id = number_of("coupon_id", p.coupon_id)
    body: Body
    if (p.entity, p.key) in {("order", "subtotal"), ("order", "total")}:
        least = decimal.load(p.value)
        if p.operator != ">=" or least is None or least < 0:
            raise ParameterError("Parameter 'operator' is not valid. A rule knows a lowest sum: '>=' and an amount.")
        currency = (await facts.default_currency(shop)).id
        body = {"minimum_amount": decimal.dump(least), "minimum_amount_tax": p.include_tax,
                "minimum_amount_currency": currency, "minimum_amount_shipping": p.include_shipping}  # fmt: skip
    elif (p.entity, p.key) == ("customer", "customer_id") and p.operator == "==":
        body = {"id_customer": number_of("value", p.value)}
    else:
        raise ParameterError(
            "Parameter 'key' is not valid. Allowed are 'subtotal' and 'total' of entity 'order' with '>=', and "
            "'customer_id' of entity 'customer' with '=='."
        )
    try:
        await shop.change(PATH, id, body)
    except NotFound as error:
        raise missing("Coupon", p.coupon_id, error) from error
    return Done(status=True)


def _rule_actions(price: Any, reduction: Any, kind: Any, with_tax: Any, quantity: Any) -> list[CatalogPriceRuleAction]:
    """A fixed price, or a reduction."""
    fixed = decimal.load(price)
    if fixed is not None and fixed >= 0:
        return [CatalogPriceRuleAction(scope="matching_items", apply_to="item_price", type="fixed_price", value=fixed,
                                       quantity=number(quantity), conditions=[])]  # fmt: skip
    percent = kind == "percentage"
    return [
        CatalogPriceRuleAction(
            scope="matching_items", apply_to="item_price", type="percent" if percent else "fixed",
            value=number(reduction), quantity=number(quantity), include_tax=boolean.load(with_tax), conditions=[],
        )
    ]  # fmt: skip


def _rule_conditions(country: Any, currency: Any, group: Any) -> list[CouponCondition]:
    places = (("id_country", "customer", "country_id", country), ("id_currency", "order", "currency_id", currency),
              ("id_group", "customer", "group_id", group))  # fmt: skip
    return [
        CouponCondition(id=id, entity=entity, key=key, operator="==", value=str(value))
        for id, entity, key, value in places
        if int(value or 0)
    ]


class RuleMap(Map[CatalogPriceRule]):
    """A specific price rule; the categories and features that it is limited to are not told."""

    id = field("id", text)
    name = field("name", text)
    avail = constant(True)
    actions = computed(_rule_actions, "price", "reduction", "reduction_type", "reduction_tax", "from_quantity")
    date_start = field("from", moment)
    date_end = field("to", moment)
    conditions = computed(_rule_conditions, "id_country", "id_currency", "id_group")


@prestashop.implements(api.cart.catalog_price_rules.list, "ids", gives=RuleMap)
async def cart_catalog_price_rules_list(shop: Prestashop, p: CartCatalogPriceRulesListParams) -> Page[CatalogPriceRule]:
    """List the specific price rules."""
    search = Search(path=RULES, query={})
    ids_given(search, "ids", p.ids)
    return await search.page(shop, RuleMap, start=p.start, count=p.count)


@prestashop.implements(api.cart.catalog_price_rules.count)
async def cart_catalog_price_rules_count(
    shop: Prestashop, p: CartCatalogPriceRulesCountParams
) -> CatalogPriceRuleCount:
    """Count the specific price rules."""
    return CatalogPriceRuleCount(catalog_price_rules_count=await shop.total(RULES))
