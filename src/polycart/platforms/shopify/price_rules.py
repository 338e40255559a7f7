"""Discounts that apply of themselves, as price rules.

https://shopify.dev/docs/api/admin-graphql/2026-10/queries/discountNodes
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.cart import (
    CartCatalogPriceRulesCountParams,
    CartCatalogPriceRulesListParams,
    CatalogPriceRule,
    CatalogPriceRuleAction,
    CatalogPriceRuleCount,
)
from polycart.core.codecs import Codec, integer, string
from polycart.core.mapping import At, Map, computed, field
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Shop, shopify
from polycart.platforms.shopify.counts import total
from polycart.platforms.shopify.coupons import SORT, active
from polycart.platforms.shopify.discounts import (
    Bought,
    Combination,
    Context,
    Destination,
    Items,
    Minimum,
    Value,
    actions,
    combines,
    conditions,
    kind_of,
)
from polycart.platforms.shopify.ids import id_codec
from polycart.platforms.shopify.searches import ids_term, query
from polycart.platforms.shopify.values import Money, stamp

AUTOMATIC = "method:automatic"


def _actions(
    type: str | None, value: Value | None, items: Items | None, buys: Bought | None
) -> list[CatalogPriceRuleAction]:
    return [
        CatalogPriceRuleAction(
            scope=one.scope, apply_to=one.apply_to, type=one.type, value=one.amount, quantity=one.discounted_quantity,
            currency_code=one.currency_code, conditions=one.conditions,
        )
        for one in actions(type, value, items, buys)
    ]  # fmt: skip


def _surplus(
    status: str | None, with_: Combination | None, classes: Any, tags: Any, changed: str | None
) -> dict[str, Any]:
    return {
        "status": (status or "").lower(), "combines_with": combines(with_), "updated_at": changed, "tags": tags or [],
        "discount_classes": [str(one).lower() for one in classes or ()],
    }  # fmt: skip


kind = Codec(kind_of, lambda value: value, str | None)
count = Codec(lambda native: None if native is None else float(native), lambda value: value, int | None)
BUYS = At("automatic.customerBuys.value", Bought | None)


class RuleMap(Map[CatalogPriceRule]):
    """A discount that applies of itself."""

    id = field("id", id_codec)
    gid = field("id", string)
    type = field("automatic.__typename", kind)
    name = field("automatic.title", string)
    description = field("automatic.summary", string)
    short_description = field("automatic.shortSummary", string)
    avail = field("automatic.status", active)
    actions = computed(
        _actions, "automatic.__typename", At("automatic.customerGets.value", Value | None),
        At("automatic.customerGets.items", Items | None), BUYS,
    )  # fmt: skip
    created_time = field("automatic.createdAt", stamp)
    date_start = field("automatic.startsAt", stamp)
    date_end = field("automatic.endsAt", stamp)
    usage_count = field("automatic.asyncUsageCount", count)
    conditions = computed(
        conditions, At("automatic.minimumRequirement", Minimum | None), At("automatic.context", Context | None),
        At("automatic.destinationSelection", Destination | None), At("automatic.maximumShippingPrice", Money | None),
        At("automatic.customerBuys.items", Items | None), BUYS,
    )  # fmt: skip
    uses_per_order_limit = field("automatic.usesPerOrderLimit", integer)
    additional_fields = computed(
        _surplus, "automatic.status", At("automatic.combinesWith", Combination | None), "automatic.discountClasses",
        "automatic.tags", "automatic.updatedAt",
    )  # fmt: skip


@shopify.implements(api.cart.catalog_price_rules.list, "ids", gives=RuleMap)
async def price_rule_list(shop: Shop, p: CartCatalogPriceRulesListParams) -> Page[CatalogPriceRule]:
    """List the discounts that apply of themselves."""
    found = [AUTOMATIC]
    if p.ids is not None:
        native = p.ids.replace("gid://shopify/DiscountNode/", "gid://shopify/DiscountAutomaticNode/")
        found.append(ids_term("DiscountAutomaticNode", native, "ids"))
    return await shop.page("discountNodes", p, RuleMap, {**query(found), **SORT})


@shopify.implements(api.cart.catalog_price_rules.count)
async def price_rule_count(shop: Shop, p: CartCatalogPriceRulesCountParams) -> CatalogPriceRuleCount:
    """Count the discounts that apply of themselves."""
    return CatalogPriceRuleCount(catalog_price_rules_count=await total(shop, "discountNodesCount", query([AUTOMATIC])))
