"""Abandoned checkouts: the drafts that the checkout block keeps while a shopper types."""

from __future__ import annotations

from typing import Any

from polycart import api
from polycart.api.entities import BaseCustomer
from polycart.api.order import OrderAbandoned, OrderAbandonedListParams
from polycart.core.codecs import stamp, text
from polycart.core.mapping import Map, computed, field
from polycart.core.method import Page
from polycart.core.selection import ALL, Selection
from polycart.platforms.woocommerce_api.addresses import BILL
from polycart.platforms.woocommerce_api.connection import Woo, woocommerce
from polycart.platforms.woocommerce_api.numbers import native_id
from polycart.platforms.woocommerce_api.orders.fields import currency, customer, totals
from polycart.platforms.woocommerce_api.orders.filters import spans
from polycart.platforms.woocommerce_api.orders.items import LINES, TAXES, items
from polycart.platforms.woocommerce_api.orders.reading import cut
from polycart.platforms.woocommerce_api.statuses import DRAFT


class AbandonedMap(Map[OrderAbandoned]):
    """A draft; there is no address where the shopper could find it again."""

    id = field("id", text)
    customer = computed(customer, "customer_id", BILL)
    created_at = field("date_created_gmt", stamp)
    modified_at = field("date_modified_gmt", stamp)
    currency = computed(currency, "currency")
    totals = computed(totals, "total", "total_tax", "shipping_total", "discount_total", LINES)
    order_products = computed(items, LINES, TAXES)


@woocommerce.implements(
    api.order.abandoned.list, "customer_id", "customer_email", "created_from", "created_to", "modified_from",
    "modified_to", "skip_empty_email", "rounding_precision", gives=AbandonedMap,
    note="Drafts of the checkout block; the shop deletes those that are older than a day.",
)  # fmt: skip
async def order_abandoned_list(woo: Woo, p: OrderAbandonedListParams) -> Page[OrderAbandoned]:
    """List drafts of the checkout by id; addresses of e-mail are compared here, as there are only a day's drafts."""
    query: dict[str, Any] = {"status": DRAFT, "orderby": "id", "order": "asc", "dp": p.rounding_precision, **spans(p)}
    if p.customer_id is not None:
        query["customer"] = native_id("customer_id").dump(p.customer_id)
    if p.customer_email is None and not p.skip_empty_email:
        return await woo.window("orders", query, AbandonedMap, start=p.start, count=p.count)
    wanted = woo.wanted
    fields = {**wanted.fields, "customer": ALL}
    whole = Selection(fields, everything=wanted.everything, without=wanted.without - {"customer"})
    drafts = await woo.everything("orders", query, AbandonedMap, wanted=whole)
    same = None if p.customer_email is None else p.customer_email.strip().casefold()
    kept = [
        draft
        for draft in drafts
        if (same is None or _email(draft).casefold() == same) and (_email(draft) or not p.skip_empty_email)
    ]
    window = kept[p.start : p.start + p.count]
    cut(window, wanted)
    return Page(items=window, total=len(kept), projected=True)


def _email(draft: OrderAbandoned) -> str:
    return str(draft.customer.email) if isinstance(draft.customer, BaseCustomer) else ""
