"""Discounts by code as coupons: reading them.

https://shopify.dev/docs/api/admin-graphql/2026-10/queries/discountNodes
"""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.cart import (
    CartCouponCountParams,
    CartCouponListParams,
    Coupon,
    CouponCode,
    CouponCount,
)
from polycart.core.codecs import Codec, integer, string
from polycart.core.documents import Of
from polycart.core.given import allowed
from polycart.core.graphql import PageInfo, Values
from polycart.core.mapping import At, Map, computed, constant, field, lazy
from polycart.core.method import Page
from polycart.platforms.shopify.connection import Row, Shop, shopify
from polycart.platforms.shopify.counts import Count, total
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
from polycart.platforms.shopify.ids import id_codec, number
from polycart.platforms.shopify.searches import ids_term, moment_term, query
from polycart.platforms.shopify.values import Money, stamp

MOST_CODES = 1000
"""Codes that are told of one coupon, which may have millions; ``codes_count`` tells how many there are."""

STATUSES = ("active", "expired", "scheduled")


class Code(Row):
    """A code, and how often it was used."""

    id: str = ""
    code: str = ""
    async_usage_count: int = 0


class Codes(Row):
    """The first codes of a discount, and whether there are more."""

    nodes: list[Code] = []
    page_info: PageInfo | None = None


class Leading(Row):
    """A code by its text."""

    code: str = ""


class _Coded(Row):
    further: Codes | None = None


class _Node(Row):
    discount: _Coded | None = None


def code_id(value: str) -> str:
    """An id of a discount as one of a discount by code, for they have the same numbers."""
    return value.strip().replace("gid://shopify/DiscountNode/", "gid://shopify/DiscountCodeNode/")


async def _codes(shop: Shop, rows: list[tuple[Any, ...]]) -> list[list[CouponCode]]:
    """The codes of each discount; what does not fit into the first page is fetched on."""
    found: list[list[CouponCode]] = []
    for id, first in rows:
        codes = list(first.nodes) if first else []
        page = first.page_info if first else None
        while page and page.has_next_page and len(codes) < MOST_CODES:
            shop.named["beyond"] = page.end_cursor
            node = await shop.look("discountNode", _Node, {"id": Of("ID!", id)})
            more = node.discount.further if node and node.discount else None
            codes += more.nodes if more else []
            page = more.page_info if more else None
        found.append([
            CouponCode(id=number(one.id), code=one.code, used_times=one.async_usage_count)
            for one in codes[:MOST_CODES]
        ])  # fmt: skip
    return found


def _leading(codes: list[Leading] | None) -> str | None:
    return codes[0].code if codes else None


def _surplus(
    id: str | None, type: str | None, status: str | None, with_: Combination | None, classes: Any, tags: Any,
    made: str | None, changed: str | None, summary: str | None, uses: int | None, codes: Count | None,
    sales: Money | None,
) -> dict[str, Any]:  # fmt: skip
    return {
        "gid": id, "type": kind_of(type), "status": (status or "").lower(), "combines_with": combines(with_),
        "discount_classes": [str(one).lower() for one in classes or ()], "tags": tags or [], "created_at": made,
        "updated_at": changed, "short_summary": summary, "uses_per_order_limit": uses,
        "codes_count": codes.count if codes else None, "total_sales": sales.amount if sales else None,
    }  # fmt: skip


active = Codec(lambda status: status == "ACTIVE", lambda value: "ACTIVE" if value else "EXPIRED", str | None)
once = Codec(lambda native: 1 if native else None, lambda value: value == 1, bool | None)
TYPE = "discount.__typename"
BUYS = At("discount.customerBuys.value", Bought | None)


class CouponMap(Map[Coupon]):
    """A discount by code; it can be used while it is active, as far as its limits of use allow."""

    id = field("id", id_codec)
    code = computed(_leading, At("discount.leading.nodes", list[Leading]))
    codes = lazy(_codes, At("id", str | None), At("discount.codes", Codes | None))
    name = field("discount.title", string)
    description = field("discount.summary", string)
    actions = computed(
        actions, TYPE, At("discount.customerGets.value", Value | None), At("discount.customerGets.items", Items | None),
        BUYS,
    )  # fmt: skip
    date_start = field("discount.startsAt", stamp)
    date_end = field("discount.endsAt", stamp)
    avail = field("discount.status", active)
    used_times = field("discount.asyncUsageCount", integer)
    usage_limit = field("discount.usageLimit", integer)
    usage_limit_per_customer = field("discount.appliesOncePerCustomer", once)
    logic_operator = constant("and")
    conditions = computed(
        conditions, At("discount.minimumRequirement", Minimum | None), At("discount.context", Context | None),
        At("discount.destinationSelection", Destination | None), At("discount.maximumShippingPrice", Money | None),
        At("discount.customerBuys.items", Items | None), BUYS,
    )  # fmt: skip
    additional_fields = computed(
        _surplus, At("id", str | None), TYPE, "discount.status", At("discount.combinesWith", Combination | None),
        "discount.discountClasses", "discount.tags", "discount.createdAt", "discount.updatedAt",
        "discount.shortSummary", "discount.usesPerOrderLimit", At("discount.codesCount", Count | None),
        At("discount.totalSales", Money | None),
    )  # fmt: skip


def terms(p: CartCouponListParams | CartCouponCountParams, avail: bool | None) -> list[str]:
    """The terms for a list or a count of coupons."""
    rows = (
        ("starts_at", p.date_start_from, ">="), ("starts_at", p.date_start_to, "<="),
        ("ends_at", p.date_end_from, ">="), ("ends_at", p.date_end_to, "<="),
    )  # fmt: skip
    found = ["method:code", *(moment_term(name, value, sign) for name, value, sign in rows if value is not None)]
    if avail is not None:
        found.append("status:active" if avail else "status:expired,scheduled")
    return found


SORT: Values = {"sortKey": Of("DiscountSortKeys", "ID")}
DATES = ("date_start_from", "date_start_to", "date_end_from", "date_end_to")


@shopify.implements(api.cart.coupon.list, "coupons_ids", "avail", "status", *DATES, gives=CouponMap)
async def coupon_list(shop: Shop, p: CartCouponListParams) -> Page[Coupon]:
    """List discounts by code; available are active ones, of statuses there may be several."""
    found = terms(p, p.avail)
    if p.status is not None:
        words = [word.strip().lower() for word in p.status.split(",")]
        if set(words) - {*STATUSES}:
            raise allowed("status", STATUSES)
        found.append(f"status:{','.join(words)}")
    if p.coupons_ids is not None:
        found.append(ids_term("DiscountCodeNode", code_id(p.coupons_ids), "coupons_ids"))
    return await shop.page("discountNodes", p, CouponMap, {**query(found), **SORT})


@shopify.implements(api.cart.coupon.count, "avail", *DATES)
async def coupon_count(shop: Shop, p: CartCouponCountParams) -> CouponCount:
    """Count discounts by code: active ones, or with ``avail=false`` the others; all where it is not given."""
    avail = p.avail if "avail" in shop.call.given else None
    return CouponCount(coupons_count=await total(shop, "discountNodesCount", query(terms(p, avail))))
